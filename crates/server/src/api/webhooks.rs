//! Webhooks: which other systems are told what, what went to each, and what goes once more.

use crate::app::App;
use crate::auth::May;
use crate::auth::secret;
use crate::auth::who::Sources;
use crate::events::What;
use crate::problem::{Answer, Problem};
use crate::webhooks::KEPT_DAYS;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use chrono::{SecondsFormat, TimeDelta};
use connectors::ConnectorError;
use connectors::webhooks::SigningSecret;
use serde::{Deserialize, Serialize};
use store::{Endpoint, EndpointChange, EventType, NewEndpoint, OutgoingState, SigningText, WEBHOOK};
use utoipa::ToSchema;

/// Endpoints there may be: each gets a delivery of each event.
const MOST_ENDPOINTS: usize = 50;

/// Letters of a name.
const NAME: usize = 40;

/// The longest the secret before signs, too.
const LONGEST_ROTATION_HOURS: u32 = 7 * 24;

/// How many deliveries of an endpoint are in which state.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, ToSchema)]
pub struct WebhookCounts {
    /// To be sent, or sent again later.
    pub waiting: u64,
    /// Parked: an administrator must see to something, or it is switched off.
    pub parked: u64,
    /// Refused: a person must look.
    pub failed: u64,
    /// Taken.
    pub sent: u64,
}

/// An endpoint.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct WebhookRow {
    /// Its id.
    pub id: String,
    /// What people and campaigns call it.
    pub name: String,
    /// Where it listens.
    pub url: String,
    /// What it is told.
    pub types: Vec<&'static str>,
    /// Whether anything goes to it.
    pub active: bool,
    /// Why it was switched off, where nobody did so.
    pub note: Option<String>,
    /// Nothing goes to it before this instant, UTC: it did not answer, or asked for it.
    pub rests_until: Option<String>,
    /// Until when the secret before signs, too, UTC.
    pub old_secret_until: Option<String>,
    /// Why nothing can go there: nobody has allowed the destination.
    pub problem: Option<String>,
    /// Who added it.
    pub created_by: String,
    /// When, UTC.
    pub created_at: String,
    /// Counted up with each change; send it with a change.
    pub edition: i64,
    /// What went to it and what waits.
    pub counts: WebhookCounts,
}

/// All endpoints, and what there is to be told.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Webhooks {
    /// By name.
    pub items: Vec<WebhookRow>,
    /// The types an endpoint may ask for.
    pub types: Vec<&'static str>,
    /// How many days events are kept, and so can be sent again.
    pub kept_days: i64,
}

fn refused(error: ConnectorError) -> Problem {
    match error {
        ConnectorError::NotAllowed { .. } => Problem::destination_not_allowed(error.to_string()),
        other => Problem::wrong(other.to_string()),
    }
}

fn row(app: &App, of: Endpoint, counts: WebhookCounts) -> WebhookRow {
    let stamp = app.stamp();
    WebhookRow {
        problem: app.config.webhooks.destination(&of.of.url).err().map(|error| error.to_string()),
        id: of.of.id,
        name: of.of.name,
        url: of.of.url,
        types: of.of.types.iter().map(|kind| kind.id()).collect(),
        active: of.active,
        note: of.note,
        rests_until: of.rests_until.filter(|until| *until > stamp),
        old_secret_until: of.old_secret.map(|(_, until)| until).filter(|until| *until > stamp),
        created_by: of.created_by,
        created_at: of.created_at,
        edition: of.edition,
        counts,
    }
}

async fn counts(app: &App, endpoint: &str) -> Answer<WebhookCounts> {
    let mut counts = WebhookCounts::default();
    for (_, _, state, number) in
        app.store().outgoing_counts().await?.into_iter().filter(|(to, kind, ..)| to == WEBHOOK && kind == endpoint)
    {
        count(&mut counts, state, number);
    }
    Ok(counts)
}

fn count(counts: &mut WebhookCounts, state: OutgoingState, number: u64) {
    match state {
        OutgoingState::Waiting | OutgoingState::Sending => counts.waiting += number,
        OutgoingState::Parked => counts.parked += number,
        OutgoingState::Failed => counts.failed += number,
        OutgoingState::Sent => counts.sent += number,
    }
}

pub(super) async fn find(app: &App, id: &str) -> Answer<Endpoint> {
    app.store().endpoint(id).await?.ok_or_else(|| Problem::missing("there is no such webhook"))
}

async fn found(app: &App, id: &str) -> Answer<WebhookRow> {
    Ok(row(app, find(app, id).await?, counts(app, id).await?))
}

fn types(names: &[String]) -> Answer<Vec<EventType>> {
    let known = || EventType::ALL.into_iter().filter(|kind| kind.is_chosen());
    let mut all = Vec::new();
    for name in names {
        let kind = known().find(|kind| kind.id() == name.as_str()).ok_or_else(|| {
            let there = known().map(EventType::id).collect::<Vec<_>>().join(", ");
            Problem::wrong(format!("there is no type `{name}` to choose; there are {there}"))
        })?;
        if !all.contains(&kind) {
            all.push(kind);
        }
    }
    Ok(all)
}

/// A name that can stand in a campaign's file.
///
/// # Errors
/// Says what a name is made of.
pub fn checked_name(name: &str) -> Answer<String> {
    let name = name.trim();
    let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if name.is_empty() || name.len() > NAME || !name.chars().all(fits) {
        let what = format!("a webhook's name is made of a-z, 0-9 and -, {NAME} letters at most: campaigns name it so");
        return Err(Problem::wrong(what));
    }
    Ok(name.to_owned())
}

/// A new secret.
///
/// # Errors
/// Where the system gives no randomness.
pub fn new_secret() -> Result<SigningText, String> {
    Ok(SigningText::new(SigningSecret::text(&secret::bytes()?)))
}

/// All endpoints.
#[utoipa::path(get, path = "/webhooks", tag = "webhooks", responses((status = 200, body = Webhooks)),
    extensions(("x-permission" = json!("sources"))))]
pub async fn list(may: May<Sources>, State(app): State<App>) -> Answer<Json<Webhooks>> {
    drop(may);
    let all = app.store().outgoing_counts().await?;
    let items = app.store().endpoints().await?.into_iter().map(|of| {
        let mut counts = WebhookCounts::default();
        for (_, _, state, number) in all.iter().filter(|(to, kind, ..)| to == WEBHOOK && *kind == of.of.id) {
            count(&mut counts, *state, *number);
        }
        row(&app, of, counts)
    });
    Ok(Json(Webhooks {
        items: items.collect(),
        types: EventType::ALL.into_iter().filter(|kind| kind.is_chosen()).map(EventType::id).collect(),
        kept_days: KEPT_DAYS,
    }))
}

/// An endpoint to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
    /// What people and campaigns call it: a-z, 0-9 and -.
    name: String,
    /// Where it listens: `https://`, at a host and port an administrator has allowed.
    url: String,
    /// What it is told; may be empty where only campaigns name it.
    types: Vec<String>,
}

/// An endpoint with its secret, which is shown this once.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct WebhookSecret {
    /// The endpoint.
    pub webhook: WebhookRow,
    /// What messages are signed with: `whsec_…`.
    pub secret: String,
}

/// Adds an endpoint; its secret is shown this once.
#[utoipa::path(post, path = "/webhooks", tag = "webhooks", request_body = NewWebhook,
    responses((status = 201, body = WebhookSecret), (status = 409, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("sources"))))]
pub async fn add(
    may: May<Sources>,
    State(app): State<App>,
    Json(new): Json<NewWebhook>,
) -> Answer<(StatusCode, Json<WebhookSecret>)> {
    let name = checked_name(&new.name)?;
    let types = types(&new.types)?;
    app.config.webhooks.destination(&new.url).map_err(refused)?;
    if app.store().endpoints().await?.len() >= MOST_ENDPOINTS {
        let what = format!("there are {MOST_ENDPOINTS} webhooks, as many as there may be; remove one first");
        return Err(Problem::conflict("too_many", what));
    }
    let secret = new_secret().map_err(|error| Problem::internal(&error))?;
    let endpoint = NewEndpoint::new(&name, new.url.trim(), secret.clone(), types, &app.stamp());
    let write = app.write(&may.who.account.login).await?;
    if !write.add_endpoint(&endpoint).await? {
        return Err(Problem::conflict("name_taken", format!("there is a webhook `{name}` already; take another name")));
    }
    write.commit().await?;
    app.tell(&[What::Outbox], None);
    let webhook = found(&app, &endpoint.id).await?;
    Ok((StatusCode::CREATED, Json(WebhookSecret { webhook, secret: secret.reveal().to_owned() })))
}

/// What changes of an endpoint; what is not said stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookChange {
    /// The edition you saw.
    edition: i64,
    /// Where it listens.
    url: Option<String>,
    /// What it is told.
    types: Option<Vec<String>>,
    /// Whether anything goes to it. Switched off, what waits is parked; switched on, it goes.
    active: Option<bool>,
}

fn changed() -> Problem {
    Problem::changed("somebody else changed the webhook meanwhile; look again")
}

/// Changes an endpoint.
#[utoipa::path(patch, path = "/webhooks/{id}", tag = "webhooks", params(("id" = String, Path)), request_body = WebhookChange,
    responses((status = 200, body = WebhookRow), (status = 404, body = Problem), (status = 412, body = Problem),
              (status = 422, body = Problem)),
    extensions(("x-permission" = json!("sources"))))]
pub async fn change(
    may: May<Sources>,
    State(app): State<App>,
    Path(id): Path<String>,
    Json(wanted): Json<WebhookChange>,
) -> Answer<Json<WebhookRow>> {
    let known = find(&app, &id).await?;
    if let Some(url) = &wanted.url {
        app.config.webhooks.destination(url).map_err(refused)?;
    }
    let change = EndpointChange {
        url: wanted.url.map(|url| url.trim().to_owned()),
        types: wanted.types.as_deref().map(types).transpose()?,
        active: wanted.active.filter(|active| *active != known.active).map(|active| (active, None)),
    };
    let write = app.write(&may.who.account.login).await?;
    if !write.change_endpoint(&known, wanted.edition, &change).await? {
        return Err(changed());
    }
    write.commit().await?;
    app.tell(&[What::Outbox], None);
    found(&app, &id).await.map(Json)
}

/// Removes an endpoint, with what waits for it and what is known of what went to it.
#[utoipa::path(delete, path = "/webhooks/{id}", tag = "webhooks", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)), extensions(("x-permission" = json!("sources"))))]
pub async fn remove(may: May<Sources>, State(app): State<App>, Path(id): Path<String>) -> Answer<StatusCode> {
    let known = find(&app, &id).await?;
    let write = app.write(&may.who.account.login).await?;
    write.remove_endpoint(&known).await?;
    write.commit().await?;
    app.tell(&[What::Outbox], None);
    Ok(StatusCode::NO_CONTENT)
}

/// How to give an endpoint another secret.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretRotation {
    /// The edition you saw.
    edition: i64,
    /// Hours for which the secret before signs, too: 24 where nothing is said, 168 at most.
    old_hours: Option<u32>,
}

/// Gives an endpoint another secret, which is shown this once. For a while both sign.
#[utoipa::path(post, path = "/webhooks/{id}/secret", tag = "webhooks", params(("id" = String, Path)),
    request_body = SecretRotation,
    responses((status = 200, body = WebhookSecret), (status = 404, body = Problem), (status = 412, body = Problem)),
    extensions(("x-permission" = json!("sources"))))]
pub async fn rotate(
    may: May<Sources>,
    State(app): State<App>,
    Path(id): Path<String>,
    Json(wanted): Json<SecretRotation>,
) -> Answer<Json<WebhookSecret>> {
    let known = find(&app, &id).await?;
    let hours = wanted.old_hours.unwrap_or(24).min(LONGEST_ROTATION_HOURS);
    let until = (app.now() + TimeDelta::hours(i64::from(hours))).to_rfc3339_opts(SecondsFormat::Secs, true);
    let secret = new_secret().map_err(|error| Problem::internal(&error))?;
    let write = app.write(&may.who.account.login).await?;
    if !write.rotate_secret(&known, wanted.edition, &secret, &until).await? {
        return Err(changed());
    }
    write.commit().await?;
    app.tell(&[What::Outbox], None);
    Ok(Json(WebhookSecret { webhook: found(&app, &id).await?, secret: secret.reveal().to_owned() }))
}
