//! Facts of the machine type: interval, limits, end of life, prices, and means over the machines of a type.

use super::{Columns, FactInputs, euros, flags, numbers, sources_of, texts, to_eur};
use crate::lake::LakeError;
use crate::telemetry::{At, Orders};
use arrow::array::{Array, AsArray};
use arrow::datatypes::{Date32Type, Decimal128Type, Float64Type, UInt32Type};
use arrow::record_batch::RecordBatch;
use base::{Kind, TableId, fields};
use chrono::{Datelike, NaiveDate};
use digitize::machine_file::{MachineFiles, folded};
use digitize::schema::{FIRST_FIELD, ROW, TABLE_ID};
use hashbrown::HashMap;
use std::cmp::Reverse;

/// Trust, delivery, table and row.
type Rank = ((i32, Reverse<(NaiveDate, u32)>), Reverse<(u32, u32)>);

/// One row of a type list.
struct Type {
    batch: usize,
    index: usize,
    at: At,
    /// The lower the better, and never two alike.
    rank: Rank,
}

/// The type lists: for each type its rows, the best first. Each field comes from the first row that has it, so that a
/// list of intervals and a list of prices complete each other.
pub(super) struct Types {
    batches: Vec<RecordBatch>,
    known: Vec<Vec<Type>>,
    by_name: HashMap<String, usize>,
    rates: HashMap<String, i64>,
}

fn column(id: &str) -> usize {
    FIRST_FIELD + fields(Kind::Types).iter().position(|field| field.id == id).unwrap_or(0)
}

impl Types {
    pub(super) fn load(inputs: &FactInputs<'_>) -> Result<Self, LakeError> {
        let batches = inputs.lake.load(Kind::Types, inputs.batches)?;
        let mut known: Vec<Vec<Type>> = Vec::new();
        let mut by_name: HashMap<String, usize> = HashMap::new();
        for (batch, part) in batches.iter().enumerate() {
            let names = part.column(column("machine_type")).as_string::<i32>();
            let tables = part.column(TABLE_ID).as_primitive::<UInt32Type>();
            let rows = part.column(ROW).as_primitive::<UInt32Type>();
            for index in (0..part.num_rows()).filter(|index| names.is_valid(*index)) {
                let at = At { table: tables.value(index), row: rows.value(index) };
                let Some(info) = inputs.files.tables.get(&TableId(at.table)) else { continue };
                let rank = (info.trust(), Reverse((at.table, at.row)));
                let next = known.len();
                let slot = *by_name.entry(folded(names.value(index))).or_insert(next);
                if slot == next {
                    known.push(Vec::new());
                }
                known[slot].push(Type { batch, index, at, rank });
            }
        }
        for rows in &mut known {
            rows.sort_unstable_by_key(|row| row.rank);
        }
        Ok(Self { batches, known, by_name, rates: inputs.rates.clone() })
    }

    /// For each machine its type's position in the list.
    pub(super) fn of_machines(&self, files: &MachineFiles) -> Vec<Option<u32>> {
        (0..files.len())
            .map(|machine| {
                let name = files.str("machine_type", machine)?;
                self.by_name.get(&folded(name)).and_then(|at| u32::try_from(*at).ok())
            })
            .collect()
    }

    /// For each machine a number that equal type names share, whether the type list names them or not.
    pub(super) fn groups(files: &MachineFiles) -> Vec<Option<u32>> {
        let mut known: HashMap<String, u32> = HashMap::new();
        (0..files.len())
            .map(|machine| {
                let name = folded(files.str("machine_type", machine)?);
                let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
                Some(*known.entry(name).or_insert(next))
            })
            .collect()
    }

    /// The row a field comes from: the best that has it, else the best.
    fn of(&self, at: Option<u32>, id: &str) -> Option<(&Type, &RecordBatch)> {
        let rows = self.known.get(at? as usize)?;
        let has =
            |row: &&Type| self.batches.get(row.batch).is_some_and(|part| part.column(column(id)).is_valid(row.index));
        let row = rows.iter().find(has).or_else(|| rows.first())?;
        Some((row, self.batches.get(row.batch)?))
    }

    fn text(&self, at: Option<u32>, id: &str) -> Option<&str> {
        let (of, batch) = self.of(at, id)?;
        let values = batch.column(column(id)).as_string::<i32>();
        values.is_valid(of.index).then(|| values.value(of.index))
    }

    fn number(&self, at: Option<u32>, id: &str) -> Option<f64> {
        let (of, batch) = self.of(at, id)?;
        let values = batch.column(column(id)).as_primitive::<Float64Type>();
        values.is_valid(of.index).then(|| values.value(of.index))
    }

    fn day(&self, at: Option<u32>, id: &str) -> Option<i32> {
        let (of, batch) = self.of(at, id)?;
        let values = batch.column(column(id)).as_primitive::<Date32Type>();
        values.is_valid(of.index).then(|| values.value(of.index))
    }

    fn flag(&self, at: Option<u32>, id: &str) -> Option<bool> {
        let (of, batch) = self.of(at, id)?;
        let values = batch.column(column(id)).as_boolean();
        values.is_valid(of.index).then(|| values.value(of.index))
    }

    fn price(&self, at: Option<u32>, id: &str) -> Option<i128> {
        let (of, batch) = self.of(at, id)?;
        let values = batch.column(column(id)).as_primitive::<Decimal128Type>();
        let cents = values.is_valid(of.index).then(|| values.value(of.index))?;
        let currencies = batch.column(column("currency")).as_string::<i32>();
        let currency = currencies.is_valid(of.index).then(|| currencies.value(of.index));
        to_eur(&self.rates, cents, currency)
    }
}

pub(super) fn add(columns: &mut Columns<'_>, types: &Types, type_of: &[Option<u32>]) {
    let files = columns.inputs.files;
    let machines = files.len();
    let complete = columns.is_complete(Kind::Types);
    let today = columns.today;
    let year = f64::from(columns.inputs.as_of.year());
    let stands = |columns: &Columns<'_>, id: &'static str| {
        sources_of(machines, |machine| {
            types.of(type_of[machine], id).map(|(of, _)| columns.cell(of.at, id)).into_iter().collect()
        })
    };

    let families = (0..machines)
        .map(|machine| types.text(type_of[machine], "product_family").or_else(|| files.str("product_family", machine)))
        .collect();
    let sources = sources_of(machines, |machine| {
        match types.text(type_of[machine], "product_family").and_then(|_| types.of(type_of[machine], "product_family"))
        {
            Some((of, _)) => vec![columns.cell(of.at, "product_family")],
            None => files.source("product_family", machine).into_iter().collect(),
        }
    });
    columns.set("product_family", texts(families), &sources);

    for id in ["maintenance_interval", "vibration_limit", "hours_limit"] {
        let values = type_of.iter().map(|at| types.number(*at, id)).collect();
        let sources = stands(columns, id);
        columns.set(id, numbers(values), &sources);
    }
    for id in ["contract_price", "parts_package_price", "modernization_price", "service_price", "list_price"] {
        let values = type_of.iter().map(|at| types.price(*at, id)).collect();
        let sources = stands(columns, id);
        columns.set(id, euros(values), &sources);
    }
    // A blank cell says "no" only where the list is declared complete; without a row nothing is known.
    let blank = |at: &Option<u32>| (complete && at.is_some()).then_some(false);
    let given = |id: &'static str| -> Vec<Option<bool>> {
        type_of.iter().map(|at| types.text(*at, id).map(|_| true).or_else(|| blank(at))).collect()
    };
    let sources = stands(columns, "successor");
    columns.set("has_successor", flags(given("successor")), &sources);
    let sources = stands(columns, "modernization_package");
    columns.set("modernization_available", flags(given("modernization_package")), &sources);
    let discontinued = type_of.iter().map(|at| types.flag(*at, "parts_discontinued").or_else(|| blank(at))).collect();
    let sources = stands(columns, "parts_discontinued");
    columns.set("parts_discontinued", flags(discontinued), &sources);

    let planned: Vec<Option<bool>> =
        (0..machines).map(|machine| files.number("replacement_year", machine).map(|planned| planned <= year)).collect();
    let by_type: Vec<Option<bool>> = type_of
        .iter()
        .map(|at| types.day(*at, "end_of_life_on").map(|day| day <= today).or_else(|| blank(at)))
        .collect();
    let reached = planned
        .iter()
        .zip(&by_type)
        .map(|(planned, by_type)| match (planned, by_type) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            // A replacement planned for later says nothing of the type, and the other way round only where none is
            // planned.
            (Some(false), None) | (None, None) => None,
            (_, Some(false)) => Some(false),
        })
        .collect();
    let sources = sources_of(machines, |machine| {
        let own = files.source("replacement_year", machine);
        let of_type = types.of(type_of[machine], "end_of_life_on").map(|(of, _)| columns.cell(of.at, "end_of_life_on"));
        if planned[machine] == Some(true) { own.into_iter().collect() } else { of_type.or(own).into_iter().collect() }
    });
    columns.set("end_of_life_reached", flags(reached), &sources);
}

/// Means over the machines of a type in the field: what such a machine usually brings.
pub(super) fn add_means(
    columns: &mut Columns<'_>,
    type_of: &[Option<u32>],
    contract_values: &[Option<i128>],
    orders: &[Orders],
) {
    let mean = |value: &dyn Fn(usize) -> Option<i128>| -> Vec<Option<i128>> {
        let mut sums = vec![(0_i128, 0_i128); type_of.len()];
        for (machine, at) in type_of.iter().enumerate() {
            if let (Some(slot), Some(value)) = (at.and_then(|at| sums.get_mut(at as usize)), value(machine)) {
                slot.0 += value;
                slot.1 += 1;
            }
        }
        let of = |at: &Option<u32>| sums.get((*at)? as usize).filter(|(_, count)| *count > 0);
        type_of.iter().map(|at| of(at).map(|(sum, count)| sum / count)).collect()
    };
    let nothing = sources_of(type_of.len(), |_| Vec::new());
    let values = mean(&|machine| contract_values[machine]);
    columns.set("type_contract_value", euros(values), &nothing);
    columns.rest_on("type_contract_value", "mean over the contracts of this machine type");
    let values = mean(&|machine| orders.get(machine).and_then(|of| (of.revenue > 0).then_some(of.revenue)));
    columns.set("type_parts_revenue_24m", euros(values), &nothing);
    columns.rest_on("type_parts_revenue_24m", "mean over the machines of this type that ordered parts");
}
