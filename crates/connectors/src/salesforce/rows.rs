//! The rows of a bulk job: CSV with API names as headings, `#N/A` for an emptied field, nothing for one that stays.

use super::failure::Failure;
use super::record::{Cell, Outcome, Record};
use std::collections::{BTreeMap, BTreeSet};

/// Bytes of rows in one job. Salesforce takes 100 MB.
pub(super) const MOST_BYTES: usize = 90 << 20;
/// An emptied field.
const NULL: &str = "#N/A";

/// Rows for one job, and which records they are.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) csv: Vec<u8>,
    pub(super) records: Vec<usize>,
}

/// The rows of the records at `open`, in parts of at most `most` bytes (one row may be more).
pub(super) fn write(records: &[Record], open: &[usize], key_field: &str, most: usize) -> Result<Vec<Part>, Failure> {
    let headings: BTreeSet<String> =
        open.iter().filter_map(|at| records.get(*at)).flat_map(|record| record.cells().map(|(name, _)| name)).collect();
    let head = line(std::iter::once(key_field).chain(headings.iter().map(String::as_str)))?;
    let mut parts: Vec<Part> = Vec::new();
    for at in open {
        let Some(record) = records.get(*at) else { continue };
        let cells: BTreeMap<String, Cell> = record.cells().collect();
        let texts = headings.iter().map(|heading| match cells.get(heading) {
            None => "",
            Some(Cell::Null) => NULL,
            Some(Cell::Text(text)) => text,
        });
        let row = line(std::iter::once(record.key.as_str()).chain(texts))?;
        match parts.last_mut().filter(|part| part.csv.len() + row.len() <= most) {
            Some(part) => {
                part.csv.extend_from_slice(&row);
                part.records.push(*at);
            }
            None => parts.push(Part { csv: [head.as_slice(), row.as_slice()].concat(), records: vec![*at] }),
        }
    }
    Ok(parts)
}

fn line<'a>(cells: impl Iterator<Item = &'a str>) -> Result<Vec<u8>, Failure> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    // The job says that lines end with LF; one with CR in it would fail the whole of it.
    let cells = cells.map(|cell| cell.replace("\r\n", "\n").replace('\r', "\n"));
    let failed =
        |error: &dyn std::fmt::Display| Failure::permanent("rows", format!("the rows cannot be written: {error}"));
    writer.write_record(cells).map_err(|error| failed(&error))?;
    writer.into_inner().map_err(|error| failed(&error))
}

/// What the results of a job say about each key. Rows that break off or name no key are left out.
pub(super) fn read(csv: &[u8], key_field: &str, failed: bool) -> Vec<(String, Outcome)> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(csv);
    let Ok(headings) = reader.headers().cloned() else { return Vec::new() };
    let position = |name: &str| headings.iter().position(|heading| heading.eq_ignore_ascii_case(name));
    let (Some(id), Some(key)) = (position("sf__Id"), position(key_field)) else { return Vec::new() };
    let (created, error) = (position("sf__Created"), position("sf__Error"));
    let mut found = Vec::new();
    for row in reader.records().map_while(Result::ok) {
        // The last row of an answer that broke off.
        if row.len() != headings.len() {
            break;
        }
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or_default();
        let key = cell(Some(key)).to_lowercase();
        let id = cell(Some(id)).to_owned();
        let outcome = match (failed, cell(created).eq_ignore_ascii_case("true")) {
            (true, _) => Outcome::Failed(Failure::of_bulk(cell(error), key_field)),
            (false, true) => Outcome::Created { id },
            (false, false) => Outcome::Updated { id },
        };
        found.push((key, outcome));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::failure::Class;
    use super::*;
    use serde_json::{Value, json};

    fn record(key: &str, fields: Value) -> Record {
        let Value::Object(fields) = fields else { panic!("fields are an object") };
        Record { key: key.to_owned(), fields }
    }

    #[test]
    fn rows_keep_quotes_lines_and_what_is_absent() {
        let records = [
            record(
                "k-1",
                json!({"Name": "Pumpe \"A\", neu", "Description": "eins\r\nzwei", "Account": {"Key__c": "c-1"}}),
            ),
            record("k-2", json!({"Name": "=SUM(1)", "Amount": null})),
        ];
        let parts = write(&records, &[0, 1], "Key__c", MOST_BYTES).expect("written");
        let [part] = parts.as_slice() else { panic!("one part") };
        assert_eq!(
            String::from_utf8_lossy(&part.csv),
            "Key__c,Account.Key__c,Amount,Description,Name\n\
             k-1,c-1,,\"eins\nzwei\",\"Pumpe \"\"A\"\", neu\"\n\
             k-2,,#N/A,,=SUM(1)\n"
        );
    }

    #[test]
    fn rows_are_parted_by_size_with_the_headings_in_each() {
        let records: Vec<Record> =
            (0..100).map(|at| record(&format!("k-{at}"), json!({"Name": "x".repeat(100)}))).collect();
        let open: Vec<usize> = (0..100).collect();
        let parts = write(&records, &open, "Key__c", 1000).expect("written");
        assert!(
            parts.len() > 10
                && parts.iter().all(|part| part.csv.len() <= 1000 && part.csv.starts_with(b"Key__c,Name\n"))
        );
        let all: Vec<usize> = parts.iter().flat_map(|part| part.records.clone()).collect();
        assert_eq!(all, open);
    }

    #[test]
    fn results_are_found_by_key_in_any_order() {
        let good = "\"sf__Id\",\"sf__Created\",\"Name\",\"Key__c\"\n\"006B\",\"false\",\"a \"\"b\"\"\nc\",\"K-2\"\n\"006A\",\"true\",\"x\",\"k-1\"\n";
        assert_eq!(
            read(good.as_bytes(), "Key__c", false),
            [
                ("k-2".to_owned(), Outcome::Updated { id: "006B".to_owned() }),
                ("k-1".to_owned(), Outcome::Created { id: "006A".to_owned() })
            ]
        );
        let bad = "\"sf__Id\",\"sf__Error\",\"Key__c\"\n\"\",\"UNABLE_TO_LOCK_ROW:unable to obtain exclusive access:--\",\"k-3\"\n";
        let read_bad = read(bad.as_bytes(), "Key__c", true);
        assert!(
            matches!(&read_bad[..], [(key, Outcome::Failed(failure))] if key == "k-3" && failure.class == Class::Transient)
        );
        let broken = "\"sf__Id\",\"sf__Created\",\"Key__c\"\n\"006A\",\"true\",\"k-1\"\n\"006B\",\"tr";
        assert_eq!(read(broken.as_bytes(), "Key__c", false).len(), 1);
        assert!(read(b"<html>down</html>", "Key__c", false).is_empty());
    }
}
