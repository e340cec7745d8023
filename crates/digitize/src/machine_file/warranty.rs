//! The end of warranty: as a source gives it, else from its start and its term.
//!
//! A term of months that begins on a day ends with the day of the same number (German Civil Code, sections 187 (1) and
//! 188 (2)): 24 months from 15 March 2024 end with 15 March 2026; a month without that day ends it with its last.
//! The term begins with the stated start, else with the installation, else with the delivery. A term of the machine or
//! its warranty goes before that of its type. Running hours beside a term give no day and do not count.

use super::{MachineFiles, TableInfo, folded};
use crate::schema::{FIRST_FIELD, ROW, TABLE_ID};
use arrow::array::{Array, AsArray};
use arrow::datatypes::{Float64Type, UInt32Type};
use arrow::record_batch::RecordBatch;
use base::{CellRef, Field, Kind, Sourced, TableId};
use chrono::{Months, NaiveDate};
use hashbrown::HashMap;

/// The parts of a computed end.
#[derive(Clone, PartialEq, Debug)]
pub struct ComputedFrom {
    /// The field the start stands in: `warranty_start`, `installed_on` or `delivered_on`.
    pub start_field: &'static str,
    /// The day the term begins with.
    pub start: Sourced<NaiveDate>,
    /// The term in months.
    pub months: Sourced<f64>,
}

/// The warranty of a machine.
#[derive(Clone, PartialEq, Debug)]
pub struct Warranty {
    /// Its last day.
    pub end: NaiveDate,
    /// The cell that gives the end; `None` where it is computed.
    pub given: Option<CellRef>,
    /// What it is computed from; `None` where a source gives it.
    pub computed: Option<ComputedFrom>,
}

impl Warranty {
    /// All cells behind it.
    pub fn cells(&self) -> impl Iterator<Item = CellRef> + use<> {
        let parts = self.computed.as_ref().map(|of| [of.start.source(), of.months.source()]);
        self.given.into_iter().chain(parts.into_iter().flatten())
    }
}

/// The terms of machine types, by folded name; the most trusted list counts.
pub(super) fn terms(
    tables: &HashMap<TableId, TableInfo>,
    rows: &[(Kind, RecordBatch)],
) -> HashMap<String, (f64, CellRef)> {
    let at = |id: &str| FIRST_FIELD + Field::of(Kind::Types, id).map_or(0, |(at, _)| at);
    let mut found = Vec::new();
    for (_, batch) in rows.iter().filter(|(kind, _)| *kind == Kind::Types) {
        let names = batch.column(at("machine_type")).as_string::<i32>();
        let months = batch.column(at("warranty_months")).as_primitive::<Float64Type>();
        let of_table = batch.column(TABLE_ID).as_primitive::<UInt32Type>();
        let of_row = batch.column(ROW).as_primitive::<UInt32Type>();
        for index in (0..batch.num_rows()).filter(|index| names.is_valid(*index) && months.is_valid(*index)) {
            let (table, row) = (TableId(of_table.value(index)), of_row.value(index));
            let Some(info) = tables.get(&table) else { continue };
            let Some(column) = info.column("warranty_months") else { continue };
            let cell = CellRef { table, row, column };
            found.push((info.trust(), cell, folded(names.value(index)), months.value(index)));
        }
    }
    found.sort_by_key(|(trust, cell, ..)| (*trust, *cell));
    let mut terms = HashMap::new();
    for (_, cell, name, months) in found {
        terms.entry(name).or_insert((months, cell));
    }
    terms
}

/// The last day of a term that begins on a day. Parts of a month count as days of a thirtieth.
fn last_day(start: NaiveDate, months: f64) -> Option<NaiveDate> {
    if !(0.0..=1200.0).contains(&months) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1200")]
    let (whole, days) = (months.floor() as u32, (months.fract() * 30.0).round() as u64);
    start.checked_add_months(Months::new(whole))?.checked_add_days(chrono::Days::new(days))
}

impl MachineFiles {
    /// The warranty of a machine as of a day: the end a source gives, else the computed one where the term has begun
    /// by then. `None` where neither end nor term and start are known.
    #[must_use]
    pub fn warranty(&self, machine: usize, as_of: NaiveDate) -> Option<Warranty> {
        if let (Some(end), Some(cell)) = (self.date("warranty_end", machine), self.source("warranty_end", machine)) {
            return Some(Warranty { end, given: Some(cell), computed: None });
        }
        let sourced = |id: &'static str| Some((id, Sourced::new(self.date(id, machine)?, self.source(id, machine)?)));
        let (start_field, start) = ["warranty_start", "installed_on", "delivered_on"].into_iter().find_map(sourced)?;
        let own =
            || Some(Sourced::new(self.number("warranty_months", machine)?, self.source("warranty_months", machine)?));
        let of_type = || {
            if self.terms.is_empty() {
                return None;
            }
            let (months, cell) = self.terms.get(&folded(self.str("machine_type", machine)?))?;
            Some(Sourced::new(*months, *cell))
        };
        let months = own().or_else(of_type)?;
        let end = last_day(*start.value(), *months.value())?;
        let computed = ComputedFrom { start_field, start, months };
        (*computed.start.value() <= as_of).then_some(Warranty { end, given: None, computed: Some(computed) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_ends_with_the_day_of_the_same_number() {
        let date = |text: &str| text.parse::<NaiveDate>().expect("a date");
        for (start, months, end) in [
            ("2024-03-15", 24.0, "2026-03-15"),
            ("2024-08-31", 6.0, "2025-02-28"),
            ("2024-02-29", 12.0, "2025-02-28"),
            ("2024-01-01", 1.5, "2024-02-16"),
        ] {
            assert_eq!(last_day(date(start), months), Some(date(end)), "{start} and {months} months");
        }
        assert_eq!(last_day(date("2024-01-01"), f64::NAN), None);
        assert_eq!(last_day(date("2024-01-01"), -1.0), None);
    }
}
