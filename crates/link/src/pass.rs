//! The steps that every linkage has: prepare, compare, estimate, weigh.

use crate::LinkError;
use crate::apart::Apart;
use crate::block::{Blocks, Wanted};
use crate::candidates::{Candidates, Cell, Pair};
use crate::columns::Records;
use crate::compare::{Comparer, Memory};
use crate::decisions::Decided;
use crate::estimate::{self, Known};
use crate::model::Model;
use crate::rules::Rules;
use crate::score::Scorer;
use crate::table::Table;
use hashbrown::HashMap;
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

/// A step of a linkage, told of when it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Columns are cleaned and their values prepared.
    Prepare,
    /// Blocking rules are applied.
    Block,
    /// Pairs are compared.
    Compare,
    /// Match weights are estimated.
    Estimate,
    /// Pairs are weighed.
    Weigh,
    /// Clusters are made.
    Cluster,
}

/// What a linkage may be given besides.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// A model estimated before; without, one is estimated.
    pub model: Option<&'a Model>,
    /// Told of each stage as it begins, to show how far it is or to take the time.
    pub stage: Option<&'a dyn Fn(Stage)>,
}

impl Options<'_> {
    pub(crate) fn begin(&self, stage: Stage) {
        if let Some(tell) = self.stage {
            tell(stage);
        }
    }
}

/// Weights are estimated so often anew without what they displace; they hardly change after that.
const ROUNDS_OF_DISPLACED: usize = 3;
/// Pairs below have no say in what is learnt.
const LEAST_TELLING: f64 = -30.0;

/// Compared pairs and their model.
pub(crate) struct Pass {
    pub(crate) comparer: Comparer,
    pub(crate) candidates: Candidates,
    pub(crate) model: Model,
    pub(crate) scorer: Scorer,
    /// By record the number of its source, where the rules name one.
    pub(crate) sources: Option<Vec<u32>>,
}

/// A pair with its weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Weighed {
    pub(crate) one: u32,
    pub(crate) other: u32,
    pub(crate) cell: u32,
    pub(crate) weight: f64,
}

impl Pass {
    /// Compares the wanted pairs and estimates their model, unless one is given. Without `wanted`, pairs are those of
    /// the rules' lists.
    pub(crate) fn new(
        left: &Table,
        right: Option<&Table>,
        rules: &Rules,
        decided: &Decided,
        wanted: Option<Wanted>,
        options: &Options<'_>,
    ) -> Result<Self, LinkError> {
        options.begin(Stage::Prepare);
        let mut records = Records::new(left, right, rules)?;
        let wanted = wanted.unwrap_or_else(|| Wanted::of(rules, &records));
        let comparer = Comparer::new(rules, &mut records)?;
        options.begin(Stage::Block);
        let blocks = Blocks::new(rules, &mut records, wanted)?;
        let besides: Vec<(u32, u32)> = decided.same.iter().chain(&decided.never).copied().collect();
        options.begin(Stage::Compare);
        let candidates = Candidates::new(&comparer, blocks, &besides);
        options.begin(Stage::Estimate);
        let model = match options.model {
            Some(model) => {
                model.check(&comparer)?;
                model.clone()
            }
            None => {
                let sure = Blocks::sure(rules, &mut records, wanted)?;
                let sources: Vec<Option<Vec<String>>> = rules
                    .blocks
                    .iter()
                    .map(|rule| rule.train.then(|| rule.on.iter().flat_map(|name| records.sources(name)).collect()))
                    .collect();
                let same = by_cell(&candidates, &decided.same);
                let never = by_cell(&candidates, &decided.never);
                let apart = match &rules.source {
                    None => Apart::none(candidates.cells.len()),
                    Some(source) => {
                        let sources = records.column(std::slice::from_ref(source), "[link] source")?;
                        Apart::of(&candidates, &sources.codes, decided)
                    }
                };
                let estimated = |never: &[u64]| {
                    estimate::estimate(&Known {
                        rules,
                        comparer: &comparer,
                        candidates: &candidates,
                        wanted,
                        records: records.len(),
                        sure: &sure,
                        sources: &sources,
                        same: &same,
                        never,
                        apart: &apart,
                    })
                };
                let mut model = estimated(&never);
                // Where a record has one partner at most, a pair that a better one displaces is none. Left in, what is
                // nearly the same, a paper's second version, teaches that the same thing often differs.
                for _ in 0..if rules.one_to_one { ROUNDS_OF_DISPLACED } else { 0 } {
                    let displaced = displaced(&comparer, &candidates, &model, decided);
                    let never: Vec<u64> = never.iter().zip(displaced).map(|(never, more)| never + more).collect();
                    model = estimated(&never);
                }
                model
            }
        };
        let sources = match &rules.source {
            Some(source) => Some(records.column(std::slice::from_ref(source), "[link] source")?.codes.clone()),
            None => None,
        };
        let scorer = Scorer::new(&comparer, &model);
        Ok(Self { comparer, candidates, model, scorer, sources })
    }

    /// The pairs from this weight on, and the decided ones whatever their weight, in order.
    pub(crate) fn weighed(&self, floor: f64, decided: &Decided) -> Vec<Weighed> {
        let cells = Scorer::cells(&self.comparer, &self.model, &self.candidates.cells);
        let found = self.candidates.pairs.par_iter().flat_map_iter(|pairs| {
            pairs.iter().filter_map(|pair| {
                let weight = self.scorer.weight(&self.comparer, &cells, *pair);
                let wanted = weight >= floor
                    || (!decided.same.is_empty() && decided.same.binary_search(&(pair.one, pair.other)).is_ok());
                wanted.then_some(Weighed { one: pair.one, other: pair.other, cell: pair.cell, weight })
            })
        });
        let mut weighed: Vec<Weighed> = found.collect();
        weighed.par_sort_unstable_by_key(|pair| (pair.one, pair.other));
        weighed
    }

    /// Positions of the pairs, the heaviest first; among equals what the records hold decides, not where they stand.
    pub(crate) fn heaviest_first(&self, weighed: &[Weighed], ids: Option<&[u64]>) -> Vec<usize> {
        let hash = |record: u32| {
            let values: Vec<u8> = self.comparer.values(record).iter().flat_map(|value| value.to_le_bytes()).collect();
            (ids.map_or(0, |ids| ids[record as usize]), xxh3_64(&values))
        };
        let mut keyed: Vec<_> = weighed
            .par_iter()
            .enumerate()
            .map(|(at, pair)| {
                let (one, other) = (hash(pair.one), hash(pair.other));
                (std::cmp::Reverse(ordered(pair.weight)), one.min(other), one.max(other), at)
            })
            .collect();
        keyed.par_sort_unstable();
        keyed.into_iter().map(|(.., at)| at).collect()
    }
}

/// A weight as a number that sorts as it does; weights are finite.
fn ordered(weight: f64) -> i64 {
    let bits = weight.to_bits() as i64;
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}

/// By cell, how many of its pairs are displaced by a heavier pair of one of their records. Pairs of one weight displace
/// nothing of one another, so that the result does not hang on their order.
fn displaced(comparer: &Comparer, candidates: &Candidates, model: &Model, decided: &Decided) -> Vec<u64> {
    let scorer = Scorer::new(comparer, model);
    let cells = Scorer::cells(comparer, model, &candidates.cells);
    let is_decided =
        |pair: (u32, u32)| decided.same.binary_search(&pair).is_ok() || decided.never.binary_search(&pair).is_ok();
    let weighed = candidates.pairs.par_iter().flat_map_iter(|pairs| {
        let weigh = |pair: &Pair| (scorer.weight(comparer, &cells, *pair), *pair);
        let telling = |of: &(f64, Pair)| of.0 > LEAST_TELLING && !is_decided((of.1.one, of.1.other));
        pairs.iter().map(weigh).filter(telling)
    });
    let mut weighed: Vec<(f64, Pair)> = weighed.collect();
    weighed.par_sort_unstable_by_key(|(weight, pair)| (std::cmp::Reverse(ordered(*weight)), pair.one, pair.other));
    let mut taken: HashMap<u32, i64> = HashMap::new();
    let mut counts = vec![0; candidates.cells.len()];
    for (weight, pair) in weighed {
        let weight = ordered(weight);
        let heavier = |record: u32| taken.get(&record).is_some_and(|taken| *taken > weight);
        if heavier(pair.one) || heavier(pair.other) {
            counts[pair.cell as usize] += 1;
        } else {
            taken.entry(pair.one).or_insert(weight);
            taken.entry(pair.other).or_insert(weight);
        }
    }
    counts
}

/// By cell, how many of the decided pairs it has.
fn by_cell(candidates: &Candidates, decided: &[(u32, u32)]) -> Vec<u64> {
    let mut counts = vec![0; candidates.cells.len()];
    if decided.is_empty() {
        return counts;
    }
    let wanted: HashMap<(u32, u32), ()> = decided.iter().map(|pair| (*pair, ())).collect();
    for pair in candidates.pairs.iter().flatten().filter(|pair| wanted.contains_key(&(pair.one, pair.other))) {
        counts[pair.cell as usize] += 1;
    }
    counts
}

/// A hash of each record's own id, in which ties end.
pub(crate) fn ids(rules: &Rules, left: &Table, right: Option<&Table>) -> Option<Vec<u64>> {
    let id = rules.id.as_deref()?;
    let mut ids = Vec::new();
    for table in std::iter::once(left).chain(right) {
        let position = table.position(id)?;
        let (texts, codes) = table.column(position);
        ids.extend(codes.iter().map(|code| xxh3_64(texts.get(*code).as_bytes())));
    }
    Some(ids)
}

/// The levels of a single pair, for explaining it.
pub(crate) fn levels(comparer: &Comparer, one: u32, other: u32) -> Vec<u8> {
    let mut memory = Memory::new(comparer);
    comparer.levels(comparer.pattern(one, other, &mut memory))
}

/// The number of a pattern in the list of all, which is the same for all pairs that compare alike.
pub(crate) fn pattern_number(cells: &[Cell], cell: u32) -> u32 {
    let pattern = cells[cell as usize].pattern;
    crate::texts::number(cells.partition_point(|cell| cell.pattern < pattern))
}
