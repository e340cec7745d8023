//! What a trigger says, as its editor has it.

use crate::problem::{Answer, Problem};
use base::Translated;
use decide::segment::Group;
use decide::segment::id_of;
use decide::{PriorityRule, Purpose, Rule, RuleError, TypeParameters, Wording, tree};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A text in the three languages.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// German.
    pub de: String,
    /// English.
    pub en: String,
    /// Italian.
    pub it: String,
}

impl Texts {
    fn of(wording: &Wording) -> Self {
        let Translated { de, en, it } = wording.texts().clone();
        Self { de, en, it }
    }

    fn wording(&self) -> Wording {
        let trimmed = |text: &str| text.trim().to_owned();
        Wording::each(Translated { de: trimmed(&self.de), en: trimmed(&self.en), it: trimmed(&self.it) })
    }
}

/// Thresholds for the machines of one type.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TypeThresholds {
    /// The machine type.
    pub machine_type: String,
    /// Those parameters that are other for it.
    pub parameters: BTreeMap<String, f64>,
}

/// How urgency is read off a fact.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftUrgency {
    /// The fact.
    pub fact: String,
    /// Its value where there is no urgency yet.
    pub from: f64,
    /// Its value where it cannot wait.
    pub to: f64,
}

/// One way to estimate the value of a hit.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftValue {
    /// A fact in EUR.
    pub fact: String,
    /// Times this.
    pub factor: f64,
}

/// What a trigger says.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TriggerDraft {
    /// A few words.
    pub title: Texts,
    /// When it fires and what to offer.
    pub explanation: Texts,
    /// The campaign type it feeds.
    pub campaign: String,
    /// What telemetry it reads is used for: `service` or `sales`; said by the campaign type where it is not said.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub purpose: Option<Purpose>,
    /// The condition as SQL over facts.
    pub condition: String,
    /// What keeps a hit open that is open, as SQL over facts.
    #[serde(default)]
    pub keep: Option<String>,
    /// So many days after its hit ended the trigger opens nothing anew for a machine.
    #[serde(default)]
    pub rest_days: u32,
    /// The condition as groups and rules, as react-querybuilder has them; sent back, it counts instead of the text.
    #[schema(value_type = Option<Object>)]
    pub query: Option<Value>,
    /// Thresholds that the condition names with a dollar sign.
    pub parameters: BTreeMap<String, f64>,
    /// Other thresholds for machine types.
    pub by_type: Vec<TypeThresholds>,
    /// Share of such hits that usually become an order, 0 to 1.
    pub likelihood: f64,
    /// How urgency is read off a fact.
    pub urgency: Option<DraftUrgency>,
    /// Where the value of a hit comes from: the first whose fact is known.
    pub value: Vec<DraftValue>,
}

/// Why a draft is no trigger: what, and where in the tree or in the text.
pub struct WrongDraft {
    /// What is wrong and what to do.
    pub what: String,
    /// Line and column in the condition, from 1.
    pub place: Option<(usize, usize)>,
    /// The place in the tree, counted from 0.
    pub at: Vec<usize>,
}

impl WrongDraft {
    /// Without a place.
    pub fn plain(what: impl Into<String>) -> Self {
        Self { what: what.into(), place: None, at: Vec::new() }
    }
}

impl From<WrongDraft> for Problem {
    fn from(wrong: WrongDraft) -> Self {
        Self::wrong(match wrong.place {
            Some((line, column)) => format!("condition, line {line}, column {column}: {}", wrong.what),
            None => wrong.what,
        })
    }
}

/// What is wrong with a condition, placed in it.
pub fn wrong_condition(error: RuleError) -> WrongDraft {
    WrongDraft { what: error.what, place: error.at.map(|at| (at.line, at.column)), at: Vec::new() }
}

impl TriggerDraft {
    /// What a rule says.
    pub fn of(rule: &Rule) -> Self {
        let condition = rule.condition.trim().to_owned();
        Self {
            title: Texts::of(&rule.title),
            explanation: Texts::of(&rule.explanation),
            campaign: rule.campaign.clone(),
            purpose: rule.purpose,
            keep: rule.keep.clone(),
            rest_days: rule.rest_days,
            query: tree::to_tree(&condition).ok().and_then(|tree| serde_json::to_value(tree).ok()),
            condition,
            parameters: rule.parameters.clone(),
            by_type: rule
                .by_type
                .iter()
                .map(|of| TypeThresholds { machine_type: of.machine_type.clone(), parameters: of.parameters.clone() })
                .collect(),
            likelihood: rule.priority.likelihood,
            urgency: rule.priority.urgency.as_ref().map(|of| DraftUrgency {
                fact: of.fact.clone(),
                from: of.from,
                to: of.to,
            }),
            value: rule.value.iter().map(|of| DraftValue { fact: of.fact.clone(), factor: of.factor }).collect(),
        }
    }

    /// The condition as text: of the tree where there is one.
    pub fn text(&self) -> Result<String, WrongDraft> {
        let Some(query) = &self.query else { return Ok(self.condition.trim().to_owned()) };
        let group: Group =
            serde_json::from_value(query.clone()).map_err(|error| WrongDraft::plain(error.to_string()))?;
        tree::to_text(&group).map_err(|(at, what)| WrongDraft { what, place: None, at })
    }

    /// The rule it says. Its condition is checked when it is compiled.
    pub fn rule(&self, id: &str, version: u32) -> Result<Rule, WrongDraft> {
        let condition = self.text()?;
        if condition.is_empty() {
            return Err(WrongDraft::plain("the condition is missing; say when the trigger fires"));
        }
        let rule = Rule {
            id: id.to_owned(),
            version,
            campaign: self.campaign.clone(),
            purpose: self.purpose,
            condition,
            keep: self.keep.as_deref().map(str::trim).filter(|keep| !keep.is_empty()).map(str::to_owned),
            rest_days: self.rest_days,
            parameters: self.parameters.clone(),
            by_type: self
                .by_type
                .iter()
                .map(|of| TypeParameters { machine_type: of.machine_type.clone(), parameters: of.parameters.clone() })
                .collect(),
            title: self.title.wording(),
            explanation: self.explanation.wording(),
            priority: PriorityRule {
                likelihood: self.likelihood,
                urgency: self.urgency.as_ref().map(|of| decide::Urgency {
                    fact: of.fact.clone(),
                    from: of.from,
                    to: of.to,
                }),
            },
            value: self
                .value
                .iter()
                .map(|of| decide::ValueEstimate { fact: of.fact.clone(), factor: of.factor })
                .collect(),
            file: String::new(),
            condition_at: decide::Place::default(),
        };
        // As it will be read again: what is wrong with it is found now.
        let text = rule.to_toml().map_err(|error| WrongDraft::plain(error.what))?;
        let read = Rule::parse(id, &text).map_err(|error| WrongDraft::plain(error.what))?;
        Ok(Rule { file: String::new(), condition: rule.condition, condition_at: rule.condition_at, ..read })
    }

    /// Checks the texts of a trigger that is to be saved.
    pub fn titled(&self) -> Answer<()> {
        let empty = [&self.title.de, &self.title.en, &self.title.it].iter().any(|text| text.trim().is_empty());
        if empty {
            return Err(Problem::wrong("the title is missing; lists and opportunities show it"));
        }
        let long = |texts: &Texts, most: usize| {
            [&texts.de, &texts.en, &texts.it].iter().any(|text| text.chars().count() > most)
        };
        if long(&self.title, 120) || long(&self.explanation, 2_000) {
            return Err(Problem::wrong("a title has 120 letters at most, an explanation 2,000"));
        }
        Ok(())
    }

    /// An id made of the title that none of these has.
    pub fn new_id(&self, taken: &[&str]) -> String {
        let base = id_of(&self.title.en);
        let numbered = (2..).map(|number| format!("{base}-{number}"));
        let mut ids = std::iter::once(base.clone()).chain(numbered);
        ids.find(|id| !taken.contains(&id.as_str())).unwrap_or(base)
    }
}
