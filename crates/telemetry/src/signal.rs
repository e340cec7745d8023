//! The signals: what they are called, what they are measured in, what they can be.

use crate::TelemetryError;
use hashbrown::HashMap;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// How a signal behaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalKind {
    /// A value at a time.
    Gauge,
    /// A total that grows.
    Counter,
}

/// Another unit: the value in the signal's own is `value * factor + offset`.
#[derive(Clone, Copy, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Conversion {
    factor: f64,
    #[serde(default)]
    offset: f64,
}

/// A signal the catalogue knows.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signal {
    /// Its name in the lake.
    pub id: String,
    /// As people call it.
    label: Label,
    /// How it behaves.
    pub kind: SignalKind,
    /// What it is kept in; empty for a plain number.
    pub unit: String,
    /// The least it can be, in its unit.
    pub least: f64,
    /// The most it can be, in its unit.
    pub most: f64,
    /// Whether rollups keep a sketch of its distribution.
    #[serde(default)]
    pub quantiles: bool,
    names: Vec<String>,
    #[serde(default)]
    from: BTreeMap<String, Conversion>,
}

#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Label {
    de: String,
    en: String,
    it: String,
}

impl Signal {
    /// What it is called in a language: `de`, `it`, or English.
    #[must_use]
    pub fn label(&self, language: &str) -> &str {
        match language {
            "de" => &self.label.de,
            "it" => &self.label.it,
            _ => &self.label.en,
        }
    }

    /// The value in the signal's own unit; `None` where nobody knows how this unit relates to it.
    #[must_use]
    pub fn convert(&self, value: f64, unit: &str) -> Option<f64> {
        if unit == self.unit {
            return Some(value);
        }
        let of = self.from.get(unit)?;
        Some(value * of.factor + of.offset)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    signal: Vec<Signal>,
}

/// The catalogue of signals.
#[derive(Clone, Debug)]
pub struct Signals {
    all: Vec<Signal>,
    by_name: HashMap<String, usize>,
}

/// A name as it is compared and kept: lower case, letters and digits, what stands between them one `_`.
#[must_use]
pub fn folded(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for character in name.trim().chars() {
        if character.is_alphanumeric() {
            folded.extend(character.to_lowercase());
        } else if !folded.is_empty() && !folded.ends_with('_') {
            folded.push('_');
        }
    }
    folded.truncate(folded.trim_end_matches('_').len());
    folded
}

impl Signals {
    /// The signals Instand ships.
    ///
    /// # Panics
    /// Where the shipped file cannot be read, which a test rules out.
    #[must_use]
    pub fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<Signals> = OnceLock::new();
        SHIPPED.get_or_init(|| match Self::parse(include_str!("../signals.toml")) {
            Ok(signals) => signals,
            Err(error) => panic!("signals.toml: {error}"),
        })
    }

    /// Reads a catalogue.
    ///
    /// # Errors
    /// Where it is no catalogue, or two signals share a name.
    pub fn parse(text: &str) -> Result<Self, TelemetryError> {
        let file: File = toml::from_str(text).map_err(|error| TelemetryError::Wrong(error.to_string()))?;
        let mut by_name = HashMap::new();
        for (at, signal) in file.signal.iter().enumerate() {
            for name in std::iter::once(&signal.id).chain(&signal.names) {
                if by_name.insert(folded(name), at).is_some_and(|other| other != at) {
                    return Err(TelemetryError::Wrong(format!("two signals are called `{name}`")));
                }
            }
        }
        Ok(Self { all: file.signal, by_name })
    }

    /// The signal with this name, in any spelling.
    #[must_use]
    pub fn of(&self, name: &str) -> Option<&Signal> {
        let of = |name: &str| self.by_name.get(name).and_then(|at| self.all.get(*at));
        of(name).or_else(|| of(&folded(name)))
    }

    /// Whether a signal is a total that grows.
    #[must_use]
    pub fn is_counter(&self, id: &str) -> bool {
        self.of(id).is_some_and(|signal| signal.kind == SignalKind::Counter)
    }

    /// Whether rollups keep a sketch; those of signals nobody described do.
    #[must_use]
    pub fn has_quantiles(&self, id: &str) -> bool {
        self.of(id).is_none_or(|signal| signal.quantiles)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_are_known_by_many_names() {
        let signals = Signals::shipped();
        for name in ["Betriebsstunden", "operating-hours", "OPERATING HOURS", "hours"] {
            assert_eq!(signals.of(name).map(|of| of.id.as_str()), Some("operating_hours"), "{name}");
        }
        assert!(signals.of("no such signal").is_none());
        assert!(signals.is_counter("operating_hours") && !signals.is_counter("vibration"));
    }

    #[test]
    fn units_are_converted() {
        let temperature = Signals::shipped().of("temp").expect("a signal");
        assert_eq!(temperature.convert(20.0, "°C"), Some(20.0));
        let celsius = temperature.convert(212.0, "°F").expect("known");
        assert!((celsius - 100.0).abs() < 1e-9, "{celsius}");
        assert_eq!(temperature.convert(20.0, "bar"), None);
    }
}
