//! The glossary: what the product calls its fields, facts, kinds and states in German, English and Italian. Pure.
//!
//! The terms stand in `glossary.toml` and nowhere else; lists, exports, mails and reports ask here, so that a thing has
//! one name everywhere. An id the glossary does not know is given back as it is: a list with an odd heading is better
//! than none.

use base::{Category, Kind, Language, Translated};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

#[cfg(test)]
mod tests;

/// One term, and what it is called where it is called otherwise.
#[derive(Deserialize)]
struct Term {
    de: String,
    en: String,
    it: String,
    /// By the id of what it is said of: a kind for a field, a field or fact for a state.
    #[serde(flatten)]
    particular: HashMap<String, Translated>,
}

impl Term {
    fn get(&self, language: Language) -> &str {
        match language {
            Language::De => &self.de,
            Language::En => &self.en,
            Language::It => &self.it,
        }
    }

    fn of(&self, what: &str, language: Language) -> &str {
        self.particular.get(what).map_or_else(|| self.get(language), |term| term.get(language))
    }
}

type Terms = HashMap<String, Term>;

/// The whole of `glossary.toml`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Glossary {
    field: Terms,
    fact: Terms,
    kind: Terms,
    category: Terms,
    campaign: Terms,
    stage: Terms,
    lost_reason: Terms,
    suppression: Terms,
    role: Terms,
    unit: Terms,
    state: Terms,
}

/// Parsed once. The file is part of the program and read by the tests; were it wrong, ids would stand for terms.
static GLOSSARY: LazyLock<Glossary> = LazyLock::new(|| toml::from_str(TEXT).unwrap_or_default());

const TEXT: &str = include_str!("../glossary.toml");

fn term<'a>(terms: &'static Terms, id: &'a str, language: Language) -> &'a str {
    terms.get(id).map_or(id, |term| term.get(language))
}

/// What a field is called in a kind of record: "Betriebsstunden".
#[must_use]
pub fn field(kind: Kind, id: &str, language: Language) -> &str {
    GLOSSARY.field.get(id).map_or(id, |term| term.of(kind.id(), language))
}

/// What a fact is called: "Tage bis Vertragsende". Its long meaning stands in the fact catalogue.
#[must_use]
pub fn fact(id: &str, language: Language) -> &str {
    term(&GLOSSARY.fact, id, language)
}

/// What records of a kind are called: "Serviceverträge".
#[must_use]
pub fn kind(kind: Kind, language: Language) -> &'static str {
    term(&GLOSSARY.kind, kind.id(), language)
}

/// What a category of the machine file is called: "Stammdaten".
#[must_use]
pub fn category(category: Category, language: Language) -> &'static str {
    term(&GLOSSARY.category, category.id(), language)
}

/// What a campaign type is called: "Vertragsverlängerung".
#[must_use]
pub fn campaign(id: &str, language: Language) -> &str {
    term(&GLOSSARY.campaign, id, language)
}

/// What a stage of an opportunity is called: "Angeboten".
#[must_use]
pub fn stage(id: &str, language: Language) -> &str {
    term(&GLOSSARY.stage, id, language)
}

/// What a reason of a loss is called: "Kein Bedarf".
#[must_use]
pub fn lost_reason(id: &str, language: Language) -> &str {
    term(&GLOSSARY.lost_reason, id, language)
}

/// What a reason to hold a hit back is called: "Offene Beschwerde".
#[must_use]
pub fn suppression(id: &str, language: Language) -> &str {
    term(&GLOSSARY.suppression, id, language)
}

/// What a role is called: "Datenpflege".
#[must_use]
pub fn role(id: &str, language: Language) -> &str {
    term(&GLOSSARY.role, id, language)
}

/// A unit as it stands behind a number: `d` is "Tage".
#[must_use]
pub fn unit(id: &str, language: Language) -> &str {
    term(&GLOSSARY.unit, id, language)
}

/// The same where the number may be one: "1 Tag".
#[must_use]
pub fn unit_of(id: &str, one: bool, language: Language) -> &str {
    GLOSSARY.unit.get(id).map_or(id, |term| term.of(if one { "one" } else { "" }, language))
}

/// All values of states, severities and types of visits the product has a word for.
pub fn states() -> impl Iterator<Item = &'static str> {
    GLOSSARY.state.keys().map(String::as_str)
}

/// A value of a status, severity or type of visit: "Abgelaufen". Where it is known what the state is of, ask
/// [`state_of`]: an Italian warranty is *scaduta*, a contract *scaduto*.
#[must_use]
pub fn state(id: &str, language: Language) -> &str {
    term(&GLOSSARY.state, id, language)
}

/// A value of this field or fact: `state_of("warranty_status", "expired", It)` is "Scaduta".
#[must_use]
pub fn state_of<'a>(of: &str, id: &'a str, language: Language) -> &'a str {
    GLOSSARY.state.get(id).map_or(id, |term| term.of(of, language))
}
