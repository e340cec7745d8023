//! The history of one machine as people look at it: events, readings over time, errors a month, contracts, parts.

use super::{History, Row};
use base::{CellRef, Kind};
use chrono::{Datelike, Months, NaiveDate};
use digitize::machine_file::date_of;
use hashbrown::HashMap;
use std::cmp::Reverse;

/// Months of errors shown, to the day looked at.
const ERROR_MONTHS: u32 = 24;

/// What kind of event it was.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum EventKind {
    /// A service contract began.
    ContractStart,
    /// A service contract ended or will end.
    ContractEnd,
    /// Parts were ordered.
    Order,
    /// A service visit.
    Visit,
    /// A customer's request.
    Ticket,
    /// Error events of one code on one day.
    Error,
}

/// One line of the timeline.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// The local day.
    pub on: NaiveDate,
    /// What it was.
    pub kind: EventKind,
    /// Part, visit type, subject, error code or contract number.
    pub title: Option<String>,
    /// What else the row says.
    pub detail: Option<String>,
    /// Its amount, where it has one.
    pub amount: Option<f64>,
    /// The currency of the amount.
    pub currency: Option<String>,
    /// How many rows it stands for.
    pub count: usize,
    /// Whether an error was critical.
    pub critical: bool,
    /// The cell that names the day.
    pub source: CellRef,
}

/// A reading on a day.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Point {
    /// The day.
    pub on: NaiveDate,
    /// The value.
    pub value: f64,
}

/// Errors of one month.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ErrorMonth {
    /// `2026-03`.
    pub month: String,
    /// All error events.
    pub count: usize,
    /// The critical ones among them.
    pub critical: usize,
}

/// A service contract as its newest row says it.
#[derive(Clone, PartialEq, Debug)]
pub struct ContractLine {
    /// Contract number.
    pub number: Option<String>,
    /// Contract type.
    pub contract_type: Option<String>,
    /// First day.
    pub start: Option<NaiveDate>,
    /// Last day.
    pub end: Option<NaiveDate>,
    /// Notice period in days.
    pub notice_days: Option<f64>,
    /// Value a year.
    pub annual_value: Option<f64>,
    /// Its currency.
    pub currency: Option<String>,
    /// What the list says of it.
    pub status: Option<String>,
    /// The cell of the contract number.
    pub source: CellRef,
}

/// A part with its orders.
#[derive(Clone, PartialEq, Debug)]
pub struct PartLine {
    /// Part number.
    pub part_number: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// Times ordered.
    pub orders: usize,
    /// Pieces ordered.
    pub quantity: f64,
    /// Ordered last on.
    pub last_on: NaiveDate,
    /// Sum of the amounts, where all are in one currency.
    pub total: Option<f64>,
    /// That currency.
    pub currency: Option<String>,
    /// The cell of the last order.
    pub source: CellRef,
}

/// The whole history of a machine up to a day.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Timeline {
    /// Events, newest first.
    pub events: Vec<Event>,
    /// Operating hours over time, oldest first.
    pub hours: Vec<Point>,
    /// Vibration in mm/s over time, oldest first.
    pub vibration: Vec<Point>,
    /// Errors of the last 24 months, oldest first, months without any included.
    pub errors: Vec<ErrorMonth>,
    /// Contracts, the latest first.
    pub contracts: Vec<ContractLine>,
    /// Parts ordered, the last ordered first.
    pub parts: Vec<PartLine>,
}

impl History {
    /// The history of a machine up to the end of the day `as_of`; contracts may reach beyond it.
    #[must_use]
    pub fn timeline(&self, machine: usize, as_of: NaiveDate) -> Timeline {
        let mut timeline = Timeline { errors: months(as_of), ..Timeline::default() };
        self.contracts(machine, &mut timeline);
        self.orders(machine, as_of, &mut timeline);
        self.errors(machine, as_of, &mut timeline);
        self.readings(machine, as_of, &mut timeline);
        for row in self.of(Kind::Visits, machine) {
            let title = row.text("visit_type");
            let said = [row.text("description"), row.text("technician"), row.text("visit_number")];
            timeline.events.extend(event(&row, EventKind::Visit, "visited_on", as_of, title, &said));
        }
        for row in self.of(Kind::Tickets, machine) {
            let said = [row.text("status"), row.text("priority"), row.text("ticket_number")];
            timeline.events.extend(event(&row, EventKind::Ticket, "opened_on", as_of, row.text("subject"), &said));
        }
        timeline.events.sort_by_key(|event| Reverse((event.on, event.kind, event.source)));
        timeline
    }

    fn contracts(&self, machine: usize, timeline: &mut Timeline) {
        let mut lines: Vec<ContractLine> = Vec::new();
        for row in self.of(Kind::Contracts, machine) {
            let (start, end) = (row.day("contract_start"), row.day("contract_end"));
            let line = ContractLine {
                number: row.text("contract_number"),
                contract_type: row.text("contract_type"),
                start: start.and_then(date_of),
                end: end.and_then(date_of),
                notice_days: row.amount("notice_days"),
                annual_value: row.amount("annual_value"),
                currency: row.text("currency"),
                status: row.text("status"),
                source: row.cell("contract_number"),
            };
            // The same contract from a later delivery: the newer row stands for it.
            match lines
                .iter_mut()
                .find(|known| known.number.is_some() && known.number == line.number && known.start == line.start)
            {
                Some(known) if known.source.table < line.source.table => *known = line,
                Some(_) => {}
                None => lines.push(line),
            }
        }
        for line in &lines {
            let dates = [(EventKind::ContractStart, line.start), (EventKind::ContractEnd, line.end)];
            for (kind, on) in dates {
                // 9999-12-31 is how lists write "open-ended".
                let Some(on) = on.filter(|on| on.year() < 9000) else { continue };
                timeline.events.push(Event {
                    on,
                    kind,
                    title: line.number.clone(),
                    detail: line.contract_type.clone(),
                    amount: line.annual_value,
                    currency: line.currency.clone(),
                    count: 1,
                    critical: false,
                    source: line.source,
                });
            }
        }
        lines.sort_by(|a, b| (b.end, b.start, &b.number).cmp(&(a.end, a.start, &a.number)));
        timeline.contracts = lines;
    }

    fn orders(&self, machine: usize, as_of: NaiveDate, timeline: &mut Timeline) {
        let mut parts: HashMap<(Option<String>, Option<String>), PartLine> = HashMap::new();
        for row in self.of(Kind::Orders, machine) {
            let Some(on) = row.day("ordered_on").and_then(date_of).filter(|on| *on <= as_of) else { continue };
            let (number, name, currency) = (row.text("part_number"), row.text("part_name"), row.text("currency"));
            let quantity = row.amount("quantity");
            let amount = row.amount("amount").or_else(|| Some(row.amount("unit_price")? * quantity.unwrap_or(1.0)));
            let source = row.cell("ordered_on");
            // Lists name a part by its number; where there is none, by its name.
            let key = (number.clone(), if number.is_some() { None } else { name.clone() });
            let line = parts.entry(key).or_insert_with(|| PartLine {
                part_number: number.clone(),
                description: name.clone(),
                orders: 0,
                quantity: 0.0,
                last_on: on,
                total: Some(0.0),
                currency: currency.clone(),
                source,
            });
            line.orders += 1;
            line.quantity += quantity.unwrap_or(1.0);
            if on >= line.last_on {
                (line.last_on, line.source) = (on, source);
            }
            line.total = match (line.total, amount) {
                (Some(total), Some(amount)) if line.currency == currency => Some(total + amount),
                _ => None,
            };
            let title = name.or_else(|| number.clone());
            let said = [number, quantity.map(|pieces| format!("{pieces} ×")), row.text("order_number")];
            let mut found = event(&row, EventKind::Order, "ordered_on", as_of, title, &said);
            if let Some(event) = &mut found {
                event.amount = amount;
            }
            timeline.events.extend(found);
        }
        timeline.parts = parts.into_values().collect();
        timeline.parts.sort_by(|a, b| {
            (b.last_on, &a.part_number, &a.description).cmp(&(a.last_on, &b.part_number, &b.description))
        });
    }

    fn errors(&self, machine: usize, as_of: NaiveDate, timeline: &mut Timeline) {
        let mut by_day: HashMap<(NaiveDate, Option<String>), Event> = HashMap::new();
        for row in self.of(Kind::Errors, machine) {
            let Some(on) = row.day("occurred_at").and_then(date_of).filter(|on| *on <= as_of) else { continue };
            let critical = row.text("severity").is_some_and(|severity| severity == "critical");
            let month = format!("{:04}-{:02}", on.year(), on.month());
            if let Some(slot) = timeline.errors.iter_mut().find(|slot| slot.month == month) {
                slot.count += 1;
                slot.critical += usize::from(critical);
            }
            let code = row.text("error_code");
            match by_day.entry((on, code.clone())) {
                hashbrown::hash_map::Entry::Occupied(mut known) => {
                    known.get_mut().count += 1;
                    known.get_mut().critical |= critical;
                }
                hashbrown::hash_map::Entry::Vacant(slot) => {
                    let said = [row.text("description")];
                    if let Some(new) = event(&row, EventKind::Error, "occurred_at", as_of, code, &said) {
                        slot.insert(Event { critical, ..new });
                    }
                }
            }
        }
        timeline.events.extend(by_day.into_values());
    }

    fn readings(&self, machine: usize, as_of: NaiveDate, timeline: &mut Timeline) {
        for row in self.of(Kind::Counters, machine) {
            let Some(on) = row.day("read_at").and_then(date_of).filter(|on| *on <= as_of) else { continue };
            timeline.hours.extend(row.amount("operating_hours").map(|value| Point { on, value }));
            timeline.vibration.extend(row.amount("vibration").map(|value| Point { on, value }));
        }
        let order = |a: &Point, b: &Point| a.on.cmp(&b.on).then(a.value.total_cmp(&b.value));
        timeline.hours.sort_by(order);
        timeline.vibration.sort_by(order);
    }
}

fn event(
    row: &Row<'_>,
    kind: EventKind,
    field: &str,
    as_of: NaiveDate,
    title: Option<String>,
    said: &[Option<String>],
) -> Option<Event> {
    let on = row.day(field).and_then(date_of).filter(|on| *on <= as_of)?;
    let detail: Vec<&str> = said.iter().flatten().map(String::as_str).filter(|text| !text.is_empty()).collect();
    Some(Event {
        on,
        kind,
        title,
        detail: (!detail.is_empty()).then(|| detail.join(" · ")),
        amount: row.amount("amount"),
        currency: row.text("currency"),
        count: 1,
        critical: false,
        source: row.cell(field),
    })
}

/// The months to the day looked at, without errors yet.
fn months(as_of: NaiveDate) -> Vec<ErrorMonth> {
    (0..ERROR_MONTHS)
        .rev()
        .filter_map(|back| as_of.checked_sub_months(Months::new(back)))
        .map(|day| ErrorMonth { month: format!("{:04}-{:02}", day.year(), day.month()), count: 0, critical: 0 })
        .collect()
}
