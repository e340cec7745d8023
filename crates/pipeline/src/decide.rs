//! All triggers over all machines: facts as of a day, verdicts, hits saved with their evidence, opportunities opened.

use crate::PipelineError;
use crate::state::{Progress, State, Workplace};
use ::decide::{Condition, Conditions, Evidence, Hit, Rule, Verdict, Verdicts};
use ::telemetry::windows::Owners;
use base::MachineId;
use chrono::NaiveDate;
use connect::{FactInputs, FactTable, Known, fact_table};
use hashbrown::HashMap;
use rayon::prelude::*;
use sales::{Cause, Place, Territories, reconcile};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::{HitRow, HitState, Run};

/// How to decide.
pub struct Deciding<'a> {
    /// The triggers.
    pub rules: &'a [Rule],
    /// Those that others may name: all that are in force.
    pub known: &'a [Rule],
    /// The day the facts are of.
    pub as_of: NaiveDate,
    /// EUR for one unit of a currency, in millionths.
    pub rates: &'a HashMap<String, i64>,
}

impl<'a> Deciding<'a> {
    /// All triggers there are.
    #[must_use]
    pub const fn all(rules: &'a [Rule], as_of: NaiveDate, rates: &'a HashMap<String, i64>) -> Self {
        Self { rules, known: rules, as_of, rates }
    }
}

/// Facts and compiled triggers, ready to give verdicts.
pub struct Decided {
    /// The machine files.
    pub state: State,
    /// The facts.
    pub facts: FactTable,
    conditions: Vec<Arc<Condition>>,
}

/// What one trigger gave.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TriggerCount {
    /// The trigger.
    pub trigger: String,
    /// Machines it fires for.
    pub fires: usize,
    /// Machines it does not fire for.
    pub does_not_fire: usize,
    /// Machines it cannot say for.
    pub unknown: usize,
    /// Estimated value of the hits in EUR.
    pub value_eur: f64,
    /// What the unknowns would be worth if they fired as often as the known, in EUR.
    pub blocked_eur: f64,
    /// The missing facts and for how many machines each is missing.
    pub missing: Vec<(String, usize)>,
}

/// Computes facts and compiles the triggers.
///
/// # Errors
/// Where a rule is wrong or database or lake cannot be read.
pub async fn decide(
    workplace: &Workplace,
    deciding: &Deciding<'_>,
    progress: &dyn Progress,
) -> Result<Decided, PipelineError> {
    progress.stage("load");
    let state = workplace.state_as_of(Some(deciding.as_of)).await?;
    decide_on(workplace, state, deciding, progress).await
}

/// As [`decide()`], on machine files that are loaded already; where they are of another day and something happened to
/// machines, they are made anew.
///
/// # Errors
/// Where a rule is wrong or the lake cannot be read.
pub async fn decide_on(
    workplace: &Workplace,
    state: State,
    deciding: &Deciding<'_>,
    progress: &dyn Progress,
) -> Result<Decided, PipelineError> {
    decide_knowing(workplace, state, deciding, Known::Delivered, progress).await
}

/// As [`decide_on`], for a day that is replayed: what was delivered later counts from its own date ([`Known::ByThen`]).
///
/// # Errors
/// As [`decide_on`].
pub async fn decide_then(
    workplace: &Workplace,
    state: State,
    deciding: &Deciding<'_>,
    progress: &dyn Progress,
) -> Result<Decided, PipelineError> {
    decide_knowing(workplace, state, deciding, Known::ByThen, progress).await
}

async fn decide_knowing(
    workplace: &Workplace,
    state: State,
    deciding: &Deciding<'_>,
    known: Known,
    progress: &dyn Progress,
) -> Result<Decided, PipelineError> {
    let other_day = state.files.as_of != deciding.as_of && !state.files.life.is_empty();
    let state = if other_day { workplace.state_as_of(Some(deciding.as_of)).await? } else { state };
    progress.stage("facts");
    let devices = workplace.devices(&state).await?;
    let owners = Owners::new(devices.iter(), state.files.len());
    let readings = match &workplace.elsewhere {
        Some(elsewhere) => elsewhere.windows(&workplace.telemetry, deciding.as_of, &owners).await?,
        None => workplace.telemetry.windows(deciding.as_of, &owners)?,
    };
    let facts = fact_table(&FactInputs {
        lake: &workplace.lake,
        readings: &readings,
        batches: &state.batches,
        files: &state.files,
        complete: &state.complete,
        as_of: deciding.as_of,
        known,
        rates: deciding.rates,
    })
    .await?;
    progress.stage("verdicts");
    let compiler = Conditions::over(&facts.facts.schema())?.knowing(deciding.known);
    let conditions =
        deciding.rules.iter().map(|rule| compiler.compile(rule).map(Arc::new)).collect::<Result<_, _>>()?;
    Ok(Decided { state, facts, conditions })
}

/// A hit as it is saved: what `instand machine --explain` and the page show without deciding again.
#[derive(Serialize)]
struct Saved<'a> {
    priority: &'a ::decide::Priority,
    evidence: &'a [Evidence],
}

impl Decided {
    /// The verdicts of all triggers, in the order of the rules.
    ///
    /// # Errors
    /// Where a condition fails on the data.
    pub fn verdicts(&self) -> Result<Vec<Verdicts>, PipelineError> {
        let verdicts: Result<Vec<_>, _> = self
            .conditions
            .par_iter()
            .map(|condition| Verdicts::of(condition, &self.facts.facts, &self.facts.sources, &self.facts.basis))
            .collect();
        Ok(verdicts?)
    }

    /// Counts, value and missing facts of one trigger.
    #[must_use]
    pub fn count(&self, verdicts: &Verdicts, hits: &[Hit]) -> TriggerCount {
        let (fires, does_not_fire, unknown) = verdicts.counts();
        let value_eur: f64 = hits.iter().filter_map(|hit| hit.priority.value_eur).sum();
        let mut missing: HashMap<&'static str, usize> = HashMap::new();
        let mut blocked_eur = 0.0;
        for machine in verdicts.unknown() {
            for fact in verdicts.missing(machine) {
                *missing.entry(fact).or_default() += 1;
            }
            blocked_eur += verdicts.value_eur(machine).unwrap_or(0.0);
        }
        #[expect(clippy::cast_precision_loss, reason = "a share of machines")]
        let usual = if fires + does_not_fire == 0 { 0.0 } else { fires as f64 / (fires + does_not_fire) as f64 };
        let mut missing: Vec<(String, usize)> =
            missing.into_iter().map(|(fact, machines)| (fact.to_owned(), machines)).collect();
        missing.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
        TriggerCount {
            trigger: verdicts.condition().rule.id.clone(),
            fires,
            does_not_fire,
            unknown,
            value_eur,
            blocked_eur: (blocked_eur * usual).round(),
            missing,
        }
    }

    /// The hits of one trigger, by machine.
    #[must_use]
    pub fn hits(verdicts: &Verdicts) -> Vec<Hit> {
        let firing: Vec<usize> = verdicts.firing().collect();
        firing.into_par_iter().filter_map(|machine| verdicts.hit(machine)).collect()
    }

    fn id(&self, machine: usize) -> Option<MachineId> {
        self.state.files.link.ids.get(machine).copied()
    }

    /// What the owner of a machine's opportunities is found by.
    pub(crate) fn owner(&self, territories: &Territories, machine: usize) -> String {
        let files = &self.state.files;
        let (at, _) = base::fact("product_family").unwrap_or((0, &base::FACTS[0]));
        let family = self.facts.facts.column(at);
        let family = arrow::array::AsArray::as_string_opt::<i32>(family)
            .filter(|values| arrow::array::Array::is_valid(values, machine))
            .map(|values| values.value(machine));
        let place = Place {
            country: files.str("country", machine),
            postcode: files.str("postcode", machine),
            product_family: family,
            customer_number: files.str("customer_number", machine),
            customer_name: files.str("customer_name", machine),
        };
        territories.owner(place).to_owned()
    }
}

fn in_words(evidence: &[Evidence]) -> String {
    let parts: Vec<String> =
        evidence.iter().map(|item| format!("{} is {}, not {}", item.fact, item.value, item.comparison)).collect();
    parts.join("; ")
}

/// Saves a run: hits with their evidence, closed hits with the reason, opportunities, members of segments. Gives the counts by trigger.
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
) -> Result<Vec<TriggerCount>, PipelineError> {
    progress.stage("hits");
    let as_of = decided.facts.as_of;
    if let Some(last) = workplace.store.last_run_of().await?.filter(|last| *last > as_of) {
        return Err(PipelineError::Nothing(format!(
            "the last run was of {last}; saving one of {as_of} would close what holds today (use --no-save to look back)"
        )));
    }
    let mut before: HashMap<(MachineId, String), HitRow> = HashMap::new();
    for hit in workplace.store.hits().await? {
        before.insert((hit.machine, hit.trigger.clone()), hit);
    }
    let mut counts = Vec::new();
    let mut outdated: Vec<(MachineId, String)> = Vec::new();
    let mut rows: Vec<HitRow> = Vec::new();
    let mut causes: Vec<Cause> = Vec::new();
    for of in verdicts {
        let hits = Decided::hits(of);
        counts.push(decided.count(of, &hits));
        let rule = &of.condition().rule;
        let fresh: Vec<HitRow> = hits.par_iter().filter_map(|hit| row(decided, rule, hit, as_of)).collect();
        for (hit, mut now) in hits.iter().zip(fresh) {
            let key = (now.machine, rule.id.clone());
            let old = before.remove(&key);
            let open = old.as_ref().filter(|old| old.state == HitState::Open);
            causes.push(Cause {
                machine: now.machine,
                campaign: rule.campaign.clone(),
                trigger: rule.id.clone(),
                is_new: open.is_none(),
                score: now.score,
                value_cents: now.value_cents,
                value_basis: hit.priority.value_from.map(str::to_owned),
            });
            if let Some(open) = open {
                now.first_seen = open.first_seen;
            }
            if old.as_ref() == Some(&now) {
                continue;
            }
            if old.is_some() {
                outdated.push(key);
            }
            rows.push(now);
        }
    }
    let position: HashMap<MachineId, usize> =
        decided.state.files.link.ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let mut ended: HashMap<(MachineId, String), String> = HashMap::new();
    // What is left held before and was not found again.
    let mut left: Vec<HitRow> = before.into_values().filter(|hit| hit.state == HitState::Open).collect();
    left.sort_by(|a, b| (a.machine, &a.trigger).cmp(&(b.machine, &b.trigger)));
    for mut hit in left {
        let of = verdicts.iter().find(|of| of.condition().rule.id == hit.trigger);
        if let (Some(machine), Some(of)) = (position.get(&hit.machine), of)
            && of.verdict(*machine) == Verdict::Unknown
        {
            // Data that fell silent is no answer: the hit stays as it was last seen, and says so.
            let reason =
                format!("last seen {}; now not known: {} is missing", hit.last_seen, of.missing(*machine).join(", "));
            causes.push(Cause {
                machine: hit.machine,
                campaign: hit.campaign.clone(),
                trigger: hit.trigger.clone(),
                is_new: false,
                score: hit.score,
                value_cents: hit.value_cents,
                value_basis: None,
            });
            if hit.reason.as_ref() != Some(&reason) {
                outdated.push((hit.machine, hit.trigger.clone()));
                hit.reason = Some(reason);
                rows.push(hit);
            }
            continue;
        }
        let reason = match (position.get(&hit.machine), of) {
            (None, _) => "the machine is no longer in any list".to_owned(),
            (_, None) => "the trigger is no longer in the rule pack".to_owned(),
            (Some(machine), Some(of)) => in_words(&of.evidence(*machine)),
        };
        let text = format!("{}: {reason}", hit.trigger);
        ended
            .entry((hit.machine, hit.campaign.clone()))
            .and_modify(|all| *all = format!("{all}; {text}"))
            .or_insert(text);
        outdated.push((hit.machine, hit.trigger.clone()));
        hit.state = HitState::Closed;
        hit.reason = Some(reason);
        rows.push(hit);
    }
    let changed = reconcile(
        workplace.store.opportunities().await?,
        causes,
        as_of,
        |machine| position.get(&machine).map_or_else(String::new, |at| decided.owner(territories, *at)),
        |machine, campaign| {
            let reason = ended.get(&(machine, campaign.to_owned()));
            reason.cloned().unwrap_or_else(|| "its triggers no longer hold".to_owned())
        },
    );
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
    write.add_run(run).await?;
    write.put_hits(&outdated, rows).await?;
    write.put_opportunities(changed).await?;
    write.put_segment_members(as_of, members).await?;
    write.commit().await?;
    Ok(counts)
}

fn row(decided: &Decided, rule: &Rule, hit: &Hit, as_of: NaiveDate) -> Option<HitRow> {
    let saved = Saved { priority: &hit.priority, evidence: hit.proof.evidence() };
    #[expect(clippy::cast_possible_truncation, reason = "amounts stay far below 2^63 cents")]
    let value_cents = hit.priority.value_eur.map(|euros| (euros * 100.0).round() as i64);
    Some(HitRow {
        machine: decided.id(hit.machine)?,
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
    })
}
