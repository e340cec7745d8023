//! Names of towns as they are compared. `make_table.py` does the same, letter for letter.

/// The name without case, accents, blanks, digits and small words between others; `ä`, `ae` and `a` are one letter, and
/// so are the ways to write Saint.
pub(crate) fn fold(name: &str) -> String {
    let plain = plain(name);
    let mut folded = String::with_capacity(plain.len());
    let mut last = b' ';
    let mut words = plain.split_ascii_whitespace().peekable();
    let mut first = true;
    while let Some(word) = words.next() {
        let short = word.len() <= LONGEST;
        // The last word may be a state: "Columbus, IN".
        if short && !first && words.peek().is_some() && is_small(word) {
            continue;
        }
        first = false;
        let word = if short && is_saint(word) { "s" } else { word };
        for letter in word.bytes() {
            if letter == b'e' && matches!(last, b'a' | b'o' | b'u') {
                continue;
            }
            folded.push(char::from(letter));
            last = letter;
        }
    }
    folded
}

/// Letters of the longest word that `is_small` or `is_saint`.
const LONGEST: usize = 6;

/// Whether a word that only says which town of the name is meant comes first: "am", "i.", "unter".
pub(crate) fn begins_small(text: &str) -> bool {
    let plain = plain(text);
    matches!(
        plain.split_ascii_whitespace().next(),
        Some("a" | "am" | "an" | "auf" | "b" | "bei" | "i" | "im" | "in" | "o" | "ob" | "u" | "unter" | "v" | "vor")
    )
}

fn is_saint(word: &str) -> bool {
    matches!(word, "s" | "san" | "sankt" | "sant" | "santa" | "santo" | "saint" | "sainte" | "skt" | "st" | "ste")
}

fn is_small(word: &str) -> bool {
    matches!(
        word,
        "a" | "ad"
            | "al"
            | "alla"
            | "am"
            | "an"
            | "auf"
            | "b"
            | "bei"
            | "beim"
            | "d"
            | "da"
            | "de"
            | "dei"
            | "del"
            | "dell"
            | "della"
            | "delle"
            | "dem"
            | "den"
            | "der"
            | "des"
            | "di"
            | "en"
            | "i"
            | "im"
            | "in"
            | "nel"
            | "nell"
            | "nella"
            | "o"
            | "ob"
            | "pri"
            | "sul"
            | "sull"
            | "sulla"
            | "sur"
            | "u"
            | "und"
            | "unter"
            | "v"
            | "vom"
            | "von"
            | "vor"
            | "zu"
            | "zum"
            | "zur"
    )
}

/// Lower case letters a to z, everything else a blank.
fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_alphabetic() {
            plain.push(letter.to_ascii_lowercase());
        } else if letter.is_ascii() {
            plain.push(' ');
        } else {
            letter.to_lowercase().for_each(|letter| plain.push_str(without_mark(letter)));
        }
    }
    plain
}

/// The letters of Latin-1 and Latin Extended-A without their marks; a mark of its own (decomposed text) is nothing. `i`
/// comes of the Turkish `İ`.
fn without_mark(letter: char) -> &'static str {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ḯ' | 'ı' | 'i' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ț' => "t",
        'þ' => "th",
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        '\u{300}'..='\u{36f}' => "",
        _ => " ",
    }
}
