//! Rows of a table -> typed columns, following a plan to the letter; what cannot be read is listed, the rest goes in.

mod columns;
mod rows;

use crate::equipment::EquipmentNumber;
use crate::serial::SerialEntry;
use crate::{Body, RawTable, TablePlan};
use arrow::record_batch::RecordBatch;
use base::{Field, Problem, Severity, TableId};
use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;
use rows::Reader;

/// Problems kept for one table; beyond it they are counted, and the count is itself a problem.
const MOST_PROBLEMS: usize = 100_000;

/// Text read by one worker at a time, in bytes.
const PIECE: usize = 1 << 20;

/// What was read of one table.
#[derive(Default)]
pub struct Extract {
    /// Typed columns in the kind's [`crate::schema::schema`], in the file's order.
    pub batches: Vec<RecordBatch>,
    /// Each serial number once, by key.
    pub serials: HashMap<u64, SerialEntry>,
    /// Equipment numbers beside serial numbers, where the table is a machine list with both.
    pub equipment: Vec<EquipmentNumber>,
    /// Rows and cells that could not be read.
    pub problems: Vec<Problem>,
    /// Rows read.
    pub rows: u64,
    /// Rows left out: blank, totals, repeated headings.
    pub skipped: u64,
    /// Whether the table goes on below what was asked for.
    pub goes_on: bool,
}

/// Where a table stands and which constants a mapping gives it.
pub struct Place<'a> {
    /// The id the batch gave the table.
    pub table: TableId,
    /// The file's name for problems.
    pub file: &'a str,
    /// Texts a mapping sets for every row.
    pub constants: &'a [(&'static Field, String)],
}

/// Reads the whole table.
#[must_use]
pub fn extract(raw: &RawTable<'_>, plan: &TablePlan, place: &Place<'_>) -> Extract {
    let mut whole = Extract::default();
    extract_with(raw, plan, place, |part| {
        whole.batches.extend(part.batches);
        Ok::<_, std::convert::Infallible>(())
    })
    .map(|rest| {
        whole.serials = rest.serials;
        whole.equipment = rest.equipment;
        whole.problems = rest.problems;
        whole.rows = rest.rows;
        whole.skipped = rest.skipped;
    })
    .unwrap_or_else(|never| match never {});
    whole
}

/// Reads the table piece by piece, in parallel, and hands the columns on in the file's order, so that a table larger
/// than memory can be written as it is read. The rest (serials, problems, counts) is returned at the end.
///
/// # Errors
/// Only those of `sink`; reading itself does not fail.
pub fn extract_with<E>(
    raw: &RawTable<'_>,
    plan: &TablePlan,
    place: &Place<'_>,
    sink: impl FnMut(Extract) -> Result<(), E>,
) -> Result<Extract, E> {
    extract_first(raw, plan, place, u64::MAX, sink)
}

/// The same for the first rows only: it stops at the first piece with which `most` rows are read, and says whether the
/// table goes on.
///
/// # Errors
/// Only those of `sink`; reading itself does not fail.
pub fn extract_first<E>(
    raw: &RawTable<'_>,
    plan: &TablePlan,
    place: &Place<'_>,
    most: u64,
    mut sink: impl FnMut(Extract) -> Result<(), E>,
) -> Result<Extract, E> {
    let reader = Reader::new(raw, plan, place);
    let mut whole = Extract::default();
    match &raw.body {
        Body::Grid(grid) => {
            let rows = usize::try_from(most).unwrap_or(usize::MAX);
            let mut part = reader.grid(grid, rows);
            whole.goes_on = grid.rows.len() > rows;
            whole.absorb(&mut part);
            sink(part)?;
        }
        Body::Delimited(text) => {
            let pieces = text.pieces(PIECE);
            let mut before = 0;
            for (at, group) in pieces.chunks(rayon::current_num_threads().max(1) * 2).enumerate() {
                if whole.rows >= most {
                    whole.goes_on = true;
                    break;
                }
                let parts: Vec<(Extract, u32)> = group
                    .par_iter()
                    .enumerate()
                    .map(|(within, piece)| reader.piece(text, piece, at + within == 0))
                    .collect();
                for (mut part, rows) in parts {
                    part.shift(before, &reader);
                    before += rows;
                    whole.absorb(&mut part);
                    sink(part)?;
                }
            }
        }
    }
    // A word that stands in several pieces is one finding.
    let mut said: HashSet<String> = HashSet::new();
    whole.problems.retain(|problem| problem.severity != Severity::Note || said.insert(problem.what.clone()));
    if let Some(more) = whole.problems.len().checked_sub(MOST_PROBLEMS).filter(|more| *more > 0) {
        whole.problems.truncate(MOST_PROBLEMS);
        whole.problems.push(
            Problem::table(
                place.file,
                raw.sheet.as_deref(),
                format!("{more} more problems of this table are not listed"),
            )
            .with_severity(Severity::Note),
        );
    }
    Ok(whole)
}

impl Extract {
    /// Takes over everything of a part but its columns.
    fn absorb(&mut self, part: &mut Self) {
        if self.serials.is_empty() {
            self.serials = std::mem::take(&mut part.serials);
        } else {
            for (key, entry) in part.serials.drain() {
                self.serials
                    .entry(key)
                    .and_modify(|known| known.rows = known.rows.saturating_add(entry.rows))
                    .or_insert(entry);
            }
        }
        if self.problems.len() <= MOST_PROBLEMS {
            self.problems.append(&mut part.problems);
        }
        self.equipment.append(&mut part.equipment);
        self.rows += part.rows;
        self.skipped += part.skipped;
    }

    /// Moves row numbers of a part read as if it began at row 1.
    fn shift(&mut self, by: u32, reader: &Reader<'_>) {
        if by == 0 {
            return;
        }
        self.batches = self.batches.iter().map(|batch| reader.shifted(batch, by)).collect();
        for problem in &mut self.problems {
            problem.row = problem.row.map(|row| row.saturating_add(by));
        }
        for number in &mut self.equipment {
            number.row = number.row.saturating_add(by);
        }
        for entry in self.serials.values_mut() {
            entry.first_row = entry.first_row.saturating_add(by);
        }
    }
}
