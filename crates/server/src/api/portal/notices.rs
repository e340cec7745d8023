//! Notices and offers in the portal, and what follows from an answer: the campaign is told, the opportunity moves on, and whoever
//! owns it has something to do.

use super::{LONGEST, Own, PortalContact, checked_text, known_as, subscriptions};
use crate::api::paging::{Page, Pairs, split};
use crate::app::App;
use crate::events::What;
use crate::problem::{Answer, Problem};
use automate::{Consent, Happened, Happening, Purpose, State as EnrolmentState, TaskTitle};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use base::{Language, Translated};
use chrono::{Days, NaiveDate};
use sales::{Change, Stage, Step, StepKind};
use serde::{Deserialize, Serialize};
use store::{Edited, NewTask, Notice, NoticeAnswer, NoticeState, NoticesOf, Write};
use utoipa::ToSchema;
use uuid::Uuid;

/// Notices of a customer that are looked at; older ones are history.
const MOST: u64 = 5_000;

/// Days a person has for what a customer answered.
const DUE_DAYS: u64 = 2;

/// Why a customer may decline: reasons of the opportunity a customer can know of.
const REASONS: [&str; 6] = ["price", "competitor", "no_need", "no_budget", "timing", "other"];

/// A notice in a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PortalNotice {
    /// Counted up.
    pub id: i64,
    /// What a customer may object to.
    pub topic: String,
    /// What that is called.
    pub topic_title: String,
    /// `notice` or `advertising`.
    pub purpose: &'static str,
    /// The subject.
    pub subject: String,
    /// The day it was made.
    pub made_on: NaiveDate,
    /// The machine it is about; none where that is no longer the customer's.
    pub machine_id: Option<Uuid>,
    /// Its serial number.
    pub serial_number: Option<String>,
    /// Its type.
    pub machine_type: Option<String>,
    /// `new`, `seen`, `accepted`, `declined`, `asked` or `withdrawn`.
    pub state: &'static str,
    /// When it was answered.
    pub answered_on: Option<NaiveDate>,
    /// Who answered.
    pub answered_by: Option<String>,
}

/// A notice with its text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PortalNoticeDetail {
    /// As in the list.
    #[serde(flatten)]
    pub notice: PortalNotice,
    /// The text; line breaks count.
    pub text: String,
    /// What the customer wrote.
    pub comment: Option<String>,
    /// Why it was declined.
    pub reason: Option<String>,
    /// Whether it may still be answered.
    pub can_answer: bool,
}

/// What a notice is for, as it is shown.
pub const fn purpose_id(of: Purpose) -> &'static str {
    match of {
        Purpose::Notice => "notice",
        Purpose::Advertising => "advertising",
    }
}

/// Whether nobody looked at it yet.
pub fn is_new(of: &Notice) -> bool {
    of.state == NoticeState::New
}

/// The notices a contact sees of these: an offer on a topic the contact objects to, or where it objects to all advertising, is
/// not shown to it.
///
/// # Errors
/// Where the database cannot be read.
pub async fn visible_of(app: &App, contact: &store::PortalContact, of: NoticesOf<'_>) -> Answer<Vec<Notice>> {
    let own = known_as(app, contact.customer);
    let known = app.store().address(&contact.email).await?;
    let all = app.store().notices(of, MOST).await?.into_iter().filter(|of| own.contains(&of.of.customer));
    let may = |of: &Notice| match known.consent(&of.of.topic) {
        Consent::ObjectedTopic => !is_new(of),
        Consent::ObjectedAll | Consent::Erased => of.of.purpose == Purpose::Notice || !is_new(of),
        Consent::None | Consent::Given => true,
    };
    Ok(all.filter(may).collect())
}

/// All notices a contact sees, the newest first.
///
/// # Errors
/// Where the database cannot be read.
pub async fn visible(app: &App, contact: &store::PortalContact) -> Answer<Vec<Notice>> {
    visible_of(app, contact, NoticesOf::Customer(&known_as(app, contact.customer))).await
}

/// Notices as they are shown.
///
/// # Errors
/// Where the database cannot be read.
pub async fn rows(
    app: &App,
    own: &Own,
    all: impl Iterator<Item = Notice>,
    language: Language,
) -> Answer<Vec<PortalNotice>> {
    let topics = subscriptions::topics(app).await?;
    Ok(all.map(|of| row(own, &topics, of, language)).collect())
}

fn row(own: &Own, topics: &[(String, Translated)], of: Notice, language: Language) -> PortalNotice {
    let at = own.machine(of.of.machine.0).ok().map(|(_, at)| at);
    let title = topics.iter().find(|(id, _)| *id == of.of.topic).map(|(_, title)| title.get(language));
    PortalNotice {
        id: of.id,
        topic_title: title.unwrap_or(&of.of.topic).to_owned(),
        topic: of.of.topic,
        purpose: purpose_id(of.of.purpose),
        subject: of.of.subject,
        made_on: of.of.made_on,
        machine_id: at.map(|_| of.of.machine.0),
        serial_number: at.and_then(|at| own.text("serial_number", at)),
        machine_type: at.and_then(|at| own.text("machine_type", at)),
        state: of.state.id(),
        answered_on: of.answered_on,
        answered_by: of.answered_by,
    }
}

async fn detail(app: &App, who: &PortalContact, of: Notice) -> Answer<PortalNoticeDetail> {
    let own = Own::of(app, who)?;
    let topics = subscriptions::topics(app).await?;
    let (text, comment, reason) = (of.of.text.clone(), of.comment.clone(), of.reason.clone());
    let can_answer = of.state.is_open();
    Ok(PortalNoticeDetail { notice: row(&own, &topics, of, who.language()), text, comment, reason, can_answer })
}

/// The notices, the newest first. Filter: `state` (`open`, `answered`).
#[utoipa::path(get, path = "/portal/notices", tag = "portal",
    params(("state" = Option<String>, Query), ("limit" = Option<usize>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<PortalNotice>), (status = 401, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("portal"))))]
pub async fn list(
    who: PortalContact,
    State(app): State<App>,
    Query(pairs): Query<Pairs>,
) -> Answer<Json<Page<PortalNotice>>> {
    let (paging, filters) = split(pairs)?;
    let mut open = None;
    for (name, value) in filters {
        match (name.as_str(), value.as_str()) {
            ("state", "") => {}
            ("state", "open") => open = Some(true),
            ("state", "answered") => open = Some(false),
            ("state", _) => return Err(Problem::wrong("state is open or answered")),
            (other, _) => return Err(Problem::wrong(format!("`{other}` is not a filter here; there is state"))),
        }
    }
    let own = Own::of(&app, &who)?;
    let mut all = visible(&app, &who.contact).await?;
    all.retain(|of| open.is_none_or(|open| of.state.is_open() == open));
    let total = all.len();
    let part = all.into_iter().skip(paging.offset).take(paging.limit);
    let items = rows(&app, &own, part, who.language()).await?;
    Ok(Json(Page::new(items, total, paging.offset)))
}

async fn find(app: &App, who: &PortalContact, id: i64) -> Answer<Notice> {
    let of = app.store().notice(&known_as(app, who.contact.customer), id).await?;
    of.ok_or_else(|| Problem::missing("your company has no such notice"))
}

/// A notice with its text.
#[utoipa::path(get, path = "/portal/notices/{id}", tag = "portal", params(("id" = i64, Path)),
    responses((status = 200, body = PortalNoticeDetail), (status = 401, body = Problem), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("portal"))))]
pub async fn get(who: PortalContact, State(app): State<App>, Path(id): Path<i64>) -> Answer<Json<PortalNoticeDetail>> {
    let of = find(&app, &who, id).await?;
    detail(&app, &who, of).await.map(Json)
}

/// Notes that a notice was looked at.
#[utoipa::path(post, path = "/portal/notices/{id}/seen", tag = "portal", params(("id" = i64, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("portal"))))]
pub async fn seen(who: PortalContact, State(app): State<App>, Path(id): Path<i64>) -> Answer<StatusCode> {
    let of = find(&app, &who, id).await?;
    if is_new(&of) {
        let write = app.write(&who.actor()).await?;
        write.see_notice(of.of.customer, id).await?;
        write.commit().await?;
        app.tell(&[What::Campaigns], None);
    }
    Ok(StatusCode::NO_CONTENT)
}

/// What a customer may answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeVerb {
    /// It is wanted.
    Accept,
    /// It is not wanted.
    Decline,
    /// There is a question first.
    Ask,
}

impl NoticeVerb {
    const fn state(self) -> NoticeState {
        match self {
            Self::Accept => NoticeState::Accepted,
            Self::Decline => NoticeState::Declined,
            Self::Ask => NoticeState::Asked,
        }
    }

    const fn happening(self) -> Happening {
        match self {
            Self::Accept => Happening::Ordered,
            Self::Decline => Happening::Declined,
            Self::Ask => Happening::Replied,
        }
    }

    /// Why a person has to do something, in a word the page has texts for.
    const fn task(self) -> &'static str {
        match self {
            Self::Accept => "portal_accepted",
            Self::Decline => "portal_declined",
            Self::Ask => "portal_question",
        }
    }

    fn title(self, what: &str) -> Translated {
        let [de, en, it] = match self {
            Self::Accept => ["Im Portal angenommen", "Accepted in the portal", "Accettato nel portale"],
            Self::Decline => ["Im Portal abgelehnt", "Declined in the portal", "Rifiutato nel portale"],
            Self::Ask => ["Frage im Portal", "Question in the portal", "Domanda nel portale"],
        };
        let said = |verb: &str| format!("{verb}: {what}");
        Translated { de: said(de), en: said(en), it: said(it) }
    }
}

/// An answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PortalAnswer {
    /// `accept`, `decline` or `ask`.
    answer: NoticeVerb,
    /// What is said to it; needed to ask.
    comment: Option<String>,
    /// Why it is declined: `price`, `competitor`, `no_need`, `no_budget`, `timing` or `other`.
    reason: Option<String>,
}

/// Answers a notice: accepts it, declines it, or asks about it.
#[utoipa::path(post, path = "/portal/notices/{id}/answer", tag = "portal", params(("id" = i64, Path)), request_body = PortalAnswer,
    responses((status = 200, body = PortalNoticeDetail), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("portal"))))]
pub async fn answer(
    who: PortalContact,
    State(app): State<App>,
    Path(id): Path<i64>,
    Json(wanted): Json<PortalAnswer>,
) -> Answer<Json<PortalNoticeDetail>> {
    let verb = wanted.answer;
    let comment = wanted.comment.filter(|text| !text.trim().is_empty());
    let comment = comment.map(|text| checked_text(&text, "what you write")).transpose()?;
    if verb == NoticeVerb::Ask && comment.is_none() {
        return Err(Problem::wrong(format!("write your question; it may have {LONGEST} letters")));
    }
    let reason = wanted.reason.filter(|_| verb == NoticeVerb::Decline);
    if let Some(other) = reason.as_deref().filter(|reason| !REASONS.contains(reason)) {
        return Err(Problem::wrong(format!("`{other}` is no reason here; there are {}", REASONS.join(", "))));
    }
    let of = find(&app, &who, id).await?;
    let answered = || Problem::conflict("answered", "this was answered or withdrawn already; load it again");
    if !of.state.is_open() {
        return Err(answered());
    }
    let said = NoticeAnswer { state: verb.state(), reason, comment, by: who.contact.name.clone(), on: app.today() };
    let write = app.write(&who.actor()).await?;
    if !write.answer_notice(&of, &said).await? {
        return Err(answered());
    }
    follow(&app, &write, &of, verb, &said).await?;
    write.commit().await?;
    if let Some(opportunity) = of.of.opportunity {
        app.refresh_opportunities(&[opportunity]).await?;
    }
    app.tell(&[What::Campaigns], None);
    let now = find(&app, &who, id).await?;
    detail(&app, &who, now).await.map(Json)
}

/// What follows from an answer, in the same transaction.
async fn follow(app: &App, write: &Write, of: &Notice, verb: NoticeVerb, said: &NoticeAnswer) -> Answer<()> {
    let today = app.today();
    let enrolment = app.store().enrolment(of.of.enrolment).await?;
    let is_running = enrolment.as_ref().is_some_and(|of| !of.state.is_over());
    if is_running {
        let happened = Happened { what: verb.happening(), on: today, step: Some(of.of.step.clone()) };
        write.add_happenings(&[(of.of.enrolment, happened)]).await?;
    }
    let owner = match of.of.opportunity {
        Some(id) => {
            let worked = app.store().opportunities_by_id(&[id]).await?.pop();
            match worked {
                Some(worked) => {
                    let mut now = worked.work();
                    // What the customer accepted is an offer that is out: an order is what the ERP or a person says.
                    let moves = verb == NoticeVerb::Accept && matches!(now.stage, Stage::New | Stage::Contacted);
                    let change = Change { stage: moves.then_some(Stage::Quoted), ..Change::default() };
                    let mut steps = now.apply(&change, today).map_err(Problem::wrong)?;
                    steps.push(Step { kind: StepKind::Note, from: None, to: None, text: Some(note(of, verb, said)) });
                    if write.edit_opportunity(id, worked.version, &now, &steps).await? != Edited::Done {
                        return Err(Problem::changed("somebody works on this at the moment; try again"));
                    }
                    now.owner
                }
                None => String::new(),
            }
        }
        None => String::new(),
    };
    // A first question is what the campaign would make a task of, too: under its key there is one.
    let was_active = enrolment.as_ref().is_some_and(|of| of.state == EnrolmentState::Active);
    let known = app.store().happenings(&[of.of.enrolment]).await?;
    let replied = known.get(&of.of.enrolment).is_some_and(|all| all.iter().any(|of| of.what == Happening::Replied));
    let key = match (verb, enrolment) {
        (NoticeVerb::Ask, Some(enrolment)) if was_active && !replied => enrolment.key("reply"),
        (verb, _) => format!("portal-{}-{}-{}", verb.state().id(), of.id, of.edition),
    };
    let what = said.comment.as_ref().filter(|_| verb == NoticeVerb::Ask).unwrap_or(&of.of.subject);
    let task = NewTask {
        key,
        title: TaskTitle::Said { title: verb.title(&shortened(what)) },
        reasons: vec![verb.task().to_owned()],
        machine: Some(of.of.machine),
        opportunity: of.of.opportunity,
        enrolment: Some(of.of.enrolment),
        owner,
        due_on: today.checked_add_days(Days::new(DUE_DAYS)).unwrap_or(today),
        opened_on: today,
    };
    Ok(write.add_tasks(&[task]).await?)
}

/// What the opportunity's history says of an answer.
fn note(of: &Notice, verb: NoticeVerb, said: &NoticeAnswer) -> String {
    let mut text = format!("{}, {}", verb.title(&of.of.subject).de, said.by);
    if let Some(reason) = &said.reason {
        text.push_str(&format!(" ({})", words::lost_reason(reason, Language::De)));
    }
    if let Some(comment) = &said.comment {
        text.push_str(&format!("\n{comment}"));
    }
    text
}

/// The beginning of a text, as a title.
fn shortened(text: &str) -> String {
    const LETTERS: usize = 160;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LETTERS {
        return line;
    }
    line.chars().take(LETTERS).chain(['…']).collect()
}
