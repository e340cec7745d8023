//! Rows of one table, piece by piece.

use super::columns::{Column, absent};
use super::{Extract, Place};
use crate::equipment::{EquipmentNumber, is_equipment_number};
use crate::plan::{Decimal, Format};
use crate::recognise::{is_repeated_header, is_total_row};
use crate::serial::SerialEntry;
use crate::{Cell, Delimited, Grid, Merge, RawTable, TablePlan, schema, serial};
use arrow::array::{ArrayRef, AsArray, UInt32Array, UInt64Builder};
use arrow::datatypes::{Schema, UInt32Type};
use arrow::record_batch::RecordBatch;
use base::{DataType, Field, Kind, Problem, Severity, fields};
use hashbrown::HashMap;
use std::borrow::Cow;
use std::sync::Arc;

/// What one column of the file becomes.
struct Source {
    column: usize,
    /// Position in the kind's fields.
    field: usize,
    heading: String,
    format: Format,
}

/// Reads rows by a plan.
pub(super) struct Reader<'a> {
    plan: &'a TablePlan,
    place: &'a Place<'a>,
    sheet: Option<&'a str>,
    schema: Arc<Schema>,
    sources: Vec<Source>,
    /// Position of the serial number's column among `sources`.
    serial: Option<usize>,
    /// The file's column of equipment numbers, where a machine list has them beside serial numbers.
    equipment: Option<usize>,
    /// A serial number a mapping gives for every row, where no column has it.
    constant_serial: Option<&'a str>,
    keep_serial_text: bool,
    constants: Vec<(usize, &'a str)>,
    /// Position of `currency` among the fields where no column fills it, and the currency named in a heading.
    currency: Option<(usize, Option<&'static str>)>,
}

/// A row of any body.
trait Row {
    fn text(&self, column: usize) -> Cow<'_, str>;
    fn fill(&self, column: usize, into: &mut Column) -> Result<(), &'static str>;
    fn is_blank(&self) -> bool;
    fn len(&self) -> usize;
}

impl Row for crate::read::Record<'_> {
    fn text(&self, column: usize) -> Cow<'_, str> {
        Cow::Borrowed(self.get(column).unwrap_or(""))
    }
    fn fill(&self, column: usize, into: &mut Column) -> Result<(), &'static str> {
        into.text(self.get(column).unwrap_or(""))
    }
    fn is_blank(&self) -> bool {
        self.is_blank()
    }
    fn len(&self) -> usize {
        self.len()
    }
}

impl Row for &[Cell] {
    fn text(&self, column: usize) -> Cow<'_, str> {
        self.get(column).map_or(Cow::Borrowed(""), Cell::text)
    }
    fn fill(&self, column: usize, into: &mut Column) -> Result<(), &'static str> {
        into.cell(self.get(column).unwrap_or(&Cell::Empty))
    }
    fn is_blank(&self) -> bool {
        self.iter().all(Cell::is_blank)
    }
    fn len(&self) -> usize {
        <[Cell]>::len(self)
    }
}

/// Columns and findings of the rows read so far.
struct Filling {
    rows: Vec<u32>,
    keys: UInt64Builder,
    columns: Vec<Option<Column>>,
    serials: HashMap<u64, SerialEntry>,
    equipment: Vec<EquipmentNumber>,
    problems: Vec<Problem>,
    skipped: u64,
    last_text: String,
    last_key: Option<u64>,
    normalised: String,
    seen_currency: Option<&'static str>,
}

/// For each position of a row the merged ranges that began above it; a million at most, which no honest sheet has.
fn merged_from_above(grid: &Grid) -> HashMap<usize, Vec<Merge>> {
    let mut found: HashMap<usize, Vec<Merge>> = HashMap::new();
    let covered = grid.merges.iter().flat_map(|merge| {
        let last = merge.last_row.min(grid.rows.len().saturating_sub(1));
        (merge.first_row + 1..=last).map(move |row| (row, *merge))
    });
    for (row, merge) in covered.take(1_000_000) {
        found.entry(row).or_default().push(merge);
    }
    found
}

/// Whether a spreadsheet turned a long number into a rounded one such as `4,711E+11`.
fn is_ruined(text: &str) -> bool {
    let Some((number, power)) = text.split_once("E+").or_else(|| text.split_once("e+")) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(power) && digits(&number.replace([',', '.'], ""))
}

/// Unknown states named one by one; a column with more of them is no state at all.
const MOST_STATES: usize = 30;

/// The currency a heading names, as in "Jahreswert [EUR]".
fn currency_in(heading: &str) -> Option<&'static str> {
    let upper = heading.to_uppercase();
    [
        ("EUR", "EUR"),
        ("€", "EUR"),
        ("CHF", "CHF"),
        ("SFR", "CHF"),
        ("USD", "USD"),
        ("$", "USD"),
        ("GBP", "GBP"),
        ("£", "GBP"),
    ]
    .into_iter()
    .find(|(mark, _)| upper.contains(mark))
    .map(|(_, currency)| currency)
}

impl<'a> Reader<'a> {
    pub(super) fn new(raw: &'a RawTable<'_>, plan: &'a TablePlan, place: &'a Place<'a>) -> Self {
        let known = fields(plan.kind);
        let sources: Vec<Source> = plan
            .columns
            .iter()
            .filter_map(|column| {
                let field = known.iter().position(|field| Some(field.id) == column.field.map(|field| field.id))?;
                Some(Source {
                    column: usize::from(column.column),
                    field,
                    heading: column.heading.clone(),
                    format: column.format,
                })
            })
            .collect();
        let field_of = |source: &Source| known[source.field];
        let serial = sources.iter().position(|source| field_of(source).id == "serial_number");
        let equipment = serial.filter(|_| plan.kind == Kind::Machines).and_then(|serial| {
            let known = sources.get(serial).map(|source| source.column);
            let other = plan.columns.iter().find(|column| is_equipment_number(&column.heading));
            other.map(|column| usize::from(column.column)).filter(|column| Some(*column) != known)
        });
        let constants: Vec<(usize, &str)> = place
            .constants
            .iter()
            .filter_map(|(field, text)| {
                let at = known.iter().position(|known| known.id == field.id)?;
                (!sources.iter().any(|source| source.field == at)).then_some((at, text.as_str()))
            })
            .collect();
        let constant_serial = constants
            .iter()
            .find(|(at, _)| known[*at].id == "serial_number" && serial.is_none())
            .map(|(_, text)| *text);
        let currency = known
            .iter()
            .position(|field| field.id == "currency")
            .filter(|at| !sources.iter().any(|source| source.field == *at))
            .filter(|at| !constants.iter().any(|(constant, _)| constant == at))
            .map(|at| {
                let named = sources
                    .iter()
                    .filter(|source| field_of(source).data == DataType::Money)
                    .find_map(|source| currency_in(&source.heading));
                (at, named)
            });
        let keep_serial_text =
            Field::of(plan.kind, "serial_number").is_some_and(|(_, field)| !schema::key_only(plan.kind, field));
        Self {
            plan,
            place,
            sheet: raw.sheet.as_deref(),
            schema: schema::schema(plan.kind),
            sources,
            serial,
            equipment,
            constant_serial,
            keep_serial_text,
            constants,
            currency,
        }
    }

    /// Reads the first rows of a grid, those of the headings counted with them.
    pub(super) fn grid(&self, grid: &Grid, most: usize) -> Extract {
        let mut filling = self.filling(grid.rows.len().min(most));
        let tall = merged_from_above(grid);
        for (at, (cells, number)) in grid.rows.iter().zip(&grid.row_numbers).enumerate().take(most) {
            if *number > self.plan.header_row || (self.plan.header_row == 0 && *number > 0) {
                // A cell merged over several rows says the same for each of them; the file keeps it in the first.
                let mut own: Option<Vec<Cell>> = None;
                for merge in tall.get(&at).into_iter().flatten() {
                    let top = grid.rows.get(merge.first_row).and_then(|row| row.get(merge.first_column));
                    let below_headings =
                        grid.row_numbers.get(merge.first_row).is_some_and(|first| *first > self.plan.header_row);
                    if let Some(top) = top.filter(|_| below_headings) {
                        let row = own.get_or_insert_with(|| cells.clone());
                        if row.len() <= merge.first_column {
                            row.resize(merge.first_column + 1, Cell::Empty);
                        }
                        if row[merge.first_column].is_blank() {
                            row[merge.first_column] = top.clone();
                        }
                    }
                }
                self.row(&mut filling, *number, &own.as_deref().unwrap_or(cells));
            }
        }
        self.finish(filling)
    }

    /// Reads a piece as if it began at row 1 and says how many rows it holds. Only the piece that begins the file
    /// (`first`) has headings to pass over.
    pub(super) fn piece(&self, text: &Delimited<'_>, piece: &str, first: bool) -> (Extract, u32) {
        let mut filling = self.filling(piece.len() / 64);
        let mut records = text.records(piece);
        let mut number = 0;
        while let Some(record) = records.next() {
            number += 1;
            if !first || number > self.plan.header_row {
                self.row(&mut filling, number, &record);
            }
        }
        (self.finish(filling), number)
    }

    fn filling(&self, rows: usize) -> Filling {
        let known = fields(self.plan.kind);
        let mut columns: Vec<Option<Column>> = known.iter().map(|_| None).collect();
        for source in &self.sources {
            let serial = known[source.field].id == "serial_number";
            if !serial || self.keep_serial_text {
                let format = source.format;
                columns[source.field] = Some(Column::new(self.plan.kind, &known[source.field], format, rows));
            }
        }
        for (field, _) in &self.constants {
            let format = Format::Number { decimal: Decimal::Point, factor: 1.0 };
            columns[*field] = Some(Column::new(self.plan.kind, &known[*field], format, rows));
        }
        if let Some((field, _)) = self.currency {
            columns[field] = Some(Column::new(self.plan.kind, &known[field], Format::Text, rows));
        }
        Filling {
            rows: Vec::with_capacity(rows),
            keys: UInt64Builder::with_capacity(rows),
            columns,
            serials: HashMap::new(),
            equipment: Vec::new(),
            problems: Vec::new(),
            skipped: 0,
            last_text: String::new(),
            last_key: None,
            normalised: String::new(),
            seen_currency: None,
        }
    }

    fn problem(&self, severity: Severity, number: u32, what: String) -> Problem {
        Problem::table(self.place.file, self.sheet, what).with_severity(severity).at_row(number)
    }

    fn row(&self, filling: &mut Filling, number: u32, row: &impl Row) {
        if row.is_blank()
            || is_total_row(row.len(), |column| row.text(column))
            || is_repeated_header(self.plan, |column| row.text(column))
        {
            filling.skipped += 1;
            return;
        }
        let key = match self.serial {
            None => self.constant_serial.and_then(|text| self.key(filling, text, number)),
            Some(at) => {
                let column = self.sources[at].column;
                let text = row.text(column);
                let key = self.key(filling, text.trim(), number);
                if key.is_none() && self.plan.kind.needs_serial() {
                    let what = if is_ruined(&text) {
                        "the serial number was ruined by a spreadsheet (4,711E+11); export the column as text"
                    } else {
                        "no serial number, so no machine to put the row to; add it and import again"
                    };
                    filling.problems.push(self.problem(Severity::Row, number, what.to_owned()).at_column(
                        u16::try_from(column).unwrap_or(u16::MAX),
                        &self.sources[at].heading,
                        &text,
                    ));
                    return;
                }
                key
            }
        };
        if let (Some(column), Some(serial)) = (self.equipment, key) {
            let text = row.text(column);
            if let Some(number_of) = serial::normalise(text.trim()).filter(|_| !crate::values::is_blank_value(&text)) {
                let text = text.trim().to_owned();
                let table = self.place.table;
                filling.equipment.push(EquipmentNumber { table, row: number, serial, number: number_of, text });
            }
        }
        filling.rows.push(number);
        filling.keys.append_option(key);
        filling.seen_currency = None;
        for source in &self.sources {
            let Some(column) = &mut filling.columns[source.field] else { continue };
            if let Err(wrong) = row.fill(source.column, column) {
                let place = self.problem(Severity::Cell, number, wrong.to_owned());
                let text = row.text(source.column);
                filling.problems.push(place.at_column(
                    u16::try_from(source.column).unwrap_or(u16::MAX),
                    &source.heading,
                    &text,
                ));
            }
            filling.seen_currency = filling.seen_currency.or(column.currency);
        }
        for (field, text) in &self.constants {
            if let Some(column) = &mut filling.columns[*field]
                && column.text(text).is_err()
            {
                let what = format!("the mapping's constant `{text}` does not fit the field");
                filling.problems.push(self.problem(Severity::Cell, number, what));
            }
        }
        if let Some((field, named)) = self.currency
            && let Some(column) = &mut filling.columns[field]
        {
            match filling.seen_currency.or(named) {
                Some(currency) => {
                    // A currency code is plain text; it cannot fail to be read.
                    let _ = column.text(currency);
                }
                None => column.null(),
            }
        }
    }

    fn key(&self, filling: &mut Filling, text: &str, number: u32) -> Option<u64> {
        if text.is_empty() || crate::values::is_blank_value(text) || is_ruined(text) {
            return None;
        }
        if filling.last_text == text
            && let Some(key) = filling.last_key
        {
            if let Some(entry) = filling.serials.get_mut(&key) {
                entry.rows = entry.rows.saturating_add(1);
            }
            return Some(key);
        }
        if !serial::normalise_into(text, &mut filling.normalised) {
            return None;
        }
        let key = serial::key_of(&filling.normalised);
        let normalised = &filling.normalised;
        filling.serials.entry(key).and_modify(|entry| entry.rows = entry.rows.saturating_add(1)).or_insert_with(|| {
            SerialEntry { normalised: normalised.clone(), text: text.to_owned(), first_row: number, rows: 1 }
        });
        text.clone_into(&mut filling.last_text);
        filling.last_key = Some(key);
        Some(key)
    }

    fn finish(&self, mut filling: Filling) -> Extract {
        let rows = filling.rows.len();
        let mut extract = Extract {
            serials: filling.serials,
            equipment: filling.equipment,
            problems: filling.problems,
            rows: rows as u64,
            skipped: filling.skipped,
            batches: Vec::new(),
            goes_on: false,
        };
        if rows == 0 {
            return extract;
        }
        let table = UInt32Array::from(vec![self.place.table.0; rows]);
        let numbers = UInt32Array::from(filling.rows);
        let mut arrays: Vec<ArrayRef> =
            vec![Arc::new(table), Arc::new(numbers.clone()), Arc::new(filling.keys.finish())];
        for (field, column) in fields(self.plan.kind).iter().zip(filling.columns) {
            let array = column.map_or_else(|| absent(field, rows), Column::finish);
            if self.plan.kind == Kind::Machines && field.id == "status" {
                self.unknown_states(&array, &numbers, &mut extract.problems);
            }
            arrays.push(array);
        }
        match RecordBatch::try_new(Arc::clone(&self.schema), arrays) {
            Ok(batch) => extract.batches.push(batch),
            Err(error) => extract.problems.push(Problem::table(
                self.place.file,
                self.sheet,
                format!("the columns do not fit together ({error}); please report this"),
            )),
        }
        extract
    }

    /// Says once for each word that it tells nobody whether the machine is in the field.
    fn unknown_states(&self, states: &ArrayRef, rows: &UInt32Array, problems: &mut Vec<Problem>) {
        let Some(states) = states.as_string_opt::<i32>() else { return };
        let mut seen: Vec<&str> = Vec::new();
        for (at, state) in states.iter().enumerate() {
            let Some(state) = state.filter(|state| !matches!(*state, "in_field" | "retired")) else { continue };
            if seen.len() < MOST_STATES && !seen.contains(&state) {
                seen.push(state);
                let what = format!("the state `{state}` is not known; machines with it count as being in the field");
                problems.push(self.problem(Severity::Note, rows.value(at), what));
            }
        }
    }

    /// The same columns with row numbers moved.
    pub(super) fn shifted(&self, batch: &RecordBatch, by: u32) -> RecordBatch {
        let rows = batch.column(schema::ROW).as_primitive::<UInt32Type>();
        let moved: UInt32Array = rows.unary(|row| row.saturating_add(by));
        let mut arrays = batch.columns().to_vec();
        arrays[schema::ROW] = Arc::new(moved);
        RecordBatch::try_new(Arc::clone(&self.schema), arrays).unwrap_or_else(|_| batch.clone())
    }
}
