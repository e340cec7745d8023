//! Local date and time.

use super::date::{OPEN_ENDED, leading_date};
use super::serial::serial_to_instant;
use crate::DateOrder;

/// Digits of a time part: one or two.
fn part(text: &str) -> Option<(i64, &str)> {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=2).contains(&count) {
        return None;
    }
    let (digits, rest) = text.split_at_checked(count)?;
    Some((digits.parse().ok()?, rest))
}

/// Whether the rest names a zone or is empty: `Z`, `+02:00`, `+0200`, `UTC`, `MEZ`, `Uhr` ...
fn is_zone(text: &str) -> bool {
    let text = text.trim();
    if let Some(offset) = text.strip_prefix(['+', '-', '−']) {
        return (2..=6).contains(&offset.len()) && offset.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    }
    ["", "Z", "UTC", "GMT", "CET", "CEST", "MEZ", "MESZ", "Uhr", "h"].iter().any(|zone| zone.eq_ignore_ascii_case(text))
}

/// Seconds since midnight of what stands behind a date; 0 where nothing does, `None` for what is no time.
pub(super) fn time_of_day(text: &str) -> Option<i64> {
    let text = text.trim();
    // "20140325.0": a date that was once a number with decimals.
    if text.is_empty() || text == ".0" || text == "Z" {
        return Some(0);
    }
    let text = text.strip_prefix(['T', 't', ',']).unwrap_or(text).trim_start();
    if matches!(text.len(), 4 | 6) && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let (hours, rest) = part(text.get(..2)?)?;
        let (minutes, seconds) = (text.get(2..4)?.parse().ok()?, text.get(4..6).unwrap_or("0").parse().ok()?);
        return rest.is_empty().then(|| seconds_of(hours, minutes, seconds))?;
    }
    let (mut hours, rest) = part(text)?;
    let mark = rest.chars().next().filter(|mark| matches!(mark, ':' | '.'))?;
    let (minutes, mut rest) = part(rest.get(1..)?)?;
    let mut seconds = 0;
    if let Some(after) = rest.strip_prefix(mark) {
        (seconds, rest) = part(after)?;
        if let Some(fraction) = rest.strip_prefix(['.', ',']) {
            rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }
    rest = rest.trim_start();
    let half = rest.get(..2).unwrap_or_default();
    if half.eq_ignore_ascii_case("AM") || half.eq_ignore_ascii_case("PM") {
        if !(1..=12).contains(&hours) {
            return None;
        }
        hours = hours % 12 + if half.eq_ignore_ascii_case("PM") { 12 } else { 0 };
        rest = rest.get(2..)?;
    }
    is_zone(rest).then(|| seconds_of(hours, minutes, seconds))?
}

const fn seconds_of(hours: i64, minutes: i64, seconds: i64) -> Option<i64> {
    // SAP writes the end of a day as 24:00:00; leap seconds count as the second before the next minute.
    let whole_day = hours == 24 && minutes == 0 && seconds == 0;
    if (hours > 23 && !whole_day) || minutes > 59 || seconds > 60 {
        return None;
    }
    Some(hours * 3600 + minutes * 60 + if seconds == 60 { 59 } else { seconds })
}

/// Digits at fixed places, for the fast path.
const fn two(tens: u8, ones: u8) -> Option<i64> {
    if tens.is_ascii_digit() && ones.is_ascii_digit() {
        Some((tens - b'0') as i64 * 10 + (ones - b'0') as i64)
    } else {
        None
    }
}

/// `2026-12-31 06:00:00` and `31.12.2026 06:00:00`, with a `T` or a blank between.
fn plain(bytes: &[u8]) -> Option<i64> {
    let (date, time) = bytes.split_at_checked(10)?;
    if let [b' ' | b'T', h1, h2, b':', m1, m2, b':', s1, s2] = *time {
        let days = super::date::plain(date)??;
        return Some(i64::from(days) * 86_400 + seconds_of(two(h1, h2)?, two(m1, m2)?, two(s1, s2)?)?);
    }
    None
}

/// The local wall-clock time a text holds, in seconds since 1970-01-01 00:00 local: a date as in [`super::parse_date`]
/// with an optional time (`06:00`, `06:00:00`, `6:00:00 AM`, `T06:00:00.000Z`).
///
/// A zone or offset behind the time is passed over, not applied: machine logs are compared with local calendar days,
/// and exports put an offset or `Z` behind what the machine's own clock showed. Applying it would move events over
/// midnight for some sources and not for others.
#[must_use]
pub fn parse_instant(text: &str, order: DateOrder) -> Option<i64> {
    if let Some(seconds) = plain(text.as_bytes()) {
        return Some(seconds);
    }
    let text = text.trim();
    if let Some(milliseconds) = text.strip_prefix("/Date(") {
        let count = milliseconds.bytes().take_while(u8::is_ascii_digit).count();
        return (10..=15)
            .contains(&count)
            .then(|| milliseconds.get(..count)?.parse::<i64>().ok().map(|ms| ms / 1000))?;
    }
    if let [_, _, _, _, _, b'.', ..] = text.as_bytes()
        && text.len() <= 24
        && let Ok(serial) = text.parse::<f64>()
        && (20_000.0..=80_000.0).contains(&serial)
    {
        return serial_to_instant(serial, false);
    }
    match leading_date(text, order) {
        Some((days, rest)) => Some(i64::from(days) * 86_400 + time_of_day(rest)?),
        None => super::parse_date(text, order).filter(|days| *days == OPEN_ENDED).map(|days| i64::from(days) * 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DateOrder::{DayMonthYear, MonthDayYear};
    use chrono::DateTime;

    #[test]
    fn instants_as_written() {
        for (text, order, expected) in [
            ("2020-01-03 07:00:00", DayMonthYear, "2020-01-03 07:00:00"),
            ("2020-01-03T07:00:00Z", DayMonthYear, "2020-01-03 07:00:00"),
            ("2020-01-03T07:00:00.123+02:00", DayMonthYear, "2020-01-03 07:00:00"),
            ("03.01.2020 07:00:05", DayMonthYear, "2020-01-03 07:00:05"),
            ("03.01.2020 7:05", DayMonthYear, "2020-01-03 07:05:00"),
            ("3.1.20, 07.05 Uhr", DayMonthYear, "2020-01-03 07:05:00"),
            ("1/3/2020 6:00:00 AM", MonthDayYear, "2020-01-03 06:00:00"),
            ("1/3/2020 12:00:00 AM", MonthDayYear, "2020-01-03 00:00:00"),
            ("1/3/2020 1:30 PM", MonthDayYear, "2020-01-03 13:30:00"),
            ("29/2/2016 01:16", DayMonthYear, "2016-02-29 01:16:00"),
            ("20200103070000", DayMonthYear, "2020-01-03 07:00:00"),
            ("20200103T070000", DayMonthYear, "2020-01-03 07:00:00"),
            ("2020-01-03", DayMonthYear, "2020-01-03 00:00:00"),
            ("2020-01-03 24:00:00", DayMonthYear, "2020-01-04 00:00:00"),
            ("43833.25", DayMonthYear, "2020-01-03 06:00:00"),
            ("/Date(1492074000000+0000)/", DayMonthYear, "2017-04-13 09:00:00"),
        ] {
            let seconds = parse_instant(text, order);
            let written = seconds.and_then(|at| DateTime::from_timestamp(at, 0)).map(|at| at.naive_utc().to_string());
            assert_eq!(written.as_deref(), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_instant() {
        for text in
            ["", "07:00:00", "2020-01-03 25:00:00", "2020-01-03 07:61", "03.01.2020 07", "31.02.2020 07:00:00", "x"]
        {
            assert_eq!(parse_instant(text, DayMonthYear), None, "{text:?}");
        }
    }
}
