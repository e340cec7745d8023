//! The lake of telemetry, a folder:
//!
//! ```text
//! incoming/<day>/<writer>-<segment>.parquet   came in, not folded yet
//! readings/<day>/<generation>.parquet         runs: each reading once, sorted by device, signal and time
//! rollups/<day>/<generation>.parquet          the day in one row a device and signal
//! days/<day>.json                             the manifest of the day: what of these counts
//! status/<writer>.json                        what came in, by source; which segment was last
//! senders/<writer>.json                       what the senders call themselves
//! ```
//!
//! A step puts new files beside those that count and then the manifest in one stroke, so that a crash between any two
//! leaves a lake that holds each reading once; what no manifest names is removed when the day is folded next.

mod compact;
pub(crate) mod disk;
mod expire;
mod flush;
mod fold;
mod manifest;
pub mod points;
mod series;
mod status;
mod verify;

pub use expire::Retention;
pub use flush::Flushed;
pub use fold::DayFolded;
pub use manifest::Folded;
pub use points::{Point, Points};
pub use series::Series;
pub use status::{Sender, SourceStatus, Status};
pub use verify::Finding;

use crate::error::{TelemetryError, io};
use crate::rollup::Rollups;
use crate::signal::Signals;
use chrono::{DateTime, NaiveDate};
use manifest::Manifest;
use std::fs::{self, File, OpenOptions};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// The lake of telemetry.
#[derive(Clone, Debug)]
pub struct TelemetryLake {
    root: PathBuf,
    signals: &'static Signals,
}

/// The UTC day of a time in microseconds since 1970.
#[must_use]
pub fn day_of(at: i64) -> NaiveDate {
    DateTime::from_timestamp_micros(at).map_or(NaiveDate::MIN, |at| at.date_naive())
}

/// Held while a process folds, compacts or repairs.
pub(crate) struct Turn(#[expect(dead_code, reason = "the lock lasts as long as the file is open")] File);

impl TelemetryLake {
    /// The lake in this folder; it is made when first written to.
    #[must_use]
    pub fn at(root: PathBuf) -> Self {
        Self { root, signals: Signals::shipped() }
    }

    /// Its folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn incoming(&self, day: NaiveDate) -> PathBuf {
        self.root.join("incoming").join(day.to_string())
    }

    fn run(&self, day: NaiveDate, name: &str) -> PathBuf {
        self.root.join("readings").join(day.to_string()).join(name)
    }

    fn rollup(&self, day: NaiveDate, name: &str) -> PathBuf {
        self.root.join("rollups").join(day.to_string()).join(name)
    }

    /// The file of a day's rollup; `None` where it has none.
    pub(crate) fn rollup_path(&self, day: NaiveDate) -> Result<Option<PathBuf>, TelemetryError> {
        Ok(self.manifest(day)?.rollup.map(|name| self.rollup(day, &name)))
    }

    fn manifest_path(&self, day: NaiveDate) -> PathBuf {
        self.root.join("days").join(format!("{day}.json"))
    }

    fn manifest(&self, day: NaiveDate) -> Result<Manifest, TelemetryError> {
        Manifest::read(&self.manifest_path(day))
    }

    /// Waits for the turn to change the lake.
    fn turn(&self) -> Result<Turn, TelemetryError> {
        fs::create_dir_all(&self.root).map_err(io(&self.root))?;
        let path = self.root.join("lock");
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(io(&path))?;
        file.lock().map_err(io(&path))?;
        Ok(Turn(file))
    }

    fn days_in(folder: &Path, ending: &str) -> Result<Vec<NaiveDate>, TelemetryError> {
        let names = disk::names(folder)?;
        Ok(names.iter().filter_map(|name| name.strip_suffix(ending)?.parse().ok()).collect())
    }

    /// The days that have readings, the first first.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn days(&self) -> Result<Vec<NaiveDate>, TelemetryError> {
        Self::days_in(&self.root.join("days"), ".json")
    }

    /// The days for which something came in that is not folded yet.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn days_to_fold(&self) -> Result<Vec<NaiveDate>, TelemetryError> {
        let mut days = Self::days_in(&self.root.join("incoming"), "")?;
        days.retain(|day| disk::names(&self.incoming(*day)).is_ok_and(|names| !names.is_empty()));
        Ok(days)
    }

    /// The rollups of a day; none where it has none.
    ///
    /// # Errors
    /// Where a file is missing or damaged.
    pub fn rollups(&self, day: NaiveDate) -> Result<Rollups, TelemetryError> {
        match self.manifest(day)?.rollup {
            Some(name) => Rollups::read(&self.rollup(day, &name), None),
            None => Ok(Rollups::default()),
        }
    }

    /// The readings of a day of some signals, sorted by device, signal and time, without their sources.
    pub(crate) fn readings_of(&self, day: NaiveDate, wanted: &dyn Fn(&str) -> bool) -> Result<Points, TelemetryError> {
        let manifest = self.manifest(day)?;
        let runs = manifest.runs.iter().map(|run| points::read_signals(&self.run(day, &run.name), wanted));
        let mut runs: Vec<Points> = runs.collect::<Result<_, _>>()?;
        let mut all = if runs.len() == 1 { runs.remove(0) } else { Points::joined(runs) };
        all.sort();
        Ok(all)
    }

    /// The readings of a day of a range of devices, sorted by device, signal and time.
    ///
    /// # Errors
    /// Where a file is missing or damaged.
    pub fn readings(&self, day: NaiveDate, devices: Option<&RangeInclusive<u64>>) -> Result<Points, TelemetryError> {
        let manifest = self.manifest(day)?;
        let runs = manifest.runs.iter().map(|run| points::read(&self.run(day, &run.name), devices.cloned()));
        let mut all = Points::joined(runs.collect::<Result<_, _>>()?);
        all.sort();
        Ok(all)
    }
}

#[cfg(test)]
mod tests;
