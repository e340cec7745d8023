//! Writes the reference manufacturer's folder and the truth beside it, for benchmarks and by hand:
//! `cargo run --release -p testkit --example manufacturer -- FOLDER TRUTH.csv 8000 1 2026-11-01 [--csv-only]`

use chrono::NaiveDate;
use std::path::PathBuf;
use std::process::ExitCode;
use testkit::manufacturer::Manufacturer;

fn manufacturer(arguments: &[String]) -> Option<(PathBuf, PathBuf, Manufacturer)> {
    let (csv_only, arguments): (Vec<&String>, Vec<&String>) =
        arguments.iter().partition(|argument| *argument == "--csv-only");
    let [folder, truth, machines, seed, as_of] = arguments.as_slice() else { return None };
    let as_of: NaiveDate = as_of.parse().ok()?;
    let manufacturer = Manufacturer::new(seed.parse().ok()?, machines.parse().ok()?, as_of);
    let manufacturer = if csv_only.is_empty() { manufacturer } else { manufacturer.csv_only() };
    Some((PathBuf::from(folder), PathBuf::from(truth), manufacturer))
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((folder, truth, manufacturer)) = manufacturer(&arguments) else {
        eprintln!("usage: manufacturer FOLDER TRUTH.csv MACHINES SEED YYYY-MM-DD [--csv-only]");
        return ExitCode::from(2);
    };
    let written = match manufacturer.write(&folder, &truth) {
        Ok(written) => written,
        Err(error) => {
            eprintln!("cannot write {}: {error}", folder.display());
            return ExitCode::FAILURE;
        }
    };
    println!("{} machines, {} customers, {} bytes", written.machines, written.customers, written.bytes);
    for file in &written.files {
        println!("{:>12} rows {:>14} bytes  {}", file.rows, file.bytes, file.name);
    }
    println!("{:>12} verdicts, {} PDF reports decide", written.truth_rows, written.deciding_reports);
    for count in &written.triggers {
        println!("{:>12} fire {:>12} unknown  {}", count.fires, count.unknown, count.trigger);
    }
    ExitCode::SUCCESS
}
