//! `instand docs`: the reference of facts and triggers as Markdown, from the same lists the product runs on.

use super::{Context, Done};
use crate::rules;
use base::FACTS;
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

pub fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
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
            for rule in rules::load(&context.settings.rules_folder())? {
                println!("\n## {} ({})\n\n{}\n", rule.title.en, rule.id, rule.explanation.en);
                println!("- {}: {}", rule.title.de, rule.explanation.de);
                println!("- {}: {}", rule.title.it, rule.explanation.it);
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
