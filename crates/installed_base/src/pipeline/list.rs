//! Lists of opportunities with their summed value.

use super::columns::{Columns, place_of};
use super::{Entry, Pipeline, PipelineFilter};
use crate::bits::Bits;
use crate::machines::{InstalledBase, TextField};
use crate::order::{Order, UNKNOWN, key_of_integer};
use crate::parameters::{FilterError, sort};
use chrono::{Datelike, NaiveDate};
use rayon::prelude::*;
use std::sync::Arc;

/// A column that opportunities are sorted by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PipelineField {
    /// Score; equal ones by value.
    Score,
    /// Estimated value.
    Value,
    /// When it was opened.
    OpenedOn,
    /// When to look at it again.
    FollowUpOn,
    /// Stage, in the order of the stages.
    Stage,
    /// Owner.
    Owner,
    /// Name of the customer.
    CustomerName,
    /// Serial number of the machine.
    SerialNumber,
}

impl PipelineField {
    pub(super) const ALL: &[Self] = &[
        Self::Score,
        Self::Value,
        Self::OpenedOn,
        Self::FollowUpOn,
        Self::Stage,
        Self::Owner,
        Self::CustomerName,
        Self::SerialNumber,
    ];

    /// `value_eur` is the name of the column in the list, `value` its short one.
    const NAMES: &[&str] = &[
        "score",
        "value",
        "opened_on",
        "follow_up_on",
        "stage",
        "owner",
        "customer_name",
        "serial_number",
        "value_eur",
    ];

    pub(super) fn key(self, columns: &Columns, base: &InstalledBase, position: u32, entry: &Entry) -> u64 {
        let at = position as usize;
        let known = |code: Option<u32>| code.map_or(UNKNOWN, u64::from);
        let machine = || columns.machine.get(at).copied().filter(|machine| *machine != super::columns::NO_MACHINE);
        match self {
            Self::Score => score_key(entry),
            Self::Value => entry.of.value_cents.map_or(UNKNOWN, key_of_integer),
            Self::OpenedOn => day_key(entry.of.opened_on),
            Self::FollowUpOn => entry.follow_up_on.map_or(UNKNOWN, day_key),
            Self::Stage => u64::from(place_of(entry.of.stage)),
            Self::Owner => known(columns.owner.get(at).copied().filter(|code| *code != columns.owners.unknown())),
            Self::CustomerName => known(machine().and_then(|at| base.text(TextField::CustomerName).coded.code(at))),
            Self::SerialNumber => known(machine()),
        }
    }

    /// Whether two states of an opportunity stand at different places.
    pub(super) fn differs(self, a: &Entry, b: &Entry) -> bool {
        match self {
            Self::Score => score_key(a) != score_key(b),
            Self::Value => a.of.value_cents != b.of.value_cents,
            Self::OpenedOn => a.of.opened_on != b.of.opened_on,
            Self::FollowUpOn => a.follow_up_on != b.follow_up_on,
            Self::Stage => a.of.stage != b.of.stage,
            Self::Owner => a.of.owner != b.of.owner,
            Self::CustomerName | Self::SerialNumber => a.of.machine != b.of.machine,
        }
    }
}

fn day_key(day: NaiveDate) -> u64 {
    key_of_integer(i64::from(day.num_days_from_ce()))
}

/// The score, then the value; amounts beyond 2^55 cents count as that.
fn score_key(entry: &Entry) -> u64 {
    let value = entry.of.value_cents.map_or(0, |value| value.clamp(0, 1 << 55).cast_unsigned() + 1);
    u64::from(entry.of.score) << 56 | value
}

/// A column and a direction; the highest score first where nothing is said. What is not known comes last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PipelineSort {
    /// The column.
    pub by: PipelineField,
    /// The greatest first.
    pub descending: bool,
}

impl Default for PipelineSort {
    fn default() -> Self {
        Self { by: PipelineField::Score, descending: true }
    }
}

impl PipelineSort {
    /// Reads `field` or `-field`.
    ///
    /// # Errors
    /// A field that there is not.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let (at, descending) = sort(text, PipelineField::NAMES)?;
        Ok(Self { by: PipelineField::ALL.get(at).copied().unwrap_or(PipelineField::Value), descending })
    }
}

/// The order of each column, by its place in [`PipelineField::ALL`].
#[derive(Clone, Debug, Default)]
pub(super) struct Orders(Vec<Arc<Order>>);

impl Orders {
    pub(super) fn of(columns: &Columns, base: &InstalledBase, entries: &[Arc<Entry>]) -> Self {
        let order = |field: &PipelineField| {
            let keys: Vec<u64> =
                (0..).zip(entries).map(|(position, entry)| field.key(columns, base, position, entry)).collect();
            Arc::new(Order::of(&keys))
        };
        Self(PipelineField::ALL.par_iter().map(order).collect())
    }

    pub(super) fn of_field(&self, field: PipelineField) -> &Order {
        &self.0[field as usize]
    }

    pub(super) fn put(&mut self, field: PipelineField, order: Order) {
        self.0[field as usize] = Arc::new(order);
    }
}

/// A page of opportunities.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PipelineList {
    /// How many pass.
    pub total: usize,
    /// What they are worth together, in EUR cents.
    pub value_cents: i64,
    /// The positions of the page.
    pub positions: Vec<u32>,
}

impl Pipeline {
    /// How many opportunities pass, their value, and a page of them.
    #[must_use]
    pub fn list(&self, filter: &PipelineFilter, sort: PipelineSort, offset: usize, limit: usize) -> PipelineList {
        let set = self.select(filter).all();
        let total = set.as_ref().map_or(self.len(), Bits::count);
        let positions = self.orders.of_field(sort.by).page(set.as_ref(), total, sort.descending, offset, limit);
        PipelineList { total, value_cents: self.value(set.as_ref()), positions }
    }

    /// What a set of opportunities or all are worth.
    pub(super) fn value(&self, set: Option<&Bits>) -> i64 {
        let values = &self.columns.value;
        let Some(set) = set else {
            return values.iter().flatten().fold(0, |sum, value| sum.saturating_add(*value));
        };
        let mut sum = 0_i64;
        set.for_each(|position| {
            sum = sum.saturating_add(values.get(position as usize).copied().flatten().unwrap_or_default());
        });
        sum
    }

    pub(super) fn by_score(&self) -> &Order {
        self.orders.of_field(PipelineField::Score)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{naive_passing, parameters, pipeline, today};
    use super::*;
    use crate::fold::fold;
    use proptest::prelude::*;

    fn key(all: &Pipeline, field: PipelineField, position: u32) -> Option<(i64, String)> {
        let entry = all.entry(position)?;
        let text = |text: &str| (0, fold(text));
        let day = |day: NaiveDate| (i64::from(day.num_days_from_ce()), String::new());
        match field {
            PipelineField::Score => {
                // Values of the samples are below a million.
                let value = entry.of.value_cents.map_or(0, |value| value + 1);
                Some((i64::from(entry.of.score) * 10_000_000 + value, String::new()))
            }
            PipelineField::Value => entry.of.value_cents.map(|value| (value, String::new())),
            PipelineField::OpenedOn => Some(day(entry.of.opened_on)),
            PipelineField::FollowUpOn => entry.follow_up_on.map(day),
            PipelineField::Stage => Some((i64::from(place_of(entry.of.stage)), String::new())),
            PipelineField::Owner => Some(text(&entry.of.owner)).filter(|(_, owner)| !owner.is_empty()),
            PipelineField::CustomerName => all.machine(position)?.customer_name.map(text),
            PipelineField::SerialNumber => all.machine(position).map(|machine| text(machine.serial_number)),
        }
    }

    proptest! {
        #[test]
        fn lists_are_those_of_a_reader(
            opportunities in 0_u32..150,
            pairs in parameters(),
            field in proptest::sample::select(PipelineField::ALL),
            descending: bool,
            offset in 0_usize..10,
        ) {
            let all = pipeline(20, opportunities);
            let filter = PipelineFilter::parse(&pairs, "Berta Huber", today()).expect("parameters that are taken");
            let passing = naive_passing(&all, &filter);
            let value = |position: &u32| all.entry(*position).and_then(|entry| entry.of.value_cents);
            let worth: i64 = passing.iter().filter_map(value).sum();
            let (mut known, unknown): (Vec<u32>, Vec<u32>) =
                passing.into_iter().partition(|position| key(&all, field, *position).is_some());
            known.sort_by_key(|position| key(&all, field, *position));
            if descending {
                known.reverse();
            }
            let expected: Vec<u32> = known.into_iter().chain(unknown).collect();
            let list = all.list(&filter, PipelineSort { by: field, descending }, offset, 9);
            prop_assert_eq!((list.total, list.value_cents), (expected.len(), worth));
            prop_assert_eq!(list.positions, expected.into_iter().skip(offset).take(9).collect::<Vec<_>>());
        }
    }

    #[test]
    fn sorts_are_read() {
        let sort = |by, descending| Ok(PipelineSort { by, descending });
        assert_eq!(PipelineSort::parse("-value_eur"), sort(PipelineField::Value, true));
        assert_eq!(PipelineSort::parse("serial_number"), sort(PipelineField::SerialNumber, false));
        assert_eq!(PipelineSort::parse("score"), sort(PipelineField::Score, false));
        assert!(PipelineSort::parse("--score").is_err());
        for (at, field) in PipelineField::ALL.iter().enumerate() {
            assert_eq!(*field as usize, at, "orders are found by their place");
        }
    }
}
