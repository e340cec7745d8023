//! Bringing the outbox's opportunities to the CRM: what changed is written by its key, read back, and what came of each is
//! kept. Broken off at any point, the next push goes on: a key never makes a second opportunity.

use super::objects::Objects;
use super::picture::{Picture, pictures};
use super::salesforce::Org;
use super::tryton::Counter;
use super::{Crm, OPPORTUNITY, Turn};
use crate::PipelineError;
use crate::state::{Progress, State, Workplace};
use ::decide::Rule;
use base::{Language, OpportunityId};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use connectors::crm::{Class, Failure, Outcome};
use hashbrown::HashMap;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;
use store::{Outgoing, OutgoingState, Settled};

/// Opportunities written at a time: what is held in memory.
const MOST: u64 = 50_000;

/// What nobody knows the outcome of is tried so often before a person must look.
const TRIES: u32 = 8;

/// Problems of one kind that are listed; the rest is counted.
const LISTED: usize = 20;

/// What a push came to.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Pushed {
    /// Calls made; of Salesforce those it counts.
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
    /// What went there beside opportunities, by what it is here.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub others: BTreeMap<&'static str, Counted>,
    /// What stands in the way, a sentence each, and what the CRM did not take over as it was sent.
    pub problems: Vec<String>,
}

/// How many records of a kind went where.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Counted {
    /// Those that are new there.
    pub created: usize,
    /// Those that were changed.
    pub updated: usize,
    /// Those that were refused.
    pub failed: usize,
    /// Those that go later.
    pub waiting: usize,
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

/// An opportunity on its way.
pub(super) struct Going<'a> {
    /// Its place in the outbox.
    pub(super) row: &'a Outgoing,
    /// As it shall be there.
    pub(super) picture: &'a Picture,
    digest: String,
}

/// The CRM, ready to be written into.
enum Side<'a> {
    Salesforce(Org),
    Tryton(Counter<'a>),
}

impl<'a> Side<'a> {
    async fn ready(
        workplace: &Workplace,
        crm: &'a Crm,
        turn: &'a Turn,
        objects: Option<&Objects>,
    ) -> Result<Result<Self, Failure>, PipelineError> {
        Ok(match crm {
            Crm::Salesforce(client) => Org::look(workplace, client, objects).await?.map(Self::Salesforce),
            Crm::Tryton(opportunities) => Counter::open(opportunities, turn).await.map(Self::Tryton),
        })
    }

    /// The digest of what makes an opportunity worth being sent again. Once closed here, that is said too.
    fn digest(&self, picture: &Picture) -> String {
        let closed = if picture.stage.is_closed() { picture.stage.id() } else { "" };
        let more = match self {
            Self::Salesforce(org) => org.more(picture),
            Self::Tryton(_) => String::new(),
        };
        blake3::hash(format!("{}{closed}{more}", picture.lasting).as_bytes()).to_hex().to_string()
    }

    /// Opportunities written before what came of them is kept.
    fn part(&self) -> usize {
        match self {
            Self::Salesforce(_) => usize::try_from(MOST).unwrap_or(usize::MAX),
            Self::Tryton(_) => Counter::PART,
        }
    }

    /// Writes; none where another process has taken over.
    async fn write(
        &self,
        workplace: &Workplace,
        going: &[Going<'_>],
        now: &(dyn Fn() -> DateTime<Utc> + Sync),
    ) -> Result<Option<Vec<Outcome>>, PipelineError> {
        match self {
            Self::Salesforce(org) => org.write(workplace, going, now).await.map(Some),
            Self::Tryton(counter) => counter.write(workplace, going, now).await,
        }
    }

    async fn verify(&self, written: &[&Going<'_>]) -> Result<Vec<String>, Failure> {
        match self {
            Self::Salesforce(org) => org.verify(written).await,
            Self::Tryton(counter) => counter.verify(written).await,
        }
    }

    fn calls(&self, before: u64, crm: &Crm) -> u64 {
        match self {
            Self::Salesforce(_) => crm.counted() - before,
            Self::Tryton(counter) => counter.calls(),
        }
    }
}

/// Sends what waits. `turn` keeps other processes from doing the same meanwhile, `now` tells the time.
///
/// # Errors
/// Where the database fails. What the CRM refuses is in the result and in the outbox.
pub async fn push(
    workplace: &Workplace,
    (crm, turn): (&Crm, &Turn),
    making: &Making<'_>,
    now: &(dyn Fn() -> DateTime<Utc> + Sync),
    progress: &dyn Progress,
) -> Result<Pushed, PipelineError> {
    let mut pushed = Pushed::default();
    progress.stage(crm.name());
    let before = crm.counted();
    let mut objects = match crm {
        Crm::Salesforce(client) => match Objects::of(workplace, client, making).await? {
            Ok(objects) => objects,
            Err(failure) => {
                pushed.problems.push(failure.to_string());
                return Ok(pushed);
            }
        },
        Crm::Tryton(_) => None,
    };
    if let Some(objects) = &mut objects {
        objects.before(workplace, now, &mut pushed).await?;
    }
    let waits = !workplace.store.outgoing_due((crm.name(), OPPORTUNITY), &stamp(now()), 0, 1).await?.is_empty();
    // A look costs calls, which of Salesforce are counted.
    if !waits && matches!(crm, Crm::Salesforce(_)) {
        if let Some(objects) = &mut objects {
            objects.after(workplace, now, &mut pushed).await?;
        }
        pushed.calls = crm.counted() - before;
        return Ok(pushed);
    }
    let side = match Side::ready(workplace, crm, turn, objects.as_ref()).await? {
        Ok(side) => side,
        Err(failure) => {
            pushed.problems.push(failure.to_string());
            pushed.calls = crm.counted() - before;
            return Ok(pushed);
        }
    };
    let mut after = 0;
    loop {
        let at = stamp(now());
        let due = workplace.store.outgoing_due((crm.name(), OPPORTUNITY), &at, after, MOST).await?;
        let Some(last) = due.last() else { break };
        after = last.id;
        let stop = send(workplace, &side, making, (&due, now), &mut pushed).await?;
        progress.step(pushed.created + pushed.updated + pushed.unchanged + pushed.failed, due.len());
        if stop {
            break;
        }
    }
    if let Some(objects) = &mut objects {
        objects.after(workplace, now, &mut pushed).await?;
    }
    pushed.calls = side.calls(before, crm);
    Ok(pushed)
}

/// Sends what is due. Says whether nothing more can be sent now.
async fn send(
    workplace: &Workplace,
    side: &Side<'_>,
    making: &Making<'_>,
    (due, now): (&[Outgoing], &(dyn Fn() -> DateTime<Utc> + Sync)),
    pushed: &mut Pushed,
) -> Result<bool, PipelineError> {
    let ids: Vec<OpportunityId> = due.iter().filter_map(|of| of.of.key.parse().ok().map(OpportunityId)).collect();
    let place = (making.language, making.public_url);
    let pictures = pictures(workplace, making.state, making.rules, &ids, place).await?;
    let pictures: HashMap<String, Picture> = pictures.into_iter().map(|of| (of.id.to_string(), of)).collect();
    let mut settled = Vec::new();
    let mut going: Vec<Going<'_>> = Vec::new();
    for row in due {
        let Some(picture) = pictures.get(&row.of.key) else {
            settled.push(kept(row, OutgoingState::Failed, Some("its machine is no longer in the base".to_owned())));
            pushed.failed += 1;
            continue;
        };
        let digest = side.digest(picture);
        if row.remote_id.is_some() && row.sent_digest.as_ref() == Some(&digest) {
            settled.push(kept(row, OutgoingState::Sent, None));
            pushed.unchanged += 1;
        } else {
            going.push(Going { row, picture, digest });
        }
    }
    settle(workplace, &settled, now).await?;
    for part in going.chunks(side.part()) {
        let Some(outcomes) = side.write(workplace, part, now).await? else {
            pushed.problems.push("another process has taken over; the rest is left to it".to_owned());
            return Ok(true);
        };
        let (settled, written, stop) = weigh(part, outcomes, now(), pushed);
        settle(workplace, &settled, now).await?;
        if !written.is_empty() {
            match side.verify(&written).await {
                Ok(differences) => {
                    let differ = differences.len();
                    pushed.problems.extend(differences.into_iter().take(LISTED));
                    if differ > LISTED {
                        pushed.problems.push(format!("{} further fields are not as they were sent", differ - LISTED));
                    }
                }
                Err(failure) => pushed.problems.push(format!("it could not be read back: {failure}")),
            }
        }
        if stop {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What outcomes mean: what is to be kept, what was written, and whether nothing more can be sent now.
fn weigh<'g, 'a>(
    going: &'g [Going<'a>],
    outcomes: Vec<Outcome>,
    now: DateTime<Utc>,
    pushed: &mut Pushed,
) -> (Vec<Settled>, Vec<&'g Going<'a>>, bool) {
    let mut settled = Vec::new();
    let mut written = Vec::new();
    let mut stop = false;
    for (of, outcome) in going.iter().zip(outcomes) {
        let row = of.row;
        let sent = |id: String| Settled {
            remote_id: Some(id),
            sent_digest: Some(of.digest.clone()),
            is_attempt: true,
            ..kept(row, OutgoingState::Sent, None)
        };
        match outcome {
            Outcome::Created { id } => {
                pushed.created += 1;
                written.push(of);
                settled.push(sent(id));
            }
            Outcome::Updated { id } => {
                // Written before, when nobody came to note it: it is there as it shall be, whoever made it.
                pushed.updated += 1;
                written.push(of);
                settled.push(sent(id));
            }
            Outcome::Unchanged { id } => {
                pushed.unchanged += 1;
                settled.push(sent(id));
            }
            Outcome::Failed(failure) => {
                let (state, next_at) = after(&failure, row, now);
                match state {
                    OutgoingState::Failed => pushed.failed += 1,
                    _ => pushed.waiting += 1,
                }
                stop |= matches!(failure.class, Class::Quota | Class::Configuration);
                let reason = failure.to_string();
                if !pushed.problems.contains(&reason) && pushed.problems.len() < LISTED {
                    pushed.problems.push(reason.clone());
                }
                settled.push(Settled { next_at, is_attempt: true, ..kept(row, state, Some(reason)) });
            }
        }
    }
    (settled, written, stop)
}

/// What becomes of a row that was not written, and when it is tried again.
pub(super) fn after(failure: &Failure, row: &Outgoing, now: DateTime<Utc>) -> (OutgoingState, Option<String>) {
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

pub(super) fn kept(row: &Outgoing, state: OutgoingState, reason: Option<String>) -> Settled {
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

pub(super) async fn settle(
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

pub(super) fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
