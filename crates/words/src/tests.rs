//! The glossary is whole: every id of the product has its term, and there is no term without an id.

use super::*;
use base::{FACTS, fields};
use std::collections::BTreeSet;
use std::fmt::Write;

const LANGUAGES: [Language; 3] = [Language::De, Language::En, Language::It];

/// Longer terms do not fit a column.
const MOST_LETTERS: usize = 35;

/// Ids of crates this one does not know: `decide::CAMPAIGNS`, `sales::Stage` and `LOST_REASONS`, the server's roles.
const CAMPAIGNS: [&str; 8] = [
    "contract-renewal",
    "modernization",
    "preventive-maintenance",
    "service-call",
    "parts-reminder",
    "service-agreement",
    "parts-package",
    "end-of-life",
];
const STAGES: [&str; 5] = ["new", "contacted", "quoted", "won", "lost"];
const LOST_REASONS: [&str; 8] =
    ["price", "competitor", "no_need", "no_budget", "timing", "no_answer", "wrong_data", "other"];
const ROLES: [&str; 6] = ["admin", "manager", "sales", "steward", "service", "viewer"];
/// The facts contract_status and warranty_status, and the canonical values of `digitize/vocabulary/`.
const STATES: [&str; 24] = [
    "active",
    "expired",
    "pending",
    "none",
    "ended",
    "in_field",
    "retired",
    "open",
    "closed",
    "critical",
    "error",
    "warning",
    "info",
    "maintenance",
    "repair",
    "commissioning",
    "other",
    "moved",
    "resold",
    "component_exchanged",
    "serial_changed",
    "scrapped",
    "decommissioned",
    "recommissioned",
];

fn glossary() -> Glossary {
    toml::from_str(TEXT).expect("glossary.toml reads")
}

/// What is wrong with the terms of one table that should have just these ids.
fn check(table: &str, terms: &Terms, ids: impl IntoIterator<Item = &'static str>) -> String {
    let mut wrong = String::new();
    let ids: BTreeSet<&str> = ids.into_iter().collect();
    for id in ids.iter().filter(|id| !terms.contains_key(**id)) {
        let _ = writeln!(wrong, "{table}.{id} is missing");
    }
    for (id, term) in terms {
        if !ids.contains(id.as_str()) {
            let _ = writeln!(wrong, "{table}.{id} is the name of nothing");
        }
        let own = LANGUAGES.map(|language| term.get(language));
        let particular = term.particular.values().flat_map(|other| LANGUAGES.map(|language| other.get(language)));
        for text in own.into_iter().chain(particular) {
            let first = text.chars().next();
            let upper = table == "unit" || first.is_some_and(char::is_uppercase);
            if first.is_none() || text.trim() != text || text.chars().count() > MOST_LETTERS || !upper {
                let _ = writeln!(wrong, "{table}.{id}: `{text}` is no label");
            }
        }
    }
    wrong
}

#[test]
fn every_id_has_its_terms_in_three_languages_and_no_term_is_left_over() {
    let glossary = glossary();
    let all_fields = || Kind::ALL.into_iter().flat_map(fields);
    let units = all_fields().filter_map(|field| field.unit).chain(FACTS.iter().filter_map(|fact| fact.unit));
    let wrong = [
        check("field", &glossary.field, all_fields().map(|field| field.id)),
        // What is missing where data may not be used is named beside the facts.
        check("fact", &glossary.fact, FACTS.iter().map(|fact| fact.id).chain(["data_use"])),
        check("kind", &glossary.kind, Kind::ALL.map(Kind::id)),
        check("category", &glossary.category, Category::ALL.map(Category::id)),
        check("unit", &glossary.unit, units),
        check("campaign", &glossary.campaign, CAMPAIGNS),
        check("stage", &glossary.stage, STAGES),
        check("lost_reason", &glossary.lost_reason, LOST_REASONS),
        check("role", &glossary.role, ROLES),
        check("state", &glossary.state, STATES),
    ];
    assert_eq!(wrong.concat(), "");
}

#[test]
fn terms_of_particular_kinds_belong_to_kinds_that_have_the_field() {
    let glossary = glossary();
    for (id, term) in &glossary.field {
        for name in term.particular.keys() {
            let kind: Kind = name.parse().expect("a kind");
            assert!(base::Field::of(kind, id).is_some(), "{name} have no {id}");
        }
    }
    for (id, term) in &glossary.state {
        for name in term.particular.keys() {
            assert!(base::fact(name).is_some(), "state.{id}.{name}: no such fact");
        }
    }
    let Glossary { fact, kind, category, campaign, stage, lost_reason, role, unit, .. } = &glossary;
    assert!(unit.values().all(|term| term.particular.keys().all(|when| when == "one")));
    for terms in [fact, kind, category, campaign, stage, lost_reason, role] {
        assert!(terms.values().all(|term| term.particular.is_empty()));
    }
}

/// Two columns of one list must not read alike.
#[test]
fn no_two_fields_of_a_kind_and_no_two_facts_read_alike() {
    for language in LANGUAGES {
        for kind in Kind::ALL {
            let labels: BTreeSet<_> = fields(kind).iter().map(|one| field(kind, one.id, language)).collect();
            assert_eq!(labels.len(), fields(kind).len(), "{kind}: {labels:?}");
        }
        let labels: BTreeSet<_> = FACTS.iter().map(|one| fact(one.id, language)).collect();
        assert_eq!(labels.len(), FACTS.len());
    }
}

#[test]
fn terms_are_said() {
    use Language::{De, En, It};
    assert_eq!(field(Kind::Machines, "installed_on", De), "Inbetriebnahme");
    assert_eq!(field(Kind::Machines, "description", De), "Bezeichnung");
    assert_eq!(field(Kind::Errors, "description", De), "Fehlertext");
    assert_eq!(fact("contract_days_left", En), "Days to contract end");
    assert_eq!(kind(Kind::Contracts, De), "Serviceverträge");
    assert_eq!(category(Category::Operating, It), "Dati di esercizio");
    assert_eq!(campaign("contract-renewal", It), "Rinnovo contratto");
    assert_eq!(stage("quoted", De), "Angeboten");
    assert_eq!(lost_reason("no_need", En), "No need");
    assert_eq!(role("steward", De), "Datenpflege");
    assert_eq!([unit("d", De), unit("d", En), unit("d", It)], ["Tage", "days", "giorni"]);
    assert_eq!([unit_of("d", true, De), unit_of("d", false, De), unit_of("h", true, De)], ["Tag", "Tage", "h"]);
    assert_eq!(state("expired", De), "Abgelaufen");
    assert_eq!(state_of("contract_status", "expired", It), "Scaduto");
    assert_eq!(state_of("warranty_status", "expired", It), "Scaduta");
}

#[test]
fn unknown_ids_are_given_back() {
    let language = Language::De;
    assert_eq!(field(Kind::Machines, "colour", language), "colour");
    assert_eq!(fact("colour", language), "colour");
    assert_eq!(campaign("raffle", language), "raffle");
    assert_eq!(state_of("warranty_status", "lapsed", language), "lapsed");
    assert_eq!(unit("K", language), "K");
}
