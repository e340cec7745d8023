//! The register of contacts as a workbook: taken out, filled in, and brought in again, wholly or not at all.

use super::cells::download;
use crate::app::App;
use crate::auth::May;
use crate::auth::who::{Export, Sources};
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use pipeline::Contacts;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Bytes of a file at most.
pub const MOST_BYTES: usize = 64 << 20;

/// Rows that are wrong and named; how many there were is said.
const NAMED: usize = 200;

/// The register as a workbook: all contacts with all that was entered about them, and those nothing is entered of.
#[utoipa::path(get, path = "/contacts/export.xlsx", tag = "contacts",
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")),
    extensions(("x-permission" = json!("export"))))]
pub async fn export(may: May<Export>, State(app): State<App>) -> Answer<(HeaderMap, Vec<u8>)> {
    let language = may.who.language();
    let view = app.view()?;
    let register = app.store().addresses().await?;
    let entries = app.store().consents().await?;
    let made = tokio::task::spawn_blocking(move || {
        let files = &view.live.decided.state.files;
        pipeline::contact_workbook(files, &Contacts::of(files, &register), &entries, language)
    });
    let bytes = made.await?.map_err(|error| Problem::internal(&error))?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok((download("instand-contacts.xlsx", kind), bytes))
}

/// The file's name.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ContactsFile {
    /// By which it is called where something is wrong with it.
    name: String,
}

/// A row that is wrong.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct WrongContactRow {
    /// The sheet, where the file has sheets.
    pub sheet: Option<String>,
    /// The row, from 1.
    pub row: u32,
    /// The column's heading.
    pub column: Option<String>,
    /// What is wrong and what to do.
    pub what: String,
}

/// What a file brought. Where a row is wrong nothing is taken in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ContactsImport {
    /// Entries that are new, and were taken in where nothing is wrong.
    pub added: usize,
    /// Entries that are known.
    pub unchanged: usize,
    /// Whether it was taken in.
    pub is_taken: bool,
    /// Rows that are wrong, the first 200.
    pub problems: Vec<WrongContactRow>,
    /// Rows that are wrong.
    pub problems_total: usize,
}

/// Brings a filled-in workbook of the contacts in. Where a row is wrong it is named and nothing of the file is taken in. A consent
/// never goes over an objection of the same day or a later one.
#[utoipa::path(post, path = "/contacts/import", tag = "contacts", params(ContactsFile),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = ContactsImport), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("sources"))))]
pub async fn import(
    may: May<Sources>,
    State(app): State<App>,
    Query(file): Query<ContactsFile>,
    bytes: Bytes,
) -> Answer<Json<ContactsImport>> {
    let view = app.view()?;
    let register = app.store().addresses().await?;
    let entries = app.store().consents().await?;
    let topics = pipeline::topics_of(app.store(), &app.config.campaigns).await?;
    let today = app.today();
    let read = tokio::task::spawn_blocking(move || {
        let contacts = Contacts::of(&view.live.decided.state.files, &register);
        pipeline::contacts_brought((&file.name, &bytes), &contacts, &entries, &topics, today)
    });
    let found = read.await?.map_err(Problem::wrong)?;
    let problem =
        |of: pipeline::LeftOut| WrongContactRow { sheet: of.sheet, row: of.row, column: of.column, what: of.what };
    let is_taken = found.problems.is_empty();
    let done = ContactsImport {
        added: found.new.len(),
        unchanged: found.unchanged,
        is_taken,
        problems_total: found.problems.len(),
        problems: found.problems.into_iter().take(NAMED).map(problem).collect(),
    };
    if is_taken && !found.new.is_empty() {
        let write = app.write(&may.who.account.login).await?;
        write.enter_consents(&found.new).await?;
        write.commit().await?;
    }
    Ok(Json(done))
}
