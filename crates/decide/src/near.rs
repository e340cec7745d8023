//! Machines for which a trigger nearly fires: what a change of a threshold would bring in first.
//!
//! How far a comparison of numbers is from turning round is its gap in parts of the threshold: 95 days against "less than
//! 90" is 0.056 away. Parts of an AND that miss add up, of an OR the nearest counts. What is no comparison of numbers, or
//! is not known, is never nearly met.

use crate::condition::{Condition, Leaf, Node, Side, evaluate};
use crate::evidence::Evidence;
use crate::verdict::{Verdict, Verdicts};
use arrow::array::{Array, AsArray, Float64Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use arrow::record_batch::RecordBatch;

/// A machine for which a trigger nearly fires.
#[derive(Clone, PartialEq, Debug)]
pub struct Near {
    /// The machine's position in the fact table.
    pub machine: usize,
    /// How far it is, in parts of the thresholds: 0.05 for a twentieth.
    pub distance: f64,
    /// The comparisons it misses.
    pub misses: Vec<Evidence>,
}

/// Both sides of a comparison as numbers, for all machines.
struct Numbers {
    left: Float64Array,
    right: Float64Array,
}

impl Numbers {
    fn of(leaf: &Leaf, table: &RecordBatch) -> Option<Self> {
        let sides = leaf.sides.as_ref()?;
        // Equal and not equal have no "nearly".
        if !matches!(sides.operator.as_str(), "<" | "<=" | ">" | ">=") {
            return None;
        }
        let side = |side: &Side| {
            let array = evaluate(&side.expression, table).ok()?;
            if !array.data_type().is_numeric() {
                return None;
            }
            cast(&array, &DataType::Float64).ok()?.as_primitive_opt::<Float64Type>().cloned()
        };
        Some(Self { left: side(&sides.left)?, right: side(&sides.right)? })
    }

    fn gap(&self, row: usize) -> f64 {
        if self.left.is_null(row) || self.right.is_null(row) {
            return f64::INFINITY;
        }
        let (left, right) = (self.left.value(row), self.right.value(row));
        let gap = (left - right).abs() / if right == 0.0 { 1.0 } else { right.abs() };
        if gap.is_finite() { gap } else { f64::INFINITY }
    }
}

/// How far nodes are from an answer.
struct Gaps<'a> {
    condition: &'a Condition,
    of: &'a Verdicts,
    numbers: Vec<Option<Numbers>>,
}

impl Gaps<'_> {
    fn to(&self, node: &Node, row: usize, wanted: bool) -> f64 {
        match node {
            Node::Leaf(at) => match self.of.answered(*at, row) {
                Some(answer) if answer == wanted => 0.0,
                Some(_) => self.numbers[*at].as_ref().map_or(f64::INFINITY, |numbers| numbers.gap(row)),
                None => f64::INFINITY,
            },
            Node::Not(inner) => self.to(inner, row, !wanted),
            Node::Trigger(_, inner) => self.to(inner, row, wanted),
            Node::And(children) | Node::Or(children) => {
                let gaps = children.iter().map(|child| self.to(child, row, wanted));
                if matches!(node, Node::And(_)) == wanted { gaps.sum() } else { gaps.fold(f64::INFINITY, f64::min) }
            }
        }
    }

    /// The comparisons on the nearest way to an answer that are not met.
    fn missed(&self, node: &Node, row: usize, wanted: bool, found: &mut Vec<usize>) {
        match node {
            Node::Leaf(at) => {
                if self.of.answered(*at, row) != Some(wanted) && !found.contains(at) {
                    found.push(*at);
                }
            }
            Node::Not(inner) => self.missed(inner, row, !wanted, found),
            Node::Trigger(_, inner) => self.missed(inner, row, wanted, found),
            Node::And(children) | Node::Or(children) => {
                if matches!(node, Node::And(_)) == wanted {
                    children.iter().for_each(|child| self.missed(child, row, wanted, found));
                } else {
                    let gap = |child: &&Node| self.to(child, row, wanted);
                    let nearest = children.iter().min_by(|a, b| gap(a).total_cmp(&gap(b)));
                    if let Some(nearest) = nearest {
                        self.missed(nearest, row, wanted, found);
                    }
                }
            }
        }
    }
}

impl Verdicts {
    /// The machines for which the trigger does not fire but nearly does, nearest first.
    #[must_use]
    pub fn nearest(&self, most: usize) -> Vec<Near> {
        let condition = self.condition();
        let numbers = condition.leaves.iter().map(|leaf| Numbers::of(leaf, self.table())).collect();
        let gaps = Gaps { condition, of: self, numbers };
        let mut near: Vec<(f64, usize)> = (0..self.table().num_rows())
            .filter(|row| self.verdict(*row) == Verdict::DoesNotFire)
            .map(|row| (gaps.to(&condition.tree, row, true), row))
            .filter(|(distance, _)| distance.is_finite())
            .collect();
        let order = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        if near.len() > most {
            near.select_nth_unstable_by(most, order);
            near.truncate(most);
        }
        near.sort_by(order);
        let misses = |row: usize| {
            let mut leaves = Vec::new();
            gaps.missed(&gaps.condition.tree, row, true, &mut leaves);
            self.evidence_of(&leaves, row)
        };
        near.into_iter().map(|(distance, machine)| Near { machine, distance, misses: misses(machine) }).collect()
    }
}
