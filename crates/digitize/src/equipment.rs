//! Lists that name a machine by its equipment number only (SAP `EQUNR`), and the equipment list that says which serial
//! number that is.
//!
//! Contracts and orders out of SAP often carry the equipment number and no serial number. A machine list with both
//! columns ties the two: rows known by equipment number then belong to the machine with that serial number. Nothing is
//! tied where one equipment number stands beside two serial numbers, or is itself the serial number of another machine.

use crate::link::{Joined, SerialList};
use crate::recognise::heading_key;
use base::TableId;
use hashbrown::{HashMap, HashSet};
use std::cmp::Reverse;

/// Headings of equipment numbers.
const HEADINGS: [&str; 11] = [
    "EQUNR",
    "Equipment",
    "Equipmentnummer",
    "Equipment-Nr.",
    "Equipmentnr.",
    "Equipment Number",
    "Equipment No.",
    "Equipment ID",
    "Equi",
    "Equi-Nr.",
    "Numero equipment",
];

/// Whether a column with this heading holds equipment numbers.
#[must_use]
pub fn is_equipment_number(heading: &str) -> bool {
    let key = heading_key(heading);
    HEADINGS.iter().any(|known| heading_key(known) == key)
}

/// An equipment number beside a serial number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EquipmentNumber {
    /// The table both stand in.
    pub table: TableId,
    /// The row.
    pub row: u32,
    /// The key of the serial number.
    pub serial: u64,
    /// The equipment number, normalised as serial numbers are.
    pub number: String,
    /// As written.
    pub text: String,
}

/// An equipment number that rows are known by and that does not tell one machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AmbiguousNumber {
    /// The table known by equipment numbers, and the first row with this one.
    pub at: (TableId, u32),
    /// As written there.
    pub text: String,
    /// The serial numbers it stands beside, or the one it is itself.
    pub serials: Vec<String>,
}

/// The pairs by which rows known by equipment number join the machines of their serial numbers.
#[must_use]
pub fn joined(
    numbers: &[EquipmentNumber],
    lists: &[SerialList],
    is_by_equipment: &dyn Fn(TableId) -> bool,
) -> (Vec<Joined>, Vec<AmbiguousNumber>) {
    let mut wanted: HashMap<&str, (TableId, u32, &str)> = HashMap::new();
    let mut serial_of: HashMap<u64, &str> = HashMap::new();
    let mut serials: HashSet<&str> = HashSet::new();
    for list in lists {
        let by_equipment = is_by_equipment(list.table);
        for (key, entry) in &list.entries {
            if by_equipment {
                let place = (list.table, entry.first_row, entry.text.as_str());
                // Where the latest list names it: that is the list a person can still mend.
                let named = wanted.entry(&entry.normalised).or_insert(place);
                if (place.0, Reverse(place.1)) > (named.0, Reverse(named.1)) {
                    *named = place;
                }
            } else {
                serial_of.insert(*key, &entry.normalised);
                serials.insert(&entry.normalised);
            }
        }
    }
    let mut beside: HashMap<&str, Vec<&str>> = HashMap::new();
    for number in numbers {
        if let Some(serial) = serial_of.get(&number.serial).filter(|_| wanted.contains_key(number.number.as_str())) {
            let known = beside.entry(&number.number).or_default();
            if !known.contains(serial) {
                known.push(serial);
            }
        }
    }
    let (mut pairs, mut ambiguous) = (Vec::new(), Vec::new());
    for (number, mut of) in beside {
        of.sort_unstable();
        let Some((table, row, text)) = wanted.get(number).copied() else { continue };
        match of.as_slice() {
            [serial] if *serial == number => {}
            [serial] if !serials.contains(number) => {
                pairs.push(Joined { kept: (*serial).to_owned(), joined: number.to_owned() });
            }
            _ => {
                let own = serials.contains(number).then_some(number);
                let serials = of.into_iter().chain(own).map(str::to_owned).collect();
                ambiguous.push(AmbiguousNumber { at: (table, row), text: text.to_owned(), serials });
            }
        }
    }
    pairs.sort_unstable_by(|a, b| (&a.kept, &a.joined).cmp(&(&b.kept, &b.joined)));
    ambiguous.sort_unstable_by_key(|of| of.at);
    (pairs, ambiguous)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::Link;
    use crate::serial::{SerialEntry, key_of, normalise};
    use base::Kind;

    fn list(table: u32, kind: Kind, texts: &[&str]) -> SerialList {
        let entries = (2..).zip(texts).filter_map(|(row, text)| {
            let normalised = normalise(text)?;
            let entry =
                SerialEntry { normalised: normalised.clone(), text: (*text).to_owned(), first_row: row, rows: 1 };
            Some((key_of(&normalised), entry))
        });
        SerialList { table: TableId(table), kind, founds: kind.founds_machines(), entries: entries.collect() }
    }

    fn beside(row: u32, number: &str, serial: &str) -> EquipmentNumber {
        EquipmentNumber {
            table: TableId(1),
            row,
            serial: key_of(&normalise(serial).expect("a serial number")),
            number: normalise(number).expect("a number"),
            text: number.to_owned(),
        }
    }

    #[test]
    fn rows_known_by_equipment_number_find_the_machine_and_unclear_ones_do_not() {
        let lists = || {
            vec![
                list(1, Kind::Machines, &["RX-1", "RX-2", "RX-3", "10000009"]),
                list(2, Kind::Contracts, &["000000000010000001", "10000002", "10000009", "10000077"]),
            ]
        };
        let numbers = [
            beside(2, "10000001", "RX-1"),
            beside(3, "10000002", "RX-2"),
            beside(4, "10000002", "RX-3"),
            beside(5, "10000009", "RX-3"),
            beside(6, "10000055", "RX-3"),
        ];
        let (pairs, ambiguous) = joined(&numbers, &lists(), &|table| table == TableId(2));
        assert_eq!(pairs, [Joined { kept: "RX1".to_owned(), joined: "10000001".to_owned() }]);
        let said: Vec<_> = ambiguous.iter().map(|of| (of.at.1, of.text.as_str(), of.serials.join(" "))).collect();
        assert_eq!(said, [(3, "10000002", "RX2 RX3".to_owned()), (4, "10000009", "RX3 10000009".to_owned())]);
        let link = Link::of(lists(), &pairs, &[]);
        assert_eq!(link.ordinals.get(&key_of("10000001")), link.ordinals.get(&key_of("RX1")));
    }

    #[test]
    fn headings_of_equipment_numbers() {
        for heading in ["EQUNR", "Equipment", "equipment-nr", "Equi-Nr."] {
            assert!(is_equipment_number(heading), "{heading}");
        }
        for heading in ["SERNR", "Equipmentart", "Equipment Type", ""] {
            assert!(!is_equipment_number(heading), "{heading}");
        }
    }
}
