//! The machines of every gap with what each is worth: a work list, where figures only give the sum.

use crate::bits::{narrow, ones};
use crate::campaigns::distinct;
use crate::completeness::lacking;
use crate::gaps::reaching;
use crate::measure::State;
use crate::outcome::{Outcome, campaigns};
use crate::reading::Reading;
use crate::{Assessment, Input};
use std::collections::HashMap;

/// A machine of a gap.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct GapMachine {
    /// Its position in the input.
    pub machine: u32,
    /// Its part of [`crate::Gap::machines`], EUR.
    pub eur: f64,
    /// Its part of [`crate::Gap::freed`], EUR; `None` where the gap's field alone frees nothing of it.
    pub freed_eur: Option<f64>,
}

type Collected = Vec<GapMachine>;

/// A machine is added campaign by campaign, so its entry is the last one where it has one in this campaign already.
fn add(list: &mut Collected, at: &mut HashMap<u32, usize>, machine: u32, eur: f64, freed: Option<f64>) {
    let place = *at.entry(machine).or_insert_with(|| {
        list.push(GapMachine { machine, eur: 0.0, freed_eur: None });
        list.len() - 1
    });
    if let Some(entry) = list.get_mut(place) {
        entry.eur += eur;
        if let Some(freed) = freed {
            *entry.freed_eur.get_or_insert(0.0) += freed;
        }
    }
}

impl Assessment {
    /// For each of [`crate::Gaps::gaps`], in their order, its machines, the most valuable first. The input must be the
    /// one that was assessed.
    #[must_use]
    pub fn gap_machines(&self, input: &Input) -> Vec<Vec<GapMachine>> {
        let reading = Reading::of(input, &self.assumptions);
        let lacking = lacking(input);
        let reaching = reaching(input);
        let mut facts: Vec<(Collected, HashMap<u32, usize>)> = input.facts.iter().map(|_| Default::default()).collect();
        let mut points: Vec<(Collected, HashMap<u32, usize>)> =
            input.points.iter().map(|_| Default::default()).collect();
        let mut masks = Vec::new();
        for outcome in campaigns(input).into_iter().filter_map(|id| Outcome::of(&reading, id)) {
            for machine in 0..input.machines {
                match outcome.state(machine) {
                    State::NotDue => {}
                    State::Ready => {
                        let eur = outcome.ready_eur(machine);
                        let missing = lacking.get(machine).copied().unwrap_or_default() & reaching;
                        for point in ones(missing) {
                            if let Some((list, at)) = points.get_mut(point) {
                                add(list, at, narrow(machine), eur, (missing.count_ones() == 1).then_some(eur));
                            }
                        }
                    }
                    State::Blocked => {
                        distinct(&outcome, machine, &mut masks);
                        let (union, eur) =
                            masks.iter().fold((0, 0.0_f64), |(union, eur), (mask, one)| (union | mask, eur.max(*one)));
                        for fact in ones(union) {
                            let alone = masks.iter().filter(|(mask, _)| *mask == 1 << fact).map(|(_, eur)| *eur);
                            let alone = alone.reduce(|sum, eur| sum + eur);
                            if let Some((list, at)) = facts.get_mut(fact) {
                                add(list, at, narrow(machine), eur, alone);
                            }
                        }
                    }
                }
            }
        }
        let mut take = |gap: &crate::Gap| {
            let found = if gap.unreached {
                input.points.iter().position(|point| point.id == gap.id).and_then(|at| points.get_mut(at))
            } else {
                input.facts.iter().position(|fact| *fact == gap.id).and_then(|at| facts.get_mut(at))
            };
            let mut list = found.map(|(list, _)| std::mem::take(list)).unwrap_or_default();
            list.sort_by(|a, b| {
                let worth = |of: &GapMachine| (of.freed_eur.unwrap_or_default(), of.eur);
                let order = worth(b).partial_cmp(&worth(a)).unwrap_or(std::cmp::Ordering::Equal);
                order.then(a.machine.cmp(&b.machine))
            });
            list
        };
        self.gaps.gaps.iter().map(&mut take).collect()
    }
}
