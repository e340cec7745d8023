//! Distinct texts, sorted, with the entries of each side by side: what begins so is one slice.

use crate::bits::narrow;
use crate::texts::Texts;
use rayon::prelude::*;

/// Texts and their entries.
#[derive(Debug, Default)]
pub(super) struct Words {
    texts: Texts,
    /// Where the entries of each text begin, and the end of the last.
    starts: Vec<u32>,
    entries: Vec<u32>,
}

impl Words {
    pub(super) fn of(mut pairs: Vec<(&str, u32)>) -> Self {
        pairs.par_sort_unstable();
        pairs.dedup();
        let mut words = Self { entries: Vec::with_capacity(pairs.len()), ..Self::default() };
        for same in pairs.chunk_by(|a, b| a.0 == b.0) {
            let Some((text, _)) = same.first() else { continue };
            words.texts.push(text);
            words.starts.push(narrow(words.entries.len()));
            words.entries.extend(same.iter().map(|(_, entry)| *entry));
        }
        words.starts.push(narrow(words.entries.len()));
        words
    }

    pub(super) fn texts(&self) -> &Texts {
        &self.texts
    }

    /// The entries of a text by its number.
    pub(super) fn entries(&self, number: u32) -> &[u32] {
        self.slice(number, number.saturating_add(1))
    }

    /// The entries that have exactly this text.
    pub(super) fn exactly(&self, text: &str) -> &[u32] {
        let at = self.first(|known| known < text);
        if (at as usize) < self.texts.len() && self.texts.get(at) == text { self.entries(at) } else { &[] }
    }

    /// The entries that have a text that begins so; one may come several times.
    pub(super) fn beginning(&self, prefix: &str) -> &[u32] {
        let from = self.first(|known| known < prefix);
        let to = self.first(|known| known < prefix || known.starts_with(prefix));
        self.slice(from, to)
    }

    fn slice(&self, from: u32, to: u32) -> &[u32] {
        match (self.starts.get(from as usize), self.starts.get(to as usize)) {
            (Some(from), Some(to)) => self.entries.get(*from as usize..*to as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// The number of the first text that does not lie before.
    fn first(&self, before: impl Fn(&str) -> bool) -> u32 {
        let (mut from, mut to) = (0, narrow(self.texts.len()));
        while from < to {
            let middle = from + (to - from) / 2;
            if before(self.texts.get(middle)) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn texts_are_found_by_their_beginning(
            pairs in proptest::collection::vec(("[abü]{0,3}", 0_u32..20), 0..60),
            text in "[abü]{0,2}",
        ) {
            let words = Words::of(pairs.iter().map(|(text, entry)| (text.as_str(), *entry)).collect());
            let naive = |fits: &dyn Fn(&str) -> bool| -> BTreeSet<u32> {
                pairs.iter().filter(|pair| fits(&pair.0)).map(|pair| pair.1).collect()
            };
            let found = |entries: &[u32]| entries.iter().copied().collect::<BTreeSet<u32>>();
            prop_assert_eq!(found(words.exactly(&text)), naive(&|known| known == text));
            prop_assert_eq!(found(words.beginning(&text)), naive(&|known| known.starts_with(&text)));
        }
    }

    #[test]
    fn nothing_is_found_in_nothing() {
        assert!(Words::default().beginning("").is_empty() && Words::of(vec![]).exactly("").is_empty());
    }
}
