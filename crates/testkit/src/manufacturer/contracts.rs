//! Maintenance contracts: one row a machine and year, renewed without a gap, lapsed, open-ended, or without an end.

use super::boundary::Boundary;
use super::calendar::{days_between, first_day_of_year, last_day_of, months_after, months_before, plus_days};
use super::machine::Machine;
use super::rng::{Rng, Stream};
use super::world::World;
use chrono::{Datelike, NaiveDate};

/// How a contract ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum End {
    On(NaiveDate),
    /// "unbefristet"
    Open,
    /// The cell is empty.
    Blank,
}

/// One row of the contract list.
#[derive(Clone, Copy)]
pub(crate) struct Contract {
    pub(crate) kind: &'static str,
    pub(crate) start: NaiveDate,
    pub(crate) end: End,
    /// Days of notice before the end.
    pub(crate) notice: Option<i64>,
    /// In cents a year.
    pub(crate) value: i64,
}

const KINDS: [&str; 4] = ["Vollwartung", "Wartung", "Inspektionsvertrag", "Wartung Plus"];

/// Builds a machine's rows.
struct Rows<'a> {
    world: &'a World,
    machine: &'a Machine,
    kind: &'static str,
    value: i64,
    list: Vec<Contract>,
}

impl Rows<'_> {
    fn push(&mut self, start: NaiveDate, end: End, notice: Option<i64>) {
        self.list.push(Contract { kind: self.kind, start, end, notice, value: self.value });
    }

    /// A row that ends on a date, and the years before it back to installation or the oldest sheet.
    fn chain(&mut self, start: NaiveDate, end: NaiveDate, notice: Option<i64>) {
        let oldest = first_day_of_year(self.world.as_of, 3).max(self.machine.installed);
        let mut first = start;
        let mut earlier = Vec::new();
        while first > oldest && earlier.len() < 4 {
            let last = plus_days(first, -1);
            first = months_before(first, 12).max(self.machine.installed);
            earlier.push((first, last));
        }
        for (start, end) in earlier.into_iter().rev() {
            self.push(start, End::On(end), notice);
        }
        self.push(start, End::On(end), notice);
    }

    /// The year that ends on a date, with those before it.
    fn year_to(&mut self, end: NaiveDate, notice: Option<i64>) {
        self.chain(months_before(plus_days(end, 1), 12), end, notice);
    }
}

/// The machine's contract rows, in order of time.
pub(crate) fn contracts(world: &World, machine: &Machine) -> Vec<Contract> {
    let mut rng = Rng::of(world.seed, Stream::Contracts, machine.index);
    let price = world.types.get(machine.kind).map_or(0, super::types::MachineType::contract_price);
    let mut rows =
        Rows { world, machine, kind: rng.pick(&KINDS), value: price * rng.between(85, 118), list: Vec::new() };
    if !at_boundary(&mut rows) {
        at_random(&mut rows, &mut rng);
    }
    rows.list
}

/// The rows of a contract boundary case; false where the machine has none.
fn at_boundary(rows: &mut Rows<'_>) -> bool {
    let today = rows.world.as_of;
    let day = |days| plus_days(today, days);
    match rows.machine.boundary {
        Some(Boundary::ContractDays90) => rows.year_to(day(90), None),
        Some(Boundary::ContractDays89) => rows.year_to(day(89), None),
        Some(Boundary::ContractEndsToday) => rows.year_to(today, None),
        Some(Boundary::ContractEndedYesterday) => rows.year_to(day(-1), None),
        Some(Boundary::ContractStartsToday) => {
            rows.chain(today, plus_days(months_after(today, 12), -1), None);
        }
        Some(Boundary::NoticeDays90) => rows.year_to(day(150), Some(60)),
        Some(Boundary::NoticeDays89) => rows.year_to(day(149), Some(60)),
        Some(Boundary::NoticeToday) => rows.year_to(day(120), Some(120)),
        Some(Boundary::NoticeYesterday) => rows.year_to(day(119), Some(120)),
        Some(Boundary::OpenNotice90) => rows.push(months_before(day(150), 36), End::Open, Some(60)),
        Some(Boundary::OpenNotice89) => rows.push(months_before(day(149), 36), End::Open, Some(60)),
        Some(Boundary::GapOfADay) => {
            rows.year_to(day(20), None);
            rows.push(day(22), End::On(plus_days(months_after(day(22), 12), -1)), None);
        }
        Some(Boundary::RenewedToTheDay) => {
            rows.year_to(day(20), None);
            rows.push(day(21), End::On(plus_days(months_after(day(21), 12), -1)), None);
        }
        _ => return false,
    }
    true
}

fn at_random(rows: &mut Rows<'_>, rng: &mut Rng) {
    let today = rows.world.as_of;
    let age = days_between(rows.machine.installed, today);
    let notice = match rng.below(100) {
        0..52 => None,
        52..70 => Some(30),
        70..84 => Some(60),
        _ => Some(90),
    };
    match rng.below(1000) {
        0..330 => {}
        // Lapsed.
        330..440 => {
            if age > 400 {
                let ended = -1 - rng.between(0, (age - 380).min(900));
                rows.year_to(plus_days(today, ended), notice);
            }
        }
        // Open-ended, running since its first year.
        440..520 => {
            if age > 40 {
                let since = rng.between(30, (age - 1).min(2900));
                let days = if notice.is_none() && rng.permille(600) { Some(90) } else { notice };
                rows.push(plus_days(today, -since), End::Open, days);
            }
        }
        // The end was never entered.
        520..545 => {
            let start = plus_days(today, -rng.between(0, 360).min(age));
            let before = plus_days(start, -1);
            if before > rows.machine.installed && rng.permille(600) {
                rows.year_to(before, notice);
            }
            rows.push(start, End::Blank, notice);
        }
        // Running to a date.
        _ => {
            let years = if rng.permille(150) { 3 } else { 1 };
            let calendar = rng.permille(220);
            let end = match last_day_of(today.year()) {
                Some(end) if calendar => end,
                _ => plus_days(today, rng.between(0, i64::from(years) * 364)),
            };
            let start = months_before(plus_days(end, 1), 12 * years).max(rows.machine.installed).min(today);
            // One in forty was left open in an earlier year's sheet; the running row still decides.
            let forgotten = rng.permille(25);
            rows.chain(start, end, notice);
            let count = rows.list.len();
            if let (true, Some(first)) = (forgotten && count > 2, rows.list.first_mut()) {
                first.end = End::Blank;
            }
            if days_between(today, end) <= 200 && rng.permille(560) {
                let next = plus_days(end, 1);
                rows.push(next, End::On(plus_days(months_after(next, 12), -1)), notice);
            }
        }
    }
}
