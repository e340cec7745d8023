//! Writes the assessment of a seeded base of 8,000 machines as JSON and prints its findings.
//! `cargo run --release --example sample -- /tmp/as/sample.json`

use assessment::{Assessment, Assumptions};
use base::Language;
use std::error::Error;

#[path = "base/mod.rs"]
mod seeded;

fn main() -> Result<(), Box<dyn Error>> {
    let input = seeded::base(8_000);
    let result = Assessment::of(&input, &Assumptions::default())?;
    for language in [Language::De, Language::En, Language::It] {
        for finding in &result.findings {
            println!("{:2} {}", finding.rank, finding.sentence.text(language));
        }
        for segment in result.start_with.iter().take(2) {
            println!("   {} {}", segment.score, segment.reason.text(language));
        }
    }
    if let Some(path) = std::env::args().nth(1) {
        std::fs::write(&path, serde_json::to_string_pretty(&result)?)?;
        println!("{path}");
    }
    Ok(())
}
