//! A connection to a mail server, in the open or within TLS.

use super::settings::Security;
use crate::ConnectorError;
use lettre::transport::smtp::client::AsyncTokioStream;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// How long connecting may take.
const CONNECTING: Duration = Duration::from_secs(15);
/// The longest answer before TLS, in bytes.
const LONGEST_ANSWER: usize = 8 << 10;

/// Where a server is.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    ca_file: Option<PathBuf>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

impl Place {
    /// Checks what was written; `setting` is the table it stands in.
    pub(super) fn new(
        setting: &str,
        host: &str,
        port: u16,
        security: Security,
        ca_file: Option<PathBuf>,
    ) -> Result<Self, ConnectorError> {
        let host = host.trim_start_matches('[').trim_end_matches(']').to_lowercase();
        let wrong = |what: String| Err(ConnectorError::Settings(format!("{setting} {what}")));
        if ServerName::try_from(host.as_str()).is_err() {
            return wrong(format!(
                "host = \"{host}\" is no name of a server; write mail.example.com, the port beside it"
            ));
        }
        if port == 0 {
            return wrong("port = 0 is none".to_owned());
        }
        let here = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
        if security == Security::None && !here {
            return wrong(
                "security = \"none\" is only for this machine itself; write \"starttls\" or \"tls\"".to_owned(),
            );
        }
        if security == Security::None && ca_file.is_some() {
            return wrong("ca_file needs TLS: write security = \"starttls\" or \"tls\"".to_owned());
        }
        Ok(Self { host, port, security, ca_file })
    }

    pub(super) fn unreachable(&self, why: impl fmt::Display) -> ConnectorError {
        ConnectorError::Unreachable { whom: self.to_string(), why: why.to_string() }
    }

    pub(super) fn answered(&self, about: &str, what: impl fmt::Display) -> ConnectorError {
        ConnectorError::Answered { whom: self.to_string(), about: about.to_owned(), what: what.to_string() }
    }
}

/// Whom TLS trusts.
pub(super) type Trust = Arc<ClientConfig>;

/// Whom TLS trusts there; `None` where TLS is not spoken.
pub(super) fn trusted(place: &Place) -> Result<Option<Trust>, ConnectorError> {
    if place.security == Security::None {
        return Ok(None);
    }
    let mut roots = RootCertStore::empty();
    match &place.ca_file {
        Some(file) => {
            let wrong = |error: &dyn fmt::Display| ConnectorError::File(format!("{}: {error}", file.display()));
            let pem = std::fs::read(file).map_err(|error| wrong(&error))?;
            for certificate in CertificateDer::pem_slice_iter(&pem) {
                let certificate = certificate.map_err(|error| wrong(&error))?;
                roots.add(certificate).map_err(|error| wrong(&error))?;
            }
            if roots.is_empty() {
                return Err(wrong(&"it holds no certificate; write PEM into it"));
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            if roots.is_empty() {
                let what = "the system has no certificates to trust; install ca-certificates, or set `ca_file`";
                return Err(ConnectorError::Settings(what.to_owned()));
            }
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| ConnectorError::Settings(format!("TLS: {error}")))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Some(Arc::new(config)))
}

trait Wire: AsyncRead + AsyncWrite + Send + Sync + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> Wire for T {}

/// A connection. What is put back is read first.
pub(super) struct Line {
    wire: Box<dyn Wire>,
    peer: SocketAddr,
    put_back: Vec<u8>,
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Line({})", self.peer)
    }
}

impl Line {
    /// Connects, with TLS where that is spoken from the first byte.
    pub(super) async fn connect(place: &Place, tls: Option<&Trust>) -> Result<Self, ConnectorError> {
        let connecting = timeout(CONNECTING, TcpStream::connect((place.host.as_str(), place.port))).await;
        let stream = match connecting {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => return Err(place.unreachable(error)),
            Err(_) => return Err(place.unreachable(format!("no answer within {} s", CONNECTING.as_secs()))),
        };
        // Without it each small command waits for the answer to the one before.
        let _ = stream.set_nodelay(true);
        let peer = stream.peer_addr().map_err(|error| place.unreachable(error))?;
        let line = Self { wire: Box::new(stream), peer, put_back: Vec::new() };
        match (place.security, tls) {
            (Security::Tls, Some(tls)) => line.secured(place, tls).await,
            _ => Ok(line),
        }
    }

    /// The same connection within TLS.
    pub(super) async fn secured(self, place: &Place, tls: &Trust) -> Result<Self, ConnectorError> {
        let name = ServerName::try_from(place.host.clone()).map_err(|error| place.answered("TLS", error))?;
        match timeout(CONNECTING, TlsConnector::from(Arc::clone(tls)).connect(name, self.wire)).await {
            Ok(Ok(stream)) => Ok(Self { wire: Box::new(stream), peer: self.peer, put_back: Vec::new() }),
            Ok(Err(error)) => Err(place.answered("TLS", of_tls(&error))),
            Err(_) => Err(place.unreachable(format!("TLS: no answer within {} s", CONNECTING.as_secs()))),
        }
    }

    /// Changes an SMTP connection to TLS (RFC 3207). The greeting has then been read, and another one will not come: one is
    /// put back for who reads next.
    pub(super) async fn smtp_starttls(
        mut self,
        place: &Place,
        tls: &Trust,
        hello: &str,
    ) -> Result<Self, ConnectorError> {
        self.expect(place, "220").await?;
        self.say(place, &format!("EHLO {hello}\r\n")).await?;
        let offers = self.expect(place, "250").await?;
        if !offers.lines().any(|line| line.get(4..).is_some_and(|word| word.trim().eq_ignore_ascii_case("STARTTLS"))) {
            return Err(place.answered("STARTTLS", "it does not offer it; write security = \"tls\", or another port"));
        }
        self.say(place, "STARTTLS\r\n").await?;
        self.expect(place, "220").await?;
        let mut line = self.secured(place, tls).await?;
        line.put_back = b"220 TLS\r\n".to_vec();
        Ok(line)
    }

    async fn say(&mut self, place: &Place, text: &str) -> Result<(), ConnectorError> {
        self.wire.write_all(text.as_bytes()).await.map_err(|error| place.unreachable(error))?;
        self.wire.flush().await.map_err(|error| place.unreachable(error))
    }

    /// Reads one whole answer. More than that must not come: it would be taken for what was said within TLS.
    async fn expect(&mut self, place: &Place, code: &str) -> Result<String, ConnectorError> {
        let mut read: Vec<u8> = Vec::new();
        loop {
            let mut some = [0; 1024];
            let count = match timeout(CONNECTING, self.wire.read(&mut some)).await {
                Ok(Ok(0)) => return Err(place.unreachable("it hung up before TLS")),
                Ok(Ok(count)) => count,
                Ok(Err(error)) => return Err(place.unreachable(error)),
                Err(_) => return Err(place.unreachable(format!("no answer within {} s", CONNECTING.as_secs()))),
            };
            read.extend_from_slice(some.get(..count).unwrap_or_default());
            let text = String::from_utf8_lossy(&read).into_owned();
            let mut lines = text.split_inclusive('\n');
            let last = lines.position(|line| line.ends_with('\n') && line.as_bytes().get(3) == Some(&b' '));
            if let Some(last) = last {
                if text.split_inclusive('\n').count() > last + 1 {
                    return Err(
                        place.answered("STARTTLS", "it says more than it was asked, which may come from somebody else")
                    );
                }
                return if text.starts_with(code) { Ok(text) } else { Err(place.answered("STARTTLS", text.trim())) };
            }
            if read.len() > LONGEST_ANSWER {
                return Err(place.answered("connection", "that is no mail server"));
            }
        }
    }
}

fn of_tls(error: &io::Error) -> String {
    let text = error.to_string();
    let hint = if text.contains("UnknownIssuer") || text.contains("BadSignature") {
        ": nobody known has signed the server's certificate; set `ca_file`"
    } else if text.contains("NotValidForName") || text.contains("not valid for name") {
        ": write `host` as the certificate has it"
    } else if text.contains("InvalidContentType") || text.contains("corrupt message") {
        ": it speaks no TLS here; write security = \"starttls\", or another port"
    } else {
        ""
    };
    format!("{text}{hint}")
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.put_back.is_empty() {
            let count = self.put_back.len().min(buffer.remaining());
            let now: Vec<u8> = self.put_back.drain(..count).collect();
            buffer.put_slice(&now);
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.wire).poll_read(context, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.wire).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_shutdown(context)
    }
}

impl AsyncTokioStream for Line {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}
