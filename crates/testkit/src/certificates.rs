//! Certificates for servers of tests, made by OpenSSL: an authority, one of the server `localhost`, one of a client.

use std::path::Path;
use std::process::{Command, Stdio};

/// Runs a program to its end.
///
/// # Panics
/// Where it is missing or fails.
pub(crate) fn run(command: &mut Command) {
    let done = command.stdin(Stdio::null()).output();
    let done = done.unwrap_or_else(|error| panic!("{command:?}: {error}; run `cargo xtask test`"));
    assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// Writes `ca.pem`, `server.pem`, `server.key`, `client.pem` and `client.key`.
pub(crate) fn make(folder: &Path) {
    let new_key = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    let openssl = || {
        let mut command = Command::new("openssl");
        command.current_dir(folder);
        command
    };
    let authority = ["-x509", "-days", "2", "-subj", "/CN=Test authority", "-keyout", "ca.key", "-out", "ca.pem"];
    run(openssl().args(new_key).args(authority));
    let names = "basicConstraints=CA:FALSE\nsubjectAltName=DNS:localhost,IP:127.0.0.1\n";
    std::fs::write(folder.join("names"), names).expect("written");
    for name in ["server", "client"] {
        let (key, request, certificate) = (format!("{name}.key"), format!("{name}.csr"), format!("{name}.pem"));
        run(openssl().args(new_key).args(["-subj", "/CN=localhost", "-keyout", &key, "-out", &request]));
        let signed = ["x509", "-req", "-in", &request, "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"];
        run(openssl().args(signed).args(["-out", &certificate, "-days", "2", "-extfile", "names"]));
    }
}
