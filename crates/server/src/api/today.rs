//! What to do today.

use super::rows::{self, OpportunityRow, euros};
use super::triggers::{self, TriggerRow};
use super::uploads::UploadRow;
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Read;
use crate::problem::Answer;
use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use hashbrown::HashMap;
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

/// A fact that is missing, and what it blocks.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Unknown {
    /// The fact.
    pub fact: String,
    /// As a list's heading.
    pub label: String,
    /// Kinds of records it comes from: what to bring.
    pub kinds: Vec<&'static str>,
    /// For how many machines it is missing, at most over the triggers.
    pub machines: usize,
    /// The triggers that cannot say for want of it.
    pub triggers: Vec<String>,
    /// What these are worth if they fired as often as the known, in EUR, shared among what is missing.
    pub blocked_eur: f64,
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
    /// What is missing, the costliest first.
    pub unknowns: Vec<Unknown>,
    /// Uploads that wait for a decision.
    pub uploads: Vec<UploadRow>,
}

fn unknowns(rows: &[TriggerRow]) -> Vec<Unknown> {
    let mut found: HashMap<String, Unknown> = HashMap::new();
    for row in rows {
        let whole: usize = row.missing.iter().map(|missing| missing.machines).sum();
        for missing in &row.missing {
            #[expect(clippy::cast_precision_loss, reason = "a share of machines")]
            let share = missing.machines as f64 / whole.max(1) as f64;
            let of = found.entry(missing.fact.clone()).or_insert_with(|| Unknown {
                fact: missing.fact.clone(),
                label: missing.label.clone(),
                kinds: base::fact(&missing.fact)
                    .map_or_else(Vec::new, |(_, fact)| fact.kinds.iter().map(|kind| kind.id()).collect()),
                machines: 0,
                triggers: Vec::new(),
                blocked_eur: 0.0,
            });
            of.machines = of.machines.max(missing.machines);
            of.triggers.push(row.id.clone());
            of.blocked_eur += (row.blocked_eur * share).round();
        }
    }
    let mut unknowns: Vec<Unknown> = found.into_values().collect();
    unknowns.sort_by(|a, b| {
        b.blocked_eur.total_cmp(&a.blocked_eur).then(b.machines.cmp(&a.machines)).then(a.fact.cmp(&b.fact))
    });
    unknowns
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
    let triggers = triggers::all(&view.live, language);
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
        unknowns: unknowns(&triggers),
        triggers,
        uploads,
    }))
}
