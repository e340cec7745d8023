//! Dates and amounts as the reader writes them.

use base::Language;
use chrono::{Datelike, NaiveDate};
use rust_decimal::{Decimal, RoundingStrategy};

/// A day: `31.12.2026` in German, `31 December 2026` in English, which leaves no doubt about day and month, `31/12/2026` in
/// Italian.
#[must_use]
pub fn day(day: NaiveDate, language: Language) -> String {
    match language {
        Language::De => format!("{:02}.{:02}.{:04}", day.day(), day.month(), day.year()),
        Language::En => day.format("%-d %B %Y").to_string(),
        Language::It => format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year()),
    }
}

/// An amount of money with two decimals: `14.500,00 €` in German and Italian, `€14,500.00` in English. `currency` is a code
/// of ISO 4217; those without a sign of their own stand as the code. The space is one at which no line breaks.
#[must_use]
pub fn money(amount: Decimal, currency: &str, language: Language) -> String {
    let rounded = amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    let plain = format!("{:.2}", rounded.abs());
    let (whole, cents) = plain.split_once('.').unwrap_or((&plain, "00"));
    let (group, point) = match language {
        Language::En => (',', '.'),
        Language::De | Language::It => ('.', ','),
    };
    let mut number = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            number.push(group);
        }
        number.push(digit);
    }
    let minus = if rounded.is_sign_negative() && !rounded.is_zero() { "-" } else { "" };
    let sign = match currency {
        "EUR" => "€",
        "GBP" => "£",
        "USD" => "$",
        other => other,
    };
    match language {
        Language::En if sign == currency => format!("{minus}{currency}\u{a0}{number}{point}{cents}"),
        Language::En => format!("{minus}{sign}{number}{point}{cents}"),
        Language::De | Language::It => format!("{minus}{number}{point}{cents}\u{a0}{sign}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_they_are_read() {
        let date = NaiveDate::from_ymd_opt(2026, 12, 31).expect("a day");
        assert_eq!(day(date, Language::De), "31.12.2026");
        assert_eq!(day(date, Language::En), "31 December 2026");
        assert_eq!(day(date, Language::It), "31/12/2026");
    }

    #[test]
    fn amounts_are_written_as_they_are_read() {
        let money = |amount: &str, currency, language| {
            money(amount.parse().expect("a number"), currency, language).replace('\u{a0}', " ")
        };
        assert_eq!(money("14500", "EUR", Language::De), "14.500,00 €");
        assert_eq!(money("14500", "EUR", Language::It), "14.500,00 €");
        assert_eq!(money("14500", "EUR", Language::En), "€14,500.00");
        assert_eq!(money("1234567.005", "CHF", Language::De), "1.234.567,01 CHF");
        assert_eq!(money("1234567.005", "CHF", Language::En), "CHF 1,234,567.01");
        assert_eq!(money("-999.5", "USD", Language::En), "-$999.50");
        assert_eq!(money("-0.001", "EUR", Language::De), "0,00 €");
        assert_eq!(money("100", "EUR", Language::De), "100,00 €");
    }
}
