//! Where drives come from: a routing server with a memory, or the great circle with a detour.

use ::tours::{Coordinates, GreatCircle, Leg, Legs, Travel};
use connectors::RoutingServer;
use hashbrown::HashMap;
use std::sync::{Mutex, PoisonError};

/// Drives remembered at most; beyond that all are forgotten. A million takes 60 MB.
const MOST: usize = 1_000_000;

/// A place as a key: sites do not move by less than ten metres.
type Key = (i32, i32);

/// Where the drives of a plan came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum How {
    /// No routing server is set.
    GreatCircle,
    /// All from the routing server.
    Roads,
    /// The routing server failed: all are estimated.
    Fallback {
        /// What it said.
        why: String,
    },
}

impl How {
    /// The name in the database and in JSON.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::GreatCircle => "great_circle",
            Self::Roads => "roads",
            Self::Fallback { .. } => "fallback",
        }
    }

    /// What a person must know of it.
    #[must_use]
    pub fn note(&self) -> Option<String> {
        match self {
            Self::Fallback { why } => Some(why.clone()),
            _ => None,
        }
    }
}

/// Drives between places.
#[derive(Default)]
pub struct Roads {
    server: Option<RoutingServer>,
    known: Mutex<HashMap<(Key, Key), Leg>>,
}

#[expect(clippy::cast_possible_truncation, reason = "degrees times ten thousand")]
fn key(of: Coordinates) -> Key {
    ((of.latitude * 10_000.0).round() as i32, (of.longitude * 10_000.0).round() as i32)
}

impl Roads {
    /// By this server; by estimate where there is none.
    #[must_use]
    pub fn by(server: Option<RoutingServer>) -> Self {
        Self { server, known: Mutex::default() }
    }

    /// Whether a routing server is set.
    #[must_use]
    pub const fn has_server(&self) -> bool {
        self.server.is_some()
    }

    /// Drives from each to each of these places, and where they came from.
    ///
    /// # Errors
    /// Where detour or speed are no such.
    pub async fn legs(&self, places: &[Coordinates], circle: GreatCircle) -> Result<(Legs, How), ::tours::Error> {
        let Some(server) = &self.server else { return Ok((circle.legs(places)?, How::GreatCircle)) };
        let mut keys: Vec<Key> = places.iter().map(|of| key(*of)).collect();
        let wanted = keys.clone();
        keys.sort_unstable();
        keys.dedup();
        if !self.knows(&keys)
            && let Err(error) = self.ask(server, &keys).await
        {
            // Half from roads and half estimated would prefer what was estimated too short.
            return Ok((circle.legs(places)?, How::Fallback { why: error.to_string() }));
        }
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let leg = |from: &Key, to: &Key| known.get(&(*from, *to)).copied().unwrap_or(Leg::NO_ROAD);
        let rows: Vec<Vec<Leg>> = wanted.iter().map(|from| wanted.iter().map(|to| leg(from, to)).collect()).collect();
        drop(known);
        Ok((Legs::from_rows(&rows)?, How::Roads))
    }

    fn knows(&self, keys: &[Key]) -> bool {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        keys.iter().all(|from| keys.iter().all(|to| known.contains_key(&(*from, *to))))
    }

    async fn ask(&self, server: &RoutingServer, keys: &[Key]) -> Result<(), connectors::ConnectorError> {
        let degrees = |of: i32| f64::from(of) / 10_000.0;
        let places: Vec<(f64, f64)> = keys.iter().map(|(north, east)| (degrees(*north), degrees(*east))).collect();
        let rows = server.drives(&places).await?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() + keys.len() * keys.len() > MOST {
            known.clear();
        }
        for (from, row) in keys.iter().zip(rows) {
            for (to, drive) in keys.iter().zip(row) {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "checked to be no less than zero, and bounded"
                )]
                let leg = drive.map_or(Leg::NO_ROAD, |(seconds, metres)| Leg {
                    minutes: (seconds / 60.0).ceil().min(f64::from(Leg::NO_ROAD.minutes)) as u32,
                    km: metres / 1000.0,
                });
                known.insert((*from, *to), if from == to { Leg::default() } else { leg });
            }
        }
        Ok(())
    }
}
