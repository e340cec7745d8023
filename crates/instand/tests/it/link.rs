//! `instand link` on lists of its own: it needs no data folder and changes none.

use crate::product::{Engine, Product, text};
use std::fmt::Write as _;

const RULES: &str = r#"
[link]
lists = "two"
id = "id"
sure = [["mail"]]
one_to_one = true

[[block]]
on = ["city"]

[[compare]]
column = "name"
as = "jaro_winkler"
levels = [0.9, 0.7]
[[compare]]
column = "mail"
as = "exact"
[[compare]]
column = "city"
as = "exact"
"#;

/// 200 people of one list, every fourth of them written a little differently in the other.
fn lists() -> (String, String) {
    let (mut left, mut right) = ("id;name;mail;city\n".to_owned(), "id,name,mail,city\n".to_owned());
    let first = ["Anna", "Bruno", "Carla", "Dieter", "Elena", "Franz", "Gerda", "Hans", "Ines", "Jakob"];
    let last = ["Huber", "Mair", "Rossi", "Steiner", "Weber"];
    for person in 0..200 {
        let name = format!("{} {}{}", first[person % 10], last[person / 10 % 5], person / 50);
        let city = ["Bozen", "Trento", "Graz", "Ulm"][person % 4];
        let _ = writeln!(left, "L{person};{name};{person}@example.com;{city}");
        let other = if person.is_multiple_of(4) { name.replacen('a', "e", 1) } else { name };
        let mail = if person.is_multiple_of(5) { String::new() } else { format!("{person}@example.com") };
        let _ = writeln!(right, "R{person},{other},{mail},{city}");
    }
    (left, right)
}

#[test]
fn pairs_and_clusters_of_two_lists_are_the_same_each_time() {
    let product = Product::new(Engine::Sqlite, "link");
    let (left, right) = lists();
    let (left, right) = (product.file("left.csv", left.as_bytes()), product.file("right.csv", right.as_bytes()));
    let rules = product.file("rules.toml", RULES.as_bytes());
    let (out, clusters) = (product.folder.path().join("pairs.csv"), product.folder.path().join("clusters.csv"));
    let arguments = [
        "link",
        text(&left),
        text(&right),
        "--rules",
        text(&rules),
        "--out",
        text(&out),
        "--clusters",
        text(&clusters),
    ];
    let said = product.done(&arguments);
    assert!(said.contains("pairs compared") && said.contains("linked"), "{said}");
    let pairs = std::fs::read_to_string(&out).expect("pairs");
    let mut lines = pairs.lines();
    assert_eq!(lines.next(), Some("left,right,weight,probability,verdict"));
    let linked: Vec<Vec<&str>> =
        lines.map(|line| line.split(',').collect()).filter(|of: &Vec<&str>| of[4] == "link").collect();
    let right_ones = linked.iter().filter(|of| of[0][1..] == of[1][1..]).count();
    assert!(right_ones >= 180 && linked.len() - right_ones <= 2, "{right_ones} of {} links are right", linked.len());
    let grouped = std::fs::read_to_string(&clusters).expect("clusters");
    assert_eq!(grouped.lines().count(), 401, "each record stands in one cluster");

    product.done(&arguments);
    assert_eq!(std::fs::read_to_string(&out).expect("pairs"), pairs);
    assert!(!product.folder.path().join("instand.db").exists(), "no database is made for it");
}

#[test]
fn what_is_wrong_with_lists_and_rules_is_said_in_a_line() {
    let product = Product::new(Engine::Sqlite, "link_wrong");
    let list = product.file("list.csv", b"id;name\n1;Huber\n2;Huber\n");
    let empty = product.file("empty.csv", b"");
    let binary = product.file("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\0");
    let rules = product.file("rules.toml", RULES.as_bytes());
    let broken = product.file("broken.toml", RULES.replace("jaro_winkler", "guess").as_bytes());
    let other = product.file("other.toml", RULES.replace("\"name\"", "\"surname\"").as_bytes());
    let out = product.folder.path().join("pairs.csv");
    for (arguments, word) in [
        ([text(&list), text(&list), text(&broken)], "guess"),
        ([text(&list), text(&list), text(&other)], "surname"),
        ([text(&list), text(&empty), text(&rules)], "no headings"),
        ([text(&list), text(&binary), text(&rules)], "no text"),
        ([text(&list), "nowhere.csv", text(&rules)], "nowhere.csv"),
    ] {
        let [left, right, rules] = arguments;
        let error = product.refused(&["link", left, right, "--rules", rules, "--out", text(&out)]);
        assert!(error.contains(word) && error.lines().count() == 1, "{error}");
        assert!(!out.exists(), "nothing is written");
    }
    let one = product.refused(&["link", text(&list), "--rules", text(&rules), "--out", text(&out)]);
    assert!(one.contains("for two lists"), "{one}");
}
