//! A hit's evidence in words: what a sales person reads first.

use crate::show;
use base::{CellRef, Language};
use chrono::NaiveDate;
use decide::{Rule, Said};
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
    /// The readings it was computed from.
    pub series: Option<Series>,
    /// What a value without a cell rests on.
    pub basis: Option<String>,
}

/// Readings a value was computed from, as they are saved with a hit.
#[derive(Debug, Deserialize)]
pub struct Series {
    signal: Option<String>,
    from: NaiveDate,
    to: NaiveDate,
    days: u32,
    readings: Option<u64>,
}

impl Series {
    /// In words.
    pub fn text(&self) -> String {
        show::window(self.signal.as_deref(), (self.from, self.to), self.days, self.readings)
    }
}

/// The other side of a comparison.
#[derive(Debug, Deserialize)]
pub struct Other {
    /// The fact or expression.
    pub expression: String,
    /// Its value.
    pub value: Value,
}

/// The reason of a hit in one sentence.
pub fn sentence(rule: &Rule, proof: &[Item], language: Language) -> String {
    let said: Vec<Said<'_>> = proof
        .iter()
        .map(|item| Said {
            fact: &item.fact,
            value: &item.value,
            comparison: &item.comparison,
            compared: item.compared.as_ref().map(|other| (other.expression.as_str(), &other.value)),
        })
        .collect();
    decide::sentence(rule, &said, language)
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
