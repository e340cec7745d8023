//! The technician's own day, and the calendar technicians subscribe to.

use super::technicians::{CalendarAddress, close, open};
use super::tours::{ShiftRow, TourRow, shift, tour};
use super::visits::{self, Visit};
use crate::app::App;
use crate::auth::who::OwnDay;
use crate::auth::{May, Who, secret};
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::VisitId;
use chrono::NaiveDate;
use pipeline::field_service::shifts;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which day.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct DayQuery {
    /// The day; today where it is left out.
    day: Option<NaiveDate>,
}

/// A technician's day.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct MyDay {
    /// The technician.
    pub technician_id: Uuid,
    /// The technician's name.
    pub technician_name: String,
    /// The day.
    pub day: NaiveDate,
    /// The working hours; `null`: free.
    pub shift: Option<ShiftRow>,
    /// The tour; `null`: nothing is planned.
    pub tour: Option<TourRow>,
    /// Its visits.
    pub visits: Vec<Visit>,
    /// The last day before with a tour.
    pub previous_day: Option<NaiveDate>,
    /// The next day with a tour.
    pub next_day: Option<NaiveDate>,
}

async fn own(app: &App, who: &Who) -> Answer<store::Technician> {
    let found = app.store().technician_of(&who.account.login).await?;
    found.ok_or_else(|| Problem::missing("you are no technician here; who plans tours can name your account as one's"))
}

/// The own day of whoever is a technician.
#[utoipa::path(get, path = "/my-day", tag = "field service", params(DayQuery),
    responses((status = 200, body = MyDay), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("own_day"))))]
pub async fn get(may: May<OwnDay>, State(app): State<App>, Query(query): Query<DayQuery>) -> Answer<Json<MyDay>> {
    let of = own(&app, &may.who).await?;
    let day = query.day.unwrap_or_else(|| app.today());
    let found = app.store().tours(day, day, Some(of.id)).await?.pop();
    let stops = found.iter().flat_map(|tour| tour.stops.iter());
    let ids: Vec<VisitId> = stops.filter_map(|stop| stop.visit.parse().ok().map(VisitId)).collect();
    let mut all = app.store().visits_by_id(&ids).await?;
    all.sort_by_key(|of| ids.iter().position(|id| *id == of.id));
    let (previous_day, next_day) = app.store().tour_days_around(of.id, day).await?;
    Ok(Json(MyDay {
        technician_id: of.id.0,
        day,
        shift: shifts(&of, day, day).pop().map(shift),
        technician_name: of.name,
        tour: found.map(tour),
        visits: visits::rows(&app, all, may.who.language()).await?,
        previous_day,
        next_day,
    }))
}

/// Makes a new address for one's own calendar; the one before ends. It is shown this once.
#[utoipa::path(post, path = "/my-day/calendar", tag = "field service",
    responses((status = 200, body = CalendarAddress), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("own_day"))))]
pub async fn open_calendar(
    may: May<OwnDay>,
    State(app): State<App>,
    headers: HeaderMap,
) -> Answer<Json<CalendarAddress>> {
    open(&app, &headers, &may.who.account.login, &own(&app, &may.who).await?).await
}

/// Ends the address of one's own calendar.
#[utoipa::path(delete, path = "/my-day/calendar", tag = "field service",
    responses((status = 204), (status = 404, body = Problem)), extensions(("x-permission" = json!("own_day"))))]
pub async fn close_calendar(may: May<OwnDay>, State(app): State<App>) -> Answer<StatusCode> {
    close(&app, &may.who.account.login, &own(&app, &may.who).await?).await
}

/// `GET /calendar/{token}.ics`: what a calendar program reads. Who knows the address sees the tours of one technician and nothing
/// else; a wrong one is answered like one that ended.
pub async fn feed(State(app): State<App>, Path(file): Path<String>) -> Answer<Response> {
    let none = || Problem::missing("there is no such calendar; its address may have been made anew");
    let token = file.strip_suffix(".ics").ok_or_else(none)?;
    let of = app.store().technician_by_calendar(&secret::digest(token)).await?.ok_or_else(none)?;
    let page = app.config.public_url.as_deref();
    let text = app.dispatch("calendar").calendar(&of, app.config.zone, page).await?;
    let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
    let mut response = ([(header::CONTENT_TYPE, kind)], text).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}
