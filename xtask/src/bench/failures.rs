//! `cargo xtask bench failures`: how well triggers announce failures, on the Azure predictive maintenance set, day by day over the
//! second half of the year, with parameters chosen on the first, beside a gradient-boosting model on the same facts.

use crate::process;
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Triggers that look at how a machine does.
const SHIPPED: [&str; 3] = ["error-signal", "error-rate-rising", "wear-threshold"];

/// Runs it. `--data FOLDER` says where the sets are.
pub fn run(root: &Path, arguments: &[String]) -> Result<()> {
    let data = match arguments {
        [] => root.join("../shared/data"),
        [name, folder] if name == "--data" => PathBuf::from(folder),
        _ => return Err(process::wrong_usage("bench failures takes --data FOLDER and nothing else")),
    };
    let set = data.join("azure_pdm");
    let failures = set.join("PdM_failures.csv");
    if !failures.is_file() {
        bail!("{} is not there; --data names the folder of the sets", failures.display());
    }
    let python = python(root)?;
    let bench = root.join("target/bench/failures");
    if bench.exists() {
        fs::remove_dir_all(&bench).with_context(|| bench.display().to_string())?;
    }
    fs::create_dir_all(&bench).with_context(|| bench.display().to_string())?;
    let home = bench.join("data");
    // What failed is what is to be announced: it is not imported.
    let mut import = Command::new(root.join("target/release/instand"));
    import.arg("--data-dir").arg(&home).args(["import", "--delivered", "2021-01-01"]);
    import.args(["PdM_machines.csv", "PdM_errors.csv", "PdM_maint.csv"].map(|name| set.join(name)));
    let imported = import.output().context("instand cannot be started")?;
    if !matches!(imported.status.code(), Some(0 | 3)) {
        bail!("the import failed: {}", String::from_utf8_lossy(&imported.stderr).trim());
    }
    let own = root.join("benchmarks/failures");
    let mut rules: Vec<PathBuf> = SHIPPED.iter().map(|name| root.join("rules").join(format!("{name}.toml"))).collect();
    rules.push(own.join("several-errors.toml"));
    let judge = own.join("judge.py");
    let days = |rules: &[PathBuf], name: &str| -> Result<PathBuf> {
        let path = bench.join(name);
        let out = File::create(&path).with_context(|| path.display().to_string())?;
        let mut command = Command::new(root.join("target/release/examples/days_of_base"));
        command.arg(&home).args(["2020-01-01", "2020-12-31"]).args(rules).stdout(Stdio::from(out));
        process::run(&mut command)?;
        Ok(path)
    };
    let first = days(&rules, "shipped.csv")?;
    process::run(Command::new(&python).arg(&judge).arg("choose").args([
        &first,
        &failures,
        &root.join("rules"),
        &own,
        &bench,
    ]))?;
    let chosen = ["error-signal", "error-rate-rising", "several-errors"];
    rules.extend(chosen.map(|name| bench.join(format!("{name}-chosen.toml"))));
    let whole = days(&rules, "chosen.csv")?;
    process::run(Command::new(&python).arg(&judge).arg("table").args([&whole, &failures]))
}

/// A Python with pandas and scikit-learn, made once.
fn python(root: &Path) -> Result<PathBuf> {
    let folder = root.join("target/bench/sklearn");
    let python = folder.join("bin/python");
    let versions =
        "import sys, sklearn, pandas; print('Python', sys.version.split()[0], 'scikit-learn', sklearn.__version__)";
    let ask = |python: &Path| process::output(Command::new(python).args(["-c", versions]));
    if ask(&python).is_err() {
        process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pandas", "scikit-learn"];
        process::run(Command::new(&python).args(install))?;
    }
    println!("peer: {}\n", ask(&python)?.trim());
    Ok(python)
}
