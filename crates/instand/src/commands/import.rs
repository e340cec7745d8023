//! `instand import`: files in, machine files out.

use super::{Context, Done, day, parse_day};
use crate::clock::{self, Stages};
use crate::show;
use anyhow::Context as _;
use base::{BatchId, Problem, Severity};
use chrono::NaiveDate;
use clap::Args;
use digitize::mapping::Mapping;
use pipeline::{ImportOptions, Imported, Profiles, Progress, State, Workplace, collect, import, recognise_only};
use serde_json::json;
use std::path::{Path, PathBuf};
use store::WhyLeft;

/// Problems printed on the screen; all of them stand in the file named there.
const MOST_PROBLEMS: usize = 12;

/// Questions printed on the screen.
const MOST_QUESTIONS: usize = 12;

/// Tables left in their files printed on the screen.
const MOST_LEFT: usize = 12;

#[derive(Args, Debug)]
pub struct Options {
    /// Files or folders; archives are unpacked.
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// Who delivered them; else the mapping or the folder's name says it.
    #[arg(long, value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub source: Option<String>,
    /// What you have settled: sources, kinds, columns (TOML; --dry-run writes one). It goes before the source's profile.
    #[arg(long)]
    pub mapping: Option<PathBuf>,
    /// Only say what would be understood, and print the mapping.
    #[arg(long)]
    pub dry_run: bool,
    /// The day of the delivery; default is today.
    #[arg(long, value_parser = parse_day)]
    pub delivered: Option<NaiveDate>,
    /// Print the result as JSON.
    #[arg(long)]
    pub json: bool,
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    if options.dry_run {
        return dry_run(context, options).await;
    }
    let stages = Stages::begin(options.json);
    let workplace = context.settings.open().await?;
    let (imported, _) = bring(context, &workplace, options, &stages).await?;
    let (_, seconds) = stages.end();
    if options.json {
        println!("{}", to_json(&imported));
    } else {
        print(context, &imported, seconds);
    }
    Ok(ended(&imported))
}

/// Imports and writes the list of problems to its file.
pub async fn bring(
    context: &Context,
    workplace: &Workplace,
    options: &Options,
    progress: &dyn Progress,
) -> anyhow::Result<(Imported, State)> {
    let inputs = collect(&options.paths, context.settings.folder())?;
    if inputs.is_empty() {
        let named: Vec<_> = options.paths.iter().map(|path| path.display().to_string()).collect();
        anyhow::bail!("there is no file to read in {}", named.join(", "));
    }
    let mapping = read_mapping(options.mapping.as_deref())?;
    let origin: Vec<_> = options.paths.iter().map(|path| path.display().to_string()).collect();
    let at = clock::now();
    let how = ImportOptions {
        origin: &origin.join(", "),
        source: options.source.as_deref(),
        mapping: mapping.as_ref().map(|(mapping, _)| mapping),
        mapping_text: mapping.as_ref().map(|(_, text)| text.as_str()),
        delivered_on: day(context, options.delivered),
        at: &at,
    };
    let (imported, state) = import(workplace, &inputs, &how, progress).await?;
    keep_problems(context, imported.batch.map_or(0, |batch| batch.0), &imported.problems)?;
    Ok((imported, state))
}

/// Writes the list of a delivery's problems to its file.
pub fn keep_problems(context: &Context, batch: u32, problems: &[Problem]) -> anyhow::Result<()> {
    if problems.is_empty() { Ok(()) } else { write_problems(&context.settings.problems_file(batch), problems) }
}

fn read_mapping(path: Option<&Path>) -> anyhow::Result<Option<(Mapping, String)>> {
    let Some(path) = path else { return Ok(None) };
    let text = std::fs::read_to_string(path).with_context(|| format!("mapping {}", path.display()))?;
    let mapping = Mapping::parse(&text).map_err(|error| anyhow::anyhow!("mapping {}, {error}", path.display()))?;
    Ok(Some((mapping, text)))
}

async fn dry_run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    let stages = Stages::begin(true);
    // Looking makes no data folder; where there is none, nothing was saved either.
    let profiles = if context.settings.folder().exists() {
        Profiles::load(&context.settings.open().await?.store).await?
    } else {
        Profiles::default()
    };
    let inputs = collect(&options.paths, context.settings.folder())?;
    let mapping = read_mapping(options.mapping.as_deref())?;
    let at = clock::now();
    let how = ImportOptions {
        origin: "",
        source: options.source.as_deref(),
        mapping: mapping.as_ref().map(|(mapping, _)| mapping),
        mapping_text: None,
        delivered_on: day(context, options.delivered),
        at: &at,
    };
    let (mapping, report) = recognise_only(&inputs, &how, &profiles, &stages)?;
    // The mapping goes to standard output, to be kept in a file; what a person reads goes beside it.
    println!("{mapping}");
    eprintln!("{}", tables(&report));
    questions(&report);
    left(&report);
    problems(&report.problems, None);
    eprintln!("Nothing was imported. Keep the mapping above in a file, settle what is asked, and use --mapping FILE.");
    Ok(ended(&report))
}

pub fn ended(imported: &Imported) -> Done {
    let wrong = imported.problems.iter().any(|problem| problem.severity != Severity::Note);
    if wrong || !imported.questions.is_empty() { Done::WithProblems } else { Done::Well }
}

fn tables(imported: &Imported) -> String {
    // Many small files of one folder and kind (service reports) are one line.
    let mut lines: Vec<(String, String, Vec<&pipeline::TableReport>)> = Vec::new();
    for table in &imported.tables {
        let folder = table.file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let many = |of: &&pipeline::TableReport| {
            of.file.rsplit_once('/').map_or("", |(folder, _)| folder) == folder
                && of.kind == table.kind
                && of.file.to_lowercase().ends_with(".pdf")
        };
        let group = table.file.to_lowercase().ends_with(".pdf") && imported.tables.iter().filter(many).count() > 3;
        let name = if group { format!("{folder}/*.pdf") } else { table.file.clone() };
        let sheet = table.sheet.clone().unwrap_or_default();
        match lines.iter_mut().find(|(known, known_sheet, _)| group && *known == name && *known_sheet == sheet) {
            Some((_, _, tables)) => tables.push(table),
            None => lines.push((name, sheet, vec![table])),
        }
    }
    let rows = lines
        .into_iter()
        .filter_map(|(name, sheet, tables)| {
            let first = tables.first()?;
            let rows: u64 = tables.iter().map(|table| table.rows).sum();
            let name = if tables.len() > 1 { format!("{name} ({})", tables.len()) } else { name };
            let unplaced = first.unplaced.join(", ");
            Some(vec![
                name,
                sheet,
                first.kind.to_string(),
                format!("{:.0} %", first.confidence * 100.0),
                show::count(usize::try_from(rows).unwrap_or(usize::MAX)),
                format!("{} of {}", first.understood, first.columns),
                show::cut(&unplaced, 40),
            ])
        })
        .collect();
    show::table(&["file", "sheet", "holds", "sure", "rows", "columns", "left in the file only"], &[3, 4, 5], rows)
}

fn questions(imported: &Imported) {
    if let Some(more) = imported.questions.len().checked_sub(MOST_QUESTIONS).filter(|more| *more > 0) {
        eprintln!("{} questions; the first {MOST_QUESTIONS} ({more} more with --json):", imported.questions.len());
    }
    for (file, sheet, question) in imported.questions.iter().take(MOST_QUESTIONS) {
        let sheet = sheet.as_ref().map_or(String::new(), |sheet| format!(", sheet \"{sheet}\""));
        eprintln!("? {file}{sheet}: {}", question.text);
        if !question.samples.is_empty() {
            eprintln!("  for example {}", question.samples.join(" | "));
        }
    }
}

/// Tables of which nothing was read, so that none is dropped in silence.
fn left(imported: &Imported) {
    for left in imported.left.iter().take(MOST_LEFT) {
        let sheet = left.sheet.as_ref().map_or(String::new(), |sheet| format!(", sheet \"{sheet}\""));
        let why = match (left.why, &left.decided) {
            (WhyLeft::Unknown, _) => "nobody can tell what it is".to_owned(),
            (WhyLeft::Hidden, _) => "the sheet is hidden".to_owned(),
            (WhyLeft::Ignored, Some((by, at))) => format!("left out by {by} on {}", at.get(..10).unwrap_or(at)),
            (WhyLeft::Ignored, None) => "left out by the mapping".to_owned(),
        };
        let rows = show::count(usize::try_from(left.rows).unwrap_or(usize::MAX));
        eprintln!("- left in the file: {}{sheet}, {rows} rows ({why})", left.file);
    }
    if let Some(more) = imported.left.len().checked_sub(MOST_LEFT).filter(|more| *more > 0) {
        eprintln!("- and {more} more tables left in their files; all of them with --json");
    }
}

fn problems(problems: &[Problem], file: Option<&Path>) {
    let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
    if problems.is_empty() {
        return;
    }
    let counts = [
        (Severity::File, "files not read"),
        (Severity::Table, "tables not read"),
        (Severity::Row, "rows not read"),
        (Severity::Cell, "cells left empty"),
        (Severity::Note, "notes"),
    ];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(severity, _)| count(*severity) > 0)
        .map(|(severity, what)| format!("{} {what}", show::count(count(severity))))
        .collect();
    eprintln!("What could not be read: {}", counts.join(", "));
    let mut shown: Vec<&Problem> = problems.iter().collect();
    shown.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
    for problem in shown.iter().take(MOST_PROBLEMS) {
        eprintln!("! {problem}");
    }
    if let Some(more) = shown.len().checked_sub(MOST_PROBLEMS).filter(|more| *more > 0) {
        let place = file.map_or(String::new(), |file| format!("; all of them: {}", file.display()));
        eprintln!("  and {} more{place}", show::count(more));
    }
}

/// Prints what an import understood.
pub fn print(context: &Context, imported: &Imported, seconds: f64) {
    for skipped in &imported.skipped {
        println!("{} is in already (batch {}), nothing to do", skipped.file, skipped.batch);
    }
    if !imported.tables.is_empty() {
        println!("{}", tables(imported));
    }
    questions(imported);
    left(imported);
    let number = imported.batch.unwrap_or(BatchId(0)).0;
    problems(&imported.problems, Some(&context.settings.problems_file(number)));
    if !imported.unassigned.is_empty() {
        let rows: u64 = imported.unassigned.iter().map(|(_, entry)| u64::from(entry.rows)).sum();
        eprintln!(
            "{} rows carry {} serial numbers of no known machine, for example:",
            show::count(usize::try_from(rows).unwrap_or(usize::MAX)),
            show::count(imported.unassigned.len())
        );
        for (file, entry) in imported.unassigned.iter().take(5) {
            eprintln!("! {file}, row {}: \"{}\" ({} rows)", entry.first_row, entry.text, entry.rows);
        }
    }
    let (added, changed, gone) = imported.machines;
    match imported.batch {
        None => println!("Nothing new; {} machines as before.", show::count(imported.machines_now)),
        Some(batch) => println!(
            "Batch {batch}: {} rows in {seconds:.1} s. {} machines ({} new, {} changed, {} gone) at {} customers.",
            show::count(usize::try_from(imported.rows).unwrap_or(usize::MAX)),
            show::count(imported.machines_now),
            show::count(added),
            show::count(changed),
            show::count(gone),
            show::count(imported.customers_now),
        ),
    }
    if imported.joined > 0 {
        println!(
            "{} serial numbers were found to be another spelling of a machine that is there (docs/linking.md).",
            show::count(imported.joined)
        );
    }
}

/// Writes the problems as CSV; formulas are made harmless.
pub fn write_problems(path: &Path, problems: &[Problem]) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    let mut writer = csv::Writer::from_path(path).with_context(|| path.display().to_string())?;
    writer.write_record(["severity", "file", "sheet", "row", "column", "heading", "text", "what is wrong"])?;
    for problem in problems {
        let text = |value: &Option<String>| value.as_deref().map(show::neutral).unwrap_or_default();
        writer.write_record([
            format!("{:?}", problem.severity).to_lowercase(),
            show::neutral(&problem.file),
            text(&problem.sheet),
            problem.row.map(|row| row.to_string()).unwrap_or_default(),
            problem.column.map(base::column_letters).unwrap_or_default(),
            text(&problem.heading),
            text(&problem.text),
            problem.what.clone(),
        ])?;
    }
    writer.flush()?;
    Ok(())
}

pub fn to_json(imported: &Imported) -> serde_json::Value {
    let questions: Vec<_> = imported
        .questions
        .iter()
        .map(|(file, sheet, question)| {
            json!({"file": file, "sheet": sheet, "column": question.column, "heading": question.heading,
                   "samples": question.samples, "candidates": question.candidates, "text": question.text})
        })
        .collect();
    let unassigned: Vec<_> = imported
        .unassigned
        .iter()
        .map(|(file, entry)| json!({"file": file, "serial_number": entry.text, "row": entry.first_row, "rows": entry.rows}))
        .collect();
    json!({
        "batch": imported.batch,
        "skipped": imported.skipped,
        "tables": imported.tables,
        "questions": questions,
        "problems": imported.problems,
        "left": imported.left,
        "unassigned": unassigned,
        "rows": imported.rows,
        "machines": {"added": imported.machines.0, "changed": imported.machines.1, "gone": imported.machines.2,
                     "now": imported.machines_now, "joined": imported.joined},
        "customers": imported.customers_now,
    })
}
