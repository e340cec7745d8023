//! Windows say what the readings do, whatever days and devices those are of.

use super::*;
use crate::batch::BatchBuilder;
use crate::judge::{DAY, Limits, Message};
use crate::signal::Signals;
use digitize::serial::key_of;

const HOUR: i64 = DAY / 24;

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 1).expect("a day")
}

/// The start of the day that lies so many days back.
fn day(ago: i64) -> i64 {
    (20_758 - ago) * DAY
}

fn lake_of(folder: &std::path::Path, readings: &[(&str, &str, i64, f64)]) -> TelemetryLake {
    let lake = TelemetryLake::at(folder.join("lake"));
    let limits = Limits { oldest: i64::MIN, ..Limits::default() };
    let mut into = BatchBuilder::new(Signals::shipped(), limits, "plc", day(-2));
    for (sender, signal, at, value) in readings {
        into.add(&Message { sender, signal, unit: None, at: *at, value: *value }).expect("a good reading");
    }
    lake.add("files", &[into.finish()]).expect("added");
    for day in lake.days_to_fold().expect("days") {
        lake.fold(day).expect("folded");
    }
    lake
}

fn owners() -> Owners {
    Owners::new([(key_of("RX1"), 0), (key_of("RX2"), 1), (key_of("RX2B"), 1), (key_of("RX3"), 2)], 4)
}

#[test]
fn a_counter_grows_over_days_and_falls_add_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut readings = Vec::new();
    // Ten hours a day for 40 days; exchanged 20 days ago, when it begins anew.
    for ago in 0..40_i64 {
        let total = if ago >= 20 { 5_000 + 10 * (39 - ago) } else { 10 * (19 - ago) };
        #[expect(clippy::cast_precision_loss, reason = "small")]
        let total = total as f64;
        readings.push(("RX-1", HOURS, day(ago), total));
        readings.push(("RX-1", HOURS, day(ago) + 12 * HOUR, total + 5.0));
    }
    // Heard of long ago, and after the day.
    readings.extend([("RX-3", HOURS, day(400), 77.0), ("RX-3", HOURS, day(-1), 99.0)]);
    let lake = lake_of(folder.path(), &readings);
    let found = lake.windows(as_of(), &owners()).expect("windows");
    let growth = found.growth[0];
    // 39 nights of 5 less the one of the exchange, and 40 days of 5.
    assert!((growth.increase() - (38.0 * 5.0 + 40.0 * 5.0)).abs() < 1e-9, "{}", growth.increase());
    assert_eq!((growth.falls, growth.days, growth.readings), (1, 40, 80));
    assert!((growth.a_day().expect("a rate") - 390.0 / 39.5).abs() < 1e-9);
    assert_eq!(found.hours[0].map(|of| of.value), Some(195.0));
    assert_eq!(found.hours[2], Some(Latest { at: day(400), value: 77.0 }), "however old, but never later than the day");
    assert_eq!(found.presence[2].newest, Some(day(400)));
    assert_eq!((found.presence[0].days(), found.presence[2].days(), found.presence[3].newest), (30, 0, None));
    assert_eq!(found.growth[3], Growth::default());
    let anew = lake.windows_from_readings(as_of(), &owners()).expect("windows");
    assert_eq!(anew.growth, found.growth, "the readings themselves say the same");
    let before = lake.windows(as_of() - chrono::Days::new(30), &owners()).expect("windows");
    assert_eq!((before.growth[0].days, before.growth[0].falls), (10, 0), "nothing later than the day counts");
}

#[test]
fn a_level_is_known_by_windows_weeks_and_distribution() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut readings = Vec::new();
    for ago in 0..170_i64 {
        for hour in 0..24 {
            #[expect(clippy::cast_precision_loss, reason = "small")]
            let value = if ago < 7 { 6.0 } else { 3.0 } + hour as f64 / 100.0;
            readings.push(("RX-2", VIBRATION, day(ago) + hour * HOUR, value));
        }
    }
    // The other device of the machine says little, and is not counted beside it.
    readings.extend((0..3).map(|hour| ("RX-2B", VIBRATION, day(3) + hour * HOUR + 1, 900.0)));
    readings.push(("RX-2B", VIBRATION, day(175), 2.0));
    readings.extend((0..10).map(|hour| ("RX-1", LOAD, day(1) + hour * HOUR, if hour < 3 { 95.0 } else { 40.0 })));
    let lake = lake_of(folder.path(), &readings);
    let found = lake.windows(as_of(), &owners()).expect("windows");
    let level = &found.vibration[1];
    let half_hour = 0.115;
    let mean = level.recent.value().expect("readings");
    assert!((mean - ((7.0 * 6.0 + 83.0 * 3.0) / 90.0 + half_hour)).abs() < 1e-9, "{mean}");
    let anew = lake.windows_from_readings(as_of(), &owners()).expect("windows");
    assert_eq!((&anew.vibration, &anew.vibration_week), (&found.vibration, &found.vibration_week));
    assert_eq!((&anew.vibration_usual, &anew.load), (&found.vibration_usual, &found.load));
    assert_eq!(anew.presence[1], found.presence[1]);
    assert_eq!((level.recent.readings, level.recent.days, level.before.days), (90 * 24, 90, 81));
    assert_eq!(level.latest, Some(Latest { at: day(0) + 23 * HOUR, value: 6.23 }));
    let weekly = level.weekly();
    assert_eq!(weekly.len(), WEEKS);
    assert!(weekly.is_sorted_by(|one, other| one.0 < other.0));
    assert!((weekly[WEEKS - 1].1 - 6.115).abs() < 1e-9 && (weekly[0].1 - 3.115).abs() < 1e-9, "{weekly:?}");
    let week = &found.vibration_week[1];
    assert_eq!((week.readings(), week.days), (168, 7));
    assert!((week.p95().expect("enough") - 6.21).abs() < 0.07);
    let usual = found.vibration_usual[1];
    assert_eq!(usual.days, 90);
    assert!((usual.p95().expect("enough") - 3.21).abs() < 0.04);
    assert!(found.vibration_week[0].p95().is_none() && found.vibration_usual[0].p95().is_none());
    let load = found.load[0];
    assert!((load.mean.value().expect("readings") - 56.5).abs() < 1e-9);
    assert!((load.high().expect("readings") - 0.3).abs() < 1e-9);
}

#[test]
fn an_empty_lake_says_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let lake = TelemetryLake::at(folder.path().join("lake"));
    assert_eq!(lake.windows(as_of(), &owners()).expect("windows"), Windows::empty(4));
}

#[test]
fn a_signal_with_a_long_name_is_in_nobodys_way() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = "temperature of the third bearing of the spindle ".repeat(4);
    let names =
        [long.trim(), VIBRATION, "größe der späne in der förderrinne hinter dem zweiten abscheider der absaugung"];
    let readings: Vec<_> = names.iter().map(|name| ("RX-1", *name, day(0), 5.0)).collect();
    let lake = lake_of(folder.path(), &readings);
    let found = lake.windows(as_of(), &owners()).expect("windows");
    assert_eq!((found.presence[0].days(), found.vibration[0].recent.readings), (1, 1));
}
