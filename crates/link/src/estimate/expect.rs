//! Expectation maximisation over cells: pairs that compare alike are one item with a count.

use super::{Known, Levels, scaled, usual};

/// Estimation ends when no m probability changes by more.
const STILL: f64 = 1e-6;
const MOST_STEPS: usize = 200;
/// So many pairs are thought to have been seen before, spread as usual, so that no probability is 0.
const SEEN_BEFORE: f64 = 2.0;
/// In a block, this share of its pairs is thought to be as random ones are: two comparisons alone cannot tell m from u.
const HELD: f64 = 0.1;

/// The cells, taken apart.
pub(super) struct Data {
    width: usize,
    /// Levels by cell and comparison, 0 for missing.
    levels: Vec<u8>,
    rules: Vec<u16>,
    open: Vec<f64>,
    same: Vec<f64>,
    never: Vec<f64>,
    tops: Vec<usize>,
}

/// Estimation on the pairs of one blocking rule, or of all.
pub(super) struct Session {
    pub(super) included: Vec<bool>,
    pub(super) rule: Option<usize>,
    pub(super) free_u: bool,
}

/// What a session found.
pub(super) struct Found {
    pub(super) m: Levels,
    pub(super) u: Levels,
    pub(super) matches: f64,
    pub(super) share: f64,
}

impl Data {
    pub(super) fn new(known: &Known<'_>) -> Self {
        let cells = &known.candidates.cells;
        let counts = known.candidates.counts.iter().zip(known.same).zip(known.never).zip(&known.apart.cells);
        Self {
            width: known.comparer.comparisons.len(),
            levels: cells.iter().flat_map(|cell| known.comparer.levels(cell.pattern)).collect(),
            rules: cells.iter().map(|cell| cell.rules).collect(),
            open: counts
                .map(|(((count, same), never), apart)| count.saturating_sub(same + never + apart) as f64)
                .collect(),
            same: known.same.iter().map(|count| *count as f64).collect(),
            never: known.never.iter().map(|count| *count as f64).collect(),
            tops: known.comparer.comparisons.iter().map(|comparison| usize::from(comparison.top())).collect(),
        }
    }

    pub(super) fn pairs(&self) -> f64 {
        self.open.iter().sum()
    }

    fn cell(&self, cell: usize) -> &[u8] {
        &self.levels[cell * self.width..(cell + 1) * self.width]
    }

    /// The shares of levels among all compared pairs.
    pub(super) fn shares(&self) -> Levels {
        let mut shares: Levels = self.tops.iter().map(|top| vec![0.5; *top]).collect();
        for (cell, count) in self.open.iter().enumerate() {
            add(&mut shares, self.cell(cell), *count);
        }
        shares.into_iter().map(scaled).collect()
    }

    /// Pairs decided to be the same, which no rule may have brought together, beside so many matches.
    pub(super) fn add_decided(&self, m: &mut Levels, matches: f64) {
        let mut decided: Levels = self.tops.iter().map(|top| vec![0.0; *top]).collect();
        for (cell, count) in self.same.iter().enumerate().filter(|(cell, _)| self.rules[*cell] == 0) {
            add(&mut decided, self.cell(cell), *count);
        }
        for (m, decided) in m.iter_mut().zip(decided) {
            m.iter_mut().zip(decided).for_each(|(m, decided)| *m = *m * matches.max(1.0) + decided);
            *m = scaled(std::mem::take(m));
        }
    }

    /// The share of all pairs that are the same, by what is found among those compared.
    pub(super) fn prior(&self, m: &Levels, u: &Levels, start: f64, all: f64) -> f64 {
        self.share(m, u, start, all, self.same.iter().sum())
    }

    /// The share of the pairs nothing was decided on that are the same, `all` being how many there are.
    pub(super) fn prior_of_open(&self, m: &Levels, u: &Levels, start: f64, all: f64) -> f64 {
        self.share(m, u, start, all, 0.0)
    }

    fn share(&self, m: &Levels, u: &Levels, start: f64, all: f64, decided: f64) -> f64 {
        let weights = weights(m, u);
        let mut prior = start;
        for _ in 0..MOST_STEPS {
            let odds = (prior / (1.0 - prior)).ln();
            let likely = |cell: usize| self.open[cell] * likely(odds + self.sum(cell, &weights));
            let found = decided + (0..self.open.len()).map(likely).sum::<f64>();
            let next = (found.max(0.5) / all).min(0.9);
            if (next - prior).abs() <= prior * 1e-4 {
                return next;
            }
            prior = next;
        }
        prior
    }

    fn sum(&self, cell: usize, weights: &Levels) -> f64 {
        self.cell(cell).iter().zip(weights).filter(|(level, _)| **level > 0).map(|(l, w)| w[usize::from(*l) - 1]).sum()
    }
}

impl Session {
    pub(super) fn run(&self, data: &Data, start: &Levels, u: &Levels, share: f64) -> Found {
        let cells: Vec<usize> = (0..data.open.len()).filter(|cell| self.holds(data.rules[*cell])).collect();
        let all: f64 = cells.iter().map(|cell| data.open[*cell] + data.same[*cell] + data.never[*cell]).sum();
        let mut found = Found { m: start.clone(), u: u.clone(), matches: 0.0, share };
        if all == 0.0 {
            return found;
        }
        for _ in 0..MOST_STEPS {
            let mut weights = weights(&found.m, &found.u);
            for (weights, _) in weights.iter_mut().zip(&self.included).filter(|(_, included)| !**included) {
                weights.fill(0.0);
            }
            let odds = (found.share / (1.0 - found.share)).ln();
            let before = |levels: &Vec<f64>| usual(levels.len()).into_iter().map(|share| share * SEEN_BEFORE).collect();
            let mut m: Levels = start.iter().map(before).collect();
            let held = SEEN_BEFORE + if self.rule.is_some() { all * HELD } else { 0.0 };
            let mut other: Levels = u.iter().map(|u| u.iter().map(|u| u * held).collect()).collect();
            found.matches = 0.0;
            for cell in &cells {
                let likely = likely(odds + data.sum(*cell, &weights));
                let matches = data.open[*cell] * likely + data.same[*cell];
                found.matches += matches;
                add(&mut m, data.cell(*cell), matches);
                if self.free_u {
                    add(&mut other, data.cell(*cell), data.open[*cell] * (1.0 - likely) + data.never[*cell]);
                }
            }
            let m: Levels = m.into_iter().map(scaled).collect();
            let change = m.iter().flatten().zip(found.m.iter().flatten()).map(|(new, old)| (new - old).abs());
            let still = change.fold(0.0, f64::max) < STILL;
            found.m = m;
            if self.free_u {
                found.u = other.into_iter().map(scaled).collect();
            }
            found.share = (found.matches / all).clamp(1e-9, 1.0 - 1e-9);
            if still {
                break;
            }
        }
        found
    }

    fn holds(&self, rules: u16) -> bool {
        self.rule.is_none_or(|rule| rules >> rule & 1 == 1)
    }
}

fn add(levels: &mut Levels, found: &[u8], count: f64) {
    for (levels, level) in levels.iter_mut().zip(found).filter(|(_, level)| **level > 0) {
        levels[usize::from(*level) - 1] += count;
    }
}

/// Natural logarithms of the Bayes factors.
fn weights(m: &Levels, u: &Levels) -> Levels {
    m.iter().zip(u).map(|(m, u)| m.iter().zip(u).map(|(m, u)| (m / u).ln()).collect()).collect()
}

fn likely(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}
