//! The customers' side: aiosmtpd, which answers by the recipient's local part (see `customers.py`) and keeps what it accepts.

use super::{PASSWORD, PATIENCE, USER, answers, end, free_port, python};
use crate::certificates;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A mail that was accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// The sender of its envelope.
    pub from: String,
    /// The recipients of its envelope.
    pub to: Vec<String>,
    /// The mail.
    pub mail: Vec<u8>,
}

/// How a server that wants a user is kept from being read by others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Secured {
    /// TLS when it is asked for.
    Starttls,
    /// TLS from the first byte.
    Tls,
}

/// A running server; it ends when dropped.
pub struct Customers {
    server: Option<Child>,
    folder: PathBuf,
    port: u16,
}

impl Drop for Customers {
    fn drop(&mut self) {
        end(&mut self.server);
    }
}

impl Customers {
    /// Starts it. `most` mails are taken in a session; 0 for any number.
    ///
    /// # Panics
    /// Where something is missing: a missing part is a failure, not a skip.
    #[must_use]
    pub fn start(folder: &Path, most: usize) -> Self {
        Self::begin(folder, most, "open")
    }

    /// Starts one that wants TLS and a user.
    ///
    /// # Panics
    /// Where something is missing: a missing part is a failure, not a skip.
    #[must_use]
    pub fn secured(folder: &Path, how: Secured) -> Self {
        std::fs::create_dir_all(folder).expect("made");
        certificates::make(folder);
        std::fs::write(folder.join("password"), format!("{PASSWORD}\n")).expect("written");
        let how = match how {
            Secured::Starttls => "starttls",
            Secured::Tls => "tls",
        };
        Self::begin(folder, 0, how)
    }

    fn begin(folder: &Path, most: usize, how: &str) -> Self {
        std::fs::create_dir_all(folder).expect("made");
        let script = folder.join("customers.py");
        std::fs::write(&script, include_str!("customers.py")).expect("written");
        let port = free_port();
        let log = File::create(folder.join("log")).expect("a log");
        let server = Command::new(python())
            .arg(&script)
            .args([port.to_string()])
            .arg(folder)
            .args([&most.to_string(), how, USER, PASSWORD])
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}; run `cargo xtask test`", python()));
        let customers = Self { server: Some(server), folder: folder.to_owned(), port };
        let begin = Instant::now();
        while !answers(port) {
            let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
            assert!(begin.elapsed() < PATIENCE, "aiosmtpd does not answer; its log: {log}");
            std::thread::sleep(Duration::from_millis(50));
        }
        customers
    }

    /// Its port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// A file of its folder: `password`, `ca.pem`.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// What it accepted, in that order.
    #[must_use]
    pub fn kept(&self) -> Vec<Kept> {
        let names = std::fs::read_dir(&self.folder).into_iter().flatten().flatten().map(|file| file.path());
        let mut names: Vec<PathBuf> = names.filter(|path| path.extension().is_some_and(|ext| ext == "txt")).collect();
        names.sort();
        let read = |path: PathBuf| {
            let envelope = std::fs::read_to_string(&path).ok()?;
            let mut words = envelope.split_whitespace().map(str::to_owned);
            let mail = std::fs::read(path.with_extension("eml")).ok()?;
            Some(Kept { from: words.next()?, to: words.collect(), mail })
        };
        names.into_iter().filter_map(read).collect()
    }

    /// How many it accepted.
    #[must_use]
    pub fn count(&self) -> usize {
        let files = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        files.filter(|file| file.path().extension().is_some_and(|ext| ext == "txt")).count()
    }

    /// Waits until it has accepted so many.
    ///
    /// # Panics
    /// Where they do not come.
    #[must_use]
    pub fn wait_for(&self, count: usize) -> Vec<Kept> {
        let begin = Instant::now();
        loop {
            let kept = self.kept();
            if kept.len() >= count {
                return kept;
            }
            assert!(begin.elapsed() < PATIENCE, "{} of {count} mails came", kept.len());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// How many sessions there were.
    #[must_use]
    pub fn sessions(&self) -> usize {
        std::fs::read_to_string(self.folder.join("sessions"))
            .ok()
            .and_then(|text| text.parse().ok())
            .unwrap_or_default()
    }
}
