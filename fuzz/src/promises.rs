//! What reading promises for any bytes.

use crate::LIMITS;
use digitize::{
    Body, Cell, Delimited, Grid, RawTable, SampleRow,
    read::{ReadFile, read},
};

/// Rows that the pipeline hands to recognition from a table's start.
pub const SAMPLE: usize = 200;
/// Rows that the pipeline hands to recognition from a table's end.
pub const TAIL: usize = 20;

/// Reads a file and checks everything that reading promises.
pub fn read_checked<'a>(name: &str, bytes: &'a [u8]) -> ReadFile<'a> {
    let file = read(name, bytes, &LIMITS);
    assert!(!file.tables.is_empty() || !file.problems.is_empty(), "neither a table nor a problem");
    for problem in &file.problems {
        assert!(!problem.what.is_empty() && !problem.what.contains('\n'), "not one line: {:?}", problem.what);
    }
    for table in &file.tables {
        check_table(table);
    }
    file
}

/// Checks one table.
pub fn check_table(table: &RawTable<'_>) {
    let (sample, tail) = (table.sample(SAMPLE), table.tail(TAIL));
    assert!(sample.len() <= SAMPLE && tail.len() <= TAIL, "more rows than asked for");
    let blank = |row: &SampleRow| row.cells.iter().all(Cell::is_blank);
    match &table.body {
        Body::Grid(grid) => {
            check_grid(grid);
            assert!(!sample.iter().chain(&tail).any(blank), "a blank row in the sample");
            assert_eq!(sample.is_empty(), tail.is_empty(), "a sample without a tail");
        }
        Body::Delimited(delimited) => {
            check_delimited(delimited);
            let mut records = delimited.records(&delimited.text);
            let mut filled = Vec::new();
            while let Some(record) = records.next() {
                if !record.is_blank() {
                    filled.push(record.row());
                }
            }
            let numbers: Vec<u32> = sample.iter().map(|row| row.number).collect();
            assert_eq!(numbers, filled[..filled.len().min(SAMPLE)], "sample");
            let numbers: Vec<u32> = tail.iter().map(|row| row.number).collect();
            if delimited.text.len() <= 64 << 10 {
                assert_eq!(numbers, filled[filled.len().saturating_sub(TAIL)..], "tail");
            } else {
                assert!(numbers.iter().all(|number| *number == 0), "tail of a large text with numbers");
            }
        }
    }
}

fn check_grid(grid: &Grid) {
    assert_eq!(grid.rows.len(), grid.row_numbers.len(), "rows and row numbers");
    assert!(!grid.rows.is_empty(), "a table without rows");
    assert!(grid.row_numbers.is_sorted(), "row numbers out of order");
    for merge in &grid.merges {
        assert!(merge.first_row <= merge.last_row && merge.last_row < grid.rows.len(), "{merge:?}");
        assert!(merge.first_column <= merge.last_column, "{merge:?}");
    }
    for cell in grid.rows.iter().flatten() {
        if let Cell::Number(number) = cell {
            // A workbook can hold NaN; its text must not stop anything.
            let _ = number.to_string();
        }
    }
}

/// Checks that pieces make the text again, and that reading by pieces is reading the whole.
pub fn check_delimited(delimited: &Delimited<'_>) {
    let length = delimited.text.len();
    let whole = delimited.count(&delimited.text);
    for target in [1, 2 + length / 7, 4 << 20] {
        let pieces = delimited.pieces(target);
        let mut at = 0;
        for piece in &pieces {
            assert!(!piece.is_empty(), "an empty piece");
            assert_eq!(delimited.text.get(at..at + piece.len()), Some(*piece), "pieces in the text's order");
            at += piece.len();
        }
        assert_eq!(at, length, "pieces of {target} bytes leave out text");

        let mut records = delimited.records(&delimited.text);
        let (mut rows, mut offset) = (0, 0);
        for piece in &pieces {
            let mut within = delimited.records(piece);
            let mut count = 0;
            while let Some(record) = within.next() {
                let Some(same) = records.next() else { panic!("pieces of {target} bytes hold more records") };
                count += 1;
                assert_eq!(usize::try_from(record.row()), Ok(count), "rows count from 1");
                assert_eq!(same.row(), rows + record.row(), "row numbers of pieces of {target} bytes");
                assert_eq!(same.start(), offset + record.start(), "starts of pieces of {target} bytes");
                assert!(record.len() > 0 && !record.is_empty(), "a record without fields");
                assert_eq!(record.fields().count(), record.len(), "fields that are no text");
                assert!(record.fields().eq(same.fields()), "fields of pieces of {target} bytes");
            }
            assert_eq!(delimited.count(piece), count, "count and records of a piece");
            rows += u32::try_from(count).expect("an input of a fuzzer is small");
            offset += piece.len();
        }
        assert!(records.next().is_none(), "pieces of {target} bytes hold fewer records");
        assert_eq!(usize::try_from(rows), Ok(whole), "count of the whole text");
    }
}
