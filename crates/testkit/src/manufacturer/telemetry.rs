//! A year of error events and fortnightly counters of connected machines.

use super::boundary::Boundary;
use super::calendar::{days_between, plus_days};
use super::machine::Machine;
use super::rng::{Rng, Stream};
use super::truth::ratio_is_tied;
use super::world::World;
use chrono::NaiveDate;

/// How bad an event is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Level {
    Critical,
    Warning,
    Info,
    /// The cell is empty.
    Blank,
}

/// Error codes with their text; the first two are the critical ones.
pub(crate) const CODES: [(&str, &str, Level); 14] = [
    ("E0101", "Not-Halt ausgelöst", Level::Critical),
    ("E0417", "Antrieb Achse Z: Überstrom", Level::Critical),
    ("W1203", "Kühlmittelstand niedrig", Level::Warning),
    ("W1207", "Spindeltemperatur hoch", Level::Warning),
    ("W1311", "Hydraulikdruck unter Sollwert", Level::Warning),
    ("W1420", "Filter verschmutzt", Level::Warning),
    ("W1502", "Schleppfehler Achse X", Level::Warning),
    ("W1503", "Schleppfehler Achse Y", Level::Warning),
    ("W1718", "Lichtgitter unterbrochen", Level::Warning),
    ("W1904", "Netzspannung schwankt", Level::Warning),
    ("I2001", "Werkzeugwechsel überfällig", Level::Info),
    ("I2002", "Schmierung angefordert", Level::Info),
    ("I2110", "Programm abgebrochen", Level::Info),
    ("I2500", "Fernzugriff beendet", Level::Info),
];

/// One error event.
pub(crate) struct ErrorEvent {
    pub(crate) date: NaiveDate,
    /// Seconds of the day.
    pub(crate) second: u32,
    /// Index in [`CODES`].
    pub(crate) code: usize,
    pub(crate) level: Level,
}

/// One counter state.
pub(crate) struct Counter {
    pub(crate) date: NaiveDate,
    pub(crate) hour: u32,
    /// In tenths of an hour.
    pub(crate) hours: Option<i64>,
    /// In hundredths of mm/s.
    pub(crate) vibration: Option<i64>,
}

/// The machine's error events, in order of time.
pub(crate) fn errors(world: &World, machine: &Machine) -> Vec<ErrorEvent> {
    let mut list = Vec::new();
    if !machine.connected {
        return list;
    }
    let mut rng = Rng::of(world.seed, Stream::Errors, machine.index);
    let today = world.as_of;
    let span = days_between(machine.installed, today).clamp(0, 364);
    let level = |code: usize, rng: &mut Rng| {
        if machine.severity_lost && rng.permille(600) {
            return Level::Blank;
        }
        CODES.get(code).map_or(Level::Info, |code| code.2)
    };
    let event = |days_ago: i64, code: usize, rng: &mut Rng| ErrorEvent {
        date: plus_days(today, -days_ago),
        second: rng.below(86_400),
        code,
        level: level(code, rng),
    };
    let quiet_month = matches!(
        machine.boundary,
        Some(
            Boundary::ThreeSameErrors
                | Boundary::TwoSameErrors
                | Boundary::CriticalThirtyDaysAgo
                | Boundary::CriticalTwentyNineDaysAgo
        )
    );
    if machine.is_plain() || !rng.permille(12) {
        let year = rng.between(3, 16);
        let count = (year * (span + 1) + 182) / 365;
        for _ in 0..count {
            let days_ago = rng.between(0, span);
            let code = if rng.permille(24) { rng.below(2) as usize } else { 2 + rng.below(12) as usize };
            if !(quiet_month && days_ago <= 30) {
                list.push(event(days_ago, code, &mut rng));
            }
        }
        // A plain machine has had an event, so that its counts are known.
        if machine.is_plain() && list.is_empty() {
            list.push(event(200.min(span), 4, &mut rng));
        }
    }
    let of_an_age = matches!(
        machine.boundary,
        Some(
            Boundary::AgeEightYears
                | Boundary::AgeEightYearsLessADay
                | Boundary::AgeTwelveYears
                | Boundary::AgeTwelveYearsAndADay
        )
    );
    // Getting worse.
    if of_an_age || (!list.is_empty() && rng.permille(90)) {
        for _ in 0..rng.between(3, 7) {
            let days_ago = rng.between(0, span.min(89));
            if !(quiet_month && days_ago <= 30) {
                list.push(event(days_ago, 2 + rng.below(12) as usize, &mut rng));
            }
        }
    }
    // The same thing again and again.
    if !quiet_month && !list.is_empty() && rng.permille(30) {
        let code = 2 + rng.below(12) as usize;
        for _ in 0..rng.between(2, 5) {
            list.push(event(rng.between(0, span.min(29)), code, &mut rng));
        }
    }
    match machine.boundary {
        Some(Boundary::ThreeSameErrors) => {
            // The oldest of the three is the last that counts.
            list.extend([29, 11, 0].map(|days_ago| event(days_ago, 4, &mut rng)));
        }
        Some(Boundary::TwoSameErrors) => {
            // A third one is a day too old.
            list.extend([30, 29, 0].map(|days_ago| event(days_ago, 4, &mut rng)));
        }
        Some(Boundary::CriticalThirtyDaysAgo) => list.push(event(30, 0, &mut rng)),
        Some(Boundary::CriticalTwentyNineDaysAgo) => list.push(event(29, 0, &mut rng)),
        _ => {}
    }
    // Dated after today, from a controller whose clock is ahead.
    if rng.permille(8) {
        for _ in 0..4 {
            list.push(event(-rng.between(1, 10), 0, &mut rng));
        }
    }
    list.sort_by_key(|event| (event.date, event.second));
    list
}

/// The machine's counter states, in order of time.
pub(crate) fn counters(world: &World, machine: &Machine) -> Vec<Counter> {
    if !machine.connected {
        return Vec::new();
    }
    let mut rng = Rng::of(world.seed, Stream::Counters, machine.index.wrapping_add(1 << 40));
    let today = world.as_of;
    let plain = machine.is_plain();
    let limit = world.types.get(machine.kind).map_or(450, |kind| kind.vibration_limit);
    // A machine runs well below its limit, or near or above it, or gets rougher within the last quarter.
    let level = if rng.permille(45) { rng.between(94, 122) } else { rng.between(36, 74) };
    let rougher = if rng.permille(190) { rng.between(115, 165) } else { 100 };
    let phase = rng.between(0, 13);
    let hour = rng.below(24);
    let lossy = !plain && rng.permille(60);
    let mut list = Vec::with_capacity(27);
    let ahead = rng.permille(15).then(|| rng.between(1, 10));
    let past = (0..26).rev().map(|step| -phase - 14 * step);
    for days in past.chain(ahead) {
        let date = plus_days(today, days);
        if date <= machine.installed {
            continue;
        }
        let mut vibration = limit * level / 100 * rng.between(95, 105) / 100;
        if days > -90 {
            vibration = vibration * rougher / 100;
        }
        let hours = machine.hours_at(date) + if days > 0 { 90_000 } else { 0 };
        list.push(Counter {
            date,
            hour,
            hours: (!(lossy && rng.permille(200))).then_some(hours),
            vibration: (machine.measures_vibration && !(lossy && rng.permille(200))).then_some(vibration),
        });
    }
    let latest = list.iter().rposition(|counter| counter.date <= today);
    if let (Some(counter), Some(Boundary::VibrationAtLimit)) =
        (latest.and_then(|at| list.get_mut(at)), machine.boundary)
    {
        counter.vibration = Some(limit);
    }
    // The hours of this one must be whole, so that the interval can be met exactly.
    if let (Some(counter), Some(Boundary::HoursAtInterval)) = (latest.and_then(|at| list.get_mut(at)), machine.boundary)
    {
        counter.hours = counter.hours.map(|tenths| tenths - tenths % 10);
    }
    keep_off_the_ratio(today, &mut list);
    list
}

/// Moves a quarter's mean that is too near 1.1 times the mean before, where rounding would decide.
fn keep_off_the_ratio(today: NaiveDate, list: &mut [Counter]) {
    for _ in 0..20 {
        if !ratio_is_tied(list, today) {
            return;
        }
        let first = plus_days(today, -90);
        let in_window = |counter: &&mut Counter| counter.date > first && counter.vibration.is_some();
        if let Some(vibration) = list.iter_mut().find(in_window).and_then(|counter| counter.vibration.as_mut()) {
            *vibration += 3;
        }
    }
}
