//! A trigger as its TOML file says it.

use crate::condition::RuleError;
use crate::place::{self, Name, Place};
use crate::segment::Wording;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

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
    /// What telemetry it reads is used for; said by the campaign type where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// A SQL boolean expression over facts; `$name` stands for a parameter.
    pub condition: String,
    /// A hit that is open stays open while this holds: a value around a threshold does not open and close hits. Written as
    /// the condition is, and usually weaker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep: Option<String>,
    /// So many days after its hit ended, or its opportunity was settled, the trigger opens nothing anew for a machine.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub rest_days: u32,
    /// Thresholds a person may change without touching the condition.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, f64>,
    /// Other thresholds for machines of a type.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_type: Vec<TypeParameters>,
    /// A few words.
    pub title: Wording,
    /// When it fires and what to offer, in a sentence or two.
    pub explanation: Wording,
    /// How hits are ranked.
    pub priority: PriorityRule,
    /// Where the value of a hit comes from: the first whose fact is known.
    pub value: Vec<ValueEstimate>,
    /// The file it was read from; empty where it was not.
    #[serde(skip)]
    pub file: String,
    /// Where in it the condition begins.
    #[serde(skip)]
    pub condition_at: Place,
}

/// What data of a connected machine is used for, as its user agrees to it (EU Data Act, Reg. (EU) 2023/2854, art. 4(13)).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Keeping the machine running: repair, maintenance.
    Service,
    /// Offering something for it.
    Sales,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Service, Self::Sales];

    /// The name in registers, JSON and rule files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Sales => "sales",
        }
    }

    /// The purpose with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.id() == name)
    }
}

/// Thresholds for the machines of one type.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeParameters {
    /// The type, as the fact `machine_type` says it.
    pub machine_type: String,
    /// Those parameters that are other for it.
    pub parameters: BTreeMap<String, f64>,
}

/// How hits of a trigger are ranked against others.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriorityRule {
    /// Share of such hits that usually become an order, 0 to 1: an assumption until outcomes are measured.
    pub likelihood: f64,
    /// How urgency is read off a fact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub factor: f64,
}

fn one() -> f64 {
    1.0
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    clippy::float_cmp,
    reason = "as serde asks; exactly one is what is left out"
)]
fn is_one(factor: &f64) -> bool {
    *factor == 1.0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks")]
const fn is_zero(days: &u32) -> bool {
    *days == 0
}

impl Rule {
    /// What keeps an open hit open, as a rule of its own: the same in all but the condition.
    #[must_use]
    pub fn keeping(&self) -> Option<Self> {
        let keep = self.keep.clone()?;
        Some(Self { condition: keep, keep: None, condition_at: Place::default(), ..self.clone() })
    }

    /// What evaluates a segment: it feeds no campaign and ranks nothing.
    pub(crate) fn of_segment(id: &str, version: u32, condition: String) -> Self {
        let nothing = || Wording::plain("");
        Self {
            id: id.to_owned(),
            version,
            campaign: String::new(),
            purpose: None,
            condition,
            keep: None,
            rest_days: 0,
            parameters: BTreeMap::new(),
            by_type: Vec::new(),
            title: nothing(),
            explanation: nothing(),
            priority: PriorityRule { likelihood: 0.0, urgency: None },
            value: Vec::new(),
            file: String::new(),
            condition_at: Place::default(),
        }
    }

    /// What telemetry it reads is used for: calls and maintenance keep a machine running, everything else is an offer.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        let serves = matches!(self.campaign.as_str(), "service-call" | "preventive-maintenance");
        self.purpose.unwrap_or(if serves { Purpose::Service } else { Purpose::Sales })
    }

    /// What it is called where something is wrong with it: its file, else its id.
    #[must_use]
    pub fn name(&self) -> &str {
        if self.file.is_empty() { &self.id } else { &self.file }
    }

    /// Parameters the condition does not use: a threshold that changes nothing.
    #[must_use]
    pub fn idle_parameters(&self) -> Vec<&str> {
        let texts = [Some(self.condition.as_str()), self.keep.as_deref()];
        let used: BTreeSet<String> = texts
            .into_iter()
            .flatten()
            .flat_map(place::names)
            .filter_map(|name| if let Name::Parameter(name, _) = name { Some(name) } else { None })
            .collect();
        self.parameters.keys().map(String::as_str).filter(|name| !used.contains(*name)).collect()
    }

    /// Reads a rule file. The condition itself is checked when it is compiled.
    ///
    /// # Errors
    /// Where the TOML is not a rule: the message names the place and the wrong key.
    pub fn parse(name: &str, text: &str) -> Result<Self, RuleError> {
        let wrong = |what: String, at: Place| RuleError { rule: name.to_owned(), what, at: Some(at) };
        let broken = |error: &toml::de::Error| {
            wrong(
                error.message().to_owned(),
                error.span().map_or_else(Place::default, |span| Place::of(text, span.start)),
            )
        };
        let mut rule: Self = toml::from_str(text).map_err(|error| broken(&error))?;
        let places: Places = toml::from_str(text).map_err(|error| broken(&error))?;
        let at = |span: std::ops::Range<usize>| place::value_at(text, &span);
        name.clone_into(&mut rule.file);
        rule.condition_at = at(places.condition.span());
        place::identifier("trigger", &rule.id).map_err(|what| wrong(what, at(places.id.span())))?;
        if !CAMPAIGNS.contains(&rule.campaign.as_str()) {
            let (known, meant) = (CAMPAIGNS.join(", "), place::meant(&rule.campaign, CAMPAIGNS));
            let what = format!("`{}` is not a campaign type{meant}; known are {known}", rule.campaign);
            return Err(wrong(what, at(places.campaign.span())));
        }
        if !(0.0..=1.0).contains(&rule.priority.likelihood) {
            let what = format!("likelihood {} is not between 0 and 1", rule.priority.likelihood);
            return Err(wrong(what, at(places.priority.likelihood.span())));
        }
        let urgency = places.priority.urgency.iter().map(|urgency| &urgency.fact);
        for name in urgency.chain(places.value.iter().map(|value| &value.fact)) {
            if base::fact(name.as_ref()).is_none() {
                let meant = place::meant(name.as_ref(), base::FACTS.iter().map(|fact| fact.id));
                return Err(wrong(format!("unknown fact `{}`{meant}", name.as_ref()), at(name.span())));
            }
        }
        if rule.by_type.len() > 200 {
            return Err(wrong("thresholds for 200 machine types at most".to_owned(), Place::default()));
        }
        if rule.rest_days > 3_650 {
            return Err(wrong("`rest_days` is ten years at most".to_owned(), Place::default()));
        }
        for of in &rule.by_type {
            if let Some(name) = of.parameters.keys().find(|name| !rule.parameters.contains_key(*name)) {
                let meant = place::meant(name, rule.parameters.keys().map(String::as_str));
                let of = &of.machine_type;
                let what = format!("`{name}` of machine type `{of}` is no parameter under [parameters]{meant}");
                return Err(wrong(what, Place::default()));
            }
        }
        Ok(rule)
    }

    /// The rule as a file, one that reads well in a comparison of versions.
    ///
    /// # Errors
    /// Where TOML cannot say it.
    pub fn to_toml(&self) -> Result<String, RuleError> {
        let mut rule = self.clone();
        rule.condition = format!("\n{}", rule.condition.trim());
        toml::to_string_pretty(&rule).map_err(|error| RuleError {
            rule: self.id.clone(),
            what: format!("it cannot be written as TOML: {error}"),
            at: None,
        })
    }

    /// The text of a rule's file with another version in it, everything else as its author wrote it.
    ///
    /// # Errors
    /// As [`Rule::parse`].
    pub fn renumbered(name: &str, text: &str, version: u32) -> Result<String, RuleError> {
        Self::parse(name, text)?;
        let places: Places = toml::from_str(text).map_err(|error| RuleError {
            rule: name.to_owned(),
            what: error.message().to_owned(),
            at: None,
        })?;
        let mut renumbered = text.to_owned();
        renumbered.replace_range(places.version.span(), &version.to_string());
        Ok(renumbered)
    }
}

/// Where in a rule's file its parts stand.
#[derive(Deserialize)]
struct Places {
    id: Spanned<String>,
    version: Spanned<u32>,
    campaign: Spanned<String>,
    condition: Spanned<String>,
    priority: PlacesOfPriority,
    value: Vec<PlaceOfFact>,
}

#[derive(Deserialize)]
struct PlacesOfPriority {
    likelihood: Spanned<f64>,
    urgency: Option<PlaceOfFact>,
}

#[derive(Deserialize)]
struct PlaceOfFact {
    fact: Spanned<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::datatypes::{DataType, Field, Schema};

    const RULE: &str = r#"id = "own"
version = 1
campaign = "contract-renewal"
condition = """
in_field
AND contract_days_left < $days"""

[parameters]
days = 90
grace = 3

[title]
de = "a"
en = "b"
it = "c"

[explanation]
de = "a"
en = "b"
it = "c"

[priority]
likelihood = 0.5
urgency = { fact = "contract_days_left", from = 90, to = 0 }

[[value]]
fact = "contract_annual_value"
"#;

    fn error(text: &str) -> String {
        let of = |name: &str, data: DataType| Field::new(name, data, true);
        let schema = Schema::new(vec![
            of("in_field", DataType::Boolean),
            of("contract_days_left", DataType::Int64),
            of("contract_annual_value", DataType::Decimal128(18, 2)),
        ]);
        let rule = Rule::parse("own.toml", text);
        let compiled = rule.and_then(|rule| crate::Conditions::over(&schema)?.compile(&rule));
        compiled.err().map_or_else(|| "nothing is wrong".to_owned(), |error| error.to_string())
    }

    #[test]
    fn a_good_rule_is_read_and_idle_parameters_are_found() {
        let rule = Rule::parse("own.toml", RULE).expect("a rule");
        assert_eq!(rule.condition_at, Place { line: 5, column: 1 });
        assert_eq!(rule.idle_parameters(), ["grace"]);
        assert_eq!(error(RULE), "nothing is wrong");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let with = |from: &str, to: &str| error(&RULE.replacen(from, to, 1));
        assert_eq!(
            with("AND contract_days_left", "AND contract_day_left"),
            "rule own.toml, line 6, column 5: unknown fact `contract_day_left`; did you mean `contract_days_left`?"
        );
        assert_eq!(
            with("< $days", "< $day"),
            "rule own.toml, line 6, column 26: `$day` has no value under [parameters]; did you mean `days`?"
        );
        assert_eq!(
            with("contract_annual_value", "contract_anual_value"),
            "rule own.toml, line 27, column 9: unknown fact `contract_anual_value`; did you mean `contract_annual_value`?"
        );
        assert!(with("contract-renewal", "contract-renewall").starts_with(
            "rule own.toml, line 3, column 13: `contract-renewall` is not a campaign type; did you mean `contract-renewal`?"
        ));
        assert_eq!(with("0.5", "1.5"), "rule own.toml, line 23, column 14: likelihood 1.5 is not between 0 and 1");
        assert!(with("version", "versoin").starts_with("rule own.toml, line 2, column 1: unknown field `versoin`"));
        assert!(with("< $days", "<").contains("own.toml, line 6"), "{}", with("< $days", "<"));
        assert!(with("AND contract_days_left < $days", "AND random() < 1").contains("changes from call to call"));
        assert!(with("AND contract_days_left < $days", "AND contract_days_left").contains("own.toml, line 5"));
    }
}
