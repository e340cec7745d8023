//! Technicians: who drives, from where, when, and what they can do.

use super::accounts::if_match;
use crate::app::App;
use crate::auth::who::PlanTours;
use crate::auth::{May, secret};
use crate::events::What;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use base::TechnicianId;
use chrono::{NaiveDate, NaiveTime};
use pipeline::field_service::TechnicianDraft;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::{Absence, Pause, WorkDay};
use utoipa::ToSchema;
use uuid::Uuid;

/// A time in which neither is driven nor worked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Break {
    /// Begins: `12:00`.
    pub from: String,
    /// Is over: `12:45`.
    pub until: String,
}

/// Working hours of a day of the week.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkingDay {
    /// 1 is Monday, 7 is Sunday.
    pub weekday: u8,
    /// Leaves home not before: `07:00`.
    pub from: String,
    /// Is back not after: `16:00`.
    pub until: String,
    /// Breaks.
    #[serde(default)]
    pub breaks: Vec<Break>,
}

/// Days off, both included. Why is not asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DaysOff {
    /// The first.
    pub from: NaiveDate,
    /// The last.
    pub until: NaiveDate,
}

/// A technician.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Technician {
    /// The id.
    pub id: Uuid,
    /// The version, to send back with a change.
    pub etag: String,
    /// The person's name.
    pub name: String,
    /// The login of the person's account, where there is one.
    pub login: Option<String>,
    /// The language of the calendar: `de`, `en` or `it`.
    pub language: String,
    /// Mail address.
    pub mail: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Where each day begins and ends.
    pub address: String,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// What the person can do.
    pub skills: BTreeSet<String>,
    /// Where the person works; empty: everywhere.
    pub regions: BTreeSet<String>,
    /// Working hours.
    pub week: Vec<WorkingDay>,
    /// Days off.
    pub absences: Vec<DaysOff>,
    /// The most minutes of driving a day.
    pub max_drive_minutes: Option<u32>,
    /// Whether there is a calendar address.
    pub has_calendar: bool,
    /// Whether the person is planned.
    pub active: bool,
}

fn usual_language() -> String {
    "de".to_owned()
}

const fn yes() -> bool {
    true
}

/// A technician as it is entered.
#[derive(Clone, PartialEq, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TechnicianBody {
    /// The person's name.
    name: String,
    /// The login of the person's account.
    login: Option<String>,
    /// The language of the calendar: `de`, `en` or `it`.
    #[serde(default = "usual_language")]
    language: String,
    /// Mail address.
    mail: Option<String>,
    /// Telephone.
    phone: Option<String>,
    /// Where each day begins and ends: `Street 1, Postcode Town, Country`.
    address: String,
    /// Degrees north; looked up from the town where it is left out.
    latitude: Option<f64>,
    /// Degrees east.
    longitude: Option<f64>,
    /// What the person can do.
    #[serde(default)]
    skills: BTreeSet<String>,
    /// Where the person works; empty: everywhere.
    #[serde(default)]
    regions: BTreeSet<String>,
    /// Working hours, each day of the week once at most.
    week: Vec<WorkingDay>,
    /// Days off.
    #[serde(default)]
    absences: Vec<DaysOff>,
    /// The most minutes of driving a day.
    max_drive_minutes: Option<u32>,
    /// Whether the person is planned.
    #[serde(default = "yes")]
    active: bool,
}

/// An address to subscribe to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct CalendarAddress {
    /// The address with its secret; it is shown this once.
    pub url: String,
}

fn clock(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

fn time(text: &str) -> Answer<NaiveTime> {
    NaiveTime::parse_from_str(text.trim(), "%H:%M")
        .map_err(|_| Problem::wrong(format!("`{text}` is not a time of day; write it as 07:30")))
}

fn shown(of: store::Technician) -> Technician {
    let day = |day: WorkDay| WorkingDay {
        weekday: day.weekday,
        from: clock(day.from),
        until: clock(day.until),
        breaks: day.breaks.iter().map(|of| Break { from: clock(of.from), until: clock(of.until) }).collect(),
    };
    Technician {
        id: of.id.0,
        etag: format!("\"{}\"", of.version),
        name: of.name,
        login: of.login,
        language: of.language,
        mail: of.mail,
        phone: of.phone,
        address: of.address,
        latitude: of.home.latitude,
        longitude: of.home.longitude,
        skills: of.skills,
        regions: of.regions,
        week: of.week.into_iter().map(day).collect(),
        absences: of.absences.iter().map(|of| DaysOff { from: of.from, until: of.until }).collect(),
        max_drive_minutes: of.max_drive_minutes,
        has_calendar: of.calendar_hash.is_some(),
        active: of.active,
    }
}

impl TechnicianBody {
    fn draft(self) -> Answer<TechnicianDraft> {
        let day = |day: WorkingDay| {
            let breaks = day.breaks.iter().map(|of| Ok(Pause { from: time(&of.from)?, until: time(&of.until)? }));
            Ok(WorkDay {
                weekday: day.weekday,
                from: time(&day.from)?,
                until: time(&day.until)?,
                breaks: breaks.collect::<Answer<_>>()?,
            })
        };
        Ok(TechnicianDraft {
            name: self.name,
            login: self.login,
            language: self.language,
            mail: self.mail,
            phone: self.phone,
            address: self.address,
            latitude: self.latitude,
            longitude: self.longitude,
            skills: self.skills,
            regions: self.regions,
            week: self.week.into_iter().map(day).collect::<Answer<_>>()?,
            absences: self.absences.iter().map(|of| Absence { from: of.from, until: of.until }).collect(),
            max_drive_minutes: self.max_drive_minutes,
            active: self.active,
        })
    }
}

async fn known(app: &App, id: Uuid) -> Answer<store::Technician> {
    let found = app.store().technician(TechnicianId(id)).await?;
    found.ok_or_else(|| Problem::missing("there is no such technician"))
}

/// Saves one; two technicians of one account would see each other's days.
async fn save(app: &App, actor: &str, of: &store::Technician) -> Answer<()> {
    if let Some(login) = &of.login {
        if app.store().account_by_login(login).await?.is_none() {
            return Err(Problem::wrong(format!("there is no account `{login}`; add it first, or leave login empty")));
        }
        let other = app.store().technician_of(login).await?.filter(|other| other.id != of.id);
        if let Some(other) = other {
            return Err(Problem::conflict("login_taken", format!("the account {login} is {}'s already", other.name)));
        }
    }
    let write = app.write(actor).await?;
    if !write.put_technician(of).await? {
        return Err(Problem::changed("somebody else changed this technician meanwhile; load it again"));
    }
    write.commit().await?;
    app.tell(&[What::Tours], None);
    Ok(())
}

/// All technicians.
#[utoipa::path(get, path = "/technicians", tag = "field service", responses((status = 200, body = Vec<Technician>)),
    extensions(("x-permission" = json!("plan_tours"))))]
pub async fn list(may: May<PlanTours>, State(app): State<App>) -> Answer<Json<Vec<Technician>>> {
    drop(may);
    Ok(Json(app.store().technicians().await?.into_iter().map(shown).collect()))
}

/// Adds a technician.
#[utoipa::path(post, path = "/technicians", tag = "field service", request_body = TechnicianBody,
    responses((status = 201, body = Technician), (status = 409, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("plan_tours"))))]
pub async fn add(
    may: May<PlanTours>,
    State(app): State<App>,
    Json(body): Json<TechnicianBody>,
) -> Answer<(StatusCode, Json<Technician>)> {
    let id = TechnicianId::of(&secret::random().map_err(|error| Problem::internal(&error))?);
    let of = body.draft()?.checked(id, 1).map_err(Problem::wrong)?;
    save(&app, &may.who.account.login, &of).await?;
    Ok((StatusCode::CREATED, Json(shown(of))))
}

/// One technician.
#[utoipa::path(get, path = "/technicians/{id}", tag = "field service", params(("id" = Uuid, Path)),
    responses((status = 200, body = Technician), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("plan_tours"))))]
pub async fn get(may: May<PlanTours>, State(app): State<App>, Path(id): Path<Uuid>) -> Answer<Json<Technician>> {
    drop(may);
    Ok(Json(shown(known(&app, id).await?)))
}

/// Sets all that is entered of a technician. Tours that are planned stay until they are planned anew.
#[utoipa::path(put, path = "/technicians/{id}", tag = "field service", request_body = TechnicianBody,
    params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = Technician), (status = 404, body = Problem), (status = 412, body = Problem),
        (status = 422, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("plan_tours"))))]
pub async fn put(
    may: May<PlanTours>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Json(body): Json<TechnicianBody>,
) -> Answer<Json<Technician>> {
    let version = if_match(&headers)?;
    let before = known(&app, id).await?;
    let mut of = body.draft()?.checked(before.id, version + 1).map_err(Problem::wrong)?;
    of.calendar_hash = before.calendar_hash;
    save(&app, &may.who.account.login, &of).await?;
    Ok(Json(shown(of)))
}

/// Makes a new secret for a technician's calendar; the one before ends.
pub(super) async fn open(
    app: &App,
    headers: &HeaderMap,
    actor: &str,
    of: &store::Technician,
) -> Answer<Json<CalendarAddress>> {
    let token = secret::random().map_err(|error| Problem::internal(&error))?;
    let write = app.write(actor).await?;
    write.set_calendar(of, Some(secret::digest(&token))).await?;
    write.commit().await?;
    app.tell(&[What::Tours], None);
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or("localhost");
    let scheme = if app.config.secure_cookies { "https" } else { "http" };
    let begin = app.config.public_url.clone().unwrap_or_else(|| format!("{scheme}://{host}"));
    Ok(Json(CalendarAddress { url: format!("{begin}/calendar/{token}.ics") }))
}

/// Ends the secret of a technician's calendar.
pub(super) async fn close(app: &App, actor: &str, of: &store::Technician) -> Answer<StatusCode> {
    let write = app.write(actor).await?;
    write.set_calendar(of, None).await?;
    write.commit().await?;
    app.tell(&[What::Tours], None);
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a new calendar address for a technician; the one before ends. It is shown this once.
#[utoipa::path(post, path = "/technicians/{id}/calendar", tag = "field service", params(("id" = Uuid, Path)),
    responses((status = 200, body = CalendarAddress), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("plan_tours"))))]
pub async fn open_calendar(
    may: May<PlanTours>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Answer<Json<CalendarAddress>> {
    open(&app, &headers, &may.who.account.login, &known(&app, id).await?).await
}

/// Ends a technician's calendar address.
#[utoipa::path(delete, path = "/technicians/{id}/calendar", tag = "field service", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem)), extensions(("x-permission" = json!("plan_tours"))))]
pub async fn close_calendar(may: May<PlanTours>, State(app): State<App>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    close(&app, &may.who.account.login, &known(&app, id).await?).await
}
