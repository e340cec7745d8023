//! Machine life over HTTP: every machine of the list of events stands, on each day that decides, as the truth says.

use crate::site::{BEGIN, Site};
use axum::http::StatusCode;
use chrono::NaiveDate;
use pipeline::{ImportOptions, Silent, collect, import};
use serde_json::Value;
use server::auth::Role;
use std::path::{Path, PathBuf};
use testkit::manufacturer::{Lives, Manufacturer};

const MACHINES: usize = 400;

fn as_of() -> NaiveDate {
    "2026-11-01".parse().expect("a date")
}

/// Imports files of a folder as one more delivery.
async fn deliver(site: &Site, folder: PathBuf, source: &str) -> pipeline::Imported {
    let options = ImportOptions {
        origin: source,
        source: Some(source),
        mapping: None,
        mapping_text: None,
        delivered_on: as_of(),
        at: BEGIN,
    };
    let inputs = collect(&[folder], Path::new("")).expect("files");
    let (imported, _) = import(&site.app.config.workplace, &inputs, &options, &Silent).await.expect("imported");
    imported
}

fn value<'a>(values: &'a Value, field: &str) -> Option<&'a str> {
    values.as_array()?.iter().find(|value| value["field"] == field)?["value"].as_str()
}

/// The day a cell's row is of must never be later than the day looked at; the rows of events name theirs first.
fn latest_line(life: &Value) -> Option<&str> {
    life["lines"].as_array()?.iter().filter_map(|line| line["on"].as_str()).max()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_machine_stands_as_the_truth_says_on_every_day_that_decides() {
    let site = Site::with_machines(MACHINES).await;
    let folder = site.folder.path().join("lives");
    std::fs::create_dir_all(&folder).expect("a folder");
    let lives = Lives { manufacturer: Manufacturer::new(7, MACHINES, as_of()) };
    let truths = lives.write(&folder).expect("written");
    let imported = deliver(&site, folder.clone(), "lifecycle").await;
    assert_eq!(imported.questions.len(), 0, "{:?}", imported.questions);
    assert_eq!(imported.tables[0].kind, base::Kind::LifecycleEvents);
    assert!(imported.unassigned.is_empty(), "{:?}", imported.unassigned);
    let contradicting = truths.iter().filter(|truth| truth.days.iter().any(|day| day.on == as_of() && day.contradicts));
    let said = imported.problems.iter().filter(|problem| problem.what.contains("counts as out of the field")).count();
    assert_eq!(said, contradicting.count(), "each contradiction is said once, and nothing else");
    site.app.refresh().await.expect("read");
    let browser = site.browser("anna", "Anna", Role::Viewer).await;
    let mut checked = 0;
    for truth in &truths {
        let serial = digitize::serial::normalise(&truth.serial_number).expect("a number");
        for day in &truth.days {
            let life = browser.get(&format!("/machines/{serial}/life?as_of={}", day.on)).await.json();
            let about = format!("{serial} ({}) on {}: {life:#}", truth.story, day.on);
            assert_eq!(life["in_field"], day.in_field, "{about}");
            let number = value(&life["owner"], "customer_number").map(|number| number.trim_start_matches('0'));
            assert_eq!(number, Some(day.customer_number.to_string().as_str()), "{about}");
            assert_eq!(value(&life["site"], "city"), Some(day.city), "{about}");
            assert_eq!(!life["problem"].is_null(), day.contradicts, "{about}");
            assert!(latest_line(&life).is_none_or(|latest| latest <= day.on.to_string().as_str()), "{about}");
            if let Some(spindle) = &day.spindle {
                let parts = life["components"].as_array().expect("components");
                let built: Vec<&str> = parts
                    .iter()
                    .filter(|part| part["removed_on"].is_null())
                    .filter_map(|part| part["serial_number"].as_str())
                    .collect();
                assert_eq!(built, [spindle.as_str()], "{about}");
            }
            checked += 1;
        }
    }
    assert!(checked > 100, "{checked} days");

    // Out of the field means out of the list of the active, and the page can say how many.
    let out = truths.iter().filter(|truth| truth.days.iter().any(|day| day.on == as_of() && !day.in_field)).count();
    let list = |filter: &'static str| browser.get(filter);
    let all = list("/machines?limit=1").await.json()["total"].as_u64().expect("a number");
    let active = list("/machines?limit=1&in_field=true").await.json()["total"].as_u64().expect("a number");
    let gone = u64::try_from(out).expect("few");
    let retired_by_lists = all - active - gone;
    assert!(gone > 0 && active > 0 && retired_by_lists < all / 10, "{all} machines, {active} active, {out} scrapped");
    let scrapped = truths.iter().find(|truth| truth.days.iter().any(|day| day.on == as_of() && !day.in_field));
    let scrapped = digitize::serial::normalise(&scrapped.expect("one").serial_number).expect("a number");
    let file = browser.get(&format!("/machines/{scrapped}")).await;
    assert_eq!((file.status, file.json()["in_field"].as_bool()), (StatusCode::OK, Some(false)));
    let fires =
        file.json()["verdicts"].as_array().expect("verdicts").iter().filter(|of| of["verdict"] == "fires").count();
    assert_eq!(fires, 0, "no trigger fires for a machine that is gone");

    // Who reads a number off an old spindle finds the machine.
    let exchanged = truths.iter().find_map(|truth| truth.days.iter().rev().find_map(|day| day.spindle.clone()));
    let built = exchanged.expect("a spindle was exchanged");
    let (machine, _) = built.rsplit_once('-').expect("the number of a spindle");
    let found = browser.get(&format!("/search?q={machine}-1")).await.json();
    let group = &found["groups"][0];
    assert_eq!(group["kind"], "component", "{found:#}");
    assert!(group["items"][0]["subtitle"].as_str().expect("words").starts_with("Spindel · war bis "), "{found:#}");

    // A day that is none is said to be none.
    let wrong = browser.get(&format!("/machines/{scrapped}/life?as_of=31.12.2026")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.json()["detail"].as_str().expect("words").contains("2026-12-31"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_events_once_more_change_nothing_and_taken_back_are_gone() {
    let site = Site::with_machines(120).await;
    let folder = site.folder.path().join("lives");
    std::fs::create_dir_all(&folder).expect("a folder");
    let lives = Lives { manufacturer: Manufacturer::new(7, 120, as_of()) };
    let truths = lives.write(&folder).expect("written");
    let serial = digitize::serial::normalise(&truths[0].serial_number).expect("a number");
    site.app.refresh().await.expect("read");
    let browser = site.browser("anna", "Anna", Role::Viewer).await;
    let path = format!("/machines/{serial}/life?as_of=2027-06-30");
    let before = browser.get(&path).await.json();
    let first = deliver(&site, folder.clone(), "lifecycle").await.batch.expect("a delivery");
    site.app.refresh().await.expect("read");
    let once = browser.get(&path).await.json();
    assert_ne!(before, once);
    // The same events under another name, from another source.
    let other = site.folder.path().join("other");
    std::fs::create_dir_all(&other).expect("a folder");
    let text = std::fs::read_to_string(folder.join("lebenslauf.csv")).expect("the list");
    let mut rows: Vec<&str> = text.lines().collect();
    rows[1..].reverse();
    std::fs::write(other.join("ereignisse.csv"), rows.join("\r\n")).expect("written");
    let second = deliver(&site, other, "crm-lifecycle").await.batch.expect("a delivery");
    site.app.refresh().await.expect("read");
    let twice = browser.get(&path).await.json();
    let lines = |life: &Value| -> Vec<(String, String)> {
        let lines = life["lines"].as_array().expect("lines").iter();
        lines.map(|line| (line["on"].to_string(), line["kind"].to_string())).collect()
    };
    assert_eq!(lines(&once), lines(&twice), "an event of two deliveries is one");
    assert_eq!((&once["owner"][0]["value"], &once["in_field"]), (&twice["owner"][0]["value"], &twice["in_field"]));
    for batch in [first, second] {
        pipeline::take_back(&site.app.config.workplace, batch, BEGIN).await.expect("taken back");
    }
    site.app.refresh().await.expect("read");
    assert_eq!(browser.get(&path).await.json(), before, "taken back, all is as it was");
}
