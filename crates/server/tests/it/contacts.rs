//! What contacts agreed and objected to, how they may be contacted, and what becomes of it.

use crate::site::{Answer, Browser, Site, campaigns, rules};
use axum::http::{Method, StatusCode};
use hashbrown::HashMap;
use pipeline::{Deciding, Silent, WaysOut, decide, run_campaigns};
use serde_json::{Value, json};
use server::auth::Role;

/// A contact of customers in this country.
async fn contact(browser: &Browser<'_>, country: &str) -> Value {
    let page = browser.get(&format!("/contacts?country={country}&limit=500")).await.json();
    let all = page["rows"]["items"].as_array().expect("a list").clone();
    all.into_iter().find(|of| of["relation"] == "customer").expect("a customer's contact")
}

fn id(of: &Value) -> &str {
    of["id"].as_str().expect("an id")
}

async fn now(browser: &Browser<'_>, of: &Value) -> Value {
    browser.get(&format!("/contacts/{}", id(of))).await.json()
}

fn entry(of: &[&Value], said: &str, topics: &[&str], on: &str) -> Value {
    let ids: Vec<&str> = of.iter().map(|of| id(of)).collect();
    json!({ "ids": ids, "address": null, "said": said, "topics": topics, "on": on, "origin": "unknown", "was_told": false,
        "evidence": if said == "agreed" { "Formular vom Messestand, unterschrieben von Frau Kern" } else { "" } })
}

/// Why a message on a topic is not sent by itself.
fn why(detail: &Value, purpose: &str, topic: &str) -> Vec<String> {
    let of = detail["contact"]["may"].as_array().expect("a list").iter().find(|of| of["topic"] == topic);
    serde_json::from_value(of.expect("the topic")[purpose].clone()).expect("reasons")
}

async fn upload(site: &Site, browser: &Browser<'_>, bytes: Vec<u8>) -> Answer {
    let request = axum::http::Request::post("/api/v1/contacts/import?name=kontakte.xlsx")
        .header("cookie", &browser.cookie)
        .header("x-csrf-token", &browser.csrf)
        .body(axum::body::Body::from(bytes));
    site.ask(request.expect("a request")).await
}

/// The reasons a dry run gives for the first message to an address.
async fn tried(browser: &Browser<'_>, campaign: &str, address: &str) -> Option<Value> {
    let run = browser.post(&format!("/campaigns/{campaign}/dry-run"), json!({})).await.json();
    let enrolled = run["enrolled"].as_array().expect("a list").clone();
    let of =
        enrolled.into_iter().find(|of| of["address"].as_str().is_some_and(|of| of.eq_ignore_ascii_case(address)))?;
    let instead =
        of["messages"].as_array().expect("messages").iter().find(|of| of["what"] == "instead_of_mail").cloned();
    instead.map(|message| message["reasons"].clone())
}

/// A contact that a dry run of a campaign would write to.
async fn enrolled(browser: &Browser<'_>, campaign: &str) -> Value {
    let run = browser.post(&format!("/campaigns/{campaign}/dry-run"), json!({})).await.json();
    let all = run["enrolled"].as_array().expect("a list").clone();
    let to = all.iter().find(|of| {
        let messages = of["messages"].as_array().expect("messages");
        of["address"].is_string() && messages.iter().any(|message| message["what"] == "instead_of_mail")
    });
    let address = to.and_then(|of| of["address"].as_str()).expect("somebody to write to").to_lowercase();
    let page = browser.get(&format!("/contacts?q={address}")).await.json();
    page["rows"]["items"][0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn suitecrm_7434_5541_a_contract_notice_goes_out_after_an_objection_to_advertising_and_not_after_one_to_its_topic()
 {
    let site = Site::with_machines(800).await;
    let anna = site.browser("anna", "Anna Huber", Role::Manager).await;
    let to = enrolled(&anna, "contract-renewal").await;
    let address = to["address"].as_str().expect("an address").to_owned();
    let entered = anna.post("/contacts/entries", entry(&[&to], "objected", &[], "2026-10-20")).await;
    assert_eq!(entered.status, StatusCode::OK, "{}", String::from_utf8_lossy(&entered.body));
    let detail = now(&anna, &to).await;
    for topic in ["contracts", "parts"] {
        assert_eq!(why(&detail, "notice", topic), [""; 0], "a notice is no advertising: {detail}");
        assert_eq!(why(&detail, "advertising", topic), ["objected_all"]);
    }
    // The campaign says the same: only that no mail server is set up is in the way of the notice.
    assert_eq!(tried(&anna, "contract-renewal", &address).await, Some(json!(["not_set_up"])));

    anna.post("/contacts/entries", entry(&[&to], "objected", &["contracts"], "2026-10-21")).await;
    let detail = now(&anna, &to).await;
    assert_eq!(why(&detail, "notice", "contracts"), ["objected_topic"]);
    assert_eq!(why(&detail, "notice", "maintenance"), [""; 0], "of other topics it is told still");
    assert_eq!(tried(&anna, "contract-renewal", &address).await, Some(json!(["objected_topic"])));
    let listed = anna.get("/contacts?state=objected").await.json();
    assert_eq!((&listed["rows"]["total"], &listed["counts"]["objected"]), (&json!(1), &json!(1)));
    assert_eq!(detail["entries"].as_array().map(Vec::len), Some(2), "what was said before stays visible");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_objection_is_lifted_by_a_later_consent_with_evidence_only_whatever_way_it_comes() {
    let site = Site::with_machines(100).await;
    let greta = site.browser("greta", "Greta", Role::Steward).await;
    let to = contact(&greta, "DE").await;
    let address = to["address"].as_str().expect("an address");
    greta.post("/contacts/entries", entry(&[&to], "objected", &[], "2026-10-20")).await;
    for on in ["2026-10-19", "2026-10-20"] {
        let refused = greta.post("/contacts/entries", entry(&[&to], "agreed", &["parts"], on)).await;
        assert_eq!((refused.status, refused.json()["code"].clone()), (StatusCode::CONFLICT, json!("objected")), "{on}");
    }
    let mut unproven = entry(&[&to], "agreed", &["parts"], "2026-10-25");
    unproven["evidence"] = json!("  ");
    assert_eq!(greta.post("/contacts/entries", unproven).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let head = "E-Mail;Herkunft;Hinweis bei Erhebung;Aussage;Thema;Am;Nachweis\n";
    let csv = format!(
        "{head}neu@kunde.example;Verkauf;ja;;;01.10.2026;Auftrag 4711\n{address};;;Einwilligung;Ersatzteile;01.10.2026;Formular\n\
         {address};;;Einwilligung;Ersatzteile;25.10.2026;\nfalsch;;;Widerspruch;;25.10.2026;\n{address};;;Widerspruch;Lyrik;25.10.2026;\n\
         {address};;;Widerspruch;;25.10.2027;\n{address};Basar;;;;25.10.2026;\n"
    );
    let brought = upload(&site, &greta, csv.into_bytes()).await.json();
    assert_eq!((&brought["is_taken"], &brought["problems_total"]), (&json!(false), &json!(6)), "{brought}");
    let problems: Vec<(u64, &str)> = brought["problems"]
        .as_array()
        .expect("problems")
        .iter()
        .map(|of| (of["row"].as_u64().expect("a row"), of["column"].as_str().expect("a column")))
        .collect();
    let wanted = [(3, "Am"), (4, "Nachweis"), (5, "E-Mail"), (6, "Thema"), (7, "Am"), (8, "Herkunft")];
    assert_eq!(problems, wanted);
    let none = greta.get("/contacts?q=neu@kunde.example").await.json();
    assert_eq!(none["rows"]["total"], 0, "nothing of a file with a wrong row is taken in");
    assert_eq!(why(&now(&greta, &to).await, "advertising", "parts"), ["objected_all"]);

    let csv = format!(
        "{head}neu@kunde.example;Verkauf;ja;;;01.10.2026;Auftrag 4711\n{address};;;Einwilligung;Ersatzteile;25.10.2026;Formular\n"
    );
    let brought = upload(&site, &greta, csv.into_bytes()).await.json();
    assert_eq!((&brought["is_taken"], &brought["added"]), (&json!(true), &json!(2)), "{brought}");
    let detail = now(&greta, &to).await;
    assert_eq!(why(&detail, "advertising", "parts"), [""; 0], "said after the objection, and it can be shown");
    assert_eq!(why(&detail, "advertising", "contracts"), ["objected_all"], "it was asked about one topic");
    // The workbook as it was taken out changes nothing, also where what it says was overtaken since.
    greta.post("/contacts/entries", entry(&[&to], "objected", &[], "2026-10-30")).await;
    let book = greta.get("/contacts/export.xlsx").await;
    assert_eq!(book.status, StatusCode::OK);
    let back = upload(&site, &greta, book.body).await.json();
    assert_eq!(
        (&back["added"], &back["unchanged"], &back["problems_total"]),
        (&json!(0), &json!(4), &json!(0)),
        "{back}"
    );
    assert_eq!(upload(&site, &greta, b"hallo".to_vec()).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_origin_for_many_at_once_opens_the_existing_customer_exception_and_a_bounce_closes_it() {
    let site = Site::with_machines(200).await;
    let anna = site.browser("anna", "Anna Huber", Role::Sales).await;
    let page = anna.get("/contacts?country=DE&state=no_origin&limit=500").await.json();
    let all: Vec<Value> = page["rows"]["items"].as_array().expect("a list").clone();
    let customers: Vec<&Value> = all.iter().filter(|of| of["relation"] == "customer").take(5).collect();
    assert_eq!(customers.len(), 5);
    let before = now(&anna, customers[0]).await;
    assert_eq!(why(&before, "advertising", "parts"), ["no_consent", "not_from_sale", "not_told"]);
    let mut sale = entry(&customers, "nothing", &[], "2026-10-01");
    (sale["origin"], sale["was_told"]) = (json!("sale"), json!(true));
    let entered = anna.post("/contacts/entries", sale).await.json();
    assert_eq!(entered, json!({ "contacts": 5, "entries": 5 }));
    for of in &customers {
        assert_eq!(why(&now(&anna, of).await, "advertising", "parts"), [""; 0]);
    }
    anna.post("/contacts/entries", entry(&customers[..1], "bounced", &[], "2026-10-02")).await;
    let bounced = now(&anna, customers[0]).await;
    assert_eq!(why(&bounced, "advertising", "parts"), ["bounced"]);
    assert_eq!(bounced["contact"]["origin"], "sale", "a bounce says nothing of the origin");
    for (change, status) in [
        (json!({ "topics": ["lyrik"] }), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({ "on": "2027-01-01" }), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({ "ids": [] }), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({ "ids": ["00"] }), StatusCode::NOT_FOUND),
        (json!({ "address": "ohne klammeraffe" }), StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let mut wrong = entry(&customers, "objected", &[], "2026-10-03");
        for (name, value) in change.as_object().expect("an object") {
            wrong[name] = value.clone();
        }
        assert_eq!(anna.post("/contacts/entries", wrong).await.status, status, "{change}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn gdpr_15_17_a_person_gets_all_that_is_stored_and_is_never_written_to_again_after_erasure() {
    let site = Site::with_machines(100).await;
    let greta = site.browser("greta", "Greta", Role::Steward).await;
    let to = contact(&greta, "IT").await;
    let address = to["address"].as_str().expect("an address");
    greta.post("/contacts/entries", entry(&[&to], "agreed", &[], "2026-10-01")).await;
    let export = greta.get(&format!("/contacts/{}/export.json", id(&to))).await.json();
    assert_eq!(export["address"], address);
    assert_eq!(export["register"][0]["evidence"], "Formular vom Messestand, unterschrieben von Frau Kern");
    let from = &export["machine_files"][0]["fields"]["email"]["from"];
    assert!(from["file"].is_string() && from["row"].as_u64() > Some(1), "each value with its cell: {export}");

    let path = format!("/contacts/{}/erase", id(&to));
    assert_eq!(greta.post(&path, json!({ "reason": " " })).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let names_it = greta.post(&path, json!({ "reason": format!("Brief von {address}") })).await;
    assert_eq!(names_it.status, StatusCode::UNPROCESSABLE_ENTITY, "the reason is kept");
    let erased = greta.post(&path, json!({ "reason": "Brief vom 28.10.2026" })).await.json();
    assert_eq!(erased["entries"], 1);
    assert!(erased["machines"].as_u64() > Some(0), "machine files name it until their lists do not");
    let detail = now(&greta, &to).await;
    assert_eq!((&detail["contact"]["is_erased"], &detail["entries"]), (&json!(true), &json!([])));
    for purpose in ["notice", "advertising"] {
        assert_eq!(why(&detail, purpose, "contracts"), ["erased"]);
    }
    let again = greta.post("/contacts/entries", entry(&[&to], "agreed", &[], "2026-10-30")).await;
    assert_eq!(again.json()["code"], "erased");
    let csv = format!("E-Mail;Aussage;Am;Nachweis\n{address};Einwilligung;30.10.2026;Formular\n");
    let brought = upload(&site, &greta, csv.into_bytes()).await.json();
    assert_eq!((&brought["is_taken"], &brought["problems"][0]["column"]), (&json!(false), &json!("E-Mail")));
    let book = greta.get("/contacts/export.xlsx").await;
    let sheet = digitize::read::read("kontakte.xlsx", &book.body, &digitize::read::Limits::default());
    let rows = sheet.tables[0].sample(10_000);
    assert!(rows.len() > 5 && rows.iter().all(|row| row.cells.iter().all(|cell| cell.text() != address)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_is_changed_with_a_reason_not_below_law_and_shows_what_it_would_do() {
    let site = Site::with_machines(200).await;
    let anna = site.browser("anna", "Anna Huber", Role::Manager).await;
    let shipped = anna.get("/contact-policy").await.json();
    let cells = shipped["cells"].as_array().expect("cells");
    assert_eq!((cells.len(), &shipped["versions_total"], &shipped["etag"]), (120, &json!(0), &json!("\"0\"")));
    let place = json!({ "country": "de", "channel": "mail", "relation": "customer", "purpose": "advertising" });
    let at = |view: &Value| {
        let cells = view["cells"].as_array().expect("cells").clone();
        let is = |of: &&Value| place.as_object().expect("a place").iter().all(|(name, value)| &of[name] == value);
        cells.iter().find(is).expect("the cell").clone()
    };
    let of = at(&shipped);
    assert_eq!((&of["cell"], &of["floor"], &of["law"]), (&json!("exception"), &json!("exception"), &json!("UWG s. 7")));
    let christmas = json!({ "country": "it", "day": "2026-12-08", "holiday": "immaculate_conception" });
    assert!(shipped["holidays"].as_array().expect("days").contains(&christmas));

    let wanted = |cell: &str, limits: Value, hours: Value| {
        let mut place = place.clone();
        place["cell"] = json!(cell);
        json!({ "cells": [place], "limits": limits, "hours": hours })
    };
    let limits = json!({ "contacts": 1, "days": 60 });
    let hours =
        json!({ "from": "09:00", "until": "16:30", "saturdays": false, "closed": ["2026-12-28", "2026-12-29"] });
    let put = async |policy: Value, reason: &str, etag: &str| {
        let body = json!({ "policy": policy, "reason": reason });
        anna.send(Method::PUT, "/contact-policy", Some(etag), Some(body)).await
    };
    let unlawful = put(wanted("free", limits.clone(), hours.clone()), "mehr Werbung", "\"0\"").await;
    assert_eq!(unlawful.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unlawful.json()["detail"].as_str().is_some_and(|what| what.contains("UWG s. 7")));
    for (limits, hours, reason) in [
        (json!({ "contacts": 0, "days": 30 }), hours.clone(), "weil"),
        (limits.clone(), json!({ "from": "18:00", "until": "08:00", "saturdays": false, "closed": [] }), "weil"),
        (limits.clone(), json!({ "from": "acht", "until": "18:00", "saturdays": false, "closed": [] }), "weil"),
        (limits.clone(), hours.clone(), " "),
    ] {
        let refused = put(wanted("consent", limits, hours), reason, "\"0\"").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    // Some customers in Germany gave their address with a purchase: with the exception they may be written to, without it not.
    let page = anna.get("/contacts?country=DE&limit=500").await.json();
    let all: Vec<Value> = page["rows"]["items"].as_array().expect("a list").clone();
    let customers: Vec<&Value> = all.iter().filter(|of| of["relation"] == "customer").take(3).collect();
    let mut sale = entry(&customers, "nothing", &[], "2026-10-01");
    (sale["origin"], sale["was_told"]) = (json!("sale"), json!(true));
    assert_eq!(anna.post("/contacts/entries", sale).await.status, StatusCode::OK);
    let policy = wanted("consent", limits.clone(), hours.clone());
    let effect = anna.post("/contact-policy/preview", policy.clone()).await.json();
    let countries = effect["countries"].as_array().expect("countries").clone();
    let de = countries.iter().find(|of| of["country"] == "de").expect("Germany");
    assert_eq!((&de["advertising_now"], &de["advertising_then"]), (&json!(3), &json!(0)), "{effect}");
    assert_eq!(de["notices_now"], de["notices_then"], "notices are another matter");
    assert_eq!(why(&now(&anna, customers[0]).await, "advertising", "parts"), [""; 0], "a preview changes nothing");

    let saved = put(policy.clone(), "nur noch mit Einwilligung", "\"0\"").await;
    assert_eq!(saved.status, StatusCode::OK, "{}", String::from_utf8_lossy(&saved.body));
    assert_eq!(put(policy, "zu spät", "\"0\"").await.status, StatusCode::PRECONDITION_FAILED);
    let view = saved.json();
    assert_eq!((&view["limits"], &view["hours"], &at(&view)["cell"]), (&limits, &hours, &json!("consent")));
    let version = &view["versions"][0];
    assert_eq!((&version["saved_by"], &version["reason"]), (&json!("anna"), &json!("nur noch mit Einwilligung")));
    assert_eq!(why(&now(&anna, customers[0]).await, "advertising", "parts"), ["no_consent"]);
    // Back to what is shipped.
    let reset = json!({ "cells": [], "limits": view["usual_limits"], "hours": view["usual_hours"] });
    let back = put(reset, "zurück", "\"1\"").await.json();
    assert_eq!((&back["cells"], &back["versions_total"]), (&shipped["cells"], &json!(2)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_keeps_the_limits_and_the_hours_that_were_settled() {
    let site = Site::with_machines(400).await;
    let anna = site.browser("anna", "Anna Huber", Role::Manager).await;
    let made = anna.post("/campaigns", json!({ "template": "contract-renewal" })).await.json();
    let live = json!({ "state": "live", "scope": null, "edition": made["edition"] });
    let live = anna.send(Method::PUT, "/campaigns/contract-renewal/state", None, Some(live)).await;
    assert_eq!(live.status, StatusCode::OK, "{}", String::from_utf8_lossy(&live.body));
    // A day of one's own without mail, and short hours.
    let body = json!({ "reason": "Betriebsruhe", "policy": { "cells": [], "limits": { "contacts": 2, "days": 30 },
        "hours": { "from": "10:00", "until": "11:00", "saturdays": false, "closed": ["2026-11-03"] } } });
    let put = anna.send(Method::PUT, "/contact-policy", Some("\"0\""), Some(body)).await;
    assert_eq!(put.status, StatusCode::OK);
    assert_eq!(campaigns().len(), 8);

    let workplace = &site.app.config.workplace;
    let (rules, rates) = (rules(), HashMap::new());
    let ways = WaysOut { mail: true, objection_page: true, ..WaysOut::default() };
    let mut sent = Vec::new();
    for (day, at) in [("2026-11-03", "2026-11-03T09:30:00Z"), ("2026-11-04", "2026-11-04T16:00:00Z")] {
        let as_of = day.parse().expect("a day");
        let decided = decide(workplace, &Deciding::all(&rules, as_of, &rates), &Silent).await.expect("decided");
        let run = run_campaigns(workplace, &decided, ways, site.settled(), at, &Silent).await.expect("ran");
        sent.push(run.messages);
    }
    assert_eq!(sent[0], 0, "nothing is said on a closed day");
    assert!(sent[1] > 0, "what waited goes on the next: {sent:?}");
    let waiting = workplace.store.outgoing((None, Some("mail")), None, 1_000).await.expect("read");
    assert!(!waiting.is_empty());
    for of in &waiting {
        // It is five in the afternoon in Central Europe: mail leaves at ten on the day after.
        assert_eq!(of.of.not_before.as_deref(), Some("2026-11-05T09:00:00Z"), "{of:?}");
    }
    let now = workplace.store.outgoing_due(("mail", "message"), "2026-11-04T20:00:00Z", 0, 10).await.expect("read");
    assert_eq!(now, [], "nothing goes out at night");
}
