//! Real mail servers: OpenSMTPD, which takes our mails, passes them on and sends bounces; Dovecot, in whose mailbox answers
//! arrive; and aiosmtpd as the customers' side. Each test has its own, on ports of its own.
//!
//! OpenSMTPD keeps its queue in a place that cannot be chosen, so it runs in a mount namespace of its own, which needs root.
//! It speaks no TLS here: Debian 12's breaks off every handshake with OpenSSL 3 (internal error), so TLS and sign-in are tried
//! on aiosmtpd.
//! Nothing here shares code with the product.
#![expect(
    clippy::disallowed_methods,
    reason = "tests learn where things are from the environment, and wait for servers"
)]

mod customers;
mod talk;

pub use customers::{Customers, Kept, Secured};

use crate::certificates::{self, run};
use std::fs::File;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The user the product signs in as, at all servers. All mail to `@oem.example` arrives in its mailbox.
pub const USER: &str = "campaign";
/// Its password.
pub const PASSWORD: &str = "hunter22-mail";
/// The domain whose mail arrives here; all other is the customers'.
pub const DOMAIN: &str = "oem.example";

/// How long anything may take to start, and a mail to arrive.
const PATIENCE: Duration = Duration::from_secs(90);

/// Where the Python environment with aiosmtpd and dkimpy is.
const VARIABLE: &str = "INSTAND_TEST_MAIL";

/// The Python that has what the customers' side needs.
fn python() -> String {
    std::env::var(VARIABLE).unwrap_or_else(|_| panic!("{VARIABLE} is not set; run `cargo xtask test`"))
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port()
}

/// Waits until something is so.
///
/// # Panics
/// Where it does not come.
pub fn wait_until(what: &str, mut is: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !is() {
        assert!(begin.elapsed() < PATIENCE, "{what}: not within {} s", PATIENCE.as_secs());
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn answers(port: u16) -> bool {
    TcpStream::connect(("127.0.0.1", port)).is_ok()
}

/// Ends a server in good order.
fn end(server: &mut Option<Child>) {
    if let Some(mut server) = server.take() {
        let _ = Command::new("kill").arg(server.id().to_string()).status();
        let _ = server.wait();
    }
}

/// The servers of the manufacturer and of its customers; they end when dropped.
pub struct MailServers {
    folder: PathBuf,
    smtpd: Option<Child>,
    dovecot: Option<Child>,
    /// The customers' side.
    pub customers: Customers,
    ports: Ports,
}

#[derive(Clone, Copy)]
struct Ports {
    open: u16,
    imap: u16,
    imaps: u16,
    lmtp: u16,
}

impl Drop for MailServers {
    fn drop(&mut self) {
        end(&mut self.smtpd);
        end(&mut self.dovecot);
    }
}

impl MailServers {
    /// Starts them; everything is kept below `folder`.
    ///
    /// # Panics
    /// Where something is missing: a missing part is a failure, not a skip.
    #[must_use]
    pub fn start(folder: &Path) -> Self {
        // Servers give up their rights, and must get through.
        run(Command::new("chmod").arg("755").arg(folder));
        let customers = Customers::start(&folder.join("customers"), 0);
        let folder = folder.join("mail");
        std::fs::create_dir_all(folder.join("boxes")).expect("made");
        certificates::make(&folder);
        run(Command::new("chown").arg("mail:mail").arg(folder.join("boxes")));
        std::fs::write(folder.join("password"), format!("{PASSWORD}\n")).expect("written");
        let [open, imap, imaps, lmtp] = [(); 4].map(|()| free_port());
        let ports = Ports { open, imap, imaps, lmtp };
        let mut servers = Self { folder, smtpd: None, dovecot: None, customers, ports };
        servers.write_settings();
        servers.serve_mailbox();
        servers.serve();
        servers
    }

    fn write_settings(&self) {
        let at = self.folder.display();
        let Ports { open, imap, imaps, lmtp } = self.ports;
        let customers = self.customers.port();
        // Its own limit of 100 mails a session is left as it is.
        let smtpd = format!(
            "table boxes {{ \"@{DOMAIN}\" = \"mail\" }}\n\
             listen on 127.0.0.1 port {open}\n\
             action \"dlv\" lmtp \"127.0.0.1:{lmtp}\" rcpt-to virtual <boxes>\n\
             action \"out\" relay host \"smtp://127.0.0.1:{customers}\" helo \"mta.{DOMAIN}\"\n\
             match from any for domain \"{DOMAIN}\" action \"dlv\"\n\
             match from any for any action \"out\"\n"
        );
        std::fs::write(self.folder.join("smtpd.conf"), smtpd).expect("written");
        let dovecot = format!(
            "base_dir = {at}/run\nlog_path = {at}/dovecot.log\nprotocols = imap lmtp\nlisten = 127.0.0.1\n\
             ssl = yes\nssl_cert = <{at}/server.pem\nssl_key = <{at}/server.key\ndisable_plaintext_auth = no\n\
             mail_location = maildir:{at}/boxes/%u\nauth_mechanisms = plain login\nauth_username_format = %Ln\n\
             recipient_delimiter = +\nlmtp_save_to_detail_mailbox = no\nfirst_valid_uid = 1\nfirst_valid_gid = 1\n\
             passdb {{\n  driver = passwd-file\n  args = {at}/users\n}}\n\
             userdb {{\n  driver = static\n  args = uid=mail gid=mail home={at}/boxes/%u allow_all_users=yes\n}}\n\
             service imap-login {{\n  inet_listener imap {{\n    port = {imap}\n  }}\n\
             \x20 inet_listener imaps {{\n    port = {imaps}\n    ssl = yes\n  }}\n}}\n\
             service lmtp {{\n  inet_listener lmtp {{\n    port = {lmtp}\n  }}\n}}\n\
             namespace inbox {{\n  inbox = yes\n}}\n"
        );
        std::fs::write(self.folder.join("dovecot.conf"), dovecot).expect("written");
        std::fs::write(self.folder.join("users"), format!("{USER}:{{PLAIN}}{PASSWORD}\n")).expect("written");
    }

    fn log_file(&self) -> File {
        File::options().create(true).append(true).open(self.folder.join("log")).expect("a log")
    }

    /// Starts OpenSMTPD, again after [`Self::stop`]. What was in its queue is gone then.
    ///
    /// # Panics
    /// Where it does not start.
    pub fn serve(&mut self) {
        // Debian keeps it where only administrators look.
        let path = format!("{}:/usr/sbin:/sbin", std::env::var("PATH").unwrap_or_default());
        let script = format!(
            "mount -t tmpfs -o mode=755 none /var/spool && mount -t tmpfs -o mode=755 none /run && exec smtpd -d -f {}/smtpd.conf",
            self.folder.display()
        );
        let log = self.log_file();
        let server = Command::new("unshare")
            .env("PATH", path)
            .args(["--mount", "sh", "-c", &script])
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn();
        self.smtpd =
            Some(server.unwrap_or_else(|error| panic!("smtpd cannot be started: {error}; run `cargo xtask test`")));
        let begin = Instant::now();
        while !answers(self.ports.open) {
            assert!(begin.elapsed() < PATIENCE, "OpenSMTPD does not answer (it needs root); its log: {}", self.log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn serve_mailbox(&mut self) {
        let path = format!("{}:/usr/sbin:/sbin", std::env::var("PATH").unwrap_or_default());
        let log = self.log_file();
        let server = Command::new("dovecot")
            .env("PATH", path)
            .arg("-F")
            .arg("-c")
            .arg(self.folder.join("dovecot.conf"))
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn();
        self.dovecot =
            Some(server.unwrap_or_else(|error| panic!("dovecot cannot be started: {error}; run `cargo xtask test`")));
        let begin = Instant::now();
        while !answers(self.ports.imap) || !answers(self.ports.lmtp) {
            assert!(begin.elapsed() < PATIENCE, "Dovecot does not answer; its log: {}", self.log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Stops OpenSMTPD.
    pub fn stop(&mut self) {
        end(&mut self.smtpd);
    }

    /// What the servers wrote.
    #[must_use]
    pub fn log(&self) -> String {
        let read = |name: &str| std::fs::read_to_string(self.folder.join(name)).unwrap_or_default();
        read("log") + &read("dovecot.log")
    }

    /// The port that takes mail in the open.
    #[must_use]
    pub const fn open_port(&self) -> u16 {
        self.ports.open
    }

    /// The port of the mailbox in the open; it offers STARTTLS.
    #[must_use]
    pub const fn imap_port(&self) -> u16 {
        self.ports.imap
    }

    /// The port of the mailbox that speaks TLS at once.
    #[must_use]
    pub const fn imaps_port(&self) -> u16 {
        self.ports.imaps
    }

    /// Hosts and ports an administrator allows.
    #[must_use]
    pub fn destinations(&self) -> Vec<String> {
        let Ports { open, imap, imaps, .. } = self.ports;
        let ports = [open, imap, imaps, self.customers.port()];
        ports.iter().flat_map(|port| ["127.0.0.1", "localhost"].map(|host| format!("{host}:{port}"))).collect()
    }

    /// A file of the folder: `password`, `ca.pem`.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Hands in a mail as somebody from outside does.
    ///
    /// # Panics
    /// Where OpenSMTPD does not take it.
    pub fn hand_in(&self, from: &str, to: &str, mail: &str) {
        talk::hand_in(self.ports.open, from, to, mail);
    }

    /// Makes OpenSMTPD try again at once what waits.
    ///
    /// # Panics
    /// Where it does not run.
    pub fn try_again(&self) {
        let process = self.smtpd.as_ref().expect("it runs").id().to_string();
        let mut command = Command::new("nsenter");
        command.args(["-m", "-t", &process, "/usr/sbin/smtpctl", "schedule", "all"]);
        // Nothing to schedule is no failure.
        let _ = command.stdin(Stdio::null()).output();
    }

    fn box_folder(&self) -> PathBuf {
        self.folder.join("boxes").join(USER)
    }

    /// The mails in the mailbox, as the files they are.
    #[must_use]
    pub fn arrived(&self) -> Vec<String> {
        let folders = ["new", "cur"].map(|name| self.box_folder().join(name));
        let files = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
        files
            .filter_map(|file| std::fs::read(file.path()).ok())
            .map(|mail| String::from_utf8_lossy(&mail).into_owned())
            .collect()
    }

    /// Puts a mail into the mailbox as a file, which is quicker than handing in hundreds. There must be one already.
    ///
    /// # Panics
    /// Where it cannot be written.
    pub fn put(&self, mail: &str) {
        let number = self.arrived().len();
        std::fs::write(self.box_folder().join("new").join(format!("9000000000.{number:06}.test")), mail)
            .expect("written");
    }

    /// Waits until so many mails are in the mailbox.
    ///
    /// # Panics
    /// Where they do not come.
    pub fn wait_for(&self, count: usize) {
        let begin = Instant::now();
        while self.arrived().len() < count {
            let there = self.arrived().len();
            assert!(begin.elapsed() < PATIENCE, "{there} of {count} mails arrived; the log: {}", self.log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Makes the mailbox forget the numbers it gave, as one that was restored or moved: its UIDVALIDITY is another one.
    ///
    /// # Panics
    /// Where its files cannot be changed.
    pub fn renumber(&self) {
        // The new one is the time in seconds.
        std::thread::sleep(Duration::from_millis(1100));
        for file in std::fs::read_dir(self.box_folder()).expect("a mailbox").flatten() {
            if file.file_name().to_string_lossy().starts_with("dovecot") {
                std::fs::remove_file(file.path()).expect("removed");
            }
        }
    }
}

/// Whether a mail's DKIM signature is good, judged by dkimpy. `record` is what stands in the DNS under `name`; `folder` is for
/// the mail.
///
/// # Panics
/// Where Python is missing.
#[must_use]
pub fn dkim_is_good(folder: &Path, mail: &[u8], name: &str, record: &str) -> bool {
    let file = folder.join("signed.eml");
    std::fs::write(&file, mail).expect("written");
    let script = "import sys, dkim\n\
                  mail, name, record = open(sys.argv[1], 'rb').read(), sys.argv[2], sys.argv[3]\n\
                  dns = lambda asked, timeout=5: record.encode() if asked.decode().rstrip('.') == name else None\n\
                  sys.exit(0 if dkim.verify(mail, dnsfunc=dns) else 1)";
    let mut command = Command::new(python());
    command.args(["-c", script]).arg(&file).args([name, record]);
    command.stdin(Stdio::null()).status().expect("Python; run `cargo xtask test`").success()
}
