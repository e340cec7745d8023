//! `cargo xtask bench linking`: the linker on labelled sets, as whole processes, against Splink on the same pairs
//! (benchmarks/linking_peer.py). The script reads the truth and scores both, after the clocks have stopped.

use super::figures::Figures;
use super::measure::{self, Measured};
use crate::process;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A labelled set: its name, its files below the data folder.
const SETS: [(&str, &[&str]); 6] = [
    ("febrl1", &["er_febrl/dataset1.csv"]),
    ("febrl2", &["er_febrl/dataset2.csv"]),
    ("febrl3", &["er_febrl/dataset3.csv"]),
    ("febrl4", &["er_febrl/dataset4a.csv", "er_febrl/dataset4b.csv"]),
    ("abt_buy", &["er_products/abt_buy/abt.csv", "er_products/abt_buy/buy.csv"]),
    ("dblp_acm", &["er_products/dblp_acm/dblp.csv", "er_products/dblp_acm/acm.csv"]),
];

/// All pairs that could matter to any threshold.
const FROM: &str = "0.000001";

struct Options {
    data: PathBuf,
    runs: usize,
}

/// Runs the benchmark.
pub fn run(root: &Path, arguments: &[String]) -> Result<()> {
    let options = options(root, arguments)?;
    if !options.data.join("er_febrl").is_dir() {
        bail!("{}: no labelled sets there; name their folder with --data", options.data.display());
    }
    let python = python_with_splink(root)?;
    println!(
        "| set | | pairs compared | precision | recall | F1 | seconds | peak MB |\n|---|---|---:|---:|---:|---:|---:|---:|"
    );
    for (set, files) in SETS {
        let (mut ours, mut peer) = (Vec::new(), Vec::new());
        let (mut our_score, mut peer_score) = (Value::Null, Value::Null);
        for run in 1..=options.runs {
            let (measured, score) = our_run(root, &options, &python, (set, files))?;
            eprintln!("{set} run {run}/{}: instand {:.2} s", options.runs, measured.wall_s);
            ours.push(measured);
            our_score = score;
            let (measured, score) = peer_run(root, &options, &python, set)?;
            eprintln!("{set} run {run}/{}: Splink {:.2} s", options.runs, measured.wall_s);
            peer.push(measured);
            peer_score = score;
        }
        row(set, "Instand", &our_score, &ours);
        row("", "Splink", &peer_score, &peer);
        let wall = |of: &[Measured]| Figures::of(of.iter().map(|one| one.wall_s)).map_or(f64::NAN, |wall| wall.median);
        let without = |score: &Value| score["seconds"]["without_import"].as_f64().unwrap_or(f64::NAN);
        println!(
            "| | ratio | | | | {:+.4} | 1 : {:.1} (1 : {:.1} without Python's imports) | |",
            f1(&our_score) - f1(&peer_score),
            wall(&peer) / wall(&ours),
            without(&peer_score) / wall(&ours)
        );
    }
    Ok(())
}

fn options(root: &Path, arguments: &[String]) -> Result<Options> {
    let mut options = Options { data: root.join("../shared/data"), runs: 3 };
    let mut arguments = arguments.iter();
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| process::wrong_usage(format!("`{name}` needs a value")))?;
        match name.as_str() {
            "--data" => options.data = PathBuf::from(value),
            "--runs" => {
                let runs = value.parse().ok().filter(|&runs: &usize| runs > 0);
                options.runs =
                    runs.ok_or_else(|| process::wrong_usage(format!("`--runs {value}` is not a number above 0")))?;
            }
            _ => return Err(process::wrong_usage(format!("`{name}` is not an option of bench linking"))),
        }
    }
    Ok(options)
}

/// The score of what counts: with one partner a record where the rules say so.
fn score(of: &Value) -> &Value {
    let one_to_one = &of["one_to_one"];
    if one_to_one.is_object() { one_to_one } else { &of["pairs"] }
}

fn f1(of: &Value) -> f64 {
    score(of)["f1"].as_f64().unwrap_or(f64::NAN)
}

fn row(set: &str, who: &str, of: &Value, measured: &[Measured]) {
    let number = |name: &str| score(of)[name].as_f64().unwrap_or(f64::NAN);
    let wall = Figures::of(measured.iter().map(|one| one.wall_s)).map_or(f64::NAN, |wall| wall.median);
    let peak = measured.iter().filter_map(|one| one.peak_bytes).max().unwrap_or(0) as f64 / 1e6;
    println!(
        "| {set} | {who} | {} | {:.4} | {:.4} | {:.4} | {wall:.2} | {peak:.0} |",
        of["compared"],
        number("precision"),
        number("recall"),
        number("f1")
    );
}

/// The rules of a set. The one-list sets of FEBRL are of one kind and have those of the third.
fn rules(root: &Path, set: &str) -> PathBuf {
    let of = if matches!(set, "febrl1" | "febrl2") { "febrl3" } else { set };
    root.join("benchmarks/linking").join(format!("{of}.toml"))
}

fn our_run(root: &Path, options: &Options, python: &Path, (set, files): (&str, &[&str])) -> Result<(Measured, Value)> {
    let scratch = root.join("target/bench");
    let pairs = scratch.join(format!("{set}.csv"));
    let mut command = Command::new(root.join("target/release/instand"));
    command.arg("link").args(files.iter().map(|file| options.data.join(file)));
    command.arg("--rules").arg(rules(root, set)).arg("--out").arg(&pairs).args(["--from", FROM]);
    let measured = measure::measure(&command, &[0, 3], &scratch)?;
    let mut scored = script(root, options, python, set);
    scored.arg("--pairs").arg(&pairs);
    let mut score: Value = serde_json::from_str(&process::output(&mut scored)?)?;
    let said = measured.standard_output.lines().find(|line| line.contains(" pairs compared")).unwrap_or_default();
    let compared: String =
        said.chars().take_while(|character| *character != ' ').filter(char::is_ascii_digit).collect();
    score["compared"] =
        compared.parse::<u64>().context("`instand link` did not say how many pairs it compared")?.into();
    Ok((measured, score))
}

fn peer_run(root: &Path, options: &Options, python: &Path, set: &str) -> Result<(Measured, Value)> {
    let measured = measure::measure(&script(root, options, python, set), &[0], &root.join("target/bench"))?;
    let score = serde_json::from_str(&measured.standard_output).context("the peer's output")?;
    Ok((measured, score))
}

fn script(root: &Path, options: &Options, python: &Path, set: &str) -> Command {
    let mut command = Command::new(python);
    command.current_dir(root).arg("benchmarks/linking_peer.py").arg(set).arg("--data").arg(&options.data);
    command.arg("--rules").arg(rules(root, set));
    command
}

/// A Python of its own below `target`, with Splink.
fn python_with_splink(root: &Path) -> Result<PathBuf> {
    let folder = root.join("target/bench/splink");
    let python = folder.join("bin/python");
    let versions = "import sys, numpy, splink, duckdb; print('Python', sys.version.split()[0], 'Splink', splink.__version__, \
                    'DuckDB', duckdb.__version__)";
    let ask = |python: &Path| process::output(Command::new(python).args(["-c", versions]));
    if ask(&python).is_err() {
        process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
        let install =
            ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "splink==5.0.0", "pyarrow", "numpy"];
        process::run(Command::new(&python).args(install))?;
    }
    println!("peer: {}\n", ask(&python)?.trim());
    Ok(python)
}
