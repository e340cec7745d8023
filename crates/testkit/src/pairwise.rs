//! How well rows were put together, pair by pair.

use std::collections::HashMap;
use std::hash::Hash;

/// Precision, recall and F1 over all pairs of rows of different lists.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Pairwise {
    /// Of the pairs put together so many are of one machine.
    pub precision: f64,
    /// Of the pairs of one machine so many were put together.
    pub recall: f64,
}

impl Pairwise {
    /// Compares what was found with the truth: of each row its list, its true machine, and the machine it was found to be
    /// of.
    #[must_use]
    pub fn of<L: Hash + Eq + Copy, T: Hash + Eq + Copy, F: Hash + Eq + Copy>(rows: &[(L, T, F)]) -> Self {
        let found = pairs(rows.iter().map(|(list, _, found)| (*found, *list)));
        let truth = pairs(rows.iter().map(|(list, truth, _)| (*truth, *list)));
        let right = pairs(rows.iter().map(|(list, truth, found)| ((*truth, *found), *list)));
        Self { precision: right / found.max(1.0), recall: right / truth.max(1.0) }
    }

    /// Their harmonic mean.
    #[must_use]
    pub fn f1(self) -> f64 {
        2.0 * self.precision * self.recall / (self.precision + self.recall).max(f64::MIN_POSITIVE)
    }
}

/// Pairs of rows of one group and different lists.
fn pairs<G: Hash + Eq, L: Hash + Eq>(rows: impl Iterator<Item = (G, L)>) -> f64 {
    let mut groups: HashMap<G, HashMap<L, u64>> = HashMap::new();
    for (group, list) in rows {
        *groups.entry(group).or_default().entry(list).or_default() += 1;
    }
    let of_group = |lists: &HashMap<L, u64>| {
        let sum: u64 = lists.values().sum();
        (sum * sum - lists.values().map(|rows| rows * rows).sum::<u64>()) / 2
    };
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let pairs = groups.values().map(of_group).sum::<u64>() as f64;
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted_across_lists() {
        // Machine 1 in three lists, one row of it astray with machine 2.
        let rows = [(0, 1, 'a'), (1, 1, 'a'), (2, 1, 'b'), (0, 2, 'b'), (1, 2, 'b')];
        let score = Pairwise::of(&rows);
        assert!((score.precision - 2.0 / 4.0).abs() < 1e-12 && (score.recall - 2.0 / 4.0).abs() < 1e-12, "{score:?}");
        let all = Pairwise::of(&[(0, 1, 'a'), (1, 1, 'a')]);
        assert!((all.f1() - 1.0).abs() < 1e-12);
    }
}
