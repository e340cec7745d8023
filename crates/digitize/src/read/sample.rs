//! The first and last rows of a table, for recognition.

use crate::{Body, Cell, Delimited, RawTable, SampleRow};

/// How far back from the end the last rows of a text are looked for.
const TAIL: usize = 64 << 10;

impl RawTable<'_> {
    /// The first rows that are not blank, titles and headers included, with their true numbers.
    #[must_use]
    pub fn sample(&self, rows: usize) -> Vec<SampleRow> {
        match &self.body {
            Body::Grid(grid) => (grid.rows.iter().zip(&grid.row_numbers))
                .filter(|(cells, _)| !cells.iter().all(Cell::is_blank))
                .take(rows)
                .map(|(cells, number)| SampleRow { number: *number, cells: cells.clone() })
                .collect(),
            Body::Delimited(delimited) => {
                let mut records = delimited.records(&delimited.text);
                let mut sample = Vec::new();
                while sample.len() < rows
                    && let Some(record) = records.next()
                {
                    if !record.is_blank() {
                        let cells = record.fields().map(cell).collect();
                        sample.push(SampleRow { number: record.row(), cells });
                    }
                }
                sample
            }
        }
    }

    /// How many rows are not blank, titles and headings included.
    #[must_use]
    pub fn filled_rows(&self) -> u64 {
        match &self.body {
            Body::Grid(grid) => grid.rows.iter().filter(|cells| !cells.iter().all(Cell::is_blank)).count() as u64,
            Body::Delimited(delimited) => {
                let mut records = delimited.records(&delimited.text);
                let mut filled = 0;
                while let Some(record) = records.next() {
                    filled += u64::from(!record.is_blank());
                }
                filled
            }
        }
    }

    /// The last rows that are not blank, in the file's order. Rows of a text larger than 64 KB have the number 0
    /// (unknown), since counting them would mean reading the whole file.
    #[must_use]
    pub fn tail(&self, rows: usize) -> Vec<SampleRow> {
        match &self.body {
            Body::Grid(grid) => {
                let mut tail: Vec<_> = (grid.rows.iter().zip(&grid.row_numbers).rev())
                    .filter(|(cells, _)| !cells.iter().all(Cell::is_blank))
                    .take(rows)
                    .map(|(cells, number)| SampleRow { number: *number, cells: cells.clone() })
                    .collect();
                tail.reverse();
                tail
            }
            Body::Delimited(delimited) => text_tail(delimited, rows),
        }
    }
}

fn text_tail(delimited: &Delimited<'_>, rows: usize) -> Vec<SampleRow> {
    let text: &str = &delimited.text;
    let mut from = text.len().saturating_sub(TAIL);
    let counted = from == 0;
    if !counted {
        // A line end within a quoted field would be taken for a record's; rare, and only a sample is at stake.
        from = text.as_bytes().get(from..).and_then(|rest| memchr::memchr(b'\n', rest)).map_or(0, |end| from + end + 1);
    }
    let mut records = delimited.records(text.get(from..).unwrap_or(""));
    let mut tail = std::collections::VecDeque::with_capacity(rows + 1);
    while let Some(record) = records.next() {
        if !record.is_blank() {
            if tail.len() >= rows {
                tail.pop_front();
            }
            let number = if counted { record.row() } else { 0 };
            tail.push_back(SampleRow { number, cells: record.fields().map(cell).collect() });
        }
    }
    tail.truncate(rows);
    tail.into()
}

fn cell(field: &str) -> Cell {
    if field.is_empty() { Cell::Empty } else { Cell::Text(field.into()) }
}

#[cfg(test)]
mod tests {
    use crate::read::{Limits, read};

    fn numbers(rows: &[crate::SampleRow]) -> Vec<u32> {
        rows.iter().map(|row| row.number).collect()
    }

    #[test]
    fn blank_rows_are_left_out_but_counted() {
        let file = read("a.csv", b"\nTitle\n;;\na;b\n1;2\n\n3;4\n;\n", &Limits::default());
        let table = file.tables.first().expect("one table");
        assert_eq!(numbers(&table.sample(3)), [2, 4, 5]);
        assert_eq!(numbers(&table.tail(2)), [5, 7]);
        assert!(table.tail(0).is_empty());
        assert_eq!(table.filled_rows(), 4);
    }

    #[test]
    fn the_tail_of_a_long_text_is_not_numbered() {
        let text = "a;b\n".repeat(100_000) + "Total;5\n";
        let file = read("a.csv", text.as_bytes(), &Limits::default());
        let tail = file.tables.first().expect("one table").tail(2);
        assert_eq!(numbers(&tail), [0, 0]);
        assert_eq!(
            tail.last().and_then(|row| row.cells.first()).map(|cell| cell.text().into_owned()).as_deref(),
            Some("Total")
        );
    }
}
