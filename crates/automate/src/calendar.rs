//! When a customer may be written to: not at night, not on Sundays, not on holidays of their country.

use crate::matrix::Country;
use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Quiet hours and further days on which nothing is sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Calendar {
    /// The first minute something may go out, local time of the customer's country.
    pub from: NaiveTime,
    /// The first minute it may not any more.
    pub until: NaiveTime,
    /// Whether Saturdays count as working days.
    pub saturdays: bool,
    /// Further days without mail: regional holidays, the company's own.
    pub closed: BTreeSet<NaiveDate>,
}

impl Default for Calendar {
    /// Working days from 8 to 18.
    fn default() -> Self {
        let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
        Self { from: at(8), until: at(18), saturdays: false, closed: BTreeSet::new() }
    }
}

impl Calendar {
    /// Whether mail may go out on this day.
    #[must_use]
    pub fn is_open_on(&self, country: Country, day: NaiveDate) -> bool {
        let rests = match day.weekday() {
            Weekday::Sun => true,
            Weekday::Sat => !self.saturdays,
            _ => false,
        };
        !rests && !self.closed.contains(&day) && !is_holiday(country, day)
    }

    /// The first day from `day` on on which mail may go out, where it is `time` on that day; none where a year has none.
    #[must_use]
    pub fn next(&self, country: Country, day: NaiveDate, time: NaiveTime) -> Option<NaiveDate> {
        let first = if time < self.until { Some(day) } else { day.succ_opt() }?;
        (0..366).filter_map(|days| first.checked_add_days(Days::new(days))).find(|day| self.is_open_on(country, *day))
    }

    /// Whether mail may go out now.
    #[must_use]
    pub fn is_open(&self, country: Country, day: NaiveDate, time: NaiveTime) -> bool {
        self.is_open_on(country, day) && (self.from..self.until).contains(&time)
    }
}

/// Easter Sunday of a year of the Gregorian calendar (Anonymous algorithm, after Meeus, Astronomical Algorithms, chapter 8).
#[must_use]
pub fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let month = (h + l - 7 * m + 114) / 31;
    let day = (h + l - 7 * m + 114) % 31 + 1;
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

/// Whether a day is a public holiday in the whole country. Sources: the German Länder's holiday laws as far as all agree, and
/// Einigungsvertrag art. 2(2); the Austrian Arbeitsruhegesetz s. 7; the Italian L. 260/1949 as amended (L. 54/1977, L. 336/2000);
/// for Switzerland the federal holiday (Bundesverfassung art. 110(3)) and those kept in all cantons but few. Holidays of a
/// region go into [`Calendar::closed`].
#[must_use]
pub fn is_holiday(country: Country, day: NaiveDate) -> bool {
    let fixed: &[(u32, u32)] = match country {
        Country::De => &[(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)],
        Country::At => &[(1, 1), (1, 6), (5, 1), (8, 15), (10, 26), (11, 1), (12, 8), (12, 25), (12, 26)],
        Country::Ch => &[(1, 1), (8, 1), (12, 25), (12, 26)],
        Country::It => &[(1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (8, 15), (11, 1), (12, 8), (12, 25), (12, 26)],
        Country::Other => &[(1, 1), (12, 25)],
    };
    // Good Friday, Easter Monday, Ascension, Whit Monday, Corpus Christi: days from Easter Sunday.
    let moving: &[i64] = match country {
        Country::De | Country::Ch => &[-2, 1, 39, 50],
        Country::At => &[1, 39, 50, 60],
        Country::It => &[1],
        Country::Other => &[],
    };
    let from_easter = easter_sunday(day.year()).map(|easter| (day - easter).num_days());
    fixed.contains(&(day.month(), day.day())) || from_easter.is_some_and(|days| moving.contains(&days))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn easter_is_when_the_almanac_says() {
        let known = ["2000-04-23", "2008-03-23", "2011-04-24", "2024-03-31", "2025-04-20", "2026-04-05", "2038-04-25"];
        for text in known {
            assert_eq!(easter_sunday(day(text).year()), Some(day(text)));
        }
    }

    #[test]
    fn holidays_are_those_of_the_country() {
        let unity = day("2026-10-03");
        assert!(is_holiday(Country::De, unity) && !is_holiday(Country::At, unity));
        let state = day("2026-10-26");
        assert!(is_holiday(Country::At, state) && !is_holiday(Country::De, state));
        let good_friday = day("2026-04-03");
        assert!(is_holiday(Country::De, good_friday) && !is_holiday(Country::It, good_friday));
        let liberation = day("2026-04-25");
        assert!(is_holiday(Country::It, liberation) && !is_holiday(Country::Ch, liberation));
        assert!(is_holiday(Country::At, day("2026-06-04")), "Corpus Christi");
    }

    #[test]
    fn what_may_not_go_now_goes_on_the_next_open_day() {
        let calendar = Calendar::default();
        let at = |hour| NaiveTime::from_hms_opt(hour, 30, 0).expect("a time");
        assert!(calendar.is_open(Country::De, day("2026-11-23"), at(9)));
        assert!(!calendar.is_open(Country::De, day("2026-11-23"), at(7)));
        assert_eq!(calendar.next(Country::De, day("2026-11-23"), at(7)), Some(day("2026-11-23")));
        assert_eq!(calendar.next(Country::De, day("2026-11-20"), at(19)), Some(day("2026-11-23")), "over the weekend");
        assert_eq!(calendar.next(Country::It, day("2026-12-08"), at(9)), Some(day("2026-12-09")));
        let closed: BTreeSet<NaiveDate> = (0..400).map(|days| day("2026-01-01") + Days::new(days)).collect();
        let never = Calendar { closed, ..Calendar::default() };
        assert_eq!(never.next(Country::De, day("2026-01-01"), at(9)), None);
    }
}
