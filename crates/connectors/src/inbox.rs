//! A folder into which others put files. A file counts when its size and time have stood still for a while; what was
//! read is moved to `done/` or `failed/`, never deleted.

use crate::ConnectorError;
use crate::connector::Finding;
use crate::settings::{Settings, length};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Files taken at once; the others come with the next look.
const MOST_FILES: usize = 10_000;

/// Endings of files that are still being written.
const UNFINISHED: [&str; 5] = [".part", ".tmp", ".filepart", ".crdownload", ".partial"];

/// Folders of the inbox for what was read.
const DONE: &str = "done";
const FAILED: &str = "failed";

/// An inbox as it is set up.
#[derive(Clone, Debug)]
pub struct Inbox {
    name: String,
    /// The folder.
    pub folder: PathBuf,
    /// How long a file must have stood still.
    pub settle: TimeDelta,
}

/// What files looked like when they were last seen, and since when they look so.
#[derive(Clone, Debug, Default)]
pub struct Seen(BTreeMap<PathBuf, (u64, Option<SystemTime>, DateTime<Utc>)>);

/// A file that may be read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Arrived {
    /// The source it belongs to: its first folder, else the connector's name.
    pub source: String,
    /// Its path below the folder of its source, with `/`.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

impl Inbox {
    pub(crate) fn new(name: &str, settings: &Settings, base: &Path) -> Result<Self, ConnectorError> {
        let wrong = |what: &str| ConnectorError::Settings(format!("[connectors.{name}] {what}"));
        let folder = settings.folder.as_ref().ok_or_else(|| wrong("folder is missing: where files are put"))?;
        if settings.url.is_some() || settings.url_file.is_some() || !settings.records.is_empty() {
            return Err(wrong("an inbox has a folder, and neither url nor records"));
        }
        let settle = length(name, "settle", settings.settle.as_deref(), TimeDelta::seconds(5))?;
        Ok(Self { name: name.to_owned(), folder: base.join(folder), settle })
    }

    /// The files that have stood still long enough. Those seen for the first time, or changed since, wait.
    ///
    /// # Errors
    /// Where the folder cannot be listed.
    pub fn look(&self, seen: &mut Seen, now: DateTime<Utc>) -> Result<Vec<Arrived>, ConnectorError> {
        let mut files = Vec::new();
        self.list(&self.folder, 0, &mut files)?;
        let mut still = BTreeMap::new();
        let mut ready = Vec::new();
        for path in files {
            // A file that went meanwhile is not there.
            let Ok(about) = fs::metadata(&path) else { continue };
            let looks = (about.len(), about.modified().ok());
            let since = match seen.0.get(&path) {
                Some((size, time, since)) if (*size, *time) == looks => *since,
                _ => now,
            };
            if now - since >= self.settle && ready.len() < MOST_FILES {
                ready.extend(self.arrived(&path));
            }
            still.insert(path, (looks.0, looks.1, since));
        }
        seen.0 = still;
        ready.sort();
        Ok(ready)
    }

    fn arrived(&self, path: &Path) -> Option<Arrived> {
        let below = path.strip_prefix(&self.folder).ok()?.to_string_lossy().replace('\\', "/");
        let plain =
            |text: &str| text.chars().map(|of| if of.is_control() { '\u{fffd}' } else { of }).collect::<String>();
        let (source, name) = match below.split_once('/') {
            Some((source, name)) => (source.to_lowercase(), name.to_owned()),
            None => (self.name.clone(), below),
        };
        Some(Arrived { source: plain(&source), name: plain(&name), path: path.to_owned() })
    }

    fn list(&self, folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), ConnectorError> {
        let wrong = |error: &std::io::Error| ConnectorError::File(format!("{}: {error}", folder.display()));
        for entry in fs::read_dir(folder).map_err(|error| wrong(&error))? {
            let entry = entry.map_err(|error| wrong(&error))?;
            let name = entry.file_name().to_string_lossy().to_lowercase();
            if name.starts_with('.') || name.starts_with("~$") {
                continue;
            }
            // Links are not followed: they could lead out of the folder.
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() && !(depth == 0 && (name == DONE || name == FAILED)) && depth < 20 {
                self.list(&entry.path(), depth + 1, files)?;
            } else if kind.is_file() && !UNFINISHED.iter().any(|ending| name.ends_with(ending)) {
                files.push(entry.path());
            }
        }
        Ok(())
    }

    /// Moves a file to `done/` or `failed/`, with a note beside it where there is something to say. A file of the same
    /// name that is there already stays; the new one gets a number.
    ///
    /// # Errors
    /// Where it cannot be moved: it stays where it is then.
    pub fn put_away(&self, file: &Arrived, well: bool, note: &[String]) -> Result<PathBuf, ConnectorError> {
        let wrong = |path: &Path, error: &std::io::Error| ConnectorError::File(format!("{}: {error}", path.display()));
        let below = file.path.strip_prefix(&self.folder).unwrap_or(&file.path);
        let wanted = self.folder.join(if well { DONE } else { FAILED }).join(below);
        let parent = wanted.parent().unwrap_or(&self.folder);
        fs::create_dir_all(parent).map_err(|error| wrong(parent, &error))?;
        let name = wanted.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let (stem, ending) = match name.rsplit_once('.') {
            Some((stem, ending)) => (stem.to_owned(), format!(".{ending}")),
            None => (name, String::new()),
        };
        let mut place = wanted.clone();
        let mut number = 1;
        while place.exists() {
            number += 1;
            place = parent.join(format!("{stem} ({number}){ending}"));
        }
        fs::rename(&file.path, &place).map_err(|error| wrong(&file.path, &error))?;
        if !note.is_empty() {
            let path = PathBuf::from(format!("{}.txt", place.display()));
            fs::write(&path, note.join("\n") + "\n").map_err(|error| wrong(&path, &error))?;
        }
        Ok(place)
    }

    pub(crate) fn check(&self) -> Vec<Finding> {
        let folder = self.folder.display();
        let mut files = Vec::new();
        if let Err(error) = self.list(&self.folder, 0, &mut files) {
            return vec![Finding::bad(format!("the folder cannot be read: {error}"))];
        }
        let mut findings = vec![Finding::good(format!("{folder}: {} files wait", files.len()))];
        for name in [DONE, FAILED] {
            let made = fs::create_dir_all(self.folder.join(name));
            findings.extend(made.err().map(|error| Finding::bad(format!("{folder}/{name} cannot be made: {error}"))));
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inbox(folder: &Path) -> Inbox {
        Inbox { name: "inbox".to_owned(), folder: folder.to_owned(), settle: TimeDelta::seconds(5) }
    }

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + second, 0).expect("an instant")
    }

    fn put(folder: &Path, name: &str, text: &str) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }

    fn names(ready: &[Arrived]) -> Vec<String> {
        ready.iter().map(|file| format!("{}: {}", file.source, file.name)).collect()
    }

    #[test]
    fn a_file_counts_when_it_stood_still() {
        let folder = tempfile::tempdir().expect("a folder");
        let (inbox, mut seen) = (inbox(folder.path()), Seen::default());
        put(folder.path(), "list.csv", "a");
        put(folder.path(), "ERP/2026/machines.csv", "b");
        for name in
            ["x.csv.part", "x.TMP", "x.filepart", ".hidden.csv", "~$list.xlsx", "done/old.csv", "failed/old.csv"]
        {
            put(folder.path(), name, "no");
        }
        let mut look = |second| names(&inbox.look(&mut seen, at(second)).expect("listed"));
        assert_eq!(look(0), [""; 0]);
        assert_eq!(look(4), [""; 0], "not long enough");
        put(folder.path(), "list.csv", "half of it");
        assert_eq!(look(6), ["erp: 2026/machines.csv"], "the other one is still written");
        assert_eq!(look(10), ["erp: 2026/machines.csv"]);
        assert_eq!(look(11), ["erp: 2026/machines.csv", "inbox: list.csv"]);
    }

    #[test]
    fn what_was_read_is_moved_and_nothing_is_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let (inbox, mut seen) = (inbox(folder.path()), Seen::default());
        let mut again = |text: &str, second: i64, well: bool, note: &[String]| {
            put(folder.path(), "erp/list.csv", text);
            inbox.look(&mut seen, at(second)).expect("listed");
            let ready = inbox.look(&mut seen, at(second + 5)).expect("listed");
            assert_eq!(names(&ready), ["erp: list.csv"]);
            inbox.put_away(&ready[0], well, note).expect("moved")
        };
        let first = again("1", 0, true, &[]);
        let second = again("22", 100, true, &["row 3: no serial number".to_owned()]);
        let third = again("333", 200, false, &["no table".to_owned()]);
        let below = |path: &Path| path.strip_prefix(folder.path()).expect("below").display().to_string();
        assert_eq!((below(&first), below(&second)), ("done/erp/list.csv".into(), "done/erp/list (2).csv".into()));
        assert_eq!(below(&third), "failed/erp/list.csv");
        assert_eq!(fs::read_to_string(first).expect("read"), "1");
        let note = fs::read_to_string(folder.path().join("failed/erp/list.csv.txt")).expect("a note");
        assert_eq!(note, "no table\n");
        assert!(folder.path().join("done/erp/list (2).csv.txt").exists());
        assert!(inbox.look(&mut seen, at(300)).expect("listed").is_empty());
    }

    #[test]
    fn a_folder_that_is_not_there_is_said() {
        let inbox = inbox(Path::new("/nowhere/at/all"));
        let error = inbox.look(&mut Seen::default(), at(0)).expect_err("refused").to_string();
        assert!(error.contains("/nowhere/at/all"), "{error}");
        assert!(!inbox.check()[0].good);
    }
}
