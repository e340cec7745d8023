//! All records of one set as they are known: what the last pull brought, with the changes of this one.
//!
//! A pull that asks only for changes still delivers the whole list, so that a delivery says what is there. The list of
//! the delivery before is what changes are put into; the last change in it is where the next pull begins. So there is
//! no mark that could be ahead of the data or behind it.

use crate::ConnectorError;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Records a set may have; more is refused rather than read into memory.
pub(crate) const MOST_ROWS: usize = 2_000_000;

/// The first line: Excel's way to say which character parts the cells, so that nobody has to guess.
const FIRST_LINE: &[u8] = b"sep=;\n";

/// What tells a record from every other. Whole numbers come in their order, before texts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Part {
    Number(i128),
    Text(String),
}

/// The key of a record.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Key(Vec<Part>);

impl Key {
    pub(crate) fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let part = |text: &str| match text.parse::<i128>() {
            // `007` and `7` are two keys.
            Ok(number) if number.to_string() == text => Part::Number(number),
            _ => Part::Text(text.to_owned()),
        };
        Self(texts.into_iter().map(part).collect())
    }
}

/// The records of one set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Snapshot {
    headings: Vec<String>,
    /// The columns of the key; none where rows have no key.
    key: Vec<usize>,
    rows: BTreeMap<Key, Vec<String>>,
}

impl Snapshot {
    /// No records under these headings. `key` are the columns that tell them apart.
    pub(crate) fn new(headings: Vec<String>, key: Vec<usize>) -> Self {
        Self { headings, key, rows: BTreeMap::new() }
    }

    /// The records of a delivered file; `None` where its columns are others than those wanted now.
    pub(crate) fn read(bytes: &[u8], headings: &[String], key: &[usize]) -> Option<Self> {
        let bytes = bytes.strip_prefix(FIRST_LINE)?;
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(bytes);
        if !reader.headers().ok()?.iter().eq(headings.iter().map(String::as_str)) {
            return None;
        }
        let mut snapshot = Self::new(headings.to_vec(), key.to_vec());
        for record in reader.records() {
            snapshot.put(record.ok()?.iter().map(str::to_owned).collect()).ok()?;
        }
        Some(snapshot)
    }

    /// The key of a row; `None` where rows have none.
    pub(crate) fn key_of(&self, row: &[String]) -> Option<Key> {
        let texts = self.key.iter().map(|at| row.get(*at).map_or("", String::as_str));
        (!self.key.is_empty()).then(|| Key::of(texts))
    }

    /// The key of a row in words: `id = 7, plant = Ulm`.
    pub(crate) fn key_in_words(&self, row: &[String]) -> String {
        let part = |at: &usize| {
            let (heading, text) = (self.headings.get(*at)?, row.get(*at)?);
            Some(format!("{heading} = {}", if text.is_empty() { "nothing" } else { text }))
        };
        self.key.iter().filter_map(part).collect::<Vec<_>>().join(", ")
    }

    /// Adds a record or puts it in the place of the one with its key.
    pub(crate) fn put(&mut self, row: Vec<String>) -> Result<(), ConnectorError> {
        let key = self.key_of(&row).unwrap_or_else(|| {
            // Without a key equal rows are as many as there are.
            let mut texts = row.clone();
            texts.push(self.rows.len().to_string());
            Key::of(texts.iter().map(String::as_str))
        });
        if self.rows.len() >= MOST_ROWS && !self.rows.contains_key(&key) {
            return Err(ConnectorError::TooMuch(format!(
                "more than {MOST_ROWS} records; narrow the query, or export them into files and import these"
            )));
        }
        self.rows.insert(key, row);
        Ok(())
    }

    /// Removes a record; says whether it was there.
    pub(crate) fn remove(&mut self, key: &Key) -> bool {
        self.rows.remove(key).is_some()
    }

    /// Records.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The greatest text of a column, numbers compared as such; `None` where it is empty everywhere.
    pub(crate) fn greatest(&self, column: usize) -> Option<&str> {
        let texts = self.rows.values().filter_map(|row| row.get(column)).map(String::as_str);
        texts.filter(|text| !text.is_empty()).max_by(|a, b| compare(a, b))
    }

    /// The file of a delivery: the same records give the same bytes.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, ConnectorError> {
        let wrong = |error: csv::Error| ConnectorError::File(error.to_string());
        let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(FIRST_LINE.to_vec());
        writer.write_record(&self.headings).map_err(wrong)?;
        for row in self.rows.values() {
            writer.write_record(row).map_err(wrong)?;
        }
        writer.into_inner().map_err(|error| ConnectorError::File(error.to_string()))
    }
}

fn compare(a: &str, b: &str) -> Ordering {
    if let (Ok(a), Ok(b)) = (a.parse::<i128>(), b.parse::<i128>()) {
        return a.cmp(&b);
    }
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => a.total_cmp(&b),
        _ => a.cmp(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(row: &[&str]) -> Vec<String> {
        row.iter().map(|text| (*text).to_owned()).collect()
    }

    fn list() -> Snapshot {
        let mut list = Snapshot::new(texts(&["id", "name", "changed_at"]), vec![0]);
        for row in [["10", "Zehn", "2026-01-01"], ["9", "Neun; \"alt\"\nund mehr", "2026-03-01"], ["2", "", ""]] {
            list.put(texts(&row)).expect("put");
        }
        list
    }

    #[test]
    fn a_file_is_read_back_as_it_was_written() {
        let list = list();
        let bytes = list.bytes().expect("bytes");
        let text = String::from_utf8(bytes.clone()).expect("text");
        assert_eq!(
            text,
            "sep=;\nid;name;changed_at\n2;;\n9;\"Neun; \"\"alt\"\"\nund mehr\";2026-03-01\n10;Zehn;2026-01-01\n"
        );
        let headings = texts(&["id", "name", "changed_at"]);
        assert_eq!(Snapshot::read(&bytes, &headings, &[0]), Some(list));
        assert_eq!(Snapshot::read(&bytes, &texts(&["id", "title", "changed_at"]), &[0]), None, "other columns");
        assert_eq!(Snapshot::read(b"id;name;changed_at\n", &headings, &[0]), None, "not one of ours");
    }

    #[test]
    fn a_change_takes_the_place_of_the_record() {
        let mut changed = list();
        changed.put(texts(&["9", "Neun", "2026-04-01"])).expect("put");
        assert_eq!((changed.len(), changed.greatest(2)), (3, Some("2026-04-01")));
        assert!(changed.remove(&Key::of(["2"])));
        assert!(!changed.remove(&Key::of(["2"])));
        assert!(!changed.remove(&Key::of(["09"])), "another key");
        assert_eq!(changed.len(), 2);
        assert_eq!(list().greatest(0), Some("10"), "numbers in their order");
    }

    #[test]
    fn rows_without_a_key_are_all_kept() {
        let mut list = Snapshot::new(texts(&["a"]), Vec::new());
        for _ in 0..3 {
            list.put(texts(&["x"])).expect("put");
        }
        assert_eq!(list.len(), 3);
    }
}
