//! Layouts of reports through the API: an example marked, all reports read by it, the next delivery by the profile.

use crate::mapping::{decide, empty, id_of, imported, save};
use crate::site::Browser;
use crate::uploads::upload;
use axum::http::{Method, StatusCode};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use serde_json::{Value, json};
use server::auth::Role;
use std::fmt::Write;

/// Serial number, day and parts of a report.
type Page<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

/// A report a page: boxes with their labels above, and the parts used below.
fn reports(pages: &[Page<'_>]) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let resources = document.add_object(dictionary! { "Font" => dictionary! { "F1" => font } });
    let kids: Vec<Object> = pages
        .iter()
        .map(|(serial, day, parts)| {
            let mut content = String::new();
            let mut at = |x: u32, y: u32, size: u32, text: &str| {
                writeln!(content, "BT /F1 {size} Tf {x} {} Td ({text}) Tj ET", 842 - y).expect("writes to memory");
            };
            at(50, 60, 16, "Wartungsprotokoll");
            at(50, 100, 7, "Maschine");
            at(250, 100, 7, "Ausgeführt am");
            at(50, 112, 10, serial);
            at(250, 112, 10, day);
            at(50, 150, 9, "Artikel");
            at(200, 150, 9, "Bezeichnung");
            at(400, 150, 9, "Stk.");
            for (line, (part, amount)) in (0_u32..).zip(*parts) {
                at(50, 166 + 16 * line, 9, part);
                at(200, 166 + 16 * line, 9, "Rillenkugellager");
                at(400, 166 + 16 * line, 9, amount);
            }
            let bytes: Vec<u8> =
                content.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect();
            let content = document.add_object(Stream::new(Dictionary::new(), bytes));
            let size = vec![0.into(), 0.into(), 595.into(), 842.into()];
            let page = dictionary! {
                "Type" => "Page", "Parent" => tree, "Contents" => content, "Resources" => resources, "MediaBox" => size,
            };
            document.add_object(page).into()
        })
        .collect();
    let count = i64::try_from(kids.len()).expect("few pages");
    document.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("writes to memory");
    bytes
}

async fn brought(browser: &Browser<'_>, name: &str, bytes: &[u8]) -> Value {
    let made = upload(browser, name, bytes).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&made.body));
    made.json()
}

/// What a person marks on the first page, whose texts stand in this order.
fn example(page: &Value, keep: bool) -> Value {
    let texts = page["texts"].as_array().expect("texts");
    let at = |text: &str| texts.iter().position(|of| of["text"] == text).unwrap_or_else(|| panic!("{text}: {page}"));
    json!({
        "file": 0, "name": "Wartung", "kind": "visits", "keep": keep,
        "fields": [
            {"page": 1, "texts": [at("RX-4711")], "column": "Seriennummer", "field": "serial_number", "key": true},
            {"page": 1, "texts": [at("03.04.2026")], "column": "Datum", "field": "visited_on", "key": true},
        ],
        "tables": [{"name": "Teile", "page": 1, "kind": "orders", "columns": [
            {"text": at("Artikel"), "column": "Artikelnummer", "field": "part_number"},
            {"text": at("Stk."), "column": "Menge", "field": "quantity"},
        ]}],
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_marked_example_reads_all_reports_of_its_layout_now_and_next_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = empty(folder.path()).await;
    let steward = site.browser("s", "Steward", Role::Steward).await;
    let october = reports(&[
        ("RX-4711", "03.04.2026", &[("LG-1", "2"), ("LG-2", "1")]),
        ("RX-4712", "14.05.2026", &[("LG-3", "4")]),
        ("RX-4713", "15.06.2026", &[("LG-4", "8")]),
    ]);
    let made = brought(&steward, "erp/Oktober.pdf", &october).await;
    let path = format!("/uploads/{}", id_of(&made));
    let files = steward.get(&format!("{path}/files")).await.json();
    assert_eq!(files, json!({"files": [{"number": 0, "name": "erp/Oktober.pdf"}], "layouts": []}));
    let page = steward.get(&format!("{path}/files/0/pages/1")).await.json();
    assert_eq!((page["pages"].as_u64(), page["width"].as_f64()), (Some(3), Some(595.0)), "{page}");
    let none = steward.get(&format!("{path}/files/0/pages/9")).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.json()["detail"].as_str().is_some_and(|what| what.contains("pages 1 to 3")));

    let mut twice = example(&page, false);
    twice["fields"][1]["column"] = json!("Seriennummer");
    let twice = steward.post(&format!("{path}/template"), twice).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "two marks for one column");
    let tried = steward.post(&format!("{path}/template"), example(&page, false)).await;
    assert_eq!(tried.status, StatusCode::OK, "{}", String::from_utf8_lossy(&tried.body));
    let tried = tried.json();
    assert_eq!(tried["compared"], 2, "{tried}");
    assert_eq!(tried["fields"][0], json!({"column": "Seriennummer", "label": "Maschine", "relation": "below"}));
    assert_eq!(tried["tables"][0]["rows"][1]["cells"], json!(["RX-4712", "14.05.2026"]), "{tried}");
    assert_eq!(
        tried["tables"][1]["rows"][3],
        json!({"file": "erp/Oktober.pdf", "page": 3, "cells": ["RX-4713", "15.06.2026", "LG-4", "8"]})
    );
    let kept = steward.post(&format!("{path}/template"), example(&page, true)).await.json();
    assert_eq!(kept["kept"], true);
    let understood = steward.get(&path).await.json();
    let about = |upload: &Value| -> Vec<Value> {
        let tables = upload["tables"].as_array().expect("tables");
        tables.iter().map(|of| json!([of["sheet"], of["kind"], of["profile"]])).collect()
    };
    assert_eq!(
        about(&understood),
        [json!(["Wartung", "visits", null]), json!(["Wartung: Teile", "orders", null])],
        "{understood}"
    );
    if understood["questions"] != 0 {
        panic!("nothing is asked of what was marked: {understood}");
    }
    let saved = save(&steward, id_of(&made)).await;
    assert_eq!(saved.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&saved.body));
    assert_eq!(steward.get(&format!("{path}/files")).await.json()["layouts"], json!([]), "the profile says it now");
    let result = imported(&steward, id_of(&made)).await;
    assert_eq!(result["rows"], 7, "{result}");

    let november =
        brought(&steward, "erp/Berichte Süd.pdf", &reports(&[("RX-4800", "01.11.2026", &[("LG-9", "12")])])).await;
    assert_eq!(
        about(&november),
        [json!(["Wartung", "visits", 1]), json!(["Wartung: Teile", "orders", 1])],
        "{november}"
    );
    assert_eq!(november["questions"], 0, "{november}");
    decide(&steward, id_of(&november), json!([])).await;
    assert_eq!(imported(&steward, id_of(&november)).await["rows"], 2);
    let tables = site.app.store().tables().await.expect("tables");
    let parts = tables.iter().filter(|of| of.sheet.as_deref() == Some("Wartung: Teile")).max_by_key(|of| of.id);
    let table = parts.expect("the parts").id.0;
    let cell = steward.get(&format!("/cells/{table}/10005/2")).await.json();
    assert_eq!((cell["text"].as_str(), cell["page"].as_u64()), (Some("LG-9"), Some(1)), "{cell}");
    let marked: Vec<&Value> =
        cell["rows"].as_array().expect("lines").iter().filter(|row| row["marked"] == true).collect();
    assert_eq!(marked.len(), 1, "{cell}");

    let forgotten = steward.send(Method::DELETE, &format!("{path}/template/Wartung"), None, None).await;
    assert_eq!(forgotten.status, StatusCode::CONFLICT, "it is imported");
}
