//! `telemetry/fehlerprotokoll.csv`: error events.

use super::{Done, within};
use crate::manufacturer::calendar::plus_days;
use crate::manufacturer::machine::Machine;
use crate::manufacturer::rng::{Rng, Stream};
use crate::manufacturer::serials::{Habit, spelled};
use crate::manufacturer::table::{Encoding, Table};
use crate::manufacturer::telemetry::{CODES, ErrorEvent, Level};
use crate::manufacturer::world::World;
use std::io;
use std::path::Path;

const NAME: &str = "telemetry/fehlerprotokoll.csv";

/// The error log being written.
pub(crate) struct Errors(Table);

impl Errors {
    pub(crate) fn create(folder: &Path) -> io::Result<Self> {
        let header = ["Zeitpunkt", "Maschine", "Fehlercode", "Schwere", "Text"];
        Table::create(&within(folder, NAME), b';', Encoding::Utf8, &header).map(Self)
    }

    /// Writes the machine's events.
    pub(crate) fn write(&mut self, world: &World, machine: &Machine) -> io::Result<()> {
        let mut rng = Rng::of(world.seed, Stream::Spelling, machine.index * 16 + 4);
        let serial = spelled(&machine.serial, Habit::Errors, &mut rng);
        machine.errors.iter().try_for_each(|event| self.event(event, &serial))
    }

    /// Writes an event whose serial number is no machine's.
    pub(crate) fn stranger(&mut self, world: &World, index: u64, serial: &str) -> io::Result<()> {
        let mut rng = Rng::of(world.seed, Stream::Unassigned, index * 4 + 1);
        let date = plus_days(world.as_of, -rng.between(0, 300));
        self.event(&ErrorEvent { date, second: rng.below(86_400), code: 0, level: Level::Critical }, serial)
    }

    fn event(&mut self, event: &ErrorEvent, serial: &str) -> io::Result<()> {
        let (code, text, _) = CODES.get(event.code).copied().unwrap_or(("E0000", "", Level::Info));
        let level = match event.level {
            Level::Critical => "kritisch",
            Level::Warning => "Warnung",
            Level::Info => "Info",
            Level::Blank => "",
        };
        self.0.iso_second(event.date, event.second).text(serial).text(code).text(level).text(text).end_row()
    }

    pub(crate) fn finish(self) -> io::Result<Done> {
        self.0.finish().map(|(rows, bytes)| (NAME.to_owned(), rows, bytes))
    }
}
