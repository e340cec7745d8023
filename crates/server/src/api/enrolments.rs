//! Enrolments: which machines take part in which campaign, and what came of each step.

use crate::app::App;
use crate::auth::May;
use crate::auth::who::{Read, Work};
use crate::events::What;
use crate::problem::{Answer, Problem};
use automate::{Enrolment, Happened, Happening, Note, State as EnrolmentState};
use axum::Json;
use axum::extract::{Path, Query, State};
use base::{EnrolmentId, MachineId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Enrolments of a list at most.
const MOST: u64 = 500;

/// Which.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentQuery {
    /// Those of a machine, with their history.
    machine: Option<Uuid>,
    /// Those of a campaign, the latest 500.
    campaign: Option<String>,
}

/// What came of a step.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct EnrolmentNote {
    /// On which day.
    pub on: NaiveDate,
    /// `done`, `left_out`, `not_sent`, `later`, `awaits_release`, `went`, `answered` or `ended`.
    pub what: &'static str,
    /// The step.
    pub step: Option<String>,
    /// Why, or where a branch went.
    pub why: Vec<String>,
    /// Until when it waits.
    pub until: Option<NaiveDate>,
}

/// An enrolment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct EnrolmentRow {
    /// Its id.
    pub id: Uuid,
    /// The campaign.
    pub campaign: String,
    /// The version it began with.
    pub version: u32,
    /// The machine.
    pub machine_id: Uuid,
    /// Its serial number; none where it is no longer in the base.
    pub serial_number: Option<String>,
    /// Its customer.
    pub customer_name: Option<String>,
    /// The opportunity it works on.
    pub opportunity_id: Option<Uuid>,
    /// `active`, `answered`, `control` or `ended`.
    pub state: &'static str,
    /// Why it ended.
    pub reason: Option<String>,
    /// The step it stands at.
    pub step: Option<String>,
    /// When it began.
    pub joined_on: NaiveDate,
    /// When it is looked at again.
    pub due_on: Option<NaiveDate>,
    /// What came of each step, the oldest first; only where a machine was asked for.
    pub notes: Vec<EnrolmentNote>,
    /// What was written to and fro, the oldest first; only where a machine was asked for.
    pub mails: Vec<EnrolmentMail>,
}

/// A mail of an enrolment, ours or the customer's.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct EnrolmentMail {
    /// When it was sent or read; since when it waits, UTC.
    pub at: String,
    /// `sent`, `waiting`, `refused`; of what came in `reply`, `out_of_office`, `bounce`, `complaint` or `objection`.
    pub what: String,
    /// Who is written to, or wrote.
    pub address: Option<String>,
    /// The step that sent it.
    pub step: Option<String>,
    /// The subject of what came in.
    pub subject: Option<String>,
    /// What was written, without what is quoted; why ours was refused.
    pub text: Option<String>,
}

impl From<pipeline::Correspondence> for EnrolmentMail {
    fn from(of: pipeline::Correspondence) -> Self {
        let pipeline::Correspondence { at, what, address, step, subject, text } = of;
        Self { at, what, address, step, subject, text }
    }
}

fn note(on: NaiveDate, of: Note) -> EnrolmentNote {
    let plain =
        |what: &'static str, step: Option<String>| EnrolmentNote { on, what, step, why: Vec::new(), until: None };
    match of {
        Note::Done { step } => plain("done", Some(step)),
        Note::LeftOut { step, days_left } => {
            EnrolmentNote { why: vec![days_left.to_string()], ..plain("left_out", Some(step)) }
        }
        Note::NotSent { step, reasons } => EnrolmentNote { why: reasons, ..plain("not_sent", Some(step)) },
        Note::Later { step, until, reason } => {
            EnrolmentNote { why: vec![reason], until: Some(until), ..plain("later", Some(step)) }
        }
        Note::AwaitsRelease { step } => plain("awaits_release", Some(step)),
        Note::Went { step, to, .. } => EnrolmentNote { why: vec![to], ..plain("went", Some(step)) },
        Note::Answered => plain("answered", None),
        Note::Ended { reason } => EnrolmentNote { why: vec![reason], ..plain("ended", None) },
    }
}

fn row(app: &App, of: Enrolment) -> Answer<EnrolmentRow> {
    let view = app.view()?;
    let machine = view.live.base.position(of.machine).and_then(|at| view.live.base.row(at));
    let reason = match &of.state {
        EnrolmentState::Ended { reason } => Some(reason.clone()),
        _ => None,
    };
    Ok(EnrolmentRow {
        id: of.id.0,
        serial_number: machine.as_ref().map(|row| row.serial_number.to_owned()),
        customer_name: machine.as_ref().and_then(|row| row.customer_name.map(str::to_owned)),
        campaign: of.campaign,
        version: of.version,
        machine_id: of.machine.0,
        opportunity_id: of.opportunity.map(|id| id.0),
        state: of.state.id(),
        reason,
        step: of.step,
        joined_on: of.joined_on,
        due_on: of.due_on,
        notes: Vec::new(),
        mails: Vec::new(),
    })
}

/// The enrolments of a machine or of a campaign.
#[utoipa::path(get, path = "/enrolments", tag = "campaigns", params(EnrolmentQuery),
    responses((status = 200, body = Vec<EnrolmentRow>), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn list(
    may: May<Read>,
    State(app): State<App>,
    Query(query): Query<EnrolmentQuery>,
) -> Answer<Json<Vec<EnrolmentRow>>> {
    drop(may);
    let mut rows = Vec::new();
    match (query.machine, query.campaign) {
        (Some(machine), None) => {
            for of in app.store().enrolments_of(MachineId(machine)).await? {
                let notes = app.store().enrolment_notes(of.id).await?;
                let mails = pipeline::correspondence(&app.config.workplace, of.id).await?;
                rows.push(EnrolmentRow {
                    notes: notes.into_iter().map(|(on, of)| note(on, of)).collect(),
                    mails: mails.into_iter().map(EnrolmentMail::from).collect(),
                    ..row(&app, of)?
                });
            }
        }
        (None, Some(campaign)) => {
            for of in app.store().enrolments_in(&campaign, MOST).await? {
                rows.push(row(&app, of)?);
            }
        }
        _ => return Err(Problem::wrong("name a machine or a campaign")),
    }
    Ok(Json(rows))
}

/// Something that happened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHappening {
    /// `replied`, `opened_portal`, `booked`, `ordered`, `declined`, `released` or `visited`.
    what: String,
    /// The step, where it concerns one: that which is released.
    step: Option<String>,
}

/// Notes what a person knows of an enrolment: the customer answered, booked, declined; a step is released. The next run acts on
/// it.
#[utoipa::path(post, path = "/enrolments/{id}/happened", tag = "campaigns", params(("id" = Uuid, Path)),
    request_body = NewHappening,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("work"))))]
pub async fn happened(
    may: May<Work>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    Json(wanted): Json<NewHappening>,
) -> Answer<axum::http::StatusCode> {
    let what = Happening::named(&wanted.what).filter(|what| *what != Happening::NotDelivered);
    let what = what.ok_or_else(|| {
        Problem::wrong("there are replied, opened_portal, booked, ordered, declined, released and visited")
    })?;
    let id = EnrolmentId(id);
    let of = app.store().enrolment(id).await?.ok_or_else(|| Problem::missing("there is no such enrolment"))?;
    if of.state.is_over() {
        return Err(Problem::wrong("it is over already"));
    }
    let step = wanted
        .step
        .filter(|_| what == Happening::Released)
        .or_else(|| if what == Happening::Released { of.step.clone() } else { None });
    let write = app.write(&may.who.account.login).await?;
    write.add_happenings(&[(id, Happened { what, on: app.today(), step })]).await?;
    write.commit().await?;
    app.tell(&[What::Campaigns], None);
    Ok(axum::http::StatusCode::NO_CONTENT)
}
