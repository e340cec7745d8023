//! The object store the tests of a lake in a bucket need: Moto's server from PyPI, which speaks S3 with its conditions of
//! writing. It goes into a Python environment under `target/`. A missing one is a failure, never a skip.

use crate::process;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where tests look for it.
pub const VARIABLE: &str = "INSTAND_TEST_S3";

/// The release the tests were written against.
const RELEASE: &str = "moto[server]==5.2.5";

/// The Python that has it; installed where it is missing. Programs of an environment do not survive that it is moved, its
/// Python does.
pub fn find_or_install(root: &Path) -> Result<PathBuf> {
    let folder = root.join("target/tmp/moto-5.2.5");
    let python = folder.join("bin/python");
    let works = |python: &Path| process::output(Command::new(python).args(["-c", "import moto.server"])).is_ok();
    if !works(&python) {
        eprintln!("Moto is missing; installing it from PyPI");
        let made = process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder));
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", RELEASE];
        made.and_then(|()| process::run(Command::new(&python).args(install)))
            .context("Moto is needed for the tests of a lake in a bucket; python3 with venv and pip install it")?;
    }
    Ok(python)
}
