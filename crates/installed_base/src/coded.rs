//! A column of codes with the positions of each code side by side, so that a filter reads only what it selects.

use crate::bits::{Bits, narrow};
use crate::order::Order;

/// Columns of at most this many codes keep a set for each code, for counting (12.5 KB a code and 100,000 rows).
const FEW: usize = 64;

/// What counting one word of a set costs compared with looking up one row's code.
const WORDS_A_ROW: usize = 2;

/// One code for each position; `codes` of them, the one after the last stands for not known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Coded {
    of: Vec<u32>,
    /// Where each code begins in `order`; one more for what is not known, and the end.
    starts: Vec<u32>,
    order: Order,
    /// For counting; empty where there are many codes.
    sets: Vec<Bits>,
}

impl Coded {
    /// `of` holds codes up to and including `codes`, which stands for not known.
    pub(crate) fn new(mut of: Vec<u32>, codes: usize) -> Self {
        let unknown = narrow(codes);
        let mut starts = vec![0_u32; codes + 2];
        for code in &mut of {
            *code = unknown.min(*code);
            if let Some(count) = starts.get_mut(*code as usize + 1) {
                *count += 1;
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut positions = vec![0; of.len()];
        for (position, code) in of.iter().enumerate() {
            let place = &mut next[*code as usize];
            positions[*place as usize] = narrow(position);
            *place += 1;
        }
        let known = starts[codes] as usize;
        let order = Order::sorted(positions, known);
        let sets = if codes <= FEW { (0..codes).map(|code| order.set(range(&starts, code))).collect() } else { vec![] };
        Self { of, starts, order, sets }
    }

    /// The number of codes without the one for not known, which it is.
    pub(crate) fn unknown(&self) -> u32 {
        narrow(self.starts.len().saturating_sub(2))
    }

    /// The code at a position; `None` where not known or there is no such position.
    pub(crate) fn code(&self, position: u32) -> Option<u32> {
        self.of.get(position as usize).copied().filter(|code| *code < self.unknown())
    }

    pub(crate) fn order(&self) -> &Order {
        &self.order
    }

    /// The positions with this code.
    pub(crate) fn positions(&self, code: u32) -> &[u32] {
        self.order.slice(range(&self.starts, code as usize))
    }

    /// The positions with one of these codes.
    pub(crate) fn select(&self, codes: &[u32]) -> Bits {
        let len = self.of.len();
        if let [code] = codes {
            return self.order.set(range(&self.starts, *code as usize));
        }
        let many = codes.iter().map(|code| range(&self.starts, *code as usize).len()).sum::<usize>() > len / 8;
        if many {
            let mut wanted = vec![false; self.starts.len()];
            for code in codes {
                if let Some(place) = wanted.get_mut(*code as usize) {
                    *place = true;
                }
            }
            return Bits::of_column(&self.of, |code| wanted.get(code as usize).copied().unwrap_or(false));
        }
        let mut bits = Bits::none(len);
        for code in codes {
            bits.insert_all(self.positions(*code));
        }
        bits
    }

    /// How many positions each code has; the last is for not known.
    pub(crate) fn counts(&self) -> Vec<u32> {
        self.starts.windows(2).map(|pair| pair[1] - pair[0]).collect()
    }

    /// The same within a set of `total` positions.
    pub(crate) fn counts_in(&self, set: &Bits, total: usize) -> Vec<u32> {
        let codes = self.unknown() as usize;
        if self.sets.len() == codes && codes * (self.of.len() / 64) < total * WORDS_A_ROW {
            let mut counts: Vec<u32> = self.sets.iter().map(|of_code| narrow(of_code.count_both(set))).collect();
            counts.push(narrow(total).saturating_sub(counts.iter().sum()));
            return counts;
        }
        let mut counts = vec![0_u32; codes + 1];
        set.for_each(|position| {
            if let Some(code) = self.of.get(position as usize)
                && let Some(count) = counts.get_mut(*code as usize)
            {
                *count = count.wrapping_add(1);
            }
        });
        counts
    }
}

fn range(starts: &[u32], code: usize) -> std::ops::Range<usize> {
    match (starts.get(code), starts.get(code + 1)) {
        (Some(from), Some(to)) => *from as usize..*to as usize,
        _ => 0..0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn codes_are_selected_and_counted(
            rows in proptest::collection::vec((0_u32..=5, any::<bool>()), 0..200),
            wanted in proptest::collection::btree_set(0_u32..=7, 0..4),
            spread in prop_oneof![Just(1_u32), Just(30)],
        ) {
            // With a spread, there are more codes than sets are kept for.
            let of: Vec<u32> = rows.iter().map(|row| row.0 * spread).collect();
            let column = Coded::new(of.clone(), (5 * spread) as usize);
            let wanted: Vec<u32> = wanted.into_iter().map(|code| code * spread).collect();
            prop_assert_eq!(column.select(&wanted), Bits::of_column(&of, |code| wanted.contains(&code)));
            let set = Bits::of_column(&rows, |row| row.1);
            let count = |code: u32| rows.iter().filter(|row| row.1 && row.0 * spread == code).count();
            let expected: Vec<u32> = (0..=5 * spread).map(|code| narrow(count(code))).collect();
            prop_assert_eq!(column.counts_in(&set, set.count()), expected);
            prop_assert_eq!(column.counts(), column.counts_in(&Bits::all(of.len()), of.len()));
            for (position, code) in of.iter().enumerate() {
                prop_assert_eq!(column.code(narrow(position)), Some(*code).filter(|code| *code < 5 * spread));
                prop_assert!(column.positions(*code).contains(&narrow(position)));
            }
        }
    }

    #[test]
    fn what_is_not_there_is_nowhere() {
        let column = Coded::new(vec![0, 9], 1);
        assert_eq!((column.code(0), column.code(1), column.code(2)), (Some(0), None, None));
        assert!(column.positions(7).is_empty() && Coded::default().positions(0).is_empty());
    }
}
