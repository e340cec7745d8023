//! Collections, composite and graphs.

use crate::http::{Client, keyed, opportunity, org};
use serde_json::{Value, json};

const UPSERT: &str = "composite/sobjects/Opportunity/Instand_Key__c";

#[test]
fn a_collection_tells_each_outcome_in_order() {
    let org = org();
    let client = Client::new(&org);
    let mut wrong = keyed("k-2");
    wrong["CloseDate"] = Value::Null;
    let records = json!({"allOrNone": false, "records": [keyed("k-1"), wrong, keyed("k-3")]});
    let answer = client.patch(UPSERT, &records);
    assert_eq!(answer.status, 200);
    let told = answer.json();
    assert_eq!((&told[0]["success"], &told[0]["created"]), (&json!(true), &json!(true)));
    assert_eq!(told[1]["errors"][0]["statusCode"], "REQUIRED_FIELD_MISSING");
    assert_eq!(told[1]["errors"][0]["fields"], json!(["CloseDate"]));
    assert!(told[1].get("id").is_none());
    assert_eq!(org.records("Opportunity").len(), 2);
    let again = client.patch(UPSERT, &records).json();
    assert_eq!((&again[0]["created"], &again[0]["id"]), (&json!(false), &told[0]["id"]));
    assert_eq!((org.records("Opportunity").len(), org.calls()), (2, 2));
}

#[test]
fn all_or_none_takes_all_back() {
    let org = org();
    let client = Client::new(&org);
    let kept = org.insert("Opportunity", {
        let mut record = opportunity("before");
        record["Instand_Key__c"] = json!("k-0");
        record
    });
    let mut wrong = keyed("k-2");
    wrong["StageName"] = json!("nowhere");
    let told = client.patch(UPSERT, &json!({"allOrNone": true, "records": [keyed("k-0"), keyed("k-1"), wrong]})).json();
    let code = |at: usize| told[at]["errors"][0]["statusCode"].as_str().expect("a code").to_owned();
    assert_eq!(code(0), "ALL_OR_NONE_OPERATION_ROLLED_BACK");
    assert_eq!(code(1), "ALL_OR_NONE_OPERATION_ROLLED_BACK");
    assert_eq!(code(2), "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST");
    let left = org.records("Opportunity");
    assert_eq!((left.len(), &left[0]["Name"]), (1, &json!("before")));
    // What was taken back is found no more, and what is left still is.
    let told = client.patch(UPSERT, &json!({"records": [keyed("k-1"), keyed("k-0")]})).json();
    assert_eq!((&told[0]["created"], &told[1]["created"], &told[1]["id"]), (&json!(true), &json!(false), &json!(kept)));
}

#[test]
fn too_many_records_are_refused_as_a_whole() {
    let org = org();
    let client = Client::new(&org);
    let records: Vec<_> = (0..201).map(|number| keyed(&format!("k-{number}"))).collect();
    let answer = client.patch(UPSERT, &json!({"records": records}));
    assert_eq!((answer.status, answer.code().as_str()), (400, "EXCEEDED_ID_LIMIT"));
    assert_eq!(org.records("Opportunity"), []);
    let answer = client.patch(UPSERT, &json!({"records": &records[..200]}));
    assert_eq!((answer.status, org.records("Opportunity").len(), org.calls()), (200, 200, 2));
    let mixed: Vec<_> = (0..11)
        .map(|number| {
            let kind = if number % 2 == 0 { "Account" } else { "Campaign" };
            json!({"attributes": {"type": kind}, "Name": "x"})
        })
        .collect();
    assert_eq!(client.post("composite/sobjects", &json!({"records": mixed})).code(), "LIMIT_EXCEEDED");
    assert_eq!(client.post("composite/sobjects", &json!({"records": &mixed[..10]})).status, 200);
}

#[test]
fn a_key_twice_in_one_call_is_an_error_of_both() {
    let org = org();
    let client = Client::new(&org);
    let told = client.patch(UPSERT, &json!({"records": [keyed("k-1"), keyed("K-1"), keyed("k-2")]})).json();
    assert_eq!(told[0]["errors"][0]["statusCode"], "DUPLICATE_VALUE");
    assert_eq!(told[1]["errors"][0]["statusCode"], "DUPLICATE_VALUE");
    assert_eq!(told[2]["success"], true);
    let mut keyless = keyed("x");
    keyless["Instand_Key__c"] = Value::Null;
    let told = client.patch(UPSERT, &json!({"records": [keyless]})).json();
    assert_eq!(told[0]["errors"][0]["statusCode"], "MISSING_ARGUMENT");
}

#[test]
fn collections_insert_update_read_and_delete() {
    let org = org();
    let client = Client::new(&org);
    let made = client.post("composite/sobjects", &json!({"records": [keyed("a"), keyed("b")]})).json();
    let ids: Vec<&str> = made.as_array().expect("outcomes").iter().filter_map(|one| one["id"].as_str()).collect();
    let change = |id: &str| json!({"attributes": {"type": "Opportunity"}, "id": id, "NextStep": "call"});
    let told =
        client.patch("composite/sobjects", &json!({"records": [change(ids[0]), change("006000000000000AAA")]})).json();
    assert_eq!(told[0], json!({"id": ids[0], "success": true, "errors": []}));
    assert_eq!(told[1]["errors"][0]["statusCode"], "INVALID_CROSS_REFERENCE_KEY");
    let path = format!("composite/sobjects/Opportunity?ids={},{}&fields=NextStep", ids[0], "006000000000000AAA");
    let read = client.get(&path).json();
    assert_eq!((&read[0]["NextStep"], &read[1]), (&json!("call"), &Value::Null));
    let gone = client.delete(&format!("composite/sobjects?ids={}", ids.join(",")));
    assert_eq!((gone.status, org.records("Opportunity").len()), (200, 0));
}

#[expect(clippy::needless_pass_by_value, reason = "tests write json!() in place")]
fn part(reference: &str, method: &str, path: &str, body: Value) -> Value {
    json!({"referenceId": reference, "method": method, "url": format!("/services/data/v67.0/{path}"), "body": body})
}

#[test]
fn a_composite_passes_answers_on() {
    let org = org();
    let client = Client::new(&org);
    let mut deal = opportunity("A");
    deal["AccountId"] = json!("@{acc.id}");
    let body = json!({"allOrNone": true, "compositeRequest": [
        part("acc", "PATCH", "sobjects/Account/SAP_Kunnr__c/1", json!({"Name": "Kunde"})),
        part("opp", "POST", "sobjects/Opportunity", deal),
        part("read", "GET", "sobjects/Opportunity/@{opp.id}", Value::Null),
    ]});
    let answer = client.post("composite", &body);
    let told = &answer.json()["compositeResponse"];
    assert_eq!(told[0]["httpStatusCode"], 201, "{told}");
    assert_eq!(
        told[1]["httpHeaders"]["Location"],
        format!("/services/data/v67.0/sobjects/Opportunity/{}", told[1]["body"]["id"].as_str().expect("an id"))
    );
    assert_eq!(told[2]["body"]["AccountId"], told[0]["body"]["id"]);
    assert_eq!(org.calls(), 1);
}

#[test]
fn a_composite_that_fails_is_taken_back() {
    let org = org();
    let client = Client::new(&org);
    let parts = json!([
        part("acc", "POST", "sobjects/Account", json!({"Name": "Kunde"})),
        part("opp", "POST", "sobjects/Opportunity", json!({"AccountId": "@{acc.id}"})),
        part("con", "POST", "sobjects/Task", json!({"WhatId": "@{opp.id}"})),
    ]);
    let told = client.post("composite", &json!({"allOrNone": true, "compositeRequest": parts})).json();
    let told = &told["compositeResponse"];
    let code = |at: usize| told[at]["body"][0]["errorCode"].as_str().expect("a code").to_owned();
    assert_eq!(
        (code(0), code(1), code(2)),
        ("PROCESSING_HALTED".into(), "REQUIRED_FIELD_MISSING".into(), "PROCESSING_HALTED".into())
    );
    assert_eq!(org.records("Account"), []);
    client.post("composite", &json!({"allOrNone": false, "compositeRequest": parts}));
    assert_eq!((org.records("Account").len(), org.records("Task").len()), (1, 0));
    let many: Vec<_> = (0..26).map(|at| part(&format!("r{at}"), "GET", "query?q=x", Value::Null)).collect();
    assert_eq!(client.post("composite", &json!({"compositeRequest": many})).code(), "LIMIT_EXCEEDED");
    assert_eq!(client.post("composite", &json!({"compositeRequest": &many[..6]})).code(), "LIMIT_EXCEEDED");
    let named = json!({"compositeRequest": [part("a-b", "GET", "sobjects/Account/x", Value::Null)]});
    assert_eq!(client.post("composite", &named).status, 400);
}

#[test]
fn each_graph_stands_for_itself() {
    let org = org();
    let client = Client::new(&org);
    let graph = |id: &str, close: Value| {
        let mut deal = opportunity(id);
        deal["CloseDate"] = close;
        let parts = json!([
            part("acc", "POST", "sobjects/Account", json!({"Name": id})),
            part("opp", "PATCH", &format!("sobjects/Opportunity/Instand_Key__c/{id}"), deal),
            part("task", "POST", "sobjects/Task", json!({"Subject": "Call", "WhatId": "@{opp.id}"})),
        ]);
        json!({"graphId": id, "compositeRequest": parts})
    };
    let body = json!({"graphs": [graph("g1", json!("2026-12-31")), graph("g2", Value::Null)]});
    let told = client.post("composite/graph", &body).json();
    assert_eq!(told["graphs"][0]["isSuccessful"], true, "{told}");
    assert_eq!(told["graphs"][0]["graphResponse"]["compositeResponse"][2]["httpStatusCode"], 201);
    assert_eq!(told["graphs"][1]["isSuccessful"], false);
    assert_eq!((org.records("Account").len(), org.records("Task").len()), (1, 1));
    let query = json!({"graphs": [{"graphId": "g", "compositeRequest": [part("q", "GET", "query?q=x", Value::Null)]}]});
    assert_eq!(client.post("composite/graph", &query).json()["graphs"][0]["isSuccessful"], false);
}
