//! The verdicts of one rule over the whole base.

use crate::condition::{Condition, RuleError, answer};
use crate::evidence::{Computed, Evidence, Facts, Proof};
use crate::priority::{self, Priority};
use arrow::array::{Array, BooleanArray};
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
}

impl Verdicts {
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
        Ok(Self {
            condition: Arc::clone(condition),
            table: table.clone(),
            sources: sources.to_vec(),
            basis: basis.to_vec(),
            answers,
            computed,
            whole,
        })
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

    /// The verdict for a machine.
    #[must_use]
    pub fn verdict(&self, machine: usize) -> Verdict {
        Verdict::of(answer(&self.whole, machine))
    }

    /// How many machines fire, do not fire, are unknown.
    #[must_use]
    pub fn counts(&self) -> (usize, usize, usize) {
        let fires = self.whole.true_count();
        let unknown = self.whole.null_count();
        (fires, self.whole.len() - fires - unknown, unknown)
    }

    /// The machines that fire.
    pub fn firing(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.whole.len()).filter(|machine| answer(&self.whole, *machine) == Some(true))
    }

    /// The machines that are unknown.
    pub fn unknown(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.whole.len()).filter(|machine| self.whole.is_null(*machine))
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
        self.facts().deciding(&self.condition, &self.answers, &self.computed, machine)
    }

    /// The facts that are missing for a verdict: empty unless it is unknown.
    #[must_use]
    pub fn missing(&self, machine: usize) -> Vec<&'static str> {
        if self.whole.is_valid(machine) {
            return Vec::new();
        }
        let mut leaves = Vec::new();
        self.condition.tree.deciding(&self.answers, machine, &mut leaves);
        let mut missing: Vec<&'static str> = Vec::new();
        for at in leaves {
            for fact in &self.condition.leaves[at].facts {
                let name = FACTS[*fact].id;
                if self.table.column(*fact).is_null(machine) && !missing.contains(&name) {
                    missing.push(name);
                }
            }
        }
        missing
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
