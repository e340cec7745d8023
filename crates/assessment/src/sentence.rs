//! A sentence of the report: which one, and the values in it. Worded in the reader's language when it is read.

use crate::reading::Reading;
use crate::templates;
use crate::{Dimension, Offer};
use base::{Category, Language, Translated};
use serde::Serialize;

/// A value in a sentence.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
pub enum Value {
    /// So many machines.
    Machines(u32),
    /// An amount, EUR; written without cents.
    Eur(f64),
    /// A share, 0 to 1; written in percent.
    Share(f64),
    /// A plain number.
    Number(f64),
    /// A text as it is.
    Text(String),
    /// Facts or data points by id.
    Facts(Vec<String>),
    /// A category by id.
    Category(String),
    /// A campaign type by id.
    Campaign(String),
    /// An offer.
    Offer(Offer),
    /// A part of the base: the value of each dimension, with its name where it has one.
    Segment(Vec<(Dimension, Option<Translated>)>),
}

/// A sentence and its values, in their order.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Sentence {
    /// Which sentence.
    pub id: &'static str,
    /// The values in it.
    pub values: Vec<Value>,
}

/// A part of a sentence as it is read.
#[derive(Clone, PartialEq, Debug)]
pub struct Piece<'a> {
    /// Its text.
    pub text: String,
    /// The value it states; `None` for the words between.
    pub value: Option<&'a Value>,
}

/// A number with the language's marks, so many decimals at most.
#[must_use]
pub fn number_text(number: f64, decimals: usize, language: Language) -> String {
    let plain = format!("{:.decimals$}", number.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let (group, point) = match language {
        Language::En => (',', '.'),
        Language::De | Language::It => ('.', ','),
    };
    let mut written = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            written.push(group);
        }
        written.push(digit);
    }
    let fraction = fraction.trim_end_matches('0');
    if !fraction.is_empty() {
        written.push(point);
        written.push_str(fraction);
    }
    if number < 0.0 && written.chars().any(|digit| ('1'..='9').contains(&digit)) {
        written.insert(0, '-');
    }
    written
}

fn fact_text(id: &str, language: Language) -> &str {
    match words::fact(id, language) {
        same if same == id => words::field(base::Kind::Machines, id, language),
        text => text,
    }
}

fn quoted(text: &str, language: Language) -> String {
    match language {
        Language::De => format!("„{text}“"),
        Language::En => format!("“{text}”"),
        Language::It => format!("«{text}»"),
    }
}

impl Value {
    /// The values of a segment with their names.
    pub(crate) fn segment(reading: &Reading<'_>, values: &[(Dimension, Option<String>)]) -> Self {
        let same = |text: &str| Translated { de: text.to_owned(), en: text.to_owned(), it: text.to_owned() };
        let name = |dimension: Dimension, text: &str| match dimension {
            Dimension::CountryGroup if text == "other" => Translated {
                de: "übrige Länder".to_owned(),
                en: "other countries".to_owned(),
                it: "altri paesi".to_owned(),
            },
            Dimension::CountryGroup => {
                let group = reading.assumptions.country_groups.iter().find(|group| group.id == text);
                group.map_or_else(|| same(text), |group| group.name.clone())
            }
            Dimension::Age => {
                let text = text.replace('-', "–");
                Translated { de: format!("{text} Jahre"), en: format!("{text} years"), it: format!("{text} anni") }
            }
            _ => same(text),
        };
        let named = |(dimension, value): &(Dimension, Option<String>)| {
            (*dimension, value.as_deref().map(|text| name(*dimension, text)))
        };
        Self::Segment(values.iter().map(named).collect())
    }

    /// The value as it stands in a sentence.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        match self {
            Self::Machines(count) => {
                let machines = match (language, *count == 1) {
                    (Language::De, true) => "Maschine",
                    (Language::De, false) => "Maschinen",
                    (Language::En, true) => "machine",
                    (Language::En, false) => "machines",
                    (Language::It, true) => "macchina",
                    (Language::It, false) => "macchine",
                };
                format!("{} {machines}", number_text(f64::from(*count), 0, language))
            }
            Self::Eur(eur) => match language {
                Language::En => format!("EUR {}", number_text(*eur, 0, language)),
                Language::De | Language::It => format!("{} EUR", number_text(*eur, 0, language)),
            },
            Self::Share(share) => {
                // Not quite all is not all, and a little is not nothing.
                let percent = (share * 100.0).round();
                let percent = if *share < 1.0 && percent >= 100.0 { 99.0 } else { percent };
                let percent = if *share > 0.0 && percent <= 0.0 { 1.0 } else { percent };
                let blank = if language == Language::De { "\u{a0}" } else { "" };
                format!("{}{blank}%", number_text(percent, 0, language))
            }
            Self::Number(number) => number_text(*number, 1, language),
            Self::Text(text) => text.clone(),
            Self::Facts(ids) => {
                let texts: Vec<String> = ids.iter().map(|id| quoted(fact_text(id, language), language)).collect();
                texts.join(", ")
            }
            Self::Category(id) => {
                let category = Category::ALL.into_iter().find(|category| category.id() == id);
                category.map_or(id.as_str(), |category| words::category(category, language)).to_owned()
            }
            Self::Campaign(id) => quoted(words::campaign(id, language), language),
            Self::Offer(offer) => templates::offer(*offer, language).to_owned(),
            Self::Segment(values) => {
                let text = |(dimension, value): &(Dimension, Option<Translated>)| {
                    value.as_ref().map_or_else(
                        || templates::not_known(*dimension, language).to_owned(),
                        |name| name.get(language).to_owned(),
                    )
                };
                values.iter().map(text).collect::<Vec<_>>().join(", ")
            }
        }
    }
}

impl Sentence {
    pub(crate) fn of(id: &'static str, values: impl IntoIterator<Item = Value>) -> Self {
        Self { id, values: values.into_iter().collect() }
    }

    /// The sentence in a language.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        self.pieces(language).into_iter().map(|piece| piece.text).collect()
    }

    /// The sentence in a language, its words and its values apart, so that a number can lead to its machines.
    #[must_use]
    pub fn pieces(&self, language: Language) -> Vec<Piece<'_>> {
        let mut pieces = Vec::new();
        let mut rest = templates::template(self.id, language);
        while let Some((before, after)) = rest.split_once('{') {
            pieces.push(Piece { text: before.to_owned(), value: None });
            let (number, after) = after.split_once('}').unwrap_or((after, ""));
            if let Some(value) = number.parse::<usize>().ok().and_then(|at| self.values.get(at)) {
                pieces.push(Piece { text: value.text(language), value: Some(value) });
            }
            rest = after;
        }
        pieces.push(Piece { text: rest.to_owned(), value: None });
        pieces.retain(|piece| !piece.text.is_empty());
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_language_does() {
        assert_eq!(Value::Eur(1_234_567.5).text(Language::De), "1.234.568 EUR");
        assert_eq!(Value::Eur(1_234_567.2).text(Language::En), "EUR 1,234,567");
        assert_eq!(Value::Machines(1).text(Language::It), "1 macchina");
        assert_eq!(Value::Share(0.999).text(Language::De), "99\u{a0}%");
        assert_eq!(Value::Share(0.0001).text(Language::En), "1%");
        assert_eq!(number_text(12.25, 1, Language::De), "12,2");
        assert_eq!(number_text(-1234.5, 1, Language::It), "-1.234,5");
    }

    #[test]
    fn a_sentence_has_its_values() {
        let sentence = Sentence::of(
            "gap",
            [Value::Facts(vec!["contract_status".to_owned()]), Value::Machines(1200), Value::Eur(50_000.0)],
        );
        let german = sentence.text(Language::De);
        assert!(german.contains("„Status Servicevertrag“") && german.contains("1.200 Maschinen"), "{german}");
        assert!(german.contains("50.000 EUR"), "{german}");
    }
}
