//! `instand consents`: what contacts agreed and objected to, and where their addresses come from.

use super::{Context, Done, day};
use crate::{campaigns, clock, show};
use anyhow::{Context as _, bail};
use automate::Origin;
use clap::{Args, Subcommand};
use pipeline::{Contacts, KnownContact, contact_workbook, contacts_brought, topics_of};
use serde_json::json;
use std::path::{Path, PathBuf};

#[derive(Args, Debug)]
pub struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// List the addresses of machine files and of the register, with what is known of them.
    List {
        /// Only these: no-origin, no-consent, agreed, objected, bounced or erased.
        #[arg(long)]
        state: Option<String>,
        /// How many at most.
        #[arg(long, default_value_t = 50)]
        most: usize,
        /// Print as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Bring a filled-in workbook or CSV file in: wholly, or not at all where a row is wrong.
    Import {
        /// The file.
        file: PathBuf,
    },
    /// Take the register out as a workbook.
    Export {
        /// The workbook to write (.xlsx).
        #[arg(long)]
        out: PathBuf,
    },
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    let workplace = context.settings.open().await?;
    let state = workplace.state().await?;
    let register = workplace.store.addresses().await?;
    let contacts = Contacts::of(&state.files, &register);
    match &options.action {
        Action::List { state, most, json } => list(&contacts, state.as_deref(), *most, *json),
        Action::Import { file } => {
            let bytes = std::fs::read(file).with_context(|| format!("{}", file.display()))?;
            let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            let entries = workplace.store.consents().await?;
            let topics = topics_of(&workplace.store, &campaigns::shipped()?).await?;
            let found = contacts_brought((&name, &bytes), &contacts, &entries, &topics, day(context, None));
            let found = found.map_err(anyhow::Error::msg)?;
            if !found.problems.is_empty() {
                for of in &found.problems {
                    let sheet = of.sheet.as_deref().map_or_else(String::new, |sheet| format!(" {sheet}"));
                    let column = of.column.as_deref().map_or_else(String::new, |column| format!(", {column}"));
                    eprintln!("{name}{sheet} row {}{column}: {}", of.row, of.what);
                }
                bail!("{} rows are wrong; nothing of {name} was taken in", found.problems.len());
            }
            if !found.new.is_empty() {
                let write = workplace.store.write("command line", &clock::now()).await?;
                write.enter_consents(&found.new).await?;
                write.commit().await?;
            }
            println!("{} entries are new, {} were known", found.new.len(), found.unchanged);
            Ok(Done::Well)
        }
        Action::Export { out } => {
            let entries = workplace.store.consents().await?;
            let bytes = contact_workbook(&state.files, &contacts, &entries, context.language)?;
            written(out, &bytes)?;
            println!("{} addresses, {} entries: {}", contacts.all().len(), entries.len(), out.display());
            Ok(Done::Well)
        }
    }
}

fn written(out: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    std::fs::write(out, bytes).with_context(|| format!("{}", out.display()))
}

const fn origin(of: Origin) -> &'static str {
    match of {
        Origin::Sale => "sale",
        Origin::Given => "given",
        Origin::Unknown => "unknown",
    }
}

/// What was said last, in a few words.
fn said(of: &KnownContact) -> Vec<String> {
    let stands = of.standing.stands().map(|(topic, stand)| {
        let topic = topic.unwrap_or("all topics");
        match stand {
            automate::Stand::Agreed(on) => format!("agreed to {topic} on {on}"),
            automate::Stand::Objected(on) => format!("objected to {topic} on {on}"),
        }
    });
    let mut all: Vec<String> = stands.collect();
    all.extend(of.standing.has_bounced.then(|| "mail came back".to_owned()));
    all.extend(of.standing.is_erased.then(|| "erased; nothing goes to it".to_owned()));
    all
}

fn list(contacts: &Contacts, state: Option<&str>, most: usize, as_json: bool) -> anyhow::Result<Done> {
    let is = |of: &KnownContact| -> anyhow::Result<bool> {
        let standing = &of.standing;
        Ok(match state {
            None => true,
            Some("no-origin") => standing.origin == Origin::Unknown && !standing.is_erased,
            Some("no-consent") => !standing.has_agreed() && !standing.is_erased,
            Some("agreed") => standing.has_agreed(),
            Some("objected") => standing.has_objected(),
            Some("bounced") => standing.has_bounced,
            Some("erased") => standing.is_erased,
            Some(other) => bail!(
                "there is no state `{other}`; there are no-origin, no-consent, agreed, objected, bounced and erased"
            ),
        })
    };
    let mut wanted = Vec::new();
    for of in contacts.all() {
        if is(of)? {
            wanted.push(of);
        }
    }
    let total = wanted.len();
    wanted.truncate(most);
    if as_json {
        let items: Vec<_> = wanted
            .iter()
            .map(|of| {
                let standing = &of.standing;
                json!({
                    "address": of.address, "machines": of.machines.len(), "origin": origin(standing.origin),
                    "was_told": standing.was_told, "has_bounced": standing.has_bounced, "is_erased": standing.is_erased,
                    "said": said(of),
                })
            })
            .collect();
        println!("{}", json!({ "items": items, "total": total }));
        return Ok(Done::Well);
    }
    let rows = wanted
        .iter()
        .map(|of| {
            let told = if of.standing.was_told { "yes" } else { "no" };
            let machines = of.machines.len().to_string();
            vec![
                of.address.clone(),
                machines,
                origin(of.standing.origin).to_owned(),
                told.to_owned(),
                said(of).join("; "),
            ]
        })
        .collect();
    println!("{}", show::table(&["address", "machines", "origin", "told", "said"], &[1], rows));
    if total > most {
        println!("… {} more; --most shows them", total - most);
    }
    Ok(Done::Well)
}
