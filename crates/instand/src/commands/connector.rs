//! `instand connector`: what is connected, what a connector sees, reading from it now.

use super::{Context, Done, crm, import, salesforce};
use crate::clock::{self, Stages};
use crate::show;
use anyhow::bail;
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use connectors::inbox::Seen;
use connectors::{Connector, ReadFrom, Schedule};
use pipeline::{PullEnd, PullOptions, pull};
use serde_json::json;
use std::sync::Mutex;
use std::time::Duration;
use store::OutgoingState;

#[derive(Args, Debug)]
pub struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// List all connectors: where each reads, when, and what came of it last.
    List {
        /// Print as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Sign in, look at everything that would be read, and say what is there and what is missing.
    Check {
        /// Its name.
        name: String,
        /// Print as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Read what changed since the last time, and import it.
    Pull {
        /// Its name.
        name: String,
        /// Read everything anew, which finds what was deleted.
        #[arg(long)]
        full: bool,
        /// Take over lists that have lost more than half of their records.
        #[arg(long)]
        accept_loss: bool,
        /// Print the result as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Bring all opportunities to the CRM that it should have: new ones, and what changed.
    Push {
        /// Its name: `salesforce`, or that of a Tryton opportunities are written into.
        name: String,
        /// Print the result as JSON.
        #[arg(long)]
        json: bool,
    },
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    match &options.action {
        Action::Check { name, json } if name == salesforce::NAME => return salesforce::check(context, *json).await,
        Action::Pull { name, json, .. } if name == salesforce::NAME => return crm::pull(context, *json).await,
        Action::Push { name, json } => {
            let writing = context.settings.writing();
            if writing.contains(&name.as_str()) {
                return crm::push(context, *json).await;
            }
            match writing.as_slice() {
                [] if name == salesforce::NAME => {
                    bail!(
                        "Salesforce is not set up; write [connectors.salesforce] into instand.toml (docs/salesforce.md)"
                    )
                }
                [] => bail!("nothing is pushed to `{name}`: it has no writes_opportunities = true (docs/tryton.md)"),
                others => bail!("nothing is pushed to `{name}`; there is {}", others.join(", ")),
            }
        }
        _ => {}
    }
    let connectors = context.settings.connectors()?;
    match &options.action {
        Action::Push { .. } => Ok(Done::Well),
        Action::List { json } => list(context, &connectors, *json).await,
        Action::Check { name, json } => check(find(&connectors, name)?, *json).await,
        Action::Pull { name, full, accept_loss, json } => {
            read(context, find(&connectors, name)?, (*full, *accept_loss), *json).await
        }
    }
}

fn find<'c>(connectors: &'c [Connector], name: &str) -> anyhow::Result<&'c Connector> {
    let Some(found) = connectors.iter().find(|connector| connector.name == name) else {
        let names: Vec<_> = connectors.iter().map(|connector| connector.name.as_str()).collect();
        match names.as_slice() {
            [] => bail!("no connector is set up; write [connectors.{name}] into instand.toml (docs/connectors.md)"),
            _ => bail!("there is no connector `{name}`; there are {}", names.join(", ")),
        }
    };
    Ok(found)
}

fn when(schedule: Option<Schedule>) -> String {
    match schedule {
        None => "when asked".to_owned(),
        Some(Schedule::Every(length)) if length.num_seconds() % 60 == 0 => {
            format!("every {} min", length.num_minutes())
        }
        Some(Schedule::Every(length)) => format!("every {} s", length.num_seconds()),
        Some(Schedule::At(time)) => format!("at {}", time.format("%H:%M")),
    }
}

async fn list(context: &Context, connectors: &[Connector], as_json: bool) -> anyhow::Result<Done> {
    let salesforce = context.settings.salesforce()?;
    if connectors.is_empty() && salesforce.is_none() && !as_json {
        println!("No connector is set up; docs/connectors.md says how.");
        return Ok(Done::Well);
    }
    let workplace = context.settings.open().await?;
    let mut rows = Vec::new();
    let mut items = Vec::new();
    let waits = workplace.store.outgoing_counts().await?;
    let waits_for = |name: &str| {
        let count = |state: OutgoingState| -> u64 {
            let of = waits.iter().filter(|(to, _, of, _)| to == name && *of == state);
            of.map(|(.., number)| number).sum()
        };
        (count(OutgoingState::Waiting) + count(OutgoingState::Parked), count(OutgoingState::Failed))
    };
    if let Some(client) = salesforce {
        let (waiting, failed) = waits_for(salesforce::NAME);
        items.push(json!({
            "name": salesforce::NAME, "kind": salesforce::NAME, "place": client.place(), "when": "as it changes",
            "waiting": waiting, "failed": failed,
        }));
        rows.push(vec![
            salesforce::NAME.to_owned(),
            salesforce::NAME.to_owned(),
            client.place(),
            "as it changes".to_owned(),
            String::new(),
            format!("{waiting} wait, {failed} failed"),
        ]);
    }
    for of in connectors {
        let (_, runs) = workplace.store.connector_runs(&of.name, None, 1).await?;
        let last = runs.first();
        let is_inbox = matches!(of.read_from, ReadFrom::Inbox(_));
        let when = if is_inbox { "all the time".to_owned() } else { when(of.schedule) };
        let mut item = json!({
            "name": of.name, "kind": of.kind.id(), "place": of.place(), "when": when,
            "last_started_at": last.map(|run| &run.started_at), "last_outcome": last.map(|run| run.outcome.id()),
            "last_error": last.and_then(|run| run.error.as_ref()),
        });
        let mut outcome = last.map_or_else(
            || "never read".to_owned(),
            |run| run.error.as_ref().map_or_else(|| run.outcome.id().to_owned(), |error| format!("failed: {error}")),
        );
        if let (Some(_), Some(item)) = (of.opportunities(), item.as_object_mut()) {
            let (waiting, failed) = waits_for(pipeline::TRYTON);
            item.insert("waiting".to_owned(), json!(waiting));
            item.insert("failed".to_owned(), json!(failed));
            outcome.push_str(&format!("; opportunities: {waiting} wait, {failed} failed"));
        }
        items.push(item);
        rows.push(vec![
            of.name.clone(),
            of.kind.id().to_owned(),
            of.place(),
            when,
            last.map_or_else(String::new, |run| run.started_at.clone()),
            outcome,
        ]);
    }
    if as_json {
        println!("{}", json!({ "connectors": items }));
    } else {
        println!("{}", show::table(&["connector", "kind", "reads", "when", "last (UTC)", "outcome"], &[], rows));
    }
    Ok(Done::Well)
}

async fn check(connector: &Connector, as_json: bool) -> anyhow::Result<Done> {
    let findings = connector.check().await;
    let good = findings.iter().all(|finding| finding.good);
    if as_json {
        let findings: Vec<_> =
            findings.iter().map(|finding| json!({"good": finding.good, "text": finding.text})).collect();
        println!("{}", json!({"connector": connector.name, "good": good, "findings": findings}));
    } else {
        for finding in &findings {
            println!("{} {}", if finding.good { " " } else { "!" }, finding.text);
        }
    }
    Ok(if good { Done::Well } else { Done::WithProblems })
}

async fn read(
    context: &Context,
    connector: &Connector,
    (whole, accept_loss): (bool, bool),
    as_json: bool,
) -> anyhow::Result<Done> {
    let stages = Stages::begin(as_json);
    let workplace = context.settings.open().await?;
    let seen = Mutex::new(Seen::default());
    if let ReadFrom::Inbox(inbox) = &connector.read_from {
        // Whether a file stands still shows only at a second look.
        inbox.look(&mut seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner), clock::instant())?;
        let settle = u64::try_from(inbox.settle.num_milliseconds()).unwrap_or(0);
        tokio::time::sleep(Duration::from_millis(settle + 100)).await;
    }
    let now: &(dyn Fn() -> DateTime<Utc> + Send + Sync) = &clock::instant;
    let options = PullOptions {
        whole,
        accept_loss,
        asked_by: "command line",
        holder: &context.settings.process(),
        now,
        zone: context.settings.zone,
        seen: &seen,
    };
    let end = pull(&workplace, connector, &options, &stages).await?;
    let (_, seconds) = stages.end();
    let outcomes = match connector.opportunities() {
        Some(_) => Some(crm::outcomes(context).await?),
        None => None,
    };
    if let Some((imported, _)) = &end.imported {
        let number = imported.batch.map_or(0, |batch| batch.0);
        import::keep_problems(context, number, &imported.problems)?;
    }
    if as_json {
        let mut said = to_json(connector, &end);
        if let (Some(said), Some(outcomes)) = (said.as_object_mut(), &outcomes) {
            said.insert("opportunities".to_owned(), serde_json::to_value(outcomes)?);
        }
        println!("{said}");
    } else {
        print(context, connector, &end, seconds);
        if let Some(outcomes) = &outcomes {
            println!("Opportunities:");
            crm::print(outcomes);
        }
    }
    let failed = end.run.as_ref().is_some_and(|run| run.error.is_some());
    let wrong = end.imported.as_ref().is_some_and(|(imported, _)| import::ended(imported) == Done::WithProblems);
    let doubtful = outcomes.is_some_and(|outcomes| !outcomes.problems.is_empty());
    Ok(if failed || wrong || doubtful { Done::WithProblems } else { Done::Well })
}

fn print(context: &Context, connector: &Connector, end: &PullEnd, seconds: f64) {
    for set in &end.sets {
        println!(
            "{}: {} read, {} gone, {} in all{}",
            set.file,
            show::count(set.read),
            show::count(set.removed),
            show::count(set.records),
            if set.changed { "" } else { "; nothing changed" }
        );
    }
    match (&end.run, &end.imported) {
        (None, _) => println!("{}: no file waits.", connector.name),
        (Some(_), None) => {
            println!("{}: nothing is other than at the last time, so there is no delivery.", connector.name);
        }
        (Some(run), Some((imported, _))) => {
            import::print(context, imported, seconds);
            if let Some(error) = &run.error {
                eprintln!("! {error}");
            }
            println!("Run `instand decide` to bring hits and opportunities up to date.");
        }
    }
}

fn to_json(connector: &Connector, end: &PullEnd) -> serde_json::Value {
    let sets: Vec<_> = end
        .sets
        .iter()
        .map(|set| {
            json!({"file": set.file, "read": set.read, "removed": set.removed, "records": set.records,
                   "changed": set.changed})
        })
        .collect();
    let run = end.run.as_ref().map(|run| {
        json!({"id": run.id, "outcome": run.outcome.id(), "whole": run.whole, "started_at": run.started_at,
               "ended_at": run.ended_at, "error": run.error})
    });
    let imported = end.imported.as_ref().map(|(imported, _)| import::to_json(imported));
    json!({"connector": connector.name, "run": run, "sets": sets, "imported": imported})
}
