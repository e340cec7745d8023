//! What a file is, by its first bytes and, for containers, by what they contain.

use super::{container, ole::Compound, xml};

/// The two zip-based Excel formats.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Excel {
    /// .xlsx, .xlsm: XML in a zip.
    Xml,
    /// .xlsb: binary records in a zip.
    Binary,
}

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Content {
    Empty,
    Workbook(Excel),
    Ods,
    Xls,
    Pdf,
    Json,
    /// A package of the Asset Administration Shell.
    Aasx,
    /// XML of a kind that is read.
    Xml(xml::Dialect),
    Text,
    Archive,
    /// An office file behind a password.
    Encrypted,
    /// Begins as a kind that is read, but is cut off or broken; the text says so.
    Damaged(&'static str),
    /// Something Instand does not read, named for the user.
    Other(&'static str),
}

/// Starts of files that are certainly not tables.
const OTHERS: [(&[u8], &str); 17] = [
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it or pack it as .zip"),
    (b"Rar!", "a RAR archive; unpack it or pack it as .zip"),
    (b"BZh", "a bzip2 archive; unpack it first"),
    (b"\xfd7zXZ", "an xz archive; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive; unpack it first"),
    (b"SQLite format 3", "a SQLite database; export its tables as .csv"),
    (b"PAR1", "a Parquet file; export it as .csv"),
    (b"{\\rtf", "a rich text document; save its table as .xlsx"),
    (b"%!PS", "a PostScript file; save it as .pdf"),
];

/// What these bytes are. `name` decides only where the content leaves it open.
pub(super) fn recognise(name: &str, bytes: &[u8]) -> Content {
    if bytes.is_empty() {
        return Content::Empty;
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") || bytes.starts_with(b"PK\x07\x08") {
        return container::content(bytes);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return compound(bytes);
    }
    // MZ and BM also begin words; a program has NULs in its head, a text has not.
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or(bytes);
    for (start, what) in OTHERS {
        if bytes.starts_with(start) && (start != b"MZ" || head.contains(&0)) {
            return Content::Other(what);
        }
    }
    if memchr::memmem::find(head, b"%PDF-").is_some() {
        return Content::Pdf;
    }
    if matches!(bytes, [0x09, 0 | 2 | 4 | 8, 4 | 6 | 8, 0, ..]) {
        return Content::Other("an Excel file of before 1993; open it in Excel and save it as .xlsx");
    }
    match bytes.trim_ascii_start() {
        [b'{' | b'[', ..] => Content::Json,
        [0xef, 0xbb, 0xbf, rest @ ..] if matches!(rest.trim_ascii_start(), [b'{' | b'[', ..]) => Content::Json,
        rest => markup(rest).unwrap_or_else(|| wide_json(name, bytes)),
    }
}

/// UTF-16 JSON is known by its extension; everything else is text until decoding says otherwise.
fn wide_json(name: &str, bytes: &[u8]) -> Content {
    let wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    if wide && matches!(extension(name).as_str(), "json" | "ndjson" | "jsonl") { Content::Json } else { Content::Text }
}

fn markup(rest: &[u8]) -> Option<Content> {
    let head: Vec<u8> = rest.iter().take(512).map(u8::to_ascii_lowercase).collect();
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head);
    if !head.starts_with(b"<") {
        return None;
    }
    let has = |needle: &[u8]| memchr::memmem::find(head, needle).is_some();
    Some(Content::Other(if has(b"<html") || has(b"<!doctype html") || has(b"<table") {
        "an HTML page (some programs name it .xls); open it in Excel and save it as .xlsx"
    } else if has(b"urn:schemas-microsoft-com:office:spreadsheet") {
        "an XML spreadsheet of Excel 2003; open it in Excel and save it as .xlsx"
    } else if let Some(dialect) = dialect(rest) {
        return Some(Content::Xml(dialect));
    } else if has(b"<?xml") || has(b"xmlns") {
        "an XML file; export the data as .xlsx, .csv or .json"
    } else {
        return None;
    }))
}

/// Licences as long as a page may stand above the outermost element.
const PROLOG: usize = 64 << 10;

fn dialect(rest: &[u8]) -> Option<xml::Dialect> {
    let rest = rest.strip_prefix(b"\xef\xbb\xbf").unwrap_or(rest);
    xml::dialect(&String::from_utf8_lossy(rest.get(..rest.len().min(PROLOG)).unwrap_or_default()))
}

fn compound(bytes: &[u8]) -> Content {
    let Some(compound) = Compound::open(bytes) else {
        return Content::Damaged("the file is damaged or cut off; open it in Excel, save it again and import that");
    };
    // [MS-OFFCRYPTO] 2.3: an encrypted workbook is a compound file with these streams instead of a zip.
    if compound.has("EncryptedPackage") || compound.has("EncryptionInfo") {
        return Content::Encrypted;
    }
    if compound.has("Workbook") || compound.has("Book") {
        return Content::Xls;
    }
    Content::Other(if compound.has("WordDocument") {
        "a Word document; save its table as .xlsx"
    } else if compound.has("PowerPoint Document") {
        "a PowerPoint presentation"
    } else if compound.has("__properties_version1.0") {
        "an Outlook message; save its attachment"
    } else {
        "an old Office file without a workbook"
    })
}

/// The extension in lower case, without the dot; empty where there is none.
pub(super) fn extension(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    last.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
}

/// What to tell the user when a known extension promises another kind than the content is.
pub(super) fn other_extension(name: &str, content: &Content) -> Option<String> {
    let extension = extension(name);
    let promised = match extension.as_str() {
        "xlsx" | "xlsm" | "xltx" | "xltm" => Content::Workbook(Excel::Xml),
        "xlsb" => Content::Workbook(Excel::Binary),
        "xls" | "xlt" => Content::Xls,
        "ods" => Content::Ods,
        "pdf" => Content::Pdf,
        "json" | "ndjson" | "jsonl" => Content::Json,
        "aasx" => Content::Aasx,
        "csv" | "tsv" | "tab" | "txt" => Content::Text,
        _ => return None,
    };
    if promised == *content {
        return None;
    }
    let is = match content {
        Content::Workbook(Excel::Xml) => "an .xlsx workbook",
        Content::Workbook(Excel::Binary) => "an .xlsb workbook",
        Content::Xls => "an .xls workbook",
        Content::Ods => "an .ods workbook",
        Content::Pdf => "a PDF",
        Content::Json => "JSON",
        Content::Aasx => "an .aasx package",
        Content::Xml(_) => "XML",
        Content::Text => "delimited text",
        _ => return None,
    };
    Some(format!("named .{extension} but holds {is}; read as that"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_and_the_extension_only_breaks_ties() {
        assert_eq!(recognise("a.xlsx", b"%PDF-1.7"), Content::Pdf);
        assert_eq!(recognise("a.csv", b" [{\"a\":1}]"), Content::Json);
        assert_eq!(recognise("a.csv", b"MZ;Name\n1;2\n"), Content::Text);
        assert_eq!(recognise("a.json", b"\xff\xfe[\0"), Content::Json);
        assert_eq!(recognise("a.csv", b"\xff\xfe[\0"), Content::Text);
        assert_eq!(extension("dir.x/A.B.CSV"), "csv");
        assert_eq!(extension("dir.x/name"), "");
    }
}
