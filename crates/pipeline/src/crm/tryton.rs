//! Opportunities in Tryton. There is no upsert: which keys are about to be made is kept before they are, so that whoever comes after
//! a process that was killed looks for them, and makes none while Tryton may still be at it.

use super::Turn;
use super::push::{Going, stamp};
use crate::PipelineError;
use crate::state::Workplace;
use chrono::{DateTime, TimeDelta, Utc};
use connectors::crm::{Class, Failure, Outcome};
use connectors::tryton::{Desk, Opportunities, Opportunity};
use hashbrown::HashSet;
use sales::Stage;
use serde::{Deserialize, Serialize};

/// Under this name it is kept which opportunities are about to be made.
const UNDER_WAY: &str = "tryton under way";

/// Opportunities that were sent, and of which nobody has heard yet.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Sent {
    at: DateTime<Utc>,
    keys: Vec<String>,
}

/// Where opportunities are handed in.
pub(super) struct Counter<'a> {
    desk: Result<Desk, Failure>,
    turn: &'a Turn,
    /// How long Tryton may be at a call nobody waits for any more.
    settles: TimeDelta,
}

impl<'a> Counter<'a> {
    /// Opportunities written before what came of them is kept.
    pub(super) const PART: usize = 500;

    /// Signs in. A refusal that is a matter of settings is what becomes of each opportunity, so that they are parked with the
    /// reason and no account is locked by trying.
    pub(super) async fn open(opportunities: &Opportunities, turn: &'a Turn) -> Result<Self, Failure> {
        let desk = match opportunities.sign_in().await {
            Err(failure) if failure.class != Class::Configuration => return Err(failure),
            other => other,
        };
        Ok(Self { desk, turn, settles: opportunities.patience() * 2 })
    }

    pub(super) fn calls(&self) -> u64 {
        self.desk.as_ref().map_or(0, Desk::calls)
    }

    /// Brings opportunities; none where another process has taken over.
    pub(super) async fn write(
        &self,
        workplace: &Workplace,
        going: &[Going<'_>],
        now: &(dyn Fn() -> DateTime<Utc> + Sync),
    ) -> Result<Option<Vec<Outcome>>, PipelineError> {
        let desk = match &self.desk {
            Ok(desk) => desk,
            Err(failure) => return Ok(Some(vec![Outcome::Failed(failure.clone()); going.len()])),
        };
        if !self.turn.goes_on(workplace, now()).await? {
            return Ok(None);
        }
        let mut before = under_way(workplace).await?;
        before.retain(|of| of.at + self.settles > now());
        let unheard: HashSet<String> = before.iter().flat_map(|of| of.keys.iter().cloned()).collect();
        let all: Vec<Opportunity> = going.iter().map(opportunity).collect();
        let made: Vec<String> = all
            .iter()
            .filter(|of| of.known_id.is_none() && !unheard.contains(&of.key))
            .map(|of| of.key.clone())
            .collect();
        if !made.is_empty() {
            let mut kept = before.clone();
            kept.push(Sent { at: now(), keys: made.clone() });
            keep(workplace, &kept, now()).await?;
        }
        let outcomes = desk.bring(&all, &|key| unheard.contains(key)).await;
        let is_unknown =
            |of: &Outcome| matches!(of, Outcome::Failed(failure) if failure.class == Class::UnknownOutcome);
        let unknown: HashSet<&str> =
            all.iter().zip(&outcomes).filter(|(_, of)| is_unknown(of)).map(|(of, _)| of.key.as_str()).collect();
        for of in &mut before {
            of.keys.retain(|key| unknown.contains(key.as_str()) || !all.iter().any(|other| other.key == *key));
        }
        let made: Vec<String> = made.into_iter().filter(|key| unknown.contains(key.as_str())).collect();
        before.push(Sent { at: now(), keys: made });
        before.retain(|of| !of.keys.is_empty());
        keep(workplace, &before, now()).await?;
        Ok(Some(outcomes))
    }

    /// What is not as it was sent, a sentence each.
    pub(super) async fn verify(&self, written: &[&Going<'_>]) -> Result<Vec<String>, Failure> {
        let Ok(desk) = &self.desk else { return Ok(Vec::new()) };
        let all: Vec<Opportunity> = written.iter().map(|of| opportunity(of)).collect();
        desk.verify(&all.iter().collect::<Vec<_>>()).await
    }
}

/// An opportunity as Tryton takes it.
fn opportunity(of: &Going<'_>) -> Opportunity {
    let picture = of.picture;
    Opportunity {
        key: of.row.of.key.clone(),
        known_id: of.row.remote_id.clone(),
        name: picture.name.clone(),
        customer_number: picture.customer_number.clone(),
        amount_cents: picture.amount_cents,
        owner: picture.owner.clone(),
        start_on: picture.opened_on,
        end_on: picture.close_on,
        proof: picture.description.clone(),
        is_lost: picture.stage == Stage::Lost,
    }
}

async fn under_way(workplace: &Workplace) -> Result<Vec<Sent>, PipelineError> {
    let kept = workplace.store.setting(UNDER_WAY).await?;
    Ok(kept.and_then(|kept| serde_json::from_str(&kept.json).ok()).unwrap_or_default())
}

async fn keep(workplace: &Workplace, sent: &[Sent], at: DateTime<Utc>) -> Result<(), PipelineError> {
    let known = workplace.store.setting(UNDER_WAY).await?;
    let json = serde_json::to_string(sent).unwrap_or_default();
    if known.as_ref().map_or("[]", |known| known.json.as_str()) == json {
        return Ok(());
    }
    let write = workplace.store.write("crm", &stamp(at)).await?;
    write.save_setting(UNDER_WAY, json, known.map_or(0, |known| known.edition)).await?;
    write.commit().await?;
    Ok(())
}
