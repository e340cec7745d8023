//! A fresh database a test: SQLite in a folder of its own, PostgreSQL on the server `cargo xtask test` starts.
#![expect(clippy::disallowed_methods, reason = "tests learn the server's URL from the environment")]

use std::path::Path;
use std::process::Command;

/// Where the test command says its PostgreSQL is.
pub const POSTGRES: &str = "INSTAND_TEST_POSTGRES_URL";

/// The URL of a new SQLite database in this folder.
#[must_use]
pub fn sqlite(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("instand.db").display())
}

/// Makes a new PostgreSQL database and gives its URL. The name should be the test's own; an older one is replaced.
///
/// # Panics
/// Where no server is there: a missing part is a failure, not a skip.
#[must_use]
pub fn postgres(name: &str) -> String {
    postgres_of(name, None)
}

/// The same as a copy of another database of the server.
///
/// # Panics
/// Where no server is there: a missing part is a failure, not a skip.
#[must_use]
pub fn postgres_of(name: &str, template: Option<&str>) -> String {
    let server = std::env::var(POSTGRES)
        .unwrap_or_else(|_| panic!("{POSTGRES} is not set; run `cargo xtask test`, which starts a PostgreSQL"));
    let template = template.map_or(String::new(), |template| format!(" TEMPLATE \"{template}\""));
    for statement in
        [format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)"), format!("CREATE DATABASE \"{name}\"{template}")]
    {
        let done = Command::new("psql")
            .args(["--quiet", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-c", &statement, &server])
            .output()
            .unwrap_or_else(|error| panic!("psql cannot be started: {error}"));
        assert!(done.status.success(), "{statement}: {}", String::from_utf8_lossy(&done.stderr));
    }
    let base = server.rsplit_once('/').map_or(server.as_str(), |(base, _)| base);
    format!("{base}/{name}")
}
