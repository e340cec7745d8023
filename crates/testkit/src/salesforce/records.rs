//! `sobjects/…`: describe, and one record at a time.

use super::answer::Answer;
use super::call::Call;
use super::data::Row;
use super::refusal::Refusal;
use super::schema::Object;
use super::service::Service;
use super::soql::attributes;
use super::write::{NotUpserted, Writer, text};
use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// How HTTP writes an instant.
const HTTP_DATE: &str = "%a, %d %b %Y %H:%M:%S GMT";
/// Endings of the last segment that are taken for a file's and not found. [D]
const FILE_ENDINGS: [&str; 4] = [".inc", ".com", ".org", ".net"];
/// From this version on an upsert that changes a record has a body.
const UPSERT_TELLS: u16 = 46;

impl Service {
    /// What is below `sobjects`.
    pub(super) fn sobjects(&mut self, call: &Call<'_>, below: &[&str], by: &mut Writer) -> Result<Answer, Refusal> {
        let method = call.asked.method.as_str();
        let schema = Arc::clone(&self.data.schema);
        let Some((name, rest)) = below.split_first() else {
            let listed: Vec<_> = schema.objects().map(|object| object.listed(&call.base)).collect();
            let all = json!({"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": listed});
            return if method == "GET" { Ok(self.dated(call, all)) } else { Err(not_allowed(method)) };
        };
        let object = schema.object(name).ok_or_else(Refusal::no_resource)?;
        match (method, rest) {
            ("GET", []) => {
                Ok(Answer::json(200, json!({"objectDescribe": object.listed(&call.base), "recentItems": []})))
            }
            ("GET", ["describe"]) => Ok(self.dated(call, object.described(&call.base))),
            ("POST", []) => {
                let id = self.data.insert(&object.name, &call.body()?, by)?;
                let at = format!("{}/sobjects/{}/{id}", call.base, object.name);
                Ok(Answer::json(201, json!({"id": id, "success": true, "errors": []})).with_header("Location", at))
            }
            ("GET", [id]) => {
                let row = self.data.living(object, id)?;
                Ok(Answer::json(200, record(object, row, call)?))
            }
            ("PATCH", [id]) => {
                let body = call.body()?;
                if body.keys().any(|name| name.eq_ignore_ascii_case("Id")) {
                    return Err(in_body("Id"));
                }
                self.data.update(&object.name, id, &body, by)?;
                Ok(Answer::empty(204))
            }
            ("DELETE", [id]) => {
                self.data.delete(&object.name, id, by)?;
                Ok(Answer::empty(204))
            }
            (_, [field, value]) => self.by_key(call, object, (field, value), by),
            (_, [_, _, ..]) => Err(Refusal::no_resource()),
            (method, _) => Err(not_allowed(method)),
        }
    }

    fn by_key(
        &mut self,
        call: &Call<'_>,
        object: &Object,
        (field, value): (&str, &str),
        by: &Writer,
    ) -> Result<Answer, Refusal> {
        let field = self.data.key_field(object, field)?.name.clone();
        if FILE_ENDINGS.iter().any(|ending| value.ends_with(ending)) {
            return Err(Refusal::no_resource());
        }
        match call.asked.method.as_str() {
            "PATCH" => {
                let body = call.body()?;
                if let Some(named) =
                    body.keys().find(|name| name.eq_ignore_ascii_case(&field) || name.eq_ignore_ascii_case("Id"))
                {
                    return Err(in_body(named));
                }
                let update_only = call.parameter("updateOnly").is_some_and(|given| given.eq_ignore_ascii_case("true"));
                match self.data.upsert(&object.name, &field, value, &body, (update_only, by)) {
                    Ok(done) if !done.created && call.version < UPSERT_TELLS => Ok(Answer::empty(204)),
                    Ok(done) => {
                        let mut told = json!({"id": done.id, "success": true, "errors": []});
                        if call.version >= UPSERT_TELLS {
                            told["created"] = json!(done.created);
                        }
                        let at = format!("{}/sobjects/{}/{}", call.base, object.name, done.id);
                        let answer = Answer::json(if done.created { 201 } else { 200 }, told);
                        Ok(if done.created { answer.with_header("Location", at) } else { answer })
                    }
                    Err(NotUpserted::Refused(refusal)) => Err(refusal),
                    Err(NotUpserted::Several(ids)) => Ok(several(call, object, ids.iter().map(String::as_str))),
                }
            }
            method @ ("GET" | "DELETE") => {
                let found = self.data.with_value(&object.name, &field, value);
                match found.as_slice() {
                    [] => Err(Refusal::no_resource()),
                    [row] if method == "GET" => Ok(Answer::json(200, record(object, row, call)?)),
                    [row] => {
                        let id = text(row, "Id").unwrap_or_default().to_owned();
                        self.data.delete(&object.name, &id, by)?;
                        Ok(Answer::empty(204))
                    }
                    rows => Ok(several(call, object, rows.iter().filter_map(|row| text(row, "Id")))),
                }
            }
            method => Err(not_allowed(method)),
        }
    }

    /// An answer about the schema, or 304 where the caller has it already.
    fn dated(&self, call: &Call<'_>, body: Value) -> Answer {
        let since = call.asked.header("if-modified-since").and_then(http_date);
        // HTTP knows no part of a second.
        let changed = self.schema_since.timestamp();
        let answer = match since {
            Some(since) if since.timestamp() >= changed => Answer::empty(304),
            _ => Answer::json(200, body),
        };
        answer.with_header("Last-Modified", self.schema_since.format(HTTP_DATE).to_string())
    }
}

fn http_date(text: &str) -> Option<DateTime<Utc>> {
    NaiveDateTime::parse_from_str(text, HTTP_DATE).ok().map(|at| at.and_utc())
}

fn in_body(field: &str) -> Refusal {
    Refusal::new("INVALID_FIELD", format!("The {field} field should not be specified in the sobject data."))
}

fn not_allowed(method: &str) -> Refusal {
    let message = format!("HTTP Method '{method}' not allowed. Allowed are HEAD,GET,POST,PATCH,DELETE");
    Refusal::new("METHOD_NOT_ALLOWED", message).with_status(405)
}

/// 300: the records that have the key.
fn several<'a>(call: &Call<'_>, object: &Object, ids: impl Iterator<Item = &'a str>) -> Answer {
    let urls: Vec<_> = ids.map(|id| format!("{}/sobjects/{}/{id}", call.base, object.name)).collect();
    Answer::json(300, json!(urls))
}

/// A record with all fields, or those of `?fields=`.
fn record(object: &Object, row: &Row, call: &Call<'_>) -> Result<Value, Refusal> {
    let wanted = call.parameter("fields");
    let names: Vec<&str> = wanted.iter().flat_map(|wanted| wanted.split(',')).map(str::trim).collect();
    with_fields(object, row, &names, &call.base)
}

/// A record with these fields, or all where none is named.
pub(super) fn with_fields(object: &Object, row: &Row, names: &[&str], base: &str) -> Result<Value, Refusal> {
    let mut told = Map::new();
    told.insert("attributes".to_owned(), attributes(object, row, base));
    if names.is_empty() {
        told.extend(row.clone());
    }
    for name in names {
        let field = object.field(name).ok_or_else(|| {
            Refusal::new("INVALID_FIELD", format!("No such column '{name}' on sobject of type {}", object.name))
        })?;
        told.insert(field.name.clone(), row.get(&field.name).cloned().unwrap_or_default());
    }
    Ok(told.into())
}
