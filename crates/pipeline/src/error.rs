//! What can stop an operation as a whole. What is wrong with a file or cell is a [`base::Problem`] instead.

use std::path::{Path, PathBuf};

/// Why an operation was given up; everything is as it was before.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// The system refused: no such file, no permission, disk full.
    #[error("{path}: {}", in_words(source))]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The lake failed.
    #[error(transparent)]
    Lake(#[from] connect::LakeError),
    /// The lake of telemetry failed.
    #[error(transparent)]
    Telemetry(#[from] telemetry::TelemetryError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// A rule is wrong.
    #[error(transparent)]
    Rule(#[from] ::decide::RuleError),
    /// The linker could not compare the records.
    #[error("linking: {0}")]
    Linking(String),
    /// Another system could not be read.
    #[error("{0}")]
    Connector(String),
    /// There is nothing to do it with.
    #[error("{0}")]
    Nothing(String),
}

pub(crate) fn in_words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::StorageFull => {
            "the disk is full; make room and import again, nothing was changed".to_owned()
        }
        std::io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        std::io::ErrorKind::PermissionDenied => "no permission to read or write it".to_owned(),
        _ => error.to_string(),
    }
}

impl PipelineError {
    pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::Io { path: path.to_owned(), source }
    }
}
