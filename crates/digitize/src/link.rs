//! Which serial numbers are which machine: by the normalised serial number.
//!
//! Lists that can prove a machine found it ([`Kind::founds_machines`]); telemetry and orders only join machines that
//! exist, and what joins none is listed as unassigned. Spellings that only weights or people can decide come in as
//! [`Joined`] pairs.

use crate::parting::Parted;
use crate::serial::{SerialEntry, key_of};
use base::{Kind, MachineId, TableId};
use hashbrown::{HashMap, HashSet, hash_map::Entry};

/// The serial numbers of one table.
pub struct SerialList {
    /// The table.
    pub table: TableId,
    /// Its kind.
    pub kind: Kind,
    /// Whether its rows prove that their machines exist: its kind does ([`Kind::founds_machines`]), and it is not what a
    /// person answered about machines other lists name.
    pub founds: bool,
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

/// Two normalised serial numbers that are one machine, or two keys that are one customer, as was decided on a pair.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Joined {
    /// The one whose machine keeps its id.
    pub kept: String,
    /// The other spelling.
    pub joined: String,
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
    /// Further normalised serial numbers of machines, by what was decided on pairs: number and position in `ids`.
    pub further: Vec<(String, u32)>,
    /// Rows that are not of the machine whose number they carry: table and row, position in `ids`.
    pub parted: HashMap<(TableId, u32), u32>,
}

/// For each joined serial number the one whose machine it is, through chains of pairs; pairs that close a circle are
/// passed over.
pub(crate) fn roots(pairs: &[Joined]) -> HashMap<&str, &str> {
    fn root<'a>(of: &HashMap<&'a str, &'a str>, mut number: &'a str) -> &'a str {
        while let Some(next) = of.get(number) {
            number = next;
        }
        number
    }
    let mut of: HashMap<&str, &str> = HashMap::new();
    let joined_once: HashSet<&str> = pairs.iter().map(|pair| pair.joined.as_str()).collect();
    for pair in pairs {
        let (kept, joined) = (root(&of, &pair.kept), root(&of, &pair.joined));
        if kept == joined {
            continue;
        }
        // Where pairs close a circle, one that was joined to another does not take over what never was: the order in
        // which they were decided, taken back and decided again does not matter then.
        let turned = joined_once.contains(kept) && !joined_once.contains(joined);
        let (kept, joined) = if turned { (joined, kept) } else { (kept, joined) };
        of.insert(joined, kept);
    }
    pairs.iter().flat_map(|pair| [pair.kept.as_str(), &pair.joined]).map(|number| (number, root(&of, number))).collect()
}

impl Link {
    /// Links the serial numbers of all tables, with the pairs decided to be one machine and the rows that part from the
    /// number they carry. The result does not depend on the order of the tables.
    #[must_use]
    pub fn of(mut lists: Vec<SerialList>, pairs: &[Joined], parted: &[Parted]) -> Self {
        lists.sort_by_key(|list| list.table);
        let mut founded: HashMap<u64, String> = HashMap::new();
        let mut collisions = Vec::new();
        let mut gone: HashMap<(TableId, u64), u32> = HashMap::new();
        for of in parted {
            founded.insert(key_of(&of.name), of.name.clone());
            of.rows.iter().for_each(|(table, _)| *gone.entry((*table, key_of(&of.number))).or_default() += 1);
        }
        for list in lists.iter().filter(|list| list.founds) {
            for (key, entry) in &list.entries {
                // A number that only rows of other machines carry is that of none.
                if gone.get(&(list.table, *key)).is_some_and(|rows| *rows >= entry.rows) {
                    continue;
                }
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
        let roots = roots(pairs);
        // A machine whose kept number no list holds any more keeps its id as long as one of its numbers is there.
        let mut machines: Vec<(String, u64)> = founded
            .into_iter()
            .map(|(key, normalised)| match roots.get(normalised.as_str()) {
                Some(root) => ((*root).to_owned(), key_of(root)),
                None => (normalised, key),
            })
            .collect();
        machines.sort_unstable();
        machines.dedup();
        let mut ordinals: HashMap<u64, u32> = (0_u32..).zip(&machines).map(|(at, (_, key))| (*key, at)).collect();
        let mut further: Vec<(String, u32)> = Vec::new();
        for (number, root) in &roots {
            // A number that founds no machine, of an order or a reading, joins one in the same way.
            if let Some(at) = ordinals.get(&key_of(root)).copied().filter(|_| number != root) {
                ordinals.insert(key_of(number), at);
                further.push(((*number).to_owned(), at));
            }
        }
        further.sort_unstable();
        let mut unassigned = Vec::new();
        for list in lists.iter().filter(|list| !list.founds) {
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
        let at = |of: &Parted| ordinals.get(&key_of(&of.name)).copied();
        let rows_of = |of: &Parted| {
            let at = at(of);
            of.rows.iter().filter_map(move |row| Some((*row, at?))).collect::<Vec<_>>()
        };
        let parted = parted.iter().flat_map(rows_of).collect();
        Self {
            parted,
            ids: machines.iter().map(|(normalised, _)| MachineId::of(normalised)).collect(),
            normalised: machines.into_iter().map(|(normalised, _)| normalised).collect(),
            ordinals,
            unassigned,
            collisions,
            further,
        }
    }

    /// The machine of a row, by where it stands and the key of its serial number.
    #[must_use]
    pub fn machine_of(&self, table: TableId, row: u32, key: u64) -> Option<u32> {
        if !self.parted.is_empty()
            && let Some(at) = self.parted.get(&(table, row))
        {
            return Some(*at);
        }
        self.ordinals.get(&key).copied()
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
            let key = key_of(&normalised);
            Some((key, SerialEntry { normalised, text: (*text).to_owned(), first_row: 2, rows: 1 }))
        });
        SerialList { table: TableId(table), kind, founds: kind.founds_machines(), entries: entries.collect() }
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
        let link = Link::of(lists(), &[], &[]);
        assert_eq!(link.normalised, ["RX1", "RX2", "RX3"]);
        assert_eq!(link.unassigned.len(), 1);
        assert_eq!(link.unassigned[0].text, "RX-99");
        let mut reversed = lists();
        reversed.reverse();
        assert_eq!(Link::of(reversed, &[], &[]).ids, link.ids);
    }

    #[test]
    fn answers_about_machines_found_none() {
        let mut answers = list(2, Kind::Machines, &["RX-1", "RX-2"]);
        answers.founds = false;
        let link = Link::of(vec![list(1, Kind::Machines, &["RX-1"]), answers], &[], &[]);
        assert_eq!(link.normalised, ["RX1"]);
        assert_eq!(link.unassigned.iter().map(|of| of.text.as_str()).collect::<Vec<_>>(), ["RX-2"]);
    }

    fn pair(kept: &str, joined: &str) -> Joined {
        Joined { kept: kept.to_owned(), joined: joined.to_owned() }
    }

    #[test]
    fn decided_pairs_are_one_machine_that_keeps_its_id() {
        let lists = || {
            vec![
                list(1, Kind::Machines, &["RX-1", "RX-2"]),
                list(2, Kind::Contracts, &["RX-11", "RX-111"]),
                list(3, Kind::Errors, &["RX-1", "RX-11", "RX-99"]),
            ]
        };
        let pairs = [pair("RX1", "RX11"), pair("RX11", "RX111"), pair("RX111", "RX1"), pair("RX2", "RX99")];
        let link = Link::of(lists(), &pairs, &[]);
        assert_eq!(link.normalised, ["RX1", "RX2"]);
        assert_eq!(link.ids, [MachineId::of("RX1"), MachineId::of("RX2")]);
        assert!(link.unassigned.is_empty());
        let of = |number: &str| link.ordinals.get(&key_of(number)).copied();
        assert_eq!([of("RX1"), of("RX11"), of("RX111"), of("RX2"), of("RX99")].map(Option::unwrap), [0, 0, 0, 1, 1]);
        assert_eq!(
            link.further.iter().map(|(number, _)| number.as_str()).collect::<Vec<_>>(),
            ["RX11", "RX111", "RX99"]
        );
        // Undone, everything is as before.
        assert_eq!(Link::of(lists(), &[], &[]).normalised, ["RX1", "RX11", "RX111", "RX2"]);
        // The list with the kept number is gone: the id stays.
        let link = Link::of(vec![list(2, Kind::Contracts, &["RX-11"])], &pairs[..1], &[]);
        assert_eq!((link.ids[0], link.normalised[0].as_str()), (MachineId::of("RX1"), "RX1"));
    }
    #[test]
    fn the_order_of_pairs_in_a_circle_does_not_matter() {
        let pairs = [pair("A1", "B1"), pair("A1", "C1"), pair("B1", "C1")];
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let pairs = order.map(|at| pairs[at].clone());
            let link = Link::of(vec![list(1, Kind::Machines, &["A1", "B1", "C1"])], &pairs, &[]);
            assert_eq!(link.normalised, ["A1"], "{order:?}");
        }
    }

    #[test]
    fn rows_that_part_are_machines_of_their_own_or_of_others() {
        let lists = || vec![list(1, Kind::Machines, &["RX-1", "RX-2"]), list(2, Kind::Machines, &["RX-1", "RX-3"])];
        let of = |name: &str, number: &str, table| Parted {
            name: name.to_owned(),
            number: number.to_owned(),
            rows: vec![(TableId(table), 5)],
        };
        let key = |number: &str| key_of(number);
        // On its own.
        let link = Link::of(lists(), &[], &[of("RX1@crm", "RX1", 2)]);
        assert_eq!(link.normalised, ["RX1", "RX1@crm", "RX2", "RX3"]);
        assert_eq!(link.machine_of(TableId(2), 5, key("RX1")), Some(1));
        assert_eq!(link.machine_of(TableId(1), 5, key("RX1")), Some(0));
        // Joined to the machine it is of; the others keep their ids.
        let link = Link::of(lists(), &[pair("RX2", "RX1@crm")], &[of("RX1@crm", "RX1", 2)]);
        assert_eq!(link.normalised, ["RX1", "RX2", "RX3"]);
        assert_eq!(link.machine_of(TableId(2), 5, key("RX1")), Some(1));
        // A number nobody else carries is that of no machine any more.
        let link = Link::of(lists(), &[pair("RX2", "RX3@crm")], &[of("RX3@crm", "RX3", 2)]);
        assert_eq!(link.normalised, ["RX1", "RX2"]);
        // Without the decision all is as it was.
        assert_eq!(Link::of(lists(), &[], &[]).normalised, ["RX1", "RX2", "RX3"]);
    }
}
