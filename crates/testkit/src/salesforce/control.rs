//! `/control/…`: what a test in another process may do to the org. Served only where the setup says so.

use super::answer::{Answer, Asked};
use super::faults::Fault;
use super::service::Service;
use super::write::Writer;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

impl Service {
    /// Answers a request of the test's.
    pub(super) fn control(&mut self, asked: &Asked) -> Answer {
        let segments: Vec<&str> = asked.path.split('/').skip(2).collect();
        let wrong = |message: String| Answer::json(400, json!({"error": message}));
        let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let person = Writer::person();
        match (asked.method.as_str(), segments.as_slice()) {
            ("POST", ["faults"]) => match serde_json::from_value::<Fault>(body) {
                Ok(fault) => {
                    self.faults.push(fault);
                    Answer::empty(204)
                }
                Err(error) => wrong(error.to_string()),
            },
            ("GET", ["faults"]) => Answer::json(200, json!({"waiting": self.faults.len()})),
            ("DELETE", ["faults"]) => {
                self.faults.clear();
                Answer::empty(204)
            }
            ("GET", ["log"]) => Answer::json(200, serde_json::to_value(&self.log).unwrap_or_default()),
            ("GET", ["calls"]) => Answer::json(200, json!({"calls": self.calls})),
            ("GET", ["records", object]) => Answer::json(200, json!(self.data.rows(object))),
            ("POST", ["records", object]) => {
                match body.as_object().map(|given| self.data.insert(object, given, &person)) {
                    Some(Ok(id)) => Answer::json(201, json!({"id": id})),
                    Some(Err(refusal)) => refusal.into(),
                    None => wrong("an object is needed".to_owned()),
                }
            }
            ("POST", ["records", object, id]) => {
                match body.as_object().map(|set| self.data.update(object, id, set, &person)) {
                    Some(Ok(())) => Answer::empty(204),
                    Some(Err(refusal)) => refusal.into(),
                    None => wrong("an object is needed".to_owned()),
                }
            }
            ("POST", ["now"]) => match serde_json::from_value::<DateTime<Utc>>(body["now"].clone()) {
                Ok(now) => {
                    self.data.clock.set(now);
                    Answer::empty(204)
                }
                Err(error) => wrong(error.to_string()),
            },
            _ => Answer::json(404, json!({"error": "faults, log, calls, records/<Object>[/<id>] and now are here"})),
        }
    }
}
