//! Machines grouped by a dimension.

use crate::bits::narrow;
use crate::scope::Chosen;
use crate::{Assumptions, Column, Input};

/// Which group each machine is in. The last group, beyond the values, is for not known.
pub(crate) struct Groups {
    /// What stands in figure ids.
    pub(crate) values: Vec<String>,
    /// Below or equal to the number of values.
    pub(crate) codes: Vec<u32>,
    /// Machines a group, the last for not known.
    pub(crate) counts: Vec<u32>,
}

impl Groups {
    fn of(values: Vec<String>, codes: Vec<u32>) -> Self {
        let mut counts = vec![0_u32; values.len() + 1];
        for code in &codes {
            if let Some(count) = counts.get_mut(*code as usize) {
                *count += 1;
            }
        }
        Self { values, codes, counts }
    }

    pub(crate) fn column(column: &Column) -> Self {
        let unknown = narrow(column.values.len());
        Self::of(column.values.clone(), column.codes.iter().map(|code| unknown.min(*code)).collect())
    }

    /// By the assumed age bands: "0-5" is from 0 to less than 5 years.
    pub(crate) fn ages(input: &Input, assumptions: &Assumptions) -> Self {
        let limits = &assumptions.age_bands;
        let mut values: Vec<String> = Vec::with_capacity(limits.len() + 1);
        let mut from = 0.0;
        for limit in limits {
            values.push(format!("{from}-{limit}"));
            from = *limit;
        }
        values.push(format!("{from}+"));
        let unknown = narrow(values.len());
        let band = |age: &Option<f32>| match age {
            Some(age) if !age.is_nan() => narrow(limits.iter().take_while(|limit| age >= limit).count()),
            _ => unknown,
        };
        let codes = input.age_years.iter().map(band).collect();
        Self::of(values, codes)
    }

    /// By the assumed groups of countries; known countries in none of them are the group `other`.
    pub(crate) fn country_groups(input: &Input, assumptions: &Assumptions) -> Self {
        let groups = &assumptions.country_groups;
        let mut values: Vec<String> = groups.iter().map(|group| group.id.clone()).collect();
        values.push("other".to_owned());
        let group_of = |country: &String| {
            let found = groups.iter().position(|group| group.countries.iter().any(|code| code == country));
            narrow(found.unwrap_or(groups.len()))
        };
        let of_code: Vec<u32> = input.country.values.iter().map(group_of).collect();
        let unknown = narrow(values.len());
        let code = |code: &u32| of_code.get(*code as usize).copied().unwrap_or(unknown);
        let codes = input.country.codes.iter().map(code).collect();
        Self::of(values, codes)
    }

    /// Groups of both: the value of a pair has no text of its own.
    pub(crate) fn pairs(a: &Self, b: &Self) -> Vec<u32> {
        let width = narrow(b.len());
        a.codes.iter().zip(&b.codes).map(|(a, b)| a.saturating_mul(width).saturating_add(*b)).collect()
    }

    /// The groups with the one for not known.
    pub(crate) fn len(&self) -> usize {
        self.values.len() + 1
    }

    pub(crate) fn chosen(&self, group: usize) -> Chosen {
        self.values.get(group).map_or(Chosen::NotKnown, |value| Chosen::Value(value.clone()))
    }

    /// The groups that have machines, the largest first, equal ones by text, the one for not known last among equals.
    pub(crate) fn ranked(&self) -> Vec<usize> {
        let mut groups: Vec<usize> = (0..self.len()).filter(|group| self.counts.get(*group) > Some(&0)).collect();
        let text = |group: usize| self.values.get(group).map(String::as_str);
        groups.sort_by_key(|group| {
            let count = self.counts.get(*group).copied().unwrap_or_default();
            (std::cmp::Reverse(count), text(*group).is_none(), text(*group))
        });
        groups
    }

    /// Which groups a choice takes.
    pub(crate) fn taken(&self, chosen: &Chosen, shown: u32) -> Option<Vec<bool>> {
        let mut taken = vec![false; self.len()];
        match chosen {
            Chosen::Value(text) => {
                let at = self.values.iter().position(|value| value == text)?;
                *taken.get_mut(at)? = true;
            }
            Chosen::NotKnown => *taken.last_mut()? = true,
            Chosen::Other => {
                for group in self.ranked().into_iter().skip(shown as usize) {
                    *taken.get_mut(group)? = true;
                }
            }
        }
        Some(taken)
    }
}
