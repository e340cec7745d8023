//! A PostgreSQL server of one's own for one test run: fresh data folder, free port, gone afterwards.
//!
//! A small shell script owns the server and the folder and waits at a pipe whose other end only this process holds.
//! Whichever way this process ends (also Ctrl-C or kill), the pipe closes, the script stops the server and removes the
//! folder. That needs no signal handler and leaves nothing behind.

use crate::{debian, process};
use anyhow::{Context, Result, bail};
use std::io::ErrorKind;
use std::net::TcpListener;
use std::os::unix::fs::{DirBuilderExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// $1 folder of the binaries, $2 our folder, $3 port. Immediate shutdown (QUIT): the data is thrown away.
const GUARD: &str = r#"
trap '' INT TERM HUP
cd "$2" || exit 1
if "$1/initdb" -D "$2/data" -U postgres --auth=trust --encoding=UTF8 --no-locale --no-sync >"$2/log" 2>&1; then
    "$1/postgres" -D "$2/data" -p "$3" -k "$2" -c listen_addresses=127.0.0.1 \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 >>"$2/log" 2>&1 &
    server=$!
    cat >/dev/null
    kill -QUIT "$server" 2>/dev/null
    wait "$server"
else
    echo "FATAL: initdb failed" >>"$2/log"
    cat >/dev/null
fi
cd / && rm -rf "$2"
"#;

/// How long a server may take to start; a busy CI machine needs a few seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server, stopped when dropped.
pub struct Server {
    guard: Child,
    folder: PathBuf,
    port: u16,
}

impl Server {
    /// Finds PostgreSQL (installs it where that is possible), makes a fresh data folder and waits until it answers.
    pub fn start() -> Result<Self> {
        let binaries = find_or_install()?;
        let mut last = None;
        // Another process may take the free port between looking and starting.
        for attempt in 0..3 {
            match Self::start_once(&binaries, attempt) {
                Ok(server) => return Ok(server),
                Err(error) if format!("{error:#}").contains("could not create any TCP/IP sockets") => {
                    last = Some(error);
                }
                Err(error) => return Err(error),
            }
        }
        Err(last.context("PostgreSQL did not start")?)
    }

    /// The address for tests.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn start_once(binaries: &Path, attempt: u32) -> Result<Self> {
        let user = unprivileged_user()?;
        let folder = own_folder(attempt, user)?;
        let port = free_port()?;
        let mut command = Command::new("sh");
        command.args(["-c", GUARD, "postgres-guard"]).arg(binaries).arg(&folder).arg(port.to_string());
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        // Its own process group: Ctrl-C at the terminal must reach us, not the one that cleans up after us.
        command.current_dir(&folder).env("LC_ALL", "C").process_group(0);
        if let Some((uid, gid)) = user {
            command.uid(uid).gid(gid);
        }
        let guard = command.spawn().context("cannot start `sh`")?;
        let server = Self { guard, folder, port };
        server.wait_until_ready()?;
        Ok(server)
    }

    fn wait_until_ready(&self) -> Result<()> {
        let begin = Instant::now();
        let log = self.folder.join("log");
        loop {
            // The eighth line of the file is the server's state.
            let state = std::fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap_or_default();
            if state.lines().nth(7).is_some_and(|line| line.trim() == "ready") {
                return Ok(());
            }
            let written = std::fs::read_to_string(&log).unwrap_or_default();
            let late = begin.elapsed() > PATIENCE;
            if late || written.contains("FATAL:") {
                let why = if late { "was not ready in time" } else { "failed to start" };
                bail!("PostgreSQL {why}; its log:\n{}", written.trim());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        // A guard that cannot be waited for has ended already.
        let _ = self.guard.wait();
    }
}

/// The folder with `initdb` and `postgres`: the newest of Debian's layout, else the search path.
fn find_or_install() -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    if is_root()? && process::folder_on_path(&["apt-get"]).is_some() {
        debian::install("PostgreSQL", "the tests", &["postgresql"])?;
    }
    find().context(
        "PostgreSQL is not installed, and the tests need it: install it (Debian: `apt-get install postgresql`, macOS: \
         `brew install postgresql`) or name a running server with `--postgres-url URL`",
    )
}

fn find() -> Option<PathBuf> {
    let complete = |folder: &Path| folder.join("initdb").is_file() && folder.join("postgres").is_file();
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .map(|entry| entry.path().join("bin"))
        .filter(|folder| complete(folder))
        .max_by_key(|folder| major_version(folder));
    newest.or_else(|| process::folder_on_path(&["initdb", "postgres"]))
}

fn major_version(binaries: &Path) -> u32 {
    let version = binaries.parent().and_then(Path::file_name).and_then(|name| name.to_str());
    version.and_then(|text| text.parse().ok()).unwrap_or(0)
}

fn is_root() -> Result<bool> {
    Ok(process::output(Command::new("id").arg("-u"))?.trim() == "0")
}

/// PostgreSQL refuses to run as root; then it runs as `postgres`, else as `nobody`. `None`: as ourselves.
fn unprivileged_user() -> Result<Option<(u32, u32)>> {
    if !is_root()? {
        return Ok(None);
    }
    let users = std::fs::read_to_string("/etc/passwd").context("cannot read /etc/passwd")?;
    let user = user_ids(&users, "postgres").or_else(|| user_ids(&users, "nobody"));
    user.context("PostgreSQL does not run as root, and there is no user `postgres` or `nobody`").map(Some)
}

fn user_ids(users: &str, name: &str) -> Option<(u32, u32)> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let found = fields.next()? == name;
        let (uid, gid) = (fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?);
        found.then_some((uid, gid))
    })
}

/// A fresh folder that belongs to the user. In `/tmp`, because a socket's path must be short and the user must get
/// there, which TMPDIR does not promise.
fn own_folder(attempt: u32, user: Option<(u32, u32)>) -> Result<PathBuf> {
    let own = std::process::id();
    for number in 0..1000 {
        let folder = PathBuf::from(format!("/tmp/instand-postgres-{own}-{attempt}-{number}"));
        match std::fs::DirBuilder::new().mode(0o700).create(&folder) {
            Ok(()) => {
                if let Some((uid, gid)) = user {
                    chown(&folder, Some(uid), Some(gid))
                        .with_context(|| format!("cannot give {} to the server's user", folder.display()))?;
                }
                return Ok(folder);
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error).with_context(|| format!("cannot make {}", folder.display())),
        }
    }
    bail!("/tmp is full of folders instand-postgres-*; remove them")
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").context("cannot find a free port on 127.0.0.1")?;
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_in_the_passwd_file() {
        let users =
            "root:x:0:0:root:/root:/bin/bash\npostgres-old:x:7:8::/:\npostgres:x:101:104:,,,:/var:/bin/bash\nbad\n";
        assert_eq!(user_ids(users, "postgres"), Some((101, 104)));
        assert_eq!(user_ids(users, "nobody"), None);
    }

    #[test]
    fn versions_are_compared_as_numbers() {
        let newest = ["9", "15", "101"].map(|version| PathBuf::from(format!("/usr/lib/postgresql/{version}/bin")));
        assert!(newest.iter().map(|path| major_version(path)).is_sorted());
        assert_eq!(major_version(Path::new("/usr/local/bin")), 0);
    }
}
