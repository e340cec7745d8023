//! Cells by position -> the rows of a [`Grid`], counted against the limits while it grows.
//!
//! Blank rows take no memory: a row exists once it has a filled cell, and carries its true number.

use super::Limits;
use crate::{Cell, Grid, Merge};

/// What all sheets of one file may still use.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    cells: u64,
    text: u64,
    rows: u32,
}

impl Budget {
    pub fn new(limits: &Limits) -> Self {
        Self { cells: limits.max_cells, text: limits.max_text, rows: limits.max_rows }
    }

    /// Takes this many cells of a row and this many bytes of their text.
    pub fn take(&mut self, cells: usize, text: usize) -> Result<(), String> {
        self.cells = (self.cells.checked_sub(u64::try_from(cells).unwrap_or(u64::MAX)))
            .ok_or_else(|| "has more cells than one file may have; split it, or export it as .csv".to_owned())?;
        self.text = (self.text.checked_sub(u64::try_from(text).unwrap_or(u64::MAX)))
            .ok_or_else(|| "has more text than one file may have; split it, or export it as .csv".to_owned())?;
        Ok(())
    }
}

/// The last column of the widest spreadsheet, counted from 0 (XFD).
const LAST_COLUMN: u32 = 16_383;

/// Builds one grid.
pub(super) struct Builder<'b> {
    grid: Grid,
    budget: &'b mut Budget,
}

impl<'b> Builder<'b> {
    pub fn new(budget: &'b mut Budget) -> Self {
        Self { grid: Grid::default(), budget }
    }

    /// Puts a cell at a row and column counted from 0. Errors say which limit is reached.
    pub fn put(&mut self, row: u32, column: u32, cell: Cell) -> Result<(), String> {
        if matches!(cell, Cell::Empty) {
            return Ok(());
        }
        if row >= self.budget.rows || column > LAST_COLUMN {
            return Err(format!(
                "a cell lies at row {}, column {}, beyond any spreadsheet; the file is damaged",
                u64::from(row) + 1,
                u64::from(column) + 1
            ));
        }
        let number = row + 1;
        let position = match self.grid.row_numbers.last() {
            Some(last) if *last == number => self.grid.rows.len() - 1,
            Some(last) if *last > number => match self.grid.row_numbers.binary_search(&number) {
                Ok(position) => position,
                Err(position) => {
                    // Rows out of order are as good as never seen in real files; moving the rest is dear, so refuse
                    // to do it for ever.
                    self.budget.take((self.grid.rows.len() - position) / 16, 0)?;
                    self.grid.row_numbers.insert(position, number);
                    self.grid.rows.insert(position, Vec::new());
                    position
                }
            },
            _ => {
                let width = self.grid.rows.last().map_or(0, Vec::len);
                self.grid.row_numbers.push(number);
                self.grid.rows.push(Vec::with_capacity(width.min(256)));
                self.grid.rows.len() - 1
            }
        };
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        let Some(cells) = self.grid.rows.get_mut(position) else { return Ok(()) };
        let text = match &cell {
            Cell::Text(text) | Cell::Error(text) => text.len(),
            _ => 0,
        };
        if column < cells.len() {
            self.budget.take(0, text)?;
        } else {
            self.budget.take(column + 1 - cells.len(), text)?;
            if column + 1 > cells.capacity() {
                cells.reserve_exact(column + 1 - cells.len());
            }
            cells.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = cells.get_mut(column) {
            *place = cell;
        }
        Ok(())
    }

    /// Marks a merged range of rows and columns counted from 0, both ends included. Must come after the cells. Ranges
    /// without a filled row are left out.
    pub fn merge(&mut self, first: (u32, u32), last: (u32, u32)) {
        let first_row = self.grid.row_numbers.partition_point(|number| *number <= first.0);
        let end_row = self.grid.row_numbers.partition_point(|number| *number <= last.0.saturating_add(1));
        let column = |column: u32| usize::try_from(column.min(LAST_COLUMN)).unwrap_or(0);
        if first_row < end_row && first.1 <= last.1 && (first_row + 1 < end_row || first.1 < last.1) {
            self.grid.merges.push(Merge {
                first_row,
                last_row: end_row - 1,
                first_column: column(first.1),
                last_column: column(last.1),
            });
        }
    }

    /// The grid, or `None` when no cell was filled.
    pub fn finish(self) -> Option<Grid> {
        (!self.grid.rows.is_empty()).then_some(self.grid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(cells: u64, text: u64) -> Budget {
        Budget { cells, text, rows: 100 }
    }

    #[test]
    fn rows_keep_their_numbers_and_columns_count_from_a() {
        let mut budget = budget(100, 100);
        let mut builder = Builder::new(&mut budget);
        for (row, column) in [(4, 2), (9, 0), (4, 1), (6, 0)] {
            builder.put(row, column, Cell::Flag(true)).expect("fits");
        }
        builder.merge((4, 0), (5, 1));
        builder.merge((7, 0), (8, 1));
        builder.merge((6, 0), (9, 0));
        let grid = builder.finish().expect("has cells");
        assert_eq!(grid.row_numbers, [5, 7, 10]);
        assert_eq!(grid.rows.first().map(Vec::as_slice), Some(&[Cell::Empty, Cell::Flag(true), Cell::Flag(true)][..]));
        let merges: Vec<_> = grid.merges.iter().map(|merge| (merge.first_row, merge.last_row)).collect();
        assert_eq!(merges, [(0, 0), (1, 2)]);
    }

    #[test]
    fn limits_hold() {
        let mut little = budget(10, 5);
        let mut builder = Builder::new(&mut little);
        assert!(builder.put(0, 9, Cell::Flag(true)).is_ok());
        assert!(builder.put(1, 0, Cell::Flag(true)).is_err());
        let mut short = budget(10, 5);
        let mut builder = Builder::new(&mut short);
        assert!(builder.put(0, 0, Cell::Text("abcdef".into())).is_err());
        assert!(builder.put(100, 0, Cell::Flag(true)).is_err());
        assert!(builder.put(0, 16_384, Cell::Flag(true)).is_err());
    }
}
