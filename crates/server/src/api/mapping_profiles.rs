//! Mapping profiles: what was settled on the tables of a source, said of all its next deliveries.

use super::cells::download;
use super::uploads::{ColumnDecision, Constant, Upload, examine, find, state_of, uploads};
use crate::app::App;
use crate::auth::May;
use crate::auth::who::{Read, Sources};
use crate::events::What;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use digitize::mapping::{ColumnRule, Mapping, TableKind, TableRule};
use digitize::{DateOrder, Decimal};
use pipeline::{ImportOptions, Profiles, new_profile};
use serde::{Deserialize, Serialize};
use store::MappingProfile;
use utoipa::{IntoParams, ToSchema};

/// A table a profile knows.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct ProfileTable {
    /// The headings it is known by; without any it is known by file and sheet.
    pub headings: Vec<String>,
    /// The file it was first seen in, as a pattern.
    pub file: String,
    /// The sheet, as a pattern.
    pub sheet: Option<String>,
    /// What its rows are.
    pub kind: Option<&'static str>,
    /// Whether it is left out.
    pub ignored: bool,
    /// Its columns.
    pub columns: Vec<ColumnDecision>,
    /// Fields that every row gets.
    pub constants: Vec<Constant>,
    /// Who decided on it.
    pub decided_by: Option<String>,
    /// When, UTC.
    pub decided_at: Option<String>,
}

/// A version of a profile.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct ProfileVersion {
    /// The source.
    pub source: String,
    /// Counted up with each change.
    pub version: u32,
    /// Who saved it.
    pub saved_by: String,
    /// When, UTC.
    pub saved_at: String,
    /// Whether this version removed the profile.
    pub removed: bool,
    /// Why it cannot be used, where it cannot.
    pub wrong: Option<String>,
    /// Its tables.
    pub tables: Vec<ProfileTable>,
    /// What it says, as TOML.
    pub mapping: Option<String>,
    /// The version, to send back with a change.
    pub etag: String,
}

fn etag(version: u32) -> String {
    format!("\"{version}\"")
}

fn column((name, rule): (String, ColumnRule)) -> ColumnDecision {
    ColumnDecision {
        name,
        field: rule.field,
        date_order: rule.order.map(|order| {
            match order {
                DateOrder::DayMonthYear => "dmy",
                DateOrder::MonthDayYear => "mdy",
                DateOrder::YearMonthDay => "ymd",
            }
            .to_owned()
        }),
        decimal: rule.decimal.map(|decimal| if decimal == Decimal::Comma { "comma" } else { "point" }.to_owned()),
        factor: rule.factor,
    }
}

fn table(rule: TableRule) -> ProfileTable {
    let (decided_by, decided_at) = rule.decided.unzip();
    ProfileTable {
        headings: rule.headings,
        file: rule.file,
        sheet: rule.sheet,
        kind: match rule.kind {
            Some(TableKind::Of(kind)) => Some(kind.id()),
            _ => None,
        },
        ignored: rule.kind == Some(TableKind::Ignore),
        columns: rule.columns.into_iter().map(column).collect(),
        constants: rule.constants.into_iter().map(|(field, text)| Constant { field, text }).collect(),
        decided_by,
        decided_at,
    }
}

fn shown(of: MappingProfile) -> ProfileVersion {
    let parsed = of.mapping.as_deref().map(Mapping::parse).transpose();
    let (tables, wrong) = match parsed {
        Ok(mapping) => (mapping.map(|mapping| mapping.tables).unwrap_or_default(), None),
        Err(error) => (Vec::new(), Some(error.to_string())),
    };
    ProfileVersion {
        removed: of.mapping.is_none(),
        wrong,
        tables: tables.into_iter().map(table).collect(),
        etag: etag(of.version),
        mapping: of.mapping,
        source: of.source,
        version: of.version,
        saved_by: of.saved_by,
        saved_at: of.saved_at,
    }
}

/// The newest version of each profile by source, those removed among them.
#[utoipa::path(get, path = "/mapping-profiles", tag = "mapping profiles", responses((status = 200, body = Vec<ProfileVersion>)),
    extensions(("x-permission" = json!("read"))))]
pub async fn list(may: May<Read>, State(app): State<App>) -> Answer<Json<Vec<ProfileVersion>>> {
    drop(may);
    Ok(Json(app.store().mapping_profiles().await?.into_iter().map(shown).collect()))
}

async fn versions_of(app: &App, source: &str) -> Answer<Vec<MappingProfile>> {
    let versions = app.store().mapping_profile_versions(source).await?;
    if versions.is_empty() {
        return Err(Problem::missing(format!("there is no mapping profile of a source `{source}`")));
    }
    Ok(versions)
}

/// All versions of a profile, newest first.
#[utoipa::path(get, path = "/mapping-profiles/{name}", tag = "mapping profiles", params(("name" = String, Path, description = "The source")),
    responses((status = 200, body = Vec<ProfileVersion>), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn versions(
    may: May<Read>,
    State(app): State<App>,
    Path(name): Path<String>,
) -> Answer<Json<Vec<ProfileVersion>>> {
    drop(may);
    Ok(Json(versions_of(&app, &name).await?.into_iter().map(shown).collect()))
}

/// Which version.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct VersionQuery {
    /// Default is the newest that was not removed.
    version: Option<u32>,
}

/// A version of a profile as a file.
#[utoipa::path(get, path = "/mapping-profiles/{name}/mapping.toml", tag = "mapping profiles",
    params(("name" = String, Path, description = "The source"), VersionQuery),
    responses((status = 200, content_type = "application/toml"), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn file(
    may: May<Read>,
    State(app): State<App>,
    Path(name): Path<String>,
    Query(query): Query<VersionQuery>,
) -> Answer<(HeaderMap, String)> {
    drop(may);
    let mut versions = versions_of(&app, &name).await?.into_iter();
    let found = match query.version {
        Some(version) => versions.find(|of| of.version == version),
        None => versions.find(|of| of.mapping.is_some()),
    };
    let (version, text) = found
        .and_then(|of| Some((of.version, of.mapping?)))
        .ok_or_else(|| Problem::missing(format!("the mapping profile of `{name}` has no such version")))?;
    Ok((download(&format!("{name}-v{version}.toml"), "application/toml; charset=utf-8"), text))
}

/// What a profile is to say.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileText {
    /// A mapping as TOML, such as one that was downloaded.
    mapping: String,
}

/// What a person wants to save: neither empty nor wrong, and nothing about sources.
///
/// # Errors
/// Says what is wrong, with its line.
fn checked(text: &str) -> Answer<()> {
    let mapping = Mapping::parse(text).map_err(|error| Problem::wrong(error.to_string()))?;
    if mapping.tables.is_empty() && mapping.reports.is_empty() {
        return Err(Problem::wrong("the mapping names no [[table]] and no [[report]]"));
    }
    if let Some(source) = mapping.sources.first() {
        let what = format!("a profile is of one source; take away [[source]] `{}`", source.name);
        return Err(Problem::wrong(what));
    }
    Ok(())
}

/// Saves a version where nobody else saved one since `headers` were made.
async fn save(app: &App, by: &str, source: &str, text: Option<&str>, headers: &HeaderMap) -> Answer<ProfileVersion> {
    let given =
        headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok()).ok_or_else(Problem::needs_version)?;
    let write = app.write(by).await?;
    let known = write.mapping_profile(source).await?.map_or(0, |known| known.version);
    if given != etag(known) {
        return Err(Problem::changed("somebody else changed this profile meanwhile; load it again"));
    }
    let saved = write.save_mapping_profile(source, text).await?;
    write.commit().await?;
    app.tell(&[What::Sources, What::Uploads], None);
    Ok(shown(saved))
}

/// Saves a profile from a mapping file. Earlier versions stay.
#[utoipa::path(put, path = "/mapping-profiles/{name}", tag = "mapping profiles", request_body = ProfileText,
    params(("name" = String, Path, description = "The source"), ("If-Match" = String, Header, description = "`\"0\"` where there is none yet")),
    responses((status = 200, body = ProfileVersion), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("sources"))))]
pub async fn put(
    may: May<Sources>,
    State(app): State<App>,
    Path(name): Path<String>,
    headers: HeaderMap,
    Json(wanted): Json<ProfileText>,
) -> Answer<Json<ProfileVersion>> {
    checked(&wanted.mapping)?;
    save(&app, &may.who.account.login, &name, Some(&wanted.mapping), &headers).await.map(Json)
}

/// Removes a profile; its versions stay and any of them can be brought back.
#[utoipa::path(delete, path = "/mapping-profiles/{name}", tag = "mapping profiles",
    params(("name" = String, Path, description = "The source"), ("If-Match" = String, Header)),
    responses((status = 200, body = ProfileVersion), (status = 404, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("sources"))))]
pub async fn remove(
    may: May<Sources>,
    State(app): State<App>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Answer<Json<ProfileVersion>> {
    versions_of(&app, &name).await?;
    save(&app, &may.who.account.login, &name, None, &headers).await.map(Json)
}

/// The version to bring back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Restored {
    /// Its number.
    version: u32,
}

/// Brings an earlier version back, as a new one.
#[utoipa::path(post, path = "/mapping-profiles/{name}/restore", tag = "mapping profiles", request_body = Restored,
    params(("name" = String, Path, description = "The source"), ("If-Match" = String, Header)),
    responses((status = 200, body = ProfileVersion), (status = 404, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("sources"))))]
pub async fn restore(
    may: May<Sources>,
    State(app): State<App>,
    Path(name): Path<String>,
    headers: HeaderMap,
    Json(wanted): Json<Restored>,
) -> Answer<Json<ProfileVersion>> {
    let versions = versions_of(&app, &name).await?;
    let of = versions.into_iter().find(|of| of.version == wanted.version);
    let of = of.ok_or_else(|| Problem::missing(format!("the profile has no version {}", wanted.version)))?;
    let text = of.mapping.ok_or_else(|| Problem::wrong("this version removed the profile; choose an earlier one"))?;
    checked(&text)?;
    save(&app, &may.who.account.login, &name, Some(&text), &headers).await.map(Json)
}

/// Of which source.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveFrom {
    /// The source.
    source: String,
}

/// Saves what was settled on an upload as the profile of a source; the upload then follows the profile.
#[utoipa::path(post, path = "/uploads/{id}/profile", tag = "mapping profiles", request_body = SaveFrom, params(("id" = String, Path)),
    responses((status = 201, body = Upload), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("sources"))))]
pub async fn save_from(
    may: May<Sources>,
    State(app): State<App>,
    Path(id): Path<String>,
    Json(wanted): Json<SaveFrom>,
) -> Answer<(StatusCode, Json<Upload>)> {
    let stored = find(&app, &id).await?;
    if !matches!(state_of(&app, &stored), "open" | "failed") {
        return Err(Problem::conflict("importing", "it is imported already"));
    }
    let profiles = Profiles::load(app.store()).await?;
    let (store, today, stamp) = (uploads(&app), app.today(), app.stamp());
    let (login, source, mut working) = (may.who.account.login.clone(), wanted.source.clone(), stored);
    let made = tokio::task::spawn_blocking(move || -> Result<_, String> {
        let mapping = working.mapping()?;
        let options = ImportOptions {
            origin: &working.name,
            source: working.source.as_deref(),
            mapping: mapping.as_ref().map(|(mapping, _)| mapping),
            mapping_text: None,
            delivered_on: today,
            at: &stamp,
        };
        let inputs = store.inputs(&working)?;
        let made = new_profile(&inputs, &options, &profiles, &source, (&login, &stamp));
        let made = made.map_err(|error| error.to_string())?;
        let examined = pipeline::examine(&inputs, &options, &profiles).map_err(|error| error.to_string())?;
        // What the profile says from now on need not be said of the upload; who delivers the file has to be.
        for decision in &mut working.decisions {
            let own = |table: &&pipeline::ExaminedTable| decision.is_about(&table.file, table.sheet.as_deref());
            if let Some(table) = examined.tables.iter().find(own).filter(|table| table.source == source)
                && (table.kind.is_some() || table.ignored)
            {
                *decision = decision.only_source();
            }
        }
        let said = Mapping::parse(&made.mapping).map(|mapping| mapping.reports).unwrap_or_default();
        working.layouts.retain(|layout| said.iter().all(|report| report.name != layout.name));
        Ok((made, working))
    });
    let (made, working) = made.await?.map_err(Problem::wrong)?;
    if made.questions > 0 {
        let what = format!("{} questions of {} are open; answer them first", made.questions, wanted.source);
        return Err(Problem::conflict("questions_open", what));
    }
    let write = app.write(&may.who.account.login).await?;
    write.save_mapping_profile(&wanted.source, Some(&made.mapping)).await?;
    write.commit().await?;
    let upload = examine(&app, working).await?;
    app.tell(&[What::Sources, What::Uploads], None);
    Ok((StatusCode::CREATED, Json(upload)))
}
