//! `instand docs`: the reference of facts and triggers as Markdown, from the same lists the product runs on.

use super::Done;
use crate::rules;
use base::{FACTS, Language};
use clap::{Args, ValueEnum};

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Topic {
    /// The fact catalogue.
    Facts,
    /// The triggers in force.
    Triggers,
}

#[derive(Args, Debug)]
pub struct Options {
    topic: Topic,
}

pub fn run(options: &Options) -> anyhow::Result<Done> {
    match options.topic {
        Topic::Facts => {
            println!("# Facts\n\nMade by `cargo xtask gen` from the fact catalogue in `crates/base/src/fact.rs`.\n");
            println!(
                "| fact | type | unit | comes from | meaning | Bedeutung | significato |\n|---|---|---|---|---|---|---|"
            );
            for fact in FACTS {
                let kinds: Vec<_> = fact.kinds.iter().map(|kind| kind.id()).collect();
                println!(
                    "| `{}` | {} | {} | {} | {} | {} | {} |",
                    fact.id,
                    format!("{:?}", fact.data).to_lowercase(),
                    fact.unit.unwrap_or(""),
                    kinds.join(", "),
                    fact.en,
                    fact.de,
                    fact.it
                );
            }
        }
        Topic::Triggers => {
            println!("# Triggers\n\nMade by `cargo xtask gen` from `rules/*.toml`.");
            for rule in rules::shipped()? {
                println!(
                    "\n## {} ({})\n\n{}\n",
                    rule.title.get(Language::En),
                    rule.id,
                    rule.explanation.get(Language::En)
                );
                println!("- {}: {}", rule.title.get(Language::De), rule.explanation.get(Language::De));
                println!("- {}: {}", rule.title.get(Language::It), rule.explanation.get(Language::It));
                println!("- campaign: `{}`, version {}", rule.campaign, rule.version);
                for (name, value) in &rule.parameters {
                    println!("- `${name}` = {value}");
                }
                println!("\n```sql\n{}\n```", rule.condition.trim());
            }
        }
    }
    Ok(Done::Well)
}
