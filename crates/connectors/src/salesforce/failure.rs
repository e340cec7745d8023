//! What went wrong in Salesforce, and what is to be done about it. The table is in `docs/salesforce.md`.

pub use crate::crm::{Class, Failure};
pub(super) use crate::crm::{PARKED, short};
use serde_json::Value;
use std::time::Duration;

/// How long to wait when too many calls run at once.
const CROWDED: Duration = Duration::from_secs(20);

impl Failure {
    /// What an answer that is no success says. `key_field` is the field of our key.
    pub(super) fn of_answer(status: u16, body: &[u8], key_field: &str) -> Self {
        let said: Option<Value> = serde_json::from_slice(body).ok();
        if status == 300 {
            return ambiguous("MULTIPLE_CHOICES", said.as_ref().map(texts).unwrap_or_default());
        }
        let first = said.as_ref().and_then(|said| said.get(0).or(Some(said)));
        let text = |name: &str| first.and_then(|first| first.get(name)).and_then(Value::as_str);
        let Some(code) = text("errorCode").or_else(|| text("statusCode")) else {
            // An HTML page of whatever stands before Salesforce.
            return of_status(status);
        };
        let fields = first.and_then(|first| first.get("fields")).map(texts).unwrap_or_default();
        let message = text("message").unwrap_or_default();
        let ours = Self::said(code, message, fields, first, key_field);
        match (status, &ours.class) {
            (403, Class::Quota) => ours,
            (403, _) => Self { class: Class::Configuration, ..ours },
            (404, _) => Self { class: Class::Gone, ..ours },
            (410, _) => Self {
                class: Class::Configuration,
                message: short(&format!("{message} (set a newer api_version)")),
                ..ours
            },
            (status, Class::Permanent) if status >= 500 => Self { class: Class::UnknownOutcome, ..ours },
            _ => ours,
        }
    }

    /// What the error of one record says: an element of `errors`.
    pub(super) fn of_record(error: &Value, key_field: &str) -> Self {
        let text = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default();
        let code = if text("statusCode").is_empty() { text("errorCode") } else { text("statusCode") };
        let fields = error.get("fields").map(texts).unwrap_or_default();
        Self::said(code, text("message"), fields, Some(error), key_field)
    }

    /// What `sf__Error` of a bulk job says: `REQUIRED_FIELD_MISSING:Required fields are missing: [CloseDate]:CloseDate --`.
    pub(super) fn of_bulk(error: &str, key_field: &str) -> Self {
        let (code, rest) = error.split_once(':').unwrap_or((error, ""));
        let rest = rest.trim().trim_end_matches("--").trim_end();
        let (message, fields) = match rest.rsplit_once(':') {
            Some((message, fields)) if fields.split([',', ' ']).all(|name| name.is_empty() || is_field(name)) => {
                (message, fields.split([',', ' ']).filter(|name| !name.is_empty()).map(str::to_owned).collect())
            }
            _ => (rest, Vec::new()),
        };
        Self::said(code.trim(), message.trim(), fields, None, key_field)
    }

    fn said(code: &str, message: &str, fields: Vec<String>, whole: Option<&Value>, key_field: &str) -> Self {
        let about_key = !key_field.is_empty()
            && (fields.iter().any(|field| field.eq_ignore_ascii_case(key_field)) || message.contains(key_field));
        let class = match code {
            "UNABLE_TO_LOCK_ROW" => Class::Transient,
            // A flow or trigger in Salesforce that met a locked row hands the code on in its message.
            _ if message.contains("UNABLE_TO_LOCK_ROW") => Class::Transient,
            "REQUEST_LIMIT_EXCEEDED" => Class::Quota,
            "UNKNOWN_EXCEPTION"
            | "SERVER_UNAVAILABLE"
            | "REQUEST_RUNNING_TOO_LONG"
            | "QUERY_TIMEOUT"
            | "ALL_OR_NONE_OPERATION_ROLLED_BACK"
            | "PROCESSING_HALTED" => Class::UnknownOutcome,
            "DUPLICATES_DETECTED" => Class::Duplicate { matches: whole.map(matches).unwrap_or_default() },
            // Two wrote our key at once: the same upsert finds the other's record and updates it.
            "DUPLICATE_VALUE" if about_key => Class::UnknownOutcome,
            "DUPLICATE_VALUE" => Class::Duplicate { matches: ids(message) },
            "DUPLICATE_EXTERNAL_ID" => Class::Ambiguous { urls: ids(message) },
            "NOT_FOUND" | "ENTITY_IS_DELETED" => Class::Gone,
            "INVALID_SESSION_ID"
            | "API_DISABLED_FOR_ORG"
            | "API_CURRENTLY_DISABLED"
            | "FUNCTIONALITY_NOT_ENABLED"
            | "UNSUPPORTED_API_VERSION"
            | "INVALID_TYPE"
            | "STORAGE_LIMIT_EXCEEDED"
            | "INVALID_OPERATION_WITH_EXPIRED_PASSWORD" => Class::Configuration,
            code if code.starts_with("INSUFFICIENT_ACCESS") => Class::Configuration,
            // The columns of the table, and every code it does not know: a person must look at the record.
            _ => Class::Permanent,
        };
        let retry_after = match class {
            Class::Quota if message.contains("Concurrent") || message.contains("concurrent") => Some(CROWDED),
            Class::Quota => Some(PARKED),
            Class::Transient => Some(Duration::from_secs(1)),
            _ => None,
        };
        Self { class, code: short(code), message: short(message), fields, retry_after }
    }
}

/// A status that came without anything of Salesforce in it.
fn of_status(status: u16) -> Failure {
    match status {
        401 | 403 => {
            Failure::configuration(&format!("http_{status}"), format!("Salesforce refuses with status {status}"))
        }
        404 | 410 => Failure::configuration(
            &format!("http_{status}"),
            format!("there is nothing at this address ({status}); look at login_url and api_version"),
        ),
        429 => Failure {
            retry_after: Some(Duration::from_secs(60)),
            ..Failure::new(Class::Quota, "http_429", "what stands before Salesforce asks to slow down (status 429)")
        },
        301..=399 => Failure::configuration(
            &format!("http_{status}"),
            format!("Salesforce sends elsewhere (status {status}), which is not followed; look at login_url"),
        ),
        400..=499 => Failure::permanent(&format!("http_{status}"), format!("Salesforce refuses with status {status}")),
        _ => Failure::unknown(&format!("http_{status}"), format!("Salesforce is not available (status {status})")),
    }
}

fn ambiguous(code: &str, urls: Vec<String>) -> Failure {
    let message = format!("{} records carry the same key; nothing was written: {}", urls.len().max(2), urls.join(", "));
    Failure::new(Class::Ambiguous { urls }, code, message)
}

/// The texts of a list.
fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(short).collect()
}

/// `matchRecords[].record.Id`, wherever in the error they stand.
fn matches(error: &Value) -> Vec<String> {
    let mut found = Vec::new();
    gather(error, &mut found, 0);
    found
}

fn gather(value: &Value, found: &mut Vec<String>, depth: usize) {
    // Deeper than any answer of Salesforce.
    if depth > 20 {
        return;
    }
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if name == "matchRecords" {
                    let ids = member.as_array().into_iter().flatten();
                    let ids = ids.filter_map(|of| of.pointer("/record/Id").and_then(Value::as_str));
                    for id in ids {
                        if !found.iter().any(|known| known == id) {
                            found.push(id.to_owned());
                        }
                    }
                } else {
                    gather(member, found, depth + 1);
                }
            }
        }
        Value::Array(many) => many.iter().for_each(|one| gather(one, found, depth + 1)),
        _ => {}
    }
}

/// The record ids a sentence names: 15 or 18 letters and digits that begin with a digit.
fn ids(message: &str) -> Vec<String> {
    let words = message.split(|letter: char| !letter.is_ascii_alphanumeric());
    let is_id = |word: &&str| matches!(word.len(), 15 | 18) && word.starts_with(|letter: char| letter.is_ascii_digit());
    words.filter(is_id).map(str::to_owned).collect()
}

fn is_field(text: &str) -> bool {
    text.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const KEY: &str = "Instand_Key__c";

    fn answered(status: u16, code: &str, message: &str) -> Failure {
        let body = json!([{"message": message, "errorCode": code, "fields": ["CloseDate"]}]).to_string();
        Failure::of_answer(status, body.as_bytes(), KEY)
    }

    /// Every row of the table of errors, as an answer and as the error of a record.
    #[test]
    fn every_row_of_the_table_has_its_class() {
        for (status, code, class) in [
            (401, "INVALID_SESSION_ID", Class::Configuration),
            (403, "REQUEST_LIMIT_EXCEEDED", Class::Quota),
            (403, "API_DISABLED_FOR_ORG", Class::Configuration),
            (403, "INSUFFICIENT_ACCESS_OR_READONLY", Class::Configuration),
            (403, "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", Class::Configuration),
            (403, "FUNCTIONALITY_NOT_ENABLED", Class::Configuration),
            (403, "SOMETHING_NEW", Class::Configuration),
            (400, "UNABLE_TO_LOCK_ROW", Class::Transient),
            (500, "UNKNOWN_EXCEPTION", Class::UnknownOutcome),
            (502, "BAD_GATEWAY", Class::UnknownOutcome),
            (503, "SERVER_UNAVAILABLE", Class::UnknownOutcome),
            (504, "GATEWAY_TIMEOUT", Class::UnknownOutcome),
            (400, "DUPLICATES_DETECTED", Class::Duplicate { matches: vec![] }),
            (400, "DUPLICATE_VALUE", Class::Duplicate { matches: vec![] }),
            (400, "REQUIRED_FIELD_MISSING", Class::Permanent),
            (400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", Class::Permanent),
            (400, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", Class::Permanent),
            (400, "STRING_TOO_LONG", Class::Permanent),
            (400, "INVALID_EMAIL_ADDRESS", Class::Permanent),
            (400, "FIELD_INTEGRITY_EXCEPTION", Class::Permanent),
            (400, "INVALID_FIELD", Class::Permanent),
            (400, "INVALID_FIELD_FOR_INSERT_UPDATE", Class::Permanent),
            (400, "MALFORMED_ID", Class::Permanent),
            (400, "JSON_PARSER_ERROR", Class::Permanent),
            (400, "INVALID_CROSS_REFERENCE_KEY", Class::Permanent),
            (404, "NOT_FOUND", Class::Gone),
            (404, "ENTITY_IS_DELETED", Class::Gone),
        ] {
            let failure = answered(status, code, "said");
            assert_eq!((&failure.class, failure.code.as_str()), (&class, code));
            assert_eq!(failure.fields, ["CloseDate"]);
            if !matches!(code, "SOMETHING_NEW" | "BAD_GATEWAY" | "GATEWAY_TIMEOUT") {
                let record = json!({"statusCode": code, "message": "said", "fields": ["CloseDate"]});
                assert_eq!(Failure::of_record(&record, KEY).class, class, "{code}");
                assert_eq!(Failure::of_bulk(&format!("{code}:said:CloseDate --"), KEY).class, class, "{code}");
            }
        }
    }

    #[test]
    fn the_calls_of_a_day_wait_longer_than_a_crowd() {
        let day = answered(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
        assert_eq!(day.retry_after, Some(Duration::from_secs(900)));
        let crowd = answered(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded.");
        assert_eq!((crowd.class, crowd.retry_after), (Class::Quota, Some(Duration::from_secs(20))));
    }

    #[test]
    fn several_records_with_our_key_are_shown() {
        let body = br#"["/services/data/v60.0/sobjects/Account/001A", "/services/data/v60.0/sobjects/Account/001B"]"#;
        let Class::Ambiguous { urls } = Failure::of_answer(300, body, KEY).class else { panic!("ambiguous") };
        assert_eq!(urls.len(), 2);
        let said = "Instand_Key__c: more than one record found for external id field: [006000000000001AAA, 006000000000002AAA]";
        let failure = Failure::of_record(&json!({"statusCode": "DUPLICATE_EXTERNAL_ID", "message": said}), KEY);
        assert!(matches!(failure.class, Class::Ambiguous { ref urls } if urls.len() == 2), "{failure:?}");
    }

    #[test]
    fn duplicates_name_what_they_resemble() {
        let body = json!([{"errorCode": "DUPLICATES_DETECTED", "message": "Use one of these records?", "duplicateResult": {
            "matchResults": [{"matchRecords": [{"record": {"Id": "001000000000001AAA"}}, {"record": {"Id": "001000000000002AAA"}}]}]}}]);
        let failure = Failure::of_answer(400, body.to_string().as_bytes(), KEY);
        let Class::Duplicate { matches } = failure.class else { panic!("{failure:?}") };
        assert_eq!(matches, ["001000000000001AAA", "001000000000002AAA"]);
        let race = answered(
            400,
            "DUPLICATE_VALUE",
            "duplicate value found: Instand_Key__c duplicates value on record with id: 006000000000001",
        );
        assert_eq!(race.class, Class::UnknownOutcome, "the same upsert again updates");
        let other = answered(
            400,
            "DUPLICATE_VALUE",
            "duplicate value found: SAP__c duplicates value on record with id: 006000000000001",
        );
        assert_eq!(other.class, Class::Duplicate { matches: vec!["006000000000001".to_owned()] });
    }

    #[test]
    fn a_page_or_half_an_answer_is_no_refusal() {
        for (status, body) in [(503, "<html>down</html>"), (500, "[{\"errorCode\":\"UNKN"), (502, ""), (504, "{}")] {
            assert_eq!(Failure::of_answer(status, body.as_bytes(), KEY).class, Class::UnknownOutcome, "{status}");
        }
        assert_eq!(Failure::of_answer(302, b"", KEY).class, Class::Configuration);
        assert_eq!(
            Failure::of_answer(410, b"[{\"errorCode\":\"UNSUPPORTED_API_VERSION\",\"message\":\"gone\"}]", KEY).class,
            Class::Configuration
        );
        assert_eq!(Failure::of_answer(429, b"slow down", KEY).class, Class::Quota);
    }

    #[test]
    fn a_line_of_a_bulk_job_is_taken_apart() {
        let failure =
            Failure::of_bulk("REQUIRED_FIELD_MISSING:Required fields are missing: [CloseDate]:CloseDate --", KEY);
        assert_eq!(failure.fields, ["CloseDate"]);
        assert_eq!(failure.message, "Required fields are missing: [CloseDate]");
        let failure = Failure::of_bulk(
            "INVALID_FIELD:Foreign key external ID: x-1 not found for field Key__c in entity Account:Account --",
            KEY,
        );
        assert_eq!(
            (failure.code.as_str(), failure.fields.as_slice()),
            ("INVALID_FIELD", ["Account".to_owned()].as_slice())
        );
        let locked = "CANNOT_EXECUTE_FLOW_TRIGGER:We can't save this record: UNABLE_TO_LOCK_ROW:--";
        assert_eq!(Failure::of_bulk(locked, KEY).class, Class::Transient);
    }
}
