//! A scanned service report: read by the real Tesseract, or said to need it.

use crate::product::{Engine, Product, text};

/// A report without a text layer: a page drawn at 150 dots an inch, turned by half a degree, as a JPEG.
const SCAN: &[u8] = include_bytes!("fixtures/scan.pdf");

fn product(name: &str, settings: &str) -> Product {
    let product = Product::new(Engine::Sqlite, name);
    std::fs::write(product.folder.path().join("instand.toml"), settings).expect("written");
    product.file("machines.csv", b"Serial number;Model\nRX-4711;RX 500\n");
    product.file("reports/scan.pdf", SCAN);
    product
}

fn import(product: &Product) -> String {
    let output = product.run(&["import", text(&product.folder.path().join("in")), "--delivered", "2026-11-01"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 3)), "{said}");
    said
}

#[test]
fn a_scanned_report_is_read_and_its_machine_found() {
    let product = product("scan_read", "");
    let said = import(&product);
    assert!(
        !said.contains("install Tesseract"),
        "Tesseract is needed for this test (`cargo xtask test` installs it, Debian: apt install tesseract-ocr \
         tesseract-ocr-deu): {said}"
    );
    assert!(said.contains("scan.pdf") && said.contains("visits"), "{said}");
    let unassigned = product.done(&["machine", "RX-4711", "--json", "--as-of", "2026-11-01"]);
    assert!(unassigned.contains("RX-4711"), "{unassigned}");
    // The visit of 3 February 2026 is in: 271 days before 1 November.
    product.done(&["decide", "--as-of", "2026-11-01"]);
    let explained = product.done(&["assess", "--as-of", "2026-11-01", "--json"]);
    let known: serde_json::Value = serde_json::from_str(&explained).expect("JSON");
    let points = known["completeness"]["points"].as_array().expect("points");
    let visits = points.iter().find(|point| point["id"] == "last_visit_days").expect("the point");
    assert_eq!(visits["known"]["machines"], 1, "{visits}");
}

#[test]
fn without_tesseract_a_scan_says_what_to_install() {
    let product = product("scan_without", "tesseract = \"\"\n");
    let said = import(&product);
    assert!(said.contains("scan.pdf") && said.contains("tesseract-ocr"), "{said}");
}

#[test]
fn a_tesseract_that_is_not_there_is_refused() {
    let product = product("scan_wrong", "tesseract = \"/nowhere/tesseract\"\n");
    let said = product.refused(&["import", text(&product.folder.path().join("in"))]);
    assert!(said.contains("/nowhere/tesseract"), "{said}");
}
