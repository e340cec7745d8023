//! A list of records as it is given: columns of texts, each distinct text once.

use crate::texts::{Texts, number};
use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

/// Stands for a value that is not there.
pub(crate) const MISSING: u32 = u32::MAX;

/// A list of records. Rows are numbered from 0 in the order they were given; a blank value is missing.
#[derive(Clone, Debug, Default)]
pub struct Table {
    names: Vec<String>,
    columns: Vec<Column>,
    rows: usize,
}

#[derive(Clone, Debug, Default)]
struct Column {
    texts: Texts,
    codes: Vec<u32>,
    known: HashTable<u32>,
}

impl Table {
    /// A table without records, with these columns.
    pub fn builder<S: Into<String>>(names: impl IntoIterator<Item = S>) -> TableBuilder {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        let columns = vec![Column::default(); names.len()];
        TableBuilder { table: Self { names, columns, rows: 0 } }
    }

    /// How many records there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The names of the columns.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The value of a record; `None` where it is missing, or there is no such record or column.
    pub fn value(&self, row: u32, column: &str) -> Option<&str> {
        let column = &self.columns[self.position(column)?];
        column.codes.get(row as usize).filter(|code| **code != MISSING).map(|code| column.texts.get(*code))
    }

    pub(crate) fn position(&self, column: &str) -> Option<usize> {
        self.names.iter().position(|name| name == column)
    }

    /// The distinct texts of a column and the number of each record's text.
    pub(crate) fn column(&self, position: usize) -> (&Texts, &[u32]) {
        (&self.columns[position].texts, &self.columns[position].codes)
    }
}

/// Takes records one after the other.
#[derive(Clone, Debug)]
pub struct TableBuilder {
    table: Table,
}

impl TableBuilder {
    /// Adds a record. Values beyond the columns are left out, columns beyond the values are missing.
    pub fn row<'a>(&mut self, values: impl IntoIterator<Item = &'a str>) -> &mut Self {
        let mut values = values.into_iter();
        for column in &mut self.table.columns {
            let code = column.code(values.next().unwrap_or_default().trim());
            column.codes.push(code);
        }
        self.table.rows += 1;
        self
    }

    /// The table.
    pub fn build(self) -> Table {
        self.table
    }
}

impl Column {
    fn code(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return MISSING;
        }
        intern(&mut self.texts, &mut self.known, text)
    }
}

/// The number of the text, which is taken up if it is new.
pub(crate) fn intern(texts: &mut Texts, known: &mut HashTable<u32>, text: &str) -> u32 {
    let hash = xxh3_64(text.as_bytes());
    if let Some(code) = known.find(hash, |code| texts.get(*code) == text) {
        return *code;
    }
    let code = number(texts.len());
    texts.push(text);
    known.insert_unique(hash, code, |code| xxh3_64(texts.get(*code).as_bytes()));
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_kept_once_and_blanks_are_missing() {
        let mut builder = Table::builder(["name", "city"]);
        builder.row(["Anna", " Ulm "]).row(["", "Ulm", "too much"]).row(["Anna"]);
        let table = builder.build();
        assert_eq!((table.rows(), table.columns[0].texts.len(), table.columns[1].texts.len()), (3, 1, 1));
        assert_eq!(table.value(1, "city"), Some("Ulm"));
        assert_eq!((table.value(1, "name"), table.value(2, "city"), table.value(9, "name")), (None, None, None));
        assert_eq!(table.value(0, "street"), None);
    }
}
