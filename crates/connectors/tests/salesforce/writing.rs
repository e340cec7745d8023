//! Upserts by 200 in a call: each record has an outcome of its own, and doing it again makes no second one.

use crate::{OPPORTUNITY, created, failure, no_job, opportunities, opportunity, ready, updated, upsert};
use connectors::salesforce::{Class, Failure, KeepJob, Lack, Outcome, Record, Urgency};
use futures::FutureExt as _;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use testkit::salesforce::{DuplicateRule, Fault, FaultKind, Setup};

#[tokio::test]
async fn written_again_is_updated() {
    let (stage, client) = ready(Setup::default());
    let records = opportunities(450);
    let outcomes = upsert(&client, &records).await;
    assert_eq!(created(&outcomes), 450);
    assert_eq!(client.calls().counted, 3);
    assert_eq!(client.calls().counted, stage.org.calls());
    let by_key: BTreeMap<String, String> = stage
        .org
        .records(OPPORTUNITY)
        .iter()
        .map(|of| (of["Instand_Key__c"].as_str().unwrap_or("").to_owned(), of["Id"].as_str().unwrap_or("").to_owned()))
        .collect();
    for (record, outcome) in records.iter().zip(&outcomes) {
        assert_eq!(outcome.id(), by_key.get(&record.key).map(String::as_str), "in the order given");
    }
    assert_eq!(updated(&upsert(&client, &records).await), 450);
    assert_eq!(stage.opportunities(), (450, 450));
    assert_eq!(client.verify(OPPORTUNITY, &records, Urgency::Prompt).await.expect("read"), []);
}

#[tokio::test]
async fn each_record_fails_for_itself() {
    let (stage, client) = ready(Setup::default());
    let mut records = opportunities(6);
    records[1].fields.remove("CloseDate");
    records[2].fields.insert("Account".to_owned(), json!({"Instand_Key__c": "nobody"}));
    records[3].fields.insert("StageName".to_owned(), json!("Gewonnen"));
    records[4].key = "Capital".to_owned();
    records[5].key = "opp-00000".to_owned();
    let outcomes = upsert(&client, &records).await;
    assert!(matches!(outcomes[0], Outcome::Created { .. }), "{outcomes:?}");
    let codes: Vec<&str> = outcomes[1..].iter().map(|outcome| failure(outcome).code.as_str()).collect();
    assert_eq!(
        codes,
        ["REQUIRED_FIELD_MISSING", "INVALID_FIELD", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "key", "key_twice"]
    );
    assert!(outcomes[1..].iter().all(|outcome| failure(outcome).class == Class::Permanent));
    assert_eq!(failure(&outcomes[1]).fields, ["CloseDate"]);
    assert_eq!(stage.opportunities(), (1, 1));
}

#[tokio::test]
async fn a_locked_row_is_tried_again_alone() {
    let (stage, client) = ready(Setup::default());
    stage.org.fault(Fault::new(FaultKind::LockRow { row: 3 }));
    let outcomes = upsert(&client, &opportunities(20)).await;
    assert_eq!(created(&outcomes), 20);
    assert_eq!(client.calls().counted, 2);
    let bodies: Vec<Value> = stage.org.log().iter().filter_map(|of| serde_json::from_str(&of.body).ok()).collect();
    assert_eq!(bodies.last().expect("sent")["records"].as_array().map(Vec::len), Some(1));
    let waited = stage.waited();
    assert!(matches!(&waited[..], [one] if (500..=1500).contains(&one.as_millis())), "{waited:?}");
}

#[tokio::test]
async fn a_row_that_stays_locked_is_given_back() {
    let (stage, client) = ready(Setup::default());
    stage.org.fault(Fault::new(FaultKind::LockRow { row: 0 }).times(99));
    let outcomes = upsert(&client, &opportunities(1)).await;
    assert_eq!(failure(&outcomes[0]).class, Class::Transient);
    let waited: Vec<u128> = stage.waited().iter().map(Duration::as_millis).collect();
    assert_eq!(waited.len(), 4);
    for (waited, wanted) in waited.iter().zip([1000, 2000, 4000, 8000]) {
        assert!((wanted / 2..=wanted * 3 / 2).contains(waited), "{waited} of about {wanted}");
    }
}

/// Whatever befalls a call, doing it again makes no second opportunity.
#[tokio::test]
async fn an_unknown_outcome_can_be_done_again() {
    for kind in [
        FaultKind::CommitThenDrop,
        FaultKind::Drop,
        FaultKind::TruncatedJson,
        FaultKind::Unavailable,
        FaultKind::UnknownException,
    ] {
        let (stage, client) = ready(Setup::default());
        stage.org.fault(Fault::new(kind.clone()).on("PATCH", "composite/sobjects").after(1));
        let records = opportunities(500);
        let outcomes = upsert(&client, &records).await;
        let open: Vec<Record> = records
            .iter()
            .zip(&outcomes)
            .filter(
                |(_, outcome)| matches!(outcome, Outcome::Failed(failure) if failure.class == Class::UnknownOutcome),
            )
            .map(|(record, _)| record.clone())
            .collect();
        assert_eq!((open.len(), created(&outcomes)), (200, 300), "{kind:?}: one call of three");
        assert_eq!(stage.org.waiting_faults(), 0, "{kind:?}");
        let again = upsert(&client, &open).await;
        let was_done = matches!(kind, FaultKind::CommitThenDrop | FaultKind::TruncatedJson);
        assert_eq!((created(&again), updated(&again)), if was_done { (0, 200) } else { (200, 0) }, "{kind:?}");
        assert_eq!(stage.opportunities(), (500, 500), "{kind:?}");
    }
}

#[tokio::test]
async fn who_does_not_answer_twice_is_left_alone() {
    let (stage, client) = ready(Setup::default());
    stage.org.fault(Fault::new(FaultKind::Unavailable).on("PATCH", "composite/sobjects").times(99));
    let outcomes = upsert(&client, &opportunities(1800)).await;
    assert!(outcomes.iter().all(|outcome| failure(outcome).class == Class::UnknownOutcome));
    let asked = stage.org.log().iter().filter(|request| request.path.contains("composite")).count();
    assert_eq!(asked, 2, "not nine times");
}

#[tokio::test]
async fn quotas_park_and_rights_stop() {
    for (kind, class, wait) in [
        (FaultKind::RequestLimit, Class::Quota, Some(900)),
        (FaultKind::ConcurrentLimit, Class::Quota, Some(20)),
        (FaultKind::ApiDisabled, Class::Configuration, None),
    ] {
        let (stage, client) = ready(Setup::default());
        stage.org.fault(Fault::new(kind.clone()).on("PATCH", "composite/sobjects").after(1));
        let outcomes = upsert(&client, &opportunities(600)).await;
        let done = created(&outcomes);
        assert!((100..=200).contains(&done), "{kind:?}: the first call of some, not {done}");
        let failed: Vec<&Failure> = outcomes.iter().filter(|outcome| outcome.id().is_none()).map(failure).collect();
        assert_eq!(failed.len(), 600 - done);
        for failure in failed {
            assert_eq!((&failure.class, failure.retry_after.map(|wait| wait.as_secs())), (&class, wait), "{kind:?}");
        }
        let asked = stage.org.log().iter().filter(|request| request.path.contains("composite")).count();
        assert_eq!(asked, 2, "{kind:?}: the third call is not made");
    }
}

#[tokio::test]
async fn campaigns_leave_calls_to_others() {
    let (stage, client) = ready(Setup { daily_requests: 100, ..Setup::default() });
    client.calls_left().await.expect("answered");
    // Others used 80 of them: the stand-in counts only what it is asked.
    for _ in 0..79 {
        client.calls_left().await.expect("answered");
    }
    let records = opportunities(1);
    let before = stage.org.calls();
    let parked = client.upsert(OPPORTUNITY, &records, Urgency::Campaign, &no_job).await;
    assert_eq!((failure(&parked[0]).class.clone(), failure(&parked[0]).code.as_str()), (Class::Quota, "budget"));
    assert_eq!(stage.org.calls(), before, "nothing was asked");
    assert_eq!(created(&upsert(&client, &records).await), 1, "a person waits for this one");
    for _ in 0..15 {
        client.calls_left().await.expect("answered");
    }
    assert_eq!(failure(&upsert(&client, &records).await[0]).code, "budget");
    assert!(client.changed_since(None).await.is_ok(), "outcomes are read to the end");
}

#[tokio::test]
async fn two_records_with_one_key_are_shown() {
    let key = json!({"name": "Instand_Key__c", "type": "string", "length": 80, "external_id": true});
    let (stage, client) = ready(Setup { fields: vec![(OPPORTUNITY.to_owned(), key)], ..Setup::default() });
    for _ in 0..2 {
        stage.org.insert(
            OPPORTUNITY,
            json!({"Name": "x", "StageName": "Prospecting", "CloseDate": "2027-01-01", "Instand_Key__c": "opp-00001"}),
        );
    }
    let outcomes = upsert(&client, &opportunities(3)).await;
    let Class::Ambiguous { urls } = &failure(&outcomes[1]).class else { panic!("{outcomes:?}") };
    assert_eq!(urls.len(), 2, "{outcomes:?}");
    assert_eq!(created(&outcomes), 2, "the others are written");
    let lacks = client.check().await;
    assert!(lacks.seen.iter().any(|seen| matches!(seen.lack, Some(Lack::NotUnique { .. }))), "{lacks:?}");
}

#[tokio::test]
async fn duplicates_are_shown_or_saved() {
    let rule = DuplicateRule {
        name: "Same name".to_owned(),
        object: OPPORTUNITY.to_owned(),
        fields: vec!["Name".to_owned()],
        is_alert: true,
    };
    let (stage, client) = ready(Setup { duplicate_rules: vec![rule], ..Setup::default() });
    let first = opportunity(1);
    let id = stage.org.insert(
        OPPORTUNITY,
        json!({"Name": first.fields["Name"], "StageName": "Prospecting", "CloseDate": "2027-01-01"}),
    );
    let outcomes = upsert(&client, &opportunities(3)).await;
    let Class::Duplicate { matches } = &failure(&outcomes[1]).class else { panic!("{outcomes:?}") };
    assert_eq!(matches, &[id]);
    assert_eq!(created(&outcomes), 2);
    let allowing = stage.client_with("duplicate_rules = \"allow_save\"\n");
    assert_eq!(created(&upsert(&allowing, &[first]).await), 1);
    // A bulk job cannot say so; what it refuses goes again in a call.
    let bulk = stage.client_with("duplicate_rules = \"allow_save\"\nbulk_above = 1\n");
    let mut others = opportunities(12).split_off(10);
    others[0].fields.insert("Name".to_owned(), opportunity(1).fields["Name"].clone());
    let keep: &KeepJob<'_> = &|_| async { Ok(()) }.boxed();
    assert_eq!(created(&bulk.upsert(OPPORTUNITY, &others, Urgency::Prompt, keep).await), 2);
}

#[tokio::test]
async fn a_malformed_record_does_not_take_two_hundred_with_it() {
    let (stage, client) = ready(Setup::default());
    let mut records = opportunities(200);
    records[77].fields.insert("CloseDate".to_owned(), json!("next year"));
    let outcomes = upsert(&client, &records).await;
    assert_eq!(created(&outcomes), 199, "{:?}", outcomes.iter().find(|outcome| outcome.id().is_none()));
    assert_eq!(failure(&outcomes[77]).class, Class::Permanent);
    assert_eq!(stage.opportunities(), (199, 199));
}

#[tokio::test]
async fn a_race_for_a_key_ends_in_one_record() {
    let (stage, client) = ready(Setup::default());
    let message = "duplicate value found: Instand_Key__c duplicates value on record with id: 006000000000001";
    let (code, message) = ("DUPLICATE_VALUE".to_owned(), message.to_owned());
    stage.org.fault(Fault::new(FaultKind::RowFails { row: 1, code, message }));
    assert_eq!(created(&upsert(&client, &opportunities(3)).await), 3);
    assert_eq!((stage.opportunities(), stage.org.waiting_faults()), ((3, 3), 0));
}
