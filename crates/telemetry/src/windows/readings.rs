//! The same windows from the readings themselves: what rollups must agree with, and what facts are made of where there are
//! none yet.

use super::read::Rows;
use super::series::{Fold, Growths, LatestWeek, Levels, Loads, Presences, Usuals};
use super::{HOURS, LOAD, MONTH, Owners, VIBRATION, WEEK, WINDOW, Windows};
use crate::error::{TelemetryError, damaged};
use crate::lake::TelemetryLake;
use crate::rollup::{Rollup, Rollups};
use chrono::NaiveDate;
use hashbrown::HashMap;
use rayon::prelude::*;

/// What is folded of the days of a thread.
struct Folds {
    growth: Growths,
    vibration: Levels,
    week: LatestWeek,
    usual: Usuals,
    load: Loads,
    presence: Presences,
}

impl Folds {
    fn empty(machines: usize) -> Self {
        Self {
            growth: Growths::empty(machines),
            vibration: Levels::empty(machines),
            week: LatestWeek::empty(machines),
            usual: Usuals::empty(machines),
            load: Loads::empty(machines),
            presence: Presences::empty(machines),
        }
    }

    fn join(&mut self, later: Self) {
        self.growth.join(later.growth);
        self.vibration.join(later.vibration);
        self.week.join(later.week);
        self.usual.join(later.usual);
        self.load.join(later.load);
        self.presence.join(later.presence);
    }

    fn add(&mut self, ago: usize, signal: &str, rows: &Rows<'_>) -> Result<(), TelemetryError> {
        match signal {
            HOURS if ago < WINDOW => self.growth.add(ago, rows)?,
            VIBRATION => {
                self.vibration.add(ago, rows)?;
                if ago < WEEK {
                    self.week.add(ago, rows)?;
                } else if ago < WEEK + WINDOW {
                    self.usual.add(ago, rows)?;
                }
            }
            LOAD if ago < MONTH => self.load.add(ago, rows)?,
            _ => {}
        }
        if ago < MONTH { self.presence.add(ago, rows) } else { Ok(()) }
    }
}

/// Whether a signal is looked at on a day so far back; and whether its distribution is.
fn wanted(signal: &str, ago: usize) -> (bool, bool) {
    match signal {
        HOURS => (ago < WINDOW, false),
        VIBRATION => (ago < 2 * WINDOW, ago < WEEK + WINDOW),
        LOAD => (ago < MONTH, ago < MONTH),
        _ => (ago < MONTH, false),
    }
}

impl TelemetryLake {
    /// As [`Self::windows`], from the readings; counters are looked for in the last [`WINDOW`] days only.
    ///
    /// # Errors
    /// Where a file is missing or damaged.
    pub fn windows_from_readings(&self, as_of: NaiveDate, owners: &Owners) -> Result<Windows, TelemetryError> {
        let ago = |day: NaiveDate| usize::try_from((as_of - day).num_days()).ok().map(|ago| (day, ago));
        let mut days: Vec<_> = self.days()?.into_iter().filter_map(ago).collect();
        days.retain(|(_, ago)| *ago < 2 * WINDOW);
        let machines = owners.slots();
        let a_thread = days.len().div_ceil(rayon::current_num_threads()).max(1);
        let parts: Vec<Folds> = days
            .par_chunks(a_thread)
            .map(|days| {
                let mut folds = Folds::empty(machines);
                days.iter().try_for_each(|(day, ago)| self.add_day(*day, *ago, owners, &mut folds))?;
                Ok(folds)
            })
            .collect::<Result<_, TelemetryError>>()?;
        let mut whole = Folds::empty(machines);
        parts.into_iter().for_each(|part| whole.join(part));
        let of_slots = Windows {
            hours: whole.growth.0.iter().map(|of| of.last).collect(),
            growth: whole.growth.0,
            vibration: whole.vibration.0,
            vibration_week: whole.week.0,
            vibration_usual: whole.usual.0,
            load: whole.load.0,
            presence: whole.presence.0,
        };
        Ok(of_slots.by_machine(owners))
    }

    fn add_day(&self, day: NaiveDate, ago: usize, owners: &Owners, folds: &mut Folds) -> Result<(), TelemetryError> {
        let is_wanted = |signal: &str| wanted(signal, ago).0;
        let points = self.readings_of(day, &is_wanted)?;
        let mut by_signal: Vec<Vec<Rollup>> = vec![Vec::new(); points.signals.len()];
        for series in points.points.chunk_by(|one, other| one.series() == other.series()) {
            let Some(at) = series.first().map(|first| usize::from(first.signal)) else { continue };
            let Some(signal) = points.signals.get(at) else { continue };
            by_signal[at].extend(Rollup::of(series, signal == HOURS, wanted(signal, ago).1));
        }
        let path = self.root().join("readings").join(day.to_string());
        let (mut machines, mut devices) = (Vec::new(), Vec::new());
        for (at, rows) in by_signal.iter().enumerate().filter(|(_, rows)| !rows.is_empty()) {
            devices.clear();
            devices.extend(rows.iter().map(|row| row.device));
            owners.find(&devices, &mut machines);
            foremost(owners, rows, &mut machines);
            let batch = Rollups { signals: points.signals.clone(), rows: Vec::new() }.batch(rows);
            let batch = batch.map_err(|error| damaged(&path, error.to_string()))?;
            folds.add(ago, &points.signals[at], &Rows::new(&machines, &batch, &path))?;
        }
        Ok(())
    }
}

/// Of machines with several devices the one with most readings stands for it.
fn foremost(owners: &Owners, rows: &[Rollup], machines: &mut [u32]) {
    if owners.several().is_empty() {
        return;
    }
    let mut most: HashMap<u32, (u64, u64)> = HashMap::new();
    for (row, machine) in rows.iter().zip(machines.iter()).filter(|(_, machine)| owners.several().contains(*machine)) {
        let of = most.entry(*machine).or_default();
        *of = (*of).max((row.count, row.device));
    }
    for (row, machine) in rows.iter().zip(machines) {
        if most.get(machine).is_some_and(|(_, device)| *device != row.device) {
            *machine = super::read::NOBODY;
        }
    }
}
