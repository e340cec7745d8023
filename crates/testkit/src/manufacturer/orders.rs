//! Spare part orders of the last five years.

use super::boundary::Boundary;
use super::calendar::{months_before, plus_days};
use super::machine::Machine;
use super::rng::{Rng, Stream};
use super::world::World;
use chrono::NaiveDate;

/// A spare part: number, name, price in cents.
pub(crate) const PARTS: [(&str, &str, i64); 22] = [
    ("03-1147-220", "Dichtungssatz", 8_450),
    ("03-1147-221", "O-Ring NBR 48x3", 390),
    ("03-2208-004", "Hydraulikschlauch 1/2\" 1,2 m", 6_720),
    ("04-0031-117", "Linearführung", 48_900),
    ("04-0031-118", "Kugelgewindetrieb", 132_500),
    ("04-0507-900", "Spindellager", 71_240),
    ("05-1001-010", "Luftfilter", 2_890),
    ("05-1001-011", "Ölfilter", 3_475),
    ("05-1002-300", "Kühlmittelpumpe", 64_300),
    ("06-0700-055", "Servomotor 4,2 kW", 214_900),
    ("06-0700-056", "Frequenzumrichter", 187_000),
    ("06-0815-001", "Näherungsschalter M12", 4_120),
    ("06-0815-002", "Lichtschranke", 12_860),
    ("07-0100-440", "Zahnriemen", 5_915),
    ("07-0100-441", "Keilriemen", 1_985),
    ("07-0220-012", "Werkzeughalter HSK63", 23_400),
    ("08-9000-100", "Bedienpanel 15\"", 298_000),
    ("08-9000-101", "Touchfolie", 18_650),
    ("08-9100-001", "Sicherheitsrelais", 21_990),
    ("09-4400-010", "Schmierfett 1 kg", 2_260),
    ("09-4400-011", "Hydrauliköl HLP 46; 20 l", 9_780),
    ("09-5000-777", "Abstreifersatz", 7_340),
];

/// One line of an order.
pub(crate) struct OrderLine {
    /// Counts the machine's orders.
    pub(crate) order: u64,
    pub(crate) position: u32,
    pub(crate) date: NaiveDate,
    /// Index in [`PARTS`].
    pub(crate) part: usize,
    /// Negative where goods came back.
    pub(crate) quantity: i64,
    /// In cents.
    pub(crate) unit_price: i64,
}

/// The machine's order lines of five years, in order of time.
pub(crate) fn orders(world: &World, machine: &Machine) -> Vec<OrderLine> {
    let mut rng = Rng::of(world.seed, Stream::Orders, machine.index);
    let today = world.as_of;
    let oldest = months_before(today, 60).max(plus_days(machine.installed, 14));
    // Old stock nobody kept papers of: neither when it started nor what was ordered for it.
    if !machine.installation_known && rng.permille(400) {
        return Vec::new();
    }
    let mut day = match machine.boundary {
        Some(Boundary::Order24Months) => months_before(today, 24),
        Some(Boundary::Order24MonthsAndADay) => plus_days(months_before(today, 24), -1),
        Some(Boundary::NeverOrdered24Months) => return Vec::new(),
        _ => match rng.below(1000) {
            0..45 => return Vec::new(),
            45..110 => plus_days(today, -rng.between(735, 1600)),
            _ => plus_days(today, -rng.between(0, 500)),
        },
    };
    let mut dates = Vec::with_capacity(6);
    while day >= oldest {
        dates.push(day);
        day = plus_days(day, -rng.between(90, 480));
    }
    dates.reverse();
    if !dates.is_empty() && rng.permille(12) {
        dates.push(plus_days(today, rng.between(1, 10)));
    }
    let mut lines = Vec::with_capacity(dates.len() * 3);
    for (order, date) in (0..).zip(dates) {
        let count = 1 + rng.below(5);
        for position in 1..=count {
            let part = rng.below(22) as usize;
            let list_price = PARTS.get(part).map_or(0, |part| part.2);
            let unit_price = list_price * rng.between(94, 112) / 100;
            let quantity = rng.between(1, 6);
            lines.push(OrderLine { order, position: position * 10, date, part, quantity, unit_price });
        }
        // What came back is credited on the order it belongs to, the same day.
        if rng.permille(25) {
            let part = rng.below(22) as usize;
            let unit_price = PARTS.get(part).map_or(0, |part| part.2);
            lines.push(OrderLine { order, position: (count + 1) * 10, date, part, quantity: -1, unit_price });
        }
    }
    lines
}
