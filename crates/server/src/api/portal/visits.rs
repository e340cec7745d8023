//! Visits at the own machines: which one is agreed on, and choosing the time of one the service offers. A visit nobody spoke of
//! to the customer yet is not shown, and never whose tour it is on.

use super::{Own, PortalContact, known_as};
use crate::api::paging::{Page, Pairs, split};
use crate::app::App;
use crate::events::What;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, Query, State};
use base::{Language, VisitId};
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use store::{Visit, VisitFilter, VisitState};
use utoipa::ToSchema;
use uuid::Uuid;

/// Visits of a customer that are looked at.
const MOST: u64 = 5_000;

/// A visit.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PortalVisit {
    /// The id.
    pub id: Uuid,
    /// What is done.
    pub title: String,
    /// `to_choose`: the customer may choose the time; `arranged`: it is agreed on.
    pub state: &'static str,
    /// The machine; none where it is another's by now, or none is named.
    pub machine_id: Option<Uuid>,
    /// Its serial number.
    pub serial_number: Option<String>,
    /// Its type.
    pub machine_type: Option<String>,
    /// Where.
    pub address: String,
    /// Minutes of work.
    pub duration_minutes: u32,
    /// By when it should be.
    pub due_on: Option<NaiveDate>,
    /// When the work begins, local to the builder; none where only the day's order is open.
    pub begins: Option<NaiveDateTime>,
    /// Minutes by which that may differ.
    pub tolerance_minutes: u32,
}

/// A time to choose.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PortalTime {
    /// When the work begins, local to the builder.
    pub begins: NaiveDateTime,
    /// When it is done.
    pub ends: NaiveDateTime,
}

fn state_of(of: &Visit) -> Option<&'static str> {
    match of.state {
        VisitState::Promised => Some("arranged"),
        VisitState::Open | VisitState::Planned if of.of.offered_on.is_some() => Some("to_choose"),
        VisitState::Open | VisitState::Planned | VisitState::Done | VisitState::Cancelled => None,
    }
}

fn row(own: &Own, language: Language, of: Visit) -> Option<PortalVisit> {
    let state = state_of(&of)?;
    let machine = of.of.machine.and_then(|id| own.machine(id.0).ok());
    let text = |field| machine.and_then(|(_, at)| own.text(field, at));
    let promise = of.of.promise.as_ref();
    Some(PortalVisit {
        id: of.id.0,
        title: of.of.title.get(language).to_owned(),
        state,
        machine_id: machine.map(|(id, _)| id.0),
        serial_number: text("serial_number"),
        machine_type: text("machine_type"),
        address: of.of.address,
        duration_minutes: of.of.duration_minutes,
        due_on: of.of.due.map(|due| due.day),
        begins: promise.and_then(|promise| promise.begins),
        tolerance_minutes: promise.map_or(0, |promise| promise.tolerance_minutes),
    })
}

async fn all(app: &App, who: &PortalContact) -> Answer<Vec<PortalVisit>> {
    let own = Own::of(app, who)?;
    let filter = VisitFilter {
        states: vec![VisitState::Open, VisitState::Planned, VisitState::Promised],
        customers: known_as(app, who.contact.customer),
        ..VisitFilter::default()
    };
    let (_, found) = app.store().visits(&filter, 0, MOST).await?;
    let mut rows: Vec<PortalVisit> = found.into_iter().filter_map(|of| row(&own, who.language(), of)).collect();
    rows.sort_by_key(|of| (of.state == "arranged", of.begins, of.due_on, of.id));
    Ok(rows)
}

/// How many visits the contact's company may choose a time for; none while the machine files are read.
///
/// # Errors
/// Where the database cannot be read.
pub async fn to_choose_of(app: &App, who: &PortalContact) -> Answer<usize> {
    let filter = VisitFilter {
        states: vec![VisitState::Open, VisitState::Planned],
        customers: known_as(app, who.contact.customer),
        ..VisitFilter::default()
    };
    let (_, found) = app.store().visits(&filter, 0, MOST).await?;
    Ok(found.iter().filter(|of| state_of(of) == Some("to_choose")).count())
}

/// Visits to choose a time for, then those that are agreed on, the next one first.
#[utoipa::path(get, path = "/portal/visits", tag = "portal", operation_id = "portal_visits",
    params(("limit" = Option<usize>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<PortalVisit>), (status = 401, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("portal"))))]
pub async fn list(
    who: PortalContact,
    State(app): State<App>,
    Query(pairs): Query<Pairs>,
) -> Answer<Json<Page<PortalVisit>>> {
    let (paging, filters) = split(pairs)?;
    if let Some((name, _)) = filters.first() {
        return Err(Problem::wrong(format!("`{name}` is not a filter here; there is none")));
    }
    let all = all(&app, &who).await?;
    let total = all.len();
    let items = all.into_iter().skip(paging.offset).take(paging.limit).collect();
    Ok(Json(Page::new(items, total, paging.offset)))
}

/// An own visit whose time may be chosen.
async fn to_choose(app: &App, who: &PortalContact, id: Uuid) -> Answer<VisitId> {
    let missing = || Problem::missing("your company has no such visit");
    let of = app.store().visit(VisitId(id)).await?.ok_or_else(missing)?;
    let is_own = of.of.customer.is_some_and(|of| known_as(app, who.contact.customer).contains(&of));
    match state_of(&of).filter(|_| is_own) {
        Some("to_choose") => Ok(of.id),
        Some(_) => {
            let text = "a time is agreed on already; call us if it has to be another one";
            Err(Problem::conflict("arranged", text))
        }
        None => Err(missing()),
    }
}

/// The times one may choose from: those of the next two weeks at which somebody who can do it comes by.
#[utoipa::path(get, path = "/portal/visits/{id}/times", tag = "portal", operation_id = "portal_visit_times",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Vec<PortalTime>), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("portal"))))]
pub async fn times(who: PortalContact, State(app): State<App>, Path(id): Path<Uuid>) -> Answer<Json<Vec<PortalTime>>> {
    let id = to_choose(&app, &who, id).await?;
    let found = app.dispatch(&who.actor()).times_for_customer(id).await?;
    Ok(Json(found.into_iter().map(|of| PortalTime { begins: of.begins, ends: of.ends }).collect()))
}

/// The time the customer chose.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PortalBooking {
    /// When the work begins: one of the times that were shown.
    begins: NaiveDateTime,
}

/// Books a time: the visit is agreed on.
#[utoipa::path(post, path = "/portal/visits/{id}/book", tag = "portal", operation_id = "portal_visit_book",
    request_body = PortalBooking, params(("id" = Uuid, Path)),
    responses((status = 200, body = PortalVisit), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("portal"))))]
pub async fn book(
    who: PortalContact,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    Json(wanted): Json<PortalBooking>,
) -> Answer<Json<PortalVisit>> {
    let id = to_choose(&app, &who, id).await?;
    app.dispatch(&who.actor()).book_time(id, wanted.begins).await?;
    app.tell(&[What::Tours, What::Campaigns], None);
    let missing = || Problem::missing("your company has no such visit");
    let booked = app.store().visit(id).await?.ok_or_else(missing)?;
    let row = row(&Own::of(&app, &who)?, who.language(), booked);
    row.map(Json).ok_or_else(missing)
}
