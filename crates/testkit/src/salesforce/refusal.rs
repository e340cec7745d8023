//! What the org answers when it does not do what was asked.

use serde_json::{Map, Value, json};

/// One error, before it takes the shape of the place it is told in.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    /// The HTTP status where it stands alone.
    pub(super) status: u16,
    /// `errorCode` at top level, `statusCode` in a collection.
    pub(super) code: String,
    pub(super) message: String,
    pub(super) fields: Vec<String>,
    /// A member beside these, e.g. `duplicateResult`.
    pub(super) more: Option<Box<(String, Value)>>,
}

impl Refusal {
    /// A 400.
    pub(super) fn new(code: &str, message: impl Into<String>) -> Self {
        Self { status: 400, code: code.to_owned(), message: message.into(), fields: Vec::new(), more: None }
    }

    /// The same about a field.
    pub(super) fn about(mut self, field: &str) -> Self {
        self.fields.push(field.to_owned());
        self
    }

    /// The same with another status.
    pub(super) fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// 404 for what is not there.
    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new("NOT_FOUND", message).with_status(404)
    }

    /// 404 for an unknown path or object.
    pub(super) fn no_resource() -> Self {
        Self::not_found("The requested resource does not exist")
    }

    /// The shape of an error in an answer of its own: the fields are told only where there are some.
    pub(super) fn at_top(&self) -> Value {
        let mut told = Map::new();
        told.insert("message".to_owned(), json!(self.message));
        told.insert("errorCode".to_owned(), json!(self.code));
        if !self.fields.is_empty() {
            told.insert("fields".to_owned(), json!(self.fields));
        }
        told.extend(self.more.as_deref().cloned());
        Value::Object(told)
    }

    /// The shape of an error of one record of a collection.
    pub(super) fn in_collection(&self) -> Value {
        let mut told = Map::new();
        told.insert("statusCode".to_owned(), json!(self.code));
        told.insert("message".to_owned(), json!(self.message));
        told.insert("fields".to_owned(), json!(self.fields));
        told.extend(self.more.as_deref().cloned());
        Value::Object(told)
    }

    /// The shape of `sf__Error` in a bulk job's failed results.
    pub(super) fn in_bulk(&self) -> String {
        let fields = if self.fields.is_empty() { String::new() } else { self.fields.join(",") + " " };
        format!("{}:{}:{fields}--", self.code, self.message)
    }
}
