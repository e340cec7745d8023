//! The files as they were delivered, kept under the digest of their bytes, so that any cell can be shown as it was.

use crate::PipelineError;
use digitize::mapping::{Mapping, reports_to_toml};
use digitize::read::Template;
use lake_files::LakeFiles;
use memmap2::Mmap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// What the file with the layouts of a kept file is called, behind its digest.
const LAYOUTS: &str = ".reports.toml";

/// The kept files: in a folder, or in the bucket of the lake.
#[derive(Clone, Debug)]
pub struct Kept {
    files: LakeFiles,
}

/// Bytes of a kept file.
pub(crate) enum Bytes {
    Mapped(Mmap),
    Empty,
}

impl Bytes {
    pub(crate) fn get(&self) -> &[u8] {
        match self {
            Self::Mapped(map) => map,
            Self::Empty => &[],
        }
    }
}

/// A file on its way into the kept files: already readable, not yet under its name.
pub(crate) struct Keeping {
    pub(crate) digest: String,
    pub(crate) bytes: Bytes,
    /// `None` where the same bytes are kept already.
    temporary: Option<tempfile::TempPath>,
}

impl Kept {
    /// The kept files in this folder; it is made when first written to.
    #[must_use]
    pub const fn at(folder: PathBuf) -> Self {
        Self::of(LakeFiles::in_folder(folder))
    }

    /// Those among these files.
    #[must_use]
    pub const fn of(files: LakeFiles) -> Self {
        Self { files }
    }

    fn folder(&self) -> &Path {
        self.files.root()
    }

    /// A kept file on this machine.
    fn here(&self, name: &str) -> Result<PathBuf, PipelineError> {
        let path = self.path(name);
        self.files.mirror(&path).map_err(PipelineError::io(&path))?;
        Ok(path)
    }

    fn path(&self, digest: &str) -> PathBuf {
        self.folder().join(digest.get(..2).unwrap_or("00")).join(digest)
    }

    fn temporary(&self) -> Result<tempfile::NamedTempFile, PipelineError> {
        let folder = self.folder();
        fs::create_dir_all(folder).map_err(PipelineError::io(folder))?;
        tempfile::Builder::new().prefix("arriving-").tempfile_in(folder).map_err(PipelineError::io(folder))
    }

    /// Copies a file in. The copy is what is read afterwards: nobody can change it under the reader.
    pub(crate) fn copy(&self, source: &mut File, from: &Path) -> Result<Keeping, PipelineError> {
        let mut temporary = self.temporary()?;
        std::io::copy(source, temporary.as_file_mut()).map_err(PipelineError::io(from))?;
        self.keep(temporary)
    }

    /// Takes bytes in, such as a member of an archive.
    pub(crate) fn take(&self, bytes: &[u8]) -> Result<Keeping, PipelineError> {
        let mut temporary = self.temporary()?;
        temporary.write_all(bytes).map_err(PipelineError::io(self.folder()))?;
        self.keep(temporary)
    }

    fn keep(&self, temporary: tempfile::NamedTempFile) -> Result<Keeping, PipelineError> {
        let bytes = map(temporary.as_file()).map_err(PipelineError::io(temporary.path()))?;
        let digest = blake3::Hasher::new().update_rayon(bytes.get()).finalize().to_hex().to_string();
        let kept = self.path(&digest);
        let temporary = (!kept.exists()).then(|| temporary.into_temp_path());
        Ok(Keeping { digest, bytes, temporary })
    }

    /// Gives the file its name for good, synced to disk.
    pub(crate) fn settle(&self, keeping: &mut Keeping) -> Result<(), PipelineError> {
        let Some(temporary) = keeping.temporary.take() else { return Ok(()) };
        let path = self.path(&keeping.digest);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(PipelineError::io(folder))?;
        }
        File::open(&temporary).and_then(|file| file.sync_data()).map_err(PipelineError::io(&path))?;
        temporary.persist(&path).map_err(|error| PipelineError::Io { path: path.clone(), source: error.error })?;
        self.files.upload(&path).map_err(PipelineError::io(&path))
    }

    /// Keeps the layouts a file of reports was read by, beside it.
    pub(crate) fn keep_templates(&self, digest: &str, templates: &[Template]) -> Result<(), PipelineError> {
        if templates.is_empty() {
            return Ok(());
        }
        let mut temporary = self.temporary()?;
        temporary.write_all(reports_to_toml(templates).as_bytes()).map_err(PipelineError::io(self.folder()))?;
        let path = self.path(&format!("{digest}{LAYOUTS}"));
        temporary.as_file().sync_data().map_err(PipelineError::io(&path))?;
        temporary.persist(&path).map_err(|error| PipelineError::Io { path: path.clone(), source: error.error })?;
        self.files.upload(&path).map_err(PipelineError::io(&path))
    }

    /// The layouts a file of reports was read by; none where it was read without, or where they cannot be understood any
    /// more: then its cells are looked for as if nobody had marked an example.
    pub(crate) fn templates(&self, digest: &str) -> Vec<Template> {
        let path = self.here(&format!("{digest}{LAYOUTS}"));
        let text = path.ok().and_then(|path| fs::read_to_string(path).ok()).unwrap_or_default();
        Mapping::parse(&text).map(|mapping| mapping.reports).unwrap_or_default()
    }

    /// The bytes of a kept file.
    pub(crate) fn open(&self, digest: &str) -> Result<Bytes, PipelineError> {
        let path = self.here(digest)?;
        let file = File::open(&path).map_err(PipelineError::io(&path))?;
        map(&file).map_err(PipelineError::io(&path))
    }

    /// Copies a kept file out, to be looked at again.
    ///
    /// # Errors
    /// Where it is not there any more or cannot be written.
    pub fn copy_out(&self, digest: &str, to: &Path) -> Result<(), PipelineError> {
        let path = self.here(digest)?;
        fs::copy(&path, to).map_err(PipelineError::io(&path))?;
        Ok(())
    }

    /// Removes what no delivery names any more and the rest of interrupted imports. Call it only while no import runs.
    ///
    /// # Errors
    /// Where the folder cannot be listed or a file not removed.
    pub fn sweep(&self, named: &dyn Fn(&str) -> bool) -> Result<usize, PipelineError> {
        let mut removed = 0;
        for path in self.files.below_root().map_err(PipelineError::io(self.folder()))? {
            let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
            let name = name.strip_suffix(LAYOUTS).unwrap_or(&name);
            if is_ours(name) && !named(name) {
                self.files.remove(&path).map_err(PipelineError::io(&path))?;
                removed += 1;
            }
        }
        // What arrived half stands in the mirror alone.
        self.files.forget(self.folder(), &|name| !name.starts_with("arriving-"));
        Ok(removed)
    }
}

/// Only names made here; whatever else a person keeps in the folder is not ours to remove.
fn is_ours(name: &str) -> bool {
    name.starts_with("arriving-") || (name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn map(file: &File) -> std::io::Result<Bytes> {
    if file.metadata()?.len() == 0 {
        return Ok(Bytes::Empty);
    }
    #[expect(unsafe_code, reason = "kept files are ours, written once under their digest and never changed")]
    let map = unsafe { Mmap::map(file)? };
    Ok(Bytes::Mapped(map))
}
