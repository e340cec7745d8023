//! Opportunities in Salesforce: written by their key in one call for many, or as a bulk job whose id is kept.

use super::mapping::with_saved_mapping;
use super::objects::{Links, Objects};
use super::picture::Picture;
use super::push::{Going, stamp};
use crate::PipelineError;
use crate::state::Workplace;
use chrono::{DateTime, Utc};
use connectors::crm::{Class, Failure, Outcome};
use connectors::salesforce::{Client, Description, Job, Noun, ObjectMapping, Record, Stage, Urgency, usual_stage};
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};
use std::sync::Arc;
use store::{Outgoing, Store};
use tokio::sync::Mutex;

/// Under this name it is kept which bulk job runs.
const JOB: &str = "salesforce bulk job";

/// Fields that are too long to be read back.
const NOT_READ_BACK: [&str; 2] = ["Description", "NextStep"];

/// A bulk job as it is kept.
#[derive(Serialize, Deserialize)]
struct KeptJob {
    id: Option<String>,
    keys: Vec<String>,
}

/// What is known of the org.
pub(super) struct Org {
    client: Client,
    mapping: ObjectMapping,
    /// What of the mapping makes all be sent again where it changes; nothing where it is as shipped.
    fingerprint: String,
    description: Arc<Description>,
    links: Links,
    stages: Vec<Stage>,
}

impl Org {
    /// Looks at what writing needs.
    pub(super) async fn look(
        workplace: &Workplace,
        client: &Client,
        objects: Option<&Objects>,
    ) -> Result<Result<Self, Failure>, PipelineError> {
        Ok(match with_saved_mapping(&workplace.store, client).await? {
            Ok(client) => Self::of(client, objects.map(|of| of.links.clone()).unwrap_or_default()).await,
            Err(failure) => Err(failure),
        })
    }

    async fn of(client: Client, links: Links) -> Result<Self, Failure> {
        let lacks = |what: &str| Failure {
            class: Class::Configuration,
            code: "set_up".to_owned(),
            message: format!("{what}; `instand connector check salesforce` lists what the org lacks"),
            fields: Vec::new(),
            retry_after: None,
        };
        let mapping = client.mapping().of(Noun::Opportunity).cloned();
        let mapping = mapping.ok_or_else(|| lacks("no mapping of opportunities"))?;
        let described = client.describe(&mapping.object).await?;
        let description = described.ok_or_else(|| lacks(&format!("{} is not visible to the user", mapping.object)))?;
        let key = description.field(client.key_field());
        if !key.is_some_and(|key| key.external_id) {
            return Err(lacks(&format!("{}.{} is no external id", mapping.object, client.key_field())));
        }
        let stages = client.stages().await?;
        let fingerprint = if client.is_usual(Noun::Opportunity) { String::new() } else { json!(mapping).to_string() };
        Ok(Self { client, mapping, fingerprint, description, stages, links })
    }

    /// What of an opportunity is sent beside what every CRM has: where it changes, the opportunity is sent again.
    pub(super) fn more(&self, picture: &Picture) -> String {
        let mut more = self.fingerprint.clone();
        for (field, value) in self.named(picture) {
            if self.mapping.fields.contains_key(field) {
                more.push_str(&format!("\n{field} {value}"));
            }
        }
        more
    }

    /// What is sent only where the mapping names a field for it. What is linked by our key is, once it is there.
    fn named(&self, picture: &Picture) -> Vec<(&'static str, String)> {
        let key_field = self.client.key_field();
        let mut named = vec![("owner", picture.owner.clone()), ("currency", "EUR".to_owned())];
        let of = [
            ("machine", Noun::Machine, Some(picture.machine.to_string()), picture.serial_number.clone()),
            ("campaign", Noun::Campaign, self.links.campaign_of.get(&picture.id).cloned(), picture.campaign.clone()),
        ];
        for (field, noun, key, text) in of {
            if self.mapping.links_by(field, key_field) {
                named.extend(key.filter(|key| self.links.has(noun, key)).map(|key| (field, key)));
            } else {
                named.push((field, text));
            }
        }
        named
    }

    /// Writes opportunities and says what became of each.
    pub(super) async fn write(
        &self,
        workplace: &Workplace,
        going: &[Going<'_>],
        now: &(dyn Fn() -> DateTime<Utc> + Sync),
    ) -> Result<Vec<Outcome>, PipelineError> {
        let made: Vec<Result<Record, Failure>> = going.iter().map(|of| record(of.picture, of.row, self)).collect();
        let records: Vec<Record> = made.iter().filter_map(|of| of.as_ref().ok().cloned()).collect();
        let mut outcomes =
            write(workplace, &self.client, (&self.mapping.object, JOB), &records, now).await?.into_iter();
        let lost = || Outcome::Failed(lost());
        let all = made.into_iter().map(|of| match of {
            Ok(_) => outcomes.next().unwrap_or_else(lost),
            Err(failure) => Outcome::Failed(failure),
        });
        Ok(all.collect())
    }

    /// What is not as it was sent, a sentence each.
    pub(super) async fn verify(&self, written: &[&Going<'_>]) -> Result<Vec<String>, Failure> {
        let records = written.iter().filter_map(|of| record(of.picture, of.row, self).ok());
        let records: Vec<Record> = records.map(|of| short(&of)).collect();
        let differences = self.client.verify(&self.mapping.object, &records, Urgency::Prompt).await?;
        Ok(differences.iter().map(ToString::to_string).collect())
    }
}

/// Of one for which no answer is there.
pub(super) fn lost() -> Failure {
    Failure {
        class: Class::UnknownOutcome,
        code: "not_sent".to_owned(),
        message: "nothing is known of this record; it can be sent again".to_owned(),
        fields: Vec::new(),
        retry_after: None,
    }
}

/// Writes records; the id of a bulk job is kept under a name of the object's before anything is uploaded, and one that was broken off is taken up.
pub(super) async fn write(
    workplace: &Workplace,
    client: &Client,
    (object, under): (&str, &str),
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
            keep_job(store, under, &kept, &at).await.map_err(|error| error.to_string())
        })
    };
    let known = store.setting(under).await?.and_then(|kept| serde_json::from_str::<KeptJob>(&kept.json).ok());
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
    if store.setting(under).await?.is_some_and(|kept| !kept.json.contains("\"id\":null")) {
        keep_job(store, under, &none, &stamp(now())).await?;
    }
    Ok(outcomes)
}

async fn keep_job(store: &Store, under: &str, job: &KeptJob, at: &str) -> Result<(), PipelineError> {
    let seen = store.setting(under).await?.map_or(0, |known| known.edition);
    let write = store.write("crm", at).await?;
    write.save_setting(under, serde_json::to_string(job).unwrap_or_default(), seen).await?;
    write.commit().await?;
    Ok(())
}

/// An opportunity as Salesforce takes it. Stage and date are given when it is made; after that they are Salesforce's, where
/// people work on it, until it is closed here.
fn record(picture: &Picture, row: &Outgoing, org: &Org) -> Result<Record, Failure> {
    let mut ours = Map::new();
    ours.insert("name".to_owned(), json!(picture.name));
    if let Some(cents) = picture.amount_cents {
        #[expect(clippy::cast_precision_loss, reason = "amounts stay far below 2^53 cents")]
        let euros = cents as f64 / 100.0;
        ours.insert("amount".to_owned(), json!(euros));
    }
    ours.insert("next_step".to_owned(), json!(picture.reason));
    ours.insert("proof".to_owned(), json!(picture.description));
    for (field, value) in org.named(picture) {
        ours.insert(field.to_owned(), json!(value));
    }
    // Sent only where the mapping names the account's field that holds it.
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

pub(super) fn short(record: &Record) -> Record {
    let mut of = record.clone();
    of.fields.retain(|name, _| !NOT_READ_BACK.contains(&name.as_str()));
    of
}
