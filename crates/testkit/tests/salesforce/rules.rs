//! What the org does of its own: stages, amounts, members, and the administrators' rules.

use crate::http::{Client, keyed, opportunity, org, standing};
use serde_json::{Value, json};
use testkit::salesforce::{DuplicateRule, Flow, Org, Setup, Stage, ValidationRule};

fn only(org: &Org, object: &str) -> serde_json::Map<String, Value> {
    org.records(object).pop().expect("a record")
}

#[test]
fn the_stage_decides_and_a_future_close_date_goes() {
    let org = Org::start(Setup { stages: Stage::german(), ..standing() });
    let client = Client::new(&org);
    let mut record = opportunity("A");
    assert_eq!(client.post("sobjects/Opportunity", &record).code(), "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST");
    record["StageName"] = json!("Erstkontakt");
    let id = client.post("sobjects/Opportunity", &record).json()["id"].as_str().expect("an id").to_owned();
    org.change("Opportunity", &id, json!({"StageName": "Gewonnen"}));
    let won = only(&org, "Opportunity");
    assert_eq!((&won["IsClosed"], &won["IsWon"], &won["Probability"]), (&json!(true), &json!(true), &json!(100.0)));
    assert_eq!(won["CloseDate"], "2026-11-01");
    let stages = client
        .query("SELECT ApiName,IsClosed,IsWon,DefaultProbability FROM OpportunityStage WHERE IsWon = true")
        .json();
    assert_eq!(stages["records"][0]["ApiName"], "Gewonnen");
}

fn priced(org: &Org) -> (String, String) {
    let product = org.insert("Product2", json!({"Name": "Wartung", "IsActive": true}));
    let book = org.records("Pricebook2")[0]["Id"].as_str().expect("an id").to_owned();
    let price = json!({"Pricebook2Id": book, "Product2Id": product, "UnitPrice": 100, "IsActive": true});
    (org.insert("PricebookEntry", price), product)
}

#[test]
fn an_amount_of_lines_is_not_set_by_hand() {
    let org = org();
    let client = Client::new(&org);
    let (entry, product) = priced(&org);
    let deal = client.post("sobjects/Opportunity", &opportunity("A")).json()["id"].as_str().expect("an id").to_owned();
    let line = json!({"OpportunityId": deal, "PricebookEntryId": entry, "Quantity": 3, "UnitPrice": 50.5});
    assert_eq!(client.post("sobjects/OpportunityLineItem", &line).status, 201);
    let lines = only(&org, "OpportunityLineItem");
    assert_eq!((&lines["TotalPrice"], &lines["Product2Id"]), (&json!(151.5), &json!(product)));
    let had = only(&org, "Opportunity");
    assert_eq!((&had["Amount"], &had["HasOpportunityLineItem"]), (&json!(151.5), &json!(true)));
    let changed = client.patch(&format!("sobjects/Opportunity/{deal}"), &json!({"Amount": 9, "NextStep": "call"}));
    assert_eq!(changed.status, 204, "no word about the amount");
    let had = only(&org, "Opportunity");
    assert_eq!((&had["Amount"], &had["NextStep"]), (&json!(151.5), &json!("call")));
    let mut both = line.clone();
    both["TotalPrice"] = json!(1);
    assert_eq!(client.post("sobjects/OpportunityLineItem", &both).code(), "FIELD_INTEGRITY_EXCEPTION");
    let other = org.insert("Pricebook2", json!({"Name": "Service", "IsActive": true}));
    let other_entry = json!({"Pricebook2Id": other, "Product2Id": product, "UnitPrice": 80, "IsActive": true});
    let other_entry = org.insert("PricebookEntry", other_entry);
    let mut foreign = line;
    foreign["PricebookEntryId"] = json!(other_entry);
    assert_eq!(client.post("sobjects/OpportunityLineItem", &foreign).code(), "FIELD_INTEGRITY_EXCEPTION");
    let unpriced = org.insert("Product2", json!({"Name": "Neu"}));
    let entry = json!({"Pricebook2Id": other, "Product2Id": unpriced, "UnitPrice": 1});
    assert_eq!(client.post("sobjects/PricebookEntry", &entry).code(), "STANDARD_PRICE_NOT_DEFINED");
}

#[test]
fn an_org_may_lack_what_its_rules_set() {
    let without = ["Opportunity.Amount", "Opportunity.Probability", "Product2"].map(str::to_owned).to_vec();
    let org = Org::start(Setup { without, ..standing() });
    let client = Client::new(&org);
    assert_eq!(client.post("sobjects/Opportunity", &opportunity("A")).status, 201);
    let made = only(&org, "Opportunity");
    assert!(made.get("Amount").is_none() && made.get("Probability").is_none() && made["IsClosed"] == json!(false));
    assert_eq!(client.get("sobjects/OpportunityLineItem/describe").status, 404, "there is nothing to be priced");
}

#[test]
fn campaign_members_are_members_once() {
    let org = org();
    let client = Client::new(&org);
    let campaign = client.post("sobjects/Campaign", &json!({"Name": "Retrofit 2027"})).json()["id"].clone();
    let contact = org.insert("Contact", json!({"LastName": "Huber", "FirstName": "Eva"}));
    let lead = org.insert("Lead", json!({"LastName": "Rossi", "Company": "Rossi srl"}));
    let member = json!({"CampaignId": campaign, "ContactId": contact, "LeadId": lead});
    let id = client.post("sobjects/CampaignMember", &member).json()["id"].as_str().expect("an id").to_owned();
    let kept = only(&org, "CampaignMember");
    assert_eq!(
        (&kept["LeadId"], &kept["Status"], &kept["HasResponded"]),
        (&Value::Null, &json!("Sent"), &json!(false))
    );
    assert_eq!(client.post("sobjects/CampaignMember", &member).code(), "DUPLICATE_VALUE");
    client.patch(&format!("sobjects/CampaignMember/{id}"), &json!({"Status": "Responded"}));
    assert_eq!(only(&org, "CampaignMember")["HasResponded"], true);
    let unknown = client.patch(&format!("sobjects/CampaignMember/{id}"), &json!({"Status": "Geöffnet"}));
    assert_eq!(unknown.code(), "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST");
}

#[test]
fn an_asset_belongs_to_somebody_and_has_a_root() {
    let org = org();
    let client = Client::new(&org);
    assert_eq!(client.post("sobjects/Asset", &json!({"Name": "Press"})).code(), "FIELD_INTEGRITY_EXCEPTION");
    let account = org.insert("Account", json!({"Name": "Kunde"}));
    let press = org.insert("Asset", json!({"Name": "Press", "AccountId": account}));
    org.insert("Asset", json!({"Name": "Pump", "AccountId": account, "ParentId": press}));
    let roots: Vec<_> = org.records("Asset").iter().map(|asset| asset["RootAssetId"].clone()).collect();
    assert_eq!(roots, [json!(press), json!(press)]);
}

#[test]
fn duplicates_are_named_and_an_alert_can_be_passed() {
    for is_alert in [false, true] {
        let fields = vec!["Name".to_owned(), "BillingCity".to_owned()];
        let rule =
            DuplicateRule { name: "Standard_Account".to_owned(), object: "Account".to_owned(), fields, is_alert };
        let org = Org::start(Setup { duplicate_rules: vec![rule], ..standing() });
        let client = Client::new(&org);
        let there = org.insert("Account", json!({"Name": "Kunde", "BillingCity": "Graz"}));
        let record = json!({"Name": "KUNDE", "BillingCity": "Graz", "SAP_Kunnr__c": "1"});
        let answer = client.post("sobjects/Account", &record);
        assert_eq!((answer.status, answer.code().as_str()), (400, "DUPLICATES_DETECTED"));
        let found = &answer.json()[0]["duplicateResult"]["matchResults"][0]["matchRecords"][0]["record"]["Id"];
        assert_eq!(found, &json!(there));
        let header = [("Sforce-Duplicate-Rule-Header", "allowSave=true")];
        let saved = client.with("POST", "sobjects/Account", &header, &record);
        assert_eq!(saved.status, if is_alert { 201 } else { 400 });
    }
}

#[test]
fn the_customers_own_rules_and_flows_run() {
    let anna = org().records("User")[1]["Id"].clone();
    let rule = ValidationRule {
        object: "Opportunity".to_owned(),
        when: "Amount > 50000 AND NextStep = null".to_owned(),
        message: "Große Angebote brauchen einen nächsten Schritt".to_owned(),
        field: Some("NextStep".to_owned()),
    };
    let flow = Flow {
        object: "Opportunity".to_owned(),
        when: "Name LIKE 'k-%'".to_owned(),
        on_create_only: true,
        set: json!({"OwnerId": anna}).as_object().expect("an object").clone(),
    };
    let org = Org::start(Setup { validation_rules: vec![rule], flows: vec![flow], ..standing() });
    let client = Client::new(&org);
    let mut large = opportunity("B");
    large["Amount"] = json!(60_000);
    let answer = client.post("sobjects/Opportunity", &large);
    assert_eq!(answer.code(), "FIELD_CUSTOM_VALIDATION_EXCEPTION");
    assert_eq!(answer.json()[0]["fields"], json!(["NextStep"]));
    client.patch("composite/sobjects/Opportunity/Instand_Key__c", &json!({"records": [keyed("k-1")]}));
    let owned = only(&org, "Opportunity");
    assert_eq!(owned["OwnerId"], anna, "the answer said success, and somebody else owns it");
}
