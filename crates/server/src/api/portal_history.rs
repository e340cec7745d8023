//! What was said in the portal and what customers answered, as the builder's people see it beside a machine, an opportunity or a
//! customer.

use super::portal::known_as;
use super::portal::notices::purpose_id;
use super::portal::requests::Urgency;
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Read;
use crate::live::View;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Query, State};
use base::{CustomerId, MachineId, OpportunityId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use store::{NoticesOf, RequestsOf};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Rows of a list at most.
const MOST: usize = 200;

/// Whose notices.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct NoticeQuery {
    /// Those about a machine.
    machine: Option<Uuid>,
    /// Those of an opportunity.
    opportunity: Option<Uuid>,
    /// Those of a customer.
    customer: Option<Uuid>,
}

/// A notice, and what the customer answered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct SentNotice {
    /// Counted up.
    pub id: i64,
    /// The customer.
    pub customer_id: Uuid,
    /// Its name.
    pub customer_name: Option<String>,
    /// The machine.
    pub machine_id: Uuid,
    /// Its serial number.
    pub serial_number: Option<String>,
    /// The opportunity.
    pub opportunity_id: Option<Uuid>,
    /// The enrolment it came of.
    pub enrolment_id: Uuid,
    /// The campaign.
    pub campaign: String,
    /// What a customer may object to.
    pub topic: String,
    /// `notice` or `advertising`.
    pub purpose: &'static str,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The day it was made.
    pub made_on: NaiveDate,
    /// `new`, `seen`, `accepted`, `declined`, `asked` or `withdrawn`.
    pub state: &'static str,
    /// Why it was declined.
    pub reason: Option<String>,
    /// What the customer wrote.
    pub comment: Option<String>,
    /// When it was answered.
    pub answered_on: Option<NaiveDate>,
    /// Who answered.
    pub answered_by: Option<String>,
}

/// Notices.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct SentNotices {
    /// The newest first.
    pub items: Vec<SentNotice>,
    /// Whether there are more than are listed.
    pub more: bool,
}

/// The serial number of a machine.
fn serial(view: &View, machine: MachineId) -> Option<String> {
    let row = view.live.base.row(view.live.base.position(machine)?)?;
    Some(row.serial_number.to_owned())
}

/// The name of a customer.
fn name(view: &View, customer: CustomerId) -> Option<String> {
    let at = super::portal::customer_at(view, customer)?;
    view.live.decided.state.files.customers.get(at as usize)?.name.clone()
}

/// What was said in the portal, and what was answered.
#[utoipa::path(get, path = "/portal-notices", tag = "portal contacts", params(NoticeQuery),
    responses((status = 200, body = SentNotices), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn notices(
    may: May<Read>,
    State(app): State<App>,
    Query(query): Query<NoticeQuery>,
) -> Answer<Json<SentNotices>> {
    drop(may);
    let known = query.customer.map(|id| known_as(&app, CustomerId(id))).unwrap_or_default();
    let of = match (query.machine, query.opportunity, query.customer) {
        (Some(id), None, None) => NoticesOf::Machine(MachineId(id)),
        (None, Some(id), None) => NoticesOf::Opportunity(OpportunityId(id)),
        (None, None, Some(_)) => NoticesOf::Customer(&known),
        _ => return Err(Problem::wrong("name a machine, an opportunity or a customer")),
    };
    let view = app.view()?;
    let mut all = app.store().notices(of, MOST as u64 + 1).await?;
    let more = all.len() > MOST;
    all.truncate(MOST);
    let items = all.into_iter().map(|of| SentNotice {
        id: of.id,
        customer_id: of.of.customer.0,
        customer_name: name(&view, of.of.customer),
        machine_id: of.of.machine.0,
        serial_number: serial(&view, of.of.machine),
        opportunity_id: of.of.opportunity.map(|id| id.0),
        enrolment_id: of.of.enrolment.0,
        campaign: of.of.campaign,
        topic: of.of.topic,
        purpose: purpose_id(of.of.purpose),
        subject: of.of.subject,
        text: of.of.text,
        made_on: of.of.made_on,
        state: of.state.id(),
        reason: of.reason,
        comment: of.comment,
        answered_on: of.answered_on,
        answered_by: of.answered_by,
    });
    Ok(Json(SentNotices { items: items.collect(), more }))
}

/// Whose requests.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RequestQuery {
    /// Those for a machine.
    machine: Option<Uuid>,
    /// Those of a customer.
    customer: Option<Uuid>,
}

/// What a customer asked the service for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct CustomerRequest {
    /// Counted up.
    pub id: i64,
    /// The customer.
    pub customer_id: Uuid,
    /// Its name.
    pub customer_name: Option<String>,
    /// The machine.
    pub machine_id: Uuid,
    /// Its serial number.
    pub serial_number: Option<String>,
    /// What is asked.
    pub text: String,
    /// How urgent it is.
    pub urgency: Urgency,
    /// Where the contact can be called.
    pub phone: Option<String>,
    /// When it was made, UTC.
    pub made_at: String,
    /// Who made it.
    pub made_by: String,
    /// The task it became.
    pub task_id: Option<i64>,
    /// Whether that is done.
    pub is_done: bool,
}

/// Requests.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct CustomerRequests {
    /// The newest first.
    pub items: Vec<CustomerRequest>,
    /// Whether there are more than are listed.
    pub more: bool,
}

/// What customers asked the service for in the portal.
#[utoipa::path(get, path = "/portal-requests", tag = "portal contacts", params(RequestQuery),
    responses((status = 200, body = CustomerRequests), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn requests(
    may: May<Read>,
    State(app): State<App>,
    Query(query): Query<RequestQuery>,
) -> Answer<Json<CustomerRequests>> {
    drop(may);
    let known = query.customer.map(|id| known_as(&app, CustomerId(id))).unwrap_or_default();
    let of = match (query.machine, query.customer) {
        (Some(id), None) => RequestsOf::Machine(MachineId(id)),
        (None, Some(_)) => RequestsOf::Customer(&known),
        (None, None) => RequestsOf::All,
        _ => return Err(Problem::wrong("name a machine or a customer, not both")),
    };
    let view = app.view()?;
    let mut all = app.store().service_requests(of, MOST as u64 + 1).await?;
    let more = all.len() > MOST;
    all.truncate(MOST);
    let items = all.into_iter().map(|of| CustomerRequest {
        id: of.id,
        customer_id: of.of.customer.0,
        customer_name: name(&view, of.of.customer),
        machine_id: of.of.machine.0,
        serial_number: serial(&view, of.of.machine),
        text: of.of.text,
        urgency: Urgency::named(&of.of.urgency),
        phone: of.of.phone,
        made_at: of.made_at,
        made_by: of.of.made_by,
        task_id: of.task.map(|(id, _)| id),
        is_done: of.task.is_some_and(|(_, is_done)| is_done),
    });
    Ok(Json(CustomerRequests { items: items.collect(), more }))
}
