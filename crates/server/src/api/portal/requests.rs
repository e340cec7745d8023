//! Asking the service for help with an own machine. A request becomes a task at once.

use super::{Own, PortalContact, checked_text, known_as};
use crate::api::paging::{Page, Pairs, split};
use crate::app::App;
use crate::events::What;
use crate::problem::{Answer, Problem};
use automate::TaskTitle;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use base::Translated;
use chrono::Days;
use serde::{Deserialize, Serialize};
use store::{NewServiceRequest, NewTask, RequestsOf, ServiceRequest};
use utoipa::ToSchema;
use uuid::Uuid;

/// Requests of a customer that are listed.
const MOST: u64 = 5_000;

/// How urgent a request is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// The machine stands still.
    Standing,
    /// It runs, but not well.
    Soon,
    /// It has time.
    WhenConvenient,
}

impl Urgency {
    /// The name in JSON and in the database.
    const fn id(self) -> &'static str {
        match self {
            Self::Standing => "standing",
            Self::Soon => "soon",
            Self::WhenConvenient => "when_convenient",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Self {
        [Self::Standing, Self::Soon].into_iter().find(|of| of.id() == name).unwrap_or(Self::WhenConvenient)
    }

    /// Days the service has for it.
    const fn days(self) -> u64 {
        match self {
            Self::Standing => 0,
            Self::Soon => 2,
            Self::WhenConvenient => 7,
        }
    }

    /// What the task is called.
    fn title(self, what: &str) -> Translated {
        let [de, en, it] = match self {
            Self::Standing => ["Maschine steht", "Machine stands still", "Macchina ferma"],
            Self::Soon => ["Service bald", "Service soon", "Assistenza presto"],
            Self::WhenConvenient => ["Serviceanfrage", "Service request", "Richiesta di assistenza"],
        };
        let said = |of: &str| format!("{of}: {what}");
        Translated { de: said(de), en: said(en), it: said(it) }
    }
}

/// A request.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PortalRequest {
    /// Counted up.
    pub id: i64,
    /// The machine.
    pub machine_id: Uuid,
    /// Its serial number.
    pub serial_number: Option<String>,
    /// Its type.
    pub machine_type: Option<String>,
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
    /// Whether it was seen to.
    pub is_done: bool,
}

/// A request as it is shown.
pub fn row(own: &Own, of: ServiceRequest) -> PortalRequest {
    let at = own.machine(of.of.machine.0).ok().map(|(_, at)| at);
    PortalRequest {
        id: of.id,
        machine_id: of.of.machine.0,
        serial_number: at.and_then(|at| own.text("serial_number", at)),
        machine_type: at.and_then(|at| own.text("machine_type", at)),
        text: of.of.text,
        urgency: Urgency::named(&of.of.urgency),
        phone: of.of.phone,
        made_at: of.made_at,
        made_by: of.of.made_by,
        is_done: of.task.is_some_and(|(_, is_done)| is_done),
    }
}

/// The company's requests, the newest first.
#[utoipa::path(get, path = "/portal/requests", tag = "portal",
    params(("limit" = Option<usize>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<PortalRequest>), (status = 401, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("portal"))))]
pub async fn list(
    who: PortalContact,
    State(app): State<App>,
    Query(pairs): Query<Pairs>,
) -> Answer<Json<Page<PortalRequest>>> {
    let (paging, filters) = split(pairs)?;
    if let Some((name, _)) = filters.first() {
        return Err(Problem::wrong(format!("`{name}` is not a filter here; there is none")));
    }
    let own = Own::of(&app, &who)?;
    let all = app.store().service_requests(RequestsOf::Customer(&known_as(&app, who.contact.customer)), MOST).await?;
    let total = all.len();
    let items = all.into_iter().skip(paging.offset).take(paging.limit).map(|of| row(&own, of)).collect();
    Ok(Json(Page::new(items, total, paging.offset)))
}

/// A request to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPortalRequest {
    /// The machine.
    machine_id: Uuid,
    /// What is asked.
    text: String,
    /// How urgent it is.
    urgency: Urgency,
    /// Where the contact can be called.
    phone: Option<String>,
    /// Made up by the page: a click twice is one request.
    key: Uuid,
}

/// Asks the service for help.
#[utoipa::path(post, path = "/portal/requests", tag = "portal", request_body = NewPortalRequest,
    responses((status = 201, body = PortalRequest), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("portal"))))]
pub async fn add(
    who: PortalContact,
    State(app): State<App>,
    Json(wanted): Json<NewPortalRequest>,
) -> Answer<(StatusCode, Json<PortalRequest>)> {
    let own = Own::of(&app, &who)?;
    let (machine, at) = own.machine(wanted.machine_id)?;
    let text = checked_text(&wanted.text, "a request")?;
    let phone = wanted.phone.map(|phone| phone.trim().to_owned()).filter(|phone| !phone.is_empty());
    if phone.as_ref().is_some_and(|phone| phone.chars().count() > 40 || phone.chars().any(char::is_control)) {
        return Err(Problem::wrong("a telephone number has 40 signs at most"));
    }
    let new = NewServiceRequest {
        key: wanted.key.to_string(),
        customer: who.contact.customer,
        machine,
        contact: who.contact.id,
        text,
        urgency: wanted.urgency.id().to_owned(),
        phone,
        made_by: who.contact.name.clone(),
    };
    let today = app.today();
    let said = new.text.split_whitespace().take(24).collect::<Vec<_>>().join(" ");
    let serial = own.text("serial_number", at).unwrap_or_default();
    let task = NewTask {
        key: new.task_key(),
        title: TaskTitle::Said { title: wanted.urgency.title(&format!("{serial}, {said}")) },
        reasons: vec!["service_request".to_owned()],
        machine: Some(machine),
        opportunity: None,
        enrolment: None,
        owner: String::new(),
        due_on: today.checked_add_days(Days::new(wanted.urgency.days())).unwrap_or(today),
        opened_on: today,
    };
    let write = app.write(&who.actor()).await?;
    let id = write.add_service_request(&new).await?;
    let id = id.ok_or_else(|| Problem::conflict("key_taken", "this request was made already; load the page again"))?;
    write.add_tasks(&[task]).await?;
    write.commit().await?;
    app.tell(&[What::Campaigns], None);
    let all = app.store().service_requests(RequestsOf::Machine(machine), MOST).await?;
    let made = all.into_iter().find(|of| of.id == id);
    let made = made.ok_or_else(|| Problem::missing("the request is gone"))?;
    Ok((StatusCode::CREATED, Json(row(&own, made))))
}
