//! A segment becomes a condition: each rule one comparison, segments within it put in where they are named.

use super::query::{Combinator, FactRule, Group, Item};
use super::value::{Type, day, ends, list, moved, no_fact, operand, pattern, subject};
use super::{Segment, SegmentError};
use crate::condition::{Condition, Conditions, Leaf, Node};
use crate::priority::Weights;
use crate::rule::Rule;
use arrow::datatypes::DataType as Arrow;
use chrono::NaiveDate;
use datafusion::logical_expr::{Expr, Like, Operator, binary_expr};
use serde_json::Value;

/// Comparisons of a segment at most, those of the segments within it included.
const MOST: usize = 2_000;

/// Segments within segments at most.
const DEEPEST: usize = 16;

/// The field of a rule that names other segments.
const SEGMENT: &str = "segment";

/// Compiles segments for a day, each with those it names.
pub struct Segments<'a> {
    /// The columns of the fact table.
    pub conditions: &'a Conditions,
    /// All segments that may be named.
    pub known: &'a [Segment],
    /// The day "in the next 90 days" counts from.
    pub as_of: NaiveDate,
}

/// A part of the condition and the same as SQL.
struct Made {
    node: Node,
    sql: String,
    /// Whether it must be put in brackets to be negated or joined.
    is_joined: bool,
}

impl Made {
    fn within(&self) -> String {
        if self.is_joined { format!("({})", self.sql) } else { self.sql.clone() }
    }

    fn not(self) -> Self {
        let sql = format!("NOT {}", self.within());
        Self { node: Node::Not(Box::new(self.node)), sql, is_joined: false }
    }

    fn join(mut parts: Vec<Self>, combinator: Combinator) -> Self {
        if parts.len() == 1 {
            return parts.remove(0);
        }
        let word = if combinator == Combinator::And { " AND " } else { " OR " };
        let sql = parts.iter().map(Self::within).collect::<Vec<_>>().join(word);
        let nodes = parts.into_iter().map(|part| part.node).collect();
        let node = if combinator == Combinator::And { Node::And(nodes) } else { Node::Or(nodes) };
        Self { node, sql, is_joined: true }
    }
}

/// What is being compiled: the leaves so far, and the segments on the way here.
struct Work<'s> {
    leaves: Vec<Leaf>,
    way: Vec<&'s str>,
}

impl<'s> Segments<'s> {
    /// The segment as a condition; its `rule.condition` is the same as SQL.
    ///
    /// # Errors
    /// Names the rule and what to do: an unknown fact, operator or segment, a value of the wrong type, segments that
    /// name each other in a circle, or more than there may be.
    pub fn compile(&self, segment: &Segment) -> Result<Condition, SegmentError> {
        let mut work = Work { leaves: Vec::new(), way: vec![&segment.id] };
        let wrong = |(at, what)| SegmentError { segment: segment.id.clone(), at, what };
        let made = self.group(&segment.query, &mut Vec::new(), &mut work).map_err(wrong)?;
        let rule = Rule::of_segment(&segment.id, segment.version, made.sql);
        Ok(Condition { rule, tree: made.node, leaves: work.leaves, inner: Vec::new(), weights: Weights::default() })
    }

    /// Reads a tree as the page sends it and compiles it under this id.
    ///
    /// # Errors
    /// As [`Segments::compile`].
    pub fn compile_query(&self, id: &str, query: &Value) -> Result<(Group, Condition), SegmentError> {
        let wrong = |(at, what)| SegmentError { segment: id.to_owned(), at, what };
        let group = Group::read(query).map_err(wrong)?;
        let segment =
            Segment { id: id.to_owned(), version: 0, title: super::Wording::plain(id), note: None, query: group };
        let condition = self.compile(&segment)?;
        Ok((segment.query, condition))
    }

    fn group<'g>(
        &self,
        group: &'g Group,
        at: &mut Vec<usize>,
        work: &mut Work<'g>,
    ) -> Result<Made, (Vec<usize>, String)>
    where
        's: 'g,
    {
        if group.rules.is_empty() {
            return Err((at.clone(), "a group without rules says nothing; add a rule".to_owned()));
        }
        let mut parts = Vec::with_capacity(group.rules.len());
        for (place, item) in group.rules.iter().enumerate() {
            at.push(place);
            parts.push(match item {
                Item::Group(inner) => self.group(inner, at, work)?,
                Item::Rule(rule) if rule.field == SEGMENT => {
                    self.segments(rule, work).map_err(|what| (at.clone(), what))?
                }
                Item::Rule(rule) => self.rule(rule, work).map_err(|what| (at.clone(), what))?,
            });
            at.pop();
        }
        let made = Made::join(parts, group.combinator);
        Ok(if group.not { made.not() } else { made })
    }

    /// A rule that names other segments.
    fn segments<'g>(&self, rule: &'g FactRule, work: &mut Work<'g>) -> Result<Made, String>
    where
        's: 'g,
    {
        let named: Vec<&str> = names(&rule.value);
        if named.is_empty() {
            return Err("choose a segment".to_owned());
        }
        let mut parts = Vec::with_capacity(named.len());
        for name in named {
            if let Some(from) = work.way.iter().position(|known| *known == name) {
                let circle: Vec<&str> = work.way[from..].iter().copied().chain([name]).collect();
                return Err(format!("segments name each other in a circle: {}; take one out", circle.join(" → ")));
            }
            let Some(segment) = self.known.iter().find(|known| known.id == name) else {
                return Err(format!("there is no segment `{name}`; choose another"));
            };
            if work.way.len() > DEEPEST {
                return Err(format!("segments may stand {DEEPEST} deep in each other"));
            }
            work.way.push(&segment.id);
            let made = self.group(&segment.query, &mut Vec::new(), work);
            let made = made.map_err(|(at, what)| {
                // A circle is named whole; anything else is said with the segment and rule it is in.
                let whole = what.starts_with("segments name each other");
                if whole { what } else { SegmentError { segment: segment.id.clone(), at, what }.to_string() }
            })?;
            work.way.pop();
            parts.push(made);
        }
        let made = Made::join(parts, Combinator::Or);
        match rule.operator.as_str() {
            "in" | "=" => Ok(made),
            "notIn" | "!=" => Ok(made.not()),
            other => Err(format!("`{other}` does not suit segments; there are in, notIn")),
        }
    }

    fn arrow(&self, name: &str) -> Option<Arrow> {
        self.conditions.column(name)
    }

    /// One comparison.
    fn rule(&self, rule: &FactRule, work: &mut Work<'_>) -> Result<Made, String> {
        let arrow = self.arrow(&rule.field).ok_or_else(|| no_fact(&rule.field))?;
        let data = Type::of(&arrow).ok_or_else(|| no_fact(&rule.field))?;
        let fact = subject(&rule.field, &arrow);
        let value = &rule.value;
        let other = |value: &Value| operand(value, data, |name| self.arrow(name));
        let refused = || {
            let all = operators(data).join(", ");
            format!("`{}` does not suit `{}`; there are {all}", rule.operator, rule.field)
        };
        if !operators(data).contains(&rule.operator.as_str()) {
            return Err(refused());
        }
        let compared = |operator: Operator, right: Expr| binary_expr(fact.clone(), operator, right);
        let (all, any) = (Combinator::And, Combinator::Or);
        let one = |expression: Expr| (vec![expression], all, false);
        let (expressions, combinator, not) = match rule.operator.as_str() {
            "=" => one(compared(Operator::Eq, other(value)?)),
            "!=" => one(compared(Operator::NotEq, other(value)?)),
            "<" => one(compared(Operator::Lt, other(value)?)),
            "<=" => one(compared(Operator::LtEq, other(value)?)),
            ">" => one(compared(Operator::Gt, other(value)?)),
            ">=" => one(compared(Operator::GtEq, other(value)?)),
            "between" => {
                let (from, to) = ends(value, data)?;
                (vec![compared(Operator::GtEq, from), compared(Operator::LtEq, to)], all, false)
            }
            "notBetween" => {
                let (from, to) = ends(value, data)?;
                (vec![compared(Operator::Lt, from), compared(Operator::Gt, to)], any, false)
            }
            "in" => one(fact.in_list(list(value, data)?, false)),
            "notIn" => one(fact.in_list(list(value, data)?, true)),
            "contains" | "doesNotContain" | "beginsWith" | "doesNotBeginWith" => {
                let before = if rule.operator.ends_with("ontain") || rule.operator == "contains" { "%" } else { "" };
                let negated = rule.operator.starts_with("doesNot");
                let pattern = pattern(value, before)?;
                one(Expr::Like(Like::new(negated, Box::new(fact.clone()), Box::new(pattern), None, true)))
            }
            "null" => one(fact.is_null()),
            "notNull" => one(fact.is_not_null()),
            "isTrue" => one(fact),
            "isFalse" => (vec![fact], all, true),
            "inLast" => {
                let from = day(moved(value, self.as_of, -1)?);
                (vec![compared(Operator::GtEq, from), compared(Operator::LtEq, day(self.as_of))], all, false)
            }
            "inNext" => {
                let to = day(moved(value, self.as_of, 1)?);
                (vec![compared(Operator::GtEq, day(self.as_of)), compared(Operator::LtEq, to)], all, false)
            }
            "moreThanAgo" => one(compared(Operator::Lt, day(moved(value, self.as_of, -1)?))),
            "moreThanAhead" => one(compared(Operator::Gt, day(moved(value, self.as_of, 1)?))),
            _ => return Err(refused()),
        };
        let parts = expressions.iter().map(|expression| self.leaf(expression, work)).collect::<Result<Vec<_>, _>>()?;
        let made = Made::join(parts, combinator);
        Ok(if not { made.not() } else { made })
    }

    fn leaf(&self, expression: &Expr, work: &mut Work<'_>) -> Result<Made, String> {
        if work.leaves.len() >= MOST {
            return Err(format!("with the segments it names it has more than {MOST} comparisons; make it smaller"));
        }
        let leaf = self.conditions.leaf(expression).map_err(|error| error.strip_backtrace())?;
        let made = Made { node: Node::Leaf(work.leaves.len()), sql: leaf.text.clone(), is_joined: false };
        work.leaves.push(leaf);
        Ok(made)
    }
}

/// What suits a type, named as react-querybuilder does where it has a name.
fn operators(data: Type) -> &'static [&'static str] {
    match data {
        Type::Text => &[
            "=",
            "!=",
            "in",
            "notIn",
            "contains",
            "doesNotContain",
            "beginsWith",
            "doesNotBeginWith",
            "null",
            "notNull",
        ],
        Type::Number | Type::Money => {
            &["=", "!=", "<", "<=", ">", ">=", "between", "notBetween", "in", "notIn", "null", "notNull"]
        }
        Type::Date => &[
            "=",
            "!=",
            "<",
            "<=",
            ">",
            ">=",
            "between",
            "notBetween",
            "in",
            "notIn",
            "inLast",
            "inNext",
            "moreThanAgo",
            "moreThanAhead",
            "null",
            "notNull",
        ],
        Type::Flag => &["isTrue", "isFalse", "=", "!=", "null", "notNull"],
    }
}

fn names(value: &Value) -> Vec<&str> {
    match value {
        Value::String(name) if !name.is_empty() => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).filter(|name| !name.is_empty()).collect(),
        _ => Vec::new(),
    }
}

/// The segments a tree names, each once, in order.
#[must_use]
pub fn references(group: &Group) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for item in &group.rules {
        let named = match item {
            Item::Group(inner) => references(inner),
            Item::Rule(rule) if rule.field == SEGMENT => names(&rule.value),
            Item::Rule(_) => Vec::new(),
        };
        for name in named {
            if !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found
}
