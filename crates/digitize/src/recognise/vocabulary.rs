//! The words headings, file names and coded values are made of: the TOML files of `vocabulary/`, parsed once.

use super::phrase::Words;
use super::words::{key, words};
use crate::values::fold_into;
use base::{Field, Kind, fields};
use hashbrown::{HashMap, HashSet};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const SHARED: &str = include_str!("../../vocabulary/shared.toml");
const WORDS: &str = include_str!("../../vocabulary/words.toml");
const VALUES: &str = include_str!("../../vocabulary/values.toml");

const fn source(kind: Kind) -> &'static str {
    match kind {
        Kind::Machines => include_str!("../../vocabulary/machines.toml"),
        Kind::Customers => include_str!("../../vocabulary/customers.toml"),
        Kind::Contacts => include_str!("../../vocabulary/contacts.toml"),
        Kind::Contracts => include_str!("../../vocabulary/contracts.toml"),
        Kind::Warranties => include_str!("../../vocabulary/warranties.toml"),
        Kind::Orders => include_str!("../../vocabulary/orders.toml"),
        Kind::Visits => include_str!("../../vocabulary/visits.toml"),
        Kind::Tickets => include_str!("../../vocabulary/tickets.toml"),
        Kind::Errors => include_str!("../../vocabulary/errors.toml"),
        Kind::Counters => include_str!("../../vocabulary/counters.toml"),
        Kind::Types => include_str!("../../vocabulary/types.toml"),
        Kind::LifecycleEvents => include_str!("../../vocabulary/lifecycle_events.toml"),
        Kind::Components => include_str!("../../vocabulary/components.toml"),
    }
}

type Texts = BTreeMap<String, Vec<String>>;

/// One file of `vocabulary/`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Source {
    /// Groups of fields; a table of the kind has one of each.
    required: Vec<Vec<String>>,
    /// Those of `required` that the name of the file or sheet makes up for.
    waived: Vec<Vec<String>>,
    /// The same, but a person is asked which column it is.
    asked: Vec<Vec<String>>,
    /// Fields of which a table of the kind usually has one.
    expected: Vec<String>,
    /// Whether a serial number speaks against the kind.
    without_serial: bool,
    /// Words in the names of files and sheets and in titles.
    hints: Vec<String>,
    /// Headings that name a field by themselves.
    headings: Texts,
    /// Headings that name a field where nothing better does.
    weak: Texts,
    /// Headings that may name a field, where nothing else does and the values speak for it.
    doubtful: Texts,
    /// Canonical words and their spellings, by field.
    values: BTreeMap<String, Texts>,
}

/// A weak heading shorter than this is looked for by itself only: "Wert" stands at the end of much.
const SHORTEST_WEAK: usize = 8;

/// How surely a heading of the list names its field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Strength {
    Strong,
    Weak,
    Doubtful,
}

/// What is known of one kind.
pub(super) struct KindWords {
    pub(super) required: Vec<Vec<usize>>,
    pub(super) waived: Vec<Vec<usize>>,
    pub(super) asked: Vec<Vec<usize>>,
    pub(super) expected: Vec<usize>,
    pub(super) without_serial: bool,
    /// Words of each hint.
    pub(super) hints: Vec<Vec<String>>,
    /// Heading key -> fields, and how surely it names them.
    pub(super) exact: HashMap<String, Vec<(usize, Strength)>>,
    /// Strong heading keys in a fixed order, for comparison by likeness.
    pub(super) strong: Vec<(String, usize)>,
    /// Weak heading keys of some length, for comparison beside words that say nothing.
    pub(super) weak: Vec<(String, usize)>,
    /// How much a field says about the kind: the fewer kinds have it, the more.
    pub(super) weights: Vec<f32>,
    /// Canonical words by field.
    values: Vec<(usize, Canonical)>,
}

/// Folded spelling -> canonical word.
type Canonical = HashMap<Box<[u8]>, &'static str>;

pub(super) struct Vocabulary {
    kinds: Vec<KindWords>,
    /// Every word of every heading: a heading made of these is no misspelling.
    pub(super) known_words: HashSet<String>,
    /// What single words do in a heading.
    pub(super) words: Words,
}

fn parse(text: &'static str) -> Source {
    // The files are part of the program and a test reads each of them.
    toml::from_str(text).unwrap_or_default()
}

fn canonical_words(texts: &Texts) -> Canonical {
    let mut map = Canonical::new();
    for (word, spellings) in texts {
        // Lives as long as the program: the vocabulary is built once.
        let word: &'static str = Box::leak(word.clone().into_boxed_str());
        for spelling in spellings.iter().map(String::as_str).chain([word]) {
            let mut buffer = [0; 64];
            if let Some(folded) = fold_into(spelling, &mut buffer).filter(|folded| !folded.is_empty()) {
                map.entry(folded.into()).or_insert(word);
            }
        }
    }
    map
}

fn kind_words(
    kind: Kind,
    shared: &Source,
    values: &BTreeMap<String, Texts>,
    known: &mut HashSet<String>,
    joining: &Words,
) -> KindWords {
    let own = parse(source(kind));
    let position = |id: &String| Field::of(kind, id).map(|(position, _)| position);
    let mut exact: HashMap<String, Vec<(usize, Strength)>> = HashMap::new();
    let mut strong = Vec::new();
    let mut weak = Vec::new();
    let mut bare: Vec<(String, usize, Strength)> = Vec::new();
    for (headings, strength) in [
        (&own.headings, Strength::Strong),
        (&shared.headings, Strength::Strong),
        (&own.weak, Strength::Weak),
        (&shared.weak, Strength::Weak),
        (&own.doubtful, Strength::Doubtful),
        (&shared.doubtful, Strength::Doubtful),
    ] {
        for (id, headings) in headings {
            let Some(field) = position(id) else { continue };
            for heading in headings {
                let key = key(heading);
                known.extend(words(heading));
                let without = joining.without_particles(&words(heading)).concat();
                if without != key && without.len() > 3 {
                    bare.push((without, field, strength));
                }
                let fields = exact.entry(key.clone()).or_default();
                if fields.iter().all(|(known, _)| *known != field) {
                    fields.push((field, strength));
                    match strength {
                        Strength::Strong => strong.push((key, field)),
                        Strength::Weak if key.len() >= SHORTEST_WEAK => weak.push((key, field)),
                        _ => {}
                    }
                }
            }
        }
    }
    // "Data messa funzione" is "Data di messa in funzione" without the words that join.
    for (heading, field, strength) in bare {
        let fields = exact.entry(heading).or_default();
        if fields.is_empty() {
            fields.push((field, strength));
        }
    }
    let weights = fields(kind)
        .iter()
        .map(|field| {
            let kinds = Kind::ALL.into_iter().filter(|kind| Field::of(*kind, field.id).is_some()).count();
            #[expect(clippy::cast_precision_loss, reason = "at most thirteen kinds")]
            let share = 1.0 / kinds.max(1) as f32;
            0.15 + share
        })
        .collect();
    let values = own
        .values
        .iter()
        .chain(values)
        .filter_map(|(id, texts)| position(id).map(|field| (field, canonical_words(texts))))
        .collect();
    let groups = |ids: &[Vec<String>]| ids.iter().map(|group| group.iter().filter_map(position).collect()).collect();
    KindWords {
        required: groups(&own.required),
        waived: groups(&own.waived),
        asked: groups(&own.asked),
        expected: own.expected.iter().filter_map(position).collect(),
        without_serial: own.without_serial,
        hints: own.hints.iter().map(|hint| words(hint)).collect(),
        exact,
        strong,
        weak,
        weights,
        values,
    }
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let shared = parse(SHARED);
    let values: BTreeMap<String, Texts> = toml::from_str(VALUES).unwrap_or_default();
    let mut known_words = HashSet::new();
    let words = Words::parse(WORDS);
    let kinds =
        Kind::ALL.into_iter().map(|kind| kind_words(kind, &shared, &values, &mut known_words, &words)).collect();
    Vocabulary { kinds, known_words, words }
});

/// The vocabulary.
pub(super) fn vocabulary() -> &'static Vocabulary {
    &VOCABULARY
}

impl Vocabulary {
    /// What is known of a kind.
    pub(super) fn kind(&'static self, kind: Kind) -> &'static KindWords {
        // `kinds` was built from `Kind::ALL`, whose order is that of the discriminants.
        &self.kinds[kind as usize]
    }
}

impl KindWords {
    /// The canonical words of a field, where it has some.
    fn canonical(&self, field: usize) -> Option<&Canonical> {
        self.values.iter().find(|(known, _)| *known == field).map(|(_, words)| words)
    }

    /// Whether a field's texts have canonical words.
    pub(super) fn has_canonical(&self, field: usize) -> bool {
        self.canonical(field).is_some()
    }
}

/// The canonical word of a coded text: `Wartung` -> `maintenance` (visit_type), `Germania` -> `DE` (country),
/// `verschrottet` -> `retired` (status of a machine). Case, blanks, dots and umlauts make no difference; nothing is
/// allocated. `None` for a field without canonical words and for a text that is none of them: keep it as written.
#[must_use]
pub fn canonical(kind: Kind, field: &str, text: &str) -> Option<&'static str> {
    if field == "currency" {
        match text.trim() {
            "€" => return Some("EUR"),
            "$" => return Some("USD"),
            "£" => return Some("GBP"),
            _ => {}
        }
    }
    let (position, _) = Field::of(kind, field)?;
    let words = vocabulary().kind(kind).canonical(position)?;
    let mut buffer = [0; 64];
    words.get(fold_into(text, &mut buffer)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_parses_and_names_known_fields() {
        let shared: Source = toml::from_str(SHARED).expect("shared.toml parses");
        let _: BTreeMap<String, Texts> = toml::from_str(VALUES).expect("values.toml parses");
        for kind in Kind::ALL {
            let own: Source = toml::from_str(source(kind)).unwrap_or_else(|wrong| panic!("{kind}.toml: {wrong}"));
            let named = own.required.iter().flatten().chain(&own.expected).chain(own.doubtful.keys());
            for id in named.chain(own.headings.keys()).chain(own.weak.keys()).chain(own.values.keys()) {
                assert!(Field::of(kind, id).is_some(), "{kind}.toml names `{id}`, which the kind does not have");
            }
            assert_eq!(vocabulary().kind(kind).required.len(), own.required.len());
            assert!(
                own.waived.iter().chain(&own.asked).all(|group| own.required.contains(group)),
                "{kind}.toml waives what is not required"
            );
        }
        for id in shared.headings.keys().chain(shared.weak.keys()).chain(shared.doubtful.keys()) {
            assert!(Kind::ALL.into_iter().any(|kind| Field::of(kind, id).is_some()), "shared.toml names `{id}`");
        }
    }

    #[test]
    fn every_field_has_headings_and_no_heading_names_two_fields() {
        for kind in Kind::ALL {
            let words = vocabulary().kind(kind);
            for (position, field) in fields(kind).iter().enumerate() {
                let names = |named: &&Vec<(usize, Strength)>| named.iter().any(|(known, _)| *known == position);
                let headings = words.exact.values().filter(names).count();
                assert!(headings >= 10, "{kind}.{} has only {headings} headings", field.id);
            }
            for (heading, named) in &words.exact {
                let strong: Vec<_> = named.iter().filter(|(_, strength)| *strength == Strength::Strong).collect();
                assert!(strong.len() <= 1, "{kind}: `{heading}` names {strong:?}");
                assert!(!heading.is_empty(), "{kind}: an empty heading names {named:?}");
            }
        }
    }

    #[test]
    fn a_spelling_has_one_canonical_word() {
        let values: BTreeMap<String, Texts> = toml::from_str(VALUES).expect("values.toml parses");
        for kind in Kind::ALL {
            let own = parse(source(kind));
            for (id, texts) in own.values.iter().chain(&values) {
                let mut seen: HashMap<Vec<u8>, &str> = HashMap::new();
                for (word, spellings) in texts {
                    for spelling in spellings {
                        let mut buffer = [0; 64];
                        let folded = fold_into(spelling, &mut buffer).expect("a spelling fits");
                        if let Some(before) = seen.insert(folded.to_vec(), word) {
                            assert_eq!(before, word, "{kind}.{id}: `{spelling}`");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn coded_texts_get_one_word() {
        for (kind, field, text, expected) in [
            (Kind::Visits, "visit_type", "WARTUNG", Some("maintenance")),
            (Kind::Visits, "visit_type", "Instandsetzung", Some("repair")),
            (Kind::Visits, "visit_type", "messa in servizio", Some("commissioning")),
            (Kind::Visits, "visit_type", "Kaffee", None),
            (Kind::Machines, "status", "ausser Betrieb", Some("retired")),
            (Kind::Machines, "status", "Außer  Betrieb.", Some("retired")),
            (Kind::Machines, "status", "ACTIVE", Some("in_field")),
            (Kind::Machines, "status", "DISMANTLED", Some("retired")),
            (Kind::Machines, "status", "A", None),
            (Kind::Contracts, "status", "cessato", Some("ended")),
            (Kind::Tickets, "status", "in Bearbeitung", Some("open")),
            (Kind::Errors, "severity", "Warnung", Some("warning")),
            (Kind::Machines, "country", "Osterreich", Some("AT")),
            (Kind::Machines, "country", "D", Some("DE")),
            (Kind::Customers, "country", "Svizzera", Some("CH")),
            (Kind::Customers, "country", "Atlantis", None),
            (Kind::Orders, "currency", "€", Some("EUR")),
            (Kind::Machines, "manufacturer", "Deutschland", None),
        ] {
            assert_eq!(canonical(kind, field, text), expected, "{kind}.{field} {text}");
        }
    }
}
