//! A place in a JSON document: `machine.serial`, `readings.0.v`, or `/machine/serial` where names hold dots.

use serde_json::{Map, Value};

/// A path of names; empty for the document itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Path(Vec<String>);

impl Path {
    /// Reads a path; `.` is the document itself.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        if text == "." {
            return Ok(Self(Vec::new()));
        }
        let names: Vec<String> = match text.strip_prefix('/') {
            Some(pointer) => pointer.split('/').map(|name| name.replace("~1", "/").replace("~0", "~")).collect(),
            None => text.split('.').map(str::to_owned).collect(),
        };
        if names.len() > 16 || names.iter().any(String::is_empty) {
            return Err(format!(
                "`{text}` is no place in a payload; write names with dots between, such as machine.serial"
            ));
        }
        Ok(Self(names))
    }

    /// Whether it is the document itself.
    pub(super) fn is_whole(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether its first name is this.
    pub(super) fn begins_with(&self, name: &str) -> bool {
        self.0.first().is_some_and(|first| first == name)
    }

    /// What stands there.
    pub(super) fn within<'v>(&self, object: &'v Map<String, Value>) -> Option<&'v Value> {
        let (first, rest) = self.0.split_first()?;
        rest.iter().try_fold(object.get(first)?, |value, name| match value {
            Value::Object(object) => object.get(name),
            Value::Array(elements) => elements.get(name.parse::<usize>().ok()?),
            _ => None,
        })
    }
}
