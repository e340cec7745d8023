//! From an ugly file to hits, through the API.

use crate::site::{Browser, Site};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use server::auth::Role;

pub async fn upload(browser: &Browser<'_>, name: &str, bytes: &[u8]) -> crate::site::Answer {
    let mut body = format!(
        "--XX\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--XX--\r\n");
    let request = Request::post("/api/v1/uploads")
        .header(header::COOKIE, &browser.cookie)
        .header("x-csrf-token", &browser.csrf)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=XX")
        .body(Body::from(body));
    browser.site.ask(request.expect("a request")).await
}

pub async fn ended(browser: &Browser<'_>, job: &Value) -> Value {
    let id = job["id"].as_str().expect("a job");
    loop {
        let state = browser.get(&format!("/jobs/{id}")).await.json();
        if state["state"] != "running" {
            return state;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_examined_settled_imported_and_taken_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::empty(&testkit::database::sqlite(folder.path())).await;
    site.app.refresh().await.expect("read");
    let steward = site.browser("s", "Steward", Role::Steward).await;
    // 03.04. and 05.06. may be read both ways: that is asked.
    let list = "Serial number,Machine type,Installed on,Customer,Country\r\nM-1,VPX,03/04/2011,M\u{fc}ller GmbH,DE\r\n\
                M-2,VPX,05/06/2012,Huber AG,AT\r\n";
    let made = upload(&steward, "maschinen/liste.csv", list.as_bytes()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&made.body));
    let made = made.json();
    let id = made["id"].as_str().expect("an id").to_owned();
    let table = &made["tables"][0];
    assert_eq!(table["kind"], "machines");
    let columns = table["columns"].as_array().expect("columns");
    let date = columns.iter().find(|column| column["heading"] == "Installed on").expect("the date");
    assert_eq!((date["asked"].as_bool(), made["questions"].as_u64()), (Some(true), Some(1)), "{made}");
    let refused = steward.post(&format!("/uploads/{id}/import"), json!({})).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (StatusCode::CONFLICT, Some("questions_open")));
    let settle = json!({"tables": [{"file": table["file"], "sheet": null,
        "columns": [{"name": "Installed on", "field": "installed_on", "date_order": "dmy"}]}]});
    let settled = steward.send(Method::PUT, &format!("/uploads/{id}/decisions"), None, Some(settle)).await;
    assert_eq!(settled.status, StatusCode::OK, "{}", String::from_utf8_lossy(&settled.body));
    assert_eq!(settled.json()["questions"], 0);
    let job = steward.post(&format!("/uploads/{id}/import"), json!({})).await;
    assert_eq!(job.status, StatusCode::ACCEPTED);
    let job = ended(&steward, &job.json()).await;
    assert_eq!((job["state"].as_str(), job["result"]["machines"].as_u64()), (Some("done"), Some(2)), "{job}");
    assert!(job["result"]["fires"].as_u64() >= Some(2), "both are older than ten years: {job}");
    let file = steward.get("/machines/M-1").await.json();
    assert!(file.to_string().contains("2011-04-03"), "the day came first");
    let batch = job["result"]["batch"].as_u64().expect("a delivery");
    assert_eq!(steward.get(&format!("/batches/{batch}")).await.json()["tables"][0]["rows"], 2);
    let back = steward.post(&format!("/batches/{batch}/take-back"), json!({})).await;
    assert_eq!(back.status, StatusCode::ACCEPTED);
    let back = ended(&steward, &back.json()).await;
    assert_eq!((back["state"].as_str(), back["result"]["machines"].as_u64()), (Some("done"), Some(0)), "{back}");
    assert_eq!(steward.post(&format!("/batches/{batch}/take-back"), json!({})).await.status, StatusCode::CONFLICT);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_uploads_are_refused_and_leave_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::empty(&testkit::database::sqlite(folder.path())).await;
    let steward = site.browser("s", "Steward", Role::Steward).await;
    for name in ["../../evil.csv", "/etc/passwd", ".."] {
        let answer = upload(&steward, name, b"a;b\n1;2\n").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
    }
    assert_eq!(steward.get("/uploads").await.json(), json!([]));
    let text = upload(&steward, "notes.csv", b"hello").await;
    assert_eq!(text.status, StatusCode::CREATED, "it waits and says that it is no table");
    let text = text.json();
    assert!(text["tables"][0]["no_table"].is_string() || text["problems_total"].as_u64() >= Some(1), "{text}");
}
