//! A bucket of an S3-compatible object store, for the lake.
//!
//! The store must keep to conditions of writing (`If-Match`, `If-None-Match`; RFC 9110 section 13.1, S3 since November 2024):
//! they are all that keeps two servers apart, so [`S3Bucket::check`] tries them.

use crate::{Allowed, ConnectorError, Secret};
use futures::StreamExt;
use lake_files::{Bucket, Expected, Version};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path as Key;
use object_store::{
    BackoffConfig, Certificate, ClientOptions, Error, GetOptions, ObjectStore, ObjectStoreExt, PutMode, PutOptions,
    RetryConfig, UpdateVersion, WriteMultipart,
};
use serde::Deserialize;
use std::fmt;
use std::fs::File;
use std::future::Future;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// `[lake]` of the settings.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BucketSettings {
    /// Where the store is: `https://s3.example.com`; that of Amazon where nothing is said.
    pub endpoint: Option<String>,
    /// Its region; `us-east-1` where nothing is said, which most stores of other makes take.
    pub region: Option<String>,
    /// Who signs in.
    pub access_key: Option<String>,
    /// File with the secret key as its first line.
    pub secret_key_file: Option<PathBuf>,
    /// Certificates of who signed the store's, where the system does not know them.
    pub ca_file: Option<PathBuf>,
}

/// A bucket, or a folder in it.
pub struct S3Bucket {
    name: String,
    prefix: String,
    secret: Secret,
    store: Arc<AmazonS3>,
    /// Questions are asked by threads that wait; who waits may itself be a task of another runtime.
    runtime: Option<Runtime>,
}

impl fmt::Debug for S3Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Drop for S3Bucket {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Files up to this size are put at once, larger ones in parts of half of it.
const AT_ONCE: u64 = 16 << 20;

/// How long a single answer may take.
const ANSWER: Duration = Duration::from_secs(60);

/// How long is tried again, for stores that are busy.
const TRYING: Duration = Duration::from_secs(15);

impl S3Bucket {
    /// The bucket of an address `s3://bucket/folder`; relative paths are below `folder`. `secret` goes before the file.
    ///
    /// # Errors
    /// Where the settings are wrong, or its host is none an administrator has allowed.
    pub fn new(
        url: &str,
        settings: &BucketSettings,
        secret: Option<Secret>,
        folder: &Path,
        allowed: &Allowed,
    ) -> Result<Self, ConnectorError> {
        let wrong = |what: &str| ConnectorError::Settings(format!("instand.toml: {what}"));
        let address = url.strip_prefix("s3://").map(|rest| rest.trim_end_matches('/'));
        let (bucket, prefix) = address.map(|rest| rest.split_once('/').unwrap_or((rest, ""))).unwrap_or_default();
        if bucket.is_empty() || bucket.contains(['@', ':', '?', '#']) {
            return Err(wrong(&format!("lake_url = \"{url}\" is no bucket; write \"s3://bucket/folder\"")));
        }
        let region = settings.region.clone().unwrap_or_else(|| "us-east-1".to_owned());
        let endpoint = settings.endpoint.clone().unwrap_or_else(|| format!("https://s3.{region}.amazonaws.com"));
        let endpoint = endpoint.trim_end_matches('/');
        let at = reqwest::Url::parse(endpoint).ok().filter(|at| matches!(at.scheme(), "http" | "https"));
        let Some((at, host)) = at.as_ref().and_then(|at| Some((at, at.host_str()?))) else {
            return Err(wrong(&format!("[lake] endpoint = \"{endpoint}\" is no address; write \"https://host:port\"")));
        };
        if !at.username().is_empty() || at.password().is_some() {
            return Err(wrong("[lake] endpoint holds a user or password; write `access_key` and `secret_key_file`"));
        }
        allowed.check(host, at.port_or_known_default().unwrap_or(443))?;
        let below = |path: &PathBuf| folder.join(path);
        let secret = match (secret, &settings.secret_key_file) {
            (Some(secret), _) => secret,
            (None, Some(path)) => Secret::from_file(&below(path))?,
            (None, None) => return Err(wrong("[lake] needs `secret_key_file` or INSTAND_LAKE_SECRET_KEY")),
        };
        let access = settings.access_key.as_deref().ok_or_else(|| wrong("[lake] needs an `access_key`"))?;
        let mut options = ClientOptions::new().with_timeout(ANSWER).with_connect_timeout(Duration::from_secs(5));
        options = options.with_allow_http(at.scheme() == "http");
        if let Some(path) = settings.ca_file.as_ref().map(below) {
            let read = std::fs::read(&path).map_err(|error| wrong(&format!("{}: {error}", path.display())))?;
            let certificates = Certificate::from_pem_bundle(&read)
                .map_err(|error| wrong(&format!("{}: no certificates: {error}", path.display())))?;
            options = certificates.into_iter().fold(options, ClientOptions::with_root_certificate);
        }
        let retry = RetryConfig { backoff: BackoffConfig::default(), max_retries: 4, retry_timeout: TRYING };
        let store = AmazonS3Builder::new()
            .with_bucket_name(bucket)
            .with_region(region)
            .with_endpoint(endpoint)
            .with_access_key_id(access)
            .with_secret_access_key(secret.reveal())
            .with_client_options(options)
            .with_retry(retry)
            .build()
            .map_err(|error| wrong(&secret.redact(&error.to_string())))?;
        let runtime = Builder::new_multi_thread().worker_threads(2).thread_name("bucket").enable_all().build();
        let runtime = runtime.map_err(|error| ConnectorError::File(format!("threads for the lake: {error}")))?;
        let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        let name = format!("s3://{bucket}{}{}", if prefix.is_empty() { "" } else { "/" }, prefix.trim_end_matches('/'));
        Ok(Self { name, prefix, secret, store: Arc::new(store), runtime: Some(runtime) })
    }

    /// Whether the store answers and keeps to conditions.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> io::Result<()> {
        let path = format!(".instand-check-{}", std::process::id());
        self.remove(&path)?;
        let put = |expected: &Expected| self.put(&path, b"1".to_vec(), expected);
        let keeps = put(&Expected::Absent)?
            && !put(&Expected::Absent)?
            && !put(&Expected::This(Version("\"0123456789abcdef0123456789abcdef\"".to_owned())))?;
        let read = self.read(&path)?.1;
        let keeps = keeps && put(&Expected::This(read))?;
        self.remove(&path)?;
        if keeps {
            return Ok(());
        }
        let why = "the store does not keep to If-Match and If-None-Match, so that two servers would overwrite each other; \
                   take one that does, or a folder";
        Err(io::Error::other(format!("{}: {why}", self.name)))
    }

    fn key(&self, path: &str) -> Key {
        Key::from(format!("{}{path}", self.prefix))
    }

    /// Has the store asked, and waits for what it says.
    fn ask<T: Send + 'static>(
        &self,
        path: &str,
        question: impl Future<Output = Result<T, Trouble>> + Send + 'static,
    ) -> io::Result<T> {
        let Some(runtime) = &self.runtime else { return Err(io::Error::other("the lake was closed")) };
        let (told, tell) = mpsc::sync_channel(1);
        runtime.spawn(async move { told.send(question.await) });
        match tell.recv() {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(Trouble::Here(error))) => Err(error),
            Ok(Err(Trouble::There(Error::NotFound { .. }))) => {
                Err(io::Error::new(io::ErrorKind::NotFound, format!("{}/{path} is not there", self.name)))
            }
            Ok(Err(Trouble::There(error))) => {
                Err(io::Error::other(self.secret.redact(&format!("{}/{path}: {error}", self.name))))
            }
            Err(_) => Err(io::Error::other(format!("{}/{path}: the question was given up", self.name))),
        }
    }
}

/// What went wrong: with the store, or on this machine.
enum Trouble {
    There(Error),
    Here(io::Error),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::There(error)
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Here(error)
    }
}

fn version(tag: Option<String>) -> Result<Version, Trouble> {
    let tag = tag.ok_or_else(|| io::Error::other("the store gives its objects no entity tags (ETag)"))?;
    Ok(Version(tag))
}

impl Bucket for S3Bucket {
    fn name(&self) -> &str {
        &self.name
    }

    fn list(&self, folder: &str) -> io::Result<Vec<(String, Option<Version>)>> {
        let (store, key) = (Arc::clone(&self.store), self.key(folder));
        self.ask(folder, async move {
            let found = store.list_with_delimiter(Some(&key)).await?;
            let folders = found.common_prefixes.iter().filter_map(|of| Some((of.filename()?.to_owned(), None)));
            let mut all: Vec<(String, Option<Version>)> = folders.collect();
            for object in found.objects {
                if let Some(name) = object.location.filename() {
                    all.push((name.to_owned(), Some(version(object.e_tag)?)));
                }
            }
            Ok(all)
        })
    }

    fn read(&self, path: &str) -> io::Result<(Vec<u8>, Version)> {
        let (store, key) = (Arc::clone(&self.store), self.key(path));
        self.ask(path, async move {
            let answer = store.get_opts(&key, GetOptions::default()).await?;
            let of = version(answer.meta.e_tag.clone())?;
            Ok((answer.bytes().await?.to_vec(), of))
        })
    }

    fn fetch(&self, path: &str, into: &mut File) -> io::Result<()> {
        let (store, key, mut file) = (Arc::clone(&self.store), self.key(path), into.try_clone()?);
        self.ask(path, async move {
            let mut parts = store.get_opts(&key, GetOptions::default()).await?.into_stream();
            while let Some(part) = parts.next().await {
                file.write_all(&part?)?;
            }
            Ok(())
        })
    }

    fn put(&self, path: &str, bytes: Vec<u8>, expected: &Expected) -> io::Result<bool> {
        let mode = match expected {
            Expected::Any => PutMode::Overwrite,
            Expected::Absent => PutMode::Create,
            Expected::This(of) => PutMode::Update(UpdateVersion { e_tag: Some(of.0.clone()), version: None }),
        };
        let (store, key) = (Arc::clone(&self.store), self.key(path));
        self.ask(path, async move {
            match store.put_opts(&key, bytes.into(), PutOptions::from(mode.clone())).await {
                Ok(_) => Ok(true),
                Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => Ok(false),
                // What was expected to be there has been removed.
                Err(Error::NotFound { .. }) if matches!(mode, PutMode::Update(_)) => Ok(false),
                Err(error) => Err(error.into()),
            }
        })
    }

    fn put_file(&self, path: &str, file: &Path) -> io::Result<()> {
        let mut file = File::open(file)?;
        let size = file.metadata()?.len();
        if size <= AT_ONCE {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            return self.put(path, bytes, &Expected::Any).map(drop);
        }
        let (store, key) = (Arc::clone(&self.store), self.key(path));
        self.ask(path, async move {
            let chunk = usize::try_from(AT_ONCE / 2).unwrap_or(usize::MAX);
            let upload = store.put_multipart_opts(&key, object_store::PutMultipartOptions::default()).await?;
            let mut upload = WriteMultipart::new_with_chunk_size(upload, chunk);
            let mut part = vec![0; 1 << 20];
            loop {
                let read = match file.read(&mut part) {
                    Ok(read) => read,
                    Err(error) => {
                        // What was put of it costs room until it is given up.
                        let _ = upload.abort().await;
                        return Err(error.into());
                    }
                };
                if read == 0 {
                    break;
                }
                upload.wait_for_capacity(2).await?;
                upload.write(part.get(..read).unwrap_or_default());
            }
            upload.finish().await?;
            Ok(())
        })
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        let (store, key) = (Arc::clone(&self.store), self.key(path));
        self.ask(path, async move {
            match store.delete(&key).await {
                Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
                Err(error) => Err(error.into()),
            }
        })
    }
}
