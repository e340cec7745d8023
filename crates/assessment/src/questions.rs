//! The three questions: which machines have no active contract, which no current location, which no documented visit in
//! ten years. Each is answered with yes, no or unknown for every machine.

use crate::input::ContractStatus;
use crate::measure::{Asked, Measure};
use crate::offers::Offers;
use crate::reading::Reading;
use crate::scope::Scope;
use crate::segments::Potentials;
use crate::{Figure, Undated};
use serde::Serialize;

/// Days a year, for days since a visit.
const DAYS: f64 = 365.25;

/// A question with its answers. The EUR of `no_contract` are contract values a year; those of the others the untapped
/// potential of the machines.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Question {
    /// `no_contract`, `no_location` or `no_visit`.
    pub id: &'static str,
    /// The lack is there.
    pub yes: Figure,
    /// It is not.
    pub no: Figure,
    /// The data does not say.
    pub unknown: Figure,
}

impl Asked {
    /// Whether the machine lacks what is asked for; `None` where that is not known.
    pub(crate) fn answer(self, reading: &Reading<'_>, machine: usize) -> Option<bool> {
        let (input, assumptions) = (reading.input, reading.assumptions);
        match self {
            Self::Contract => match input.contract.get(machine)? {
                ContractStatus::Active | ContractStatus::Pending => Some(false),
                ContractStatus::Expired | ContractStatus::None => Some(true),
                ContractStatus::Unknown => None,
            },
            Self::Location => {
                if !input.location_known.contains(machine) {
                    return Some(true);
                }
                match input.location_confirmed_days.get(machine).copied().flatten() {
                    Some(days) => Some(days > assumptions.location_current_days),
                    None => match assumptions.location_undated {
                        Undated::Unknown => None,
                        Undated::Current => Some(false),
                        Undated::NotCurrent => Some(true),
                    },
                }
            }
            Self::Visit => {
                let age = input.age_years.get(machine).copied().flatten().map(f64::from);
                let visited = input.last_visit_days.get(machine).copied().flatten().map(|days| f64::from(days) / DAYS);
                let over = |years: f64| years > assumptions.visit_years;
                match (visited, age) {
                    (Some(years), _) | (None, Some(years)) if !over(years) => Some(false),
                    // A machine that is too young cannot lack it, whatever a wrong date of a visit says.
                    (Some(_), Some(age)) if !over(age) => Some(false),
                    (Some(_), _) | (None, Some(_)) => input.visits_complete.contains(machine).then_some(true),
                    (None, None) => None,
                }
            }
        }
    }

    fn worth(self, offers: &Offers<'_>, potentials: &Potentials, machine: usize) -> f64 {
        match self {
            Self::Contract => offers.contract_value(machine).unwrap_or_default(),
            Self::Location | Self::Visit => potentials.of_machine(machine),
        }
    }
}

/// The answers to all three.
pub(crate) fn questions(reading: &Reading<'_>, offers: &Offers<'_>, potentials: &Potentials) -> Vec<Question> {
    let ask = |asked: Asked| {
        let mut sums = [(0_u32, 0.0_f64); 3];
        for machine in 0..reading.input.machines {
            let [yes, no, unknown] = &mut sums;
            let sum = match asked.answer(reading, machine) {
                Some(true) => yes,
                Some(false) => no,
                None => unknown,
            };
            *sum = (sum.0 + 1, sum.1 + asked.worth(offers, potentials, machine));
        }
        let [yes, no, unknown] = sums;
        let figure = |answer, (machines, eur)| {
            Figure::priced(&Measure::Question { asked, answer }, &Scope::default(), machines, eur)
        };
        Question {
            id: asked.id(),
            yes: figure(Some(true), yes),
            no: figure(Some(false), no),
            unknown: figure(None, unknown),
        }
    };
    Asked::ALL.into_iter().map(ask).collect()
}
