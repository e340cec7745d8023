//! What the choices for one table come to, without importing: each sample value as it will be read, and over the whole
//! table the rows read, the rows with a problem, and the machines its serial numbers name.

use crate::PipelineError;
use crate::arrival::{Found, Import};
use crate::collect::Input;
use crate::examine::{ExaminedTable, ROWS, table, text};
use crate::import::{ImportOptions, SAMPLE};
use crate::kept::Kept;
use crate::profiles::Profiles;
use arrow::array::{Array, UInt32Array};
use arrow::record_batch::RecordBatch;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use base::{Kind, Problem, Severity, TableId, fields};
use digitize::extract::{Extract, Place, extract_first};
use digitize::recognise::Outcome;
use digitize::schema::{FIRST_FIELD, ROW};
use digitize::{TablePlan, serial};
use hashbrown::{HashMap, HashSet};
use std::convert::Infallible;

/// Rows counted at most. A table of this size answers while a person looks; of a larger one the first are counted, and
/// that is said.
const MOST_ROWS: u64 = 200_000;

/// Problems shown.
const PROBLEMS: usize = 10;

/// Rows shown to choose the row of headings from.
const TOP: usize = 15;

/// The table that is asked about.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Its file.
    pub file: &'a str,
    /// Its sheet.
    pub sheet: Option<&'a str>,
}

/// What became of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RowState {
    /// It is read.
    Read,
    /// It is no record: a total, the headings again.
    Skipped,
    /// It cannot be used.
    Refused,
}

/// A sample row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EffectRow {
    /// Its number.
    pub number: u32,
    /// What became of it.
    pub state: RowState,
    /// Why it cannot be used.
    pub why: Option<String>,
    /// As the file has it, from column A on.
    pub cells: Vec<String>,
    /// As it will be read; `None` where the column is left in the file or nothing was read.
    pub read: Vec<Option<String>>,
    /// What is wrong with a cell.
    pub wrong: Vec<Option<String>>,
    /// The currency of its amounts.
    pub currency: Option<String>,
}

/// What the serial numbers of a table name, each counted once.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SerialCounts {
    /// Machines that are there.
    pub known: u64,
    /// Machines the table brings.
    pub new: u64,
    /// Serial numbers of no machine, of a kind of list that brings none.
    pub unmatched: u64,
}

/// What the choices for a table come to.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Effect {
    /// The first rows with their numbers, titles and headings included.
    pub top: Vec<(u32, Vec<String>)>,
    /// The sample rows.
    pub sample: Vec<EffectRow>,
    /// Rows read.
    pub rows: u64,
    /// Rows passed over: blank, totals.
    pub skipped: u64,
    /// Rows that cannot be used.
    pub refused: u64,
    /// Rows with a problem, those that cannot be used with them.
    pub rows_with_problems: u64,
    /// The first ten problems of rows and cells.
    pub problems: Vec<Problem>,
    /// Whether only the first rows were counted.
    pub goes_on: bool,
    /// Its serial numbers, where a column holds them.
    pub serials: Option<SerialCounts>,
}

/// Recognises one table under what a person has settled so far, and reads it. `is_known` says of the key of a serial
/// number whether there is a machine with it. `None` where there is no such table.
///
/// # Errors
/// Where a file cannot be read or the disk is full.
pub fn effect(
    inputs: &[Input],
    options: &ImportOptions<'_>,
    profiles: &Profiles,
    wanted: Wanted<'_>,
    is_known: &dyn Fn(u64) -> bool,
) -> Result<Option<(ExaminedTable, Effect)>, PipelineError> {
    let holds = |input: &&Input| {
        let rest = wanted.file.strip_prefix(input.name.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let inputs: Vec<Input> = inputs.iter().filter(holds).cloned().collect();
    let folder = tempfile::tempdir().map_err(PipelineError::io(std::path::Path::new("temporary folder")))?;
    let kept = Kept::at(folder.path().to_owned());
    let import = Import::arrive(&kept, &inputs, options, profiles)?;
    let Some(at) = import.files.iter().position(|file| file.name == wanted.file) else { return Ok(None) };
    let recognised = import.recognise(at, options.mapping);
    let Some(found) = recognised.found.iter().find(|found| found.raw.sheet.as_deref() == wanted.sheet) else {
        return Ok(None);
    };
    let mut effect = match &found.recognition.outcome {
        Outcome::Plan(plan) => read(wanted.file, found, plan, is_known),
        _ => Effect::default(),
    };
    let top = found.raw.sample(TOP);
    effect.top = top
        .into_iter()
        .map(|row| (row.number, row.cells.iter().map(|cell| cell.text().into_owned()).collect()))
        .collect();
    Ok(Some((table(&import, at, found), effect)))
}

fn read(file: &str, found: &Found<'_>, plan: &TablePlan, is_known: &dyn Fn(u64) -> bool) -> Effect {
    let rows = found.raw.sample(SAMPLE);
    let below: Vec<_> = rows.iter().filter(|row| row.number > plan.header_row).take(ROWS).collect();
    let numbers: HashSet<u32> = below.iter().map(|row| row.number).collect();
    let mut values: HashMap<(u32, usize), String> = HashMap::new();
    let mut seen: HashSet<u32> = HashSet::new();
    let place = Place { table: TableId(0), file, constants: &found.recognition.constants };
    let rest = extract_first(&found.raw, plan, &place, MOST_ROWS, |part: Extract| {
        if seen.len() < numbers.len() {
            part.batches.iter().for_each(|batch| take_values(batch, &numbers, &mut seen, &mut values));
        }
        Ok::<_, Infallible>(())
    });
    let rest = match rest {
        Ok(rest) => rest,
        Err(never) => match never {},
    };
    let wrong_at = |severity: Severity| rest.problems.iter().filter(move |problem| problem.severity == severity);
    let rows_of = |severity: Severity| wrong_at(severity).filter_map(|problem| problem.row).collect::<HashSet<u32>>();
    let refused = rows_of(Severity::Row);
    let with_problems = rows_of(Severity::Cell).union(&refused).count() as u64;
    let width = plan.columns.iter().map(|column| usize::from(column.column) + 1).max().unwrap_or(0);
    let position = |id: &str| fields(plan.kind).iter().position(|field| field.id == id);
    let sample = below.iter().map(|row| {
        let number = row.number;
        let why =
            wrong_at(Severity::Row).find(|problem| problem.row == Some(number)).map(|problem| problem.what.clone());
        let state = match (seen.contains(&number), &why) {
            (true, _) => RowState::Read,
            (false, Some(_)) => RowState::Refused,
            (false, None) => RowState::Skipped,
        };
        let mut of = EffectRow {
            number,
            state,
            why,
            cells: (0..width.max(row.cells.len())).map(|column| text(&row.cells, column)).collect(),
            read: vec![None; width],
            wrong: vec![None; width],
            currency: position("currency").and_then(|at| values.get(&(number, at)).cloned()),
        };
        for column in &plan.columns {
            let at = usize::from(column.column);
            let Some(field) = column.field else { continue };
            let value = match field.id {
                // The lake keeps a key; what a person compares is the normalised number.
                "serial_number" => serial::normalise(&text(&row.cells, at)),
                id => position(id).and_then(|field| values.get(&(number, field)).cloned()),
            };
            if let Some(slot) = of.read.get_mut(at).filter(|_| state == RowState::Read) {
                *slot = value;
            }
            let wrong = wrong_at(Severity::Cell)
                .find(|problem| problem.row == Some(number) && problem.column == Some(column.column));
            if let (Some(slot), Some(problem)) = (of.wrong.get_mut(at), wrong) {
                *slot = Some(problem.what.clone());
            }
        }
        of
    });
    let sample = sample.collect();
    let mut problems: Vec<Problem> = wrong_at(Severity::Row).chain(wrong_at(Severity::Cell)).cloned().collect();
    problems.sort_by_key(|problem| (problem.row, problem.column));
    problems.truncate(PROBLEMS);
    Effect {
        top: Vec::new(),
        sample,
        rows: rest.rows,
        skipped: rest.skipped,
        refused: refused.len() as u64,
        rows_with_problems: with_problems,
        problems,
        goes_on: rest.goes_on,
        serials: (!rest.serials.is_empty()).then(|| count(plan.kind, rest.serials.keys().copied(), is_known)),
    }
}

fn count(kind: Kind, keys: impl Iterator<Item = u64>, is_known: &dyn Fn(u64) -> bool) -> SerialCounts {
    let mut counts = SerialCounts::default();
    for key in keys {
        if is_known(key) {
            counts.known += 1;
        } else if kind.founds_machines() {
            counts.new += 1;
        } else {
            counts.unmatched += 1;
        }
    }
    counts
}

/// Keeps the values of the wanted rows as texts, by row and position of the field.
fn take_values(
    batch: &RecordBatch,
    numbers: &HashSet<u32>,
    seen: &mut HashSet<u32>,
    values: &mut HashMap<(u32, usize), String>,
) {
    let Some(rows) = batch.column(ROW).as_any().downcast_ref::<UInt32Array>() else { return };
    let wanted: Vec<usize> = (0..rows.len()).filter(|at| numbers.contains(&rows.value(*at))).collect();
    if wanted.is_empty() {
        return;
    }
    seen.extend(wanted.iter().map(|at| rows.value(*at)));
    let options = FormatOptions::default();
    for (field, column) in batch.columns().iter().skip(FIRST_FIELD).enumerate() {
        let Ok(formatter) = ArrayFormatter::try_new(column.as_ref(), &options) else { continue };
        for at in wanted.iter().filter(|at| column.is_valid(**at)) {
            values.insert((rows.value(*at), field), formatter.value(*at).to_string());
        }
    }
}
