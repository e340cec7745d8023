//! A lake of a size to measure with, and what is measured on it. `cargo xtask bench connect` runs it.
//!
//! ```text
//! lake_of_size make DIR MACHINES DAYS EVERY READINGS   of each machine READINGS a day and signal, on every EVERYth day
//! lake_of_size facts DIR MACHINES [readings]           the windows all facts are made of, from rollups or from readings
//! lake_of_size fold DIR MACHINES READINGS              a new day's readings judged, put into the lake and folded
//! ```
#![expect(clippy::disallowed_methods, reason = "it measures")]

use chrono::{Days, NaiveDate};
use digitize::serial::{key_of, normalise};
use rayon::prelude::*;
use std::error::Error;
use std::path::Path;
use std::time::Instant;
use telemetry::batch::BatchBuilder;
use telemetry::lake::TelemetryLake;
use telemetry::windows::{Owners, Windows};
use telemetry::{Limits, Message, Signals};

/// The last day.
fn end() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, 31).unwrap_or_default()
}

const SIGNALS: [&str; 8] =
    ["operating_hours", "vibration", "load", "temperature", "pressure", "rotation", "voltage", "current"];

/// Machines whose readings are put into the lake together: memory stays bounded.
const TOGETHER: u64 = 50_000;

fn serial(machine: u64) -> String {
    format!("RX-{machine:07}")
}

/// A value that looks like one and needs no randomness.
#[expect(clippy::cast_precision_loss, reason = "small")]
fn value(signal: usize, machine: u64, day: u64, reading: u64) -> f64 {
    let mut mixed = machine.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (day << 32) ^ (reading << 8) ^ signal as u64;
    mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let share = (mixed >> 40) as f64 / (1_u64 << 24) as f64;
    match signal {
        0 => 1_000.0 + 10.0 * day as f64 + 0.2 * reading as f64,
        1 => 2.0 + 2.0 * share,
        2 => 100.0 * share,
        _ => 20.0 + 50.0 * share,
    }
}

/// Readings of a day of some machines.
fn of_day(machines: std::ops::Range<u64>, day: NaiveDate, signals: usize, readings: u64) -> telemetry::Batch {
    let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_micros();
    let number = u64::try_from(day.signed_duration_since(NaiveDate::default()).num_days()).unwrap_or(0);
    let received = midnight + 86_400_000_000;
    let mut into = BatchBuilder::new(Signals::shipped(), Limits::default(), "made", received);
    for machine in machines {
        let sender = serial(machine);
        for (at, signal) in SIGNALS.iter().take(signals).enumerate() {
            for reading in 0..readings {
                let step = 86_400_000_000 / i64::try_from(readings.max(1)).unwrap_or(1);
                let when =
                    midnight + step * i64::try_from(reading).unwrap_or(0) + i64::try_from(machine % 997).unwrap_or(0);
                let value = value(at, machine, number, reading);
                let _ = into.add(&Message { sender: &sender, signal, unit: None, at: when, value });
            }
        }
    }
    into.finish()
}

/// Puts a day into the lake, in parts that bound the memory, as one run.
fn put(
    lake: &TelemetryLake,
    chosen: &[u64],
    day: NaiveDate,
    signals: usize,
    readings: u64,
) -> Result<(), Box<dyn Error>> {
    for part in chosen.chunks(usize::try_from(TOGETHER)?) {
        let batches: Vec<_> =
            part.par_chunks(2_000).map(|machines| of_day_of(machines, day, signals, readings)).collect();
        lake.add("made", &batches)?;
    }
    lake.fold(day)?;
    Ok(())
}

fn of_day_of(machines: &[u64], day: NaiveDate, signals: usize, readings: u64) -> telemetry::Batch {
    let mut batches = machines.iter().map(|machine| of_day(*machine..*machine + 1, day, signals, readings));
    let mut whole = batches.next().unwrap_or_default();
    for batch in batches {
        let sender = u32::try_from(whole.senders.len()).unwrap_or(0);
        whole.senders.extend(batch.senders);
        whole.rows.extend(batch.rows.into_iter().map(|mut row| {
            row.sender += sender;
            row
        }));
        whole.counts.add(&batch.counts);
    }
    whole
}

fn owners(machines: u64) -> Owners {
    let of = |machine: u64| {
        let key = key_of(&normalise(&serial(machine)).unwrap_or_default());
        (key, u32::try_from(machine).unwrap_or(u32::MAX))
    };
    Owners::new((0..machines).map(of), usize::try_from(machines).unwrap_or(0))
}

/// A figure of each window over all machines, to compare with what a peer says.
fn figures(of: &Windows) -> Vec<(&'static str, f64)> {
    let vibration = || of.vibration.iter();
    vec![
        ("hours", of.hours.iter().flatten().map(|of| of.value).sum()),
        ("hours_a_day", of.growth.iter().filter_map(telemetry::windows::Growth::a_day).sum()),
        ("vibration_90d", vibration().filter_map(|of| of.recent.value()).sum()),
        ("vibration_prior_90d", vibration().filter_map(|of| of.before.value()).sum()),
        ("vibration_p95_7d", of.vibration_week.iter().filter_map(telemetry::windows::Week::p95).sum()),
        ("vibration_p95_usual", of.vibration_usual.iter().filter_map(telemetry::windows::Usual::p95).sum()),
        ("load_30d", of.load.iter().filter_map(|of| of.mean.value()).sum()),
        ("load_high_30d", of.load.iter().filter_map(telemetry::windows::LoadProfile::high).sum()),
        ("days_30d", of.presence.iter().map(|of| f64::from(of.days())).sum()),
    ]
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number =
        |at: usize| -> Result<u64, Box<dyn Error>> { Ok(arguments.get(at).ok_or("a number is missing")?.parse()?) };
    let folder = arguments.get(1).ok_or("name the folder")?;
    let lake = TelemetryLake::at(Path::new(folder).to_owned());
    let began = Instant::now();
    match arguments.first().map(String::as_str) {
        Some("make") => {
            let (machines, days, every, readings) = (number(2)?, number(3)?, number(4)?, number(5)?);
            let signals = if every > 1 { 3 } else { SIGNALS.len() };
            for ago in (0..days).rev() {
                let chosen: Vec<u64> = (0..machines).filter(|machine| (machine + ago) % every == 0).collect();
                put(&lake, &chosen, end() - Days::new(ago), signals, readings)?;
            }
            println!("made in {:.1} s", began.elapsed().as_secs_f64());
        }
        Some("facts") => {
            let owners = owners(number(2)?);
            let began = Instant::now();
            let from_readings = arguments.get(3).is_some_and(|of| of == "readings");
            let of =
                if from_readings { lake.windows_from_readings(end(), &owners)? } else { lake.windows(end(), &owners)? };
            println!("seconds {:.4}", began.elapsed().as_secs_f64());
            for (name, sum) in figures(&of) {
                println!("{name} {sum:.3}");
            }
        }
        Some("fold") => {
            let (machines, readings) = (number(2)?, number(3)?);
            let chosen: Vec<u64> = (0..machines).collect();
            let day = end() + Days::new(1);
            let began = Instant::now();
            put(&lake, &chosen, day, SIGNALS.len(), readings)?;
            println!("seconds {:.4}", began.elapsed().as_secs_f64());
        }
        _ => return Err("say make, facts or fold".into()),
    }
    Ok(())
}
