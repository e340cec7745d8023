//! Facts of operating hours, from lists of counters and from the telemetry lake: whichever is later, or says more.

use super::{Columns, dates, numbers, sources_with, wholes};
use crate::telemetry::{Counters, DAY, Visits};
use ::telemetry::windows::{HOURS, WINDOW, Windows};
use arrow::array::{Array, AsArray};
use arrow::datatypes::Float64Type;
use base::{CellRef, Kind, SeriesRef};
use chrono::TimeDelta;

/// The hours of a machine as of the day: from a list's latest counter, else from a reading, else from the machine list.
#[derive(Clone, Copy)]
struct Hours {
    value: f64,
    cell: Option<CellRef>,
    series: Option<SeriesRef>,
}

/// How far ahead a date is projected, in days: beyond ten years it says nothing.
const FARTHEST: f64 = 3_650.0;

fn hours_of(columns: &Columns<'_>, counters: &Counters, lake: &Windows, machine: usize) -> Option<Hours> {
    let read = lake.hours.get(machine).copied().flatten();
    let listed = counters.hours.filter(|listed| read.is_none_or(|read| listed.when >= read.at.div_euclid(1_000_000)));
    match (listed, read) {
        (Some(listed), _) => {
            let cell = Some(columns.cell(listed.at, "operating_hours"));
            Some(Hours { value: listed.value, cell, series: None })
        }
        (None, Some(read)) => {
            let day = ::telemetry::lake::day_of(read.at);
            let series = SeriesRef { signal: Some(HOURS), from: day, to: day, days: 1, readings: None };
            Some(Hours { value: read.value, cell: None, series: Some(series) })
        }
        (None, None) => {
            let files = columns.inputs.files;
            let value = files.number("operating_hours", machine)?;
            Some(Hours { value, cell: files.source("operating_hours", machine), series: None })
        }
    }
}

pub(super) fn add(columns: &mut Columns<'_>, counters: &[Counters], visits: &[Visits], lake: &Windows) {
    let machines = columns.inputs.files.len();
    let hours: Vec<Option<Hours>> =
        (0..machines).map(|machine| hours_of(columns, &counters[machine], lake, machine)).collect();
    let cells = |machine: usize| hours[machine].and_then(|of| of.cell).into_iter().collect::<Vec<_>>();
    let series = |machine: usize| hours[machine].and_then(|of| of.series);
    let sources = sources_with(machines, cells, series);
    columns.set("operating_hours", numbers(hours.iter().map(|of| of.map(|of| of.value)).collect()), &sources);

    let complete = columns.is_complete(Kind::Visits);
    let since: Vec<Option<f64>> = (0..machines)
        .map(|machine| since_maintenance(hours[machine].map(|of| of.value), &visits[machine], complete))
        .collect();
    let visit = |columns: &Columns<'_>, machine: usize| -> Option<CellRef> {
        visits[machine].maintenance.map(|(_, at, _)| columns.cell(at, "operating_hours"))
    };
    let sources = sources_with(
        machines,
        |machine| [cells(machine), visit(columns, machine).into_iter().collect()].concat(),
        series,
    );
    columns.set("hours_since_maintenance", numbers(since.clone()), &sources);

    let rates: Vec<Rate> = (0..machines).map(|machine| rate_of(columns, &counters[machine], lake, machine)).collect();
    let sources = sources_with(machines, |machine| rates[machine].cells.clone(), |machine| rates[machine].series);
    columns.set("hours_per_day", numbers(rates.iter().map(|of| of.value).collect()), &sources);
    add_projection(columns, &since, &rates);
}

/// Hours a day over the last 90 days.
#[derive(Default)]
struct Rate {
    value: Option<f64>,
    cells: Vec<CellRef>,
    series: Option<SeriesRef>,
}

fn rate_of(columns: &Columns<'_>, counters: &Counters, lake: &Windows, machine: usize) -> Rate {
    if let Some(growth) = lake.growth.get(machine)
        && let Some(rate) = growth.a_day()
    {
        return Rate {
            value: Some(rate),
            cells: Vec::new(),
            series: Some(columns.window(Some(HOURS), WINDOW, 0, growth.days, Some(growth.readings))),
        };
    }
    let ends = [counters.first_hours_90d, counters.last_hours_90d];
    let cells = ends.into_iter().flatten().map(|latest| columns.cell(latest.at, "operating_hours")).collect();
    let value = counters.first_hours_90d.zip(counters.last_hours_90d).and_then(|(first, last)| {
        let days = last.when.div_euclid(DAY) - first.when.div_euclid(DAY);
        #[expect(clippy::cast_precision_loss, reason = "days of a quarter")]
        let rate = (days > 0).then(|| (last.value - first.value) / days as f64)?;
        (rate >= 0.0).then_some(rate)
    });
    Rate { value, cells, series: None }
}

/// The next maintenance: what the interval leaves, at the hours a day of the last 90 days. A machine that stands still is
/// due on no day, unless it is overdue already.
fn add_projection(columns: &mut Columns<'_>, since: &[Option<f64>], rates: &[Rate]) {
    let machines = since.len();
    let interval = columns.array("maintenance_interval");
    let interval = interval.as_ref().and_then(|of| of.as_primitive_opt::<Float64Type>());
    let days: Vec<Option<i64>> = (0..machines)
        .map(|machine| {
            let interval = interval.filter(|of| of.is_valid(machine)).map(|of| of.value(machine))?;
            let (left, rate) = (interval - since[machine]?, rates[machine].value?);
            let days = (left / rate).floor();
            #[expect(clippy::cast_possible_truncation, reason = "within ten years")]
            (rate > 0.0 && days.abs() <= FARTHEST).then_some(days as i64)
        })
        .collect();
    let of = |columns: &Columns<'_>, machine: usize| -> Vec<CellRef> {
        let known = ["hours_since_maintenance", "maintenance_interval", "hours_per_day"];
        let mut cells: Vec<CellRef> = Vec::new();
        for cell in known.into_iter().flat_map(|id| columns.sources_of(id).of(machine).to_vec()) {
            if !cells.contains(&cell) {
                cells.push(cell);
            }
        }
        cells
    };
    let sources = sources_with(machines, |machine| of(columns, machine), |machine| rates[machine].series);
    let as_of = columns.inputs.as_of;
    let on = days.iter().map(|days| days.and_then(|days| as_of.checked_add_signed(TimeDelta::days(days)))).collect();
    columns.set("maintenance_days_left", wholes(days), &sources);
    columns.set("maintenance_due_on", dates(on), &sources);
}

/// Hours as of the day less the hours stated on the last maintenance. A machine never maintained counts from zero, but only
/// where all visits are known. A counter below the visit's hours was exchanged or misread: not known.
fn since_maintenance(hours: Option<f64>, visits: &Visits, complete: bool) -> Option<f64> {
    let hours = hours?;
    let since = match visits.maintenance {
        Some((day, _, _)) if visits.unsaid.is_some_and(|unsaid| unsaid > day) => return None,
        Some((_, _, at_visit)) => hours - at_visit?,
        None if complete && visits.unsaid.is_none() => hours,
        None => return None,
    };
    (since >= 0.0).then_some(since)
}
