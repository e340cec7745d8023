//! What counts of a day: its runs, its rollup, what was folded into them. A file it does not name does not count.

use crate::error::{TelemetryError, damaged};
use lake_files::Version;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A run of a day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Run {
    pub(crate) name: String,
    pub(crate) rows: u64,
}

/// What folding counted of a source.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Folded {
    /// Readings that are in the lake.
    pub stored: u64,
    /// Readings that were there already, and count once.
    pub duplicate: u64,
    /// Those of the duplicates that say another value. The first counts.
    pub contradicting: u64,
    /// Readings that were in the lake and are older than their signal is kept, or came when it was kept no more.
    #[serde(default)]
    pub expired: u64,
}

impl Folded {
    /// Adds those of another day.
    pub fn add(&mut self, other: Self) {
        self.stored += other.stored;
        self.duplicate += other.duplicate;
        self.contradicting += other.contradicting;
        self.expired += other.expired;
    }
}

/// The manifest of a day.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// Counts each change; names of new files bear it.
    pub(crate) generation: u64,
    pub(crate) runs: Vec<Run>,
    pub(crate) rollup: Option<String>,
    /// Of each writer the last segment that was folded: what it puts again after a crash is not new.
    pub(crate) folded: BTreeMap<String, u64>,
    /// Signals whose readings are kept no more; their rollups are.
    #[serde(default)]
    pub(crate) expired: BTreeSet<String>,
    /// By source.
    pub(crate) sources: BTreeMap<String, Folded>,
    /// In a bucket what was read; nothing where the day is new.
    #[serde(skip)]
    pub(crate) version: Option<Version>,
}

impl Manifest {
    pub(crate) fn of(bytes: &[u8], path: &Path) -> Result<Self, TelemetryError> {
        serde_json::from_slice(bytes).map_err(|error| damaged(path, error.to_string()))
    }

    pub(crate) fn text(&self, path: &Path) -> Result<Vec<u8>, TelemetryError> {
        serde_json::to_vec_pretty(self).map_err(|error| damaged(path, error.to_string()))
    }

    /// Whether it names a file.
    pub(crate) fn names(&self, name: &str) -> bool {
        self.rollup.as_deref() == Some(name) || self.runs.iter().any(|run| run.name == name)
    }

    /// Whether a file of the day can never count again: it is not named, and who writes now gives later generations.
    pub(crate) fn is_past(&self, name: &str) -> bool {
        let digits = name.find(|letter: char| !letter.is_ascii_digit()).and_then(|end| name.get(..end));
        let generation: Option<u64> = digits.and_then(|digits| digits.parse().ok());
        !self.names(name) && generation.is_some_and(|generation| generation <= self.generation)
    }

    /// Whether what a writer puts is in the runs already.
    pub(crate) fn has(&self, incoming: &str) -> bool {
        let (writer, segment) = incoming_name(incoming);
        segment.is_some_and(|segment| self.folded.get(writer).is_some_and(|last| segment <= *last))
    }

    /// Notes that what a writer put is in the runs.
    pub(crate) fn note(&mut self, incoming: &str) {
        if let (writer, Some(segment)) = incoming_name(incoming) {
            let last = self.folded.entry(writer.to_owned()).or_default();
            *last = segment.max(*last);
        }
    }
}

/// The writer and the segment in the name of a file that came in: `hall1-0000000000000012.parquet`.
fn incoming_name(name: &str) -> (&str, Option<u64>) {
    let stem = name.strip_suffix(".parquet").unwrap_or(name);
    stem.rsplit_once('-').map_or((stem, None), |(writer, segment)| (writer, segment.parse().ok()))
}
