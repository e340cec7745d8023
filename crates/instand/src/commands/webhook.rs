//! `instand webhook`: which other systems are told what happened here, and what goes to them once more.

use super::{Context, Done};
use crate::{clock, show};
use anyhow::{Context as _, anyhow, bail};
use chrono::{DateTime, SecondsFormat, Utc};
use clap::{Args, Subcommand};
use pipeline::deliver;
use serde_json::json;
use server::api::webhooks::{checked_name, new_secret};
use server::webhooks::{HELD, KEPT_DAYS, LEASE, SOURCE};
use store::{Endpoint, EventType, NewEndpoint, OutgoingState, Store, WEBHOOK};

/// Events that go again at once.
const MOST: u64 = 10_000;

#[derive(Args, Debug)]
pub struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// List the endpoints, with what went to each and what waits.
    List {
        /// Print as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Add an endpoint; prints its secret, this once.
    Add {
        /// What people and campaigns call it: a-z, 0-9 and -.
        name: String,
        /// Where it listens: https://, at a host and port that [outgoing] allow names.
        url: String,
        /// What it is told, such as instand.opportunity.opened; may be given several times. All there is where none is said.
        #[arg(long = "type")]
        types: Vec<String>,
        /// It is told nothing but what campaigns' steps name it for.
        #[arg(long, conflicts_with = "types")]
        campaigns_only: bool,
    },
    /// Send an endpoint an event that says nothing but that it is one, and say what came of it.
    Test {
        /// The endpoint's name.
        name: String,
    },
    /// Send once more, under the ids they had: what failed, or everything, since an instant.
    Replay {
        /// The endpoint's name.
        name: String,
        /// What was refused since then, such as 2026-11-01T08:00:00Z.
        #[arg(long, required_unless_present_any = ["all_since", "id"])]
        failed_since: Option<DateTime<Utc>>,
        /// All events since then that the endpoint wants, whether it had them or not.
        #[arg(long, conflicts_with_all = ["failed_since", "id"])]
        all_since: Option<DateTime<Utc>>,
        /// One delivery, by the number `instand outbox list` shows; may be given several times.
        #[arg(long, conflicts_with = "failed_since")]
        id: Vec<i64>,
    },
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    let workplace = context.settings.open().await?;
    let store = &workplace.store;
    match &options.action {
        Action::List { json } => list(context, store, *json).await,
        Action::Add { name, url, types, campaigns_only } => {
            add(context, store, (name, url), types, *campaigns_only).await
        }
        Action::Test { name } => test(context, store, name).await,
        Action::Replay { name, failed_since, all_since, id } => {
            let endpoint = find(store, name).await?;
            if !endpoint.active {
                bail!("the webhook `{name}` is switched off; switch it on first, on the page");
            }
            let stamp = |at: &DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
            let write = store.write("command line", &clock::now()).await?;
            let (number, left_out) = match (failed_since, all_since) {
                (Some(since), _) => (write.replay_failed(&endpoint, &stamp(since)).await?, 0),
                (_, Some(since)) => {
                    let replayed = write.replay_events(&endpoint, &stamp(since), MOST).await?;
                    (replayed.number, replayed.left_out)
                }
                _ => (write.replay_deliveries(&endpoint, id).await?, 0),
            };
            write.commit().await?;
            println!("{number} go again");
            if left_out > 0 {
                println!("{left_out} later ones do not: {MOST} go at once; ask again from a later instant");
            }
            println!("The server sends them.");
            Ok(Done::Well)
        }
    }
}

async fn find(store: &Store, name: &str) -> anyhow::Result<Endpoint> {
    let all = store.endpoints().await?;
    let known: Vec<String> = all.iter().map(|of| of.of.name.clone()).collect();
    all.into_iter().find(|of| of.of.name == name).ok_or_else(|| {
        if known.is_empty() {
            anyhow!("there is no webhook yet; add one: instand webhook add NAME URL")
        } else {
            anyhow!("there is no webhook `{name}`; there are {}", known.join(", "))
        }
    })
}

async fn list(context: &Context, store: &Store, as_json: bool) -> anyhow::Result<Done> {
    let sender = context.settings.webhooks()?;
    let all = store.endpoints().await?;
    let counts = store.outgoing_counts().await?;
    let count = |of: &Endpoint, state: OutgoingState| -> u64 {
        let these = counts.iter().filter(|(to, kind, is, _)| to == WEBHOOK && *kind == of.of.id && *is == state);
        these.map(|(.., number)| number).sum()
    };
    let standing = |of: &Endpoint| match (of.active, sender.destination(&of.of.url).err()) {
        (false, _) => of.note.clone().map_or_else(|| "off".to_owned(), |note| format!("off: {note}")),
        (true, Some(problem)) => problem.to_string(),
        (true, None) => "on".to_owned(),
    };
    if as_json {
        let items: Vec<_> = all
            .iter()
            .map(|of| {
                json!({
                    "id": of.of.id, "name": of.of.name, "url": of.of.url, "active": of.active, "standing": standing(of),
                    "types": of.of.types.iter().map(|kind| kind.id()).collect::<Vec<_>>(),
                    "waiting": count(of, OutgoingState::Waiting), "parked": count(of, OutgoingState::Parked),
                    "failed": count(of, OutgoingState::Failed), "sent": count(of, OutgoingState::Sent),
                })
            })
            .collect();
        println!("{}", json!({ "items": items, "kept_days": KEPT_DAYS }));
        return Ok(Done::Well);
    }
    if all.is_empty() {
        println!("No other system is told anything; `instand webhook add NAME URL` adds one.");
        return Ok(Done::Well);
    }
    let rows = all
        .iter()
        .map(|of| {
            vec![
                of.of.name.clone(),
                of.of.url.clone(),
                count(of, OutgoingState::Waiting).to_string(),
                count(of, OutgoingState::Parked).to_string(),
                count(of, OutgoingState::Failed).to_string(),
                count(of, OutgoingState::Sent).to_string(),
                standing(of),
            ]
        })
        .collect();
    println!("{}", show::table(&["name", "address", "waiting", "parked", "failed", "sent", "is"], &[2, 3, 4, 5], rows));
    Ok(Done::Well)
}

async fn add(
    context: &Context,
    store: &Store,
    (name, url): (&str, &str),
    types: &[String],
    campaigns_only: bool,
) -> anyhow::Result<Done> {
    let name = checked_name(name).map_err(|problem| anyhow!(problem.detail.unwrap_or_default()))?;
    context.settings.webhooks()?.destination(url)?;
    let chosen = || EventType::ALL.into_iter().filter(|kind| kind.is_chosen());
    let types = if types.is_empty() && !campaigns_only {
        chosen().collect()
    } else {
        let mut wanted = Vec::new();
        for name in types {
            let Some(kind) = chosen().find(|kind| kind.id() == name) else {
                let there = chosen().map(EventType::id).collect::<Vec<_>>().join(", ");
                bail!("there is no type `{name}` to choose; there are {there}");
            };
            wanted.push(kind);
        }
        wanted
    };
    let secret = new_secret().map_err(anyhow::Error::msg)?;
    let at = clock::now();
    let write = store.write("command line", &at).await?;
    if !write.add_endpoint(&NewEndpoint::new(&name, url.trim(), secret.clone(), types, &at)).await? {
        bail!("there is a webhook `{name}` already; take another name");
    }
    write.commit().await?;
    println!("{}", secret.reveal());
    eprintln!("This secret is shown this once; the receiver checks signatures with it.");
    Ok(Done::Well)
}

/// Sends what is due to the endpoint from here, unless a server does so at this moment.
async fn test(context: &Context, store: &Store, name: &str) -> anyhow::Result<Done> {
    let endpoint = find(store, name).await?;
    if !endpoint.active {
        bail!("the webhook `{name}` is switched off; switch it on first, on the page");
    }
    let sender = context.settings.webhooks()?;
    sender.destination(&endpoint.of.url)?;
    let holder = context.settings.process();
    let until = (clock::instant() + HELD).to_rfc3339_opts(SecondsFormat::Secs, true);
    let write = store.write("command line", &clock::now()).await?;
    write.test_endpoint(&endpoint).await?;
    // Somebody is at the screen: it is asked although it did not answer a moment ago.
    write.rest_endpoint(&endpoint.of.id, None).await?;
    let is_mine = write.take_lease(LEASE, &holder, &until).await?;
    write.commit().await?;
    if !is_mine {
        println!("A server sends at this moment, and will send it; `instand webhook list` shows what came of it.");
        return Ok(Done::Well);
    }
    let source = context.settings.public_url.as_deref().unwrap_or(SOURCE);
    let told = deliver(store, &sender, source, Some(&endpoint.of.id), &clock::instant).await;
    let write = store.write("command line", &clock::now()).await?;
    write.give_lease_back(LEASE, &holder).await?;
    write.commit().await?;
    let told = told.context("sending")?;
    for problem in &told.problems {
        println!("{problem}");
    }
    println!("{} taken, {} go again later, {} refused", told.taken, told.again, told.failed);
    Ok(if told.problems.is_empty() { Done::Well } else { Done::WithProblems })
}
