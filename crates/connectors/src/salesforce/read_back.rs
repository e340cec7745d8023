//! Reading what was written: Salesforce ignores some writes without a word, and flows of the customer change others.

use super::Client;
use super::budget::Urgency;
use super::failure::Failure;
use super::query::{encoded, quoted};
use super::record::{Record, check_key, parent};
use super::settings::is_name;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// The longest address of a query, in bytes; Salesforce takes 16,384 with all around it.
const LONGEST: usize = 12_000;

/// A record as it is in Salesforce.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// Our key.
    pub key: String,
    /// Salesforce's id.
    pub id: String,
    /// The fields asked for, by the names they were asked for: `Amount`, `Account.Instand_Key__c`.
    pub fields: Map<String, Value>,
}

/// A field that is not what was sent.
#[derive(Clone, PartialEq, Debug)]
pub struct Difference {
    /// Our key.
    pub key: String,
    /// The field; empty where the record is not there at all.
    pub field: String,
    /// What was sent.
    pub sent: Value,
    /// What is there.
    pub found: Value,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.field.is_empty() {
            return write!(f, "{}: it was written and is not there", self.key);
        }
        write!(f, "{}: {} is {} and not {}", self.key, self.field, self.found, self.sent)?;
        // What is known to be ignored or reset without a word.
        f.write_str(match self.field.as_str() {
            "Amount" => " (Salesforce ignores the amount of an opportunity with products)",
            "CloseDate" => " (on closing Salesforce sets a date of the future to today)",
            _ => "",
        })
    }
}

impl Client {
    /// The records of these keys, with these fields; a parent's by its path, `Account.Instand_Key__c`. A key nobody
    /// carries is left out.
    ///
    /// # Errors
    /// Where Salesforce refuses or does not answer.
    pub async fn read_back(
        &self,
        object: &str,
        keys: &[&str],
        fields: &[&str],
        urgency: Urgency,
    ) -> Result<Vec<Found>, Failure> {
        let key_field = &self.inner.checked.key_field;
        let names = std::iter::once(&object).chain(fields);
        for name in names {
            if !name.split('.').all(is_name) {
                return Err(Failure::configuration("field", format!("`{name}` is no API name")));
            }
        }
        let mut columns = vec!["Id", key_field.as_str()];
        columns.extend(fields.iter().copied().filter(|field| *field != "Id" && field != key_field));
        let head = format!("SELECT {} FROM {object} WHERE {key_field} IN (", columns.join(","));
        let mut found = Vec::new();
        for chunk in chunks(keys, encoded(&head).len())? {
            let soql = format!("{head}{chunk})");
            for row in self.query_whole(&soql, urgency).await? {
                let text = |name: &str| row.get(name).and_then(Value::as_str);
                let (Some(id), Some(key)) = (text("Id"), text(key_field)) else {
                    return Err(Failure::unknown("broken_answer", "a record has neither id nor key"));
                };
                let fields = fields.iter().map(|path| ((*path).to_owned(), at(&row, path))).collect();
                found.push(Found { key: key.to_lowercase(), id: id.to_owned(), fields });
            }
        }
        Ok(found)
    }

    /// Reads back what was written and gives what is not as it was sent.
    ///
    /// # Errors
    /// Where Salesforce refuses or does not answer.
    pub async fn verify(&self, object: &str, records: &[Record], urgency: Urgency) -> Result<Vec<Difference>, Failure> {
        let mut fields: Vec<String> = records.iter().flat_map(sent).map(|(path, _)| path).collect();
        fields.sort_unstable();
        fields.dedup();
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        let keys: Vec<&str> = records.iter().map(|record| record.key.as_str()).collect();
        Ok(differences(records, &self.read_back(object, &keys, &fields, urgency).await?))
    }
}

/// Lists of quoted keys that fit into an address.
fn chunks(keys: &[&str], head: usize) -> Result<Vec<String>, Failure> {
    let mut chunks: Vec<(String, usize)> = Vec::new();
    for key in keys {
        check_key(key)?;
        let text = quoted(key);
        let length = encoded(&text).len() + 1;
        match chunks.last_mut().filter(|(_, filled)| filled + length <= LONGEST.saturating_sub(head)) {
            Some((chunk, filled)) => {
                chunk.push(',');
                chunk.push_str(&text);
                *filled += length;
            }
            None => chunks.push((text, length)),
        }
    }
    Ok(chunks.into_iter().map(|(chunk, _)| chunk).collect())
}

fn at(row: &Value, path: &str) -> Value {
    path.split('.').try_fold(row, |value, step| value.get(step)).cloned().unwrap_or(Value::Null)
}

/// What was sent, by the path under which it is read. A parent that may be of several objects has none.
fn sent(record: &Record) -> impl Iterator<Item = (String, &Value)> {
    record.fields.iter().filter_map(|(name, value)| match parent(value) {
        Some(parent) if parent.object.is_some() => None,
        Some(parent) => Some((format!("{name}.{}", parent.field), parent.key)),
        None => Some((name.clone(), value)),
    })
}

/// Where what is in Salesforce is not what was sent.
#[must_use]
pub fn differences(records: &[Record], found: &[Found]) -> Vec<Difference> {
    let found: HashMap<&str, &Found> = found.iter().map(|found| (found.key.as_str(), found)).collect();
    let mut differences = Vec::new();
    for record in records {
        let key = &record.key;
        let Some(there) = found.get(key.as_str()) else {
            let (field, sent, found) = (String::new(), Value::String(key.clone()), Value::Null);
            differences.push(Difference { key: key.clone(), field, sent, found });
            continue;
        };
        for (field, sent) in sent(record) {
            let found = there.fields.get(&field).cloned().unwrap_or(Value::Null);
            if !same(sent, &found) {
                differences.push(Difference { key: key.clone(), field, sent: sent.clone(), found });
            }
        }
    }
    differences
}

/// Whether a value is the one that was sent, as Salesforce writes it: no blanks at the end, nothing for an empty text,
/// numbers as numbers.
fn same(sent: &Value, found: &Value) -> bool {
    let number = |value: &Value| match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    match (sent, found) {
        (Value::Null, Value::Null) => true,
        (Value::String(text), Value::Null) | (Value::Null, Value::String(text)) => text.trim().is_empty(),
        (Value::Number(_), _) | (_, Value::Number(_)) => match (number(sent), number(found)) {
            // Salesforce keeps money to the cent or finer.
            (Some(sent), Some(found)) => (sent - found).abs() < 0.005,
            _ => false,
        },
        (Value::String(sent), Value::String(found)) => {
            let plain = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
            plain(sent) == plain(found) || same_instant(sent, found)
        }
        _ => sent == found,
    }
}

fn same_instant(sent: &str, found: &str) -> bool {
    match (super::outcomes::instant(sent), super::outcomes::instant(found)) {
        (Some(sent), Some(found)) => sent.timestamp() == found.timestamp(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_asked_for_in_addresses_that_fit() {
        let keys: Vec<String> = (0..8000).map(|at| format!("opportunity-{at:08}-x")).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let chunks = chunks(&keys, 300).expect("good keys");
        assert!(chunks.len() < 40, "{}", chunks.len());
        assert!(chunks.iter().all(|chunk| encoded(chunk).len() <= LONGEST));
        assert_eq!(chunks.iter().map(|chunk| chunk.split(',').count()).sum::<usize>(), 8000);
        assert!(super::chunks(&["a') OR (Name != '"], 0).is_err());
    }

    #[test]
    fn what_salesforce_did_not_take_is_found() {
        let record =
            |fields: Value| Record { key: "k-1".to_owned(), fields: fields.as_object().cloned().unwrap_or_default() };
        let found = |fields: Value| Found {
            key: "k-1".to_owned(),
            id: "006".to_owned(),
            fields: fields.as_object().cloned().unwrap_or_default(),
        };
        let sent = record(json!({"Name": "Pumpe ", "Amount": 100, "NextStep": "", "Account": {"Key__c": "c-1"},
            "At__c": "2026-01-01T10:00:00Z", "Text__c": "a\r\nb",
            "What": {"attributes": {"type": "Opportunity"}, "Key__c": "o"}}));
        let same = json!({"Name": "Pumpe", "Amount": 100.0, "NextStep": null, "Account.Key__c": "c-1",
            "At__c": "2026-01-01T10:00:00.000+0000", "Text__c": "a\nb"});
        assert_eq!(differences(std::slice::from_ref(&sent), &[found(same.clone())]), []);
        for (field, value) in
            [("Amount", json!(90)), ("Name", json!("Other")), ("Account.Key__c", json!("c-2")), ("Amount", json!(null))]
        {
            let mut other = same.clone();
            other[field] = value;
            let differences = differences(std::slice::from_ref(&sent), &[found(other)]);
            assert!(matches!(&differences[..], [one] if one.field == field), "{differences:?}");
            assert_eq!(differences[0].to_string().contains("products"), field == "Amount");
        }
        let missing = differences(&[sent], &[]);
        assert!(missing[0].field.is_empty() && missing[0].to_string().contains("not there"));
    }
}
