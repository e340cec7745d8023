//! The servers the tests of mail need: Debian's OpenSMTPD and Dovecot, OpenSSL for certificates, and aiosmtpd from PyPI as the
//! customers' side, with dkimpy to judge signatures, in a Python environment under `target/`. A missing one is a failure, never
//! a skip.

use crate::{debian, process};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where tests look for the Python environment.
pub const VARIABLE: &str = "INSTAND_TEST_MAIL";

/// The releases the tests were written against.
const RELEASES: [&str; 3] = ["aiosmtpd==1.4.6", "dkimpy==1.1.8", "pynacl==1.6.2"];

const PACKAGES: [&str; 5] = ["opensmtpd", "dovecot-imapd", "dovecot-lmtpd", "openssl", "util-linux"];

/// The Python that has what it needs; installs what is missing.
pub fn find_or_install(root: &Path) -> Result<PathBuf> {
    let here = |program: &str| {
        // Debian keeps servers where only administrators look.
        process::folder_on_path(&[program]).is_some() || Path::new("/usr/sbin").join(program).is_file()
    };
    let delivers = ["imap", "lmtp"].iter().all(|part| Path::new("/usr/lib/dovecot").join(part).is_file());
    if !(delivers
        && ["smtpd", "smtpctl", "dovecot", "openssl", "unshare", "nsenter"].iter().all(|program| here(program)))
    {
        debian::install("OpenSMTPD or Dovecot", "the tests of mail", &PACKAGES)?;
    }
    let folder = root.join("target/tmp/mail-1.4.6");
    let python = folder.join("bin/python");
    let works =
        |python: &Path| process::output(Command::new(python).args(["-c", "import aiosmtpd, dkim, nacl"])).is_ok();
    if !works(&python) {
        eprintln!("aiosmtpd is missing; installing it from PyPI");
        let made = process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder));
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
        made.and_then(|()| process::run(Command::new(&python).args(install).args(RELEASES)))
            .context("aiosmtpd is needed for the tests of mail; python3 with venv and pip install it")?;
    }
    Ok(python)
}
