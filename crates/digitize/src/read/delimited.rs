//! Text files -> one table of delimited text, kept as text so that it can be read in parallel.

use super::{ReadFile, decode, delimiter, pieces::Quotes, sap_list};
use crate::{Body, Delimited, RawTable};
use base::{Problem, Severity};
use std::borrow::Cow;

/// Reads .csv, .tsv, .txt of any usual encoding and delimiter.
pub(super) fn read<'a>(name: &str, bytes: &'a [u8]) -> ReadFile<'a> {
    let Some(decoded) = decode::decode(bytes) else {
        return ReadFile::refused(
            name,
            format!("not a kind of file Instand reads: binary data; it reads {}", super::READABLE),
        );
    };
    let mut text = decoded.text;
    let stated = delimiter::stated(&text);
    // Excel does not show that line and counts the next one as row 1.
    let skipped = stated.map_or(0, |(_, length)| length);
    text = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(skipped..).unwrap_or("")),
        Cow::Owned(mut text) => {
            text.drain(..skipped);
            Cow::Owned(text)
        }
    };
    if stated.is_none()
        && let Some(list) = sap_list::tidied(name, &text)
    {
        return match list {
            Ok(list) => {
                let mut problems = list.problems;
                // The list is written anew line by line, so that a line's number is still that of its row.
                let line = |offset: usize| {
                    let ends = text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count();
                    u32::try_from(ends + 1).unwrap_or(u32::MAX)
                };
                note_encoding(name, decoded.first_mixed.map(line), decoded.first_nul.map(line), &mut problems);
                table(Delimited { text: Cow::Owned(list.text), delimiter: b'|', encoding: decoded.encoding }, problems)
            }
            Err(what) => ReadFile::refused(name, what),
        };
    }
    let delimiter = stated.map_or_else(|| delimiter::detect(&text), |(delimiter, _)| delimiter);
    let delimited = Delimited { text, delimiter, encoding: decoded.encoding };
    if delimited.text.trim_ascii().is_empty() {
        return ReadFile::default();
    }

    let row = |offset: usize| row_at(&delimited, offset.saturating_sub(skipped));
    let mut problems = Vec::new();
    note_encoding(name, decoded.first_mixed.map(row), decoded.first_nul.map(row), &mut problems);
    let mut quotes = Quotes::new(delimited.text.as_bytes(), delimiter);
    while quotes.next_field().is_some() {}
    if let Some(at) = quotes.unclosed {
        let what = "a quote is opened and never closed; it was read as a letter, check the row's columns";
        let row = row_at(&delimited, at);
        problems.push(Problem::file(name, what).with_severity(Severity::Note).at_row(row));
    }
    table(delimited, problems)
}

fn table(delimited: Delimited<'_>, problems: Vec<Problem>) -> ReadFile<'_> {
    let table = RawTable { sheet: None, hidden: false, date_1904: false, body: Body::Delimited(delimited) };
    ReadFile { tables: vec![table], problems, scanned: false }
}

/// Notes the rows from which on the text was written in another way.
fn note_encoding(name: &str, mixed: Option<u32>, nul: Option<u32>, problems: &mut Vec<Problem>) {
    let mut note = |row: Option<u32>, what: &str| {
        problems.extend(row.map(|row| Problem::file(name, what).with_severity(Severity::Note).at_row(row)));
    };
    note(mixed, "written in two encodings; lines that are not UTF-8 were read as Windows-1252 from this row on");
    note(nul, "holds NUL characters; they were left out, the first in this row");
}

/// The row (from 1) this offset of the text lies in.
fn row_at(delimited: &Delimited<'_>, offset: usize) -> u32 {
    let mut end = offset.min(delimited.text.len());
    while !delimited.text.is_char_boundary(end) {
        end -= 1;
    }
    let head = delimited.text.get(..end).unwrap_or("");
    let rows = delimited.count(head) + usize::from(head.is_empty() || head.ends_with('\n'));
    u32::try_from(rows).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delimited(bytes: &[u8]) -> (Delimited<'_>, Vec<Problem>) {
        let mut file = read("a.csv", bytes);
        match file.tables.pop().map(|table| table.body) {
            Some(Body::Delimited(delimited)) => (delimited, file.problems),
            _ => panic!("no table of text"),
        }
    }

    #[test]
    fn the_sep_line_is_no_row() {
        let (table, problems) = delimited(b"sep=,\r\na,b;c\r\n1,2\r\n");
        assert_eq!((table.delimiter, table.text.as_ref()), (b',', "a,b;c\r\n1,2\r\n"));
        assert!(problems.is_empty());
    }

    #[test]
    fn problems_name_the_row() {
        let (_, problems) = delimited(b"a;b\n1;\xc3\xa4\n\n3;\xe4\n");
        assert_eq!(problems.iter().map(|problem| problem.row).collect::<Vec<_>>(), [Some(4)]);
        let (_, problems) = delimited(b"sep=;\na;b\n1;\"x\n2;y\n");
        assert_eq!(problems.iter().map(|problem| problem.row).collect::<Vec<_>>(), [Some(2)]);
        let (_, problems) = delimited(b"a;b\n1;\"x\ny\"\n2;a\0b\n");
        assert_eq!(problems.iter().map(|problem| problem.row).collect::<Vec<_>>(), [Some(3)]);
    }

    #[test]
    fn blank_text_gives_no_table() {
        assert!(read("a.csv", b" \n\n ").tables.is_empty());
    }
}
