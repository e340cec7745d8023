//! The sheet or page around a cell, as the delivered file has it.

use crate::PipelineError;
use crate::kept::Kept;
use crate::text_recognition::read_file;
use base::CellRef;
use digitize::read::{Limits, page_and_line, page_lines};
use digitize::{Body, Cell, RawTable};
use store::SourceTable;

/// Rows shown before and after the cell's.
const AROUND: usize = 20;

/// Title rows shown above the header.
const TITLES: u32 = 3;

/// One row of the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ViewRow {
    /// Its number as the user's program shows it; the line of a PDF page.
    pub number: u32,
    /// Whether it is at or above the header.
    pub is_header: bool,
    /// The cells from column A on; one for a line of a PDF.
    pub cells: Vec<String>,
    /// Whether the value stands in it.
    pub marked: bool,
}

/// What stands around a cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceView {
    /// Header rows, then the rows around the cell.
    pub rows: Vec<ViewRow>,
    /// The cell's text; empty where the file no longer holds it.
    pub text: String,
    /// The page, where the file is a PDF.
    pub page: Option<u32>,
    /// Rows the table has in all, where that is known.
    pub rows_total: Option<u64>,
}

impl Kept {
    /// Shows a cell of a table in its surroundings.
    ///
    /// # Errors
    /// Where the kept file is gone.
    pub fn view(&self, table: &SourceTable, cell: CellRef) -> Result<SourceView, PipelineError> {
        let bytes = self.open(&table.digest)?;
        let contents = read_file(&table.file, bytes.get(), &self.templates(&table.digest));
        let mut raw = contents.tables.into_iter().filter(|raw| raw.sheet == table.sheet);
        let Some(raw) = raw.next() else {
            return Err(PipelineError::Nothing(format!("{} no longer holds this table", table.file)));
        };
        if bytes.get().starts_with(b"%PDF") || table.file.to_lowercase().ends_with(".pdf") {
            let text = cell_of(&raw, cell);
            let heading = table.columns.iter().find(|column| column.column == cell.column);
            let heading = heading.map_or("", |column| column.heading.as_str());
            let (page, line) = page_and_line(cell.row);
            let mut lines = page_lines(bytes.get(), page, &Limits::default());
            if lines.is_empty() {
                // A scan has no lines of its own; what was recognised on it stands for them.
                lines = recognised(&raw, cell.row);
            }
            let rows = match line.filter(|line| stands_on(&lines, *line, &text)) {
                Some(line) => {
                    (1_u32..).zip(&lines).map(|(number, of)| line_of_page(number, of, number == line)).collect()
                }
                None => mark(&lines, heading, &text),
            };
            return Ok(SourceView { rows, text, page: Some(page), rows_total: None });
        }
        Ok(around(raw, table.header_row, cell))
    }

    /// The whole file as it was delivered.
    ///
    /// # Errors
    /// Where the kept file is gone.
    pub fn whole(&self, digest: &str) -> Result<Vec<u8>, PipelineError> {
        Ok(self.open(digest)?.get().to_vec())
    }
}

/// Labels and values of the report that begins on a page.
fn recognised(raw: &RawTable<'_>, page: u32) -> Vec<String> {
    let Body::Grid(grid) = &raw.body else { return Vec::new() };
    let row = grid.row_numbers.iter().position(|number| *number == page).and_then(|at| grid.rows.get(at));
    let (Some(labels), Some(values)) = (grid.rows.first(), row) else { return Vec::new() };
    let filled = labels.iter().zip(values).filter(|(_, value)| !value.is_blank());
    filled.map(|(label, value)| format!("{}: {}", label.text(), value.text())).collect()
}

fn cell_of(raw: &RawTable<'_>, cell: CellRef) -> String {
    let Body::Grid(grid) = &raw.body else { return String::new() };
    let row = grid.row_numbers.iter().position(|number| *number == cell.row);
    let found = row.and_then(|at| grid.rows.get(at)?.get(usize::from(cell.column)));
    found.map_or_else(String::new, |cell| cell.text().into_owned())
}

/// Lines that hold the label and the value; a value that runs over several lines marks each of them.
fn mark(lines: &[String], heading: &str, text: &str) -> Vec<ViewRow> {
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (heading, text) = (squeezed(heading), squeezed(text));
    let holds = |line: &str| {
        let line = squeezed(line);
        line.contains(&heading)
            && !text.is_empty()
            && (line.contains(&text) || text.contains(line.trim_start_matches(&heading).trim_start_matches([':', ' '])))
    };
    let first = lines.iter().position(|line| holds(line));
    let first = first.or_else(|| lines.iter().position(|line| !text.is_empty() && squeezed(line).contains(&text)));
    let mut marked = vec![false; lines.len()];
    if let Some(first) = first {
        marked[first] = true;
        for at in first + 1..lines.len() {
            let line = squeezed(&lines[at]);
            if line.is_empty() || !text.contains(&line) {
                break;
            }
            marked[at] = true;
        }
    }
    (1_u32..).zip(lines.iter().zip(marked)).map(|(number, (line, marked))| line_of_page(number, line, marked)).collect()
}

fn line_of_page(number: u32, line: &str, marked: bool) -> ViewRow {
    ViewRow { number, is_header: false, cells: vec![line.to_owned()], marked }
}

/// Whether a line of a page holds the text, or the beginning of it: the rest of a long one stands below. The report's own
/// values, repeated with each line of its tables, stand elsewhere on the page.
fn stands_on(lines: &[String], line: u32, text: &str) -> bool {
    let line = usize::try_from(line).ok().and_then(|line| lines.get(line.checked_sub(1)?));
    let parts = line.into_iter().flat_map(|line| line.split("   ")).map(str::trim);
    !text.is_empty() && parts.filter(|part| !part.is_empty()).any(|part| part.contains(text) || text.starts_with(part))
}

fn around(raw: RawTable<'_>, header_row: u32, cell: CellRef) -> SourceView {
    let is_shown_above = |number: u32| number <= header_row && number + TITLES >= header_row;
    let mut rows: Vec<ViewRow> = Vec::new();
    let rows_total;
    match raw.body {
        Body::Grid(grid) => {
            let at = grid.row_numbers.iter().position(|number| *number == cell.row).unwrap_or(0);
            let wanted = at.saturating_sub(AROUND)..=at + AROUND;
            rows_total = grid.rows.len() as u64;
            for (index, (number, cells)) in grid.row_numbers.iter().zip(&grid.rows).enumerate() {
                if wanted.contains(&index) || is_shown_above(*number) {
                    let cells = cells.iter().map(|cell: &Cell| cell.text().into_owned()).collect();
                    rows.push(shown(*number, cells, header_row, cell));
                }
            }
        }
        Body::Delimited(text) => {
            let from = cell.row.saturating_sub(u32::try_from(AROUND).unwrap_or(0));
            let to = cell.row.saturating_add(u32::try_from(AROUND).unwrap_or(0));
            let mut number = 0_u32;
            let mut records = text.records(&text.text);
            while let Some(record) = records.next() {
                number = number.saturating_add(1);
                if (from..=to).contains(&number) || is_shown_above(number) {
                    let cells = (0..).map_while(|column| record.get(column).map(str::to_owned)).collect();
                    rows.push(shown(number, cells, header_row, cell));
                }
            }
            rows_total = u64::from(number);
        }
    }
    let value = rows.iter().find(|row| row.marked).and_then(|row| row.cells.get(usize::from(cell.column)));
    let text = value.cloned().unwrap_or_default();
    SourceView { rows, text, page: None, rows_total: Some(rows_total) }
}

fn shown(number: u32, cells: Vec<String>, header_row: u32, cell: CellRef) -> ViewRow {
    ViewRow { number, is_header: number <= header_row, cells, marked: number == cell.row }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::{BatchId, Kind, TableId};
    use std::io::Write;

    #[test]
    fn a_row_of_a_long_list_is_shown_with_its_header_and_its_neighbours() {
        let folder = tempfile::tempdir().expect("a folder");
        let kept = Kept::at(folder.path().join("files"));
        let mut list = tempfile::NamedTempFile::new().expect("a file");
        writeln!(list, "Liste;\nNr;Typ").expect("written");
        for number in 1..200 {
            writeln!(list, "M-{number};\"T;{number}\"").expect("written");
        }
        let mut source = std::fs::File::open(list.path()).expect("opened");
        let mut keeping = kept.copy(&mut source, list.path()).expect("copied");
        kept.settle(&mut keeping).expect("settled");
        let table = SourceTable {
            id: TableId(1),
            batch: BatchId(1),
            digest: keeping.digest.clone(),
            file: "liste.csv".to_owned(),
            sheet: None,
            kind: Kind::Machines,
            source: "erp".to_owned(),
            header_row: 2,
            columns: Vec::new(),
            rows: 199,
            skipped: 0,
            confidence: 1.0,
        };
        let view = kept.view(&table, CellRef { table: TableId(1), row: 102, column: 1 }).expect("a view");
        assert_eq!(view.text, "T;100");
        assert_eq!(view.rows_total, Some(201));
        let numbers: Vec<u32> = view.rows.iter().map(|row| row.number).collect();
        assert_eq!(numbers[..3], [1, 2, 82]);
        assert_eq!(numbers.last(), Some(&122));
        assert!(view.rows[1].is_header && !view.rows[2].is_header);
        assert_eq!(view.rows.iter().filter(|row| row.marked).count(), 1);
    }

    #[test]
    fn a_line_of_a_table_within_a_report_is_known_by_its_number() {
        let lines = ["Machine   RX-4711", "1   4711   Bearing", "2   4712   Bearing for"].map(str::to_owned);
        assert!(stands_on(&lines, 2, "Bearing"));
        assert!(stands_on(&lines, 3, "Bearing for shaft"));
        assert!(!stands_on(&lines, 2, "RX-4711"), "repeated from the head of the report");
        assert!(!stands_on(&lines, 9, "x") && !stands_on(&lines, 0, "x") && !stands_on(&lines, 1, ""));
    }

    #[test]
    fn the_line_of_a_report_with_label_and_value_is_marked() {
        let lines: Vec<String> =
            ["Service report", "Serial number:   RX-4711", "Work done: bearing", "replaced, aligned", "RX-4711"]
                .map(str::to_owned)
                .to_vec();
        let marked = |heading: &str, text: &str| -> Vec<u32> {
            mark(&lines, heading, text).iter().filter(|row| row.marked).map(|row| row.number).collect()
        };
        assert_eq!(marked("Serial number", "RX-4711"), [2]);
        assert_eq!(marked("Work done", "bearing replaced, aligned"), [3, 4]);
    }
}
