//! Bytes of a file -> tables, whatever the file turns out to be.
//!
//! Content decides what a file is; its name only breaks ties. Nothing here trusts a size, count or link that a file
//! states about itself: every reader counts what it really makes against [`Limits`] and gives up with one clear
//! [`Problem`] instead of using up memory or time. Nothing is understood here: no headers, no types, no dates in text.

mod archive;
mod container;
mod decode;
mod delimited;
mod delimiter;
mod grid;
mod json;
mod kind;
mod listing;
mod nameplate;
mod ods;
mod ole;
mod pdf;
mod pieces;
mod records;
mod sample;
mod sap_list;
mod sst;
mod workbook;
mod xls;
mod xml;

pub use archive::{is_archive, unpack};
pub use pdf::{
    Anchor, At, Edge, FieldMark, FieldRule, GoesOn, Learnt, Marks, PageImage, PageText, PageTexts, Relation,
    ScannedPage, ScannedWord, TableColumn, TableLayout, TableMark, Template, learn, page_and_line, page_lines,
    page_texts, read_scanned, scanned_pages,
};
pub use records::{Record, Records};

use crate::RawTable;
use base::{Problem, Severity};
use kind::Content;

/// What a single file may cost. The defaults fit any file a spreadsheet program can make.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Rows of one sheet, and elements of one JSON file.
    pub max_rows: u32,
    /// Cells of one workbook, JSON file or PDF; a row counts as wide as its last filled cell.
    pub max_cells: u64,
    /// Bytes of text all cells of one workbook may hold together. A shared string is stored once in the file but once
    /// a cell in memory, so that a small file could otherwise fill any memory.
    pub max_text: u64,
    /// Bytes an archive (not a workbook) may expand to, over all its members.
    pub max_expanded: u64,
    /// Bytes a workbook may expand to.
    pub max_workbook: u64,
    /// How many times its packed size a file may expand to; applies above 64 MiB only, since small sheets of equal
    /// rows pack very well.
    pub max_ratio: u64,
    /// Members of one archive or workbook.
    pub max_entries: usize,
    /// Archives within archives; 1 reads an archive's own members only.
    pub max_depth: usize,
    /// Pages of one PDF.
    pub max_pages: u32,
    /// Bytes the content of a PDF may expand to, over all its pages.
    pub max_pdf: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_rows: 1_048_576,
            max_cells: 40_000_000,
            max_text: 2 << 30,
            max_expanded: 4 << 30,
            max_workbook: 1 << 30,
            max_ratio: 200,
            max_entries: 10_000,
            max_depth: 2,
            max_pages: 2_000,
            max_pdf: 256 << 20,
        }
    }
}

/// What a file gave: its tables, and what was wrong with it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ReadFile<'a> {
    /// The tables, in the file's order.
    pub tables: Vec<RawTable<'a>>,
    /// What could not be read, and what is worth knowing; empty for a faultless file.
    pub problems: Vec<Problem>,
    /// Whether it is a PDF of images without a text layer, which a text recognition may read.
    pub scanned: bool,
}

impl ReadFile<'_> {
    fn refused(name: &str, what: impl Into<String>) -> Self {
        Self { problems: vec![Problem::file(name, what)], ..Self::default() }
    }
}

/// Reads one file that is not an archive (see [`is_archive`]).
///
/// `name` is the name shown in problems. A file whose extension says something else than its content is read by its
/// content, with a [`Severity::Note`]. There is always a table or a problem.
#[must_use]
pub fn read<'a>(name: &str, bytes: &'a [u8], limits: &Limits) -> ReadFile<'a> {
    read_with(name, bytes, &[], limits)
}

/// The same, reports in PDF by these templates where they have their layout.
#[must_use]
pub fn read_with<'a>(name: &str, bytes: &'a [u8], templates: &[Template], limits: &Limits) -> ReadFile<'a> {
    let content = kind::recognise(name, bytes);
    let mut file = match content {
        Content::Empty => return ReadFile::refused(name, "the file is empty (0 bytes); export it again"),
        Content::Other(what) => {
            return ReadFile::refused(name, format!("not a kind of file Instand reads: {what}; it reads {READABLE}"));
        }
        Content::Damaged(what) => return ReadFile::refused(name, what),
        Content::Archive => {
            return ReadFile::refused(name, "a zip archive; its members are read one by one after unpacking it");
        }
        Content::Encrypted => return ReadFile::refused(name, PASSWORD),
        Content::Workbook(format) => workbook::read(name, bytes, format, limits),
        Content::Ods => ods::read(name, bytes, limits),
        Content::Xls => xls::read(name, bytes, limits),
        Content::Pdf => pdf::read(name, bytes, templates, limits),
        Content::Json => json::read(name, bytes, limits),
        Content::Aasx => nameplate::read_package(name, bytes, limits),
        Content::Xml(dialect) => xml::read(name, bytes, dialect, limits),
        Content::Text => delimited::read(name, bytes),
    };
    if let Some(note) = kind::other_extension(name, &content) {
        file.problems.insert(0, Problem::file(name, note).with_severity(Severity::Note));
    }
    if file.tables.is_empty() && file.problems.iter().all(|problem| problem.severity == Severity::Note) {
        file.problems.push(Problem::file(name, "holds no filled cells; there is nothing to read"));
    }
    file
}

const READABLE: &str = "Excel (.xlsx, .xlsm, .xlsb, .xls), OpenDocument (.ods), text tables (.csv, .tsv, .txt), JSON \
                        (.json, .ndjson), PDF with text, digital nameplates (.aasx), OPC UA NodeSets and MTConnect device \
                        files (.xml), and .zip of these";

const PASSWORD: &str = "protected by a password; save it without a password and import it again";

/// The text of a file, whatever its encoding: UTF-8, UTF-16 or Windows-1252; `None` where the bytes are no text.
#[must_use]
pub fn text(bytes: &[u8]) -> Option<std::borrow::Cow<'_, str>> {
    decode::decode(bytes).map(|decoded| decoded.text)
}

/// Runs a reader of another crate that may panic on damaged input. The panic's message has already gone to the panic
/// hook; here it becomes one line for the user.
fn shielded<T>(work: impl FnOnce() -> T) -> Result<T, &'static str> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work))
        .map_err(|_| "the file is damaged; open it in the program it comes from, save it again and import that")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_other_kinds_get_one_clear_line() {
        for (bytes, word) in [
            (&b""[..], "empty"),
            (b"\x89PNG\r\n\x1a\n0000", "PNG image"),
            (b"MZ\x90\x00\x03\x00\x00\x00\x04\x00", "program"),
            (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG image"),
            (b"<!DOCTYPE html><html><table></table></html>", "HTML"),
            (b"PK\x03\x04broken", "damaged"),
        ] {
            let file = read("a.xlsx", bytes, &Limits::default());
            assert!(file.tables.is_empty());
            let lines: Vec<_> = file.problems.iter().map(ToString::to_string).collect();
            assert_eq!(lines.len(), 1, "{lines:?}");
            assert!(lines.iter().all(|line| line.contains(word)), "{lines:?} lacks {word}");
        }
    }

    #[test]
    fn a_wrong_extension_is_read_by_content_with_a_note() {
        let file = read("export.xls", b"Serial\tType\n1\tA\n2\tB\n", &Limits::default());
        assert_eq!(file.tables.len(), 1);
        assert_eq!(file.problems.len(), 1);
        assert!(file.problems.iter().all(|problem| problem.severity == Severity::Note));
    }
}
