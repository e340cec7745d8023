//! Delimited text -> records, without an allocation a cell.
//!
//! Written by hand on memchr instead of the `csv` crate for three reasons: a blank line is a row here (row numbers are
//! those Excel shows), a quote that is never closed must not swallow the rest of the file, and rows without a quote,
//! nearly all of them, need no state machine.
//!
//! The grammar: a field that begins with `"` is quoted when a closing quote follows within [`QUOTED_MOST`] bytes; a
//! closing quote is one that blanks and then a delimiter, a line end or the end of the text follow. Within it `""` is a
//! quote and line ends belong to the field. Every other quote is a letter like any other.

use crate::Delimited;
use memchr::{memchr, memchr_iter};

/// The longest quoted field; a quote open for longer was never meant to open anything.
pub(super) const QUOTED_MOST: usize = 64 << 10;

/// The most quotes looked at for a closing one, so that a text of nothing but quotes is not read over and over.
const QUOTES_MOST: usize = 4096;

/// The most fields of a record: plans count columns in 16 bits, and no spreadsheet has a quarter as many. Those behind
/// are left out, so that a file of nothing but delimiters does not take 24 times its size.
const FIELDS_MOST: usize = 1 << 16;

/// One field's place: in the text, or among the fields that had to be copied because of doubled quotes.
#[derive(Clone, Copy)]
struct Span {
    start: usize,
    end: usize,
    copied: bool,
}

/// Reads the records of a piece one after the other; see [`Delimited::records`].
pub struct Records<'t> {
    text: &'t str,
    delimiter: u8,
    at: usize,
    /// Where the next quote is (`usize::MAX`: nowhere); lines before it take the fast way.
    next_quote: usize,
    row: u32,
    spans: Vec<Span>,
    copied: String,
}

/// One record, valid until the next is read.
#[derive(Clone, Copy)]
pub struct Record<'r> {
    text: &'r str,
    copied: &'r str,
    spans: &'r [Span],
    row: u32,
    start: usize,
}

impl<'t> Records<'t> {
    pub(super) fn new(text: &'t str, delimiter: u8) -> Self {
        let next_quote = memchr(b'"', text.as_bytes()).unwrap_or(usize::MAX);
        Self { text, delimiter, at: 0, next_quote, row: 0, spans: Vec::with_capacity(32), copied: String::new() }
    }

    /// The next record; a blank line is a record with one blank field. `None` at the end.
    // Not an `Iterator`: a record lends from the reader, which saves an allocation a row.
    #[expect(clippy::should_implement_trait, reason = "a lending iterator cannot implement Iterator")]
    pub fn next(&mut self) -> Option<Record<'_>> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let rest = bytes.get(start..).filter(|rest| !rest.is_empty())?;
        self.spans.clear();
        self.row = self.row.saturating_add(1);
        let end = memchr(b'\n', rest).map_or(bytes.len(), |length| start + length);
        if self.next_quote != usize::MAX && self.next_quote < start {
            self.next_quote = memchr(b'"', rest).map_or(usize::MAX, |offset| start + offset);
        }
        if self.next_quote >= end {
            let line_end = trim_cr(bytes, start, end);
            let line = bytes.get(start..line_end).unwrap_or(&[]);
            let mut from = start;
            for offset in memchr_iter(self.delimiter, line).take(FIELDS_MOST) {
                let to = start + offset;
                self.spans.push(Span { start: from, end: to, copied: false });
                from = to + 1;
            }
            self.push(Span { start: from, end: line_end, copied: false });
            self.at = end + 1;
        } else {
            self.copied.clear();
            self.at = self.quoted_record(start);
        }
        Some(Record { text: self.text, copied: &self.copied, spans: &self.spans, row: self.row, start })
    }

    /// Splits a record that has a quote in its first line; returns where the next record starts.
    fn quoted_record(&mut self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut from = start;
        loop {
            if bytes.get(from) == Some(&b'"')
                && let Some(close) = closing(bytes, from, self.delimiter)
            {
                self.push_quoted(from + 1, close);
                // Only blanks stand between the closing quote and what ends the field.
                let stop = close + 1 + blanks(bytes, close + 1, self.delimiter);
                match bytes.get(stop) {
                    Some(byte) if *byte == self.delimiter => from = stop + 1,
                    Some(b'\r') => return stop + 2,
                    _ => return stop + 1,
                }
                continue;
            }
            let rest = bytes.get(from..).unwrap_or(&[]);
            let length = memchr::memchr2(self.delimiter, b'\n', rest).unwrap_or(rest.len());
            let to = from + length;
            let ends = bytes.get(to) != Some(&self.delimiter);
            self.push(Span { start: from, end: if ends { trim_cr(bytes, from, to) } else { to }, copied: false });
            if ends {
                return to + 1;
            }
            from = to + 1;
        }
    }

    fn push(&mut self, span: Span) {
        if self.spans.len() < FIELDS_MOST {
            self.spans.push(span);
        }
    }

    fn push_quoted(&mut self, start: usize, end: usize) {
        let inner = self.text.get(start..end).unwrap_or("");
        if inner.contains("\"\"") {
            let from = self.copied.len();
            let mut parts = inner.split("\"\"");
            self.copied.push_str(parts.next().unwrap_or(""));
            for part in parts {
                self.copied.push('"');
                self.copied.push_str(part);
            }
            self.push(Span { start: from, end: self.copied.len(), copied: true });
        } else {
            self.push(Span { start, end, copied: false });
        }
    }
}

impl<'r> Record<'r> {
    /// Number of fields, at least 1.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there is no field at all; never so for a record of [`Records`].
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The field at this column (from 0) without its quotes, doubled quotes made single.
    #[must_use]
    pub fn get(&self, column: usize) -> Option<&'r str> {
        let span = self.spans.get(column)?;
        let text = if span.copied { self.copied } else { self.text };
        text.get(span.start..span.end)
    }

    /// All fields in order.
    pub fn fields(&self) -> impl Iterator<Item = &'r str> + use<'r> {
        let record = *self;
        (0..self.spans.len()).filter_map(move |column| record.get(column))
    }

    /// Whether every field is blank.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.fields().all(|field| field.bytes().all(|byte| byte.is_ascii_whitespace()))
    }

    /// The record's number within its piece, from 1, as [`Delimited::count`] counts.
    #[must_use]
    pub fn row(&self) -> u32 {
        self.row
    }

    /// Where the record begins, as an offset into its piece.
    #[must_use]
    pub fn start(&self) -> usize {
        self.start
    }
}

impl Delimited<'_> {
    /// The records of a piece of this text (see [`Delimited::pieces`]), or of the whole text.
    #[must_use]
    pub fn records<'t>(&self, piece: &'t str) -> Records<'t> {
        Records::new(piece, self.delimiter)
    }
}

fn trim_cr(bytes: &[u8], start: usize, end: usize) -> usize {
    if end > start && bytes.get(end - 1) == Some(&b'\r') { end - 1 } else { end }
}

/// How many blanks (never the delimiter) stand at `at`.
fn blanks(bytes: &[u8], at: usize, delimiter: u8) -> usize {
    let rest = bytes.get(at..).unwrap_or(&[]);
    rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t') && **byte != delimiter).count()
}

/// Where the quote that closes the field opened at `open` is; `None` when the opening quote is only a letter.
///
/// A function of the text alone, so that splitting a text into pieces and reading it always agree.
pub(super) fn closing(bytes: &[u8], open: usize, delimiter: u8) -> Option<usize> {
    let limit = bytes.len().min(open.saturating_add(QUOTED_MOST));
    let mut at = open + 1;
    for _ in 0..QUOTES_MOST {
        let quote = at + bytes.get(at..limit).and_then(|rest| memchr(b'"', rest))?;
        if bytes.get(quote + 1) == Some(&b'"') {
            at = quote + 2;
            continue;
        }
        let stop = quote + 1 + blanks(bytes, quote + 1, delimiter);
        match bytes.get(stop) {
            None | Some(b'\n') => return Some(quote),
            Some(byte) if *byte == delimiter => return Some(quote),
            Some(b'\r') if matches!(bytes.get(stop + 1), None | Some(b'\n')) => return Some(quote),
            // A quote right behind a delimiter opens a field there: this one was never closed.
            _ if quote > open + 1
                && bytes.get(quote - 1).is_some_and(|before| *before == delimiter || *before == b'\n') =>
            {
                return None;
            }
            // An inch sign or the like that should have been doubled.
            _ => at = quote + 1,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let mut records = Records::new(text, b';');
        let mut rows = Vec::new();
        while let Some(record) = records.next() {
            assert_eq!(usize::try_from(record.row()).ok(), Some(rows.len() + 1));
            rows.push(record.fields().map(str::to_owned).collect());
        }
        rows
    }

    fn check(text: &str, expected: &[&[&str]]) {
        assert_eq!(rows(text), expected, "{text:?}");
    }

    #[test]
    fn plain_rows() {
        check("a;b\r\n1;2\n", &[&["a", "b"], &["1", "2"]]);
        check("a;b\n1;", &[&["a", "b"], &["1", ""]]);
        check("a\n\n\nb\n", &[&["a"], &[""], &[""], &["b"]]);
        check("", &[]);
        check("\r\n", &[&[""]]);
    }

    #[test]
    fn more_fields_than_columns_can_be_numbered_are_left_out() {
        for start in ["", "\"q\";"] {
            let text = format!("{start}{}end\nnext;row\n", ";".repeat(FIELDS_MOST + 9));
            let rows = rows(&text);
            assert_eq!(rows.iter().map(Vec::len).collect::<Vec<_>>(), [FIELDS_MOST, 2], "{start}");
            assert_eq!(rows.last().map(Vec::as_slice), Some(&["next".to_owned(), "row".to_owned()][..]));
        }
    }

    #[test]
    fn quoted_rows() {
        check("\"a;b\";\"c\"\"d\";e\n1;2;3", &[&["a;b", "c\"d", "e"], &["1", "2", "3"]]);
        check("\"a\nb\";c\n1;2\n", &[&["a\nb", "c"], &["1", "2"]]);
        check("\"\";\"\"\"\"\n", &[&["", "\""]]);
        check("\"a\" ;b\r\n", &[&["a", "b"]]);
        check("a;\"b\"\r\n\"c\";d\r\n", &[&["a", "b"], &["c", "d"]]);
        check("x;\"\n\"\n", &[&["x", "\n"]]);
    }

    #[test]
    fn broken_quotes_are_letters() {
        check("a;\"b\n1;2\n", &[&["a", "\"b"], &["1", "2"]]);
        check("Rohr 12\";b\n1;2\n", &[&["Rohr 12\"", "b"], &["1", "2"]]);
        check("\"Rohr 12\" lang\";b\n", &[&["Rohr 12\" lang", "b"]]);
        check("5;\"Rohr;7\n6;abc;8\n7;\"x\";9\n", &[&["5", "\"Rohr", "7"], &["6", "abc", "8"], &["7", "x", "9"]]);
        let long = format!("a;\"{}\nb;\"c\"\n", "x\n".repeat(QUOTED_MOST));
        assert_eq!(rows(&long).len(), QUOTED_MOST + 2);
    }

    #[test]
    fn letters_beyond_ascii_stay_whole() {
        check("ü;\"ß;ß\"\n\"ö\";ä\n", &[&["ü", "ß;ß"], &["ö", "ä"]]);
    }
}
