//! An S3-compatible object store on a port of its own: Moto's server, which `cargo xtask test` installs.
#![expect(clippy::disallowed_methods, reason = "tests wait for a server")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The access key tests sign in with; Moto takes any.
pub const ACCESS_KEY: &str = "instand";
/// Its secret.
pub const SECRET_KEY: &str = "hunter22-s3";

/// How long it may take to start.
const STARTING: Duration = Duration::from_secs(60);

/// A running store; it ends when dropped, and all that was put with it.
pub struct S3 {
    server: Child,
    port: u16,
}

impl Drop for S3 {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl S3 {
    /// Starts a store with a bucket.
    ///
    /// # Panics
    /// Where something is missing: a missing part is a failure, not a skip.
    #[must_use]
    pub fn start(bucket: &str) -> Self {
        let program = std::env::var("INSTAND_TEST_S3").expect("INSTAND_TEST_S3 is not set; run `cargo xtask test`");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|of| of.local_addr()).expect("a free port").port();
        let mut command = Command::new(&program);
        command.args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &port.to_string()]);
        let server = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let server = server.unwrap_or_else(|error| panic!("{program}: {error}; run `cargo xtask test`"));
        let store = Self { server, port };
        let begin = Instant::now();
        while !store.put_bucket(bucket) {
            assert!(begin.elapsed() < STARTING, "the object store does not answer");
            std::thread::sleep(Duration::from_millis(100));
        }
        store
    }

    /// Makes a bucket; whether it was made.
    fn put_bucket(&self, bucket: &str) -> bool {
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) else { return false };
        // Moto looks at no signature, only at what it is of.
        let signed = format!(
            "AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
        );
        let asked = write!(
            stream,
            "PUT /{bucket} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: {signed}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            self.port
        );
        let mut answer = String::new();
        asked.is_ok() && stream.read_to_string(&mut answer).is_ok() && answer.split(' ').nth(1) == Some("200")
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What an administrator allows.
    #[must_use]
    pub fn destination(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }
}
