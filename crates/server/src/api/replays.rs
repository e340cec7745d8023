//! Triggers on past days: asked for as a job, kept with what they found.

use super::cells::download;
use super::rows::{self, MachineRow};
use crate::app::App;
use crate::auth::May;
use crate::auth::who::{Read, Triggers};
use crate::jobs::{self, Job, JobKind, JobResult};
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use base::MachineId;
use chrono::NaiveDate;
use decide::Rule;
use hashbrown::HashSet;
use pipeline::{Fired, Replaying, TriggerReplay, read_rule, replay};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::fmt::Write as _;
use store::{NewReplay, ReplayAsked};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Machines a page shows of each version.
const SHOWN: usize = 200;

/// Machines kept of each version, the first that fired; how many there were is said.
const KEPT: usize = 20_000;

/// Days a replay has at most: three years.
const LONGEST: i64 = 1_096;

/// A replay in a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ReplayRow {
    /// Its number.
    pub id: i64,
    /// The trigger.
    pub trigger: String,
    /// Its versions, one or two.
    pub versions: Vec<u32>,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// How many days after it fired first something counts as come of it.
    pub within: u32,
    /// Who asked.
    pub asked_by: String,
    /// When, UTC.
    pub asked_at: String,
}

impl From<ReplayAsked> for ReplayRow {
    fn from(of: ReplayAsked) -> Self {
        let ReplayAsked { id, rule, versions, from, to, within, asked_by, asked_at } = of;
        Self { id, trigger: rule, versions, from, to, within, asked_by, asked_at }
    }
}

/// What came of a hit.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReplayOutcome {
    /// `contract`, `order` or `visit`.
    pub kind: String,
    /// When.
    pub on: NaiveDate,
    /// Days after it fired first.
    pub days: i64,
}

/// A machine as it is kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct KeptMachine {
    machine: Uuid,
    serial_number: String,
    first_fired: NaiveDate,
    last_fired: NaiveDate,
    days: u32,
    times: u32,
    outcome: Option<ReplayOutcome>,
}

impl From<&Fired> for KeptMachine {
    fn from(of: &Fired) -> Self {
        Self {
            machine: of.machine.0,
            serial_number: of.serial_number.clone(),
            first_fired: of.first_fired,
            last_fired: of.last_fired,
            days: of.days,
            times: of.times,
            outcome: of.outcome.map(|outcome| ReplayOutcome {
                kind: outcome.kind.to_owned(),
                on: outcome.on,
                days: outcome.days,
            }),
        }
    }
}

/// What one version gave, as it is kept.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct KeptSide {
    version: u32,
    machines: usize,
    from_the_first_day: usize,
    outcome: Option<String>,
    known_until: Option<NaiveDate>,
    followed: usize,
    not_followed: usize,
    open: usize,
    precision: Option<f64>,
    lead_days: Option<i64>,
    by_week: Vec<(NaiveDate, u32)>,
    unknown: f64,
    fired: Vec<KeptMachine>,
}

impl KeptSide {
    fn of(found: &TriggerReplay, version: u32, fired: &[Fired]) -> Self {
        Self {
            version,
            machines: found.machines,
            from_the_first_day: found.from_the_first_day,
            outcome: found.outcome.map(str::to_owned),
            known_until: found.known_until,
            followed: found.followed,
            not_followed: found.not_followed,
            open: found.open,
            precision: found.precision,
            lead_days: found.lead_days,
            by_week: found.by_week.clone(),
            unknown: found.unknown,
            fired: fired.iter().take(KEPT).map(KeptMachine::from).collect(),
        }
    }
}

/// What a replay found, as it is kept.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct Kept {
    machines: usize,
    both: Option<usize>,
    only_first: Option<usize>,
    only_second: Option<usize>,
    sides: Vec<KeptSide>,
}

/// New hits of a week.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ReplayWeek {
    /// The Monday it begins with.
    pub monday: NaiveDate,
    /// New hits.
    pub hits: u32,
}

/// A machine a version fired for.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct ReplayMachine {
    /// The machine; `null` where it is no longer in any list.
    pub machine: Option<MachineRow>,
    /// Its serial number then.
    pub serial_number: String,
    /// The first day it fired.
    pub first_fired: NaiveDate,
    /// The last.
    pub last_fired: NaiveDate,
    /// On how many days.
    pub days: u32,
    /// How often it began to.
    pub times: u32,
    /// The first that came of it.
    pub outcome: Option<ReplayOutcome>,
}

/// What one version would have given.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct ReplaySide {
    /// The version.
    pub version: u32,
    /// Machines it fired for.
    pub machines: usize,
    /// Those of them it fired for on the first day already.
    pub from_the_first_day: usize,
    /// What counts as come of it: `contract`, `order` or `visit`.
    pub outcome: Option<String>,
    /// The last day of which outcomes are known.
    pub known_until: Option<NaiveDate>,
    /// Machines of which something came within the days asked for, these being over.
    pub followed: usize,
    /// Machines of which nothing came, the days being over.
    pub not_followed: usize,
    /// Machines of which the days are not over.
    pub open: usize,
    /// `followed` of `followed` and `not_followed`, 0 to 1.
    pub precision: Option<f64>,
    /// The median of the days from firing first to what came.
    pub lead_days: Option<i64>,
    /// New hits by week.
    pub by_week: Vec<ReplayWeek>,
    /// The most new hits of a week.
    pub most_a_week: u32,
    /// The median of new hits a week.
    pub usual_a_week: u32,
    /// Machine days on which the verdict was unknown, of all, 0 to 1.
    pub unknown: f64,
    /// The first machines it fired for, by day.
    pub fired: Vec<ReplayMachine>,
    /// Machines it fired for.
    pub fired_total: usize,
}

/// A replay and what it found.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct ReplayFull {
    /// What was asked for.
    pub replay: ReplayRow,
    /// Machines there were.
    pub machines: usize,
    /// The versions, in the order asked for.
    pub sides: Vec<ReplaySide>,
    /// Machines both versions fired for.
    pub both: Option<usize>,
    /// Machines only the first fired for.
    pub only_first: Option<usize>,
    /// Machines only the second fired for.
    pub only_second: Option<usize>,
}

/// Of which trigger.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ReplayQuery {
    /// The trigger.
    trigger: String,
}

/// The latest replays of a trigger, newest first.
#[utoipa::path(get, path = "/replays", tag = "replays", params(ReplayQuery),
    responses((status = 200, body = Vec<ReplayRow>)), extensions(("x-permission" = json!("read"))))]
pub async fn list(
    may: May<Read>,
    State(app): State<App>,
    Query(query): Query<ReplayQuery>,
) -> Answer<Json<Vec<ReplayRow>>> {
    drop(may);
    Ok(Json(app.store().replays(&query.trigger).await?.into_iter().map(Into::into).collect()))
}

async fn found(app: &App, id: i64) -> Answer<(ReplayRow, Kept)> {
    let found = app.store().replay(id).await?;
    let (asked, found) = found.ok_or_else(|| Problem::missing(format!("there is no replay {id}")))?;
    let kept = serde_json::from_str(&found).map_err(|error| Problem::internal(&error))?;
    Ok((asked.into(), kept))
}

/// A replay and what it found.
#[utoipa::path(get, path = "/replays/{id}", tag = "replays", params(("id" = i64, Path)),
    responses((status = 200, body = ReplayFull), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(may: May<Read>, State(app): State<App>, Path(id): Path<i64>) -> Answer<Json<ReplayFull>> {
    drop(may);
    let view = app.view()?;
    let (asked, kept) = found(&app, id).await?;
    let machine = |of: KeptMachine| {
        let at = view.live.base.position(MachineId(of.machine));
        ReplayMachine {
            machine: at.and_then(|at| rows::machine(&view, at)),
            serial_number: of.serial_number,
            first_fired: of.first_fired,
            last_fired: of.last_fired,
            days: of.days,
            times: of.times,
            outcome: of.outcome,
        }
    };
    let side = |of: KeptSide| {
        let mut hits: Vec<u32> = of.by_week.iter().map(|(_, hits)| *hits).collect();
        hits.sort_unstable();
        ReplaySide {
            version: of.version,
            machines: of.machines,
            from_the_first_day: of.from_the_first_day,
            outcome: of.outcome,
            known_until: of.known_until,
            followed: of.followed,
            not_followed: of.not_followed,
            open: of.open,
            precision: of.precision,
            lead_days: of.lead_days,
            by_week: of.by_week.into_iter().map(|(monday, hits)| ReplayWeek { monday, hits }).collect(),
            most_a_week: hits.last().copied().unwrap_or(0),
            usual_a_week: hits.get(hits.len() / 2).copied().unwrap_or(0),
            unknown: of.unknown,
            fired: of.fired.into_iter().take(SHOWN).map(machine).collect(),
            fired_total: of.machines,
        }
    };
    Ok(Json(ReplayFull {
        replay: asked,
        machines: kept.machines,
        sides: kept.sides.into_iter().map(side).collect(),
        both: kept.both,
        only_first: kept.only_first,
        only_second: kept.only_second,
    }))
}

/// The machines the versions of a replay fired for, one JSON object a line.
#[utoipa::path(get, path = "/replays/{id}/fired.ndjson", tag = "replays", params(("id" = i64, Path)),
    responses((status = 200, content_type = "application/x-ndjson"), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn fired(may: May<Read>, State(app): State<App>, Path(id): Path<i64>) -> Answer<(HeaderMap, String)> {
    drop(may);
    let (asked, kept) = found(&app, id).await?;
    let mut text = String::new();
    for side in &kept.sides {
        for of in &side.fired {
            let line = json!({
                "machine": {"id": of.machine, "serial_number": of.serial_number}, "trigger": asked.trigger,
                "rule_version": side.version, "first_fired": of.first_fired, "last_fired": of.last_fired,
                "days": of.days, "times": of.times, "outcome": of.outcome,
            });
            // Writing to a String does not fail.
            let _ = writeln!(text, "{line}");
        }
        if side.machines > side.fired.len() {
            let left = side.machines - side.fired.len();
            let what = format!("the first {} machines of version {} are listed", side.fired.len(), side.version);
            let _ = writeln!(text, "{}", json!({"not_listed": left, "what": what}));
        }
    }
    Ok((download(&format!("{}-replay-{id}.ndjson", asked.trigger), "application/x-ndjson"), text))
}

/// What to replay.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReplayWanted {
    /// The trigger.
    trigger: String,
    /// One or two of its versions.
    versions: Vec<u32>,
    /// The first day.
    from: NaiveDate,
    /// The last day.
    to: NaiveDate,
    /// How many days after it fired first something counts as come of it.
    within: u32,
}

fn check(wanted: &NewReplayWanted, today: NaiveDate) -> Answer<()> {
    let NewReplayWanted { versions, from, to, within, .. } = wanted;
    if !matches!(versions.as_slice(), [_] | [_, _]) || versions.first() == versions.get(1) {
        return Err(Problem::wrong("one version is replayed, or two different ones are compared"));
    }
    if from > to || *to > today {
        let what = format!("{from} to {to} is no period of the past: it begins before it ends, and ends by {today}");
        return Err(Problem::wrong(what));
    }
    if (*to - *from).num_days() > LONGEST {
        return Err(Problem::wrong("a replay has three years at most"));
    }
    if !(1..=3_650).contains(within) {
        return Err(Problem::wrong("what comes of a hit comes within 1 to 3650 days"));
    }
    Ok(())
}

/// Replays one version of a trigger, or two side by side.
#[utoipa::path(post, path = "/replays", tag = "replays", request_body = NewReplayWanted,
    responses((status = 202, body = Job), (status = 404, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("triggers"))))]
pub async fn start(
    may: May<Triggers>,
    State(app): State<App>,
    Json(wanted): Json<NewReplayWanted>,
) -> Answer<(StatusCode, Json<Job>)> {
    // Who decided for a day to come looks back from there.
    let today = app.today().max(app.view()?.live.as_of);
    check(&wanted, today)?;
    let saved = app.store().rules().await?;
    let mut rules: Vec<Rule> = Vec::new();
    for version in &wanted.versions {
        let of = saved.iter().find(|of| of.rule == wanted.trigger && of.version == *version);
        let missing = || Problem::missing(format!("trigger `{}` has no version {version}", wanted.trigger));
        rules.push(
            read_rule(of.ok_or_else(missing)?).map_err(|error| Problem::conflict("unreadable", error.to_string()))?,
        );
    }
    let busy = |_| Problem::conflict("busy", "another replay is running; ask again when it is over");
    let turn = std::sync::Arc::clone(&app.replaying).try_acquire_owned().map_err(busy)?;
    let (of, login) = (app.clone(), may.who.account.login.clone());
    let job = jobs::start(&app, JobKind::Replay, move |telling| async move {
        let _turn = turn;
        let rates = &of.config.rates;
        let mut known = of.view().map(|view| view.live.rules.clone()).unwrap_or_default();
        known.retain(|rule| rule.id != wanted.trigger);
        let asked =
            Replaying { rules: &rules, known: &known, from: wanted.from, to: wanted.to, within: wanted.within, rates };
        let found = replay(&of.config.workplace, &asked, today, &*telling).await.map_err(|error| error.to_string())?;
        let kept = keep(&found, &wanted.versions);
        let found = serde_json::to_string(&kept).map_err(|error| error.to_string())?;
        let NewReplayWanted { trigger, versions, from, to, within } = wanted;
        let write = of.write(&login).await.map_err(|error| error.to_string())?;
        let new = NewReplay { rule: trigger, versions, from, to, within, found };
        let id = write.add_replay(new).await.map_err(|error| error.to_string())?;
        write.commit().await.map_err(|error| error.to_string())?;
        Ok(JobResult { replay: Some(id), machines: kept.machines, ..JobResult::default() })
    });
    Ok((StatusCode::ACCEPTED, Json(job.map_err(|error| Problem::internal(&error))?)))
}

fn keep(found: &pipeline::Replay, versions: &[u32]) -> Kept {
    let of = |version: u32| -> Vec<Fired> {
        found.fired.iter().filter(|fired| fired.rule_version == version).cloned().collect()
    };
    let sides: Vec<(u32, Vec<Fired>)> = versions.iter().map(|version| (*version, of(*version))).collect();
    let machines = |fired: &[Fired]| -> HashSet<MachineId> { fired.iter().map(|of| of.machine).collect() };
    let compared = match sides.as_slice() {
        [(_, first), (_, second)] => {
            let (first, second) = (machines(first), machines(second));
            let both = first.intersection(&second).count();
            Some((both, first.len() - both, second.len() - both))
        }
        _ => None,
    };
    Kept {
        machines: found.machines,
        both: compared.map(|(both, ..)| both),
        only_first: compared.map(|(_, first, _)| first),
        only_second: compared.map(|(.., second)| second),
        sides: found
            .triggers
            .iter()
            .zip(&sides)
            .map(|(of, (version, fired))| KeptSide::of(of, *version, fired))
            .collect(),
    }
}

/// Throws a replay away.
#[utoipa::path(delete, path = "/replays/{id}", tag = "replays", params(("id" = i64, Path)),
    responses((status = 204), (status = 404, body = Problem)), extensions(("x-permission" = json!("triggers"))))]
pub async fn remove(may: May<Triggers>, State(app): State<App>, Path(id): Path<i64>) -> Answer<StatusCode> {
    let write = app.write(&may.who.account.login).await?;
    if !write.drop_replay(id).await? {
        return Err(Problem::missing(format!("there is no replay {id}")));
    }
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
