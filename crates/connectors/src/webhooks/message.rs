//! The body: a CloudEvent 1.0 in structured JSON.

use serde::Serialize;
use serde_json::Value;

/// What the body is, as HTTP says it.
pub const CONTENT_TYPE: &str = "application/cloudevents+json; charset=utf-8";

/// One event.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct CloudEvent<'a> {
    specversion: &'static str,
    id: &'a str,
    source: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    time: &'a str,
    subject: &'a str,
    datacontenttype: &'static str,
    data: &'a Value,
}

impl<'a> CloudEvent<'a> {
    /// An event: `source` and `id` tell it from every other, `kind` is its type, `time` an instant (RFC 3339), `subject` the
    /// path of what it is about.
    #[must_use]
    pub const fn new(
        (source, id): (&'a str, &'a str),
        kind: &'a str,
        time: &'a str,
        subject: &'a str,
        data: &'a Value,
    ) -> Self {
        Self { specversion: "1.0", id, source, kind, time, subject, datacontenttype: "application/json", data }
    }

    /// As it goes out.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_event_says_what_the_specification_asks_for() {
        let data = json!({"stage": "won"});
        let event =
            CloudEvent::new(("/instand", "e1"), "instand.opportunity.won", "2026-11-01T09:00:00Z", "a/1", &data);
        let body: Value = serde_json::from_slice(&event.body()).expect("JSON");
        let expected = json!({
            "specversion": "1.0", "id": "e1", "source": "/instand", "type": "instand.opportunity.won",
            "time": "2026-11-01T09:00:00Z", "subject": "a/1", "datacontenttype": "application/json",
            "data": {"stage": "won"},
        });
        assert_eq!(body, expected);
    }
}
