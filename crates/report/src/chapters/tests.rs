//! The chapters: every number of the assessment stands in them, linked to the list behind it.

use crate::sample;
use crate::writer::Writer;
use crate::{Setting, pdf};
use assessment::{Assessment, Assumptions};
use base::Language;
use serde_json::Value;

fn setting(language: Language) -> Setting {
    Setting {
        language,
        as_of: "2026-11-01".parse().expect("a date"),
        made_on: "2026-11-22".parse().expect("a date"),
        builder: Some("Reinhardt #Maschinenbau GmbH".to_owned()),
        base_url: Some("https://instand.example/".to_owned()),
        sources: 7,
    }
}

fn assessed(machines: usize, hostile: bool) -> Assessment {
    Assessment::of(&sample::base(5, machines, hostile), &Assumptions::default()).expect("a valid base")
}

fn pieces<'a>(json: &'a Value, found: &mut Vec<(&'a str, &'a str, Option<&'a str>)>) {
    match json {
        Value::Object(fields) => {
            if let (Some(Value::String(text)), Some(Value::String(kind))) = (fields.get("t"), fields.get("k")) {
                found.push((text, kind, fields.get("u").and_then(Value::as_str)));
            }
            fields.values().for_each(|value| pieces(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| pieces(value, found)),
        _ => {}
    }
}

#[test]
fn every_number_is_a_link_except_dates_assumptions_and_rows_shown() {
    let result = assessed(900, false);
    for language in [Language::De, Language::En, Language::It] {
        let setting = setting(language);
        let document = serde_json::to_value(super::document(&Writer::new(&result, &setting))).expect("JSON");
        let mut found = Vec::new();
        pieces(&document, &mut found);
        assert!(found.len() > 500, "{}", found.len());
        let mut links = 0;
        for (text, kind, link) in found {
            let digits = text.chars().any(|letter| letter.is_ascii_digit());
            match kind {
                "figure" => {
                    links += 1;
                    let link = link.unwrap_or_else(|| panic!("{text} leads nowhere"));
                    assert!(digits || text == "0", "{text} is no number");
                    let known =
                        ["https://instand.example/assessment/machines?figure=", "https://instand.example/imports"];
                    assert!(known.iter().any(|begins| link.starts_with(begins)), "{link}");
                }
                "words" => assert!(!digits, "`{text}` holds a number without a link"),
                _ => assert_eq!(link, None, "{text}"),
            }
        }
        assert!(links > 300, "{links}");
    }
}

#[test]
fn links_lead_to_figures_under_the_same_assumptions() {
    let input = sample::base(5, 400, true);
    let assumptions = Assumptions { attach_rate: 0.25, ..Assumptions::default() };
    let result = Assessment::of(&input, &assumptions).expect("a valid base");
    let setting = setting(Language::De);
    let document = serde_json::to_value(super::document(&Writer::new(&result, &setting))).expect("JSON");
    let mut found = Vec::new();
    pieces(&document, &mut found);
    let mut asked = 0;
    for link in found.iter().filter_map(|(_, _, link)| *link) {
        let Some((_, query)) = link.split_once("figure=") else { continue };
        let (figure, assumptions) = query.split_once("&assumptions=").expect("the assumptions that differ");
        assert_eq!(decoded(assumptions), r#"{"attach_rate":0.25}"#);
        let id = assessment::FigureId::new(decoded(figure));
        assert!(result.machines(&input, &id).is_some(), "{id} is no figure");
        asked += 1;
    }
    assert!(asked > 300, "{asked}");
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        if *first == b'%' {
            let code = std::str::from_utf8(&after[..2]).expect("hexadecimal");
            bytes.push(u8::from_str_radix(code, 16).expect("hexadecimal"));
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn the_pdf_is_tagged_and_says_what_it_is() {
    for language in [Language::De, Language::En, Language::It] {
        let made = pdf(&assessed(900, false), &setting(language)).expect("a report");
        let pdf = lopdf::Document::load_mem(&made).expect("a PDF");
        assert!(pdf.get_pages().len() >= 8, "{} pages", pdf.get_pages().len());
        let catalog = pdf.catalog().expect("a catalog");
        assert!(catalog.has(b"StructTreeRoot") && catalog.has(b"Outlines"), "tags and bookmarks");
        let said = catalog.get(b"Lang").and_then(lopdf::Object::as_str).expect("a language");
        let begins = match language {
            Language::De => "de",
            Language::En => "en",
            Language::It => "it",
        };
        assert!(said.starts_with(begins.as_bytes()), "{}", String::from_utf8_lossy(said));
        let info = pdf.trailer.get(b"Info").and_then(lopdf::Object::as_reference).expect("metadata");
        let info = pdf.get_dictionary(info).expect("metadata");
        assert!(info.has(b"Title") && info.has(b"Author"));
    }
}

#[test]
fn any_base_can_be_set() {
    for (machines, hostile) in [(0, false), (1, false), (300, true)] {
        let made = pdf(&assessed(machines, hostile), &setting(Language::De)).expect("a report");
        assert!(made.starts_with(b"%PDF"), "{machines}");
    }
    let bare = Setting { builder: None, base_url: None, ..setting(Language::It) };
    let result = assessed(50, false);
    let leads = |setting: &Setting| {
        let made = pdf(&result, setting).expect("a report");
        made.windows(4).any(|bytes| bytes == b"/URI")
    };
    assert!(leads(&setting(Language::It)));
    assert!(!leads(&bare), "no address, no links");
}
