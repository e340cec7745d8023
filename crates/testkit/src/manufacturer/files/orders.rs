//! `orders/auftragspositionen.csv`: spare part order lines.

use super::{Done, within};
use crate::manufacturer::calendar::plus_days;
use crate::manufacturer::customers::Customer;
use crate::manufacturer::machine::Machine;
use crate::manufacturer::orders::{OrderLine, PARTS};
use crate::manufacturer::rng::{Rng, Stream};
use crate::manufacturer::serials::{Habit, spelled};
use crate::manufacturer::table::{Encoding, Table};
use crate::manufacturer::world::World;
use std::io;
use std::path::Path;

const NAME: &str = "orders/auftragspositionen.csv";
const HEADER: [&str; 12] = [
    "Auftrag",
    "Pos",
    "Datum",
    "Kd.-Nr.",
    "Kunde",
    "Maschine",
    "Teilenummer",
    "Bezeichnung",
    "Menge",
    "Einzelpreis",
    "Betrag",
    "Währung",
];

/// The order lines being written.
pub(crate) struct Orders(Table);

impl Orders {
    pub(crate) fn create(folder: &Path) -> io::Result<Self> {
        Table::create(&within(folder, NAME), b';', Encoding::Windows1252, &HEADER).map(Self)
    }

    /// Writes the machine's lines.
    pub(crate) fn write(&mut self, world: &World, machine: &Machine, customer: &Customer) -> io::Result<()> {
        let mut rng = Rng::of(world.seed, Stream::Spelling, machine.index * 16 + 2);
        let serial = spelled(&machine.serial, Habit::Orders, &mut rng);
        machine.orders.iter().try_for_each(|line| self.line(machine.index, line, customer, &serial))
    }

    /// Writes a line whose serial number is no machine's.
    pub(crate) fn stranger(&mut self, world: &World, index: u64, serial: &str, customer: &Customer) -> io::Result<()> {
        let mut rng = Rng::of(world.seed, Stream::Unassigned, index * 4);
        let part = rng.below(22) as usize;
        let date = plus_days(world.as_of, -rng.between(1, 1500));
        let line = OrderLine { order: 0, position: 10, date, part, quantity: 1, unit_price: 4_990 };
        self.line(world.machines + index, &line, customer, serial)
    }

    fn line(&mut self, machine: u64, line: &OrderLine, customer: &Customer, serial: &str) -> io::Result<()> {
        let (part, name, _) = PARTS.get(line.part).copied().unwrap_or_default();
        let table = &mut self.0;
        table.reference("AU", machine, line.order).number(u64::from(line.position), 1).german_date(line.date, false);
        table.number(customer.number, 10).text(&customer.name).text(serial).text(part).text(name);
        table.quantity(line.quantity).decimal(line.unit_price, 2, true);
        table.decimal(line.unit_price * line.quantity, 2, true).text("EUR").end_row()
    }

    pub(crate) fn finish(self) -> io::Result<Done> {
        self.0.finish().map(|(rows, bytes)| (NAME.to_owned(), rows, bytes))
    }
}
