//! The door: HTTP on 127.0.0.1, with a listener whose connections can be cut instead of being answered.

use super::answer::{Asked, Outcome};
use super::service::Service;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, DefaultBodyLimit, State};
use axum::http::{HeaderMap, Method, Response, StatusCode, Uri};
use axum::serve::{IncomingStream, Listener};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// The org, as the door and the test hold it.
pub(super) type Shared = Arc<Mutex<Service>>;

/// Serves until the end of the runtime.
pub(super) async fn serve(listener: TcpListener, service: Shared) -> io::Result<()> {
    let router = Router::new().fallback(answer).layer(DefaultBodyLimit::disable()).with_state(service);
    axum::serve(Door { listener }, router.into_make_service_with_connect_info::<Cut>()).await
}

async fn answer(
    State(service): State<Shared>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let named = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
        (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned())
    };
    let asked = Asked {
        method: method.as_str().to_owned(),
        path: uri.path().to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        headers: headers.iter().map(named).collect(),
        body: body.to_vec(),
    };
    // The lock is held while the org works, not while a slow answer is on its way.
    let outcome = service.lock().unwrap_or_else(PoisonError::into_inner).handle(&asked);
    tokio::time::sleep(outcome.delay).await;
    if outcome.is_dropped {
        cut.0.store(true, Ordering::SeqCst);
    }
    sent(&outcome).unwrap_or_default()
}

fn sent(outcome: &Outcome) -> Result<Response<Body>, axum::http::Error> {
    let (kind, mut bytes) = outcome.answer.bytes();
    if outcome.is_truncated {
        bytes.truncate(bytes.len() / 2);
    }
    let status = StatusCode::from_u16(outcome.answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Response::builder().status(status);
    if !kind.is_empty() {
        response = response.header("Content-Type", kind);
    }
    for (name, value) in &outcome.answer.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(bytes))
}

/// Accepts connections.
struct Door {
    listener: TcpListener,
}

impl Listener for Door {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Line, SocketAddr) {
        loop {
            if let Ok((stream, address)) = self.listener.accept().await {
                let _ = stream.set_nodelay(true);
                return (Line { stream, cut: Cut::default() }, address);
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// Whether a connection is cut.
#[derive(Clone, Debug, Default)]
struct Cut(Arc<AtomicBool>);

impl Connected<IncomingStream<'_, Door>> for Cut {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        stream.io().cut.clone()
    }
}

/// A connection; once cut, nothing more is written to it and it ends.
struct Line {
    stream: TcpStream,
    cut: Cut,
}

impl Line {
    fn check(&self) -> io::Result<()> {
        if self.cut.0.load(Ordering::SeqCst) { Err(io::ErrorKind::ConnectionAborted.into()) } else { Ok(()) }
    }
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
