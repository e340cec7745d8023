//! Who works on which opportunity: territories by country, postcode range, product family, named account.

use serde::{Deserialize, Serialize};

/// One territory. A condition left empty fits everything; all that are given must fit.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Territory {
    /// Who works there.
    pub owner: String,
    /// Countries by ISO 3166 code.
    pub countries: Vec<String>,
    /// Postcode ranges, both ends included, such as `80000-87999`; a single value is a beginning (`I-39` or `39`).
    pub postcodes: Vec<String>,
    /// Product families.
    pub product_families: Vec<String>,
    /// Named accounts by customer number or name.
    pub customers: Vec<String>,
}

/// All territories in the order in which they are tried; named accounts go first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Territories {
    /// Tried in this order.
    pub territories: Vec<Territory>,
    /// Who gets the rest.
    pub default_owner: String,
}

/// What a machine's owner is found by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Place<'a> {
    /// Country code.
    pub country: Option<&'a str>,
    /// Postcode.
    pub postcode: Option<&'a str>,
    /// Product family.
    pub product_family: Option<&'a str>,
    /// Customer number.
    pub customer_number: Option<&'a str>,
    /// Customer name.
    pub customer_name: Option<&'a str>,
}

fn one_of(wanted: &[String], value: Option<&str>) -> bool {
    wanted.is_empty() || value.is_some_and(|value| wanted.iter().any(|want| want.eq_ignore_ascii_case(value.trim())))
}

fn in_range(range: &str, postcode: &str) -> bool {
    match range.split_once('-').map(|(from, to)| (from.trim(), to.trim())) {
        Some((from, to)) if from.len() == to.len() && from.len() == postcode.len() => {
            from <= postcode && postcode <= to
        }
        Some((from, _)) if from.chars().all(|digit| digit.is_ascii_digit()) => false,
        _ => postcode.starts_with(range.trim()),
    }
}

impl Territory {
    fn fits(&self, place: Place<'_>) -> bool {
        let postcode = self.postcodes.is_empty()
            || place.postcode.is_some_and(|code| self.postcodes.iter().any(|range| in_range(range, code.trim())));
        one_of(&self.countries, place.country)
            && postcode
            && one_of(&self.product_families, place.product_family)
            && (self.customers.is_empty()
                || one_of(&self.customers, place.customer_number)
                || one_of(&self.customers, place.customer_name))
    }
}

impl Territories {
    /// The owner for a machine at this place.
    #[must_use]
    pub fn owner(&self, place: Place<'_>) -> &str {
        let named = |territory: &&Territory| !territory.customers.is_empty();
        let accounts = self.territories.iter().filter(named);
        let rest = self.territories.iter().filter(|territory| !named(territory));
        accounts.chain(rest).find(|territory| territory.fits(place)).map_or(&self.default_owner, |found| &found.owner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_narrow_goes_before_the_wide_and_the_rest_to_the_default_owner() {
        let text = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let territories = Territories {
            territories: vec![
                Territory {
                    owner: "Nord".into(),
                    countries: text(&["DE"]),
                    postcodes: text(&["20000-29999"]),
                    ..Territory::default()
                },
                Territory { owner: "DE".into(), countries: text(&["DE"]), ..Territory::default() },
                Territory { owner: "Key".into(), customers: text(&["K-100"]), ..Territory::default() },
            ],
            default_owner: "Office".into(),
        };
        let place = |country, postcode, number| Place {
            country: Some(country),
            postcode: Some(postcode),
            customer_number: Some(number),
            ..Place::default()
        };
        assert_eq!(territories.owner(place("DE", "22767", "K-1")), "Nord");
        assert_eq!(territories.owner(place("DE", "80331", "K-1")), "DE");
        assert_eq!(territories.owner(place("DE", "22767", "K-100")), "Key", "a named account goes first");
        assert_eq!(territories.owner(place("IT", "39100", "K-1")), "Office");
        assert_eq!(territories.owner(Place::default()), "Office");
    }
}
