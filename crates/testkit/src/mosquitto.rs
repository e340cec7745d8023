//! A real broker: Debian's Mosquitto on ports of its own, with passwords, TLS and a certificate for clients. What is
//! published and heard goes through its own programs: they share no code with the product.
#![expect(clippy::disallowed_methods, reason = "tests wait for a server")]

use crate::certificates::{self, run};
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The user the product signs in as.
pub const USER: &str = "instand";
/// Its password.
pub const PASSWORD: &str = "hunter22-mqtt";
/// The user gateways and listeners of tests sign in as.
const GATEWAY: &str = "gateway";

/// How long it may take to start.
const STARTING: Duration = Duration::from_secs(30);

/// A running broker; it ends when dropped.
pub struct Mosquitto {
    server: Option<Child>,
    folder: PathBuf,
    port: u16,
    tls_port: u16,
}

/// A program that hears what is published; it ends when dropped.
pub struct Listener(Child);

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Listener {
    /// Waits until so much was heard as it was told to; topic and payload in hexadecimal digits a line.
    ///
    /// # Panics
    /// Where nothing is heard within the time it was given.
    #[must_use]
    pub fn heard(mut self) -> String {
        let mut text = String::new();
        let mut output = self.0.stdout.take().expect("its output");
        std::io::Read::read_to_string(&mut output, &mut text).expect("text");
        text
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port()
}

impl Mosquitto {
    /// Starts a broker that keeps everything below `folder`.
    ///
    /// # Panics
    /// Where something is missing: a missing part is a failure, not a skip.
    #[must_use]
    pub fn start(folder: &Path) -> Self {
        let folder = folder.join("mosquitto");
        std::fs::create_dir_all(&folder).expect("made");
        certificates::make(&folder);
        std::fs::write(folder.join("passwords"), "").expect("written");
        for (user, password) in [(USER, PASSWORD), (GATEWAY, PASSWORD)] {
            run(Command::new("mosquitto_passwd").arg("-b").arg(folder.join("passwords")).args([user, password]));
        }
        std::fs::write(folder.join("password"), format!("{PASSWORD}\n")).expect("written");
        let mut broker = Self { server: None, folder, port: free_port(), tls_port: free_port() };
        broker.write_settings();
        broker.serve();
        broker
    }

    fn write_settings(&self) {
        let at = self.folder.display();
        let mut text = String::new();
        let _ = write!(
            text,
            "allow_anonymous false\npassword_file {at}/passwords\npersistence true\npersistence_location {at}/\n\
             max_queued_messages 0\nmax_inflight_messages 0\nset_tcp_nodelay true\nuser root\nlog_dest stdout\n\
             listener {} 127.0.0.1\n\
             listener {} 127.0.0.1\ncafile {at}/ca.pem\ncertfile {at}/server.pem\nkeyfile {at}/server.key\nrequire_certificate true\n",
            self.port, self.tls_port
        );
        std::fs::write(self.folder.join("mosquitto.conf"), text).expect("written");
    }

    /// Starts it, again after [`Self::stop`]; what it kept is there again.
    ///
    /// # Panics
    /// Where it does not start.
    pub fn serve(&mut self) {
        let log = File::options().create(true).append(true).open(self.folder.join("log")).expect("a log");
        // Debian keeps it where only administrators look.
        let path = format!("{}:/usr/sbin", std::env::var("PATH").unwrap_or_default());
        let server = Command::new("mosquitto")
            .env("PATH", path)
            .arg("-c")
            .arg(self.folder.join("mosquitto.conf"))
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("mosquitto cannot be started: {error}; run `cargo xtask test`"));
        self.server = Some(server);
        let begin = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(begin.elapsed() < STARTING, "mosquitto does not answer; its log: {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Stops it in good order; what waits for clients is kept.
    pub fn stop(&mut self) {
        if let Some(mut server) = self.server.take() {
            let _ = Command::new("kill").arg(server.id().to_string()).status();
            let _ = server.wait();
        }
    }

    /// What it wrote.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// Its process.
    #[must_use]
    pub fn process(&self) -> Option<u32> {
        self.server.as_ref().map(Child::id)
    }

    /// Its address without TLS.
    #[must_use]
    pub fn url(&self) -> String {
        format!("mqtt://127.0.0.1:{}", self.port)
    }

    /// Its address with TLS; it asks for a certificate.
    #[must_use]
    pub fn tls_url(&self) -> String {
        format!("mqtts://127.0.0.1:{}", self.tls_port)
    }

    /// Hosts and ports.
    #[must_use]
    pub fn destinations(&self) -> [String; 2] {
        [self.port, self.tls_port].map(|port| format!("127.0.0.1:{port}"))
    }

    /// A file of its folder: `password`, `ca.pem`, `client.pem`, `client.key`.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn client(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let port = self.port.to_string();
        command.args(["-h", "127.0.0.1", "-p", &port, "-u", GATEWAY, "-P", PASSWORD, "-V", "mqttv5"]);
        command
    }

    /// Publishes one message a line with QoS 1; whether the broker has all of them.
    ///
    /// # Panics
    /// Where the program is missing.
    #[must_use]
    pub fn publish(&self, topic: &str, lines: &str) -> bool {
        let mut command = self.client("mosquitto_pub");
        command.args(["-q", "1", "-l", "-t", topic]);
        said(command, lines.as_bytes()).status.success()
    }

    /// Publishes a message of bytes with QoS 0, as edge nodes do.
    ///
    /// # Panics
    /// Where the program is missing or the broker does not take it.
    pub fn publish_bytes(&self, topic: &str, payload: &[u8]) {
        let mut command = self.client("mosquitto_pub");
        command.args(["-q", "0", "-s", "-t", topic]);
        assert!(said(command, payload).status.success(), "{topic}");
    }

    /// Hears so many messages of a topic.
    ///
    /// # Panics
    /// Where the program is missing.
    #[must_use]
    pub fn listen(&self, topic: &str, messages: u32) -> Listener {
        let mut command = self.client("mosquitto_sub");
        command.args(["-q", "1", "-t", topic, "-C", &messages.to_string(), "-W", "30", "-F", "%t %x"]);
        Listener(command.stdout(Stdio::piped()).spawn().expect("mosquitto_sub starts; run `cargo xtask test`"))
    }
}

fn said(mut command: Command, input: &[u8]) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}; run `cargo xtask test`"));
    // Where the broker is gone it hangs up before all is written.
    let _ = child.stdin.take().expect("its input").write_all(input);
    child.wait_with_output().expect("it ends")
}

impl Drop for Mosquitto {
    fn drop(&mut self) {
        self.stop();
    }
}
