//! What goes to Salesforce beside opportunities: machines, contacts and their roles, campaigns and members, tasks, work orders. Against the
//! stand-in of an org (`testkit::salesforce`).

use crate::product::{Engine, Product, text};
use base::{MachineId, OpportunityId, Translated};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use store::{NewVisit, Store, VisitKind, VisitState};
use testkit::salesforce::{Org, Setup};

const MACHINES: &str = "Serial number;Model;Installed on;Customer number;Customer;Country;Contact person;E-mail;Phone\n\
    A-1;RX;2017-03-04;C-1;Muster GmbH;DE;Eva Muster;einkauf@muster.example;+49 30 1234\n\
    A-2;RX;2019-11-10;C-2;Rossi Srl;IT;Rossi, Mario;info@rossi.example;\n\
    A-3;VX;2021-01-01;C-3;Muster Service GmbH;DE;Eva Muster;einkauf@muster.example;+49 30 1234\n";

const CONTRACTS: &str = "Serial number;Contract number;Contract start;Contract end;Annual value\n\
    A-1;K-1;2025-01-01;2026-11-29;1000\nA-2;K-2;2025-01-01;2026-10-30;2000\nA-3;K-3;2025-01-01;2026-11-29;3000\n";

const MAPPING: &str = "[connectors.salesforce.mapping.opportunity]\n\
    fields = { machine = \"Machine__r.Instand_Key__c\", campaign = \"Campaign.Instand_Key__c\", customer = \"Account.SAP_Kunnr__c\" }\n\
    [connectors.salesforce.mapping.machine]\nfields = { customer = \"Account.SAP_Kunnr__c\" }\n\
    [connectors.salesforce.mapping.contact]\nfields = { customer = \"Account.SAP_Kunnr__c\", opted_out = \"HasOptedOutOfEmail\" }\n\
    [connectors.salesforce.mapping.contact_role]\nconstants = { Role = \"Decision Maker\" }\n\
    [connectors.salesforce.mapping.campaign]\n\
    [connectors.salesforce.mapping.campaign_member]\n\
    [connectors.salesforce.mapping.task]\nfields = { status = \"Status\" }\n\
    values.status = { open = \"Not Started\", done = \"Completed\" }\n";

/// An org whose administrator made the key fields and the look-up of an opportunity's machine.
fn org(without: &[&str]) -> Org {
    let key = json!({"name": "Instand_Key__c", "type": "string", "length": 80, "external_id": true, "unique": true});
    let machine = json!({"name": "Machine__c", "type": "reference", "refs": ["Asset"], "relationship": "Machine__r"});
    let org = Org::start(Setup {
        fields: vec![
            ("OpportunityContactRole".to_owned(), key.clone()),
            ("CampaignMember".to_owned(), key),
            ("Opportunity".to_owned(), machine),
        ],
        without: without.iter().map(|of| (*of).to_owned()).collect(),
        ..Setup::default()
    });
    for (number, name) in [("C-1", "Muster GmbH"), ("C-2", "Rossi Srl"), ("C-3", "Muster Service GmbH")] {
        org.insert("Account", json!({"Name": name, "SAP_Kunnr__c": number}));
    }
    org
}

fn product(name: &str, org: &Org, mapping: &str) -> Product {
    let product = Product::new(Engine::Sqlite, name).at("2026-09-02T09:00:00Z");
    let folder = product.folder.path();
    std::fs::write(folder.join("secret"), format!("{}\n", org.client_secret())).expect("written");
    let settings = format!(
        "public_url = \"https://instand.example\"\n[outgoing]\nallow = [\"{}\"]\n\n[connectors.salesforce]\nlogin_url = \"{}\"\n\
         client_id = \"{}\"\nclient_secret_file = \"secret\"\n{mapping}",
        org.destination(),
        org.url(),
        org.client_id()
    );
    std::fs::write(folder.join("instand.toml"), settings).expect("written");
    let machines = product.file("machines.csv", MACHINES.as_bytes());
    let contracts = product.file("contracts.csv", CONTRACTS.as_bytes());
    product.done(&["import", text(&machines), text(&contracts), "--delivered", "2026-09-01"]);
    product.done(&["decide", "--as-of", "2026-09-01"]);
    product.done(&["campaign", "new", "contract-renewal"]);
    product.done(&["campaign", "start", "contract-renewal"]);
    product.done(&["campaign", "run", "--as-of", "2026-09-01"]);
    product
}

fn asked(product: &Product, arguments: &[&str]) -> Value {
    let said = product.done(arguments);
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
}

fn push(product: &Product) -> Value {
    asked(product, &["connector", "push", "salesforce", "--json"])
}

fn sorted(org: &Org, object: &str, field: &str) -> Vec<Map<String, Value>> {
    let mut all = org.records(object);
    all.sort_by_key(|of| of[field].as_str().unwrap_or_default().to_owned());
    all
}

/// The writing calls.
fn writes(org: &Org) -> usize {
    org.log().iter().filter(|of| of.method == "PATCH").count()
}

#[test]
fn parents_go_before_children_in_few_calls_and_unchanged_ones_send_nothing_again() {
    let org = org(&[]);
    let product = product("salesforce_objects", &org, MAPPING);
    let checked = asked(&product, &["connector", "check", "salesforce", "--json"]);
    assert_eq!(checked["good"], true, "{checked}");
    let first = push(&product);
    assert_eq!((&first["created"], &first["problems"]), (&json!(3), &json!([])), "{first}");
    let made = |what: &str| first["others"][what]["created"].as_u64();
    let all = ["machine", "contact", "contact_role", "campaign", "campaign_member"].map(made);
    assert_eq!(all, [Some(3), Some(2), Some(3), Some(1), Some(2)], "{first}");

    let assets = sorted(&org, "Asset", "SerialNumber");
    assert_eq!(assets.iter().map(|of| of["SerialNumber"].clone()).collect::<Vec<_>>(), ["A-1", "A-2", "A-3"]);
    assert_eq!((&assets[0]["Name"], &assets[0]["InstallDate"]), (&json!("RX A-1"), &json!("2017-03-04")));
    let accounts = sorted(&org, "Account", "SAP_Kunnr__c");
    assert_eq!((&assets[1]["AccountId"], &assets[2]["AccountId"]), (&accounts[1]["Id"], &accounts[2]["Id"]));
    let contacts = sorted(&org, "Contact", "Email");
    let eva = &contacts[0];
    assert_eq!(
        [&eva["FirstName"], &eva["LastName"], &eva["Email"], &eva["Phone"]],
        ["Eva", "Muster", "einkauf@muster.example", "+49 30 1234"]
    );
    assert_eq!([&contacts[1]["FirstName"], &contacts[1]["LastName"]], ["Mario", "Rossi"]);
    assert_ne!(eva["HasOptedOutOfEmail"], json!(true), "nobody objected");
    let opportunities = sorted(&org, "Opportunity", "Name");
    for of in &opportunities {
        let asset = assets.iter().find(|asset| asset["Id"] == of["Machine__c"]).expect("the machine is linked");
        assert!(
            of["Name"].as_str().is_some_and(|name| name.contains(asset["SerialNumber"].as_str().expect("a serial")))
        );
        assert_eq!(of["AccountId"], asset["AccountId"]);
    }
    let campaign = &org.records("Campaign")[0];
    assert_eq!(
        (&campaign["IsActive"], campaign["Name"].as_str().is_some_and(|name| !name.is_empty())),
        (&json!(true), true)
    );
    assert!(opportunities.iter().all(|of| of["CampaignId"] == campaign["Id"]), "{opportunities:?}");
    let roles = org.records("OpportunityContactRole");
    assert_eq!(roles.iter().filter(|of| of["ContactId"] == eva["Id"]).count(), 2, "{roles:?}");
    assert!(roles.iter().all(|of| of["Role"] == "Decision Maker"));
    let members = org.records("CampaignMember");
    assert!(
        members.iter().all(|of| of["CampaignId"] == campaign["Id"]) && members.len() == 2,
        "once each: {members:?}"
    );
    let tasks = org.records("Task");
    assert_eq!(first["others"]["task"]["created"].as_u64(), Some(tasks.len() as u64));
    assert!(!tasks.is_empty(), "what would be mails are tasks: {first}");
    let ids: Vec<&Value> = opportunities.iter().map(|of| &of["Id"]).collect();
    assert!(tasks.iter().all(|of| ids.contains(&&of["WhatId"]) && of["Status"] == "Not Started"), "{tasks:?}");
    assert_eq!(writes(&org), 7, "one call an object");

    let again = push(&product);
    assert_eq!((&again["unchanged"], &again["others"]), (&json!(3), &json!(null)), "{again}");
    assert_eq!(writes(&org), 7, "nothing is sent again");

    // What is other goes again, and only that.
    let moved = product.file("moved.csv", MACHINES.replace("2017-03-04", "2018-03-04").as_bytes());
    product.done(&["import", text(&moved), "--delivered", "2026-09-02"]);
    let third = push(&product);
    assert_eq!(
        (&third["others"]["machine"]["updated"], &third["others"]["contact"]),
        (&json!(1), &json!(null)),
        "{third}"
    );
    assert_eq!(sorted(&org, "Asset", "SerialNumber")[0]["InstallDate"], "2018-03-04");
}

#[test]
fn what_one_kind_lacks_keeps_no_opportunity_back_and_is_made_up_for() {
    // Contacts cannot be seen, and the account of one machine is missing.
    let org = org(&["Contact.Instand_Key__c"]);
    let account = org.records("Account").into_iter().find(|of| of["SAP_Kunnr__c"] == "C-2").expect("there");
    let id = account["Id"].as_str().expect("an id").to_owned();
    org.change("Account", &id, json!({"SAP_Kunnr__c": "X-2"}));
    let mapping = MAPPING.replacen(", customer = \"Account.SAP_Kunnr__c\" }", " }", 1);
    let product = product("salesforce_objects_lack", &org, &mapping);
    let checked = asked(&product, &["connector", "check", "salesforce", "--json"]);
    assert!(checked["good"] == false && checked.to_string().contains("Contact.Instand_Key__c"), "{checked}");
    let first = push(&product);
    assert_eq!((&first["created"], &first["failed"], &first["waiting"]), (&json!(3), &json!(0), &json!(0)), "{first}");
    let others = &first["others"];
    assert_eq!((&others["machine"]["created"], &others["machine"]["failed"]), (&json!(2), &json!(1)), "{first}");
    assert_eq!(
        (&others["contact"]["waiting"], &others["contact_role"], &others["campaign_member"]),
        (&json!(2), &json!(null), &json!(null)),
        "{first}"
    );
    assert!(others["task"]["created"].as_u64().is_some_and(|made| made > 0), "{first}");
    let problems = first["problems"].to_string();
    assert!(
        problems.contains("Contact.Instand_Key__c is no external id") && problems.contains("machine: "),
        "{problems}"
    );
    let linked = org.records("Opportunity").iter().filter(|of| of["Machine__c"].is_string()).count();
    assert_eq!(linked, 2, "the third goes without its machine");

    // The administrator sets it right: what failed goes when somebody says so, and the opportunity gets its machine.
    org.change("Account", &id, json!({"SAP_Kunnr__c": "C-2"}));
    assert!(product.done(&["outbox", "retry"]).contains("3 go again"));
    let second = push(&product);
    assert_eq!((&second["others"]["machine"]["created"], &second["updated"]), (&json!(1), &json!(1)), "{second}");
    assert_eq!(org.records("Opportunity").iter().filter(|of| of["Machine__c"].is_string()).count(), 3);
}

#[test]
fn campaign_members_are_members_once_also_where_somebody_added_them_by_hand() {
    let org = org(&[]);
    let product = product("salesforce_objects_members", &org, MAPPING);
    push(&product);
    let members = org.records("CampaignMember");
    let id = |of: &Map<String, Value>, field: &str| of[field].as_str().expect("an id").to_owned();
    // Somebody takes one out and puts the same contact in by hand: ours knows nothing of that one's key.
    org.delete("CampaignMember", &id(&members[0], "Id"));
    org.insert(
        "CampaignMember",
        json!({"CampaignId": id(&members[0], "CampaignId"), "ContactId": id(&members[0], "ContactId")}),
    );
    // The same installation anew, as after a restore from before the push: it knows nothing of what it sent.
    let restored = self::product("salesforce_objects_restored", &org, MAPPING);
    let pushed = push(&restored);
    assert_eq!((&pushed["failed"], &pushed["problems"]), (&json!(0), &json!([])), "{pushed}");
    assert_eq!(org.records("CampaignMember").len(), 2, "each a member once");
    assert_eq!(org.records("OpportunityContactRole").len(), 3);
    assert_eq!((org.records("Contact").len(), org.records("Asset").len(), org.records("Campaign").len()), (2, 3, 1));
    assert_eq!(push(&restored)["others"], json!(null), "and nothing is sent again");
}

/// A visit for this opportunity, as the dispatcher makes one.
fn visit(opportunity: &Value, machine: &Value) -> NewVisit {
    let id = |of: &Value| of.as_str().expect("an id").to_owned();
    let all = |text: &str| Translated { de: text.to_owned(), en: text.to_owned(), it: text.to_owned() };
    NewVisit {
        key: format!("by hand {}", id(opportunity)),
        kind: VisitKind::Campaign,
        title: all("Inspektion"),
        note: Some("Leiter mitbringen".to_owned()),
        machine: Some(MachineId(id(machine).parse().expect("an id"))),
        customer: None,
        customer_name: "Muster GmbH".to_owned(),
        contact_name: None,
        phone: None,
        address: "Berlin".to_owned(),
        place: None,
        duration_minutes: 90,
        skills: BTreeSet::new(),
        region: None,
        windows: Vec::new(),
        due: None,
        priority: tours::Priority::default(),
        promise: None,
        offered_on: None,
        enrolment: None,
        opportunity: Some(OpportunityId(id(opportunity).parse().expect("an id"))),
        opened_on: "2026-09-02".parse().expect("a date"),
    }
}

#[test]
fn visits_are_work_orders_at_the_machine_and_follow_what_becomes_of_them() {
    let org = org(&[]);
    let mapping = format!(
        "{MAPPING}[connectors.salesforce.mapping.work_order]\nfields = {{ minutes = \"Duration\", status = \"Status\" }}\n\
         constants = {{ DurationType = \"Minutes\" }}\n\
         values.status = {{ open = \"New\", planned = \"New\", promised = \"New\", done = \"Completed\", cancelled = \"Canceled\" }}\n"
    );
    let product = product("salesforce_objects_visits", &org, &mapping);
    assert_eq!(push(&product)["others"]["work_order"], json!(null), "no visit, no work order");
    let (opportunity, asset) = {
        let of = sorted(&org, "Opportunity", "Name").remove(0);
        let asset = org.records("Asset").into_iter().find(|asset| asset["Id"] == of["Machine__c"]);
        (of, asset.expect("linked"))
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let made = runtime.block_on(async {
        let store = Store::open(&testkit::database::sqlite(product.folder.path())).await.expect("a database");
        let write = store.write("Disposition", "2026-09-02T09:00:00Z").await.expect("a change");
        let ids = write.add_visits(vec![visit(&opportunity["Instand_Key__c"], &asset["Instand_Key__c"])]).await;
        write.commit().await.expect("committed");
        ids.expect("added").remove(0)
    });
    let pushed = push(&product);
    assert_eq!((&pushed["others"]["work_order"]["created"], &pushed["problems"]), (&json!(1), &json!([])), "{pushed}");
    let order = &org.records("WorkOrder")[0];
    assert_eq!((&order["AssetId"], &order["Subject"]), (&asset["Id"], &json!("Inspektion")));
    assert_eq!((&order["Description"], order["Duration"].as_f64()), (&json!("Leiter mitbringen"), Some(90.0)));
    assert_eq!((&order["Status"], &order["DurationType"]), (&json!("New"), &json!("Minutes")));
    assert_eq!(push(&product)["others"], json!(null), "nothing is sent again");

    runtime.block_on(async {
        let store = Store::open(&testkit::database::sqlite(product.folder.path())).await.expect("a database");
        let mut now = store.visit(made).await.expect("read").expect("there");
        now.state = VisitState::Cancelled;
        now.cancelled_reason = Some("der Kunde will nicht".to_owned());
        let write = store.write("Disposition", "2026-09-03T09:00:00Z").await.expect("a change");
        write.edit_visit(&now, "cancelled").await.expect("edited");
        write.commit().await.expect("committed");
    });
    assert_eq!(push(&product)["others"]["work_order"]["updated"], json!(1));
    assert_eq!(org.records("WorkOrder")[0]["Status"], "Canceled");
}
