//! The register of suppressions: why nothing is offered for a machine or to a customer, and until when.

use super::policy::decide_anew;
use crate::app::App;
use crate::auth::who::{Read, Work};
use crate::auth::{May, Permission};
use crate::events::What;
use crate::live::View;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use base::MachineId;
use chrono::NaiveDate;
use hashbrown::HashMap;
use pipeline::{Held, REASONS};
use serde::{Deserialize, Serialize};
use store::{NewSuppression, Suppression};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A suppression.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct SuppressionRow {
    /// Counted up.
    pub id: i64,
    /// The machine, where it is said of one.
    pub machine_id: Option<Uuid>,
    /// Its serial number.
    pub serial_number: Option<String>,
    /// The customer, where it is said of one.
    pub customer_id: Option<Uuid>,
    /// Its name.
    pub customer_name: Option<String>,
    /// Why.
    pub reason: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day; none where it is open.
    pub until: Option<NaiveDate>,
    /// What is said to it.
    pub note: String,
    /// Who entered it.
    pub saved_by: String,
    /// When, UTC.
    pub saved_at: String,
    /// Who ended it before its day.
    pub ended_by: Option<String>,
    /// When, UTC.
    pub ended_at: Option<String>,
    /// Whether it holds today.
    pub holds: bool,
    /// Hits it holds back now.
    pub hits: usize,
}

fn row(view: &View, of: Suppression, today: NaiveDate, hits: usize) -> SuppressionRow {
    let live = &view.live;
    let machine = of.of.machine.and_then(|id| live.base.row(live.base.position(id)?));
    let customers = &live.decided.state.files.customers;
    let customer = of.of.customer.and_then(|id| customers.iter().find(|customer| customer.id.0 == id));
    SuppressionRow {
        id: of.id,
        machine_id: of.of.machine.map(|machine| machine.0),
        serial_number: machine.map(|row| row.serial_number.to_owned()),
        customer_id: of.of.customer,
        customer_name: customer.and_then(|customer| customer.name.clone().or_else(|| customer.number.clone())),
        holds: of.holds(today),
        reason: of.of.reason,
        from: of.of.from,
        until: of.of.until,
        note: of.of.note,
        saved_by: of.saved_by,
        saved_at: of.saved_at,
        ended_by: of.ended_by,
        ended_at: of.ended_at,
        hits,
    }
}

async fn rows(app: &App, wanted: impl Fn(&Suppression) -> bool) -> Answer<Vec<SuppressionRow>> {
    let view = app.view()?;
    let today = app.today();
    let mut hits: HashMap<i64, usize> = HashMap::new();
    for hit in app.store().held_hits().await? {
        let held = hit.held.as_deref().and_then(|held| serde_json::from_str::<Held>(held).ok());
        if let Some(entry) = held.and_then(|held| held.entry).filter(|_| hit.state == store::HitState::Open) {
            *hits.entry(entry).or_default() += 1;
        }
    }
    let all = app.store().suppressions().await?.into_iter().filter(wanted);
    Ok(all
        .map(|of| {
            let count = hits.get(&of.id).copied().unwrap_or(0);
            row(&view, of, today, count)
        })
        .collect())
}

/// Which.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct SuppressionQuery {
    /// Only those that hold today, or only the others.
    open: Option<bool>,
}

/// The suppressions, newest first.
#[utoipa::path(get, path = "/suppressions", tag = "hits", params(SuppressionQuery),
    responses((status = 200, body = Vec<SuppressionRow>)), extensions(("x-permission" = json!("read"))))]
pub async fn list(
    may: May<Read>,
    State(app): State<App>,
    Query(query): Query<SuppressionQuery>,
) -> Answer<Json<Vec<SuppressionRow>>> {
    drop(may);
    let today = app.today();
    rows(&app, |of| query.open.is_none_or(|open| of.holds(today) == open)).await.map(Json)
}

/// A suppression to be entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSuppressionEntry {
    /// The machine, or none.
    machine_id: Option<Uuid>,
    /// The customer, or none.
    customer_id: Option<Uuid>,
    /// `do_not_contact`, `complaint`, `credit_block`, `critical_ticket` or `other`.
    reason: String,
    /// The first day.
    from: NaiveDate,
    /// The last day; none where it is open.
    until: Option<NaiveDate>,
    /// What is said to it.
    note: String,
}

async fn found(app: &App, id: i64) -> Answer<SuppressionRow> {
    let found = rows(app, |of| of.id == id).await?.into_iter().next();
    found.ok_or_else(|| Problem::missing(format!("there is no suppression {id}")))
}

/// Enters a suppression; what follows is decided at once.
#[utoipa::path(post, path = "/suppressions", tag = "hits", request_body = NewSuppressionEntry,
    responses((status = 201, body = SuppressionRow), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("work"))))]
pub async fn add(
    may: May<Work>,
    State(app): State<App>,
    Json(wanted): Json<NewSuppressionEntry>,
) -> Answer<(StatusCode, Json<SuppressionRow>)> {
    let NewSuppressionEntry { machine_id, customer_id, reason, from, until, note } = wanted;
    if !REASONS.contains(&reason.as_str()) {
        return Err(Problem::wrong(format!("`{reason}` is no reason; there are {}", REASONS.join(", "))));
    }
    if machine_id.is_some() == customer_id.is_some() {
        return Err(Problem::wrong("name the machine or the customer"));
    }
    if until.is_some_and(|until| until < from) {
        return Err(Problem::wrong("the last day is before the first"));
    }
    let note = note.trim().to_owned();
    if note.chars().count() > 1_000 {
        return Err(Problem::wrong("a note has 1,000 letters at most"));
    }
    let view = app.view()?;
    if machine_id.is_some_and(|id| view.live.ordinal(MachineId(id)).is_none()) {
        return Err(Problem::missing("there is no such machine"));
    }
    let customers = &view.live.decided.state.files.customers;
    if customer_id.is_some_and(|id| customers.iter().all(|customer| customer.id.0 != id)) {
        return Err(Problem::missing("there is no such customer"));
    }
    let write = app.write(&may.who.account.login).await?;
    let new = NewSuppression { machine: machine_id.map(MachineId), customer: customer_id, reason, from, until, note };
    write.add_suppressions(vec![new]).await?;
    write.commit().await?;
    let newest = app.store().suppressions().await?.first().map_or(0, |of| of.id);
    app.tell(&[What::Opportunities], None);
    decide_anew(&app).await?;
    Ok((StatusCode::CREATED, Json(found(&app, newest).await?)))
}

/// The last day something holds.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LastDay {
    /// The day.
    pub last: NaiveDate,
}

/// Checks the day something is to end on: it is ended, not prolonged, and what held stays provable.
///
/// # Errors
/// Where the day is before the first or after the last.
pub fn last_day(last: NaiveDate, from: NaiveDate, until: Option<NaiveDate>) -> Answer<()> {
    if from.pred_opt().is_some_and(|before| last < before) {
        return Err(Problem::wrong(format!("it holds since {from}; it ends on the day before at the earliest")));
    }
    if until.is_some_and(|until| last > until) {
        return Err(Problem::wrong("it ends earlier than that already; enter a new one to prolong it"));
    }
    Ok(())
}

/// Ends a suppression; what follows is decided at once.
#[utoipa::path(post, path = "/suppressions/{id}/end", tag = "hits", request_body = LastDay, params(("id" = i64, Path)),
    responses((status = 200, body = SuppressionRow), (status = 404, body = Problem), (status = 409, body = Problem)),
    extensions(("x-permission" = json!("work"))))]
pub async fn end(
    may: May<Work>,
    State(app): State<App>,
    Path(id): Path<i64>,
    Json(wanted): Json<LastDay>,
) -> Answer<Json<SuppressionRow>> {
    let known = found(&app, id).await?;
    last_day(wanted.last, known.from, known.until)?;
    if known.saved_by != may.who.account.login && !may.who.may(Permission::WorkAll) {
        return Err(Problem::forbidden("somebody else entered this; who leads sales may end it"));
    }
    let write = app.write(&may.who.account.login).await?;
    if !write.end_suppression(id, wanted.last).await? {
        return Err(Problem::conflict("ended", "this suppression was ended already"));
    }
    write.commit().await?;
    app.tell(&[What::Opportunities], None);
    decide_anew(&app).await?;
    found(&app, id).await.map(Json)
}
