//! Segments: saved conditions over facts, as react-querybuilder builds them and TOML files say them.
//!
//! A [`Segment`] is a tree of groups and rules. It is compiled to the same [`Condition`](crate::Condition) a trigger is,
//! so members, unknowns with their missing facts, and evidence come from the one evaluation there is. It stays relative:
//! "in the next 90 days" is compiled anew for the day it is asked for. Values become typed literals, never text of SQL.

mod compile;
mod query;
#[cfg(test)]
mod tests;
mod value;

pub use compile::{Segments, references};
pub use query::{Combinator, FactRule, Group, Item};

use base::{Language, Translated};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Letters of a title at most.
const LONGEST_TITLE: usize = 120;

/// Letters of a note at most.
const LONGEST_NOTE: usize = 2_000;

/// Letters of an id at most.
pub(crate) const LONGEST_ID: usize = 60;

/// What is wrong with a segment.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("segment {segment}{}: {what}", place(at))]
pub struct SegmentError {
    /// The segment's id or file.
    pub segment: String,
    /// The place of the rule or group in the tree, counted from 0; empty where it is the whole.
    pub at: Vec<usize>,
    /// What is wrong and what to do.
    pub what: String,
}

fn place(at: &[usize]) -> String {
    if at.is_empty() {
        return String::new();
    }
    let numbers: Vec<String> = at.iter().map(|of| (of + 1).to_string()).collect();
    format!(", rule {}", numbers.join("."))
}

/// A text in three languages, or one text for all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wording(Translated);

impl Wording {
    /// One text for all languages.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        Self(Translated { de: text.to_owned(), en: text.to_owned(), it: text.to_owned() })
    }

    /// The text in this language.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        self.0.get(language)
    }

    /// One text for each language.
    #[must_use]
    pub const fn each(texts: Translated) -> Self {
        Self(texts)
    }

    /// The texts, one for each language.
    #[must_use]
    pub const fn texts(&self) -> &Translated {
        &self.0
    }

    fn all(&self) -> [&str; 3] {
        [&self.0.de, &self.0.en, &self.0.it]
    }
}

impl Serialize for Wording {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.de == self.0.en && self.0.en == self.0.it {
            serializer.serialize_str(&self.0.en)
        } else {
            self.0.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Wording {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "a text, or one each for de, en and it")]
        enum Written {
            One(String),
            Each(Translated),
        }
        Ok(match Written::deserialize(deserializer)? {
            Written::One(text) => Self::plain(&text),
            Written::Each(all) => Self(all),
        })
    }
}

/// A saved condition over facts.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// Its name in addresses and in other segments, such as `contract-extension`.
    pub id: String,
    /// Counted up with every change.
    pub version: u32,
    /// A few words.
    pub title: Wording,
    /// Whom it finds and what for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Wording>,
    /// The condition.
    pub query: Group,
}

impl Segment {
    /// Reads a segment file. What it compares is checked when it is compiled.
    ///
    /// # Errors
    /// Where the TOML is not a segment: the message names the line, or the rule.
    pub fn parse(name: &str, text: &str) -> Result<Self, SegmentError> {
        let wrong = |what: String| SegmentError { segment: name.to_owned(), at: Vec::new(), what };
        let segment: Self = toml::from_str(text).map_err(|error| wrong(error.to_string().trim().to_owned()))?;
        segment.checked()?;
        Ok(segment)
    }

    /// The segment as a file.
    ///
    /// # Errors
    /// Where TOML cannot say it.
    pub fn to_toml(&self) -> Result<String, SegmentError> {
        toml::to_string(self).map_err(|error| SegmentError {
            segment: self.id.clone(),
            at: Vec::new(),
            what: format!("it cannot be written as TOML: {error}"),
        })
    }

    /// Checks id, title and note.
    ///
    /// # Errors
    /// Says what is too long, empty or written wrong.
    pub fn checked(&self) -> Result<(), SegmentError> {
        let wrong = |what: String| SegmentError { segment: self.id.clone(), at: Vec::new(), what };
        crate::place::identifier("segment", &self.id).map_err(wrong)?;
        if self.title.all().iter().any(|text| text.trim().is_empty() || text.chars().count() > LONGEST_TITLE) {
            return Err(wrong(format!("a title has 1 to {LONGEST_TITLE} letters")));
        }
        let long = |note: &Wording| note.all().iter().any(|text| text.chars().count() > LONGEST_NOTE);
        if self.note.as_ref().is_some_and(long) {
            return Err(wrong(format!("a note has {LONGEST_NOTE} letters at most")));
        }
        Ok(())
    }
}

/// An id made of a title: "Verträge, die enden" gives `vertraege-die-enden`.
#[must_use]
pub fn id_of(title: &str) -> String {
    let mut id = String::new();
    for letter in title.to_lowercase().chars() {
        match letter {
            'ä' => id.push_str("ae"),
            'ö' => id.push_str("oe"),
            'ü' => id.push_str("ue"),
            'ß' => id.push_str("ss"),
            'à' | 'á' => id.push('a'),
            'è' | 'é' => id.push('e'),
            'ì' | 'í' => id.push('i'),
            'ò' | 'ó' => id.push('o'),
            'ù' | 'ú' => id.push('u'),
            letter if letter.is_ascii_alphanumeric() => id.push(letter),
            _ if !id.ends_with('-') && !id.is_empty() => id.push('-'),
            _ => {}
        }
    }
    id.truncate(LONGEST_ID);
    let id = id.trim_end_matches('-');
    if id.is_empty() { "segment".to_owned() } else { id.to_owned() }
}
