//! What waits on a gap at each machine: the order in which a fill-in list asks.

use crate::campaigns::distinct;
use crate::completeness::lacking;
use crate::gaps::reaching;
use crate::measure::State;
use crate::outcome::Outcome;
use crate::reading::Reading;
use crate::{Assumptions, Input, Refused};

/// What a machine lacks, and the offers that wait on it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Waiting {
    /// The facts its undecided triggers lack, a bit each in the order of [`Input::facts`].
    pub facts: u64,
    /// The data points it lacks, a bit each in the order of [`Input::points`].
    pub points: u64,
    /// By campaign type blocked: the facts that block it and its expected value, EUR.
    blocked: Vec<(u64, f64)>,
    /// By campaign type ready but not to be delivered: the data points it lacks and its value, EUR.
    unreached: Vec<(u64, f64)>,
}

impl Waiting {
    /// What waits on any of these facts and data points, EUR: expected value of the campaigns they block, and value of
    /// the ready offers that cannot be delivered without them. Each campaign type counts once, as in
    /// [`crate::Gap::machines`].
    #[must_use]
    pub fn eur(&self, facts: u64, points: u64) -> f64 {
        let of = |sums: &[(u64, f64)], mask: u64| -> f64 {
            sums.iter().filter(|(lacks, _)| lacks & mask != 0).map(|(_, eur)| eur).sum()
        };
        of(&self.blocked, facts) + of(&self.unreached, points)
    }
}

/// What waits at each machine, in the input's order.
///
/// # Errors
/// Where the input's columns do not fit together, or an assumption makes no sense.
pub fn waiting(input: &Input, assumptions: &Assumptions) -> Result<Vec<Waiting>, Refused> {
    input.check()?;
    assumptions.check()?;
    let reading = Reading::of(input, assumptions);
    let reaching = reaching(input);
    let mut all: Vec<Waiting> =
        lacking(input).into_iter().map(|points| Waiting { points, ..Waiting::default() }).collect();
    let mut masks = Vec::new();
    for outcome in crate::outcome::campaigns(input).into_iter().filter_map(|id| Outcome::of(&reading, id)) {
        for (machine, waiting) in all.iter_mut().enumerate() {
            match outcome.state(machine) {
                State::NotDue => {}
                State::Ready => {
                    let lacks = waiting.points & reaching;
                    if lacks != 0 {
                        waiting.unreached.push((lacks, outcome.ready_eur(machine)));
                    }
                }
                State::Blocked => {
                    distinct(&outcome, machine, &mut masks);
                    let lacks = masks.iter().fold(0, |union, (mask, _)| union | mask);
                    waiting.facts |= lacks;
                    waiting.blocked.push((lacks, outcome.blocked_eur(machine)));
                }
            }
        }
    }
    Ok(all)
}

/// The bits of these ids, in the order of `known`.
#[must_use]
pub fn mask_of<'a>(known: impl IntoIterator<Item = &'a str>, wanted: &[&str]) -> u64 {
    known.into_iter().take(64).enumerate().filter(|(_, id)| wanted.contains(id)).fold(0, |mask, (at, _)| mask | 1 << at)
}
