//! How well the machines of five lists with hard noise could be linked, row by row (docs/benchmarks.md):
//! `hard_lists FOLDER TRUTH.csv RULES.toml [numbers|rows|weights] [--wrong N]`. The lists are those of testkit's
//! example `hard_lists`.
//!
//! `numbers`: a record is what a list says of a serial number, and records of one number are one machine. `rows`: a
//! record is a row, and rows of one number are one machine unless they contradict one another. `weights`: nothing is
//! decided before the linker.
#![expect(clippy::disallowed_methods, reason = "a benchmark measures time")]

use digitize::{customer_name, serial, spelled_alike};
use link::{Decisions, Options, Record, Rules, Table, Verdict, link, link_with};
use std::collections::HashMap;
use std::path::Path;
use std::time::Instant;

const FIELDS: usize = 8;
const COMPARED: [&str; FIELDS] = [
    "machine_type",
    "manufactured_year",
    "installed_on",
    "customer_number",
    "customer_name",
    "postcode",
    "city",
    "country",
];
/// By trust, as the sources of the reference manufacturer are: name, file, Windows-1252, heading of each field.
const LISTS: [(&str, &str, bool, [&str; FIELDS]); 5] = [
    (
        "erp",
        "erp/maschinen.csv",
        true,
        ["Typ", "Baujahr", "Inbetriebnahme", "Kundennr.", "Kunde", "PLZ", "Ort", "Land"],
    ),
    ("vertraege", "vertraege/vertraege.csv", true, ["", "", "", "Kundennummer", "Kunde", "", "", ""]),
    ("service", "service/geraete.csv", false, ["Typ", "Baujahr", "", "Kundennummer", "", "", "Ort", ""]),
    ("telematik", "telematik/anlagen.csv", false, ["Typ", "", "Inbetriebnahme", "", "", "", "", "Land"]),
    ("crm", "crm/anlagen.csv", false, ["Maschinentyp", "", "Installiert am", "", "Kunde", "PLZ", "Ort", ""]),
];
const NUMBER: usize = 3;
const NAME: usize = 4;

struct Row {
    source: u8,
    machine: u32,
    serial: String,
    text: String,
    fields: [String; FIELDS],
}

/// As the reader of typed rows would give it.
fn iso(text: &str) -> String {
    let parts: Vec<&str> = text.split('.').collect();
    match parts.as_slice() {
        [day, month, year] if year.len() == 2 => {
            format!("{}{year}-{month}-{day}", if *year >= "70" { "19" } else { "20" })
        }
        [day, month, year] => format!("{year}-{month}-{day}"),
        _ => text.to_owned(),
    }
}

fn read(folder: &Path, truth: &Path) -> Result<Vec<Row>, Box<dyn std::error::Error>> {
    let mut owner: HashMap<(String, u32), u32> = HashMap::new();
    for line in csv::Reader::from_path(truth)?.into_deserialize() {
        let (source, row, machine): (String, u32, u32) = line?;
        owner.insert((source, row), machine);
    }
    let mut rows = Vec::new();
    for (source, (name, path, ansi, headings)) in (0_u8..).zip(LISTS) {
        let bytes = std::fs::read(folder.join(path))?;
        // Of Windows-1252 only what Latin-1 has too occurs here.
        let text: String = if ansi { bytes.into_iter().map(char::from).collect() } else { String::from_utf8(bytes)? };
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
        let header = reader.headers()?.clone();
        let at = |heading: &str| header.iter().position(|of| of == heading);
        let places = headings.map(at);
        let number = ["Serialnummer", "Seriennummer", "Maschinennummer"].into_iter().find_map(at).ok_or("a number")?;
        for (row, line) in (2_u32..).zip(reader.records()) {
            let line = line?;
            let text = line.get(number).unwrap_or_default();
            let mut fields = places.map(|at| at.and_then(|at| line.get(at)).unwrap_or_default().to_owned());
            fields[2] = iso(&fields[2]);
            let machine = *owner.get(&(name.to_owned(), row)).ok_or("a row without truth")?;
            let serial = serial::normalise(text).unwrap_or_default();
            rows.push(Row { source, machine, serial, text: text.to_owned(), fields });
        }
    }
    Ok(rows)
}

/// The customer of each row, as all rows together tell it: a name meets the number it stands beside.
///
/// As the pipeline does it, the customer is that of the serial number, and one other number beside a name makes that
/// name tell nothing. Else it is the row's own, called what most rows call its number.
fn customers(rows: &[Row], by_serial: &HashMap<&str, Vec<u32>>, merged: bool) -> Vec<String> {
    let first = |rows_of: &[u32], at: usize| {
        let found = rows_of.iter().map(|row| rows[*row as usize].fields[at].as_str()).find(|text| !text.is_empty());
        found.unwrap_or_default()
    };
    let mut numbers: HashMap<String, HashMap<String, u32>> = HashMap::new();
    let mut names: HashMap<String, HashMap<&str, u32>> = HashMap::new();
    let mut tell = |number: &str, name: &'_ str| {
        if let (Some(number), false) = (customer_name::normalise_number(number), name.is_empty()) {
            *numbers.entry(customer_name::normalise(name)).or_default().entry(number).or_default() += 1;
        }
    };
    if merged {
        by_serial.values().for_each(|rows_of| tell(first(rows_of, NUMBER), first(rows_of, NAME)));
    } else {
        for row in rows {
            tell(&row.fields[NUMBER], &row.fields[NAME]);
            if let (Some(number), false) =
                (customer_name::normalise_number(&row.fields[NUMBER]), row.fields[NAME].is_empty())
            {
                *names.entry(number).or_default().entry(&row.fields[NAME]).or_default() += 1;
            }
        }
    }
    let number_of: HashMap<String, String> = numbers
        .into_iter()
        .filter_map(|(name, numbers)| {
            let all: u32 = numbers.values().sum();
            let (number, most) = numbers.into_iter().max_by_key(|(number, count)| (*count, number.clone()))?;
            (if merged { most == all } else { most * 2 > all }).then_some((name, number))
        })
        .collect();
    let name_of: HashMap<String, &str> = names
        .into_iter()
        .filter_map(|(number, names)| Some((number, names.into_iter().max_by_key(|(name, count)| (*count, *name))?.0)))
        .collect();
    let key = |number: &str, name: &str| -> String {
        let of_name = number_of.get(&customer_name::normalise(name)).cloned();
        let own = customer_name::normalise_number(number);
        if !merged && own.as_ref().zip(of_name.as_ref()).is_some_and(|(own, of_name)| own != of_name) {
            // The number of one customer beside the name of another tells neither.
            return String::new();
        }
        let number = own.or(of_name);
        match number {
            Some(number) if merged => format!("#{number}"),
            Some(number) => name_of.get(&number).map_or_else(|| number.clone(), |name| format!("{name} #{number}")),
            None if merged => customer_name::normalise(name),
            None => name.to_owned(),
        }
    };
    let of_row = |row: &Row| {
        let (number, name) = (row.fields[NUMBER].as_str(), row.fields[NAME].as_str());
        match (number.is_empty() && name.is_empty(), merged) {
            (true, _) => String::new(),
            (false, false) => key(number, name),
            (false, true) => {
                let rows_of = &by_serial[row.serial.as_str()];
                key(first(rows_of, NUMBER), first(rows_of, NAME))
            }
        }
    };
    rows.iter().map(of_row).collect()
}

fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    let kib: f64 = line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).unwrap_or_default();
    format!("{:.2} GiB", kib / 1_048_576.0)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, truth, more @ ..] = arguments.as_slice() else { return Err("FOLDER TRUTH.csv".into()) };
    let rules = more.iter().find(|of| of.ends_with(".toml"));
    let rules = std::fs::read_to_string(rules.ok_or("RULES.toml")?)?;
    let variant = more.iter().map(String::as_str).find(|of| ["numbers", "rows", "weights"].contains(of));
    let variant = variant.unwrap_or("rows");
    let wrong = more.iter().position(|of| of == "--wrong").and_then(|at| more.get(at + 1)?.parse().ok()).unwrap_or(0);
    let rows = read(Path::new(folder), Path::new(truth))?;
    // In the order of trust, so the first that says something is the one that counts.
    let mut by_serial: HashMap<&str, Vec<u32>> = HashMap::new();
    (0_u32..).zip(&rows).for_each(|(at, row)| by_serial.entry(&row.serial).or_default().push(at));
    let started = Instant::now();
    let merged = variant == "numbers";
    let customers = customers(&rows, &by_serial, merged);
    // Records that are one machine before the linker begins, by row the first of them.
    let mut first_of: Vec<u32> = (0_u32..).take(rows.len()).collect();
    if variant != "weights" {
        by_serial.values().for_each(|rows_of| group(&rows, &customers, rows_of, merged, &mut first_of));
    }
    let fill = more.iter().any(|of| of == "--fill");
    let mut known_of: Vec<Vec<u32>> = vec![Vec::new(); rows.len()];
    (0_u32..).zip(&first_of).for_each(|(row, first)| known_of[*first as usize].push(row));
    let columns = || ["source", "serial", "customer"].into_iter().chain(COMPARED);
    let mut plain = Table::builder(columns());
    let mut builder = Table::builder(["source", "serial", "customer"].into_iter().chain(COMPARED));
    let mut record_of: Vec<u32> = Vec::with_capacity(rows.len());
    let mut known: HashMap<(u8, &str), u32> = HashMap::new();
    let mut decisions = Decisions::default();
    let mut records = 0;
    for (at, row) in rows.iter().enumerate() {
        if merged && let Some(record) = known.get(&(row.source, row.serial.as_str())) {
            record_of.push(*record);
            continue;
        }
        known.insert((row.source, &row.serial), records);
        record_of.push(records);
        let first = first_of[at] as usize;
        if first != at {
            decisions.same(Record::Left(record_of[first]), Record::Left(records));
        }
        records += 1;
        let others = if fill { known_of[first].as_slice() } else { &[] };
        let own_or = |own: &'_ str, of: &dyn Fn(usize) -> String| {
            let said = others.iter().map(|other| of(*other as usize)).find(|text| !text.is_empty());
            if own.is_empty() { said.unwrap_or_default() } else { own.to_owned() }
        };
        if fill {
            let own = [row.serial.as_str(), &customers[at]].into_iter().chain(row.fields.iter().map(String::as_str));
            plain.row(std::iter::once(row.source.to_string().as_str()).chain(own));
        }
        let mut values = vec![row.source.to_string(), row.serial.clone()];
        values.push(own_or(&customers[at], &|other| customers[other].clone()));
        values.extend((0..FIELDS).map(|field| own_or(&row.fields[field], &|other| rows[other].fields[field].clone())));
        builder.row(values.iter().map(String::as_str));
    }
    let table = builder.build();
    let rules = Rules::parse(&rules)?;
    // What is learned must be learned from what each row says itself: filled rows agree because they were filled.
    let model = if fill { Some(link(&plain.build(), None, &rules, &decisions)?.model) } else { None };
    let options = Options { model: model.as_ref(), ..Options::default() };
    let linked = link_with(&table, None, &rules, &decisions, &options)?;
    let seconds = started.elapsed().as_secs_f64();
    let peak = peak();

    let mut machine_of = vec![0; records as usize];
    record_of.iter().zip(&rows).for_each(|(record, row)| machine_of[*record as usize] = row.machine);
    let cluster = |record: u32| linked.cluster(Record::Left(record)).unwrap_or(u32::MAX);
    let groups = |of: &dyn Fn(usize) -> u64| {
        let mut sizes: HashMap<(u64, u8), u64> = HashMap::new();
        (0..rows.len()).for_each(|at| *sizes.entry((of(at), rows[at].source)).or_default() += 1);
        let mut sums: HashMap<u64, (u64, u64)> = HashMap::new();
        for ((group, _), count) in sizes {
            let of = sums.entry(group).or_default();
            *of = (of.0 + count, of.1 + count * count);
        }
        sums.values().map(|(sum, squares)| (sum * sum - squares) / 2).sum::<u64>()
    };
    let of_truth = |at: usize| u64::from(rows[at].machine);
    let of_cluster = |at: usize| u64::from(cluster(record_of[at]));
    let (truth, found) = (groups(&of_truth), groups(&of_cluster));
    let right = groups(&|at| of_truth(at) << 32 | of_cluster(at));
    let mut in_review: Vec<u32> = Vec::new();
    let mut review_pairs = 0;
    for pair in linked.matches.iter().filter(|pair| pair.verdict == Verdict::Review) {
        if cluster(pair.left) != cluster(pair.right) {
            review_pairs += 1;
            in_review.extend([pair.left, pair.right]);
        }
    }
    in_review.sort_unstable();
    in_review.dedup();
    println!(
        "{variant}: {} rows, {records} records, {} decided, {} compared, {} skipped, {seconds:.1} s, {peak}\n  \
         precision {:.5} recall {:.5} F1 {:.5}, in review {:.2} % of records, {review_pairs} pairs",
        rows.len(),
        decisions.len(),
        linked.compared,
        linked.skipped_blocks.len(),
        right as f64 / found as f64,
        right as f64 / truth as f64,
        2.0 * right as f64 / (found + truth) as f64,
        100.0 * in_review.len() as f64 / f64::from(records),
    );
    // How the found part of the truth is shared by number: what spelling alone finds, and how often it is right.
    let spelled: HashMap<&str, u64> = by_serial.keys().copied().zip(0..).collect();
    let of_serial = |at: usize| spelled[rows[at].serial.as_str()];
    let (same, good) = (groups(&of_serial), groups(&|at| of_truth(at) << 32 | of_serial(at)));
    println!(
        "  spelling alone: precision {:.5} recall {:.5} F1 {:.5}",
        good as f64 / same as f64,
        good as f64 / truth as f64,
        2.0 * good as f64 / (same + truth) as f64
    );
    // Whether probabilities mean what they say: of the pairs the linker joined or put to review.
    for (from, to) in [(0.05, 0.2), (0.2, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 0.98), (0.98, 1.01)] {
        let within = linked.matches.iter().filter(|pair| (from..to).contains(&pair.probability));
        let asked = within.filter(|pair| matches!(pair.verdict, Verdict::Link | Verdict::Review));
        let mut all = 0_u32;
        let good = asked.filter(|pair| {
            all += 1;
            machine_of[pair.left as usize] == machine_of[pair.right as usize]
        });
        let good = good.count();
        println!("  p {from:.2} to {to:.2}: {all} pairs, {:.3} right", good as f64 / f64::from(all.max(1)));
    }
    if wrong > 0 {
        report(&rows, &record_of, &cluster, &linked, wrong);
    }
    Ok(())
}

/// Which rows of a serial number are one machine by it.
fn group(rows: &[Row], customers: &[String], rows_of: &[u32], merged: bool, first_of: &mut [u32]) {
    if merged {
        rows_of.iter().for_each(|row| first_of[*row as usize] = rows_of[0]);
        return;
    }
    let kinds: Vec<String> = rows_of.iter().map(|row| kind(&rows[*row as usize].fields[0])).collect();
    let said = rows_of.iter().zip(&kinds).map(|(row, kind)| {
        let (of, customer) = (&rows[*row as usize], &customers[*row as usize]);
        let [_, year, installed, _, _, postcode, city, _] = &of.fields;
        spelled_alike::Said { source: u32::from(of.source), kind, year, installed, customer, postcode, city }
    });
    let groups = spelled_alike::groups(&said.collect::<Vec<_>>());
    rows_of.iter().zip(groups).for_each(|(row, first)| first_of[*row as usize] = rows_of[first]);
}

fn kind(text: &str) -> String {
    text.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Rows that are not with most of their machine, and what kept them away.
fn report(rows: &[Row], record_of: &[u32], cluster: &dyn Fn(u32) -> u32, linked: &link::Linked, wanted: usize) {
    let mut of_machine: HashMap<u32, Vec<usize>> = HashMap::new();
    (0..rows.len()).for_each(|at| of_machine.entry(rows[at].machine).or_default().push(at));
    let mut machines: Vec<_> = of_machine.into_iter().collect();
    machines.sort_unstable();
    let mut kinds: HashMap<String, usize> = HashMap::new();
    let mut shown = 0;
    for (_, of) in machines {
        let mut counts: HashMap<u32, usize> = HashMap::new();
        of.iter().for_each(|at| *counts.entry(cluster(record_of[*at])).or_default() += 1);
        let Some((main, _)) = counts.iter().max_by_key(|(cluster, count)| (**count, **cluster)) else { continue };
        let away: Vec<usize> = of.iter().copied().filter(|at| cluster(record_of[*at]) != *main).collect();
        for lost in away {
            let home = of.iter().copied().find(|at| cluster(record_of[*at]) == *main).unwrap_or(lost);
            let with = (0..rows.len()).find(|at| *at != lost && cluster(record_of[*at]) == cluster(record_of[lost]));
            let kind = if with.is_some() { "with others" } else { "alone" };
            let reused = rows.iter().any(|row| row.serial == rows[lost].serial && row.machine != rows[lost].machine);
            let kind = format!(
                "{} {kind}{}",
                LISTS[rows[lost].source as usize].0,
                if reused { ", number of another" } else { "" }
            );
            *kinds.entry(kind.clone()).or_default() += 1;
            if shown < wanted {
                shown += 1;
                let say = |at: usize| {
                    format!(
                        "{:>9} {:22} {:14} {:?}",
                        LISTS[rows[at].source as usize].0, rows[at].text, rows[at].serial, rows[at].fields
                    )
                };
                println!("-- {kind}\n  lost {}", say(lost));
                of.iter().filter(|at| **at != lost).for_each(|at| println!("  own  {}", say(*at)));
                if let Some(with) = with {
                    println!("  with {}", say(with));
                }
                let best = linked.waterfall(
                    Record::Left(record_of[lost].min(record_of[home])),
                    Record::Left(record_of[lost].max(record_of[home])),
                );
                if let Some(best) = best {
                    let steps: Vec<String> = best
                        .steps
                        .iter()
                        .map(|step| {
                            format!("{} {} {:.1}{:+.1}", step.comparison, step.level, step.weight, step.term_frequency)
                        })
                        .collect();
                    println!("  weight {:.1} p {:.4}: {}", best.weight, best.probability, steps.join("; "));
                }
            }
        }
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_unstable_by_key(|(_, count)| std::cmp::Reverse(*count));
    println!("{kinds:#?}");
    for comparison in &linked.model.comparisons {
        println!("{}", comparison.label);
        for level in comparison.levels.iter().skip(1).rev() {
            println!("   {:7.2}  m {:.5}  u {:.3e}  {}", level.weight(), level.m, level.u, level.label);
        }
    }
}
