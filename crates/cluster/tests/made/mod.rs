//! A lake with all that windows stumble over: machines with several devices, counters that fall, silent machines, senders that
//! are no machine.

use chrono::NaiveDate;
use digitize::serial::key_of;
use std::path::Path;
use telemetry::batch::BatchBuilder;
use telemetry::judge::DAY;
use telemetry::lake::TelemetryLake;
use telemetry::windows::{HOURS, LOAD, Owners, VIBRATION, Windows};
use telemetry::{Limits, Message, Signals};

pub fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 1).expect("a day")
}

/// The start of the day that lies so many days back.
fn day(ago: u32) -> i64 {
    (20_758 - i64::from(ago)) * DAY
}

/// A number below a bound that looks like chance and is none.
fn mixed(seed: [u32; 4], below: u32) -> u32 {
    let mut mixed = 0x9e37_79b9_7f4a_7c15_u64;
    for part in seed {
        mixed = (mixed ^ u64::from(part)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed ^= mixed >> 29;
    }
    u32::try_from((mixed >> 33) % u64::from(below)).expect("below a bound")
}

/// Whether a machine sends on a day at all.
fn sends(machine: u32, ago: u32) -> bool {
    match machine % 11 {
        3 => ago >= 150,
        5 => ago >= 300,
        7 => false,
        8 => ago.is_multiple_of(5),
        _ => true,
    }
}

/// Two devices of a machine: a name, and how many readings it sends on a day. Now the one sends more, now the other, now both
/// the same.
fn devices(machine: u32, ago: u32) -> Vec<(String, u32)> {
    let first = 2 + mixed([machine, ago, 1, 0], 3);
    let mut devices = vec![(format!("RX-{machine}"), first)];
    if machine.is_multiple_of(4) {
        devices.push((format!("RX-{machine}B"), 2 + mixed([machine, ago, 2, 0], 3)));
    }
    devices
}

/// A lake of so many machines on these days.
pub fn lake(folder: &Path, machines: u32, days: impl IntoIterator<Item = u32>) -> TelemetryLake {
    let lake = TelemetryLake::at(folder.join("a lake"));
    let limits = Limits { oldest: i64::MIN, ..Limits::default() };
    for ago in days {
        let mut into = BatchBuilder::new(Signals::shipped(), limits, "plc", day(0) + 2 * DAY);
        let mut add = |sender: &str, signal: &str, at: i64, value: f64| {
            into.add(&Message { sender, signal, unit: None, at, value }).expect("a good reading");
        };
        for machine in (0..machines).filter(|machine| sends(*machine, ago)) {
            for (which, (sender, readings)) in (0..).zip(devices(machine, ago)) {
                for reading in 0..readings {
                    let at = day(ago) + i64::from(reading) * DAY / 8 + i64::from(machine % 997) + which;
                    let part = f64::from(reading) / 7.0;
                    // Exchanged now and then, when it begins anew.
                    let total = f64::from((machine * 31 + 1_000 - ago) % 97) * 8.3 + part;
                    add(&sender, HOURS, at, total);
                    add(&sender, VIBRATION, at, f64::from(mixed([machine, ago, reading, 3], 9_000)) / 1_700.0);
                    add(&sender, LOAD, at, f64::from(mixed([machine, ago, reading, 4], 1_000)) / 9.99);
                    if machine.is_multiple_of(3) {
                        add(&sender, "temperature", at, 40.0 + part);
                    }
                }
            }
        }
        add("TEST-BENCH", VIBRATION, day(ago) + 5, 3.3);
        lake.add("files", &[into.finish()]).expect("added");
    }
    for day in lake.days_to_fold().expect("days") {
        lake.fold(day).expect("folded");
    }
    lake
}

/// Whose the devices are; `all`: also the second ones.
pub fn owners(machines: u32, all: bool) -> Owners {
    let first = (0..machines).map(|machine| (key_of(&format!("RX{machine}")), machine));
    let second = (0..machines).filter(|_| all).map(|machine| (key_of(&format!("RX{machine}B")), machine));
    Owners::new(first.chain(second), machines as usize)
}

/// Two windows are the same; says which part is not.
pub fn assert_same(found: &Windows, expected: &Windows, where_from: &str) {
    assert_eq!(found.growth, expected.growth, "{where_from}: growth");
    assert_eq!(found.hours, expected.hours, "{where_from}: hours");
    assert_eq!(found.vibration, expected.vibration, "{where_from}: vibration");
    assert_eq!(found.vibration_week, expected.vibration_week, "{where_from}: the week");
    assert_eq!(found.vibration_usual, expected.vibration_usual, "{where_from}: what was usual");
    assert_eq!(found.load, expected.load, "{where_from}: load");
    assert_eq!(found.presence, expected.presence, "{where_from}: presence");
    assert_eq!(found, expected, "{where_from}");
}
