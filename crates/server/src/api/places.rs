//! Where values come from.

use crate::live::Live;
use base::CellRef;
use serde::Serialize;
use utoipa::ToSchema;

/// Cells named with a value; the rest is counted.
const MOST: usize = 12;

/// A cell of a delivered file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct CellPlace {
    /// The table's number.
    pub table: u32,
    /// The row as the user's program counts it; for a PDF the page.
    pub row: u32,
    /// The column, from 0.
    pub column: u16,
    /// Who delivered it.
    pub source: String,
    /// The file.
    pub file: String,
    /// The sheet, where the file has sheets.
    pub sheet: Option<String>,
    /// The column's heading.
    pub heading: String,
}

/// A cell with its place in words.
pub fn place(live: &Live, cell: CellRef) -> CellPlace {
    let table = live.table(cell.table);
    let heading = table.and_then(|table| table.columns.iter().find(|column| column.column == cell.column));
    CellPlace {
        table: cell.table.0,
        row: cell.row,
        column: cell.column,
        source: table.map_or_else(String::new, |table| table.source.clone()),
        file: table.map_or_else(String::new, |table| table.file.clone()),
        sheet: table.and_then(|table| table.sheet.clone()),
        heading: heading.map_or_else(|| base::column_letters(cell.column), |column| column.heading.clone()),
    }
}

/// Some cells with their places, and how many more there are.
pub fn places(live: &Live, cells: &[CellRef]) -> (Vec<CellPlace>, usize) {
    let shown = cells.iter().take(MOST).map(|cell| place(live, *cell)).collect();
    (shown, cells.len().saturating_sub(MOST))
}
