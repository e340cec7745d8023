//! What is asked and what is answered, without the connection.

use super::refusal::Refusal;
use serde_json::{Value, json};
use std::time::Duration;

/// A request as it came.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub(super) method: String,
    /// Still percent-encoded.
    pub(super) path: String,
    pub(super) query: String,
    /// Names in small letters.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Asked {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(had, _)| had == name).map(|(_, value)| value.as_str())
    }
}

/// A body.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Body {
    None,
    Json(Value),
    Html(String),
    Csv(String),
}

/// An answer.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Body,
}

impl Answer {
    pub(super) fn json(status: u16, body: Value) -> Self {
        Self { status, headers: Vec::new(), body: Body::Json(body) }
    }

    pub(super) fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Body::None }
    }

    pub(super) fn csv(text: String) -> Self {
        Self { status: 200, headers: Vec::new(), body: Body::Csv(text) }
    }

    pub(super) fn unavailable() -> Self {
        let page = "<!DOCTYPE html>\n<html><head><title>Salesforce - Temporarily Unavailable</title></head>\
                    <body><h1>We are down for maintenance.</h1></body></html>\n";
        Self { status: 503, headers: Vec::new(), body: Body::Html(page.to_owned()) }
    }

    pub(super) fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(super) fn is_good(&self) -> bool {
        self.status < 300
    }

    /// The content type and the bytes.
    pub(super) fn bytes(&self) -> (&'static str, Vec<u8>) {
        match &self.body {
            Body::None => ("", Vec::new()),
            Body::Json(value) => ("application/json;charset=UTF-8", value.to_string().into_bytes()),
            Body::Html(text) => ("text/html;charset=UTF-8", text.clone().into_bytes()),
            Body::Csv(text) => ("text/csv", text.clone().into_bytes()),
        }
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        Self::json(refusal.status, json!([refusal.at_top()]))
    }
}

/// An answer and what becomes of it on its way.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub(super) answer: Answer,
    pub(super) delay: Duration,
    /// The connection ends instead.
    pub(super) is_dropped: bool,
    /// Half of the body is missing.
    pub(super) is_truncated: bool,
}

impl From<Answer> for Outcome {
    fn from(answer: Answer) -> Self {
        Self { answer, delay: Duration::ZERO, is_dropped: false, is_truncated: false }
    }
}
