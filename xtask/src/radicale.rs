//! The calendar server the tests of technicians' calendars need: Debian's Radicale, with the time zones it cannot do without. A
//! missing one is a failure, never a skip.

use crate::{debian, process};
use anyhow::Result;
use std::process::Command;

/// Installs it where it is missing.
pub fn find_or_install() -> Result<()> {
    let here = process::folder_on_path(&["radicale"]).is_some();
    // Debian's own Python: another one on the search path does not see its packages.
    let whole = process::output(Command::new("/usr/bin/python3").args(["-c", "import radicale, pytz"])).is_ok();
    if here && whole {
        return Ok(());
    }
    debian::install("Radicale", "the tests of technicians' calendars", &["radicale", "python3-tz"])
}
