//! The pairs that are compared, and how many have each pattern.

use crate::block::{Blocks, SkippedBlock};
use crate::compare::{Comparer, Memory, Pattern};
use crate::texts::number;
use hashbrown::HashMap;
use rayon::prelude::*;

/// A compared pair; its cell says how it compares and which rules brought it together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) one: u32,
    pub(crate) other: u32,
    pub(crate) cell: u32,
}

/// Pairs that compare alike and satisfy the same blocking rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Cell {
    pub(crate) pattern: Pattern,
    /// The blocking rules, as bits.
    pub(crate) rules: u16,
}

/// All compared pairs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Candidates {
    /// In pieces, so that no copy of them all is needed.
    pub(crate) pairs: Vec<Vec<Pair>>,
    pub(crate) cells: Vec<Cell>,
    /// How many pairs each cell has.
    pub(crate) counts: Vec<u64>,
    pub(crate) skipped: Vec<SkippedBlock>,
}

#[derive(Default)]
struct Part {
    pairs: Vec<Pair>,
    cells: Vec<Cell>,
    counts: Vec<u64>,
}

impl Candidates {
    /// Compares all pairs of the blocks, and those given besides.
    pub(crate) fn new(comparer: &Comparer, blocks: Blocks, besides: &[(u32, u32)]) -> Self {
        let pieces = blocks.pieces();
        let mut parts: Vec<Part> = pieces
            .par_iter()
            .map_init(
                || Memory::new(comparer),
                |memory, piece| {
                    let mut part = Collector::default();
                    blocks.each(piece, |one, other, rules| {
                        let pattern = comparer.pattern(one, other, memory);
                        part.add(one, other, Cell { pattern, rules });
                    });
                    part.part
                },
            )
            .collect();
        let mut memory = Memory::new(comparer);
        let mut extra = Collector::default();
        for (one, other) in besides.iter().filter(|(one, other)| blocks.mask(*one, *other) == 0) {
            extra.add(*one, *other, Cell { pattern: comparer.pattern(*one, *other, &mut memory), rules: 0 });
        }
        parts.push(extra.part);
        let mut all = Self::merge(parts);
        all.skipped = blocks.skipped;
        all
    }

    /// Cells get numbers in their order, so that these do not depend on who came first.
    fn merge(mut parts: Vec<Part>) -> Self {
        let mut cells: Vec<Cell> = parts.iter().flat_map(|part| part.cells.iter().copied()).collect();
        cells.par_sort_unstable();
        cells.dedup();
        let mut counts = vec![0; cells.len()];
        for part in &parts {
            for (cell, count) in part.cells.iter().zip(&part.counts) {
                counts[cells.binary_search(cell).unwrap_or_default()] += count;
            }
        }
        parts.par_iter_mut().for_each(|part| {
            let find = |cell: &Cell| number(cells.binary_search(cell).unwrap_or_default());
            let renumbered: Vec<u32> = part.cells.iter().map(find).collect();
            part.pairs.iter_mut().for_each(|pair| pair.cell = renumbered[pair.cell as usize]);
        });
        let pairs = parts.into_iter().map(|part| part.pairs).filter(|pairs| !pairs.is_empty()).collect();
        Self { pairs, cells, counts, skipped: Vec::new() }
    }

    /// How many pairs were compared.
    pub(crate) fn compared(&self) -> u64 {
        self.counts.iter().sum()
    }
}

#[derive(Default)]
struct Collector {
    part: Part,
    known: HashMap<Cell, u32>,
}

impl Collector {
    fn add(&mut self, one: u32, other: u32, cell: Cell) {
        let part = &mut self.part;
        let number = *self.known.entry(cell).or_insert_with(|| {
            part.cells.push(cell);
            part.counts.push(0);
            number(part.cells.len() - 1)
        });
        part.counts[number as usize] += 1;
        part.pairs.push(Pair { one, other, cell: number });
    }
}
