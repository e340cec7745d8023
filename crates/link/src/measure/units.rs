//! Texts as letters of one width, so that they can be compared by position.

use crate::texts::Texts;

/// The letters of each text. Letters beyond the first plane are cut to 16 bits: rare, and only ever too alike.
#[derive(Clone, Debug, Default)]
pub(crate) struct Units {
    units: Vec<u16>,
    ends: Vec<usize>,
    /// Which letters a text has, as bits; letters may share a bit.
    letters: Vec<u64>,
}

impl Units {
    pub(crate) fn of(texts: &Texts) -> Self {
        texts.iter().collect()
    }

    pub(crate) fn get(&self, number: u32) -> &[u16] {
        let number = number as usize;
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.units[start..self.ends[number]]
    }

    /// At most so many letters two texts have in common, counted without reading them: each letter once, and those that
    /// come again.
    pub(crate) fn common_at_most(&self, one: u32, other: u32) -> usize {
        let (letters, others) = (self.letters[one as usize], self.letters[other as usize]);
        let again = |text: u32, letters: u64| self.get(text).len() - letters.count_ones() as usize;
        (letters & others).count_ones() as usize + again(one, letters).min(again(other, others))
    }

    /// The Jaro-Winkler similarity of two values, or 0 where it is surely below the bound. Values are never empty.
    pub(crate) fn jaro_winkler(&self, one: u32, other: u32, bound: f64) -> f64 {
        let common = self.common_at_most(one, other) as f64;
        let (one, other) = (self.get(one), self.get(other));
        let jaro = (common / one.len().max(1) as f64).min(1.0) + (common / other.len().max(1) as f64).min(1.0) + 1.0;
        let jaro = jaro / 3.0;
        let start = one.iter().zip(other).take(4).take_while(|(one, other)| one == other).count();
        // A hair more, so that rounding never loses a pair.
        if jaro + 0.1 * start as f64 * (1.0 - jaro) + 1e-9 < bound { 0.0 } else { super::jaro_winkler(one, other) }
    }

    /// The Damerau-Levenshtein distance, or more than `most` where it is surely more.
    pub(crate) fn damerau_levenshtein(&self, one: u32, other: u32, most: usize) -> usize {
        let longer = self.get(one).len().max(self.get(other).len());
        if longer > self.common_at_most(one, other) + most {
            return most + 1;
        }
        super::damerau_levenshtein(self.get(one), self.get(other), most)
    }
}

impl<'a> FromIterator<&'a str> for Units {
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Self {
        let mut all = Self::default();
        for text in texts {
            all.units.extend(text.chars().map(|letter| letter as u32 as u16));
            let start = all.ends.last().copied().unwrap_or_default();
            all.letters.push(all.units[start..].iter().fold(0, |letters, unit| letters | 1 << (unit & 63)));
            all.ends.push(all.units.len());
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bounds_lose_nothing(one in "[a-e]{1,9}", other in "[a-e]{1,9}", bound in 0.0..1.0) {
            let units: Units = [one.as_str(), other.as_str()].into_iter().collect();
            let full = super::super::jaro_winkler(units.get(0), units.get(1));
            let bounded = units.jaro_winkler(0, 1, bound);
            prop_assert!(bounded == full || full < bound, "{} {}", bounded, full);
            let full = super::super::damerau_levenshtein(units.get(0), units.get(1), 2);
            prop_assert_eq!(units.damerau_levenshtein(0, 1, 2), full);
        }
    }
}
