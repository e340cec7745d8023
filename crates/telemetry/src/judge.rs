//! The rules a reading is judged by when it comes in. What is rejected is counted by reason; nothing is bent to fit.

use crate::signal::Signal;
use serde::{Deserialize, Serialize};

/// What a machine says: not judged yet.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Message<'a> {
    /// Serial number or alias of the machine, as written.
    pub sender: &'a str,
    /// What is measured, as written.
    pub signal: &'a str,
    /// What it is measured in, where that is said.
    pub unit: Option<&'a str>,
    /// When, in microseconds since 1970 UTC.
    pub at: i64,
    /// The value.
    pub value: f64,
}

/// Why a reading is not kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It cannot be read: a broken line, a missing field, a text where a number belongs.
    Unreadable,
    /// It does not say of which machine.
    NoSender,
    /// It lies further ahead of its arrival than a clock may be wrong.
    Future,
    /// It is older than anything that is kept.
    TooOld,
    /// It is no number, or beyond what the signal can be.
    Impossible,
    /// It is measured in a unit that nobody knows for this signal.
    Unit,
    /// Its sender has not said yet what it measures (Sparkplug B).
    NoBirth,
}

impl Reason {
    /// All reasons. The journal keeps their numbers in this order: a new one goes to the end.
    pub const ALL: [Self; 7] =
        [Self::Unreadable, Self::NoSender, Self::Future, Self::TooOld, Self::Impossible, Self::Unit, Self::NoBirth];

    /// Its name in status and answers.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::NoSender => "no_sender",
            Self::Future => "future",
            Self::TooOld => "too_old",
            Self::Impossible => "impossible",
            Self::Unit => "unit",
            Self::NoBirth => "no_birth",
        }
    }
}

/// Microseconds in a second.
pub const SECOND: i64 = 1_000_000;
/// Microseconds in a day.
pub const DAY: i64 = 86_400 * SECOND;

/// The limits of the rules.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// How far ahead of its arrival a reading may lie, in microseconds: clocks of machines are wrong by minutes.
    pub ahead: i64,
    /// From what delay on a reading counts as late, in microseconds. It is kept all the same.
    pub late: i64,
    /// What came before this time is not kept, in microseconds since 1970.
    pub oldest: i64,
}

impl Default for Limits {
    fn default() -> Self {
        // 2000-01-01: a controller without a battery says 1970 or 1980.
        Self { ahead: 600 * SECOND, late: 2 * DAY, oldest: 10_957 * DAY }
    }
}

/// A reading that is kept.
#[derive(Clone, PartialEq, Debug)]
pub struct Kept {
    /// The value in the signal's own unit.
    pub value: f64,
    /// Whether it came late.
    pub late: bool,
}

/// Judges a reading. `signal` is what the catalogue knows of its signal, `received_at` the time of its arrival in
/// microseconds since 1970.
///
/// # Errors
/// Why it is not kept.
pub fn judge(
    message: &Message<'_>,
    signal: Option<&Signal>,
    received_at: i64,
    limits: &Limits,
) -> Result<Kept, Reason> {
    if message.at > received_at.saturating_add(limits.ahead) {
        return Err(Reason::Future);
    }
    if message.at < limits.oldest {
        return Err(Reason::TooOld);
    }
    let value = match (signal, message.unit) {
        (Some(signal), Some(unit)) => signal.convert(message.value, unit.trim()).ok_or(Reason::Unit)?,
        _ => message.value,
    };
    let possible = signal.is_none_or(|signal| (signal.least..=signal.most).contains(&value));
    if !value.is_finite() || !possible {
        return Err(Reason::Impossible);
    }
    Ok(Kept { value, late: received_at.saturating_sub(message.at) > limits.late })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::Signals;

    const NOW: i64 = 20_000 * DAY;

    fn of(signal: &str, at: i64, value: f64, unit: Option<&str>) -> Result<Kept, Reason> {
        let message = Message { sender: "4711", signal, unit, at, value };
        judge(&message, Signals::shipped().of(signal), NOW, &Limits::default())
    }

    #[test]
    fn each_rule_has_its_reason() {
        assert_eq!(of("vibration", NOW, 4.2, None), Ok(Kept { value: 4.2, late: false }));
        assert_eq!(of("vibration", NOW + 599 * SECOND, 4.2, None), Ok(Kept { value: 4.2, late: false }));
        assert_eq!(of("vibration", NOW + 601 * SECOND, 4.2, None), Err(Reason::Future));
        assert_eq!(of("vibration", NOW - 3 * DAY, 4.2, None), Ok(Kept { value: 4.2, late: true }));
        assert_eq!(of("vibration", 3_652 * DAY, 4.2, None), Err(Reason::TooOld), "1980: the clock lost its battery");
        assert_eq!(of("operating_hours", NOW, -1.0, None), Err(Reason::Impossible));
        assert_eq!(of("temperature", NOW, f64::NAN, None), Err(Reason::Impossible));
        assert_eq!(of("something else", NOW, f64::INFINITY, None), Err(Reason::Impossible));
        assert_eq!(of("something else", NOW, -1e12, Some("zorkmid")), Ok(Kept { value: -1e12, late: false }));
        assert_eq!(of("temperature", NOW, 20.0, Some("bar")), Err(Reason::Unit));
        assert_eq!(of("pressure", NOW, 250.0, Some("kPa")), Ok(Kept { value: 2.5, late: false }));
        assert_eq!(of("temperature", i64::MIN, 1.0, None), Err(Reason::TooOld));
    }
}
