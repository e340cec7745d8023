//! What could be sold to a machine that is not sold today: service contract, modernization, spare parts.

use crate::input::ContractStatus;
use crate::measure::Offer;
use crate::reading::{Reading, amount, price};
use crate::{ContractValue, Dimension};

/// The potential of an offer at a machine.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Chance {
    /// None: bought already, not eligible, or not known whether.
    None,
    /// Eligible, but nothing says what it is worth.
    Unpriced,
    /// Expected value within the horizon, EUR.
    Eur(f64),
}

impl Chance {
    pub(crate) fn eur(self) -> f64 {
        if let Self::Eur(eur) = self { eur } else { 0.0 }
    }
}

/// The references by machine type: what active buyers of the type buy, what its contracts cost.
pub(crate) struct Offers<'a> {
    reading: &'a Reading<'a>,
    types: &'a [u32],
    parts_a_year: Vec<Option<f64>>,
    contract_mean: Vec<Option<f64>>,
}

impl<'a> Offers<'a> {
    pub(crate) fn of(reading: &'a Reading<'a>) -> Self {
        let types = reading.groups(Dimension::Type);
        let input = reading.input;
        let mut bought: Vec<Vec<f64>> = vec![Vec::new(); types.len()];
        let mut contracts = vec![(0_u32, 0.0_f64); types.len()];
        // The last group holds machines of unknown type, which say nothing of each other.
        for (machine, code) in types.codes.iter().enumerate().filter(|(_, code)| (**code as usize) < types.values.len())
        {
            let code = *code as usize;
            if let (Some(eur), Some(bought)) = (price(&input.parts_revenue_24m, machine), bought.get_mut(code)) {
                bought.push(eur / 2.0);
            }
            if input.contract.get(machine) == Some(&ContractStatus::Active)
                && let (Some(eur), Some(sum)) = (price(&input.contract_annual_value, machine), contracts.get_mut(code))
            {
                *sum = (sum.0 + 1, sum.1 + eur);
            }
        }
        let enough = reading.assumptions.parts_min_buyers.max(1) as usize;
        let parts_a_year = bought.iter_mut().map(|bought| median(bought).filter(|_| bought.len() >= enough)).collect();
        let contract_mean =
            contracts.iter().map(|(count, eur)| (*count > 0).then(|| eur / f64::from(*count))).collect();
        Self { reading, types: &types.codes, parts_a_year, contract_mean }
    }

    fn of_type(&self, references: &[Option<f64>], machine: usize) -> Option<f64> {
        self.types.get(machine).and_then(|code| references.get(*code as usize)).copied().flatten()
    }

    /// What a contract of the machine costs a year, EUR: its own while it runs, else as assumed.
    pub(crate) fn contract_value(&self, machine: usize) -> Option<f64> {
        let input = self.reading.input;
        if input.contract.get(machine) == Some(&ContractStatus::Active)
            && let Some(own) = price(&input.contract_annual_value, machine)
        {
            return Some(own);
        }
        let list = || price(&input.contract_price, machine);
        let mean = || price(&input.type_contract_value, machine).or_else(|| self.of_type(&self.contract_mean, machine));
        match self.reading.assumptions.contract_value {
            ContractValue::PriceList => list().or_else(mean),
            ContractValue::TypeMean => mean().or_else(list),
        }
    }

    pub(crate) fn chance(&self, offer: Offer, machine: usize) -> Chance {
        match offer {
            Offer::Contract => self.contract(machine),
            Offer::Modernization => self.modernization(machine),
            Offer::Parts => self.parts(machine),
        }
    }

    fn contract(&self, machine: usize) -> Chance {
        let assumptions = self.reading.assumptions;
        let rate = match self.reading.input.contract.get(machine) {
            Some(ContractStatus::Expired) => assumptions.renewal_rate,
            Some(ContractStatus::None) => assumptions.attach_rate,
            _ => return Chance::None,
        };
        let value = self.contract_value(machine);
        value.map_or(Chance::Unpriced, |eur| positive(eur * rate * assumptions.years()))
    }

    fn modernization(&self, machine: usize) -> Chance {
        let (input, assumptions) = (self.reading.input, self.reading.assumptions);
        let age = input.age_years.get(machine).copied().flatten().map(f64::from);
        if !age.is_some_and(|age| age >= assumptions.modernization_from_years) {
            return Chance::None;
        }
        let share = (assumptions.modernization_rate * assumptions.years()).min(1.0);
        price(&input.modernization_price, machine).map_or(Chance::Unpriced, |eur| positive(eur * share))
    }

    fn parts(&self, machine: usize) -> Chance {
        let (input, assumptions) = (self.reading.input, self.reading.assumptions);
        let Some(today) = amount(&input.parts_revenue_24m, machine) else { return Chance::None };
        let reachable = self
            .of_type(&self.parts_a_year, machine)
            .or_else(|| price(&input.type_parts_revenue_24m, machine).map(|eur| eur / 2.0))
            .or_else(|| price(&input.parts_package_price, machine));
        let Some(reachable) = reachable else { return Chance::Unpriced };
        positive((reachable - today / 2.0) * assumptions.parts_reach * assumptions.years())
    }
}

fn positive(eur: f64) -> Chance {
    if eur > 0.0 { Chance::Eur(eur) } else { Chance::None }
}

/// The middle value, the mean of the two middle ones of an even number.
fn median(values: &mut [f64]) -> Option<f64> {
    let middle = values.len() / 2;
    if values.is_empty() {
        return None;
    }
    let even = values.len().is_multiple_of(2);
    let (below, upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let upper = *upper;
    if !even {
        return Some(upper);
    }
    below.iter().copied().max_by(f64::total_cmp).map(|lower| (lower + upper) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(&mut []), None);
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&mut [4.0, 1.0, 2.0, 3.0]), Some(2.5));
    }
}
