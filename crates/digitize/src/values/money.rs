//! Amounts of money, exact to the hundredth.

use super::number::{plain, scan};
use crate::Decimal;

/// An amount in hundredths, and the ISO 4217 code of the currency written in the cell, where one is. Exact decimal
/// arithmetic; more than two decimals are rounded half away from zero (commercial rounding).
#[must_use]
pub fn parse_money_cents(text: &str, decimal: Decimal) -> Option<(i64, Option<&'static str>)> {
    if let Some((value, scale @ 0..=2)) = plain(text, decimal) {
        let factor = match scale {
            0 => 100,
            1 => 10,
            _ => 1,
        };
        return Some((value.checked_mul(factor)?, None));
    }
    let found = scan(text, decimal)?;
    let shift = 2 - found.scale;
    let hundredths = if shift >= 0 {
        found.digits.checked_mul(10u128.checked_pow(u32::try_from(shift).ok()?)?)?
    } else {
        match 10u128.checked_pow(shift.unsigned_abs()) {
            Some(divisor) => found.digits / divisor + u128::from(found.digits % divisor >= divisor / 2),
            // More decimals than digits can be held: nothing is left of the amount.
            None => 0,
        }
    };
    let hundredths = i64::try_from(hundredths).ok()?;
    Some((if found.negative { -hundredths } else { hundredths }, found.currency))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Decimal::{Comma, Point};

    #[test]
    fn amounts_are_exact_and_name_their_currency() {
        for (text, decimal, expected) in [
            ("14190.13", Point, (1_419_013, None)),
            ("$14190.13", Point, (1_419_013, Some("USD"))),
            ("1.250,00 €", Comma, (125_000, Some("EUR"))),
            ("EUR 1.250,5", Comma, (125_050, Some("EUR"))),
            ("CHF 1'250.-", Point, (125_000, Some("CHF"))),
            ("12,5 T€", Comma, (1_250_000, Some("EUR"))),
            ("0,005", Comma, (1, None)),
            ("0,0049", Comma, (0, None)),
            ("-0,005", Comma, (-1, None)),
            ("1.005", Point, (101, None)),
            ("90071992547409,93", Comma, (9_007_199_254_740_993, None)),
            ("(250,00)", Comma, (-25_000, None)),
            ("250,00-", Comma, (-25_000, None)),
            ("1.250", Comma, (125_000, None)),
        ] {
            assert_eq!(parse_money_cents(text, decimal), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_amount() {
        for text in ["", "-", "auf Anfrage", "99999999999999999999", "31.12.2026", "1e30", "EUR"] {
            assert_eq!(parse_money_cents(text, Comma), None, "{text:?}");
        }
    }
}
