//! Documents of own machines: the service reports that were delivered as PDF and are about the customer's machines alone. A file
//! that also tells of others is not shown, nor one from before the machine was this customer's.

use super::machines::owned_since;
use super::{Own, PortalContact};
use crate::api::cells::download;
use crate::app::App;
use crate::problem::{Answer, Problem};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use base::{Kind, TableId};
use chrono::NaiveDate;
use hashbrown::HashMap;
use serde::Serialize;
use store::SourceTable;
use utoipa::ToSchema;
use uuid::Uuid;

/// A document of a machine.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PortalDocument {
    /// What it is asked for by.
    pub id: String,
    /// The file's name.
    pub name: String,
    /// The day it is about.
    pub on: NaiveDate,
    /// `visit`.
    pub kind: &'static str,
    /// Its size.
    pub bytes: u64,
}

/// A document with what it is kept under.
pub struct Found {
    /// As it is shown.
    pub shown: PortalDocument,
    /// The digest of its bytes.
    pub digest: String,
}

/// The tables of reports all of whose rows are about own machines, with how many of these rows are about each.
pub fn own_reports(own: &Own) -> HashMap<TableId, &SourceTable> {
    let live = &own.view.live;
    let mut rows: HashMap<TableId, u64> = HashMap::new();
    for machine in own.machines() {
        for (table, count) in live.history.rows_by_table(Kind::Visits, *machine as usize) {
            *rows.entry(table).or_default() += count;
        }
    }
    let is_pdf = |table: &SourceTable| table.file.to_lowercase().ends_with(".pdf");
    let wholly = rows.into_iter().filter_map(|(id, count)| {
        let table = live.table(id)?;
        // A line that could not be read may be about anybody.
        (is_pdf(table) && count == table.rows).then_some((id, table))
    });
    let wholly: HashMap<TableId, &SourceTable> = wholly.collect();
    let counts = &live.decided.state.files.tables;
    let of_others = |digest: &str| {
        let tables = live.decided.state.tables.values();
        tables
            .into_iter()
            .any(|of| of.digest == digest && of.rows > 0 && counts.contains_key(&of.id) && !wholly.contains_key(&of.id))
    };
    wholly.iter().filter(|(_, table)| !of_others(&table.digest)).map(|(id, table)| (*id, *table)).collect()
}

/// The documents of an own machine, the newest first.
///
/// # Errors
/// Where the database cannot be read.
pub async fn found(app: &App, own: &Own, machine: usize) -> Answer<Vec<Found>> {
    let live = &own.view.live;
    let reports = own_reports(own);
    if reports.is_empty() {
        return Ok(Vec::new());
    }
    let since = owned_since(own, machine);
    // The day of a report is that of its last visit to the machine.
    let mut days: HashMap<TableId, NaiveDate> = HashMap::new();
    for day in live.history.visit_days(machine) {
        let last = days.entry(day.source().table).or_insert(*day.value());
        *last = (*last).max(*day.value());
    }
    let sizes: HashMap<String, u64> =
        app.store().files().await?.into_iter().map(|(_, file)| (file.digest, file.bytes)).collect();
    let mut all: Vec<Found> = days
        .into_iter()
        .filter(|(_, on)| since.is_none_or(|since| *on >= since))
        .filter_map(|(id, on)| {
            let table = reports.get(&id)?;
            let name = table.file.rsplit('/').next().unwrap_or(&table.file).to_owned();
            let bytes = sizes.get(&table.digest).copied().unwrap_or(0);
            let shown = PortalDocument { id: id.0.to_string(), name, on, kind: "visit", bytes };
            Some(Found { shown, digest: table.digest.clone() })
        })
        .collect();
    all.sort_by(|a, b| (b.shown.on, &b.shown.name, &b.shown.id).cmp(&(a.shown.on, &a.shown.name, &a.shown.id)));
    Ok(all)
}

/// The documents of an own machine as they are shown.
///
/// # Errors
/// Where the database cannot be read.
pub async fn of_machine(app: &App, own: &Own, machine: usize) -> Answer<Vec<PortalDocument>> {
    Ok(found(app, own, machine).await?.into_iter().map(|of| of.shown).collect())
}

/// A document of an own machine. It is always a download: a delivered file must not run here.
#[utoipa::path(get, path = "/portal/machines/{id}/documents/{document}", tag = "portal",
    params(("id" = Uuid, Path), ("document" = String, Path)),
    responses((status = 200, content_type = "application/pdf"), (status = 401, body = Problem), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("portal"))))]
pub async fn get(
    who: PortalContact,
    State(app): State<App>,
    Path((id, document)): Path<(Uuid, String)>,
) -> Answer<(HeaderMap, Vec<u8>)> {
    let own = Own::of(&app, &who)?;
    let (_, at) = own.machine(id)?;
    let of = found(&app, &own, at).await?.into_iter().find(|of| of.shown.id == document);
    let of = of.ok_or_else(|| Problem::missing("this machine has no such document"))?;
    let kept = app.config.workplace.kept.clone();
    let bytes = tokio::task::spawn_blocking(move || kept.whole(&of.digest)).await??;
    Ok((download(&of.shown.name, "application/pdf"), bytes))
}
