//! Bringing the outbox's opportunities to Salesforce: what changed is written by its key, read back, and what came of each is
//! kept. Broken off at any point, the next push goes on: a key never makes a second opportunity.

use super::picture::{Picture, pictures};
use super::{OPPORTUNITY, SALESFORCE};
use crate::PipelineError;
use crate::state::{Progress, State, Workplace};
use ::decide::Rule;
use base::{Language, OpportunityId};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use connectors::salesforce::{
    Class, Client, Description, Failure, Job, Noun, ObjectMapping, Outcome, Record, Stage, Urgency, usual_stage,
};
use hashbrown::HashMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};
use std::time::Duration;
use store::{Outgoing, OutgoingState, Settled, Store};
use tokio::sync::Mutex;

/// Opportunities written at a time: what is held in memory.
const MOST: u64 = 50_000;

/// Under this name it is kept which bulk job runs.
const JOB: &str = "salesforce bulk job";

/// What nobody knows the outcome of is tried so often before a person must look.
const TRIES: u32 = 8;

/// Fields that are too long to be read back.
const NOT_READ_BACK: [&str; 2] = ["Description", "NextStep"];

/// What a push came to.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Pushed {
    /// Calls the org counts.
    pub calls: u64,
    /// Opportunities that are new there.
    pub created: usize,
    /// Opportunities that were changed.
    pub updated: usize,
    /// Opportunities that are there as they shall be.
    pub unchanged: usize,
    /// Opportunities that were refused; `instand outbox list` says why.
    pub failed: usize,
    /// Opportunities that go later: a quota is used up, or nobody knows what became of them.
    pub waiting: usize,
    /// What stands in the way, a sentence each, and what Salesforce did not take over as it was sent.
    pub problems: Vec<String>,
}

/// What pictures are made with.
pub struct Making<'a> {
    /// The machine files.
    pub state: &'a State,
    /// The triggers in force.
    pub rules: &'a [Rule],
    /// The language opportunities are written in.
    pub language: Language,
    /// Where the page is reached, for links.
    pub public_url: Option<&'a str>,
}

/// A bulk job as it is kept.
#[derive(Serialize, Deserialize)]
struct KeptJob {
    id: Option<String>,
    keys: Vec<String>,
}

/// What is known of the org.
struct Org<'a> {
    mapping: &'a ObjectMapping,
    description: std::sync::Arc<Description>,
    stages: Vec<Stage>,
}

/// Sends what waits. `now` tells the time.
///
/// # Errors
/// Where the database fails. What Salesforce refuses is in the result and in the outbox.
pub async fn push(
    workplace: &Workplace,
    client: &Client,
    making: &Making<'_>,
    now: &(dyn Fn() -> DateTime<Utc> + Sync),
    progress: &dyn Progress,
) -> Result<Pushed, PipelineError> {
    let mut pushed = Pushed::default();
    progress.stage("salesforce");
    let before = client.calls().counted;
    let org = match org(client).await {
        Ok(org) => org,
        Err(failure) => {
            pushed.problems.push(failure.to_string());
            pushed.calls = client.calls().counted - before;
            return Ok(pushed);
        }
    };
    let mut after = 0;
    loop {
        let at = stamp(now());
        let due = workplace.store.outgoing_due((SALESFORCE, OPPORTUNITY), &at, after, MOST).await?;
        let Some(last) = due.last() else { break };
        after = last.id;
        let stop = send(workplace, client, making, &org, (&due, now), &mut pushed).await?;
        progress.step(pushed.created + pushed.updated + pushed.unchanged + pushed.failed, due.len());
        if stop {
            break;
        }
    }
    pushed.calls = client.calls().counted - before;
    Ok(pushed)
}

async fn org(client: &Client) -> Result<Org<'_>, Failure> {
    let lacks = |what: &str| Failure {
        class: Class::Configuration,
        code: "set_up".to_owned(),
        message: format!("{what}; `instand connector check salesforce` lists what the org lacks"),
        fields: Vec::new(),
        retry_after: None,
    };
    let mapping = client.mapping().of(Noun::Opportunity).ok_or_else(|| lacks("no mapping of opportunities"))?;
    let described = client.describe(&mapping.object).await?;
    let description = described.ok_or_else(|| lacks(&format!("{} is not visible to the user", mapping.object)))?;
    let key = description.field(client.key_field());
    if !key.is_some_and(|key| key.external_id) {
        return Err(lacks(&format!("{}.{} is no external id", mapping.object, client.key_field())));
    }
    Ok(Org { mapping, description, stages: client.stages().await? })
}

/// Sends one part. Says whether nothing more can be sent now.
async fn send(
    workplace: &Workplace,
    client: &Client,
    making: &Making<'_>,
    org: &Org<'_>,
    (due, now): (&[Outgoing], &(dyn Fn() -> DateTime<Utc> + Sync)),
    pushed: &mut Pushed,
) -> Result<bool, PipelineError> {
    let ids: Vec<OpportunityId> = due.iter().filter_map(|of| of.of.key.parse().ok().map(OpportunityId)).collect();
    let place = (making.language, making.public_url);
    let pictures = pictures(workplace, making.state, making.rules, &ids, place).await?;
    let pictures: HashMap<String, Picture> = pictures.into_iter().map(|of| (of.id.to_string(), of)).collect();
    let mut settled = Vec::new();
    let mut going: Vec<(&Outgoing, Record, String)> = Vec::new();
    for row in due {
        let Some(picture) = pictures.get(&row.of.key) else {
            settled.push(kept(row, OutgoingState::Failed, Some("its machine is no longer in the base".to_owned())));
            pushed.failed += 1;
            continue;
        };
        match record(picture, row, org) {
            Err(failure) => {
                settled.push(kept(row, OutgoingState::Failed, Some(failure.to_string())));
                pushed.failed += 1;
            }
            Ok(record) => {
                let digest = digest(picture);
                if row.remote_id.is_some() && row.sent_digest.as_ref() == Some(&digest) {
                    settled.push(kept(row, OutgoingState::Sent, None));
                    pushed.unchanged += 1;
                } else {
                    going.push((row, record, digest));
                }
            }
        }
    }
    settle(workplace, &settled, now).await?;
    if going.is_empty() {
        return Ok(false);
    }
    let records: Vec<Record> = going.iter().map(|(_, record, _)| record.clone()).collect();
    let outcomes = write(workplace, client, &org.mapping.object, &records, now).await?;
    let mut settled = Vec::new();
    let mut written = Vec::new();
    let mut stop = false;
    for ((row, record, digest), outcome) in going.iter().zip(outcomes) {
        let sent = |id: String| Settled {
            remote_id: Some(id),
            sent_digest: Some(digest.clone()),
            is_attempt: true,
            ..kept(row, OutgoingState::Sent, None)
        };
        match outcome {
            Outcome::Created { id } => {
                pushed.created += 1;
                written.push(short(record));
                settled.push(sent(id));
            }
            Outcome::Updated { id } => {
                // Written before, when nobody came to note it: it is there as it shall be, whoever made it.
                pushed.updated += 1;
                written.push(short(record));
                settled.push(sent(id));
            }
            Outcome::Failed(failure) => {
                let (state, next_at) = after(&failure, row, now());
                match state {
                    OutgoingState::Failed => pushed.failed += 1,
                    _ => pushed.waiting += 1,
                }
                stop |= matches!(failure.class, Class::Quota | Class::Configuration);
                let reason = failure.to_string();
                if !pushed.problems.contains(&reason) && pushed.problems.len() < 20 {
                    pushed.problems.push(reason.clone());
                }
                settled.push(Settled { next_at, is_attempt: true, ..kept(row, state, Some(reason)) });
            }
        }
    }
    settle(workplace, &settled, now).await?;
    if !written.is_empty() {
        match client.verify(&org.mapping.object, &written, Urgency::Prompt).await {
            Ok(differences) => {
                let differ = differences.len();
                pushed.problems.extend(differences.iter().take(20).map(ToString::to_string));
                if differ > 20 {
                    pushed.problems.push(format!("{} further fields are not as they were sent", differ - 20));
                }
            }
            Err(failure) => pushed.problems.push(format!("it could not be read back: {failure}")),
        }
    }
    Ok(stop)
}

/// Writes records; the id of a bulk job is kept before anything is uploaded, and one that was broken off is taken up.
async fn write(
    workplace: &Workplace,
    client: &Client,
    object: &str,
    records: &[Record],
    now: &(dyn Fn() -> DateTime<Utc> + Sync),
) -> Result<Vec<Outcome>, PipelineError> {
    let store = &workplace.store;
    let turn = Mutex::new(());
    let at = stamp(now());
    let keep = |job: Job| -> futures::future::BoxFuture<'_, Result<(), String>> {
        let (turn, at) = (&turn, at.clone());
        Box::pin(async move {
            let _turn = turn.lock().await;
            let kept = KeptJob { id: Some(job.id), keys: job.keys };
            keep_job(store, &kept, &at).await.map_err(|error| error.to_string())
        })
    };
    let known = store.setting(JOB).await?.and_then(|kept| serde_json::from_str::<KeptJob>(&kept.json).ok());
    let outcomes = match known.and_then(|kept| Some((kept.id?, kept.keys))) {
        Some((job, keys)) => {
            let of_job: std::collections::HashSet<String> = keys.into_iter().collect();
            let (first, second): (Vec<usize>, Vec<usize>) =
                (0..records.len()).partition(|at| records.get(*at).is_some_and(|of| of_job.contains(&of.key)));
            let pick = |of: &[usize]| -> Vec<Record> { of.iter().filter_map(|at| records.get(*at).cloned()).collect() };
            let mut all: Vec<Option<Outcome>> = vec![None; records.len()];
            let resumed = client.resume(&job, object, &pick(&first), Urgency::Campaign, &keep).await;
            for (at, outcome) in first.iter().zip(resumed) {
                if let Some(slot) = all.get_mut(*at) {
                    *slot = Some(outcome);
                }
            }
            if !second.is_empty() {
                let written = client.upsert(object, &pick(&second), Urgency::Campaign, &keep).await;
                for (at, outcome) in second.iter().zip(written) {
                    if let Some(slot) = all.get_mut(*at) {
                        *slot = Some(outcome);
                    }
                }
            }
            all.into_iter().flatten().collect()
        }
        None => client.upsert(object, records, Urgency::Campaign, &keep).await,
    };
    let none = KeptJob { id: None, keys: Vec::new() };
    if store.setting(JOB).await?.is_some_and(|kept| !kept.json.contains("\"id\":null")) {
        keep_job(store, &none, &stamp(now())).await?;
    }
    Ok(outcomes)
}

async fn keep_job(store: &Store, job: &KeptJob, at: &str) -> Result<(), PipelineError> {
    let seen = store.setting(JOB).await?.map_or(0, |known| known.edition);
    let write = store.write("crm", at).await?;
    write.save_setting(JOB, serde_json::to_string(job).unwrap_or_default(), seen).await?;
    write.commit().await?;
    Ok(())
}

/// An opportunity as Salesforce takes it. Stage and date are given when it is made; after that they are Salesforce's, where
/// people work on it, until it is closed here.
fn record(picture: &Picture, row: &Outgoing, org: &Org<'_>) -> Result<Record, Failure> {
    let mut ours = Map::new();
    ours.insert("name".to_owned(), json!(picture.name));
    if let Some(cents) = picture.amount_cents {
        #[expect(clippy::cast_precision_loss, reason = "amounts stay far below 2^53 cents")]
        let euros = cents as f64 / 100.0;
        ours.insert("amount".to_owned(), json!(euros));
    }
    ours.insert("next_step".to_owned(), json!(picture.reason));
    ours.insert("proof".to_owned(), json!(picture.description));
    // Sent only where the settings name the account's field that holds it.
    if let Some(number) = &picture.customer_number {
        ours.insert("customer".to_owned(), json!(number));
    }
    if row.remote_id.is_none() || picture.stage.is_closed() {
        let said = picture.stage.id();
        let is_mapped = org.mapping.values.get("stage").is_some_and(|values| values.contains_key(said));
        let usual = || usual_stage(said, &org.stages).map(|of| of.name.clone());
        let stage = if is_mapped { Some(said.to_owned()) } else { usual() };
        if let Some(stage) = stage {
            ours.insert("stage".to_owned(), json!(stage));
        }
    }
    if row.remote_id.is_none() {
        ours.insert("close_date".to_owned(), json!(picture.close_on.to_string()));
    }
    Ok(org.mapping.record(&row.of.key, &ours, Some(&org.description))?.record)
}

/// What becomes of a row that was not written, and when it is tried again.
fn after(failure: &Failure, row: &Outgoing, now: DateTime<Utc>) -> (OutgoingState, Option<String>) {
    let wait = |length: Duration| {
        let length = TimeDelta::from_std(length).unwrap_or_else(|_| TimeDelta::minutes(15));
        Some(stamp(now + length))
    };
    // One minute, two, four ... up to about two hours.
    let backoff = Duration::from_secs(60 << row.attempts.min(7));
    match failure.class {
        Class::Transient | Class::UnknownOutcome if row.attempts + 1 < TRIES => (OutgoingState::Waiting, wait(backoff)),
        Class::Quota => (OutgoingState::Parked, wait(failure.retry_after.unwrap_or(backoff))),
        Class::Configuration => (OutgoingState::Parked, wait(Duration::from_secs(15 * 60))),
        _ => (OutgoingState::Failed, None),
    }
}

fn kept(row: &Outgoing, state: OutgoingState, reason: Option<String>) -> Settled {
    Settled {
        id: row.id,
        edition: row.edition,
        state,
        reason,
        next_at: None,
        remote_id: None,
        sent_digest: None,
        is_attempt: false,
    }
}

async fn settle(
    workplace: &Workplace,
    settled: &[Settled],
    now: &(dyn Fn() -> DateTime<Utc> + Sync),
) -> Result<(), PipelineError> {
    if settled.is_empty() {
        return Ok(());
    }
    let write = workplace.store.write("crm", &stamp(now())).await?;
    write.settle_outgoing(settled).await?;
    write.commit().await?;
    Ok(())
}

/// The digest of what makes an opportunity worth being sent again. Once closed here, that is said too.
fn digest(picture: &Picture) -> String {
    let closed = if picture.stage.is_closed() { picture.stage.id() } else { "" };
    blake3::hash(format!("{}{closed}", picture.lasting).as_bytes()).to_hex().to_string()
}

fn short(record: &Record) -> Record {
    let mut of = record.clone();
    of.fields.retain(|name, _| !NOT_READ_BACK.contains(&name.as_str()));
    of
}

fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
