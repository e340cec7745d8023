//! `telemetry/zaehlerstaende.csv`: fortnightly counters and vibration.

use super::{Done, within};
use crate::manufacturer::calendar::plus_days;
use crate::manufacturer::machine::Machine;
use crate::manufacturer::rng::{Rng, Stream};
use crate::manufacturer::serials::{Habit, spelled};
use crate::manufacturer::table::{Encoding, Table};
use crate::manufacturer::telemetry::Counter;
use crate::manufacturer::world::World;
use std::io;
use std::path::Path;

const NAME: &str = "telemetry/zaehlerstaende.csv";

/// The counter states being written.
pub(crate) struct Counters(Table);

impl Counters {
    pub(crate) fn create(folder: &Path) -> io::Result<Self> {
        let header = ["Zeitpunkt", "Seriennummer", "Betriebsstd. [h]", "Vibration [mm/s]"];
        Table::create(&within(folder, NAME), b';', Encoding::Utf8, &header).map(Self)
    }

    /// Writes the machine's states.
    pub(crate) fn write(&mut self, world: &World, machine: &Machine) -> io::Result<()> {
        let mut rng = Rng::of(world.seed, Stream::Spelling, machine.index * 16 + 5);
        let serial = spelled(&machine.serial, Habit::Counters, &mut rng);
        machine.counters.iter().try_for_each(|counter| self.counter(counter, &serial))
    }

    /// Writes a state whose serial number is no machine's.
    pub(crate) fn stranger(&mut self, world: &World, index: u64, serial: &str) -> io::Result<()> {
        let mut rng = Rng::of(world.seed, Stream::Unassigned, index * 4 + 2);
        let date = plus_days(world.as_of, -rng.between(0, 300));
        let hours = Some(rng.between(1_000, 400_000));
        self.counter(&Counter { date, hour: rng.below(24), hours, vibration: Some(rng.between(80, 400)) }, serial)
    }

    fn counter(&mut self, counter: &Counter, serial: &str) -> io::Result<()> {
        let table = &mut self.0;
        table.german_hour(counter.date, counter.hour).text(serial);
        match counter.hours {
            Some(tenths) => table.decimal(tenths, 1, true),
            None => table.blank(),
        };
        match counter.vibration {
            Some(hundredths) => table.decimal(hundredths, 2, false),
            None => table.blank(),
        };
        table.end_row()
    }

    pub(crate) fn finish(self) -> io::Result<Done> {
        self.0.finish().map(|(rows, bytes)| (NAME.to_owned(), rows, bytes))
    }
}
