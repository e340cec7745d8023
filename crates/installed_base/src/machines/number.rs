//! Serial numbers however written: one by its whole, many by a part.

use super::Machine;
use crate::bits::{Bits, narrow};
use crate::fold::loose;
use crate::grams::Grams;
use crate::texts::Texts;
use hashbrown::HashMap;

/// Stands for a number that several machines have.
const SEVERAL: u32 = u32::MAX;

/// Serial numbers without punctuation.
#[derive(Debug)]
pub(super) struct Numbers {
    written: Texts,
    /// The machine of each text.
    machines: Vec<u32>,
    grams: Grams,
    whole: HashMap<String, u32>,
    count: usize,
}

impl Numbers {
    pub(super) fn of(machines: &[Machine]) -> Self {
        let (mut written, mut numbers) = (Texts::default(), Vec::with_capacity(machines.len()));
        let mut whole: HashMap<String, u32> = HashMap::with_capacity(machines.len());
        for (machine, position) in machines.iter().zip(0..) {
            let (serial, normalised) = (loose(&machine.serial_number), loose(&machine.normalised));
            let mut add = |number: &str| {
                let place = whole.entry_ref(number).or_insert(position);
                if *place != position {
                    *place = SEVERAL;
                }
            };
            add(&normalised);
            add(&serial);
            written.push(&serial);
            numbers.push(position);
            // A normalised number is what is left of a written one, so it is seldom anything else.
            if !serial.contains(&normalised) {
                written.push(&normalised);
                numbers.push(position);
            }
        }
        whole.remove("");
        Self { grams: Grams::of(&written), written, machines: numbers, whole, count: machines.len() }
    }

    /// The one machine with this number, with leading zeros or without.
    pub(super) fn exactly(&self, text: &str) -> Option<u32> {
        let number = loose(text);
        let found = self.whole.get(number.as_str()).or_else(|| self.whole.get(number.trim_start_matches('0')));
        found.copied().filter(|position| *position != SEVERAL)
    }

    /// The machines whose number holds this part or is it.
    pub(super) fn holding(&self, part: &str) -> Bits {
        let mut found = Bits::none(self.count);
        let number = loose(part);
        if number.is_empty() {
            return found;
        }
        self.grams.containing(&self.written, &number, |text| {
            found.insert(self.machines.get(text as usize).copied().unwrap_or(narrow(self.count)));
        });
        if let Some(position) = self.exactly(part) {
            found.insert(position);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{SampleMachine, machine};
    use super::*;

    fn numbers(serials: &[(&str, &str)]) -> Numbers {
        let of = |(at, (serial, normalised)): (u32, &(&str, &str))| Machine {
            serial_number: (*serial).to_owned(),
            normalised: (*normalised).to_owned(),
            ..machine(&SampleMachine::numbered(at))
        };
        Numbers::of(&(0..).zip(serials).map(of).collect::<Vec<_>>())
    }

    #[test]
    fn a_number_is_found_however_written() {
        let numbers = numbers(&[("SN RX-1O4711", "RX104711"), ("0047", "47"), ("A-1", "A1"), ("A1", "A1")]);
        for text in ["rx 104711", "RX1O4711", "SN-RX104711", "00RX104711"] {
            assert_eq!(numbers.exactly(text), Some(0), "{text}");
        }
        assert_eq!((numbers.exactly("47"), numbers.exactly("00047"), numbers.exactly("-")), (Some(1), Some(1), None));
        assert_eq!(numbers.exactly("A1"), None, "two machines have it");
    }

    #[test]
    fn a_part_of_a_number_is_found() {
        let numbers = numbers(&[("SN RX-1O4711", "RX104711"), ("0047", "47"), ("X-1", "Y1")]);
        let holding = |part: &str| {
            let mut found = Vec::new();
            numbers.holding(part).for_each(|position| found.push(position));
            found
        };
        assert_eq!(holding("47"), [0, 1]);
        assert_eq!(holding("sn-rx"), [0]);
        assert_eq!(holding("000047"), [1], "more zeros than written");
        assert_eq!(holding("y1"), [2], "the normalised number counts too");
        assert!(holding("--").is_empty());
    }
}
