//! Three letters in a row and the texts that hold them, so that a part of a word is found without reading every text.

use crate::texts::Texts;

/// Six bits a letter: letters and digits have their own, the rest share. Where there are few texts, groups share.
const MOST_BUCKETS: usize = 1 << 18;

/// For each group of three letters the texts that hold it, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grams {
    starts: Vec<u32>,
    numbers: Vec<u32>,
}

impl Grams {
    pub(crate) fn of(texts: &Texts) -> Self {
        let count = texts.bytes().next_power_of_two().min(MOST_BUCKETS);
        let mut starts = vec![0_u32; count + 1];
        // A text counts once for a group it holds twice.
        let mut last = vec![u32::MAX; count];
        let mut visit = |each: &mut dyn FnMut(usize, u32)| {
            last.fill(u32::MAX);
            for (text, number) in texts.iter().zip(0_u32..) {
                for bucket in buckets(text, count) {
                    if last[bucket] != number {
                        last[bucket] = number;
                        each(bucket, number);
                    }
                }
            }
        };
        visit(&mut |bucket, _| starts[bucket + 1] += 1);
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut numbers = vec![0; starts[count] as usize];
        visit(&mut |bucket, number| {
            numbers[next[bucket] as usize] = number;
            next[bucket] += 1;
        });
        Self { starts, numbers }
    }

    /// Calls `found` with the number of every text that holds the word, in order. `texts` are those it was made of.
    pub(crate) fn containing(&self, texts: &Texts, word: &str, mut found: impl FnMut(u32)) {
        let count = self.starts.len().saturating_sub(1).max(1);
        let rarest = buckets(word, count).map(|bucket| self.numbers_of(bucket)).min_by_key(|numbers| numbers.len());
        let Some(numbers) = rarest else {
            return texts.containing(word, found);
        };
        let finder = memchr::memmem::Finder::new(word);
        for number in numbers {
            if finder.find(texts.get(*number).as_bytes()).is_some() {
                found(*number);
            }
        }
    }

    fn numbers_of(&self, bucket: usize) -> &[u32] {
        match (self.starts.get(bucket), self.starts.get(bucket + 1)) {
            (Some(from), Some(to)) => self.numbers.get(*from as usize..*to as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// How many texts are remembered over all groups.
    #[cfg(test)]
    fn len(&self) -> usize {
        self.numbers.len()
    }
}

/// The buckets of a text's groups of three, of `count`, which is a power of two.
fn buckets(text: &str, count: usize) -> impl Iterator<Item = usize> + '_ {
    let bucket = |group: &[u8]| group.iter().fold(0, |bucket, byte| bucket << 6 | class(*byte));
    text.as_bytes().windows(3).map(move |group| bucket(group) & (count - 1))
}

fn class(byte: u8) -> usize {
    match byte {
        b'a'..=b'z' => usize::from(byte - b'a'),
        b'0'..=b'9' => usize::from(byte - b'0') + 26,
        other => usize::from(other % 28) + 36,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_are_found_as_by_reading(
            texts in proptest::collection::vec("[ab1ü京]{0,6}", 0..60),
            word in "[ab1ü]{0,4}",
        ) {
            let all: Texts = texts.iter().map(String::as_str).collect();
            let mut found = Vec::new();
            Grams::of(&all).containing(&all, &word, |number| found.push(number as usize));
            let naive: Vec<usize> = (0..texts.len()).filter(|at| texts[*at].contains(&word)).collect();
            prop_assert_eq!(found, naive);
        }
    }

    #[test]
    fn a_group_held_twice_counts_once() {
        let all: Texts = ["aaaaa", "aaa", "a"].into_iter().collect();
        assert_eq!(Grams::of(&all).len(), 2);
    }
}
