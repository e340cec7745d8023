//! What became of our opportunities: all that changed since the last time, also what was deleted.

use super::Client;
use super::budget::Urgency;
use super::failure::Failure;
use super::query::Among;
use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};
use serde_json::Value;
use std::collections::BTreeMap;

/// How far before the last change seen reading begins: Salesforce shows a record a moment after the time it bears.
const OVERLAP: TimeDelta = TimeDelta::minutes(5);
/// How often a lost place in a long answer is made up by asking from the last record seen on.
const RESTARTS: u32 = 5;
/// Records of one reading; the next one goes on where it ended.
const MOST: usize = 200_000;

/// An opportunity that changed.
#[derive(Clone, PartialEq, Debug)]
pub struct Changed {
    /// Our key.
    pub key: String,
    /// Salesforce's id.
    pub id: String,
    /// Its stage, by API name.
    pub stage: String,
    /// Whether the stage is a closed one.
    pub is_closed: bool,
    /// Whether the stage is a won one.
    pub is_won: bool,
    /// The amount, in the org's currency.
    pub amount: Option<f64>,
    /// When it is expected to close, or did.
    pub close_date: Option<NaiveDate>,
    /// Id of the user who owns it.
    pub owner: String,
    /// When it last changed.
    pub modstamp: DateTime<Utc>,
    /// Whether it is in the recycle bin.
    pub deleted: bool,
}

/// A reading of outcomes.
#[derive(Clone, PartialEq, Debug)]
pub struct Changes {
    /// What changed, each once, in order of change. The overlap shows some again: taking them in must do no harm.
    pub changed: Vec<Changed>,
    /// Where the next reading goes on; to be kept once `changed` was taken in.
    pub watermark: Option<DateTime<Utc>>,
    /// Whether there is more: read again at once.
    pub more: bool,
}

impl Client {
    /// The opportunities with our key that changed since `watermark`, all where there is none.
    ///
    /// # Errors
    /// Where Salesforce refuses or does not answer; nothing is lost, the next reading begins at the same watermark.
    pub async fn changed_since(&self, watermark: Option<DateTime<Utc>>) -> Result<Changes, Failure> {
        let urgency = Urgency::Outcomes;
        let mut from = watermark.and_then(|watermark| watermark.checked_sub_signed(OVERLAP));
        let mut found: BTreeMap<String, Changed> = BTreeMap::new();
        let mut last = None;
        let mut restarts = 0;
        let mut more = false;
        let mut page = self.query(&self.question(from), Among::All, urgency).await?;
        loop {
            for row in &page.records {
                let changed = changed(row, &self.inner.checked.key_field).ok_or_else(|| {
                    Failure::unknown("broken_answer", "an opportunity lacks key, id or SystemModstamp")
                })?;
                last = last.max(Some(changed.modstamp));
                found.insert(changed.id.clone(), changed);
            }
            let Some(next) = page.next else { break };
            if found.len() >= MOST {
                more = true;
                break;
            }
            page = match self.page(&next, urgency).await {
                Ok(page) => page,
                // The place in the answer is lost. It is in order of change, so it goes on from the last record.
                Err(failure) if failure.code == "INVALID_QUERY_LOCATOR" && restarts < RESTARTS => {
                    restarts += 1;
                    from = last.or(from);
                    self.query(&self.question(from), Among::All, urgency).await?
                }
                Err(failure) => return Err(failure),
            };
        }
        let mut changed: Vec<Changed> = found.into_values().collect();
        changed.sort_by(|one, other| (one.modstamp, &one.id).cmp(&(other.modstamp, &other.id)));
        Ok(Changes { changed, watermark: last.max(watermark), more })
    }

    fn question(&self, from: Option<DateTime<Utc>>) -> String {
        let key = &self.inner.checked.key_field;
        let since =
            from.map(|from| format!(" AND SystemModstamp >= {}", from.to_rfc3339_opts(SecondsFormat::Secs, true)));
        format!(
            "SELECT Id,{key},StageName,IsClosed,IsWon,Amount,CloseDate,OwnerId,SystemModstamp,IsDeleted FROM Opportunity \
             WHERE {key} != null{} ORDER BY SystemModstamp,Id",
            since.unwrap_or_default()
        )
    }
}

fn changed(row: &Value, key_field: &str) -> Option<Changed> {
    let text = |name: &str| row.get(name).and_then(Value::as_str);
    let flag = |name: &str| row.get(name).and_then(Value::as_bool).unwrap_or(false);
    Some(Changed {
        key: text(key_field)?.to_lowercase(),
        id: text("Id")?.to_owned(),
        stage: text("StageName").unwrap_or_default().to_owned(),
        is_closed: flag("IsClosed"),
        is_won: flag("IsWon"),
        amount: row.get("Amount").and_then(Value::as_f64),
        close_date: text("CloseDate").and_then(|date| date.parse().ok()),
        owner: text("OwnerId").unwrap_or_default().to_owned(),
        modstamp: text("SystemModstamp").and_then(instant)?,
        deleted: flag("IsDeleted"),
    })
}

/// An instant as Salesforce writes it: `2026-01-01T10:00:00.000+0000`.
pub(super) fn instant(text: &str) -> Option<DateTime<Utc>> {
    let read = DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z").or_else(|_| DateTime::parse_from_rfc3339(text));
    read.ok().map(|instant| instant.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_row_is_read() {
        let row = json!({"Id": "006A", "Key__c": "K-1", "StageName": "Gewonnen", "IsClosed": true, "IsWon": true,
            "Amount": 1200.5, "CloseDate": "2026-03-01", "OwnerId": "005A",
            "SystemModstamp": "2026-02-28T23:59:59.250+0000", "IsDeleted": false});
        let read = changed(&row, "Key__c").expect("read");
        assert_eq!((read.key.as_str(), read.is_won, read.amount), ("k-1", true, Some(1200.5)));
        assert_eq!(read.close_date, NaiveDate::from_ymd_opt(2026, 3, 1));
        assert_eq!(read.modstamp.to_rfc3339(), "2026-02-28T23:59:59.250+00:00");
        assert!(changed(&json!({"Id": "006A", "Key__c": "k"}), "Key__c").is_none());
        assert_eq!(instant("2026-02-28T23:59:59Z"), instant("2026-03-01T00:59:59.000+0100"));
        assert_eq!(instant("yesterday"), None);
    }
}
