//! What people settled of how is decided: weights of the priority, capacity, what holds hits back, what goes with what,
//! when telemetry may be used.

use super::accounts::if_match;
use super::rows::{self, OpportunityRow};
use super::runs::start_deciding;
use crate::app::App;
use crate::auth::May;
use crate::auth::who::{Approve, Read};
use crate::live::View;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use base::{Language, OpportunityId};
use decide::Weights;
use pipeline::{Capacity, DataUsePolicy, PolicyPart, Suppressing};
use sales::Conversations;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use store::Setting;
use utoipa::ToSchema;

/// Opportunities a preview of weights shows.
const PREVIEWED: usize = 20;

/// Points of the parts of a priority; together 100.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PriorityWeights {
    /// For the value.
    pub value: f64,
    /// For urgency.
    pub urgency: f64,
    /// For likelihood.
    pub likelihood: f64,
    /// For the confidence in the data.
    pub confidence: f64,
}

impl From<Weights> for PriorityWeights {
    fn from(of: Weights) -> Self {
        Self { value: of.value, urgency: of.urgency, likelihood: of.likelihood, confidence: of.confidence }
    }
}

impl PriorityWeights {
    fn weights(self) -> Answer<Weights> {
        let Self { value, urgency, likelihood, confidence } = self;
        Weights { value, urgency, likelihood, confidence }.normalised().map_err(Problem::wrong)
    }
}

/// What keeps hits from making opportunities.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuppressingRules {
    /// An open critical ticket, for its machine.
    pub critical_ticket: bool,
    /// An open complaint, for all machines of the customer.
    pub complaint: bool,
    /// An offer that is out, for all that is new at the customer.
    pub running_quote: bool,
    /// So many days after a customer was spoken to nothing new is begun.
    pub recent_contact_days: u32,
}

/// What goes with what.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConversationRules {
    /// Whose opportunities are one conversation: `customer`, `site` or `machine`.
    pub together: String,
    /// Campaign types in the order in which they lead.
    pub leads: Vec<String>,
    /// For a campaign type that leads, those it takes along.
    pub takes_along: BTreeMap<String, Vec<String>>,
}

/// When telemetry may be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DataUseRules {
    /// Whether agreements are asked for even while the register is empty.
    pub always: bool,
}

/// How many opportunities a week people can begin to work on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CapacityRules {
    /// Of those who are not named.
    pub usual: Option<u32>,
    /// By owner.
    pub of: BTreeMap<String, u32>,
}

macro_rules! parts {
    ($($name:ident of $of:ty),* $(,)?) => {$(
        #[doc = concat!("A part of the policy: [`", stringify!($of), "`].")]
        #[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
        pub struct $name {
            /// What is settled.
            pub value: $of,
            /// What holds where nothing is settled.
            pub usual: $of,
            /// The edition, to send back with a change.
            pub etag: String,
            /// Who settled it.
            pub saved_by: Option<String>,
            /// When, UTC.
            pub saved_at: Option<String>,
        }
    )*};
}

parts!(
    WeightsPart of PriorityWeights,
    SuppressingPart of SuppressingRules,
    ConversationsPart of ConversationRules,
    DataUsePart of DataUseRules,
    CapacityPart of CapacityRules,
);

/// All of it.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct PolicyView {
    /// How hits are ranked.
    pub weights: WeightsPart,
    /// What keeps hits from making opportunities.
    pub suppressing: SuppressingPart,
    /// What goes with what.
    pub conversations: ConversationsPart,
    /// When telemetry may be used.
    pub data_use: DataUsePart,
    /// How many a week people can begin.
    pub capacity: CapacityPart,
}

fn edition(saved: Option<&Setting>) -> String {
    format!("\"{}\"", saved.map_or(0, |saved| saved.edition))
}

/// The edition of a part, as it is sent.
///
/// # Errors
/// Where the database cannot be read.
pub async fn etag_of(app: &App, part: PolicyPart) -> Answer<String> {
    Ok(edition(app.store().setting(part.id()).await?.as_ref()))
}

/// A setting as the page has it: both forms say the same in JSON.
fn shown<T: Serialize, V: DeserializeOwned>(of: &T) -> Answer<V> {
    serde_json::to_value(of).and_then(serde_json::from_value).map_err(|error| Problem::internal(&error))
}

async fn policy(app: &App) -> Answer<PolicyView> {
    let policy = pipeline::Policy::load(app.store()).await?;
    let store = app.store();
    macro_rules! part {
        ($name:ident, $part:expr, $value:expr, $usual:expr) => {{
            let saved = store.setting($part.id()).await?;
            $name {
                value: shown(&$value)?,
                usual: shown(&$usual)?,
                etag: edition(saved.as_ref()),
                saved_by: saved.as_ref().map(|saved| saved.saved_by.clone()),
                saved_at: saved.map(|saved| saved.saved_at),
            }
        }};
    }
    Ok(PolicyView {
        weights: part!(WeightsPart, PolicyPart::Weights, policy.weights, Weights::default()),
        suppressing: part!(SuppressingPart, PolicyPart::Suppressing, policy.suppressing, Suppressing::default()),
        conversations: part!(
            ConversationsPart,
            PolicyPart::Conversations,
            policy.conversations,
            Conversations::default()
        ),
        data_use: part!(DataUsePart, PolicyPart::DataUse, policy.data_use, DataUsePolicy::default()),
        capacity: part!(CapacityPart, PolicyPart::Capacity, policy.capacity, Capacity::default()),
    })
}

/// What is settled of how is decided.
#[utoipa::path(get, path = "/policy", tag = "policy", responses((status = 200, body = PolicyView)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(may: May<Read>, State(app): State<App>) -> Answer<Json<PolicyView>> {
    drop(may);
    policy(&app).await.map(Json)
}

fn read<V: DeserializeOwned>(value: Value) -> Answer<V> {
    serde_json::from_value(value).map_err(|error| Problem::wrong(error.to_string()))
}

/// Checks what is to be settled, and gives it as it is kept.
fn checked(part: PolicyPart, value: Value) -> Answer<String> {
    let known = |campaign: &String| decide::CAMPAIGNS.contains(&campaign.as_str());
    let text = match part {
        PolicyPart::Weights => serde_json::to_string(&read::<PriorityWeights>(value)?.weights()?),
        PolicyPart::Suppressing => {
            let rules: Suppressing = read(value)?;
            if rules.recent_contact_days > 365 {
                return Err(Problem::wrong("a contact is recent for a year at most"));
            }
            serde_json::to_string(&rules)
        }
        PolicyPart::Conversations => {
            let rules: Conversations = read(value)?;
            let named =
                rules.leads.iter().chain(rules.takes_along.iter().flat_map(|(lead, along)| along.iter().chain([lead])));
            if let Some(other) = named.into_iter().find(|campaign| !known(campaign)) {
                return Err(Problem::wrong(format!("`{other}` is not a campaign type")));
            }
            serde_json::to_string(&rules)
        }
        PolicyPart::DataUse => serde_json::to_string(&read::<DataUsePolicy>(value)?),
        PolicyPart::Capacity => {
            let rules: Capacity = read(value)?;
            if rules.of.values().copied().chain(rules.usual).any(|a_week| a_week == 0 || a_week > 10_000) {
                return Err(Problem::wrong(
                    "a person begins 1 to 10,000 opportunities a week; leave it open for as many as there are",
                ));
            }
            serde_json::to_string(&rules)
        }
    };
    text.map_err(|error| Problem::internal(&error))
}

/// Settles a part of it: `weights`, `suppressing`, `conversations`, `data_use` or `capacity`, as it stands in the policy.
/// What follows from it is decided at once.
#[utoipa::path(put, path = "/policy/{part}", tag = "policy", request_body = Value,
    params(("part" = String, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = PolicyView), (status = 404, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("approve"))))]
pub async fn put(
    may: May<Approve>,
    State(app): State<App>,
    Path(part): Path<String>,
    headers: HeaderMap,
    Json(value): Json<Value>,
) -> Answer<Json<PolicyView>> {
    let named: Result<PolicyPart, _> = serde_json::from_value(Value::String(part.clone()));
    let part = named.map_err(|_| Problem::missing(format!("there is no part `{part}` of the policy")))?;
    let seen = if_match(&headers)?;
    let json = checked(part, value)?;
    let write = app.write(&may.who.account.login).await?;
    if !write.save_setting(part.id(), json, seen).await? {
        return Err(Problem::changed("this was settled otherwise meanwhile; load it again"));
    }
    write.commit().await?;
    decide_anew(&app).await?;
    policy(&app).await.map(Json)
}

/// Decides anew where anything was decided before: what was settled or entered changes hits.
///
/// # Errors
/// Where the database cannot be read.
pub async fn decide_anew(app: &App) -> Answer<()> {
    match app.store().last_run_of().await? {
        Some(last) => start_deciding(app, last.max(app.today())).map(drop),
        None => app.refresh().await,
    }
}

/// An opportunity and where other weights put it.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Reranked {
    /// The opportunity.
    pub opportunity: OpportunityRow,
    /// Its score then.
    pub score: u8,
    /// Its place then, from 1.
    pub rank: usize,
    /// Its place now.
    pub rank_now: usize,
}

/// What other weights would do.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct WeightsPreview {
    /// The first opportunities then.
    pub items: Vec<Reranked>,
}

fn reranked(view: &View, weights: Weights, language: Language) -> WeightsPreview {
    let live = &view.live;
    let positions = 0..u32::try_from(view.pipeline.len()).unwrap_or(u32::MAX);
    let mut open: Vec<(u8, u8, i64, OpportunityId)> = positions
        .filter_map(|position| view.pipeline.entry(position))
        .filter(|entry| !entry.of.stage.is_closed() && entry.of.flag.is_none())
        .filter_map(|entry| {
            let machine = live.ordinal(entry.of.machine)?;
            let hits = entry.of.triggers.iter().filter_map(|id| live.trigger(id));
            let then = hits.map(|(_, of)| of.priority(machine).weighed(weights)).max()?;
            Some((then, entry.of.score, entry.of.value_cents.unwrap_or(0), entry.of.id))
        })
        .collect();
    open.sort_by(|a, b| (b.1, b.2, a.3).cmp(&(a.1, a.2, b.3)));
    let now: hashbrown::HashMap<OpportunityId, usize> =
        open.iter().enumerate().map(|(at, (.., id))| (*id, at + 1)).collect();
    open.sort_by(|a, b| (b.0, b.2, a.3).cmp(&(a.0, a.2, b.3)));
    let row = |(at, (score, _, _, id)): (usize, (u8, u8, i64, OpportunityId))| {
        let entry = view.pipeline.find(id)?;
        let rank_now = now.get(&id).copied().unwrap_or(0);
        Some(Reranked { opportunity: rows::opportunity(view, entry, language), score, rank: at + 1, rank_now })
    };
    WeightsPreview { items: open.into_iter().take(PREVIEWED).enumerate().filter_map(row).collect() }
}

/// How other weights would rank the open opportunities.
#[utoipa::path(post, path = "/policy/weights/preview", tag = "policy", request_body = PriorityWeights,
    responses((status = 200, body = WeightsPreview), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn preview(
    may: May<Read>,
    State(app): State<App>,
    Json(wanted): Json<PriorityWeights>,
) -> Answer<Json<WeightsPreview>> {
    let weights = wanted.weights()?;
    let view = app.view()?;
    let language = may.who.language();
    Ok(Json(tokio::task::spawn_blocking(move || reranked(&view, weights, language)).await?))
}
