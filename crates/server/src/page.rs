//! The single-page application, built into the binary by `build.rs`, each file packed once.

use crate::auth::who;
use crate::pages;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};

/// One file of the page.
struct Asset {
    path: &'static str,
    kind: &'static str,
    /// Changes with the content.
    etag: &'static str,
    /// The content, gzipped.
    packed: &'static [u8],
    plain: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/page.rs"));

fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| accepted.split(',').any(|one| one.trim().starts_with("gzip")))
}

fn send(asset: &'static Asset, headers: &HeaderMap) -> Response {
    // Names of built files change with their content; the page that names them does not.
    let forever = asset.path.starts_with("assets/");
    let cache = if forever { "public, max-age=31536000, immutable" } else { "no-cache" };
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut answer = HeaderMap::new();
    answer.insert(header::ETAG, HeaderValue::from_static(asset.etag));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if known == Some(asset.etag) {
        return (StatusCode::NOT_MODIFIED, answer).into_response();
    }
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    if takes_gzip(headers) && asset.packed.len() < asset.plain.len() {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        return (answer, Body::from(asset.packed)).into_response();
    }
    (answer, Body::from(asset.plain)).into_response()
}

/// Whether a path is a place of the customers' portal, which is a page of its own: nobody there has an account here.
fn is_portal(path: &str) -> bool {
    path == "portal" || path.starts_with("portal/")
}

/// Files of the pages, and the page itself for every path that is one of its places.
pub async fn serve(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if let Some(asset) = ASSETS.iter().find(|asset| asset.path == path) {
        return send(asset, &headers);
    }
    if is_portal(path) {
        return match ASSETS.iter().find(|asset| asset.path == "portal.html") {
            Some(page) => send(page, &headers),
            None => pages::error(pages::language(&headers), StatusCode::NOT_FOUND),
        };
    }
    let is_file = path.starts_with("assets/") || path.starts_with("api/");
    match ASSETS.iter().find(|asset| asset.path == "index.html") {
        Some(page) if !is_file => {
            // Nothing of the page is secret; signing in first saves a blank moment.
            if who::cookie(&headers, who::COOKIE).is_none() {
                let next: String = uri.path_and_query().map_or_else(String::new, ToString::to_string);
                let kept: String = next
                    .bytes()
                    .map(|byte| match byte {
                        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                            char::from(byte).to_string()
                        }
                        byte => format!("%{byte:02X}"),
                    })
                    .collect();
                return Redirect::to(&format!("/sign-in?next={kept}")).into_response();
            }
            send(page, &headers)
        }
        _ => pages::error(pages::language(&headers), StatusCode::NOT_FOUND),
    }
}
