//! What happened to a machine.

use super::machine_file::find;
use super::places::{CellPlace, place};
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Read;
use crate::live::{Live, fact_value};
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use connect::history::{ContractLine, EventKind};
use serde::Serialize;
use utoipa::ToSchema;

/// Events given; more are counted.
const EVENTS: usize = 500;

/// One line of the timeline.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct HistoryEvent {
    /// The local day.
    pub on: NaiveDate,
    /// `installed`, `contract_start`, `contract_end`, `warranty_end`, `order`, `visit`, `ticket` or `error`.
    pub kind: &'static str,
    /// Part, visit type, subject, error code, contract number; empty where the list says none.
    pub title: String,
    /// What else the list says.
    pub detail: Option<String>,
    /// Its amount.
    pub amount: Option<f64>,
    /// The amount's currency.
    pub currency: Option<String>,
    /// Rows it stands for.
    pub count: usize,
    /// Whether an error was critical.
    pub critical: bool,
    /// The cell with the day.
    pub source: Option<CellPlace>,
}

/// A reading on a day.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, ToSchema)]
pub struct Reading {
    /// The day.
    pub on: NaiveDate,
    /// The value.
    pub value: f64,
}

/// Errors of a month.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ErrorMonth {
    /// `2026-03`.
    pub month: String,
    /// All of them.
    pub count: usize,
    /// The critical ones.
    pub critical: usize,
}

/// A service contract.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct ContractView {
    /// Its number.
    pub number: Option<String>,
    /// Its type.
    #[serde(rename = "type")]
    pub contract_type: Option<String>,
    /// First day.
    pub start: Option<NaiveDate>,
    /// Last day; 9999-12-31 where it is open-ended.
    pub end: Option<NaiveDate>,
    /// Notice period in days.
    pub notice_days: Option<f64>,
    /// Value a year.
    pub annual_value: Option<f64>,
    /// Its currency.
    pub currency: Option<String>,
    /// What the list says of it.
    pub status: Option<String>,
    /// The cell of its number.
    pub source: CellPlace,
}

impl ContractView {
    /// A line of the history with the place of its cell.
    #[must_use]
    pub fn of(live: &Live, line: ContractLine) -> Self {
        Self {
            number: line.number,
            contract_type: line.contract_type,
            start: line.start,
            end: line.end,
            notice_days: line.notice_days,
            annual_value: line.annual_value,
            currency: line.currency,
            status: line.status,
            source: place(live, line.source),
        }
    }
}

/// A part that was ordered.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct PartView {
    /// Its number.
    pub part_number: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// Times ordered.
    pub orders: usize,
    /// Pieces.
    pub quantity: f64,
    /// Last ordered on.
    pub last_on: NaiveDate,
    /// Sum, where all orders are in one currency.
    pub total: Option<f64>,
    /// That currency.
    pub currency: Option<String>,
    /// The cell of the last order.
    pub source: CellPlace,
}

/// The history of a machine.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct History {
    /// The newest events.
    pub events: Vec<HistoryEvent>,
    /// Events in all.
    pub events_total: usize,
    /// Operating hours, oldest first.
    pub hours: Vec<Reading>,
    /// The type's limit.
    pub hours_limit: Option<f64>,
    /// The type's maintenance interval in hours.
    pub maintenance_interval: Option<f64>,
    /// Vibration in mm/s, oldest first.
    pub vibration: Vec<Reading>,
    /// The type's limit.
    pub vibration_limit: Option<f64>,
    /// Errors of 24 months.
    pub errors: Vec<ErrorMonth>,
    /// Contracts.
    pub contracts: Vec<ContractView>,
    /// Parts.
    pub parts: Vec<PartView>,
}

const fn kind_name(kind: EventKind) -> &'static str {
    match kind {
        EventKind::ContractStart => "contract_start",
        EventKind::ContractEnd => "contract_end",
        EventKind::Order => "order",
        EventKind::Visit => "visit",
        EventKind::Ticket => "ticket",
        EventKind::Error => "error",
    }
}

/// What happened to a machine, up to the day of the last decision.
#[utoipa::path(get, path = "/machines/{id}/history", tag = "machines", params(("id" = String, Path, description = "id or serial number")),
    responses((status = 200, body = History), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(may: May<Read>, State(app): State<App>, Path(text): Path<String>) -> Answer<Json<History>> {
    drop(may);
    let view = app.view()?;
    let (_, machine) = find(&view, &text)?;
    let live = &view.live;
    let timeline = live.history.timeline(machine, live.as_of);
    let files = &live.decided.state.files;
    let mut events: Vec<HistoryEvent> = timeline
        .events
        .into_iter()
        .map(|event| HistoryEvent {
            on: event.on,
            kind: kind_name(event.kind),
            title: event.title.unwrap_or_default(),
            detail: event.detail,
            amount: event.amount,
            currency: event.currency,
            count: event.count,
            critical: event.critical,
            source: Some(place(live, event.source)),
        })
        .collect();
    // Dates that stand in the machine file itself.
    let installed = files.date("installed_on", machine).map(|on| (on, files.source("installed_on", machine)));
    let warranty = files.warranty(machine, live.as_of).map(|of| (of.end, of.cells().next()));
    for (found, kind) in [(installed, "installed"), (warranty, "warranty_end")] {
        let Some((on, cell)) = found else { continue };
        events.push(HistoryEvent {
            on,
            kind,
            title: String::new(),
            detail: None,
            amount: None,
            currency: None,
            count: 1,
            critical: false,
            source: cell.map(|cell| place(live, cell)),
        });
    }
    events.sort_by_key(|event| std::cmp::Reverse(event.on));
    let events_total = events.len();
    events.truncate(EVENTS);
    let fact = |id: &str| fact_value(&live.decided, id, machine).as_f64();
    let readings = |points: Vec<connect::history::Point>| -> Vec<Reading> {
        points.into_iter().map(|point| Reading { on: point.on, value: point.value }).collect()
    };
    Ok(Json(History {
        events,
        events_total,
        hours: readings(timeline.hours),
        hours_limit: fact("hours_limit"),
        maintenance_interval: fact("maintenance_interval"),
        vibration: readings(timeline.vibration),
        vibration_limit: fact("vibration_limit"),
        errors: timeline
            .errors
            .into_iter()
            .map(|month| ErrorMonth { month: month.month, count: month.count, critical: month.critical })
            .collect(),
        contracts: timeline.contracts.into_iter().map(|line| ContractView::of(live, line)).collect(),
        parts: timeline
            .parts
            .into_iter()
            .map(|line| PartView {
                part_number: line.part_number,
                description: line.description,
                orders: line.orders,
                quantity: line.quantity,
                last_on: line.last_on,
                total: line.total,
                currency: line.currency,
                source: place(live, line.source),
            })
            .collect(),
    }))
}
