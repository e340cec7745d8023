//! Ages and intervals by the calendar: ten years are over on the day after the tenth anniversary, whatever the leap
//! years between.

use chrono::{Months, NaiveDate};

/// Periods of `months` months from `from` to `to` with the started one as a fraction; 0 where `to` is not later.
fn periods(from: NaiveDate, to: NaiveDate, months: u32) -> f64 {
    if to <= from {
        return 0.0;
    }
    let days = (to - from).num_days();
    let mut whole = u32::try_from(days * 12 / (366 * i64::from(months))).unwrap_or(0);
    let anniversary = |count: u32| from.checked_add_months(Months::new(count.saturating_mul(months)));
    while anniversary(whole + 1).is_some_and(|next| next <= to) {
        whole += 1;
    }
    match (anniversary(whole), anniversary(whole + 1)) {
        (Some(last), Some(next)) if next > last => {
            #[expect(clippy::cast_precision_loss, reason = "days of one period")]
            let part = (to - last).num_days() as f64 / (next - last).num_days() as f64;
            f64::from(whole) + part
        }
        _ => f64::from(whole),
    }
}

/// Years from one date to another; exactly 10 on the tenth anniversary.
pub(super) fn years(from: NaiveDate, to: NaiveDate) -> f64 {
    periods(from, to, 12)
}

/// Months from one date to another; exactly 24 on the same day of the month two years later.
pub(super) fn months(from: NaiveDate, to: NaiveDate) -> f64 {
    periods(from, to, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn an_anniversary_is_a_whole_year_and_the_next_day_more() {
        assert!((years(date("2016-11-01"), date("2026-11-01")) - 10.0).abs() < f64::EPSILON);
        assert!(years(date("2016-10-31"), date("2026-11-01")) > 10.0);
        assert!(years(date("2016-11-02"), date("2026-11-01")) < 10.0);
        assert!((years(date("2016-02-29"), date("2026-02-28")) - 10.0).abs() < f64::EPSILON);
        assert!((months(date("2024-11-01"), date("2026-11-01")) - 24.0).abs() < f64::EPSILON);
        assert!(months(date("2024-10-31"), date("2026-11-01")) > 24.0);
        assert!(years(date("2030-01-01"), date("2026-01-01")).abs() < f64::EPSILON);
    }
}
