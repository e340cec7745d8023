//! A call of the API: the path taken apart, the body read.

use super::answer::Asked;
use super::refusal::Refusal;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// A call below `/services/data/vNN.0`.
pub(super) struct Call<'a> {
    pub(super) asked: &'a Asked,
    pub(super) version: u16,
    /// `/services/data/vNN.0`
    pub(super) base: String,
    /// The decoded segments after it.
    pub(super) segments: Vec<String>,
}

impl<'a> Call<'a> {
    /// Takes a path apart; `None` where it is none of the API.
    pub(super) fn read(asked: &'a Asked) -> Option<Self> {
        let after = asked.path.strip_prefix("/services/data/v")?;
        let (version, below) = after.split_once('/').unwrap_or((after, ""));
        let number = version.strip_suffix(".0").unwrap_or(version).parse().ok()?;
        // A slash at the end is a habit of some clients and says nothing.
        let below = below.trim_end_matches('/');
        let decoded = |segment: &str| percent_decode_str(segment).decode_utf8_lossy().into_owned();
        let segments = if below.is_empty() { Vec::new() } else { below.split('/').map(decoded).collect() };
        Some(Self { asked, version: number, base: format!("/services/data/v{version}"), segments })
    }

    /// A parameter of the query.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        let mut all = form_urlencoded::parse(self.asked.query.as_bytes());
        all.find(|(had, _)| had == name).map(|(_, value)| value.into_owned())
    }

    /// The body as a JSON object.
    pub(super) fn body(&self) -> Result<Map<String, Value>, Refusal> {
        match serde_json::from_slice(&self.asked.body) {
            Ok(Value::Object(body)) => Ok(body),
            Ok(_) => Err(Refusal::new("JSON_PARSER_ERROR", "An object is needed at [line:1, column:1]")),
            Err(error) => {
                let message = format!("Unexpected input at [line:{}, column:{}]", error.line(), error.column());
                Err(Refusal::new("JSON_PARSER_ERROR", message))
            }
        }
    }
}
