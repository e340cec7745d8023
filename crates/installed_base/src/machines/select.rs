//! Filters to sets of positions: one set a filter, combined once.

use super::{MachineFilter, Machines, TextField, Verdicts};
use crate::bits::Bits;
use crate::fold::spellings;
use chrono::NaiveDate;

/// The sets of the filters that are given, each named after its field.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    sets: Vec<(&'static str, Bits)>,
}

impl Selection {
    pub(crate) fn add(&mut self, field: &'static str, set: Bits) {
        self.sets.push((field, set));
    }

    /// What all filters let pass; `None` where there is no filter.
    pub(crate) fn all(&self) -> Option<Bits> {
        intersection(self.sets.iter())
    }

    /// What all filters but the field's own let pass; `None` where there is none.
    pub(crate) fn but(&self, field: &str) -> Option<Bits> {
        intersection(self.sets.iter().filter(|(name, _)| *name != field))
    }

    pub(crate) fn has(&self, field: &str) -> bool {
        self.sets.iter().any(|(name, _)| *name == field)
    }
}

fn intersection<'a>(mut sets: impl Iterator<Item = &'a (&'static str, Bits)>) -> Option<Bits> {
    let mut all = sets.next()?.1.clone();
    for (_, set) in sets {
        all.and(set);
    }
    Some(all)
}

impl Machines<'_> {
    pub(crate) fn select(&self, filter: &MachineFilter) -> Selection {
        let mut selection = Selection::default();
        if let Some(q) = &filter.q {
            selection.add("q", self.base.searched(q));
        }
        for (name, field, values) in [
            ("machine_type", TextField::MachineType, &filter.machine_type),
            ("product_family", TextField::ProductFamily, &filter.product_family),
            ("manufacturer", TextField::Manufacturer, &filter.manufacturer),
            ("country", TextField::Country, &filter.country),
            ("city", TextField::City, &filter.city),
            ("contract", TextField::Contract, &filter.contract),
            ("warranty", TextField::Warranty, &filter.warranty),
        ] {
            if !values.is_empty() {
                selection.add(name, self.base.of_text(field, values));
            }
        }
        if !filter.customer.is_empty() {
            selection.add("customer", self.base.of_customers(&filter.customer));
        }
        match filter.in_field {
            Some(true) => selection.add("in_field", self.base.in_field.clone()),
            Some(false) => selection.add("in_field", self.base.in_field.inverted()),
            None => {}
        }
        if !filter.trigger.is_empty() {
            selection.add("trigger", self.base.of_triggers(&self.base.fires, &filter.trigger));
        }
        if !filter.unknown.is_empty() {
            selection.add("unknown", self.base.of_triggers(&self.base.unknown, &filter.unknown));
        }
        if !filter.campaign.is_empty() {
            selection.add("campaign", self.pipeline.machines_of_campaigns(&filter.campaign));
        }
        if filter.installed_from.is_some() || filter.installed_to.is_some() {
            let (from, to) = (filter.installed_from, filter.installed_to);
            let order = &self.base.orders.installed_on;
            selection.add("installed", between(order, &self.base.installed_on, from, to, NaiveDate::cmp));
        }
        if filter.hours_from.is_some() || filter.hours_to.is_some() {
            let (from, to) = (filter.hours_from, filter.hours_to);
            let order = &self.base.orders.operating_hours;
            selection.add("hours", between(order, &self.base.operating_hours, from, to, compared));
        }
        if let Some(from) = filter.score_from {
            selection.add("score", self.pipeline.machines_scored(from));
        }
        selection
    }
}

/// Zero is zero whatever its sign, and what is not a number is not in the order.
fn compared(a: &f64, b: &f64) -> std::cmp::Ordering {
    a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal)
}

/// The positions whose value lies between two limits, both included.
fn between<T: Copy>(
    order: &crate::order::Order,
    column: &[Option<T>],
    from: Option<T>,
    to: Option<T>,
    compare: impl Fn(&T, &T) -> std::cmp::Ordering,
) -> Bits {
    let value = |position: &u32| column.get(*position as usize).copied().flatten();
    let known = order.known();
    let below = |limit: T, also: bool| {
        known.partition_point(|position| {
            value(position).is_some_and(|value| {
                let order = compare(&value, &limit);
                order.is_lt() || also && order.is_eq()
            })
        })
    };
    let start = from.map_or(0, |from| below(from, false));
    let end = to.map_or(known.len(), |to| below(to, true));
    order.set(start..end.max(start))
}

impl super::InstalledBase {
    /// The machines that hold every word of a query.
    pub(crate) fn searched(&self, q: &str) -> Bits {
        let mut found: Option<Bits> = None;
        for word in q.split_whitespace() {
            let holding = self.holding(word);
            match &mut found {
                Some(found) => found.and(&holding),
                None => found = Some(holding),
            }
        }
        // A serial number may be written with blanks.
        let mut found = found.unwrap_or_else(|| Bits::all(self.len()));
        found.or(&self.numbers.holding(q));
        found
    }

    fn holding(&self, word: &str) -> Bits {
        let mut found = self.numbers.holding(word);
        let spellings = spellings(word);
        for field in [
            TextField::CustomerName,
            TextField::CustomerNumber,
            TextField::MachineType,
            TextField::ProductFamily,
            TextField::Manufacturer,
            TextField::City,
            TextField::Postcode,
        ] {
            let column = self.text(field);
            let codes = column.dictionary.containing(&spellings);
            if !codes.is_empty() {
                found.or(&column.coded.select(&codes));
            }
        }
        found
    }

    pub(crate) fn of_text(&self, field: TextField, values: &[String]) -> Bits {
        let column = self.text(field);
        column.coded.select(&column.dictionary.chosen(values))
    }

    pub(crate) fn of_customers(&self, customers: &[Option<base::CustomerId>]) -> Bits {
        let code = |customer: &Option<base::CustomerId>| match customer {
            Some(id) => self.customer_ids.binary_search(id).ok().map(crate::bits::narrow),
            None => Some(self.customers.unknown()),
        };
        let codes: Vec<u32> = customers.iter().filter_map(code).collect();
        self.customers.select(&codes)
    }

    fn of_triggers(&self, verdicts: &Verdicts, names: &[String]) -> Bits {
        let mut found = Bits::none(self.len());
        for (trigger, set) in self.triggers.iter().zip(&verdicts.sets) {
            if names.contains(trigger) {
                found.or(set);
            }
        }
        found
    }
}
