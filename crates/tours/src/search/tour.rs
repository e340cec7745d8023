//! One vehicle's stops in order, with what is needed to judge an insertion without walking the tour: when it leaves each
//! stop, and how late it may arrive at each.

use super::model::{Fit, Model};

/// Sums of travel are compared with this slack; it only matters where times are not whole minutes.
const SLACK: f64 = 1e-7;

/// The stops of one vehicle.
#[derive(Debug, Clone, Default)]
pub(super) struct Tour {
    /// Jobs in order.
    pub(super) stops: Vec<u32>,
    /// When it leaves: at 0 the start, at n+1 the stop n.
    leave: Vec<f64>,
    /// The latest arrival at each stop with which all later ones are in time; last, at the end.
    late: Vec<f64>,
    /// Sum of demands.
    load: f64,
    /// Minutes of travel.
    pub(super) travel: f64,
    /// What it costs beside travel.
    pub(super) extra: f64,
}

/// Where a job can be put in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Insertion {
    /// How much dearer the tour becomes.
    pub(super) cost: f64,
    /// The vehicle.
    pub(super) vehicle: usize,
    /// Before which stop.
    pub(super) position: usize,
}

impl Tour {
    /// Puts a job in and brings times up to date.
    pub(super) fn insert(&mut self, model: &Model, vehicle: usize, position: usize, job: u32) {
        self.stops.insert(position, job);
        self.refresh(model, vehicle);
    }

    /// Takes out the stops in `range` but those in `keep`. The caller refreshes the tour.
    pub(super) fn remove(&mut self, range: std::ops::Range<usize>, keep: std::ops::Range<usize>, out: &mut Vec<u32>) {
        let mut position = 0;
        self.stops.retain(|&job| {
            let stays = !range.contains(&position) || keep.contains(&position);
            position += 1;
            if !stays {
                out.push(job);
            }
            stays
        });
    }

    /// Brings times, travel and load up to date with the stops.
    pub(super) fn refresh(&mut self, model: &Model, vehicle: usize) {
        let car = &model.vehicles[vehicle];
        let count = self.stops.len();
        self.leave.clear();
        self.leave.push(car.open);
        (self.load, self.travel, self.extra) = (0.0, 0.0, 0.0);
        let (mut at, mut time) = (car.start, car.open);
        for (index, &stop) in self.stops.iter().enumerate() {
            let job = &model.jobs[stop as usize];
            let fit = model.fit(car.class, stop as usize);
            let leg = model.between(at, job.place);
            let arrival = time + leg;
            time = begin(model.spans(fit), arrival).unwrap_or(arrival) + job.duration;
            self.leave.push(time);
            self.travel += leg;
            self.load += job.demand;
            self.extra += fit.extra;
            if alone(model, &self.stops[..index], job.group) {
                self.extra += model.apart;
            }
            at = job.place;
        }
        if count > 0 {
            self.travel += model.between(at, car.end);
        }
        self.late.clear();
        self.late.resize(count + 1, car.close);
        let (mut next, mut bound) = (car.end, car.close);
        for index in (0..count).rev() {
            let stop = self.stops[index] as usize;
            let job = &model.jobs[stop];
            let latest = bound - model.between(job.place, next) - job.duration;
            bound = latest_begin(model.spans(model.fit(car.class, stop)), latest);
            self.late[index] = bound;
            next = job.place;
        }
    }

    /// The cheapest place for a job, passing over positions for which `blink` says so. None where it fits nowhere below
    /// `limit`.
    pub(super) fn cheapest(
        &self,
        model: &Model,
        vehicle: usize,
        job: u32,
        limit: f64,
        mut blink: impl FnMut() -> bool,
    ) -> Option<Insertion> {
        let car = &model.vehicles[vehicle];
        let fit = model.fit(car.class, job as usize);
        let task = &model.jobs[job as usize];
        let spans = model.spans(fit);
        let (&(first, _), &(_, last)) = (spans.first()?, spans.last()?);
        if self.load + task.demand > car.capacity {
            return None;
        }
        let mut beside = fit.extra;
        if alone(model, &self.stops, task.group) {
            beside += model.apart;
        }
        let mut best: Option<Insertion> = None;
        let mut bar = limit - beside;
        let mut at = car.start;
        let count = self.stops.len();
        for position in 0..=count {
            let leave = self.leave[position];
            if leave > last {
                break;
            }
            let next = self.stops.get(position).map_or(car.end, |&stop| model.jobs[stop as usize].place);
            let from = std::mem::replace(&mut at, next);
            if self.late[position] < first {
                continue;
            }
            let there = model.between(from, task.place);
            let onward = model.between(task.place, next);
            let delta = there + onward - if count == 0 { 0.0 } else { model.between(from, next) };
            if delta >= bar {
                continue;
            }
            let Some(begins) = begin(spans, leave + there) else { continue };
            if begins + task.duration + onward > self.late[position] + SLACK || self.travel + delta > car.drive + SLACK
            {
                continue;
            }
            if blink() {
                continue;
            }
            bar = delta;
            best = Some(Insertion { cost: delta + beside, vehicle, position });
        }
        best
    }

    /// Whether it keeps all limits; asked of tours that were not made by insertions.
    pub(super) fn feasible(&self, model: &Model, vehicle: usize) -> bool {
        let car = &model.vehicles[vehicle];
        let (mut at, mut time) = (car.start, car.open);
        for &stop in &self.stops {
            let job = &model.jobs[stop as usize];
            let fit: Fit = model.fit(car.class, stop as usize);
            let Some(begins) = begin(model.spans(fit), time + model.between(at, job.place)) else { return false };
            time = begins + job.duration;
            at = job.place;
        }
        self.load <= car.capacity
            && self.travel <= car.drive + SLACK
            && (self.stops.is_empty() || time + model.between(at, car.end) <= car.close + SLACK)
    }
}

/// Whether there is a group, and none of it among these stops.
fn alone(model: &Model, stops: &[u32], group: Option<u32>) -> bool {
    group.is_some() && !stops.iter().any(|&other| model.jobs[other as usize].group == group)
}

/// When work begins for who arrives then: in the first span that is not over. None: all are.
#[inline]
fn begin(spans: &[(f64, f64)], arrival: f64) -> Option<f64> {
    spans.iter().find(|(_, latest)| arrival <= latest + SLACK).map(|&(earliest, _)| arrival.max(earliest))
}

/// The latest beginning not after `bound`; before all time where there is none.
#[inline]
fn latest_begin(spans: &[(f64, f64)], bound: f64) -> f64 {
    spans
        .iter()
        .rev()
        .find(|(earliest, _)| *earliest <= bound + SLACK)
        .map_or(f64::NEG_INFINITY, |&(_, latest)| latest.min(bound))
}
