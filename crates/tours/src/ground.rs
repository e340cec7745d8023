//! A request made ready for arithmetic: ids as numbers, times as whole minutes, travel as a table. Nothing is decided here.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};

use crate::error::Error;
use crate::hours::Hours;
use crate::plan::{Request, Tour};
use crate::technician::Shift;
use crate::travel::{Coordinates, Leg, Legs, Travel};

/// The most days of a request.
const MOST_DAYS: i64 = 366;
/// The longest visit: a week.
const LONGEST_VISIT: u32 = 7 * 24 * 60;

/// A request with numbers for ids and minutes for times.
pub(crate) struct Ground<'a> {
    pub(crate) request: &'a Request,
    legs: Legs,
    origin: NaiveDateTime,
    /// Technician-days that can be planned or have begun, by day, then technician.
    pub(crate) days: Vec<Day>,
    /// Visits, as in the request.
    pub(crate) tasks: Vec<Task>,
    visits: HashMap<&'a str, usize>,
    of: BTreeMap<(NaiveDate, &'a str), usize>,
    /// The time it is.
    pub(crate) now: i64,
}

/// A technician's day.
pub(crate) struct Day {
    /// The technician's number.
    pub(crate) technician: usize,
    pub(crate) date: NaiveDate,
    pub(crate) hours: Hours,
    /// Not before this anything new may begin: the shift, or now.
    pub(crate) open: i64,
    /// The most minutes of driving.
    pub(crate) drive: Option<i64>,
    /// What is driven, as visit numbers with their stated times.
    pub(crate) begun: Vec<Driven>,
    /// When the technician left home, where the day has begun.
    pub(crate) left: Option<i64>,
}

/// A stop that stays.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Driven {
    pub(crate) visit: usize,
    pub(crate) arrives: i64,
    pub(crate) begins: i64,
    pub(crate) ends: i64,
    pub(crate) leg: Leg,
}

/// A visit's times.
pub(crate) struct Task {
    pub(crate) duration: i64,
    /// In order of time, not overlapping. Empty only where all windows were empty.
    pub(crate) windows: Vec<(i64, i64)>,
    /// From when until when the work may begin, by promise.
    pub(crate) begins: Option<(i64, i64)>,
    /// The promised technician: a number, or nobody of the request.
    pub(crate) promised: Option<Option<usize>>,
    /// Its begin cannot change any more.
    pub(crate) driven: bool,
}

/// Any time.
const ALWAYS: (i64, i64) = (-100_000_000, 100_000_000);

impl<'a> Ground<'a> {
    /// Checks the request and asks for travel.
    pub(crate) fn new(request: &'a Request, travel: &dyn Travel) -> Result<Self, Error> {
        let length = (request.last_day - request.first_day).num_days();
        if !(0..MOST_DAYS).contains(&length) {
            return Err(Error::Days { first: request.first_day, last: request.last_day });
        }
        let legs = travel.legs(&request.places())?;
        let origin = request.first_day.and_time(NaiveTime::MIN);
        let mut ground = Self {
            request,
            legs,
            origin,
            days: Vec::new(),
            tasks: Vec::new(),
            visits: HashMap::new(),
            of: BTreeMap::new(),
            now: 0,
        };
        ground.now = ground.minute_up(request.now);
        ground.take_visits()?;
        ground.take_days()?;
        Ok(ground)
    }

    fn take_visits(&mut self) -> Result<(), Error> {
        let request = self.request;
        let technicians: HashMap<&str, usize> =
            request.technicians.iter().enumerate().map(|(index, technician)| (technician.id.as_str(), index)).collect();
        for (index, visit) in request.visits.iter().enumerate() {
            if self.visits.insert(&visit.id, index).is_some() {
                return Err(Error::Twice { what: "visit", id: visit.id.clone() });
            }
            check_place("visit", &visit.id, visit.site)?;
            if !(1..=LONGEST_VISIT).contains(&visit.duration_minutes) {
                return Err(Error::Duration { id: visit.id.clone(), minutes: visit.duration_minutes });
            }
            if visit.windows.iter().any(|window| window.until < window.from) {
                return Err(Error::Backwards { what: "a window", id: visit.id.clone() });
            }
            let spans: Vec<_> =
                visit.windows.iter().map(|span| (self.minute_up(span.from), self.minute(span.until))).collect();
            let promise = visit.promise.as_ref();
            self.tasks.push(Task {
                duration: i64::from(visit.duration_minutes),
                windows: if spans.is_empty() { vec![ALWAYS] } else { merged(spans) },
                begins: promise.and_then(|promise| {
                    let tolerance = i64::from(promise.tolerance_minutes);
                    promise.begins.map(|begins| (self.minute(begins) - tolerance, self.minute(begins) + tolerance))
                }),
                promised: promise
                    .and_then(|promise| promise.technician.as_deref())
                    .map(|technician| technicians.get(technician).copied()),
                driven: false,
            });
        }
        Ok(())
    }

    fn take_days(&mut self) -> Result<(), Error> {
        let request = self.request;
        let mut begun: BTreeMap<(NaiveDate, &str), &Tour> =
            request.begun.iter().map(|tour| ((tour.day, tour.technician.as_str()), tour)).collect();
        let mut ids = BTreeSet::new();
        let mut days: BTreeMap<(NaiveDate, &str), Day> = BTreeMap::new();
        for (index, technician) in request.technicians.iter().enumerate() {
            if !ids.insert(technician.id.as_str()) {
                return Err(Error::Twice { what: "technician", id: technician.id.clone() });
            }
            check_place("technician", &technician.id, technician.home)?;
            for shift in &technician.shifts {
                let hours = self.hours(&technician.id, shift)?;
                let date = shift.from.date();
                if date < request.first_day || date > request.last_day {
                    continue;
                }
                let driven = begun.remove(&(date, technician.id.as_str()));
                if hours.until <= self.now && driven.is_none() {
                    continue;
                }
                let mut day = Day {
                    technician: index,
                    date,
                    open: hours.from.max(self.now),
                    hours,
                    drive: technician.max_drive_minutes.map(i64::from),
                    begun: Vec::new(),
                    left: None,
                };
                if let Some(tour) = driven.filter(|tour| !tour.stops.is_empty()) {
                    day.left = Some(self.minute(tour.leaves));
                    day.begun = self.driven(tour)?;
                }
                if days.insert((date, &technician.id), day).is_some() {
                    return Err(Error::TwoShifts { technician: technician.id.clone(), day: date });
                }
            }
        }
        if let Some((&(day, technician), _)) = begun.first_key_value() {
            return Err(Error::NoShift { technician: technician.to_owned(), day });
        }
        for (key, mut day) in days {
            if let Some(last) = day.begun.last() {
                day.open = day.open.max(last.ends);
            }
            self.of.insert(key, self.days.len());
            self.days.push(day);
        }
        Ok(())
    }

    fn driven(&mut self, tour: &Tour) -> Result<Vec<Driven>, Error> {
        let mut stops = Vec::new();
        for stop in &tour.stops {
            let Some(&visit) = self.visits.get(stop.visit.as_str()) else {
                let (technician, day) = (tour.technician.clone(), tour.day);
                return Err(Error::UnknownVisit { technician, day, visit: stop.visit.clone() });
            };
            if std::mem::replace(&mut self.tasks[visit].driven, true) {
                return Err(Error::Twice { what: "driven visit", id: stop.visit.clone() });
            }
            stops.push(Driven {
                visit,
                arrives: self.minute(stop.arrives),
                begins: self.minute(stop.begins),
                ends: self.minute(stop.ends),
                leg: Leg { minutes: stop.travel_minutes, km: stop.travel_km },
            });
        }
        Ok(stops)
    }

    fn hours(&self, technician: &str, shift: &Shift) -> Result<Hours, Error> {
        if shift.until < shift.from {
            return Err(Error::Backwards { what: "a shift", id: technician.to_owned() });
        }
        if shift.breaks.iter().any(|span| span.until < span.from) {
            return Err(Error::Backwards { what: "a break", id: technician.to_owned() });
        }
        let breaks = shift.breaks.iter().map(|span| (self.minute(span.from), self.minute_up(span.until))).collect();
        let breaks = merged(breaks).into_iter().filter(|(from, until)| from < until).collect();
        Ok(Hours { from: self.minute_up(shift.from), until: self.minute(shift.until), breaks })
    }

    /// Whole minutes since the first midnight, seconds cut off.
    pub(crate) fn minute(&self, time: NaiveDateTime) -> i64 {
        (time - self.origin).num_seconds().div_euclid(60)
    }

    /// The same, begun minutes counted.
    fn minute_up(&self, time: NaiveDateTime) -> i64 {
        -((self.origin - time).num_seconds().div_euclid(60))
    }

    /// The time of a minute.
    pub(crate) fn time(&self, minute: i64) -> NaiveDateTime {
        self.origin + Duration::minutes(minute)
    }

    /// The drive to a visit, from another or from home.
    pub(crate) fn leg(&self, day: &Day, from: Option<usize>, to: Option<usize>) -> Leg {
        let homes = self.request.technicians.len();
        let place = |visit: Option<usize>| visit.map_or(day.technician, |visit| homes + visit);
        self.legs.between(place(from), place(to))
    }

    /// The drive between numbered places: homes, then sites.
    pub(crate) fn between(&self, from: usize, to: usize) -> Leg {
        self.legs.between(from, to)
    }

    /// A visit's number.
    pub(crate) fn visit(&self, id: &str) -> Option<usize> {
        self.visits.get(id).copied()
    }

    /// A technician-day's number.
    pub(crate) fn day(&self, technician: &str, date: NaiveDate) -> Option<usize> {
        self.of.get(&(date, technician)).copied()
    }

    /// The day on which it is decided what is overdue.
    pub(crate) fn today(&self) -> NaiveDate {
        self.request.now.date()
    }
}

fn check_place(what: &'static str, id: &str, place: Coordinates) -> Result<(), Error> {
    let Coordinates { latitude, longitude } = place;
    if (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude) {
        Ok(())
    } else {
        Err(Error::Place { what, id: id.to_owned(), latitude, longitude })
    }
}

/// Spans in order, those that touch as one.
fn merged(mut spans: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    spans.sort_unstable();
    let mut out: Vec<(i64, i64)> = Vec::new();
    for (from, until) in spans {
        match out.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ => out.push((from, until)),
        }
    }
    out
}
