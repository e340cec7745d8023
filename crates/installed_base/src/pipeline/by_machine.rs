//! What the open opportunities make of each machine: the best score and the summed value.

use super::Pipeline;
use super::columns::{Columns, is_open};
use crate::bits::Bits;
use crate::machines::Sums;
use crate::order::{Order, UNKNOWN, key_of_integer};
use std::sync::OnceLock;

/// By position of the machine.
#[derive(Debug, Default)]
pub(super) struct ByMachine {
    pub(super) score: Vec<Option<u8>>,
    pub(super) value: Vec<Option<i64>>,
    by_score: Order,
    by_value: Order,
    /// The unfiltered map, once asked for.
    sums: OnceLock<Sums>,
}

impl ByMachine {
    pub(super) fn of(columns: &Columns, machines: usize) -> Self {
        let mut all = Self { score: vec![None; machines], value: vec![None; machines], ..Self::default() };
        all.add(columns, |_| true);
        let (by_score, by_value) = rayon::join(
            || Order::of(&all.score.iter().map(|score| score_key(*score)).collect::<Vec<u64>>()),
            || Order::of(&all.value.iter().map(|value| value_key(*value)).collect::<Vec<u64>>()),
        );
        Self { by_score, by_value, ..all }
    }

    /// Adds the open opportunities of these machines.
    fn add(&mut self, columns: &Columns, of: impl Fn(u32) -> bool) {
        for (at, machine) in columns.machine.iter().enumerate() {
            if !of(*machine) || !columns.stage.get(at).is_some_and(|stage| is_open(*stage)) {
                continue;
            }
            let machine = *machine as usize;
            if let (Some(best), Some(score)) = (self.score.get_mut(machine), columns.score.get(at)) {
                *best = (*best).max(Some(*score));
            }
            if let (Some(sum), Some(Some(value))) = (self.value.get_mut(machine), columns.value.get(at)) {
                *sum = Some(sum.unwrap_or_default().saturating_add(*value));
            }
        }
    }

    /// The same after the opportunities of some machines changed; `None` where nothing is different.
    pub(super) fn changed(&self, columns: &Columns, machines: &[u32]) -> Option<Self> {
        let touched = Bits::of_positions(self.score.len(), machines);
        let mut next = Self { score: self.score.clone(), value: self.value.clone(), ..Self::default() };
        touched.for_each(|machine| {
            let at = machine as usize;
            if let (Some(score), Some(value)) = (next.score.get_mut(at), next.value.get_mut(at)) {
                (*score, *value) = (None, None);
            }
        });
        next.add(columns, |machine| touched.contains(machine));
        let (mut scores, mut values) = (Vec::new(), Vec::new());
        touched.for_each(|machine| {
            let at = machine as usize;
            if next.score.get(at) != self.score.get(at) {
                scores.push(machine);
            }
            if next.value.get(at) != self.value.get(at) {
                values.push(machine);
            }
        });
        if scores.is_empty() && values.is_empty() {
            return None;
        }
        let len = next.score.len();
        let score = |machine: u32| score_key(next.score.get(machine as usize).copied().flatten());
        let value = |machine: u32| value_key(next.value.get(machine as usize).copied().flatten());
        let reordered = |order: &Order, changed: &[u32], key: &dyn Fn(u32) -> u64| {
            if changed.is_empty() { order.clone() } else { order.changed(len, changed, key) }
        };
        let by_score = reordered(&self.by_score, &scores, &score);
        let by_value = reordered(&self.by_value, &values, &value);
        Some(Self { by_score, by_value, ..next })
    }
}

fn score_key(score: Option<u8>) -> u64 {
    score.map_or(UNKNOWN, u64::from)
}

fn value_key(value: Option<i64>) -> u64 {
    value.map_or(UNKNOWN, key_of_integer)
}

impl Pipeline {
    /// The best score and the summed value in EUR cents of the open opportunities of the machine at this position of
    /// the base.
    #[must_use]
    pub fn by_machine(&self, position: u32) -> (Option<u8>, Option<i64>) {
        let at = position as usize;
        (self.by_machine.score.get(at).copied().flatten(), self.by_machine.value.get(at).copied().flatten())
    }

    pub(crate) fn order_by_score(&self) -> &Order {
        &self.by_machine.by_score
    }

    pub(crate) fn order_by_value(&self) -> &Order {
        &self.by_machine.by_value
    }

    pub(crate) fn value_of(&self, machine: u32) -> i64 {
        self.by_machine.value.get(machine as usize).copied().flatten().unwrap_or_default()
    }

    pub(crate) fn sums_of_all(&self) -> &Sums {
        self.by_machine.sums.get_or_init(|| Sums::of(&self.base, None, |machine| self.value_of(machine)))
    }

    /// The machines whose best score is at least this.
    pub(crate) fn machines_scored(&self, from: f64) -> Bits {
        let least = (0..=u8::MAX).find(|score| f64::from(*score) >= from);
        Bits::of_column(&self.by_machine.score, |score| least.is_some_and(|least| score >= Some(least)))
    }

    /// The machines with an open opportunity of one of these campaign types.
    pub(crate) fn machines_of_campaigns(&self, names: &[String]) -> Bits {
        let columns = &self.columns;
        let codes = columns.campaigns.chosen(names);
        let mut found = Bits::none(self.base.len());
        for ((machine, campaign), stage) in columns.machine.iter().zip(&*columns.campaign).zip(&*columns.stage) {
            if is_open(*stage) && codes.contains(campaign) {
                found.insert(*machine);
            }
        }
        found
    }
}
