//! The day numbers of spreadsheets.

/// Last day Excel knows, 9999-12-31, in the 1900 system.
const LAST_SERIAL: f64 = 2_958_466.0;

/// Days from 1899-12-30 to 1970-01-01.
const EPOCH_1900: i32 = 25_569;
/// Days from 1904-01-01 to 1970-01-01.
const EPOCH_1904: i32 = 24_107;

/// Days since 1970-01-01 of the whole part of a serial number; `None` outside of what a spreadsheet shows as a date.
fn whole_days(serial: f64, date_1904: bool) -> Option<i32> {
    if !(0.0..LAST_SERIAL).contains(&serial) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the range was checked above")]
    let day = serial.floor() as i32;
    if date_1904 {
        return Some(day - EPOCH_1904);
    }
    match day {
        // Below 1 the cell holds a time of day; 60 is 1900-02-29, a day that never was (kept by Excel for Lotus 1-2-3).
        0 | 60 => None,
        1..60 => Some(day - EPOCH_1900 + 1),
        _ => Some(day - EPOCH_1900),
    }
}

/// The date of a spreadsheet's serial number, in days since 1970-01-01. The 1900 system counts a 29 February 1900 that
/// never was: serial 60 is `None`, earlier ones are one day later than a plain count from 1899-12-30 gives.
#[must_use]
pub fn serial_to_date(serial: f64, date_1904: bool) -> Option<i32> {
    whole_days(serial, date_1904)
}

/// The instant of a spreadsheet's serial number, in local seconds since 1970-01-01, to the nearest second.
#[must_use]
pub fn serial_to_instant(serial: f64, date_1904: bool) -> Option<i64> {
    let days = whole_days(serial, date_1904)?;
    #[expect(clippy::cast_possible_truncation, reason = "a part of one day, between 0 and 86400")]
    let seconds = ((serial - serial.floor()) * 86_400.0).round() as i64;
    Some(i64::from(days) * 86_400 + seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_1900_system_has_a_false_leap_day() {
        assert_eq!(serial_to_date(25_569.0, false), Some(0));
        assert_eq!(serial_to_date(61.0, false), Some(-25_508), "1900-03-01");
        assert_eq!(serial_to_date(60.0, false), None, "1900-02-29");
        assert_eq!(serial_to_date(59.0, false), Some(-25_509), "1900-02-28");
        assert_eq!(serial_to_date(1.0, false), Some(-25_567), "1900-01-01");
        assert_eq!(serial_to_date(46_387.75, false), Some(20_818), "2026-12-31");
        assert_eq!(serial_to_date(2_958_465.0, false), Some(2_932_896), "9999-12-31");
    }

    #[test]
    fn the_1904_system_and_what_is_no_date() {
        assert_eq!(serial_to_date(24_107.0, true), Some(0));
        assert_eq!(serial_to_date(0.0, true), Some(-24_107));
        for serial in [-1.0, 0.5, 3e9, f64::NAN, f64::INFINITY] {
            assert_eq!(serial_to_date(serial, false), None, "{serial}");
        }
    }

    #[test]
    fn instants_are_rounded_to_seconds() {
        assert_eq!(serial_to_instant(25_569.25, false), Some(21_600));
        assert_eq!(serial_to_instant(25_570.999_999_9, false), Some(2 * 86_400));
    }
}
