//! .xls (BIFF5 and BIFF8) -> grids, through calamine.
//!
//! calamine reads all sheets at once into dense ranges and reserves what a sheet's DIMENSIONS record claims. So the
//! records are walked here first: the claim is wiped out in a copy where it is absurd, and a file whose cells are
//! strewn over more than [`MOST_CELLS`], or whose shared strings are copied into too many of them, is refused.

use super::{
    Limits, PASSWORD, ReadFile,
    grid::{Budget, Builder},
    ole::{Compound, Stream, u16_at, u32_at},
    sst,
    workbook::{DAMAGED, corners, damaged, date, macros, push, whole, written},
};
use crate::{Cell, Grid};
use calamine::{Data, Reader, SheetType, Xls, XlsError};
use std::{borrow::Cow, io::Cursor};

/// Cells of all sheets' rectangles together; calamine holds each up to three times, as value, formula and copy.
const MOST_CELLS: u64 = 20_000_000;

/// What a DIMENSIONS record may claim before it is wiped out.
const MOST_CLAIMED: u64 = 1 << 20;

/// How many times its own length the sheets of a file may span. Sheets do not overlap, but one that has lost its end
/// spans all that follow; many that begin at one place would be walked for hours, here and in calamine.
const MOST_SPANNED: usize = 64;

/// Reads an .xls workbook.
pub(super) fn read<'a>(name: &str, bytes: &[u8], limits: &Limits) -> ReadFile<'a> {
    let Some(compound) = Compound::open(bytes) else { return ReadFile::refused(name, DAMAGED) };
    let Some(stream) = compound.stream("Workbook").or_else(|| compound.stream("Book")) else {
        return ReadFile::refused(name, DAMAGED);
    };
    let has_macros = compound.has("_VBA_PROJECT_CUR");
    let bytes = match harmless(bytes, &stream, limits) {
        Ok(bytes) => bytes,
        Err(what) => return ReadFile::refused(name, what),
    };
    drop(stream);
    let mut file = match super::shielded(|| sheets(name, &bytes, limits)) {
        Ok(Ok(file)) => file,
        Ok(Err(what)) => return ReadFile::refused(name, what),
        Err(what) => return ReadFile::refused(name, what),
    };
    if has_macros {
        file.problems.push(macros(name));
    }
    file
}

fn sheets<'a>(name: &str, bytes: &[u8], limits: &Limits) -> Result<ReadFile<'a>, String> {
    let mut book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => PASSWORD.to_owned(),
        error => damaged(&error),
    })?;
    let date_1904 = book.has_1904_epoch();
    let mut file = ReadFile::default();
    let mut budget = Budget::new(limits);
    for sheet in book.sheets_metadata().to_vec() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let grid = super::shielded(|| one_sheet(&mut book, &sheet.name, &mut budget));
        push(&mut file, name, &sheet, date_1904, grid);
    }
    Ok(file)
}

fn one_sheet(book: &mut Xls<Cursor<&[u8]>>, sheet: &str, budget: &mut Budget) -> Result<Option<Grid>, String> {
    let range = book.worksheet_range(sheet).map_err(|error| damaged(&error))?;
    let (first_row, first_column) = range.start().unwrap_or_default();
    let mut builder = Builder::new(budget);
    for (row, cells) in (first_row..).zip(range.rows()) {
        for (column, value) in (first_column..).zip(cells) {
            builder.put(row, column, from_calamine(value))?;
        }
    }
    for merged in book.merge_cells_by_sheet_name(sheet).unwrap_or_default() {
        let (first, last) = corners(&merged);
        builder.merge(first, last);
    }
    Ok(builder.finish())
}

fn from_calamine(value: &Data) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::Int(number) => whole(*number),
        Data::Float(number) => Cell::Number(*number),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => written(text),
        Data::Bool(flag) => Cell::Flag(*flag),
        Data::DateTime(at) => date(*at),
        Data::Error(error) => Cell::Error(error.to_string().into()),
    }
}

/// The records of a part of the stream: type, where the data is, the data ([MS-XLS] 2.1.4).
struct BiffRecords<'s> {
    stream: &'s [u8],
    at: usize,
}

impl<'s> Iterator for BiffRecords<'s> {
    type Item = (u16, usize, &'s [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = u16_at(self.stream, self.at)?;
        let length = usize::from(u16_at(self.stream, self.at + 2)?);
        let start = self.at + 4;
        let data = self.stream.get(start..start + length)?;
        self.at = start + length;
        Some((kind, start, data))
    }
}

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000a;
const BOUND_SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
const SST: u16 = 0x00fc;
const CONTINUE: u16 = 0x003c;
const LABEL_SST: u16 = 0x00fd;

/// The file with absurd DIMENSIONS records wiped out; an error when its cells are strewn too far.
fn harmless<'b>(bytes: &'b [u8], stream: &Stream, limits: &Limits) -> Result<Cow<'b, [u8]>, String> {
    let globals = || BiffRecords { stream: &stream.bytes, at: 0 }.take_while(|(kind, ..)| *kind != EOF);
    let sheets: Vec<usize> = globals()
        .filter(|(kind, ..)| *kind == BOUND_SHEET)
        .filter_map(|(_, _, data)| u32_at(data, 0).and_then(|start| usize::try_from(start).ok()))
        .collect();
    let mut strings = globals().skip_while(|(kind, ..)| *kind != SST);
    let first = strings.next().map(|(_, _, data)| data);
    let parts: Vec<&[u8]> =
        first.into_iter().chain(strings.map_while(|(kind, _, data)| (kind == CONTINUE).then_some(data))).collect();
    let lengths = sst::lengths(&parts);
    let most = MOST_CELLS.min(limits.max_cells);
    let (mut strewn, mut records, mut letters) = (0_u64, 0_u64, 0_u64);
    let mut absurd = Vec::new();
    let mut spanned = 0_usize;
    for start in sheets {
        let (mut rows, mut columns) = ((u16::MAX, 0), (u16::MAX, 0));
        let (mut depth, mut begun) = (0_u32, false);
        for (kind, place, data) in (BiffRecords { stream: &stream.bytes, at: start }) {
            spanned = spanned.saturating_add(data.len() + 4);
            if spanned / MOST_SPANNED > stream.bytes.len() {
                return Err(DAMAGED.to_owned());
            }
            match kind {
                BOF if begun => depth += 1,
                BOF => begun = true,
                EOF if depth == 0 => break,
                EOF => depth -= 1,
                _ if depth > 0 => {}
                DIMENSIONS if claimed(data) > MOST_CLAIMED => absurd.push((place, data.len())),
                // Number, Label, RString, BoolErr, RK, LabelSst, Formula and MulRk begin with row and column.
                0x0203 | 0x0204 | 0x00d6 | 0x0205 | 0x027e | LABEL_SST | 0x0006 | 0x00bd => {
                    records += 1;
                    let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else { continue };
                    if kind == LABEL_SST {
                        let index = u32_at(data, 6).and_then(|index| usize::try_from(index).ok());
                        letters += index.and_then(|index| lengths.get(index)).copied().map_or(0, u64::from);
                    }
                    let last = match kind {
                        0x00bd => data.len().checked_sub(2).and_then(|at| u16_at(data, at)).unwrap_or(column),
                        _ => column,
                    };
                    rows = (rows.0.min(row), rows.1.max(row));
                    columns = (columns.0.min(column), columns.1.max(column.max(last)));
                }
                _ => {}
            }
        }
        if rows.0 <= rows.1 {
            let wide = u64::from(columns.1) + 1 - u64::from(columns.0.min(columns.1));
            strewn += (u64::from(rows.1) + 1 - u64::from(rows.0)) * wide;
        }
        // Three copies: calamine's cells, its range, and ours.
        if letters > limits.max_text / 3 {
            return Err("has more text than one file may have; split it, or export it as .csv".to_owned());
        }
        if strewn > most || records > most {
            return Err(format!(
                "its cells are strewn over more than {most} places, as in a damaged file; save it as .xlsx in Excel"
            ));
        }
    }
    if absurd.is_empty() {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut copy = bytes.to_vec();
    for (start, length) in absurd {
        for at in start..start + length {
            if let Some(byte) = stream.place(at).and_then(|place| copy.get_mut(place)) {
                *byte = 0;
            }
        }
    }
    Ok(Cow::Owned(copy))
}

/// The number of cells a DIMENSIONS record claims ([MS-XLS] 2.4.90; BIFF5 has two bytes for a row).
fn claimed(data: &[u8]) -> u64 {
    let (rows, columns) = if data.len() < 14 {
        (u16_at(data, 2).map(u64::from), u16_at(data, 6))
    } else {
        (u32_at(data, 4).map(u64::from), u16_at(data, 10))
    };
    // The first row and column are left out of account: they may be the part that is wrong.
    rows.unwrap_or(0).saturating_mul(u64::from(columns.unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::ole::tests::compound;

    fn record(stream: &mut Vec<u8>, kind: u16, data: &[u8]) {
        stream.extend(kind.to_le_bytes());
        stream.extend(u16::try_from(data.len()).expect("short").to_le_bytes());
        stream.extend(data);
    }

    /// A BIFF8 workbook of one sheet with numbers at these places, claiming these many rows and columns.
    fn biff(claim: (u32, u16), cells: &[(u16, u16)]) -> Vec<u8> {
        let bof = |kind: u16| [&0x0600_u16.to_le_bytes()[..], &kind.to_le_bytes(), &[0; 12]].concat();
        let mut stream = Vec::new();
        record(&mut stream, BOF, &bof(5));
        // BOF 20 bytes, this 4 + 10, EOF 4.
        record(&mut stream, BOUND_SHEET, &[&38_u32.to_le_bytes()[..], &[0, 0, 2, 0], b"S1"].concat());
        record(&mut stream, EOF, &[]);
        record(&mut stream, BOF, &bof(0x10));
        let dimensions = [&[0; 4][..], &claim.0.to_le_bytes(), &[0; 2], &claim.1.to_le_bytes(), &[0; 2]].concat();
        record(&mut stream, DIMENSIONS, &dimensions);
        for (row, column) in cells {
            let cell = [&row.to_le_bytes()[..], &column.to_le_bytes(), &[0; 2], &7.5_f64.to_le_bytes()].concat();
            record(&mut stream, 0x0203, &cell);
        }
        record(&mut stream, EOF, &[]);
        compound("Workbook", &stream)
    }

    #[test]
    fn an_absurd_claim_costs_nothing_and_the_cells_are_read() {
        let file = read("a.xls", &biff((u32::MAX, u16::MAX), &[(4, 2), (9, 0)]), &Limits::default());
        assert_eq!(file.problems, []);
        let table = file.tables.first().expect("one sheet");
        let rows: Vec<_> = table.sample(9).into_iter().map(|row| (row.number, row.cells.len())).collect();
        assert_eq!(rows, [(5, 3), (10, 1)]);
        assert_eq!(table.sheet.as_deref(), Some("S1"));
    }

    #[test]
    fn many_sheets_at_one_place_are_refused() {
        let mut stream = Vec::new();
        record(&mut stream, BOF, &[0, 6, 5, 0]);
        for _ in 0..100_000 {
            record(&mut stream, BOUND_SHEET, &[0; 8]);
        }
        record(&mut stream, EOF, &[]);
        let file = read("a.xls", &compound("Workbook", &stream), &Limits::default());
        assert!(file.tables.is_empty());
        assert!(file.problems.iter().any(|problem| problem.what == DAMAGED));
    }

    #[test]
    fn cells_strewn_over_the_sheet_are_refused() {
        let file = read("a.xls", &biff((2, 2), &[(0, 0), (65_535, 65_535)]), &Limits::default());
        assert!(file.tables.is_empty());
        assert!(file.problems.iter().any(|problem| problem.what.contains("strewn")));
    }
}
