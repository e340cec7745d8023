//! Evaluating the triggers, and jobs.

use crate::app::App;
use crate::auth::May;
use crate::auth::who::{Decide, Read};
use crate::jobs::{self, Job, JobKind, JobResult, Telling};
use crate::live::{Fingerprint, Made};
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use chrono::NaiveDate;
use pipeline::{Deciding, Progress, State as BaseState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One evaluation of all triggers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct RunRow {
    /// Counted up.
    pub id: i32,
    /// The day it was of.
    pub as_of: NaiveDate,
    /// When it was made, UTC.
    pub decided_at: String,
    /// Machines looked at.
    pub machines: u64,
}

/// The latest runs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Runs {
    /// Newest first, 100 at most.
    pub items: Vec<RunRow>,
}

/// The latest runs.
#[utoipa::path(get, path = "/runs", tag = "runs", responses((status = 200, body = Runs)),
    extensions(("x-permission" = json!("read"))))]
pub async fn list(may: May<Read>, State(app): State<App>) -> Answer<Json<Runs>> {
    drop(may);
    let runs = app.store().runs(100).await?;
    let row = |(id, run): (i32, store::Run)| RunRow {
        id,
        as_of: run.as_of,
        decided_at: run.decided_at,
        machines: run.machines,
    };
    Ok(Json(Runs { items: runs.into_iter().map(row).collect() }))
}

/// For which day.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRun {
    /// The day; today where nothing is said.
    as_of: Option<NaiveDate>,
}

/// Decides on the given machine files, else on those of now, saves, and gives the number of hits.
pub async fn decide_now(
    app: &App,
    state: Option<BaseState>,
    as_of: NaiveDate,
    progress: &Telling,
) -> Result<usize, String> {
    // Who comes second reads what the first wrote.
    let _turn = app.deciding.lock().await;
    let workplace = &app.config.workplace;

    let fingerprint = Fingerprint::of(&workplace.store).await.map_err(|problem| problem.detail.unwrap_or_default())?;
    let rules = pipeline::rules_in_force(&workplace.store, &(app.config.rules)()?).await;
    let rules = rules.map_err(|error| error.to_string())?;
    let deciding = Deciding::all(&rules, as_of, &app.config.rates);
    let decided = match state {
        Some(state) => pipeline::decide_on(workplace, state, &deciding, progress).await,
        None => pipeline::decide(workplace, &deciding, progress).await,
    };
    let decided = decided.map_err(|error| error.to_string())?;
    // Only machines whose facts changed since the view was made are evaluated again.
    let view = app.view().ok();
    let before = view.as_ref().map(|view| (&view.live.decided, view.live.verdicts.as_slice()));
    let verdicts = decided.verdicts_after(before).map_err(|error| error.to_string())?;
    drop(view);
    let saved = pipeline::save(workplace, &decided, &verdicts, &app.config.territories, &app.stamp(), progress).await;
    let run = saved.map_err(|error| error.to_string())?;
    let campaigns = {
        let (ways, settled) = (app.config.ways_out, (&app.config.territories, &app.config.field_service));
        pipeline::run_campaigns(workplace, &decided, ways, settled, &app.stamp(), progress).await
    };
    for problem in campaigns.map_err(|error| error.to_string())?.problems {
        tracing::warn!("{problem}");
    }
    let fires = run.counts.iter().map(|count| count.fires).sum();
    app.set_made(Made::of(fingerprint, run, rules, decided, verdicts));
    Ok(fires)
}

/// Evaluates all triggers.
#[utoipa::path(post, path = "/runs", tag = "runs", request_body = NewRun, responses((status = 202, body = Job)),
    extensions(("x-permission" = json!("decide"))))]
pub async fn start(
    may: May<Decide>,
    State(app): State<App>,
    Json(wanted): Json<NewRun>,
) -> Answer<(StatusCode, Json<Job>)> {
    let last = app.store().last_run_of().await?;
    let as_of = wanted.as_of.unwrap_or_else(|| app.today());
    if last.is_some_and(|last| as_of < last) {
        return Err(Problem::wrong(format!(
            "hits of {} are saved; a decision for an earlier day would undo them",
            last.unwrap_or_default()
        )));
    }
    let write = app.write(&may.who.account.login).await?;
    write.audit("start decision", &as_of.to_string(), "").await?;
    write.commit().await?;
    Ok((StatusCode::ACCEPTED, Json(start_deciding(&app, as_of)?)))
}

/// Starts to evaluate all triggers as of a day.
///
/// # Errors
/// Where the system gives no randomness for the job's id.
pub fn start_deciding(app: &App, as_of: NaiveDate) -> Answer<Job> {
    let of = app.clone();
    let job = jobs::start(app, JobKind::Decide, move |telling| async move {
        let fires = decide_now(&of, None, as_of, &telling).await?;
        telling.stage("view");
        of.refresh().await.map_err(|problem| problem.detail.unwrap_or_default())?;
        let machines = of.view().map(|view| view.live.base.len()).unwrap_or(0);
        Ok(JobResult { fires: Some(fires), machines, ..JobResult::default() })
    });
    job.map_err(|error| Problem::internal(&error))
}

/// How far a job is.
#[utoipa::path(get, path = "/jobs/{id}", tag = "runs", params(("id" = String, Path)),
    responses((status = 200, body = Job), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn job(may: May<Read>, State(app): State<App>, Path(id): Path<String>) -> Answer<Json<Job>> {
    drop(may);
    app.jobs.get(&id).map(Json).ok_or_else(|| Problem::missing("this server knows no such job; it may have restarted"))
}
