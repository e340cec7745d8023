//! Where a value came from.

use crate::TableId;
use serde::{Deserialize, Serialize};

/// One cell of one source table: enough to open the kept file at the place.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct CellRef {
    /// The table of the batch.
    pub table: TableId,
    /// The row as the user's program counts it, from 1; for a PDF the page.
    pub row: u32,
    /// The column, from 0.
    pub column: u16,
}

/// A value with the cell it was read from. There is no way to make one without a source (design, invariant 3).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Sourced<T> {
    value: T,
    source: CellRef,
}

impl<T> Sourced<T> {
    /// A value and the cell that says so.
    pub const fn new(value: T, source: CellRef) -> Self {
        Self { value, source }
    }

    /// The value.
    pub const fn value(&self) -> &T {
        &self.value
    }

    /// The cell.
    pub const fn source(&self) -> CellRef {
        self.source
    }
}
