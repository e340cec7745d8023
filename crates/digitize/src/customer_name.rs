//! Company names as people write them, and the key by which two spellings are the same customer.

/// Legal forms that do not tell companies apart, lower case, without dots.
const LEGAL_FORMS: [&str; 24] = [
    "gmbh", "mbh", "ag", "kg", "ohg", "gbr", "ug", "se", "ek", "co", "cokg", "gmbhcokg", "srl", "spa", "sas", "snc",
    "sarl", "sa", "ltd", "limited", "inc", "llc", "bv", "und",
];

/// The name in lower case, umlauts written out, accents, punctuation and legal forms dropped: `Müller & Söhne GmbH`
/// gives `mueller soehne`. Where nothing but legal forms is there they stay.
#[must_use]
pub fn normalise(name: &str) -> String {
    let mut folded = String::with_capacity(name.len() + 4);
    for character in name.chars().flat_map(char::to_lowercase) {
        match character {
            'ä' => folded.push_str("ae"),
            'ö' => folded.push_str("oe"),
            'ü' => folded.push_str("ue"),
            'ß' => folded.push_str("ss"),
            'à' | 'á' | 'â' => folded.push('a'),
            'è' | 'é' | 'ê' => folded.push('e'),
            'ì' | 'í' | 'î' => folded.push('i'),
            'ò' | 'ó' | 'ô' => folded.push('o'),
            'ù' | 'ú' | 'û' => folded.push('u'),
            '.' | '\'' | '’' => {}
            other if other.is_alphanumeric() => folded.push(other),
            _ => folded.push(' '),
        }
    }
    let words: Vec<&str> = folded.split_whitespace().collect();
    let telling: Vec<&str> = words.iter().copied().filter(|word| !LEGAL_FORMS.contains(word)).collect();
    if telling.is_empty() { words.join(" ") } else { telling.join(" ") }
}

/// Whether a text has a legal form beside other words, as the names of firms have: "Meier GmbH", "Rossi S.r.l.".
pub(crate) fn is_company(text: &str) -> bool {
    let plain: String = text.chars().filter(|letter| *letter != '.').flat_map(char::to_lowercase).collect();
    let mut words = plain.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    // "und" and "Co" stand in other names too; a legal form alone is no name.
    let is_form = |word: &str| LEGAL_FORMS.contains(&word) && !matches!(word, "und" | "co" | "se" | "sa" | "ek");
    words.next().is_some_and(|first| !is_form(first)) && words.any(is_form)
}

/// A customer number without leading zeros, blanks and punctuation, upper case; `None` where nothing is left.
#[must_use]
pub fn normalise_number(number: &str) -> Option<String> {
    let plain: String =
        number.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    let trimmed = plain.trim_start_matches('0');
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_company_agree() {
        assert_eq!(normalise("Müller & Söhne GmbH"), normalise("MUELLER UND SOEHNE GmbH & Co. KG"));
        assert_eq!(normalise("Officine Rossi S.r.l."), "officine rossi");
        assert_eq!(normalise("AG"), "ag");
        assert_eq!(normalise_number("0000104711").as_deref(), Some("104711"));
        assert_eq!(normalise_number(" - "), None);
    }

    #[test]
    fn a_legal_form_makes_a_company() {
        for name in ["Meier GmbH", "Officine Rossi S.r.l.", "Huber & Co. KG", "Steel Works Ltd."] {
            assert!(is_company(name), "{name}");
        }
        for name in ["Presse 1", "A. Huber", "AG", "Wartung und Inspektion", ""] {
            assert!(!is_company(name), "{name}");
        }
    }
}
