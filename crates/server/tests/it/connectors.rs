//! Connectors on the page: what is due is read, what failed is told, and one at a time.

use crate::site::{Answer, Browser, Site};
use axum::http::StatusCode;
use connectors::{Allowed, Connector, Settings};
use serde_json::{Value, json};
use server::auth::Role;
use server::connections;
use std::path::Path;
use std::time::Duration;

fn connector(name: &str, settings: &Value, folder: &Path) -> Connector {
    let settings: Settings = serde_json::from_value(settings.clone()).expect("settings");
    let allowed = Allowed::new(&["127.0.0.1:1".to_owned()]).expect("good");
    Connector::new(name, settings, &|_| None, folder, &allowed).expect("a connector")
}

/// Waits until the job is over.
async fn ended(browser: &Browser<'_>, started: Answer) -> Value {
    assert_eq!(started.status, StatusCode::ACCEPTED, "{}", started.json());
    let id = started.json()["id"].as_str().expect("an id").to_owned();
    loop {
        let job = browser.get(&format!("/jobs/{id}")).await.json();
        if job["state"] != "running" {
            return job;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The connector once it is not being read.
async fn at_rest(browser: &Browser<'_>) -> Value {
    loop {
        let all = browser.get("/connectors").await.json();
        if all[0]["running"] == false {
            return all[0].clone();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inbox_is_read_when_a_file_stands_still() {
    let files = tempfile::tempdir().expect("a folder");
    let inbox = json!({"kind": "inbox", "folder": files.path()});
    let site = Site::connected(vec![connector("post", &inbox, files.path())]).await;
    let browser = site.browser("admin", "Admin", Role::Admin).await;
    std::fs::create_dir(files.path().join("erp")).expect("made");
    std::fs::write(files.path().join("erp/list.csv"), "Seriennummer;Typ;Ort\nM-1;RX;Ulm\nM-2;RX;Wien\n")
        .expect("written");
    connections::look(&site.app).await;
    assert_eq!(at_rest(&browser).await["last"], Value::Null, "seen for the first time");
    site.wait(6);
    connections::look(&site.app).await;
    let read = at_rest(&browser).await;
    assert_eq!(read["last"]["outcome"], "changed", "{read}");
    assert_eq!((&read["last"]["machines_added"], &read["last"]["asked_by"]), (&json!(2), &json!("schedule")));
    assert_eq!(browser.get("/machines").await.json()["total"], 2, "the page knows of it");
    let batch = read["last"]["batch"].as_u64().expect("a delivery");
    assert_eq!(browser.get(&format!("/batches/{batch}")).await.json()["sources"], json!(["erp"]));
    site.wait(60);
    connections::look(&site.app).await;
    let runs = browser.get("/connectors/post/runs").await.json();
    assert_eq!(runs["total"], 1, "nothing new is no run: {runs}");
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_put_the_next_time_off_and_are_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = json!({"kind": "sql", "url": "postgres://reader@127.0.0.1:1/service", "every": "1m",
                          "records": [{"name": "machines", "query": "select 1"}]});
    let site = Site::connected(vec![connector("service-db", &database, folder.path())]).await;
    let browser = site.browser("steward", "Steward", Role::Steward).await;
    let mut begun = Vec::new();
    for (forward, runs) in [(0, 1), (60, 1), (239, 1), (1, 2), (599, 2), (1, 3)] {
        site.wait(forward);
        connections::look(&site.app).await;
        at_rest(&browser).await;
        let all = browser.get("/connectors/service-db/runs?limit=2").await.json();
        assert_eq!(all["total"], runs, "after {forward} s: {all}");
        // What was about to begin at the first look has ended now.
        let standing = at_rest(&browser).await;
        assert_eq!(all["next"].is_null(), runs < 3, "{all}");
        assert_eq!(standing["failures"], runs);
        assert_eq!(standing["last"]["outcome"], "failed");
        begun.push(standing["last"]["started_at"].clone());
    }
    let standing = at_rest(&browser).await;
    let error = standing["last"]["error"].as_str().expect("a reason");
    assert!(error.contains("127.0.0.1:1 does not answer"), "{error}");
    assert!(standing["next"].as_str() > standing["last"]["started_at"].as_str(), "{standing}");
    // Asked for by a person it is read at once.
    let job = ended(&browser, browser.post("/connectors/service-db/pull", json!({"whole": true})).await).await;
    assert_eq!(job["state"], "failed");
    let last = at_rest(&browser).await["last"].clone();
    assert_eq!((&last["asked_by"], &last["whole"]), (&json!("steward"), &json!(true)));
    let audit = site.app.store().audit(None, 50).await.expect("the audit").1;
    assert!(audit.iter().any(|line| line.action == "pull" && line.subject == "service-db" && line.actor == "steward"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_server_reads_is_left_alone_until_it_dies() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = json!({"kind": "sql", "url": "postgres://reader@127.0.0.1:1/service", "every": "1m",
                          "records": [{"name": "machines", "query": "select 1"}]});
    let site = Site::connected(vec![connector("service-db", &database, folder.path())]).await;
    let browser = site.browser("admin", "Admin", Role::Admin).await;
    // The other server took it and was killed.
    let write = site.app.write("other").await.expect("a change");
    let until = (site.app.now() + chrono::TimeDelta::minutes(5)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    assert!(write.take_lease("service-db", "other", &until).await.expect("taken"));
    write.begin_connector_run("service-db", true, "schedule", "").await.expect("begun");
    write.commit().await.expect("committed");
    site.wait(120);
    connections::look(&site.app).await;
    let runs = browser.get("/connectors/service-db/runs").await.json();
    assert_eq!((&runs["total"], &runs["items"][0]["outcome"]), (&json!(1), &json!("running")), "{runs}");
    let job = ended(&browser, browser.post("/connectors/service-db/pull", json!({})).await).await;
    assert!(job["error"].as_str().is_some_and(|error| error.contains("is being read already")), "{job}");
    site.wait(240);
    connections::look(&site.app).await;
    at_rest(&browser).await;
    let runs = browser.get("/connectors/service-db/runs").await.json();
    assert_eq!(runs["total"], 2, "{runs}");
    assert!(runs["items"][1]["error"].as_str().is_some_and(|error| error.contains("interrupted")), "{runs}");
    assert_eq!(site.app.store().lease("service-db").await.expect("read"), None, "given back");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_keeps_the_data_sees_connectors() {
    let folder = tempfile::tempdir().expect("a folder");
    let inbox = json!({"kind": "inbox", "folder": folder.path()});
    let site = Site::connected(vec![connector("post", &inbox, folder.path())]).await;
    for role in Role::ALL {
        let browser = site.browser(role.id(), role.id(), role).await;
        let may = matches!(role, Role::Admin | Role::Steward);
        let expected = if may { StatusCode::OK } else { StatusCode::FORBIDDEN };
        assert_eq!(browser.get("/connectors").await.status, expected, "{}", role.id());
        assert_eq!(browser.get("/connectors/post/runs").await.status, expected, "{}", role.id());
    }
    let admin = site.browser("root", "Root", Role::Admin).await;
    assert_eq!(admin.get("/connectors/nothing/runs").await.status, StatusCode::NOT_FOUND);
    assert_eq!(admin.post("/connectors/nothing/pull", json!({})).await.status, StatusCode::NOT_FOUND);
}
