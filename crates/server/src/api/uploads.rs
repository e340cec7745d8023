//! Uploads: files that wait until a person has confirmed what they are, then become a delivery.
//!
//! An upload is a folder `uploads/<id>` of the data folder: the files below `files/`, and `upload.json` with what was
//! decided. Nothing of it counts before it is imported.

use super::batches::{ProblemRow, problem_row};
use crate::app::App;
use crate::auth::who::{Import, Read};
use crate::auth::{May, secret};
use crate::events::What;
use crate::jobs::{self, Job, JobKind, JobResult, JobState};
use crate::problem::{Answer, Problem};
use crate::upload::{ColumnChoice, Decision, Stored, Uploads};
use axum::Json;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use base::{Kind, Severity};
use digitize::{DateOrder, Decimal, Format};
use pipeline::{Examined, ExaminedTable, ImportOptions, Profiles, Progress};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use tokio::io::AsyncWriteExt;
use utoipa::ToSchema;

/// Bytes an upload may have in all.
pub const MOST_BYTES: usize = 2 << 30;

/// Files an upload may have.
const MOST_FILES: usize = 5_000;

/// Problems shown.
const PROBLEMS: usize = 200;

/// An upload in a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct UploadRow {
    /// Its id.
    pub id: String,
    /// The first file, and how many more.
    pub name: String,
    /// When it came, UTC.
    pub created_at: String,
    /// Who brought it.
    pub created_by: String,
    /// Files.
    pub files: usize,
    /// Their size.
    pub bytes: u64,
    /// Questions to answer.
    pub questions: usize,
    /// `open`, `importing`, `failed` or `done`.
    pub state: &'static str,
}

/// A column to confirm.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct UploadColumn {
    /// From 0.
    pub column: u16,
    /// `A`, `B` ...
    pub letter: String,
    /// How decisions call it.
    pub name: String,
    /// Its heading.
    pub heading: String,
    /// The field it was taken for.
    pub field: Option<String>,
    /// How sure that is, 0 to 1.
    pub confidence: f32,
    /// Whether it is asked about.
    pub asked: bool,
    /// Fields that come into question, best first.
    pub candidates: Vec<String>,
    /// Some of its values.
    pub samples: Vec<String>,
    /// What is not clear.
    pub question: Option<String>,
    /// Whether the source's mapping profile does not know it.
    pub is_new: bool,
    /// What it may mean, best first, the field it was taken for among them.
    pub guesses: Vec<Guess>,
    /// `dmy`, `mdy` or `ymd`, where it holds dates.
    pub date_order: Option<&'static str>,
    /// `comma` or `point`, where it holds numbers.
    pub decimal: Option<&'static str>,
    /// Factor to the field's unit, where it holds numbers.
    pub factor: Option<f64>,
}

/// A meaning a column may have.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Guess {
    /// The field.
    pub field: &'static str,
    /// How sure that is, 0 to 1.
    pub confidence: f32,
}

/// A field that every row of a table gets.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Constant {
    /// The field.
    pub field: String,
    /// Its text, as it would stand in a cell; a blank one takes away what a profile says.
    pub text: String,
}

/// A column that the source's mapping profile names and the table lacks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct GoneColumn {
    /// Its heading.
    pub heading: String,
    /// The field it filled.
    pub field: String,
}

/// A hidden sheet.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct HiddenSheet {
    /// The file.
    pub file: String,
    /// The sheet.
    pub sheet: Option<String>,
    /// Rows that are not blank.
    pub rows: u64,
}

/// A table to confirm.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct UploadTable {
    /// The file.
    pub file: String,
    /// The sheet.
    pub sheet: Option<String>,
    /// Who delivers it.
    pub source: String,
    /// What its rows are; `null` where nobody can tell.
    pub kind: Option<&'static str>,
    /// How sure that is, 0 to 1.
    pub confidence: f32,
    /// Whether it is left out.
    pub ignored: bool,
    /// Who left it out; where it is.
    pub ignored_by: Option<String>,
    /// When, UTC.
    pub ignored_at: Option<String>,
    /// The version of the source's mapping profile that knew it again.
    pub profile: Option<u32>,
    /// Columns the profile names and the table lacks: each is a question.
    pub gone: Vec<GoneColumn>,
    /// Fields that every row gets.
    pub constants: Vec<Constant>,
    /// Rows that are not blank, where nothing of it is read.
    pub rows: Option<u64>,
    /// Why it holds no records, where it does not.
    pub no_table: Option<String>,
    /// The row the headings end in.
    pub header_row: u32,
    /// Kinds that come into question, best first.
    pub kinds: Vec<&'static str>,
    /// Its columns.
    pub columns: Vec<UploadColumn>,
    /// Its first rows.
    pub sample: Vec<Vec<String>>,
    /// What is not clear of the table as a whole.
    pub questions: Vec<String>,
}

/// An upload with what was recognised.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Upload {
    /// The row.
    #[serde(flatten)]
    pub row: UploadRow,
    /// Its tables.
    pub tables: Vec<UploadTable>,
    /// What was decided on it so far.
    pub decisions: Vec<TableDecision>,
    /// Hidden sheets, which are not read.
    pub hidden: Vec<HiddenSheet>,
    /// The first 200 problems.
    pub problems: Vec<ProblemRow>,
    /// Problems in all.
    pub problems_total: usize,
    /// The job that imports it.
    pub job: Option<Job>,
    /// The delivery it became.
    pub batch: Option<u32>,
}

/// What a person says about a column.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnDecision {
    /// Its name in the upload.
    pub name: String,
    /// The field; `null` to leave it out.
    pub field: Option<String>,
    /// `dmy`, `mdy` or `ymd`.
    #[serde(default)]
    pub date_order: Option<String>,
    /// `comma` or `point`.
    #[serde(default)]
    pub decimal: Option<String>,
    /// Factor to the field's unit.
    #[serde(default)]
    pub factor: Option<f64>,
}

/// What a person says about a table.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TableDecision {
    /// The file.
    pub file: String,
    /// The sheet.
    #[serde(default)]
    pub sheet: Option<String>,
    /// Whether to leave it out.
    #[serde(default)]
    pub ignore: bool,
    /// What its rows are.
    #[serde(default)]
    pub kind: Option<String>,
    /// Who delivers the file.
    #[serde(default)]
    pub source: Option<String>,
    /// The row its headings end in; 0 where it has none and columns are named by letter.
    #[serde(default)]
    pub header_row: Option<u32>,
    /// Whether to read it although its sheet is hidden.
    #[serde(default)]
    pub include_hidden: bool,
    /// Its columns.
    #[serde(default)]
    pub columns: Vec<ColumnDecision>,
    /// Fields that every row gets.
    #[serde(default)]
    pub constants: Vec<Constant>,
}

impl From<Decision> for TableDecision {
    fn from(of: Decision) -> Self {
        let columns = of.columns.into_iter().map(|of| ColumnDecision {
            name: of.name,
            field: of.field,
            date_order: of.order,
            decimal: of.decimal,
            factor: of.factor,
        });
        Self {
            file: of.file,
            sheet: of.sheet,
            ignore: of.ignore,
            kind: of.kind,
            source: of.source,
            header_row: of.header_row,
            include_hidden: of.include_hidden,
            columns: columns.collect(),
            constants: of.constants.into_iter().map(|(field, text)| Constant { field, text }).collect(),
        }
    }
}

impl TableDecision {
    /// The decision as it is kept; leaving a table out is kept with who and when.
    pub(super) fn decided(self, by: &str, at: &str) -> Decision {
        let columns = self.columns.into_iter().map(|of| ColumnChoice {
            name: of.name,
            field: of.field,
            order: of.date_order,
            decimal: of.decimal,
            factor: of.factor,
        });
        Decision {
            file: self.file,
            sheet: self.sheet,
            ignore: self.ignore,
            kind: self.kind,
            source: self.source,
            header_row: self.header_row,
            include_hidden: self.include_hidden,
            columns: columns.collect(),
            constants: self.constants.into_iter().map(|of| (of.field, of.text)).collect(),
            decided: self.ignore.then(|| (by.to_owned(), at.to_owned())),
        }
    }
}

/// What a person says about an upload; it replaces what was said before.
#[derive(Clone, PartialEq, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// Tables that were decided on.
    tables: Vec<TableDecision>,
}

pub(super) fn state_of(app: &App, stored: &Stored) -> &'static str {
    if stored.batch.is_some() || stored.nothing_new {
        return "done";
    }
    match stored.job.as_ref().and_then(|job| app.jobs.get(job)).map(|job| job.state) {
        Some(JobState::Running) => "importing",
        Some(JobState::Failed) => "failed",
        Some(JobState::Done) => "done",
        None => "open",
    }
}

fn row(app: &App, stored: &Stored) -> UploadRow {
    UploadRow {
        id: stored.id.clone(),
        name: stored.name.clone(),
        created_at: stored.created_at.clone(),
        created_by: stored.created_by.clone(),
        files: stored.files,
        bytes: stored.bytes,
        questions: stored.questions,
        state: state_of(app, stored),
    }
}

pub(super) fn uploads(app: &App) -> Uploads {
    Uploads::at(app.config.folder.join("uploads"))
}

/// Uploads that wait for a decision, newest first.
pub async fn waiting(app: &App) -> Answer<Vec<UploadRow>> {
    let store = uploads(app);
    let all = tokio::task::spawn_blocking(move || store.all()).await?.map_err(|error| Problem::internal(&error))?;
    Ok(all.iter().map(|stored| row(app, stored)).filter(|row| row.state != "done").collect())
}

/// A table as it is sent.
pub(super) fn upload_table(table: ExaminedTable) -> UploadTable {
    let columns = table.columns.into_iter().map(|column| {
        let (date_order, decimal, factor) = match column.format {
            Format::Date { order: DateOrder::DayMonthYear, .. } => (Some("dmy"), None, None),
            Format::Date { order: DateOrder::MonthDayYear, .. } => (Some("mdy"), None, None),
            Format::Date { order: DateOrder::YearMonthDay, .. } => (Some("ymd"), None, None),
            Format::Number { decimal: Decimal::Comma, factor } => (None, Some("comma"), Some(factor)),
            Format::Number { decimal: Decimal::Point, factor } => (None, Some("point"), Some(factor)),
            Format::Text | Format::Flag => (None, None, None),
        };
        let guesses = column.others.into_iter();
        UploadColumn {
            letter: base::column_letters(column.column),
            asked: column.question.is_some(),
            column: column.column,
            name: column.name,
            heading: column.heading,
            field: column.field,
            confidence: column.confidence,
            candidates: column.candidates,
            samples: column.values,
            question: column.question,
            is_new: column.is_new,
            guesses: guesses.map(|of| Guess { field: of.field, confidence: of.confidence }).collect(),
            date_order,
            decimal,
            factor,
        }
    });
    let constants = table.constants.into_iter();
    let (ignored_by, ignored_at) = table.decided.filter(|_| table.ignored).unzip();
    UploadTable {
        columns: columns.collect(),
        file: table.file,
        sheet: table.sheet,
        source: table.source,
        kind: table.kind.map(Kind::id),
        confidence: table.confidence,
        ignored: table.ignored,
        ignored_by,
        ignored_at,
        profile: table.profile,
        gone: table.gone.into_iter().map(|(heading, field)| GoneColumn { heading, field }).collect(),
        constants: constants.map(|(field, text)| Constant { field: field.to_owned(), text }).collect(),
        rows: table.rows,
        no_table: table.no_table,
        header_row: table.header_row,
        kinds: table.kinds.into_iter().map(Kind::id).collect(),
        sample: table.sample,
        questions: table.questions,
    }
}

fn shown(app: &App, stored: &Stored, examined: Examined) -> Upload {
    let Examined { tables, hidden, mut problems } = examined;
    let problems_total = problems.len();
    problems.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
    Upload {
        row: row(app, stored),
        tables: tables.into_iter().map(upload_table).collect(),
        decisions: stored.decisions.iter().cloned().map(TableDecision::from).collect(),
        hidden: hidden.into_iter().map(|of| HiddenSheet { file: of.file, sheet: of.sheet, rows: of.rows }).collect(),
        problems: problems.into_iter().take(PROBLEMS).map(problem_row).collect(),
        problems_total,
        job: stored.job.as_ref().and_then(|job| app.jobs.get(job)),
        batch: stored.batch,
    }
}

/// Questions that keep an upload from being imported: columns asked about, columns that are gone, and tables nobody can
/// place.
fn open_questions(tables: &[ExaminedTable]) -> usize {
    tables
        .iter()
        .filter(|table| !table.ignored && table.no_table.is_none())
        .map(|table| {
            usize::from(table.kind.is_none())
                + table.gone.len()
                + table.columns.iter().filter(|column| table.kind.is_some() && column.question.is_some()).count()
        })
        .sum()
}

/// Examines an upload and keeps how many questions it has.
pub(super) async fn examine(app: &App, mut stored: Stored) -> Answer<Upload> {
    let store = uploads(app);
    let profiles = Profiles::load(app.store()).await?;
    let (today, stamp) = (app.today(), app.stamp());
    let examined = tokio::task::spawn_blocking(move || -> Result<_, String> {
        let mapping = stored.mapping()?;
        let options = ImportOptions {
            origin: &stored.name,
            source: stored.source.as_deref(),
            mapping: mapping.as_ref().map(|(mapping, _)| mapping),
            mapping_text: None,
            delivered_on: today,
            at: &stamp,
        };
        let inputs = store.inputs(&stored)?;
        let examined = pipeline::examine(&inputs, &options, &profiles).map_err(|error| error.to_string())?;
        stored.questions = open_questions(&examined.tables);
        store.keep(&stored).map_err(|error| error.to_string())?;
        Ok((stored, examined))
    });
    let (stored, examined) = examined.await?.map_err(Problem::wrong)?;
    Ok(shown(app, &stored, examined))
}

pub(super) async fn find(app: &App, id: &str) -> Answer<Stored> {
    let (store, of) = (uploads(app), id.to_owned());
    let found = tokio::task::spawn_blocking(move || store.get(&of)).await?;
    found.map_err(|error| Problem::internal(&error))?.ok_or_else(|| Problem::missing("there is no such upload"))
}

/// Uploads, newest first.
#[utoipa::path(get, path = "/uploads", tag = "uploads", responses((status = 200, body = Vec<UploadRow>)),
    extensions(("x-permission" = json!("read"))))]
pub async fn list(may: May<Read>, State(app): State<App>) -> Answer<Json<Vec<UploadRow>>> {
    drop(may);
    waiting(&app).await.map(Json)
}

pub(super) fn new_stored(app: &App, by: &str) -> Answer<Stored> {
    let id: String = secret::random().map_err(|error| Problem::internal(&error))?.chars().take(20).collect();
    Ok(Stored { id, created_at: app.stamp(), created_by: by.to_owned(), ..Stored::default() })
}

/// The files to upload.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form that is read part by part")]
pub struct UploadForm {
    /// The files; a file name may hold folders.
    #[schema(value_type = Vec<String>, format = Binary)]
    files: Vec<String>,
    /// Who delivers them; else the folder's or file's name says it.
    source: Option<String>,
}

/// Brings files; they are examined at once and wait for a decision.
#[utoipa::path(post, path = "/uploads", tag = "uploads", request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 201, body = Upload), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("import"))))]
pub async fn add(may: May<Import>, State(app): State<App>, mut form: Multipart) -> Answer<(StatusCode, Json<Upload>)> {
    let mut stored = new_stored(&app, &may.who.account.name)?;
    let store = uploads(&app);
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::StorageFull => {
            Problem::conflict("disk_full", "the server's disk is full; nothing was kept")
        }
        _ => Problem::internal(&error),
    };
    let result = async {
        while let Some(mut part) = form.next_field().await.map_err(|error| Problem::wrong(error.body_text()))? {
            if part.name() == Some("source") {
                let source = part.text().await.map_err(|error| Problem::wrong(error.body_text()))?;
                stored.source = Some(source.trim().to_owned()).filter(|source| !source.is_empty());
                continue;
            }
            let Some(name) = part.file_name().map(str::to_owned) else { continue };
            let path = store.place(&stored.id, &name).map_err(Problem::wrong)?;
            if stored.files >= MOST_FILES {
                return Err(Problem::wrong(format!("an upload has at most {MOST_FILES} files; bring them as a zip")));
            }
            if let Some(folder) = path.parent() {
                tokio::fs::create_dir_all(folder).await.map_err(failed)?;
            }
            let mut file = tokio::fs::File::create_new(&path).await.map_err(|error| match error.kind() {
                std::io::ErrorKind::AlreadyExists => Problem::wrong(format!("{name} is in the upload twice")),
                _ => failed(error),
            })?;
            while let Some(bytes) = part.chunk().await.map_err(|error| Problem::wrong(error.body_text()))? {
                stored.bytes += bytes.len() as u64;
                file.write_all(&bytes).await.map_err(failed)?;
            }
            file.flush().await.map_err(failed)?;
            stored.files += 1;
            if stored.name.is_empty() {
                stored.name = name.rsplit('/').next().unwrap_or(&name).to_owned();
            }
        }
        if stored.files == 0 {
            return Err(Problem::wrong("there was no file in it"));
        }
        if stored.files > 1 {
            stored.name = format!("{} (+{})", stored.name, stored.files - 1);
        }
        Ok(stored.clone())
    };
    let arrived = result.await;
    let examined = match arrived {
        Ok(stored) => examine(&app, stored).await,
        Err(problem) => Err(problem),
    };
    match examined {
        Ok(upload) => {
            audit(&app, &may.who.account.login, "upload", &upload.row.name).await?;
            app.tell(&[What::Uploads], Some(upload.row.id.clone()));
            Ok((StatusCode::CREATED, Json(upload)))
        }
        Err(problem) => {
            store.remove(&stored.id);
            Err(problem)
        }
    }
}

pub(super) async fn audit(app: &App, actor: &str, action: &str, subject: &str) -> Answer<()> {
    let write = app.write(actor).await?;
    write.audit(action, subject, "").await?;
    write.commit().await?;
    Ok(())
}

/// A folder of the server.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FromFolder {
    /// One of those the administrator allowed.
    folder: String,
}

/// Folders of the server that may be imported.
#[derive(Serialize, ToSchema)]
pub struct ServerFolders {
    /// As set in `instand.toml`.
    folders: Vec<String>,
}

/// Folders of the server that the administrator allowed.
#[utoipa::path(get, path = "/server-folders", tag = "uploads", responses((status = 200, body = ServerFolders)),
    extensions(("x-permission" = json!("import"))))]
pub async fn folders(may: May<Import>, State(app): State<App>) -> Json<ServerFolders> {
    drop(may);
    let folders = app.config.import_folders.iter().map(|folder| folder.display().to_string()).collect();
    Json(ServerFolders { folders })
}

/// Examines a folder of the server; its files are read where they lie.
#[utoipa::path(post, path = "/uploads/from-folder", tag = "uploads", request_body = FromFolder,
    responses((status = 201, body = Upload), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("import"))))]
pub async fn from_folder(
    may: May<Import>,
    State(app): State<App>,
    Json(wanted): Json<FromFolder>,
) -> Answer<(StatusCode, Json<Upload>)> {
    let allowed = app.config.import_folders.iter().find(|folder| folder.display().to_string() == wanted.folder);
    let folder: PathBuf = allowed.cloned().ok_or_else(|| {
        Problem::wrong("the administrator has not allowed this folder (import_folders in instand.toml)")
    })?;
    let mut stored = new_stored(&app, &may.who.account.name)?;
    stored.name = wanted.folder;
    stored.folder = Some(folder);
    let upload = examine(&app, stored).await?;
    audit(&app, &may.who.account.login, "examine folder", &upload.row.name).await?;
    app.tell(&[What::Uploads], Some(upload.row.id.clone()));
    Ok((StatusCode::CREATED, Json(upload)))
}

/// An upload with what was recognised under what was decided so far.
#[utoipa::path(get, path = "/uploads/{id}", tag = "uploads", params(("id" = String, Path)),
    responses((status = 200, body = Upload), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(may: May<Read>, State(app): State<App>, Path(id): Path<String>) -> Answer<Json<Upload>> {
    drop(may);
    let stored = find(&app, &id).await?;
    if state_of(&app, &stored) == "done" {
        return Ok(Json(shown(&app, &stored, Examined::default())));
    }
    examine(&app, stored).await.map(Json)
}

/// Throws an upload away.
#[utoipa::path(delete, path = "/uploads/{id}", tag = "uploads", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)),
    extensions(("x-permission" = json!("import"))))]
pub async fn remove(may: May<Import>, State(app): State<App>, Path(id): Path<String>) -> Answer<StatusCode> {
    let stored = find(&app, &id).await?;
    if state_of(&app, &stored) == "importing" {
        return Err(Problem::conflict("importing", "it is being imported; take the delivery back afterwards"));
    }
    uploads(&app).remove(&id);
    audit(&app, &may.who.account.login, "remove upload", &stored.name).await?;
    app.tell(&[What::Uploads], Some(id));
    Ok(StatusCode::NO_CONTENT)
}

/// Says what tables and columns are; gives the upload as it is understood then.
#[utoipa::path(put, path = "/uploads/{id}/decisions", tag = "uploads", request_body = Decisions, params(("id" = String, Path)),
    responses((status = 200, body = Upload), (status = 404, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("import"))))]
pub async fn decide(
    may: May<Import>,
    State(app): State<App>,
    Path(id): Path<String>,
    Json(wanted): Json<Decisions>,
) -> Answer<Json<Upload>> {
    let mut stored = find(&app, &id).await?;
    if state_of(&app, &stored) != "open" && state_of(&app, &stored) != "failed" {
        return Err(Problem::conflict("importing", "it is imported already"));
    }
    let (by, at) = (may.who.account.login.clone(), app.stamp());
    let before = std::mem::take(&mut stored.decisions);
    let decided = wanted.tables.into_iter().map(|table| table.decided(&by, &at)).map(|mut now| {
        let same = before.iter().find(|of| of.is_about(&now.file, now.sheet.as_deref()));
        // Who left the table out first stays on record when something else is decided afterwards.
        if let Some(same) = same.filter(|of| of.ignore && now.ignore) {
            now.decided.clone_from(&same.decided);
        }
        now
    });
    stored.decisions = decided.collect();
    let upload = examine(&app, stored).await?;
    app.tell(&[What::Uploads], Some(id));
    Ok(Json(upload))
}

/// Imports an upload and decides anew.
#[utoipa::path(post, path = "/uploads/{id}/import", tag = "uploads", params(("id" = String, Path)),
    responses((status = 202, body = Job), (status = 404, body = Problem), (status = 409, body = Problem)),
    extensions(("x-permission" = json!("import"))))]
pub async fn import(
    may: May<Import>,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Answer<(StatusCode, Json<Job>)> {
    let mut stored = find(&app, &id).await?;
    match state_of(&app, &stored) {
        "open" | "failed" => {}
        _ => return Err(Problem::conflict("importing", "it is imported already")),
    }
    if stored.questions > 0 {
        let what =
            format!("{} questions are open; answer them, or leave these columns and tables out", stored.questions);
        return Err(Problem::conflict("questions_open", what));
    }
    audit(&app, &may.who.account.login, "import upload", &stored.name).await?;
    let (of, store, working) = (app.clone(), uploads(&app), stored.clone());
    let job = jobs::start(&app, JobKind::Import, move |telling| async move {
        let result = bring(&of, &store, working, &telling).await?;
        of.refresh().await.map_err(|problem| problem.detail.unwrap_or_default())?;
        of.tell(&[What::Uploads], None);
        Ok(result)
    });
    let job = job.map_err(|error| Problem::internal(&error))?;
    stored.job = Some(job.id.clone());
    let store = uploads(&app);
    // The job may have ended already and kept the number of the delivery; that stays.
    tokio::task::spawn_blocking(move || store.note_job(&stored)).await?.map_err(|error| Problem::internal(&error))?;
    app.tell(&[What::Uploads], Some(id));
    Ok((StatusCode::ACCEPTED, Json(job)))
}

async fn bring(app: &App, store: &Uploads, stored: Stored, telling: &jobs::Telling) -> Result<JobResult, String> {
    let inputs = store.inputs(&stored)?;
    let mapping = stored.mapping()?;
    let stamp = app.stamp();
    let options = ImportOptions {
        origin: &stored.name,
        source: stored.source.as_deref(),
        mapping: mapping.as_ref().map(|(mapping, _)| mapping),
        mapping_text: mapping.as_ref().map(|(_, text)| text.as_str()),
        delivered_on: app.today(),
        at: &stamp,
    };
    telling.stage("copy");
    let imported = pipeline::import(&app.config.workplace, &inputs, &options, telling).await;
    let (imported, state) = imported.map_err(|error| error.to_string())?;
    let wrong = imported.problems.iter().filter(|problem| problem.severity != Severity::Note).count();
    let mut result = JobResult {
        batch: imported.batch.map(|batch| batch.0),
        rows: imported.rows,
        machines_added: imported.machines.0,
        machines_changed: imported.machines.1,
        machines_gone: imported.machines.2,
        machines_joined: imported.joined,
        machines: imported.machines_now,
        problems: wrong,
        ..JobResult::default()
    };
    store.settle(&stored.id, result.batch).map_err(|error| error.to_string())?;
    if imported.batch.is_some() {
        let last = app.store().last_run_of().await.map_err(|error| error.to_string())?;
        let as_of = last.map_or_else(|| app.today(), |last| last.max(app.today()));
        result.fires = Some(super::runs::decide_now(app, Some(state), as_of, telling).await?);
    }
    Ok(result)
}
