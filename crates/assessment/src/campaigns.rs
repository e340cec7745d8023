//! By campaign type: which machines are ready, which are not due, which are blocked, by what, and what they are worth.

use crate::bits::ones;
use crate::gaps::GapSums;
use crate::measure::{Measure, State};
use crate::outcome::Outcome;
use crate::reading::Reading;
use crate::scope::Scope;
use crate::{Bits, Figure};
use serde::Serialize;
use std::collections::HashMap;

/// A fact that blocks a campaign.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct CampaignGap {
    /// The fact.
    pub fact: String,
    /// Blocked machines that lack it, maybe with others; their expected value.
    pub blocked_by: Figure,
    /// Those for which it is all that a trigger lacks: filling this field alone decides it.
    pub only: Figure,
}

/// A campaign type.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct CampaignResult {
    /// Its id, as triggers name it.
    pub id: String,
    /// The triggers that feed it.
    pub triggers: Vec<String>,
    /// A trigger fires; value of the offers.
    pub ready: Figure,
    /// No trigger fires and none is unknown.
    pub not_due: Figure,
    /// No trigger fires and one is unknown; expected value.
    pub blocked: Figure,
    /// Blocked machines without an expected value, because there is nothing to estimate it from.
    pub unpriced: Figure,
    /// What blocks it, the most valuable first.
    pub gaps: Vec<CampaignGap>,
}

/// All campaign types together. A machine may be ready for one and blocked for another; values are summed.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Totals {
    /// Machines ready for one campaign type at least.
    pub ready: Figure,
    /// Machines blocked for one at least.
    pub blocked: Figure,
    /// Machines for which all are decided and none is due.
    pub not_due: Figure,
}

/// What a pass over all campaign types gives.
pub(crate) struct Campaigns {
    pub(crate) results: Vec<CampaignResult>,
    pub(crate) totals: Totals,
    pub(crate) ready: Bits,
    /// Value of what is ready at each machine, EUR.
    pub(crate) ready_eur: Vec<f64>,
    pub(crate) gaps: GapSums,
}

/// Machines and EUR.
#[derive(Clone, Copy, Default)]
pub(crate) struct Sum {
    pub(crate) machines: u32,
    pub(crate) eur: f64,
}

impl Sum {
    pub(crate) fn add(&mut self, eur: f64) {
        self.machines += 1;
        self.eur += eur;
    }

    pub(crate) fn figure(self, measure: &Measure, scope: &Scope) -> Figure {
        Figure::priced(measure, scope, self.machines, self.eur)
    }
}

/// The sets of facts that an unknown trigger of a machine lacks, each once with its largest expected value.
pub(crate) fn distinct(outcome: &Outcome<'_>, machine: usize, found: &mut Vec<(u64, f64)>) {
    found.clear();
    for (mask, eur) in outcome.unknowns(machine) {
        match found.iter_mut().find(|(known, _)| *known == mask) {
            Some((_, largest)) => *largest = largest.max(eur),
            None => found.push((mask, eur)),
        }
    }
}

pub(crate) fn campaigns(reading: &Reading<'_>, lacking: &[u64]) -> Campaigns {
    let input = reading.input;
    let mut all = Campaigns {
        results: Vec::new(),
        totals: totals(Sum::default(), Sum::default(), 0),
        ready: Bits::none(input.machines),
        ready_eur: vec![0.0; input.machines],
        gaps: GapSums::of(reading),
    };
    let mut blocked = Bits::none(input.machines);
    let (mut ready_eur, mut blocked_eur) = (0.0, 0.0);
    for id in crate::outcome::campaigns(input) {
        if let Some(outcome) = Outcome::of(reading, id) {
            let result = one(reading, &outcome, lacking, &mut all, &mut blocked);
            ready_eur += result.ready.worth();
            blocked_eur += result.blocked.worth();
            all.results.push(result);
        }
    }
    let decided = Bits::of(input.machines, |machine| !all.ready.contains(machine) && !blocked.contains(machine));
    let ready = Sum { machines: all.ready.count(), eur: ready_eur };
    all.totals = totals(ready, Sum { machines: blocked.count(), eur: blocked_eur }, decided.count());
    all
}

fn totals(ready: Sum, blocked: Sum, not_due: u32) -> Totals {
    let any = |state| Measure::Campaign { campaign: None, state };
    let scope = Scope::default();
    Totals {
        ready: ready.figure(&any(State::Ready), &scope),
        blocked: blocked.figure(&any(State::Blocked), &scope),
        not_due: Figure::count(&any(State::NotDue), &scope, not_due),
    }
}

fn one(
    reading: &Reading<'_>,
    outcome: &Outcome<'_>,
    lacking: &[u64],
    all: &mut Campaigns,
    any_blocked: &mut Bits,
) -> CampaignResult {
    let input = reading.input;
    let facts = input.facts.len();
    let (mut ready, mut blocked, mut not_due, mut unpriced) = (Sum::default(), Sum::default(), 0, 0);
    let (mut by, mut only) = (vec![Sum::default(); facts], vec![Sum::default(); facts]);
    let mut together: HashMap<u64, Sum> = HashMap::new();
    let mut masks = Vec::new();
    for machine in 0..input.machines {
        match outcome.state(machine) {
            State::NotDue => not_due += 1,
            State::Ready => {
                let eur = outcome.ready_eur(machine);
                ready.add(eur);
                all.ready.insert(machine);
                if let Some(sum) = all.ready_eur.get_mut(machine) {
                    *sum += eur;
                }
                all.gaps.unreached(machine, lacking.get(machine).copied().unwrap_or_default(), eur);
            }
            State::Blocked => {
                any_blocked.insert(machine);
                distinct(outcome, machine, &mut masks);
                let (union, eur) =
                    masks.iter().fold((0, 0.0_f64), |(union, eur), (mask, one)| (union | mask, eur.max(*one)));
                blocked.add(eur);
                unpriced += u32::from(eur <= 0.0 && outcome.unpriced(machine));
                for fact in ones(union) {
                    if let Some(sum) = by.get_mut(fact) {
                        sum.add(eur);
                    }
                }
                all.gaps.blocked(machine, union, eur);
                for (mask, eur) in &masks {
                    match mask.count_ones() {
                        0 => {}
                        1 => {
                            let fact = mask.trailing_zeros() as usize;
                            if let Some(sum) = only.get_mut(fact) {
                                sum.add(*eur);
                            }
                            all.gaps.freed(machine, fact, *eur);
                        }
                        _ => together.entry(*mask).or_default().add(*eur),
                    }
                }
            }
        }
    }
    all.gaps.campaign(outcome.id, &by, &only, together);
    let scope = Scope::default();
    let campaign = || outcome.id.to_owned();
    let state = |state| Measure::Campaign { campaign: Some(campaign()), state };
    let mut gaps: Vec<CampaignGap> = Vec::new();
    for ((fact, by), only) in input.facts.iter().zip(&by).zip(&only).filter(|((_, by), _)| by.machines > 0) {
        let only_by = Measure::OnlyBy { campaign: campaign(), facts: vec![fact.clone()] };
        gaps.push(CampaignGap {
            fact: fact.clone(),
            blocked_by: by.figure(&Measure::BlockedBy { campaign: campaign(), fact: fact.clone() }, &scope),
            only: only.figure(&only_by, &scope),
        });
    }
    gaps.sort_by(|a, b| {
        let worth = |gap: &CampaignGap| (gap.only.worth(), gap.blocked_by.worth(), gap.blocked_by.machines);
        worth(b).partial_cmp(&worth(a)).unwrap_or(std::cmp::Ordering::Equal)
    });
    let triggers = input.triggers.iter().filter(|trigger| trigger.campaign == outcome.id);
    CampaignResult {
        id: campaign(),
        triggers: triggers.map(|trigger| trigger.id.clone()).collect(),
        ready: ready.figure(&state(State::Ready), &scope),
        not_due: Figure::count(&state(State::NotDue), &scope, not_due),
        blocked: blocked.figure(&state(State::Blocked), &scope),
        unpriced: Figure::count(&Measure::Unpriced { campaign: campaign() }, &scope, unpriced),
        gaps,
    }
}
