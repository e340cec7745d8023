//! What a Tryton that opportunities are written into lacks: modules, rights, a company, codes of parties.

use super::opportunities::{CURRENCY, MODEL, Opportunities};
use super::session::Session;
use crate::connector::Finding;
use crate::crm::Failure;
use serde_json::{Value, json};

/// What is needed: the model, its module, what the user must be allowed, and the group that is.
const NEEDED: [(&str, &str, &[&str], &str); 4] = [
    (MODEL, "sale_opportunity", &["read", "write", "create"], "Sale Opportunity"),
    ("sale.sale", "sale", &["read"], "Sales"),
    ("party.party", "party", &["read"], "Party"),
    ("ir.note", "ir", &["read", "write", "create"], "one that may write notes"),
];

impl Opportunities {
    /// Signs in and says what is there and what is missing to write opportunities. Writes nothing.
    pub async fn check(&self) -> Vec<Finding> {
        // Where it fails, the check of what is read says so already.
        let Ok(session) = self.session().await else { return Vec::new() };
        let mut findings = Vec::new();
        let mut is_there = true;
        for (model, module, rights, group) in NEEDED {
            match allowed(&session, model).await {
                Ok(may) => {
                    let lacks: Vec<&str> = rights.iter().copied().filter(|right| !may.contains(right)).collect();
                    findings.push(if lacks.is_empty() {
                        Finding::good(format!("{model}: the user may {}", rights.join(", ")))
                    } else {
                        let what = lacks.join(", ");
                        Finding::bad(format!("{model}: the user may not {what}; give it the group {group}"))
                    });
                }
                Err(failure) if failure.code == "no_model" => {
                    is_there = false;
                    findings
                        .push(Finding::bad(format!("{model}: there is no such model; activate the module {module}")));
                }
                Err(failure) => findings.push(Finding::bad(failure.to_string())),
            }
        }
        if is_there {
            findings
                .extend(self.look(&session).await.unwrap_or_else(|failure| vec![Finding::bad(failure.to_string())]));
        }
        findings
    }

    async fn look(&self, session: &Session) -> Result<Vec<Finding>, Failure> {
        let mut findings = Vec::new();
        let Some(company) = session.preference("company").and_then(Value::as_i64) else {
            return Ok(vec![Finding::bad(
                "the user has no company; add one in Tryton under Administration, Users, and choose it in the preferences",
            )]);
        };
        let fields = json!(["rec_name", "currency.code"]);
        let read = session.look("company.company", "read", vec![json!([company]), fields]).await?;
        let text = |path: &str| read.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (name, currency) = (text("/0/rec_name"), text("/0/currency./code"));
        findings.push(Finding::good(if currency == CURRENCY {
            format!("opportunities go to the company {name}")
        } else {
            format!(
                "opportunities go to the company {name}, without amounts: its currency is {currency}, theirs {CURRENCY}"
            )
        }));
        let without = json!(["OR", [["code", "=", null]], [["code", "=", ""]]]);
        let without = session.look("party.party", "search_count", vec![without]).await?.as_i64().unwrap_or(0);
        findings.push(match without {
            0 => Finding::good("every party has a code"),
            number => Finding {
                good: true,
                text: format!("{number} parties have no code; they are only found by an identifier that holds the customer's number"),
            },
        });
        let employees = self.employees(session, company).await?;
        for (owner, code) in self.writes.employees.iter().filter(|(owner, _)| !employees.contains_key(*owner)) {
            findings.push(Finding::bad(format!(
                "employees: the company has no employee whose party has the code {code}, which is set for {owner}"
            )));
        }
        Ok(findings)
    }
}

/// What the user may do with the records of a model.
async fn allowed(session: &Session, model: &str) -> Result<Vec<&'static str>, Failure> {
    // Rights to a model that is not there are given, too: so it is asked for first.
    session.look(model, "fields_get", vec![json!(["id"])]).await?;
    let access = session.look("ir.model.access", "get_access", vec![json!([model])]).await?;
    let may = |right: &&str| {
        let value = access.get(model).and_then(|of| of.get(*right));
        value.is_some_and(|of| of.as_bool().unwrap_or(of.as_i64() == Some(1)))
    };
    Ok(["read", "write", "create", "delete"].into_iter().filter(may).collect())
}
