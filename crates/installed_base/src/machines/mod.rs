//! Machines: what a machine is here, and the memory of all of them, column by column.

mod facets;
mod filter;
mod list;
mod map;
mod number;
mod row;
mod select;

pub use filter::MachineFilter;
pub use list::{MachineField, MachineSort};
pub use map::MapPoint;
pub use row::{Customer, Machine, MachineRow};

pub(crate) use map::{Places, Sums};
pub(crate) use select::Selection;

use crate::bits::{Bits, narrow};
use crate::coded::Coded;
use crate::dictionary::Dictionary;
use crate::fold::fold;
use crate::pipeline::Pipeline;
use crate::texts::Texts;
use base::{CustomerId, MachineId};
use chrono::NaiveDate;
use hashbrown::HashMap;
use number::Numbers;
use rayon::prelude::*;

/// The columns of texts, by their place in [`InstalledBase::texts`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum TextField {
    MachineType,
    ProductFamily,
    Manufacturer,
    CustomerName,
    CustomerNumber,
    Country,
    Postcode,
    City,
    Contract,
    Warranty,
}

impl TextField {
    const ALL: [Self; 10] = [
        Self::MachineType,
        Self::ProductFamily,
        Self::Manufacturer,
        Self::CustomerName,
        Self::CustomerNumber,
        Self::Country,
        Self::Postcode,
        Self::City,
        Self::Contract,
        Self::Warranty,
    ];

    fn of(self, machine: &Machine) -> Option<&str> {
        match self {
            Self::MachineType => machine.machine_type.as_deref(),
            Self::ProductFamily => machine.product_family.as_deref(),
            Self::Manufacturer => machine.manufacturer.as_deref(),
            Self::CustomerName => machine.customer_name.as_deref(),
            Self::CustomerNumber => machine.customer_number.as_deref(),
            Self::Country => machine.country.as_deref(),
            Self::Postcode => machine.postcode.as_deref(),
            Self::City => machine.city.as_deref(),
            Self::Contract => machine.contract.as_deref(),
            Self::Warranty => machine.warranty.as_deref(),
        }
    }
}

/// A column of texts.
#[derive(Debug, Default)]
pub(crate) struct TextColumn {
    pub(crate) dictionary: Dictionary,
    pub(crate) coded: Coded,
}

impl TextColumn {
    fn of(machines: &[Machine], field: TextField) -> Self {
        let texts: Vec<Option<&str>> = machines.iter().map(|machine| field.of(machine)).collect();
        let (dictionary, codes) = Dictionary::encode(&texts);
        let coded = Coded::new(codes, dictionary.len());
        Self { dictionary, coded }
    }

    fn text(&self, position: u32) -> Option<&str> {
        self.dictionary.text(self.coded.code(position)?)
    }
}

/// A verdict of each trigger for each machine: a word a machine and a set a trigger.
#[derive(Debug)]
pub(crate) struct Verdicts {
    pub(crate) masks: Vec<u64>,
    pub(crate) sets: Vec<Bits>,
}

impl Verdicts {
    fn of(masks: Vec<u64>, triggers: usize) -> Self {
        let set = |trigger: usize| {
            Bits::of_column(&masks, |mask| {
                u32::try_from(trigger).is_ok_and(|trigger| mask.checked_shr(trigger).is_some_and(|mask| mask & 1 == 1))
            })
        };
        let sets = (0..triggers).into_par_iter().map(set).collect();
        Self { masks, sets }
    }
}

/// All machines. A machine's position is its place in the order of serial numbers, and is valid for this base only.
#[derive(Debug)]
pub struct InstalledBase {
    ids: Vec<MachineId>,
    by_id: HashMap<MachineId, u32>,
    serials: Texts,
    normalised: Texts,
    numbers: Numbers,
    texts: Vec<TextColumn>,
    /// Sorted.
    customer_ids: Vec<CustomerId>,
    customers: Coded,
    places: Places,
    in_field: Bits,
    fires: Verdicts,
    unknown: Verdicts,
    installed_on: Vec<Option<NaiveDate>>,
    age_years: Vec<Option<f32>>,
    contract_days_left: Vec<Option<i32>>,
    operating_hours: Vec<Option<f64>>,
    errors_90d: Vec<Option<i32>>,
    orders: list::Orders,
    triggers: Vec<String>,
}

impl InstalledBase {
    /// Takes the machines and the names of the triggers, which are the bits of [`Machine::fires`] and
    /// [`Machine::unknown`] in this order.
    #[must_use]
    pub fn new(mut machines: Vec<Machine>, triggers: Vec<String>) -> Self {
        machines.par_sort_by_cached_key(|machine| (fold(&machine.serial_number), machine.id));
        let texts = TextField::ALL.par_iter().map(|field| TextColumn::of(&machines, *field)).collect();
        let ids: Vec<MachineId> = machines.iter().map(|machine| machine.id).collect();
        let (customer_ids, customers) = customers_of(&machines);
        let mut base = Self {
            by_id: ids.iter().copied().zip(0..).collect(),
            ids,
            serials: machines.iter().map(|machine| machine.serial_number.as_str()).collect(),
            normalised: machines.iter().map(|machine| machine.normalised.as_str()).collect(),
            numbers: Numbers::of(&machines),
            texts,
            customer_ids,
            customers,
            places: Places::of(&machines),
            in_field: Bits::of_positions(
                machines.len(),
                &(0..).zip(&machines).filter(|(_, machine)| machine.in_field).map(|(at, _)| at).collect::<Vec<u32>>(),
            ),
            fires: Verdicts::of(machines.iter().map(|machine| machine.fires).collect(), triggers.len()),
            unknown: Verdicts::of(machines.iter().map(|machine| machine.unknown).collect(), triggers.len()),
            installed_on: machines.iter().map(|machine| machine.installed_on).collect(),
            age_years: machines.iter().map(|machine| machine.age_years).collect(),
            contract_days_left: machines.iter().map(|machine| machine.contract_days_left).collect(),
            operating_hours: machines.iter().map(|machine| machine.operating_hours).collect(),
            errors_90d: machines.iter().map(|machine| machine.errors_90d).collect(),
            orders: list::Orders::default(),
            triggers,
        };
        base.orders = list::Orders::of(&base);
        base
    }

    /// How many machines there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The triggers, in the order of the bits of [`MachineRow::fires`].
    #[must_use]
    pub fn triggers(&self) -> &[String] {
        &self.triggers
    }

    /// The names of the triggers whose bits are set.
    pub fn triggers_of(&self, mask: u64) -> impl Iterator<Item = &str> {
        let set = move |bit: u32| mask.checked_shr(bit).is_some_and(|mask| mask & 1 == 1);
        self.triggers.iter().zip(0..).filter(move |(_, bit)| set(*bit)).map(|(name, _)| name.as_str())
    }

    /// Where a machine stands.
    #[must_use]
    pub fn position(&self, id: MachineId) -> Option<u32> {
        self.by_id.get(&id).copied()
    }

    /// Where the machine with this serial number stands, however written; `None` also where several have it.
    #[must_use]
    pub fn by_serial(&self, text: &str) -> Option<u32> {
        self.numbers.exactly(text)
    }

    /// The machine at a position.
    #[must_use]
    pub fn row(&self, position: u32) -> Option<MachineRow<'_>> {
        let at = position as usize;
        let text = |field: TextField| self.text(field).text(position);
        Some(MachineRow {
            id: *self.ids.get(at)?,
            serial_number: self.serials.get(position),
            normalised: self.normalised.get(position),
            machine_type: text(TextField::MachineType),
            product_family: text(TextField::ProductFamily),
            manufacturer: text(TextField::Manufacturer),
            customer: self.customers.code(position).and_then(|code| self.customer_ids.get(code as usize)).copied(),
            customer_name: text(TextField::CustomerName),
            customer_number: text(TextField::CustomerNumber),
            country: text(TextField::Country),
            postcode: text(TextField::Postcode),
            city: text(TextField::City),
            installed_on: *self.installed_on.get(at)?,
            age_years: *self.age_years.get(at)?,
            in_field: self.in_field.contains(position),
            contract: text(TextField::Contract),
            contract_days_left: *self.contract_days_left.get(at)?,
            warranty: text(TextField::Warranty),
            operating_hours: *self.operating_hours.get(at)?,
            errors_90d: *self.errors_90d.get(at)?,
            fires: *self.fires.masks.get(at)?,
            unknown: *self.unknown.masks.get(at)?,
            location: self.places.location(position),
        })
    }

    /// A customer with its machines.
    #[must_use]
    pub fn customer(&self, id: CustomerId) -> Option<Customer<'_>> {
        let code = self.customer_ids.binary_search(&id).ok()?;
        self.customer_of(narrow(code))
    }

    /// All customers, by id.
    pub fn customers(&self) -> impl Iterator<Item = Customer<'_>> {
        (0..narrow(self.customer_ids.len())).filter_map(|code| self.customer_of(code))
    }

    fn customer_of(&self, code: u32) -> Option<Customer<'_>> {
        let machines = self.customers.positions(code);
        let first = |field: TextField| machines.iter().find_map(|position| self.text(field).text(*position));
        Some(Customer {
            id: *self.customer_ids.get(code as usize)?,
            name: first(TextField::CustomerName),
            number: first(TextField::CustomerNumber),
            machines,
        })
    }

    pub(crate) fn text(&self, field: TextField) -> &TextColumn {
        &self.texts[field as usize]
    }
}

fn customers_of(machines: &[Machine]) -> (Vec<CustomerId>, Coded) {
    let mut ids: Vec<CustomerId> = machines.iter().filter_map(|machine| machine.customer).collect();
    ids.sort_unstable();
    ids.dedup();
    let codes: HashMap<CustomerId, u32> = ids.iter().copied().zip(0..).collect();
    let unknown = narrow(ids.len());
    let code = |machine: &Machine| machine.customer.and_then(|id| codes.get(&id)).copied().unwrap_or(unknown);
    let coded = Coded::new(machines.iter().map(code).collect(), ids.len());
    (ids, coded)
}

/// The machines with the scores and values of their open opportunities: what lists, facets and the map are asked of.
#[derive(Clone, Copy, Debug)]
pub struct Machines<'a> {
    pub(crate) base: &'a InstalledBase,
    pub(crate) pipeline: &'a Pipeline,
}

#[cfg(test)]
pub(crate) mod samples;

#[cfg(test)]
mod tests {
    use super::samples::{SampleMachine, machine};
    use super::*;

    #[test]
    fn rows_are_what_was_given() {
        let given: Vec<Machine> = (0..50).map(|number| machine(&SampleMachine::numbered(number))).collect();
        let base = InstalledBase::new(given.clone(), samples::triggers());
        assert_eq!(base.len(), 50);
        for expected in &given {
            let position = base.position(expected.id).expect("the machine is there");
            let row = base.row(position).expect("a row");
            assert_eq!(row.to_machine(), *expected);
            assert_eq!(base.by_serial(&expected.serial_number.to_lowercase()), Some(position));
        }
        assert!(base.row(50).is_none() && base.position(MachineId::of("nobody")).is_none());
    }

    #[test]
    fn positions_are_in_the_order_of_serial_numbers() {
        let mut first = machine(&SampleMachine::numbered(1));
        first.serial_number = "b".to_owned();
        let mut second = machine(&SampleMachine::numbered(2));
        second.serial_number = "Ä".to_owned();
        let base = InstalledBase::new(vec![first, second], vec![]);
        assert_eq!(base.row(0).map(|row| row.serial_number), Some("Ä"));
    }

    #[test]
    fn customers_have_their_machines() {
        let given: Vec<Machine> = (0..50).map(|number| machine(&SampleMachine::numbered(number))).collect();
        let base = InstalledBase::new(given.clone(), samples::triggers());
        let with_customer = given.iter().filter(|machine| machine.customer.is_some()).count();
        assert_eq!(base.customers().map(|customer| customer.machines.len()).sum::<usize>(), with_customer);
        for customer in base.customers() {
            assert_eq!(base.customer(customer.id).map(|again| again.machines), Some(customer.machines));
            let named = given.iter().find(|machine| machine.customer == Some(customer.id)).expect("its machine");
            assert_eq!(
                (customer.name, customer.number),
                (named.customer_name.as_deref(), named.customer_number.as_deref())
            );
        }
        assert!(base.customer(CustomerId::of("nobody")).is_none());
    }

    #[test]
    fn bits_are_triggers() {
        let base = InstalledBase::new(vec![], samples::triggers());
        assert_eq!(base.triggers_of(0b101).collect::<Vec<_>>(), ["aging", "wear"]);
        assert!(base.is_empty());
    }
}
