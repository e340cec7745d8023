//! Calendar arithmetic on local dates. `Manufacturer::write` keeps dates within chrono's range.

use chrono::{Datelike, Months, NaiveDate, TimeDelta};

/// The date so many days later; earlier for a negative number.
pub(crate) fn plus_days(date: NaiveDate, days: i64) -> NaiveDate {
    date.checked_add_signed(TimeDelta::days(days)).unwrap_or(date)
}

/// The date so many calendar months earlier; the 29th to 31st become the month's last day where it is shorter.
pub(crate) fn months_before(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_sub_months(Months::new(months)).unwrap_or(date)
}

/// The date so many calendar months later; the 29th to 31st become the month's last day where it is shorter.
pub(crate) fn months_after(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_add_months(Months::new(months)).unwrap_or(date)
}

/// Whole days from the first date to the second.
pub(crate) fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}

/// 31 December of a year.
pub(crate) fn last_day_of(year: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, 12, 31)
}

/// 1 January of the date's year, so many years earlier.
pub(crate) fn first_day_of_year(date: NaiveDate, years_earlier: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(date.year() - years_earlier, 1, 1).unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date in a test")
    }

    #[test]
    fn leap_days_and_month_ends() {
        assert_eq!(months_before(date("2028-02-29"), 120), date("2018-02-28"));
        assert_eq!(months_after(date("2024-02-29"), 12), date("2025-02-28"));
        assert_eq!(months_before(date("2026-03-31"), 1), date("2026-02-28"));
        assert_eq!(plus_days(date("2026-12-31"), 1), date("2027-01-01"));
        assert_eq!(days_between(date("2026-11-01"), date("2026-12-31")), 60);
        assert_eq!(first_day_of_year(date("2026-11-01"), 3), date("2023-01-01"));
    }
}
