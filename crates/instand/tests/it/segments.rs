//! Segments from the command line: listed, checked, imported, exported, their members by day.

use crate::product::{Engine, Product, text};
use serde_json::Value;

const OLD: &str = "id = \"old\"\nversion = 1\ntitle = \"Old\"\n\n[query]\ncombinator = \"and\"\nrules = [{ field = \"age_years\", operator = \">=\", value = 8 }]\n";
const YOUNG: &str = "id = \"a-young\"\nversion = 1\ntitle = \"Young\"\n\n[query]\ncombinator = \"and\"\nrules = [{ field = \"segment\", operator = \"notIn\", value = [\"old\"] }]\n";

fn lines(printed: &str) -> Vec<Value> {
    printed.lines().map(|line| serde_json::from_str(line).expect("a JSON object a line")).collect()
}

fn serials(product: &Product, id: &str, state: &str, day: &str) -> Vec<String> {
    let printed = product.done(&["segments", "members", id, "--state", state, "--as-of", day, "--json"]);
    let serial = |of: &Value| of["machine"]["serial_number"].as_str().expect("a number").to_owned();
    let mut serials: Vec<String> = lines(&printed).iter().map(serial).collect();
    serials.sort();
    serials
}

fn story(engine: Engine, name: &str) {
    let product = Product::new(engine, name);
    let list = b"Serial number;Model;Installed on\nA-1;RX;2012-03-04\nA-2;RX;2018-11-10\nA-3;RX;2020-01-01\nA-4;RX;\n";
    let list = product.file("machines.csv", list);
    product.run(&["import", text(&list), "--delivered", "2026-11-01"]);
    let (old, young) = (product.file("old.toml", OLD.as_bytes()), product.file("young.toml", YOUNG.as_bytes()));
    let checked = product.done(&["segments", "check", text(&old), text(&young)]);
    assert!(checked.contains("old: ") && checked.contains("a-young: "), "{checked}");
    // The one that names the other stands first in the command, and last in what is saved.
    product.done(&["segments", "import", text(&young), text(&old)]);
    product.done(&["decide", "--as-of", "2026-11-01"]);
    assert_eq!(serials(&product, "old", "member", "2026-11-01"), ["A-1"]);
    assert_eq!(serials(&product, "old", "unknown", "2026-11-01"), ["A-4"]);
    assert_eq!(serials(&product, "a-young", "member", "2026-11-01"), ["A-2", "A-3"]);
    assert_eq!(serials(&product, "old", "member", "2026-11-11"), ["A-1", "A-2"], "the segment moves with the clock");
    let listed = lines(&product.done(&["segments", "list", "--json"]));
    let found = listed.iter().find(|of| of["id"] == "old").expect("saved");
    assert_eq!(
        (found["members"].as_u64(), found["unknown"].as_u64(), found["version"].as_u64()),
        (Some(1), Some(1), Some(1))
    );
    assert_eq!(listed.len(), 8, "two and the six shipped: {listed:?}");
    assert_eq!(
        product.done(&["segments", "export", "old"]),
        product.done(&["segments", "export", "old", "--version", "1"])
    );

    let older = product.file("older.toml", OLD.replace("value = 8", "value = 20").as_bytes());
    assert!(product.done(&["segments", "import", text(&older)]).contains("version 2"));
    assert_eq!(serials(&product, "old", "member", "2026-11-01"), Vec::<String>::new());
    let wrong = product.file("wrong.toml", OLD.replace("age_years", "age").as_bytes());
    let output = product.run(&["segments", "check", text(&wrong)]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("segment old, rule 1: there is no fact `age`"), "{said}");
    assert!(product.refused(&["segments", "import", text(&wrong)]).contains("there is no fact `age`"));
    let circle = product.file("circle.toml", YOUNG.replace("a-young", "old").as_bytes());
    assert!(product.refused(&["segments", "import", text(&circle)]).contains("old → old"));
    assert!(product.refused(&["segments", "members", "nobody"]).contains("there is no segment `nobody`"));
}

#[test]
fn segments_live_on_the_command_line() {
    story(Engine::Sqlite, "segments");
}

#[test]
fn segments_live_on_the_command_line_with_postgres() {
    story(Engine::Postgres, "segments_cli");
}
