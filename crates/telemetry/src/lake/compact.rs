//! Compaction: small runs of a day become one, a range of devices at a time, so that memory stays bounded. A run is merged
//! only with others of its size or more, so that a reading is written again a few times a day, not with every delivery
//! (O'Neil, Cheng, Gawlick, O'Neil, "The log-structured merge-tree", Acta Informatica 33, 1996).

use super::TelemetryLake;
use super::fold::MOST_RUNS;
use super::manifest::Run;
use super::points::{self, Points, RunWriter};
use crate::error::TelemetryError;
use chrono::NaiveDate;

/// Readings held in memory at once, about.
const AT_ONCE: u64 = 4_000_000;

impl TelemetryLake {
    /// Makes one run of the small runs of a day where it has too many, or, with `all`, of all of them. Returns how many
    /// were merged.
    ///
    /// # Errors
    /// Where a file is damaged or the disk refuses; the day is as it was then.
    pub fn compact(&self, day: NaiveDate, all: bool) -> Result<usize, TelemetryError> {
        self.change(day, |manifest, made| {
            if !all && manifest.runs.len() <= MOST_RUNS {
                return Ok(0);
            }
            let mut runs = manifest.runs.clone();
            runs.sort_by_key(|run| run.rows);
            let kept = runs.split_off(if all { runs.len() } else { small(&runs) });
            if runs.len() < 2 {
                return Ok(0);
            }
            let parts = runs.iter().map(|run| run.rows).sum::<u64>().div_ceil(AT_ONCE).max(1);
            manifest.generation += 1;
            let name = self.new_name(manifest.generation);
            let mut writer = RunWriter::begin(&self.files, &made.note(self.run(day, &name)))?;
            let width = u64::MAX / parts;
            for part in 0..parts {
                let from = part * width;
                let to = if part + 1 == parts { u64::MAX } else { from + (width - 1) };
                let read = runs.iter().map(|run| points::read(&self.files, &self.run(day, &run.name), Some(from..=to)));
                let mut points = Points::joined(read.collect::<Result<_, _>>()?);
                points.sort();
                writer.add(&points)?;
            }
            let rows = writer.keep()?;
            manifest.runs = kept;
            manifest.runs.push(Run { name, rows });
            Ok(runs.len())
        })
    }
}

/// How many of the runs, the smallest first, are small: not more than four times what the smaller ones have together.
fn small(runs: &[Run]) -> usize {
    let mut below = 0;
    let grows = |run: &&Run| {
        let fits = below == 0 || run.rows <= 4 * below;
        below += run.rows;
        fits
    };
    runs.iter().take_while(grows).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_run_is_left_alone() {
        let runs =
            |rows: &[u64]| -> Vec<Run> { rows.iter().map(|rows| Run { name: String::new(), rows: *rows }).collect() };
        assert_eq!(small(&runs(&[5, 5, 6, 7, 900])), 4);
        assert_eq!(small(&runs(&[5, 5, 6, 7, 90])), 5);
        assert_eq!(small(&runs(&[])), 0);
    }
}
