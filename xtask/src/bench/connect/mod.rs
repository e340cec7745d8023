//! `cargo xtask bench connect`: readings become facts, against `DuckDB` with hand-written SQL on the same Parquet files
//! (benchmarks/connect_peer.py), and come in by HTTP, beside PostgreSQL's `COPY` of the same readings into a plain table.

pub(super) mod ingest;

use super::figures::Figures;
use super::measure::{self, Measured};
use crate::process;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The last day of the lakes `lake_of_size` makes.
const AS_OF: &str = "2026-10-31";

struct Options {
    machines: u64,
    readings: u64,
    many: u64,
    runs: usize,
}

/// Runs the benchmark.
pub fn run(root: &Path, arguments: &[String]) -> Result<()> {
    let options = options(arguments)?;
    let python = python_with_duckdb(root)?;
    println!("| what | ours s | peer s | ratio | peak MB ours / peer |\n|---|---:|---:|---:|---:|");
    let lake = lake(root, options.machines, 365, 1, options.readings)?;
    let rollups = options.machines * 8 * 365;
    let label = |what: &str, count: u64| format!("facts of {} machines from {count} {what}", options.machines);
    compare(root, &python, &lake, &options, options.machines, "rollups", &label("daily rollups", rollups))?;
    let readings = rollups * options.readings;
    compare(root, &python, &lake, &options, options.machines, "readings", &label("readings", readings))?;
    fold(root, &lake, &options)?;
    if options.many > 0 {
        let lake = self::lake(root, options.many, 180, 7, 1)?;
        let rollups = options.many * 3 * 180 / 7;
        let label = format!("facts of {} machines from {rollups} daily rollups", options.many);
        compare(root, &python, &lake, &options, options.many, "rollups", &label)?;
    }
    ingest::run(root, options.runs)
}

fn options(arguments: &[String]) -> Result<Options> {
    let mut options = Options { machines: 8_000, readings: 5, many: 1_000_000, runs: 5 };
    let mut arguments = arguments.iter();
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| process::wrong_usage(format!("`{name}` needs a value")))?;
        let number = || {
            let number = value.parse::<u64>();
            number.map_err(|_| process::wrong_usage(format!("`{name} {value}` is not a number")))
        };
        match name.as_str() {
            "--machines" => options.machines = number()?.max(1),
            "--readings" => options.readings = number()?.max(1),
            "--many" => options.many = number()?,
            "--runs" => options.runs = usize::try_from(number()?.max(1))?,
            _ => return Err(process::wrong_usage(format!("`{name}` is not an option of bench connect"))),
        }
    }
    Ok(options)
}

fn lake_of_size(root: &Path) -> Command {
    Command::new(root.join("target/release/examples/lake_of_size"))
}

/// A lake of this size, made once.
fn lake(root: &Path, machines: u64, days: u64, every: u64, readings: u64) -> Result<PathBuf> {
    let folder = root.join(format!("target/bench/lake-{machines}-{days}-{every}-{readings}"));
    let done = folder.join("made");
    if !done.exists() {
        if folder.exists() {
            std::fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
        }
        let mut command = lake_of_size(root);
        command.arg("make").arg(&folder);
        command.args([machines, days, every, readings].map(|number| number.to_string()));
        let measured = measure::measure(&command, &[0], &root.join("target/bench"))?;
        eprintln!("{}: {}", folder.display(), measured.standard_output.trim());
        std::fs::write(&done, "").with_context(|| done.display().to_string())?;
    }
    Ok(folder)
}

/// What a program printed: `name number` a line.
fn figures(of: &Measured) -> BTreeMap<String, f64> {
    let line = |line: &str| {
        let (name, number) = line.split_once(' ')?;
        Some((name.to_owned(), number.trim().parse().ok()?))
    };
    of.standard_output.lines().filter_map(line).collect()
}

/// Facts from one kind of files: ours and the peer's in turn, and whether both found the same.
fn compare(
    root: &Path,
    python: &Path,
    lake: &Path,
    options: &Options,
    machines: u64,
    kind: &str,
    label: &str,
) -> Result<()> {
    let scratch = root.join("target/bench");
    let (mut ours, mut peers) = (Vec::new(), Vec::new());
    for run in 1..=options.runs {
        let mut command = lake_of_size(root);
        command.arg("facts").arg(lake).arg(machines.to_string()).arg(kind);
        ours.push(measure::measure(&command, &[0], &scratch)?);
        let mut command = Command::new(python);
        command.current_dir(root).arg("benchmarks/connect_peer.py").arg(lake).args([kind, AS_OF]);
        peers.push(measure::measure(&command, &[0], &scratch)?);
        let seconds = |of: &[Measured]| of.last().map(figures).and_then(|of| of.get("seconds").copied());
        eprintln!(
            "{label}, run {run}/{}: {:.3} s, DuckDB {:.3} s",
            options.runs,
            seconds(&ours).unwrap_or(f64::NAN),
            seconds(&peers).unwrap_or(f64::NAN)
        );
    }
    let (our, peer) = (ours.last().map(figures).unwrap_or_default(), peers.last().map(figures).unwrap_or_default());
    for (name, value) in our.iter().filter(|(name, _)| name.as_str() != "seconds") {
        let Some(other) = peer.get(name) else { continue };
        // A sketch is within 1 %; all else is exact.
        let off = if name.contains("p95") || name.contains("high") { 0.011 } else { 1e-6 };
        if (value - other).abs() > off * value.abs().max(1.0) {
            bail!("{label}: {name} is {value} and {other} for the peer: they do not measure the same");
        }
    }
    row(label, &ours, Some(&peers));
    Ok(())
}

/// The day after the last is folded into the lake, each time as if it were new.
fn fold(root: &Path, lake: &Path, options: &Options) -> Result<()> {
    let scratch = root.join("target/bench");
    for readings in [options.readings / 4, options.readings] {
        let mut ours = Vec::new();
        for _ in 0..options.runs {
            forget_day(lake, "2026-11-01")?;
            let mut command = lake_of_size(root);
            command.arg("fold").arg(lake).args([options.machines, readings.max(1)].map(|number| number.to_string()));
            ours.push(measure::measure(&command, &[0], &scratch)?);
        }
        let count = options.machines * 8 * readings.max(1);
        row(&format!("a day's {count} readings judged, put into the lake of a year and folded"), &ours, None);
    }
    forget_day(lake, "2026-11-01")
}

fn forget_day(lake: &Path, day: &str) -> Result<()> {
    for name in ["incoming", "readings", "rollups"] {
        let folder = lake.join(name).join(day);
        if folder.exists() {
            std::fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
        }
    }
    let manifest = lake.join("days").join(format!("{day}.json"));
    if manifest.exists() {
        std::fs::remove_file(&manifest).with_context(|| manifest.display().to_string())?;
    }
    Ok(())
}

fn row(label: &str, ours: &[Measured], peers: Option<&[Measured]>) {
    let seconds = |of: &[Measured]| Figures::of(of.iter().filter_map(|of| figures(of).get("seconds").copied()));
    let peak = |of: &[Measured]| of.iter().filter_map(|of| of.peak_bytes).max().unwrap_or(0) / 1_000_000;
    let our = seconds(ours).map_or(f64::NAN, |of| of.median);
    match peers {
        Some(peers) => {
            let peer = seconds(peers).map_or(f64::NAN, |of| of.median);
            println!("| {label} | {our:.3} | {peer:.3} | 1 : {:.2} | {} / {} |", peer / our, peak(ours), peak(peers));
        }
        None => println!("| {label} | {our:.3} | | | {} |", peak(ours)),
    }
}

/// A Python of its own below `target`, with DuckDB.
fn python_with_duckdb(root: &Path) -> Result<PathBuf> {
    let folder = root.join("target/bench/duckdb");
    let python = folder.join("bin/python");
    let versions = "import sys, duckdb; print('Python', sys.version.split()[0], 'DuckDB', duckdb.__version__)";
    let ask = |python: &Path| process::output(Command::new(python).args(["-c", versions]));
    if ask(&python).is_err() {
        process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "duckdb"];
        process::run(Command::new(&python).args(install))?;
    }
    println!("peer: {}\n", ask(&python)?.trim());
    Ok(python)
}
