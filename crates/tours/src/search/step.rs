//! One step of the search: strings of neighbouring stops are taken out of neighbouring tours, and everything absent is put
//! back where it is cheapest. "Slack induction by string removals" (Christiaens, Vanden Berghe, Transportation Science
//! 2020): short strings in several near tours leave room that single removals do not.

use super::model::Model;
use super::random::Random;
use super::state::{NONE, State};
use super::tour::Insertion;

/// How many jobs a step takes out on average (c-bar of the paper).
const TAKEN_OUT: f64 = 10.0;
/// The longest string.
const LONGEST: f64 = 10.0;
/// How often a string keeps a piece in its middle.
const SPLIT: f64 = 0.5;
/// How often the kept piece grows by one more.
const GROW: f64 = 0.01;
/// How often a position is passed over, so that not always the same is cheapest.
const BLINK: f64 = 0.01;
/// How many neighbours a job has.
const NEIGHBOURS: usize = 200;

/// What steps need and never changes.
#[derive(Debug)]
pub(super) struct Steps {
    /// For each job all others, nearest first.
    near: Vec<Vec<u32>>,
    /// How far each job is from the nearest start.
    far: Vec<f64>,
    /// For each job the vehicles that could do it at all.
    able: Vec<Vec<u32>>,
    /// How long the windows of a job are, when they begin and end: for orders of insertion.
    windows: Vec<(f64, f64, f64)>,
}

impl Steps {
    pub(super) fn new(model: &Model) -> Self {
        let jobs = model.jobs.len();
        let place = |job: u32| model.jobs[job as usize].place;
        let near = (0..jobs as u32)
            .map(|job| {
                let mut others: Vec<u32> = (0..jobs as u32).collect();
                let distance = |other: &u32| model.between(place(job), place(*other));
                others.sort_by(|a, b| distance(a).total_cmp(&distance(b)).then((*a != job).cmp(&(*b != job))));
                others.truncate(NEIGHBOURS);
                others
            })
            .collect();
        let able: Vec<Vec<u32>> = (0..jobs)
            .map(|job| {
                let can = |vehicle: &u32| model.fit(model.vehicles[*vehicle as usize].class, job).count > 0;
                (0..model.vehicles.len() as u32).filter(can).collect()
            })
            .collect();
        let far = able
            .iter()
            .zip(&model.jobs)
            .map(|(able, job)| {
                let legs = able.iter().map(|&car| model.between(model.vehicles[car as usize].start, job.place));
                legs.fold(f64::INFINITY, f64::min)
            })
            .collect();
        let windows = (0..jobs)
            .map(|job| {
                let of = |car: &u32| model.spans(model.fit(model.vehicles[*car as usize].class, job));
                let (mut length, mut from, mut until) = (0.0, f64::INFINITY, f64::NEG_INFINITY);
                for &(earliest, latest) in able[job].iter().flat_map(of) {
                    length += latest - earliest;
                    from = f64::min(from, earliest);
                    until = f64::max(until, latest);
                }
                (length, from, until)
            })
            .collect();
        Self { near, far, able, windows }
    }

    /// Takes strings out near a job drawn at random.
    pub(super) fn take_out(&self, model: &Model, state: &mut State, random: &mut Random, taken_out: f64) {
        let jobs = model.jobs.len();
        let planned = jobs - state.absent.len();
        if planned == 0 {
            return;
        }
        let filled = state.tours.iter().filter(|tour| !tour.stops.is_empty()).count();
        let average = planned as f64 / filled.max(1) as f64;
        let longest = LONGEST.min(average);
        let most_strings = 4.0 * taken_out / (1.0 + longest) - 1.0;
        let strings = (random.share() * most_strings + 1.0).floor() as usize;
        let seed = random.below(jobs);
        let mut ruined: Vec<u32> = Vec::with_capacity(strings);
        for &job in &self.near[seed] {
            if ruined.len() >= strings {
                break;
            }
            let vehicle = state.tour_of[job as usize];
            if vehicle == NONE || ruined.contains(&vehicle) {
                continue;
            }
            ruined.push(vehicle);
            let vehicle = vehicle as usize;
            let stops = &state.tours[vehicle].stops;
            let count = stops.len();
            let Some(position) = stops.iter().position(|&stop| stop == job) else { continue };
            let most = longest.min(count as f64).max(1.0);
            let length = ((random.share() * most + 1.0).floor() as usize).min(count);
            let mut kept = 0;
            if length > 1 && length < count && random.share() < SPLIT {
                kept = 1;
                while length + kept < count && random.share() < GROW {
                    kept += 1;
                }
            }
            let whole = length + kept;
            let lowest = (position + 1).saturating_sub(whole);
            let highest = position.min(count - whole);
            let from = lowest + random.below(highest - lowest + 1);
            let keep_from = if kept == 0 { from } else { from + 1 + random.below(length - 1) };
            state.change(model, vehicle, |tour, absent| {
                tour.remove(from..from + whole, keep_from..keep_from + kept, absent);
            });
        }
    }

    /// Puts everything absent back where it is cheapest. What finds no place stays absent.
    pub(super) fn put_back(&self, model: &Model, state: &mut State, random: &mut Random) {
        let mut waiting = std::mem::take(&mut state.absent);
        self.order(model, &mut waiting, random);
        let mut tried: Vec<usize> = Vec::new();
        for job in waiting {
            let mut best: Option<Insertion> = None;
            let mut empty: Option<Insertion> = None;
            tried.clear();
            for &vehicle in &self.able[job as usize] {
                let vehicle = vehicle as usize;
                let tour = &state.tours[vehicle];
                if state.closed[vehicle] {
                    continue;
                }
                if tour.stops.is_empty() {
                    let class = model.vehicles[vehicle].class;
                    if !tried.contains(&class) {
                        tried.push(class);
                        let limit = empty.map_or(f64::INFINITY, |found| found.cost);
                        empty = tour.cheapest(model, vehicle, job, limit, || false).or(empty);
                    }
                    continue;
                }
                let limit = best.map_or(f64::INFINITY, |found| found.cost);
                best = tour.cheapest(model, vehicle, job, limit, || random.share() < BLINK).or(best);
            }
            let free = |found: &Insertion| !model.fewest || model.vehicles[found.vehicle].in_use;
            let chosen = match (best, empty) {
                (Some(best), Some(empty)) if free(&empty) && empty.cost < best.cost => Some(empty),
                (None, empty) => empty,
                (best, _) => best,
            };
            match chosen {
                Some(found) => state.put(model, found.vehicle, found.position, job),
                None => state.absent.push(job),
            }
        }
    }

    /// An order drawn at random: any, by demand or duration, by distance, by windows. What weighs more goes first.
    fn order(&self, model: &Model, waiting: &mut [u32], random: &mut Random) {
        random.shuffle(waiting);
        let window = |job: &u32| self.windows[*job as usize];
        let size = |job: &u32| model.jobs[*job as usize].demand + model.jobs[*job as usize].duration;
        match random.below(20) {
            0..4 => {}
            4..8 => waiting.sort_by(|a, b| size(b).total_cmp(&size(a))),
            8..10 => waiting.sort_by(|a, b| self.far[*b as usize].total_cmp(&self.far[*a as usize])),
            10 => waiting.sort_by(|a, b| self.far[*a as usize].total_cmp(&self.far[*b as usize])),
            11..15 => waiting.sort_by(|a, b| window(a).0.total_cmp(&window(b).0)),
            15..17 => waiting.sort_by(|a, b| window(a).1.total_cmp(&window(b).1)),
            17..19 => waiting.sort_by(|a, b| window(b).2.total_cmp(&window(a).2)),
            _ => {
                let few = |job: &u32| self.able[*job as usize].len();
                waiting.sort_by_key(few);
            }
        }
        let weight = |job: &u32| model.jobs[*job as usize].weight;
        if random.below(4) > 0 {
            waiting.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
        }
    }

    /// The vehicles that could do a job at all.
    pub(super) fn able(&self, job: u32) -> &[u32] {
        &self.able[job as usize]
    }

    /// Steps take out this many on average.
    pub(super) const fn taken_out() -> f64 {
        TAKEN_OUT
    }
}
