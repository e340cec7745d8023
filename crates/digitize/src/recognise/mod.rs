//! A sample of a table -> what the table is: its kind, its headings, the meaning and the format of each column.
//!
//! What is not certain is asked, not guessed: a [`Question`] names the column, what it may mean and how to settle it in
//! the mapping. A mapping a person wrote goes before everything found here. Pure: the same sample gives the same answer.
//!
//! The way: `header` finds the rows of headings, `profile` looks at the values below, `meaning` weighs headings
//! (`words`, `phrase`, `vocabulary`, `units`) with values, `kinds` chooses the kind, `format` the way texts are written.

mod format;
mod header;
mod kinds;
mod meaning;
mod phrase;
mod plan;
mod profile;
mod question;
mod total;
mod units;
mod vocabulary;
mod words;

pub use question::{About, Question};
pub use total::{is_repeated_header, is_total_row};
pub use vocabulary::canonical;
pub(crate) use words::key as heading_key;

use crate::mapping::{Mapping, Profile};
use crate::{Cell, Merge, SampleRow, TablePlan};
use base::{Field, Kind};

/// What is known of a table beside its cells.
#[derive(Clone, Copy, Debug)]
pub struct Hints<'a> {
    /// The file's path below the imported folder; inside an archive `archive.zip/inner.csv`.
    pub file: &'a str,
    /// The sheet's name, where the file has sheets.
    pub sheet: Option<&'a str>,
    /// Whether the workbook counts dates from 1904.
    pub date_1904: bool,
    /// Merged ranges, as positions in the table's rows; the sample starts at the table's first row.
    pub merges: &'a [Merge],
}

/// What became of a table.
#[derive(Clone, PartialEq, Debug)]
pub enum Outcome {
    /// The kind is clear; the plan is to be followed.
    Plan(TablePlan),
    /// The kind is not clear.
    Unsure {
        /// The kinds that come into question, best first, with their shares of the evidence.
        candidates: Vec<(Kind, f32)>,
    },
    /// Not a table of records, and why, in one line.
    NotATable(String),
}

/// All that was found out about a table.
#[derive(Clone, PartialEq, Debug)]
pub struct Recognition {
    /// What became of it.
    pub outcome: Outcome,
    /// What a person has to settle.
    pub questions: Vec<Question>,
    /// The headings as found, one a column; two-row headers are joined by a blank.
    pub headings: Vec<String>,
    /// The number (from 1) of the row the headings end in; 0 where there is none.
    pub header_row: u32,
    /// The texts above the headings.
    pub title: Vec<String>,
    /// The mapping's texts for every row.
    pub constants: Vec<(&'static Field, String)>,
    /// What else each column may mean, best first; of the kind it was taken for.
    pub candidates: Vec<Vec<(&'static Field, f32)>>,
    /// Whether the profile of the source knew the table again.
    pub by_profile: bool,
    /// Whether mapping or profile leave the table out.
    pub left_out: bool,
    /// Who decided on the table, and when (UTC), where that is known.
    pub decided: Option<(String, String)>,
}

/// Recognises a table by its first rows (`sample`, from the table's first row on) and last rows (`tail`, not among the
/// first; may be empty). What `mapping` says about the table goes before what is found.
#[must_use]
pub fn recognise(
    sample: &[SampleRow],
    tail: &[SampleRow],
    hints: &Hints<'_>,
    mapping: Option<&Mapping>,
) -> Recognition {
    recognise_with(sample, tail, hints, mapping, None)
}

/// The same with what was saved for the source: what `mapping` says goes before the profile, and the profile before what
/// is found. Where the headings no longer fit the profile, that is asked.
#[must_use]
pub fn recognise_with(
    sample: &[SampleRow],
    tail: &[SampleRow],
    hints: &Hints<'_>,
    mapping: Option<&Mapping>,
    profile: Option<&Profile<'_>>,
) -> Recognition {
    // What a heading or a sample value says, it says in a few words; a megabyte in one cell is copied into none.
    let short: Vec<SampleRow>;
    let sample = if sample.iter().flat_map(|row| &row.cells).any(is_long) {
        short = sample.iter().map(shortened).collect();
        &short
    } else {
        sample
    };
    // Only ranges among the first rows can be headings.
    let merges: Vec<Merge> =
        hints.merges.iter().filter(|merge| merge.first_row < sample.len()).take(MOST_MERGES).copied().collect();
    plan::recognise(sample, tail, &Hints { merges: &merges, ..*hints }, mapping, profile)
}

/// Whether a mapping knows the table by exactly its headings, and reads it: then its source is most likely the mapping's,
/// whatever the file is called.
#[must_use]
pub fn is_known(sample: &[SampleRow], hints: &Hints<'_>, mapping: &Mapping) -> bool {
    plan::is_known(sample, hints, mapping)
}

/// Merged ranges looked at.
const MOST_MERGES: usize = 4_096;

/// Letters of one cell looked at.
const MOST_LETTERS: usize = 300;

fn is_long(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if text.len() > 4 * MOST_LETTERS)
}

fn shortened(row: &SampleRow) -> SampleRow {
    let cut = |cell: &Cell| match cell {
        Cell::Text(text) if is_long(cell) => {
            Cell::Text(text.chars().take(MOST_LETTERS).collect::<String>().into_boxed_str())
        }
        other => other.clone(),
    };
    SampleRow { number: row.number, cells: row.cells.iter().map(cut).collect() }
}
