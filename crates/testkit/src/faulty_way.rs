//! A way to a real server that fails when it is told to: it hands requests on and answers back, but loses the answer of one,
//! refuses one, or holds one up. What was handed on was carried out by the server: that is the point of it.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What becomes of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It is handed on and carried out; the connection breaks before the answer arrives.
    AnswerLost,
    /// It is not handed on; the answer is 401, as of a session that is over.
    SignedOut,
    /// It is not handed on; the answer is 503.
    Busy,
    /// It is handed on after this time, whether or not anybody still waits for the answer.
    Slow(Duration),
}

struct Inner {
    server: String,
    faults: Vec<(String, Fault)>,
    log: Vec<String>,
}

/// The way; requests that are under way when it is dropped end by themselves.
#[derive(Clone)]
pub struct FaultyWay {
    port: u16,
    inner: Arc<Mutex<Inner>>,
}

impl FaultyWay {
    /// A way to the server at `host:port`.
    ///
    /// # Panics
    /// Where no port is free.
    #[must_use]
    pub fn to(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let inner = Inner { server: server.to_owned(), faults: Vec::new(), log: Vec::new() };
        let way = Self { port, inner: Arc::new(Mutex::new(inner)) };
        let serving = way.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let way = serving.clone();
                // A client that goes away in the middle is what tests are about.
                std::thread::spawn(move || way.serve(stream).ok());
            }
        });
        way
    }

    /// Its address, as an administrator writes it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.destination())
    }

    /// Host and port.
    #[must_use]
    pub fn destination(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The next request with this text in its body meets a fault.
    pub fn fault(&self, text: &str, fault: Fault) {
        self.inner().faults.push((text.to_owned(), fault));
    }

    /// How many requests with this text in their body came so far.
    #[must_use]
    pub fn requests(&self, text: &str) -> usize {
        self.inner().log.iter().filter(|body| body.contains(text)).count()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, mut client: TcpStream) -> std::io::Result<()> {
        while let Some((head, body)) = request(&mut client)? {
            let fault = {
                let mut inner = self.inner();
                let text = String::from_utf8_lossy(&body).into_owned();
                let at = inner.faults.iter().position(|(of, _)| text.contains(of));
                inner.log.push(text);
                at.map(|at| inner.faults.remove(at).1)
            };
            match fault {
                Some(Fault::SignedOut) => {
                    answer(&mut client, b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")?;
                }
                Some(Fault::Busy) => answer(&mut client, b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")?,
                Some(Fault::AnswerLost) => {
                    self.hand_on(&head, &body)?;
                    return client.shutdown(Shutdown::Both);
                }
                other => {
                    if let Some(Fault::Slow(time)) = other {
                        std::thread::sleep(time);
                    }
                    answer(&mut client, &self.hand_on(&head, &body)?)?;
                    // The server's answer ends with its connection.
                    return client.shutdown(Shutdown::Both);
                }
            }
        }
        Ok(())
    }

    /// Lets the server carry it out; gives its whole answer.
    fn hand_on(&self, head: &str, body: &[u8]) -> std::io::Result<Vec<u8>> {
        let server = self.inner().server.clone();
        let mut upstream = TcpStream::connect(server)?;
        let mut lines: Vec<&str> = head.trim_end().split("\r\n").collect();
        lines.retain(|line| !line.to_ascii_lowercase().starts_with("connection:"));
        upstream.write_all(format!("{}\r\nConnection: close\r\n\r\n", lines.join("\r\n")).as_bytes())?;
        upstream.write_all(body)?;
        let mut whole = Vec::new();
        upstream.read_to_end(&mut whole)?;
        Ok(whole)
    }
}

fn answer(client: &mut TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    client.write_all(bytes)?;
    client.flush()
}

/// Head and body of the next request; none where the client went.
fn request(client: &mut TcpStream) -> std::io::Result<Option<(String, Vec<u8>)>> {
    let mut read = Vec::new();
    let mut buffer = [0; 16 << 10];
    loop {
        if let Some(end) = read.windows(4).position(|of| of == b"\r\n\r\n") {
            let body = read.split_off(end + 4);
            let head = String::from_utf8_lossy(&read).into_owned();
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
            });
            let mut body = body;
            while body.len() < length.unwrap_or(0) {
                let count = client.read(&mut buffer)?;
                if count == 0 {
                    return Ok(None);
                }
                body.extend_from_slice(&buffer[..count]);
            }
            return Ok(Some((head, body)));
        }
        let count = client.read(&mut buffer)?;
        if count == 0 {
            return Ok(None);
        }
        read.extend_from_slice(&buffer[..count]);
    }
}
