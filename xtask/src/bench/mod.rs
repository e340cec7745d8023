//! `cargo xtask bench linking` is in its own file. `cargo xtask bench main-job`: import a machine builder's whole folder and decide, as whole processes, against the
//! script an analyst would write (benchmarks/main_job_peer.py) and at sizes where only the product is run.

mod connect;
mod decide;
mod failures;
mod figures;
mod linking;
mod measure;
mod mqtt;
mod reference;

use crate::process;
use anyhow::{Context, Result};
use figures::Figures;
use measure::Measured;
use reference::Reference;
use std::path::Path;
use std::process::Command;

/// From this size on the folder is CSV only and the peer, which holds everything in memory, is left out.
const ALONE_FROM: usize = 100_000;

/// The command line of `bench main-job`.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Options {
    machines: Vec<usize>,
    runs: usize,
    seed: u64,
    as_of: String,
}

/// Runs the benchmark the arguments name.
pub fn run(root: &Path, arguments: &[String]) -> Result<()> {
    const KNOWN: &str = "main-job, linking, connect, mqtt, decide and failures";
    let Some((name, rest)) = arguments.split_first() else {
        return Err(process::wrong_usage(format!("name the benchmark; there are {KNOWN}")));
    };
    let benchmark = match name.as_str() {
        "main-job" => main_jobs,
        "linking" => linking::run,
        "connect" => connect::run,
        "mqtt" => mqtt::run,
        "decide" => decide::run,
        "failures" => failures::run,
        _ => return Err(process::wrong_usage(format!("there is no benchmark `{name}`; there are {KNOWN}"))),
    };
    if name == "main-job" {
        // What is wrong with the command is said before anything is built.
        options(rest)?;
    }
    // The whole workspace, as everywhere: another set of features would compile DataFusion again.
    process::run(process::cargo(root).args(["build", "--release", "--workspace", "--bins", "--examples"]))?;
    benchmark(root, rest)
}

/// Import and decide, for each size.
fn main_jobs(root: &Path, arguments: &[String]) -> Result<()> {
    let options = options(arguments)?;
    for &machines in &options.machines {
        let reference =
            Reference { machines, seed: options.seed, as_of: &options.as_of, csv_only: machines >= ALONE_FROM };
        reference.make(root)?;
        main_job(root, &reference, options.runs)?;
    }
    Ok(())
}

fn options(arguments: &[String]) -> Result<Options> {
    let mut options = Options { machines: vec![8000], runs: 5, seed: 1, as_of: "2026-11-01".to_owned() };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let (name, inline) =
            argument.split_once('=').map_or((argument.as_str(), None), |(name, value)| (name, Some(value)));
        let known = matches!(name, "--machines" | "--runs" | "--seed" | "--as-of");
        let value = if known { inline.or_else(|| arguments.next().map(String::as_str)) } else { None };
        let Some(value) = value else {
            let what = if known { "needs a value" } else { "is not an option of bench main-job" };
            return Err(process::wrong_usage(format!("`{name}` {what}")));
        };
        let unreadable = || process::wrong_usage(format!("`{name} {value}` is not a number above 0"));
        match name {
            "--machines" => {
                let sizes = value.split(',').map(|size| size.trim().parse().ok().filter(|&size: &usize| size > 0));
                options.machines = sizes.collect::<Option<_>>().ok_or_else(unreadable)?;
            }
            "--runs" => options.runs = value.parse().ok().filter(|&runs: &usize| runs > 0).ok_or_else(unreadable)?,
            "--seed" => options.seed = value.parse().map_err(|_| unreadable())?,
            _ => options.as_of = value.to_owned(),
        }
    }
    Ok(options)
}

/// Measures one folder: ours and, for folders the peer can hold, the peer, in turn.
fn main_job(root: &Path, reference: &Reference<'_>, runs: usize) -> Result<()> {
    let python = if reference.csv_only { None } else { Some(reference::python_with_pandas(root)?) };
    let mut ours = Vec::new();
    let mut peer = Vec::new();
    for run in 1..=runs {
        ours.push(our_run(root, reference)?);
        eprintln!("run {run}/{runs}: instand {:.2} s", ours.last().map_or(0.0, |one| one.wall_s));
        if let Some(python) = &python {
            peer.push(peer_run(root, reference, python)?);
            eprintln!("run {run}/{runs}: pandas {:.2} s", peer.last().map_or(0.0, |one| one.wall_s));
        }
    }
    report(root, reference, &ours, &peer)
}

/// The product reads, links, computes, decides and saves with proof, into a data folder that did not exist.
fn our_run(root: &Path, reference: &Reference<'_>) -> Result<Measured> {
    let data = root.join("target/bench/data");
    if data.exists() {
        std::fs::remove_dir_all(&data).with_context(|| format!("cannot remove {}", data.display()))?;
    }
    let folder = reference.folder(root);
    let mut command = Command::new(root.join("target/release/instand"));
    command.current_dir(root).arg("--data-dir").arg(&data).arg("run").arg(&folder);
    command.arg("--mapping").arg(folder.join("sources.toml")).args(["--as-of", reference.as_of, "--timings"]);
    // 3: done with problems listed; the folder has them on purpose.
    measure::measure(&command, &[0, 3], &root.join("target/bench"))
}

fn peer_run(root: &Path, reference: &Reference<'_>, python: &Path) -> Result<Measured> {
    let mut command = Command::new(python);
    command.current_dir(root).arg("benchmarks/main_job_peer.py").arg(reference.folder(root)).arg(reference.as_of);
    measure::measure(&command, &[0], &root.join("target/bench"))
}

fn report(root: &Path, reference: &Reference<'_>, ours: &[Measured], peer: &[Measured]) -> Result<()> {
    let machines = reference.machines;
    println!("\nmain job, {machines} machines, seed {}, as of {}", reference.seed, reference.as_of);
    println!("{}", reference::size_of(&reference.folder(root))?);
    println!("\n{:<10}{:>10}{:>10}{:>10}{:>10}{:>12}", "", "median s", "min s", "max s", "cpu s", "peak MB");
    let row = |name: &str, measured: &[Measured]| -> Option<Figures> {
        let wall = Figures::of(measured.iter().map(|one| one.wall_s))?;
        let cpu = Figures::of(measured.iter().filter_map(|one| one.cpu_s));
        let cpu = cpu.map_or("-".to_owned(), |cpu| format!("{:.2}", cpu.median));
        let memory = Figures::of(measured.iter().filter_map(|one| one.peak_bytes).map(|bytes| bytes as f64 / 1e6));
        let memory = memory.map_or("-".to_owned(), |memory| format!("{:.0}", memory.max));
        println!("{name:<10}{:>10.2}{:>10.2}{:>10.2}{cpu:>10}{memory:>12}", wall.median, wall.min, wall.max);
        Some(wall)
    };
    let ours_wall = row("instand", ours);
    let peer_wall = row("pandas", peer);
    if let (Some(ours), Some(peer)) = (&ours_wall, &peer_wall) {
        println!("\ninstand is {:.2} times as fast as pandas (median against median)", peer.median / ours.median);
        println!(
            "instand reads PDFs, finds headers and columns, links serials, keeps the proof and saves; the script does not"
        );
    }
    if let Some(ours) = &ours_wall {
        println!("cost per machine: {:.1} microseconds", ours.median * 1e6 / machines as f64);
    }
    let stages = figures::stages(ours.iter().map(|one| one.standard_error.as_str()));
    if !stages.is_empty() {
        println!("\ninstand by stage, median milliseconds");
        for (stage, milliseconds) in &stages {
            println!("  {stage:<24}{milliseconds:>10.1}");
        }
    }
    if let Some(peer) = peer.first() {
        reference.compare_hits(root, &peer.standard_output)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Options> {
        options(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn options_are_read() {
        let all = read("--machines 10,20 --runs=3 --seed 0 --as-of 2025-01-31").expect("good options");
        assert_eq!(all, Options { machines: vec![10, 20], runs: 3, seed: 0, as_of: "2025-01-31".to_owned() });
        assert_eq!(read("").expect("defaults").machines, [8000]);
    }

    #[test]
    fn wrong_options_are_wrong_usage() {
        for line in ["--machines", "--machines x", "--machines 5,0", "--runs 0", "--fast", "--fast 1"] {
            assert!(read(line).expect_err(line).is::<process::WrongUsage>(), "{line}");
        }
    }
}
