//! What people and systems write into a cell that holds nothing.

/// Words for "nothing here", compared without case. "none" is not among them: it can be an answer.
const WORDS: &[&str] = &[
    "n/a",
    "n. a.",
    "n.a.",
    "n/a.",
    "na",
    "nan",
    "k.a.",
    "k. a.",
    "k.a",
    "k/a",
    "ka.",
    "keine angabe",
    "keine angaben",
    "unbekannt",
    "unbek.",
    "unknown",
    "not available",
    "sconosciuto",
    "n.d.",
    "n. d.",
    "n/d",
    "n.v.",
    "n. v.",
    "n/v",
    "non disponibile",
    "null",
    "(null)",
    "<null>",
    "\\n",
    "#n/a",
    "#nv",
    "#n/d",
    "#null!",
    "#ref!",
    "#bezug!",
    "#rif!",
    "#wert!",
    "#value!",
    "#valore!",
    "#name?",
    "#nome?",
    "#div/0!",
    "#zahl!",
    "#num!",
    "(leer)",
    "(blank)",
    "(vuoto)",
    "undefined",
    "0000-00-00",
    "0000-00-00 00:00:00",
    "0000-00-00t00:00:00",
    "00.00.0000",
    "00/00/0000",
    "00000000",
    "00.00.00",
    "0001-01-01",
    "01.01.0001",
    "0001-01-01t00:00:00",
    "0001-01-01 00:00:00",
];

/// Whether a cell's text stands for nothing: empty, only dashes, stars, dots or question marks, "n/a", "k. A.",
/// "keine Angabe", "unbekannt", `NULL`, spreadsheet errors, and the zero dates of SAP (`00.00.0000`, `00000000`).
#[must_use]
pub fn is_blank_value(text: &str) -> bool {
    let text = text.trim();
    let Some(&first) = text.as_bytes().first() else { return true };
    match first {
        b'1'..=b'9' | b'@' | b'+' => false,
        b'-' | b'*' | b'?' | b'.' | b'_' | 0xE2 => {
            text.chars().all(|c| matches!(c, '-' | '*' | '?' | '.' | '_' | '–' | '—' | '−' | ' '))
        }
        // The letters and marks the words begin with.
        b'n' | b'N' | b'k' | b'K' | b'u' | b'U' | b's' | b'S' | b'\\' | b'#' | b'(' | b'<' | b'0' => {
            text.len() <= 20 && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_blank_however_it_is_written() {
        for text in [
            "",
            " ",
            "\u{a0}",
            "-",
            "--",
            "–",
            " — ",
            "n/a",
            "N/A",
            "k.A.",
            "k. A.",
            "keine Angabe",
            "unbekannt",
            "Unknown",
            "n.d.",
            "NULL",
            "#N/A",
            "#NV",
            "**",
            "?",
            "00.00.0000",
            "00000000",
            "0000-00-00",
            "...",
        ] {
            assert!(is_blank_value(text), "{text:?}");
        }
    }

    #[test]
    fn every_word_is_found_in_any_case() {
        for word in WORDS {
            assert!(is_blank_value(word) && is_blank_value(&word.to_uppercase()), "{word}");
        }
    }

    #[test]
    fn values_are_not_blank() {
        for text in ["0", "0,00", "-5", "x", "nein", "Nadel", "31.12.9999", "none", "00123", "€", "–5", "#12", "K-A"]
        {
            assert!(!is_blank_value(text), "{text:?}");
        }
    }
}
