//! Zip archives -> their members as files of their own.

use super::{
    Limits,
    container::{self, Meter},
    kind::{self, Content},
};
use base::{Problem, Severity};
use std::io::Read;

/// Whether these bytes are a zip archive of files, not a workbook or another document that happens to be a zip.
#[must_use]
pub fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK") && kind::recognise("", bytes) == Content::Archive
}

/// The members of a zip archive, archives within it unpacked too, each named `archive.zip/folder/file.csv`.
///
/// Names are only ever shown. Folders and the litter of file managers (`__MACOSX/`, `.DS_Store`, `Thumbs.db`) are left
/// out. Members that are encrypted, damaged, too deep or too large are problems; an archive that expands beyond the
/// limits gives no members at all, since it is not meant to be read.
#[must_use]
pub fn unpack(name: &str, bytes: &[u8], limits: &Limits) -> (Vec<(String, Vec<u8>)>, Vec<Problem>) {
    let mut unpacked = Unpacked {
        members: Vec::new(),
        problems: Vec::new(),
        meter: Meter::new(u64::try_from(bytes.len()).unwrap_or(u64::MAX), limits.max_expanded, limits.max_ratio),
        entries: 0,
    };
    if let Err(what) = unpacked.add(name, bytes, limits, 1) {
        unpacked.members.clear();
        unpacked.problems.push(Problem::file(name, what));
    } else if unpacked.members.is_empty() && unpacked.problems.is_empty() {
        unpacked.problems.push(Problem::file(name, "the archive is empty; there is nothing to read"));
    }
    (unpacked.members, unpacked.problems)
}

struct Unpacked {
    members: Vec<(String, Vec<u8>)>,
    problems: Vec<Problem>,
    meter: Meter,
    entries: usize,
}

impl Unpacked {
    /// Adds the members of one archive; an error ends everything.
    fn add(&mut self, name: &str, bytes: &[u8], limits: &Limits, depth: usize) -> Result<(), String> {
        let Some(mut zip) = container::open(bytes) else {
            self.problems.push(Problem::file(name, "the archive is damaged or cut off; copy or export it again"));
            return Ok(());
        };
        self.entries = self.entries.saturating_add(zip.len());
        if self.entries > limits.max_entries {
            return Err(format!(
                "holds {} files, more than the {} an archive may hold; split it",
                self.entries, limits.max_entries
            ));
        }
        for index in 0..zip.len() {
            let listed = zip.name_for_index(index).and_then(Result::ok).map(|inner| shown(&inner));
            let inner = listed.unwrap_or_else(|| format!("member {}", index + 1));
            let mut part = match zip.by_index(index) {
                Ok(part) => part,
                Err(error) => {
                    self.problems.push(Problem::file(&format!("{name}/{inner}"), refusal(&error)));
                    continue;
                }
            };
            if part.is_dir() || is_litter(&inner) {
                continue;
            }
            let path = format!("{name}/{inner}");
            if inner.split('/').any(|step| step == "..") || inner.starts_with('/') || inner.get(1..2) == Some(":") {
                self.problems.push(
                    Problem::file(&path, "the archive names a place outside itself; the name is shown but not used")
                        .with_severity(Severity::Note),
                );
            }
            let mut content = Vec::new();
            if let Some(broken) = self.expand(&mut part, &mut content)? {
                self.problems.push(Problem::file(&path, broken));
                continue;
            }
            drop(part);
            if is_archive(&content) {
                if depth < limits.max_depth {
                    self.add(&path, &content, limits, depth + 1)?;
                } else {
                    self.problems.push(Problem::file(
                        &path,
                        format!("an archive within {depth} archives; unpack it and import its files"),
                    ));
                }
            } else {
                self.members.push((path, content));
            }
        }
        Ok(())
    }

    /// Expands one member; `Ok(Some(..))` says what is broken about it.
    fn expand(&mut self, part: &mut impl Read, content: &mut Vec<u8>) -> Result<Option<&'static str>, String> {
        let mut buffer = vec![0; 64 << 10];
        loop {
            match part.read(&mut buffer) {
                Ok(0) => return Ok(None),
                Ok(read) => {
                    self.meter.add(read)?;
                    content.extend_from_slice(buffer.get(..read).unwrap_or(&[]));
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(_) => return Ok(Some("this member of the archive is damaged; pack it again")),
            }
        }
    }
}

fn refusal(error: &zip::result::ZipError) -> &'static str {
    match error {
        zip::result::ZipError::UnsupportedArchive(what) if what.contains("assword") => {
            "protected by a password; pack it without one and import it again"
        }
        zip::result::ZipError::UnsupportedArchive(_) | zip::result::ZipError::CompressionMethodNotSupported(_) => {
            "packed in a way Instand does not read; pack it as a plain .zip"
        }
        _ => "this member of the archive is damaged; pack it again",
    }
}

/// The name with `/` between folders and without control characters.
fn shown(name: &str) -> String {
    name.chars().map(|letter| if letter == '\\' { '/' } else { letter }).filter(|letter| !letter.is_control()).collect()
}

fn is_litter(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    name.starts_with("__MACOSX/") || matches!(last, "" | ".DS_Store" | "Thumbs.db" | "desktop.ini")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::container::tests::zipped;

    fn names(members: &[(String, Vec<u8>)]) -> Vec<&str> {
        members.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn members_of_members_are_found_to_the_depth_allowed() {
        let third = zipped(&[("c.csv", b"a;b\n")]);
        let second = zipped(&[("b.csv", b"a;b\n"), ("third.zip", &third)]);
        let first = zipped(&[("x/a.csv", b"a;b\n"), ("second.zip", &second), ("__MACOSX/x/._a.csv", b"")]);
        let (members, problems) = unpack("first.zip", &first, &Limits::default());
        assert_eq!(names(&members), ["first.zip/x/a.csv", "first.zip/second.zip/b.csv"]);
        let files: Vec<_> = problems.iter().map(|problem| problem.file.as_str()).collect();
        assert_eq!(files, ["first.zip/second.zip/third.zip"]);
    }

    #[test]
    fn a_workbook_is_no_archive() {
        assert!(!is_archive(&zipped(&[("xl/workbook.xml", b"")])));
        assert!(is_archive(&zipped(&[("a.xlsx", b"")])));
        assert!(!is_archive(b"PK;Name\n"));
    }

    #[test]
    fn bombs_and_climbing_names_are_named() {
        let bomb = zipped(&[("a.csv", &vec![b'0'; 80 << 20])]);
        let (members, problems) = unpack("bomb.zip", &bomb, &Limits::default());
        assert!(members.is_empty());
        assert!(problems.iter().any(|problem| problem.what.contains("bomb")));
        let (members, problems) = unpack("a.zip", &zipped(&[("../../etc/a.csv", b"a;b\n")]), &Limits::default());
        assert_eq!(names(&members), ["a.zip/../../etc/a.csv"]);
        assert!(problems.iter().all(|problem| problem.severity == Severity::Note) && problems.len() == 1);
        let many = Limits { max_entries: 1, ..Limits::default() };
        assert!(unpack("a.zip", &zipped(&[("a", b""), ("b", b"")]), &many).0.is_empty());
    }
}
