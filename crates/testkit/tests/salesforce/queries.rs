//! SOQL and cursors.

use crate::http::{Client, keyed, opportunity, org, standing};
use chrono::TimeDelta;
use serde_json::{Value, json};
use testkit::salesforce::{Org, Setup};

fn names(answer: &Value) -> Vec<&str> {
    answer["records"].as_array().expect("records").iter().filter_map(|record| record["Name"].as_str()).collect()
}

fn filled() -> Org {
    let org = org();
    let account = org.insert("Account", json!({"Name": "O'Neil & Söhne"}));
    for (at, name) in ["Alpha", "beta", "Gamma"].iter().enumerate() {
        org.set_now(org.now() + TimeDelta::minutes(1));
        let mut record = opportunity(name);
        if at > 0 {
            record["Instand_Key__c"] = json!(format!("k-{at}"));
            record["AccountId"] = json!(account);
            record["Amount"] = json!(at * 1000);
        }
        org.insert("Opportunity", record);
    }
    org
}

#[test]
fn conditions_are_understood() {
    let org = filled();
    let client = Client::new(&org);
    let cases: [(&str, &[&str]); 16] = [
        ("Instand_Key__c != null", &["beta", "Gamma"]),
        ("Name = 'ALPHA'", &["Alpha"]),
        ("Name LIKE '%m_'", &["Gamma"]),
        ("Name LIKE 'b%'", &["beta"]),
        ("Amount >= 2000", &["Gamma"]),
        ("Amount > 1e3 OR Amount = null", &["Alpha", "Gamma"]),
        ("NOT (Amount = null)", &["beta", "Gamma"]),
        ("Name IN ('Alpha', 'Gamma')", &["Alpha", "Gamma"]),
        ("Name NOT IN ('Alpha')", &["beta", "Gamma"]),
        ("Account.Name = 'O\\'Neil & Söhne'", &["beta", "Gamma"]),
        ("CloseDate > 2026-12-30 AND (Name = 'beta' OR Name = 'x')", &["beta"]),
        ("CloseDate = TODAY", &[]),
        ("SystemModstamp >= 2026-11-01T09:02:00Z", &["beta", "Gamma"]),
        ("SystemModstamp >= 2026-11-01T10:02:00+01:00", &["beta", "Gamma"]),
        ("IsClosed = false AND SystemModstamp < 2026-11-01T09:03:00.000Z", &["Alpha", "beta"]),
        ("Owner.Name = 'Integration Instand'", &["Alpha", "beta", "Gamma"]),
    ];
    for (condition, found) in cases {
        let answer = client.query(&format!("SELECT Name FROM Opportunity WHERE {condition} ORDER BY SystemModstamp"));
        assert_eq!(answer.status, 200, "{condition}: {answer:?}");
        assert_eq!(names(&answer.json()), found, "{condition}");
    }
}

#[test]
fn records_tell_what_they_are() {
    let org = filled();
    let client = Client::new(&org);
    let text = "SELECT Id, Name, Account.Name, Account.Owner FROM Opportunity";
    assert_eq!(client.query(text).code(), "INVALID_FIELD");
    let told =
        client.query("SELECT Id, Name, Account.Name FROM Opportunity ORDER BY Name DESC LIMIT 2 OFFSET 1").json();
    assert_eq!(names(&told), ["beta", "Alpha"]);
    let first = &told["records"][0];
    assert_eq!(first["Account"]["Name"], "O'Neil & Söhne");
    assert_eq!(first["Account"]["attributes"]["type"], "Account");
    assert_eq!(
        first["attributes"]["url"],
        format!("/services/data/v67.0/sobjects/Opportunity/{}", first["Id"].as_str().expect("an id"))
    );
    assert_eq!(told["records"][1]["Account"], Value::Null);
    let id = first["Id"].as_str().expect("an id");
    let short = client.query(&format!("SELECT Name FROM Opportunity WHERE Id = '{}'", &id[..15])).json();
    assert_eq!(names(&short), ["beta"]);
    let count = client.query("SELECT COUNT() FROM Opportunity").json();
    assert_eq!(count, json!({"totalSize": 3, "done": true, "records": []}));
}

#[test]
fn wrong_queries_are_refused() {
    let org = org();
    let client = Client::new(&org);
    for (text, code) in [
        ("SELECT Id FROM Opportunity WHERE Farbe__c = 'rot'", "INVALID_FIELD"),
        ("SELECT Farbe__c FROM Opportunity", "INVALID_FIELD"),
        ("SELECT Id FROM Maschine__c", "INVALID_TYPE"),
        ("SELECT Id FROM Opportunity WHERE Instand_Trigger__c = 'x'", "INVALID_FIELD"),
        ("SELECT Id FROM Opportunity WHERE CloseDate = '2026-12-31'", "INVALID_FIELD"),
        ("SELECT Id FROM Opportunity WHERE SystemModstamp > 2026-12-31", "INVALID_FIELD"),
        ("SELECT Id FROM Opportunity WHERE SystemModstamp > 2026-11-01T09:00:00", "INVALID_FIELD"),
        ("SELECT Id FROM Opportunity WHERE Name = Alpha", "INVALID_FIELD"),
        ("SELECT Id FROM Opportunity WHERE Name = 'O'Neil'", "MALFORMED_QUERY"),
        ("SELECT Id Name FROM Opportunity", "MALFORMED_QUERY"),
    ] {
        let answer = client.query(text);
        assert_eq!((answer.status, answer.code().as_str()), (400, code), "{text}");
    }
}

#[test]
fn a_cursor_leads_through_all_pages() {
    let org = Org::start(Setup { query_batch: Some(3), ..standing() });
    let client = Client::new(&org);
    let records: Vec<_> = (0..8).map(|number| keyed(&format!("k-{number}"))).collect();
    client.post("composite/sobjects", &json!({"records": records}));
    let first = client.query("SELECT Name FROM Opportunity ORDER BY Name").json();
    assert_eq!((&first["totalSize"], &first["done"]), (&json!(8), &json!(false)));
    let mut found: Vec<String> = names(&first).into_iter().map(str::to_owned).collect();
    let mut next = first["nextRecordsUrl"].as_str().map(str::to_owned);
    while let Some(url) = next {
        let page = client.get(&url).json();
        found.extend(names(&page).into_iter().map(str::to_owned));
        next = page["nextRecordsUrl"].as_str().map(str::to_owned);
    }
    assert_eq!(found, (0..8).map(|number| format!("k-{number}")).collect::<Vec<_>>());
    let lost = client.get("query/01gQy0000000001AAA-3");
    assert_eq!((lost.status, lost.code().as_str()), (400, "INVALID_QUERY_LOCATOR"));
}

#[test]
fn a_wish_for_small_pages_is_bounded() {
    let org = org();
    let client = Client::new(&org);
    for from in [0, 200] {
        let records: Vec<_> = (from..from + 200).map(|number| keyed(&format!("k-{number}"))).collect();
        client.post("composite/sobjects", &json!({"records": records}));
    }
    let path = "query?q=SELECT%20Id%20FROM%20Opportunity";
    let page = |wish: &str| {
        let told = client.with("GET", path, &[("Sforce-Query-Options", wish)], &Value::Null).json();
        told["records"].as_array().expect("records").len()
    };
    assert_eq!((page("batchSize=10"), page("batchSize=300"), page("batchSize=2000")), (200, 300, 400));
}

#[test]
fn the_deleted_are_found_by_query_all() {
    let org = filled();
    let client = Client::new(&org);
    let id = org.records("Opportunity")[0]["Id"].as_str().expect("an id").to_owned();
    org.delete("Opportunity", &id);
    let path = "queryAll?q=SELECT+Name+FROM+Opportunity+WHERE+IsDeleted+%3D+true";
    assert_eq!(names(&client.get(path).json()), ["Alpha"]);
    assert_eq!(names(&client.query("SELECT Name FROM Opportunity").json()), ["beta", "Gamma"]);
}
