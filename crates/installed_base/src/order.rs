//! The order of all positions by one column, and pages of it. What is not known comes last in both directions.

use crate::bits::{Bits, narrow};
use std::ops::Range;

/// The key of a value that is not known.
pub(crate) const UNKNOWN: u64 = u64::MAX;

/// Keys that sort as the values do.
pub(crate) fn key_of_integer(value: i64) -> u64 {
    (value.cast_unsigned() ^ (1 << 63)).min(UNKNOWN - 1)
}

/// Keys that sort as the values do; what is not a number is not known.
pub(crate) fn key_of_number(value: f64) -> u64 {
    if value.is_nan() {
        return UNKNOWN;
    }
    // Adding zero makes -0 the same as 0.
    let bits = (value + 0.0).to_bits();
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}

/// Positions sorted by a column; equal ones by position.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Order {
    positions: Vec<u32>,
    /// Where each position stands in `positions`.
    ranks: Vec<u32>,
    /// How many at the beginning have a known value.
    known: usize,
}

impl Order {
    /// Sorts the positions by their keys.
    pub(crate) fn of(keys: &[u64]) -> Self {
        let mut pairs: Vec<(u64, u32)> =
            keys.iter().enumerate().map(|(position, key)| (*key, narrow(position))).collect();
        pairs.sort_unstable();
        let known = pairs.partition_point(|(key, _)| *key != UNKNOWN);
        Self::sorted(pairs.into_iter().map(|(_, position)| position).collect(), known)
    }

    /// From positions sorted already.
    pub(crate) fn sorted(positions: Vec<u32>, known: usize) -> Self {
        let mut ranks = vec![0; positions.len()];
        for (rank, position) in positions.iter().enumerate() {
            if let Some(place) = ranks.get_mut(*position as usize) {
                *place = narrow(rank);
            }
        }
        Self { positions, ranks, known }
    }

    /// The positions with a known value, sorted.
    pub(crate) fn known(&self) -> &[u32] {
        self.positions.get(..self.known).unwrap_or_default()
    }

    /// The positions of these ranks.
    pub(crate) fn slice(&self, ranks: Range<usize>) -> &[u32] {
        self.positions.get(ranks).unwrap_or_default()
    }

    /// The same as [`Self::slice`], as a set: a pass over the ranks where they are many.
    pub(crate) fn set(&self, ranks: Range<usize>) -> Bits {
        let count = ranks.len();
        if count < self.positions.len() / 8 {
            return Bits::of_positions(self.positions.len(), self.slice(ranks));
        }
        let (from, count) = (narrow(ranks.start), narrow(count));
        Bits::of_column(&self.ranks, |rank| rank.wrapping_sub(from) < count)
    }

    /// All positions in this direction.
    pub(crate) fn walk(&self, descending: bool) -> impl Iterator<Item = u32> + '_ {
        let (known, unknown) = self.positions.split_at(self.known);
        let (forward, backward) = if descending { (&[][..], known) } else { (known, &[][..]) };
        forward.iter().chain(backward.iter().rev()).chain(unknown).copied()
    }

    /// The rank in this direction.
    fn rank(&self, position: u32, descending: bool) -> u32 {
        let rank = self.ranks.get(position as usize).copied().unwrap_or(u32::MAX);
        if descending && (rank as usize) < self.known { narrow(self.known) - 1 - rank } else { rank }
    }

    /// A page of all positions, or of a set of `total` of them.
    pub(crate) fn page(
        &self,
        of: Option<&Bits>,
        total: usize,
        descending: bool,
        offset: usize,
        limit: usize,
    ) -> Vec<u32> {
        let end = offset.saturating_add(limit).min(total);
        if offset >= end {
            return Vec::new();
        }
        let Some(set) = of else {
            return self.every(descending, offset..end);
        };
        // Few: sort them by rank. Many: walk the order until the page is full.
        let (all, total_wide, end_wide) = (self.positions.len() as u64, total as u64, end as u64);
        if total_wide.saturating_mul(total_wide).saturating_mul(8) < all.saturating_mul(end_wide) {
            let mut ranked: Vec<(u32, u32)> = Vec::with_capacity(total);
            set.for_each(|position| ranked.push((self.rank(position, descending), position)));
            if end < ranked.len() {
                ranked.select_nth_unstable(end);
                ranked.truncate(end);
            }
            ranked.sort_unstable();
            return ranked.into_iter().skip(offset).map(|(_, position)| position).collect();
        }
        let mut page = Vec::with_capacity(end - offset);
        page.extend(self.walk(descending).filter(|position| set.contains(*position)).skip(offset).take(end - offset));
        page
    }

    fn every(&self, descending: bool, range: Range<usize>) -> Vec<u32> {
        if !descending {
            return self.slice(range).to_vec();
        }
        let at = |rank: usize| if rank < self.known { self.known - 1 - rank } else { rank };
        range.filter_map(|rank| self.positions.get(at(rank)).copied()).collect()
    }

    /// The order after some keys changed or positions were added at the end. `changed` holds each position once,
    /// `key` gives the new keys of all.
    pub(crate) fn changed(&self, len: usize, changed: &[u32], key: impl Fn(u32) -> u64) -> Self {
        let moved = Bits::of_positions(len, changed);
        let mut kept: Vec<u32> = Vec::with_capacity(len);
        kept.extend(self.positions.iter().copied().filter(|position| !moved.contains(*position)));
        let mut arrivals: Vec<(u64, u32)> = changed.iter().map(|position| (key(*position), *position)).collect();
        arrivals.sort_unstable();
        let mut positions = Vec::with_capacity(len);
        let mut from = 0;
        for arrival in &arrivals {
            let rest = kept.get(from..).unwrap_or_default();
            let until = rest.partition_point(|position| (key(*position), *position) < *arrival);
            positions.extend_from_slice(rest.get(..until).unwrap_or_default());
            positions.push(arrival.1);
            from += until;
        }
        positions.extend_from_slice(kept.get(from..).unwrap_or_default());
        let known = positions.partition_point(|position| key(*position) != UNKNOWN);
        Self::sorted(positions, known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn naive(keys: &[u64], set: &Bits, descending: bool) -> Vec<u32> {
        let mut all: Vec<u32> = (0..narrow(keys.len())).filter(|position| set.contains(*position)).collect();
        let key = |position: &u32| keys[*position as usize];
        all.sort_by_key(|position| (key(position), *position));
        let known = all.partition_point(|position| key(position) != UNKNOWN);
        if descending {
            all[..known].reverse();
        }
        all
    }

    fn key() -> impl Strategy<Value = u64> {
        prop_oneof![3 => 0_u64..6, 1 => Just(UNKNOWN)]
    }

    proptest! {
        #[test]
        fn pages_are_those_of_a_sorted_list(
            rows in proptest::collection::vec((key(), any::<bool>()), 0..150),
            descending: bool,
            offset in 0_usize..20,
            limit in 0_usize..20,
        ) {
            let keys: Vec<u64> = rows.iter().map(|row| row.0).collect();
            let order = Order::of(&keys);
            let every = Bits::all(keys.len());
            let some = Bits::of_column(&rows, |row| row.1);
            for (set, of) in [(&every, None), (&every, Some(&every)), (&some, Some(&some))] {
                let expected: Vec<u32> =
                    naive(&keys, set, descending).into_iter().skip(offset).take(limit).collect();
                prop_assert_eq!(order.page(of, set.count(), descending, offset, limit), expected);
            }
        }

        #[test]
        fn a_changed_order_is_that_of_the_new_keys(
            before in proptest::collection::vec(key(), 0..80),
            changes in proptest::collection::btree_map(0_usize..100, key(), 0..20),
        ) {
            let mut keys = before.clone();
            let mut changed: Vec<u32> = Vec::new();
            for (at, key) in changes {
                match keys.get_mut(at) {
                    Some(place) => {
                        *place = key;
                        changed.push(narrow(at));
                    }
                    None => {
                        changed.push(narrow(keys.len()));
                        keys.push(key);
                    }
                }
            }
            let order = Order::of(&before).changed(keys.len(), &changed, |position| keys[position as usize]);
            prop_assert_eq!(order, Order::of(&keys));
        }

        #[test]
        fn ranks_are_a_set(keys in proptest::collection::vec(key(), 0..150), from in 0_usize..150, count in 0_usize..150) {
            let order = Order::of(&keys);
            let ranks = from.min(keys.len())..(from + count).min(keys.len());
            let expected = Bits::of_positions(keys.len(), order.slice(ranks.clone()));
            prop_assert_eq!(order.set(ranks), expected);
        }

        #[test]
        fn keys_sort_as_numbers(a: f64, b: f64, c: i64, d: i64) {
            if let Some(expected) = a.partial_cmp(&b) {
                prop_assert_eq!(key_of_number(a).cmp(&key_of_number(b)), expected);
            }
            prop_assert_eq!(key_of_integer(c).cmp(&key_of_integer(d)), c.cmp(&d));
        }
    }

    #[test]
    fn what_is_not_a_number_is_not_known() {
        assert_eq!(key_of_number(f64::NAN), UNKNOWN);
        assert_eq!(key_of_number(-0.0), key_of_number(0.0));
        assert!(key_of_number(f64::INFINITY) < UNKNOWN && key_of_integer(i64::MAX) < UNKNOWN);
    }
}
