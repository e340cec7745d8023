//! What went to an endpoint, how each try ended, and what is sent once more.

use super::outbox::OutboxState;
use super::webhooks::find;
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Sources;
use crate::events::What;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, Query, State};
use chrono::{DateTime, SecondsFormat, Utc};
use hashbrown::HashMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Attempt, Endpoint, OutgoingState};
use utoipa::{IntoParams, ToSchema};

/// Deliveries of a page.
const PAGE: u64 = 50;

/// Events that go again at once.
const MOST: u64 = 10_000;

/// Deliveries that may be named at once.
const MOST_NAMED: usize = 1_000;

/// Which.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DeliveryQuery {
    /// `waiting`, `sent`, `parked` or `failed`.
    state: Option<String>,
    /// The page after this delivery.
    before: Option<i64>,
}

/// One try.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct DeliveryAttempt {
    /// When it began, UTC.
    pub at: String,
    /// The status the endpoint answered with; none where it did not answer.
    pub status: Option<u16>,
    /// How long it took.
    pub ms: u64,
    /// The beginning of what it said, or what was in the way.
    pub answer: String,
}

/// Something that went to an endpoint, or is to go.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct DeliveryRow {
    /// Counted up.
    pub id: i64,
    /// The event's id: that of the message, however often it goes.
    pub event_id: String,
    /// The event's type.
    #[serde(rename = "type")]
    pub kind: Option<&'static str>,
    /// When it happened, UTC.
    pub at: Option<String>,
    /// What it is about: `opportunities/ID`.
    pub subject: String,
    /// What is told of it.
    pub data: Option<Value>,
    /// How far it is.
    pub state: OutboxState,
    /// How often it was tried since it was put into the outbox.
    pub attempts: u32,
    /// When it is tried again, UTC.
    pub next_at: Option<String>,
    /// Why it waits or was refused.
    pub reason: Option<String>,
    /// When it was taken, UTC.
    pub sent_at: Option<String>,
    /// Its tries, the latest first.
    pub tries: Vec<DeliveryAttempt>,
}

/// A part of what went to an endpoint.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Deliveries {
    /// The newest first, 50 at most.
    pub items: Vec<DeliveryRow>,
    /// The `before` of the next page; none where this is the last.
    pub next: Option<i64>,
}

/// What went to an endpoint.
#[utoipa::path(get, path = "/webhooks/{id}/deliveries", tag = "webhooks", params(("id" = String, Path), DeliveryQuery),
    responses((status = 200, body = Deliveries), (status = 404, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("sources"))))]
pub async fn list(
    may: May<Sources>,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(query): Query<DeliveryQuery>,
) -> Answer<Json<Deliveries>> {
    drop(may);
    let endpoint = find(&app, &id).await?;
    let state = match query.state.as_deref() {
        None => None,
        Some(name) => Some(OutgoingState::named(name).ok_or_else(|| {
            Problem::wrong(format!("there is no state `{name}`; there are waiting, sent, parked, failed"))
        })?),
    };
    // One more than wanted says whether there are more.
    let mut found = app.store().deliveries(&endpoint.of.id, state, query.before, PAGE + 1).await?;
    let more = found.len() as u64 > PAGE;
    found.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = found.last().filter(|_| more).map(|of| of.of.id);
    let ids: Vec<i64> = found.iter().map(|of| of.of.id).collect();
    let mut tries: HashMap<i64, Vec<DeliveryAttempt>> = HashMap::new();
    for Attempt { outgoing, at, status, ms, answer } in app.store().attempts(&ids).await? {
        tries.entry(outgoing).or_default().push(DeliveryAttempt { at, status, ms, answer });
    }
    let items = found.into_iter().map(|delivery| {
        let of = delivery.of;
        let (kind, at, data) = match delivery.event {
            Some(event) => (Some(event.kind.id()), Some(event.at), Some(event.data)),
            None => (None, None, None),
        };
        DeliveryRow {
            tries: tries.remove(&of.id).unwrap_or_default(),
            id: of.id,
            event_id: of.of.key,
            kind,
            at,
            subject: of.of.about,
            data,
            state: of.state.into(),
            attempts: of.attempts,
            next_at: of.of.not_before,
            reason: of.reason,
            sent_at: of.sent_at,
        }
    });
    Ok(Json(Deliveries { items: items.collect(), next }))
}

/// The event that was put into the outbox.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct WebhookTested {
    /// Its id; the deliveries say what became of it.
    pub event_id: String,
}

/// An endpoint that is switched off is told nothing.
fn on(endpoint: &Endpoint) -> Answer<()> {
    if endpoint.active {
        return Ok(());
    }
    Err(Problem::conflict("switched_off", "the webhook is switched off; switch it on first"))
}

/// Sends an endpoint an event that says nothing but that it is one.
#[utoipa::path(post, path = "/webhooks/{id}/test", tag = "webhooks", params(("id" = String, Path)),
    responses((status = 202, body = WebhookTested), (status = 404, body = Problem), (status = 409, body = Problem)),
    extensions(("x-permission" = json!("sources"))))]
pub async fn test(
    may: May<Sources>,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Answer<(axum::http::StatusCode, Json<WebhookTested>)> {
    let endpoint = find(&app, &id).await?;
    on(&endpoint)?;
    let write = app.write(&may.who.account.login).await?;
    let event_id = write.test_endpoint(&endpoint).await?;
    write.commit().await?;
    app.tell(&[What::Outbox], None);
    Ok((axum::http::StatusCode::ACCEPTED, Json(WebhookTested { event_id })))
}

/// What is to go once more: exactly one of the three.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplayOfDeliveries {
    /// These deliveries, whatever became of them.
    ids: Option<Vec<i64>>,
    /// All that were refused since this instant.
    failed_since: Option<DateTime<Utc>>,
    /// All events since this instant that the endpoint wants, whether it had them or not.
    all_since: Option<DateTime<Utc>>,
}

/// How many go once more.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct DeliveriesReplayed {
    /// Under the ids they had.
    pub number: u64,
    /// Later ones that were left out: 10,000 go at once, the oldest first.
    pub left_out: u64,
}

/// Sends events once more, under the ids they had.
#[utoipa::path(post, path = "/webhooks/{id}/replay", tag = "webhooks", params(("id" = String, Path)),
    request_body = ReplayOfDeliveries,
    responses((status = 200, body = DeliveriesReplayed), (status = 404, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem)),
    extensions(("x-permission" = json!("sources"))))]
pub async fn replay(
    may: May<Sources>,
    State(app): State<App>,
    Path(id): Path<String>,
    Json(wanted): Json<ReplayOfDeliveries>,
) -> Answer<Json<DeliveriesReplayed>> {
    let endpoint = find(&app, &id).await?;
    on(&endpoint)?;
    let stamp = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let write = app.write(&may.who.account.login).await?;
    let replayed = match (wanted.ids, wanted.failed_since, wanted.all_since) {
        (Some(ids), None, None) => {
            if ids.is_empty() || ids.len() > MOST_NAMED {
                return Err(Problem::wrong(format!("name 1 to {MOST_NAMED} deliveries")));
            }
            DeliveriesReplayed { number: write.replay_deliveries(&endpoint, &ids).await?, left_out: 0 }
        }
        (None, Some(since), None) => {
            DeliveriesReplayed { number: write.replay_failed(&endpoint, &stamp(since)).await?, left_out: 0 }
        }
        (None, None, Some(since)) => {
            let replayed = write.replay_events(&endpoint, &stamp(since), MOST).await?;
            DeliveriesReplayed { number: replayed.number, left_out: replayed.left_out }
        }
        _ => return Err(Problem::wrong("say one of `ids`, `failed_since` and `all_since`")),
    };
    write.commit().await?;
    app.tell(&[What::Outbox], None);
    Ok(Json(replayed))
}
