//! Working on opportunities, on both databases.

use crate::site::Site;
use axum::http::{Method, StatusCode};
use serde_json::json;
use server::auth::Role;

async fn two_people_work(database_url: &str) {
    let site = Site::with_machines_on(200, database_url).await;
    let manager = site.browser("m", "Manager", Role::Manager).await;
    let other = site.browser("n", "Nora", Role::Manager).await;
    let list = manager.get("/opportunities?limit=5").await.json();
    let id = list["items"][0]["id"].as_str().expect("an opportunity").to_owned();
    let path = format!("/opportunities/{id}");
    let seen = other.get(&path).await.json();
    let etag = seen["etag"].as_str().expect("a version").to_owned();
    assert!(seen["proofs"].as_array().is_some_and(|proofs| !proofs.is_empty()));

    let moved = manager.patch(&path, &etag, json!({"stage": "contacted", "follow_up_on": "2026-11-10"})).await;
    assert_eq!(moved.status, StatusCode::OK, "{}", String::from_utf8_lossy(&moved.body));
    let moved = moved.json();
    assert_eq!((moved["stage"].as_str(), moved["follow_up_on"].as_str()), (Some("contacted"), Some("2026-11-10")));
    let late = other.patch(&path, &etag, json!({"stage": "quoted"})).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED, "no lost update");
    assert!(late.json()["detail"].as_str().expect("why").contains("Manager"), "it says who");
    assert_eq!(other.send(Method::PATCH, &path, None, Some(json!({}))).await.status, StatusCode::PRECONDITION_REQUIRED);
    let board = other.get("/opportunities/board").await.json();
    let contacted = board["columns"].as_array().expect("columns").iter().find(|of| of["stage"] == "contacted");
    assert_eq!(contacted.expect("the stage")["total"], 1);

    let etag = moved["etag"].as_str().expect("a version").to_owned();
    let lost = other.patch(&path, &etag, json!({"stage": "lost"})).await;
    assert_eq!(lost.status, StatusCode::UNPROCESSABLE_ENTITY, "a loss needs its reason");
    let lost = other.patch(&path, &etag, json!({"stage": "lost", "lost_reason": "price"})).await.json();
    assert_eq!(lost["lost_reason"], "price");
    let noted = manager.post(&format!("{path}/notes"), json!({"text": "  rang twice  "})).await.json();
    assert_eq!(
        (noted["activities"][0]["kind"].as_str(), noted["activities"][0]["text"].as_str()),
        (Some("note"), Some("rang twice"))
    );
    let mut etag = noted["etag"].as_str().expect("a version").to_owned();
    // Note, loss, follow-up and stage are taken back one by one.
    for stage in ["lost", "contacted", "contacted", "new"] {
        let undone = other.send(Method::POST, &format!("{path}/undo"), Some(&etag), None).await;
        assert_eq!(undone.status, StatusCode::OK, "{}", String::from_utf8_lossy(&undone.body));
        let undone = undone.json();
        assert_eq!(undone["stage"], stage);
        etag = undone["etag"].as_str().expect("a version").to_owned();
    }
    let nothing = other.send(Method::POST, &format!("{path}/undo"), Some(&etag), None).await;
    assert_eq!(nothing.status, StatusCode::CONFLICT);
    let now = other.get(&path).await.json();
    assert_eq!((now["follow_up_on"].as_str(), now["lost_reason"].as_str()), (None, None));

    // Deciding again leaves to people what people did.
    let moved = manager.patch(&path, &etag, json!({"stage": "quoted"})).await;
    assert_eq!(moved.status, StatusCode::OK);
    site.wait(86_400);
    assert_eq!(manager.get("/session").await.status, StatusCode::UNAUTHORIZED, "a session ends over night");
    let manager = site.sign_in("m").await;
    let job = manager.post("/runs", json!({})).await;
    assert_eq!(job.status, StatusCode::ACCEPTED, "{}", String::from_utf8_lossy(&job.body));
    let job = job.json()["id"].as_str().expect("a job").to_owned();
    let ended = loop {
        let state = manager.get(&format!("/jobs/{job}")).await.json();
        if state["state"] != "running" {
            break state;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    assert_eq!(ended["state"], "done", "{ended}");
    assert_eq!(manager.get(&path).await.json()["stage"], "quoted");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_work_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    two_people_work(&testkit::database::sqlite(folder.path())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_work_on_postgres() {
    two_people_work(&testkit::database::postgres("server_two_people")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sellers_work_on_their_own_and_managers_on_all() {
    let site = Site::with_machines(200).await;
    let anna = site.browser("anna", "Anna Huber", Role::Sales).await;
    site.account("i", "Innendienst", Role::Sales).await;
    let manager = site.browser("m", "Manager", Role::Manager).await;
    let own = anna.get("/opportunities?owner=me&limit=1").await.json()["items"][0].clone();
    let others = anna.get("/opportunities?owner=Innendienst&limit=1").await.json()["items"][0].clone();
    let path = |of: &serde_json::Value| format!("/opportunities/{}", of["id"].as_str().expect("an id"));
    let etag = |of: &serde_json::Value| of["etag"].as_str().expect("a version").to_owned();
    let change = json!({"stage": "contacted"});
    assert_eq!(anna.patch(&path(&own), &etag(&own), change.clone()).await.status, StatusCode::OK);
    assert_eq!(anna.patch(&path(&others), &etag(&others), change).await.status, StatusCode::FORBIDDEN);
    let given = json!({"ids": [others["id"], own["id"]], "owner": "Anna Huber"});
    assert_eq!(anna.post("/opportunities/reassign", given.clone()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(manager.post("/opportunities/reassign", given).await.json()["changed"], 1);
    assert_eq!(anna.get(&path(&others)).await.json()["can_edit"], true);
}
