//! One rule: whether it says something, and the SQL that says it.

use super::{TRIGGER, Term};
use crate::place;
use crate::segment::{Combinator, FactRule};
use base::DataType;
use chrono::NaiveDate;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::Token;
use serde_json::{Map, Value, json};

/// Values of a list at most.
const MOST: usize = 1_000;

/// What a rule can say, named as in segments.
const OPERATORS: [&str; 18] = [
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
    "contains",
    "doesNotContain",
    "beginsWith",
    "doesNotBeginWith",
    "null",
    "notNull",
    "isTrue",
    "isFalse",
];

/// The operator that answers the other way round and is null where this one is.
pub(super) fn contrary(operator: &str) -> Option<&'static str> {
    Some(match operator {
        "isTrue" => "isFalse",
        "in" => "notIn",
        "between" => "notBetween",
        "contains" => "doesNotContain",
        "beginsWith" => "doesNotBeginWith",
        "null" => "notNull",
        _ => return None,
    })
}

/// The type of a fact; `None` where it is not in the catalogue.
pub(super) fn data(field: &str) -> Option<DataType> {
    base::fact(field).map(|(_, fact)| fact.data)
}

/// What to write, for people.
const fn wanted(data: Option<DataType>) -> &'static str {
    match data {
        Some(DataType::Text) => "a text",
        Some(DataType::Integer | DataType::Number | DataType::Money) => "a number",
        Some(DataType::Date) => "a date such as 2026-11-01",
        Some(DataType::Instant) => "a date and time",
        Some(DataType::Flag) => "true or false",
        None => "a text, a number, true or false",
    }
}

/// The rule with nothing in it that says nothing.
pub(super) fn checked(rule: &FactRule) -> Result<FactRule, String> {
    if rule.field.is_empty() {
        return Err("the fact is missing; choose one".to_owned());
    }
    let data = data(&rule.field);
    let value = match rule.operator.as_str() {
        "=" | "!=" | "<" | "<=" | ">" | ">=" => operand(&rule.value, data)?,
        "between" | "notBetween" => ends(&rule.value, data)?,
        "in" | "notIn" => list(&rule.value, data)?,
        "contains" | "doesNotContain" | "beginsWith" | "doesNotBeginWith" => match &rule.value {
            Value::String(text) if !text.is_empty() => rule.value.clone(),
            other => return Err(unfit(other, wanted(Some(DataType::Text)))),
        },
        "null" | "notNull" | "isTrue" | "isFalse" => Value::Null,
        other => return Err(format!("`{other}` means nothing here; there are {}", OPERATORS.join(", "))),
    };
    Ok(FactRule { field: rule.field.clone(), operator: rule.operator.clone(), value })
}

/// A rule that names triggers. Several are put apart, as the text must have them.
pub(super) fn triggers(rule: &FactRule) -> Result<Term, String> {
    let ids = match &rule.value {
        Value::String(id) if !id.is_empty() => vec![id.as_str()],
        Value::Array(ids) => ids.iter().map(|id| id.as_str().unwrap_or_default()).collect(),
        _ => Vec::new(),
    };
    if ids.is_empty() {
        return Err("choose a trigger".to_owned());
    }
    let mut named = Vec::with_capacity(ids.len().min(MOST));
    for id in ids {
        place::identifier("trigger", id)?;
        named.push(Term::Rule(FactRule { field: TRIGGER.to_owned(), operator: "in".to_owned(), value: json!([id]) }));
    }
    let term = Term::join(Combinator::Or, named);
    match rule.operator.as_str() {
        "in" | "=" => Ok(term),
        "notIn" | "!=" => Ok(term.not()),
        other => Err(format!("`{other}` does not suit triggers; there are in, notIn")),
    }
}

fn unfit(value: &Value, wanted: &str) -> String {
    if value.is_null() || value.as_str() == Some("") {
        return format!("the value is missing; write {wanted}");
    }
    let mut written = value.to_string();
    if written.chars().count() > 60 {
        written = format!("{}…", written.chars().take(60).collect::<String>());
    }
    format!("{written} does not fit; write {wanted}")
}

/// One value that suits the fact.
fn literal(value: &Value, data: Option<DataType>) -> Result<Value, String> {
    let fits = match (data, value) {
        (Some(DataType::Integer | DataType::Number | DataType::Money), Value::Number(_)) => true,
        (Some(DataType::Flag), Value::Bool(_)) => true,
        // Only as the catalogue writes it: other ways to write a day would be read as something else, or not at all.
        (Some(DataType::Date), Value::String(text)) => {
            text.parse::<NaiveDate>().is_ok_and(|date| date.to_string() == *text)
        }
        (Some(DataType::Text | DataType::Instant), Value::String(text)) => !text.is_empty(),
        (None, Value::String(text)) => !text.is_empty(),
        (None, Value::Number(_) | Value::Bool(_)) => true,
        _ => false,
    };
    if fits { Ok(value.clone()) } else { Err(unfit(value, wanted(data))) }
}

fn ends(value: &Value, data: Option<DataType>) -> Result<Value, String> {
    let Some([from, to]) = value.as_array().map(Vec::as_slice) else {
        return Err(format!("two values are missing, from and to, each {}", wanted(data)));
    };
    let made = json!([literal(from, data)?, literal(to, data)?]);
    let upside_down = match (from.as_f64(), to.as_f64(), from.as_str(), to.as_str()) {
        (Some(from), Some(to), ..) => from > to,
        (.., Some(from), Some(to)) => from > to,
        _ => false,
    };
    if upside_down {
        return Err(format!("{from} is above {to}; write the smaller one first"));
    }
    Ok(made)
}

fn list(value: &Value, data: Option<DataType>) -> Result<Value, String> {
    let Some(values) = value.as_array().filter(|values| !values.is_empty()) else {
        return Err(format!("the list is empty; choose at least one value, each {}", wanted(data)));
    };
    if values.len() > MOST {
        return Err(format!("a list has {MOST} values at most, not {}", values.len()));
    }
    values.iter().map(|value| literal(value, data)).collect::<Result<Vec<_>, _>>().map(Value::Array)
}

/// A value, a parameter, or another fact of the same machine, as often as its factor says.
fn operand(value: &Value, data: Option<DataType>) -> Result<Value, String> {
    let Some(of) = value.as_object() else { return literal(value, data) };
    if of.contains_key("parameter") {
        return parameter(of);
    }
    only(of, &["fact", "factor"])?;
    let Some(name) = of.get("fact").and_then(Value::as_str).filter(|name| !name.is_empty()) else {
        return Err("the fact to compare with is missing; choose one".to_owned());
    };
    let factor = match of.get("factor") {
        None | Some(Value::Null) => return Ok(json!({ "fact": name })),
        Some(factor @ Value::Number(_)) => factor.clone(),
        Some(Value::Object(factor)) => parameter(factor)?,
        Some(_) => return Err("the factor is a number, such as 1.1, or a parameter".to_owned()),
    };
    Ok(json!({ "fact": name, "factor": factor }))
}

fn parameter(of: &Map<String, Value>) -> Result<Value, String> {
    only(of, &["parameter"])?;
    let name = of.get("parameter").and_then(Value::as_str).unwrap_or_default();
    if !is_plain(name) {
        return Err("a parameter has a name of small letters, digits and _, such as days; choose one".to_owned());
    }
    Ok(json!({ "parameter": name }))
}

fn only(of: &Map<String, Value>, known: &[&str]) -> Result<(), String> {
    match of.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("`{key}` means nothing here; there are {}", known.join(", "))),
        None => Ok(()),
    }
}

/// Whether a name stands for itself without quotes, as far as its letters go.
fn is_plain(name: &str) -> bool {
    name.chars().all(|of| of.is_ascii_lowercase() || of.is_ascii_digit() || of == '_')
        && name.chars().next().is_some_and(|first| !first.is_ascii_digit())
}

/// A name as SQL: within quotes where it could be taken for anything else.
fn name(of: &str) -> String {
    let is_word = || matches!(Token::make_word(of, None), Token::Word(word) if word.keyword != Keyword::NoKeyword);
    if base::fact(of).is_some() || (is_plain(of) && !is_word()) {
        return of.to_owned();
    }
    format!("\"{}\"", of.replace('"', "\"\""))
}

/// A text as SQL.
pub(super) fn text(of: &str) -> String {
    format!("'{}'", of.replace('\'', "''"))
}

fn value_sql(value: &Value, data: Option<DataType>) -> String {
    if let Some(of) = value.get("parameter").and_then(Value::as_str) {
        return format!("${of}");
    }
    if let Some(of) = value.get("fact").and_then(Value::as_str) {
        let factor = value.get("factor").map(|factor| format!(" * {}", value_sql(factor, None)));
        return format!("{}{}", name(of), factor.unwrap_or_default());
    }
    match value {
        Value::String(of) if data == Some(DataType::Date) => format!("DATE {}", text(of)),
        Value::String(of) => text(of),
        other => other.to_string(),
    }
}

/// The pattern that finds a text.
fn pattern(value: &Value, before: &str) -> String {
    let mut pattern = before.to_owned();
    for letter in value.as_str().unwrap_or_default().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    text(&pattern)
}

/// The SQL of a rule that has been checked.
pub(super) fn sql(rule: &FactRule) -> String {
    let (value, data) = (&rule.value, data(&rule.field));
    let values = || -> Vec<String> { value.as_array().into_iter().flatten().map(|of| value_sql(of, data)).collect() };
    if rule.field == TRIGGER {
        let not = if rule.operator == "notIn" { "NOT " } else { "" };
        return format!("{not}{TRIGGER}({})", values().join(", "));
    }
    let fact = name(&rule.field);
    match rule.operator.as_str() {
        "isTrue" => fact,
        "isFalse" => format!("NOT {fact}"),
        "null" => format!("{fact} IS NULL"),
        "notNull" => format!("{fact} IS NOT NULL"),
        "!=" => format!("{fact} <> {}", value_sql(value, data)),
        "between" => format!("{fact} BETWEEN {}", values().join(" AND ")),
        "notBetween" => format!("{fact} NOT BETWEEN {}", values().join(" AND ")),
        "in" => format!("{fact} IN ({})", values().join(", ")),
        "notIn" => format!("{fact} NOT IN ({})", values().join(", ")),
        "contains" => format!("{fact} ILIKE {}", pattern(value, "%")),
        "doesNotContain" => format!("{fact} NOT ILIKE {}", pattern(value, "%")),
        "beginsWith" => format!("{fact} ILIKE {}", pattern(value, "")),
        "doesNotBeginWith" => format!("{fact} NOT ILIKE {}", pattern(value, "")),
        other => format!("{fact} {other} {}", value_sql(value, data)),
    }
}
