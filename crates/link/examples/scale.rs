//! A million customers with the mistakes people make, found again: `scale [RECORDS] [SEED] [NEAREST]`. Same seed, same
//! records. With a third number, so many nearest by name are compared too.
#![expect(clippy::disallowed_methods, reason = "a benchmark measures time")]

use link::{Decisions, Rules, Table, TableBuilder, link};
use std::collections::HashMap;
use std::time::Instant;

const RULES: &str = r#"
[link]
lists = "one"
id = "id"
review = 0.2
accept = 0.95
sure = [["name", "phone_digits"], ["name", "street", "postcode"]]
recall = 0.7

[columns]
plain = { from = "name", clean = ["fold", "legal_form", "umlaut"] }
first = { from = "name", clean = ["fold", "legal_form", "umlaut", "word:1"] }
start = { from = "name", clean = ["fold", "legal_form", "umlaut", "first:5"] }
road = { from = "street", clean = ["fold", "umlaut", "first:6"] }
phone_digits = { from = "phone", clean = ["digits", "last:8"] }
phone_end = { from = "phone", clean = ["digits", "last:5"] }

[[block]]
on = ["phone_digits"]
[[block]]
on = ["plain"]
[[block]]
on = ["postcode", "start"]
[[block]]
on = ["postcode", "road"]
[[block]]
on = ["first", "phone_end"]

[[compare]]
column = "name"
as = "company_name"
levels = [0.9, 0.8, 0.65, 0.5]
term_frequency = true
[[compare]]
column = "street"
as = "jaro_winkler"
levels = [0.92, 0.85]
term_frequency = true
[[compare]]
column = "postcode"
as = "damerau_levenshtein"
levels = [1]
[[compare]]
column = "city"
as = "jaro_winkler"
levels = [0.9]
term_frequency = true
[[compare]]
column = "phone_digits"
as = "damerau_levenshtein"
levels = [1, 2]
"#;

const SYLLABLES: &[&str] = &[
    "ber", "bach", "burg", "dorf", "ei", "feld", "ger", "hau", "hof", "hu", "ka", "kel", "kra", "lan", "lin", "ma",
    "mei", "mül", "ner", "nie", "pe", "ra", "rich", "rös", "ro", "sau", "scha", "schu", "sel", "stein", "tal", "ter",
    "tz", "wal", "we", "win", "zel", "zim",
];
const TRADES: &[&str] = &[
    "Maschinenbau",
    "Metallbau",
    "Werkzeugbau",
    "Verpackung",
    "Druck",
    "Kunststofftechnik",
    "Textil",
    "Landtechnik",
    "Anlagenbau",
    "Holzbau",
    "Bau",
    "Logistik",
    "Elektrotechnik",
    "Lebensmittel",
    "Brauerei",
    "Papier",
];
const FORMS: &[&str] = &["GmbH", "GmbH & Co. KG", "AG", "KG", "e.K.", "S.p.A.", "S.r.l.", ""];
const ROADS: &[&str] = &["straße", "weg", "gasse", "platz", "allee", "ring"];

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Small numbers come more often.
    fn small(&mut self, count: usize) -> usize {
        let share = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        ((share * share * count as f64) as usize).min(count - 1)
    }
}

fn word(number: usize) -> String {
    let mut dice = Dice(number as u64);
    let count = 2 + dice.below(2);
    let word: String = (0..count).map(|_| SYLLABLES[dice.below(SYLLABLES.len())]).collect();
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

type Customer = [String; 5];

fn customer(dice: &mut Dice) -> Customer {
    let place = dice.small(8_000);
    let name =
        format!("{} {} {}", word(dice.small(60_000)), TRADES[dice.small(TRADES.len())], FORMS[dice.small(FORMS.len())]);
    let street =
        format!("{}{} {}", word(100_000 + dice.small(5_000)), ROADS[dice.small(ROADS.len())], 1 + dice.small(150));
    let phone = format!("+49 {} {:07}", 200 + place % 800, dice.below(10_000_000));
    [name, street, format!("{:05}", 1_000 + place * 11), word(200_000 + place), phone]
}

/// Mistypes: a letter gone, doubled, replaced, or two swapped.
fn typo(dice: &mut Dice, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 3 {
        return text.to_owned();
    }
    let at = dice.below(letters.len() - 1);
    match dice.below(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        2 if letters[at].is_ascii_digit() => letters[at] = char::from(b'0' + dice.below(10) as u8),
        2 => letters[at] = char::from(b'a' + dice.below(26) as u8),
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}

fn copy(dice: &mut Dice, customer: &Customer) -> Customer {
    let mut copy = customer.clone();
    for (value, percent) in copy.iter_mut().zip([25, 20, 10, 10, 15]) {
        if dice.chance(percent) {
            *value = typo(dice, value);
        }
    }
    if dice.chance(30) {
        // Another legal form, or none.
        let words: Vec<&str> = copy[0].split(' ').take(2).collect();
        copy[0] = format!("{} {}", words.join(" "), FORMS[dice.below(FORMS.len())]);
    }
    if dice.chance(10) {
        copy[0] = format!("Firma {}", copy[0]);
    }
    if dice.chance(20) {
        copy[1] = copy[1].replace("straße", "str.");
    }
    if dice.chance(30) {
        copy[4] = copy[4].replace("+49 ", "0").replace(' ', "/");
    }
    if dice.chance(15) {
        copy[4] = String::new();
    }
    if dice.chance(5) {
        (copy[1], copy[2], copy[3]) = (String::new(), String::new(), String::new());
    }
    copy
}

fn add(builder: &mut TableBuilder, people: &mut Vec<u32>, person: u32, customer: &Customer) {
    let id = people.len().to_string();
    builder.row(std::iter::once(id.as_str()).chain(customer.iter().map(String::as_str)));
    people.push(person);
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<u64>());
    let records = arguments.next().transpose()?.unwrap_or(1_000_000) as usize;
    let mut dice = Dice(arguments.next().transpose()?.unwrap_or(1));
    let mut builder = Table::builder(["id", "name", "street", "postcode", "city", "phone"]);
    let (mut people, mut person) = (Vec::new(), 0);
    while people.len() < records {
        let customer = customer(&mut dice);
        add(&mut builder, &mut people, person, &customer);
        while people.len() < records && dice.chance(20) {
            let copy = copy(&mut dice, &customer);
            add(&mut builder, &mut people, person, &copy);
        }
        person += 1;
    }
    let table = builder.build();
    let nearest = arguments.next().transpose()?;
    let block = |count| format!("[[block]]\non = [\"plain\"]\nnearest = {count}\nparts = \"grams3\"\n");
    let rules = Rules::parse(&format!("{RULES}{}", nearest.map(block).unwrap_or_default()))?;
    let started = Instant::now();
    let linked = link(&table, None, &rules, &Decisions::default())?;
    let seconds = started.elapsed().as_secs_f64();

    let mut sizes: HashMap<u32, u64> = HashMap::new();
    people.iter().for_each(|person| *sizes.entry(*person).or_default() += 1);
    let truth: u64 = sizes.values().map(|size| size * (size - 1) / 2).sum();
    let (_, accept) = rules.thresholds();
    let accepted = linked.matches.iter().filter(|pair| pair.probability >= accept);
    let right = |pair: &&link::Match| people[pair.left as usize] == people[pair.right as usize];
    let (found, hits) = (accepted.clone().count(), accepted.filter(right).count());
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!(
        "{records} records, {} pairs compared, {} blocks skipped, {seconds:.1} s, precision {:.5}, recall {:.5}, F1 {:.5}, {}",
        linked.compared,
        linked.skipped_blocks.len(),
        hits as f64 / found.max(1) as f64,
        hits as f64 / truth.max(1) as f64,
        2.0 * hits as f64 / (found as f64 + truth as f64),
        status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default().replace('\t', " ")
    );
    for block in linked.skipped_blocks.iter().take(5) {
        println!("  rule {} `{}`: {} records, {} pairs", block.rule, block.value, block.records, block.pairs);
    }
    for comparison in &linked.model.comparisons {
        println!("{}", comparison.label);
        for level in comparison.levels.iter().skip(1).rev() {
            println!("   {:7.2}  m {:.5}  u {:.3e}  {}", level.weight(), level.m, level.u, level.label);
        }
    }
    Ok(())
}
