//! What an org has: objects, their fields, the stages of opportunities. What the user may not see is not there.

use super::Client;
use super::budget::Urgency;
use super::exchange::Ask;
use super::failure::{Class, Failure};
use super::settings::is_name;
use serde::Deserialize;
use serde_json::Value;
use std::sync::{Arc, PoisonError};

/// An object.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Description {
    /// Its API name.
    pub name: String,
    /// What people see.
    pub label: String,
    /// Whether the user may make one.
    pub createable: bool,
    /// Whether the user may change one.
    pub updateable: bool,
    /// Its fields.
    pub fields: Vec<FieldDescription>,
}

/// A field.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct FieldDescription {
    /// Its API name.
    pub name: String,
    /// What people see.
    pub label: String,
    /// `string`, `picklist`, `reference`, `currency` and so on.
    #[serde(rename = "type")]
    pub data: String,
    /// The most letters it holds; 0 where that does not apply.
    pub length: usize,
    /// Whether it may be empty.
    pub nillable: bool,
    /// Whether the user may set it on a new record.
    pub createable: bool,
    /// Whether the user may change it.
    pub updateable: bool,
    /// Whether Salesforce fills it where nothing is said.
    pub defaulted_on_create: bool,
    /// Whether records may be found by it in an upsert.
    pub external_id: bool,
    /// Whether no two records may have the same value.
    pub unique: bool,
    /// Whether only the listed values are taken.
    pub restricted_picklist: bool,
    /// The values of a picklist.
    pub picklist_values: Vec<PicklistValue>,
    /// What a reference leads to.
    pub reference_to: Vec<String>,
    /// The name of the parent a reference leads to, `Account` for `AccountId`.
    pub relationship_name: Option<String>,
}

/// A value of a picklist.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PicklistValue {
    /// The API value.
    pub value: String,
    /// What people see.
    pub label: String,
    /// Whether it may still be chosen.
    pub active: bool,
}

/// A stage of opportunities. What they are called is the org's: "Closed Won" is "Gewonnen" elsewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stage {
    /// What `StageName` is set to.
    pub name: String,
    /// What people see.
    pub label: String,
    /// Whether an opportunity in it is closed.
    pub is_closed: bool,
    /// Whether an opportunity in it is won.
    pub is_won: bool,
}

/// The org's stage for one of ours that no `values` name: the open ones in their order, the first won and the first lost one.
/// None where the org has none such.
#[must_use]
pub fn usual_stage<'a>(ours: &str, theirs: &'a [Stage]) -> Option<&'a Stage> {
    let open: Vec<&Stage> = theirs.iter().filter(|of| !of.is_closed).collect();
    let at = |thirds: usize| open.get(open.len() * thirds / 3).or_else(|| open.last()).copied();
    match ours {
        "new" => at(0),
        "contacted" => at(1),
        "quoted" => at(2),
        "won" => theirs.iter().find(|of| of.is_won),
        _ => theirs.iter().find(|of| of.is_closed && !of.is_won),
    }
}

impl Description {
    /// The field of this name. Salesforce does not tell capitals from small letters.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&FieldDescription> {
        self.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name))
    }

    /// The reference whose parent has this name.
    #[must_use]
    pub fn relation(&self, name: &str) -> Option<&FieldDescription> {
        self.fields
            .iter()
            .find(|field| field.relationship_name.as_deref().is_some_and(|of| of.eq_ignore_ascii_case(name)))
    }
}

impl FieldDescription {
    /// Whether a new record needs a value for it from whoever makes it.
    #[must_use]
    pub fn is_required(&self) -> bool {
        // Flags are never empty: Salesforce takes none for false.
        !self.nillable && self.createable && !self.defaulted_on_create && self.data != "boolean"
    }

    /// The values that may be chosen.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.picklist_values.iter().filter(|value| value.active).map(|value| value.value.as_str())
    }
}

impl Client {
    /// An object, `None` where it is not there or the user may not see it. What was read before is used again where
    /// nothing changed (304).
    ///
    /// # Errors
    /// Where Salesforce refuses or does not answer.
    pub async fn describe(&self, object: &str) -> Result<Option<Arc<Description>>, Failure> {
        if !is_name(object) {
            return Err(Failure::configuration("object", format!("`{object}` is no API name of an object")));
        }
        let known = self.inner.described.lock().unwrap_or_else(PoisonError::into_inner).get(object).cloned();
        let path = format!("sobjects/{object}/describe");
        let since = known.as_ref().map(|(since, _)| [("If-Modified-Since", since.as_str())]);
        let mut ask = Ask::get(&path, Urgency::Outcomes);
        if let Some(since) = &since {
            ask.headers = since;
        }
        let answer = match self.ask(ask).await {
            Ok(answer) => answer,
            Err(failure) if failure.class == Class::Gone => return Ok(None),
            Err(failure) => return Err(failure),
        };
        if let (304, Some((_, known))) = (answer.status, known) {
            return Ok(Some(known));
        }
        let described: Description = serde_json::from_slice(&answer.body)
            .map_err(|_| Failure::unknown("broken_answer", format!("the description of {object} cannot be read")))?;
        let described = Arc::new(described);
        if let Some(changed) = answer.last_modified {
            let mut all = self.inner.described.lock().unwrap_or_else(PoisonError::into_inner);
            all.insert(object.to_owned(), (changed, Arc::clone(&described)));
        }
        Ok(Some(described))
    }

    /// The stages an opportunity may be in, in their order.
    ///
    /// # Errors
    /// Where Salesforce refuses or does not answer.
    pub async fn stages(&self) -> Result<Vec<Stage>, Failure> {
        let soql =
            "SELECT ApiName,MasterLabel,IsClosed,IsWon FROM OpportunityStage WHERE IsActive = true ORDER BY SortOrder";
        let rows = self.query_whole(soql, Urgency::Outcomes).await?;
        let stage = |row: &Value| {
            let text = |name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
            let flag = |name: &str| row.get(name).and_then(Value::as_bool).unwrap_or(false);
            let name = text("ApiName").or_else(|| text("MasterLabel"))?;
            let label = text("MasterLabel").unwrap_or_else(|| name.clone());
            Some(Stage { name, label, is_closed: flag("IsClosed"), is_won: flag("IsWon") })
        };
        Ok(rows.iter().filter_map(stage).collect())
    }

    /// Asks how many calls of 24 hours are left: the first of `DailyApiRequests`. Always allowed, also to find out
    /// whether a parked outbox may go on.
    ///
    /// # Errors
    /// Where Salesforce refuses or does not answer.
    pub async fn calls_left(&self) -> Result<u64, Failure> {
        let said = self.ask_json(Ask::get("limits", Urgency::Outcomes)).await?;
        let number = |name: &str| said.pointer(&format!("/DailyApiRequests/{name}")).and_then(Value::as_u64);
        let (Some(most), Some(left)) = (number("Max"), number("Remaining")) else {
            return Err(Failure::unknown("broken_answer", "the limits name no DailyApiRequests"));
        };
        self.inner.budget.note(most.saturating_sub(left), most, self.inner.clock.now());
        Ok(left)
    }
}
