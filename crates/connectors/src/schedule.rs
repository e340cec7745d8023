//! When a connector pulls: every so often, or once a day at a local time.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// When to pull by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Schedule {
    /// So long after the last time.
    Every(TimeDelta),
    /// Each day at this local time.
    At(NaiveTime),
}

/// The longest wait after failures.
const MOST: TimeDelta = TimeDelta::hours(2);

/// How long to wait after so many failures in a row: five minutes, doubled each time, at most two hours. A password
/// that is wrong must not lock the account by being tried every minute.
#[must_use]
pub fn backoff(failures: u32) -> TimeDelta {
    let minutes = 5_i64 << failures.saturating_sub(1).min(6);
    TimeDelta::minutes(minutes).min(MOST)
}

impl Schedule {
    /// Reads `every = "15m"` or `at = "02:30"`; both missing is no schedule.
    ///
    /// # Errors
    /// Says which of the two is wrong and how it is written.
    pub fn parse(every: Option<&str>, at: Option<&str>) -> Result<Option<Self>, String> {
        match (every, at) {
            (None, None) => Ok(None),
            (Some(_), Some(_)) => Err("either `every` or `at`, not both".to_owned()),
            (Some(every), None) => {
                let length = span(every).filter(|length| *length >= TimeDelta::seconds(5));
                let wrong =
                    || format!("every = \"{every}\" is no length of time; write \"30s\", \"15m\", \"2h\" or \"1d\"");
                length.map(|length| Some(Self::Every(length))).ok_or_else(wrong)
            }
            (None, Some(at)) => match NaiveTime::parse_from_str(at, "%H:%M") {
                Ok(time) => Ok(Some(Self::At(time))),
                Err(_) => Err(format!("at = \"{at}\" is no time of day; write it as \"02:30\"")),
            },
        }
    }

    /// When to pull next. `last` is when the last pull began, with the failures in a row up to it; without one the
    /// first is due at once. A time that was missed while the server was down is made up once: the answer is then in
    /// the past, and the pull that follows moves it on.
    #[must_use]
    pub fn next(self, last: Option<(DateTime<Utc>, u32)>, now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        let Some((last, failures)) = last else { return now };
        // A clock that was set back must not stop the schedule for as long as it was ahead.
        let last = last.min(now);
        match self {
            Self::Every(length) if failures == 0 => last + length,
            Self::Every(length) => last + length.max(backoff(failures)),
            Self::At(time) if failures == 0 => after(last, time, zone),
            Self::At(time) => after(last, time, zone).min(last + backoff(failures)),
        }
    }
}

/// A length of time as it is written in settings: `30s`, `15m`, `2h`, `1d`.
#[must_use]
pub(crate) fn span(text: &str) -> Option<TimeDelta> {
    let text = text.trim();
    let (number, unit) = text.split_at(text.find(|letter: char| !letter.is_ascii_digit())?);
    let number: i64 = number.parse().ok().filter(|number| (1..=100_000).contains(number))?;
    match unit.trim() {
        "s" => Some(TimeDelta::seconds(number)),
        "m" | "min" => Some(TimeDelta::minutes(number)),
        "h" => Some(TimeDelta::hours(number)),
        "d" => Some(TimeDelta::days(number)),
        _ => None,
    }
}

/// The first instant after `last` at which local clocks show this time. Where they skip it in spring, the first hour
/// after; where they show it twice in autumn, the first time.
fn after(last: DateTime<Utc>, time: NaiveTime, zone: Tz) -> DateTime<Utc> {
    let day = last.with_timezone(&zone).date_naive();
    for ahead in 0..3 {
        let Some(day) = day.checked_add_days(Days::new(ahead)) else { break };
        for late in 0..3 {
            let local = day.and_time(time) + TimeDelta::hours(late);
            if let Some(instant) = zone.from_local_datetime(&local).earliest() {
                let instant = instant.with_timezone(&Utc);
                if instant > last {
                    return instant;
                }
                break;
            }
        }
    }
    last + TimeDelta::days(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    const BERLIN: Tz = chrono_tz::Europe::Berlin;

    #[test]
    fn settings_are_read() {
        assert_eq!(Schedule::parse(None, None), Ok(None));
        assert_eq!(Schedule::parse(Some("15m"), None), Ok(Some(Schedule::Every(TimeDelta::minutes(15)))));
        assert!(matches!(Schedule::parse(None, Some("02:30")), Ok(Some(Schedule::At(_)))));
        for every in ["", "15", "m", "0m", "-3h", "1s", "3 weeks", "99999999999h"] {
            assert!(Schedule::parse(Some(every), None).is_err(), "{every}");
        }
        for at in ["", "25:00", "2.30", "noon"] {
            assert!(Schedule::parse(None, Some(at)).is_err(), "{at}");
        }
        assert!(Schedule::parse(Some("1h"), Some("02:30")).is_err());
    }

    #[test]
    fn every_counts_from_the_last_time() {
        let every = Schedule::Every(TimeDelta::minutes(15));
        let now = utc("2026-11-01T09:00:00Z");
        assert_eq!(every.next(None, now, BERLIN), now);
        assert_eq!(every.next(Some((now, 0)), now, BERLIN), utc("2026-11-01T09:15:00Z"));
        // Missed ten times, made up once.
        let long_ago = utc("2026-11-01T03:00:00Z");
        assert!(every.next(Some((long_ago, 0)), now, BERLIN) <= now);
        assert!(every.next(Some((now, 0)), now, BERLIN) > now);
        // A clock that was ahead.
        assert_eq!(every.next(Some((utc("2027-01-01T00:00:00Z"), 0)), now, BERLIN), utc("2026-11-01T09:15:00Z"));
    }

    #[test]
    fn a_local_time_follows_the_clocks_of_the_zone() {
        let at = Schedule::At(NaiveTime::from_hms_opt(2, 30, 0).expect("a time"));
        let next = |last: &str| at.next(Some((utc(last), 0)), utc("2027-12-31T00:00:00Z"), BERLIN);
        assert_eq!(next("2026-11-01T09:00:00Z"), utc("2026-11-02T01:30:00Z"), "winter time");
        assert_eq!(next("2026-07-01T09:00:00Z"), utc("2026-07-02T00:30:00Z"), "summer time");
        assert_eq!(next("2026-07-02T00:29:00Z"), utc("2026-07-02T00:30:00Z"));
        assert_eq!(next("2026-07-02T00:30:00Z"), utc("2026-07-03T00:30:00Z"), "never twice for one night");
        // 2026-03-29: clocks go from 02:00 to 03:00, there is no 02:30.
        assert_eq!(next("2026-03-28T12:00:00Z"), utc("2026-03-29T01:30:00Z"));
        // 2026-10-25: 02:30 comes twice.
        assert_eq!(next("2026-10-24T12:00:00Z"), utc("2026-10-25T00:30:00Z"));
        assert_eq!(next("2026-10-25T00:30:00Z"), utc("2026-10-26T01:30:00Z"), "the second 02:30 is not another day");
    }

    #[test]
    fn failures_put_the_next_time_off() {
        let now = utc("2026-11-01T09:00:00Z");
        let every = Schedule::Every(TimeDelta::minutes(1));
        let waits: Vec<i64> =
            (1..9).map(|failures| (every.next(Some((now, failures)), now, BERLIN) - now).num_minutes()).collect();
        assert_eq!(waits, [5, 10, 20, 40, 80, 120, 120, 120]);
        let daily = Schedule::Every(TimeDelta::days(1));
        assert_eq!(daily.next(Some((now, 3)), now, BERLIN) - now, TimeDelta::days(1));
        // Once a day would be too seldom after a failure: it is tried again the same night.
        let at = Schedule::At(NaiveTime::from_hms_opt(2, 30, 0).expect("a time"));
        assert_eq!(at.next(Some((now, 2)), now, BERLIN), utc("2026-11-01T09:10:00Z"));
        let just_before = utc("2026-11-02T01:29:00Z");
        assert_eq!(at.next(Some((just_before, 9)), just_before, BERLIN), utc("2026-11-02T01:30:00Z"));
    }
}
