//! The components of a machine as of a day: what lists name, opened and closed by exchanges.

use super::{EventType, Life, LifeEvent, Rows, same};
use crate::link::Link;
use crate::machine_file::{TableInfo, folded};
use crate::serial;
use arrow::record_batch::RecordBatch;
use base::{CellRef, Kind, Sourced, TableId};
use chrono::NaiveDate;
use hashbrown::HashMap;

/// Since when a component is built in.
pub type InstalledFrom = Option<Sourced<NaiveDate>>;

/// A component of a machine: built in, or built in once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Component {
    /// What it is: spindle, control, drive.
    pub name: Option<Sourced<String>>,
    /// Its own serial number.
    pub serial: Option<Sourced<String>>,
    /// Its part number.
    pub part_number: Option<Sourced<String>>,
    /// Built in on; `None` where no list says.
    pub from: InstalledFrom,
    /// Taken out on; `None` where it is built in.
    pub to: Option<Sourced<NaiveDate>>,
    /// Position of the component it is part of.
    pub parent: Option<usize>,
    parent_text: Option<String>,
}

/// What a component is known by, as compared.
#[derive(PartialEq, Eq, Hash)]
enum Known {
    Serial(Option<String>),
    Name(Option<String>),
}

/// A row of a list of components.
#[derive(Clone, Debug)]
pub(super) struct ComponentRow {
    rank: super::Rank,
    of: Component,
}

/// Collects the rows of a batch by machine.
pub(super) fn read(
    link: &Link,
    tables: &HashMap<TableId, TableInfo>,
    batch: &RecordBatch,
    into: &mut HashMap<u32, Vec<ComponentRow>>,
) {
    let rows = Rows::of(Kind::Components, batch, tables);
    for index in 0..batch.num_rows() {
        let (Some(machine), Some(rank)) = (rows.machine(link, index), rows.rank(index)) else { continue };
        let name = rows.text("component", index).or_else(|| rows.text("description", index));
        let of = Component {
            name,
            serial: rows.text("component_serial", index),
            part_number: rows.text("part_number", index),
            from: rows.date("installed_on", index),
            to: rows.date("removed_on", index),
            parent: None,
            parent_text: rows.text("parent_component", index).map(|text| text.value().clone()),
        };
        if of.name.is_some() || of.serial.is_some() {
            into.entry(machine).or_default().push(ComponentRow { rank, of });
        }
    }
}

fn said_alike(field: &str, one: Option<&Sourced<String>>, other: Option<&Sourced<String>>) -> bool {
    one.zip(other).is_some_and(|(one, other)| same(field, one.value(), other.value()))
}

impl Component {
    /// The cell by which it is known best: its serial number's, else its name's.
    #[must_use]
    pub fn cell(&self) -> Option<CellRef> {
        self.serial.as_ref().or(self.name.as_ref()).map(Sourced::source)
    }

    /// Whether it is built in on a day.
    fn is_in(&self, on: NaiveDate) -> bool {
        self.from.as_ref().is_none_or(|from| *from.value() <= on) && self.to.as_ref().is_none_or(|to| *to.value() > on)
    }

    /// Whether it was built in when the day began; a list may name this very day as that of its removal.
    fn was_in(&self, on: NaiveDate) -> bool {
        self.from.as_ref().is_none_or(|from| *from.value() <= on) && self.to.as_ref().is_none_or(|to| *to.value() >= on)
    }

    fn has_serial(&self, serial: &str) -> bool {
        self.serial.as_ref().is_some_and(|own| same("component_serial", own.value(), serial))
    }

    fn has_name(&self, name: &str) -> bool {
        self.name.as_ref().is_some_and(|own| same("component", own.value(), name))
    }

    /// Rows that tell of one component share this.
    fn known_by(&self) -> Known {
        match (&self.serial, &self.name) {
            (Some(serial), _) => Known::Serial(serial::normalise(serial.value())),
            (None, name) => Known::Name(name.as_ref().map(|name| folded(name.value()))),
        }
    }

    /// Whether two rows tell of one component: the same serial number, else the same name and no two numbers, and not
    /// two different stays.
    fn is_same(&self, other: &Self) -> bool {
        let days = |one: &Option<Sourced<NaiveDate>>, other: &Option<Sourced<NaiveDate>>| match (one, other) {
            (Some(one), Some(other)) => one.value() == other.value(),
            _ => true,
        };
        let one = match (&self.serial, &other.serial) {
            (Some(_), Some(_)) => said_alike("component_serial", self.serial.as_ref(), other.serial.as_ref()),
            (None, None) => said_alike("component", self.name.as_ref(), other.name.as_ref()),
            _ => false,
        };
        one && days(&self.from, &other.from) && days(&self.to, &other.to)
    }

    fn absorb(&mut self, other: Self) {
        self.name = self.name.take().or(other.name);
        self.part_number = self.part_number.take().or(other.part_number);
        self.from = self.from.take().or(other.from);
        self.to = self.to.take().or(other.to);
        self.parent_text = self.parent_text.take().or(other.parent_text);
    }
}

impl Life {
    /// The components of a machine as of a day: those built in first, each kind in the order of its days, then those
    /// taken out by then. Nothing later than the day counts; a component a later exchange brings is not there yet,
    /// and the one it takes out still is.
    #[must_use]
    pub fn components(&self, machine: usize, as_of: NaiveDate) -> Vec<Component> {
        let mut rows: Vec<&ComponentRow> =
            u32::try_from(machine).ok().and_then(|at| self.components.get(&at)).into_iter().flatten().collect();
        rows.sort_by_key(|row| row.rank);
        let mut parts: Vec<Component> = Vec::new();
        let mut alike: HashMap<Known, Vec<usize>> = HashMap::new();
        for row in rows {
            let places = alike.entry(row.of.known_by()).or_default();
            match places.iter().copied().find(|at| parts[*at].is_same(&row.of)) {
                Some(at) => parts[at].absorb(row.of.clone()),
                None => {
                    places.push(parts.len());
                    parts.push(row.of.clone());
                }
            }
        }
        let exchanges = self.events(machine).iter().filter(|event| event.kind == EventType::ComponentExchanged);
        let (done, ahead): (Vec<&LifeEvent>, Vec<&LifeEvent>) = exchanges.partition(|event| *event.on.value() <= as_of);
        // Backwards from the last: what an exchange brought goes, what it took is back.
        for event in ahead.iter().rev() {
            undo(&mut parts, event);
        }
        for event in done {
            exchange(&mut parts, event);
        }
        parts.retain(|part| part.from.as_ref().is_none_or(|from| *from.value() <= as_of));
        for part in &mut parts {
            part.to = part.to.take().filter(|to| *to.value() <= as_of);
        }
        let day = |of: &Option<Sourced<NaiveDate>>| of.as_ref().map(|day| *day.value());
        parts.sort_by(|one, other| {
            let key = |part: &Component| {
                let name = part.name.as_ref().map(|name| name.value().to_lowercase());
                let serial = part.serial.as_ref().map(|serial| serial.value().to_lowercase());
                (part.to.is_some(), name.is_none(), name, day(&part.from), day(&part.to), serial, part.cell())
            };
            key(one).cmp(&key(other))
        });
        find_parents(&mut parts);
        parts
    }
}

/// Closes what an exchange took out and opens what it put in.
fn exchange(parts: &mut Vec<Component>, event: &LifeEvent) {
    let on = *event.on.value();
    let name = event.told("component");
    let out = event.told("old_serial");
    let put_in = event.told("new_serial");
    let mut parent_text = None;
    let taken = match out {
        Some(out) => parts.iter().position(|part| part.has_serial(out.value()) && part.was_in(on)),
        // Without its number the component is known by its name, where only one has that name.
        None => name.and_then(|name| {
            let is_new = |part: &Component| put_in.is_some_and(|new| part.has_serial(new.value()));
            let named = |part: &Component| part.has_name(name.value()) && part.is_in(on) && !is_new(part);
            let mut found = parts.iter().enumerate().filter(|(_, part)| named(part));
            let first = found.next()?;
            found.next().is_none().then_some(first.0)
        }),
    };
    match (taken, out) {
        (Some(at), _) => {
            parent_text.clone_from(&parts[at].parent_text);
            parts[at].to.get_or_insert_with(|| event.on.clone());
        }
        (None, Some(out)) => parts.push(Component {
            name: name.cloned(),
            serial: Some(out.clone()),
            part_number: None,
            from: None,
            to: Some(event.on.clone()),
            parent: None,
            parent_text: None,
        }),
        (None, None) => {}
    }
    let Some(put_in) = put_in else { return };
    // A list that is newer than the exchange names the component without saying since when.
    let known = parts.iter_mut().find(|part| {
        let from = part.from.as_ref().map(|from| *from.value());
        part.has_serial(put_in.value())
            && part.to.as_ref().is_none_or(|to| *to.value() > on)
            && from.is_none_or(|from| from == on)
    });
    match known {
        Some(part) => {
            part.from = part.from.take().or_else(|| Some(event.on.clone()));
            part.name = part.name.take().or_else(|| name.cloned());
            part.parent_text = part.parent_text.take().or(parent_text);
        }
        None => parts.push(Component {
            name: name.cloned(),
            serial: Some(put_in.clone()),
            part_number: None,
            from: Some(event.on.clone()),
            to: None,
            parent: None,
            parent_text,
        }),
    }
}

/// Takes an exchange that is still ahead out of what today's list says.
fn undo(parts: &mut Vec<Component>, event: &LifeEvent) {
    let on = *event.on.value();
    if let Some(put_in) = event.told("new_serial") {
        let brought = |part: &Component| {
            part.has_serial(put_in.value()) && part.from.as_ref().is_none_or(|from| *from.value() >= on)
        };
        parts.retain(|part| !brought(part));
    }
    if let Some(out) = event.told("old_serial")
        && !parts.iter().any(|part| part.has_serial(out.value()))
    {
        parts.push(Component {
            name: event.told("component").cloned(),
            serial: Some(out.clone()),
            part_number: None,
            from: None,
            to: None,
            parent: None,
            parent_text: None,
        });
    }
}

/// Finds the component each one is part of, by serial number or name; a circle is cut where it would close.
fn find_parents(parts: &mut [Component]) {
    let mut places: HashMap<Known, Vec<usize>> = HashMap::new();
    for (at, part) in parts.iter().enumerate() {
        let serial = part.serial.as_ref().map(|serial| Known::Serial(serial::normalise(serial.value())));
        let name = part.name.as_ref().map(|name| Known::Name(Some(folded(name.value()))));
        for known in serial.into_iter().chain(name) {
            let places = places.entry(known).or_default();
            // Two are enough: one of them is another than the one that looks.
            if places.len() < 2 {
                places.push(at);
            }
        }
    }
    for at in 0..parts.len() {
        let Some(text) = parts[at].parent_text.clone() else { continue };
        let texts = [Known::Serial(serial::normalise(&text)), Known::Name(Some(folded(&text)))];
        let found = texts.iter().filter_map(|known| places.get(known)).flatten().copied().filter(|other| *other != at);
        let found = found.min();
        let mut above = found;
        while let Some(next) = above.filter(|next| *next != at) {
            above = parts[next].parent;
        }
        parts[at].parent = found.filter(|_| above != Some(at));
    }
}
