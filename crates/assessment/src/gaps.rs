//! The gaps of the whole base, ranked by what filling them frees, with the persons who can fill them.

use crate::bits::ones;
use crate::campaigns::Sum;
use crate::figure::cents;
use crate::measure::Measure;
use crate::reading::Reading;
use crate::scope::Scope;
use crate::{Bits, Dimension, Figure, Input};
use serde::Serialize;
use std::collections::HashMap;

/// Sets of facts that block together which are listed.
const BUNDLES: usize = 20;

/// A gap by campaign type.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct GapCampaign {
    /// The campaign type.
    pub campaign: String,
    /// Its machines blocked by the fact.
    pub blocked_by: Figure,
    /// Those the fact alone frees.
    pub only: Figure,
}

/// A gap by person responsible.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct GapOwner {
    /// The person; `None` where nobody is known to be responsible.
    pub owner: Option<String>,
    /// The person's machines that lack it: what a fill-in list asks for.
    pub machines: Figure,
}

/// A missing fact or data point.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Gap {
    /// The fact, or the data point where it keeps ready offers from being delivered.
    pub id: String,
    /// Whether it keeps ready offers from being delivered; else it keeps triggers from deciding.
    pub unreached: bool,
    /// The machines concerned: blocked in one campaign type at least, or ready and not reached. Their value.
    pub machines: Figure,
    /// Those that filling this field alone frees. What ranks gaps.
    pub freed: Figure,
    /// Its part of the value blocked, EUR, where each machine's is divided equally among the facts it lacks: over all
    /// facts these parts sum to the value blocked.
    pub share_eur: f64,
    /// By campaign type, the most valuable first.
    pub campaigns: Vec<GapCampaign>,
    /// By person, the most valuable first.
    pub owners: Vec<GapOwner>,
}

/// Facts that a trigger lacks together.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Bundle {
    /// The campaign type.
    pub campaign: String,
    /// The facts, two at least.
    pub facts: Vec<String>,
    /// The machines that filling all of them frees; expected value.
    pub freed: Figure,
}

/// All gaps.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Gaps {
    /// Single facts and data points, the most valuable first.
    pub gaps: Vec<Gap>,
    /// Facts missing together, the most valuable first.
    pub together: Vec<Bundle>,
    /// Further such sets that are not listed.
    pub together_more: usize,
}

/// Machines and values of one gap.
struct One {
    machines: Bits,
    freed: Bits,
    eur: f64,
    freed_eur: f64,
    share: f64,
    by_owner: Vec<f64>,
    campaigns: Vec<GapCampaign>,
}

/// What the pass over the campaigns collects.
pub(crate) struct GapSums {
    owners: Vec<u32>,
    facts: Vec<One>,
    /// In the order of the data points; unused ones are empty.
    points: Vec<One>,
    reaching: u64,
    ids: Vec<String>,
    together: Vec<Bundle>,
}

impl GapSums {
    pub(crate) fn of(reading: &Reading<'_>) -> Self {
        let input = reading.input;
        let owners = reading.groups(Dimension::Owner);
        let one = |used: bool| One {
            machines: Bits::none(if used { input.machines } else { 0 }),
            freed: Bits::none(if used { input.machines } else { 0 }),
            eur: 0.0,
            freed_eur: 0.0,
            share: 0.0,
            by_owner: vec![0.0; owners.len()],
            campaigns: Vec::new(),
        };
        Self {
            owners: owners.codes.clone(),
            facts: input.facts.iter().map(|_| one(true)).collect(),
            points: input.points.iter().map(|point| one(point.reaches)).collect(),
            reaching: reaching(input),
            ids: input.facts.clone(),
            together: Vec::new(),
        }
    }

    pub(crate) fn blocked(&mut self, machine: usize, missing: u64, eur: f64) {
        let share = eur / f64::from(missing.count_ones().max(1));
        let owner = self.owners.get(machine).copied().unwrap_or_default() as usize;
        for fact in ones(missing) {
            if let Some(one) = self.facts.get_mut(fact) {
                one.machines.insert(machine);
                one.eur += eur;
                one.share += share;
                if let Some(sum) = one.by_owner.get_mut(owner) {
                    *sum += eur;
                }
            }
        }
    }

    pub(crate) fn freed(&mut self, machine: usize, fact: usize, eur: f64) {
        if let Some(one) = self.facts.get_mut(fact) {
            one.freed.insert(machine);
            one.freed_eur += eur;
        }
    }

    /// A ready machine: what keeps its offer from being delivered. Filling one of several lacking points alone frees
    /// nothing.
    pub(crate) fn unreached(&mut self, machine: usize, lacking: u64, eur: f64) {
        let lacking = lacking & self.reaching;
        let owner = self.owners.get(machine).copied().unwrap_or_default() as usize;
        for point in ones(lacking) {
            if let Some(one) = self.points.get_mut(point) {
                one.machines.insert(machine);
                one.eur += eur;
                one.share += eur / f64::from(lacking.count_ones());
                if let Some(sum) = one.by_owner.get_mut(owner) {
                    *sum += eur;
                }
                if lacking.count_ones() == 1 {
                    one.freed.insert(machine);
                    one.freed_eur += eur;
                }
            }
        }
    }

    pub(crate) fn campaign(&mut self, campaign: &str, by: &[Sum], only: &[Sum], together: HashMap<u64, Sum>) {
        let scope = Scope::default();
        let only_by = |facts: Vec<String>| Measure::OnlyBy { campaign: campaign.to_owned(), facts };
        for (((fact, one), by), only) in self.ids.iter().zip(&mut self.facts).zip(by).zip(only) {
            if by.machines > 0 {
                let measure = Measure::BlockedBy { campaign: campaign.to_owned(), fact: fact.clone() };
                one.campaigns.push(GapCampaign {
                    campaign: campaign.to_owned(),
                    blocked_by: by.figure(&measure, &scope),
                    only: only.figure(&only_by(vec![fact.clone()]), &scope),
                });
            }
        }
        for (mask, sum) in together {
            let facts: Vec<String> = ones(mask).filter_map(|fact| self.ids.get(fact).cloned()).collect();
            let freed = sum.figure(&only_by(facts.clone()), &scope);
            self.together.push(Bundle { campaign: campaign.to_owned(), facts, freed });
        }
    }

    pub(crate) fn ranked(mut self, reading: &Reading<'_>) -> Gaps {
        let mut gaps = Vec::new();
        for (fact, one) in reading.input.facts.iter().zip(self.facts) {
            let blocked = Measure::GapBlocked { fact: fact.clone() };
            let freed = Measure::GapFreed { fact: fact.clone() };
            gaps.extend(one.gap(reading, fact, false, &blocked, &freed));
        }
        for (point, one) in reading.input.points.iter().zip(self.points).filter(|(point, _)| point.reaches) {
            let unreached = Measure::GapUnreached { point: point.id.clone() };
            let freed = Measure::GapReached { point: point.id.clone() };
            gaps.extend(one.gap(reading, &point.id, true, &unreached, &freed));
        }
        gaps.sort_by(|a, b| {
            let worth = |gap: &Gap| (gap.freed.worth(), gap.share_eur, gap.machines.machines);
            worth(b).partial_cmp(&worth(a)).unwrap_or(std::cmp::Ordering::Equal).then_with(|| a.id.cmp(&b.id))
        });
        self.together.sort_by(|a, b| {
            let worth = |bundle: &Bundle| (bundle.freed.worth(), bundle.freed.machines);
            let order = worth(b).partial_cmp(&worth(a)).unwrap_or(std::cmp::Ordering::Equal);
            order.then_with(|| a.freed.id.cmp(&b.freed.id))
        });
        let together_more = self.together.len().saturating_sub(BUNDLES);
        self.together.truncate(BUNDLES);
        Gaps { gaps, together: self.together, together_more }
    }
}

impl One {
    /// `None` where no machine is concerned.
    fn gap(
        mut self,
        reading: &Reading<'_>,
        id: &str,
        unreached: bool,
        blocked: &Measure,
        freed: &Measure,
    ) -> Option<Gap> {
        let machines = self.machines.count();
        if machines == 0 {
            return None;
        }
        let owners = reading.groups(Dimension::Owner);
        let mut counts = vec![0_u32; owners.len()];
        for machine in self.machines.iter() {
            if let Some(count) = owners.codes.get(machine).and_then(|code| counts.get_mut(*code as usize)) {
                *count += 1;
            }
        }
        let of_owner = |((owner, machines), eur): ((usize, &u32), &f64)| GapOwner {
            owner: owners.values.get(owner).cloned(),
            machines: Figure::priced(blocked, &Scope::of(Dimension::Owner, owners.chosen(owner)), *machines, *eur),
        };
        let listed = counts.iter().enumerate().zip(&self.by_owner).filter(|((_, machines), _)| **machines > 0);
        let mut by_owner: Vec<GapOwner> = listed.map(of_owner).collect();
        by_owner.sort_by(|a, b| {
            let worth = |owner: &GapOwner| (owner.machines.worth(), owner.machines.machines);
            worth(b).partial_cmp(&worth(a)).unwrap_or(std::cmp::Ordering::Equal)
        });
        self.campaigns.sort_by(|a, b| {
            let worth = |of: &GapCampaign| (of.only.worth(), of.blocked_by.worth());
            worth(b).partial_cmp(&worth(a)).unwrap_or(std::cmp::Ordering::Equal)
        });
        Some(Gap {
            id: id.to_owned(),
            unreached,
            machines: Figure::priced(blocked, &Scope::default(), machines, self.eur),
            freed: Figure::priced(freed, &Scope::default(), self.freed.count(), self.freed_eur),
            share_eur: cents(self.share),
            campaigns: self.campaigns,
            owners: by_owner,
        })
    }
}

/// The data points without which an offer cannot be delivered, a bit each.
pub(crate) fn reaching(input: &Input) -> u64 {
    let points = input.points.iter().enumerate().take(64);
    points.filter(|(_, point)| point.reaches).fold(0, |mask, (at, _)| mask | 1 << at)
}
