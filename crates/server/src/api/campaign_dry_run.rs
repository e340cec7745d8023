//! What a campaign would do if it went live: who would be taken in, and every message with its day.

use super::campaigns::{CampaignScope, find};
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Read;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use pipeline::Ready;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Machines listed; the numbers are of all.
const MOST: usize = 200;

/// For whom it is tried.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DryRunAsked {
    /// For whom; as it is saved where nothing is said.
    scope: Option<CampaignScope>,
}

/// Something that would go out or be asked of a person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PlannedMessage {
    /// On which day.
    pub on: NaiveDate,
    /// The step.
    pub step: String,
    /// `mail`, `notice`, `task`, `work_order`, `webhook` or `assign`.
    pub kind: &'static str,
    /// The mail's id, the webhook's name, whom the opportunity is given to, what the task is called, or `instead_of_mail`,
    /// `instead_of_assignment`, `answer`, `release`.
    pub what: String,
    /// Why it would be a task where it was meant to be a mail.
    pub reasons: Vec<String>,
}

/// A machine that would be taken in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PlannedEnrolment {
    /// The machine.
    pub machine_id: Uuid,
    /// Its serial number.
    pub serial_number: String,
    /// Its customer.
    pub customer_name: Option<String>,
    /// Whom mail would go to.
    pub address: Option<String>,
    /// The opportunity.
    pub opportunity_id: Option<Uuid>,
    /// Whether it would be a control.
    pub is_control: bool,
    /// What would happen, in the order of days, if nobody answered.
    pub messages: Vec<PlannedMessage>,
    /// Steps left out because it joins late.
    pub left_out: Vec<String>,
}

/// What a dry run came to. Nothing was saved and nothing sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct CampaignDryRun {
    /// Who would be taken in, by priority: the first 200.
    pub enrolled: Vec<PlannedEnrolment>,
    /// How many would be taken in.
    pub total: usize,
    /// Mails that would go out.
    pub mails: usize,
    /// Tasks for persons.
    pub tasks: usize,
    /// Of these, those that were meant to be mails.
    pub instead_of_mails: usize,
    /// Those that do not meet its condition.
    pub do_not_enter: u32,
    /// Those of whom that is not known.
    pub unknown: u32,
    /// Those with whose customer it would speak already.
    pub in_conversation: u32,
    /// Those that would wait for a free week.
    pub waiting: u32,
}

/// Tries a campaign or a template on the facts of the last decision.
#[utoipa::path(post, path = "/campaigns/{id}/dry-run", tag = "campaigns", params(("id" = String, Path)),
    request_body = DryRunAsked,
    responses((status = 200, body = CampaignDryRun), (status = 404, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn dry_run(
    may: May<Read>,
    State(app): State<App>,
    Path(id): Path<String>,
    Json(asked): Json<DryRunAsked>,
) -> Answer<Json<CampaignDryRun>> {
    let language = may.who.language();
    let (version, campaign) = find(&app, &id).await?;
    let scope = match (asked.scope, version) {
        (Some(scope), _) => scope.into(),
        (None, Some(version)) => version.scope,
        (None, None) => store::Scope::default(),
    };
    let view = app.view()?;
    let decided = &view.live.decided;
    let ready = Ready::of(decided, campaign, scope).map_err(|error| Problem::wrong(error.to_string()))?;
    let found =
        ready.dry_run(&app.config.workplace, decided, app.config.ways_out, &app.config.territories, language).await;
    let found = found.map_err(|error| Problem::internal(&error))?;
    let count = |wanted: &dyn Fn(&pipeline::Message) -> bool| {
        found.enrolled.iter().flat_map(|of| &of.messages).filter(|message| wanted(message)).count()
    };
    Ok(Json(CampaignDryRun {
        total: found.enrolled.len(),
        mails: count(&|message| message.kind == "mail"),
        tasks: count(&|message| !matches!(message.kind, "mail" | "webhook" | "assign")),
        instead_of_mails: count(&|message| message.what == "instead_of_mail"),
        do_not_enter: found.do_not_enter,
        unknown: found.unknown,
        in_conversation: found.in_conversation,
        waiting: found.waiting,
        enrolled: found
            .enrolled
            .into_iter()
            .take(MOST)
            .map(|of| PlannedEnrolment {
                machine_id: of.machine.0,
                serial_number: of.serial_number,
                customer_name: of.customer,
                address: of.address,
                opportunity_id: of.opportunity.map(|id| id.0),
                is_control: of.is_control,
                messages: of
                    .messages
                    .into_iter()
                    .map(|message| PlannedMessage {
                        on: message.on,
                        step: message.step,
                        kind: message.kind,
                        what: message.what,
                        reasons: message.reasons,
                    })
                    .collect(),
                left_out: of.left_out,
            })
            .collect(),
    }))
}
