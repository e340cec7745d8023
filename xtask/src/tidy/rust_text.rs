//! Rust source taken apart: code with comments and literals blanked out, so that rules look at code only and every line
//! and column stays where it was; and the insides of strings.

/// What a stretch of source is, where it is not code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stretch {
    Comment,
    String,
    Character,
}

/// The text with comments, strings and characters replaced by blanks; line ends stay.
pub fn code_only(text: &str) -> String {
    let mut out = text.as_bytes().to_vec();
    for (_, start, end) in stretches(text) {
        for byte in out.get_mut(start..end).unwrap_or_default() {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The insides of all strings with the line (from 1) each begins on.
pub fn strings(text: &str) -> Vec<(usize, &str)> {
    let mut line = 1;
    let mut counted = 0;
    let mut found = Vec::new();
    for (stretch, start, end) in stretches(text) {
        if stretch != Stretch::String {
            continue;
        }
        line += text.as_bytes()[counted..start].iter().filter(|&&byte| byte == b'\n').count();
        counted = start;
        let literal = text.get(start..end).unwrap_or_default();
        found.push((line, literal.trim_start_matches(['r', '#', '"']).trim_end_matches(['#', '"'])));
    }
    found
}

/// Everything that is not code, in order: kind, beginning, end.
fn stretches(text: &str) -> Vec<(Stretch, usize, usize)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let (stretch, end) = match bytes[at] {
            b'/' if bytes.get(at + 1) == Some(&b'/') => (Stretch::Comment, line_comment(bytes, at)),
            b'/' if bytes.get(at + 1) == Some(&b'*') => (Stretch::Comment, block_comment(bytes, at)),
            b'"' => (Stretch::String, string(bytes, at)),
            b'r' if starts_word(bytes, at) => (Stretch::String, raw_string(bytes, at).unwrap_or(at)),
            b'\'' => (Stretch::Character, character(text, at).unwrap_or(at)),
            _ => (Stretch::Comment, at),
        };
        if end > at {
            // An escape at the very end of an unfinished literal points behind the text.
            let end = end.min(bytes.len());
            found.push((stretch, at, end));
            at = end;
        } else {
            at += 1;
        }
    }
    found
}

/// Whether no identifier runs into `at`; `b` and `c` before an `r` belong to a literal's prefix.
fn starts_word(bytes: &[u8], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).and_then(|index| bytes.get(index)).copied();
    let ident =
        |byte: Option<u8>| byte.is_some_and(|byte| byte == b'_' || byte.is_ascii_alphanumeric() || byte >= 0x80);
    match before(1) {
        Some(b'b' | b'c') => !ident(before(2)),
        other => !ident(other),
    }
}

fn line_comment(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |length| at + length)
}

fn block_comment(bytes: &[u8], start: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = start;
    while at < bytes.len() {
        match &bytes[at..] {
            [b'/', b'*', ..] => {
                depth += 1;
                at += 2;
            }
            [b'*', b'/', ..] => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

fn string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn raw_string(bytes: &[u8], start: usize) -> Option<usize> {
    let hashes = bytes[start + 1..].iter().take_while(|&&byte| byte == b'#').count();
    let open = start + 1 + hashes;
    if bytes.get(open) != Some(&b'"') {
        return None;
    }
    let mut at = open + 1;
    while at < bytes.len() {
        let closes = bytes[at] == b'"' && bytes[at + 1..].iter().take_while(|&&byte| byte == b'#').count() >= hashes;
        if closes {
            return Some(at + 1 + hashes);
        }
        at += 1;
    }
    Some(bytes.len())
}

/// The end of a character literal; `None` for a lifetime.
fn character(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut inside = text.get(start + 1..)?.chars();
    let first = inside.next()?;
    if first != '\\' {
        let end = start + 1 + first.len_utf8();
        return (bytes.get(end) == Some(&b'\'')).then_some(end + 1);
    }
    // After the backslash one character belongs to the escape, whatever it is; `\u{1F600}` is the longest.
    let from = start + 3;
    let length = bytes.get(from..)?.iter().take(12).position(|&byte| byte == b'\'')?;
    Some(from + length + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn squeezed(text: &str) -> String {
        code_only(text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_and_literals_are_blanked() {
        assert_eq!(squeezed("a(); // todo!()\nb(\"x \\\" y\"); /* c /* d */ e */ f()"), "a(); b( ); f()");
        assert_eq!(squeezed("a(r#\"dbg! \" x\"#, br\"y\", b\"z\", c)"), "a( , b , b , c)");
        assert_eq!(squeezed("f('\"', '\\'', '\\u{1F600}', 'ä', b'\\\\') g"), "f( , , , , b ) g");
    }

    #[test]
    fn strings_are_given_with_their_line() {
        let text = "a(\"x\"); // \"no\"\nb(r#\"y\n\"z\"#);\n'\"'; c(b\"w\")";
        assert_eq!(strings(text), [(1, "x"), (2, "y\n\"z"), (4, "w")]);
    }

    #[test]
    fn lifetimes_and_raw_names_stay() {
        assert_eq!(code_only("fn f<'a>(x: &'a str) { r#type(var) }"), "fn f<'a>(x: &'a str) { r#type(var) }");
    }

    #[test]
    fn places_stay_and_open_ends_do_no_harm() {
        let text = "let ä = \"ö\n\n\"; x";
        let code = code_only(text);
        assert_eq!(code.len(), text.len());
        assert_eq!(code.lines().count(), text.lines().count());
        for open in ["\"abc", "r#\"abc", "/* abc", "'", "'\\", "r", "r#", "\"\\", "/"] {
            assert_eq!(code_only(open).len(), open.len(), "{open}");
        }
    }
}
