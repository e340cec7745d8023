//! Opportunities in Salesforce: brought there, changed there, read back; and what users of other connectors complain about. The
//! org is a stand-in that follows the documented protocol (`testkit::salesforce`).

use crate::product::{Engine, Product, text};
use serde_json::{Value, json};
use std::time::Duration;
use store::Store;
use testkit::salesforce::{Fault, FaultKind, Org, Setup};

/// Machines with contracts that end soon: each makes an opportunity.
fn machines(count: usize) -> (String, String) {
    let mut machines = String::from("Serial number;Model;Installed on;Customer number;Customer;Country\n");
    let mut contracts = String::from("Serial number;Contract number;Contract start;Contract end;Annual value\n");
    for n in 0..count {
        machines.push_str(&format!("A-{n:04};RX;2019-03-04;C-{n:04};Kunde {n} GmbH;DE\n"));
        contracts.push_str(&format!("A-{n:04};K-{n};2024-01-01;2026-12-31;{}\n", 1_000 + n));
    }
    (machines, contracts)
}

fn product(engine: Engine, name: &str, org: &Org, count: usize) -> Product {
    let product = Product::new(engine, name);
    let (machines, contracts) = machines(count);
    let machines = product.file("machines.csv", machines.as_bytes());
    let contracts = product.file("contracts.csv", contracts.as_bytes());
    set_up(&product, org);
    product.done(&["import", text(&machines), text(&contracts), "--delivered", "2026-11-01"]);
    product.done(&["decide", "--as-of", "2026-11-01"]);
    product
}

/// Tells the product where the org is, with a secret in a file.
fn set_up(product: &Product, org: &Org) {
    let folder = product.folder.path();
    std::fs::write(folder.join("secret"), format!("{}\n", org.client_secret())).expect("written");
    let settings = format!(
        "public_url = \"https://instand.example\"\n[outgoing]\nallow = [\"{}\"]\n\n[connectors.salesforce]\nlogin_url = \"{}\"\n\
         client_id = \"{}\"\nclient_secret_file = \"secret\"\n",
        org.destination(),
        org.url(),
        org.client_id()
    );
    std::fs::write(folder.join("instand.toml"), settings).expect("written");
}

fn asked(product: &Product, arguments: &[&str]) -> Value {
    let said = product.done(arguments);
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
}

fn push(product: &Product) -> Value {
    asked(product, &["connector", "push", "salesforce", "--json"])
}

/// `created`, `updated`, `unchanged`, `failed`, `waiting`.
fn numbers(pushed: &Value) -> [u64; 5] {
    ["created", "updated", "unchanged", "failed", "waiting"].map(|name| pushed[name].as_u64().expect("a number"))
}

/// The keys in the org, each as often as it is there.
fn keys(org: &Org) -> Vec<String> {
    let key = |of: &serde_json::Map<String, Value>| of["Instand_Key__c"].as_str().expect("a key").to_owned();
    let mut keys: Vec<String> = org.records("Opportunity").iter().map(key).collect();
    keys.sort();
    keys
}

fn story(engine: Engine, name: &str) {
    let org = Org::start(Setup::default());
    let product = product(engine, name, &org, 30);
    let checked = asked(&product, &["connector", "check", "salesforce", "--json"]);
    assert_eq!(checked["good"], true, "a plain org needs no mapping: {checked}");
    assert_eq!(numbers(&push(&product)), [30, 0, 0, 0, 0]);
    let records = org.records("Opportunity");
    let of = &records[0];
    assert!(of["Name"].as_str().is_some_and(|name| name.contains("RX") && name.contains("Kunde")), "{of:?}");
    let proof = of["Description"].as_str().expect("the proof");
    assert!(proof.contains("contracts.csv") && proof.contains("2026-12-31"), "the cell that proves it: {proof}");
    assert!(proof.contains("https://instand.example/machines/"), "{proof}");
    assert!(of["Amount"].as_f64().is_some_and(|amount| amount >= 1_000.0), "{of:?}");

    // The same again is no call that writes.
    let before = org.calls();
    assert_eq!(numbers(&push(&product)), [0, 0, 30, 0, 0]);
    assert!(org.calls() - before <= 3, "{} calls for nothing new", org.calls() - before);

    // What is worth more here is worth more there; what people set there stays.
    let id = of["Id"].as_str().expect("an id");
    org.change("Opportunity", id, json!({ "StageName": "Negotiation/Review" }));
    let serial =
        of["Name"].as_str().and_then(|name| name.split("A-").nth(1)).and_then(|rest| rest.get(..4)).expect("a serial");
    let dearer = format!(
        "Serial number;Contract number;Contract start;Contract end;Annual value\nA-{serial};K-{};2024-01-01;2026-12-31;90000\n",
        serial.trim_start_matches('0').parse::<u32>().unwrap_or(0)
    );
    let dearer = product.file("dearer.csv", dearer.as_bytes());
    product.done(&["import", text(&dearer), "--delivered", "2026-11-02"]);
    product.done(&["decide", "--as-of", "2026-11-02"]);
    assert_eq!(numbers(&push(&product))[1], 1);
    let now = org.records("Opportunity").into_iter().find(|of| of["Id"] == *id).expect("still there");
    assert_eq!((now["Amount"].as_f64(), now["StageName"].as_str()), (Some(90_000.0), Some("Negotiation/Review")));

    // Won and lost there, won and lost here; read twice, it changes nothing.
    org.change("Opportunity", id, json!({ "StageName": "Closed Won" }));
    let lost = records[1]["Id"].as_str().expect("an id");
    org.change("Opportunity", lost, json!({ "StageName": "Closed Lost" }));
    let read = asked(&product, &["connector", "pull", "salesforce", "--json"]);
    assert_eq!((&read["won"], &read["lost"], &read["unknown"]), (&json!(1), &json!(1), &json!(0)), "{read}");
    let dump = product.dump();
    assert_eq!(dump.lines().filter(|line| line.starts_with("opportunity") && line.contains("Won")).count(), 1);
    let again = asked(&product, &["connector", "pull", "salesforce", "--json"]);
    assert_eq!(again["changed"], 0, "{again}");
    assert_eq!(keys(&org).len(), 30);
}

#[test]
fn opportunities_go_out_and_outcomes_come_back_on_sqlite() {
    story(Engine::Sqlite, "salesforce_story");
}

#[test]
fn opportunities_go_out_and_outcomes_come_back_on_postgres() {
    story(Engine::Postgres, "salesforce_story");
}

#[test]
fn restforce_243_npsp_2475_jsforce_1055_the_push_twice_makes_one_opportunity_and_what_is_refused_says_why() {
    let org = Org::start(Setup::default());
    let product = product(Engine::Sqlite, "salesforce_refused", &org, 12);
    // One row is refused, one is locked, and an answer is lost after everything was written.
    let refused = FaultKind::RowFails {
        row: 3,
        code: "FIELD_CUSTOM_VALIDATION_EXCEPTION".to_owned(),
        message: "Budget fehlt".to_owned(),
    };
    org.fault(Fault::new(refused).on("PATCH", "composite/sobjects"));
    let first = push(&product);
    assert_eq!(numbers(&first), [11, 0, 0, 1, 0], "{first}");
    let outbox = asked(&product, &["outbox", "list", "--json"]);
    let reason = outbox["items"][0]["reason"].as_str().expect("why");
    assert!(reason.contains("FIELD_CUSTOM_VALIDATION_EXCEPTION") && reason.contains("Budget fehlt"), "{reason}");
    assert_eq!(product.done(&["outbox", "retry"]), "1 go again\n");
    org.fault(Fault::new(FaultKind::CommitThenDrop).on("PATCH", "composite/sobjects"));
    let second = push(&product);
    assert_eq!(numbers(&second), [0, 0, 11, 0, 1], "nobody knows what became of it: {second}");
    assert_eq!(keys(&org).len(), 12, "it was written");
    product.done(&["outbox", "list"]);
    let third = push(&product);
    assert_eq!(numbers(&third), [0, 1, 11, 0, 0], "{third}");
    let mut keys = keys(&org);
    keys.dedup();
    assert_eq!(keys.len(), 12, "exactly one opportunity a key");
}

#[test]
fn calls_that_are_used_up_park_the_outbox_and_a_session_that_ended_is_renewed() {
    let org = Org::start(Setup::default());
    let product = product(Engine::Sqlite, "salesforce_quota", &org, 5);
    org.fault(Fault::new(FaultKind::SessionExpired).on("PATCH", "composite/sobjects"));
    org.fault(Fault::new(FaultKind::RequestLimit).on("PATCH", "composite/sobjects").after(1));
    let first = push(&product);
    assert_eq!(numbers(&first), [0, 0, 0, 0, 5], "{first}");
    let outbox = asked(&product, &["outbox", "list", "--state", "parked", "--json"]);
    assert_eq!(outbox["total"], 5, "{outbox}");
    assert!(outbox["items"][0]["next_at"].is_string(), "it says when it goes on: {outbox}");
    product.done(&["outbox", "retry"]);
    assert_eq!(numbers(&push(&product)), [5, 0, 0, 0, 0]);
}

#[test]
fn what_the_org_lacks_is_said_before_anything_is_sent() {
    let lacking = Setup { without: vec!["Opportunity.Instand_Key__c".to_owned()], ..Setup::default() };
    let org = Org::start(lacking);
    let product = product(Engine::Sqlite, "salesforce_lacking", &org, 2);
    let checked = asked(&product, &["connector", "check", "salesforce", "--json"]);
    assert_eq!(checked["good"], false);
    assert!(checked.to_string().contains("Opportunity.Instand_Key__c"), "{checked}");
    let pushed = push(&product);
    assert!(pushed["problems"].to_string().contains("is no external id"), "{pushed}");
    assert_eq!(org.records("Opportunity").len(), 0);
    // And where nobody allowed the way, nothing goes there at all.
    let folder = product.folder.path();
    let settings = std::fs::read_to_string(folder.join("instand.toml")).expect("settings");
    std::fs::write(folder.join("instand.toml"), settings.replace("allow = [", "allow = [\"a.example:443\"] #"))
        .expect("written");
    let before = org.log().len();
    let said = product.refused(&["connector", "push", "salesforce"]);
    assert!(said.contains(&org.destination()) && said.contains("allow"), "{said}");
    assert_eq!(org.log().len(), before);
}

#[test]
fn killed_at_any_moment_each_opportunity_is_there_exactly_once() {
    let org = Org::start(Setup::default());
    let product = product(Engine::Sqlite, "salesforce_killed", &org, 450);
    // How long a whole push takes, so that moments are spread over all of it.
    for round in 0..40_u64 {
        let mut child = product.command(&["connector", "push", "salesforce"]).spawn().expect("started");
        std::thread::sleep(Duration::from_millis(20 + (round * 37) % 700));
        // SIGKILL: nothing is tidied up.
        let _ = child.kill();
        let _ = child.wait();
    }
    product.done(&["outbox", "retry"]);
    let last = push(&product);
    let [created, updated, unchanged, failed, waiting] = numbers(&last);
    assert_eq!((created + updated + unchanged, failed, waiting), (450, 0, 0), "{last}");
    let mut keys = keys(&org);
    assert_eq!(keys.len(), 450);
    keys.dedup();
    assert_eq!(keys.len(), 450, "exactly one a key, none lost");
}

/// What an administrator saves on the page.
fn saved_on_the_page(product: &Product, mapping: &Value) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let store = Store::open(&testkit::database::sqlite(product.folder.path())).await.expect("a database");
        let seen = store.setting(pipeline::MAPPING).await.expect("read").map_or(0, |saved| saved.edition);
        let write = store.write("admin", "2026-11-23T08:00:00Z").await.expect("a change");
        assert!(write.save_setting(pipeline::MAPPING, mapping.to_string(), seen).await.expect("saved"));
        write.commit().await.expect("committed");
    });
}

#[test]
fn the_mapping_of_the_page_goes_before_the_settings_file_for_commands_too() {
    let org = Org::start(Setup::default());
    let product = product(Engine::Sqlite, "salesforce_mapping", &org, 3);
    assert_eq!(numbers(&push(&product)), [3, 0, 0, 0, 0]);
    let mapping = json!({"opportunity": {
        "fields": {"proof": "Instand_Trigger__c", "machine": "LeadSource", "next_step": ""},
        "constants": {"Type": "New Customer"}
    }});
    saved_on_the_page(&product, &mapping);
    let checked = asked(&product, &["connector", "check", "salesforce", "--json"]);
    assert!(checked["good"] == true && checked.to_string().contains("7 fields can be written"), "{checked}");
    // What goes where is other: all go again, once.
    assert_eq!(numbers(&push(&product)), [0, 3, 0, 0, 0]);
    assert_eq!(numbers(&push(&product)), [0, 0, 3, 0, 0]);
    let of = &org.records("Opportunity")[0];
    assert!(of["Instand_Trigger__c"].as_str().is_some_and(|proof| proof.contains("contracts.csv")), "{of:?}");
    assert_eq!(of["Type"], "New Customer");
    assert!(of["LeadSource"].as_str().is_some_and(|serial| serial.starts_with("A-")), "{of:?}");

    // One that cannot be used stops both with its place, and nothing is sent.
    saved_on_the_page(&product, &json!({"opportunity": {"fields": {"title": "Name"}}}));
    let said = product.refused(&["connector", "check", "salesforce"]);
    assert!(said.contains("mapping.opportunity: there is no field `title`") && said.contains("save it anew"), "{said}");
    let (before, pushed) = (org.calls(), push(&product));
    assert!(pushed["problems"].to_string().contains("there is no field `title`"), "{pushed}");
    assert_eq!(org.calls(), before);
}
