//! Labelled sets linked, scored and looked at: `labelled DATA SET [RULES.toml] [--errors]`. SET is febrl1 to febrl4,
//! abt_buy or dblp_acm, DATA the folder they lie in; without RULES.toml those of `benchmarks/linking` are taken. It scores as
//! `benchmarks/linking_peer.py` does: the best F1 over all thresholds, pairs of one weight drawn in 20 orders where a
//! record has one partner at most. With `--errors` it prints the pairs that were missed or found wrongly at that
//! threshold, and the lightest that were found, each with what it was compared by.
#![expect(clippy::disallowed_methods, reason = "a benchmark measures time")]

use link::{Decisions, Linked, Match, Record, Rules, Table, link};
use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// A labelled set: its name, its lists, the column with the ids, what separates columns, the file with the truth.
struct Set {
    name: &'static str,
    files: &'static [&'static str],
    id: &'static str,
    separator: u8,
    truth: Option<&'static str>,
}

const SETS: [Set; 6] = [
    Set { name: "febrl1", files: &["er_febrl/dataset1.csv"], id: "rec_id", separator: b',', truth: None },
    Set { name: "febrl2", files: &["er_febrl/dataset2.csv"], id: "rec_id", separator: b',', truth: None },
    Set { name: "febrl3", files: &["er_febrl/dataset3.csv"], id: "rec_id", separator: b',', truth: None },
    Set {
        name: "febrl4",
        files: &["er_febrl/dataset4a.csv", "er_febrl/dataset4b.csv"],
        id: "rec_id",
        separator: b',',
        truth: None,
    },
    Set {
        name: "abt_buy",
        files: &["er_products/abt_buy/abt.csv", "er_products/abt_buy/buy.csv"],
        id: "id",
        separator: b'|',
        truth: Some("er_products/abt_buy/gt.csv"),
    },
    Set {
        name: "dblp_acm",
        files: &["er_products/dblp_acm/dblp.csv", "er_products/dblp_acm/acm.csv"],
        id: "id",
        separator: b'%',
        truth: Some("er_products/dblp_acm/gt.csv"),
    },
];

/// Pairs that no threshold would take are not scored.
const FROM: f64 = 1e-6;
/// Over so many orders of pairs of one weight the score is the mean.
const ORDERS: u64 = 20;

/// So many of the lightest pairs that were found are shown.
const LIGHTEST: usize = 3;

type Rows = HashSet<(u32, u32)>;

/// The score at the best threshold.
#[derive(Clone, Copy, Default)]
struct Score {
    precision: f64,
    recall: f64,
    f1: f64,
    /// The threshold.
    weight: f64,
}

fn table(path: &Path, separator: u8) -> Result<Table, Box<dyn Error>> {
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.delimiter(separator).quoting(separator == b',').flexible(true).from_path(path)?;
    let mut builder = Table::builder(reader.headers()?.iter().map(str::trim));
    for row in reader.records() {
        builder.row(&row?);
    }
    Ok(builder.build())
}

fn rows_by_id<'a>(table: &'a Table, id: &str) -> HashMap<&'a str, u32> {
    (0..table.rows() as u32).filter_map(|row| Some((table.value(row, id)?, row))).collect()
}

/// The pairs that are the same, as rows. FEBRL writes the person into the id: `rec-7-org`, `rec-7-dup-0`.
fn truth(data: &Path, set: &Set, left: &Table, right: Option<&Table>) -> Result<Rows, Box<dyn Error>> {
    let (lefts, rights) = (rows_by_id(left, set.id), rows_by_id(right.unwrap_or(left), set.id));
    if let Some(file) = set.truth {
        let pairs = table(&data.join(file), set.separator)?;
        let names = pairs.names();
        let pair = |row| Some((*lefts.get(pairs.value(row, &names[0])?)?, *rights.get(pairs.value(row, &names[1])?)?));
        return Ok((0..pairs.rows() as u32).filter_map(pair).collect());
    }
    let person = |id: &str| id.split('-').nth(1).unwrap_or_default().to_owned();
    let mut people: HashMap<String, Vec<u32>> = HashMap::new();
    rights.iter().for_each(|(id, row)| people.entry(person(id)).or_default().push(*row));
    let mut pairs = Rows::new();
    for (id, row) in &lefts {
        for other in people.get(&person(id)).into_iter().flatten() {
            if right.is_some() || row < other {
                pairs.insert((*row, *other));
            }
        }
    }
    Ok(pairs)
}

/// SplitMix64.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
}

/// The pairs, the heaviest first, those of one weight in the order of the seed; each record once where it has one
/// partner at most.
fn drawn(matches: &[Match], one_to_one: bool, seed: u64) -> Vec<Match> {
    let mut state = seed;
    let mut order: Vec<(u64, Match)> = matches.iter().map(|found| (next(&mut state), *found)).collect();
    order.sort_by(|one, other| other.1.weight.total_cmp(&one.1.weight).then(one.0.cmp(&other.0)));
    let (mut lefts, mut rights) = (HashSet::new(), HashSet::new());
    let mut once = |found: &Match| {
        let free = !lefts.contains(&found.left) && !rights.contains(&found.right);
        free && lefts.insert(found.left) && rights.insert(found.right)
    };
    order.into_iter().map(|(_, found)| found).filter(|found| !one_to_one || once(found)).collect()
}

fn score(pairs: &[Match], truth: &Rows) -> Score {
    let (mut best, mut hits) = (Score::default(), 0_usize);
    for (at, found) in pairs.iter().enumerate() {
        hits += usize::from(truth.contains(&(found.left, found.right)));
        let ends = pairs.get(at + 1).is_none_or(|next| next.weight < found.weight);
        let f1 = 2.0 * hits as f64 / (at + 1 + truth.len()) as f64;
        if ends && f1 > best.f1 {
            let (precision, recall) = (hits as f64 / (at + 1) as f64, hits as f64 / truth.len() as f64);
            best = Score { precision, recall, f1, weight: found.weight };
        }
    }
    best
}

fn mean(scores: &[Score]) -> Score {
    let mean = |of: fn(&Score) -> f64| scores.iter().map(of).sum::<f64>() / scores.len() as f64;
    Score {
        precision: mean(|score| score.precision),
        recall: mean(|score| score.recall),
        f1: mean(|score| score.f1),
        weight: mean(|score| score.weight),
    }
}

/// A pair with its values and the weight of each comparison.
fn show(kind: &str, linked: &Linked, (left, right): (u32, u32), two: bool) {
    let other = if two { Record::Right(right) } else { Record::Left(right) };
    let Some(waterfall) = linked.waterfall(Record::Left(left), other) else { return };
    println!("\n{kind} {left} {right}  weight {:.2}", waterfall.weight);
    for step in &waterfall.steps {
        let value = |value: &Option<String>| value.clone().unwrap_or_default();
        println!(
            "  {:+6.2} {:+6.2} {} [{}]\n        {}\n        {}",
            step.weight,
            step.term_frequency,
            step.comparison,
            step.level,
            value(&step.left),
            value(&step.right)
        );
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let (options, named): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|text| text.starts_with("--"));
    let [data, name, rules @ ..] = named.as_slice() else {
        return Err("labelled DATA SET [RULES.toml] [--errors]".into());
    };
    let set = SETS.iter().find(|set| set.name == name).ok_or("SET is febrl1 to febrl4, abt_buy or dblp_acm")?;
    // The one-list sets of FEBRL are of one kind and have one file of rules.
    let of = if matches!(set.name, "febrl1" | "febrl2") { "febrl3" } else { set.name };
    let shipped = || Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../benchmarks/linking/{of}.toml"));
    let rules = std::fs::read_to_string(rules.first().map_or_else(shipped, PathBuf::from))?;
    let rules = Rules::parse(&rules)?.reviewing_from(FROM);
    let data = Path::new(data);
    let started = Instant::now();
    let lists = set.files.iter().map(|file| table(&data.join(file), set.separator));
    let lists: Vec<Table> = lists.collect::<Result<_, _>>()?;
    let (left, right) = (&lists[0], lists.get(1));
    let linked = link(left, right, &rules, &Decisions::default())?;
    let seconds = started.elapsed().as_secs_f64();

    let truth = truth(data, set, left, right)?;
    let orders = if rules.is_one_to_one() { ORDERS } else { 1 };
    let scored = |seed| score(&drawn(&linked.matches, rules.is_one_to_one(), seed), &truth);
    let best = mean(&(0..orders).map(scored).collect::<Vec<_>>());
    println!(
        "{name}: {} pairs compared, precision {:.4}, recall {:.4}, F1 {:.4} from weight {:.2} on, {seconds:.2} s",
        linked.compared, best.precision, best.recall, best.f1, best.weight
    );
    if options.iter().any(|option| option == "--model") {
        for comparison in &linked.model.comparisons {
            println!("{}", comparison.label);
            for level in comparison.levels.iter().skip(1).rev() {
                println!("   {:7.2}  m {:.5}  u {:.5}  {}", level.weight(), level.m, level.u, level.label);
            }
        }
    }
    if options.iter().any(|option| option == "--errors") {
        let pairs = drawn(&linked.matches, rules.is_one_to_one(), 0);
        let bound = score(&pairs, &truth).weight;
        let found: Rows =
            pairs.iter().filter(|pair| pair.weight >= bound).map(|pair| (pair.left, pair.right)).collect();
        let sorted = |pairs: Vec<&(u32, u32)>| {
            let mut pairs: Vec<(u32, u32)> = pairs.into_iter().copied().collect();
            pairs.sort_unstable();
            pairs
        };
        for pair in sorted(found.difference(&truth).collect()) {
            show("WRONG", &linked, pair, right.is_some());
        }
        for pair in sorted(truth.difference(&found).collect()) {
            show("MISSED", &linked, pair, right.is_some());
        }
        let rightly = pairs.iter().rev().map(|pair| (pair.left, pair.right)).filter(|pair| truth.contains(pair));
        for pair in rightly.filter(|pair| found.contains(pair)).take(LIGHTEST) {
            show("JUST FOUND", &linked, pair, right.is_some());
        }
    }
    Ok(())
}
