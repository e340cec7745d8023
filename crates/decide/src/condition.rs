//! Conditions, compiled once and evaluated over the whole fact table.
//!
//! A condition is taken apart at AND, OR and NOT; what stays are the comparisons (leaves). Each leaf is a DataFusion
//! physical expression evaluated on the whole batch, and the verdict is their combination by Kleene's three-valued
//! logic, which is SQL's. Knowing each leaf's answer is what makes the evidence. `trigger('id')` stands for the condition of
//! another trigger, whose comparisons then count with the way that led to them.

use crate::composite::{self, Via};
use crate::place::{self, Name, Place};
use crate::priority::Weights;
use crate::rule::Rule;
use crate::tree::{bearable, with_stack};
use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use arrow::compute::kernels::boolean::{and_kleene, not, or_kleene};
use arrow::datatypes::Schema;
use arrow::record_batch::RecordBatch;
use base::{DataType, FACTS};
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, DFSchema};
use datafusion::logical_expr::{Expr, ExprSchemable, Operator, Volatility};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::prelude::SessionContext;
use datafusion::scalar::ScalarValue;
use std::sync::Arc;

/// Functions a condition may call: none that makes more of a value than it was. `trigger` is put in place of what it names.
const FUNCTIONS: [&str; 16] = [
    "abs",
    "round",
    "floor",
    "ceil",
    "coalesce",
    "nullif",
    "greatest",
    "least",
    "lower",
    "upper",
    "trim",
    "btrim",
    "character_length",
    "starts_with",
    "power",
    "trigger",
];

/// Comparisons of a condition at most, those of the triggers within it included.
const MOST: usize = 2_000;

/// Triggers within triggers at most.
const DEEPEST: usize = 16;

/// What is wrong with a rule.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("rule {rule}{}: {what}", .at.map_or_else(String::new, |at| format!(", {at}")))]
pub struct RuleError {
    /// The rule's file or id.
    pub rule: String,
    /// What is wrong and what to do.
    pub what: String,
    /// Where in its file.
    pub at: Option<Place>,
}

/// How leaves combine.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Node {
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Leaf(usize),
    /// Another trigger, by its position in [`Condition::inner`].
    Trigger(usize, Box<Node>),
}

/// One comparison.
#[derive(Clone)]
pub(crate) struct Leaf {
    /// As text, parameters filled in.
    pub(crate) text: String,
    /// Facts in it, by position in [`FACTS`], in order of appearance.
    pub(crate) facts: Vec<usize>,
    /// The triggers on the way to it, outermost first.
    pub(crate) via: Arc<[Via]>,
    expression: Arc<dyn PhysicalExpr>,
    /// For `left operator right`: the operator, and both sides for showing the compared values.
    pub(crate) sides: Option<Sides>,
}

#[derive(Clone)]
pub(crate) struct Sides {
    pub(crate) operator: String,
    pub(crate) left: Side,
    pub(crate) right: Side,
}

#[derive(Clone)]
pub(crate) struct Side {
    pub(crate) text: String,
    /// The one fact it is, where it is just a fact.
    pub(crate) fact: Option<usize>,
    pub(crate) literal: bool,
    pub(crate) expression: Arc<dyn PhysicalExpr>,
}

/// A rule ready to be evaluated.
#[derive(Clone)]
pub struct Condition {
    /// The rule.
    pub rule: Rule,
    pub(crate) tree: Node,
    pub(crate) leaves: Vec<Leaf>,
    /// Triggers within it, those within them included.
    pub(crate) inner: Vec<Via>,
    /// How its hits are ranked.
    pub(crate) weights: Weights,
}

/// Compiles rules against the fact catalogue.
pub struct Conditions {
    context: SessionContext,
    schema: DFSchema,
    known: Vec<Rule>,
    weights: Weights,
}

impl Conditions {
    /// A compiler for the given fact table's columns.
    ///
    /// # Errors
    /// Where the schema names a column twice.
    pub fn over(schema: &Schema) -> Result<Self, RuleError> {
        let schema = DFSchema::try_from(schema.clone()).map_err(|error| RuleError {
            rule: "fact table".to_owned(),
            what: error.to_string(),
            at: None,
        })?;
        let context = SessionContext::new();
        context.register_udf(composite::function());
        Ok(Self { context, schema, known: Vec::new(), weights: Weights::default() })
    }

    /// The same, with triggers that conditions may name by `trigger('id')`.
    #[must_use]
    pub fn knowing(mut self, known: &[Rule]) -> Self {
        known.clone_into(&mut self.known);
        self
    }

    /// The same, with other weights for the priority of hits.
    #[must_use]
    pub const fn weighing(mut self, weights: Weights) -> Self {
        self.weights = weights;
        self
    }

    /// Compiles one rule.
    ///
    /// # Errors
    /// Where the condition does not parse, names an unknown fact, parameter or trigger, is not yes or no, calls a function
    /// whose answer changes from call to call, or names itself by way of others.
    pub fn compile(&self, rule: &Rule) -> Result<Condition, RuleError> {
        if let Some(keeping) = rule.keeping() {
            self.compile(&keeping).map_err(|error| RuleError { what: format!("keep: {}", error.what), ..error })?;
        }
        let mut parts = Parts { leaves: Vec::new(), inner: Vec::new(), way: vec![rule.id.clone()], via: Arc::from([]) };
        let tree = with_stack(|| self.tree(rule, &mut parts)).unwrap_or_else(|| {
            let what = "the condition cannot be compiled now; try again".to_owned();
            Err(RuleError { rule: rule.name().to_owned(), what, at: None })
        })?;
        Ok(Condition { rule: rule.clone(), tree, leaves: parts.leaves, inner: parts.inner, weights: self.weights })
    }

    fn tree(&self, rule: &Rule, parts: &mut Parts) -> Result<Node, RuleError> {
        let wrong_at = |what: String, at: Option<Place>| {
            let at = Some(at.map_or(rule.condition_at, |at| rule.condition_at.within(at)));
            RuleError { rule: rule.name().to_owned(), what, at }
        };
        let wrong = |what: String| wrong_at(what, None);
        let plain = |error: datafusion::error::DataFusionError| wrong(place::in_words(&error.strip_backtrace()));
        bearable(&rule.condition).map_err(wrong)?;
        self.know(rule).map_err(|(what, at)| wrong_at(what, Some(at)))?;
        let expression = self.context.parse_sql_expr(&rule.condition, &self.schema).map_err(|error| {
            let (what, at) = place::of_message(&rule.condition, &place::in_words(&error.strip_backtrace()));
            wrong_at(format!("the condition does not parse: {what}"), at)
        })?;
        let expression = expression
            .transform(|part| match &part {
                Expr::Placeholder(placeholder) => {
                    let value = composite::threshold(rule, placeholder.id.trim_start_matches('$'));
                    Ok(value.map_or_else(|| Transformed::no(part.clone()), Transformed::yes))
                }
                _ => Ok(Transformed::no(part)),
            })
            .map_err(plain)?
            .data;
        refuse(&expression).map_err(wrong)?;
        let kind = expression.get_type(&self.schema).map_err(plain)?;
        if kind != arrow::datatypes::DataType::Boolean {
            return Err(wrong(format!("the condition is {kind}, not yes or no")));
        }
        self.take_apart(&expression, parts).map_err(|stop| match stop {
            Stop::Library(error) => plain(*error),
            Stop::Said(what) => wrong(what),
        })
    }

    /// Whether all names are known: the first that is not, with what was probably meant.
    fn know(&self, rule: &Rule) -> Result<(), (String, Place)> {
        for name in place::names(&rule.condition) {
            match name {
                Name::Fact(name, at) if self.column(&name).is_none() => {
                    let facts = self.schema.fields().iter().map(|field| field.name().as_str());
                    return Err((format!("unknown fact `{name}`{}", place::meant(&name, facts)), at));
                }
                Name::Parameter(name, at) if !rule.parameters.contains_key(&name) => {
                    let meant = place::meant(&name, rule.parameters.keys().map(String::as_str));
                    return Err((format!("`${name}` has no value under [parameters]{meant}"), at));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn take_apart(&self, expression: &Expr, parts: &mut Parts) -> Result<Node, Stop> {
        match expression {
            Expr::BinaryExpr(binary) if matches!(binary.op, Operator::And | Operator::Or) => {
                let mut children = Vec::new();
                for side in [&binary.left, &binary.right] {
                    match (self.take_apart(side, parts)?, binary.op) {
                        (Node::And(inner), Operator::And) | (Node::Or(inner), Operator::Or) => children.extend(inner),
                        (other, _) => children.push(other),
                    }
                }
                Ok(if binary.op == Operator::And { Node::And(children) } else { Node::Or(children) })
            }
            Expr::Not(inner) => Ok(Node::Not(Box::new(self.take_apart(inner, parts)?))),
            other => match composite::named(other)? {
                Some(id) => self.trigger(id, parts),
                None => {
                    if parts.leaves.len() >= MOST {
                        return Err(Stop::Said(format!(
                            "with the triggers it names it has more than {MOST} comparisons; make it smaller"
                        )));
                    }
                    let leaf = self.leaf(other)?;
                    parts.leaves.push(Leaf { via: Arc::clone(&parts.via), ..leaf });
                    Ok(Node::Leaf(parts.leaves.len() - 1))
                }
            },
        }
    }

    /// Another trigger, put in where it is named.
    fn trigger(&self, id: &str, parts: &mut Parts) -> Result<Node, Stop> {
        if let Some(from) = parts.way.iter().position(|known| known == id) {
            let circle: Vec<&str> = parts.way[from..].iter().map(String::as_str).chain([id]).collect();
            let circle = circle.join(" → ");
            return Err(Stop::Said(format!("triggers name each other in a circle: {circle}; take one out")));
        }
        if parts.way.len() > DEEPEST {
            return Err(Stop::Said(format!("triggers may stand {DEEPEST} deep in each other")));
        }
        let Some(rule) = self.known.iter().find(|known| known.id == id) else {
            let meant = place::meant(id, self.known.iter().map(|known| known.id.as_str()));
            return Err(Stop::Said(format!("there is no trigger `{id}` in force{meant}")));
        };
        let via = Via { trigger: rule.id.clone(), version: rule.version };
        let place = parts.inner.len();
        parts.inner.push(via.clone());
        let outer = Arc::clone(&parts.via);
        parts.via = outer.iter().cloned().chain([via]).collect();
        parts.way.push(id.to_owned());
        let node = self.tree(rule, parts).map_err(|error| {
            // A circle is named whole; anything else is said with the trigger it is in.
            let whole = error.what.starts_with("triggers name each other");
            Stop::Said(if whole { error.what } else { error.to_string() })
        })?;
        parts.way.pop();
        parts.via = outer;
        Ok(Node::Trigger(place, Box::new(node)))
    }

    /// The type of a column of the fact table.
    pub(crate) fn column(&self, name: &str) -> Option<arrow::datatypes::DataType> {
        self.schema.field_with_unqualified_name(name).ok().map(|field| field.data_type().clone())
    }

    fn physical(&self, expression: &Expr) -> datafusion::error::Result<Arc<dyn PhysicalExpr>> {
        self.context.create_physical_expr(expression.clone(), &self.schema)
    }

    /// One comparison, ready to be evaluated.
    pub(crate) fn leaf(&self, expression: &Expr) -> datafusion::error::Result<Leaf> {
        let mut facts = Vec::new();
        expression.apply(|part| {
            // That a threshold depends on the machine type makes the type no fact of the comparison.
            if matches!(part, Expr::Alias(_)) {
                return Ok(TreeNodeRecursion::Jump);
            }
            if let Expr::Column(Column { name, .. }) = part
                && let Some((at, _)) = base::fact(name)
                && !facts.contains(&at)
            {
                facts.push(at);
            }
            Ok(TreeNodeRecursion::Continue)
        })?;
        let sides = match expression {
            Expr::BinaryExpr(binary) => Some(Sides {
                operator: binary.op.to_string(),
                left: self.side(&binary.left)?,
                right: self.side(&binary.right)?,
            }),
            _ => None,
        };
        let via = Arc::from([]);
        Ok(Leaf { text: shown(expression), facts, via, expression: self.physical(expression)?, sides })
    }

    fn side(&self, expression: &Expr) -> datafusion::error::Result<Side> {
        let fact = match expression {
            Expr::Column(column) => base::fact(&column.name).map(|(at, _)| at),
            _ => None,
        };
        Ok(Side {
            text: shown(expression),
            fact,
            literal: matches!(expression, Expr::Literal(..)),
            expression: self.physical(expression)?,
        })
    }
}

/// Whole parameters are whole numbers, so that counts and days compare without a detour over floating point.
pub(crate) fn literal(value: f64) -> Expr {
    #[expect(clippy::cast_possible_truncation, reason = "whole and small")]
    if value.fract() == 0.0 && value.abs() < 1e15 {
        Expr::Literal(ScalarValue::Int64(Some(value as i64)), None)
    } else {
        Expr::Literal(ScalarValue::Float64(Some(value)), None)
    }
}

fn shown(expression: &Expr) -> String {
    let by_name = expression.clone().transform(|part| match part {
        Expr::Alias(alias) => Ok(Transformed::yes(Expr::Column(Column::new_unqualified(alias.name)))),
        part => Ok(Transformed::no(part)),
    });
    let by_name = by_name.map_or_else(|_| expression.clone(), |by_name| by_name.data);
    let sql =
        datafusion::sql::unparser::expr_to_sql(&by_name).map_or_else(|_| expression.to_string(), |sql| sql.to_string());
    // Quotes around names are noise; a quotation mark within a text belongs to it.
    let within_text = |part: &Expr| matches!(part, Expr::Literal(value, _) if value.to_string().contains('"'));
    if expression.exists(|part| Ok(within_text(part))).unwrap_or(true) { sql } else { sql.replace('"', "") }
}

/// What a condition is taken apart into, on the way through the triggers it names.
struct Parts {
    leaves: Vec<Leaf>,
    inner: Vec<Via>,
    way: Vec<String>,
    via: Arc<[Via]>,
}

/// Why a condition was not taken apart: what the library says, or what is said here already.
pub(crate) enum Stop {
    Library(Box<datafusion::error::DataFusionError>),
    Said(String),
}

impl From<datafusion::error::DataFusionError> for Stop {
    fn from(error: datafusion::error::DataFusionError) -> Self {
        Self::Library(Box::new(error))
    }
}

/// Conditions may only compare facts: nothing that reads tables or changes from call to call.
fn refuse(expression: &Expr) -> Result<(), String> {
    let mut refused = None;
    let walked = expression.apply(|part| {
        let what = match part {
            Expr::ScalarFunction(function) if function.func.signature().volatility == Volatility::Immutable => {
                let name = function.name();
                (!FUNCTIONS.contains(&name))
                    .then(|| format!("`{name}` is not a function of conditions; there are {}", FUNCTIONS.join(", ")))
            }
            Expr::ScalarFunction(function) => {
                Some(format!("`{}` is not allowed: its answer changes from call to call", function.name()))
            }
            Expr::AggregateFunction(_) | Expr::WindowFunction(_) => {
                Some("aggregates are not allowed: a condition looks at one machine".to_owned())
            }
            Expr::Exists(_) | Expr::InSubquery(_) | Expr::ScalarSubquery(_) => {
                Some("subqueries are not allowed: a condition looks at facts only".to_owned())
            }
            _ => None,
        };
        refused = refused.take().or(what);
        Ok(TreeNodeRecursion::Continue)
    });
    match (walked, refused) {
        (_, Some(what)) => Err(what),
        (Err(error), None) => Err(error.strip_backtrace()),
        (Ok(_), None) => Ok(()),
    }
}

impl Leaf {
    fn evaluate(&self, facts: &RecordBatch) -> datafusion::error::Result<BooleanArray> {
        let array = evaluate(&self.expression, facts)?;
        match array.as_boolean_opt() {
            Some(answers) => Ok(answers.clone()),
            None => Err(datafusion::error::DataFusionError::Internal(format!("`{}` is not yes or no", self.text))),
        }
    }
}

pub(crate) fn evaluate(expression: &Arc<dyn PhysicalExpr>, facts: &RecordBatch) -> datafusion::error::Result<ArrayRef> {
    expression.evaluate(facts)?.into_array(facts.num_rows())
}

impl Condition {
    /// The answers of all leaves and their combination.
    pub(crate) fn evaluate(&self, facts: &RecordBatch) -> Result<(Vec<BooleanArray>, BooleanArray), RuleError> {
        let wrong = |what: String| RuleError { rule: self.rule.id.clone(), what, at: None };
        let answers: Vec<BooleanArray> = self
            .leaves
            .iter()
            .map(|leaf| leaf.evaluate(facts))
            .collect::<Result<_, _>>()
            .map_err(|error| wrong(error.strip_backtrace()))?;
        let whole = combine(&self.tree, &answers).map_err(|error| wrong(error.to_string()))?;
        Ok((answers, whole))
    }

    /// The facts the condition names, by position in [`FACTS`].
    #[must_use]
    pub fn facts(&self) -> Vec<usize> {
        let mut facts: Vec<usize> = self.leaves.iter().flat_map(|leaf| leaf.facts.iter().copied()).collect();
        facts.sort_unstable();
        facts.dedup();
        facts
    }

    /// The same, each once, in the order the condition names them.
    #[must_use]
    pub fn named(&self) -> Vec<usize> {
        let mut named = Vec::new();
        for fact in self.leaves.iter().flat_map(|leaf| &leaf.facts) {
            if !named.contains(fact) {
                named.push(*fact);
            }
        }
        named
    }

    /// Whether urgency or value of its hits are read off telemetry.
    pub(crate) fn ranks_by_telemetry(&self) -> bool {
        let urgency = self.rule.priority.urgency.iter().map(|urgency| &urgency.fact);
        let mut facts = urgency.chain(self.rule.value.iter().map(|value| &value.fact));
        facts.any(|fact| base::fact(fact).is_some_and(|(at, _)| is_telemetry(at)))
    }

    /// Whether another condition compares the same in the same way, whatever its version.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        self.tree == other.tree
            && self.leaves.len() == other.leaves.len()
            && self.leaves.iter().zip(&other.leaves).all(|(a, b)| a.text == b.text && a.facts == b.facts && a.via == b.via)
            && self.inner == other.inner
            // Thresholds by machine type stand in the texts by their names only.
            && self.rule.parameters == other.rule.parameters
            && self.rule.by_type == other.rule.by_type
    }

    /// The triggers within it, each once, those within them included.
    #[must_use]
    pub fn triggers(&self) -> Vec<&Via> {
        let mut found: Vec<&Via> = Vec::new();
        for via in &self.inner {
            if !found.contains(&via) {
                found.push(via);
            }
        }
        found
    }

    /// Whether the condition reads telemetry, which needs the user's agreement for sales (EU Data Act art. 4(13)).
    #[must_use]
    pub fn reads_telemetry(&self) -> bool {
        self.facts().iter().any(|at| is_telemetry(*at))
    }
}

/// The answers of all comparisons combined.
pub(crate) fn combined(
    condition: &Condition,
    answers: &[BooleanArray],
) -> Result<BooleanArray, arrow::error::ArrowError> {
    combine(&condition.tree, answers)
}

fn combine(node: &Node, answers: &[BooleanArray]) -> Result<BooleanArray, arrow::error::ArrowError> {
    match node {
        Node::Leaf(at) => Ok(answers[*at].clone()),
        Node::Trigger(_, inner) => combine(inner, answers),
        Node::Not(inner) => not(&combine(inner, answers)?),
        Node::And(children) | Node::Or(children) => {
            let both = if matches!(node, Node::And(_)) { and_kleene } else { or_kleene };
            let mut whole: Option<BooleanArray> = None;
            for child in children {
                let next = combine(child, answers)?;
                whole = Some(match whole {
                    None => next,
                    Some(before) => both(&before, &next)?,
                });
            }
            whole.ok_or_else(|| arrow::error::ArrowError::ComputeError("a condition without comparisons".to_owned()))
        }
    }
}

/// What a boolean array says of one row.
pub(crate) fn answer(array: &BooleanArray, row: usize) -> Option<bool> {
    array.is_valid(row).then(|| array.value(row))
}

impl Node {
    /// The leaves that decided the answer of a row, in order.
    pub(crate) fn deciding(&self, answers: &[BooleanArray], row: usize, found: &mut Vec<usize>) {
        let own = self.answer(answers, row);
        match self {
            Self::Leaf(at) => {
                if !found.contains(at) {
                    found.push(*at);
                }
            }
            Self::Not(inner) | Self::Trigger(_, inner) => inner.deciding(answers, row, found),
            Self::And(children) | Self::Or(children) => {
                // True needs every part of an AND but only the true parts of an OR; false the other way round; and
                // unknown is owed to the unknown parts alone.
                let all = matches!((self, own), (Self::And(_), Some(true)) | (Self::Or(_), Some(false)));
                for child in children {
                    if all || child.answer(answers, row) == own {
                        child.deciding(answers, row, found);
                    }
                }
            }
        }
    }

    pub(crate) fn answer(&self, answers: &[BooleanArray], row: usize) -> Option<bool> {
        match self {
            Self::Leaf(at) => answer(&answers[*at], row),
            Self::Trigger(_, inner) => inner.answer(answers, row),
            Self::Not(inner) => inner.answer(answers, row).map(|yes| !yes),
            Self::And(children) => fold(children, answers, row, false),
            Self::Or(children) => fold(children, answers, row, true),
        }
    }
}

/// `settles` is the answer of one child that settles the whole: false for AND, true for OR.
fn fold(children: &[Node], answers: &[BooleanArray], row: usize, settles: bool) -> Option<bool> {
    let mut whole = Some(!settles);
    for child in children {
        match child.answer(answers, row) {
            Some(yes) if yes == settles => return Some(settles),
            Some(_) => {}
            None => whole = None,
        }
    }
    whole
}

/// Whether a fact comes from readings or error events of the machine itself.
pub(crate) fn is_telemetry(at: usize) -> bool {
    FACTS[at].kinds.iter().any(|kind| matches!(kind, base::Kind::Errors | base::Kind::Counters))
}

/// Whether a fact's values are money in EUR.
pub(crate) fn is_money(at: usize) -> bool {
    FACTS[at].data == DataType::Money
}
