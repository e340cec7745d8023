//! A segment of the journal: a file of frames, each with its length and checksum before it.

use super::frame;
use crate::batch::Batch;
use crate::error::{TelemetryError, io};
use crate::judge::Reason;
use std::fs;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

/// What a segment begins with.
pub(crate) const MAGIC: &[u8; 8] = b"INSTEL02";
/// What one began with when there were so many reasons to refuse a reading.
const BEFORE: (&[u8; 8], usize) = (b"INSTEL01", 6);
/// Length and checksum before each frame, in bytes.
const HEAD: usize = 16;
/// A frame of more bytes is damage.
const MOST_BYTES: u64 = 1 << 30;

/// The file of a segment.
pub(crate) fn path(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("{number:016}.journal"))
}

/// The numbers of the segments in a folder, the oldest first.
pub(crate) fn numbers(folder: &Path) -> Result<Vec<u64>, TelemetryError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(io(folder))? {
        let name = entry.map_err(io(folder))?.file_name();
        let number = name.to_str().and_then(|name| name.strip_suffix(".journal")).and_then(|of| of.parse().ok());
        found.extend::<Option<u64>>(number);
    }
    found.sort_unstable();
    Ok(found)
}

/// A frame with its head.
pub(crate) fn framed(batch: &Batch) -> Vec<u8> {
    let payload = frame::encode(batch);
    let mut bytes = Vec::with_capacity(payload.len() + HEAD);
    bytes.extend_from_slice(&(payload.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&xxh3_64(&payload).to_le_bytes());
    bytes.extend_from_slice(&payload);
    bytes
}

/// What stands in a segment.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    /// The batches up to the first that is torn.
    pub(crate) batches: Vec<Batch>,
    /// Bytes up to there.
    pub(crate) good: u64,
    /// Bytes after it: the rest of a write that nobody was told of, or damage.
    pub(crate) torn: u64,
}

fn one(bytes: &[u8], reasons: usize) -> Option<(Batch, usize)> {
    let (length, rest) = bytes.split_first_chunk::<8>()?;
    let (checksum, rest) = rest.split_first_chunk::<8>()?;
    let length = u64::from_le_bytes(*length);
    let length = usize::try_from(length).ok().filter(|_| length <= MOST_BYTES)?;
    let payload = rest.get(..length)?;
    let sound = xxh3_64(payload) == u64::from_le_bytes(*checksum);
    Some((frame::decode(payload, reasons).filter(|_| sound)?, HEAD + length))
}

/// Reads a segment up to the first frame that is torn.
pub(crate) fn read(path: &Path) -> Result<Contents, TelemetryError> {
    let bytes = fs::read(path).map_err(io(path))?;
    let mut contents = Contents::default();
    let now = bytes.strip_prefix(MAGIC.as_slice()).map(|rest| (rest, Reason::ALL.len()));
    let begun = now.or_else(|| Some((bytes.strip_prefix(BEFORE.0.as_slice())?, BEFORE.1)));
    let Some((mut rest, reasons)) = begun else {
        contents.torn = bytes.len() as u64;
        return Ok(contents);
    };
    while let Some((batch, length)) = one(rest, reasons) {
        contents.batches.push(batch);
        rest = rest.get(length..).unwrap_or_default();
    }
    contents.torn = rest.len() as u64;
    contents.good = bytes.len() as u64 - contents.torn;
    Ok(contents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_of_the_version_before_are_read() {
        let mut frame = frame::encode(&Batch { source: "hall 1".to_owned(), ..Batch::default() });
        // Length of the source and the source, time of arrival, received, late, newest: then the reasons.
        let reasons = 8 + 6 + 8 * 4;
        frame.drain(reasons + 8 * 6..reasons + 8 * 7);
        let mut bytes = BEFORE.0.to_vec();
        bytes.extend_from_slice(&(frame.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&xxh3_64(&frame).to_le_bytes());
        bytes.extend_from_slice(&frame);
        let folder = tempfile::tempdir().expect("a folder");
        let path = path(folder.path(), 1);
        fs::write(&path, &bytes).expect("written");
        let contents = read(&path).expect("read");
        assert_eq!((contents.batches.len(), contents.torn), (1, 0));
        assert_eq!(contents.batches[0].source, "hall 1");
    }
}
