//! Records that share rare words or runs of letters: for each record those nearest to it. Frequent parts bring nobody
//! together, so the work stays in bounds.

use super::Wanted;
use crate::LinkError;
use crate::columns::{BETWEEN, Records};
use crate::measure::vectors::Vectors;
use crate::rules::Nearest;
use crate::table::MISSING;
use crate::texts::number;
use rayon::prelude::*;
use std::ops::Range;

/// So many pairs are one piece of work.
const PIECE: usize = 1 << 14;
/// A part that more than this share of the records hold brings nobody together ...
const FREQUENT: f64 = 0.05;
/// ... unless it is held by no more than so many records.
const ALWAYS: u32 = 200;
/// ... and never if more than so many hold it.
const NEVER: u32 = 2_000;

/// Pairs in order.
pub(super) struct Near {
    pairs: Vec<u64>,
}

impl Near {
    pub(super) fn new(
        on: &[String],
        place: &str,
        rule: Nearest,
        records: &mut Records<'_>,
        wanted: Wanted,
    ) -> Result<Self, LinkError> {
        let column = records.column(on, place)?;
        let spaced = column.recoded(|text| text.replace(BETWEEN, " "));
        let vectors = Vectors::of(&spaced, rule.parts);
        let codes = &spaced.codes;
        let limit = ((codes.len() as f64 * FREQUENT) as u32).clamp(ALWAYS, NEVER);
        let holders = Holders::of(&vectors, codes, limit);
        let found: Vec<Vec<u64>> = (0..number(codes.len()))
            .into_par_iter()
            // Each piece has its own memory for scores, as long as the list.
            .with_min_len(1 + codes.len() / 64)
            .filter(|record| codes[*record as usize] != MISSING)
            .map_init(
                || (vec![0.0_f32; codes.len()], Vec::new()),
                |(scores, touched), record| {
                    let (parts, weights) = vectors.get(codes[record as usize]);
                    for (part, weight) in parts.iter().zip(weights) {
                        for (other, other_weight) in holders.get(*part) {
                            if !wanted.holds(record.min(*other), record.max(*other)) {
                                continue;
                            }
                            let score = &mut scores[*other as usize];
                            if *score == 0.0 {
                                touched.push(*other);
                            }
                            *score += weight * other_weight;
                        }
                    }
                    let nearest = best(scores, touched, rule);
                    touched.iter().for_each(|other| scores[*other as usize] = 0.0);
                    touched.clear();
                    nearest.into_iter().map(|other| key(record.min(other), record.max(other))).collect()
                },
            )
            .collect();
        let mut pairs = found.concat();
        pairs.par_sort_unstable();
        pairs.dedup();
        Ok(Self { pairs })
    }

    pub(super) fn pieces(&self) -> Vec<Range<usize>> {
        (0..self.pairs.len()).step_by(PIECE).map(|start| start..(start + PIECE).min(self.pairs.len())).collect()
    }

    pub(super) fn each(&self, pairs: Range<usize>, found: &mut impl FnMut(u32, u32)) {
        for pair in &self.pairs[pairs] {
            found((pair >> 32) as u32, *pair as u32);
        }
    }

    pub(super) fn together(&self, one: u32, other: u32) -> bool {
        self.pairs.binary_search(&key(one.min(other), one.max(other))).is_ok()
    }
}

fn key(one: u32, other: u32) -> u64 {
    u64::from(one) << 32 | u64::from(other)
}

/// The best so many of those touched, and all that are as good as the last of them.
fn best(scores: &[f32], touched: &[u32], rule: Nearest) -> Vec<u32> {
    let score = |record: &u32| scores[*record as usize];
    let mut good: Vec<u32> = touched.iter().copied().filter(|record| score(record) >= rule.at_least).collect();
    if good.len() > rule.count {
        let (_, last, _) =
            good.select_nth_unstable_by(rule.count - 1, |one, other| score(other).total_cmp(&score(one)));
        let bound = score(last);
        good = touched.iter().copied().filter(|record| score(record) >= bound.max(rule.at_least)).collect();
    }
    good
}

/// For each part that is not frequent, the records that hold it with its weight there.
struct Holders {
    starts: Vec<usize>,
    entries: Vec<(u32, f32)>,
}

impl Holders {
    fn of(vectors: &Vectors, codes: &[u32], limit: u32) -> Self {
        let counts = vectors.records();
        let mut starts = Vec::with_capacity(counts.len() + 1);
        let mut sum = 0;
        starts.push(0);
        for count in counts {
            sum += if *count <= limit { *count as usize } else { 0 };
            starts.push(sum);
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); sum];
        for (record, code) in (0_u32..).zip(codes).filter(|(_, code)| **code != MISSING) {
            let (parts, weights) = vectors.get(*code);
            for (part, weight) in parts.iter().zip(weights) {
                if counts[*part as usize] <= limit {
                    entries[next[*part as usize]] = (record, *weight);
                    next[*part as usize] += 1;
                }
            }
        }
        Self { starts, entries }
    }

    fn get(&self, part: u32) -> &[(u32, f32)] {
        &self.entries[self.starts[part as usize]..self.starts[part as usize + 1]]
    }
}
