//! Priority: 0 to 100, as a breakdown a person can read.
//!
//! By [`Weights`] so many points for the value (full at EUR 50,000, on a logarithmic scale from EUR 100, so that ten times
//! the money is the same step everywhere), for urgency, for likelihood, and for the confidence in the data. The weights
//! are an assumption until outcomes are measured; people may change them.

use crate::condition::{Condition, is_money};
use crate::evidence::{Facts, json_value};
use arrow::array::Array;
use base::{CellRef, FACTS};
use serde::{Deserialize, Serialize};

/// How many points each part of a priority gives at most; together 100.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// For the value.
    pub value: f64,
    /// For urgency.
    pub urgency: f64,
    /// For likelihood.
    pub likelihood: f64,
    /// For the confidence in the data.
    pub confidence: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self { value: 35.0, urgency: 30.0, likelihood: 20.0, confidence: 15.0 }
    }
}

impl Weights {
    /// The same weights, together 100.
    ///
    /// # Errors
    /// Where one is negative or no number, or all are 0.
    pub fn normalised(self) -> Result<Self, String> {
        let all = [self.value, self.urgency, self.likelihood, self.confidence];
        if all.iter().any(|weight| !weight.is_finite() || *weight < 0.0) {
            return Err("a weight is a number from 0 up".to_owned());
        }
        let sum: f64 = all.iter().sum();
        if sum <= 0.0 {
            return Err("at least one weight is above 0".to_owned());
        }
        let share = |weight: f64| (weight / sum * 1e4).round() / 100.0;
        Ok(Self {
            value: share(self.value),
            urgency: share(self.urgency),
            likelihood: share(self.likelihood),
            confidence: share(self.confidence),
        })
    }
}

/// Weeks over which the value of a hit without a date of its own is lost, where nobody calls: an assumption.
const WEEKS_TO_LOSE: f64 = 52.0;

/// One part of the priority.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Part {
    /// Points it gives.
    pub points: f64,
    /// Points it could give at most.
    pub of: f64,
}

/// The priority of a hit, with its parts and the estimated value.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Priority {
    /// 0 to 100.
    pub score: u8,
    /// Estimated value in EUR; `None` where nothing is known to estimate it from.
    pub value_eur: Option<f64>,
    /// The fact the estimate comes from.
    pub value_from: Option<&'static str>,
    /// The factor it was multiplied by.
    pub value_factor: f64,
    /// The cells behind the estimate.
    pub value_sources: Vec<CellRef>,
    /// From the value.
    pub value: Part,
    /// From the urgency.
    pub urgency: Part,
    /// From the usual likelihood of an order.
    pub likelihood: Part,
    /// From how much of what the rule asks is known.
    pub confidence: Part,
}

impl Priority {
    /// The score under other weights.
    #[must_use]
    pub fn weighed(&self, weights: Weights) -> u8 {
        let share = |part: Part| if part.of > 0.0 { part.points / part.of } else { 0.0 };
        let total = share(self.value) * weights.value
            + share(self.urgency) * weights.urgency
            + share(self.likelihood) * weights.likelihood
            + share(self.confidence) * weights.confidence;
        whole(total)
    }
}

/// A score from 0 to 100.
fn whole(points: f64) -> u8 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
    let score = points.round().clamp(0.0, 100.0) as u8;
    score
}

fn part(share: f64, of: f64) -> Part {
    Part { points: (share.clamp(0.0, 1.0) * of * 10.0).round() / 10.0, of }
}

fn number(facts: Facts<'_>, at: usize, row: usize) -> Option<f64> {
    json_value(facts.table.column(at), row).as_f64()
}

pub(crate) fn of(condition: &Condition, facts: Facts<'_>, row: usize) -> Priority {
    let (rule, weights) = (&condition.rule, condition.weights);
    let estimate = rule.value.iter().find_map(|estimate| {
        let (at, fact) = base::fact(&estimate.fact)?;
        let euros = number(facts, at, row).filter(|euros| is_money(at) && *euros > 0.0)?;
        let cells = facts.sources.get(at).map_or_else(Vec::new, |sources| sources.of(row).to_vec());
        Some(((euros * estimate.factor * 100.0).round() / 100.0, fact.id, estimate.factor, cells))
    });
    let worth = estimate.as_ref().map_or(0.0, |(euros, ..)| (euros / 100.0).max(1.0).log10() / 500_f64.log10());
    let urgency = match &rule.priority.urgency {
        Some(urgency) => base::fact(&urgency.fact)
            .and_then(|(at, _)| number(facts, at, row))
            .map_or(0.5, |value| (value - urgency.from) / (urgency.to - urgency.from)),
        None => 0.5,
    };
    let asked = condition.facts();
    let known = asked.iter().filter(|at| facts.table.column(**at).is_valid(row)).count();
    #[expect(clippy::cast_precision_loss, reason = "a few facts")]
    let known = if asked.is_empty() { 0.0 } else { known as f64 / asked.len() as f64 };
    let parts = (
        part(worth, weights.value),
        part(urgency, weights.urgency),
        part(rule.priority.likelihood, weights.likelihood),
        part(known, weights.confidence),
    );
    let total = parts.0.points + parts.1.points + parts.2.points + parts.3.points;
    let score = whole(total);
    let (value_eur, value_from, value_factor, value_sources) = match estimate {
        Some((euros, from, factor, cells)) => (Some(euros), Some(from), factor, cells),
        None => (None, None, 1.0, Vec::new()),
    };
    debug_assert!(value_from.is_none_or(|from| FACTS.iter().any(|fact| fact.id == from)));
    Priority {
        score,
        value_eur,
        value_from,
        value_factor,
        value_sources,
        value: parts.0,
        urgency: parts.1,
        likelihood: parts.2,
        confidence: parts.3,
    }
}

/// What waiting a week is expected to cost in EUR: value times likelihood times the share of the time left that goes by.
/// Where the rule says how urgency grows and the fact moves with the clock, that time is the rule's; else a year.
pub(crate) fn loss_a_week(condition: &Condition, priority: &Priority) -> f64 {
    let rule = &condition.rule;
    let share = rule.priority.urgency.as_ref().and_then(|urgency| {
        let a_week = crate::foresee::a_week(&urgency.fact)?;
        let share = a_week / (urgency.to - urgency.from);
        (share.is_finite() && share > 0.0).then_some(share.min(1.0))
    });
    let expected = priority.value_eur.unwrap_or(0.0) * rule.priority.likelihood;
    (expected * share.unwrap_or(1.0 / WEEKS_TO_LOSE) * 100.0).round() / 100.0
}
