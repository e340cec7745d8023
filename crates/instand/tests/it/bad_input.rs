//! Wrong files: each gets one clear line and leaves everything as it was.

use crate::product::{Engine, Product, text};
use std::io::Write;

/// Imports a file that cannot be read; it must say so and change nothing.
fn refused(product: &Product, name: &str, bytes: &[u8], expected: &str) {
    let before = product.dump();
    let path = product.file(name, bytes);
    let output = product.run(&["import", text(&path), "--delivered", "2026-11-01"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{name}: {said}");
    assert!(!said.contains("panicked"), "{name}: {said}");
    let line = said.lines().find(|line| line.starts_with("! ") || line.starts_with("? ")).unwrap_or_default();
    assert!(line.contains(name) && said.to_lowercase().contains(expected), "{name}: {said}");
    assert_eq!(product.dump(), before, "{name} changes nothing");
}

#[test]
fn files_that_cannot_be_read_get_one_line_each() {
    let product = Product::new(Engine::Sqlite, "bad");
    let good = product.file("machines.csv", b"Serial number;Model\nA-1;RX\n");
    product.done(&["import", text(&good), "--delivered", "2026-11-01"]);
    refused(&product, "empty.xlsx", b"", "empty");
    refused(&product, "cut.xlsx", b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0", "damaged");
    refused(&product, "photo.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0", "not a kind of file");
    refused(&product, "scan.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF", "pdf");
    let mut bomb = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    bomb.start_file("zeros.csv", zip::write::SimpleFileOptions::default()).expect("started");
    let zeros = vec![b'0'; 1 << 20];
    for _ in 0..200 {
        bomb.write_all(&zeros).expect("written");
    }
    refused(&product, "bomb.zip", &bomb.finish().expect("finished").into_inner(), "times");
}

#[test]
fn a_wrong_row_is_listed_with_its_place_and_the_rest_goes_in() {
    let product = Product::new(Engine::Sqlite, "wrong_rows");
    let path = product.file(
        "maschinen.csv",
        "Seriennummer;Typ;Inbetriebnahme;Kunde\nA-1001;RX;31.12.2012;Huber\n;RX;01.01.2013;Maier\nA-1003;RX;31.02.2014;Maier\nA-1004;RX;01.03.2015;\"Maier\n"
            .as_bytes(),
    );
    let output = product.run(&["import", text(&path), "--delivered", "2026-11-01", "--json"]);
    assert_eq!(output.status.code(), Some(3));
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let problems = result["problems"].as_array().expect("problems");
    let at = |row: u64| problems.iter().find(|problem| problem["row"] == row).expect("listed");
    assert_eq!(at(3)["severity"], "row");
    assert_eq!((at(4)["heading"].as_str(), at(4)["text"].as_str()), (Some("Inbetriebnahme"), Some("31.02.2014")));
    assert_eq!(result["machines"]["now"], 3);
    let list = std::fs::read_to_string(product.folder.path().join("problems/batch-1.csv")).expect("the list");
    assert!(list.contains("31.02.2014"), "{list}");
}

#[test]
fn a_wrong_mapping_or_path_or_setting_is_named() {
    let product = Product::new(Engine::Sqlite, "named");
    let list = product.file("machines.csv", b"Serial number;Model\nA-1;RX\n");
    let mapping = product.file("m.toml", b"[[table]]\nfile = \"*\"\nkind = \"maschines\"\n");
    assert!(product.refused(&["import", text(&list), "--mapping", text(&mapping)]).contains("maschines"));
    assert!(product.refused(&["import", "/nowhere/at/all"]).contains("no such file"));
    std::fs::create_dir_all(product.folder.path().join("rules")).expect("made");
    product.done(&["import", text(&list)]);
    std::fs::write(product.folder.path().join("rules/mine.toml"), "id = \"mine\"").expect("written");
    assert!(product.refused(&["decide"]).contains("mine.toml"));
    std::fs::write(product.folder.path().join("instand.toml"), "time_zone = \"Mars/Olympus\"").expect("written");
    assert!(product.refused(&["decide"]).contains("Mars/Olympus"));
}

/// A disk that fills up in the middle: a small file system of its own, where the test may mount one.
#[test]
fn a_full_disk_leaves_everything_as_it_was() {
    let product = Product::new(Engine::Sqlite, "full");
    let folder = product.folder.path().join("export");
    let truth = product.folder.path().join("truth.csv");
    testkit::manufacturer::Manufacturer::new(3, 400, "2026-11-01".parse().expect("a date"))
        .write(&folder, &truth)
        .expect("written");
    let sources = folder.join("sources.toml");
    let empty = product.dump();
    // A limit on the size of any file stands in for the full disk: the system answers the same way, "file too large".
    let arguments = ["import", text(&folder), "--mapping", text(&sources), "--delivered", "2026-11-01"];
    let mut limited = std::process::Command::new("sh");
    let line = "trap '' XFSZ; ulimit -f 64; exec \"$@\"";
    limited
        .args(["-c", line, "sh", env!("CARGO_BIN_EXE_instand"), "--data-dir"])
        .arg(product.folder.path())
        .args(arguments);
    let output = limited
        .env("INSTAND_DATABASE_URL", testkit::database::sqlite(product.folder.path()))
        .output()
        .expect("started");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("error: ") && !said.contains("panicked"), "{said}");
    assert_eq!(product.dump(), empty);
    product.done(&arguments);
    assert!(product.dump().contains("machine "), "with room it works");
}
