//! Verdicts evaluated again for the machines whose facts changed, and only for those.
//!
//! A verdict depends on the facts its condition names and on nothing else, so where these are what they were the answers are
//! what they were. Facts are compared column by column; the comparisons are evaluated on the rows that changed, and their
//! answers put in place. The result is that of a full run.

use crate::condition::{Condition, RuleError, combined};
use crate::evidence::Computed;
use crate::verdict::Verdicts;
use arrow::array::{Array, BooleanArray, BooleanBuilder, UInt32Array};
use arrow::compute::kernels::cmp::distinct;
use arrow::compute::{or, take};
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use base::FactSources;
use std::sync::Arc;

/// Above this share of changed machines all are evaluated: putting answers in place costs more then than it saves.
const MOST_CHANGED: usize = 2;

impl Verdicts {
    /// The verdicts over `table`, whose rows are those of the machines of `before` in the same order; what did not change
    /// since is taken over.
    ///
    /// # Errors
    /// As [`Verdicts::of`].
    pub fn again(
        before: &Self,
        condition: &Arc<Condition>,
        table: &RecordBatch,
        sources: &[Arc<FactSources>],
        basis: &[Option<&'static str>],
    ) -> Result<Self, RuleError> {
        let same = before.condition().says_the_same(condition) && before.table().num_rows() == table.num_rows();
        let changed = if same { changed(condition, before.table(), table).ok() } else { None };
        let few = changed.as_ref().filter(|changed| changed.true_count() <= table.num_rows() / MOST_CHANGED);
        let Some(changed) = few else { return Self::of(condition, table, sources, basis) };
        let wrong =
            |error: ArrowError| RuleError { rule: condition.rule.id.clone(), what: error.to_string(), at: None };
        let answers = if changed.true_count() == 0 {
            before.answers().to_vec()
        } else {
            let rows: UInt32Array =
                (0_u32..).zip(changed).filter(|(_, of)| *of == Some(true)).map(|(row, _)| row).collect();
            let columns: Result<Vec<_>, _> = table.columns().iter().map(|column| take(column, &rows, None)).collect();
            let part = columns.and_then(|columns| RecordBatch::try_new(table.schema(), columns)).map_err(wrong)?;
            let (fresh, _) = condition.evaluate(&part)?;
            before.answers().iter().zip(&fresh).map(|(old, fresh)| in_place(old, fresh, changed)).collect()
        };
        let whole = combined(condition, &answers).map_err(wrong)?;
        let computed = condition.leaves.iter().map(|leaf| Computed::of(leaf, table)).collect();
        Ok(Self::made(condition, table, (sources, basis), (answers, computed, whole)))
    }
}

/// A true for each machine of which a fact that the condition names is another than before.
fn changed(condition: &Condition, before: &RecordBatch, now: &RecordBatch) -> Result<BooleanArray, ArrowError> {
    let mut changed = BooleanArray::from(vec![false; now.num_rows()]);
    // A threshold by machine type reads the type without naming it.
    let by_type = base::fact("machine_type").map(|(at, _)| at);
    for at in condition.facts().into_iter().chain(by_type) {
        let (old, new) = (before.column(at), now.column(at));
        // The same array is not looked through.
        if !Arc::ptr_eq(old, new) {
            changed = or(&changed, &distinct(old, new)?)?;
        }
    }
    Ok(changed)
}

fn in_place(old: &BooleanArray, fresh: &BooleanArray, changed: &BooleanArray) -> BooleanArray {
    let mut all = BooleanBuilder::with_capacity(old.len());
    let mut next = 0;
    for row in 0..old.len() {
        if changed.value(row) {
            all.append_option(fresh.is_valid(next).then(|| fresh.value(next)));
            next += 1;
        } else {
            all.append_option(old.is_valid(row).then(|| old.value(row)));
        }
    }
    all.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Conditions, Rule};
    use arrow::array::{ArrayRef, Float64Array, Int64Array, StringArray, new_null_array};
    use arrow::datatypes::{DataType, Field, Schema};
    use base::FACTS;

    const ROWS: usize = 40;

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

    /// The rows a machine may have: some facts, null now and then.
    #[derive(Clone, Copy)]
    struct Row(u64);

    impl Row {
        fn pick(self, salt: u64, of: u64) -> Option<u64> {
            let mixed =
                (self.0 ^ salt).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let value = (mixed >> 33) % (of + 1);
            (value < of).then_some(value)
        }
    }

    fn table(rows: &[Row]) -> RecordBatch {
        let column = |fact: &base::Fact| -> ArrayRef {
            let number = |row: &Row, salt: u64| row.pick(salt, 120).and_then(|value| i64::try_from(value).ok());
            match fact.id {
                "in_field" => {
                    Arc::new(rows.iter().map(|row| row.pick(1, 3).map(|value| value > 0)).collect::<BooleanArray>())
                }
                "machine_type" => Arc::new(
                    rows.iter()
                        .map(|row| row.pick(2, 2).map(|value| ["RX 500", "VT 80"][usize::try_from(value).unwrap_or(0)]))
                        .collect::<StringArray>(),
                ),
                "contract_days_left" => Arc::new(rows.iter().map(|row| number(row, 3)).collect::<Int64Array>()),
                "vibration_90d" => Arc::new(
                    rows.iter()
                        .map(|row| row.pick(4, 9).and_then(|v| u32::try_from(v).ok()).map(f64::from))
                        .collect::<Float64Array>(),
                ),
                "vibration_prior_90d" => Arc::new(
                    rows.iter()
                        .map(|row| row.pick(5, 9).and_then(|v| u32::try_from(v).ok()).map(f64::from))
                        .collect::<Float64Array>(),
                ),
                _ => new_null_array(&arrow(fact.data), rows.len()),
            }
        };
        let columns: Vec<ArrayRef> = FACTS.iter().map(column).collect();
        let fields: Vec<Field> =
            FACTS.iter().zip(&columns).map(|(fact, of)| Field::new(fact.id, of.data_type().clone(), true)).collect();
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).expect("a table")
    }

    /// Whatever changes of how many machines: the same as a full run, verdicts, evidence and what is missing.
    #[test]
    fn only_changed_machines_evaluated_again_gives_what_a_full_run_gives() {
        let rule = |condition: &str, more: &str| {
            let text = format!(
                "id = \"own\"\nversion = 1\ncampaign = \"service-call\"\ncondition = \"{condition}\"\ntitle = \"x\"\n\
                 explanation = \"x\"\nvalue = []\n{more}\n[priority]\nlikelihood = 0.5\n"
            );
            Rule::parse("own", &text).expect("a rule")
        };
        let by_type =
            "parameters = { days = 60 }\nby_type = [{ machine_type = \"RX 500\", parameters = { days = 90 } }]";
        let rules = [
            rule("in_field AND contract_days_left < 50", ""),
            rule("in_field AND (contract_days_left < 20 OR vibration_90d > vibration_prior_90d * 1.1)", ""),
            rule("NOT (in_field AND contract_days_left >= 30) OR vibration_90d IS NULL", ""),
            rule("contract_days_left < $days", by_type),
        ];
        let mut dice = 7_u64;
        let mut roll = |of: u64| {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (dice >> 33) % of
        };
        for round in 0..200 {
            let mut rows: Vec<Row> = (0..ROWS).map(|_| Row(roll(1 << 30))).collect();
            let before = table(&rows);
            for _ in 0..roll(if round % 5 == 0 { 60 } else { 6 }) {
                let at = usize::try_from(roll(ROWS as u64)).unwrap_or(0);
                rows[at] = Row(roll(1 << 30));
            }
            let now = table(&rows);
            let compiler = Conditions::over(&now.schema()).expect("columns");
            for rule in &rules {
                let condition = Arc::new(compiler.compile(rule).expect("compiles"));
                let old = Verdicts::of(&condition, &before, &[], &[]).expect("verdicts");
                let again = Verdicts::again(&old, &condition, &now, &[], &[]).expect("verdicts");
                let full = Verdicts::of(&condition, &now, &[], &[]).expect("verdicts");
                for row in 0..ROWS {
                    assert_eq!(again.verdict(row), full.verdict(row), "round {round}, {}, row {row}", rule.condition);
                    assert_eq!(again.evidence(row), full.evidence(row));
                    assert_eq!(again.missing(row), full.missing(row));
                }
                assert_eq!(again.counts(), full.counts());
            }
        }
    }

    #[test]
    fn another_condition_or_other_machines_are_evaluated_whole() {
        let rule = |days: u32| {
            let text = format!(
                "id = \"own\"\nversion = 1\ncampaign = \"service-call\"\ncondition = \"contract_days_left < $days\"\n\
                 parameters = {{ days = {days} }}\ntitle = \"x\"\nexplanation = \"x\"\nvalue = []\n[priority]\nlikelihood = 0.5\n"
            );
            Rule::parse("own", &text).expect("a rule")
        };
        let rows: Vec<Row> = (0..20).map(Row).collect();
        let of = table(&rows);
        let compiler = Conditions::over(&of.schema()).expect("columns");
        let compiled = |days: u32| Arc::new(compiler.compile(&rule(days)).expect("compiles"));
        let old = Verdicts::of(&compiled(10), &of, &[], &[]).expect("verdicts");
        let again = Verdicts::again(&old, &compiled(100), &of, &[], &[]).expect("verdicts");
        assert!(again.counts().0 > old.counts().0, "{:?}", again.counts());
        let fewer = table(&rows[..7]);
        let again = Verdicts::again(&old, &compiled(10), &fewer, &[], &[]).expect("verdicts");
        let (fires, others, unknown) = again.counts();
        assert_eq!(fires + others + unknown, 7);
    }
}
