//! What a report of the assessment needs to know beside its figures, the same for the command line and the server.

use crate::{Assessed, Decided};
use ::report::{Machine, Setting};
use chrono::NaiveDate;
use hashbrown::HashSet;

/// Who wants a report, and where its numbers lead.
pub struct ReportFor {
    /// The language of all words.
    pub language: base::Language,
    /// The day it is made.
    pub made_on: NaiveDate,
    /// The machine builder's name, where it is set.
    pub builder: Option<String>,
    /// Where the page is reached.
    pub base_url: Option<String>,
}

impl Decided {
    /// The setting of a report of this decision.
    #[must_use]
    pub fn report_setting(&self, of: ReportFor) -> Setting {
        let sources: HashSet<&str> = self.state.tables.values().map(|table| table.source.as_str()).collect();
        Setting {
            language: of.language,
            as_of: self.facts.as_of,
            made_on: of.made_on,
            builder: of.builder,
            base_url: of.base_url,
            sources: u32::try_from(sources.len()).unwrap_or(u32::MAX),
        }
    }

    /// A machine of the assessment by its position, as the workbook names it.
    #[must_use]
    pub fn report_machine(&self, of: &Assessed, position: u32) -> Machine {
        let Some(machine) = of.machines.get(position as usize).map(|machine| *machine as usize) else {
            return Machine::default();
        };
        let text = |id: &str| self.state.files.str(id, machine).map(str::to_owned);
        let owner = of.input.owner.code(position as usize);
        Machine {
            serial_number: text("serial_number").unwrap_or_default(),
            machine_type: text("machine_type"),
            customer: text("customer_name").or_else(|| text("customer_number")),
            country: text("country"),
            city: text("city"),
            owner: owner.and_then(|code| of.input.owner.values.get(code as usize)).cloned(),
        }
    }
}
