//! A watched folder: files are read once, when they are whole, and are where one looks for them afterwards.

use crate::product::{Engine, Product};
use serde_json::{Value, json};
use std::fs;

fn pull(product: &Product) -> Value {
    let said = product.done(&["connector", "pull", "post", "--json"]);
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
}

#[test]
fn files_are_read_once_and_put_away() {
    let product = Product::new(Engine::Sqlite, "unused");
    let folder = product.folder.path().to_owned();
    let settings = "[connectors.post]\nkind = \"inbox\"\nfolder = \"post\"\nsettle = \"1s\"\n";
    fs::write(folder.join("instand.toml"), settings).expect("written");
    fs::create_dir_all(folder.join("post/erp")).expect("made");
    let put = |name: &str, text: &str| fs::write(folder.join("post").join(name), text).expect("written");
    assert_eq!(pull(&product)["run"], Value::Null, "nothing waits");

    let list = "Seriennummer;Typ;Ort;Land\nM-1;RX;Ulm;DE\nM-2;RX;Wien;AT\n";
    put("erp/maschinen.csv", list);
    put("erp/maschinen-neu.csv.part", list);
    put("brief.csv", "Sehr geehrte Damen und Herren,\nanbei die Liste.\n");
    let first = pull(&product);
    assert_eq!(first["imported"]["machines"]["added"], 2, "{first}");
    assert_eq!(first["run"]["outcome"], "failed", "one file of two could not be read: {first}");
    assert!(folder.join("post/done/erp/maschinen.csv").is_file());
    assert!(folder.join("post/erp/maschinen-neu.csv.part").is_file(), "still being written");
    assert!(folder.join("post/failed/brief.csv").is_file());
    let note = fs::read_to_string(folder.join("post/failed/brief.csv.txt")).expect("a note");
    assert!(note.contains("brief.csv"), "{note}");
    let sources = product.done(&["source", "list"]);
    assert!(sources.contains("erp"), "{sources}");

    // The same bytes again: put away, not read twice.
    let before = product.dump();
    put("erp/nochmal.csv", list);
    let again = pull(&product);
    assert_eq!(again["run"]["outcome"], "unchanged", "{again}");
    let note = fs::read_to_string(folder.join("post/done/erp/nochmal.csv.txt")).expect("a note");
    assert!(note.contains("was in already"), "{note}");
    assert_eq!(product.dump(), before);

    // The finished upload gets its name.
    fs::rename(folder.join("post/erp/maschinen-neu.csv.part"), folder.join("post/erp/neu.csv")).expect("renamed");
    put("erp/neu.csv", &format!("{list}M-3;RX;Graz;AT\n"));
    let third = pull(&product);
    assert_eq!(third["imported"]["machines"]["added"], json!(1), "{third}");
    assert_eq!(pull(&product)["run"], Value::Null, "nothing is left");
}
