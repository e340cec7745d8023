//! A trigger as its TOML file says it.

use crate::condition::RuleError;
use base::Translated;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Campaign types a trigger may feed.
pub const CAMPAIGNS: [&str; 8] = [
    "contract-renewal",
    "modernization",
    "preventive-maintenance",
    "service-call",
    "parts-reminder",
    "service-agreement",
    "parts-package",
    "end-of-life",
];

/// One trigger: when it fires, what it feeds, what a hit is worth and how urgent it is.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name, such as `contract-expiring`.
    pub id: String,
    /// Counted up with every change; a hit names it.
    pub version: u32,
    /// The campaign type its hits feed.
    pub campaign: String,
    /// A SQL boolean expression over facts; `$name` stands for a parameter.
    pub condition: String,
    /// Thresholds a person may change without touching the condition.
    #[serde(default)]
    pub parameters: BTreeMap<String, f64>,
    /// A few words.
    pub title: Translated,
    /// When it fires and what to offer, in a sentence or two.
    pub explanation: Translated,
    /// How hits are ranked.
    pub priority: PriorityRule,
    /// Where the value of a hit comes from: the first whose fact is known.
    pub value: Vec<ValueEstimate>,
}

/// How hits of a trigger are ranked against others.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriorityRule {
    /// Share of such hits that usually become an order, 0 to 1: an assumption until outcomes are measured.
    pub likelihood: f64,
    /// How urgency is read off a fact.
    pub urgency: Option<Urgency>,
}

/// Urgency rises from 0 at `from` to 1 at `to`, straight in between.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Urgency {
    /// The fact it is read off.
    pub fact: String,
    /// The fact's value where there is no urgency yet.
    pub from: f64,
    /// The value where it cannot wait.
    pub to: f64,
}

/// One way to estimate the value of a hit.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueEstimate {
    /// A fact in EUR.
    pub fact: String,
    /// Times this.
    #[serde(default = "one")]
    pub factor: f64,
}

fn one() -> f64 {
    1.0
}

impl Rule {
    /// What evaluates a segment: it feeds no campaign and ranks nothing.
    pub(crate) fn of_segment(id: &str, version: u32, condition: String) -> Self {
        let nothing = || Translated { de: String::new(), en: String::new(), it: String::new() };
        Self {
            id: id.to_owned(),
            version,
            campaign: String::new(),
            condition,
            parameters: BTreeMap::new(),
            title: nothing(),
            explanation: nothing(),
            priority: PriorityRule { likelihood: 0.0, urgency: None },
            value: Vec::new(),
        }
    }

    /// Reads a rule file. The condition itself is checked when it is compiled.
    ///
    /// # Errors
    /// Where the TOML is not a rule: the message names the line and the wrong key.
    pub fn parse(name: &str, text: &str) -> Result<Self, RuleError> {
        let wrong = |what: String| RuleError { rule: name.to_owned(), what };
        let rule: Self = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        if !CAMPAIGNS.contains(&rule.campaign.as_str()) {
            let known = CAMPAIGNS.join(", ");
            return Err(wrong(format!("`{}` is not a campaign type; known are {known}", rule.campaign)));
        }
        if !(0.0..=1.0).contains(&rule.priority.likelihood) {
            return Err(wrong(format!("likelihood {} is not between 0 and 1", rule.priority.likelihood)));
        }
        let urgency = rule.priority.urgency.iter().map(|urgency| &urgency.fact);
        for name in urgency.chain(rule.value.iter().map(|value| &value.fact)) {
            if base::fact(name).is_none() {
                return Err(wrong(format!("`{name}` is not a fact")));
            }
        }
        Ok(rule)
    }
}
