//! When a customer may be written to: not at night, not on Sundays, not on holidays of their country.

use crate::matrix::Country;
use crate::zones::zones;
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
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

    /// Whether mail to a country, by its ISO 3166 code, may go out at an instant: it is a working hour there, everywhere in it.
    #[must_use]
    pub fn is_open_at(&self, code: &str, now: DateTime<Utc>) -> bool {
        let country = Country::of(code);
        zones(code).iter().all(|zone| {
            let there = now.with_timezone(zone).naive_local();
            self.is_open(country, there.date(), there.time())
        })
    }

    /// The first instant from `now` on at which mail to a country may go out, to the minute; none where a year has none.
    #[must_use]
    pub fn opens(&self, code: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if self.is_open_at(code, now) {
            return Some(now);
        }
        let country = Country::of(code);
        // Somewhere in the country it is then the first minute of a working day.
        let mornings = zones(code).iter().flat_map(|zone| {
            let today = now.with_timezone(zone).date_naive();
            (0..366)
                .filter_map(move |days| today.checked_add_days(Days::new(days)))
                .filter(|day| self.is_open_on(country, *day))
                .filter_map(|day| zone.from_local_datetime(&day.and_time(self.from)).latest())
                .map(|at| at.with_timezone(&Utc))
                .find(|at| *at > now && self.is_open_at(code, *at))
        });
        mornings.min()
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

/// The public holiday a day is in the whole country, by an id the page has names for. Sources: the German Länder's holiday laws
/// as far as all agree, and Einigungsvertrag art. 2(2); the Austrian Arbeitsruhegesetz s. 7; the Italian L. 260/1949 as amended
/// (L. 54/1977, L. 336/2000); for Switzerland the federal holiday (Bundesverfassung art. 110(3)) and those kept in all cantons
/// but few. Holidays of a region go into [`Calendar::closed`].
#[must_use]
pub fn holiday(country: Country, day: NaiveDate) -> Option<&'static str> {
    const NEW_YEAR: (u32, u32, &str) = (1, 1, "new_year");
    const EPIPHANY: (u32, u32, &str) = (1, 6, "epiphany");
    const LABOUR_DAY: (u32, u32, &str) = (5, 1, "labour_day");
    const ASSUMPTION: (u32, u32, &str) = (8, 15, "assumption");
    const ALL_SAINTS: (u32, u32, &str) = (11, 1, "all_saints");
    const IMMACULATE: (u32, u32, &str) = (12, 8, "immaculate_conception");
    const CHRISTMAS: (u32, u32, &str) = (12, 25, "christmas");
    const ST_STEPHEN: (u32, u32, &str) = (12, 26, "st_stephen");
    let fixed: &[(u32, u32, &'static str)] = match country {
        Country::De => &[NEW_YEAR, LABOUR_DAY, (10, 3, "unity_day"), CHRISTMAS, ST_STEPHEN],
        Country::At => &[
            NEW_YEAR,
            EPIPHANY,
            LABOUR_DAY,
            ASSUMPTION,
            (10, 26, "national_day"),
            ALL_SAINTS,
            IMMACULATE,
            CHRISTMAS,
            ST_STEPHEN,
        ],
        Country::Ch => &[NEW_YEAR, (8, 1, "federal_day"), CHRISTMAS, ST_STEPHEN],
        Country::It => &[
            NEW_YEAR,
            EPIPHANY,
            (4, 25, "liberation_day"),
            LABOUR_DAY,
            (6, 2, "republic_day"),
            ASSUMPTION,
            ALL_SAINTS,
            IMMACULATE,
            CHRISTMAS,
            ST_STEPHEN,
        ],
        Country::Other => &[NEW_YEAR, CHRISTMAS],
    };
    const GOOD_FRIDAY: (i64, &str) = (-2, "good_friday");
    const EASTER_MONDAY: (i64, &str) = (1, "easter_monday");
    const ASCENSION: (i64, &str) = (39, "ascension");
    const WHIT_MONDAY: (i64, &str) = (50, "whit_monday");
    const CORPUS_CHRISTI: (i64, &str) = (60, "corpus_christi");
    // Days from Easter Sunday.
    let moving: &[(i64, &'static str)] = match country {
        Country::De | Country::Ch => &[GOOD_FRIDAY, EASTER_MONDAY, ASCENSION, WHIT_MONDAY],
        Country::At => &[EASTER_MONDAY, ASCENSION, WHIT_MONDAY, CORPUS_CHRISTI],
        Country::It => &[EASTER_MONDAY],
        Country::Other => &[],
    };
    let fixed = fixed.iter().find(|(month, number, _)| (*month, *number) == (day.month(), day.day()));
    fixed.map(|(.., id)| *id).or_else(|| {
        let from_easter = (day - easter_sunday(day.year())?).num_days();
        moving.iter().find(|(days, _)| *days == from_easter).map(|(_, id)| *id)
    })
}

/// Whether a day is a public holiday in the whole country.
#[must_use]
pub fn is_holiday(country: Country, day: NaiveDate) -> bool {
    holiday(country, day).is_some()
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

    #[test]
    fn mail_waits_for_the_hours_of_the_country() {
        let calendar = Calendar::default();
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
        // Monday 06:30 in UTC is 07:30 in Rome in winter.
        assert_eq!(calendar.opens("IT", at("2026-11-23T06:30:00Z")), Some(at("2026-11-23T07:00:00Z")));
        assert_eq!(calendar.opens("IT", at("2026-11-23T07:30:00Z")), Some(at("2026-11-23T07:30:00Z")));
        assert_eq!(calendar.opens("DE", at("2026-11-20T17:00:00Z")), Some(at("2026-11-23T07:00:00Z")), "six on Friday");
        assert_eq!(calendar.opens("de", at("2026-07-24T16:30:00Z")), Some(at("2026-07-27T06:00:00Z")), "summer time");
        assert_eq!(
            calendar.opens("AT", at("2026-12-08T09:00:00Z")),
            Some(at("2026-12-09T07:00:00Z")),
            "a holiday there"
        );
        // From eight in Los Angeles until six in New York.
        assert_eq!(calendar.opens("US", at("2026-11-23T14:00:00Z")), Some(at("2026-11-23T16:00:00Z")));
        assert_eq!(calendar.opens("US", at("2026-11-23T23:30:00Z")), Some(at("2026-11-24T16:00:00Z")));
        let night = Calendar { from: calendar.until, until: calendar.from, ..Calendar::default() };
        assert_eq!(night.opens("DE", at("2026-11-23T09:00:00Z")), None);
    }
}
