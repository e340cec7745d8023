//! The contract that covers a machine on a day.

use super::{ContractLine, History};
use base::{CellRef, Kind, Sourced};
use chrono::NaiveDate;
use digitize::machine_file::{MachineFiles, date_of};

/// A contract as of a day, with the cells of its number and its days.
#[derive(Clone, PartialEq, Debug)]
pub struct ContractOn {
    /// What the list says of it.
    pub line: ContractLine,
    /// The cells of number, first and last day.
    pub cells: Vec<CellRef>,
}

impl History {
    /// The contract that covers a machine on a day: begun by then, not over, of several the one that lasts longest.
    /// What a list calls ended counts as running up to the day it names as its last.
    #[must_use]
    pub fn contract_on(&self, files: &MachineFiles, machine: usize, on: NaiveDate) -> Option<ContractOn> {
        let mut running: Vec<(Option<NaiveDate>, ContractOn)> = Vec::new();
        for row in self.of(Kind::Contracts, machine) {
            let day = |field: &str| row.day(field).and_then(date_of);
            let (start, end) = (day("contract_start"), day("contract_end"));
            let delivered = files.tables.get(&row.table_id()).map(|info| info.delivered_on);
            let is_ended = row.text("status").is_some_and(|status| status == "ended")
                && end.zip(delivered).is_none_or(|(end, delivered)| end >= delivered);
            if is_ended || start.is_some_and(|start| start > on) || end.is_some_and(|end| end < on) {
                continue;
            }
            let named = ["contract_number", "contract_start", "contract_end"];
            let has = |field: &&&str| row.text(field).is_some() || row.day(field).is_some();
            let cells = named.iter().filter(has).map(|field| row.cell(field)).collect();
            let line = ContractLine {
                number: row.text("contract_number"),
                contract_type: row.text("contract_type"),
                start,
                end,
                notice_days: row.amount("notice_days"),
                annual_value: row.amount("annual_value"),
                currency: row.text("currency"),
                status: row.text("status"),
                source: row.cell("contract_number"),
            };
            running.push((end, ContractOn { line, cells }));
        }
        // Of two rows that end alike the one of the later delivery.
        running.into_iter().max_by_key(|(end, of)| (*end, of.line.source)).map(|(_, of)| of)
    }

    /// Whether any list names a contract of the machine, running or not.
    #[must_use]
    pub fn names_a_contract(&self, machine: usize) -> bool {
        !self.of(Kind::Contracts, machine).is_empty()
    }

    /// The days of the visits to a machine, with their cells.
    #[must_use]
    pub fn visit_days(&self, machine: usize) -> Vec<Sourced<NaiveDate>> {
        let rows = self.of(Kind::Visits, machine);
        let day =
            |row: &super::Row<'_>| Some(Sourced::new(row.day("visited_on").and_then(date_of)?, row.cell("visited_on")));
        rows.iter().filter_map(day).collect()
    }
}
