//! The report: every number in it opens, by the API, the list behind it.

use crate::site::{Browser, Site};
use axum::http::StatusCode;
use lopdf::{Document, Object};
use serde_json::Value;
use server::auth::Role;
use std::collections::{BTreeSet, HashMap};

/// The addresses that a PDF leads to.
fn addresses(pdf: &Document) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut walk: Vec<&Object> = pdf.objects.values().collect();
    while let Some(object) = walk.pop() {
        match object {
            Object::Dictionary(fields) => {
                if let Ok(address) = fields.get(b"URI").and_then(Object::as_str) {
                    found.insert(String::from_utf8(address.to_vec()).expect("ASCII"));
                }
                walk.extend(fields.iter().map(|(_, value)| value));
            }
            Object::Array(values) => walk.extend(values),
            _ => {}
        }
    }
    found
}

/// Machines of every figure that stands in an assessment.
fn figures(json: &Value, found: &mut HashMap<String, u64>) {
    match json {
        Value::Object(fields) => {
            if let (Some(Value::String(id)), Some(machines)) =
                (fields.get("id"), fields.get("machines").and_then(Value::as_u64))
            {
                found.insert(id.clone(), machines);
            }
            fields.values().for_each(|value| figures(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| figures(value, found)),
        _ => {}
    }
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        if let (b'%', Some((code, behind))) = (first, after.split_at_checked(2)) {
            bytes.push(u8::from_str_radix(std::str::from_utf8(code).expect("ASCII"), 16).expect("hexadecimal"));
            rest = behind;
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

/// Asks for each address's list; gives how many there are.
async fn all_open(browser: &Browser<'_>, pdf: &[u8], known: &HashMap<String, u64>, behind: &str) -> usize {
    let pdf = Document::load_mem(pdf).expect("a PDF");
    assert!(pdf.get_pages().len() >= 8, "{} pages", pdf.get_pages().len());
    let mut asked = 0;
    for address in addresses(&pdf) {
        if address == "http://instand.example:8080/imports" {
            continue;
        }
        let figure = address.strip_prefix("http://instand.example:8080/assessment/machines?figure=");
        let query = figure.unwrap_or_else(|| panic!("{address} leads elsewhere"));
        let (figure, assumptions) = query.split_once('&').unwrap_or((query, ""));
        assert_eq!(assumptions, behind, "{address}");
        let answer = browser.get(&format!("/assessment/machines?limit=1&figure={query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        let total = answer.json()["total"].as_u64().expect("a total");
        let id = decoded(figure);
        let counted = known.get(&id).unwrap_or_else(|| panic!("{id} stands in no figure"));
        assert_eq!(total, *counted, "{id}");
        asked += 1;
    }
    asked
}

#[tokio::test(flavor = "multi_thread")]
async fn every_number_of_the_pdf_opens_its_list() {
    let site = Site::with_machines(400).await;
    let browser = site.browser("v", "Viewer", Role::Viewer).await;
    let view = browser.get("/assessment").await.json();
    let mut known = HashMap::new();
    figures(&view["result"], &mut known);
    for language in ["de", "en", "it"] {
        let answer = browser.get(&format!("/assessment.pdf?language={language}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", String::from_utf8_lossy(&answer.body));
        assert_eq!(answer.headers["content-type"], "application/pdf");
        assert!(
            answer.headers["content-disposition"].to_str().expect("text").contains("instand-assessment-2026-11-01.pdf")
        );
        let asked = all_open(&browser, &answer.body, &known, "").await;
        assert!(asked > 150, "{asked} lists");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_if_reports_lead_to_what_if_lists() {
    let site = Site::with_machines(200).await;
    let browser = site.browser("m", "Manager", Role::Manager).await;
    let changed = serde_json::json!({ "modernization_from_years": 15.0 });
    let body = serde_json::json!({ "assumptions": changed });
    let view = browser.post("/assessment", body).await.json();
    let mut known = HashMap::new();
    figures(&view["result"], &mut known);
    let assumptions = "assumptions=%7B%22modernization_from_years%22%3A15.0%7D";
    let answer = browser.get(&format!("/assessment.pdf?{assumptions}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", String::from_utf8_lossy(&answer.body));
    assert!(all_open(&browser, &answer.body, &known, assumptions).await > 100);
    let workbook = browser.get(&format!("/assessment.xlsx?{assumptions}&language=it")).await;
    assert_eq!(workbook.status, StatusCode::OK);
    assert!(workbook.body.starts_with(b"PK"));
    for wrong in ["assumptions=%7B", "language=fr", "assumptions=%7B%22attach_rate%22%3A7%7D"] {
        for path in ["/assessment.pdf", "/assessment.xlsx"] {
            let answer = browser.get(&format!("{path}?{wrong}")).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {wrong}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn workbooks_with_machines_need_the_permission_to_export() {
    let site = Site::with_machines(40).await;
    let browser = site.browser("v", "Viewer", Role::Viewer).await;
    assert_eq!(browser.get("/assessment.pdf").await.status, StatusCode::OK);
    assert_eq!(browser.get("/assessment.xlsx").await.status, StatusCode::FORBIDDEN);
}
