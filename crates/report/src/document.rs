//! The report as chapters of blocks: what the template gets, as JSON. Shares are 0 to 1.

use crate::piece::{Line, Piece};
use serde::Serialize;

/// Colours of bars by what they say; the template knows their values.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tone {
    /// What the chart is about.
    Main,
    /// What it is compared with.
    Second,
    /// The rest.
    Rest,
}

/// A part of a bar.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct Part {
    pub(crate) share: f64,
    pub(crate) tone: Tone,
}

/// A bar and its value.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct Bar {
    pub(crate) parts: Vec<Part>,
    pub(crate) value: Line,
}

/// Bars under one label, with a line below them.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct Bars {
    pub(crate) label: Line,
    pub(crate) bars: Vec<Bar>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) below: Line,
}

/// A chart of horizontal bars.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct Chart {
    pub(crate) title: String,
    /// The chart in words, for those who cannot see it.
    pub(crate) alt: String,
    /// What the tones mean; empty where there is only one.
    pub(crate) legend: Vec<(Tone, String)>,
    pub(crate) rows: Vec<Bars>,
    pub(crate) note: Line,
    /// Whether labels stand above their bars, where they are long.
    pub(crate) wide: bool,
}

/// How a column stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stands {
    /// Text that takes what is left.
    Text,
    /// Text that takes half as much.
    Half,
    /// Text as wide as it is.
    Short,
    /// A number, to the right.
    Number,
}

/// A column of a table.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Column {
    pub(crate) title: String,
    pub(crate) stands: Stands,
}

/// A row of a table.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) cells: Vec<Line>,
    /// A sum.
    pub(crate) strong: bool,
    /// Whether it begins a group of rows.
    pub(crate) first: bool,
}

/// A table whose head stands on each page.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct Table {
    pub(crate) title: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Row>,
    pub(crate) note: Line,
}

/// A number for itself.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct Tile {
    pub(crate) value: Piece,
    pub(crate) label: String,
    pub(crate) note: Line,
}

/// An item of a numbered list with a value beside it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct Item {
    pub(crate) line: Line,
    pub(crate) value: Line,
}

/// A part of a chapter.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "snake_case", tag = "block", content = "of")]
pub(crate) enum Block {
    Text(Line),
    /// What to remember.
    Callout(Line, Line),
    Tiles(Vec<Tile>),
    Heading(String),
    Items(Vec<Item>),
    Chart(Chart),
    Table(Table),
}

/// A chapter.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct Chapter {
    pub(crate) title: String,
    pub(crate) blocks: Vec<Block>,
    /// Whether it begins on a new page.
    pub(crate) breaks: bool,
}

/// What stands on the first page.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct Cover {
    pub(crate) label: Line,
    pub(crate) value: Piece,
    pub(crate) sentence: Line,
    pub(crate) facts: Vec<Tile>,
}

/// Words that the template sets itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Words {
    pub(crate) contents: String,
    pub(crate) charts: String,
    pub(crate) chart: String,
    pub(crate) page: String,
    pub(crate) of: String,
}

/// The whole report.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct Document {
    pub(crate) lang: &'static str,
    pub(crate) region: &'static str,
    pub(crate) title: String,
    pub(crate) subtitle: String,
    pub(crate) builder: Option<String>,
    pub(crate) as_of: String,
    pub(crate) made: String,
    /// Year, month, day on which it was made.
    pub(crate) date: [u32; 3],
    /// What is to be said of it as a whole.
    pub(crate) notes: Vec<String>,
    pub(crate) words: Words,
    pub(crate) cover: Cover,
    pub(crate) chapters: Vec<Chapter>,
}

pub(crate) fn column(title: &str, stands: Stands) -> Column {
    Column { title: title.to_owned(), stands }
}

/// A column of amounts: the unit stands in the head, not in every cell.
pub(crate) fn amounts(title: &str) -> Column {
    Column { title: format!("{title}, EUR"), stands: Stands::Number }
}

pub(crate) fn row(cells: Vec<Line>) -> Row {
    Row { cells, strong: false, first: false }
}

pub(crate) fn sum_row(cells: Vec<Line>) -> Row {
    Row { cells, strong: true, first: false }
}
