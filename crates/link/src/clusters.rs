//! Clusters: pairs are joined, the heaviest first, unless a constraint forbids it.

use crate::decisions::{Decided, root};
use crate::texts::number;
use hashbrown::{HashMap, HashSet};

/// What may not come together.
#[derive(Debug, Default)]
pub(crate) struct Constraints<'a> {
    /// By record its source, of which a cluster may hold one record; `u32::MAX` for none.
    pub(crate) sources: Option<&'a [u32]>,
    /// By record the existing cluster it belongs to, of which a cluster may hold one; `u32::MAX` for none.
    pub(crate) existing: Option<&'a [u32]>,
}

/// Growing clusters.
pub(crate) struct Clusters {
    group: Vec<u32>,
    size: Vec<u32>,
    sources: HashMap<u32, HashSet<u32>>,
    never: HashMap<u32, HashSet<u32>>,
    existing: HashMap<u32, u32>,
}

/// Why a pair was not joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Both clusters have a record of one source, or were decided to be never the same.
    Constraint,
    /// Both are existing clusters, these.
    Existing(u32, u32),
}

impl Clusters {
    /// Each record alone, then what was decided to be the same together.
    pub(crate) fn new(records: usize, decided: &Decided, constraints: &Constraints<'_>) -> Self {
        let records = number(records);
        let mut clusters = Self {
            group: (0..records).collect(),
            size: vec![1; records as usize],
            sources: HashMap::new(),
            never: HashMap::new(),
            existing: HashMap::new(),
        };
        let of =
            |list: Option<&[u32]>, record: u32| list.map(|list| list[record as usize]).filter(|of| *of != u32::MAX);
        for record in 0..records {
            if let Some(source) = of(constraints.sources, record) {
                clusters.sources.entry(record).or_default().insert(source);
            }
            if let Some(cluster) = of(constraints.existing, record) {
                clusters.existing.insert(record, cluster);
            }
        }
        for (one, other) in &decided.never {
            clusters.never.entry(*one).or_default().insert(*other);
            clusters.never.entry(*other).or_default().insert(*one);
        }
        if constraints.existing.is_some() {
            let mut first: HashMap<u32, u32> = HashMap::new();
            for record in 0..records {
                if let Some(cluster) = of(constraints.existing, record) {
                    let first = *first.entry(cluster).or_insert(record);
                    clusters.merge(first, record);
                }
            }
        }
        for (one, other) in &decided.same {
            let (one, other) = (clusters.root(*one), clusters.root(*other));
            if clusters.existing_of(one, other).is_none() {
                clusters.merge(one, other);
            }
        }
        clusters
    }

    pub(crate) fn root(&mut self, record: u32) -> u32 {
        root(&mut self.group, record)
    }

    /// Joins the clusters of two records unless a constraint forbids it.
    pub(crate) fn join(&mut self, one: u32, other: u32) -> Result<(), Refused> {
        let (one, other) = (self.root(one), self.root(other));
        if one == other {
            return Ok(());
        }
        if self.never.get(&one).is_some_and(|never| never.contains(&other)) || self.share_source(one, other) {
            return Err(Refused::Constraint);
        }
        if let Some((one, other)) = self.existing_of(one, other) {
            return Err(Refused::Existing(one, other));
        }
        self.merge(one, other);
        Ok(())
    }

    /// Whether no constraint keeps the clusters of two records apart.
    pub(crate) fn may_join(&mut self, one: u32, other: u32) -> bool {
        let (one, other) = (self.root(one), self.root(other));
        one == other
            || !(self.never.get(&one).is_some_and(|never| never.contains(&other)) || self.share_source(one, other))
    }

    fn share_source(&self, one: u32, other: u32) -> bool {
        let (Some(one), Some(other)) = (self.sources.get(&one), self.sources.get(&other)) else { return false };
        let (few, many) = if one.len() <= other.len() { (one, other) } else { (other, one) };
        few.iter().any(|source| many.contains(source))
    }

    /// The existing clusters of two, where they are two.
    fn existing_of(&self, one: u32, other: u32) -> Option<(u32, u32)> {
        let (one, other) = (*self.existing.get(&one)?, *self.existing.get(&other)?);
        (one != other).then_some((one.min(other), one.max(other)))
    }

    fn merge(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        if one == other {
            return;
        }
        let larger = self.size[one as usize] >= self.size[other as usize];
        let (kept, gone) = if larger { (one, other) } else { (other, one) };
        self.group[gone as usize] = kept;
        self.size[kept as usize] += self.size[gone as usize];
        if let Some(sources) = self.sources.remove(&gone) {
            self.sources.entry(kept).or_default().extend(sources);
        }
        if let Some(cluster) = self.existing.remove(&gone) {
            self.existing.insert(kept, cluster);
        }
        if let Some(never) = self.never.remove(&gone) {
            for other in &never {
                if let Some(theirs) = self.never.get_mut(other) {
                    theirs.remove(&gone);
                    theirs.insert(kept);
                }
            }
            self.never.entry(kept).or_default().extend(never);
        }
    }

    /// By record the number of its cluster, in order of their first records.
    pub(crate) fn numbers(mut self) -> Vec<u32> {
        let mut numbers: HashMap<u32, u32> = HashMap::new();
        (0..number(self.group.len()))
            .map(|record| {
                let next = number(numbers.len());
                *numbers.entry(self.root(record)).or_insert(next)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(same: &[(u32, u32)], never: &[(u32, u32)]) -> Decided {
        Decided { same: same.to_vec(), never: never.to_vec() }
    }

    #[test]
    fn never_holds_by_way_of_others() {
        let mut clusters = Clusters::new(4, &decided(&[], &[(0, 3)]), &Constraints::default());
        assert_eq!((clusters.join(0, 1), clusters.join(2, 3)), (Ok(()), Ok(())));
        assert_eq!(clusters.join(1, 2), Err(Refused::Constraint));
        assert_eq!(clusters.numbers(), [0, 0, 1, 1]);
    }

    #[test]
    fn one_record_of_a_source() {
        let constraints = Constraints { sources: Some(&[7, 8, 7, u32::MAX]), existing: None };
        let mut clusters = Clusters::new(4, &Decided::default(), &constraints);
        assert_eq!((clusters.join(0, 1), clusters.join(1, 2)), (Ok(()), Err(Refused::Constraint)));
        assert_eq!((clusters.join(3, 2), clusters.join(3, 1)), (Ok(()), Err(Refused::Constraint)));
    }

    #[test]
    fn existing_clusters_never_merge() {
        let constraints = Constraints { sources: None, existing: Some(&[5, 6, u32::MAX, 5]) };
        let mut clusters = Clusters::new(4, &decided(&[(0, 1)], &[]), &constraints);
        assert_eq!((clusters.join(2, 0), clusters.join(2, 1)), (Ok(()), Err(Refused::Existing(5, 6))));
        assert_eq!(clusters.numbers(), [0, 1, 0, 0]);
    }
}
