//! What recognition, extraction and the mapping promise for any table.

use crate::promises::{SAMPLE, TAIL};
use arrow::{array::AsArray, datatypes::UInt32Type};
use base::TableId;
use digitize::{
    Body, RawTable,
    extract::{Place, extract},
    mapping::{Mapping, to_toml},
    recognise::{Hints, Outcome, Recognition, recognise},
    schema::{ROW, schema},
};

/// Recognises a table as the pipeline does and checks what came out.
#[must_use]
pub fn recognise_checked(file: &str, table: &RawTable<'_>, mapping: Option<&Mapping>) -> Recognition {
    let merges = if let Body::Grid(grid) = &table.body { grid.merges.as_slice() } else { &[] };
    let hints = Hints { file, sheet: table.sheet.as_deref(), date_1904: table.date_1904, merges };
    let found = recognise(&table.sample(SAMPLE), &table.tail(TAIL), &hints, mapping);
    match &found.outcome {
        Outcome::Plan(plan) => {
            assert!((0.0..=1.0).contains(&plan.confidence), "confidence {}", plan.confidence);
            assert_eq!(plan.header_row, found.header_row, "two header rows");
            assert!(plan.columns.is_sorted_by(|a, b| a.column < b.column), "columns out of order");
            let mut fields: Vec<&str> = Vec::new();
            for column in &plan.columns {
                assert!((0.0..=1.0).contains(&column.confidence), "confidence {}", column.confidence);
                if let Some(field) = column.field {
                    assert!(!fields.contains(&field.id), "two columns are `{}`", field.id);
                    fields.push(field.id);
                }
            }
        }
        Outcome::Unsure { candidates } => {
            assert!(candidates.iter().all(|(_, share)| (0.0..=1.0).contains(share)), "{candidates:?}");
        }
        Outcome::NotATable(why) => assert!(!why.is_empty(), "no reason given"),
    }
    for question in &found.questions {
        assert!(!question.text.is_empty(), "a question without words");
    }
    found
}

/// Extracts a table by the plan that was found for it, if any, and checks what came out.
pub fn extract_checked(file: &str, table: &RawTable<'_>, found: &Recognition) {
    let Outcome::Plan(plan) = &found.outcome else { return };
    let read = extract(table, plan, &Place { table: TableId(7), file, constants: &found.constants });
    let records = match &table.body {
        Body::Grid(grid) => grid.rows.len(),
        Body::Delimited(text) => text.count(&text.text),
    };
    let schema = schema(plan.kind);
    let (mut rows, mut last) = (0, plan.header_row);
    for batch in &read.batches {
        assert_eq!(batch.schema(), schema, "another schema");
        rows += batch.num_rows();
        for row in batch.column(ROW).as_primitive::<UInt32Type>().values() {
            // Elements of JSON lists within lists count from 1 in each.
            assert!(*row > last || matches!(table.body, Body::Grid(_)), "row {row} after {last}");
            last = *row;
        }
    }
    assert_eq!(read.rows, rows as u64, "rows told and rows there");
    assert!(rows + usize::try_from(read.skipped).unwrap_or(usize::MAX) <= records, "more rows than the table has");
    for problem in &read.problems {
        assert!(!problem.what.contains("report this"), "{}", problem.what);
    }
    for (key, entry) in &read.serials {
        assert_eq!(*key, digitize::serial::key_of(&entry.normalised), "key of {entry:?}");
        assert!(entry.rows > 0 && u64::from(entry.rows) <= records as u64, "{entry:?}");
    }
}

/// Writes what was recognised as a mapping, reads it back and recognises by it: it must say the same.
pub fn round_trip(file: &str, table: &RawTable<'_>, found: &Recognition) {
    let written = to_toml(&[(file.to_owned(), table.sheet.clone(), found)]);
    let mapping = match Mapping::parse(&written) {
        Ok(mapping) => mapping,
        Err(wrong) => panic!("what `to_toml` wrote is refused: {wrong}\n{written}"),
    };
    assert_eq!(mapping.tables.len(), 1, "one table was written");
    let again = recognise_checked(file, table, Some(&mapping));
    extract_checked(file, table, &again);
    match (&found.outcome, &again.outcome) {
        (Outcome::Plan(first), Outcome::Plan(second)) => {
            assert_eq!(first.kind, second.kind, "{written}");
            assert_eq!(first.header_row, second.header_row, "{written}");
            if found.questions.is_empty() {
                for (a, b) in first.columns.iter().zip(&second.columns) {
                    let (field, same) = (a.field.map(|field| field.id), b.field.map(|field| field.id));
                    assert_eq!(field, same, "column {} `{}`\n{written}", a.column, a.heading);
                    assert_eq!(a.format, b.format, "column {} `{}`\n{written}", a.column, a.heading);
                }
            }
        }
        (Outcome::Plan(_), other) => panic!("a plan became {other:?}\n{written}"),
        _ => {}
    }
}
