//! What happened to some machines of the reference manufacturer: moved, resold, components exchanged, scrapped, some on
//! the very day that is looked at, some on the day after it. The list lies in a folder of its own and draws from a
//! stream of its own: the usual folder and its truth stay as they are.

use super::calendar::{months_before, plus_days};
use super::customers::{Customer, customer};
use super::machine::{Machine, machine};
use super::rng::{Rng, Stream};
use super::serials::{Habit, spelled};
use super::table::{Encoding, Table};
use super::world::World;
use super::write::Manufacturer;
use chrono::NaiveDate;
use std::io;
use std::path::Path;

const NAME: &str = "lebenslauf.csv";
const HEADER: [&str; 13] = [
    "Seriennummer",
    "Ereignisdatum",
    "Ereignis",
    "Neue Kundennummer",
    "Neuer Kunde",
    "Straße neu",
    "PLZ neu",
    "Ort neu",
    "Land neu",
    "Komponente",
    "Alte Seriennummer",
    "Neue Seriennummer",
    "Bemerkung",
];

/// How a machine stands at the end of a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StandingTruth {
    /// The day.
    pub on: NaiveDate,
    /// The number of its owner, without leading zeros.
    pub customer_number: u64,
    /// The town it stands in.
    pub city: &'static str,
    /// Whether it is in the field.
    pub in_field: bool,
    /// The serial number of its spindle, where one was ever exchanged.
    pub spindle: Option<String>,
    /// Whether it was visited after it had left the field.
    pub contradicts: bool,
}

/// The truth about one machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LifeTruth {
    /// The serial number on its plate.
    pub serial_number: String,
    /// What was made up for it.
    pub story: &'static str,
    /// How it stands on the days that decide.
    pub days: Vec<StandingTruth>,
}

/// The lives to be written.
#[derive(Clone, Copy, Debug)]
pub struct Lives {
    /// Whose machines they are of.
    pub manufacturer: Manufacturer,
}

/// An event as the list has it.
enum What {
    Moved(Customer),
    Resold(Customer),
    Spindle(String, String),
    Scrapped,
    Recommissioned,
}

struct Event {
    on: NaiveDate,
    what: What,
}

/// One machine in so many has a life here.
const EVERY: u64 = 6;

impl Lives {
    /// Writes `lebenslauf.csv` into a folder and gives the truth.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<Vec<LifeTruth>> {
        let of = &self.manufacturer;
        let world = World::new(of.seed, of.machines, of.as_of, of.csv_only);
        let mut table = Table::create(&folder.join(NAME), b';', Encoding::Utf8, &HEADER)?;
        let mut truths = Vec::new();
        for index in (0..world.machines).step_by(usize::try_from(EVERY).unwrap_or(1)) {
            let machine = machine(&world, index);
            // The list of the ERP is what an event changes.
            if machine.retired || machine.erp.is_none() {
                continue;
            }
            let mut rng = Rng::of(world.seed, Stream::Lives, index);
            let (story, events) = story(&world, &machine, index / EVERY, &mut rng);
            for event in &events {
                write(&mut table, &machine, event, &mut rng)?;
            }
            let days = days(&world, &machine, &events);
            truths.push(LifeTruth { serial_number: machine.serial.clone(), story, days });
        }
        table.finish()?;
        Ok(truths)
    }
}

/// A customer that is not this machine's, in another town.
fn other(world: &World, than: &Customer, rng: &mut Rng) -> Customer {
    loop {
        let index = rng.bits() % world.customers.max(2);
        let found = customer(world.seed, index);
        if found.number != than.number && found.city != than.city {
            return found;
        }
    }
}

fn story(world: &World, machine: &Machine, number: u64, rng: &mut Rng) -> (&'static str, Vec<Event>) {
    let own = customer(world.seed, machine.customer);
    // A few fixed days, so that who looks at them need not look at a thousand.
    let days = [months_before(world.as_of, 24), months_before(world.as_of, 9), world.as_of, plus_days(world.as_of, 1)];
    let day = days[usize::try_from(number / 6 % 4).unwrap_or(0)];
    let earlier = months_before(world.as_of, 36);
    let at = |on, what| Event { on, what };
    match number % 6 {
        0 => ("moved", vec![at(day, What::Moved(other(world, &own, rng)))]),
        // A contract that begins with the old customer after the sale would be the later word on who has it.
        1 if machine.contracts.is_empty() => ("resold", vec![at(day, What::Resold(other(world, &own, rng)))]),
        2 => {
            let serial = |piece: u32| format!("SP-{}-{piece}", 1000 + number);
            let first = at(earlier, What::Spindle(serial(1), serial(2)));
            ("spindle", vec![first, at(day, What::Spindle(serial(2), serial(3)))])
        }
        3 => ("scrapped", vec![at(day, What::Scrapped)]),
        4 => ("came back", vec![at(earlier, What::Scrapped), at(day, What::Recommissioned)]),
        _ => {
            let (first, second) = (other(world, &own, rng), other(world, &own, rng));
            ("moved twice", vec![at(earlier, What::Moved(first)), at(day, What::Moved(second))])
        }
    }
}

fn write(table: &mut Table, machine: &Machine, event: &Event, rng: &mut Rng) -> io::Result<()> {
    table.text(&spelled(&machine.serial, Habit::Service, rng)).german_date(event.on, false);
    let word = match &event.what {
        What::Moved(_) => rng.pick(&["Umzug", "Standortwechsel", "Verlagerung"]),
        What::Resold(_) => rng.pick(&["Weiterverkauf", "Verkauf an", "Eigentümerwechsel"]),
        What::Spindle(..) => rng.pick(&["Komponententausch", "Ausbau/Einbau", "Spindeltausch"]),
        What::Scrapped => rng.pick(&["Verschrottung", "verschrottet"]),
        What::Recommissioned => rng.pick(&["Wiederinbetriebnahme", "Wieder in Betrieb"]),
    };
    table.text(word);
    match &event.what {
        What::Resold(buyer) => table.number(buyer.number, 10).text(&buyer.name),
        _ => table.blank().blank(),
    };
    match &event.what {
        What::Moved(place) | What::Resold(place) => {
            table.text(&place.street).text(place.postcode).text(place.city).text(place.country.code())
        }
        _ => table.blank().blank().blank().blank(),
    };
    match &event.what {
        What::Spindle(old, new) => table.text("Spindel").text(old).text(new),
        _ => table.blank().blank().blank(),
    };
    table.blank().end_row()
}

/// How the machine stands the day before each event, on its day, and on the day of the exports.
fn days(world: &World, machine: &Machine, events: &[Event]) -> Vec<StandingTruth> {
    let mut days: Vec<NaiveDate> = events.iter().flat_map(|event| [plus_days(event.on, -1), event.on]).collect();
    days.push(world.as_of);
    days.sort_unstable();
    days.dedup();
    let own = customer(world.seed, machine.customer);
    let standing = |on: NaiveDate| {
        let so_far = events.iter().filter(|event| event.on <= on);
        let mut truth = StandingTruth {
            on,
            customer_number: own.number,
            city: own.city,
            in_field: true,
            spindle: None,
            contradicts: false,
        };
        let mut out = None;
        for event in so_far {
            match &event.what {
                What::Moved(place) => truth.city = place.city,
                What::Resold(buyer) => (truth.customer_number, truth.city) = (buyer.number, buyer.city),
                What::Spindle(_, new) => truth.spindle = Some(new.clone()),
                What::Scrapped => (truth.in_field, out) = (false, Some(event.on)),
                What::Recommissioned => (truth.in_field, out) = (true, None),
            }
        }
        // Before an exchange the spindle it takes out is built in.
        truth.spindle = truth.spindle.or_else(|| {
            events.iter().find_map(|event| match &event.what {
                What::Spindle(old, _) => Some(old.clone()),
                _ => None,
            })
        });
        let visits = machine.visits.iter().chain(&machine.report_visit).map(|visit| visit.date);
        truth.contradicts = out.is_some_and(|out| visits.into_iter().any(|visit| visit > out && visit <= on));
        truth
    };
    days.into_iter().map(standing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_stories_are_told_with_days_on_both_sides_of_today() {
        let as_of = NaiveDate::from_ymd_opt(2026, 11, 1).expect("a date");
        let folder = tempfile::tempdir().expect("a folder");
        let lives = Lives { manufacturer: Manufacturer::new(7, 600, as_of) };
        let truths = lives.write(folder.path()).expect("written");
        for story in ["moved", "resold", "spindle", "scrapped", "came back", "moved twice"] {
            let of: Vec<_> = truths.iter().filter(|truth| truth.story == story).collect();
            assert!(of.len() >= 3, "{story}: {}", of.len());
            assert!(of.iter().any(|truth| truth.days.iter().any(|day| day.on > as_of)), "{story}: none is ahead");
        }
        assert!(truths.iter().flat_map(|truth| &truth.days).any(|day| day.contradicts), "nothing contradicts itself");
        let again = tempfile::tempdir().expect("a folder");
        assert_eq!(lives.write(again.path()).expect("written"), truths);
    }
}
