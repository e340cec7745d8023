//! Facets: the values of a field with their counts, the most frequent first.

use crate::dictionary::Dictionary;
use crate::parameters::NOT_KNOWN;
use serde::Serialize;

/// Values shown of each facet; [`Facet::more`] counts the rest.
pub const SHOWN: usize = 50;

/// The values of one field with how many rows have each, all other filters applied.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Facet<'a> {
    /// The field, named as its filter.
    pub field: &'static str,
    /// At most [`SHOWN`], the most frequent first, equally frequent ones sorted by text. Values without rows are left
    /// out.
    pub values: Vec<FacetValue<'a>>,
    /// How many values there are beyond those shown.
    pub more: usize,
}

/// A value and its count.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct FacetValue<'a> {
    /// As the filter takes it; `-` for not known.
    pub value: &'a str,
    /// Rows that have it.
    pub count: u32,
}

impl<'a> Facet<'a> {
    /// From a count for each code of a dictionary, the last for not known.
    pub(crate) fn of_codes(field: &'static str, dictionary: &'a Dictionary, counts: &[u32]) -> Self {
        let text = |code: usize| dictionary.text(crate::bits::narrow(code)).unwrap_or(NOT_KNOWN);
        Self::of(field, counts.iter().enumerate().map(|(code, count)| (text(code), *count)))
    }

    /// From values in the order of their texts.
    pub(crate) fn of(field: &'static str, counted: impl IntoIterator<Item = (&'a str, u32)>) -> Self {
        let counted = counted.into_iter().filter(|(_, count)| *count > 0);
        let mut values: Vec<FacetValue<'a>> = counted.map(|(value, count)| FacetValue { value, count }).collect();
        values.sort_by_key(|value| std::cmp::Reverse(value.count));
        let more = values.len().saturating_sub(SHOWN);
        values.truncate(SHOWN);
        Self { field, values, more }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_come_first_and_the_rest_is_counted() {
        let facet = Facet::of("city", [("Aachen", 2), ("Bozen", 7), ("Celle", 0), ("Dresden", 2), ("-", 1)]);
        let values: Vec<(&str, u32)> = facet.values.iter().map(|value| (value.value, value.count)).collect();
        assert_eq!((values, facet.more), (vec![("Bozen", 7), ("Aachen", 2), ("Dresden", 2), ("-", 1)], 0));
        let many: Vec<String> = (0..60).map(|number| format!("{number:02}")).collect();
        let facet = Facet::of("city", many.iter().map(|text| (text.as_str(), 1)));
        assert_eq!((facet.values.len(), facet.values[49].value, facet.more), (SHOWN, "49", 10));
    }
}
