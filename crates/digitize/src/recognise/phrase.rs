//! Other ways to say the same heading: abbreviations written out, joining words dropped, a part named before its whole
//! put behind it, words that only say "date" or "number" taken for one another.
//!
//! "Ende der Garantie", "Gar.-Ende" and "Garantie Ende" become "Garantieende" without standing in a list. What a word
//! does is written in `vocabulary/words.toml`.

use super::vocabulary::vocabulary;
use super::words::key;
use crate::values::fold;
use base::{DataType, Field};
use hashbrown::{HashMap, HashSet};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Another way to say a heading is nearly as good as the heading; below 0.9, so that a heading of the list goes before.
const CONFIDENCE: f32 = 0.89;
/// Other ways tried for one heading.
const MOST: usize = 48;

/// The fields another way to say a heading may name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Only {
    Any,
    /// Where a word for "date" was dropped.
    Dates,
    /// Where a word for the mark of a record was taken for another.
    Numbers,
}

impl Only {
    /// Whether a field is one of those.
    pub(super) fn allows(self, field: &Field) -> bool {
        match self {
            Self::Any => true,
            Self::Dates => matches!(field.data, DataType::Date | DataType::Instant),
            // Machines have marks of several kinds; an id is not the serial number.
            Self::Numbers => field.id.ends_with("_number") && !matches!(field.id, "serial_number" | "inventory_number"),
        }
    }
}

/// `words.toml`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Source {
    particles: Vec<String>,
    of: Vec<String>,
    general: Vec<String>,
    dates: Vec<String>,
    numbers: Vec<String>,
    neutral: Vec<String>,
    otherwise: Vec<String>,
    subjects: BTreeMap<String, Vec<String>>,
    abbreviations: BTreeMap<String, Vec<String>>,
    roles: BTreeMap<String, Vec<String>>,
    composed: BTreeMap<String, String>,
    endings: BTreeMap<String, String>,
}

/// What words do, folded.
#[derive(Default)]
pub(super) struct Words {
    particles: HashSet<String>,
    of: HashSet<String>,
    general: HashSet<String>,
    dates: Vec<String>,
    numbers: Vec<String>,
    neutral: HashSet<String>,
    otherwise: HashSet<String>,
    subjects: HashMap<String, Vec<String>>,
    abbreviations: HashMap<String, Vec<String>>,
    roles: HashMap<String, String>,
    /// Subject and role -> the key of a heading of the lists.
    composed: HashMap<(String, String), String>,
    endings: Vec<(String, String)>,
}

/// What the words around a known heading do to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Around {
    /// They say nothing new.
    Nothing,
    /// They make something else of it.
    Otherwise,
    /// At least one of them is not known.
    Unknown,
}

impl Words {
    /// Reads `words.toml`.
    pub(super) fn parse(text: &str) -> Self {
        // The file is part of the program and a test reads it.
        let source: Source = toml::from_str(text).unwrap_or_default();
        let set = |words: &[String]| words.iter().map(|word| fold(word)).collect::<HashSet<_>>();
        let list = |words: &[String]| words.iter().map(|word| fold(word)).collect::<Vec<_>>();
        let mut subjects: HashMap<String, Vec<String>> = HashMap::new();
        for (subject, words) in &source.subjects {
            for word in words {
                subjects.entry(fold(word)).or_default().push(subject.clone());
            }
        }
        let roles = source.roles.iter().flat_map(|(role, words)| words.iter().map(|word| (fold(word), role.clone())));
        let composed = source.composed.iter().filter_map(|(pair, heading)| {
            pair.split_once(' ').map(|(subject, role)| ((subject.to_owned(), role.to_owned()), key(heading)))
        });
        Self {
            roles: roles.collect(),
            composed: composed.collect(),
            endings: source.endings.iter().map(|(short, long)| (fold(short), fold(long))).collect(),
            particles: set(&source.particles),
            of: set(&source.of),
            general: set(&source.general),
            dates: list(&source.dates),
            numbers: list(&source.numbers),
            neutral: set(&source.neutral),
            otherwise: set(&source.otherwise),
            subjects,
            abbreviations: source.abbreviations.iter().map(|(short, long)| (fold(short), list(long))).collect(),
        }
    }

    /// What `words` do to a field of one of the `subjects`.
    pub(super) fn around<'w>(&self, words: impl Iterator<Item = &'w str>, subjects: &[&str]) -> Around {
        let mut found = Around::Nothing;
        for word in words {
            let says_whose = self.subjects.get(word);
            let is_own = says_whose.is_some_and(|of| of.iter().any(|subject| subjects.contains(&subject.as_str())));
            if is_own || self.neutral.contains(word) || self.particles.contains(word) {
                continue;
            }
            if says_whose.is_some() || self.otherwise.contains(word) {
                return Around::Otherwise;
            }
            found = Around::Unknown;
        }
        found
    }

    /// The other ways to say a heading of these words, each with the fields it may name.
    pub(super) fn other_ways(&self, words: &[String]) -> Vec<(String, f32, Only)> {
        let mut ways = Ways::default();
        // "Number of Machines" counts them.
        if let [first, second, .., last] = words
            && first == "nr"
            && second == "of"
            && last.ends_with('s')
        {
            return Vec::new();
        }
        for words in self.written_out(words) {
            ways.add_joined(&words, Only::Any);
            // "Datum der Inbetriebnahme" -> "Inbetriebnahme Datum"
            if let Some(position) = words.iter().position(|word| self.of.contains(word)) {
                let (part, whole) = words.split_at(position);
                let whole = self.without_particles(whole);
                if !part.is_empty() && !whole.is_empty() {
                    let turned: Vec<String> = whole.iter().chain(part).cloned().collect();
                    ways.add_joined(&turned, Only::Any);
                    // "Name des Technikers" -> "Techniker Name", and that turned again: "Name Techniker"
                    let stem = |word: &String| word.strip_suffix('s').unwrap_or(word).to_owned();
                    let whole: Vec<String> = whole.iter().map(stem).collect();
                    let turned: Vec<String> = whole.iter().chain(part).cloned().collect();
                    ways.add_joined(&turned, Only::Any);
                    ways.add(part.concat() + &whole.concat(), Only::Any);
                }
            }
            let bare = self.without_particles(&words);
            ways.add_joined(&bare, Only::Any);
            if let [first, rest @ ..] = bare.as_slice()
                && self.general.contains(first)
                && (1..=2).contains(&rest.len())
            {
                let turned: Vec<String> = rest.iter().chain([first]).cloned().collect();
                ways.add_joined(&turned, Only::Any);
            }
            self.add_dates(&bare, &mut ways);
            self.add_numbers(&bare, &mut ways);
            self.add_composed(&words, &mut ways);
        }
        ways.found
    }

    /// The words but those that only join others.
    pub(super) fn without_particles(&self, words: &[String]) -> Vec<String> {
        words.iter().filter(|word| !self.particles.contains(*word)).cloned().collect()
    }

    /// The words with abbreviations written out in every way.
    fn written_out(&self, words: &[String]) -> Vec<Vec<String>> {
        let mut all: Vec<Vec<String>> = vec![Vec::new()];
        for word in words {
            let long = self.abbreviations.get(word).map(Vec::as_slice).unwrap_or_default();
            let ended = self.endings.iter().find_map(|(short, long)| {
                let stem = word.strip_suffix(short.as_str()).filter(|stem| stem.len() > 2)?;
                Some(format!("{stem}{long}"))
            });
            let mut next = Vec::new();
            for before in &all {
                for word in std::iter::once(word).chain(long).chain(&ended) {
                    if next.len() < 12 {
                        next.push(before.iter().chain([word]).cloned().collect());
                    }
                }
            }
            all = next;
        }
        all
    }

    /// Without the word that only says that it is a date.
    fn add_dates(&self, words: &[String], ways: &mut Ways) {
        if let [first, rest @ ..] = words
            && self.dates.contains(first)
        {
            ways.add_joined(rest, Only::Dates);
        }
        let Some((last, before)) = words.split_last() else { return };
        if self.dates.contains(last) {
            ways.add_joined(before, Only::Dates);
        }
        for date in self.dates.iter().filter(|date| date.len() > 2) {
            if let Some(stem) = last.strip_suffix(date.as_str()).filter(|stem| stem.len() > 2) {
                for stem in [stem, stem.strip_suffix('s').unwrap_or(stem)] {
                    let words: Vec<String> = before.iter().cloned().chain([stem.to_owned()]).collect();
                    ways.add_joined(&words, Only::Dates);
                }
            }
        }
    }

    /// Whose record is spoken of and what is said of it, where the words say nothing else.
    fn add_composed(&self, words: &[String], ways: &mut Ways) {
        let mut subjects: Option<Vec<&String>> = None;
        let mut roles: Vec<&String> = Vec::new();
        for word in words.iter().flat_map(|word| self.parted(word)) {
            if let Some(role) = self.roles.get(word) {
                roles.push(role);
            } else if let Some(of) = self.subjects.get(word) {
                let both = |subject: &&String| subjects.as_ref().is_none_or(|known| known.contains(subject));
                subjects = Some(of.iter().filter(both).collect());
            } else if !self.particles.contains(word)
                && !self.neutral.contains(word)
                && !self.dates.iter().any(|of| of == word)
            {
                return;
            }
        }
        let (Some(subjects), [role]) = (subjects, roles.as_slice()) else { return };
        for subject in subjects {
            if let Some(heading) = self.composed.get(&(subject.clone(), (*role).clone())) {
                ways.add(heading.clone(), Only::Any);
            }
        }
    }

    /// A compound of a word that says whose and one that says what: "garantieablauf" -> "garantie", "ablauf".
    fn parted<'w>(&self, word: &'w str) -> Vec<&'w str> {
        let is_known = |word: &str| self.roles.contains_key(word) || self.subjects.contains_key(word);
        if is_known(word) {
            return vec![word];
        }
        let parts = (3..word.len().saturating_sub(1)).filter_map(|at| word.split_at_checked(at));
        let whose = |whole: &str| {
            let joints = ["", "s", "n", "en"].map(|joint| whole.strip_suffix(joint).unwrap_or(whole));
            joints.into_iter().any(|whole| self.subjects.contains_key(whole))
        };
        let mut found = parts.filter(|(whole, part)| whose(whole) && self.roles.contains_key(*part));
        match found.next() {
            Some((whole, part)) => {
                let joints = ["", "s", "n", "en"].map(|joint| whole.strip_suffix(joint).unwrap_or(whole));
                let whole = joints.into_iter().find(|whole| self.subjects.contains_key(*whole)).unwrap_or(whole);
                vec![whole, part]
            }
            None => vec![word],
        }
    }

    /// With "number" for another word for the mark of a record.
    fn add_numbers(&self, words: &[String], ways: &mut Ways) {
        if let [first, rest @ ..] = words
            && !rest.is_empty()
            && (self.numbers.contains(first) || first == "nr")
        {
            let words: Vec<String> = rest.iter().cloned().chain(["nr".to_owned()]).collect();
            ways.add_joined(&words, Only::Numbers);
        }
        let Some((last, before)) = words.split_last() else { return };
        for number in &self.numbers {
            if let Some(stem) = last.strip_suffix(number.as_str()).filter(|_| number.len() > 2 || last == number) {
                let last = format!("{stem}nr");
                if !before.is_empty() || stem.len() > 2 {
                    let words: Vec<String> = before.iter().cloned().chain([last]).collect();
                    ways.add_joined(&words, Only::Numbers);
                }
            }
        }
    }
}

/// Other ways that were found.
#[derive(Default)]
struct Ways {
    found: Vec<(String, f32, Only)>,
}

impl Ways {
    /// The words as one, with the letters German joins them by.
    fn add_joined(&mut self, words: &[String], only: Only) {
        let Some((first, rest)) = words.split_first() else { return };
        self.add(words.concat(), only);
        if !rest.is_empty() {
            for joint in ["s", "n", "en"] {
                self.add(format!("{first}{joint}{}", rest.concat()), only);
            }
        }
    }

    fn add(&mut self, key: String, only: Only) {
        if key.len() > 1
            && self.found.len() < MOST
            && self.found.iter().all(|(known, _, of)| (known, *of) != (&key, only))
        {
            self.found.push((key, CONFIDENCE, only));
        }
    }
}

/// Whose record a field is part of, in a table of a kind: the words of `subjects` that say nothing new of it.
pub(super) fn subjects(kind: base::Kind, field: &Field) -> &'static [&'static str] {
    use base::Kind;
    match field.id {
        "customer_number" => &["customer"],
        "customer_name" => &["customer", "company"],
        "contact_name" | "email" | "phone" => &["customer", "contact", "place"],
        "site" | "street" | "postcode" | "city" | "country" | "latitude" | "longitude" => {
            &["customer", "machine", "place"]
        }
        "serial_number" => &["machine"],
        "warranty_start" | "warranty_months" | "warranty_end" => &["machine", "warranty"],
        "contract_number" | "contract_type" | "contract_start" | "contract_end" => &["contract"],
        "part_number" | "part_name" => &["part"],
        "quantity" | "unit_price" => &["part", "order", "line"],
        "currency" => &["machine", "contract", "order", "visit"],
        _ => match kind {
            Kind::Machines => &["machine"],
            Kind::Customers | Kind::Contacts => &["customer"],
            Kind::Contracts => &["contract"],
            Kind::Warranties => &["warranty"],
            Kind::Orders => &["order", "line"],
            Kind::Visits => &["visit"],
            Kind::Tickets => &["ticket"],
            Kind::Errors => &["error"],
            Kind::Counters => &["machine", "counter"],
            Kind::Types => &["machine", "type"],
            Kind::LifecycleEvents => &["machine", "error"],
            Kind::Components => &["component"],
        },
    }
}

/// The other ways to say a heading of these words.
pub(super) fn other_ways(words: &[String]) -> Vec<(String, f32, Only)> {
    vocabulary().words.other_ways(words)
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    #[test]
    fn the_file_parses() {
        let source: Source = toml::from_str(include_str!("../../vocabulary/words.toml")).expect("words.toml parses");
        assert!(source.abbreviations.len() > 80 && source.subjects.len() > 8);
    }

    #[test]
    fn one_heading_is_said_in_many_ways() {
        for (heading, known) in [
            ("Ende der Garantie", "Garantieende"),
            ("Gar.-Ende", "Garantieende"),
            ("Datum der Inbetriebnahme", "Inbetriebnahmedatum"),
            ("Date of installation", "Installation Date"),
            ("Nr. Kunde", "Kundennummer"),
            ("Kd.-Bez.", "Kundenbezeichnung"),
            ("Anno di costr.", "anno costruzione"),
            ("Mfr. Serial No.", "Manufacturer Serial Number"),
            ("Date the guarantee expires", "Garantieende"),
            ("Garantieablauf am", "Garantieende"),
            ("ID del cliente", "Kundennummer"),
        ] {
            let ways = other_ways(&words(heading));
            assert!(ways.iter().any(|(way, ..)| *way == key(known)), "{heading}: {ways:?}");
        }
        for (heading, known, only) in [
            ("Garantieablaufdatum", "Garantieablauf", Only::Dates),
            ("Installationszeitpunkt", "Installation", Only::Dates),
            ("Data ultima ispezione", "ultima ispezione", Only::Dates),
            ("Vertragskennung", "Vertragsnummer", Only::Numbers),
            ("Rif. contratto", "contratto n.", Only::Numbers),
        ] {
            let ways = other_ways(&words(heading));
            let known = key(known);
            assert!(ways.iter().any(|(way, _, of)| (way, *of) == (&known, only)), "{heading}: {ways:?}");
        }
    }

    #[test]
    fn words_around_a_heading_say_nothing_or_something_else() {
        let of = |words: &[&str], subjects: &[&str]| vocabulary().words.around(words.iter().copied(), subjects);
        assert_eq!(of(&["maschinen"], &["machine"]), Around::Nothing);
        assert_eq!(of(&["vertrags"], &["machine"]), Around::Otherwise);
        assert_eq!(of(&["letzte"], &["machine"]), Around::Otherwise);
        assert_eq!(of(&["quark"], &["machine"]), Around::Unknown);
    }
}
