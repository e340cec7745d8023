//! Lists as SAP writes them, made by hand.

use super::*;
use crate::read::{Limits, ReadFile, read};
use crate::{Body, RawTable};
use std::fmt::Write as _;

/// The filled rows with their numbers, cells trimmed.
fn rows(table: &RawTable<'_>) -> Vec<String> {
    let Body::Delimited(text) = &table.body else { panic!("text was expected") };
    assert_eq!(text.delimiter, b'|');
    let mut records = text.records(&text.text);
    let mut rows = Vec::new();
    while let Some(record) = records.next() {
        if !record.is_blank() {
            let cells: Vec<_> = record.fields().map(str::trim).collect();
            rows.push(format!("{}: {}", record.row(), cells.join(";")));
        }
    }
    rows
}

fn list(text: &str) -> (Vec<String>, Vec<Option<u32>>) {
    let file = read("liste.txt", text.as_bytes(), &Limits::default());
    let table = file.tables.first().expect("a table");
    (rows(table), file.problems.iter().map(|problem| problem.row).collect())
}

fn said(file: &ReadFile<'_>) -> String {
    file.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

#[test]
fn pages_rulers_totals_and_repeated_headings_are_no_rows() {
    let page = "31.12.2026      Equipment anzeigen: Liste      Seite 1\n-----------------------\n\
                |Equipment|Serialnummer|Wert      |\n-----------------------\n";
    let text = format!(
        "Tabelle: EQUI\n{page}|000010001|4711        | 1.234,50-|\n|000010002|4712        |    99,00 |\n{page}\
         |000010003|4713        |     0,00 |\n|---------|------------|----------|\n|*        |            | 1.135,50-|\n\
         |** Summe |            | 1.135,50-|\n-----------------------\n  3 Treffer\n"
    );
    let (rows, problems) = list(&text);
    assert_eq!(
        rows,
        [
            "1: Tabelle: EQUI",
            "2: 31.12.2026      Equipment anzeigen: Liste      Seite 1",
            "4: ;Equipment;Serialnummer;Wert;",
            "6: ;000010001;4711;1.234,50-;",
            "7: ;000010002;4712;99,00;",
            "12: ;000010003;4713;0,00;",
        ]
    );
    assert_eq!(problems, []);
}

#[test]
fn bars_quotes_and_line_ends_within_texts_stay_in_their_cell() {
    let text = "------------------\n|SERNR|EQKTX    |J |\n------------------\n|4711 |A|B      |x |\n|4712 |\"Rohr\" 3 |y |\n\
                |4713 |Öl\nfilter|z |\n|4714 |Ventil   |u |\n|4715 |zu|kurz|\n|4716 |\n|4717 |Ende     |v |\n";
    let (rows, problems) = list(text);
    assert_eq!(
        rows,
        [
            "2: ;SERNR;EQKTX;J;",
            "4: ;4711;A|B;x;",
            "5: ;4712;\"Rohr\" 3;y;",
            "6: ;4713;Öl filter;z;",
            "8: ;4714;Ventil;u;",
            "9: ;4715;zu;kurz;",
            "11: ;4717;Ende;v;",
        ]
    );
    assert_eq!(problems, [Some(10)]);
}

#[test]
fn headings_on_two_lines_are_joined_and_records_on_two_lines_too() {
    let (rows, problems) = list(
        "---------------------\n|Serialnr|Inbetriebn.|\n|        |am         |\n---------------------\n\
         |4711    |12.03.2015 |\n|4712    |00.00.0000 |\n---------------------\n",
    );
    assert_eq!(rows, ["3: ;Serialnr;Inbetriebn. am;", "5: ;4711;12.03.2015;", "6: ;4712;00.00.0000;"]);
    assert_eq!(problems, []);
    let head = "----------------------\n|Equipment|Serialnummer|\n|  Hersteller|Ort     |\n----------------------\n";
    let one = "|10001    |4711        |\n|  ACME      |Ulm     |\n";
    let two = "|10002    |4712        |\n|  ACME      |Wien    |\n";
    let (rows, problems) = list(&format!("{head}{one}{two}\x0c{head}{one}|10003    |4713        |\n----------\n"));
    assert_eq!(
        rows,
        [
            "3: ;Equipment;Serialnummer;Hersteller;Ort;",
            "5: ;10001;4711;ACME;Ulm;",
            "7: ;10002;4712;ACME;Wien;",
            "13: ;10001;4711;ACME;Ulm;"
        ]
    );
    assert_eq!(problems, [Some(15)]);
}

#[test]
fn head_lines_with_items_are_refused_with_one_line() {
    let mut text = "-----------\n|Auftrag|Kunde   |\n|  Pos|Material|M |\n-----------\n".to_owned();
    for order in 1..9 {
        writeln!(text, "|{order:<7}|Meier   |").expect("memory");
        for item in 1..4 {
            writeln!(text, "|  {item:<3}|T-100   |2 |").expect("memory");
        }
    }
    let file = read("liste.txt", text.as_bytes(), &Limits::default());
    assert!(file.tables.is_empty() && file.problems.len() == 1, "{}", said(&file));
    assert!(said(&file).contains("head lines with items"), "{}", said(&file));
}

#[test]
fn the_codepages_of_sap_are_read() {
    let text = "----------------\n|Gerät|Größe |\n----------------\n|4711 |groß  |\n----------------\n";
    let expected = ["2: ;Gerät;Größe;", "4: ;4711;groß;"];
    let narrow = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for bytes in [narrow, wide, text.replace('\n', "\r\n").into_bytes()] {
        let file = read("liste.txt", &bytes, &Limits::default());
        assert_eq!(rows(file.tables.first().expect("a table")), expected);
        assert_eq!(said(&file), "");
    }
}

#[test]
fn other_texts_are_no_lists() {
    for text in [
        "a|b\n1|2\n",
        "|a|b|\n|1|2|\n",
        "Serie;Typ\n---;---\n1;2\n",
        "# Titel\n\nText --- und mehr\n|\n",
        "",
        "|",
        "----\n|\n----\n",
    ] {
        assert!(tidied("a.txt", text).is_none(), "{text:?}");
    }
    assert!(tidied("a.md", "| a | b |\n|---|---|\n| 1 | 2 |\n").is_some(), "a table of Markdown is framed alike");
}

#[test]
fn any_lines_give_as_many_lines_and_never_a_panic() {
    const PIECES: [&str; 12] =
        ["|", "|", "\n", "\n", "---", "-------\n|a|b|\n---\n", "4711", "\"", "ä", " ", "*", "\n|1|2|\n"];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..20_000 {
        let mut text = String::from("----\n|a |b|\n|c|d |\n----\n");
        if state.is_multiple_of(3) {
            text.clear();
        }
        for _ in 0..state % 40 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            text.push_str(PIECES[usize::try_from(state % 12).expect("small")]);
        }
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        if let Some(Ok(tidied)) = tidied("a.txt", &text) {
            assert!(tidied.text.lines().count() <= text.lines().count(), "{text:?}: {:?}", tidied.text);
        }
    }
}
