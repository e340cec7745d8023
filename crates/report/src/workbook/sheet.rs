//! A sheet: heads that stay, columns that filter, cells with their formats.

use super::Head;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline, Workbook, XlsxError};

/// Rows of a sheet that Excel opens, less the header and a line about what was cut.
pub(super) const MOST: usize = 1_048_574;

/// Excel takes this many links a sheet.
const LINKS: usize = 65_000;

/// Characters of a cell, which may have 32,767.
const CHARACTERS: usize = 32_000;

/// A cell.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Cell {
    Text(String),
    Count(u32),
    Eur(f64),
    /// 0 to 1.
    Share(f64),
    /// With one decimal.
    Number(f64),
    /// An address and the word that stands for it.
    Link(String, String),
    Nothing,
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn eur(eur: Option<f64>) -> Self {
        eur.map_or(Self::Nothing, Self::Eur)
    }

    pub(super) fn maybe(text: Option<String>) -> Self {
        text.map_or(Self::Nothing, Self::Text)
    }
}

/// How cells look.
pub(super) struct Formats {
    head: Format,
    text: Format,
    count: Format,
    eur: Format,
    share: Format,
    number: Format,
    link: Format,
    note: Format,
}

impl Formats {
    pub(super) fn new() -> Self {
        let top = Format::new().set_align(FormatAlign::Top);
        Self {
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_border_bottom(FormatBorder::Thin)
                .set_background_color(Color::RGB(0x00E4_EEF0)),
            text: top.clone().set_text_wrap(),
            count: top.clone().set_num_format("#,##0"),
            eur: top.clone().set_num_format("#,##0.00"),
            share: top.clone().set_num_format("0.0%"),
            number: top.clone().set_num_format("0.0"),
            link: top.clone().set_font_color(Color::RGB(0x000B_5563)).set_underline(FormatUnderline::Single),
            note: top.set_italic(),
        }
    }
}

/// A sheet and its rows.
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) heads: Vec<Head>,
    pub(super) rows: Vec<Vec<Cell>>,
    /// What to say where rows are more than a sheet takes, or were left out: stands below the last row.
    pub(super) note: Option<String>,
}

impl Sheet {
    /// Appends it to a workbook.
    pub(super) fn write(self, book: &mut Workbook, formats: &Formats) -> Result<(), XlsxError> {
        let sheet = book.add_worksheet();
        sheet.set_name(&self.name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, (heading, width)) in (0_u16..).zip(&self.heads) {
            sheet.set_column_width(column, *width)?;
            sheet.write_string_with_format(0, column, heading, &formats.head)?;
        }
        let mut links = 0;
        let mut last = 0;
        for (at, row) in (1_u32..).zip(self.rows.into_iter().take(MOST)) {
            for (column, cell) in (0_u16..).zip(row) {
                match cell {
                    Cell::Text(text) => {
                        let text: String = text.chars().take(CHARACTERS).collect();
                        sheet.write_string_with_format(at, column, text, &formats.text)?;
                    }
                    Cell::Count(number) => {
                        sheet.write_number_with_format(at, column, number, &formats.count)?;
                    }
                    Cell::Eur(number) => {
                        sheet.write_number_with_format(at, column, number, &formats.eur)?;
                    }
                    Cell::Share(number) => {
                        sheet.write_number_with_format(at, column, number, &formats.share)?;
                    }
                    Cell::Number(number) => {
                        sheet.write_number_with_format(at, column, number, &formats.number)?;
                    }
                    Cell::Link(address, word) if links < LINKS && address.len() < 2_000 => {
                        links += 1;
                        sheet.write_url_with_options(at, column, address.as_str(), word, "", Some(&formats.link))?;
                    }
                    Cell::Link(..) | Cell::Nothing => {}
                }
            }
            last = at;
        }
        if let Some(columns) = u16::try_from(self.heads.len()).ok().and_then(|columns| columns.checked_sub(1)) {
            sheet.autofilter(0, 0, last, columns)?;
        }
        if let Some(note) = self.note {
            sheet.write_string_with_format(last + 1, 0, note, &formats.note)?;
        }
        Ok(())
    }
}
