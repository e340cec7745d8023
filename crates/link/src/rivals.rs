//! Where a record has one partner at most, its likely partners are rivals: what is likely of one is unlikely of the
//! others. Four reviews of one title and author against four alike: each pair looks the same, one in four is.
//!
//! The chance of each pair, given that no record has two partners, is found by passing messages between the records
//! (belief propagation, Bethe 1935 for monomers and dimers): exact where the pairs form no rings, and near it where they
//! do.

use hashbrown::HashMap;

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

/// By pair, how many bits its rivals take from its weight. A record has one partner at most in each source.
pub(crate) fn taken(pairs: &[Candidate], source: impl Fn(u32) -> u32) -> Vec<f64> {
    let mut places: HashMap<(u32, u32), usize> = HashMap::new();
    let mut place = |record: u32, of: u32| {
        let next = places.len();
        *places.entry((record, of)).or_insert(next)
    };
    let ends: Vec<[usize; 2]> =
        pairs.iter().map(|pair| [place(pair.one, source(pair.other)), place(pair.other, source(pair.one))]).collect();
    let mut at: Vec<Vec<(usize, usize)>> = vec![Vec::new(); places.len()];
    for (pair, ends) in ends.iter().enumerate() {
        ends.iter().enumerate().for_each(|(side, end)| at[*end].push((pair, side)));
    }
    let odds: Vec<f64> = pairs.iter().map(|pair| pair.weight.min(MOST_BITS).exp2()).collect();
    // By pair and side, how likely the record there is free for it, as far as its other pairs go.
    let mut free = vec![[1.0_f64; 2]; pairs.len()];
    let mut claims: Vec<(f64, usize, usize)> = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let mut next = free.clone();
        let mut change = 0.0_f64;
        for here in at.iter().filter(|here| here.len() > 1) {
            claims.clear();
            claims.extend(here.iter().map(|(pair, side)| (odds[*pair] * free[*pair][1 - side], *pair, *side)));
            // The sum hangs on the claims, not on the order in which the records are given; and what a pair has against
            // it is not what is left of a much greater sum.
            claims.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
            let (strongest, others) =
                claims.split_last().map_or((0.0, claims.as_slice()), |(last, rest)| (last.0, rest));
            let weaker = 1.0 + others.iter().map(|claim| claim.0).sum::<f64>();
            for (index, (claim, pair, side)) in claims.iter().enumerate() {
                let against = if index + 1 == claims.len() { weaker } else { weaker + strongest - claim };
                // Half way in bits: records with equal rivals would else swing between all and nothing.
                let message = (free[*pair][*side] / against).sqrt();
                change = change.max((message / free[*pair][*side]).log2().abs());
                next[*pair][*side] = message;
            }
        }
        free = next;
        if change < STILL {
            break;
        }
    }
    // Never more than nothing: a pair without rivals keeps its weight to the last digit.
    free.iter().map(|[one, other]| (-(one * other).log2()).max(0.0)).collect()
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
