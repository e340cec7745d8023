//! A person's own ugly files: what is asked, what is settled, what stays unknown.

use crate::product::{Engine, Product, text};
use rust_xlsxwriter::Workbook;

#[test]
fn an_ambiguous_column_is_asked_about_and_settled_by_a_mapping() {
    let product = Product::new(Engine::Sqlite, "ambiguous");
    let list = product.file(
        "machines.csv",
        b"Serial number,Model,Install date,Customer\nA-1001,RX,03/04/2012,Huber\nA-1002,RX,05/06/2013,Maier\n",
    );
    let output = product.run(&["import", text(&list), "--delivered", "2026-11-01"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "asked: {said}");
    assert!(said.contains("? machines.csv") && said.contains("Install date"), "{said}");
    let unknown = product.done(&[
        "decide",
        "--as-of",
        "2026-11-01",
        "--trigger",
        "machine-aging",
        "--format",
        "csv",
        "--verdicts",
        "unknown",
    ]);
    assert_eq!(unknown.lines().count(), 3, "both machines are unknown, not young: {unknown}");

    let mapping = product.file(
        "settled.toml",
        b"[[table]]\nfile = \"machines.csv\"\nkind = \"machines\"\n[table.columns]\n\"Install date\" = { field = \"installed_on\", order = \"dmy\" }\n",
    );
    product.done(&["import", text(&list), "--mapping", text(&mapping), "--delivered", "2026-11-01"]);
    let fires = product.done(&["decide", "--as-of", "2026-11-01", "--trigger", "machine-aging", "--format", "csv"]);
    assert_eq!(fires.lines().count(), 3, "settled, both are older than ten years: {fires}");
    let shown = product.done(&["machine", "a1001", "--as-of", "2026-11-01"]);
    assert!(shown.contains("2012-04-03"), "{shown}");
}

#[test]
fn a_dry_run_changes_nothing_and_writes_a_mapping_that_can_be_fed_back() {
    let product = Product::new(Engine::Sqlite, "dry");
    let list = product.file(
        "machines.csv",
        b"Serial number,Model,Install date,Operating hours [h]\nA-1,RX,2012-04-03,1200\nA-2,RX,2013-04-03,900.5\n",
    );
    let mapping = product.done(&["import", text(&list), "--dry-run"]);
    assert!(mapping.contains("kind = \"machines\"") && mapping.contains("installed_on"), "{mapping}");
    assert_eq!(product.dump(), "");
    let settled = product.file("mapping.toml", mapping.as_bytes());
    product.done(&["import", text(&list), "--mapping", text(&settled), "--delivered", "2026-11-01"]);
    assert!(product.done(&["machine", "A-2"]).contains("900.5"));
}

#[test]
fn none_and_unknown_differ_by_what_a_source_is_declared_to_hold() {
    let product = Product::new(Engine::Sqlite, "none_or_unknown");
    product.file("erp/machines.csv", b"Serial number;Model\nA-1;RX\nA-2;RX\n");
    product.file(
        "contracts/contracts.csv",
        b"Contract number;Serial number;Contract start;Contract end;Annual value EUR\nV-1;A-1;2026-01-01;2026-12-31;1200.00\n",
    );
    let folder = product.folder.path().join("in");
    product.done(&["import", text(&folder), "--delivered", "2026-11-01"]);
    let verdicts = |trigger: &str| {
        product.done(&["decide", "--as-of", "2026-11-01", "--trigger", trigger, "--format", "csv", "--verdicts", "all"])
    };
    let before = verdicts("contract-expiring");
    assert!(before.contains("A-1,contract-expiring,1,fires"), "{before}");
    assert!(before.contains("A-2,contract-expiring,1,unknown"), "{before}");
    product.done(&["source", "set", "contracts", "--complete", "contracts"]);
    let after = verdicts("contract-expiring");
    assert!(after.contains("A-2,contract-expiring,1,does_not_fire"), "{after}");
    assert!(product.refused(&["source", "set", "nobody", "--priority", "1"]).contains("there is no source `nobody`"));
}

#[test]
fn the_more_trusted_source_wins_and_the_loser_stays_visible() {
    let product = Product::new(Engine::Sqlite, "survivor");
    product.file("erp/machines.csv", b"Serial number;Model;Install date\nA-1;RX;2012-01-01\n");
    product.file("crm/assets.csv", b"Serial number;Model;Install date\nSN a 1;RX;2016-01-01\n");
    let folder = product.folder.path().join("in");
    let mapping = product.file(
        "sources.toml",
        b"[[source]]\nname = \"crm\"\nfiles = [\"crm/*\"]\npriority = 2\ncomplete = []\n[[source]]\nname = \"erp\"\nfiles = [\"erp/*\"]\npriority = 1\ncomplete = []\n",
    );
    product.done(&["import", text(&folder), "--mapping", text(&mapping), "--delivered", "2026-11-01"]);
    let shown =
        |arguments: &[&str]| -> serde_json::Value { serde_json::from_str(&product.done(arguments)).expect("JSON") };
    let file = shown(&["machine", "A1", "--json", "--as-of", "2026-11-01"]);
    let installed = &file["file"]["master"]["installed_on"];
    assert_eq!(installed["value"], "2012-01-01");
    assert_eq!(installed["source"]["file"], "erp/machines.csv");
    assert_eq!(installed["not_taken"][0]["value"], "2016-01-01");
    assert_eq!(installed["not_taken"][0]["source"]["text"], "2016-01-01");
    product.done(&["source", "set", "crm", "--priority", "1"]);
    product.done(&["source", "set", "erp", "--priority", "2"]);
    let file = shown(&["machine", "A1", "--json", "--as-of", "2026-11-01"]);
    assert_eq!(file["file"]["master"]["installed_on"]["value"], "2016-01-01");
}

#[test]
fn a_workbook_with_titles_merged_headings_and_a_total_row_is_read_to_the_cell() {
    let product = Product::new(Engine::Sqlite, "workbook");
    let path = product.file("vertraege.xlsx", b"");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("2026").expect("named");
    let plain = rust_xlsxwriter::Format::new();
    sheet.write(0, 0, "Wartungsverträge 2026 – Reinhardt Maschinenbau").expect("written");
    sheet.merge_range(2, 0, 2, 3, "Vertrag", &plain).expect("merged");
    sheet.merge_range(2, 4, 2, 5, "Maschine", &plain).expect("merged");
    for (column, heading) in (0_u16..).zip(["Nummer", "Beginn", "Ende", "Jahreswert [EUR]", "Serien-Nr.", "Typ"]) {
        sheet.write(3, column, heading).expect("written");
    }
    let rows = [
        ("V-1", "01.01.2026", "31.12.2026", "1.234,50", "A-1", "RX"),
        ("V-2", "01.07.2026", "30.06.2027", "980,00", "A-2", "RX"),
    ];
    for (row, of) in (4_u32..).zip(rows) {
        for (column, value) in (0_u16..).zip([of.0, of.1, of.2, of.3, of.4, of.5]) {
            sheet.write(row, column, value).expect("written");
        }
    }
    sheet.write(6, 0, "Summe").expect("written");
    sheet.write(6, 3, "2.214,50").expect("written");
    book.save(&path).expect("saved");
    product.done(&["import", text(&path), "--delivered", "2026-11-01"]);
    let line =
        product.done(&["decide", "--as-of", "2026-11-01", "--trigger", "contract-expiring", "--format", "ndjson"]);
    let hit: serde_json::Value = serde_json::from_str(line.trim()).expect("one hit");
    assert_eq!(hit["machine"]["serial_number"], "A-1");
    assert_eq!(hit["priority"]["value_eur"], 1234.5);
    let days = hit["evidence"].as_array().expect("evidence").iter().find(|item| item["fact"] == "contract_days_left");
    let days = days.expect("days left are part of the proof");
    assert_eq!(days["value"], 60);
    assert_eq!(days["comparison"], "< 90");
    let cell = &days["sources"][0];
    assert_eq!(
        (cell["sheet"].as_str(), cell["row"].as_u64(), cell["text"].as_str()),
        (Some("2026"), Some(5), Some("31.12.2026"))
    );
}

fn all(product: &Product, trigger: &str) -> String {
    product.done(&["decide", "--as-of", "2026-11-01", "--trigger", trigger, "--format", "csv", "--verdicts", "all"])
}

#[test]
fn a_complete_list_is_replaced_by_its_next_delivery_and_its_neighbour_stays() {
    let product = Product::new(Engine::Sqlite, "complete");
    let list = |rows: &str| format!("Contract number;Serial number;Contract start;Contract end\n{rows}");
    product.file("machines.csv", b"Serial number;Model\nA-1;RX\nA-2;RX\nA-3;RX\n");
    product
        .file("contracts/north.csv", list("V-1;A-1;2026-01-01;2026-12-31\nV-2;A-2;2026-01-01;2026-12-31\n").as_bytes());
    product.file("contracts/south.csv", list("V-3;A-3;2026-01-01;2026-12-31\n").as_bytes());
    let folder = product.folder.path().join("in");
    product.done(&["import", text(&folder), "--delivered", "2026-10-01"]);
    product.done(&["source", "set", "contracts", "--complete", "contracts"]);
    assert_eq!(all(&product, "contract-expiring").matches(",fires,").count(), 3);
    product.file("contracts/north.csv", list("V-1;A-1;2026-01-01;2026-12-31\n").as_bytes());
    product.done(&["import", text(&folder), "--delivered", "2026-11-01"]);
    let after = all(&product, "contract-expiring");
    assert!(after.contains("A-1,contract-expiring,1,fires"), "{after}");
    assert!(after.contains("A-2,contract-expiring,1,does_not_fire"), "gone from the new list: {after}");
    assert!(after.contains("A-3,contract-expiring,1,fires"), "the unchanged file still counts: {after}");
}

#[test]
fn what_two_deliveries_both_hold_counts_once() {
    let product = Product::new(Engine::Sqlite, "overlap");
    let orders = |rows: &str| format!("Auftrag;Datum;Seriennummer;Teilenummer;Menge;Betrag EUR\n{rows}");
    product.file("machines.csv", b"Serial number;Model\nA-1;RX\n");
    product.file("orders/a.csv", orders("1;01.05.2026;A-1;P-1;1;100,00\n2;02.06.2026;A-1;P-2;1;50,50\n").as_bytes());
    let folder = product.folder.path().join("in");
    product.done(&["import", text(&folder), "--delivered", "2026-10-01"]);
    product.file("orders/b.csv", orders("2;02.06.2026;A-1;P-2;1;50,50\n3;03.07.2026;A-1;P-3;1;7,00\n").as_bytes());
    product.done(&["import", text(&folder), "--delivered", "2026-11-01"]);
    let file: serde_json::Value =
        serde_json::from_str(&product.done(&["machine", "A1", "--json", "--as-of", "2026-11-01"])).expect("JSON");
    assert_eq!(file["facts"]["parts_revenue_24m"], 157.5);
}

#[test]
fn the_same_bytes_by_another_way_are_not_read_twice_and_a_mapping_reads_them_anew() {
    let product = Product::new(Engine::Sqlite, "anew");
    let list =
        product.file("erp/list.csv", b"Serial number,Model,Install date\nA-1,RX,03/04/2012\nA-2,RX,05/06/2013\n");
    let folder = product.folder.path().join("in");
    product.done(&["import", text(&folder), "--delivered", "2026-11-01"]);
    assert!(product.done(&["import", text(&list), "--delivered", "2026-11-01"]).contains("is in already"));
    let mapping = product.file(
        "m.toml",
        b"[[table]]\nfile = \"erp/list.csv\"\nkind = \"machines\"\n[table.columns]\n\"Install date\" = { field = \"installed_on\", order = \"mdy\" }\n",
    );
    product.done(&["import", text(&folder), "--mapping", text(&mapping), "--delivered", "2026-11-01"]);
    let file: serde_json::Value =
        serde_json::from_str(&product.done(&["machine", "A1", "--json", "--as-of", "2026-11-01"])).expect("JSON");
    let installed = &file["file"]["master"]["installed_on"];
    assert_eq!(installed["value"], "2012-03-04");
    assert_eq!(
        file["file"]["master"]["machine_type"]["not_taken"].as_array().map(Vec::len),
        Some(0),
        "read once: {file}"
    );
}

#[test]
fn the_data_folder_is_not_read_as_a_delivery_and_a_lost_lake_is_said() {
    let product = Product::new(Engine::Sqlite, "own_folder");
    std::fs::write(product.folder.path().join("machines.csv"), b"Serial number;Model\nA-1;RX\n").expect("written");
    let home = tempfile::tempdir().expect("a folder");
    std::fs::write(home.path().join("machines.csv"), b"Serial number;Model\nB-1;RX\n").expect("written");
    let inside = home.path().join("instand-data");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_instand"));
    command.current_dir(home.path()).env_remove("INSTAND_DATABASE_URL");
    let first = command.args(["import", "."]).output().expect("started");
    assert_eq!(first.status.code(), Some(0), "{}", String::from_utf8_lossy(&first.stderr));
    let again = std::process::Command::new(env!("CARGO_BIN_EXE_instand"))
        .current_dir(home.path())
        .args(["import", "."])
        .output()
        .expect("started");
    let said = String::from_utf8_lossy(&again.stdout).into_owned();
    assert!(said.contains("Nothing new; 1 machines as before"), "{said}");
    std::fs::remove_dir_all(inside.join("lake/machines")).expect("removed");
    let lost = std::process::Command::new(env!("CARGO_BIN_EXE_instand"))
        .current_dir(home.path())
        .args(["decide"])
        .output()
        .expect("started");
    assert_eq!(lost.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&lost.stderr).contains("is missing, with rows of a delivery that counts"));
}

#[test]
fn a_cell_merged_over_several_rows_counts_for_each() {
    let product = Product::new(Engine::Sqlite, "tall");
    let path = product.file("list.xlsx", b"");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in (0_u16..).zip(["Kunde", "Seriennummer", "Typ"]) {
        sheet.write(0, column, heading).expect("written");
    }
    sheet.merge_range(1, 0, 3, 0, "Huber GmbH", &rust_xlsxwriter::Format::new()).expect("merged");
    for row in 1..=3_u32 {
        sheet.write(row, 1, format!("A-{row}")).expect("written");
        sheet.write(row, 2, "RX").expect("written");
    }
    book.save(&path).expect("saved");
    product.done(&["import", text(&path), "--delivered", "2026-11-01"]);
    let file: serde_json::Value = serde_json::from_str(&product.done(&["machine", "A3", "--json"])).expect("JSON");
    assert_eq!(file["file"]["location"]["customer_name"]["value"], "Huber GmbH");
}
