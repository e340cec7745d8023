//! `instand rules`: the triggers and their versions: list them, check files, take them out as files and in again.

use super::{Context, Done};
use crate::{clock, rules, show};
use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use connect::fact_schema;
use decide::{Conditions, Rule, RuleError};
use pipeline::{Changing, import_rule, read_rule};
use serde_json::json;
use std::path::{Path, PathBuf};
use store::{RULES_FOLDER, RuleState, RuleVersion, SHIPPED, Store};

#[derive(Args, Debug)]
pub struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// List the triggers in force.
    List {
        /// All versions, whatever their state.
        #[arg(long)]
        all: bool,
        /// As JSON, one object a line.
        #[arg(long)]
        json: bool,
    },
    /// Check trigger files against the fact catalogue: what is wrong, where, and what was probably meant.
    Check {
        /// The files (TOML); default: all triggers in force.
        files: Vec<PathBuf>,
    },
    /// Print a trigger as a file (TOML), or write all that are in force into a folder: a rule pack.
    Export {
        /// The trigger.
        #[arg(required_unless_present = "out")]
        id: Option<String>,
        /// Which version. Default is the one in force.
        #[arg(long, requires = "id")]
        version: Option<u32>,
        /// The folder for all triggers, one file each.
        #[arg(long, conflicts_with = "id")]
        out: Option<PathBuf>,
    },
    /// Save trigger files as drafts, each as the next version of its trigger.
    Import {
        /// The files (TOML), or folders of them.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Put them in force at once, without another person looking at them.
        #[arg(long)]
        activate: bool,
        /// Why they are wanted.
        #[arg(long)]
        why: Option<String>,
    },
}

/// Who imports: the command line has no accounts.
const OPERATOR: &str = "command line";

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    let store = context.settings.open().await?.store;
    let own = context.settings.rules_folder();
    if let Action::Check { files } = &options.action {
        return check(&store, &own, files).await;
    }
    rules::bring(&store, &own).await?;
    match &options.action {
        Action::List { all, json } => list(context, &store, *all, *json).await,
        Action::Export { id: Some(id), version, .. } => export(&store, id, *version).await,
        Action::Export { out: Some(out), .. } => export_all(&store, out).await,
        Action::Import { files, activate, why } => import(&store, files, *activate, why.as_deref()).await,
        // clap asks for one of the two.
        Action::Export { id: None, out: None, .. } | Action::Check { .. } => Ok(Done::Well),
    }
}

async fn list(context: &Context, store: &Store, all: bool, as_json: bool) -> anyhow::Result<Done> {
    let mut rows = Vec::new();
    for of in store.rules().await?.iter().filter(|of| all || of.state == RuleState::Active) {
        let rule = read_rule(of)?;
        let title = rule.title.get(context.language).to_owned();
        let from = if of.saved_by == SHIPPED { "shipped" } else { of.saved_by.as_str() };
        if as_json {
            let of = json!({"id": rule.id, "version": of.version, "state": of.state.id(), "campaign": rule.campaign, "title": title,
                            "parameters": rule.parameters, "from": from, "saved_at": of.saved_at});
            println!("{of}");
        }
        let row =
            vec![rule.id, of.version.to_string(), of.state.id().to_owned(), title, rule.campaign, from.to_owned()];
        rows.push(row);
    }
    if !as_json {
        println!("{}", show::table(&["trigger", "version", "state", "", "campaign", "from"], &[1], rows));
    }
    Ok(Done::Well)
}

async fn check(store: &Store, own: &Path, given: &[PathBuf]) -> anyhow::Result<Done> {
    let of = |file: &PathBuf| (file.display().to_string(), std::fs::read_to_string(file));
    let files: Vec<rules::File> = match given {
        [] => rules::files(own)?,
        given => given.iter().map(of).collect(),
    };
    let saved: Vec<Rule> = store
        .rules()
        .await?
        .iter()
        .filter(|of| of.state == RuleState::Active)
        // Those of files are checked as the files stand now.
        .filter(|of| !given.is_empty() || ![SHIPPED, RULES_FOLDER].contains(&of.saved_by.as_str()))
        .filter_map(|of| read_rule(of).ok())
        .collect();
    let mut known = saved.clone();
    known.extend(rules::shipped()?.into_iter().filter(|rule| saved.iter().all(|of| of.id != rule.id)));
    for rule in files.iter().filter_map(|(name, text)| Rule::parse(name, text.as_ref().ok()?).ok()) {
        known.retain(|of| of.id != rule.id);
        known.push(rule);
    }
    let conditions = Conditions::over(&fact_schema())?.knowing(&known);
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
        wrong += usize::from(!is_good(&name, checked(&conditions, &name, &text)));
    }
    if given.is_empty() {
        for rule in saved {
            let name = format!("{} version {}", rule.id, rule.version);
            wrong += usize::from(!is_good(&name, conditions.compile(&rule).map(|_| rule)));
        }
    }
    Ok(if wrong == 0 { Done::Well } else { Done::WithProblems })
}

/// Prints what was found out about a trigger.
fn is_good(name: &str, checked: Result<Rule, RuleError>) -> bool {
    match checked {
        Ok(rule) => {
            println!("{}: good", rule.id);
            for parameter in rule.idle_parameters() {
                println!("{name}: nothing uses the parameter `{parameter}`");
            }
            true
        }
        Err(error) => {
            println!("{error}");
            false
        }
    }
}

fn checked(conditions: &Conditions, name: &str, text: &str) -> Result<Rule, RuleError> {
    let rule = Rule::parse(name, text)?;
    conditions.compile(&rule)?;
    Ok(rule)
}

async fn export(store: &Store, id: &str, version: Option<u32>) -> anyhow::Result<Done> {
    let saved = store.rules().await?;
    let is_wanted =
        |of: &&RuleVersion| of.rule == id && version.map_or(of.state == RuleState::Active, |v| v == of.version);
    if let Some(found) = saved.iter().find(is_wanted) {
        // As it was written, with what its author noted in it.
        print!("{}", found.definition);
        return Ok(Done::Well);
    }
    if let Some(version) = version.filter(|_| saved.iter().any(|of| of.rule == id)) {
        bail!("trigger `{id}` has no version {version}; `instand rules list --all` shows those it has");
    }
    let mut ids: Vec<&str> = saved.iter().map(|of| of.rule.as_str()).collect();
    ids.dedup();
    bail!("there is no trigger `{id}` in force; there are {}", ids.join(", "));
}

async fn export_all(store: &Store, out: &Path) -> anyhow::Result<Done> {
    std::fs::create_dir_all(out).with_context(|| out.display().to_string())?;
    let mut count = 0;
    for of in store.rules().await?.iter().filter(|of| of.state == RuleState::Active) {
        let path = out.join(format!("{}.toml", of.rule));
        std::fs::write(&path, &of.definition).with_context(|| path.display().to_string())?;
        count += 1;
    }
    println!("{count} triggers written to {}", out.display());
    Ok(Done::Well)
}

async fn import(store: &Store, given: &[PathBuf], activate: bool, why: Option<&str>) -> anyhow::Result<Done> {
    let mut files = Vec::new();
    for path in given {
        if path.is_dir() {
            files.extend(rules::paths(path)?);
        } else {
            files.push(path.clone());
        }
    }
    if files.is_empty() {
        let given: Vec<String> = given.iter().map(|path| path.display().to_string()).collect();
        bail!("{} holds no trigger file (*.toml); nothing was imported", given.join(", "));
    }
    // All are read before the first is saved: a pack comes in whole or, where a file is no trigger, not at all.
    let read = |file: &PathBuf| {
        let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
        Ok((rules::read(file)?, text))
    };
    let mut wanted = files.iter().map(read).collect::<anyhow::Result<Vec<(Rule, String)>>>()?;
    // Those that others name come first.
    let mut ordered: Vec<(Rule, String)> = Vec::new();
    while !wanted.is_empty() {
        let waits = |(rule, _): &(Rule, String)| {
            let names = decide::named_triggers(&rule.condition);
            wanted.iter().any(|(other, _)| other.id != rule.id && names.contains(&other.id))
        };
        let next = wanted.iter().position(|of| !waits(of)).unwrap_or(0);
        ordered.push(wanted.remove(next));
    }
    for (rule, text) in ordered {
        let changing = Changing { by: OPERATOR, at: &clock::now(), note: why };
        let (id, version) = import_rule(store, (rule.name(), &text), activate, changing).await?;
        let state = if activate { "in force" } else { "a draft; the page shows it under Triggers" };
        println!("{id} version {version}: {state}");
    }
    Ok(Done::Well)
}
