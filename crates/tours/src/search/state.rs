//! A whole plan during the search: all tours, who is left out, and the way back to what was before a step.

use super::model::Model;
use super::tour::Tour;

/// No tour.
pub(super) const NONE: u32 = u32::MAX;

/// How good a plan is; less is better, the first that differs decides.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(super) struct Worth {
    /// Weight of what is left out.
    pub(super) left_out: f64,
    /// Vehicles in use, where fewer are asked for.
    pub(super) used: f64,
    /// Minutes of travel and what stands for them.
    pub(super) cost: f64,
}

/// A plan that can take back its last steps.
#[derive(Debug, Clone)]
pub(super) struct State {
    /// One tour a vehicle; many are empty.
    pub(super) tours: Vec<Tour>,
    /// The tour of each job, or [`NONE`].
    pub(super) tour_of: Vec<u32>,
    /// Jobs on no tour.
    pub(super) absent: Vec<u32>,
    /// Vehicles that may not be used.
    pub(super) closed: Vec<bool>,
    /// Sum of the tours' costs.
    pub(super) cost: f64,
    /// Tours with stops.
    pub(super) used: usize,
    /// Tours as they were before the step, by vehicle.
    undo: Vec<(usize, Tour)>,
    touched: Vec<bool>,
    absent_before: Vec<u32>,
    cost_before: f64,
    used_before: usize,
}

impl State {
    /// All jobs absent, but those of `routes`.
    pub(super) fn new(model: &Model, routes: &[Vec<u32>]) -> Self {
        let vehicles = model.vehicles.len();
        let mut state = Self {
            tours: vec![Tour::default(); vehicles],
            tour_of: vec![NONE; model.jobs.len()],
            absent: Vec::new(),
            closed: vec![false; vehicles],
            cost: 0.0,
            used: 0,
            undo: Vec::new(),
            touched: vec![false; vehicles],
            absent_before: Vec::new(),
            cost_before: 0.0,
            used_before: 0,
        };
        for vehicle in 0..vehicles {
            let tour = &mut state.tours[vehicle];
            tour.refresh(model, vehicle);
            for &job in routes.get(vehicle).into_iter().flatten() {
                let position = tour.stops.len();
                tour.insert(model, vehicle, position, job);
                if tour.feasible(model, vehicle) {
                    state.tour_of[job as usize] = vehicle as u32;
                } else {
                    tour.stops.pop();
                    tour.refresh(model, vehicle);
                }
            }
        }
        state.absent = (0..model.jobs.len() as u32).filter(|&job| state.tour_of[job as usize] == NONE).collect();
        state.recount(model);
        state
    }

    /// Sums cost and use anew, so that roundings do not add up over millions of steps.
    pub(super) fn recount(&mut self, model: &Model) {
        self.cost = self.tours.iter().map(|tour| tour.travel + tour.extra).sum();
        self.used = (0..self.tours.len()).filter(|&vehicle| self.counts(model, vehicle)).count();
    }

    fn counts(&self, model: &Model, vehicle: usize) -> bool {
        !self.tours[vehicle].stops.is_empty() && !model.vehicles[vehicle].in_use
    }

    /// From here on [`State::take_back`] leads to what is now.
    pub(super) fn begin_step(&mut self) {
        for (vehicle, _) in self.undo.drain(..) {
            self.touched[vehicle] = false;
        }
        self.absent_before.clone_from(&self.absent);
        (self.cost_before, self.used_before) = (self.cost, self.used);
    }

    /// As it was at [`State::begin_step`].
    pub(super) fn take_back(&mut self) {
        for (vehicle, before) in self.undo.drain(..) {
            self.touched[vehicle] = false;
            for &job in &before.stops {
                self.tour_of[job as usize] = vehicle as u32;
            }
            self.tours[vehicle] = before;
        }
        std::mem::swap(&mut self.absent, &mut self.absent_before);
        for &job in &self.absent {
            self.tour_of[job as usize] = NONE;
        }
        (self.cost, self.used) = (self.cost_before, self.used_before);
    }

    /// Changes a tour and what follows from it. `change` moves jobs between the tour and the absent ones.
    pub(super) fn change(&mut self, model: &Model, vehicle: usize, change: impl FnOnce(&mut Tour, &mut Vec<u32>)) {
        if !self.touched[vehicle] {
            self.touched[vehicle] = true;
            self.undo.push((vehicle, self.tours[vehicle].clone()));
        }
        let counted = self.counts(model, vehicle);
        let tour = &mut self.tours[vehicle];
        let before = tour.travel + tour.extra;
        let absent = self.absent.len();
        change(tour, &mut self.absent);
        tour.refresh(model, vehicle);
        self.cost += tour.travel + tour.extra - before;
        for &job in self.absent.get(absent..).unwrap_or_default() {
            self.tour_of[job as usize] = NONE;
        }
        self.used = self.used + usize::from(self.counts(model, vehicle)) - usize::from(counted);
    }

    /// Puts a job into a tour. The caller takes it from the absent ones.
    pub(super) fn put(&mut self, model: &Model, vehicle: usize, position: usize, job: u32) {
        self.change(model, vehicle, |tour, _| tour.stops.insert(position, job));
        self.tour_of[job as usize] = vehicle as u32;
    }

    /// How good this plan is.
    pub(super) fn worth(&self, model: &Model) -> Worth {
        Worth {
            left_out: self.absent.iter().map(|&job| model.jobs[job as usize].weight).sum(),
            used: if model.fewest { self.used as f64 } else { 0.0 },
            cost: self.cost,
        }
    }

    /// The stops of each vehicle.
    pub(super) fn routes(&self) -> Vec<Vec<u32>> {
        self.tours.iter().map(|tour| tour.stops.clone()).collect()
    }
}
