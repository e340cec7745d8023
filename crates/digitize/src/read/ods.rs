//! OpenDocument spreadsheets -> grids.
//!
//! Read here and not through calamine, which writes out every repeated cell and row of an .ods before it counts them (a
//! file of a few kilobytes can claim 16,384 x 1,048,576 equal cells) and does not tell merged cells.

use super::{
    Limits, PASSWORD, ReadFile, container,
    grid::{Budget, Builder},
    workbook::{DAMAGED, clock, damaged, iso_date, written},
};
use crate::{Body, Cell, Grid, RawTable};
use base::Problem;
use hashbrown::HashSet;
use quick_xml::{
    Reader,
    escape::{resolve_predefined_entity, unescape},
    events::{BytesStart, Event},
};
use std::{
    borrow::Cow,
    io::{BufRead, BufReader},
    ops::Range,
};

/// The highest row and column a spreadsheet has; repeats beyond are cut, as every spreadsheet program does.
const MOST_ROWS: u32 = 1_048_576;
const MOST_COLUMNS: u32 = 16_384;
/// Bytes of text of one cell; Excel holds 32,767 letters, and a single element may stand for a thousand blanks.
const CELL_MOST: usize = 4 << 20;

/// Reads an .ods workbook.
pub(super) fn read<'a>(name: &str, bytes: &[u8], limits: &Limits) -> ReadFile<'a> {
    if let Err(what) = container::check(bytes, limits) {
        return ReadFile::refused(name, what);
    }
    match super::shielded(|| sheets(name, bytes, limits)) {
        Ok(Ok(file)) => file,
        Ok(Err(what)) => ReadFile::refused(name, what),
        Err(what) => ReadFile::refused(name, what),
    }
}

fn sheets<'a>(name: &str, bytes: &[u8], limits: &Limits) -> Result<ReadFile<'a>, String> {
    let mut zip = container::open(bytes).ok_or(DAMAGED)?;
    let manifest = container::member(&mut zip, "META-INF/manifest.xml", 1 << 20).unwrap_or_default();
    if memchr::memmem::find(&manifest, b"encryption-data").is_some() {
        return Err(PASSWORD.to_owned());
    }
    let content = zip.by_name("content.xml").map_err(|error| damaged(&error))?;
    let mut reader = Reader::from_reader(BufReader::with_capacity(64 << 10, content));
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;

    let mut file = ReadFile::default();
    let mut budget = Budget::new(limits);
    let mut hidden_styles = HashSet::new();
    let mut style: Option<String> = None;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|error| damaged(&error))? {
            Event::Start(start) => match start.name().as_ref() {
                "style:style" => style = attribute(&start, "style:name"),
                "style:table-properties" if attribute(&start, "table:display").as_deref() == Some("false") => {
                    hidden_styles.extend(style.take());
                }
                "table:table" => {
                    let sheet = attribute(&start, "table:name").unwrap_or_default();
                    let hidden =
                        attribute(&start, "table:style-name").is_some_and(|style| hidden_styles.contains(&style));
                    let mut table = Table { builder: Builder::new(&mut budget), merges: Vec::new(), row: 0 };
                    let full = table.read(&mut reader);
                    match full {
                        Ok(()) => file.tables.extend(table.finish().map(|grid| RawTable {
                            sheet: Some(sheet),
                            hidden,
                            date_1904: false,
                            body: Body::Grid(grid),
                        })),
                        Err(what) => {
                            // The reader stands in the middle of the sheet; what follows cannot be told apart.
                            file.problems.push(Problem::table(name, Some(&sheet), what));
                            return Ok(file);
                        }
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok(file),
            _ => {}
        }
    }
}

struct Table<'b> {
    builder: Builder<'b>,
    merges: Vec<((u32, u32), (u32, u32))>,
    row: u32,
}

impl Table<'_> {
    fn finish(mut self) -> Option<Grid> {
        for (first, last) in self.merges {
            self.builder.merge(first, last);
        }
        self.builder.finish()
    }

    /// Reads up to the end of the table, tables within its cells left out.
    fn read<R: BufRead>(&mut self, reader: &mut Reader<R>) -> Result<(), String> {
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer).map_err(|error| damaged(&error))? {
                Event::Start(start) if start.name().as_ref() == "table:table-row" => {
                    let repeats = count(&start, "table:number-rows-repeated");
                    let cells = self.cells(reader)?;
                    let end = self.row.saturating_add(repeats).min(MOST_ROWS);
                    if !cells.is_empty() {
                        for row in self.row..end {
                            for (columns, cell) in &cells {
                                for column in columns.clone() {
                                    self.builder.put(row, column, cell.clone())?;
                                }
                            }
                        }
                    }
                    self.row = end;
                }
                Event::End(end) if end.name().as_ref() == "table:table" => return Ok(()),
                Event::Eof => return Err(DAMAGED.to_owned()),
                _ => {}
            }
        }
    }

    /// The filled cells of one row, each with the columns it is repeated in; written out only where they are counted.
    fn cells<R: BufRead>(&mut self, reader: &mut Reader<R>) -> Result<Vec<(Range<u32>, Cell)>, String> {
        let mut cells = Vec::new();
        let mut column = 0_u32;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer).map_err(|error| damaged(&error))? {
                Event::Start(start)
                    if matches!(start.name().as_ref(), "table:table-cell" | "table:covered-table-cell") =>
                {
                    let repeats = count(&start, "table:number-columns-repeated");
                    let (rows, columns) =
                        (count(&start, "table:number-rows-spanned"), count(&start, "table:number-columns-spanned"));
                    if (rows > 1 || columns > 1) && column < MOST_COLUMNS {
                        let last = (self.row.saturating_add(rows - 1), column.saturating_add(columns - 1));
                        self.merges.push(((self.row, column), last));
                    }
                    let value = Value::of(&start);
                    let text = text_until_end(reader)?;
                    let cell = value.cell(&text);
                    let end = column.saturating_add(repeats).min(MOST_COLUMNS);
                    if !matches!(cell, Cell::Empty) {
                        cells.push((column..end, cell));
                    }
                    column = end;
                }
                Event::End(end) if end.name().as_ref() == "table:table-row" => return Ok(cells),
                Event::Eof => return Err(DAMAGED.to_owned()),
                _ => {}
            }
        }
    }
}

/// The text of a cell, paragraphs one a line, without its comments and drawings.
fn text_until_end<R: BufRead>(reader: &mut Reader<R>) -> Result<String, String> {
    let mut text = String::new();
    // How many elements are open within the cell, and how many of them since one that is not the cell's own text.
    let (mut depth, mut foreign) = (0_u32, 0_u32);
    let mut paragraphs = 0;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|error| damaged(&error))? {
            Event::Start(start) => {
                depth += 1;
                match start.name().as_ref() {
                    _ if foreign > 0 => foreign += 1,
                    "text:p" => {
                        if paragraphs > 0 {
                            text.push('\n');
                        }
                        paragraphs += 1;
                    }
                    "text:s" => (0..count(&start, "text:c").min(1000)).for_each(|_| text.push(' ')),
                    "text:tab" => text.push('\t'),
                    "text:line-break" => text.push('\n'),
                    "text:span" | "text:a" => {}
                    _ => foreign = 1,
                }
            }
            Event::End(_) if depth == 0 => return Ok(text),
            Event::End(_) => {
                depth -= 1;
                foreign = foreign.saturating_sub(1);
            }
            Event::Text(part) if foreign == 0 && depth > 0 => text.push_str(&part.xml10_content()),
            Event::CData(part) if foreign == 0 && depth > 0 => text.push_str(&part.xml10_content()),
            Event::GeneralRef(entity) if foreign == 0 && depth > 0 => {
                if let Ok(Some(letter)) = entity.resolve_char_ref() {
                    text.push(letter);
                } else if let Some(known) = resolve_predefined_entity(&entity.xml10_content()) {
                    text.push_str(known);
                }
            }
            Event::Eof => return Err(DAMAGED.to_owned()),
            _ => {}
        }
        if text.len() > CELL_MOST {
            return Err("a cell has more text than any cell may have; export the sheet as .csv".to_owned());
        }
    }
}

/// What a cell's attributes say it holds.
#[derive(Default)]
struct Value {
    kind: String,
    value: Option<String>,
    error: bool,
}

impl Value {
    fn of(start: &BytesStart<'_>) -> Self {
        let mut found = Self::default();
        for attribute in start.attributes().with_checks(false).flatten() {
            let value = || unescape(&attribute.value).map(Cow::into_owned).unwrap_or_default();
            match attribute.key.as_ref() {
                "office:value-type" => found.kind = value(),
                "calcext:value-type" => found.error = value() == "error",
                "office:value"
                | "office:date-value"
                | "office:time-value"
                | "office:boolean-value"
                | "office:string-value" => found.value = Some(value()),
                _ => {}
            }
        }
        found
    }

    fn cell(&self, text: &str) -> Cell {
        let value = self.value.as_deref().unwrap_or("");
        let known = match self.kind.as_str() {
            _ if self.error => Some(Cell::Error(text.into())),
            "float" | "percentage" | "currency" => value.parse().ok().filter(|n: &f64| n.is_finite()).map(Cell::Number),
            "date" => iso_date(value).map(Cell::Date),
            "time" => iso_duration(value).map(|clock| Cell::Text(clock.into())),
            "boolean" => Some(Cell::Flag(value == "true")),
            "string" if !value.is_empty() => Some(Cell::Text(value.into())),
            _ => None,
        };
        known.unwrap_or_else(|| written(text))
    }
}

/// `PT12H30M00S` as hours and minutes.
fn iso_duration(text: &str) -> Option<String> {
    let (mut seconds, mut digits) = (0.0, String::new());
    for letter in text.strip_prefix("PT")?.chars() {
        let unit = match letter {
            'H' => 3600.0,
            'M' => 60.0,
            'S' => 1.0,
            _ => {
                digits.push(if letter == ',' { '.' } else { letter });
                continue;
            }
        };
        seconds += digits.parse::<f64>().ok()? * unit;
        digits.clear();
    }
    clock(seconds / 86_400.0)
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.attributes().with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == name)?;
    unescape(&found.value).ok().map(Cow::into_owned)
}

/// A repeat or span: 1 where the attribute is missing or senseless.
fn count(start: &BytesStart<'_>, name: &str) -> u32 {
    attribute(start, name).and_then(|text| text.parse().ok()).unwrap_or(1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::container::tests::zipped;

    fn ods(table: &str) -> Vec<u8> {
        let content = format!(
            "<office:document-content><office:automatic-styles><style:style style:name=\"ta2\" \
             style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style>\
             </office:automatic-styles><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>\
             </office:document-content>"
        );
        zipped(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())])
    }

    #[test]
    fn cells_of_each_kind_at_their_places() {
        let bytes = ods("<table:table table:name=\"A &amp; B\" table:style-name=\"ta2\">\
            <table:table-row table:number-rows-repeated=\"3\"><table:table-cell/></table:table-row>\
            <table:table-row><table:table-cell table:number-columns-repeated=\"2\"/>\
            <table:table-cell office:value-type=\"string\" table:number-columns-spanned=\"2\">\
            <office:annotation><text:p>note</text:p></office:annotation><text:p>a<text:s text:c=\"2\"/>&lt;b</text:p>\
            <text:p>c</text:p></table:table-cell><table:covered-table-cell/>\
            <table:table-cell office:value-type=\"float\" office:value=\"1.5\"><text:p>1,5</text:p></table:table-cell>\
            <table:table-cell office:value-type=\"date\" office:date-value=\"2026-12-31\"/>\
            <table:table-cell office:value-type=\"time\" office:time-value=\"PT12H30M00S\"/>\
            <table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"/>\
            <table:table-cell office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\">\
            <text:p>#N/A</text:p></table:table-cell>\
            </table:table-row></table:table>");
        let file = read("a.ods", &bytes, &Limits::default());
        assert_eq!(file.problems, []);
        let table = file.tables.first().expect("one sheet");
        assert_eq!((table.sheet.as_deref(), table.hidden), (Some("A & B"), true));
        let Body::Grid(grid) = &table.body else { panic!("a grid") };
        assert_eq!(grid.row_numbers, [4]);
        let texts: Vec<_> = grid.rows.iter().flatten().map(Cell::text).collect();
        assert_eq!(texts, ["", "", "a  <b\nc", "", "1.5", "2026-12-31", "12:30", "true", "#N/A"]);
        assert_eq!(grid.merges.len(), 1);
    }

    #[test]
    fn repeats_are_bounded() {
        let bytes = ods("<table:table table:name=\"A\"><table:table-row table:number-rows-repeated=\"1048576\">\
            <table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"float\" office:value=\"1\"/>\
            </table:table-row></table:table>");
        let file = read("a.ods", &bytes, &Limits { max_cells: 1_000_000, ..Limits::default() });
        assert!(file.tables.is_empty());
        assert!(file.problems.iter().any(|problem| problem.what.contains("more cells")));
    }

    #[test]
    fn long_texts_are_bounded() {
        let row = |cell: &str| {
            let row = format!("<table:table-row>{cell}</table:table-row>");
            read(
                "a.ods",
                &ods(&format!("<table:table table:name=\"A\">{row}</table:table>")),
                &Limits { max_text: 8 << 20, ..Limits::default() },
            )
        };
        // 16 GB, were the repeated cell written out before it is counted.
        let long = "x".repeat(1 << 20);
        let file = row(&format!(
            "<table:table-cell table:number-columns-repeated=\"16384\"><text:p>{long}</text:p></table:table-cell>"
        ));
        assert!(file.problems.iter().any(|problem| problem.what.contains("more text than one file")));
        let blanks = "<text:s text:c=\"4294967295\"/>".repeat(5_000);
        let file = row(&format!("<table:table-cell><text:p>{blanks}</text:p></table:table-cell>"));
        assert!(file.problems.iter().any(|problem| problem.what.contains("more text than any cell")));
    }

    #[test]
    fn encrypted_files_say_so() {
        let bytes = zipped(&[
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("META-INF/manifest.xml", b"<manifest:encryption-data/>"),
            ("content.xml", b"\x01\x02"),
        ]);
        let file = read("a.ods", &bytes, &Limits::default());
        assert!(file.problems.iter().any(|problem| problem.what.contains("password")));
    }
}
