//! What came in, by source, and who sends.

use super::{Folded, TelemetryLake};
use crate::batch::{Batch, Counts};
use crate::error::TelemetryError;
use digitize::serial::{key_of, normalise};
use hashbrown::HashSet;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

/// What a writer has put into the lake.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(super) struct WriterStatus {
    /// The last segment.
    pub(super) flushed: u64,
    /// By source.
    sources: BTreeMap<String, Counts>,
}

impl WriterStatus {
    fn path(lake: &TelemetryLake, writer: &str) -> PathBuf {
        lake.root().join("status").join(format!("{writer}.json"))
    }

    pub(super) fn read(lake: &TelemetryLake, writer: &str) -> Result<Self, TelemetryError> {
        Ok(lake.read_json(&Self::path(lake, writer))?.0)
    }

    /// Changes it; `change` may be called several times, each time with what is there.
    pub(super) fn change(
        lake: &TelemetryLake,
        writer: &str,
        change: impl Fn(&mut Self),
    ) -> Result<Self, TelemetryError> {
        lake.update(&Self::path(lake, writer), change)
    }

    pub(super) fn add(&mut self, batches: &[Batch]) {
        for batch in batches {
            self.sources.entry(batch.source.clone()).or_default().add(&batch.counts);
        }
    }
}

/// Who sends.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Sender {
    /// The serial number or alias it goes by, as written.
    pub name: String,
    /// The source it was first met in.
    pub source: String,
    /// When its first reading came, in microseconds since 1970 UTC.
    pub first_received_at: i64,
}

/// The senders a writer met, by the key of the device in hexadecimal digits.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(super) struct Senders(BTreeMap<String, Sender>);

impl Senders {
    fn path(lake: &TelemetryLake, writer: &str) -> PathBuf {
        lake.root().join("senders").join(format!("{writer}.json"))
    }

    /// Notes senders that are new.
    pub(super) fn note(lake: &TelemetryLake, writer: &str, batches: &[Batch]) -> Result<(), TelemetryError> {
        let mut seen: HashSet<&str> = HashSet::new();
        let mut met: Vec<(u64, Sender)> = Vec::new();
        let mut known = lake.met.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.entry(writer.to_owned()).or_default();
        for batch in batches {
            for name in batch.senders.iter().filter(|name| seen.insert(name)) {
                let key = normalise(name).map(|serial| key_of(&serial));
                let Some(key) = key.filter(|key| !known.contains(key)) else { continue };
                let sender =
                    Sender { name: name.clone(), source: batch.source.clone(), first_received_at: batch.received_at };
                met.push((key, sender));
            }
        }
        if met.is_empty() {
            return Ok(());
        }
        lake.update(&Self::path(lake, writer), |there: &mut Self| {
            for (key, sender) in &met {
                there.0.entry(format!("{key:016x}")).or_insert_with(|| sender.clone());
            }
        })?;
        known.extend(met.iter().map(|(key, _)| *key));
        Ok(())
    }
}

/// What came of the readings of a source.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct SourceStatus {
    /// What came in.
    #[serde(flatten)]
    pub counts: Counts,
    /// What of it is in the lake.
    #[serde(flatten)]
    pub folded: Folded,
    /// What is on disk and not in the lake yet: it is neither stored nor duplicate so far.
    pub waiting: u64,
}

/// The state of telemetry.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Status {
    /// By source.
    pub sources: BTreeMap<String, SourceStatus>,
}

/// What came in with segments of a journal that are still there, by segment and source.
pub(super) fn counts_of(folder: &Path, segments: &[u64]) -> Result<Vec<(u64, String, Counts)>, TelemetryError> {
    let mut counts = Vec::new();
    for number in segments {
        match crate::journal::batches(folder, *number) {
            Ok((batches, _)) => counts.extend(batches.into_iter().map(|batch| (*number, batch.source, batch.counts))),
            // In the lake since they were listed.
            Err(error) if error.is_missing() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(counts)
}

impl TelemetryLake {
    /// All small files of a folder, by name.
    fn all_json<T: DeserializeOwned>(&self, folder: &str) -> Result<Vec<(String, T)>, TelemetryError> {
        let folder = self.root().join(folder);
        let read = self.files.read_all(&folder).map_err(self.io(&folder))?;
        let of = |(name, bytes): (String, Arc<[u8]>)| {
            let of =
                serde_json::from_slice(&bytes).map_err(|error| self.damaged(&folder.join(&name), error.to_string()))?;
            Ok((name, of))
        };
        read.into_iter().map(of).collect()
    }

    /// What came in and what became of it. `journal` is the folder of this server's journal: what waits there counts as
    /// received.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn status(&self, journal: Option<&Path>) -> Result<Status, TelemetryError> {
        let mut sources: BTreeMap<String, SourceStatus> = BTreeMap::new();
        let mut add = |name: &str, counts: &Counts| {
            sources.entry(name.to_owned()).or_default().counts.add(counts);
        };
        let own = journal.filter(|folder| folder.exists()).map(crate::journal::name).transpose()?;
        let own = own.map(|name| format!("{name}.json"));
        // The journal is read before the state of its writer: a segment that goes into the lake meanwhile is counted there.
        let waiting = match journal {
            Some(folder) => counts_of(folder, &crate::journal::waiting(folder, true)?)?,
            None => Vec::new(),
        };
        let mut flushed = 0;
        for (name, of) in self.all_json::<WriterStatus>("status")? {
            flushed = flushed.max(if own.as_ref() == Some(&name) { of.flushed } else { 0 });
            of.sources.iter().for_each(|(name, counts)| add(name, counts));
        }
        for (_, source, counts) in waiting.iter().filter(|(number, ..)| *number > flushed) {
            add(source, counts);
        }
        for manifest in self.manifests()?.into_values() {
            for (name, folded) in manifest.sources {
                sources.entry(name).or_default().folded.add(folded);
            }
        }
        for of in sources.values_mut() {
            of.waiting =
                of.counts.accepted().saturating_sub(of.folded.stored + of.folded.duplicate + of.folded.expired);
        }
        Ok(Status { sources })
    }

    /// All senders by the key of their device.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn senders(&self) -> Result<BTreeMap<u64, Sender>, TelemetryError> {
        let mut all: BTreeMap<u64, Sender> = BTreeMap::new();
        for (_, Senders(of)) in self.all_json::<Senders>("senders")? {
            for (key, sender) in of {
                let Ok(key) = u64::from_str_radix(&key, 16) else { continue };
                let first = all.entry(key).or_insert_with(|| sender.clone());
                if sender.first_received_at < first.first_received_at {
                    *first = sender;
                }
            }
        }
        Ok(all)
    }
}
