//! Writes the five lists with hard noise and the truth beside them:
//! `cargo run --release -p testkit --example write_hard_lists -- FOLDER TRUTH.csv 8000 1 2026-11-01`

use std::path::PathBuf;
use std::process::ExitCode;
use testkit::manufacturer::Manufacturer;

fn manufacturer(arguments: &[String]) -> Option<(PathBuf, PathBuf, Manufacturer)> {
    let [folder, truth, machines, seed, as_of] = arguments else { return None };
    let manufacturer = Manufacturer::new(seed.parse().ok()?, machines.parse().ok()?, as_of.parse().ok()?);
    Some((PathBuf::from(folder), PathBuf::from(truth), manufacturer))
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((folder, truth, manufacturer)) = manufacturer(&arguments) else {
        eprintln!("usage: hard_lists FOLDER TRUTH.csv MACHINES SEED YYYY-MM-DD");
        return ExitCode::from(2);
    };
    match manufacturer.write_hard_lists(&folder, &truth) {
        Err(error) => {
            eprintln!("cannot write {}: {error}", folder.display());
            ExitCode::FAILURE
        }
        Ok(written) => {
            for list in &written.lists {
                println!(
                    "{:>9} rows, {:>6} misspelled, {:>5} of another machine  {}",
                    list.rows, list.misspelled, list.of_another, list.name
                );
            }
            println!("{:>9} pairs are the same machine", written.pairs);
            ExitCode::SUCCESS
        }
    }
}
