//! The workbook, read back cell by cell.

use crate::{Machine, Setting, sample, workbook};
use assessment::{Assessment, Assumptions};
use base::Language;
use calamine::{Data, Reader, Xlsx};
use std::io::Cursor;

fn made(language: Language, hostile: bool) -> (Assessment, Vec<u8>) {
    let input = sample::base(5, 400, hostile);
    let result = Assessment::of(&input, &Assumptions::default()).expect("a valid base");
    let setting = Setting {
        language,
        as_of: "2026-11-01".parse().expect("a date"),
        made_on: "2026-11-22".parse().expect("a date"),
        builder: Some("=HYPERLINK(\"x\")".to_owned()),
        base_url: Some("https://instand.example".to_owned()),
        sources: 7,
    };
    let machine = |position: u32| Machine {
        serial_number: format!("{position}"),
        customer: Some("=1+1".to_owned()),
        ..Machine::default()
    };
    let bytes = workbook(&result, &input, &setting, &machine).expect("a workbook");
    (result, bytes)
}

#[test]
fn sheets_hold_numbers_and_no_formulas() {
    for (language, hostile) in [(Language::De, false), (Language::En, true), (Language::It, false)] {
        let (result, bytes) = made(language, hostile);
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        let names = book.sheet_names();
        assert_eq!(names.len(), 11, "{names:?}");
        for name in &names {
            let sheet = book.worksheet_range(name).expect("a sheet");
            assert!(sheet.height() > 1, "{name} has rows");
            let formulas = book.worksheet_formula(name).expect("a sheet");
            assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()), "{name} has a formula");
        }
        let overview = book.worksheet_range(&names[0]).expect("a sheet");
        let potential = overview.get_value((1, 3)).and_then(|cell| match cell {
            Data::Float(number) => Some(*number),
            _ => None,
        });
        assert_eq!(potential, result.cover.untapped.eur);
    }
}

#[test]
fn the_machines_of_a_gap_sum_to_its_figure() {
    let (result, bytes) = made(Language::De, false);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let name = book.sheet_names().last().expect("a sheet").clone();
    let sheet = book.worksheet_range(&name).expect("a sheet");
    for gap in &result.gaps.gaps {
        let fact = crate::names::fact(&gap.id, Language::De);
        let effect = if gap.unreached { "Zustellung" } else { "Entscheidung" };
        let text = |row: &[Data], at: usize| row.get(at).map(ToString::to_string).unwrap_or_default();
        let rows: Vec<&[Data]> =
            sheet.rows().skip(1).filter(|row| text(row, 0) == fact && text(row, 1) == effect).collect();
        assert_eq!(rows.len(), gap.machines.machines as usize, "{}", gap.id);
        let eur: f64 = rows.iter().filter_map(|row| text(row, 8).parse::<f64>().ok()).sum();
        assert!((eur - gap.machines.eur.unwrap_or_default()).abs() < 0.02, "{} {eur}", gap.id);
        let serials: std::collections::HashSet<String> = rows.iter().map(|row| text(row, 2)).collect();
        assert_eq!(serials.len(), rows.len(), "each machine once");
    }
}
