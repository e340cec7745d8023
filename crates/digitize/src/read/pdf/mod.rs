//! PDF with a text layer -> one row a service report, its columns named by the labels on the page.
//!
//! On lopdf and by hand: pdf-inspector (lopdf 0.45 with rayon, regex and 100,000 lines of table and layout guessing)
//! and pdf-extract (lopdf 0.42, panics on odd fonts) bring a second lopdf into the build and answer more than is asked.
//! What is asked is text with its place; lopdf gives objects, decryption and character maps, the rest is here.

mod font;
mod lines;
mod matrix;
mod reports;
mod scan;
mod spans;
mod template;

pub use scan::{PageImage, ScannedPage, ScannedWord, read_scanned, scanned_pages};
pub use template::{
    Anchor, At, Edge, FieldMark, FieldRule, GoesOn, Learnt, Marks, PageText, PageTexts, Relation, TableColumn,
    TableLayout, TableMark, Template, learn, page_and_line, page_texts,
};

use super::{Limits, PASSWORD, ReadFile};
use crate::{Body, RawTable};
use base::{Problem, Severity};
use lopdf::{Document, Error, LoadOptions};

const DAMAGED: &str = "the PDF is damaged; open it, save it again and import that";
const SCANNED: &str = "scanned, no text layer; install Tesseract on the server (Debian: apt install tesseract-ocr \
                       tesseract-ocr-deu tesseract-ocr-ita) and import it again, or run it through OCR and import that";

/// The most bytes one page's content may expand to; a page of text has a few thousand.
const PAGE_MOST: usize = 32 << 20;

/// Reads a PDF of service reports: pages of a template's layout by it, the others by their labels.
pub(super) fn read<'a>(name: &str, bytes: &[u8], templates: &[Template], limits: &Limits) -> ReadFile<'a> {
    match super::shielded(|| document(name, bytes, templates, limits)) {
        Ok(Ok(file)) => file,
        Ok(Err(what)) => ReadFile { scanned: what == SCANNED, ..ReadFile::refused(name, what) },
        Err(_) => ReadFile::refused(name, DAMAGED),
    }
}

/// The lines of one page from top to bottom, as a reader sees them, to show where a value stands; none where the page
/// cannot be read.
pub fn page_lines(bytes: &[u8], page: u32, limits: &Limits) -> Vec<String> {
    let found = super::shielded(|| {
        let document = open(bytes, limits)?;
        let at = usize::try_from(page).unwrap_or(usize::MAX).saturating_sub(1);
        let Some(page) = document.page_iter().nth(at) else { return Ok(Vec::new()) };
        let most = usize::try_from(limits.max_pdf).unwrap_or(usize::MAX);
        let spans = spans::PageReader::new(&document, most).page(page, PAGE_MOST)?;
        let joined = |line: &lines::Line| {
            let texts: Vec<&str> = line.segments.iter().map(|segment| segment.text.as_str()).collect();
            texts.join("   ")
        };
        Ok::<_, String>(lines::lines(spans.spans).iter().map(joined).collect())
    });
    found.ok().and_then(Result::ok).unwrap_or_default()
}

fn open(bytes: &[u8], limits: &Limits) -> Result<Document, String> {
    let most = usize::try_from(limits.max_pdf).unwrap_or(usize::MAX);
    let options = LoadOptions { max_decompressed_size: Some(most), ..LoadOptions::default() };
    // lopdf tries the empty password by itself: such files open without asking in every viewer.
    let document = Document::load_mem_with_options(bytes, options).map_err(|error| match error {
        Error::InvalidPassword | Error::Decryption(_) => PASSWORD.to_owned(),
        _ => DAMAGED.to_owned(),
    })?;
    if document.is_encrypted() {
        return Err(PASSWORD.to_owned());
    }
    Ok(document)
}

fn document<'a>(name: &str, bytes: &[u8], templates: &[Template], limits: &Limits) -> Result<ReadFile<'a>, String> {
    let most = usize::try_from(limits.max_pdf).unwrap_or(usize::MAX);
    let document = open(bytes, limits)?;
    // A page tree that leads back to itself would list its pages over and over; lopdf ends such a walk after as many
    // steps as the file has objects, and each page counts once here.
    let mut seen = hashbrown::HashSet::new();
    let max_pages = usize::try_from(limits.max_pages).unwrap_or(usize::MAX);
    let pages: Vec<_> =
        document.page_iter().filter(|page| seen.insert(*page)).take(max_pages.saturating_add(1)).collect();
    if pages.len() > max_pages {
        return Err(format!("has more than {max_pages} pages; split it into smaller files"));
    }
    if pages.is_empty() {
        return Err(DAMAGED.to_owned());
    }

    let mut reader = spans::PageReader::new(&document, most);
    let mut text = Vec::new();
    let mut sheets = Vec::new();
    let mut blank = Vec::new();
    let mut unreadable = 0;
    for (number, page) in (1_u32..).zip(&pages) {
        let spans = reader.page(*page, PAGE_MOST)?;
        unreadable += spans.unreadable;
        if spans.spans.is_empty() {
            blank.push(number);
        }
        let lines = lines::lines(spans.spans);
        if !templates.is_empty() {
            sheets.push(template::Sheet::of(number, reader.sheet(*page), &lines));
        }
        text.push((number, lines));
    }
    if text.iter().all(|(_, lines)| lines.is_empty()) {
        return Err(if unreadable > 0 {
            "its fonts do not tell which letters they show; print it to PDF anew or run it through OCR".to_owned()
        } else {
            SCANNED.to_owned()
        });
    }
    let mut file = ReadFile::default();
    if let Some(first) = blank.first() {
        let what = format!(
            "{} of {} pages have no text (scanned or blank); they were left out, the first is this page",
            blank.len(),
            pages.len()
        );
        file.problems.push(Problem::file(name, what).with_severity(Severity::Note).at_row(*first));
    }
    let by_template = template::read(&sheets, templates, limits)?;
    text.retain(|(number, _)| !by_template.pages.contains(number));
    match reports::grid(&text, limits)? {
        Some(grid) => {
            file.tables.push(RawTable { sheet: None, hidden: false, date_1904: false, body: Body::Grid(grid) });
        }
        None if !by_template.tables.is_empty() => {}
        None => file.problems.push(Problem::file(
            name,
            "has text but no labels with values (\"Serial number: 4711\"); a table in a PDF is read once an example of \
             it is marked, or exported as .xlsx or .csv",
        )),
    }
    file.tables.extend(by_template.tables);
    Ok(file)
}

#[cfg(test)]
mod tests;
