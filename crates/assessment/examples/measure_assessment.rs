//! How long an assessment takes: 1,000,000 machines, 10 triggers, on one core.
//! `cargo run --release --example measure_assessment`

use assessment::{Assessment, Assumptions, FigureId};
use std::error::Error;

#[path = "base/mod.rs"]
mod seeded;

#[expect(clippy::disallowed_methods, reason = "measuring")]
fn main() -> Result<(), Box<dyn Error>> {
    let input = seeded::base(1_000_000);
    let assumptions = Assumptions::default();
    for _ in 0..3 {
        let start = std::time::Instant::now();
        let result = Assessment::of(&input, &assumptions)?;
        println!("assessment: {} ms, {} findings", start.elapsed().as_millis(), result.findings.len());
    }
    let result = Assessment::of(&input, &assumptions)?;
    for id in [
        "completeness.contract.contract_status.unknown@type=HX-100",
        "completeness.all.incomplete@family=Pressen",
        "question.no_contract.yes",
        "campaign.contract-renewal.blocked_by.contract_status",
        "campaign.any.blocked",
        "gap.contract_status.freed@owner=Anna Berger",
        "potential.all@family=Pressen&age=10-15",
    ] {
        let start = std::time::Instant::now();
        let listed = result.machines(&input, &FigureId::new(id)).map_or(0, |listed| listed.len());
        println!("{id}: {listed} machines, {} ms", start.elapsed().as_millis());
    }
    println!("JSON: {} KB", serde_json::to_string(&result)?.len() / 1024);
    Ok(())
}
