//! Times and places for tests of tours: days from 2 March 2026 on, places by kilometres north and east of Memmingen.

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};
use tours::Coordinates;

/// The day so many after the first one.
pub fn day(number: i64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).expect("a date") + Duration::days(number)
}

/// A minute of a day.
pub fn at(number: i64, minute: i64) -> NaiveDateTime {
    day(number).and_time(NaiveTime::MIN) + Duration::minutes(minute)
}

/// So many kilometres north and east.
pub fn place((north, east): (i32, i32)) -> Coordinates {
    Coordinates { latitude: 47.98 + f64::from(north) / 111.2, longitude: 10.18 + f64::from(east) / 74.4 }
}
