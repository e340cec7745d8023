//! The versions of triggers: drafts are written and submitted, another person lets them through.

use super::accounts::if_match;
use super::cells::download;
use super::runs::start_deciding;
use super::trigger_draft::TriggerDraft;
use crate::app::App;
use crate::auth::who::{Approve, Read, Triggers};
use crate::auth::{May, Who};
use crate::events::What;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use pipeline::{
    Changing, RuleRefused, SeenVersion, draft_rule, drop_draft, import_rule, read_rule, save_draft, step_rule, wrote,
};
use serde::{Deserialize, Serialize};
use store::{RuleState, RuleStep, RuleVersion, SHIPPED};
use utoipa::{IntoParams, ToSchema};

/// A change of state.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct TriggerStep {
    /// When, UTC.
    pub at: String,
    /// Who.
    pub by: String,
    /// The state before; `null` where the version was new.
    pub from: Option<&'static str>,
    /// The state after.
    pub to: &'static str,
    /// What was said to it.
    pub note: Option<String>,
}

/// A version of a trigger.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct TriggerVersion {
    /// The trigger.
    pub trigger: String,
    /// Counted up for each trigger.
    pub version: u32,
    /// `draft`, `submitted`, `reviewed`, `active` or `retired`.
    pub state: &'static str,
    /// A few words.
    pub title: String,
    /// Why it is wanted.
    pub why: Option<String>,
    /// Whether it came with the product.
    pub shipped: bool,
    /// Who saved it last.
    pub saved_by: String,
    /// When, UTC.
    pub saved_at: String,
    /// Its changes of state, oldest first.
    pub steps: Vec<TriggerStep>,
    /// Whether who asks wrote or submitted it, and so does not let it through.
    pub is_own: bool,
    /// Why it cannot be read any more, where it cannot.
    pub wrong: Option<String>,
    /// The edition, to send back with a change.
    pub etag: String,
}

/// A version of a trigger with what it says.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct TriggerVersionFull {
    /// What lists say of it.
    pub version: TriggerVersion,
    /// What it says.
    pub draft: TriggerDraft,
    /// The same as a file (TOML).
    pub definition: String,
}

fn of(saved: &RuleVersion, steps: &[RuleStep], who: &Who) -> TriggerVersion {
    let login = &who.account.login;
    let read = read_rule(saved);
    let own: Vec<&RuleStep> = steps.iter().filter(|step| step.version == saved.version).collect();
    TriggerVersion {
        trigger: saved.rule.clone(),
        version: saved.version,
        state: saved.state.id(),
        title: read.as_ref().map_or(saved.rule.as_str(), |rule| rule.title.get(who.language())).to_owned(),
        why: saved.why.clone(),
        shipped: saved.saved_by == SHIPPED,
        saved_by: saved.saved_by.clone(),
        saved_at: saved.saved_at.clone(),
        steps: own
            .into_iter()
            .map(|step| TriggerStep {
                at: step.at.clone(),
                by: step.by.clone(),
                from: step.from.map(RuleState::id),
                to: step.to.id(),
                note: step.note.clone(),
            })
            .collect(),
        is_own: wrote(saved, steps, login),
        wrong: read.err().map(|error| error.to_string()),
        etag: format!("\"{}\"", saved.edition),
    }
}

async fn rows(app: &App, who: &Who, wanted: impl Fn(&RuleVersion) -> bool) -> Answer<Vec<TriggerVersion>> {
    let saved: Vec<RuleVersion> = app.store().rules().await?.into_iter().filter(wanted).collect();
    let mut rows = Vec::with_capacity(saved.len());
    let mut steps: Option<(String, Vec<RuleStep>)> = None;
    for version in &saved {
        // All versions of a rule stand together.
        let known = match steps.take() {
            Some((rule, known)) if rule == version.rule => known,
            _ => app.store().rule_steps(&version.rule).await?,
        };
        rows.push(of(version, &known, who));
        steps = Some((version.rule.clone(), known));
    }
    Ok(rows)
}

/// The versions that are not in force yet, the newest change first.
#[utoipa::path(get, path = "/triggers/waiting", tag = "triggers", responses((status = 200, body = Vec<TriggerVersion>)),
    extensions(("x-permission" = json!("read"))))]
pub async fn waiting(may: May<Read>, State(app): State<App>) -> Answer<Json<Vec<TriggerVersion>>> {
    let is_waiting =
        |of: &RuleVersion| matches!(of.state, RuleState::Draft | RuleState::Submitted | RuleState::Reviewed);
    let mut rows = rows(&app, &may.who, is_waiting).await?;
    let changed = |row: &TriggerVersion| {
        row.steps.last().map_or(row.saved_at.clone(), |step| step.at.clone().max(row.saved_at.clone()))
    };
    rows.sort_by_key(|row| std::cmp::Reverse(changed(row)));
    Ok(Json(rows))
}

/// The versions of a trigger, newest first.
#[utoipa::path(get, path = "/triggers/{id}/versions", tag = "triggers", params(("id" = String, Path)),
    responses((status = 200, body = Vec<TriggerVersion>), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn list(may: May<Read>, State(app): State<App>, Path(id): Path<String>) -> Answer<Json<Vec<TriggerVersion>>> {
    let rows = rows(&app, &may.who, |of| of.rule == id).await?;
    if rows.is_empty() {
        return Err(Problem::missing(format!("there is no trigger `{id}`")));
    }
    Ok(Json(rows))
}

async fn find(app: &App, id: &str, version: u32) -> Answer<RuleVersion> {
    let found = app.store().rules().await?.into_iter().find(|of| of.rule == id && of.version == version);
    found.ok_or_else(|| Problem::missing(format!("trigger `{id}` has no version {version}")))
}

async fn full(app: &App, who: &Who, id: &str, version: u32) -> Answer<TriggerVersionFull> {
    let saved = find(app, id, version).await?;
    let steps = app.store().rule_steps(id).await?;
    let rule = read_rule(&saved).map_err(|error| Problem::conflict("unreadable", error.to_string()))?;
    Ok(TriggerVersionFull {
        version: of(&saved, &steps, who),
        draft: TriggerDraft::of(&rule),
        definition: saved.definition,
    })
}

/// One version of a trigger.
#[utoipa::path(get, path = "/triggers/{id}/versions/{version}", tag = "triggers",
    params(("id" = String, Path), ("version" = u32, Path)),
    responses((status = 200, body = TriggerVersionFull), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(
    may: May<Read>,
    State(app): State<App>,
    Path((id, version)): Path<(String, u32)>,
) -> Answer<Json<TriggerVersionFull>> {
    full(&app, &may.who, &id, version).await.map(Json)
}

/// Which version.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct TriggerFileQuery {
    /// Default is the one in force.
    version: Option<u32>,
}

/// A trigger as a file.
#[utoipa::path(get, path = "/triggers/{id}/trigger.toml", tag = "triggers", params(("id" = String, Path), TriggerFileQuery),
    responses((status = 200, content_type = "application/toml"), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn file(
    may: May<Read>,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(query): Query<TriggerFileQuery>,
) -> Answer<(HeaderMap, String)> {
    drop(may);
    let wanted =
        |of: &RuleVersion| query.version.map_or(of.state == RuleState::Active, |version| version == of.version);
    let found = app.store().rules().await?.into_iter().find(|of| of.rule == id && wanted(of));
    let found = found.ok_or_else(|| Problem::missing(format!("trigger `{id}` has no such version")))?;
    Ok((download(&format!("{id}.toml"), "application/toml; charset=utf-8"), found.definition))
}

impl From<RuleRefused> for Problem {
    fn from(refused: RuleRefused) -> Self {
        match refused {
            RuleRefused::Wrong(error) => Self::wrong(error.to_string()),
            RuleRefused::Changed { .. } => Self::changed(refused.to_string()),
            RuleRefused::Missing(what) => Self::missing(what),
            RuleRefused::Own { .. } => Self::conflict("own_draft", refused.to_string()),
            RuleRefused::NotNow(what) => Self::conflict("not_now", what),
            RuleRefused::Failed(error) => error.into(),
        }
    }
}

/// A draft to be saved.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTriggerDraft {
    /// The trigger it is a version of; none for a new one.
    id: Option<String>,
    /// What it says.
    draft: TriggerDraft,
    /// Why it is wanted.
    why: Option<String>,
}

fn said(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// Saves a new draft: of a new trigger, or the next version of one that is there.
#[utoipa::path(post, path = "/triggers/drafts", tag = "triggers", request_body = NewTriggerDraft,
    responses((status = 201, body = TriggerVersionFull), (status = 404, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("triggers"))))]
pub async fn add(
    may: May<Triggers>,
    State(app): State<App>,
    Json(wanted): Json<NewTriggerDraft>,
) -> Answer<(StatusCode, Json<TriggerVersionFull>)> {
    wanted.draft.titled()?;
    let saved = app.store().rules().await?;
    let taken: Vec<&str> = saved.iter().map(|of| of.rule.as_str()).collect();
    let id = match &wanted.id {
        Some(id) if taken.contains(&id.as_str()) => id.clone(),
        Some(id) => return Err(Problem::missing(format!("there is no trigger `{id}`"))),
        None => wanted.draft.new_id(&taken),
    };
    let rule = wanted.draft.rule(&id, 0)?;
    let at = app.stamp();
    let changing = Changing { by: &may.who.account.login, at: &at, note: said(wanted.why.as_deref()) };
    let version = draft_rule(app.store(), &rule, wanted.id.is_none(), changing).await?;
    app.tell(&[What::Triggers], Some(id.clone()));
    Ok((StatusCode::CREATED, Json(full(&app, &may.who, &id, version).await?)))
}

/// A draft as it is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangedTriggerDraft {
    /// What it says.
    draft: TriggerDraft,
    /// Why it is wanted.
    why: Option<String>,
}

/// Saves a draft anew.
#[utoipa::path(put, path = "/triggers/{id}/versions/{version}", tag = "triggers", request_body = ChangedTriggerDraft,
    params(("id" = String, Path), ("version" = u32, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = TriggerVersionFull), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("triggers"))))]
pub async fn put(
    may: May<Triggers>,
    State(app): State<App>,
    Path((id, version)): Path<(String, u32)>,
    headers: HeaderMap,
    Json(wanted): Json<ChangedTriggerDraft>,
) -> Answer<Json<TriggerVersionFull>> {
    let edition = if_match(&headers)?;
    wanted.draft.titled()?;
    let rule = wanted.draft.rule(&id, version)?;
    let at = app.stamp();
    let changing = Changing { by: &may.who.account.login, at: &at, note: said(wanted.why.as_deref()) };
    let seen = SeenVersion { rule: &id, version, edition: Some(edition) };
    save_draft(app.store(), seen, &rule, changing).await?;
    app.tell(&[What::Triggers], Some(id.clone()));
    full(&app, &may.who, &id, version).await.map(Json)
}

/// Throws a draft away.
#[utoipa::path(delete, path = "/triggers/{id}/versions/{version}", tag = "triggers",
    params(("id" = String, Path), ("version" = u32, Path), ("If-Match" = String, Header)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("triggers"))))]
pub async fn remove(
    may: May<Triggers>,
    State(app): State<App>,
    Path((id, version)): Path<(String, u32)>,
    headers: HeaderMap,
) -> Answer<StatusCode> {
    let edition = if_match(&headers)?;
    let at = app.stamp();
    let changing = Changing { by: &may.who.account.login, at: &at, note: None };
    drop_draft(app.store(), SeenVersion { rule: &id, version, edition: Some(edition) }, changing).await?;
    app.tell(&[What::Triggers], Some(id));
    Ok(StatusCode::NO_CONTENT)
}

/// A state its authors move a version to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuthorsState {
    /// Taken back, to be written on.
    Draft,
    /// To be looked at.
    Submitted,
}

/// What its authors do with a version.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthorsStep {
    /// The state after it.
    to: AuthorsState,
    /// What is said to it.
    note: Option<String>,
}

/// A state a reviewer moves a version to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReviewersState {
    /// Sent back to its author.
    Draft,
    /// Found good.
    Reviewed,
    /// In force.
    Active,
    /// Out of force.
    Retired,
}

/// What a reviewer does with a version.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewersStep {
    /// The state after it.
    to: ReviewersState,
    /// What is said to it.
    note: Option<String>,
}

async fn moved(
    app: &App,
    who: &Who,
    seen: SeenVersion<'_>,
    to: RuleState,
    note: Option<&str>,
) -> Answer<Json<TriggerVersionFull>> {
    let at = app.stamp();
    let changing = Changing { by: &who.account.login, at: &at, note: said(note) };
    step_rule(app.store(), seen, to, changing).await?;
    app.tell(&[What::Triggers], Some(seen.rule.to_owned()));
    if matches!(to, RuleState::Active | RuleState::Retired) {
        match app.store().last_run_of().await? {
            Some(last) => drop(start_deciding(app, last.max(app.today()))?),
            None => app.refresh().await?,
        }
    }
    full(app, who, seen.rule, seen.version).await.map(Json)
}

/// Submits a draft, or takes what was submitted back.
#[utoipa::path(post, path = "/triggers/{id}/versions/{version}/steps", tag = "triggers", request_body = AuthorsStep,
    params(("id" = String, Path), ("version" = u32, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = TriggerVersionFull), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("triggers"))))]
pub async fn step(
    may: May<Triggers>,
    State(app): State<App>,
    Path((id, version)): Path<(String, u32)>,
    headers: HeaderMap,
    Json(wanted): Json<AuthorsStep>,
) -> Answer<Json<TriggerVersionFull>> {
    let seen = SeenVersion { rule: &id, version, edition: Some(if_match(&headers)?) };
    let to = match wanted.to {
        AuthorsState::Draft => RuleState::Draft,
        AuthorsState::Submitted => RuleState::Submitted,
    };
    moved(&app, &may.who, seen, to, wanted.note.as_deref()).await
}

/// Lets a submitted version through, puts it in force, sends it back, or retires the one in force. Nobody lets through
/// what they wrote or submitted themselves. What comes in force is applied at once.
#[utoipa::path(post, path = "/triggers/{id}/versions/{version}/reviews", tag = "triggers", request_body = ReviewersStep,
    params(("id" = String, Path), ("version" = u32, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = TriggerVersionFull), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("approve"))))]
pub async fn review(
    may: May<Approve>,
    State(app): State<App>,
    Path((id, version)): Path<(String, u32)>,
    headers: HeaderMap,
    Json(wanted): Json<ReviewersStep>,
) -> Answer<Json<TriggerVersionFull>> {
    let seen = SeenVersion { rule: &id, version, edition: Some(if_match(&headers)?) };
    let to = match wanted.to {
        ReviewersState::Draft => RuleState::Draft,
        ReviewersState::Reviewed => RuleState::Reviewed,
        ReviewersState::Active => RuleState::Active,
        ReviewersState::Retired => RuleState::Retired,
    };
    moved(&app, &may.who, seen, to, wanted.note.as_deref()).await
}

/// A trigger file.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TriggerFile {
    /// The file's text (TOML).
    definition: String,
}

/// Saves a draft from a file.
#[utoipa::path(post, path = "/triggers/import", tag = "triggers", request_body = TriggerFile,
    responses((status = 201, body = TriggerVersionFull), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("triggers"))))]
pub async fn import(
    may: May<Triggers>,
    State(app): State<App>,
    Json(wanted): Json<TriggerFile>,
) -> Answer<(StatusCode, Json<TriggerVersionFull>)> {
    let at = app.stamp();
    let changing = Changing { by: &may.who.account.login, at: &at, note: None };
    let (id, version) = import_rule(app.store(), ("file", &wanted.definition), false, changing).await?;
    app.tell(&[What::Triggers], Some(id.clone()));
    Ok((StatusCode::CREATED, Json(full(&app, &may.who, &id, version).await?)))
}
