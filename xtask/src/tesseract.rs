//! The text recognition the tests of scanned files need: Debian's Tesseract with German. A missing one is a failure,
//! never a skip.

use crate::{debian, process};
use anyhow::Result;

/// Installs it where it is missing.
pub fn find_or_install() -> Result<()> {
    if process::folder_on_path(&["tesseract"]).is_some() {
        return Ok(());
    }
    debian::install("Tesseract", "the tests of scans", &["tesseract-ocr", "tesseract-ocr-deu", "tesseract-ocr-ita"])
}
