//! A table as the file has it, before anything is understood.

use chrono::NaiveDateTime;
use std::borrow::Cow;

/// One cell of a workbook, a JSON record or a PDF report.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text as written.
    Text(Box<str>),
    /// A number the file stores as a number; in a date column it may be an Excel serial.
    Number(f64),
    /// A date or time the file stores as such.
    Date(NaiveDateTime),
    /// True or false.
    Flag(bool),
    /// A formula error such as `#N/A`, as written.
    Error(Box<str>),
}

impl Cell {
    /// Whether the cell holds nothing but blanks.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The cell as a person reads it: whole numbers without decimals, dates as ISO 8601.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) | Self::Error(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Date(at) if at.time() == chrono::NaiveTime::MIN => Cow::Owned(at.date().to_string()),
            Self::Date(at) => Cow::Owned(at.format("%Y-%m-%d %H:%M:%S").to_string()),
            Self::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
        }
    }
}

/// A merged range within a [`Grid`], as positions in `rows` (from 0), both ends included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Merge {
    /// First position in `rows`.
    pub first_row: usize,
    /// Last position in `rows`.
    pub last_row: usize,
    /// First column (from 0).
    pub first_column: usize,
    /// Last column (from 0).
    pub last_column: usize,
}

/// Cells held in memory: a sheet, JSON records, a PDF report.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Grid {
    /// The rows; all positions of `columns` count from the sheet's column A even when A is empty.
    pub rows: Vec<Vec<Cell>>,
    /// For each row its number as the user's program shows it, from 1 (a PDF: the page; JSON records: the element).
    pub row_numbers: Vec<u32>,
    /// Merged ranges.
    pub merges: Vec<Merge>,
}

/// Delimited text, already UTF-8; large files stay borrowed from the mapped file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delimited<'a> {
    /// The whole text, without a byte order mark.
    pub text: Cow<'a, str>,
    /// The delimiter: `;`, `,`, tab or `|`.
    pub delimiter: u8,
    /// What the bytes were: `UTF-8`, `UTF-16LE`, `UTF-16BE`, `windows-1252`, `mixed`.
    pub encoding: &'static str,
}

/// The cells of a table.
#[derive(Clone, PartialEq, Debug)]
pub enum Body<'a> {
    /// In memory.
    Grid(Grid),
    /// As text, to be split in parallel.
    Delimited(Delimited<'a>),
}

/// One table of a file.
#[derive(Clone, PartialEq, Debug)]
pub struct RawTable<'a> {
    /// The sheet's name; `None` for files that hold one table only.
    pub sheet: Option<String>,
    /// Whether the sheet is hidden.
    pub hidden: bool,
    /// Whether the workbook counts dates from 1904.
    pub date_1904: bool,
    /// The cells.
    pub body: Body<'a>,
}

/// One row out of a table, for recognition.
#[derive(Clone, PartialEq, Debug)]
pub struct SampleRow {
    /// The row's number, from 1.
    pub number: u32,
    /// The cells from column A on.
    pub cells: Vec<Cell>,
}
