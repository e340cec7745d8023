//! What became of our opportunities: their state, and the sales made of them, changed since the last time.

use super::opportunities::{Desk, MODEL, PREFIX, rows};
use super::values;
use crate::crm::{Class, Failure};
use chrono::NaiveDateTime;
use serde_json::{Value, json};
use std::collections::HashSet;

/// Records asked for at once.
const PAGE: usize = 1000;

/// Ids asked for at once.
const IDS: usize = 5000;

/// A sale (quote, order) made of an opportunity.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sale {
    /// Its number; a draft has none.
    pub number: Option<String>,
    /// `draft`, `quotation`, `confirmed`, `processing`, `done`, `cancelled`.
    pub state: String,
    /// Its amount without taxes.
    pub amount: Option<String>,
    /// The currency of the amount.
    pub currency: String,
}

impl Sale {
    /// Whether the customer has a quote, or more.
    #[must_use]
    pub fn is_quoted(&self) -> bool {
        matches!(self.state.as_str(), "quotation" | "confirmed" | "processing" | "done")
    }
}

/// An opportunity that changed, or a sale of which did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Changed {
    /// Our key.
    pub key: String,
    /// Tryton's id.
    pub id: String,
    /// Its number for people.
    pub number: String,
    /// `lead`, `opportunity`, `converted`, `won`, `lost`, `cancelled`.
    pub state: String,
    /// What was made of it.
    pub sales: Vec<Sale>,
}

/// A reading of outcomes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Changes {
    /// What changed, by id. The overlap shows some again: taking them in must do no harm.
    pub changed: Vec<Changed>,
    /// Where the next reading goes on; to be kept once `changed` was taken in.
    pub watermark: Option<NaiveDateTime>,
}

impl Desk {
    /// The opportunities with a key of ours that changed since `watermark`, all where there is none.
    ///
    /// # Errors
    /// Where Tryton refuses or does not answer; nothing is lost, the next reading begins at the same watermark.
    pub async fn changed_since(&self, watermark: Option<NaiveDateTime>) -> Result<Changes, Failure> {
        let dates = ["write_date", "create_date", "sales.write_date", "sales.create_date"];
        let mut wanted = vec![json!(["reference", "like", format!("{PREFIX}%")])];
        if let Some(since) = watermark.and_then(|of| of.checked_sub_signed(self.overlap)) {
            let since = values::tagged(since);
            let any = dates.iter().map(|date| json!([[date, ">=", since]]));
            wanted.push(Value::Array(std::iter::once(json!("OR")).chain(any).collect()));
        }
        let fields = ["reference", "number", "state", "sales.number", "sales.state", "sales.untaxed_amount"];
        let mut fields: Vec<&str> = fields.into_iter().chain(["sales.currency.code"]).collect();
        fields.extend(dates);
        let mut all = Changes { changed: Vec::new(), watermark };
        let mut last = -1;
        loop {
            let page = json!([wanted, ["id", ">", last]]);
            let parameters = vec![page, json!(0), json!(PAGE), json!([["id", "ASC"]]), json!(fields)];
            let answer = self.session.look(MODEL, "search_read", parameters).await?;
            let mut count = 0;
            for row in rows(&answer) {
                count += 1;
                let (id, of) = changed(row).ok_or_else(|| {
                    Failure::new(Class::Transient, "answer", "an opportunity of Tryton lacks id, reference or state")
                })?;
                last = id;
                let seen = dates.iter().flat_map(|path| values::at(row, path)).filter_map(values::tagged_instant).max();
                all.watermark = all.watermark.max(seen);
                all.changed.push(of);
            }
            if count < PAGE {
                return Ok(all);
            }
        }
    }

    /// Those of these ids that are no longer there.
    ///
    /// # Errors
    /// Where Tryton refuses or does not answer.
    pub async fn gone(&self, ids: &[String]) -> Result<Vec<String>, Failure> {
        let mut gone = Vec::new();
        for part in ids.chunks(IDS) {
            let asked: Vec<i64> = part.iter().filter_map(|id| id.parse().ok()).collect();
            let parameters = vec![json!([["id", "in", asked]]), json!(0), Value::Null, json!([["id", "ASC"]])];
            let answer = self.session.look(MODEL, "search", parameters).await?;
            if !answer.is_array() {
                return Err(Failure::new(Class::Transient, "answer", "Tryton's search gave no list"));
            }
            let there: HashSet<String> = rows(&answer).filter_map(Value::as_i64).map(|id| id.to_string()).collect();
            gone.extend(part.iter().filter(|id| !there.contains(*id)).cloned());
        }
        Ok(gone)
    }
}

fn changed(row: &Value) -> Option<(i64, Changed)> {
    let text = |of: &Value, name: &str| of.get(name).and_then(Value::as_str).map(str::to_owned);
    let id = row.get("id")?.as_i64()?;
    let mut sales: Vec<&Value> = row.get("sales.").into_iter().flat_map(rows).collect();
    sales.sort_by_key(|sale| sale.get("id").and_then(Value::as_i64));
    let sales = sales.into_iter().map(|sale| Sale {
        number: text(sale, "number"),
        state: text(sale, "state").unwrap_or_default(),
        amount: sale.pointer("/untaxed_amount/decimal").and_then(Value::as_str).map(str::to_owned),
        currency: sale.pointer("/currency./code").and_then(Value::as_str).unwrap_or_default().to_owned(),
    });
    let of = Changed {
        key: text(row, "reference")?.strip_prefix(PREFIX)?.trim().to_owned(),
        id: id.to_string(),
        number: text(row, "number").unwrap_or_default(),
        state: text(row, "state")?,
        sales: sales.collect(),
    };
    Some((id, of))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opportunity_is_read_with_its_sales() {
        let row = json!({"id": 7, "reference": "instand:a-1", "number": "12", "state": "converted", "sales.": [
            {"id": 2, "number": "S2", "state": "quotation", "untaxed_amount": {"__class__": "Decimal", "decimal": "5100.00"},
             "currency.": {"code": "EUR"}},
            {"id": 1, "number": null, "state": "draft", "untaxed_amount": null, "currency.": {"code": "EUR"}},
        ]});
        let (id, of) = changed(&row).expect("read");
        assert_eq!((id, of.key.as_str(), of.state.as_str()), (7, "a-1", "converted"));
        assert_eq!(of.sales.iter().map(|sale| sale.state.as_str()).collect::<Vec<_>>(), ["draft", "quotation"]);
        assert_eq!((of.sales[1].amount.as_deref(), of.sales[1].is_quoted()), (Some("5100.00"), true));
        assert!(!of.sales[0].is_quoted());
        assert!(changed(&json!({"id": 7, "reference": "other", "state": "lead"})).is_none());
    }
}
