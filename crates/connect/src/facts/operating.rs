//! Facts of operation and service: hours, vibration, error events, visits, parts orders.

use super::machine::installed;
use super::{Columns, calendar, euros, numbers, sources_of, wholes};
use crate::telemetry::{Counters, DAY, Errors, Event, Mean, Orders, Visits};
use base::{CellRef, Kind};
use digitize::machine_file::date_of;

pub(super) fn add_counters(columns: &mut Columns<'_>, counters: &[Counters], visits: &[Visits]) {
    let files = columns.inputs.files;
    let machines = files.len();
    let complete = columns.is_complete(Kind::Visits);
    let hours_cell = |columns: &Columns<'_>, machine: usize| -> Option<CellRef> {
        match counters[machine].hours {
            Some(latest) => Some(columns.cell(latest.at, "operating_hours")),
            None => files.source("operating_hours", machine),
        }
    };
    let hours: Vec<Option<f64>> = (0..machines)
        .map(|machine| {
            counters[machine].hours.map(|latest| latest.value).or_else(|| files.number("operating_hours", machine))
        })
        .collect();
    let sources = sources_of(machines, |machine| hours_cell(columns, machine).into_iter().collect());
    columns.set("operating_hours", numbers(hours), &sources);

    let since = (0..machines).map(|machine| since_maintenance(&counters[machine], &visits[machine], complete));
    let since: Vec<Option<f64>> = since.collect();
    let sources = sources_of(machines, |machine| {
        let visit = visits[machine].maintenance.map(|(_, at, _)| columns.cell(at, "operating_hours"));
        hours_cell(columns, machine).into_iter().chain(visit).collect()
    });
    columns.set("hours_since_maintenance", numbers(since), &sources);

    let rates = counters.iter().map(|of| {
        let (first, last) = (of.first_hours_90d?, of.last_hours_90d?);
        let days = last.when.div_euclid(DAY) - first.when.div_euclid(DAY);
        #[expect(clippy::cast_precision_loss, reason = "days of a quarter")]
        let rate = (days > 0).then(|| (last.value - first.value) / days as f64)?;
        (rate >= 0.0).then_some(rate)
    });
    let rates = rates.collect();
    let sources = sources_of(machines, |machine| {
        let of = &counters[machine];
        let ends = [of.first_hours_90d, of.last_hours_90d].into_iter().flatten();
        ends.map(|latest| columns.cell(latest.at, "operating_hours")).collect()
    });
    columns.set("hours_per_day", numbers(rates), &sources);

    let sources = sources_of(machines, |machine| {
        counters[machine].vibration.map(|latest| columns.cell(latest.at, "vibration")).into_iter().collect()
    });
    let latest = counters.iter().map(|of| of.vibration.map(|latest| latest.value)).collect();
    columns.set("vibration", numbers(latest), &sources);
    let recent = |of: &Counters| of.vibration_90d;
    let before = |of: &Counters| of.vibration_prior_90d;
    for (id, mean) in [("vibration_90d", &recent as &dyn Fn(&Counters) -> Mean), ("vibration_prior_90d", &before)] {
        let values = counters.iter().map(|of| mean(of).value()).collect();
        let sources = sources_of(machines, |machine| {
            let mean = mean(&counters[machine]);
            mean.value().map(|_| columns.cell(mean.at, "vibration")).into_iter().collect()
        });
        columns.set(id, numbers(values), &sources);
    }
}

/// Hours by the latest counter less the hours stated on the last maintenance. A machine never maintained counts from
/// zero, but only where all visits are known. A counter below the visit's hours was exchanged or misread: not known.
fn since_maintenance(counters: &Counters, visits: &Visits, complete: bool) -> Option<f64> {
    let hours = counters.hours?.value;
    let since = match visits.maintenance {
        Some((day, _, _)) if visits.unsaid.is_some_and(|unsaid| unsaid > day) => return None,
        Some((_, _, at_visit)) => hours - at_visit?,
        None if complete && visits.unsaid.is_none() => hours,
        None => return None,
    };
    (since >= 0.0).then_some(since)
}

/// Events of one machine in a window that ends `until` days before the day and begins `from` days before it.
fn window(events: &[Event], today: i32, from: i32, until: i32) -> impl Iterator<Item = &Event> {
    events.iter().filter(move |event| event.day > today - from && event.day <= today - until)
}

pub(super) fn add_errors(columns: &mut Columns<'_>, errors: &Errors, type_of: &[Option<u32>]) {
    let machines = columns.inputs.files.len();
    let today = columns.today;
    let complete = columns.is_complete(Kind::Errors);
    let known = |machine: usize| complete || errors.latest[machine].is_some();
    let events = |machine: usize| errors.of(u32::try_from(machine).unwrap_or(u32::MAX));
    // With nothing in a window, the latest event shows that the machine does report.
    let reports = |columns: &Columns<'_>, machine: usize| -> Vec<CellRef> {
        errors.latest[machine].map(|latest| columns.cell(latest.at, "occurred_at")).into_iter().collect()
    };
    let count = |machine: usize, from: i32, until: i32| -> Option<i64> {
        known(machine).then(|| i64::try_from(window(events(machine), today, from, until).count()).unwrap_or(i64::MAX))
    };

    let critical = (0..machines).map(|machine| {
        let (mut critical, mut unsaid) = (0, false);
        for event in window(events(machine), today, 30, 0) {
            match event.critical {
                Some(true) => critical += 1,
                Some(false) => {}
                None => unsaid = true,
            }
        }
        (known(machine) && (critical > 0 || !unsaid)).then_some(critical)
    });
    let critical = critical.collect();
    let sources = sources_of(machines, |machine| {
        let found: Vec<CellRef> = window(events(machine), today, 30, 0)
            .filter(|event| event.critical == Some(true))
            .map(|event| columns.cell(event.at, "severity"))
            .collect();
        if found.is_empty() { reports(columns, machine) } else { found }
    });
    columns.set("critical_errors_30d", wholes(critical), &sources);

    let tops: Vec<(Option<u32>, i64)> = (0..machines).map(|machine| top_code(errors, machine, today)).collect();
    // An event without a code may have been any; how often one code came is then not known.
    let uncoded = |machine: usize| {
        window(events(machine), today, 30, 0)
            .any(|event| errors.codes.get(event.code as usize).is_none_or(String::is_empty))
    };
    let same = (0..machines).map(|machine| (known(machine) && !uncoded(machine)).then(|| tops[machine].1)).collect();
    let sources = sources_of(machines, |machine| {
        let found: Vec<CellRef> = window(events(machine), today, 30, 0)
            .filter(|event| Some(event.code) == tops[machine].0)
            .map(|event| columns.cell(event.at, "error_code"))
            .collect();
        if found.is_empty() { reports(columns, machine) } else { found }
    });
    columns.set("same_error_30d", wholes(same), &sources);

    for (id, from, until) in [("errors_90d", 90, 0), ("errors_prior_90d", 180, 90)] {
        let counts = (0..machines).map(|machine| count(machine, from, until)).collect();
        let sources = sources_of(machines, |machine| {
            let found: Vec<CellRef> =
                window(events(machine), today, from, until).map(|event| columns.cell(event.at, "error_code")).collect();
            if found.is_empty() { reports(columns, machine) } else { found }
        });
        columns.set(id, wholes(counts), &sources);
    }

    let mut sums: Vec<(i64, i64)> = Vec::new();
    for (machine, at) in type_of.iter().enumerate() {
        let retired = !columns.inputs.files.in_field(machine, columns.inputs.as_of);
        if let (Some(at), Some(count), false) = (at, count(machine, 90, 0), retired) {
            let at = *at as usize;
            if sums.len() <= at {
                sums.resize(at + 1, (0, 0));
            }
            sums[at].0 += count;
            sums[at].1 += 1;
        }
    }
    let means = type_of.iter().map(|at| {
        let (sum, machines) = sums.get((*at)? as usize).copied().filter(|(_, machines)| *machines > 0)?;
        #[expect(clippy::cast_precision_loss, reason = "a mean of counts")]
        Some(sum as f64 / machines as f64)
    });
    let means = means.collect();
    let nothing = sources_of(machines, |_| Vec::new());
    columns.set("type_errors_90d", numbers(means), &nothing);
    columns.rest_on("type_errors_90d", "mean over the reporting machines of this type");
    for id in ["critical_errors_30d", "same_error_30d", "errors_90d", "errors_prior_90d"] {
        columns.rest_on(id, "no event in a source declared complete for errors");
    }
}

/// The most frequent code of the last 30 days and its count; of equals the first by name.
fn top_code(errors: &Errors, machine: usize, today: i32) -> (Option<u32>, i64) {
    let events = errors.of(u32::try_from(machine).unwrap_or(u32::MAX));
    let mut counts: Vec<(u32, i64)> = Vec::new();
    for event in window(events, today, 30, 0) {
        match counts.iter_mut().find(|(code, _)| *code == event.code) {
            Some((_, count)) => *count += 1,
            None => counts.push((event.code, 1)),
        }
    }
    let name = |code: u32| errors.codes.get(code as usize);
    counts
        .into_iter()
        .max_by(|a, b| a.1.cmp(&b.1).then_with(|| name(b.0).cmp(&name(a.0))))
        .map_or((None, 0), |(code, count)| (Some(code), count))
}

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
