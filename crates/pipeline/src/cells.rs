//! Cells as the delivered file has them: from a reference to file, sheet, row, heading and text.

use crate::PipelineError;
use crate::kept::{Bytes, Kept};
use base::{CellRef, TableId};
use digitize::read::{Limits, read};
use digitize::{Body, Cell};
use hashbrown::HashMap;
use serde::Serialize;
use store::SourceTable;

/// A cell and its place.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct CellText {
    /// Who delivered it.
    pub source: String,
    /// The file.
    pub file: String,
    /// The sheet, where the file has sheets.
    pub sheet: Option<String>,
    /// The row as the user's program counts it.
    pub row: u32,
    /// The column's heading.
    pub column: String,
    /// What stands there.
    pub text: String,
}

/// A table opened for looking up cells.
enum Opened {
    /// Where each record of the text begins and ends.
    Text {
        bytes: Bytes,
        decoded: Option<String>,
        delimiter: u8,
        starts: Vec<usize>,
    },
    Cells {
        rows: HashMap<u32, Vec<Cell>>,
    },
    /// The file could not be opened; said once, not for each cell.
    Gone,
}

/// Looks up cells; each file is opened once.
pub struct Cells<'a> {
    kept: &'a Kept,
    tables: &'a HashMap<TableId, SourceTable>,
    opened: HashMap<TableId, Opened>,
}

impl<'a> Cells<'a> {
    /// Looks up cells of these tables.
    #[must_use]
    pub fn new(kept: &'a Kept, tables: &'a HashMap<TableId, SourceTable>) -> Self {
        Self { kept, tables, opened: HashMap::new() }
    }

    /// The cell with its place; `None` where no table has this id.
    pub fn look_up(&mut self, cell: CellRef) -> Option<CellText> {
        let table = self.tables.get(&cell.table)?;
        let heading = table.columns.iter().find(|column| column.column == cell.column);
        let kept = self.kept;
        let opened = self.opened.entry(cell.table).or_insert_with(|| open(kept, table).unwrap_or(Opened::Gone));
        Some(CellText {
            source: table.source.clone(),
            file: table.file.clone(),
            sheet: table.sheet.clone(),
            row: cell.row,
            column: heading.map_or_else(|| base::column_letters(cell.column), |column| column.heading.clone()),
            text: opened.text(cell),
        })
    }
}

fn open(kept: &Kept, table: &SourceTable) -> Result<Opened, PipelineError> {
    let bytes = kept.open(&table.digest)?;
    let contents = read(&table.file, bytes.get(), &Limits::default());
    let Some(raw) = contents.tables.into_iter().find(|raw| raw.sheet == table.sheet) else { return Ok(Opened::Gone) };
    match raw.body {
        Body::Grid(grid) => Ok(Opened::Cells { rows: grid.row_numbers.into_iter().zip(grid.rows).collect() }),
        Body::Delimited(text) => {
            let mut starts = Vec::new();
            let mut records = text.records(&text.text);
            while let Some(record) = records.next() {
                starts.push(record.start());
            }
            let delimiter = text.delimiter;
            let borrowed = matches!(text.text, std::borrow::Cow::Borrowed(_));
            // A borrowed text is the file itself less a byte order mark, of which the offsets must know.
            let decoded =
                if borrowed && text.text.len() == bytes.get().len() { None } else { Some(text.text.into_owned()) };
            Ok(Opened::Text { bytes, decoded, delimiter, starts })
        }
    }
}

impl Opened {
    fn text(&self, cell: CellRef) -> String {
        match self {
            Self::Gone => String::new(),
            Self::Cells { rows } => rows
                .get(&cell.row)
                .and_then(|cells| cells.get(usize::from(cell.column)))
                .map_or_else(String::new, |cell| cell.text().into_owned()),
            Self::Text { bytes, decoded, delimiter, starts } => {
                let whole = match decoded {
                    Some(text) => text.as_str(),
                    None => std::str::from_utf8(bytes.get()).unwrap_or_default(),
                };
                let at = cell.row as usize;
                let start = at.checked_sub(1).and_then(|at| starts.get(at)).copied().unwrap_or(whole.len());
                let end = starts.get(at).copied().unwrap_or(whole.len());
                let text = digitize::Delimited {
                    text: std::borrow::Cow::Borrowed(""),
                    delimiter: *delimiter,
                    encoding: "UTF-8",
                };
                let mut records = text.records(whole.get(start..end).unwrap_or_default());
                let record = records.next();
                record.and_then(|record| record.get(usize::from(cell.column)).map(str::to_owned)).unwrap_or_default()
            }
        }
    }
}
