//! Hourly readings of some connected machines, as their gateway would hand them over: they agree with the counters the lists
//! have of them.

use super::calendar::{days_between, plus_days};
use super::machine::{Machine, machine};
use super::rng::{Rng, Stream};
use super::world::World;
use super::write::Manufacturer;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// How far back they go.
const DAYS: i64 = 200;

/// The hours of a day machines work in.
const SHIFTS: std::ops::Range<i64> = 6..22;

impl Manufacturer {
    /// Writes readings of so many machines after an instant and before another, of the last 200 days at most. Returns how many
    /// readings there are.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write_readings(
        &self,
        path: &Path,
        machines: usize,
        after: NaiveDateTime,
        before: NaiveDateTime,
    ) -> io::Result<u64> {
        let world = World::new(self.seed, self.machines, self.as_of, self.csv_only);
        let mut out = BufWriter::new(File::create(path)?);
        writeln!(out, "Seriennummer;Zeit;operating_hours [h];vibration [mm/s];load [%];temperature [°C]")?;
        let mut readings = 0;
        let (mut rough, mut smooth) = (0, 0);
        for index in 0..world.machines {
            if rough + smooth >= machines {
                break;
            }
            let of = machine(&world, index);
            if !sends(&of, self.as_of) {
                continue;
            }
            // Half of them run near their limit, where there is something to see.
            let limit = world.types.get(of.kind).map_or(450, |kind| kind.vibration_limit);
            let newest = of.counters.iter().rev().find_map(|counter| counter.vibration).unwrap_or(0);
            let slot = if newest * 10 > limit * 9 { &mut rough } else { &mut smooth };
            if *slot < machines.div_ceil(2) {
                *slot += 1;
                readings += write_machine(&mut out, &of, &(after, before))?;
            }
        }
        out.flush()?;
        Ok(readings)
    }
}

/// Whether a machine is one to show readings of: it runs, is known for long enough and shows no case of its own.
fn sends(of: &Machine, as_of: NaiveDate) -> bool {
    of.connected
        && of.measures_vibration
        && !of.retired
        && of.boundary.is_none()
        && of.erp.is_some()
        && days_between(of.installed, as_of) > DAYS
}

fn write_machine(
    out: &mut impl Write,
    of: &Machine,
    (after, before): &(NaiveDateTime, NaiveDateTime),
) -> io::Result<u64> {
    let mut written = 0;
    for back in (0..DAYS).rev() {
        let day = plus_days(before.date(), -back);
        if day < after.date() {
            continue;
        }
        let (Some(vibration), at_night, in_the_morning) =
            (level(of, day), of.hours_at(day), of.hours_at(plus_days(day, -1)))
        else {
            continue;
        };
        let ran = (at_night - in_the_morning).clamp(0, 240);
        let number = u64::try_from(days_between(NaiveDate::default(), day)).unwrap_or(0);
        let mut rng = Rng::of(of.index, Stream::Counters, (1 << 41) + number);
        let busy = rng.between(45, 80);
        for hour in 0..24_i64 {
            let at = day.and_time(NaiveTime::MIN) + TimeDelta::hours(hour);
            let worked = (hour - SHIFTS.start).clamp(0, SHIFTS.end - SHIFTS.start);
            let hours = in_the_morning + ran * worked / (SHIFTS.end - SHIFTS.start);
            let works = SHIFTS.contains(&hour) && ran > 0;
            let load = if works { (busy + rng.between(-25, 28)).clamp(5, 99) } else { 0 };
            let felt = if works { vibration * rng.between(88, 112) / 100 } else { vibration / 8 };
            let warm = 21 + load / 3 + rng.between(-1, 1);
            // What is random is so by hour, whatever hour is asked for first.
            if at <= *after || at >= *before {
                continue;
            }
            writeln!(
                out,
                "{};{day} {hour:02}:00:00;{}.{};{}.{:02};{load};{warm}",
                of.serial,
                hours / 10,
                hours % 10,
                felt / 100,
                felt % 100,
            )?;
            written += 4;
        }
    }
    Ok(written)
}

/// The vibration the lists have for a day: that of the counter before it, of the first one where there is none.
fn level(of: &Machine, day: NaiveDate) -> Option<i64> {
    let known = || of.counters.iter().filter_map(|counter| Some((counter.date, counter.vibration?)));
    known().take_while(|(date, _)| *date <= day).last().or_else(|| known().next()).map(|(_, vibration)| vibration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_go_on_where_they_ended() {
        let day = |text: &str| -> NaiveDate { text.parse().expect("a day") };
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("readings.csv");
        let of = Manufacturer::new(1, 400, day("2026-11-22"));
        let at = |text: &str| day(text).and_hms_opt(11, 30, 0).expect("a time");
        let all = of.write_readings(&path, 6, NaiveDateTime::MIN, at("2026-11-22")).expect("written");
        let text = std::fs::read_to_string(&path).expect("read");
        assert_eq!(all, (text.lines().count() as u64 - 1) * 4);
        assert_eq!(all, 6 * (199 * 24 + 12) * 4);
        assert!(text.contains("2026-11-22 11:00") && !text.contains("2026-11-22 12:00"), "nothing to come");
        let mut of_one: Vec<f64> = Vec::new();
        let first = text.lines().nth(1).and_then(|line| line.split(';').next()).expect("a serial").to_owned();
        for line in text.lines().filter(|line| line.starts_with(&format!("{first};"))) {
            of_one.push(line.split(';').nth(2).and_then(|of| of.parse().ok()).expect("a number"));
        }
        assert!(of_one.is_sorted() && of_one.last() > of_one.first(), "hours grow");
        let more = of.write_readings(&path, 6, at("2026-11-20"), at("2026-11-22")).expect("written");
        assert_eq!(more, 6 * 2 * 24 * 4);
        let again = std::fs::read_to_string(&path).expect("read");
        assert!(again.lines().all(|line| text.contains(line)), "the same readings");
    }
}
