//! Segments: members are those a person would find by hand in SQL; saved in versions; who joined and left.

use crate::site::{Browser, Site, rules};
use arrow::array::{Array, AsArray};
use axum::http::{Method, StatusCode};
use datafusion::prelude::SessionContext;
use decide::Segment;
use hashbrown::HashMap;
use pipeline::{Deciding, Silent, decide, save};
use serde_json::{Value, json};
use server::auth::Role;

/// The six shipped segments as a person would write them.
const BY_HAND: [(&str, &str); 6] = [
    (
        "contract-extension",
        "in_field AND contract_status = 'active' AND (contract_days_left < 90 OR notice_days_left < 90)",
    ),
    (
        "modernization",
        "in_field AND contract_status = 'active' AND contract_days_left < 90 \
         AND (vibration_90d > vibration_prior_90d * 1.1 OR errors_90d > errors_prior_90d) AND modernization_available",
    ),
    ("wear-parts", "in_field AND (vibration > vibration_limit OR operating_hours > hours_limit)"),
    (
        "end-of-life",
        "in_field AND (end_of_life_reached OR parts_discontinued OR has_successor) AND contract_status <> 'active'",
    ),
    (
        "aging-without-contract",
        "in_field AND machine_type = 'RX 500' AND age_years > 8 AND contract_status <> 'active'",
    ),
    ("several-contracts", "in_field AND contracts_running > 1"),
];

/// The answers of a condition for all machines, as DataFusion's SQL gives them.
async fn by_sql(site: &Site, condition: &str) -> Vec<Option<bool>> {
    let context = SessionContext::new();
    let view = site.app.view().expect("ready");
    context.register_batch("facts", view.live.decided.facts.facts.clone()).expect("registered");
    let rows = context.sql(&format!("SELECT {condition} AS answer FROM facts")).await.expect("planned");
    let rows = rows.collect().await.expect("ran");
    let mut answers = Vec::new();
    for batch in rows {
        let column = batch.column(0).as_boolean();
        answers.extend((0..column.len()).map(|at| column.is_valid(at).then(|| column.value(at))));
    }
    answers
}

fn error(body: &[u8]) -> String {
    String::from_utf8_lossy(body).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_members_of_a_shipped_segment_are_those_of_the_same_condition_by_hand() {
    let site = Site::with_machines(2_000).await;
    let view = site.app.view().expect("ready");
    assert_eq!(view.segments.all.len(), BY_HAND.len());
    for (id, condition) in BY_HAND {
        let by_hand = by_sql(&site, condition).await;
        let now = view.segments.find(id).unwrap_or_else(|_| panic!("{id} is shipped"));
        let verdicts = now.verdicts.as_ref().unwrap_or_else(|what| panic!("{what}"));
        assert_eq!(by_hand.len(), view.live.base.len());
        for (at, answer) in by_hand.iter().enumerate() {
            let found = match verdicts.verdict(at) {
                decide::Verdict::Fires => Some(true),
                decide::Verdict::DoesNotFire => Some(false),
                decide::Verdict::Unknown | decide::Verdict::NotPermitted => None,
            };
            assert_eq!(found, *answer, "{id}, machine {at}: {}", verdicts.condition().rule.condition);
        }
        // What the page shows as SQL is the same condition again.
        assert_eq!(by_sql(&site, &verdicts.condition().rule.condition).await, by_hand, "{id}");
        let (members, _, unknown) = verdicts.counts();
        // The sample manufacturer has no machine with two contracts at a time; `complaints` has some.
        assert!(members > 0 || id == "several-contracts", "{id} has members");
        assert_eq!(by_hand.iter().filter(|of| of.is_none()).count(), unknown, "{id}");
    }
}

fn rule(field: &str, operator: &str, value: Value) -> Value {
    let mut rule = json!({"field": field, "operator": operator});
    rule["value"] = value;
    rule
}

fn all_of(rules: Vec<Value>) -> Value {
    let mut group = json!({"combinator": "and"});
    group["rules"] = Value::Array(rules);
    group
}

async fn preview(browser: &Browser<'_>, query: Value) -> Value {
    let answer = browser.post("/segments/preview", json!({"query": query})).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", error(&answer.body));
    answer.json()
}

async fn saved(browser: &Browser<'_>, title: &str, query: Value) -> Value {
    let answer = browser.post("/segments", json!({"title": title, "query": query})).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", error(&answer.body));
    answer.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_condition_is_tried_before_it_is_saved() {
    let site = Site::with_machines(400).await;
    let viewer = site.browser("v", "Viewer", Role::Viewer).await;
    let query = all_of(vec![
        rule("age_years", ">", json!(8)),
        rule("contract_status", "!=", json!("active")),
        rule("in_field", "isTrue", Value::Null),
    ]);
    let tried = preview(&viewer, query).await;
    let wanted = by_sql(&site, "age_years > 8 AND contract_status <> 'active' AND in_field").await;
    let members = wanted.iter().filter(|answer| **answer == Some(true)).count();
    let unknown = wanted.iter().filter(|answer| answer.is_none()).count();
    assert!(members > 0);
    assert_eq!((tried["members"].as_u64(), tried["unknown"].as_u64()), (Some(members as u64), Some(unknown as u64)));
    assert_eq!(tried["machines"].as_u64(), Some(wanted.len() as u64));
    assert_eq!(tried["sql"], "(age_years > 8) AND (contract_status <> 'active') AND in_field");
    let sample = tried["sample"].as_array().expect("a sample");
    assert_eq!(sample.len(), members.min(12));
    let facts: Vec<_> =
        sample[0]["evidence"].as_array().expect("evidence").iter().map(|item| item["fact"].clone()).collect();
    assert_eq!(facts, ["age_years", "contract_status", "in_field"]);
    assert!(sample[0]["machine"]["serial_number"].is_string());
    let missing: u64 =
        tried["missing"].as_array().expect("facts").iter().filter_map(|of| of["machines"].as_u64()).sum();
    assert!(missing >= unknown as u64, "each unknown says what it lacks");
    // What is not finished is no error of the request: the page shows it at its rule.
    let wrong =
        preview(&viewer, all_of(vec![rule("age_years", ">", json!(8)), rule("age_years", ">", json!(""))])).await;
    assert_eq!(wrong["wrong"]["at"], json!([1]));
    assert_eq!(wrong["wrong"]["what"], "the value is missing; write a number");
    let values = viewer.get("/facts/machine_type/values").await.json();
    assert!(values["values"].as_array().expect("types").len() > 5, "{values}");
    assert_eq!(viewer.get("/facts/age_years/values").await.status, StatusCode::NOT_FOUND);
    let refused = viewer.post("/segments", json!({"title": "x", "query": {}})).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_segment_lives_in_versions() {
    let site = Site::with_machines(300).await;
    let browser = site.browser("m", "Manager", Role::Manager).await;
    let old = saved(&browser, "Ältere Maschinen", all_of(vec![rule("age_years", ">", json!(8))])).await;
    let id = old["segment"]["id"].as_str().expect("an id");
    assert_eq!((id, old["segment"]["version"].as_u64()), ("aeltere-maschinen", Some(1)));
    assert_eq!(old["segment"]["shipped"], false);
    let again = saved(&browser, "Ältere Maschinen", all_of(vec![rule("age_years", ">", json!(9))])).await;
    assert_eq!(again["segment"]["id"], "aeltere-maschinen-2");
    let path = format!("/segments/{id}");
    let change = |years: u32| {
        json!({"title": "Ältere Maschinen", "note": "für die Messe", "why": "zu viele",
               "query": all_of(vec![rule("age_years", ">", json!(years))])})
    };
    let put = |etag: &'static str, body: Value| browser.send(Method::PUT, &path, Some(etag), Some(body));
    let second = put("\"1\"", change(12)).await;
    assert_eq!(second.status, StatusCode::OK, "{}", error(&second.body));
    assert_eq!(second.json()["segment"]["version"], 2);
    assert_eq!(put("\"1\"", change(14)).await.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(
        browser.send(Method::PUT, &path, None, Some(change(14))).await.status,
        StatusCode::PRECONDITION_REQUIRED
    );
    assert_eq!(put("\"2\"", change(12)).await.json()["segment"]["version"], 2, "the same again is no new version");
    let wrong = json!({"title": "x", "query": all_of(vec![rule("age_yeers", ">", json!(1))])});
    let wrong = put("\"2\"", wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(error(&wrong.body).contains("rule 1: there is no fact `age_yeers`"), "{}", error(&wrong.body));

    // Others name it: it cannot be put away, nor name itself through them.
    let young = saved(&browser, "Jüngere", all_of(vec![rule("segment", "notIn", json!([id]))])).await;
    let total = young["segment"]["machines"].as_u64().expect("machines");
    let count = |of: &Value, what: &str| of["segment"][what].as_u64().expect("a count");
    let now = browser.get(&path).await.json();
    let known = total - count(&now, "unknown");
    assert_eq!(count(&young, "members") + count(&now, "members"), known, "in or not in, but for the unknown");
    assert_eq!(now["segment"]["used_by"], json!(["juengere"]));
    let circle = json!({"title": "Ältere Maschinen", "query": all_of(vec![rule("segment", "in", json!("juengere"))])});
    let circle = put("\"2\"", circle).await;
    assert!(
        error(&circle.body).contains("aeltere-maschinen → juengere → aeltere-maschinen"),
        "{}",
        error(&circle.body)
    );
    let archive = |path: String, etag: &'static str| {
        let browser = &browser;
        async move { browser.send(Method::DELETE, &path, Some(etag), None).await }
    };
    let kept = archive(path.clone(), "\"2\"").await;
    assert_eq!((kept.status, kept.json()["code"].clone()), (StatusCode::CONFLICT, json!("in_use")));
    assert_eq!(archive("/segments/juengere".to_owned(), "\"1\"").await.status, StatusCode::NO_CONTENT);
    assert_eq!(archive(path.clone(), "\"2\"").await.status, StatusCode::NO_CONTENT);
    assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND);
    let put_away = browser.get("/archived-segments").await.json();
    let ids: Vec<_> = put_away.as_array().expect("two").iter().map(|of| of["id"].clone()).collect();
    assert_eq!(ids, ["aeltere-maschinen", "juengere"]);

    let restore = json!({"version": 1});
    let back = browser.send(Method::POST, &format!("{path}/restore"), Some("\"3\""), Some(restore)).await;
    assert_eq!(back.status, StatusCode::OK, "{}", error(&back.body));
    let back = back.json();
    assert_eq!((back["segment"]["version"].as_u64(), back["query"].clone()), (Some(4), old["query"].clone()));
    let versions = browser.get(&format!("{path}/versions")).await.json();
    let said: Vec<_> = versions
        .as_array()
        .expect("four")
        .iter()
        .map(|of| (of["version"].as_u64(), of["archived"].as_bool(), of["saved_by"].as_str().map(str::to_owned)))
        .collect();
    let by = Some("m".to_owned());
    assert_eq!(
        said,
        [
            (Some(4), Some(false), by.clone()),
            (Some(3), Some(true), by.clone()),
            (Some(2), Some(false), by.clone()),
            (Some(1), Some(false), by)
        ]
    );
    assert_eq!(versions[2]["why"], "zu viele");
    let audit = site.browser("a", "Admin", Role::Admin).await.get("/audit").await.json();
    assert!(audit.to_string().contains("archive segment"), "each change is noted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_segment_goes_out_as_a_file_and_comes_in_again() {
    let site = Site::with_machines(60).await;
    let browser = site.browser("s", "Steward", Role::Steward).await;
    let file = browser.get("/segments/wear-parts/segment.toml").await;
    assert_eq!(file.status, StatusCode::OK);
    let text = String::from_utf8(file.body).expect("text");
    let segment = Segment::parse("export", &text).expect("a segment");
    assert_eq!(segment, crate::site::segments().into_iter().find(|of| of.id == "wear-parts").expect("shipped"));
    let import = |definition: String, replace: bool| {
        browser.post("/segments/import", json!({"definition": definition, "replace": replace}))
    };
    assert_eq!(import(text.clone(), false).await.status, StatusCode::CONFLICT);
    let same = import(text.clone(), true).await.json();
    assert_eq!(same["segment"]["version"], 1, "what stands there already is no new version");
    let renamed = text.replace("wear-parts", "wear-parts-south");
    let made = import(renamed, false).await;
    assert_eq!(made.status, StatusCode::OK, "{}", error(&made.body));
    assert_eq!(made.json()["segment"]["members"], same["segment"]["members"]);
    assert_eq!(import("id = 1".to_owned(), false).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sheet = browser.get("/segments/wear-parts/members/export.xlsx").await;
    assert_eq!(&sheet.body[..2], b"PK", "a workbook");
}

async fn decided_on(site: &Site, day: &str) {
    let (rules, rates) = (rules(), HashMap::new());
    let deciding = Deciding::all(&rules, day.parse().expect("a date"), &rates);
    let workplace = &site.app.config.workplace;
    let decided = decide(workplace, &deciding, &Silent).await.expect("decided");
    let verdicts = decided.verdicts().expect("verdicts");
    let at = format!("{day}T09:00:00Z");
    save(workplace, &decided, &verdicts, &site.app.config.territories, &at, &Silent).await.expect("saved");
    site.app.refresh().await.expect("read");
}

async fn ids_of(browser: &Browser<'_>, path: &str) -> Vec<String> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let answer = browser.get(&format!("{path}&limit=50{cursor}")).await.json();
        let page = if answer["machines"].is_object() { &answer["machines"] } else { &answer };
        let items = page["items"].as_array().unwrap_or_else(|| panic!("{path}: {answer}"));
        ids.extend(items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => {
                assert_eq!(ids.len() as u64, page["total"].as_u64().expect("a total"));
                ids.sort_unstable();
                return ids;
            }
        }
    }
}

async fn time_passes(site: Site) {
    let browser = site.browser("m", "Manager", Role::Manager).await;
    let path = "/segments/contract-extension";
    let first = ids_of(&browser, &format!("{path}/members?state=member")).await;
    let row = browser.get(path).await.json()["segment"].clone();
    assert_eq!((row["joined"].as_u64(), row["since"].as_str()), (Some(0), Some("2026-11-01")), "nobody joined: {row}");
    decided_on(&site, "2026-11-20").await;
    let second = ids_of(&browser, &format!("{path}/members?state=member")).await;
    let minus = |a: &[String], b: &[String]| a.iter().filter(|id| !b.contains(id)).cloned().collect::<Vec<_>>();
    let (joined, left) = (minus(&second, &first), minus(&first, &second));
    assert!(!joined.is_empty() && !left.is_empty(), "19 days bring some and take some: {joined:?} {left:?}");
    assert_eq!(ids_of(&browser, &format!("{path}/changes?who=joined")).await, joined);
    assert_eq!(ids_of(&browser, &format!("{path}/changes?who=left")).await, left);
    assert_eq!(ids_of(&browser, &format!("{path}/members?day=2026-11-01")).await, first, "the past stays");
    assert_eq!(ids_of(&browser, &format!("{path}/members?day=2026-11-07")).await, first);
    let page = browser.get(&format!("{path}/members?limit=1")).await.json();
    let values = page["items"][0]["values"].as_array().expect("values");
    let facts: Vec<_> = values.iter().map(|of| of["fact"].as_str().expect("a fact")).collect();
    assert_eq!(facts, ["in_field", "contract_status", "contract_days_left", "notice_days_left"]);
    let row = browser.get(path).await.json()["segment"].clone();
    let counts = (row["joined"].as_u64(), row["left"].as_u64(), row["since"].as_str());
    assert_eq!(counts, (Some(joined.len() as u64), Some(left.len() as u64), Some("2026-11-19")));
    assert_eq!(row["redefined"], Value::Null, "the rule is the same");

    // Another rule on the same day: who joined or left then may have done so for that, and it is said.
    let wider = json!({"title": "Contract extension", "why": "half a year",
                       "query": all_of(vec![rule("contract_days_left", "<", json!(180))])});
    let etag = row["etag"].as_str().expect("a version");
    let saved = browser.send(Method::PUT, path, Some(etag), Some(wider)).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", error(&saved.body));
    let changes = browser.get(&format!("{path}/changes?who=joined")).await.json();
    let redefined = json!({"on": "2026-11-20", "before": "contract-extension@1", "now": "contract-extension@2"});
    assert_eq!(changes["redefined"], redefined);
    let now = ids_of(&browser, &format!("{path}/members?state=member")).await;
    assert_eq!(ids_of(&browser, &format!("{path}/changes?who=joined")).await, minus(&now, &first));
    assert_eq!(ids_of(&browser, &format!("{path}/members?day=2026-11-20")).await, now);
    let history = browser.get(&format!("{path}/history")).await.json();
    let points: Vec<_> = history
        .as_array()
        .expect("points")
        .iter()
        .map(|of| (of["as_of"].as_str().expect("a day"), of["members"].as_u64(), of["redefined"].as_bool()))
        .collect();
    assert_eq!(
        points,
        [("2026-11-01", Some(first.len() as u64), Some(false)), ("2026-11-20", Some(now.len() as u64), Some(true))]
    );
    assert_eq!(browser.get(&format!("{path}/members?state=maybe")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_joined_and_left_is_known() {
    time_passes(Site::with_machines(500).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_joined_and_left_is_known_on_postgres() {
    let url = testkit::database::postgres("server_segments");
    time_passes(Site::with_machines_on(500, &url).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_process_saves_a_segment_and_this_one_follows() {
    let site = Site::with_machines(40).await;
    let view = site.app.view().expect("ready");
    let query = serde_json::from_value(all_of(vec![rule("age_years", ">", json!(3))])).expect("a tree");
    let segment =
        Segment { id: "other".to_owned(), version: 0, title: decide::Wording::plain("Other"), note: None, query };
    let saving = pipeline::Saving { by: "other", at: crate::site::BEGIN, why: None, seen: None, noted: true };
    pipeline::save_segment(site.app.store(), &view.live.decided, &segment, saving).await.expect("saved");
    site.app.follow().await.expect("followed");
    assert!(site.app.view().expect("ready").segments.find("other").is_ok());
}
