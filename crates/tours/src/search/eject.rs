//! Room by ejection: a job that fits nowhere takes the place of others that are easier to place (Nagata, Bräysy, "A powerful
//! route minimization heuristic", Operations Research Letters 2009). How hard a job is, its absences tell.

use super::model::Model;
use super::random::Random;
use super::state::State;
use super::step::Steps;
use super::tour::{Insertion, Tour};

/// The most stops that make room for one.
const MOST: usize = 3;

/// What is put in for what.
struct Swap {
    burden: f64,
    into: Insertion,
    out: Vec<u32>,
}

impl Steps {
    /// Puts an absent job drawn at random into a tour, at the cost of stops that are together easier to place than it.
    /// Nothing is changed where there are none.
    pub(super) fn eject(&self, model: &Model, state: &mut State, burdens: &[f64], random: &mut Random) {
        let Some(&job) = state.absent.get(random.below(state.absent.len())) else { return };
        let mut best = Swap {
            burden: burdens[job as usize],
            into: Insertion { cost: f64::INFINITY, vehicle: 0, position: 0 },
            out: Vec::new(),
        };
        let mut found = false;
        for &vehicle in self.able(job) {
            let vehicle = vehicle as usize;
            if state.closed[vehicle] || state.tours[vehicle].stops.is_empty() {
                continue;
            }
            let search = Ejection { model, vehicle, job, burdens, stops: &state.tours[vehicle].stops };
            found |= search.deepen(&mut Vec::new(), 0, 0.0, &mut best, random);
        }
        if !found {
            return;
        }
        let Swap { into, out, .. } = best;
        state.absent.retain(|&other| other != job);
        state.change(model, into.vehicle, |tour, absent| {
            tour.stops.retain(|stop| {
                let stays = !out.contains(stop);
                if !stays {
                    absent.push(*stop);
                }
                stays
            });
        });
        state.put(model, into.vehicle, into.position, job);
    }
}

struct Ejection<'a> {
    model: &'a Model,
    vehicle: usize,
    job: u32,
    burdens: &'a [f64],
    stops: &'a [u32],
}

impl Ejection<'_> {
    /// Tries all sets of stops from `from` on beside those in `out`, as long as they burden less than the best found.
    fn deepen(&self, out: &mut Vec<u32>, from: usize, burden: f64, best: &mut Swap, random: &mut Random) -> bool {
        let mut found = false;
        for index in from..self.stops.len() {
            let stop = self.stops[index];
            let heavier = burden + self.burdens[stop as usize];
            // What burdens the same is as good; which of them is left to chance.
            if heavier > best.burden || (heavier == best.burden && random.below(2) == 0) {
                continue;
            }
            out.push(stop);
            let mut tour = Tour::default();
            tour.stops.extend(self.stops.iter().filter(|stop| !out.contains(stop)));
            tour.refresh(self.model, self.vehicle);
            let into = tour.cheapest(self.model, self.vehicle, self.job, f64::INFINITY, || false);
            match into.filter(|_| tour.feasible(self.model, self.vehicle)) {
                Some(into) => {
                    found = true;
                    *best = Swap { burden: heavier, into, out: out.clone() };
                }
                None if out.len() < MOST => found |= self.deepen(out, index + 1, heavier, best, random),
                None => {}
            }
            out.pop();
        }
        found
    }
}
