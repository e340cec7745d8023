//! What users of other systems complain about, as far as triggers, dates, unknowns and hits go: each test is named after
//! the thread it answers.

use crate::product::{Engine, Product, text};
use crate::telemetry::{send, serve, status};
use serde_json::Value;
use std::thread::sleep;
use std::time::Duration;

const MACHINES: &[u8] = b"Serial number;Model;Installed on\nA-1;RX;2015-03-04\nA-2;RX;2019-11-10\nA-3;RX;2021-01-01\n";

/// The verdicts of a trigger, by serial number.
fn verdicts(product: &Product, trigger: &str, as_of: &str) -> Vec<(String, Value)> {
    let arguments = ["decide", "--trigger", trigger, "--as-of", as_of, "--verdicts", "all", "--format", "ndjson"];
    let lines = product.done(&arguments);
    let line = |line: &str| -> (String, Value) {
        let of: Value = serde_json::from_str(line).expect("an object");
        (of["machine"]["serial_number"].as_str().expect("a number").to_owned(), of)
    };
    let mut all: Vec<(String, Value)> = lines.lines().map(line).collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

fn words(all: &[(String, Value)]) -> Vec<&str> {
    all.iter().map(|(_, of)| of["verdict"].as_str().unwrap_or_default()).collect()
}

fn with_contracts(contracts: &str, name: &str) -> Product {
    let product = Product::new(Engine::Sqlite, name);
    let machines = product.file("machines.csv", MACHINES);
    let contracts = product.file("contracts.csv", contracts.as_bytes());
    product.done(&["import", text(&machines), text(&contracts), "--delivered", "2026-11-01"]);
    product
}

#[test]
fn oca_contract_1528_an_open_ended_contract_fires_before_its_next_notice_date() {
    let product = with_contracts(
        "Serial number;Contract number;Contract start;Contract end;Notice period (days)\n\
         A-1;K-1;2020-03-01;31.12.9999;90\nA-2;K-2;2020-09-01;31.12.9999;90\n",
        "oca_1528",
    );
    // The next anniversary of K-1 is 1 March 2027: notice is due 90 days before, on 1 December 2026.
    let fires = |day: &str| words(&verdicts(&product, "contract-expiring", day))[0].to_owned();
    assert_eq!(fires("2026-08-01"), "does_not_fire");
    assert_eq!(fires("2026-11-01"), "fires");
    let all = verdicts(&product, "contract-expiring", "2026-11-01");
    let left = all[0].1["evidence"].as_array().expect("evidence").iter().find(|of| of["fact"] == "notice_days_left");
    assert_eq!(left.expect("the notice date decides")["value"], 30);
    assert_eq!(words(&all)[1], "does_not_fire", "the notice date of K-2 is in June");
}

#[test]
fn oca_contract_803_after_a_renewal_the_dates_agree_and_the_hit_closes_with_the_reason() {
    let before = "Serial number;Contract number;Contract start;Contract end\nA-1;K-1;2025-12-01;2026-11-30\n";
    let product = with_contracts(before, "oca_803");
    product.done(&["decide", "--as-of", "2026-11-01"]);
    let renewed = product.file("renewed.csv", format!("{before}A-1;K-1b;2026-12-01;2027-11-30\n").as_bytes());
    product.done(&["import", text(&renewed), "--delivered", "2026-11-10"]);
    product.done(&["decide", "--as-of", "2026-11-10"]);
    let all = verdicts(&product, "contract-expiring", "2026-11-10");
    assert_eq!(words(&all)[0], "does_not_fire");
    let dump = product.dump();
    let hit = dump.lines().find(|line| line.starts_with("hit") && line.contains("contract-expiring")).expect("kept");
    assert!(hit.contains("Closed"), "{hit}");
    let reason = r#"\"fact\":\"contract_days_left\",\"value\":385,\"comparison\":\"< 90\""#;
    assert!(hit.contains(reason), "{hit}");
}

/// SAP contract determination: of two contracts that fit one machine one is chosen without a word.
#[test]
fn sap_contract_determination_two_contracts_that_fit_one_machine_are_flagged() {
    let product = with_contracts(
        "Serial number;Contract number;Contract start;Contract end\n\
         A-1;K-1;2026-01-01;2026-12-31\nA-1;K-2;2026-06-01;2027-05-31\n\
         A-2;K-3;2025-01-01;2026-12-31\nA-2;K-3;2026-10-01;2027-12-31\n\
         A-3;K-4;2025-01-01;2025-12-31\nA-3;K-5;2026-01-01;2026-12-31\n",
        "sap_two_contracts",
    );
    let rule = "id = \"several\"\nversion = 1\ncampaign = \"service-call\"\ncondition = \"contracts_running > 1\"\n\
                title = \"Several\"\nexplanation = \"x\"\nvalue = []\n[priority]\nlikelihood = 0.2\n";
    let rule = product.file("several.toml", rule.as_bytes());
    product.done(&["rules", "import", text(&rule), "--activate"]);
    let all = verdicts(&product, "several", "2026-11-01");
    // One number is one contract and its renewal, and what is over fits no more.
    assert_eq!(words(&all), ["fires", "does_not_fire", "does_not_fire"]);
    let evidence = &all[0].1["evidence"][0];
    assert_eq!(evidence["value"], 2, "{evidence}");
    let sources = evidence["sources"].as_array().expect("sources").iter();
    let rows: Vec<u64> = sources.filter_map(|of| of["row"].as_u64()).collect();
    assert_eq!(rows, [3, 2], "both ends are shown, the one that counts first");
    let members = product.done(&["segments", "members", "several-contracts", "--as-of", "2026-11-01"]);
    assert!(members.contains("A-1") && !members.contains("A-2") && !members.contains("A-3"), "{members}");
}

#[test]
fn kie_wb_common_2063_a_contract_fires_on_the_same_local_day_in_every_time_zone() {
    let contracts = "Serial number;Contract number;Contract start;Contract end\nA-1;K-1;2026-01-01;31.12.2026\n";
    for zone in ["UTC", "Europe/Vienna", "America/New_York", "Pacific/Auckland"] {
        let product = Product::new(Engine::Sqlite, "kie_2063").in_zone(zone);
        let machines = product.file("machines.csv", MACHINES);
        let contracts = product.file("contracts.csv", contracts.as_bytes());
        product.done(&["import", text(&machines), text(&contracts), "--delivered", "2026-09-01"]);
        // Fewer than 90 days left: from 3 October on, and until the last day of the contract.
        for (day, verdict) in [
            ("2026-10-02", "does_not_fire"),
            ("2026-10-03", "fires"),
            ("2026-12-31", "fires"),
            ("2027-01-01", "does_not_fire"),
        ] {
            let all = verdicts(&product, "contract-expiring", day);
            assert_eq!(words(&all)[0], verdict, "{zone}, {day}");
        }
    }
}

#[test]
fn json_rules_engine_34_and_310_each_verdict_shows_both_compared_values_and_zen_an_empty_cell_is_unknown() {
    let product = with_contracts(
        "Serial number;Contract number;Contract start;Contract end\nA-1;K-1;2026-01-01;2026-12-01\nA-2;K-2;2026-01-01;\n",
        "values",
    );
    let all = verdicts(&product, "contract-expiring", "2026-11-01");
    assert_eq!(words(&all), ["fires", "unknown", "unknown"], "an empty end and no contract at all are not a no");
    let days = all[0].1["evidence"].as_array().expect("evidence").iter().find(|of| of["fact"] == "contract_days_left");
    let days = days.expect("it decided");
    assert_eq!((&days["value"], &days["comparison"]), (&Value::from(30), &Value::from("< 90")));
    assert_eq!(days["sources"][0]["text"], "2026-12-01");
    assert!(all[1].1["missing"].as_array().is_some_and(|missing| missing.contains(&Value::from("contract_days_left"))));
    // A machine that does not fire shows both values, too.
    let aging = verdicts(&product, "machine-aging", "2026-11-01");
    let young = aging.iter().find(|(serial, _)| serial == "A-3").expect("the machine");
    let age = young.1["evidence"]
        .as_array()
        .expect("evidence")
        .iter()
        .find(|of| of["fact"] == "age_years")
        .expect("compared");
    assert!(age["value"].as_f64().is_some_and(|age| (5.8..5.9).contains(&age)), "{age}");
    assert!(age["comparison"].as_str().is_some_and(|text| text.starts_with('>')), "{age}");
}

#[test]
fn mautic_9636_older_than_so_many_years_stays_relative() {
    let product = with_contracts("Serial number;Contract number;Contract start;Contract end\n", "mautic_9636");
    let fires = |day: &str| -> Vec<String> {
        let all = verdicts(&product, "machine-aging", day);
        all.into_iter().filter(|(_, of)| of["verdict"] == "fires").map(|(serial, _)| serial).collect()
    };
    assert_eq!(fires("2026-11-01"), ["A-1"]);
    assert_eq!(fires("2029-11-12"), ["A-1", "A-2"], "the same rule years later");
}

#[test]
fn thingsboard_5600_a_machine_that_falls_silent_can_trigger() {
    let product = Product::new(Engine::Sqlite, "silent");
    let machines = product.file("machines.csv", MACHINES);
    product.done(&["import", text(&machines), "--delivered", "2026-10-01"]);
    let readings = "serial_number;time;signal;value\nA-1;2026-10-20T10:00:00Z;vibration;2.5\nA-2;2026-10-31T10:00:00Z;vibration;2.5\n";
    let readings = product.file("readings.csv", readings.as_bytes());
    product.done(&["telemetry", "import", text(&readings), "--source", "gateway", "--zone", "UTC"]);
    let silent = "id = \"silent\"\nversion = 1\ncampaign = \"service-call\"\ncondition = \"in_field AND days_silent >= $days\"\n\
                  parameters = { days = 10 }\ntitle = \"Silent\"\nexplanation = \"No readings.\"\nvalue = []\n[priority]\nlikelihood = 0.2\n";
    let silent = product.file("silent.toml", silent.as_bytes());
    product.done(&["rules", "import", text(&silent), "--activate", "--why", "thingsboard#5600"]);
    let all = verdicts(&product, "silent", "2026-11-01");
    assert_eq!(words(&all), ["fires", "does_not_fire", "unknown"], "twelve days, one day, never sent anything");
}

/// The device profile of thingsboard: a condition over ten minutes, and the server is killed in minute 7. What is decided is
/// worked out from the readings that are kept, so nothing of it is lost with the process.
#[test]
fn thingsboard_device_profile_killed_in_minute_7_of_a_10_minute_condition_the_outcome_is_the_same() {
    let rule = "id = \"ten-minutes\"\nversion = 1\ncampaign = \"service-call\"\n\
                condition = \"in_field AND vibration_90d >= $mean\"\nparameters = { mean = 5.0 }\ntitle = \"Ten minutes\"\n\
                explanation = \"x\"\nvalue = []\n[priority]\nlikelihood = 0.2\n";
    // Minute 0 to 10, rising to 10 mm/s: the mean is 5.0 where each minute counts once, less where the last are missing.
    let minutes = |of: std::ops::RangeInclusive<i64>| -> String {
        let line = |minute: i64| {
            let at = 1_793_440_800 + 60 * minute;
            format!("{{\"machine\":\"A-1\",\"at\":{at},\"signal\":\"vibration\",\"value\":{minute}}}\n")
        };
        of.map(line).collect()
    };
    let outcome = |killed: bool, name: &str| {
        let product = Product::new(Engine::Sqlite, name);
        let machines = product.file("machines.csv", MACHINES);
        product.done(&["import", text(&machines), "--delivered", "2026-10-01"]);
        let rule = product.file("ten-minutes.toml", rule.as_bytes());
        product.done(&["rules", "import", text(&rule), "--activate"]);
        product.done(&["user", "add", "gateway", "--role", "steward"]);
        let token = product.done(&["user", "token", "gateway", "hall 1"]).trim().to_owned();
        let (mut server, address) = serve(&product);
        assert!(send(&address, &token, &minutes(0..=6)).expect("an answer"));
        let (mut server, address) = if killed {
            server.kill().expect("killed");
            server.wait().expect("ended");
            serve(&product)
        } else {
            (server, address)
        };
        // A gateway sends again what it does not know to have arrived.
        assert!(send(&address, &token, &minutes(5..=10)).expect("an answer"));
        for _ in 0..300 {
            let of = status(&product, "hall 1");
            if of["waiting"] == 0 && of["stored"] == 11 {
                break;
            }
            sleep(Duration::from_millis(100));
        }
        server.kill().expect("killed");
        server.wait().expect("ended");
        let all = verdicts(&product, "ten-minutes", "2026-11-01");
        (all[0].1["verdict"].clone(), all[0].1["evidence"].clone())
    };
    let (verdict, evidence) = outcome(true, "minute_7");
    assert_eq!(verdict, "fires", "{evidence}");
    let mean = evidence.as_array().expect("evidence").iter().find(|of| of["fact"] == "vibration_90d");
    assert_eq!(mean.expect("the mean decides")["value"], 5.0);
    let (undisturbed, calm) = outcome(false, "minute_7_calm");
    let values = |of: &Value| -> Vec<(Value, Value)> {
        of.as_array().expect("evidence").iter().map(|of| (of["fact"].clone(), of["value"].clone())).collect()
    };
    assert_eq!((undisturbed, values(&calm)), (verdict, values(&evidence)));
}

/// A value around a threshold: the hit opens once and stays, and after it ended the trigger rests.
#[test]
fn a_value_around_a_threshold_opens_one_hit_and_a_hit_that_ended_rests() {
    let contracts = "Serial number;Contract number;Contract start;Contract end\nA-1;K-1;2026-01-01;2026-12-31\n";
    let product = with_contracts(contracts, "hysteresis");
    let rule = "id = \"own\"\nversion = 1\ncampaign = \"contract-renewal\"\ncondition = \"contract_days_left < 60\"\n\
                keep = \"contract_days_left < 100\"\nrest_days = 30\ntitle = \"Own\"\nexplanation = \"x\"\nvalue = []\n\
                [priority]\nlikelihood = 0.2\n";
    let rule = product.file("own.toml", rule.as_bytes());
    product.done(&["rules", "import", text(&rule), "--activate"]);
    product.done(&["decide", "--as-of", "2026-11-10"]);
    let hit = || {
        let dump = product.dump();
        let line = dump.lines().find(|line| line.starts_with("hit") && line.contains("\"own\"")).map(str::to_owned);
        line.expect("a hit")
    };
    assert!(hit().contains("state: Open") && hit().contains("first_seen: 2026-11-10"), "{}", hit());
    // Extended by a month: 72 days left is above the threshold, but within what keeps it.
    let extended = product.file(
        "extended.csv",
        b"Serial number;Contract number;Contract start;Contract end\nA-1;K-1;2026-01-01;2027-01-31\n",
    );
    product.done(&["import", text(&extended), "--delivered", "2026-11-20"]);
    product.done(&["decide", "--as-of", "2026-11-20"]);
    assert!(hit().contains("state: Open") && hit().contains("first_seen: 2026-11-10"), "{}", hit());
    // Extended by a year it closes; shortened again soon after, it rests.
    let year = product.file(
        "year.csv",
        b"Serial number;Contract number;Contract start;Contract end\nA-1;K-1;2026-01-01;2027-12-31\n",
    );
    product.done(&["import", text(&year), "--delivered", "2026-11-25"]);
    product.done(&["decide", "--as-of", "2026-11-25"]);
    assert!(hit().contains("state: Closed"), "{}", hit());
    let short = product.file(
        "short.csv",
        b"Serial number;Contract number;Contract start;Contract end\nA-1;K-1;2026-01-01;2026-12-30\n",
    );
    product.done(&["import", text(&short), "--delivered", "2026-11-27"]);
    product.done(&["decide", "--as-of", "2026-11-27"]);
    assert!(hit().contains("state: Open") && hit().contains("rest"), "{}", hit());
    product.done(&["decide", "--as-of", "2026-12-28"]);
    assert!(hit().contains("state: Open") && !hit().contains("rest"), "{}", hit());
}
