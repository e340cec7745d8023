//! One record at a time: ids, keys, parents, types, and what is refused.

use crate::http::{Client, keyed, opportunity, org, standing};
use serde_json::{Value, json};
use testkit::salesforce::{Org, Setup, eighteen};

#[test]
fn a_record_is_made_read_changed_and_deleted() {
    let org = org();
    let client = Client::new(&org);
    let made = client.post("sobjects/Opportunity/", &opportunity("Press 4711"));
    assert_eq!(made.status, 201, "{made:?}");
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    assert_eq!(made.json(), json!({"id": id, "success": true, "errors": []}));
    assert_eq!(made.header("location"), Some(format!("/services/data/v67.0/sobjects/Opportunity/{id}").as_str()));
    assert_eq!(made.header("sforce-limit-info"), Some("api-usage=1/100000"));
    assert_eq!(made.header("content-type"), Some("application/json;charset=UTF-8"));
    assert_eq!((id.len(), eighteen(&id[..15])), (18, Some(id.clone())));
    let read = client.get(&format!("sobjects/Opportunity/{}?fields=Name,IsClosed,Probability", &id[..15])).json();
    assert_eq!(read["Name"], "Press 4711");
    assert_eq!((&read["IsClosed"], &read["Probability"]), (&json!(false), &json!(10.0)));
    let changed = client.patch(&format!("sobjects/Opportunity/{id}"), &json!({"NextStep": "Call", "Amount": 12500}));
    assert_eq!((changed.status, changed.body.as_str()), (204, ""));
    assert_eq!(org.records("Opportunity")[0]["Amount"], 12500.0);
    assert_eq!(client.patch(&format!("sobjects/Opportunity/{id}"), &json!({"NextStep": null})).status, 204);
    assert_eq!(org.records("Opportunity")[0]["NextStep"], Value::Null);
    assert_eq!(client.delete(&format!("sobjects/Opportunity/{id}")).status, 204);
    let gone = client.patch(&format!("sobjects/Opportunity/{id}"), &json!({"NextStep": "x"}));
    assert_eq!((gone.status, gone.code().as_str()), (404, "ENTITY_IS_DELETED"));
}

#[test]
fn an_upsert_by_key_creates_once() {
    let org = org();
    let client = Client::new(&org);
    let path = "sobjects/Opportunity/Instand_Key__c/ab-1";
    let first = client.patch(path, &opportunity("A"));
    assert_eq!((first.status, &first.json()["created"]), (201, &json!(true)));
    let second = client.patch("sobjects/Opportunity/Instand_Key__c/AB-1", &opportunity("B"));
    assert_eq!((second.status, &second.json()["created"]), (200, &json!(false)));
    assert_eq!(first.json()["id"], second.json()["id"]);
    let old = client.patch("/services/data/v45.0/sobjects/Opportunity/Instand_Key__c/ab-1", &opportunity("C"));
    assert_eq!((old.status, old.body.as_str()), (204, ""));
    assert_eq!(org.records("Opportunity").len(), 1);
    assert_eq!(client.get(path).json()["Name"], "C");
    let absent = client.patch("sobjects/Opportunity/Instand_Key__c/x?updateOnly=true", &opportunity("D"));
    assert_eq!((absent.status, org.records("Opportunity").len()), (404, 1));
    for field in ["Instand_Key__c", "Id"] {
        let mut body = opportunity("E");
        body[field] = json!("ab-1");
        assert_eq!(client.patch(path, &body).code(), "INVALID_FIELD", "{field} in the body");
    }
    let unknown = client.patch("sobjects/Opportunity/Name/x", &opportunity("F"));
    assert_eq!((unknown.status, unknown.code().as_str()), (404, "NOT_FOUND"));
}

#[test]
fn keys_are_percent_encoded_and_some_endings_are_lost() {
    let org = org();
    let client = Client::new(&org);
    assert_eq!(client.patch("sobjects/Account/SAP_Kunnr__c/47%2011%2F%23", &json!({"Name": "X"})).status, 201);
    assert_eq!(org.records("Account")[0]["SAP_Kunnr__c"], "47 11/#");
    assert_eq!(client.patch("sobjects/Account/SAP_Kunnr__c/a.inc", &json!({"Name": "X"})).status, 404);
}

#[test]
fn a_key_of_several_records_is_answered_with_300() {
    let field = json!({"name": "Instand_Key__c", "type": "string", "length": 80, "external_id": true});
    let org = Org::start(Setup { fields: vec![("Opportunity".to_owned(), field)], ..standing() });
    let client = Client::new(&org);
    for _ in 0..2 {
        let mut record = opportunity("A");
        record["Instand_Key__c"] = json!("k1");
        org.insert("Opportunity", record);
    }
    let answer = client.patch("sobjects/Opportunity/Instand_Key__c/k1", &json!({"Name": "B"}));
    assert_eq!(answer.status, 300);
    let urls = answer.json();
    let urls = urls.as_array().expect("addresses");
    assert_eq!(urls.len(), 2);
    assert_eq!(client.get(urls[0].as_str().expect("an address")).json()["Name"], "A");
    let many = client.patch("composite/sobjects/Opportunity/Instand_Key__c", &json!({"records": [keyed("k1")]})).json();
    assert_eq!(many[0]["errors"][0]["statusCode"], "DUPLICATE_EXTERNAL_ID");
}

#[test]
fn parents_are_found_by_their_keys() {
    let org = org();
    let client = Client::new(&org);
    let account = org.insert("Account", json!({"Name": "Kunde", "SAP_Kunnr__c": "0000104711"}));
    let mut record = opportunity("A");
    record["Account"] = json!({"SAP_Kunnr__c": "0000104711"});
    assert_eq!(client.post("sobjects/Opportunity", &record).status, 201);
    assert_eq!(org.records("Opportunity")[0]["AccountId"], account.as_str());
    record["Account"] = json!({"SAP_Kunnr__c": "9"});
    let answer = client.post("sobjects/Opportunity", &record);
    assert_eq!(answer.code(), "INVALID_FIELD");
    assert!(answer.body.contains("Foreign key external ID: 9 not found for field SAP_Kunnr__c"));
    org.change("Opportunity", &id_of(&org, "Opportunity"), json!({"Instand_Key__c": "o-1"}));
    let bare = client.post("sobjects/Task", &json!({"Subject": "Call", "What": {"Instand_Key__c": "o-1"}}));
    assert_eq!(bare.code(), "INVALID_FIELD", "a parent of several kinds needs its type");
    let typed = json!({"Subject": "Call", "What": {"attributes": {"type": "Opportunity"}, "Instand_Key__c": "o-1"}});
    assert_eq!(client.post("sobjects/Task", &typed).status, 201);
    assert_eq!(org.records("Task")[0]["Status"], "Not Started");
}

fn id_of(org: &Org, object: &str) -> String {
    org.records(object)[0]["Id"].as_str().expect("an id").to_owned()
}

#[test]
fn each_wrong_value_has_its_error() {
    let org = org();
    let client = Client::new(&org);
    let inactive = org.records("User").into_iter().find(|user| user["IsActive"] == json!(false)).expect("Karl Alt");
    let contact = org.insert("Contact", json!({"LastName": "Huber"}));
    let cases = [
        (json!({"CloseDate": null}), "REQUIRED_FIELD_MISSING", Some("CloseDate")),
        (json!({"Name": "x".repeat(121)}), "STRING_TOO_LONG", Some("Name")),
        (json!({"StageName": "Gewonnen"}), "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", Some("StageName")),
        (json!({"IsWon": true}), "INVALID_FIELD_FOR_INSERT_UPDATE", Some("IsWon")),
        (json!({"Farbe__c": "rot"}), "INVALID_FIELD", None),
        (json!({"CloseDate": "31.12.2026"}), "JSON_PARSER_ERROR", None),
        (json!({"Amount": "12.500,00"}), "JSON_PARSER_ERROR", None),
        (json!({"AccountId": "4711"}), "MALFORMED_ID", Some("AccountId")),
        (json!({"AccountId": contact}), "MALFORMED_ID", Some("AccountId")),
        (json!({"AccountId": "001000000000000AAA"}), "INVALID_CROSS_REFERENCE_KEY", None),
        (json!({"OwnerId": inactive["Id"]}), "INACTIVE_OWNER_OR_USER", None),
        (json!({"Id": "006000000000000AAA"}), "INVALID_FIELD_FOR_INSERT_UPDATE", Some("Id")),
    ];
    for (set, code, field) in cases {
        let mut record = opportunity("A");
        for (name, value) in set.as_object().expect("an object") {
            record[name] = value.clone();
        }
        let answer = client.post("sobjects/Opportunity", &record);
        assert_eq!((answer.status, answer.code().as_str()), (400, code), "{set}: {answer:?}");
        let told = answer.json()[0].get("fields").map(|fields| fields[0].clone());
        assert_eq!(told, field.map(Value::from), "{set}");
    }
    let missing = client.post("sobjects/Opportunity", &json!({"Name": "A"})).json();
    assert_eq!(missing[0]["message"], "Required fields are missing: [StageName, CloseDate]");
    let email = client.post("sobjects/Contact", &json!({"LastName": "A", "Email": "a at b"}));
    assert_eq!(email.code(), "INVALID_EMAIL_ADDRESS");
    assert_eq!(client.post("sobjects/Maschine__c", &json!({})).status, 404);
    assert_eq!(org.records("Opportunity"), []);
}

#[test]
fn a_unique_field_is_unique_in_any_case() {
    let org = org();
    let client = Client::new(&org);
    for (key, status) in [("k-1", 201), ("K-1", 400)] {
        let mut record = opportunity("A");
        record["Instand_Key__c"] = json!(key);
        let answer = client.post("sobjects/Opportunity", &record);
        assert_eq!(answer.status, status);
        if status == 400 {
            assert_eq!(answer.code(), "DUPLICATE_VALUE");
            assert!(answer.body.contains(&id_of(&org, "Opportunity")[..15]));
        }
    }
}

#[test]
fn describe_tells_what_the_org_enforces() {
    let org =
        Org::start(Setup { without: vec!["ServiceContract".into(), "Asset.Instand_Key__c".into()], ..standing() });
    let client = Client::new(&org);
    let answer = client.get("sobjects/Opportunity/describe");
    let told = answer.json();
    let field = |name: &str| {
        let fields = told["fields"].as_array().expect("fields");
        fields.iter().find(|field| field["name"] == name).unwrap_or_else(|| panic!("{name}")).clone()
    };
    assert_eq!((&field("Name")["nillable"], &field("Name")["length"]), (&json!(false), &json!(120)));
    assert_eq!((&field("IsWon")["createable"], &field("IsWon")["updateable"]), (&json!(false), &json!(false)));
    assert_eq!(field("StageName")["restrictedPicklist"], true);
    assert_eq!(field("StageName")["picklistValues"][5]["value"], "Closed Won");
    assert_eq!(
        (&field("Instand_Key__c")["externalId"], &field("Instand_Key__c")["unique"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(field("AccountId")["referenceTo"], json!(["Account"]));
    assert_eq!(field("OwnerId")["defaultedOnCreate"], true);
    let since = answer.header("last-modified").expect("a date");
    let again = client.with("GET", "sobjects/Opportunity/describe", &[("If-Modified-Since", since)], &Value::Null);
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    assert_eq!(client.get("sobjects/ServiceContract/describe").status, 404);
    let all = client.get("sobjects").json();
    assert!(all["sobjects"].as_array().expect("objects").iter().all(|object| object["name"] != "ServiceContract"));
    let body = json!({"Name": "Press"});
    assert_eq!(client.patch("sobjects/Asset/Instand_Key__c/1", &body).status, 404, "the field is not there");
    let work = client.post("sobjects/WorkOrder", &json!({"ServiceContractId": null}));
    assert_eq!(work.code(), "INVALID_FIELD", "a reference to what is not there is not there either");
}

#[test]
fn a_quota_that_is_used_up_refuses_all() {
    let org = org();
    let client = Client::new(&org);
    org.set_remaining(1);
    assert_eq!(client.get("limits").json()["DailyApiRequests"], json!({"Max": 1, "Remaining": 0}));
    let answer = client.post("sobjects/Opportunity", &opportunity("A"));
    assert_eq!((answer.status, answer.code().as_str()), (403, "REQUEST_LIMIT_EXCEEDED"));
    assert!(answer.header("retry-after").is_none());
    assert_eq!(org.records("Opportunity"), []);
}
