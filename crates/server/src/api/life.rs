//! A machine's life as of any day: owner, site, contract, warranty, components, and how it came to that.

use super::history::ContractView;
use super::machine_file::find;
use super::places::{CellPlace, place, places};
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Read;
use crate::live::Live;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, Query, State};
use base::{Kind, Sourced};
use chrono::NaiveDate;
use connect::life::{LifeEntry, LifeOn, life_on};
use digitize::life::Component;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A value with its cell.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct LifeValue {
    /// The field.
    pub field: &'static str,
    /// Its text.
    pub value: String,
    /// Its cell.
    pub source: CellPlace,
}

/// A day with its cell.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct LifeDay {
    /// The local day.
    pub on: NaiveDate,
    /// Its cell.
    pub source: CellPlace,
}

/// How a machine left the field or came back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct InOrOut {
    /// `decommissioned`, `scrapped` or `recommissioned`.
    pub event: &'static str,
    /// When.
    pub day: LifeDay,
}

/// The warranty as of a day.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct LifeWarranty {
    /// Its last day.
    pub end: NaiveDate,
    /// Whether no source gives that day and it is computed from start and term.
    pub computed: bool,
    /// The field of the start: `warranty_start`, `installed_on` or `delivered_on`.
    pub start_field: Option<&'static str>,
    /// The day the term begins with.
    pub start: Option<NaiveDate>,
    /// The term.
    pub months: Option<f64>,
    /// The cells: that of the end, or those of start and term.
    pub sources: Vec<CellPlace>,
}

/// The contract that covers the machine on the day.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct LifeContract {
    /// What the list says of it.
    pub contract: ContractView,
    /// The cells of its number, first and last day.
    pub sources: Vec<CellPlace>,
}

/// A component that is or was built in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ComponentView {
    /// What it is.
    pub name: Option<String>,
    /// Its serial number.
    pub serial_number: Option<String>,
    /// Its part number.
    pub part_number: Option<String>,
    /// Built in on, where a list says.
    pub installed_on: Option<LifeDay>,
    /// Taken out on; `null` where it is built in.
    pub removed_on: Option<LifeDay>,
    /// The position in this list of the component it is part of.
    pub parent: Option<usize>,
    /// The cell that names it.
    pub source: Option<CellPlace>,
}

/// What a row says of a field.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Told {
    /// The field.
    pub field: &'static str,
    /// The text.
    pub value: String,
}

/// One line of the life.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct LifeLine {
    /// The local day; of visits the last of their year.
    pub on: NaiveDate,
    /// `delivered`, `installed`, `contract_start`, `contract_end`, `warranty_end`, `visits`, `retired`, or an event:
    /// `commissioning`, `moved`, `resold`, `component_exchanged`, `serial_changed`, `decommissioned`, `scrapped`,
    /// `recommissioned`, `other`.
    pub kind: &'static str,
    /// What the list calls an event that is none of these.
    pub named: Option<String>,
    /// What the row says.
    pub told: Vec<Told>,
    /// Rows it stands for.
    pub count: usize,
    /// Its cells, that of the day first.
    pub sources: Vec<CellPlace>,
    /// Cells beyond those.
    pub sources_more: usize,
}

/// Out of the field, and a later sign of life.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct LifeProblem {
    /// How it left the field.
    pub event: &'static str,
    /// When.
    pub out: LifeDay,
    /// What says otherwise.
    pub sign: LifeDay,
}

/// A machine's life as of a day. Nothing later counts.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Life {
    /// The day.
    pub as_of: NaiveDate,
    /// Whether the machine is in the field.
    pub in_field: bool,
    /// The event that took it out or brought it back last.
    pub in_or_out: Option<InOrOut>,
    /// Number and name of the owner.
    pub owner: Vec<LifeValue>,
    /// Where it stands.
    pub site: Vec<LifeValue>,
    /// The contract that covers it.
    pub contract: Option<LifeContract>,
    /// Whether it is known that no contract covers it where none is named: a list names others of the machine, or a
    /// source is declared complete for contracts.
    pub contracts_known: bool,
    /// Its warranty.
    pub warranty: Option<LifeWarranty>,
    /// Further serial numbers it bears or bore.
    pub further_serial_numbers: Vec<String>,
    /// Its components, those built in first.
    pub components: Vec<ComponentView>,
    /// Its life, the latest first.
    pub lines: Vec<LifeLine>,
    /// What cannot be.
    pub problem: Option<LifeProblem>,
}

fn day(live: &Live, of: &Sourced<NaiveDate>) -> LifeDay {
    LifeDay { on: *of.value(), source: place(live, of.source()) }
}

fn values(live: &Live, of: Vec<(&'static str, Sourced<String>)>) -> Vec<LifeValue> {
    let value = |(field, value): (&'static str, Sourced<String>)| LifeValue {
        field,
        value: value.value().clone(),
        source: place(live, value.source()),
    };
    of.into_iter().map(value).collect()
}

fn component(live: &Live, of: &Component) -> ComponentView {
    let text = |of: &Option<Sourced<String>>| of.as_ref().map(|text| text.value().clone());
    ComponentView {
        name: text(&of.name),
        serial_number: text(&of.serial),
        part_number: text(&of.part_number),
        installed_on: of.from.as_ref().map(|from| day(live, from)),
        removed_on: of.to.as_ref().map(|to| day(live, to)),
        parent: of.parent,
        source: of.cell().map(|cell| place(live, cell)),
    }
}

fn line(live: &Live, of: LifeEntry) -> LifeLine {
    let (sources, sources_more) = places(live, &of.cells);
    LifeLine {
        on: of.on,
        kind: of.kind.id(),
        named: of.named,
        told: of.told.into_iter().map(|(field, value)| Told { field, value }).collect(),
        count: of.count,
        sources,
        sources_more,
    }
}

fn view(live: &Live, of: LifeOn, contracts_known: bool) -> Life {
    let warranty = of.warranty.map(|warranty| {
        let cells: Vec<_> = warranty.cells().collect();
        let parts = warranty.computed.as_ref();
        LifeWarranty {
            end: warranty.end,
            computed: parts.is_some(),
            start_field: parts.map(|parts| parts.start_field),
            start: parts.map(|parts| *parts.start.value()),
            months: parts.map(|parts| *parts.months.value()),
            sources: places(live, &cells).0,
        }
    });
    let contract = of.contract.map(|contract| LifeContract {
        sources: places(live, &contract.cells).0,
        contract: ContractView::of(live, contract.line),
    });
    Life {
        as_of: of.as_of,
        in_field: of.in_field,
        in_or_out: of.in_or_out.map(|(kind, on)| InOrOut { event: kind.id(), day: day(live, &on) }),
        owner: values(live, of.owner),
        site: values(live, of.site),
        contract,
        contracts_known,
        warranty,
        further_serial_numbers: of.further_serials,
        components: of.components.iter().map(|of| component(live, of)).collect(),
        lines: of.entries.into_iter().map(|entry| line(live, entry)).collect(),
        problem: of.contradiction.map(|of| LifeProblem {
            event: of.kind.id(),
            out: day(live, &of.out),
            sign: day(live, &of.sign),
        }),
    }
}

/// The day to look at it.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LifeQuery {
    /// A local day as 2026-12-31; that of the last decision where it is not said.
    as_of: Option<String>,
}

/// A machine's life as of a day.
#[utoipa::path(get, path = "/machines/{id}/life", tag = "machines",
    params(("id" = String, Path, description = "id or serial number"), LifeQuery),
    responses((status = 200, body = Life), (status = 400, body = Problem), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(
    may: May<Read>,
    State(app): State<App>,
    Path(text): Path<String>,
    Query(query): Query<LifeQuery>,
) -> Answer<Json<Life>> {
    drop(may);
    let seen = app.view()?;
    let (_, machine) = find(&seen, &text)?;
    let live = &seen.live;
    let as_of = match query.as_of.as_deref() {
        None | Some("") => live.as_of,
        Some(text) => text
            .parse()
            .map_err(|_| Problem::wrong(format!("`as_of` is `{text}`, which is no day; write it as 2026-12-31")))?,
    };
    let state = &live.decided.state;
    let contracts_known = state.complete.contains(&Kind::Contracts) || live.history.names_a_contract(machine);
    Ok(Json(view(live, life_on(&state.files, &live.history, machine, as_of), contracts_known)))
}
