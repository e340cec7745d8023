//! Deliveries: what came when, what it was taken for, what could not be read, and taking one back.

use super::cells::download;
use super::paging::{Page, Pairs, split};
use super::uploads::{Upload, audit, examine, new_stored, uploads};
use crate::app::App;
use crate::auth::May;
use crate::auth::who::{Export, Import, Read, TakeBack};
use crate::events::What;
use crate::jobs::{self, Job, JobKind, JobResult};
use crate::problem::{Answer, Problem};
use crate::upload::{Decision, Stored};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use base::BatchId;
use chrono::NaiveDate;
use digitize::mapping::Mapping;
use pipeline::Progress;
use serde::{Deserialize, Serialize};
use store::{Batch, BatchState};
use utoipa::ToSchema;

/// Problems shown with a delivery.
const FIRST: usize = 100;

/// A delivery in a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct BatchRow {
    /// Its number.
    pub id: u32,
    /// `active` or `taken_back`.
    pub state: &'static str,
    /// When it was imported, UTC.
    pub imported_at: String,
    /// Its local day.
    pub delivered_on: NaiveDate,
    /// What was imported.
    pub origin: String,
    /// Rows read.
    pub rows: u64,
    /// Problems listed.
    pub problems: u64,
    /// Files.
    pub files: usize,
    /// Who delivered.
    pub sources: Vec<String>,
    /// What was in it.
    pub kinds: Vec<&'static str>,
}

/// A column and what it was taken for.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct BatchColumn {
    /// `A`, `B` ...
    pub letter: String,
    /// Its heading.
    pub heading: String,
    /// The field.
    pub field: Option<String>,
    /// How sure that was, 0 to 1.
    pub confidence: f32,
}

/// A table of a delivery.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct BatchTable {
    /// The file.
    pub file: String,
    /// The sheet.
    pub sheet: Option<String>,
    /// Who delivered it.
    pub source: String,
    /// What its rows are.
    pub kind: &'static str,
    /// Rows read.
    pub rows: u64,
    /// Rows passed over: blank, totals.
    pub skipped: u64,
    /// How sure the kind was, 0 to 1.
    pub confidence: f64,
    /// Its columns.
    pub columns: Vec<BatchColumn>,
}

/// Something that could not be read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ProblemRow {
    /// `note`, `cell`, `row`, `table` or `file`.
    pub severity: String,
    /// The file.
    pub file: String,
    /// The sheet.
    pub sheet: Option<String>,
    /// The row.
    pub row: Option<u32>,
    /// The column's letter.
    pub column: Option<String>,
    /// Its heading.
    pub heading: Option<String>,
    /// What stands there.
    pub text: Option<String>,
    /// What is wrong and what to do.
    pub what: String,
}

/// A table that was left in its file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct LeftTableRow {
    /// The file.
    pub file: String,
    /// The sheet.
    pub sheet: Option<String>,
    /// Who delivered it.
    pub source: String,
    /// Rows that are not blank, titles and headings included.
    pub rows: u64,
    /// `unknown`: nobody can tell what it is; `ignored`: somebody left it out; `hidden`: its sheet is hidden.
    pub why: &'static str,
    /// Who left it out.
    pub decided_by: Option<String>,
    /// When, UTC.
    pub decided_at: Option<String>,
}

/// A delivery with its tables and first problems.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct BatchDetail {
    /// The row.
    #[serde(flatten)]
    pub row: BatchRow,
    /// Its tables.
    pub tables: Vec<BatchTable>,
    /// Tables left in the delivered files.
    pub left: Vec<LeftTableRow>,
    /// The first 100 problems.
    pub problem_rows: Vec<ProblemRow>,
}

/// A problem as it is sent.
pub fn problem_row(of: base::Problem) -> ProblemRow {
    ProblemRow {
        severity: format!("{:?}", of.severity).to_lowercase(),
        file: of.file,
        sheet: of.sheet,
        row: of.row,
        column: of.column.map(base::column_letters),
        heading: of.heading,
        text: of.text,
        what: of.what,
    }
}

async fn rows(app: &App) -> Answer<Vec<BatchRow>> {
    let files = app.store().files().await?;
    let tables = app.store().tables().await?;
    let row = |batch: Batch| {
        let own = |of: &BatchId| *of == batch.id;
        let mut sources: Vec<String> =
            files.iter().filter(|(of, _)| own(of)).map(|(_, file)| file.source.clone()).collect();
        sources.sort_unstable();
        sources.dedup();
        let mut kinds: Vec<&'static str> =
            tables.iter().filter(|table| own(&table.batch)).map(|table| table.kind.id()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        BatchRow {
            id: batch.id.0,
            state: if batch.state == BatchState::Active { "active" } else { "taken_back" },
            imported_at: batch.imported_at.clone(),
            delivered_on: batch.delivered_on,
            origin: batch.origin.clone(),
            rows: batch.rows,
            problems: batch.problems,
            files: files.iter().filter(|(of, _)| own(of)).count(),
            sources,
            kinds,
        }
    };
    let mut all: Vec<BatchRow> = app.store().batches().await?.into_iter().map(row).collect();
    all.sort_by_key(|batch| std::cmp::Reverse(batch.id));
    Ok(all)
}

/// All deliveries, newest first.
#[utoipa::path(get, path = "/batches", tag = "batches", responses((status = 200, body = Vec<BatchRow>)),
    extensions(("x-permission" = json!("read"))))]
pub async fn list(may: May<Read>, State(app): State<App>) -> Answer<Json<Vec<BatchRow>>> {
    drop(may);
    rows(&app).await.map(Json)
}

fn missing(id: u32) -> Problem {
    Problem::missing(format!("there is no delivery {id}"))
}

/// One delivery.
#[utoipa::path(get, path = "/batches/{id}", tag = "batches", params(("id" = u32, Path)),
    responses((status = 200, body = BatchDetail), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(may: May<Read>, State(app): State<App>, Path(id): Path<u32>) -> Answer<Json<BatchDetail>> {
    drop(may);
    let row = rows(&app).await?.into_iter().find(|row| row.id == id).ok_or_else(|| missing(id))?;
    let tables = app.store().tables().await?.into_iter().filter(|table| table.batch.0 == id);
    let problems = app.store().problems(BatchId(id)).await?;
    let left = app.store().left_tables().await?.into_iter().filter(|(batch, _)| batch.0 == id);
    Ok(Json(BatchDetail {
        row,
        left: left
            .map(|(_, of)| {
                let (decided_by, decided_at) = of.decided.unzip();
                let (file, sheet, source, rows) = (of.file, of.sheet, of.source, of.rows);
                LeftTableRow { file, sheet, source, rows, why: of.why.id(), decided_by, decided_at }
            })
            .collect(),
        tables: tables
            .map(|table| BatchTable {
                file: table.file,
                sheet: table.sheet,
                source: table.source,
                kind: table.kind.id(),
                rows: table.rows,
                skipped: table.skipped,
                confidence: table.confidence,
                columns: table
                    .columns
                    .into_iter()
                    .map(|column| BatchColumn {
                        letter: base::column_letters(column.column),
                        heading: column.heading,
                        field: column.field,
                        confidence: column.confidence,
                    })
                    .collect(),
            })
            .collect(),
        problem_rows: problems.into_iter().take(FIRST).map(problem_row).collect(),
    }))
}

/// The problems of a delivery, in parts.
#[utoipa::path(get, path = "/batches/{id}/problems", tag = "batches", params(("id" = u32, Path), super::machines::PageQuery),
    responses((status = 200, body = Page<ProblemRow>), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn problems(
    may: May<Read>,
    State(app): State<App>,
    Path(id): Path<u32>,
    Query(pairs): Query<Pairs>,
) -> Answer<Json<Page<ProblemRow>>> {
    drop(may);
    let (paging, _) = split(pairs)?;
    let all = app.store().problems(BatchId(id)).await?;
    let total = all.len();
    let items = all.into_iter().skip(paging.offset).take(paging.limit).map(problem_row).collect();
    Ok(Json(Page::new(items, total, paging.offset)))
}

/// All problems of a delivery as CSV. Texts that a spreadsheet would take for formulas begin with an apostrophe.
#[utoipa::path(get, path = "/batches/{id}/problems.csv", tag = "batches", params(("id" = u32, Path)),
    responses((status = 200, content_type = "text/csv"), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("export"))))]
pub async fn problems_file(
    may: May<Export>,
    State(app): State<App>,
    Path(id): Path<u32>,
) -> Answer<(HeaderMap, Vec<u8>)> {
    drop(may);
    let all = app.store().problems(BatchId(id)).await?;
    let neutral = |text: Option<String>| {
        let text = text.unwrap_or_default();
        let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
        if is_formula { format!("'{text}") } else { text }
    };
    // With a byte order mark, so that Excel reads umlauts.
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(b"\xEF\xBB\xBF".to_vec());
    let failed = |error: csv::Error| Problem::internal(&error);
    writer
        .write_record(["severity", "file", "sheet", "row", "column", "heading", "text", "what is wrong"])
        .map_err(failed)?;
    for row in all.into_iter().map(problem_row) {
        let number = row.row.map(|row| row.to_string()).unwrap_or_default();
        writer
            .write_record([
                row.severity,
                neutral(Some(row.file)),
                neutral(row.sheet),
                number,
                row.column.unwrap_or_default(),
                neutral(row.heading),
                neutral(row.text),
                row.what,
            ])
            .map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| Problem::internal(&error))?;
    Ok((download(&format!("instand-problems-{id}.csv"), "text/csv; charset=utf-8"), bytes))
}

/// The file to look at again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookAgain {
    /// Its name in the delivery.
    file: String,
}

/// Makes an upload of a delivered file, with what was settled on it, so that its tables can be mapped otherwise. Imported,
/// it takes the place of what the file brought before.
#[utoipa::path(post, path = "/batches/{id}/uploads", tag = "batches", request_body = LookAgain, params(("id" = u32, Path)),
    responses((status = 201, body = Upload), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("import"))))]
pub async fn look_again(
    may: May<Import>,
    State(app): State<App>,
    Path(id): Path<u32>,
    Json(wanted): Json<LookAgain>,
) -> Answer<(StatusCode, Json<Upload>)> {
    let tables = app.store().tables().await?.into_iter().filter(|table| table.batch.0 == id);
    let read = tables.map(|table| (table.file, table.sheet, table.source, table.digest));
    let left = app.store().left_tables().await?.into_iter().filter(|(batch, _)| batch.0 == id);
    let left = left.map(|(_, table)| (table.file, table.sheet, table.source, table.digest));
    let all: Vec<_> = read.chain(left).filter(|(file, ..)| *file == wanted.file).collect();
    let Some((_, _, source, digest)) = all.first().cloned() else {
        return Err(Problem::missing(format!("delivery {id} has no file `{}` that is kept", wanted.file)));
    };
    let mapping = app.store().mapping_of(BatchId(id)).await?;
    // A mapping of an earlier version that no longer parses says nothing; the tables are recognised anew.
    let mapping = mapping.and_then(|text| Mapping::parse(&text).ok()).unwrap_or_default();
    let mut stored = new_stored(&app, &may.who.account.name)?;
    stored.name = wanted.file.rsplit('/').next().unwrap_or(&wanted.file).to_owned();
    stored.source = Some(source);
    stored.files = 1;
    let said = all.iter().filter_map(|(file, sheet, ..)| {
        let rule = mapping.table_for(file, sheet.as_deref())?;
        Some(Decision::of(rule, file, sheet.as_deref()))
    });
    stored.decisions = said.collect();
    let store = uploads(&app);
    let path = store.place(&stored.id, &wanted.file).map_err(Problem::wrong)?;
    let (kept, id_of) = (app.config.workplace.kept.clone(), stored.id.clone());
    let copied = tokio::task::spawn_blocking(move || -> Result<u64, String> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        }
        kept.copy_out(&digest, &path).map_err(|error| error.to_string())?;
        std::fs::metadata(&path).map(|about| about.len()).map_err(|error| error.to_string())
    });
    let looked = match copied.await? {
        Ok(bytes) => examine(&app, Stored { bytes, ..stored }).await,
        Err(what) => Err(Problem::internal(&what)),
    };
    match looked {
        Ok(upload) => {
            audit(&app, &may.who.account.login, "look at delivery again", &format!("{id}, {}", wanted.file)).await?;
            app.tell(&[What::Uploads], Some(upload.row.id.clone()));
            Ok((StatusCode::CREATED, Json(upload)))
        }
        Err(problem) => {
            uploads(&app).remove(&id_of);
            Err(problem)
        }
    }
}

/// Takes a delivery back, exactly what it brought, and decides anew.
#[utoipa::path(post, path = "/batches/{id}/take-back", tag = "batches", params(("id" = u32, Path)),
    responses((status = 202, body = Job), (status = 404, body = Problem), (status = 409, body = Problem)),
    extensions(("x-permission" = json!("take_back"))))]
pub async fn take_back(
    may: May<TakeBack>,
    State(app): State<App>,
    Path(id): Path<u32>,
) -> Answer<(StatusCode, Json<Job>)> {
    let batches = app.store().batches().await?;
    let batch = batches.iter().find(|batch| batch.id.0 == id).ok_or_else(|| missing(id))?;
    if batch.state == BatchState::TakenBack {
        return Err(Problem::conflict("taken_back", format!("delivery {id} was taken back already")));
    }
    let write = app.write(&may.who.account.login).await?;
    write.audit("take back delivery", &id.to_string(), "").await?;
    write.commit().await?;
    let of = app.clone();
    let job = jobs::start(&app, JobKind::TakeBack, move |telling| async move {
        telling.stage("link");
        let taken = pipeline::take_back(&of.config.workplace, BatchId(id), &of.stamp()).await;
        let (added, changed, gone) = taken.map_err(|error| error.to_string())?;
        let as_of = of.store().last_run_of().await.map_err(|error| error.to_string())?;
        let mut fires = None;
        if let Some(last) = as_of {
            fires = Some(super::runs::decide_now(&of, None, last.max(of.today()), &telling).await?);
        }
        of.refresh().await.map_err(|problem| problem.detail.unwrap_or_default())?;
        let machines = of.view().map(|view| view.live.base.len()).unwrap_or(0);
        Ok(JobResult {
            batch: Some(id),
            machines_added: added,
            machines_changed: changed,
            machines_gone: gone,
            machines,
            fires,
            ..JobResult::default()
        })
    });
    Ok((StatusCode::ACCEPTED, Json(job.map_err(|error| Problem::internal(&error))?)))
}
