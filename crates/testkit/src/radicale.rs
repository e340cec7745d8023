//! A real calendar server: Debian's Radicale on a port of its own, with a planner who may write into every calendar and
//! technicians who own theirs. What a technician does in a calendar program is done here by plain requests: they share no code
//! with the product.
#![expect(clippy::disallowed_methods, reason = "tests wait for a server")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fs::File;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The user the product signs in as.
pub const PLANNER: &str = "planner";
/// Its password.
pub const PASSWORD: &str = "hunter22-caldav";
/// Technicians who have an account there.
pub const TECHNICIANS: [&str; 2] = ["eva", "marco"];

/// How long it may take to start.
const STARTING: Duration = Duration::from_secs(30);

/// Who may do what: the planner everything, technicians within what is theirs.
const RIGHTS: &str = "[root]\nuser: .+\ncollection:\npermissions: R\n\n[planner]\nuser: planner\ncollection: .*\n\
                      permissions: RrWw\n\n[owner]\nuser: .+\ncollection: {user}(/.*)?\npermissions: RrWw\n";

/// A running server; it ends when dropped.
pub struct Radicale {
    server: Child,
    folder: PathBuf,
    port: u16,
}

/// An answer: status, head, body.
type Answer = (u16, String, String);

impl Radicale {
    /// Starts a server that keeps everything below `folder`. Nobody has signed in yet.
    ///
    /// # Panics
    /// Where something is missing: a missing part is a failure, not a skip.
    #[must_use]
    pub fn start(folder: &Path) -> Self {
        let folder = folder.join("radicale");
        std::fs::create_dir_all(&folder).expect("made");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|of| of.local_addr()).expect("a free port").port();
        let at = folder.display();
        let settings = format!(
            "[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = htpasswd\nhtpasswd_filename = {at}/users\n\
             htpasswd_encryption = plain\ndelay = 0\n[rights]\ntype = from_file\nfile = {at}/rights\n\
             [storage]\nfilesystem_folder = {at}/collections\n[logging]\nlevel = warning\n"
        );
        let users: String = TECHNICIANS.iter().chain(&[PLANNER]).map(|user| format!("{user}:{PASSWORD}\n")).collect();
        for (name, text) in [("config", settings.as_str()), ("users", &users), ("rights", RIGHTS)] {
            std::fs::write(folder.join(name), text).expect("written");
        }
        std::fs::write(folder.join("password"), format!("{PASSWORD}\n")).expect("written");
        let log = File::create(folder.join("log")).expect("a log");
        let server = Command::new("radicale")
            .arg("--config")
            .arg(folder.join("config"))
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("radicale cannot be started: {error}; run `cargo xtask test`"));
        let radicale = Self { server, folder, port };
        let begin = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begin.elapsed() < STARTING, "radicale does not answer; its log: {}", radicale.log());
            std::thread::sleep(Duration::from_millis(50));
        }
        radicale
    }

    /// What it wrote.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// Host and port.
    #[must_use]
    pub fn destination(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// A file of its folder: `password`.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Asks as a user.
    fn ask(&self, user: &str, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let sign_in = STANDARD.encode(format!("{user}:{PASSWORD}"));
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it answers");
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.0\r\nHost: cal\r\nAuthorization: Basic {sign_in}\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        (status, head.to_owned(), body.to_owned())
    }

    /// A technician signs in for the first time, as a calendar program does: before that nobody can make a calendar there.
    ///
    /// # Panics
    /// Where the server refuses it.
    pub fn sign_in(&self, user: &str) {
        let (status, _, said) = self.ask(user, "PROPFIND", &format!("/{user}/"), "Depth: 0\r\n", "");
        assert_eq!(status, 207, "{said}");
    }

    /// The events in a technician's calendar, as the technician sees them, in the order of their addresses; lines unfolded.
    ///
    /// # Panics
    /// Where the server refuses it.
    #[must_use]
    pub fn events(&self, user: &str) -> Vec<String> {
        let (status, _, listed) = self.ask(user, "PROPFIND", &format!("/{user}/visits/"), "Depth: 1\r\n", "");
        if status == 404 {
            return Vec::new();
        }
        assert_eq!(status, 207, "{listed}");
        let mut paths: Vec<&str> = listed.split("<href>").filter_map(|part| part.split("</href>").next()).collect();
        paths.retain(|path| path.ends_with(".ics"));
        paths.sort_unstable();
        paths.dedup();
        let read = |path: &str| self.ask(user, "GET", path, "", "").2.replace("\r\n ", "").replace("\n ", "");
        paths.into_iter().map(read).collect()
    }

    fn path(user: &str, uid: &str) -> String {
        format!("/{user}/visits/{uid}.ics")
    }

    /// A technician changes an event in a calendar program.
    ///
    /// # Panics
    /// Where there is none, or the server refuses it.
    pub fn change(&self, user: &str, uid: &str, change: impl FnOnce(String) -> String) {
        let path = Self::path(user, uid);
        let (status, head, text) = self.ask(user, "GET", &path, "", "");
        assert_eq!(status, 200, "{path}: {text}");
        let etag = head.lines().find_map(|line| line.strip_prefix("ETag: ")).expect("a version").trim();
        let changed = change(text.clone());
        assert_ne!(changed, text, "it is a change");
        let headers = format!("If-Match: {etag}\r\nContent-Type: text/calendar; charset=utf-8\r\n");
        let (status, _, said) = self.ask(user, "PUT", &path, &headers, &changed);
        assert_eq!(status, 201, "{said}");
    }

    /// A technician brings in an event from a file, under a name of the program's own.
    ///
    /// # Panics
    /// Where the server refuses it.
    pub fn bring(&self, user: &str, name: &str, text: &str) {
        let headers = "Content-Type: text/calendar; charset=utf-8\r\n";
        let (status, _, said) = self.ask(user, "PUT", &Self::path(user, name), headers, text);
        assert_eq!(status, 201, "{said}");
    }

    /// A technician deletes an event.
    ///
    /// # Panics
    /// Where there is none, or the server refuses it.
    pub fn remove(&self, user: &str, uid: &str) {
        let (status, _, said) = self.ask(user, "DELETE", &Self::path(user, uid), "", "");
        assert_eq!(status, 200, "{said}");
    }
}

impl Drop for Radicale {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
