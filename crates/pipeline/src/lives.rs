//! What contradicts itself in the lives of machines: scrapped, and visited later. Said, never mended in silence.

use crate::{PipelineError, State};
use arrow::array::{Array, AsArray};
use arrow::datatypes::{Date32Type, UInt32Type, UInt64Type};
use base::{BatchId, CellRef, Field, Kind, Problem, Severity, Sourced, TableId};
use chrono::NaiveDate;
use connect::Lake;
use digitize::machine_file::date_of;
use digitize::schema::{FIRST_FIELD, ROW, SERIAL_KEY, TABLE_ID};
use hashbrown::HashMap;

/// Problems of machines' lives that a delivery has a part in: events without a day, signs of life after the end.
///
/// # Errors
/// Where the lake cannot be read.
pub(crate) fn problems(state: &State, lake: &Lake, batch: BatchId) -> Result<Vec<Problem>, PipelineError> {
    let files = &state.files;
    let own = |cell: CellRef| state.tables.get(&cell.table).is_some_and(|table| table.batch == batch);
    let mut problems = Vec::new();
    for cell in files.life.undated.iter().filter(|cell| own(**cell)) {
        let what = "the event has no day that can be read, so it counts for nothing; add the day and import again";
        problems.push(at(state, *cell, Severity::Row, what.to_owned(), None));
    }
    let is_out = |machine: usize| {
        files.life.last_in_or_out(machine, files.as_of).is_some_and(|event| event.kind.in_field() == Some(false))
    };
    let out: Vec<u32> = (0_u32..).take(files.len()).filter(|machine| is_out(*machine as usize)).collect();
    if out.is_empty() {
        return Ok(problems);
    }
    let visits = visits(state, lake, &out)?;
    for machine in out {
        let signs = visits.get(&machine).map_or(&[][..], Vec::as_slice);
        let Some((event, sign)) = files.life.contradiction(machine as usize, files.as_of, signs) else { continue };
        if !own(event.on.source()) && !own(sign.source()) {
            continue;
        }
        let serial = files.link.normalised.get(machine as usize).map_or("", String::as_str);
        let word = match event.kind {
            digitize::life::EventType::Scrapped => "scrapped",
            _ => "taken out of service",
        };
        let what = format!(
            "machine {serial} was {word} on {}, but this row is of {}; it counts as out of the field until one of the two \
             is mended",
            event.on.value(),
            sign.value()
        );
        problems.push(at(state, sign.source(), Severity::Note, what, Some(serial)));
    }
    Ok(problems)
}

fn at(state: &State, cell: CellRef, severity: Severity, what: String, text: Option<&str>) -> Problem {
    let table = state.tables.get(&cell.table);
    let file = table.map_or("", |table| table.file.as_str());
    let sheet = table.and_then(|table| table.sheet.as_deref());
    let heading = table.and_then(|table| table.columns.iter().find(|column| column.column == cell.column));
    let heading = heading.map_or("", |column| column.heading.as_str());
    let problem = Problem::table(file, sheet, what).with_severity(severity).at_row(cell.row);
    problem.at_column(cell.column, heading, text.unwrap_or_default())
}

/// The days of the visits to some machines, in one pass over all visits.
fn visits(
    state: &State,
    lake: &Lake,
    machines: &[u32],
) -> Result<HashMap<u32, Vec<Sourced<NaiveDate>>>, PipelineError> {
    let files = &state.files;
    let mut found: HashMap<u32, Vec<Sourced<NaiveDate>>> = HashMap::new();
    let day = FIRST_FIELD + Field::of(Kind::Visits, "visited_on").map_or(0, |(at, _)| at);
    for batch in lake.load(Kind::Visits, &state.batches)? {
        let keys = batch.column(SERIAL_KEY).as_primitive::<UInt64Type>();
        let tables = batch.column(TABLE_ID).as_primitive::<UInt32Type>();
        let rows = batch.column(ROW).as_primitive::<UInt32Type>();
        let days = batch.column(day).as_primitive::<Date32Type>();
        for index in (0..batch.num_rows()).filter(|index| keys.is_valid(*index) && days.is_valid(*index)) {
            let machine = files.link.machine_of(TableId(tables.value(index)), rows.value(index), keys.value(index));
            let Some(machine) = machine.filter(|machine| machines.binary_search(machine).is_ok()) else { continue };
            let table = TableId(tables.value(index));
            let Some(column) = files.tables.get(&table).and_then(|info| info.column("visited_on")) else { continue };
            let Some(on) = date_of(days.value(index)) else { continue };
            let cell = CellRef { table, row: rows.value(index), column };
            found.entry(machine).or_default().push(Sourced::new(on, cell));
        }
    }
    Ok(found)
}
