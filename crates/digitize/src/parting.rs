//! Rows that carry the serial number of one machine and are of another: copied from the row above, mistyped into that
//! of a neighbour, given out twice. What was found is kept as what such a row says, not where it stands, so that it is
//! found again in the next delivery.

use crate::customer_name;
use crate::machine_file::{DESCRIBING, TableInfo, folded, value_text};
use crate::schema::{FIRST_FIELD, ROW, SERIAL_KEY, TABLE_ID};
use crate::serial::key_of;
use arrow::array::{Array, AsArray};
use arrow::datatypes::{UInt32Type, UInt64Type};
use arrow::record_batch::RecordBatch;
use base::{Kind, TableId, fields};
use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

/// What rows are told apart by, beside the serial number.
pub const TELLING: [&str; 7] =
    ["machine_type", "manufactured_year", "installed_on", "customer_number", "customer_name", "postcode", "city"];

/// What a row says in each field of [`TELLING`], normalised; empty where it says nothing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Saying(pub [String; TELLING.len()]);

impl Saying {
    /// What a row says, given its texts in the order of [`TELLING`].
    #[must_use]
    pub fn of(texts: [Option<String>; TELLING.len()]) -> Self {
        let mut found = Self::default();
        for ((id, text), said) in TELLING.into_iter().zip(texts).zip(&mut found.0) {
            let Some(text) = text else { continue };
            *said = match id {
                "machine_type" | "postcode" => folded(&text),
                "customer_number" => customer_name::normalise_number(&text).unwrap_or_default(),
                "customer_name" | "city" => customer_name::normalise(&text),
                _ => text,
            };
        }
        found
    }

    /// Fields in which both say the same less those in which both say something else.
    #[must_use]
    pub fn agreement(&self, other: &Self) -> i32 {
        let both = self.0.iter().zip(&other.0).filter(|(one, other)| !one.is_empty() && !other.is_empty());
        both.map(|(one, other)| if one == other { 1 } else { -1 }).sum()
    }
}

/// Rows of a source that carry a serial number and are not of its machine.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Parting {
    /// What they are known by instead of the number they carry; no serial number is written like it.
    pub name: String,
    /// The number they carry, normalised.
    pub number: String,
    /// The source they stand in.
    pub source: String,
    /// What such a row says.
    pub said: Saying,
    /// What a row says that carries the number in the same source and is of its machine, where there is one.
    pub beside: Option<Saying>,
}

/// The name of rows of a source that part from a number, the first that is free.
#[must_use]
pub fn name_of(number: &str, source: &str, taken: &dyn Fn(&str) -> bool) -> String {
    let first = format!("{number}@{source}");
    if !taken(&first) {
        return first;
    }
    (2_u32..).map(|at| format!("{first}#{at}")).find(|name| !taken(name)).unwrap_or(first)
}

/// The rows a parting is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parted {
    /// What they are known by.
    pub name: String,
    /// The number they carry.
    pub number: String,
    /// Where they stand: table and row.
    pub rows: Vec<(TableId, u32)>,
}

/// What a row of a kind says.
#[must_use]
pub fn saying(kind: Kind, batch: &RecordBatch, index: usize) -> Saying {
    Saying::of(TELLING.map(|id| {
        let at = fields(kind).iter().position(|field| field.id == id)?;
        value_text(batch.column(FIRST_FIELD + at), index)
    }))
}

/// Finds the rows of partings: of each table that has the number, those that say most nearly what was parted, unless
/// what stood beside it is nearer still.
#[must_use]
pub fn rows_of(
    partings: &[Parting],
    tables: &HashMap<TableId, TableInfo>,
    source_of: &dyn Fn(TableId) -> Option<String>,
    rows: &[(Kind, RecordBatch)],
) -> Vec<Parted> {
    if partings.is_empty() {
        return Vec::new();
    }
    let mut by_key: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, parting) in partings.iter().enumerate() {
        by_key.entry(key_of(&parting.number)).or_default().push(at);
    }
    // By parting and table the best agreement so far and the rows that have it.
    let mut best: HashMap<(usize, TableId), (i32, Vec<u32>)> = HashMap::new();
    for (kind, batch) in rows.iter().filter(|(kind, _)| DESCRIBING.contains(kind)) {
        let keys = batch.column(SERIAL_KEY).as_primitive::<UInt64Type>();
        let of_tables = batch.column(TABLE_ID).as_primitive::<UInt32Type>();
        let numbers = batch.column(ROW).as_primitive::<UInt32Type>();
        for index in (0..batch.num_rows()).filter(|index| keys.is_valid(*index)) {
            let Some(wanted) = by_key.get(&keys.value(index)) else { continue };
            let table = TableId(of_tables.value(index));
            if !tables.contains_key(&table) {
                continue;
            }
            let Some(source) = source_of(table) else { continue };
            let said = saying(*kind, batch, index);
            let near = |at: &usize| {
                let parting = &partings[*at];
                let agreement = parting.said.agreement(&said);
                let beside = parting.beside.as_ref().map_or(0, |beside| beside.agreement(&said));
                (parting.source == source && agreement > 0 && agreement > beside).then_some((agreement, *at))
            };
            // Of two partings of one number a row goes with the nearer one.
            let found = wanted.iter().filter_map(near).max_by_key(|(agreement, at)| (*agreement, usize::MAX - at));
            let Some((agreement, at)) = found else { continue };
            let best = best.entry((at, table)).or_insert((agreement, Vec::new()));
            if agreement > best.0 {
                *best = (agreement, Vec::new());
            }
            if agreement == best.0 {
                best.1.push(numbers.value(index));
            }
        }
    }
    let mut found: Vec<Parted> = partings
        .iter()
        .map(|parting| Parted { name: parting.name.clone(), number: parting.number.clone(), rows: Vec::new() })
        .collect();
    for ((at, table), (_, rows)) in best {
        found[at].rows.extend(rows.into_iter().map(|row| (table, row)));
    }
    found.retain(|parted| !parted.rows.is_empty());
    found.iter_mut().for_each(|parted| parted.rows.sort_unstable());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(texts: [&str; TELLING.len()]) -> Saying {
        Saying::of(texts.map(|text| (!text.is_empty()).then(|| text.to_owned())))
    }

    #[test]
    fn spellings_agree_and_what_is_left_out_says_nothing() {
        let one = said(["RX 500", "2004", "2004-05-12", "000471", "Müller GmbH", "70173", "Stuttgart"]);
        let other = said(["rx-500", "", "2004-05-12", "471", "Mueller", "", "STUTTGART"]);
        assert_eq!(one.agreement(&other), 5);
        let neighbour = said(["rx-500", "2004", "2005-01-01", "472", "Ott", "", ""]);
        assert_eq!(one.agreement(&neighbour), 2 - 3);
    }

    #[test]
    fn names_are_those_of_no_serial_number_and_unique() {
        assert_eq!(name_of("RX1", "crm", &|_| false), "RX1@crm");
        assert_eq!(name_of("RX1", "crm", &|name| name == "RX1@crm"), "RX1@crm#2");
        assert_ne!(crate::serial::normalise("RX1@crm").as_deref(), Some("RX1@crm"));
    }
}
