//! Retention: readings that are older than a signal is kept go, the rollups of their days stay.

use super::TelemetryLake;
use super::manifest::{Folded, Run};
use super::points::{self, Points};
use crate::error::TelemetryError;
use crate::signal::folded;
use chrono::{Days, NaiveDate};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// How long readings are kept, in days; rollups are kept for good.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Of signals that are not named; for good where nothing is said.
    pub days: Option<u64>,
    /// By signal.
    pub signals: BTreeMap<String, u64>,
}

impl Retention {
    /// The same with the names the lake has for signals.
    fn by_name(&self, of: &crate::Signals) -> BTreeMap<String, u64> {
        let name = |name: &String| of.of(name).map_or_else(|| folded(name), |signal| signal.id.clone());
        self.signals.iter().map(|(signal, days)| (name(signal), *days)).collect()
    }

    /// Whether anything ever goes.
    #[must_use]
    pub fn is_for_good(&self) -> bool {
        self.days.is_none() && self.signals.is_empty()
    }
}

impl TelemetryLake {
    /// Removes readings that are older than their signal is kept as of a day. Returns how many went.
    ///
    /// # Errors
    /// Where a file is damaged or the disk refuses; the day it was at is as it was then.
    pub fn expire(&self, retention: &Retention, today: NaiveDate) -> Result<u64, TelemetryError> {
        if retention.is_for_good() {
            return Ok(0);
        }
        let kept = retention.by_name(self.signals);
        let is_old =
            |day: NaiveDate, days: u64| today.checked_sub_days(Days::new(days)).is_some_and(|since| day < since);
        let shortest = kept.values().copied().chain(retention.days).min().unwrap_or(u64::MAX);
        let mut gone = 0;
        for day in self.days()?.into_iter().filter(|day| is_old(*day, shortest)) {
            let goes =
                |signal: &str| kept.get(signal).copied().or(retention.days).is_some_and(|days| is_old(day, days));
            gone += self.expire_day(day, &goes)?;
        }
        Ok(gone)
    }

    fn expire_day(&self, day: NaiveDate, goes: &dyn Fn(&str) -> bool) -> Result<u64, TelemetryError> {
        self.change(day, |manifest, made| {
            let Some((path, file)) = self.open_rollup(day, manifest.rollup.as_deref())? else { return Ok(0) };
            let signals = crate::rollup::Rollups::signals_of(file, &path)?;
            let going: BTreeSet<String> =
                signals.into_iter().filter(|of| goes(of) && !manifest.expired.contains(of)).collect();
            if going.is_empty() {
                return Ok(0);
            }
            manifest.generation += 1;
            let mut runs = Vec::new();
            let mut gone: BTreeMap<String, u64> = BTreeMap::new();
            for (at, run) in manifest.runs.iter().enumerate() {
                let mut points = points::read(&self.files, &self.run(day, &run.name), None)?;
                let before = points.points.len();
                let is_going: Vec<bool> = points.signals.iter().map(|signal| going.contains(signal)).collect();
                let Points { sources, points: all, .. } = &mut points;
                all.retain(|point| {
                    let goes = is_going.get(usize::from(point.signal)).copied().unwrap_or(false);
                    if goes && let Some(source) = sources.get(usize::from(point.source)) {
                        *gone.entry(source.clone()).or_default() += 1;
                    }
                    !goes
                });
                if points.points.len() == before {
                    runs.push(run.clone());
                } else if !points.points.is_empty() {
                    let name = format!("{:08}-{at:02}{}.parquet", manifest.generation, self.files.mark());
                    let rows = points::write(&points, &self.files, &made.note(self.run(day, &name)))?;
                    runs.push(Run { name, rows });
                }
            }
            manifest.runs = runs;
            for (source, count) in &gone {
                let Folded { stored, expired, .. } = manifest.sources.entry(source.clone()).or_default();
                *stored = stored.saturating_sub(*count);
                *expired += count;
            }
            manifest.expired.extend(going);
            Ok(gone.values().sum())
        })
    }
}
