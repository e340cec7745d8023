//! Why a hit ended, or an opportunity is put aside: kept as what it is, and said in the reader's language.

use crate::holding::Held;
use ::decide::{Evidence, Said, comparison_text, day_text, short_meaning};
use base::Language;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A comparison that no longer holds.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Failed {
    /// The fact.
    pub fact: String,
    /// Its value.
    pub value: Value,
    /// What it had to meet.
    pub comparison: String,
    /// The other side, where that is a fact or a computation: its expression and value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared: Option<(String, Value)>,
}

/// One reason.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Why {
    /// It is held back.
    Held {
        /// By what.
        held: Held,
    },
    /// The trigger looked again and says no.
    Fails {
        /// What no longer holds.
        comparisons: Vec<Failed>,
    },
    /// Data fell silent: it holds as it was last seen.
    NotKnown {
        /// When it last held.
        last_seen: NaiveDate,
        /// The facts that are missing.
        missing: Vec<String>,
    },
    /// The machine's user has not agreed to the use of its data for this.
    NotPermitted,
    /// The machine is in no list any more.
    MachineGone,
    /// The trigger is no longer in force.
    TriggerGone,
    /// Nothing more is known than that its triggers no longer hold.
    Over,
}

/// A reason and whose it is.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Because {
    /// The trigger it is of, where it is of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<String>,
    /// The reason.
    #[serde(flatten)]
    pub why: Why,
}

impl Why {
    /// The comparisons of a trigger that says no.
    pub(crate) fn fails(evidence: &[Evidence]) -> Self {
        let failed = |of: &Evidence| Failed {
            fact: of.fact.to_owned(),
            value: of.value.clone(),
            comparison: of.comparison.clone(),
            compared: of.compared.as_ref().map(|other| (other.expression.clone(), other.value.clone())),
        };
        Self::Fails { comparisons: evidence.iter().map(failed).collect() }
    }

    /// In words.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let by_language = |de: &str, en: &str, it: &str| match language {
            Language::De => de.to_owned(),
            Language::En => en.to_owned(),
            Language::It => it.to_owned(),
        };
        match self {
            Self::Held { held } => held_text(held, language),
            Self::Fails { comparisons } => {
                let said = |of: &Failed| {
                    let compared = of.compared.as_ref().map(|(expression, value)| (expression.as_str(), value));
                    let said = Said { fact: &of.fact, value: &of.value, comparison: &of.comparison, compared };
                    comparison_text(&said, language)
                };
                let all: Vec<String> = comparisons.iter().map(said).collect();
                format!(
                    "{}: {}",
                    by_language("trifft nicht mehr zu", "no longer holds", "non vale più"),
                    all.join("; ")
                )
            }
            Self::NotKnown { last_seen, missing } => {
                let facts: Vec<&str> = missing.iter().map(|fact| short_meaning(fact, language)).collect();
                let (day, facts) = (day_text(*last_seen, language), facts.join("; "));
                match language {
                    Language::De => format!("zuletzt am {day} festgestellt; nun nicht bekannt: {facts}"),
                    Language::En => format!("last seen on {day}; now not known: {facts}"),
                    Language::It => format!("visto l'ultima volta il {day}; ora non noto: {facts}"),
                }
            }
            Self::NotPermitted => by_language(
                "der Nutzer der Maschine hat der Verwendung ihrer Daten dafür nicht zugestimmt",
                "its user has not agreed to the use of the machine's data for this",
                "l'utente non ha acconsentito all'uso dei dati della macchina per questo",
            ),
            Self::MachineGone => by_language(
                "die Maschine steht in keiner Liste mehr",
                "the machine is no longer in any list",
                "la macchina non è più in alcun elenco",
            ),
            Self::TriggerGone => by_language(
                "die Regel ist nicht mehr in Kraft",
                "the trigger is no longer in force",
                "la regola non è più in vigore",
            ),
            Self::Over => by_language(
                "die Auslöser treffen nicht mehr zu",
                "its triggers no longer hold",
                "i trigger non valgono più",
            ),
        }
    }
}

fn held_text(held: &Held, language: Language) -> String {
    let reason = words::suppression(&held.reason, language);
    let until = held.until.map(|day| day_text(day, language));
    let end = match (language, until) {
        (Language::De, Some(day)) => format!("zurückgehalten bis {day}"),
        (Language::De, None) => "zurückgehalten, bis das endet".to_owned(),
        (Language::En, Some(day)) => format!("held back until {day}"),
        (Language::En, None) => "held back until that ends".to_owned(),
        (Language::It, Some(day)) => format!("trattenuto fino al {day}"),
        (Language::It, None) => "trattenuto finché dura".to_owned(),
    };
    if held.what.is_empty() { format!("{end}: {reason}") } else { format!("{end}: {reason} ({})", held.what) }
}

/// Reasons as they are kept in the database.
#[must_use]
pub(crate) fn kept(reasons: &[Because]) -> Option<String> {
    serde_json::to_string(reasons).ok()
}

/// Kept reasons in words, each under its trigger's title; what was kept before reasons were kept as what they are, as it is.
#[must_use]
pub fn why_text(kept: &str, language: Language, title: &dyn Fn(&str) -> Option<String>) -> String {
    let Ok(reasons) = serde_json::from_str::<Vec<Because>>(kept) else { return kept.to_owned() };
    let one = |of: &Because| {
        let text = of.why.text(language);
        let named = of.trigger.as_ref().map(|trigger| title(trigger).unwrap_or_else(|| trigger.clone()));
        named.map_or(text.clone(), |title| format!("{title}: {text}"))
    };
    let all: Vec<String> = reasons.iter().map(one).collect();
    let mut text = all.join("; ");
    // It stands by itself, as a sentence does.
    if let Some(first) = text.chars().next() {
        text.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reasons_are_said_in_the_readers_language() {
        let failed = Failed {
            fact: "contract_days_left".to_owned(),
            value: json!(320),
            comparison: "< 90".to_owned(),
            compared: None,
        };
        let why = Why::Fails { comparisons: vec![failed] };
        let kept = kept(&[Because { trigger: Some("contract-expiring".to_owned()), why }]).expect("kept");
        let title = |id: &str| (id == "contract-expiring").then(|| "Vertrag läuft aus".to_owned());
        let german = why_text(&kept, Language::De, &title);
        assert_eq!(
            german,
            "Vertrag läuft aus: trifft nicht mehr zu: Tage bis zum Ende der lückenlosen Vertragsdeckung: 320 Tage (< 90)"
        );
        let held = Held {
            reason: "critical_ticket".to_owned(),
            until: "2026-12-24".parse().ok(),
            what: "T-17".to_owned(),
            source: None,
            entry: None,
        };
        let of_held = super::kept(&[Because { trigger: None, why: Why::Held { held } }]).expect("kept");
        assert_eq!(
            why_text(&of_held, Language::De, &title),
            "Zurückgehalten bis 24. Dezember 2026: Offenes kritisches Ticket (T-17)"
        );
        assert_eq!(why_text("what an older version wrote", Language::De, &title), "what an older version wrote");
    }
}
