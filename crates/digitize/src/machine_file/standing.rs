//! Owner and site of a machine as of a day, where events tell of them.
//!
//! The latest dated statement up to the day counts: an event, a contract that begins with a customer, or a list whose
//! source said otherwise in the delivery before (a list says what is, not since when; a value of a source's first
//! delivery has no day and is older than every event). A value without a day that a later event brings did not hold
//! before that event and is left out. Machines without such events are as their lists say.

use super::{AHEAD, Candidate, EVENT, MachineFiles, OVERTAKEN, OWN, PREVIOUS, date_of, position};
use crate::life::{LifeEvent, OWNER, SITE, same};
use crate::link::Link;
use crate::schema::{FIRST_FIELD, ROW, SERIAL_KEY, TABLE_ID};
use arrow::array::{Array, AsArray, BooleanArray};
use arrow::compute::filter_record_batch;
use arrow::datatypes::{Date32Type, UInt32Type, UInt64Type};
use arrow::record_batch::RecordBatch;
use base::{CellRef, Kind, TableId};
use chrono::NaiveDate;
use hashbrown::{HashMap, HashSet};

/// Which source delivered a table, and when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// The source's number; any, as long as each source has its own.
    pub source: u32,
    /// The day of the delivery.
    pub on: NaiveDate,
    /// The number of the delivery.
    pub batch: u32,
}

/// Fields that belong to the place where a machine stood and mean nothing at another.
const OF_THE_PLACE: [&str; 2] = ["latitude", "longitude"];

/// Fields that belong to the company that had a machine.
const OF_THE_OWNER: [&str; 3] = ["contact_name", "email", "phone"];

/// Since when a candidate says what it says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Since {
    Undated,
    On(NaiveDate),
}

/// Rows of one machine and source in the order of deliveries.
type Runs = HashMap<(u32, u32), Vec<(NaiveDate, u32, Candidate)>>;

/// What is needed to place statements in time.
struct Times<'a> {
    files: &'a MachineFiles,
    deliveries: &'a HashMap<TableId, Delivery>,
    runs: Runs,
    /// Rows of events by machine and cell.
    event_rows: HashMap<(u32, TableId, u32), Vec<Candidate>>,
}

impl MachineFiles {
    /// Lets events up to the day of these files change owner and site.
    pub(super) fn follow_life(&mut self, machine_of: &[Vec<u32>]) {
        let placed = self.life.all_events().iter().filter(|event| event.kind.places());
        let placed: HashSet<u32> = placed.map(|event| event.machine).collect();
        if placed.is_empty() {
            return;
        }
        let mut machines: Vec<u32> = placed.iter().copied().collect();
        machines.sort_unstable();
        let times = Times::of(self, machine_of, &placed);
        let mut replaced = Vec::new();
        for machine in machines {
            replaced.extend(times.owner(machine));
            replaced.extend(times.site(machine));
        }
        drop(times);
        self.replace(&replaced);
    }

    /// The file of one machine as of another day; its position there is 0. The rest of the base is left out.
    #[must_use]
    pub fn of_machine(&self, machine: usize, as_of: NaiveDate) -> Option<Self> {
        let ordinal = u32::try_from(machine).ok()?;
        let own = self.link.ordinals.iter().filter(|(_, at)| **at == ordinal);
        let further = self.link.further.iter().filter(|(_, at)| *at == ordinal);
        let link = Link {
            ids: vec![*self.link.ids.get(machine)?],
            normalised: vec![self.link.normalised.get(machine)?.clone()],
            ordinals: own.map(|(key, _)| (*key, 0)).collect(),
            further: further.map(|(number, _)| (number.clone(), 0)).collect(),
            // Rows with its number that are of another machine are kept away by the mask below.
            parted: self.link.parted.iter().filter(|(_, at)| **at == ordinal).map(|(row, _)| (*row, 0)).collect(),
            ..Link::default()
        };
        let rows = |(kind, batch): &(Kind, RecordBatch)| {
            if matches!(kind, Kind::Customers | Kind::Contacts) {
                return Some((*kind, batch.clone()));
            }
            let keys = batch.column(SERIAL_KEY).as_primitive::<UInt64Type>();
            let tables = batch.column(TABLE_ID).as_primitive::<UInt32Type>();
            let numbers = batch.column(ROW).as_primitive::<UInt32Type>();
            let is_own = |(index, key): (usize, Option<u64>)| {
                let row = (TableId(tables.value(index)), numbers.value(index));
                Some(key.and_then(|key| self.link.machine_of(row.0, row.1, key)) == Some(ordinal))
            };
            let mask: BooleanArray = keys.iter().enumerate().map(is_own).collect();
            let rows = filter_record_batch(batch, &mask).ok()?;
            (rows.num_rows() > 0).then_some((*kind, rows))
        };
        let chunks = self.chunks.iter().filter_map(rows).collect();
        let one = Self {
            link,
            tables: self.tables.clone(),
            chunks,
            values: Vec::new(),
            customers: Vec::new(),
            customer_of: Vec::new(),
            contradictions: Vec::new(),
            life: self.life.of_machine(machine),
            as_of,
            terms: self.terms.clone(),
            deliveries: self.deliveries.clone(),
            same_customers: self.same_customers.clone(),
        };
        Some(one.joined())
    }

    fn text_at(&self, candidate: Candidate, field: &str) -> Option<&str> {
        let column = self.array(field, candidate)?.as_string_opt::<i32>()?;
        column.is_valid(candidate.index as usize).then(|| column.value(candidate.index as usize))
    }

    fn kind_of(&self, candidate: Candidate) -> Option<Kind> {
        self.chunks.get(candidate.chunk as usize).map(|(kind, _)| *kind)
    }

    /// Whether what a row says of a group of fields is what an event brings; a row that says nothing of it agrees.
    fn agrees_with(&self, row: Candidate, event: &LifeEvent, group: &[&str]) -> bool {
        group.iter().all(|field| match (self.text_at(row, field), event.text(field)) {
            (Some(one), Some(other)) => same(field, one, other),
            _ => true,
        })
    }

    /// Whether a row and an event both say something of a group, and the same.
    fn says_the_same(&self, row: Candidate, event: &LifeEvent, group: &[&str]) -> bool {
        let both = |field: &&str| self.text_at(row, field).is_some() && event.text(field).is_some();
        group.iter().any(both) && self.agrees_with(row, event, group)
    }
}

impl<'a> Times<'a> {
    fn of(files: &'a MachineFiles, machine_of: &[Vec<u32>], placed: &HashSet<u32>) -> Self {
        let deliveries = &files.deliveries;
        let mut runs: Runs = HashMap::new();
        let mut event_rows: HashMap<(u32, TableId, u32), Vec<Candidate>> = HashMap::new();
        for (chunk, ((kind, batch), machines)) in (0_u32..).zip(files.chunks.iter().zip(machine_of)) {
            if !matches!(kind, Kind::Machines | Kind::LifecycleEvents) {
                continue;
            }
            let tables = batch.column(TABLE_ID).as_primitive::<UInt32Type>();
            let rows = batch.column(ROW).as_primitive::<UInt32Type>();
            for (index, machine) in (0_u32..).zip(machines).filter(|(_, machine)| placed.contains(*machine)) {
                let table = TableId(tables.value(index as usize));
                let candidate = Candidate { chunk, index, rank: EVENT };
                if *kind == Kind::LifecycleEvents {
                    event_rows.entry((*machine, table, rows.value(index as usize))).or_default().push(candidate);
                } else if let Some(of) = deliveries.get(&table) {
                    runs.entry((*machine, of.source)).or_default().push((of.on, of.batch, candidate));
                }
            }
        }
        for run in runs.values_mut() {
            run.sort_by_key(|(on, batch, row)| (*on, *batch, row.chunk, row.index));
        }
        Self { files, deliveries, runs, event_rows }
    }

    /// Since when a row says what it says of a group; `None` where that is later than the day of the files.
    fn since(&self, machine: u32, row: Candidate, group: &[&str]) -> Option<Since> {
        let files = self.files;
        if files.kind_of(row) == Some(Kind::Contracts) {
            let (_, batch) = files.chunks.get(row.chunk as usize)?;
            let start = batch.column(FIRST_FIELD + position(Kind::Contracts, "contract_start")?);
            let start = start.as_primitive_opt::<Date32Type>()?;
            let start = start.is_valid(row.index as usize).then(|| date_of(start.value(row.index as usize))).flatten();
            return match start {
                Some(start) if start > files.as_of => None,
                Some(start) => Some(Since::On(start)),
                None => Some(Since::Undated),
            };
        }
        let table = TableId(files.table_and_row(row).0);
        let Some(delivery) = self.deliveries.get(&table) else { return Some(Since::Undated) };
        let Some(run) = self.runs.get(&(machine, delivery.source)) else { return Some(Since::Undated) };
        let says = |of: Candidate| group.iter().map(|field| files.text_at(of, field)).collect::<Vec<_>>();
        let own = says(row);
        let before = run.iter().filter(|(on, batch, _)| (*on, *batch) <= (delivery.on, delivery.batch));
        let differs = |of: &Candidate| {
            group.iter().zip(says(*of)).zip(&own).any(|((field, other), own)| match (other, own) {
                (Some(other), Some(own)) => !same(field, other, own),
                _ => false,
            })
        };
        let mut begun: Option<NaiveDate> = None;
        let mut changed = false;
        for (on, _, of) in before.rev() {
            if differs(of) {
                changed = true;
                break;
            }
            begun = Some(*on);
        }
        match begun.filter(|_| changed) {
            Some(on) if on > files.as_of => None,
            Some(on) => Some(Since::On(on)),
            None => Some(Since::Undated),
        }
    }

    /// The last event of these up to the day, and the first after it.
    fn around<'e>(
        &self,
        events: impl Iterator<Item = &'e LifeEvent>,
    ) -> (Option<&'e LifeEvent>, Option<&'e LifeEvent>) {
        let (mut last, mut next) = (None, None);
        for event in events {
            if *event.on.value() <= self.files.as_of {
                last = Some(event);
            } else if next.is_none() {
                next = Some(event);
            }
        }
        (last, next)
    }

    /// The row an event's value stands in.
    fn row_of(&self, event: &LifeEvent, field: &str, rank: u8) -> Option<Candidate> {
        let told = event.told(field)?;
        let CellRef { table, row, .. } = told.source();
        let rows = self.event_rows.get(&(event.machine, table, row))?;
        let says = |of: &&Candidate| {
            let (kind, batch) = &self.files.chunks[of.chunk as usize];
            let column = position(*kind, field).map(|at| batch.column(FIRST_FIELD + at));
            let texts = column.and_then(|column| column.as_string_opt::<i32>());
            texts.is_some_and(|texts| {
                texts.is_valid(of.index as usize) && texts.value(of.index as usize) == told.value().as_str()
            })
        };
        rows.iter().find(says).map(|of| Candidate { rank, ..*of })
    }

    fn candidates(&self, field: &str, machine: u32) -> &'a [Candidate] {
        self.files.candidates(field, machine as usize)
    }

    /// The place of a candidate beside the last event: said later, or overtaken by it.
    fn beside(&self, machine: u32, row: Candidate, group: &[&str], last: &LifeEvent) -> Option<u8> {
        Some(match self.since(machine, row, group)? {
            Since::On(on) if on > *last.on.value() => AHEAD,
            _ if self.files.says_the_same(row, last, group) => OWN,
            _ => OVERTAKEN,
        })
    }

    fn changed(&self, machine: u32, field: &str, mut now: Vec<Candidate>) -> Option<(usize, usize, Vec<Candidate>)> {
        now.sort_by_cached_key(|row| self.files.rank(*row));
        let at = position(Kind::Machines, field)?;
        (now.as_slice() != self.candidates(field, machine)).then_some((at, machine as usize, now))
    }

    fn owner(&self, machine: u32) -> Vec<(usize, usize, Vec<Candidate>)> {
        let files = self.files;
        let events = files.life.events(machine as usize).iter();
        let (last, next) = self.around(events.filter(|event| event.kind.places() && event.brings(&OWNER)));
        let mut found = Vec::new();
        for field in OWNER {
            let mut now: Vec<Candidate> = Vec::new();
            for row in self.candidates(field, machine) {
                let rank = match (last, next) {
                    (Some(last), _) => self.beside(machine, *row, &OWNER, last),
                    (None, Some(next)) => self.before(machine, *row, next),
                    (None, None) => Some(row.rank),
                };
                now.extend(rank.map(|rank| Candidate { rank, ..*row }));
            }
            if let Some(last) = last {
                now.extend(self.row_of(last, field, EVENT));
            } else if let Some(next) = next {
                now.extend(self.row_of(next, &format!("previous_{field}"), PREVIOUS));
            }
            found.extend(self.changed(machine, field, now));
        }
        // The person to call worked for the company that had the machine.
        if let Some(last) = last {
            for field in OF_THE_OWNER {
                let stays =
                    |row: &&Candidate| self.beside(machine, **row, &OWNER, last).is_some_and(|rank| rank != OVERTAKEN);
                let now = self.candidates(field, machine).iter().filter(stays).copied().collect();
                found.extend(self.changed(machine, field, now));
            }
        }
        found
    }

    /// The place of a row before the first event that names an owner: what the event brings did not hold yet, and
    /// whom it names as the one before did.
    fn before(&self, machine: u32, row: Candidate, next: &LifeEvent) -> Option<u8> {
        let since = self.since(machine, row, &OWNER)?;
        if since == Since::Undated && self.files.says_the_same(row, next, &OWNER) {
            return None;
        }
        let said_before = |field: &str| next.text(&format!("previous_{field}"));
        let contradicts = OWNER.iter().any(|field| match (self.files.text_at(row, field), said_before(field)) {
            (Some(one), Some(other)) => !same(field, one, other),
            _ => false,
        });
        Some(if contradicts && since == Since::Undated { OVERTAKEN } else { row.rank })
    }

    fn site(&self, machine: u32) -> Vec<(usize, usize, Vec<Candidate>)> {
        let files = self.files;
        let events = files.life.events(machine as usize).iter().filter(|event| event.kind.places());
        let moves = |event: &&LifeEvent| event.brings(&SITE) || event.kind == crate::life::EventType::Resold;
        let (last, next) = self.around(events.filter(moves));
        let mut found = Vec::new();
        for field in SITE.into_iter().chain(OF_THE_PLACE) {
            let mut now: Vec<Candidate> = Vec::new();
            for row in self.candidates(field, machine) {
                let rank = match (last, next) {
                    (Some(last), _) => self.site_beside(machine, *row, last, field),
                    (None, Some(next)) => {
                        let group: &[&str] = if next.brings(&SITE) { &SITE } else { &OWNER };
                        let since = self.since(machine, *row, &SITE);
                        let not_yet = files.says_the_same(*row, next, group) && since == Some(Since::Undated);
                        since.filter(|_| !not_yet).map(|_| row.rank)
                    }
                    (None, None) => Some(row.rank),
                };
                now.extend(rank.map(|rank| Candidate { rank, ..*row }));
            }
            if let Some(last) = last {
                now.extend(self.row_of(last, field, EVENT));
            }
            found.extend(self.changed(machine, field, now));
        }
        found
    }

    /// The place of a row's site beside the last event: who sold a machine moved it, whether the list says where to or
    /// not, and a place without the words that name it is not known to be the new one.
    fn site_beside(&self, machine: u32, row: Candidate, last: &LifeEvent, field: &str) -> Option<u8> {
        let brings = last.brings(&SITE);
        let rank = if brings {
            self.beside(machine, row, &SITE, last)?
        } else {
            let rank = self.beside(machine, row, &OWNER, last)?;
            (rank != OVERTAKEN).then_some(rank)?
        };
        // Street, postcode, city and country are held against each other later; the rest is not.
        let alone = field == "site" || OF_THE_PLACE.contains(&field);
        (rank != OVERTAKEN || !alone || last.text(field).is_some()).then_some(rank)
    }
}
