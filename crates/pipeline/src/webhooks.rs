//! Telling the endpoints what happened: what waits in the outbox is signed and posted, and how it ended is kept. Broken off
//! at any point, the next look sends what was not settled again, under the same id.

use crate::PipelineError;
use automate::{Campaign, Doing};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use connectors::Secret;
use connectors::webhooks::{CloudEvent, Outcome, Sender, SigningSecret, Tried};
use futures::future::join_all;
use std::time::Duration;
use store::{Attempt, Endpoint, EndpointChange, Outgoing, OutgoingState, Settled, Store, WEBHOOK, WebhookEvent, Write};

/// Messages that are on their way to one endpoint at a time.
const AT_A_TIME: u64 = 16;

/// How long one look works at an endpoint; what is left is the next one's.
const LOOK: TimeDelta = TimeDelta::minutes(2);

/// How long an endpoint that does not answer at all is left in peace.
const REST: Duration = Duration::from_secs(30);

/// How long what an administrator has to see to is parked.
const PARKED: Duration = Duration::from_secs(15 * 60);

/// The waits between the tries of a message, in seconds: the schedule of Standard Webhooks. After the last one a person must
/// look.
const WAITS: [u64; 9] = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600];

/// What a look came to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Told {
    /// Messages that were taken.
    pub taken: usize,
    /// Messages that go again later.
    pub again: usize,
    /// Messages that were refused for good.
    pub failed: usize,
    /// What stands in the way, a sentence each.
    pub problems: Vec<String>,
}

/// Sends what is due, to all endpoints that are switched on or to the one named by its id. `source` is this installation, as
/// the events name it. `now` tells the time.
///
/// # Errors
/// Where the database fails. What endpoints refuse is in the result and in the outbox.
pub async fn deliver(
    store: &Store,
    sender: &Sender,
    source: &str,
    only: Option<&str>,
    now: &(dyn Fn() -> DateTime<Utc> + Sync),
) -> Result<Told, PipelineError> {
    let endpoints = store.endpoints().await?;
    let on = endpoints.into_iter().filter(|of| of.active && only.is_none_or(|id| of.of.id == id));
    // One that is slow keeps no other waiting.
    let all = join_all(on.map(|endpoint| Telling { store, sender, source, now, endpoint }.run())).await;
    let mut told = Told::default();
    for of in all {
        let of = of?;
        told.taken += of.taken;
        told.again += of.again;
        told.failed += of.failed;
        told.problems.extend(of.problems);
    }
    Ok(told)
}

/// The names a campaign's steps use for endpoints that are not there.
///
/// # Errors
/// Where the database fails.
pub async fn missing_webhooks(store: &Store, campaign: &Campaign) -> Result<Vec<String>, PipelineError> {
    let named = campaign.steps.iter().filter_map(|step| match &step.doing {
        Doing::Webhook { name } => Some(name.as_str()),
        _ => None,
    });
    let named: Vec<&str> = named.collect();
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let known = store.endpoints().await?;
    let is_there = |name: &str| known.iter().any(|of| of.of.name == name);
    Ok(named.into_iter().filter(|name| !is_there(name)).map(str::to_owned).collect())
}

/// What is sent to one endpoint.
struct Telling<'a> {
    store: &'a Store,
    sender: &'a Sender,
    source: &'a str,
    now: &'a (dyn Fn() -> DateTime<Utc> + Sync),
    endpoint: Endpoint,
}

impl Telling<'_> {
    async fn run(mut self) -> Result<Told, PipelineError> {
        let mut told = Told::default();
        let began = (self.now)();
        if self.endpoint.rests_until.as_deref().is_some_and(|until| until > stamp(began).as_str()) {
            return Ok(told);
        }
        let secrets = match self.secrets(began) {
            Ok(secrets) => secrets,
            Err(problem) => {
                told.problems.push(problem);
                return Ok(told);
            }
        };
        // One that did not answer is asked with one message whether it does again.
        let mut most = if self.endpoint.rests_until.is_some() { 1 } else { AT_A_TIME };
        let mut after = 0;
        loop {
            let at = (self.now)();
            if at - began > LOOK {
                return Ok(told);
            }
            let place = (WEBHOOK, self.endpoint.of.id.as_str());
            let due = self.store.outgoing_due(place, &stamp(at), after, most).await?;
            let Some(last) = due.last() else { return Ok(told) };
            after = last.id;
            if self.send(&due, &secrets, &mut told).await? {
                return Ok(told);
            }
            most = AT_A_TIME;
        }
    }

    /// The secrets that sign now: the present one first.
    fn secrets(&self, at: DateTime<Utc>) -> Result<Vec<SigningSecret>, String> {
        let old = self.endpoint.old_secret.as_ref().filter(|(_, until)| *until > stamp(at)).map(|(secret, _)| secret);
        let all = std::iter::once(&self.endpoint.of.secret).chain(old);
        let parsed: Result<Vec<SigningSecret>, _> =
            all.map(|text| SigningSecret::parse(&Secret::new(text.reveal()))).collect();
        parsed.map_err(|error| format!("webhook `{}`: {error}; give it another secret", self.endpoint.of.name))
    }

    /// Sends one part. Says whether nothing more is to be sent now.
    async fn send(
        &mut self,
        due: &[Outgoing],
        secrets: &[SigningSecret],
        told: &mut Told,
    ) -> Result<bool, PipelineError> {
        let ids: Vec<String> = due.iter().map(|of| of.of.key.clone()).collect();
        let events = self.store.webhook_events(&ids).await?;
        let tries = due.iter().map(|row| async {
            match events.get(&row.of.key) {
                Some(event) => Some(self.post(event, secrets).await),
                None => None,
            }
        });
        let tries = join_all(tries).await;
        let mut settled = Vec::new();
        let mut attempts = Vec::new();
        let (mut is_gone, mut has_answered, mut rest) = (false, false, None::<Duration>);
        for (row, tried) in due.iter().zip(tries) {
            let Some(tried) = tried else {
                let why = "what happened is longer ago than events are kept".to_owned();
                settled.push(kept(row, OutgoingState::Failed, Some(why)));
                told.failed += 1;
                continue;
            };
            has_answered |= tried.status.is_some();
            let said = reason(&tried);
            let (state, next_at) = match &tried.outcome {
                Outcome::Taken => {
                    told.taken += 1;
                    (OutgoingState::Sent, None)
                }
                Outcome::Closed => {
                    told.again += 1;
                    rest = rest.max(Some(PARKED));
                    (OutgoingState::Parked, Some(wait(tried.at, PARKED)))
                }
                Outcome::Again(asked) => {
                    rest = rest.max(*asked);
                    match next(row, *asked) {
                        Some(length) => {
                            told.again += 1;
                            (OutgoingState::Waiting, Some(wait(tried.at, length)))
                        }
                        None => {
                            told.failed += 1;
                            (OutgoingState::Failed, None)
                        }
                    }
                }
                Outcome::Refused => {
                    told.failed += 1;
                    (OutgoingState::Failed, None)
                }
                Outcome::Gone => {
                    is_gone = true;
                    told.again += 1;
                    (OutgoingState::Parked, None)
                }
            };
            let problem = format!("webhook `{}`: {said}", self.endpoint.of.name);
            if tried.outcome != Outcome::Taken && !told.problems.contains(&problem) && told.problems.len() < 20 {
                told.problems.push(problem);
            }
            let is_taken = tried.outcome == Outcome::Taken;
            settled.push(Settled {
                next_at,
                is_attempt: tried.outcome != Outcome::Closed,
                sent_digest: is_taken.then(String::new),
                ..kept(row, state, (!is_taken).then_some(said))
            });
            attempts.push(Attempt {
                outgoing: row.id,
                at: stamp(tried.at),
                status: tried.status,
                ms: tried.ms,
                answer: tried.said,
            });
        }
        if !has_answered && !attempts.is_empty() {
            rest = rest.max(Some(REST));
        }
        let write = self.store.write("webhooks", &stamp((self.now)())).await?;
        write.settle_deliveries(&settled, &attempts).await?;
        if is_gone {
            self.switch_off(&write).await?;
        }
        let until = rest.map(|rest| wait((self.now)(), rest));
        if until != self.endpoint.rests_until {
            write.rest_endpoint(&self.endpoint.of.id, until.as_deref()).await?;
            self.endpoint.rests_until = until;
        }
        write.commit().await?;
        Ok(is_gone || rest.is_some())
    }

    async fn post(&self, event: &WebhookEvent, secrets: &[SigningSecret]) -> Tried {
        let told = CloudEvent::new((self.source, &event.id), event.kind.id(), &event.at, &event.subject, &event.data);
        self.sender.send(&self.endpoint.of.url, secrets, (&event.id, &told.body()), self.now).await
    }

    /// It wants nothing more: what waits for it is parked until somebody switches it on again.
    async fn switch_off(&self, write: &Write) -> Result<(), PipelineError> {
        // As it is now: somebody may have changed it meanwhile.
        let Some(known) = self.store.endpoint(&self.endpoint.of.id).await? else { return Ok(()) };
        let change = EndpointChange { active: Some((false, Some(GONE.to_owned()))), ..EndpointChange::default() };
        write.change_endpoint(&known, known.edition, &change).await?;
        Ok(())
    }
}

/// Why an endpoint was switched off.
const GONE: &str = "it answered 410 Gone: it wants nothing more";

/// What is said of a try.
fn reason(tried: &Tried) -> String {
    match (tried.status, tried.said.is_empty()) {
        (Some(status), true) => format!("it answers {status}"),
        (Some(status), false) => format!("it answers {status}: {}", tried.said),
        (None, _) => tried.said.clone(),
    }
}

/// How long to wait before the next try, which is spread by a fifth about the schedule's; none where this was the last one.
fn next(row: &Outgoing, asked: Option<Duration>) -> Option<Duration> {
    let usual = WAITS.get(row.attempts as usize).copied()?;
    let seed = xxhash_rust::xxh3::xxh3_64(format!("{} {}", row.of.key, row.attempts).as_bytes());
    let permille = 800 + seed % 401;
    let spread = Duration::from_millis(usual * permille);
    Some(asked.map_or(spread, |asked| spread.max(asked)))
}

fn wait(at: DateTime<Utc>, length: Duration) -> String {
    stamp(at + TimeDelta::from_std(length).unwrap_or(TimeDelta::days(1)))
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

fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::NewOutgoing;

    fn row(key: &str, attempts: u32) -> Outgoing {
        Outgoing {
            id: 1,
            of: NewOutgoing {
                destination: WEBHOOK.to_owned(),
                kind: "e".to_owned(),
                key: key.to_owned(),
                about: String::new(),
                payload: None,
                not_before: None,
            },
            state: OutgoingState::Waiting,
            attempts,
            since: String::new(),
            reason: None,
            remote_id: None,
            sent_digest: None,
            sent_at: None,
            edition: 1,
        }
    }

    #[test]
    fn the_waits_are_those_of_standard_webhooks_and_spread() {
        for (attempts, usual) in WAITS.iter().enumerate() {
            let attempts = u32::try_from(attempts).expect("few");
            let mut seen = std::collections::BTreeSet::new();
            for key in 0..50 {
                let wait = next(&row(&key.to_string(), attempts), None).expect("a wait");
                assert_eq!(Some(wait), next(&row(&key.to_string(), attempts), None), "the same seed, the same wait");
                assert!((usual * 800..=usual * 1200).contains(&u64::try_from(wait.as_millis()).expect("short")));
                seen.insert(wait);
            }
            assert!(seen.len() > 30, "{seen:?}");
        }
        assert_eq!(next(&row("a", 9), None), None, "ten tries are enough");
        assert_eq!(next(&row("a", 0), Some(Duration::from_secs(600))), Some(Duration::from_secs(600)));
        assert!(next(&row("a", 5), Some(Duration::from_secs(600))) > Some(Duration::from_secs(3600)));
    }
}
