//! What the assessment reads: columns with one entry for each machine in the field. The position in a column is the
//! machine's position in the caller's list; figures give these positions back.

use crate::Bits;
use base::Category;

/// A text column: the distinct texts, and which of them each machine has.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Column {
    /// The distinct texts, without repetition.
    pub values: Vec<String>,
    /// The place in `values` of each machine's text; anything beyond stands for not known.
    pub codes: Vec<u32>,
}

impl Column {
    /// A column in which no machine's text is known.
    #[must_use]
    pub fn unknown(machines: usize) -> Self {
        Self { values: Vec::new(), codes: vec![u32::MAX; machines] }
    }

    /// The code of a machine's text; `None` where not known.
    #[inline]
    #[must_use]
    pub fn code(&self, machine: usize) -> Option<u32> {
        self.codes.get(machine).copied().filter(|code| (*code as usize) < self.values.len())
    }
}

/// The service contract of a machine as of the day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum ContractStatus {
    /// It runs.
    Active,
    /// Signed, not yet begun: no untapped potential, no revenue today.
    Pending,
    /// There was one.
    Expired,
    /// There is and was none, and the contracts are completely known.
    None,
    /// Not known.
    #[default]
    Unknown,
}

/// The answer of a trigger for one machine, as in `decide`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Verdict {
    /// The condition holds.
    Fires,
    /// It does not hold.
    DoesNotFire,
    /// A fact it needs is missing.
    #[default]
    Unknown,
}

/// Something a complete machine file states, and which machines' files do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DataPoint {
    /// A field or fact id, as the glossary names it; see [`crate::POINTS`].
    pub id: String,
    /// Where the machine file shows it.
    pub category: Category,
    /// The machines for which it is known.
    pub present: Bits,
    /// Whether an offer cannot be delivered without it (an e-mail address), so that a machine with an offer that is
    /// ready counts as not reached.
    pub reaches: bool,
}

/// The verdicts of one trigger.
#[derive(Clone, PartialEq, Debug)]
pub struct Trigger {
    /// Its id: `contract-expiring`.
    pub id: String,
    /// The campaign type it feeds: `contract-renewal`.
    pub campaign: String,
    /// One a machine.
    pub verdict: Vec<Verdict>,
    /// The facts missing for a verdict, a bit each in the order of [`Input::facts`]; read only where it is unknown.
    pub missing: Vec<u64>,
    /// What a hit of the machine would be worth, EUR; also where the verdict is unknown, if its price is known.
    pub value_eur: Vec<Option<f32>>,
}

/// The installed base as of a day. All columns have [`Input::machines`] entries.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Input {
    /// Machines in the field.
    pub machines: usize,
    /// Machine type.
    pub machine_type: Column,
    /// Product family.
    pub product_family: Column,
    /// Country of the site, ISO 3166 alpha-2.
    pub country: Column,
    /// Customer, by number or name.
    pub customer: Column,
    /// The person responsible, who is asked for what is missing.
    pub owner: Column,
    /// Age since installation, years.
    pub age_years: Vec<Option<f32>>,
    /// The data points of a complete machine file, at most 64.
    pub points: Vec<DataPoint>,
    /// State of the service contract.
    pub contract: Vec<ContractStatus>,
    /// The machines whose site has an address: at least city and country.
    pub location_known: Bits,
    /// Days since a record last confirmed that site (a visit, an order, a check by a person); `None` where no record
    /// has a date.
    pub location_confirmed_days: Vec<Option<u32>>,
    /// Days since the last documented visit; `None` where none is documented.
    pub last_visit_days: Vec<Option<u32>>,
    /// The machines for which all visits are known to be in the data, so that no visit documented means none made.
    pub visits_complete: Bits,
    /// Annual value of the machine's own contract, EUR.
    pub contract_annual_value: Vec<Option<f64>>,
    /// Price list: service contract a year, EUR.
    pub contract_price: Vec<Option<f64>>,
    /// Annual contract value, mean of the machine type, EUR.
    pub type_contract_value: Vec<Option<f64>>,
    /// Spare parts revenue in 24 months, EUR; `None` where orders are not known, 0 where there were none.
    pub parts_revenue_24m: Vec<Option<f64>>,
    /// Spare parts revenue in 24 months, mean of the machine type, EUR.
    pub type_parts_revenue_24m: Vec<Option<f64>>,
    /// Price list: wear parts package, EUR.
    pub parts_package_price: Vec<Option<f64>>,
    /// Price list: modernization, EUR; `None` where there is no package.
    pub modernization_price: Vec<Option<f64>>,
    /// The facts that the masks of the triggers name, at most 64.
    pub facts: Vec<String>,
    /// The triggers.
    pub triggers: Vec<Trigger>,
}
