//! Texts as they are compared: lower case, umlauts and accents as their base letters.

/// Lower case without umlauts and accents: what texts are sorted and searched by.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars() {
        push_folded(&mut folded, character);
    }
    folded
}

fn push_folded(folded: &mut String, character: char) {
    if character.is_ascii() {
        folded.push(character.to_ascii_lowercase());
        return;
    }
    for lower in character.to_lowercase() {
        match base_letters(lower) {
            Some(letters) => folded.push_str(letters),
            None => folded.push(lower),
        }
    }
}

/// The letters of Latin-1, Latin Extended-A and Romanian without their marks; a mark of its own (decomposed text) is
/// nothing.
fn base_letters(lower: char) -> Option<&'static str> {
    Some(match lower {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'þ' => "th",
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        '\u{300}'..='\u{36f}' => "",
        _ => return None,
    })
}

/// Serial and other numbers as they are searched: letters and digits only, O as 0 and I as 1, as in normalised serial
/// numbers.
pub(crate) fn loose(text: &str) -> String {
    let mut key = fold(text);
    key.retain(char::is_alphanumeric);
    key.chars()
        .map(|character| match character {
            'o' => '0',
            'i' => '1',
            other => other,
        })
        .collect()
}

/// The folded forms a searched word may stand for: Müller and Mueller find each other.
pub(crate) fn spellings(word: &str) -> Vec<String> {
    let folded = fold(word);
    let mut found = vec![folded.clone()];
    let mut add = |other: String| {
        if !found.contains(&other) {
            found.push(other);
        }
    };
    add(fold(&word.to_lowercase().replace('ä', "ae").replace('ö', "oe").replace('ü', "ue")));
    add(folded.replace("ae", "a").replace("oe", "o").replace("ue", "u"));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_umlauts_and_accents_do_not_matter() {
        assert_eq!(fold("MÜLLER & Söhne, Straße"), "muller & sohne, strasse");
        assert_eq!(fold("Łódź Čapek Ærø Città"), "lodz capek aero citta");
        assert_eq!(fold("Mu\u{308}ller"), "muller", "decomposed");
        assert_eq!(fold("Ünal İş 北京 Завод"), "unal is 北京 завод");
    }

    #[test]
    fn numbers_are_searched_without_punctuation() {
        assert_eq!(loose("RX-1O47 I1"), "rx104711");
        assert_eq!(loose(" - "), "");
    }

    #[test]
    fn umlauts_and_their_transcriptions_find_each_other() {
        assert_eq!(spellings("Müller"), ["muller", "mueller"]);
        assert_eq!(spellings("mueller"), ["mueller", "muller"]);
        assert_eq!(spellings("4711"), ["4711"]);
    }
}
