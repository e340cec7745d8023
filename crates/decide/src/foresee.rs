//! The first day a trigger would fire by time alone: everything else stays as it is, only the clock goes on.
//!
//! Days to an end grow less, ages and silences grow, operating hours grow at the machine's present rate. A contract or a
//! warranty that runs out on the way is expired from then on, and after a notice date nobody knows the next one. The
//! condition is evaluated for all days at once: one row a day instead of one row a machine.

use crate::condition::Condition;
use crate::evidence::json_value;
use crate::verdict::Verdicts;
use arrow::array::{Array, ArrayRef, AsArray, Float64Array, Int64Array, StringArray, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::{Float64Type, Int64Type};
use arrow::record_batch::RecordBatch;
use base::FACTS;
use serde_json::Value;
use std::sync::Arc;

/// Days looked ahead: two years.
pub const DAYS_AHEAD: u32 = 731;

/// Whole days that become fewer, one a day.
const FEWER: [&str; 4] = ["contract_days_left", "notice_days_left", "warranty_days_left", "maintenance_days_left"];

/// Whole days that become more, one a day.
const MORE: [&str; 2] = ["days_silent", "last_visit_days"];

/// Days of a year and of a month on the average of the Gregorian calendar.
const YEAR: f64 = 365.2425;
const MONTH: f64 = YEAR / 12.0;

/// How much a fact that moves with the clock alone moves in a week; `None` where it does not.
pub(crate) fn a_week(fact: &str) -> Option<f64> {
    match fact {
        fact if FEWER.contains(&fact) => Some(-7.0),
        fact if MORE.contains(&fact) => Some(7.0),
        "age_years" => Some(7.0 / YEAR),
        "months_without_parts_order" => Some(7.0 / MONTH),
        _ => None,
    }
}

/// When a trigger would fire by time alone.
#[derive(Clone, PartialEq, Debug)]
pub struct Foreseen {
    /// In how many days from the day the facts are of.
    pub in_days: u32,
    /// The facts that time moves and the condition names, as they are on that day.
    pub facts: Vec<(&'static str, Value)>,
}

impl Verdicts {
    /// The first day within [`DAYS_AHEAD`] on which the trigger would fire for a machine by time alone; `None` where it
    /// fires now, or on none of them.
    #[must_use]
    pub fn foreseen(&self, machine: usize) -> Option<Foreseen> {
        if self.verdict(machine) == crate::Verdict::Fires {
            return None;
        }
        let condition: &Condition = self.condition();
        let named = condition.facts();
        let days = days_of(self.table(), machine)?;
        let (_, whole) = condition.evaluate(&days).ok()?;
        let day = (1..days.num_rows()).find(|day| whole.is_valid(*day) && whole.value(*day))?;
        let is_moved = |at: usize| {
            let column = days.column(at);
            json_value(column, 0) != json_value(column, day)
        };
        let facts = named.into_iter().filter(|at| is_moved(*at));
        let facts = facts.map(|at| (FACTS[at].id, json_value(days.column(at), day))).collect();
        Some(Foreseen { in_days: u32::try_from(day).ok()?, facts })
    }
}

/// The facts of one machine as of each of the coming days.
fn days_of(table: &RecordBatch, machine: usize) -> Option<RecordBatch> {
    let rows = DAYS_AHEAD as usize;
    let same = UInt32Array::from(vec![u32::try_from(machine).ok()?; rows]);
    let mut columns: Vec<ArrayRef> =
        table.columns().iter().map(|column| take(column, &same, None)).collect::<Result<_, _>>().ok()?;
    let at = |id: &str| base::fact(id).map(|(at, _)| at);
    let day = |row: usize| f64::from(u32::try_from(row).unwrap_or(0));
    for (names, step) in [(&FEWER[..], -1), (&MORE[..], 1)] {
        for at in names.iter().filter_map(|id| at(id)) {
            if let Some(now) = whole(&columns[at]) {
                let moved = (0_i64..).take(rows).map(|day| now + step * day);
                columns[at] = Arc::new(Int64Array::from_iter_values(moved));
            }
        }
    }
    // Behind the notice date nobody knows the next one.
    if let Some(at) = at("notice_days_left")
        && let Some(left) = columns[at].as_primitive_opt::<Int64Type>().filter(|left| left.is_valid(0))
    {
        let known = left.iter().map(|left| left.filter(|left| *left >= 0));
        columns[at] = Arc::new(known.collect::<Int64Array>());
    }
    for (status, left) in [("contract_status", "contract_days_left"), ("warranty_status", "warranty_days_left")] {
        let (Some(status), Some(left)) = (at(status), at(left)) else { continue };
        let is_active =
            columns[status].as_string_opt::<i32>().is_some_and(|of| of.is_valid(0) && of.value(0) == "active");
        if is_active && let Some(days) = columns[left].as_primitive_opt::<Int64Type>().filter(|of| of.is_valid(0)) {
            let states = days.iter().map(|left| Some(if left? >= 0 { "active" } else { "expired" }));
            columns[status] = Arc::new(states.collect::<StringArray>());
        }
    }
    let rate = at("hours_per_day").and_then(|at| number(&columns[at])).filter(|rate| *rate > 0.0);
    let grows = [
        ("age_years", Some(1.0 / YEAR)),
        ("months_without_parts_order", Some(1.0 / MONTH)),
        ("operating_hours", rate),
        ("hours_since_maintenance", rate),
    ];
    for (id, step) in grows {
        let (Some(at), Some(step)) = (at(id), step) else { continue };
        if let Some(now) = number(&columns[at]) {
            columns[at] = Arc::new(Float64Array::from_iter_values((0..rows).map(|row| now + step * day(row))));
        }
    }
    RecordBatch::try_new(table.schema(), columns).ok()
}

fn whole(column: &ArrayRef) -> Option<i64> {
    column.as_primitive_opt::<Int64Type>().filter(|of| of.is_valid(0)).map(|of| of.value(0))
}

fn number(column: &ArrayRef) -> Option<f64> {
    column.as_primitive_opt::<Float64Type>().filter(|of| of.is_valid(0)).map(|of| of.value(0))
}
