//! Tasks: what campaigns ask of persons, and what they may not do by themselves.

use crate::app::App;
use crate::auth::May;
use crate::auth::who::{Read, Work};
use crate::events::What;
use crate::problem::{Answer, Problem};
use automate::TaskTitle;
use axum::Json;
use axum::extract::{Path, Query, State};
use base::Language;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Tasks of a list at most.
const MOST: usize = 500;

/// Which.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct TaskQuery {
    /// Also those that are done.
    #[serde(default)]
    all: bool,
    /// Only mine.
    #[serde(default)]
    mine: bool,
}

/// Something to do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct TaskRow {
    /// Counted up.
    pub id: i64,
    /// `said`, `instead_of_mail`, `instead_of_webhook`, `instead_of_assignment`, `answer` or `release`.
    pub kind: &'static str,
    /// What it is called, where the campaign says it; the mail's, the webhook's, the team's or the step's name where it does not.
    pub title: Option<String>,
    /// Why a person has to do it.
    pub reasons: Vec<String>,
    /// The machine.
    pub machine_id: Option<Uuid>,
    /// Its serial number.
    pub serial_number: Option<String>,
    /// Its customer.
    pub customer_name: Option<String>,
    /// The opportunity.
    pub opportunity_id: Option<Uuid>,
    /// The enrolment it came of.
    pub enrolment_id: Option<Uuid>,
    /// Who has to do it; empty where nobody is named.
    pub owner: String,
    /// Until when.
    pub due_on: NaiveDate,
    /// Whether that is past.
    pub is_overdue: bool,
    /// Who did it.
    pub done_by: Option<String>,
    /// When, UTC.
    pub done_at: Option<String>,
}

/// Tasks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Tasks {
    /// Those due first in front.
    pub items: Vec<TaskRow>,
    /// Whether there are more than are listed.
    pub more: bool,
}

fn row(app: &App, of: store::Task, language: Language) -> Answer<TaskRow> {
    let view = app.view()?;
    let machine = of.of.machine.and_then(|id| view.live.base.row(view.live.base.position(id)?));
    let (kind, title) = match of.of.title {
        TaskTitle::Said { title } => ("said", Some(title.get(language).to_owned())),
        TaskTitle::InsteadOfMail { mail } => ("instead_of_mail", Some(mail)),
        TaskTitle::InsteadOfWebhook { webhook } => ("instead_of_webhook", Some(webhook)),
        TaskTitle::InsteadOfAssignment { team } => ("instead_of_assignment", Some(team)),
        TaskTitle::Answer => ("answer", None),
        TaskTitle::Release { step } => ("release", Some(step)),
    };
    Ok(TaskRow {
        id: of.id,
        kind,
        title,
        reasons: of.of.reasons,
        machine_id: of.of.machine.map(|id| id.0),
        serial_number: machine.as_ref().map(|row| row.serial_number.to_owned()),
        customer_name: machine.as_ref().and_then(|row| row.customer_name.map(str::to_owned)),
        opportunity_id: of.of.opportunity.map(|id| id.0),
        enrolment_id: of.of.enrolment.map(|id| id.0),
        owner: of.of.owner,
        is_overdue: of.done_at.is_none() && of.of.due_on < app.today(),
        due_on: of.of.due_on,
        done_by: of.done_by,
        done_at: of.done_at,
    })
}

/// What is to do.
#[utoipa::path(get, path = "/tasks", tag = "campaigns", params(TaskQuery), responses((status = 200, body = Tasks)),
    extensions(("x-permission" = json!("read"))))]
pub async fn list(may: May<Read>, State(app): State<App>, Query(query): Query<TaskQuery>) -> Answer<Json<Tasks>> {
    let owner = query.mine.then(|| may.who.account.name.clone());
    let mut found = app.store().tasks(!query.all, owner.as_deref(), MOST as u64 + 1).await?;
    let more = found.len() > MOST;
    found.truncate(MOST);
    let language = may.who.language();
    let items = found.into_iter().map(|of| row(&app, of, language)).collect::<Answer<Vec<TaskRow>>>()?;
    Ok(Json(Tasks { items, more }))
}

/// Notes that a task is done.
#[utoipa::path(post, path = "/tasks/{id}/done", tag = "campaigns", params(("id" = i64, Path)),
    responses((status = 204), (status = 404, body = Problem)), extensions(("x-permission" = json!("work"))))]
pub async fn done(may: May<Work>, State(app): State<App>, Path(id): Path<i64>) -> Answer<axum::http::StatusCode> {
    let write = app.write(&may.who.account.login).await?;
    if !write.finish_task(id).await? {
        return Err(Problem::missing(format!("there is no open task {id}")));
    }
    write.commit().await?;
    app.tell(&[What::Campaigns], None);
    Ok(axum::http::StatusCode::NO_CONTENT)
}
