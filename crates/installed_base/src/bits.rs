//! A set of positions, one bit each. 100,000 machines are 12.5 KB, so that combining filters stays in the first cache.

/// Positions stand in columns as `u32`; what does not fit is nowhere.
pub(crate) fn narrow(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// A set of positions below a fixed length.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Bits {
    words: Vec<u64>,
    len: usize,
}

impl Bits {
    pub(crate) fn none(len: usize) -> Self {
        Self { words: vec![0; len.div_ceil(64)], len }
    }

    pub(crate) fn all(len: usize) -> Self {
        let mut words = vec![u64::MAX; len.div_ceil(64)];
        if let Some(last) = words.last_mut()
            && !len.is_multiple_of(64)
        {
            *last = (1 << (len % 64)) - 1;
        }
        Self { words, len }
    }

    /// The positions whose value in a column passes.
    pub(crate) fn of_column<T: Copy>(column: &[T], passes: impl Fn(T) -> bool) -> Self {
        let word = |chunk: &[T]| {
            chunk.iter().enumerate().fold(0_u64, |word, (bit, value)| word | u64::from(passes(*value)) << (bit % 64))
        };
        Self { words: column.chunks(64).map(word).collect(), len: column.len() }
    }

    /// The given positions; those outside are left out.
    pub(crate) fn of_positions(len: usize, positions: &[u32]) -> Self {
        let mut bits = Self::none(len);
        bits.insert_all(positions);
        bits
    }

    pub(crate) fn insert(&mut self, position: u32) {
        if (position as usize) < self.len
            && let Some(word) = self.words.get_mut(position as usize / 64)
        {
            *word |= 1 << (position % 64);
        }
    }

    pub(crate) fn insert_all(&mut self, positions: &[u32]) {
        for position in positions {
            self.insert(*position);
        }
    }

    #[inline]
    pub(crate) fn contains(&self, position: u32) -> bool {
        self.words.get(position as usize / 64).is_some_and(|word| word >> (position % 64) & 1 == 1)
    }

    pub(crate) fn and(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    pub(crate) fn or(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    /// The other positions of the same length.
    pub(crate) fn inverted(&self) -> Self {
        let mut bits = Self::all(self.len);
        for (word, other) in bits.words.iter_mut().zip(&self.words) {
            *word &= !other;
        }
        bits
    }

    pub(crate) fn count(&self) -> usize {
        count(self.words.iter().copied())
    }

    /// How many are in both sets.
    pub(crate) fn count_both(&self, other: &Self) -> usize {
        count(self.words.iter().zip(&other.words).map(|(a, b)| a & b))
    }

    /// How many of the positions `from..to` are in the set.
    pub(crate) fn count_between(&self, from: u32, to: u32) -> usize {
        let words = self.words_between(from, to);
        words.map(|(_, word)| word.count_ones() as usize).sum()
    }

    /// Calls `each` for every position in the set, in order.
    #[inline]
    pub(crate) fn for_each(&self, mut each: impl FnMut(u32)) {
        let mut start = 0_u32;
        for word in &self.words {
            let mut rest = *word;
            while rest != 0 {
                each(start + rest.trailing_zeros());
                rest &= rest - 1;
            }
            start += 64;
        }
    }

    /// The positions of the set in `from..to`, in order.
    pub(crate) fn between(&self, from: u32, to: u32) -> impl Iterator<Item = u32> + '_ {
        self.words_between(from, to).flat_map(|(start, word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| start + rest.trailing_zeros());
                rest &= rest.wrapping_sub(1);
                bit
            })
        })
    }

    /// The words of `from..to` with their first position, bits outside cleared.
    fn words_between(&self, from: u32, to: u32) -> impl Iterator<Item = (u32, u64)> + '_ {
        let (first, last) = (from as usize / 64, (to as usize).div_ceil(64).min(self.words.len()));
        (first..last.max(first)).filter_map(move |index| {
            let start = narrow(index * 64);
            let mut word = *self.words.get(index)?;
            if start < from {
                word &= u64::MAX << (from - start);
            }
            if to - start < 64 {
                word &= (1 << (to - start)) - 1;
            }
            Some((start, word))
        })
    }
}

fn count(words: impl Iterator<Item = u64>) -> usize {
    words.fold(0_usize, |sum, word| sum.wrapping_add(word.count_ones() as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(bits: &Bits) -> Vec<u32> {
        let mut found = Vec::new();
        bits.for_each(|position| found.push(position));
        found
    }

    #[test]
    fn sets_combine() {
        let column: Vec<u32> = (0..200).collect();
        let even = Bits::of_column(&column, |value| value % 2 == 0);
        let third = Bits::of_column(&column, |value| value % 3 == 0);
        let mut both = even.clone();
        both.and(&third);
        assert_eq!(listed(&both), column.iter().copied().filter(|value| value % 6 == 0).collect::<Vec<_>>());
        assert_eq!((both.count(), even.count_both(&third)), (34, 34));
        let mut either = even.clone();
        either.or(&third);
        assert_eq!(either.count(), 100 + 67 - 34);
        assert_eq!(even.inverted().count(), 100);
        assert_eq!(even.inverted().count_both(&even), 0);
        assert!(Bits::none(70).count() == 0 && Bits::all(70).count() == 70 && Bits::all(128).count() == 128);
    }

    #[test]
    fn a_part_of_a_set_is_counted_and_listed() {
        let column: Vec<u32> = (0..200).collect();
        let third = Bits::of_column(&column, |value| value % 3 == 0);
        for (from, to) in [(0, 200), (1, 64), (63, 65), (64, 128), (100, 100), (130, 199)] {
            let expected: Vec<u32> = (from..to).filter(|value| value % 3 == 0).collect();
            assert_eq!(third.between(from, to).collect::<Vec<_>>(), expected, "{from}..{to}");
            assert_eq!(third.count_between(from, to), expected.len());
        }
    }

    #[test]
    fn positions_outside_are_left_out() {
        let bits = Bits::of_positions(65, &[0, 64, 65, u32::MAX]);
        assert_eq!(listed(&bits), [0, 64]);
        assert!(bits.contains(64) && !bits.contains(1) && !bits.contains(u32::MAX));
    }
}
