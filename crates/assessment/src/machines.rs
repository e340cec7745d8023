//! The machines behind a figure, computed anew from the input by the operations that counted them.

use crate::assessment::Assessment;
use crate::bits::{narrow, ones};
use crate::completeness::points_of;
use crate::gaps::reaching;
use crate::measure::{Measure, State};
use crate::offers::{Chance, Offers};
use crate::outcome::{Outcome, campaigns};
use crate::reading::Reading;
use crate::scope::Scope;
use crate::{Bits, FigureId, Input, Offer};

impl Assessment {
    /// The positions of the machines behind a figure, rising; `None` where there is no such figure. The input must be
    /// the one that was assessed.
    #[must_use]
    pub fn machines(&self, input: &Input, figure: &FigureId) -> Option<Vec<u32>> {
        let (measure, scope) = figure.parse()?;
        let reading = Reading::of(input, &self.assumptions);
        let within = restricted(&reading, &scope)?;
        let set = measure.set(&reading)?;
        let passes = |machine: &usize| {
            within.iter().all(|(codes, taken)| {
                codes.get(*machine).and_then(|code| taken.get(*code as usize)).copied().unwrap_or(false)
            })
        };
        Some(set.iter().filter(passes).map(narrow).collect())
    }
}

/// The codes of each dimension of a scope, and which of them it takes.
fn restricted<'a>(reading: &'a Reading<'_>, scope: &Scope) -> Option<Vec<(&'a [u32], Vec<bool>)>> {
    let one = |(dimension, chosen): &(crate::Dimension, crate::scope::Chosen)| {
        let groups = reading.groups(*dimension);
        Some((groups.codes.as_slice(), groups.taken(chosen, reading.assumptions.chart_groups)?))
    };
    scope.0.iter().map(one).collect()
}

/// The data points of a machine that are not known, a bit each.
fn lacks(input: &Input, machine: usize, of: u64) -> u64 {
    let lacking = |at: &usize| input.points.get(*at).is_some_and(|point| !point.present.contains(machine));
    ones(of).filter(lacking).fold(0, |mask, at| mask | 1 << at)
}

fn fact_bit(input: &Input, id: &str) -> Option<u64> {
    input.facts.iter().position(|fact| fact == id).map(|at| 1 << at)
}

impl Measure {
    fn set(&self, reading: &Reading<'_>) -> Option<Bits> {
        let input = reading.input;
        let len = input.machines;
        Some(match self {
            Self::Machines => Bits::of(len, |_| true),
            Self::Customers => Bits::of(len, |machine| input.customer.code(machine).is_some()),
            Self::Countries => Bits::of(len, |machine| input.country.code(machine).is_some()),
            Self::Complete { category, complete } => {
                let of = points_of(input, *category);
                Bits::of(len, |machine| (lacks(input, machine, of) == 0) == *complete)
            }
            Self::Point { category, id, known } => {
                let point = input.points.iter().find(|point| point.id == *id && point.category == *category)?;
                Bits::of(len, |machine| point.present.contains(machine) == *known)
            }
            Self::Question { asked, answer } => Bits::of(len, |machine| asked.answer(reading, machine) == *answer),
            Self::Campaign { campaign: Some(id), state } => {
                let outcome = Outcome::of(reading, id)?;
                Bits::of(len, |machine| outcome.state(machine) == *state)
            }
            Self::Campaign { campaign: None, state } => {
                let outcomes = outcomes(reading);
                let any = |machine, state| outcomes.iter().any(|outcome| outcome.state(machine) == state);
                match state {
                    State::NotDue => {
                        Bits::of(len, |machine| !any(machine, State::Ready) && !any(machine, State::Blocked))
                    }
                    state => Bits::of(len, |machine| any(machine, *state)),
                }
            }
            Self::Unpriced { campaign } => {
                let outcome = Outcome::of(reading, campaign)?;
                Bits::of(len, |machine| {
                    outcome.state(machine) == State::Blocked
                        && outcome.blocked_eur(machine) <= 0.0
                        && outcome.unpriced(machine)
                })
            }
            Self::BlockedBy { campaign, fact } => {
                let (outcome, bit) = (Outcome::of(reading, campaign)?, fact_bit(input, fact)?);
                Bits::of(len, |machine| blocked_where(&outcome, machine, |mask| mask & bit != 0))
            }
            Self::OnlyBy { campaign, facts } => {
                let outcome = Outcome::of(reading, campaign)?;
                let bits: Option<Vec<u64>> = facts.iter().map(|fact| fact_bit(input, fact)).collect();
                let all = bits?.into_iter().fold(0, |all, bit| all | bit);
                Bits::of(len, |machine| blocked_where(&outcome, machine, |mask| mask == all))
            }
            Self::GapBlocked { fact } => {
                let (outcomes, bit) = (outcomes(reading), fact_bit(input, fact)?);
                let blocked = |outcome: &Outcome<'_>, machine| blocked_where(outcome, machine, |mask| mask & bit != 0);
                Bits::of(len, |machine| outcomes.iter().any(|outcome| blocked(outcome, machine)))
            }
            Self::GapFreed { fact } => {
                let (outcomes, bit) = (outcomes(reading), fact_bit(input, fact)?);
                let freed = |outcome: &Outcome<'_>, machine| blocked_where(outcome, machine, |mask| mask == bit);
                Bits::of(len, |machine| outcomes.iter().any(|outcome| freed(outcome, machine)))
            }
            Self::GapUnreached { point } => unreached(reading, point, |lacking, bit| lacking & bit != 0)?,
            Self::GapReached { point } => unreached(reading, point, |lacking, bit| lacking == bit)?,
            Self::Revenue(today) => Bits::of(len, |machine| today.of(reading, machine).is_some()),
            Self::Potential { offer } => {
                let offers = Offers::of(reading);
                let of = offer.map_or(Offer::ALL.to_vec(), |offer| vec![offer]);
                Bits::of(len, |machine| of.iter().any(|offer| offers.chance(*offer, machine).eur() > 0.0))
            }
            Self::PotentialUnpriced { offer } => {
                let offers = Offers::of(reading);
                Bits::of(len, |machine| offers.chance(*offer, machine) == Chance::Unpriced)
            }
        })
    }
}

fn outcomes<'a>(reading: &'a Reading<'a>) -> Vec<Outcome<'a>> {
    campaigns(reading.input).into_iter().filter_map(|id| Outcome::of(reading, id)).collect()
}

fn blocked_where(outcome: &Outcome<'_>, machine: usize, passes: impl Fn(u64) -> bool) -> bool {
    outcome.state(machine) == State::Blocked && outcome.unknowns(machine).any(|(mask, _)| passes(mask))
}

fn unreached(reading: &Reading<'_>, point: &str, passes: impl Fn(u64, u64) -> bool) -> Option<Bits> {
    let input = reading.input;
    let bit = input.points.iter().position(|known| known.id == point && known.reaches).map(|at| 1_u64 << at)?;
    let (outcomes, reaching) = (outcomes(reading), reaching(input));
    let ready = |machine| outcomes.iter().any(|outcome| outcome.state(machine) == State::Ready);
    Some(Bits::of(input.machines, |machine| passes(lacks(input, machine, reaching), bit) && ready(machine)))
}
