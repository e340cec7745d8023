//! Visits: what is to be done at customers, and what came of it.

use super::accounts::if_match;
use super::paging::{Page, Pairs, split};
use super::tours::{LimitRow, TimeSpan, limit};
use crate::app::App;
use crate::auth::who::{PlanTours, Read};
use crate::auth::{May, secret};
use crate::events::What;
use crate::problem::{Answer, Problem};
use ::tours::{Coordinates, Due, Priority, Promise, Span};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use base::{Language, MachineId, OpportunityId, Translated, VisitId};
use chrono::{NaiveDate, NaiveDateTime};
use hashbrown::HashMap;
use pipeline::field_service::checked_visit;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeSet;
use store::{Edited, NewVisit, PlannedStop, VisitFilter, VisitKind, VisitState};
use utoipa::ToSchema;
use uuid::Uuid;

/// Where a visit stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PlannedRow {
    /// Whose tour.
    pub technician_id: Uuid,
    /// The technician's name.
    pub technician_name: String,
    /// Of which day.
    pub day: NaiveDate,
    /// The work begins.
    pub begins: NaiveDateTime,
    /// The work is done.
    pub ends: NaiveDateTime,
}

/// What the customer was told.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PromiseRow {
    /// Who comes.
    pub technician_id: Option<Uuid>,
    /// The technician's name.
    pub technician_name: Option<String>,
    /// When the work begins.
    pub begins: Option<NaiveDateTime>,
    /// By how many minutes the begin may differ.
    pub tolerance_minutes: u32,
}

/// A visit.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Visit {
    /// The id.
    pub id: Uuid,
    /// The version, to send back with a change.
    pub etag: String,
    /// `maintenance`, `campaign`, `repair` or `parts_delivery`.
    pub kind: &'static str,
    /// `open`, `planned`, `promised`, `done` or `cancelled`.
    pub state: &'static str,
    /// What is done.
    pub title: String,
    /// What the technician should know, or found.
    pub note: Option<String>,
    /// The machine.
    pub machine_id: Option<Uuid>,
    /// Its serial number.
    pub serial_number: Option<String>,
    /// Its type.
    pub machine_type: Option<String>,
    /// The customer.
    pub customer_id: Option<Uuid>,
    /// The customer's name.
    pub customer_name: String,
    /// Whom to ask for.
    pub contact_name: Option<String>,
    /// Whom to ring up.
    pub phone: Option<String>,
    /// Where.
    pub address: String,
    /// Degrees north; `null` where the place is not known: it cannot be planned then.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// Minutes of work.
    pub duration_minutes: u32,
    /// What the technician must be able to do.
    pub skills: BTreeSet<String>,
    /// Only technicians of this region come.
    pub region: Option<String>,
    /// When the site can be worked at; empty: at any time.
    pub windows: Vec<TimeSpan>,
    /// By when.
    pub due_on: Option<NaiveDate>,
    /// Whether it makes no sense after that.
    pub due_strict: bool,
    /// Whether that is past and it is not done.
    pub is_overdue: bool,
    /// `low`, `normal`, `high` or `urgent`.
    pub priority: &'static str,
    /// What the customer was told.
    pub promise: Option<PromiseRow>,
    /// Since when the customer may choose the time in the portal; `null`: it may not.
    pub offered_on: Option<NaiveDate>,
    /// The enrolment it came of.
    pub enrolment_id: Option<Uuid>,
    /// The opportunity it came of.
    pub opportunity_id: Option<Uuid>,
    /// Where it stands; `null`: on no tour.
    pub planned: Option<PlannedRow>,
    /// Whether the technician is at it.
    pub started: bool,
    /// When it was done.
    pub done_on: Option<NaiveDate>,
    /// Why it will not be.
    pub cancelled_reason: Option<String>,
    /// When it was asked for.
    pub opened_on: NaiveDate,
    /// Why it is on no tour, as the last planning found; or that it stands on a past day and nobody said that it was done.
    pub limits: Vec<LimitRow>,
}

/// A visit as it is entered. Of a machine's visit, what is left out comes from the machine.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitBody {
    /// `maintenance`, `campaign`, `repair` or `parts_delivery`.
    kind: String,
    /// What is done.
    title: String,
    /// Minutes of work; what is usual for the kind where it is left out.
    duration_minutes: Option<u32>,
    /// The machine.
    machine_id: Option<Uuid>,
    /// The opportunity it belongs to.
    opportunity_id: Option<Uuid>,
    /// What the technician should know.
    note: Option<String>,
    /// The customer's name; needed where no machine is named.
    customer_name: Option<String>,
    /// Whom to ask for.
    contact_name: Option<String>,
    /// Whom to ring up.
    phone: Option<String>,
    /// Where; needed where no machine is named.
    address: Option<String>,
    /// Degrees north; looked up from the town where it is left out.
    latitude: Option<f64>,
    /// Degrees east.
    longitude: Option<f64>,
    /// What the technician must be able to do.
    skills: Option<BTreeSet<String>>,
    /// Only technicians of this region come.
    region: Option<String>,
    /// When the site can be worked at.
    #[serde(default)]
    windows: Vec<TimeSpan>,
    /// By when.
    due_on: Option<NaiveDate>,
    /// Whether it makes no sense after that.
    #[serde(default)]
    due_strict: bool,
    /// `low`, `normal`, `high` or `urgent`.
    priority: Option<String>,
}

/// `null` is something else than nothing.
fn some_or_null<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(from).map(Some)
}

/// What may be changed of a visit; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitChange {
    /// What is done.
    title: Option<String>,
    /// Minutes of work.
    duration_minutes: Option<u32>,
    /// What the technician should know; `null` for nothing.
    #[serde(default, deserialize_with = "some_or_null")]
    #[schema(value_type = Option<String>)]
    note: Option<Option<String>>,
    /// Whom to ask for; `null` for nobody.
    #[serde(default, deserialize_with = "some_or_null")]
    #[schema(value_type = Option<String>)]
    contact_name: Option<Option<String>>,
    /// Whom to ring up; `null` for nobody.
    #[serde(default, deserialize_with = "some_or_null")]
    #[schema(value_type = Option<String>)]
    phone: Option<Option<String>>,
    /// Where.
    address: Option<String>,
    /// Degrees north; goes with `longitude`.
    latitude: Option<f64>,
    /// Degrees east.
    longitude: Option<f64>,
    /// What the technician must be able to do.
    skills: Option<BTreeSet<String>>,
    /// Only technicians of this region come; `null`: all.
    #[serde(default, deserialize_with = "some_or_null")]
    #[schema(value_type = Option<String>)]
    region: Option<Option<String>>,
    /// When the site can be worked at.
    windows: Option<Vec<TimeSpan>>,
    /// By when; `null`: no matter.
    #[serde(default, deserialize_with = "some_or_null")]
    #[schema(value_type = Option<NaiveDate>)]
    due_on: Option<Option<NaiveDate>>,
    /// Whether it makes no sense after that.
    due_strict: Option<bool>,
    /// `low`, `normal`, `high` or `urgent`.
    priority: Option<String>,
}

pub(super) const fn priority_id(of: Priority) -> &'static str {
    match of {
        Priority::Low => "low",
        Priority::Normal => "normal",
        Priority::High => "high",
        Priority::Urgent => "urgent",
    }
}

fn priority(name: Option<&str>) -> Answer<Option<Priority>> {
    let all = [Priority::Low, Priority::Normal, Priority::High, Priority::Urgent];
    let Some(name) = name else { return Ok(None) };
    let found = all.into_iter().find(|of| priority_id(*of) == name);
    let wrong = || Problem::wrong(format!("`{name}` is not a priority; there are low, normal, high and urgent"));
    found.map(Some).ok_or_else(wrong)
}

fn place(latitude: Option<f64>, longitude: Option<f64>) -> Answer<Option<Coordinates>> {
    match (latitude, longitude) {
        (Some(latitude), Some(longitude)) => Ok(Some(Coordinates { latitude, longitude })),
        (None, None) => Ok(None),
        _ => Err(Problem::wrong("latitude and longitude go together")),
    }
}

fn spans(windows: &[TimeSpan]) -> Vec<Span> {
    windows.iter().map(|of| Span { from: of.from, until: of.until }).collect()
}

/// The same words in all languages: what a person writes is not translated.
fn said(title: &str) -> Translated {
    let title = title.trim();
    Translated { de: title.to_owned(), en: title.to_owned(), it: title.to_owned() }
}

fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Why a visit is on no tour that is still to come, as it is shown. One that stands on a day that is past was not reported done:
/// whether it was, only a person can say.
pub(super) fn limits(of: &store::Visit, stop: Option<&PlannedStop>, today: NaiveDate) -> Vec<LimitRow> {
    if let Some(stop) = stop {
        let row = LimitRow {
            limit: "not_reported",
            technician_id: Some(stop.technician.0),
            day: Some(stop.day),
            ..LimitRow::default()
        };
        return Some(row).filter(|_| stop.day < today && !of.state.is_over()).into_iter().collect();
    }
    if of.of.place.is_none() && !of.state.is_over() {
        return vec![LimitRow { limit: "no_place", ..LimitRow::default() }];
    }
    of.limits.iter().flatten().map(limit).collect()
}

/// Visits as they are shown, with where they stand.
pub(super) async fn rows(app: &App, all: Vec<store::Visit>, language: Language) -> Answer<Vec<Visit>> {
    let ids: Vec<VisitId> = all.iter().map(|of| of.id).collect();
    let stops = app.store().stops_of(&ids).await?;
    let technicians = app.store().technicians().await?;
    let names: HashMap<Uuid, String> = technicians.into_iter().map(|of| (of.id.0, of.name)).collect();
    let (view, today) = (app.view().ok(), app.today());
    let row = |of: store::Visit| {
        let machine = of.of.machine.and_then(|id| {
            let base = &view.as_ref()?.live.base;
            let row = base.row(base.position(id)?)?;
            Some((row.serial_number.to_owned(), row.machine_type.map(str::to_owned)))
        });
        let planned = stops.get(&of.id).map(|stop| PlannedRow {
            technician_id: stop.technician.0,
            technician_name: names.get(&stop.technician.0).cloned().unwrap_or_default(),
            day: stop.day,
            begins: stop.stop.begins,
            ends: stop.stop.ends,
        });
        let promise = of.of.promise.as_ref().map(|promise| {
            let technician_id: Option<Uuid> = promise.technician.as_ref().and_then(|id| id.parse().ok());
            PromiseRow {
                technician_id,
                technician_name: technician_id.and_then(|id| names.get(&id).cloned()),
                begins: promise.begins,
                tolerance_minutes: promise.tolerance_minutes,
            }
        });
        let limits = limits(&of, stops.get(&of.id), today);
        let (serial_number, machine_type) = machine.map_or((None, None), |(serial, of)| (Some(serial), of));
        let asked = of.of;
        Visit {
            id: of.id.0,
            etag: format!("\"{}\"", of.version),
            kind: asked.kind.id(),
            state: of.state.id(),
            title: asked.title.get(language).to_owned(),
            note: asked.note,
            machine_id: asked.machine.map(|id| id.0),
            serial_number,
            machine_type,
            customer_id: asked.customer.map(|id| id.0),
            customer_name: asked.customer_name,
            contact_name: asked.contact_name,
            phone: asked.phone,
            address: asked.address,
            latitude: asked.place.map(|place| place.latitude),
            longitude: asked.place.map(|place| place.longitude),
            duration_minutes: asked.duration_minutes,
            skills: asked.skills,
            region: asked.region,
            windows: asked.windows.iter().map(|of| TimeSpan { from: of.from, until: of.until }).collect(),
            due_on: asked.due.map(|due| due.day),
            due_strict: asked.due.is_some_and(|due| due.strict),
            is_overdue: !of.state.is_over() && asked.due.is_some_and(|due| due.day < today),
            priority: priority_id(asked.priority),
            promise,
            offered_on: asked.offered_on,
            enrolment_id: asked.enrolment.map(|id| id.0),
            opportunity_id: asked.opportunity.map(|id| id.0),
            planned,
            started: of.started_at.is_some(),
            done_on: of.done_on,
            cancelled_reason: of.cancelled_reason,
            opened_on: asked.opened_on,
            limits,
        }
    };
    Ok(all.into_iter().map(row).collect())
}

/// One visit as it is shown.
pub(super) async fn shown(app: &App, id: VisitId, language: Language) -> Answer<Json<Visit>> {
    let row = rows(app, vec![known(app, id).await?], language).await?.pop();
    row.map(Json).ok_or_else(|| Problem::missing("there is no such visit"))
}

/// The visit with this id.
pub(super) async fn known(app: &App, id: VisitId) -> Answer<store::Visit> {
    app.store().visit(id).await?.ok_or_else(|| Problem::missing("there is no such visit"))
}

/// Refuses what somebody else changed since it was read.
pub(super) fn unchanged(of: &store::Visit, version: i64) -> Answer<()> {
    if of.version == version {
        return Ok(());
    }
    Err(Problem::changed("somebody else changed this visit since you loaded it; look at it again"))
}

fn filter(pairs: Pairs) -> Answer<VisitFilter> {
    let mut filter = VisitFilter::default();
    for (name, value) in pairs {
        let uuid = || value.parse::<Uuid>().map_err(|_| Problem::wrong(format!("`{name}={value}` is not an id")));
        match name.as_str() {
            "state" => filter.states.push(VisitState::named(&value).ok_or_else(|| {
                Problem::wrong(format!(
                    "`{value}` is not a state; there are open, planned, promised, done and cancelled"
                ))
            })?),
            "kind" => filter.kinds.push(kind(&value)?),
            "region" => filter.regions.push(value),
            "machine" => filter.machine = Some(MachineId(uuid()?)),
            "opportunity" => filter.opportunity = Some(OpportunityId(uuid()?)),
            "q" => filter.text = Some(value.trim().to_owned()).filter(|text| !text.is_empty()),
            _ => {
                return Err(Problem::wrong(format!(
                    "there is no filter `{name}`; there are state, kind, region, machine, opportunity and q"
                )));
            }
        }
    }
    Ok(filter)
}

fn kind(name: &str) -> Answer<VisitKind> {
    VisitKind::named(name).ok_or_else(|| {
        Problem::wrong(format!(
            "`{name}` is no kind of visit; there are maintenance, campaign, repair and parts_delivery"
        ))
    })
}

/// Visits, those due first in front.
#[utoipa::path(get, path = "/visits", tag = "field service",
    params(("state" = Option<Vec<String>>, Query, description = "may be repeated"),
        ("kind" = Option<Vec<String>>, Query, description = "may be repeated"),
        ("region" = Option<Vec<String>>, Query, description = "may be repeated"),
        ("machine" = Option<Uuid>, Query), ("opportunity" = Option<Uuid>, Query),
        ("q" = Option<String>, Query, description = "words of the customer's name or address"),
        ("limit" = Option<usize>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<Visit>), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn list(may: May<Read>, State(app): State<App>, Query(pairs): Query<Pairs>) -> Answer<Json<Page<Visit>>> {
    let (paging, filters) = split(pairs)?;
    let (offset, most) = (paging.offset as u64, paging.limit as u64);
    let (total, found) = app.store().visits(&filter(filters)?, offset, most).await?;
    let items = rows(&app, found, may.who.language()).await?;
    Ok(Json(Page::new(items, usize::try_from(total).unwrap_or(usize::MAX), paging.offset)))
}

/// One visit.
#[utoipa::path(get, path = "/visits/{id}", tag = "field service", params(("id" = Uuid, Path)),
    responses((status = 200, body = Visit), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(may: May<Read>, State(app): State<App>, Path(id): Path<Uuid>) -> Answer<Json<Visit>> {
    shown(&app, VisitId(id), may.who.language()).await
}

/// Asks for a visit.
#[utoipa::path(post, path = "/visits", tag = "field service", request_body = VisitBody,
    responses((status = 201, body = Visit), (status = 404, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("plan_tours"))))]
pub async fn add(
    may: May<PlanTours>,
    State(app): State<App>,
    Json(body): Json<VisitBody>,
) -> Answer<(StatusCode, Json<Visit>)> {
    let key = format!("hand-{}", secret::random().map_err(|error| Problem::internal(&error))?);
    let (kind, service) = (kind(&body.kind)?, &app.config.field_service);
    let mut new = NewVisit {
        key,
        kind,
        title: said(&body.title),
        note: filled(body.note),
        machine: None,
        customer: None,
        customer_name: String::new(),
        contact_name: None,
        phone: None,
        address: String::new(),
        place: None,
        duration_minutes: body.duration_minutes.unwrap_or_else(|| service.minutes.of(kind)),
        skills: BTreeSet::new(),
        region: None,
        windows: spans(&body.windows),
        due: body.due_on.map(|day| Due { day, strict: body.due_strict }),
        priority: priority(body.priority.as_deref())?.unwrap_or_default(),
        promise: None,
        offered_on: None,
        enrolment: None,
        opportunity: body.opportunity_id.map(OpportunityId),
        opened_on: app.today(),
    };
    if let Some(machine) = body.machine_id.map(MachineId) {
        let view = app.view()?;
        let at = view.live.ordinal(machine).ok_or_else(|| Problem::missing("there is no such machine"))?;
        service.at_machine(&view.live.decided, at, &mut new);
    }
    let told = |text: Option<String>, before: Option<String>| filled(text).or(before);
    new.customer_name = filled(body.customer_name).unwrap_or(new.customer_name);
    new.contact_name = told(body.contact_name, new.contact_name);
    new.phone = told(body.phone, new.phone);
    if let Some(address) = filled(body.address) {
        new.place = pipeline::field_service::locate(&address);
        new.address = address;
    }
    new.place = place(body.latitude, body.longitude)?.or(new.place);
    new.skills = body.skills.unwrap_or(new.skills);
    new.region = told(body.region, new.region);
    let new = checked_visit(new).map_err(Problem::wrong)?;
    let write = app.write(&may.who.account.login).await?;
    let added = write.add_visits(vec![new]).await?;
    write.tours_changed(None).await?;
    write.commit().await?;
    app.tell(&[What::Tours], None);
    let id = added.first().copied().ok_or_else(|| Problem::internal(&"a new visit had an old key"))?;
    Ok((StatusCode::CREATED, shown(&app, id, may.who.language()).await?))
}

/// Changes a visit. One that is on a tour stays there; the times of the tour are made anew.
#[utoipa::path(patch, path = "/visits/{id}", tag = "field service", request_body = VisitChange,
    params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = Visit), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("plan_tours"))))]
pub async fn change(
    may: May<PlanTours>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Json(change): Json<VisitChange>,
) -> Answer<Json<Visit>> {
    let version = if_match(&headers)?;
    let mut now = known(&app, VisitId(id)).await?;
    unchanged(&now, version)?;
    if now.state.is_over() {
        return Err(Problem::conflict("visit_over", "this visit is over; ask for another one"));
    }
    let of = &mut now.of;
    if let Some(title) = change.title {
        of.title = said(&title);
    }
    of.duration_minutes = change.duration_minutes.unwrap_or(of.duration_minutes);
    if let Some(note) = change.note {
        of.note = filled(note);
    }
    if let Some(name) = change.contact_name {
        of.contact_name = filled(name);
    }
    if let Some(phone) = change.phone {
        of.phone = filled(phone);
    }
    if let Some(address) = filled(change.address) {
        of.place = pipeline::field_service::locate(&address).or(of.place);
        of.address = address;
    }
    of.place = place(change.latitude, change.longitude)?.or(of.place);
    if let Some(skills) = change.skills {
        of.skills = skills;
    }
    if let Some(region) = change.region {
        of.region = filled(region);
    }
    if let Some(windows) = change.windows {
        of.windows = spans(&windows);
    }
    if let Some(due_on) = change.due_on {
        of.due = due_on.map(|day| Due { day, strict: of.due.is_some_and(|due| due.strict) });
    }
    if let (Some(due), Some(strict)) = (of.due.as_mut(), change.due_strict) {
        due.strict = strict;
    }
    of.priority = priority(change.priority.as_deref())?.unwrap_or(of.priority);
    now.of = checked_visit(now.of).map_err(Problem::wrong)?;
    edit(&app, &may.who.account.name, &now, "change visit").await?;
    app.dispatch(&may.who.account.name).retime(now.id).await?;
    app.tell(&[What::Tours], None);
    shown(&app, now.id, may.who.language()).await
}

/// Saves a visit as it is now, where nobody was faster.
pub(super) async fn edit(app: &App, actor: &str, now: &store::Visit, what: &str) -> Answer<()> {
    let write = app.write(actor).await?;
    match write.edit_visit(now, what).await? {
        Edited::Done => Ok(write.commit().await?),
        Edited::Missing => Err(Problem::missing("there is no such visit")),
        Edited::Conflict => {
            Err(Problem::changed("somebody else changed this visit since you loaded it; look at it again"))
        }
    }
}

/// What is promised; what is left out is as it is planned now.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PromiseBody {
    /// Who comes.
    technician_id: Option<Uuid>,
    /// When the work begins.
    begins: Option<NaiveDateTime>,
    /// By how many minutes the begin may differ; 30 where it is left out.
    tolerance_minutes: Option<u32>,
}

/// Minutes by which a promised begin may differ where nothing is said: roads are no clockwork.
const TOLERANCE: u32 = 30;

/// Notes what the customer was told. From then on a plan keeps it.
#[utoipa::path(post, path = "/visits/{id}/promise", tag = "field service", request_body = PromiseBody,
    params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = Visit), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("plan_tours"))))]
pub async fn promise(
    may: May<PlanTours>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Json(body): Json<PromiseBody>,
) -> Answer<Json<Visit>> {
    let version = if_match(&headers)?;
    let of = known(&app, VisitId(id)).await?;
    unchanged(&of, version)?;
    let promise = Promise {
        technician: body.technician_id.map(|id| id.to_string()),
        begins: body.begins,
        tolerance_minutes: body.tolerance_minutes.unwrap_or(TOLERANCE),
    };
    app.dispatch(&may.who.account.name).promise(of.id, Some(version), promise).await?;
    app.tell(&[What::Tours, What::Campaigns], None);
    shown(&app, of.id, may.who.language()).await
}

/// Takes a promise back: the visit may be moved again.
#[utoipa::path(delete, path = "/visits/{id}/promise", tag = "field service",
    params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = Visit), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 412, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("plan_tours"))))]
pub async fn take_back(
    may: May<PlanTours>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Answer<Json<Visit>> {
    let version = if_match(&headers)?;
    let mut now = known(&app, VisitId(id)).await?;
    unchanged(&now, version)?;
    if now.state != VisitState::Promised {
        return Err(Problem::conflict("not_promised", "nothing is promised of this visit"));
    }
    let is_on_tour = app.store().stops_of(&[now.id]).await?.contains_key(&now.id);
    now.state = if is_on_tour { VisitState::Planned } else { VisitState::Open };
    now.of.promise = None;
    edit(&app, &may.who.account.name, &now, "take promise back").await?;
    app.tell(&[What::Tours], None);
    shown(&app, now.id, may.who.language()).await
}
