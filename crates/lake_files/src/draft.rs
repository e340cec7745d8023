//! Files that are there wholly or not at all, and stay after a power cut: written beside, synced, renamed, folder synced; in a
//! bucket put once they are whole.

use crate::{Bucket, Mirror};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A file being written; it appears under its name when it is kept.
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
    beside: PathBuf,
    bucket: Option<(Arc<dyn Bucket>, String, Mirror)>,
    kept: bool,
}

/// Syncs a folder, so that files made or removed in it are so after a power cut.
///
/// # Errors
/// Where the system refuses.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder).and_then(|folder| folder.sync_all())
}

impl Draft {
    /// Begins a file of a folder.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn in_folder(path: &Path) -> io::Result<(Self, File)> {
        let folder = path.parent().unwrap_or(Path::new("."));
        if !folder.exists() {
            fs::create_dir_all(folder)?;
            // The folder's own name must stay, too.
            if let Some(above) = folder.parent() {
                sync_folder(above)?;
            }
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // Threads of one process may fetch the same file at once.
        static DRAFTS: AtomicU64 = AtomicU64::new(0);
        let number = DRAFTS.fetch_add(1, Ordering::Relaxed);
        let beside = folder.join(format!(".{name}.{}-{number}", std::process::id()));
        let file = File::create(&beside)?;
        Ok((Self { path: path.to_owned(), beside, bucket: None, kept: false }, file))
    }

    pub(crate) fn and_in_bucket(mut self, bucket: Arc<dyn Bucket>, key: String, mirror: Mirror) -> Self {
        self.bucket = Some((bucket, key, mirror));
        self
    }

    /// Makes it appear.
    ///
    /// # Errors
    /// Where the disk or the store refuses; it does not appear then.
    pub fn keep(mut self, file: &File) -> io::Result<()> {
        file.sync_all()?;
        if let Some((bucket, key, mirror)) = &self.bucket {
            bucket.put_file(key, &self.beside)?;
            if *mirror == Mirror::Not {
                return Ok(());
            }
        }
        fs::rename(&self.beside, &self.path)?;
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
///
/// # Errors
/// Where the disk refuses; what was there before is there then.
pub fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let (draft, mut file) = Draft::in_folder(path)?;
    file.write_all(bytes)?;
    draft.keep(&file)
}
