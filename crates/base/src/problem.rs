//! What was wrong with something that was read: always with the place, so that a person can mend it.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How much a problem costs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; everything was read.
    Note,
    /// One cell was left empty; its row was read.
    Cell,
    /// One row was not read.
    Row,
    /// A sheet or table was not read.
    Table,
    /// A file was not read.
    File,
}

/// One problem with its place. Row and column count as the user's program shows them: rows from 1, columns from 0
/// here and as letters (A, B, ...) in the text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Problem {
    /// How much it costs.
    pub severity: Severity,
    /// The file, as the user named it; inside an archive `archive.zip/inner.csv`.
    pub file: String,
    /// The sheet, where the file has sheets.
    pub sheet: Option<String>,
    /// The row, from 1; for a PDF the page.
    pub row: Option<u32>,
    /// The column, from 0.
    pub column: Option<u16>,
    /// The heading of that column.
    pub heading: Option<String>,
    /// The text that could not be read, cut at 200 characters.
    pub text: Option<String>,
    /// What is wrong and what to do, one sentence, no full stop needed.
    pub what: String,
}

impl Problem {
    /// A problem of a whole file.
    #[must_use]
    pub fn file(file: &str, what: impl Into<String>) -> Self {
        Self {
            severity: Severity::File,
            file: file.to_owned(),
            sheet: None,
            row: None,
            column: None,
            heading: None,
            text: None,
            what: what.into(),
        }
    }

    /// A problem of one sheet or table.
    #[must_use]
    pub fn table(file: &str, sheet: Option<&str>, what: impl Into<String>) -> Self {
        Self { severity: Severity::Table, sheet: sheet.map(str::to_owned), ..Self::file(file, what) }
    }

    /// The same problem with another severity.
    #[must_use]
    pub fn with_severity(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }

    /// The same problem at a row (from 1).
    #[must_use]
    pub fn at_row(self, row: u32) -> Self {
        Self { row: Some(row), ..self }
    }

    /// The same problem at a column (from 0) with its heading and the offending text.
    #[must_use]
    pub fn at_column(self, column: u16, heading: &str, text: &str) -> Self {
        Self {
            column: Some(column),
            heading: Some(heading.to_owned()),
            text: Some(text.chars().take(200).collect()),
            ..self
        }
    }
}

/// The letters a spreadsheet shows for a column counted from 0: A, B, ... Z, AA, AB, ...
#[must_use]
pub fn column_letters(column: u16) -> String {
    let mut rest = u32::from(column) + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(b'A' + u8::try_from(rest % 26).unwrap_or(0));
        rest /= 26;
    }
    letters.reverse();
    String::from_utf8(letters).unwrap_or_default()
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(f, ", sheet \"{sheet}\"")?;
        }
        if let Some(row) = self.row {
            write!(f, ", row {row}")?;
        }
        if let Some(column) = self.column {
            write!(f, ", column {}", column_letters(column))?;
        }
        if let Some(heading) = &self.heading {
            write!(f, " ({heading})")?;
        }
        if let Some(text) = &self.text {
            write!(f, ", \"{text}\"")?;
        }
        write!(f, ": {}", self.what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_spreadsheets_do() {
        let letters: Vec<_> = [0, 25, 26, 701, 702, 16383].into_iter().map(column_letters).collect();
        assert_eq!(letters, ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }

    #[test]
    fn a_problem_reads_as_one_line_with_its_place() {
        let problem = Problem::table("a.xlsx", Some("2026"), "not a date; write it as 31.12.2026")
            .with_severity(Severity::Cell)
            .at_row(17)
            .at_column(3, "Vertragsende", "Ende offen?");
        assert_eq!(
            problem.to_string(),
            "a.xlsx, sheet \"2026\", row 17, column D (Vertragsende), \"Ende offen?\": not a date; write it as 31.12.2026"
        );
    }
}
