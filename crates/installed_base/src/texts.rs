//! Many short texts in one, so that a word is looked for in all of them by one pass of `memmem`.

use crate::bits::narrow;
use memchr::memmem;

/// Ends every text; a searched word never holds it.
const END: char = '\n';

/// Texts by number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Texts {
    joined: String,
    /// Where each text begins, and the end of the last.
    starts: Vec<u32>,
}

impl Default for Texts {
    fn default() -> Self {
        Self { joined: String::new(), starts: vec![0] }
    }
}

impl Texts {
    pub(crate) fn push(&mut self, text: &str) {
        if text.contains(END) {
            self.joined.push_str(&text.replace(END, " "));
        } else {
            self.joined.push_str(text);
        }
        self.joined.push(END);
        self.starts.push(narrow(self.joined.len()));
    }

    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub(crate) fn bytes(&self) -> usize {
        self.joined.len()
    }

    /// The text of this number; empty where there is none.
    pub(crate) fn get(&self, number: u32) -> &str {
        let at = number as usize;
        let bounds = (self.starts.get(at), self.starts.get(at + 1));
        let (Some(start), Some(end)) = bounds else { return "" };
        self.joined.get(*start as usize..(*end as usize).saturating_sub(1)).unwrap_or_default()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..narrow(self.len())).map(|number| self.get(number))
    }

    /// Calls `found` with the number of every text that holds the word, in order.
    pub(crate) fn containing(&self, word: &str, mut found: impl FnMut(u32)) {
        if word.contains(END) {
            return;
        }
        let finder = memmem::Finder::new(word);
        let bytes = self.joined.as_bytes();
        let (mut number, mut from) = (0, 0);
        while let Some(at) = bytes.get(from..).filter(|rest| !rest.is_empty()).and_then(|rest| finder.find(rest)) {
            number = self.number_at(number, narrow(from + at));
            found(narrow(number));
            number += 1;
            from = self.starts.get(number).map_or(bytes.len(), |start| *start as usize);
        }
    }

    /// The number of the text at a byte, looked for from a number not behind it: most are close by.
    fn number_at(&self, from: usize, byte: u32) -> usize {
        let mut step = 1;
        while self.starts.get(from + step).is_some_and(|start| *start <= byte) {
            step *= 2;
        }
        let to = (from + step).min(self.starts.len());
        let rest = self.starts.get(from..to).unwrap_or_default();
        (from + rest.partition_point(|start| *start <= byte)).saturating_sub(1)
    }
}

impl<'a> FromIterator<&'a str> for Texts {
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Self {
        let mut all = Self::default();
        for text in texts {
            all.push(text);
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
        fn the_pass_finds_what_each_text_holds(
            texts in proptest::collection::vec("[ab]{0,4}", 0..60),
            word in "[ab]{0,3}",
        ) {
            let all: Texts = texts.iter().map(String::as_str).collect();
            let mut found = Vec::new();
            all.containing(&word, |number| found.push(number as usize));
            let naive: Vec<usize> = (0..texts.len()).filter(|at| texts[*at].contains(&word)).collect();
            prop_assert_eq!(found, naive);
            prop_assert_eq!(all.iter().collect::<Vec<_>>(), texts);
        }
    }

    #[test]
    fn a_line_break_does_not_end_a_text() {
        let all: Texts = ["a\nb", "c"].into_iter().collect();
        assert_eq!((all.get(0), all.get(1), all.get(2)), ("a b", "c", ""));
    }
}
