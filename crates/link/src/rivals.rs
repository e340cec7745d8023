//! Where a record has one partner at most, its likely partners are rivals: what is likely of one is unlikely of the
//! others. Four reviews of one title and author against four alike: each pair looks the same, one in four is.
//!
//! The chance of each pair, given that no record has two partners, is found by passing messages between the records
//! (belief propagation, Bethe 1935 for monomers and dimers): exact where the pairs form no rings, and near it where they
//! do.

use crate::texts::number;
use hashbrown::HashMap;
use rayon::prelude::*;

/// Messages are passed so often at most.
const MOST_ROUNDS: usize = 60;
/// Passing ends when no message changes by more bits.
const STILL: f64 = 1e-3;
/// A pair of more bits is as good as certain; beyond, odds would lose the digits of what stands beside them.
const MOST_BITS: f64 = 50.0;

/// A pair of records with its weight.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    pub(crate) one: u32,
    pub(crate) other: u32,
    pub(crate) weight: f64,
}

/// One end of a pair: its number and which of its two sides.
type End = (u32, u8);

/// Each record, once for each source it has pairs with: at most one of the pairs there is one.
struct Places {
    /// By pair and side, the place there.
    of: Vec<[u32; 2]>,
    starts: Vec<usize>,
    ends: Vec<End>,
}

impl Places {
    fn new(pairs: &[Candidate], source: impl Fn(u32) -> u32) -> Self {
        let mut known: HashMap<(u32, u32), u32> = HashMap::new();
        let mut place = |record: u32, of: u32| {
            let next = number(known.len());
            *known.entry((record, of)).or_insert(next)
        };
        let of = pairs.iter().map(|pair| [place(pair.one, source(pair.other)), place(pair.other, source(pair.one))]);
        let of: Vec<[u32; 2]> = of.collect();
        let mut starts = vec![0; known.len() + 1];
        of.iter().flatten().for_each(|place| starts[*place as usize + 1] += 1);
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut ends = vec![(0, 0); 2 * pairs.len()];
        for (pair, places) in (0_u32..).zip(&of) {
            for (side, place) in (0_u8..).zip(places) {
                ends[next[*place as usize]] = (pair, side);
                next[*place as usize] += 1;
            }
        }
        Self { of, starts, ends }
    }

    fn ends(&self, place: u32) -> &[End] {
        &self.ends[self.starts[place as usize]..self.starts[place as usize + 1]]
    }
}

/// By pair, how many bits its rivals take from its weight. A record has one partner at most in each source.
pub(crate) fn taken(pairs: &[Candidate], source: impl Fn(u32) -> u32) -> Vec<f64> {
    let places = Places::new(pairs, source);
    let odds: Vec<f64> = pairs.iter().map(|pair| pair.weight.min(MOST_BITS).exp2()).collect();
    // By pair and side, how likely the record there is free for it, as far as its other pairs go.
    let mut free = vec![[1.0_f64; 2]; pairs.len()];
    // Most places are settled soon: only those that still change, or hear of a change, are looked at again.
    let mut awake: Vec<u32> = (0..number(places.starts.len() - 1)).filter(|at| places.ends(*at).len() > 1).collect();
    for _ in 0..MOST_ROUNDS {
        let changed: Vec<(End, f64)> = awake
            .par_iter()
            .map_init(Vec::new, |claims, place| changes(places.ends(*place), &odds, &free, claims))
            .flatten_iter()
            .collect();
        awake.clear();
        for ((pair, side), message) in changed {
            free[pair as usize][usize::from(side)] = message;
            awake.extend(places.of[pair as usize]);
        }
        awake.par_sort_unstable();
        awake.dedup();
        awake.retain(|at| places.ends(*at).len() > 1);
        if awake.is_empty() {
            break;
        }
    }
    // Never more than nothing: a pair without rivals keeps its weight to the last digit.
    free.iter().map(|[one, other]| (-(one * other).log2()).max(0.0)).collect()
}

/// The messages from a place to the other ends of its pairs, as far as they are new.
fn changes(ends: &[End], odds: &[f64], free: &[[f64; 2]], claims: &mut Vec<(f64, End)>) -> Vec<(End, f64)> {
    let claim = |(pair, side): End| odds[pair as usize] * free[pair as usize][usize::from(1 - side)];
    claims.clear();
    claims.extend(ends.iter().map(|end| (claim(*end), *end)));
    // The sum hangs on the claims, not on the order in which the records are given; and what a pair has against it is not
    // what is left of a much greater sum.
    claims.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
    let strongest = claims.last().map_or(0.0, |last| last.0);
    let weaker = 1.0 + claims.iter().rev().skip(1).rev().map(|claim| claim.0).sum::<f64>();
    let message = |(claim, (pair, side)): &(f64, End)| {
        let against = if *claim == strongest { weaker } else { weaker + strongest - claim };
        let before = free[*pair as usize][usize::from(*side)];
        // Half way in bits: records with equal rivals would else swing between all and nothing.
        let message = (before / against).sqrt();
        ((message / before).log2().abs() >= STILL).then_some(((*pair, *side), message))
    };
    claims.iter().filter_map(message).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates(pairs: &[(u32, u32, f64)]) -> Vec<Candidate> {
        pairs.iter().map(|(one, other, weight)| Candidate { one: *one, other: *other, weight: *weight }).collect()
    }

    /// Probabilities of the pairs; records from 10 on are of the other list.
    fn likely(pairs: &[(u32, u32, f64)]) -> Vec<f64> {
        let pairs = candidates(pairs);
        let taken = taken(&pairs, |record| u32::from(record >= 10));
        pairs.iter().zip(taken).map(|(pair, taken)| crate::model::probability(pair.weight - taken)).collect()
    }

    #[test]
    fn equal_rivals_share() {
        assert_eq!(taken(&candidates(&[(0, 10, 3.0), (1, 11, 50.0)]), |_| 0), [0.0, 0.0]);
        let alike = |count: u32| -> Vec<f64> {
            likely(
                &(0..count).flat_map(|one| (10..10 + count).map(move |other| (one, other, 15.0))).collect::<Vec<_>>(),
            )
        };
        for count in [2_u32, 4] {
            let shares = alike(count);
            assert!(shares.iter().all(|share| (share - 1.0 / f64::from(count)).abs() < 0.02), "{shares:?}");
        }
        // Two that may be the partner of one: with the third case, that none is.
        let two = likely(&[(0, 10, 0.0), (0, 11, 0.0)]);
        assert!(two.iter().all(|share| (share - 1.0 / 3.0).abs() < 1e-3), "{two:?}");
    }

    #[test]
    fn the_better_pair_takes_the_others_likelihood() {
        let found = likely(&[(0, 10, 12.0), (0, 11, 8.0), (1, 11, 12.0), (2, 10, 3.0)]);
        assert!(found[0] > 0.99 && found[2] > 0.99 && found[1] < 0.01 && found[3] < 0.01, "{found:?}");
        // Where the better partner has a still better one, the second best is wanted again.
        let found = likely(&[(0, 10, 8.0), (1, 10, 14.0), (0, 11, 5.0)]);
        assert!(found[1] > 0.98 && found[0] < 0.02 && found[2] > 0.9, "{found:?}");
    }

    #[test]
    fn the_order_of_pairs_does_not_matter() {
        let mut pairs: Vec<(u32, u32, f64)> = (0..5)
            .flat_map(|one| (10..15).map(move |other| (one, other, f64::from((one * 7 + other * 3) % 11))))
            .collect();
        let straight = likely(&pairs);
        pairs.reverse();
        let mut reversed = likely(&pairs);
        reversed.reverse();
        assert_eq!(straight, reversed);
    }

    #[test]
    fn partners_in_two_sources_are_no_rivals() {
        let pairs = candidates(&[(0, 10, 9.0), (0, 20, 9.0)]);
        assert_eq!(taken(&pairs, |record| record / 10), [0.0, 0.0]);
    }
}
