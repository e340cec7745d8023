//! Facts of error events: counts by severity and code, and whether they come more often than they did, than they do on
//! other machines of the type, and from week to week.

use super::machine::installed;
use super::{Columns, days, numbers, sources_of, texts, wholes};
use crate::telemetry::{ERROR_DAYS, Errors, Event};
use ::telemetry::statistics::{TypeRate, mann_kendall, rate_has_risen, shrunken_rate};
use base::{CellRef, Kind};

/// Events of one machine in a window that ends `until` days before the day and begins `from` days before it.
fn window(events: &[Event], today: i32, from: i32, until: i32) -> impl Iterator<Item = &Event> {
    events.iter().filter(move |event| event.day > today - from && event.day <= today - until)
}

/// Days of the window a rate is looked at in.
const RECENT: i32 = 90;

/// Weeks a trend is looked for in.
const TREND_WEEKS: i32 = 26;

/// Machines of a type below which their average says nothing of the type.
const LEAST_MACHINES: usize = 3;

/// The events of all machines, and who is listened to.
struct Reported<'a> {
    errors: &'a Errors,
    today: i32,
    /// Whether a source is declared to hold all errors.
    complete: bool,
}

impl Reported<'_> {
    /// Whether no event means none.
    fn known(&self, machine: usize) -> bool {
        self.complete || self.errors.latest[machine].is_some()
    }

    fn events(&self, machine: usize) -> &[Event] {
        self.errors.of(u32::try_from(machine).unwrap_or(u32::MAX))
    }

    fn window(&self, machine: usize, from: i32, until: i32) -> impl Iterator<Item = &Event> {
        window(self.events(machine), self.today, from, until)
    }

    fn count(&self, machine: usize, from: i32, until: i32) -> u64 {
        self.window(machine, from, until).count() as u64
    }

    /// The cells of events; with none in the window, the latest event shows that the machine does report.
    fn cells<'e>(
        &self,
        columns: &Columns<'_>,
        machine: usize,
        events: impl Iterator<Item = &'e Event>,
        field: &str,
    ) -> Vec<CellRef> {
        let found: Vec<CellRef> = events.map(|event| columns.cell(event.at, field)).collect();
        if !found.is_empty() {
            return found;
        }
        self.errors.latest[machine].map(|latest| columns.cell(latest.at, "occurred_at")).into_iter().collect()
    }
}

pub(super) fn add(columns: &mut Columns<'_>, errors: &Errors, type_of: &[Option<u32>]) {
    let reported = Reported { errors, today: columns.today, complete: columns.is_complete(Kind::Errors) };
    for (id, from) in [("critical_errors_30d", 30), ("critical_errors_90d", 90)] {
        add_critical(columns, &reported, id, from);
    }
    for (id, code, from) in [("same_error_30d", None, 30), ("same_error_90d", Some("top_error_90d"), 90)] {
        add_same(columns, &reported, id, code, from);
    }
    add_codes(columns, &reported);
    for (id, from, until) in
        [("errors_7d", 7, 0), ("errors_30d", 30, 0), ("errors_90d", 90, 0), ("errors_prior_90d", 180, 90)]
    {
        let machines = columns.inputs.files.len();
        let counts = (0..machines)
            .map(|machine| {
                let count = reported.count(machine, from, until);
                reported.known(machine).then(|| i64::try_from(count).unwrap_or(i64::MAX))
            })
            .collect();
        let sources = sources_of(machines, |machine| {
            reported.cells(columns, machine, reported.window(machine, from, until), "error_code")
        });
        columns.set(id, wholes(counts), &sources);
        columns.rest_on(id, NONE);
    }
    add_type_mean(columns, &reported, type_of);
    add_rates(columns, &reported, type_of);
    add_trend(columns, &reported);
}

/// How many different error codes came on the day itself: on the Azure predictive maintenance set the sign that a failure is near
/// (docs/benchmarks.md).
fn add_codes(columns: &mut Columns<'_>, reported: &Reported<'_>) {
    const ID: &str = "error_codes_1d";
    let machines = columns.inputs.files.len();
    let counts = (0..machines).map(|machine| {
        let mut codes: Vec<u32> = reported.window(machine, 1, 0).map(|event| event.code).collect();
        codes.sort_unstable();
        codes.dedup();
        // An event without a code may have been any.
        let uncoded = codes.iter().any(|code| reported.errors.codes.get(*code as usize).is_none_or(String::is_empty));
        (reported.known(machine) && !uncoded).then(|| i64::try_from(codes.len()).unwrap_or(i64::MAX))
    });
    let counts = counts.collect();
    let sources =
        sources_of(machines, |machine| reported.cells(columns, machine, reported.window(machine, 1, 0), "error_code"));
    columns.set(ID, wholes(counts), &sources);
    columns.rest_on(ID, NONE);
}

/// What a count of zero rests on where no event ever came.
const NONE: &str = "no event in a source declared complete for errors";

fn add_critical(columns: &mut Columns<'_>, reported: &Reported<'_>, id: &'static str, from: i32) {
    let machines = columns.inputs.files.len();
    let critical = (0..machines).map(|machine| {
        let (mut critical, mut unsaid) = (0, false);
        for event in reported.window(machine, from, 0) {
            match event.critical {
                Some(true) => critical += 1,
                Some(false) => {}
                None => unsaid = true,
            }
        }
        (reported.known(machine) && (critical > 0 || !unsaid)).then_some(critical)
    });
    let critical = critical.collect();
    let sources = sources_of(machines, |machine| {
        let events = reported.window(machine, from, 0).filter(|event| event.critical == Some(true));
        reported.cells(columns, machine, events, "severity")
    });
    columns.set(id, wholes(critical), &sources);
    columns.rest_on(id, NONE);
}

fn add_same(
    columns: &mut Columns<'_>,
    reported: &Reported<'_>,
    id: &'static str,
    code: Option<&'static str>,
    from: i32,
) {
    let machines = columns.inputs.files.len();
    let errors = reported.errors;
    let tops: Vec<(Option<u32>, i64)> = (0..machines).map(|machine| top_code(reported, machine, from)).collect();
    // An event without a code may have been any; how often one code came is then not known.
    let uncoded = |machine: usize| {
        reported
            .window(machine, from, 0)
            .any(|event| errors.codes.get(event.code as usize).is_none_or(String::is_empty))
    };
    let known: Vec<bool> = (0..machines).map(|machine| reported.known(machine) && !uncoded(machine)).collect();
    let sources = sources_of(machines, |machine| {
        let events = reported.window(machine, from, 0).filter(|event| Some(event.code) == tops[machine].0);
        reported.cells(columns, machine, events, "error_code")
    });
    columns.set(id, wholes((0..machines).map(|machine| known[machine].then_some(tops[machine].1)).collect()), &sources);
    columns.rest_on(id, NONE);
    if let Some(code) = code {
        let name = |machine: usize| {
            let top = tops[machine].0.filter(|_| known[machine])?;
            errors.codes.get(top as usize).map(String::as_str)
        };
        columns.set(code, texts((0..machines).map(name).collect()), &sources);
    }
}

fn add_type_mean(columns: &mut Columns<'_>, reported: &Reported<'_>, type_of: &[Option<u32>]) {
    let machines = columns.inputs.files.len();
    let mut sums: Vec<(u64, u64)> = Vec::new();
    for (machine, at) in type_of.iter().enumerate() {
        let retired = !columns.inputs.files.in_field(machine, columns.inputs.as_of);
        if let (Some(at), true, false) = (at, reported.known(machine), retired) {
            let at = *at as usize;
            if sums.len() <= at {
                sums.resize(at + 1, (0, 0));
            }
            sums[at].0 += reported.count(machine, RECENT, 0);
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
}

/// The rate of the last 90 days against the machine's own past and against its type's.
fn add_rates(columns: &mut Columns<'_>, reported: &Reported<'_>, type_of: &[Option<u32>]) {
    let files = columns.inputs.files;
    let machines = files.len();
    let listened = reported.errors.since.unwrap_or(reported.today);
    // Days on which the machine could report: it stood in the field, and somebody listened.
    let lived: Vec<i32> = (0..machines)
        .map(|machine| {
            let installed = installed(files, machine).map_or(i32::MIN, |(day, _)| days(day));
            let since = installed.max(listened).max(reported.today - i32::try_from(ERROR_DAYS).unwrap_or(360));
            (reported.today - since + 1).max(0)
        })
        .collect();
    let rises = (0..machines).map(|machine| {
        let (recent, before) = (lived[machine].min(RECENT), lived[machine] - RECENT);
        if !reported.known(machine) || before <= 0 {
            return None;
        }
        let (now, then) = (reported.count(machine, RECENT, 0), reported.count(machine, RECENT + before, RECENT));
        rate_has_risen(now, f64::from(recent), then, f64::from(before))
    });
    let rises = rises.collect();
    let sources = sources_of(machines, |machine| {
        reported.cells(columns, machine, reported.window(machine, RECENT, 0), "error_code")
    });
    columns.set("error_rise_p", numbers(rises), &sources);
    columns.rest_on("error_rise_p", NONE);

    let mut of_types: Vec<Vec<(f64, f64)>> = Vec::new();
    #[expect(clippy::cast_precision_loss, reason = "counts of events")]
    let of = |machine: usize| -> Option<(f64, f64)> {
        let days = lived[machine].min(RECENT);
        (reported.known(machine) && days > 0).then(|| (reported.count(machine, RECENT, 0) as f64, f64::from(days)))
    };
    for (machine, at) in type_of.iter().enumerate() {
        if let (Some(at), Some(of), true) = (at, of(machine), files.in_field(machine, columns.inputs.as_of)) {
            let at = *at as usize;
            if of_types.len() <= at {
                of_types.resize(at + 1, Vec::new());
            }
            of_types[at].push(of);
        }
    }
    let rates: Vec<Option<TypeRate>> =
        of_types.iter().map(|of| (of.len() >= LEAST_MACHINES).then(|| TypeRate::of(of)).flatten()).collect();
    let ratios = type_of.iter().enumerate().map(|(machine, at)| {
        let of_type = rates.get((*at)? as usize).copied().flatten()?;
        let (events, days) = of(machine)?;
        Some(shrunken_rate(events, days, of_type) / of_type.mean)
    });
    let ratios = ratios.collect();
    columns.set("errors_vs_type", numbers(ratios), &sources);
    columns.rest_on("errors_vs_type", NONE);
}

/// Whether errors rise from week to week.
fn add_trend(columns: &mut Columns<'_>, reported: &Reported<'_>) {
    let machines = columns.inputs.files.len();
    let listened = reported.errors.since.unwrap_or(reported.today);
    let trends: Vec<_> = (0..machines)
        .map(|machine| {
            let begins = reported.today - 7 * TREND_WEEKS;
            if !reported.known(machine) || listened > begins + 1 {
                return None;
            }
            let mut weeks = vec![0.0; usize::try_from(TREND_WEEKS).unwrap_or(0)];
            for event in reported.window(machine, 7 * TREND_WEEKS, 0) {
                if let Some(week) = usize::try_from((event.day - begins - 1) / 7).ok().and_then(|at| weeks.get_mut(at))
                {
                    *week += 1.0;
                }
            }
            let points: Vec<(f64, f64)> = (0_u32..).map(f64::from).zip(weeks).collect();
            mann_kendall(&points)
        })
        .collect();
    let sources = sources_of(machines, |machine| {
        reported.cells(columns, machine, reported.window(machine, 7 * TREND_WEEKS, 0), "error_code")
    });
    columns.set("error_trend_p", numbers(trends.iter().map(|of| of.map(|of| of.p)).collect()), &sources);
    columns.set("error_slope", numbers(trends.iter().map(|of| of.map(|of| of.slope)).collect()), &sources);
    columns.rest_on("error_trend_p", NONE);
    columns.rest_on("error_slope", NONE);
}

/// The most frequent code of the last days and its count; of equals the first by name.
fn top_code(reported: &Reported<'_>, machine: usize, from: i32) -> (Option<u32>, i64) {
    let mut counts: Vec<(u32, i64)> = Vec::new();
    for event in reported.window(machine, from, 0) {
        match counts.iter_mut().find(|(code, _)| *code == event.code) {
            Some((_, count)) => *count += 1,
            None => counts.push((event.code, 1)),
        }
    }
    let name = |code: u32| reported.errors.codes.get(code as usize);
    counts
        .into_iter()
        .max_by(|a, b| a.1.cmp(&b.1).then_with(|| name(b.0).cmp(&name(a.0))))
        .map_or((None, 0), |(code, count)| (Some(code), count))
}
