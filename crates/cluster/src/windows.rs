//! Asking for the windows: tables by days, statements for ranges of devices, answers put together by machine.
//!
//! Each statement is one task, which a single executor does from its files to its rows ([`crate::one_task`] sees to that). An
//! executor that goes away takes such a task along whole, and another does it anew from the beginning: there are no
//! half-done shuffles that could be counted twice. All work is parallel by ranges of devices and by windows.

use crate::answers::{Answer, count};
use crate::failed;
use crate::functions;
use crate::statements::{self, Devices};
use crate::tables::table;
use arrow::array::{Array, RecordBatch};
use chrono::NaiveDate;
use datafusion::prelude::SessionContext;
use futures::stream::{self, StreamExt, TryStreamExt};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;
use std::path::Path;
use std::time::Duration;
use telemetry::TelemetryError;
use telemetry::lake::TelemetryLake;
use telemetry::sketch::Sketch;
use telemetry::windows::{
    Growth, Latest, Level, LoadProfile, MONTH, Mean, Owners, Presence, RollupFile, STRIDE, Usual, WEEK, WEEKS, WINDOW,
    Week, Windows,
};

/// Statements that are under way at once.
const AT_ONCE: usize = 64;

/// Devices of machines with several in a statement.
const MOST_TOGETHER: usize = 20_000;

/// How a session is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    /// Devices of a statement: the smaller, the sooner another executor has made up for one that is gone.
    pub(crate) part: usize,
    /// How often a statement that failed is asked anew.
    pub(crate) again: u32,
    /// How long after it failed.
    pub(crate) pause: Duration,
}

/// A window.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Window {
    Growth,
    Level,
    Week,
    Usual,
    Load,
    Presence,
    /// The latest hours of machines that are silent.
    Hours,
}

/// What is asked first: windows, and how far back the days lie they are about.
const FIRST: [(Window, Range<usize>); 6] = [
    (Window::Level, 0..2 * WINDOW),
    (Window::Growth, 0..WINDOW),
    (Window::Usual, WEEK..WEEK + WINDOW),
    (Window::Load, 0..MONTH),
    (Window::Presence, 0..MONTH),
    (Window::Week, 0..WEEK),
];

impl Window {
    /// Its statement.
    fn statement(self, table: &str, as_of: NaiveDate, devices: &Devices) -> Option<String> {
        Some(match (self, devices) {
            (Self::Growth, of) => statements::growth(table, of),
            (Self::Level, of) => statements::level(table, as_of, of),
            (Self::Week, of) => statements::week(table, of),
            (Self::Usual, of) => statements::usual(table, of),
            (Self::Load, of) => statements::load(table, of),
            (Self::Hours, of) => statements::latest(table, of),
            (Self::Presence, Devices::Within(range)) => statements::presence(table, as_of, range),
            // When anything came is joined by who asks.
            (Self::Presence, Devices::Together(_)) => return None,
        })
    }
}

/// A session that is asked, and what about.
struct Asking<'a> {
    session: &'a SessionContext,
    manner: Manner,
    files: &'a [RollupFile],
    as_of: NaiveDate,
    owners: &'a Owners,
    devices: Vec<Devices>,
}

/// The devices statements are about, so many each at most: ranges, and those that stand for machines together. Ranges are
/// cut where devices are that somebody owns; whatever else lies between is asked about and not used.
fn devices(owners: &Owners, part: usize) -> Vec<Devices> {
    let all: Vec<u64> = owners.iter().map(|(device, _)| device).collect();
    let ranges = all.chunks(part.max(1)).filter_map(|part| Some(Devices::Within(*part.first()?..=*part.last()?)));
    let mut of_machines: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
    for (device, machine) in owners.shared() {
        of_machines.entry(machine).or_default().push(device);
    }
    // A list of them is part of a statement, and messages have a bound: 16 MB.
    let most = part.clamp(1, MOST_TOGETHER);
    let mut lists: Vec<Vec<(u64, u64)>> = Vec::new();
    for of in of_machines.into_values() {
        let heads = of.iter().map(|device| (*device, of[0]));
        match lists.last_mut() {
            Some(list) if list.len() + of.len() <= most => list.extend(heads),
            _ => lists.push(heads.collect()),
        }
    }
    let together = lists.into_iter().map(|mut heads| {
        heads.sort_unstable();
        let mut list = String::new();
        for byte in functions::heads(&heads) {
            let _ = write!(list, "{byte:02x}");
        }
        Devices::Together(list)
    });
    ranges.chain(together).collect()
}

/// The windows of machines up to a day.
pub(crate) async fn ask(
    session: &SessionContext,
    manner: Manner,
    lake: &TelemetryLake,
    as_of: NaiveDate,
    owners: &Owners,
) -> Result<Windows, TelemetryError> {
    let files = lake.rollup_files(as_of)?;
    let mut windows = Windows::empty(owners.machines());
    if files.is_empty() || owners.machines() == 0 {
        return Ok(windows);
    }
    let those_that_send = lake.those_that_send(owners)?;
    let owners = those_that_send.as_ref().unwrap_or(owners);
    let devices = devices(owners, manner.part);
    let asking = Asking { session, manner, files: &files, as_of, owners, devices };
    asking.ask(&FIRST, &mut windows).await?;
    windows.hours = windows.growth.iter().map(|of| of.last).collect();
    // Who ever sent is asked only where somebody was silent: of a million machines the list is long.
    let silent = windows.hours.iter().any(Option::is_none) || windows.presence.iter().any(|of| of.newest.is_none());
    if silent {
        let sending = lake.machines_that_sent(owners)?;
        asking.walk_back(&sending, &mut windows).await?;
    }
    Ok(windows)
}

impl Asking<'_> {
    /// Makes the rollups of the days that lie so far back known as a table, and says its name; `None` where there are none.
    fn table(&self, window: Window, ago: &Range<usize>) -> Result<Option<String>, TelemetryError> {
        let those = self.files.iter().filter(|of| ago.contains(&of.ago));
        let files: Vec<&Path> = those.map(|of| of.path.as_path()).collect();
        if files.is_empty() {
            return Ok(None);
        }
        let name = format!("{window:?}_{}", ago.start).to_lowercase();
        table(self.session, &name, &files, telemetry::rollup::schema()).map_err(failed)?;
        Ok(Some(name))
    }

    /// Runs a statement, anew where that fails: an executor that went away may have taken the answer along, and is handed
    /// work until it counts as gone.
    async fn run(&self, statement: &str) -> Result<Vec<RecordBatch>, TelemetryError> {
        let mut failures = 0;
        loop {
            let plan = self.session.sql(statement).await.map_err(failed)?;
            match plan.collect().await {
                Ok(answer) => return Ok(answer),
                Err(error) if failures >= self.manner.again => return Err(failed(error)),
                Err(_) => failures += 1,
            }
            tokio::time::sleep(self.manner.pause).await;
        }
    }

    /// Asks for windows of days that lie so far back, of all devices, all at once.
    async fn ask(&self, about: &[(Window, Range<usize>)], into: &mut Windows) -> Result<(), TelemetryError> {
        let mut statements = Vec::new();
        for (window, ago) in about {
            let Some(table) = self.table(*window, ago)? else { continue };
            for devices in &self.devices {
                let statement = window.statement(&table, self.as_of, devices);
                statements.extend(statement.map(|of| (*window, matches!(devices, Devices::Together(_)), of)));
            }
        }
        let answers = stream::iter(statements).map(async |(window, together, statement)| {
            Ok::<_, TelemetryError>((window, together, self.run(&statement).await?))
        });
        let mut answers = std::pin::pin!(answers.buffer_unordered(AT_ONCE));
        while let Some((window, together, batches)) = answers.try_next().await? {
            for batch in &batches {
                let of = Answer::of(batch, self.owners, together)?;
                match window {
                    Window::Growth => growth(&of, &mut into.growth)?,
                    Window::Level => level(&of, &mut into.vibration)?,
                    Window::Week => week(&of, &mut into.vibration_week)?,
                    Window::Usual => usual(&of, &mut into.vibration_usual)?,
                    Window::Load => load(&of, &mut into.load)?,
                    Window::Presence => presence(&of, &mut into.presence)?,
                    Window::Hours => hours(&of, &mut into.hours)?,
                }
            }
        }
        Ok(())
    }

    /// Looks for the latest of machines that ever sent and said nothing lately, however old; a stride of days at a time,
    /// the latest first.
    async fn walk_back(&self, sending: &[u32], into: &mut Windows) -> Result<(), TelemetryError> {
        let most = self.files.first().map_or(0, |of| of.ago + 1);
        for from in (0..most).step_by(STRIDE) {
            let mut about = Vec::new();
            if sending.iter().any(|machine| into.hours[*machine as usize].is_none()) {
                about.push((Window::Hours, WINDOW + from..WINDOW + from + STRIDE));
            }
            if sending.iter().any(|machine| into.presence[*machine as usize].newest.is_none()) {
                about.push((Window::Presence, MONTH + from..MONTH + from + STRIDE));
            }
            if about.is_empty() {
                break;
            }
            self.ask(&about, into).await?;
        }
        Ok(())
    }
}

fn growth(of: &Answer<'_>, into: &mut [Growth]) -> Result<(), TelemetryError> {
    let (first, last) = (of.latest(1)?, of.latest(3)?);
    let (whole, falls, days, readings) = (of.wholes(5)?, of.wholes(6)?, of.wholes(7)?, of.wholes(8)?);
    for (row, machine) in of.owned() {
        let (falls, days, readings) = (count(falls[row])?, count(days[row])?, count(readings[row])?);
        into[machine] = Growth::summed(first(row), last(row), whole[row], falls, days, readings);
    }
    Ok(())
}

fn level(of: &Answer<'_>, into: &mut [Level]) -> Result<(), TelemetryError> {
    let latest = of.latest(1)?;
    let wholes: Vec<&[i64]> = (3..9 + 2 * WEEKS).map(|column| of.wholes(column)).collect::<Result<_, _>>()?;
    for (row, machine) in of.owned() {
        let at = |column: usize| wholes[column][row];
        let mean = |from: usize| -> Result<Mean, TelemetryError> {
            Ok(Mean::summed(at(from), count(at(from + 1))?, count(at(from + 2))?))
        };
        let mut weeks = [(0, 0); WEEKS];
        for (week, of) in weeks.iter_mut().enumerate() {
            *of = (at(6 + 2 * week), count(at(7 + 2 * week))?);
        }
        into[machine] = Level::summed(Some(latest(row)), mean(0)?, mean(3)?, weeks);
    }
    Ok(())
}

fn week(of: &Answer<'_>, into: &mut [Week]) -> Result<(), TelemetryError> {
    let (sketches, days) = (of.bytes(1)?, of.wholes(2)?);
    for (row, machine) in of.owned().filter(|(row, _)| sketches.is_valid(*row)) {
        let sketch = Sketch::from_bytes(sketches.value(row));
        let sketch = sketch.ok_or_else(|| failed("a merged sketch cannot be read"))?;
        into[machine] = Week::summed(Some(sketch), count(days[row])?);
    }
    Ok(())
}

fn usual(of: &Answer<'_>, into: &mut [Usual]) -> Result<(), TelemetryError> {
    let (whole, days) = (of.wholes(1)?, of.wholes(2)?);
    for (row, machine) in of.owned() {
        into[machine] = Usual::summed(whole[row], count(days[row])?);
    }
    Ok(())
}

fn load(of: &Answer<'_>, into: &mut [LoadProfile]) -> Result<(), TelemetryError> {
    let (whole, readings, days) = (of.wholes(1)?, of.wholes(2)?, of.wholes(3)?);
    let (high, judged) = (of.wholes(4)?, of.wholes(5)?);
    for (row, machine) in of.owned() {
        let mean = Mean::summed(whole[row], count(readings[row])?, count(days[row])?);
        into[machine] = LoadProfile::summed(mean, high[row], count(judged[row])?);
    }
    Ok(())
}

fn presence(of: &Answer<'_>, into: &mut [Presence]) -> Result<(), TelemetryError> {
    let (days, newest) = (of.wholes(1)?, of.wholes(2)?);
    for (row, machine) in of.all() {
        into[machine].join(Presence::summed(count(days[row])?, Some(newest[row])));
    }
    Ok(())
}

fn hours(of: &Answer<'_>, into: &mut [Option<Latest>]) -> Result<(), TelemetryError> {
    let latest = of.latest(1)?;
    for (row, machine) in of.owned() {
        // What was found before is later.
        into[machine].get_or_insert_with(|| latest(row));
    }
    Ok(())
}
