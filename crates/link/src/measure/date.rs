//! Dates, and how they are mistyped.

use super::{Units, damerau_levenshtein};
use crate::texts::Texts;

/// Dates by number of their text: as eight digits, and the day where it is one of the calendar.
#[derive(Clone, Debug)]
pub(super) struct Dates {
    digits: Units,
    days: Vec<Option<i32>>,
}

impl Dates {
    pub(super) fn of(texts: &Texts) -> Self {
        Self { digits: Units::of(texts), days: texts.iter().map(day).collect() }
    }

    /// One sign differs, two neighbours are swapped, or day and month are.
    pub(super) fn mistyped(&self, one: u32, other: u32) -> bool {
        let (one, other) = (self.digits.get(one), self.digits.get(other));
        let swapped = one.len() == 8 && other.len() == 8 && one[..4] == other[..4] && {
            one[4..6] == other[6..] && one[6..] == other[4..6]
        };
        swapped || damerau_levenshtein(one, other, 1) <= 1
    }

    /// Without end where one of them is no day of the calendar.
    pub(super) fn days_between(&self, one: u32, other: u32) -> f64 {
        match (self.days[one as usize], self.days[other as usize]) {
            (Some(one), Some(other)) => f64::from((one - other).abs()),
            _ => f64::INFINITY,
        }
    }
}

/// Year, month and day as eight digits, from `1999-03-12`, `12.03.1999`, `12/3/99` or digits alone. Digits that are no
/// date stay, so that a mistyped one can be compared; what has no digit is missing.
pub(super) fn canonical(text: &str) -> String {
    let runs: Vec<&str> = text.split(|sign: char| !sign.is_ascii_digit()).filter(|run| !run.is_empty()).collect();
    match runs.as_slice() {
        [year, month, day, ..] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
            format!("{year}{month:0>2}{day:0>2}")
        }
        [day, month, year, ..] if day.len() <= 2 && month.len() <= 2 && (year.len() == 4 || year.len() == 2) => {
            // A year of two digits: from 1970 to 2069.
            let century = match year.len() {
                4 => "",
                _ if *year >= "70" => "19",
                _ => "20",
            };
            let american = month.parse::<u32>().is_ok_and(|month| month > 12);
            let (day, month) = if american { (month, day) } else { (day, month) };
            format!("{century}{year}{month:0>2}{day:0>2}")
        }
        runs => runs.concat(),
    }
}

/// Days since the first of March of the year 0, in which leap days come last.
fn day(digits: &str) -> Option<i32> {
    if digits.len() != 8 {
        return None;
    }
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<i32>().ok();
    let (year, month, day) = (part(0, 4)?, part(4, 6)?, part(6, 8)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    Some(
        365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day - 1,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_many_forms() {
        for text in ["1999-03-12", "12.03.1999", "12.3.99", "3/12/1999 ", "19990312", "1999-03-12T08:00:00"] {
            let expected = if text.starts_with("3/") { "19991203" } else { "19990312" };
            assert_eq!(canonical(text), expected, "{text}");
        }
        assert_eq!((canonical("03/25/1999"), canonical("none")), ("19990325".to_owned(), String::new()));
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        let between = |one, other| Some(day(other)? - day(one)?);
        assert_eq!(between("20240228", "20240301"), Some(2));
        assert_eq!(between("20230228", "20230301"), Some(1));
        assert_eq!(between("19990101", "20000101"), Some(365));
        assert_eq!(day("19991301"), None);
    }

    #[test]
    fn mistyped_dates_are_seen() {
        let dates = Dates::of(&["19990312", "19990321", "19991203", "19980412"].into_iter().collect());
        assert!(dates.mistyped(0, 1) && dates.mistyped(0, 2) && !dates.mistyped(0, 3));
        assert_eq!(dates.days_between(0, 1), 9.0);
    }
}
