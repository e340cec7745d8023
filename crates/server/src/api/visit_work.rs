//! What becomes of a visit: begun, finished, cancelled; slots for the customer; visits proposed for due maintenance.

use super::accounts::if_match;
use super::paging::{Page, Pairs, split};
use super::portal::known_as;
use super::portal_contacts::public_url;
use super::visits::{Visit, known, shown, unchanged};
use crate::app::App;
use crate::auth::who::{OwnDay, PlanTours};
use crate::auth::{May, Permission, Who};
use crate::events::What;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use base::{OpportunityId, TechnicianId, VisitId};
use chrono::{NaiveDate, NaiveDateTime};
use pipeline::field_service::Taken;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Proposals taken over at once.
const MOST: usize = 500;

/// Why a visit will not be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancellation {
    /// Why.
    reason: String,
    /// Whether the customer wants none: the campaign it came of ends with that.
    #[serde(default)]
    declined: bool,
}

/// Cancels a visit: it leaves its tour.
#[utoipa::path(post, path = "/visits/{id}/cancel", tag = "field service", request_body = Cancellation,
    params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = Visit), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("plan_tours"))))]
pub async fn cancel(
    may: May<PlanTours>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Json(body): Json<Cancellation>,
) -> Answer<Json<Visit>> {
    let version = if_match(&headers)?;
    let of = known(&app, VisitId(id)).await?;
    unchanged(&of, version)?;
    app.dispatch(&may.who.account.name).cancel(of.id, Some(version), &body.reason, body.declined).await?;
    app.tell(&[What::Tours, What::Campaigns], None);
    shown(&app, of.id, may.who.language()).await
}

/// Refuses a visit of another technician's day to who may not plan.
async fn is_own(app: &App, who: &Who, id: VisitId) -> Answer<()> {
    known(app, id).await?;
    if who.may(Permission::PlanTours) {
        return Ok(());
    }
    let own = app.store().technician_of(&who.account.login).await?;
    let stop = app.store().stops_of(&[id]).await?.remove(&id);
    if own.zip(stop).is_some_and(|(own, stop)| own.id == stop.technician) {
        return Ok(());
    }
    Err(Problem::forbidden("this visit is not on your tours; ask who plans them"))
}

/// Notes that the technician is at it.
#[utoipa::path(post, path = "/visits/{id}/start", tag = "field service", params(("id" = Uuid, Path)),
    responses((status = 200, body = Visit), (status = 404, body = Problem), (status = 409, body = Problem)),
    extensions(("x-permission" = json!("own_day"))))]
pub async fn start(may: May<OwnDay>, State(app): State<App>, Path(id): Path<Uuid>) -> Answer<Json<Visit>> {
    is_own(&app, &may.who, VisitId(id)).await?;
    app.dispatch(&may.who.account.name).start(VisitId(id)).await?;
    app.tell(&[What::Tours], None);
    shown(&app, VisitId(id), may.who.language()).await
}

/// What is said at the end.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Finish {
    /// What was found; added to the note.
    note: Option<String>,
}

/// Notes that it is done: the task it came of, too, and the campaign goes on.
#[utoipa::path(post, path = "/visits/{id}/finish", tag = "field service", request_body = Finish,
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Visit), (status = 404, body = Problem), (status = 409, body = Problem)),
    extensions(("x-permission" = json!("own_day"))))]
pub async fn finish(
    may: May<OwnDay>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    Json(body): Json<Finish>,
) -> Answer<Json<Visit>> {
    is_own(&app, &may.who, VisitId(id)).await?;
    app.dispatch(&may.who.account.name).finish(VisitId(id), body.note.as_deref()).await?;
    app.tell(&[What::Tours, What::Campaigns], None);
    shown(&app, VisitId(id), may.who.language()).await
}

/// How far slots are looked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct SlotQuery {
    /// So many days from today; 14 where it is left out, 31 at most.
    days: Option<u32>,
    /// So many slots at most; 6 where it is left out, 20 at most.
    most: Option<usize>,
}

/// A time at which a visit could be done without breaking anything.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct SlotRow {
    /// Who would come.
    pub technician_id: Uuid,
    /// The technician's name.
    pub technician_name: String,
    /// The day.
    pub day: NaiveDate,
    /// The work begins.
    pub begins: NaiveDateTime,
    /// The work is done.
    pub ends: NaiveDateTime,
    /// Minutes of driving it adds to the tour.
    pub extra_minutes: i64,
}

/// When a visit could be done: times to offer to the customer.
#[utoipa::path(get, path = "/visits/{id}/slots", tag = "field service", params(("id" = Uuid, Path), SlotQuery),
    responses((status = 200, body = Vec<SlotRow>), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)),
    extensions(("x-permission" = json!("plan_tours"))))]
pub async fn slots(
    may: May<PlanTours>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    Query(query): Query<SlotQuery>,
) -> Answer<Json<Vec<SlotRow>>> {
    let (days, most) = (query.days.unwrap_or(14), query.most.unwrap_or(6));
    if !(1..=31).contains(&days) || !(1..=20).contains(&most) {
        return Err(Problem::wrong("days may be 1 to 31, most 1 to 20"));
    }
    let found = app.dispatch(&may.who.account.name).offered_slots(VisitId(id), days, most).await?;
    let row = |of: pipeline::field_service::Slot| SlotRow {
        technician_id: of.technician.0,
        technician_name: of.technician_name,
        day: of.day,
        begins: of.begins,
        ends: of.ends,
        extra_minutes: of.extra_minutes,
    };
    Ok(Json(found.into_iter().map(row).collect()))
}

/// The slot the customer took.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Booking {
    /// Who comes.
    technician_id: Uuid,
    /// When the work begins.
    begins: NaiveDateTime,
}

/// Books a slot: the visit goes on that tour and is promised.
#[utoipa::path(post, path = "/visits/{id}/book", tag = "field service", request_body = Booking,
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Visit), (status = 404, body = Problem), (status = 409, body = Problem)),
    extensions(("x-permission" = json!("plan_tours"))))]
pub async fn book(
    may: May<PlanTours>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    Json(body): Json<Booking>,
) -> Answer<Json<Visit>> {
    let taken = Taken { technician: TechnicianId(body.technician_id), begins: body.begins };
    app.dispatch(&may.who.account.name).book(VisitId(id), taken).await?;
    app.tell(&[What::Tours, What::Campaigns], None);
    shown(&app, VisitId(id), may.who.language()).await
}

/// Whether the customer may choose the time.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitOffer {
    /// True offers the visit in the portal, false takes it back.
    offered: bool,
}

/// Who learns of an offer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct VisitOffered {
    /// Contacts of the customer who may sign in and choose.
    pub contacts: usize,
    /// Those of them who get a mail, for they asked for it in the portal.
    pub by_mail: usize,
}

/// Lets the customer choose the time in the portal, or takes that back.
#[utoipa::path(post, path = "/visits/{id}/offer", tag = "field service", request_body = VisitOffer,
    params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = VisitOffered), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("plan_tours"))))]
pub async fn offer(
    may: May<PlanTours>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Json(body): Json<VisitOffer>,
) -> Answer<Json<VisitOffered>> {
    let version = if_match(&headers)?;
    if body.offered {
        public_url(&app)?;
    }
    let of = known(&app, VisitId(id)).await?;
    let customers = of.of.customer.map(|of| known_as(&app, of)).unwrap_or_default();
    let told = app.dispatch(&may.who.account.name).offer(of.id, version, &customers, body.offered).await?;
    app.tell(&[What::Tours], None);
    Ok(Json(VisitOffered { contacts: told.contacts, by_mail: told.by_mail }))
}

/// A visit that is proposed: maintenance of the machine is due and nobody asked for a visit yet.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct ProposalRow {
    /// The opportunity of the maintenance.
    pub opportunity_id: Uuid,
    /// The machine.
    pub machine_id: Uuid,
    /// Its serial number.
    pub serial_number: Option<String>,
    /// Its type.
    pub machine_type: Option<String>,
    /// The customer's name.
    pub customer_name: String,
    /// Where.
    pub address: String,
    /// The region it falls into.
    pub region: Option<String>,
    /// When it is due, as the operating hours say; none where that is not known.
    pub due_on: Option<NaiveDate>,
    /// Days left to that; negative: overdue.
    pub days_left: Option<i64>,
    /// Minutes of work.
    pub duration_minutes: u32,
    /// Degrees north; `null` where the place is not known.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
}

/// Machines whose maintenance is due and for which there is no visit, the most overdue first.
#[utoipa::path(get, path = "/visits/proposals", tag = "field service",
    params(("days" = Option<i64>, Query, description = "due within so many days; 60 where it is left out"),
        ("limit" = Option<usize>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<ProposalRow>), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("plan_tours"))))]
pub async fn proposals(
    may: May<PlanTours>,
    State(app): State<App>,
    Query(pairs): Query<Pairs>,
) -> Answer<Json<Page<ProposalRow>>> {
    let (paging, filters) = split(pairs)?;
    let mut days = 60;
    for (name, value) in filters {
        match (name.as_str(), value.parse::<i64>()) {
            ("days", Ok(of)) => days = of,
            ("days", Err(_)) => return Err(Problem::wrong(format!("`days={value}` is not a whole number"))),
            _ => return Err(Problem::wrong(format!("there is no filter `{name}`; there is days"))),
        }
    }
    let view = app.view()?;
    let all = app.dispatch(&may.who.account.name).proposals(&view.live.decided, days).await?;
    let total = all.len();
    let row = |of: pipeline::field_service::Proposal| {
        let base = &view.live.base;
        let machine = of.visit.machine.and_then(|id| base.row(base.position(id)?));
        ProposalRow {
            opportunity_id: of.opportunity.0,
            machine_id: of.visit.machine.map(|id| id.0).unwrap_or_default(),
            serial_number: machine.as_ref().map(|row| row.serial_number.to_owned()),
            machine_type: machine.as_ref().and_then(|row| row.machine_type.map(str::to_owned)),
            customer_name: of.visit.customer_name,
            address: of.visit.address,
            region: of.visit.region,
            due_on: of.visit.due.map(|due| due.day),
            days_left: of.days_left,
            duration_minutes: of.visit.duration_minutes,
            latitude: of.visit.place.map(|place| place.latitude),
            longitude: of.visit.place.map(|place| place.longitude),
        }
    };
    let items = all.into_iter().skip(paging.offset).take(paging.limit).map(row).collect();
    Ok(Json(Page::new(items, total, paging.offset)))
}

/// Proposals that are taken over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeOver {
    /// Of which opportunities.
    opportunity_ids: Vec<Uuid>,
}

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct TakenOver {
    /// Visits that are new.
    pub added: usize,
    /// Named ones for which there is a visit already, or whose maintenance is no more due.
    pub known: usize,
}

/// Makes visits of proposals.
#[utoipa::path(post, path = "/visits/proposals", tag = "field service", request_body = TakeOver,
    responses((status = 200, body = TakenOver), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("plan_tours"))))]
pub async fn take_over(
    may: May<PlanTours>,
    State(app): State<App>,
    Json(body): Json<TakeOver>,
) -> Answer<Json<TakenOver>> {
    let named = body.opportunity_ids.len();
    if named == 0 || named > MOST {
        return Err(Problem::wrong(format!("name 1 to {MOST} opportunities")));
    }
    let ids: Vec<OpportunityId> = body.opportunity_ids.into_iter().map(OpportunityId).collect();
    let view = app.view()?;
    let added = app.dispatch(&may.who.account.name).take_over(&view.live.decided, &ids).await?;
    app.tell(&[What::Tours], None);
    Ok(Json(TakenOver { added, known: named.saturating_sub(added) }))
}
