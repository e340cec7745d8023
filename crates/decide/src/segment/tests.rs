//! Each operator on each type, with and without a value; nesting; what is refused.

use super::value::{Type, single};
use super::{Group, Segment, SegmentError, Segments, Wording, id_of, references};
use crate::condition::{Conditions, answer};
use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, StringArray,
    TimestampSecondArray,
};
use arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use arrow::record_batch::RecordBatch;
use chrono::NaiveDate;
use datafusion::prelude::SessionContext;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

const YES: Option<bool> = Some(true);
const NO: Option<bool> = Some(false);

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 1).expect("a date")
}

fn days(text: &str) -> i32 {
    arrow::datatypes::Date32Type::from_naive_date(text.parse().expect("a date"))
}

/// Four machines: three with values, the last with none. Dates are no facts yet; conditions do not mind.
fn table() -> RecordBatch {
    let seconds = |text: &str| i64::from(days(text)) * 86_400 + 3_600 * 23;
    let columns: Vec<(&str, DataType, ArrayRef)> = vec![
        (
            "machine_type",
            DataType::Utf8,
            Arc::new(StringArray::from(vec![Some("RX 300"), Some("50%_x \"A\""), Some("O'Neill"), None])),
        ),
        ("errors_90d", DataType::Int64, Arc::new(Int64Array::from(vec![Some(0), Some(3), Some(12), None]))),
        ("errors_prior_90d", DataType::Int64, Arc::new(Int64Array::from(vec![Some(1), Some(3), None, None]))),
        ("age_years", DataType::Float64, Arc::new(Float64Array::from(vec![Some(2.5), Some(8.0), Some(20.0), None]))),
        (
            "contract_annual_value",
            DataType::Decimal128(18, 2),
            Arc::new(
                Decimal128Array::from(vec![Some(100_010), Some(500_000), Some(29), None])
                    .with_precision_and_scale(18, 2)
                    .expect("fits"),
            ),
        ),
        ("in_field", DataType::Boolean, Arc::new(BooleanArray::from(vec![Some(true), Some(false), Some(true), None]))),
        (
            "next_visit",
            DataType::Date32,
            Arc::new(Date32Array::from(vec![
                Some(days("2026-11-01")),
                Some(days("2026-12-31")),
                Some(days("2026-09-30")),
                None,
            ])),
        ),
        (
            "last_seen",
            DataType::Timestamp(TimeUnit::Second, None),
            Arc::new(TimestampSecondArray::from(vec![
                Some(seconds("2026-11-01")),
                Some(seconds("2026-10-31")),
                Some(seconds("2025-11-01")),
                None,
            ])),
        ),
    ];
    let fields: Vec<Field> = columns.iter().map(|(name, data, _)| Field::new(*name, data.clone(), true)).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns.into_iter().map(|(_, _, values)| values).collect())
        .expect("four rows")
}

fn segment(id: &str, query: &Value) -> Segment {
    let query: Group = serde_json::from_value(query.clone()).unwrap_or_else(|error| panic!("{query}: {error}"));
    Segment { id: id.to_owned(), version: 1, title: Wording::plain(id), note: None, query }
}

/// The answers for the four machines, and the SQL.
fn answers(query: &Value, known: &[Segment]) -> Result<(Vec<Option<bool>>, String), SegmentError> {
    let table = table();
    let conditions = Conditions::over(&table.schema()).expect("a schema");
    let segments = Segments { conditions: &conditions, known, as_of: as_of() };
    let (_, condition) = segments.compile_query("test", query)?;
    let (_, whole) = condition.evaluate(&table).expect("evaluated");
    Ok(((0..4).map(|row| answer(&whole, row)).collect(), condition.rule.condition))
}

/// The same SQL run as a query.
fn by_sql(sql: &str) -> Vec<Option<bool>> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let context = SessionContext::new();
        context.register_batch("facts", table()).expect("registered");
        let rows = context.sql(&format!("SELECT {sql} AS answer FROM facts")).await;
        let rows = rows.unwrap_or_else(|error| panic!("{sql}: {error}")).collect().await.expect("ran");
        let column = rows[0].column(0).as_boolean();
        (0..4).map(|row| column.is_valid(row).then(|| column.value(row))).collect()
    })
}

fn of(rule: &Value) -> Value {
    json!({"combinator": "and", "rules": [rule]})
}

#[expect(clippy::needless_pass_by_value, reason = "values are written where they are handed over")]
fn check(field: &str, operator: &str, value: Value, wanted: [Option<bool>; 4]) {
    let query = of(&json!({"field": field, "operator": operator, "value": value}));
    let (found, sql) = answers(&query, &[]).unwrap_or_else(|error| panic!("{field} {operator}: {error}"));
    assert_eq!(found, wanted, "{field} {operator}: {sql}");
    assert_eq!(by_sql(&sql), wanted, "as SQL: {sql}");
}

#[test]
fn texts() {
    let unknown = None;
    check("machine_type", "=", json!("RX 300"), [YES, NO, NO, unknown]);
    check("machine_type", "!=", json!("RX 300"), [NO, YES, YES, unknown]);
    check("machine_type", "=", json!("50%_x \"A\""), [NO, YES, NO, unknown]);
    check("machine_type", "=", json!("O'Neill"), [NO, NO, YES, unknown]);
    check("machine_type", "=", json!("' OR 1 = 1 --"), [NO, NO, NO, unknown]);
    check("machine_type", "in", json!(["RX 300", "O'Neill"]), [YES, NO, YES, unknown]);
    check("machine_type", "notIn", json!(["RX 300", "O'Neill"]), [NO, YES, NO, unknown]);
    check("machine_type", "contains", json!("neil"), [NO, NO, YES, unknown]);
    check("machine_type", "contains", json!("%_"), [NO, YES, NO, unknown]);
    check("machine_type", "doesNotContain", json!("300"), [NO, YES, YES, unknown]);
    check("machine_type", "beginsWith", json!("rx"), [YES, NO, NO, unknown]);
    check("machine_type", "beginsWith", json!("x"), [NO, NO, NO, unknown]);
    check("machine_type", "doesNotBeginWith", json!("RX"), [NO, YES, YES, unknown]);
    check("machine_type", "null", Value::Null, [NO, NO, NO, YES]);
    check("machine_type", "notNull", Value::Null, [YES, YES, YES, NO]);
}

#[test]
fn numbers() {
    for field in ["errors_90d", "age_years"] {
        let middle = if field == "errors_90d" { 3 } else { 8 };
        check(field, "=", json!(middle), [NO, YES, NO, None]);
        check(field, "!=", json!(middle), [YES, NO, YES, None]);
        check(field, "<", json!(middle), [YES, NO, NO, None]);
        check(field, "<=", json!(middle), [YES, YES, NO, None]);
        check(field, ">", json!(middle), [NO, NO, YES, None]);
        check(field, ">=", json!(middle), [NO, YES, YES, None]);
        check(field, "between", json!([middle, 20]), [NO, YES, YES, None]);
        check(field, "notBetween", json!([middle, 20]), [YES, NO, NO, None]);
        check(field, "in", json!([middle, 99]), [NO, YES, NO, None]);
        check(field, "notIn", json!([middle, 99]), [YES, NO, YES, None]);
        check(field, "null", Value::Null, [NO, NO, NO, YES]);
        check(field, "notNull", Value::Null, [YES, YES, YES, NO]);
    }
    check("age_years", "<", json!(2.51), [YES, NO, NO, None]);
    check("errors_90d", ">", json!(2.5), [NO, YES, YES, None]);
    check("errors_90d", ">", json!({"fact": "errors_prior_90d"}), [NO, NO, None, None]);
    check("errors_90d", ">=", json!({"fact": "errors_prior_90d", "factor": 0.9}), [NO, YES, None, None]);
    check("age_years", ">", json!({"fact": "errors_90d", "factor": 2}), [YES, YES, NO, None]);
}

#[test]
fn money_is_exact_to_the_cent() {
    check("contract_annual_value", "=", json!(1000.10), [YES, NO, NO, None]);
    check("contract_annual_value", "=", json!(0.29), [NO, NO, YES, None]);
    check("contract_annual_value", "!=", json!(5000), [YES, NO, YES, None]);
    check("contract_annual_value", "<", json!(1000.11), [YES, NO, YES, None]);
    check("contract_annual_value", "<=", json!(1000.10), [YES, NO, YES, None]);
    check("contract_annual_value", ">", json!(1000.10), [NO, YES, NO, None]);
    check("contract_annual_value", ">=", json!(1000.10), [YES, YES, NO, None]);
    check("contract_annual_value", "between", json!([0.29, 1000.1]), [YES, NO, YES, None]);
    check("contract_annual_value", "notBetween", json!([0.29, 1000.1]), [NO, YES, NO, None]);
    check("contract_annual_value", "in", json!([5000, 0.29]), [NO, YES, YES, None]);
    check("contract_annual_value", "notIn", json!([5000]), [YES, NO, YES, None]);
    check("contract_annual_value", "null", Value::Null, [NO, NO, NO, YES]);
    check("contract_annual_value", "notNull", Value::Null, [YES, YES, YES, NO]);
    check("contract_annual_value", ">", json!({"fact": "age_years", "factor": 100}), [YES, YES, NO, None]);
}

#[test]
fn flags() {
    check("in_field", "isTrue", Value::Null, [YES, NO, YES, None]);
    check("in_field", "isFalse", Value::Null, [NO, YES, NO, None]);
    check("in_field", "=", json!(true), [YES, NO, YES, None]);
    check("in_field", "!=", json!(true), [NO, YES, NO, None]);
    check("in_field", "null", Value::Null, [NO, NO, NO, YES]);
    check("in_field", "notNull", Value::Null, [YES, YES, YES, NO]);
}

#[test]
fn dates_and_the_clock() {
    check("next_visit", "=", json!("2026-11-01"), [YES, NO, NO, None]);
    check("next_visit", "!=", json!("2026-11-01"), [NO, YES, YES, None]);
    check("next_visit", "<", json!("2026-11-01"), [NO, NO, YES, None]);
    check("next_visit", "<=", json!("2026-11-01"), [YES, NO, YES, None]);
    check("next_visit", ">", json!("2026-11-01"), [NO, YES, NO, None]);
    check("next_visit", ">=", json!("2026-11-01"), [YES, YES, NO, None]);
    check("next_visit", "between", json!(["2026-10-01", "2026-11-01"]), [YES, NO, NO, None]);
    check("next_visit", "notBetween", json!(["2026-10-01", "2026-11-01"]), [NO, YES, YES, None]);
    check("next_visit", "in", json!(["2026-12-31"]), [NO, YES, NO, None]);
    check("next_visit", "notIn", json!(["2026-12-31"]), [YES, NO, YES, None]);
    check("next_visit", "null", Value::Null, [NO, NO, NO, YES]);
    check("next_visit", "notNull", Value::Null, [YES, YES, YES, NO]);
    for (amount, unit, wanted) in [(60, "days", YES), (59, "days", NO), (9, "weeks", YES), (2, "months", YES)] {
        check("next_visit", "inNext", json!({"amount": amount, "unit": unit}), [YES, wanted, NO, None]);
    }
    check("next_visit", "inLast", json!({"amount": 32, "unit": "days"}), [YES, NO, YES, None]);
    check("next_visit", "inLast", json!({"amount": 31, "unit": "days"}), [YES, NO, NO, None]);
    check("next_visit", "moreThanAgo", json!({"amount": 31, "unit": "days"}), [NO, NO, YES, None]);
    check("next_visit", "moreThanAgo", json!({"amount": 32, "unit": "days"}), [NO, NO, NO, None]);
    check("next_visit", "moreThanAhead", json!({"amount": 1, "unit": "months"}), [NO, YES, NO, None]);
    // Of an instant the day counts.
    check("last_seen", "=", json!("2026-11-01"), [YES, NO, NO, None]);
    check("last_seen", "inLast", json!({"amount": 1, "unit": "years"}), [YES, YES, YES, None]);
    check("last_seen", "moreThanAgo", json!({"amount": 11, "unit": "months"}), [NO, NO, YES, None]);
    check("last_seen", "<", json!({"fact": "next_visit"}), [NO, YES, YES, None]);
}

#[test]
fn groups_are_joined_and_turned_round() {
    let old = json!({"field": "age_years", "operator": ">=", "value": 8});
    let here = json!({"field": "in_field", "operator": "isTrue"});
    let never = json!({"field": "machine_type", "operator": "notNull"});
    let both = json!({"combinator": "and", "rules": [old, here]});
    assert_eq!(answers(&both, &[]).expect("compiled").0, [NO, NO, YES, None]);
    let either = json!({"combinator": "or", "rules": [old, here, {"combinator": "and", "rules": [never]}]});
    assert_eq!(answers(&either, &[]).expect("compiled").0, [YES, YES, YES, None]);
    let neither = json!({"id": "root", "combinator": "or", "not": true, "rules": [old, here]});
    let (found, sql) = answers(&neither, &[]).expect("compiled");
    assert_eq!((found, sql.as_str()), (vec![NO, NO, NO, None], "NOT ((age_years >= 8) OR in_field)"));
    // Missing data is never a silent no: false settles an AND, true an OR.
    let settled = json!({"combinator": "and", "rules": [old, {"field": "machine_type", "operator": "notNull"}]});
    assert_eq!(answers(&settled, &[]).expect("compiled").0[3], NO);
}

#[test]
fn segments_stand_in_for_their_rules() {
    let old = segment("old", &of(&json!({"field": "age_years", "operator": ">=", "value": 8})));
    let quiet = segment("quiet", &of(&json!({"field": "segment", "operator": "notIn", "value": "loud"})));
    let loud = segment("loud", &of(&json!({"field": "errors_90d", "operator": ">", "value": 5})));
    let known = [old, quiet, loud];
    let query = |operator: &str, value: Value| of(&json!({"field": "segment", "operator": operator, "value": value}));
    let found = |operator: &str, value: Value| answers(&query(operator, value), &known).expect("compiled").0;
    assert_eq!(found("in", json!("old")), [NO, YES, YES, None]);
    assert_eq!(found("notIn", json!(["old"])), [YES, NO, NO, None]);
    assert_eq!(found("in", json!(["old", "quiet"])), [YES, YES, YES, None]);
    assert_eq!(found("in", json!("quiet")), [YES, YES, NO, None]);
    let tree: Group = serde_json::from_value(query("in", json!(["old", "quiet", "old"]))).expect("a tree");
    assert_eq!(references(&tree), ["old", "quiet"]);
    assert_eq!(
        answers(&query("in", json!("nobody")), &known).expect_err("refused").to_string(),
        "segment test, rule 1: there is no segment `nobody`; choose another"
    );
}

#[test]
fn a_circle_is_refused_with_its_way() {
    let named =
        |id: &str, other: &str| segment(id, &of(&json!({"field": "segment", "operator": "in", "value": other})));
    let known = [named("a", "b"), named("b", "c"), named("c", "a")];
    let table = table();
    let conditions = Conditions::over(&table.schema()).expect("a schema");
    let segments = Segments { conditions: &conditions, known: &known, as_of: as_of() };
    let error = segments.compile(&known[0]).err().expect("refused").to_string();
    assert_eq!(error, "segment a, rule 1: segments name each other in a circle: a → b → c → a; take one out");
    let own = segments.compile(&named("x", "x")).err().expect("refused").to_string();
    assert!(own.contains("x → x"), "{own}");
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let refused = |rule: Value| {
        let query = json!({"combinator": "and", "rules": [
            {"field": "in_field", "operator": "isTrue"}, {"combinator": "or", "rules": [rule]}]});
        let error = answers(&query, &[]).expect_err("refused");
        assert_eq!(error.at, [1, 0], "{error}");
        error.what
    };
    let rule =
        |field: &str, operator: &str, value: Value| json!({"field": field, "operator": operator, "value": value});
    let cases = [
        (rule("age_yeers", ">", json!(8)), "there is no fact `age_yeers`; `instand docs facts` lists all"),
        (rule("age_years", "older", json!(8)), "`older` does not suit `age_years`; there are =, !=, <"),
        (rule("age_years", "contains", json!("8")), "`contains` does not suit `age_years`"),
        (rule("age_years", ">", json!("eight")), "\"eight\" does not fit; write a number"),
        (rule("age_years", ">", json!("")), "the value is missing; write a number"),
        (rule("age_years", ">", Value::Null), "the value is missing; write a number"),
        (rule("age_years", "between", json!([8])), "two values are missing, from and to"),
        (rule("age_years", "between", json!([9, 8])), "9 is above 8"),
        (rule("machine_type", "in", json!([])), "the list is empty"),
        (rule("machine_type", "in", json!("RX")), "the list is empty"),
        (rule("machine_type", "=", json!(8)), "8 does not fit; write a text"),
        (rule("contract_annual_value", ">", json!(0.001)), "0.001 does not fit; write an amount"),
        (rule("next_visit", "<", json!("1.11.2026")), "does not fit; write a date such as 2026-11-01"),
        (rule("next_visit", "inNext", json!(90)), "write how long as { amount = 90"),
        (rule("next_visit", "inNext", json!({"amount": 9, "unit": "moons"})), "write how long as"),
        (rule("age_years", ">", json!({"fact": "machine_type"})), "which is never a number; choose another fact"),
        (rule("age_years", ">", json!({"fact": "nothing"})), "there is no fact `nothing`"),
        (rule("machine_type", "=", json!({"fact": "machine_type", "factor": 2})), "take the factor away"),
        (rule("segment", "in", Value::Null), "choose a segment"),
        (json!({"field": "age_years", "operator": ">", "value": 8, "sql": "1=1"}), "`sql` means nothing here"),
        (json!({"field": "", "operator": ">"}), "`field` is missing; choose one"),
    ];
    for (rule, wanted) in cases {
        let what = refused(rule.clone());
        assert!(what.contains(wanted), "{rule}: {what}");
    }
    assert!(single(&json!(f64::MAX), Type::Money).is_err(), "no amount is that large");
    for (query, wanted) in [
        (json!({"combinator": "and", "rules": []}), "a group without rules says nothing"),
        (json!({"combinator": "xor", "rules": [1]}), "`combinator` is `and` or `or`"),
        (json!({"combinator": "and"}), "`rules` is a list"),
        (json!([1]), "a group of rules is missing"),
    ] {
        let error = answers(&query, &[]).expect_err("refused").to_string();
        assert!(error.contains(wanted), "{error}");
    }
}

#[test]
fn depth_and_size_are_bounded() {
    let rule = json!({"field": "in_field", "operator": "isTrue"});
    let mut deep = of(&rule);
    for _ in 0..9 {
        deep = json!({"combinator": "and", "rules": [deep]});
    }
    assert!(answers(&deep, &[]).expect_err("refused").what.contains("8 deep"));
    let wide = json!({"combinator": "or", "rules": vec![rule.clone(); 201]});
    assert!(answers(&wide, &[]).expect_err("refused").what.contains("200 rules at most"));
    // Each names the one before ten times: refused before it is 10^4 comparisons.
    let mut known = vec![segment("s0", &of(&rule))];
    for at in 1..5 {
        let before = json!({"field": "segment", "operator": "in", "value": format!("s{}", at - 1)});
        known.push(segment(&format!("s{at}"), &json!({"combinator": "and", "rules": vec![before; 10]})));
    }
    let query = of(&json!({"field": "segment", "operator": "in", "value": "s4"}));
    assert!(answers(&query, &known).expect_err("refused").what.contains("2000 comparisons"));
    let many: Vec<String> = (0..1001).map(|at| at.to_string()).collect();
    let long = of(&json!({"field": "machine_type", "operator": "in", "value": many}));
    assert!(answers(&long, &[]).expect_err("refused").what.contains("1000 values at most"));
}

#[test]
fn shipped_segments_are_read_and_written_the_same() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../segments");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("segments/") {
        let path = entry.expect("readable").path();
        let text = std::fs::read_to_string(&path).expect("readable");
        let segment = Segment::parse(&path.display().to_string(), &text).expect("a segment");
        assert_eq!(path.file_stem().and_then(|stem| stem.to_str()), Some(segment.id.as_str()));
        let written = segment.to_toml().expect("written");
        assert_eq!(Segment::parse("again", &written).expect("read again"), segment, "{written}");
        count += 1;
    }
    assert_eq!(count, 6);
}

#[test]
fn a_file_says_what_is_wrong_with_it() {
    let text = "id = \"Not good\"\nversion = 1\ntitle = \"x\"\n[query]\ncombinator = \"and\"\nrules = [{ field = \"in_field\", operator = \"isTrue\" }]\n";
    assert!(Segment::parse("x.toml", text).expect_err("refused").to_string().contains("small letters"));
    let text =
        "id = \"x\"\nversion = 1\ntitle = \"x\"\n[query]\ncombinator = \"and\"\nrules = [{ operator = \"isTrue\" }]\n";
    let error = Segment::parse("x.toml", text).expect_err("refused").to_string();
    assert!(error.contains("x.toml") && error.contains("rule 1: `field` is missing"), "{error}");
    let one = Wording::plain("eins");
    assert_eq!(serde_json::to_value(&one).expect("written"), json!("eins"));
}

#[test]
fn ids_are_made_of_titles() {
    assert_eq!(id_of("Verträge, die bald enden!"), "vertraege-die-bald-enden");
    assert_eq!(id_of("  "), "segment");
    assert_eq!(id_of("Più di 8 anni"), "piu-di-8-anni");
    assert!(id_of(&"lang ".repeat(40)).len() <= 60);
}
