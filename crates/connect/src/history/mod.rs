//! Everything dated that happened to a machine, found without a scan.
//!
//! The rows of orders, visits, tickets, errors, counters and contracts are held in memory as the lake has them, with an
//! index from machine to rows. Memory grows with the rows (about 60 bytes each); the answer for one machine touches
//! only its own.

mod contract;
mod ticket;
mod timeline;

pub use contract::ContractOn;
pub use ticket::OpenTicket;
pub use timeline::{ContractLine, ErrorMonth, Event, EventKind, PartLine, Point, Timeline};

use crate::lake::{Lake, LakeError};
use arrow::array::{Array, AsArray};
use arrow::compute::concat_batches;
use arrow::datatypes::{
    Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampSecondType, UInt32Type, UInt64Type,
};
use arrow::record_batch::RecordBatch;
use base::{BatchId, CellRef, Field, Kind, TableId};
use chrono::NaiveDate;
use digitize::machine_file::{MachineFiles, date_of};
use digitize::schema::{FIRST_FIELD, ROW, SERIAL_KEY, TABLE_ID, schema};
use hashbrown::HashMap;
use rayon::prelude::*;

/// The kinds a history is made of.
const KINDS: [Kind; 6] = [Kind::Orders, Kind::Visits, Kind::Tickets, Kind::Errors, Kind::Counters, Kind::Contracts];

/// All dated rows, by machine.
pub struct History {
    kinds: Vec<KindRows>,
    /// The column of each field in each table, for cell references.
    columns: HashMap<TableId, Vec<Option<u16>>>,
}

struct KindRows {
    kind: Kind,
    rows: RecordBatch,
    /// `order[from[m]..from[m + 1]]` are the rows of machine m.
    from: Vec<u32>,
    order: Vec<u32>,
}

/// One row of a machine's history.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    of: &'a KindRows,
    index: usize,
    columns: &'a HashMap<TableId, Vec<Option<u16>>>,
}

impl History {
    /// Reads the dated rows of these deliveries; rows of replaced tables are left out.
    ///
    /// # Errors
    /// Where the lake cannot be read.
    pub fn load(lake: &Lake, batches: &[BatchId], files: &MachineFiles) -> Result<Self, LakeError> {
        Self::load_kinds(lake, batches, files, &KINDS)
    }

    /// As [`History::load`], for some kinds only.
    ///
    /// # Errors
    /// Where the lake cannot be read.
    pub fn load_kinds(
        lake: &Lake,
        batches: &[BatchId],
        files: &MachineFiles,
        kinds: &[Kind],
    ) -> Result<Self, LakeError> {
        let kinds: Result<Vec<KindRows>, LakeError> =
            kinds.par_iter().map(|kind| KindRows::load(*kind, lake, batches, files)).collect();
        let columns = files.tables.iter().map(|(table, info)| (*table, info.columns.clone())).collect();
        Ok(Self { kinds: kinds?, columns })
    }

    /// The rows of a kind that belong to a machine. What several deliveries all hold counts once: of rows that say the
    /// same, as many as the table with the most of them has.
    pub(crate) fn of(&self, kind: Kind, machine: usize) -> Vec<Row<'_>> {
        let Some(of) = self.kinds.iter().find(|of| of.kind == kind) else { return Vec::new() };
        let (Some(from), Some(to)) = (of.from.get(machine), of.from.get(machine + 1)) else { return Vec::new() };
        let rows = of.order.get(*from as usize..*to as usize).unwrap_or_default();
        let rows = rows.iter().map(|index| Row { of, index: *index as usize, columns: &self.columns });
        let mut rows: Vec<(String, Row<'_>)> = rows.map(|row| (row.said(), row)).collect();
        rows.sort_by(|a, b| (&a.0, a.1.table(), a.1.number()).cmp(&(&b.0, b.1.table(), b.1.number())));
        let mut kept = Vec::with_capacity(rows.len());
        for same in rows.chunk_by(|a, b| a.0 == b.0) {
            let most = same.chunk_by(|a, b| a.1.table() == b.1.table()).max_by_key(|group| group.len());
            kept.extend(most.unwrap_or_default().iter().map(|(_, row)| *row));
        }
        kept
    }
}

impl History {
    /// The days of a machine's rows of a kind: when orders were placed, visits made, tickets opened, contracts begun.
    #[must_use]
    pub fn days(&self, kind: Kind, machine: usize) -> Vec<NaiveDate> {
        let field = match kind {
            Kind::Orders => "ordered_on",
            Kind::Visits => "visited_on",
            Kind::Tickets => "opened_on",
            Kind::Contracts => "contract_start",
            _ => return Vec::new(),
        };
        self.of(kind, machine).iter().filter_map(|row| row.day(field).and_then(date_of)).collect()
    }

    /// How many rows of each table belong to a machine, as they stand in the lake: what several deliveries hold counts each
    /// time.
    #[must_use]
    pub fn rows_by_table(&self, kind: Kind, machine: usize) -> HashMap<TableId, u64> {
        let mut all = HashMap::new();
        let Some(of) = self.kinds.iter().find(|of| of.kind == kind) else { return all };
        let (Some(from), Some(to)) = (of.from.get(machine), of.from.get(machine + 1)) else { return all };
        for index in of.order.get(*from as usize..*to as usize).unwrap_or_default() {
            let row = Row { of, index: *index as usize, columns: &self.columns };
            *all.entry(row.table_id()).or_default() += 1;
        }
        all
    }

    /// Each contract number with a machine it covers, for search.
    #[must_use]
    pub fn contract_numbers(&self) -> Vec<(String, usize)> {
        let rows = self.named(Kind::Contracts, "contract_number", "contract_type");
        rows.into_iter().map(|(number, _, machine)| (number, machine)).collect()
    }

    /// Each part number with its name and a machine it was ordered for, for search.
    #[must_use]
    pub fn part_numbers(&self) -> Vec<(String, Option<String>, usize)> {
        self.named(Kind::Orders, "part_number", "part_name")
    }

    /// The distinct texts of a field, sorted, each with another field's text and the machine of its last row.
    fn named(&self, kind: Kind, field: &str, other: &str) -> Vec<(String, Option<String>, usize)> {
        let Some(of) = self.kinds.iter().find(|of| of.kind == kind) else { return Vec::new() };
        let column = |id: &str| Field::of(kind, id).map(|(at, _)| of.rows.column(FIRST_FIELD + at).as_string::<i32>());
        let (Some(texts), Some(others)) = (column(field), column(other)) else { return Vec::new() };
        let mut found: HashMap<&str, (usize, usize)> = HashMap::new();
        for machine in 0..of.from.len().saturating_sub(1) {
            for index in &of.order[of.from[machine] as usize..of.from[machine + 1] as usize] {
                let index = *index as usize;
                if texts.is_valid(index) {
                    found.insert(texts.value(index), (index, machine));
                }
            }
        }
        let mut found: Vec<_> = found
            .into_iter()
            .map(|(text, (index, machine))| {
                let other = others.is_valid(index).then(|| others.value(index).to_owned());
                (text.to_owned(), other, machine)
            })
            .collect();
        found.sort();
        found
    }
}

impl KindRows {
    fn load(kind: Kind, lake: &Lake, batches: &[BatchId], files: &MachineFiles) -> Result<Self, LakeError> {
        let parts = lake.load(kind, batches)?;
        let rows = concat_batches(&schema(kind), &parts)?;
        drop(parts);
        let keys = rows.column(SERIAL_KEY).as_primitive::<UInt64Type>();
        let tables = rows.column(TABLE_ID).as_primitive::<UInt32Type>();
        let numbers = rows.column(ROW).as_primitive::<UInt32Type>();
        let machine_of = |index: usize| -> Option<u32> {
            let table = TableId(tables.value(index));
            let counts = files.tables.contains_key(&table);
            let of = |key: u64| files.link.machine_of(table, numbers.value(index), key);
            (counts && keys.is_valid(index)).then(|| of(keys.value(index))).flatten()
        };
        let machines: Vec<Option<u32>> = (0..rows.num_rows()).map(machine_of).collect();
        // A counting sort by machine: rows of one machine stay in the order of the lake.
        let mut from = vec![0_u32; files.len() + 1];
        for machine in machines.iter().flatten() {
            if let Some(count) = from.get_mut(*machine as usize + 1) {
                *count += 1;
            }
        }
        for at in 1..from.len() {
            from[at] += from[at - 1];
        }
        let mut next = from.clone();
        let mut order = vec![0_u32; from.last().map_or(0, |count| *count as usize)];
        for (index, machine) in (0_u32..).zip(&machines) {
            let Some(machine) = machine else { continue };
            let slot = &mut next[*machine as usize];
            order[*slot as usize] = index;
            *slot += 1;
        }
        Ok(Self { kind, rows, from, order })
    }
}

impl Row<'_> {
    fn column(&self, field: &str) -> Option<usize> {
        Field::of(self.of.kind, field).map(|(at, _)| FIRST_FIELD + at)
    }

    fn table(&self) -> u32 {
        self.of.rows.column(TABLE_ID).as_primitive::<UInt32Type>().value(self.index)
    }

    fn number(&self) -> u32 {
        self.of.rows.column(ROW).as_primitive::<UInt32Type>().value(self.index)
    }

    /// The cell of a field of this row.
    pub(crate) fn cell(&self, field: &str) -> CellRef {
        let table = TableId(self.table());
        let at = Field::of(self.of.kind, field).map(|(at, _)| at);
        let column = at.and_then(|at| self.columns.get(&table)?.get(at).copied().flatten()).unwrap_or(0);
        CellRef { table, row: self.number(), column }
    }

    /// The table the row stands in.
    pub(crate) fn table_id(&self) -> TableId {
        TableId(self.table())
    }

    pub(crate) fn text(&self, field: &str) -> Option<String> {
        let values = self.of.rows.column(self.column(field)?).as_string_opt::<i32>()?;
        values.is_valid(self.index).then(|| values.value(self.index).to_owned())
    }

    /// Days since 1970 of a date or an instant.
    pub(crate) fn day(&self, field: &str) -> Option<i32> {
        let values = self.of.rows.column(self.column(field)?);
        if values.is_null(self.index) {
            return None;
        }
        if let Some(days) = values.as_primitive_opt::<Date32Type>() {
            return Some(days.value(self.index));
        }
        let second = values.as_primitive_opt::<TimestampSecondType>()?.value(self.index);
        i32::try_from(second.div_euclid(86_400)).ok()
    }

    pub(crate) fn amount(&self, field: &str) -> Option<f64> {
        let values = self.of.rows.column(self.column(field)?);
        if values.is_null(self.index) {
            return None;
        }
        if let Some(numbers) = values.as_primitive_opt::<Float64Type>() {
            return Some(numbers.value(self.index));
        }
        #[expect(clippy::cast_precision_loss, reason = "shown, not computed with")]
        let euros = |cents: i128| cents as f64 / 100.0;
        values.as_primitive_opt::<Decimal128Type>().map(|cents| euros(cents.value(self.index)))
    }

    /// All fields as one text, to tell rows that say the same.
    fn said(&self) -> String {
        use std::fmt::Write;
        let mut said = String::new();
        for column in &self.of.rows.columns()[FIRST_FIELD..] {
            if column.is_valid(self.index) {
                // Writing to a String does not fail.
                let _ = if let Some(values) = column.as_string_opt::<i32>() {
                    write!(said, "{}", values.value(self.index))
                } else if let Some(values) = column.as_primitive_opt::<Date32Type>() {
                    write!(said, "{}", values.value(self.index))
                } else if let Some(values) = column.as_primitive_opt::<TimestampSecondType>() {
                    write!(said, "{}", values.value(self.index))
                } else if let Some(values) = column.as_primitive_opt::<Float64Type>() {
                    write!(said, "{}", values.value(self.index))
                } else if let Some(values) = column.as_primitive_opt::<Int64Type>() {
                    write!(said, "{}", values.value(self.index))
                } else if let Some(values) = column.as_primitive_opt::<Decimal128Type>() {
                    write!(said, "{}", values.value(self.index))
                } else {
                    Ok(())
                };
            }
            said.push('\u{1f}');
        }
        said
    }
}
