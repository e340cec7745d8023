//! The search box: machines, customers, contracts, parts and people by the beginning of their words.

mod words;

use crate::bits::{Bits, narrow};
use crate::fold::{fold, loose, spellings};
use crate::grams::Grams;
use crate::texts::Texts;
use base::{CustomerId, MachineId};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use words::Words;

/// Parts of words are looked for only where fewer entries than this are found by the beginning of words.
const FEW: usize = 50;

/// Shorter words are not looked for as a part of others.
const LEAST_PART: usize = 3;

/// What an entry stands for, in the order of the groups.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchKind {
    /// A machine.
    Machine,
    /// A customer.
    Customer,
    /// A contract.
    Contract,
    /// A part.
    Part,
    /// A contact person.
    Person,
    /// A component that is or was built into a machine.
    Component,
}

impl SearchKind {
    /// All kinds in their order.
    pub const ALL: [Self; 6] =
        [Self::Machine, Self::Customer, Self::Contract, Self::Part, Self::Person, Self::Component];

    /// The name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Machine => "machine",
            Self::Customer => "customer",
            Self::Contract => "contract",
            Self::Part => "part",
            Self::Person => "person",
            Self::Component => "component",
        }
    }
}

/// Something to be found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SearchEntry {
    /// What it is.
    pub kind: SearchKind,
    /// Its id for the page.
    pub id: String,
    /// What it is called; it is found by this.
    pub title: String,
    /// Shown with it, but it is not found by this.
    pub subtitle: Option<String>,
    /// What else it is found by: an inventory number, a customer number, a description. Serial numbers are found
    /// without their punctuation anyway.
    pub also: Vec<String>,
    /// The machine it leads to.
    pub machine: Option<MachineId>,
    /// The customer it leads to.
    pub customer: Option<CustomerId>,
}

/// An entry found.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct SearchHit<'a> {
    /// As given.
    pub id: &'a str,
    /// As given.
    pub title: &'a str,
    /// As given.
    pub subtitle: Option<&'a str>,
    /// As given.
    pub machine: Option<MachineId>,
    /// As given.
    pub customer: Option<CustomerId>,
}

/// What was found of one kind.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SearchGroup<'a> {
    /// The kind.
    pub kind: SearchKind,
    /// How many were found.
    pub total: usize,
    /// The best of them.
    pub items: Vec<SearchHit<'a>>,
}

/// All entries, sorted by kind, then the shorter title first.
#[derive(Debug, Default)]
pub struct SearchIndex {
    ids: Texts,
    titles: Texts,
    subtitles: Texts,
    machines: Vec<Option<MachineId>>,
    customers: Vec<Option<CustomerId>>,
    /// Where each kind begins, and the end.
    kinds: Vec<u32>,
    /// Whole titles and what else entries are found by.
    wholes: Words,
    /// Their words.
    words: Words,
    grams: Grams,
}

impl SearchIndex {
    /// Takes all entries.
    #[must_use]
    pub fn new(mut entries: Vec<SearchEntry>) -> Self {
        entries.par_sort_by_cached_key(|entry| {
            (entry.kind, entry.title.chars().count(), fold(&entry.title), entry.id.clone())
        });
        let mut texts = Texts::default();
        let mut owners: Vec<u32> = Vec::with_capacity(entries.len());
        // Numbers once more without punctuation, behind the texts as written.
        let mut bare = Texts::default();
        let mut bare_owners: Vec<u32> = Vec::new();
        for (number, entry) in (0..).zip(&entries) {
            for text in std::iter::once(&entry.title).chain(&entry.also) {
                let folded = fold(text.trim());
                if text.bytes().any(|byte| byte.is_ascii_digit()) {
                    let number_only = loose(text);
                    if number_only != folded {
                        bare.push(&number_only);
                        bare_owners.push(number);
                    }
                }
                texts.push(&folded);
                owners.push(number);
            }
        }
        let bare: Vec<(&str, u32)> = bare.iter().zip(bare_owners).collect();
        let wholes: Vec<(&str, u32)> = texts.iter().zip(owners.iter().copied()).chain(bare.iter().copied()).collect();
        let split = texts.iter().zip(owners).flat_map(|(text, owner)| words_of(text).map(move |word| (word, owner)));
        let words: Vec<(&str, u32)> = split.chain(bare.iter().copied()).collect();
        let (wholes, words) = rayon::join(|| Words::of(wholes), || Words::of(words));
        let kind = |kind: SearchKind| narrow(entries.partition_point(|entry| entry.kind < kind));
        Self {
            ids: entries.iter().map(|entry| entry.id.as_str()).collect(),
            titles: entries.iter().map(|entry| entry.title.as_str()).collect(),
            subtitles: entries.iter().map(|entry| entry.subtitle.as_deref().unwrap_or_default()).collect(),
            machines: entries.iter().map(|entry| entry.machine).collect(),
            customers: entries.iter().map(|entry| entry.customer).collect(),
            kinds: SearchKind::ALL.iter().map(|of| kind(*of)).chain([narrow(entries.len())]).collect(),
            grams: Grams::of(words.texts()),
            wholes,
            words,
        }
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.titles.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is found, by kind, at most `limit` of each: first what is called so, then what begins so, then what has
    /// words that begin so, then, where there are few, what has words that hold it. Kinds without hits are left out.
    #[must_use]
    pub fn search(&self, query: &str, limit: usize) -> Vec<SearchGroup<'_>> {
        let tiers = self.tiers(query.trim());
        let Some(found) = tiers.iter().cloned().reduce(|mut all, tier| {
            all.or(&tier);
            all
        }) else {
            return Vec::new();
        };
        let mut groups = Vec::new();
        for (kind, range) in SearchKind::ALL.into_iter().zip(self.kinds.windows(2)) {
            let &[from, to] = range else { continue };
            let total = found.count_between(from, to);
            let mut items: Vec<u32> = Vec::with_capacity(limit.min(total));
            for tier in &tiers {
                for number in tier.between(from, to) {
                    if items.len() >= limit {
                        break;
                    }
                    // Few enough to be looked through.
                    if !items.contains(&number) {
                        items.push(number);
                    }
                }
            }
            if total > 0 {
                groups.push(SearchGroup { kind, total, items: items.into_iter().map(|at| self.hit(at)).collect() });
            }
        }
        groups
    }

    /// The entries by how well they fit, the best first; one may be in several.
    fn tiers(&self, query: &str) -> Vec<Bits> {
        if query.is_empty() {
            return Vec::new();
        }
        let mut whole = spellings(query);
        let bare = loose(query);
        if query.bytes().any(|byte| byte.is_ascii_digit()) && !whole.contains(&bare) {
            whole.push(bare);
        }
        let (mut exact, mut prefix) = (Bits::none(self.len()), Bits::none(self.len()));
        for text in &whole {
            exact.insert_all(self.wholes.exactly(text));
            prefix.insert_all(self.wholes.beginning(text));
        }
        let words: Vec<Vec<String>> = words_of(&query.to_lowercase()).map(spellings).collect();
        let beginning = self.every(&words, |word, found| found.insert_all(self.words.beginning(word)));
        let mut all = prefix.clone();
        all.or(&beginning);
        let few = all.count() < FEW;
        let mut tiers = vec![exact, prefix, beginning];
        if few && words.iter().flatten().all(|word| word.len() >= LEAST_PART) {
            let mut holding = self.every(&words, |word, found| self.holding(word, found));
            if let Some(bare) = whole.last().filter(|bare| bare.len() >= LEAST_PART) {
                self.holding(bare, &mut holding);
            }
            tiers.push(holding);
        }
        tiers
    }

    /// The entries that fit every word in one of its spellings.
    fn every(&self, words: &[Vec<String>], fit: impl Fn(&str, &mut Bits)) -> Bits {
        let mut all: Option<Bits> = None;
        for spellings in words {
            let mut found = Bits::none(self.len());
            for word in spellings {
                fit(word, &mut found);
            }
            match &mut all {
                Some(all) => all.and(&found),
                None => all = Some(found),
            }
        }
        all.unwrap_or_else(|| Bits::none(self.len()))
    }

    fn holding(&self, part: &str, found: &mut Bits) {
        self.grams.containing(self.words.texts(), part, |word| found.insert_all(self.words.entries(word)));
    }

    fn hit(&self, number: u32) -> SearchHit<'_> {
        SearchHit {
            id: self.ids.get(number),
            title: self.titles.get(number),
            subtitle: Some(self.subtitles.get(number)).filter(|subtitle| !subtitle.is_empty()),
            machine: self.machines.get(number as usize).copied().flatten(),
            customer: self.customers.get(number as usize).copied().flatten(),
        }
    }
}

/// A mark of its own (decomposed text) belongs to its letter.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    let in_word = |character: char| character.is_alphanumeric() || matches!(character, '\u{300}'..='\u{36f}');
    text.split(move |character: char| !in_word(character)).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests;
