//! The org's calls of a day: how many there are left, and who may still spend some. They belong to all programs of the
//! customer, not to Instand alone.

use super::failure::{Class, Failure, PARKED};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// From which share of the day's calls on campaigns stop, in percent.
const CAMPAIGNS_STOP: u64 = 80;
/// From which share on everything but the reading of outcomes stops, in percent.
const WRITES_STOP: u64 = 95;
/// How long a reading of the usage counts. After that one call goes through, whose answer tells the usage anew.
const HOLDS: TimeDelta = TimeDelta::minutes(15);

/// How much a call matters when calls run short.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Urgency {
    /// What can wait until tomorrow: stops at 80 % of the org's calls.
    Campaign,
    /// What a person waits for: stops at 95 %.
    Prompt,
    /// Reading of outcomes, and looking at the set-up: never stops by itself.
    Outcomes,
}

/// How many calls were used of how many, as Salesforce last said. It counts late and roughly.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Usage {
    /// Calls of all programs within 24 hours.
    pub used: u64,
    /// Calls the org may make.
    pub most: u64,
    /// When this was said.
    pub at: DateTime<Utc>,
}

/// The calls this client made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Calls {
    /// Those Salesforce counts.
    pub counted: u64,
    /// Requests for tokens and the list of versions, which it does not count.
    pub free: u64,
}

#[derive(Debug, Default)]
pub(super) struct Budget {
    counted: AtomicU64,
    free: AtomicU64,
    usage: Mutex<Option<Usage>>,
}

impl Budget {
    pub(super) fn calls(&self) -> Calls {
        Calls { counted: self.counted.load(Ordering::Relaxed), free: self.free.load(Ordering::Relaxed) }
    }

    pub(super) fn count(&self, counted: bool) {
        let of = if counted { &self.counted } else { &self.free };
        of.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn usage(&self) -> Option<Usage> {
        *self.usage.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Takes note of `Sforce-Limit-Info: api-usage=10018/100000; per-app-api-usage=17/250(appName=x)`.
    pub(super) fn read(&self, header: &str, now: DateTime<Utc>) {
        let of_day = header.split([';', ',']).find_map(|part| part.trim().strip_prefix("api-usage="));
        let Some((used, most)) = of_day.and_then(|text| text.split_once('/')) else { return };
        if let (Ok(used), Ok(most)) = (used.trim().parse(), most.trim().parse()) {
            self.note(used, most, now);
        }
    }

    pub(super) fn note(&self, used: u64, most: u64, now: DateTime<Utc>) {
        *self.usage.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(Usage { used, most, at: now });
    }

    /// Whether a call of this urgency may be made now.
    pub(super) fn allows(&self, urgency: Urgency, now: DateTime<Utc>) -> Result<(), Failure> {
        let stops = match urgency {
            Urgency::Campaign => CAMPAIGNS_STOP,
            Urgency::Prompt => WRITES_STOP,
            Urgency::Outcomes => return Ok(()),
        };
        let Some(usage) = self.usage().filter(|usage| usage.most > 0 && now - usage.at < HOLDS) else { return Ok(()) };
        if u128::from(usage.used) * 100 < u128::from(usage.most) * u128::from(stops) {
            return Ok(());
        }
        let left = (HOLDS - (now - usage.at)).to_std().unwrap_or(PARKED);
        let message = format!(
            "{} of the org's {} calls of 24 hours are used, of all programs together; this waits from {stops} % on",
            usage.used, usage.most
        );
        Err(Failure { retry_after: Some(left), ..Failure::new(Class::Quota, "budget", message) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn campaigns_stop_first_and_outcomes_never() {
        let budget = Budget::default();
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("an instant");
        let stops = |urgency, now| budget.allows(urgency, now).is_err();
        assert!(!stops(Urgency::Campaign, now), "nothing is known yet");
        for (header, campaign, prompt) in [
            ("api-usage=79999/100000", false, false),
            ("api-usage=80000/100000; per-app-api-usage=17/250(appName=x)", true, false),
            ("per-app-api-usage=1/250(appName=x); api-usage=94999/100000", true, false),
            ("api-usage=95000/100000", true, true),
            ("api-usage=1/0", false, false),
        ] {
            budget.read(header, now);
            assert_eq!((stops(Urgency::Campaign, now), stops(Urgency::Prompt, now)), (campaign, prompt), "{header}");
            assert!(!stops(Urgency::Outcomes, now));
        }
        budget.read("api-usage=100/100", now);
        budget.read("nonsense", now);
        let failure = budget.allows(Urgency::Prompt, now).expect_err("stops");
        assert_eq!((failure.class, failure.retry_after), (Class::Quota, Some(PARKED)));
        assert!(!stops(Urgency::Prompt, now + HOLDS), "one goes through and tells the usage anew");
    }

    #[test]
    fn calls_are_counted() {
        let budget = Budget::default();
        budget.count(true);
        budget.count(true);
        budget.count(false);
        assert_eq!(budget.calls(), Calls { counted: 2, free: 1 });
    }
}
