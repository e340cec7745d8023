//! `erp/equipment.csv`: the equipment master.

use super::{Done, type_spelled, within};
use crate::manufacturer::customers::Customer;
use crate::manufacturer::machine::Machine;
use crate::manufacturer::rng::{Rng, Stream};
use crate::manufacturer::serials::{Habit, spelled};
use crate::manufacturer::table::{Encoding, Table};
use crate::manufacturer::types::LABELS;
use crate::manufacturer::world::World;
use std::io;
use std::path::Path;

const NAME: &str = "erp/equipment.csv";
const HEADER: [&str; 16] = [
    "Equipment",
    "Serialnummer",
    "Typ",
    "Bezeichnung",
    "Hersteller",
    "Baujahr",
    "Inbetriebnahme",
    "Kundennr.",
    "Kunde",
    "Straße",
    "PLZ",
    "Ort",
    "Land",
    "Garantie bis",
    "Status",
    "Anschaffungswert",
];

/// The equipment master being written.
pub(crate) struct Equipment(Table);

impl Equipment {
    pub(crate) fn create(folder: &Path) -> io::Result<Self> {
        Table::create(&within(folder, NAME), b';', Encoding::Windows1252, &HEADER).map(Self)
    }

    /// Writes the machine's row, if the ERP has one.
    pub(crate) fn write(&mut self, world: &World, machine: &Machine, customer: &Customer) -> io::Result<()> {
        let Some(entry) = &machine.erp else { return Ok(()) };
        let mut rng = Rng::of(world.seed, Stream::Spelling, machine.index * 16);
        let table = &mut self.0;
        table.number(10_000_000 + machine.index, 8).text(&spelled(&machine.serial, Habit::Erp, &mut rng));
        match entry.kind.and_then(|kind| world.types.get(kind)) {
            Some(kind) => table.text(&type_spelled(kind.name, &mut rng)),
            None => table.blank(),
        };
        table.text(LABELS.get(machine.family).unwrap_or(&"Maschine")).text("Reinhardt Maschinenbau GmbH");
        match entry.year.and_then(|year| u64::try_from(year).ok()) {
            Some(year) => table.number(year, 4),
            None => table.blank(),
        };
        // Whoever typed the row wrote all its years the same way.
        let short = rng.permille(300);
        match entry.installed {
            Some(date) => table.german_date(date, short),
            None => table.blank(),
        };
        table.number(customer.number, 10).text(&customer.name).text(&customer.street).text(customer.postcode);
        table.text(customer.city).text(customer.country.code());
        match entry.warranty_end {
            Some(date) => table.german_date(date, short),
            None => table.blank(),
        };
        table.text(entry.status).decimal(entry.price, 2, true).end_row()
    }

    pub(crate) fn finish(self) -> io::Result<Done> {
        self.0.finish().map(|(rows, bytes)| (NAME.to_owned(), rows, bytes))
    }
}
