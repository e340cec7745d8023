//! A value as it is given, made what the field holds, or refused as Salesforce refuses it.

use super::clock::{instant, written};
use super::data::Data;
use super::ids;
use super::refusal::Refusal;
use super::schema::Field;
use chrono::NaiveDate;
use serde_json::{Value, json};

impl Data {
    /// The value as it is stored. An empty text is null.
    pub(super) fn typed(&self, field: &Field, given: &Value, person: bool) -> Result<Value, Refusal> {
        let text = match given {
            Value::Null => return Ok(Value::Null),
            Value::String(text) if text.is_empty() => return Ok(Value::Null),
            Value::String(text) => text.clone(),
            Value::Number(_) | Value::Bool(_) => given.to_string(),
            Value::Array(_) | Value::Object(_) => return Err(not_a(&field.kind, given)),
        };
        match field.kind.as_str() {
            "boolean" => text.to_lowercase().parse::<bool>().map(Value::from).map_err(|_| not_a("boolean", given)),
            "int" => text.parse::<i32>().map(Value::from).map_err(|_| not_a("int", given)),
            "double" | "currency" | "percent" => text
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite())
                .map(Value::from)
                .ok_or_else(|| not_a("double", given)),
            "date" => {
                let day = text.parse::<NaiveDate>().ok().filter(|_| text.len() == 10);
                let day = day.or_else(|| instant(&text).map(|at| at.date_naive()));
                day.map(|day| json!(day.to_string())).ok_or_else(|| not_a("date", given))
            }
            "datetime" => instant(&text).map(|at| json!(written(at))).ok_or_else(|| not_a("datetime", given)),
            "reference" | "id" => self.reference(field, &text, person),
            _ => text_of(field, text),
        }
    }

    fn reference(&self, field: &Field, text: &str, person: bool) -> Result<Value, Refusal> {
        let malformed = || {
            Refusal::new("MALFORMED_ID", format!("{}: id value of incorrect type: {text}", field.name))
                .about(&field.name)
        };
        let id = ids::eighteen(text).ok_or_else(malformed)?;
        let object = self.schema.object_of_id(&id).ok_or_else(malformed)?;
        if !field.refs.contains(&object.name) {
            return Err(malformed());
        }
        let Some(row) = self.row(&object.name, &id) else {
            return Err(Refusal::new("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id"));
        };
        if row.get("IsDeleted") == Some(&json!(true)) {
            return Err(Refusal::new("ENTITY_IS_DELETED", "entity is deleted"));
        }
        if field.name == "OwnerId" && row.get("IsActive") == Some(&json!(false)) && !person {
            let message = format!("operation performed with inactive user [{}] as owner", &id[..15]);
            return Err(Refusal::new("INACTIVE_OWNER_OR_USER", message));
        }
        Ok(json!(id))
    }
}

fn text_of(field: &Field, text: String) -> Result<Value, Refusal> {
    let name = &field.name;
    if field.length > 0 && text.chars().count() > field.length {
        let message = format!("{name}: data value too large: {text} (max length={})", field.length);
        return Err(Refusal::new("STRING_TOO_LONG", message).about(name));
    }
    if field.kind == "email" && !is_address(&text) {
        return Err(Refusal::new("INVALID_EMAIL_ADDRESS", format!("{name}: invalid email address: {text}")).about(name));
    }
    if field.kind == "picklist" {
        // A value of the list is stored as the list spells it.
        let listed = field.values().find(|value| value.eq_ignore_ascii_case(&text));
        if let Some(listed) = listed {
            return Ok(json!(listed));
        }
        if field.restricted {
            let message = format!("{name}: bad value for restricted picklist field: {text}");
            return Err(Refusal::new("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", message).about(name));
        }
    }
    Ok(Value::String(text))
}

fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let plain = |part: &str| !part.is_empty() && !part.contains([' ', '@', ',', ';']) && !part.starts_with('.');
    plain(local) && plain(domain) && domain.contains('.') && !domain.ends_with('.') && text.is_ascii()
}

/// What the JSON reader says of a value that is not of the field's type.
fn not_a(kind: &str, given: &Value) -> Refusal {
    let (called, shown) = match given {
        Value::String(text) => ("VALUE_STRING value ", text.clone()),
        Value::Number(number) => ("VALUE_NUMBER value ", number.to_string()),
        Value::Bool(_) => ("VALUE_BOOLEAN", String::new()),
        Value::Array(_) => ("START_ARRAY", String::new()),
        Value::Object(_) | Value::Null => ("START_OBJECT", String::new()),
    };
    Refusal::new(
        "JSON_PARSER_ERROR",
        format!(
            "Cannot deserialize instance of {kind} from {called}{shown} or request may be missing a required field"
        ),
    )
}
