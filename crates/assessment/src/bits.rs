//! A set of machines, one bit each: a million machines are 125 KB.

/// A set of positions below a fixed length.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bits {
    words: Vec<u64>,
    len: usize,
}

impl Bits {
    /// The empty set of positions below `len`.
    #[must_use]
    pub fn none(len: usize) -> Self {
        Self { words: vec![0; len.div_ceil(64)], len }
    }

    /// The positions below `len` that pass.
    pub fn of(len: usize, mut passes: impl FnMut(usize) -> bool) -> Self {
        let mut bits = Self::none(len);
        for (index, word) in bits.words.iter_mut().enumerate() {
            let start = index * 64;
            for bit in 0..64.min(len - start) {
                *word |= u64::from(passes(start + bit)) << bit;
            }
        }
        bits
    }

    /// How many positions there are, in the set or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no positions at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds a position; one outside is left out.
    #[inline]
    pub fn insert(&mut self, position: usize) {
        if position < self.len
            && let Some(word) = self.words.get_mut(position / 64)
        {
            *word |= 1 << (position % 64);
        }
    }

    /// Whether a position is in the set.
    #[inline]
    #[must_use]
    pub fn contains(&self, position: usize) -> bool {
        self.words.get(position / 64).is_some_and(|word| word >> (position % 64) & 1 == 1)
    }

    /// The set in words of 64 positions, the first in the lowest bit.
    pub(crate) fn words(&self) -> &[u64] {
        &self.words
    }

    /// How many positions are in the set.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.words.iter().fold(0, |sum: u32, word| sum.saturating_add(word.count_ones()))
    }

    /// The positions in the set, in order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(index, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| index * 64 + rest.trailing_zeros() as usize);
                rest &= rest.wrapping_sub(1);
                bit
            })
        })
    }
}

/// The numbers of the bits set in a mask.
#[inline]
pub(crate) fn ones(mask: u64) -> impl Iterator<Item = usize> {
    let mut rest = mask;
    std::iter::from_fn(move || {
        let bit = (rest != 0).then(|| rest.trailing_zeros() as usize);
        rest &= rest.wrapping_sub(1);
        bit
    })
}

/// Positions and counts stand as `u32`.
pub(crate) fn narrow(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_knows_its_positions() {
        let mut bits = Bits::of(130, |position| position % 3 == 0);
        assert_eq!(bits.count(), 44);
        assert_eq!(bits.iter().take(3).collect::<Vec<_>>(), [0, 3, 6]);
        bits.insert(1);
        bits.insert(900);
        assert!(bits.contains(1) && !bits.contains(2) && !bits.contains(900));
        assert_eq!(bits.iter().count(), 45);
        assert_eq!(ones(0b1010).collect::<Vec<_>>(), [1, 3]);
    }
}
