//! The rows of a bulk job carried out, each with an outcome of its own.

use super::bulk::Job;
use super::data::Data;
use super::refusal::Refusal;
use super::schema::Object;
use super::write::Writer;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::Arc;

/// Rows that go together: a key twice among them is an error of both.
const TOGETHER: usize = 200;
/// The text for null; an empty cell says nothing.
const NULL: &str = "#N/A";

impl Data {
    /// Carries out a job whose upload is read.
    pub(super) fn carry_out(&mut self, job: &mut Job) {
        if job.state == "Failed" {
            return;
        }
        let schema = Arc::clone(&self.schema);
        let Some(object) = schema.object(&job.object) else { return };
        if let Some(message) = wrong_header(object, job) {
            job.message = Some(message);
            job.state = "Failed";
            return;
        }
        let key = job.key.clone();
        let key_at = key.as_ref().and_then(|key| job.header.iter().position(|name| name.eq_ignore_ascii_case(key)));
        let mut by = job.by.clone();
        for (from, rows) in (0..).step_by(TOGETHER).zip(job.rows.chunks(TOGETHER)) {
            let mut times: HashMap<String, usize> = HashMap::new();
            for row in rows {
                if let Some(at) = key_at {
                    *times.entry(row[at].to_lowercase()).or_default() += 1;
                }
            }
            for (at, row) in (from..).zip(rows) {
                if job.fails_after.is_some_and(|rows| at >= rows) {
                    job.message =
                        Some("InternalServerError : the batch was tried 10 times and is not tried again".to_owned());
                    job.state = "Failed";
                    return;
                }
                let twice = key_at
                    .map(|key| &row[key])
                    .filter(|key| times.get(&key.to_lowercase()).is_some_and(|times| *times > 1));
                let done = match (twice, &key) {
                    (Some(value), Some(key)) => {
                        Err(Refusal::new("DUPLICATE_VALUE", format!("Duplicate external id specified: {value}"))
                            .about(key))
                    }
                    _ => self.carry_out_row(object, (&job.operation, key.as_deref()), &job.header, row, by.at(at)),
                };
                match done {
                    Ok((id, created)) => job.good.push((at, id, created)),
                    Err(refusal) => job.bad.push((at, refusal.in_bulk())),
                }
            }
        }
        if job.is_shuffled {
            job.good.reverse();
            job.bad.reverse();
        }
        job.state = "JobComplete";
        self.commit();
    }

    fn carry_out_row(
        &mut self,
        object: &Object,
        (operation, key): (&str, Option<&str>),
        header: &[String],
        row: &[String],
        by: &Writer,
    ) -> Result<(String, bool), Refusal> {
        let mut given = Map::new();
        let mut own = None;
        let mut keyed = None;
        for (name, cell) in header.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            if name.eq_ignore_ascii_case("Id") {
                own = Some(cell.as_str());
            } else if key.is_some_and(|key| key.eq_ignore_ascii_case(name)) {
                keyed = Some(cell.as_str());
            } else {
                let value = if cell == NULL { Value::Null } else { json!(cell) };
                self.put_cell(object, name, value, &mut given)?;
            }
        }
        match (operation, key) {
            ("insert", _) => {
                if own.is_some() {
                    return Err(Refusal::new("INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call")
                        .about("Id"));
                }
                Ok((self.insert(&object.name, &given, by)?, true))
            }
            ("upsert", Some(key)) if key != "Id" => {
                if own.is_some() {
                    let message = "Id and an external id are both specified";
                    return Err(Refusal::new("INVALID_FIELD_FOR_INSERT_UPDATE", message).about("Id"));
                }
                let value = keyed.filter(|value| *value != NULL);
                let value = value.ok_or_else(|| Refusal::new("MISSING_ARGUMENT", format!("{key} not specified")))?;
                let done = self.upsert(&object.name, key, value, &given, (false, by));
                done.map(|done| (done.id, done.created)).map_err(|error| error.refusal(key, key))
            }
            _ => {
                let id = own.ok_or_else(|| Refusal::new("MISSING_ARGUMENT", "Id not specified in an update call"))?;
                let full = super::ids::eighteen(id)
                    .ok_or_else(|| Refusal::new("MALFORMED_ID", format!("malformed id {id}")))?;
                let done = match operation {
                    "delete" => self.delete(&object.name, &full, by),
                    _ => self.update(&object.name, &full, &given, by),
                };
                done.map(|()| (full, false)).map_err(|refusal| match refusal.code.as_str() {
                    "NOT_FOUND" => Refusal::new("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id"),
                    _ => refusal,
                })
            }
        }
    }

    /// A cell as the member of a record: a field, or `Account.SAP_Kunnr__c`, or `Opportunity:What.Instand_Key__c`.
    fn put_cell(
        &self,
        object: &Object,
        name: &str,
        value: Value,
        given: &mut Map<String, Value>,
    ) -> Result<(), Refusal> {
        let Some((relationship, of_parent)) = name.split_once('.') else {
            if let Some(field) = object.field(name)
                && let Err(refusal) = self.typed(field, &value, false)
                && refusal.code == "JSON_PARSER_ERROR"
            {
                let shown = value.as_str().unwrap_or_default();
                let message = format!("{}: value not of required type: {shown}", field.name);
                return Err(Refusal::new("INVALID_TYPE_ON_FIELD_IN_RECORD", message).about(&field.name));
            }
            given.insert(name.to_owned(), value);
            return Ok(());
        };
        let (kind, relationship) =
            relationship.split_once(':').map_or((None, relationship), |(kind, name)| (Some(kind), name));
        let parent = match (value, kind) {
            (Value::Null, _) => Value::Null,
            (value, None) => json!({of_parent: value}),
            (value, Some(kind)) => json!({"attributes": {"type": kind}, of_parent: value}),
        };
        given.insert(relationship.to_owned(), parent);
        Ok(())
    }
}

/// What is wrong with the header: the job fails with it.
fn wrong_header(object: &Object, job: &Job) -> Option<String> {
    let unknown = job.header.iter().find(|name| match name.split_once('.') {
        None => object.field(name).is_none(),
        Some((relationship, _)) => {
            let relationship = relationship.rsplit(':').next().unwrap_or_default();
            object.relationship(relationship).is_none()
        }
    });
    if let Some(name) = unknown {
        return Some(format!("InvalidBatch : Field name not found : {name}"));
    }
    let key = job.key.as_ref().filter(|key| !job.header.iter().any(|name| name.eq_ignore_ascii_case(key)))?;
    (!job.rows.is_empty()).then(|| format!("InvalidBatch : Field name not found : {key}"))
}
