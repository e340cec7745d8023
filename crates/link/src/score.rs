//! Match weights of pairs: that of their pattern, and more for rare values they share.

use crate::candidates::{Cell, Pair};
use crate::compare::{Comparer, Pattern};
use crate::model::Model;
use crate::table::MISSING;

/// A common value takes no more and a rare one gives no more than so many bits.
const MOST_BITS: f64 = 12.0;

/// A model, made ready for the values of these records.
#[derive(Clone, Debug)]
pub(crate) struct Scorer {
    /// For each comparison with term frequencies, by value, what sharing it adds.
    adjustments: Vec<Option<Vec<f32>>>,
}

impl Scorer {
    pub(crate) fn new(comparer: &Comparer, model: &Model) -> Self {
        let adjustments = comparer.comparisons.iter().zip(&model.comparisons).map(|(comparison, model)| {
            if !comparison.term_frequency {
                return None;
            }
            let column = &comparison.column;
            let known = column.codes.iter().filter(|code| **code != MISSING).count() as f64;
            let same = model.levels.last().map_or(1.0, |level| level.u);
            let counts = column.counts(&column.codes);
            // How likely another record has the value by chance: that of the pair itself is not counted.
            let by_chance = |count: &u32| f64::from(count.saturating_sub(1).max(1)) / known;
            let adjust = |count| (same / by_chance(count)).log2().clamp(-MOST_BITS, MOST_BITS) as f32;
            Some(counts.iter().map(adjust).collect())
        });
        Self { adjustments: adjustments.collect() }
    }

    /// What sharing a rare value adds to the weight of a comparison.
    pub(crate) fn adjustment(&self, comparer: &Comparer, at: usize, one: u32, another: u32) -> f64 {
        let (value, other) = (comparer.values(one)[at], comparer.values(another)[at]);
        let shared = value == other && value != MISSING;
        let adjustments = self.adjustments[at].as_ref().filter(|_| shared && comparer.counts(at, one, another));
        adjustments.map_or(0.0, |adjustments| f64::from(adjustments[value as usize]))
    }

    /// What rare values add to the weight of a pair.
    pub(crate) fn adjustments(&self, comparer: &Comparer, one: u32, other: u32) -> f64 {
        (0..self.adjustments.len())
            .filter(|at| self.adjustments[*at].is_some())
            .map(|at| self.adjustment(comparer, at, one, other))
            .sum()
    }

    /// The weight of each cell's pattern, prior included.
    pub(crate) fn cells(comparer: &Comparer, model: &Model, cells: &[Cell]) -> Vec<f64> {
        let mut last: Option<(Pattern, f64)> = None;
        let mut weight = |cell: &Cell| match last {
            Some((pattern, weight)) if pattern == cell.pattern => weight,
            _ => {
                let weight = model.weight(comparer, cell.pattern);
                last = Some((cell.pattern, weight));
                weight
            }
        };
        cells.iter().map(&mut weight).collect()
    }

    /// The weight of a pair, given that of its cell.
    pub(crate) fn weight(&self, comparer: &Comparer, cells: &[f64], pair: Pair) -> f64 {
        cells[pair.cell as usize] + self.adjustments(comparer, pair.one, pair.other)
    }
}
