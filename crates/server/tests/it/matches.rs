//! Two lists write some serial numbers differently: what the linker joins, what people decide, and the way back.

use crate::site::{BEGIN, Browser, Site};
use axum::http::StatusCode;
use chrono::NaiveDate;
use pipeline::{ImportOptions, Silent, collect, import};
use serde_json::{Value, json};
use server::auth::Role;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

const TYPES: [&str; 4] = ["HX 500", "HX 700", "RM 20", "VPX 3"];
const MACHINES: u32 = 120;

/// Serial numbers far apart, as those of several years are.
fn serial(machine: u32) -> String {
    format!("K{}-{:05}", 10 + machine % 13, (u64::from(machine) * 7919 + 10_007) % 100_000)
}

/// The same with the third and fourth digit swapped, or changed where they are equal.
fn mistyped(machine: u32) -> String {
    let mut letters: Vec<char> = serial(machine).chars().collect();
    if letters[6] == letters[7] {
        letters[7] = if letters[7] == '9' { '1' } else { '9' }
    } else {
        letters.swap(6, 7);
    }
    letters.into_iter().collect()
}

fn row(list: &mut String, serial: &str, machine: u32, comma: &str) {
    let (kind, customer) = (TYPES[machine as usize % 4], machine % 40);
    let day = NaiveDate::from_ymd_opt(2010, 1, 15).expect("a day") + chrono::Days::new(u64::from(machine) * 37);
    let fields = [
        serial.to_owned(),
        kind.to_owned(),
        format!("Kunde {customer} {}GmbH", ["Metallbau ", "Holzwerk ", "Pressen "][customer as usize % 3]),
        day.format("%d.%m.%Y").to_string(),
        format!("{}", 10_000 + customer * 731),
        "DE".to_owned(),
    ];
    let _ = writeln!(list, "{}", fields.join(comma));
}

/// The two lists: `crm` writes every tenth serial number wrongly.
fn write_lists(folder: &Path, wrong: impl Fn(u32) -> bool) {
    let heading = "Seriennummer;Maschinentyp;Kunde;Inbetriebnahme;PLZ;Land\n";
    let (mut erp, mut crm) = (heading.to_owned(), heading.to_owned());
    for machine in 0..MACHINES {
        row(&mut erp, &serial(machine), machine, ";");
        row(&mut crm, &if wrong(machine) { mistyped(machine) } else { serial(machine) }, machine, ";");
    }
    for (source, list) in [("erp", erp), ("crm", crm)] {
        std::fs::create_dir_all(folder.join(source)).expect("a folder");
        std::fs::write(folder.join(source).join("maschinen.csv"), list).expect("written");
    }
}

async fn deliver(site: &Site, source: &str, wrong: impl Fn(u32) -> bool, day: u32) {
    let folder = site.folder.path().join(format!("lists-{source}-{day}"));
    write_lists(&folder, wrong);
    let options = ImportOptions {
        origin: source,
        source: Some(source),
        mapping: None,
        mapping_text: None,
        delivered_on: NaiveDate::from_ymd_opt(2026, 10, day).expect("a day"),
        at: BEGIN,
    };
    let inputs = collect(&[folder.join(source)], Path::new("")).expect("files");
    import(&site.app.config.workplace, &inputs, &options, &Silent).await.expect("imported");
    site.app.refresh().await.expect("read");
}

async fn ended(browser: &Browser<'_>, answer: crate::site::Answer) -> Value {
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", String::from_utf8_lossy(&answer.body));
    let id = answer.json()["id"].as_str().expect("a job").to_owned();
    loop {
        let job = browser.get(&format!("/jobs/{id}")).await.json();
        if job["state"] != "running" {
            assert_eq!(job["state"], "done", "{job}");
            return job;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

/// Every machine's id by its serial number.
async fn ids(browser: &Browser<'_>) -> BTreeMap<String, String> {
    let page = browser.get("/machines?limit=500").await.json();
    let items = page["items"].as_array().expect("machines").clone();
    let text = |of: &Value| of.as_str().expect("a text").to_owned();
    items.iter().map(|of| (text(&of["serial_number"]), text(&of["id"]))).collect()
}

/// What the state is, without running numbers of decisions.
async fn dump(site: &Site) -> String {
    site.app.store().dump().await.expect("dumped")
}

fn pairs(answer: &Value) -> Vec<(String, String)> {
    let number = |of: &Value| of["number"].as_str().expect("a number").to_owned();
    let items = answer["items"].as_array().expect("pairs");
    items.iter().map(|of| (number(&of["kept"]), number(&of["joined"]))).collect()
}

async fn story(database: &str) {
    let site = Site::empty(database).await;
    site.app.refresh().await.expect("read");
    let steward = site.browser("s", "Steward", Role::Steward).await;
    let wrong = |machine: u32| machine.is_multiple_of(10);
    deliver(&site, "erp", wrong, 1).await;
    let first = ids(&steward).await;
    assert_eq!(first.len(), MACHINES as usize);
    assert_eq!(steward.get("/matches").await.json()["total"], 0, "one list alone has nothing to compare with");

    // The linker joins what is sure; together with what waits, every wrong serial number is found and nothing else.
    deliver(&site, "crm", wrong, 2).await;
    let queue = steward.get("/matches?sort=weight").await.json();
    let decisions = steward.get("/matches/decisions").await.json();
    let joined = decisions.as_array().expect("decisions");
    assert!(joined.iter().all(|of| of["decided_by"] == "linker" && of["verdict"] == "same"), "{decisions}");
    let wanted: std::collections::BTreeSet<String> =
        (0..MACHINES).filter(|machine| wrong(*machine)).map(|machine| mistyped(machine).replace('-', "")).collect();
    let mut found: std::collections::BTreeSet<String> =
        joined.iter().map(|of| of["joined"].as_str().expect("a number").to_owned()).collect();
    found.extend(pairs(&queue).into_iter().map(|(_, joined)| joined));
    assert_eq!(found, wanted, "queue {queue}");
    assert!(!joined.is_empty(), "none was sure: {queue}");
    let now = ids(&steward).await;
    assert!(first.iter().all(|(serial, id)| now.get(serial) == Some(id)), "the elder machine keeps its id");
    assert_eq!(now.len(), MACHINES as usize + wanted.len() - joined.len());

    // A person takes one back: it waits, is explained, and the linker leaves it alone.
    let before = dump(&site).await;
    let one = joined[0]["id"].as_i64().expect("a number");
    let (kept, other) =
        (joined[0]["kept"].as_str().expect("a number"), joined[0]["joined"].as_str().expect("a number"));
    ended(&steward, steward.post("/matches/decisions/undo", json!({"ids": [one]})).await).await;
    assert_eq!(ids(&steward).await.len(), now.len() + 1);
    let queue = steward.get("/matches").await.json();
    let waiting = queue["items"].as_array().expect("pairs").last().expect("the one taken back").clone();
    assert_eq!((&waiting["later"], waiting["joined"]["number"].as_str()), (&json!(true), Some(other)));
    let detail = steward.get(&format!("/matches/{kept}/{other}")).await.json();
    let steps = detail["steps"].as_array().expect("steps");
    let number = |of: &Value| of.as_f64().expect("a number");
    let sum = number(&detail["prior"])
        + steps.iter().map(|of| number(&of["weight"]) + number(&of["term_frequency"])).sum::<f64>();
    assert!((sum - number(&detail["weight"])).abs() < 1e-9, "the waterfall adds up: {detail}");
    let differing: Vec<_> = detail["fields"]
        .as_array()
        .expect("fields")
        .iter()
        .filter(|of| of["differs"] == true)
        .map(|of| of["field"].as_str().expect("a field"))
        .collect();
    assert_eq!(differing, ["serial_number"]);
    assert!(detail["fields"][0]["kept"]["source"]["file"].as_str().expect("a file").ends_with("maschinen.csv"));

    // The same list again with other rows: neither decision is touched.
    let apart = ids(&steward).await;
    deliver(&site, "crm", |machine| wrong(machine) && machine != 50, 3).await;
    let again = ids(&steward).await;
    assert!(apart.iter().all(|(serial, id)| again.get(serial) == Some(id)), "no id changed");

    let say = |verdict: &str| json!({"decisions": [{"kept": kept, "joined": other, "verdict": verdict}]});
    let preview = steward.post("/matches/preview", say("same")).await.json();
    assert_eq!((&preview["pairs"], &preview["machines_joined"]), (&json!(1), &json!(1)), "{preview}");
    let undecided = dump(&site).await;
    ended(&steward, steward.post("/matches/decisions", say("same")).await).await;
    assert_eq!(ids(&steward).await.len(), again.len() - 1);
    let newest = steward.get("/matches/decisions").await.json()[0].clone();
    assert_eq!((&newest["decided_by"], &newest["verdict"]), (&json!("s"), &json!("same")));
    ended(&steward, steward.post("/matches/decisions/undo", json!({"ids": [newest["id"]]})).await).await;
    assert_eq!(dump(&site).await, undecided, "taken back, everything is as before");

    // Different stays different, also for the next delivery.
    ended(&steward, steward.post("/matches/decisions", say("different")).await).await;
    assert_eq!(steward.get(&format!("/matches/{kept}/{other}")).await.status, StatusCode::NOT_FOUND);
    deliver(&site, "crm", |machine| wrong(machine) && machine != 60, 4).await;
    assert!(!pairs(&steward.get("/matches").await.json()).contains(&(kept.to_owned(), other.to_owned())));
    let refused = steward.post("/matches/decisions", say("same")).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "no such pair waits");

    // Taking the deliveries of the list back leaves the first list as it was; what a person said stays.
    let batches = steward.get("/batches").await.json();
    for batch in batches.as_array().expect("deliveries").iter().filter(|of| of["id"] != 1) {
        ended(&steward, steward.post(&format!("/batches/{}/take-back", batch["id"]), json!({})).await).await;
    }
    assert_eq!(ids(&steward).await, first);
    assert!(before.contains("match ") && dump(&site).await.matches("\nmatch ").count() == 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn serial_numbers_written_wrongly_are_found_and_decided_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    story(&testkit::database::sqlite(folder.path())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn serial_numbers_written_wrongly_are_found_and_decided_on_postgres() {
    story(&testkit::database::postgres("matches")).await;
}
