//! A machine's life as of a day: who has it, where it stands, what covers it, what is built in, and how it came to that.
//!
//! Nothing later than the day counts. Each statement has the cells it comes from.

use crate::history::{ContractOn, EventKind, History};
use base::{CellRef, Sourced};
use chrono::{Datelike, NaiveDate};
use digitize::life::{Component, EventType, LifeEvent, OWNER, SITE};
use digitize::machine_file::{MachineFiles, Warranty};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What a line of a life is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Milestone {
    /// Delivered by the builder.
    Delivered,
    /// Put into service.
    Installed,
    /// A service contract began.
    ContractStart,
    /// A service contract ended.
    ContractEnd,
    /// The warranty ended.
    WarrantyEnd,
    /// The visits of one year.
    Visits,
    /// A list says since when the machine is out of the field.
    Retired,
    /// An event of a list of events.
    Event(EventType),
}

impl Milestone {
    /// The name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Installed => "installed",
            Self::ContractStart => "contract_start",
            Self::ContractEnd => "contract_end",
            Self::WarrantyEnd => "warranty_end",
            Self::Visits => "visits",
            Self::Retired => "retired",
            Self::Event(kind) => kind.id(),
        }
    }
}

/// One line of a life.
#[derive(Clone, PartialEq, Debug)]
pub struct LifeEntry {
    /// The day; of visits the last of their year.
    pub on: NaiveDate,
    /// What it is.
    pub kind: Milestone,
    /// What the list calls it, where it is none of the known events.
    pub named: Option<String>,
    /// What the row says: field and text.
    pub told: Vec<(&'static str, String)>,
    /// How many rows it stands for.
    pub count: usize,
    /// The cells of its day, then those of what it says.
    pub cells: Vec<CellRef>,
}

/// Something that cannot be: out of the field, and a later sign of life.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LifeContradiction {
    /// How it left the field.
    pub kind: EventType,
    /// The day it left the field.
    pub out: Sourced<NaiveDate>,
    /// The first later day that says otherwise.
    pub sign: Sourced<NaiveDate>,
}

/// A machine's life as of a day.
pub struct LifeOn {
    /// The day.
    pub as_of: NaiveDate,
    /// Whether the machine is in the field.
    pub in_field: bool,
    /// The event that took it out of the field or brought it back last.
    pub in_or_out: Option<(EventType, Sourced<NaiveDate>)>,
    /// Field, value and cell of the owner.
    pub owner: Vec<(&'static str, Sourced<String>)>,
    /// Field, value and cell of the site.
    pub site: Vec<(&'static str, Sourced<String>)>,
    /// The contract that covers it.
    pub contract: Option<ContractOn>,
    /// Its warranty.
    pub warranty: Option<Warranty>,
    /// Further serial numbers it bears or bore.
    pub further_serials: Vec<String>,
    /// Its components.
    pub components: Vec<Component>,
    /// Its life, the latest first.
    pub entries: Vec<LifeEntry>,
    /// What cannot be.
    pub contradiction: Option<LifeContradiction>,
}

/// The life of a machine as of a day. `files` may be of another day; owner and site are then found anew.
#[must_use]
pub fn life_on(files: &MachineFiles, history: &History, machine: usize, as_of: NaiveDate) -> LifeOn {
    let has_events = !files.life.events(machine).is_empty();
    let anew = if as_of == files.as_of || !has_events { None } else { files.of_machine(machine, as_of) };
    let (then, at) = anew.as_ref().map_or((files, machine), |then| (then, 0));
    let values = |ids: &[&'static str]| -> Vec<(&'static str, Sourced<String>)> {
        let of = |id: &&'static str| Some((*id, Sourced::new(then.text(id, at)?, then.source(id, at)?)));
        ids.iter().filter_map(of).collect()
    };
    let visits = history.visit_days(machine);
    let contradiction = then.life.contradiction(at, as_of, &visits).map(|(event, sign)| LifeContradiction {
        kind: event.kind,
        out: event.on.clone(),
        sign,
    });
    let warranty = then.warranty(at, as_of);
    let further = then.link.further.iter().filter(|(_, of)| *of as usize == at);
    LifeOn {
        as_of,
        in_field: then.in_field(at, as_of),
        in_or_out: then.life.last_in_or_out(at, as_of).map(|event| (event.kind, event.on.clone())),
        owner: values(&OWNER),
        site: values(&SITE),
        contract: history.contract_on(files, machine, as_of),
        further_serials: further.map(|(number, _)| number.clone()).collect(),
        components: then.life.components(at, as_of),
        entries: entries(then, at, history, machine, warranty.as_ref(), &visits, as_of),
        warranty,
        contradiction,
    }
}

fn entries(
    files: &MachineFiles,
    machine: usize,
    history: &History,
    in_history: usize,
    warranty: Option<&Warranty>,
    visits: &[Sourced<NaiveDate>],
    as_of: NaiveDate,
) -> Vec<LifeEntry> {
    let plain = |on: NaiveDate, kind: Milestone, cells: Vec<CellRef>| LifeEntry {
        on,
        kind,
        named: None,
        told: Vec::new(),
        count: 1,
        cells,
    };
    let mut entries = Vec::new();
    for (field, kind) in [
        ("delivered_on", Milestone::Delivered),
        ("installed_on", Milestone::Installed),
        ("retired_on", Milestone::Retired),
    ] {
        if let Some((on, cell)) = files.date(field, machine).zip(files.source(field, machine)) {
            entries.push(plain(on, kind, vec![cell]));
        }
    }
    entries.extend(warranty.map(|of| plain(of.end, Milestone::WarrantyEnd, of.cells().collect())));
    for event in history.timeline(in_history, as_of).events {
        let kind = match event.kind {
            EventKind::ContractStart => Milestone::ContractStart,
            EventKind::ContractEnd => Milestone::ContractEnd,
            _ => continue,
        };
        let named = [("contract_number", event.title), ("contract_type", event.detail)];
        let told = named.into_iter().filter_map(|(field, text)| Some((field, text?))).collect();
        entries.push(LifeEntry { told, ..plain(event.on, kind, vec![event.source]) });
    }
    let mut years: BTreeMap<i32, Vec<&Sourced<NaiveDate>>> = BTreeMap::new();
    for visit in visits.iter().filter(|visit| *visit.value() <= as_of) {
        years.entry(visit.value().year()).or_default().push(visit);
    }
    for mut of_year in years.into_values() {
        of_year.sort_by_key(|visit| Reverse((*visit.value(), visit.source())));
        let cells = of_year.iter().map(|visit| visit.source()).collect();
        if let Some(last) = of_year.first() {
            entries.push(LifeEntry { count: of_year.len(), ..plain(*last.value(), Milestone::Visits, cells) });
        }
    }
    entries.extend(files.life.events(machine).iter().map(entry_of));
    entries.retain(|entry| entry.on <= as_of);
    entries.sort_by(|a, b| (b.on, b.kind, &b.cells).cmp(&(a.on, a.kind, &a.cells)));
    entries
}

fn entry_of(event: &LifeEvent) -> LifeEntry {
    let mut cells = vec![event.on.source()];
    cells.extend(&event.also);
    cells.extend(event.all_told().map(|(_, value)| value.source()));
    LifeEntry {
        on: *event.on.value(),
        kind: Milestone::Event(event.kind),
        named: event.named.as_ref().map(|named| named.value().clone()),
        told: event.all_told().map(|(field, value)| (field, value.value().clone())).collect(),
        count: 1,
        cells,
    }
}
