//! The reference manufacturer: every verdict of every trigger equals the truth, which was made without the rules.

use crate::product::{Engine, Product, text};
use std::collections::BTreeMap;
use testkit::manufacturer::Manufacturer;

const MACHINES: usize = 8_000;
const AS_OF: &str = "2026-11-01";

type Verdicts = BTreeMap<(String, String), String>;

/// Spellings differ; letters and digits do not (no serial of the generator differs by O or I alone).
fn key(serial: &str) -> String {
    digitize::serial::normalise(serial).expect("a serial number")
}

fn truth(path: &std::path::Path) -> Verdicts {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_path(path).expect("the truth file");
    let mut verdicts = Verdicts::new();
    for row in reader.records() {
        let row = row.expect("a row");
        let verdict = match &row[2] {
            "no" => "does_not_fire",
            other => other,
        };
        verdicts.insert((key(&row[0]), row[1].to_owned()), verdict.to_owned());
    }
    verdicts
}

fn decided(csv_text: &str) -> Verdicts {
    let mut reader = csv::Reader::from_reader(csv_text.as_bytes());
    let mut verdicts = Verdicts::new();
    for row in reader.records() {
        let row = row.expect("a row");
        let before = verdicts.insert((key(&row[0]), row[1].to_owned()), row[3].to_owned());
        assert_eq!(before, None, "{} has two verdicts for {}", &row[0], &row[1]);
    }
    verdicts
}

/// Imports and decides; gives all verdicts.
fn verdicts(product: &Product, folder: &std::path::Path) -> Verdicts {
    let sources = folder.join("sources.toml");
    product.done(&["import", text(folder), "--mapping", text(&sources), "--delivered", AS_OF]);
    decided(&product.done(&["decide", "--as-of", AS_OF, "--format", "csv", "--verdicts", "all"]))
}

fn check(seed: u64, engine: Engine, zone: &'static str) {
    let made = tempfile::tempdir().expect("a folder");
    let folder = made.path().join("files");
    let truth_file = made.path().join("truth.csv");
    let as_of = AS_OF.parse().expect("a date");
    Manufacturer::new(seed, MACHINES, as_of).write(&folder, &truth_file).expect("written");
    let name = format!("truth_{seed}_{}", zone.replace('/', "_").to_lowercase());
    let product = Product::new(engine, &name).in_zone(zone);
    let (truth, found) = (truth(&truth_file), verdicts(&product, &folder));
    let wrong: Vec<_> = truth.iter().filter(|(key, verdict)| found.get(*key) != Some(*verdict)).collect();
    let extra: Vec<_> = found.keys().filter(|key| !truth.contains_key(*key)).collect();
    let shown: Vec<_> =
        wrong.iter().take(10).map(|(key, verdict)| format!("{key:?}: {verdict} but {:?}", found.get(*key))).collect();
    assert!(wrong.is_empty(), "seed {seed}, {engine:?}, {zone}: {} of {} differ: {shown:#?}", wrong.len(), truth.len());
    assert!(
        extra.is_empty(),
        "seed {seed}: verdicts for machines that are not there: {:?}",
        &extra[..extra.len().min(5)]
    );
}

#[test]
fn seed_1_on_sqlite() {
    check(1, Engine::Sqlite, "UTC");
}

#[test]
fn seed_1_on_postgres_in_vienna() {
    check(1, Engine::Postgres, "Europe/Vienna");
}

#[test]
fn seed_1_on_sqlite_in_new_york() {
    check(1, Engine::Sqlite, "America/New_York");
}

#[test]
fn seed_2_on_postgres_in_new_york() {
    check(2, Engine::Postgres, "America/New_York");
}

#[test]
fn seed_2_on_sqlite_in_vienna() {
    check(2, Engine::Sqlite, "Europe/Vienna");
}

#[test]
fn seed_3_on_sqlite_and_postgres() {
    check(3, Engine::Sqlite, "UTC");
    check(3, Engine::Postgres, "UTC");
}

#[test]
fn seed_4_on_sqlite_and_postgres() {
    check(4, Engine::Sqlite, "UTC");
    check(4, Engine::Postgres, "UTC");
}

#[test]
fn seed_5_on_sqlite_and_postgres() {
    check(5, Engine::Sqlite, "UTC");
    check(5, Engine::Postgres, "UTC");
}
