//! A segment of the journal: a file of frames, each with its length and checksum before it.

use super::frame;
use crate::batch::Batch;
use crate::error::{TelemetryError, io};
use std::fs;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

/// What a segment begins with.
pub(crate) const MAGIC: &[u8; 8] = b"INSTEL01";
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

fn one(bytes: &[u8]) -> Option<(Batch, usize)> {
    let (length, rest) = bytes.split_first_chunk::<8>()?;
    let (checksum, rest) = rest.split_first_chunk::<8>()?;
    let length = u64::from_le_bytes(*length);
    let length = usize::try_from(length).ok().filter(|_| length <= MOST_BYTES)?;
    let payload = rest.get(..length)?;
    let sound = xxh3_64(payload) == u64::from_le_bytes(*checksum);
    Some((frame::decode(payload).filter(|_| sound)?, HEAD + length))
}

/// Reads a segment up to the first frame that is torn.
pub(crate) fn read(path: &Path) -> Result<Contents, TelemetryError> {
    let bytes = fs::read(path).map_err(io(path))?;
    let mut contents = Contents::default();
    let Some(mut rest) = bytes.strip_prefix(MAGIC.as_slice()) else {
        contents.torn = bytes.len() as u64;
        return Ok(contents);
    };
    while let Some((batch, length)) = one(rest) {
        contents.batches.push(batch);
        rest = rest.get(length..).unwrap_or_default();
    }
    contents.torn = rest.len() as u64;
    contents.good = bytes.len() as u64 - contents.torn;
    Ok(contents)
}
