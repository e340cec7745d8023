//! A Tryton for the tests: Debian's server, and a database with its modules for lots (serial numbers) and for opportunities
//! and sales on the test's PostgreSQL, from which each test takes a copy.
//!
//! Making the database takes a minute or two, so it is kept in `target/tmp` by the version of the packages and of
//! PostgreSQL, and made while the tests are compiled. A missing server is a failure, never a skip.

use crate::{debian, process};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::JoinHandle;

/// Where tests look whether the database is ready.
pub const STATE_VARIABLE: &str = "INSTAND_TEST_TRYTON";

/// The database tests copy; the same name as in `testkit::tryton`.
const TEMPLATE: &str = "tryton_template";

/// The password of the user `admin`; the same as in `testkit::tryton`.
const PASSWORD: &str = "hunter22-tryton";

const PACKAGES: [&str; 4] =
    ["tryton-server", "tryton-modules-stock-lot", "tryton-modules-sale-opportunity", "python3-psycopg2"];

/// The database on its way.
pub struct Preparing {
    state: PathBuf,
    work: Option<JoinHandle<Result<()>>>,
}

impl Preparing {
    /// Begins to prepare the database on this server, beside whatever else is done.
    pub fn begin(root: &Path, url: &str) -> Result<Self> {
        let folder = root.join("target/tmp");
        std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        let state = folder.join(format!("tryton-{}.state", std::process::id()));
        std::fs::write(&state, "").with_context(|| state.display().to_string())?;
        let (told, url) = (state.clone(), url.to_owned());
        let work = std::thread::spawn(move || {
            let prepared = prepare(&folder, &url);
            let said = prepared.as_ref().map_or_else(|error| format!("{error:#}"), |()| "ready".to_owned());
            // In one step: a test must not read half of it.
            let written = told.with_extension("written");
            std::fs::write(&written, said)?;
            std::fs::rename(&written, &told)?;
            prepared
        });
        Ok(Self { state, work: Some(work) })
    }

    /// The file that says whether it is ready.
    pub fn state(&self) -> &Path {
        &self.state
    }

    /// Waits until it is done; says what went wrong.
    pub fn end(mut self) -> Result<()> {
        let ended = self.work.take().map(JoinHandle::join);
        // A file that is left only takes room.
        let _ = std::fs::remove_file(&self.state);
        match ended {
            Some(Ok(prepared)) => prepared.context("preparing Tryton"),
            Some(Err(_)) => bail!("preparing Tryton panicked"),
            None => Ok(()),
        }
    }
}

fn prepare(folder: &Path, url: &str) -> Result<()> {
    let version = find_or_install()?;
    let (server, _) = url.rsplit_once('/').context("the server's address has no database")?;
    let psql = |database: &str, statement: &str| {
        let mut command = Command::new("psql");
        command.args([
            "--quiet",
            "--no-psqlrc",
            "--tuples-only",
            "--no-align",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            statement,
        ]);
        command.arg(format!("{server}/{database}"));
        process::output(&mut command)
    };
    let major = psql("postgres", "show server_version_num")?.trim().chars().take(2).collect::<String>();
    let kept = folder.join(format!("tryton-{version}-postgresql-{major}.sql"));
    // Under another name until it is whole.
    let raw = "tryton_preparing";
    for statement in [
        format!("DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)"),
        format!("DROP DATABASE IF EXISTS {raw} WITH (FORCE)"),
        format!("CREATE DATABASE {raw} TEMPLATE template0 ENCODING 'UTF8'"),
    ] {
        psql("postgres", &statement)?;
    }
    if kept.is_file() {
        let mut restore = Command::new("psql");
        restore.args(["--quiet", "--no-psqlrc", "--single-transaction", "-o", "/dev/null", "-v", "ON_ERROR_STOP=1"]);
        process::output(restore.arg("-f").arg(&kept).arg(format!("{server}/{raw}")))?;
    } else {
        make(folder, server, raw)?;
        let written = kept.with_extension("written");
        let dumped =
            Command::new("pg_dump").args(["--no-owner", "-f"]).arg(&written).arg(format!("{server}/{raw}")).status();
        // An older pg_dump refuses a newer server; then it is made anew the next time.
        if dumped.is_ok_and(|status| status.success()) {
            std::fs::rename(&written, &kept).with_context(|| kept.display().to_string())?;
        }
    }
    psql("postgres", &format!("ALTER DATABASE {raw} RENAME TO {TEMPLATE}"))?;
    Ok(())
}

fn make(folder: &Path, server: &str, database: &str) -> Result<()> {
    let own = folder.join(format!("tryton-{}", std::process::id()));
    std::fs::create_dir_all(&own)?;
    let uri = server.replacen("postgres://", "postgresql://", 1);
    std::fs::write(own.join("trytond.conf"), format!("[database]\nuri = {uri}/\npath = {}\n", own.display()))?;
    std::fs::write(own.join("password"), PASSWORD)?;
    let admin = |arguments: &[&str]| {
        let mut command = Command::new("trytond-admin");
        command.current_dir(&own).env("TRYTONPASSFILE", "password").args(["-c", "trytond.conf", "-d", database]);
        process::output(command.args(arguments))
    };
    admin(&["--all", "--email", "admin@example.com"])?;
    admin(&["-u", "stock_lot", "sale_opportunity", "--activate-dependencies"])?;
    // What is left only takes room.
    let _ = std::fs::remove_dir_all(&own);
    Ok(())
}

/// The version of the installed packages.
fn find_or_install() -> Result<String> {
    if let Some(version) = version() {
        return Ok(version);
    }
    debian::install("Tryton", "the tests of connectors", &PACKAGES)?;
    version().context("Tryton was installed, but trytond-admin is not on the PATH")
}

fn version() -> Option<String> {
    process::folder_on_path(&["trytond", "trytond-admin"])?;
    let mut query = Command::new("dpkg-query");
    let said = process::output(query.args(["-W", "-f", "${Status} ${Version}\\n"]).args(PACKAGES)).ok()?;
    let installed = said.lines().filter(|line| line.starts_with("install ok installed ")).count();
    let versions: Vec<&str> = said.lines().filter_map(|line| line.rsplit(' ').next()).collect();
    (installed == PACKAGES.len()).then(|| versions.join("-").replace([':', '/', '+', '~'], "_"))
}
