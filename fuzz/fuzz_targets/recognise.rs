//! Any bytes as a table: read, recognised, extracted by the plan that is found; the same text once more as the cells of
//! a sheet, with numbers, dates and merged headings.

#![no_main]

use base::Kind;
use digitize::{Body, Cell, Grid, Merge, RawTable, mapping::Mapping};
use instand_fuzz::{
    panics,
    promises::read_checked,
    understanding::{extract_checked, recognise_checked},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: panics::watch(), |input: &[u8]| {
    panics::guard(|| {
        for table in read_checked("liste.csv", input).tables {
            understand(&table);
            if let Body::Delimited(text) = &table.body {
                let mut grid = Grid::default();
                let mut records = text.records(&text.text);
                while let Some(record) = records.next() {
                    grid.row_numbers.push(record.row());
                    grid.rows.push(record.fields().map(cell).collect());
                }
                grid.merges = merges(&grid);
                let date_1904 = input.len() % 8 == 0;
                understand(&RawTable { sheet: Some("Liste".to_owned()), hidden: false, date_1904, body: Body::Grid(grid) });
            }
        }
    });
});

fn understand(table: &RawTable<'_>) {
    let found = recognise_checked("ordner/liste.csv", table, None);
    extract_checked("ordner/liste.csv", table, &found);
    // As if a person had said what it is: all columns of a kind are tried, though the table is of another.
    let rows = match &table.body {
        Body::Grid(grid) => grid.rows.len(),
        Body::Delimited(text) => text.text.len(),
    };
    let kind = Kind::ALL[rows % Kind::ALL.len()];
    let rule = format!("[[table]]\nfile = \"*\"\nkind = \"{kind}\"\n");
    let mapping = Mapping::parse(&rule).expect("a rule with a kind");
    let told = recognise_checked("ordner/liste.csv", table, Some(&mapping));
    extract_checked("ordner/liste.csv", table, &told);
}

fn cell(field: &str) -> Cell {
    match field {
        "" | "<" | "^" => Cell::Empty,
        "true" => Cell::Flag(true),
        "false" => Cell::Flag(false),
        text if text.starts_with('#') => Cell::Error(text.into()),
        text => match (text.parse(), text.parse::<chrono::NaiveDate>()) {
            (Ok(number), _) => Cell::Number(number),
            (_, Ok(day)) => Cell::Date(day.and_time(chrono::NaiveTime::MIN)),
            _ => Cell::Text(text.into()),
        },
    }
}

/// A cell is merged with the empty cells to its right; the first ones with those below, too.
fn merges(grid: &Grid) -> Vec<Merge> {
    let mut merges = Vec::new();
    for (row, cells) in grid.rows.iter().enumerate().take(8) {
        for (column, filled) in cells.iter().enumerate() {
            let right = cells[column + 1..].iter().take_while(|cell| matches!(cell, Cell::Empty)).count();
            if !matches!(filled, Cell::Empty) && right > 0 {
                let last_row = (row + column % 2).min(grid.rows.len() - 1);
                merges.push(Merge { first_row: row, last_row, first_column: column, last_column: column + right });
            }
        }
    }
    merges
}
