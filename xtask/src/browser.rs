//! The page in a real browser: Debian's Chromium, driven by the tests in `web/tests/`. A missing browser is a failure,
//! never a skip.

use crate::{debian, process};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Checks the page's types and translations, then runs its tests against the built binary.
pub fn run(root: &Path) -> Result<()> {
    let web = root.join("web");
    let chromium = find_or_install()?;
    // What would come to a customer by mail is taken out of the database.
    if process::folder_on_path(&["sqlite3"]).is_none() {
        debian::install("sqlite3", "the browser tests of the portal", &["sqlite3"])?;
    }
    let npm = |arguments: &[&str]| {
        let mut command = Command::new("npm");
        command.current_dir(&web).args(arguments);
        command
    };
    process::run(&mut npm(&["run", "--silent", "check"])).context("types or translations of the page")?;
    let mut tests = npm(&["run", "--silent", "test"]);
    tests.env("INSTAND_BINARY", root.join("target/release/instand")).env("CHROMIUM", chromium);
    process::run(&mut tests).context("the page in the browser")
}

fn find_or_install() -> Result<PathBuf> {
    if let Some(folder) = process::folder_on_path(&["chromium"]) {
        return Ok(folder.join("chromium"));
    }
    debian::install("Chromium", "the browser tests", &["chromium"])?;
    match process::folder_on_path(&["chromium"]) {
        Some(folder) => Ok(folder.join("chromium")),
        None => bail!("Chromium was installed, but is not on the PATH"),
    }
}
