//! What a plan is made from, and what it is.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::limit::LeftOut;
use crate::technician::Technician;
use crate::travel::Coordinates;
use crate::visit::Visit;

/// What is to be planned: the technicians and visits of a region over some days. All times are local to the tenant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Who could drive.
    pub technicians: Vec<Technician>,
    /// What is to be done.
    pub visits: Vec<Visit>,
    /// The first day planned.
    pub first_day: NaiveDate,
    /// The last one.
    pub last_day: NaiveDate,
    /// The time it is: nothing is planned before it, and what has begun by then stays.
    pub now: NaiveDateTime,
    /// What counts how much.
    #[serde(default)]
    pub rules: Rules,
    /// What is driven of tours that have begun: it stays. [`crate::replan`] takes it from the existing plan.
    #[serde(default)]
    pub begun: Vec<Tour>,
}

/// What counts how much, after the most is served. Minutes stand for minutes of travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// Whether fewer technician-days come before less travel.
    pub fewest_days: bool,
    /// What each further tour to the same customer costs.
    pub apart_minutes: u32,
    /// What each day costs that a visit is done after its due date, or an urgent or overdue one after the first day.
    pub late_day_minutes: u32,
    /// What it costs in replanning to give a visit to another technician or day than before.
    pub stay_minutes: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self { fewest_days: false, apart_minutes: 60, late_day_minutes: 60, stay_minutes: 20 }
    }
}

/// Tours, and what found no place in them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Plan {
    /// By day, then technician; days without stops are not among them.
    pub tours: Vec<Tour>,
    /// Visits left out, each with the limits that exclude it.
    pub left_out: Vec<LeftOut>,
}

/// One technician, one day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tour {
    /// Who.
    pub technician: String,
    /// When.
    pub day: NaiveDate,
    /// Leaves home: as late as is in time for the first stop.
    pub leaves: NaiveDateTime,
    /// The stops in order.
    pub stops: Vec<Stop>,
    /// Is back home.
    pub returns: NaiveDateTime,
    /// Minutes of driving, the way home included.
    pub travel_minutes: u32,
    /// Kilometres, the way home included.
    pub travel_km: f64,
}

/// A visit on a tour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stop {
    /// Which.
    pub visit: String,
    /// Is there.
    pub arrives: NaiveDateTime,
    /// The work begins: at once, or when the window opens.
    pub begins: NaiveDateTime,
    /// The work is done, and the technician leaves.
    pub ends: NaiveDateTime,
    /// Minutes of driving from the stop before, breaks not counted.
    pub travel_minutes: u32,
    /// Kilometres from the stop before.
    pub travel_km: f64,
}

impl Request {
    /// The places between which travel is needed, in the order of [`crate::Legs`]: homes, then sites.
    #[must_use]
    pub fn places(&self) -> Vec<Coordinates> {
        let homes = self.technicians.iter().map(|technician| technician.home);
        homes.chain(self.visits.iter().map(|visit| visit.site)).collect()
    }
}

impl Plan {
    /// The tour a visit is on.
    #[must_use]
    pub fn tour_of(&self, visit: &str) -> Option<&Tour> {
        self.tours.iter().find(|tour| tour.stops.iter().any(|stop| stop.visit == visit))
    }

    /// Minutes of driving of all tours.
    #[must_use]
    pub fn travel_minutes(&self) -> u32 {
        self.tours.iter().map(|tour| tour.travel_minutes).sum()
    }
}
