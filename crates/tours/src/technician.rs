//! Who drives, from where, when, and what they can do.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::travel::Coordinates;

/// A field service technician.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Technician {
    /// Names the technician in visits, tours and edits.
    pub id: String,
    /// Where each day begins and ends.
    pub home: Coordinates,
    /// What the technician can do.
    #[serde(default)]
    pub skills: BTreeSet<String>,
    /// Where the technician works; empty: everywhere.
    #[serde(default)]
    pub regions: BTreeSet<String>,
    /// Working hours, one shift a day at most.
    pub shifts: Vec<Shift>,
    /// The most minutes of driving in a day.
    #[serde(default)]
    pub max_drive_minutes: Option<u32>,
}

/// The working hours of one day, from leaving home to being back, in the local time of the tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// Leaves home not before. Its date is the day of the tour.
    pub from: NaiveDateTime,
    /// Is back not after.
    pub until: NaiveDateTime,
    /// Times in which neither driven nor worked is; both go on afterwards.
    #[serde(default)]
    pub breaks: Vec<Span>,
}

/// A time from and until.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// Begins.
    pub from: NaiveDateTime,
    /// Is over.
    pub until: NaiveDateTime,
}
