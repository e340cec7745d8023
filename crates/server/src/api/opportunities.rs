//! The sales pipeline: list, board, facets, one opportunity with its whole proof.

use super::machine_file::{self, EvidenceView, Priority};
use super::machines::{Facet, PageQuery, labelled};
use super::paging::{Page, Pairs, refused, split};
use super::rows::{self, OpportunityRow, euros};
use crate::app::App;
use crate::auth::who::Read;
use crate::auth::{May, Permission, Who};
use crate::live::View;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use base::OpportunityId;
use chrono::NaiveDate;
use installed_base::{Entry, PipelineFilter, PipelineSort};
use pipeline::why_text;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Filters of opportunities; several values of one are separated by commas.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `PipelineFilter::parse` reads")]
pub struct OpportunityQuery {
    /// `me` or names.
    owner: Option<String>,
    /// Stages.
    stage: Option<String>,
    /// Campaign types.
    campaign: Option<String>,
    /// Triggers.
    trigger: Option<String>,
    /// Countries.
    country: Option<String>,
    /// Customers by id.
    customer: Option<String>,
    /// Machines by id.
    machine: Option<String>,
    /// Words of serial number, customer, type, place.
    q: Option<String>,
    /// Whether its triggers no longer hold.
    flagged: Option<bool>,
    /// Whether it is a topic of another's conversation.
    attached: Option<bool>,
    /// Whether it waits for its owner's capacity.
    waits: Option<bool>,
    /// At least so many EUR.
    value_from: Option<f64>,
    /// Whether its follow-up is due.
    due: Option<bool>,
}

/// A part of the list, with the value of all that pass.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct OpportunityPage {
    /// The part.
    #[serde(flatten)]
    pub page: Page<OpportunityRow>,
    /// Value of all that pass in EUR.
    pub value_eur: f64,
}

/// One stage of the board.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct BoardColumn {
    /// The stage.
    pub stage: &'static str,
    /// Opportunities in it.
    pub total: usize,
    /// Their value in EUR.
    pub value_eur: f64,
    /// The first of them.
    pub items: Vec<OpportunityRow>,
}

/// The board; won and lost ones leave it after 90 days.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Board {
    /// One a stage.
    pub columns: Vec<BoardColumn>,
}

/// Who to speak to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Contact {
    /// Name.
    pub name: Option<String>,
    /// Phone.
    pub phone: Option<String>,
    /// Mail.
    pub email: Option<String>,
}

/// The proof of one trigger.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct ProofView {
    /// The trigger.
    pub trigger: String,
    /// Its title.
    pub title: String,
    /// The rule's version.
    pub version: u32,
    /// Since when it fires.
    pub since: NaiveDate,
    /// Its priority.
    pub priority: Priority,
    /// The comparisons.
    pub evidence: Vec<EvidenceView>,
    /// Why it no longer holds, where it does not.
    pub reason_closed: Option<String>,
}

/// What a person did.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Activity {
    /// Counted up; 0 for the opening.
    pub id: i64,
    /// When, UTC.
    pub at: String,
    /// Who.
    pub actor: String,
    /// `opened`, `stage`, `owner`, `follow_up` or `note`.
    pub kind: &'static str,
    /// What was.
    pub from: Option<String>,
    /// What is.
    pub to: Option<String>,
    /// Note, or the reason of a loss.
    pub text: Option<String>,
    /// Whether it was taken back.
    pub undone: bool,
}

/// An opportunity with everything needed for the call.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct OpportunityDetail {
    /// The row.
    #[serde(flatten)]
    pub row: OpportunityRow,
    /// Postcode of the site.
    pub postcode: Option<String>,
    /// Who to speak to.
    pub contact: Option<Contact>,
    /// The customer's number.
    pub customer_number: Option<String>,
    /// The proofs, most urgent first.
    pub proofs: Vec<ProofView>,
    /// What people did, newest first.
    pub activities: Vec<Activity>,
    /// Whether there is something to take back.
    pub can_undo: bool,
    /// Whether one may work on it.
    pub can_edit: bool,
    /// The topics of its conversation.
    pub topic_rows: Vec<OpportunityRow>,
    /// The opportunity whose conversation it is a topic of.
    pub lead: Option<Box<OpportunityRow>>,
}

/// Somebody opportunities may be given to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Owner {
    /// The name.
    pub name: String,
    /// Whether that is an account.
    pub is_account: bool,
}

/// All of them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct People {
    /// By name.
    pub owners: Vec<Owner>,
}

/// The filter of a request; `owner=me` is the account's name.
pub fn filter(app: &App, who: &Who, pairs: &Pairs) -> Answer<PipelineFilter> {
    PipelineFilter::parse(pairs, &who.account.name, app.today()).map_err(|error| refused(&error))
}

/// The order of a list of opportunities.
pub fn sort(text: Option<&str>) -> Answer<PipelineSort> {
    text.map_or(Ok(PipelineSort::default()), PipelineSort::parse).map_err(|error| refused(&error))
}

/// Whether somebody may work on an opportunity: everybody's, or one's own and those that no account owns.
pub fn may_edit(who: &Who, entry: &Entry, accounts: &[String]) -> bool {
    let own = entry.of.owner == who.account.name;
    who.may(Permission::WorkAll) || (who.may(Permission::Work) && (own || !accounts.contains(&entry.of.owner)))
}

/// The names of all accounts.
pub async fn account_names(app: &App) -> Answer<Vec<String>> {
    Ok(app.store().accounts().await?.into_iter().filter(|of| of.active).map(|of| of.name).collect())
}

fn items(view: &View, positions: &[u32], who: &Who) -> Vec<OpportunityRow> {
    let entries = positions.iter().filter_map(|position| view.pipeline.entry(*position));
    entries.map(|entry| rows::opportunity(view, entry, who.language())).collect()
}

/// The opportunities, filtered, sorted, in parts.
#[utoipa::path(get, path = "/opportunities", params(OpportunityQuery, PageQuery), tag = "opportunities",
    responses((status = 200, body = OpportunityPage), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn list(may: May<Read>, State(app): State<App>, Query(pairs): Query<Pairs>) -> Answer<Json<OpportunityPage>> {
    let (paging, pairs) = split(pairs)?;
    let view = app.view()?;
    let filter = filter(&app, &may.who, &pairs)?;
    let found = view.pipeline.list(&filter, sort(paging.sort.as_deref())?, paging.offset, paging.limit);
    let items = items(&view, &found.positions, &may.who);
    let page = Page::new(items, found.total, paging.offset);
    Ok(Json(OpportunityPage { page, value_eur: euros(found.value_cents) }))
}

/// The opportunities by stage; `limit` of each.
#[utoipa::path(get, path = "/opportunities/board", params(OpportunityQuery, PageQuery), tag = "opportunities",
    responses((status = 200, body = Board), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn board(may: May<Read>, State(app): State<App>, Query(pairs): Query<Pairs>) -> Answer<Json<Board>> {
    let (paging, pairs) = split(pairs)?;
    let view = app.view()?;
    let filter = filter(&app, &may.who, &pairs)?;
    let board = view.pipeline.board(&filter, app.today(), paging.limit);
    let columns = board
        .columns
        .into_iter()
        .map(|column| BoardColumn {
            stage: column.stage.id(),
            total: column.total,
            value_eur: euros(column.value_cents),
            items: items(&view, &column.positions, &may.who),
        })
        .collect();
    Ok(Json(Board { columns }))
}

/// The values of each field with their counts, all other filters applied.
#[utoipa::path(get, path = "/opportunities/facets", params(OpportunityQuery), tag = "opportunities",
    responses((status = 200, body = Vec<Facet>), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn facets(may: May<Read>, State(app): State<App>, Query(pairs): Query<Pairs>) -> Answer<Json<Vec<Facet>>> {
    let (_, pairs) = split(pairs)?;
    let view = app.view()?;
    let filter = filter(&app, &may.who, &pairs)?;
    let facets = view.pipeline.facets(&filter);
    Ok(Json(labelled(&view, &facets, may.who.language())))
}

/// The whole of an opportunity.
pub async fn detail(app: &App, who: &Who, id: OpportunityId) -> Answer<OpportunityDetail> {
    let view = app.view()?;
    let missing = || Problem::missing("there is no such opportunity");
    let entry = view.pipeline.find(id).ok_or_else(missing)?;
    let live = &view.live;
    let files = &live.decided.state.files;
    let machine = live.ordinal(entry.of.machine);
    let text = |field: &str| machine.and_then(|at| files.str(field, at)).map(str::to_owned);
    let language = who.language();
    let mut proofs = Vec::new();
    for hit in app.store().hits_of(entry.of.machine).await? {
        if hit.campaign != entry.of.campaign {
            continue;
        }
        let Some((rule, verdicts)) = live.trigger(&hit.trigger) else { continue };
        let open = hit.state == store::HitState::Open;
        let Some(at) = machine.filter(|_| open) else { continue };
        let Some(now) = verdicts.hit(at) else { continue };
        proofs.push(ProofView {
            trigger: hit.trigger,
            title: rule.title.get(language).to_owned(),
            version: hit.rule_version,
            since: hit.first_seen,
            priority: machine_file::priority(live, &now.priority),
            evidence: machine_file::evidence(live, at, now.proof.evidence().to_vec(), language),
            reason_closed: hit.reason.map(|kept| why_text(&kept, language, &|id| rows::title(&view, id, language))),
        });
    }
    proofs.sort_by_key(|proof| std::cmp::Reverse(proof.priority.score));
    let done = app.store().activities(id).await?;
    let can_edit = may_edit(who, entry, &account_names(app).await?);
    let can_undo = can_edit && done.iter().any(|activity| !activity.undone);
    let mut activities: Vec<Activity> = done
        .into_iter()
        .map(|activity| Activity {
            id: activity.id,
            at: activity.at,
            actor: activity.actor,
            kind: activity.step.kind.id(),
            from: activity.step.from,
            to: activity.step.to,
            text: activity.step.text,
            undone: activity.undone,
        })
        .collect();
    activities.push(Activity {
        id: 0,
        at: format!("{}T00:00:00Z", entry.of.opened_on),
        actor: "Instand".to_owned(),
        kind: "opened",
        from: None,
        to: None,
        text: None,
        undone: false,
    });
    let contact = Contact { name: text("contact_name"), phone: text("phone"), email: text("email") };
    let known = contact.name.is_some() || contact.phone.is_some() || contact.email.is_some();
    Ok(OpportunityDetail {
        row: rows::opportunity(&view, entry, language),
        postcode: text("postcode"),
        contact: known.then_some(contact),
        customer_number: text("customer_number"),
        proofs,
        activities,
        can_undo,
        can_edit,
        topic_rows: topics(&view, id).into_iter().map(|of| rows::opportunity(&view, of, language)).collect(),
        lead: entry
            .of
            .lead
            .and_then(|lead| view.pipeline.find(lead))
            .map(|lead| Box::new(rows::opportunity(&view, lead, language))),
    })
}

/// The topics of an opportunity's conversation, the most urgent first.
fn topics(view: &View, id: OpportunityId) -> Vec<&Entry> {
    if !view.topics.contains_key(&id) {
        return Vec::new();
    }
    let positions = 0..u32::try_from(view.pipeline.len()).unwrap_or(u32::MAX);
    let all = positions.filter_map(|position| view.pipeline.entry(position)).map(AsRef::as_ref);
    let is_topic = |of: &&Entry| of.of.lead == Some(id) && !of.of.stage.is_closed();
    let mut topics: Vec<&Entry> = all.filter(is_topic).collect();
    topics.sort_by_key(|of| (std::cmp::Reverse(of.of.score), of.of.id));
    topics
}

/// An answer with the version in its header.
pub fn with_etag(detail: OpportunityDetail) -> (HeaderMap, Json<OpportunityDetail>) {
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_str(&detail.row.etag) {
        headers.insert(header::ETAG, value);
    }
    (headers, Json(detail))
}

/// One opportunity with its whole proof.
#[utoipa::path(get, path = "/opportunities/{id}", tag = "opportunities", params(("id" = Uuid, Path)),
    responses((status = 200, body = OpportunityDetail), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(
    may: May<Read>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Answer<(HeaderMap, Json<OpportunityDetail>)> {
    Ok(with_etag(detail(&app, &may.who, OpportunityId(id)).await?))
}

/// Who opportunities may be given to: accounts, territories' owners, those who own some.
#[utoipa::path(get, path = "/people", tag = "opportunities", responses((status = 200, body = People)),
    extensions(("x-permission" = json!("read"))))]
pub async fn people(may: May<Read>, State(app): State<App>) -> Answer<Json<People>> {
    drop(may);
    let view = app.view()?;
    let accounts = account_names(&app).await?;
    let territories = &app.config.territories;
    let mut names: Vec<String> = accounts.clone();
    names.extend(territories.territories.iter().map(|territory| territory.owner.clone()));
    names.push(territories.default_owner.clone());
    names.extend(view.pipeline.owners().map(str::to_owned));
    names.sort_unstable();
    names.dedup();
    let owner = |name: String| Owner { is_account: accounts.contains(&name), name };
    Ok(Json(People { owners: names.into_iter().map(owner).collect() }))
}
