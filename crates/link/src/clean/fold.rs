//! Small letters without marks, so that texts can be compared as people say them.

use unicode_normalization::UnicodeNormalization;

/// Small letters and digits; runs of other signs are one space. An apostrophe or a dot within a word is nothing, so that
/// `O'Neill` and `S.p.A.` stay words.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    let mut take = |letter: char| {
        if letter.is_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            match letter {
                'ß' | 'ẞ' => folded.push_str("ss"),
                'æ' | 'Æ' => folded.push_str("ae"),
                'œ' | 'Œ' => folded.push_str("oe"),
                'ø' | 'Ø' => folded.push('o'),
                'ł' | 'Ł' => folded.push('l'),
                'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
                'ı' => folded.push('i'),
                letter if letter.is_ascii() => folded.push(letter.to_ascii_lowercase()),
                letter => folded.extend(letter.to_lowercase()),
            }
        } else if !is_nothing(letter) {
            gap = true;
        }
    };
    if text.is_ascii() {
        text.chars().for_each(&mut take);
    } else {
        text.nfkd().for_each(&mut take);
    }
    folded
}

/// Marks of decomposed letters and signs within words.
fn is_nothing(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '.') || unicode_normalization::char::is_combining_mark(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_signs_go() {
        assert_eq!(fold("  Müller & Söhne, Straße 3 "), "muller sohne strasse 3");
        assert_eq!(fold("O'Neill S.p.A."), "oneill spa");
        assert_eq!(fold("Łódź – Ærø"), "lodz aero");
        assert_eq!(fold("ﬁne İstanbul"), "fine istanbul");
        assert_eq!(fold("--"), "");
    }
}
