//! A term of warranty: "24 Monate", "2 Jahre", "24", "24 Monate oder 4.000 h", as months.

use crate::Decimal;

/// The longest term that is believed, in months.
const MOST_MONTHS: f64 = 600.0;

/// What a word behind a number measures.
#[derive(Clone, Copy, PartialEq)]
enum Unit {
    Months(f64),
    /// Running hours: they end a warranty earlier, but nobody can say on which day.
    Hours,
    Unknown,
}

fn unit(word: &str) -> Unit {
    let lower: String = word.trim_end_matches('.').chars().take(24).flat_map(char::to_lowercase).collect();
    match lower.as_str() {
        "m" | "mo" | "mon" | "mt" | "mth" | "mths" | "monat" | "monate" | "monaten" | "month" | "months" | "mese"
        | "mesi" => Unit::Months(1.0),
        "a" | "j" | "jahr" | "jahre" | "jahren" | "year" | "years" | "yr" | "yrs" | "anno" | "anni" => {
            Unit::Months(12.0)
        }
        "h" | "std" | "stunde" | "stunden" | "bh" | "bstd" | "betriebsstunden" | "hour" | "hours" | "hrs" | "ore"
        | "ora" => Unit::Hours,
        _ => Unit::Unknown,
    }
}

/// The numbers of a text, each with the word behind it.
fn amounts(text: &str, decimal: Decimal) -> Option<Vec<(f64, Option<Unit>)>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|letter: char| letter.is_ascii_digit()) {
        let (_, number) = rest.split_at_checked(start)?;
        let is_part = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',' | '\'' | '’');
        let end = number.find(|letter| !is_part(letter)).unwrap_or(number.len());
        let (digits, behind) = number.split_at_checked(end)?;
        // A point or comma that ends the number belongs to the sentence.
        let value = super::parse_number(digits.trim_end_matches(['.', ',', '\'', '’']), decimal)?;
        let word = behind.trim_start_matches([' ', '-', '\u{a0}']);
        let length = word.find(|letter: char| !letter.is_alphabetic()).unwrap_or(word.len());
        let (word, after) = word.split_at_checked(length)?;
        found.push((value, (!word.is_empty()).then(|| unit(word))));
        rest = after;
    }
    Some(found)
}

/// The months of a term; a plain number is in the unit of its column (`factor` months each). Where hours stand beside
/// ("24 Monate oder 4.000 h", whichever comes first), the months count, for they give a day. `None` where no months
/// are said, or two different terms.
#[must_use]
pub fn parse_term_months(text: &str, decimal: Decimal, factor: f64) -> Option<f64> {
    let amounts = amounts(text, decimal)?;
    let months: Vec<f64> = match amounts.as_slice() {
        [(value, None)] => vec![value * factor],
        several => several
            .iter()
            .filter_map(|(value, unit)| match unit {
                Some(Unit::Months(each)) => Some(value * each),
                _ => None,
            })
            .collect(),
    };
    let (first, others) = months.split_first()?;
    let same = others.iter().all(|other| (other - first).abs() < 0.01);
    // Something beside the months that is no running time was not understood.
    let odd = amounts.len() > 1 && amounts.iter().any(|(_, unit)| matches!(unit, None | Some(Unit::Unknown)));
    (same && !odd && *first > 0.0 && *first <= MOST_MONTHS).then_some(*first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_as_lists_write_them() {
        for (text, expected) in [
            ("24", Some(24.0)),
            ("24 Monate", Some(24.0)),
            ("24 Mon.", Some(24.0)),
            ("24M", Some(24.0)),
            ("2 Jahre", Some(24.0)),
            ("2-jahre", Some(24.0)),
            ("1,5 Jahre", Some(18.0)),
            ("18 mesi", Some(18.0)),
            ("2 anni", Some(24.0)),
            ("12 months", Some(12.0)),
            ("24 Monate oder 4.000 h", Some(24.0)),
            ("4.000 Bh / 24 Monate", Some(24.0)),
            ("24 Monate (2 Jahre)", Some(24.0)),
            ("24 months or 4,000 hours, whichever comes first", Some(24.0)),
            ("4.000 h", None),
            ("12 Monate, Spindel 24 Monate", None),
            ("keine", None),
            ("0", None),
            ("24 Äpfel", None),
            ("12 + 12", None),
            ("31.12.2026", None),
            ("99999", None),
            ("", None),
        ] {
            assert_eq!(parse_term_months(text, Decimal::Comma, 1.0), expected, "{text}");
        }
        assert_eq!(parse_term_months("2", Decimal::Comma, 12.0), Some(24.0));
        assert_eq!(parse_term_months("24 Monate", Decimal::Comma, 12.0), Some(24.0), "its own unit counts");
    }
}
