//! The search for tours: first as much as possible is served, then, where asked, vehicles are emptied, then travel is
//! shortened. It knows nothing of technicians; see [`Model`].
//!
//! The result is valid whenever it is stopped: a plan is only ever changed by insertions that were checked.

mod eject;
mod model;
mod random;
mod state;
mod step;
mod tour;

use std::time::Duration;

pub(crate) use model::{Fit, Job, Model, Vehicle};
use random::Random;
use state::{State, Worth};
use step::Steps;

/// How much searching a plan is worth. The crate reads no clock: `elapsed` is the caller's.
#[derive(Clone, Copy)]
pub struct Budget<'a> {
    /// Stop after this time, measured by `elapsed`.
    pub limit: Option<Duration>,
    /// Stop after this many steps of each thread. With it and without `limit` a plan depends on nothing but input and seed.
    pub generations: Option<u64>,
    /// The time since the search was asked for.
    pub elapsed: &'a (dyn Fn() -> Duration + Sync),
    /// Searches side by side; the best counts. At least one.
    pub threads: usize,
    /// The same seed gives the same plan, where `limit` does not cut it.
    pub seed: u64,
}

impl std::fmt::Debug for Budget<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { limit, generations, threads, seed, .. } = self;
        write!(
            formatter,
            "Budget {{ limit: {limit:?}, generations: {generations:?}, threads: {threads}, seed: {seed} }}"
        )
    }
}

/// Steps where neither time nor steps are limited.
const STEPS: u64 = 20_000;

impl Budget<'_> {
    /// So many steps on one thread, and no look at a clock: what tests and previews need.
    #[must_use]
    pub fn steps(generations: u64, seed: u64) -> Budget<'static> {
        Budget { limit: None, generations: Some(generations), elapsed: &|| Duration::ZERO, threads: 1, seed }
    }

    /// Which share of the budget is used after so many steps.
    fn used(&self, steps: u64) -> f64 {
        let by_steps = match (self.generations, self.limit) {
            (Some(most), _) => steps as f64 / most.max(1) as f64,
            (None, Some(_)) => 0.0,
            (None, None) => steps as f64 / STEPS as f64,
        };
        let by_time =
            self.limit.map_or(0.0, |limit| (self.elapsed)().as_secs_f64() / limit.as_secs_f64().max(f64::MIN_POSITIVE));
        by_steps.max(by_time)
    }
}

/// Up to this share of the budget is spent on serving as much as possible, while something is left out.
const SERVING: f64 = 0.3;
/// Up to this share on emptying vehicles.
const EMPTYING: f64 = 0.75;
/// The temperature of annealing, in average legs, at the beginning and at the end.
const TEMPERATURE: (f64, f64) = (1.0, 0.01);
/// So many steps without a tour emptied, and another is tried.
const PATIENCE: u64 = 60_000;
/// How many steps lie between two ejections, on threads in turn.
const EJECTIONS: (u64, u64) = (25, 100);
/// Streams of random numbers: the round of a search, and so many times the thread.
const ROUND: u64 = 1000;

/// The best routes found, one list of jobs a vehicle; `routes` is where the search begins, as far as it is valid.
pub(crate) fn search(model: &Model, routes: &[Vec<u32>], budget: &Budget<'_>) -> Vec<Vec<u32>> {
    let steps = Steps::new(model);
    let begin = State::new(model, routes);
    if model.jobs.is_empty() || model.vehicles.is_empty() {
        return begin.routes();
    }
    let threads = budget.threads.max(1);
    let run = |stream: u64, begin: &State, work: &(dyn Fn(&mut Search<'_>) + Sync)| {
        let mut search = Search::new(model, &steps, budget, begin, stream);
        work(&mut search);
        (search.best, search.steps_done)
    };
    let all = |begin: &State, round: u64, work: &(dyn Fn(&mut Search<'_>) + Sync)| -> (State, u64) {
        if threads == 1 {
            return run(round, begin, work);
        }
        let found: Vec<(State, u64)> = std::thread::scope(|scope| {
            let run = &run;
            let started: Vec<_> = (0..threads as u64)
                .map(|thread| scope.spawn(move || run(round + thread * ROUND, begin, work)))
                .collect();
            started.into_iter().filter_map(|thread| thread.join().ok()).collect()
        });
        let worth = |(state, _): &(State, u64)| state.worth(model);
        found
            .into_iter()
            .reduce(|best, other| if worth(&other) < worth(&best) { other } else { best })
            .unwrap_or_else(|| (begin.clone(), 0))
    };
    let (served, done) = all(&begin, 0, &|search| {
        search.serve();
        search.empty();
    });
    let (best, _) = all(&served, 1, &|search| {
        search.steps_done = done;
        search.shorten();
    });
    best.routes()
}

/// One thread's search.
struct Search<'a> {
    model: &'a Model,
    steps: &'a Steps,
    budget: &'a Budget<'a>,
    random: Random,
    steps_done: u64,
    used: f64,
    state: State,
    best: State,
    best_worth: Worth,
    /// How often each job was left over after a step.
    absences: Vec<f64>,
    /// How many steps lie between two ejections; the threads differ in it, since problems do.
    between_ejections: u64,
}

impl<'a> Search<'a> {
    fn new(model: &'a Model, steps: &'a Steps, budget: &'a Budget<'a>, begin: &State, stream: u64) -> Self {
        Self {
            model,
            steps,
            budget,
            random: Random::new(budget.seed, stream),
            steps_done: 0,
            used: 0.0,
            state: begin.clone(),
            best: begin.clone(),
            best_worth: begin.worth(model),
            absences: vec![1.0; model.jobs.len()],
            between_ejections: if (stream / ROUND).is_multiple_of(2) { EJECTIONS.0 } else { EJECTIONS.1 },
        }
    }

    /// Whether this share of the budget is not used up; counts a step.
    fn goes_on(&mut self, until: f64) -> bool {
        if self.steps_done.is_multiple_of(16) {
            self.used = self.budget.used(self.steps_done);
        }
        self.steps_done += 1;
        self.used < until
    }

    fn step(&mut self) -> Worth {
        self.state.begin_step();
        self.steps.take_out(self.model, &mut self.state, &mut self.random, Steps::taken_out());
        self.steps.put_back(self.model, &mut self.state, &mut self.random);
        self.state.worth(self.model)
    }

    fn keep_best(&mut self, worth: Worth) {
        if worth < self.best_worth {
            self.state.recount(self.model);
            self.best.clone_from(&self.state);
            self.best_worth = self.best.worth(self.model);
        }
    }

    fn absence(&self) -> f64 {
        self.state.absent.iter().map(|&job| self.absences[job as usize] * self.model.jobs[job as usize].weight).sum()
    }

    /// What a leg costs on average; temperatures are measured in it.
    fn leg(&self) -> f64 {
        let stops = self.model.jobs.len() - self.state.absent.len() + self.state.used;
        (self.state.cost / stops.max(1) as f64).max(1e-3)
    }

    /// One step towards fewer absent jobs. What is absent often counts more and more (absence counters of the paper).
    fn step_in(&mut self, temperature: f64) {
        let (before, absence) = (self.state.worth(self.model), self.absence());
        let after = self.step();
        let colder = before.cost - temperature * self.random.share().max(f64::MIN_POSITIVE).ln();
        let accepted = after.left_out < before.left_out
            || self.absence() < absence
            || (after.left_out <= before.left_out && after.cost < colder);
        for &job in &self.state.absent {
            self.absences[job as usize] += 1.0;
        }
        if !accepted {
            self.state.take_back();
        }
    }

    /// Serves as much as possible.
    fn serve(&mut self) {
        self.state.begin_step();
        self.steps.put_back(self.model, &mut self.state, &mut self.random);
        self.keep_best(self.state.worth(self.model));
        while !self.state.absent.is_empty() && self.goes_on(SERVING) {
            let temperature = self.leg() * TEMPERATURE.1 * 10.0;
            self.step_in(temperature);
            self.keep_best(self.state.worth(self.model));
        }
    }

    /// Empties vehicles, one after the other, as long as nothing more is left out for it. What fits nowhere is put in for what
    /// is easier to place; between that, steps move the rest about.
    fn empty(&mut self) {
        if !self.model.fewest {
            return;
        }
        let bound = self.fewest_by_capacity();
        let mut since = 0;
        self.state.clone_from(&self.best);
        self.close_one();
        while self.best.used > bound && self.goes_on(EMPTYING) {
            if self.steps_done.is_multiple_of(self.between_ejections) {
                self.eject();
            }
            self.step_aside(self.leg() * TEMPERATURE.1 * 10.0);
            since += 1;
            let worth = self.state.worth(self.model);
            let served = worth.left_out <= self.best_worth.left_out;
            if served {
                self.keep_best(worth);
            }
            if served || since > PATIENCE {
                since = 0;
                self.state.clone_from(&self.best);
                self.close_one();
            }
        }
    }

    /// What is absent counts more from now on, and one of it is put in for others.
    fn eject(&mut self) {
        self.state.begin_step();
        for &job in &self.state.absent {
            self.absences[job as usize] += 1.0;
        }
        let jobs = self.absences.iter().zip(&self.model.jobs);
        let burdens: Vec<f64> = jobs.map(|(absences, job)| absences * job.weight).collect();
        self.steps.eject(self.model, &mut self.state, &burdens, &mut self.random);
    }

    /// One step that leaves out no more than before.
    fn step_aside(&mut self, temperature: f64) {
        let before = self.state.worth(self.model);
        let after = self.step();
        let colder = before.cost - temperature * self.random.share().max(f64::MIN_POSITIVE).ln();
        let better = after.left_out < before.left_out;
        if !better && (after.left_out > before.left_out || after.cost >= colder) {
            self.state.take_back();
        }
    }

    /// No fewer vehicles can carry it all.
    fn fewest_by_capacity(&self) -> usize {
        let most = self.model.vehicles.iter().map(|vehicle| vehicle.capacity).fold(0.0, f64::max);
        let load: f64 = self.model.jobs.iter().map(|job| job.demand).sum();
        if most.is_finite() && most > 0.0 { (load / most).ceil() as usize } else { 0 }
    }

    /// Closes the empty vehicles and the one whose jobs were absent least.
    fn close_one(&mut self) {
        let burden = |tour: &tour::Tour| tour.stops.iter().map(|&job| self.absences[job as usize]).sum::<f64>();
        let mut least: Option<(f64, usize)> = None;
        for (vehicle, tour) in self.state.tours.iter().enumerate() {
            if self.model.vehicles[vehicle].in_use {
                continue;
            }
            self.state.closed[vehicle] = tour.stops.is_empty();
            let burden = burden(tour);
            if !tour.stops.is_empty() && least.is_none_or(|(lowest, _)| burden < lowest) {
                least = Some((burden, vehicle));
            }
        }
        if let Some((_, vehicle)) = least {
            self.state.closed[vehicle] = true;
            self.state.change(self.model, vehicle, |tour, absent| absent.append(&mut tour.stops));
        }
    }

    /// Shortens travel by annealing, without leaving out more or using more vehicles.
    fn shorten(&mut self) {
        self.state.closed.fill(false);
        self.used = self.budget.used(self.steps_done);
        let begun = self.used;
        let leg = self.leg();
        let (hot, cold) = (leg * TEMPERATURE.0, leg * TEMPERATURE.1);
        while self.goes_on(1.0) {
            let share = ((self.used - begun) / (1.0 - begun).max(1e-9)).clamp(0.0, 1.0);
            let temperature = hot * (cold / hot).powf(share);
            let before = self.state.worth(self.model);
            let after = self.step();
            let colder = before.cost - temperature * self.random.share().max(f64::MIN_POSITIVE).ln();
            let better = (after.left_out, after.used) < (before.left_out, before.used);
            let as_good = (after.left_out, after.used) == (before.left_out, before.used);
            if better || (as_good && after.cost < colder) {
                self.keep_best(after);
            } else {
                self.state.take_back();
            }
        }
    }
}
