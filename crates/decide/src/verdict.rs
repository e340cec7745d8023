//! The verdicts of one rule over the whole base.

use crate::condition::{Condition, RuleError, answer, is_telemetry};
use crate::evidence::{Computed, Evidence, Facts, Proof};
use crate::priority::{self, Priority};
use arrow::array::{Array, BooleanArray};
use arrow::compute::nullif;
use arrow::record_batch::RecordBatch;
use base::{FACTS, FactSources};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The answer of a rule for one machine.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The condition holds.
    Fires,
    /// It does not hold.
    DoesNotFire,
    /// A fact it needs is missing.
    Unknown,
    /// The facts it needs are there, but the machine's user has not agreed to their use for its purpose.
    NotPermitted,
}

impl Verdict {
    fn of(answer: Option<bool>) -> Self {
        match answer {
            Some(true) => Self::Fires,
            Some(false) => Self::DoesNotFire,
            None => Self::Unknown,
        }
    }

    /// The name in JSON and CSV.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Fires => "fires",
            Self::DoesNotFire => "does_not_fire",
            Self::Unknown => "unknown",
            Self::NotPermitted => "not_permitted",
        }
    }
}

/// A verdict that fires, with its proof and priority.
#[derive(Clone, PartialEq, Debug)]
pub struct Hit {
    /// The machine's position in the fact table.
    pub machine: usize,
    /// Why it fires.
    pub proof: Proof,
    /// How it ranks.
    pub priority: Priority,
}

/// The verdicts of one rule. They hold on to the fact table they were made of, so that evidence can be asked for later.
pub struct Verdicts {
    condition: Arc<Condition>,
    table: RecordBatch,
    sources: Vec<Arc<FactSources>>,
    basis: Vec<Option<&'static str>>,
    answers: Vec<BooleanArray>,
    computed: Vec<Computed>,
    whole: BooleanArray,
    not_permitted: Option<BooleanArray>,
    kept: Option<Box<Kept>>,
}

/// Open hits that hold on.
struct Kept {
    /// The machines, a true for each.
    machines: BooleanArray,
    /// Why they hold on.
    by: Verdicts,
}

/// What is said to be missing where the user of a machine has not agreed to the use of its data.
pub const DATA_USE: &str = "data_use";

impl Verdicts {
    /// The same as [`Verdicts::of`], where telemetry of barred machines must not be used: such facts are not known then, and
    /// a verdict that is unknown for nothing but that is not permitted. `barred` has a true for each machine whose user has
    /// not agreed. What did not change since `before`, verdicts on the same machines, is taken over ([`Verdicts::again`]).
    ///
    /// # Errors
    /// As [`Verdicts::of`].
    pub fn permitted(
        condition: &Arc<Condition>,
        table: &RecordBatch,
        sources: &[Arc<FactSources>],
        basis: &[Option<&'static str>],
        barred: &BooleanArray,
        before: Option<&Self>,
    ) -> Result<Self, RuleError> {
        let evaluated = |table: &RecordBatch| match before {
            Some(before) => Self::again(before, condition, table, sources, basis),
            None => Self::of(condition, table, sources, basis),
        };
        if barred.true_count() == 0 || !condition.reads_telemetry() && !condition.ranks_by_telemetry() {
            return evaluated(table);
        }
        let mut columns = table.columns().to_vec();
        for (at, column) in columns.iter_mut().enumerate() {
            if is_telemetry(at) {
                *column = nullif(column, barred).map_err(|error| RuleError {
                    rule: condition.rule.id.clone(),
                    what: error.to_string(),
                    at: None,
                })?;
            }
        }
        let allowed = RecordBatch::try_new(table.schema(), columns).map_err(|error| RuleError {
            rule: condition.rule.id.clone(),
            what: error.to_string(),
            at: None,
        })?;
        let mut verdicts = evaluated(&allowed)?;
        // Whether there are data is looked at, what they say is not: it is kept back where nothing but telemetry is missing
        // and some of that is there.
        let is_kept_back = |machine: usize| {
            let is_there = |at: &usize| table.column(*at).is_valid(machine);
            if verdicts.whole.is_null(machine) {
                let missing = verdicts.missing_at(machine);
                return missing.iter().all(|at| is_telemetry(*at)) && missing.iter().any(is_there);
            }
            // An answer that rests on telemetry not being known, where it is there, is none.
            verdicts.decided_by(machine).iter().any(|at| is_telemetry(*at) && is_there(at))
        };
        let kept_back = (0..table.num_rows()).map(|machine| Some(barred.value(machine) && is_kept_back(machine)));
        let kept_back: BooleanArray = kept_back.collect();
        let whole: BooleanArray = (0..table.num_rows())
            .map(|machine| answer(&verdicts.whole, machine).filter(|_| !kept_back.value(machine)))
            .collect();
        verdicts.whole = whole;
        verdicts.not_permitted = Some(kept_back);
        Ok(verdicts)
    }

    /// Evaluates a condition over the fact table: its columns, the cells behind each value, and what values without
    /// cells rest on.
    ///
    /// # Errors
    /// Where an expression fails on the data, such as a division by zero.
    pub fn of(
        condition: &Arc<Condition>,
        table: &RecordBatch,
        sources: &[Arc<FactSources>],
        basis: &[Option<&'static str>],
    ) -> Result<Self, RuleError> {
        let (answers, whole) = condition.evaluate(table)?;
        let computed = condition.leaves.iter().map(|leaf| Computed::of(leaf, table)).collect();
        Ok(Self::made(condition, table, (sources, basis), (answers, computed, whole)))
    }

    pub(crate) fn made(
        condition: &Arc<Condition>,
        table: &RecordBatch,
        (sources, basis): (&[Arc<FactSources>], &[Option<&'static str>]),
        (answers, computed, whole): (Vec<BooleanArray>, Vec<Computed>, BooleanArray),
    ) -> Self {
        Self {
            condition: Arc::clone(condition),
            table: table.clone(),
            sources: sources.to_vec(),
            basis: basis.to_vec(),
            answers,
            computed,
            whole,
            not_permitted: None,
            kept: None,
        }
    }

    fn facts(&self) -> Facts<'_> {
        Facts { table: &self.table, sources: &self.sources, basis: &self.basis }
    }

    pub(crate) const fn table(&self) -> &RecordBatch {
        &self.table
    }

    pub(crate) fn answers(&self) -> &[BooleanArray] {
        &self.answers
    }

    /// What a comparison says of a machine.
    pub(crate) fn answered(&self, leaf: usize, machine: usize) -> Option<bool> {
        answer(&self.answers[leaf], machine)
    }

    /// The values that these comparisons compared.
    pub(crate) fn evidence_of(&self, leaves: &[usize], machine: usize) -> Vec<Evidence> {
        let mut found = Vec::new();
        for at in leaves {
            self.facts().of_leaf(&self.condition.leaves[*at], &self.computed[*at], machine, &mut found);
        }
        found
    }

    /// The rule's condition.
    #[must_use]
    pub fn condition(&self) -> &Condition {
        &self.condition
    }

    /// Lets hits that were open hold on while `keeping`, the verdicts of what keeps them, fire: those the trigger does not
    /// fire for itself. `open` has a true for each machine with an open hit.
    #[must_use]
    pub fn holding_on(mut self, open: &BooleanArray, keeping: Self) -> Self {
        let machines: BooleanArray = (0..self.whole.len())
            .map(|machine| {
                let itself = answer(&self.whole, machine) == Some(true);
                Some(!itself && open.value(machine) && keeping.verdict(machine) == Verdict::Fires)
            })
            .collect();
        if machines.true_count() > 0 {
            self.kept = Some(Box::new(Kept { machines, by: keeping }));
        }
        self
    }

    /// What keeps the hit of a machine open, where it holds on.
    fn kept(&self, machine: usize) -> Option<&Self> {
        self.kept.as_ref().filter(|kept| kept.machines.value(machine)).map(|kept| &kept.by)
    }

    /// Whether the hit of a machine only holds on: the trigger itself does not fire any more.
    #[must_use]
    pub fn holds_on(&self, machine: usize) -> bool {
        self.kept(machine).is_some()
    }

    fn is_kept_back(&self, machine: usize) -> bool {
        self.not_permitted.as_ref().is_some_and(|of| of.value(machine))
    }

    /// The verdict for a machine.
    #[must_use]
    pub fn verdict(&self, machine: usize) -> Verdict {
        if self.holds_on(machine) {
            Verdict::Fires
        } else if self.is_kept_back(machine) {
            Verdict::NotPermitted
        } else {
            Verdict::of(answer(&self.whole, machine))
        }
    }

    /// How many machines fire, do not fire, are unknown. Those not permitted are none of them.
    #[must_use]
    pub fn counts(&self) -> (usize, usize, usize) {
        let (mut fires, null) = (self.whole.true_count(), self.whole.null_count());
        let mut unknown = null - self.not_permitted.as_ref().map_or(0, BooleanArray::true_count);
        let mut others = self.whole.len() - fires - null;
        if let Some(kept) = &self.kept {
            // Those that hold on are counted as hits, whatever they were without.
            for machine in (0..self.whole.len()).filter(|machine| kept.machines.value(*machine)) {
                fires += 1;
                if self.whole.is_valid(machine) {
                    others -= 1;
                } else if !self.is_kept_back(machine) {
                    unknown -= 1;
                }
            }
        }
        (fires, others, unknown)
    }

    /// For how many machines the use of their data is not permitted.
    #[must_use]
    pub fn not_permitted_count(&self) -> usize {
        self.not_permitted().count()
    }

    /// The machines that fire.
    pub fn firing(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.whole.len()).filter(|machine| answer(&self.whole, *machine) == Some(true) || self.holds_on(*machine))
    }

    /// The machines that are unknown.
    pub fn unknown(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.whole.len())
            .filter(|machine| self.whole.is_null(*machine) && !self.is_kept_back(*machine) && !self.holds_on(*machine))
    }

    /// The machines whose data may not be used.
    pub fn not_permitted(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.whole.len()).filter(|machine| self.is_kept_back(*machine) && !self.holds_on(*machine))
    }

    /// The hit of a machine; `None` unless it fires.
    #[must_use]
    pub fn hit(&self, machine: usize) -> Option<Hit> {
        (self.verdict(machine) == Verdict::Fires).then_some(())?;
        let proof = Proof::of(self.evidence(machine))?;
        Some(Hit { machine, proof, priority: priority::of(&self.condition, self.facts(), machine) })
    }

    /// The comparisons that decided the verdict, whatever it is.
    #[must_use]
    pub fn evidence(&self, machine: usize) -> Vec<Evidence> {
        if let Some(kept) = self.kept(machine) {
            return kept.evidence(machine);
        }
        self.facts().deciding(&self.condition, &self.answers, &self.computed, machine)
    }

    /// The facts that are missing for a verdict: empty unless it is unknown; [`DATA_USE`] where it is not permitted.
    #[must_use]
    pub fn missing(&self, machine: usize) -> Vec<&'static str> {
        if self.holds_on(machine) {
            return Vec::new();
        }
        if self.is_kept_back(machine) {
            return vec![DATA_USE];
        }
        self.missing_at(machine).into_iter().map(|at| FACTS[at].id).collect()
    }

    /// The facts of the comparisons that decided, by position in the catalogue.
    fn decided_by(&self, machine: usize) -> Vec<usize> {
        let mut leaves = Vec::new();
        self.condition.tree.deciding(&self.answers, machine, &mut leaves);
        leaves.into_iter().flat_map(|at| self.condition.leaves[at].facts.iter().copied()).collect()
    }

    /// The same by position in the catalogue.
    fn missing_at(&self, machine: usize) -> Vec<usize> {
        if self.whole.is_valid(machine) {
            return Vec::new();
        }
        let mut leaves = Vec::new();
        self.condition.tree.deciding(&self.answers, machine, &mut leaves);
        let mut missing: Vec<usize> = Vec::new();
        for at in leaves {
            for fact in &self.condition.leaves[at].facts {
                if self.table.column(*fact).is_null(machine) && !missing.contains(fact) {
                    missing.push(*fact);
                }
            }
        }
        missing
    }

    /// What waiting a week with the hit of a machine is expected to cost, in EUR.
    #[must_use]
    pub fn loss_a_week(&self, machine: usize) -> f64 {
        priority::loss_a_week(&self.condition, &self.priority(machine))
    }

    /// How the hit of a machine would rank.
    #[must_use]
    pub fn priority(&self, machine: usize) -> Priority {
        priority::of(&self.condition, self.facts(), machine)
    }

    /// What the hit of a machine would be worth, for unknowns: the estimate needs no verdict.
    #[must_use]
    pub fn value_eur(&self, machine: usize) -> Option<f64> {
        priority::of(&self.condition, self.facts(), machine).value_eur
    }
}
