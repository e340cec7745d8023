//! Calendar dates as people and systems write them.

use super::{fold::fold_into, instant::time_of_day, serial::serial_to_date};
use crate::DateOrder;

/// 9999-12-31 in days since 1970-01-01: what "open-ended" is kept as.
pub const OPEN_ENDED: i32 = 2_932_896;

/// Words for an end that is not set, folded.
const OPEN_WORDS: &[&[u8]] = &[
    b"unbefristet",
    b"unbegrenzt",
    b"openended",
    b"openend",
    b"indefinite",
    b"unlimited",
    b"tempoindeterminato",
    b"atempoindeterminato",
    b"indeterminato",
    b"illimitato",
    b"aufunbestimmtezeit",
    b"bisaufweiteres",
    b"evergreen",
];

/// Names of months, folded; a name may be cut after three letters.
const MONTHS: [&[&str]; 12] = [
    &["januar", "january", "janner", "gennaio", "janvier"],
    &["februar", "february", "febbraio", "feber", "fevrier"],
    &["marz", "march", "marzo", "mrz", "mars"],
    &["april", "aprile", "avril"],
    &["mai", "may", "maggio"],
    &["juni", "june", "giugno", "juin"],
    &["juli", "july", "luglio", "juillet"],
    &["august", "agosto", "aout"],
    &["september", "settembre", "septembre"],
    &["oktober", "october", "ottobre", "octobre"],
    &["november", "novembre"],
    &["dezember", "december", "dicembre", "decembre"],
];

/// Names of weekdays, folded, that may stand in front of a date; Italian "mar" is left to the month.
const WEEKDAYS: &[&str] = &[
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonnabend",
    "sonntag",
    "mo",
    "di",
    "mi",
    "do",
    "fr",
    "sa",
    "so",
    "monday",
    "tusday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "tus",
    "wed",
    "thu",
    "thurs",
    "fri",
    "sat",
    "sun",
    "lunedi",
    "martedi",
    "mercoledi",
    "giovedi",
    "venerdi",
    "sabato",
    "domenica",
    "lun",
    "mer",
    "gio",
    "ven",
    "sab",
    "dom",
];

/// Days since 1970-01-01 of a date that exists. Years 1900 to 2200, and 2999 and 9999, which systems write for "never".
/// The formula is Howard Hinnant's `days_from_civil` (public domain).
pub(super) const fn days_from_civil(year: i32, month: u32, day: u32) -> Option<i32> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if day == 0 || day > length || !matches!(year, 1900..=2200 | 2999 | 9999) {
        return None;
    }
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted / 400;
    let year_of_era = shifted - era * 400;
    let month_from_march = (month + 9) % 12;
    let day_of_year = ((153 * month_from_march + 2) / 5 + day - 1).cast_signed();
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

const fn two(tens: u8, ones: u8) -> Option<u32> {
    if tens.is_ascii_digit() && ones.is_ascii_digit() {
        Some((tens - b'0') as u32 * 10 + (ones - b'0') as u32)
    } else {
        None
    }
}

const fn year_of(digits: [u8; 4]) -> Option<i32> {
    let [a, b, c, d] = digits;
    match (two(a, b), two(c, d)) {
        (Some(high), Some(low)) => Some((high * 100 + low).cast_signed()),
        _ => None,
    }
}

/// The forms nearly all cells have: `31.12.2026` and `2026-12-31`. `None` when it is another form, `Some(None)` when
/// it is this form but no date.
pub(super) fn plain(bytes: &[u8]) -> Option<Option<i32>> {
    match *bytes {
        [d1, d2, b'.', m1, m2, b'.', y1, y2, y3, y4] => {
            let (day, month, year) = (two(d1, d2)?, two(m1, m2)?, year_of([y1, y2, y3, y4])?);
            Some(days_from_civil(year, month, day))
        }
        [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] => {
            let (day, month, year) = (two(d1, d2)?, two(m1, m2)?, year_of([y1, y2, y3, y4])?);
            Some(days_from_civil(year, month, day))
        }
        _ => None,
    }
}

/// Digits at the start: their value, how many, the rest. More than 14 digits are no date.
fn digits(text: &str) -> Option<(u64, usize, &str)> {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    if count == 0 || count > 14 {
        return None;
    }
    let (number, rest) = text.split_at_checked(count)?;
    Some((number.parse().ok()?, count, rest))
}

fn small(text: &str) -> Option<(u32, usize, &str)> {
    let (value, count, rest) = digits(text)?;
    Some((u32::try_from(value).ok()?, count, rest))
}

/// What parts day, month and year: one of `.`, `/`, `-` with blanks around, or blanks alone (` `).
fn separator(text: &str) -> Option<(char, &str)> {
    let trimmed = text.trim_start();
    match trimmed.chars().next()? {
        mark @ ('.' | '/' | '-') => Some((mark, trimmed.get(1..)?.trim_start())),
        ',' => Some((' ', trimmed.get(1..)?.trim_start())),
        _ if trimmed.len() < text.len() => Some((' ', trimmed)),
        _ => None,
    }
}

fn word(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// The month a name or its first three letters or more mean.
fn month_named(name: &str) -> Option<u32> {
    let mut buffer = [0u8; 16];
    let folded = fold_into(name, &mut buffer)?;
    if folded.len() < 3 {
        return None;
    }
    let position = MONTHS.iter().position(|names| names.iter().any(|full| full.as_bytes().starts_with(folded)))?;
    u32::try_from(position + 1).ok()
}

/// A year of two or four digits: 00-69 are 2000-2069, 70-99 are 1970-1999.
fn year(text: &str) -> Option<(i32, &str)> {
    let (value, count, rest) = small(text)?;
    let value = i32::try_from(value).ok()?;
    match count {
        4 => Some((value, rest)),
        2 if value < 70 => Some((2000 + value, rest)),
        2 => Some((1900 + value, rest)),
        _ => None,
    }
}

fn compact(value: u64) -> Option<i32> {
    let year = i32::try_from(value / 10_000).ok()?;
    let (month, day) = (u32::try_from(value / 100 % 100).ok()?, u32::try_from(value % 100).ok()?);
    days_from_civil(year, month, day)
}

/// The date a text starts with, and the rest after it.
pub(super) fn leading_date(text: &str, order: DateOrder) -> Option<(i32, &str)> {
    if text.len() > 64 {
        return None;
    }
    let first = text.chars().next()?;
    if first.is_ascii_digit() {
        return numeric_first(text, order);
    }
    if let Some(milliseconds) = text.strip_prefix("/Date(") {
        // OData version 2 as SAP sends it; the time of day is cut, instants read it in full.
        let (value, count, _) = digits(milliseconds)?;
        return (count >= 10).then(|| i32::try_from(value / 86_400_000).ok().map(|days| (days, "")))?;
    }
    if !first.is_alphabetic() {
        return None;
    }
    let (name, rest) = word(text);
    if let Some(month) = month_named(name) {
        // "March 14, 2026", "Mar-14-2026"
        let (_, rest) = separator(rest.strip_prefix('.').unwrap_or(rest))?;
        let (day, count, rest) = small(rest)?;
        if count > 2 {
            return None;
        }
        let rest = ["st", "nd", "rd", "th"].iter().find_map(|ending| rest.strip_prefix(ending)).unwrap_or(rest);
        let (_, rest) = separator(rest)?;
        let (year, rest) = year(rest)?;
        return days_from_civil(year, month, day).map(|days| (days, rest));
    }
    let mut buffer = [0u8; 16];
    let folded = fold_into(name, &mut buffer)?;
    if WEEKDAYS.iter().any(|day| day.as_bytes() == folded) {
        let rest = rest.trim_start_matches(['.', ',', ' ']);
        if rest.starts_with(|c: char| c.is_ascii_digit()) {
            return numeric_first(rest, order);
        }
    }
    None
}

fn numeric_first(text: &str, order: DateOrder) -> Option<(i32, &str)> {
    let (first, count, rest) = digits(text)?;
    match count {
        12 | 14 => {
            let (date, _) = text.split_at_checked(8)?;
            Some((compact(date.parse().ok()?)?, text.get(8..)?))
        }
        8 => {
            // DDMMYYYY never reads as YYYYMMDD: the century would have to be a month.
            let days = compact(first).or_else(|| {
                let (high, low) = (u32::try_from(first / 1_000_000).ok()?, u32::try_from(first / 10_000 % 100).ok()?);
                let year = i32::try_from(first % 10_000).ok()?;
                match order {
                    DateOrder::DayMonthYear => days_from_civil(year, low, high),
                    DateOrder::MonthDayYear => days_from_civil(year, high, low),
                    DateOrder::YearMonthDay => None,
                }
            })?;
            Some((days, rest))
        }
        5 if (20_000..=80_000).contains(&first) => {
            let fraction = rest.strip_prefix('.').unwrap_or(rest);
            #[expect(clippy::cast_precision_loss, reason = "five digits")]
            let days = serial_to_date(first as f64, false)?;
            fraction.bytes().all(|byte| byte.is_ascii_digit()).then_some((days, ""))
        }
        4 => {
            let (mark, rest) = separator(rest)?;
            let (month, rest) = month(rest)?;
            let (second, rest) = separator(rest)?;
            let (day, count, rest) = small(rest)?;
            if count > 2 || mark != second {
                return None;
            }
            days_from_civil(i32::try_from(first).ok()?, month, day).map(|days| (days, rest))
        }
        1 | 2 => short_first(u32::try_from(first).ok()?, count, rest, order),
        _ => None,
    }
}

/// A month as one or two digits or a name.
fn month(text: &str) -> Option<(u32, &str)> {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        let (month, count, rest) = small(text)?;
        return (count <= 2).then_some((month, rest));
    }
    let (name, rest) = word(text);
    Some((month_named(name)?, rest))
}

fn short_first(first: u32, count: usize, rest: &str, order: DateOrder) -> Option<(i32, &str)> {
    let rest = ["st", "nd", "rd", "th", "°"].iter().find_map(|ending| rest.strip_prefix(ending)).unwrap_or(rest);
    let named = rest.starts_with(|c: char| c.is_alphabetic());
    let (mark, rest) = if named { (' ', rest) } else { separator(rest)? };
    if rest.starts_with(|c: char| c.is_alphabetic()) {
        let (mut name, mut after) = word(rest);
        if matches!(name, "of" | "di" | "de") {
            (name, after) = word(after.trim_start());
        }
        let month = month_named(name)?;
        let (_, after) = separator(after.strip_prefix('.').filter(|rest| rest.starts_with(' ')).unwrap_or(after))?;
        let (year, after) = year(after)?;
        return days_from_civil(year, month, first).map(|days| (days, after));
    }
    let (second, second_count, rest) = small(rest)?;
    let (second_mark, rest) = separator(rest)?;
    if second_count > 2 || second_mark != mark || mark == ' ' {
        return None;
    }
    if order == DateOrder::YearMonthDay && count == 2 {
        let (day, day_count, after) = small(rest)?;
        if day_count <= 2 {
            let century = if first < 70 { 2000 } else { 1900 };
            let year = century + i32::try_from(first).ok()?;
            return days_from_civil(year, second, day).map(|days| (days, after));
        }
    }
    let (year, rest) = year(rest)?;
    // Dots are written day first everywhere, also in a column whose slashes are month first.
    let (day, month) = if order == DateOrder::MonthDayYear && mark != '.' { (second, first) } else { (first, second) };
    days_from_civil(year, month, day).map(|days| (days, rest))
}

/// Whether a text is one of the words for an end that is not set.
fn is_open_ended(text: &str) -> bool {
    let mut buffer = [0u8; 24];
    text.starts_with(|c: char| c.is_alphabetic())
        && fold_into(text, &mut buffer).is_some_and(|folded| OPEN_WORDS.contains(&folded))
}

/// The date a text holds, in days since 1970-01-01: `31.12.26`, `31.12.2026`, `31/12/2026`, `2026-12-31`, with or
/// without a time behind, `20261231`, `20140325.0`, `04-Aug-00`, `14. März 2026`, `14 marzo 2026`, spreadsheet serials
/// of five digits. Two-digit years 00-69 are 20xx, 70-99 are 19xx. "unbefristet" and the like are [`OPEN_ENDED`].
/// `None` for dates that do not exist and for anything else; a month without a day is no date.
#[must_use]
pub fn parse_date(text: &str, order: DateOrder) -> Option<i32> {
    if let Some(days) = plain(text.as_bytes()) {
        return days;
    }
    let text = text.trim();
    match leading_date(text, order) {
        Some((days, rest)) => time_of_day(rest).map(|_| days),
        None => is_open_ended(text).then_some(OPEN_ENDED),
    }
}

/// What a text says about the order of day and month in its column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DateShape {
    /// The day stands first for certain.
    DayFirst,
    /// The month stands first for certain.
    MonthFirst,
    /// The year stands first for certain, with two digits.
    YearFirst,
    /// Day and month can be exchanged and give another date.
    Ambiguous,
    /// The same date in every order.
    Neutral,
}

/// The shape of a date; `None` for what is no date in any order.
pub(crate) fn date_shape(text: &str) -> Option<DateShape> {
    let day_first = parse_date(text, DateOrder::DayMonthYear);
    let month_first = parse_date(text, DateOrder::MonthDayYear);
    match (day_first, month_first) {
        (Some(one), Some(other)) if one == other => Some(DateShape::Neutral),
        (Some(_), Some(_)) => Some(DateShape::Ambiguous),
        (Some(_), None) => Some(DateShape::DayFirst),
        (None, Some(_)) => Some(DateShape::MonthFirst),
        (None, None) => parse_date(text, DateOrder::YearMonthDay).map(|_| DateShape::YearFirst),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DateOrder::{DayMonthYear, MonthDayYear, YearMonthDay};
    use chrono::{Days, NaiveDate};

    fn written(days: Option<i32>) -> Option<String> {
        let epoch = NaiveDate::from_ymd_opt(1970, 1, 1).expect("the epoch is a date");
        let days = days?;
        let date = match u64::try_from(days) {
            Ok(days) => epoch.checked_add_days(Days::new(days)),
            Err(_) => epoch.checked_sub_days(Days::new(u64::from(days.unsigned_abs()))),
        };
        Some(date.expect("within chrono's range").to_string())
    }

    #[test]
    fn dates_as_written_by_people_and_systems() {
        for (text, order, expected) in [
            ("31.12.2026", DayMonthYear, "2026-12-31"),
            ("31.12.26", DayMonthYear, "2026-12-31"),
            ("1.3.2026", DayMonthYear, "2026-03-01"),
            ("1. 3. 2026", DayMonthYear, "2026-03-01"),
            ("31.12.69", DayMonthYear, "2069-12-31"),
            ("31.12.70", DayMonthYear, "1970-12-31"),
            ("31/12/2026", DayMonthYear, "2026-12-31"),
            ("12/31/2026", MonthDayYear, "2026-12-31"),
            ("31-12-2026", DayMonthYear, "2026-12-31"),
            ("2026-12-31", MonthDayYear, "2026-12-31"),
            ("2026-12-31T23:59:59Z", DayMonthYear, "2026-12-31"),
            ("2017-04-13T09:00:00+09:00", DayMonthYear, "2017-04-13"),
            ("2026-12-31 00:00:00", DayMonthYear, "2026-12-31"),
            ("2026/1/5", DayMonthYear, "2026-01-05"),
            ("26-12-31", YearMonthDay, "2026-12-31"),
            ("20261231", DayMonthYear, "2026-12-31"),
            ("20140325.0", DayMonthYear, "2014-03-25"),
            ("31122026", DayMonthYear, "2026-12-31"),
            ("20261231235959", DayMonthYear, "2026-12-31"),
            ("04-Aug-00", DayMonthYear, "2000-08-04"),
            ("04-AUG-2000", MonthDayYear, "2000-08-04"),
            ("14. März 2026", DayMonthYear, "2026-03-14"),
            ("14.Mrz.2026", DayMonthYear, "2026-03-14"),
            ("14 marzo 2026", DayMonthYear, "2026-03-14"),
            ("14 Dez. 26", DayMonthYear, "2026-12-14"),
            ("March 14, 2026", MonthDayYear, "2026-03-14"),
            ("Mo., 14.03.2026", DayMonthYear, "2026-03-14"),
            ("5/21/2013 0:00", MonthDayYear, "2013-05-21"),
            ("29.02.2024", DayMonthYear, "2024-02-29"),
            ("46387", DayMonthYear, "2026-12-31"),
            ("46387.0", DayMonthYear, "2026-12-31"),
            ("/Date(1492041600000)/", DayMonthYear, "2017-04-13"),
            ("31.12.9999", DayMonthYear, "9999-12-31"),
            ("unbefristet", DayMonthYear, "9999-12-31"),
            ("Open-ended", DayMonthYear, "9999-12-31"),
            ("tempo indeterminato", DayMonthYear, "9999-12-31"),
            ("indeterminato", DayMonthYear, "9999-12-31"),
            ("01.01.1900", DayMonthYear, "1900-01-01"),
        ] {
            assert_eq!(written(parse_date(text, order)).as_deref(), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "-",
            "31.02.2026",
            "29.02.2023",
            "00.00.0000",
            "00000000",
            "32.01.2026",
            "31.13.2026",
            "12/31/2026",
            "2026",
            "12.2026",
            "März 2026",
            "01035",
            "12345",
            "99999",
            "1.234,56",
            "2026-13-01",
            "31.12.2026 abc",
            "31.12.026",
            "10012",
            "DE-12-2026",
            "1/2",
            "a",
            "31.12-2026",
            "20260231",
            "2026-12-31T25:00:00",
        ] {
            assert_eq!(parse_date(text, DayMonthYear), None, "{text:?}");
        }
    }

    #[test]
    fn every_day_of_300_years_agrees_with_chrono() {
        let mut date = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a date");
        let mut days = -25_567;
        while let Some(next) =
            date.succ_opt().filter(|next| *next < NaiveDate::from_ymd_opt(2201, 1, 1).expect("a date"))
        {
            assert_eq!(parse_date(&date.format("%d.%m.%Y").to_string(), DayMonthYear), Some(days));
            date = next;
            days += 1;
        }
    }

    #[test]
    fn shapes_say_what_is_certain() {
        assert_eq!(date_shape("31/12/2026"), Some(DateShape::DayFirst));
        assert_eq!(date_shape("12/31/2026"), Some(DateShape::MonthFirst));
        assert_eq!(date_shape("03/04/2026"), Some(DateShape::Ambiguous));
        assert_eq!(date_shape("04/04/2026"), Some(DateShape::Neutral));
        assert_eq!(date_shape("03.04.2026"), Some(DateShape::Neutral));
        assert_eq!(date_shape("2026-04-03"), Some(DateShape::Neutral));
        assert_eq!(date_shape("4711"), None);
    }
}
