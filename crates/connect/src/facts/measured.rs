//! Facts of what is measured: vibration, load, and whether a machine is heard of at all.

use super::{Columns, numbers, sources_with, wholes};
use crate::telemetry::{Counters, Mean};
use ::telemetry::statistics::mann_kendall;
use ::telemetry::windows::{self, LOAD, MONTH, VIBRATION, WEEK, WEEKS, WINDOW, Windows};
use base::{CellRef, SeriesRef};

/// A value with what it rests on.
#[derive(Clone, Default)]
struct Found {
    value: Option<f64>,
    cells: Vec<CellRef>,
    series: Option<SeriesRef>,
}

impl Found {
    fn read(value: Option<f64>, series: SeriesRef) -> Self {
        Self { value, cells: Vec::new(), series: value.map(|_| series) }
    }
}

fn set(columns: &mut Columns<'_>, id: &str, of: impl Fn(&Columns<'_>, usize) -> Found) {
    let found: Vec<Found> = (0..columns.inputs.files.len()).map(|machine| of(columns, machine)).collect();
    let sources = sources_with(found.len(), |machine| found[machine].cells.clone(), |machine| found[machine].series);
    columns.set(id, numbers(found.iter().map(|of| of.value).collect()), &sources);
}

/// Vibration. Where readings of the lake and of lists both fall into a window, the lake's count: they are more.
pub(super) fn add_vibration(columns: &mut Columns<'_>, counters: &[Counters], lake: &Windows) {
    set(columns, "vibration", |columns, machine| {
        let listed = counters[machine].vibration;
        match lake.vibration[machine].latest {
            Some(read) if listed.is_none_or(|listed| listed.when < read.at.div_euclid(1_000_000)) => {
                let day = ::telemetry::lake::day_of(read.at);
                let series = SeriesRef { signal: Some(VIBRATION), from: day, to: day, days: 1, readings: None };
                Found::read(Some(read.value), series)
            }
            _ => Found {
                value: listed.map(|of| of.value),
                cells: listed.map(|of| columns.cell(of.at, "vibration")).into_iter().collect(),
                series: None,
            },
        }
    });
    let mean = |columns: &Columns<'_>, read: &windows::Mean, listed: Mean, until: usize| -> Found {
        match read.value() {
            Some(value) => {
                let window = columns.window(Some(VIBRATION), WINDOW, until, read.days, Some(read.readings));
                Found::read(Some(value), window)
            }
            None => Found {
                value: listed.value(),
                cells: listed.value().map(|_| columns.cell(listed.at, "vibration")).into_iter().collect(),
                series: None,
            },
        }
    };
    set(columns, "vibration_90d", |columns, machine| {
        mean(columns, &lake.vibration[machine].recent, counters[machine].vibration_90d, 0)
    });
    set(columns, "vibration_prior_90d", |columns, machine| {
        mean(columns, &lake.vibration[machine].before, counters[machine].vibration_prior_90d, WINDOW)
    });
    set(columns, "vibration_p95_7d", |columns, machine| {
        let week = &lake.vibration_week[machine];
        Found::read(week.p95(), columns.window(Some(VIBRATION), WEEK, 0, week.days, Some(week.readings())))
    });
    set(columns, "vibration_p95_usual", |columns, machine| {
        let usual = &lake.vibration_usual[machine];
        Found::read(usual.p95(), columns.window(Some(VIBRATION), WINDOW, WEEK, usual.days, None))
    });
    let trends: Vec<_> = lake.vibration.iter().map(|of| mann_kendall(&of.weekly())).collect();
    let window = |columns: &Columns<'_>, machine: usize| -> SeriesRef {
        let of = &lake.vibration[machine];
        columns.window(Some(VIBRATION), WEEKS * WEEK, 0, of.recent.days, Some(of.weekly_readings()))
    };
    set(columns, "vibration_trend_p", |columns, machine| {
        Found::read(trends[machine].map(|of| of.p), window(columns, machine))
    });
    set(columns, "vibration_slope", |columns, machine| {
        Found::read(trends[machine].map(|of| of.slope), window(columns, machine))
    });
}

/// Load, silence and coverage.
pub(super) fn add_presence(columns: &mut Columns<'_>, lake: &Windows) {
    let load = |columns: &Columns<'_>, machine: usize, value: Option<f64>| -> Found {
        let mean = &lake.load[machine].mean;
        Found::read(value, columns.window(Some(LOAD), MONTH, 0, mean.days, Some(mean.readings)))
    };
    set(columns, "load_mean_30d", |columns, machine| load(columns, machine, lake.load[machine].mean.value()));
    set(columns, "load_high_30d", |columns, machine| {
        load(columns, machine, lake.load[machine].high().map(|share| share * 100.0))
    });
    set(columns, "telemetry_coverage_30d", |columns, machine| {
        let of = &lake.presence[machine];
        #[expect(clippy::cast_precision_loss, reason = "a month")]
        let covered = of.newest.map(|_| f64::from(of.days()) / MONTH as f64 * 100.0);
        Found::read(covered, columns.window(None, MONTH, 0, of.days(), None))
    });
    let as_of = columns.inputs.as_of;
    let newest: Vec<_> = lake.presence.iter().map(|of| of.newest.map(::telemetry::lake::day_of)).collect();
    let silent = newest.iter().map(|day| day.map(|day| (as_of - day).num_days())).collect();
    let series = |machine: usize| {
        newest[machine].map(|day| SeriesRef { signal: None, from: day, to: day, days: 1, readings: None })
    };
    let sources = sources_with(newest.len(), |_| Vec::new(), series);
    columns.set("days_silent", wholes(silent), &sources);
}
