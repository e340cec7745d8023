//! Deliveries come, come again, and are taken back; hits and opportunities follow.

use crate::product::{Engine, Product, text};
use testkit::manufacturer::Manufacturer;

fn manufacturer(product: &Product) -> std::path::PathBuf {
    let folder = product.folder.path().join("export");
    let truth = product.folder.path().join("truth.csv");
    Manufacturer::new(7, 600, "2026-11-01".parse().expect("a date")).write(&folder, &truth).expect("written");
    folder
}

fn story(engine: Engine, name: &str) {
    let product = Product::new(engine, name);
    let own = product.file(
        "fleet.csv",
        "Serial number;Type;Installed on;Customer\nZZ-900001;RX 500;01.02.2010;Huber GmbH\nZZ-900002;RX 500;;Huber GmbH\n"
            .as_bytes(),
    );
    product.done(&["import", text(&own), "--delivered", "2026-10-30"]);
    let before = product.dump();
    assert!(before.contains("ZZ-900001"), "{before}");

    let folder = manufacturer(&product);
    let sources = folder.join("sources.toml");
    let import = ["import", text(&folder), "--mapping", text(&sources), "--delivered", "2026-11-01"];
    product.done(&import);
    product.done(&["decide", "--as-of", "2026-11-01"]);
    let decided = product.dump();
    assert!(decided.contains("hit ") && decided.contains("opportunity "));

    let again = product.done(&import);
    assert!(again.contains("is in already (batch 2)"), "{again}");
    assert_eq!(product.dump(), decided, "the same files again change nothing");
    product.done(&["decide", "--as-of", "2026-11-01"]);
    assert_eq!(product.dump(), decided, "deciding again for the same day changes nothing");

    product.done(&["batch", "take-back", "2"]);
    let after = product.dump();
    let plain = |dump: &str| -> Vec<String> {
        dump.lines()
            .filter(|line| !line.starts_with("hit ") && !line.starts_with("opportunity "))
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(plain(&after), plain(&before), "taking back gives the state before");
    product.done(&["decide", "--as-of", "2026-11-01"]);
    let closed = product.dump();
    let open = closed.lines().filter(|line| line.starts_with("hit ") && line.contains("state: Open")).count();
    assert!(closed.contains("machine_gone"), "closed hits say why");
    assert!(closed.contains("flag: Some("), "their opportunities are flagged, not deleted");
    assert_eq!(open, 2, "the own machine of 2010 is old, and what was said of its parts stays as last seen");
    assert!(closed.contains("not_known") && closed.contains("months_without_parts_order"));

    product.done(&import);
    product.done(&["decide", "--as-of", "2026-11-01"]);
    let back = product.dump();
    let opportunities = |dump: &str| dump.lines().filter(|line| line.starts_with("opportunity ")).count();
    assert_eq!(opportunities(&back), opportunities(&decided), "nothing is opened twice");
    assert!(product.refused(&["batch", "take-back", "2"]).contains("taken back already"));
    assert!(product.refused(&["batch", "take-back", "99"]).contains("there is no batch 99"));
}

#[test]
fn deliveries_come_and_go_on_sqlite() {
    story(Engine::Sqlite, "lifecycle");
}

#[test]
fn deliveries_come_and_go_on_postgres() {
    story(Engine::Postgres, "lifecycle");
}

#[test]
fn two_imports_at_once_wait_for_each_other() {
    let product = Product::new(Engine::Sqlite, "at_once");
    let folder = manufacturer(&product);
    let sources = folder.join("sources.toml");
    let mut running: Vec<_> = (0..3)
        .map(|_| {
            product
                .command(&["import", text(&folder), "--mapping", text(&sources), "--delivered", "2026-11-01"])
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .expect("started")
        })
        .collect();
    for child in &mut running {
        let code = child.wait().expect("ended").code();
        assert!(matches!(code, Some(0 | 3)), "an import ended with {code:?}");
    }
    let dump = product.dump();
    assert_eq!(dump.lines().filter(|line| line.starts_with("batch ")).count(), 1, "one of them found work to do");
}

#[test]
fn the_proof_leads_to_the_cell_in_the_delivered_file() {
    let product = Product::new(Engine::Sqlite, "proof");
    let folder = manufacturer(&product);
    let sources = folder.join("sources.toml");
    product.done(&["import", text(&folder), "--mapping", text(&sources), "--delivered", "2026-11-01"]);
    let lines =
        product.done(&["decide", "--as-of", "2026-11-01", "--format", "ndjson", "--trigger", "contract-expiring"]);
    let hits: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert!(hits.len() >= 5, "some contracts of 600 machines are about to end");
    for hit in &hits {
        let evidence = hit["evidence"].as_array().expect("evidence");
        let status = evidence.iter().find(|item| item["fact"] == "contract_status").expect("the status is part of it");
        let cell = &status["sources"][0];
        assert_eq!(cell["source"], "contracts");
        assert!(cell["file"].as_str().expect("a file").ends_with(".xlsx"));
        assert!(cell["sheet"].is_string() && cell["row"].as_u64().expect("a row") > 3, "{cell}");
        assert!(cell["column"].as_str().expect("a heading").contains("Ende"), "{cell}");
        assert_ne!(cell["text"], "", "{cell}");
    }
    let serial = hits[0]["machine"]["serial_number"].as_str().expect("a serial number");
    let shown =
        product.done(&["machine", &serial.to_lowercase().replace('-', " "), "--explain", "--as-of", "2026-11-01"]);
    assert!(shown.contains("FIRES    contract-expiring"), "{shown}");
    let cell = &hits[0]["evidence"][1]["sources"][0];
    let place = format!("row {}, {}", cell["row"], cell["column"].as_str().expect("a heading"));
    assert!(shown.contains(&place), "{place} is not in {shown}");
}

#[test]
fn opportunities_are_exported_for_a_spreadsheet() {
    let product = Product::new(Engine::Sqlite, "export");
    let folder = manufacturer(&product);
    std::fs::write(
        product.folder.path().join("instand.toml"),
        "default_owner = \"Office\"\n[[territory]]\nowner = \"Anna\"\ncountries = [\"AT\"]\n",
    )
    .expect("written");
    let sources = folder.join("sources.toml");
    assert!(product.refused(&["decide"]).contains("import files first"));
    product.done(&["import", text(&folder), "--mapping", text(&sources), "--delivered", "2026-11-01"]);
    product.done(&["decide", "--as-of", "2026-11-01"]);
    let csv_file = product.folder.path().join("out.csv");
    product.done(&["opportunities", "--out", text(&csv_file)]);
    let mut reader = csv::Reader::from_path(&csv_file).expect("the export");
    let headings = reader.headers().expect("headings").clone();
    let column = |name: &str| headings.iter().position(|heading| heading == name).expect("a heading");
    let (owner, country, why, proof) = (column("Owner"), column("Country"), column("Why"), column("Proof"));
    let mut rows = 0;
    for row in reader.records() {
        let row = row.expect("a row");
        assert_eq!(&row[owner], if &row[country] == "AT" { "Anna" } else { "Office" }, "{row:?}");
        assert!(!row[why].is_empty() && row[proof].contains(", row "), "{row:?}");
        rows += 1;
    }
    assert!(rows > 50, "{rows} opportunities");
    let workbook = product.folder.path().join("out.xlsx");
    product.done(&["opportunities", "--out", text(&workbook)]);
    assert!(std::fs::metadata(&workbook).expect("written").len() > 10_000);
    assert!(product.refused(&["opportunities", "--out", "out.doc"]).contains(".xlsx or .csv"));
}
