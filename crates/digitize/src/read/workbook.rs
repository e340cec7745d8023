//! .xlsx, .xlsm and .xlsb -> grids, cell by cell through calamine's streaming readers, so that a sheet that claims a
//! million rows costs what it holds.

use super::{
    Limits, PASSWORD, ReadFile,
    container::{self, Metered},
    grid::{Budget, Builder},
    kind::Excel,
};
use crate::{Body, Cell, Grid, RawTable};
use base::{Problem, Severity};
use calamine::{
    DataRef, Dimensions, ExcelDateTime, Reader, Sheet, SheetType, SheetVisible, Xlsb, XlsbError, Xlsx, XlsxError,
};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, SubsecRound};
use quick_xml::events::Event;
use std::io::BufReader;

pub(super) const DAMAGED: &str = "the file is damaged; open it in Excel, save it again and import that";

/// Reads a workbook of the zip-based formats.
pub(super) fn read<'a>(name: &str, bytes: &[u8], format: Excel, limits: &Limits) -> ReadFile<'a> {
    let checked = match container::check(bytes, limits) {
        Ok(checked) => checked,
        Err(what) => return ReadFile::refused(name, what),
    };
    let read = super::shielded(|| match format {
        Excel::Xml => xml(name, bytes, limits, checked.merges),
        Excel::Binary => binary(name, bytes, limits),
    });
    let mut file = match read {
        Ok(Ok(file)) => file,
        Ok(Err(what)) => return ReadFile::refused(name, what),
        Err(damaged) => return ReadFile::refused(name, damaged),
    };
    if checked.macros {
        file.problems.push(macros(name));
    }
    file
}

pub(super) fn macros(name: &str) -> Problem {
    Problem::file(name, "holds macros; they are ignored, the cells were read as last saved")
        .with_severity(Severity::Note)
}

/// Refuses a list of shared strings that claims to be longer than a workbook has cells: calamine reserves memory for what
/// the claim says, and a program that cannot have it ends at once.
fn check_claim(bytes: &[u8], limits: &Limits) -> Result<(), String> {
    let mut zip = container::open(bytes).ok_or(DAMAGED)?;
    for index in 0..zip.len() {
        let Ok(part) = zip.by_index(index) else { continue };
        if !part.name_raw().to_ascii_lowercase().ends_with(b"sharedstrings.xml") {
            continue;
        }
        let mut reader = quick_xml::Reader::from_reader(BufReader::new(part));
        let mut buffer = Vec::new();
        // What cannot be read is calamine's to complain about.
        while let Ok(event) = reader.read_event_into(&mut buffer) {
            match event {
                Event::Start(start) | Event::Empty(start) if start.local_name().as_ref() == "sst" => {
                    let mut attributes = start.attributes();
                    let claims = attributes.with_checks(false).flatten().any(|attribute| {
                        attribute.key.as_ref() == "uniqueCount"
                            && attribute.value.parse().is_ok_and(|count: u64| count > limits.max_cells)
                    });
                    if claims {
                        return Err(format!("{DAMAGED} (it claims more texts than a workbook has cells)"));
                    }
                    break;
                }
                Event::Eof => break,
                _ => buffer.clear(),
            }
        }
    }
    Ok(())
}

fn xml<'a>(name: &str, bytes: &[u8], limits: &Limits, merges: bool) -> Result<ReadFile<'a>, String> {
    check_claim(bytes, limits)?;
    let mut book = Xlsx::new(Metered::new(bytes)).map_err(|error| match error {
        XlsxError::Password => PASSWORD.to_owned(),
        error => damaged(&error),
    })?;
    let date_1904 = book.has_1904_epoch();
    let mut file = ReadFile::default();
    let mut budget = Budget::new(limits);
    for sheet in book.sheets_metadata().to_vec() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let grid = super::shielded(|| xml_sheet(&mut book, &sheet.name, &mut budget, merges));
        push(&mut file, name, &sheet, date_1904, grid);
    }
    Ok(file)
}

fn xml_sheet(
    book: &mut Xlsx<Metered<'_>>,
    sheet: &str,
    budget: &mut Budget,
    merges: bool,
) -> Result<Option<Grid>, String> {
    let mut builder = Builder::new(budget);
    match book.worksheet_cells_reader(sheet) {
        Ok(mut cells) => {
            while let Some(cell) = cells.next_cell().map_err(|error| damaged(&error))? {
                let (row, column) = cell.get_position();
                builder.put(row, column, from_calamine(cell.get_value()))?;
            }
        }
        // A chart on a sheet of its own.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(None),
        Err(error) => return Err(damaged(&error)),
    }
    if merges {
        // The cells are there; a broken list of merged ranges is no reason to lose them.
        for range in book.merge_cells_by_sheet_name(sheet).unwrap_or_default() {
            builder.merge(range.start, range.end);
        }
    }
    Ok(builder.finish())
}

fn binary<'a>(name: &str, bytes: &[u8], limits: &Limits) -> Result<ReadFile<'a>, String> {
    let mut book = Xlsb::new(Metered::new(bytes)).map_err(|error| match error {
        XlsbError::Password => PASSWORD.to_owned(),
        error => damaged(&error),
    })?;
    let date_1904 = book.has_1904_epoch();
    let mut file = ReadFile::default();
    let mut budget = Budget::new(limits);
    for sheet in book.sheets_metadata().to_vec() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let grid = super::shielded(|| {
            let mut builder = Builder::new(&mut budget);
            let mut cells = book.worksheet_cells_reader(&sheet.name).map_err(|error| damaged(&error))?;
            while let Some(cell) = cells.next_cell().map_err(|error| damaged(&error))? {
                let (row, column) = cell.get_position();
                builder.put(row, column, from_calamine(cell.get_value()))?;
            }
            Ok(builder.finish())
        });
        push(&mut file, name, &sheet, date_1904, grid);
    }
    Ok(file)
}

/// Adds a sheet that was read, or the problem of one that was not.
pub(super) fn push(
    file: &mut ReadFile<'_>,
    name: &str,
    sheet: &Sheet,
    date_1904: bool,
    grid: Result<Result<Option<Grid>, String>, &'static str>,
) {
    match grid {
        Ok(Ok(Some(grid))) => file.tables.push(RawTable {
            sheet: Some(sheet.name.clone()),
            hidden: sheet.visible != SheetVisible::Visible,
            date_1904,
            body: Body::Grid(grid),
        }),
        Ok(Ok(None)) => {}
        Ok(Err(what)) => file.problems.push(Problem::table(name, Some(&sheet.name), what)),
        Err(_) => file.problems.push(Problem::table(name, Some(&sheet.name), DAMAGED)),
    }
}

/// The user's line for an error of calamine's; its own words go last, for support.
pub(super) fn damaged(error: &dyn std::error::Error) -> String {
    let words: String =
        error.to_string().chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(120).collect();
    format!("{DAMAGED} ({words})")
}

/// A cell of calamine's streaming readers as ours.
pub(super) fn from_calamine(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => whole(*number),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => written(text),
        DataRef::SharedString(text) => written(text),
        DataRef::Bool(flag) => Cell::Flag(*flag),
        DataRef::DateTime(at) => date(*at),
        DataRef::DateTimeIso(text) => iso_date(text).map_or_else(|| written(text), Cell::Date),
        DataRef::DurationIso(text) => written(text),
        DataRef::Error(error) => Cell::Error(error.to_string().into()),
    }
}

/// A whole number, as text where a number could not hold all its digits.
pub(super) fn whole(number: i64) -> Cell {
    match i32::try_from(number) {
        Ok(small) => Cell::Number(f64::from(small)),
        Err(_) if number.unsigned_abs() <= 1 << 53 => number.to_string().parse().map_or(Cell::Empty, Cell::Number),
        Err(_) => Cell::Text(number.to_string().into()),
    }
}

pub(super) fn written(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.into()) }
}

/// A number shown as a date. Times of day and durations become text as Excel shows them, since they are no dates and
/// their numbers (of days) would be taken for hours.
pub(super) fn date(at: ExcelDateTime) -> Cell {
    let serial = at.as_f64();
    if at.is_duration() || (serial > 0.0 && serial < 1.0) {
        return clock(serial).map_or(Cell::Number(serial), |text| Cell::Text(text.into()));
    }
    // Serial 0 is what a program writes that has no date.
    if serial <= 0.0 {
        return Cell::Number(serial);
    }
    match at.as_datetime() {
        Some(at) => Cell::Date(at.round_subsecs(0)),
        None => Cell::Number(serial),
    }
}

/// Days as hours and minutes (and seconds, where there are any): 1.5 is 36:00.
pub(super) fn clock(days: f64) -> Option<String> {
    let seconds = (days * 86_400.0).round();
    if !seconds.is_finite() || seconds.abs() > 1e15 {
        return None;
    }
    let sign = if seconds < 0.0 { "-" } else { "" };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be a whole number below 1e15"
    )]
    let seconds = seconds.abs() as u64;
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    Some(if rest == 0 {
        format!("{sign}{hours}:{minutes:02}")
    } else {
        format!("{sign}{hours}:{minutes:02}:{rest:02}")
    })
}

/// A date or date and time as ISO 8601 writes it.
pub(super) fn iso_date(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim().trim_end_matches('Z');
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M"))
        .map(|at| at.round_subsecs(0))
        .or_else(|_| NaiveDate::parse_from_str(text, "%Y-%m-%d").map(|day| day.and_time(NaiveTime::MIN)))
        .ok()
}

/// The rectangle calamine speaks of, as first and last place.
pub(super) fn corners(range: &Dimensions) -> ((u32, u32), (u32, u32)) {
    (range.start, range.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType::{DateTime, TimeDelta};

    #[test]
    fn a_part_that_many_sheets_name_is_not_read_for_ever() {
        let part = format!("<worksheet><sheetData>{}</sheetData></worksheet>", " ".repeat(4 << 20));
        let relation = "<Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\" Type=\"http://schemas.openxmlformats.org/\
            officeDocument/2006/relationships/worksheet\"/>";
        let book =
            (0..30_000).map(|at| format!("<sheet name=\"{at}\" sheetId=\"1\" r:id=\"r1\"/>")).collect::<String>();
        let bytes = container::tests::zipped(&[
            (
                "_rels/.rels",
                b"<Relationships><Relationship Id=\"r1\" Target=\"xl/workbook.xml\" Type=\"http://schemas.\
                openxmlformats.org/officeDocument/2006/relationships/officeDocument\"/></Relationships>",
            ),
            ("xl/workbook.xml", format!("<workbook><sheets>{book}</sheets></workbook>").as_bytes()),
            ("xl/_rels/workbook.xml.rels", format!("<Relationships>{relation}</Relationships>").as_bytes()),
            ("xl/worksheets/sheet1.xml", part.as_bytes()),
        ]);
        let file = read("a.xlsx", &bytes, Excel::Xml, &Limits::default());
        assert!(file.tables.is_empty());
        let refused = |problem: &&Problem| problem.what.contains("over and over");
        assert!(file.problems.iter().filter(refused).count() > 20_000, "{:?}", file.problems.first());
    }

    #[test]
    fn a_claim_of_more_texts_than_cells_is_refused() {
        let strings = b"<?xml version=\"1.0\"?><!-- x --><x:sst xmlns:x=\"y\" uniqueCount=\"99999999999999\"/>";
        let bytes = container::tests::zipped(&[("xl/workbook.xml", b""), ("xl/SharedStrings.xml", strings)]);
        let file = read("a.xlsx", &bytes, Excel::Xml, &Limits::default());
        assert!(file.problems.iter().any(|problem| problem.what.contains("claims more texts")), "{:?}", file.problems);
    }

    #[test]
    fn dates_times_and_durations_are_told_apart() {
        let cell = |serial, kind, early| date(ExcelDateTime::new(serial, kind, early)).text().into_owned();
        assert_eq!(cell(46_022.0, DateTime, false), "2025-12-31");
        assert_eq!(cell(44_560.0, DateTime, true), "2025-12-31");
        assert_eq!(cell(46_022.499_999_999, DateTime, false), "2025-12-31 12:00:00");
        assert_eq!(cell(0.5, DateTime, false), "12:00");
        assert_eq!(cell(514.5, TimeDelta, false), "12348:00");
        assert_eq!(cell(0.0, DateTime, false), "0");
        assert_eq!(cell(1e300, DateTime, false).len(), 301);
    }

    #[test]
    fn numbers_too_long_for_a_number_stay_text() {
        assert_eq!(whole(10_000_000_000), Cell::Number(1e10));
        assert_eq!(whole(9_007_199_254_740_993), Cell::Text("9007199254740993".into()));
    }

    #[test]
    fn iso_dates() {
        assert_eq!(iso_date("2026-12-31").map(|at| at.to_string()).as_deref(), Some("2026-12-31 00:00:00"));
        assert_eq!(
            iso_date("2026-12-31T07:05:09.9996Z").map(|at| at.to_string()).as_deref(),
            Some("2026-12-31 07:05:10")
        );
        assert_eq!(iso_date("31.12.2026"), None);
    }
}
