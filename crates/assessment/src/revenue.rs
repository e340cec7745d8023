//! Today's revenue with the machines in the field: service contracts and spare parts a year, by family and type.

use crate::bits::narrow;
use crate::campaigns::Sum;
use crate::input::ContractStatus;
use crate::measure::{Measure, Today};
use crate::reading::{Reading, amount, price};
use crate::scope::Scope;
use crate::{Dimension, Figure};
use serde::Serialize;

/// Today's revenue of a part of the base.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct RevenueGroup {
    /// The value; `None` for the whole base, or where it is not known.
    pub value: Option<String>,
    /// What stands behind `@` in the ids; empty for the whole base.
    pub scope: String,
    /// All its machines.
    pub machines: Figure,
    /// Machines with either; EUR a year.
    pub all: Figure,
    /// Machines with an active contract whose value is known; EUR a year.
    pub contracts: Figure,
    /// Machines with an active contract whose value is not known.
    pub contracts_unvalued: Figure,
    /// Machines parts were bought for in 24 months; EUR a year.
    pub parts: Figure,
    /// Machines of which orders are not known.
    pub parts_unknown: Figure,
}

/// Today's revenue.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Revenue {
    /// Of the base.
    pub all: RevenueGroup,
    /// By product family, the largest first.
    pub by_family: Vec<RevenueGroup>,
    /// By machine type, the largest first.
    pub by_type: Vec<RevenueGroup>,
}

impl Today {
    /// The revenue of a machine, EUR a year (0 for what only counts); `None` where it does not belong to the figure.
    pub(crate) fn of(self, reading: &Reading<'_>, machine: usize) -> Option<f64> {
        let input = reading.input;
        let active = || input.contract.get(machine) == Some(&ContractStatus::Active);
        match self {
            Self::All => {
                let (contracts, parts) = (Self::Contracts.of(reading, machine), Self::Parts.of(reading, machine));
                (contracts.is_some() || parts.is_some())
                    .then(|| contracts.unwrap_or_default() + parts.unwrap_or_default())
            }
            Self::Contracts => price(&input.contract_annual_value, machine).filter(|_| active()),
            Self::ContractsUnvalued => {
                (active() && price(&input.contract_annual_value, machine).is_none()).then_some(0.0)
            }
            Self::Parts => price(&input.parts_revenue_24m, machine).map(|eur| eur / 2.0),
            Self::PartsUnknown => amount(&input.parts_revenue_24m, machine).is_none().then_some(0.0),
        }
    }
}

#[derive(Clone, Copy, Default)]
struct Sums {
    machines: u32,
    of: [Sum; 5],
}

const PARTS: [Today; 5] = [Today::All, Today::Contracts, Today::ContractsUnvalued, Today::Parts, Today::PartsUnknown];

fn sums(reading: &Reading<'_>, codes: impl Iterator<Item = usize>, groups: usize) -> Vec<Sums> {
    let mut sums = vec![Sums::default(); groups];
    for (machine, code) in codes.enumerate() {
        let Some(group) = sums.get_mut(code) else { continue };
        group.machines += 1;
        for (sum, today) in group.of.iter_mut().zip(PARTS) {
            if let Some(eur) = today.of(reading, machine) {
                sum.add(eur);
            }
        }
    }
    sums
}

fn group(value: Option<String>, scope: &Scope, sums: Sums) -> RevenueGroup {
    let [all, contracts, unvalued, parts, unknown] = sums.of;
    let count = |today, sum: Sum| Figure::count(&Measure::Revenue(today), scope, sum.machines);
    RevenueGroup {
        value,
        scope: scope.to_string(),
        machines: Figure::count(&Measure::Machines, scope, sums.machines),
        all: all.figure(&Measure::Revenue(Today::All), scope),
        contracts: contracts.figure(&Measure::Revenue(Today::Contracts), scope),
        contracts_unvalued: count(Today::ContractsUnvalued, unvalued),
        parts: parts.figure(&Measure::Revenue(Today::Parts), scope),
        parts_unknown: count(Today::PartsUnknown, unknown),
    }
}

fn by(reading: &Reading<'_>, dimension: Dimension) -> Vec<RevenueGroup> {
    let groups = reading.groups(dimension);
    let sums = sums(reading, groups.codes.iter().map(|code| *code as usize), groups.len());
    let with_machines = sums.into_iter().enumerate().filter(|(_, sums)| sums.machines > 0);
    let mut listed: Vec<RevenueGroup> = with_machines
        .map(|(at, sums)| group(groups.values.get(at).cloned(), &Scope::of(dimension, groups.chosen(at)), sums))
        .collect();
    listed.sort_by(|a, b| b.all.worth().total_cmp(&a.all.worth()).then_with(|| a.value.cmp(&b.value)));
    listed
}

pub(crate) fn revenue(reading: &Reading<'_>) -> Revenue {
    let machines = narrow(reading.input.machines) as usize;
    let all = sums(reading, std::iter::repeat_n(0, machines), 1).pop().unwrap_or_default();
    Revenue {
        all: group(None, &Scope::default(), all),
        by_family: by(reading, Dimension::Family),
        by_type: by(reading, Dimension::Type),
    }
}
