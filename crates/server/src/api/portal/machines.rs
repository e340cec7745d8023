//! A customer's own machines, and what it may see of each: what it is and where, contract, warranty, counters, what happened.
//!
//! Not: priorities, values, triggers, remarks of the builder's people, cells of its files, averages of other customers' machines,
//! and what happened before the machine was this customer's.

use super::documents::{self, PortalDocument};
use super::notices::{self, PortalNotice};
use super::requests::{self, PortalRequest};
use super::{Own, PortalContact, known_as};
use crate::api::machine_telemetry::{MachineSignal, TelemetryQuery, measured};
use crate::api::paging::{Page, Pairs, split};
use crate::app::App;
use crate::live::fact_value;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, Query, State};
use base::{Kind, MachineId, fields};
use chrono::{Datelike, NaiveDate};
use connect::history::EventKind;
use digitize::life::EventType;
use hashbrown::HashMap;
use serde::Serialize;
use serde_json::Value;
use store::{NoticesOf, RequestsOf};
use utoipa::ToSchema;
use uuid::Uuid;

/// Events given; more are counted.
const EVENTS: usize = 200;

/// Notices and requests shown with a machine; their own pages show all.
const BESIDE: usize = 20;

/// From this year on lists mean "open-ended".
const OPEN_ENDED: i32 = 9000;

/// Fields of the machine file a customer sees. What is not named here it does not.
const FIELDS: [&str; 21] = [
    "serial_number",
    "inventory_number",
    "machine_type",
    "product_family",
    "manufacturer",
    "manufactured_year",
    "installed_on",
    "delivered_on",
    "warranty_start",
    "warranty_months",
    "operating_hours",
    "customer_number",
    "customer_name",
    "site",
    "street",
    "postcode",
    "city",
    "country",
    "contact_name",
    "email",
    "phone",
];

/// Facts a customer sees: of its own machine, or what its type is built for. Averages of a type come from other customers'.
pub const FACTS: [&str; 25] = [
    "age_years",
    "contract_status",
    "contract_days_left",
    "notice_days_left",
    "warranty_status",
    "warranty_days_left",
    "operating_hours",
    "hours_per_day",
    "hours_since_maintenance",
    "maintenance_interval",
    "maintenance_days_left",
    "maintenance_due_on",
    "load_mean_30d",
    "load_high_30d",
    "days_silent",
    "telemetry_coverage_30d",
    "critical_errors_30d",
    "errors_30d",
    "errors_90d",
    "errors_prior_90d",
    "top_error_90d",
    "vibration",
    "vibration_90d",
    "vibration_limit",
    "last_visit_days",
];

/// A machine in the customer's list.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct PortalMachineRow {
    /// Its id.
    pub id: Uuid,
    /// Its serial number.
    pub serial_number: String,
    /// Its type.
    pub machine_type: Option<String>,
    /// The site it stands at.
    pub site: Option<String>,
    /// The site's city.
    pub city: Option<String>,
    /// The site's country, ISO 3166.
    pub country: Option<String>,
    /// Installed on.
    pub installed_on: Option<NaiveDate>,
    /// Whether it is in the field.
    pub in_field: bool,
    /// `active`, `expired`, `pending`, `none`; `null` is not known.
    pub contract: Option<String>,
    /// The last day of the contract that covers it longest.
    pub contract_ends_on: Option<NaiveDate>,
    /// Whether that contract has no end.
    pub is_open_ended: bool,
    /// `active`, `expired`, `none`; `null` is not known.
    pub warranty: Option<String>,
    /// The last day of the warranty.
    pub warranty_ends_on: Option<NaiveDate>,
    /// Operating hours.
    pub operating_hours: Option<f64>,
    /// Notices about it nobody looked at yet.
    pub new_notices: usize,
}

/// The row of an own machine.
fn row(own: &Own, at: usize, new: &HashMap<MachineId, usize>) -> Option<PortalMachineRow> {
    let live = &own.view.live;
    let id = *live.decided.state.files.link.ids.get(at)?;
    let known = live.base.row(live.base.position(id)?)?;
    let running = live.history.contract_on(&live.decided.state.files, at, live.as_of);
    let end = running.and_then(|of| of.line.end);
    let warranty = live.decided.state.files.warranty(at, live.as_of);
    let text = |of: Option<&str>| of.map(str::to_owned);
    Some(PortalMachineRow {
        id: id.0,
        serial_number: known.serial_number.to_owned(),
        machine_type: text(known.machine_type),
        site: own.text("site", at),
        city: text(known.city),
        country: text(known.country),
        installed_on: known.installed_on,
        in_field: known.in_field,
        contract: text(known.contract),
        contract_ends_on: end.filter(|on| on.year() < OPEN_ENDED),
        is_open_ended: end.is_some_and(|on| on.year() >= OPEN_ENDED),
        warranty: text(known.warranty),
        warranty_ends_on: warranty.map(|of| of.end),
        operating_hours: known.operating_hours,
        new_notices: new.get(&id).copied().unwrap_or(0),
    })
}

/// New notices of a contact, by machine.
async fn new_by_machine(app: &App, who: &PortalContact) -> Answer<HashMap<MachineId, usize>> {
    let mut new: HashMap<MachineId, usize> = HashMap::new();
    for of in notices::visible(app, &who.contact).await?.iter().filter(|of| notices::is_new(of)) {
        *new.entry(of.of.machine).or_default() += 1;
    }
    Ok(new)
}

/// The own machines, by serial number. Filter: `q` (words of serial number, type, site, city).
#[utoipa::path(get, path = "/portal/machines", tag = "portal",
    params(("q" = Option<String>, Query), ("limit" = Option<usize>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<PortalMachineRow>), (status = 401, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("portal"))))]
pub async fn list(
    who: PortalContact,
    State(app): State<App>,
    Query(pairs): Query<Pairs>,
) -> Answer<Json<Page<PortalMachineRow>>> {
    let (paging, filters) = split(pairs)?;
    let mut words: Vec<String> = Vec::new();
    for (name, value) in filters {
        match name.as_str() {
            "q" => words = value.split_whitespace().map(str::to_lowercase).collect(),
            other => return Err(Problem::wrong(format!("`{other}` is not a filter here; there is q"))),
        }
    }
    let own = Own::of(&app, &who)?;
    let new = new_by_machine(&app, &who).await?;
    let mut rows: Vec<PortalMachineRow> =
        own.machines().iter().filter_map(|at| row(&own, *at as usize, &new)).collect();
    rows.retain(|row| {
        let said = [Some(&row.serial_number), row.machine_type.as_ref(), row.site.as_ref(), row.city.as_ref()];
        let said: Vec<String> = said.into_iter().flatten().map(|text| text.to_lowercase()).collect();
        words.iter().all(|word| said.iter().any(|text| text.contains(word)))
    });
    rows.sort_by(|a, b| a.serial_number.cmp(&b.serial_number).then(a.id.cmp(&b.id)));
    let total = rows.len();
    let items = rows.into_iter().skip(paging.offset).take(paging.limit).collect();
    Ok(Json(Page::new(items, total, paging.offset)))
}

/// A value of the machine.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PortalValue {
    /// The field.
    pub field: &'static str,
    /// `master`, `contract`, `operating`, `commercial` or `location`.
    pub category: &'static str,
    /// The value; dates as ISO 8601, numbers with a point.
    pub value: String,
}

/// A fact of the machine.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct PortalFact {
    /// The fact.
    pub fact: &'static str,
    /// Its value.
    #[schema(value_type = crate::api::machine_file::Scalar)]
    pub value: Value,
}

/// A service contract.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct PortalContract {
    /// Its number.
    pub number: Option<String>,
    /// Its type.
    #[serde(rename = "type")]
    pub contract_type: Option<String>,
    /// First day.
    pub start: Option<NaiveDate>,
    /// Last day; none where it is open-ended or not known.
    pub end: Option<NaiveDate>,
    /// Whether it has no end.
    pub is_open_ended: bool,
    /// Notice period in days.
    pub notice_days: Option<f64>,
    /// Value a year.
    pub annual_value: Option<f64>,
    /// Its currency.
    pub currency: Option<String>,
    /// What the list says of it.
    pub status: Option<String>,
}

/// The warranty.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PortalWarranty {
    /// First day, where it is known.
    pub start: Option<NaiveDate>,
    /// Last day.
    pub end: NaiveDate,
    /// Whether it is over.
    pub is_over: bool,
}

/// Something that happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PortalEvent {
    /// The local day.
    pub on: NaiveDate,
    /// `installed`, `contract_start`, `contract_end`, `warranty_end`, `order`, `visit`, `ticket` or `error`.
    pub kind: &'static str,
    /// Part, visit type, subject, error code, contract number; empty where the list says none.
    pub title: String,
    /// How often on that day.
    pub count: usize,
    /// Whether an error was critical.
    pub critical: bool,
}

/// An own machine.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct PortalMachine {
    /// As in the list.
    pub machine: PortalMachineRow,
    /// The day facts are of.
    pub as_of: NaiveDate,
    /// What lists say of it.
    pub values: Vec<PortalValue>,
    /// What was computed of it.
    pub facts: Vec<PortalFact>,
    /// Its contracts, the latest first.
    pub contracts: Vec<PortalContract>,
    /// Its warranty.
    pub warranty: Option<PortalWarranty>,
    /// What happened, the newest first.
    pub events: Vec<PortalEvent>,
    /// Events in all.
    pub events_total: usize,
    /// Its documents, the newest first.
    pub documents: Vec<PortalDocument>,
    /// The last notices about it.
    pub notices: Vec<PortalNotice>,
    /// The last requests for it.
    pub requests: Vec<PortalRequest>,
}

/// Since when a machine is its customer's: since it was sold on last, where that is known. What was before is the former owner's.
pub fn owned_since(own: &Own, machine: usize) -> Option<NaiveDate> {
    let live = &own.view.live;
    let events = live.decided.state.files.life.events(machine).iter();
    let sold = events.filter(|event| event.kind == EventType::Resold && *event.on.value() <= live.as_of);
    sold.map(|event| *event.on.value()).max()
}

/// What lists say of an own machine.
pub fn values(own: &Own, machine: usize) -> Vec<PortalValue> {
    let files = &own.view.live.decided.state.files;
    let of = fields(Kind::Machines).iter().filter(|field| FIELDS.contains(&field.id));
    of.filter_map(|field| {
        let value = files.text(field.id, machine)?;
        Some(PortalValue { field: field.id, category: field.category.id(), value })
    })
    .collect()
}

/// What was computed of an own machine.
pub fn facts(own: &Own, machine: usize) -> Vec<PortalFact> {
    let value = |fact: &'static str| (fact, fact_value(&own.view.live.decided, fact, machine));
    FACTS
        .into_iter()
        .map(value)
        .filter(|(_, value)| !value.is_null())
        .map(|(fact, value)| PortalFact { fact, value })
        .collect()
}

/// The contracts of an own machine that ran since it is its customer's, and what happened since then, the newest first.
pub fn past(own: &Own, machine: usize) -> (Vec<PortalContract>, Vec<PortalEvent>) {
    let live = &own.view.live;
    let timeline = live.history.timeline(machine, live.as_of);
    let since = owned_since(own, machine);
    let is_own = |on: NaiveDate| since.is_none_or(|since| on >= since);
    let contracts = timeline.contracts.into_iter().filter(|line| line.end.is_none_or(is_own));
    let contracts = contracts.map(|line| PortalContract {
        number: line.number,
        contract_type: line.contract_type,
        start: line.start,
        end: line.end.filter(|on| on.year() < OPEN_ENDED),
        is_open_ended: line.end.is_some_and(|on| on.year() >= OPEN_ENDED),
        notice_days: line.notice_days,
        annual_value: line.annual_value,
        currency: line.currency,
        status: line.status,
    });
    let name = |kind: EventKind| match kind {
        EventKind::ContractStart => "contract_start",
        EventKind::ContractEnd => "contract_end",
        EventKind::Order => "order",
        EventKind::Visit => "visit",
        EventKind::Ticket => "ticket",
        EventKind::Error => "error",
    };
    let mut events: Vec<PortalEvent> = timeline
        .events
        .into_iter()
        .map(|event| PortalEvent {
            on: event.on,
            kind: name(event.kind),
            title: event.title.unwrap_or_default(),
            count: event.count,
            critical: event.critical,
        })
        .collect();
    let files = &live.decided.state.files;
    let dated = [
        (files.date("installed_on", machine), "installed"),
        (files.warranty(machine, live.as_of).map(|of| of.end), "warranty_end"),
    ];
    events.extend(
        dated.into_iter().filter_map(|(on, kind)| {
            Some(PortalEvent { on: on?, kind, title: String::new(), count: 1, critical: false })
        }),
    );
    events.retain(|event| is_own(event.on));
    events.sort_by_key(|event| std::cmp::Reverse(event.on));
    (contracts.collect(), events)
}

/// The warranty of an own machine.
pub fn warranty(own: &Own, machine: usize) -> Option<PortalWarranty> {
    let live = &own.view.live;
    let files = &live.decided.state.files;
    let of = files.warranty(machine, live.as_of)?;
    Some(PortalWarranty { start: files.date("warranty_start", machine), end: of.end, is_over: of.end < live.as_of })
}

/// An own machine with all a customer may see of it.
#[utoipa::path(get, path = "/portal/machines/{id}", tag = "portal", params(("id" = Uuid, Path)),
    responses((status = 200, body = PortalMachine), (status = 401, body = Problem), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("portal"))))]
pub async fn get(who: PortalContact, State(app): State<App>, Path(id): Path<Uuid>) -> Answer<Json<PortalMachine>> {
    let own = Own::of(&app, &who)?;
    let (id, at) = own.machine(id)?;
    let new = new_by_machine(&app, &who).await?;
    let machine = row(&own, at, &new).ok_or_else(|| Problem::missing("your company has no such machine"))?;
    let documents = documents::of_machine(&app, &own, at).await?;
    let visible = notices::visible_of(&app, &who.contact, NoticesOf::Machine(id)).await?;
    let notices = notices::rows(&app, &own, visible.into_iter().take(BESIDE), who.language()).await?;
    let asked = app.store().service_requests(RequestsOf::Machine(id), BESIDE as u64).await?;
    let known = known_as(&app, who.contact.customer);
    let requests = asked.into_iter().filter(|of| known.contains(&of.of.customer));
    let requests = requests.map(|of| requests::row(&own, of)).collect();
    let (contracts, mut events) = past(&own, at);
    let events_total = events.len();
    events.truncate(EVENTS);
    Ok(Json(PortalMachine {
        machine,
        as_of: own.view.live.as_of,
        values: values(&own, at),
        facts: facts(&own, at),
        contracts,
        warranty: warranty(&own, at),
        events,
        events_total,
        documents,
        notices,
        requests,
    }))
}

/// What an own machine measured.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct PortalTelemetry {
    /// The day up to which is looked.
    pub as_of: NaiveDate,
    /// The first day with a reading that is shown.
    pub from: Option<NaiveDate>,
    /// The latest day with a reading.
    pub newest: Option<NaiveDate>,
    /// Signals, by label.
    pub signals: Vec<MachineSignal>,
}

/// What an own machine measured, by day and signal.
#[utoipa::path(get, path = "/portal/machines/{id}/telemetry", tag = "portal",
    params(("id" = Uuid, Path), TelemetryQuery),
    responses((status = 200, body = PortalTelemetry), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)),
    extensions(("x-permission" = json!("portal"))))]
pub async fn telemetry(
    who: PortalContact,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    Query(query): Query<TelemetryQuery>,
) -> Answer<Json<PortalTelemetry>> {
    let own = Own::of(&app, &who)?;
    let (_, at) = own.machine(id)?;
    let as_of = query.day(own.view.live.as_of)?;
    let since = owned_since(&own, at);
    let mut signals = measured(&app, &own.view, at, as_of, who.language()).await?;
    for signal in &mut signals {
        signal.days.retain(|day| since.is_none_or(|since| day.on >= since));
    }
    signals.retain(|signal| !signal.days.is_empty());
    let days = || signals.iter().flat_map(|signal| signal.days.iter().map(|day| day.on));
    let (from, newest) = (days().min(), days().max());
    Ok(Json(PortalTelemetry { as_of, from, newest, signals }))
}
