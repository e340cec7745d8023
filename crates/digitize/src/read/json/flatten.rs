//! JSON objects -> rows: nested objects become columns, nested lists tables.

use super::node::Node;
use crate::{
    Body, Cell, Grid, RawTable,
    read::{Limits, grid::Budget},
};
use chrono::DateTime;
use hashbrown::HashMap;
use std::borrow::Cow;

/// Columns one table may have; keys that are data (a date a key) would otherwise make a table of any width.
const MOST_COLUMNS: usize = 16_384;
/// Bytes a column's name may have; each column repeats the keys above it, so that a long key could fill any memory.
const NAME_MOST: usize = 2_048;
/// Lists of objects one file may have.
const MOST_TABLES: usize = 1_000;

/// Scalars beside a list that speak of the answer, not of a thing.
const PAGING: [&str; 20] = [
    "count",
    "total",
    "next",
    "nextlink",
    "previous",
    "page",
    "pages",
    "pagesize",
    "offset",
    "limit",
    "size",
    "hasmore",
    "success",
    "status",
    "version",
    "timestamp",
    "cursor",
    "function",
    "level",
    "time",
];

/// Scalars of a record that tell which machine the lists within it belong to.
const IDENTIFYING: [&str; 8] =
    ["serial", "serialnumber", "serialno", "seriennummer", "equipment", "equipmentnumber", "matricola", "machineid"];

struct Table {
    path: String,
    columns: HashMap<String, usize>,
    names: Vec<String>,
    rows: Vec<Vec<Cell>>,
    numbers: Vec<u32>,
}

/// The tables of one file, in the order they were met.
pub(super) struct Tables {
    tables: Vec<Table>,
    by_path: HashMap<String, usize>,
    budget: Budget,
    max_rows: u32,
}

impl Tables {
    pub fn new(limits: &Limits) -> Self {
        Self { tables: Vec::new(), by_path: HashMap::new(), budget: Budget::new(limits), max_rows: limits.max_rows }
    }

    /// Adds everything a document holds.
    pub fn document(&mut self, node: &Node<'_>) -> Result<(), String> {
        match node {
            Node::List(items) => self.list("", items, &[]),
            Node::Object(entries) => {
                if self.lists("", entries)? {
                    // Scalars beside the lists: a record of its own, unless they only number pages.
                    let tells = |(key, value): &(Cow<'_, str>, Node<'_>)| {
                        let plain: String = key.chars().filter(|letter| letter.is_alphanumeric()).collect();
                        !is_metadata(key)
                            && matches!(value, Node::Text(_) | Node::Number(_) | Node::Flag(_))
                            && !PAGING.contains(&plain.to_lowercase().as_str())
                    };
                    if !entries.iter().any(tells) {
                        return Ok(());
                    }
                    let index = self.table("")?;
                    let mut row = Row::default();
                    self.fill(index, "", entries, &mut row)?;
                    return self.end_row(index, row.cells, None);
                }
                self.record("", entries, None, &[])
            }
            _ => Ok(()),
        }
    }

    /// Adds the object of one line of NDJSON.
    pub fn line(&mut self, number: u32, node: &Node<'_>) -> Result<(), String> {
        match node {
            Node::Object(entries) => self.record("", entries, Some(number), &[]),
            _ => Ok(()),
        }
    }

    /// The tables, the first row of each naming the columns.
    pub fn finish<'a>(self) -> Vec<RawTable<'a>> {
        let mut tables: Vec<_> = self.tables.into_iter().filter(|table| !table.names.is_empty()).collect();
        let single = tables.len() == 1;
        // The list itself comes before the lists within its records.
        tables.sort_by_key(|table| table.path.matches('.').count() + usize::from(!table.path.is_empty()));
        tables
            .into_iter()
            .map(|table| {
                let header = table.names.into_iter().map(|name| Cell::Text(name.into())).collect();
                RawTable {
                    sheet: if single || table.path.is_empty() { None } else { Some(table.path) },
                    hidden: false,
                    date_1904: false,
                    body: Body::Grid(Grid {
                        rows: std::iter::once(header).chain(table.rows).collect(),
                        row_numbers: std::iter::once(0).chain(table.numbers).collect(),
                        merges: Vec::new(),
                    }),
                }
            })
            .collect()
    }

    /// Adds the lists of objects that lie in this object or in objects within it; whether there were any.
    fn lists(&mut self, path: &str, entries: &[(Cow<'_, str>, Node<'_>)]) -> Result<bool, String> {
        let mut found = false;
        for (key, value) in entries {
            if is_metadata(key) {
                continue;
            }
            match value {
                Node::List(items) if is_records(items) => {
                    let inherited = identifying(entries);
                    self.list(&join(path, key)?, items, &inherited)?;
                    found = true;
                }
                Node::Object(inner) => found |= self.lists(&join(path, key)?, inner)?,
                _ => {}
            }
        }
        Ok(found)
    }

    fn list(&mut self, path: &str, items: &[Node<'_>], inherited: &[(String, Cell)]) -> Result<(), String> {
        for item in items {
            if let Node::Object(entries) = item {
                self.record(path, entries, None, inherited)?;
            }
        }
        Ok(())
    }

    fn record(
        &mut self,
        path: &str,
        entries: &[(Cow<'_, str>, Node<'_>)],
        number: Option<u32>,
        inherited: &[(String, Cell)],
    ) -> Result<(), String> {
        let index = self.table(path)?;
        let mut row = Row::default();
        self.fill(index, "", entries, &mut row)?;
        for (name, cell) in inherited {
            self.put(index, name.clone(), cell.clone(), &mut row.cells)?;
        }
        self.end_row(index, row.cells, number)?;
        if row.lists {
            let mut own = identifying(entries);
            if own.is_empty() {
                own = inherited.to_vec();
            }
            self.inner_lists(path, entries, &own)?;
        }
        Ok(())
    }

    fn inner_lists(
        &mut self,
        path: &str,
        entries: &[(Cow<'_, str>, Node<'_>)],
        inherited: &[(String, Cell)],
    ) -> Result<(), String> {
        for (key, value) in entries.iter().filter(|(key, _)| !is_metadata(key)) {
            match value {
                Node::List(items) if is_records(items) => self.list(&join(path, key)?, items, inherited)?,
                Node::Object(inner) => self.inner_lists(&join(path, key)?, inner, inherited)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Fills a row with an object's scalars; lists of objects are only noted.
    fn fill(
        &mut self,
        index: usize,
        prefix: &str,
        entries: &[(Cow<'_, str>, Node<'_>)],
        row: &mut Row,
    ) -> Result<(), String> {
        for (key, value) in entries {
            if is_metadata(key) {
                continue;
            }
            let cell = match value {
                Node::Object(inner) => {
                    self.fill(index, &join(prefix, key)?, inner, row)?;
                    continue;
                }
                Node::List(items) if is_records(items) => {
                    row.lists = true;
                    continue;
                }
                Node::List(items) => joined(items),
                scalar => cell(scalar),
            };
            // A column exists once its key is met, even with no value.
            self.put(index, join(prefix, key)?, cell, &mut row.cells)?;
        }
        Ok(())
    }

    fn put(&mut self, index: usize, name: String, cell: Cell, cells: &mut Vec<Cell>) -> Result<(), String> {
        let Some(table) = self.tables.get_mut(index) else { return Ok(()) };
        let column = match table.columns.get(&name) {
            Some(column) => *column,
            None if table.names.len() >= MOST_COLUMNS => {
                return Err(format!(
                    "its records have more than {MOST_COLUMNS} different keys; export a list of records"
                ));
            }
            None => {
                table.names.push(name.clone());
                table.columns.insert(name, table.names.len() - 1);
                table.names.len() - 1
            }
        };
        let text = if let Cell::Text(text) = &cell { text.len() } else { 0 };
        self.budget.take((column + 1).saturating_sub(cells.len()), text)?;
        if column >= cells.len() {
            cells.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = cells.get_mut(column) {
            *place = cell;
        }
        Ok(())
    }

    fn end_row(&mut self, index: usize, cells: Vec<Cell>, number: Option<u32>) -> Result<(), String> {
        let max_rows = self.max_rows;
        let Some(table) = self.tables.get_mut(index) else { return Ok(()) };
        let next = u32::try_from(table.rows.len()).unwrap_or(u32::MAX).saturating_add(1);
        if next > max_rows {
            return Err(format!("has more than {max_rows} records in one list; split it"));
        }
        table.rows.push(cells);
        table.numbers.push(number.unwrap_or(next));
        Ok(())
    }

    fn table(&mut self, path: &str) -> Result<usize, String> {
        if let Some(index) = self.by_path.get(path) {
            return Ok(*index);
        }
        if self.tables.len() >= MOST_TABLES {
            return Err(format!("has more than {MOST_TABLES} different lists; export one list of records"));
        }
        let (columns, names, rows, numbers) = (HashMap::new(), Vec::new(), Vec::new(), Vec::new());
        self.tables.push(Table { path: path.to_owned(), columns, names, rows, numbers });
        self.by_path.insert(path.to_owned(), self.tables.len() - 1);
        Ok(self.tables.len() - 1)
    }
}

#[derive(Default)]
struct Row {
    cells: Vec<Cell>,
    lists: bool,
}

fn is_metadata(key: &str) -> bool {
    key.starts_with('@') || key.starts_with("__") || key.contains("@odata.")
}

fn is_records(items: &[Node<'_>]) -> bool {
    items.iter().any(|item| matches!(item, Node::Object(_)))
}

fn join(path: &str, key: &str) -> Result<String, String> {
    if path.len() + key.len() >= NAME_MOST {
        return Err(format!("its records have keys of more than {NAME_MOST} letters; export a list of records"));
    }
    Ok(if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") })
}

/// The scalars of an object that name a machine; no more than there are names for it, since each record below repeats
/// them.
fn identifying(entries: &[(Cow<'_, str>, Node<'_>)]) -> Vec<(String, Cell)> {
    let names = |key: &str| {
        let plain: String = key.chars().filter(|letter| letter.is_alphanumeric()).collect();
        IDENTIFYING.contains(&plain.to_lowercase().as_str())
    };
    let scalars = entries.iter().filter(|(key, value)| names(key) && matches!(value, Node::Text(_) | Node::Number(_)));
    let named = scalars.take(IDENTIFYING.len()).filter(|(key, _)| key.len() < NAME_MOST);
    named.map(|(key, value)| (key.as_ref().to_owned(), cell(value))).collect()
}

fn cell(node: &Node<'_>) -> Cell {
    match node {
        Node::Null | Node::List(_) | Node::Object(_) => Cell::Empty,
        Node::Flag(flag) => Cell::Flag(*flag),
        Node::Number(number) => Cell::Number(*number),
        Node::Text(text) => match sap_date(text) {
            Some(date) => date,
            None if text.is_empty() => Cell::Empty,
            None => Cell::Text(text.as_ref().into()),
        },
    }
}

fn joined(items: &[Node<'_>]) -> Cell {
    let mut text = String::new();
    for item in items {
        let item = cell(item);
        if !item.is_blank() {
            if !text.is_empty() {
                text.push_str(", ");
            }
            text.push_str(&item.text());
        }
    }
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.into()) }
}

/// `/Date(1514764800000)/` of OData version 2: milliseconds since 1970 in UTC; an offset in minutes may follow.
fn sap_date(text: &str) -> Option<Cell> {
    let inner = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let sign = inner.get(1..).and_then(|rest| rest.find(['+', '-'])).map_or(inner.len(), |at| at + 1);
    let milliseconds: i64 = inner.get(..sign)?.parse().ok()?;
    Some(Cell::Date(DateTime::from_timestamp_millis(milliseconds)?.naive_utc()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_are_repeated_are_bounded() {
        let read = |text: &str| {
            let node: Node<'_> = serde_json::from_str(text).expect("JSON");
            let mut tables = Tables::new(&Limits::default());
            tables
                .document(&node)
                .map(|()| tables.finish().iter().map(|table| table.sample(9).len()).collect::<Vec<_>>())
        };
        let long = "k".repeat(NAME_MOST);
        assert!(
            read(&format!("[{{\"{long}\":{{\"a\":1,\"b\":2}}}}]")).is_err_and(|what| what.contains("keys of more"))
        );
        let many = "\"Serial-No\":7,".repeat(1_000);
        assert_eq!(read(&format!("{{{many}\"list\":[{{\"a\":1}},{{\"a\":2}}]}}")), Ok(vec![2, 3]));
    }

    #[test]
    fn sap_dates() {
        let text = |text: &str| sap_date(text).map(|cell| cell.text().into_owned());
        assert_eq!(text("/Date(1514764800000)/").as_deref(), Some("2018-01-01"));
        assert_eq!(text("/Date(-86400000)/").as_deref(), Some("1969-12-31"));
        assert_eq!(text("/Date(1514764800000+0060)/").as_deref(), Some("2018-01-01"));
        assert_eq!(text("/Date(99999999999999999999)/"), None);
        assert_eq!(text("31.12.2026"), None);
    }
}
