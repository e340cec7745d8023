//! Reports in PDF of an upload: their pages to mark an example on, and what the marks teach.

use super::uploads::{examine, find, state_of, uploads};
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Import;
use crate::events::What;
use crate::problem::{Answer, Problem};
use crate::upload::{Layout, Stored};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use base::{Field, Kind};
use digitize::read::{At, FieldMark, Marks, PageTexts, Relation, TableMark};
use pipeline::{GivenTable, Meanings, PipelineError, Taught};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A PDF of an upload.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ReportFile {
    /// Its number among the upload's PDFs, from 0.
    pub number: usize,
    /// Its name.
    pub name: String,
}

/// The PDFs of an upload, and the layouts that were marked on it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct UploadReports {
    /// The PDFs, in the order of their numbers.
    pub files: Vec<ReportFile>,
    /// Names of the layouts.
    pub layouts: Vec<String>,
}

/// A text of a page, in points (1/72 inch) from the upper left corner.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct ReportText {
    /// Left edge.
    pub x: f32,
    /// Baseline.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Size of the letters.
    pub size: f32,
    /// What it says.
    pub text: String,
}

/// A page as texts, to be marked.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct ReportPage {
    /// Pages of the file.
    pub pages: u32,
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
    /// The texts from top to bottom; marks name them by their place in this list, from 0.
    pub texts: Vec<ReportText>,
}

/// A value that was marked.
#[derive(Clone, PartialEq, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkedField {
    /// Page, from 1.
    page: u32,
    /// The texts it consists of, by their place on the page.
    texts: Vec<usize>,
    /// The end of the text that is the value, where the label stands before it in the same text.
    #[serde(default)]
    part: Option<String>,
    /// The text that is its label, where a person says which one.
    #[serde(default)]
    label: Option<usize>,
    /// Heading of the column it goes into.
    column: String,
    /// What it means.
    #[serde(default)]
    field: Option<String>,
    /// Whether it is repeated with each line of the report's tables.
    #[serde(default)]
    key: bool,
}

/// A column of a table that was marked.
#[derive(Clone, PartialEq, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkedColumn {
    /// The text above it, by its place on the page.
    text: usize,
    /// Heading of the column its values go into.
    column: String,
    /// What it means.
    #[serde(default)]
    field: Option<String>,
}

/// A table that was marked.
#[derive(Clone, PartialEq, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkedTable {
    /// What it is called.
    name: String,
    /// Page, from 1.
    page: u32,
    /// What a line of it is; `null` to have it recognised.
    #[serde(default)]
    kind: Option<String>,
    /// Its columns.
    columns: Vec<MarkedColumn>,
}

/// A marked example.
#[derive(Clone, PartialEq, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkedExample {
    /// The PDF, by its number.
    file: usize,
    /// What the layout is called; one of the same name is replaced.
    name: String,
    /// What such a report is; `null` to have it recognised.
    #[serde(default)]
    kind: Option<String>,
    /// Single values.
    #[serde(default)]
    fields: Vec<MarkedField>,
    /// Tables.
    #[serde(default)]
    tables: Vec<MarkedTable>,
    /// Whether to keep it for the upload; otherwise it is only tried.
    #[serde(default)]
    keep: bool,
}

/// How a marked value is found again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct FoundBy {
    /// The column.
    pub column: String,
    /// The label; empty where none stands beside it.
    pub label: String,
    /// `right`, `below` or `behind` its label, or at its `place` of the page.
    pub relation: &'static str,
}

/// A row as the layout gives it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct GivenRow {
    /// The file.
    pub file: String,
    /// The page.
    pub page: u32,
    /// Its values.
    pub cells: Vec<String>,
}

/// A table as the layout gives it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct GivenRows {
    /// Its name.
    pub name: String,
    /// Headings of its columns.
    pub headings: Vec<String>,
    /// Its first 50 rows.
    pub rows: Vec<GivenRow>,
    /// All rows.
    pub rows_total: usize,
}

/// What a marked example teaches.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct TaughtLayout {
    /// How each value is found.
    pub fields: Vec<FoundBy>,
    /// Pages of the same layout it was compared with; with none, which texts are labels is a guess.
    pub compared: usize,
    /// What it gives of the upload's reports.
    pub tables: Vec<GivenRows>,
    /// PDFs looked at, at most 100.
    pub files: usize,
    /// Those of them it does not read.
    pub unread: Vec<String>,
    /// Whether it was kept for the upload.
    pub kept: bool,
}

/// The PDFs of an upload.
#[utoipa::path(get, path = "/uploads/{id}/files", tag = "uploads", params(("id" = String, Path)),
    responses((status = 200, body = UploadReports), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("import"))))]
pub async fn list(may: May<Import>, State(app): State<App>, Path(id): Path<String>) -> Answer<Json<UploadReports>> {
    drop(may);
    let stored = find(&app, &id).await?;
    let layouts = stored.layouts.iter().map(|layout| layout.name.clone()).collect();
    let store = uploads(&app);
    let names = tokio::task::spawn_blocking(move || pipeline::report_files(&store.inputs(&stored)?).map_err(in_words));
    let names = names.await?.map_err(Problem::wrong)?;
    let files = names.into_iter().enumerate().map(|(number, name)| ReportFile { number, name }).collect();
    Ok(Json(UploadReports { files, layouts }))
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn in_words(error: PipelineError) -> String {
    error.to_string()
}

/// A page of a PDF of an upload as texts with their places.
#[utoipa::path(get, path = "/uploads/{id}/files/{number}/pages/{page}", tag = "uploads",
    params(("id" = String, Path), ("number" = usize, Path, description = "From 0"), ("page" = u32, Path, description = "From 1")),
    responses((status = 200, body = ReportPage), (status = 404, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("import"))))]
pub async fn page(
    may: May<Import>,
    State(app): State<App>,
    Path((id, number, page)): Path<(String, usize, u32)>,
) -> Answer<Json<ReportPage>> {
    drop(may);
    let stored = find(&app, &id).await?;
    let store = uploads(&app);
    let found = tokio::task::spawn_blocking(move || {
        pipeline::page_of_report(&store.inputs(&stored)?, number, page).map_err(in_words)
    });
    let PageTexts { pages, width, height, texts } = found.await?.map_err(Problem::wrong)?;
    let texts =
        texts.into_iter().map(|of| ReportText { x: of.x, y: of.y, width: of.end - of.x, size: of.size, text: of.text });
    Ok(Json(ReportPage { pages, width, height, texts: texts.collect() }))
}

fn kind_of(said: Option<&String>) -> Answer<Option<Kind>> {
    said.map(|kind| kind.parse::<Kind>().map_err(Problem::wrong)).transpose()
}

/// The marks and what their columns mean.
fn marks_of(wanted: &MarkedExample) -> Answer<(Marks, Meanings)> {
    let mut meanings = Meanings { kinds: vec![kind_of(wanted.kind.as_ref())?], fields: Vec::new() };
    let mut means = |column: &str, field: Option<&String>| match field {
        Some(field) if Kind::ALL.into_iter().all(|kind| Field::of(kind, field).is_none()) => {
            Err(Problem::wrong(format!("`{field}` is not a field of any kind")))
        }
        Some(field) => {
            meanings.fields.push((column.trim().to_owned(), field.clone()));
            Ok(())
        }
        None => Ok(()),
    };
    let mut fields = Vec::new();
    for mark in &wanted.fields {
        means(&mark.column, mark.field.as_ref())?;
        fields.push(FieldMark {
            page: mark.page,
            texts: mark.texts.iter().copied().map(At::Text).collect(),
            part: mark.part.clone(),
            label: mark.label.map(At::Text),
            column: mark.column.clone(),
            key: mark.key,
        });
    }
    let mut tables = Vec::new();
    for table in &wanted.tables {
        for column in &table.columns {
            means(&column.column, column.field.as_ref())?;
        }
        let columns = table.columns.iter().map(|column| (At::Text(column.text), column.column.clone()));
        tables.push(TableMark { name: table.name.clone(), page: table.page, columns: columns.collect() });
    }
    for table in &wanted.tables {
        meanings.kinds.push(kind_of(table.kind.as_ref())?);
    }
    Ok((Marks { name: wanted.name.clone(), fields, tables }, meanings))
}

fn open_only(app: &App, stored: &Stored) -> Answer<()> {
    match state_of(app, stored) {
        "open" | "failed" => Ok(()),
        _ => Err(Problem::conflict("importing", "it is imported already")),
    }
}

/// Learns a layout of reports from a marked example and shows what it gives of all reports of the upload; keeps it for
/// the upload where asked to. It becomes part of the source's mapping profile when that is saved.
#[utoipa::path(post, path = "/uploads/{id}/template", tag = "uploads", request_body = MarkedExample, params(("id" = String, Path)),
    responses((status = 200, body = TaughtLayout), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("import"))))]
pub async fn teach(
    may: May<Import>,
    State(app): State<App>,
    Path(id): Path<String>,
    Json(wanted): Json<MarkedExample>,
) -> Answer<Json<TaughtLayout>> {
    drop(may);
    let mut stored = find(&app, &id).await?;
    open_only(&app, &stored)?;
    let (marks, meanings) = marks_of(&wanted)?;
    let (store, of) = (uploads(&app), stored.clone());
    let taught = tokio::task::spawn_blocking(move || {
        pipeline::teach(&store.inputs(&of)?, wanted.file, &marks, &meanings).map_err(in_words)
    });
    let taught = taught.await?.map_err(Problem::wrong)?;
    if wanted.keep {
        let layout = Layout { name: taught.learnt.template.name.clone(), mapping: taught.mapping.clone() };
        stored.layouts.retain(|of| of.name != layout.name);
        stored.layouts.push(layout);
        // Refused here where two layouts would give tables of one name.
        stored.mapping().map_err(Problem::wrong)?;
        examine(&app, stored).await?;
        app.tell(&[What::Uploads], Some(id));
    }
    Ok(Json(shown(taught, wanted.keep)))
}

fn shown(taught: Taught, kept: bool) -> TaughtLayout {
    let fields = taught.learnt.template.fields.into_iter().map(|field| FoundBy {
        column: field.column,
        label: field.label,
        relation: match field.relation {
            Relation::Right => "right",
            Relation::Below => "below",
            Relation::Behind => "behind",
            Relation::Place => "place",
        },
    });
    let tables = taught.tables.into_iter().map(|GivenTable { name, headings, rows, rows_total }| {
        let rows = rows.into_iter().map(|row| GivenRow { file: row.file, page: row.page, cells: row.cells });
        GivenRows { name, headings, rows: rows.collect(), rows_total }
    });
    TaughtLayout {
        fields: fields.collect(),
        compared: taught.learnt.compared,
        tables: tables.collect(),
        files: taught.files,
        unread: taught.unread,
        kept,
    }
}

/// Forgets a layout that was marked on an upload; its reports are read as before.
#[utoipa::path(delete, path = "/uploads/{id}/template/{name}", tag = "uploads",
    params(("id" = String, Path), ("name" = String, Path, description = "The layout")),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)),
    extensions(("x-permission" = json!("import"))))]
pub async fn forget(
    may: May<Import>,
    State(app): State<App>,
    Path((id, name)): Path<(String, String)>,
) -> Answer<StatusCode> {
    drop(may);
    let mut stored = find(&app, &id).await?;
    open_only(&app, &stored)?;
    let before = stored.layouts.len();
    stored.layouts.retain(|of| of.name != name);
    if stored.layouts.len() == before {
        return Err(Problem::missing("no layout of this name was marked on the upload"));
    }
    examine(&app, stored).await?;
    app.tell(&[What::Uploads], Some(id));
    Ok(StatusCode::NO_CONTENT)
}
