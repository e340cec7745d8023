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
//! leaves a lake that holds each reading once; what no manifest names is removed when the day is folded next. The same
//! stands in a bucket of an object store, where rollups are mirrored on each machine that makes facts.

mod change;
mod compact;
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

use crate::error::{TelemetryError, damaged, io};
use crate::rollup::Rollups;
use crate::signal::Signals;
use chrono::{DateTime, NaiveDate};
use hashbrown::{HashMap, HashSet};
use lake_files::LakeFiles;
use manifest::Manifest;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// The lake of telemetry.
#[derive(Clone, Debug)]
pub struct TelemetryLake {
    files: LakeFiles,
    signals: &'static Signals,
    /// Devices this process knows to be among the senders a writer met, by writer: of a million the list is not read again
    /// with each delivery.
    met: Arc<Mutex<HashMap<String, HashSet<u64>>>>,
}

/// The UTC day of a time in microseconds since 1970.
#[must_use]
pub fn day_of(at: i64) -> NaiveDate {
    DateTime::from_timestamp_micros(at).map_or(NaiveDate::MIN, |at| at.date_naive())
}

/// Held while a process folds, compacts or repairs a lake in a folder.
pub(crate) struct Turn(#[expect(dead_code, reason = "the lock lasts as long as the file is open")] Option<File>);

/// How often a rollup is looked for that was replaced since its manifest was read.
const TRIES: usize = 5;

impl TelemetryLake {
    /// The lake in this folder; it is made when first written to.
    #[must_use]
    pub fn at(root: PathBuf) -> Self {
        Self::of(LakeFiles::in_folder(root))
    }

    /// The lake of these files.
    #[must_use]
    pub fn of(files: LakeFiles) -> Self {
        Self { files, signals: Signals::shipped(), met: Arc::default() }
    }

    /// Its folder, or that of this machine's mirror.
    #[must_use]
    pub fn root(&self) -> &Path {
        self.files.root()
    }

    /// Whether it is in a bucket, which servers on other machines change at the same time.
    #[must_use]
    pub const fn is_in_bucket(&self) -> bool {
        self.files.is_bucket()
    }

    fn io(&self, path: &Path) -> impl FnOnce(std::io::Error) -> TelemetryError + use<> {
        let path = self.files.shown(path);
        move |source| TelemetryError::Io { path, source }
    }

    fn damaged(&self, path: &Path, why: impl Into<String>) -> TelemetryError {
        damaged(&self.files.shown(path), why)
    }

    fn incoming(&self, day: NaiveDate) -> PathBuf {
        self.root().join("incoming").join(day.to_string())
    }

    fn run(&self, day: NaiveDate, name: &str) -> PathBuf {
        self.root().join("readings").join(day.to_string()).join(name)
    }

    fn rollup(&self, day: NaiveDate, name: &str) -> PathBuf {
        self.root().join("rollups").join(day.to_string()).join(name)
    }

    /// Opens the rollup of a day, `known` being its name as it was read last; `None` where the day has none.
    pub(crate) fn open_rollup(
        &self,
        day: NaiveDate,
        known: Option<&str>,
    ) -> Result<Option<(PathBuf, File)>, TelemetryError> {
        let mut known = known.map(str::to_owned);
        let mut missing = None;
        for _ in 0..TRIES {
            let name = match known.take() {
                Some(name) => name,
                None => match self.manifest(day)?.rollup {
                    Some(name) => name,
                    None => return Ok(None),
                },
            };
            let path = self.rollup(day, &name);
            let is_new = self.files.is_bucket() && !path.exists();
            match self.files.mirror(&path).and_then(|()| File::open(&path)) {
                Ok(file) => {
                    if is_new {
                        self.files.forget(&self.rollup(day, ""), &|other| other == name);
                    }
                    return Ok(Some((path, file)));
                }
                // Replaced since the manifest was read.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => missing = Some(self.io(&path)(error)),
                Err(error) => return Err(self.io(&path)(error)),
            }
        }
        missing.map_or(Ok(None), Err)
    }

    /// The rollup of a day, of a range of devices where one is named.
    fn rollups_of(
        &self,
        day: NaiveDate,
        known: Option<&str>,
        devices: Option<RangeInclusive<u64>>,
    ) -> Result<Rollups, TelemetryError> {
        match self.open_rollup(day, known)? {
            Some((path, file)) => Rollups::read(file, &path, devices),
            None => Ok(Rollups::default()),
        }
    }

    fn manifest_path(&self, day: NaiveDate) -> PathBuf {
        self.root().join("days").join(format!("{day}.json"))
    }

    fn manifest(&self, day: NaiveDate) -> Result<Manifest, TelemetryError> {
        let (manifest, version) = self.read_json(&self.manifest_path(day))?;
        Ok(Manifest { version, ..manifest })
    }

    /// The manifests of all days, the first first.
    pub(crate) fn manifests(&self) -> Result<BTreeMap<NaiveDate, Manifest>, TelemetryError> {
        let folder = self.root().join("days");
        let read = self.files.read_all(&folder).map_err(self.io(&folder))?;
        let days = read.into_iter().filter_map(|(name, bytes)| {
            let day: NaiveDate = name.strip_suffix(".json")?.parse().ok()?;
            Some(Manifest::of(&bytes, &self.files.shown(&folder.join(&name))).map(|manifest| (day, manifest)))
        });
        days.collect()
    }

    /// What a new file of a generation is called.
    fn new_name(&self, generation: u64) -> String {
        format!("{generation:08}{}.parquet", self.files.mark())
    }

    /// Waits for the turn to change the lake; in a bucket nobody takes turns.
    fn turn(&self) -> Result<Turn, TelemetryError> {
        if self.files.is_bucket() {
            return Ok(Turn(None));
        }
        fs::create_dir_all(self.root()).map_err(io(self.root()))?;
        let path = self.root().join("lock");
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(io(&path))?;
        file.lock().map_err(io(&path))?;
        Ok(Turn(Some(file)))
    }

    fn names(&self, folder: &Path) -> Result<Vec<String>, TelemetryError> {
        self.files.names(folder).map_err(self.io(folder))
    }

    fn days_in(&self, folder: &Path, ending: &str) -> Result<Vec<NaiveDate>, TelemetryError> {
        let names = self.names(folder)?;
        Ok(names.iter().filter_map(|name| name.strip_suffix(ending)?.parse().ok()).collect())
    }

    /// The days that have readings, the first first.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn days(&self) -> Result<Vec<NaiveDate>, TelemetryError> {
        self.days_in(&self.root().join("days"), ".json")
    }

    /// The days for which something came in that is not folded yet.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn days_to_fold(&self) -> Result<Vec<NaiveDate>, TelemetryError> {
        let mut days = self.days_in(&self.root().join("incoming"), "")?;
        days.retain(|day| self.names(&self.incoming(*day)).is_ok_and(|names| !names.is_empty()));
        Ok(days)
    }

    /// The rollups of a day; none where it has none.
    ///
    /// # Errors
    /// Where a file is missing or damaged.
    pub fn rollups(&self, day: NaiveDate) -> Result<Rollups, TelemetryError> {
        self.rollups_of(day, None, None)
    }

    /// The readings of a day of some signals, sorted by device, signal and time, without their sources.
    pub(crate) fn readings_of(&self, day: NaiveDate, wanted: &dyn Fn(&str) -> bool) -> Result<Points, TelemetryError> {
        let manifest = self.manifest(day)?;
        let runs = manifest.runs.iter().map(|run| points::read_signals(&self.files, &self.run(day, &run.name), wanted));
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
        let runs =
            manifest.runs.iter().map(|run| points::read(&self.files, &self.run(day, &run.name), devices.cloned()));
        let mut all = Points::joined(runs.collect::<Result<_, _>>()?);
        all.sort();
        Ok(all)
    }
}

#[cfg(test)]
mod bucket_tests;
#[cfg(test)]
mod tests;
