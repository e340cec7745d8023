//! The statements: each window in SQL. One table a window holds the rollups of its days and nothing else, so no statement
//! says which days it looks at; what is counted by week or by half finds the day from the readings' own time.

use chrono::NaiveDate;
use std::fmt::Write;
use std::ops::RangeInclusive;
use telemetry::windows::{HOURS, LOAD, MONTH, VIBRATION, WEEK, WEEKS, WINDOW};

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// The day of a time, counted from 1970 in UTC.
fn day_of(time: &str) -> String {
    format!("CAST({time} AS BIGINT) / {DAY}")
}

/// How many days back the day of a time lies.
fn ago(as_of: NaiveDate, time: &str) -> String {
    format!("{} - {}", as_of.signed_duration_since(NaiveDate::default()).num_days(), day_of(time))
}

/// Which devices a statement is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Devices {
    /// Those with keys from here to there. What comes of a machine with several of them is not to be used.
    Within(RangeInclusive<u64>),
    /// Those that stand for a machine together, which have to be sorted before: [`crate::functions::heads`] in hexadecimal.
    Together(String),
}

/// A range of devices as a condition.
fn within(range: &RangeInclusive<u64>) -> String {
    let (from, to) = (range.start(), range.end());
    format!("device BETWEEN CAST({from} AS BIGINT UNSIGNED) AND CAST({to} AS BIGINT UNSIGNED)")
}

/// The rows of a signal with whose they are. Where two devices of a machine have readings of the signal on a day, the one
/// with more of them stands for it, of equals that of the greater key, as in the fold.
fn rows(table: &str, signal: &str, columns: &[&str], devices: &Devices) -> String {
    let columns: String = columns.iter().map(|name| format!(", \"{name}\"")).collect();
    match devices {
        Devices::Within(range) => {
            let within = within(range);
            format!("SELECT device AS whose{columns} FROM {table} WHERE signal = '{signal}' AND {within}")
        }
        Devices::Together(heads) => {
            let day = day_of("first_at");
            format!(
                "SELECT whose{columns} FROM (SELECT *, row_number() OVER (PARTITION BY whose, {day} \
                 ORDER BY \"count\" DESC, device DESC) AS place FROM (SELECT head_of(device, X'{heads}') AS whose, device{columns} \
                 FROM {table} WHERE signal = '{signal}') WHERE whose IS NOT NULL) WHERE place = 1"
            )
        }
    }
}

/// How the operating hours grew: within days, and over the nights between them. A fall adds nothing.
pub(crate) fn growth(table: &str, devices: &Devices) -> String {
    let columns = ["count", "first", "first_at", "last", "last_at", "increase", "falls"];
    let rows = rows(table, HOURS, &columns, devices);
    format!(
        "SELECT whose, first_value(\"first\" ORDER BY first_at), CAST(min(first_at) AS BIGINT), \
         last_value(\"last\" ORDER BY last_at), CAST(max(last_at) AS BIGINT), \
         sum(millionths(increase)) + sum(CASE WHEN \"first\" > before THEN millionths(\"first\" - before) ELSE 0 END), \
         sum(CAST(falls AS BIGINT)) + sum(CASE WHEN \"first\" < before THEN 1 ELSE 0 END), \
         count(*), sum(CAST(\"count\" AS BIGINT)) \
         FROM (SELECT *, lag(\"last\") OVER (PARTITION BY whose ORDER BY first_at) AS before FROM ({rows})) \
         GROUP BY whose"
    )
}

/// The latest reading of the operating hours.
pub(crate) fn latest(table: &str, devices: &Devices) -> String {
    let rows = rows(table, HOURS, &["count", "first_at", "last", "last_at"], devices);
    format!(
        "SELECT whose, last_value(\"last\" ORDER BY last_at), CAST(max(last_at) AS BIGINT) FROM ({rows}) GROUP BY whose"
    )
}

/// The vibration over half a year: latest, both halves, thirteen weeks.
pub(crate) fn level(table: &str, as_of: NaiveDate, devices: &Devices) -> String {
    let rows = rows(table, VIBRATION, &["count", "sum", "first_at", "last", "last_at"], devices);
    let ago = ago(as_of, "first_at");
    let mut sums = String::new();
    for which in [format!("ago < {WINDOW}"), format!("ago >= {WINDOW}")] {
        for of in ["whole", "readings", "1"] {
            let _ = write!(sums, ", sum(CASE WHEN {which} THEN {of} ELSE 0 END)");
        }
    }
    for week in 0..WEEKS {
        let (from, to) = (week * WEEK, (week + 1) * WEEK);
        for of in ["whole", "readings"] {
            let _ = write!(sums, ", sum(CASE WHEN ago >= {from} AND ago < {to} THEN {of} ELSE 0 END)");
        }
    }
    format!(
        "SELECT whose, last_value(\"last\" ORDER BY last_at), CAST(max(last_at) AS BIGINT){sums} \
         FROM (SELECT whose, \"last\", last_at, millionths(\"sum\") AS whole, CAST(\"count\" AS BIGINT) AS readings, \
         {ago} AS ago FROM ({rows})) GROUP BY whose"
    )
}

/// The vibration of the latest week, as one sketch.
pub(crate) fn week(table: &str, devices: &Devices) -> String {
    let rows = rows(table, VIBRATION, &["count", "first_at", "sketch"], devices);
    format!("SELECT whose, merge_sketches(sketch), count(sketch) FROM ({rows}) GROUP BY whose")
}

/// What was usual of the vibration before.
pub(crate) fn usual(table: &str, devices: &Devices) -> String {
    let rows = rows(table, VIBRATION, &["count", "first_at", "p95"], devices);
    format!("SELECT whose, sum(millionths(p95)), count(p95) FROM ({rows}) WHERE p95 IS NOT NULL GROUP BY whose")
}

/// How machines are loaded.
pub(crate) fn load(table: &str, devices: &Devices) -> String {
    let rows = rows(table, LOAD, &["count", "sum", "first_at", "sketch"], devices);
    format!(
        "SELECT whose, sum(millionths(\"sum\")), sum(CAST(\"count\" AS BIGINT)), count(*), \
         sum(CASE WHEN sketch IS NULL THEN 0 ELSE high_load(sketch) END), \
         sum(CASE WHEN sketch IS NULL THEN 0 ELSE CAST(\"count\" AS BIGINT) END) FROM ({rows}) GROUP BY whose"
    )
}

/// When anything came of a device: days as bits, and the newest. Devices of one machine are joined by who asks.
pub(crate) fn presence(table: &str, as_of: NaiveDate, range: &RangeInclusive<u64>) -> String {
    let (ago, within) = (ago(as_of, "first_at"), within(range));
    format!(
        "SELECT device AS whose, bit_or(CASE WHEN {ago} < {MONTH} THEN CAST(1 AS BIGINT) << ({ago}) \
         ELSE CAST(0 AS BIGINT) END), CAST(max(last_at) AS BIGINT) FROM {table} WHERE {within} GROUP BY device"
    )
}
