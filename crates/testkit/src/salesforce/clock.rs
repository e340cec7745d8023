//! The org's clock: the machine's, or one a test moves.
#![expect(clippy::disallowed_methods, reason = "an org has a clock of its own")]

use chrono::{DateTime, Utc};

/// What time it is in the org.
#[derive(Clone, Debug, Default)]
pub(super) struct Clock {
    set: Option<DateTime<Utc>>,
}

impl Clock {
    /// A clock that stands, or the machine's.
    pub(super) fn new(set: Option<DateTime<Utc>>) -> Self {
        Self { set }
    }

    /// Now.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.set.unwrap_or_else(|| DateTime::from(std::time::SystemTime::now()))
    }

    /// Sets it; from then on it stands.
    pub(super) fn set(&mut self, now: DateTime<Utc>) {
        self.set = Some(now);
    }
}

/// An instant as Salesforce writes it in JSON, to the second.
pub(super) fn written(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S.000+0000").to_string()
}

/// Reads an instant; `None` without a zone.
pub(super) fn instant(text: &str) -> Option<DateTime<Utc>> {
    let forms = ["%Y-%m-%dT%H:%M:%S%.f%:z", "%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%dT%H:%M%:z"];
    let text = text.strip_suffix('Z').map_or_else(|| text.to_owned(), |plain| format!("{plain}+00:00"));
    forms.iter().find_map(|form| DateTime::parse_from_str(&text, form).ok()).map(|at| at.to_utc())
}
