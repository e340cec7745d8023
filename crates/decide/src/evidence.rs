//! The proof of a verdict: each comparison that decided it, with the value, what it was compared with, and the cells.

use crate::composite::Via;
use crate::condition::{Condition, Leaf, evaluate};
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{Date32Type, Decimal128Type, Float64Type, Int64Type};
use arrow::record_batch::RecordBatch;
use base::{CellRef, FACTS, FactSources, SeriesRef};
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// One comparison of one fact.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Evidence {
    /// The fact's name.
    pub fact: &'static str,
    /// Its value; null where it is not known.
    pub value: Value,
    /// What it had to meet, such as `< 90`.
    pub comparison: String,
    /// The other side where that is a fact or a computation, with its value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared: Option<Compared>,
    /// The cells the value comes from.
    pub sources: Vec<CellRef>,
    /// The readings it was computed from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesRef>,
    /// What a value without a cell rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<&'static str>,
    /// The triggers on the way to the comparison, outermost first: none where it is the trigger's own.
    #[serde(skip_serializing_if = "<[Via]>::is_empty")]
    pub via: Arc<[Via]>,
}

/// The other side of a comparison.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Compared {
    /// The fact or expression.
    pub expression: String,
    /// Its value.
    pub value: Value,
    /// The cells, where it is a fact.
    pub sources: Vec<CellRef>,
    /// The readings, where it is a fact of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesRef>,
}

/// Evidence of at least one comparison: a hit cannot be made without it (design, invariant 3).
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(transparent)]
pub struct Proof(Vec<Evidence>);

impl Proof {
    /// The proof these comparisons make; `None` where there is none.
    #[must_use]
    pub fn of(evidence: Vec<Evidence>) -> Option<Self> {
        (!evidence.is_empty()).then_some(Self(evidence))
    }

    /// The comparisons.
    #[must_use]
    pub fn evidence(&self) -> &[Evidence] {
        &self.0
    }
}

/// The fact table as evidence sees it.
#[derive(Clone, Copy)]
pub(crate) struct Facts<'a> {
    pub(crate) table: &'a RecordBatch,
    pub(crate) sources: &'a [Arc<FactSources>],
    pub(crate) basis: &'a [Option<&'static str>],
}

/// The computed sides of a leaf, where a side is more than a fact or a number.
pub(crate) struct Computed {
    left: Option<ArrayRef>,
    right: Option<ArrayRef>,
}

impl Computed {
    pub(crate) fn of(leaf: &Leaf, facts: &RecordBatch) -> Self {
        let side = |side: &crate::condition::Side| {
            (side.fact.is_none() && !side.literal).then(|| evaluate(&side.expression, facts).ok()).flatten()
        };
        match &leaf.sides {
            Some(sides) => Self { left: side(&sides.left), right: side(&sides.right) },
            None => Self { left: None, right: None },
        }
    }
}

impl Facts<'_> {
    fn cells(self, fact: usize, row: usize) -> Vec<CellRef> {
        self.sources.get(fact).map_or_else(Vec::new, |sources| sources.of(row).to_vec())
    }

    fn series(self, fact: usize, row: usize) -> Option<SeriesRef> {
        self.sources.get(fact).and_then(|sources| sources.series(row))
    }

    fn value(self, fact: usize, row: usize) -> Value {
        json_value(self.table.column(fact), row)
    }

    /// The evidence one leaf gives for a row.
    pub(crate) fn of_leaf(self, leaf: &Leaf, computed: &Computed, row: usize, found: &mut Vec<Evidence>) {
        let compared = |side: &crate::condition::Side, array: Option<&ArrayRef>| -> Option<Compared> {
            if side.literal {
                return None;
            }
            let (value, sources, series) = match (side.fact, array) {
                (Some(fact), _) => (self.value(fact, row), self.cells(fact, row), self.series(fact, row)),
                (None, Some(array)) => (json_value(array, row), Vec::new(), None),
                (None, None) => return None,
            };
            Some(Compared { expression: side.text.clone(), value, sources, series })
        };
        for fact in &leaf.facts {
            let (comparison, other) = match &leaf.sides {
                Some(sides) if sides.left.fact == Some(*fact) => (
                    format!("{} {}", sides.operator, sides.right.text),
                    compared(&sides.right, computed.right.as_ref()),
                ),
                // The fact on the right is shown as what the left was compared with.
                Some(sides) if sides.right.fact == Some(*fact) && sides.left.fact.is_some() => continue,
                Some(sides) if sides.left.fact.is_none() => {
                    (leaf.text.clone(), compared(&sides.left, computed.left.as_ref()))
                }
                _ => (leaf.text.clone(), None),
            };
            let comparison = if comparison == FACTS[*fact].id { "is true".to_owned() } else { comparison };
            let sources = self.cells(*fact, row);
            let series = self.series(*fact, row);
            let basis =
                (sources.is_empty() && series.is_none()).then(|| self.basis.get(*fact).copied().flatten()).flatten();
            let new = Evidence {
                fact: FACTS[*fact].id,
                value: self.value(*fact, row),
                comparison,
                compared: other,
                sources,
                series,
                basis,
                via: Arc::clone(&leaf.via),
            };
            if !found.contains(&new) {
                found.push(new);
            }
        }
    }

    /// The evidence of all leaves that decided a row.
    pub(crate) fn deciding(
        self,
        condition: &Condition,
        answers: &[arrow::array::BooleanArray],
        computed: &[Computed],
        row: usize,
    ) -> Vec<Evidence> {
        let mut leaves = Vec::new();
        condition.tree.deciding(answers, row, &mut leaves);
        let mut found = Vec::new();
        for at in leaves {
            self.of_leaf(&condition.leaves[at], &computed[at], row, &mut found);
        }
        found
    }
}

/// A value as JSON: money and numbers as numbers, dates as ISO 8601.
pub fn json_value(array: &ArrayRef, row: usize) -> Value {
    if array.is_null(row) {
        return Value::Null;
    }
    if let Some(values) = array.as_string_opt::<i32>() {
        return json!(values.value(row));
    }
    if let Some(values) = array.as_boolean_opt() {
        return json!(values.value(row));
    }
    if let Some(values) = array.as_primitive_opt::<Int64Type>() {
        return json!(values.value(row));
    }
    if let Some(values) = array.as_primitive_opt::<Float64Type>() {
        // Six digits after the point are more than any counter or age carries; the rest is noise of the arithmetic.
        return json!((values.value(row) * 1e6).round() / 1e6);
    }
    if let Some(values) = array.as_primitive_opt::<Decimal128Type>() {
        #[expect(clippy::cast_precision_loss, reason = "shown, not computed with")]
        let amount = values.value(row) as f64 / 10_f64.powi(i32::from(values.scale()));
        return json!(amount);
    }
    if let Some(values) = array.as_primitive_opt::<Date32Type>() {
        return values.value_as_date(row).map_or(Value::Null, |date| json!(date.to_string()));
    }
    Value::Null
}
