//! What to do today.

use super::assessment::{assessed, result};
use super::rows::{self, OpportunityRow, euros};
use super::triggers::{self, TriggerRow};
use super::uploads::UploadRow;
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Read;
use crate::live::View;
use crate::problem::Answer;
use assessment::Assumptions;
use axum::Json;
use axum::extract::State;
use base::Language;
use chrono::NaiveDate;
use installed_base::{PipelineFilter, PipelineSort};
use sales::Stage;
use serde::Serialize;
use utoipa::ToSchema;

/// Opportunities shown.
const TOP: usize = 10;

/// Follow-ups shown.
const FOLLOW_UPS: usize = 20;

/// How many, and what they are worth.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, ToSchema)]
pub struct Sum {
    /// How many.
    pub count: usize,
    /// Their value in EUR.
    pub value_eur: f64,
}

/// A fact that is missing, and what it blocks: a gap of the assessment.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Unknown {
    /// The fact.
    pub fact: String,
    /// As a list's heading.
    pub label: String,
    /// Kinds of records it comes from: what to bring.
    pub kinds: Vec<&'static str>,
    /// Machines that a trigger cannot say for want of it.
    pub machines: u32,
    /// The figure by which the assessment lists them.
    pub figure: String,
    /// Its part of the value blocked in EUR; over all facts these parts sum to the value blocked.
    pub blocked_eur: f64,
}

/// What missing facts block, as the assessment counts it.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Blocked {
    /// Machines blocked for one campaign type at least.
    pub machines: u32,
    /// The figure by which the assessment lists them.
    pub figure: String,
    /// Their expected value in EUR.
    pub value_eur: f64,
}

/// The first page.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Today {
    /// The day of the last decision.
    pub as_of: Option<NaiveDate>,
    /// When the last delivery came, UTC.
    pub last_import_at: Option<String>,
    /// Machines there are.
    pub machines: usize,
    /// Customers there are.
    pub customers: usize,
    /// Open opportunities.
    pub open: Sum,
    /// Those of them that are mine.
    pub mine: Sum,
    /// The most urgent.
    pub top: Vec<OpportunityRow>,
    /// Whether `top` is mine; else it is everybody's, for I have none.
    pub top_is_mine: bool,
    /// My follow-ups that are due.
    pub follow_ups: Vec<OpportunityRow>,
    /// All triggers.
    pub triggers: Vec<TriggerRow>,
    /// What missing facts block; nothing before the first decision.
    pub blocked: Option<Blocked>,
    /// What is missing, the costliest first.
    pub unknowns: Vec<Unknown>,
    /// Uploads that wait for a decision.
    pub uploads: Vec<UploadRow>,
}

/// What is blocked and by what, under the usual assumptions.
fn blocked(app: &App, view: &View, language: Language) -> Answer<(Option<Blocked>, Vec<Unknown>)> {
    if view.live.decided_as_of.is_none() {
        return Ok((None, Vec::new()));
    }
    let of = assessed(app, view)?;
    let result = result(view, &of, &Assumptions::default())?;
    let all = &result.cover.blocked;
    let blocked =
        Blocked { machines: all.machines, figure: all.id.to_string(), value_eur: all.eur.unwrap_or_default() };
    let facts =
        result.gaps.gaps.iter().filter(|gap| !gap.unreached).filter_map(|gap| Some((gap, base::fact(&gap.id)?)));
    let mut unknowns: Vec<Unknown> = facts
        .map(|(gap, (_, fact))| Unknown {
            fact: gap.id.clone(),
            label: words::fact(&gap.id, language).to_owned(),
            kinds: fact.kinds.iter().map(|kind| kind.id()).collect(),
            machines: gap.machines.machines,
            figure: gap.machines.id.to_string(),
            blocked_eur: gap.share_eur,
        })
        .collect();
    unknowns.sort_by(|a, b| {
        b.blocked_eur.total_cmp(&a.blocked_eur).then(b.machines.cmp(&a.machines)).then(a.fact.cmp(&b.fact))
    });
    Ok((Some(blocked), unknowns))
}

/// What to do today.
#[utoipa::path(get, path = "/today", tag = "today", responses((status = 200, body = Today)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(may: May<Read>, State(app): State<App>) -> Answer<Json<Today>> {
    let view = app.view()?;
    let who = &may.who;
    let language = who.language();
    let open = vec![Stage::New, Stage::Contacted, Stage::Quoted];
    let holding =
        PipelineFilter { stage: open.clone(), flagged: Some(false), day: app.today(), ..PipelineFilter::default() };
    let own = PipelineFilter { owner: vec![who.account.name.clone()], ..holding.clone() };
    let due = PipelineFilter { due: Some(true), flagged: None, stage: Vec::new(), ..own.clone() };
    let by = PipelineSort::default();
    let all = view.pipeline.list(&holding, by, 0, TOP);
    let mine = view.pipeline.list(&own, by, 0, TOP);
    let follow_ups = view.pipeline.list(&due, PipelineSort::parse("follow_up_on").unwrap_or_default(), 0, FOLLOW_UPS);
    let shown = |positions: &[u32]| -> Vec<OpportunityRow> {
        let entries = positions.iter().filter_map(|position| view.pipeline.entry(*position));
        entries.map(|entry| rows::opportunity(&view, entry, language)).collect()
    };
    let triggers = triggers::all(&view.live, &app.store().rules().await?, language);
    let (of_app, of_view) = (app.clone(), view.clone());
    // The first look after a delivery makes the assessment; others are answered meanwhile.
    let (blocked, unknowns) = tokio::task::spawn_blocking(move || blocked(&of_app, &of_view, language)).await??;
    let uploads = super::uploads::waiting(&app).await?;
    let sum = |list: &installed_base::PipelineList| Sum { count: list.total, value_eur: euros(list.value_cents) };
    let top_is_mine = mine.total > 0;
    Ok(Json(Today {
        as_of: view.live.decided_as_of,
        last_import_at: view.live.last_import_at.clone(),
        machines: view.live.base.len(),
        customers: view.live.decided.state.files.customers.len(),
        open: sum(&all),
        mine: sum(&mine),
        top: shown(if top_is_mine { &mine.positions } else { &all.positions }),
        top_is_mine,
        follow_ups: shown(&follow_ups.positions),
        blocked,
        unknowns,
        triggers,
        uploads,
    }))
}
