//! The machine file: for every machine and field the value that won, where it stands, and the candidates that lost.
//!
//! Survivorship is a rule: the more trusted source wins (priority 1 before 2), then the later delivery, then the row
//! further down. Values of the customer's own record fill what no machine list says. Everything is columnar: one
//! list of candidates a field, bucketed by machine.

mod standing;
mod type_names;
mod warranty;

pub use standing::Delivery;
pub use type_names::TypeNames;
pub use warranty::{ComputedFrom, Warranty};

use crate::customer_name;
use crate::life::Life;
use crate::link::{Joined, Link, roots};
use crate::parting::{Saying, saying};
use crate::schema::{FIRST_FIELD, ROW, SERIAL_KEY, TABLE_ID};
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{Date32Type, Decimal128Type, Float64Type, Int64Type, UInt32Type, UInt64Type};
use arrow::record_batch::RecordBatch;
use base::{CellRef, CustomerId, DataType, Field, Kind, TableId, fields};
use chrono::{Days, NaiveDate};
use hashbrown::HashMap;
use rayon::prelude::*;
use std::cmp::Reverse;

/// What is known of a table beside its rows.
#[derive(Clone, Debug)]
pub struct TableInfo {
    /// The kind of its rows.
    pub kind: Kind,
    /// How far its source is trusted: 1 most.
    pub priority: i32,
    /// The number of the delivery: later wins.
    pub batch: u32,
    /// The day the delivery was made, from which stated ages count.
    pub delivered_on: NaiveDate,
    /// The file's column for each field of the kind; `None` where no column fills it.
    pub columns: Vec<Option<u16>>,
}

impl TableInfo {
    /// The order of survivorship between tables, the lower the better: trust, then the later delivery.
    #[must_use]
    pub const fn trust(&self) -> (i32, Reverse<(NaiveDate, u32)>) {
        (self.priority, Reverse((self.delivered_on, self.batch)))
    }

    /// The file's column a field is read from. A value no column of its own gives stands where it was read off: a
    /// currency in the heading of the first amount, a constant of a mapping beside the serial number.
    #[must_use]
    pub fn column(&self, id: &str) -> Option<u16> {
        let of = |id: &str| self.columns.get(position(self.kind, id)?).copied().flatten();
        let first_amount = || {
            let known = fields(self.kind).iter().zip(&self.columns);
            known.filter(|(field, _)| field.data == DataType::Money).find_map(|(_, column)| *column)
        };
        position(self.kind, id)?;
        let beside = if id == "currency" { first_amount() } else { of("serial_number") };
        Some(of(id).or(beside).unwrap_or(0))
    }
}

/// One value offered for a field of a machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Candidate {
    chunk: u32,
    index: u32,
    /// The lower the better; see below.
    rank: u8,
}

/// A list that said so after the last event of the machine's life.
const AHEAD: u8 = 0;
/// The last event up to the day looked at.
const EVENT: u8 = 1;
/// The machine's own rows.
const OWN: u8 = 2;
/// Another spelling of the serial number than the one that was kept.
const OTHER_SPELLING: u8 = 3;
/// The record of the machine's customer.
const RECORD: u8 = 3;
/// What an event that is still ahead names as the state before it.
const PREVIOUS: u8 = 4;
/// Rows an event has overtaken.
const OVERTAKEN: u8 = 5;

/// The candidates of one field, by machine; the first of each machine is the winner.
#[derive(Default)]
pub struct FieldValues {
    offsets: Vec<u32>,
    candidates: Vec<Candidate>,
}

impl FieldValues {
    /// The candidates of a machine, the winner first.
    #[must_use]
    pub fn of(&self, machine: usize) -> &[Candidate] {
        match (self.offsets.get(machine), self.offsets.get(machine + 1)) {
            (Some(from), Some(to)) => self.candidates.get(*from as usize..*to as usize).unwrap_or_default(),
            _ => &[],
        }
    }
}

/// A customer as the machine files name it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Customer {
    /// Derived from its key.
    pub id: CustomerId,
    /// Its number, normalised, behind `#`, or its normalised name where no number is known: decisions name it so.
    pub key: String,
    /// Further keys of it, by what was decided on pairs.
    pub further: Vec<String>,
    /// The number as first written.
    pub number: Option<String>,
    /// The name as first written.
    pub name: Option<String>,
}

/// All machine files.
pub struct MachineFiles {
    /// The machines and how rows find them.
    pub link: Link,
    /// Tables by id.
    pub tables: HashMap<TableId, TableInfo>,
    chunks: Vec<(Kind, RecordBatch)>,
    values: Vec<FieldValues>,
    /// All customers, ordered by id.
    pub customers: Vec<Customer>,
    /// For each machine its customer's position in `customers`.
    pub customer_of: Vec<Option<u32>>,
    /// Machines that stand more than once in one list with differing type or year: position and the cells.
    pub contradictions: Vec<(u32, CellRef, CellRef)>,
    /// What happened to the machines as such.
    pub life: Life,
    /// The day these files are of: later events do not count yet.
    pub as_of: NaiveDate,
    /// Terms of warranty by folded machine type.
    terms: HashMap<String, (f64, CellRef)>,
    deliveries: HashMap<TableId, Delivery>,
    /// The pairs of customers decided to be one.
    same_customers: Vec<Joined>,
}

/// Rows nobody can be found for.
const NOBODY: u32 = u32::MAX;

/// Kinds whose rows describe machines, in which order they are read.
pub const DESCRIBING: [Kind; 3] = [Kind::Machines, Kind::Contracts, Kind::Warranties];

/// Fields of the describing kinds that are about the row itself, not the machine.
fn describes(kind: Kind, id: &str) -> bool {
    kind == Kind::Machines
        || matches!(
            id,
            "serial_number"
                | "customer_number"
                | "customer_name"
                | "warranty_start"
                | "warranty_months"
                | "warranty_end"
        )
}

fn position(kind: Kind, id: &str) -> Option<usize> {
    fields(kind).iter().position(|field| field.id == id)
}

impl MachineFiles {
    /// Joins the rows of machine lists, contracts, warranties, customers and contacts to machine files. `rows` may
    /// hold further kinds; they are passed over. Events up to the end of `as_of` change owner and site; `deliveries`
    /// names the source and day of every table, also of those a later delivery has replaced. `customers` are the
    /// pairs decided to be one customer.
    #[must_use]
    pub fn of(
        link: Link,
        tables: HashMap<TableId, TableInfo>,
        rows: Vec<(Kind, RecordBatch)>,
        deliveries: &HashMap<TableId, Delivery>,
        as_of: NaiveDate,
        customers: &[Joined],
    ) -> Self {
        let life = Life::of(&link, &tables, &rows);
        let terms = warranty::terms(&tables, &rows);
        let chunks: Vec<(Kind, RecordBatch)> = rows
            .into_iter()
            .filter(|(kind, _)| {
                DESCRIBING.contains(kind) || matches!(kind, Kind::Customers | Kind::Contacts | Kind::LifecycleEvents)
            })
            .collect();
        let nothing = Self {
            link,
            tables,
            chunks,
            values: Vec::new(),
            customers: Vec::new(),
            customer_of: Vec::new(),
            contradictions: Vec::new(),
            life,
            as_of,
            terms,
            deliveries: deliveries.clone(),
            same_customers: customers.to_vec(),
        };
        nothing.joined()
    }

    /// Values, customers and contradictions of these rows.
    fn joined(self) -> Self {
        let has_machines = |kind: Kind| DESCRIBING.contains(&kind) || kind == Kind::LifecycleEvents;
        let machine_of: Vec<Vec<u32>> = self
            .chunks
            .iter()
            .map(|(kind, batch)| if has_machines(*kind) { ordinals(&self.link, batch) } else { Vec::new() })
            .collect();
        let mut files = self;
        files.values = fields(Kind::Machines).par_iter().map(|field| files.gather(field, &machine_of)).collect();
        files.find_contradictions();
        files.follow_life(&machine_of);
        files.keep_together(&["customer_number", "customer_name"]);
        let same = std::mem::take(&mut files.same_customers);
        files.join_customers(&same);
        files.same_customers = same;
        files.keep_together(&["street", "postcode", "city", "country"]);
        files
    }

    /// How many machines there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.link.len()
    }

    /// Whether there is no machine.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.link.is_empty()
    }

    fn info(&self, candidate: Candidate) -> Option<&TableInfo> {
        self.tables.get(&TableId(self.table_and_row(candidate).0))
    }

    fn table_and_row(&self, candidate: Candidate) -> (u32, u32) {
        let Some((_, batch)) = self.chunks.get(candidate.chunk as usize) else { return (0, 0) };
        let index = candidate.index as usize;
        let table = batch.column(TABLE_ID).as_primitive::<UInt32Type>().value(index);
        let row = batch.column(ROW).as_primitive::<UInt32Type>().value(index);
        (table, row)
    }

    /// All values offered for one field, bucketed by machine and ordered by survivorship.
    fn gather(&self, field: &Field, machine_of: &[Vec<u32>]) -> FieldValues {
        let mut offered: Vec<(u32, Candidate)> = Vec::new();
        for (chunk, ((kind, batch), machines)) in (0_u32..).zip(self.chunks.iter().zip(machine_of)) {
            let describing = DESCRIBING.contains(kind) && !machines.is_empty() && describes(*kind, field.id);
            let Some(at) = position(*kind, field.id).filter(|_| describing) else {
                continue;
            };
            let column = batch.column(FIRST_FIELD + at);
            if column.null_count() == column.len() {
                continue;
            }
            // Where pairs were decided to be one machine, it goes by the serial number that was kept.
            let is_serial = field.id == "serial_number" && !self.link.further.is_empty();
            let tables = batch.column(TABLE_ID).as_primitive::<UInt32Type>();
            for (index, machine) in (0_u32..).zip(machines) {
                // Rows of a list that a later complete delivery has replaced belong to no table here.
                let counts = self.tables.contains_key(&TableId(tables.value(index as usize)));
                if *machine != NOBODY && column.is_valid(index as usize) && counts {
                    let is_other = is_serial && !self.is_kept(column, index as usize, *machine);
                    let rank = if is_other { OTHER_SPELLING } else { OWN };
                    offered.push((*machine, Candidate { chunk, index, rank }));
                }
            }
        }
        self.bucket(&offered)
    }

    /// Whether a serial number is, however written, the one the machine's id is of.
    fn is_kept(&self, column: &ArrayRef, index: usize, machine: u32) -> bool {
        let text = column.as_string_opt::<i32>().map(|texts| texts.value(index));
        text.and_then(crate::serial::normalise) == self.link.normalised.get(machine as usize).cloned()
    }

    fn bucket(&self, offered: &[(u32, Candidate)]) -> FieldValues {
        let mut offsets = vec![0_u32; self.len() + 1];
        for (machine, _) in offered {
            offsets[*machine as usize + 1] += 1;
        }
        for at in 1..offsets.len() {
            offsets[at] += offsets[at - 1];
        }
        let mut next = offsets.clone();
        let mut candidates = vec![Candidate { chunk: 0, index: 0, rank: OWN }; offered.len()];
        for (machine, candidate) in offered {
            let slot = &mut next[*machine as usize];
            candidates[*slot as usize] = *candidate;
            *slot += 1;
        }
        for window in offsets.windows(2) {
            let bucket = &mut candidates[window[0] as usize..window[1] as usize];
            if bucket.len() > 1 {
                bucket.sort_by_cached_key(|candidate| self.rank(*candidate));
            }
        }
        FieldValues { offsets, candidates }
    }

    /// A machine twice in one list with another type or year: one serial number may have been given twice.
    fn find_contradictions(&mut self) {
        let mut found = Vec::new();
        for machine in 0..self.len() {
            let differing = ["machine_type", "manufactured_year"].iter().find_map(|id| {
                // Candidates of one table stand together; each is held against the first of its table.
                let candidates = self.candidates(id, machine);
                candidates.chunk_by(|a, b| self.table_and_row(*a).0 == self.table_and_row(*b).0).find_map(|of_table| {
                    let (first, rest) = of_table.split_first()?;
                    let text = folded(&self.text_of(id, *first)?);
                    let other = rest
                        .iter()
                        .find(|other| self.text_of(id, **other).is_some_and(|other| folded(&other) != text))?;
                    Some((self.cell(id, *first)?, self.cell(id, *other)?))
                })
            });
            if let Some((first, second)) = differing {
                found.push((u32::try_from(machine).unwrap_or(NOBODY), first, second));
            }
        }
        self.contradictions = found;
    }

    /// Finds each machine's customer and lets the customer's own record fill the gaps of its location.
    fn join_customers(&mut self, joined: &[Joined]) {
        let mut by_key: HashMap<String, Customer> = HashMap::new();
        let mut number_of_name: HashMap<String, Option<String>> = HashMap::new();
        let mut named: Vec<(Option<String>, Option<String>)> = Vec::with_capacity(self.len());
        for machine in 0..self.len() {
            named.push((self.text("customer_number", machine), self.text("customer_name", machine)));
        }
        let records: Vec<(Candidate, Option<String>, Option<String>)> = self.customer_records();
        let pairs = named.iter().map(|(number, name)| (number, name));
        for (number, name) in pairs.chain(records.iter().map(|(_, number, name)| (number, name))) {
            let key = number.as_deref().and_then(customer_name::normalise_number);
            if let (Some(key), Some(name)) = (&key, name) {
                number_of_name
                    .entry(customer_name::normalise(name))
                    .and_modify(|known| {
                        // One name with two numbers: the name alone no longer tells the customer.
                        if known.as_ref() != Some(key) {
                            *known = None;
                        }
                    })
                    .or_insert_with(|| Some(key.clone()));
            }
        }
        let key_of = |number: Option<&str>, name: Option<&str>| -> Option<String> {
            let key = number.and_then(customer_name::normalise_number);
            key.map(|key| format!("#{key}")).or_else(|| {
                let name = customer_name::normalise(name?);
                Some(match number_of_name.get(&name) {
                    Some(Some(key)) => format!("#{key}"),
                    _ => name,
                })
            })
        };
        let mut record_of: HashMap<String, Vec<Candidate>> = HashMap::new();
        for (candidate, number, name) in &records {
            if let Some(key) = key_of(number.as_deref(), name.as_deref()) {
                record_of.entry(key).or_default().push(*candidate);
            }
        }
        let mut keys = Vec::with_capacity(named.len());
        let roots = roots(joined);
        let root = |key: &str| roots.get(key).copied().unwrap_or(key).to_owned();
        // A customer goes by what is said of its own key; what is said of further ones comes after.
        for own in [true, false] {
            for (number, name) in &named {
                let key = key_of(number.as_deref(), name.as_deref());
                if let Some(key) = &key {
                    let of = root(key);
                    if own == (of == *key) {
                        let known = by_key.entry(of).or_insert_with_key(|of| Customer {
                            id: CustomerId::of(of),
                            key: of.clone(),
                            further: Vec::new(),
                            number: None,
                            name: None,
                        });
                        known.number = known.number.take().or_else(|| number.clone());
                        known.name = known.name.take().or_else(|| name.clone());
                        if !own && !known.further.contains(key) {
                            known.further.push(key.clone());
                        }
                    }
                }
                if own {
                    keys.push(key);
                }
            }
        }
        let mut customers: Vec<(String, Customer)> = by_key.into_iter().collect();
        customers.sort_unstable_by_key(|(_, customer)| customer.id);
        let at: HashMap<&str, u32> = (0_u32..).zip(&customers).map(|(at, (key, _))| (key.as_str(), at)).collect();
        let customer_of =
            keys.iter().map(|key| key.as_deref().and_then(|key| at.get(root(key).as_str()).copied())).collect();
        drop(at);
        self.customer_of = customer_of;
        self.customers = customers.into_iter().map(|(_, customer)| customer).collect();
        if !record_of.is_empty() {
            self.fill_from_customers(&keys, &record_of);
        }
    }

    /// Number and name of every row of customer and contact lists, as written there.
    #[must_use]
    pub fn customer_pairs(&self) -> Vec<(Option<String>, Option<String>)> {
        self.customer_records().into_iter().map(|(_, number, name)| (number, name)).collect()
    }

    fn customer_records(&self) -> Vec<(Candidate, Option<String>, Option<String>)> {
        let mut records = Vec::new();
        for (chunk, (kind, batch)) in (0_u32..).zip(&self.chunks) {
            if !matches!(kind, Kind::Customers | Kind::Contacts) {
                continue;
            }
            let text = |id: &str, index: usize| {
                let column = batch.column(FIRST_FIELD + position(*kind, id)?);
                let column = column.as_string_opt::<i32>()?;
                column.is_valid(index).then(|| column.value(index).to_owned())
            };
            let tables = batch.column(TABLE_ID).as_primitive::<UInt32Type>();
            for index in (0..batch.num_rows()).filter(|index| self.tables.contains_key(&TableId(tables.value(*index))))
            {
                let candidate = Candidate { chunk, index: u32::try_from(index).unwrap_or(NOBODY), rank: RECORD };
                records.push((candidate, text("customer_number", index), text("customer_name", index)));
            }
        }
        records
    }

    fn fill_from_customers(&mut self, keys: &[Option<String>], record_of: &HashMap<String, Vec<Candidate>>) {
        let mut filled = Vec::new();
        for (at, field) in fields(Kind::Machines).iter().enumerate() {
            if field.category != base::Category::Location || field.id == "customer_number" {
                continue;
            }
            let mut offered: Vec<(u32, Candidate)> = Vec::new();
            for (machine, key) in (0_u32..).zip(keys) {
                for own in self.values[at].of(machine as usize) {
                    offered.push((machine, *own));
                }
                let records = key.as_ref().and_then(|key| record_of.get(key));
                for record in records.into_iter().flatten() {
                    if self.array(field.id, *record).is_some_and(|column| column.is_valid(record.index as usize)) {
                        offered.push((machine, *record));
                    }
                }
            }
            filled.push((at, self.bucket(&offered)));
        }
        for (at, values) in filled {
            self.values[at] = values;
        }
    }

    /// Lets fields that only mean something together come from rows that agree: a customer's name beside another
    /// customer's number, or a city beside the postcode of another, would be a customer or place that is nowhere.
    fn keep_together(&mut self, group: &[&str]) {
        let fields_at: Vec<usize> = group.iter().filter_map(|id| position(Kind::Machines, id)).collect();
        // Where each kind keeps the fields of the group, looked up once and not for every cell.
        let columns: HashMap<Kind, Vec<Option<usize>>> =
            Kind::ALL.into_iter().map(|kind| (kind, group.iter().map(|id| position(kind, id)).collect())).collect();
        let text = |row: Candidate, member: usize| -> Option<&str> {
            let (kind, batch) = self.chunks.get(row.chunk as usize)?;
            let at = match row.rank {
                PREVIOUS => position(*kind, in_row(group.get(member)?, row))?,
                _ => columns.get(kind)?.get(member).copied().flatten()?,
            };
            let column = batch.column(FIRST_FIELD + at).as_string_opt::<i32>()?;
            column.is_valid(row.index as usize).then(|| column.value(row.index as usize))
        };
        let replaced: Vec<(usize, usize, Vec<Candidate>)> = (0..self.len())
            .into_par_iter()
            .flat_map_iter(|machine| {
                let lists: Vec<&[Candidate]> = fields_at.iter().map(|at| self.values[*at].of(machine)).collect();
                // Each list is in the order of survivorship; the best of their firsts is the row to agree with.
                let firsts = lists.iter().filter_map(|list| list.first()).copied();
                let anchor = if lists.iter().any(|list| list.len() > 1)
                    || firsts.clone().any(|row| Some(row) != firsts.clone().next())
                {
                    firsts.min_by_key(|row| self.rank(*row))
                } else {
                    None
                };
                let agrees = |anchor: Candidate, row: Candidate| {
                    row == anchor
                        || group.iter().enumerate().all(|(member, id)| {
                            match (text(anchor, member), text(row, member)) {
                                (Some(one), Some(other)) => one == other || same_text(id, one, other),
                                _ => true,
                            }
                        })
                };
                let mut found = Vec::new();
                for (at, candidates) in fields_at.iter().zip(&lists) {
                    let Some(anchor) = anchor else { continue };
                    if candidates.iter().all(|candidate| agrees(anchor, *candidate)) {
                        continue;
                    }
                    let (agreeing, other): (Vec<Candidate>, Vec<Candidate>) =
                        candidates.iter().partition(|candidate| agrees(anchor, **candidate));
                    // Without one that agrees the field stays unknown; a wrong one is worse than none.
                    let kept =
                        if agreeing.is_empty() { Vec::new() } else { agreeing.into_iter().chain(other).collect() };
                    if kept != **candidates {
                        found.push((*at, machine, kept));
                    }
                }
                found
            })
            .collect();
        self.replace(&replaced);
    }

    /// Puts other candidates in the place of those of some machines: field, machine, candidates.
    fn replace(&mut self, replaced: &[(usize, usize, Vec<Candidate>)]) {
        for at in 0..self.values.len() {
            let changes: HashMap<usize, &Vec<Candidate>> =
                replaced.iter().filter(|(field, ..)| *field == at).map(|(_, machine, kept)| (*machine, kept)).collect();
            if changes.is_empty() {
                continue;
            }
            let mut now = FieldValues { offsets: vec![0], candidates: Vec::new() };
            for machine in 0..self.len() {
                match changes.get(&machine) {
                    Some(kept) => now.candidates.extend_from_slice(kept),
                    None => now.candidates.extend_from_slice(self.values[at].of(machine)),
                }
                now.offsets.push(u32::try_from(now.candidates.len()).unwrap_or(u32::MAX));
            }
            self.values[at] = now;
        }
    }

    /// The order of survivorship.
    fn rank(&self, candidate: Candidate) -> impl Ord + use<> {
        let trust = self.info(candidate).map_or((i32::MAX, Reverse((NaiveDate::MIN, 0))), TableInfo::trust);
        (candidate.rank, trust, Reverse(self.table_and_row(candidate)))
    }

    fn array(&self, id: &str, candidate: Candidate) -> Option<&ArrayRef> {
        let (kind, batch) = self.chunks.get(candidate.chunk as usize)?;
        Some(batch.column(FIRST_FIELD + position(*kind, in_row(id, candidate))?))
    }

    /// The candidates for a field of a machine, the winner first.
    #[must_use]
    pub fn candidates(&self, id: &str, machine: usize) -> &[Candidate] {
        position(Kind::Machines, id).and_then(|at| self.values.get(at)).map_or(&[], |values| values.of(machine))
    }

    /// The winner's cell.
    #[must_use]
    pub fn source(&self, id: &str, machine: usize) -> Option<CellRef> {
        self.cell(id, *self.candidates(id, machine).first()?)
    }

    /// Where a candidate stands.
    #[must_use]
    pub fn cell(&self, id: &str, candidate: Candidate) -> Option<CellRef> {
        let (table, row) = self.table_and_row(candidate);
        let table = TableId(table);
        let info = self.tables.get(&table)?;
        Some(CellRef { table, row, column: info.column(in_row(id, candidate))? })
    }

    /// The day a candidate was delivered.
    #[must_use]
    pub fn delivered_on(&self, candidate: Candidate) -> Option<NaiveDate> {
        self.info(candidate).map(|info| info.delivered_on)
    }

    /// The winning text.
    #[must_use]
    pub fn text(&self, id: &str, machine: usize) -> Option<String> {
        self.text_of(id, *self.candidates(id, machine).first()?)
    }

    /// The winning text without copying it; `None` for fields that are not text.
    #[must_use]
    pub fn str(&self, id: &str, machine: usize) -> Option<&str> {
        let candidate = *self.candidates(id, machine).first()?;
        let column = self.array(id, candidate)?.as_string_opt::<i32>()?;
        let index = candidate.index as usize;
        column.is_valid(index).then(|| column.value(index))
    }

    /// The winning date.
    #[must_use]
    pub fn date(&self, id: &str, machine: usize) -> Option<NaiveDate> {
        let candidate = *self.candidates(id, machine).first()?;
        let column = self.array(id, candidate)?.as_primitive_opt::<Date32Type>()?;
        date_of(column.value(candidate.index as usize))
    }

    /// The winning number, whole or not.
    #[must_use]
    pub fn number(&self, id: &str, machine: usize) -> Option<f64> {
        let candidate = *self.candidates(id, machine).first()?;
        let column = self.array(id, candidate)?;
        let index = candidate.index as usize;
        if let Some(numbers) = column.as_primitive_opt::<Float64Type>() {
            return Some(numbers.value(index));
        }
        #[expect(clippy::cast_precision_loss, reason = "years and counts")]
        column.as_primitive_opt::<Int64Type>().map(|numbers| numbers.value(index) as f64)
    }

    /// Whether a machine is in the field on a day: no list and no event says it is scrapped, sold or retired by then.
    /// A dated event goes before a state without a day; of two days the later counts.
    #[must_use]
    pub fn in_field(&self, machine: usize, as_of: NaiveDate) -> bool {
        if let Some(event) = self.life.last_in_or_out(machine, as_of) {
            let later = |retired: NaiveDate| retired <= as_of && retired > *event.on.value();
            let retired_later = self.date("retired_on", machine).is_some_and(later);
            return event.kind.in_field() == Some(true) && !retired_later;
        }
        self.str("status", machine) != Some("retired")
            && self.date("retired_on", machine).is_none_or(|retired| retired > as_of)
    }

    /// The table and row a candidate stands in.
    #[must_use]
    pub fn row_of(&self, candidate: Candidate) -> (TableId, u32) {
        let (table, row) = self.table_and_row(candidate);
        (TableId(table), row)
    }

    /// What the row of a candidate says, to be told from others with the same serial number.
    #[must_use]
    pub fn saying(&self, candidate: Candidate) -> Saying {
        let chunk = self.chunks.get(candidate.chunk as usize);
        chunk.map_or_else(Saying::default, |(kind, batch)| saying(*kind, batch, candidate.index as usize))
    }

    /// A candidate's value as a person reads it.
    #[must_use]
    pub fn text_of(&self, id: &str, candidate: Candidate) -> Option<String> {
        value_text(self.array(id, candidate)?, candidate.index as usize)
    }
}

/// The name a candidate's own row has for a field: an event names the owner before it in a column of its own.
fn in_row(id: &str, candidate: Candidate) -> &str {
    match id {
        "customer_number" if candidate.rank == PREVIOUS => "previous_customer_number",
        "customer_name" if candidate.rank == PREVIOUS => "previous_customer_name",
        _ => id,
    }
}

/// Date from Arrow's days since 1970.
#[must_use]
pub fn date_of(days: i32) -> Option<NaiveDate> {
    let epoch = NaiveDate::default();
    if days >= 0 {
        epoch.checked_add_days(Days::new(u64::from(days.unsigned_abs())))
    } else {
        epoch.checked_sub_days(Days::new(u64::from(days.unsigned_abs())))
    }
}

/// A value of a lake column as a person reads it: dates as ISO 8601, money with two decimals; `None` for null.
#[must_use]
pub fn value_text(column: &ArrayRef, index: usize) -> Option<String> {
    if index >= column.len() || column.is_null(index) {
        return None;
    }
    if let Some(texts) = column.as_string_opt::<i32>() {
        return Some(texts.value(index).to_owned());
    }
    if let Some(numbers) = column.as_primitive_opt::<Float64Type>() {
        return Some(numbers.value(index).to_string());
    }
    if let Some(numbers) = column.as_primitive_opt::<Int64Type>() {
        return Some(numbers.value(index).to_string());
    }
    if let Some(dates) = column.as_primitive_opt::<Date32Type>() {
        return date_of(dates.value(index)).map(|date| date.to_string());
    }
    if let Some(amounts) = column.as_primitive_opt::<Decimal128Type>() {
        let cents = amounts.value(index);
        let sign = if cents < 0 { "-" } else { "" };
        return Some(format!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100));
    }
    if let Some(flags) = column.as_boolean_opt() {
        return Some(flags.value(index).to_string());
    }
    let seconds = column.as_primitive_opt::<arrow::datatypes::TimestampSecondType>()?.value(index);
    Some(chrono::DateTime::from_timestamp(seconds, 0)?.naive_utc().format("%Y-%m-%d %H:%M").to_string())
}

fn digits(text: &str) -> &str {
    text.trim_start_matches(|letter: char| !letter.is_ascii_digit()).trim_start_matches('0')
}

/// Whether two texts of a field say the same.
fn same_text(id: &str, one: &str, other: &str) -> bool {
    match id {
        "customer_name" => customer_name::normalise(one) == customer_name::normalise(other),
        "customer_number" => customer_name::normalise_number(one) == customer_name::normalise_number(other),
        "street" => true,
        "postcode" => digits(one) == digits(other),
        _ => {
            let (one, other) = (customer_name::normalise(one), customer_name::normalise(other));
            one.starts_with(&other) || other.starts_with(&one)
        }
    }
}

/// A type name as it is compared: case, blanks and punctuation do not count ("RX 500", "rx-500"), nor do the zeros SAP
/// fills up material numbers with ("000000000000004711").
#[must_use]
pub fn folded(text: &str) -> String {
    let folded: String =
        text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let stripped = folded.trim_start_matches('0');
    if !stripped.is_empty() && folded.bytes().all(|byte| byte.is_ascii_digit()) {
        return stripped.to_owned();
    }
    folded
}

fn ordinals(link: &Link, batch: &RecordBatch) -> Vec<u32> {
    let keys = batch.column(SERIAL_KEY).as_primitive::<UInt64Type>();
    let tables = batch.column(TABLE_ID).as_primitive::<UInt32Type>();
    let rows = batch.column(ROW).as_primitive::<UInt32Type>();
    let machine = |index: usize| {
        let key = keys.is_valid(index).then(|| keys.value(index))?;
        link.machine_of(TableId(tables.value(index)), rows.value(index), key)
    };
    (0..batch.num_rows()).map(|index| machine(index).unwrap_or(NOBODY)).collect()
}
