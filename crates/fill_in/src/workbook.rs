//! A list -> the workbook that is sent out.

use crate::keys::{self, ASKS, CHOICES, KNOWN, MAGIC, MARK, VERSION};
use crate::texts::{self, choice, day, day_format, heading, key_headings};
use crate::{ASKED, Answer, Cell, Known, List, Row, Sheet};
use base::Language;
use chrono::{Datelike, NaiveDate};
use hashbrown::HashSet;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime, Format,
    FormatAlign, FormatBorder, Formula, ProtectionOptions, Workbook, Worksheet, XlsxError,
};
use std::fmt;

/// Why a list cannot be written.
#[derive(Debug)]
pub struct ListError(XlsxError);

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the fill-in list cannot be written as a workbook: {}", self.0)
    }
}

impl std::error::Error for ListError {}

impl From<XlsxError> for ListError {
    fn from(error: XlsxError) -> Self {
        Self(error)
    }
}

/// The first row of machines on a person's sheet, from 0: below the marks, the note and the headings.
const FIRST_ROW: u32 = 3;
/// The column of the value that waits, from 0: behind the keys.
const WORTH: u16 = keys::KEYS.len() as u16;
/// The most characters of a cell.
const MOST_TEXT: usize = 32_000;
/// The name a sheet may have, in characters.
const MOST_NAME: usize = 31;

struct Formats {
    title: Format,
    text: Format,
    head: Format,
    asked_head: Format,
    id: Format,
    key: Format,
    worth: Format,
    grey: Format,
    grey_day: Format,
    open_text: Format,
    open_day: Format,
    open_number: Format,
    note: Format,
}

impl Formats {
    fn new(language: Language) -> Self {
        let top = || Format::new().set_align(FormatAlign::Top);
        let head = || Format::new().set_bold().set_text_wrap().set_border_bottom(FormatBorder::Thin);
        let grey = || top().set_font_color(Color::RGB(0x0059_6270)).set_background_color(Color::RGB(0x00F1_F3F5));
        let line = Color::RGB(0x00D9_C68A);
        let open = || {
            let format = top().set_unlocked().set_background_color(Color::RGB(0x00FF_F8DC));
            format.set_border(FormatBorder::Thin).set_border_color(line)
        };
        Self {
            title: Format::new().set_bold().set_font_size(16),
            text: top().set_text_wrap(),
            head: head().set_background_color(Color::RGB(0x00E8_EDF3)),
            asked_head: head().set_background_color(Color::RGB(0x00F5_E3A1)),
            id: grey().set_font_size(8).set_font_color(Color::RGB(0x008A_94A3)),
            key: grey().set_font_color(Color::RGB(0x001F_2937)),
            worth: grey().set_num_format("#,##0"),
            grey: grey(),
            grey_day: grey().set_num_format(day_format(language)).set_align(FormatAlign::Left),
            open_text: open(),
            open_day: open().set_num_format(day_format(language)).set_align(FormatAlign::Left),
            open_number: open().set_num_format("#,##0.##"),
            note: Format::new().set_italic().set_font_color(Color::RGB(0x0059_6270)),
        }
    }
}

/// Writes the list as a workbook (.xlsx).
///
/// # Errors
/// Where a sheet would have more rows than a workbook may.
pub fn workbook(list: &List) -> Result<Vec<u8>, ListError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(
        u16::try_from(list.as_of.year()).unwrap_or(2000),
        u8::try_from(list.as_of.month()).unwrap_or(1),
        u8::try_from(list.as_of.day()).unwrap_or(1),
    )?;
    let title = texts::TITLE.get(list.language);
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&created));
    let formats = Formats::new(list.language);
    let names = sheet_names(list);
    explain(book.add_worksheet(), list, &names, &formats)?;
    let choices = Choices::of(list);
    for (sheet, name) in list.sheets.iter().zip(&names) {
        person(book.add_worksheet(), list, sheet, name, &choices, &formats)?;
    }
    choices.write(book.add_worksheet())?;
    hidden(book.add_worksheet(), list)?;
    Ok(book.save_to_buffer()?)
}

/// A name for each sheet that a workbook allows and that no other sheet has.
fn sheet_names(list: &List) -> Vec<String> {
    let mut taken: HashSet<String> =
        [texts::INSTRUCTIONS.get(list.language), keys::SHEET, CHOICES].map(str::to_lowercase).into();
    // Excel keeps this name for itself.
    taken.insert("history".to_owned());
    let name = |sheet: &Sheet| {
        let wanted = sheet.owner.as_deref().unwrap_or_else(|| texts::NOBODY.get(list.language));
        let plain: String = wanted
            .chars()
            .map(|letter| if r"[]:*?/\'".contains(letter) || letter.is_control() { ' ' } else { letter })
            .collect();
        let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        let plain = if plain.is_empty() { texts::SHEET.get(list.language).to_owned() } else { plain };
        let cut = |most: usize| plain.chars().take(most).collect::<String>().trim().to_owned();
        let mut name = cut(MOST_NAME);
        let mut number = 2;
        while !taken.insert(name.to_lowercase()) {
            let ending = format!(" ({number})");
            name = format!("{}{ending}", cut(MOST_NAME - ending.chars().count()));
            number += 1;
        }
        name
    };
    list.sheets.iter().map(name).collect()
}

fn text(text: &str) -> String {
    text.chars().take(MOST_TEXT).collect()
}

fn number_of(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

fn missing(row: &Row) -> usize {
    row.cells.iter().filter(|cell| **cell == Cell::Missing).count()
}

/// The first sheet: what to do, by when, and what each sheet holds.
fn explain(sheet: &mut Worksheet, list: &List, names: &[String], formats: &Formats) -> Result<(), ListError> {
    let language = list.language;
    sheet.set_name(texts::INSTRUCTIONS.get(language))?;
    for (column, width) in (0_u16..).zip([30.0, 30.0, 14.0, 14.0, 20.0, 22.0]) {
        sheet.set_column_width(column, width)?;
    }
    sheet.write_string_with_format(0, 0, texts::TITLE.get(language), &formats.title)?;
    let of = format!("{} {}", texts::STATE_OF.get(language), day(list.as_of, language));
    sheet.write_string_with_format(1, 0, of, &formats.note)?;
    let due = day(list.due, language);
    let sentences = [texts::WHAT_TO_DO, texts::LEAVE_EMPTY, texts::SEND_BACK];
    for (row, sentence) in (3_u32..).zip(sentences) {
        let said = format!("{}. {}", row - 2, sentence.get(language).replace("{due}", &due));
        sheet.merge_range(row, 0, row, 5, &said, &formats.text)?;
        sheet.set_row_height(row, 32)?;
    }
    if list.sheets.is_empty() {
        sheet.write_string_with_format(7, 0, texts::NO_GAPS.get(language), &formats.note)?;
        return Ok(());
    }
    let headings = [texts::SHEET, texts::PERSON, texts::MACHINES, texts::QUESTIONS, texts::WAITS, texts::LEFT_OUT];
    for (column, heading) in (0_u16..).zip(headings) {
        sheet.write_string_with_format(7, column, heading.get(language), &formats.head)?;
    }
    for (row, (of, name)) in (8_u32..).zip(list.sheets.iter().zip(names)) {
        let owner = of.owner.as_deref().unwrap_or_else(|| texts::NOBODY.get(language));
        sheet.write_string(row, 0, name)?;
        sheet.write_string(row, 1, text(owner))?;
        sheet.write_number(row, 2, number_of(of.rows.len()))?;
        sheet.write_number(row, 3, number_of(of.rows.iter().map(missing).sum()))?;
        let eur: f64 = of.rows.iter().map(|row| row.eur).sum();
        sheet.write_number_with_format(row, 4, eur.round(), &Format::new().set_num_format("#,##0"))?;
        sheet.write_number(row, 5, number_of(of.more))?;
    }
    Ok(())
}

/// The values offered for choice, on a hidden sheet: a validation may name a range of any length.
struct Choices {
    columns: Vec<Vec<String>>,
}

impl Choices {
    fn of(list: &List) -> Self {
        let columns = ASKED.iter().enumerate().map(|(at, asked)| match asked.answer {
            Answer::Choice(ids) => ids.iter().map(|id| choice(id, list.language).to_owned()).collect(),
            Answer::Known => list.choices.get(at).cloned().unwrap_or_default(),
            _ => Vec::new(),
        });
        Self { columns: columns.collect() }
    }

    fn write(&self, sheet: &mut Worksheet) -> Result<(), ListError> {
        sheet.set_name(CHOICES)?;
        sheet.set_hidden(true);
        for (column, values) in (0_u16..).zip(&self.columns) {
            for (row, value) in (0_u32..).zip(values) {
                sheet.write_string(row, column, text(value))?;
            }
        }
        Ok(())
    }

    /// The range of a column's values; `None` where there are none.
    fn range(&self, at: usize) -> Option<Formula> {
        let count = self.columns.get(at).map(Vec::len).filter(|count| *count > 0)?;
        let letters = base::column_letters(u16::try_from(at).ok()?);
        Some(Formula::new(format!("='{CHOICES}'!${letters}$1:${letters}${count}")))
    }
}

/// One person's sheet.
fn person(
    sheet: &mut Worksheet,
    list: &List,
    of: &Sheet,
    name: &str,
    choices: &Choices,
    formats: &Formats,
) -> Result<(), ListError> {
    let language = list.language;
    sheet.set_name(name)?;
    let is_asked = |at: &usize| of.rows.iter().any(|row| row.cells.get(*at) == Some(&Cell::Missing));
    let questions: Vec<usize> = (0..ASKED.len()).filter(is_asked).collect();
    let all = of.rows.len() + of.more;
    let note = if of.more > 0 { texts::CUT } else { texts::NO_CUT };
    let note = note.get(language).replace("{n}", &of.rows.len().to_string()).replace("{all}", &all.to_string());
    sheet.write_string_with_format(1, 1, note, &formats.note)?;
    for (column, (key, heading)) in (0_u16..).zip(keys::KEYS.iter().zip(key_headings(language))) {
        sheet.write_string(0, column, format!("{MARK}{key}"))?;
        sheet.write_string_with_format(2, column, heading, &formats.head)?;
    }
    sheet.write_string(0, WORTH, format!("{MARK}{}", keys::WORTH))?;
    sheet.write_string_with_format(2, WORTH, texts::WAITS.get(language), &formats.head)?;
    for (column, width) in (0_u16..).zip([9.0, 18.0, 16.0, 30.0, 18.0, 14.0]) {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_row_hidden(0)?;
    sheet.set_row_height(2, 32)?;
    let last = FIRST_ROW + u32::try_from(of.rows.len().max(1)).unwrap_or(u32::MAX) - 1;
    for (column, at) in (WORTH + 1..).zip(&questions) {
        let Some(asked) = ASKED.get(*at) else { continue };
        sheet.write_string(0, column, format!("{MARK}{}", asked.id))?;
        sheet.write_string_with_format(2, column, heading(asked, language), &formats.asked_head)?;
        let width = match asked.answer {
            Answer::Email => 30.0,
            Answer::Text => 24.0,
            Answer::Known | Answer::Choice(_) => 20.0,
            Answer::Number | Answer::Date => 16.0,
        };
        sheet.set_column_width(column, width)?;
        if let Some(rule) = validation(asked.answer, column, choices.range(*at), list)? {
            sheet.add_data_validation(FIRST_ROW, column, last, column, &rule)?;
        }
    }
    for (row, machine) in (FIRST_ROW..).zip(&of.rows) {
        for (column, cell) in (0_u16..).zip(machine.key.cells()) {
            let format = if column == 0 { &formats.id } else { &formats.key };
            // As text, so that nothing a source brought can become a formula here.
            sheet.write_string_with_format(row, column, text(cell), format)?;
        }
        sheet.write_number_with_format(row, WORTH, machine.eur.round(), &formats.worth)?;
        for (column, at) in (WORTH + 1..).zip(&questions) {
            let (Some(asked), Some(cell)) = (ASKED.get(*at), machine.cells.get(*at)) else { continue };
            match cell {
                Cell::Missing => {
                    let format = match asked.answer {
                        Answer::Date => &formats.open_day,
                        Answer::Number => &formats.open_number,
                        _ => &formats.open_text,
                    };
                    sheet.write_blank(row, column, format)?;
                }
                Cell::Known(Known::Text(known)) => {
                    sheet.write_string_with_format(row, column, text(known), &formats.grey)?;
                }
                Cell::Known(Known::Number(known)) => {
                    sheet.write_number_with_format(row, column, *known, &formats.grey)?;
                }
                Cell::Known(Known::Date(known)) => {
                    sheet.write_number_with_format(row, column, serial_date(*known), &formats.grey_day)?;
                }
                Cell::Nothing => {
                    sheet.write_blank(row, column, &formats.grey)?;
                }
            }
        }
    }
    sheet.set_freeze_panes(FIRST_ROW, 2)?;
    let columns = WORTH + u16::try_from(questions.len()).unwrap_or(0);
    sheet.autofilter(2, 0, last, columns)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(2, 2)?;
    sheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        format_cells: true,
        sort: true,
        use_autofilter: true,
        ..ProtectionOptions::default()
    });
    Ok(())
}

/// A date as workbooks count it: days since 30 December 1899.
fn serial_date(date: NaiveDate) -> f64 {
    let zero = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default();
    i32::try_from((date - zero).num_days()).map_or(0.0, f64::from)
}

fn validation(
    answer: Answer,
    column: u16,
    choices: Option<Formula>,
    list: &List,
) -> Result<Option<DataValidation>, ListError> {
    let said = |text: &texts::Text| text.get(list.language);
    let rule = DataValidation::new();
    Ok(Some(match answer {
        Answer::Text => return Ok(None),
        Answer::Email => {
            let first = format!("{}{}", base::column_letters(column), FIRST_ROW + 1);
            rule.allow_custom(Formula::new(format!("=ISNUMBER(FIND(\"@\",{first}))")))
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_message(said(&texts::NO_ADDRESS))?
        }
        Answer::Number => {
            let rule = rule.allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0));
            rule.set_error_message(said(&texts::A_NUMBER))?
        }
        Answer::Date => {
            let years = |year| ExcelDateTime::from_ymd(year, 1, 1);
            let last = u16::try_from(list.as_of.year()).unwrap_or(2000).saturating_add(50);
            let rule = rule.allow_date(DataValidationRule::Between(years(1950)?, years(last)?));
            rule.set_error_message(said(&texts::A_DATE))?
        }
        Answer::Known => {
            let Some(choices) = choices else { return Ok(None) };
            rule.allow_list_formula(choices)
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_message(said(&texts::NOT_LISTED))?
        }
        Answer::Choice(_) => {
            let Some(choices) = choices else { return Ok(None) };
            rule.allow_list_formula(choices)
                .set_input_message(said(&texts::WITH_END))?
                .set_error_message(said(&texts::ONE_OF))?
        }
    }))
}

/// The hidden sheet: keys, who was asked, what was asked and what was known.
fn hidden(sheet: &mut Worksheet, list: &List) -> Result<(), ListError> {
    sheet.set_name(keys::SHEET)?;
    sheet.set_hidden(true);
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut head: Vec<String> = keys::KEYS.iter().map(|key| (*key).to_owned()).collect();
    head.push("person".to_owned());
    head.extend(ASKED.iter().map(|asked| asked.id.to_owned()));
    rows.push(head);
    for of in &list.sheets {
        for row in &of.rows {
            let mut cells: Vec<String> = row.key.cells().into_iter().map(text).collect();
            cells.push(of.owner.clone().unwrap_or_default());
            cells.extend(row.cells.iter().map(|cell| match cell {
                Cell::Missing => ASKS.to_owned(),
                Cell::Known(Known::Text(known)) => format!("{KNOWN}{}", text(known)),
                Cell::Known(Known::Number(known)) => format!("{KNOWN}{known}"),
                Cell::Known(Known::Date(known)) => format!("{KNOWN}{known}"),
                Cell::Nothing => String::new(),
            }));
            rows.push(cells);
        }
    }
    let digest = keys::digest(rows.iter().map(|row| row.iter().map(String::as_str).collect()));
    let language = match list.language {
        Language::De => "de",
        Language::En => "en",
        Language::It => "it",
    };
    let as_of = list.as_of.to_string();
    let about = [[MAGIC, VERSION], ["as_of", &as_of], ["language", language], ["digest", &digest]];
    for (row, pair) in (0_u32..).zip(about) {
        for (column, cell) in (0_u16..).zip(pair) {
            sheet.write_string(row, column, cell)?;
        }
    }
    for (row, cells) in (u32::try_from(keys::HEAD).unwrap_or(4)..).zip(&rows) {
        for (column, cell) in (0_u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(row, column, cell)?;
        }
    }
    sheet.protect();
    Ok(())
}
