//! Who is in a segment, who joined and left, how many there were, and the values a text fact has.

use super::export::members_workbook;
use super::machine_file::Scalar;
use super::machines::FacetValue;
use super::paging::{Page, Pairs, split};
use super::rows::{self, MachineRow};
use super::segments::Redefined;
use crate::app::App;
use crate::auth::May;
use crate::auth::who::{Export, Read};
use crate::live::View;
use crate::problem::{Answer, Problem};
use arrow::array::AsArray;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use base::{DataType, FACTS, MachineId};
use chrono::NaiveDate;
use decide::{Verdict, Verdicts};
use hashbrown::HashMap;
use pipeline::SegmentNow;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Values of a fact given at most.
const VALUES: usize = 500;

/// Which machines of a segment.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Wanted::read` reads")]
pub struct MemberQuery {
    /// `member` where nothing is said, `unknown`, or `not`.
    state: Option<String>,
    /// The members of a past day; only for members.
    day: Option<NaiveDate>,
    /// Rows, 100 where nothing is said, 500 at most.
    limit: Option<usize>,
    /// Rows before them.
    offset: Option<usize>,
    /// `next` of the part before.
    cursor: Option<String>,
}

/// A fact of a machine.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct FactOf {
    /// Its name.
    pub fact: &'static str,
    /// Its value; `null` is not known.
    #[schema(value_type = Option<Scalar>)]
    pub value: Value,
}

/// A machine and what a segment says of it.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct MemberRow {
    /// The machine's id.
    pub id: Uuid,
    /// The machine; `null` where it is in no list any more.
    pub machine: Option<MachineRow>,
    /// What the segment says now: `member`, `not`, `unknown`, or `gone` where the machine is in no list any more.
    pub state: &'static str,
    /// The day it joined or left, where that was asked for.
    pub on: Option<NaiveDate>,
    /// The facts the condition looks at.
    pub values: Vec<FactOf>,
    /// What is missing, where the answer is unknown.
    pub missing: Vec<&'static str>,
}

fn member(view: &View, now: &SegmentNow, id: MachineId, on: Option<NaiveDate>) -> MemberRow {
    let live = &view.live;
    let verdicts = now.verdicts.as_ref().ok();
    let at = live.ordinal(id);
    let state = match at.zip(verdicts).map(|(at, verdicts)| verdicts.verdict(at)) {
        None => "gone",
        Some(Verdict::Fires) => "member",
        Some(Verdict::DoesNotFire) => "not",
        // Segments find machines and use no purpose: nothing is kept from them.
        Some(Verdict::Unknown | Verdict::NotPermitted) => "unknown",
    };
    let machine = live.base.position(id).and_then(|position| rows::machine(view, position));
    let decided = at.zip(verdicts);
    let table = &live.decided.facts.facts;
    let value =
        |fact: usize, at: usize| FactOf { fact: FACTS[fact].id, value: decide::json_value(table.column(fact), at) };
    let values =
        |(at, of): (usize, &Verdicts)| of.condition().named().into_iter().map(|fact| value(fact, at)).collect();
    MemberRow {
        id: id.0,
        machine,
        state,
        on,
        values: decided.map(values).unwrap_or_default(),
        missing: decided.map(|(at, of)| of.missing(at)).unwrap_or_default(),
    }
}

struct Wanted {
    state: Verdict,
    day: Option<NaiveDate>,
    limit: usize,
    offset: usize,
}

impl Wanted {
    fn read(pairs: Pairs) -> Answer<Self> {
        let (paging, filters) = split(pairs)?;
        let mut wanted = Self { state: Verdict::Fires, day: None, limit: paging.limit, offset: paging.offset };
        for (name, value) in filters {
            match (name.as_str(), value.as_str()) {
                ("state", "member") => wanted.state = Verdict::Fires,
                ("state", "unknown") => wanted.state = Verdict::Unknown,
                ("state", "not") => wanted.state = Verdict::DoesNotFire,
                ("day", day) => {
                    let day = day.parse().map_err(|_| Problem::wrong(format!("`{day}` is not a day")))?;
                    wanted.day = Some(day);
                }
                _ => return Err(Problem::wrong(format!("`{name}={value}` is nothing to choose machines by"))),
            }
        }
        if wanted.day.is_some() && wanted.state != Verdict::Fires {
            return Err(Problem::wrong("of a past day only the members are known"));
        }
        Ok(wanted)
    }
}

/// The machines with this answer, in the order of the machine files.
fn with_answer(view: &View, now: &SegmentNow, state: Verdict) -> Answer<Vec<MachineId>> {
    let verdicts = now.verdicts.as_ref().map_err(|what| Problem::conflict("wrong_segment", what.as_str()))?;
    let ids = &view.live.decided.state.files.link.ids;
    let with = ids.iter().enumerate().filter(|(at, _)| verdicts.verdict(*at) == state);
    Ok(with.map(|(_, id)| *id).collect())
}

/// The machines of a segment.
#[utoipa::path(get, path = "/segments/{id}/members", tag = "segments", params(("id" = String, Path), MemberQuery),
    responses((status = 200, body = Page<MemberRow>), (status = 404, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn list(
    may: May<Read>,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Answer<Json<Page<MemberRow>>> {
    drop(may);
    let wanted = Wanted::read(pairs)?;
    let view = app.view()?;
    let now = view.segments.find(&id)?;
    let ids = match wanted.day.filter(|day| *day != view.live.as_of) {
        Some(day) => app.store().segment_members(&id, day).await?,
        None => with_answer(&view, now, wanted.state)?,
    };
    let part = ids.iter().skip(wanted.offset).take(wanted.limit);
    let items = part.map(|machine| member(&view, now, *machine, None)).collect();
    Ok(Json(Page::new(items, ids.len(), wanted.offset)))
}

/// The machines of a segment as a workbook.
#[utoipa::path(get, path = "/segments/{id}/members/export.xlsx", tag = "segments", params(("id" = String, Path), ("state" = Option<String>, Query)),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (status = 404, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("export"))))]
pub async fn export(
    may: May<Export>,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Answer<(HeaderMap, Vec<u8>)> {
    let wanted = Wanted::read(pairs)?;
    let view = app.view()?;
    let ids = with_answer(&view, view.segments.find(&id)?, wanted.state)?;
    members_workbook(&app, view, ids, &id, may.who.language()).await
}

/// Which changes.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `changes` reads")]
pub struct ChangeQuery {
    /// `joined` where nothing is said, or `left`.
    who: Option<String>,
    /// Since this day; the day before the last decision where nothing is said.
    since: Option<NaiveDate>,
    /// Rows, 100 where nothing is said, 500 at most.
    limit: Option<usize>,
    /// `next` of the part before.
    cursor: Option<String>,
}

/// Who joined or left a segment.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Changes {
    /// Since this day; later than asked for where members were first noted later. `null` where they never were.
    pub since: Option<NaiveDate>,
    /// The day of the last decision.
    pub as_of: NaiveDate,
    /// Where the rule changed since then: who joined or left may have done so for that.
    pub redefined: Option<Redefined>,
    /// The machines, latest first.
    pub machines: Page<MemberRow>,
}

/// Who joined or left a segment.
#[utoipa::path(get, path = "/segments/{id}/changes", tag = "segments", params(("id" = String, Path), ChangeQuery),
    responses((status = 200, body = Changes), (status = 404, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn changes(
    may: May<Read>,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Answer<Json<Changes>> {
    drop(may);
    let (paging, filters) = split(pairs)?;
    let (mut left, mut wanted) = (false, None);
    for (name, value) in filters {
        match (name.as_str(), value.as_str()) {
            ("who", "joined") => left = false,
            ("who", "left") => left = true,
            ("since", day) => {
                wanted = Some(day.parse().map_err(|_| Problem::wrong(format!("`{day}` is not a day")))?);
            }
            _ => return Err(Problem::wrong(format!("`{name}={value}` is nothing to choose changes by"))),
        }
    }
    let view = app.view()?;
    let now = view.segments.find(&id)?;
    let since = view.segments.since(&id, wanted);
    let redefined = since.and_then(|since| view.segments.redefined(&id, since));
    let redefined = redefined.map(|(on, before, now)| Redefined { on, before: before.to_owned(), now: now.to_owned() });
    let (total, found) = match since {
        None => (0, Vec::new()),
        Some(since) => {
            let (offset, most) = (paging.offset as u64, paging.limit as u64);
            if left {
                app.store().segment_left(&id, since, offset, most).await?
            } else {
                app.store().segment_joined(&id, since, offset, most).await?
            }
        }
    };
    let items = found.into_iter().map(|(machine, on)| member(&view, now, machine, Some(on))).collect();
    let total = usize::try_from(total).unwrap_or(usize::MAX);
    let machines = Page::new(items, total, paging.offset);
    Ok(Json(Changes { since, as_of: view.live.as_of, redefined, machines }))
}

/// How many members there were on a day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct SegmentPoint {
    /// The day.
    pub as_of: NaiveDate,
    /// Members.
    pub members: u64,
    /// Machines it could not say for.
    pub unknown: u64,
    /// Machines there were.
    pub machines: u64,
    /// Whether another rule counted than on the day before it.
    pub redefined: bool,
}

/// How many members there were on each day, oldest first.
#[utoipa::path(get, path = "/segments/{id}/history", tag = "segments", params(("id" = String, Path)),
    responses((status = 200, body = Vec<SegmentPoint>), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn history(
    may: May<Read>,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Answer<Json<Vec<SegmentPoint>>> {
    drop(may);
    let view = app.view()?;
    view.segments.find(&id)?;
    let mut before: Option<&str> = None;
    let points = view.segments.days(&id).iter().map(|day| {
        let redefined = before.is_some_and(|before| before != day.definition);
        before = Some(&day.definition);
        SegmentPoint { as_of: day.as_of, members: day.members, unknown: day.unknown, machines: day.machines, redefined }
    });
    Ok(Json(points.collect()))
}

/// The values a text fact has.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct FactValues {
    /// The most frequent ones, most frequent first.
    pub values: Vec<FacetValue>,
    /// Values beyond those.
    pub more: usize,
}

/// The values a text fact has, with the machines of each.
#[utoipa::path(get, path = "/facts/{id}/values", tag = "segments", params(("id" = String, Path)),
    responses((status = 200, body = FactValues), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn values(may: May<Read>, State(app): State<App>, Path(id): Path<String>) -> Answer<Json<FactValues>> {
    let language = may.who.language();
    let found = base::fact(&id).filter(|(_, fact)| fact.data == DataType::Text);
    let (at, _) = found.ok_or_else(|| Problem::missing(format!("there is no text fact `{id}`")))?;
    let view = app.view()?;
    let column = view.live.decided.facts.facts.column(at);
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for value in column.as_string_opt::<i32>().into_iter().flat_map(|texts| texts.iter().flatten()) {
        *counts.entry(value).or_default() += 1;
    }
    // A state that no machine is in at the moment can be asked for all the same.
    if matches!(id.as_str(), "contract_status" | "warranty_status") {
        for state in ["active", "expired", "pending", "none"] {
            if state != "pending" || id == "contract_status" {
                counts.entry(state).or_default();
            }
        }
    }
    let mut values: Vec<FacetValue> = counts
        .into_iter()
        .map(|(value, count)| FacetValue {
            value: value.to_owned(),
            label: words::state_of(&id, value, language).to_owned(),
            count,
        })
        .collect();
    values.sort_by(|a, b| (b.count, &a.value).cmp(&(a.count, &b.value)));
    let more = values.len().saturating_sub(VALUES);
    values.truncate(VALUES);
    Ok(Json(FactValues { values, more }))
}
