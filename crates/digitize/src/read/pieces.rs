//! Splitting delimited text at record borders, so that many cores can read one file.

use super::records::closing;
use crate::Delimited;
use memchr::memchr;

impl Delimited<'_> {
    /// The text in pieces of about `target` bytes, each ending at a record's end, never within quotes.
    ///
    /// A piece's first row number is one more than the rows of all pieces before it; [`Delimited::count`] counts them.
    #[must_use]
    pub fn pieces(&self, target: usize) -> Vec<&str> {
        let text: &str = &self.text;
        let bytes = text.as_bytes();
        let target = target.max(1);
        let mut pieces = Vec::with_capacity(bytes.len() / target + 1);
        let mut start = 0;
        let mut quotes = Quotes::new(bytes, self.delimiter);
        while start < bytes.len() {
            let mut end = start.saturating_add(target).min(bytes.len());
            loop {
                // The first line end at or after the target that no quoted field holds.
                end = bytes
                    .get(end..)
                    .and_then(|rest| memchr(b'\n', rest))
                    .map_or(bytes.len(), |offset| end + offset + 1);
                match quotes.field_over(end) {
                    Some(field_end) if end < bytes.len() => end = field_end.min(bytes.len()),
                    _ => break,
                }
            }
            pieces.extend(text.get(start..end));
            start = end;
        }
        pieces
    }

    /// The number of records of a piece; blank lines count, as in Excel.
    #[must_use]
    pub fn count(&self, piece: &str) -> usize {
        let bytes = piece.as_bytes();
        let mut lines = memchr::memchr_iter(b'\n', bytes).count();
        lines += usize::from(!bytes.is_empty() && bytes.last() != Some(&b'\n'));
        let mut quotes = Quotes::new(bytes, self.delimiter);
        while let Some((open, close)) = quotes.next_field() {
            lines -= bytes.get(open..close).map_or(0, |field| memchr::memchr_iter(b'\n', field).count());
        }
        lines
    }
}

/// Walks the quoted fields of a text.
pub(super) struct Quotes<'t> {
    bytes: &'t [u8],
    delimiter: u8,
    at: usize,
    field: Option<(usize, usize)>,
    /// The first quote at the start of a field that never closes.
    pub unclosed: Option<usize>,
}

impl<'t> Quotes<'t> {
    pub fn new(bytes: &'t [u8], delimiter: u8) -> Self {
        Self { bytes, delimiter, at: 0, field: None, unclosed: None }
    }

    /// The next quoted field: where its opening and its closing quote are.
    pub fn next_field(&mut self) -> Option<(usize, usize)> {
        while let Some(offset) = self.bytes.get(self.at..).and_then(|rest| memchr(b'"', rest)) {
            let quote = self.at + offset;
            let opens = match quote.checked_sub(1).and_then(|before| self.bytes.get(before)) {
                None | Some(b'\n') => true,
                Some(before) => *before == self.delimiter,
            };
            self.at = quote + 1;
            if !opens {
                continue;
            }
            match closing(self.bytes, quote, self.delimiter) {
                Some(close) => {
                    self.at = close + 1;
                    return Some((quote, close));
                }
                None => {
                    self.unclosed.get_or_insert(quote);
                }
            }
        }
        self.at = self.bytes.len();
        None
    }

    /// If this place (never smaller than in the call before) lies within a quoted field: where that field ends.
    fn field_over(&mut self, place: usize) -> Option<usize> {
        loop {
            match self.field {
                Some((open, _)) if open >= place => return None,
                Some((_, close)) if close >= place => return Some(close),
                _ => self.field = Some(self.next_field().unwrap_or((usize::MAX, usize::MAX))),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    fn all(delimited: &Delimited<'_>, piece: &str) -> Vec<Vec<String>> {
        let mut records = delimited.records(piece);
        let mut rows = Vec::new();
        while let Some(record) = records.next() {
            rows.push(record.fields().map(str::to_owned).collect());
        }
        rows
    }

    #[test]
    fn pieces_read_one_by_one_give_what_the_whole_gives() {
        let texts = [
            "a;b\n1;2\n\n3;4\n".repeat(30),
            "\"x;\ny\";2\n\"a\"\"\n\n\";\"open\n3;4\r\n".repeat(30),
            "a;\"b\nc;\"d\";e\n\"f\n".repeat(30),
            "no line end".to_owned(),
            String::new(),
            "\"a\"\n\"b\n\"\n\"\"\"\n\";1\n".repeat(20),
        ];
        for text in texts {
            let delimited = Delimited { text: Cow::Borrowed(&text), delimiter: b';', encoding: "UTF-8" };
            let whole = all(&delimited, &text);
            assert_eq!(delimited.count(&text), whole.len(), "{text:?}");
            for target in [1, 2, 3, 7, 20, 64, 1000] {
                let pieces = delimited.pieces(target);
                assert_eq!(pieces.concat(), text);
                let parts: Vec<_> = pieces.iter().flat_map(|piece| all(&delimited, piece)).collect();
                assert_eq!(parts, whole, "{text:?} in pieces of {target}");
                assert_eq!(pieces.iter().map(|piece| delimited.count(piece)).sum::<usize>(), whole.len());
            }
        }
    }
}
