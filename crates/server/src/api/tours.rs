//! Tours: who goes where on which day, planned, checked and changed by hand; and why a visit is on none.

use super::accounts::if_match;
use super::paging::Pairs;
use super::visits::{self, Visit};
use crate::app::App;
use crate::auth::May;
use crate::auth::who::PlanTours;
use crate::events::What;
use crate::jobs::{self, Job, JobKind, JobResult};
use crate::problem::{Answer, Problem};
use ::tours::{BreachKind, Excluded, Limit};
use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use base::{TechnicianId, VisitId};
use chrono::{Days, NaiveDate, NaiveDateTime};
use pipeline::field_service::{Edit, Place, Search, Wanted, shifts};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;
use uuid::Uuid;

/// Days of a view or a plan at most.
const MOST_DAYS: u32 = 31;

/// A time from and until, local to the tenant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeSpan {
    /// Begins.
    pub from: NaiveDateTime,
    /// Is over.
    pub until: NaiveDateTime,
}

/// The working hours of a day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ShiftRow {
    /// Leaves home not before.
    pub from: NaiveDateTime,
    /// Is back not after.
    pub until: NaiveDateTime,
    /// Breaks.
    pub breaks: Vec<TimeSpan>,
}

/// A technician on the page of tours.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct TourTechnician {
    /// The id.
    pub id: Uuid,
    /// The person's name.
    pub name: String,
    /// Home: degrees north.
    pub latitude: f64,
    /// Home: degrees east.
    pub longitude: f64,
    /// What the person can do.
    pub skills: BTreeSet<String>,
    /// Where the person works; empty: everywhere.
    pub regions: BTreeSet<String>,
    /// Working hours of the days shown.
    pub shifts: Vec<ShiftRow>,
}

/// A visit on a tour.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct StopRow {
    /// Which.
    pub visit_id: Uuid,
    /// Is there.
    pub arrives: NaiveDateTime,
    /// The work begins.
    pub begins: NaiveDateTime,
    /// The work is done.
    pub ends: NaiveDateTime,
    /// Minutes of driving from the stop before.
    pub travel_minutes: u32,
    /// Kilometres from the stop before.
    pub travel_km: f64,
}

/// One technician, one day.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct TourRow {
    /// Who.
    pub technician_id: Uuid,
    /// When.
    pub day: NaiveDate,
    /// Leaves home.
    pub leaves: NaiveDateTime,
    /// Is back home.
    pub returns: NaiveDateTime,
    /// Minutes of driving, the way home included.
    pub travel_minutes: u32,
    /// Kilometres, the way home included.
    pub travel_km: f64,
    /// The stops in order.
    pub stops: Vec<StopRow>,
}

/// Why a visit is on no tour: a limit, and how many technician-days it excludes. Which of the other fields are there depends on
/// the limit.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, ToSchema)]
pub struct LimitRow {
    /// `by_hand`, `fits_now`, `full`, `drive`, `too_far`, `outside_hours`, `due`, `promise`, `region`, `skills`,
    /// `window_too_short`, `nobody_works`, `no_place` or `not_reported` (it stands on a past day and nobody said that it was done).
    pub limit: &'static str,
    /// How many technician-days it excludes.
    pub technician_days: usize,
    /// Whose tour would be nearest, or who was promised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub technician_id: Option<Uuid>,
    /// Of which day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
    /// Before which stop, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<usize>,
    /// By how many minutes it fails there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing_minutes: Option<i64>,
    /// The strict due date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
    /// The first day on which anybody could still go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_day: Option<NaiveDate>,
    /// The visit's region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Skills that nobody who works on these days has; empty: each of them somebody has, but nobody of these all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lacking: Option<BTreeSet<String>>,
    /// The longest window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longest_minutes: Option<i64>,
    /// The work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_minutes: Option<i64>,
}

/// A visit on no tour.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct LeftOutVisit {
    /// Which.
    pub visit_id: Uuid,
    /// Why, as the last planning found; empty where it was in none yet.
    pub limits: Vec<LimitRow>,
}

/// The last planning.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PlanRow {
    /// When, UTC.
    pub made_at: String,
    /// Who planned.
    pub made_by: String,
    /// The first day planned.
    pub first_day: NaiveDate,
    /// The last.
    pub last_day: NaiveDate,
    /// The regions; empty: all.
    pub regions: Vec<String>,
    /// Where drives came from: `great_circle`, `roads` (a routing server) or `fallback` (it failed).
    pub travel: String,
    /// Why the routing server was not used, where one is set.
    pub travel_note: Option<String>,
}

/// The tours of some days.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct ToursView {
    /// Counts every change of tours; to send back with a change.
    pub etag: String,
    /// The first day shown.
    pub first_day: NaiveDate,
    /// The last.
    pub last_day: NaiveDate,
    /// All regions there are.
    pub regions: BTreeSet<String>,
    /// The last planning; none where there was none.
    pub plan: Option<PlanRow>,
    /// Who is planned, by name, and who has a tour.
    pub technicians: Vec<TourTechnician>,
    /// By day, then technician.
    pub tours: Vec<TourRow>,
    /// Open visits on no tour, and those that stand on a past day and were not reported done.
    pub left_out: Vec<LeftOutVisit>,
    /// All visits of the tours and of those left out.
    pub visits: Vec<Visit>,
}

/// How tours are planned here.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct ToursSettings {
    /// Days planned at once where nothing is said.
    pub horizon_days: u32,
    /// How much longer roads are than the great circle.
    pub detour: f64,
    /// Kilometres an hour on average.
    pub kmh: f64,
    /// Whether a routing server is set.
    pub has_routing: bool,
    /// Regions that technicians, visits or the settings name.
    pub regions: BTreeSet<String>,
    /// Skills that technicians or open visits name.
    pub skills: BTreeSet<String>,
    /// Minutes of a visit of each kind where nothing is said.
    pub minutes: BTreeMap<&'static str, u32>,
}

/// What is planned.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanBody {
    /// The first day; today where nothing is said.
    first_day: Option<NaiveDate>,
    /// So many days; those of the settings where nothing is said.
    days: Option<u32>,
    /// Only technicians and visits of these regions; empty: all.
    #[serde(default)]
    regions: Vec<String>,
    /// Whether the tours there are count for nothing; what is driven and promised stays.
    #[serde(default)]
    anew: bool,
    /// Seconds the search may take, 1 to 60.
    seconds: Option<u32>,
}

/// A place on a tour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetBody {
    /// Whose.
    technician_id: Uuid,
    /// Of which day.
    day: NaiveDate,
    /// Before which stop, from 0, counted without the visit itself; beyond the end is the end.
    position: usize,
}

/// One visit goes elsewhere.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditBody {
    /// Which.
    visit_id: Uuid,
    /// Where to; `null`: off the tour.
    to: Option<TargetBody>,
    /// For a move: what breaks was seen and is taken.
    #[serde(default)]
    accept: bool,
}

/// A limit a tour breaks.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, ToSchema)]
pub struct BreachRow {
    /// Whose tour.
    pub technician_id: Uuid,
    /// Of which day.
    pub day: NaiveDate,
    /// At which visit; `null`: the tour as a whole.
    pub visit_id: Option<Uuid>,
    /// `window_missed`, `promise_missed`, `promised_to`, `skills_lacking`, `other_region`, `due_passed`, `overtime` or
    /// `drive_too_long`.
    pub kind: &'static str,
    /// By so many minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<i64>,
    /// By so many days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<i64>,
    /// Whether the visit makes no sense after its due date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strict: Option<bool>,
    /// What is lacking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skills: Option<BTreeSet<String>>,
    /// The visit's region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Who was promised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promised_technician_id: Option<Uuid>,
}

/// What an edit does.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct EditedTours {
    /// The version of the tours: of a check as they are, of a move as they are now.
    pub etag: String,
    /// The tours that change, with their new times; one without stops is none any more.
    pub tours: Vec<TourRow>,
    /// What they break.
    pub breaches: Vec<BreachRow>,
}

fn id(text: &str) -> Uuid {
    text.parse().unwrap_or_default()
}

/// A tour as it is shown.
pub(super) fn tour(of: ::tours::Tour) -> TourRow {
    let stop = |stop: ::tours::Stop| StopRow {
        visit_id: id(&stop.visit),
        arrives: stop.arrives,
        begins: stop.begins,
        ends: stop.ends,
        travel_minutes: stop.travel_minutes,
        travel_km: stop.travel_km,
    };
    TourRow {
        technician_id: id(&of.technician),
        day: of.day,
        leaves: of.leaves,
        returns: of.returns,
        travel_minutes: of.travel_minutes,
        travel_km: of.travel_km,
        stops: of.stops.into_iter().map(stop).collect(),
    }
}

/// Working hours as they are shown.
#[expect(clippy::needless_pass_by_value, reason = "it is what lists of them are mapped with")]
pub(super) fn shift(of: ::tours::Shift) -> ShiftRow {
    let breaks = of.breaks.iter().map(|of| TimeSpan { from: of.from, until: of.until }).collect();
    ShiftRow { from: of.from, until: of.until, breaks }
}

/// A limit as it is shown.
pub(super) fn limit(of: &Excluded) -> LimitRow {
    let row = LimitRow { technician_days: of.technician_days, ..LimitRow::default() };
    let at = |limit, technician: &str, day: NaiveDate, missing: i64| LimitRow {
        limit,
        technician_id: Some(id(technician)),
        day: Some(day),
        missing_minutes: Some(missing),
        ..row.clone()
    };
    match &of.limit {
        Limit::ByHand => LimitRow { limit: "by_hand", ..row },
        Limit::FitsNow { technician, day, position } => LimitRow {
            limit: "fits_now",
            technician_id: Some(id(technician)),
            day: Some(*day),
            position: Some(*position),
            ..row
        },
        Limit::Full { technician, day, position, missing_minutes } => {
            LimitRow { position: Some(*position), ..at("full", technician, *day, *missing_minutes) }
        }
        Limit::Drive { technician, day, missing_minutes } => at("drive", technician, *day, *missing_minutes),
        Limit::TooFar { technician, day, missing_minutes } => at("too_far", technician, *day, *missing_minutes),
        Limit::OutsideHours => LimitRow { limit: "outside_hours", ..row },
        Limit::Due { due, first_day } => {
            LimitRow { limit: "due", due_on: Some(*due), first_day: Some(*first_day), ..row }
        }
        Limit::Promise { technician } => LimitRow { limit: "promise", technician_id: Some(id(technician)), ..row },
        Limit::Region { region } => LimitRow { limit: "region", region: Some(region.clone()), ..row },
        Limit::Skills { lacking } => LimitRow { limit: "skills", lacking: Some(lacking.clone()), ..row },
        Limit::WindowTooShort { longest_minutes, duration_minutes } => LimitRow {
            limit: "window_too_short",
            longest_minutes: Some(*longest_minutes),
            duration_minutes: Some(*duration_minutes),
            ..row
        },
        Limit::NobodyWorks => LimitRow { limit: "nobody_works", ..row },
    }
}

fn breach(of: &::tours::Breach) -> BreachRow {
    let row = BreachRow {
        technician_id: id(&of.technician),
        day: of.day,
        visit_id: of.visit.as_deref().map(id),
        ..BreachRow::default()
    };
    let late = |kind, minutes: i64| BreachRow { kind, minutes: Some(minutes), ..row.clone() };
    match &of.kind {
        BreachKind::WindowMissed { minutes } => late("window_missed", *minutes),
        BreachKind::PromiseMissed { minutes } => late("promise_missed", *minutes),
        BreachKind::Overtime { minutes } => late("overtime", *minutes),
        BreachKind::DriveTooLong { minutes } => late("drive_too_long", *minutes),
        BreachKind::PromisedTo { technician } => {
            BreachRow { kind: "promised_to", promised_technician_id: Some(id(technician)), ..row }
        }
        BreachKind::SkillsLacking { skills } => {
            BreachRow { kind: "skills_lacking", skills: Some(skills.clone()), ..row }
        }
        BreachKind::OtherRegion { region } => BreachRow { kind: "other_region", region: Some(region.clone()), ..row },
        BreachKind::DuePassed { days, strict } => {
            BreachRow { kind: "due_passed", days: Some(*days), strict: Some(*strict), ..row }
        }
    }
}

/// All regions that technicians, visits or the settings name.
async fn regions(app: &App, technicians: &[store::Technician]) -> Answer<BTreeSet<String>> {
    let mut all = app.store().visit_regions().await?;
    all.extend(technicians.iter().flat_map(|of| of.regions.iter().cloned()));
    all.extend(app.config.field_service.regions.territories.iter().map(|of| of.owner.clone()));
    Ok(all)
}

fn last(first: NaiveDate, days: u32) -> Answer<NaiveDate> {
    if days == 0 || days > MOST_DAYS {
        return Err(Problem::wrong(format!("days may be 1 to {MOST_DAYS}")));
    }
    first.checked_add_days(Days::new(u64::from(days - 1))).ok_or_else(|| Problem::wrong("this day is too far away"))
}

/// The tours of some days, and the open visits that are on none.
#[utoipa::path(get, path = "/tours", tag = "field service",
    params(("from" = Option<NaiveDate>, Query, description = "the first day; today where nothing is said"),
        ("days" = Option<u32>, Query, description = "so many, 31 at most; those of the settings where nothing is said"),
        ("region" = Option<Vec<String>>, Query, description = "only these; may be repeated")),
    responses((status = 200, body = ToursView), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("plan_tours"))))]
pub async fn get(may: May<PlanTours>, State(app): State<App>, Query(pairs): Query<Pairs>) -> Answer<Json<ToursView>> {
    let (mut first, mut days, mut wanted) = (app.today(), app.config.field_service.horizon_days, Vec::new());
    for (name, value) in pairs {
        match name.as_str() {
            "from" => {
                first = value.parse().map_err(|_| Problem::wrong(format!("`from={value}` is not a date")))?;
            }
            "days" => {
                days = value.parse().map_err(|_| Problem::wrong(format!("`days={value}` is not a whole number")))?;
            }
            "region" => wanted.push(value),
            "lang" => {}
            _ => return Err(Problem::wrong(format!("there is no parameter `{name}`; there are from, days, region"))),
        }
    }
    let last = last(first, days)?;
    let store = app.store();
    // The version first: who reads older tours with a newer version would overwrite what they did not see.
    let mark = store.tours_mark().await?;
    let technicians = store.technicians().await?;
    let regions = regions(&app, &technicians).await?;
    let works_there = |of: &store::Technician| {
        wanted.is_empty() || of.regions.is_empty() || wanted.iter().any(|region| of.regions.contains(region))
    };
    let mut tours = store.tours(first, last, None).await?;
    let shown: BTreeSet<String> = technicians.iter().filter(|of| works_there(of)).map(|of| of.id.to_string()).collect();
    tours.retain(|tour| shown.contains(&tour.technician));
    let with_tour: BTreeSet<String> = tours.iter().map(|tour| tour.technician.clone()).collect();
    let open = store.visits_to_do().await?;
    let ids: Vec<VisitId> = open.iter().map(|of| of.id).collect();
    let stops = store.stops_of(&ids).await?;
    let today = app.today();
    let is_left = |id: VisitId| stops.get(&id).is_none_or(|stop| stop.day < today);
    let here =
        |of: &store::Visit| wanted.is_empty() || of.of.region.as_ref().is_none_or(|region| wanted.contains(region));
    let left: Vec<store::Visit> = open.into_iter().filter(|of| is_left(of.id) && here(of)).collect();
    let row = |of: &store::Visit| {
        let limits = visits::limits(of, stops.get(&of.id), today);
        LeftOutVisit { visit_id: of.id.0, limits }
    };
    let left_out = left.iter().map(row).collect();
    let on: Vec<VisitId> =
        tours.iter().flat_map(|tour| tour.stops.iter()).map(|stop| VisitId(id(&stop.visit))).collect();
    let mut all = store.visits_by_id(&on).await?;
    // One on a past day that is shown is there already.
    all.extend(left.into_iter().filter(|of| !on.contains(&of.id)));
    let plan = store.last_tour_plan().await?.map(|of| PlanRow {
        made_at: of.made_at,
        made_by: of.made_by,
        first_day: of.of.first_day,
        last_day: of.of.last_day,
        regions: of.of.regions,
        travel: of.of.travel,
        travel_note: of.of.travel_note,
    });
    let technicians = technicians
        .into_iter()
        .filter(|of| works_there(of) && (of.active || with_tour.contains(&of.id.to_string())))
        .map(|of| TourTechnician {
            id: of.id.0,
            latitude: of.home.latitude,
            longitude: of.home.longitude,
            shifts: shifts(&of, first, last).into_iter().map(shift).collect(),
            name: of.name,
            skills: of.skills,
            regions: of.regions,
        })
        .collect();
    let view = ToursView {
        etag: format!("\"{mark}\""),
        first_day: first,
        last_day: last,
        regions,
        plan,
        technicians,
        tours: tours.into_iter().map(tour).collect(),
        left_out,
        visits: visits::rows(&app, all, may.who.language()).await?,
    };
    Ok(Json(view))
}

/// How tours are planned here, and what can be chosen.
#[utoipa::path(get, path = "/tours/settings", tag = "field service", responses((status = 200, body = ToursSettings)),
    extensions(("x-permission" = json!("plan_tours"))))]
pub async fn settings(may: May<PlanTours>, State(app): State<App>) -> Answer<Json<ToursSettings>> {
    drop(may);
    let service = &app.config.field_service;
    let technicians = app.store().technicians().await?;
    let mut skills: BTreeSet<String> = technicians.iter().flat_map(|of| of.skills.iter().cloned()).collect();
    skills.extend(app.store().visits_to_do().await?.into_iter().flat_map(|of| of.of.skills));
    Ok(Json(ToursSettings {
        horizon_days: service.horizon_days,
        detour: service.great_circle.detour,
        kmh: service.great_circle.kmh,
        has_routing: service.has_routing(),
        regions: regions(&app, &technicians).await?,
        skills,
        minutes: store::VisitKind::ALL.iter().map(|kind| (kind.id(), service.minutes.of(*kind))).collect(),
    }))
}

/// Plans tours. The plan is saved wholly or not at all; the job says what it came to.
#[utoipa::path(post, path = "/tours/plan", tag = "field service", request_body = PlanBody,
    responses((status = 202, body = Job), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("plan_tours"))))]
pub async fn plan(
    may: May<PlanTours>,
    State(app): State<App>,
    Json(body): Json<PlanBody>,
) -> Answer<(StatusCode, Json<Job>)> {
    let today = app.today();
    let first_day = body.first_day.unwrap_or(today);
    if first_day < today {
        return Err(Problem::wrong("what is past is not planned; begin today or later"));
    }
    let last_day = last(first_day, body.days.unwrap_or(app.config.field_service.horizon_days))?;
    if body.seconds.is_some_and(|seconds| !(1..=60).contains(&seconds)) {
        return Err(Problem::wrong("seconds may be 1 to 60"));
    }
    let search = body.seconds.map(Search::Seconds);
    let wanted = Wanted { first_day, last_day, regions: body.regions, anew: body.anew, search };
    let (of, actor) = (app.clone(), may.who.account.name.clone());
    let job = jobs::start(&app, JobKind::PlanTours, move |telling| async move {
        // One planning at a time: two would undo each other.
        let _turn = of.planning.lock().await;
        let (began, timer) = (of.now(), of.clone());
        let elapsed = move || (timer.now() - began).to_std().unwrap_or_default();
        let dispatch = of.dispatch(&actor);
        let planned = dispatch.plan(&wanted, &elapsed, telling.as_ref()).await.map_err(|error| error.to_string())?;
        of.tell(&[What::Tours], None);
        Ok(JobResult {
            planned: Some(planned.planned),
            left_out: Some(planned.left_out),
            moved: Some(planned.moved),
            travel_note: planned.travel_note,
            ..JobResult::default()
        })
    });
    Ok((StatusCode::ACCEPTED, Json(job.map_err(|error| Problem::internal(&error))?)))
}

fn edit(body: &EditBody) -> Edit {
    let to = body.to.map(|to| Place { technician: TechnicianId(to.technician_id), day: to.day, position: to.position });
    Edit { visit: VisitId(body.visit_id), to }
}

fn edited(of: pipeline::field_service::Edited) -> Json<EditedTours> {
    Json(EditedTours {
        etag: format!("\"{}\"", of.mark),
        tours: of.tours.into_iter().map(tour).collect(),
        breaches: of.breaches.iter().map(breach).collect(),
    })
}

/// What an edit would break, and the times that would follow. Nothing is saved.
#[utoipa::path(post, path = "/tours/check", tag = "field service", request_body = EditBody,
    responses((status = 200, body = EditedTours), (status = 404, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("plan_tours"))))]
pub async fn check(
    may: May<PlanTours>,
    State(app): State<App>,
    Json(body): Json<EditBody>,
) -> Answer<Json<EditedTours>> {
    Ok(edited(app.dispatch(&may.who.account.name).check(&edit(&body)).await?))
}

/// Puts a visit elsewhere, or takes it off its tour.
#[utoipa::path(post, path = "/tours/move", tag = "field service", request_body = EditBody,
    params(("If-Match" = String, Header)),
    responses((status = 200, body = EditedTours), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("plan_tours"))))]
pub async fn change(
    may: May<PlanTours>,
    State(app): State<App>,
    headers: HeaderMap,
    Json(body): Json<EditBody>,
) -> Answer<Json<EditedTours>> {
    let seen = if_match(&headers)?;
    let moved = app.dispatch(&may.who.account.name).move_visit(&edit(&body), Some(seen), body.accept).await?;
    app.tell(&[What::Tours], None);
    Ok(edited(moved))
}
