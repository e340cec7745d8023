//! What goes wrong with journal and lake, with the file.

use std::path::{Path, PathBuf};

/// What went wrong.
#[derive(thiserror::Error, Debug)]
pub enum TelemetryError {
    /// Reading or writing failed: disk full, no permission.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is not what this version wrote.
    #[error("{path}: {why}; `instand telemetry verify` says what can be saved")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Another process has the folder.
    #[error("{0} is in use by another process; stop it, or let it do this")]
    InUse(PathBuf),
    /// The windows were to be worked out elsewhere, and that failed: what, and what to do.
    #[error("{0}")]
    Elsewhere(String),
    /// What was asked for is not there or cannot be read.
    #[error("{0}")]
    Wrong(String),
}

impl TelemetryError {
    /// Whether a file is not there.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == std::io::ErrorKind::NotFound)
    }
}

pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> TelemetryError + '_ {
    move |source| TelemetryError::Io { path: path.to_owned(), source }
}

pub(crate) fn damaged(path: &Path, why: impl Into<String>) -> TelemetryError {
    TelemetryError::Damaged { path: path.to_owned(), why: why.into() }
}
