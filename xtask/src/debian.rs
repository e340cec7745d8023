//! Packages of Debian that tests need, installed where they are missing. One at a time: `apt-get` locks out a second one.

use crate::process;
use anyhow::{Context, Result};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// Installs packages; `what` is what people call them, `why` what needs them.
pub fn install(what: &str, why: &str, packages: &[&str]) -> Result<()> {
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    eprintln!("{what} is missing; installing Debian's");
    // Another program of this machine may be at it, too.
    let wait = ["-o", "DPkg::Lock::Timeout=300", "--quiet"];
    // An outdated list of packages is only a reason to try.
    let _ = process::output(Command::new("apt-get").args(wait).arg("update"));
    let mut install = Command::new("apt-get");
    install.env("DEBIAN_FRONTEND", "noninteractive").args(wait).args(["--yes", "--no-install-recommends", "install"]);
    process::output(install.args(packages))
        .map(drop)
        .with_context(|| format!("{what} is needed for {why}; install it: apt install {}", packages.join(" ")))
}
