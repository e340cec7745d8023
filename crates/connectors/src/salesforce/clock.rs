//! Time as this client meets it: what it is, how one waits, and how far waits are spread. All three are given from
//! outside.

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

type Now = dyn Fn() -> DateTime<Utc> + Send + Sync;
type Sleep = dyn Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync;

/// What the time is, and how to wait.
#[derive(Clone)]
pub struct Clock {
    now: Arc<Now>,
    sleep: Arc<Sleep>,
    spread: Arc<AtomicU64>,
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

impl Clock {
    /// A clock that shows `now` and waits in real time. `seed` spreads the waits of several servers; it need not be
    /// secret.
    #[must_use]
    pub fn new(now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static, seed: u64) -> Self {
        let sleep = |length| -> BoxFuture<'static, ()> { Box::pin(tokio::time::sleep(length)) };
        Self { now: Arc::new(now), sleep: Arc::new(sleep), spread: Arc::new(AtomicU64::new(seed)) }
    }

    /// The same, but waiting as `sleep` does.
    #[must_use]
    pub fn sleeping(mut self, sleep: impl Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync + 'static) -> Self {
        self.sleep = Arc::new(sleep);
        self
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        (self.now)()
    }

    pub(super) async fn sleep(&self, length: Duration) {
        (self.sleep)(length).await;
    }

    /// About this length: between half and one and a half times of it, so that those who met at a locked row do not
    /// meet there again.
    pub(super) fn about(&self, length: Duration) -> Duration {
        let state = self.spread.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        // SplitMix64.
        let mut mixed = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let permille = u32::try_from((mixed >> 33) % 1001).unwrap_or_default();
        length / 2 + length * permille / 1000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_spread_and_the_seed_decides() {
        let clock = |seed| Clock::new(|| DateTime::UNIX_EPOCH, seed);
        let waits = |seed| -> Vec<Duration> {
            let clock = clock(seed);
            (0..50).map(|_| clock.about(Duration::from_secs(4))).collect()
        };
        assert_eq!(waits(7), waits(7));
        assert_ne!(waits(7), waits(8));
        assert!(waits(7).iter().all(|wait| (2000..=6000).contains(&wait.as_millis())), "{:?}", waits(7));
        assert!(waits(7).windows(2).any(|pair| pair[0] != pair[1]));
    }
}
