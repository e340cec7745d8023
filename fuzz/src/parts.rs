//! Containers made of parts.
//!
//! A changed byte in a zip fails a checksum and in a PDF moves what its table of contents points at, so that little
//! behind them would ever be reached. An input that does not begin as the container itself is therefore read as parts,
//! each after a line `@@ name`, and the container is made of them here.

use std::io::{Cursor, Write};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const MARK: &[u8] = b"@@ ";
/// Parts of one container; more only cost time.
const MOST: usize = 64;

/// Names and contents of the parts of an input; what stands before the first mark is left out.
#[must_use]
pub fn parts(input: &[u8]) -> Vec<(String, &[u8])> {
    let mut starts = Vec::new();
    let mut line = 0;
    while let Some(rest) = input.get(line..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(MARK) && starts.len() < MOST {
            starts.push(line);
        }
        line += rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
    }
    let ends = starts.iter().skip(1).copied().chain([input.len()]);
    let part = |(start, end): (usize, usize)| {
        let part = &input[start + MARK.len()..end];
        let name = part.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let content = part.get(name.len() + 1..).unwrap_or_default();
        (String::from_utf8_lossy(name).into_owned(), content.strip_suffix(b"\n").unwrap_or(content))
    };
    starts.iter().copied().zip(ends).map(part).collect()
}

/// A zip of the input's parts; the input itself when it is a zip already.
#[must_use]
pub fn zipped(input: &[u8]) -> Vec<u8> {
    if input.starts_with(b"PK") {
        return input.to_vec();
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in parts(input) {
        // A second part of the same name cannot be written; the first is as good.
        if zip.start_file(name, options).is_ok() {
            zip.write_all(content).expect("memory takes everything");
        }
    }
    zip.finish().expect("memory takes everything").into_inner()
}

/// A PDF whose objects 1, 2, ... are the input's parts; the input itself when it has a PDF's head.
///
/// A part named `s` is a stream: its first line is the dictionary, the rest the data. A part named `t` completes the
/// trailer.
#[must_use]
pub fn pdf(input: &[u8]) -> Vec<u8> {
    if !input.starts_with(MARK) {
        return input.to_vec();
    }
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    let mut trailer = b"/Root 1 0 R".to_vec();
    for (name, content) in parts(input) {
        if name == "t" {
            trailer = content.to_vec();
            continue;
        }
        places.push(pdf.len());
        pdf.extend(format!("{} 0 obj\n", places.len()).bytes());
        if name == "s" {
            let head = content.split(|byte| *byte == b'\n').next().unwrap_or_default();
            let data = content.get(head.len() + 1..).unwrap_or_default();
            pdf.extend_from_slice(b"<< ");
            pdf.extend_from_slice(head);
            pdf.extend(format!(" /Length {} >>\nstream\n", data.len()).bytes());
            pdf.extend_from_slice(data);
            pdf.extend_from_slice(b"\nendstream");
        } else {
            pdf.extend_from_slice(content);
        }
        pdf.extend_from_slice(b"\nendobj\n");
    }
    let start = pdf.len();
    pdf.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    for place in &places {
        pdf.extend(format!("{place:010} 00000 n \n").bytes());
    }
    pdf.extend(format!("trailer\n<< /Size {} ", places.len() + 1).bytes());
    pdf.extend_from_slice(&trailer);
    pdf.extend(format!(" >>\nstartxref\n{start}\n%%EOF\n").bytes());
    pdf
}
