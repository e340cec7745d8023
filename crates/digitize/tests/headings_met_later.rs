//! Recognition on headings that were collected after the vocabulary was written (`corpus/met_later.toml`), a third of
//! which is kept aside: chosen by the hash of the heading, never looked at when words are added.
//!
//! Right is the field the source means, or none where it means none; a question counts as not right. A confident mistake
//! is a field that is filled, without asking, from a column that means something else or nothing.

use digitize::recognise::{Hints, Outcome, recognise};
use digitize::{Cell, SampleRow};
use serde::Deserialize;

#[derive(Deserialize)]
struct Corpus {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    read_at: String,
    file: String,
    sheet: Option<String>,
    rows: Vec<String>,
    kind: String,
    meaning: String,
}

/// Whether a heading is kept aside: its FNV-1a hash (64 bits) is divisible by three.
fn is_kept_aside(heading: &str) -> bool {
    let hash = heading
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    hash.is_multiple_of(3)
}

/// Share of the headings kept aside that are right, and confident mistakes among them.
const ASIDE_RIGHT: f64 = 0.72;
const ASIDE_MISTAKES: usize = 7;
/// The same of the others.
const DEVELOPMENT_RIGHT: f64 = 0.82;
const DEVELOPMENT_MISTAKES: usize = 10;

/// What became of the headings of one part.
#[derive(Default)]
struct Count {
    headings: usize,
    right: usize,
    mistakes: Vec<String>,
    missed: Vec<String>,
}

impl Count {
    fn share(&self) -> f64 {
        let of = |count: usize| f64::from(u32::try_from(count).expect("small"));
        of(self.right) / of(self.headings.max(1))
    }
}

fn measure() -> (Count, Count) {
    let corpus: Corpus = toml::from_str(include_str!("corpus/met_later.toml")).expect("the corpus parses");
    let (mut development, mut aside) = (Count::default(), Count::default());
    for case in &corpus.case {
        assert!(!case.read_at.is_empty(), "{}: where was it read?", case.name);
        let cell = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.into()) };
        let rows: Vec<SampleRow> = (1..)
            .zip(&case.rows)
            .map(|(number, line)| SampleRow { number, cells: line.split('|').map(cell).collect() })
            .collect();
        let hints = Hints { file: &case.file, sheet: case.sheet.as_deref(), date_1904: false, merges: &[] };
        let found = recognise(&rows, &[], &hints, None);
        let plan = match &found.outcome {
            Outcome::Plan(plan) if plan.kind.id() == case.kind => Some(plan),
            _ => None,
        };
        let other_kind = match &found.outcome {
            Outcome::Plan(plan) if plan.kind.id() != case.kind => Some(plan.kind),
            _ => None,
        };
        let headings: Vec<&str> = case.rows[0].split('|').collect();
        let meanings: Vec<&str> = case.meaning.split('|').collect();
        assert_eq!(headings.len(), meanings.len(), "{}", case.name);
        for (position, (heading, meaning)) in headings.iter().zip(&meanings).enumerate() {
            let part = if is_kept_aside(heading) { &mut aside } else { &mut development };
            part.headings += 1;
            let column = plan.and_then(|plan| plan.columns.iter().find(|of| usize::from(of.column) == position));
            let field = column.and_then(|column| column.field).map_or("-", |field| field.id);
            let asked = found.questions.iter().any(|of| of.column.is_some_and(|of| usize::from(of) == position));
            let line = format!("{}: \"{heading}\" is {field}, not {meaning}", case.name);
            if let Some(kind) = other_kind {
                part.mistakes.push(format!("{}: taken for {kind}", case.name));
            } else if plan.is_none() {
                part.missed.push(format!("{}: kind not known: {:?}", case.name, found.outcome));
            } else if asked {
                part.missed.push(format!("{}: \"{heading}\" is asked about ({meaning})", case.name));
            } else if meaning.split('/').any(|of| of == field) {
                part.right += 1;
            } else if field == "-" {
                part.missed.push(line);
            } else {
                part.mistakes.push(line);
            }
        }
    }
    (development, aside)
}

#[test]
fn headings_kept_aside_are_recognised_without_confident_mistakes() {
    let (development, aside) = measure();
    for (name, part) in [("development", &development), ("kept aside", &aside)] {
        println!(
            "{name}: {} of {} headings right ({:.1} %), {} confident mistakes",
            part.right,
            part.headings,
            100.0 * part.share(),
            part.mistakes.len()
        );
    }
    // Only what may be looked at is printed line by line.
    for line in development.mistakes.iter().chain(&development.missed) {
        println!("  {line}");
    }
    assert!(aside.headings >= 60, "a third of the corpus is kept aside: {}", aside.headings);
    // What was reached so far, of the 95 % without a confident mistake that are aimed at; it may not fall.
    assert!(aside.share() >= ASIDE_RIGHT, "{} of {} headings kept aside are right", aside.right, aside.headings);
    assert!(aside.mistakes.len() <= ASIDE_MISTAKES, "{} confident mistakes", aside.mistakes.len());
    assert!(development.share() >= DEVELOPMENT_RIGHT, "{}", development.missed.join("\n"));
    assert!(development.mistakes.len() <= DEVELOPMENT_MISTAKES, "{}", development.mistakes.join("\n"));
}
