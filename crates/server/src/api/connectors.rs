//! Connectors: what is connected, when it was read last and will be next, what came of it.

use super::paging::Page;
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Sources;
use crate::connections;
use crate::jobs::Job;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use chrono::SecondsFormat;
use connectors::{Connector, ReadFrom, Schedule};
use serde::{Deserialize, Serialize};
use store::ConnectorRun;
use utoipa::{IntoParams, ToSchema};

/// One pull of a connector.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ConnectorRunRow {
    /// Counted up.
    pub id: i64,
    /// When it began, UTC.
    pub started_at: String,
    /// When it ended, UTC; `null` while it runs.
    pub ended_at: Option<String>,
    /// `running`, `changed`, `unchanged` or `failed`.
    pub outcome: &'static str,
    /// Whether everything was read, not only what changed.
    pub whole: bool,
    /// Who asked for it: a login, `schedule` or `command line`.
    pub asked_by: String,
    /// Records the other system sent; for an inbox files.
    pub read: i64,
    /// Records that are there no more.
    pub removed: i64,
    /// Machines that are new.
    pub machines_added: i64,
    /// Machines whose file changed.
    pub machines_changed: i64,
    /// Machines that are gone.
    pub machines_gone: i64,
    /// The delivery; `null` where nothing was other than before.
    pub batch: Option<u32>,
    /// Why it failed.
    pub error: Option<String>,
}

/// A connector.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ConnectorRow {
    /// Its name, and that of the source it delivers as.
    pub name: String,
    /// `tryton`, `sql` or `inbox`.
    pub kind: &'static str,
    /// Where it reads: address and database, or folder.
    pub place: String,
    /// Seconds between two pulls, where it pulls every so often.
    pub every_seconds: Option<i64>,
    /// The local time it pulls at each day, such as `02:30`.
    pub at: Option<String>,
    /// Whether it is being read by this server.
    pub running: bool,
    /// Its latest pull.
    pub last: Option<ConnectorRunRow>,
    /// When it is read next, UTC; `null` where it has no schedule. A folder is looked at all the time.
    pub next: Option<String>,
    /// Failures in a row.
    pub failures: u32,
    /// Why its folder cannot be looked into.
    pub problem: Option<String>,
}

fn run_row(run: ConnectorRun) -> ConnectorRunRow {
    ConnectorRunRow {
        id: run.id,
        started_at: run.started_at,
        ended_at: run.ended_at,
        outcome: run.outcome.id(),
        whole: run.whole,
        asked_by: run.asked_by,
        read: run.records_read,
        removed: run.records_removed,
        machines_added: run.machines.0,
        machines_changed: run.machines.1,
        machines_gone: run.machines.2,
        batch: run.batch.map(|batch| batch.0),
        error: run.error,
    }
}

async fn row(app: &App, connector: &Connector) -> Answer<ConnectorRow> {
    let standing = connections::standing(app, connector).await?;
    let is_inbox = matches!(connector.read_from, ReadFrom::Inbox(_));
    let next = standing.next.filter(|_| !is_inbox);
    Ok(ConnectorRow {
        name: connector.name.clone(),
        kind: connector.kind.id(),
        place: connector.place(),
        every_seconds: connector.schedule.and_then(|schedule| match schedule {
            Schedule::Every(length) => Some(length.num_seconds()),
            Schedule::At(_) => None,
        }),
        at: connector.schedule.and_then(|schedule| match schedule {
            Schedule::At(time) => Some(time.format("%H:%M").to_string()),
            Schedule::Every(_) => None,
        }),
        running: app.connections.is_running(&connector.name),
        last: standing.last.map(run_row),
        next: next.map(|next| next.to_rfc3339_opts(SecondsFormat::Secs, true)),
        failures: standing.failures,
        problem: app.connections.problem(&connector.name),
    })
}

fn find<'a>(app: &'a App, name: &str) -> Answer<&'a Connector> {
    let found = app.config.connectors.iter().find(|connector| connector.name == name);
    found.ok_or_else(|| Problem::missing(format!("there is no connector `{name}`; connectors stand in instand.toml")))
}

/// All connectors.
#[utoipa::path(get, path = "/connectors", tag = "connectors", responses((status = 200, body = Vec<ConnectorRow>)),
    extensions(("x-permission" = json!("sources"))))]
pub async fn list(may: May<Sources>, State(app): State<App>) -> Answer<Json<Vec<ConnectorRow>>> {
    drop(may);
    let mut rows = Vec::new();
    for connector in &app.config.connectors {
        rows.push(row(&app, connector).await?);
    }
    Ok(Json(rows))
}

/// How to pull.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPull {
    /// Read everything anew, which finds what was deleted; else only what changed.
    #[serde(default)]
    whole: bool,
}

/// Pulls now.
#[utoipa::path(post, path = "/connectors/{name}/pull", tag = "connectors", request_body = NewPull,
    params(("name" = String, Path)),
    responses((status = 202, body = Job), (status = 404, body = Problem), (status = 409, body = Problem)),
    extensions(("x-permission" = json!("sources"))))]
pub async fn pull(
    may: May<Sources>,
    State(app): State<App>,
    Path(name): Path<String>,
    Json(wanted): Json<NewPull>,
) -> Answer<(StatusCode, Json<Job>)> {
    let connector = find(&app, &name)?;
    let job = connections::start(&app, connector, wanted.whole, &may.who.account.login);
    Ok((StatusCode::ACCEPTED, Json(job.map_err(|what| Problem::conflict("pulling", what))?)))
}

/// Which part of the history.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RunsQuery {
    /// Pulls, 20 where nothing is said, 500 at most.
    limit: Option<u64>,
    /// `next` of the part before.
    cursor: Option<String>,
}

/// The pulls of a connector, newest first.
#[utoipa::path(get, path = "/connectors/{name}/runs", tag = "connectors", params(("name" = String, Path), RunsQuery),
    responses((status = 200, body = Page<ConnectorRunRow>), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("sources"))))]
pub async fn runs(
    may: May<Sources>,
    State(app): State<App>,
    Path(name): Path<String>,
    Query(query): Query<RunsQuery>,
) -> Answer<Json<Page<ConnectorRunRow>>> {
    drop(may);
    let connector = find(&app, &name)?;
    let limit = query.limit.unwrap_or(20).clamp(1, 500);
    let before = match query.cursor {
        Some(text) => Some(text.parse().map_err(|_| Problem::wrong("this cursor was not given by this list"))?),
        None => None,
    };
    // One more than wanted says whether there are more.
    let (total, mut found) = app.store().connector_runs(&connector.name, before, limit + 1).await?;
    let full = found.len() as u64 > limit;
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = found.last().filter(|_| full).map(|run| run.id.to_string());
    let total = usize::try_from(total).unwrap_or(usize::MAX);
    Ok(Json(Page { items: found.into_iter().map(run_row).collect(), total, next, offset: 0 }))
}
