//! Which records are compared: those that a blocking rule brings together.

mod equal;
mod nearest;
#[cfg(test)]
mod tests;

use crate::LinkError;
use crate::columns::Records;
use crate::rules::{Lists, Rules};
use equal::Equal;
use nearest::Near;

/// A block with too many pairs to compare them all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedBlock {
    /// Which rule of the file, from 1.
    pub rule: usize,
    /// The values its records share.
    pub value: String,
    /// How many records it has.
    pub records: usize,
    /// How many pairs were not compared, unless another rule brought them together.
    pub pairs: u64,
}

/// Which pairs are wanted at all.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wanted {
    /// Every two records.
    Any,
    /// One from the first so many records, one from the others.
    Across(u32),
    /// At least one that is not among the first so many records.
    New(u32),
}

impl Wanted {
    pub(crate) fn of(rules: &Rules, records: &Records<'_>) -> Self {
        match rules.lists {
            Lists::One => Self::Any,
            Lists::Two => Self::Across(crate::texts::number(records.lefts())),
        }
    }

    /// Whether a pair, its first record before its second, is wanted.
    fn holds(self, one: u32, other: u32) -> bool {
        match self {
            Self::Any => one < other,
            Self::Across(lefts) => one < lefts && other >= lefts,
            Self::New(known) => one < other && other >= known,
        }
    }

    /// How many pairs there are among so many records, so many of them before the bound.
    pub(crate) fn count(self, records: u64, before: u64) -> u64 {
        let pairs = |records: u64| records * records.saturating_sub(1) / 2;
        match self {
            Self::Any => pairs(records),
            Self::Across(_) => before * (records - before),
            Self::New(_) => pairs(records) - pairs(before),
        }
    }

    /// The first record of the second kind.
    pub(crate) fn bound(self) -> u32 {
        match self {
            Self::Any => 0,
            Self::Across(bound) | Self::New(bound) => bound,
        }
    }
}

/// All blocking rules, applied.
pub(crate) struct Blocks {
    rules: Vec<Keys>,
    wanted: Wanted,
    pub(crate) skipped: Vec<SkippedBlock>,
}

enum Keys {
    Equal(Equal),
    Near(Near),
}

/// A piece of work: some blocks, or some pairs, of one rule.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    rule: usize,
    range: std::ops::Range<usize>,
}

impl Blocks {
    pub(crate) fn new(rules: &Rules, records: &mut Records<'_>, wanted: Wanted) -> Result<Self, LinkError> {
        let mut skipped = Vec::new();
        let keys = (1..).zip(&rules.blocks).map(|(at, rule)| {
            let place = format!("[[block]] {at}");
            Ok(match rule.nearest {
                None => {
                    let mut equal = Equal::new(&rule.on, &place, records, wanted)?;
                    let limit = rules.largest_block;
                    equal.skip_large(limit, &rule.on, records, wanted, &mut |value, records, pairs| {
                        skipped.push(SkippedBlock { rule: at, value, records, pairs });
                    })?;
                    Keys::Equal(equal)
                }
                Some(nearest) => Keys::Near(Near::new(&rule.on, &place, nearest, records, wanted)?),
            })
        });
        let keys = keys.collect::<Result<_, LinkError>>()?;
        Ok(Self { rules: keys, wanted, skipped })
    }

    /// Blocks by deterministic rules, for the prior.
    pub(crate) fn sure(rules: &Rules, records: &mut Records<'_>, wanted: Wanted) -> Result<Self, LinkError> {
        let keys = rules.sure.iter().map(|on| {
            let mut equal = Equal::new(on, "[link] sure", records, wanted)?;
            equal.skip_large(rules.largest_block, on, records, wanted, &mut |_, _, _| {})?;
            Ok(Keys::Equal(equal))
        });
        let keys = keys.collect::<Result<_, LinkError>>()?;
        Ok(Self { rules: keys, wanted, skipped: Vec::new() })
    }

    /// The work in pieces of about equal size.
    pub(crate) fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for (rule, keys) in self.rules.iter().enumerate() {
            let ranges = match keys {
                Keys::Equal(equal) => equal.pieces(self.wanted),
                Keys::Near(near) => near.pieces(),
            };
            pieces.extend(ranges.into_iter().map(|range| Piece { rule, range }));
        }
        pieces
    }

    /// Calls `found` for each pair of the piece that no earlier rule has found, with the rules that it satisfies as bits.
    pub(crate) fn each(&self, piece: &Piece, mut found: impl FnMut(u32, u32, u16)) {
        let earlier = (1_u16 << piece.rule) - 1;
        let mut check = |one: u32, other: u32| {
            let mask = self.mask(one, other);
            if mask & earlier == 0 {
                found(one, other, mask | 1 << piece.rule);
            }
        };
        match &self.rules[piece.rule] {
            Keys::Equal(equal) => equal.each(piece.range.clone(), self.wanted, &mut check),
            Keys::Near(near) => near.each(piece.range.clone(), &mut check),
        }
    }

    /// The rules a pair satisfies, as bits.
    pub(crate) fn mask(&self, one: u32, other: u32) -> u16 {
        self.rules.iter().enumerate().fold(0, |mask, (at, keys)| {
            let together = match keys {
                Keys::Equal(equal) => equal.together(one, other),
                Keys::Near(near) => near.together(one, other),
            };
            mask | u16::from(together) << at
        })
    }
}
