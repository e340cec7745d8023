//! What is true of one machine at a date, worked out naively from the model. Every window ends with `as_of` and
//! nothing dated later counts. `None` means that the files do not tell.

use super::calendar::{days_between, months_after, months_before, plus_days};
use super::contracts::{Contract, End};
use super::machine::Machine;
use super::telemetry::{Counter, ErrorEvent, Level};
use super::types::MachineType;
use super::visits::Visit;
use super::world::World;
use chrono::NaiveDate;

/// Whether a contract covers the machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Status {
    Active,
    Expired,
    Without,
}

/// A machine's contract at a date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Coverage {
    pub(crate) status: Option<Status>,
    pub(crate) days_left: Option<i64>,
    pub(crate) notice_days_left: Option<i64>,
}

/// Growth of the hour counter over the last quarter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    pub(crate) tenths: i64,
    pub(crate) days: i64,
}

/// Everything the verdicts of one machine stand on, but its type's average.
pub(crate) struct Facts<'a> {
    pub(crate) retired: bool,
    pub(crate) installed: Option<NaiveDate>,
    /// Index of the type, where known and in the type list.
    pub(crate) listed_kind: Option<usize>,
    pub(crate) kind: Option<&'a MachineType>,
    pub(crate) coverage: Coverage,
    pub(crate) since_maintenance: Option<i64>,
    pub(crate) pace: Option<Pace>,
    /// Errors of the last 30 days: the largest count of one code, and the critical ones.
    pub(crate) repeated: Option<u32>,
    pub(crate) critical: Option<u32>,
    /// Errors of the last 90 days and of the 90 before.
    pub(crate) errors: Option<(u32, u32)>,
    pub(crate) last_order: Option<NaiveDate>,
    pub(crate) warranty_end: Option<NaiveDate>,
    pub(crate) vibration: Option<i64>,
    pub(crate) hours: Option<i64>,
    /// Whether the mean vibration of the last 90 days is above 1.1 times that of the 90 before.
    pub(crate) rougher: Option<bool>,
}

/// The machine's facts, its PDF report included.
pub(crate) fn facts<'a>(world: &'a World, machine: &Machine) -> Facts<'a> {
    let today = world.as_of;
    let listed_kind = machine.known_kind().filter(|at| world.types.get(*at).is_some_and(|kind| kind.listed));
    let (repeated, critical) = month_of_errors(&machine.errors, today).map_or((None, None), |(s, c)| (Some(s), c));
    Facts {
        retired: machine.retired,
        installed: machine.known_installation(),
        listed_kind,
        kind: listed_kind.and_then(|at| world.types.get(at)),
        coverage: coverage(&machine.contracts, today),
        since_maintenance: since_maintenance(machine, today, true),
        pace: pace(&machine.counters, today),
        repeated,
        critical,
        errors: quarters_of_errors(&machine.errors, today),
        last_order: machine.orders.iter().map(|line| line.date).filter(|date| *date <= today).max(),
        warranty_end: machine.erp.as_ref().and_then(|entry| entry.warranty_end),
        vibration: latest(&machine.counters, today, |counter| counter.vibration),
        hours: latest(&machine.counters, today, |counter| counter.hours),
        rougher: vibration_sums(&machine.counters, today).map(|sums| sums.excess() > 0),
    }
}

fn latest(counters: &[Counter], today: NaiveDate, value: impl Fn(&Counter) -> Option<i64>) -> Option<i64> {
    let told = counters.iter().filter(|counter| counter.date <= today && value(counter).is_some());
    told.max_by_key(|counter| counter.date).and_then(value)
}

/// Tenths of hours between the last maintenance and the latest counter.
pub(crate) fn since_maintenance(machine: &Machine, today: NaiveDate, with_report: bool) -> Option<i64> {
    let now = latest(&machine.counters, today, |counter| counter.hours)?;
    let report = machine.report_visit.as_ref().filter(|_| with_report);
    let maintenance = |visit: &&Visit| visit.purpose.maintains() && visit.date <= today;
    let last = machine.visits.iter().chain(report).filter(maintenance).max_by_key(|visit| visit.date);
    let since = match last {
        Some(visit) => now - visit.hours? * 10,
        None => now,
    };
    (since >= 0).then_some(since)
}

/// The counter's growth over D-90 < date <= D.
pub(crate) fn pace(counters: &[Counter], today: NaiveDate) -> Option<Pace> {
    let first = plus_days(today, -90);
    let told = |counter: &&Counter| counter.date > first && counter.date <= today && counter.hours.is_some();
    let earliest = counters.iter().filter(told).min_by_key(|counter| counter.date)?;
    let latest = counters.iter().filter(told).max_by_key(|counter| counter.date)?;
    let days = days_between(earliest.date, latest.date);
    (days > 0).then_some(Pace { tenths: latest.hours? - earliest.hours?, days })
}

/// Largest count of one code and count of critical events in D-30 < date <= D; nothing where no event ever came.
fn month_of_errors(errors: &[ErrorEvent], today: NaiveDate) -> Option<(u32, Option<u32>)> {
    if !errors.iter().any(|event| event.date <= today) {
        return None;
    }
    let first = plus_days(today, -30);
    let in_window = || errors.iter().filter(|event| event.date > first && event.date <= today);
    let mut repeated = 0;
    for event in in_window() {
        let same = in_window().filter(|other| other.code == event.code).count();
        repeated = repeated.max(u32::try_from(same).unwrap_or(u32::MAX));
    }
    let critical = in_window().filter(|event| event.level == Level::Critical).count();
    let blank = in_window().any(|event| event.level == Level::Blank);
    let critical = if critical == 0 && blank { None } else { u32::try_from(critical).ok() };
    Some((repeated, critical))
}

fn quarters_of_errors(errors: &[ErrorEvent], today: NaiveDate) -> Option<(u32, u32)> {
    if !errors.iter().any(|event| event.date <= today) {
        return None;
    }
    let (middle, first) = (plus_days(today, -90), plus_days(today, -180));
    let count = |after: NaiveDate, to: NaiveDate| {
        let found = errors.iter().filter(|event| event.date > after && event.date <= to).count();
        u32::try_from(found).unwrap_or(u32::MAX)
    };
    Some((count(middle, today), count(first, middle)))
}

/// Sums and counts of vibration in the last 90 days and the 90 before.
pub(crate) struct VibrationSums {
    recent: (i64, i64),
    before: (i64, i64),
}

impl VibrationSums {
    /// Above zero where the recent mean is above 1.1 times the mean before: 10 * r / n - 11 * b / m, without division.
    pub(crate) const fn excess(&self) -> i64 {
        10 * self.recent.0 * self.before.1 - 11 * self.before.0 * self.recent.1
    }

    /// Whether the ratio of the means is within a thousandth of 1.1.
    pub(crate) const fn is_tied(&self) -> bool {
        self.excess().abs() * 100 <= self.before.0 * self.recent.1
    }
}

pub(crate) fn vibration_sums(counters: &[Counter], today: NaiveDate) -> Option<VibrationSums> {
    let (middle, first) = (plus_days(today, -90), plus_days(today, -180));
    let (mut recent, mut before) = ((0, 0), (0, 0));
    for counter in counters.iter().filter(|counter| counter.date > first && counter.date <= today) {
        let window = if counter.date > middle { &mut recent } else { &mut before };
        if let Some(vibration) = counter.vibration {
            *window = (window.0 + vibration, window.1 + 1);
        }
    }
    (recent.1 > 0 && before.1 > 0).then_some(VibrationSums { recent, before })
}

/// Days as an open-ended contract has them: to 31 December 9999.
fn end_date(end: End) -> Option<NaiveDate> {
    match end {
        End::On(date) => Some(date),
        End::Open => NaiveDate::from_ymd_opt(9999, 12, 31),
        End::Blank => None,
    }
}

/// The contract of a machine at a date.
pub(crate) fn coverage(contracts: &[Contract], today: NaiveDate) -> Coverage {
    let dated = || contracts.iter().filter_map(|row| end_date(row.end).map(|end| (row, end)));
    let active = dated().filter(|(row, end)| row.start <= today && today <= *end).max_by_key(|(_, end)| *end);
    let Some((mut last, mut end)) = active else {
        let open = contracts.iter().any(|row| row.end == End::Blank && row.start <= today);
        let status = if open {
            None
        } else if dated().any(|(_, end)| end < today) {
            Some(Status::Expired)
        } else {
            Some(Status::Without)
        };
        return Coverage { status, days_left: None, notice_days_left: None };
    };
    while let Some((row, later)) = dated().find(|(row, later)| row.start <= plus_days(end, 1) && *later > end) {
        (last, end) = (row, later);
    }
    let days_left = days_between(today, end);
    let notice_days_left = match (last.notice, last.end) {
        (Some(notice), End::Open) => next_notice(last.start, notice, today).unwrap_or(days_left),
        (Some(notice), _) if days_left >= notice => days_left - notice,
        _ => days_left,
    };
    Coverage { status: Some(Status::Active), days_left: Some(days_left), notice_days_left: Some(notice_days_left) }
}

/// Days to the notice date of the next anniversary that can still be met.
fn next_notice(start: NaiveDate, notice: i64, today: NaiveDate) -> Option<i64> {
    let left = |years: u32| days_between(today, months_after(start, years * 12)) - notice;
    (1..10_000).map(left).find(|days| *days >= 0)
}

/// Whether the installation lies before the date so many months ago.
pub(crate) fn before_months(date: NaiveDate, today: NaiveDate, months: u32) -> bool {
    date < months_before(today, months)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date in a test")
    }

    fn row(start: &str, end: End, notice: Option<i64>) -> Contract {
        Contract { kind: "Wartung", start: date(start), end, notice, value: 0 }
    }

    fn told(rows: &[Contract]) -> (Option<Status>, Option<i64>, Option<i64>) {
        let Coverage { status, days_left, notice_days_left } = coverage(rows, date("2026-11-01"));
        (status, days_left, notice_days_left)
    }

    #[test]
    fn a_chain_is_followed_over_renewals_but_not_over_a_gap() {
        let first = row("2026-01-01", End::On(date("2026-12-31")), Some(90));
        let next = row("2027-01-01", End::On(date("2027-12-31")), Some(90));
        let late = row("2027-01-02", End::On(date("2027-12-31")), Some(90));
        assert_eq!(told(&[first]), (Some(Status::Active), Some(60), Some(60)));
        assert_eq!(told(&[next, first]), (Some(Status::Active), Some(425), Some(335)));
        assert_eq!(told(&[first, late]), (Some(Status::Active), Some(60), Some(60)));
    }

    #[test]
    fn without_an_end_the_status_is_not_known_unless_another_row_runs() {
        let blank = row("2026-01-01", End::Blank, None);
        let ended = row("2025-01-01", End::On(date("2025-12-31")), None);
        let running = row("2026-06-01", End::On(date("2027-05-31")), None);
        assert_eq!(told(&[ended, blank]), (None, None, None));
        assert_eq!(told(&[ended]), (Some(Status::Expired), None, None));
        assert_eq!(told(&[]), (Some(Status::Without), None, None));
        assert_eq!(told(&[blank, running]).1, Some(211));
    }

    #[test]
    fn an_open_ended_contract_can_be_left_at_its_anniversary() {
        // The anniversary of 15 November can no longer be met with 30 days of notice; the next one is a year later.
        let open = row("2020-11-15", End::Open, Some(30));
        assert_eq!(told(&[open]).2, Some(349));
        let open = row("2020-12-01", End::Open, Some(30));
        assert_eq!(told(&[open]).2, Some(0));
        assert!(told(&[row("2020-12-01", End::Open, None)]).2.is_some_and(|days| days > 1_000_000));
    }
}
