//! What happened to a machine as such: moved, resold, components exchanged, scrapped.
//!
//! An event is a dated statement. It counts from its day on, and one event that several deliveries or sources tell
//! counts once, with the cells of all of them. What holds on a day follows from the events up to that day; a later
//! event says nothing about the days before it, except that what it brings did not hold yet.

mod components;
mod event_type;
mod serial_changes;

pub use components::{Component, InstalledFrom};
pub use event_type::EventType;
pub use serial_changes::{SerialChange, serial_changes};

use crate::link::Link;
use crate::machine_file::{TableInfo, date_of, folded};
use crate::schema::{FIRST_FIELD, ROW, SERIAL_KEY, TABLE_ID};
use crate::{customer_name, serial};
use arrow::array::{Array, AsArray};
use arrow::datatypes::{Date32Type, UInt32Type, UInt64Type};
use arrow::record_batch::RecordBatch;
use base::{CellRef, Field, Kind, Sourced, TableId, fields};
use chrono::NaiveDate;
use components::ComponentRow;
use hashbrown::HashMap;
use std::cmp::Reverse;

/// Text fields of an event beside its serial number and type.
const TOLD: [&str; 13] = [
    "customer_number",
    "customer_name",
    "previous_customer_number",
    "previous_customer_name",
    "site",
    "street",
    "postcode",
    "city",
    "country",
    "component",
    "old_serial",
    "new_serial",
    "description",
];

/// Where a machine stands: the fields of an event that name its site.
pub const SITE: [&str; 5] = ["site", "street", "postcode", "city", "country"];

/// Who has a machine: the fields of an event that name its owner.
pub const OWNER: [&str; 2] = ["customer_number", "customer_name"];

/// One event in a machine's life.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LifeEvent {
    /// The machine's position.
    pub machine: u32,
    /// The local day.
    pub on: Sourced<NaiveDate>,
    /// What happened.
    pub kind: EventType,
    /// What the list calls it, where it is none of the known words.
    pub named: Option<Sourced<String>>,
    told: Vec<(&'static str, Sourced<String>)>,
    /// The day's cell in further lists that tell the same event.
    pub also: Vec<CellRef>,
}

impl LifeEvent {
    /// What the event says of a field: the owner and site it brings, the component, the serial numbers.
    #[must_use]
    pub fn told(&self, field: &str) -> Option<&Sourced<String>> {
        self.told.iter().find(|(id, _)| *id == field).map(|(_, value)| value)
    }

    /// The text of a field.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<&str> {
        self.told(field).map(|value| value.value().as_str())
    }

    /// Whether the event brings any of these fields.
    #[must_use]
    pub fn brings(&self, group: &[&str]) -> bool {
        group.iter().any(|field| self.told(field).is_some())
    }

    /// Everything the event says, in the order of the fields.
    pub fn all_told(&self) -> impl Iterator<Item = (&'static str, &Sourced<String>)> {
        self.told.iter().map(|(id, value)| (*id, value))
    }

    /// Whether two rows can be the same event: nothing both say differs.
    fn agrees(&self, other: &Self) -> bool {
        self.told.iter().all(|(id, value)| {
            other.told(id).is_none_or(|other| *id == "description" || same(id, value.value(), other.value()))
        })
    }

    /// Takes over what another row of the same event says beside.
    fn absorb(&mut self, other: Self) {
        for (id, value) in other.told {
            if self.told(id).is_none() {
                self.told.push((id, value));
            }
        }
        self.told.sort_by_key(|(id, _)| TOLD.iter().position(|known| known == id));
        self.also.push(other.on.source());
        self.also.extend(other.also);
    }
}

/// Whether two texts of a field say the same.
#[must_use]
pub fn same(field: &str, one: &str, other: &str) -> bool {
    match field.trim_start_matches("previous_") {
        "customer_number" => customer_name::normalise_number(one) == customer_name::normalise_number(other),
        "customer_name" => customer_name::normalise(one) == customer_name::normalise(other),
        "old_serial" | "new_serial" | "component_serial" => serial::normalise(one) == serial::normalise(other),
        _ => folded(one) == folded(other),
    }
}

/// The events and components of all machines.
#[derive(Default)]
pub struct Life {
    /// By machine, then day; `from[m]..from[m + 1]` are those of machine m.
    events: Vec<LifeEvent>,
    from: Vec<u32>,
    components: HashMap<u32, Vec<ComponentRow>>,
    /// Events without a day that can be read; they are kept in the file and count for nothing.
    pub undated: Vec<CellRef>,
}

/// Events of one machine, day and kind that a further row is held against. No list tells of so many; a file that does is
/// read in the time its rows take, and what it tells beyond them stays as it is told.
const MOST_TWINS: usize = 64;

/// The order of survivorship of a row: trust, delivery, place.
type Rank = ((i32, Reverse<(NaiveDate, u32)>), (u32, u32));

impl Life {
    /// Collects the events and components of these rows; rows of replaced tables and of no machine are passed over.
    #[must_use]
    pub fn of(link: &Link, tables: &HashMap<TableId, TableInfo>, rows: &[(Kind, RecordBatch)]) -> Self {
        let mut life = Self { from: vec![0; link.len() + 1], ..Self::default() };
        let mut found: Vec<(Rank, LifeEvent)> = Vec::new();
        for (kind, batch) in rows {
            match kind {
                Kind::LifecycleEvents => found.extend(life.read(link, tables, batch)),
                Kind::Components => components::read(link, tables, batch, &mut life.components),
                _ => {}
            }
        }
        // Independent of the order of deliveries: the most trusted row stands for its event.
        found.sort_by_key(|(rank, event)| (event.machine, *event.on.value(), event.kind, *rank));
        for (_, event) in found {
            let twin = life.events.iter_mut().rev().take_while(|known| {
                (known.machine, known.on.value(), known.kind) == (event.machine, event.on.value(), event.kind)
            });
            match { twin }.take(MOST_TWINS).find(|known| known.agrees(&event)) {
                Some(known) => known.absorb(event),
                None => life.events.push(event),
            }
        }
        for event in &life.events {
            life.from[event.machine as usize + 1] += 1;
        }
        for at in 1..life.from.len() {
            life.from[at] += life.from[at - 1];
        }
        life.undated.sort_unstable();
        life
    }

    fn read(
        &mut self,
        link: &Link,
        tables: &HashMap<TableId, TableInfo>,
        batch: &RecordBatch,
    ) -> Vec<(Rank, LifeEvent)> {
        let rows = Rows::of(Kind::LifecycleEvents, batch, tables);
        let mut found = Vec::new();
        for index in 0..batch.num_rows() {
            let (Some(machine), Some(rank)) = (rows.machine(link, index), rows.rank(index)) else { continue };
            let Some(on) = rows.date("occurred_on", index) else {
                self.undated.extend(rows.cell("occurred_on", index));
                continue;
            };
            let told: Vec<(&'static str, Sourced<String>)> =
                TOLD.iter().filter_map(|id| Some((*id, rows.text(id, index)?))).collect();
            let has = |id: &str| told.iter().any(|(known, _)| *known == id);
            let named = rows.text("event_type", index);
            let known = named.as_ref().and_then(|text| EventType::of(text.value()));
            let kind = known.unwrap_or(match &named {
                // A list of exchanges needs no column that says so.
                None if has("component") && (has("old_serial") || has("new_serial")) => EventType::ComponentExchanged,
                None if has("old_serial") && has("new_serial") => EventType::SerialChanged,
                _ => EventType::Other,
            });
            let named = named.filter(|_| known.is_none());
            found.push((rank, LifeEvent { machine, on, kind, named, told, also: Vec::new() }));
        }
        found
    }

    /// The events of a machine, oldest first.
    #[must_use]
    pub fn events(&self, machine: usize) -> &[LifeEvent] {
        match (self.from.get(machine), self.from.get(machine + 1)) {
            (Some(from), Some(to)) => self.events.get(*from as usize..*to as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// The life of one machine, at position 0.
    #[must_use]
    pub(crate) fn of_machine(&self, machine: usize) -> Self {
        let events: Vec<LifeEvent> =
            self.events(machine).iter().map(|event| LifeEvent { machine: 0, ..event.clone() }).collect();
        let parts = u32::try_from(machine).ok().and_then(|at| self.components.get(&at)).cloned();
        let from = vec![0, u32::try_from(events.len()).unwrap_or(u32::MAX)];
        Self { events, from, components: parts.into_iter().map(|parts| (0, parts)).collect(), undated: Vec::new() }
    }

    /// All events, by machine and day.
    #[must_use]
    pub fn all_events(&self) -> &[LifeEvent] {
        &self.events
    }

    /// The machines that have, or had, components of which something is known, in their order.
    #[must_use]
    pub fn machines_with_components(&self) -> Vec<u32> {
        let exchanged = self.events.iter().filter(|event| event.kind == EventType::ComponentExchanged);
        let mut machines: Vec<u32> =
            exchanged.map(|event| event.machine).chain(self.components.keys().copied()).collect();
        machines.sort_unstable();
        machines.dedup();
        machines
    }

    /// Whether nothing is known of any machine's life.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty() && self.components.is_empty()
    }

    /// The last event up to a day that took a machine out of the field or brought it back.
    #[must_use]
    pub fn last_in_or_out(&self, machine: usize, as_of: NaiveDate) -> Option<&LifeEvent> {
        let events = self.events(machine).iter().filter(|event| *event.on.value() <= as_of);
        events.filter(|event| event.kind.in_field().is_some()).max_by_key(|event| (*event.on.value(), event.kind))
    }

    /// Where a machine is out of the field since an event and something of a later day says that it lives: the event
    /// and the first such day. Events that bring a machine back end the silence.
    #[must_use]
    pub fn contradiction(
        &self,
        machine: usize,
        as_of: NaiveDate,
        signs: &[Sourced<NaiveDate>],
    ) -> Option<(&LifeEvent, Sourced<NaiveDate>)> {
        let out = self.last_in_or_out(machine, as_of).filter(|event| event.kind.in_field() == Some(false))?;
        let own = self.events(machine).iter().filter(|event| event.kind.is_sign_of_life()).map(|event| &event.on);
        let later = own.chain(signs).filter(|sign| sign.value() > out.on.value() && *sign.value() <= as_of);
        let first = later.min_by_key(|sign| (*sign.value(), sign.source()))?;
        Some((out, first.clone()))
    }
}

/// Cells of one batch by field.
struct Rows<'a> {
    kind: Kind,
    batch: &'a RecordBatch,
    tables: &'a HashMap<TableId, TableInfo>,
}

impl<'a> Rows<'a> {
    const fn of(kind: Kind, batch: &'a RecordBatch, tables: &'a HashMap<TableId, TableInfo>) -> Self {
        Self { kind, batch, tables }
    }

    fn machine(&self, link: &Link, index: usize) -> Option<u32> {
        let keys = self.batch.column(SERIAL_KEY).as_primitive::<UInt64Type>();
        let (table, row) = self.place(index);
        keys.is_valid(index).then(|| link.machine_of(table, row, keys.value(index))).flatten()
    }

    fn place(&self, index: usize) -> (TableId, u32) {
        let table = self.batch.column(TABLE_ID).as_primitive::<UInt32Type>().value(index);
        (TableId(table), self.batch.column(ROW).as_primitive::<UInt32Type>().value(index))
    }

    /// `None` where the table no longer counts.
    fn rank(&self, index: usize) -> Option<Rank> {
        let (table, row) = self.place(index);
        Some((self.tables.get(&table)?.trust(), (table.0, row)))
    }

    fn cell(&self, field: &str, index: usize) -> Option<CellRef> {
        let (table, row) = self.place(index);
        Some(CellRef { table, row, column: self.tables.get(&table)?.column(field)? })
    }

    fn column(&self, field: &str) -> Option<usize> {
        let (at, _): (usize, &Field) = fields(self.kind).iter().enumerate().find(|(_, known)| known.id == field)?;
        Some(FIRST_FIELD + at)
    }

    fn text(&self, field: &str, index: usize) -> Option<Sourced<String>> {
        let column = self.batch.column(self.column(field)?).as_string_opt::<i32>()?;
        let text = column.is_valid(index).then(|| column.value(index))?;
        Some(Sourced::new(text.to_owned(), self.cell(field, index)?))
    }

    fn date(&self, field: &str, index: usize) -> Option<Sourced<NaiveDate>> {
        let column = self.batch.column(self.column(field)?).as_primitive_opt::<Date32Type>()?;
        let date = column.is_valid(index).then(|| date_of(column.value(index))).flatten()?;
        Some(Sourced::new(date, self.cell(field, index)?))
    }
}
