//! Windows worked out in another place than this process: what that place is given, and what it has to give back.

use super::{Owners, Windows};
use crate::error::TelemetryError;
use crate::lake::TelemetryLake;
use chrono::NaiveDate;
use std::fmt::Debug;
use std::path::PathBuf;
use std::pin::Pin;

/// A day's rollups, which are one file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RollupFile {
    /// How many days back the day lies.
    pub ago: usize,
    /// Where. What it holds never changes: a day that is folded again has another file.
    pub path: PathBuf,
}

/// Windows that somebody works out.
pub type WindowsAreComing<'a> = Pin<Box<dyn Future<Output = Result<Windows, TelemetryError>> + Send + 'a>>;

/// Works windows out in another place than this process, from the files of a lake. They equal those of
/// [`TelemetryLake::windows`].
pub trait Elsewhere: Debug + Send + Sync {
    /// What the readings up to the end of a day say of each machine.
    ///
    /// # Errors
    /// Where the place cannot be reached, gives up, or a file is missing or damaged.
    fn windows<'a>(&'a self, lake: &'a TelemetryLake, as_of: NaiveDate, owners: &'a Owners) -> WindowsAreComing<'a>;
}

impl TelemetryLake {
    /// The files of rollups up to a day, the oldest first; those of a bucket are mirrored first.
    ///
    /// # Errors
    /// Where a manifest or a file is missing or cannot be read.
    pub fn rollup_files(&self, as_of: NaiveDate) -> Result<Vec<RollupFile>, TelemetryError> {
        let mut files = Vec::new();
        for (day, manifest) in self.manifests()? {
            let Ok(ago) = usize::try_from((as_of - day).num_days()) else { continue };
            let Some(known) = manifest.rollup else { continue };
            files.extend(self.open_rollup(day, Some(&known))?.map(|(path, _)| RollupFile { ago, path }));
        }
        Ok(files)
    }

    /// The machines that ever sent.
    ///
    /// # Errors
    /// Where the list of senders cannot be read.
    pub fn machines_that_sent(&self, owners: &Owners) -> Result<Vec<u32>, TelemetryError> {
        Ok(self.sending(owners)?.into_iter().map(|slot| owners.machine_at(slot)).collect())
    }
}
