//! The rollups of few devices over many days: of each day only the row groups that may hold them are read.

use super::TelemetryLake;
use super::manifest::Manifest;
use crate::error::TelemetryError;
use crate::rollup::Rollup;
use crate::rollup::Rollups;
use chrono::NaiveDate;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The days of a signal, in the order of time.
pub type Series = Vec<(NaiveDate, Rollup)>;

impl TelemetryLake {
    /// The series of a machine by signal: of each of its devices, up to a day, over at most so many days that have
    /// readings of any machine. Where two devices of a machine have readings of one signal on a day, the one with more
    /// of them stands for it.
    ///
    /// # Errors
    /// Where a file is missing or damaged.
    pub fn series(
        &self,
        devices: &[u64],
        to: NaiveDate,
        days: usize,
    ) -> Result<BTreeMap<String, Series>, TelemetryError> {
        let mut wanted: Vec<_> = self.manifests()?.into_iter().filter(|(day, _)| *day <= to).collect();
        let wanted = wanted.split_off(wanted.len().saturating_sub(days));
        let of_day = |(day, manifest): &(NaiveDate, Manifest)| -> Result<(NaiveDate, Vec<Rollups>), TelemetryError> {
            let Some(name) = &manifest.rollup else { return Ok((*day, Vec::new())) };
            let read = devices.iter().map(|device| self.rollups_of(*day, Some(name), Some(*device..=*device)));
            Ok((*day, read.collect::<Result<_, _>>()?))
        };
        let read: Vec<_> = wanted.par_iter().map(of_day).collect::<Result<_, _>>()?;
        let mut series: BTreeMap<String, Series> = BTreeMap::new();
        for (day, of_devices) in read {
            for Rollups { signals, rows } in of_devices {
                for row in rows {
                    let Some(signal) = signals.get(usize::from(row.signal)) else { continue };
                    let series = series.entry(signal.clone()).or_default();
                    match series.last_mut() {
                        Some((known, other)) if *known == day => {
                            if row.count > other.count {
                                *other = row;
                            }
                        }
                        _ => series.push((day, row)),
                    }
                }
            }
        }
        Ok(series)
    }
}
