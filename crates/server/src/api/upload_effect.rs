//! What the choices for a table of an upload come to, before anything is imported.

use super::batches::{ProblemRow, problem_row};
use super::uploads::{TableDecision, UploadTable, find, upload_table, uploads};
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Import;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, State};
use pipeline::{Effect, EffectRow, ImportOptions, Profiles, RowState, Wanted};
use serde::Serialize;
use utoipa::ToSchema;

/// A row as the file has it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct TopRow {
    /// Its number.
    pub number: u32,
    /// Its cells from column A on.
    pub cells: Vec<String>,
}

/// A sample row with its values as they will be read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct SampleRow {
    /// Its number.
    pub number: u32,
    /// `read`, `skipped` (a total, headings again) or `refused`.
    pub state: &'static str,
    /// Why it is refused.
    pub why: Option<String>,
    /// As the file has it, from column A on.
    pub cells: Vec<String>,
    /// As it will be read: dates as local ISO 8601 days, numbers in the field's unit, serial numbers normalised.
    pub read: Vec<Option<String>>,
    /// What is wrong with a cell.
    pub wrong: Vec<Option<String>>,
    /// The currency of its amounts.
    pub currency: Option<String>,
}

/// What the serial numbers of a table name, each counted once.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct SerialNumbers {
    /// Machines that are there.
    pub known: u64,
    /// Machines the table brings.
    pub new: u64,
    /// Serial numbers of no machine.
    pub unmatched: u64,
}

/// What the choices for a table come to.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct TableEffect {
    /// The table as it is understood then.
    pub table: UploadTable,
    /// Its first rows, to choose the row of headings from.
    pub top: Vec<TopRow>,
    /// Sample rows below the headings.
    pub sample: Vec<SampleRow>,
    /// Rows read.
    pub rows: u64,
    /// Rows passed over: blank, totals.
    pub skipped: u64,
    /// Rows that cannot be used.
    pub refused: u64,
    /// Rows with a problem, those that cannot be used with them.
    pub rows_with_problems: u64,
    /// The first ten problems of rows and cells.
    pub problems: Vec<ProblemRow>,
    /// Whether the table goes on below the rows counted.
    pub goes_on: bool,
    /// Its serial numbers, where a column holds them.
    pub serial_numbers: Option<SerialNumbers>,
}

fn sample_row(of: EffectRow) -> SampleRow {
    SampleRow {
        number: of.number,
        state: match of.state {
            RowState::Read => "read",
            RowState::Skipped => "skipped",
            RowState::Refused => "refused",
        },
        why: of.why,
        cells: of.cells,
        read: of.read,
        wrong: of.wrong,
        currency: of.currency,
    }
}

/// Recognises a table again with these choices and reads it, without importing or keeping anything.
#[utoipa::path(post, path = "/uploads/{id}/effect", tag = "uploads", request_body = TableDecision, params(("id" = String, Path)),
    responses((status = 200, body = TableEffect), (status = 404, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("import"))))]
pub async fn get(
    may: May<Import>,
    State(app): State<App>,
    Path(id): Path<String>,
    Json(wanted): Json<TableDecision>,
) -> Answer<Json<TableEffect>> {
    let mut stored = find(&app, &id).await?;
    let (file, sheet) = (wanted.file.clone(), wanted.sheet.clone());
    let (store, today, stamp) = (uploads(&app), app.today(), app.stamp());
    let profiles = Profiles::load(app.store()).await?;
    let view = app.view().ok();
    let decision = wanted.decided(&may.who.account.login, &stamp);
    let found = tokio::task::spawn_blocking(move || -> Result<_, String> {
        stored.decisions.retain(|of| !of.is_about(&file, sheet.as_deref()));
        stored.decisions.push(decision);
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
        let wanted = Wanted { file: &file, sheet: sheet.as_deref() };
        let is_known =
            |key: u64| view.as_ref().is_some_and(|view| view.live.decided.state.files.link.ordinals.contains_key(&key));
        pipeline::effect(&inputs, &options, &profiles, wanted, &is_known).map_err(|error| error.to_string())
    });
    let found = found.await?.map_err(Problem::wrong)?;
    let (table, effect) = found.ok_or_else(|| Problem::missing("there is no such table in the upload"))?;
    let Effect { top, sample, rows, skipped, refused, rows_with_problems, problems, goes_on, serials } = effect;
    Ok(Json(TableEffect {
        table: upload_table(table),
        top: top.into_iter().map(|(number, cells)| TopRow { number, cells }).collect(),
        sample: sample.into_iter().map(sample_row).collect(),
        rows,
        skipped,
        refused,
        rows_with_problems,
        problems: problems.into_iter().map(problem_row).collect(),
        goes_on,
        serial_numbers: serials.map(|of| SerialNumbers { known: of.known, new: of.new, unmatched: of.unmatched }),
    }))
}
