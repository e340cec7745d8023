//! Sources: who delivers, how far each is trusted, what it holds completely.

use crate::app::App;
use crate::auth::May;
use crate::auth::who::{Read, Sources};
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use base::Kind;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use store::Source;
use utoipa::ToSchema;

/// A source.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct SourceRow {
    /// Its name.
    pub name: String,
    /// 1 is trusted most.
    pub priority: i32,
    /// Kinds it holds completely: what is not in it does not exist.
    pub complete: Vec<&'static str>,
    /// Kinds it has delivered.
    pub kinds: Vec<&'static str>,
    /// Files it has delivered.
    pub files: usize,
    /// When it delivered last.
    pub last_delivered_on: Option<NaiveDate>,
    /// The version, to send back with a change.
    pub etag: String,
}

fn etag(of: &Source) -> String {
    let text = format!("{}|{:?}", of.priority, of.complete);
    format!("\"{}\"", &blake3::hash(text.as_bytes()).to_hex()[..16])
}

async fn rows(app: &App) -> Answer<Vec<SourceRow>> {
    let (sources, files) = (app.store().sources().await?, app.store().files().await?);
    let (tables, batches) = (app.store().tables().await?, app.store().batches().await?);
    let row = |source: Source| {
        let own = |batch: &base::BatchId| files.iter().any(|(of, file)| of == batch && file.source == source.name);
        let mut kinds: Vec<&'static str> =
            tables.iter().filter(|table| table.source == source.name).map(|table| table.kind.id()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        SourceRow {
            priority: source.priority,
            complete: source.complete.iter().map(|kind| kind.id()).collect(),
            kinds,
            files: files.iter().filter(|(_, file)| file.source == source.name).count(),
            last_delivered_on: batches.iter().filter(|batch| own(&batch.id)).map(|batch| batch.delivered_on).max(),
            etag: etag(&source),
            name: source.name,
        }
    };
    Ok(sources.into_iter().map(row).collect())
}

/// All sources.
#[utoipa::path(get, path = "/sources", tag = "sources", responses((status = 200, body = Vec<SourceRow>)),
    extensions(("x-permission" = json!("read"))))]
pub async fn list(may: May<Read>, State(app): State<App>) -> Answer<Json<Vec<SourceRow>>> {
    drop(may);
    rows(&app).await.map(Json)
}

/// What may be changed of a source.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceChange {
    /// 1 is trusted most, 1000 least.
    priority: Option<i32>,
    /// Kinds it holds completely.
    complete: Option<Vec<String>>,
}

/// Changes a source; machine files become what they are under the new trust, and the triggers decide anew.
#[utoipa::path(patch, path = "/sources/{name}", tag = "sources", request_body = SourceChange,
    params(("name" = String, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = SourceRow), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("sources"))))]
pub async fn change(
    may: May<Sources>,
    State(app): State<App>,
    Path(name): Path<String>,
    headers: HeaderMap,
    Json(change): Json<SourceChange>,
) -> Answer<Json<SourceRow>> {
    let given =
        headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok()).ok_or_else(Problem::needs_version)?;
    let sources = app.store().sources().await?;
    let known = sources.into_iter().find(|source| source.name == name);
    let mut now = known.ok_or_else(|| Problem::missing(format!("there is no source `{name}`")))?;
    if given != etag(&now) {
        return Err(Problem::changed("somebody else changed this source meanwhile; load it again"));
    }
    if let Some(priority) = change.priority {
        if !(1..=1000).contains(&priority) {
            return Err(Problem::wrong("a priority is 1 (trusted most) to 1000"));
        }
        now.priority = priority;
    }
    if let Some(kinds) = change.complete {
        let kinds: Result<Vec<Kind>, String> = kinds.iter().map(|kind| kind.parse()).collect();
        now.complete = kinds.map_err(Problem::wrong)?;
    }
    let write = app.write(&may.who.account.login).await?;
    write.audit("change source", &name, &format!("priority {}, complete {:?}", now.priority, now.complete)).await?;
    write.commit().await?;
    let (of, stamp, handle) = (app.clone(), app.stamp(), tokio::runtime::Handle::current());
    let last = app.store().last_run_of().await?;
    let setting = move || handle.block_on(async move { pipeline::set_source(&of.config.workplace, now, &stamp).await });
    tokio::task::spawn_blocking(setting).await??;
    if let Some(last) = last {
        let of = app.clone();
        let started = crate::jobs::start(&app, crate::jobs::JobKind::Decide, move |telling| async move {
            let as_of = last.max(of.today());
            let fires = super::runs::decide_now(&of, None, as_of, &telling).await?;
            of.refresh().await.map_err(|problem| problem.detail.unwrap_or_default())?;
            Ok(crate::jobs::JobResult { fires: Some(fires), ..crate::jobs::JobResult::default() })
        });
        started.map_err(|error| Problem::internal(&error))?;
    } else {
        app.refresh().await?;
    }
    let row = rows(&app).await?.into_iter().find(|row| row.name == name);
    row.map(Json).ok_or_else(|| Problem::missing(format!("there is no source `{name}`")))
}
