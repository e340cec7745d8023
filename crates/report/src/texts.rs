//! The words of the report, from `texts.toml`.

use base::Language;
use std::collections::HashMap;
use std::sync::LazyLock;

type Sections = HashMap<String, HashMap<String, [String; 3]>>;

/// Parsed once. The file is part of the program and read by the tests; were it wrong, keys would stand for words.
static TEXTS: LazyLock<Sections> = LazyLock::new(|| toml::from_str(TEXT).unwrap_or_default());

const TEXT: &str = include_str!("../texts.toml");

/// The words of a key such as `("cover", "machines")`; `None` where there are none.
pub(crate) fn find(section: &str, key: &str, language: Language) -> Option<&'static str> {
    let [de, en, it] = TEXTS.get(section)?.get(key)?;
    Some(match language {
        Language::De => de,
        Language::En => en,
        Language::It => it,
    })
}

/// The same where the key is known to be there.
pub(crate) fn text<'a>(section: &str, key: &'a str, language: Language) -> &'a str {
    find(section, key, language).unwrap_or(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_there_in_three_languages_with_the_same_places() {
        let read: Sections = toml::from_str(TEXT).expect("texts.toml");
        let places = |text: &str| {
            let mut found: Vec<String> =
                text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0.to_owned())).collect();
            found.sort();
            found
        };
        for (section, texts) in &read {
            for (key, [de, en, it]) in texts {
                assert!(![de, en, it].iter().any(|text| text.is_empty()), "{section}.{key}");
                assert_eq!(places(de), places(en), "{section}.{key}");
                assert_eq!(places(de), places(it), "{section}.{key}");
                for text in [de, en, it] {
                    assert!(!text.contains('—') && !text.contains(" – "), "{section}.{key}: no dash as punctuation");
                }
            }
        }
    }

    #[test]
    fn every_definition_has_a_name() {
        for definition in assessment::definitions() {
            assert!(find("pattern", definition.pattern, Language::De).is_some(), "{}", definition.pattern);
        }
    }

    #[test]
    fn every_assumption_has_a_name() {
        for of in assessment::Assumptions::default().texts(Language::It) {
            assert!(find("assumptions", of.id, Language::It).is_some(), "{}", of.id);
        }
    }
}
