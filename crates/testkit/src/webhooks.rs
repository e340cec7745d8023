//! A system that is told things by webhooks: it takes what is posted to it, keeps it as it came, and answers as a test wants.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A message as it came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Received {
    /// The path it was posted to.
    pub path: String,
    /// The headers, their names in small letters.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Received {
    /// A header; empty where it is missing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The message's id.
    #[must_use]
    pub fn id(&self) -> &str {
        self.header("webhook-id")
    }
}

/// How it answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// With a status and nothing else.
    Status(u16),
    /// With a status and something to read.
    Says(u16, String),
    /// With a status, and asks for patience, as `Retry-After` says it.
    Later(u16, String),
    /// With a redirect.
    Redirect(String),
    /// Takes the message and breaks off: the sender cannot know.
    Lost,
    /// Never.
    Silent,
}

#[derive(Default)]
struct State {
    received: Vec<Received>,
    answers: VecDeque<Answer>,
    usual: Option<Answer>,
}

/// A running receiver; it ends when dropped.
pub struct Receiver {
    port: u16,
    state: Arc<Mutex<State>>,
    serving: JoinHandle<()>,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Receiver {
    /// Starts one on a port of its own.
    ///
    /// # Panics
    /// Where there is no free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let state: Arc<Mutex<State>> = Arc::default();
        let kept = Arc::clone(&state);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = Arc::clone(&kept);
                tokio::spawn(async move {
                    let _ = serve(stream, &state).await;
                });
            }
        });
        Self { port, state, serving }
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hooks", self.port)
    }

    /// What an administrator allows.
    #[must_use]
    pub fn destination(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// How it answers next, one message after the other; after these, 204.
    pub fn answers(&self, answers: impl IntoIterator<Item = Answer>) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).answers = answers.into_iter().collect();
    }

    /// How it answers where nothing else was said; 204 for `None`.
    pub fn usually(&self, answer: Option<Answer>) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).usual = answer;
    }

    /// What came, in this order.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).received.clone()
    }

    /// What came since the last time.
    #[must_use]
    pub fn take(&self) -> Vec<Received> {
        std::mem::take(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner).received)
    }
}

/// Reads requests of one connection, one after the other, and answers them.
async fn serve(mut stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut read: Vec<u8> = Vec::new();
    let mut part = [0_u8; 8192];
    loop {
        let end = loop {
            if let Some(at) = read.windows(4).position(|four| four == b"\r\n\r\n") {
                break at;
            }
            let bytes = stream.read(&mut part).await?;
            if bytes == 0 {
                return Ok(());
            }
            read.extend_from_slice(&part[..bytes]);
        };
        let head = String::from_utf8_lossy(&read[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let path = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default().to_owned();
        let pairs = lines.filter_map(|line| line.split_once(':'));
        let headers: BTreeMap<String, String> =
            pairs.map(|(name, value)| (name.to_lowercase(), value.trim().to_owned())).collect();
        let length: usize = headers.get("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
        while read.len() < end + 4 + length {
            let bytes = stream.read(&mut part).await?;
            if bytes == 0 {
                return Ok(());
            }
            read.extend_from_slice(&part[..bytes]);
        }
        let body = read[end + 4..end + 4 + length].to_vec();
        read.drain(..end + 4 + length);
        let answer = {
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            state.received.push(Received { path, headers, body });
            let next = state.answers.pop_front();
            next.or_else(|| state.usual.clone()).unwrap_or(Answer::Status(204))
        };
        let mut more = String::new();
        let (status, said) = match answer {
            Answer::Status(status) => (status, String::new()),
            Answer::Says(status, said) => (status, said),
            Answer::Later(status, when) => {
                let _ = write!(more, "Retry-After: {when}\r\n");
                (status, String::new())
            }
            Answer::Redirect(to) => {
                let _ = write!(more, "Location: {to}\r\n");
                (307, String::new())
            }
            Answer::Lost => return Ok(()),
            Answer::Silent => std::future::pending().await,
        };
        // An answer without content has no length.
        if status != 204 {
            let _ = write!(more, "Content-Length: {}\r\n", said.len());
        }
        stream.write_all(format!("HTTP/1.1 {status} Said\r\n{more}\r\n{said}").as_bytes()).await?;
    }
}
