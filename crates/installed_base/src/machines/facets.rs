//! Facets of machines: each counts with all other filters applied.

use super::{InstalledBase, MachineFilter, Machines, TextField};
use crate::bits::{Bits, narrow};
use crate::facet::Facet;

/// The facets that are dictionaries, in the order in which they are shown.
const TEXTS: [(&str, TextField); 6] = [
    ("machine_type", TextField::MachineType),
    ("product_family", TextField::ProductFamily),
    ("manufacturer", TextField::Manufacturer),
    ("country", TextField::Country),
    ("contract", TextField::Contract),
    ("warranty", TextField::Warranty),
];

/// A set with the number of its positions; `None` is all machines.
type Counted = Option<(Bits, usize)>;

impl<'a> Machines<'a> {
    /// The facets `machine_type`, `product_family`, `manufacturer`, `country`, `contract`, `warranty`, `trigger` and
    /// `in_field`.
    #[must_use]
    pub fn facets(&self, filter: &MachineFilter) -> Vec<Facet<'a>> {
        let selection = self.select(filter);
        let counted = |set: Option<Bits>| -> Counted {
            set.map(|set| {
                let total = set.count();
                (set, total)
            })
        };
        let all = counted(selection.all());
        let others = |field: &str| if selection.has(field) { Some(counted(selection.but(field))) } else { None };
        let base = self.base;
        let mut facets = Vec::with_capacity(TEXTS.len() + 2);
        for (name, field) in TEXTS {
            facets.push(base.text_facet(name, field, others(name).as_ref().unwrap_or(&all)));
        }
        facets.push(base.trigger_facet(others("trigger").as_ref().unwrap_or(&all)));
        facets.push(base.in_field_facet(others("in_field").as_ref().unwrap_or(&all)));
        facets
    }
}

impl InstalledBase {
    fn text_facet(&self, name: &'static str, field: TextField, of: &Counted) -> Facet<'_> {
        let column = self.text(field);
        let counts = match of {
            Some((set, total)) => column.coded.counts_in(set, *total),
            None => column.coded.counts(),
        };
        Facet::of_codes(name, &column.dictionary, &counts)
    }

    fn trigger_facet(&self, of: &Counted) -> Facet<'_> {
        let count = |fires: &Bits| match of {
            Some((set, _)) => fires.count_both(set),
            None => fires.count(),
        };
        let mut counted: Vec<(&str, u32)> =
            self.triggers.iter().zip(&self.fires.sets).map(|(name, set)| (name.as_str(), narrow(count(set)))).collect();
        counted.sort_unstable_by_key(|(name, _)| *name);
        Facet::of("trigger", counted)
    }

    fn in_field_facet(&self, of: &Counted) -> Facet<'_> {
        let (yes, total) = match of {
            Some((set, total)) => (self.in_field.count_both(set), *total),
            None => (self.in_field.count(), self.len()),
        };
        Facet::of("in_field", [("false", narrow(total - yes)), ("true", narrow(yes))])
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{base_of, naive_passing, parameters, sample, triggers};
    use super::*;
    use crate::facet::FacetValue;
    use crate::fold::fold;
    use crate::machines::Machine;
    use crate::parameters::NOT_KNOWN;
    use crate::pipeline::Pipeline;
    use crate::pipeline::samples::entry;
    use proptest::prelude::*;
    use std::sync::Arc;

    fn values(field: &str, machine: &Machine) -> Vec<String> {
        let text = |text: &Option<String>| vec![text.clone().unwrap_or(NOT_KNOWN.to_owned())];
        match field {
            "machine_type" => text(&machine.machine_type),
            "product_family" => text(&machine.product_family),
            "manufacturer" => text(&machine.manufacturer),
            "country" => text(&machine.country),
            "contract" => text(&machine.contract),
            "warranty" => text(&machine.warranty),
            "trigger" => {
                let fires = |(bit, _): &(usize, String)| machine.fires >> bit & 1 == 1;
                triggers().into_iter().enumerate().filter(fires).map(|(_, name)| name).collect()
            }
            _ => vec![machine.in_field.to_string()],
        }
    }

    fn without(filter: &MachineFilter, field: &str) -> MachineFilter {
        let mut filter = filter.clone();
        match field {
            "machine_type" => filter.machine_type.clear(),
            "product_family" => filter.product_family.clear(),
            "manufacturer" => filter.manufacturer.clear(),
            "country" => filter.country.clear(),
            "contract" => filter.contract.clear(),
            "warranty" => filter.warranty.clear(),
            "trigger" => filter.trigger.clear(),
            _ => filter.in_field = None,
        }
        filter
    }

    proptest! {
        #[test]
        fn facets_are_those_of_a_reader(
            samples in proptest::collection::vec(sample(), 0..120),
            pairs in parameters(),
        ) {
            let (base, machines) = base_of(&samples);
            let entries = (0..60).map(|number| Arc::new(entry(number, 10))).collect();
            let pipeline = Pipeline::new(base, entries);
            let filter = MachineFilter::parse(&pairs).expect("parameters that are taken");
            for facet in pipeline.machines().facets(&filter) {
                let mut counts: Vec<(String, u32)> = Vec::new();
                for position in naive_passing(&pipeline, &machines, &without(&filter, facet.field)) {
                    for value in values(facet.field, &machines[position as usize]) {
                        match counts.iter_mut().find(|(known, _)| *known == value) {
                            Some((_, count)) => *count += 1,
                            None => counts.push((value, 1)),
                        }
                    }
                }
                // Equally frequent ones by text, what is not known last.
                counts.sort_by_key(|(text, count)| (u32::MAX - count, text == NOT_KNOWN, fold(text)));
                let expected: Vec<FacetValue<'_>> =
                    counts.iter().map(|(value, count)| FacetValue { value, count: *count }).collect();
                prop_assert_eq!(&facet.values, &expected, "{}", facet.field);
                prop_assert_eq!(facet.more, 0);
            }
        }
    }

    #[test]
    fn the_facets_stand_in_their_order() {
        let pipeline = Pipeline::new(base_of(&[]).0, vec![]);
        let fields: Vec<&str> =
            pipeline.machines().facets(&MachineFilter::default()).iter().map(|facet| facet.field).collect();
        let expected = [
            "machine_type",
            "product_family",
            "manufacturer",
            "country",
            "contract",
            "warranty",
            "trigger",
            "in_field",
        ];
        assert_eq!(fields, expected);
    }
}
