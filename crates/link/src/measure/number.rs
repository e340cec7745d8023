//! Numbers as people write them.

/// The number, or not a number. A point or comma before the last one or two digits, or any single point, is the decimal
/// one; others part thousands. Signs of currencies and units around it do not count.
pub(crate) fn parse(text: &str) -> f64 {
    let plain: String = text.chars().filter(|sign| sign.is_ascii_digit() || matches!(sign, '.' | ',' | '-')).collect();
    let plain = plain.trim_end_matches(['.', ',', '-']).trim_start_matches(['.', ',']);
    let separator = plain.rfind(['.', ',']);
    let decimal = separator.filter(|at| {
        let single = plain.matches(['.', ',']).count() == 1;
        let after = plain.len() - at - 1;
        after <= 2 || (single && plain.as_bytes()[*at] == b'.') || !same_separator(plain)
    });
    let (whole, part) = decimal.map_or((plain, ""), |at| (&plain[..at], &plain[at + 1..]));
    let whole: String = whole.chars().filter(|sign| !matches!(sign, '.' | ',')).collect();
    format!("{whole}.{part}").parse().unwrap_or(f64::NAN)
}

fn same_separator(plain: &str) -> bool {
    !(plain.contains('.') && plain.contains(','))
}

/// The number as one text, nothing for what is none.
pub(super) fn canonical(text: &str) -> String {
    let number = parse(text);
    if number.is_finite() { number.to_string() } else { String::new() }
}

/// How far two numbers are apart, as a share of the larger.
pub(super) fn difference(one: f64, other: f64) -> f64 {
    let larger = one.abs().max(other.abs());
    if larger == 0.0 { 0.0 } else { (one - other).abs() / larger }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_many_countries() {
        for (text, expected) in [
            ("$1,234.50", 1234.5),
            ("1.234,50 €", 1234.5),
            ("399", 399.0),
            ("1999.0", 1999.0),
            ("12,5", 12.5),
            ("1,234", 1234.0),
            ("-3.25", -3.25),
            ("1.234.567", 1_234_567.0),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
        assert!(parse("n/a").is_nan());
        assert_eq!((canonical("1999.0"), canonical("none")), ("1999".to_owned(), String::new()));
        assert!((difference(90.0, 100.0) - 0.1).abs() < 1e-12);
    }
}
