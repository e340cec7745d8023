//! Files that are there wholly or not at all, and stay after a power cut: written beside, synced, renamed, folder synced.

use crate::error::{TelemetryError, io};
use crate::journal::sync_folder;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// A file being written; it appears under its name when it is kept.
pub(crate) struct Draft {
    path: PathBuf,
    beside: PathBuf,
    kept: bool,
}

impl Draft {
    /// Begins a file.
    pub(crate) fn begin(path: &Path) -> Result<(Self, File), TelemetryError> {
        let folder = path.parent().unwrap_or(Path::new("."));
        if !folder.exists() {
            fs::create_dir_all(folder).map_err(io(folder))?;
            // The folder's own name must stay, too.
            if let Some(above) = folder.parent() {
                sync_folder(above)?;
            }
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let beside = folder.join(format!(".{name}.{}", std::process::id()));
        let file = File::create(&beside).map_err(io(&beside))?;
        Ok((Self { path: path.to_owned(), beside, kept: false }, file))
    }

    /// Makes it appear.
    pub(crate) fn keep(mut self, file: &File) -> Result<(), TelemetryError> {
        file.sync_all().map_err(io(&self.beside))?;
        fs::rename(&self.beside, &self.path).map_err(io(&self.path))?;
        self.kept = true;
        sync_folder(self.path.parent().unwrap_or(Path::new(".")))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.kept {
            let _ = fs::remove_file(&self.beside);
        }
    }
}

/// Puts a file in place of whatever has its name.
pub(crate) fn put(path: &Path, bytes: &[u8]) -> Result<(), TelemetryError> {
    use std::io::Write;
    let (draft, mut file) = Draft::begin(path)?;
    file.write_all(bytes).map_err(io(path))?;
    draft.keep(&file)
}

/// Removes a file; that it is gone already is no error.
pub(crate) fn remove(path: &Path) -> Result<(), TelemetryError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(io(path)(error)),
        _ => Ok(()),
    }
}

/// The names in a folder that do not begin with a dot, sorted; none where there is no folder.
pub(crate) fn names(folder: &Path) -> Result<Vec<String>, TelemetryError> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(io(folder))? {
        let name = entry.map_err(io(folder))?.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}
