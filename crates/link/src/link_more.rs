//! A delivery: new records against those known and against each other. No id of a cluster ever changes.

use crate::block::Wanted;
use crate::clusters::{Clusters, Constraints};
use crate::decisions::{Decided, Record};
use crate::link::{Match, bits, matches, verdicts};
use crate::model::probability;
use crate::pass::{self, Options, Pass, Stage};
use crate::rules::{Lists, Rules};
use crate::table::Table;
use crate::texts::number;
use crate::waterfall::Waterfall;
use crate::{Decisions, LinkError, Model, SkippedBlock};
use hashbrown::{HashMap, HashSet};

/// The caller's id of a cluster; only its equality is looked at.
pub type ClusterId = u128;

/// Records with the clusters they belong to.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The records known. Those of earlier deliveries that are gone may stay in it, so that they are known again.
    pub table: &'a Table,
    /// For each record the cluster it belongs to.
    pub clusters: &'a [ClusterId],
}

/// Records of a delivery.
#[derive(Clone, Copy, Debug)]
pub struct Delivered<'a> {
    /// The records that are new or have changed.
    pub table: &'a Table,
    /// For each record the cluster it belongs to if it is a changed one, `None` for a new one.
    pub clusters: &'a [Option<ClusterId>],
}

/// Where a delivered record belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It is a changed one and stays where it was.
    Stays(ClusterId),
    /// It joins an existing cluster.
    Joins(ClusterId),
    /// It founds a cluster, together with the other records of this number. The caller gives it an id.
    Founds(u32),
}

/// Two existing clusters that may be the same thing. They stay two until someone decides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Between {
    /// One cluster, the one with the smaller id.
    pub one: ClusterId,
    /// The other.
    pub other: ClusterId,
    /// The heaviest pair that speaks for it: `Left` is a known record, `Right` a delivered one.
    pub pair: (Record, Record),
    /// The match weight of the pair.
    pub weight: f64,
    /// The match probability of the pair.
    pub probability: f64,
    /// Whether it was decided that they are the same.
    pub decided: bool,
}

/// What became of a delivery.
pub struct LinkedMore {
    /// Where each delivered record belongs.
    pub places: Vec<Place>,
    /// All pairs with a delivered record, from the probability of review on. `left` and `right` are rows of the known
    /// records first, then of the delivered ones, numbered through.
    pub matches: Vec<Match>,
    /// Existing clusters that someone should look at: decided ones, then those of the heaviest pairs.
    pub between: Vec<Between>,
    /// The match weights.
    pub model: Model,
    /// How many pairs were compared.
    pub compared: u64,
    /// Blocks that were too large.
    pub skipped_blocks: Vec<SkippedBlock>,
    known: u32,
    records: u32,
    pass: Pass,
}

/// Adds a delivery to what is known. In decisions `Left` is a known record, `Right` a delivered one. With a model given,
/// only pairs with a delivered record are compared; without, it is estimated anew from all.
///
/// # Errors
/// Rules or a model that do not fit, lists of different lengths, or decisions that contradict one another.
pub fn link_more(
    known: &Known<'_>,
    delivered: &Delivered<'_>,
    rules: &Rules,
    decisions: &Decisions,
    options: &Options<'_>,
) -> Result<LinkedMore, LinkError> {
    if rules.lists != Lists::One {
        return Err(LinkError::Lists { expected: "two", given: "a list that grows" });
    }
    check("clusters of known records", known.clusters.len(), known.table)?;
    check("clusters of delivered records", delivered.clusters.len(), delivered.table)?;
    let decided = Decided::new(decisions, known.table, Some(delivered.table))?;
    let first = number(known.table.rows());
    let wanted = if options.model.is_some() { Wanted::New(first) } else { Wanted::Any };
    let pass = Pass::new(known.table, Some(delivered.table), rules, &decided, Some(wanted), options)?;
    options.begin(Stage::Weigh);
    let mut weighed = pass.weighed(bits(rules.review), &decided);
    weighed.retain(|pair| pair.other >= first);

    let (ids, existing) = existing(known, delivered);
    let records = existing.len();
    options.begin(Stage::Cluster);
    let constraints = Constraints { sources: pass.sources.as_deref(), existing: Some(&existing) };
    let mut clusters = Clusters::new(records, &decided, &constraints);
    let order = pass.heaviest_first(&weighed, pass::ids(rules, known.table, Some(delivered.table)).as_deref());
    let mut found: Vec<Found> = Vec::new();
    for pair in &decided.same {
        let of = |record: u32| existing[record as usize];
        let (one, other) = (of(pair.0), of(pair.1));
        if one != other && one != u32::MAX && other != u32::MAX {
            let weight = pass.waterfall(pair.0, pair.1).weight;
            found.push(Found { two: (one.min(other), one.max(other)), pair: *pair, weight, decided: true });
        }
    }
    let accept = bits(rules.accept);
    let verdicts = verdicts(&mut clusters, &weighed, &order, accept, &decided, &mut |at, two| {
        let pair = weighed[at];
        found.push(Found { two, pair: (pair.one, pair.other), weight: pair.weight, decided: false });
    });
    let as_record = |record: u32| if record < first { Record::Left(record) } else { Record::Right(record - first) };
    let mut told: HashSet<(u32, u32)> = HashSet::new();
    found.retain(|found| told.insert(found.two));
    let between = found.into_iter().map(|found| {
        let (one, other) = (ids[found.two.0 as usize], ids[found.two.1 as usize]);
        Between {
            one: one.min(other),
            other: one.max(other),
            pair: (as_record(found.pair.0), as_record(found.pair.1)),
            weight: found.weight,
            probability: probability(found.weight),
            decided: found.decided,
        }
    });
    let between = between.collect();
    let matches = matches(&pass, &weighed, &verdicts, &decided, 0);
    Ok(LinkedMore {
        places: places(&clusters.numbers(), &existing, &ids, delivered, first),
        matches,
        between,
        model: pass.model.clone(),
        compared: pass.candidates.compared(),
        skipped_blocks: pass.candidates.skipped.clone(),
        known: first,
        records: number(records),
        pass: pass.without_pairs(),
    })
}

impl LinkedMore {
    /// Why two records have their match weight; `None` where there is no such record.
    pub fn waterfall(&self, one: Record, other: Record) -> Option<Waterfall> {
        let number = |record| match record {
            Record::Left(row) if row < self.known => Some(row),
            Record::Right(row) => self.known.checked_add(row).filter(|record| *record < self.records),
            Record::Left(_) => None,
        };
        Some(self.pass.waterfall(number(one)?, number(other)?))
    }
}

/// Two existing clusters, by position of their ids, and the pair of records that speaks for joining them.
struct Found {
    two: (u32, u32),
    pair: (u32, u32),
    weight: f64,
    decided: bool,
}

fn check(what: &'static str, given: usize, table: &Table) -> Result<(), LinkError> {
    let rows = table.rows();
    if given == rows { Ok(()) } else { Err(LinkError::Lengths { what, given, rows }) }
}

/// The ids there are, and by record the position of its id, `u32::MAX` for a new one.
fn existing(known: &Known<'_>, delivered: &Delivered<'_>) -> (Vec<ClusterId>, Vec<u32>) {
    let mut positions: HashMap<ClusterId, u32> = HashMap::new();
    let mut ids = Vec::new();
    let all = known.clusters.iter().map(|id| Some(*id)).chain(delivered.clusters.iter().copied());
    let existing = all.map(|id| {
        id.map_or(u32::MAX, |id| {
            *positions.entry(id).or_insert_with(|| {
                ids.push(id);
                number(ids.len() - 1)
            })
        })
    });
    let existing = existing.collect();
    (ids, existing)
}

fn places(numbers: &[u32], existing: &[u32], ids: &[ClusterId], delivered: &Delivered<'_>, first: u32) -> Vec<Place> {
    let with_id = numbers.iter().zip(existing).filter(|(_, id)| **id != u32::MAX);
    let of_cluster: HashMap<u32, ClusterId> = with_id.map(|(cluster, id)| (*cluster, ids[*id as usize])).collect();
    let mut founded: HashMap<u32, u32> = HashMap::new();
    let clusters = numbers[first as usize..].iter().zip(delivered.clusters);
    clusters
        .map(|(cluster, changed)| match (changed, of_cluster.get(cluster)) {
            (Some(id), _) => Place::Stays(*id),
            (None, Some(id)) => Place::Joins(*id),
            (None, None) => {
                let next = number(founded.len());
                Place::Founds(*founded.entry(*cluster).or_insert(next))
            }
        })
        .collect()
}
