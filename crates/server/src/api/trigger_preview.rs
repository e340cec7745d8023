//! What a trigger would give, while it is being written.

use super::machine_file::{EvidenceView, evidence};
use super::rows::{self, MachineRow};
use super::segments::missing_facts;
use super::trigger_draft::{TriggerDraft, WrongDraft, wrong_condition};
use super::triggers::Missing;
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Triggers;
use crate::live::View;
use crate::problem::Answer;
use axum::Json;
use axum::extract::State;
use base::Language;
use chrono::NaiveDate;
use decide::{Rule, Verdicts, tree};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

/// Hits shown.
const SAMPLE: usize = 6;

/// Misses shown.
const NEAREST: usize = 10;

/// What was edited last.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EditedForm {
    /// The tree.
    Query,
    /// The text.
    Condition,
}

/// What to try.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TriggerTrial {
    /// The trigger it is to become a version of: it must not name itself.
    id: Option<String>,
    /// What it says.
    draft: TriggerDraft,
    /// Which form of the condition counts.
    from: EditedForm,
}

/// Why a trigger cannot be evaluated.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct WrongTrigger {
    /// What is wrong and what to do.
    pub what: String,
    /// The line of the condition, from 1.
    pub line: Option<usize>,
    /// The character in it, from 1.
    pub column: Option<usize>,
    /// The place in the tree, counted from 0.
    pub at: Vec<usize>,
}

/// What the version in force gives.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct InForce {
    /// Its number.
    pub version: u32,
    /// Machines it fires for.
    pub fires: usize,
    /// Machines it cannot say for.
    pub unknown: usize,
    /// Value of its hits in EUR.
    pub value_eur: f64,
}

/// A machine the trigger fires for.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct TriedHit {
    /// The machine.
    pub machine: MachineRow,
    /// Its priority, 0 to 100.
    pub score: u8,
    /// Estimated value in EUR.
    pub value_eur: Option<f64>,
    /// The comparisons that decided.
    pub evidence: Vec<EvidenceView>,
}

/// A machine the trigger nearly fires for.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct NearMiss {
    /// The machine.
    pub machine: MachineRow,
    /// How far it is, in parts of the thresholds.
    pub distance: f64,
    /// What it misses.
    pub misses: Vec<EvidenceView>,
}

/// What a trigger would give.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct TriggerPreview {
    /// The day it is evaluated for.
    pub as_of: NaiveDate,
    /// Machines there are.
    pub machines: usize,
    /// Why it cannot be evaluated; what follows both forms of the condition is empty then.
    pub wrong: Option<WrongTrigger>,
    /// The condition as SQL over facts.
    pub condition: String,
    /// The same as groups and rules, where it can be read.
    #[schema(value_type = Option<Object>)]
    pub query: Option<Value>,
    /// Machines it fires for.
    pub fires: usize,
    /// Machines it does not fire for.
    pub does_not_fire: usize,
    /// Machines it cannot say for.
    pub unknown: usize,
    /// Machines whose user has not agreed to the use of their data for it.
    pub not_permitted: usize,
    /// Value of the hits in EUR.
    pub value_eur: f64,
    /// What the version in force gives, where there is one.
    pub in_force: Option<InForce>,
    /// What is missing for the unknown, most often missing first.
    pub missing: Vec<Missing>,
    /// The first hits by priority.
    pub sample: Vec<TriedHit>,
    /// Machines it nearly fires for, nearest first.
    pub nearest: Vec<NearMiss>,
}

fn compiled(view: &View, rule: &Rule) -> Result<Verdicts, WrongDraft> {
    let live = &view.live;
    let mut known = live.rules.clone();
    known.retain(|of| of.id != rule.id);
    known.push(rule.clone());
    let conditions = live.decided.conditions().map_err(|error| WrongDraft::plain(error.to_string()))?;
    let condition =
        conditions.knowing(&known).weighing(live.decided.policy.weights).compile(rule).map_err(wrong_condition)?;
    live.decided.verdicts_of_rule(condition).map_err(|error| WrongDraft::plain(error.to_string()))
}

fn row(view: &View, machine: usize) -> Option<MachineRow> {
    let id = view.live.decided.state.files.link.ids.get(machine)?;
    rows::machine(view, view.live.base.position(*id)?)
}

fn tried(view: &View, trial: &TriggerTrial, language: Language) -> TriggerPreview {
    let live = &view.live;
    let id = trial.id.as_deref().filter(|id| !id.is_empty()).unwrap_or("preview");
    let in_force = live.rules.iter().zip(&live.counts).find(|(rule, _)| rule.id == id).map(|(rule, count)| InForce {
        version: rule.version,
        fires: count.fires,
        unknown: count.unknown,
        value_eur: count.value_eur,
    });
    let mut draft = trial.draft.clone();
    if trial.from == EditedForm::Condition {
        draft.query = None;
    }
    let mut found = TriggerPreview {
        as_of: live.as_of,
        machines: live.base.len(),
        wrong: None,
        condition: draft.condition.clone(),
        query: draft.query.clone(),
        fires: 0,
        does_not_fire: 0,
        unknown: 0,
        not_permitted: 0,
        value_eur: 0.0,
        in_force,
        missing: Vec::new(),
        sample: Vec::new(),
        nearest: Vec::new(),
    };
    // The other form is given even where the condition cannot be evaluated: a wrong name is mended in either.
    if let Ok(text) = draft.text() {
        if draft.query.is_none() {
            found.query = tree::to_tree(&text).ok().map(|tree| json!(tree));
        } else {
            found.condition = text;
        }
    }
    let verdicts = draft.rule(id, 0).and_then(|rule| compiled(view, &rule));
    let verdicts = match verdicts {
        Ok(verdicts) => verdicts,
        Err(WrongDraft { what, place, at }) => {
            let (line, column) = place.unzip();
            found.wrong = Some(WrongTrigger { what, line, column, at });
            return found;
        }
    };
    (found.fires, found.does_not_fire, found.unknown) = verdicts.counts();
    found.not_permitted = verdicts.not_permitted_count();
    let firing: Vec<usize> = verdicts.firing().collect();
    let mut ranked: Vec<(u8, Option<f64>, usize)> = firing
        .into_par_iter()
        .map(|machine| {
            let priority = verdicts.priority(machine);
            (priority.score, priority.value_eur, machine)
        })
        .collect();
    found.value_eur = ranked.iter().filter_map(|(_, value, _)| *value).sum();
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.unwrap_or(0.0).total_cmp(&a.1.unwrap_or(0.0))).then(a.2.cmp(&b.2)));
    found.sample = ranked
        .into_iter()
        .filter_map(|(score, value_eur, machine)| {
            let evidence = evidence(live, machine, verdicts.evidence(machine), language);
            Some(TriedHit { machine: row(view, machine)?, score, value_eur, evidence })
        })
        .take(SAMPLE)
        .collect();
    found.missing = missing_facts(&verdicts, language);
    found.nearest = verdicts
        .nearest(NEAREST)
        .into_iter()
        .filter_map(|near| {
            let misses = evidence(live, near.machine, near.misses, language);
            Some(NearMiss { machine: row(view, near.machine)?, distance: near.distance, misses })
        })
        .collect();
    found
}

/// What a trigger would give, without saving it.
#[utoipa::path(post, path = "/triggers/preview", tag = "triggers", request_body = TriggerTrial,
    responses((status = 200, body = TriggerPreview)), extensions(("x-permission" = json!("triggers"))))]
pub async fn preview(
    may: May<Triggers>,
    State(app): State<App>,
    Json(trial): Json<TriggerTrial>,
) -> Answer<Json<TriggerPreview>> {
    let view = app.view()?;
    let language = may.who.language();
    // A large base takes a moment; others are answered meanwhile.
    Ok(Json(tokio::task::spawn_blocking(move || tried(&view, &trial, language)).await?))
}
