//! What both sides are measured on: the reference manufacturer's folder, its truth, and a Python with pandas.

use crate::process;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::UNIX_EPOCH;

/// One generated folder.
pub struct Reference<'a> {
    /// How many machines.
    pub machines: usize,
    /// The generator's seed.
    pub seed: u64,
    /// The date of the decision, ISO.
    pub as_of: &'a str,
    /// No workbooks and PDFs.
    pub csv_only: bool,
}

impl Reference<'_> {
    /// The folder the product and the peer read.
    pub fn folder(&self, root: &Path) -> PathBuf {
        self.place(root).join("files")
    }

    fn truth(&self, root: &Path) -> PathBuf {
        self.place(root).join("truth.csv")
    }

    fn place(&self, root: &Path) -> PathBuf {
        let kind = if self.csv_only { "-csv" } else { "" };
        root.join(format!("target/bench/machines-{}-seed-{}-{}{kind}", self.machines, self.seed, self.as_of))
    }

    /// Generates the folder, unless this very generator has made it before.
    pub fn make(&self, root: &Path) -> Result<()> {
        let generator = root.join("target/release/examples/manufacturer");
        let built = std::fs::metadata(&generator).with_context(|| format!("{} was not built", generator.display()))?;
        let stamp = built.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        let stamp = format!("generator built at {stamp}, {} bytes\n", built.len());
        let place = self.place(root);
        let marker = place.join("complete");
        if std::fs::read_to_string(&marker).is_ok_and(|old| old == stamp) {
            return Ok(());
        }
        if place.exists() {
            std::fs::remove_dir_all(&place).with_context(|| format!("cannot remove {}", place.display()))?;
        }
        std::fs::create_dir_all(&place).with_context(|| format!("cannot make {}", place.display()))?;
        let mut command = Command::new(&generator);
        command.arg(self.folder(root)).arg(self.truth(root)).arg(self.machines.to_string()).arg(self.seed.to_string());
        command.arg(self.as_of).args(self.csv_only.then_some("--csv-only"));
        process::run(&mut command)?;
        std::fs::write(&marker, stamp).with_context(|| format!("cannot write {}", marker.display()))
    }

    /// Prints, for each trigger, how often it fires in truth and how often the peer says so. The peer reads no PDFs
    /// and knows no "unknown"; large differences elsewhere would mean it computes something else.
    pub fn compare_hits(&self, root: &Path, peer_output: &str) -> Result<()> {
        let path = self.truth(root);
        let file = std::fs::File::open(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let truth = fires(BufReader::new(file).lines().map_while(std::io::Result::ok));
        let line = peer_output.lines().rev().find(|line| line.starts_with('{')).unwrap_or("{}");
        let peer: serde_json::Value = serde_json::from_str(line).context("the peer's last line is not JSON")?;
        println!("\n{:<28}{:>10}{:>10}", "hits", "truth", "pandas");
        for (trigger, count) in &truth {
            let found = peer["hits"][trigger].as_u64().map_or("-".to_owned(), |found| found.to_string());
            println!("{trigger:<28}{count:>10}{found:>10}");
        }
        if let (Some(read), Some(total)) = (peer["read_s"].as_f64(), peer["total_s"].as_f64()) {
            println!("pandas by its own clock, first run: reading {read:.2} s, total {total:.2} s (after imports)");
        }
        Ok(())
    }
}

/// How often each trigger fires: lines `serial_number;trigger;verdict[;...]` under a header.
fn fires(lines: impl Iterator<Item = String>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for line in lines.skip(1) {
        let mut fields = line.split(';').skip(1);
        if let (Some(trigger), Some(verdict)) = (fields.next(), fields.next()) {
            *counts.entry(trigger.to_owned()).or_default() += u64::from(verdict == "fires");
        }
    }
    counts
}

/// A Python of our own with pandas and openpyxl; made once under target/.
pub fn python_with_pandas(root: &Path) -> Result<PathBuf> {
    let folder = root.join("target/bench/venv");
    let python = folder.join("bin/python");
    let works = |python: &Path| process::output(Command::new(python).args(["-c", "import pandas, openpyxl"])).is_ok();
    if !works(&python) {
        process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pandas", "openpyxl"];
        process::run(Command::new(&python).args(install))?;
    }
    let versions =
        "import sys, pandas, openpyxl; print(sys.version.split()[0], pandas.__version__, openpyxl.__version__)";
    let versions = process::output(Command::new(&python).args(["-c", versions]))?;
    let named: Vec<String> = ["Python", "pandas", "openpyxl"]
        .iter()
        .zip(versions.split_whitespace())
        .map(|(name, version)| format!("{name} {version}"))
        .collect();
    println!("peer: {}", named.join(", "));
    Ok(python)
}

/// Files and bytes of a folder, for the report.
pub fn size_of(folder: &Path) -> Result<String> {
    let files = crate::walk::files(folder)?;
    let sizes = files.iter().map(|file| std::fs::metadata(folder.join(file)).map_or(0, |meta| meta.len()));
    let bytes: u64 = sizes.sum();
    Ok(format!("folder: {} files, {:.1} MB", files.len(), bytes as f64 / 1e6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn firing_verdicts_are_counted() {
        let text = "serial_number;trigger;verdict;days\nA;x;fires;3\nB;x;no;\nC;y;unknown\nbroken\nD;x;fires";
        let counts = fires(text.lines().map(str::to_owned));
        assert_eq!(counts.into_iter().collect::<Vec<_>>(), [("x".to_owned(), 2), ("y".to_owned(), 0)]);
    }

    #[test]
    fn folders_of_different_data_do_not_collide() {
        let place =
            |csv_only, seed| Reference { machines: 5, seed, as_of: "2026-11-01", csv_only }.folder(Path::new("/w"));
        assert_ne!(place(true, 1), place(false, 1));
        assert_ne!(place(true, 1), place(true, 2));
        assert!(place(true, 1).starts_with("/w/target/bench"));
    }
}
