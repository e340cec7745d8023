//! Messages of a broker: the topic says some of a reading, the payload the rest.
//!
//! A payload is a bare number, or JSON: an object of one reading or of several signals, or an array of such objects. Where
//! in it things stand is set; what is not set is looked for under its usual names. A reading without a time is of the time
//! of its arrival.

mod path;
mod pattern;

use super::{Precision, Refusals, instant};
use crate::batch::BatchBuilder;
use crate::judge::Message;
use chrono_tz::Tz;
use path::Path;
use pattern::{Pattern, Said};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// `[[telemetry.mqtt.NAME.topics]]`: messages that are alike.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TopicSettings {
    /// The topic, with `+`, `#`, and `{serial}`, `{signal}`, `{unit}` for levels that say so.
    pub topic: String,
    /// Where in the payload the serial number stands, such as `machine.serial` or `/machine/serial`.
    pub serial: Option<String>,
    /// Where the name of the signal stands.
    pub signal: Option<String>,
    /// Where the value stands.
    pub value: Option<String>,
    /// Where the unit stands.
    pub unit: Option<String>,
    /// Where the time stands.
    pub time: Option<String>,
    /// Where an object stands whose fields are signals with their values; `.` for the payload itself.
    pub values: Option<String>,
    /// Where an array of readings stands. What does not stand in an element is looked for around the array.
    pub each: Option<String>,
    /// What a time that is a number counts: `s`, `ms`, `us`, `ns`; by its size where nothing is said.
    pub precision: Option<String>,
    /// The zone of times that name none, such as `Europe/Vienna`.
    pub zone: Option<String>,
}

/// How messages of a topic are read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Topic {
    pattern: Pattern,
    serial: Vec<Path>,
    signal: Vec<Path>,
    value: Vec<Path>,
    unit: Vec<Path>,
    time: Vec<Path>,
    values: Vec<Path>,
    each: Option<Path>,
    precision: Precision,
    zone: Option<Tz>,
}

/// More values than this in one message are nonsense.
const MOST_VALUES: usize = 100_000;

impl Topic {
    /// Reads what was set.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(settings: &TopicSettings) -> Result<Self, String> {
        let pattern = Pattern::new(&settings.topic)?;
        let about = |setting: &str, why: String| format!("topic \"{}\": {setting}: {why}", settings.topic);
        let paths = |setting: &str, set: &Option<String>, usual: &[&str]| match set {
            Some(text) => Path::new(text).map(|path| vec![path]).map_err(|why| about(setting, why)),
            None => usual.iter().map(|text| Path::new(text).map_err(|why| about(setting, why))).collect(),
        };
        if settings.value.is_some() && settings.values.is_some() {
            return Err(about("values", "set either `value` or `values`".to_owned()));
        }
        // What is set is meant: the other form is then not looked for.
        let value = if settings.values.is_some() { &[][..] } else { &["value"] };
        let values = if settings.value.is_some() { &[][..] } else { &["values"] };
        let precision = match settings.precision.as_deref() {
            None => Precision::BySize,
            Some("s") => Precision::Seconds,
            Some("ms") => Precision::Milliseconds,
            Some("us") => Precision::Microseconds,
            Some("ns") => Precision::Nanoseconds,
            Some(other) => return Err(about("precision", format!("`{other}` is none of s, ms, us, ns"))),
        };
        let zone = match settings.zone.as_deref() {
            None => None,
            Some(name) => {
                let zone = name.parse::<Tz>();
                Some(zone.map_err(|_| about("zone", format!("`{name}` is not a time zone such as Europe/Vienna")))?)
            }
        };
        Ok(Self {
            serial: paths("serial", &settings.serial, &["machine", "serial", "serial_number", "device"])?,
            signal: paths("signal", &settings.signal, &["signal", "name"])?,
            value: paths("value", &settings.value, value)?,
            unit: paths("unit", &settings.unit, &["unit"])?,
            time: paths("time", &settings.time, &["at", "time", "timestamp", "ts"])?,
            values: paths("values", &settings.values, values)?,
            each: paths("each", &settings.each, &[])?.pop(),
            precision,
            zone,
            pattern,
        })
    }

    /// What is subscribed to.
    #[must_use]
    pub fn filter(&self) -> String {
        self.pattern.filter()
    }

    fn instant(&self, value: &Value) -> Option<i64> {
        match value {
            Value::Number(number) => match number.as_i64() {
                Some(whole) => self.precision.micros(whole),
                None => self.fraction(number.as_f64()?),
            },
            Value::String(text) => match text.trim().parse::<i64>() {
                Ok(whole) => self.precision.micros(whole),
                Err(_) => instant(text, self.zone),
            },
            _ => None,
        }
    }

    /// A time with digits behind the point: seconds or milliseconds.
    #[expect(clippy::cast_possible_truncation, reason = "bounded before; below a microsecond nothing counts")]
    fn fraction(&self, number: f64) -> Option<i64> {
        let factor = match self.precision {
            Precision::Seconds => 1e6,
            Precision::Milliseconds => 1e3,
            Precision::Microseconds => 1.0,
            Precision::Nanoseconds => 1e-3,
            Precision::BySize if number.abs() < 1e11 => 1e6,
            Precision::BySize if number.abs() < 1e14 => 1e3,
            Precision::BySize => 1.0,
        };
        let micros = (number * factor).round();
        (micros.abs() < 9e18).then_some(micros as i64)
    }
}

/// A text, or a number where a text is meant, such as the serial number 4711.
fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) if number.is_i64() || number.is_u64() => Some(Cow::Owned(number.to_string())),
        _ => None,
    }
}

/// A value: a number, true or false, or a number as text. `None` for what is no reading.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::Bool(is) => Some(f64::from(u8::from(*is))),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// What a message is read with.
struct Reading<'a, 'b> {
    of: &'a Topic,
    said: Said<'a>,
    received_at: i64,
    into: &'a mut BatchBuilder<'b>,
    refusals: &'a mut Refusals,
    at: usize,
}

/// An element, and the object around the array it stands in.
#[derive(Clone, Copy)]
struct Place<'v> {
    element: &'v Map<String, Value>,
    around: Option<&'v Map<String, Value>>,
}

impl<'v> Place<'v> {
    fn find(&self, paths: &[Path]) -> Option<&'v Value> {
        let within = |object: &'v Map<String, Value>| {
            paths.iter().find_map(|path| path.within(object)).filter(|value| !value.is_null())
        };
        within(self.element).or_else(|| self.around.and_then(within))
    }
}

impl Reading<'_, '_> {
    fn unreadable(&mut self, why: &str) {
        self.refusals.unreadable(self.into, self.at, || why.to_owned());
    }

    fn one(&mut self, sender: &str, signal: &str, unit: Option<&str>, at: i64, value: f64) {
        let message = Message { sender, signal, unit, at, value };
        self.refusals.judged(self.into, self.at, &message);
    }

    fn payload(&mut self, payload: &[u8]) {
        let plain = payload.trim_ascii();
        if plain.is_empty() {
            return self.unreadable("the payload is empty");
        }
        let first = plain.first().copied().unwrap_or_default();
        if first != b'{' && first != b'[' {
            return self.bare(plain);
        }
        match serde_json::from_slice::<Value>(plain) {
            Ok(Value::Object(object)) => self.object(&object),
            Ok(Value::Array(elements)) => self.elements(&elements, None),
            Ok(_) => self.unreadable("the payload is neither a number nor an object nor an array"),
            Err(error) => self.unreadable(&format!("the payload is no JSON: {error}")),
        }
    }

    fn bare(&mut self, plain: &[u8]) {
        let text = std::str::from_utf8(plain).unwrap_or_default().trim_matches('"');
        let value = match text {
            "true" => Some(1.0),
            "false" => Some(0.0),
            text => text.parse().ok(),
        };
        let Some(value) = value else { return self.unreadable("the payload is neither a number nor JSON") };
        let Some(signal) = self.said.signal else {
            return self
                .unreadable("the payload is a bare number and the topic names no signal: write {signal} into it");
        };
        let sender = self.said.serial.unwrap_or_default();
        self.one(sender, signal, self.said.unit, self.received_at, value);
    }

    fn elements(&mut self, elements: &[Value], around: Option<&Map<String, Value>>) {
        if elements.len() > MOST_VALUES {
            return self.unreadable("the array has more than 100,000 elements; send smaller messages");
        }
        for (at, element) in elements.iter().enumerate() {
            self.at = at + 1;
            match element {
                Value::Object(element) => self.place(Place { element, around }),
                _ => self.unreadable("an element of the array is no object"),
            }
        }
        if elements.is_empty() {
            self.unreadable("the array is empty");
        }
    }

    fn object(&mut self, object: &Map<String, Value>) {
        let Some(each) = &self.of.each else { return self.place(Place { element: object, around: None }) };
        match each.within(object) {
            Some(Value::Array(elements)) => self.elements(elements, Some(object)),
            _ => self.unreadable("where `each` says, there is no array"),
        }
    }

    fn place(&mut self, place: Place<'_>) {
        let of = self.of;
        let at = match place.find(&of.time) {
            None => self.received_at,
            Some(value) => match of.instant(value) {
                Some(at) => at,
                None => {
                    return self.unreadable(
                        "its time is none: write it with its zone (2026-11-22T10:00:00Z), as a number since 1970, or set `zone`",
                    );
                }
            },
        };
        let written = place.find(&of.serial).and_then(text);
        let said = self.said;
        let sender = said.serial.unwrap_or_else(|| written.as_deref().unwrap_or_default());
        let unit = place.find(&of.unit).and_then(text);
        let unit = said.unit.or(unit.as_deref());
        if let Some(value) = place.find(&of.value) {
            let named = place.find(&of.signal).and_then(text);
            let Some(signal) = said.signal.or(named.as_deref()) else {
                return self.unreadable("it does not say which signal: set `signal`, or write {signal} into the topic");
            };
            return match number(value) {
                Some(value) => self.one(sender, signal, unit, at, value),
                None => self.unreadable("its value is no number"),
            };
        }
        let values = of.values.iter().find_map(|path| Some((path, path.within(place.element)?)));
        let whole = of.values.iter().any(Path::is_whole);
        match values {
            Some((_, Value::Object(values))) => self.values(sender, unit, at, values, false),
            _ if whole => self.values(sender, unit, at, place.element, true),
            _ => self.unreadable(
                "it holds no value: set `value` or `values` (`values = \".\"` where its own fields are the signals)",
            ),
        }
    }

    fn values(&mut self, sender: &str, unit: Option<&str>, at: i64, values: &Map<String, Value>, whole: bool) {
        if values.len() > MOST_VALUES {
            return self.unreadable("it has more than 100,000 values; send smaller messages");
        }
        let of = self.of;
        let mut any = false;
        for (signal, value) in values {
            let other = [&of.serial, &of.time, &of.unit, &of.signal];
            if whole && other.iter().any(|paths| paths.iter().any(|path| path.begins_with(signal))) {
                continue;
            }
            let (value, own_unit) = match value {
                Value::Object(inner) => (inner.get("value"), inner.get("unit").and_then(Value::as_str)),
                value => (Some(value), None),
            };
            // A text or nothing is no reading.
            if let Some(value) = value.and_then(number) {
                any = true;
                self.one(sender, signal, own_unit.or(unit), at, value);
            }
        }
        if !any {
            self.unreadable("none of its values is a number");
        }
    }
}

/// Reads a message by the first of the topics that fits. `received_at` is the time of its arrival.
pub fn read(topics: &[Topic], topic: &str, payload: &[u8], received_at: i64, into: &mut BatchBuilder<'_>) -> Refusals {
    let mut refusals = Refusals::default();
    let found = topics.iter().find_map(|of| Some((of, of.pattern.matches(topic)?)));
    match found {
        None => refusals.unreadable(into, 1, || "no topic of the settings fits".to_owned()),
        Some((of, said)) => {
            Reading { of, said, received_at, into, refusals: &mut refusals, at: 1 }.payload(payload);
        }
    }
    refusals
}

#[cfg(test)]
mod tests;
