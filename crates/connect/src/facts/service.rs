//! Facts of service: parts orders and visits.

use super::machine::installed;
use super::{Columns, calendar, euros, numbers, sources_of, wholes};
use crate::telemetry::{Orders, Visits};
use base::{CellRef, Kind};
use digitize::machine_file::date_of;

pub(super) fn add_orders(columns: &mut Columns<'_>, orders: &[Orders]) {
    let files = columns.inputs.files;
    let machines = files.len();
    let as_of = columns.inputs.as_of;
    let complete = columns.is_complete(Kind::Orders);
    let since: Vec<(Option<f64>, Option<CellRef>)> = (0..machines)
        .map(|machine| match orders[machine].last {
            Some((day, at)) => {
                (date_of(day).map(|day| calendar::months(day, as_of)), Some(columns.cell(at, "ordered_on")))
            }
            None if complete => match installed(files, machine) {
                Some((day, cell)) => (Some(calendar::months(day, as_of)), Some(cell)),
                None => (None, None),
            },
            None => (None, None),
        })
        .collect();
    let sources = sources_of(machines, |machine| since[machine].1.into_iter().collect());
    columns.set("months_without_parts_order", numbers(since.iter().map(|(months, _)| *months).collect()), &sources);
    let revenue = orders.iter().map(|of| {
        let known = !of.unpriced && (complete || of.last.is_some());
        known.then_some(of.revenue)
    });
    let revenue = revenue.collect();
    columns.set("parts_revenue_24m", euros(revenue), &sources);
    columns.rest_on("parts_revenue_24m", "no order in a source declared complete for orders");
}

pub(super) fn add_visits(columns: &mut Columns<'_>, visits: &[Visits]) {
    let today = columns.today;
    let days = visits.iter().map(|of| of.last.map(|(day, _)| i64::from(today - day))).collect();
    let sources = sources_of(visits.len(), |machine| {
        visits[machine].last.map(|(_, at)| columns.cell(at, "visited_on")).into_iter().collect()
    });
    columns.set("last_visit_days", wholes(days), &sources);
}
