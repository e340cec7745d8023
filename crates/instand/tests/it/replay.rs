//! Triggers on past days from the command line: when each would have fired, never knowing what came later.

use crate::product::{Engine, Product, text};
use serde_json::Value;

fn story(engine: Engine, name: &str) {
    let product = Product::new(engine, name);
    let machines = b"Serial number;Model;Installed on\nA-1;RX;2015-03-04\nA-2;RX;2015-11-10\nA-3;RX;2016-01-01\n";
    let machines = product.file("machines.csv", machines);
    // All of it delivered long after it happened: A-1 renewed, A-2 did not, of A-3 nobody knows.
    let contracts = b"Serial number;Contract number;Contract start;Contract end\n\
        A-1;K-1;2025-04-01;2026-03-31\nA-1;K-1b;2026-04-01;2027-03-31\nA-2;K-2;2025-06-01;2026-05-31\n";
    let contracts = product.file("contracts.csv", contracts);
    product.run(&["import", text(&machines), text(&contracts), "--delivered", "2026-11-01"]);
    let period = ["replay", "--from", "2025-12-01", "--to", "2026-06-30", "--trigger", "contract-expiring"];
    let ask = |more: &[&str]| product.done(&[&period[..], &["--as-of", "2026-11-01"], more].concat());

    let fired: Vec<Value> =
        ask(&["--format", "ndjson"]).lines().map(|line| serde_json::from_str(line).expect("an object")).collect();
    let of = |serial: &str| fired.iter().find(|of| of["machine"]["serial_number"] == serial);
    let renewed = of("A-1").expect("that it was renewed later was not known");
    assert_eq!(
        (renewed["first_fired"].as_str(), renewed["last_fired"].as_str()),
        (Some("2026-01-01"), Some("2026-03-31"))
    );
    assert_eq!((renewed["days"].as_u64(), renewed["times"].as_u64()), (Some(90), Some(1)));
    assert_eq!(renewed["outcome"], serde_json::json!({"kind": "contract", "on": "2026-04-01", "days": 90}));
    assert_eq!(renewed["rule_version"], 1);
    let lost = of("A-2").expect("it fired");
    assert_eq!((lost["first_fired"].as_str(), lost["last_fired"].as_str()), (Some("2026-03-03"), Some("2026-05-31")));
    assert_eq!(lost["outcome"], Value::Null);
    assert!(of("A-3").is_none() && fired.len() == 2, "{fired:?}");

    let whole: Value = serde_json::from_str(&ask(&["--format", "json"])).expect("an object");
    let trigger = &whole["triggers"][0];
    assert_eq!((trigger["machines"].as_u64(), trigger["followed"].as_u64()), (Some(2), Some(1)));
    assert_eq!((trigger["not_followed"].as_u64(), trigger["precision"].as_f64()), (Some(1), Some(0.5)));
    let weeks = trigger["by_week"].as_array().expect("weeks");
    assert_eq!(weeks.len(), 31, "every week, also those without any");
    assert_eq!(weeks.iter().filter_map(|week| week[1].as_u64()).sum::<u64>(), 2);
    assert!((trigger["unknown"].as_f64().expect("a share") - 1.0 / 3.0).abs() < 1e-9, "A-3, every day");

    // Another threshold beside it, from a file that is not in force.
    let other = product.done(&["rules", "export", "contract-expiring"]).replace("days = 90.0", "days = 30.0");
    let other_id = other.replace("id = \"contract-expiring\"", "id = \"own\"");
    let other = product.file("thirty.toml", other.as_bytes());
    let later = ask(&["--rule", text(&other), "--format", "ndjson"]);
    assert!(later.contains("\"first_fired\":\"2026-03-02\""), "{later}");
    let mismatched = product.file("other.toml", other_id.as_bytes());
    let error = product.refused(&[&period[..], &["--rule", text(&mismatched)]].concat());
    assert!(error.contains("is the trigger `own`, and --trigger names `contract-expiring`"), "{error}");
    let table = ask(&[]);
    assert!(table.contains("50 %") && table.contains("counts from its own date"), "{table}");
    let ahead = product.refused(&["replay", "--from", "2026-01-01", "--to", "2026-12-31", "--as-of", "2026-11-01"]);
    assert!(ahead.contains("is no period of the past"), "{ahead}");
}

#[test]
fn a_replay_knows_nothing_of_what_came_later_on_sqlite() {
    story(Engine::Sqlite, "");
}

#[test]
fn a_replay_knows_nothing_of_what_came_later_on_postgres() {
    story(Engine::Postgres, "replay");
}

#[test]
fn what_a_later_delivery_says_of_a_contract_was_not_known_before() {
    let product = Product::new(Engine::Sqlite, "");
    let machines =
        product.file("machines.csv", b"Serial number;Model;Installed on\nA-1;RX;2015-03-04\nA-2;RX;2015-11-10\n");
    let headings = "Serial number;Contract number;Contract start;Contract end;Status\n";
    let before = format!("{headings}A-1;K-1;2025-01-01;2026-12-31;active\nA-2;K-2;2025-06-01;2026-05-31;active\n");
    let after = format!("{headings}A-1;K-1;2025-01-01;2026-12-31;ended\nA-2;K-2;2025-06-01;2028-05-31;active\n");
    let before = product.file("contracts.csv", before.as_bytes());
    let after = product.file("contracts of november.csv", after.as_bytes());
    product.run(&["import", text(&machines), text(&before), "--delivered", "2025-12-01"]);
    product.run(&["import", text(&after), "--delivered", "2026-11-01"]);
    let printed = product.done(&[
        "replay",
        "--from",
        "2026-01-01",
        "--to",
        "2026-10-31",
        "--as-of",
        "2026-11-02",
        "--trigger",
        "contract-expiring",
        "--format",
        "ndjson",
    ]);
    let fired: Vec<Value> = printed.lines().map(|line| serde_json::from_str(line).expect("an object")).collect();
    let days = |serial: &str| {
        let of = fired.iter().find(|of| of["machine"]["serial_number"] == serial);
        of.map(|of| (of["first_fired"].as_str().unwrap_or_default(), of["last_fired"].as_str().unwrap_or_default()))
    };
    assert_eq!(days("A-1"), Some(("2026-10-03", "2026-10-31")), "it was ended in November: {fired:?}");
    assert_eq!(days("A-2"), Some(("2026-03-03", "2026-05-31")), "it was prolonged in November: {fired:?}");
}

#[test]
fn what_is_wrong_with_a_trigger_is_said_at_its_place() {
    let product = Product::new(Engine::Sqlite, "");
    assert!(product.done(&["rules", "check"]).contains("contract-expiring: good"));
    let listed = product.done(&["rules", "list", "--json"]);
    assert_eq!(listed.lines().count(), 10, "the shipped ones: {listed}");
    let good = product.done(&["rules", "export", "contract-expiring"]);
    let wrong = product.file("own.toml", good.replacen("contract_days_left <", "contract_day_left <", 1).as_bytes());
    let output = product.run(&["rules", "check", text(&wrong)]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(
        said.contains(
            "own.toml, line 7, column 6: unknown fact `contract_day_left`; did you mean `contract_days_left`?"
        ),
        "{said}"
    );
    // One that cannot be read keeps nobody from the others.
    let output = product.run(&["rules", "check", "nowhere.toml", text(&wrong)]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("nowhere.toml: cannot be read") && said.contains("did you mean"), "{said}");
    let idle = product.file("idle.toml", good.replace("[parameters]", "[parameters]\ngrace = 3.0").as_bytes());
    assert!(product.done(&["rules", "check", text(&idle)]).contains("nothing uses the parameter `grace`"));
    assert!(product.refused(&["rules", "export", "nobody"]).contains("there are contract-expiring, end-of-life"));
}
