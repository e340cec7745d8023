//! The files of a lake: in a folder, or in a bucket of an object store with a folder that mirrors what is read often.
//!
//! Both look the same to who reads and writes: paths below a root. A file is there wholly or not at all, also after a power
//! cut. In a folder a file lock keeps two processes apart. A bucket has no locks: what counts stands in small files that are
//! put only where nobody has put another in the meantime ([`Expected`]), and all other files bear names that are never
//! used twice, so that what was mirrored stays right.

mod draft;

pub use draft::{Draft, put, sync_folder};

use std::collections::HashMap;
use std::fmt;
use std::fs::{self, File};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What a bucket calls a state of an object: its entity tag.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Version(pub String);

/// What must be there for something to be put in its place.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Expected {
    /// Whatever is there.
    #[default]
    Any,
    /// Nothing.
    Absent,
    /// This and no other.
    This(Version),
}

impl Expected {
    /// That what was read is still what is there; `None` where nothing was.
    #[must_use]
    pub fn as_read(version: Option<&Version>) -> Self {
        version.cloned().map_or(Self::Absent, Self::This)
    }
}

/// A bucket: objects by path, `/` between its parts. What is not there is an error of the kind `NotFound`.
pub trait Bucket: Send + Sync + fmt::Debug {
    /// What people call it: `s3://bucket/folder`.
    fn name(&self) -> &str;

    /// Objects, with their versions, and folders directly in a folder.
    ///
    /// # Errors
    /// Where the store does not answer or refuses.
    fn list(&self, folder: &str) -> io::Result<Vec<(String, Option<Version>)>>;

    /// A small object.
    ///
    /// # Errors
    /// Where it is not there, or the store does not answer or refuses.
    fn read(&self, path: &str) -> io::Result<(Vec<u8>, Version)>;

    /// Writes an object into a file.
    ///
    /// # Errors
    /// As [`Self::read`], and where the disk refuses.
    fn fetch(&self, path: &str, into: &mut File) -> io::Result<()>;

    /// Puts a small object; says whether what was expected was there.
    ///
    /// # Errors
    /// Where the store does not answer or refuses.
    fn put(&self, path: &str, bytes: Vec<u8>, expected: &Expected) -> io::Result<bool>;

    /// Puts a file.
    ///
    /// # Errors
    /// Where it cannot be read, or the store does not answer or refuses.
    fn put_file(&self, path: &str, file: &Path) -> io::Result<()>;

    /// Removes an object; that it is gone already is no error.
    ///
    /// # Errors
    /// Where the store does not answer or refuses.
    fn remove(&self, path: &str) -> io::Result<()>;
}

/// Questions a store is asked at once.
const AT_ONCE: usize = 16;

/// Whether a file of a bucket also stays on this machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mirror {
    /// It is read often.
    Kept,
    /// It is read once or never.
    Not,
}

/// The files below a root.
#[derive(Clone, Debug)]
pub struct LakeFiles {
    root: PathBuf,
    bucket: Option<InBucket>,
}

/// A small file as it was read last.
type Kept = (Version, Arc<[u8]>);

#[derive(Clone, Debug)]
struct InBucket {
    bucket: Arc<dyn Bucket>,
    /// The folder the root is the mirror of; empty, or with a slash at its end.
    prefix: String,
    /// What the names of this process's files end with.
    mark: Arc<str>,
    /// Small files as they were read last, by path.
    read: Arc<Mutex<HashMap<String, Kept>>>,
}

impl LakeFiles {
    /// Those of a folder; it is made when first written to.
    #[must_use]
    pub const fn in_folder(root: PathBuf) -> Self {
        Self { root, bucket: None }
    }

    /// Those of a bucket, with a folder of this machine that mirrors it. The folder may be removed at any time.
    #[must_use]
    pub fn in_bucket(bucket: Arc<dyn Bucket>, mirror: PathBuf) -> Self {
        let mark = format!("{:08x}", RandomState::new().hash_one(&mirror) >> 32);
        Self {
            root: mirror,
            bucket: Some(InBucket { bucket, prefix: String::new(), mark: mark.into(), read: Arc::default() }),
        }
    }

    /// Those below one of its folders.
    #[must_use]
    pub fn below(&self, folder: &str) -> Self {
        let bucket =
            self.bucket.as_ref().map(|of| InBucket { prefix: format!("{}{folder}/", of.prefix), ..of.clone() });
        Self { root: self.root.join(folder), bucket }
    }

    /// The folder, or the mirror.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether they are in a bucket, which other machines may change at the same time.
    #[must_use]
    pub const fn is_bucket(&self) -> bool {
        self.bucket.is_some()
    }

    /// What the name of a new file should end with, so that no two processes ever give the same: nothing in a folder,
    /// where they take turns.
    #[must_use]
    pub fn mark(&self) -> String {
        self.bucket.as_ref().map_or_else(String::new, |of| format!("-{}", of.mark))
    }

    /// Where a file is, for people.
    #[must_use]
    pub fn shown(&self, path: &Path) -> PathBuf {
        match &self.bucket {
            Some(of) => PathBuf::from(format!("{}/{}", of.bucket.name(), self.key(of, path))),
            None => path.to_owned(),
        }
    }

    fn key(&self, of: &InBucket, path: &Path) -> String {
        let parts = path.strip_prefix(&self.root).unwrap_or(path).components();
        let parts: Vec<String> = parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        format!("{}{}", of.prefix, parts.join("/"))
    }

    /// The names in a folder that do not begin with a dot, sorted; none where there is no folder.
    ///
    /// # Errors
    /// Where it cannot be listed.
    pub fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        let mut names = match &self.bucket {
            Some(of) => of.bucket.list(&self.key(of, folder))?.into_iter().map(|(name, _)| name).collect(),
            None => match fs::read_dir(folder) {
                Ok(entries) => entries
                    .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
                    .collect::<io::Result<Vec<_>>>()?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
                Err(error) => return Err(error),
            },
        };
        names.retain(|name| !name.starts_with('.'));
        names.sort_unstable();
        // A file that is replaced while its folder is listed may be met twice on some file systems.
        names.dedup();
        Ok(names)
    }

    /// All files below the root, two folders deep.
    ///
    /// # Errors
    /// Where one of the folders cannot be listed.
    pub fn below_root(&self) -> io::Result<Vec<PathBuf>> {
        let folders: Vec<PathBuf> = self.names(&self.root)?.into_iter().map(|name| self.root.join(name)).collect();
        let inside = at_once(&folders, &|folder: &PathBuf| {
            if self.bucket.is_none() && !folder.is_dir() {
                return Ok(vec![folder.clone()]);
            }
            let names = self.names(folder)?;
            if names.is_empty() && self.bucket.is_some() {
                return Ok(vec![folder.clone()]);
            }
            Ok(names.into_iter().map(|name| folder.join(name)).collect())
        })?;
        Ok(inside.into_iter().flatten().collect())
    }

    /// A small file that may change, and in a bucket its version; `None` where it is not there.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn read(&self, path: &Path) -> io::Result<Option<(Vec<u8>, Option<Version>)>> {
        let read = match &self.bucket {
            Some(of) => of.bucket.read(&self.key(of, path)).map(|(bytes, version)| (bytes, Some(version))),
            None => fs::read(path).map(|bytes| (bytes, None)),
        };
        match read {
            Ok(read) => Ok(Some(read)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// All small files of a folder, by name. Of a bucket those are read that have changed since they were read last.
    ///
    /// # Errors
    /// Where one cannot be read.
    pub fn read_all(&self, folder: &Path) -> io::Result<Vec<(String, Arc<[u8]>)>> {
        let Some(of) = &self.bucket else {
            let names = self.names(folder)?;
            let read = names.into_iter().map(|name| fs::read(folder.join(&name)).map(|bytes| (name, bytes.into())));
            return read.collect();
        };
        let mut found = of.bucket.list(&self.key(of, folder))?;
        found.retain(|(name, version)| !name.starts_with('.') && version.is_some());
        let known = |key: &str, version: &Option<Version>| -> Option<Arc<[u8]>> {
            let read = of.read.lock().unwrap_or_else(PoisonError::into_inner);
            read.get(key).filter(|(of, _)| Some(of) == version.as_ref()).map(|(_, bytes)| Arc::clone(bytes))
        };
        let one = |(name, version): &(String, Option<Version>)| -> io::Result<Option<(String, Arc<[u8]>)>> {
            let key = self.key(of, &folder.join(name));
            if let Some(bytes) = known(&key, version) {
                return Ok(Some((name.clone(), bytes)));
            }
            match of.bucket.read(&key) {
                Ok((bytes, version)) => {
                    let bytes: Arc<[u8]> = bytes.into();
                    let mut read = of.read.lock().unwrap_or_else(PoisonError::into_inner);
                    read.insert(key, (version, Arc::clone(&bytes)));
                    Ok(Some((name.clone(), bytes)))
                }
                // Removed since it was listed.
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error),
            }
        };
        let mut all: Vec<_> = at_once(&found, &one)?.into_iter().flatten().collect();
        all.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        Ok(all)
    }

    /// Puts a small file in place of what is there; says whether that was what was expected. In a folder nothing is asked:
    /// who writes has the turn.
    ///
    /// # Errors
    /// Where it cannot be written; what was there before is there then.
    pub fn put(&self, path: &Path, bytes: Vec<u8>, expected: &Expected) -> io::Result<bool> {
        match &self.bucket {
            Some(of) => of.bucket.put(&self.key(of, path), bytes, expected),
            None => put(path, &bytes).map(|()| true),
        }
    }

    /// Opens a file; one of a bucket is fetched, and not kept.
    ///
    /// # Errors
    /// Where it is not there or cannot be read.
    pub fn open(&self, path: &Path) -> io::Result<File> {
        match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => match &self.bucket {
                Some(of) => {
                    fs::create_dir_all(&self.root)?;
                    let mut file = tempfile::tempfile_in(&self.root)?;
                    of.bucket.fetch(&self.key(of, path), &mut file)?;
                    io::Seek::rewind(&mut file)?;
                    Ok(file)
                }
                None => Err(error),
            },
            other => other,
        }
    }

    /// Sees to it that a file is on this machine under its path.
    ///
    /// # Errors
    /// Where it is not there or cannot be fetched.
    pub fn mirror(&self, path: &Path) -> io::Result<()> {
        let Some(of) = &self.bucket else { return Ok(()) };
        if path.exists() {
            return Ok(());
        }
        let (draft, mut file) = Draft::in_folder(path)?;
        of.bucket.fetch(&self.key(of, path), &mut file)?;
        draft.keep(&file)
    }

    /// Begins a file; it appears when it is kept.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn begin(&self, path: &Path, mirror: Mirror) -> io::Result<(Draft, File)> {
        let (draft, file) = Draft::in_folder(path)?;
        match &self.bucket {
            Some(of) => Ok((draft.and_in_bucket(Arc::clone(&of.bucket), self.key(of, path), mirror), file)),
            None => Ok((draft, file)),
        }
    }

    /// Puts a file that is already on this machine under its path into the bucket.
    ///
    /// # Errors
    /// Where it cannot be read, or the store does not answer or refuses.
    pub fn upload(&self, path: &Path) -> io::Result<()> {
        self.bucket.as_ref().map_or(Ok(()), |of| of.bucket.put_file(&self.key(of, path), path))
    }

    /// Removes a file, and what is mirrored of it; that it is gone already is no error.
    ///
    /// # Errors
    /// Where the disk or the store refuses.
    pub fn remove(&self, path: &Path) -> io::Result<()> {
        if let Some(of) = &self.bucket {
            of.bucket.remove(&self.key(of, path))?;
        }
        gone(fs::remove_file(path))
    }

    /// Removes of a folder of the mirror all but some names; a folder that is no mirror stays as it is.
    pub fn forget(&self, folder: &Path, but: &dyn Fn(&str) -> bool) {
        if self.bucket.is_none() {
            return;
        }
        // A mirror that is too large is no reason to stop.
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        for entry in entries {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            // What begins with a dot is just being fetched.
            if !name.starts_with('.') && !but(&name) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Sets a file aside, under its name with a dot before and `.damaged` behind. One that is missing cannot be.
    pub fn set_aside(&self, path: &Path) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let aside = path.with_file_name(format!(".{name}.damaged"));
        match &self.bucket {
            Some(of) => {
                let kept = self.open(path).and_then(|mut file| {
                    let mut copy = tempfile::NamedTempFile::new_in(&self.root)?;
                    io::copy(&mut file, &mut copy)?;
                    of.bucket.put_file(&self.key(of, &aside), copy.path())
                });
                if kept.is_ok() {
                    let _ = self.remove(path);
                }
            }
            None => drop(fs::rename(path, aside)),
        }
    }
}

/// Asks for each of many. A store answers one question slowly and many at once well.
fn at_once<T: Sync, A: Send>(of: &[T], ask: &(dyn Fn(&T) -> io::Result<A> + Sync)) -> io::Result<Vec<A>> {
    let a_thread = of.len().div_ceil(AT_ONCE).max(1);
    let parts: io::Result<Vec<Vec<A>>> = std::thread::scope(|scope| {
        let part = |part: &'_ [T]| part.iter().map(ask).collect::<io::Result<Vec<A>>>();
        let threads: Vec<_> = of.chunks(a_thread).map(|of| scope.spawn(move || part(of))).collect();
        let told = |thread: std::thread::ScopedJoinHandle<'_, io::Result<Vec<A>>>| {
            thread.join().unwrap_or_else(|_| Err(io::Error::other("a question to the lake was given up")))
        };
        threads.into_iter().map(told).collect()
    });
    Ok(parts?.into_iter().flatten().collect())
}

fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
