//! A query over the org's data.

use super::super::clock::{instant, written};
use super::super::data::{Data, Row};
use super::super::ids;
use super::super::schema::{Field, Object};
use super::super::write::text;
use super::{Condition, Found, Literal, Operator, Query, Refusal};
use chrono::{Duration, NaiveDate};
use serde_json::{Map, Value, json};
use std::cmp::Ordering;

/// A field, or a field of a parent.
struct Place<'a> {
    parent: Option<&'a Field>,
    /// `None` for a parent of several kinds: each has its own.
    field: Option<&'a Field>,
    name: String,
}

fn no_column(name: &str, object: &Object) -> Refusal {
    let message = format!(
        "No such column '{name}' on entity '{}'. If you are attempting to use a custom field, be sure to append the '__c' after \
         the custom field name. Please reference your WSDL or the describe call for the appropriate names.",
        object.name
    );
    Refusal::new("INVALID_FIELD", message)
}

fn place<'a>(data: &'a Data, object: &'a Object, name: &str) -> Result<Place<'a>, Refusal> {
    let name = name.strip_prefix(&format!("{}.", object.name)).unwrap_or(name);
    let Some((relationship, of_parent)) = name.split_once('.') else {
        let field = object.field(name).ok_or_else(|| no_column(name, object))?;
        return Ok(Place { parent: None, field: Some(field), name: field.name.clone() });
    };
    let parent = object.relationship(relationship).ok_or_else(|| {
        let message = format!("Didn't understand relationship '{relationship}' in field path.");
        Refusal::new("INVALID_FIELD", message)
    })?;
    match parent.refs.as_slice() {
        [only] => {
            let target = data.schema.object(only).ok_or_else(|| no_column(name, object))?;
            let field = target.field(of_parent).ok_or_else(|| no_column(of_parent, target))?;
            Ok(Place { parent: Some(parent), field: Some(field), name: field.name.clone() })
        }
        _ if matches!(of_parent, "Id" | "Name" | "Type") => {
            Ok(Place { parent: Some(parent), field: None, name: of_parent.to_owned() })
        }
        _ => Err(no_column(of_parent, object)),
    }
}

/// The row of the parent and its object.
fn parent_of<'a>(data: &'a Data, row: &Row, field: &Field) -> Option<(&'a Object, &'a Row)> {
    let id = text(row, &field.name)?;
    let object = data.schema.object_of_id(id)?;
    Some((object, data.row(&object.name, id)?))
}

fn value_at(data: &Data, row: &Row, place: &Place<'_>) -> Value {
    let Some(parent) = place.parent else { return row.get(&place.name).cloned().unwrap_or_default() };
    match parent_of(data, row, parent) {
        Some((object, _)) if place.field.is_none() && place.name == "Type" => json!(object.name),
        Some((_, parent)) => parent.get(&place.name).cloned().unwrap_or_default(),
        None => Value::Null,
    }
}

/// A value of a condition as the field would hold it.
fn literal(data: &Data, place: &Place<'_>, given: &Literal) -> Result<Value, Refusal> {
    let kind = place.field.map_or("string", |field| field.kind.as_str());
    let bad = |quoted: bool, of: &str| {
        let should = if quoted { "should not be enclosed in quotes" } else { "should be enclosed in quotes" };
        let message = format!("value of filter criterion for field '{}' must be of type {of} and {should}", place.name);
        Refusal::new("INVALID_FIELD", message)
    };
    let word = match (given, kind) {
        (Literal::Bare(word), _) if word.eq_ignore_ascii_case("null") => return Ok(Value::Null),
        (Literal::Quoted(text), "id" | "reference") => {
            return Ok(json!(ids::eighteen(text).unwrap_or_else(|| text.clone())));
        }
        (Literal::Bare(_), "id" | "reference") => return Err(bad(false, "string")),
        (Literal::Bare(word), "boolean" | "int" | "double" | "currency" | "percent" | "date" | "datetime") => word,
        (Literal::Quoted(_), "boolean" | "int" | "double" | "currency" | "percent" | "date" | "datetime") => {
            return Err(bad(true, kind));
        }
        (Literal::Quoted(text), _) => return Ok(json!(text)),
        (Literal::Bare(_), _) => return Err(bad(false, "string")),
    };
    let today = data.clock.now().date_naive();
    let day = match word.to_ascii_uppercase().as_str() {
        "TODAY" => Some(today),
        "YESTERDAY" => Some(today - Duration::days(1)),
        "TOMORROW" => Some(today + Duration::days(1)),
        other => other
            .strip_prefix("LAST_N_DAYS:")
            .and_then(|days| days.parse().ok())
            .map(|days: i64| today - Duration::days(days))
            .or_else(|| word.parse::<NaiveDate>().ok()),
    };
    match kind {
        "boolean" => word.to_lowercase().parse::<bool>().map(Value::from).map_err(|_| bad(true, kind)),
        "int" | "double" | "currency" | "percent" => word.parse::<f64>().map(Value::from).map_err(|_| bad(true, kind)),
        "date" => day.map(|day| json!(day.to_string())).ok_or_else(|| bad(true, kind)),
        _ => {
            // Days by name are moments of a datetime field; a plain date is not one.
            let named = day.filter(|_| word.parse::<NaiveDate>().is_err());
            let start = named.and_then(|day| day.and_hms_opt(0, 0, 0)).map(|at| at.and_utc());
            start.or_else(|| instant(word)).map(|at| json!(written(at))).ok_or_else(|| bad(true, kind))
        }
    }
}

/// How two values stand, where both are there.
fn compare(kind: &str, left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Null, _) | (_, Value::Null) => None,
        (Value::Number(left), Value::Number(right)) => left.as_f64().partial_cmp(&right.as_f64()),
        (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
        (Value::String(left), Value::String(right)) if matches!(kind, "id" | "reference" | "date" | "datetime") => {
            Some(left.cmp(right))
        }
        (Value::String(left), Value::String(right)) => Some(left.to_lowercase().cmp(&right.to_lowercase())),
        _ => None,
    }
}

/// `%` is any text, `_` any letter, without regard to case.
fn is_like(text: &str, pattern: &str) -> bool {
    fn matches(text: &[char], pattern: &[char]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some(('%', rest)) => (0..=text.len()).any(|skipped| matches(&text[skipped..], rest)),
            Some((letter, rest)) => text
                .split_first()
                .is_some_and(|(first, after)| (*letter == '_' || first == letter) && matches(after, rest)),
        }
    }
    let letters = |text: &str| text.to_lowercase().chars().collect::<Vec<_>>();
    matches(&letters(text), &letters(pattern))
}

impl Condition {
    /// Whether a row of the object fulfils it.
    pub(in super::super) fn matches(&self, data: &Data, object: &Object, row: &Row) -> Result<bool, Refusal> {
        match self {
            Self::And(terms) => terms.iter().try_fold(true, |all, term| Ok(term.matches(data, object, row)? && all)),
            Self::Or(terms) => terms.iter().try_fold(false, |any, term| Ok(term.matches(data, object, row)? || any)),
            Self::Not(term) => Ok(!term.matches(data, object, row)?),
            Self::In { field, negated, values } => {
                let place = filterable(data, object, field)?;
                let kind = place.field.map_or("string", |field| field.kind.as_str());
                let value = value_at(data, row, &place);
                let mut found = false;
                for given in values {
                    let given = literal(data, &place, given)?;
                    found |=
                        (given.is_null() && value.is_null()) || compare(kind, &value, &given) == Some(Ordering::Equal);
                }
                Ok(found != *negated)
            }
            Self::Compare { field, operator, value: given } => {
                let place = filterable(data, object, field)?;
                let kind = place.field.map_or("string", |field| field.kind.as_str());
                let value = value_at(data, row, &place);
                let given = literal(data, &place, given)?;
                let order = compare(kind, &value, &given);
                let equal = (value.is_null() && given.is_null()) || order == Some(Ordering::Equal);
                Ok(match operator {
                    Operator::Equal => equal,
                    Operator::NotEqual => !equal,
                    Operator::Less => order == Some(Ordering::Less),
                    Operator::LessOrEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
                    Operator::Greater => order == Some(Ordering::Greater),
                    Operator::GreaterOrEqual => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
                    Operator::Like => match (value.as_str(), given.as_str()) {
                        (Some(text), Some(pattern)) => is_like(text, pattern),
                        _ => false,
                    },
                })
            }
        }
    }
}

fn filterable<'a>(data: &'a Data, object: &'a Object, name: &str) -> Result<Place<'a>, Refusal> {
    let place = place(data, object, name)?;
    if place.field.is_some_and(|field| !field.is_filterable()) {
        let message = format!("field '{name}' can not be filtered in a query call");
        return Err(Refusal::new("INVALID_FIELD", message));
    }
    Ok(place)
}

impl Query {
    /// What it finds; `with_deleted` for queryAll. `base` is the path the records' addresses begin with.
    pub(in super::super) fn run(&self, data: &Data, with_deleted: bool, base: &str) -> Result<Found, Refusal> {
        let object = data.schema.object(&self.object).ok_or_else(|| {
            let message = format!(
                "sObject type '{}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' \
                 after the entity name. Please reference your WSDL or the describe call for the appropriate names.",
                self.object
            );
            Refusal::new("INVALID_TYPE", message)
        })?;
        let places: Vec<_> = self.fields.iter().map(|name| place(data, object, name)).collect::<Result<_, _>>()?;
        let order: Vec<_> =
            self.order.iter().map(|term| filterable(data, object, &term.field)).collect::<Result<_, _>>()?;
        // The condition is checked even where there is no row to try it on.
        if let Some(condition) = &self.condition {
            condition.matches(data, object, &Row::new())?;
        }
        let mut rows = Vec::new();
        for row in data.rows(&object.name) {
            let is_there = with_deleted || row.get("IsDeleted") != Some(&json!(true));
            let fits = |condition: &Condition| condition.matches(data, object, row);
            if is_there && self.condition.as_ref().map_or(Ok(true), fits)? {
                rows.push(row);
            }
        }
        rows.sort_by(|left, right| {
            let by_term = self.order.iter().zip(&order).map(|(term, place)| {
                let kind = place.field.map_or("string", |field| field.kind.as_str());
                let (left, right) = (value_at(data, left, place), value_at(data, right, place));
                match (left.is_null(), right.is_null()) {
                    (true, true) => Ordering::Equal,
                    (true, false) => {
                        if term.nulls_last {
                            Ordering::Greater
                        } else {
                            Ordering::Less
                        }
                    }
                    (false, true) => {
                        if term.nulls_last {
                            Ordering::Less
                        } else {
                            Ordering::Greater
                        }
                    }
                    (false, false) => {
                        let order = compare(kind, &left, &right).unwrap_or(Ordering::Equal);
                        if term.descending { order.reverse() } else { order }
                    }
                }
            });
            by_term.fold(Ordering::Equal, Ordering::then)
        });
        let rows = rows.into_iter().skip(self.offset).take(self.limit.unwrap_or(usize::MAX));
        if self.fields.is_empty() {
            return Ok(Found::Count(rows.count()));
        }
        Ok(Found::Records(rows.map(|row| shown(data, object, row, &places, base)).collect()))
    }
}

/// A record with the fields that are asked for.
fn shown(data: &Data, object: &Object, row: &Row, places: &[Place<'_>], base: &str) -> Value {
    let mut told = Map::new();
    told.insert("attributes".to_owned(), attributes(object, row, base));
    for place in places {
        let Some(parent) = place.parent else {
            told.insert(place.name.clone(), value_at(data, row, place));
            continue;
        };
        let name = parent.relationship.clone().unwrap_or_default();
        match parent_of(data, row, parent) {
            None => drop(told.insert(name, Value::Null)),
            Some((object, of)) => {
                let nested = told.entry(name).or_insert_with(|| json!({"attributes": attributes(object, of, base)}));
                nested[&place.name] = value_at(data, row, place);
            }
        }
    }
    Value::Object(told)
}

/// What each record says of itself.
pub(in super::super) fn attributes(object: &Object, row: &Row, base: &str) -> Value {
    let id = text(row, "Id").unwrap_or_default();
    json!({"type": object.name, "url": format!("{base}/sobjects/{}/{id}", object.name)})
}
