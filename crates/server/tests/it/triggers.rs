//! Triggers as versions: written, tried, submitted, let through by another person, in force; replayed and explained.

use crate::site::{Browser, Site};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use server::auth::Role;

fn texts(text: &str) -> Value {
    json!({ "de": text, "en": text, "it": text })
}

/// Old machines with error signals: a trigger made of another.
fn composite(age: f64) -> Value {
    let rules = json!([
        { "field": "in_field", "operator": "isTrue" },
        { "field": "trigger", "operator": "in", "value": ["error-signal"] },
        { "field": "age_years", "operator": ">", "value": { "parameter": "age" } },
    ]);
    json!({
        "title": texts("Alt und auffällig"), "explanation": texts("Alte Maschinen mit Fehlersignal."),
        "campaign": "modernization", "condition": "", "query": { "combinator": "and", "rules": rules },
        "parameters": { "age": age }, "by_type": [], "likelihood": 0.3, "urgency": null,
        "value": [{ "fact": "modernization_price", "factor": 1.0 }, { "fact": "list_price", "factor": 0.25 }],
    })
}

fn fires(preview: &Value) -> u64 {
    preview["fires"].as_u64().expect("a number")
}

async fn preview(browser: &Browser<'_>, draft: &Value, from: &str) -> Value {
    let answer = browser.post("/triggers/preview", json!({ "id": null, "draft": draft, "from": from })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", String::from_utf8_lossy(&answer.body));
    answer.json()
}

async fn step(browser: &Browser<'_>, of: &Value, what: &str, to: &str, note: Option<&str>) -> (StatusCode, Value) {
    let (id, version) = (of["version"]["trigger"].as_str().expect("an id"), &of["version"]["version"]);
    let path = format!("/triggers/{id}/versions/{version}/{what}");
    let etag = of["version"]["etag"].as_str();
    let answer = browser.send(Method::POST, &path, etag, Some(json!({ "to": to, "note": note }))).await;
    (answer.status, answer.json())
}

async fn end_of(browser: &Browser<'_>, job: &Value) -> Value {
    let path = format!("/jobs/{}", job["id"].as_str().expect("an id"));
    for _ in 0..600 {
        let job = browser.get(&path).await.json();
        if job["state"] != "running" {
            return job;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the job does not end");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_composite_is_tried_submitted_approved_by_another_and_found_with_nested_evidence() {
    let site = Site::with_machines(1_200).await;
    let anna = site.browser("anna", "Anna Huber", Role::Manager).await;
    let bruno = site.browser("bruno", "Bruno Weiss", Role::Manager).await;
    let sales = site.browser("carla", "Carla Conti", Role::Sales).await;

    // The tree gives the text, the text gives the tree, and both fire alike.
    let tried = preview(&anna, &composite(8.0), "query").await;
    assert_eq!(tried["wrong"], Value::Null);
    assert_eq!(tried["condition"], "in_field\nAND trigger('error-signal')\nAND age_years > $age");
    let expected = fires(&tried);
    assert!(expected > 0, "the sample has such machines");
    let mut as_text = composite(8.0);
    as_text["condition"] = tried["condition"].clone();
    as_text["query"] = Value::Null;
    let again = preview(&anna, &as_text, "condition").await;
    assert_eq!((fires(&again), &again["query"]), (expected, &tried["query"]));
    assert!(!tried["nearest"].as_array().expect("a list").is_empty(), "others nearly fire");
    let way = &tried["sample"][0]["evidence"]
        .as_array()
        .expect("evidence")
        .iter()
        .find(|of| of["fact"] != "in_field" && of["fact"] != "age_years")
        .expect("of the inner trigger")["via"];
    assert_eq!(way[0]["trigger"], "error-signal");
    // A threshold less is fewer machines or as many.
    assert!(fires(&preview(&anna, &composite(20.0), "query").await) <= expected);

    // What is wrong is said with its place.
    let mut wrong = as_text.clone();
    wrong["condition"] = json!("in_field\nAND age_year > $age");
    let said = preview(&anna, &wrong, "condition").await;
    assert_eq!(said["wrong"]["what"], "unknown fact `age_year`; did you mean `age_years`?");
    assert_eq!((&said["wrong"]["line"], &said["wrong"]["column"]), (&json!(2), &json!(5)));
    let refused = anna.post("/triggers/drafts", json!({ "id": null, "draft": wrong, "why": null })).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);

    // Sales only reads.
    let draft = json!({ "id": null, "draft": composite(8.0), "why": "Kunden fragen danach" });
    assert_eq!(sales.post("/triggers/drafts", draft.clone()).await.status, StatusCode::FORBIDDEN);
    let saved = anna.post("/triggers/drafts", draft).await;
    assert_eq!(saved.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&saved.body));
    let saved = saved.json();
    assert_eq!(
        (&saved["version"]["trigger"], &saved["version"]["state"]),
        (&json!("alt-und-auffaellig"), &json!("draft"))
    );
    assert_eq!(anna.get("/triggers/alt-und-auffaellig").await.status, StatusCode::NOT_FOUND, "a draft decides nothing");

    // Replayed before anybody lets it through.
    let period = json!({ "trigger": "alt-und-auffaellig", "versions": [1], "from": "2026-10-20", "to": "2026-10-24", "within": 180 });
    let job = anna.post("/replays", period).await;
    assert_eq!(job.status, StatusCode::ACCEPTED, "{}", String::from_utf8_lossy(&job.body));
    let job = end_of(&anna, &job.json()).await;
    assert_eq!(job["state"], "done", "{job}");
    let found = anna.get(&format!("/replays/{}", job["result"]["replay"])).await.json();
    assert!(found["sides"][0]["machines"].as_u64() > Some(0), "{found}");
    assert_eq!(found["replay"]["asked_by"], "anna");

    // Nobody lets through what they wrote themselves.
    let (status, refused) = step(&bruno, &saved, "reviews", "active", None).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("not_now")), "a draft is not looked at");
    let (status, submitted) = step(&anna, &saved, "steps", "submitted", None).await;
    assert_eq!((status, &submitted["version"]["state"]), (StatusCode::OK, &json!("submitted")));
    let (status, refused) = step(&anna, &submitted, "reviews", "active", None).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("own_draft")));
    let (status, _) = step(&bruno, &saved, "reviews", "active", None).await;
    assert_eq!(status, StatusCode::PRECONDITION_FAILED, "it was another edition that he saw");
    let (status, active) = step(&bruno, &submitted, "reviews", "active", Some("Gut so")).await;
    assert_eq!((status, &active["version"]["state"]), (StatusCode::OK, &json!("active")), "{active}");
    let steps: Vec<(&str, &str)> = active["version"]["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .map(|step| (step["by"].as_str().unwrap_or_default(), step["to"].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(steps, [("anna", "draft"), ("anna", "submitted"), ("bruno", "active")]);

    // It decides, and its hits are found.
    let mut row = Value::Null;
    for _ in 0..600 {
        row = anna.get("/triggers/alt-und-auffaellig").await.json();
        if row["trend"].as_array().is_some_and(|runs| !runs.is_empty()) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!((row["fires"].as_u64(), &row["composed_of"]), (Some(expected), &json!(["error-signal"])), "{row}");
    let machines = anna.get("/machines?trigger=alt-und-auffaellig").await.json();
    assert_eq!(machines["total"].as_u64(), Some(expected));
    let id = machines["items"][0]["id"].as_str().expect("an id");
    let explained = anna.get(&format!("/machines/{id}/triggers/alt-und-auffaellig")).await.json();
    assert_eq!(explained["verdict"], "fires");
    assert_eq!(explained["tree"]["children"][1]["trigger"]["title"], "Fehlersignal");
    let text = explained["sentences"][0]["text"].as_str().expect("a sentence");
    assert_eq!(text, "„Alt und auffällig“ trifft zu.");

    // The inner trigger cannot go while it is used; the outer one can.
    let inner = anna.get("/triggers/error-signal/versions/1").await.json();
    let (status, refused) = step(&bruno, &inner, "reviews", "retired", None).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(refused["detail"].as_str().is_some_and(|what| what.contains("alt-und-auffaellig")), "{refused}");
    let (status, gone) = step(&anna, &active, "reviews", "retired", Some("Saison vorbei")).await;
    assert_eq!((status, &gone["version"]["state"]), (StatusCode::OK, &json!("retired")));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_versions_stand_side_by_side_and_a_file_comes_in_as_a_draft() {
    let site = Site::with_machines(400).await;
    let anna = site.browser("anna", "Anna Huber", Role::Manager).await;
    let full = anna.get("/triggers/contract-expiring/versions/1").await.json();
    assert_eq!((&full["version"]["state"], &full["version"]["shipped"]), (&json!("active"), &json!(true)));
    let file = full["definition"].as_str().expect("a file").replace("days = 90.0", "days = 30.0");
    let imported = anna.post("/triggers/import", json!({ "definition": file })).await;
    assert_eq!(imported.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&imported.body));
    let imported = imported.json();
    assert_eq!((&imported["version"]["version"], &imported["version"]["state"]), (&json!(2), &json!("draft")));
    assert!(imported["definition"].as_str().is_some_and(|text| text.contains("version = 2\n")));
    let waiting = anna.get("/triggers/waiting").await.json();
    assert_eq!((waiting.as_array().map(Vec::len), &waiting[0]["trigger"]), (Some(1), &json!("contract-expiring")));
    let row = anna.get("/triggers/contract-expiring").await.json();
    assert_eq!(row["waiting"], json!([{ "version": 2, "state": "draft" }]));

    let wanted = json!({ "trigger": "contract-expiring", "versions": [1, 2], "from": "2026-10-01", "to": "2026-10-05", "within": 90 });
    let job = end_of(&anna, &anna.post("/replays", wanted).await.json()).await;
    let id = job["result"]["replay"].as_i64().expect("a replay");
    let found = anna.get(&format!("/replays/{id}")).await.json();
    let machines = |at: usize| found["sides"][at]["machines"].as_u64().expect("a number");
    assert!(machines(1) < machines(0), "30 days find fewer than 90: {found}");
    assert_eq!(found["only_second"], 0);
    assert_eq!(
        found["both"].as_u64().zip(found["only_first"].as_u64()),
        Some((machines(1), machines(0) - machines(1)))
    );
    let lines = anna.get(&format!("/replays/{id}/fired.ndjson")).await;
    assert_eq!(lines.body.split(|byte| *byte == b'\n').count() as u64 - 1, machines(0) + machines(1));
    assert_eq!(anna.send(Method::DELETE, &format!("/replays/{id}"), None, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(anna.get(&format!("/replays/{id}")).await.status, StatusCode::NOT_FOUND);
    for wrong in [json!([]), json!([1, 1]), json!([1, 2, 1])] {
        let wanted = json!({ "trigger": "contract-expiring", "versions": wrong, "from": "2026-10-01", "to": "2026-10-05", "within": 90 });
        assert_eq!(anna.post("/replays", wanted).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    // A draft is written on, seen by its edition, and thrown away.
    let path = "/triggers/contract-expiring/versions/2";
    let mut draft = imported["draft"].clone();
    draft["parameters"]["days"] = json!(45.0);
    let changed = json!({ "draft": draft, "why": "45 genügen" });
    let etag = imported["version"]["etag"].as_str().expect("an edition");
    assert_eq!(
        anna.send(Method::PUT, path, None, Some(changed.clone())).await.status,
        StatusCode::PRECONDITION_REQUIRED
    );
    let saved = anna.send(Method::PUT, path, Some(etag), Some(changed.clone())).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", String::from_utf8_lossy(&saved.body));
    assert_eq!(saved.json()["draft"]["parameters"]["days"], 45.0);
    let authors = saved.json()["version"]["steps"].as_array().map(Vec::len);
    assert_eq!(authors, Some(2), "whoever writes on it is one of its authors");
    assert_eq!(anna.send(Method::PUT, path, Some(etag), Some(changed)).await.status, StatusCode::PRECONDITION_FAILED);
    let edition = saved.json()["version"]["etag"].as_str().map(str::to_owned);
    assert_eq!(anna.send(Method::DELETE, path, edition.as_deref(), None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(anna.get("/triggers/waiting").await.json(), json!([]));
}
