//! Whether the lake is whole, and what can be mended.

use super::TelemetryLake;
use super::points::{self, Point};
use crate::error::TelemetryError;
use crate::rollup::{Rollup, Rollups};
use chrono::NaiveDate;

/// Something that is wrong with a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The day.
    pub day: NaiveDate,
    /// What is wrong.
    pub what: String,
    /// Whether it was mended.
    pub mended: bool,
}

impl TelemetryLake {
    /// Reads all days and says what is wrong with them. With `repair` a rollup that does not say what the readings do is
    /// made anew, and a run that cannot be read is set aside as `*.damaged`: what is in it is lost, the rest of the day
    /// counts.
    ///
    /// # Errors
    /// Where the folder cannot be read or written.
    pub fn verify(&self, repair: bool) -> Result<Vec<Finding>, TelemetryError> {
        let _turn = self.turn()?;
        let mut findings = Vec::new();
        for day in self.days()? {
            while !self.verify_day(day, repair, &mut findings)? {}
        }
        Ok(findings)
    }

    /// Verifies a day; says whether nobody changed it in the meantime, as other machines can in a bucket.
    fn verify_day(
        &self,
        day: NaiveDate,
        repair: bool,
        all_findings: &mut Vec<Finding>,
    ) -> Result<bool, TelemetryError> {
        let mut findings = Vec::new();
        let mut manifest = match self.manifest(day) {
            Ok(manifest) => manifest,
            Err(error) => {
                all_findings.push(Finding { day, what: error.to_string(), mended: false });
                return Ok(true);
            }
        };
        let mut runs = Vec::new();
        let mut lost = Vec::new();
        for run in &manifest.runs {
            let path = self.run(day, &run.name);
            match points::read(&self.files, &path, None) {
                Ok(points) if points.points.len() as u64 == run.rows && points.points.is_sorted_by_key(Point::key) => {
                    runs.push(points);
                }
                Ok(points) => {
                    let what = format!(
                        "{}: {} readings, {} expected, or not in order",
                        self.files.shown(&path).display(),
                        points.points.len(),
                        run.rows
                    );
                    lost.push((run.name.clone(), what));
                }
                Err(error) => lost.push((run.name.clone(), error.to_string())),
            }
        }
        let mut all = points::Points::joined(runs);
        all.sort();
        let twice = all.points.windows(2).filter(|two| two[0].key() == two[1].key()).count();
        if twice > 0 {
            findings.push(Finding { day, what: format!("{twice} readings are there twice"), mended: false });
        }
        let mut rollups = self.rollup_of(&all);
        let kept = self.rollups_of(day, manifest.rollup.as_deref(), None);
        if let Ok(kept) = &kept {
            // Of signals whose readings are kept no more the rollup is all there is.
            rollups.take_over(kept, &manifest.expired);
        }
        let differs = match &kept {
            Ok(kept) => !agrees(kept, &rollups),
            Err(_) => true,
        };
        let mended = repair && (!lost.is_empty() || differs);
        for (_, what) in &lost {
            findings.push(Finding { day, what: what.clone(), mended });
        }
        if differs {
            let what =
                kept.err().map_or("the rollup does not say what the readings do".to_owned(), |error| error.to_string());
            findings.push(Finding { day, what, mended });
        }
        if self.files.is_bucket() && !findings.is_empty() && self.manifest(day)? != manifest {
            return Ok(false);
        }
        if mended {
            manifest.generation += 1;
            manifest.runs.retain(|run| lost.iter().all(|(name, _)| *name != run.name));
            let stored = |points: &points::Points, source: &str| {
                points.points.iter().filter(|point| points.source(point) == source).count() as u64
            };
            for (source, folded) in &mut manifest.sources {
                folded.stored = stored(&all, source);
            }
            let name = self.new_name(manifest.generation);
            rollups.write(&self.files, &self.rollup(day, &name))?;
            manifest.rollup = Some(name);
            if !self.put_manifest(day, &manifest)? {
                return Ok(false);
            }
            lost.iter().for_each(|(name, _)| self.files.set_aside(&self.run(day, name)));
        }
        if repair {
            self.sweep(day, &manifest)?;
        }
        all_findings.append(&mut findings);
        Ok(true)
    }

    fn rollup_of(&self, all: &points::Points) -> Rollups {
        let series = all.points.chunk_by(|one, other| one.series() == other.series());
        let rows = series.filter_map(|series| {
            let id = all.signals.get(usize::from(series.first()?.signal))?;
            Rollup::of(series, self.signals.is_counter(id), self.signals.has_quantiles(id))
        });
        let mut rows: Vec<Rollup> = rows.collect();
        rows.sort_by_key(Rollup::order);
        Rollups { signals: all.signals.clone(), rows }
    }
}

/// Whether two rollups say the same; sums may differ by rounding, for folding adds in another order.
fn agrees(one: &Rollups, other: &Rollups) -> bool {
    let name = |of: &Rollups, row: &Rollup| of.signals.get(usize::from(row.signal)).cloned();
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()));
    let pairs = one.rows.iter().zip(&other.rows);
    one.rows.len() == other.rows.len()
        && pairs.into_iter().all(|(a, b)| {
            a.device == b.device
                && name(one, a) == name(other, b)
                && (a.count, a.first_at, a.last_at, a.falls) == (b.count, b.first_at, b.last_at, b.falls)
                && near(a.sum, b.sum)
                && near(a.increase, b.increase)
                && (a.min, a.max, a.first, a.last) == (b.min, b.max, b.first, b.last)
                && a.sketch == b.sketch
        })
}
