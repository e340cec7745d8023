//! Takes away what an earlier run left in the folder and this one may not overwrite: reports of another date and the
//! workbook or CSV form not chosen now. They would tell of machines that the truth does not know.

use super::within;
use std::io;
use std::path::Path;

const EITHER_FORM: [&str; 4] = [
    "contracts/wartungsvertraege.xlsx",
    "contracts/wartungsvertraege.csv",
    "types/typen_preisliste.xlsx",
    "types/typen_preisliste.csv",
];

/// Removes only files by the names this generator gives.
pub(crate) fn remove_leftovers(folder: &Path) -> io::Result<()> {
    for name in EITHER_FORM {
        absent_or(std::fs::remove_file(within(folder, name)))?;
    }
    let reports = match std::fs::read_dir(within(folder, super::reports::FOLDER)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        reports => reports?,
    };
    for report in reports {
        let report = report?;
        if report.file_name().to_str().is_some_and(|name| name.starts_with("SB-") && name.ends_with(".pdf")) {
            absent_or(std::fs::remove_file(report.path()))?;
        }
    }
    Ok(())
}

fn absent_or(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
