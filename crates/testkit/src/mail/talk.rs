//! As little SMTP as it takes to hand in a mail.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Hands a mail to the server at a port.
///
/// # Panics
/// Where it does not take it.
pub(super) fn hand_in(port: u16, from: &str, to: &str, mail: &str) {
    let stream = TcpStream::connect(("127.0.0.1", port)).expect("a server");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("set");
    let mut answers = BufReader::new(stream.try_clone().expect("the same"));
    let mut stream = stream;
    let mut said = |line: &str, wanted: &str| {
        stream.write_all(line.as_bytes()).expect("said");
        let mut answer = String::new();
        loop {
            let before = answer.len();
            answers.read_line(&mut answer).expect("an answer");
            let last = answer.get(before..).unwrap_or_default();
            if last.is_empty() || last.as_bytes().get(3) != Some(&b'-') {
                assert!(last.starts_with(wanted), "{line}: {answer}");
                return;
            }
        }
    };
    said("", "220");
    said("EHLO outside.example\r\n", "250");
    said(&format!("MAIL FROM:<{from}>\r\n"), "250");
    said(&format!("RCPT TO:<{to}>\r\n"), "250");
    said("DATA\r\n", "354");
    let lines: Vec<String> =
        mail.lines().map(|line| if line.starts_with('.') { format!(".{line}") } else { line.to_owned() }).collect();
    said(&format!("{}\r\n.\r\n", lines.join("\r\n")), "250");
    said("QUIT\r\n", "221");
}
