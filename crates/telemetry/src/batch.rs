//! Readings that came in together: judged, with their senders and signals named once.

use crate::judge::{Limits, Message, Reason, judge};
use crate::signal::{Signal, Signals, folded};
use hashbrown::HashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A reading that is kept.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Row {
    /// The sender's place in [`Batch::senders`].
    pub sender: u32,
    /// The signal's place in [`Batch::signals`].
    pub signal: u32,
    /// When, in microseconds since 1970 UTC.
    pub at: i64,
    /// The value in the signal's own unit.
    pub value: f64,
}

/// What came of the readings of one source.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Counts {
    /// All that came.
    pub received: u64,
    /// Those of them that are kept though they came late.
    pub late: u64,
    /// Those that are not kept, by reason.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rejected: BTreeMap<Reason, u64>,
    /// The time of the newest that is kept, in microseconds since 1970.
    pub newest: Option<i64>,
}

impl Counts {
    /// Those that are kept.
    #[must_use]
    pub fn accepted(&self) -> u64 {
        self.received - self.rejected.values().sum::<u64>()
    }

    /// Adds those of another.
    pub fn add(&mut self, other: &Self) {
        self.received += other.received;
        self.late += other.late;
        for (reason, count) in &other.rejected {
            *self.rejected.entry(*reason).or_default() += count;
        }
        self.newest = self.newest.max(other.newest);
    }
}

/// Readings of one source that came in together.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Batch {
    /// The source: the name of a gateway's token, or what an import of files named.
    pub source: String,
    /// When it came, in microseconds since 1970 UTC.
    pub received_at: i64,
    /// Senders as written.
    pub senders: Vec<String>,
    /// Signals by the names the lake has for them.
    pub signals: Vec<String>,
    /// What is kept.
    pub rows: Vec<Row>,
    /// What came of all.
    pub counts: Counts,
}

/// Makes a batch reading by reading.
pub struct BatchBuilder<'a> {
    known: &'a Signals,
    limits: Limits,
    batch: Batch,
    senders: HashMap<String, u32>,
    /// By the name as written: the place, and what the catalogue knows.
    signals: HashMap<String, (u32, Option<&'a Signal>)>,
}

/// Senders and signals longer than this are nonsense, in bytes.
const LONGEST_NAME: usize = 200;

impl<'a> BatchBuilder<'a> {
    /// An empty batch.
    #[must_use]
    pub fn new(known: &'a Signals, limits: Limits, source: &str, received_at: i64) -> Self {
        let batch = Batch { source: source.to_owned(), received_at, ..Batch::default() };
        Self { known, limits, batch, senders: HashMap::new(), signals: HashMap::new() }
    }

    /// Counts something that cannot be read.
    pub fn unreadable(&mut self) {
        self.reject(Reason::Unreadable);
    }

    /// Counts something that is not kept.
    pub(crate) fn reject(&mut self, reason: Reason) {
        self.batch.counts.received += 1;
        *self.batch.counts.rejected.entry(reason).or_default() += 1;
    }

    fn sender(&mut self, name: &str) -> u32 {
        if let Some(at) = self.senders.get(name) {
            return *at;
        }
        let at = u32::try_from(self.batch.senders.len()).unwrap_or(u32::MAX);
        self.batch.senders.push(name.to_owned());
        self.senders.insert(name.to_owned(), at);
        at
    }

    fn signal(&mut self, name: &str) -> (u32, Option<&'a Signal>) {
        if let Some(of) = self.signals.get(name) {
            return *of;
        }
        let signal = self.known.of(name);
        let id = signal.map_or_else(|| folded(name), |signal| signal.id.clone());
        // Two spellings of a signal are one.
        let at = self.batch.signals.iter().position(|known| *known == id).unwrap_or_else(|| {
            self.batch.signals.push(id);
            self.batch.signals.len() - 1
        });
        let of = (u32::try_from(at).unwrap_or(u32::MAX), signal);
        self.signals.insert(name.to_owned(), of);
        of
    }

    /// Judges a reading and keeps it or counts why not.
    ///
    /// # Errors
    /// Why it is not kept.
    pub fn add(&mut self, message: &Message<'_>) -> Result<(), Reason> {
        let sender = message.sender.trim();
        if !self.senders.contains_key(sender) && digitize::serial::normalise(sender).is_none() {
            self.reject(Reason::NoSender);
            return Err(Reason::NoSender);
        }
        if sender.len() > LONGEST_NAME || message.signal.len() > LONGEST_NAME || folded(message.signal).is_empty() {
            self.reject(Reason::Unreadable);
            return Err(Reason::Unreadable);
        }
        let (signal_at, signal) = self.signal(message.signal);
        match judge(message, signal, self.batch.received_at, &self.limits) {
            Ok(kept) => {
                let sender = self.sender(sender);
                let counts = &mut self.batch.counts;
                counts.received += 1;
                counts.late += u64::from(kept.late);
                counts.newest = counts.newest.max(Some(message.at));
                self.batch.rows.push(Row { sender, signal: signal_at, at: message.at, value: kept.value });
                Ok(())
            }
            Err(reason) => {
                self.reject(reason);
                Err(reason)
            }
        }
    }

    /// Readings kept so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.batch.rows.len()
    }

    /// Whether none is kept so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.batch.rows.is_empty()
    }

    /// The batch.
    #[must_use]
    pub fn finish(self) -> Batch {
        self.batch
    }
}
