//! Readings over HTTP: both formats, packed and plain, what is refused and why, and what became of all.

use crate::site::{Answer, Site};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use server::auth::Role;
use server::deciding::look;
use std::io::Write;

async fn send(site: &Site, token: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
    let mut request = Request::post(format!("/api/v1{path}")).header("authorization", format!("Bearer {token}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    site.ask(request.body(Body::from(body)).expect("a request")).await
}

fn packed(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(text.as_bytes()).expect("packed");
    packed.finish().expect("packed")
}

#[tokio::test(flavor = "multi_thread")]
async fn readings_come_in_as_lines_and_are_accounted_for() {
    let site = Site::with_machines(20).await;
    let browser = site.browser("steward", "Steward", Role::Steward).await;
    let made = browser.post("/tokens", json!({"name": "hall 1", "scopes": ["ingest"]})).await;
    let token = made.json()["token"].as_str().expect("a token").to_owned();
    let machines = browser.get("/machines?limit=1").await.json();
    let serial = machines["items"][0]["serial_number"].as_str().expect("a machine").to_owned();
    let now = site.app.now().timestamp();
    let lines = format!(
        "{{\"machine\":\"{serial}\",\"at\":{now},\"values\":{{\"vibration\":4.2,\"temperature\":{{\"value\":68,\"unit\":\"°F\"}}}}}}\n\
         {{\"machine\":\"{serial}\",\"at\":{},\"signal\":\"load\",\"value\":50}}\nnonsense\n",
        now + 86_400
    );
    let headers = [("content-type", "application/x-ndjson"), ("content-encoding", "gzip")];
    let taken = send(&site, &token, "/telemetry", &headers, packed(&lines)).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", String::from_utf8_lossy(&taken.body));
    let taken = taken.json();
    assert_eq!((&taken["received"], &taken["accepted"]), (&json!(4), &json!(2)), "{taken}");
    assert_eq!(taken["rejected"], json!({"future": 1, "unreadable": 1}));
    assert_eq!((&taken["problems"][0]["line"], &taken["problems"][0]["reason"]), (&json!(2), &json!("future")));

    let protocol =
        format!("spindle,serial={serial} vibration=4.2,rpm=1200i {now}\nspindle,serial=ZZ-9 vibration=1 {now}\n");
    let taken =
        send(&site, &token, "/telemetry?precision=s", &[("content-type", "text/plain")], protocol.into_bytes()).await;
    assert_eq!(taken.json()["accepted"], 3, "{}", String::from_utf8_lossy(&taken.body));

    let waiting = browser.get("/telemetry/status").await.json();
    assert_eq!((&waiting["sources"][0]["name"], &waiting["sources"][0]["waiting"]), (&json!("hall 1"), &json!(5)));
    site.app.config.telemetry.fold().expect("folded");
    let status = browser.get("/telemetry/status").await.json();
    let of = &status["sources"][0];
    assert_eq!(
        (&of["received"], &of["stored"], &of["duplicate"], &of["waiting"]),
        (&json!(7), &json!(4), &json!(1), &json!(0))
    );
    assert_eq!(status["quarantine"].as_array().map(Vec::len), Some(1));
    assert_eq!(status["quarantine"][0]["name"], "ZZ-9");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_sender_is_said_to_be_a_machine_and_its_readings_count() {
    let site = Site::with_machines(20).await;
    let browser = site.browser("steward", "Steward", Role::Steward).await;
    let made = browser.post("/tokens", json!({"name": "hall 1", "scopes": ["ingest"]})).await;
    let token = made.json()["token"].as_str().expect("a token").to_owned();
    let machines = browser.get("/machines?limit=1").await.json();
    let (id, serial) = (machines["items"][0]["id"].clone(), machines["items"][0]["serial_number"].clone());
    let now = site.app.now().timestamp();
    let lines: String = (0..30)
        .map(|at| {
            format!("{{\"machine\":\"spindle-7\",\"at\":{},\"signal\":\"vibration\",\"value\":4.5}}\n", now - at * 60)
        })
        .collect();
    let headers = [("content-type", "application/x-ndjson")];
    assert_eq!(send(&site, &token, "/telemetry", &headers, lines.into_bytes()).await.status, StatusCode::OK);
    site.app.config.telemetry.fold().expect("folded");
    let waiting = browser.get("/telemetry/status").await.json();
    let device = waiting["quarantine"][0]["device"].as_str().expect("a sender").to_owned();
    let path = format!("/telemetry/senders/{device}");
    let wrong = browser.send(Method::PUT, &path, None, Some(json!({"machine": "nobody-1"}))).await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
    let said = browser.send(Method::PUT, &path, None, Some(json!({"machine": serial}))).await;
    assert_eq!(said.status, StatusCode::NO_CONTENT, "{}", String::from_utf8_lossy(&said.body));
    let status = browser.get("/telemetry/status").await.json();
    assert_eq!((&status["quarantine"], &status["assigned"][0]["serial_number"]), (&json!([]), &serial));
    let machine = format!("/machines/{}", id.as_str().expect("an id"));
    let drawn = browser.get(&format!("{machine}/telemetry")).await.json();
    assert_eq!(drawn["signals"][0]["signal"], "vibration", "drawn at once: {drawn}");

    // An hour after the last decision the readings are decided on, once.
    assert!(!look(&site.app, false).await.expect("looked"), "nothing is due");
    assert!(!look(&site.app, true).await.expect("looked"), "the last decision is not an hour old");
    site.wait(3_700);
    assert!(look(&site.app, true).await.expect("looked"));
    let mut fact = json!(null);
    for _ in 0..200 {
        let file = browser.get(&machine).await.json();
        let operating =
            file["categories"].as_array().and_then(|all| all.iter().find(|of| of["id"] == "operating")).cloned();
        let facts = operating.expect("a category")["facts"].as_array().cloned().unwrap_or_default();
        fact = facts.into_iter().find(|of| of["fact"] == "vibration_p95_7d").expect("a fact");
        if !fact["value"].is_null() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(fact["value"].as_f64().is_some_and(|value| (value - 4.5).abs() < 0.05), "{fact}");
    assert_eq!((&fact["series"]["readings"], &fact["series"]["machine"]), (&json!(30), &id));

    let none = browser.send(Method::PUT, &path, None, Some(json!({"machine": null}))).await;
    assert_eq!(none.status, StatusCode::NO_CONTENT);
    let status = browser.get("/telemetry/status").await.json();
    assert_eq!((&status["quarantine"], &status["assigned"][0]["machine"]), (&json!([]), &json!(null)));
    assert_eq!(browser.send(Method::DELETE, &path, None, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(browser.send(Method::DELETE, &path, None, None).await.status, StatusCode::NOT_FOUND);
    let status = browser.get("/telemetry/status").await.json();
    assert_eq!(status["quarantine"].as_array().map(Vec::len), Some(1), "it waits again");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_batch_is_refused_with_a_reason() {
    let site = Site::with_machines(10).await;
    let browser = site.browser("steward", "Steward", Role::Steward).await;
    let token = |scopes: serde_json::Value| {
        let browser = &browser;
        async move {
            let made = browser.post("/tokens", json!({"name": "hall", "scopes": scopes})).await;
            made.json()["token"].as_str().expect("a token").to_owned()
        }
    };
    let (reader, gateway) = (token(json!(["read"])).await, token(json!(["ingest"])).await);
    let lines = b"{}".to_vec();
    assert_eq!(send(&site, &reader, "/telemetry", &[], lines.clone()).await.status, StatusCode::FORBIDDEN);
    let answer = send(&site, &gateway, "/telemetry", &[("content-encoding", "gzip")], lines.clone()).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.json()["detail"].as_str().is_some_and(|of| of.contains("no gzip")));
    let answer = send(&site, &gateway, "/telemetry?precision=days", &[], lines).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let bomb = vec![b'\n'; 300 << 20];
    let mut small = GzEncoder::new(Vec::new(), Compression::best());
    small.write_all(&bomb).expect("packed");
    let answer =
        send(&site, &gateway, "/telemetry", &[("content-encoding", "gzip")], small.finish().expect("packed")).await;
    assert!(answer.json()["detail"].as_str().is_some_and(|of| of.contains("256 MB")), "a bomb is not unpacked");
    assert_eq!(send(&site, &gateway, "/telemetry", &[], Vec::new()).await.json()["received"], 0);
}
