//! Segments: list, one, preview, saving, versions, files.

use super::cells::download;
use super::machine_file::{EvidenceView, evidence};
use super::rows::{self, MachineRow};
use super::triggers::Missing;
use crate::app::App;
use crate::auth::May;
use crate::auth::who::{Read, Segments as SegmentsPermission};
use crate::live::View;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use base::Language;
use chrono::NaiveDate;
use decide::segment::{id_of, references};
use decide::{Segment, Segments, Verdicts, Wording};
use hashbrown::HashMap;
use pipeline::{
    Saving, SegmentNow, SegmentRefused, archive_segment, known_segments, read_segment, restore_segment, save_segment,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{SHIPPED, SegmentVersion};
use utoipa::{IntoParams, ToSchema};

/// Machines of a sample.
const SAMPLE: usize = 12;

/// When another rule counted than counts now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Redefined {
    /// Since this day.
    pub on: NaiveDate,
    /// What counted before: the segment and those it names, each with its version.
    pub before: String,
    /// What counts now.
    pub now: String,
}

/// A segment in a list.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct SegmentRow {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// A few words.
    pub title: String,
    /// Whom it finds and what for.
    pub note: Option<String>,
    /// Why it cannot be evaluated, where it cannot.
    pub wrong: Option<String>,
    /// Machines in it.
    pub members: usize,
    /// Machines it cannot say for.
    pub unknown: usize,
    /// Machines there are.
    pub machines: usize,
    /// Since when `joined` and `left` are counted; `null` where members were not noted yet.
    pub since: Option<NaiveDate>,
    /// Machines that joined.
    pub joined: u64,
    /// Machines that left.
    pub left: u64,
    /// Where the rule changed since then: who joined or left may have done so for that.
    pub redefined: Option<Redefined>,
    /// Segments it names.
    pub uses: Vec<String>,
    /// Segments that name it.
    pub used_by: Vec<String>,
    /// Whether it came with the product and nobody changed it.
    pub shipped: bool,
    /// Who saved it.
    pub saved_by: String,
    /// When, UTC.
    pub saved_at: String,
    /// The version, to send back with a change.
    pub etag: String,
}

/// A segment.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct SegmentFull {
    /// What the list says of it.
    pub segment: SegmentRow,
    /// The day it is evaluated for.
    pub as_of: NaiveDate,
    /// The condition: groups and rules as react-querybuilder has them.
    #[schema(value_type = Object)]
    pub query: Value,
    /// The condition as SQL, relative days filled in.
    pub sql: Option<String>,
    /// What is missing for the unknown, most often missing first.
    pub missing: Vec<Missing>,
}

fn etag(version: u32) -> String {
    format!("\"{version}\"")
}

/// What is missing for the unknown, most often missing first.
pub fn missing_facts(verdicts: &Verdicts, language: Language) -> Vec<Missing> {
    let mut counts: HashMap<&'static str, usize> = HashMap::new();
    for machine in verdicts.unknown() {
        for fact in verdicts.missing(machine) {
            *counts.entry(fact).or_default() += 1;
        }
    }
    let mut missing: Vec<Missing> = counts
        .into_iter()
        .map(|(fact, machines)| Missing {
            fact: fact.to_owned(),
            label: words::fact(fact, language).to_owned(),
            machines,
        })
        .collect();
    missing.sort_by(|a, b| (b.machines, &a.fact).cmp(&(a.machines, &b.fact)));
    missing
}

/// The row of a segment.
pub fn row(view: &View, now: &SegmentNow, language: Language) -> SegmentRow {
    let segments = &view.segments;
    let id = now.id();
    let (members, _, unknown) = now.counts();
    let since = segments.since(id, None);
    let (joined, left) = segments.changes(id);
    let query = now.segment.as_ref().map(|of| &of.query);
    let names_it = |of: &&SegmentNow| of.segment.as_ref().is_some_and(|of| references(&of.query).contains(&id));
    let redefined = since.and_then(|since| segments.redefined(id, since));
    SegmentRow {
        id: id.to_owned(),
        version: now.saved.version,
        title: now.segment.as_ref().map_or(id, |of| of.title.get(language)).to_owned(),
        note: now.segment.as_ref().and_then(|of| of.note.as_ref()).map(|note| note.get(language).to_owned()),
        wrong: now.verdicts.as_ref().err().cloned(),
        members,
        unknown,
        machines: view.live.base.len(),
        since,
        joined,
        left,
        redefined: redefined.map(|(on, before, now)| Redefined { on, before: before.to_owned(), now: now.to_owned() }),
        uses: query.map(|query| references(query).into_iter().map(str::to_owned).collect()).unwrap_or_default(),
        used_by: segments.all.iter().filter(names_it).map(|of| of.id().to_owned()).collect(),
        shipped: now.saved.saved_by == SHIPPED,
        saved_by: now.saved.saved_by.clone(),
        saved_at: now.saved.saved_at.clone(),
        etag: etag(now.saved.version),
    }
}

/// All segments by title.
#[utoipa::path(get, path = "/segments", tag = "segments", responses((status = 200, body = Vec<SegmentRow>)),
    extensions(("x-permission" = json!("read"))))]
pub async fn list(may: May<Read>, State(app): State<App>) -> Answer<Json<Vec<SegmentRow>>> {
    let view = app.view()?;
    let language = may.who.language();
    let mut rows: Vec<SegmentRow> = view.segments.all.iter().map(|of| row(&view, of, language)).collect();
    rows.sort_by_key(|row| row.title.to_lowercase());
    Ok(Json(rows))
}

fn full(view: &View, id: &str, language: Language) -> Answer<SegmentFull> {
    let now = view.segments.find(id)?;
    let verdicts = now.verdicts.as_ref().ok();
    Ok(SegmentFull {
        segment: row(view, now, language),
        as_of: view.live.as_of,
        query: now.segment.as_ref().map_or(Value::Null, |of| json!(of.query)),
        sql: verdicts.map(|of| of.condition().rule.condition.clone()),
        missing: verdicts.map(|of| missing_facts(of, language)).unwrap_or_default(),
    })
}

/// One segment.
#[utoipa::path(get, path = "/segments/{id}", tag = "segments", params(("id" = String, Path)),
    responses((status = 200, body = SegmentFull), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(may: May<Read>, State(app): State<App>, Path(id): Path<String>) -> Answer<Json<SegmentFull>> {
    let view = app.view()?;
    let language = may.who.language();
    Ok(Json(tokio::task::spawn_blocking(move || full(&view, &id, language)).await??))
}

/// What to try.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// The segment it is to become a version of: it must not name itself.
    id: Option<String>,
    /// Groups and rules as react-querybuilder has them.
    #[schema(value_type = Object)]
    query: Value,
}

/// Why a condition cannot be evaluated.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct WrongRule {
    /// The place of the rule or group, counted from 0.
    pub at: Vec<usize>,
    /// What is wrong and what to do.
    pub what: String,
}

/// A machine with what decided.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct SampleMachine {
    /// The machine.
    pub machine: MachineRow,
    /// The comparisons that decided.
    pub evidence: Vec<EvidenceView>,
}

/// What a condition gives.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Preview {
    /// The day it is evaluated for.
    pub as_of: NaiveDate,
    /// Why it cannot be evaluated; the rest is empty then.
    pub wrong: Option<WrongRule>,
    /// Machines in it.
    pub members: usize,
    /// Machines it cannot say for.
    pub unknown: usize,
    /// Machines there are.
    pub machines: usize,
    /// The condition as SQL, relative days filled in.
    pub sql: Option<String>,
    /// What is missing for the unknown, most often missing first.
    pub missing: Vec<Missing>,
    /// Some of the machines in it, with the values that decided.
    pub sample: Vec<SampleMachine>,
}

/// A machine with what decided.
pub fn sample(view: &View, verdicts: &Verdicts, machine: usize) -> Option<SampleMachine> {
    let id = view.live.decided.state.files.link.ids.get(machine)?;
    let row = rows::machine(view, view.live.base.position(*id)?)?;
    // A segment is made of no triggers, so that no title is asked for.
    let evidence = evidence(&view.live, machine, verdicts.evidence(machine), Language::default());
    Some(SampleMachine { machine: row, evidence })
}

fn tried(view: &View, trial: &Trial, language: Language) -> Answer<Preview> {
    let live = &view.live;
    let known: Vec<Segment> = view.segments.all.iter().filter_map(|of| of.segment.clone()).collect();
    let conditions = live.decided.conditions()?;
    let compiler = Segments { conditions: &conditions, known: &known, as_of: live.as_of };
    let machines = live.base.len();
    let nothing = |wrong| Preview {
        as_of: live.as_of,
        wrong: Some(wrong),
        members: 0,
        unknown: 0,
        machines,
        sql: None,
        missing: Vec::new(),
        sample: Vec::new(),
    };
    let id = trial.id.as_deref().filter(|id| !id.is_empty()).unwrap_or("preview");
    let condition = match compiler.compile_query(id, &trial.query) {
        Ok((_, condition)) => condition,
        Err(error) => return Ok(nothing(WrongRule { at: error.at, what: error.what })),
    };
    let sql = condition.rule.condition.clone();
    let verdicts = match live.decided.verdicts_of(condition) {
        Ok(verdicts) => verdicts,
        Err(error) => return Ok(nothing(WrongRule { at: Vec::new(), what: error.to_string() })),
    };
    let (members, _, unknown) = verdicts.counts();
    Ok(Preview {
        as_of: live.as_of,
        wrong: None,
        members,
        unknown,
        machines,
        sql: Some(sql),
        missing: missing_facts(&verdicts, language),
        sample: verdicts.firing().filter_map(|at| sample(view, &verdicts, at)).take(SAMPLE).collect(),
    })
}

/// What a condition gives, without saving it.
#[utoipa::path(post, path = "/segments/preview", tag = "segments", request_body = Trial,
    responses((status = 200, body = Preview), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn preview(may: May<Read>, State(app): State<App>, Json(trial): Json<Trial>) -> Answer<Json<Preview>> {
    let view = app.view()?;
    let language = may.who.language();
    // A large base takes a moment; others are answered meanwhile.
    Ok(Json(tokio::task::spawn_blocking(move || tried(&view, &trial, language)).await??))
}

impl From<SegmentRefused> for Problem {
    fn from(refused: SegmentRefused) -> Self {
        match refused {
            SegmentRefused::Wrong(error) => Self::wrong(error.to_string()),
            SegmentRefused::Changed { .. } => Self::changed(refused.to_string()),
            SegmentRefused::Missing(what) => Self::missing(what),
            SegmentRefused::InUse { .. } => Self::conflict("in_use", refused.to_string()),
            SegmentRefused::Failed(error) => error.into(),
        }
    }
}

/// What a segment is to say.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SegmentDraft {
    /// A few words. The id of a new segment is made of them.
    title: String,
    /// Whom it finds and what for.
    note: Option<String>,
    /// Groups and rules as react-querybuilder has them.
    #[schema(value_type = Object)]
    query: Value,
    /// Why it is changed.
    why: Option<String>,
}

fn draft(id: String, wanted: SegmentDraft, before: Option<&Segment>, language: Language) -> Answer<Segment> {
    // A text that was not touched stays what it is in the other languages.
    let kept = |text: &str, known: Option<&Wording>| match known {
        Some(known) if known.get(language) == text => known.clone(),
        _ => Wording::plain(text),
    };
    let query = serde_json::from_value(wanted.query).map_err(|error| Problem::wrong(error.to_string()))?;
    let note = wanted.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    Ok(Segment {
        id,
        version: 0,
        title: kept(wanted.title.trim(), before.map(|of| &of.title)),
        note: note.map(|note| kept(note, before.and_then(|of| of.note.as_ref()))),
        query,
    })
}

fn seen(headers: &HeaderMap) -> Answer<u32> {
    let given = headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok());
    let given = given.ok_or_else(Problem::needs_version)?;
    let version = given.trim_matches('"').parse().ok();
    version.ok_or_else(|| Problem::changed(format!("`{given}` is the version of no segment; load it again")))
}

/// Takes over what was saved, and gives it.
async fn taken_over(app: &App, id: &str, language: Language) -> Answer<SegmentFull> {
    app.refresh_segments().await?;
    let view = app.view()?;
    let id = id.to_owned();
    tokio::task::spawn_blocking(move || full(&view, &id, language)).await?
}

/// Saves a new segment.
#[utoipa::path(post, path = "/segments", tag = "segments", request_body = SegmentDraft,
    responses((status = 201, body = SegmentFull), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("segments"))))]
pub async fn add(
    may: May<SegmentsPermission>,
    State(app): State<App>,
    Json(wanted): Json<SegmentDraft>,
) -> Answer<(StatusCode, Json<SegmentFull>)> {
    let view = app.view()?;
    let language = may.who.language();
    let base = id_of(&wanted.title);
    let taken: Vec<String> = app.store().segments().await?.into_iter().map(|of| of.segment).collect();
    let free = |id: &String| !taken.contains(id);
    let numbered = (2..).map(|number| format!("{base}-{number}"));
    let id = std::iter::once(base.clone()).chain(numbered).find(free).unwrap_or(base.clone());
    let why = wanted.why.clone();
    let segment = draft(id, wanted, None, language)?;
    let at = app.stamp();
    let saving = Saving {
        by: &may.who.account.login,
        at: &at,
        why: why.as_deref(),
        seen: Some(0),
        noted: view.live.decided_as_of.is_some(),
    };
    let saved = save_segment(app.store(), &view.live.decided, &segment, saving).await?;
    Ok((StatusCode::CREATED, Json(taken_over(&app, &saved.segment, language).await?)))
}

/// Saves a version of a segment. Earlier versions stay.
#[utoipa::path(put, path = "/segments/{id}", tag = "segments", request_body = SegmentDraft,
    params(("id" = String, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = SegmentFull), (status = 404, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("segments"))))]
pub async fn put(
    may: May<SegmentsPermission>,
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(wanted): Json<SegmentDraft>,
) -> Answer<Json<SegmentFull>> {
    let seen = seen(&headers)?;
    let view = app.view()?;
    let language = may.who.language();
    let why = wanted.why.clone();
    let before = view.segments.find(&id)?;
    let segment = draft(id.clone(), wanted, before.segment.as_ref(), language)?;
    let at = app.stamp();
    let saving = Saving {
        by: &may.who.account.login,
        at: &at,
        why: why.as_deref(),
        seen: Some(seen),
        noted: view.live.decided_as_of.is_some(),
    };
    save_segment(app.store(), &view.live.decided, &segment, saving).await?;
    taken_over(&app, &id, language).await.map(Json)
}

/// Puts a segment away. Its versions stay, and any of them can be brought back.
#[utoipa::path(delete, path = "/segments/{id}", tag = "segments", params(("id" = String, Path), ("If-Match" = String, Header)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("segments"))))]
pub async fn remove(
    may: May<SegmentsPermission>,
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer<StatusCode> {
    let seen = seen(&headers)?;
    let view = app.view()?;
    let at = app.stamp();
    let saving = Saving {
        by: &may.who.account.login,
        at: &at,
        why: None,
        seen: Some(seen),
        noted: view.live.decided_as_of.is_some(),
    };
    archive_segment(app.store(), &view.live.decided, &id, saving).await?;
    app.refresh_segments().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The version to bring back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoredSegment {
    /// Its number.
    version: u32,
}

/// Brings an earlier version back, as a new one.
#[utoipa::path(post, path = "/segments/{id}/restore", tag = "segments", request_body = RestoredSegment,
    params(("id" = String, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = SegmentFull), (status = 404, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("segments"))))]
pub async fn restore(
    may: May<SegmentsPermission>,
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(wanted): Json<RestoredSegment>,
) -> Answer<Json<SegmentFull>> {
    let seen = seen(&headers)?;
    let view = app.view()?;
    let at = app.stamp();
    let why = format!("version {}", wanted.version);
    let saving = Saving {
        by: &may.who.account.login,
        at: &at,
        why: Some(&why),
        seen: Some(seen),
        noted: view.live.decided_as_of.is_some(),
    };
    restore_segment(app.store(), &view.live.decided, &id, wanted.version, saving).await?;
    taken_over(&app, &id, may.who.language()).await.map(Json)
}

/// A version of a segment.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct SegmentVersionRow {
    /// Counted up from 1.
    pub version: u32,
    /// A few words.
    pub title: String,
    /// Why it was changed.
    pub why: Option<String>,
    /// Whether this version put the segment away.
    pub archived: bool,
    /// Whether it came with the product.
    pub shipped: bool,
    /// Who saved it.
    pub saved_by: String,
    /// When, UTC.
    pub saved_at: String,
    /// Why it cannot be read, where it cannot.
    pub wrong: Option<String>,
    /// Groups and rules.
    #[schema(value_type = Object)]
    pub query: Value,
    /// The version, to send back with a change.
    pub etag: String,
}

fn version_row(saved: SegmentVersion, language: Language) -> SegmentVersionRow {
    let segment = read_segment(&saved);
    SegmentVersionRow {
        version: saved.version,
        title: segment.as_ref().map_or(saved.segment.as_str(), |of| of.title.get(language)).to_owned(),
        why: saved.note,
        archived: saved.archived,
        shipped: saved.saved_by == SHIPPED,
        saved_by: saved.saved_by,
        saved_at: saved.saved_at,
        query: segment.as_ref().map_or(Value::Null, |of| json!(of.query)),
        wrong: segment.err(),
        etag: etag(saved.version),
    }
}

async fn versions_of(app: &App, id: &str) -> Answer<Vec<SegmentVersion>> {
    let versions = app.store().segment_versions(id).await?;
    if versions.is_empty() {
        return Err(Problem::missing(format!("there is no segment `{id}`")));
    }
    Ok(versions)
}

/// All versions of a segment, newest first; also of one that was put away.
#[utoipa::path(get, path = "/segments/{id}/versions", tag = "segments", params(("id" = String, Path)),
    responses((status = 200, body = Vec<SegmentVersionRow>), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn versions(
    may: May<Read>,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Answer<Json<Vec<SegmentVersionRow>>> {
    let language = may.who.language();
    Ok(Json(versions_of(&app, &id).await?.into_iter().map(|of| version_row(of, language)).collect()))
}

/// Segments that were put away, by id, each with its newest version.
#[utoipa::path(get, path = "/archived-segments", tag = "segments", responses((status = 200, body = Vec<ArchivedSegment>)),
    extensions(("x-permission" = json!("read"))))]
pub async fn archived(may: May<Read>, State(app): State<App>) -> Answer<Json<Vec<ArchivedSegment>>> {
    let language = may.who.language();
    let saved = app.store().segments().await?.into_iter().filter(|of| of.archived);
    let row = |of: SegmentVersion| ArchivedSegment { id: of.segment.clone(), newest: version_row(of, language) };
    Ok(Json(saved.map(row).collect()))
}

/// A segment that was put away.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct ArchivedSegment {
    /// Its id.
    pub id: String,
    /// Its newest version.
    pub newest: SegmentVersionRow,
}

/// Which version.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct SegmentFileQuery {
    /// Default is the newest.
    version: Option<u32>,
}

/// A segment as a file.
#[utoipa::path(get, path = "/segments/{id}/segment.toml", tag = "segments", params(("id" = String, Path), SegmentFileQuery),
    responses((status = 200, content_type = "application/toml"), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn file(
    may: May<Read>,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(query): Query<SegmentFileQuery>,
) -> Answer<(HeaderMap, String)> {
    drop(may);
    let mut versions = versions_of(&app, &id).await?.into_iter();
    let found = match query.version {
        Some(version) => versions.find(|of| of.version == version),
        None => versions.next(),
    };
    let found = found.ok_or_else(|| Problem::missing(format!("segment `{id}` has no such version")))?;
    Ok((download(&format!("{id}.toml"), "application/toml; charset=utf-8"), found.definition))
}

/// A segment file.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SegmentFile {
    /// The file's text (TOML).
    definition: String,
    /// Whether a segment of the same id gets a new version by it.
    #[serde(default)]
    replace: bool,
}

/// Saves a segment from a file.
#[utoipa::path(post, path = "/segments/import", tag = "segments", request_body = SegmentFile,
    responses((status = 200, body = SegmentFull), (status = 409, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("segments"))))]
pub async fn import(
    may: May<SegmentsPermission>,
    State(app): State<App>,
    Json(wanted): Json<SegmentFile>,
) -> Answer<Json<SegmentFull>> {
    let view = app.view()?;
    let segment = Segment::parse("file", &wanted.definition).map_err(|error| Problem::wrong(error.to_string()))?;
    let saved = app.store().segments().await?;
    if !wanted.replace && known_segments(&saved).iter().any(|of| of.id == segment.id) {
        let what = format!("there is a segment `{}` already; say that it may get a new version", segment.id);
        return Err(Problem::conflict("exists", what));
    }
    let at = app.stamp();
    let saving =
        Saving { by: &may.who.account.login, at: &at, why: None, seen: None, noted: view.live.decided_as_of.is_some() };
    save_segment(app.store(), &view.live.decided, &segment, saving).await?;
    taken_over(&app, &segment.id, may.who.language()).await.map(Json)
}
