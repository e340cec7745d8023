//! Zip containers: what they are, and whether they expand to more than they should.
//!
//! Sizes in a zip's headers are claims. What counts is what comes out of the decompressor.

use super::{
    Limits,
    kind::{Content, Excel},
};
use std::io::{Cursor, Read, Seek, SeekFrom};
use zip::ZipArchive;

/// Above this many bytes the ratio between expanded and packed counts.
const RATIO_FROM: u64 = 64 << 20;

/// No deflate stream expands by more (zlib's documentation: 1032 to 1).
const DEFLATE_MOST: u64 = 1032;

const CUT_OFF: &str = "the file is damaged or cut off; copy or export it again";

/// Opens a zip; `None` when it is damaged.
pub(super) fn open(bytes: &[u8]) -> Option<ZipArchive<Cursor<&[u8]>>> {
    super::shielded(|| ZipArchive::new(Cursor::new(bytes)).ok()).ok().flatten()
}

/// What a zip holds: a workbook, a document, or just files.
pub(super) fn content(bytes: &[u8]) -> Content {
    let Some(mut zip) = open(bytes) else { return Content::Damaged(CUT_OFF) };
    let mut found = Content::Archive;
    let mut types = false;
    let mut shells = false;
    for name in zip.file_names_raw() {
        let name: Vec<u8> =
            name.iter().map(|byte| if *byte == b'\\' { b'/' } else { byte.to_ascii_lowercase() }).collect();
        types |= name == b"[content_types].xml";
        shells |= name == b"aasx/aasx-origin" || name == b"aasx/_rels/aasx-origin.rels";
        let this = match name.as_slice() {
            b"xl/workbook.xml" => Content::Workbook(Excel::Xml),
            b"xl/workbook.bin" => Content::Workbook(Excel::Binary),
            b"word/document.xml" => Content::Other("a Word document; save its table as .xlsx"),
            b"ppt/presentation.xml" => Content::Other("a PowerPoint presentation"),
            b"visio/document.xml" => Content::Other("a Visio drawing"),
            _ => continue,
        };
        found = this;
    }
    if found == Content::Archive && shells {
        return Content::Aasx;
    }
    if found == Content::Archive && types {
        // Workbooks may name their parts freely; the list of relations then tells where the workbook is.
        found = if holds(&mut zip, "[Content_Types].xml", b"spreadsheetml.") {
            Content::Workbook(Excel::Xml)
        } else {
            Content::Other("an Office file that is not a workbook; save its table as .xlsx")
        };
    }
    if found == Content::Archive
        && let Some(media) = member(&mut zip, "mimetype", 128)
        && media.starts_with(b"application/vnd.oasis.opendocument.")
    {
        found = if media.starts_with(b"application/vnd.oasis.opendocument.spreadsheet") {
            Content::Ods
        } else {
            Content::Other("an OpenDocument file that is not a spreadsheet; save its table as .ods or .xlsx")
        };
    }
    found
}

/// The first bytes of a member, at most `most`.
pub(super) fn member(zip: &mut ZipArchive<Cursor<&[u8]>>, name: &str, most: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    zip.by_name(name).ok()?.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn holds(zip: &mut ZipArchive<Cursor<&[u8]>>, name: &str, needle: &[u8]) -> bool {
    member(zip, name, 1 << 20).is_some_and(|bytes| memchr::memmem::find(&bytes, needle).is_some())
}

/// What the members of a workbook hold, found out by expanding them once.
pub(super) struct Checked {
    /// Whether any sheet may have merged cells; looking for them costs reading each sheet again.
    pub merges: bool,
    /// Whether there are macros.
    pub macros: bool,
}

/// Expands every member of a workbook without keeping anything, and says what is wrong with it, if anything is.
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<Checked, String> {
    let mut zip = open(bytes).ok_or(CUT_OFF)?;
    if zip.len() > limits.max_entries {
        return Err(format!("has {} parts, more than the {} a workbook may have", zip.len(), limits.max_entries));
    }
    let mut checked = Checked { merges: false, macros: false };
    let packed = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    checked.macros = zip.file_names_raw().any(|name| name.to_ascii_lowercase().ends_with(b"vbaproject.bin"));
    // Members may overlap in the file, so the file's size bounds each member, not their sum.
    let most = packed.saturating_mul(DEFLATE_MOST).saturating_mul(u64::try_from(zip.len()).unwrap_or(u64::MAX));
    if most <= RATIO_FROM.min(limits.max_workbook) {
        checked.merges = true;
        return Ok(checked);
    }
    let finder = memchr::memmem::Finder::new(b"mergeCell");
    let mut buffer = vec![0; 64 << 10];
    let mut meter = Meter::new(packed, limits.max_workbook, limits.max_ratio);
    for index in 0..zip.len() {
        // A member that cannot be opened is the reader's to complain about, if it needs it at all.
        let Ok(mut part) = zip.by_index(index) else { continue };
        let sheet = part.name_raw().to_ascii_lowercase().ends_with(b".xml");
        let mut kept = 0;
        while let Some(room) = buffer.get_mut(kept..) {
            let Ok(read) = part.read(room) else { break };
            if read == 0 {
                break;
            }
            meter.add(read)?;
            let filled = kept + read;
            if sheet && !checked.merges {
                checked.merges = buffer.get(..filled).is_some_and(|bytes| finder.find(bytes).is_some());
                // The needle may lie across two reads.
                kept = filled.min(8);
                buffer.copy_within(filled - kept..filled, 0);
            } else {
                kept = 0;
            }
        }
    }
    Ok(checked)
}

/// How many times its own size a workbook may be read over: sheets and their merged cells make two.
const READ_OVER: usize = 8;

/// The bytes of a workbook, to be read so often only. Many sheets may name one part, which calamine expands for each.
pub(super) struct Metered<'b> {
    bytes: Cursor<&'b [u8]>,
    left: usize,
}

impl<'b> Metered<'b> {
    pub fn new(bytes: &'b [u8]) -> Self {
        Self { bytes: Cursor::new(bytes), left: bytes.len().saturating_mul(READ_OVER).saturating_add(1 << 20) }
    }
}

impl Read for Metered<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        self.left =
            self.left.checked_sub(read).ok_or_else(|| std::io::Error::other("one part is read over and over"))?;
        Ok(read)
    }
}

impl Seek for Metered<'_> {
    fn seek(&mut self, place: SeekFrom) -> std::io::Result<u64> {
        self.bytes.seek(place)
    }
}

/// Counts what really comes out of a packed file.
pub(super) struct Meter {
    packed: u64,
    expanded: u64,
    most: u64,
    ratio: u64,
}

impl Meter {
    pub fn new(packed: u64, most: u64, ratio: u64) -> Self {
        Self { packed, expanded: 0, most, ratio }
    }

    /// Adds bytes that came out; an error when they are too many.
    pub fn add(&mut self, bytes: usize) -> Result<(), String> {
        self.expanded = self.expanded.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
        if self.expanded > self.most {
            return Err(format!(
                "expands to more than {} MB, more than Instand unpacks; split it into smaller files",
                self.most >> 20
            ));
        }
        if self.expanded > RATIO_FROM && self.expanded / self.ratio.max(1) > self.packed {
            return Err(format!(
                "expands to more than {} times its size, as a zip bomb does; it was not read",
                self.ratio
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::io::Write;

    /// A zip of these members, for tests.
    pub(in super::super) fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        for (name, bytes) in members {
            zip.start_file(*name, options).expect("starts a member");
            zip.write_all(bytes).expect("writes to memory");
        }
        zip.finish().expect("ends the zip").into_inner()
    }

    #[test]
    fn containers_are_told_apart() {
        assert_eq!(content(&zipped(&[("xl/workbook.xml", b"")])), Content::Workbook(Excel::Xml));
        assert_eq!(content(&zipped(&[("xl/workbook.bin", b"")])), Content::Workbook(Excel::Binary));
        assert_eq!(content(&zipped(&[("a.csv", b"a;b")])), Content::Archive);
        assert!(matches!(content(&zipped(&[("word/document.xml", b"")])), Content::Other(_)));
        let ods = zipped(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]);
        assert_eq!(content(&ods), Content::Ods);
        assert!(matches!(content(ods.get(..20).expect("long enough")), Content::Damaged(_)));
    }

    #[test]
    fn bombs_are_counted_out() {
        let bomb = zipped(&[("xl/workbook.xml", &vec![b' '; 80 << 20])]);
        assert!(check(&bomb, &Limits::default()).err().is_some_and(|what| what.contains("bomb")));
        let limits = Limits { max_workbook: 1 << 20, ..Limits::default() };
        assert!(check(&bomb, &limits).err().is_some_and(|what| what.contains("1 MB")));
    }
}
