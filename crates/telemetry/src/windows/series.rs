//! What is kept of a signal of each machine while its days are walked through.
//!
//! Sums are whole millionths: in which order days are added, and how they are divided between threads, cannot be seen.

use super::read::{NOBODY, Rows};
use crate::error::TelemetryError;
use crate::sketch::Sketch;
use arrow::array::Array;

/// Whole millionths of a value.
#[expect(clippy::cast_possible_truncation, reason = "saturates, and a day's sum stays far below 9e12")]
#[must_use]
pub fn millionths(value: f64) -> i64 {
    (value * 1e6).round() as i64
}

#[expect(clippy::cast_precision_loss, reason = "a mean of readings")]
fn mean(millionths: i64, count: u64) -> Option<f64> {
    (count > 0).then(|| millionths as f64 / 1e6 / count as f64)
}

/// A value and when it was, in microseconds since 1970 UTC.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Latest {
    /// When.
    pub at: i64,
    /// The value.
    pub value: f64,
}

/// Keeps what is later.
fn later(slot: &mut Option<Latest>, new: Option<Latest>) {
    if let Some(new) = new
        && slot.is_none_or(|known| known.at < new.at)
    {
        *slot = Some(new);
    }
}

/// What a series of each machine is folded into, day by day.
pub(super) trait Fold: Sized + Send {
    /// The columns it needs beside the device.
    const COLUMNS: &'static [&'static str];
    /// That of so many machines without readings.
    fn empty(machines: usize) -> Self;
    /// Adds rows of the day that lies so many days back.
    ///
    /// # Errors
    /// Where they are not as rollups are.
    fn add(&mut self, ago: usize, rows: &Rows<'_>) -> Result<(), TelemetryError>;
    /// Adds what was folded of later days.
    fn join(&mut self, later: Self);
}

/// The rows of machines: position among the rows, and the machine.
fn owned<'a>(rows: &'a Rows<'_>) -> impl Iterator<Item = (usize, usize)> + 'a {
    rows.machines
        .iter()
        .enumerate()
        .filter(|(_, machine)| **machine != NOBODY)
        .map(|(at, machine)| (at, *machine as usize))
}

/// How a counter grew.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Growth {
    /// The first reading.
    pub first: Option<Latest>,
    /// The last.
    pub last: Option<Latest>,
    millionths: i64,
    /// How often it fell: restarted, exchanged or misread.
    pub falls: u32,
    /// Days with readings.
    pub days: u32,
    /// Readings.
    pub readings: u64,
}

impl Growth {
    /// What it grew by; a fall adds nothing.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a counter")]
    pub fn increase(&self) -> f64 {
        self.millionths as f64 / 1e6
    }

    /// What it grew by a day, from the first to the last reading; `None` where they are less than a day apart.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a window of days")]
    pub fn a_day(&self) -> Option<f64> {
        let span = self.last?.at - self.first?.at;
        (span >= crate::judge::DAY).then(|| self.increase() / (span as f64 / crate::judge::DAY as f64))
    }

    /// That of days that were added up elsewhere: `millionths` within days and over nights, from the first reading to
    /// the last.
    #[must_use]
    pub const fn summed(first: Latest, last: Latest, millionths: i64, falls: u32, days: u32, readings: u64) -> Self {
        Self { first: Some(first), last: Some(last), millionths, falls, days, readings }
    }

    fn join(&mut self, later: &Self) {
        let (Some(first), Some(_)) = (later.first, later.last) else { return };
        if let Some(before) = self.last {
            self.millionths += millionths((first.value - before.value).max(0.0));
            self.falls += u32::from(first.value < before.value);
        } else {
            self.first = Some(first);
        }
        self.last = later.last;
        self.millionths += later.millionths;
        self.falls += later.falls;
        self.days += later.days;
        self.readings += later.readings;
    }
}

/// The growth of a counter of each machine.
pub(super) struct Growths(pub(super) Vec<Growth>);

impl Fold for Growths {
    const COLUMNS: &'static [&'static str] = &["count", "first", "first_at", "last", "last_at", "increase", "falls"];

    fn empty(machines: usize) -> Self {
        Self(vec![Growth::default(); machines])
    }

    fn add(&mut self, _: usize, rows: &Rows<'_>) -> Result<(), TelemetryError> {
        let (count, falls) = (rows.counts()?, rows.falls()?);
        let (first, last, increase) = (rows.doubles("first")?, rows.doubles("last")?, rows.doubles("increase")?);
        let (first_at, last_at) = (rows.times("first_at")?, rows.times("last_at")?);
        for (row, machine) in owned(rows) {
            self.0[machine].join(&Growth {
                first: Some(Latest { at: first_at[row], value: first[row] }),
                last: Some(Latest { at: last_at[row], value: last[row] }),
                millionths: millionths(increase[row]),
                falls: falls[row],
                days: 1,
                readings: count[row],
            });
        }
        Ok(())
    }

    fn join(&mut self, later: Self) {
        self.0.iter_mut().zip(&later.0).for_each(|(of, later)| of.join(later));
    }
}

/// Weeks a trend is looked for in.
pub const WEEKS: usize = 13;

/// Days of a window.
pub const WINDOW: usize = 90;

/// Days of the latest week.
pub const WEEK: usize = 7;

/// A mean over a window.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Mean {
    millionths: i64,
    /// Readings.
    pub readings: u64,
    /// Days with readings.
    pub days: u32,
}

impl Mean {
    /// The mean of the readings.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        mean(self.millionths, self.readings)
    }

    /// That of days that were added up elsewhere.
    #[must_use]
    pub const fn summed(millionths: i64, readings: u64, days: u32) -> Self {
        Self { millionths, readings, days }
    }

    fn add(&mut self, sum: f64, readings: u64) {
        self.millionths += millionths(sum);
        self.readings += readings;
        self.days += 1;
    }

    fn join(&mut self, later: &Self) {
        self.millionths += later.millionths;
        self.readings += later.readings;
        self.days += later.days;
    }
}

/// A measured value of a machine over half a year.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Level {
    /// The latest reading within half a year.
    pub latest: Option<Latest>,
    /// Over the last [`WINDOW`] days.
    pub recent: Mean,
    /// Over the [`WINDOW`] days before.
    pub before: Mean,
    /// By week, the latest first: sum in millionths and readings.
    weeks: [(i64, u64); WEEKS],
}

impl Level {
    /// That of days that were added up elsewhere; `weeks` from the latest on, each with its millionths and readings.
    #[must_use]
    pub const fn summed(latest: Option<Latest>, recent: Mean, before: Mean, weeks: [(i64, u64); WEEKS]) -> Self {
        Self { latest, recent, before, weeks }
    }

    /// The weekly means in the order of time, as points (week, mean). Weeks rather than days: readings of neighbouring
    /// days are alike, and a test for trend takes them to be independent.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "thirteen weeks")]
    pub fn weekly(&self) -> Vec<(f64, f64)> {
        let of = |(ago, (sum, count)): (usize, &(i64, u64))| Some(((WEEKS - ago) as f64, mean(*sum, *count)?));
        self.weeks.iter().enumerate().rev().filter_map(of).collect()
    }

    /// Readings and days the weekly means rest on.
    #[must_use]
    pub fn weekly_readings(&self) -> u64 {
        self.weeks.iter().map(|(_, count)| count).sum()
    }
}

/// A measured value of each machine.
pub(super) struct Levels(pub(super) Vec<Level>);

impl Fold for Levels {
    const COLUMNS: &'static [&'static str] = &["count", "sum", "last", "last_at"];

    fn empty(machines: usize) -> Self {
        Self(vec![Level::default(); machines])
    }

    fn add(&mut self, ago: usize, rows: &Rows<'_>) -> Result<(), TelemetryError> {
        let (count, sum, last, last_at) =
            (rows.counts()?, rows.doubles("sum")?, rows.doubles("last")?, rows.times("last_at")?);
        for (row, machine) in owned(rows) {
            let of = &mut self.0[machine];
            later(&mut of.latest, Some(Latest { at: last_at[row], value: last[row] }));
            if ago < WINDOW { &mut of.recent } else { &mut of.before }.add(sum[row], count[row]);
            if let Some(week) = of.weeks.get_mut(ago / WEEK) {
                week.0 += millionths(sum[row]);
                week.1 += count[row];
            }
        }
        Ok(())
    }

    fn join(&mut self, later: Self) {
        for (of, later) in self.0.iter_mut().zip(later.0) {
            self::later(&mut of.latest, later.latest);
            of.recent.join(&later.recent);
            of.before.join(&later.before);
            for (of, later) in of.weeks.iter_mut().zip(later.weeks) {
                of.0 += later.0;
                of.1 += later.1;
            }
        }
    }
}

/// The least number of readings a 95th percentile says something of: with fewer it is the greatest of them.
pub const LEAST: u64 = 20;

/// The latest week of a measured value of a machine, as a distribution.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Week {
    sketch: Option<Box<Sketch>>,
    /// Days with readings.
    pub days: u32,
}

impl Week {
    /// That of days whose sketches were merged elsewhere.
    #[must_use]
    pub fn summed(sketch: Option<Sketch>, days: u32) -> Self {
        Self { sketch: sketch.map(Box::new), days }
    }

    /// The value below which 95 % of the readings lie; `None` for fewer than [`LEAST`].
    #[must_use]
    pub fn p95(&self) -> Option<f64> {
        self.sketch.as_deref().filter(|of| of.count() >= LEAST)?.quantile(0.95)
    }

    /// Readings.
    #[must_use]
    pub fn readings(&self) -> u64 {
        self.sketch.as_deref().map_or(0, Sketch::count)
    }
}

/// The latest week of each machine.
pub(super) struct LatestWeek(pub(super) Vec<Week>);

impl Fold for LatestWeek {
    const COLUMNS: &'static [&'static str] = &["sketch"];

    fn empty(machines: usize) -> Self {
        Self(vec![Week::default(); machines])
    }

    fn add(&mut self, _: usize, rows: &Rows<'_>) -> Result<(), TelemetryError> {
        let sketches = rows.sketches()?;
        for (row, machine) in owned(rows).filter(|(row, _)| sketches.is_valid(*row)) {
            let new = Sketch::from_bytes(sketches.value(row)).ok_or_else(|| rows.rotten())?;
            let of = &mut self.0[machine];
            of.days += 1;
            match &mut of.sketch {
                Some(sketch) => sketch.merge(&new),
                slot @ None => *slot = Some(Box::new(new)),
            }
        }
        Ok(())
    }

    fn join(&mut self, later: Self) {
        for (of, later) in self.0.iter_mut().zip(later.0) {
            of.days += later.days;
            match (&mut of.sketch, later.sketch) {
                (Some(mine), Some(theirs)) => mine.merge(&theirs),
                (mine @ None, theirs) => *mine = theirs,
                (Some(_), None) => {}
            }
        }
    }
}

/// The least number of days a machine's own past is judged by.
pub const LEAST_DAYS: u32 = 14;

/// What was usual of a measured value of a machine before the latest week.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Usual {
    millionths: i64,
    /// Days with readings.
    pub days: u32,
}

impl Usual {
    /// That of days that were added up elsewhere.
    #[must_use]
    pub const fn summed(millionths: i64, days: u32) -> Self {
        Self { millionths, days }
    }

    /// The mean of the daily 95th percentiles; `None` for fewer than [`LEAST_DAYS`].
    #[must_use]
    pub fn p95(&self) -> Option<f64> {
        (self.days >= LEAST_DAYS).then(|| mean(self.millionths, u64::from(self.days))).flatten()
    }
}

/// What was usual of each machine.
pub(super) struct Usuals(pub(super) Vec<Usual>);

impl Fold for Usuals {
    const COLUMNS: &'static [&'static str] = &["p95"];

    fn empty(machines: usize) -> Self {
        Self(vec![Usual::default(); machines])
    }

    fn add(&mut self, _: usize, rows: &Rows<'_>) -> Result<(), TelemetryError> {
        let p95 = rows.some_doubles("p95")?;
        for (row, machine) in owned(rows).filter(|(row, _)| p95.is_valid(*row)) {
            self.0[machine].millionths += millionths(p95.value(row));
            self.0[machine].days += 1;
        }
        Ok(())
    }

    fn join(&mut self, later: Self) {
        for (of, later) in self.0.iter_mut().zip(&later.0) {
            of.millionths += later.millionths;
            of.days += later.days;
        }
    }
}

/// Load beyond this is high, in percent.
pub const HIGH_LOAD: f64 = 80.0;

/// How a machine is loaded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LoadProfile {
    /// The mean.
    pub mean: Mean,
    /// Readings above, in millionths: those of the bucket the limit lies in count in part.
    high: i64,
    judged: u64,
}

impl LoadProfile {
    /// That of days that were added up elsewhere: `high` in millionths, of `judged` readings.
    #[must_use]
    pub const fn summed(mean: Mean, high: i64, judged: u64) -> Self {
        Self { mean, high, judged }
    }

    /// The share of readings above [`HIGH_LOAD`], 0 to 1.
    #[must_use]
    pub fn high(&self) -> Option<f64> {
        mean(self.high, self.judged)
    }
}

/// The load profile of each machine.
pub(super) struct Loads(pub(super) Vec<LoadProfile>);

impl Fold for Loads {
    const COLUMNS: &'static [&'static str] = &["count", "sum", "sketch"];

    fn empty(machines: usize) -> Self {
        Self(vec![LoadProfile::default(); machines])
    }

    fn add(&mut self, _: usize, rows: &Rows<'_>) -> Result<(), TelemetryError> {
        let (count, sum, sketches) = (rows.counts()?, rows.doubles("sum")?, rows.sketches()?);
        for (row, machine) in owned(rows) {
            let of = &mut self.0[machine];
            of.mean.add(sum[row], count[row]);
            if sketches.is_valid(row) {
                let high = Sketch::above(sketches.value(row), HIGH_LOAD).ok_or_else(|| rows.rotten())?;
                of.high += millionths(high);
                of.judged += count[row];
            }
        }
        Ok(())
    }

    fn join(&mut self, later: Self) {
        for (of, later) in self.0.iter_mut().zip(&later.0) {
            of.mean.join(&later.mean);
            of.high += later.high;
            of.judged += later.judged;
        }
    }
}

/// Days of a month, over which a machine's presence is counted.
pub const MONTH: usize = 30;

/// When a machine sent anything.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Presence {
    /// A bit a day of the last [`MONTH`].
    days: u32,
    /// The newest reading, in microseconds since 1970 UTC.
    pub newest: Option<i64>,
}

impl Presence {
    /// That of days that were looked at elsewhere: a bit a day, the latest first.
    #[must_use]
    pub const fn summed(days: u32, newest: Option<i64>) -> Self {
        Self { days, newest }
    }

    /// Adds what another device of the machine sent.
    pub fn join(&mut self, other: Self) {
        self.days |= other.days;
        self.newest = self.newest.max(other.newest);
    }

    /// Days of the last [`MONTH`] with readings.
    #[must_use]
    pub const fn days(&self) -> u32 {
        self.days.count_ones()
    }
}

/// The presence of each machine.
pub(super) struct Presences(pub(super) Vec<Presence>);

impl Fold for Presences {
    const COLUMNS: &'static [&'static str] = &["last_at"];

    fn empty(machines: usize) -> Self {
        Self(vec![Presence::default(); machines])
    }

    fn add(&mut self, ago: usize, rows: &Rows<'_>) -> Result<(), TelemetryError> {
        let last_at = rows.times("last_at")?;
        let day = if ago < MONTH { 1_u32 << ago } else { 0 };
        for (row, machine) in owned(rows) {
            let of = &mut self.0[machine];
            of.days |= day;
            of.newest = of.newest.max(Some(last_at[row]));
        }
        Ok(())
    }

    fn join(&mut self, later: Self) {
        self.0.iter_mut().zip(&later.0).for_each(|(of, later)| of.join(*later));
    }
}

/// The latest reading of a signal of each machine.
pub(super) struct Latests(pub(super) Vec<Option<Latest>>);

impl Fold for Latests {
    const COLUMNS: &'static [&'static str] = &["last", "last_at"];

    fn empty(machines: usize) -> Self {
        Self(vec![None; machines])
    }

    fn add(&mut self, _: usize, rows: &Rows<'_>) -> Result<(), TelemetryError> {
        let (last, last_at) = (rows.doubles("last")?, rows.times("last_at")?);
        for (row, machine) in owned(rows) {
            later(&mut self.0[machine], Some(Latest { at: last_at[row], value: last[row] }));
        }
        Ok(())
    }

    fn join(&mut self, later: Self) {
        self.0.iter_mut().zip(&later.0).for_each(|(of, new)| self::later(of, *new));
    }
}
