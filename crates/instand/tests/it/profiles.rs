//! Mapping profiles from the command line, and tables left in their files.

use crate::product::{Engine, Product, text};

const PROFILE: &str = "[[table]]\nheadings = [\"Nummer\", \"Wann\", \"Wer\"]\nkind = \"machines\"\n[table.columns]\nNummer = \"serial_number\"\nWann = { field = \"installed_on\", order = \"mdy\" }\nWer = \"customer_name\"\n";

#[test]
fn a_profile_is_followed_by_each_import_and_an_explicit_mapping_goes_before_it() {
    let product = Product::new(Engine::Sqlite, "profiles");
    let settled = product.file("settled.toml", PROFILE.as_bytes());
    product.done(&["source", "profile", "import", "liste", text(&settled)]);
    assert_eq!(product.done(&["source", "profile", "export", "liste"]), PROFILE);
    assert!(product.done(&["source", "profile", "list"]).contains("command line"));
    let first = product.file("Liste 1.csv", b"Wer;Nummer;Wann\nHuber;A-1;03/04/2012\nMaier;A-2;05/06/2013\n");
    product.done(&["import", text(&first), "--delivered", "2026-11-01"]);
    assert!(product.done(&["machine", "A-1"]).contains("2012-03-04"), "the profile says that the month comes first");
    let renamed = product.file("ganz anders.csv", b"Nummer;Wann;Wer\nA-3;07/08/2014;Ott\nA-4;07/09/2014;Ott\n");
    product.done(&["import", text(&renamed), "--delivered", "2026-11-02"]);
    assert!(product.done(&["machine", "A-3", "--json"]).contains("\"liste\""), "the source is that of the profile");

    let other = product.file(
        "other.toml",
        b"[[table]]\nfile = \"*\"\n[table.columns]\nWann = { field = \"installed_on\", order = \"dmy\" }\n",
    );
    let again = product.file("Liste 2.csv", b"Wer;Nummer;Wann\nHuber;A-5;03/04/2012\nHuber;A-6;03/05/2012\n");
    product.done(&["import", text(&again), "--mapping", text(&other), "--delivered", "2026-11-03"]);
    assert!(
        product.done(&["machine", "A-5"]).contains("2012-04-03"),
        "what is said on the command line goes before it"
    );

    let changed = product.file("Liste 3.csv", b"Wer;Nummer;Datum\nHuber;A-7;03/04/2012\nHuber;A-8;03/05/2012\n");
    let output = product.run(&["import", text(&changed), "--dry-run"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("\"Datum\" is new") && said.contains("\"Wann\" is missing"), "{said}");

    product.done(&["source", "profile", "remove", "liste"]);
    let output = product.run(&["import", text(&changed), "--dry-run"]);
    assert!(!String::from_utf8_lossy(&output.stderr).contains("is missing"), "without it nothing is missing");
    product.done(&["source", "profile", "restore", "liste", "--version", "1"]);
    assert!(product.done(&["source", "profile", "show", "liste"]).contains("removed"));
    assert!(product.refused(&["source", "profile", "show", "nobody"]).contains("no profile of a source `nobody`"));
}

#[test]
fn tables_nobody_can_place_are_listed_with_their_rows() {
    let product = Product::new(Engine::Sqlite, "left_tables");
    product.file("erp/machines.csv", b"Serial number;Model\nA-1;RX\nA-2;RX\n");
    product.file("erp/lager.csv", "Lagerplatz;Farbcode;Regal\nA1;rot;3\nA2;blau;4\nA3;gelb;5\n".as_bytes());
    let folder = product.folder.path().join("in");
    let output = product.run(&["import", text(&folder), "--delivered", "2026-11-01"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("left in the file: erp/lager.csv, 4 rows (nobody can tell what it is)"), "{said}");
    let ignore = product.file("ignore.toml", b"[[table]]\nfile = \"*lager*\"\nkind = \"ignore\"\n");
    let output =
        product.run(&["import", text(&folder), "--mapping", text(&ignore), "--delivered", "2026-11-01", "--json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        (report["left"][0]["why"].as_str(), report["left"][0]["rows"].as_u64()),
        (Some("ignored"), Some(4)),
        "{report}"
    );
}
