//! Headers and bodies in the seven bits that every mail server passes on (RFC 5322, 2045, 2047).

use std::fmt::Write as _;

/// The longest line of a header that is written where it can be avoided, without the line break (RFC 5322, 2.1.1).
const LINE: usize = 76;
/// The most characters of text in one encoded word: with what stands around it and a header's name, a line holds it (RFC 2047
/// allows 75 and 76). Names mostly fit into one, which is well, as some programs show a gap between two.
const WORD: usize = 50;

/// A header whose value consists of words that may stand on several lines.
pub(crate) fn header(name: &str, value: &str) -> String {
    let mut out = format!("{name}:");
    let mut length = out.len();
    for word in value.split(' ').filter(|word| !word.is_empty()) {
        if length + 1 + word.len() > LINE && length > name.len() + 1 {
            out.push_str("\r\n");
            length = 0;
        }
        let _ = write!(out, " {word}");
        length += 1 + word.len();
    }
    out.push_str("\r\n");
    out
}

/// A text for a header: as it is where it is plain, else in encoded words.
pub(crate) fn words(text: &str) -> String {
    // What looks like an encoded word would be decoded, and a long word could not be broken.
    let plain = text.bytes().all(|sign| (b' '..=b'~').contains(&sign))
        && !text.contains("=?")
        && !text.contains("  ")
        && text.trim() == text
        && text.split(' ').all(|word| word.len() < LINE - 14);
    if plain { text.to_owned() } else { encoded(text) }
}

/// A name before an address: quoted where it is plain, else in encoded words.
pub(crate) fn phrase(name: &str) -> String {
    let atoms = |sign: u8| sign.is_ascii_alphanumeric() || b" !#$%&'*+-/=?^_`{|}~".contains(&sign);
    let words = words(name);
    if words.contains("=?") || name.bytes().all(atoms) {
        return words;
    }
    format!("\"{}\"", words.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Encoded words of whole characters, each for itself readable.
fn encoded(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for sign in text.chars() {
        let mut octets = [0; 4];
        let mut written = String::new();
        for octet in sign.encode_utf8(&mut octets).bytes() {
            match octet {
                b' ' => written.push('_'),
                _ if octet.is_ascii_alphanumeric() => written.push(char::from(octet)),
                _ => drop(write!(written, "={octet:02X}")),
            }
        }
        match words.last_mut().filter(|word| word.len() + written.len() <= WORD) {
            Some(word) => word.push_str(&written),
            None => words.push(written),
        }
    }
    words.iter().map(|word| format!("=?utf-8?Q?{word}?=")).collect::<Vec<_>>().join(" ")
}

/// A body as quoted-printable, with the line ends of mails.
pub(crate) fn quoted_printable(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut lines = text.split('\n').peekable();
    while let Some(line) = lines.next() {
        if lines.peek().is_none() && line.is_empty() {
            break;
        }
        let mut length = 0;
        for (index, octet) in line.bytes().enumerate() {
            let last = index + 1 == line.len();
            // A space at the end of a line is lost on the way; a line of one dot or "From " is changed by old servers.
            let plain = matches!(octet, b'!'..=b'<' | b'>'..=b'~') && !(index == 0 && matches!(octet, b'.' | b'F'))
                || matches!(octet, b' ' | b'\t') && !last;
            let needs = if plain { 1 } else { 3 };
            if length + needs > LINE - 1 {
                out.push_str("=\r\n");
                length = 0;
            }
            if plain {
                out.push(char::from(octet));
            } else {
                let _ = write!(out, "={octet:02X}");
            }
            length += needs;
        }
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail_parser::MessageParser;
    use proptest::prelude::*;

    fn read(mail: &str) -> mail_parser::Message<'_> {
        MessageParser::default().parse(mail.as_bytes()).expect("a mail")
    }

    #[test]
    fn plain_text_stays_plain() {
        assert_eq!(words("Your contract ends"), "Your contract ends");
        assert_eq!(phrase("Maria Rossi"), "Maria Rossi");
        assert_eq!(phrase("Rossi, Maria \"M.\""), "\"Rossi, Maria \\\"M.\\\"\"");
        assert_eq!(header("Subject", "a b"), "Subject: a b\r\n");
        assert_eq!(quoted_printable("a = b \n.\nFrom x"), "a =3D b=20\r\n=2E\r\n=46rom x\r\n");
        assert_eq!(quoted_printable("x\n"), "x\r\n");
    }

    proptest! {
        #[test]
        fn any_text_is_read_as_it_was(subject in "[^\\p{Cc}]{1,120}", name in "[^\\p{Cc}]{1,60}", body in "(\\PC|\n|\t){0,400}") {
            let subject = subject.trim().to_owned();
            let name = name.trim().to_owned();
            prop_assume!(!subject.is_empty() && !name.is_empty());
            let mail = format!(
                "{}{}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}",
                header("Subject", &words(&subject)),
                header("From", &format!("{} <a@b.example>", phrase(&name))),
                quoted_printable(&body),
            );
            prop_assert!(mail.is_ascii());
            prop_assert!(mail.split("\r\n").all(|line| line.len() <= 78), "{}", mail);
            let read = read(&mail);
            prop_assert_eq!(read.subject(), Some(subject.as_str()));
            prop_assert_eq!(read.from().and_then(|from| from.first()).and_then(|one| one.name()), Some(name.as_str()));
            let text = read.body_text(0).unwrap_or_default().replace("\r\n", "\n");
            prop_assert_eq!(text.trim_end_matches('\n'), body.trim_end_matches('\n'));
        }
    }
}
