//! Conditions as trees and back: a table of cases, random trees, and what no parser should be given.

use super::*;
use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Date32Array, Float64Array, Int64Array, StringArray};
use arrow::datatypes::{DataType as Arrow, Field, Schema};
use arrow::record_batch::RecordBatch;
use datafusion::common::DFSchema;
use datafusion::prelude::SessionContext;
use serde_json::json;
use std::sync::Arc;

fn tree(condition: &str) -> Value {
    let tree = to_tree(condition).unwrap_or_else(|error| panic!("{condition}: {error}"));
    serde_json::to_value(tree).expect("JSON")
}

fn group(tree: Value) -> Group {
    serde_json::from_value(tree).expect("a group")
}

fn text(tree: Value) -> Result<String, (Vec<usize>, String)> {
    to_text(&group(tree))
}

fn one(field: &str, operator: &str, value: Value) -> Value {
    let mut rule = json!({ "field": field, "operator": operator });
    if !value.is_null() {
        rule["value"] = value;
    }
    rule
}

fn all(rules: &[Value]) -> Value {
    json!({ "combinator": "and", "rules": rules })
}

/// Text → tree → text → tree → text: the trees are equal, and so are the texts from the first one on.
fn settled(condition: &str) -> String {
    let first = to_tree(condition).unwrap_or_else(|error| panic!("{condition}: {error}"));
    let text = to_text(&first).unwrap_or_else(|error| panic!("{condition}: {error:?}"));
    let second = to_tree(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(first, second, "{condition} became {text}");
    assert_eq!(to_text(&second).as_ref(), Ok(&text));
    let through_json = group(serde_json::to_value(&first).expect("JSON"));
    assert_eq!(through_json, first, "the page can send back what it was given");
    text
}

#[test]
fn every_rule_of_the_repository_goes_to_a_tree_and_back() {
    let mut found = 0;
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules")).expect("rules") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|of| of == "toml") {
            let file: toml::Table = toml::from_str(&std::fs::read_to_string(&path).expect("a file")).expect("TOML");
            let condition = file["condition"].as_str().expect("a condition");
            assert_eq!(settled(condition), condition.trim(), "{}", path.display());
            found += 1;
        }
    }
    assert!(found >= 10, "{found} rules");
}

#[test]
fn each_kind_of_comparison_is_one_rule() {
    let date = "maintenance_due_on";
    let cases = [
        ("in_field", one("in_field", "isTrue", Value::Null), "in_field"),
        ("NOT In_Field", one("in_field", "isFalse", Value::Null), "NOT in_field"),
        ("in_field = false", one("in_field", "=", json!(false)), "in_field = false"),
        ("contract_status = 'active'", one("contract_status", "=", json!("active")), "contract_status = 'active'"),
        ("contract_status != 'it''s'", one("contract_status", "!=", json!("it's")), "contract_status <> 'it''s'"),
        ("age_years < -2.5", one("age_years", "<", json!(-2.5)), "age_years < -2.5"),
        ("age_years >= 10.0", one("age_years", ">=", json!(10.0)), "age_years >= 10.0"),
        ("error_rise_p < 1e-30", one("error_rise_p", "<", json!(1e-30)), "error_rise_p < 1e-30"),
        ("5 < (age_years)", one("age_years", ">", json!(5)), "age_years > 5"),
        (
            "$days >= contract_days_left",
            one("contract_days_left", "<=", json!({ "parameter": "days" })),
            "contract_days_left <= $days",
        ),
        (
            "maintenance_due_on < DATE '2026-01-01'",
            one(date, "<", json!("2026-01-01")),
            "maintenance_due_on < DATE '2026-01-01'",
        ),
        (
            "maintenance_due_on = '2026-01-01'",
            one(date, "=", json!("2026-01-01")),
            "maintenance_due_on = DATE '2026-01-01'",
        ),
        (
            "vibration > vibration_limit",
            one("vibration", ">", json!({ "fact": "vibration_limit" })),
            "vibration > vibration_limit",
        ),
        (
            "vibration > 1.1 * vibration_limit",
            one("vibration", ">", json!({ "fact": "vibration_limit", "factor": 1.1 })),
            "vibration > vibration_limit * 1.1",
        ),
        (
            "vibration_limit * $rise <= vibration",
            one("vibration", ">=", json!({ "fact": "vibration_limit", "factor": { "parameter": "rise" } })),
            "vibration >= vibration_limit * $rise",
        ),
        ("age_years BETWEEN -1 AND 5", one("age_years", "between", json!([-1, 5])), "age_years BETWEEN -1 AND 5"),
        (
            "NOT age_years BETWEEN 1 AND 5",
            one("age_years", "notBetween", json!([1, 5])),
            "age_years NOT BETWEEN 1 AND 5",
        ),
        ("country IN ('DE', 'IT')", one("country", "in", json!(["DE", "IT"])), "country IN ('DE', 'IT')"),
        ("country NOT IN ('DE')", one("country", "notIn", json!(["DE"])), "country NOT IN ('DE')"),
        ("country IS NULL", one("country", "null", Value::Null), "country IS NULL"),
        ("NOT (country IS NULL)", one("country", "notNull", Value::Null), "country IS NOT NULL"),
        (
            "machine_type ILIKE '%a\\_b\\%%'",
            one("machine_type", "contains", json!("a_b%")),
            "machine_type ILIKE '%a\\_b\\%%'",
        ),
        (
            "machine_type NOT ILIKE '%x%'",
            one("machine_type", "doesNotContain", json!("x")),
            "machine_type NOT ILIKE '%x%'",
        ),
        (
            "machine_type ILIKE '\\\\x''%'",
            one("machine_type", "beginsWith", json!("\\x'")),
            "machine_type ILIKE '\\\\x''%'",
        ),
        (
            "NOT machine_type ILIKE 'x%'",
            one("machine_type", "doesNotBeginWith", json!("x")),
            "machine_type NOT ILIKE 'x%'",
        ),
        ("TRIGGER('error-signal')", one("trigger", "in", json!(["error-signal"])), "trigger('error-signal')"),
        ("NOT trigger('x')", one("trigger", "notIn", json!(["x"])), "NOT trigger('x')"),
        ("\"Odd \"\"name\" = 1", one("Odd \"name", "=", json!(1)), "\"Odd \"\"name\" = 1"),
        ("\"select\"", one("select", "isTrue", Value::Null), "\"select\""),
    ];
    for (condition, rule, canonical) in cases {
        assert_eq!(tree(condition), all(&[rule]), "{condition}");
        assert_eq!(settled(condition), canonical);
    }
}

#[test]
fn what_the_builder_has_no_words_for_stays_sql() {
    let cases = [
        ("country LIKE 'D%'", "country LIKE 'D%'"),
        ("machine_type ILIKE 'a_b'", "machine_type ILIKE 'a_b'"),
        ("machine_type ILIKE '%x%' ESCAPE '#'", "machine_type ILIKE '%x%' ESCAPE '#'"),
        ("age_years BETWEEN $a AND $b", "age_years BETWEEN $a AND $b"),
        ("(hours_per_day + 1) * $days >= hours_limit", "(hours_per_day + 1) * $days >= hours_limit"),
        ("abs(age_years) != 3", "abs(age_years) <> 3"),
        ("in_field IS NOT TRUE", "in_field IS NOT TRUE"),
        ("CASE WHEN in_field THEN true ELSE false END", "CASE WHEN in_field THEN true ELSE false END"),
        ("country = ''", "country = ''"),
        ("country = 'a' || '''''\\'''", "country = 'a' || '''''\\'''"),
        ("age_years < '5'", "age_years < '5'"),
        ("country IN ('DE', NULL)", "country IN ('DE', NULL)"),
        ("last_seen > DATE '2026-01-01'", "last_seen > DATE '2026-01-01'"),
        ("maintenance_due_on > '2026-1-1'", "maintenance_due_on > '2026-1-1'"),
        ("age_years BETWEEN 5 AND 1", "age_years BETWEEN 5 AND 1"),
        ("age_years > $Days", "age_years > $Days"),
        ("trigger(machine_type)", "trigger(machine_type)"),
        ("trigger = 'x'", "trigger = 'x'"),
        ("age_years < 1 = in_field", "age_years < 1 = in_field"),
        ("true", "true"),
    ];
    for (condition, sql) in cases {
        assert_eq!(tree(condition), all(&[one("expression", "holds", json!(sql))]), "{condition}");
        settled(condition);
    }
    // Beside AND and OR what binds no closer stands in brackets.
    assert_eq!(
        settled("in_field IS NOT TRUE AND (in_field = NOT has_successor) AND country LIKE 'D%'"),
        "(in_field IS NOT TRUE)\nAND (in_field = NOT has_successor)\nAND country LIKE 'D%'"
    );
}

#[test]
fn groups_are_as_flat_as_they_can_be_and_no_flatter() {
    let rule = |name: &str| one(name, "isTrue", Value::Null);
    assert_eq!(tree("a1 AND (b1 AND (c1))"), all(&[rule("a1"), rule("b1"), rule("c1")]));
    assert_eq!(
        tree("a1 OR b1 AND c1"),
        json!({ "combinator": "or", "rules": [rule("a1"), all(&[rule("b1"), rule("c1")])] })
    );
    assert_eq!(settled("a1 OR b1 AND c1"), "a1\nOR (b1 AND c1)");
    assert_eq!(tree("NOT (a1 OR b1)"), json!({ "combinator": "or", "not": true, "rules": [rule("a1"), rule("b1")] }));
    assert_eq!(settled("NOT (a1 OR b1)"), "NOT (a1 OR b1)");
    // Not `age_years >= 5`, although it says the same.
    assert_eq!(
        tree("NOT age_years < 5"),
        json!({ "combinator": "and", "not": true, "rules": [one("age_years", "<", json!(5))] })
    );
    assert_eq!(settled("a1 -- why\n AND NOT age_years < 5"), "a1\nAND NOT (age_years < 5)");
    assert_eq!(settled("NOT NOT NOT a1"), "NOT (NOT (NOT a1))");
    let several =
        |operator: &str| text(all(&[rule("a1"), one("trigger", operator, json!(["x", "y"]))])).expect("a condition");
    assert_eq!(several("in"), "a1\nAND (trigger('x') OR trigger('y'))");
    assert_eq!(several("notIn"), "a1\nAND NOT (trigger('x') OR trigger('y'))");
    // An expression falls into the rules it is made of.
    let expression = all(&[rule("a1"), one("expression", "holds", json!("b1 AND abs(x1) > 2"))]);
    assert_eq!(text(expression).expect("a condition"), "a1\nAND b1\nAND abs(x1) > 2");
}

#[test]
fn every_fact_is_written_so_that_it_is_read() {
    for fact in base::FACTS {
        assert_eq!(settled(&format!("\"{}\"", fact.id)), fact.id);
        assert_eq!(settled(&format!("{} IS NULL", fact.id)), format!("{} IS NULL", fact.id));
    }
}

#[test]
fn what_a_tree_lacks_is_said_with_its_place() {
    let wrong = |field: &str, operator: &str, value: Value| {
        let inner = all(&[one("in_field", "isTrue", Value::Null), one(field, operator, value)]);
        let (at, what) = text(all(&[inner])).expect_err(field);
        assert_eq!(at, [0, 1], "{what}");
        what
    };
    assert_eq!(wrong("age_years", "<", Value::Null), "the value is missing; write a number");
    assert_eq!(wrong("country", "=", json!("")), "the value is missing; write a text");
    assert_eq!(wrong("age_years", "<", json!("5")), "\"5\" does not fit; write a number");
    assert!(wrong("maintenance_due_on", "<", json!("1.1.2026")).ends_with("write a date such as 2026-11-01"));
    assert!(wrong("age_years", "like", json!(1)).starts_with("`like` means nothing here; there are =, !=, <"));
    assert!(wrong("age_years", "inNext", json!(1)).contains("between"));
    assert!(wrong("age_years", "<", json!({ "parameter": "a; DROP" })).starts_with("a parameter has a name"));
    assert!(wrong("age_years", "<", json!({ "fact": "x", "factor": { "parameter": "A" } })).starts_with("a parameter"));
    assert!(wrong("age_years", "<", json!({ "fact": "x", "factor": "2" })).starts_with("the factor is a number"));
    assert!(wrong("age_years", "<", json!({ "fact": "" })).starts_with("the fact to compare with is missing"));
    assert!(wrong("age_years", "<", json!({ "amount": 1 })).starts_with("`amount` means nothing here"));
    assert!(wrong("age_years", "between", json!([1])).starts_with("two values are missing"));
    assert!(wrong("age_years", "between", json!([2, 1])).starts_with("2 is above 1"));
    assert!(wrong("country", "in", json!([])).starts_with("the list is empty"));
    assert!(wrong("country", "contains", json!(5)).ends_with("write a text"));
    assert_eq!(wrong("trigger", "in", json!([])), "choose a trigger");
    assert!(wrong("trigger", "in", json!(["x') OR ('"])).starts_with("an id has 1 to"));
    assert!(wrong("trigger", "<", json!(["x"])).ends_with("there are in, notIn"));
    assert!(wrong("expression", "=", json!("true")).ends_with("there is holds"));
    assert!(wrong("expression", "holds", json!(" ")).starts_with("the expression is missing"));
    assert!(wrong("expression", "holds", json!("true; DROP TABLE x")).contains("line 1, column 5: `;` follows"));
    assert!(wrong("expression", "holds", json!("true) OR (true")).contains("line 1, column 5: `)` follows"));
    assert!(
        wrong("expression", "holds", json!("a <"))
            .contains("line 1, column 4: Expected: an expression, found: its end")
    );
    let empty = Group { combinator: Combinator::And, not: false, rules: Vec::new() };
    let (at, what) = to_text(&Group { rules: vec![Item::Group(empty.clone())], ..empty }).expect_err("empty");
    assert_eq!((at, what.starts_with("a group without rules says nothing")), (vec![0], true));
}

#[test]
fn hostile_conditions_are_refused_in_good_time() {
    let long = |of: &str, times: usize| of.repeat(times);
    let hostile = [
        String::new(),
        "'".to_owned(),
        "country = 'x".to_owned(),
        "\"in_field".to_owned(),
        "/* in_field".to_owned(),
        "country = ''; DROP TABLE x".to_owned(),
        "country = 'x'; DROP TABLE x; --'".to_owned(),
        "in_field) OR (true".to_owned(),
        "in_field AS x".to_owned(),
        format!("{}in_field{}", long("(", 9_000), long(")", 9_000)),
        long("(", 10_000),
        long("(", 500_000),
        long("NOT ", 4_900) + "in_field",
        long("NOT (", 12),
        long("NOT (", 3_000),
        long("POSITION(", 8),
        long("CASE WHEN ", 1_900),
        long("INTERVAL ", 2_000),
        long("ARRAY<", 3_000),
        long("STRUCT<a ", 2_000),
        long("- ", 9_000) + "1",
        long("[", 9_000),
        format!("age_years > 1{}", long("+1", 9_000)),
        format!("age_years > 1{}", long("+1", 1_000)),
        format!("in_field{}", long("::int", 1_400)),
        format!("in_field{}", long(" AND in_field", 201)),
        format!("country = '{}'", long("x", 1_000_000)),
        format!("country IN ('x'{})", long(",'x'", 9_000)),
        long("in_field AND (in_field OR (", 5) + "in_field" + &long("))", 5),
    ];
    for condition in hostile {
        let refused = to_tree(&condition).expect_err(&condition.chars().take(40).collect::<String>());
        assert!(!refused.is_empty() && refused.len() < 400, "{refused}");
        let rule =
            FactRule { field: EXPRESSION.to_owned(), operator: HOLDS.to_owned(), value: Value::String(condition) };
        let tree = Group { combinator: Combinator::And, not: false, rules: vec![Item::Rule(rule)] };
        assert!(to_text(&tree).is_err(), "{refused}");
    }
}

#[test]
fn what_is_deep_without_operations_is_borne_too() {
    let deep = [
        format!("in_field::int{} = 1", "[]".repeat(1_400)),
        format!("EXISTS (SELECT 1{})", " UNION SELECT 1".repeat(900)),
        format!("country IN ('x'{})", ",'x'".repeat(4_000)),
        format!("CASE{} END", " WHEN in_field THEN true".repeat(500)),
        format!("in_field{}", "[1]".repeat(900)),
    ];
    for condition in deep {
        if let Ok(tree) = to_tree(&condition) {
            assert!(to_text(&tree).is_ok(), "{condition:.40}");
        }
    }
}

#[test]
fn a_tree_has_its_bounds() {
    let rule = Item::Rule(FactRule { field: "x1".to_owned(), operator: "isTrue".to_owned(), value: Value::Null });
    let mut tree = Group { combinator: Combinator::And, not: true, rules: vec![rule.clone(), rule.clone()] };
    for depth in 0..20 {
        let made = to_text(&tree);
        assert_eq!(made.is_ok(), depth <= DEEPEST, "{depth}: {made:?}");
        if let Ok(text) = made {
            assert_eq!(to_tree(&text), Ok(tree.clone()), "the deepest tree there may be is read again");
        }
        tree = Group { combinator: Combinator::Or, not: true, rules: vec![rule.clone(), Item::Group(tree)] };
    }
    let wide = |count: usize| Group { combinator: Combinator::Or, not: false, rules: vec![rule.clone(); count] };
    assert!(to_text(&wide(MOST)).is_ok());
    assert!(to_text(&wide(MOST + 1)).is_err_and(|(_, what)| what.contains("200 rules")));
    let long = one("country", "=", json!("x".repeat(LONGEST)));
    assert!(text(all(&[long])).is_err_and(|(_, what)| what.contains("20000 letters")));
}

/// Numbers that look random and are the same with every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound
    }

    fn of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }

    fn text(&mut self) -> String {
        let letters = ['a', 'Z', '\'', '"', '\\', '%', '_', ';', '-', '\n', 'ß', '$', '(', ')', '?', ' '];
        (0..=self.below(6)).map(|_| self.of(&letters)).collect()
    }

    fn literal(&mut self, field: &str) -> Value {
        match comparison::data(field) {
            Some(base::DataType::Text) => json!(self.text()),
            Some(base::DataType::Date) => json!(self.of(&["2026-01-01", "1999-12-31", "2026-01-02"])),
            Some(base::DataType::Flag) => json!(self.below(2) == 0),
            _ => self.of(&[json!(0), json!(-3), json!(7), json!(2.5), json!(-0.0), json!(1e40), json!(u64::MAX)]),
        }
    }

    fn operand(&mut self, field: &str) -> Value {
        let name = self.of(&["age_years", "operating_hours", "Ä \"x", "select", "unknown_1"]);
        match self.below(6) {
            0 => json!({ "fact": name }),
            1 => json!({ "fact": name, "factor": self.of(&[json!(1.1), json!(-2), json!({ "parameter": "rise" })]) }),
            2 => json!({ "parameter": self.of(&["days", "_x1", "select"]) }),
            _ => self.literal(field),
        }
    }

    fn rule(&mut self) -> Item {
        let text = ["country", "machine_type"];
        let any = [
            "in_field",
            "country",
            "machine_type",
            "age_years",
            "contract_days_left",
            "maintenance_due_on",
            "Odd; '\"x",
        ];
        let mut field = self.of(&any);
        let (operator, value) = match self.below(9) {
            0 => (self.of(&["isTrue", "isFalse", "null", "notNull"]), Value::Null),
            1 => {
                field = self.of(&text);
                let operator = self.of(&["contains", "doesNotContain", "beginsWith", "doesNotBeginWith"]);
                (operator, json!(self.text()))
            }
            2 => {
                let values: Vec<Value> = (0..=self.below(3)).map(|_| self.literal(field)).collect();
                (self.of(&["in", "notIn"]), json!(values))
            }
            3 => {
                field = "age_years";
                (self.of(&["between", "notBetween"]), json!([-3, 2.5]))
            }
            4 => {
                field = TRIGGER;
                let ids = self.of(&[json!(["a"]), json!(["a", "b-c"]), json!("a")]);
                (self.of(&["in", "notIn"]), ids)
            }
            5 => {
                let quoted = comparison::text(&self.text());
                let sql = self.of(&[
                    "in_field AND (country = 'x' OR NOT age_years < 1)",
                    "abs(age_years) > 3 OR in_field IS NOT TRUE",
                    "CASE WHEN in_field THEN true ELSE country LIKE '%x' END",
                    "NOT (age_years + 1 > $days)",
                ]);
                field = EXPRESSION;
                (
                    HOLDS,
                    json!(if self.below(2) == 0 { sql.to_owned() } else { format!("country || {quoted} = {quoted}") }),
                )
            }
            _ => {
                let value = self.operand(field);
                (self.of(&["=", "!=", "<", "<=", ">", ">="]), value)
            }
        };
        Item::Rule(FactRule { field: field.to_owned(), operator: operator.to_owned(), value })
    }

    fn group(&mut self, deep: usize) -> Group {
        let combinator = self.of(&[Combinator::And, Combinator::Or]);
        let not = self.below(4) == 0;
        let rules = (0..=self.below(4))
            .map(|_| if deep > 0 && self.below(3) == 0 { Item::Group(self.group(deep - 1)) } else { self.rule() })
            .collect();
        Group { combinator, not, rules }
    }
}

#[test]
fn any_tree_settles_after_one_round() {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for round in 0..1_500 {
        let tree = dice.group(4);
        let text = to_text(&tree).unwrap_or_else(|error| panic!("{round}: {error:?}\n{tree:?}"));
        assert_eq!(settled(&text), text, "{round}: {tree:?}");
    }
}

/// What DataFusion answers for each machine.
fn answers(condition: &str, table: &RecordBatch) -> Vec<Option<bool>> {
    let context = SessionContext::new();
    let schema = DFSchema::try_from(Schema::clone(&table.schema())).expect("a schema");
    let expression = context.parse_sql_expr(condition, &schema).unwrap_or_else(|error| panic!("{condition}: {error}"));
    let expression = context.create_physical_expr(expression, &schema).expect("an expression");
    let made = expression.evaluate(table).expect("answers").into_array(table.num_rows()).expect("an array");
    made.as_boolean().iter().collect()
}

#[test]
fn every_machine_gets_the_same_answer_before_and_after() {
    // All combinations of yes, no and null with a few values.
    let mut rows = Vec::new();
    for flag in [Some(true), Some(false), None] {
        for number in [Some(-3), Some(1), Some(5), None] {
            for text in [Some("a_b"), Some("Axb%"), Some("it's"), None] {
                rows.push((flag, number, text));
            }
        }
    }
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("in_field", Arc::new(rows.iter().map(|row| row.0).collect::<BooleanArray>())),
        ("contract_days_left", Arc::new(rows.iter().map(|row| row.1).collect::<Int64Array>())),
        ("age_years", Arc::new(rows.iter().rev().map(|row| row.1.map(|of| of as f64)).collect::<Float64Array>())),
        (
            "maintenance_due_on",
            Arc::new(rows.iter().map(|row| row.1.map(|of| 20_454 + of as i32)).collect::<Date32Array>()),
        ),
        ("machine_type", Arc::new(rows.iter().map(|row| row.2).collect::<StringArray>())),
    ];
    let fields: Vec<Field> = columns.iter().map(|(name, of)| Field::new(*name, of.data_type().clone(), true)).collect();
    assert!(fields.iter().any(|field| field.data_type() == &Arrow::Date32));
    let columns = columns.into_iter().map(|(_, of)| of).collect();
    let table = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).expect("a table");
    let parts = [
        "in_field",
        "NOT in_field",
        "in_field = false",
        "contract_days_left < age_years",
        "NOT contract_days_left < 1",
        "1 <= contract_days_left",
        "age_years * 1.1 > contract_days_left",
        "2 >= age_years",
        "contract_days_left NOT BETWEEN -3 AND 1",
        "NOT (contract_days_left BETWEEN 1 AND 4)",
        "NOT (machine_type IN ('a_b', 'it''s'))",
        "machine_type ILIKE 'a\\_b%'",
        "NOT machine_type ILIKE '%B\\%%'",
        "machine_type ILIKE '%T''s%'",
        "machine_type LIKE 'a_b'",
        "NOT (machine_type IS NULL)",
        "maintenance_due_on < '2026-01-02'",
        "maintenance_due_on >= DATE '2026-01-02'",
        "in_field IS NOT TRUE",
        "abs(contract_days_left) + 1 > 4",
        "CASE WHEN in_field THEN age_years > 1 ELSE NULL END",
        "(in_field = NOT in_field)",
    ];
    let mut dice = Dice(42);
    for round in 0..300 {
        let mut condition = dice.of(&parts).to_owned();
        for _ in 0..dice.below(6) {
            let part = dice.of(&parts);
            condition = match dice.below(5) {
                0 => format!("{condition} AND {part}"),
                1 => format!("{condition} OR {part}"),
                2 => format!("NOT ({condition}) OR {part}"),
                3 => format!("{part} AND ({condition})"),
                _ => format!("NOT {part} OR NOT ({condition} AND in_field)"),
            };
        }
        let Ok(tree) = to_tree(&condition) else { panic!("{round}: {condition}") };
        let text = to_text(&tree).expect("a condition");
        assert_eq!(answers(&text, &table), answers(&condition, &table), "{condition} became {text}");
    }
}
