//! The steps that every linkage has: prepare, compare, estimate, weigh.

use crate::LinkError;
use crate::apart::Apart;
use crate::block::{Blocks, Wanted};
use crate::candidates::{Candidates, Cell};
use crate::columns::Records;
use crate::compare::{Comparer, Memory};
use crate::decisions::Decided;
use crate::estimate::{self, Known};
use crate::model::Model;
use crate::rivals::{self, Candidate};
use crate::rules::Rules;
use crate::score::Scorer;
use crate::table::{MISSING, Table};
use crate::texts::number;
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

/// A pair below takes nothing from another one worth speaking of.
const LEAST_RIVAL: f64 = -10.0;

/// Compared pairs and their model.
pub(crate) struct Pass {
    pub(crate) comparer: Comparer,
    pub(crate) candidates: Candidates,
    pub(crate) model: Model,
    pub(crate) scorer: Scorer,
    /// By record the number of its source, where the rules name one; of two lists linked one to one, its list.
    pub(crate) sources: Option<Vec<u32>>,
    one_to_one: bool,
}

/// A pair with its weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Weighed {
    pub(crate) one: u32,
    pub(crate) other: u32,
    pub(crate) cell: u32,
    /// Without what its rivals take.
    pub(crate) weight: f64,
    /// What its rivals took, where a record has one partner at most.
    pub(crate) rivals: f64,
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
        let sources = match (&rules.source, wanted) {
            (Some(source), _) => Some(records.column(std::slice::from_ref(source), "[link] source")?.codes.clone()),
            (None, Wanted::Across(bound)) if rules.one_to_one => {
                Some((0..number(records.len())).map(|record| u32::from(record >= bound)).collect())
            }
            _ => None,
        };
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
                estimate::estimate(&Known {
                    rules,
                    comparer: &comparer,
                    candidates: &candidates,
                    wanted,
                    records: records.len(),
                    sure: &sure,
                    sources: &sources,
                    same: &same,
                    never: &never,
                    apart: &apart,
                })
            }
        };
        let scorer = Scorer::new(&comparer, &model);
        Ok(Self { comparer, candidates, model, scorer, sources, one_to_one: rules.one_to_one })
    }

    /// The pairs from this weight on, and the decided ones whatever their weight, in order.
    pub(crate) fn weighed(&self, floor: f64, decided: &Decided) -> Vec<Weighed> {
        let cells = Scorer::cells(&self.comparer, &self.model, &self.candidates.cells);
        let is_same = |pair: (u32, u32)| !decided.same.is_empty() && decided.same.binary_search(&pair).is_ok();
        // Rivals count even where they are not likely enough to be shown.
        let least = if self.one_to_one { floor.min(LEAST_RIVAL) } else { floor };
        let found = self.candidates.pairs.par_iter().flat_map_iter(|pairs| {
            pairs.iter().filter_map(|pair| {
                let weight = self.scorer.weight(&self.comparer, &cells, *pair);
                let wanted = weight >= least || is_same((pair.one, pair.other));
                wanted.then_some(Weighed { one: pair.one, other: pair.other, cell: pair.cell, weight, rivals: 0.0 })
            })
        });
        let mut weighed: Vec<Weighed> = found.collect();
        if self.one_to_one {
            self.take_rivals(&mut weighed, decided);
            weighed.retain(|pair| pair.weight >= floor || is_same((pair.one, pair.other)));
        }
        weighed.par_sort_unstable_by_key(|pair| (pair.one, pair.other));
        weighed
    }

    /// Takes from each pair what its rivals leave it. What was decided to be the same is a rival above all, what was
    /// decided never to be is none; both keep their weight.
    fn take_rivals(&self, weighed: &mut [Weighed], decided: &Decided) {
        let weight = |pair: &Weighed| {
            let ends = (pair.one, pair.other);
            if decided.same.binary_search(&ends).is_ok() {
                f64::MAX
            } else if decided.never.binary_search(&ends).is_ok() {
                f64::MIN
            } else {
                pair.weight
            }
        };
        let candidate = |pair: &Weighed| Candidate { one: pair.one, other: pair.other, weight: weight(pair) };
        let candidates: Vec<Candidate> = weighed.iter().map(candidate).collect();
        let taken = rivals::taken(&candidates, |record| self.source(record));
        for ((pair, candidate), taken) in weighed.iter_mut().zip(candidates).zip(taken) {
            if candidate.weight == pair.weight {
                (pair.weight, pair.rivals) = (pair.weight - taken, taken);
            }
        }
    }

    /// The number of a record's source; without sources all have one, and a record that names none is one of its own.
    fn source(&self, record: u32) -> u32 {
        let source = self.sources.as_ref().map_or(0, |sources| sources[record as usize]);
        if source == MISSING { MISSING - record } else { source }
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
    number(cells.partition_point(|cell| cell.pattern < pattern))
}
