//! Looks at files without importing them: what each table seems to be, column by column, with what is asked, so that a
//! person can settle it on a page.

use crate::PipelineError;
use crate::arrival::{Found, Import};
use crate::collect::Input;
use crate::import::{ImportOptions, SAMPLE};
use crate::kept::Kept;
use crate::profiles::Profiles;
use base::{Kind, Problem};
use digitize::mapping::column_names;
use digitize::recognise::{About, Outcome};
use digitize::{Cell, Format};
use rayon::prelude::*;

/// Values of a column shown.
const VALUES: usize = 5;

/// Rows of a table shown.
pub(crate) const ROWS: usize = 8;

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
    /// Whether the profile of the source does not know it.
    pub is_new: bool,
    /// What else it may mean, best first.
    pub others: Vec<Candidate>,
    /// How its text is written.
    pub format: Format,
    /// Some of its values.
    pub values: Vec<String>,
}

/// A meaning a column may have.
#[derive(Clone, PartialEq, Debug)]
pub struct Candidate {
    /// The field.
    pub field: &'static str,
    /// How sure that is, 0 to 1.
    pub confidence: f32,
}

/// A hidden sheet that is not read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hidden {
    /// The file.
    pub file: String,
    /// The sheet.
    pub sheet: Option<String>,
    /// Rows that are not blank.
    pub rows: u64,
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
    /// Who decided on it, and when (UTC), where that is known.
    pub decided: Option<(String, String)>,
    /// The version of the source's profile that knew it again.
    pub profile: Option<u32>,
    /// Columns the profile names and the table lacks: heading and field.
    pub gone: Vec<(String, String)>,
    /// Fields with the text every row gets.
    pub constants: Vec<(&'static str, String)>,
    /// Rows that are not blank, titles and headings included; where nothing of it is read.
    pub rows: Option<u64>,
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
    /// Hidden sheets.
    pub hidden: Vec<Hidden>,
    /// Problems.
    pub problems: Vec<Problem>,
}

/// Examines files under what a person has settled so far.
///
/// # Errors
/// Where a file cannot be read or the disk is full.
pub fn examine(inputs: &[Input], options: &ImportOptions<'_>, profiles: &Profiles) -> Result<Examined, PipelineError> {
    // Nothing is kept: the copies go with this folder.
    let folder = tempfile::tempdir().map_err(PipelineError::io(std::path::Path::new("temporary folder")))?;
    let kept = Kept::at(folder.path().to_owned());
    let import = Import::arrive(&kept, inputs, options, profiles)?;
    let mut examined = Examined { problems: import.problems.clone(), ..Examined::default() };
    examined.problems.extend(import.wrong_profiles());
    let all: Vec<_> = (0..import.files.len())
        .into_par_iter()
        .map(|at| {
            let recognised = import.recognise(at, options.mapping);
            let tables: Vec<_> = recognised.found.iter().map(|of| table(&import, at, of)).collect();
            let hidden = recognised.hidden.iter().map(|raw| Hidden {
                file: import.files[at].name.clone(),
                sheet: raw.sheet.clone(),
                rows: raw.filled_rows(),
            });
            (tables, hidden.collect::<Vec<_>>(), recognised.problems)
        })
        .collect();
    for (tables, hidden, problems) in all {
        examined.tables.extend(tables);
        examined.hidden.extend(hidden);
        examined.problems.extend(problems);
    }
    Ok(examined)
}

pub(crate) fn text(cells: &[Cell], column: usize) -> String {
    cells.get(column).map_or_else(String::new, |cell| cell.text().into_owned())
}

/// The different values of a column in rows, the first few.
fn values_of(rows: &[&digitize::SampleRow], column: u16) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for row in rows {
        let value = text(&row.cells, usize::from(column));
        if !value.trim().is_empty() && !values.contains(&value) {
            values.push(value);
        }
        if values.len() == VALUES {
            break;
        }
    }
    values
}

/// A table of the file at a position as it was understood.
pub(crate) fn table(import: &Import, at: usize, of: &Found<'_>) -> ExaminedTable {
    let file = &import.files[at];
    let recognition = &of.recognition;
    let ignored = recognition.left_out;
    let rows = of.raw.sample(SAMPLE);
    let below: Vec<_> = rows.iter().filter(|row| row.number > recognition.header_row).collect();
    let width = recognition.headings.len().max(below.iter().map(|row| row.cells.len()).max().unwrap_or(0)).min(1_000);
    let (kind, confidence, kinds, no_table) = match &recognition.outcome {
        Outcome::Plan(plan) => (Some(plan.kind), plan.confidence, Vec::new(), None),
        Outcome::Unsure { candidates } => (None, 0.0, candidates.iter().map(|(kind, _)| *kind).collect(), None),
        Outcome::NotATable(why) => (None, 0.0, Vec::new(), Some(why.clone())),
    };
    let names = column_names(&recognition.headings);
    let headed = (0_u16..).zip(recognition.headings.iter().zip(names)).filter(|(_, (heading, _))| !heading.is_empty());
    let columns = headed.map(|(column, (heading, name))| {
        let planned = match &recognition.outcome {
            Outcome::Plan(plan) => plan.columns.iter().find(|known| known.column == column),
            _ => None,
        };
        let asked = recognition.questions.iter().find(|question| question.column == Some(column));
        let others = recognition.candidates.get(usize::from(column)).into_iter().flatten();
        ExaminedColumn {
            column,
            name,
            heading: heading.clone(),
            field: planned.and_then(|known| known.field).map(|field| field.id.to_owned()),
            confidence: planned.map_or(0.0, |known| known.confidence),
            candidates: asked
                .map_or_else(Vec::new, |question| question.candidates.iter().map(|(field, _)| field.clone()).collect()),
            question: asked.map(|question| question.text.clone()),
            is_new: asked.is_some_and(|question| question.about == About::NewColumn),
            others: others.map(|(field, confidence)| Candidate { field: field.id, confidence: *confidence }).collect(),
            format: planned.map_or(Format::Text, |known| known.format),
            values: values_of(&below, column),
        }
    });
    let columns = columns.collect();
    let sample =
        below.iter().take(ROWS).map(|row| (0..width).map(|column| text(&row.cells, column)).collect()).collect();
    let is_gone = |question: &&digitize::recognise::Question| question.about == About::GoneColumn;
    let gone = recognition.questions.iter().filter(is_gone).map(|question| {
        let field = question.candidates.first().map_or_else(String::new, |(field, _)| field.clone());
        (question.heading.clone(), field)
    });
    let whole = recognition.questions.iter().filter(|question| question.column.is_none() && !is_gone(question));
    ExaminedTable {
        file: file.name.clone(),
        sheet: of.raw.sheet.clone(),
        source: of.source.clone().unwrap_or_else(|| file.source.clone()),
        kind,
        confidence,
        ignored,
        decided: recognition.decided.clone(),
        profile: import.version_of(file, of),
        gone: gone.collect(),
        constants: recognition.constants.iter().map(|(field, text)| (field.id, text.clone())).collect(),
        rows: kind.is_none().then(|| of.raw.filled_rows()),
        no_table: no_table.filter(|_| !ignored),
        header_row: recognition.header_row,
        kinds,
        columns,
        sample,
        questions: whole.map(|question| question.text.clone()).collect(),
    }
}
