//! Bulk API 2.0 ingest.

use crate::http::{Answer, Client, org, send};
use serde_json::{Value, json};
use testkit::salesforce::{Fault, FaultKind, Org};

#[expect(clippy::needless_pass_by_value, reason = "tests write json!() in place")]
fn opened(client: &Client<'_>, set: Value) -> String {
    let mut body = json!({"object": "Opportunity", "operation": "upsert", "externalIdFieldName": "Instand_Key__c", "contentType": "CSV", "lineEnding": "LF"});
    for (name, value) in set.as_object().expect("an object") {
        body[name] = value.clone();
    }
    let answer = client.post("jobs/ingest", &body);
    assert_eq!(answer.status, 200, "{answer:?}");
    let told = answer.json();
    assert_eq!(told["state"], "Open");
    let id = told["id"].as_str().expect("an id").to_owned();
    assert_eq!(told["contentUrl"], format!("services/data/v67.0/jobs/ingest/{id}/batches"));
    id
}

fn put(client: &Client<'_>, id: &str, text: &str) -> Answer {
    let bearer = format!("Bearer {}", client.token);
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "text/csv; charset=UTF-8")];
    send(client.org, "PUT", &format!("/services/data/v67.0/jobs/ingest/{id}/batches"), &headers, text.as_bytes())
}

/// Uploads, closes and polls; what the job says in the end.
fn done(client: &Client<'_>, id: &str, text: &str) -> Value {
    assert_eq!(put(client, id, text).status, 201);
    let path = format!("jobs/ingest/{id}");
    assert_eq!(client.patch(&path, &json!({"state": "UploadComplete"})).json()["state"], "UploadComplete");
    let states: Vec<_> = (0..3).map(|_| client.get(&path).json()["state"].clone()).collect();
    assert_eq!(states[..2], ["InProgress", "InProgress"]);
    client.get(&path).json()
}

fn results(client: &Client<'_>, id: &str, which: &str) -> Vec<String> {
    let answer = client.get(&format!("jobs/ingest/{id}/{which}/"));
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/csv")));
    answer.body.lines().map(str::to_owned).collect()
}

const THREE: &str = "Instand_Key__c,Name,StageName,CloseDate,Amount,Account.SAP_Kunnr__c\n\
    k-1,\"A, \"\"B\"\"\",Prospecting,2026-12-31,100.5,1\n\
    k-2,B,Prospecting,,,\n\
    k-3,C,Prospecting,31.12.2026,#N/A,\n";

fn with_account() -> Org {
    let org = org();
    org.insert("Account", json!({"Name": "Kunde", "SAP_Kunnr__c": "1"}));
    org
}

#[test]
fn a_job_is_complete_with_failures() {
    let org = with_account();
    let client = Client::new(&org);
    let id = opened(&client, json!({}));
    let early = client.get(&format!("jobs/ingest/{id}/successfulResults"));
    assert_eq!(early.status, 400);
    let told = done(&client, &id, THREE);
    assert_eq!(
        (&told["state"], &told["numberRecordsProcessed"], &told["numberRecordsFailed"]),
        (&json!("JobComplete"), &json!(3), &json!(2))
    );
    let good = results(&client, &id, "successfulResults");
    let made = &org.records("Opportunity")[0];
    assert_eq!(
        good[0],
        "\"sf__Id\",\"sf__Created\",\"Instand_Key__c\",\"Name\",\"StageName\",\"CloseDate\",\"Amount\",\"Account.SAP_Kunnr__c\""
    );
    assert_eq!(
        good[1],
        format!("{},\"true\",\"k-1\",\"A, \"\"B\"\"\",\"Prospecting\",\"2026-12-31\",\"100.5\",\"1\"", made["Id"])
    );
    assert_eq!(good.len(), 2);
    assert_eq!((&made["Amount"], &made["AccountId"]), (&json!(100.5), &org.records("Account")[0]["Id"]));
    let bad = results(&client, &id, "failedResults");
    assert!(
        bad[1].starts_with(
            "\"\",\"REQUIRED_FIELD_MISSING:Required fields are missing: [CloseDate]:CloseDate --\",\"k-2\""
        ),
        "{}",
        bad[1]
    );
    assert!(bad[2].contains("INVALID_TYPE_ON_FIELD_IN_RECORD"), "{}", bad[2]);
    assert_eq!(results(&client, &id, "unprocessedrecords").len(), 1);
}

#[test]
fn an_upload_that_is_not_taken_fails_the_job() {
    let org = with_account();
    let client = Client::new(&org);
    for (set, text, message) in [
        (json!({}), THREE.replace('\n', "\r\n"), "LineEnding is invalid on user data"),
        (json!({"lineEnding": "CRLF"}), THREE.to_owned(), "LineEnding is invalid on user data"),
        (json!({}), THREE.replace("Amount", "Betrag__c"), "Field name not found : Betrag__c"),
        (json!({}), "Instand_Key__c,Name\nk-1, \"A\"\n".to_owned(), "quote inside a cell"),
        (json!({"columnDelimiter": "SEMICOLON"}), "Instand_Key__c,Name\nk-1,A\n".to_owned(), "Field name not found"),
    ] {
        let id = opened(&client, set);
        let told = done(&client, &id, &text);
        assert_eq!(told["state"], "Failed");
        assert!(told["errorMessage"].as_str().is_some_and(|told| told.contains(message)), "{told}");
        assert_eq!(org.records("Opportunity"), []);
    }
}

#[test]
fn null_clears_and_empty_says_nothing() {
    let org = with_account();
    let client = Client::new(&org);
    let id = opened(&client, json!({}));
    done(
        &client,
        &id,
        "Instand_Key__c,Name,StageName,CloseDate,Amount,NextStep\nk-1,A,Prospecting,2026-12-31,5,call\n",
    );
    let id = opened(&client, json!({"columnDelimiter": "SEMICOLON", "lineEnding": "CRLF"}));
    let told = done(&client, &id, "Id;Instand_Key__c;Amount;NextStep\r\n;k-1;;#N/A\r\n");
    assert_eq!(told["numberRecordsFailed"], 0, "{told}");
    let kept = &org.records("Opportunity")[0];
    assert_eq!((&kept["Amount"], &kept["NextStep"]), (&json!(5.0), &Value::Null));
    assert!(client.get(&format!("jobs/ingest/{id}/successfulResults")).body.ends_with("\"k-1\";\"\";\"#N/A\"\r\n"));
}

#[test]
fn a_job_goes_its_way_once() {
    let org = org();
    let client = Client::new(&org);
    let id = opened(&client, json!({}));
    assert_eq!(put(&client, &id, "Instand_Key__c\nk\n").status, 201);
    assert_eq!(put(&client, &id, "Instand_Key__c\nk\n").code(), "INVALIDJOBSTATE");
    let path = format!("jobs/ingest/{id}");
    assert_eq!(client.patch(&path, &json!({"state": "Aborted"})).json()["state"], "Aborted");
    assert_eq!(client.patch(&path, &json!({"state": "UploadComplete"})).code(), "INVALIDJOBSTATE");
    assert_eq!(results(&client, &id, "unprocessedrecords"), ["\"Instand_Key__c\"", "\"k\""]);
    assert_eq!(client.delete(&path).status, 204);
    assert_eq!(client.get(&path).status, 404);
    let open = |body: Value| client.post("jobs/ingest", &body).code();
    assert_eq!(open(json!({"object": "Maschine__c", "operation": "insert"})), "INVALIDENTITY");
    assert_eq!(open(json!({"object": "Account", "operation": "upsert", "externalIdFieldName": "Name"})), "INVALIDJOB");
}

#[test]
fn faults_reach_into_jobs() {
    let org = with_account();
    let client = Client::new(&org);
    let rows = |keys: std::ops::Range<usize>| {
        let rows: String = keys.map(|key| format!("k-{key},A,Prospecting,2026-12-31\n")).collect();
        format!("Instand_Key__c,Name,StageName,CloseDate\n{rows}")
    };
    org.fault(Fault::new(FaultKind::ShuffledResults));
    org.fault(Fault::new(FaultKind::LockRow { row: 1 }));
    let id = opened(&client, json!({}));
    assert_eq!(done(&client, &id, &rows(0..4))["numberRecordsFailed"], 1);
    let good = results(&client, &id, "successfulResults");
    let keys: Vec<_> = good[1..].iter().map(|row| row.split(',').nth(2).expect("a key").to_owned()).collect();
    assert_eq!(keys, ["\"k-3\"", "\"k-2\"", "\"k-0\""]);
    assert!(results(&client, &id, "failedResults")[1].contains("UNABLE_TO_LOCK_ROW"));
    org.fault(Fault::new(FaultKind::JobFails { after: 2 }));
    let id = opened(&client, json!({}));
    assert_eq!(done(&client, &id, &rows(10..15))["state"], "Failed");
    assert_eq!(results(&client, &id, "successfulResults").len(), 3);
    assert_eq!(results(&client, &id, "unprocessedrecords").len(), 4);
    assert_eq!(org.waiting_faults(), 0);
}
