//! The bytes of a Sparkplug B payload: the fields that are used, of the schema of Eclipse Tahu (`sparkplug_b.proto`).
//!
//! Metrics are kept as bytes and read one by one: a payload of empty ones must not become a hundred times its size.

use prost::Message;

/// `Payload`.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Payload {
    /// Milliseconds since 1970.
    #[prost(uint64, optional, tag = "1")]
    pub(super) timestamp: Option<u64>,
    #[prost(bytes = "vec", repeated, tag = "2")]
    pub(super) metrics: Vec<Vec<u8>>,
    #[prost(uint64, optional, tag = "3")]
    pub(super) seq: Option<u64>,
}

/// `Payload.Metric`.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Metric {
    #[prost(string, optional, tag = "1")]
    pub(super) name: Option<String>,
    #[prost(uint64, optional, tag = "2")]
    pub(super) alias: Option<u64>,
    /// Milliseconds since 1970. Historical values have that of their measurement like all others.
    #[prost(uint64, optional, tag = "3")]
    pub(super) timestamp: Option<u64>,
    #[prost(uint32, optional, tag = "4")]
    pub(super) datatype: Option<u32>,
    #[prost(bool, optional, tag = "7")]
    pub(super) is_null: Option<bool>,
    #[prost(message, optional, tag = "9")]
    pub(super) properties: Option<Properties>,
    #[prost(oneof = "Value", tags = "10, 11, 12, 13, 14, 15")]
    pub(super) value: Option<Value>,
}

/// The value of a metric. Encoders differ in the field they take for an unsigned 32-bit number (Tahu's in JavaScript takes
/// `long_value`, others `int_value`): the field that is set counts, whatever the type says.
#[derive(Clone, PartialEq, prost::Oneof)]
pub(super) enum Value {
    #[prost(uint32, tag = "10")]
    Int(u32),
    #[prost(uint64, tag = "11")]
    Long(u64),
    #[prost(float, tag = "12")]
    Float(f32),
    #[prost(double, tag = "13")]
    Double(f64),
    #[prost(bool, tag = "14")]
    Boolean(bool),
    #[prost(string, tag = "15")]
    Text(String),
}

/// `Payload.PropertySet`.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Properties {
    #[prost(string, repeated, tag = "1")]
    keys: Vec<String>,
    #[prost(message, repeated, tag = "2")]
    values: Vec<Property>,
}

#[derive(Clone, PartialEq, Message)]
struct Property {
    #[prost(string, optional, tag = "8")]
    text: Option<String>,
}

/// The types that matter for reading a number.
const INT8: u32 = 1;
const INT16: u32 = 2;
const INT32: u32 = 3;
const INT64: u32 = 4;
const DATE_TIME: u32 = 13;
pub(super) const BOOLEAN: u32 = 11;

impl Properties {
    /// What the metric is measured in. The specification names no key; these are the ones in use.
    pub(super) fn unit(&self) -> Option<&str> {
        let named = |key: &str| {
            ["engUnit", "Engineering Units", "unit", "units"].iter().any(|one| one.eq_ignore_ascii_case(key))
        };
        let at = self.keys.iter().position(|key| named(key))?;
        self.values.get(at)?.text.as_deref().map(str::trim).filter(|unit| !unit.is_empty())
    }
}

impl Value {
    /// The number it is; `None` for texts and points in time, which are no readings.
    #[expect(clippy::cast_precision_loss, reason = "a reading is a double; counters stay far below 2^53")]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "encoders extend the sign to other widths; the type says which is meant"
    )]
    pub(super) fn number(&self, datatype: Option<u32>) -> Option<f64> {
        let whole = match self {
            Self::Float(value) => return Some(f64::from(*value)),
            Self::Double(value) => return Some(*value),
            Self::Boolean(value) => return Some(f64::from(u8::from(*value))),
            Self::Text(_) => return None,
            Self::Int(value) => u64::from(*value),
            Self::Long(value) => *value,
        };
        match datatype {
            Some(INT8) => Some(f64::from(whole as i8)),
            Some(INT16) => Some(f64::from(whole as i16)),
            Some(INT32) => Some(f64::from(whole as i32)),
            Some(INT64) => Some(whole.cast_signed() as f64),
            Some(DATE_TIME) => None,
            _ => Some(whole as f64),
        }
    }
}

/// The payload by which an edge node is asked to say its births again.
pub(super) fn rebirth(now_ms: u64) -> Vec<u8> {
    let metric = Metric {
        name: Some("Node Control/Rebirth".to_owned()),
        timestamp: Some(now_ms),
        datatype: Some(BOOLEAN),
        value: Some(Value::Boolean(true)),
        ..Metric::default()
    };
    Payload { timestamp: Some(now_ms), metrics: vec![metric.encode_to_vec()], seq: None }.encode_to_vec()
}
