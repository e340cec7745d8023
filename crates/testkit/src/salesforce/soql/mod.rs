//! The part of SOQL the org understands: SELECT with fields and one parent hop, or COUNT(); WHERE with = != < <= > >=
//! IN, NOT IN, LIKE, AND, OR, NOT, null, dates; ORDER BY; LIMIT; OFFSET. What is beyond it is MALFORMED_QUERY.

mod evaluate;
mod parse;

pub(super) use evaluate::attributes;

use super::refusal::Refusal;
use serde_json::Value;

/// A query as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Query {
    /// Nothing for `COUNT()`.
    pub(super) fields: Vec<String>,
    pub(super) object: String,
    pub(super) condition: Option<Condition>,
    pub(super) order: Vec<Order>,
    pub(super) limit: Option<usize>,
    pub(super) offset: usize,
}

/// One term of ORDER BY.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Order {
    field: String,
    descending: bool,
    nulls_last: bool,
}

/// What WHERE says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Condition {
    And(Vec<Self>),
    Or(Vec<Self>),
    Not(Box<Self>),
    Compare { field: String, operator: Operator, value: Literal },
    In { field: String, negated: bool, values: Vec<Literal> },
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Like,
}

/// A value in a condition: quoted, or bare as numbers, dates and keywords are.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    Quoted(String),
    Bare(String),
}

impl Query {
    /// Reads a query.
    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
        parse::query(text)
    }
}

impl Condition {
    /// Reads a condition alone.
    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
        parse::condition(text)
    }
}

/// What a query finds.
pub(super) enum Found {
    Count(usize),
    Records(Vec<Value>),
}

fn malformed(message: impl Into<String>) -> Refusal {
    Refusal::new("MALFORMED_QUERY", message)
}
