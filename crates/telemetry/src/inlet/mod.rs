//! The ways in: bytes of a format become judged readings. What cannot be read is counted, with the line and why.

pub mod csv;
pub mod json_lines;
pub mod line_protocol;
pub mod parquet;
pub mod sparkplug;
mod time;
pub mod topics;

use crate::batch::BatchBuilder;
use crate::judge::{Message, Reason};
use time::local;
pub use time::{Precision, instant};

/// Refused readings that are told one by one; further ones are counted.
pub const TOLD: usize = 20;

/// A reading that is not kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused {
    /// Its line, from 1.
    pub line: usize,
    /// By which rule.
    pub reason: Reason,
    /// What is wrong.
    pub why: String,
}

/// The readings that were not kept: the first [`TOLD`], and how many there are.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Refusals {
    /// The first of them.
    pub first: Vec<Refused>,
    /// How many in all.
    pub count: u64,
}

impl Refusals {
    /// Adds those of a later part.
    pub fn add(&mut self, other: Self) {
        self.count += other.count;
        let room = TOLD.saturating_sub(self.first.len());
        self.first.extend(other.first.into_iter().take(room));
    }

    fn note(&mut self, line: usize, reason: Reason, why: impl FnOnce() -> String) {
        self.count += 1;
        if self.first.len() < TOLD {
            self.first.push(Refused { line, reason, why: why() });
        }
    }

    fn unreadable(&mut self, into: &mut BatchBuilder<'_>, line: usize, why: impl FnOnce() -> String) {
        into.unreadable();
        self.note(line, Reason::Unreadable, why);
    }

    fn judged(&mut self, into: &mut BatchBuilder<'_>, line: usize, message: &Message<'_>) {
        if let Err(reason) = into.add(message) {
            self.note(line, reason, || in_words(reason, message));
        }
    }
}

fn in_words(reason: Reason, message: &Message<'_>) -> String {
    let Message { sender, signal, unit, at, value } = message;
    let when = chrono::DateTime::from_timestamp_micros(*at).map_or_else(|| at.to_string(), |at| at.to_rfc3339());
    match reason {
        Reason::Unreadable => format!("`{signal}` of `{sender}` is no name of a signal"),
        Reason::NoSender => "it does not say of which machine: give its serial number".to_owned(),
        Reason::Future => format!("{signal} of {sender} is of {when}, which is still to come: set the machine's clock"),
        Reason::TooOld => format!("{signal} of {sender} is of {when}: set the machine's clock"),
        Reason::Impossible => format!("{signal} of {sender} cannot be {value}"),
        Reason::NoBirth => format!("{signal} of {sender} was said before its birth"),
        Reason::Unit => {
            format!("{signal} of {sender} in `{}`: nobody knows this unit for it", unit.unwrap_or_default())
        }
    }
}
