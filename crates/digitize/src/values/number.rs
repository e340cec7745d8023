//! Numbers as people and systems write them.

use crate::Decimal;
use std::io::Write;

const POWERS: [f64; 19] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];

/// Spellings of currencies, longest first where one begins another, with the power of ten the spelling brings.
const CURRENCIES: &[(&str, &str, i32)] = &[
    ("€", "EUR", 0),
    ("EUR", "EUR", 0),
    ("EURO", "EUR", 0),
    ("CHF", "CHF", 0),
    ("$", "USD", 0),
    ("US$", "USD", 0),
    ("USD", "USD", 0),
    ("£", "GBP", 0),
    ("GBP", "GBP", 0),
    ("T€", "EUR", 3),
    ("k€", "EUR", 3),
    ("TEUR", "EUR", 3),
    ("kEUR", "EUR", 3),
    ("Mio. €", "EUR", 6),
    ("Mio €", "EUR", 6),
    ("TCHF", "CHF", 3),
    ("kCHF", "CHF", 3),
    ("SFr.", "CHF", 0),
    ("SFr", "CHF", 0),
    ("Fr.", "CHF", 0),
    ("CZK", "CZK", 0),
    ("Kč", "CZK", 0),
    ("PLN", "PLN", 0),
    ("zł", "PLN", 0),
    ("HUF", "HUF", 0),
    ("Ft", "HUF", 0),
    ("SEK", "SEK", 0),
    ("NOK", "NOK", 0),
    ("DKK", "DKK", 0),
    ("kr", "SEK", 0),
    ("RON", "RON", 0),
    ("BGN", "BGN", 0),
    ("TRY", "TRY", 0),
    ("CAD", "CAD", 0),
    ("AUD", "AUD", 0),
    ("JPY", "JPY", 0),
    ("¥", "JPY", 0),
    ("CNY", "CNY", 0),
    ("RMB", "CNY", 0),
    ("Lit.", "ITL", 0),
    ("ITL", "ITL", 0),
    ("DEM", "DEM", 0),
    ("ATS", "ATS", 0),
];

/// Words that multiply.
const MULTIPLES: &[(&str, i32)] =
    &[("Tsd.", 3), ("Tsd", 3), ("Mio.", 6), ("Mio", 6), ("Mrd.", 9), ("Mrd", 9), ("mila", 3), ("mln", 6)];

/// A number taken apart: `(-1 if negative) * digits / 10^scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scanned {
    pub(super) negative: bool,
    pub(super) digits: u128,
    pub(super) scale: i32,
    pub(super) currency: Option<&'static str>,
}

impl Scanned {
    fn number(self) -> Option<f64> {
        let value = match usize::try_from(self.scale) {
            // Below 2^53 both are exact, so one division rounds correctly.
            #[expect(clippy::cast_precision_loss, reason = "checked to be below 2^53")]
            Ok(scale) if self.digits < (1 << 53) && scale < POWERS.len() => {
                self.digits as f64 / POWERS.get(scale).copied()?
            }
            _ => {
                let mut buffer = [0u8; 64];
                let mut rest = &mut buffer[..];
                write!(rest, "{}e{}", self.digits, -self.scale).ok()?;
                let left = rest.len();
                let written = buffer.get(..buffer.len().checked_sub(left)?)?;
                std::str::from_utf8(written).ok()?.parse().ok()?
            }
        };
        Some(if self.negative { -value } else { value })
    }
}

fn leading_digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

fn strip_prefix_ignore_case<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let head = text.get(..prefix.len())?;
    if !head.eq_ignore_ascii_case(prefix) {
        return None;
    }
    let rest = text.get(prefix.len()..)?;
    let open = prefix.ends_with(char::is_alphabetic) && rest.starts_with(char::is_alphabetic);
    (!open).then_some(rest)
}

fn currency_at(text: &str) -> Option<(&'static str, i32, &str)> {
    CURRENCIES
        .iter()
        .find_map(|&(spelling, code, power)| strip_prefix_ignore_case(text, spelling).map(|rest| (code, power, rest)))
}

/// The mark a grouping character counts as: all blanks are one, all apostrophes are one.
const fn neutral_group(c: char) -> Option<char> {
    match c {
        ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}' => Some(' '),
        '\'' | '’' | '‘' | '´' | '`' => Some('\''),
        _ => None,
    }
}

/// What stands before the digits: sign, bracket, currency. Returns the rest, which starts with a digit or a mark.
fn scan_head<'t>(text: &'t str, found: &mut Scanned, bracket: &mut bool) -> Option<(&'t str, bool)> {
    let mut rest = text.trim();
    let mut signed = false;
    loop {
        let c = rest.chars().next()?;
        let after = rest.get(c.len_utf8()..)?;
        rest = match c {
            '0'..='9' => return Some((rest, signed)),
            '.' | ',' if leading_digits(after) > 0 => return Some((rest, signed)),
            '-' | '−' | '–' if !signed => {
                signed = true;
                found.negative = true;
                after
            }
            '+' if !signed => {
                signed = true;
                after
            }
            '(' if !*bracket && !signed => {
                *bracket = true;
                after
            }
            c if c.is_whitespace() => after,
            _ if found.currency.is_none() => {
                let (code, power, after) = currency_at(rest)?;
                found.currency = Some(code);
                found.scale -= power;
                after
            }
            _ => return None,
        };
    }
}

/// The digits themselves with their marks. Returns the rest after the last digit.
///
/// The decimal mark of the column decides where both readings are possible ("1.234"). Where only one is, it is taken:
/// "99.50" in a column with decimal comma cannot be grouped, so it is 99.5; so is "0.125", as no group starts with 0.
fn scan_body<'t>(text: &'t str, decimal: Decimal, found: &mut Scanned) -> Option<&'t str> {
    let own_mark = if decimal == Decimal::Comma { ',' } else { '.' };
    let mut rest = text;
    let mut group = None;
    let mut mark = None;
    let mut fraction = 0i32;
    let lead = leading_digits(text);
    let groupable = (1..=3).contains(&lead) && !text.starts_with('0');
    loop {
        let count = leading_digits(rest);
        let (digits, after_digits) = rest.split_at_checked(count)?;
        for digit in digits.bytes() {
            let next = found.digits.checked_mul(10)?.checked_add(u128::from(digit - b'0'))?;
            if mark.is_some() {
                // Digits beyond the 18th decimal say nothing about a machine.
                if fraction >= 18 {
                    continue;
                }
                fraction += 1;
            }
            if next > 10u128.pow(36) {
                return None;
            }
            found.digits = next;
        }
        rest = after_digits;
        let Some(c) = rest.chars().next() else { break };
        let after = rest.get(c.len_utf8()..)?;
        let following = leading_digits(after);
        if let Some(class) = neutral_group(c) {
            let goes_on = following == 3 && mark.is_none() && groupable && group.is_none_or(|known| known == class);
            if !goes_on {
                break;
            }
            group = Some(class);
        } else if c == '.' || c == ',' {
            if following == 0 {
                // "1'250.-" and "1.250,--": no cents; the dash is no sign.
                if mark.is_some() {
                    return None;
                }
                rest = after.trim_start_matches(['-', '–', '—']);
                break;
            }
            match mark {
                // "1.234.567" in a column with decimal point: the marks group after all.
                Some(known) if known == c && fraction == 3 && following == 3 && group.is_none() && groupable => {
                    mark = None;
                    fraction = 0;
                    group = Some(c);
                }
                Some(_) => return None,
                None if group == Some(c) => {
                    if following != 3 {
                        return None;
                    }
                }
                None if c != own_mark && following == 3 && group.is_none() && groupable => group = Some(c),
                None => mark = Some(c),
            }
        } else {
            break;
        }
        rest = after;
    }
    found.scale += fraction;
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let (sign, digits) = match exponent.as_bytes().first() {
            Some(b'-') => (-1, exponent.get(1..)?),
            Some(b'+') => (1, exponent.get(1..)?),
            _ => (1, exponent),
        };
        let count = leading_digits(digits);
        if (1..=3).contains(&count) {
            let power: i32 = digits.get(..count)?.parse().ok()?;
            found.scale -= sign * power;
            rest = digits.get(count..)?;
        }
    }
    Some(rest)
}

/// The length in bytes of a unit at the start: letters with `/`, `.`, `°`, `²`, `³`, at most 12 characters.
fn unit_length(text: &str) -> Option<usize> {
    let mut count = 0;
    let mut length = 0;
    for c in text.chars() {
        if !(c.is_alphabetic() || matches!(c, '/' | '.' | '°' | '²' | '³' | '·')) {
            break;
        }
        count += 1;
        length += c.len_utf8();
    }
    let begins = text.starts_with(|c: char| c.is_alphabetic() || c == '°');
    (begins && count <= 12).then_some(length)
}

/// Takes a number apart; `None` where the text is not one number with at most a currency and a unit.
pub(super) fn scan(text: &str, decimal: Decimal) -> Option<Scanned> {
    if text.len() > 64 {
        return None;
    }
    let mut found = Scanned { negative: false, digits: 0, scale: 0, currency: None };
    let mut bracket = false;
    let (body, mut signed) = scan_head(text, &mut found, &mut bracket)?;
    let mut rest = scan_body(body, decimal, &mut found)?;
    let mut units = 0;
    loop {
        rest = rest.trim_start();
        let Some(c) = rest.chars().next() else { break };
        let after = rest.get(c.len_utf8()..)?;
        rest = match c {
            '-' | '−' | '–' if !signed && !bracket => {
                signed = true;
                found.negative = true;
                after
            }
            ')' if bracket => {
                bracket = false;
                signed = true;
                found.negative = true;
                after
            }
            '%' | '‰' => after,
            _ => {
                if let Some((power, after)) = MULTIPLES
                    .iter()
                    .find_map(|&(word, power)| strip_prefix_ignore_case(rest, word).map(|after| (power, after)))
                {
                    found.scale -= power;
                    after
                } else if let (None, Some((code, power, after))) = (found.currency, currency_at(rest)) {
                    found.currency = Some(code);
                    found.scale -= power;
                    after
                } else {
                    let rest = rest.strip_prefix('/').unwrap_or(rest);
                    units += 1;
                    if units > 1 {
                        return None;
                    }
                    rest.get(unit_length(rest)?..)?
                }
            }
        };
    }
    (!bracket).then_some(found)
}

/// Digits with at most one mark, and a minus in front: what nearly all cells hold. Digits and decimals, `None` for more.
pub(super) fn plain(text: &str, decimal: Decimal) -> Option<(i64, usize)> {
    let own_mark = if decimal == Decimal::Comma { b',' } else { b'.' };
    let bytes = text.as_bytes();
    let (negative, bytes) = match bytes.split_first() {
        Some((b'-', rest)) => (true, rest),
        _ => (false, bytes),
    };
    if bytes.is_empty() || bytes.len() > 16 {
        return None;
    }
    let mut value = 0i64;
    let mut mark = None;
    for (position, &byte) in bytes.iter().enumerate() {
        if byte.is_ascii_digit() {
            value = value * 10 + i64::from(byte - b'0');
        } else if byte == own_mark && mark.is_none() && position > 0 {
            mark = Some(position);
        } else {
            return None;
        }
    }
    let scale = match mark {
        None => 0,
        Some(position) if position + 1 < bytes.len() => bytes.len() - position - 1,
        Some(_) => return None,
    };
    // 16 digits may pass 2^53, where the division below would no longer be exact.
    (value < (1 << 53)).then_some((if negative { -value } else { value }, scale))
}

/// The number a text holds, with the decimal mark of its column: `1.234,56`, `1'234.56`, `1 234,56`, `12-`, `(12)`,
/// `1,5E+03`; a currency, a percent sign or a unit ("12.450 h", "3,2 mm/s") is passed over, "T€" and "Mio." multiply.
/// `None` for anything else, also for "-" and "n/a".
#[must_use]
pub fn parse_number(text: &str, decimal: Decimal) -> Option<f64> {
    if let Some((value, scale)) = plain(text, decimal) {
        #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
        return POWERS.get(scale).map(|power| value as f64 / power);
    }
    scan(text, decimal)?.number()
}

/// Which decimal mark a text proves: `Some` where only one reading is possible, `None` for "1.234", "12" and non-numbers.
pub(crate) fn decimal_evidence(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let last = text.rfind(['.', ',']);
    let swiss = text.contains(['\'', '’']);
    if last.is_none() && !swiss || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    scan(text, Decimal::Comma).or_else(|| scan(text, Decimal::Point))?;
    // A number needs no mark before its first digit ("Fr. 12") and none in its unit ("12 Std.").
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let end = text.rfind(|c: char| c.is_ascii_digit())?;
    let body = text.get(start..=end)?;
    let mark_is = |c| if c == ',' { Decimal::Comma } else { Decimal::Point };
    let other = |c| if c == ',' { Decimal::Point } else { Decimal::Comma };
    match text.get(end + 1..).unwrap_or_default().as_bytes() {
        [b',', b'-', ..] => return Some(Decimal::Comma),
        [b'.', b'-', ..] => return Some(Decimal::Point),
        _ => {}
    }
    let Some(position) = body.rfind(['.', ',']) else {
        return body.contains(['\'', '’']).then_some(Decimal::Point);
    };
    let mark = body.get(position..)?.chars().next()?;
    let count = body.matches(mark).count();
    if body.contains(if mark == ',' { '.' } else { ',' }) {
        return (count == 1).then(|| mark_is(mark));
    }
    if count > 1 {
        return Some(other(mark));
    }
    let lead = leading_digits(body);
    let grouped = body.get(..position)?.contains([' ', '\'', '’', '\u{a0}', '\u{202f}']);
    let after = leading_digits(body.get(position + 1..)?);
    (after != 3 || grouped || lead > 3 || body.starts_with('0')).then(|| mark_is(mark))
}

/// The unit behind a number ("Monate" of "3 Monate", "h" of "12.450 h"), where there is one.
pub(crate) fn unit_suffix(text: &str) -> Option<&str> {
    let end = text.rfind(|c: char| c.is_ascii_digit())?;
    let unit = text.get(end + 1..)?.trim().trim_start_matches(['.', ',']).trim();
    (unit.starts_with(|c: char| c.is_alphabetic() || c == '°')).then_some(unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Decimal::{Comma, Point};

    #[test]
    fn numbers_as_written_in_three_countries() {
        for (text, decimal, expected) in [
            ("0", Comma, 0.0),
            ("1234", Point, 1234.0),
            ("1.234,56", Comma, 1234.56),
            ("1.234", Comma, 1234.0),
            ("1.234", Point, 1.234),
            ("1,234.56", Point, 1234.56),
            ("1'234.56", Point, 1234.56),
            ("1’234.56", Point, 1234.56),
            ("1’234’567", Comma, 1_234_567.0),
            ("1 234,56", Comma, 1234.56),
            ("1\u{a0}234,56", Comma, 1234.56),
            ("1\u{202f}234\u{202f}567,8", Comma, 1_234_567.8),
            ("12-", Comma, -12.0),
            ("1.234,50-", Comma, -1234.5),
            ("(12)", Comma, -12.0),
            ("($1,250.00)", Point, -1250.0),
            ("-3,5", Comma, -3.5),
            ("- 3,5", Comma, -3.5),
            ("−7", Comma, -7.0),
            ("+7", Comma, 7.0),
            ("12.450 h", Comma, 12450.0),
            ("3,2 mm/s", Comma, 3.2),
            ("45,5 °C", Comma, 45.5),
            ("12 %", Comma, 12.0),
            ("12h", Comma, 12.0),
            ("€ 1.250,00", Comma, 1250.0),
            ("1.250,- €", Comma, 1250.0),
            ("CHF 1'250.-", Point, 1250.0),
            ("$14190.13", Point, 14190.13),
            ("12,5 T€", Comma, 12500.0),
            ("1,2 Mio. €", Comma, 1_200_000.0),
            ("1,5E+03", Comma, 1500.0),
            ("2e-3", Point, 0.002),
            ("99.50", Comma, 99.5),
            ("0.125", Comma, 0.125),
            ("1,5", Point, 1.5),
            ("1.234.567", Point, 1_234_567.0),
            (".5", Point, 0.5),
            ("5,", Comma, 5.0),
            ("44.53215412", Point, 44.532_154_12),
            ("-73.99109435977222", Point, -73.991_094_359_772_22),
            ("0.1234567890123456789", Point, 0.123_456_789_012_345_68),
            ("250 EUR/Jahr", Comma, 250.0),
        ] {
            assert_eq!(parse_number(text, decimal), Some(expected), "{text:?} {decimal:?}");
        }
    }

    #[test]
    fn what_is_no_number() {
        for text in [
            "",
            " ",
            "-",
            "–",
            "n/a",
            "abc",
            "1D10000",
            "31.12.2026",
            "2026-12-31",
            "12:30",
            "10/12",
            "1.234.56",
            "1,2,3",
            "4x4",
            "(12",
            "12 34",
            "ca. 500",
            "1-2",
            "3 von 5",
            "€",
            "1.23,45.6",
            "error1",
            "5 Std. 30 Min.",
            "99999999999999999999999999999999999999999999",
        ] {
            assert_eq!(parse_number(text, Comma), None, "{text:?}");
        }
    }

    #[test]
    fn the_short_path_equals_the_long_one() {
        for text in
            ["0", "7", "-7", "007", "12,5", "-0,25", "123456789,125", "1234567890123", "9007199254740991", "1,0"]
        {
            for decimal in [Comma, Point] {
                if let Some((value, scale)) = plain(text, decimal) {
                    let long = scan(text, decimal).expect("the long path reads it too");
                    let digits = u128::from(value.unsigned_abs());
                    assert_eq!((long.digits, long.scale), (digits, i32::try_from(scale).expect("small")), "{text}");
                    assert_eq!(long.negative, text.starts_with('-'));
                    assert_eq!(parse_number(text, decimal), long.number());
                }
            }
        }
    }

    #[test]
    fn evidence_for_the_decimal_mark() {
        for (text, expected) in [
            ("1.234,56", Some(Comma)),
            ("1,234.56", Some(Point)),
            ("1.234", None),
            ("1,234", None),
            ("12,5", Some(Comma)),
            ("12.50", Some(Point)),
            ("0.125", Some(Point)),
            ("1234.567", Some(Point)),
            ("1.234.567", Some(Comma)),
            ("1,234,567", Some(Point)),
            ("1'234", Some(Point)),
            ("1 234.567", Some(Point)),
            ("$14190.13", Some(Point)),
            ("12", None),
            ("12 Std.", None),
            ("31.12.2026", None),
            ("a.b", None),
            ("1.250,-", Some(Comma)),
        ] {
            assert_eq!(decimal_evidence(text), expected, "{text:?}");
        }
    }

    #[test]
    fn units_behind_numbers() {
        assert_eq!(unit_suffix("3 Monate"), Some("Monate"));
        assert_eq!(unit_suffix("12.450 h"), Some("h"));
        assert_eq!(unit_suffix("12"), None);
        assert_eq!(unit_suffix("Monate"), None);
    }
}
