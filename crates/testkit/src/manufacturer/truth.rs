//! The ten verdicts of one machine, three-valued as in SQL: true fires, false does not, null is unknown.

use super::calendar::{days_between, months_before};
use super::facts::{Facts, Status, before_months, pace, since_maintenance, vibration_sums};
use super::machine::Machine;
use super::telemetry::Counter;
use super::world::World;
use chrono::NaiveDate;
use std::fmt::Write as _;

/// True, false or unknown.
pub(crate) type Verdict = Option<bool>;

pub(crate) const fn and(left: Verdict, right: Verdict) -> Verdict {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

pub(crate) const fn or(left: Verdict, right: Verdict) -> Verdict {
    match (left, right) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// As the truth file spells it.
pub(crate) const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Some(true) => "fires",
        Some(false) => "no",
        None => "unknown",
    }
}

/// The triggers in the order of the truth file; the last one needs the averages of all types.
pub(crate) const TRIGGERS: [&str; 10] = [
    "contract-expiring",
    "machine-aging",
    "maintenance-due",
    "error-signal",
    "parts-inactive",
    "warranty-expiring",
    "wear-threshold",
    "end-of-life",
    "modernization-at-renewal",
    "error-rate-rising",
];

/// How many verdicts can be given without the averages of the types.
pub(crate) const SETTLED: usize = 9;

/// The first nine verdicts.
pub(crate) fn verdicts(world: &World, facts: &Facts<'_>) -> [Verdict; SETTLED] {
    if facts.retired {
        return [Some(false); SETTLED];
    }
    let today = world.as_of;
    let active = facts.coverage.status.map(|status| status == Status::Active);
    let below = |days: Option<i64>, limit: i64| days.map(|days| days < limit);
    let older = |date: Option<NaiveDate>, months: u32| date.map(|date| before_months(date, today, months));
    let ends_soon = below(facts.coverage.days_left, 90);
    [
        and(active, or(ends_soon, below(facts.coverage.notice_days_left, 90))),
        older(facts.installed, 120),
        maintenance_due(facts.since_maintenance, facts),
        or(facts.critical.map(|count| count >= 1), facts.repeated.map(|count| count >= 3)),
        older(facts.last_order.or(facts.installed), 24),
        facts.warranty_end.map(|end| (0..60).contains(&days_between(today, end))),
        or(
            facts.vibration.zip(facts.kind).map(|(vibration, kind)| vibration > kind.vibration_limit),
            facts.hours.zip(facts.kind).map(|(tenths, kind)| tenths > kind.hours_limit * 10),
        ),
        end_of_life(facts, today),
        modernization(facts, and(active, ends_soon)),
    ]
}

/// H >= I OR H + 30 * R >= I, in tenths of hours and without division.
pub(crate) fn maintenance_due(since: Option<i64>, facts: &Facts<'_>) -> Verdict {
    let interval = facts.kind.map(|kind| kind.interval * 10);
    let now = since.zip(interval).map(|(since, interval)| since >= interval);
    let soon = since
        .zip(interval)
        .zip(facts.pace)
        .map(|((since, interval), pace)| (since - interval) * pace.days + 30 * pace.tenths >= 0);
    or(now, soon)
}

fn end_of_life(facts: &Facts<'_>, today: NaiveDate) -> Verdict {
    let ending = facts.kind.map(|kind| {
        kind.end_of_life.is_some_and(|date| date <= today) || kind.parts_discontinued || kind.successor.is_some()
    });
    and(ending, facts.coverage.status.map(|status| status != Status::Active))
}

fn modernization(facts: &Facts<'_>, renewal: Verdict) -> Verdict {
    let more_errors = facts.errors.map(|(recent, before)| recent > before);
    let package = facts.kind.map(|kind| kind.package.is_some());
    and(renewal, and(or(facts.rougher, more_errors), package))
}

/// Whether the machine is between 8 and 12 years old, both included.
pub(crate) fn of_rising_age(facts: &Facts<'_>, today: NaiveDate) -> Verdict {
    facts.installed.map(|date| (months_before(today, 144)..=months_before(today, 96)).contains(&date))
}

/// Whether errors rise, given the type's mean as sum and count of machines.
pub(crate) fn error_rate_rising(age: Verdict, errors: Option<(u32, u32)>, mean: Option<(u64, u64)>) -> Verdict {
    let above_mean = errors.zip(mean).map(|((recent, _), (sum, machines))| u64::from(recent) * machines > sum);
    and(age, and(above_mean, errors.map(|(recent, before)| recent > before)))
}

/// The numbers behind a verdict, for a person who looks for a difference.
pub(crate) fn explain(trigger: usize, facts: &Facts<'_>, text: &mut String) {
    text.clear();
    let mut say = |name: &str, value: Option<i64>| {
        if let Some(value) = value {
            // Writing to a String cannot fail.
            let _ = write!(text, "{}{name}={value}", if text.is_empty() { "" } else { " " });
        }
    };
    match trigger {
        0 => {
            say("days_left", facts.coverage.days_left);
            say("notice_days_left", facts.coverage.notice_days_left);
        }
        1 => {
            if let Some(date) = facts.installed {
                let _ = write!(text, "installed_on={date}");
            }
        }
        2 => {
            say("tenths_since_maintenance", facts.since_maintenance);
            say("interval", facts.kind.map(|kind| kind.interval));
            say("pace_tenths", facts.pace.map(|pace| pace.tenths));
            say("pace_days", facts.pace.map(|pace| pace.days));
        }
        3 => {
            say("critical", facts.critical.map(i64::from));
            say("repeated", facts.repeated.map(i64::from));
        }
        4 => {
            if let Some(date) = facts.last_order {
                let _ = write!(text, "last_order={date}");
            }
        }
        5 => {
            if let Some(date) = facts.warranty_end {
                let _ = write!(text, "warranty_end={date}");
            }
        }
        6 => {
            say("vibration_hundredths", facts.vibration);
            say("hours_tenths", facts.hours);
        }
        7 => text.push_str(match facts.coverage.status {
            Some(Status::Active) => "status=active",
            Some(Status::Expired) => "status=expired",
            Some(Status::Without) => "status=none",
            None => "",
        }),
        _ => {
            say("days_left", facts.coverage.days_left);
            say("errors_90", facts.errors.map(|errors| i64::from(errors.0)));
            say("errors_before", facts.errors.map(|errors| i64::from(errors.1)));
            say("rougher", facts.rougher.map(i64::from));
        }
    }
}

/// Whether the hours to come meet the interval within a twentieth of an hour, with or without the PDF report, so that
/// a reader's rounding could decide. Hours that meet the interval exactly are no tie.
pub(crate) fn due_is_tied(machine: &Machine, today: NaiveDate, interval: i64) -> bool {
    let pace = pace(&machine.counters, today);
    [true, false].into_iter().any(|with_report| {
        since_maintenance(machine, today, with_report).is_some_and(|since| {
            let over = since - interval * 10;
            let soon = pace.is_some_and(|pace| (2 * (over * pace.days + 30 * pace.tenths)).abs() <= pace.days);
            soon && over != 0
        })
    })
}

/// Whether the ratio of the quarters' mean vibration is so near 1.1 that rounding could decide.
pub(crate) fn ratio_is_tied(counters: &[Counter], today: NaiveDate) -> bool {
    vibration_sums(counters, today).is_some_and(|sums| sums.is_tied())
}

#[cfg(test)]
mod tests {
    use super::*;

    const YES: Verdict = Some(true);
    const NO: Verdict = Some(false);

    #[test]
    fn three_valued_logic_is_that_of_sql() {
        let table = [(YES, YES), (YES, NO), (YES, None), (NO, NO), (NO, None), (None, None)];
        let ands: Vec<_> = table.iter().map(|(left, right)| and(*left, *right)).collect();
        let ors: Vec<_> = table.iter().map(|(left, right)| or(*left, *right)).collect();
        assert_eq!(ands, [YES, NO, None, NO, NO, None]);
        assert_eq!(ors, [YES, YES, YES, NO, None, None]);
        assert!(table.iter().all(|(left, right)| and(*left, *right) == and(*right, *left)));
    }

    #[test]
    fn a_rate_rises_only_above_the_mean_and_the_quarter_before() {
        assert_eq!(error_rate_rising(YES, Some((4, 3)), Some((7, 2))), YES);
        assert_eq!(error_rate_rising(YES, Some((4, 3)), Some((8, 2))), NO);
        assert_eq!(error_rate_rising(YES, Some((4, 4)), Some((7, 2))), NO);
        assert_eq!(error_rate_rising(YES, Some((4, 4)), None), NO);
        assert_eq!(error_rate_rising(YES, Some((5, 4)), None), None);
        assert_eq!(error_rate_rising(NO, None, None), NO);
    }
}
