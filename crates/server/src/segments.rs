//! The segments in memory: each with its members as of the last decision, who joined and left since the day before, and
//! how many there were on each day.

use crate::live::Live;
use crate::problem::Problem;
use chrono::NaiveDate;
use hashbrown::HashMap;
use pipeline::{SegmentNow, day_before};
use store::{SegmentDay, Store};

/// All segments that are not put away.
pub struct SegmentsView {
    /// What it was made of: grows with every saved version.
    pub mark: i64,
    /// The segments, by id.
    pub all: Vec<SegmentNow>,
    /// How many joined and left since the day before.
    changes: HashMap<String, (u64, u64)>,
    /// How many members there were on each day, oldest first.
    days: HashMap<String, Vec<SegmentDay>>,
    /// The day before the last decision.
    day_before: NaiveDate,
}

impl SegmentsView {
    /// Reads the saved segments and evaluates them.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn load(store: &Store, live: &Live) -> Result<Self, Problem> {
        let mark = store.segments_mark().await?;
        let saved = store.segments().await?;
        let all = live.decided.segments(&saved)?;
        let day_before = day_before(live.as_of);
        let changes = store.segment_changes(day_before).await?.into_iter().collect();
        let mut days: HashMap<String, Vec<SegmentDay>> = HashMap::new();
        for day in store.segment_days(None).await? {
            days.entry(day.segment.clone()).or_default().push(day);
        }
        Ok(Self { mark, all, changes, days, day_before })
    }

    /// The segment with this id.
    ///
    /// # Errors
    /// Where there is none.
    pub fn find(&self, id: &str) -> Result<&SegmentNow, Problem> {
        let found = self.all.iter().find(|of| of.id() == id);
        found.ok_or_else(|| Problem::missing(format!("there is no segment `{id}`")))
    }

    /// How many members it had on each day, oldest first.
    #[must_use]
    pub fn days(&self, id: &str) -> &[SegmentDay] {
        self.days.get(id).map_or(&[], Vec::as_slice)
    }

    /// Since when joining and leaving is counted where nothing else is asked for: the day before, but not before members
    /// were first noted, for then all would have joined. `None` where they never were.
    #[must_use]
    pub fn since(&self, id: &str, wanted: Option<NaiveDate>) -> Option<NaiveDate> {
        let first = self.days(id).first()?.as_of;
        Some(wanted.unwrap_or(self.day_before).max(first))
    }

    /// How many joined and left since then.
    #[must_use]
    pub fn changes(&self, id: &str) -> (u64, u64) {
        if self.since(id, None) != Some(self.day_before) {
            return (0, 0);
        }
        self.changes.get(id).copied().unwrap_or_default()
    }

    /// Where another definition counted on that day than counts on the last: the day it changed, both definitions.
    #[must_use]
    pub fn redefined(&self, id: &str, since: NaiveDate) -> Option<(NaiveDate, &str, &str)> {
        let days = self.days(id);
        let before = days.iter().rev().find(|day| day.as_of <= since)?;
        let now = days.last()?;
        if before.definition == now.definition {
            return None;
        }
        let changed = days.iter().find(|day| day.as_of > since && day.definition != before.definition)?;
        Some((changed.as_of, &before.definition, &now.definition))
    }
}
