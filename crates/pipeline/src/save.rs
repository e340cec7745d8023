//! A decision saved: hits with their evidence, closed hits with the reason, what is held back and why, opportunities and
//! the conversations they belong to, members of segments. All of it or nothing.

use crate::PipelineError;
use crate::decide::{Decided, TriggerCount};
use crate::holding::{Held, Holding, resting};
use crate::state::{Progress, Workplace};
use crate::why::{Because, Why, kept};
use ::decide::{Evidence, Hit, Rule, Verdict, Verdicts};
use base::MachineId;
use chrono::NaiveDate;
use hashbrown::HashMap;
use rayon::prelude::*;
use sales::{Cause, Opportunity, Territories, Together, converse, reconcile};
use serde::Serialize;
use store::{HitRow, HitState, Run, WorkedOpportunity};

/// A hit as it is saved: what `instand machine --explain` and the page show without deciding again.
#[derive(Serialize)]
struct Saved<'a> {
    priority: &'a ::decide::Priority,
    evidence: &'a [Evidence],
}

/// A run that was saved.
pub struct SavedRun {
    /// Its number.
    pub id: i32,
    /// What each trigger gave.
    pub counts: Vec<TriggerCount>,
}

/// Saves a run: hits with their evidence, closed hits with the reason, opportunities, members of segments.
///
/// # Errors
/// Where the database fails; nothing is changed then.
pub async fn save(
    workplace: &Workplace,
    decided: &Decided,
    verdicts: &[Verdicts],
    territories: &Territories,
    at: &str,
    progress: &dyn Progress,
) -> Result<SavedRun, PipelineError> {
    progress.stage("hits");
    let as_of = decided.facts.as_of;
    if let Some(last) = workplace.store.last_run_of().await?.filter(|last| *last > as_of) {
        return Err(PipelineError::Nothing(format!(
            "the last run was of {last}; saving one of {as_of} would close what holds today (use --no-save to look back)"
        )));
    }
    let (worked, hits) = tokio::try_join!(workplace.store.worked_opportunities(), workplace.store.hits())?;
    let holding = Holding::of(workplace, decided, &decided.policy.suppressing, &worked).await?;
    let running = Running::of(&worked);
    let mut before: HashMap<(MachineId, String), HitRow> = HashMap::new();
    for hit in hits {
        before.insert((hit.machine, hit.trigger.clone()), hit);
    }
    let mut counts = Vec::new();
    let mut rows: Vec<HitRow> = Vec::new();
    let mut causes: Vec<Cause> = Vec::new();
    let mut held_back: HashMap<(MachineId, String), Held> = HashMap::new();
    for of in verdicts {
        let hits = Decided::hits(of);
        counts.push(decided.count(of, &hits));
        let rule = &of.condition().rule;
        let of_hit = |hit: &Hit| hit_row(decided.id(hit.machine)?, rule, hit, as_of);
        let fresh: Vec<HitRow> = hits.par_iter().filter_map(of_hit).collect();
        for (hit, mut now) in hits.iter().zip(fresh) {
            let key = (now.machine, rule.id.clone());
            let old = before.remove(&key);
            let open = old.as_ref().filter(|old| old.state == HitState::Open);
            let state = running.of_hit(now.machine, &rule.campaign);
            let settled = running.settled(now.machine, &rule.campaign);
            let held = match state {
                // What is being worked on goes on; who works on it knows better.
                Some(RunState::Worked) => None,
                state => {
                    let customer = decided.state.files.customer_of.get(hit.machine).copied().flatten();
                    let ended = old.as_ref().filter(|old| old.state == HitState::Closed).map(|old| old.last_seen);
                    // A hit that came while the trigger rests goes on being held back until it has rested.
                    let resting_on = open
                        .and_then(|open| serde_json::from_str::<Held>(open.held.as_deref()?).ok())
                        .filter(|held| held.reason == "rest" && held.until.is_some_and(|until| until >= as_of));
                    let rested = || resting_on.or_else(|| resting(rule.rest_days, ended.max(settled), as_of));
                    holding.held(hit.machine, customer, state.is_none()).cloned().or_else(rested)
                }
            };
            if let Some(held) = &held {
                held_back.insert((now.machine, rule.campaign.clone()), held.clone());
                now.held = serde_json::to_string(held).ok();
            } else {
                causes.push(Cause {
                    machine: now.machine,
                    campaign: rule.campaign.clone(),
                    trigger: rule.id.clone(),
                    // What was held back until now has made nothing yet; but what was settled while it held stays settled.
                    is_new: open.is_none_or(|open| {
                        open.held.is_some() && settled.is_none_or(|settled| open.first_seen > settled)
                    }),
                    score: now.score,
                    value_cents: now.value_cents,
                    value_basis: hit.priority.value_from.map(str::to_owned),
                });
            }
            if let Some(open) = open {
                now.first_seen = open.first_seen;
            }
            if old.as_ref() == Some(&now) {
                continue;
            }
            rows.push(now);
        }
    }
    let position: HashMap<MachineId, usize> =
        decided.state.files.link.ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let mut ended: HashMap<(MachineId, String), Vec<Because>> = HashMap::new();
    // What is left held before and was not found again.
    let mut left: Vec<HitRow> = before.into_values().filter(|hit| hit.state == HitState::Open).collect();
    left.sort_by(|a, b| (a.machine, &a.trigger).cmp(&(b.machine, &b.trigger)));
    for mut hit in left {
        let of = verdicts.iter().find(|of| of.condition().rule.id == hit.trigger);
        if let (Some(machine), Some(of)) = (position.get(&hit.machine), of)
            && of.verdict(*machine) == Verdict::Unknown
        {
            // Data that fell silent is no answer: the hit stays as it was last seen, and says so. What holds it back is as of
            // now.
            let was = hit.held.clone();
            let state = running.of_hit(hit.machine, &hit.campaign);
            if state != Some(RunState::Worked) {
                let customer = decided.state.files.customer_of.get(*machine).copied().flatten();
                let held = holding.held(*machine, customer, state.is_none());
                hit.held = held.and_then(|held| serde_json::to_string(held).ok());
                if let Some(held) = held {
                    held_back.insert((hit.machine, hit.campaign.clone()), held.clone());
                }
            }
            let missing = of.missing(*machine).into_iter().map(str::to_owned).collect();
            let why = Why::NotKnown { last_seen: hit.last_seen, missing };
            let reason = kept(&[Because { trigger: None, why }]);
            if hit.held.is_none() {
                causes.push(Cause {
                    machine: hit.machine,
                    campaign: hit.campaign.clone(),
                    trigger: hit.trigger.clone(),
                    is_new: false,
                    score: hit.score,
                    value_cents: hit.value_cents,
                    value_basis: None,
                });
            }
            if hit.reason != reason || hit.held != was {
                hit.reason = reason;
                rows.push(hit);
            }
            continue;
        }
        let not_permitted = |machine: &usize| of.is_some_and(|of| of.verdict(*machine) == Verdict::NotPermitted);
        let why = match (position.get(&hit.machine), of) {
            (Some(machine), _) if not_permitted(machine) => Why::NotPermitted,
            (None, _) => Why::MachineGone,
            (_, None) => Why::TriggerGone,
            (Some(machine), Some(of)) => Why::fails(&of.evidence(*machine)),
        };
        hit.reason = kept(&[Because { trigger: None, why: why.clone() }]);
        let because = Because { trigger: Some(hit.trigger.clone()), why };
        ended.entry((hit.machine, hit.campaign.clone())).or_default().push(because);
        hit.state = HitState::Closed;
        rows.push(hit);
    }
    let changed = reconcile(
        worked.iter().map(|worked| worked.of.clone()).collect(),
        causes,
        as_of,
        |machine| position.get(&machine).map_or_else(String::new, |at| decided.owner(territories, *at)),
        |machine, campaign| {
            let key = (machine, campaign.to_owned());
            let held = held_back.get(&key).map(|held| Why::Held { held: held.clone() });
            let reasons = match (held, ended.get(&key).cloned()) {
                (Some(why), _) => vec![Because { trigger: None, why }],
                (None, Some(ended)) => ended,
                (None, None) => vec![Because { trigger: None, why: Why::Over }],
            };
            kept(&reasons).unwrap_or_default()
        },
    );
    let changed = together(decided, &worked, changed, &position);
    progress.stage("segments");
    let segments = decided.segments(&workplace.store.segments().await?)?;
    let members: Vec<_> = segments.par_iter().filter_map(|of| decided.members(of)).collect();
    drop(segments);
    progress.stage("save hits");
    let write = workplace.store.write("decide", at).await?;
    let run = Run {
        as_of,
        decided_at: at.to_owned(),
        machines: decided.state.files.len() as u64,
        counts: serde_json::to_string(&counts).unwrap_or_default(),
    };
    let id = write.add_run(run).await?;
    write.put_hits(rows).await?;
    write.put_opportunities(changed).await?;
    write.put_segment_members(as_of, members).await?;
    write.commit().await?;
    Ok(SavedRun { id, counts })
}

/// A hit as it is saved, first seen on that day; `None` where its evidence cannot be written.
#[must_use]
pub fn hit_row(machine: MachineId, rule: &Rule, hit: &Hit, as_of: NaiveDate) -> Option<HitRow> {
    let saved = Saved { priority: &hit.priority, evidence: hit.proof.evidence() };
    #[expect(clippy::cast_possible_truncation, reason = "amounts stay far below 2^63 cents")]
    let value_cents = hit.priority.value_eur.map(|euros| (euros * 100.0).round() as i64);
    Some(HitRow {
        machine,
        trigger: rule.id.clone(),
        rule_version: rule.version,
        campaign: rule.campaign.clone(),
        state: HitState::Open,
        reason: None,
        first_seen: as_of,
        last_seen: as_of,
        score: hit.priority.score,
        value_cents,
        evidence: serde_json::to_string(&saved).ok()?,
        held: None,
    })
}

/// How far the open opportunity of a machine and campaign type is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RunState {
    /// Nobody worked on it yet.
    New,
    /// Somebody works on it.
    Worked,
}

/// The opportunities of each machine and campaign type.
struct Running(HashMap<(MachineId, String), (u32, Option<RunState>, NaiveDate)>);

impl Running {
    fn of(all: &[WorkedOpportunity]) -> Self {
        let mut latest: HashMap<(MachineId, String), (u32, Option<RunState>, NaiveDate)> = HashMap::new();
        for worked in all {
            let of = &worked.of;
            let state = match of.stage {
                stage if stage.is_closed() => None,
                sales::Stage::New => Some(RunState::New),
                _ => Some(RunState::Worked),
            };
            let key = (of.machine, of.campaign.clone());
            if latest.get(&key).is_none_or(|(sequence, ..)| *sequence < of.sequence) {
                latest.insert(key, (of.sequence, state, worked.stage_since));
            }
        }
        Self(latest)
    }

    fn of_hit(&self, machine: MachineId, campaign: &str) -> Option<RunState> {
        self.0.get(&(machine, campaign.to_owned())).and_then(|(_, state, _)| *state)
    }

    /// When the last opportunity was settled.
    fn settled(&self, machine: MachineId, campaign: &str) -> Option<NaiveDate> {
        self.0.get(&(machine, campaign.to_owned())).filter(|(_, state, _)| state.is_none()).map(|(.., since)| *since)
    }
}

/// What changed with the conversations that come of it.
fn together(
    decided: &Decided,
    before: &[WorkedOpportunity],
    changed: Vec<Opportunity>,
    position: &HashMap<MachineId, usize>,
) -> Vec<Opportunity> {
    let rules = &decided.policy.conversations;
    let mut changed: HashMap<_, Opportunity> = changed.into_iter().map(|of| (of.id, of)).collect();
    let known: HashMap<_, &WorkedOpportunity> = before.iter().map(|worked| (worked.of.id, worked)).collect();
    let mut all: Vec<Opportunity> =
        before.iter().map(|worked| changed.get(&worked.of.id).unwrap_or(&worked.of).clone()).collect();
    all.extend(changed.values().filter(|of| !known.contains_key(&of.id)).cloned());
    let files = &decided.state.files;
    let key = |of: &Opportunity| {
        let at = *position.get(&of.machine)?;
        let customer = files.customer_of.get(at).copied().flatten()?;
        Some(match rules.together {
            Together::Customer => (customer, String::new(), 0),
            Together::Site => {
                let part = |field: &str| files.str(field, at).unwrap_or_default();
                (customer, format!("{} {}", part("postcode"), part("city")), 0)
            }
            Together::Machine => (customer, String::new(), at),
        })
    };
    for of in converse(all, rules, key, |of| !known.contains_key(&of.id)) {
        changed.insert(of.id, of);
    }
    let mut changed: Vec<Opportunity> = changed.into_values().collect();
    changed.sort_by(|a, b| (a.machine, &a.campaign, a.sequence).cmp(&(b.machine, &b.campaign, b.sequence)));
    changed
}
