//! Facts of service contracts: status, days to the end of gapless coverage, days to the next notice date, value.
//!
//! A renewal that follows without a gap extends the coverage, also one that starts in the future. An open-ended
//! contract (end 9999-12-31) has its notice date before each anniversary of its start.

use super::{Columns, Known, days, euros, sources_of, texts, to_eur, wholes};
use crate::lake::LakeError;
use crate::telemetry::At;
use arrow::array::{Array, AsArray};
use arrow::datatypes::{Date32Type, Decimal128Type, Float64Type, UInt32Type, UInt64Type};
use base::{CellRef, Kind, TableId, fields};
use chrono::{Days, Months, NaiveDate};
use digitize::machine_file::date_of;
use digitize::schema::{FIRST_FIELD, ROW, SERIAL_KEY, TABLE_ID};
use hashbrown::HashSet;
use std::cmp::Reverse;

/// Days since 1970 of 9999-12-31, by which lists write "open-ended".
const OPEN_ENDED: i32 = 2_932_896;

/// Trust, delivery, row: the lower the better.
type Rank = ((i32, Reverse<(NaiveDate, u32)>), Reverse<u32>);

#[derive(Clone, Debug)]
struct Row {
    machine: u32,
    number: Option<String>,
    start: Option<i32>,
    end: Option<i32>,
    notice_days: Option<f64>,
    notice_date: Option<i32>,
    value: Option<i128>,
    ended: bool,
    /// The row says that there is no contract at all.
    none: bool,
    /// It came with a delivery of after the day that is replayed.
    told_later: bool,
    /// The delivery it came with.
    delivered: (NaiveDate, u32),
    /// Priority of the source, then delivery, later row: the survivor of two rows on the same contract and start.
    rank: Rank,
    at: At,
}

#[derive(Clone, Default)]
struct Standing {
    status: Option<&'static str>,
    days_left: Option<i64>,
    notice_left: Option<i64>,
    value: Option<i128>,
    status_cells: Vec<CellRef>,
    end_cells: Vec<CellRef>,
    notice_cells: Vec<CellRef>,
    value_cells: Vec<CellRef>,
    /// The ends of the contracts that run, one for each; where there are several, the one that runs longest counts.
    running_cells: Vec<CellRef>,
}

/// Adds the facts of contracts; gives the annual values by machine, for means by type.
pub(super) fn add(columns: &mut Columns<'_>) -> Result<Vec<Option<i128>>, LakeError> {
    let machines = columns.inputs.files.len();
    let complete = columns.is_complete(Kind::Contracts);
    let rows = load(columns)?;
    let mut standings: Vec<Standing> = vec![Standing::default(); machines];
    if complete {
        for standing in &mut standings {
            standing.status = Some("none");
        }
    }
    for group in rows.chunk_by(|a, b| a.machine == b.machine) {
        if let Some(first) = group.first()
            && let Some(slot) = standings.get_mut(first.machine as usize)
        {
            *slot = standing(columns, group);
        }
    }
    let status_sources = sources_of(machines, |machine| standings[machine].status_cells.clone());
    columns.set("contract_status", texts(standings.iter().map(|of| of.status).collect()), &status_sources);
    columns.rest_on("contract_status", "no contract in a source declared complete for contracts");
    let end_sources = sources_of(machines, |machine| standings[machine].end_cells.clone());
    columns.set("contract_days_left", wholes(standings.iter().map(|of| of.days_left).collect()), &end_sources);
    let notice_sources = sources_of(machines, |machine| standings[machine].notice_cells.clone());
    columns.set("notice_days_left", wholes(standings.iter().map(|of| of.notice_left).collect()), &notice_sources);
    let values: Vec<Option<i128>> = standings.iter().map(|of| of.value).collect();
    let value_sources = sources_of(machines, |machine| standings[machine].value_cells.clone());
    columns.set("contract_annual_value", euros(values.clone()), &value_sources);
    let running_sources = sources_of(machines, |machine| standings[machine].running_cells.clone());
    let running = |of: &Standing| of.status.and(i64::try_from(of.running_cells.len()).ok());
    columns.set("contracts_running", wholes(standings.iter().map(running).collect()), &running_sources);
    Ok(values)
}

fn load(columns: &Columns<'_>) -> Result<Vec<Row>, LakeError> {
    let inputs = columns.inputs;
    let position =
        |id: &str| FIRST_FIELD + fields(Kind::Contracts).iter().position(|field| field.id == id).unwrap_or(0);
    let mut rows = Vec::new();
    for batch in inputs.lake.load(Kind::Contracts, inputs.batches)? {
        let tables = batch.column(TABLE_ID).as_primitive::<UInt32Type>();
        let numbers = batch.column(ROW).as_primitive::<UInt32Type>();
        let keys = batch.column(SERIAL_KEY).as_primitive::<UInt64Type>();
        let text = |id: &str| batch.column(position(id)).as_string::<i32>();
        let date = |id: &str| batch.column(position(id)).as_primitive::<Date32Type>();
        let (contract, status, currency) = (text("contract_number"), text("status"), text("currency"));
        let (start, end, notice_date) = (date("contract_start"), date("contract_end"), date("notice_date"));
        let notice_days = batch.column(position("notice_days")).as_primitive::<Float64Type>();
        let value = batch.column(position("annual_value")).as_primitive::<Decimal128Type>();
        for index in 0..batch.num_rows() {
            let at = At { table: tables.value(index), row: numbers.value(index) };
            let of = |key: u64| inputs.files.link.machine_of(TableId(at.table), at.row, key);
            let Some(machine) = keys.is_valid(index).then(|| of(keys.value(index))).flatten() else { continue };
            // Rows of a list that a later complete delivery has replaced no longer count.
            let Some(info) = inputs.files.tables.get(&TableId(at.table)) else { continue };
            let told_later = inputs.known == Known::ByThen && info.delivered_on > inputs.as_of;
            let starts_later = start.is_valid(index) && start.value(index) > columns.today;
            let says_none = status.is_valid(index) && status.value(index) == "none";
            if told_later && (starts_later || says_none) {
                continue;
            }
            let given = currency.is_valid(index).then(|| currency.value(index));
            rows.push(Row {
                machine,
                number: contract.is_valid(index).then(|| contract.value(index).to_owned()),
                start: start.is_valid(index).then(|| start.value(index)),
                end: end.is_valid(index).then(|| end.value(index)),
                notice_days: notice_days.is_valid(index).then(|| notice_days.value(index)),
                notice_date: notice_date.is_valid(index).then(|| notice_date.value(index)),
                value: value.is_valid(index).then(|| to_eur(inputs.rates, value.value(index), given)).flatten(),
                // A list that says "ended" of a contract whose last day was over when it was delivered says nothing
                // the day does not say; on a day before that the contract still ran.
                ended: !told_later
                    && status.is_valid(index)
                    && (status.value(index) == "none"
                        || (status.value(index) == "ended"
                            && !(end.is_valid(index) && end.value(index) < days(info.delivered_on)))),
                none: says_none,
                told_later,
                delivered: (info.delivered_on, info.batch),
                rank: (info.trust(), Reverse(at.row)),
                at,
            });
        }
    }
    rows.sort_unstable_by(|a, b| {
        (a.machine, &a.number, a.start, a.told_later, a.rank, a.at).cmp(&(
            b.machine,
            &b.number,
            b.start,
            b.told_later,
            b.rank,
            b.at,
        ))
    });
    // The same contract from two deliveries: the survivor stands first.
    rows.dedup_by(|b, a| a.machine == b.machine && a.number.is_some() && a.number == b.number && a.start == b.start);
    Ok(rows)
}

fn standing(columns: &Columns<'_>, rows: &[Row]) -> Standing {
    let today = columns.today;
    let begun = |row: &Row| row.start.is_none_or(|start| start <= today);
    let running = |row: &&Row| !row.ended && begun(row) && row.end.is_some_and(|end| end >= today);
    let mut active: Vec<&Row> = rows.iter().filter(running).collect();
    active.sort_by_key(|row| (row.end, row.start, row.at));
    let Some(current) = active.last().copied() else {
        return lapsed(columns, rows);
    };
    // Two rows of one number are one contract and its renewal; rows without a number are a contract each.
    let mut numbers: HashSet<&str> = HashSet::new();
    let mut running: Vec<&Row> = active.iter().rev().copied().collect();
    running.retain(|row| row.number.as_deref().is_none_or(|number| numbers.insert(number)));
    let mut last = current;
    let mut covered = current.end.unwrap_or(today);
    loop {
        let next = rows
            .iter()
            .filter(|row| !row.ended && row.start.is_some_and(|start| start <= covered.saturating_add(1)))
            .filter(|row| row.end.is_some_and(|end| end > covered))
            .max_by_key(|row| (row.end, row.at));
        match next {
            Some(row) => {
                covered = row.end.unwrap_or(covered);
                last = row;
            }
            None => break,
        }
    }
    let days_left = i64::from(covered) - i64::from(today);
    let end_cell = columns.cell(last.at, "contract_end");
    let (notice_left, notice_cells) = notice(columns, last, covered, days_left);
    let value_row = [current, last].into_iter().find(|row| row.value.is_some());
    Standing {
        status: Some("active"),
        days_left: Some(days_left),
        notice_left,
        value: value_row.and_then(|row| row.value),
        status_cells: vec![columns.cell(current.at, "contract_end")],
        end_cells: vec![end_cell],
        notice_cells,
        value_cells: value_row.map(|row| columns.cell(row.at, "annual_value")).into_iter().collect(),
        running_cells: running.into_iter().map(|row| columns.cell(row.at, "contract_end")).collect(),
    }
}

/// No contract runs: one of unknown end, one that begins later, or all over.
fn lapsed(columns: &Columns<'_>, rows: &[Row]) -> Standing {
    let today = columns.today;
    // A statement that there is no contract settles those of unknown end that were delivered before it.
    let none = rows.iter().filter(|row| row.none).max_by_key(|row| (row.delivered, row.at));
    let is_open = |row: &&Row| !row.ended && row.end.is_none() && row.start.is_none_or(|start| start <= today);
    let open = rows.iter().filter(is_open).find(|row| none.is_none_or(|none| none.delivered < row.delivered));
    if let Some(row) = open {
        let cell = columns.cell(row.at, "contract_end");
        return Standing { status_cells: vec![cell], end_cells: vec![cell], ..Standing::default() };
    }
    if let Some(row) = none {
        let earlier = rows.iter().any(|row| !row.none && row.start.is_none_or(|start| start <= today));
        let status_cells = vec![columns.cell(row.at, "status")];
        return Standing {
            status: Some(if earlier { "expired" } else { "none" }),
            status_cells,
            ..Standing::default()
        };
    }
    let over = rows.iter().filter(|row| row.ended || row.end.is_some_and(|end| end < today));
    let (status, row) = match over.max_by_key(|row| (row.end, row.at)) {
        Some(row) => ("expired", Some(row)),
        None => ("pending", rows.first()),
    };
    let cells: Vec<CellRef> = row.map(|row| columns.cell(row.at, "contract_end")).into_iter().collect();
    Standing { status: Some(status), status_cells: cells, ..Standing::default() }
}

/// Days to the next notice date and the cells behind it; `None` where the notice period could not be read.
fn notice(columns: &Columns<'_>, row: &Row, covered: i32, days_left: i64) -> (Option<i64>, Vec<CellRef>) {
    let today = columns.today;
    let end_cell = columns.cell(row.at, "contract_end");
    if let Some(date) = row.notice_date.filter(|date| *date >= today) {
        return (Some(i64::from(date) - i64::from(today)), vec![columns.cell(row.at, "notice_date")]);
    }
    #[expect(clippy::cast_possible_truncation, reason = "a notice period in days")]
    let Some(notice) = row.notice_days.filter(|days| (0.0..36_600.0).contains(days)).map(|days| days as i64) else {
        return (row.notice_days.is_none().then_some(days_left), vec![end_cell]);
    };
    let notice_cell = columns.cell(row.at, "notice_days");
    if covered < OPEN_ENDED {
        let left = days_left - notice;
        return (Some(if left >= 0 { left } else { days_left }), vec![end_cell, notice_cell]);
    }
    match row.start.and_then(date_of).and_then(|start| next_notice(start, notice, columns.inputs.as_of)) {
        Some(date) => {
            let left = i64::from(days(date)) - i64::from(today);
            (Some(left), vec![columns.cell(row.at, "contract_start"), notice_cell])
        }
        // Open-ended with a notice period, but nobody knows since when.
        None => (None, vec![end_cell]),
    }
}

/// The next day by which notice must be given: `notice` days before an anniversary of the start.
fn next_notice(start: NaiveDate, notice: i64, as_of: NaiveDate) -> Option<NaiveDate> {
    (1..=200)
        .filter_map(|years| start.checked_add_months(Months::new(12 * years)))
        .filter_map(|anniversary| anniversary.checked_sub_days(Days::new(u64::try_from(notice).ok()?)))
        .find(|date| *date >= as_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notice_of_an_open_ended_contract_is_before_the_next_anniversary_still_to_be_met() {
        let date = |text: &str| text.parse::<NaiveDate>().expect("a date");
        assert_eq!(next_notice(date("2020-01-01"), 90, date("2026-09-01")), Some(date("2026-10-03")));
        assert_eq!(next_notice(date("2020-01-01"), 90, date("2026-10-03")), Some(date("2026-10-03")));
        assert_eq!(next_notice(date("2020-01-01"), 90, date("2026-10-04")), Some(date("2027-10-03")));
        assert_eq!(days(date("9999-12-31")), OPEN_ENDED);
    }
}
