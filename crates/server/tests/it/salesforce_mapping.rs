//! The mapping of Salesforce on the page: shown beside what the org has, checked, saved, refused with its place.

use crate::site::{Browser, Site};
use axum::http::{Method, StatusCode};
use connectors::Allowed;
use connectors::salesforce::{Client, Clock, Noun, Settings};
use serde_json::{Value, json};
use server::auth::Role;
use testkit::salesforce::{Org, Setup, Stage};

const PATH: &str = "/connectors/salesforce/mapping";

fn client(org: &Org, more: &str) -> Client {
    let text = format!("login_url = \"{}\"\nclient_id = \"{}\"\n{more}", org.url(), org.client_id());
    let settings: Settings = toml::from_str(&text).expect("settings");
    let secret = org.client_secret();
    let variable = move |name: &str| name.ends_with("_CLIENT_SECRET").then(|| secret.to_owned());
    let allowed = Allowed::new(&[org.destination()]).expect("a destination");
    let clock = Clock::new(|| "2026-11-23T08:00:00Z".parse().expect("an instant"), 7);
    Client::new(settings, &variable, std::path::Path::new("/"), &allowed, clock).expect("a client")
}

async fn site(org: &Org, more: &str) -> Site {
    let database = tempfile::tempdir().expect("a folder").keep();
    Site::with_salesforce(&testkit::database::sqlite(&database), client(org, more)).await
}

async fn put(browser: &Browser<'_>, etag: &str, mapping: Value) -> (StatusCode, Value) {
    let answer = browser.send(Method::PUT, PATH, Some(etag), Some(mapping)).await;
    (answer.status, answer.json())
}

/// The one in a list that has this value there.
fn one<'a>(list: &'a Value, member: &str, value: &str) -> &'a Value {
    let found = list.as_array().expect("a list").iter().find(|of| of[member] == value);
    found.unwrap_or_else(|| panic!("no {member} {value} in {list}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mapping_stands_beside_what_the_org_has() {
    let org = Org::start(Setup { stages: Stage::german(), ..Setup::default() });
    let site =
        site(&org, "[mapping.opportunity]\nfields = { customer = \"Account.SAP_Kunnr__c\", next_step = \"\" }\n").await;
    let admin = site.browser("admin", "Admin", Role::Admin).await;
    let view = admin.get(PATH).await.json();
    assert_eq!((&view["etag"], &view["saved_by"], &view["problem"]), (&json!("\"0\""), &json!(null), &json!(null)));
    assert_eq!((&view["key_field"], &view["place"]), (&json!("Instand_Key__c"), &json!(org.url())));
    let opportunity = one(&view["objects"], "noun", "opportunity");
    assert_eq!((&opportunity["is_sent"], &opportunity["object"]), (&json!(true), &json!("Opportunity")));
    let field = |name: &str| one(&opportunity["fields"], "name", name)["field"].clone();
    assert_eq!([field("name"), field("customer"), field("next_step")], ["Name", "Account.SAP_Kunnr__c", ""]);
    assert_eq!(one(&opportunity["fields"], "name", "stage")["values"][0], "new");
    let there = one(&view["org"]["objects"], "name", "Opportunity");
    let name = one(&there["fields"], "name", "Name");
    assert_eq!((&name["type"], &name["length"], &name["required"]), (&json!("string"), &json!(120), &json!(true)));
    assert_eq!(one(&one(&there["fields"], "name", "Type")["values"], "value", "New Customer")["label"], "New Customer");
    let parent = one(&there["fields"], "name", "Account.SAP_Kunnr__c");
    assert_eq!((&parent["type"], &parent["external_id"]), (&json!("parent"), &json!(true)));
    let names: Vec<&str> =
        there["fields"].as_array().expect("fields").iter().filter_map(|of| of["name"].as_str()).collect();
    assert!(!names.contains(&"IsWon") && !names.contains(&"Id"), "what nobody may set is no choice: {names:?}");
    assert!(!names.contains(&"Instand_Key__c"), "the key is ours: {names:?}");
    assert_eq!(view["org"]["stages"][0]["value"], "Erstkontakt");

    // Administrators only.
    let manager = site.browser("manager", "Manager", Role::Manager).await;
    assert_eq!(manager.get(PATH).await.status, StatusCode::FORBIDDEN);
    assert_eq!(manager.post(&format!("{PATH}/check"), json!({})).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_mapping_is_refused_with_its_place_and_a_good_one_is_in_force() {
    let org = Org::start(Setup::default());
    let site = site(&org, "[mapping.opportunity]\nfields = { next_step = \"\" }\n").await;
    let admin = site.browser("admin", "Admin", Role::Admin).await;
    for (wrong, says) in [
        (json!({"invoice": {}}), "mapping: unknown variant `invoice`"),
        (json!({"opportunity": {"fields": {"title": "Name"}}}), "mapping.opportunity: there is no field `title`"),
        (json!({"opportunity": {"fields": {"name": "Na me"}}}), "mapping.opportunity: name = \"Na me\" is no field"),
        (json!({"opportunity": {"fields": {"machine": "amount"}}}), "mapping.opportunity: amount is filled twice"),
        (json!({"opportunity": {"fields": {"name": "Instand_Key__c"}}}), "filled by Instand"),
        (json!({"opportunity": {"constants": {"Type": [1]}}}), "mapping.opportunity: constants: Type"),
        (
            json!({"opportunity": {"values": {"stage": {"old": "x"}}}}),
            "mapping.opportunity: values.stage: there is no `old`",
        ),
        (json!([]), "mapping: "),
    ] {
        let (status, problem) = put(&admin, "\"0\"", wrong.clone()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        let detail = problem["detail"].as_str().expect("why");
        assert!(detail.contains(says), "{wrong}: {detail}");
        assert_eq!(admin.post(&format!("{PATH}/check"), wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let good = json!({"opportunity": {"object": "Opportunity", "fields": {"proof": "Instand_Trigger__c"}, "constants": {"Type": "New Customer"}}});
    assert_eq!(admin.send(Method::PUT, PATH, None, Some(good.clone())).await.status, StatusCode::PRECONDITION_REQUIRED);
    let (status, saved) = put(&admin, "\"0\"", good.clone()).await;
    assert_eq!(
        (status, &saved["etag"], &saved["saved_by"]),
        (StatusCode::OK, &json!("\"1\""), &json!("admin")),
        "{saved}"
    );
    assert_eq!(put(&admin, "\"0\"", good).await.0, StatusCode::PRECONDITION_FAILED, "somebody was first");
    // It goes before the settings file: what that takes out is there again, as nobody says anything of it on the page.
    let fields = &one(&saved["objects"], "noun", "opportunity")["fields"];
    let field = |name: &str| one(fields, "name", name)["field"].clone();
    assert_eq!([field("proof"), field("next_step")], ["Instand_Trigger__c", "NextStep"]);
    let store = site.app.store();
    let in_force = pipeline::with_saved_mapping(store, &client(&org, "")).await.expect("read").expect("good");
    let mapping = in_force.mapping().of(Noun::Opportunity).expect("there");
    assert_eq!(mapping.constants["Type"], "New Customer");
    let audit = admin.get("/audit").await.json();
    assert!(audit.to_string().contains("Instand_Trigger__c"), "each version is in the audit: {audit}");

    // One that was good and is not any more stops the sending with what to do, and is shown.
    let other = pipeline::with_saved_mapping(store, &client(&org, "key_field = \"Instand_Trigger__c\"\n")).await;
    let failure = other.expect("read").expect_err("the key is filled by us");
    assert!(failure.message.contains("mapping.opportunity") && failure.message.contains("save it anew"), "{failure}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_says_what_the_org_lacks_for_a_draft() {
    let region = json!({"name": "Region__c", "type": "string", "length": 10, "required": true});
    let org = Org::start(Setup {
        fields: vec![("Opportunity".to_owned(), region)],
        stages: Stage::german(),
        ..Setup::default()
    });
    let site = site(&org, "").await;
    let admin = site.browser("admin", "Admin", Role::Admin).await;
    let check = async |draft: Value| admin.post(&format!("{PATH}/check"), draft).await.json();
    let draft = json!({"opportunity": {
        "fields": {"proof": "Grund__c"}, "constants": {"Type": "Wartung"},
        "values": {"stage": {"won": "Verhandlung", "lost": "Weg"}}
    }});
    let checked = check(draft).await;
    assert_eq!(checked["good"], false);
    let found = |kind: &str| one(&checked["findings"], "kind", kind).clone();
    let missing = found("field_missing");
    assert_eq!(
        (&missing["object"], &missing["field"], &missing["blocks"]),
        (&json!("Opportunity"), &json!("Grund__c"), &json!(true))
    );
    assert_eq!(found("required_without_value")["field"], "Region__c");
    let differs = found("stage_differs");
    assert_eq!(
        (&differs["field"], &differs["value"], &differs["known"][0]),
        (&json!("won"), &json!("Verhandlung"), &json!("open"))
    );
    let values: Vec<String> = checked["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|of| of["kind"] == "unknown_value")
        .map(|of| of["value"].as_str().expect("a value").to_owned())
        .collect();
    assert_eq!(values, ["Wartung", "Weg"]);
    assert_eq!(found("seen")["blocks"], false);
    let good = check(json!({"opportunity": {"constants": {"Region__c": "Sued"}}})).await;
    assert_eq!(good["good"], true, "{good}");
    assert!(good["calls_left"].as_u64().is_some_and(|left| left > 99_000));
    assert_eq!(org.records("Opportunity").len(), 0, "nothing is written");
    assert_eq!(admin.get(PATH).await.json()["saved_by"], json!(null), "nor kept");

    // An org that does not answer: the mapping can still be seen, with the reason.
    drop(org);
    let view = admin.get(PATH).await.json();
    assert_eq!(view["org"], json!(null));
    assert!(view["problem"].as_str().is_some_and(|problem| !problem.is_empty()), "{view}");
    let silent = check(json!({})).await;
    assert_eq!(silent["good"], false);
    assert_eq!(one(&silent["findings"], "kind", "answer")["blocks"], true);
    assert_eq!(silent["org"], json!(null));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_salesforce_is_not_set_up_there_is_no_mapping() {
    let database = tempfile::tempdir().expect("a folder").keep();
    let site = Site::empty(&testkit::database::sqlite(&database)).await;
    let admin = site.browser("admin", "Admin", Role::Admin).await;
    let answer = admin.get(PATH).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.json()["detail"].as_str().is_some_and(|detail| detail.contains("[connectors.salesforce]")));
}
