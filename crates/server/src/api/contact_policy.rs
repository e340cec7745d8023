//! How customers are contacted: the policy matrix with what law asks for beside it, how often, at which hours and on which days;
//! each change a version with who, when and why.

use super::accounts::if_match;
use crate::app::App;
use crate::auth::May;
use crate::auth::who::{Approve, Read};
use crate::problem::{Answer, Problem};
use automate::{
    Calendar, Cell, ChangedCell, Channel, ContactPolicy, Country, Limits, Purpose, Relation, floor, holiday, shipped,
    source_of,
};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use chrono::{Datelike, NaiveDate, NaiveTime};
use pipeline::{ContactFacts, Contacts};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::ContactPolicyVersion;
use utoipa::ToSchema;

/// Letters of a reason at most.
const MOST_LETTERS: usize = 500;

/// Versions that are named.
const VERSIONS: usize = 50;

/// A cell of the matrix.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PolicyCell {
    /// `de`, `at`, `ch`, `it` or `other`.
    pub country: String,
    /// `mail`, `portal`, `phone` or `letter`.
    pub channel: String,
    /// `customer`, `former` or `prospect`.
    pub relation: String,
    /// `notice` or `advertising`.
    pub purpose: String,
    /// What it needs: `free`, `exception`, `consent` or `person`, from the freest to the strictest.
    pub cell: String,
    /// What is shipped.
    pub shipped: String,
    /// What law asks for at least: nothing freer can be chosen.
    pub floor: String,
    /// The law it comes from.
    pub law: &'static str,
}

/// A cell as it is to be.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedCell {
    /// `de`, `at`, `ch`, `it` or `other`.
    country: String,
    /// `mail`, `portal`, `phone` or `letter`.
    channel: String,
    /// `customer`, `former` or `prospect`.
    relation: String,
    /// `notice` or `advertising`.
    purpose: String,
    /// What it needs: `free`, `exception`, `consent` or `person`.
    cell: String,
}

/// How often a customer is contacted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactLimits {
    /// So many contacts at most ...
    pub contacts: u32,
    /// ... in so many days.
    pub days: u32,
}

/// When mail goes out, where the customer is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactHours {
    /// The first minute, `08:00`.
    pub from: String,
    /// The first minute at which nothing goes out any more, `18:00`.
    pub until: String,
    /// Whether it goes out on Saturdays.
    pub saturdays: bool,
    /// Further days without mail: of the region, of the company.
    pub closed: Vec<NaiveDate>,
}

impl From<&Calendar> for ContactHours {
    fn from(of: &Calendar) -> Self {
        let time = |time: NaiveTime| time.format("%H:%M").to_string();
        let closed = of.closed.iter().copied().collect();
        Self { from: time(of.from), until: time(of.until), saturdays: of.saturdays, closed }
    }
}

/// A public holiday of a whole country.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PublicHoliday {
    /// `de`, `at`, `ch`, `it` or `other`.
    pub country: String,
    /// The day.
    pub day: NaiveDate,
    /// Which.
    pub holiday: &'static str,
}

/// A version of the policy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PolicyVersion {
    /// Counted up from 1.
    pub version: i64,
    /// Who saved it.
    pub saved_by: String,
    /// When, UTC.
    pub saved_at: String,
    /// Why.
    pub reason: String,
    /// Cells of the matrix in it that are not as shipped.
    pub changed_cells: usize,
    /// How often a customer was contacted by it.
    pub limits: ContactLimits,
    /// When mail went out by it.
    pub hours: ContactHours,
}

/// How customers are contacted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ContactPolicyView {
    /// The edition, to send back with a change.
    pub etag: String,
    /// The matrix.
    pub cells: Vec<PolicyCell>,
    /// How often.
    pub limits: ContactLimits,
    /// How often where nobody changed it.
    pub usual_limits: ContactLimits,
    /// When.
    pub hours: ContactHours,
    /// When where nobody changed it.
    pub usual_hours: ContactHours,
    /// Public holidays of this year and the next, by day: nothing goes out there.
    pub holidays: Vec<PublicHoliday>,
    /// The versions, the newest first; 50 at most.
    pub versions: Vec<PolicyVersion>,
    /// Versions there are.
    pub versions_total: usize,
}

fn id<T: Serialize>(of: T) -> String {
    serde_json::to_value(of).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn named<T: DeserializeOwned>(what: &str, name: &str) -> Answer<T> {
    serde_json::from_value(Value::String(name.to_owned()))
        .map_err(|_| Problem::wrong(format!("`{name}` is no {what} of the matrix")))
}

fn limits(of: Limits) -> ContactLimits {
    ContactLimits { contacts: of.contacts, days: of.days }
}

fn edition(newest: Option<&ContactPolicyVersion>) -> String {
    format!("\"{}\"", newest.map_or(0, |of| of.version))
}

async fn policy(app: &App) -> Answer<ContactPolicyView> {
    let versions = app.store().contact_policy_versions().await?;
    let now = versions.first().map(|of| of.policy.clone()).unwrap_or_default();
    let cell = |(place, cell): (automate::Place, Cell)| {
        let (country, channel, relation, purpose) = place;
        PolicyCell {
            country: id(country),
            channel: id(channel),
            relation: id(relation),
            purpose: id(purpose),
            cell: id(cell),
            shipped: id(shipped(place)),
            floor: id(floor(place)),
            law: source_of(country),
        }
    };
    let year = app.today().year();
    let days = (year..=year + 1).filter_map(|year| NaiveDate::from_ymd_opt(year, 1, 1));
    let days = days.flat_map(|first| first.iter_days().take_while(move |day| day.year() == first.year()));
    let of_day = |day: NaiveDate| {
        let of =
            move |country| holiday(country, day).map(|holiday| PublicHoliday { country: id(country), day, holiday });
        Country::ALL.into_iter().filter_map(of)
    };
    let shown = |of: &ContactPolicyVersion| PolicyVersion {
        version: of.version,
        saved_by: of.saved_by.clone(),
        saved_at: of.saved_at.clone(),
        reason: of.reason.clone(),
        changed_cells: of.policy.matrix.changed().count(),
        limits: limits(of.policy.limits),
        hours: ContactHours::from(&of.policy.calendar),
    };
    Ok(ContactPolicyView {
        etag: edition(versions.first()),
        cells: now.matrix.cells().map(cell).collect(),
        limits: limits(now.limits),
        usual_limits: limits(Limits::default()),
        hours: ContactHours::from(&now.calendar),
        usual_hours: ContactHours::from(&Calendar::default()),
        holidays: days.flat_map(of_day).collect(),
        versions_total: versions.len(),
        versions: versions.iter().take(VERSIONS).map(shown).collect(),
    })
}

/// How customers are contacted.
#[utoipa::path(get, path = "/contact-policy", tag = "contacts",
    responses((status = 200, body = ContactPolicyView)), extensions(("x-permission" = json!("read"))))]
pub async fn get(may: May<Read>, State(app): State<App>) -> Answer<Json<ContactPolicyView>> {
    drop(may);
    policy(&app).await.map(Json)
}

/// How customers are to be contacted.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedPolicy {
    /// The cells that are not as shipped.
    cells: Vec<WantedCell>,
    /// How often.
    limits: ContactLimits,
    /// When.
    hours: ContactHours,
}

impl WantedPolicy {
    fn checked(self) -> Answer<ContactPolicy> {
        let mut cells = Vec::with_capacity(self.cells.len());
        for of in self.cells {
            cells.push(ChangedCell {
                country: named::<Country>("country", &of.country)?,
                channel: named::<Channel>("channel", &of.channel)?,
                relation: named::<Relation>("relation", &of.relation)?,
                purpose: named::<Purpose>("purpose", &of.purpose)?,
                cell: named::<Cell>("cell", &of.cell)?,
            });
        }
        let time = |text: &str| {
            NaiveTime::parse_from_str(text, "%H:%M")
                .map_err(|_| Problem::wrong(format!("`{text}` is no time; write it as 08:00")))
        };
        let calendar = Calendar {
            from: time(&self.hours.from)?,
            until: time(&self.hours.until)?,
            saturdays: self.hours.saturdays,
            closed: self.hours.closed.into_iter().collect(),
        };
        let limits = Limits { contacts: self.limits.contacts, days: self.limits.days };
        ContactPolicy::of(&cells, limits, calendar).map_err(|error| Problem::wrong(error.to_string()))
    }
}

/// A change of how customers are contacted.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyChange {
    /// What is to hold.
    policy: WantedPolicy,
    /// Why.
    reason: String,
}

/// Saves a version of how customers are contacted; it counts from the next run of campaigns on. A cell below what law asks for is
/// refused.
#[utoipa::path(put, path = "/contact-policy", tag = "contacts", request_body = PolicyChange,
    params(("If-Match" = String, Header)),
    responses((status = 200, body = ContactPolicyView), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("approve"))))]
pub async fn put(
    may: May<Approve>,
    State(app): State<App>,
    headers: HeaderMap,
    Json(change): Json<PolicyChange>,
) -> Answer<Json<ContactPolicyView>> {
    let seen = if_match(&headers)?;
    let reason = change.reason.trim().to_owned();
    if reason.is_empty() || reason.chars().count() > MOST_LETTERS {
        return Err(Problem::wrong("say in a few words why it is changed"));
    }
    let wanted = change.policy.checked()?;
    let write = app.write(&may.who.account.login).await?;
    if !write.save_contact_policy(&wanted, &reason, seen).await? {
        return Err(Problem::changed("this was changed meanwhile; load it again"));
    }
    write.commit().await?;
    policy(&app).await.map(Json)
}

/// How many contacts of a country mail may go to by itself, now and by another policy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PolicyReach {
    /// `de`, `at`, `ch`, `it` or `other`.
    pub country: String,
    /// Contacts of machines there.
    pub contacts: u64,
    /// Those notices may go to now.
    pub notices_now: u64,
    /// Those they would go to.
    pub notices_then: u64,
    /// Those advertising on at least one topic may go to now.
    pub advertising_now: u64,
    /// Those it would go to.
    pub advertising_then: u64,
}

/// What another policy would do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PolicyEffect {
    /// By country.
    pub countries: Vec<PolicyReach>,
}

/// To how many contacts mail could go by itself under another policy, and to how many it can now. Nothing is saved.
#[utoipa::path(post, path = "/contact-policy/preview", tag = "contacts", request_body = WantedPolicy,
    responses((status = 200, body = PolicyEffect), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn preview(
    may: May<Read>,
    State(app): State<App>,
    Json(wanted): Json<WantedPolicy>,
) -> Answer<Json<PolicyEffect>> {
    drop(may);
    let wanted = wanted.checked()?;
    let view = app.view()?;
    let register = app.store().addresses().await?;
    let topics = pipeline::topics_of(app.store(), &app.config.campaigns).await?;
    let now = pipeline::contact_policy(app.store()).await?;
    let made = tokio::task::spawn_blocking(move || {
        let contacts = Contacts::of(&view.live.decided.state.files, &register);
        let facts = ContactFacts::of(&view.live.decided);
        (facts.reach(&now, &contacts, &topics), facts.reach(&wanted, &contacts, &topics))
    });
    let (now, then) = made.await?;
    let countries = now.into_iter().zip(then).map(|(now, then)| PolicyReach {
        country: id(now.country),
        contacts: now.contacts,
        notices_now: now.notices,
        notices_then: then.notices,
        advertising_now: now.advertising,
        advertising_then: then.advertising,
    });
    Ok(Json(PolicyEffect { countries: countries.collect() }))
}
