//! Which records go together: 200 to a call, those of one parent in the same one, so that they do not lock each other out.

use super::record::Record;
use std::collections::BTreeMap;

/// Records in a call of `composite/sobjects`.
pub(super) const SIZE: usize = 200;

/// The batches of the records at `open`, as positions in `records`. Always the same for the same records. Those of one
/// parent are in one batch, unless that would take a tenth more calls than needed: then they are in batches that follow
/// each other, which lock each other out no more, since one is sent after the other.
pub(super) fn batches(records: &[Record], open: &[usize]) -> Vec<Vec<usize>> {
    let mut families: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut single = Vec::new();
    for at in open {
        match records.get(*at).and_then(Record::parent) {
            Some(parent) => families.entry(parent).or_default().push(*at),
            None => single.push(*at),
        }
    }
    let mut families: Vec<Vec<usize>> = families.into_values().collect();
    let in_line: Vec<usize> = families.iter().flatten().chain(&single).copied().collect();
    let mut batches: Vec<Vec<usize>> = Vec::new();
    // The large ones first, each where there is room.
    families.sort_by_key(|family| std::cmp::Reverse(family.len()));
    let mut first_open = 0;
    for mut family in families {
        while family.len() > SIZE {
            let rest = family.split_off(SIZE);
            batches.push(std::mem::replace(&mut family, rest));
        }
        while batches.get(first_open).is_some_and(|batch| batch.len() >= SIZE) {
            first_open += 1;
        }
        match batches.iter_mut().skip(first_open).find(|batch| batch.len() + family.len() <= SIZE) {
            Some(batch) => batch.extend(family),
            None => batches.push(family),
        }
    }
    let mut single = single.into_iter().peekable();
    for batch in &mut batches {
        let room = SIZE.saturating_sub(batch.len());
        batch.extend(single.by_ref().take(room));
    }
    while single.peek().is_some() {
        batches.push(single.by_ref().take(SIZE).collect());
    }
    let needed = open.len().div_ceil(SIZE);
    if batches.len() > needed + needed / 10 + 1 {
        return in_line.chunks(SIZE).map(<[usize]>::to_vec).collect();
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn record(key: usize, customer: Option<usize>) -> Record {
        let fields = customer.map_or(json!({}), |of| json!({"Account": {"Key__c": format!("c-{of}")}}));
        Record { key: format!("k-{key}"), fields: fields.as_object().cloned().unwrap_or_default() }
    }

    #[test]
    fn those_of_one_parent_stay_together_and_calls_stay_few() {
        // 1,300 customers with 1 to 11 records each, shuffled.
        let records: Vec<Record> =
            (0..8000).map(|at| record(at, (at % 17 != 0).then_some((at * 7919) % 8000 % 1300))).collect();
        let open: Vec<usize> = (0..records.len()).collect();
        let made = batches(&records, &open);
        assert_eq!(made.len(), 40);
        let mut all: Vec<usize> = made.iter().flatten().copied().collect();
        all.sort_unstable();
        assert_eq!(all, open);
        let mut batch_of = BTreeMap::new();
        for (number, batch) in made.iter().enumerate() {
            assert!(batch.len() <= SIZE);
            for parent in batch.iter().filter_map(|at| records[*at].parent()) {
                assert_eq!(*batch_of.entry(parent.clone()).or_insert(number), number, "{parent} is in two batches");
            }
        }
        assert_eq!(made, batches(&records, &open));
    }

    #[test]
    fn large_parents_do_not_cost_calls() {
        // 79 customers with 101 records each: one to a call would be twice the calls.
        let records: Vec<Record> = (0..79 * 101).map(|at| record(at, Some(at % 79))).collect();
        let open: Vec<usize> = (0..records.len()).collect();
        let made = batches(&records, &open);
        assert_eq!(made.len(), records.len().div_ceil(SIZE));
        let mut batches_of: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (number, batch) in made.iter().enumerate() {
            for parent in batch.iter().filter_map(|at| records[*at].parent()) {
                batches_of.entry(parent).or_default().push(number);
            }
        }
        assert!(batches_of.values().all(|of| of[of.len() - 1] - of[0] <= 1), "they follow each other");
    }

    #[test]
    fn a_parent_with_more_than_a_call_takes_several() {
        let records: Vec<Record> = (0..450).map(|at| record(at, Some(1))).collect();
        let open: Vec<usize> = (0..450).collect();
        let sizes: Vec<usize> = batches(&records, &open).iter().map(Vec::len).collect();
        assert_eq!(sizes, [200, 200, 50]);
        assert!(batches(&records, &[]).is_empty());
    }
}
