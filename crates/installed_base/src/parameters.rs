//! Query parameters read into filters: what is wrong names the parameter and what it takes.

use chrono::NaiveDate;

/// Stands for not known among the values of a filter.
pub const NOT_KNOWN: &str = "-";

/// What is wrong with a filter or sort parameter.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FilterError {
    /// There is no such parameter.
    #[error("there is no parameter `{name}`; there are {}", allowed.join(", "))]
    Unknown {
        /// As given.
        name: String,
        /// Those there are.
        allowed: &'static [&'static str],
    },
    /// It takes only certain values.
    #[error("{parameter}: `{value}` is not possible; possible are {}", allowed.join(", "))]
    NotPossible {
        /// The parameter.
        parameter: &'static str,
        /// As given.
        value: String,
        /// What it takes.
        allowed: &'static [&'static str],
    },
    /// Not a date.
    #[error("{parameter}: `{value}` is not a date such as 2026-11-22")]
    NotADate {
        /// The parameter.
        parameter: &'static str,
        /// As given.
        value: String,
    },
    /// Not a number.
    #[error("{parameter}: `{value}` is not a number such as 1500")]
    NotANumber {
        /// The parameter.
        parameter: &'static str,
        /// As given.
        value: String,
    },
    /// Not an id.
    #[error("{parameter}: `{value}` is not an id (UUID)")]
    NotAnId {
        /// The parameter.
        parameter: &'static str,
        /// As given.
        value: String,
    },
}

impl FilterError {
    /// The parameter that is wrong.
    #[must_use]
    pub fn parameter(&self) -> &str {
        match self {
            Self::Unknown { name, .. } => name,
            Self::NotPossible { parameter, .. }
            | Self::NotADate { parameter, .. }
            | Self::NotANumber { parameter, .. }
            | Self::NotAnId { parameter, .. } => parameter,
        }
    }
}

/// One parameter with its value.
#[derive(Clone, Copy)]
pub(crate) struct Parameter<'a> {
    pub(crate) name: &'static str,
    pub(crate) value: &'a str,
}

impl Parameter<'_> {
    /// The values between commas.
    pub(crate) fn list(self) -> impl Iterator<Item = String> {
        let values: Vec<String> = self.value.split(',').filter(|value| !value.is_empty()).map(str::to_owned).collect();
        values.into_iter()
    }

    /// The values between commas, each one of `allowed`.
    pub(crate) fn list_of(self, allowed: &'static [&'static str]) -> Result<Vec<String>, FilterError> {
        self.list().map(|value| self.one_of(&value, allowed).map(|_| value.clone())).collect()
    }

    fn one_of(self, value: &str, allowed: &'static [&'static str]) -> Result<&'static str, FilterError> {
        let found = allowed.iter().find(|possible| **possible == value).copied();
        found.ok_or_else(|| FilterError::NotPossible { parameter: self.name, value: value.to_owned(), allowed })
    }

    /// `true` or `false`; both at once are no condition.
    pub(crate) fn flag(self) -> Result<Option<bool>, FilterError> {
        let values = self.list_of(&["true", "false"])?;
        let holds = |wanted: &str| values.iter().any(|value| value == wanted);
        Ok(if holds("true") == holds("false") { None } else { Some(holds("true")) })
    }

    pub(crate) fn date(self) -> Result<NaiveDate, FilterError> {
        let date = NaiveDate::parse_from_str(self.value, "%Y-%m-%d");
        date.map_err(|_| FilterError::NotADate { parameter: self.name, value: self.value.to_owned() })
    }

    pub(crate) fn number(self) -> Result<f64, FilterError> {
        let number = self.value.parse::<f64>().ok().filter(|number| number.is_finite());
        number.ok_or_else(|| FilterError::NotANumber { parameter: self.name, value: self.value.to_owned() })
    }

    /// The ids between commas, made by `id` of each text.
    pub(crate) fn ids<T>(self, id: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, FilterError> {
        let of = |value: String| id(&value).ok_or(FilterError::NotAnId { parameter: self.name, value });
        self.list().map(of).collect()
    }
}

/// Names the parameters; those without a value are no condition.
pub(crate) fn named<'a, K: AsRef<str>, V: AsRef<str> + 'a>(
    pairs: &'a [(K, V)],
    allowed: &'static [&'static str],
) -> Result<Vec<Parameter<'a>>, FilterError> {
    let mut parameters = Vec::with_capacity(pairs.len());
    for (name, value) in pairs {
        let known = allowed.iter().find(|known| **known == name.as_ref());
        let Some(name) = known else {
            return Err(FilterError::Unknown { name: name.as_ref().to_owned(), allowed });
        };
        let value = value.as_ref().trim();
        if !value.is_empty() {
            parameters.push(Parameter { name, value });
        }
    }
    Ok(parameters)
}

/// `field` or `-field`, the field one of `allowed`; gives its place in it, and whether descending.
pub(crate) fn sort(text: &str, allowed: &'static [&'static str]) -> Result<(usize, bool), FilterError> {
    let (name, descending) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
    let found = allowed.iter().position(|known| *known == name);
    let wrong = || FilterError::NotPossible { parameter: "sort", value: text.to_owned(), allowed };
    found.map(|at| (at, descending)).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_parameter_and_what_it_takes() {
        let parameter = |name, value| Parameter { name, value };
        let said = |error: FilterError| error.to_string();
        let possible = parameter("contract", "active,ended").list_of(&["active", "expired"]).map_err(said);
        assert_eq!(possible, Err("contract: `ended` is not possible; possible are active, expired".to_owned()));
        let date = parameter("installed_from", "22.11.2026").date().map_err(said);
        assert_eq!(date, Err("installed_from: `22.11.2026` is not a date such as 2026-11-22".to_owned()));
        let number = parameter("hours_from", "NaN").number().map_err(said);
        assert_eq!(number, Err("hours_from: `NaN` is not a number such as 1500".to_owned()));
        let unknown = named(&[("colour", "red")], &["q", "city"]).err().map(said);
        assert_eq!(unknown.as_deref(), Some("there is no parameter `colour`; there are q, city"));
        let sorted = sort("-colour", &["score"]).err();
        assert_eq!(sorted.as_ref().map(FilterError::parameter), Some("sort"));
    }

    #[test]
    fn both_values_of_a_flag_are_no_condition() {
        let flag = |value| Parameter { name: "in_field", value }.flag();
        assert_eq!((flag("true"), flag("false"), flag("true,false")), (Ok(Some(true)), Ok(Some(false)), Ok(None)));
        assert!(flag("-").is_err());
    }

    #[test]
    fn empty_values_are_no_condition() {
        assert!(named(&[("q", " ")], &["q"]).is_ok_and(|parameters| parameters.is_empty()));
    }
}
