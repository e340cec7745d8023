//! The triggers: what each means, hits, unknowns, value, trend.

use crate::app::App;
use crate::auth::May;
use crate::auth::who::Read;
use crate::live::Live;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, State};
use base::Language;
use chrono::NaiveDate;
use decide::{Rule, named_triggers};
use serde::Serialize;
use std::collections::BTreeMap;
use store::{RuleState, RuleVersion, SHIPPED};
use utoipa::ToSchema;

/// A fact that is missing for machines.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Missing {
    /// The fact.
    pub fact: String,
    /// As a list's heading.
    pub label: String,
    /// For how many machines.
    pub machines: usize,
}

/// One past run.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Trend {
    /// The day it was of.
    pub as_of: NaiveDate,
    /// When it was made, UTC.
    pub decided_at: String,
    /// Hits.
    pub fires: usize,
    /// Unknowns.
    pub unknown: usize,
    /// Value of the hits in EUR.
    pub value_eur: f64,
}

/// A trigger with what it gives now.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct TriggerRow {
    /// Its name.
    pub id: String,
    /// A few words.
    pub title: String,
    /// When it fires and what to offer.
    pub explanation: String,
    /// The campaign type it feeds.
    pub campaign: String,
    /// The rule's version.
    pub version: u32,
    /// The condition over facts.
    pub condition: String,
    /// Its thresholds.
    pub parameters: BTreeMap<String, f64>,
    /// Machines it fires for.
    pub fires: usize,
    /// Machines it does not fire for.
    pub does_not_fire: usize,
    /// Machines it cannot say for.
    pub unknown: usize,
    /// Value of the hits in EUR.
    pub value_eur: f64,
    /// What the unknowns would be worth if they fired as often as the known, in EUR.
    pub blocked_eur: f64,
    /// Machines whose user has not agreed to the use of their data for it.
    pub not_permitted: usize,
    /// What these would be worth if they fired as often as the known, in EUR.
    pub not_permitted_eur: f64,
    /// What is missing, most often missing first.
    pub missing: Vec<Missing>,
    /// Past runs, oldest first.
    pub trend: Vec<Trend>,
    /// Whether the version in force came with the product.
    pub shipped: bool,
    /// Triggers its condition names.
    pub composed_of: Vec<String>,
    /// Triggers that name it.
    pub used_by: Vec<String>,
    /// Newer versions that are not in force yet.
    pub waiting: Vec<WaitingVersion>,
}

/// A version that is not in force yet.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct WaitingVersion {
    /// Its number.
    pub version: u32,
    /// `draft`, `submitted` or `reviewed`.
    pub state: &'static str,
}

/// All triggers in force.
pub fn all(live: &Live, saved: &[RuleVersion], language: Language) -> Vec<TriggerRow> {
    let names = |rule: &Rule| named_triggers(&rule.condition);
    live.rules
        .iter()
        .zip(&live.counts)
        .map(|(rule, count)| TriggerRow {
            id: rule.id.clone(),
            title: rule.title.get(language).to_owned(),
            explanation: rule.explanation.get(language).to_owned(),
            campaign: rule.campaign.clone(),
            version: rule.version,
            condition: rule.condition.trim().to_owned(),
            parameters: rule.parameters.clone(),
            fires: count.fires,
            does_not_fire: count.does_not_fire,
            unknown: count.unknown,
            value_eur: count.value_eur,
            blocked_eur: count.blocked_eur,
            not_permitted: count.not_permitted,
            not_permitted_eur: count.not_permitted_eur,
            missing: count
                .missing
                .iter()
                .map(|(fact, machines)| Missing {
                    fact: fact.clone(),
                    label: words::fact(fact, language).to_owned(),
                    machines: *machines,
                })
                .collect(),
            trend: live
                .trends
                .get(&rule.id)
                .into_iter()
                .flatten()
                .map(|point| Trend {
                    as_of: point.as_of,
                    decided_at: point.decided_at.clone(),
                    fires: point.fires,
                    unknown: point.unknown,
                    value_eur: point.value_eur,
                })
                .collect(),
            shipped: saved.iter().any(|of| of.rule == rule.id && of.version == rule.version && of.saved_by == SHIPPED),
            composed_of: names(rule),
            used_by: live.rules.iter().filter(|of| names(of).contains(&rule.id)).map(|of| of.id.clone()).collect(),
            waiting: saved
                .iter()
                .filter(|of| of.rule == rule.id)
                .filter(|of| matches!(of.state, RuleState::Draft | RuleState::Submitted | RuleState::Reviewed))
                .map(|of| WaitingVersion { version: of.version, state: of.state.id() })
                .collect(),
        })
        .collect()
}

/// All triggers.
#[utoipa::path(get, path = "/triggers", tag = "triggers", responses((status = 200, body = Vec<TriggerRow>)),
    extensions(("x-permission" = json!("read"))))]
pub async fn list(may: May<Read>, State(app): State<App>) -> Answer<Json<Vec<TriggerRow>>> {
    let saved = app.store().rules().await?;
    Ok(Json(all(&app.view()?.live, &saved, may.who.language())))
}

/// One trigger.
#[utoipa::path(get, path = "/triggers/{id}", tag = "triggers", params(("id" = String, Path)),
    responses((status = 200, body = TriggerRow), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(may: May<Read>, State(app): State<App>, Path(id): Path<String>) -> Answer<Json<TriggerRow>> {
    let saved = app.store().rules().await?;
    let found = all(&app.view()?.live, &saved, may.who.language()).into_iter().find(|row| row.id == id);
    found.map(Json).ok_or_else(|| Problem::missing(format!("there is no trigger `{id}`")))
}
