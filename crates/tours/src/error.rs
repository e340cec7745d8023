//! Why a request cannot be planned at all.

use chrono::NaiveDate;

/// A request that says too little or contradicts itself.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// Two of one name.
    #[error("{what} `{id}` is given twice; ids must be unique")]
    Twice {
        /// Technician or visit.
        what: &'static str,
        /// The id.
        id: String,
    },
    /// Two shifts of a technician on a day.
    #[error("technician `{technician}` has two shifts on {day}; give one, with a break between")]
    TwoShifts {
        /// Who.
        technician: String,
        /// When.
        day: NaiveDate,
    },
    /// A time that ends before it begins.
    #[error("{what} of `{id}` ends before it begins")]
    Backwards {
        /// Shift, break or window.
        what: &'static str,
        /// Of which technician or visit.
        id: String,
    },
    /// A visit without work.
    #[error("visit `{id}` takes {minutes} minutes; it must be 1 to 10080")]
    Duration {
        /// Which visit.
        id: String,
        /// How long.
        minutes: u32,
    },
    /// Not on earth.
    #[error("{what} `{id}` lies at {latitude}, {longitude}, which are no coordinates in degrees")]
    Place {
        /// Technician or visit.
        what: &'static str,
        /// Which.
        id: String,
        /// As given.
        latitude: f64,
        /// As given.
        longitude: f64,
    },
    /// The period is empty or too long.
    #[error("the days from {first} to {last} cannot be planned; give 1 to 366 days")]
    Days {
        /// From.
        first: NaiveDate,
        /// Until.
        last: NaiveDate,
    },
    /// Travel without sense.
    #[error(
        "travel by a detour of {detour} at {kmh} km/h is not possible; the detour is at least 1, the speed above 0"
    )]
    Speed {
        /// The factor.
        detour: f64,
        /// The speed.
        kmh: f64,
    },
    /// A matrix of another size than the places.
    #[error(
        "the matrix of travel has {found} places in a row where {places} are needed; ask for Request::places again"
    )]
    Matrix {
        /// Needed.
        places: usize,
        /// Found.
        found: usize,
    },
    /// A tour names a visit that the request does not have.
    #[error(
        "the tour of `{technician}` on {day} has visit `{visit}`, which the request does not have; give driven visits, too"
    )]
    UnknownVisit {
        /// Whose tour.
        technician: String,
        /// Of which day.
        day: NaiveDate,
        /// The visit.
        visit: String,
    },
    /// A tour or an edit names a technician without a shift on that day.
    #[error("`{technician}` has no shift on {day}; choose another day, or give the working hours")]
    NoShift {
        /// Who.
        technician: String,
        /// When.
        day: NaiveDate,
    },
    /// An edit names a visit that is not there.
    #[error("there is no visit `{visit}`; load the plan again")]
    NoVisit {
        /// The visit.
        visit: String,
    },
    /// What is driven cannot be moved.
    #[error("visit `{visit}` is driven already and stays where it is")]
    Driven {
        /// The visit.
        visit: String,
    },
}
