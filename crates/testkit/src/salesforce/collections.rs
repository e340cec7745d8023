//! `composite/sobjects`: up to 200 records in one call, each with an outcome of its own.

use super::answer::Answer;
use super::call::Call;
use super::records::with_fields;
use super::refusal::Refusal;
use super::service::Service;
use super::write::{Writer, key_text};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::Arc;

/// Records per call.
const MOST_RECORDS: usize = 200;
/// Records read per call.
const MOST_READ: usize = 2_000;
/// Runs of one type per call.
const MOST_CHUNKS: usize = 10;

/// The outcome of one record.
type Saved = Result<(String, Option<bool>), Refusal>;

impl Service {
    /// What is below `composite/sobjects`.
    pub(super) fn collection(&mut self, call: &Call<'_>, below: &[&str], by: &mut Writer) -> Result<Answer, Refusal> {
        match (call.asked.method.as_str(), below) {
            ("POST", []) => self.each(call, by, |service, _, record, by| {
                let object = type_of(record)?;
                service.data.insert(object, &without_id(record, false)?, by).map(|id| (id, None))
            }),
            ("PATCH", []) => self.each(call, by, |service, _, record, by| {
                let object = type_of(record)?;
                let id =
                    record.iter().find(|(name, _)| name.eq_ignore_ascii_case("Id")).and_then(|(_, id)| id.as_str());
                let Some(id) = id else {
                    let refusal = Refusal::new("MISSING_ARGUMENT", "Id not specified in an update call");
                    return Err(refusal.about("Id"));
                };
                service.data.update(object, id, &without_id(record, true)?, by).map_err(in_row)?;
                Ok((super::ids::eighteen(id).unwrap_or_default(), None))
            }),
            ("PATCH", [object, field]) => self.upserts(call, object, field, by),
            ("DELETE", []) => self.deletes(call, by),
            ("GET" | "POST", [object]) => self.reads(call, object),
            _ => Err(Refusal::no_resource()),
        }
    }

    fn upserts(&mut self, call: &Call<'_>, object: &str, field: &str, by: &mut Writer) -> Result<Answer, Refusal> {
        let schema = Arc::clone(&self.data.schema);
        let object = schema.object(object).ok_or_else(Refusal::no_resource)?;
        let field = self.data.key_field(object, field)?.name.clone();
        self.each(call, by, |service, keys, record, by| {
            let told = type_of(record)?;
            if !told.eq_ignore_ascii_case(&object.name) {
                let message = format!("{told} is not the type of the request, {}", object.name);
                return Err(Refusal::new("INVALID_TYPE", message));
            }
            let key = record.iter().find(|(name, _)| name.eq_ignore_ascii_case(&field));
            let Some(key) = key.and_then(|(_, key)| key_text(key)) else {
                return Err(Refusal::new("MISSING_ARGUMENT", format!("{field} not specified")).about(&field));
            };
            if keys.get(&(field.clone(), key.to_lowercase())).is_some_and(|times| *times > 1) {
                return Err(
                    Refusal::new("DUPLICATE_VALUE", format!("Duplicate external id specified: {key}")).about(&field)
                );
            }
            let given: Map<_, _> =
                without_id(record, false)?.into_iter().filter(|(name, _)| !name.eq_ignore_ascii_case(&field)).collect();
            let done = service.data.upsert(&object.name, &field, &key, &given, (false, by));
            done.map(|done| (done.id, Some(done.created))).map_err(|error| in_row(error.refusal(&field, &field)))
        })
    }

    /// Carries out one step per record, and takes all back where it was all or none.
    fn each(
        &mut self,
        call: &Call<'_>,
        by: &mut Writer,
        step: impl Fn(&mut Self, &HashMap<(String, String), usize>, &Map<String, Value>, &Writer) -> Saved,
    ) -> Result<Answer, Refusal> {
        let body = call.body()?;
        let Some(Value::Array(records)) = body.get("records") else {
            return Err(Refusal::new("JSON_PARSER_ERROR", "records: an array is needed"));
        };
        check_size(records.len())?;
        let all_or_none = body.get("allOrNone") == Some(&json!(true));
        let records: Vec<&Map<String, Value>> = records
            .iter()
            .map(|record| record.as_object().ok_or_else(|| Refusal::new("JSON_PARSER_ERROR", "a record is an object")))
            .collect::<Result<_, _>>()?;
        let types: Vec<_> = records.iter().map(|record| type_of(record).unwrap_or_default()).collect();
        let chunks = 1 + types.windows(2).filter(|pair| pair[0] != pair[1]).count();
        if chunks > MOST_CHUNKS {
            let message =
                "Cannot have more than 10 chunks in a single operation. Please rearrange the data to reduce chunking.";
            return Err(Refusal::new("LIMIT_EXCEEDED", message));
        }
        // How often each text is there, to find keys that are given twice.
        let mut keys: HashMap<(String, String), usize> = HashMap::new();
        for (name, value) in records.iter().flat_map(|record| record.iter()) {
            if let Some(text) = key_text(value) {
                *keys.entry((name.clone(), text.to_lowercase())).or_default() += 1;
            }
        }
        let mark = self.data.mark();
        let mut saved = Vec::with_capacity(records.len());
        for (at, record) in records.iter().enumerate() {
            saved.push(step(self, &keys, record, by.at(at)));
        }
        Ok(self.told(saved, all_or_none, mark))
    }

    fn told(&mut self, mut saved: Vec<Saved>, all_or_none: bool, mark: usize) -> Answer {
        if all_or_none && saved.iter().any(Result::is_err) {
            self.data.roll_back(mark);
            for one in saved.iter_mut().filter(|one| one.is_ok()) {
                let message =
                    "Record rolled back because not all records were valid and the request was using AllOrNone header";
                *one = Err(Refusal::new("ALL_OR_NONE_OPERATION_ROLLED_BACK", message));
            }
        }
        let told = saved.into_iter().map(|one| match one {
            Ok((id, None)) => json!({"id": id, "success": true, "errors": []}),
            Ok((id, Some(created))) => json!({"id": id, "success": true, "errors": [], "created": created}),
            Err(refusal) => json!({"success": false, "errors": [refusal.in_collection()]}),
        });
        Answer::json(200, told.collect::<Vec<_>>().into())
    }

    fn deletes(&mut self, call: &Call<'_>, by: &mut Writer) -> Result<Answer, Refusal> {
        let ids = call.parameter("ids").unwrap_or_default();
        let ids: Vec<&str> = ids.split(',').filter(|id| !id.is_empty()).collect();
        check_size(ids.len())?;
        let schema = Arc::clone(&self.data.schema);
        let mark = self.data.mark();
        let mut saved = Vec::with_capacity(ids.len());
        for (at, id) in ids.iter().enumerate() {
            let full = super::ids::eighteen(id);
            let object = full.as_ref().and_then(|full| schema.object_of_id(full));
            saved.push(match (object, full) {
                (Some(object), Some(full)) => {
                    self.data.delete(&object.name, &full, by.at(at)).map(|()| (full, None)).map_err(in_row)
                }
                _ => Err(Refusal::new("MALFORMED_ID", format!("malformed id {id}"))),
            });
        }
        let all_or_none = call.parameter("allOrNone").is_some_and(|given| given == "true");
        Ok(self.told(saved, all_or_none, mark))
    }

    fn reads(&self, call: &Call<'_>, object: &str) -> Result<Answer, Refusal> {
        let object = self.data.schema.object(object).ok_or_else(Refusal::no_resource)?;
        let (ids, fields): (Vec<String>, Vec<String>) = if call.asked.method == "GET" {
            let list =
                |name| call.parameter(name).unwrap_or_default().split(',').map(|one| one.trim().to_owned()).collect();
            (list("ids"), list("fields"))
        } else {
            let body = call.body()?;
            let list = |name: &str| {
                let all = body.get(name).and_then(Value::as_array).into_iter().flatten();
                all.filter_map(Value::as_str).map(str::to_owned).collect()
            };
            (list("ids"), list("fields"))
        };
        if ids.len() > MOST_READ {
            return Err(too_many(MOST_READ));
        }
        let fields: Vec<&str> = fields.iter().map(String::as_str).filter(|field| !field.is_empty()).collect();
        if fields.is_empty() {
            return Err(Refusal::new("MISSING_ARGUMENT", "fields: at least one is needed"));
        }
        let read = ids.iter().map(|id| match self.data.living(object, id) {
            Ok(row) => with_fields(object, row, &fields, &call.base),
            Err(_) => Ok(Value::Null),
        });
        Ok(Answer::json(200, read.collect::<Result<Vec<_>, _>>()?.into()))
    }
}

fn too_many(most: usize) -> Refusal {
    Refusal::new(
        "EXCEEDED_ID_LIMIT",
        format!("record limit reached. cannot submit more than {most} records in this call"),
    )
}

fn check_size(records: usize) -> Result<(), Refusal> {
    if records > MOST_RECORDS { Err(too_many(MOST_RECORDS)) } else { Ok(()) }
}

fn type_of(record: &Map<String, Value>) -> Result<&str, Refusal> {
    let told = record.get("attributes").and_then(|attributes| attributes.get("type")).and_then(Value::as_str);
    told.ok_or_else(|| Refusal::new("INVALID_TYPE", "the sObject type is missing: attributes.type"))
}

/// The record without its id; where it may have none, an id that is given is an error.
fn without_id(record: &Map<String, Value>, may_have: bool) -> Result<Map<String, Value>, Refusal> {
    let is_id = |name: &str| name.eq_ignore_ascii_case("Id");
    if !may_have && record.iter().any(|(name, value)| is_id(name) && !value.is_null()) {
        return Err(Refusal::new("INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call").about("Id"));
    }
    Ok(record.iter().filter(|(name, _)| !is_id(name)).map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// In a collection a record that is not there is a wrong reference, not a wrong path.
fn in_row(refusal: Refusal) -> Refusal {
    if refusal.code == "NOT_FOUND" {
        return Refusal::new("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id");
    }
    refusal
}
