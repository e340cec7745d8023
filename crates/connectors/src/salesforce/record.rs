//! What is written, and what became of it.

use super::failure::Failure;
use super::settings::is_name;
pub use crate::crm::Outcome;
use serde_json::{Map, Value, json};

/// The longest key: what a text field of Salesforce holds.
const LONGEST_KEY: usize = 255;

/// A record as it shall be in Salesforce.
#[derive(Clone, PartialEq, Debug)]
pub struct Record {
    /// Our key: small letters, digits, `_` and `-`. Salesforce does not tell capitals from small letters in keys, and
    /// takes some others for parts of an address.
    pub key: String,
    /// Fields by API name, without our key and the id. `null` empties a field, what is absent stays as it is. A parent
    /// is named by its own key: `"Account": {"Instand_Key__c": "customer-4711"}`, one that may be of several objects
    /// with `"attributes": {"type": "Opportunity"}` in it.
    pub fields: Map<String, Value>,
}

/// A field's value as it is sent in rows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Cell {
    /// The field is emptied.
    Null,
    Text(String),
}

/// A parent named by its key.
pub(super) struct Parent<'a> {
    /// Where it may be of several objects: which one.
    pub(super) object: Option<&'a str>,
    pub(super) field: &'a str,
    pub(super) key: &'a Value,
}

/// The parent in a value, where it is one.
pub(super) fn parent(value: &Value) -> Option<Parent<'_>> {
    let members = value.as_object()?;
    let object = members.get("attributes").and_then(|of| of.get("type")).and_then(Value::as_str);
    let mut named = members.iter().filter(|(name, _)| *name != "attributes");
    let (field, key) = named.next()?;
    (named.next().is_none() && (key.is_string() || key.is_number())).then_some(Parent { object, field, key })
}

/// Why a text cannot be a key.
pub(super) fn check_key(key: &str) -> Result<(), Failure> {
    let good = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '_' | '-');
    if !key.is_empty() && key.len() <= LONGEST_KEY && key.chars().all(good) {
        return Ok(());
    }
    let message = format!("`{key}` cannot be a key: 1 to {LONGEST_KEY} small letters a to z, digits, `_` and `-`");
    Err(Failure::permanent("key", message))
}

impl Record {
    /// Why this record cannot be sent.
    pub(super) fn check(&self, key_field: &str) -> Result<(), Failure> {
        check_key(&self.key)?;
        for (name, value) in &self.fields {
            let refused = |why: String| {
                Err(Failure { fields: vec![name.clone()], ..Failure::permanent("field", format!("{name}: {why}")) })
            };
            if !is_name(name) {
                return refused("this is no API name of a field".to_owned());
            }
            if name.eq_ignore_ascii_case("Id") || name.eq_ignore_ascii_case(key_field) {
                return refused("id and key are not among the fields".to_owned());
            }
            match value {
                Value::Array(_) => return refused("a list cannot be sent".to_owned()),
                Value::Object(_) => {
                    let Some(parent) = parent(value) else {
                        return refused("a parent is named by one key, {\"Key__c\": \"...\"}".to_owned());
                    };
                    if !is_name(parent.field) || parent.object.is_some_and(|object| !is_name(object)) {
                        return refused("the parent's object or field is no API name".to_owned());
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The record in a call of `composite/sobjects`.
    pub(super) fn in_collection(&self, object: &str, key_field: &str) -> Value {
        let mut members = self.fields.clone();
        members.insert("attributes".to_owned(), json!({"type": object}));
        members.insert(key_field.to_owned(), Value::String(self.key.clone()));
        Value::Object(members)
    }

    /// Its cells by heading, as Bulk 2.0 wants them: `Account.Key__c`, `Opportunity:What.Key__c`.
    pub(super) fn cells(&self) -> impl Iterator<Item = (String, Cell)> {
        self.fields.iter().map(|(name, value)| match parent(value) {
            Some(Parent { object: Some(object), field, key }) => (format!("{object}:{name}.{field}"), cell(key)),
            Some(Parent { object: None, field, key }) => (format!("{name}.{field}"), cell(key)),
            None => (name.clone(), cell(value)),
        })
    }

    /// What tells its parent from others, where it has one: whose row is locked while it is written.
    pub(super) fn parent(&self) -> Option<String> {
        let account = ["Account", "AccountId"].into_iter().find_map(|name| Some((name, self.fields.get(name)?)));
        let (name, value) = account.filter(|(_, value)| !value.is_null()).or_else(|| {
            self.fields.iter().map(|(name, value)| (name.as_str(), value)).find(|(_, value)| value.is_object())
        })?;
        Some(format!("{name} {value}"))
    }
}

fn cell(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Null,
        // Salesforce takes an empty text for none; an empty cell would leave the field as it is.
        Value::String(text) if text.is_empty() => Cell::Null,
        Value::String(text) => Cell::Text(text.clone()),
        other => Cell::Text(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(key: &str, fields: Value) -> Record {
        let Value::Object(fields) = fields else { panic!("fields are an object") };
        Record { key: key.to_owned(), fields }
    }

    #[test]
    fn keys_are_small_letters_digits_and_dashes() {
        for key in ["a", "opp-4711_2", "0"] {
            assert!(check_key(key).is_ok(), "{key}");
        }
        for key in ["", "A", "a b", "a/b", "a.inc", "ä", "a%", "a'", &"a".repeat(256)] {
            assert!(check_key(key).is_err(), "{key}");
        }
    }

    #[test]
    fn what_cannot_be_sent_names_the_field() {
        let good = json!({"Name": "x", "Amount": 1, "Account": {"Key__c": "c-1"}, "NextStep": null,
            "What": {"attributes": {"type": "Opportunity"}, "Key__c": "o-1"}});
        assert!(record("k", good).check("Key__c").is_ok());
        for (fields, name) in [
            (json!({"Id": "006"}), "Id"),
            (json!({"key__C": "x"}), "key__C"),
            (json!({"Na me": "x"}), "Na me"),
            (json!({"Name": ["x"]}), "Name"),
            (json!({"Account": {"Key__c": "a", "Other__c": "b"}}), "Account"),
            (json!({"Account": {"Key__c": {"x": 1}}}), "Account"),
            (json!({"Account": {"K' OR": "x"}}), "Account"),
        ] {
            assert_eq!(record("k", fields).check("Key__c").expect_err("refused").fields, [name]);
        }
    }

    #[test]
    fn a_record_is_written_as_json_and_as_cells() {
        let of = record(
            "k-1",
            json!({"Account": {"Key__c": "c-1"}, "Name": "", "Amount": 12.5, "Won": true, "Next": null,
            "What": {"attributes": {"type": "Opportunity"}, "Key__c": "o-1"}}),
        );
        let json = of.in_collection("Opportunity", "Key__c");
        assert_eq!((&json["attributes"]["type"], &json["Key__c"]), (&json!("Opportunity"), &json!("k-1")));
        let cells: Vec<(String, Cell)> = of.cells().collect();
        let text = |text: &str| Cell::Text(text.to_owned());
        for cell in [
            ("Account.Key__c".to_owned(), text("c-1")),
            ("Name".to_owned(), Cell::Null),
            ("Amount".to_owned(), text("12.5")),
            ("Won".to_owned(), text("true")),
            ("Next".to_owned(), Cell::Null),
            ("Opportunity:What.Key__c".to_owned(), text("o-1")),
        ] {
            assert!(cells.contains(&cell), "{cell:?} in {cells:?}");
        }
    }
}
