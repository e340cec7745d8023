//! Cells as the delivered file has them: from a reference to file, sheet, row, heading and text.

use crate::PipelineError;
use crate::kept::{Bytes, Kept};
use crate::text_recognition::read_file;
use base::{CellRef, TableId};
use digitize::read::page_and_line;
use digitize::{Body, Cell, RawTable};
use hashbrown::HashMap;
use serde::Serialize;
use std::borrow::Cow;
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
    /// The row as the user's program counts it; the page of a PDF.
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

    /// Opens a file: reading a workbook for one sheet reads it for all.
    fn open(&mut self, digest: &str) {
        let of_file: Vec<&SourceTable> = self.tables.values().filter(|table| table.digest == digest).collect();
        let bytes = self.kept.open(digest);
        let name = of_file.first().map_or("", |table| table.file.as_str());
        let templates = self.kept.templates(digest);
        let contents = bytes.as_ref().map(|bytes| read_file(name, bytes.get(), &templates)).unwrap_or_default();
        for raw in contents.tables {
            let wanted = of_file.iter().filter(|table| table.sheet == raw.sheet).map(|table| table.id);
            let wanted: Vec<TableId> = wanted.collect();
            // The same file may have been delivered twice; both tables show the same cells.
            for id in &wanted {
                let opened = open_table(raw.clone(), self.kept, digest).unwrap_or(Opened::Gone);
                self.opened.insert(*id, opened);
            }
        }
        for table in of_file {
            self.opened.entry(table.id).or_insert(Opened::Gone);
        }
    }

    /// The cell with its place; `None` where no table has this id.
    pub fn look_up(&mut self, cell: CellRef) -> Option<CellText> {
        let table = self.tables.get(&cell.table)?;
        let heading = table.columns.iter().find(|column| column.column == cell.column);
        if !self.opened.contains_key(&cell.table) {
            self.open(&table.digest);
        }
        let opened = self.opened.get(&cell.table).unwrap_or(&Opened::Gone);
        Some(CellText {
            source: table.source.clone(),
            file: table.file.clone(),
            sheet: table.sheet.clone(),
            row: row_shown(&table.file, cell.row),
            column: heading.map_or_else(|| base::column_letters(cell.column), |column| column.heading.clone()),
            text: opened.text(cell),
        })
    }
}

/// The number of a row as it is shown: of a PDF the page it stands on.
pub(crate) fn row_shown(file: &str, row: u32) -> u32 {
    if file.to_lowercase().ends_with(".pdf") { page_and_line(row).0 } else { row }
}

fn open_table(raw: RawTable<'_>, kept: &Kept, digest: &str) -> Result<Opened, PipelineError> {
    match raw.body {
        Body::Grid(grid) => Ok(Opened::Cells { rows: grid.row_numbers.into_iter().zip(grid.rows).collect() }),
        Body::Delimited(text) => {
            let mut starts = Vec::new();
            let mut records = text.records(&text.text);
            while let Some(record) = records.next() {
                starts.push(record.start());
            }
            let bytes = kept.open(digest)?;
            let delimiter = text.delimiter;
            // A borrowed text is the file itself less a byte order mark, of which the offsets must know.
            let same = matches!(text.text, Cow::Borrowed(_)) && text.text.len() == bytes.get().len();
            let decoded = (!same).then(|| text.text.into_owned());
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
                let whole = decoded.as_ref().map_or_else(|| bytes.get(), |text| text.as_bytes());
                let at = cell.row as usize;
                let start = at.checked_sub(1).and_then(|at| starts.get(at)).copied().unwrap_or(whole.len());
                let end = starts.get(at).copied().unwrap_or(whole.len());
                // Only this record is looked at: the file may be gigabytes.
                let line = std::str::from_utf8(whole.get(start..end).unwrap_or_default()).unwrap_or_default();
                let text = digitize::Delimited { text: Cow::Borrowed(""), delimiter: *delimiter, encoding: "UTF-8" };
                let mut records = text.records(line);
                let record = records.next();
                record.and_then(|record| record.get(usize::from(cell.column)).map(str::to_owned)).unwrap_or_default()
            }
        }
    }
}
