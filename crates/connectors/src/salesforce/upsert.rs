//! Writing: always an upsert by our key, never a POST of a record, so that doing it again makes no second one.

use super::Client;
use super::batches::batches;
use super::budget::Urgency;
use super::bulk::KeepJob;
use super::exchange::{Ask, Body};
use super::failure::{Class, Failure};
use super::record::{Outcome, Record};
use super::settings::{DuplicateRules, is_name};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::{HashSet, VecDeque};
use std::time::Duration;

/// How long is waited before records that met a locked row are sent again, each time.
const WAITS: [u64; 4] = [1, 2, 4, 8];
/// Further calls in which a batch that was refused as a whole is halved, to find the record that is to blame.
const HALVINGS: usize = 24;
/// Calls in a row without a usable answer after which the rest is not sent.
const SILENT: usize = 2;

/// What became of some records, by their position, and why nothing more was sent, if so.
#[derive(Default)]
pub(super) struct Sent {
    pub(super) outcomes: Vec<(usize, Outcome)>,
    pub(super) stopped: bool,
    pub(super) by_bulk: bool,
}

impl Sent {
    pub(super) fn all(open: &[usize], failure: &Failure) -> Self {
        Self { outcomes: failed(open, failure), stopped: true, by_bulk: false }
    }
}

fn failed(of: &[usize], failure: &Failure) -> Vec<(usize, Outcome)> {
    of.iter().map(|at| (*at, Outcome::Failed(failure.clone()))).collect()
}

impl Client {
    /// Writes records of one object and gives what became of each, in the same order. Up to `bulk_above` of them go by
    /// 200 in a call, more in a bulk job; `keep` is told of a job before anything is uploaded, for
    /// [`Client::resume`]. Records that met a locked row are sent again four times within about 15 seconds. Whatever
    /// is not known at the end can be written again as it is.
    pub async fn upsert(&self, object: &str, records: &[Record], urgency: Urgency, keep: &KeepJob<'_>) -> Vec<Outcome> {
        let mut outcomes = Self::refused(object, records, &self.inner.checked.key_field);
        let open: Vec<usize> = (0..records.len()).filter(|at| outcomes.get(*at).is_some_and(Option::is_none)).collect();
        let sent = self.send(object, records, &open, urgency, keep).await;
        self.finish(object, records, &mut outcomes, sent, urgency, keep).await;
        outcomes.into_iter().map(|outcome| outcome.unwrap_or_else(not_sent)).collect()
    }

    /// What cannot be sent at all.
    pub(super) fn refused(object: &str, records: &[Record], key_field: &str) -> Vec<Option<Outcome>> {
        let mut keys = HashSet::new();
        let check = |record: &Record| {
            if !is_name(object) {
                return Err(Failure::configuration("object", format!("`{object}` is no API name of an object")));
            }
            record.check(key_field)
        };
        let twice = |key: &str| {
            // Salesforce would refuse both.
            Failure::permanent("key_twice", format!("{key} is there twice in one call; the first one is sent"))
        };
        let outcome = |record| match check(record) {
            Ok(()) if keys.insert(&record.key) => None,
            Ok(()) => Some(Outcome::Failed(twice(&record.key))),
            Err(failure) => Some(Outcome::Failed(failure)),
        };
        records.iter().map(outcome).collect()
    }

    /// Takes what became of the records, and sends again what only met a locked row.
    pub(super) async fn finish(
        &self,
        object: &str,
        records: &[Record],
        outcomes: &mut [Option<Outcome>],
        first: Sent,
        urgency: Urgency,
        keep: &KeepJob<'_>,
    ) {
        let mut sent = first;
        for (round, wait) in WAITS.into_iter().map(Some).chain([None]).enumerate() {
            let mut again = Vec::new();
            for (at, outcome) in sent.outcomes {
                if let Outcome::Failed(failure) = &outcome
                    && self.goes_again(failure, round, sent.by_bulk)
                {
                    again.push(at);
                }
                if let Some(slot) = outcomes.get_mut(at) {
                    *slot = Some(outcome);
                }
            }
            let Some(wait) = wait.filter(|_| !again.is_empty() && !sent.stopped) else { return };
            let clock = &self.inner.clock;
            clock.sleep(clock.about(Duration::from_secs(wait))).await;
            sent = self.send(object, records, &again, urgency, keep).await;
        }
    }

    fn goes_again(&self, failure: &Failure, round: usize, by_bulk: bool) -> bool {
        let allow = self.inner.checked.duplicate_rules == DuplicateRules::AllowSave;
        match failure.class {
            Class::Transient => true,
            // Another one wrote our key at the same moment; now the upsert finds it.
            Class::UnknownOutcome => round == 0 && failure.code == "DUPLICATE_VALUE",
            // A bulk job cannot say that duplicates are to be saved, a call can.
            Class::Duplicate { .. } => round == 0 && by_bulk && allow && failure.code == "DUPLICATES_DETECTED",
            _ => false,
        }
    }

    async fn send(
        &self,
        object: &str,
        records: &[Record],
        open: &[usize],
        urgency: Urgency,
        keep: &KeepJob<'_>,
    ) -> Sent {
        if open.len() > self.inner.checked.bulk_above {
            self.send_in_bulk(object, records, open, urgency, keep).await
        } else {
            self.send_in_calls(object, records, open, urgency).await
        }
    }

    /// One call after the other: two at once could wait for the same account.
    async fn send_in_calls(&self, object: &str, records: &[Record], open: &[usize], urgency: Urgency) -> Sent {
        let mut sent = Sent::default();
        let mut waiting: VecDeque<Vec<usize>> = batches(records, open).into();
        let (mut halvings, mut silent) = (0, 0);
        while let Some(batch) = waiting.pop_front() {
            let failure = match self.send_batch(object, records, &batch, urgency).await {
                Ok(outcomes) => {
                    silent = 0;
                    // Where everything fails for one reason of the set-up, the rest would, too.
                    let reason = common_reason(&outcomes);
                    sent.outcomes.extend(outcomes);
                    let Some(reason) = reason else { continue };
                    reason
                }
                Err(failure) => {
                    let to_blame =
                        matches!(failure.class, Class::Permanent | Class::Ambiguous { .. } | Class::Duplicate { .. });
                    if to_blame && batch.len() > 1 && halvings + 2 <= HALVINGS {
                        halvings += 2;
                        let (first, second) = batch.split_at(batch.len() / 2);
                        waiting.push_front(second.to_vec());
                        waiting.push_front(first.to_vec());
                        continue;
                    }
                    sent.outcomes.extend(failed(&batch, &failure));
                    silent = if failure.class == Class::UnknownOutcome { silent + 1 } else { 0 };
                    let stops = matches!(failure.class, Class::Quota | Class::Configuration);
                    if !stops && silent < SILENT {
                        continue;
                    }
                    failure
                }
            };
            sent.stopped = true;
            let rest = Failure { message: format!("not sent, because before it: {}", failure.message), ..failure };
            for batch in waiting.drain(..) {
                sent.outcomes.extend(failed(&batch, &rest));
            }
        }
        sent
    }

    async fn send_batch(
        &self,
        object: &str,
        records: &[Record],
        batch: &[usize],
        urgency: Urgency,
    ) -> Result<Vec<(usize, Outcome)>, Failure> {
        let checked = &self.inner.checked;
        let key_field = &checked.key_field;
        let of = batch.iter().filter_map(|at| records.get(*at));
        let of: Vec<Value> = of.map(|record| record.in_collection(object, key_field)).collect();
        let body = json!({"allOrNone": false, "records": of});
        let headers: &[(&str, &str)] = match checked.duplicate_rules {
            DuplicateRules::Block => &[],
            DuplicateRules::AllowSave => &[("Sforce-Duplicate-Rule-Header", "allowSave=true")],
        };
        let path = format!("composite/sobjects/{object}/{key_field}");
        let ask = Ask { method: Method::PATCH, path: &path, body: Body::Json(&body), headers, urgency };
        let answer = self.ask_json(ask).await.map_err(|failure| match failure.class {
            // There is no such thing as one deleted record here: it is the object or the field of the key.
            Class::Gone => Failure::configuration(
                &failure.code,
                format!("{object} or its field {key_field} is not visible to the user: {}", failure.message),
            ),
            _ => failure,
        })?;
        let results = answer.as_array().filter(|results| results.len() == batch.len());
        let results = results.ok_or_else(|| {
            Failure::unknown(
                "broken_answer",
                format!("the answer has not one result for each of {} records", batch.len()),
            )
        })?;
        Ok(batch.iter().copied().zip(results.iter().map(|result| outcome(result, key_field))).collect())
    }
}

/// What a result of `composite/sobjects` says.
fn outcome(result: &Value, key_field: &str) -> Outcome {
    let id = result.get("id").and_then(Value::as_str).map(str::to_owned);
    let is = |name: &str| result.get(name).and_then(Value::as_bool).unwrap_or(false);
    match (is("success"), id) {
        (true, Some(id)) if is("created") => Outcome::Created { id },
        (true, Some(id)) => Outcome::Updated { id },
        (true, None) => Outcome::Failed(Failure::unknown("broken_answer", "the answer says success without an id")),
        (false, _) => Outcome::Failed(match result.pointer("/errors/0") {
            Some(error) => Failure::of_record(error, key_field),
            None => Failure::unknown("broken_answer", "the answer says failure without a reason"),
        }),
    }
}

/// The reason all failed for, where it is one of the set-up or the org's limits.
fn common_reason(outcomes: &[(usize, Outcome)]) -> Option<Failure> {
    let Some((_, Outcome::Failed(first))) = outcomes.first() else { return None };
    if !matches!(first.class, Class::Configuration | Class::Quota) {
        return None;
    }
    let same = |outcome: &Outcome| matches!(outcome, Outcome::Failed(failure) if failure.code == first.code);
    outcomes.iter().all(|(_, outcome)| same(outcome)).then(|| first.clone())
}

pub(super) fn not_sent() -> Outcome {
    Outcome::Failed(Failure::unknown("not_sent", "nothing is known of this record; it can be sent again"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_an_outcome() {
        let key = "Key__c";
        let created = json!({"id": "006A", "success": true, "errors": [], "created": true});
        assert_eq!(outcome(&created, key), Outcome::Created { id: "006A".to_owned() });
        let updated = json!({"id": "006A", "success": true, "errors": []});
        assert_eq!(outcome(&updated, key), Outcome::Updated { id: "006A".to_owned() });
        let refused = json!({"success": false, "errors": [{"statusCode": "REQUIRED_FIELD_MISSING", "message": "m", "fields": ["CloseDate"]}]});
        assert!(matches!(outcome(&refused, key), Outcome::Failed(failure) if failure.fields == ["CloseDate"]));
        for broken in [json!({}), json!(null), json!({"success": true})] {
            assert!(
                matches!(outcome(&broken, key), Outcome::Failed(failure) if failure.class == Class::UnknownOutcome)
            );
        }
    }

    #[test]
    fn a_key_that_is_there_twice_is_sent_once() {
        let record = |key: &str| Record { key: key.to_owned(), fields: serde_json::Map::new() };
        let refused = Client::refused("Opportunity", &[record("a"), record("b"), record("a"), record("A")], "Key__c");
        let codes: Vec<Option<String>> = refused
            .into_iter()
            .map(|outcome| match outcome {
                Some(Outcome::Failed(failure)) => Some(failure.code),
                _ => None,
            })
            .collect();
        assert_eq!(codes, [None, None, Some("key_twice".to_owned()), Some("key".to_owned())]);
        assert!(Client::refused("Opportunity/..", &[record("a")], "Key__c")[0].is_some());
    }

    #[test]
    fn what_fails_for_all_stops_and_what_fails_for_one_does_not() {
        let failure = |class, code: &str| Outcome::Failed(Failure::new(class, code, "m"));
        let rights = || failure(Class::Configuration, "INSUFFICIENT_ACCESS");
        assert!(common_reason(&[(0, rights()), (1, rights())]).is_some());
        assert!(common_reason(&[(0, rights()), (1, Outcome::Created { id: String::new() })]).is_none());
        assert!(common_reason(&[(0, failure(Class::Permanent, "X")), (1, failure(Class::Permanent, "X"))]).is_none());
        assert!(common_reason(&[]).is_none());
    }
}
