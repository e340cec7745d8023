//! Recognition on headings as they are met in real exports: the corpus, the mapping that comes out of it and goes in
//! again, and the real public sets where they are present.

use base::Kind;
use digitize::mapping::{Mapping, Profile, TableRule, rules_to_toml, to_toml};
use digitize::recognise::{Hints, Outcome, Recognition, recognise, recognise_with};
use digitize::{Cell, DateOrder, Decimal, Format, SampleRow, TablePlan};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Deserialize)]
struct Corpus {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    file: String,
    sheet: Option<String>,
    rows: Vec<String>,
    kind: String,
    meaning: Option<String>,
    #[serde(default)]
    fields: BTreeMap<String, String>,
    #[serde(default)]
    formats: BTreeMap<String, String>,
    #[serde(default)]
    asks: Vec<String>,
    header_row: Option<u32>,
}

fn corpus() -> Vec<Case> {
    let corpus: Corpus = toml::from_str(include_str!("corpus/headers.toml")).expect("the corpus parses");
    corpus.case
}

fn sample<'a>(lines: impl IntoIterator<Item = &'a str>, delimiter: char) -> Vec<SampleRow> {
    let cell = |text: &str| match text {
        "" => Cell::Empty,
        text => Cell::Text(text.into()),
    };
    (1..)
        .zip(lines)
        .map(|(number, line)| SampleRow { number, cells: line.split(delimiter).map(cell).collect() })
        .collect()
}

fn hints<'a>(file: &'a str, sheet: Option<&'a str>) -> Hints<'a> {
    Hints { file, sheet, date_1904: false, merges: &[] }
}

fn run(case: &Case, mapping: Option<&Mapping>) -> Recognition {
    let rows = sample(case.rows.iter().map(String::as_str), '|');
    recognise(&rows, &[], &hints(&case.file, case.sheet.as_deref()), mapping)
}

fn written(format: Format) -> String {
    match format {
        Format::Text => "text".to_owned(),
        Format::Flag => "flag".to_owned(),
        Format::Number { decimal, factor } => {
            format!("{} {factor}", if decimal == Decimal::Comma { "comma" } else { "point" })
        }
        Format::Date { order, .. } => match order {
            DateOrder::DayMonthYear => "dmy".to_owned(),
            DateOrder::MonthDayYear => "mdy".to_owned(),
            DateOrder::YearMonthDay => "ymd".to_owned(),
        },
    }
}

/// What differs from the expectation, one line each.
fn check(case: &Case) -> Vec<String> {
    let found = run(case, None);
    let mut wrong = Vec::new();
    let plan = match (&found.outcome, case.kind.as_str()) {
        (Outcome::Unsure { .. }, "unsure") | (Outcome::NotATable(_), "none") => return wrong,
        (Outcome::Plan(plan), kind) if plan.kind.id() == kind => plan,
        (Outcome::Plan(plan), _) => {
            wrong.push(format!("is {} ({:.2}), not {}", plan.kind, plan.confidence, case.kind));
            return wrong;
        }
        (other, _) => {
            wrong.push(format!("is {other:?}, not {}", case.kind));
            return wrong;
        }
    };
    let field_of = |position: usize| {
        let column = plan.columns.iter().find(|column| usize::from(column.column) == position);
        column.and_then(|column| column.field).map_or("-", |field| field.id)
    };
    for (position, expected) in case.meaning.iter().flat_map(|meaning| meaning.split('|')).enumerate() {
        if field_of(position) != expected {
            let heading = found.headings.get(position).map_or("?", String::as_str);
            wrong.push(format!("\"{heading}\" is {}, not {expected}", field_of(position)));
        }
    }
    for (heading, expected) in &case.fields {
        let Some(position) = found.headings.iter().position(|known| known == heading) else {
            wrong.push(format!("no heading \"{heading}\" among {:?}", found.headings));
            continue;
        };
        if field_of(position) != expected {
            wrong.push(format!("\"{heading}\" is {}, not {expected}", field_of(position)));
        }
    }
    for (heading, expected) in &case.formats {
        let column = plan.columns.iter().find(|column| column.heading == *heading);
        let format = column.map_or("no column".to_owned(), |column| written(column.format));
        if format != *expected {
            wrong.push(format!("\"{heading}\" is written {format}, not {expected}"));
        }
    }
    let asked: Vec<_> =
        found.questions.iter().filter(|question| question.column.is_some()).map(|q| &q.heading).collect();
    if asked != case.asks.iter().collect::<Vec<_>>() {
        wrong.push(format!("asks about {asked:?}, not {:?}: {:?}", case.asks, found.questions));
    }
    if case.header_row.is_some_and(|row| row != plan.header_row) {
        wrong.push(format!("headings end in row {}", plan.header_row));
    }
    wrong
}

#[test]
fn the_corpus_is_recognised() {
    let cases = corpus();
    let wrong: Vec<_> =
        cases.iter().flat_map(|case| check(case).into_iter().map(|wrong| format!("{}: {wrong}", case.name))).collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn what_was_recognised_reads_back_as_the_same_plan_with_confidence_1() {
    for case in corpus() {
        let found = run(&case, None);
        let Outcome::Plan(plan) = &found.outcome else { continue };
        if !found.questions.is_empty() {
            continue;
        }
        let text = to_toml(&[(case.file.clone(), case.sheet.clone(), &found)]);
        let mapping = Mapping::parse(&text).unwrap_or_else(|wrong| panic!("{}: {wrong}\n{text}", case.name));
        let again = run(&case, Some(&mapping));
        let Outcome::Plan(same) = &again.outcome else { panic!("{}: {:?}", case.name, again.outcome) };
        assert!((same.confidence - 1.0).abs() < f32::EPSILON, "{}", case.name);
        assert_eq!((same.kind, same.header_row), (plan.kind, plan.header_row), "{}", case.name);
        assert_eq!(same.columns.len(), plan.columns.len(), "{}", case.name);
        for (one, other) in same.columns.iter().zip(&plan.columns) {
            let about = format!("{}: {}", case.name, one.heading);
            assert_eq!((one.column, &one.heading, one.field), (other.column, &other.heading, other.field), "{about}");
            assert_eq!(one.format, other.format, "{about}");
            assert!((one.confidence - 1.0).abs() < f32::EPSILON, "{about}");
        }
        assert!(again.questions.is_empty(), "{}: {:?}", case.name, again.questions);
    }
}

#[test]
fn an_open_mapping_parses_and_an_answer_settles_it() {
    for case in corpus() {
        let found = run(&case, None);
        let text = to_toml(&[(case.file.clone(), case.sheet.clone(), &found)]);
        Mapping::parse(&text).unwrap_or_else(|wrong| panic!("{}: {wrong}\n{text}", case.name));
    }
    let case = corpus().into_iter().find(|case| case.name == "Two serial numbers").expect("the case is there");
    let text = to_toml(&[(case.file.clone(), None, &run(&case, None))]);
    let answered = text
        .replace("# ? \"Seriennummer\" = \"serial_number\"", "\"Seriennummer\" = \"serial_number\"")
        .replace("# ? \"Fabrik-Nr.\" = \"-\"", "\"Fabrik-Nr.\" = \"-\"");
    let mapping = Mapping::parse(&answered).unwrap_or_else(|wrong| panic!("{wrong}\n{answered}"));
    let again = run(&case, Some(&mapping));
    let Outcome::Plan(plan) = &again.outcome else { panic!("{:?}", again.outcome) };
    assert_eq!(plan.columns.first().and_then(|column| column.field).map(|field| field.id), Some("serial_number"));
    assert!(again.questions.is_empty(), "{:?}", again.questions);
}

#[test]
fn a_person_goes_before_what_is_found() {
    let rows = sample(["Nr|Wann|Was|Wert", "4711|03/04/2025|x|1.234", "4712|05/06/2025|y|2.345"], '|');
    let mapping = Mapping::parse(
        r#"
[[table]]
file = "*.csv"
kind = "visits"
[table.columns]
"nr" = "serial_number"
"Wann" = { field = "visited_on", order = "mdy" }
"Was" = "-"
"Wert" = { field = "amount", decimal = "comma", factor = 1000.0 }
[table.constants]
visit_type = "maintenance"
"#,
    )
    .expect("it parses");
    let found = recognise(&rows, &[], &hints("a/b.csv", None), Some(&mapping));
    let Outcome::Plan(plan) = &found.outcome else { panic!("{:?}", found.outcome) };
    let seen: Vec<_> = plan.columns.iter().map(|c| (c.field.map_or("-", |f| f.id), written(c.format))).collect();
    let expected = [("serial_number", "text"), ("visited_on", "mdy"), ("-", "text"), ("amount", "comma 1000")]
        .map(|(f, w)| (f, w.to_owned()));
    assert_eq!(seen, expected);
    assert_eq!(
        found.constants.first().map(|(field, text)| (field.id, text.as_str())),
        Some(("visit_type", "maintenance"))
    );
    assert!(found.questions.is_empty(), "{:?}", found.questions);
}

/// Whatever was recognised without a question is recognised the same by the profile made of it, under another name.
#[test]
fn every_table_of_the_corpus_is_known_again_by_its_profile() {
    let mut known = 0;
    for case in corpus() {
        let found = run(&case, None);
        let Outcome::Plan(plan) = &found.outcome else { continue };
        if !found.questions.is_empty() {
            continue;
        }
        let rule = TableRule::of(&case.file, case.sheet.as_deref(), &found).expect("a plan gives a rule");
        let mapping = Mapping::parse(&rules_to_toml(&[rule])).unwrap_or_else(|error| panic!("{}: {error}", case.name));
        let profile = Profile { source: "x", version: 1, mapping: &mapping };
        let rows = sample(case.rows.iter().map(String::as_str), '|');
        let again = recognise_with(&rows, &[], &hints("renamed.csv", None), None, Some(&profile));
        assert!(again.by_profile && again.questions.is_empty(), "{}: {:?}", case.name, again.questions);
        let Outcome::Plan(second) = &again.outcome else { panic!("{}: {:?}", case.name, again.outcome) };
        let meaning = |plan: &TablePlan| -> Vec<_> {
            plan.columns.iter().map(|column| (column.column, column.field, column.format)).collect()
        };
        assert_eq!(meaning(second), meaning(plan), "{}", case.name);
        known += 1;
    }
    assert!(known > 20, "only {known} cases of the corpus are without a question");
}

#[test]
fn a_table_can_be_left_out_and_read_without_headings() {
    let rows = sample(["4711|K200|2015", "4712|K300|2018"], '|');
    let ignore = Mapping::parse("[[table]]\nfile = \"*\"\nkind = \"ignore\"").expect("it parses");
    assert!(matches!(recognise(&rows, &[], &hints("a.csv", None), Some(&ignore)).outcome, Outcome::NotATable(_)));
    let lettered = Mapping::parse(
        "[[table]]\nfile = \"*\"\nkind = \"machines\"\nheader_row = 0\n[table.columns]\nA = \"serial_number\"\nB = \"machine_type\"\nC = \"manufactured_year\"",
    )
    .expect("it parses");
    let found = recognise(&rows, &[], &hints("a.csv", None), Some(&lettered));
    let Outcome::Plan(plan) = &found.outcome else { panic!("{:?}", found.outcome) };
    assert_eq!(plan.header_row, 0);
    assert!(plan.columns.iter().all(|column| column.field.is_some()));
}

#[test]
fn cells_of_workbooks_need_no_text() {
    let text = |text: &str| Cell::Text(text.into());
    let rows = vec![
        SampleRow {
            number: 3,
            cells: vec![text("Seriennummer"), text("Typ"), text("Inbetriebnahme"), text("Betriebsstunden")],
        },
        SampleRow {
            number: 4,
            cells: vec![Cell::Number(4711.0), text("K200"), Cell::Number(42_075.0), Cell::Number(12_450.5)],
        },
        SampleRow { number: 5, cells: vec![text("4712"), text("K300"), Cell::Empty, Cell::Empty] },
    ];
    let found = recognise(&rows, &[], &hints("m.xlsx", Some("Tabelle1")), None);
    let Outcome::Plan(plan) = &found.outcome else { panic!("{:?}", found.outcome) };
    let fields: Vec<_> = plan.columns.iter().map(|column| column.field.map_or("-", |field| field.id)).collect();
    assert_eq!((plan.kind, plan.header_row), (Kind::Machines, 3));
    assert_eq!(fields, ["serial_number", "machine_type", "installed_on", "operating_hours"]);
}

#[test]
fn odd_tables_do_not_panic() {
    let long = "x".repeat(5000);
    for lines in [
        vec![],
        vec![""],
        vec!["|||"],
        vec!["Seriennummer"],
        vec!["Seriennummer|Seriennummer|Seriennummer|Typ", "1|2|3|K", "4|5|6|K"],
        vec![long.as_str(), long.as_str()],
        vec!["ä|\u{301}|💣|\u{0}", "1|2|3|4"],
        vec!["Datum|Datum", "99999999999999999999|1e400"],
        vec!["[|(|]|)", "[]|()|[(|)]"],
        vec!["1|2|3", "Seriennummer|Typ|Baujahr"],
    ] {
        let rows = sample(lines, '|');
        for cut in 0..=rows.len() {
            let (first, last) = rows.split_at(cut);
            let found = recognise(first, last, &hints("", Some("")), None);
            let _ = to_toml(&[(String::new(), None, &found)]);
        }
    }
    let wide: Vec<String> = (0..5000).map(|column| format!("Spalte {column}")).collect();
    let wide = sample([wide.join("|").as_str(), &"1|".repeat(5000)], '|');
    let _ = recognise(&wide, &[], &hints("wide.csv", None), None);
}

/// Where the real sets are present: every file of the main job is recognised as what it is.
#[test]
fn the_real_sets_are_recognised() {
    let root = Path::new("/work/shared/data");
    for (file, delimiter, kind, serial) in [
        ("azure_pdm/PdM_machines.csv", ',', Kind::Machines, "machineID"),
        ("azure_pdm/PdM_errors.csv", ',', Kind::Errors, "machineID"),
        ("azure_pdm/PdM_maint.csv", ',', Kind::Visits, "machineID"),
        ("azure_pdm/PdM_failures.csv", ',', Kind::Errors, "machineID"),
        ("azure_pdm_q1_2015_20machines/PdM_telemetry.csv", ',', Kind::Counters, "machineID"),
        ("seattle_fleet/Active_Fleet_Complement.csv", ',', Kind::Machines, "EquipID"),
        ("seattle_fleet/Sold_Fleet_Equipment.tsv", '\t', Kind::Machines, "EquipID"),
        ("seattle_fleet/Current_Fleet_Surplus_Auction_List.csv", ',', Kind::Machines, "EQUIP_ID"),
        ("nyc_elevators/elevators_raw.csv", ',', Kind::Machines, "DV_DEVICE_NUMBER"),
        ("nist_excavators/excavators.csv", ',', Kind::Visits, "Asset"),
    ] {
        let Ok(bytes) = std::fs::read(root.join(file)) else { continue };
        let text = String::from_utf8_lossy(bytes.get(..bytes.len().min(200_000)).unwrap_or_default()).replace('"', "");
        let rows = sample(text.lines().take(300), delimiter);
        let found = recognise(&rows, &[], &hints(file, None), None);
        let Outcome::Plan(plan) = &found.outcome else { panic!("{file}: {:?}", found.outcome) };
        assert_eq!(plan.kind, kind, "{file}");
        let column = plan.columns.iter().find(|column| column.field.is_some_and(|field| field.id == "serial_number"));
        assert_eq!(column.map(|column| column.heading.as_str()), Some(serial), "{file}: {:?}", found.questions);
    }
}
