//! How often one address, or whatever else tells who tries, may try something.

use chrono::{DateTime, TimeDelta, Utc};
use hashbrown::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Tries an address has in a window, where no other number is said.
const TRIES: usize = 20;

/// The window.
const WINDOW: TimeDelta = TimeDelta::minutes(5);

/// Addresses remembered; beyond that the oldest windows are dropped.
const MOST: usize = 50_000;

/// Tries of the last minutes by address.
#[derive(Debug)]
pub struct Tries<K = IpAddr>(Mutex<HashMap<K, (DateTime<Utc>, usize)>>);

impl<K> Default for Tries<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Hash + Eq> Tries<K> {
    /// Counts a try; `false` where the address has had its share.
    #[must_use]
    pub fn take(&self, address: K, now: DateTime<Utc>) -> bool {
        self.take_of(address, now, TRIES)
    }

    /// Counts a try of so many in a window; `false` where they are used up.
    #[must_use]
    pub fn take_of(&self, address: K, now: DateTime<Utc>, tries: usize) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, (since, _)| now - *since < WINDOW);
        }
        let entry = known.entry(address).or_insert((now, 0));
        if now - entry.0 >= WINDOW {
            *entry = (now, 0);
        }
        entry.1 += 1;
        entry.1 <= tries
    }

    /// Forgets an address that signed in.
    pub fn forget(&self, address: &K) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(address);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_share_in_each_window() {
        let tries = Tries::default();
        let address: IpAddr = "127.0.0.1".parse().expect("an address");
        let begin = DateTime::UNIX_EPOCH;
        for _ in 0..TRIES {
            assert!(tries.take(address, begin));
        }
        assert!(!tries.take(address, begin));
        assert!(tries.take("127.0.0.2".parse().expect("an address"), begin));
        assert!(tries.take(address, begin + WINDOW));
    }
}
