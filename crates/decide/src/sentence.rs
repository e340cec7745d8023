//! A hit's evidence in words: what a salesperson reads first. Only wording; the numbers are those of the evidence.

use crate::rule::Rule;
use base::{FACTS, Language};
use serde_json::Value;

/// One comparison, as far as a sentence needs it.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// The fact's name.
    pub fact: &'a str,
    /// Its value.
    pub value: &'a Value,
    /// What it had to meet, such as `< 90`.
    pub comparison: &'a str,
    /// The other side where that is a fact or a computation: its expression and value.
    pub compared: Option<(&'a str, &'a Value)>,
}

/// A number with the language's marks, at most `decimals` after the point.
#[must_use]
pub fn number_text(number: f64, decimals: usize, language: Language) -> String {
    let plain = format!("{:.*}", decimals, number.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let (group, point) = match language {
        Language::En => (',', '.'),
        Language::De | Language::It => ('.', ','),
    };
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(group);
        }
        grouped.push(digit);
    }
    let fraction = fraction.trim_end_matches('0');
    if !fraction.is_empty() {
        grouped.push(point);
        grouped.push_str(fraction);
    }
    if number < 0.0 && grouped.chars().any(|digit| digit.is_ascii_digit() && digit != '0') {
        grouped.insert(0, '-');
    }
    grouped
}

/// A value with its unit, as people write it in the language.
#[must_use]
pub fn value_text(fact: &str, value: &Value, language: Language) -> String {
    match value {
        Value::Null => match language {
            Language::De => "nicht bekannt",
            Language::En => "not known",
            Language::It => "non noto",
        }
        .to_owned(),
        Value::Bool(yes) => match (yes, language) {
            (true, Language::De) => "ja",
            (true, Language::En) => "yes",
            (true, Language::It) => "sì",
            (false, Language::De) => "nein",
            (false, _) => "no",
        }
        .to_owned(),
        // Within a sentence a state is no heading: "none", not "None".
        Value::String(text) if is_premise(fact) => words::state_of(fact, text, language).to_lowercase(),
        Value::String(text) => text.clone(),
        Value::Number(number) => {
            let number = number.as_f64().unwrap_or_default();
            let size = number.abs();
            let text = match size {
                // A probability of a thousandth says something else than none.
                _ if size > 0.0 && size < 0.0001 => format!("< {}", number_text(0.0001, 4, language)),
                _ if size < 0.05 => number_text(number, 4, language),
                _ => number_text(number, 1, language),
            };
            match base::fact(fact).and_then(|(_, fact)| fact.unit) {
                Some(unit) => format!("{text} {}", words::unit_of(unit, text == "1" || text == "-1", language)),
                None => text,
            }
        }
        other => other.to_string(),
    }
}

/// What a fact means, in the language.
#[must_use]
pub fn meaning(fact: &str, language: Language) -> &str {
    match FACTS.iter().find(|known| known.id == fact) {
        Some(known) => match language {
            Language::De => known.de,
            Language::En => known.en,
            Language::It => known.it,
        },
        None => fact,
    }
}

/// What a fact means, without the finer points, which stand in the catalogue's reference: the words before the first mark.
#[must_use]
pub fn short_meaning(fact: &str, language: Language) -> &str {
    meaning(fact, language).split([',', ':', '(']).next().unwrap_or_default().trim_end()
}

/// Facts that only say that the question applies at all.
fn is_premise(fact: &str) -> bool {
    matches!(fact, "in_field" | "contract_status" | "warranty_status")
}

/// The comparison with the numbers of its other side put in and written in the language.
pub(crate) fn limit(said: &Said<'_>, language: Language) -> String {
    let written = |text: &str| {
        let word = |word: &str| match word {
            "<=" => "≤".to_owned(),
            ">=" => "≥".to_owned(),
            word => match word.parse::<f64>() {
                Ok(number) => number_text(number, 2, language),
                Err(_) => word.to_owned(),
            },
        };
        text.split(' ').map(word).collect::<Vec<_>>().join(" ")
    };
    match said.compared {
        Some((expression, value)) => match said.comparison.split_once(expression) {
            Some((before, after)) => {
                format!("{}{}{}", written(before), value_text("", value, language), written(after))
            }
            None => format!("{expression} = {}", value_text("", value, language)),
        },
        None => written(said.comparison),
    }
}

/// One comparison in words: "Fehler in 90 Tagen: 5 (> 3)".
#[must_use]
pub fn comparison_text(said: &Said<'_>, language: Language) -> String {
    let short = short_meaning(said.fact, language);
    let value = value_text(said.fact, said.value, language);
    // What a state or a yes was compared with says nothing more than the state itself.
    if said.comparison == "is true" || said.value.is_string() {
        format!("{short}: {value}")
    } else {
        format!("{short}: {value} ({})", limit(said, language))
    }
}

/// The reason of a hit in one sentence.
#[must_use]
pub fn sentence(rule: &Rule, proof: &[Said<'_>], language: Language) -> String {
    let mut telling: Vec<&Said<'_>> = Vec::new();
    // A comparison that is a whole expression belongs to a fact of a computation, whose other side says it better.
    let tells =
        |item: &&Said<'_>| !is_premise(item.fact) && item.comparison != "is true" && !item.comparison.starts_with('(');
    for item in proof.iter().filter(tells) {
        if telling.iter().all(|other| other.fact != item.fact) {
            telling.push(item);
        }
    }
    if telling.is_empty() {
        telling = proof.iter().collect();
    }
    // That a machine is of an age says less than what it does.
    telling.sort_by_key(|item| item.fact == "age_years");
    let parts: Vec<String> = telling.iter().take(3).map(|item| comparison_text(item, language)).collect();
    format!("{} – {}", rule.title.get(language), parts.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_written_as_the_language_does() {
        assert_eq!(number_text(12345.64, 1, Language::De), "12.345,6");
        assert_eq!(number_text(12345.0, 1, Language::En), "12,345");
        assert_eq!(number_text(-0.04, 1, Language::En), "0");
        assert_eq!(number_text(-1234.5, 2, Language::It), "-1.234,5");
    }

    #[test]
    fn a_limit_names_the_number_it_was_compared_with() {
        let (value, other) = (json!(12), json!(1002.96));
        let said = Said {
            fact: "errors_90d",
            value: &value,
            comparison: "> type_errors_90d",
            compared: Some(("type_errors_90d", &other)),
        };
        assert_eq!(limit(&said, Language::De), "> 1.003");
        let said = Said { fact: "age_years", value: &value, comparison: ">= 8", compared: None };
        assert_eq!(limit(&said, Language::De), "≥ 8");
        assert_eq!(value_text("age_years", &json!(8.04), Language::De), "8 Jahre");
        assert_eq!(value_text("error_rise_p", &json!(0.0031), Language::De), "0,0031");
        assert_eq!(value_text("error_rise_p", &json!(0.000_000_2), Language::En), "< 0.0001");
        assert_eq!(value_text("notice_days_left", &json!(1), Language::De), "1 Tag");
        assert_eq!(value_text("contract_status", &json!("none"), Language::De), "keiner");
        assert_eq!(value_text("warranty_status", &json!("expired"), Language::It), "scaduta");
    }
}
