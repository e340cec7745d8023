//! A bucket in memory: what an S3-compatible store promises, without one. The tests of `connectors` hold the real client
//! against a real server; this is for tests that want many buckets, or threads that meet at one.

use lake_files::{Bucket, Expected, Version};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

type Objects = BTreeMap<String, (Vec<u8>, u64)>;

/// The bucket.
#[derive(Debug, Default)]
pub struct MemoryBucket {
    objects: Mutex<(Objects, u64)>,
}

impl MemoryBucket {
    fn objects(&self) -> MutexGuard<'_, (Objects, u64)> {
        self.objects.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All paths.
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        self.objects().0.keys().cloned().collect()
    }
}

fn missing(path: &str) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, format!("{path} is not in the bucket"))
}

impl Bucket for MemoryBucket {
    fn name(&self) -> &'static str {
        "memory:"
    }

    fn list(&self, folder: &str) -> io::Result<Vec<(String, Option<Version>)>> {
        let prefix = if folder.is_empty() || folder.ends_with('/') { folder.to_owned() } else { format!("{folder}/") };
        let objects = self.objects();
        let mut found: BTreeMap<String, Option<Version>> = BTreeMap::new();
        for (path, (_, version)) in &objects.0 {
            match path
                .strip_prefix(&prefix)
                .map(|below| below.split_once('/').map_or((below, true), |of| (of.0, false)))
            {
                Some((name, true)) => drop(found.insert(name.to_owned(), Some(Version(version.to_string())))),
                Some((folder, false)) => drop(found.insert(folder.to_owned(), None)),
                None => {}
            }
        }
        Ok(found.into_iter().collect())
    }

    fn read(&self, path: &str) -> io::Result<(Vec<u8>, Version)> {
        let objects = self.objects();
        let (bytes, version) = objects.0.get(path).ok_or_else(|| missing(path))?;
        Ok((bytes.clone(), Version(version.to_string())))
    }

    fn fetch(&self, path: &str, into: &mut File) -> io::Result<()> {
        let (bytes, _) = self.read(path)?;
        into.write_all(&bytes)
    }

    fn put(&self, path: &str, bytes: Vec<u8>, expected: &Expected) -> io::Result<bool> {
        let mut objects = self.objects();
        let there = objects.0.get(path).map(|(_, version)| version.to_string());
        let fits = match expected {
            Expected::Any => true,
            Expected::Absent => there.is_none(),
            Expected::This(version) => there.as_ref() == Some(&version.0),
        };
        if fits {
            objects.1 += 1;
            let version = objects.1;
            objects.0.insert(path.to_owned(), (bytes, version));
        }
        Ok(fits)
    }

    fn put_file(&self, path: &str, file: &Path) -> io::Result<()> {
        self.put(path, std::fs::read(file)?, &Expected::Any).map(drop)
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        self.objects().0.remove(path);
        Ok(())
    }
}
