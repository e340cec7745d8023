//! One delivery: files in, machine files out, all or nothing.
//!
//! The order is what makes it atomic. Files are copied and synced under their digest, rows are written to the lake
//! and synced, and only then one database transaction names the batch. Whatever kills the import before that leaves
//! files nobody names, which the next import sweeps away.

use crate::arrival::{Arrived, Found, Import, Recognised, left_tables};
use crate::cells::row_shown;
use crate::collect::Input;
use crate::fill_in::{ANSWERS, CONTRADICTION, contradictions, is_answers};
use crate::kept::Kept;
use crate::matches::{propose, says_who_machines_are};
use crate::profiles::Profiles;
use crate::state::{Progress, State, UNRANKED, Workplace, latest_day};
use crate::{PipelineError, lives, project};
use base::{BatchId, Field, Kind, Problem, Severity, TableId};
use chrono::NaiveDate;
use connect::LakeWriter;
use digitize::TablePlan;
use digitize::extract::{Place, extract_with};
use digitize::link::Unassigned;
use digitize::mapping::{Mapping, matches};
use digitize::recognise::{Outcome, Question, Recognition};
use hashbrown::HashSet;
use rayon::prelude::*;
use serde::Serialize;
use std::fs::File;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::{Batch, BatchState, ColumnMeaning, LeftTable, NewBatch, Source, SourceFile, SourceTable};

/// Rows looked at to recognise a table.
pub(crate) const SAMPLE: usize = 200;

/// How to import.
pub struct ImportOptions<'a> {
    /// What was imported, as the person named it.
    pub origin: &'a str,
    /// The source of all files; else the mapping or the folder's name says it.
    pub source: Option<&'a str>,
    /// What a person has settled.
    pub mapping: Option<&'a Mapping>,
    /// The mapping as text, to be kept with the batch.
    pub mapping_text: Option<&'a str>,
    /// The local day of the delivery.
    pub delivered_on: NaiveDate,
    /// The instant, UTC, RFC 3339.
    pub at: &'a str,
}

/// A file that was not read again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Skipped {
    /// The file.
    pub file: String,
    /// The delivery that brought it.
    pub batch: BatchId,
}

/// What one table was taken for and gave.
#[derive(Clone, Debug, Serialize)]
pub struct TableReport {
    /// The file.
    pub file: String,
    /// The sheet.
    pub sheet: Option<String>,
    /// The source.
    pub source: String,
    /// What its rows are.
    pub kind: Kind,
    /// How sure that is, 0 to 1.
    pub confidence: f32,
    /// Rows read.
    pub rows: u64,
    /// Rows passed over: blank, totals.
    pub skipped: u64,
    /// Columns understood, of all.
    pub understood: usize,
    /// All columns with a heading.
    pub columns: usize,
    /// Headings nobody could place.
    pub unplaced: Vec<String>,
    /// The version of the source's mapping profile that knew the table again.
    pub profile: Option<u32>,
}

/// What an import did.
#[derive(Debug, Default)]
pub struct Imported {
    /// The batch; `None` where nothing new was there.
    pub batch: Option<BatchId>,
    /// Files that are in already.
    pub skipped: Vec<Skipped>,
    /// The tables.
    pub tables: Vec<TableReport>,
    /// What a person has to settle: file, sheet, question.
    pub questions: Vec<(String, Option<String>, Question)>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// Tables left in their files.
    pub left: Vec<LeftTable>,
    /// Serial numbers that belong to no machine, with the file.
    pub unassigned: Vec<(String, Unassigned)>,
    /// Rows read.
    pub rows: u64,
    /// Machines that were found to be one although their serial numbers differ.
    pub joined: usize,
    /// Machines added, changed, gone.
    pub machines: (usize, usize, usize),
    /// Machines there are now.
    pub machines_now: usize,
    /// Customers there are now.
    pub customers_now: usize,
}

impl Import {
    /// Reads one file into the lake: recognise, sort out, extract. Its tables are numbered from `first_table` on.
    fn bring(
        &self,
        at: usize,
        mapping: Option<&Mapping>,
        writer: &LakeWriter,
        (batch, first_table): (BatchId, TableId),
    ) -> Result<(Vec<SourceTable>, Imported), PipelineError> {
        let recognised = self.recognise(at, mapping);
        let file = &self.files[at];
        let left = left_tables(&recognised, file);
        let Recognised { found, problems, .. } = recognised;
        let mut report = Imported { problems, left, ..Imported::default() };
        sort_out_file(&found, file, &mut report);
        let mut planned: Vec<(&Found<'_>, &TablePlan)> = planned(&found).collect();
        if planned.len() > TABLES_A_FILE {
            let what = format!("more than {TABLES_A_FILE} tables; those after were not read, split the file");
            report.problems.push(Problem::file(&file.name, what));
            planned.truncate(TABLES_A_FILE);
        }
        let results: Vec<Result<_, PipelineError>> = planned
            .par_iter()
            .enumerate()
            .map(|(within, (of, plan))| {
                let number = at * TABLES_A_FILE + within;
                let table = TableId(first_table.0 + u32::try_from(number).unwrap_or(0));
                extract_one((file, self.version_of(file, of)), of, plan, writer, (batch, table))
            })
            .collect();
        let mut tables = Vec::new();
        for result in results {
            let (row, about, problems) = result?;
            report.rows += row.rows;
            report.tables.push(about);
            report.problems.extend(problems);
            tables.push(row);
        }
        Ok((tables, report))
    }
}

/// Numbers set aside for the tables of each file. They are plenty, so that reading need not wait for all files to be
/// recognised before the first row is written.
const TABLES_A_FILE: usize = 256;

fn planned<'f>(found: &'f [Found<'f>]) -> impl Iterator<Item = (&'f Found<'f>, &'f TablePlan)> {
    found.iter().filter_map(|of| match &of.recognition.outcome {
        Outcome::Plan(plan) => Some((of, plan)),
        _ => None,
    })
}

/// Recognises without importing: the mapping a person may complete, and what is asked.
///
/// # Errors
/// Where a file cannot be read or the disk is full.
pub fn recognise_only(
    inputs: &[Input],
    options: &ImportOptions<'_>,
    profiles: &Profiles,
    progress: &dyn Progress,
) -> Result<(String, Imported), PipelineError> {
    progress.stage("read");
    // Nothing is kept: the copies go with this folder.
    let folder = tempfile::tempdir().map_err(PipelineError::io(std::path::Path::new("temporary folder")))?;
    let kept = Kept::at(folder.path().to_owned());
    let import = Import::arrive(&kept, inputs, options, profiles)?;
    progress.stage("recognise");
    let mut report = Imported { problems: import.problems.clone(), ..Imported::default() };
    report.problems.extend(import.wrong_profiles());
    let all: Vec<Recognised<'_>> =
        (0..import.files.len()).into_par_iter().map(|at| import.recognise(at, options.mapping)).collect();
    let mut listed: Vec<(String, Option<String>, &Recognition)> = Vec::new();
    for (file, recognised) in import.files.iter().zip(&all) {
        let found = &recognised.found;
        report.problems.extend(recognised.problems.iter().cloned());
        report.left.extend(left_tables(recognised, file));
        sort_out_file(found, file, &mut report);
        report
            .tables
            .extend(planned(found).map(|(of, plan)| table_report((file, import.version_of(file, of)), of, plan)));
        listed.extend(found.iter().map(|of| (file.name.clone(), of.raw.sheet.clone(), &of.recognition)));
    }
    Ok((digitize::mapping::to_toml(&listed), report))
}

/// Whether a file is one that holds tables at all, by its name; a licence or a read-me among them is no question.
pub(crate) fn holds_tables(name: &str) -> bool {
    let extension = name.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension);
    let known = ["csv", "tsv", "txt", "json", "ndjson", "xlsx", "xlsm", "xlsb", "xls", "ods", "pdf", "aasx", "xml"];
    extension.is_some_and(|extension| known.contains(&extension.to_lowercase().as_str()))
}

/// Tables of one file named one by one when nobody can tell what they are; beyond that they are one problem.
const FEW_UNSURE: usize = 3;

/// Questions and problems of the tables of a file.
fn sort_out_file(found: &[Found<'_>], file: &Arrived, report: &mut Imported) {
    let placed = |of: &&Found<'_>| matches!(of.recognition.outcome, Outcome::Plan(_));
    let unsure = |of: &&Found<'_>| matches!(of.recognition.outcome, Outcome::Unsure { .. });
    let unsure_count = found.iter().filter(unsure).count();
    if unsure_count > 0 && !holds_tables(&file.name) && found.iter().filter(placed).count() == 0 {
        let what = "holds no table; passed over";
        report.problems.push(Problem::file(&file.name, what).with_severity(Severity::Note));
        return;
    }
    if unsure_count > FEW_UNSURE {
        let what = format!(
            "{unsure_count} lists of it are of no kind Instand knows and were not read; name the kind of one in a mapping \
             if it matters"
        );
        report.problems.push(Problem::file(&file.name, what).with_severity(Severity::Table));
    }
    let gives_nothing = holds_tables(&file.name) && found.iter().filter(placed).count() == 0;
    for of in found {
        if unsure_count <= FEW_UNSURE || !unsure(&of) {
            sort_out(of, file, gives_nothing, report);
        }
    }
}

/// Questions of a table, and a problem where it could not be placed.
fn sort_out(found: &Found<'_>, file: &Arrived, gives_nothing: bool, report: &mut Imported) {
    let sheet = found.raw.sheet.as_deref();
    let unsure = matches!(found.recognition.outcome, Outcome::Unsure { .. });
    // What the whole table is stands below as a problem; asking it, too, would say it twice.
    let asked = found.recognition.questions.iter().filter(|question| !unsure || question.column.is_some());
    for question in asked {
        report.questions.push((file.name.clone(), found.raw.sheet.clone(), question.clone()));
    }
    match &found.recognition.outcome {
        Outcome::Plan(_) => {}
        Outcome::Unsure { candidates } => {
            let kinds: Vec<_> = candidates.iter().map(|(kind, _)| kind.id()).collect();
            let what = if kinds.is_empty() {
                "nobody can tell what this table is; name its kind in a mapping (instand import --dry-run writes one)"
                    .to_owned()
            } else {
                format!("it is not clear what this table is ({}); name its kind in a mapping", kinds.join(" or "))
            };
            report.problems.push(Problem::table(&file.name, sheet, what));
        }
        Outcome::NotATable(why) => {
            // A cover sheet beside tables is worth a note, as is what a person left out; a file of which nothing was read
            // without anybody saying so is more.
            let is_lost = gives_nothing && !found.recognition.left_out;
            let severity = if is_lost { Severity::Table } else { Severity::Note };
            report.problems.push(Problem::table(&file.name, sheet, why.clone()).with_severity(severity));
        }
    }
}

fn table_report((file, profile): (&Arrived, Option<u32>), found: &Found<'_>, plan: &TablePlan) -> TableReport {
    let headed = plan.columns.iter().filter(|column| !column.heading.trim().is_empty());
    TableReport {
        file: file.name.clone(),
        sheet: found.raw.sheet.clone(),
        source: found.source.clone().unwrap_or_else(|| file.source.clone()),
        kind: plan.kind,
        confidence: plan.confidence,
        rows: 0,
        skipped: 0,
        understood: plan.columns.iter().filter(|column| column.field.is_some()).count(),
        columns: headed.clone().count(),
        unplaced: headed.filter(|column| column.field.is_none()).map(|column| column.heading.clone()).collect(),
        profile,
    }
}

/// Imports a delivery; gives what it did and the machine files as they are now.
///
/// # Errors
/// Where the disk is full, the database or lake fails: nothing is changed then.
pub async fn import(
    workplace: &Workplace,
    inputs: &[Input],
    options: &ImportOptions<'_>,
    progress: &dyn Progress,
) -> Result<(Imported, State), PipelineError> {
    import_of(workplace, inputs, options, None, progress).await
}

/// Imports what a connector pulled, where one is named: its files take the place of those it pulled before under the
/// same names.
pub(crate) async fn import_of(
    workplace: &Workplace,
    inputs: &[Input],
    options: &ImportOptions<'_>,
    connector: Option<&str>,
    progress: &dyn Progress,
) -> Result<(Imported, State), PipelineError> {
    let _turn = lock(workplace, options.at).await?;
    sweep(workplace).await?;
    progress.stage("copy");
    let profiles = Profiles::load(&workplace.store).await?;
    let mut import = Import::arrive(&workplace.kept, inputs, options, &profiles)?;
    let batches = workplace.store.batches().await?;
    let pulled = connector.map(|connector| {
        let own = batches.iter().filter(|batch| batch.connector.as_deref() == Some(connector));
        own.map(|batch| batch.id).collect::<Vec<_>>()
    });
    import.drop_known(&workplace.store.files().await?, options, pulled.as_deref());
    let mut report = Imported {
        skipped: std::mem::take(&mut import.skipped),
        problems: std::mem::take(&mut import.problems),
        ..Imported::default()
    };
    report.problems.extend(import.wrong_profiles());
    if let Some(mapping) = options.mapping {
        let delivered = import.files.iter().map(|file| &file.name).chain(report.skipped.iter().map(|file| &file.file));
        let delivered: Vec<&str> = delivered.map(String::as_str).collect();
        report.problems.extend(idle_rules(mapping, &delivered));
    }
    if import.files.is_empty() {
        return as_before(workplace, report).await;
    }
    import.machines = Some(workplace.store.machine_ids().await?.into_iter().collect());
    progress.stage("read");
    let numbers = workplace.store.reserve(import.files.len() * TABLES_A_FILE, options.at).await?;
    let batch_id = numbers.0;
    let writer = workplace.lake.writer(batch_id);
    let done = AtomicUsize::new(0);
    let brought: Vec<Result<_, PipelineError>> = (0..import.files.len())
        .into_par_iter()
        .with_max_len(1)
        .map(|at| {
            let brought = import.bring(at, options.mapping, &writer, numbers);
            progress.step(done.fetch_add(1, Ordering::Relaxed) + 1, import.files.len());
            brought
        })
        .collect();
    let mut tables = Vec::new();
    let mut read = Vec::new();
    for result in brought {
        let (of_file, found) = result?;
        read.push(!of_file.is_empty());
        tables.extend(of_file);
        report.rows += found.rows;
        report.tables.extend(found.tables);
        report.questions.extend(found.questions);
        report.problems.extend(found.problems);
        report.left.extend(found.left);
    }
    if tables.is_empty() {
        return as_before(workplace, report).await;
    }
    progress.stage("sync");
    writer.finish()?;
    let mut files = Vec::new();
    for (file, read) in import.files.iter_mut().zip(read) {
        // A file that gave nothing is not named: importing it again, with a mapping, is to be possible. Its bytes stay
        // where a table was left in it, so that it can still be said what it is.
        if read || report.left.iter().any(|left| left.digest == file.keeping.digest) {
            workplace.kept.settle(&mut file.keeping)?;
            // Cells are shown as they were read, also once the layout has been marked anew.
            let templates = profiles.templates(&file.source, file.keeping.bytes.get(), options.mapping);
            workplace.kept.keep_templates(&file.keeping.digest, &templates)?;
        }
        if read {
            files.push(SourceFile {
                digest: file.keeping.digest.clone(),
                source: file.source.clone(),
                name: file.name.clone(),
                bytes: file.keeping.bytes.get().len() as u64,
                reading: file.reading.clone(),
            });
        }
    }
    report.batch = Some(batch_id);
    let state = commit(workplace, options, (files, tables), connector, &mut report, progress).await?;
    Ok((report, state))
}

/// Notes for what a mapping says of files that are not there: most likely a slip in the name.
fn idle_rules(mapping: &Mapping, delivered: &[&str]) -> Vec<Problem> {
    let idle = |glob: &&String| !delivered.iter().any(|name| matches(glob, name));
    let globs = mapping.tables.iter().map(|table| &table.file).chain(mapping.sources.iter().flat_map(|of| &of.files));
    let mut idle: Vec<&String> = globs.filter(idle).collect();
    idle.dedup();
    let note = |glob: &String| {
        Problem::file(glob, "the mapping names it, but no delivered file has such a name").with_severity(Severity::Note)
    };
    idle.into_iter().map(note).collect()
}

/// Nothing new came: what is there stays.
async fn as_before(workplace: &Workplace, mut report: Imported) -> Result<(Imported, State), PipelineError> {
    let state = workplace.state().await?;
    report.machines_now = state.files.len();
    report.customers_now = state.files.customers.len();
    Ok((report, state))
}

/// Reads one table into the lake.
fn extract_one(
    (file, profile): (&Arrived, Option<u32>),
    of: &Found<'_>,
    plan: &TablePlan,
    writer: &LakeWriter,
    (batch, table): (BatchId, TableId),
) -> Result<(SourceTable, TableReport, Vec<Problem>), PipelineError> {
    let constants: &[(&'static Field, String)] = &of.recognition.constants;
    let place = Place { table, file: &file.name, constants };
    let rest = extract_with(&of.raw, plan, &place, |part| {
        part.batches.iter().try_for_each(|rows| writer.write(plan.kind, rows))
    })?;
    writer.write_serials(table, &rest.serials, &rest.equipment)?;
    let mut problems = rest.problems;
    for problem in &mut problems {
        problem.row = problem.row.map(|row| row_shown(&file.name, row));
    }
    let has_serial = plan.columns.iter().any(|column| column.field.is_some_and(|field| field.id == "serial_number"))
        || constants.iter().any(|(field, _)| field.id == "serial_number");
    if Field::of(plan.kind, "serial_number").is_some() && !has_serial {
        let what = "no column with serial numbers, so no row of it belongs to a machine; name the column in a mapping";
        problems.push(Problem::table(&file.name, of.raw.sheet.as_deref(), what).with_severity(Severity::Note));
    }
    let columns = plan
        .columns
        .iter()
        .map(|column| ColumnMeaning {
            column: column.column,
            heading: column.heading.clone(),
            field: column.field.map(|field| field.id.to_owned()),
            confidence: column.confidence,
        })
        .collect();
    let row = SourceTable {
        id: table,
        batch,
        digest: file.keeping.digest.clone(),
        file: file.name.clone(),
        sheet: of.raw.sheet.clone(),
        kind: plan.kind,
        source: of.source.clone().unwrap_or_else(|| file.source.clone()),
        header_row: plan.header_row,
        columns,
        rows: rest.rows,
        skipped: rest.skipped,
        confidence: f64::from(plan.confidence),
    };
    let mut about = table_report((file, profile), of, plan);
    about.rows = rest.rows;
    about.skipped = rest.skipped;
    Ok((row, about, problems))
}

/// The linker is asked again so often with what it joined.
const ROUNDS: usize = 3;

/// Makes the new machine files and names the batch, in one transaction.
async fn commit(
    workplace: &Workplace,
    options: &ImportOptions<'_>,
    (files, tables): (Vec<SourceFile>, Vec<SourceTable>),
    connector: Option<&str>,
    report: &mut Imported,
    progress: &dyn Progress,
) -> Result<State, PipelineError> {
    progress.stage("link");
    let batch_id = report.batch.unwrap_or(BatchId(0));
    let batch = Batch {
        id: batch_id,
        state: BatchState::Active,
        imported_at: options.at.to_owned(),
        delivered_on: options.delivered_on,
        origin: options.origin.to_owned(),
        rows: report.rows,
        problems: report.problems.len() as u64,
        connector: connector.map(str::to_owned),
    };
    let mut sources = workplace.store.sources().await?;
    let changed = name_sources(&mut sources, &tables, options.mapping);
    let mut batches: Vec<Batch> = workplace.store.batches().await?;
    batches.retain(|batch| batch.state == BatchState::Active);
    batches.push(batch.clone());
    let mut all_tables = workplace.store.tables().await?;
    all_tables.extend(tables.iter().cloned());
    let decisions = workplace.store.match_decisions().await?;
    let day = latest_day(&batches);
    let mut state = State::of(&workplace.lake, &batches, all_tables.clone(), sources.clone(), decisions, day)?;
    // Most often nothing is joined; then the rows made meanwhile are those that are saved.
    let compare = || match says_who_machines_are(&state, batch_id) {
        true => propose(&state)?.sure(&state, batch_id),
        false => Ok(Vec::new()),
    };
    let (found, mut projected) = rayon::join(compare, || project::project(&state.files, day));
    let mut found = found?;
    let mut sure = Vec::new();
    // What was joined tells more together than apart: others may be sure now.
    for _ in 0..ROUNDS {
        if found.is_empty() {
            break;
        }
        let mut decisions = std::mem::take(&mut state.decisions);
        decisions.extend(found.iter().cloned().map(|of| of.decided(store::LINKER, options.at)));
        drop(state);
        state = State::of(&workplace.lake, &batches, all_tables.clone(), sources.clone(), decisions, day)?;
        sure.append(&mut found);
        found = propose(&state)?.sure(&state, batch_id)?;
    }
    if !sure.is_empty() {
        projected = project::project(&state.files, day);
    }
    report.joined = sure.len();
    report.machines_now = state.files.len();
    report.customers_now = state.files.customers.len();
    note_findings(&state, batch_id, report);
    report.problems.extend(lives::problems(&state, &workplace.lake, batch_id)?);
    let (machines, customers) = projected;
    progress.stage("save machine files");
    let write = workplace.store.write("import", options.at).await?;
    let mapping = options.mapping_text.map(str::to_owned);
    let problems = report.problems.clone();
    let left = report.left.clone();
    write.add_batch(NewBatch { batch, sources: changed, files, tables, left, problems, mapping }).await?;
    write.add_match_decisions(sure).await?;
    report.machines = write.set_machines(machines, customers).await?;
    write.commit().await?;
    Ok(state)
}

/// Adds sources not known yet and takes over what the mapping declares; gives the new and changed ones.
fn name_sources(sources: &mut Vec<Source>, tables: &[SourceTable], mapping: Option<&Mapping>) -> Vec<Source> {
    let mut changed: Vec<Source> = Vec::new();
    for table in tables {
        if changed.iter().any(|source| source.name == table.source) {
            continue;
        }
        let declared = mapping.and_then(|mapping| mapping.sources.iter().find(|source| source.name == table.source));
        let known = sources.iter().find(|source| source.name == table.source);
        let now = Source {
            name: table.source.clone(),
            priority: declared
                .and_then(|source| i32::try_from(source.priority).ok())
                .or(known.map(|source| source.priority))
                .unwrap_or(if is_answers(&table.source) { ANSWERS } else { UNRANKED }),
            complete: match (declared, known) {
                (Some(source), _) => source.complete.clone(),
                (None, Some(known)) => known.complete.clone(),
                (None, None) => Vec::new(),
            },
        };
        if known != Some(&now) {
            sources.retain(|source| source.name != now.name);
            sources.push(now.clone());
            changed.push(now);
        }
    }
    changed
}

/// What only all deliveries together show: rows of no machine, one serial number with two types.
fn note_findings(state: &State, batch: BatchId, report: &mut Imported) {
    let own = |table: TableId| state.tables.get(&table).filter(|of| of.batch == batch);
    for entry in &state.files.link.unassigned {
        if let Some(table) = own(entry.table) {
            report.unassigned.push((table.file.clone(), entry.clone()));
        }
    }
    for (machine, first, second) in &state.files.contradictions {
        if let Some(table) = own(second.table) {
            let serial = state.files.link.normalised.get(*machine as usize).map_or("", String::as_str);
            let what = format!(
                "the serial number stands on rows {} and {} with differing type or year; taken as one machine",
                first.row.min(second.row),
                first.row.max(second.row)
            );
            let place = Problem::table(&table.file, table.sheet.as_deref(), what).with_severity(Severity::Note);
            let heading = table.columns.iter().find(|column| column.column == second.column);
            let heading = heading.map_or("", |column| column.heading.as_str());
            report.problems.push(place.at_row(second.row).at_column(second.column, heading, serial));
        }
    }
    for of in &state.ambiguous {
        let (table, row) = of.at;
        if let Some(table) = own(table) {
            let what = format!(
                "the equipment number does not tell one machine: it stands for the serial numbers {}; add the serial number \
                 to the list, or mend the equipment list",
                of.serials.join(", ")
            );
            let place = Problem::table(&table.file, table.sheet.as_deref(), what).with_severity(Severity::Row);
            let serial = table.columns.iter().find(|column| column.field.as_deref() == Some("serial_number"));
            let (column, heading) = serial.map_or((0, ""), |column| (column.column, column.heading.as_str()));
            report.problems.push(place.at_row(row).at_column(column, heading, &of.text));
        }
    }
    for of in contradictions(state) {
        let (Some(answer), Some(other)) = (state.tables.get(&of.answer.table), state.tables.get(&of.other.table))
        else {
            continue;
        };
        if answer.batch == batch || other.batch == batch {
            let what = format!(
                "{} says `{}` (row {}), which is trusted more and stands in the machine file; the answer is shown beside it",
                other.source, of.instead, of.other.row
            );
            let place = Problem::table(&answer.file, answer.sheet.as_deref(), what).with_severity(CONTRADICTION);
            let heading = answer.columns.iter().find(|column| column.column == of.answer.column);
            let heading = heading.map_or("", |column| column.heading.as_str());
            report.problems.push(place.at_row(of.answer.row).at_column(of.answer.column, heading, &of.said));
        }
    }
    for (first, second) in &state.files.link.collisions {
        let what =
            format!("serial numbers {first} and {second} share a key; the second was left out, please report this");
        report.problems.push(Problem::file("all files", what));
    }
}

/// Lets one import run at a time, on this host and on others at the same database; the lock goes with the process.
pub(crate) async fn lock(workplace: &Workplace, at: &str) -> Result<(File, store::Exclusive), PipelineError> {
    if let Some(folder) = workplace.lock.parent() {
        std::fs::create_dir_all(folder).map_err(PipelineError::io(folder))?;
    }
    let file = File::create(&workplace.lock).map_err(PipelineError::io(&workplace.lock))?;
    file.lock().map_err(PipelineError::io(&workplace.lock))?;
    let turn = workplace.store.exclusive().await?;
    let seed = format!("{at} {} {}", workplace.lock.display(), std::process::id());
    let number = xxhash_rust::xxh3::xxh3_64(seed.as_bytes()).cast_signed();
    workplace.lake.belongs_to(workplace.store.number(number, at).await?)?;
    Ok((file, turn))
}

/// Removes what interrupted imports left. The caller holds the lock.
pub(crate) async fn sweep(workplace: &Workplace) -> Result<(), PipelineError> {
    let batches = workplace.store.batches().await?;
    let active: Vec<BatchId> =
        batches.iter().filter(|batch| batch.state == BatchState::Active).map(|batch| batch.id).collect();
    workplace.lake.sweep(&active)?;
    let files = workplace.store.files().await?;
    let left = workplace.store.left_tables().await?;
    let named = files.iter().map(|(_, file)| &file.digest).chain(left.iter().map(|(_, table)| &table.digest));
    let named: HashSet<&str> = named.map(String::as_str).collect();
    workplace.kept.sweep(&|name| named.contains(name))?;
    Ok(())
}
