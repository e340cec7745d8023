//! Whether an input can be read: equal lengths, ids that can stand in figure ids, no value twice.

use crate::input::{Column, Input};
use std::collections::HashSet;

/// Why an input cannot be assessed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InputError {
    /// A column is too short or too long.
    #[error("column `{column}` has {found} entries, the base has {machines} machines")]
    Length {
        /// The column.
        column: String,
        /// Its entries.
        found: usize,
        /// The machines.
        machines: usize,
    },
    /// Masks have 64 bits.
    #[error("{found} {what}; at most 64 can be told apart")]
    TooMany {
        /// What there are too many of.
        what: &'static str,
        /// How many.
        found: usize,
    },
    /// A text of a dictionary or an id stands twice.
    #[error("`{value}` stands twice in `{of}`")]
    Twice {
        /// The dictionary or list.
        of: &'static str,
        /// The text.
        value: String,
    },
    /// An id that cannot stand in a figure id.
    #[error("`{0}` cannot be an id; take letters, digits, `_` and `-`")]
    Id(String),
    /// Positions are `u32`.
    #[error("more machines than can be counted")]
    Machines,
}

fn id(text: &str) -> Result<(), InputError> {
    let allowed = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-');
    if text.is_empty() || text == "any" || !text.chars().all(allowed) {
        return Err(InputError::Id(text.to_owned()));
    }
    Ok(())
}

fn once<'a>(of: &'static str, texts: impl IntoIterator<Item = &'a str>) -> Result<(), InputError> {
    let mut seen = HashSet::new();
    match texts.into_iter().find(|text| !seen.insert(*text)) {
        Some(value) => Err(InputError::Twice { of, value: value.to_owned() }),
        None => Ok(()),
    }
}

impl Input {
    /// Whether the input can be read.
    ///
    /// # Errors
    /// Where a column's length differs, an id or a dictionary's text stands twice, or there are too many of them.
    pub fn check(&self) -> Result<(), InputError> {
        if u32::try_from(self.machines).is_err() {
            return Err(InputError::Machines);
        }
        let texts: [(&'static str, &Column); 5] = [
            ("machine_type", &self.machine_type),
            ("product_family", &self.product_family),
            ("country", &self.country),
            ("customer", &self.customer),
            ("owner", &self.owner),
        ];
        for (name, column) in texts {
            self.length(name, column.codes.len())?;
            once(name, column.values.iter().map(String::as_str))?;
        }
        let lengths = [
            ("age_years", self.age_years.len()),
            ("contract", self.contract.len()),
            ("location_known", self.location_known.len()),
            ("location_confirmed_days", self.location_confirmed_days.len()),
            ("last_visit_days", self.last_visit_days.len()),
            ("visits_complete", self.visits_complete.len()),
            ("contract_annual_value", self.contract_annual_value.len()),
            ("contract_price", self.contract_price.len()),
            ("type_contract_value", self.type_contract_value.len()),
            ("parts_revenue_24m", self.parts_revenue_24m.len()),
            ("type_parts_revenue_24m", self.type_parts_revenue_24m.len()),
            ("parts_package_price", self.parts_package_price.len()),
            ("modernization_price", self.modernization_price.len()),
        ];
        for (name, found) in lengths {
            self.length(name, found)?;
        }
        for (what, found) in
            [("data points", self.points.len()), ("facts", self.facts.len()), ("triggers", self.triggers.len())]
        {
            if found > 64 {
                return Err(InputError::TooMany { what, found });
            }
        }
        once("points", self.points.iter().map(|point| point.id.as_str()))?;
        once("facts", self.facts.iter().map(String::as_str))?;
        once("triggers", self.triggers.iter().map(|trigger| trigger.id.as_str()))?;
        for text in self.points.iter().map(|point| &point.id).chain(&self.facts) {
            id(text)?;
        }
        for point in &self.points {
            self.length(&point.id, point.present.len())?;
        }
        for trigger in &self.triggers {
            id(&trigger.id)?;
            id(&trigger.campaign)?;
            for found in [trigger.verdict.len(), trigger.missing.len(), trigger.value_eur.len()] {
                self.length(&trigger.id, found)?;
            }
        }
        Ok(())
    }

    fn length(&self, column: &str, found: usize) -> Result<(), InputError> {
        if found == self.machines {
            return Ok(());
        }
        Err(InputError::Length { column: column.to_owned(), found, machines: self.machines })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_named() {
        let input = Input { machines: 2, ..Input::default() };
        let error = input.check().expect_err("columns are empty");
        assert_eq!(error.to_string(), "column `machine_type` has 0 entries, the base has 2 machines");
        assert!(Input::default().check().is_ok());
        let facts = vec!["a.b".to_owned()];
        let error = Input { facts, ..Input::default() }.check().expect_err("no id");
        assert_eq!(error.to_string(), "`a.b` cannot be an id; take letters, digits, `_` and `-`");
    }
}
