//! The five lists: which columns each has, how it is typed, what it leaves out.

use super::fleet::{Fleet, HardMachine};
use super::names::{name_in, typed_name};
use super::noise::{OF_THE_ROW_ABOVE, REUSED, Spelling, typed};
use crate::manufacturer::calendar::{months_after, plus_days};
use crate::manufacturer::customers::{Customer, customer};
use crate::manufacturer::files::type_spelled;
use crate::manufacturer::rng::{Rng, Stream};
use crate::manufacturer::serials::{Habit, spelled};
use crate::manufacturer::table::{Encoding, Table};
use crate::manufacturer::types::FAMILIES;
use chrono::{Months, NaiveDate};
use std::io;
use std::path::Path;

/// Of a thousand fields so many are wrong.
const WRONG: u32 = 15;
/// Of a thousand fields so many are left out, where a system fills them in ...
const MISSING: u32 = 15;
/// ... and where people are to.
const MISSING_BY_HAND: u32 = 150;

/// A list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Source {
    Erp,
    Crm,
    Service,
    Contracts,
    Telematics,
}

/// What became of a row's serial number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Noted {
    Right,
    Misspelled,
    OfAnother,
}

impl Source {
    pub(super) const ALL: [Self; 5] = [Self::Erp, Self::Crm, Self::Service, Self::Contracts, Self::Telematics];

    /// As the truth file names it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Erp => "erp",
            Self::Crm => "crm",
            Self::Service => "service",
            Self::Contracts => "vertraege",
            Self::Telematics => "telematik",
        }
    }

    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Erp => "erp/maschinen.csv",
            Self::Crm => "crm/anlagen.csv",
            Self::Service => "service/geraete.csv",
            Self::Contracts => "vertraege/vertraege.csv",
            Self::Telematics => "telematik/anlagen.csv",
        }
    }

    const fn header(self) -> &'static [&'static str] {
        match self {
            Self::Erp => &[
                "Serialnummer",
                "Typ",
                "Produktfamilie",
                "Hersteller",
                "Baujahr",
                "Inbetriebnahme",
                "Kundennr.",
                "Kunde",
                "PLZ",
                "Ort",
                "Land",
            ],
            Self::Crm => &["Seriennummer", "Maschinentyp", "Kunde", "PLZ", "Ort", "Installiert am"],
            Self::Service => &["Maschinennummer", "Typ", "Kundennummer", "Ort", "Baujahr"],
            Self::Contracts => &["Vertragsnummer", "Seriennummer", "Kundennummer", "Kunde", "Beginn", "Ende"],
            Self::Telematics => &["Seriennummer", "Typ", "Inbetriebnahme", "Land"],
        }
    }

    const fn habit(self) -> Habit {
        match self {
            Self::Erp => Habit::Erp,
            Self::Crm => Habit::Crm,
            Self::Service => Habit::Service,
            Self::Contracts => Habit::Contracts,
            Self::Telematics => Habit::Errors,
        }
    }

    const fn by_hand(self) -> bool {
        matches!(self, Self::Crm | Self::Service)
    }

    /// Starts the file.
    pub(super) fn create(self, folder: &Path) -> io::Result<Table> {
        let path = self.path().split('/').fold(folder.to_path_buf(), |path, part| path.join(part));
        let encoding = match self {
            Self::Erp | Self::Contracts => Encoding::Windows1252,
            Self::Crm => Encoding::Utf8WithMark,
            Self::Service | Self::Telematics => Encoding::Utf8,
        };
        Table::create(&path, b';', encoding, self.header())
    }
}

/// What befalls a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Right,
    Wrong,
    Missing,
}

fn fate(source: Source, rng: &mut Rng) -> Fate {
    let missing = if source.by_hand() { MISSING_BY_HAND } else { MISSING };
    match rng.below(1000) {
        roll if roll < WRONG => Fate::Wrong,
        roll if roll < WRONG + missing => Fate::Missing,
        _ => Fate::Right,
    }
}

/// A row being made.
struct Row<'a> {
    fleet: &'a Fleet,
    source: Source,
    machine: &'a HardMachine,
    customer: Customer,
    /// Whose name, number and place stand in the row where those are wrong.
    other: Customer,
    rng: Rng,
}

/// Writes the row a list has of a machine.
pub(super) fn write(fleet: &Fleet, source: Source, index: u64, table: &mut Table) -> io::Result<Noted> {
    let machine = fleet.machine(index);
    let mut rng = Rng::of(fleet.seed, Stream::HardRow, index * 8 + source as u64);
    let (serial, noted) = serial(fleet, index, &mut rng);
    let serial = spelled(&serial, source.habit(), &mut rng);
    let other = customer(fleet.seed, u64::from(rng.below(u32::try_from(fleet.customers).unwrap_or(u32::MAX))));
    let mut row = Row { fleet, source, machine, customer: customer(fleet.seed, machine.customer), other, rng };
    if source == Source::Contracts {
        table.reference("WV", index, 1);
    }
    table.text(&serial);
    match source {
        Source::Erp => {
            row.kind(table);
            let family = fleet.types.get(machine.kind).map_or(0, |kind| kind.family);
            table.text(FAMILIES.get(family).unwrap_or(&"Maschinen")).text("Reinhardt Maschinenbau GmbH");
            row.year(table);
            row.installed(table);
            row.customer(table, true);
            row.place(table);
            table.text(row.customer.country.code());
        }
        Source::Crm => {
            row.kind(table);
            row.name(table);
            row.place(table);
            row.installed(table);
        }
        Source::Service => {
            row.kind(table);
            row.customer(table, false);
            row.city(table);
            row.year(table);
        }
        Source::Contracts => {
            row.customer(table, true);
            row.term(table);
        }
        Source::Telematics => {
            row.kind(table);
            row.installed(table);
            table.text(row.customer.country.code());
        }
    }
    table.end_row()?;
    Ok(noted)
}

/// The serial number the row carries, before the habits of the list.
fn serial(fleet: &Fleet, index: u64, rng: &mut Rng) -> (String, Noted) {
    let machine = fleet.machine(index);
    if rng.permille(REUSED) {
        let above = rng.permille(OF_THE_ROW_ABOVE);
        let any = rng.below(u32::try_from(fleet.machines()).unwrap_or(u32::MAX));
        let another = if above { index.saturating_sub(1) } else { u64::from(any) };
        let noted = if another == index { Noted::Right } else { Noted::OfAnother };
        return (fleet.machine(another).serial.clone(), noted);
    }
    match typed(&machine.serial, machine.year, rng) {
        (text, Spelling::AsOnThePlate) => (text, Noted::Right),
        // Numbers run on: a wrong digit is often the right one of a neighbour.
        (text, Spelling::Otherwise) if fleet.is_plate(&text) => (text, Noted::OfAnother),
        (text, Spelling::Otherwise) => (text, Noted::Misspelled),
    }
}

impl Row<'_> {
    fn fate(&mut self) -> Fate {
        fate(self.source, &mut self.rng)
    }

    /// Wrong is another type of the family.
    fn kind(&mut self, table: &mut Table) {
        let fate = self.fate();
        let of = self.machine.kind;
        let another = of / 4 * 4 + (of + 1 + self.rng.below(3) as usize) % 4;
        let name = self.fleet.types.get(if fate == Fate::Wrong { another } else { of }).map_or("", |kind| kind.name);
        if fate == Fate::Missing {
            table.blank()
        } else {
            table.text(&type_spelled(name, &mut self.rng))
        };
    }

    /// Wrong is some years away.
    fn year(&mut self, table: &mut Table) {
        let fate = self.fate();
        let away = if self.rng.below(2) == 0 { -1 } else { 1 } * i64::from(1 + self.rng.below(4));
        let year = i64::from(self.machine.year) + if fate == Fate::Wrong { away } else { 0 };
        match u64::try_from(year) {
            Ok(year) if fate != Fate::Missing => table.number(year, 4),
            _ => table.blank(),
        };
    }

    /// Wrong is up to fourteen months away.
    fn installed(&mut self, table: &mut Table) {
        let fate = self.fate();
        let away = self.rng.between(-420, 420);
        let date = if fate == Fate::Wrong {
            plus_days(self.machine.installed, away).min(self.fleet.as_of)
        } else {
            self.machine.installed
        };
        if fate == Fate::Missing {
            table.blank()
        } else {
            self.date(table, date)
        };
    }

    fn date<'t>(&mut self, table: &'t mut Table, date: NaiveDate) -> &'t mut Table {
        match self.source {
            Source::Erp => table.german_date(date, self.rng.permille(200)),
            Source::Telematics => table.iso_date(date),
            _ => table.german_date(date, false),
        }
    }

    /// Number, and name where the list has it. Wrong is the number of another customer.
    fn customer(&mut self, table: &mut Table, named: bool) {
        let number = match self.fate() {
            Fate::Right => Some(self.customer.number),
            Fate::Wrong => Some(self.other.number),
            Fate::Missing => None,
        };
        let width = if self.source == Source::Erp { 10 } else { 6 };
        match number {
            Some(number) => table.number(number, width),
            None => table.blank(),
        };
        if named {
            self.name(table);
        }
    }

    /// Wrong is the name of another customer.
    fn name(&mut self, table: &mut Table) {
        let name = match self.fate() {
            Fate::Right => {
                let fleet = self.fleet;
                name_in(self.source, fleet.seed, &self.customer, self.machine.customer, fleet.customers)
            }
            Fate::Wrong => self.other.name.clone(),
            Fate::Missing => String::new(),
        };
        let typed = matches!(self.source, Source::Crm | Source::Contracts);
        if typed && !name.is_empty() {
            table.text(&typed_name(&name, &mut self.rng));
        } else {
            table.text(&name);
        }
    }

    /// Postcode and city. Wrong is where another customer is.
    fn place(&mut self, table: &mut Table) {
        match self.fate() {
            Fate::Right => table.text(self.customer.postcode),
            Fate::Wrong => table.text(self.other.postcode),
            Fate::Missing => table.blank(),
        };
        self.city(table);
    }

    fn city(&mut self, table: &mut Table) {
        match self.fate() {
            Fate::Right => table.text(self.customer.city),
            Fate::Wrong => table.text(self.other.city),
            Fate::Missing => table.blank(),
        };
    }

    /// A contract begins with the machine's start or some months later and runs for years.
    fn term(&mut self, table: &mut Table) {
        let begin = months_after(self.machine.installed, self.rng.below(36));
        let end = begin.checked_add_months(Months::new(12 * (1 + self.rng.below(5)))).unwrap_or(begin);
        table.german_date(begin, false).german_date(plus_days(end, -1), false);
    }
}
