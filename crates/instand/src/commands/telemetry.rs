//! `instand telemetry`: what machines measure, read from files, and the state of it.

use super::{Context, Done};
use crate::{clock, show};
use anyhow::{Context as _, bail};
use chrono_tz::Tz;
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use server::telemetry::brokers::{BrokerState, Noted};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use telemetry::batch::BatchBuilder;
use telemetry::inlet::csv::CsvOptions;
use telemetry::inlet::{Precision, Refusals, csv, json_lines, line_protocol, parquet};
use telemetry::lake::{Status, TelemetryLake};
use telemetry::{Limits, Reason, Signals, TelemetryError};
use testkit::manufacturer::Manufacturer;

#[derive(Args, Debug)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Read readings from files or folders: CSV, Parquet, JSON lines (.jsonl, .ndjson), line protocol (.lp).
    Import(Import),
    /// Say what came in, by source: stored, duplicate, late, rejected and why, unknown senders, the newest reading.
    Status {
        /// Print as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Read the whole lake and say what is wrong with it.
    Verify {
        /// Mend what can be mended: make rollups anew, set aside what cannot be read.
        #[arg(long)]
        repair: bool,
    },
}

#[derive(Args, Debug)]
struct Import {
    /// Files or folders.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// What the source is called in the status.
    #[arg(long, default_value = "files")]
    source: String,
    /// The heading of the column with the machine's serial number, where it is none of the usual.
    #[arg(long)]
    machine: Option<String>,
    /// The heading of the column with the time, where it is none of the usual.
    #[arg(long)]
    time: Option<String>,
    /// The zone of times that name none; default is the zone of the settings.
    #[arg(long)]
    zone: Option<Tz>,
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    let lake = context.settings.telemetry()?;
    match &options.command {
        Command::Import(options) => import(context, &lake, options).await,
        Command::Status { json } => status(context, &lake, *json).await,
        Command::Verify { repair } => verify(&lake, *repair),
    }
}

fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = paths.iter().rev().cloned().collect();
    while let Some(path) = folders.pop() {
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).with_context(|| path.display().to_string())?;
            let mut inside = entries.map(|of| of.map(|of| of.path())).collect::<Result<Vec<_>, _>>()?;
            inside.sort_unstable();
            folders.extend(inside.into_iter().rev());
        } else if path.exists() {
            found.push(path);
        } else {
            bail!("{}: there is no such file or folder", path.display());
        }
    }
    Ok(found)
}

/// Readings put into the lake at a time.
const AT_ONCE: usize = 64 * 1024 * 1024;

fn one<'a>(
    path: &Path,
    options: &Import,
    zone: Tz,
    into: BatchBuilder<'a>,
    each: &mut dyn FnMut(BatchBuilder<'a>) -> Result<BatchBuilder<'a>, TelemetryError>,
) -> anyhow::Result<(BatchBuilder<'a>, Refusals)> {
    let name = path.display().to_string();
    let mut file = File::open(path).with_context(|| name.clone())?;
    let ending = path.extension().map(|of| of.to_string_lossy().to_lowercase()).unwrap_or_default();
    let options = CsvOptions {
        machine: options.machine.clone(),
        time: options.time.clone(),
        zone: Some(options.zone.unwrap_or(zone)),
    };
    match ending.as_str() {
        "csv" | "tsv" | "txt" => csv::read(&mut file, &options, into, each).with_context(|| name),
        "parquet" => parquet::read(file, &options, into, each).with_context(|| name),
        "jsonl" | "ndjson" | "lp" => lines(&mut file, &ending, into, each).with_context(|| name),
        _ => bail!("{name}: readings are read from .csv, .tsv, .txt, .parquet, .jsonl, .ndjson and .lp"),
    }
}

/// Whole lines, so many at a time; line numbers go on.
fn lines<'a>(
    file: &mut dyn std::io::Read,
    ending: &str,
    mut into: BatchBuilder<'a>,
    each: &mut dyn FnMut(BatchBuilder<'a>) -> Result<BatchBuilder<'a>, TelemetryError>,
) -> anyhow::Result<(BatchBuilder<'a>, Refusals)> {
    let mut all = Refusals::default();
    let (mut text, mut before) = (Vec::new(), 0);
    let mut part = vec![0; AT_ONCE];
    loop {
        let more = file.read(&mut part)?;
        text.extend_from_slice(part.get(..more).unwrap_or_default());
        let end =
            if more == 0 { text.len() } else { text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1) };
        let whole = text.get(..end).unwrap_or_default();
        let mut refused = if ending == "lp" {
            let now = clock::instant().timestamp_micros();
            line_protocol::read(&String::from_utf8_lossy(whole), Precision::BySize, now, &mut into)
        } else {
            json_lines::read(whole, &mut into)
        };
        refused.first.iter_mut().for_each(|of| of.line += before);
        before += whole.iter().filter(|byte| **byte == b'\n').count();
        all.add(refused);
        text.drain(..end);
        into = each(into)?;
        if more == 0 {
            return Ok((into, all));
        }
    }
}

/// Machines of the sample manufacturer that send readings.
const SAMPLE: usize = 60;

/// What their gateway is called.
const SAMPLE_SOURCE: &str = "Gateway Reinhardt";

/// Brings readings of some machines of the sample manufacturer, by way of a file that stays for people to look at. What is
/// there already is not made again.
pub async fn bring_sample(context: &Context, of: &Manufacturer, path: &Path) -> anyhow::Result<()> {
    let lake = context.settings.telemetry()?;
    let status = lake.status(None)?;
    let newest = status.sources.get(SAMPLE_SOURCE).and_then(|of| of.counts.newest);
    let newest = newest.and_then(chrono::DateTime::from_timestamp_micros).map(|at| at.naive_utc());
    // What is to come has no readings.
    let now = clock::instant().naive_utc();
    let before = now.min(of.as_of.and_time(chrono::NaiveTime::MIN) + chrono::TimeDelta::days(1));
    if newest.is_some_and(|newest| before <= newest + chrono::TimeDelta::hours(1)) {
        return Ok(());
    }
    let newest = newest.unwrap_or(chrono::NaiveDateTime::MIN);
    of.write_readings(path, SAMPLE, newest, before).with_context(|| path.display().to_string())?;
    let options = Import {
        paths: vec![path.to_owned()],
        source: SAMPLE_SOURCE.to_owned(),
        machine: None,
        time: None,
        zone: Some(Tz::UTC),
    };
    import(context, &lake, &options).await?;
    Ok(())
}

async fn import(context: &Context, lake: &TelemetryLake, options: &Import) -> anyhow::Result<Done> {
    let files = files(&options.paths)?;
    let now = clock::instant().timestamp_micros();
    // What stands in files is late by nature; how late says nothing of the line.
    let limits = Limits { late: i64::MAX, ..Limits::default() };
    let builder = || BatchBuilder::new(Signals::shipped(), limits, &options.source, now);
    let mut counts = telemetry::Counts::default();
    let mut refused = 0;
    for path in &files {
        let mut into = builder();
        let mut each = |full: BatchBuilder<'static>| {
            let batch = full.finish();
            counts.add(&batch.counts);
            if batch.counts.received > 0 {
                lake.add("files", &[batch])?;
            }
            Ok(builder())
        };
        let refusals;
        (into, refusals) = one(path, options, context.settings.zone, into, &mut each)?;
        each(into)?;
        for of in &refusals.first {
            eprintln!("{}, line {}: {}", path.display(), of.line, show::neutral(&of.why));
        }
        let told = refusals.first.len() as u64;
        if refusals.count > told {
            eprintln!("{}: and {} more", path.display(), refusals.count - told);
        }
        refused += refusals.count;
    }
    let (mut stored, mut duplicate) = (0, 0);
    for day in lake.days_to_fold()? {
        let folded = lake.fold(day)?;
        stored += folded.stored;
        duplicate += folded.duplicate;
        lake.compact(day, false)?;
    }
    let number = |count: u64| show::grouped(i64::try_from(count).unwrap_or(i64::MAX));
    println!(
        "{} readings from {} {}: {} stored, {} there already, {} rejected",
        number(counts.received),
        files.len(),
        if files.len() == 1 { "file" } else { "files" },
        number(stored),
        number(duplicate),
        number(refused)
    );
    let unknown = unknown(context, lake).await?;
    if !unknown.is_empty() {
        let names: Vec<&str> = unknown.values().map(|sender| sender.name.as_str()).take(5).collect();
        println!(
            "{} senders are no machine of the installed base ({}{}): their readings wait until they are",
            number(unknown.len() as u64),
            show::neutral(&names.join(", ")),
            if unknown.len() > names.len() { ", ..." } else { "" }
        );
    }
    Ok(if refused > 0 { Done::WithProblems } else { Done::Well })
}

/// Senders that are no machine.
async fn unknown(context: &Context, lake: &TelemetryLake) -> anyhow::Result<BTreeMap<u64, telemetry::lake::Sender>> {
    let mut senders = lake.senders()?;
    let workplace = context.settings.open().await?;
    let devices = workplace.devices(&workplace.state().await?).await?;
    senders.retain(|key, _| devices.machine(*key).is_none() && !devices.is_none(*key));
    Ok(senders)
}

fn time(at: Option<i64>) -> Option<String> {
    at.and_then(chrono::DateTime::from_timestamp_micros).map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
}

/// What the server said of a broker.
fn broker(of: &BrokerState) -> Value {
    json!({
        "place": of.place,
        "connected_since": time(of.connected_since),
        "problem": of.problem,
        "messages": of.messages,
        "readings": of.readings,
        "rejected": of.rejected,
        "last_rejected": of.last_rejected,
        "rebirths_asked": of.rebirths_asked,
    })
}

async fn status(context: &Context, lake: &TelemetryLake, as_json: bool) -> anyhow::Result<Done> {
    let journal = context.settings.telemetry_journal();
    let Status { sources } = lake.status(Some(&journal))?;
    let noted = Noted::read(&journal);
    let said_at = noted.as_ref().and_then(|noted| time(Some(noted.at)));
    let brokers = noted.map(|noted| noted.brokers).unwrap_or_default();
    let unknown = unknown(context, lake).await?;
    let waiting_senders = |source: &str| unknown.values().filter(|sender| sender.source == source).count();
    if as_json {
        let of = |(name, of): (&String, &telemetry::lake::SourceStatus)| -> (String, Value) {
            let rejected: BTreeMap<&str, u64> = Reason::ALL
                .iter()
                .map(|reason| (reason.id(), of.counts.rejected.get(reason).copied().unwrap_or_default()))
                .collect();
            let value = json!({
                "received": of.counts.received,
                "stored": of.folded.stored,
                "duplicate": of.folded.duplicate,
                "contradicting": of.folded.contradicting,
                "expired": of.folded.expired,
                "late": of.counts.late,
                "rejected": rejected,
                "waiting": of.waiting,
                "senders_in_quarantine": waiting_senders(name),
                "newest": time(of.counts.newest),
            });
            (name.clone(), value)
        };
        let sources: serde_json::Map<String, Value> = sources.iter().map(of).collect();
        let brokers: serde_json::Map<String, Value> =
            brokers.iter().map(|(name, of)| (name.clone(), broker(of))).collect();
        println!("{:#}", json!({ "sources": sources, "brokers": brokers, "brokers_as_of": said_at }));
        return Ok(Done::Well);
    }
    for (name, of) in &brokers {
        let stands = match (&of.problem, time(of.connected_since)) {
            (Some(problem), _) => show::neutral(problem),
            (None, Some(since)) => format!("connected since {since}"),
            (None, None) => "not connected".to_owned(),
        };
        let said = said_at.as_deref().unwrap_or_default();
        println!("broker {name} ({}): {stands} (as of {said})", of.place);
    }
    if sources.is_empty() {
        println!("no readings yet; read some: instand telemetry import FILE");
        return Ok(Done::Well);
    }
    let number = |count: u64| show::grouped(i64::try_from(count).unwrap_or(i64::MAX));
    let row = |(name, of): (&String, &telemetry::lake::SourceStatus)| {
        let rejected: Vec<String> =
            of.counts.rejected.iter().map(|(reason, count)| format!("{} {}", number(*count), reason.id())).collect();
        vec![
            show::neutral(name),
            number(of.counts.received),
            number(of.folded.stored),
            number(of.folded.duplicate),
            number(of.counts.late),
            rejected.join(", "),
            number(of.waiting),
            number(waiting_senders(name) as u64),
            time(of.counts.newest).unwrap_or_default(),
        ]
    };
    let headings =
        ["source", "received", "stored", "duplicate", "late", "rejected", "waiting", "unknown senders", "newest"];
    println!("{}", show::table(&headings, &[1, 2, 3, 4, 6, 7], sources.iter().map(row).collect()));
    Ok(Done::Well)
}

fn verify(lake: &TelemetryLake, repair: bool) -> anyhow::Result<Done> {
    let days = lake.days()?.len();
    let findings = lake.verify(repair)?;
    for of in &findings {
        println!("{}: {}{}", of.day, of.what, if of.mended { " (mended)" } else { "" });
    }
    if findings.is_empty() {
        println!("{days} days, all sound");
        return Ok(Done::Well);
    }
    let open = findings.iter().filter(|of| !of.mended).count();
    if open > 0 && !repair {
        println!("--repair mends what can be mended");
    }
    Ok(Done::WithProblems)
}
