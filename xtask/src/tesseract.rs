//! The text recognition the tests of scanned files need: Debian's Tesseract with German. A missing one is a failure,
//! never a skip.

use crate::process;
use anyhow::{Context, Result};
use std::process::Command;

/// Installs it where it is missing.
pub fn find_or_install() -> Result<()> {
    if process::folder_on_path(&["tesseract"]).is_some() {
        return Ok(());
    }
    eprintln!("Tesseract is missing; installing Debian's");
    let mut update = Command::new("apt-get");
    let mut install = Command::new("apt-get");
    // An outdated list of packages is only a reason to try.
    let _ = process::run(update.args(["update", "--quiet"]));
    let packages = ["tesseract-ocr", "tesseract-ocr-deu", "tesseract-ocr-ita"];
    process::run(install.args(["install", "--quiet", "--yes", "--no-install-recommends"]).args(packages))
        .context("Tesseract is needed for the tests of scans; install it: apt install tesseract-ocr tesseract-ocr-deu")
}
