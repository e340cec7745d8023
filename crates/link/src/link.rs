//! Linking two lists, or the records of one.

use crate::clusters::{Clusters, Constraints, Refused};
use crate::decisions::{Decided, Record};
use crate::model::probability;
use crate::pass::{self, Options, Pass, Stage, Weighed};
use crate::rules::{Lists, Rules};
use crate::table::{MISSING, Table};
use crate::texts::number;
use crate::waterfall::{Step, Waterfall};
use crate::{Decisions, LinkError, Model, SkippedBlock};
use hashbrown::{HashMap, HashSet};

/// What becomes of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They were decided to be the same.
    Decided,
    /// They link.
    Link,
    /// Someone should look at them.
    Review,
    /// They would link or be reviewed, but a constraint or a decision keeps their clusters apart.
    Displaced,
}

/// A pair that is likely enough.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match {
    /// The row in the left list; with one list the smaller row.
    pub left: u32,
    /// The row in the right list; with one list the larger row.
    pub right: u32,
    /// The match weight: the binary logarithm of the odds, less what its rivals take where a record has one partner
    /// at most.
    pub weight: f64,
    /// The match probability.
    pub probability: f64,
    /// Pairs that compare alike in everything have one number.
    pub pattern: u32,
    /// What becomes of it.
    pub verdict: Verdict,
}

/// The result of a linkage.
pub struct Linked {
    /// All pairs from the probability of review on, by left and right row.
    pub matches: Vec<Match>,
    /// The match weights.
    pub model: Model,
    /// How many pairs were compared.
    pub compared: u64,
    /// Blocks that were too large, whose pairs were compared only as far as other rules brought them together.
    pub skipped_blocks: Vec<SkippedBlock>,
    clusters: Vec<u32>,
    lefts: u32,
    two: bool,
    pass: Pass,
    /// By pair what its rivals took.
    rivals: HashMap<(u32, u32), f64>,
}

/// Links two lists, or the records of one where `right` is `None`.
///
/// # Errors
/// Rules that do not fit the lists, or decisions that contradict one another.
pub fn link(left: &Table, right: Option<&Table>, rules: &Rules, decisions: &Decisions) -> Result<Linked, LinkError> {
    link_with(left, right, rules, decisions, &Options::default())
}

/// Links with a model estimated before, or tells of the stages.
///
/// # Errors
/// Rules or a model that do not fit the lists, or decisions that contradict one another.
pub fn link_with(
    left: &Table,
    right: Option<&Table>,
    rules: &Rules,
    decisions: &Decisions,
    options: &Options<'_>,
) -> Result<Linked, LinkError> {
    match (rules.lists, right.is_some()) {
        (Lists::One, true) => return Err(LinkError::Lists { expected: "one", given: "a left and a right list" }),
        (Lists::Two, false) => return Err(LinkError::Lists { expected: "two", given: "one list" }),
        _ => {}
    }
    let decided = Decided::new(decisions, left, right)?;
    let pass = Pass::new(left, right, rules, &decided, None, options)?;
    let lefts = number(left.rows());
    let records = left.rows() + right.map_or(0, Table::rows);
    options.begin(Stage::Weigh);
    let weighed = pass.weighed(bits(rules.review), &decided);
    options.begin(Stage::Cluster);
    let constraints = Constraints { sources: pass.sources.as_deref(), existing: None };
    let mut clusters = Clusters::new(records, &decided, &constraints);
    let order = pass.heaviest_first(&weighed, pass::ids(rules, left, right).as_deref());
    let verdicts = verdicts(&mut clusters, &weighed, &order, bits(rules.accept), &decided, &mut |_, _| {});
    let two = right.is_some();
    let first_right = if two { lefts } else { 0 };
    let matches = matches(&pass, &weighed, &verdicts, &decided, first_right);
    Ok(Linked {
        matches,
        model: pass.model.clone(),
        compared: pass.candidates.compared(),
        skipped_blocks: pass.candidates.skipped.clone(),
        clusters: clusters.numbers(),
        lefts,
        two,
        pass: pass.without_pairs(),
        rivals: weighed
            .iter()
            .filter(|pair| pair.rivals > 0.0)
            .map(|pair| ((pair.one, pair.other), pair.rivals))
            .collect(),
    })
}

impl Linked {
    /// The number of the cluster that a record belongs to, in order of their first records; `None` for no record.
    pub fn cluster(&self, record: Record) -> Option<u32> {
        self.clusters.get(self.number(record)? as usize).copied()
    }

    /// All clusters, records that stand alone too.
    pub fn clusters(&self) -> Vec<Vec<Record>> {
        let count = self.clusters.iter().max().map_or(0, |last| *last as usize + 1);
        let mut clusters = vec![Vec::new(); count];
        for (record, cluster) in (0..).zip(&self.clusters) {
            let right = self.two && record >= self.lefts;
            clusters[*cluster as usize].push(if right {
                Record::Right(record - self.lefts)
            } else {
                Record::Left(record)
            });
        }
        clusters
    }

    /// Why two records have their match weight; `None` where there is no such record.
    pub fn waterfall(&self, one: Record, other: Record) -> Option<Waterfall> {
        let (one, other) = (self.number(one)?, self.number(other)?);
        let rivals = self.rivals.get(&(one.min(other), one.max(other)));
        Some(self.pass.waterfall(one, other).less_rivals(rivals.copied().unwrap_or_default()))
    }

    fn number(&self, record: Record) -> Option<u32> {
        let number = match record {
            Record::Left(row) if row < self.lefts => row,
            Record::Right(row) if self.two => self.lefts.checked_add(row)?,
            _ => return None,
        };
        ((number as usize) < self.clusters.len()).then_some(number)
    }
}

impl Pass {
    /// Without the pairs, which may be many and are not needed to explain one.
    pub(crate) fn without_pairs(mut self) -> Self {
        self.candidates.pairs = Vec::new();
        self
    }

    pub(crate) fn waterfall(&self, one: u32, other: u32) -> Waterfall {
        let comparer = &self.comparer;
        let levels = pass::levels(comparer, one, other);
        let prior = self.model.prior_weight();
        let value = |at: usize, record: u32| {
            let code = comparer.values(record)[at];
            let text = || comparer.comparisons[at].column.texts.get(code).replace(crate::columns::BETWEEN, ", ");
            (code != MISSING).then(text)
        };
        let steps = levels.iter().enumerate().map(|(at, level)| {
            let model = &self.model.comparisons[at];
            let found = &model.levels[usize::from(*level)];
            Step {
                comparison: model.label.clone(),
                left: value(at, one),
                right: value(at, other),
                level: found.label.clone(),
                weight: found.weight(),
                term_frequency: self.scorer.adjustment(comparer, at, one, other),
            }
        });
        let steps: Vec<Step> = steps.collect();
        let weight = prior + steps.iter().map(|step| step.weight + step.term_frequency).sum::<f64>();
        Waterfall { prior, steps, rivals: 0.0, weight, probability: probability(weight) }
    }
}

/// Joins what links, the heaviest first, and says what becomes of each pair. `between` is told of pairs that would join
/// two existing clusters.
pub(crate) fn verdicts(
    clusters: &mut Clusters,
    weighed: &[Weighed],
    order: &[usize],
    accept: f64,
    decided: &Decided,
    between: &mut dyn FnMut(usize, (u32, u32)),
) -> Vec<Verdict> {
    let same: HashSet<(u32, u32)> = decided.same.iter().copied().collect();
    let mut verdicts = vec![Verdict::Review; weighed.len()];
    for at in order {
        let pair = weighed[*at];
        verdicts[*at] = if same.contains(&(pair.one, pair.other)) {
            Verdict::Decided
        } else if pair.weight >= accept {
            match clusters.join(pair.one, pair.other) {
                Ok(()) => Verdict::Link,
                Err(Refused::Constraint) => Verdict::Displaced,
                Err(Refused::Existing(one, other)) => {
                    between(*at, (one, other));
                    Verdict::Review
                }
            }
        } else if clusters.may_join(pair.one, pair.other) {
            Verdict::Review
        } else {
            Verdict::Displaced
        };
    }
    verdicts
}

/// The pairs as they are given out; what was decided to be never the same is not.
pub(crate) fn matches(
    pass: &Pass,
    weighed: &[Weighed],
    verdicts: &[Verdict],
    decided: &Decided,
    first_right: u32,
) -> Vec<Match> {
    let pairs = weighed.iter().zip(verdicts);
    // Two records of one list may have been decided to be the same; that is no match of the lists.
    let across = |pair: &Weighed| first_right == 0 || (pair.one < first_right && pair.other >= first_right);
    let never = |pair: &Weighed| decided.never.binary_search(&(pair.one, pair.other)).is_ok();
    let shown = pairs.filter(|(pair, _)| across(pair) && !never(pair));
    let as_match = |(pair, verdict): (&Weighed, &Verdict)| Match {
        left: pair.one,
        right: pair.other - first_right,
        weight: pair.weight,
        probability: probability(pair.weight),
        pattern: pass::pattern_number(&pass.candidates.cells, pair.cell),
        verdict: *verdict,
    };
    shown.map(as_match).collect()
}

/// The match weight of a probability; for 1 one that no pair has.
pub(crate) fn bits(probability: f64) -> f64 {
    if probability >= 1.0 { f64::MAX } else { (probability / (1.0 - probability)).log2() }
}
