//! Times as gateways write them.

use chrono::{DateTime, NaiveDateTime, TimeZone};
use chrono_tz::Tz;

/// What a whole number counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Precision {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
    /// Microseconds.
    Microseconds,
    /// Nanoseconds.
    Nanoseconds,
    /// Whichever puts it between 1973 and 5138.
    #[default]
    BySize,
}

impl Precision {
    /// The time in microseconds since 1970; `None` beyond what that can be.
    #[must_use]
    pub fn micros(self, number: i64) -> Option<i64> {
        match self {
            Self::Seconds => number.checked_mul(1_000_000),
            Self::Milliseconds => number.checked_mul(1_000),
            Self::Microseconds => Some(number),
            Self::Nanoseconds => Some(number.div_euclid(1_000)),
            Self::BySize => match number.unsigned_abs() {
                0..100_000_000_000 => Self::Seconds.micros(number),
                100_000_000_000..100_000_000_000_000 => Self::Milliseconds.micros(number),
                100_000_000_000_000..100_000_000_000_000_000 => Some(number),
                _ => Self::Nanoseconds.micros(number),
            },
        }
    }
}

/// A time as text, in microseconds since 1970: RFC 3339, a whole number, or without a zone, where `zone` says which it
/// is in. Of a time that there is twice when clocks go back it is the first.
#[must_use]
pub fn instant(text: &str, zone: Option<Tz>) -> Option<i64> {
    let text = text.trim();
    if let Ok(number) = text.parse::<i64>() {
        return Precision::BySize.micros(number);
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.timestamp_micros());
    }
    let zone = zone?;
    let of = |format: &&str| NaiveDateTime::parse_from_str(text, format).ok();
    let formats = [
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M",
        "%d.%m.%Y %H:%M:%S%.f",
        "%d.%m.%Y %H:%M",
        "%d/%m/%Y %H:%M:%S",
        "%d/%m/%Y %H:%M",
    ];
    local(formats.iter().find_map(of)?, zone)
}

/// A local time in microseconds since 1970.
pub(super) fn local(at: NaiveDateTime, zone: Tz) -> Option<i64> {
    Some(zone.from_local_datetime(&at).earliest()?.timestamp_micros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_gateways_write_them() {
        let noon = Some(1_700_000_000_000_000);
        for text in [
            "1700000000",
            "1700000000000",
            "1700000000000000",
            "1700000000000000000",
            "2023-11-14T22:13:20Z",
            "2023-11-14T23:13:20+01:00",
        ] {
            assert_eq!(instant(text, None), noon, "{text}");
        }
        assert_eq!(instant("2023-11-14 23:13:20", Some(chrono_tz::Europe::Berlin)), noon);
        assert_eq!(instant("14.11.2023 23:13:20", Some(chrono_tz::Europe::Berlin)), noon);
        assert_eq!(instant("2023-11-14 23:13:20", None), None, "nobody says where");
        assert_eq!(instant("yesterday", Some(chrono_tz::UTC)), None);
    }
}
