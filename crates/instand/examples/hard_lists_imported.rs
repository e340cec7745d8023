//! How well the product puts together the machines of five lists with hard noise (docs/benchmarks.md):
//! `cargo run --release -p instand --example hard_lists_imported -- [MACHINES [SEED...]]`, 8,000 machines and the seeds 1 to 5
//! where nothing is said. `--astray N` names the first N rows that are not with most rows of their machine.
#![expect(clippy::disallowed_methods, reason = "a benchmark measures time")]

#[path = "../tests/it/hard_lists/measure.rs"]
mod measure;

use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut shown = 0;
    if let Some(at) = arguments.iter().position(|of| of == "--astray") {
        shown = arguments.get(at + 1).ok_or("--astray N")?.parse()?;
        arguments.drain(at..at + 2);
    }
    let machines: usize = arguments.first().map_or(Ok(8_000), |of| of.parse())?;
    let seeds: Vec<u64> = arguments.iter().skip(1).map(|of| of.parse()).collect::<Result<_, _>>()?;
    let seeds = if seeds.is_empty() { (1..=5).collect() } else { seeds };
    let runtime = tokio::runtime::Runtime::new()?;
    for seed in seeds {
        let folder = tempfile::tempdir()?;
        let started = Instant::now();
        let found = runtime.block_on(measure::measure(folder.path(), seed, machines));
        println!(
            "seed {seed}: precision {:.5} recall {:.5} F1 {:.5}, {:.5} once answered, {:.2} % in review, {} machines, {} joined, {} rows \
             astray, {:.1} s with writing the lists",
            found.score.precision,
            found.score.recall,
            found.score.f1(),
            found.answered.f1(),
            100.0 * found.in_review,
            found.machines,
            found.joined,
            found.astray.len(),
            started.elapsed().as_secs_f64()
        );
        found.astray.iter().take(shown).for_each(|row| println!("  astray {row}"));
    }
    Ok(())
}
