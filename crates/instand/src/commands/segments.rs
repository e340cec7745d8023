//! `instand segments`: saved conditions over facts: list, check, export, import, members.

use super::{Context, Done, day, need_machines, parse_day};
use crate::{clock, rules, segments, show};
use anyhow::{Context as _, bail};
use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use decide::{Segment, Segments, Verdict};
use pipeline::{
    Decided, Deciding, Saving, SegmentNow, Silent, Workplace, decide as decide_all, known_segments, save_segment,
    ship_segments,
};
use serde_json::json;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

/// Who the audit names for what is done here.
const ACTOR: &str = "command line";

#[derive(Args, Debug)]
pub struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Which {
    /// Machines in it.
    Member,
    /// Machines it cannot say for.
    Unknown,
    /// Machines not in it.
    Not,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// List the segments with their members.
    List {
        /// The day to evaluate for. Default is that of the last decision, else today.
        #[arg(long, value_parser = parse_day)]
        as_of: Option<NaiveDate>,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Check segment files against the fact catalogue and the saved segments, without saving.
    Check {
        /// The files (TOML).
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Print a segment as a file (TOML).
    Export {
        /// The segment.
        id: String,
        /// Which version; default is the newest.
        #[arg(long)]
        version: Option<u32>,
    },
    /// Save segment files, each as the next version of its segment.
    Import {
        /// The files (TOML).
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// List the machines of a segment.
    Members {
        /// The segment.
        id: String,
        /// Which machines.
        #[arg(long, default_value = "member")]
        state: Which,
        /// The day to evaluate for. Default is that of the last decision, else today.
        #[arg(long, value_parser = parse_day)]
        as_of: Option<NaiveDate>,
        /// One JSON object a line, with what decided.
        #[arg(long)]
        json: bool,
    },
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    let workplace = context.settings.open().await?;
    ship_segments(&workplace.store, &segments::shipped()?, &clock::now()).await?;
    match &options.action {
        Action::List { as_of, json } => list(context, &workplace, *as_of, *json).await,
        Action::Check { files } => check(context, &workplace, files).await,
        Action::Export { id, version } => export(&workplace, id, *version).await,
        Action::Import { files } => import(context, &workplace, files).await,
        Action::Members { id, state, as_of, json } => members(context, &workplace, id, *state, *as_of, *json).await,
    }
}

/// The facts of a day: of the last decision where nothing is said.
async fn facts(context: &Context, workplace: &Workplace, as_of: Option<NaiveDate>) -> anyhow::Result<Decided> {
    let last = workplace.store.last_run_of().await?;
    let as_of = as_of.or(last).unwrap_or_else(|| day(context, None));
    let all = rules::in_force(&workplace.store, &context.settings.rules_folder()).await?;
    let deciding = Deciding::all(&all, as_of, &context.settings.rates);
    Ok(decide_all(workplace, &deciding, &Silent).await?)
}

fn read(files: &[PathBuf]) -> anyhow::Result<Vec<Segment>> {
    let mut found = Vec::with_capacity(files.len());
    for file in files {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file).with_context(|| name.clone())?;
        found.push(Segment::parse(&name, &text)?);
    }
    Ok(found)
}

async fn list(
    context: &Context,
    workplace: &Workplace,
    as_of: Option<NaiveDate>,
    as_json: bool,
) -> anyhow::Result<Done> {
    let decided = facts(context, workplace, as_of).await?;
    let all = decided.segments(&workplace.store.segments().await?)?;
    let title =
        |of: &SegmentNow| of.segment.as_ref().map_or_else(String::new, |of| of.title.get(context.language).to_owned());
    let mut wrong = 0;
    let mut rows = Vec::new();
    for of in &all {
        let (members, _, unknown) = of.counts();
        let why = of.verdicts.as_ref().err();
        wrong += usize::from(why.is_some());
        if as_json {
            println!(
                "{}",
                json!({"id": of.id(), "version": of.saved.version, "title": title(of), "members": members,
                       "unknown": unknown, "as_of": decided.facts.as_of, "saved_by": of.saved.saved_by,
                       "saved_at": of.saved.saved_at, "wrong": why})
            );
        } else {
            rows.push(vec![
                of.id().to_owned(),
                of.saved.version.to_string(),
                title(of),
                why.map_or_else(|| show::count(members), |_| "?".to_owned()),
                why.map_or_else(|| show::count(unknown), |_| "?".to_owned()),
                of.saved.saved_by.clone(),
                why.cloned().unwrap_or_default(),
            ]);
        }
    }
    if !as_json {
        let headings = ["segment", "version", "", "members", "unknown", "saved by", ""];
        println!("{}", show::table(&headings, &[1, 3, 4], rows));
        println!("As of {}, of {} machines.", decided.facts.as_of, show::count(decided.state.files.len()));
    }
    Ok(if wrong == 0 { Done::Well } else { Done::WithProblems })
}

async fn check(context: &Context, workplace: &Workplace, files: &[PathBuf]) -> anyhow::Result<Done> {
    let wanted = read(files)?;
    let decided = facts(context, workplace, None).await?;
    let mut known = known_segments(&workplace.store.segments().await?);
    known.retain(|of| wanted.iter().all(|new| new.id != of.id));
    known.extend(wanted.iter().cloned());
    let conditions = decided.conditions()?;
    let compiler = Segments { conditions: &conditions, known: &known, as_of: decided.facts.as_of };
    let mut wrong = 0;
    for segment in &wanted {
        match compiler.compile(segment) {
            Ok(condition) => {
                let (members, _, unknown) = decided.verdicts_of(condition)?.counts();
                println!("{}: {} members, {} unknown", segment.id, show::count(members), show::count(unknown));
            }
            Err(error) => {
                wrong += 1;
                println!("{error}");
            }
        }
    }
    Ok(if wrong == 0 { Done::Well } else { Done::WithProblems })
}

async fn export(workplace: &Workplace, id: &str, version: Option<u32>) -> anyhow::Result<Done> {
    let versions = workplace.store.segment_versions(id).await?;
    if versions.is_empty() {
        bail!("there is no segment `{id}`; `instand segments list` shows all");
    }
    let found = match version {
        Some(version) => versions.iter().find(|of| of.version == version),
        None => versions.first(),
    };
    let Some(found) = found else { bail!("segment {id} has versions 1 to {}", versions[0].version) };
    print!("{}", found.definition);
    Ok(Done::Well)
}

async fn import(context: &Context, workplace: &Workplace, files: &[PathBuf]) -> anyhow::Result<Done> {
    let mut open = read(files)?;
    let decided = facts(context, workplace, None).await?;
    // Those that others of these files name go first.
    let ids: Vec<String> = open.iter().map(|of| of.id.clone()).collect();
    open.sort_by_key(|of| decide::segment::references(&of.query).iter().any(|name| ids.iter().any(|id| id == name)));
    let noted = workplace.store.last_run_of().await? == Some(decided.facts.as_of);
    let at = clock::now();
    for segment in &open {
        let saving = Saving { by: ACTOR, at: &at, why: None, seen: None, noted };
        let saved = save_segment(&workplace.store, &decided, segment, saving).await?;
        println!("Segment {} is version {}.", saved.segment, saved.version);
    }
    Ok(Done::Well)
}

async fn members(
    context: &Context,
    workplace: &Workplace,
    id: &str,
    which: Which,
    as_of: Option<NaiveDate>,
    as_json: bool,
) -> anyhow::Result<Done> {
    need_machines(workplace).await?;
    let decided = facts(context, workplace, as_of).await?;
    let all = decided.segments(&workplace.store.segments().await?)?;
    let Some(now) = all.iter().find(|of| of.id() == id) else {
        let ids: Vec<&str> = all.iter().map(SegmentNow::id).collect();
        bail!("there is no segment `{id}`; there are {}", ids.join(", "));
    };
    let verdicts = now.verdicts.as_ref().map_err(|what| anyhow::anyhow!("{what}"))?;
    let wanted = match which {
        Which::Member => Verdict::Fires,
        Which::Unknown => Verdict::Unknown,
        Which::Not => Verdict::DoesNotFire,
    };
    let files = &decided.state.files;
    let text = |field: &str, at: usize| files.str(field, at).unwrap_or_default().to_owned();
    let machines = (0..files.len()).filter(|at| verdicts.verdict(*at) == wanted);
    let mut rows = Vec::new();
    let mut out = BufWriter::new(std::io::stdout().lock());
    for at in machines {
        let missing = verdicts.missing(at);
        let evidence = verdicts.evidence(at);
        if as_json {
            let evidence: Vec<_> = evidence
                .iter()
                .map(|item| json!({"fact": item.fact, "value": item.value, "comparison": item.comparison}))
                .collect();
            writeln!(
                out,
                "{}",
                json!({"machine": {"id": files.link.ids[at], "serial_number": text("serial_number", at)},
                       "segment": id, "version": now.saved.version, "as_of": decided.facts.as_of,
                       "evidence": evidence, "missing": missing})
            )?;
        } else {
            let why = if missing.is_empty() {
                let said = |item: &decide::Evidence| {
                    let value = decide::value_text(item.fact, &item.value, context.language);
                    format!("{} {value}", item.fact)
                };
                evidence.iter().map(said).collect::<Vec<_>>().join(", ")
            } else {
                format!("missing: {}", missing.join(", "))
            };
            rows.push(vec![
                text("serial_number", at),
                text("machine_type", at),
                show::cut(&text("customer_name", at), 30),
                show::cut(&why, 90),
            ]);
        }
    }
    if !as_json {
        let count = rows.len();
        writeln!(out, "{}", show::table(&["serial number", "type", "customer", "because"], &[], rows))?;
        writeln!(out, "{} machines as of {}.", show::count(count), decided.facts.as_of)?;
    }
    out.flush()?;
    Ok(Done::Well)
}
