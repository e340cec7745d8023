//! The only crate that knows HTTP: the API by noun, sign-in, permissions, the page.
//!
//! Lists, boards and machine files are answered from memory ([`live`]), made from database and lake when something was
//! imported or decided; the database is asked for what people do. The clock and all settings are parameters
//! ([`Config`]).

#[expect(unused_qualifications, reason = "the macro that describes operations repeats the paths of their parameters")]
pub mod api;
pub mod app;
pub mod auth;
pub mod calendars;
mod capacity;
pub mod connections;
pub mod crm;
pub mod deciding;
pub mod events;
pub mod jobs;
pub mod live;
pub mod mail;
mod page;
pub mod pages;
pub mod problem;
mod search_index;
pub mod segments;
pub mod telemetry;
mod unsubscribe;
mod upload;
pub mod webhooks;

pub use app::{App, Config, CrmLink};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

/// How often it is looked whether another server or the command line changed the database.
const FOLLOW: Duration = Duration::from_secs(1);

/// Nothing but this server's own files; no inline script (Mantine sets inline styles).
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
                      connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'";

/// The description of the API, as committed in `docs/openapi.json`.
#[must_use]
pub fn openapi() -> String {
    let (_, description) = api::router();
    let mut description = serde_json::to_value(description).unwrap_or_default();
    let paths = description.get_mut("paths").and_then(serde_json::Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            // Handlers are named within their room; in the description names must be unique.
            // `/portal-theme` and `/portal/theme` are two things.
            let path = path.replace('-', "");
            let words: Vec<&str> =
                path.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
            if let Some(operation) = operation.as_object_mut() {
                operation.insert("operationId".to_owned(), format!("{method}_{}", words.join("_")).into());
            }
        }
    }
    let mut text = serde_json::to_string_pretty(&description).unwrap_or_default();
    text.push('\n');
    text
}

async fn describe() -> Response {
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    (kind, openapi()).into_response()
}

async fn ready(State(app): State<App>) -> Response {
    match (app.view(), app.store().revision().await) {
        (Ok(_), Ok(_)) => (StatusCode::OK, "ready\n").into_response(),
        (Err(_), _) => (StatusCode::SERVICE_UNAVAILABLE, "reading the machine files\n").into_response(),
        (_, Err(_)) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response(),
    }
}

async fn style() -> Response {
    let kind = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (kind, pages::STYLE).into_response()
}

async fn no_such_operation() -> problem::Problem {
    problem::Problem::missing("there is no such operation; /api/openapi.json describes all")
}

/// Says what browsers may do with every answer.
async fn guarded(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    if is_api && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Everything the server answers.
pub fn router(app: App) -> Router {
    let (api, _) = api::router();
    // A stream of events is not held back to be packed.
    let packed = CompressionLayer::new().compress_when(
        SizeAbove::new(1024).and(NotForContentType::const_new("text/event-stream")).and(NotForContentType::IMAGES),
    );
    Router::new()
        .nest("/api/v1", api.fallback(no_such_operation))
        .route("/api/openapi.json", get(describe))
        .route("/sign-in", get(auth::sign_in::page).post(auth::sign_in::sign_in))
        .route("/setup", get(auth::sign_in::setup_page).post(auth::sign_in::set_up))
        .route("/u/{key}", get(unsubscribe::page).post(unsubscribe::object))
        .route("/pages.css", get(style))
        .route("/calendar/{file}", get(api::my_day::feed))
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .fallback(page::serve)
        .layer(packed)
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(guarded))
        .with_state(app)
}

/// Serves until `ends`. The machine files are read in the background: until then the sign-in page answers, and lists
/// say that they are not ready.
///
/// # Errors
/// Where the listener fails.
pub async fn serve(
    app: App,
    listener: TcpListener,
    ends: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let following = app.clone();
    let follower = tokio::spawn(async move {
        loop {
            if let Err(problem) = following.follow().await {
                tracing::warn!("following the database: {}", problem.detail.unwrap_or_default());
            }
            tokio::time::sleep(FOLLOW).await;
        }
    });
    let puller = tokio::spawn(connections::keep_pulling(app.clone()));
    let folder = tokio::spawn(telemetry::keep_folding(app.clone()));
    let decider = tokio::spawn(deciding::keep_deciding(app.clone()));
    let sender = tokio::spawn(crm::keep_sending(app.clone()));
    let mailer = tokio::spawn(mail::keep_mailing(app.clone()));
    let teller = tokio::spawn(webhooks::keep_telling(app.clone()));
    let pusher = tokio::spawn(calendars::keep_pushing(app.clone()));
    let listening = tokio::spawn(telemetry::brokers::keep_listening(app.clone()));
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    // Streams of events never end by themselves: what is open after a moment is cut.
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let served = axum::serve(listener, service).with_graceful_shutdown(async move {
        ends.await;
        let _ = stop.send(());
    });
    let result = tokio::select! {
        result = served.into_future() => result,
        () = async {
            let _ = stopped.await;
            tokio::time::sleep(Duration::from_secs(3)).await;
        } => Ok(()),
    };
    follower.abort();
    puller.abort();
    folder.abort();
    decider.abort();
    sender.abort();
    mailer.abort();
    teller.abort();
    pusher.abort();
    listening.abort();
    result
}
