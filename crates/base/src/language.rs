//! The three languages of the product.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A language texts are kept in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// German.
    De,
    /// English.
    #[default]
    En,
    /// Italian.
    It,
}

impl FromStr for Language {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "de" => Ok(Self::De),
            "en" => Ok(Self::En),
            "it" => Ok(Self::It),
            other => Err(format!("`{other}` is not a language here; take de, en or it")),
        }
    }
}

/// A text in all three languages; none may be missing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translated {
    /// German text.
    pub de: String,
    /// English text.
    pub en: String,
    /// Italian text.
    pub it: String,
}

impl Translated {
    /// The text in this language.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::De => &self.de,
            Language::En => &self.en,
            Language::It => &self.it,
        }
    }
}
