//! Folding: what came in for a day joins its runs and its rollup. What is later than all there is of its series, which is
//! the rule, costs no look at what is there; only series with late readings are read again, and only those.

use super::TelemetryLake;
use super::change::Made;
use super::manifest::{Folded, Manifest, Run};
use super::points::{self, Point, Points};
use crate::error::TelemetryError;
use crate::rollup::{Rollup, Rollups};
use chrono::NaiveDate;
use hashbrown::{HashMap, HashSet};
use std::collections::BTreeMap;

/// Runs of a day beyond which they are made one.
pub(super) const MOST_RUNS: usize = 8;

/// What folding a day came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct DayFolded {
    /// Files that came in.
    pub files: usize,
    /// Readings that are new.
    pub stored: u64,
    /// Readings that were there already.
    pub duplicate: u64,
    /// Series that had late readings and were read again.
    pub reread: usize,
}

/// Keeps of each key the first reading and counts the others by source. `known` are readings that are in the lake,
/// sorted; those of them in `new` are duplicates, too.
fn distinct(new: &mut Points, known: &Points, sources: &mut BTreeMap<String, Folded>) -> u64 {
    let mut duplicates = 0;
    let mut kept: Vec<Point> = Vec::with_capacity(new.points.len());
    for point in &new.points {
        let before = kept.last().filter(|last| last.key() == point.key());
        let there = || known.points.binary_search_by_key(&point.key(), Point::key).ok().map(|at| &known.points[at]);
        let first = before.or_else(there);
        let of = sources.entry(new.source(point).to_owned()).or_default();
        match first {
            Some(first) => {
                duplicates += 1;
                of.duplicate += 1;
                of.contradicting += u64::from(first.value.to_bits() != point.value.to_bits());
            }
            None => {
                of.stored += 1;
                kept.push(*point);
            }
        }
    }
    new.points = kept;
    duplicates
}

impl TelemetryLake {
    /// Folds what came in for a day.
    ///
    /// # Errors
    /// Where a file is damaged or the disk refuses; the day is as it was then.
    pub fn fold(&self, day: NaiveDate) -> Result<DayFolded, TelemetryError> {
        let folder = self.incoming(day);
        let (folded, names) = self.change(day, |manifest, made| {
            let (mut again, names): (Vec<_>, Vec<_>) =
                self.names(&folder)?.into_iter().partition(|name| manifest.has(name));
            if names.is_empty() {
                // A writer was stopped between putting it and noting that it had.
                return Ok((DayFolded::default(), again));
            }
            let folded = self.fold_into(day, &names, manifest, made)?;
            again.extend(names);
            Ok((folded, again))
        })?;
        for name in names {
            let path = folder.join(name);
            self.files.remove(&path).map_err(self.io(&path))?;
        }
        Ok(folded)
    }

    /// Folds files that came in into a day's runs and rollup.
    fn fold_into(
        &self,
        day: NaiveDate,
        names: &[String],
        manifest: &mut Manifest,
        made: &mut Made,
    ) -> Result<DayFolded, TelemetryError> {
        let folder = self.incoming(day);
        let read = names.iter().map(|name| points::read(&self.files, &folder.join(name), None));
        let mut new = Points::joined(read.collect::<Result<_, _>>()?);
        new.sort();
        let mut rollups = self.rollups_of(day, manifest.rollup.as_deref(), None)?;
        let signals = points::union([new.signals.as_slice(), rollups.signals.as_slice()].into_iter());
        let sources = new.sources.clone();
        new.rename(&signals, &sources);
        rollups.rename(&signals);
        drop_expired(&mut new, manifest);
        let late = late(&new, &rollups);
        let known = self.known(day, &manifest.runs, &late, &signals)?;
        let duplicate = distinct(&mut new, &known, &mut manifest.sources);
        let folded = DayFolded { files: names.len(), stored: new.points.len() as u64, duplicate, reread: late.len() };
        manifest.generation += 1;
        if !new.points.is_empty() {
            let name = self.new_name(manifest.generation);
            let rows = points::write(&new, &self.files, &made.note(self.run(day, &name)))?;
            manifest.runs.push(Run { name: name.clone(), rows });
            self.roll_up(&mut rollups, &new, &known, &late);
            rollups.write(&self.files, &made.note(self.rollup(day, &name)))?;
            manifest.rollup = Some(name);
        }
        names.iter().for_each(|name| manifest.note(name));
        Ok(folded)
    }

    /// What the lake has of series with late readings, sorted, under the places of `signals`.
    fn known(
        &self,
        day: NaiveDate,
        runs: &[Run],
        late: &HashSet<(u64, u16)>,
        signals: &[String],
    ) -> Result<Points, TelemetryError> {
        let (Some(least), Some(most)) = (late.iter().map(|of| of.0).min(), late.iter().map(|of| of.0).max()) else {
            return Ok(Points::default());
        };
        let mut all = Vec::with_capacity(runs.len());
        for run in runs {
            let mut of_run = points::read(&self.files, &self.run(day, &run.name), Some(least..=most))?;
            let sources = of_run.sources.clone();
            of_run.rename(signals, &sources);
            of_run.points.retain(|point| late.contains(&point.series()));
            all.push(of_run);
        }
        let mut known = Points::joined(all);
        known.sort();
        Ok(known)
    }

    /// Brings the rollups up to date with new readings, of which `known` are those there were of late series.
    fn roll_up(&self, rollups: &mut Rollups, new: &Points, known: &Points, late: &HashSet<(u64, u16)>) {
        let of_signal: Vec<(bool, bool)> =
            rollups.signals.iter().map(|id| (self.signals.is_counter(id), self.signals.has_quantiles(id))).collect();
        let mut at: HashMap<(u64, u16), usize> =
            rollups.rows.iter().enumerate().map(|(at, row)| (row.series(), at)).collect();
        for series in new.points.chunk_by(|one, other| one.series() == other.series()) {
            let Some(key) = series.first().map(Point::series) else { continue };
            let (counter, quantiles) = of_signal.get(usize::from(key.1)).copied().unwrap_or_default();
            let slot = at.get(&key).copied();
            if let Some(row) = slot.and_then(|slot| rollups.rows.get_mut(slot)) {
                if late.contains(&key) {
                    let from = known.points.partition_point(|point| point.series() < key);
                    let to = known.points.partition_point(|point| point.series() <= key);
                    let mut all: Vec<Point> = known.points[from..to].iter().chain(series).copied().collect();
                    all.sort_by_key(|point| point.at);
                    if let Some(anew) = Rollup::of(&all, counter, quantiles) {
                        *row = anew;
                    }
                } else {
                    row.extend(series, counter);
                }
            } else if let Some(row) = Rollup::of(series, counter, quantiles) {
                at.insert(key, rollups.rows.len());
                rollups.rows.push(row);
            }
        }
        rollups.rows.sort_by_key(Rollup::order);
    }

    /// Removes files of a day that can count no more. What another process has just made is of a later generation.
    pub(super) fn sweep(&self, day: NaiveDate, manifest: &Manifest) -> Result<usize, TelemetryError> {
        let mut removed = 0;
        for folder in [self.run(day, ""), self.rollup(day, "")] {
            for name in self.names(&folder)?.iter().filter(|name| manifest.is_past(name)) {
                let path = folder.join(name);
                self.files.remove(&path).map_err(self.io(&path))?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

/// Drops what came for signals whose readings of this day are kept no more: their rollup can no longer be made anew.
fn drop_expired(new: &mut Points, manifest: &mut Manifest) {
    if manifest.expired.is_empty() {
        return;
    }
    let Points { signals, sources, points } = new;
    points.retain(|point| {
        let expired = signals.get(usize::from(point.signal)).is_some_and(|of| manifest.expired.contains(of));
        if expired && let Some(source) = sources.get(usize::from(point.source)) {
            manifest.sources.entry(source.clone()).or_default().expired += 1;
        }
        !expired
    });
}

/// The series whose new readings are not all later than what the rollup has of them.
fn late(new: &Points, rollups: &Rollups) -> HashSet<(u64, u16)> {
    let last: HashMap<(u64, u16), i64> = rollups.rows.iter().map(|row| (row.series(), row.last_at)).collect();
    let series = new.points.chunk_by(|one, other| one.series() == other.series());
    let firsts = series.filter_map(|series| series.first());
    let late = firsts.filter(|first| last.get(&first.series()).is_some_and(|last| first.at <= *last));
    late.map(Point::series).collect()
}
