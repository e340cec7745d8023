//! What must hold for whatever records come: order, decisions, deliveries.

use link::{
    ClusterId, Decisions, Delivered, Known, LinkError, Linked, Options, Place, Record, Rules, Table, Verdict, link,
    link_more,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

const RULES: &str = r#"
[link]
lists = "one"
id = "id"
review = 0.1
accept = 0.8
[[block]]
on = ["name"]
[[block]]
on = ["city"]
[[block]]
on = ["serial"]
[[compare]]
column = "name"
as = "jaro_winkler"
levels = [0.9, 0.7]
term_frequency = true
[[compare]]
column = "city"
as = "exact"
[[compare]]
column = "serial"
as = "serial"
levels = [1]
"#;

/// A record has one partner at most in each city.
const PARTNERS: &str = "source = \"city\"\none_to_one = true";

/// Cities by the names they come with.
const TOGETHER: &str =
    "[[compare]]\ncolumn = \"city\"\nlabel = \"both\"\nas = \"together\"\ngiven = [\"name\"]\nlevels = [1.5, 0.5]\n";

type Row = [String; 4];
/// By the ids of two records, the bits of the weight and the verdict.
type Matches = BTreeMap<(String, String), (u64, Verdict)>;

fn table(rows: &[Row]) -> Table {
    let mut builder = Table::builder(["id", "name", "city", "serial"]);
    for row in rows {
        builder.row(row.iter().map(String::as_str));
    }
    builder.build()
}

fn rules(more: &str) -> Rules {
    Rules::parse(&RULES.replace("id = \"id\"", &format!("id = \"id\"\n{more}"))).expect("rules")
}

/// Records that are often alike.
fn rows(most: usize) -> impl Strategy<Value = Vec<Row>> {
    let name = prop::sample::select(vec!["meier", "maier", "huber", "hubert", "schmid", "schmidt", "berg", ""]);
    let city = prop::sample::select(vec!["ulm", "bonn", "köln", ""]);
    let row = (name, city, 0..12_u8);
    prop::collection::vec(row, 2..most).prop_map(|rows| {
        let as_row = |(at, (name, city, serial)): (usize, (&str, &str, u8))| {
            let serial = if serial == 0 { String::new() } else { format!("S-{}", 100 + u32::from(serial)) };
            [format!("r{at}"), name.to_owned(), city.to_owned(), serial]
        };
        rows.into_iter().enumerate().map(as_row).collect()
    })
}

/// Matches and clusters by the records' own ids.
fn by_id(linked: &Linked, rows: &[Row]) -> (Matches, BTreeSet<BTreeSet<String>>) {
    let id = |row: u32| rows[row as usize][0].clone();
    let matches = linked.matches.iter().map(|pair| {
        let (one, other) = (id(pair.left), id(pair.right));
        ((one.clone().min(other.clone()), one.max(other)), (pair.weight.to_bits(), pair.verdict))
    });
    let clusters = linked.clusters().into_iter().map(|records| {
        let row = |record| match record {
            Record::Left(row) | Record::Right(row) => id(row),
        };
        records.into_iter().map(row).collect()
    });
    (matches.collect(), clusters.collect())
}

/// Pairs of rows for decisions, taken within the list.
fn decisions(pairs: &[(u32, u32, bool)], rows: usize) -> Decisions {
    let mut decisions = Decisions::default();
    for (one, other, same) in pairs {
        let (one, other) = (Record::Left(one % rows as u32), Record::Left(other % rows as u32));
        if *same {
            decisions.same(one, other);
        } else {
            decisions.never(one, other);
        }
    }
    decisions
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_order_of_the_records_does_not_matter((rows, shuffled) in rows(40).prop_flat_map(|rows| {
        (Just(rows.clone()), Just(rows).prop_shuffle())
    }), kind in 0..4_usize) {
        let rules = match kind {
            3 => Rules::parse(&format!("{RULES}{TOGETHER}")).expect("rules"),
            _ => rules(["", "source = \"city\"", PARTNERS][kind]),
        };
        let one = link(&table(&rows), None, &rules, &Decisions::default()).expect("links");
        let other = link(&table(&shuffled), None, &rules, &Decisions::default()).expect("links");
        prop_assert_eq!(&one.model, &other.model);
        prop_assert_eq!(by_id(&one, &rows), by_id(&other, &shuffled));
    }

    #[test]
    fn waterfalls_add_up(rows in rows(30), partners in any::<bool>()) {
        let rules = rules(if partners { PARTNERS } else { "" });
        let linked = link(&table(&rows), None, &rules, &Decisions::default()).expect("links");
        for pair in &linked.matches {
            let waterfall = linked.waterfall(Record::Left(pair.left), Record::Left(pair.right)).expect("records");
            let steps = waterfall.steps.iter().map(|step| step.weight + step.term_frequency).sum::<f64>();
            let sum = waterfall.prior + steps - waterfall.rivals;
            prop_assert!((sum - pair.weight).abs() < 1e-9 && (waterfall.weight - pair.weight).abs() < 1e-9);
            prop_assert!(sum.is_finite());
        }
    }

    #[test]
    fn decisions_hold_and_can_be_taken_back(rows in rows(30), pairs in prop::collection::vec(any::<(u32, u32, bool)>(), 1..6)) {
        let (table, rules) = (table(&rows), rules(""));
        let before = link(&table, None, &rules, &Decisions::default()).expect("links");
        let pairs: Vec<_> = pairs.into_iter().filter(|(one, other, _)| one % rows.len() as u32 != other % rows.len() as u32).collect();
        match link(&table, None, &rules, &decisions(&pairs, rows.len())) {
            Ok(decided) => {
                for (one, other, same) in pairs {
                    let cluster = |row: u32| decided.cluster(Record::Left(row % rows.len() as u32));
                    prop_assert_eq!(cluster(one) == cluster(other), same);
                }
            }
            Err(LinkError::Contradiction { .. }) => {}
            Err(error) => panic!("{error}"),
        }
        let after = link(&table, None, &rules, &Decisions::default()).expect("links");
        prop_assert_eq!(by_id(&before, &rows), by_id(&after, &rows));
    }

    #[test]
    fn a_cluster_has_one_record_of_a_source(rows in rows(40)) {
        let linked = link(&table(&rows), None, &rules("source = \"city\""), &Decisions::default()).expect("links");
        for records in linked.clusters() {
            let mut cities = BTreeSet::new();
            for record in records {
                let Record::Left(row) = record else { panic!("one list") };
                let city = &rows[row as usize][2];
                prop_assert!(city.is_empty() || cities.insert(city.clone()));
            }
        }
    }

    #[test]
    fn five_deliveries_change_no_id(
        deliveries in prop::collection::vec(rows(12), 5),
        changes in prop::collection::vec((0..40_usize, any::<bool>()), 5),
        never in any::<(u16, u16)>(),
        estimated in any::<bool>(),
    ) {
        let rules = rules("prior = 0.01");
        let mut rows: Vec<Row> = Vec::new();
        let mut clusters: Vec<ClusterId> = Vec::new();
        let mut decided: Option<(String, String)> = None;
        let mut model = None;
        let mut next = 1_000;
        for (number, (delivered, (at, remove))) in deliveries.into_iter().zip(changes).enumerate() {
            let mut delivered: Vec<(Row, Option<ClusterId>)> = delivered.into_iter().map(|row| (row, None)).collect();
            delivered.iter_mut().for_each(|(row, _)| row[0] = format!("d{number}{}", row[0]));
            if !rows.is_empty() {
                let (row, id) = (rows.remove(at % rows.len().max(1)), clusters.remove(at % clusters.len().max(1)));
                let mut changed = row.clone();
                changed[2] = "neu-ulm".to_owned();
                if !remove {
                    delivered.push((changed, Some(id)));
                } else if decided.as_ref().is_some_and(|(one, other)| *one == row[0] || *other == row[0]) {
                    decided = None;
                }
            }
            let news: Vec<Row> = delivered.iter().map(|(row, _)| row.clone()).collect();
            let ids: Vec<Option<ClusterId>> = delivered.iter().map(|(_, id)| *id).collect();
            let find = |id: &String| {
                let known = rows.iter().position(|row| row[0] == *id).map(|row| Record::Left(row as u32));
                known.or_else(|| news.iter().position(|row| row[0] == *id).map(|row| Record::Right(row as u32)))
            };
            if decided.is_none() && news.len() > 1 {
                let (one, other) = (never.0 as usize % news.len(), never.1 as usize % news.len());
                decided = (one != other).then(|| (news[one][0].clone(), news[other][0].clone()));
                // One that was changed is in a cluster already, which is the caller's.
                decided = decided.filter(|_| ids[one].is_none() && ids[other].is_none());
            }
            let mut decisions = Decisions::default();
            if let Some((one, other)) = decided.as_ref().and_then(|(one, other)| Some((find(one)?, find(other)?))) {
                decisions.never(one, other);
            }
            let (table_known, table_new) = (table(&rows), table(&news));
            let linked = link_more(
                &Known { table: &table_known, clusters: &clusters },
                &Delivered { table: &table_new, clusters: &ids },
                &rules,
                &decisions,
                &Options { model: model.as_ref(), stage: None },
            ).expect("links");
            let before: BTreeSet<ClusterId> = clusters.iter().copied().chain(ids.iter().copied().flatten()).collect();
            let mut founded: HashMap<u32, ClusterId> = HashMap::new();
            for ((row, id), place) in delivered.into_iter().zip(&linked.places) {
                let place = match place {
                    Place::Stays(stays) => { prop_assert_eq!(Some(*stays), id); *stays }
                    Place::Joins(joins) => { prop_assert!(id.is_none() && before.contains(joins)); *joins }
                    Place::Founds(number) => *founded.entry(*number).or_insert_with(|| { next += 1; next }),
                };
                rows.push(row);
                clusters.push(place);
            }
            if let Some((one, other)) = &decided {
                let cluster = |id: &String| rows.iter().position(|row| row[0] == *id).map(|at| clusters[at]);
                prop_assert!(cluster(one).is_none() || cluster(one) != cluster(other));
            }
            if estimated {
                model = Some(linked.model.clone());
            }
        }
    }
}
