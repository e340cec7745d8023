//! Starts the built binary and reads what it says.

use chrono::{DateTime, Utc};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A data folder of its own and the database to keep it in.
pub struct Product {
    pub folder: TempDir,
    database: String,
    zone: &'static str,
    /// Seconds its clock is ahead, or back.
    shift: i64,
}

/// Which database.
#[derive(Clone, Copy, Debug)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Product {
    pub fn new(engine: Engine, name: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = match engine {
            Engine::Sqlite => testkit::database::sqlite(folder.path()),
            Engine::Postgres => testkit::database::postgres(name),
        };
        Self { folder, database, zone: "UTC", shift: 0 }
    }

    /// Another machine's installation on the same database.
    pub fn twin(&self) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { folder, database: self.database.clone(), zone: self.zone, shift: self.shift }
    }

    pub fn in_zone(self, zone: &'static str) -> Self {
        Self { zone, ..self }
    }

    /// Its clock goes on from this instant: mails wait for working hours.
    pub fn at(self, instant: &str) -> Self {
        let wanted: DateTime<Utc> = instant.parse().expect("an instant");
        #[expect(clippy::disallowed_methods, reason = "the clock of the product is set against this one")]
        let now = Utc::now();
        Self { shift: (wanted - now).num_seconds(), ..self }
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_instand"));
        command
            .arg("--data-dir")
            .arg(self.folder.path())
            .args(arguments)
            .env("INSTAND_DATABASE_URL", &self.database)
            .env("TZ", self.zone)
            .env("INSTAND_CLOCK_SHIFT", self.shift.to_string())
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the binary starts")
    }

    /// Runs and expects it to end well (0) or with problems listed (3); gives what it printed.
    pub fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let code = output.status.code();
        assert!(
            matches!(code, Some(0 | 3)),
            "{arguments:?} ended with {code:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// Runs and expects it to fail (1) with one line of error, which it gives.
    pub fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {error}");
        assert!(!error.contains("panicked"), "{arguments:?}: {error}");
        error
    }

    pub fn dump(&self) -> String {
        self.done(&["dump"])
    }

    /// Writes a file below the data folder's `in/` and gives its path.
    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join("in").join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(&path, bytes).expect("written");
        path
    }
}

/// A path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8 path")
}
