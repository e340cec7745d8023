//! The input as it is read: groups are made once, when they are asked for.

use crate::groups::Groups;
use crate::{Assumptions, Dimension, Input};
use std::sync::OnceLock;

/// An input with its assumptions. Every number and every list is computed from here, by the same operations.
pub(crate) struct Reading<'a> {
    pub(crate) input: &'a Input,
    pub(crate) assumptions: &'a Assumptions,
    groups: [OnceLock<Groups>; 6],
}

impl<'a> Reading<'a> {
    pub(crate) fn of(input: &'a Input, assumptions: &'a Assumptions) -> Self {
        Self { input, assumptions, groups: Default::default() }
    }

    pub(crate) fn groups(&self, dimension: Dimension) -> &Groups {
        let [types, families, countries, country_groups, ages, owners] = &self.groups;
        let input = self.input;
        match dimension {
            Dimension::Type => types.get_or_init(|| Groups::column(&input.machine_type)),
            Dimension::Family => families.get_or_init(|| Groups::column(&input.product_family)),
            Dimension::Country => countries.get_or_init(|| Groups::column(&input.country)),
            Dimension::CountryGroup => country_groups.get_or_init(|| Groups::country_groups(input, self.assumptions)),
            Dimension::Age => ages.get_or_init(|| Groups::ages(input, self.assumptions)),
            Dimension::Owner => owners.get_or_init(|| Groups::column(&input.owner)),
        }
    }
}

/// A known amount of a column, EUR; amounts below zero or that are no number are not known.
#[inline]
pub(crate) fn amount(column: &[Option<f64>], machine: usize) -> Option<f64> {
    column.get(machine).copied().flatten().filter(|eur| eur.is_finite() && *eur >= 0.0)
}

/// A price: an amount above zero.
#[inline]
pub(crate) fn price(column: &[Option<f64>], machine: usize) -> Option<f64> {
    amount(column, machine).filter(|eur| *eur > 0.0)
}
