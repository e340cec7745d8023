//! Rows that carry a machine's serial number and say of another machine: they may have a better home.

use super::customers::Customers;
use crate::State;
use crate::fill_in::is_answers;
use base::{Kind, TableId};
use digitize::machine_file::Candidate;
use digitize::parting::Saying;
use digitize::serial;
use digitize::spelled_alike::{Said, agree, contradict, groups};
use hashbrown::HashMap;
use rayon::prelude::*;
use std::cmp::Reverse;

/// A row that may not be of the machine whose number it carries.
pub(super) struct Stray {
    /// Position of the machine whose number it carries.
    pub(super) machine: u32,
    /// That number, normalised.
    pub(super) number: String,
    /// The number of its source.
    pub(super) source: u32,
    pub(super) row: Candidate,
    /// What it says.
    pub(super) said: Saying,
    /// What the row of its source says that is of the machine, where there is one.
    pub(super) beside: Option<Saying>,
    /// Strays of one machine with the same number here say of one machine.
    pub(super) group: usize,
}

/// A table's source, delivery and trust.
pub(super) type About = HashMap<TableId, (u32, u32, i32)>;

/// A row with a serial number.
struct Row {
    candidate: Candidate,
    table: TableId,
    of: (u32, u32, i32),
    said: Saying,
    customer: String,
}

impl Row {
    fn said(&self) -> Said<'_> {
        let [kind, year, installed, _, _, postcode, city] = &self.said.0;
        Said { source: self.of.0, kind, year, installed, customer: &self.customer, postcode, city }
    }
}

/// The strays of all machines.
pub(super) fn strays(state: &State, about: &About, customers: &Customers) -> Vec<Stray> {
    let machines = u32::try_from(state.files.len()).unwrap_or(u32::MAX);
    let of_machine = |machine: u32| of_machine(state, about, customers, machine);
    (0..machines).into_par_iter().flat_map_iter(of_machine).collect()
}

fn of_machine(state: &State, about: &About, customers: &Customers, machine: u32) -> Vec<Stray> {
    let files = &state.files;
    let candidates = files.candidates("serial_number", machine as usize);
    if candidates.len() < 2 {
        return Vec::new();
    }
    let mut by_number: Vec<(String, Vec<Row>)> = Vec::new();
    for candidate in candidates.iter().copied() {
        let at = files.row_of(candidate);
        // What a person answered about a machine may well contradict its lists.
        let is_answer = state.tables.get(&at.0).is_some_and(|table| is_answers(&table.source));
        let Some(of) = about.get(&at.0).copied().filter(|_| !is_answer && !files.link.parted.contains_key(&at)) else {
            continue;
        };
        let Some(number) = files.text_of("serial_number", candidate).as_deref().and_then(serial::normalise) else {
            continue;
        };
        let said = files.saying(candidate);
        let customer = customers.key(&said);
        let row = Row { candidate, table: at.0, of, said, customer };
        match by_number.iter_mut().find(|(known, _)| *known == number) {
            Some((_, rows)) => rows.push(row),
            None => by_number.push((number, vec![row])),
        }
    }
    let mut found = Vec::new();
    for (number, rows) in by_number {
        among(state, machine, &number, &newest(rows), &mut found);
    }
    found
}

/// Of each source the rows of its newest delivery that has the number, each saying once: what an older one says is how
/// it was.
fn newest(rows: Vec<Row>) -> Vec<Row> {
    let mut latest: HashMap<u32, u32> = HashMap::new();
    for row in &rows {
        let latest = latest.entry(row.of.0).or_default();
        *latest = (*latest).max(row.of.1);
    }
    let mut kept: Vec<Row> = Vec::with_capacity(rows.len());
    for row in rows.into_iter().filter(|row| latest.get(&row.of.0) == Some(&row.of.1)) {
        if !kept.iter().any(|known| known.of.0 == row.of.0 && known.said == row.said) {
            kept.push(row);
        }
    }
    kept
}

/// The strays among the rows of one number.
fn among(state: &State, machine: u32, number: &str, rows: &[Row], found: &mut Vec<Stray>) {
    if rows.len() < 2 {
        return;
    }
    let said: Vec<Said<'_>> = rows.iter().map(Row::said).collect();
    let group_of = groups(&said);
    // The machine is what most sources say of it; where they are even, the more trusted one.
    let weight = |group: usize| {
        let of_group = || rows.iter().zip(&group_of).filter(move |(_, of)| **of == group).map(|(row, _)| row);
        (of_group().count(), Reverse(of_group().map(|row| row.of.2).min()), Reverse(group))
    };
    let Some(main) = group_of.iter().copied().max_by_key(|group| weight(*group)) else { return };
    let in_main = |at: usize| group_of[at] == main;
    for (at, row) in rows.iter().enumerate().filter(|(at, _)| !in_main(*at)) {
        let with = |test: &dyn Fn(usize) -> bool| (0..rows.len()).filter(|other| in_main(*other)).any(test);
        let one_list = |other: usize| {
            rows[other].table == row.table && state.tables.get(&row.table).is_some_and(|of| of.kind == Kind::Machines)
        };
        // A list has a machine once: of two rows with one number the one that agrees less may be another's.
        let contradicts = || with(&|other| contradict(&said[at], &said[other]));
        let agrees = || with(&|other| agree(&said[at], &said[other]));
        if !with(&one_list) && (!contradicts() || agrees()) {
            continue;
        }
        let beside = (0..rows.len()).find(|other| in_main(*other) && rows[*other].of.0 == row.of.0);
        found.push(Stray {
            machine,
            number: number.to_owned(),
            source: row.of.0,
            row: row.candidate,
            said: row.said.clone(),
            beside: beside.map(|other| rows[other].said.clone()),
            group: group_of[at],
        });
    }
}
