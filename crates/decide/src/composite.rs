//! Triggers made of other triggers: `trigger('error-signal')` in a condition stands for that trigger's condition, in the
//! version that is in force. And thresholds that are other for a machine type.

use crate::condition::{Stop, literal};
use crate::rule::Rule;
use arrow::datatypes::DataType;
use datafusion::common::tree_node::TreeNode;
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{ColumnarValue, Expr, ScalarUDF, Volatility, col, create_udf, lit, when};
use datafusion::scalar::ScalarValue;
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What names another trigger in a condition.
const TRIGGER: &str = "trigger";

/// A trigger on the way to a comparison, in the version that counted.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Via {
    /// The trigger.
    pub trigger: String,
    /// Its version.
    pub version: u32,
}

/// The function by which conditions name triggers. It is put in place of what it names and never called.
pub(crate) fn function() -> ScalarUDF {
    let never = |_: &[ColumnarValue]| {
        Err(DataFusionError::Internal("a trigger was asked for that was not put in its place".to_owned()))
    };
    create_udf(TRIGGER, vec![DataType::Utf8], DataType::Boolean, Volatility::Immutable, Arc::new(never))
}

fn is_named(expression: &Expr) -> bool {
    matches!(expression, Expr::ScalarFunction(function) if function.name() == TRIGGER)
}

/// The trigger an expression names; `None` where it is a comparison.
pub(crate) fn named(expression: &Expr) -> Result<Option<&str>, Stop> {
    let how = || Stop::Said("another trigger is named as trigger('its-id')".to_owned());
    match expression {
        Expr::ScalarFunction(function) if function.name() == TRIGGER => match function.args.as_slice() {
            [Expr::Literal(ScalarValue::Utf8(Some(id)) | ScalarValue::Utf8View(Some(id)), _)] => Ok(Some(id)),
            _ => Err(how()),
        },
        other if other.exists(|part| Ok(is_named(part)))? => Err(Stop::Said(
            "trigger('…') stands by itself, joined by AND, OR and NOT; it is compared with nothing".to_owned(),
        )),
        _ => Ok(None),
    }
}

/// The value of a parameter: a number, or one that depends on the machine type.
pub(crate) fn threshold(rule: &Rule, name: &str) -> Option<Expr> {
    let usual = *rule.parameters.get(name)?;
    let others: Vec<(&str, f64)> =
        rule.by_type.iter().filter_map(|of| Some((of.machine_type.as_str(), *of.parameters.get(name)?))).collect();
    let Some(((first, value), rest)) = others.split_first() else { return Some(literal(usual)) };
    // All of one type: whole numbers only where all are whole.
    let whole = others.iter().map(|(_, value)| *value).chain([usual]).all(|value| value.fract() == 0.0);
    let number = |value: f64| if whole { literal(value) } else { lit(value) };
    let is = |of: &str| col("machine_type").eq(lit(of));
    let mut choice = when(is(first), number(*value));
    for (of, value) in rest {
        choice = choice.when(is(of), number(*value));
    }
    // By its name it is shown beside the value it has for the machine.
    choice.otherwise(number(usual)).ok().map(|choice| choice.alias(format!("${name}")))
}

/// The triggers a condition names itself, each once, in order. Empty where it cannot be taken apart: who compiles it says why.
#[must_use]
pub fn named_triggers(condition: &str) -> Vec<String> {
    let Ok(tokens) = Tokenizer::new(&GenericDialect {}, condition).tokenize() else { return Vec::new() };
    let tokens: Vec<Token> = tokens.into_iter().filter(|of| !matches!(of, Token::Whitespace(_))).collect();
    let mut found = Vec::new();
    for part in tokens.windows(3) {
        if let [Token::Word(word), Token::LParen, Token::SingleQuotedString(id)] = part
            && word.value.eq_ignore_ascii_case(TRIGGER)
            && !found.contains(id)
        {
            found.push(id.clone());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::{Conditions, Rule, RuleError, Verdict, Verdicts};
    use arrow::array::{ArrayRef, BooleanArray, Int64Array, StringArray, new_null_array};
    use arrow::datatypes::{DataType, Field, Schema};
    use arrow::record_batch::RecordBatch;
    use base::FACTS;
    use std::sync::Arc;

    fn rule(id: &str, version: u32, condition: &str, more: &str) -> Rule {
        let text = format!(
            "id = \"{id}\"\nversion = {version}\ncampaign = \"service-call\"\ncondition = \"{condition}\"\ntitle = \"{id}\"\n\
             explanation = \"x\"\nvalue = []\n{more}\n[priority]\nlikelihood = 0.5\n"
        );
        Rule::parse(id, &text).expect("a rule")
    }

    fn arrow(data: base::DataType) -> DataType {
        match data {
            base::DataType::Flag => DataType::Boolean,
            base::DataType::Integer => DataType::Int64,
            base::DataType::Text => DataType::Utf8,
            base::DataType::Date => DataType::Date32,
            base::DataType::Money => DataType::Decimal128(18, 2),
            _ => DataType::Float64,
        }
    }

    /// Three machines: all facts null but those given.
    fn table(given: &[(&str, ArrayRef)]) -> RecordBatch {
        let column = |fact: &base::Fact| {
            let known = given.iter().find(|(name, _)| *name == fact.id);
            known.map_or_else(|| new_null_array(&arrow(fact.data), 3), |(_, array)| Arc::clone(array))
        };
        let columns: Vec<ArrayRef> = FACTS.iter().map(column).collect();
        let fields: Vec<Field> =
            FACTS.iter().zip(&columns).map(|(fact, of)| Field::new(fact.id, of.data_type().clone(), true)).collect();
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).expect("a table")
    }

    fn verdicts(rule: &Rule, known: &[Rule], table: &RecordBatch) -> Result<Verdicts, RuleError> {
        let condition = Conditions::over(&table.schema())?.knowing(known).compile(rule)?;
        Verdicts::of(&Arc::new(condition), table, &[], &[])
    }

    #[test]
    fn a_composite_decides_as_its_parts_and_says_which_part_decided() {
        let table = table(&[
            ("in_field", Arc::new(BooleanArray::from(vec![true, true, true]))),
            ("critical_errors_30d", Arc::new(Int64Array::from(vec![Some(2), Some(0), None]))),
            ("contract_days_left", Arc::new(Int64Array::from(vec![10, 10, 10]))),
        ]);
        let errors = rule("errors", 3, "in_field AND critical_errors_30d >= $n", "parameters = { n = 1 }");
        let outer = rule("both", 1, "contract_days_left < 90 AND trigger('errors')", "");
        let of = verdicts(&outer, &[errors.clone(), outer.clone()], &table).expect("compiles");
        assert_eq!([0, 1, 2].map(|row| of.verdict(row)), [Verdict::Fires, Verdict::DoesNotFire, Verdict::Unknown]);
        let evidence = of.evidence(0);
        let way = |at: usize| -> Vec<(&str, u32)> {
            evidence[at].via.iter().map(|via| (via.trigger.as_str(), via.version)).collect()
        };
        assert_eq!((evidence[0].fact, way(0)), ("contract_days_left", Vec::new()));
        assert_eq!((evidence[2].fact, way(2)), ("critical_errors_30d", vec![("errors", 3)]));
        assert_eq!(of.missing(2), ["critical_errors_30d"]);
        let not = rule("not", 1, "in_field AND NOT trigger('errors')", "");
        let of = verdicts(&not, &[errors], &table).expect("compiles");
        assert_eq!([0, 1, 2].map(|row| of.verdict(row)), [Verdict::DoesNotFire, Verdict::Fires, Verdict::Unknown]);
    }

    #[test]
    fn a_threshold_may_be_other_for_a_type_and_is_shown_with_its_value() {
        let table = table(&[
            ("machine_type", Arc::new(StringArray::from(vec![Some("RX 500"), Some("VT 80"), None]))),
            ("contract_days_left", Arc::new(Int64Array::from(vec![100, 100, 100]))),
        ]);
        let more = "parameters = { days = 90 }\nby_type = [{ machine_type = \"RX 500\", parameters = { days = 120 } }]";
        let of = verdicts(&rule("own", 1, "contract_days_left < $days", more), &[], &table).expect("compiles");
        assert_eq!([0, 1, 2].map(|row| of.verdict(row)), [Verdict::Fires, Verdict::DoesNotFire, Verdict::DoesNotFire]);
        let evidence = of.evidence(0);
        assert_eq!(evidence.len(), 1, "the type is no fact of the comparison");
        assert_eq!(evidence[0].comparison, "< $days");
        let compared = evidence[0].compared.as_ref().expect("the threshold");
        assert_eq!((compared.expression.as_str(), &compared.value), ("$days", &serde_json::json!(120)));
    }

    #[test]
    fn the_nearest_misses_come_first_and_say_what_they_miss() {
        let table = table(&[
            ("in_field", Arc::new(BooleanArray::from(vec![true, true, false]))),
            ("contract_days_left", Arc::new(Int64Array::from(vec![180, 99, 91]))),
        ]);
        let rule = rule("own", 1, "in_field AND contract_days_left < $days", "parameters = { days = 90 }");
        let near = verdicts(&rule, &[], &table).expect("compiles").nearest(10);
        let found: Vec<(usize, f64)> = near.iter().map(|of| (of.machine, of.distance)).collect();
        assert_eq!(found, [(1, 0.1), (0, 1.0)], "that a machine is not in the field is never nearly met");
        assert_eq!((near[0].misses[0].fact, near[0].misses.len()), ("contract_days_left", 1));
    }

    #[test]
    fn a_condition_is_explained_part_by_part_and_foreseen() {
        let table = table(&[
            ("in_field", Arc::new(BooleanArray::from(vec![true, true, true]))),
            ("contract_status", Arc::new(StringArray::from(vec![Some("active"), Some("active"), None]))),
            ("contract_days_left", Arc::new(Int64Array::from(vec![Some(95), Some(40), None]))),
        ]);
        let inner = rule("ends", 2, "contract_status = 'active' AND contract_days_left < 90", "");
        let outer = rule("own", 1, "in_field AND trigger('ends')", "");
        let of = verdicts(&outer, &[inner], &table).expect("compiles");
        let whole = of.explained(0);
        assert_eq!((whole.answer, whole.parts.len()), (Some(false), 2));
        assert!(!whole.parts[0].decides, "being in the field is not why it does not fire");
        let inner = &whole.parts[1];
        assert!(matches!(&inner.kind, crate::PartKind::Trigger(via) if via.trigger == "ends" && via.version == 2));
        let comparisons = &inner.parts[0].parts;
        assert_eq!([comparisons[0].decides, comparisons[1].decides], [false, true]);
        let foreseen = of.foreseen(0).expect("fires one day");
        assert_eq!(foreseen.in_days, 6);
        assert_eq!(foreseen.facts, [("contract_days_left", serde_json::json!(89))]);
        assert!(of.foreseen(1).is_none(), "it fires now");
        assert!(of.foreseen(2).is_none(), "time does not bring what is missing");
        // Once the contract is over, nothing of it runs out any more.
        let gone = rule("gone", 1, "contract_status = 'expired'", "");
        let of = verdicts(&gone, &[], &table).expect("compiles");
        assert_eq!(of.foreseen(1).map(|foreseen| foreseen.in_days), Some(41));
    }

    #[test]
    fn a_rule_goes_to_a_file_and_back() {
        let more = "parameters = { n = 1 }\nby_type = [{ machine_type = \"RX 500\", parameters = { n = 2.5 } }]";
        let rule = rule("own", 4, "in_field AND critical_errors_30d >= $n", more);
        let text = rule.to_toml().expect("a file");
        let again = Rule::parse("own", &text).expect("a rule");
        assert_eq!(
            (again.condition.trim(), &again.parameters, &again.by_type),
            (rule.condition.trim(), &rule.parameters, &rule.by_type)
        );
        assert_eq!(again.to_toml().expect("a file"), text);
        let renumbered = Rule::renumbered("own", &format!("# why\n{text}"), 12).expect("a file");
        assert!(renumbered.starts_with("# why\n") && renumbered.contains("version = 12\n"), "{renumbered}");
    }

    #[test]
    fn what_cannot_be_composed_is_said() {
        let table = table(&[]);
        let a = rule("a", 1, "in_field AND trigger('b')", "");
        let b = rule("b", 1, "in_field AND trigger('a')", "");
        let known = [a.clone(), b];
        let said =
            |rule: &Rule| verdicts(rule, &known, &table).err().map(|error| error.to_string()).unwrap_or_default();
        assert_eq!(
            said(&a),
            "rule a, line 4, column 14: triggers name each other in a circle: a → b → a; take one out"
        );
        assert!(
            said(&rule("c", 1, "trigger('bb')", "")).ends_with("there is no trigger `bb` in force; did you mean `b`?")
        );
        assert!(said(&rule("c", 1, "trigger('b') = true", "")).contains("stands by itself"));
        assert!(said(&rule("c", 1, "trigger(machine_type)", "")).contains("trigger('its-id')"));
        // What would keep the parser busy for minutes, or overflow its stack, is refused before it begins.
        let deep = format!("{}in_field{}", "NOT (".repeat(30), ")".repeat(30));
        assert!(said(&rule("c", 1, &deep, "")).contains("brackets may stand 12 deep"));
        assert!(said(&rule("c", 1, &"INTERVAL ".repeat(1_500), "")).contains("INTERVAL"));
    }

    #[test]
    fn the_triggers_a_condition_names_are_found() {
        let found = super::named_triggers("in_field AND (trigger('a') OR NOT TRIGGER ( 'b-c' )) AND trigger('a')");
        assert_eq!(found, ["a", "b-c"]);
        assert!(super::named_triggers("note = 'trigger(''a'')'").is_empty());
    }
}
