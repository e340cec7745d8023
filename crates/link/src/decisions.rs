//! What people decided about two records. Decisions are the caller's data: take one out and link again, and the result is
//! what it was before.

use crate::LinkError;
use crate::table::Table;

/// A record by its list and row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Record {
    /// Of the left list, or of the only one.
    Left(u32),
    /// Of the right list.
    Right(u32),
}

impl std::fmt::Display for Record {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Left(row) => write!(formatter, "left record {row}"),
            Self::Right(row) => write!(formatter, "right record {row}"),
        }
    }
}

/// Decisions about pairs, in the order they were made.
#[derive(Clone, Debug, Default)]
pub struct Decisions {
    pairs: Vec<(Record, Record, bool)>,
}

impl Decisions {
    /// These two are the same.
    pub fn same(&mut self, one: Record, other: Record) -> &mut Self {
        self.pairs.push((one, other, true));
        self
    }

    /// These two are never the same, nor anything linked with one of them and anything linked with the other.
    pub fn never(&mut self, one: Record, other: Record) -> &mut Self {
        self.pairs.push((one, other, false));
        self
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }
}

/// Decisions over records numbered through: smaller number first, each pair once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Decided {
    pub(crate) same: Vec<(u32, u32)>,
    pub(crate) never: Vec<(u32, u32)>,
}

impl Decided {
    pub(crate) fn new(decisions: &Decisions, left: &Table, right: Option<&Table>) -> Result<Self, LinkError> {
        let lefts = left.rows();
        let rights = right.map_or(0, Table::rows);
        let resolve = |number: usize, record: Record| {
            let (list, row, rows, first) = match record {
                Record::Left(row) => ("left", row, lefts, 0),
                Record::Right(row) => ("right", row, rights, lefts),
            };
            if row as usize >= rows {
                return Err(LinkError::UnknownRecord { number, list, row, rows });
            }
            Ok(crate::texts::number(first) + row)
        };
        let mut decided = Self::default();
        let mut group: Vec<u32> = (0..crate::texts::number(lefts + rights)).collect();
        for (number, (one, other, same)) in (1..).zip(&decisions.pairs) {
            let (one, other) = (resolve(number, *one)?, resolve(number, *other)?);
            let pair = (one.min(other), one.max(other));
            if *same && one != other {
                decided.same.push(pair);
                let (one, other) = (root(&mut group, one), root(&mut group, other));
                group[one.max(other) as usize] = one.min(other);
            } else if !*same {
                decided.never.push(pair);
            }
        }
        for (number, (one, other, _)) in (1..).zip(&decisions.pairs).filter(|(_, (_, _, same))| !same) {
            if root(&mut group, resolve(number, *one)?) == root(&mut group, resolve(number, *other)?) {
                return Err(LinkError::Contradiction { number, one: one.to_string(), other: other.to_string() });
            }
        }
        for pairs in [&mut decided.same, &mut decided.never] {
            pairs.sort_unstable();
            pairs.dedup();
        }
        Ok(decided)
    }
}

/// The first of the records linked with this one; ways that were gone are shortened.
pub(crate) fn root(group: &mut [u32], record: u32) -> u32 {
    let mut at = record as usize;
    while group[at] as usize != at {
        group[at] = group[group[at] as usize];
        at = group[at] as usize;
    }
    crate::texts::number(at)
}
