//! The records that are linked: what each source says of each machine, and each stray row.

use super::customers::Customers;
use super::strays::{About, Stray, strays};
use crate::State;
use base::TableId;
use digitize::machine_file::Candidate;
use digitize::serial;
use hashbrown::{HashMap, HashSet};
use link::{Table, TableBuilder};
use rayon::prelude::*;

/// What a record is compared by, beside its source, serial number and customer: a field of the machine file each.
pub(super) const COMPARED: [&str; 6] =
    ["machine_type", "manufactured_year", "installed_on", "postcode", "city", "country"];
/// Serial number and customer come first.
const VALUES: usize = COMPARED.len() + 2;

/// A machine, or a stray row, as one source knows it.
pub(super) struct Known {
    /// The machine's position, or, from the number of machines on, that of the stray behind it.
    pub(super) unit: u32,
    pub(super) source: u32,
    pub(super) first_batch: u32,
    pub(super) priority: i32,
}

/// Machines that no other can be the same as are compared only to learn from them; so many are enough.
const LEARNT_FROM: usize = 2_000;

/// The sources each machine stands in, each once: the source's number, its first delivery, its priority.
type Standing = Vec<Vec<(u32, u32, i32)>>;

/// All records.
pub(super) struct Records {
    pub(super) known: Vec<Known>,
    pub(super) strays: Vec<Stray>,
    /// The name of each source by its number.
    pub(super) sources: Vec<String>,
    /// What each record says itself: weights are learnt from it.
    pub(super) plain: Table,
    /// The same with gaps filled by what the other sources say of the machine: pairs are weighed by it.
    pub(super) filled: Table,
}

fn standing(state: &State, about: &About, astray: &HashSet<(TableId, u32)>) -> Standing {
    let files = &state.files;
    let of_machine = |machine: usize| {
        let mut sources: Vec<(u32, u32, i32)> = Vec::new();
        for candidate in files.candidates("serial_number", machine) {
            let at = files.row_of(*candidate);
            let Some((source, batch, priority)) = about.get(&at.0).copied().filter(|_| !astray.contains(&at)) else {
                continue;
            };
            match sources.iter_mut().find(|of| of.0 == source) {
                Some(of) => of.1 = of.1.min(batch),
                None => sources.push((source, batch, priority)),
            }
        }
        sources
    };
    (0..files.len()).into_par_iter().map(of_machine).collect()
}

/// Which machines are compared: those that another, or a stray, could be the same as because they have no source in
/// common, and of the rest, evenly spread, enough to learn from.
fn compared(standing: &Standing, strays: &[Stray]) -> Vec<bool> {
    // Sources beyond 63 share a bit: their machines count as apart less often than they are, and are compared.
    let bit = |source: u32| 1_u64 << source.min(63);
    let mask = |of: &Vec<(u32, u32, i32)>| of.iter().fold(0_u64, |mask, (source, ..)| mask | bit(*source));
    let masks: Vec<u64> = standing.iter().map(mask).collect();
    let mut kinds: Vec<u64> = masks.iter().copied().chain(strays.iter().map(|of| bit(of.source))).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let apart: HashMap<u64, bool> =
        kinds.iter().map(|one| (*one, kinds.iter().any(|other| one & other == 0 || one & other == 1 << 63))).collect();
    let others = masks.iter().filter(|mask| !apart[*mask]).count();
    let step = others.div_ceil(LEARNT_FROM).max(1);
    let mut wanted: Vec<bool> = Vec::with_capacity(masks.len());
    let mut seen = 0_usize;
    for mask in &masks {
        wanted.push(
            apart[mask] || {
                seen += 1;
                seen.is_multiple_of(step)
            },
        );
    }
    // A stray is held against the machine whose number it carries, too.
    strays.iter().for_each(|of| wanted[of.machine as usize] = true);
    wanted
}

/// What rows of one source say of a machine: of each field the first text, in the order of trust.
fn values(state: &State, customers: &Customers, rows: &[Candidate]) -> [String; VALUES] {
    let files = &state.files;
    let first = |of: &dyn Fn(Candidate) -> Option<String>| {
        rows.iter().find_map(|row| of(*row).filter(|text| !text.is_empty())).unwrap_or_default()
    };
    let mut found: [String; VALUES] = Default::default();
    found[0] = first(&|row| files.text_of("serial_number", row).as_deref().and_then(serial::normalise));
    found[1] = first(&|row| Some(customers.text(&files.saying(row), files.text_of("customer_name", row))));
    for (value, field) in found[2..].iter_mut().zip(COMPARED) {
        *value = first(&|row| files.text_of(field, row));
    }
    found
}

fn builder() -> TableBuilder {
    Table::builder(["source", "serial", "customer"].into_iter().chain(COMPARED))
}

fn add(to: &mut TableBuilder, source: u32, values: &[String; VALUES]) {
    let source = source.to_string();
    to.row(std::iter::once(source.as_str()).chain(values.iter().map(String::as_str)));
}

impl Records {
    /// The records of the machines and strays that are compared.
    pub(super) fn of(state: &State) -> Self {
        let files = &state.files;
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let mut sources: Vec<String> = Vec::new();
        let mut about = About::new();
        let mut tables: Vec<_> = state.tables.values().collect();
        tables.sort_unstable_by_key(|table| table.id);
        for table in tables {
            let next = u32::try_from(sources.len()).unwrap_or(u32::MAX);
            let source = *numbers.entry(table.source.as_str()).or_insert_with(|| {
                sources.push(table.source.clone());
                next
            });
            let priority = state.sources.iter().find(|of| of.name == table.source).map_or(i32::MAX, |of| of.priority);
            about.insert(table.id, (source, table.batch.0, priority));
        }
        let customers = Customers::of(state);
        let strays = strays(state, &about, &customers);
        let astray: HashSet<(TableId, u32)> = strays.iter().map(|of| files.row_of(of.row)).collect();
        let standing = standing(state, &about, &astray);
        let wanted = compared(&standing, &strays);
        let of_machine = |machine: usize| -> Vec<(Known, [String; VALUES], [String; VALUES])> {
            let mut records: Vec<(Known, [String; VALUES])> = Vec::new();
            for (source, first_batch, priority) in standing[machine].iter().copied() {
                let of_source = |row: &&Candidate| {
                    let at = files.row_of(**row);
                    about.get(&at.0).is_some_and(|of| of.0 == source) && !astray.contains(&at)
                };
                let rows = files.candidates("serial_number", machine).iter().filter(of_source).copied();
                let rows: Vec<Candidate> = rows.collect();
                let unit = u32::try_from(machine).unwrap_or(u32::MAX);
                records.push((Known { unit, source, first_batch, priority }, values(state, &customers, &rows)));
            }
            // Gaps are filled in the order of trust, last by what the customer's own record says of the place.
            let mut by_trust: Vec<usize> = (0..records.len()).collect();
            by_trust.sort_by_key(|at| records[*at].0.priority);
            let mut filling: [String; VALUES] = Default::default();
            for (at, filling) in filling.iter_mut().enumerate().skip(1) {
                let said = by_trust.iter().map(|record| &records[*record].1[at]).find(|text| !text.is_empty());
                let of_file = || COMPARED.get(at.wrapping_sub(2)).and_then(|field| files.text(field, machine));
                *filling = said.cloned().or_else(of_file).unwrap_or_default();
            }
            let filled = |own: &[String; VALUES]| {
                let mut filled = own.clone();
                for (own, other) in filled.iter_mut().zip(&filling).filter(|(own, _)| own.is_empty()) {
                    own.clone_from(other);
                }
                filled
            };
            let with_filled = |(known, own): (Known, [String; VALUES])| {
                let filled = filled(&own);
                (known, own, filled)
            };
            records.into_iter().map(with_filled).collect()
        };
        let all: Vec<Vec<_>> = (0..files.len())
            .into_par_iter()
            .map(|machine| if wanted[machine] { of_machine(machine) } else { Vec::new() })
            .collect();
        let (mut known, mut plain, mut filled) = (Vec::new(), builder(), builder());
        for (of, own, with_others) in all.into_iter().flatten() {
            add(&mut plain, of.source, &own);
            add(&mut filled, of.source, &with_others);
            known.push(of);
        }
        let first = u32::try_from(files.len()).unwrap_or(u32::MAX);
        for (unit, stray) in (first..).zip(&strays) {
            let (table, _) = files.row_of(stray.row);
            let (source, first_batch, priority) = about.get(&table).copied().unwrap_or((stray.source, 0, i32::MAX));
            let own = values(state, &customers, &[stray.row]);
            // If the number is another machine's it speaks neither for nor against any other: a stray is compared with
            // its number and without it.
            let mut without = own.clone();
            without[0].clear();
            for own in [own, without] {
                add(&mut plain, source, &own);
                add(&mut filled, source, &own);
                known.push(Known { unit, source, first_batch, priority });
            }
        }
        Self { known, strays, sources, plain: plain.build(), filled: filled.build() }
    }
}
