//! Writing a record: fields and parents resolved, required and unique fields checked, the org's rules asked.

use super::data::{Data, Row};
use super::refusal::Refusal;
use super::schema::{Field, Object};
use super::{ids, rules};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Who writes, and under what circumstances.
#[derive(Clone, Debug, Default)]
pub(super) struct Writer {
    /// Somebody in the org, or the test: may set what the API may not.
    pub(super) is_person: bool,
    /// Passes duplicate rules that only alert.
    pub(super) may_duplicate: bool,
    /// The place of the record in the request.
    pub(super) row: usize,
    /// The places of records that are refused whatever they say, by a fault.
    refused: BTreeMap<usize, Refusal>,
}

impl Writer {
    /// Somebody in the org.
    pub(super) fn person() -> Self {
        Self { is_person: true, ..Self::default() }
    }

    /// Our app.
    pub(super) fn app(may_duplicate: bool) -> Self {
        Self { may_duplicate, ..Self::default() }
    }

    /// The writer for the record at this place.
    pub(super) fn at(&mut self, row: usize) -> &Self {
        self.row = row;
        self
    }

    /// Somebody else holds the record at this place.
    pub(super) fn lock(&mut self, row: usize) {
        self.refuse(row, Refusal::new("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record"));
    }

    /// The record at this place is refused.
    pub(super) fn refuse(&mut self, row: usize, refusal: Refusal) {
        self.refused.insert(row, refusal);
    }

    fn check_fault(&self, id: Option<&str>) -> Result<(), Refusal> {
        let Some(refusal) = self.refused.get(&self.row) else { return Ok(()) };
        let mut refusal = refusal.clone();
        if let Some(id) = id.filter(|_| refusal.code == "UNABLE_TO_LOCK_ROW") {
            refusal.message = format!("{} or 1 records: {id}", refusal.message);
        }
        Err(refusal)
    }
}

/// What an upsert did.
pub(super) struct Upserted {
    pub(super) id: String,
    pub(super) created: bool,
}

/// Why an upsert did nothing.
pub(super) enum NotUpserted {
    Refused(Refusal),
    /// Several records have the key: their ids.
    Several(Vec<String>),
}

impl From<Refusal> for NotUpserted {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl NotUpserted {
    /// As an error of one record.
    pub(super) fn refusal(self, field: &str, value: &str) -> Refusal {
        match self {
            Self::Refused(refusal) => refusal,
            Self::Several(ids) => Refusal::new(
                "DUPLICATE_EXTERNAL_ID",
                format!("{field}: more than one record found for external id field: [{}]", ids.join(", ")),
            )
            .about(value),
        }
    }
}

/// The text of a row's field.
pub(super) fn text<'a>(row: &'a Row, field: &str) -> Option<&'a str> {
    row.get(field).and_then(Value::as_str)
}

/// The text of a key value as it is given: a number is a key too.
pub(super) fn key_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

impl Data {
    /// Makes a record; its id.
    pub(super) fn insert(&mut self, object: &str, given: &Map<String, Value>, by: &Writer) -> Result<String, Refusal> {
        let schema = Arc::clone(&self.schema);
        let object = schema.object(object).ok_or_else(Refusal::no_resource)?;
        if !object.createable && !by.is_person {
            let message = format!("entity type {} cannot be inserted", object.name);
            return Err(Refusal::new("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", message));
        }
        if given.keys().any(|name| name.eq_ignore_ascii_case("Id")) {
            return Err(
                Refusal::new("INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call").about("Id")
            );
        }
        let mut row = self.resolve(object, given, |field| field.create || by.is_person, by)?;
        for field in &object.fields {
            let absent = row.get(&field.name).is_none_or(Value::is_null);
            if absent && let Some(default) = &field.default {
                let value = if default == "$user" { json!(self.user) } else { default.clone() };
                row.insert(field.name.clone(), value);
            }
        }
        let missing: Vec<_> = object
            .fields
            .iter()
            .filter(|field| field.required && field.create && row.get(&field.name).is_none_or(Value::is_null))
            .map(|field| field.name.clone())
            .collect();
        if !missing.is_empty() {
            let message = format!("Required fields are missing: [{}]", missing.join(", "));
            return Err(Refusal { fields: missing, ..Refusal::new("REQUIRED_FIELD_MISSING", message) });
        }
        by.check_fault(None)?;
        rules::before(self, object, None, &mut row)?;
        self.check(object, None, &row, by)?;
        let id = self.put(&object.name, row);
        rules::after(self, object, &id, true);
        Ok(id)
    }

    /// Changes a record by its id of 15 or 18 characters.
    pub(super) fn update(
        &mut self,
        object: &str,
        id: &str,
        given: &Map<String, Value>,
        by: &Writer,
    ) -> Result<(), Refusal> {
        let schema = Arc::clone(&self.schema);
        let object = schema.object(object).ok_or_else(Refusal::no_resource)?;
        let old = self.living(object, id)?.clone();
        let id = text(&old, "Id").unwrap_or_default().to_owned();
        let set = self.resolve(object, given, |field| field.update || by.is_person, by)?;
        let nulled: Vec<_> = set
            .iter()
            .filter(|(name, value)| value.is_null() && object.field(name).is_some_and(|field| field.required))
            .map(|(name, _)| name.clone())
            .collect();
        if !nulled.is_empty() {
            let message = format!("Required fields are missing: [{}]", nulled.join(", "));
            return Err(Refusal { fields: nulled, ..Refusal::new("REQUIRED_FIELD_MISSING", message) });
        }
        by.check_fault(Some(&id))?;
        let mut row = old.clone();
        for (name, value) in set {
            let nothing = value.is_null() && object.field(&name).is_some_and(|field| field.kind == "boolean");
            row.insert(name, if nothing { json!(false) } else { value });
        }
        rules::before(self, object, Some(&old), &mut row)?;
        self.check(object, Some(&old), &row, by)?;
        self.replace(&object.name, &id, row);
        rules::after(self, object, &id, false);
        Ok(())
    }

    /// Creates or changes the record whose external id has this value.
    pub(super) fn upsert(
        &mut self,
        object: &str,
        field: &str,
        value: &str,
        given: &Map<String, Value>,
        (update_only, by): (bool, &Writer),
    ) -> Result<Upserted, NotUpserted> {
        let schema = Arc::clone(&self.schema);
        let object = schema.object(object).ok_or_else(Refusal::no_resource)?;
        let field = self.key_field(object, field)?;
        let found: Vec<String> = self
            .with_value(&object.name, &field.name, value)
            .iter()
            .filter_map(|row| text(row, "Id").map(str::to_owned))
            .collect();
        match found.as_slice() {
            [] if update_only => Err(Refusal::no_resource().into()),
            [] => {
                let mut given = given.clone();
                given.insert(field.name.clone(), json!(value));
                Ok(Upserted { id: self.insert(&object.name, &given, by)?, created: true })
            }
            [id] => {
                self.update(&object.name, id, given, by)?;
                Ok(Upserted { id: id.clone(), created: false })
            }
            several => Err(NotUpserted::Several(several.to_vec())),
        }
    }

    /// The field, where it is an external id of the object.
    pub(super) fn key_field<'a>(&self, object: &'a Object, field: &str) -> Result<&'a Field, Refusal> {
        object.field(field).filter(|field| field.external_id).ok_or_else(|| {
            Refusal::not_found(format!("Provided external ID field does not exist or is not accessible: {field}"))
        })
    }

    /// Puts a record into the bin, with what hangs on it.
    pub(super) fn delete(&mut self, object: &str, id: &str, by: &Writer) -> Result<(), Refusal> {
        let schema = Arc::clone(&self.schema);
        let object = schema.object(object).ok_or_else(Refusal::no_resource)?;
        let id = self.living(object, id)?.get("Id").and_then(Value::as_str).unwrap_or_default().to_owned();
        if !object.deletable && !by.is_person {
            let message = format!("entity type {} cannot be deleted", object.name);
            return Err(Refusal::new("INSUFFICIENT_ACCESS_OR_READONLY", message));
        }
        by.check_fault(Some(&id))?;
        self.patch(&object.name, &id, [("IsDeleted", json!(true))]);
        rules::after_delete(self, object, &id);
        Ok(())
    }

    /// A record that is there and not deleted.
    pub(super) fn living(&self, object: &Object, id: &str) -> Result<&Row, Refusal> {
        let full = ids::eighteen(id).filter(|full| full.starts_with(&object.prefix));
        let Some(full) = full else {
            let shown = ids::eighteen(id).is_some();
            return Err(if shown {
                Refusal::no_resource()
            } else {
                Refusal::not_found(format!("Provided external ID field does not exist or is not accessible: {id}"))
            });
        };
        let row = self.row(&object.name, &full).ok_or_else(Refusal::no_resource)?;
        if row.get("IsDeleted") == Some(&json!(true)) {
            return Err(Refusal::new("ENTITY_IS_DELETED", "entity is deleted").with_status(404));
        }
        Ok(row)
    }

    /// The given members as fields of the object: types checked, parents found by their external ids.
    fn resolve(
        &self,
        object: &Object,
        given: &Map<String, Value>,
        may_set: impl Fn(&Field) -> bool,
        by: &Writer,
    ) -> Result<Row, Refusal> {
        let mut row = Row::new();
        let mut refused = Vec::new();
        let mut set = |name: &str, value: Value| {
            if row.insert(name.to_owned(), value).is_some() {
                return Err(Refusal::new("INVALID_FIELD", format!("{name} is given more than once")).about(name));
            }
            Ok(())
        };
        for (name, value) in given.iter().filter(|(name, _)| *name != "attributes") {
            if let Some(field) = object.field(name) {
                if may_set(field) {
                    set(&field.name, self.typed(field, value, by.is_person)?)?;
                } else {
                    refused.push(field.name.clone());
                }
            } else if let Some(field) = object.relationship(name) {
                if may_set(field) {
                    set(&field.name, self.parent(field, value)?)?;
                } else {
                    refused.push(field.name.clone());
                }
            } else {
                let message = format!("No such column '{name}' on sobject of type {}", object.name);
                return Err(Refusal::new("INVALID_FIELD", message));
            }
        }
        if !refused.is_empty() {
            let message = format!(
                "Unable to create/update fields: {}. Please check the security settings of this field and verify that it is \
                 read/write for your profile or permission set.",
                refused.join(", ")
            );
            return Err(Refusal { fields: refused, ..Refusal::new("INVALID_FIELD_FOR_INSERT_UPDATE", message) });
        }
        Ok(row)
    }

    /// The id of a parent that is named by an external id.
    fn parent(&self, field: &Field, given: &Value) -> Result<Value, Refusal> {
        let named = match given {
            Value::Null => return Ok(Value::Null),
            Value::Object(named) => named,
            _ => return Err(Refusal::new("JSON_PARSER_ERROR", format!("{}: an object is needed", field.name))),
        };
        let told = named.get("attributes").and_then(|attributes| attributes.get("type")).and_then(Value::as_str);
        let object = match (told, field.refs.as_slice()) {
            (Some(told), refs) if refs.iter().any(|name| name == told) => told,
            (None, [only]) => only,
            _ => {
                let message = format!("{}: attributes.type must name one of [{}]", field.name, field.refs.join(", "));
                return Err(Refusal::new("INVALID_FIELD", message));
            }
        };
        let object = self.schema.object(object).ok_or_else(Refusal::no_resource)?;
        let keys: Vec<_> = named.iter().filter(|(name, _)| *name != "attributes").collect();
        let [(key, value)] = keys.as_slice() else {
            let message = format!("{}: exactly one external id names the parent", field.name);
            return Err(Refusal::new("INVALID_FIELD", message));
        };
        let known = object.field(key).filter(|known| known.external_id);
        let Some(known) = known else {
            let message = format!("Field name not found or not an external id: {key} in entity {}", object.name);
            return Err(Refusal::new("INVALID_FIELD", message));
        };
        let shown = key_text(value).unwrap_or_default();
        match self.with_value(&object.name, &known.name, &shown).as_slice() {
            [] => {
                let message = format!(
                    "Foreign key external ID: {shown} not found for field {} in entity {}",
                    known.name, object.name
                );
                Err(Refusal::new("INVALID_FIELD", message))
            }
            [row] => Ok(row.get("Id").cloned().unwrap_or_default()),
            _ => {
                let message = format!("{}: more than one record found for external id field: {shown}", known.name);
                Err(Refusal::new("DUPLICATE_EXTERNAL_ID", message))
            }
        }
    }

    /// Unique fields, validation rules, duplicate rules.
    fn check(&self, object: &Object, old: Option<&Row>, row: &Row, by: &Writer) -> Result<(), Refusal> {
        let own = old.and_then(|old| text(old, "Id"));
        for field in object.fields.iter().filter(|field| field.unique) {
            let Some(value) = text(row, &field.name) else { continue };
            let others = self.with_value(&object.name, &field.name, value);
            if let Some(other) = others.iter().filter_map(|other| text(other, "Id")).find(|id| Some(*id) != own) {
                let message = format!(
                    "duplicate value found: {} duplicates value on record with id: {}",
                    field.name,
                    &other[..15.min(other.len())]
                );
                return Err(Refusal::new("DUPLICATE_VALUE", message));
            }
        }
        rules::validate(self, object, row)?;
        rules::check_duplicates(self, object, old, row, by)
    }
}
