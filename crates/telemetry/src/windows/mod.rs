//! What facts need of the readings: windows of signals, folded from the rollups of all machines at once.
//!
//! Each window reads its own days, its own signal's row groups and its own columns and nothing else. Days are divided
//! between threads; what they come to is joined in the order of time.

mod elsewhere;
mod owners;
mod read;
mod readings;
mod series;

pub use elsewhere::{Elsewhere, RollupFile, WindowsAreComing};
pub use owners::Owners;
pub use series::{
    Growth, HIGH_LOAD, LEAST, LEAST_DAYS, Latest, Level, LoadProfile, MONTH, Mean, Presence, Usual, WEEK, WEEKS,
    WINDOW, Week, millionths,
};

use crate::error::TelemetryError;
use crate::lake::TelemetryLake;
use chrono::NaiveDate;
use rayon::prelude::*;
use series::{Fold, Growths, LatestWeek, Latests, Levels, Loads, Presences, Usuals};
use std::ops::Range;

/// The counter of operating hours.
pub const HOURS: &str = "operating_hours";

/// The measured vibration.
pub const VIBRATION: &str = "vibration";

/// The load.
pub const LOAD: &str = "load";

/// What the readings say of each machine up to the end of a day.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Windows {
    /// The latest reading of the operating hours, however old.
    pub hours: Vec<Option<Latest>>,
    /// How the operating hours grew in the last [`WINDOW`] days.
    pub growth: Vec<Growth>,
    /// The vibration over half a year.
    pub vibration: Vec<Level>,
    /// The vibration of the latest [`WEEK`].
    pub vibration_week: Vec<Week>,
    /// The vibration of the [`WINDOW`] days before the latest week.
    pub vibration_usual: Vec<Usual>,
    /// The load of the last [`MONTH`].
    pub load: Vec<LoadProfile>,
    /// When anything came.
    pub presence: Vec<Presence>,
}

impl Windows {
    /// That of machines without readings.
    #[must_use]
    pub fn empty(machines: usize) -> Self {
        Self {
            hours: vec![None; machines],
            growth: vec![Growth::default(); machines],
            vibration: vec![Level::default(); machines],
            vibration_week: vec![Week::default(); machines],
            vibration_usual: vec![Usual::default(); machines],
            load: vec![LoadProfile::default(); machines],
            presence: vec![Presence::default(); machines],
        }
    }

    /// What was folded by slot, by machine.
    fn by_machine(self, owners: &Owners) -> Self {
        Self {
            hours: owners.by_machine(self.hours, None),
            growth: owners.by_machine(self.growth, Growth::default()),
            vibration: owners.by_machine(self.vibration, Level::default()),
            vibration_week: owners.by_machine(self.vibration_week, Week::default()),
            vibration_usual: owners.by_machine(self.vibration_usual, Usual::default()),
            load: owners.by_machine(self.load, LoadProfile::default()),
            presence: owners.by_machine(self.presence, Presence::default()),
        }
    }
}

/// The days of a lake up to a day, each with how many days back it lies.
struct Walk<'a> {
    lake: &'a TelemetryLake,
    owners: &'a Owners,
    /// The oldest first, each with the name of its rollup.
    days: Vec<(NaiveDate, usize, Option<String>)>,
}

impl Walk<'_> {
    /// Folds the days that lie so far back.
    fn fold<F: Fold>(&self, ago: &Range<usize>, signal: Option<&str>) -> Result<F, TelemetryError> {
        let days: Vec<_> = self.days.iter().filter(|(_, of, _)| ago.contains(of)).collect();
        let machines = self.owners.slots();
        let a_thread = days.len().div_ceil(rayon::current_num_threads()).max(1);
        let parts: Vec<F> = days
            .par_chunks(a_thread)
            .map(|days| {
                let mut part = F::empty(machines);
                for (day, ago, rollup) in days {
                    if let Some((path, file)) = self.lake.open_rollup(*day, rollup.as_deref())? {
                        read::of_signal(&path, file, signal, F::COLUMNS, self.owners, |rows| part.add(*ago, rows))?;
                    }
                }
                Ok(part)
            })
            .collect::<Result<_, TelemetryError>>()?;
        let mut parts = parts.into_iter();
        let mut whole = parts.next().unwrap_or_else(|| F::empty(machines));
        parts.for_each(|part| whole.join(part));
        Ok(whole)
    }

    /// Walks back from a day on until each machine that ever sent has something.
    fn walk_back<F: Fold>(
        &self,
        from: usize,
        signal: Option<&str>,
        senders: &[u32],
        found: &mut F,
        has: impl Fn(&F, usize) -> bool,
    ) -> Result<(), TelemetryError> {
        let most = self.days.first().map_or(0, |(_, ago, _)| *ago + 1);
        let mut from = from;
        while from < most && senders.iter().any(|machine| !has(found, *machine as usize)) {
            let to = from + STRIDE;
            let mut older: F = self.fold(&(from..to), signal)?;
            std::mem::swap(found, &mut older);
            found.join(older);
            from = to;
        }
        Ok(())
    }
}

/// Days walked back at a time.
pub const STRIDE: usize = 120;

impl TelemetryLake {
    /// The slots of machines that ever sent.
    fn sending(&self, owners: &Owners) -> Result<Vec<u32>, TelemetryError> {
        let senders = self.senders()?;
        let known: Vec<u64> = senders.keys().copied().collect();
        let mut sending = Vec::new();
        owners.find(&known, &mut sending);
        sending.retain(|slot| *slot != read::NOBODY);
        sending.sort_unstable();
        sending.dedup();
        Ok(sending)
    }

    /// The devices that ever sent, with their machines; `None` where no machine has several, when nothing depends on it.
    /// Most machines have one device that sends, however many serial numbers they go by.
    ///
    /// # Errors
    /// Where the list of senders cannot be read.
    pub fn those_that_send(&self, owners: &Owners) -> Result<Option<Owners>, TelemetryError> {
        if owners.several().is_empty() {
            return Ok(None);
        }
        let senders = self.senders()?;
        let known = owners.iter().filter(|(device, _)| senders.contains_key(device));
        Ok(Some(Owners::new(known, owners.machines())))
    }

    /// What the readings up to the end of a day say of each machine.
    ///
    /// # Errors
    /// Where a file is missing or damaged.
    pub fn windows(&self, as_of: NaiveDate, owners: &Owners) -> Result<Windows, TelemetryError> {
        let ago = |day: NaiveDate| usize::try_from((as_of - day).num_days()).ok();
        let manifests = self.manifests()?.into_iter();
        let days: Vec<_> = manifests.filter_map(|(day, of)| Some((day, ago(day)?, of.rollup))).collect();
        if days.is_empty() || owners.machines() == 0 {
            return Ok(Windows::empty(owners.machines()));
        }
        let those_that_send = self.those_that_send(owners)?;
        let owners = those_that_send.as_ref().unwrap_or(owners);
        let walk = Walk { lake: self, owners, days };
        let Growths(growth) = walk.fold(&(0..WINDOW), Some(HOURS))?;
        let mut hours = Latests(growth.iter().map(|of| of.last).collect());
        // Who ever sent is asked only where somebody was silent: of a million machines the list is long.
        let mut sending = None;
        if hours.0.iter().any(Option::is_none) {
            let sending = &*sending.insert(self.sending(owners)?);
            walk.walk_back(WINDOW, Some(HOURS), sending, &mut hours, |of, at| of.0[at].is_some())?;
        }
        let Levels(vibration) = walk.fold(&(0..2 * WINDOW), Some(VIBRATION))?;
        let LatestWeek(vibration_week) = walk.fold(&(0..WEEK), Some(VIBRATION))?;
        let Usuals(vibration_usual) = walk.fold(&(WEEK..WEEK + WINDOW), Some(VIBRATION))?;
        let Loads(load) = walk.fold(&(0..MONTH), Some(LOAD))?;
        let mut presence: Presences = walk.fold(&(0..MONTH), None)?;
        if presence.0.iter().any(|of| of.newest.is_none()) {
            let sending = match sending {
                Some(sending) => sending,
                None => self.sending(owners)?,
            };
            walk.walk_back(MONTH, None, &sending, &mut presence, |of, at| of.0[at].newest.is_some())?;
        }
        let of_slots =
            Windows { hours: hours.0, growth, vibration, vibration_week, vibration_usual, load, presence: presence.0 };
        Ok(of_slots.by_machine(owners))
    }
}

#[cfg(test)]
mod tests;
