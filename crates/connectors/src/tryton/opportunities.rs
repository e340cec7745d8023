//! Opportunities as they shall be in Tryton, and the signed-in place from which they are written and read.

use super::session::{Purpose, Session};
use super::{Tryton, Writes, failure};
use crate::ConnectorError;
use crate::crm::{Class, Failure};
use chrono::{Datelike, NaiveDate, TimeDelta};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// The model opportunities are records of; module `sale_opportunity`.
pub(super) const MODEL: &str = "sale.opportunity";

/// What the reference of an opportunity of ours begins with; our key follows.
pub(super) const PREFIX: &str = "instand:";

/// The currency amounts are in.
pub(super) const CURRENCY: &str = "EUR";

/// A Tryton opportunities are written into.
#[derive(Clone, Debug)]
pub struct Opportunities {
    name: String,
    tryton: Tryton,
    pub(super) writes: Writes,
}

/// An opportunity as it shall be in Tryton.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opportunity {
    /// Our key: small letters, digits, hyphens.
    pub key: String,
    /// What Tryton calls it, where that is known: one that is then gone is not made anew.
    pub known_id: Option<String>,
    /// What it is called.
    pub name: String,
    /// The customer's number: the code or an identifier of a party.
    pub customer_number: Option<String>,
    /// Its value in EUR cents.
    pub amount_cents: Option<i64>,
    /// Who works on it here.
    pub owner: String,
    /// Since when it is there.
    pub start_on: NaiveDate,
    /// When it is expected to close.
    pub end_on: NaiveDate,
    /// Why, with all that proves it.
    pub proof: String,
    /// Whether it was lost here.
    pub is_lost: bool,
}

/// A signed-in session in the user's company.
pub struct Desk {
    pub(super) session: Session,
    pub(super) company: i64,
    /// The company's currency is that of amounts.
    pub(super) takes_amounts: bool,
    /// The employee, by our owner.
    pub(super) employees: BTreeMap<String, i64>,
    pub(super) overlap: TimeDelta,
}

impl Opportunities {
    pub(crate) fn of(name: &str, tryton: &Tryton) -> Option<Self> {
        let writes = tryton.writes.clone()?;
        Some(Self { name: name.to_owned(), tryton: tryton.clone(), writes })
    }

    /// The connector's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How often what became of opportunities is read.
    #[must_use]
    pub fn every(&self) -> TimeDelta {
        self.writes.every
    }

    /// How long an answer may take. Tryton may go on working for as long again on a call whose answer nobody waits for.
    #[must_use]
    pub fn patience(&self) -> TimeDelta {
        self.writes.patience
    }

    pub(super) async fn session(&self) -> Result<Session, ConnectorError> {
        let patience = self.writes.patience.to_std().unwrap_or(Duration::from_secs(120));
        self.tryton.session(Purpose::Writing { patience }).await
    }

    /// Signs in and finds out what writing needs.
    ///
    /// # Errors
    /// Where Tryton refuses, does not answer, or the user has no company.
    pub async fn sign_in(&self) -> Result<Desk, Failure> {
        let session = self.session().await.map_err(|error| {
            let class = if error.may_pass() { Class::Transient } else { Class::Configuration };
            Failure::new(class, failure::code(&error), error.to_string())
        })?;
        let company = session.preference("company").and_then(Value::as_i64).ok_or_else(|| {
            Failure::configuration("company", "the user has no company; set one in Tryton under its user's preferences")
        })?;
        let read = session.look("company.company", "read", vec![json!([company]), json!(["currency.code"])]).await?;
        let takes_amounts = read.pointer("/0/currency./code").and_then(Value::as_str) == Some(CURRENCY);
        let employees = self.employees(&session, company).await?;
        Ok(Desk { session, company, takes_amounts, employees, overlap: self.tryton.overlap })
    }

    /// The employees of the settings, by our owner; one Tryton does not have is left out.
    pub(super) async fn employees(&self, session: &Session, company: i64) -> Result<BTreeMap<String, i64>, Failure> {
        if self.writes.employees.is_empty() {
            return Ok(BTreeMap::new());
        }
        let codes: Vec<&String> = self.writes.employees.values().collect();
        let wanted = json!([["party.code", "in", codes], ["company", "=", company]]);
        let parameters = vec![wanted, json!(0), Value::Null, Value::Null, json!(["party.code"])];
        let found = session.look("company.employee", "search_read", parameters).await?;
        let by_code: BTreeMap<&str, i64> = rows(&found)
            .filter_map(|row| Some((row.pointer("/party./code")?.as_str()?, row.get("id")?.as_i64()?)))
            .collect();
        let of = |(owner, code): (&String, &String)| Some((owner.clone(), *by_code.get(code.as_str())?));
        Ok(self.writes.employees.iter().filter_map(of).collect())
    }
}

impl Desk {
    /// Calls made so far.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.session.calls()
    }
}

/// The records of an answer.
pub(super) fn rows(answer: &Value) -> impl Iterator<Item = &Value> {
    answer.as_array().into_iter().flatten()
}

/// The reference of an opportunity.
pub(super) fn reference(key: &str) -> String {
    format!("{PREFIX}{key}")
}

/// A day in Tryton's writing.
pub(super) fn day(on: NaiveDate) -> Value {
    json!({"__class__": "date", "year": on.year(), "month": on.month(), "day": on.day()})
}

/// Cents in Tryton's writing.
pub(super) fn decimal(cents: i64) -> Value {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    json!({"__class__": "Decimal", "decimal": format!("{sign}{}.{:02}", cents / 100, cents % 100)})
}

/// The cents of a decimal; none where it is finer than cents or no number.
pub(super) fn cents(value: &Value) -> Option<i64> {
    let text = value.get("decimal")?.as_str()?;
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part = part.trim_end_matches('0');
    let part: i64 = match part.len() {
        0 => 0,
        1 => part.parse::<i64>().ok()? * 10,
        2 => part.parse().ok()?,
        _ => return None,
    };
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(part).map(|cents| sign * cents)
}

/// A text of one line, as Tryton's short fields take it.
pub(super) fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_goes_there_and_back() {
        for (amount, text) in [(0, "0.00"), (480_000, "4800.00"), (5, "0.05"), (-1_250, "-12.50")] {
            assert_eq!(decimal(amount)["decimal"], text);
            assert_eq!(cents(&decimal(amount)), Some(amount));
        }
        let of = |text: &str| cents(&json!({"__class__": "Decimal", "decimal": text}));
        assert_eq!(
            (of("12"), of("12.5"), of("12.5000"), of("12.505"), of("x")),
            (Some(1_200), Some(1_250), Some(1_250), None, None)
        );
        assert_eq!(cents(&Value::Null), None);
    }

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(one_line(" Vertrag\nRX\t "), "Vertrag RX");
    }
}
