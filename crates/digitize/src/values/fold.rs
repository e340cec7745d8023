//! Text without case, blanks, punctuation and accents, so that spellings of one word compare equal.

/// The plain letters of a character: `Ä` -> `a`, `ß` -> `ss`; nothing for what is neither letter nor digit.
const fn plain(c: char) -> &'static [u8] {
    match c {
        'ä' | 'Ä' | 'à' | 'À' | 'á' | 'Á' | 'â' | 'Â' | 'ã' | 'å' | 'Å' | 'ą' | 'æ' | 'Æ' => b"a",
        'è' | 'È' | 'é' | 'É' | 'ê' | 'Ê' | 'ë' | 'ę' | 'ě' => b"e",
        'ì' | 'Ì' | 'í' | 'Í' | 'î' | 'ï' => b"i",
        'ö' | 'Ö' | 'ò' | 'Ò' | 'ó' | 'Ó' | 'ô' | 'õ' | 'ø' | 'Ø' | 'ő' | 'œ' => b"o",
        'ü' | 'Ü' | 'ù' | 'Ù' | 'ú' | 'Ú' | 'û' | 'ű' | 'ů' => b"u",
        'ß' => b"ss",
        'ç' | 'Ç' | 'č' | 'Č' | 'ć' => b"c",
        'ñ' | 'ń' | 'ň' => b"n",
        'š' | 'Š' | 'ś' => b"s",
        'ž' | 'Ž' | 'ź' | 'ż' => b"z",
        'ř' => b"r",
        'ý' => b"y",
        'ł' | 'Ł' => b"l",
        'ď' => b"d",
        'ť' => b"t",
        _ => b"",
    }
}

/// Writes the folded text into `buffer` and returns it; `None` when it does not fit.
///
/// `ae`, `oe` and `ue` become `a`, `o` and `u`, as the umlauts do: "Gerät", "Geraet" and "Gerat" are one word. Other
/// words with these pairs change too ("value" -> "valu"), on both sides of every comparison alike. Texts of up to
/// three bytes are codes and keep theirs.
pub(crate) fn fold_into<'b>(text: &str, buffer: &'b mut [u8]) -> Option<&'b [u8]> {
    let mut length = 0;
    let mut last = 0u8;
    // Codes such as AE and UAE are no umlauts.
    let joins = text.len() > 3;
    let mut push = |byte: u8, last: &mut u8| {
        if joins && byte == b'e' && matches!(*last, b'a' | b'o' | b'u') {
            *last = byte;
            return Some(());
        }
        *buffer.get_mut(length)? = byte;
        length += 1;
        *last = byte;
        Some(())
    };
    for c in text.chars() {
        if c.is_ascii() {
            if c.is_ascii_alphanumeric() {
                push(u8::try_from(c.to_ascii_lowercase()).unwrap_or(b'?'), &mut last)?;
            } else {
                last = 0;
            }
        } else {
            for &byte in plain(c) {
                push(byte, &mut last)?;
                // "ë" after "a" is a letter of its own.
                last = 0;
            }
        }
    }
    buffer.get(..length)
}

/// The folded text as a new string; at most the first 256 bytes are looked at.
pub(crate) fn fold(text: &str) -> String {
    let mut end = text.len().min(256);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut buffer = [0u8; 512];
    let folded = fold_into(text.get(..end).unwrap_or_default(), &mut buffer).unwrap_or_default();
    String::from_utf8_lossy(folded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_are_equal() {
        for (one, other) in [
            ("Gerät", "GERAET"),
            ("k. A.", "k.A."),
            ("Straße", "strasse"),
            ("außer Betrieb", "ausser  betrieb"),
            ("Österreich", "Oesterreich"),
            ("citta\u{300}", "città"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} and {other}");
        }
        assert_eq!(fold("–"), "");
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(fold_into("abcdef", &mut [0; 4]), None);
        assert_eq!(fold(&"ä".repeat(10_000)).len(), 128);
    }
}
