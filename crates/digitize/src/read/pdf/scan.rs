//! Scanned pages: the image of each page for a text recognition, and what it recognised as a report.
//!
//! The recognition itself is a program of the administrator's and is not called here: [`scanned_pages`] gives the
//! images, [`read_scanned`] takes words with their places.

use super::lines::{self, Line};
use super::reports::UNSURE;
use super::spans::Span;
use super::{DAMAGED, open, reports};
use crate::read::{Limits, ReadFile, shielded};
use crate::{Body, Cell, RawTable};
use base::{Problem, Severity};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

/// An image of a page as a file that every recognition opens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageImage {
    /// The page, from 1.
    pub page: u32,
    /// `jpg`, `tif`, `pgm`, `ppm` or `pbm`.
    pub extension: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// A page of a scan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ScannedPage {
    /// Its image.
    Image(PageImage),
    /// It holds an image of a kind that is not taken out here; a program that draws pages has to.
    Drawn(u32),
}

/// A word with its place, in pixels from the upper left corner.
#[derive(Clone, PartialEq, Debug)]
pub struct ScannedWord {
    /// Words of one number stand in one line.
    pub line: u32,
    /// Left edge.
    pub left: f32,
    /// Right edge.
    pub right: f32,
    /// Lower edge of the line.
    pub bottom: f32,
    /// Height of the line.
    pub height: f32,
    /// How sure the recognition is, 0 to 100.
    pub confidence: f32,
    /// What it says.
    pub text: String,
}

/// The most bytes one image may have.
const IMAGE_MOST: usize = 64 << 20;

/// Below this confidence a word is not taken over: of words read at 60 and more some 2 in 100 are wrong, of those below
/// about every third (Tesseract's manual calls 60 and more good).
const SURE: f32 = 60.0;

/// The pages of a scan, those without an image left out.
///
/// # Errors
/// Where the file is damaged or holds more than `limits` allow.
pub fn scanned_pages(bytes: &[u8], limits: &Limits) -> Result<Vec<ScannedPage>, String> {
    shielded(|| {
        let document = open(bytes, limits)?;
        let mut left = usize::try_from(limits.max_pdf).unwrap_or(usize::MAX);
        let mut pages = Vec::new();
        let most = usize::try_from(limits.max_pages).unwrap_or(usize::MAX);
        for (number, page) in (1_u32..).zip(document.page_iter().take(most)) {
            let Some(stream) = largest_image(&document, page) else { continue };
            match image(&document, stream, IMAGE_MOST.min(left)) {
                Some((extension, bytes)) => {
                    left = left.saturating_sub(bytes.len());
                    pages.push(ScannedPage::Image(PageImage { page: number, extension, bytes }));
                }
                None => pages.push(ScannedPage::Drawn(number)),
            }
        }
        Ok(pages)
    })
    .unwrap_or_else(|_| Err(DAMAGED.to_owned()))
}

/// The image with the most pixels among a page's own.
fn largest_image(document: &Document, page: ObjectId) -> Option<&Stream> {
    let (own, shared) = document.get_page_resources(page).ok()?;
    let shared = shared.iter().filter_map(|id| document.get_dictionary(*id).ok());
    let mut best: Option<(i64, &Stream)> = None;
    for resources in own.into_iter().chain(shared) {
        let Ok(objects) = resources.get_deref(b"XObject", document).and_then(Object::as_dict) else { continue };
        for (_, object) in objects {
            let object = match object {
                Object::Reference(id) => document.get_object(*id).ok(),
                other => Some(other),
            };
            let Some(stream) = object.and_then(|object| object.as_stream().ok()) else { continue };
            let is_image = stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image");
            let size = number(document, &stream.dict, b"Width").zip(number(document, &stream.dict, b"Height"));
            if let Some(pixels) = size.map(|(width, height)| width.saturating_mul(height)).filter(|_| is_image)
                && best.is_none_or(|(most, _)| pixels > most)
            {
                best = Some((pixels, stream));
            }
        }
    }
    best.map(|(_, stream)| stream)
}

fn number(document: &Document, dictionary: &Dictionary, key: &[u8]) -> Option<i64> {
    dictionary.get_deref(key, document).and_then(Object::as_i64).ok().filter(|number| *number > 0)
}

/// The image as a file; `None` for kinds not taken out here (JPEG 2000, JBIG2, indexed colours).
fn image(document: &Document, stream: &Stream, most: usize) -> Option<(&'static str, Vec<u8>)> {
    let filters = match stream.dict.get_deref(b"Filter", document) {
        Ok(Object::Array(names)) => names.iter().filter_map(|name| name.as_name().ok()).collect(),
        Ok(Object::Name(name)) => vec![name.as_slice()],
        _ => Vec::new(),
    };
    let (width, height) = (number(document, &stream.dict, b"Width")?, number(document, &stream.dict, b"Height")?);
    match filters.as_slice() {
        [b"DCTDecode" | b"DCT"] => (stream.content.len() <= most).then(|| ("jpg", stream.content.clone())),
        [b"CCITTFaxDecode" | b"CCF"] => fax(document, stream, (width, height), most).map(|bytes| ("tif", bytes)),
        [] | [b"FlateDecode" | b"Fl" | b"LZWDecode" | b"LZW" | b"RunLengthDecode" | b"RL"] => {
            let colours = colours(document, &stream.dict)?;
            let bits = number(document, &stream.dict, b"BitsPerComponent").unwrap_or(1);
            let bytes_a_row = match (bits, colours) {
                (8, colours) => usize::try_from(width).ok()?.checked_mul(colours)?,
                (1, 1) => usize::try_from(width).ok()?.div_ceil(8),
                _ => return None,
            };
            let wanted = bytes_a_row.checked_mul(usize::try_from(height).ok()?)?;
            if wanted > most {
                return None;
            }
            let content = if filters.is_empty() {
                stream.content.clone()
            } else {
                stream.decompressed_content_with_limit(wanted.saturating_add(4096)).ok()?
            };
            let mut pixels = content.get(..wanted)?.to_vec();
            let flipped =
                stream.dict.get_deref(b"Decode", document).and_then(Object::as_array).is_ok_and(|range| {
                    range.first().is_some_and(|first| first.as_float().is_ok_and(|first| first > 0.5))
                });
            // A PDF's 1 is white where a bitmap's (PBM) is black.
            if flipped != (bits == 1) {
                pixels.iter_mut().for_each(|byte| *byte = !*byte);
            }
            let (extension, head) = match (bits, colours) {
                (1, _) => ("pbm", format!("P4\n{width} {height}\n")),
                (_, 1) => ("pgm", format!("P5\n{width} {height}\n255\n")),
                _ => ("ppm", format!("P6\n{width} {height}\n255\n")),
            };
            let mut file = head.into_bytes();
            file.append(&mut pixels);
            Some((extension, file))
        }
        _ => None,
    }
}

/// Components of a pixel, where they are grey or red, green and blue.
fn colours(document: &Document, dictionary: &Dictionary) -> Option<usize> {
    if dictionary.get_deref(b"ImageMask", document).and_then(Object::as_bool).unwrap_or(false) {
        return Some(1);
    }
    match dictionary.get_deref(b"ColorSpace", document).ok()? {
        Object::Name(name) => match name.as_slice() {
            b"DeviceGray" | b"CalGray" | b"G" => Some(1),
            b"DeviceRGB" | b"CalRGB" | b"RGB" => Some(3),
            _ => None,
        },
        Object::Array(parts) => match parts.first()?.as_name().ok()? {
            b"CalGray" => Some(1),
            b"CalRGB" => Some(3),
            b"ICCBased" => {
                let profile = match parts.get(1)? {
                    Object::Reference(id) => document.get_object(*id).ok()?,
                    other => other,
                };
                let count = number(document, &profile.as_stream().ok()?.dict, b"N")?;
                usize::try_from(count).ok().filter(|count| matches!(count, 1 | 3))
            }
            _ => None,
        },
        _ => None,
    }
}

/// A fax image wrapped into a TIFF file with one strip (TIFF 6.0, sections 2, 8 and 11).
fn fax(document: &Document, stream: &Stream, (width, height): (i64, i64), most: usize) -> Option<Vec<u8>> {
    if stream.content.len() > most {
        return None;
    }
    let parameters = stream.dict.get_deref(b"DecodeParms", document).ok().and_then(|of| match of {
        Object::Array(parts) => parts.first()?.as_dict().ok(),
        Object::Dictionary(of) => Some(of),
        _ => None,
    });
    let get = |key: &[u8]| parameters.and_then(|of| of.get_deref(key, document).ok());
    let k = get(b"K").and_then(|of| of.as_i64().ok()).unwrap_or(0);
    let columns = get(b"Columns").and_then(|of| of.as_i64().ok()).unwrap_or(1728);
    let black_is_1 = get(b"BlackIs1").and_then(|of| of.as_bool().ok()).unwrap_or(false);
    if columns != width {
        return None;
    }
    let (compression, options) = match k {
        k if k < 0 => (4_u32, None),
        0 => (3, Some(0_u32)),
        _ => (3, Some(1)),
    };
    let short = |tag: u16, value: u32| (tag, 3_u16, value);
    let long = |tag: u16, value: u32| (tag, 4_u16, value);
    let mut entries = vec![
        long(256, u32::try_from(width).ok()?),
        long(257, u32::try_from(height).ok()?),
        short(258, 1),
        short(259, compression),
        short(262, u32::from(black_is_1)),
        long(273, 8),
        short(277, 1),
        long(278, u32::try_from(height).ok()?),
        long(279, u32::try_from(stream.content.len()).ok()?),
    ];
    entries.extend(options.map(|options| long(292, options)));
    let mut file = b"II*\0".to_vec();
    let padding = stream.content.len() % 2;
    let directory = u32::try_from(8 + stream.content.len() + padding).ok()?;
    file.extend(directory.to_le_bytes());
    file.extend(&stream.content);
    file.resize(file.len() + padding, 0);
    file.extend(u16::try_from(entries.len()).ok()?.to_le_bytes());
    for (tag, kind, value) in entries {
        file.extend(tag.to_le_bytes());
        file.extend(kind.to_le_bytes());
        file.extend(1_u32.to_le_bytes());
        file.extend(value.to_le_bytes());
    }
    file.extend(0_u32.to_le_bytes());
    Some(file)
}

/// Reads what a recognition gave for the pages of a scan, as reports with labels. A value of which it was not sure is
/// left out and listed with what was read, so that nothing uncertain is taken for a fact.
#[must_use]
pub fn read_scanned<'a>(name: &str, pages: &[(u32, Vec<ScannedWord>)], limits: &Limits) -> ReadFile<'a> {
    let text: Vec<(u32, Vec<Line>)> = pages.iter().map(|(page, words)| (*page, lines_of(words))).collect();
    let mut grid = match reports::grid(&text, limits) {
        Ok(Some(grid)) => grid,
        Ok(None) => {
            let what = "scanned, and the text recognition found no labels with values (\"Serial number: 4711\") on it; \
                        scan it anew at 300 dpi, upright and without shadows";
            return ReadFile::refused(name, what);
        }
        Err(what) => return ReadFile::refused(name, what),
    };
    let mut file = ReadFile { scanned: true, ..ReadFile::default() };
    let about = format!("scanned; read by text recognition, {} pages", pages.len());
    file.problems.push(Problem::file(name, about).with_severity(Severity::Note));
    let headings: Vec<String> =
        grid.rows.first().map(|row| row.iter().map(|cell| cell.text().into_owned()).collect()).unwrap_or_default();
    for (row, number) in grid.rows.iter_mut().zip(&grid.row_numbers).skip(1) {
        for ((column, cell), heading) in (0_u16..).zip(row.iter_mut()).zip(&headings) {
            let read = cell.text().into_owned();
            if read.contains(UNSURE) {
                *cell = Cell::Empty;
                let what = "the text recognition is not sure of it, so it was left out; look at the scan and enter it";
                let place = Problem::table(name, None, what).with_severity(Severity::Cell).at_row(*number);
                file.problems.push(place.at_column(column, heading, &read.replace(UNSURE, "")));
            }
        }
    }
    file.tables.push(RawTable { sheet: None, hidden: false, date_1904: false, body: Body::Grid(grid) });
    file
}

fn lines_of(words: &[ScannedWord]) -> Vec<Line> {
    let spans = words.iter().filter(|word| !word.text.trim().is_empty()).map(|word| {
        let unsure = if word.confidence < SURE { UNSURE.to_string() } else { String::new() };
        Span {
            x: word.left,
            end: word.right,
            y: -word.bottom,
            // A line's box holds what rises and falls, which is more than the letters' size.
            size: word.height * 0.8,
            text: format!("{unsure}{}", word.text.trim()),
        }
    });
    lines::lines(spans.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::dictionary;

    fn word(line: u32, left: f32, text: &str, confidence: f32) -> ScannedWord {
        let width = f32::from(u16::try_from(text.len()).expect("short")) * 10.0;
        let bottom = 100.0 + f32::from(u16::try_from(line).expect("few")) * 40.0;
        ScannedWord { line, left, right: left + width, bottom, height: 24.0, confidence, text: text.to_owned() }
    }

    #[test]
    fn what_the_recognition_is_not_sure_of_is_left_out_and_said() {
        let page = |serial: &str, confidence: f32| {
            vec![
                word(0, 100.0, "Seriennummer:", confidence),
                word(0, 300.0, serial, 95.0),
                word(1, 100.0, "Datum:", 91.0),
                word(1, 300.0, "01.02.2026", 91.0),
                word(2, 100.0, "Techniker:", 91.0),
                word(2, 300.0, "Anna", 93.0),
                word(2, 350.0, "Hvber", confidence),
            ]
        };
        let file = read_scanned("a.pdf", &[(1, page("RX-1", 90.0)), (2, page("RX-2", 31.0))], &Limits::default());
        let Body::Grid(grid) = &file.tables[0].body else { panic!("a grid") };
        let text = |row: usize| -> Vec<String> { grid.rows[row].iter().map(|cell| cell.text().into_owned()).collect() };
        assert_eq!(text(0), ["Seriennummer", "Datum", "Techniker"]);
        assert_eq!(text(1), ["RX-1", "01.02.2026", "Anna Hvber"]);
        assert_eq!(text(2), ["RX-2", "01.02.2026", ""]);
        let said: Vec<String> = file.problems.iter().map(ToString::to_string).collect();
        assert!(said[1].contains("row 2, column C (Techniker), \"Anna Hvber\""), "{said:?}");
    }

    #[test]
    fn images_of_the_usual_kinds_are_taken_out() {
        let mut document = Document::with_version("1.5");
        let image = |entries: Dictionary, bytes: &[u8]| Stream::new(entries, bytes.to_vec());
        let jpeg = image(
            dictionary! { "Subtype" => "Image", "Width" => 8, "Height" => 2, "Filter" => "DCTDecode" },
            b"\xff\xd8rest",
        );
        let bits = image(
            dictionary! { "Subtype" => "Image", "Width" => 8, "Height" => 2, "BitsPerComponent" => 1, "ColorSpace" => "DeviceGray" },
            &[0b1111_0000, 0xff],
        );
        let fax = image(
            dictionary! { "Subtype" => "Image", "Width" => 8, "Height" => 2, "Filter" => "CCITTFaxDecode",
            "DecodeParms" => dictionary! { "K" => -1, "Columns" => 8 } },
            &[1, 2, 3],
        );
        let wavelets = image(
            dictionary! { "Subtype" => "Image", "Width" => 8, "Height" => 2, "Filter" => "JPXDecode" },
            &[1, 2, 3],
        );
        let tree = document.new_object_id();
        let kids: Vec<Object> = [jpeg, bits, fax, wavelets]
            .into_iter()
            .map(|stream| {
                let image = document.add_object(stream);
                let resources = dictionary! { "XObject" => dictionary! { "I" => image } };
                document.add_object(dictionary! { "Type" => "Page", "Parent" => tree, "Resources" => resources }).into()
            })
            .collect();
        document.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => 4 }.into());
        let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
        document.trailer.set("Root", catalog);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).expect("writes to memory");
        let pages = scanned_pages(&bytes, &Limits::default()).expect("pages");
        let kinds: Vec<_> = pages
            .iter()
            .map(|page| match page {
                ScannedPage::Image(image) => (image.page, image.extension),
                ScannedPage::Drawn(page) => (*page, "drawn"),
            })
            .collect();
        assert_eq!(kinds, [(1, "jpg"), (2, "pbm"), (3, "tif"), (4, "drawn")]);
        let ScannedPage::Image(bitmap) = &pages[1] else { panic!("an image") };
        assert_eq!(bitmap.bytes, b"P4\n8 2\n\x0f\x00");
        assert!(scanned_pages(b"%PDF-1.4 nothing", &Limits::default()).is_err());
    }
}
