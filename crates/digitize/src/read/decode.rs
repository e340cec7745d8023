//! Bytes of a text file -> UTF-8, borrowed where the file is UTF-8 already.

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// A file as text.
pub(super) struct Decoded<'a> {
    /// The text without byte order mark, lines ending in `\n` (or `\r\n`).
    pub text: Cow<'a, str>,
    /// What the bytes were.
    pub encoding: &'static str,
    /// Offset in `text` of the first line that had to be read as Windows-1252 although others are UTF-8.
    pub first_mixed: Option<usize>,
    /// Offset in `text` of the first NUL that was left out.
    pub first_nul: Option<usize>,
}

/// The text of a file; `None` when the bytes are not text.
pub(super) fn decode(bytes: &[u8]) -> Option<Decoded<'_>> {
    let mut decoded = if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        narrow(rest)
    } else if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        wide(rest, true)
    } else if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        wide(rest, false)
    } else {
        match wide_without_mark(bytes) {
            Some(little) => wide(bytes, little),
            None => narrow(bytes),
        }
    };
    if memchr::memchr(0, decoded.text.as_bytes()).is_some() {
        without_nuls(&mut decoded)?;
    }
    if is_binary(decoded.text.as_bytes()) {
        return None;
    }
    // Files of old Macs end lines with CR alone.
    if memchr::memchr(b'\n', decoded.text.as_bytes()).is_none() && decoded.text.contains('\r') {
        decoded.text = Cow::Owned(decoded.text.replace('\r', "\n"));
    }
    Some(decoded)
}

fn plain<'a>(text: Cow<'a, str>, encoding: &'static str) -> Decoded<'a> {
    Decoded { text, encoding, first_mixed: None, first_nul: None }
}

fn wide(bytes: &[u8], little: bool) -> Decoded<'static> {
    let (encoding, name) = if little { (UTF_16LE, "UTF-16LE") } else { (UTF_16BE, "UTF-16BE") };
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    plain(Cow::Owned(text.into_owned()), name)
}

/// UTF-16 without a mark: Latin text has a NUL in every second byte. `Some(true)` is little endian.
fn wide_without_mark(bytes: &[u8]) -> Option<bool> {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or(bytes);
    let (pairs, _) = head.as_chunks::<2>();
    if pairs.is_empty() {
        return None;
    }
    let first = pairs.iter().filter(|[first, _]| *first == 0).count();
    let second = pairs.iter().filter(|[_, second]| *second == 0).count();
    let most = pairs.len() * 6 / 10;
    if second > most && first * 20 < pairs.len() {
        Some(true)
    } else if first > most && second * 20 < pairs.len() {
        Some(false)
    } else {
        None
    }
}

fn narrow(bytes: &[u8]) -> Decoded<'_> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return plain(Cow::Borrowed(text), "UTF-8");
    }
    let has_utf8 = bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii());
    if !has_utf8 {
        return plain(Cow::Owned(WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()), "windows-1252");
    }
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 16);
    let mut first_mixed = None;
    let mut foreign = 0;
    let mut known = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match std::str::from_utf8(line) {
            Ok(line) => {
                known += usize::from(!line.is_ascii());
                text.push_str(line);
            }
            Err(_) => {
                foreign += 1;
                first_mixed.get_or_insert(text.len());
                text.push_str(&WINDOWS_1252.decode_without_bom_handling(line).0);
            }
        }
    }
    // A pair like "Ã¤" in a Windows-1252 file is UTF-8 by accident: no line is UTF-8 throughout then.
    if known == 0 || foreign > known * 1000 {
        return plain(Cow::Owned(WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()), "windows-1252");
    }
    Decoded { text: Cow::Owned(text), encoding: "mixed", first_mixed, first_nul: None }
}

/// Leaves out NULs when they are a few; `None` when they are so many that this is no text.
fn without_nuls(decoded: &mut Decoded<'_>) -> Option<()> {
    let nuls = memchr::memchr_iter(0, decoded.text.as_bytes()).count();
    if nuls > 16.max(decoded.text.len() / 100) {
        return None;
    }
    decoded.first_nul = decoded.text.find('\0');
    if let (Some(mixed), Some(head)) = (decoded.first_mixed, decoded.first_mixed.and_then(|at| decoded.text.get(..at)))
    {
        decoded.first_mixed = Some(mixed - memchr::memchr_iter(0, head.as_bytes()).count());
    }
    decoded.text = Cow::Owned(decoded.text.replace('\0', ""));
    Some(())
}

/// Control characters other than blanks, form feed and escape are rare in text and common in everything else.
fn is_binary(text: &[u8]) -> bool {
    let head = text.get(..text.len().min(16 << 10)).unwrap_or(text);
    let controls = head.iter().filter(|byte| matches!(byte, 0x01..=0x08 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f)).count();
    controls * 50 > head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], text: &str, encoding: &str) {
        let decoded = decode(bytes).expect("is text");
        assert_eq!((decoded.text.as_ref(), decoded.encoding), (text, encoding));
    }

    #[test]
    fn encodings_are_recognised() {
        check("Müller;1\n".as_bytes(), "Müller;1\n", "UTF-8");
        check(b"\xef\xbb\xbfa;b", "a;b", "UTF-8");
        check(b"M\xfcller;5 \x80", "Müller;5 €", "windows-1252");
        check(b"\xff\xfea\0;\0\xfc\0", "a;ü", "UTF-16LE");
        check(b"\xfe\xff\0a\0;", "a;", "UTF-16BE");
        check(b"a\0b\0;\0c\0\n\0", "ab;c\n", "UTF-16LE");
        check(b"\0a\0b\0;\0c\0\n", "ab;c\n", "UTF-16BE");
        check(b"a;b\r1;2\r", "a;b\n1;2\n", "UTF-8");
    }

    #[test]
    fn valid_utf8_stays_borrowed() {
        let decoded = decode("Müller".as_bytes()).expect("is text");
        assert!(matches!(decoded.text, Cow::Borrowed(_)));
    }

    #[test]
    fn lines_of_two_encodings_are_each_read_rightly() {
        let decoded = decode(b"a\nM\xc3\xbcller\nJ\xe4ger\n").expect("is text");
        assert_eq!((decoded.text.as_ref(), decoded.encoding), ("a\nMüller\nJäger\n", "mixed"));
        assert_eq!(decoded.first_mixed, Some("a\nMüller\n".len()));
    }

    #[test]
    fn a_few_nuls_are_left_out_and_binary_is_refused() {
        let decoded = decode(b"abcd;e\0f\nfile;x\n").expect("is text");
        assert_eq!((decoded.text.as_ref(), decoded.first_nul), ("abcd;ef\nfile;x\n", Some(6)));
        let binary: Vec<u8> = (0..4096_u32).map(|n| u8::try_from(n * 7919 % 256).unwrap_or(0)).collect();
        assert!(decode(&binary).is_none());
    }
}
