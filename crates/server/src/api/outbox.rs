//! The outbox: what goes out to other systems, what waits, since when and why.

use crate::app::App;
use crate::auth::May;
use crate::auth::who::{Read, WorkAll};
use crate::events::What;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use store::OutgoingState;
use utoipa::{IntoParams, ToSchema};

/// Entries of a page.
const PAGE: u64 = 100;

/// Which.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct OutboxQuery {
    /// `waiting`, `sending`, `sent`, `parked` or `failed`.
    state: Option<String>,
    /// `salesforce`, `tryton`, `mail`, `webhook`.
    destination: Option<String>,
    /// The page after this entry.
    before: Option<i64>,
}

/// Something that goes out, or went.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct OutboxRow {
    /// Counted up.
    pub id: i64,
    /// Where it goes.
    pub destination: String,
    /// What it is there.
    pub kind: String,
    /// Its key.
    pub key: String,
    /// `waiting`, `sending`, `sent`, `parked` or `failed`.
    pub state: OutboxState,
    /// How often it was tried.
    pub attempts: u32,
    /// Since when it waits, UTC.
    pub since: String,
    /// When it is tried again, UTC.
    pub next_at: Option<String>,
    /// Why it waits or was refused, as the other side says it.
    pub reason: Option<String>,
    /// What the other side calls it.
    pub remote_id: Option<String>,
    /// When it was sent, UTC.
    pub sent_at: Option<String>,
    /// The opportunity it is about.
    pub opportunity_id: Option<String>,
}

/// How far an entry is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutboxState {
    /// It waits to be sent.
    Waiting,
    /// It was handed over.
    Sending,
    /// The other side has it.
    Sent,
    /// The other side takes nothing at the time.
    Parked,
    /// The other side refuses it.
    Failed,
}

impl From<OutgoingState> for OutboxState {
    fn from(of: OutgoingState) -> Self {
        match of {
            OutgoingState::Waiting => Self::Waiting,
            OutgoingState::Sending => Self::Sending,
            OutgoingState::Sent => Self::Sent,
            OutgoingState::Parked => Self::Parked,
            OutgoingState::Failed => Self::Failed,
        }
    }
}

/// How many entries of a destination and kind are how far.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct OutboxCount {
    /// Where they go.
    pub destination: String,
    /// What they are there.
    pub kind: String,
    /// How far they are.
    pub state: OutboxState,
    /// How many.
    pub number: u64,
}

/// A part of the outbox.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Outbox {
    /// The newest first, 100 at most.
    pub items: Vec<OutboxRow>,
    /// The `before` of the next page; none where this is the last.
    pub next: Option<i64>,
    /// All of it, counted.
    pub counts: Vec<OutboxCount>,
    /// Which ways out are set up, by name.
    pub set_up: Vec<&'static str>,
}

/// What is in the outbox.
#[utoipa::path(get, path = "/outbox", tag = "outbox", params(OutboxQuery),
    responses((status = 200, body = Outbox), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn list(may: May<Read>, State(app): State<App>, Query(query): Query<OutboxQuery>) -> Answer<Json<Outbox>> {
    drop(may);
    let state = match query.state.as_deref() {
        None => None,
        Some(name) => Some(OutgoingState::named(name).ok_or_else(|| {
            Problem::wrong(format!("there is no state `{name}`; there are waiting, sending, sent, parked, failed"))
        })?),
    };
    let place = (state, query.destination.as_deref());
    let mut found = app.store().outgoing(place, query.before, PAGE + 1).await?;
    let more = found.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    found.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = found.last().filter(|_| more).map(|of| of.id);
    let counts = app.store().outgoing_counts().await?;
    let ways = app.config.ways_out;
    let has_webhooks = !app.store().endpoints().await?.is_empty();
    Ok(Json(Outbox {
        next,
        items: found
            .into_iter()
            .map(|of| OutboxRow {
                id: of.id,
                opportunity_id: Some(of.of.about).filter(|_| of.of.kind == pipeline::OPPORTUNITY),
                destination: of.of.destination,
                kind: of.of.kind,
                key: of.of.key,
                state: of.state.into(),
                attempts: of.attempts,
                since: of.since,
                next_at: of.of.not_before,
                reason: of.reason,
                remote_id: of.remote_id,
                sent_at: of.sent_at,
            })
            .collect(),
        counts: counts
            .into_iter()
            .map(|(destination, kind, state, number)| OutboxCount { destination, kind, state: state.into(), number })
            .collect(),
        set_up: [ways.crm, ways.mail.then_some("mail"), has_webhooks.then_some(store::WEBHOOK)]
            .into_iter()
            .flatten()
            .collect(),
    }))
}

/// What is to go again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RetryAsked {
    /// Entries; all that were refused or are parked where none is named.
    ids: Option<Vec<i64>>,
}

/// How many go again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Retried {
    /// How many.
    pub number: u64,
}

/// Sends again what was refused or is parked.
#[utoipa::path(post, path = "/outbox/retry", tag = "outbox", request_body = RetryAsked,
    responses((status = 200, body = Retried)), extensions(("x-permission" = json!("work_all"))))]
pub async fn retry(may: May<WorkAll>, State(app): State<App>, Json(wanted): Json<RetryAsked>) -> Answer<Json<Retried>> {
    let write = app.write(&may.who.account.login).await?;
    let number = write.retry_outgoing(None, wanted.ids.as_deref()).await?;
    write.commit().await?;
    app.tell(&[What::Outbox], None);
    Ok(Json(Retried { number }))
}
