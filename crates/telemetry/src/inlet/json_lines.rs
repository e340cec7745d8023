//! JSON lines: a reading, or several of one machine and time, a line.
//!
//! ```json
//! {"machine": "RX-104711", "at": "2026-11-22T10:00:00Z", "signal": "vibration", "value": 4.2, "unit": "mm/s"}
//! {"machine": "RX-104711", "at": 1795341600000, "values": {"vibration": 4.2, "temperature": {"value": 68, "unit": "°F"}}}
//! ```

use super::{Precision, Refusals, instant};
use crate::batch::BatchBuilder;
use crate::judge::Message;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::fmt::Formatter;

/// A time as a number or a text. Read by hand: what serde calls untagged copies every value first.
enum Time<'a> {
    Number(i64),
    Text(Cow<'a, str>),
}

impl<'de: 'a, 'a> Deserialize<'de> for Time<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Time<'de>;

            fn expecting(&self, into: &mut Formatter<'_>) -> std::fmt::Result {
                into.write_str("a time, as text or as a whole number since 1970")
            }

            fn visit_i64<E>(self, number: i64) -> Result<Time<'de>, E> {
                Ok(Time::Number(number))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Time<'de>, E> {
                i64::try_from(number).map(Time::Number).map_err(|_| E::custom("a time beyond the year 292277"))
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Time<'de>, E> {
                Ok(Time::Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Time<'de>, E> {
                Ok(Time::Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

impl Time<'_> {
    fn micros(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Precision::BySize.micros(*number),
            Self::Text(text) => instant(text, None),
        }
    }
}

/// A value, alone or with its unit.
struct Value<'a> {
    value: f64,
    unit: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WithUnit<'a> {
    value: f64,
    #[serde(borrow, default)]
    unit: Option<Cow<'a, str>>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Value<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        #[expect(clippy::cast_precision_loss, reason = "a reading is a double; counters stay far below 2^53")]
        impl<'de> Visitor<'de> for Any {
            type Value = Value<'de>;

            fn expecting(&self, into: &mut Formatter<'_>) -> std::fmt::Result {
                into.write_str("a number, true or false, or {\"value\": number, \"unit\": text}")
            }

            fn visit_f64<E>(self, value: f64) -> Result<Value<'de>, E> {
                Ok(Value { value, unit: None })
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Value<'de>, E> {
                self.visit_f64(value as f64)
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Value<'de>, E> {
                self.visit_f64(value as f64)
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Value<'de>, E> {
                self.visit_f64(f64::from(u8::from(value)))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value<'de>, A::Error> {
                let WithUnit { value, unit } = WithUnit::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Value { value, unit })
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// The fields of `values` in their order, without a map.
struct Values<'a>(Vec<(Cow<'a, str>, Value<'a>)>);

impl<'de: 'a, 'a> Deserialize<'de> for Values<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Values<'de>;

            fn expecting(&self, into: &mut Formatter<'_>) -> std::fmt::Result {
                into.write_str("signals with their values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Values<'de>, A::Error> {
                let mut fields = Vec::with_capacity(map.size_hint().unwrap_or(8));
                while let Some(Name(name)) = map.next_key::<Name<'de>>()? {
                    fields.push((name, map.next_value()?));
                }
                Ok(Values(fields))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

/// A key that is borrowed where it can be.
#[derive(Deserialize)]
#[serde(transparent)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow, alias = "serial", alias = "serial_number", alias = "device")]
    machine: Option<Cow<'a, str>>,
    #[serde(borrow, alias = "time", alias = "timestamp")]
    at: Option<Time<'a>>,
    #[serde(borrow, default)]
    signal: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    value: Option<Value<'a>>,
    #[serde(borrow, default)]
    unit: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    values: Option<Values<'a>>,
}

/// Reads lines.
pub fn read(bytes: &[u8], into: &mut BatchBuilder<'_>) -> Refusals {
    let mut refusals = Refusals::default();
    for (at, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if !line.trim_ascii().is_empty() {
            one(at + 1, line, into, &mut refusals);
        }
    }
    refusals
}

fn one(number: usize, line: &[u8], into: &mut BatchBuilder<'_>, refusals: &mut Refusals) {
    let line: Line<'_> = match serde_json::from_slice(line) {
        Ok(line) => line,
        Err(error) => return refusals.unreadable(into, number, || error.to_string()),
    };
    let Some(at) = line.at.as_ref().and_then(Time::micros) else {
        return refusals.unreadable(into, number, || {
            "it does not say when: `at` is a time with its zone (2026-11-22T10:00:00Z) or a number since 1970"
                .to_owned()
        });
    };
    let sender = line.machine.as_deref().unwrap_or_default();
    let mut any = false;
    if let (Some(signal), Some(value)) = (&line.signal, &line.value) {
        any = true;
        let unit = value.unit.as_deref().or(line.unit.as_deref());
        refusals.judged(into, number, &Message { sender, signal, unit, at, value: value.value });
    }
    for (signal, value) in line.values.iter().flat_map(|values| &values.0) {
        any = true;
        let unit = value.unit.as_deref();
        refusals.judged(into, number, &Message { sender, signal, unit, at, value: value.value });
    }
    if !any {
        refusals.unreadable(into, number, || "it has neither `signal` and `value` nor `values`".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::{Limits, Reason};
    use crate::signal::Signals;

    const NOW: i64 = 1_795_341_600_000_000;

    fn of(text: &str) -> (crate::Batch, Refusals) {
        let mut into = BatchBuilder::new(Signals::shipped(), Limits::default(), "test", NOW);
        let refusals = read(text.as_bytes(), &mut into);
        (into.finish(), refusals)
    }

    #[test]
    fn both_forms_are_read() {
        let (batch, refusals) = of(
            r#"{"machine": "RX-104711", "at": "2026-11-22T10:00:00Z", "signal": "Schwingung", "value": 4.2, "unit": "mm/s"}

{"serial": "RX-104711", "time": 1795341600, "values": {"vibration": 5, "temperature": {"value": 68, "unit": "°F"}, "door_open": true}}
"#,
        );
        assert_eq!(refusals, Refusals::default());
        assert_eq!(batch.senders, ["RX-104711"]);
        assert_eq!(batch.signals, ["vibration", "temperature", "door_open"]);
        let values: Vec<f64> = batch.rows.iter().map(|row| (row.value * 1e6).round() / 1e6).collect();
        assert_eq!(values, [4.2, 5.0, 20.0, 1.0]);
        assert!(batch.rows.iter().all(|row| row.at == NOW), "{:?}", batch.rows);
        assert_eq!(batch.counts.received, 4);
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line() {
        let (batch, refusals) = of(
            "{\n{\"machine\":\"1\",\"signal\":\"x\",\"value\":1}\n{\"machine\":\"1\",\"at\":1795341600}\n{\"at\":1795341600,\"signal\":\"x\",\"value\":1}\nnonsense\n{\"machine\":\"1\",\"at\":1795341600,\"signal\":\"x\",\"value\":\"much\"}\n",
        );
        assert_eq!(batch.rows.len(), 0);
        assert_eq!(refusals.count, 6);
        assert_eq!(refusals.first.iter().map(|of| of.line).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
        assert_eq!(refusals.first[3].reason, Reason::NoSender);
        assert_eq!(batch.counts.received, 6);
        assert_eq!(batch.counts.accepted(), 0);
    }
}
