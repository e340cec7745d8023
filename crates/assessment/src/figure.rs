//! A number of the report: its id, how many machines stand behind it, what they are worth.

use crate::measure::Measure;
use crate::scope::Scope;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The stable name of a figure: `completeness.contract.contract_status.unknown@type=HX-500`. What comes before `@` is
/// explained by [`crate::definitions`], what comes after restricts it to a part of the base: a dimension and a value,
/// `-` for not known, several joined by `&`; `% & = @` in values are written as `%XX`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FigureId(String);

impl FigureId {
    /// An id as it came in a link; whether there is such a figure is answered by [`crate::Assessment::machines`].
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn of(measure: &Measure, scope: &Scope) -> Self {
        if scope.0.is_empty() { Self(measure.to_string()) } else { Self(format!("{measure}@{scope}")) }
    }

    pub(crate) fn parse(&self) -> Option<(Measure, Scope)> {
        let (measure, scope) = match self.0.split_once('@') {
            Some((_, "")) => return None,
            Some((measure, scope)) => (measure, scope),
            None => (self.0.as_str(), ""),
        };
        Some((Measure::parse(measure)?, Scope::parse(scope)?))
    }
}

impl fmt::Display for FigureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A number that opens the list behind it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Figure {
    /// Its name.
    pub id: FigureId,
    /// Machines behind it; as many as [`crate::Assessment::machines`] gives.
    pub machines: u32,
    /// What they are worth, EUR; what that means is the figure's definition. `None` where it has no worth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eur: Option<f64>,
}

/// Cents are as fine as a report gets.
pub(crate) fn cents(eur: f64) -> f64 {
    (eur * 100.0).round() / 100.0
}

impl Figure {
    pub(crate) fn count(measure: &Measure, scope: &Scope, machines: u32) -> Self {
        Self { id: FigureId::of(measure, scope), machines, eur: None }
    }

    pub(crate) fn priced(measure: &Measure, scope: &Scope, machines: u32, eur: f64) -> Self {
        Self { eur: Some(cents(eur)), ..Self::count(measure, scope, machines) }
    }

    /// The worth, 0 where it has none.
    pub(crate) fn worth(&self) -> f64 {
        self.eur.unwrap_or_default()
    }
}
