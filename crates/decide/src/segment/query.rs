//! The tree of a segment: groups and rules, in the shape react-querybuilder gives and takes.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

/// Groups within groups at most.
const DEEPEST: usize = 8;

/// Rules and groups of one segment at most.
const MOST: usize = 200;

/// How the rules of a group are joined.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Combinator {
    /// All hold.
    And,
    /// At least one holds.
    Or,
}

/// Rules joined by AND or OR.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Group {
    /// How.
    pub combinator: Combinator,
    /// Whether the whole is turned round.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub not: bool,
    /// What is joined.
    pub rules: Vec<Item>,
}

/// A group within a group, or a rule.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(untagged)]
pub enum Item {
    /// Rules of their own.
    Group(Group),
    /// One comparison.
    Rule(FactRule),
}

/// One comparison of one fact.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct FactRule {
    /// The fact, or `segment`.
    pub field: String,
    /// How it is compared.
    pub operator: String,
    /// With what: a value, two for `between`, a list, `{ amount, unit }` for relative days, `{ fact, factor }` for
    /// another fact of the same machine.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub value: Value,
}

/// What is wrong, and where in the tree.
pub(super) type Wrong = (Vec<usize>, String);

fn text(of: &Map<String, Value>, key: &str, at: &[usize]) -> Result<String, Wrong> {
    match of.get(key).and_then(Value::as_str) {
        Some(text) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err((at.to_vec(), format!("`{key}` is missing; choose one"))),
    }
}

fn unknown_key(of: &Map<String, Value>, known: &[&str], at: &[usize]) -> Result<(), Wrong> {
    match of.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err((at.to_vec(), format!("`{key}` means nothing here; there are {}", known.join(", ")))),
        None => Ok(()),
    }
}

impl Group {
    /// Reads a tree, saying where it is wrong.
    pub(super) fn read(of: &Value) -> Result<Self, Wrong> {
        let mut count = 0;
        group(of, &mut Vec::new(), &mut count)
    }
}

fn group(of: &Value, at: &mut Vec<usize>, count: &mut usize) -> Result<Group, Wrong> {
    let Some(map) = of.as_object() else { return Err((at.clone(), "a group of rules is missing".to_owned())) };
    if at.len() > DEEPEST {
        return Err((
            at.clone(),
            format!("groups may stand {DEEPEST} deep; save the inner ones as a segment and use it"),
        ));
    }
    // `id` is how the page tells its rows apart; it means nothing.
    unknown_key(map, &["id", "combinator", "not", "rules"], at)?;
    let combinator = match map.get("combinator").and_then(Value::as_str) {
        Some("and") => Combinator::And,
        Some("or") => Combinator::Or,
        _ => return Err((at.clone(), "`combinator` is `and` or `or`".to_owned())),
    };
    let not = match map.get("not") {
        None | Some(Value::Null) => false,
        Some(Value::Bool(not)) => *not,
        Some(_) => return Err((at.clone(), "`not` is true or false".to_owned())),
    };
    let Some(items) = map.get("rules").and_then(Value::as_array) else {
        return Err((at.clone(), "`rules` is a list of rules and groups".to_owned()));
    };
    if items.is_empty() {
        return Err((at.clone(), "a group without rules says nothing; add a rule or take the group out".to_owned()));
    }
    let mut rules = Vec::with_capacity(items.len());
    for (place, item) in items.iter().enumerate() {
        *count += 1;
        if *count > MOST {
            return Err((at.clone(), format!("a segment has {MOST} rules at most; make lists of them, or segments")));
        }
        at.push(place);
        let is_group = item.get("rules").is_some() || item.get("combinator").is_some();
        rules.push(if is_group { Item::Group(group(item, at, count)?) } else { Item::Rule(rule(item, at)?) });
        at.pop();
    }
    Ok(Group { combinator, not, rules })
}

fn rule(of: &Value, at: &[usize]) -> Result<FactRule, Wrong> {
    let Some(map) = of.as_object() else {
        return Err((at.to_vec(), "a rule has field, operator and value".to_owned()));
    };
    unknown_key(map, &["id", "field", "operator", "value", "valueSource"], at)?;
    let mut value = map.get("value").cloned().unwrap_or(Value::Null);
    match map.get("valueSource").and_then(Value::as_str) {
        None | Some("value") => {}
        Some("field") => {
            if let Value::String(fact) = value {
                value = serde_json::json!({ "fact": fact });
            }
        }
        Some(other) => return Err((at.to_vec(), format!("`valueSource` is value or field, not `{other}`"))),
    }
    Ok(FactRule { field: text(map, "field", at)?, operator: text(map, "operator", at)?, value })
}

impl<'de> Deserialize<'de> for Group {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::read(&value).map_err(|(at, what)| {
            let place = super::place(&at);
            serde::de::Error::custom(format!("query{place}: {what}"))
        })
    }
}
