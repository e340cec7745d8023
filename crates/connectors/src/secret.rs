//! Passwords and addresses that hold one: they show themselves nowhere by accident.

use crate::ConnectorError;
use std::fmt;
use std::path::Path;

/// A text that must not reach a log, an error or a list of settings.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text secret.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Reads the first line of a file.
    ///
    /// # Errors
    /// Where it cannot be read or is empty.
    pub fn from_file(path: &Path) -> Result<Self, ConnectorError> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| ConnectorError::Settings(format!("{}: {error}", path.display())))?;
        match text.lines().next().map(str::trim_end).filter(|line| !line.is_empty()) {
            Some(line) => Ok(Self(line.to_owned())),
            None => Err(ConnectorError::Settings(format!("{} is empty; write the secret into it", path.display()))),
        }
    }

    /// The text, for whom it is meant.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// A text without the secret, should somebody else have put it in.
    pub(crate) fn redact(&self, text: &str) -> String {
        if self.0.len() < 3 { text.to_owned() } else { text.replace(&self.0, "***") }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_show_itself() {
        let secret = Secret::new("hunter22");
        assert_eq!(format!("{secret:?}"), "***");
        assert_eq!(secret.redact("no such user:hunter22@db"), "no such user:***@db");
        assert_eq!(secret.reveal(), "hunter22");
    }

    #[test]
    fn the_first_line_of_a_file_counts() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("password");
        std::fs::write(&path, "hunter22\n").expect("written");
        assert_eq!(Secret::from_file(&path).expect("read").reveal(), "hunter22");
        std::fs::write(&path, "\n").expect("written");
        let error = Secret::from_file(&path).expect_err("empty").to_string();
        assert!(error.contains("is empty"), "{error}");
        assert!(Secret::from_file(&folder.path().join("none")).is_err());
    }
}
