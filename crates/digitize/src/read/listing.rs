//! Records whose values have names -> one table, a column a name.

use super::{Limits, grid::Budget};
use crate::{Body, Cell, Grid, RawTable};
use hashbrown::HashMap;

/// Columns one table may have.
const MOST_COLUMNS: usize = 1_024;
/// Letters of a column's name.
const NAME_MOST: usize = 500;

/// A table that grows record by record.
pub(super) struct Listing {
    columns: HashMap<String, usize>,
    names: Vec<Cell>,
    rows: Vec<Vec<Cell>>,
    numbers: Vec<u32>,
    budget: Budget,
}

impl Listing {
    pub fn new(limits: &Limits) -> Self {
        let (columns, names, rows, numbers) = (HashMap::new(), Vec::new(), Vec::new(), Vec::new());
        Self { columns, names, rows, numbers, budget: Budget::new(limits) }
    }

    /// Begins a record, which stands in this line of the file.
    pub fn begin(&mut self, line: u32) {
        self.rows.push(Vec::new());
        self.numbers.push(line);
    }

    /// Fills a column of the record; the first value of a name counts.
    pub fn put(&mut self, name: &str, cell: Cell) -> Result<(), String> {
        let Some(row) = self.rows.last_mut().filter(|_| !cell.is_blank()) else { return Ok(()) };
        let column = match self.columns.get(name) {
            Some(column) => *column,
            None if self.names.len() >= MOST_COLUMNS || name.len() > NAME_MOST => return Ok(()),
            None => {
                self.names.push(Cell::Text(name.into()));
                self.columns.insert(name.to_owned(), self.names.len() - 1);
                self.names.len() - 1
            }
        };
        let text = if let Cell::Text(text) = &cell { text.len() } else { 0 };
        self.budget.take((column + 1).saturating_sub(row.len()), text)?;
        if row.len() <= column {
            row.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = row.get_mut(column).filter(|place| place.is_blank()) {
            *place = cell;
        }
        Ok(())
    }

    /// Fills a column with a text.
    pub fn text(&mut self, name: &str, text: Option<&str>) -> Result<(), String> {
        text.map_or(Ok(()), |text| self.put(name, Cell::Text(text.trim().into())))
    }

    /// The table, its names in the first row; `None` where no record has a value.
    pub fn finish<'a>(mut self, sheet: Option<String>) -> Option<RawTable<'a>> {
        if self.names.is_empty() {
            return None;
        }
        // A file without line ends has all records in one line: they are counted instead.
        if !self.numbers.is_sorted_by(|one, other| one < other) || self.numbers.first() == Some(&0) {
            self.numbers = (1..).take(self.rows.len()).collect();
        }
        Some(RawTable {
            sheet,
            hidden: false,
            date_1904: false,
            body: Body::Grid(Grid {
                rows: std::iter::once(self.names).chain(self.rows).collect(),
                row_numbers: std::iter::once(0).chain(self.numbers).collect(),
                merges: Vec::new(),
            }),
        })
    }
}
