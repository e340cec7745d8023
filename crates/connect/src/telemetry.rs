//! Streams the rows of one kind out of the lake, and what is kept of them for each machine in one pass.
//!
//! Memory grows with the machines, not with the rows: readings are folded as they stream by.

use crate::lake::{Lake, LakeError};
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{Date32Type, Decimal128Type, Float64Type, TimestampSecondType, UInt32Type, UInt64Type};
use arrow::record_batch::RecordBatch;
use base::{BatchId, Kind};
use datafusion::logical_expr::{col, lit};
use datafusion::prelude::{ParquetReadOptions, SessionConfig, SessionContext};
use datafusion::scalar::ScalarValue;
use digitize::schema;
use futures::StreamExt;
use hashbrown::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Seconds of a day.
pub(crate) const DAY: i64 = 86_400;

/// Up to when rows count.
#[derive(Clone, Copy)]
pub(crate) enum Until {
    /// Rows whose instant is before this second.
    Second(&'static str, i64),
    /// Rows whose date is not after this day.
    Day(&'static str, i32),
}

/// Where a row stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct At {
    pub(crate) table: u32,
    pub(crate) row: u32,
}

/// One row of a stream: its machine and its columns.
pub(crate) struct Rows<'a> {
    pub(crate) machines: Vec<u32>,
    tables: &'a arrow::array::UInt32Array,
    rows: &'a arrow::array::UInt32Array,
    pub(crate) columns: Vec<ArrayRef>,
}

/// A row whose serial number belongs to no machine.
pub(crate) const NOBODY: u32 = u32::MAX;

impl Rows<'_> {
    pub(crate) fn at(&self, index: usize) -> At {
        At { table: self.tables.value(index), row: self.rows.value(index) }
    }

    pub(crate) fn second(&self, column: usize, index: usize) -> Option<i64> {
        let values = self.columns[column].as_primitive::<TimestampSecondType>();
        values.is_valid(index).then(|| values.value(index))
    }

    pub(crate) fn day(&self, column: usize, index: usize) -> Option<i32> {
        let values = self.columns[column].as_primitive::<Date32Type>();
        values.is_valid(index).then(|| values.value(index))
    }

    pub(crate) fn number(&self, column: usize, index: usize) -> Option<f64> {
        let values = self.columns[column].as_primitive::<Float64Type>();
        values.is_valid(index).then(|| values.value(index))
    }

    pub(crate) fn cents(&self, column: usize, index: usize) -> Option<i128> {
        let values = self.columns[column].as_primitive::<Decimal128Type>();
        values.is_valid(index).then(|| values.value(index))
    }

    pub(crate) fn text(&self, column: usize, index: usize) -> Option<&str> {
        let values = self.columns[column].as_string::<i32>();
        values.is_valid(index).then(|| values.value(index))
    }
}

/// A session for scans of the lake.
pub(crate) fn session() -> SessionContext {
    let mut config = SessionConfig::new().with_batch_size(32_768).with_collect_statistics(false);
    config.options_mut().execution.parquet.schema_force_view_types = false;
    config.options_mut().execution.parquet.pushdown_filters = false;
    SessionContext::new_with_config(config)
}

/// Where rows are read from, and whose they are.
pub(crate) struct Scan<'a> {
    /// The session.
    pub context: &'a SessionContext,
    /// The lake.
    pub lake: &'a Lake,
    /// The deliveries that count.
    pub batches: &'a [BatchId],
    /// Key of a serial number -> machine.
    pub ordinals: &'a HashMap<u64, u32>,
    /// How many machines there are.
    pub machines: usize,
}

/// Hands the rows of a kind up to a time to `fold`, batch by batch, with the machine of each row found.
async fn scan(
    from: &Scan<'_>,
    kind: Kind,
    names: &[&str],
    until: Until,
    mut fold: impl FnMut(&Rows<'_>),
) -> Result<(), LakeError> {
    let Scan { context, lake, batches, ordinals, .. } = *from;
    let files: Vec<String> =
        lake.files(kind, batches)?.into_iter().map(|path| path.to_string_lossy().into_owned()).collect();
    if files.is_empty() {
        return Ok(());
    }
    let columns = schema::schema(kind);
    let limit = match until {
        Until::Second(name, second) => col(name).lt(lit(ScalarValue::TimestampSecond(Some(second), None))),
        Until::Day(name, day) => col(name).lt_eq(lit(ScalarValue::Date32(Some(day)))),
    };
    let mut wanted = vec!["table_id", "row", "serial_key"];
    wanted.extend_from_slice(names);
    let options = ParquetReadOptions::default().schema(&columns);
    let frame = context.read_parquet(files, options).await?.filter(limit)?.select_columns(&wanted)?;
    let mut stream = frame.execute_stream().await?;
    while let Some(part) = stream.next().await {
        let part: RecordBatch = part?;
        let keys = part.column(2).as_primitive::<UInt64Type>();
        let machines = (0..part.num_rows())
            .map(|index| {
                let key = keys.is_valid(index).then(|| keys.value(index));
                key.and_then(|key| ordinals.get(&key)).copied().unwrap_or(NOBODY)
            })
            .collect();
        fold(&Rows {
            machines,
            tables: part.column(0).as_primitive::<UInt32Type>(),
            rows: part.column(1).as_primitive::<UInt32Type>(),
            columns: part.columns()[3..].to_vec(),
        });
    }
    Ok(())
}

/// A value with its time and place; the later one stays.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Latest {
    pub(crate) when: i64,
    pub(crate) value: f64,
    pub(crate) at: At,
}

fn keep_later(slot: &mut Option<Latest>, new: Latest) {
    if slot.is_none_or(|known| (new.when, new.at) > (known.when, known.at)) {
        *slot = Some(new);
    }
}

fn keep_earlier(slot: &mut Option<Latest>, new: Latest) {
    if slot.is_none_or(|known| (new.when, new.at) < (known.when, known.at)) {
        *slot = Some(new);
    }
}

/// Sum of readings in millionths, so that the order of rows cannot change it, and their count and last place.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mean {
    millionths: i128,
    count: u32,
    pub(crate) at: At,
}

impl Mean {
    fn add(&mut self, value: f64, at: At) {
        #[expect(clippy::cast_possible_truncation, reason = "readings stay far below 2^63 millionths")]
        let millionths = (value * 1e6).round() as i64;
        self.millionths += i128::from(millionths);
        self.count += 1;
        self.at = self.at.max(at);
    }

    pub(crate) fn value(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "a mean of readings")]
        (self.count > 0).then(|| self.millionths as f64 / 1e6 / f64::from(self.count))
    }
}

/// What counters and readings say of one machine.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counters {
    pub(crate) hours: Option<Latest>,
    pub(crate) first_hours_90d: Option<Latest>,
    pub(crate) last_hours_90d: Option<Latest>,
    pub(crate) vibration: Option<Latest>,
    pub(crate) vibration_90d: Mean,
    pub(crate) vibration_prior_90d: Mean,
}

/// Folds all counters up to the end of the day `as_of` (days since 1970).
pub(crate) async fn counters(from: &Scan<'_>, as_of: i32) -> Result<Vec<Counters>, LakeError> {
    let mut kept = vec![Counters::default(); from.machines];
    let end = (i64::from(as_of) + 1) * DAY;
    let until = Until::Second("read_at", end);
    let names = ["read_at", "operating_hours", "vibration"];
    scan(from, Kind::Counters, &names, until, |rows| {
        for (index, machine) in rows.machines.iter().enumerate() {
            let (Some(kept), Some(when)) = (kept.get_mut(*machine as usize), rows.second(0, index)) else { continue };
            let at = rows.at(index);
            if let Some(value) = rows.number(1, index) {
                let new = Latest { when, value, at };
                keep_later(&mut kept.hours, new);
                if when >= end - 90 * DAY {
                    keep_earlier(&mut kept.first_hours_90d, new);
                    keep_later(&mut kept.last_hours_90d, new);
                }
            }
            if let Some(value) = rows.number(2, index) {
                keep_later(&mut kept.vibration, Latest { when, value, at });
                if when >= end - 90 * DAY {
                    kept.vibration_90d.add(value, at);
                } else if when >= end - 180 * DAY {
                    kept.vibration_prior_90d.add(value, at);
                }
            }
        }
    })
    .await?;
    Ok(kept)
}

/// One error event of the last 360 days.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    pub(crate) machine: u32,
    pub(crate) day: i32,
    second: i64,
    pub(crate) code: u32,
    /// `Some(true)` critical, `None` not said.
    pub(crate) critical: Option<bool>,
    pub(crate) at: At,
}

/// Days for which error events are kept: those a recent rate is looked at in, and those before it is compared with.
pub(crate) const ERROR_DAYS: i64 = 360;

/// Error events: the last 360 days by machine, newest first, and the latest event ever of each machine.
pub(crate) struct Errors {
    pub(crate) events: Vec<Event>,
    pub(crate) codes: Vec<String>,
    pub(crate) latest: Vec<Option<Latest>>,
    /// The day of the first event ever of any machine: before it nobody listened.
    pub(crate) since: Option<i32>,
}

impl Errors {
    /// The events of a machine within the last year.
    pub(crate) fn of(&self, machine: u32) -> &[Event] {
        let from = self.events.partition_point(|event| event.machine < machine);
        let to = from + self.events[from..].partition_point(|event| event.machine == machine);
        &self.events[from..to]
    }
}

/// Collects error events up to the end of the day `as_of` (days since 1970).
pub(crate) async fn errors(from: &Scan<'_>, as_of: i32) -> Result<Errors, LakeError> {
    let mut events = Vec::new();
    let mut codes: Vec<String> = Vec::new();
    let mut code_ids: HashMap<String, u32> = HashMap::new();
    let mut latest: Vec<Option<Latest>> = vec![None; from.machines];
    let mut first = i64::MAX;
    let end = (i64::from(as_of) + 1) * DAY;
    let until = Until::Second("occurred_at", end);
    let names = ["occurred_at", "error_code", "severity"];
    scan(from, Kind::Errors, &names, until, |rows| {
        for (index, machine) in rows.machines.iter().enumerate() {
            let (Some(slot), Some(when)) = (latest.get_mut(*machine as usize), rows.second(0, index)) else { continue };
            let at = rows.at(index);
            keep_later(slot, Latest { when, value: 0.0, at });
            first = first.min(when);
            if when < end - ERROR_DAYS * DAY {
                continue;
            }
            let code = rows.text(1, index).unwrap_or("");
            let code = *code_ids.entry_ref(code).or_insert_with(|| {
                codes.push(code.to_owned());
                u32::try_from(codes.len() - 1).unwrap_or(u32::MAX)
            });
            // A level of a house of its own ("3") says nothing about being critical or not.
            let critical = match rows.text(2, index) {
                Some("critical") => Some(true),
                Some("error" | "warning" | "info") => Some(false),
                _ => None,
            };
            let day = i32::try_from(when.div_euclid(DAY)).unwrap_or(0);
            events.push(Event { machine: *machine, day, second: when, code, critical, at });
        }
    })
    .await?;
    // Sorted, so that the order rows streamed in cannot be seen.
    events.sort_unstable_by(|a, b| (a.machine, b.second, a.code, a.at).cmp(&(b.machine, a.second, b.code, b.at)));
    let same = |a: &Event, b: &Event| (a.machine, a.second, a.code) == (b.machine, b.second, b.code);
    let events = most_of_a_table(&events, same, |event| event.at.table);
    let since = (first < i64::MAX).then(|| i32::try_from(first.div_euclid(DAY)).unwrap_or(0));
    Ok(Errors { events, codes, latest, since })
}

/// Deliveries overlap: of rows that say the same, those of the one table that has the most count, of equals the
/// latest. Two equal rows within one table are two events.
fn most_of_a_table<T: Copy>(sorted: &[T], same: impl Fn(&T, &T) -> bool, table: impl Fn(&T) -> u32) -> Vec<T> {
    let mut kept = Vec::with_capacity(sorted.len());
    for group in sorted.chunk_by(|a, b| same(a, b)) {
        let of_tables = group.chunk_by(|a, b| table(a) == table(b));
        if let Some(most) = of_tables.max_by_key(|rows| (rows.len(), rows.first().map(&table))) {
            kept.extend_from_slice(most);
        }
    }
    kept
}

/// What visits say of one machine.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Visits {
    pub(crate) last: Option<(i32, At)>,
    /// Date, place and stated hours of the last maintenance.
    pub(crate) maintenance: Option<(i32, At, Option<f64>)>,
    /// The last visit that does not say what it was for.
    pub(crate) unsaid: Option<i32>,
}

/// Folds all visits up to `as_of`.
pub(crate) async fn visits(from: &Scan<'_>, as_of: i32) -> Result<Vec<Visits>, LakeError> {
    let mut kept = vec![Visits::default(); from.machines];
    let names = ["visited_on", "visit_type", "operating_hours"];
    let until = Until::Day("visited_on", as_of);
    scan(from, Kind::Visits, &names, until, |rows| {
        for (index, machine) in rows.machines.iter().enumerate() {
            let (Some(kept), Some(day)) = (kept.get_mut(*machine as usize), rows.day(0, index)) else { continue };
            let at = rows.at(index);
            if kept.last.is_none_or(|known| (day, at) > known) {
                kept.last = Some((day, at));
            }
            match rows.text(1, index) {
                Some("maintenance") => {
                    // Of two reports on one day the one that states the hours says more.
                    let hours = rows.number(2, index);
                    let later = |(known, place, known_hours): (i32, At, Option<f64>)| {
                        (day, hours.is_some(), at) > (known, known_hours.is_some(), place)
                    };
                    if kept.maintenance.is_none_or(later) {
                        kept.maintenance = Some((day, at, hours));
                    }
                }
                Some("repair" | "commissioning" | "other") => {}
                // No word, or one nobody knows: it may have been a maintenance.
                _ => kept.unsaid = kept.unsaid.max(Some(day)),
            }
        }
    })
    .await?;
    Ok(kept)
}

/// What orders say of one machine.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Orders {
    pub(crate) last: Option<(i32, At)>,
    /// Revenue since the given day, in EUR cents.
    pub(crate) revenue: i128,
    /// Some order lines have no amount, or one in a currency without a rate: the revenue is then not known.
    pub(crate) unpriced: bool,
}

/// One order line within the time revenue is counted for.
#[derive(Clone, Copy)]
struct Line {
    machine: u32,
    day: i32,
    /// Digest of order and part number.
    what: u64,
    cents: i128,
    table: u32,
}

/// Folds all orders up to `as_of`; revenue counts after `since`. `to_eur` converts cents of a currency.
pub(crate) async fn orders(
    from: &Scan<'_>,
    (as_of, since): (i32, i32),
    to_eur: &dyn Fn(i128, Option<&str>) -> Option<i128>,
) -> Result<Vec<Orders>, LakeError> {
    let mut kept = vec![Orders::default(); from.machines];
    let mut lines: Vec<Line> = Vec::new();
    let names = ["ordered_on", "amount", "quantity", "unit_price", "currency", "order_number", "part_number"];
    let until = Until::Day("ordered_on", as_of);
    scan(from, Kind::Orders, &names, until, |rows| {
        for (index, machine) in rows.machines.iter().enumerate() {
            let (Some(kept), Some(day)) = (kept.get_mut(*machine as usize), rows.day(0, index)) else { continue };
            let at = rows.at(index);
            if kept.last.is_none_or(|known| (day, at) > known) {
                kept.last = Some((day, at));
            }
            if day <= since {
                continue;
            }
            let amount = rows.cents(1, index).or_else(|| {
                #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "an order line")]
                let amount = (rows.number(2, index)? * rows.cents(3, index)? as f64).round() as i128;
                Some(amount)
            });
            match amount.and_then(|amount| to_eur(amount, rows.text(4, index))) {
                Some(cents) => {
                    let mut digest = DefaultHasher::new();
                    (rows.text(5, index), rows.text(6, index)).hash(&mut digest);
                    let (machine, what) = (*machine, digest.finish());
                    lines.push(Line { machine, day, what, cents, table: at.table });
                }
                // No amount, or a currency without a rate: the revenue is more than what is known of it.
                None => kept.unpriced = true,
            }
        }
    })
    .await?;
    lines.sort_unstable_by_key(|line| (line.machine, line.day, line.what, line.cents, line.table));
    let same = |a: &Line, b: &Line| (a.machine, a.day, a.what, a.cents) == (b.machine, b.day, b.what, b.cents);
    for line in most_of_a_table(&lines, same, |line| line.table) {
        kept[line.machine as usize].revenue += line.cents;
    }
    Ok(kept)
}
