//! `crm/assets.csv`: what sales has entered, some machines twice, some nowhere else.

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

const NAME: &str = "crm/assets.csv";
const HEADER: [&str; 13] = [
    "Asset Name",
    "Serial Number",
    "Product",
    "Install Date",
    "Account Number",
    "Account Name",
    "Contact",
    "Email",
    "Phone",
    "City",
    "Postal Code",
    "Country",
    "Usage Status",
];

/// The asset export being written.
pub(crate) struct Assets(Table);

impl Assets {
    pub(crate) fn create(folder: &Path) -> io::Result<Self> {
        Table::create(&within(folder, NAME), b',', Encoding::Utf8WithMark, &HEADER).map(Self)
    }

    /// Writes the machine's rows, if the CRM has any.
    pub(crate) fn write(&mut self, world: &World, machine: &Machine, customer: &Customer) -> io::Result<()> {
        let Some(entry) = &machine.crm else { return Ok(()) };
        let mut rng = Rng::of(world.seed, Stream::Spelling, machine.index * 16 + 1);
        let label = LABELS.get(machine.family).unwrap_or(&"Maschine");
        let hall = 1 + rng.below(6);
        let first = spelled(&machine.serial, Habit::Crm, &mut rng);
        self.row(world, entry, customer, &format!("{label}, Halle {hall}"), &first, &mut rng)?;
        if entry.twice {
            let mut second = spelled(&machine.serial, Habit::Crm, &mut rng);
            if second == first && first != machine.serial {
                // Spelled alike by chance: whoever entered it the second time read the plate.
                second.clone_from(&machine.serial);
            }
            self.row(world, entry, customer, label, &second, &mut rng)?;
        }
        Ok(())
    }

    fn row(
        &mut self,
        world: &World,
        entry: &crate::manufacturer::machine::CrmEntry,
        customer: &Customer,
        name: &str,
        serial: &str,
        rng: &mut Rng,
    ) -> io::Result<()> {
        let table = &mut self.0;
        table.text(name).text(serial);
        match entry.kind.and_then(|kind| world.types.get(kind)) {
            Some(kind) => table.text(&type_spelled(kind.name, rng)),
            None => table.blank(),
        };
        match entry.installed {
            Some(date) => table.iso_date(date),
            None => table.blank(),
        };
        table.number(customer.number, 1).text(&customer.name).text(&customer.contact).text(&customer.email);
        table.text(&customer.phone).text(customer.city).text(customer.postcode).text(customer.country.english());
        table.text(entry.status).end_row()
    }

    pub(crate) fn finish(self) -> io::Result<Done> {
        self.0.finish().map(|(rows, bytes)| (NAME.to_owned(), rows, bytes))
    }
}
