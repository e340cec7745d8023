//! `instand assess --format`: files wholly or not at all, and nothing for a terminal that it cannot show.

use crate::product::{Engine, Product};

fn with_machines() -> Product {
    let product = Product::new(Engine::Sqlite, "report");
    product.done(&["demo", "--machines", "60", "--as-of", "2026-11-01", "--no-serve"]);
    product
}

#[test]
fn reports_are_written_wholly_or_not_at_all() {
    let product = with_machines();
    let path = product.folder.path().join("report.pdf");
    let out = path.to_str().expect("UTF-8");
    std::fs::write(&path, "what was there").expect("written");
    let error = product.refused(&["assess", "--format", "pdf", "--out", out, "--assumptions", "nowhere.toml"]);
    assert!(error.contains("nowhere.toml"), "{error}");
    assert_eq!(std::fs::read(&path).expect("read"), b"what was there");
    let said = product.done(&["assess", "--as-of", "2026-11-01", "--format", "pdf", "--out", out, "--language", "de"]);
    assert!(said.starts_with(out), "{said}");
    let made = std::fs::read(&path).expect("read");
    assert!(made.starts_with(b"%PDF"));
    let left = std::fs::read_dir(product.folder.path()).expect("a folder").filter_map(Result::ok);
    assert_eq!(left.filter(|file| file.file_name().to_string_lossy().starts_with(".instand-")).count(), 0);

    let printed = product.run(&["assess", "--as-of", "2026-11-01", "--format", "pdf", "--language", "de"]);
    assert_eq!(printed.stdout, made, "the same input gives the same report");
    let workbook = product.run(&["assess", "--as-of", "2026-11-01", "--format", "xlsx"]);
    assert!(workbook.stdout.starts_with(b"PK"));
    let nowhere = product.folder.path().join("no/such/folder/report.pdf");
    let error = product.refused(&["assess", "--format", "pdf", "--out", nowhere.to_str().expect("UTF-8")]);
    assert!(error.contains("no/such/folder"), "{error}");
}

#[test]
fn figures_are_printed_as_before() {
    let product = with_machines();
    let printed = product.done(&["assess", "--as-of", "2026-11-01"]);
    assert!(printed.starts_with("Installed base as of 2026-11-01: ") && printed.contains("Findings:"), "{printed}");
    let json = product.done(&["assess", "--as-of", "2026-11-01", "--json"]);
    assert_eq!(json, product.done(&["assess", "--as-of", "2026-11-01", "--format", "json"]));
    let read: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert!(read["cover"]["machines"]["machines"].as_u64() > Some(0));
    let german = product.done(&["assess", "--as-of", "2026-11-01", "--language", "de"]);
    assert!(german.contains("Maschinen"), "{german}");
}

#[test]
fn a_public_url_that_is_none_is_refused() {
    let product = Product::new(Engine::Sqlite, "report_url");
    std::fs::write(product.folder.path().join("instand.toml"), "public_url = \"instand.example\"\n").expect("written");
    let error = product.refused(&["assess"]);
    assert!(error.contains("public_url") && error.contains("https://"), "{error}");
}
