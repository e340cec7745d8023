//! Which serial numbers are which machine: by the normalised serial number.
//!
//! Lists that can prove a machine found it ([`Kind::founds_machines`]); telemetry and orders only join machines that
//! exist, and what joins none is listed as unassigned. Spellings that only weights can decide are not linked here.

use crate::serial::SerialEntry;
use base::{Kind, MachineId, TableId};
use hashbrown::{HashMap, hash_map::Entry};

/// The serial numbers of one table.
pub struct SerialList {
    /// The table.
    pub table: TableId,
    /// Its kind.
    pub kind: Kind,
    /// Each serial number once, with its key.
    pub entries: Vec<(u64, SerialEntry)>,
}

/// A serial number of rows that belong to no machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unassigned {
    /// Where it stands.
    pub table: TableId,
    /// The kind of that table.
    pub kind: Kind,
    /// As written there first.
    pub text: String,
    /// The first row with it.
    pub first_row: u32,
    /// How many rows carry it.
    pub rows: u32,
}

/// All machines, ordered by normalised serial number, and the way from a row's key to its machine.
#[derive(Default)]
pub struct Link {
    /// The machines' ids.
    pub ids: Vec<MachineId>,
    /// The normalised serial numbers, ascending.
    pub normalised: Vec<String>,
    /// Key of the serial number -> position in `ids`.
    pub ordinals: HashMap<u64, u32>,
    /// Rows that belong to no machine, by table and first row.
    pub unassigned: Vec<Unassigned>,
    /// Two different serial numbers with the same key: the second is left out and named here.
    pub collisions: Vec<(String, String)>,
}

impl Link {
    /// Links the serial numbers of all tables. The result does not depend on their order.
    #[must_use]
    pub fn of(mut lists: Vec<SerialList>) -> Self {
        lists.sort_by_key(|list| list.table);
        let mut founded: HashMap<u64, String> = HashMap::new();
        let mut collisions = Vec::new();
        for list in lists.iter().filter(|list| list.kind.founds_machines()) {
            for (key, entry) in &list.entries {
                match founded.entry(*key) {
                    Entry::Vacant(vacant) => {
                        vacant.insert(entry.normalised.clone());
                    }
                    Entry::Occupied(known) if *known.get() != entry.normalised => {
                        collisions.push((known.get().clone(), entry.normalised.clone()));
                    }
                    Entry::Occupied(_) => {}
                }
            }
        }
        let mut machines: Vec<(String, u64)> = founded.into_iter().map(|(key, normalised)| (normalised, key)).collect();
        machines.sort_unstable();
        let ordinals: HashMap<u64, u32> = (0_u32..).zip(&machines).map(|(at, (_, key))| (*key, at)).collect();
        let mut unassigned = Vec::new();
        for list in lists.iter().filter(|list| !list.kind.founds_machines()) {
            unassigned.extend(list.entries.iter().filter(|(key, _)| !ordinals.contains_key(key)).map(|(_, entry)| {
                Unassigned {
                    table: list.table,
                    kind: list.kind,
                    text: entry.text.clone(),
                    first_row: entry.first_row,
                    rows: entry.rows,
                }
            }));
        }
        unassigned.sort_unstable_by_key(|entry| (entry.table, entry.first_row));
        Self {
            ids: machines.iter().map(|(normalised, _)| MachineId::of(normalised)).collect(),
            normalised: machines.into_iter().map(|(normalised, _)| normalised).collect(),
            ordinals,
            unassigned,
            collisions,
        }
    }

    /// How many machines there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no machine.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serial;

    fn list(table: u32, kind: Kind, texts: &[&str]) -> SerialList {
        let entries = texts.iter().filter_map(|text| {
            let normalised = serial::normalise(text)?;
            let key = serial::key_of(&normalised);
            Some((key, SerialEntry { normalised, text: (*text).to_owned(), first_row: 2, rows: 1 }))
        });
        SerialList { table: TableId(table), kind, entries: entries.collect() }
    }

    #[test]
    fn spellings_meet_and_telemetry_of_no_machine_is_unassigned() {
        let lists = || {
            vec![
                list(1, Kind::Machines, &["RX-1", "RX-2"]),
                list(2, Kind::Contracts, &["SN rx 1", "RX-3"]),
                list(3, Kind::Errors, &["RX1", "RX-99"]),
            ]
        };
        let link = Link::of(lists());
        assert_eq!(link.normalised, ["RX1", "RX2", "RX3"]);
        assert_eq!(link.unassigned.len(), 1);
        assert_eq!(link.unassigned[0].text, "RX-99");
        let mut reversed = lists();
        reversed.reverse();
        assert_eq!(Link::of(reversed).ids, link.ids);
    }
}
