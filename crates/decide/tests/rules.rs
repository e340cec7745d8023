//! Every shipped trigger against its cases: facts in, verdict and evidence out.

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Decimal128Array, Float64Array, Int64Array, StringArray, new_null_array,
};
use arrow::datatypes::{DataType as Arrow, Field, Schema, TimeUnit};
use arrow::record_batch::RecordBatch;
use base::{CellRef, DataType, FACTS, FactSources, TableId};
use datafusion::prelude::SessionContext;
use decide::{Conditions, Rule, Verdict, Verdicts};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    facts: BTreeMap<String, toml::Value>,
    verdict: Verdict,
    #[serde(default)]
    evidence: Vec<String>,
    #[serde(default)]
    missing: Vec<String>,
}

fn arrow(data: DataType) -> Arrow {
    match data {
        DataType::Text => Arrow::Utf8,
        DataType::Integer => Arrow::Int64,
        DataType::Number => Arrow::Float64,
        DataType::Money => Arrow::Decimal128(18, 2),
        DataType::Date => Arrow::Date32,
        DataType::Instant => Arrow::Timestamp(TimeUnit::Second, None),
        DataType::Flag => Arrow::Boolean,
    }
}

fn one(data: DataType, value: &toml::Value) -> ArrayRef {
    match data {
        DataType::Text => Arc::new(StringArray::from(vec![value.as_str().expect("text")])),
        DataType::Integer => Arc::new(Int64Array::from(vec![value.as_integer().expect("a whole number")])),
        DataType::Number => Arc::new(Float64Array::from(vec![value.as_float().expect("a number")])),
        DataType::Flag => Arc::new(BooleanArray::from(vec![value.as_bool().expect("yes or no")])),
        DataType::Money => {
            #[expect(clippy::cast_possible_truncation, reason = "a test's amount")]
            let cents = (value.as_float().expect("an amount") * 100.0).round() as i128;
            Arc::new(Decimal128Array::from(vec![cents]).with_precision_and_scale(18, 2).expect("fits"))
        }
        DataType::Date | DataType::Instant => panic!("no fact is a date yet"),
    }
}

fn table(facts: &BTreeMap<String, toml::Value>) -> RecordBatch {
    for name in facts.keys() {
        assert!(base::fact(name).is_some(), "`{name}` is not a fact");
    }
    let schema = Schema::new(FACTS.iter().map(|fact| Field::new(fact.id, arrow(fact.data), true)).collect::<Vec<_>>());
    let columns = FACTS
        .iter()
        .map(|fact| facts.get(fact.id).map_or_else(|| new_null_array(&arrow(fact.data), 1), |v| one(fact.data, v)));
    RecordBatch::try_new(Arc::new(schema), columns.collect()).expect("one row")
}

/// Every known value stands in a cell of its own, so that evidence can be checked to name it.
fn sources(table: &RecordBatch) -> Vec<Arc<FactSources>> {
    (0_u16..)
        .zip(table.columns())
        .map(|(column, values)| {
            let mut sources = FactSources::with_capacity(1);
            sources.push(values.is_valid(0).then_some(CellRef { table: TableId(1), row: 2, column }));
            Arc::new(sources)
        })
        .collect()
}

fn shipped() -> Vec<(String, Rule, Cases)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let mut rules: Vec<_> = std::fs::read_dir(&folder)
        .expect("rules/ is there")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("readable");
            let rule = Rule::parse(&path.display().to_string(), &text).expect("a rule");
            let cases = folder.join("cases").join(path.file_name().expect("a file"));
            let cases = std::fs::read_to_string(&cases).expect("each rule has its cases");
            (rule.id.clone(), rule, toml::from_str(&cases).expect("cases"))
        })
        .collect();
    rules.sort_by(|a, b| a.0.cmp(&b.0));
    rules
}

#[test]
fn each_shipped_trigger_meets_its_cases() {
    let rules = shipped();
    assert_eq!(rules.len(), 10, "ten triggers are shipped");
    for (id, rule, cases) in &rules {
        for verdict in [Verdict::Fires, Verdict::DoesNotFire, Verdict::Unknown] {
            assert!(cases.case.iter().any(|case| case.verdict == verdict), "{id} has no case for {verdict:?}");
        }
        for case in &cases.case {
            check(id, rule, case);
        }
    }
}

fn check(id: &str, rule: &Rule, case: &Case) {
    let facts = table(&case.facts);
    let sources = sources(&facts);
    let basis = vec![None; FACTS.len()];
    let conditions = Conditions::over(&facts.schema()).expect("a schema");
    let condition = Arc::new(conditions.compile(rule).expect("a condition"));
    let verdicts = Verdicts::of(&condition, &facts, &sources, &basis).expect("verdicts");
    let name = format!("{id}: {}", case.name);
    assert_eq!(verdicts.verdict(0), case.verdict, "{name}");
    assert_eq!(verdicts.missing(0), case.missing, "{name}: missing facts");
    let evidence = verdicts.evidence(0);
    for fact in &case.evidence {
        let found = evidence.iter().find(|item| item.fact == fact);
        let found = found.unwrap_or_else(|| panic!("{name}: {fact} is not in the evidence {evidence:?}"));
        assert_eq!(found.sources.len(), 1, "{name}: {fact} leads to its cell");
    }
    if case.verdict == Verdict::Fires {
        let hit = verdicts.hit(0).expect("fires, so there is a hit");
        assert!(hit.priority.score <= 100, "{name}");
        let points = hit.priority.value.points
            + hit.priority.urgency.points
            + hit.priority.likelihood.points
            + hit.priority.confidence.points;
        assert!((points - f64::from(hit.priority.score)).abs() <= 0.51, "{name}: the parts add up to the score");
    } else {
        assert!(verdicts.hit(0).is_none(), "{name}: no hit without firing");
    }
    slow_path_agrees(&name, rule, &facts, verdicts.verdict(0));
}

/// The condition as a whole, planned and run by DataFusion, says the same as its parts combined.
fn slow_path_agrees(name: &str, rule: &Rule, facts: &RecordBatch, verdict: Verdict) {
    let mut sql = rule.condition.clone();
    let mut parameters: Vec<_> = rule.parameters.iter().collect();
    parameters.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    for (parameter, value) in parameters {
        sql = sql.replace(&format!("${parameter}"), &value.to_string());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let answer = runtime.block_on(async {
        let context = SessionContext::new();
        context.register_batch("facts", facts.clone()).expect("registered");
        let rows = context.sql(&format!("SELECT {sql} AS answer FROM facts")).await.expect("planned");
        let rows = rows.collect().await.expect("ran");
        let answers = rows[0].column(0).as_boolean().clone();
        answers.is_valid(0).then(|| answers.value(0))
    });
    let slow = match answer {
        Some(true) => Verdict::Fires,
        Some(false) => Verdict::DoesNotFire,
        None => Verdict::Unknown,
    };
    assert_eq!(slow, verdict, "{name}: the plan and the parts disagree");
}

fn compile_error(condition: &str) -> String {
    let (_, mut rule, _) = shipped().swap_remove(0);
    condition.clone_into(&mut rule.condition);
    let facts = table(&BTreeMap::new());
    let conditions = Conditions::over(&facts.schema()).expect("a schema");
    conditions.compile(&rule).err().expect("refused").to_string()
}

#[test]
fn a_wrong_condition_says_what_is_wrong() {
    assert!(compile_error("age_yeers > 10").contains("age_yeers"));
    assert!(compile_error("age_years > $nothing").contains("`$nothing` has no value"));
    assert!(compile_error("age_years + 1").contains("not yes or no"));
    assert!(compile_error("age_years > (SELECT 1)").contains("subqueries"));
    assert!(compile_error("sum(age_years) > 1").contains("aggregates"));
    assert!(compile_error("age_years >").contains("does not parse"));
}

#[test]
fn a_rule_file_with_a_wrong_key_is_refused() {
    let error = Rule::parse("x.toml", "id = \"x\"\nversoin = 1").expect_err("refused").to_string();
    assert!(error.contains("x.toml") && error.contains("versoin"), "{error}");
}
