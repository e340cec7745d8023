//! Fonts: which letters the codes of a string are, and how wide.

use hashbrown::HashMap;
use lopdf::{Dictionary, Document, Encoding, Object};

/// Widths of Helvetica for the codes 32 to 126 in thousandths of the size (Adobe Core 14 metrics), for fonts that every
/// viewer knows and files therefore need not describe.
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
];

/// The most bytes a character map may expand to.
const MAP_MOST: usize = 4 << 20;

/// Bytes of text one string may show; a code may stand for many letters.
const SHOWN_MOST: usize = 1 << 20;

/// Bytes of the letters of one code of a simple font; a ligature has a few.
const LETTERS_MOST: usize = 256;

/// What all fonts of a file may still cost: bytes of character maps, codes and widths. Fonts may share their maps and
/// lists, so that the file's size bounds each font, not their sum.
pub(super) struct Work(usize);

impl Work {
    pub fn new() -> Self {
        Self(48 << 20)
    }

    fn take(&mut self, much: usize) -> bool {
        let left = self.0.checked_sub(much);
        self.0 = left.unwrap_or(0);
        left.is_some()
    }
}

/// A font as far as reading needs it.
pub(super) enum Font {
    /// One byte a code.
    Simple {
        /// The letters of each code.
        letters: Vec<String>,
        /// The width of each code, in sizes.
        widths: Vec<f32>,
    },
    /// Two bytes a code.
    Wide {
        /// From codes to letters; `None` when the file does not tell.
        map: Option<Encoding<'static>>,
        /// Widths of the codes that have their own, in sizes.
        widths: HashMap<u16, f32>,
        /// The width of the others.
        usual: f32,
    },
}

/// One shown code.
pub(super) struct Glyph {
    /// In sizes.
    pub width: f32,
    /// Word spacing applies to the one-byte code 32 only.
    pub is_space: bool,
}

impl Font {
    pub fn of(document: &Document, dictionary: &Dictionary, work: &mut Work) -> Self {
        let subtype = dictionary.get_deref(b"Subtype", document).and_then(Object::as_name).unwrap_or_default();
        if subtype == b"Type0" { wide(document, dictionary, work) } else { simple(document, dictionary, work) }
    }

    /// Appends the letters of a string and hands each glyph to `advance`; returns how many codes have no letters.
    pub fn show(&self, bytes: &[u8], text: &mut String, mut advance: impl FnMut(Glyph)) -> u32 {
        let mut unknown = 0;
        match self {
            Self::Simple { letters, widths } => {
                for byte in bytes {
                    if text.len() > SHOWN_MOST {
                        break;
                    }
                    let code = usize::from(*byte);
                    match letters.get(code) {
                        Some(letters) if !letters.is_empty() => text.push_str(letters),
                        _ => unknown += 1,
                    }
                    let width = widths.get(code).copied().unwrap_or(0.5);
                    advance(Glyph { width, is_space: *byte == 32 });
                }
            }
            Self::Wide { map, widths, usual } => {
                for code in bytes.as_chunks::<2>().0 {
                    if text.len() > SHOWN_MOST {
                        break;
                    }
                    let before = text.len();
                    if let Some(map) = map
                        && map.write_to_string(code, text).is_err()
                    {
                        text.truncate(before);
                    }
                    let unreadable = text.get(before..).is_none_or(|new| new.is_empty() || new.contains('\u{fffd}'));
                    if unreadable {
                        text.truncate(before);
                        unknown += 1;
                    }
                    let width = widths.get(&u16::from_be_bytes(*code)).copied().unwrap_or(*usual);
                    advance(Glyph { width, is_space: false });
                }
            }
        }
        unknown
    }
}

/// The font's own map to letters, which beats its encoding: subsets name their glyphs as they like.
fn own_map(document: &Document, dictionary: &Dictionary, work: &mut Work) -> Option<Encoding<'static>> {
    let stream = dictionary.get_deref(b"ToUnicode", document).and_then(Object::as_stream).ok()?;
    let length = stream.get_plain_content_with_limit(MAP_MOST.min(work.0)).ok()?.len();
    if !work.take(length) {
        return None;
    }
    let mut bare = dictionary.clone();
    bare.remove(b"Encoding");
    bare.set("Type", Object::Name(b"Font".to_vec()));
    match bare.get_font_encoding_with_limit(document, MAP_MOST) {
        Ok(Encoding::UnicodeMapEncoding(map)) => Some(Encoding::UnicodeMapEncoding(map)),
        _ => None,
    }
}

fn simple(document: &Document, dictionary: &Dictionary, work: &mut Work) -> Font {
    let own = own_map(document, dictionary, work);
    let mut typed = dictionary.clone();
    typed.remove(b"ToUnicode");
    let differences = (dictionary.get_deref(b"Encoding", document).and_then(Object::as_dict).ok())
        .and_then(|encoding| encoding.get_deref(b"Differences", document).and_then(Object::as_array).ok());
    if !work.take(256 + differences.map_or(0, Vec::len)) {
        typed.remove(b"Encoding");
    }
    // lopdf insists on a type that many writers leave out.
    typed.set("Type", Object::Name(b"Font".to_vec()));
    let encoding = typed.get_font_encoding_with_limit(document, MAP_MOST).ok();
    let letters = (0..=u8::MAX)
        .map(|code| {
            let by = |encoding: &Encoding<'_>| {
                let letters = encoding.bytes_to_string(&[code]).ok()?;
                let shown = (1..=LETTERS_MOST).contains(&letters.len()) && !letters.contains(['\u{fffd}', '\0']);
                shown.then_some(letters)
            };
            own.as_ref().and_then(by).or_else(|| encoding.as_ref().and_then(by)).unwrap_or_default()
        })
        .collect();

    let descriptor = dictionary.get_deref(b"FontDescriptor", document).and_then(Object::as_dict).ok();
    let missing = descriptor.and_then(|descriptor| number(document, descriptor.get(b"MissingWidth").ok()?));
    let base = dictionary.get_deref(b"BaseFont", document).and_then(Object::as_name).unwrap_or_default();
    let fixed = memchr::memmem::find(base, b"Courier").is_some();
    // Type 3 fonts measure in their own space; its first number is the scale.
    let scale = (dictionary.get_deref(b"FontMatrix", document).and_then(Object::as_array).ok())
        .and_then(|matrix| number(document, matrix.first()?))
        .filter(|scale| *scale > 0.0)
        .unwrap_or(0.001);
    let first = dictionary.get_deref(b"FirstChar", document).and_then(Object::as_i64).unwrap_or(0);
    let stated = dictionary.get_deref(b"Widths", document).and_then(Object::as_array).ok();
    let widths = (0..=255_i64)
        .map(|code| {
            let own = stated.and_then(|widths| {
                let index = usize::try_from(code - first).ok()?;
                number(document, widths.get(index)?)
            });
            match own {
                Some(width) => width * scale,
                None if stated.is_some() => missing.map_or(0.0, |width| width * scale),
                None if fixed => 0.6,
                None => {
                    let index = usize::try_from(code - 32).ok();
                    index.and_then(|index| HELVETICA.get(index)).map_or(0.556, |width| f32::from(*width) / 1000.0)
                }
            }
        })
        .collect();
    Font::Simple { letters, widths }
}

fn wide(document: &Document, dictionary: &Dictionary, work: &mut Work) -> Font {
    let map = own_map(document, dictionary, work).or_else(|| {
        // Codes that are UTF-16 already.
        let name = dictionary.get_deref(b"Encoding", document).and_then(Object::as_name).ok()?;
        memchr::memmem::find(name, b"UTF16")
            .or_else(|| memchr::memmem::find(name, b"UCS2"))
            .map(|_| Encoding::SimpleEncoding(b"UniGB-UTF16-H"))
    });
    let descendant = (dictionary.get_deref(b"DescendantFonts", document).and_then(Object::as_array).ok())
        .and_then(|fonts| document.dereference(fonts.first()?).ok())
        .and_then(|(_, font)| font.as_dict().ok());
    let mut widths = HashMap::new();
    let mut usual = 1.0;
    if let Some(font) = descendant {
        usual = font.get(b"DW").ok().and_then(|width| number(document, width)).map_or(1.0, |width| width / 1000.0);
        if let Ok(list) = font.get_deref(b"W", document).and_then(Object::as_array) {
            wide_widths(document, list, &mut widths, work);
        }
    }
    Font::Wide { map, widths, usual }
}

/// `/W`: `c [w1 w2 ...]` and `first last w` in any order (ISO 32000-1, 9.7.4.3).
fn wide_widths(document: &Document, list: &[Object], widths: &mut HashMap<u16, f32>, work: &mut Work) {
    let mut rest = list;
    while let [first, second, tail @ ..] = rest
        && work.take(1)
    {
        let Some(code) = document.dereference(first).ok().and_then(|(_, code)| code.as_i64().ok()) else { return };
        let Ok((_, second)) = document.dereference(second) else { return };
        if let Ok(each) = second.as_array() {
            if !work.take(each.len()) {
                return;
            }
            for (offset, width) in (0_i64..).zip(each) {
                if let (Ok(code), Some(width)) = (u16::try_from(code.saturating_add(offset)), number(document, width)) {
                    widths.insert(code, width / 1000.0);
                }
            }
            rest = tail;
        } else if let (Ok(last), [width, tail @ ..]) = (second.as_i64(), tail) {
            if let Some(width) = number(document, width) {
                let codes = code.max(0)..=last.min(i64::from(u16::MAX));
                for code in codes.filter_map(|code| u16::try_from(code).ok()) {
                    if !work.take(1) {
                        return;
                    }
                    widths.insert(code, width / 1000.0);
                }
            }
            rest = tail;
        } else {
            return;
        }
    }
}

fn number(document: &Document, object: &Object) -> Option<f32> {
    document.dereference(object).ok()?.1.as_float().ok().filter(|number| number.is_finite())
}
