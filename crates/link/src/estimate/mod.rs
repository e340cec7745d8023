//! Match weights without labels, after Fellegi and Sunter: u probabilities from random pairs, the prior from
//! deterministic rules, m probabilities by expectation maximisation, each blocking rule in turn for the comparisons it
//! does not fix, and averaged. Decided pairs count as what they were decided to be.
//!
//! Within a block, u is estimated anew and then forgotten: records of one postcode have the city in common too, and with
//! the u of random pairs they would all look the same.

mod expect;
mod monotone;
mod prior;
mod random;

use crate::apart::Apart;
use crate::block::{Blocks, Wanted};
use crate::candidates::Candidates;
use crate::compare::Comparer;
use crate::model::{ComparisonModel, LevelModel, Model};
use crate::rules::{Basis, Rules};
use expect::{Data, Session};
use rayon::prelude::*;

/// By comparison and level (without missing, the lowest first), a probability.
pub(crate) type Levels = Vec<Vec<f64>>;

/// u is estimated anew with the m found, then m with that u.
const ROUNDS: usize = 3;
/// Of the share of random pairs on a level, what at least is not due to records that are the same.
const LEAST_CHANCE: f64 = 0.02;

/// What is known before estimation.
pub(crate) struct Known<'a> {
    pub(crate) rules: &'a Rules,
    pub(crate) comparer: &'a Comparer,
    pub(crate) candidates: &'a Candidates,
    pub(crate) wanted: Wanted,
    pub(crate) records: usize,
    pub(crate) sure: &'a Blocks,
    /// For each blocking rule the columns of the lists it depends on; nothing for one that is not trained on.
    pub(crate) sources: &'a [Option<Vec<String>>],
    /// By cell, how many of its pairs were decided to be the same and never the same.
    pub(crate) same: &'a [u64],
    pub(crate) never: &'a [u64],
    pub(crate) apart: &'a Apart,
}

impl Known<'_> {
    /// How many pairs there are, compared or not.
    fn all_pairs(&self) -> f64 {
        self.wanted.count(self.records as u64, u64::from(self.wanted.bound())).max(1) as f64
    }
}

/// The model of these pairs.
pub(crate) fn estimate(known: &Known<'_>) -> Model {
    let data = Data::new(known);
    match known.rules.basis {
        Basis::Random => from_random(known, &data),
        Basis::Compared => from_compared(known, &data),
    }
}

fn from_random(known: &Known<'_>, data: &Data) -> Model {
    let chance = random::levels(known);
    let mut u = chance.shares.clone();
    let mut m: Levels = u.iter().map(|levels| usual(levels.len())).collect();
    let fixed = known.rules.prior.or_else(|| prior::from_sure(known));
    let mut prior = fixed.unwrap_or(0.5 / known.records.max(2) as f64);
    for _ in 0..ROUNDS {
        m = average(known, data, &u, &m);
        u = corrected(&chance, &m, prior);
        if fixed.is_none() {
            prior = data.prior(&m, &u, prior, known.all_pairs());
        }
    }
    // What is apart or together already asks for no weight: the prior is that of the pairs which are left open.
    let left = known.all_pairs() - known.apart.pairs - known.apart.together;
    if known.rules.prior.is_none() && known.rules.source.is_some() && left >= 1.0 {
        prior = data.prior_of_open(&m, &u, prior, left);
    }
    model(known, prior, &m, &u)
}

/// m and u at once, from the compared pairs alone.
fn from_compared(known: &Known<'_>, data: &Data) -> Model {
    let shares = data.shares();
    let m: Levels = shares.iter().map(|levels| usual(levels.len())).collect();
    let share = known.rules.prior.unwrap_or(0.25 * known.records as f64 / data.pairs().max(1.0)).clamp(1e-6, 0.5);
    let session = Session { included: vec![true; m.len()], rule: None, free_u: true };
    let found = session.run(data, &m, &shares, share);
    model(known, known.rules.prior.unwrap_or(found.share), &found.m, &found.u)
}

/// m of each blocking rule's session, by the matches each found.
fn average(known: &Known<'_>, data: &Data, u: &Levels, start: &Levels) -> Levels {
    let sessions: Vec<Session> = known
        .sources
        .iter()
        .enumerate()
        .filter_map(|(rule, sources)| {
            let sources = sources.as_ref()?;
            let free = |source: &String| !sources.contains(source);
            let included = known.comparer.comparisons.iter().map(|comparison| comparison.sources.iter().all(free));
            Some(Session { included: included.collect(), rule: Some(rule), free_u: true })
        })
        .filter(|session| session.included.iter().any(|included| *included))
        .collect();
    let found: Vec<_> = sessions.par_iter().map(|session| session.run(data, start, u, 0.1)).collect();
    let mut m = start.clone();
    for (at, levels) in m.iter_mut().enumerate() {
        let trained =
            || sessions.iter().zip(&found).filter(|(session, found)| session.included[at] && found.matches > 0.0);
        let matches: f64 = trained().map(|(_, found)| found.matches).sum();
        if matches > 0.0 {
            for (level, value) in levels.iter_mut().enumerate() {
                *value = trained().map(|(_, found)| found.m[at][level] * found.matches).sum::<f64>() / matches;
            }
        }
    }
    data.add_decided(&mut m, found.iter().map(|found| found.matches).sum::<f64>() / found.len().max(1) as f64);
    m
}

/// u without the share of random pairs that are the same: in a list of 300 with duplicates that is most of the equal ones.
fn corrected(chance: &random::Chance, m: &Levels, prior: f64) -> Levels {
    let correct = |shares: &Vec<f64>, m: &Vec<f64>| {
        let least = 0.5 / chance.pairs;
        let without = shares
            .iter()
            .zip(m)
            .map(|(share, m)| ((share - prior * m) / (1.0 - prior)).max(share * LEAST_CHANCE).max(least));
        scaled(without.collect())
    };
    chance.shares.iter().zip(m).map(|(shares, m)| correct(shares, m)).collect()
}

/// m before anything is known: most are the same, and of the others most nearly so.
fn usual(levels: usize) -> Vec<f64> {
    let mut m = vec![0.0; levels];
    let mut left = 1.0;
    for (at, value) in m.iter_mut().enumerate().rev() {
        let part = if at + 1 == levels { 0.85 } else { 0.5 };
        *value = if at == 0 { left } else { left * part };
        left -= *value;
    }
    m
}

fn scaled(mut shares: Vec<f64>) -> Vec<f64> {
    let sum: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= sum);
    shares
}

fn model(known: &Known<'_>, prior: f64, m: &Levels, u: &Levels) -> Model {
    let comparisons = known.comparer.comparisons.iter().zip(m).zip(u).map(|((comparison, m), u)| {
        let m = monotone::rising(m, u);
        let mut levels = vec![LevelModel { label: comparison.levels[0].clone(), m: 1.0, u: 1.0 }];
        let named = comparison.levels[1..].iter().zip(&m).zip(u);
        levels.extend(named.map(|((label, m), u)| LevelModel { label: label.clone(), m: *m, u: *u }));
        ComparisonModel { label: comparison.label.clone(), levels }
    });
    Model { prior: prior.clamp(1e-12, 0.999), comparisons: comparisons.collect() }
}
