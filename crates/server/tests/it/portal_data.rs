//! Data of a customer's machines: what is collected, agreeing and withdrawing, and taking all of it out.

use crate::portal::{MARIA, Portal, contact, customers};
use crate::site::{Answer, Browser, Site};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use base::CustomerId;
use serde_json::{Value, json};
use server::auth::Role;
use std::io::{Cursor, Read};
use zip::ZipArchive;

async fn runs(browser: &Browser<'_>) -> usize {
    browser.get("/runs?limit=50").await.json()["items"].as_array().map_or(0, Vec::len)
}

/// Says something of data use and waits until it is decided anew.
async fn said(site: &Site, staff: &Browser<'_>, maria: &Portal<'_>, body: Value) -> Answer {
    let before = runs(staff).await;
    let answer = maria.post("/data-use", body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", String::from_utf8_lossy(&answer.body));
    for _ in 0..1200 {
        if runs(staff).await > before && site.app.refresh().await.is_ok() {
            return answer;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("nothing was decided");
}

async fn verdict(staff: &Browser<'_>, machine: &str, trigger: &str) -> Value {
    let file = staff.get(&format!("/machines/{machine}")).await.json();
    let all = file["verdicts"].as_array().expect("verdicts");
    all.iter().find(|of| of["trigger"] == trigger).expect("the trigger")["verdict"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn eu_data_act_4_13_what_a_customer_withdraws_in_the_portal_is_not_permitted_from_today() {
    let site = Site::with_machines(1_200).await;
    let anna = site.browser("anna", "Anna Huber", Role::Admin).await;
    let trigger = "error-rate-rising";
    let machines = anna.get(&format!("/machines?trigger={trigger}&limit=100")).await.json();
    let machines = machines["items"].as_array().expect("a list");
    let own = machines.iter().find(|of| of["customer_id"].is_string()).expect("one with a customer");
    let other = machines.iter().find(|of| of["customer_id"] != own["customer_id"]).expect("another's");
    let (id, other) = (own["id"].as_str().expect("an id"), other["id"].as_str().expect("an id"));
    let customer = CustomerId(own["customer_id"].as_str().expect("an id").parse().expect("a UUID"));
    let maria = contact(&site, &anna, customer, MARIA).await;

    let before = maria.get("/data-use").await.json();
    assert_eq!(before["is_asked"], false);
    assert!(before["purposes"].as_array().expect("a list").iter().all(|of| of["agreed"] == of["machines"]), "{before}");
    assert!(before["records"].as_array().is_some_and(|all| !all.is_empty()));
    let wrong = maria.post("/data-use", json!({ "purpose": "fun", "agreed": true, "machine_ids": null })).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);

    let now =
        said(&site, &anna, &maria, json!({ "purpose": "sales", "agreed": false, "machine_ids": [id] })).await.json();
    let of = now["machines"].as_array().expect("a list").iter().find(|of| of["id"] == id).expect("the machine").clone();
    assert_eq!((&of["service"], &of["sales"]), (&json!(true), &json!(false)), "{of}");
    assert_eq!(
        (&of["agreements"][0]["by_portal"], &of["agreements"][0]["purposes"]),
        (&json!(true), &json!(["service"]))
    );
    assert_eq!(verdict(&anna, id, trigger).await, "not_permitted");
    assert_eq!(
        verdict(&anna, other, trigger).await,
        "fires",
        "what one customer says begins no register for all others"
    );
    // Entered with name and instant, and audited.
    let kept = site.app.store().data_uses().await.expect("read");
    assert!(kept[0].of.document.starts_with("portal, Maria Rossi, 2026-11-01T"), "{kept:?}");
    assert_eq!(kept[0].saved_by, "Maria Rossi (portal)");
    let audit = anna.get("/audit?limit=200").await;
    assert!(String::from_utf8_lossy(&audit.body).contains("Maria Rossi (portal)"));

    // Agreed again, it is used again; an agreement the builder's people entered is ended by a withdrawal, too.
    said(&site, &anna, &maria, json!({ "purpose": "sales", "agreed": true, "machine_ids": null })).await;
    assert_eq!(verdict(&anna, id, trigger).await, "fires");
    let entered = json!({ "machine_ids": [id], "contract": "DN-7", "purposes": ["service", "sales"], "from": "2026-01-01", "until": "2027-12-31", "document": "dn-7.pdf" });
    assert_eq!(anna.post("/data-use", entered).await.status, StatusCode::OK);
    let withdrawn =
        said(&site, &anna, &maria, json!({ "purpose": "sales", "agreed": false, "machine_ids": null })).await.json();
    let sales =
        withdrawn["purposes"].as_array().expect("a list").iter().find(|of| of["purpose"] == "sales").expect("it");
    assert_eq!(sales["agreed"], 0, "{withdrawn}");
    assert_eq!(verdict(&anna, id, trigger).await, "not_permitted");
}

#[tokio::test(flavor = "multi_thread")]
async fn eu_data_act_4_1_everything_about_the_own_machines_comes_out_machine_readable() {
    let site = Site::with_machines(200).await;
    let anna = site.browser("anna", "Anna Huber", Role::Admin).await;
    let customer = customers(&site, 2)[0];
    let maria = contact(&site, &anna, customer, MARIA).await;
    let list = maria.get("/machines?limit=500").await.json();
    let serials: Vec<&str> =
        list["items"].as_array().expect("a list").iter().filter_map(|of| of["serial_number"].as_str()).collect();
    let others = anna.get("/machines?limit=500").await.json();
    let other = others["items"].as_array().expect("a list").iter().filter_map(|of| of["serial_number"].as_str());
    let other = other.into_iter().find(|serial| !serials.contains(serial)).expect("another's").to_owned();

    // Readings of an own machine and of another's.
    let made = anna.post("/tokens", json!({"name": "hall 1", "scopes": ["ingest"]})).await;
    let token = made.json()["token"].as_str().expect("a token").to_owned();
    let now = site.app.now().timestamp();
    let line = |serial: &str, value: f64| {
        format!("{{\"machine\":\"{serial}\",\"at\":{now},\"values\":{{\"vibration\":{value}}}}}\n")
    };
    let request = Request::post("/api/v1/telemetry")
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/x-ndjson")
        .body(Body::from(format!("{}{}", line(serials[0], 4.25), line(&other, 9.75))));
    assert_eq!(site.ask(request.expect("a request")).await.status, StatusCode::OK);
    site.app.config.telemetry.fold().expect("folded");

    let data = maria.get("/data-use").await.json();
    let vibration = data["collected"].as_array().expect("a list").iter().find(|of| of["signal"] == "vibration");
    assert_eq!(vibration.map(|of| (&of["machines"], &of["since"])), Some((&json!(1), &json!("2026-11-01"))), "{data}");

    let file = maria.get("/data.zip").await;
    assert_eq!(
        (file.status, &file.headers["content-type"]),
        (StatusCode::OK, &"application/zip".parse().expect("a value"))
    );
    let mut zip = ZipArchive::new(Cursor::new(file.body)).expect("a ZIP");
    let names: Vec<String> = zip.file_names().flatten().map(std::borrow::Cow::into_owned).collect();
    let mut text = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).unwrap_or_else(|_| panic!("no {name} in {names:?}")).read_to_string(&mut text).expect("text");
        text
    };
    let about: Value = serde_json::from_str(&text("metadata.json")).expect("JSON");
    assert_eq!((&about["made_for"], &about["readings"]), (&json!("Maria Rossi"), &json!(1)), "{about}");
    assert_eq!(about["signals"][0]["unit"], "mm/s");
    let machines = text("machines.csv");
    for serial in &serials {
        assert!(machines.contains(serial), "{serial} is missing");
    }
    let readings = names.iter().find(|name| name.starts_with("readings/")).expect("readings");
    assert_eq!(text(readings), "signal,at,value\r\nvibration,2026-11-01T09:00:00Z,4.25\r\n");
    assert!(text("data_use.csv").starts_with("serial_number,purposes,from,until,entered_at,document\r\n"));
    assert!(!text("events.csv").is_empty() && !text("contracts.csv").is_empty());
    let everything: String =
        ["machines.csv", "events.csv", "contracts.csv", "metadata.json"].map(|name| text(name)).concat();
    assert!(!everything.contains(&format!("{other},")), "nothing of another's machine");

    for _ in 0..2 {
        assert_eq!(maria.get("/data.zip").await.status, StatusCode::OK);
    }
    assert_eq!(maria.get("/data.zip").await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_about_own_machines_alone_are_documents() {
    let site = Site::with_machines(400).await;
    let anna = site.browser("anna", "Anna Huber", Role::Admin).await;
    let mut found = 0;
    for (number, customer) in customers(&site, 1).into_iter().take(30).enumerate() {
        let maria = contact(&site, &anna, customer, &format!("maria{number}@kunde.example")).await;
        site.wait(301);
        for of in maria.get("/machines?limit=500").await.json()["items"].as_array().expect("a list") {
            let file = maria.get(&format!("/machines/{}", of["id"].as_str().expect("an id"))).await.json();
            for document in file["documents"].as_array().expect("a list") {
                let path = format!(
                    "/machines/{}/documents/{}",
                    of["id"].as_str().expect("an id"),
                    document["id"].as_str().expect("an id")
                );
                let bytes = maria.get(&path).await;
                assert_eq!(bytes.status, StatusCode::OK);
                assert!(
                    bytes.body.starts_with(b"%PDF-")
                        && bytes.headers["content-disposition"].to_str().is_ok_and(|of| of.starts_with("attachment"))
                );
                assert_eq!(document["bytes"].as_u64(), Some(bytes.body.len() as u64));
                found += 1;
            }
        }
    }
    assert!(found > 0, "the sample manufacturer has reports as PDF");
}
