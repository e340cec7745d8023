//! Faults: each of them once, and what is stored after it.

use crate::http::{Client, keyed, opportunity, org, send, standing};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use testkit::salesforce::{Fault, FaultKind, Org, Setup};

const UPSERT: &str = "composite/sobjects/Opportunity/Instand_Key__c";

#[test]
fn a_session_that_ends_is_dead() {
    let org = org();
    let client = Client::new(&org);
    org.fault(Fault::new(FaultKind::SessionExpired).after(1));
    assert_eq!(client.get("limits").status, 200);
    assert_eq!(client.get("limits").code(), "INVALID_SESSION_ID");
    assert_eq!(client.get("limits").status, 401, "the same token stays dead");
    assert_eq!(Client::new(&org).get("limits").status, 200);
}

#[test]
fn refusals_of_the_whole_request_do_nothing() {
    let org = org();
    let client = Client::new(&org);
    for (kind, status, code) in [
        (FaultKind::RequestLimit, 403, "REQUEST_LIMIT_EXCEEDED"),
        (FaultKind::ConcurrentLimit, 403, "REQUEST_LIMIT_EXCEEDED"),
        (FaultKind::ApiDisabled, 403, "API_DISABLED_FOR_ORG"),
        (FaultKind::UnknownException, 500, "UNKNOWN_EXCEPTION"),
    ] {
        org.fault(Fault::new(kind).on("PATCH", "composite/sobjects"));
        assert_eq!(client.get("limits").status, 200, "another path");
        let answer = client.patch(UPSERT, &json!({"records": [keyed("k-1")]}));
        assert_eq!((answer.status, answer.code().as_str()), (status, code));
        assert!(answer.header("retry-after").is_none());
    }
    org.fault(Fault::new(FaultKind::Unavailable));
    let answer = client.patch(UPSERT, &json!({"records": [keyed("k-1")]}));
    assert_eq!((answer.status, answer.header("content-type")), (503, Some("text/html;charset=UTF-8")));
    assert_eq!(org.records("Opportunity"), []);
}

#[test]
fn a_locked_row_fails_alone() {
    let org = org();
    let client = Client::new(&org);
    org.fault(Fault::new(FaultKind::LockRow { row: 1 }));
    let records = json!({"records": [keyed("k-0"), keyed("k-1"), keyed("k-2")]});
    let told = client.patch(UPSERT, &records).json();
    let good: Vec<_> = told.as_array().expect("outcomes").iter().map(|one| one["success"].clone()).collect();
    assert_eq!(good, [true, false, true]);
    assert_eq!(told[1]["errors"][0]["statusCode"], "UNABLE_TO_LOCK_ROW");
    org.fault(Fault::new(FaultKind::LockRow { row: 0 }));
    let single = client.patch("sobjects/Opportunity/Instand_Key__c/k-0", &opportunity("B"));
    assert_eq!((single.status, single.code().as_str()), (400, "UNABLE_TO_LOCK_ROW"));
    assert_eq!(client.patch(UPSERT, &records).json()[1]["success"], true);
}

#[test]
fn an_answer_may_be_lost_after_the_commit() {
    let org = org();
    let client = Client::new(&org);
    org.fault(Fault::new(FaultKind::CommitThenDrop));
    assert_eq!(client.post("sobjects/Opportunity", &opportunity("A")).status, 0);
    assert_eq!(org.records("Opportunity").len(), 1);
    assert!(org.log().last().is_some_and(|request| !request.is_answered && request.status == 201));
    org.fault(Fault::new(FaultKind::Drop));
    assert_eq!(client.post("sobjects/Opportunity", &opportunity("A")).status, 0);
    assert_eq!(org.records("Opportunity").len(), 1);
}

#[test]
fn an_answer_may_be_cut_or_late() {
    let org = org();
    let client = Client::new(&org);
    org.fault(Fault::new(FaultKind::TruncatedJson));
    let cut = client.patch(UPSERT, &json!({"records": [keyed("k-1")]}));
    assert_eq!(cut.status, 200);
    assert!(serde_json::from_str::<Value>(&cut.body).is_err(), "{}", cut.body);
    assert_eq!(org.records("Opportunity").len(), 1);
    org.fault(Fault::new(FaultKind::Slow { millis: 300 }));
    let begin = now();
    assert_eq!(client.get("limits").status, 200);
    assert!(begin.elapsed() >= Duration::from_millis(300));
}

#[expect(clippy::disallowed_methods, reason = "the test measures a delay")]
fn now() -> Instant {
    Instant::now()
}

#[test]
fn a_cursor_may_be_lost() {
    let org = Org::start(Setup { query_batch: Some(2), ..standing() });
    let client = Client::new(&org);
    let records: Vec<_> = (0..5).map(|number| keyed(&format!("k-{number}"))).collect();
    client.patch(UPSERT, &json!({"records": records}));
    org.fault(Fault::new(FaultKind::CursorLost).after(1));
    let first = client.query("SELECT Id FROM Opportunity").json();
    let second = client.get(first["nextRecordsUrl"].as_str().expect("a cursor")).json();
    let third = client.get(second["nextRecordsUrl"].as_str().expect("a cursor"));
    assert_eq!((third.status, third.code().as_str()), (400, "INVALID_QUERY_LOCATOR"));
}

#[test]
fn a_fault_may_hit_the_token_host() {
    let org = org();
    org.fault(Fault::new(FaultKind::Unavailable).on("POST", "/services/oauth2/token"));
    assert_eq!(crate::http::token(&org, "grant_type=client_credentials").status, 503);
    assert_eq!(crate::http::token(&org, "grant_type=client_credentials").status, 400);
    assert!(org.log().iter().all(|request| request.body.is_empty()), "no secret is kept");
}

#[test]
fn another_process_may_command_the_org() {
    let org = Org::start(Setup { control: true, ..standing() });
    let client = Client::new(&org);
    let control = |method: &str, path: &str, body: Value| {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        send(&org, method, &format!("/control/{path}"), &[], body.as_bytes())
    };
    let fault = json!({"kind": "lock_row", "row": 0, "path": "sobjects/"});
    assert_eq!(control("POST", "faults", fault).status, 204);
    assert_eq!(client.post("sobjects/Opportunity", &opportunity("A")).code(), "UNABLE_TO_LOCK_ROW");
    assert_eq!(control("POST", "faults", json!({"kind": "earthquake"})).status, 400);
    let id = control("POST", "records/Opportunity", opportunity("A")).json()["id"].as_str().expect("an id").to_owned();
    assert_eq!(control("POST", &format!("records/Opportunity/{id}"), json!({"StageName": "Closed Won"})).status, 204);
    assert_eq!(control("GET", "records/Opportunity", Value::Null).json()[0]["IsWon"], true);
    assert_eq!(control("POST", "now", json!({"now": "2027-01-01T00:00:00Z"})).status, 204);
    assert_eq!(client.get("limits").status, 401, "the token is old by now");
    assert_eq!(control("GET", "calls", Value::Null).json()["calls"], 1);
    assert_eq!(control("GET", "log", Value::Null).json()[1]["faults"][0]["kind"], "lock_row");
    let closed = org_without_control();
    assert_eq!(send(&closed, "GET", "/control/log", &[], b"").status, 404);
}

fn org_without_control() -> Org {
    org()
}
