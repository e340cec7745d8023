//! A hit's evidence in words: what a sales person reads first.

use base::{CellRef, FACTS, Language};
use decide::Rule;
use pipeline::{CellText, Cells};
use serde::Deserialize;
use serde_json::Value;

/// Evidence as it is saved with a hit.
#[derive(Debug, Deserialize)]
pub struct Proof {
    /// The comparisons.
    pub evidence: Vec<Item>,
}

/// One comparison.
#[derive(Debug, Deserialize)]
pub struct Item {
    /// The fact's name.
    pub fact: String,
    /// Its value.
    pub value: Value,
    /// What it had to meet.
    pub comparison: String,
    /// The other side.
    pub compared: Option<Other>,
    /// Its cells.
    pub sources: Vec<CellRef>,
    /// What a value without a cell rests on.
    pub basis: Option<String>,
}

/// The other side of a comparison.
#[derive(Debug, Deserialize)]
pub struct Other {
    /// The fact or expression.
    pub expression: String,
    /// Its value.
    pub value: Value,
}

/// A value with its unit, numbers with at most one decimal.
pub fn value_text(fact: &str, value: &Value) -> String {
    let unit = base::fact(fact).and_then(|(_, fact)| fact.unit).map_or(String::new(), |unit| format!(" {unit}"));
    match value {
        Value::Null => "not known".to_owned(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => format!("{}{unit}", crate::show::grouped(whole)),
            None => format!("{:.1}{unit}", number.as_f64().unwrap_or_default()),
        },
        other => other.to_string(),
    }
}

/// What a fact means, in the language.
pub fn meaning(fact: &str, language: Language) -> &str {
    match FACTS.iter().find(|known| known.id == fact) {
        Some(known) => match language {
            Language::De => known.de,
            Language::En => known.en,
            Language::It => known.it,
        },
        None => fact,
    }
}

/// Facts that only say that the question applies at all.
fn is_premise(fact: &str) -> bool {
    matches!(fact, "in_field" | "contract_status" | "warranty_status")
}

fn said(item: &Item) -> String {
    let compared = match &item.compared {
        Some(other) if item.comparison.contains(&other.expression) => {
            item.comparison.replace(&other.expression, &value_text(&other.expression, &other.value))
        }
        Some(other) => format!("{} = {}", other.expression, value_text("", &other.value)),
        None => item.comparison.clone(),
    };
    format!("{} ({compared})", value_text(&item.fact, &item.value))
}

/// The reason of a hit in one sentence.
pub fn sentence(rule: &Rule, proof: &[Item], language: Language) -> String {
    let mut telling: Vec<&Item> = Vec::new();
    for item in proof.iter().filter(|item| !is_premise(&item.fact) && item.comparison != "is true") {
        if telling.iter().all(|other| other.fact != item.fact) {
            telling.push(item);
        }
    }
    if telling.is_empty() {
        telling = proof.iter().collect();
    }
    // That a machine is of an age says less than what it does.
    telling.sort_by_key(|item| item.fact == "age_years");
    // The catalogue's finer points stand in its reference; here the words before the first comma do.
    let short = |item: &Item| meaning(&item.fact, language).split(',').next().unwrap_or_default().to_owned();
    let parts: Vec<String> = telling.iter().take(3).map(|item| format!("{}: {}", short(item), said(item))).collect();
    format!("{} – {}", rule.title.get(language), parts.join("; "))
}

/// The place of a cell as people write it: `contracts/wartung.xlsx, sheet "2026", row 17, Ende: "14.01.2027"`.
pub fn place(cell: &CellText) -> String {
    let sheet = cell.sheet.as_ref().map_or(String::new(), |sheet| format!(", sheet \"{sheet}\""));
    format!("{}{sheet}, row {}, {}: \"{}\"", cell.file, cell.row, cell.column, cell.text)
}

/// The places of some cells; beyond `most` they are counted.
pub fn places(cells: &mut Cells<'_>, sources: &[CellRef], most: usize) -> Vec<String> {
    let mut shown: Vec<String> =
        sources.iter().take(most).filter_map(|cell| cells.look_up(*cell)).map(|cell| place(&cell)).collect();
    if sources.len() > most {
        shown.push(format!("and {} more cells", sources.len() - most));
    }
    shown
}
