//! Linking from rules and tables, as a caller does.

use link::{
    Decisions, Delivered, Known, LinkError, Model, Options, Place, Record, Rules, Table, Verdict, link, link_more,
    link_with,
};

const PEOPLE: &str = r#"
[link]
lists = "one"
id = "id"
accept = 0.9
sure = [["name", "birth"]]
recall = 0.4
[[block]]
on = ["name"]
[[block]]
on = ["birth"]
[[compare]]
column = "name"
as = "jaro_winkler"
levels = [0.9, 0.7]
term_frequency = true
[[compare]]
column = "birth"
as = "date"
levels = [31]
[[compare]]
column = "city"
as = "exact"
term_frequency = true
"#;

fn with(model: &Model) -> Options<'_> {
    Options { model: Some(model), stage: None }
}

fn table(names: &[&str], rows: &[Vec<String>]) -> Table {
    let mut builder = Table::builder(names.iter().copied());
    for row in rows {
        builder.row(row.iter().map(String::as_str));
    }
    builder.build()
}

/// So many people without duplicates, their values spread by multiplication.
fn people(count: usize) -> Vec<Vec<String>> {
    let names = ["anna", "berta", "carla", "dora", "emil", "fritz", "georg", "hanna", "ida", "jakob", "karl"];
    let ends = ["berg", "feld", "hauser", "mann", "stein", "thal", "wald"];
    let cities = ["ulm", "bonn", "kiel", "hof", "jena"];
    let row = |at: usize| {
        let name = format!("{} {}{}", names[at * 7 % 11], names[at * 3 % 11], ends[at * 5 % 7]);
        let birth = format!("{}-{:02}-{:02}", 1930 + at * 37 % 70, 1 + at * 11 % 12, 1 + at * 17 % 28);
        vec![format!("p{at}"), name, birth, cities[at * 13 % 5].to_owned()]
    };
    (0..count).map(row).collect()
}

const COLUMNS: &[&str] = &["id", "name", "birth", "city"];

fn rules(text: &str) -> Rules {
    Rules::parse(text).expect("rules")
}

#[test]
fn duplicates_are_found_in_a_small_list_and_none_where_there_is_none() {
    let mut rows = people(300);
    let linked = link(&table(COLUMNS, &rows), None, &rules(PEOPLE), &Decisions::default()).expect("links");
    let false_links = linked.matches.iter().filter(|pair| pair.verdict == Verdict::Link).count();
    assert_eq!(false_links, 0, "{:?} {:?}", linked.model, linked.matches);
    for at in 0..30 {
        let mut copy = rows[at * 9].clone();
        copy[0].push('x');
        match at % 3 {
            0 => copy[1] = copy[1].replacen('a', "e", 1),
            1 => copy[2] = copy[2].replacen('9', "8", 1),
            _ => copy[3] = String::new(),
        }
        rows.push(copy);
    }
    let linked = link(&table(COLUMNS, &rows), None, &rules(PEOPLE), &Decisions::default()).expect("links");
    let links: Vec<_> = linked.matches.iter().filter(|pair| pair.verdict == Verdict::Link).collect();
    let right = links.iter().filter(|pair| pair.right >= 300 && pair.left == (pair.right - 300) * 9).count();
    assert!(right >= 28 && links.len() - right <= 1, "{right} of {}: {:?}", links.len(), linked.model);
    let weights =
        linked.model.comparisons.iter().flat_map(|comparison| comparison.levels.iter().map(link::LevelModel::weight));
    assert!(weights.clone().all(f64::is_finite));
    for comparison in &linked.model.comparisons {
        let weights: Vec<f64> = comparison.levels[1..].iter().map(link::LevelModel::weight).collect();
        assert!(weights.is_sorted_by(|one, other| *other >= one - 1e-9), "{comparison:?}");
    }
}

#[test]
fn a_model_can_be_kept() {
    let rows = people(200);
    let (table, rules) = (table(COLUMNS, &rows), rules(PEOPLE));
    let one = link(&table, None, &rules, &Decisions::default()).expect("links");
    let kept: Model = toml::from_str(&toml::to_string(&one.model).expect("a model")).expect("the same model");
    let other = link_with(&table, None, &rules, &Decisions::default(), &with(&kept)).expect("links");
    assert_eq!(one.matches, other.matches);
    let mut shorter = kept;
    shorter.comparisons.pop();
    let error = link_with(&table, None, &rules, &Decisions::default(), &with(&shorter)).err().expect("another model");
    assert!(error.to_string().contains("name (5 levels), birth (5 levels), city (3 levels)"), "{error}");
}

#[test]
fn the_number_of_threads_does_not_matter() {
    let mut rows = people(900);
    rows.extend(people(300).into_iter().map(|mut row| {
        row[0].push('x');
        row[3] = String::new();
        row
    }));
    let (table, rules) = (table(COLUMNS, &rows), rules(PEOPLE));
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| link(&table, None, &rules, &Decisions::default()).expect("links"))
    };
    let (one, other) = (run(1), run(3));
    assert_eq!((&one.model, &one.matches, one.clusters()), (&other.model, &other.matches, other.clusters()));
}

#[test]
fn a_block_too_large_is_reported() {
    let mut rows = people(60);
    rows.iter_mut().for_each(|row| row[1] = "meier".to_owned());
    let few = PEOPLE.replace("lists = \"one\"", "lists = \"one\"\nlargest_block = 100");
    let linked = link(&table(COLUMNS, &rows), None, &rules(&few), &Decisions::default()).expect("links");
    let [skipped] = linked.skipped_blocks.as_slice() else { panic!("{:?}", linked.skipped_blocks) };
    assert_eq!((skipped.rule, skipped.value.as_str(), skipped.records, skipped.pairs), (1, "meier", 60, 1770));
    let all = link(&table(COLUMNS, &rows), None, &rules(PEOPLE), &Decisions::default()).expect("links");
    assert_eq!(all.compared, 1770, "each pair once");
}

const PRODUCTS: &str = r#"
[link]
lists = "two"
one_to_one = true
accept = 0.5
estimate_from = "compared"
[columns]
title = { from = ["maker", "title"], clean = ["fold"] }
[[block]]
on = ["title"]
nearest = 3
parts = "grams3"
[[compare]]
column = "title"
as = "cosine"
parts = "grams3-4"
levels = [0.7, 0.5, 0.3]
[[compare]]
column = "price"
as = "number"
levels = [0.1]
"#;

fn products() -> (Table, Table) {
    let kinds = ["pump", "valve", "motor", "drive", "sensor", "filter"];
    let left =
        |at: usize| vec!["Acme".into(), format!("{} X-{}", kinds[at % 6], 1_000 + at * 37), format!("{}.00", 10 + at)];
    let right = |at: usize| {
        vec![format!("{}", 10 + at), format!("X{} {} Profi", 1_000 + at * 37, kinds[at % 6]), "ACME".into()]
    };
    let left: Vec<Vec<String>> = (0..60).map(left).collect();
    let right: Vec<Vec<String>> = (20..80).map(right).collect();
    (table(&["maker", "title", "price"], &left), table(&["price", "title", "maker"], &right))
}

#[test]
fn two_lists_link_by_what_is_rare_in_them() {
    let (left, right) = products();
    let linked = link(&left, Some(&right), &rules(PRODUCTS), &Decisions::default()).expect("links");
    let links: Vec<_> = linked.matches.iter().filter(|pair| pair.verdict == Verdict::Link).collect();
    let hits = links.iter().filter(|pair| pair.left == pair.right + 20).count();
    assert!(hits >= 38 && links.len() <= 42, "{hits} of {}", links.len());
    for records in linked.clusters() {
        assert!(records.len() <= 2);
    }
    let waterfall = linked.waterfall(Record::Left(20), Record::Right(0)).expect("records");
    assert_eq!(waterfall.steps[1].level, "same");
    assert_eq!((waterfall.steps[1].left.as_deref(), waterfall.steps[1].right.as_deref()), (Some("30"), Some("30")));
    assert_eq!(linked.waterfall(Record::Left(60), Record::Right(0)), None);
}

#[test]
fn partners_alike_share_their_probability() {
    let (left, right) = (["Acme", "Column 3", "9.00"], ["9.00", "Column 3", "Acme"]);
    let twice = |table: &Table, columns: &[&str], row: [&str; 3]| {
        let mut builder = Table::builder(columns.iter().copied());
        for at in 0..table.rows() as u32 {
            builder.row(columns.iter().map(|column| table.value(at, column).unwrap_or_default()));
        }
        builder.row(row).row(row);
        builder.build()
    };
    let (lefts, rights) = products();
    let lefts = twice(&lefts, &["maker", "title", "price"], left);
    let rights = twice(&rights, &["price", "title", "maker"], right);
    let linked = link(&lefts, Some(&rights), &rules(PRODUCTS), &Decisions::default()).expect("links");
    let alike: Vec<_> = linked.matches.iter().filter(|pair| pair.left >= 60 && pair.right >= 60).collect();
    assert_eq!(alike.len(), 4);
    for pair in alike {
        assert!((pair.probability - 0.5).abs() < 0.02, "{pair:?}: either of two");
        let waterfall = linked.waterfall(Record::Left(pair.left), Record::Right(pair.right)).expect("records");
        let steps: f64 = waterfall.steps.iter().map(|step| step.weight + step.term_frequency).sum();
        assert!(waterfall.rivals > 1.0 && (waterfall.weight - pair.weight).abs() < 1e-9, "{waterfall:?}");
        assert!((waterfall.prior + steps - waterfall.rivals - waterfall.weight).abs() < 1e-9);
    }
    // Who is decided on has no other partner, and the one who is left is sure of its own.
    let mut decisions = Decisions::default();
    decisions.same(Record::Left(60), Record::Right(61));
    let linked = link(&lefts, Some(&rights), &rules(PRODUCTS), &decisions).expect("links");
    let alike = linked.matches.iter().filter(|pair| pair.left >= 60 && pair.right >= 60);
    let found: Vec<_> = alike.map(|pair| (pair.left, pair.right, pair.probability > 0.95)).collect();
    assert_eq!(found, [(60, 61, true), (61, 60, true)]);
}

#[test]
fn values_in_two_words_are_compared_by_what_they_go_with() {
    let text = PRODUCTS.to_owned()
        + "[[compare]]\ncolumn = \"state\"\nas = \"together\"\ngiven = [\"number\"]\nlevels = [1.5, 0.5]\n";
    let row = |at: usize, state: &str| {
        let price = format!("{}.00", 10 + at);
        vec!["Acme".to_owned(), format!("X-{}", 1_000 + at * 37), price, state.to_owned(), at.to_string()]
    };
    let lefts: Vec<Vec<String>> = (0..60).map(|at| row(at, ["running", "idle"][at % 2])).collect();
    let mut rights: Vec<Vec<String>> = (0..60).map(|at| row(at, ["01", "02"][at % 2])).collect();
    rights[7][3] = "01".into();
    let columns = ["maker", "title", "price", "state", "number"];
    let (lefts, rights) = (table(&columns, &lefts), table(&columns, &rights));
    let linked = link(&lefts, Some(&rights), &rules(&text), &Decisions::default()).expect("links");
    let step = |row| linked.waterfall(Record::Left(row), Record::Right(row)).expect("records").steps[2].clone();
    assert_eq!(step(4).level, "together 1.5 times as often as by chance");
    assert_eq!((step(7).left.as_deref(), step(7).level.as_str()), (Some("idle"), "different"));
    assert!(step(4).weight > 0.0 && step(7).weight < 0.0, "{:?} {:?}", step(4), step(7));
}

#[test]
fn decisions_come_first() {
    let (left, right) = products();
    let mut decisions = Decisions::default();
    decisions.never(Record::Left(20), Record::Right(0)).same(Record::Left(0), Record::Right(59));
    decisions.same(Record::Left(1), Record::Left(2));
    let linked = link(&left, Some(&right), &rules(PRODUCTS), &decisions).expect("links");
    let cluster = |record| linked.cluster(record);
    assert_ne!(cluster(Record::Left(20)), cluster(Record::Right(0)));
    assert_eq!(cluster(Record::Left(0)), cluster(Record::Right(59)));
    assert_eq!(cluster(Record::Left(1)), cluster(Record::Left(2)));
    let pair = |left, right| linked.matches.iter().find(|pair| (pair.left, pair.right) == (left, right));
    assert_eq!((pair(20, 0), pair(0, 59).map(|pair| pair.verdict)), (None, Some(Verdict::Decided)));

    decisions.same(Record::Left(20), Record::Left(21)).same(Record::Left(21), Record::Right(0));
    let error = link(&left, Some(&right), &rules(PRODUCTS), &decisions).err().expect("a contradiction");
    assert!(error.to_string().contains("decision 1 says that left record 20 and right record 0 are never"), "{error}");
    let mut unknown = Decisions::default();
    unknown.same(Record::Left(60), Record::Right(0));
    let error = link(&left, Some(&right), &rules(PRODUCTS), &unknown).err().expect("no such record");
    assert!(matches!(error, LinkError::UnknownRecord { number: 1, row: 60, rows: 60, .. }), "{error}");
    assert!(matches!(
        link(&left, None, &rules(PRODUCTS), &Decisions::default()).err(),
        Some(LinkError::Lists { expected: "two", .. })
    ));
}

#[test]
fn labels_teach_the_weights() {
    let mut rows = people(200);
    let copies: Vec<_> = (0..40)
        .map(|at: usize| {
            let mut copy = rows[at * 5].clone();
            copy[0].push('x');
            copy[3] = "moved".to_owned();
            copy
        })
        .collect();
    rows.extend(copies);
    let table = table(COLUMNS, &rows);
    let city = |decisions: &Decisions| {
        let linked = link(&table, None, &rules(PEOPLE), decisions).expect("links");
        linked.model.comparisons[2].levels.last().map(link::LevelModel::weight)
    };
    let before = city(&Decisions::default());
    let mut decisions = Decisions::default();
    for at in 0..40 {
        decisions.same(Record::Left(at * 5), Record::Left(200 + at));
    }
    assert!(city(&decisions) <= before, "the city says less where people move");
}

#[test]
fn a_record_between_two_clusters_is_put_to_review() {
    let row = |id: &str, name: &str, birth: &str, city: &str| [id, name, birth, city].map(str::to_owned).to_vec();
    let mut known = people(60);
    known.push(row("a", "zora zander", "1970-01-02", "ulm"));
    known.push(row("b", "zora zander", "1970-01-03", "ulm"));
    let clusters: Vec<u128> = (100..162).collect();
    let news = [
        row("c", "zora zander", "1970-01-02", "ulm"),
        row("d", "yves yellow", "1980-05-05", "hof"),
        row("e", "yves yellow", "1980-05-05", "hof"),
        row("f", "anna new", "1999-09-09", "kiel"),
    ];
    let (known, news) = (table(COLUMNS, &known), table(COLUMNS, &news));
    let rules = rules(&PEOPLE.replace("recall = 0.4", "prior = 0.001"));
    let known = Known { table: &known, clusters: &clusters };
    let delivered = Delivered { table: &news, clusters: &[None, None, None, Some(105)] };
    let more = link_more(&known, &delivered, &rules, &Decisions::default(), &Options::default()).expect("links");
    assert_eq!(more.places, [Place::Joins(160), Place::Founds(0), Place::Founds(0), Place::Stays(105)]);
    let [between] = more.between.as_slice() else { panic!("{:?}", more.between) };
    assert_eq!((between.one, between.other, between.decided), (160, 161, false));
    assert_eq!(between.pair, (Record::Left(61), Record::Right(0)));
    let waterfall = more.waterfall(between.pair.0, between.pair.1).expect("records");
    assert!((waterfall.weight - between.weight).abs() < 1e-9);

    // With the model given, only pairs with a delivered record are compared, and the result is the same.
    let again = link_more(&known, &delivered, &rules, &Decisions::default(), &with(&more.model)).expect("links");
    assert_eq!((&again.places, &again.matches), (&more.places, &more.matches));
    assert!(again.compared < more.compared);

    let mut decisions = Decisions::default();
    decisions.never(Record::Left(60), Record::Right(0)).same(Record::Right(3), Record::Left(0));
    let more = link_more(&known, &delivered, &rules, &decisions, &with(&more.model)).expect("links");
    assert_eq!((more.places[0], more.places[3]), (Place::Joins(161), Place::Stays(105)));
    assert_eq!((more.between.len(), more.between[0].decided, more.between[0].one), (1, true, 100));
    let short = Known { table: known.table, clusters: &clusters[1..] };
    let error = link_more(&short, &delivered, &rules, &decisions, &Options::default()).err().expect("one id too few");
    assert!(error.to_string().contains("61 were given for 62 records"), "{error}");
}

#[test]
fn nothing_comes_of_nothing() {
    let empty = table(COLUMNS, &[]);
    let linked = link(&empty, None, &rules(PEOPLE), &Decisions::default()).expect("links");
    assert_eq!((linked.matches.len(), linked.compared, linked.clusters().len()), (0, 0, 0));
    let blank = table(COLUMNS, &vec![vec![String::new(); 4]; 5]);
    let linked = link(&blank, None, &rules(PEOPLE), &Decisions::default()).expect("links");
    assert_eq!((linked.matches.len(), linked.clusters().len()), (0, 5));
    let (left, _) = products();
    let none = table(&["price", "title", "maker"], &[]);
    for (one, other) in [(&left, &none), (&none, &left)] {
        let linked = link(one, Some(other), &rules(PRODUCTS), &Decisions::default()).expect("links");
        assert_eq!((linked.matches.len(), linked.clusters().len()), (0, 60));
    }
}

#[test]
fn stages_come_in_order() {
    let stages = std::cell::RefCell::new(Vec::new());
    let tell = |stage| stages.borrow_mut().push(stage);
    let options = Options { model: None, stage: Some(&tell) };
    link_with(&table(COLUMNS, &people(9)), None, &rules(PEOPLE), &Decisions::default(), &options).expect("links");
    let stages = stages.into_inner();
    assert!(stages.len() == 6 && stages.is_sorted(), "{stages:?}");
}

#[test]
fn known_probabilities_are_found_again() {
    let rules = rules(
        "[link]\nlists = \"two\"\n[[block]]\non = [\"a\"]\n\
         [[block]]\non = [\"b\"]\n[[compare]]\ncolumn = \"a\"\nas = \"exact\"\n[[compare]]\ncolumn = \"b\"\nas = \"exact\"\n\
         [[compare]]\ncolumn = \"c\"\nas = \"exact\"\n",
    );
    // So many values of each column, and of so many copies out of a hundred it is another one.
    let columns = [(500_u64, 10), (300, 20), (40, 30)];
    let mut state = 7_u64;
    let mut dice = |count: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % count
    };
    let (mut left, mut right) = (Table::builder(["a", "b", "c"]), Table::builder(["a", "b", "c"]));
    for _ in 0..3_000 {
        let values = columns.map(|(count, _)| dice(count).to_string());
        let mut copy = values.clone();
        for (value, (count, percent)) in copy.iter_mut().zip(columns) {
            if dice(100) < percent {
                *value = dice(count).to_string();
            }
        }
        left.row(values.iter().map(String::as_str));
        right.row(copy.iter().map(String::as_str));
    }
    let linked = link(&left.build(), Some(&right.build()), &rules, &Decisions::default()).expect("links");
    assert!((linked.model.prior * 3_000.0 - 1.0).abs() < 0.15, "{}", linked.model.prior);
    for (comparison, (count, percent)) in linked.model.comparisons.iter().zip(columns) {
        let same = comparison.levels.last().expect("levels");
        assert!((same.m - (1.0 - percent as f64 / 100.0)).abs() < 0.04, "{comparison:?}");
        assert!((same.u * count as f64 - 1.0).abs() < 0.05, "{comparison:?}");
    }
}
