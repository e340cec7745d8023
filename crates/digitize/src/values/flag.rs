//! Yes and no in three languages.

/// Whether a text says yes or no: ja/nein, yes/no, sì/no, wahr/falsch, vero/falso, true/false, J/N, Y/N, 1/0, x.
///
/// SAP writes flags as `X` and blank, so a blank is `false` here; where a blank means "not known", ask
/// [`super::is_blank_value`] first.
#[must_use]
pub fn parse_flag(text: &str) -> Option<bool> {
    const YES: &[&str] = &[
        "ja", "j", "yes", "y", "si", "sì", "si'", "sí", "s", "x", "wahr", "vero", "true", "t", "1", "1.0", "✓", "✔",
        "on",
    ];
    const NO: &[&str] = &["", "nein", "n", "no", "falsch", "falso", "false", "f", "0", "0.0", "✗", "✘", "off"];
    let text = text.trim();
    if text.len() > 6 {
        return None;
    }
    if YES.iter().any(|word| word.eq_ignore_ascii_case(text)) || text == "SÌ" || text == "SÍ" {
        Some(true)
    } else if NO.iter().any(|word| word.eq_ignore_ascii_case(text)) {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_and_no_in_three_languages() {
        for text in ["ja", "J", "Yes", "SI", "sì", "Sì", "SÌ", "x", "X", "wahr", "VERO", "true", "1"] {
            assert_eq!(parse_flag(text), Some(true), "{text}");
        }
        for text in ["", "nein", "N", "No", "falsch", "Falso", "FALSE", "0"] {
            assert_eq!(parse_flag(text), Some(false), "{text}");
        }
        for text in ["vielleicht", "2", "ja, ab 2027", "Javanese"] {
            assert_eq!(parse_flag(text), None, "{text}");
        }
    }
}
