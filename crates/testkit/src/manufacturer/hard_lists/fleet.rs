//! The machines the lists tell of. Within a type they are numbered as they were built, so that neighbours differ in one
//! digit, were installed in the same weeks and, bought together, stand at the same customer.

use super::rows::Source;
use crate::manufacturer::calendar::{days_between, months_before, plus_days};
use crate::manufacturer::rng::{Rng, Stream};
use crate::manufacturer::types::{MachineType, machine_types};
use chrono::{Datelike, NaiveDate};
use std::collections::HashSet;

/// Of a thousand orders so many are for two, three and four machines of a type at once.
const ORDERS_OF_MORE: [(u32, u64); 3] = [(130, 2), (50, 3), (20, 4)];
/// Of a thousand machines bought together so many were installed on one day, the others within a fortnight.
const ON_ONE_DAY: u32 = 600;
/// A machine is installed up to so many days before or after its number's turn: deliveries take their time.
const OUT_OF_TURN: i64 = 60;
/// Numbers of the types of a family lie so far apart.
const APART: u64 = 250_000;

/// A machine.
pub(super) struct HardMachine {
    pub(super) serial: String,
    /// Index of its type.
    pub(super) kind: usize,
    /// Index of its customer.
    pub(super) customer: u64,
    pub(super) installed: NaiveDate,
    /// Year of manufacture.
    pub(super) year: i32,
}

/// All machines, kept because neighbours depend on one another.
pub(super) struct Fleet {
    pub(super) seed: u64,
    pub(super) types: Vec<MachineType>,
    pub(super) customers: u64,
    pub(super) as_of: NaiveDate,
    machines: Vec<HardMachine>,
    plates: HashSet<String>,
}

impl Fleet {
    pub(super) fn new(seed: u64, count: usize, as_of: NaiveDate) -> Self {
        let types = machine_types(as_of);
        let customers = (u64::try_from(count).unwrap_or(u64::MAX) * 10 / 32).max(1);
        let mut machines = Vec::with_capacity(count);
        for (kind, of) in types.iter().enumerate() {
            // The first types have one machine more where they do not come out even.
            let wanted = count / types.len() + usize::from(kind < count % types.len());
            let mut rng = Rng::of(seed, Stream::Fleet, u64::try_from(kind).unwrap_or(0));
            build(of, kind, wanted, customers, as_of, &mut rng, &mut machines);
        }
        let plates = machines.iter().map(|machine| machine.serial.clone()).collect();
        Self { seed, types, customers, as_of, machines, plates }
    }

    pub(super) fn machines(&self) -> u64 {
        u64::try_from(self.machines.len()).unwrap_or(u64::MAX)
    }

    /// Whether a machine has this on its plate.
    pub(super) fn is_plate(&self, text: &str) -> bool {
        self.plates.contains(text)
    }

    /// The machine at an index below their number.
    pub(super) fn machine(&self, index: u64) -> &HardMachine {
        &self.machines[usize::try_from(index).unwrap_or(usize::MAX)]
    }
}

/// Adds the machines of a type, in the order of their numbers.
fn build(
    of: &MachineType,
    kind: usize,
    wanted: usize,
    customers: u64,
    as_of: NaiveDate,
    rng: &mut Rng,
    machines: &mut Vec<HardMachine>,
) {
    let months = |years: i64| u32::try_from(years * 12).unwrap_or(0);
    let first = months_before(as_of, months(of.sold.1));
    let days = days_between(first, months_before(as_of, months(of.sold.0)));
    let end = machines.len() + wanted;
    let mut number = 0_u64;
    while machines.len() < end {
        let roll = rng.below(1000);
        let mut bound = 0;
        let together = ORDERS_OF_MORE.iter().find(|(share, _)| {
            bound += share;
            roll < bound
        });
        let together = together.map_or(1, |(_, together)| *together);
        let customer = some_customer(customers, rng);
        let turn = days * i64::try_from(number).unwrap_or(0) / i64::try_from(wanted).unwrap_or(1).max(1);
        let day = plus_days(first, turn + rng.between(-OUT_OF_TURN, OUT_OF_TURN));
        for _ in 0..together.min(u64::try_from(end - machines.len()).unwrap_or(1)) {
            let later = if rng.permille(ON_ONE_DAY) { 0 } else { rng.between(1, 14) };
            let installed = plus_days(day, later).min(as_of);
            // Built some weeks before it was installed.
            let year = plus_days(installed, -rng.between(10, 120)).year();
            machines.push(HardMachine { serial: plate(kind, number, year), kind, customer, installed, year });
            number += 1;
        }
    }
}

/// Large customers have many machines, most have a few.
fn some_customer(customers: u64, rng: &mut Rng) -> u64 {
    let share = rng.unit();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "within 0..customers"
    )]
    let customer = (customers as f64 * share * share.sqrt()) as u64;
    customer.min(customers - 1)
}

/// The serial number on the plate: each family writes its own way, each type counts on its own.
fn plate(kind: usize, number: u64, year: i32) -> String {
    let at = u64::try_from(kind % 4).unwrap_or(0) * APART + number;
    match kind / 4 {
        0 => format!("RX-{}", 104_000 + at),
        1 => format!("47-{:07}", 12_000 + at),
        2 => format!("PK{}", 204_000 + at),
        3 => format!("{:08}", 510_000 + at),
        4 => format!("DFA-{year}-{:06}", 3_000 + at),
        _ => format!("HB/{:07}", 70_100 + at),
    }
}

/// Which lists a machine stands in: three to five of the five, the ERP hardly ever missing.
#[derive(Clone, Copy)]
pub(super) struct Standing(u8);

/// Of a hundred machines so many stand in three and in four lists, the others in all five.
const IN_THREE: u32 = 30;
const IN_FOUR: u32 = 40;
/// How likely a list is the next one left out, beside the others.
const LEFT_OUT: [u32; 5] = [4, 20, 24, 30, 22];

impl Standing {
    pub(super) fn of(seed: u64, index: u64) -> Self {
        let mut rng = Rng::of(seed, Stream::Standing, index);
        let roll = rng.below(100);
        let missing = if roll < IN_THREE { 2 } else { u32::from(roll < IN_THREE + IN_FOUR) };
        let mut held = 0b1_1111_u8;
        for _ in 0..missing {
            let open = |held: u8| (0..5_u32).filter(move |at| held >> at & 1 == 1);
            let weight = |at: u32| LEFT_OUT.get(at as usize).copied().unwrap_or(0);
            let mut roll = rng.below(open(held).map(weight).sum());
            for at in open(held) {
                if roll < weight(at) {
                    held &= !(1 << at);
                    break;
                }
                roll -= weight(at);
            }
        }
        Self(held)
    }

    pub(super) fn holds(self, source: Source) -> bool {
        self.0 >> (source as u8) & 1 == 1
    }

    pub(super) fn count(self) -> u64 {
        u64::from(self.0.count_ones())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manufacturer::serials::key;

    #[test]
    fn plates_are_unique_and_neighbours_differ_by_one() {
        let as_of = NaiveDate::from_ymd_opt(2026, 11, 1).expect("a date");
        let fleet = Fleet::new(3, 30_011, as_of);
        assert_eq!(fleet.machines(), 30_011);
        let keys: HashSet<String> = fleet.machines.iter().map(|machine| key(&machine.serial)).collect();
        assert_eq!(keys.len(), 30_011);
        let together = fleet.machines.windows(2).filter(|two| two[0].customer == two[1].customer).count();
        assert!((5_000..12_000).contains(&together), "{together} bought with the one before");
        assert!(fleet.machines.iter().all(|machine| machine.installed <= as_of && machine.year >= 1999));
    }

    #[test]
    fn every_machine_stands_in_three_to_five_lists() {
        let counts: Vec<u64> = (0..5_000).map(|index| Standing::of(1, index).count()).collect();
        assert!(counts.iter().all(|count| (3..=5).contains(count)));
        let mean = counts.iter().sum::<u64>() as f64 / 5_000.0;
        assert!((3.9..4.1).contains(&mean), "{mean}");
    }
}
