//! Machine life on the command line: any day, each statement with its cell, whatever order the lists come in.

use crate::product::{Engine, Product, text};
use serde_json::Value;

const MACHINES: &str = "Seriennummer;Maschinentyp;Kundennummer;Kunde;PLZ;Ort;Land;Inbetriebnahme\n\
     RX-1;RX 500;100;Huber GmbH;80331;München;DE;02.12.2024\nRX-2;RX 500;100;Huber GmbH;80331;München;DE;02.12.2024\n";
const TYPES: &str = "Maschinentyp;Garantiedauer;Wartungsintervall\nRX 500;24 Monate oder 4.000 h;2000\n";
const EVENTS: &str = "Seriennummer;Ereignisdatum;Ereignis;Neue Kundennummer;Neuer Kunde;PLZ neu;Ort neu;Land neu\n\
     RX-1;15.05.2025;Verkauf an;200;Rossi S.p.A.;20121;Milano;IT\n\
     RX-1;01.02.2027;Umzug;;;50667;Köln;DE\nRX-2;31.10.2026;Verschrottung;;;;;\nRX-2;;Umzug;;;;Bonn;DE\n";

fn import(product: &Product, name: &str, list: &str) {
    let path = product.file(name, list.as_bytes());
    product.done(&["import", text(&path), "--delivered", "2026-11-01"]);
}

fn machine(product: &Product, serial: &str, as_of: &str) -> Value {
    let shown = product.done(&["machine", serial, "--as-of", as_of, "--json"]);
    serde_json::from_str(&shown).expect("JSON")
}

fn as_of_any_day(engine: Engine, name: &str) {
    let product = Product::new(engine, name);
    // The events come first: what they say waits for the machines.
    import(&product, "events/lebenslauf.csv", EVENTS);
    import(&product, "erp/maschinen.csv", MACHINES);
    import(&product, "erp/typen.csv", TYPES);
    for (as_of, owner, city, row) in [
        ("2025-05-14", "Huber GmbH", "München", 2),
        ("2025-05-15", "Rossi S.p.A.", "Milano", 2),
        ("2026-11-01", "Rossi S.p.A.", "Milano", 2),
        ("2027-01-31", "Rossi S.p.A.", "Milano", 2),
        ("2027-02-01", "Rossi S.p.A.", "Köln", 3),
    ] {
        let of = machine(&product, "rx 1", as_of);
        let life = &of["life"];
        assert_eq!(life["owner"]["customer_name"]["value"], owner, "{as_of}: {life:#}");
        assert_eq!(life["site"]["city"]["value"], city, "{as_of}: {life:#}");
        assert_eq!(life["site"]["city"]["source"]["row"], row, "{as_of}: {life:#}");
        assert_eq!(life["site"]["city"]["source"]["text"], city, "{as_of}: {life:#}");
        assert_eq!(of["file"]["location"]["city"]["value"], city, "the file itself says the same");
        for entry in life["entries"].as_array().expect("entries") {
            assert!(entry["on"].as_str().expect("a day") <= as_of, "{as_of}: {entry}");
        }
    }
    for (as_of, in_field) in [("2026-10-30", true), ("2026-10-31", false)] {
        let of = machine(&product, "RX-2", as_of);
        assert_eq!(
            (&of["life"]["in_field"], &of["facts"]["in_field"]),
            (&in_field.into(), &in_field.into()),
            "{as_of}"
        );
    }
    let shown = product.done(&["machine", "RX-1", "--as-of", "2026-11-01"]);
    assert!(shown.contains("resold") && shown.contains("200 · Rossi S.p.A. · 20121 · Milano · IT"), "{shown}");
}

#[test]
fn owner_site_and_state_as_of_any_day_on_sqlite() {
    as_of_any_day(Engine::Sqlite, "life_any_day");
}

#[test]
fn owner_site_and_state_as_of_any_day_on_postgres() {
    as_of_any_day(Engine::Postgres, "life_any_day");
}

#[test]
fn an_event_without_a_day_is_said_and_counts_for_nothing() {
    let product = Product::new(Engine::Sqlite, "life_undated");
    import(&product, "erp/maschinen.csv", MACHINES);
    let path = product.file("events/lebenslauf.csv", EVENTS.as_bytes());
    let output = product.run(&["import", text(&path), "--delivered", "2026-11-01"]);
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("the event has no day"), "{said}");
    let life = &machine(&product, "RX-2", "2026-11-01")["life"];
    assert_eq!(life["site"]["city"]["value"], "München", "{life:#}");
}

#[test]
fn a_warranty_without_an_end_decides_by_its_term_and_shows_both_cells() {
    let product = Product::new(Engine::Sqlite, "life_warranty");
    import(&product, "erp/maschinen.csv", MACHINES);
    import(&product, "erp/typen.csv", TYPES);
    let decide = ["decide", "--as-of", "2026-11-01", "--format", "ndjson", "--trigger", "warranty-expiring"];
    let lines = product.done(&decide);
    let hit: Value = serde_json::from_str(lines.lines().next().expect("a hit")).expect("JSON");
    let evidence = hit["evidence"].as_array().expect("evidence").iter();
    let left = evidence.clone().find(|item| item["fact"] == "warranty_days_left").expect("the days are part of it");
    assert_eq!(left["value"], 31, "24 months from 2 December 2024 end with 2 December 2026");
    let cells: Vec<(&str, &str)> = left["sources"]
        .as_array()
        .expect("cells")
        .iter()
        .map(|cell| (cell["column"].as_str().unwrap_or_default(), cell["text"].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(cells, [("Inbetriebnahme", "02.12.2024"), ("Garantiedauer", "24 Monate oder 4.000 h")]);
    // A source that gives the end has the last word.
    import(&product, "erp/garantien.csv", "Seriennummer;Garantie ab;Garantie bis\nRX-1;02.12.2024;30.06.2027\n");
    let of = machine(&product, "RX-1", "2026-11-01");
    assert_eq!((&of["facts"]["warranty_days_left"], &of["life"]["warranty"]["computed"]), (&241.into(), &false.into()));
}

#[test]
fn a_new_nameplate_is_an_alias_and_no_id_changes_whatever_comes_first() {
    let renamed = "Seriennummer;Maschinentyp;Kunde\nRX-9;RX 500;Huber GmbH\n";
    let events =
        "Seriennummer;Datum;Ereignis;Alte Seriennummer;Neue Seriennummer\nRX-9;01.06.2024;Umnummerierung;RX-1;RX-9\n";
    for (name, first, known_as) in [
        ("life_old_first", ("erp/maschinen.csv", MACHINES), "RX-1"),
        ("life_new_first", ("crm/assets.csv", renamed), "RX-9"),
    ] {
        let product = Product::new(Engine::Sqlite, name);
        import(&product, first.0, first.1);
        let id = machine(&product, known_as, "2026-11-01")["id"].clone();
        for (path, list) in
            [("crm/assets.csv", renamed), ("events/lebenslauf.csv", events), ("erp/maschinen.csv", MACHINES)]
        {
            if path != first.0 {
                import(&product, path, list);
            }
        }
        for serial in ["RX-1", "RX-9"] {
            assert_eq!(machine(&product, serial, "2026-11-01")["id"], id, "{name}: {serial}");
        }
        let dump = product.dump();
        assert_eq!(dump.lines().filter(|line| line.starts_with("machine ")).count(), 2, "{dump}");
    }
}
