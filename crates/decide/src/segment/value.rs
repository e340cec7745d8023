//! Values of rules as typed literals: what a person wrote is checked against the type of the fact.

use arrow::datatypes::DataType as Arrow;
use chrono::{Months, NaiveDate, TimeDelta};
use datafusion::logical_expr::{Expr, cast, col, lit};
use datafusion::scalar::ScalarValue;
use serde_json::Value;

/// Values of a list at most.
const MOST: usize = 1_000;

/// Letters of a text at most.
const LONGEST: usize = 300;

/// What a fact is, as far as comparing goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Type {
    Text,
    Number,
    Money,
    Date,
    Flag,
}

impl Type {
    /// The type of a column of the fact table.
    pub(super) fn of(arrow: &Arrow) -> Option<Self> {
        Some(match arrow {
            Arrow::Utf8 => Self::Text,
            Arrow::Int64 | Arrow::Float64 => Self::Number,
            Arrow::Decimal128(..) => Self::Money,
            Arrow::Date32 | Arrow::Timestamp(..) => Self::Date,
            Arrow::Boolean => Self::Flag,
            _ => return None,
        })
    }

    /// What to write, for people.
    const fn wanted(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Number => "a number",
            Self::Money => "an amount with at most two decimals",
            Self::Date => "a date such as 2026-11-01",
            Self::Flag => "true or false",
        }
    }

    fn compares_with(self, other: Self) -> bool {
        let number = |of: Self| matches!(of, Self::Number | Self::Money);
        self == other || (number(self) && number(other))
    }
}

/// A column as it is compared: of an instant its day.
pub(super) fn subject(name: &str, arrow: &Arrow) -> Expr {
    let column = col(datafusion::common::Column::new_unqualified(name));
    if matches!(arrow, Arrow::Timestamp(..)) { cast(column, Arrow::Date32) } else { column }
}

/// A date as the fact table holds it.
pub(super) fn day(date: NaiveDate) -> Expr {
    lit(ScalarValue::Date32(Some(arrow::datatypes::Date32Type::from_naive_date(date))))
}

fn number(of: f64) -> Expr {
    crate::condition::literal(of)
}

fn finite(value: &Value) -> Option<f64> {
    value.as_f64().filter(|number| number.is_finite())
}

/// An amount as the fact table holds it: exact to the cent.
fn money(of: f64) -> Option<Expr> {
    let cents = (of * 100.0).round();
    if (of * 100.0 - cents).abs() > 1e-6 || cents.abs() > 1e15 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole and far below the bounds")]
    Some(lit(ScalarValue::Decimal128(Some(cents as i128), 18, 2)))
}

/// One value of this type.
pub(super) fn single(value: &Value, data: Type) -> Result<Expr, String> {
    let made = match data {
        Type::Text => value.as_str().filter(|text| !text.is_empty()).map(|text| {
            if text.chars().count() > LONGEST {
                return Err(format!("a text has {LONGEST} letters at most"));
            }
            Ok(lit(text))
        }),
        Type::Number => finite(value).map(|of| Ok(number(of))),
        Type::Money => finite(value).and_then(money).map(Ok),
        Type::Date => value.as_str().and_then(|text| text.parse().ok()).map(|date| Ok(day(date))),
        Type::Flag => value.as_bool().map(|yes| Ok(lit(yes))),
    };
    made.unwrap_or_else(|| Err(expected(value, data)))
}

fn expected(value: &Value, data: Type) -> String {
    let wanted = data.wanted();
    if value.is_null() || value.as_str() == Some("") {
        return format!("the value is missing; write {wanted}");
    }
    let mut written = value.to_string();
    if written.len() > 60 {
        written = format!("{}…", written.chars().take(60).collect::<String>());
    }
    format!("{written} does not fit; write {wanted}")
}

/// Values of a list.
pub(super) fn list(value: &Value, data: Type) -> Result<Vec<Expr>, String> {
    let Some(values) = value.as_array().filter(|values| !values.is_empty()) else {
        return Err(format!("the list is empty; choose at least one value, each {}", data.wanted()));
    };
    if values.len() > MOST {
        return Err(format!("a list has {MOST} values at most, not {}", values.len()));
    }
    values.iter().map(|value| single(value, data)).collect()
}

/// The two ends of `between`.
pub(super) fn ends(value: &Value, data: Type) -> Result<(Expr, Expr), String> {
    match value.as_array().map(Vec::as_slice) {
        Some([from, to]) => {
            let upside_down = match (finite(from), finite(to), from.as_str(), to.as_str()) {
                (Some(from), Some(to), ..) => from > to,
                (.., Some(from), Some(to)) => from > to,
                _ => false,
            };
            if upside_down {
                return Err(format!("{from} is above {to}; write the smaller one first"));
            }
            Ok((single(from, data)?, single(to, data)?))
        }
        _ => Err(format!("two values are missing, from and to, each {}", data.wanted())),
    }
}

/// A value, or another fact of the same machine, as often as its factor says.
pub(super) fn operand(value: &Value, data: Type, arrow_of: impl Fn(&str) -> Option<Arrow>) -> Result<Expr, String> {
    let Some(fact) = value.get("fact") else { return single(value, data) };
    let Some(name) = fact.as_str().filter(|name| !name.is_empty()) else {
        return Err("the fact to compare with is missing; choose one".to_owned());
    };
    if let Some(key) = value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, _)| key)
        .find(|key| !matches!(key.as_str(), "fact" | "factor"))
    {
        return Err(format!("`{key}` means nothing here; there are fact, factor"));
    }
    let arrow = arrow_of(name).ok_or_else(|| no_fact(name))?;
    let other = Type::of(&arrow).ok_or_else(|| no_fact(name))?;
    if !data.compares_with(other) {
        return Err(format!("`{name}` is {}, which is never {}; choose another fact", other.wanted(), data.wanted()));
    }
    let side = subject(name, &arrow);
    match value.get("factor") {
        None | Some(Value::Null) => Ok(side),
        Some(factor) => match finite(factor) {
            Some(_) if !matches!(other, Type::Number | Type::Money) => {
                Err(format!("`{name}` is no number; take the factor away"))
            }
            Some(1.0) => Ok(side),
            Some(factor) => Ok(side * number(factor)),
            None => Err("the factor is a number, such as 1.1".to_owned()),
        },
    }
}

/// A text to look for.
pub(super) fn pattern(value: &Value, before: &str) -> Result<Expr, String> {
    single(value, Type::Text)?;
    let mut pattern = before.to_owned();
    for letter in value.as_str().unwrap_or_default().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    Ok(lit(pattern))
}

/// So long before (`-1`) or after (`1`) a day.
pub(super) fn moved(value: &Value, as_of: NaiveDate, sign: i64) -> Result<NaiveDate, String> {
    let how = "write how long as { amount = 90, unit = \"days\" }, with days, weeks, months or years";
    let amount = value.get("amount").and_then(Value::as_i64);
    let Some(amount) = amount.filter(|amount| (0..=100_000).contains(amount)) else { return Err(how.to_owned()) };
    let months = |months: i64| {
        let months = Months::new(u32::try_from(months).ok()?);
        if sign < 0 { as_of.checked_sub_months(months) } else { as_of.checked_add_months(months) }
    };
    let date = match value.get("unit").and_then(Value::as_str) {
        Some("days") => as_of.checked_add_signed(TimeDelta::days(sign * amount)),
        Some("weeks") => as_of.checked_add_signed(TimeDelta::weeks(sign * amount)),
        Some("months") => months(amount),
        Some("years") => months(amount * 12),
        _ => return Err(how.to_owned()),
    };
    date.ok_or_else(|| format!("{amount} is beyond all calendars; write less"))
}

/// There is no such fact.
pub(super) fn no_fact(name: &str) -> String {
    format!("there is no fact `{name}`; `instand docs facts` lists all")
}
