//! Search against what a reader of all entries would find.

use super::*;
use proptest::prelude::*;

fn entry(kind: SearchKind, id: &str, title: &str, also: &[&str]) -> SearchEntry {
    SearchEntry {
        kind,
        id: id.to_owned(),
        title: title.to_owned(),
        subtitle: None,
        also: also.iter().map(|text| (*text).to_owned()).collect(),
        machine: None,
        customer: None,
    }
}

fn found(index: &SearchIndex, query: &str) -> Vec<String> {
    let groups = index.search(query, 6);
    groups.iter().flat_map(|group| group.items.iter()).map(|hit| hit.id.to_owned()).collect()
}

#[test]
fn the_best_comes_first() {
    let customers = ["Huber", "Huber Bau", "Alois Huber", "Schuhuber", "Maier"];
    let entries = customers.iter().map(|title| entry(SearchKind::Customer, title, title, &[])).collect();
    let index = SearchIndex::new(entries);
    assert_eq!(found(&index, "huber"), ["Huber", "Huber Bau", "Alois Huber", "Schuhuber"]);
    assert_eq!(found(&index, "bau hub"), ["Huber Bau"], "words in any order");
    assert_eq!(found(&index, "uber"), ["Huber", "Huber Bau", "Schuhuber", "Alois Huber"]);
    assert!(found(&index, "").is_empty() && found(&index, " - ").is_empty() && found(&index, "xyz").is_empty());
}

#[test]
fn what_is_called_so_comes_before_what_begins_so() {
    let index = SearchIndex::new(vec![
        entry(SearchKind::Part, "begins", "47110", &[]),
        entry(SearchKind::Part, "is", "Seal, long", &["4711"]),
    ]);
    assert_eq!(found(&index, "4711"), ["is", "begins"]);
}

#[test]
fn umlauts_and_their_transcriptions_find_each_other() {
    let index = SearchIndex::new(vec![
        entry(SearchKind::Customer, "1", "Müller & Söhne", &[]),
        entry(SearchKind::Customer, "2", "Mueller GmbH", &[]),
    ]);
    for query in ["müller", "Mueller", "MÜLLER"] {
        assert_eq!(found(&index, query).len(), 2, "{query}");
    }
    assert_eq!(found(&index, "muller"), ["1"]);
    assert_eq!(found(&index, "so\u{308}hne mu\u{308}ller"), ["1"], "decomposed, as some keyboards send it");
    assert_eq!(found(&index, "müller & s"), ["1"]);
}

#[test]
fn numbers_are_found_however_written() {
    let index = SearchIndex::new(vec![
        entry(SearchKind::Machine, "1", "RX-1O4711", &["INV 0815"]),
        entry(SearchKind::Contract, "2", "WV-2026/17", &[]),
    ]);
    for query in ["rx-1o4711", "RX104711", "rx 1047", "inv0815", "0815", "4711", "INV 08"] {
        assert_eq!(found(&index, query), ["1"], "{query}");
    }
    for query in ["wv2026", "2026/17", "wv 17"] {
        assert_eq!(found(&index, query), ["2"], "{query}");
    }
}

#[test]
fn each_kind_has_its_total_and_the_best() {
    let mut entries: Vec<SearchEntry> = (0..20)
        .map(|number| entry(SearchKind::Part, &format!("p{number:02}"), &format!("Part {number:02}"), &[]))
        .collect();
    entries.push(SearchEntry {
        subtitle: Some("Parts Inc.".to_owned()),
        customer: Some(CustomerId::of("K")),
        ..entry(SearchKind::Person, "x", "Partner, Ina", &[])
    });
    let index = SearchIndex::new(entries);
    let groups = index.search("part", 6);
    let sizes: Vec<(SearchKind, usize, usize)> =
        groups.iter().map(|group| (group.kind, group.total, group.items.len())).collect();
    assert_eq!(sizes, [(SearchKind::Part, 20, 6), (SearchKind::Person, 1, 1)]);
    assert_eq!(groups[1].items[0].customer, Some(CustomerId::of("K")));
    assert_eq!(groups[1].items[0].subtitle, Some("Parts Inc."));
    assert_eq!(index.len(), 21);
}

fn kind() -> impl Strategy<Value = SearchKind> {
    proptest::sample::select(SearchKind::ALL.to_vec())
}

proptest! {
    #[test]
    fn what_begins_so_is_found(
        made in proptest::collection::vec((kind(), "[abü]{1,3}( [abü]{1,3})?"), 0..40),
        query in "[abü]{1,2}( [abü]{1,2})?",
    ) {
        let entries = (0..).zip(&made).map(|(number, (kind, title))| entry(*kind, &format!("{number}"), title, &[]));
        let index = SearchIndex::new(entries.collect());
        let fits = |title: &str| words_of(&fold(&query)).all(|word| words_of(&fold(title)).any(|known| known.starts_with(word)));
        let groups = index.search(&query, 100);
        for kind in SearchKind::ALL {
            let naive = made.iter().filter(|(of, title)| *of == kind && fits(title)).count();
            let group = groups.iter().find(|group| group.kind == kind);
            prop_assert_eq!(group.map_or(0, |group| group.total), naive);
            // What begins with the whole query stands before the rest.
            let whole: Vec<bool> = group.map_or(vec![], |group| {
                group.items.iter().map(|hit| fold(hit.title).starts_with(&fold(&query))).collect()
            });
            prop_assert!(whole.is_sorted_by_key(|begins| !begins), "{:?}", group);
        }
    }

    #[test]
    fn parts_of_words_are_found_where_there_are_few(
        made in proptest::collection::vec("[ab]{1,6}( [ab]{1,6})?", 0..40),
        query in "[ab]{3,5}",
    ) {
        let entries = (0..).zip(&made).map(|(number, title)| entry(SearchKind::Part, &format!("{number}"), title, &[]));
        let index = SearchIndex::new(entries.collect());
        let naive = made.iter().filter(|title| title.contains(&query)).count();
        prop_assert_eq!(index.search(&query, 100).first().map_or(0, |group| group.total), naive);
    }
}
