//! `cargo xtask bench decide`: verdicts of the shipped triggers over many machines, beside the memory floor, DuckDB (verdicts only),
//! zen-engine and json-rules-engine (verdicts with their reasons, on a sample). Fails where DuckDB counts other verdicts than we, or the
//! two engines others than each other.

use crate::process;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Machines the engines that look at one after the other are measured with.
const SAMPLE: &str = "20000";

/// What a program printed: a name and numbers a line.
type Printed = BTreeMap<String, Vec<f64>>;

/// Runs it. `--machines N`, `--runs N`.
pub fn run(root: &Path, arguments: &[String]) -> Result<()> {
    let (mut machines, mut runs) = ("1000000".to_owned(), "21".to_owned());
    for pair in arguments.chunks(2) {
        match pair {
            [name, value] if name == "--machines" && value.parse::<u32>().is_ok() => machines.clone_from(value),
            [name, value] if name == "--runs" && value.parse::<u32>().is_ok() => runs.clone_from(value),
            _ => return Err(process::wrong_usage("bench decide takes --machines N and --runs N")),
        }
    }
    let folder = root.join("target/bench/decide");
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let (python, engine) = peers(root, &folder)?;
    let ours = |arguments: &[&str]| {
        process::output(Command::new(root.join("target/release/examples/verdicts_of_size")).args(arguments))
    };
    let facts = folder.join(format!("facts-{machines}.parquet"));
    let (facts, rules) = (text(&facts)?, root.join("rules"));
    let rules = text(&rules)?;
    ours(&["make", facts, &machines])?;
    let peer = root.join("benchmarks/decide_peer.py");
    let asked = |arguments: &[&str]| process::output(Command::new(&python).arg(&peer).args(arguments));
    // In turn, so that neither has the quieter machine.
    let mut measured = Vec::new();
    for _ in 0..3 {
        measured
            .push((printed(&ours(&["run", facts, rules, &runs])?), printed(&asked(&["duckdb", facts, rules, &runs])?)));
    }
    let database = folder.join("hits.db");
    let mut saved = Vec::new();
    for _ in 0..3 {
        for end in ["", "-wal", "-shm"] {
            // There is none the first time.
            let _ = fs::remove_file(folder.join(format!("hits.db{end}")));
        }
        let url = format!("sqlite://{}?mode=rwc", text(&database)?);
        saved.push(printed(&ours(&["save", facts, rules, &url])?));
    }
    saved.sort_by(|a, b| one(a, "saved_first_ms").total_cmp(&one(b, "saved_first_ms")));
    let saved = &saved[saved.len() / 2];
    measured.sort_by(|a, b| one(&a.0, "verdicts_ms").total_cmp(&one(&b.0, "verdicts_ms")));
    let (our, duckdb) = &measured[measured.len() / 2];
    for (trigger, counts) in our.iter().filter(|(_, counts)| counts.len() == 2) {
        if duckdb.get(trigger) != Some(counts) {
            bail!("{trigger}: {counts:?} here, {:?} in DuckDB: they do not decide the same", duckdb.get(trigger));
        }
    }
    let sample = folder.join("sample.ndjson");
    fs::write(&sample, ours(&["sample", facts, SAMPLE])?).with_context(|| sample.display().to_string())?;
    let json = folder.join("rules.json");
    fs::write(&json, asked(&["json", rules])?).with_context(|| json.display().to_string())?;
    let (sample, json) = (text(&sample)?, text(&json)?);
    let zen = printed(&asked(&["zen", sample, rules, SAMPLE])?);
    let mut node = Command::new("node");
    node.current_dir(&engine).arg(root.join("benchmarks/decide_peer.mjs")).args([json, sample, SAMPLE]);
    let node = printed(&process::output(&mut node)?);
    for (trigger, count) in zen.iter().filter(|(name, _)| name.contains('-')) {
        if node.get(trigger) != Some(count) {
            bail!("{trigger}: {count:?} in zen-engine, {:?} in json-rules-engine", node.get(trigger));
        }
    }
    print(&machines, our, saved, (duckdb, &zen, &node));
    Ok(())
}

fn print(machines: &str, our: &Printed, saved: &Printed, (duckdb, zen, node): (&Printed, &Printed, &Printed)) {
    let verdicts = one(our, "verdicts_ms");
    let many: f64 = machines.parse().unwrap_or(f64::NAN);
    let scaled = |of: &Printed| one(of, "seconds") / one(of, "machines") * many * 1e3;
    println!("10 triggers over {machines} machines, medians:\n\n| | ms | of ours |\n|---|---:|---:|");
    let rows = [
        ("memory floor: each byte of the columns read once, both cores".to_owned(), one(our, "floor_ms")),
        ("verdicts, ours".to_owned(), verdicts),
        (format!("DuckDB {}, counts of verdicts", versions(duckdb)), one(duckdb, "verdicts_ms")),
        (format!("ours: evidence and priority of all {} hits, beside", one(our, "hits")), one(our, "evidence_ms")),
        (
            "ours: all hits with their evidence written and saved in SQLite, the first day".to_owned(),
            one(saved, "saved_first_ms"),
        ),
        ("the same a day later, each hit seen once more".to_owned(), one(saved, "saved_next_ms")),
        ("zen-engine, verdicts with trace, scaled".to_owned(), scaled(zen)),
        ("json-rules-engine, verdicts with reasons, scaled".to_owned(), scaled(node)),
    ];
    for (name, ms) in rows {
        println!("| {name} | {ms:.1} | {:.2} |", ms / verdicts);
    }
}

fn versions(of: &Printed) -> String {
    of.keys().find_map(|key| key.strip_prefix("version ")).unwrap_or_default().to_owned()
}

fn printed(output: &str) -> Printed {
    let line = |line: &str| {
        let mut words = line.split_whitespace();
        let name = words.next()?.to_owned();
        let numbers: Option<Vec<f64>> = words.clone().map(|word| word.parse().ok()).collect();
        Some(numbers.map_or_else(|| (line.to_owned(), Vec::new()), |numbers| (name, numbers)))
    };
    output.lines().filter_map(line).collect()
}

fn one(of: &Printed, name: &str) -> f64 {
    of.get(name).and_then(|numbers| numbers.first()).copied().unwrap_or(f64::NAN)
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().with_context(|| format!("{}: the path is not UTF-8", path.display()))
}

/// A Python with DuckDB and zen-engine, and a folder with json-rules-engine; made once.
fn peers(root: &Path, folder: &Path) -> Result<(PathBuf, PathBuf)> {
    let python_folder = root.join("target/bench/deciders");
    let python = python_folder.join("bin/python");
    if process::output(Command::new(&python).args(["-c", "import duckdb, zen"])).is_err() {
        process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&python_folder))?;
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "duckdb", "zen-engine"];
        process::run(Command::new(&python).args(install))?;
    }
    if !folder.join("node_modules/json-rules-engine").is_dir() {
        fs::write(folder.join("package.json"), "{\"private\": true}").context("package.json")?;
        let install = ["install", "--silent", "--no-audit", "--no-fund", "json-rules-engine"];
        process::run(Command::new("npm").current_dir(folder).args(install))?;
    }
    Ok((python, folder.to_owned()))
}
