//! A table that was settled once is known again: renamed, in another order, and with the question where it changed.

use base::Kind;
use digitize::mapping::{Mapping, Profile, TableRule, rules_to_toml};
use digitize::recognise::{About, Hints, Outcome, Recognition, recognise, recognise_with};
use digitize::{Cell, SampleRow};

const NEXT: &str = "neu/Lieferung.csv";

fn sample(lines: &[&str]) -> Vec<SampleRow> {
    let cell = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.into()) };
    let row = |(number, line): (u32, &&str)| SampleRow { number, cells: line.split('|').map(cell).collect() };
    (1..).zip(lines).map(row).collect()
}

fn hints(file: &str) -> Hints<'_> {
    Hints { file, sheet: None, date_1904: false, merges: &[] }
}

/// Field ids by heading.
fn fields(of: &Recognition) -> Vec<(&str, Option<&'static str>)> {
    let Outcome::Plan(plan) = &of.outcome else { panic!("{:?}", of.outcome) };
    let mut fields: Vec<_> =
        plan.columns.iter().map(|column| (column.heading.as_str(), column.field.map(|field| field.id))).collect();
    fields.sort_unstable();
    fields
}

fn again(lines: &[&str], profile: &Mapping, said: Option<&Mapping>) -> Recognition {
    let profile = Profile { source: "erp", version: 1, mapping: profile };
    recognise_with(&sample(lines), &[], &hints(NEXT), said, Some(&profile))
}

const FIRST: [&str; 4] = [
    "Serien-Nr.|Kunde|Vertragsende|Was|Wert",
    "4711|Müller|03/04/2027|x|1.234",
    "4712|Huber|05/06/2028|y|2.345",
    "4713|Huber|07/08/2028|z|3.456",
];

/// The profile of the first delivery, with the days and amounts a person settled.
fn profile() -> Mapping {
    let said = Mapping::parse(
        r#"
[[table]]
file = "*"
kind = "contracts"
[table.columns]
"Vertragsende" = { field = "contract_end", order = "mdy" }
"Was" = "-"
"Wert" = { field = "annual_value", decimal = "comma", factor = 1000.0 }
[table.constants]
currency = "EUR"
"#,
    )
    .expect("it parses");
    let found = recognise(&sample(&FIRST), &[], &hints("alt/vertraege_2026-10.csv"), Some(&said));
    assert!(found.questions.is_empty(), "{:?}", found.questions);
    let rule = TableRule::of("alt/vertraege_2026-10.csv", None, &found).expect("a rule");
    Mapping::parse(&rules_to_toml(&[rule])).expect("it parses")
}

#[test]
fn a_renamed_file_with_other_order_and_title_asks_nothing() {
    let found = again(
        &[
            "Stand 01.12.2026",
            "",
            "Wert|was|Vertragsende|Serien-Nr.|Kunde",
            "5.678|q|09/10/2027|4799|Ott",
            "6.789|r|01/02/2029|4800|Ott",
        ],
        &profile(),
        None,
    );
    assert!(found.by_profile && found.questions.is_empty(), "{:?}", found.questions);
    let Outcome::Plan(plan) = &found.outcome else { panic!("{:?}", found.outcome) };
    assert_eq!((plan.kind, plan.header_row, plan.confidence), (Kind::Contracts, 3, 1.0));
    let written = format!("{:?}", plan.columns);
    assert!(written.contains("MonthDayYear") && written.contains("factor: 1000.0"), "{written}");
    assert_eq!(found.constants.first().map(|(field, text)| (field.id, text.as_str())), Some(("currency", "EUR")));
    assert_eq!(plan.columns.iter().filter(|column| column.field.is_some()).count(), 4);
}

#[test]
fn new_and_gone_columns_are_asked_about_and_settled() {
    let changed = ["Serien-Nr.|Kunde|Ende|Was|Wert", "4711|Müller|03/04/2027|x|1.234", "4712|Huber|05/06/2028|y|2.345"];
    let found = again(&changed, &profile(), None);
    let asked: Vec<_> = found.questions.iter().map(|question| (question.about, question.heading.as_str())).collect();
    assert_eq!(asked, [(About::NewColumn, "Ende"), (About::GoneColumn, "Vertragsende")]);
    assert!(fields(&found).contains(&("Ende", None)), "nothing is guessed");

    let said = |columns: &str| {
        Mapping::parse(&format!("[[table]]\nfile = \"*\"\n[table.columns]\n{columns}")).expect("it parses")
    };
    let renamed = said("\"Ende\" = { field = \"contract_end\", order = \"mdy\" }");
    let found = again(&changed, &profile(), Some(&renamed));
    assert_eq!(found.questions, [], "what fills the field settles both");
    assert!(fields(&found).contains(&("Ende", Some("contract_end"))));
    let without = said("\"Ende\" = \"-\"\n\"Vertragsende\" = \"-\"");
    assert_eq!(again(&changed, &profile(), Some(&without)).questions, []);
}

#[test]
fn an_explicit_mapping_goes_before_the_profile() {
    let said =
        Mapping::parse("[[table]]\nfile = \"*\"\n[table.columns]\n\"Was\" = \"contract_number\"").expect("it parses");
    let found = again(&FIRST, &profile(), Some(&said));
    assert!(fields(&found).contains(&("Was", Some("contract_number"))));
    assert!(fields(&found).contains(&("Vertragsende", Some("contract_end"))), "the rest is the profile's");
    let other = Mapping::parse("[[table]]\nfile = \"*\"\nkind = \"ignore\"").expect("it parses");
    let found = again(&FIRST, &profile(), Some(&other));
    assert!(found.left_out && !found.by_profile);
    assert_eq!(found.headings.len(), 5, "its headings are there, to know it again");
}

#[test]
fn a_table_left_out_is_left_out_again_with_who_and_when() {
    let found = recognise(&sample(&["Artikel|Lager|Menge", "a|b|1", "c|d|2"]), &[], &hints("lager.csv"), None);
    let mut rule = TableRule::ignoring("lager.csv", None, &found);
    rule.decided = Some(("greta".to_owned(), "2026-11-22T08:00:00Z".to_owned()));
    let profile = Mapping::parse(&rules_to_toml(&[rule])).expect("it parses");
    let same = again(&["Lager|Menge|Artikel", "b|3|e", "d|4|f"], &profile, None);
    assert!(same.left_out && same.by_profile);
    assert_eq!(same.decided.map(|(by, _)| by).as_deref(), Some("greta"));
    assert!(matches!(&same.outcome, Outcome::NotATable(why) if why.contains("greta, 2026-11-22")));
    let more = again(&["Lager|Menge|Artikel|Serien-Nr.", "b|3|e|4711", "d|4|f|4712"], &profile, None);
    assert!(!more.left_out, "a table with more in it is not left out in silence");
}

#[test]
fn another_table_of_the_source_is_recognised_as_ever() {
    let other = ["Seriennummer|Typ|Baujahr", "4711|RX|2015", "4712|RX|2018"];
    let found = again(&other, &profile(), None);
    assert!(!found.by_profile);
    assert_eq!(fields(&found), fields(&recognise(&sample(&other), &[], &hints(NEXT), None)));
}

#[test]
fn headings_a_person_had_to_point_at_are_found_again() {
    let lines = ["1|2|3", "x9|y9|z9", "4711|a|2015", "4712|b|2018"];
    let said = "[[table]]\nfile = \"*\"\nkind = \"machines\"\nheader_row = 2\n[table.columns]\nx9 = \"serial_number\"\ny9 = \"machine_type\"\nz9 = \"manufactured_year\"";
    let said = Mapping::parse(said).expect("it parses");
    let found = recognise(&sample(&lines), &[], &hints("a.csv"), Some(&said));
    let rule = TableRule::of("a.csv", None, &found).expect("a rule");
    let profile = Mapping::parse(&rules_to_toml(&[rule])).expect("it parses");
    let next = again(&["Bericht|||", "1|2|3", "z9|x9|y9", "2019|4713|c"], &profile, None);
    assert!(next.by_profile && next.questions.is_empty(), "{:?}", next.questions);
    assert_eq!(next.header_row, 3);
    assert!(fields(&next).contains(&("x9", Some("serial_number"))));
}
