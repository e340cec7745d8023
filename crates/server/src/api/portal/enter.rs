//! What needs nobody to be signed in: how the portal looks, asking for a link, and coming in.

use super::session::{PortalSession, shown};
use crate::api::portal_contacts::{LINK_ASKED, mailed_link};
use crate::api::portal_theme::{self, PortalTheme};
use crate::app::App;
use crate::auth::portal::{actor, begin};
use crate::auth::{PortalContact, secret, sign_in};
use crate::problem::{Answer, Problem};
use automate::{Happened, Happening};
use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use base::EnrolmentId;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Deserialize;
use std::net::SocketAddr;
use store::Write;
use utoipa::ToSchema;

/// Links an address is sent in five minutes.
const LINKS: usize = 3;

/// Letters of a mail address (RFC 5321, 4.5.3.1).
const LONGEST: usize = 254;

/// How the portal looks.
#[utoipa::path(get, path = "/portal/theme", tag = "portal", responses((status = 200, body = PortalTheme)),
    extensions(("x-permission" = json!("none"))))]
pub async fn theme(State(app): State<App>) -> Answer<Json<PortalTheme>> {
    portal_theme::theme(&app).await.map(Json)
}

/// The builder's logo.
#[utoipa::path(get, path = "/portal/logo", tag = "portal",
    responses((status = 200, content_type = "image/png"), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("none"))))]
pub async fn logo(State(app): State<App>) -> Answer<(HeaderMap, Vec<u8>)> {
    let logo = app.store().portal_logo().await?.ok_or_else(|| Problem::missing("no logo was brought in"))?;
    let mut headers = HeaderMap::new();
    let kind = HeaderValue::from_str(&logo.kind).map_err(|error| Problem::internal(&error))?;
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    Ok((headers, logo.picture))
}

/// Who wants a link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkAsked {
    /// The mail address one was invited by.
    email: String,
}

/// Mails a link to sign in by. The answer is the same whether the address is known or not.
#[utoipa::path(post, path = "/portal/links", tag = "portal", request_body = LinkAsked,
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem),
        (status = 429, body = Problem)),
    extensions(("x-permission" = json!("none"))))]
pub async fn ask_link(
    State(app): State<App>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Json(asked): Json<LinkAsked>,
) -> Answer<StatusCode> {
    own_page(&headers)?;
    let now = app.now();
    if !app.portal_tries.from.take(from.ip(), now) {
        return Err(Problem::too_often("too many tries from here; try again in five minutes"));
    }
    crate::api::portal_contacts::public_url(&app)?;
    let email = asked.email.trim().to_lowercase();
    if !email.contains('@') || email.len() > LONGEST {
        return Err(Problem::wrong("write the mail address you were invited by"));
    }
    // An address that has had its share gets no more mails, and nobody learns that it is known.
    let may = app.portal_tries.links.take_of(email.clone(), now, LINKS);
    let contact = app.store().portal_contact_by_email(&email).await?.filter(|contact| contact.active && may);
    // Both ways write once, so that neither the answer nor its time tells which addresses are known.
    let write = app.write(contact.as_ref().map_or_else(|| "(portal)".to_owned(), actor).as_str()).await?;
    match &contact {
        Some(contact) => mailed_link(&app, &write, contact, LINK_ASKED).await?,
        None => write.audit("ask for portal link", "portal", "no mail goes out").await?,
    }
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How somebody comes in: by the secret of a link, or by address and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Enter {
    /// What stands behind the `#` of a link.
    secret: Option<String>,
    /// The mail address.
    email: Option<String>,
    /// The password.
    password: Option<String>,
}

/// Signs in to the portal. A link is used up by this and by nothing else.
#[utoipa::path(post, path = "/portal/session", tag = "portal", request_body = Enter,
    responses((status = 200, body = PortalSession), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, body = Problem), (status = 429, body = Problem)),
    extensions(("x-permission" = json!("none"))))]
pub async fn enter(
    State(app): State<App>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Json(wanted): Json<Enter>,
) -> Answer<(HeaderMap, Json<PortalSession>)> {
    own_page(&headers)?;
    if !app.portal_tries.from.take(from.ip(), app.now()) {
        return Err(Problem::too_often("too many tries from here; try again in five minutes"));
    }
    let (contact, write) = match (wanted.secret, wanted.email, wanted.password) {
        (Some(secret), None, None) => by_link(&app, &secret).await?,
        (None, Some(email), Some(password)) => by_password(&app, &email, password).await?,
        _ => return Err(Problem::wrong("send either the secret of a link, or email and password")),
    };
    let (session, cookie) = begin(&app, &write, contact.id).await?;
    opened(&app, &write, &contact).await?;
    write.commit().await?;
    app.portal_tries.from.forget(&from.ip());
    let who = PortalContact { contact, session: session.id, csrf_token: session.csrf_token };
    Ok((cookie, Json(shown(&app, &who).await?)))
}

/// A form of another site must not sign anybody in.
fn own_page(headers: &HeaderMap) -> Answer<()> {
    if sign_in::is_foreign(headers) {
        return Err(Problem::forbidden("this was sent by a page of another site"));
    }
    Ok(())
}

async fn by_link(app: &App, text: &str) -> Answer<(store::PortalContact, Write)> {
    let over =
        || Problem::refused_sign_in("link_over", "this link was used already or is over; have another one sent to you");
    let write = app.write("(portal)").await?;
    let contact = write.use_portal_link(&secret::digest(text.trim())).await?;
    let Some(contact) = contact else { return Err(over()) };
    let mut signed_in = contact;
    (signed_in.failures, signed_in.locked_until) = (0, None);
    signed_in.last_sign_in = Some(app.stamp());
    write.note_portal_sign_in(&signed_in).await?;
    Ok((signed_in, write))
}

async fn by_password(app: &App, email: &str, password: String) -> Answer<(store::PortalContact, Write)> {
    let wrong = || Problem::refused_sign_in("wrong", "mail address or password is wrong");
    let now = app.now();
    let contact = app.store().portal_contact_by_email(email).await?;
    let locked = contact.as_ref().and_then(|of| of.locked_until.as_ref()).and_then(|until| until.parse().ok());
    if locked.is_some_and(|until: DateTime<Utc>| until > now) {
        let text = "too many wrong passwords; wait five minutes, or have a link sent to you";
        return Err(Problem::refused_sign_in("locked", text));
    }
    let hashed = contact.as_ref().and_then(|of| of.password_hash.clone());
    let right = sign_in::verify(app, password, hashed).await?;
    let Some(mut contact) = contact else { return Err(wrong()) };
    let is_in = right && contact.active;
    if is_in {
        (contact.failures, contact.locked_until) = (0, None);
        contact.last_sign_in = Some(app.stamp());
    } else {
        contact.failures += 1;
        if contact.failures >= sign_in::FAILURES {
            contact.locked_until = Some((now + sign_in::LOCKED).to_rfc3339_opts(SecondsFormat::Secs, true));
            contact.failures = 0;
        }
    }
    let write = app.write(&actor(&contact)).await?;
    write.note_portal_sign_in(&contact).await?;
    if is_in {
        return Ok((contact, write));
    }
    write.commit().await?;
    Err(wrong())
}

/// Campaigns wait for the customer to open the portal: noted once for each enrolment that runs.
async fn opened(app: &App, write: &Write, contact: &store::PortalContact) -> Answer<()> {
    // While the machine files are read nobody knows whose machines are whose; the next sign-in says it.
    let Ok(view) = app.view() else { return Ok(()) };
    let own = super::Own { customer: super::customer_at(&view, contact.customer), view };
    let running = app.store().running_enrolments_of(&own.ids()).await?;
    let ids: Vec<EnrolmentId> = running.iter().map(|of| of.id).collect();
    let known = app.store().happenings(&ids).await?;
    let is_new =
        |id: &&EnrolmentId| known.get(id).is_none_or(|all| all.iter().all(|of| of.what != Happening::OpenedPortal));
    let today = app.today();
    let opened = |id: &EnrolmentId| (*id, Happened { what: Happening::OpenedPortal, on: today, step: None });
    let new: Vec<(EnrolmentId, Happened)> = ids.iter().filter(is_new).map(opened).collect();
    Ok(write.add_happenings(&new).await?)
}
