//! Looks at files without importing them: what each table seems to be, column by column, with what is asked, so that a
//! person can settle it on a page.

use crate::PipelineError;
use crate::collect::Input;
use crate::import::{Import, ImportOptions, SAMPLE};
use crate::kept::Kept;
use base::{Kind, Problem};
use digitize::Cell;
use digitize::mapping::{TableKind, column_name};
use digitize::recognise::Outcome;
use hashbrown::HashMap;
use rayon::prelude::*;

/// Values of a column shown.
const VALUES: usize = 5;

/// Rows of a table shown.
const ROWS: usize = 8;

/// A column as it was understood.
#[derive(Clone, PartialEq, Debug)]
pub struct ExaminedColumn {
    /// From 0.
    pub column: u16,
    /// How a mapping calls it.
    pub name: String,
    /// Its heading.
    pub heading: String,
    /// The field it was taken for.
    pub field: Option<String>,
    /// How sure that is, 0 to 1.
    pub confidence: f32,
    /// What it may be where that is not clear, best first.
    pub candidates: Vec<String>,
    /// What is not clear.
    pub question: Option<String>,
    /// Some of its values.
    pub values: Vec<String>,
}

/// A table as it was understood.
#[derive(Clone, PartialEq, Debug)]
pub struct ExaminedTable {
    /// The file.
    pub file: String,
    /// The sheet.
    pub sheet: Option<String>,
    /// Who delivered it.
    pub source: String,
    /// What its rows are; `None` where nobody can tell.
    pub kind: Option<Kind>,
    /// How sure that is, 0 to 1.
    pub confidence: f32,
    /// Whether a person left it out.
    pub ignored: bool,
    /// Why it holds no records, where it does not.
    pub no_table: Option<String>,
    /// The row the headings end in, from 1.
    pub header_row: u32,
    /// Kinds that come into question, best first.
    pub kinds: Vec<Kind>,
    /// Its columns.
    pub columns: Vec<ExaminedColumn>,
    /// Its first rows below the headings.
    pub sample: Vec<Vec<String>>,
    /// What is not clear of the table as a whole.
    pub questions: Vec<String>,
}

/// All tables of all files, and what could not be read.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Examined {
    /// The tables.
    pub tables: Vec<ExaminedTable>,
    /// Problems.
    pub problems: Vec<Problem>,
}

/// Examines files under what a person has settled so far.
///
/// # Errors
/// Where a file cannot be read or the disk is full.
pub fn examine(inputs: &[Input], options: &ImportOptions<'_>) -> Result<Examined, PipelineError> {
    // Nothing is kept: the copies go with this folder.
    let folder = tempfile::tempdir().map_err(PipelineError::io(std::path::Path::new("temporary folder")))?;
    let kept = Kept::at(folder.path().to_owned());
    let import = Import::arrive(&kept, inputs, options)?;
    let mut examined = Examined { problems: import.problems.clone(), ..Examined::default() };
    let all: Vec<_> = (0..import.files.len())
        .into_par_iter()
        .map(|at| {
            let (found, problems) = import.recognise(at, options.mapping);
            let file = &import.files[at];
            let tables: Vec<ExaminedTable> = found
                .iter()
                .map(|of| {
                    let settled =
                        options.mapping.and_then(|mapping| mapping.table_for(&file.name, of.raw.sheet.as_deref()));
                    let ignored = settled.is_some_and(|rule| rule.kind == Some(TableKind::Ignore));
                    table(&file.name, of.source.as_deref().unwrap_or(&file.source), of, ignored)
                })
                .collect();
            (tables, problems)
        })
        .collect();
    for (tables, problems) in all {
        examined.tables.extend(tables);
        examined.problems.extend(problems);
    }
    Ok(examined)
}

fn table(file: &str, source: &str, of: &crate::import::Found<'_>, ignored: bool) -> ExaminedTable {
    let recognition = &of.recognition;
    let rows = of.raw.sample(SAMPLE);
    let below: Vec<_> = rows.iter().filter(|row| row.number > recognition.header_row).collect();
    let width = recognition.headings.len().max(below.iter().map(|row| row.cells.len()).max().unwrap_or(0)).min(1_000);
    let text =
        |cells: &[Cell], column: usize| cells.get(column).map_or_else(String::new, |cell| cell.text().into_owned());
    let (kind, confidence, kinds, no_table) = match &recognition.outcome {
        Outcome::Plan(plan) => (Some(plan.kind), plan.confidence, Vec::new(), None),
        Outcome::Unsure { candidates } => (None, 0.0, candidates.iter().map(|(kind, _)| *kind).collect(), None),
        Outcome::NotATable(why) => (None, 0.0, Vec::new(), Some(why.clone())),
    };
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut columns = Vec::new();
    for (column, heading) in (0_u16..).zip(&recognition.headings) {
        if heading.is_empty() {
            continue;
        }
        let occurrence = seen.entry(heading.as_str()).or_default();
        *occurrence += 1;
        let planned = match &recognition.outcome {
            Outcome::Plan(plan) => plan.columns.iter().find(|known| known.column == column),
            _ => None,
        };
        let asked = recognition.questions.iter().find(|question| question.column == Some(column));
        let mut values: Vec<String> = Vec::new();
        for row in &below {
            let value = text(&row.cells, usize::from(column));
            if !value.trim().is_empty() && !values.contains(&value) {
                values.push(value);
            }
            if values.len() == VALUES {
                break;
            }
        }
        columns.push(ExaminedColumn {
            column,
            name: column_name(heading, *occurrence),
            heading: heading.clone(),
            field: planned.and_then(|known| known.field).map(|field| field.id.to_owned()),
            confidence: planned.map_or(0.0, |known| known.confidence),
            candidates: asked
                .map_or_else(Vec::new, |question| question.candidates.iter().map(|(field, _)| field.clone()).collect()),
            question: asked.map(|question| question.text.clone()),
            values,
        });
    }
    let sample =
        below.iter().take(ROWS).map(|row| (0..width).map(|column| text(&row.cells, column)).collect()).collect();
    let whole = recognition.questions.iter().filter(|question| question.column.is_none());
    ExaminedTable {
        file: file.to_owned(),
        sheet: of.raw.sheet.clone(),
        source: source.to_owned(),
        kind,
        confidence,
        ignored,
        no_table: no_table.filter(|_| !ignored),
        header_row: recognition.header_row,
        kinds,
        columns,
        sample,
        questions: whole.map(|question| question.text.clone()).collect(),
    }
}
