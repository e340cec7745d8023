//! What levels random pairs have. Which pairs is a matter of what the records hold and of the seed, not of their order.

use super::{Known, Levels};
use crate::block::Wanted;
use crate::compare::{Comparer, Memory};
use crate::table::MISSING;
use crate::texts::number;
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Shares of levels among random pairs.
pub(super) struct Chance {
    pub(super) shares: Levels,
    /// Of how many pairs.
    pub(super) pairs: f64,
}

/// From a sample, and the share of equal values exactly from their counts.
pub(super) fn levels(known: &Known<'_>) -> Chance {
    let comparer = known.comparer;
    let (counts, pairs) = sample(known);
    let mut shares: Levels = counts
        .iter()
        .map(|levels| {
            let sum = levels.iter().sum::<u64>() as f64;
            let half = 0.5 * levels.len() as f64;
            levels.iter().map(|count| (*count as f64 + 0.5) / (sum + half)).collect()
        })
        .collect();
    for (levels, comparison) in shares.iter_mut().zip(&comparer.comparisons) {
        let Some(equal) = equal_share(&comparison.column.counts(&comparison.column.codes), comparison, known.wanted)
        else {
            continue;
        };
        let top = levels.len() - 1;
        let rest = 1.0 - levels[top];
        let (lower, equal) = (&mut levels[..top], equal.clamp(1e-12, 1.0 - 1e-12));
        lower.iter_mut().for_each(|share| *share *= (1.0 - equal) / rest);
        levels[top] = equal;
    }
    Chance { shares, pairs }
}

/// The share of wanted pairs of known values that are equal.
fn equal_share(counts: &[u32], comparison: &crate::compare::Comparison, wanted: Wanted) -> Option<f64> {
    let bound = match wanted {
        Wanted::Across(bound) => bound as usize,
        Wanted::Any | Wanted::New(_) => 0,
    };
    let codes = &comparison.column.codes;
    let known = |codes: &[u32]| codes.iter().filter(|code| **code != MISSING).count() as f64;
    let (equal, all) = if bound > 0 {
        let left = comparison.column.counts(&codes[..bound]);
        let equal = left.iter().zip(counts).map(|(left, both)| f64::from(*left) * f64::from(both - left)).sum();
        (equal, known(&codes[..bound]) * known(&codes[bound..]))
    } else {
        let equal: f64 = counts.iter().map(|count| f64::from(*count) * (f64::from(*count) - 1.0)).sum();
        let all = known(codes);
        (equal, all * (all - 1.0))
    };
    // At least half a pair, so that no weight is without end.
    (all > 0.0).then(|| f64::max(equal, 0.5) / all)
}

/// By comparison and level, how many sampled pairs; and how many pairs.
fn sample(known: &Known<'_>) -> (Vec<Vec<u64>>, f64) {
    let comparer = known.comparer;
    let records = number(known.records);
    let (firsts, seconds) = match known.wanted {
        Wanted::Across(bound) => ((0..bound), (bound..records)),
        Wanted::Any | Wanted::New(_) => ((0..records), (0..records)),
    };
    let firsts = mixed(comparer, firsts.collect(), known.rules.seed);
    let seconds = mixed(comparer, seconds.collect(), known.rules.seed.wrapping_add(1));
    if firsts.is_empty() || seconds.is_empty() {
        return (empty(comparer), 1.0);
    }
    let all = seconds.len() as u64 * firsts.len() as u64;
    let wanted = (known.rules.sample as u64).min(all);
    let counts = (0..firsts.len())
        .into_par_iter()
        .fold(
            || (empty(comparer), Memory::new(comparer)),
            |(mut counts, mut memory), at| {
                // Each first record gets its share of the sample, the remainder going to the first ones.
                let count = firsts.len() as u64;
                let share = wanted / count + u64::from((at as u64) < wanted % count);
                for step in 0..share as usize {
                    let (one, other) = (firsts[at], seconds[(at + step) % seconds.len()]);
                    if one != other {
                        let mut pattern = comparer.pattern(one, other, &mut memory);
                        for counts in counts.iter_mut().rev() {
                            let base = counts.len() as u64 + 1;
                            let level = pattern % base;
                            pattern /= base;
                            if level > 0 {
                                counts[level as usize - 1] += 1;
                            }
                        }
                    }
                }
                (counts, memory)
            },
        )
        .map(|(counts, _)| counts)
        .reduce(
            || empty(comparer),
            |mut one, other| {
                let pairs = one.iter_mut().flatten().zip(other.iter().flatten());
                pairs.for_each(|(one, other)| *one += other);
                one
            },
        );
    (counts, wanted as f64)
}

fn empty(comparer: &Comparer) -> Vec<Vec<u64>> {
    comparer.comparisons.iter().map(|comparison| vec![0; usize::from(comparison.top())]).collect()
}

/// The records in an order that depends on what they hold.
fn mixed(comparer: &Comparer, mut records: Vec<u32>, seed: u64) -> Vec<u32> {
    let hash = |record: &u32| {
        let values = comparer.values(*record).iter();
        values.fold(seed.wrapping_add(1), |hash, value| xxh3_64_with_seed(&value.to_le_bytes(), hash))
    };
    records.par_sort_by_cached_key(hash);
    records
}
