//! `instand rules`: the triggers in force: list them, check files, print them as files.

use super::{Context, Done};
use crate::{rules, show};
use anyhow::bail;
use clap::{Args, Subcommand};
use connect::fact_schema;
use decide::{Conditions, Rule, RuleError};
use serde_json::json;
use std::path::PathBuf;

#[derive(Args, Debug)]
pub struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// List the triggers in force.
    List {
        /// As JSON, one object a line.
        #[arg(long)]
        json: bool,
    },
    /// Check trigger files against the fact catalogue: what is wrong, where, and what was probably meant.
    Check {
        /// The files (TOML); default: all triggers in force.
        files: Vec<PathBuf>,
    },
    /// Print a trigger as a file (TOML).
    Export {
        /// The trigger.
        id: String,
    },
}

pub fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    match &options.action {
        Action::List { json } => list(context, *json),
        Action::Check { files } => check(context, files),
        Action::Export { id } => export(context, id),
    }
}

fn list(context: &Context, as_json: bool) -> anyhow::Result<Done> {
    let mut rows = Vec::new();
    for rule in rules::load(&context.settings.rules_folder())? {
        let title = rule.title.get(context.language).to_owned();
        let from = if rules::is_shipped(&rule.file) { "shipped".to_owned() } else { rule.file.clone() };
        if as_json {
            let of = json!({"id": rule.id, "version": rule.version, "campaign": rule.campaign, "title": title,
                            "parameters": rule.parameters, "from": from});
            println!("{of}");
        }
        rows.push(vec![rule.id, rule.version.to_string(), title, rule.campaign, from]);
    }
    if !as_json {
        println!("{}", show::table(&["trigger", "version", "", "campaign", "from"], &[1], rows));
    }
    Ok(Done::Well)
}

fn check(context: &Context, files: &[PathBuf]) -> anyhow::Result<Done> {
    let of = |file: &PathBuf| (file.display().to_string(), std::fs::read_to_string(file));
    let files: Vec<rules::File> = match files {
        [] => rules::files(&context.settings.rules_folder())?,
        given => given.iter().map(of).collect(),
    };
    let conditions = Conditions::over(&fact_schema())?;
    let mut wrong = 0;
    for (name, text) in files {
        let text = match text {
            Ok(text) => text,
            Err(error) => {
                wrong += 1;
                println!("{name}: cannot be read: {error}");
                continue;
            }
        };
        match checked(&conditions, &name, &text) {
            Ok(rule) => {
                println!("{}: good", rule.id);
                for parameter in rule.idle_parameters() {
                    println!("{name}: nothing uses the parameter `{parameter}`");
                }
            }
            Err(error) => {
                wrong += 1;
                println!("{error}");
            }
        }
    }
    Ok(if wrong == 0 { Done::Well } else { Done::WithProblems })
}

fn checked(conditions: &Conditions, name: &str, text: &str) -> Result<Rule, RuleError> {
    let rule = Rule::parse(name, text)?;
    conditions.compile(&rule)?;
    Ok(rule)
}

fn export(context: &Context, id: &str) -> anyhow::Result<Done> {
    // The file as it was written, with what its author noted in it.
    let mut ids = Vec::new();
    for (name, text) in rules::files(&context.settings.rules_folder())?.into_iter().rev() {
        // What is wrong with others is nothing to this one; `rules check` says it.
        let Ok(text) = text else { continue };
        let Ok(rule) = Rule::parse(&name, &text) else { continue };
        if rule.id == id {
            print!("{text}");
            return Ok(Done::Well);
        }
        ids.push(rule.id);
    }
    ids.sort_unstable();
    ids.dedup();
    bail!("there is no trigger `{id}`; there are {}", ids.join(", "));
}
