//! `instand outbox`: what goes out to other systems, and what of it does not.

use super::{Context, Done};
use crate::{clock, show};
use anyhow::bail;
use clap::{Args, Subcommand};
use serde_json::json;
use store::OutgoingState;

#[derive(Args, Debug)]
pub struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// List what waits, is parked or was refused, the newest first.
    List {
        /// Only this state: waiting, sending, sent, parked or failed; `all` for every one.
        #[arg(long)]
        state: Option<String>,
        /// How many at most.
        #[arg(long, default_value_t = 50)]
        most: u64,
        /// Print as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Send again what was refused or is parked: all of it, or the numbers named.
    Retry {
        /// Numbers, as `list` shows them.
        ids: Vec<i64>,
    },
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    let workplace = context.settings.open().await?;
    match &options.action {
        Action::List { state, most, json } => list(&workplace.store, state.as_deref(), *most, *json).await,
        Action::Retry { ids } => {
            let write = workplace.store.write("command line", &clock::now()).await?;
            let done = write.retry_outgoing(None, Some(ids.as_slice()).filter(|ids| !ids.is_empty())).await?;
            write.commit().await?;
            println!("{done} go again");
            Ok(Done::Well)
        }
    }
}

async fn list(store: &store::Store, state: Option<&str>, most: u64, as_json: bool) -> anyhow::Result<Done> {
    let states: Vec<OutgoingState> = match state {
        None => vec![OutgoingState::Waiting, OutgoingState::Sending, OutgoingState::Parked, OutgoingState::Failed],
        Some("all") => OutgoingState::ALL.to_vec(),
        Some(name) => match OutgoingState::named(name) {
            Some(state) => vec![state],
            None => bail!("there is no state `{name}`; there are waiting, sending, sent, parked, failed and all"),
        },
    };
    let counts = store.outgoing_counts().await?;
    let mut rows = Vec::new();
    for state in &states {
        rows.extend(store.outgoing((Some(*state), None), None, most).await?);
    }
    rows.sort_by_key(|of| std::cmp::Reverse(of.id));
    let left_out = rows.len().saturating_sub(usize::try_from(most).unwrap_or(usize::MAX));
    rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    let number: u64 = counts.iter().filter(|(_, _, of, _)| states.contains(of)).map(|(.., number)| number).sum();
    if as_json {
        let items: Vec<_> = rows
            .iter()
            .map(|of| {
                json!({
                    "id": of.id, "destination": of.of.destination, "kind": of.of.kind, "key": of.of.key,
                    "about": of.of.about, "state": of.state, "attempts": of.attempts, "since": of.since,
                    "next_at": of.of.not_before, "reason": of.reason, "remote_id": of.remote_id, "sent_at": of.sent_at,
                })
            })
            .collect();
        let counts: Vec<_> = counts
            .iter()
            .map(|(to, kind, state, number)| json!({ "destination": to, "kind": kind, "state": state, "number": number }))
            .collect();
        println!("{}", json!({ "items": items, "total": number, "counts": counts }));
        return Ok(Done::Well);
    }
    for (to, kind, state, number) in &counts {
        println!("{to} {kind}: {number} {}", state.id());
    }
    if rows.is_empty() {
        println!("Nothing waits.");
        return Ok(Done::Well);
    }
    let shown = rows
        .iter()
        .map(|of| {
            vec![
                of.id.to_string(),
                of.of.destination.clone(),
                of.of.kind.clone(),
                of.state.id().to_owned(),
                of.since.clone(),
                of.attempts.to_string(),
                of.reason.clone().unwrap_or_default(),
            ]
        })
        .collect();
    println!("{}", show::table(&["number", "to", "kind", "state", "since", "tries", "reason"], &[0, 5], shown));
    if left_out > 0 || number > most {
        println!("… {} more; --most shows them", number.saturating_sub(most));
    }
    Ok(Done::Well)
}
