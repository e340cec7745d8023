//! All triggers over all machines: facts as of a day, and verdicts.

use crate::PipelineError;
use crate::permits::Permits;
use crate::policy::Policy;
use crate::state::{Progress, State, Workplace};
use ::decide::{Condition, Conditions, Hit, Rule, Verdicts};
use ::telemetry::windows::Owners;
use base::MachineId;
use chrono::NaiveDate;
use connect::{FactInputs, FactTable, Known, fact_table};
use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;
use sales::{Place, Territories};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::HitState;

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
    /// What people settled of how is decided.
    pub policy: Policy,
    /// Whose telemetry may be used for what.
    pub permits: Permits,
    triggers: Vec<Trigger>,
    /// The machines with an open hit, of each trigger that lets hits hold on.
    open: HashMap<(String, Option<u32>), HashSet<MachineId>>,
}

/// A trigger ready to give verdicts.
struct Trigger {
    condition: Arc<Condition>,
    /// What keeps its open hits open.
    keeping: Option<Arc<Condition>>,
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
    /// Machines whose user has not agreed to the use of their data for it.
    #[serde(default)]
    pub not_permitted: usize,
    /// What these would be worth if they fired as often as the known, in EUR.
    #[serde(default)]
    pub not_permitted_eur: f64,
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
    let mut decided = decide_knowing(workplace, state, deciding, Known::Delivered, progress).await?;
    if decided.triggers.iter().any(|of| of.keeping.is_some()) {
        for (machine, trigger, state, _) in workplace.store.hit_days().await? {
            if state == HitState::Open {
                decided.open.entry((trigger, None)).or_default().insert(machine);
            }
        }
    }
    Ok(decided)
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
    let policy = Policy::load(&workplace.store).await?;
    let register = workplace.store.data_uses().await?;
    // A day that is replayed is looked at today, with what is agreed now: what is open has no last day.
    let day = if known == Known::ByThen { NaiveDate::MAX } else { deciding.as_of };
    let permits = Permits::of(&register, &state.files.link.ids, day, policy.data_use);
    let compiler = Conditions::over(&facts.facts.schema())?.knowing(deciding.known).weighing(policy.weights);
    let trigger = |rule: &Rule| {
        let keeping = rule.keeping().map(|keeping| compiler.compile(&keeping).map(Arc::new)).transpose()?;
        Ok::<_, PipelineError>(Trigger { condition: Arc::new(compiler.compile(rule)?), keeping })
    };
    let triggers = deciding.rules.iter().map(trigger).collect::<Result<_, _>>()?;
    Ok(Decided { state, facts, policy, permits, triggers, open: HashMap::new() })
}

impl Decided {
    /// The verdicts of all triggers, in the order of the rules.
    ///
    /// # Errors
    /// Where a condition fails on the data.
    pub fn verdicts(&self) -> Result<Vec<Verdicts>, PipelineError> {
        self.verdicts_after(None)
    }

    /// The same, where an earlier decision and its verdicts are at hand: only machines whose facts changed since are
    /// evaluated again.
    ///
    /// # Errors
    /// Where a condition fails on the data.
    pub fn verdicts_after(&self, before: Option<(&Self, &[Verdicts])>) -> Result<Vec<Verdicts>, PipelineError> {
        let same_machines = |(of, _): &(&Self, &[Verdicts])| of.state.files.link.ids == self.state.files.link.ids;
        let before = before.filter(same_machines).map_or(&[][..], |(_, verdicts)| verdicts);
        self.triggers.par_iter().map(|of| self.verdicts_of_trigger(of, before)).collect()
    }

    /// The rules it was decided by.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.triggers.iter().map(|of| &of.condition.rule)
    }

    fn verdicts_of_trigger(&self, of: &Trigger, before: &[Verdicts]) -> Result<Verdicts, PipelineError> {
        let before = before.iter().find(|known| known.condition().rule.id == of.condition.rule.id);
        let verdicts = self.permitted(&of.condition, before)?;
        let Some(keeping) = &of.keeping else { return Ok(verdicts) };
        // Of whatever version the hit is; in a replay each version has its own.
        let rule = &of.condition.rule;
        let own = |version: Option<u32>| self.open.get(&(rule.id.clone(), version));
        let Some(open) = own(Some(rule.version)).or_else(|| own(None)) else { return Ok(verdicts) };
        let open = self.state.files.link.ids.iter().map(|id| Some(open.contains(id))).collect();
        Ok(verdicts.holding_on(&open, self.permitted(keeping, None)?))
    }

    /// The verdicts of a condition, of telemetry only what may be used for its purpose.
    fn permitted(&self, condition: &Arc<Condition>, before: Option<&Verdicts>) -> Result<Verdicts, PipelineError> {
        let barred = self.permits.barred(condition.rule.purpose());
        let facts = &self.facts;
        Ok(Verdicts::permitted(condition, &facts.facts, &facts.sources, &facts.basis, barred, before)?)
    }

    /// The verdicts of a rule that is being written.
    ///
    /// # Errors
    /// Where the condition fails on the data.
    pub fn verdicts_of_rule(&self, condition: Condition) -> Result<Verdicts, PipelineError> {
        self.permitted(&Arc::new(condition), None)
    }

    /// Says which machines have an open hit of a version of a trigger: those that may hold on.
    pub(crate) fn set_open(&mut self, rule: &Rule, machines: HashSet<MachineId>) {
        self.open.insert((rule.id.clone(), Some(rule.version)), machines);
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
        let not_permitted: Vec<usize> = verdicts.not_permitted().collect();
        let kept_back: f64 = not_permitted.iter().filter_map(|machine| verdicts.value_eur(*machine)).sum();
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
            not_permitted: not_permitted.len(),
            not_permitted_eur: (kept_back * usual).round(),
            missing,
        }
    }

    /// The hits of one trigger, by machine.
    #[must_use]
    pub fn hits(verdicts: &Verdicts) -> Vec<Hit> {
        let firing: Vec<usize> = verdicts.firing().collect();
        firing.into_par_iter().filter_map(|machine| verdicts.hit(machine)).collect()
    }

    pub(crate) fn id(&self, machine: usize) -> Option<MachineId> {
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
