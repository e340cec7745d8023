//! One machine with everything that happened to it, and what each file knows of it.

use super::boundary::Boundary;
use super::calendar::{days_between, last_day_of, months_after, months_before, plus_days};
use super::contracts::{Contract, contracts};
use super::orders::{OrderLine, orders};
use super::rng::{Rng, Stream};
use super::serials::true_spelling;
use super::telemetry::{Counter, ErrorEvent, counters, errors};
use super::truth::due_is_tied;
use super::visits::{Visit, visits};
use super::world::World;
use chrono::{Datelike, NaiveDate};

/// What the ERP holds of a machine.
pub(crate) struct ErpEntry {
    /// Index of the machine type; withheld where `None`.
    pub(crate) kind: Option<usize>,
    pub(crate) installed: Option<NaiveDate>,
    pub(crate) year: Option<i32>,
    pub(crate) warranty_end: Option<NaiveDate>,
    pub(crate) status: &'static str,
    /// In cents; negative after a write-off.
    pub(crate) price: i64,
}

/// What the CRM holds of a machine.
pub(crate) struct CrmEntry {
    pub(crate) kind: Option<usize>,
    pub(crate) installed: Option<NaiveDate>,
    pub(crate) status: &'static str,
    /// Entered twice, with two spellings of the serial number.
    pub(crate) twice: bool,
}

/// A machine.
pub(crate) struct Machine {
    pub(crate) index: u64,
    pub(crate) serial: String,
    pub(crate) family: usize,
    /// Index of its type, known to a file or not.
    pub(crate) kind: usize,
    /// Index of its customer.
    pub(crate) customer: u64,
    /// The day it really started, known to a file or not.
    pub(crate) installed: NaiveDate,
    pub(crate) boundary: Option<Boundary>,
    /// The number of its PDF report.
    pub(crate) report: Option<u64>,
    pub(crate) retired: bool,
    /// Whether it sends telemetry.
    pub(crate) connected: bool,
    pub(crate) measures_vibration: bool,
    /// Error events without severity occur.
    pub(crate) severity_lost: bool,
    /// Whether any file has the day it started or its year.
    pub(crate) installation_known: bool,
    /// Running time a day in tenths of an hour.
    pub(crate) daily_tenths: i64,
    pub(crate) erp: Option<ErpEntry>,
    pub(crate) crm: Option<CrmEntry>,
    pub(crate) contracts: Vec<Contract>,
    pub(crate) orders: Vec<OrderLine>,
    pub(crate) visits: Vec<Visit>,
    /// The visit only the PDF report tells of.
    pub(crate) report_visit: Option<Visit>,
    pub(crate) errors: Vec<ErrorEvent>,
    pub(crate) counters: Vec<Counter>,
}

impl Machine {
    /// Nothing about it may be missing: it shows a boundary case or a report.
    pub(crate) fn is_plain(&self) -> bool {
        self.boundary.is_some() || self.report.is_some()
    }

    /// The type the files tell of, the ERP first.
    pub(crate) fn known_kind(&self) -> Option<usize> {
        let erp = self.erp.as_ref().and_then(|entry| entry.kind);
        erp.or_else(|| self.crm.as_ref().and_then(|entry| entry.kind))
    }

    /// The installation date the files tell of: the ERP's, the CRM's, the end of the year of manufacture.
    pub(crate) fn known_installation(&self) -> Option<NaiveDate> {
        let erp = self.erp.as_ref();
        erp.and_then(|entry| entry.installed)
            .or_else(|| self.crm.as_ref().and_then(|entry| entry.installed))
            .or_else(|| erp.and_then(|entry| entry.year).and_then(last_day_of))
    }

    /// The hour counter at the end of a day, in tenths. It only grows.
    pub(crate) fn hours_at(&self, date: NaiveDate) -> i64 {
        let days = days_between(self.installed, date).max(0);
        // A day's work varies; the sum of it stays within a day's running time.
        let varied = Rng::of(self.index, Stream::Counters, u64::try_from(days).unwrap_or(0)).bits() % 100;
        let varied = i64::try_from(varied).unwrap_or(0) * self.daily_tenths / 100;
        120 + days * self.daily_tenths + varied
    }
}

/// Days since installation.
fn age(world: &World, boundary: Option<Boundary>, report: bool, rng: &mut Rng) -> i64 {
    let exactly = |years: u32| days_between(months_before(world.as_of, years * 12), world.as_of);
    match boundary {
        Some(Boundary::AgeTenYears) => exactly(10),
        Some(Boundary::AgeTenYearsAndADay) => exactly(10) + 1,
        Some(Boundary::AgeEightYears) => exactly(8),
        Some(Boundary::AgeEightYearsLessADay) => exactly(8) - 1,
        Some(Boundary::AgeTwelveYears) => exactly(12),
        Some(Boundary::AgeTwelveYearsAndADay) => exactly(12) + 1,
        Some(Boundary::NeverOrdered24Months) => days_between(months_before(world.as_of, 24), world.as_of),
        // Old enough to have run the longest interval.
        Some(Boundary::HoursAtInterval | Boundary::VibrationAtLimit) => rng.between(1500, 3600),
        Some(_) => rng.between(800, 3600),
        None if report => rng.between(2200, 3600),
        None => match rng.below(1000) {
            0..470 => rng.between(3, 1460),
            470..865 => rng.between(1461, 3640),
            _ => rng.between(3660, 9120),
        },
    }
}

/// The machine at an index.
pub(crate) fn machine(world: &World, index: u64) -> Machine {
    let mut rng = Rng::of(world.seed, Stream::Machine, index);
    let boundary = Boundary::of(world, index);
    let report = world.report_of(index);
    let plain = boundary.is_some() || report.is_some();
    let family = rng.below(6) as usize;
    let days = age(world, boundary, report.is_some(), &mut rng);
    let installed = plus_days(world.as_of, -days);
    let kind = choose_type(world, family, days / 366, plain, &mut rng);
    // Large customers have many machines, most have a few.
    let share = rng.unit();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "within 0..customers"
    )]
    let customer = ((world.customers as f64 * share * share.sqrt()) as u64).min(world.customers - 1);
    let retired = !plain && rng.permille(30);
    let crm_only = !plain && !retired && rng.permille(31);
    let in_crm = crm_only || rng.permille(845);
    let listed = world.types.get(kind).is_some_and(|kind| kind.listed);
    let withheld = Withheld::choose(plain, listed, &mut rng);
    let daily_tenths = if plain { rng.between(40, 90) } else { rng.between(40, 140) };
    let connected = plain || rng.permille(885);
    let measures_vibration = plain || !rng.permille(40);
    let severity_lost = !plain && rng.permille(20);
    let warranty_end = warranty(world, boundary, installed, &mut rng);
    let list_price = world.types.get(kind).map_or(0, |kind| kind.list_price);
    let price = list_price * rng.between(88, 104) + rng.between(0, 99);
    let year = if rng.permille(800) { installed.year() } else { installed.year() - 1 };
    let erp_status = match (retired, rng.below(20)) {
        (true, 0..11) => "verschrottet",
        (true, _) => "verkauft",
        (false, 0..18) => "in Betrieb",
        (false, _) => "aktiv",
    };
    let erp = (!crm_only).then(|| ErpEntry {
        kind: (withheld.kind == Type::Known).then_some(kind),
        installed: (!withheld.installed).then_some(installed),
        year: (!withheld.year).then_some(year),
        warranty_end: (!withheld.warranty).then_some(warranty_end),
        status: erp_status,
        price: if rng.permille(2) { -price / 10 } else { price },
    });
    let crm = in_crm.then(|| {
        // Where both tell, the CRM is wrong now and then; where the ERP is silent, it is right.
        let differs = !crm_only && !withheld.installed && rng.permille(60);
        let shifted = plus_days(installed, rng.between(-420, 420)).min(world.as_of);
        let other_type = !crm_only && withheld.kind == Type::Known && rng.permille(12);
        let other = family * 4 + (kind + 1) % 4;
        let blank = if withheld.installed { !withheld.crm_has_installed } else { !plain && rng.permille(45) };
        CrmEntry {
            kind: match withheld.kind {
                Type::Missing => None,
                _ => Some(if other_type { other } else { kind }),
            },
            installed: (!blank).then_some(if differs { shifted } else { installed }),
            status: if retired && rng.permille(600) { "Obsolete" } else { "Installed" },
            twice: rng.permille(20),
        }
    });
    let mut machine = Machine {
        index,
        serial: true_spelling(family, index, installed.year()),
        family,
        kind,
        customer,
        installed,
        boundary,
        report,
        retired,
        connected,
        measures_vibration,
        severity_lost,
        installation_known: !withheld.installed,
        daily_tenths,
        erp,
        crm,
        contracts: Vec::new(),
        orders: Vec::new(),
        visits: Vec::new(),
        report_visit: None,
        errors: Vec::new(),
        counters: Vec::new(),
    };
    machine.contracts = contracts(world, &machine);
    machine.orders = orders(world, &machine);
    machine.errors = errors(world, &machine);
    machine.counters = counters(world, &machine);
    let (visits, report_visit) = visits(world, &machine);
    machine.visits = visits;
    machine.report_visit = report_visit;
    keep_off_the_interval(world, &mut machine);
    machine
}

/// Moves the latest counter where the hours to come meet the maintenance interval so nearly that rounding would decide.
fn keep_off_the_interval(world: &World, machine: &mut Machine) {
    let Some(interval) = world.types.get(machine.kind).map(|kind| kind.interval) else { return };
    for _ in 0..20 {
        if !due_is_tied(machine, world.as_of, interval) {
            return;
        }
        let latest =
            machine.counters.iter_mut().rfind(|counter| counter.date <= world.as_of && counter.hours.is_some());
        if let Some(tenths) = latest.and_then(|counter| counter.hours.as_mut()) {
            *tenths += 1;
        }
    }
}

/// Whether the files tell the type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Known,
    OnlyCrm,
    Missing,
}

/// The fields that no file or only the CRM has.
struct Withheld {
    installed: bool,
    year: bool,
    crm_has_installed: bool,
    kind: Type,
    warranty: bool,
}

impl Withheld {
    fn choose(plain: bool, listed: bool, rng: &mut Rng) -> Self {
        // A machine of the unlisted type keeps its date: its age then decides what its missing type average would.
        let installed = !plain && listed && rng.permille(45);
        let year = installed && rng.permille(500);
        let crm_has_installed = installed && rng.permille(300);
        let kind = match rng.below(1000) {
            _ if plain => Type::Known,
            0..20 => Type::Missing,
            20..30 => Type::OnlyCrm,
            _ => Type::Known,
        };
        Self { installed, year, crm_has_installed, kind, warranty: !plain && rng.permille(50) }
    }
}

fn choose_type(world: &World, family: usize, years: i64, listed_only: bool, rng: &mut Rng) -> usize {
    let sold = |index: &usize| {
        world.types.get(*index).is_some_and(|kind| {
            kind.family == family && (kind.sold.0..kind.sold.1).contains(&years) && (kind.listed || !listed_only)
        })
    };
    let mut candidates = [0; 4];
    let mut count = 0;
    for index in (0..world.types.len()).filter(sold) {
        if let Some(place) = candidates.get_mut(count) {
            *place = index;
            count += 1;
        }
    }
    rng.pick(candidates.get(..count.max(1)).unwrap_or(&candidates))
}

fn warranty(world: &World, boundary: Option<Boundary>, installed: NaiveDate, rng: &mut Rng) -> NaiveDate {
    let months = match rng.below(10) {
        0..6 => 24,
        6..9 => 36,
        _ => 60,
    };
    match boundary {
        Some(Boundary::WarrantyDays60) => plus_days(world.as_of, 60),
        Some(Boundary::WarrantyDays59) => plus_days(world.as_of, 59),
        Some(Boundary::WarrantyEndsToday) => world.as_of,
        Some(Boundary::WarrantyEndedYesterday) => plus_days(world.as_of, -1),
        _ => plus_days(months_after(installed, months), -1),
    }
}
