//! `service/einsaetze.csv`: the visit log.

use super::{Done, within};
use crate::manufacturer::machine::Machine;
use crate::manufacturer::rng::{Rng, Stream};
use crate::manufacturer::serials::{Habit, spelled};
use crate::manufacturer::table::{Encoding, Table};
use crate::manufacturer::world::World;
use std::io;
use std::path::Path;

const NAME: &str = "service/einsaetze.csv";
const HEADER: [&str; 8] =
    ["Bericht-Nr.", "Datum", "Seriennummer", "Einsatzart", "Techniker", "Betriebsstunden", "Tätigkeit", "Kosten"];

/// The visit log being written.
pub(crate) struct Visits(Table);

impl Visits {
    pub(crate) fn create(folder: &Path) -> io::Result<Self> {
        Table::create(&within(folder, NAME), b';', Encoding::Utf8, &HEADER).map(Self)
    }

    /// Writes the machine's visits.
    pub(crate) fn write(&mut self, world: &World, machine: &Machine) -> io::Result<()> {
        let mut rng = Rng::of(world.seed, Stream::Spelling, machine.index * 16 + 3);
        let serial = spelled(&machine.serial, Habit::Service, &mut rng);
        let grouped = rng.permille(600);
        let table = &mut self.0;
        for (item, visit) in (0..).zip(&machine.visits) {
            table.reference("SB", machine.index, item).german_date(visit.date, false).text(&serial);
            table.text(visit.purpose.german()).text(visit.technician);
            match visit.hours {
                Some(hours) => table.decimal(hours, 0, grouped),
                None => table.blank(),
            };
            table.text(visit.text).decimal(visit.cost, 2, true).end_row()?;
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> io::Result<Done> {
        self.0.finish().map(|(rows, bytes)| (NAME.to_owned(), rows, bytes))
    }
}
