//! The fill-in list as a workbook: what is missing, one sheet a person responsible.

use super::assessment::assessed;
use super::cells::download;
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Export;
use crate::problem::{Answer, Problem};
use assessment::Assumptions;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use base::Language;
use pipeline::FillIn;
use serde::Deserialize;
use utoipa::IntoParams;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Machines a sheet may be asked to hold.
const MOST: usize = 10_000;

/// What to ask.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FillInQuery {
    /// `de`, `en` or `it`; the account's where nothing is said.
    language: Option<String>,
    /// Only this person's sheet.
    person: Option<String>,
    /// Only this question: `email`, `contract_end`, `installed_on` and so on.
    field: Option<String>,
    /// Machines on one sheet: the most valuable 500 where nothing is said, 10,000 at most.
    most: Option<usize>,
}

/// The list of what is missing, to be filled in by the persons responsible and imported again.
#[utoipa::path(get, path = "/fill-in.xlsx", params(FillInQuery), tag = "assessment",
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("export"))))]
pub async fn get(
    may: May<Export>,
    State(app): State<App>,
    Query(query): Query<FillInQuery>,
) -> Answer<(HeaderMap, Vec<u8>)> {
    let language = match &query.language {
        Some(text) => text.parse::<Language>().map_err(Problem::wrong)?,
        None => may.who.language(),
    };
    // A large base takes a second; others are answered meanwhile.
    let (as_of, bytes) = tokio::task::spawn_blocking(move || {
        let view = app.view()?;
        let of = assessed(&app, &view)?;
        let wanted = FillIn {
            language,
            person: query.person.as_deref(),
            field: query.field.as_deref(),
            most: query.most.unwrap_or(pipeline::MOST).clamp(1, MOST),
            due: None,
        };
        let decided = &view.live.decided;
        let list = decided
            .fill_in(&of, &Assumptions::default(), &wanted)
            .map_err(|error| Problem::wrong(error.to_string()))?;
        let bytes = fill_in::workbook(&list).map_err(|error| Problem::internal(&error))?;
        Ok::<_, Problem>((list.as_of, bytes))
    })
    .await??;
    Ok((download(&format!("instand-fill-in-{as_of}.xlsx"), XLSX), bytes))
}
