//! Whole PDFs, written by hand.

use super::super::{Limits, read};
use crate::{Body, RawTable};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};

/// A PDF of these pages, each the content of one stream, in Helvetica.
pub(super) fn pdf(pages: &[&str]) -> Document {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let resources = document.add_object(dictionary! { "Font" => dictionary! { "F1" => font } });
    let kids: Vec<Object> = pages
        .iter()
        .map(|content| {
            let bytes: Vec<u8> =
                content.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect();
            let content = document.add_object(Stream::new(Dictionary::new(), bytes));
            document
                .add_object(
                    dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => content, "Resources" => resources },
                )
                .into()
        })
        .collect();
    let count = i64::try_from(kids.len()).expect("few pages");
    document.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    document
}

pub(super) fn bytes(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("writes to memory");
    bytes
}

fn show(table: &RawTable<'_>) -> Vec<String> {
    let Body::Grid(grid) = &table.body else { return Vec::new() };
    let rows = grid.row_numbers.iter().zip(&grid.rows).map(|(number, row)| {
        let cells: Vec<_> = row.iter().map(|cell| cell.text().into_owned()).collect();
        format!("{number}: {}", cells.join("|"))
    });
    rows.collect()
}

fn problem(bytes: &[u8], limits: &Limits) -> String {
    let file = read("a.pdf", bytes, limits);
    assert!(file.tables.is_empty());
    file.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn service_reports_become_rows() {
    let page = |serial: &str| {
        format!(
            "BT /F1 12 Tf 50 780 Td (Servicebericht) Tj ET
             BT /F1 10 Tf 50 750 Td (Seriennummer:) Tj 120 0 Td ({serial}) Tj
             -120 -14 Td [(Kunde: M\u{fc}) -20 (ller Gmb) 10 (H)] TJ 0 -14 Td (Stunden:) Tj ET
             q 1 0 0 1 120 0 cm BT /F1 10 Tf 1 0 0 1 50 722 Tm (1.234,5) Tj ET Q"
        )
    };
    let bytes = bytes(pdf(&[&page("SN-1"), &page("SN-2")]));
    let file = read("a.pdf", &bytes, &Limits::default());
    assert_eq!(file.problems, []);
    assert_eq!(
        file.tables.iter().flat_map(show).collect::<Vec<_>>(),
        ["0: Seriennummer|Kunde|Stunden", "1: SN-1|M\u{fc}ller GmbH|1.234,5", "2: SN-2|M\u{fc}ller GmbH|1.234,5"]
    );
}

#[test]
fn text_within_forms_is_read_and_forms_of_forms_end() {
    let mut document = pdf(&["/X1 Do"]);
    let resources = document.new_object_id();
    let form = document.new_object_id();
    let fonts =
        dictionary! { "F1" => dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" } };
    document.objects.insert(
        resources,
        dictionary! { "Font" => fonts, "XObject" => dictionary! { "X1" => Object::Reference(form) } }.into(),
    );
    let content = b"BT /F1 10 Tf 50 700 Td (Serial: S1) Tj ET /X1 Do /X1 Do".to_vec();
    let dict = dictionary! { "Type" => "XObject", "Subtype" => "Form", "Resources" => Object::Reference(resources) };
    document.objects.insert(form, Stream::new(dict, content).into());
    let page = document.page_iter().next().expect("one page");
    if let Ok(page) = document.get_dictionary_mut(page) {
        page.set("Resources", Object::Reference(resources));
    }
    let bytes = bytes(document);
    let file = read("a.pdf", &bytes, &Limits::default());
    assert_eq!(file.tables.iter().flat_map(show).collect::<Vec<_>>(), ["0: Serial", "1: S1"]);
}

#[test]
fn what_cannot_be_read_says_why() {
    let limits = Limits::default();
    assert!(problem(&bytes(pdf(&["0 0 100 100 re f"])), &limits).contains("no text layer"));
    assert!(problem(&bytes(pdf(&["BT /F1 10 Tf (just text) Tj ET"])), &limits).contains("no labels"));
    assert!(problem(b"%PDF-1.7\n garbage", &limits).contains("damaged"));
    let few = Limits { max_pages: 1, ..limits };
    assert!(problem(&bytes(pdf(&["", ""])), &few).contains("more than 1 pages"));
}

#[test]
fn a_page_tree_in_a_circle_ends() {
    let mut document = pdf(&["BT /F1 10 Tf 50 700 Td (Serial: S1) Tj ET"]);
    let tree =
        document.catalog().and_then(|catalog| catalog.get(b"Pages")).and_then(Object::as_reference).expect("a tree");
    let page = document.page_iter().next().expect("one page");
    if let Ok(tree_node) = document.get_dictionary_mut(tree) {
        tree_node.set("Kids", vec![Object::Reference(page), Object::Reference(tree), Object::Reference(page)]);
    }
    let bytes = bytes(document);
    let file = read("a.pdf", &bytes, &Limits::default());
    assert_eq!(file.tables.iter().flat_map(show).collect::<Vec<_>>(), ["0: Serial", "1: S1"]);
}

#[test]
fn little_content_cannot_cost_much() {
    let refused = |content: &str| problem(&bytes(pdf(&[content])), &Limits::default());
    assert!(refused(&format!("BT /F1 10 Tf [{}] TJ ET", "(a)".repeat(300_000))).contains("more than any report"));
    let colons = format!("BT /F1 10 Tf ({}{}) Tj ET", "x".repeat(60), ": ".repeat(400_000));
    assert!(refused(&colons).contains("no labels"));

    // Ranges over all codes of a font, thousands of them; they are cut, the text is read.
    let mut document = pdf(&["BT /F1 10 Tf 50 700 Td <004100420043003A00200044> Tj ET"]);
    let widths: Vec<Object> = (0..60_000).map(|at| [0, 65_535, 500][at % 3].into()).collect();
    let descendant = document.add_object(dictionary! { "Type" => "Font", "Subtype" => "CIDFontType2", "W" => widths });
    let cmap = b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /A def\n1 begincodespacerange\n<0000> <FFFF>\n\
                 endcodespacerange\n1 beginbfrange\n<0000> <00FF> <0000>\nendbfrange\nendcmap\n\
                 CMapName currentdict /CMap defineresource pop\nend\nend\n";
    let map = document.add_object(Stream::new(Dictionary::new(), cmap.to_vec()));
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "A", "Encoding" => "Identity-H",
        "DescendantFonts" => vec![Object::Reference(descendant)], "ToUnicode" => map,
    });
    let page = document.page_iter().next().expect("one page");
    if let Ok(page) = document.get_dictionary_mut(page) {
        page.set("Resources", dictionary! { "Font" => dictionary! { "F1" => font } });
    }
    let bytes = bytes(document);
    let file = read("a.pdf", &bytes, &Limits::default());
    assert_eq!(file.problems, []);
    assert_eq!(file.tables.iter().flat_map(show).collect::<Vec<_>>(), ["0: ABC", "1: D"]);
}
