//! Who asks in the portal: a contact of a customer, told by a cookie of its own. Neither a contact's session opens anything of
//! the staff's, nor a staff session anything here: they are looked up in different tables under different names.

use super::who::cookie;
use super::{limit::Tries, secret};
use crate::app::App;
use crate::problem::{Answer, Problem};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use store::{PortalSession, Write};

/// The name of the cookie of a contact's session.
pub const COOKIE: &str = "instand_portal";

/// Where browsers send it: to the portal's operations alone.
const PATH: &str = "/api/v1/portal";

/// How long a session holds.
const SESSION: TimeDelta = TimeDelta::hours(12);

/// A contact who is signed in to the portal. What it may see is what its customer has.
#[derive(Debug)]
pub struct PortalContact {
    /// The contact.
    pub contact: store::PortalContact,
    /// The session's id.
    pub session: String,
    /// What requests that change something must carry.
    pub csrf_token: String,
}

impl PortalContact {
    /// As the audit names it.
    #[must_use]
    pub fn actor(&self) -> String {
        actor(&self.contact)
    }

    /// The language of its answers.
    #[must_use]
    pub fn language(&self) -> base::Language {
        self.contact.language.parse().unwrap_or(base::Language::De)
    }
}

/// A contact as the audit names it: nobody takes it for an account of that name.
#[must_use]
pub fn actor(contact: &store::PortalContact) -> String {
    format!("{} (portal)", contact.name)
}

impl FromRequestParts<App> for PortalContact {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let text = cookie(&parts.headers, COOKIE).ok_or_else(Problem::unauthenticated)?;
        let now = app.now();
        let found = app.store().portal_session(&secret::digest(text)).await?.filter(|(session, contact)| {
            contact.active && session.expires_at.parse::<DateTime<Utc>>().is_ok_and(|ends| ends > now)
        });
        let Some((session, contact)) = found else { return Err(Problem::unauthenticated()) };
        if !matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) {
            let carried = parts.headers.get("x-csrf-token").and_then(|value| value.to_str().ok());
            if carried != Some(session.csrf_token.as_str()) {
                return Err(Problem::forbidden("the x-csrf-token of this session is missing; load the page again"));
            }
        }
        Ok(Self { contact, session: session.id, csrf_token: session.csrf_token })
    }
}

/// Begins a session in a change; gives it and its cookie.
///
/// # Errors
/// Where the system gives no randomness or the database fails.
pub async fn begin(app: &App, write: &Write, contact: i64) -> Answer<(PortalSession, HeaderMap)> {
    let failed = |error: String| Problem::internal(&error);
    let text = secret::random().map_err(failed)?;
    let session = PortalSession {
        id: secret::digest(&text),
        contact,
        csrf_token: secret::random().map_err(failed)?,
        created_at: app.stamp(),
        expires_at: (app.now() + SESSION).to_rfc3339_opts(SecondsFormat::Secs, true),
    };
    write.add_portal_session(session.clone()).await?;
    Ok((session, set_cookie(app, &text, SESSION.num_seconds())))
}

/// Takes the cookie away.
#[must_use]
pub fn end_cookie(app: &App) -> HeaderMap {
    set_cookie(app, "", 0)
}

fn set_cookie(app: &App, text: &str, seconds: i64) -> HeaderMap {
    let secure = if app.config.secure_cookies { "; Secure" } else { "" };
    let mut headers = HeaderMap::new();
    let value = format!("{COOKIE}={text}; Path={PATH}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(value) = HeaderValue::from_str(&value) {
        headers.insert(header::SET_COOKIE, value);
    }
    headers
}

/// What is counted of the portal, apart from the sign-ins of the staff.
#[derive(Default)]
pub struct PortalTries {
    /// Sign-ins and links asked for, by network address.
    pub from: Tries,
    /// Links asked for, by mail address.
    pub links: Tries<String>,
    /// Downloads, by contact.
    pub downloads: Tries<i64>,
}
