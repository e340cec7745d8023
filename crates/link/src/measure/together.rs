//! Values that mean the same and are written in two words: one list says `VLDB J.`, the other `The VLDB Journal`, one
//! `in Betrieb`, the other `03`. What corresponds to what is learnt from records that are nearly sure to be the same.

use crate::columns::Column;
use crate::table::MISSING;
use hashbrown::HashMap;
use std::sync::Arc;

/// More records that are given alike tell nothing: they are no one thing.
const MOST_ALIKE: usize = 20;
/// Each value is thought to have been seen so often before, beside any other as by chance.
const SEEN_BEFORE: f64 = 1.0;

/// How often two values come together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Together {
    pairs: HashMap<(u32, u32), f64>,
    /// By value, how often it comes with any.
    single: HashMap<u32, f64>,
    all: f64,
}

impl Together {
    /// From the records that have equal values in all the columns `given`. `bound` is the first record of the second
    /// list, where there are two.
    pub(crate) fn of(column: &Column, given: &[Arc<Column>], bound: Option<u32>) -> Self {
        let mut groups: HashMap<Vec<u32>, Vec<usize>> = HashMap::new();
        for (record, code) in column.codes.iter().enumerate().filter(|(_, code)| **code != MISSING) {
            let key: Vec<u32> = given.iter().map(|given| given.codes[record]).collect();
            if *code != MISSING && !key.contains(&MISSING) {
                groups.entry(key).or_default().push(record);
            }
        }
        let mut groups: Vec<Vec<usize>> =
            groups.into_values().filter(|records| (2..=MOST_ALIKE).contains(&records.len())).collect();
        // In an order of their own, so that the sums do not hang on that of the records.
        let values = |records: &Vec<usize>| {
            let of = |record: &usize| (bound.is_some_and(|bound| *record >= bound as usize), column.codes[*record]);
            let mut values: Vec<(bool, u32)> = records.iter().map(of).collect();
            values.sort_unstable();
            values
        };
        groups.sort_by_cached_key(values);
        let mut found = Self::default();
        for records in &groups {
            found.add(&values(records), bound.is_some());
        }
        found
    }

    /// A group of values of records, those of the second list marked, that counts as one observation of each record.
    fn add(&mut self, values: &[(bool, u32)], two: bool) {
        let across = |one: &(bool, u32), other: &(bool, u32)| !two || one.0 != other.0;
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for (at, one) in values.iter().enumerate() {
            let others = values[at + 1..].iter().filter(|other| across(one, other));
            pairs.extend(others.map(|other| (one.1.min(other.1), one.1.max(other.1))));
        }
        let share = 1.0 / pairs.len().max(1) as f64;
        for (one, other) in pairs {
            *self.pairs.entry((one, other)).or_default() += share;
            // A value beside itself is seen on both sides.
            *self.single.entry(one).or_default() += share;
            *self.single.entry(other).or_default() += share;
            self.all += share;
        }
    }

    /// How many times as often as by chance the two come together; 1 where nothing is known of one of them.
    pub(crate) fn times(&self, one: u32, other: u32) -> f64 {
        let single = |value: u32| self.single.get(&value).copied().unwrap_or_default();
        let (rarer, more) = (single(one).min(single(other)), single(one).max(single(other)));
        let together = self.pairs.get(&(one.min(other), one.max(other))).copied().unwrap_or_default();
        let by_chance = more / self.all;
        if rarer == 0.0 { 1.0 } else { (together / by_chance + SEEN_BEFORE) / (rarer + SEEN_BEFORE) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_corresponds_is_learnt_from_what_is_given() {
        // Ten machines of either state in both lists, one of them with the wrong state in the second.
        let (states, codes) = (["off", "on", "03", "07"], |at: u32| at % 2);
        let column = Column {
            texts: states.into_iter().collect(),
            codes: (0..20).map(codes).chain((0..20).map(|at| if at == 4 { 3 } else { 2 + codes(at) })).collect(),
        };
        let numbers: Vec<String> = (0..20).map(|at| at.to_string()).collect();
        let texts = numbers.iter().map(String::as_str).collect();
        let given = Arc::new(Column { texts, codes: (0..20).chain(0..20).collect() });
        let together = Together::of(&column, &[Arc::clone(&given)], Some(20));
        assert!(together.times(0, 2) > 1.7 && together.times(3, 1) > 1.6, "{together:?}");
        assert!(together.times(0, 3) < 0.4 && together.times(1, 2) < 0.2, "{together:?}");
        assert_eq!((together.times(0, 9), together.times(2, 0)), (1.0, together.times(0, 2)));
        // In one list each record stands beside every other.
        let one = Together::of(&column, &[given], None);
        assert_eq!(one.times(0, 2), together.times(0, 2));
        // Nothing is learnt from records that nothing brings together.
        let alone = Column { texts: column.texts.clone(), codes: vec![MISSING; 40] };
        assert_eq!(Together::of(&column, &[Arc::new(alone)], Some(20)).times(0, 2), 1.0);
    }
}
