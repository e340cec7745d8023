//! Blocks against looking at every pair.

use super::*;
use crate::table::Table;
use proptest::prelude::*;
use std::collections::BTreeMap;

const RULES: &str = "[link]\nlists = \"one\"\n[[block]]\non = [\"a\"]\n[[block]]\non = [\"b\", \"c\"]\n[[block]]\n\
                     on = [\"c\"]\nnearest = 2\n[[compare]]\ncolumn = \"a\"\nas = \"exact\"\n";

fn pairs(rows: &[[&str; 3]], wanted: Wanted, rules: &str) -> (BTreeMap<(u32, u32), u16>, usize, Vec<SkippedBlock>) {
    let mut builder = Table::builder(["a", "b", "c"]);
    for row in rows {
        builder.row(row.iter().copied());
    }
    let (table, rules) = (builder.build(), Rules::parse(rules).expect("rules"));
    let mut records = Records::new(&table, None, &rules).expect("few records");
    let blocks = Blocks::new(&rules, &mut records, wanted).expect("columns");
    let (mut found, mut count) = (BTreeMap::new(), 0);
    for piece in blocks.pieces() {
        blocks.each(&piece, |one, other, mask| {
            found.insert((one, other), mask);
            count += 1;
        });
    }
    (found, count, blocks.skipped)
}

fn rows() -> impl Strategy<Value = Vec<[&'static str; 3]>> {
    let value = || prop::sample::select(vec!["", "x", "y", "z"]);
    let words = prop::sample::select(vec!["", "red pump", "red valve", "old pump", "blue", "blue pump"]);
    prop::collection::vec((value(), value(), words).prop_map(|(a, b, c)| [a, b, c]), 1..25)
}

proptest! {
    #[test]
    fn each_pair_of_a_rule_comes_once(rows in rows(), bound in 0..25_u32, kind in 0..3) {
        let wanted = match kind {
            0 => Wanted::Any,
            1 => Wanted::Across(bound.min(rows.len() as u32)),
            _ => Wanted::New(bound.min(rows.len() as u32)),
        };
        let (found, count, _) = pairs(&rows, wanted, RULES);
        prop_assert_eq!(found.len(), count, "a pair came twice");
        for one in 0..rows.len() {
            for other in one + 1..rows.len() {
                let (a, b) = (rows[one], rows[other]);
                let first = !a[0].is_empty() && a[0] == b[0];
                let second = !a[1].is_empty() && !a[2].is_empty() && a[1..] == b[1..];
                let pair = (one as u32, other as u32);
                let mask = found.get(&pair).copied();
                if wanted.holds(pair.0, pair.1) {
                    prop_assert_eq!(mask.unwrap_or_default() & 3, u16::from(first) | u16::from(second) << 1);
                } else {
                    prop_assert_eq!(mask, None);
                }
            }
        }
    }
}

#[test]
fn the_nearest_share_rare_words() {
    let rows = [["1", "", "red pump"], ["2", "", "red valve"], ["3", "", "old pump"], ["4", "", "red old pump"]];
    let (found, ..) = pairs(&rows, Wanted::Across(1), &RULES.replace("nearest = 2", "nearest = 1"));
    assert_eq!(found.get(&(0, 3)), Some(&4), "{found:?}");
    let (found, ..) = pairs(&rows, Wanted::Any, &RULES.replace("nearest = 2", "nearest = 2\nat_least = 0.99"));
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_large_block_leaves_its_pairs_to_other_rules() {
    let rows = [["x", "m", "u"], ["x", "m", "u"], ["x", "n", "v"], ["y", "n", "w"], ["y", "o", "w"]];
    let rules =
        RULES.replace("lists = \"one\"", "lists = \"one\"\nlargest_block = 2").replace("nearest = 2", "nearest = 1");
    let (found, _, skipped) = pairs(&rows, Wanted::Any, &rules);
    assert_eq!(skipped, [SkippedBlock { rule: 1, value: "x".into(), records: 3, pairs: 3 }]);
    assert_eq!(found.get(&(0, 1)).map(|mask| mask & 3), Some(2), "by the second rule only");
    assert_eq!(found.get(&(3, 4)).map(|mask| mask & 3), Some(1));
}
