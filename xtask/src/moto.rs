//! The object store the tests of a lake in a bucket need: Moto's server from PyPI, which speaks S3 with its conditions of
//! writing. It goes into a Python environment under `target/`. A missing one is a failure, never a skip.

use crate::process;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where tests look for the program.
pub const VARIABLE: &str = "INSTAND_TEST_S3";

/// The release the tests were written against.
const RELEASE: &str = "moto[server]==5.2.5";

/// The program; installed where it is missing.
pub fn find_or_install(root: &Path) -> Result<PathBuf> {
    let folder = root.join("target/tmp/moto-5.2.5");
    let server = folder.join("bin/moto_server");
    // The last thing an installation does: half of one is made anew.
    let whole = folder.join("installed");
    if !whole.exists() {
        eprintln!("Moto is missing; installing it from PyPI");
        let made = process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder));
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", RELEASE];
        made.and_then(|()| process::run(Command::new(folder.join("bin/python")).args(install)))
            .context("Moto is needed for the tests of a lake in a bucket; python3 with venv and pip install it")?;
        std::fs::write(&whole, RELEASE)?;
    }
    Ok(server)
}
