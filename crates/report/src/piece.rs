//! Running text in pieces: words, names, and numbers that lead to their machines.

use serde::Serialize;

/// What a piece is; only figures are links.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// Words of the report.
    Words,
    /// A name from the data: a type, a customer, a segment.
    Name,
    /// A number of the assessment.
    Figure,
    /// A value of an assumption, or something that follows from one.
    Assumed,
    /// How many rows are shown, where not all are.
    Rows,
}

/// A piece of text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Piece {
    /// Its text.
    #[serde(rename = "t")]
    pub(crate) text: String,
    /// Where it leads.
    #[serde(rename = "u", skip_serializing_if = "Option::is_none")]
    pub(crate) link: Option<String>,
    /// What it is.
    #[serde(rename = "k")]
    pub(crate) kind: Kind,
}

/// A paragraph, a cell, a label.
pub(crate) type Line = Vec<Piece>;

impl Piece {
    pub(crate) fn of(kind: Kind, text: impl Into<String>) -> Self {
        Self { text: text.into(), link: None, kind }
    }

    pub(crate) fn words(text: impl Into<String>) -> Self {
        Self::of(Kind::Words, text)
    }

    pub(crate) fn name(text: impl Into<String>) -> Self {
        Self::of(Kind::Name, text)
    }
}

/// Lines one after the other with the same words between them.
pub(crate) fn joined(lines: impl IntoIterator<Item = Line>, between: &str) -> Line {
    let mut all = Line::new();
    for line in lines {
        if !all.is_empty() {
            all.push(Piece::words(between));
        }
        all.extend(line);
    }
    all
}

/// The text of a line, for those who cannot see a chart.
pub(crate) fn read(line: &[Piece]) -> String {
    line.iter().map(|piece| piece.text.as_str()).collect()
}
