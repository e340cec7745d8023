//! The distinct texts of a column, sorted as people expect, so that codes sort as the texts do.

use crate::bits::narrow;
use crate::fold::fold;
use crate::texts::Texts;
use hashbrown::{HashMap, HashSet};

/// Sorted texts: by their folded form, then as written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dictionary {
    texts: Vec<Box<str>>,
    folded: Texts,
}

impl Dictionary {
    /// The dictionary of these texts; blank ones are not known and left out.
    pub(crate) fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let distinct: HashSet<&str> = texts.into_iter().filter(|text| !text.trim().is_empty()).collect();
        let mut pairs: Vec<(String, &str)> = distinct.into_iter().map(|text| (fold(text), text)).collect();
        pairs.sort_unstable();
        Self {
            folded: pairs.iter().map(|(folded, _)| folded.as_str()).collect(),
            texts: pairs.into_iter().map(|(_, text)| text.into()).collect(),
        }
    }

    /// The dictionary of a column, and its codes; the one after the last stands for not known.
    pub(crate) fn encode<'a>(column: &[Option<&'a str>]) -> (Self, Vec<u32>) {
        let dictionary = Self::of(column.iter().copied().flatten());
        let codes: HashMap<&str, u32> = dictionary.texts.iter().map(AsRef::as_ref).zip(0..).collect();
        let unknown = dictionary.unknown();
        let code = |text: &Option<&'a str>| text.and_then(|text| codes.get(text)).copied().unwrap_or(unknown);
        let coded = column.iter().map(code).collect();
        drop(codes);
        (dictionary, coded)
    }

    /// With further texts, and the new code of each old one; `None` where there is nothing new.
    pub(crate) fn with<'a>(&self, more: impl IntoIterator<Item = &'a str>) -> Option<(Self, Vec<u32>)> {
        let more: Vec<&str> =
            more.into_iter().filter(|text| !text.trim().is_empty() && self.code(text).is_none()).collect();
        if more.is_empty() {
            return None;
        }
        let all = Self::of(self.texts.iter().map(AsRef::as_ref).chain(more));
        let mut codes: Vec<u32> = self.texts.iter().map(|text| all.code(text).unwrap_or(all.unknown())).collect();
        codes.push(all.unknown());
        Some((all, codes))
    }

    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    pub(crate) fn unknown(&self) -> u32 {
        narrow(self.texts.len())
    }

    pub(crate) fn text(&self, code: u32) -> Option<&str> {
        self.texts.get(code as usize).map(AsRef::as_ref)
    }

    /// The code of exactly this text.
    pub(crate) fn code(&self, text: &str) -> Option<u32> {
        let key = fold(text);
        let (mut from, mut to) = (0, self.texts.len());
        while from < to {
            let middle = from + (to - from) / 2;
            let there = (self.folded.get(narrow(middle)), self.text(narrow(middle))?);
            match there.cmp(&(key.as_str(), text)) {
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Greater => to = middle,
                std::cmp::Ordering::Equal => return Some(narrow(middle)),
            }
        }
        None
    }

    /// The codes of the texts that hold one of the folded words.
    pub(crate) fn containing(&self, words: &[String]) -> Vec<u32> {
        let mut codes = Vec::new();
        for word in words {
            self.folded.containing(word, |code| codes.push(code));
        }
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// The codes that the values of a filter choose: each value a list with commas, `-` for not known. A text that
    /// holds commas itself is recognised: the longest run of parts that is a text of the column is one. What is no
    /// text of the column chooses nothing.
    pub(crate) fn chosen(&self, values: &[String]) -> Vec<u32> {
        let mut codes = Vec::new();
        for value in values {
            let mut rest = value.as_str();
            while !rest.is_empty() {
                let mut ends: Vec<usize> = rest.match_indices(',').map(|(at, _)| at).collect();
                ends.push(rest.len());
                let code_to = |end: usize| rest.get(..end).and_then(|text| self.code_or_unknown(text));
                let longest = ends.iter().rev().find_map(|end| code_to(*end).map(|code| (*end, Some(code))));
                let (end, code) = longest.unwrap_or((ends[0], None));
                codes.extend(code);
                rest = rest.get(end + 1..).unwrap_or_default();
            }
        }
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    fn code_or_unknown(&self, text: &str) -> Option<u32> {
        if text == crate::parameters::NOT_KNOWN { Some(self.unknown()) } else { self.code(text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_sort_as_people_do() {
        let column = [Some("Zug"), Some("Österreich"), None, Some("oslo"), Some(" "), Some("Ost"), Some("Zug")];
        let (dictionary, codes) = Dictionary::encode(&column);
        let texts: Vec<&str> = (0..dictionary.unknown()).filter_map(|code| dictionary.text(code)).collect();
        assert_eq!(texts, ["oslo", "Ost", "Österreich", "Zug"]);
        assert_eq!(codes, [3, 2, 4, 0, 4, 1, 3]);
        assert_eq!((dictionary.code("Ost"), dictionary.code("ost")), (Some(1), None), "values are exact");
    }

    #[test]
    fn a_value_with_a_comma_is_one_value() {
        let dictionary = Dictionary::of(["Müller, Sohn & Co", "Müller", "Washington, DC"]);
        let chosen = |value: &str| -> Vec<Option<&str>> {
            dictionary.chosen(&[value.to_owned()]).into_iter().map(|code| dictionary.text(code)).collect()
        };
        assert_eq!(chosen("Müller, Sohn & Co,-"), [Some("Müller, Sohn & Co"), None]);
        assert_eq!(chosen("Müller,Washington, DC"), [Some("Müller"), Some("Washington, DC")]);
        assert_eq!(chosen("nobody,Müller"), [Some("Müller")]);
        assert!(chosen("nobody").is_empty());
    }

    #[test]
    fn new_texts_keep_the_order() {
        let dictionary = Dictionary::of(["Anna", "Carla"]);
        assert!(dictionary.with(["Anna", ""]).is_none());
        let (more, codes) = dictionary.with(["Berta"]).expect("a new text");
        assert_eq!((more.code("Berta"), codes), (Some(1), vec![0, 2, 3]));
    }
}
