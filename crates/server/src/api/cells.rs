//! Source cells as the delivered files have them, and the files themselves.

use crate::app::App;
use crate::auth::May;
use crate::auth::who::{Export, Read};
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use base::{CellRef, TableId};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// A column of a source table.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ViewColumn {
    /// From 0.
    pub column: u16,
    /// `A`, `B` ...
    pub letter: String,
    /// Its heading.
    pub heading: String,
    /// The field it was taken for.
    pub field: Option<String>,
}

/// A row of a source table.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ViewRow {
    /// As the user's program counts it; for a PDF the line of the page.
    pub number: u32,
    /// Whether it is at or above the header.
    pub is_header: bool,
    /// The cells from column A on; of a PDF the line.
    pub cells: Vec<String>,
    /// Whether the value stands in it.
    pub marked: bool,
}

/// A cell in its surroundings.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct SourceView {
    /// Who delivered it.
    pub source: String,
    /// The file.
    pub file: String,
    /// The sheet.
    pub sheet: Option<String>,
    /// What a row is.
    pub kind: String,
    /// The delivery.
    pub batch: u32,
    /// Its local day.
    pub delivered_on: NaiveDate,
    /// When it was imported, UTC.
    pub imported_at: String,
    /// The digest the file is kept under.
    pub digest: String,
    /// Its size.
    pub bytes: u64,
    /// The row of the cell; for a PDF the page.
    pub row: u32,
    /// Its column, from 0.
    pub column: u16,
    /// The column's heading.
    pub heading: String,
    /// The cell's text.
    pub text: String,
    /// Whether it is a PDF: then `rows` are lines of the page.
    pub is_pdf: bool,
    /// The page of a PDF.
    pub page: Option<u32>,
    /// The columns.
    pub columns: Vec<ViewColumn>,
    /// Header rows, then rows around the cell.
    pub rows: Vec<ViewRow>,
    /// Rows of the table in all.
    pub rows_total: Option<u64>,
}

/// A cell in its surroundings.
#[utoipa::path(get, path = "/cells/{table}/{row}/{column}", tag = "cells",
    params(("table" = u32, Path), ("row" = u32, Path), ("column" = u16, Path)),
    responses((status = 200, body = SourceView), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(
    may: May<Read>,
    State(app): State<App>,
    Path((table, row, column)): Path<(u32, u32, u16)>,
) -> Answer<Json<SourceView>> {
    drop(may);
    let cell = CellRef { table: TableId(table), row, column };
    let live = std::sync::Arc::clone(&app.view()?.live);
    let missing = || Problem::missing("no delivery that counts has this table; it may have been taken back");
    let about = live.table(cell.table).cloned().ok_or_else(missing)?;
    let batches = app.store().batches().await?;
    let batch = batches.into_iter().find(|batch| batch.id == about.batch).ok_or_else(missing)?;
    let files = app.store().files().await?;
    let bytes = files.iter().find(|(_, file)| file.digest == about.digest).map_or(0, |(_, file)| file.bytes);
    let kept = app.config.workplace.kept.clone();
    let of = about.clone();
    // A workbook is read as a whole for one sheet.
    let view = tokio::task::spawn_blocking(move || kept.view(&of, cell)).await??;
    let heading = about.columns.iter().find(|known| known.column == column);
    Ok(Json(SourceView {
        heading: heading.map_or_else(|| base::column_letters(column), |known| known.heading.clone()),
        source: about.source,
        file: about.file,
        sheet: about.sheet,
        kind: about.kind.id().to_owned(),
        batch: about.batch.0,
        delivered_on: batch.delivered_on,
        imported_at: batch.imported_at,
        digest: about.digest,
        bytes,
        row,
        column,
        text: view.text,
        is_pdf: view.page.is_some(),
        page: view.page,
        columns: about
            .columns
            .into_iter()
            .map(|known| ViewColumn {
                column: known.column,
                letter: base::column_letters(known.column),
                heading: known.heading,
                field: known.field,
            })
            .collect(),
        rows: view
            .rows
            .into_iter()
            .map(|row| ViewRow { number: row.number, is_header: row.is_header, cells: row.cells, marked: row.marked })
            .collect(),
        rows_total: view.rows_total,
    }))
}

/// A file as it was delivered. It is always a download: a delivered page must not run here.
#[utoipa::path(get, path = "/files/{digest}", tag = "cells", params(("digest" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("export"))))]
pub async fn file(
    may: May<Export>,
    State(app): State<App>,
    Path(digest): Path<String>,
) -> Answer<(HeaderMap, Vec<u8>)> {
    drop(may);
    let files = app.store().files().await?;
    let known = files.iter().find(|(_, file)| file.digest == digest);
    let (_, known) = known.ok_or_else(|| Problem::missing("no delivery brought this file"))?;
    let kept = app.config.workplace.kept.clone();
    let bytes = tokio::task::spawn_blocking(move || kept.whole(&digest)).await??;
    Ok((download(known.name.rsplit('/').next().unwrap_or("file"), "application/octet-stream"), bytes))
}

/// Headers of a download.
pub fn download(name: &str, kind: &'static str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let plain: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || "._- ".contains(letter) { letter } else { '_' })
        .collect();
    // The full name as RFC 8187 writes it, for those who read it.
    let full: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect();
    let value = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{full}");
    if let Ok(value) = HeaderValue::from_str(&value) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    headers
}
