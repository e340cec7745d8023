//! Changing a day: new files are put beside those that count, then the manifest in one stroke. In a folder processes take
//! turns. In a bucket they do not: whose manifest comes second is refused, what it made is removed, and it begins anew with
//! what the other left. So a crash between any two steps, and a process that meets another, leave each reading once.

use super::TelemetryLake;
use super::manifest::Manifest;
use crate::error::{TelemetryError, io};
use chrono::NaiveDate;
use lake_files::Expected;
use serde::{Serialize, de::DeserializeOwned};
use std::path::{Path, PathBuf};

/// How often a change is begun anew where others are faster.
const TRIES: usize = 30;

/// What a change is made of: the files that are new, to be removed again where it does not come about.
#[derive(Default)]
pub(super) struct Made(Vec<PathBuf>);

impl Made {
    /// Notes a file that is about to be written.
    pub(super) fn note(&mut self, path: PathBuf) -> PathBuf {
        self.0.push(path.clone());
        path
    }

    fn are_named(&self, manifest: &Manifest) -> bool {
        let names = self.0.iter().filter_map(|path| path.file_name()).map(|name| name.to_string_lossy());
        !self.0.is_empty() && names.into_iter().any(|name| manifest.names(&name))
    }

    fn remove(self, lake: &TelemetryLake) {
        for path in self.0 {
            // Nobody names it; what stays is swept with the next change.
            let _ = lake.files.remove(&path);
        }
    }
}

impl TelemetryLake {
    /// Changes the manifest of a day, once the files it will name are made. Where `work` leaves it as it was, nothing is put.
    pub(super) fn change<T>(
        &self,
        day: NaiveDate,
        work: impl Fn(&mut Manifest, &mut Made) -> Result<T, TelemetryError>,
    ) -> Result<T, TelemetryError> {
        let _turn = self.turn()?;
        for _ in 0..TRIES {
            let before = self.manifest(day)?;
            let (mut manifest, mut made) = (before.clone(), Made::default());
            match work(&mut manifest, &mut made) {
                Ok(done) if manifest == before => return Ok(done),
                Ok(done) => {
                    if self.put_manifest(day, &manifest)? {
                        self.sweep(day, &manifest)?;
                        return Ok(done);
                    }
                    // A store that was asked again, because its answer got lost, refuses what it has done itself.
                    let there = self.manifest(day)?;
                    if made.are_named(&there) {
                        return Ok(done);
                    }
                    made.remove(self);
                }
                Err(error) => {
                    made.remove(self);
                    // What was to be read may just have been replaced.
                    if !(self.files.is_bucket() && error.is_missing() && self.manifest(day)? != before) {
                        return Err(error);
                    }
                }
            }
        }
        Err(self.contended(&self.manifest_path(day)))
    }

    pub(super) fn put_manifest(&self, day: NaiveDate, manifest: &Manifest) -> Result<bool, TelemetryError> {
        let path = self.manifest_path(day);
        let expected = Expected::as_read(manifest.version.as_ref());
        self.files.put(&path, manifest.text(&path)?, &expected).map_err(self.io(&path))
    }

    /// Changes a small file; `change` may be called several times.
    pub(super) fn update<T: DeserializeOwned + Serialize + Default + Clone + PartialEq>(
        &self,
        path: &Path,
        change: impl Fn(&mut T),
    ) -> Result<T, TelemetryError> {
        let mut tried: Option<T> = None;
        for _ in 0..TRIES {
            let (before, version): (T, _) = self.read_json(path)?;
            // A store that was asked again, because its answer got lost, refuses what it has done itself.
            if tried.as_ref() == Some(&before) {
                return Ok(before);
            }
            let mut new = before.clone();
            change(&mut new);
            if new == before {
                return Ok(new);
            }
            let text = serde_json::to_vec_pretty(&new).map_err(|error| self.damaged(path, error.to_string()))?;
            let expected = Expected::as_read(version.as_ref());
            if self.files.put(path, text, &expected).map_err(self.io(path))? {
                return Ok(new);
            }
            tried = Some(new);
        }
        Err(self.contended(path))
    }

    /// Reads a small file; one that is not there is empty.
    pub(super) fn read_json<T: DeserializeOwned + Default>(
        &self,
        path: &Path,
    ) -> Result<(T, Option<lake_files::Version>), TelemetryError> {
        match self.files.read(path).map_err(self.io(path))? {
            Some((bytes, version)) => {
                let of = serde_json::from_slice(&bytes).map_err(|error| self.damaged(path, error.to_string()))?;
                Ok((of, version))
            }
            None => Ok((T::default(), None)),
        }
    }

    fn contended(&self, path: &Path) -> TelemetryError {
        let why = "other processes change it all the time; try again later";
        io(&self.files.shown(path))(std::io::Error::other(why))
    }
}
