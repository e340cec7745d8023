//! Pairs of machines, or of customers, that may be one: what waits for a decision, why, and what was decided.

mod subject;

use super::paging::Page;
use super::places::CellPlace;
use super::rows::euros;
use crate::app::App;
use crate::auth::May;
use crate::auth::who::{Match as MayMatch, Read};
use crate::jobs::{self, Job, JobKind, JobResult};
use crate::live::View;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use pipeline::Proposal;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use store::{MatchAbout, MatchDecision, MatchVerdict, NewMatchDecision};
use subject::Subject;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Pairs decided on in one request; more would keep other imports waiting.
const MOST_AT_ONCE: usize = 10_000;

/// One of the two machines or customers of a pair.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct MatchSide {
    /// The machine, or the customer.
    pub id: Uuid,
    /// The machine's normalised serial number, or the customer's key, by which decisions name it.
    pub number: String,
    /// The serial number as written, or the customer's name.
    pub name: String,
    /// The machine's type.
    pub machine_type: Option<String>,
    /// The machine's customer.
    pub customer_name: Option<String>,
    /// The customer's number.
    pub customer_number: Option<String>,
    /// How many machines the customer has; 1 for a machine.
    pub machines: usize,
    /// Where it stands.
    pub city: Option<String>,
    /// The sources that know it.
    pub sources: Vec<String>,
    /// Value of its open opportunities in EUR.
    pub value_eur: Option<f64>,
}

/// Two machines or customers that may be one.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct MatchRow {
    /// `machine` or `customer`.
    pub about: &'static str,
    /// The one that would keep its id.
    pub kept: MatchSide,
    /// The one that would join it.
    pub joined: MatchSide,
    /// The match weight in bits.
    pub weight: f64,
    /// The match probability, 0 to 1.
    pub probability: f64,
    /// Whether somebody looked and could not tell yet, or took back what the linker had decided.
    pub later: bool,
    /// Value of the open opportunities of both in EUR: what hangs on the answer.
    pub value_eur: Option<f64>,
}

/// Pairs that wait, and how the queue stands.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct MatchQueue {
    /// The pairs.
    #[serde(flatten)]
    pub page: Page<MatchRow>,
    /// Pairs put off for later, among all.
    pub later: usize,
    /// Machines, or customers, there are.
    pub records: usize,
    /// Pairs of records the linker compared.
    pub compared: u64,
    /// Blocks too large to be compared in full.
    pub skipped: Vec<String>,
}

/// A value of one side.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct MatchValue {
    /// The value; dates as ISO 8601, numbers with a point.
    pub value: String,
    /// Its cell.
    pub source: CellPlace,
}

/// A field of both machines.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct MatchField {
    /// The field.
    pub field: &'static str,
    /// Of the machine that would keep its id.
    pub kept: Option<MatchValue>,
    /// Of the one that would join it.
    pub joined: Option<MatchValue>,
    /// Whether both say something and it is not the same.
    pub differs: bool,
}

/// What one comparison adds to the match weight.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct MatchStep {
    /// The field or fields compared.
    pub comparison: String,
    /// The value of the one that would keep its id, as it was compared.
    pub kept: Option<String>,
    /// The other value.
    pub joined: Option<String>,
    /// The comparison level: `same`, a distance or similarity reached, `different`, `missing`.
    pub level: String,
    /// What it adds, in bits: the binary logarithm of the Bayes factor.
    pub weight: f64,
    /// What is added because the common value is rarer than others.
    pub term_frequency: f64,
}

/// A pair in full.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct MatchDetail {
    /// The pair.
    #[serde(flatten)]
    pub row: MatchRow,
    /// What is known of both.
    pub fields: Vec<MatchField>,
    /// The match weight before anything is compared, in bits.
    pub prior: f64,
    /// What each comparison adds; with the prior they make the weight.
    pub steps: Vec<MatchStep>,
}

fn row(subject: &Subject<'_>, of: &Proposal) -> MatchRow {
    let (kept, joined) = (subject.side(of.kept), subject.side(of.joined));
    let value = match (kept.value_eur, joined.value_eur) {
        (None, None) => None,
        (one, other) => Some(one.unwrap_or(0.0) + other.unwrap_or(0.0)),
    };
    let (weight, probability, later) = (of.weight, of.probability, of.later);
    MatchRow { about: subject.about.id(), kept, joined, weight, probability, later, value_eur: value }
}

/// What the pairs are of, by its name; machines where nothing is said.
fn about(of: Option<&str>) -> Answer<MatchAbout> {
    match of {
        None => Ok(MatchAbout::Machine),
        Some(of) => MatchAbout::of(of)
            .ok_or_else(|| Problem::wrong(format!("pairs are of `machine` or `customer`, not of `{of}`"))),
    }
}

/// Which pairs.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MatchQuery {
    /// Pairs, 50 where nothing is said, 500 at most.
    limit: Option<usize>,
    /// Pairs before the first wanted.
    offset: Option<usize>,
    /// `value` (what hangs on it) or `weight` (the likeliest first). What was put off for later comes last.
    sort: Option<String>,
    /// `machine`, which is meant where nothing is said, or `customer`.
    about: Option<String>,
}

/// What a pair is of.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AboutQuery {
    /// `machine`, which is meant where nothing is said, or `customer`.
    about: Option<String>,
}

/// Pairs of machines, or of customers, that wait for a decision.
#[utoipa::path(get, path = "/matches", tag = "matches", params(MatchQuery),
    responses((status = 200, body = MatchQueue), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn list(may: May<Read>, State(app): State<App>, Query(query): Query<MatchQuery>) -> Answer<Json<MatchQueue>> {
    drop(may);
    let about = about(query.about.as_deref())?;
    // Customers are compared when first asked for, which takes a moment with many.
    let made = tokio::task::spawn_blocking(move || {
        let view = app.view()?;
        let subject = Subject::of(&view, about)?;
        let mut pairs: Vec<&Proposal> = subject.proposals.pairs.iter().collect();
        match query.sort.as_deref() {
            None | Some("value") => pairs.sort_by_cached_key(|of| {
                std::cmp::Reverse(subject.value(of.kept).max(0) + subject.value(of.joined).max(0))
            }),
            Some("weight") => {}
            Some(other) => return Err(Problem::wrong(format!("sort may be value or weight, not `{other}`"))),
        }
        pairs.sort_by_key(|of| of.later);
        let offset = query.offset.unwrap_or(0);
        let limit = query.limit.unwrap_or(50).clamp(1, 500);
        let items = pairs.iter().skip(offset).take(limit).map(|of| row(&subject, of)).collect();
        Ok(Json(MatchQueue {
            page: Page::new(items, pairs.len(), offset),
            later: pairs.iter().filter(|of| of.later).count(),
            records: subject.len(),
            compared: subject.proposals.compared,
            skipped: subject.proposals.skipped.clone(),
        }))
    });
    made.await.map_err(|error| Problem::internal(&error))?
}

fn found(subject: &Subject<'_>, one: &str, other: &str) -> Answer<Proposal> {
    let is_it = |of: &&Proposal| {
        let (kept, joined) = (subject.key(of.kept), subject.key(of.joined));
        (kept, joined) == (one, other) || (kept, joined) == (other, one)
    };
    subject.proposals.pairs.iter().find(is_it).copied().ok_or_else(|| {
        Problem::missing(format!("no pair {one} and {other} waits for a decision; it may have been decided meanwhile"))
    })
}

/// One pair, with what is known of both and why it has its weight.
#[utoipa::path(get, path = "/matches/{kept}/{joined}", tag = "matches",
    params(("kept" = String, Path), ("joined" = String, Path), AboutQuery),
    responses((status = 200, body = MatchDetail), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(
    may: May<Read>,
    State(app): State<App>,
    Path((kept, joined)): Path<(String, String)>,
    Query(query): Query<AboutQuery>,
) -> Answer<Json<MatchDetail>> {
    drop(may);
    let view = app.view()?;
    let subject = Subject::of(&view, about(query.about.as_deref())?)?;
    let of = found(&subject, &kept, &joined)?;
    let waterfall = subject.proposals.waterfall(&of);
    let (prior, steps) = waterfall.map_or((0.0, Vec::new()), |waterfall| (waterfall.prior, waterfall.steps));
    let steps = steps.into_iter().map(|step| {
        // The linker compares records in their order, which says nothing of which machine is kept.
        let (kept, joined) = if of.is_turned() { (step.right, step.left) } else { (step.left, step.right) };
        let (weight, term_frequency) = (step.weight, step.term_frequency);
        MatchStep { comparison: step.comparison, kept, joined, level: step.level, weight, term_frequency }
    });
    Ok(Json(MatchDetail { row: row(&subject, &of), fields: subject.fields(&of), prior, steps: steps.collect() }))
}

/// A pair and what is said of it.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PairDecision {
    /// The normalised serial number of the machine that keeps its id, or the key of the customer that does.
    kept: String,
    /// The other one.
    joined: String,
    /// `same`, `different` or `later`.
    verdict: String,
    /// `machine`, which is meant where nothing is said, or `customer`.
    about: Option<String>,
}

/// What is said of pairs.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PairDecisions {
    /// The pairs.
    decisions: Vec<PairDecision>,
}

/// What decisions would touch.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct DecisionPreview {
    /// Pairs decided.
    pub pairs: usize,
    /// Machines, or customers, that would join another and be there no more by themselves.
    pub machines_joined: usize,
    /// Open opportunities of the machines concerned.
    pub opportunities: usize,
    /// Their value in EUR.
    pub value_eur: f64,
    /// The least likely pair among them, 0 to 1.
    pub least_probability: Option<f64>,
}

/// A pair that waits and what is said of it.
struct Checked {
    proposal: Proposal,
    new: NewMatchDecision,
}

fn checked(view: &View, wanted: &PairDecisions) -> Answer<Vec<Checked>> {
    if wanted.decisions.is_empty() {
        return Err(Problem::wrong("`decisions` names no pair"));
    }
    if wanted.decisions.len() > MOST_AT_ONCE {
        return Err(Problem::wrong(format!("{MOST_AT_ONCE} pairs at once at most; send the rest afterwards")));
    }
    let mut subjects: Vec<Subject<'_>> = Vec::new();
    let mut checked = Vec::with_capacity(wanted.decisions.len());
    for of in &wanted.decisions {
        let verdict = MatchVerdict::of(&of.verdict).ok_or_else(|| {
            Problem::wrong(format!("a verdict is `same`, `different` or `later`, not `{}`", of.verdict))
        })?;
        let about = about(of.about.as_deref())?;
        if !subjects.iter().any(|known| known.about == about) {
            subjects.push(Subject::of(view, about)?.indexed());
        }
        let Some(subject) = subjects.iter().find(|known| known.about == about) else { continue };
        let proposal = subject.pair(&of.kept, &of.joined).ok_or_else(|| {
            let (one, other) = (&of.kept, &of.joined);
            Problem::missing(format!(
                "no pair {one} and {other} waits for a decision; it may have been decided meanwhile"
            ))
        })?;
        let new = NewMatchDecision {
            about,
            kept: subject.key(proposal.kept).to_owned(),
            joined: subject.key(proposal.joined).to_owned(),
            verdict,
            weight: Some(proposal.weight),
            batch: None,
            parted: None,
        };
        checked.push(Checked { proposal, new });
    }
    Ok(checked)
}

/// What decisions would touch, without deciding.
#[utoipa::path(post, path = "/matches/preview", tag = "matches", request_body = PairDecisions,
    responses((status = 200, body = DecisionPreview), (status = 404, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("match"))))]
pub async fn preview(
    may: May<MayMatch>,
    State(app): State<App>,
    Json(wanted): Json<PairDecisions>,
) -> Answer<Json<DecisionPreview>> {
    drop(may);
    let view = app.view()?;
    let pairs = checked(&view, &wanted)?;
    let same = pairs.iter().filter(|of| of.new.verdict == MatchVerdict::Same);
    let joined: HashSet<(MatchAbout, u32)> = same.map(|of| (of.new.about, of.proposal.joined)).collect();
    let sides = |of: &Checked| [of.proposal.kept, of.proposal.joined].map(|side| (of.new.about, side));
    let machines: HashSet<u32> =
        pairs.iter().flat_map(sides).flat_map(|(about, side)| subject::machines(&view, about, side)).collect();
    let ids = machines.iter().map(|machine| view.live.decided.state.files.link.ids[*machine as usize]);
    let open: Vec<_> =
        ids.flat_map(|id| view.pipeline.of_machine(id)).filter(|entry| !entry.of.stage.is_closed()).collect();
    Ok(Json(DecisionPreview {
        pairs: pairs.len(),
        machines_joined: joined.len(),
        opportunities: open.len(),
        value_eur: open.iter().filter_map(|entry| entry.of.value_cents).map(euros).sum(),
        least_probability: pairs.iter().map(|of| of.proposal.probability).reduce(f64::min),
    }))
}

async fn remade(app: &App, changed: pipeline::MachinesChanged, telling: &jobs::Telling) -> Result<JobResult, String> {
    let last = app.store().last_run_of().await.map_err(|error| error.to_string())?;
    let mut fires = None;
    if let Some(last) = last {
        fires = Some(super::runs::decide_now(app, None, last.max(app.today()), telling).await?);
    }
    app.refresh().await.map_err(|problem| problem.detail.unwrap_or_default())?;
    let machines = app.view().map(|view| view.live.base.len()).unwrap_or(0);
    let (added, changed, gone) = changed;
    Ok(JobResult {
        machines_added: added,
        machines_changed: changed,
        machines_gone: gone,
        machines,
        fires,
        ..JobResult::default()
    })
}

/// Decides on pairs; machine files, hits and opportunities are made anew from it.
#[utoipa::path(post, path = "/matches/decisions", tag = "matches", request_body = PairDecisions,
    responses((status = 202, body = Job), (status = 404, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("match"))))]
pub async fn decide(
    may: May<MayMatch>,
    State(app): State<App>,
    Json(wanted): Json<PairDecisions>,
) -> Answer<(StatusCode, Json<Job>)> {
    let pairs = checked(&*app.view()?, &wanted)?;
    let decided: Vec<NewMatchDecision> = pairs.into_iter().map(|of| of.new).collect();
    let (of, actor) = (app.clone(), may.who.account.login.clone());
    let job = jobs::start(&app, JobKind::Link, move |telling| async move {
        pipeline::Progress::stage(telling.as_ref(), "link");
        let decided = pipeline::decide_matches(&of.config.workplace, decided, &actor, &of.stamp()).await;
        remade(&of, decided.map_err(|error| error.to_string())?, &telling).await
    });
    Ok((StatusCode::ACCEPTED, Json(job.map_err(|error| Problem::internal(&error))?)))
}

/// A decision on a pair.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct DecisionEntry {
    /// Counted up.
    pub id: i64,
    /// `machine` or `customer`.
    pub about: &'static str,
    /// The normalised serial number of the machine that keeps its id, or the key of the customer that does.
    pub kept: String,
    /// The other one.
    pub joined: String,
    /// `same`, `different` or `later`.
    pub verdict: &'static str,
    /// The match weight at that time, in bits.
    pub weight: Option<f64>,
    /// Who decided; `linker` where no person did.
    pub decided_by: String,
    /// When, UTC.
    pub decided_at: String,
    /// Who took it back.
    pub undone_by: Option<String>,
    /// When, UTC.
    pub undone_at: Option<String>,
}

impl From<MatchDecision> for DecisionEntry {
    fn from(of: MatchDecision) -> Self {
        let (undone_by, undone_at) = of.undone.unzip();
        Self {
            id: of.id,
            about: of.about.id(),
            kept: of.kept,
            joined: of.joined,
            verdict: of.verdict.id(),
            weight: of.weight,
            decided_by: of.decided_by,
            decided_at: of.decided_at,
            undone_by,
            undone_at,
        }
    }
}

/// Which decisions.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DecisionQuery {
    /// Decisions older than the one with this number.
    before: Option<i64>,
}

/// Decisions in one answer.
const DECISIONS: u64 = 100;

/// What was decided on pairs, newest first, 100 at a time.
#[utoipa::path(get, path = "/matches/decisions", tag = "matches", params(DecisionQuery),
    responses((status = 200, body = Vec<DecisionEntry>)), extensions(("x-permission" = json!("read"))))]
pub async fn decisions(
    may: May<Read>,
    State(app): State<App>,
    Query(query): Query<DecisionQuery>,
) -> Answer<Json<Vec<DecisionEntry>>> {
    drop(may);
    let all = app.store().match_history(query.before, DECISIONS).await?;
    Ok(Json(all.into_iter().map(Into::into).collect()))
}

/// Decisions by their numbers.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionIds {
    /// Their numbers.
    ids: Vec<i64>,
}

/// Takes decisions on pairs back in one go; everything becomes what it was without them.
#[utoipa::path(post, path = "/matches/decisions/undo", tag = "matches", request_body = DecisionIds,
    responses((status = 202, body = Job), (status = 404, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("match"))))]
pub async fn undo(
    may: May<MayMatch>,
    State(app): State<App>,
    Json(DecisionIds { ids }): Json<DecisionIds>,
) -> Answer<(StatusCode, Json<Job>)> {
    if ids.is_empty() {
        return Err(Problem::wrong("`ids` names no decision"));
    }
    if ids.len() > MOST_AT_ONCE {
        return Err(Problem::wrong(format!("{MOST_AT_ONCE} decisions at once at most; send the rest afterwards")));
    }
    let standing = app.store().match_decisions_of(&ids).await?;
    if let Some(id) = ids.iter().find(|id| !standing.iter().any(|of| of.id == **id && of.undone.is_none())) {
        return Err(Problem::missing(format!("there is no decision {id} on a pair, or it was taken back already")));
    }
    let (of, actor) = (app.clone(), may.who.account.login.clone());
    let job = jobs::start(&app, JobKind::Link, move |telling| async move {
        pipeline::Progress::stage(telling.as_ref(), "link");
        let undone = pipeline::undo_matches(&of.config.workplace, &ids, &actor, &of.stamp()).await;
        remade(&of, undone.map_err(|error| error.to_string())?, &telling).await
    });
    Ok((StatusCode::ACCEPTED, Json(job.map_err(|error| Problem::internal(&error))?)))
}
