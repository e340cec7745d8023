//! The times of a tour from the order of its stops, and by how much they break limits. It knows nothing of the search:
//! edits, reasons for leaving out and the last check of a plan use it.

use crate::ground::{Day, Ground};
use crate::plan::{Stop, Tour};
use crate::travel::Leg;

/// One stop's times, in minutes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Timed {
    pub(crate) visit: usize,
    pub(crate) arrives: i64,
    pub(crate) begins: i64,
    pub(crate) ends: i64,
    pub(crate) leg: Leg,
    /// Minutes by which the work ends after the window.
    pub(crate) window_missed: i64,
    /// Minutes by which the work begins later than promised.
    pub(crate) promise_missed: i64,
}

/// A tour's times and what is too much.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Timeline {
    pub(crate) leaves: i64,
    pub(crate) stops: Vec<Timed>,
    pub(crate) returns: i64,
    /// The way home.
    pub(crate) home: Leg,
    /// Minutes of driving.
    pub(crate) travel: i64,
    /// Minutes after the shift.
    pub(crate) overtime: i64,
    /// Minutes of driving above the limit.
    pub(crate) drive_excess: i64,
}

impl Timeline {
    /// The times of these visits in this order, after what has begun of the day. Everything as early as possible, but
    /// leaving home.
    pub(crate) fn new(ground: &Ground<'_>, day: &Day, order: &[usize]) -> Self {
        let mut stops: Vec<Timed> = day
            .begun
            .iter()
            .map(|stop| Timed {
                visit: stop.visit,
                arrives: stop.arrives,
                begins: stop.begins,
                ends: stop.ends,
                leg: stop.leg,
                window_missed: 0,
                promise_missed: 0,
            })
            .collect();
        let (mut at, mut time) = (day.begun.last().map(|stop| stop.visit), day.open);
        for &visit in order {
            let leg = ground.leg(day, at, Some(visit));
            let arrives = day.hours.done(time, i64::from(leg.minutes));
            let timed = timed(ground, day, visit, arrives, leg);
            time = timed.ends;
            at = Some(visit);
            stops.push(timed);
        }
        let mut leaves = day.left.unwrap_or(day.open);
        if let (None, Some(first)) = (day.left, stops.first_mut()) {
            leaves = day.hours.latest(first.begins, i64::from(first.leg.minutes)).max(day.open);
            first.arrives = day.hours.done(leaves, i64::from(first.leg.minutes));
        }
        // A day that is over but for the way home may have had its end before now: the way home then began with it.
        let done = match (order.is_empty(), day.begun.last()) {
            (true, Some(last)) => last.ends,
            _ => time,
        };
        let home = if stops.is_empty() { Leg::default() } else { ground.leg(day, at, None) };
        let returns = day.hours.done(done, i64::from(home.minutes));
        let travel = stops.iter().map(|stop| i64::from(stop.leg.minutes)).sum::<i64>() + i64::from(home.minutes);
        let overtime = if stops.is_empty() { 0 } else { (returns - day.hours.until).max(0) };
        let drive_excess = day.drive.map_or(0, |most| (travel - most).max(0));
        Self { leaves, stops, returns, home, travel, overtime, drive_excess }
    }

    /// Minutes that are missing for the tour to keep all limits of time; 0: it keeps them.
    pub(crate) fn missing(&self) -> i64 {
        let stops = self.stops.iter().map(|stop| stop.window_missed + stop.promise_missed);
        stops.sum::<i64>() + self.overtime + self.drive_excess
    }

    /// As it is shown.
    pub(crate) fn tour(&self, ground: &Ground<'_>, day: &Day) -> Tour {
        let stops = self.stops.iter().map(|stop| Stop {
            visit: ground.request.visits[stop.visit].id.clone(),
            arrives: ground.time(stop.arrives),
            begins: ground.time(stop.begins),
            ends: ground.time(stop.ends),
            travel_minutes: stop.leg.minutes,
            travel_km: stop.leg.km,
        });
        Tour {
            technician: ground.request.technicians[day.technician].id.clone(),
            day: day.date,
            leaves: ground.time(self.leaves),
            stops: stops.collect(),
            returns: ground.time(self.returns),
            travel_minutes: u32::try_from(self.travel).unwrap_or(u32::MAX),
            travel_km: self.stops.iter().map(|stop| stop.leg.km).sum::<f64>() + self.home.km,
        }
    }
}

/// The work at a stop: in the first window that is in time; where none is, in the one missed least.
fn timed(ground: &Ground<'_>, day: &Day, visit: usize, arrives: i64, leg: Leg) -> Timed {
    let task = &ground.tasks[visit];
    let promised = task.begins.unwrap_or((i64::MIN, i64::MAX));
    let mut best: Option<Timed> = None;
    for &(from, until) in &task.windows {
        let begins = day.hours.after_break(arrives.max(from).max(promised.0));
        let ends = day.hours.done(begins, task.duration);
        let missed = (ends - until).max(0);
        let promise = (begins - promised.1).max(0);
        let this = Timed { visit, arrives, begins, ends, leg, window_missed: missed, promise_missed: promise };
        if best.is_none_or(|best| missed + promise < best.window_missed + best.promise_missed) {
            best = Some(this);
        }
        if missed + promise == 0 {
            break;
        }
    }
    best.unwrap_or(Timed {
        visit,
        arrives,
        begins: arrives,
        ends: day.hours.done(arrives, task.duration),
        leg,
        window_missed: 0,
        promise_missed: 0,
    })
}
