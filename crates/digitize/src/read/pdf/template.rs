//! Templates of reports: how the texts of one layout are read, learnt from an example a person has marked.
//!
//! The guess of labels and values (`reports`) reads what a stranger would understand. A template reads the rest: labels
//! above their values, boxes, several columns side by side, a table of parts below. It never goes by colours or lines, which
//! programs draw in a hundred ways, but by the texts that are the same on every report: each value hangs on such a text
//! next to it (its label), so that it is found again when a longer address has pushed it down.

mod apply;
mod learn;
mod look;
mod table;
mod texts;

pub use learn::{At, FieldMark, Learnt, Marks, TableMark, learn};
pub use texts::{PageText, PageTexts, page_texts};

pub(super) use apply::read;
pub(super) use texts::Sheet;

use serde::{Deserialize, Serialize};

/// Texts of one page a template looks at; a report of small print has some hundreds. Pages with more are left to the guess.
const TEXTS_MOST: usize = 5_000;
/// Reports are numbered by page; a line of a table by its page times this, plus its line on the page.
const LINES_A_PAGE: u32 = 10_000;

/// How reports of one layout are read. Places are in points (1/72 inch) from the upper left corner of the page it was
/// learnt on; on a page of another width they scale with it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// What a person calls the layout; the table of its reports has this name.
    pub name: String,
    /// Width of the page it was learnt on, in points.
    pub width: f32,
    /// Who marked the example; kept in profiles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// When, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<String>,
    /// Texts at which a value ends, since they are labels of something else. Without regard to case and blanks.
    #[serde(default)]
    pub labels: Vec<String>,
    /// Texts by which such a report is known.
    pub anchors: Vec<Anchor>,
    /// What is read of it.
    #[serde(default)]
    pub fields: Vec<FieldRule>,
    /// Its tables.
    #[serde(default)]
    pub tables: Vec<TableLayout>,
}

/// A text that stands at the same place of every report, lower or higher where something above it has grown.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// Page of the report, from 1.
    pub page: u32,
    /// The text.
    pub text: String,
    /// Left edge, in points.
    pub x: f32,
    /// Baseline from the upper edge, in points.
    pub y: f32,
    /// Whether no report is without it.
    #[serde(default)]
    pub required: bool,
}

/// How a value stands to the text it hangs on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// To the right of its label, on the same line.
    Right,
    /// Under its label.
    Below,
    /// In the same run of text, behind the label's words.
    Behind,
    /// Without a label, at this place of the page.
    Place,
}

/// Whether a value goes on in the lines below.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoesOn {
    /// What is below is something else.
    Never,
    /// Where its line is full, so that the next word had no room on it.
    #[default]
    Wrapped,
    /// All lines below are its own, down to the next label.
    Always,
}

/// How one value of a report is found.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldRule {
    /// Heading of the column it goes into.
    pub column: String,
    /// Whether it says what the report is about, so that it is repeated with each line of its tables.
    #[serde(default)]
    pub key: bool,
    /// Page of the report, from 1.
    pub page: u32,
    /// The label; empty for [`Relation::Place`].
    #[serde(default)]
    pub label: String,
    /// Which of the texts that read like the label it is, from 1 and from the top.
    #[serde(default = "one")]
    pub nth: u32,
    /// How many texts read like it on the example.
    #[serde(default = "one")]
    pub of: u32,
    /// How the value stands to its label.
    pub relation: Relation,
    /// Left edge of the label, or of the value where there is none, in points.
    pub x: f32,
    /// Baseline of the same, in points.
    pub y: f32,
    /// From the label's end (right) or left edge (below) to the value's left edge, in points.
    pub dx: f32,
    /// From the label's baseline down to the value's, in points.
    pub dy: f32,
    /// From the label's left edge to where something else begins on its right, in points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<f32>,
    /// Which line of what stands at the label it begins with, from 1: the town may be the third below "Customer".
    #[serde(default = "one")]
    pub line: u32,
    /// Whether it goes on in the lines below.
    #[serde(default)]
    pub goes_on: GoesOn,
}

/// A table within reports.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableLayout {
    /// What a person calls it.
    pub name: String,
    /// From one row's baseline to the next, in points.
    pub pitch: f32,
    /// Its columns from left to right.
    pub columns: Vec<TableColumn>,
}

/// Which edge the values of a column have in common.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edge {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A column of a table within reports.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableColumn {
    /// Heading of the column its values go into; empty where nobody marked it.
    #[serde(default)]
    pub column: String,
    /// What stands above it on the report.
    pub heading: String,
    /// Left edge of the heading, in points.
    pub x: f32,
    /// Edge its values share.
    pub edge: Edge,
    /// Where that edge is, in points.
    pub at: f32,
}

/// Anchors, fields, labels and columns of tables one template may have.
const PARTS_MOST: usize = 1_000;

impl Template {
    /// Whether it can be used, as a person may have changed it.
    pub(crate) fn check(&self) -> Result<(), String> {
        let numbers = self.anchors.iter().flat_map(|anchor| [anchor.x, anchor.y]);
        let numbers =
            numbers.chain(self.fields.iter().flat_map(|of| [of.x, of.y, of.dx, of.dy, of.until.unwrap_or(0.0)]));
        let columns = self.tables.iter().flat_map(|table| &table.columns);
        let mut numbers = numbers.chain(columns.clone().flat_map(|column| [column.x, column.at]));
        let parts = self.anchors.len() + self.fields.len() + self.labels.len() + columns.count();
        if self.name.trim().is_empty() {
            Err("a report has an empty `name`; give it one".to_owned())
        } else if !(self.width.is_finite() && self.width >= 1.0) {
            Err("`width` has to be that of the page in points, 595.0 for A4".to_owned())
        } else if self.anchors.iter().all(|anchor| anchor.page != 1) {
            let what = "would be read by a report without anchors on its first page; mark an example anew";
            Err(format!("every page {what}"))
        } else if parts > PARTS_MOST {
            Err(format!("a report has more than {PARTS_MOST} parts; mark only what is needed"))
        } else if !numbers.all(f32::is_finite) || !self.tables.iter().all(|table| table.pitch > 0.0) {
            Err("a place of a report is no number of points; mark an example anew".to_owned())
        } else {
            Ok(())
        }
    }

    /// The names of its tables as they stand in deliveries: the reports, then what each of them lists.
    #[must_use]
    pub fn sheets(&self) -> Vec<String> {
        let listed = self.tables.iter().map(|table| table_name(&self.name, &table.name));
        std::iter::once(self.name.clone()).chain(listed).collect()
    }

    pub(crate) fn shares_names_with(&self, other: &Self) -> bool {
        let names = other.sheets();
        self.sheets().iter().any(|name| names.contains(name))
    }
}

fn table_name(report: &str, table: &str) -> String {
    format!("{report}: {table}")
}

const fn one() -> u32 {
    1
}

/// Page and, within tables of reports, line of a row of a PDF's table by its number.
#[must_use]
pub const fn page_and_line(row: u32) -> (u32, Option<u32>) {
    if row < LINES_A_PAGE { (row, None) } else { (row / LINES_A_PAGE, Some(row % LINES_A_PAGE)) }
}

/// A text as it is compared: without regard to case, blanks and a colon at its end.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    let kept = folded.trim_end_matches([':', ' ']).len();
    folded.truncate(kept);
    folded
}

#[cfg(test)]
mod tests;
