//! How a name sounds, as a code that is equal for names that sound alike.

use super::fold;

/// Soundex of the first word: its first letter and three digits.
pub(super) fn soundex(text: &str) -> String {
    let folded = fold(text);
    let word = folded.split(' ').next().unwrap_or_default();
    let digit = |letter: char| match letter {
        'b' | 'f' | 'p' | 'v' => Some('1'),
        'c' | 'g' | 'j' | 'k' | 'q' | 's' | 'x' | 'z' => Some('2'),
        'd' | 't' => Some('3'),
        'l' => Some('4'),
        'm' | 'n' => Some('5'),
        'r' => Some('6'),
        _ => None,
    };
    let mut letters = word.chars();
    let Some(first) = letters.next() else { return String::new() };
    let mut code = first.to_uppercase().collect::<String>();
    let mut last = digit(first);
    for letter in letters {
        let now = digit(letter);
        if let Some(sound) = now.filter(|_| now != last) {
            code.push(sound);
            if code.len() == 4 {
                break;
            }
        }
        // `h` and `w` between two letters of one sound do not part them, a vowel does.
        if !matches!(letter, 'h' | 'w') {
            last = now;
        }
    }
    while code.len() < 4 {
        code.push('0');
    }
    code
}

/// Cologne phonetics of the whole text: Meier, Mayer and Maier are alike.
pub(super) fn cologne(text: &str) -> String {
    let letters: Vec<char> = fold(text).chars().filter(char::is_ascii_lowercase).collect();
    let mut code = String::new();
    let mut last = None;
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at)).copied().unwrap_or(' ');
        let after = letters.get(at + 1).copied().unwrap_or(' ');
        let sound: &str = match letter {
            'a' | 'e' | 'i' | 'j' | 'o' | 'u' | 'y' => "0",
            'b' => "1",
            'p' if after != 'h' => "1",
            'd' | 't' if !matches!(after, 'c' | 's' | 'z') => "2",
            'f' | 'p' | 'v' | 'w' => "3",
            'g' | 'k' | 'q' => "4",
            'c' if at == 0 && matches!(after, 'a' | 'h' | 'k' | 'l' | 'o' | 'q' | 'r' | 'u' | 'x') => "4",
            'c' if at > 0
                && matches!(after, 'a' | 'h' | 'k' | 'o' | 'q' | 'u' | 'x')
                && !matches!(before, 's' | 'z') =>
            {
                "4"
            }
            'x' if !matches!(before, 'c' | 'k' | 'q') => "48",
            'l' => "5",
            'm' | 'n' => "6",
            'r' => "7",
            'c' | 'd' | 't' | 's' | 'z' | 'x' => "8",
            _ => "",
        };
        for digit in sound.chars() {
            if last != Some(digit) && (digit != '0' || code.is_empty()) {
                code.push(digit);
            }
            last = Some(digit);
        }
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_codes() {
        for (name, code) in
            [("Robert", "R163"), ("Rupert", "R163"), ("Tymczak", "T522"), ("Pfister", "P236"), ("Honeyman", "H555")]
        {
            assert_eq!(soundex(name), code, "{name}");
        }
        for (name, code) in [("Wikipedia", "3412"), ("Meyer", "67"), ("Maier", "67"), ("Breschnew", "17863")] {
            assert_eq!(cologne(name), code, "{name}");
        }
        assert_eq!((soundex(""), cologne("42")), (String::new(), String::new()));
    }
}
