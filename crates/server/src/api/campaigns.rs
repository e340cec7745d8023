//! Campaigns: the templates that come with the product, the versions made of them, and how far each is.

use crate::app::App;
use crate::auth::May;
use crate::auth::who::{Approve, Read, Triggers};
use crate::events::What;
use crate::problem::{Answer, Problem};
use automate::{Campaign, Doing, Test};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use base::{Language, Translated};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{CampaignState, CampaignVersion, NewCampaignVersion, Scope};
use utoipa::ToSchema;

/// For whom a campaign is: what is empty leaves nobody out.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CampaignScope {
    /// Machine types.
    pub machine_types: Vec<String>,
    /// Triggers whose hits count.
    pub triggers: Vec<String>,
    /// Countries, ISO 3166.
    pub countries: Vec<String>,
}

impl From<CampaignScope> for Scope {
    fn from(of: CampaignScope) -> Self {
        Self { machine_types: of.machine_types, triggers: of.triggers, countries: of.countries }
    }
}

impl From<Scope> for CampaignScope {
    fn from(of: Scope) -> Self {
        Self { machine_types: of.machine_types, triggers: of.triggers, countries: of.countries }
    }
}

/// A template.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct CampaignTemplate {
    /// Its id.
    pub id: String,
    /// The campaign type whose hits it takes in.
    pub campaign_type: String,
    /// A few words.
    pub title: String,
    /// What it does and for whom.
    pub explanation: String,
    /// Steps it has.
    pub steps: usize,
    /// Messages it may send.
    pub mails: usize,
}

/// A campaign: its newest version.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct CampaignRow {
    /// Its id.
    pub id: String,
    /// The version.
    pub version: u32,
    /// `draft`, `live`, `paused` or `retired`.
    pub state: String,
    /// The campaign type.
    pub campaign_type: String,
    /// A few words.
    pub title: String,
    /// For whom it is.
    pub scope: CampaignScope,
    /// Machines whose steps run, or whose customer answered.
    pub running: u64,
    /// Of these, those whose customer answered.
    pub answered: u64,
    /// Machines deliberately not contacted.
    pub controls: u64,
    /// Machines for which it is over.
    pub ended: u64,
    /// Who changed it last.
    pub saved_by: String,
    /// When, UTC.
    pub saved_at: String,
    /// Counted up with each change; a change names the one it saw.
    pub edition: i64,
}

/// Campaigns and templates.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Campaigns {
    /// The campaigns, by id.
    pub items: Vec<CampaignRow>,
    /// What campaigns are made of.
    pub templates: Vec<CampaignTemplate>,
}

/// A step.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct CampaignStep {
    /// Its id.
    pub id: String,
    /// What it does: `opportunity`, `assign`, `mail`, `notice`, `wait`, `branch`, `task`, `work_order`, `webhook`, `end`.
    pub kind: &'static str,
    /// Not before so many days are left to the campaign's day.
    pub days_before: Option<u32>,
    /// Whether a person releases it first.
    pub approval: bool,
    /// What is asked of a person or of the field service.
    pub title: Option<String>,
    /// The mail it sends.
    pub mail: Option<String>,
    /// The team the opportunity is given to.
    pub team: Option<String>,
    /// Days it waits at most.
    pub wait_days: Option<u32>,
    /// What ends its waiting, or what a branch asks for.
    pub happenings: Vec<&'static str>,
    /// The condition a branch asks.
    pub condition: Option<String>,
    /// The step after it, by id.
    pub next: Option<String>,
    /// Of a branch: the step where it holds, where it does not, where it is not known.
    pub branches: Option<Branches>,
    /// Why it ends.
    pub reason: Option<String>,
}

/// Where a branch leads, by ids.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Branches {
    /// Where it holds.
    pub then: String,
    /// Where it does not.
    pub otherwise: String,
    /// Where it is not known.
    pub unknown: String,
}

/// A text in all languages.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// German.
    pub de: String,
    /// English.
    pub en: String,
    /// Italian.
    pub it: String,
}

impl From<&Translated> for Texts {
    fn from(of: &Translated) -> Self {
        Self { de: of.de.clone(), en: of.en.clone(), it: of.it.clone() }
    }
}

/// A text that goes to customers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct CampaignMail {
    /// Its id.
    pub id: String,
    /// `notice` or `advertising`.
    pub purpose: String,
    /// The subject, a template.
    pub subject: Texts,
    /// The text, a template.
    pub text: Texts,
}

/// What ends an enrolment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct CampaignExit {
    /// Why, in one word.
    pub reason: String,
    /// The condition.
    pub condition: String,
}

/// A campaign with everything it says.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct CampaignDetail {
    /// The row; of a template one that nobody takes part in.
    #[serde(flatten)]
    pub row: CampaignRow,
    /// Whether it is a template that no campaign was made of yet.
    pub is_template: bool,
    /// What it does and for whom.
    pub explanation: String,
    /// The fact that counts the days left to its day.
    pub anchor: Option<String>,
    /// A further condition for being taken in.
    pub entry: Option<String>,
    /// Thresholds conditions name.
    pub parameters: BTreeMap<String, f64>,
    /// Taken in a week at most.
    pub weekly_capacity: Option<u32>,
    /// Controls of a hundred.
    pub controls_percent: u8,
    /// What ends an enrolment.
    pub exits: Vec<CampaignExit>,
    /// The steps.
    pub steps: Vec<CampaignStep>,
    /// The texts.
    pub mails: Vec<CampaignMail>,
    /// Why enrolments ended, and how many.
    pub endings: BTreeMap<String, u64>,
    /// What it says, as TOML.
    pub definition: String,
}

type Counts = Vec<(String, String, Option<String>, u64)>;

fn number(counts: &Counts, campaign: &str, states: &[&str]) -> u64 {
    let of = counts.iter().filter(|(id, state, ..)| id == campaign && states.contains(&state.as_str()));
    of.map(|(.., number)| number).sum()
}

/// The campaign a version says.
///
/// # Errors
/// Where it cannot be read any more.
pub fn read(of: &CampaignVersion) -> Answer<Campaign> {
    let campaign = Campaign::parse(&of.campaign, &of.definition).map_err(|error| Problem::internal(&error))?;
    Ok(Campaign { version: of.version, ..campaign })
}

fn row(of: &CampaignVersion, campaign: &Campaign, counts: &Counts, language: Language) -> CampaignRow {
    CampaignRow {
        id: of.campaign.clone(),
        version: of.version,
        state: of.state.id().to_owned(),
        campaign_type: campaign.campaign_type.clone(),
        title: campaign.title.get(language).to_owned(),
        scope: of.scope.clone().into(),
        running: number(counts, &of.campaign, &["active", "answered"]),
        answered: number(counts, &of.campaign, &["answered"]),
        controls: number(counts, &of.campaign, &["control"]),
        ended: number(counts, &of.campaign, &["ended"]),
        saved_by: of.saved_by.clone(),
        saved_at: of.saved_at.clone(),
        edition: of.edition,
    }
}

/// The newest version of each campaign: what is retired only where nothing else is there.
fn newest(versions: &[CampaignVersion]) -> Vec<&CampaignVersion> {
    let mut all: Vec<&CampaignVersion> = Vec::new();
    for of in versions {
        match all.iter_mut().find(|known| known.campaign == of.campaign) {
            None => all.push(of),
            Some(known) if known.state == CampaignState::Retired && of.state != CampaignState::Retired => *known = of,
            Some(_) => {}
        }
    }
    all
}

/// The campaigns, and the templates they are made of.
#[utoipa::path(get, path = "/campaigns", tag = "campaigns", responses((status = 200, body = Campaigns)),
    extensions(("x-permission" = json!("read"))))]
pub async fn list(may: May<Read>, State(app): State<App>) -> Answer<Json<Campaigns>> {
    let language = may.who.language();
    let versions = app.store().campaigns().await?;
    let counts = app.store().enrolment_counts().await?;
    let mut items = Vec::new();
    for of in newest(&versions) {
        items.push(row(of, &read(of)?, &counts, language));
    }
    let template = |of: &Campaign| CampaignTemplate {
        id: of.id.clone(),
        campaign_type: of.campaign_type.clone(),
        title: of.title.get(language).to_owned(),
        explanation: of.explanation.get(language).to_owned(),
        steps: of.steps.len(),
        mails: of.mails.len(),
    };
    Ok(Json(Campaigns { items, templates: app.config.campaigns.iter().map(template).collect() }))
}

/// The newest version of a campaign, else the template of this id.
///
/// # Errors
/// Where there is neither.
pub async fn find(app: &App, id: &str) -> Answer<(Option<CampaignVersion>, Campaign)> {
    let versions = app.store().campaigns().await?;
    if let Some(of) = newest(&versions).into_iter().find(|of| of.campaign == id) {
        return Ok((Some(of.clone()), read(of)?));
    }
    let template = app.config.campaigns.iter().find(|of| of.id == id).cloned();
    Ok((None, template.ok_or_else(|| Problem::missing(format!("there is no campaign `{id}`")))?))
}

fn step_of(campaign: &Campaign, at: usize, language: Language) -> Option<CampaignStep> {
    let step = campaign.steps.get(at)?;
    let id_of = |at: &usize| campaign.steps.get(*at).map(|step| step.id.clone());
    let mut of = CampaignStep {
        id: step.id.clone(),
        kind: step.doing.kind(),
        days_before: step.days_before,
        approval: step.approval,
        title: None,
        mail: None,
        team: None,
        wait_days: None,
        happenings: Vec::new(),
        condition: None,
        next: step.next.as_ref().and_then(id_of),
        branches: None,
        reason: None,
    };
    match &step.doing {
        Doing::Task { title, .. } | Doing::WorkOrder { title, .. } => of.title = Some(title.get(language).to_owned()),
        Doing::Mail { mail } | Doing::Notice { mail } => of.mail = Some(mail.clone()),
        Doing::Wait { days, until } => {
            of.wait_days = *days;
            of.happenings = until.iter().map(|what| what.id()).collect();
        }
        Doing::Branch { test, then, otherwise, unknown } => {
            match test {
                Test::Facts(condition) => of.condition = Some(condition.clone()),
                Test::Happened(what) => of.happenings = vec![what.id()],
            }
            of.branches = Some(Branches { then: id_of(then)?, otherwise: id_of(otherwise)?, unknown: id_of(unknown)? });
            of.next = None;
        }
        Doing::End { reason } => {
            of.reason = Some(reason.clone());
            of.next = None;
        }
        Doing::Assign { team } => of.team.clone_from(team),
        Doing::Opportunity | Doing::Webhook { .. } => {}
    }
    Some(of)
}

/// A campaign with everything it says; a template where none was made of it yet.
#[utoipa::path(get, path = "/campaigns/{id}", tag = "campaigns", params(("id" = String, Path)),
    responses((status = 200, body = CampaignDetail), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(may: May<Read>, State(app): State<App>, Path(id): Path<String>) -> Answer<Json<CampaignDetail>> {
    detail(&app, &id, may.who.language()).await.map(Json)
}

/// A campaign with everything it says.
///
/// # Errors
/// Where there is none of this id, and no template either.
pub async fn detail(app: &App, id: &str, language: Language) -> Answer<CampaignDetail> {
    let (version, campaign) = find(app, id).await?;
    let counts = app.store().enrolment_counts().await?;
    let is_template = version.is_none();
    let version = version.unwrap_or_else(|| CampaignVersion {
        campaign: campaign.id.clone(),
        version: 0,
        state: CampaignState::Draft,
        definition: campaign.source.clone(),
        scope: Scope::default(),
        saved_by: String::new(),
        saved_at: String::new(),
        edition: 0,
    });
    let mut endings = BTreeMap::new();
    for (_, _, reason, number) in counts.iter().filter(|(of, state, ..)| of == id && state == "ended") {
        *endings.entry(reason.clone().unwrap_or_default()).or_default() += number;
    }
    let mails = campaign.mails.iter().map(|mail| CampaignMail {
        id: mail.id.clone(),
        purpose: serde_json::to_value(mail.purpose)
            .ok()
            .and_then(|of| of.as_str().map(str::to_owned))
            .unwrap_or_default(),
        subject: (&mail.subject).into(),
        text: (&mail.text).into(),
    });
    Ok(CampaignDetail {
        row: row(&version, &campaign, &counts, language),
        is_template,
        explanation: campaign.explanation.get(language).to_owned(),
        anchor: campaign.anchor.clone(),
        entry: campaign.entry.clone(),
        parameters: campaign.parameters.clone(),
        weekly_capacity: campaign.weekly_capacity,
        controls_percent: campaign.controls_percent,
        exits: campaign
            .exits
            .iter()
            .map(|exit| CampaignExit { reason: exit.reason.clone(), condition: exit.when.clone() })
            .collect(),
        steps: (0..campaign.steps.len()).filter_map(|at| step_of(&campaign, at, language)).collect(),
        mails: mails.collect(),
        endings,
        definition: campaign.source.clone(),
    })
}

/// What a draft is made of.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCampaign {
    /// The template, or a campaign of which the next version is begun.
    template: String,
    /// For whom it is.
    #[serde(default)]
    scope: CampaignScope,
}

/// Makes a draft of a template, or of a campaign's newest version.
#[utoipa::path(post, path = "/campaigns", tag = "campaigns", request_body = NewCampaign,
    responses((status = 201, body = CampaignDetail), (status = 404, body = Problem), (status = 409, body = Problem)),
    extensions(("x-permission" = json!("triggers"))))]
pub async fn add(
    may: May<Triggers>,
    State(app): State<App>,
    Json(wanted): Json<NewCampaign>,
) -> Answer<(StatusCode, Json<CampaignDetail>)> {
    let (version, campaign) = find(&app, &wanted.template).await?;
    if version.as_ref().is_some_and(|of| of.state == CampaignState::Draft) {
        return Err(Problem::conflict("draft_exists", format!("{} has a draft already; change that", campaign.id)));
    }
    let all = app.store().campaigns().await?;
    let last = all.iter().filter(|of| of.campaign == campaign.id).map(|of| of.version).max().unwrap_or(0);
    let write = app.write(&may.who.account.login).await?;
    let new = NewCampaignVersion {
        campaign: campaign.id.clone(),
        version: last + 1,
        definition: campaign.source.clone(),
        scope: wanted.scope.into(),
    };
    if !write.add_campaign(new).await? {
        return Err(Problem::conflict("draft_exists", "somebody else began a draft at the same moment; look again"));
    }
    write.commit().await?;
    app.tell(&[What::Campaigns], Some(campaign.id.clone()));
    Ok((StatusCode::CREATED, Json(detail(&app, &campaign.id, may.who.language()).await?)))
}

/// Where a campaign goes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CampaignStepTo {
    /// `live`, `paused` or `retired`.
    state: String,
    /// For whom it is from now on; as it is where nothing is said.
    scope: Option<CampaignScope>,
    /// The edition its author saw.
    edition: i64,
}

/// Lets a campaign go live, rest, or end; a live one may be widened by going live with another scope.
#[utoipa::path(put, path = "/campaigns/{id}/state", tag = "campaigns", params(("id" = String, Path)),
    request_body = CampaignStepTo,
    responses((status = 200, body = CampaignDetail), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)),
    extensions(("x-permission" = json!("approve"))))]
pub async fn step(
    may: May<Approve>,
    State(app): State<App>,
    Path(id): Path<String>,
    Json(wanted): Json<CampaignStepTo>,
) -> Answer<Json<CampaignDetail>> {
    let (version, campaign) = find(&app, &id).await?;
    let version = version.ok_or_else(|| Problem::missing("it is a template; make a draft of it first"))?;
    let to = CampaignState::named(&wanted.state).filter(|to| *to != CampaignState::Draft);
    let to = to.ok_or_else(|| Problem::wrong("a campaign goes to live, paused or retired"))?;
    let fits = match to {
        CampaignState::Live => version.state != CampaignState::Retired,
        CampaignState::Paused => version.state == CampaignState::Live,
        _ => true,
    };
    if !fits {
        return Err(Problem::wrong(format!("it is {}; it cannot become {}", version.state.id(), to.id())));
    }
    if to == CampaignState::Live
        && let Some(name) = pipeline::missing_webhooks(app.store(), &campaign).await?.first()
    {
        return Err(Problem::wrong(format!("a step names the webhook `{name}`, and there is none; add it first")));
    }
    if to == CampaignState::Live
        && let Some(gap) = pipeline::team_gaps(app.store(), &campaign).await?.first()
    {
        return Err(Problem::wrong(gap.to_string()));
    }
    let scope = wanted.scope.map_or_else(|| version.scope.clone(), Into::into);
    let write = app.write(&may.who.account.login).await?;
    let seen = CampaignVersion { edition: wanted.edition, ..version };
    if !write.step_campaign(&seen, to, &scope).await? {
        return Err(Problem::changed("somebody else changed the campaign meanwhile; look again"));
    }
    write.commit().await?;
    app.tell(&[What::Campaigns], Some(id.clone()));
    Ok(Json(detail(&app, &id, may.who.language()).await?))
}
