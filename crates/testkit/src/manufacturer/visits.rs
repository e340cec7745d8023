//! Service visits of the last five years, and the last maintenance that only a PDF report tells of.

use super::boundary::Boundary;
use super::calendar::{days_between, months_before, plus_days};
use super::machine::Machine;
use super::rng::{Rng, Stream};
use super::world::World;
use chrono::NaiveDate;

/// Why the technician came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Purpose {
    Maintenance,
    Inspection,
    Repair,
    Commissioning,
}

impl Purpose {
    /// As the report names it.
    pub(crate) const fn german(self) -> &'static str {
        match self {
            Self::Maintenance => "Wartung",
            Self::Inspection => "Inspektion",
            Self::Repair => "Reparatur",
            Self::Commissioning => "Inbetriebnahme",
        }
    }

    /// Whether the maintenance interval starts anew.
    pub(crate) const fn maintains(self) -> bool {
        matches!(self, Self::Maintenance | Self::Inspection)
    }
}

/// One visit.
pub(crate) struct Visit {
    pub(crate) date: NaiveDate,
    pub(crate) purpose: Purpose,
    /// Whole operating hours read off that day.
    pub(crate) hours: Option<i64>,
    pub(crate) technician: &'static str,
    pub(crate) text: &'static str,
    /// In cents.
    pub(crate) cost: i64,
}

const TECHNICIANS: [&str; 12] = [
    "K. Jäger",
    "M. Öztürk",
    "B. Großmann",
    "T. Lindner",
    "S. Pöschl",
    "R. Brändle",
    "L. Ferrari",
    "A. Müller-Lüdenscheidt",
    "F. Höß",
    "D. Kovac-Weber",
    "P. Zürcher",
    "G. Haas",
];
const MAINTENANCE: [&str; 5] = [
    "Wartung nach Plan; Öl- und Filterwechsel",
    "Jahreswartung, Schmierstellen geprüft, Riemen nachgespannt",
    "Wartung; Kühlmittel getauscht; Dichtungen erneuert",
    "Inspektion ohne Befund",
    "Wartungsplan \"C\" abgearbeitet; Verschleißteile angeboten",
];
const REPAIR: [&str; 6] = [
    "Spindellager ersetzt; Probelauf i. O.",
    "Hydraulikschlauch undicht, getauscht",
    "Näherungsschalter defekt; ersetzt",
    "Steuerung neu gestartet; Fehler \"E0417\" quittiert",
    "Achse Z neu referenziert",
    "Lichtschranke justiert\nKunde eingewiesen",
];

/// The machine's visits in order of time, and the visit of its PDF report.
pub(crate) fn visits(world: &World, machine: &Machine) -> (Vec<Visit>, Option<Visit>) {
    let mut rng = Rng::of(world.seed, Stream::Visits, machine.index);
    let today = world.as_of;
    let oldest = months_before(today, 60).max(machine.installed);
    let interval = world.types.get(machine.kind).map_or(2500, |kind| kind.interval);
    let plain = machine.is_plain();
    let visit = |date: NaiveDate, purpose: Purpose, rng: &mut Rng| Visit {
        date,
        purpose,
        hours: Some(machine.hours_at(date) / 10),
        technician: rng.pick(&TECHNICIANS),
        text: if purpose.maintains() { rng.pick(&MAINTENANCE) } else { rng.pick(&REPAIR) },
        cost: rng.between(38_000, 460_000),
    };
    let days_for = |hours: i64| hours * 10 / machine.daily_tenths;
    // Three of four reports decide: without them the machine looks overdue.
    let decides = machine.report.is_some_and(|report| report % 4 != 3);
    let month = machine.daily_tenths * 3;
    let since = if decides {
        interval * rng.between(104, 125) / 100
    } else if !plain && rng.permille(65) {
        interval * rng.between(90, 125) / 100
    } else {
        (interval - month - machine.daily_tenths).max(10) * rng.between(4, 97) / 100
    };
    let mut list: Vec<Visit> = Vec::with_capacity(14);
    // Reckoned from the latest counter, not from today: a visit after it would leave fewer than no hours since.
    let counted = machine.counters.iter().rfind(|counter| counter.date <= today && counter.hours.is_some());
    let counted_on = counted.map_or(today, |counter| counter.date);
    let mut day = plus_days(counted_on, -days_for(since));
    while day >= oldest && day > machine.installed {
        let purpose = if rng.permille(760) { Purpose::Maintenance } else { Purpose::Inspection };
        list.push(visit(day, purpose, &mut rng));
        day = plus_days(day, -days_for(interval * rng.between(80, 100) / 100).max(1));
    }
    if !plain {
        // A replaced hour counter: what was read off then is more than the machine counts now.
        let replaced = rng.permille(7);
        let unread = rng.permille(28);
        for (at, visit) in list.iter_mut().enumerate() {
            if replaced {
                visit.hours = visit.hours.map(|hours| hours + 120_000);
            }
            if (unread && at == 0) || (at > 0 && rng.permille(25)) {
                visit.hours = None;
            }
        }
    }
    if let (Some(Boundary::HoursAtInterval), Some(last)) = (machine.boundary, list.first_mut()) {
        let latest = counted.and_then(|counter| counter.hours);
        last.hours = latest.map(|tenths| tenths / 10 - interval);
    }
    let report_visit = machine.report.filter(|_| !world.csv_only).map(|_| {
        let date = plus_days(counted_on, -rng.between(1, 18));
        list.retain(|visit| visit.date < date);
        visit(date, Purpose::Maintenance, &mut rng)
    });
    if machine.installation_known && machine.installed >= months_before(today, 60) && free(&list, machine.installed) {
        let mut first = visit(machine.installed, Purpose::Commissioning, &mut rng);
        first.text = "Inbetriebnahme und Abnahme; Einweisung des Personals";
        first.hours = Some(12);
        list.push(first);
    }
    let span = days_between(oldest, today);
    let repairs = span * rng.between(0, 18) / 3650;
    for _ in 0..repairs {
        let date = plus_days(today, -rng.between(0, span));
        if date > machine.installed && free(&list, date) && report_visit.as_ref().is_none_or(|visit| visit.date != date)
        {
            list.push(visit(date, Purpose::Repair, &mut rng));
        }
    }
    // Planned, not done.
    if rng.permille(15) {
        let mut planned = visit(plus_days(today, rng.between(1, 10)), Purpose::Maintenance, &mut rng);
        planned.text = "geplant";
        list.push(planned);
    }
    list.sort_by_key(|visit| visit.date);
    (list, report_visit)
}

fn free(list: &[Visit], date: NaiveDate) -> bool {
    list.iter().all(|visit| visit.date != date)
}
