//! Records with equal values in all columns of a rule.

use super::Wanted;
use crate::LinkError;
use crate::columns::Records;
use crate::table::MISSING;
use crate::texts::number;
use rayon::prelude::*;
use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// So many pairs are one piece of work.
const PIECE: u64 = 1 << 16;
/// The key of a record that is in no block.
const NONE: u64 = 0;

/// Each record's key, and the records in order of it.
pub(super) struct Equal {
    keys: Vec<u64>,
    order: Vec<u32>,
    /// Where blocks of more than one record start and end in the order.
    blocks: Vec<(u32, u32)>,
}

impl Equal {
    pub(super) fn new(
        on: &[String],
        place: &str,
        records: &mut Records<'_>,
        wanted: Wanted,
    ) -> Result<Self, LinkError> {
        let columns = on.iter().map(|name| records.column(std::slice::from_ref(name), place));
        let columns: Vec<_> = columns.collect::<Result<_, _>>()?;
        let keys: Vec<u64> = (0..records.len())
            .into_par_iter()
            .map(|record| {
                columns.iter().try_fold(1_u64, |key, column| {
                    let code = column.codes[record];
                    (code != MISSING).then(|| xxh3_64_with_seed(&code.to_le_bytes(), key).max(1))
                })
            })
            .map(Option::unwrap_or_default)
            .collect();
        let mut sorted: Vec<(u64, u32)> = keys.iter().copied().zip(0..).filter(|(key, _)| *key != NONE).collect();
        sorted.par_sort_unstable();
        let order: Vec<u32> = sorted.into_iter().map(|(_, record)| record).collect();
        let mut blocks = Vec::new();
        let mut start = 0;
        for block in order.chunk_by(|one, other| keys[*one as usize] == keys[*other as usize]) {
            let end = start + number(block.len());
            let bound = number(block.partition_point(|record| *record < wanted.bound()));
            if wanted.count(u64::from(end - start), u64::from(bound)) > 0 {
                blocks.push((start, end));
            }
            start = end;
        }
        Ok(Self { keys, order, blocks })
    }

    fn pairs(&self, block: (u32, u32), wanted: Wanted) -> u64 {
        let records = &self.order[block.0 as usize..block.1 as usize];
        let before = records.partition_point(|record| *record < wanted.bound());
        wanted.count(records.len() as u64, before as u64)
    }

    /// Leaves out blocks of more pairs than the limit, and tells of each: its values, records and pairs.
    pub(super) fn skip_large(
        &mut self,
        limit: u64,
        on: &[String],
        records: &mut Records<'_>,
        wanted: Wanted,
        tell: &mut dyn FnMut(String, usize, u64),
    ) -> Result<(), LinkError> {
        let sizes: Vec<u64> = self.blocks.iter().map(|block| self.size(*block, wanted)).collect();
        if sizes.iter().all(|pairs| *pairs <= limit) {
            return Ok(());
        }
        let mut large = Vec::new();
        let mut sizes_left = sizes.iter();
        self.blocks.retain(|block| {
            let pairs = sizes_left.next().copied().unwrap_or_default();
            if pairs > limit {
                large.push((*block, pairs));
            }
            pairs <= limit
        });
        let mut told = Vec::new();
        for ((start, end), pairs) in large {
            let block = &self.order[start as usize..end as usize];
            let mut values = Vec::new();
            for name in on {
                let column = records.column(std::slice::from_ref(name), "[[block]]")?;
                values.push(column.texts.get(column.codes[block[0] as usize]).to_owned());
            }
            block.iter().for_each(|record| self.keys[*record as usize] = NONE);
            told.push((values.join(", "), block.len(), pairs));
        }
        told.sort_unstable();
        told.into_iter().for_each(|(value, records, pairs)| tell(value, records, pairs));
        Ok(())
    }

    /// The pairs of a block; whether it is too large must not depend on which records are new.
    fn size(&self, block: (u32, u32), wanted: Wanted) -> u64 {
        let all = if matches!(wanted, Wanted::New(_)) { Wanted::Any } else { wanted };
        self.pairs(block, all)
    }

    pub(super) fn pieces(&self, wanted: Wanted) -> Vec<Range<usize>> {
        let mut pieces = Vec::new();
        let (mut start, mut pairs) = (0, 0);
        for (at, block) in self.blocks.iter().enumerate() {
            pairs += self.pairs(*block, wanted);
            if pairs >= PIECE {
                pieces.push(start..at + 1);
                (start, pairs) = (at + 1, 0);
            }
        }
        if start < self.blocks.len() {
            pieces.push(start..self.blocks.len());
        }
        pieces
    }

    pub(super) fn each(&self, blocks: Range<usize>, wanted: Wanted, found: &mut impl FnMut(u32, u32)) {
        for (start, end) in &self.blocks[blocks] {
            let records = &self.order[*start as usize..*end as usize];
            let bound = records.partition_point(|record| *record < wanted.bound());
            let firsts = if matches!(wanted, Wanted::Across(_)) { bound } else { records.len() };
            for (at, one) in records[..firsts].iter().enumerate() {
                records[bound.max(at + 1)..].iter().for_each(|other| found(*one, *other));
            }
        }
    }

    pub(super) fn together(&self, one: u32, other: u32) -> bool {
        let key = self.keys[one as usize];
        key != NONE && key == self.keys[other as usize]
    }
}
