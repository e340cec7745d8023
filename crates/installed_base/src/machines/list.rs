//! Lists of machines, sorted by any column of theirs.

use super::{InstalledBase, MachineFilter, Machines, TextField};
use crate::order::{Order, UNKNOWN, key_of_integer, key_of_number};
use crate::parameters::{FilterError, sort};
use chrono::Datelike;
use rayon::prelude::*;

macro_rules! fields {
    ($($field:ident $name:literal,)*) => {
        /// A column that machines are sorted by.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[expect(missing_docs, reason = "the fields of a machine; score and value are those of its open opportunities")]
        pub enum MachineField {
            $($field,)*
        }

        impl MachineField {
            const ALL: &[Self] = &[$(Self::$field,)*];
            const NAMES: &[&str] = &[$($name,)*];
        }
    };
}

fields! {
    SerialNumber "serial_number",
    Id "id",
    MachineType "machine_type",
    ProductFamily "product_family",
    Manufacturer "manufacturer",
    CustomerId "customer_id",
    CustomerName "customer_name",
    Country "country",
    Postcode "postcode",
    City "city",
    InstalledOn "installed_on",
    AgeYears "age_years",
    InField "in_field",
    Contract "contract",
    ContractDaysLeft "contract_days_left",
    Warranty "warranty",
    OperatingHours "operating_hours",
    Errors90d "errors_90d",
    Triggers "triggers",
    Unknown "unknown",
    Score "score",
    Value "value_eur",
}

/// A column and a direction; by serial number where nothing is said. Equal machines stand by serial number, what is not
/// known comes last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MachineSort {
    /// The column; triggers and unknown by their number.
    pub by: MachineField,
    /// The greatest first.
    pub descending: bool,
}

impl Default for MachineSort {
    fn default() -> Self {
        Self { by: MachineField::SerialNumber, descending: false }
    }
}

impl MachineSort {
    /// Reads `field` or `-field`.
    ///
    /// # Errors
    /// A field that there is not.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let (at, descending) = sort(text, MachineField::NAMES)?;
        let by = MachineField::ALL.get(at).copied().unwrap_or(MachineField::SerialNumber);
        Ok(Self { by, descending })
    }
}

/// The orders of the columns that are not texts.
#[derive(Debug, Default)]
pub(super) struct Orders {
    serial_number: Order,
    id: Order,
    pub(super) installed_on: Order,
    age_years: Order,
    in_field: Order,
    contract_days_left: Order,
    pub(super) operating_hours: Order,
    errors_90d: Order,
    triggers: Order,
    unknown: Order,
}

impl Orders {
    pub(super) fn of(base: &InstalledBase) -> Self {
        let positions = 0..crate::bits::narrow(base.len());
        let integers = |column: &[Option<i32>]| keys(column, |value| key_of_integer(i64::from(value)));
        let ones = |masks: &[u64]| -> Vec<u64> { masks.iter().map(|mask| u64::from(mask.count_ones())).collect() };
        let mut sorted_ids: Vec<u32> = positions.clone().collect();
        sorted_ids.sort_unstable_by_key(|position| base.ids.get(*position as usize));
        let columns: Vec<Vec<u64>> = vec![
            keys(&base.installed_on, |day| key_of_integer(i64::from(day.num_days_from_ce()))),
            keys(&base.age_years, |age| key_of_number(f64::from(age))),
            positions.clone().map(|position| u64::from(base.in_field.contains(position))).collect(),
            integers(&base.contract_days_left),
            keys(&base.operating_hours, key_of_number),
            integers(&base.errors_90d),
            ones(&base.fires.masks),
            ones(&base.unknown.masks),
        ];
        let mut orders: Vec<Order> = columns.par_iter().map(|keys| Order::of(keys)).collect();
        let mut next = || orders.pop().unwrap_or_default();
        Self {
            serial_number: Order::sorted(positions.collect(), base.len()),
            id: Order::sorted(sorted_ids, base.len()),
            unknown: next(),
            triggers: next(),
            errors_90d: next(),
            operating_hours: next(),
            contract_days_left: next(),
            in_field: next(),
            age_years: next(),
            installed_on: next(),
        }
    }
}

fn keys<T: Copy>(column: &[Option<T>], key: impl Fn(T) -> u64) -> Vec<u64> {
    column.iter().map(|value| value.map_or(UNKNOWN, &key)).collect()
}

impl Machines<'_> {
    /// How many machines pass, and the positions of a page of them.
    #[must_use]
    pub fn list(&self, filter: &MachineFilter, sort: MachineSort, offset: usize, limit: usize) -> (usize, Vec<u32>) {
        let set = self.select(filter).all();
        let total = set.as_ref().map_or(self.base.len(), crate::bits::Bits::count);
        (total, self.order(sort.by).page(set.as_ref(), total, sort.descending, offset, limit))
    }

    fn order(&self, field: MachineField) -> &Order {
        let text = |field: TextField| self.base.text(field).coded.order();
        let orders = &self.base.orders;
        match field {
            MachineField::SerialNumber => &orders.serial_number,
            MachineField::Id => &orders.id,
            MachineField::MachineType => text(TextField::MachineType),
            MachineField::ProductFamily => text(TextField::ProductFamily),
            MachineField::Manufacturer => text(TextField::Manufacturer),
            MachineField::CustomerId => self.base.customers.order(),
            MachineField::CustomerName => text(TextField::CustomerName),
            MachineField::Country => text(TextField::Country),
            MachineField::Postcode => text(TextField::Postcode),
            MachineField::City => text(TextField::City),
            MachineField::InstalledOn => &orders.installed_on,
            MachineField::AgeYears => &orders.age_years,
            MachineField::InField => &orders.in_field,
            MachineField::Contract => text(TextField::Contract),
            MachineField::ContractDaysLeft => &orders.contract_days_left,
            MachineField::Warranty => text(TextField::Warranty),
            MachineField::OperatingHours => &orders.operating_hours,
            MachineField::Errors90d => &orders.errors_90d,
            MachineField::Triggers => &orders.triggers,
            MachineField::Unknown => &orders.unknown,
            MachineField::Score => self.pipeline.order_by_score(),
            MachineField::Value => self.pipeline.order_by_value(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{base_of, naive_passing, parameters, sample};
    use super::*;
    use crate::fold::fold;
    use crate::machines::MachineRow;
    use crate::pipeline::Pipeline;
    use crate::pipeline::samples::entry;
    use proptest::prelude::*;
    use std::sync::Arc;

    #[derive(PartialEq, PartialOrd)]
    enum Key {
        Text(String, String),
        Number(f64),
    }

    fn key(pipeline: &Pipeline, field: MachineField, position: u32) -> Option<Key> {
        let row: MachineRow<'_> = pipeline.base().row(position)?;
        let (score, value) = pipeline.by_machine(position);
        let text = |text: &str| Key::Text(fold(text), text.to_owned());
        let number = |number: i32| Key::Number(f64::from(number));
        let ones = |mask: u64| Some(Key::Number(f64::from(mask.count_ones())));
        match field {
            MachineField::SerialNumber => Some(text(row.serial_number)),
            MachineField::Id => Some(text(&row.id.to_string())),
            MachineField::MachineType => row.machine_type.map(text),
            MachineField::ProductFamily => row.product_family.map(text),
            MachineField::Manufacturer => row.manufacturer.map(text),
            MachineField::CustomerId => row.customer.map(|id| text(&id.to_string())),
            MachineField::CustomerName => row.customer_name.map(text),
            MachineField::Country => row.country.map(text),
            MachineField::Postcode => row.postcode.map(text),
            MachineField::City => row.city.map(text),
            MachineField::InstalledOn => row.installed_on.map(|day| number(day.num_days_from_ce())),
            MachineField::AgeYears => row.age_years.map(|age| Key::Number(f64::from(age))),
            MachineField::InField => Some(number(i32::from(row.in_field))),
            MachineField::Contract => row.contract.map(text),
            MachineField::ContractDaysLeft => row.contract_days_left.map(number),
            MachineField::Warranty => row.warranty.map(text),
            MachineField::OperatingHours => row.operating_hours.map(Key::Number),
            MachineField::Errors90d => row.errors_90d.map(number),
            MachineField::Triggers => ones(row.fires),
            MachineField::Unknown => ones(row.unknown),
            MachineField::Score => score.map(|score| number(i32::from(score))),
            MachineField::Value => value.map(|value| number(i32::try_from(value).expect("a small value"))),
        }
    }

    fn naive(pipeline: &Pipeline, sort: MachineSort, passing: Vec<u32>) -> Vec<u32> {
        let (mut known, unknown): (Vec<u32>, Vec<u32>) =
            passing.into_iter().partition(|position| key(pipeline, sort.by, *position).is_some());
        known.sort_by(|a, b| {
            let (a, b) = (key(pipeline, sort.by, *a), key(pipeline, sort.by, *b));
            a.partial_cmp(&b).expect("one kind of key")
        });
        if sort.descending {
            known.reverse();
        }
        known.into_iter().chain(unknown).collect()
    }

    proptest! {
        #[test]
        fn lists_are_those_of_a_reader(
            samples in proptest::collection::vec(sample(), 0..120),
            pairs in parameters(),
            field in proptest::sample::select(MachineField::ALL),
            descending: bool,
            offset in 0_usize..10,
        ) {
            let (base, machines) = base_of(&samples);
            let entries = (0..60).map(|number| Arc::new(entry(number, 10))).collect();
            let pipeline = Pipeline::new(base, entries);
            let filter = MachineFilter::parse(&pairs).expect("parameters that are taken");
            let sort = MachineSort { by: field, descending };
            let expected = naive(&pipeline, sort, naive_passing(&pipeline, &machines, &filter));
            let (total, page) = pipeline.machines().list(&filter, sort, offset, 7);
            prop_assert_eq!(total, expected.len());
            prop_assert_eq!(page, expected.into_iter().skip(offset).take(7).collect::<Vec<_>>());
        }
    }

    #[test]
    fn every_column_of_the_list_sorts() {
        for (name, field) in MachineField::NAMES.iter().zip(MachineField::ALL) {
            assert_eq!(MachineSort::parse(name), Ok(MachineSort { by: *field, descending: false }));
            assert_eq!(MachineSort::parse(&format!("-{name}")), Ok(MachineSort { by: *field, descending: true }));
        }
        let wrong = MachineSort::parse("colour").map_err(|error| error.to_string());
        assert!(
            wrong.is_err_and(|text| text.starts_with("sort: `colour` is not possible; possible are serial_number,"))
        );
    }
}
