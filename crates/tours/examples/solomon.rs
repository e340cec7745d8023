//! Solomon's instances of vehicle routing with time windows, solved by the search of the tours and compared with the best
//! known values (`README.md` of the shared data).
//!
//! `cargo run --release -p tours --example solomon -- ../shared/data/solomon_vrptw --seconds 30 --threads 2 [NAME...]`

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use tours::Budget;
use tours::vrptw::{Customer, Instance, measure, solve};

/// Best known by vehicles, then distance.
const BEST: [(&str, usize, f64); 21] = [
    ("C101", 10, 828.94),
    ("C102", 10, 828.94),
    ("C103", 10, 828.06),
    ("C104", 10, 824.78),
    ("C105", 10, 828.94),
    ("C106", 10, 828.94),
    ("C107", 10, 828.94),
    ("C108", 10, 828.94),
    ("C109", 10, 828.94),
    ("R101", 19, 1650.80),
    ("R102", 17, 1486.12),
    ("R103", 13, 1292.68),
    ("R104", 9, 1007.31),
    ("R105", 14, 1377.11),
    ("R106", 12, 1252.03),
    ("R107", 10, 1104.66),
    ("R108", 9, 960.88),
    ("R109", 11, 1194.73),
    ("R110", 10, 1118.84),
    ("R111", 10, 1096.72),
    ("R112", 9, 982.14),
];

fn main() -> ExitCode {
    let mut folder = PathBuf::from("../shared/data/solomon_vrptw");
    let (mut seconds, mut threads, mut seed, mut names) = (30.0, 2, 1, Vec::new());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|text| text.parse::<f64>().ok());
        match argument.as_str() {
            "--seconds" => seconds = number().unwrap_or(seconds),
            "--threads" => threads = number().map_or(threads, |number| number as usize),
            "--seed" => seed = number().map_or(seed, |number| number as u64),
            name if BEST.iter().any(|best| best.0 == name) => names.push(name.to_owned()),
            path => folder = PathBuf::from(path),
        }
    }
    println!("| instance | vehicles ours/best | distance ours/best | ratio |\n|---|---:|---:|---:|");
    let chosen = BEST.iter().filter(|best| names.is_empty() || names.iter().any(|name| name == best.0));
    let mut failed = false;
    for (name, vehicles, distance) in chosen {
        match solved(&folder.join(format!("{name}.txt")), seconds, threads, seed) {
            Ok((ours, length)) => {
                println!("| {name} | {ours}/{vehicles} | {length:.2}/{distance:.2} | {:.4} |", length / distance);
            }
            Err(error) => {
                failed = true;
                eprintln!("{name}: {error}");
            }
        }
    }
    ExitCode::from(u8::from(failed))
}

fn solved(path: &Path, seconds: f64, threads: usize, seed: u64) -> Result<(usize, f64), String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let instance = read(&text)?;
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures time; the crate gets it as a parameter")]
    let begun = Instant::now();
    let budget = Budget {
        limit: Some(Duration::from_secs_f64(seconds)),
        generations: None,
        elapsed: &|| begun.elapsed(),
        threads,
        seed,
    };
    let routes = solve(&instance, &budget);
    Ok((routes.len(), measure(&instance, &routes)?))
}

fn read(text: &str) -> Result<Instance, String> {
    let rows = text.lines().filter_map(|line| {
        let row: Result<Vec<f64>, _> = line.split_whitespace().map(str::parse).collect();
        row.ok().filter(|row| !row.is_empty())
    });
    let mut instance = Instance { vehicles: 0, capacity: 0.0, customers: Vec::new() };
    for row in rows {
        match row[..] {
            [vehicles, capacity] => (instance.vehicles, instance.capacity) = (vehicles as usize, capacity),
            [_, x, y, demand, ready, due, service] => {
                instance.customers.push(Customer { x, y, demand, ready, due, service });
            }
            _ => return Err(format!("a row of {} numbers is neither fleet nor customer", row.len())),
        }
    }
    Ok(instance)
}
