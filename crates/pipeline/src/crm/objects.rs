//! What goes to Salesforce beside opportunities, where the mapping names it: machines, contacts and their roles, campaigns and their
//! members, tasks, work orders. Parents go before their children, each by its own key; what one kind lacks keeps no other back. A record
//! that is there as it shall be costs no call.

use super::mapping::with_saved_mapping;
use super::push::{Making, Pushed, after, kept, settle, stamp};
use super::salesforce::{short, write};
use super::wanted::{Wanted, wanted};
use super::{OPPORTUNITY, SALESFORCE};
use crate::PipelineError;
use crate::state::Workplace;
use base::OpportunityId;
use chrono::{DateTime, Utc};
use connectors::crm::{Class, Failure, Outcome};
use connectors::salesforce::{Client, Description, Noun, ObjectMapping, Record, Urgency};
use hashbrown::{HashMap, HashSet};
use serde_json::{Value, json};
use store::{NewOutgoing, Outgoing, OutgoingState, Settled};

/// Records of a kind written at a time: what is held in memory.
const MOST: u64 = 50_000;

/// Problems of one kind that are listed.
const LISTED: usize = 5;

/// What goes before opportunities, parents first.
const BEFORE: [Noun; 3] = [Noun::Machine, Noun::Contact, Noun::Campaign];

/// What goes after them.
const AFTER: [Noun; 4] = [Noun::ContactRole, Noun::CampaignMember, Noun::Task, Noun::WorkOrder];

/// The keys of ours that Salesforce has, by what they are.
pub(super) type There = HashMap<Noun, HashSet<String>>;

/// What an opportunity can be linked to.
#[derive(Clone, Debug, Default)]
pub(super) struct Links {
    there: There,
    /// The key of the campaign an opportunity belongs to.
    pub(super) campaign_of: HashMap<OpportunityId, String>,
}

impl Links {
    /// Whether a record is there.
    pub(super) fn has(&self, noun: Noun, key: &str) -> bool {
        self.there.get(&noun).is_some_and(|keys| keys.contains(key))
    }
}

/// What is to be there beside opportunities.
pub(super) struct Objects {
    client: Client,
    wanted: HashMap<Noun, Vec<Wanted>>,
    pub(super) links: Links,
}

/// The name in the outbox.
fn kind(noun: Noun) -> &'static str {
    match noun {
        Noun::Opportunity => OPPORTUNITY,
        other => other.id(),
    }
}

impl Objects {
    /// What the mapping in force wants beside opportunities; none where it wants nothing. The inner failure is one of the mapping.
    pub(super) async fn of(
        workplace: &Workplace,
        client: &Client,
        making: &Making<'_>,
    ) -> Result<Result<Option<Self>, Failure>, PipelineError> {
        let client = match with_saved_mapping(&workplace.store, client).await? {
            Ok(client) => client,
            Err(failure) => return Ok(Err(failure)),
        };
        let mapping = client.mapping();
        if mapping.nouns().all(|(noun, _)| noun == Noun::Opportunity) {
            return Ok(Ok(None));
        }
        let (wanted, campaign_of) = wanted(workplace, mapping, making).await?;
        let mut of = Self { client, wanted, links: Links { there: There::new(), campaign_of } };
        for noun in [Noun::Opportunity].into_iter().chain(BEFORE) {
            of.learn(workplace, noun).await?;
        }
        Ok(Ok(Some(of)))
    }

    /// Which records of a kind Salesforce has.
    async fn learn(&mut self, workplace: &Workplace, noun: Noun) -> Result<(), PipelineError> {
        let ids = workplace.store.outgoing_remote_ids((SALESFORCE, kind(noun))).await?;
        self.links.there.insert(noun, ids.into_iter().map(|(key, _)| key).collect());
        Ok(())
    }

    /// Brings what opportunities are linked to.
    pub(super) async fn before(
        &mut self,
        workplace: &Workplace,
        now: &(dyn Fn() -> DateTime<Utc> + Sync),
        pushed: &mut Pushed,
    ) -> Result<(), PipelineError> {
        for noun in BEFORE {
            self.bring(workplace, noun, now, pushed).await?;
            self.learn(workplace, noun).await?;
        }
        Ok(())
    }

    /// Brings what hangs on opportunities.
    pub(super) async fn after(
        &mut self,
        workplace: &Workplace,
        now: &(dyn Fn() -> DateTime<Utc> + Sync),
        pushed: &mut Pushed,
    ) -> Result<(), PipelineError> {
        self.learn(workplace, Noun::Opportunity).await?;
        for noun in AFTER {
            self.bring(workplace, noun, now, pushed).await?;
        }
        Ok(())
    }

    /// Brings what is new or other of a kind.
    async fn bring(
        &self,
        workplace: &Workplace,
        noun: Noun,
        now: &(dyn Fn() -> DateTime<Utc> + Sync),
        pushed: &mut Pushed,
    ) -> Result<(), PipelineError> {
        let Some(mapping) = self.client.mapping().of(noun) else { return Ok(()) };
        let key_field = self.client.key_field();
        let mapped = json!(mapping);
        // What hangs on a parent that is not there yet goes once it is.
        let ready = self.wanted.get(&noun).into_iter().flatten();
        let ready: Vec<(&Wanted, String)> = ready
            .filter_map(|of| of.with_parents(mapping, key_field, &self.links.there))
            .map(|of| {
                let text = format!("{mapped}\n{}", Value::Object(of.1.clone()));
                (of.0, blake3::hash(text.as_bytes()).to_hex().to_string())
            })
            .collect();
        self.queue(workplace, noun, &ready, now).await?;
        let at = stamp(now());
        let due = workplace.store.outgoing_due((SALESFORCE, kind(noun)), &at, 0, MOST).await?;
        if due.is_empty() {
            return Ok(());
        }
        let ready: HashMap<&str, (&Wanted, &str)> =
            ready.iter().map(|(of, digest)| (of.key.as_str(), (*of, digest.as_str()))).collect();
        let mut settled = Vec::new();
        let mut going: Vec<(&Outgoing, &Wanted, &str)> = Vec::new();
        for row in &due {
            match ready.get(row.of.key.as_str()) {
                // What it was made of is gone: nothing is left to say.
                None => settled.push(kept(row, OutgoingState::Sent, None)),
                Some((_, digest)) if row.remote_id.is_some() && row.sent_digest.as_deref() == Some(digest) => {
                    settled.push(kept(row, OutgoingState::Sent, None));
                }
                Some((of, digest)) => going.push((row, of, digest)),
            }
        }
        settle(workplace, &settled, now).await?;
        if going.is_empty() {
            return Ok(());
        }
        let (settled, written) = match self.described(mapping).await {
            Ok(description) => self.send(workplace, (noun, mapping, &description), &going, now, pushed).await?,
            Err(failure) => (self.refused(noun, &going, &failure, now(), pushed), Vec::new()),
        };
        settle(workplace, &settled, now).await?;
        if !written.is_empty() {
            match self.client.verify(&mapping.object, &written, Urgency::Prompt).await {
                Ok(differences) => {
                    pushed
                        .problems
                        .extend(differences.iter().take(LISTED).map(|of| format!("{}: {of}", mapping.object)));
                    if differences.len() > LISTED {
                        let more = differences.len() - LISTED;
                        pushed
                            .problems
                            .push(format!("{}: {more} further fields are not as they were sent", mapping.object));
                    }
                }
                Err(failure) => {
                    pushed.problems.push(format!("{}: it could not be read back: {failure}", mapping.object));
                }
            }
        }
        Ok(())
    }

    /// Puts into the outbox what is new or other than it was sent. What was refused waits for a person.
    async fn queue(
        &self,
        workplace: &Workplace,
        noun: Noun,
        ready: &[(&Wanted, String)],
        now: &(dyn Fn() -> DateTime<Utc> + Sync),
    ) -> Result<(), PipelineError> {
        let keys: Vec<String> = ready.iter().map(|(of, _)| of.key.clone()).collect();
        let known = workplace.store.outgoing_by_key((SALESFORCE, kind(noun)), &keys).await?;
        let known: HashMap<&str, &Outgoing> = known.iter().map(|row| (row.of.key.as_str(), row)).collect();
        let is_new = |of: &Wanted, digest: &str| match known.get(of.key.as_str()) {
            None => true,
            Some(row) => {
                let differs = row.sent_digest.as_deref().is_none_or(|sent| sent != digest && !noun.is_once());
                row.state == OutgoingState::Sent && differs
            }
        };
        let rows: Vec<NewOutgoing> = ready
            .iter()
            .filter(|(of, digest)| is_new(of, digest))
            .map(|(of, _)| NewOutgoing {
                destination: SALESFORCE.to_owned(),
                kind: kind(noun).to_owned(),
                key: of.key.clone(),
                about: of.about.clone(),
                payload: None,
                not_before: None,
            })
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        let count = rows.len();
        let write = workplace.store.write("crm", &stamp(now())).await?;
        write.put_outgoing(rows).await?;
        write.audit("push", SALESFORCE, &format!("{count} of {} to the outbox", noun.id())).await?;
        write.commit().await?;
        Ok(())
    }

    /// The object as the org has it.
    async fn described(&self, mapping: &ObjectMapping) -> Result<std::sync::Arc<Description>, Failure> {
        let lacks = |what: String| Failure {
            class: Class::Configuration,
            code: "set_up".to_owned(),
            message: format!("{what}; `instand connector check salesforce` lists what the org lacks"),
            fields: Vec::new(),
            retry_after: None,
        };
        let description = self.client.describe(&mapping.object).await?;
        let description = description.ok_or_else(|| lacks(format!("{} is not visible to the user", mapping.object)))?;
        let key_field = self.client.key_field();
        if !description.field(key_field).is_some_and(|key| key.external_id) {
            return Err(lacks(format!("{}.{key_field} is no external id", mapping.object)));
        }
        Ok(description)
    }

    /// Writes records; gives what is to be kept of each and what was written.
    async fn send(
        &self,
        workplace: &Workplace,
        (noun, mapping, description): (Noun, &ObjectMapping, &Description),
        going: &[(&Outgoing, &Wanted, &str)],
        now: &(dyn Fn() -> DateTime<Utc> + Sync),
        pushed: &mut Pushed,
    ) -> Result<(Vec<Settled>, Vec<Record>), PipelineError> {
        let key_field = self.client.key_field();
        // A parent can only be named when the record is made: one that was written when nobody came to note it must not be
        // written again.
        let mut found: HashMap<String, String> = HashMap::new();
        if noun.is_once() {
            let keys: Vec<&str> = going.iter().map(|(row, ..)| row.of.key.as_str()).collect();
            match self.client.read_back(&mapping.object, &keys, &[], Urgency::Campaign).await {
                Ok(there) => found.extend(there.into_iter().map(|of| (of.key, of.id))),
                Err(failure) => return Ok((self.refused(noun, going, &failure, now(), pushed), Vec::new())),
            }
        }
        let made: Vec<Result<Record, Outcome>> = going
            .iter()
            .map(|(row, of, _)| {
                if let Some(id) = found.get(&row.of.key) {
                    return Err(Outcome::Unchanged { id: id.clone() });
                }
                let ours =
                    of.with_parents(mapping, key_field, &self.links.there).map(|(_, ours)| ours).unwrap_or_default();
                let mapped = mapping.record(&row.of.key, &ours, Some(description));
                mapped.map(|of| of.record).map_err(Outcome::Failed)
            })
            .collect();
        let records: Vec<Record> = made.iter().filter_map(|of| of.as_ref().ok().cloned()).collect();
        let job = format!("salesforce bulk job {}", noun.id());
        let mut outcomes = if records.is_empty() {
            Vec::new().into_iter()
        } else {
            write(workplace, &self.client, (&mapping.object, &job), &records, now).await?.into_iter()
        };
        let mut settled = Vec::new();
        let mut written = Vec::new();
        for ((row, _, digest), made) in going.iter().zip(made) {
            let (outcome, record) = match made {
                Ok(record) => {
                    (outcomes.next().unwrap_or_else(|| Outcome::Failed(super::salesforce::lost())), Some(record))
                }
                Err(outcome) => (outcome, None),
            };
            let count = pushed.others.entry(noun.id()).or_default();
            let sent = |id: Option<String>| Settled {
                remote_id: id,
                sent_digest: Some((*digest).to_owned()),
                is_attempt: true,
                ..kept(row, OutgoingState::Sent, None)
            };
            match outcome {
                Outcome::Created { id } => {
                    count.created += 1;
                    written.extend(record.map(|of| short(&of)));
                    settled.push(sent(Some(id)));
                }
                Outcome::Updated { id } => {
                    count.updated += 1;
                    written.extend(record.map(|of| short(&of)));
                    settled.push(sent(Some(id)));
                }
                Outcome::Unchanged { id } => settled.push(sent(Some(id))),
                // Somebody in the org made the same link by hand: it is there.
                Outcome::Failed(failure) if noun.is_once() && failure.code == "DUPLICATE_VALUE" => {
                    settled.push(sent(None));
                }
                Outcome::Failed(failure) => {
                    settled.extend(self.refused(noun, &[(row, &Wanted::default(), "")], &failure, now(), pushed));
                }
            }
        }
        Ok((settled, written))
    }

    /// What becomes of rows that were not written for one reason.
    fn refused(
        &self,
        noun: Noun,
        going: &[(&Outgoing, &Wanted, &str)],
        failure: &Failure,
        now: DateTime<Utc>,
        pushed: &mut Pushed,
    ) -> Vec<Settled> {
        let reason = failure.to_string();
        let said = format!("{}: {reason}", noun.id());
        let listed = pushed.problems.iter().filter(|of| of.starts_with(noun.id())).count();
        if listed < LISTED && !pushed.problems.contains(&said) {
            pushed.problems.push(said);
        }
        let count = pushed.others.entry(noun.id()).or_default();
        let mut settled = Vec::new();
        for (row, ..) in going {
            let (state, next_at) = after(failure, row, now);
            if state == OutgoingState::Failed {
                count.failed += 1;
            } else {
                count.waiting += 1;
            }
            settled.push(Settled { next_at, is_attempt: true, ..kept(row, state, Some(reason.clone())) });
        }
        settled
    }
}
