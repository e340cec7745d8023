//! Pairs that cannot be the same whatever they look like: no source has one thing twice, so two records cannot be one
//! where both, with what was decided to be the same as them, have a record of one source. Nothing is learned from them.
//! Machines of one order are alike in all but the last digit; taken for pairs like any other they would teach that
//! numbers of one machine often differ in a digit, or that customer and day say little.

use crate::candidates::{Candidates, Pair};
use crate::decisions::{Decided, root};
use crate::table::MISSING;
use crate::texts::number;
use hashbrown::HashMap;
use rayon::prelude::*;

/// How many pairs are kept apart.
pub(crate) struct Apart {
    /// Of those compared, by cell.
    pub(crate) cells: Vec<u64>,
    /// Of all pairs, compared or not.
    pub(crate) pairs: f64,
    /// How many pairs are together already, because they were decided to be the same or follow from it.
    pub(crate) together: f64,
}

/// By record its group and the sources of that, as bits.
struct Groups<'a> {
    roots: Vec<u32>,
    masks: Vec<u64>,
    sources: &'a [u32],
}

impl<'a> Groups<'a> {
    fn new(sources: &'a [u32], decided: &Decided) -> Self {
        let mut group: Vec<u32> = (0..number(sources.len())).collect();
        for (one, other) in &decided.same {
            let (one, other) = (root(&mut group, *one), root(&mut group, *other));
            group[one.max(other) as usize] = one.min(other);
        }
        let roots: Vec<u32> = (0..number(sources.len())).map(|record| root(&mut group, record)).collect();
        let mut masks = vec![0_u64; sources.len()];
        for (root, source) in roots.iter().zip(sources) {
            // Sources beyond 64 have no bit, and MISSING none: of them only records themselves are told apart.
            masks[*root as usize] |= 1_u64.checked_shl(*source).unwrap_or_default();
        }
        Self { roots, masks, sources }
    }

    fn apart(&self, one: u32, other: u32) -> bool {
        let (one, other) = (one as usize, other as usize);
        let (root, another) = (self.roots[one], self.roots[other]);
        let alone = self.sources[one] == self.sources[other] && self.sources[one] != MISSING;
        root != another && (alone || self.masks[root as usize] & self.masks[another as usize] != 0)
    }

    /// How many pairs of records are apart by their groups, and together in one.
    fn count(&self) -> (f64, f64) {
        let pairs = |records: f64| records * (records - 1.0) / 2.0;
        let mut sizes: HashMap<u32, f64> = HashMap::new();
        self.roots.iter().for_each(|root| *sizes.entry(*root).or_default() += 1.0);
        let together: f64 = sizes.values().map(|records| pairs(*records)).sum();
        let mut records: HashMap<u64, f64> = HashMap::new();
        self.roots.iter().for_each(|root| *records.entry(self.masks[*root as usize]).or_default() += 1.0);
        // In order, so that the sum is the same each time.
        let mut masks: Vec<(u64, f64)> = records.into_iter().filter(|(mask, _)| *mask != 0).collect();
        masks.sort_unstable_by_key(|(mask, _)| *mask);
        let mut apart = 0.0;
        for (at, (mask, records)) in masks.iter().enumerate() {
            apart += pairs(*records);
            let sharing = masks[at + 1..].iter().filter(|(other, _)| mask & other != 0);
            apart += sharing.map(|(_, others)| records * others).sum::<f64>();
        }
        (apart - together, together)
    }
}

impl Apart {
    /// Nothing is apart.
    pub(crate) fn none(cells: usize) -> Self {
        Self { cells: vec![0; cells], pairs: 0.0, together: 0.0 }
    }

    pub(crate) fn of(candidates: &Candidates, sources: &[u32], decided: &Decided) -> Self {
        let groups = Groups::new(sources, decided);
        // What was decided never to be the same is counted as that already.
        let never = |pair: &Pair| decided.never.binary_search(&(pair.one, pair.other)).is_ok();
        let empty = || vec![0_u64; candidates.cells.len()];
        let count = |mut counts: Vec<u64>, pairs: &Vec<Pair>| {
            for pair in pairs.iter().filter(|pair| groups.apart(pair.one, pair.other) && !never(pair)) {
                counts[pair.cell as usize] += 1;
            }
            counts
        };
        let add = |mut counts: Vec<u64>, more: Vec<u64>| {
            counts.iter_mut().zip(more).for_each(|(count, more)| *count += more);
            counts
        };
        let cells = candidates.pairs.par_iter().with_min_len(64).fold(empty, count).reduce(empty, add);
        let (pairs, together) = groups.count();
        Self { cells, pairs, together }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_of_groups_that_share_a_source_are_apart() {
        let decided = Decided { same: vec![(0, 1)], never: Vec::new() };
        // 0 and 1 are one thing of sources 0 and 1; 2 is of source 1, 3 of source 2, 4 of none.
        let groups = Groups::new(&[0, 1, 1, 2, MISSING], &decided);
        let apart = |one, other| groups.apart(one, other);
        assert!(apart(0, 2) && apart(1, 2) && !apart(0, 1) && !apart(0, 3) && !apart(2, 3) && !apart(2, 4));
        assert_eq!(groups.count(), (2.0, 1.0));
    }
}
