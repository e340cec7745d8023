//! The fact table: one row a machine and one column a fact of [`base::FACTS`], as of a date, each value with the
//! cells it came from.

mod calendar;
mod contracts;
mod errors;
mod hours;
mod machine;
mod measured;
mod service;
mod types;

use crate::lake::{Lake, LakeError};
use crate::telemetry;
use ::telemetry::windows::Windows;
use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, StringArray, new_null_array,
};
use arrow::datatypes::{Field, Schema};
use arrow::record_batch::RecordBatch;
use base::{BatchId, CellRef, FACTS, Fact, FactSources, Kind, SeriesRef, TableId, fact};
use chrono::{Days, Months, NaiveDate};
use digitize::machine_file::MachineFiles;
use digitize::schema::arrow_type;
use hashbrown::{HashMap, HashSet};
use std::sync::Arc;

/// What counts of contracts delivered after the day of the facts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Known {
    /// All of it, also of contracts that begin later: the decision of a day.
    Delivered,
    /// What has begun by the day: a day that is replayed. Who renewed later had not renewed yet, of a contract delivered
    /// before and after the day the earlier delivery says how it stood, and what a later one calls ended ran.
    ByThen,
}

/// What the fact table is computed from.
pub struct FactInputs<'a> {
    /// The lake.
    pub lake: &'a Lake,
    /// The deliveries that count.
    pub batches: &'a [BatchId],
    /// The machine files of those deliveries.
    pub files: &'a MachineFiles,
    /// What the readings of the telemetry lake say of each machine as of the day.
    pub readings: &'a Windows,
    /// Kinds of which some source is declared to hold everything.
    pub complete: &'a HashSet<Kind>,
    /// The day the facts are of; nothing later counts.
    pub as_of: NaiveDate,
    /// What counts of contracts delivered after that day.
    pub known: Known,
    /// EUR for one unit of a currency, in millionths (CHF 1.07 = 1,070,000). EUR itself need not be named.
    pub rates: &'a HashMap<String, i64>,
}

/// Facts with their sources.
pub struct FactTable {
    /// The day the facts are of.
    pub as_of: NaiveDate,
    /// One row a machine, in the machine files' order; one column a fact.
    pub facts: RecordBatch,
    /// For each fact the cells behind each machine's value.
    pub sources: Vec<Arc<FactSources>>,
    /// For each fact what a value without a cell rests on, such as a declaration of completeness.
    pub basis: Vec<Option<&'static str>>,
}

/// Columns under construction.
struct Columns<'a> {
    inputs: &'a FactInputs<'a>,
    /// `as_of` as days since 1970.
    today: i32,
    arrays: Vec<Option<ArrayRef>>,
    sources: Vec<Arc<FactSources>>,
    basis: Vec<Option<&'static str>>,
}

impl Columns<'_> {
    fn set(&mut self, id: &str, array: ArrayRef, sources: &Arc<FactSources>) {
        if let Some((at, _)) = fact(id) {
            self.arrays[at] = Some(array);
            self.sources[at] = Arc::clone(sources);
        }
    }

    fn rest_on(&mut self, id: &str, basis: &'static str) {
        if let Some((at, _)) = fact(id) {
            self.basis[at] = Some(basis);
        }
    }

    /// What was set of a fact.
    fn array(&self, id: &str) -> Option<ArrayRef> {
        fact(id).and_then(|(at, _)| self.arrays[at].clone())
    }

    /// What a fact that was set comes from.
    fn sources_of(&self, id: &str) -> &FactSources {
        fact(id).map_or(&self.sources[0], |(at, _)| &self.sources[at])
    }

    /// A window of so many days of a signal, which ends so many days before the day.
    fn window(
        &self,
        signal: Option<&'static str>,
        length: usize,
        until: usize,
        days: u32,
        readings: Option<u64>,
    ) -> SeriesRef {
        let back = |days: usize| self.inputs.as_of.checked_sub_days(Days::new(days as u64)).unwrap_or(NaiveDate::MIN);
        SeriesRef { signal, from: back(until + length.saturating_sub(1)), to: back(until), days, readings }
    }

    fn is_complete(&self, kind: Kind) -> bool {
        self.inputs.complete.contains(&kind)
    }

    /// The cell of a lake row's field.
    fn cell(&self, at: telemetry::At, field: &str) -> CellRef {
        cell(self.inputs.files, at, field)
    }
}

fn cell(files: &MachineFiles, at: telemetry::At, field: &str) -> CellRef {
    let table = TableId(at.table);
    let column = files.tables.get(&table).and_then(|info| info.column(field)).unwrap_or(0);
    CellRef { table, row: at.row, column }
}

fn texts(values: Vec<Option<&str>>) -> ArrayRef {
    Arc::new(StringArray::from(values))
}

fn flags(values: Vec<Option<bool>>) -> ArrayRef {
    Arc::new(BooleanArray::from(values))
}

fn wholes(values: Vec<Option<i64>>) -> ArrayRef {
    Arc::new(Int64Array::from(values))
}

fn numbers(values: Vec<Option<f64>>) -> ArrayRef {
    Arc::new(Float64Array::from(values))
}

fn dates(values: Vec<Option<NaiveDate>>) -> ArrayRef {
    Arc::new(values.into_iter().map(|date| date.map(days)).collect::<Date32Array>())
}

fn euros(cents: Vec<Option<i128>>) -> ArrayRef {
    let array = Decimal128Array::from(cents);
    let array = array.with_precision_and_scale(18, 2).unwrap_or_else(|_| Decimal128Array::from(Vec::<i128>::new()));
    Arc::new(array)
}

/// The sources of a whole column, from each machine's cells.
fn sources_of(machines: usize, of: impl Fn(usize) -> Vec<CellRef>) -> Arc<FactSources> {
    Arc::new(cells_of(machines, of))
}

/// The sources of a whole column, from each machine's cells and series.
fn sources_with(
    machines: usize,
    cells: impl Fn(usize) -> Vec<CellRef>,
    series: impl Fn(usize) -> Option<SeriesRef>,
) -> Arc<FactSources> {
    Arc::new(cells_of(machines, cells).with_series((0..machines).map(series).collect()))
}

fn cells_of(machines: usize, of: impl Fn(usize) -> Vec<CellRef>) -> FactSources {
    let mut sources = FactSources::with_capacity(machines);
    for machine in 0..machines {
        sources.push(of(machine));
    }
    sources
}

/// Days since 1970.
pub(crate) fn days(date: NaiveDate) -> i32 {
    i32::try_from((date - NaiveDate::default()).num_days()).unwrap_or(0)
}

/// Cents of a currency in EUR cents; `None` without a rate. Rows without a currency count as EUR.
fn to_eur(rates: &HashMap<String, i64>, cents: i128, currency: Option<&str>) -> Option<i128> {
    match currency.map(str::trim).filter(|currency| !currency.is_empty()) {
        None => Some(cents),
        Some(currency) if currency.eq_ignore_ascii_case("EUR") || currency == "€" => Some(cents),
        Some(currency) => {
            let rate = rates.get(&currency.to_ascii_uppercase())?;
            Some((cents * i128::from(*rate) + 500_000).div_euclid(1_000_000))
        }
    }
}

/// The columns of the fact table: every fact of the catalogue, in its order.
#[must_use]
pub fn fact_schema() -> Schema {
    Schema::new(FACTS.iter().map(|fact: &Fact| Field::new(fact.id, arrow_type(fact.data), true)).collect::<Vec<_>>())
}

/// Computes the fact table.
///
/// # Errors
/// Where the lake cannot be read.
pub async fn fact_table(inputs: &FactInputs<'_>) -> Result<FactTable, LakeError> {
    let machines = inputs.files.len();
    let today = days(inputs.as_of);
    let nothing = sources_of(machines, |_| Vec::new());
    let mut columns = Columns {
        inputs,
        today,
        arrays: vec![None; FACTS.len()],
        sources: vec![nothing; FACTS.len()],
        basis: vec![None; FACTS.len()],
    };
    let context = telemetry::session();
    let ordinals = &inputs.files.link.ordinals;
    let since = inputs.as_of.checked_sub_months(Months::new(24)).map_or(i32::MIN, days);
    let convert = |cents: i128, currency: Option<&str>| to_eur(inputs.rates, cents, currency);
    let from = telemetry::Scan { context: &context, lake: inputs.lake, batches: inputs.batches, ordinals, machines };
    let (counters, errors, visits, orders) = futures::try_join!(
        telemetry::counters(&from, today),
        telemetry::errors(&from, today),
        telemetry::visits(&from, today),
        telemetry::orders(&from, (today, since), &convert),
    )?;
    let types = types::Types::load(inputs)?;
    let type_of = types.of_machines(inputs.files);
    let groups = types::Types::groups(inputs.files);
    machine::add(&mut columns);
    types::add(&mut columns, &types, &type_of);
    let contract_values = contracts::add(&mut columns)?;
    hours::add(&mut columns, &counters, &visits, inputs.readings);
    measured::add_vibration(&mut columns, &counters, inputs.readings);
    measured::add_presence(&mut columns, inputs.readings);
    errors::add(&mut columns, &errors, &groups);
    service::add_orders(&mut columns, &orders);
    service::add_visits(&mut columns, &visits);
    types::add_means(&mut columns, &groups, &contract_values, &orders);
    let arrays = FACTS
        .iter()
        .zip(columns.arrays)
        .map(|(fact, array)| array.unwrap_or_else(|| new_null_array(&arrow_type(fact.data), machines)))
        .collect();
    let facts = RecordBatch::try_new(Arc::new(fact_schema()), arrays)?;
    Ok(FactTable { as_of: inputs.as_of, facts, sources: columns.sources, basis: columns.basis })
}
