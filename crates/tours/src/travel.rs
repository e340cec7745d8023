//! How far and how long from place to place.

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// A place on earth, in degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Coordinates {
    /// North positive.
    pub latitude: f64,
    /// East positive.
    pub longitude: f64,
}

/// One drive.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Leg {
    /// Whole minutes; tours are planned in them.
    pub minutes: u32,
    /// Kilometres of road.
    pub km: f64,
}

impl Leg {
    /// No road leads there. Long enough for no shift, short enough to be added up.
    pub const NO_ROAD: Self = Self { minutes: 1_000_000, km: 1_000_000.0 };
}

/// Where drives between places come from. A routing server's matrix is put here: ask it for [`crate::Request::places`]
/// before planning and give its answer as [`Legs`], which are a source of themselves.
pub trait Travel {
    /// Drives from each to each of these places.
    ///
    /// # Errors
    ///
    /// Where there is no answer for all of them.
    fn legs(&self, places: &[Coordinates]) -> Result<Legs, Error>;
}

/// Drives from each place to each, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Legs {
    places: usize,
    legs: Vec<Leg>,
}

impl Legs {
    /// From rows: the n-th holds the drives from place n to each.
    ///
    /// # Errors
    ///
    /// Where the rows are no square.
    pub fn from_rows(rows: &[Vec<Leg>]) -> Result<Self, Error> {
        if let Some(row) = rows.iter().position(|row| row.len() != rows.len()) {
            return Err(Error::Matrix { places: rows.len(), found: rows[row].len() });
        }
        let legs = rows.concat().into_iter();
        let legs = legs.map(|leg| if leg.minutes > Leg::NO_ROAD.minutes { Leg::NO_ROAD } else { leg }).collect();
        Ok(Self { places: rows.len(), legs })
    }

    /// The drive from one place to another, by their numbers.
    pub(crate) fn between(&self, from: usize, to: usize) -> Leg {
        self.legs.get(from * self.places + to).copied().unwrap_or(Leg::NO_ROAD)
    }
}

impl Travel for Legs {
    fn legs(&self, places: &[Coordinates]) -> Result<Legs, Error> {
        if places.len() == self.places {
            Ok(self.clone())
        } else {
            Err(Error::Matrix { places: places.len(), found: self.places })
        }
    }
}

/// Travel without a routing server: the great circle, longer by a factor for roads, at one speed. Minutes are rounded up.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GreatCircle {
    /// How much longer roads are than the great circle.
    pub detour: f64,
    /// Kilometres an hour, on average, with everything.
    pub kmh: f64,
}

impl Default for GreatCircle {
    fn default() -> Self {
        Self { detour: 1.3, kmh: 60.0 }
    }
}

/// The mean radius of the earth in kilometres (IUGG).
const EARTH_RADIUS_KM: f64 = 6371.0088;

impl GreatCircle {
    /// The drive from one place to another.
    #[must_use]
    pub fn leg(&self, from: Coordinates, to: Coordinates) -> Leg {
        let (from_north, to_north) = (from.latitude.to_radians(), to.latitude.to_radians());
        let north = ((to_north - from_north) / 2.0).sin().powi(2);
        let east = ((to.longitude - from.longitude).to_radians() / 2.0).sin().powi(2);
        let haversine = (north + from_north.cos() * to_north.cos() * east).clamp(0.0, 1.0);
        let km = 2.0 * EARTH_RADIUS_KM * haversine.sqrt().asin() * self.detour;
        let minutes = (km / self.kmh * 60.0).ceil();
        if minutes < f64::from(Leg::NO_ROAD.minutes) { Leg { minutes: minutes as u32, km } } else { Leg::NO_ROAD }
    }
}

impl Travel for GreatCircle {
    fn legs(&self, places: &[Coordinates]) -> Result<Legs, Error> {
        if !(self.detour >= 1.0 && self.detour.is_finite() && self.kmh > 0.0 && self.kmh.is_finite()) {
            return Err(Error::Speed { detour: self.detour, kmh: self.kmh });
        }
        let legs = places.iter().flat_map(|from| places.iter().map(|to| self.leg(*from, *to))).collect();
        Ok(Legs { places: places.len(), legs })
    }
}
