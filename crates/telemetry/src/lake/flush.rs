//! Flushing: segments of the journal become files of the days their readings are of.

use super::points::{self, Point, Points};
use super::status::{Senders, WriterStatus};
use super::{TelemetryLake, day_of};
use crate::batch::Batch;
use crate::error::TelemetryError;
use crate::journal;
use chrono::NaiveDate;
use digitize::serial::{key_of, normalise};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// What a flush came to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Flushed {
    /// Segments that are in the lake now.
    pub segments: usize,
    /// Readings in them.
    pub readings: u64,
    /// Bytes at the end of segments that were no readings; 0 but for damage of the disk.
    pub damaged_bytes: u64,
}

/// The readings of batches by day, each day sorted.
fn by_day(batches: &[Batch]) -> BTreeMap<NaiveDate, Points> {
    let signals = points::union(batches.iter().map(|batch| batch.signals.as_slice()));
    let sources: Vec<String> =
        batches.iter().map(|batch| batch.source.clone()).collect::<BTreeSet<_>>().into_iter().collect();
    let place = |names: &[String], name: &String| names.binary_search(name).ok().and_then(|at| u16::try_from(at).ok());
    let mut days: BTreeMap<NaiveDate, Points> = BTreeMap::new();
    let empty = || Points { signals: signals.clone(), sources: sources.clone(), points: Vec::new() };
    for batch in batches {
        let devices: Vec<u64> =
            batch.senders.iter().map(|sender| normalise(sender).map_or(0, |serial| key_of(&serial))).collect();
        let signal: Vec<u16> = batch.signals.iter().map(|name| place(&signals, name).unwrap_or_default()).collect();
        let source = place(&sources, &batch.source).unwrap_or_default();
        let mut today: Option<(i64, NaiveDate)> = None;
        for row in &batch.rows {
            let number = row.at.div_euclid(crate::judge::DAY);
            let day = match today {
                Some((known, day)) if known == number => day,
                _ => day_of(row.at),
            };
            today = Some((number, day));
            days.entry(day).or_insert_with(empty).points.push(Point {
                device: devices[row.sender as usize],
                at: row.at,
                value: row.value,
                signal: signal[row.signal as usize],
                source,
            });
        }
    }
    days.values_mut().for_each(Points::sort);
    days
}

impl TelemetryLake {
    /// Puts readings that came in into the days they are of, as a writer's segment.
    fn put(&self, writer: &str, number: u64, batches: &[Batch]) -> Result<(), TelemetryError> {
        for (day, points) in by_day(batches) {
            let name = format!("{writer}-{number:016}.parquet");
            if !self.manifest(day)?.has(&name) {
                points::write(&points, &self.files, &self.incoming(day).join(name))?;
            }
        }
        Ok(())
    }

    /// Puts batches into the lake that came in on a way that can be gone again, as a file can; `writer` names it and
    /// counts its segments.
    ///
    /// # Errors
    /// Where the disk refuses. What was put by then counts once, however often it is put again.
    pub fn add(&self, writer: &str, batches: &[Batch]) -> Result<(), TelemetryError> {
        // Of a writer what comes later has the greater number: what two put at once has two names.
        static ADDING: Mutex<()> = Mutex::new(());
        let _one = ADDING.lock().unwrap_or_else(PoisonError::into_inner);
        let _turn = self.turn()?;
        // The number is spent before anything bears it: after a crash it must not stand for other readings.
        let number = WriterStatus::change(self, writer, |status| status.flushed += 1)?.flushed;
        self.put(&format!("{writer}{}", self.files.mark()), number, batches)?;
        Senders::note(self, writer, batches)?;
        WriterStatus::change(self, writer, |status| status.add(batches))?;
        Ok(())
    }

    /// Puts the closed segments of a journal into the lake, under its name, and removes them; with `and_open` the one being written too,
    /// where no process writes it.
    ///
    /// # Errors
    /// Where a file cannot be read or the disk refuses; what is not in the lake is still in the journal then.
    pub fn flush(&self, folder: &Path, and_open: bool) -> Result<Flushed, TelemetryError> {
        let mut flushed = Flushed::default();
        let writer = &journal::name(folder)?;
        let mut status = WriterStatus::read(self, writer)?;
        for number in journal::waiting(folder, and_open)? {
            let _turn = self.turn()?;
            if number > status.flushed {
                let (batches, torn) = journal::batches(folder, number)?;
                self.put(writer, number, &batches)?;
                Senders::note(self, writer, &batches)?;
                flushed.readings += batches.iter().map(|batch| batch.rows.len() as u64).sum::<u64>();
                flushed.damaged_bytes += torn;
                status = WriterStatus::change(self, writer, |status| {
                    status.flushed = number;
                    status.add(&batches);
                })?;
            }
            journal::remove(folder, number)?;
            flushed.segments += 1;
        }
        Ok(flushed)
    }
}
