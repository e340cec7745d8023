//! Signing in and the first start, as plain pages that need no script.

use super::{Role, secret, who};
use crate::app::App;
use crate::pages;
use crate::problem::{Answer, Problem};
use axum::Form;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use base::{AccountId, Language};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::Deserialize;
use std::net::SocketAddr;
use store::{Account, Session};

/// Wrong passwords until an account is locked.
pub const FAILURES: u32 = 5;

/// For how long it is locked.
pub const LOCKED: TimeDelta = TimeDelta::minutes(5);

/// How long a session holds.
const SESSION: TimeDelta = TimeDelta::hours(12);

/// Whether a password is right; takes its turn, for hashing takes memory and a core.
///
/// # Errors
/// Where the server is ending.
pub async fn verify(app: &App, password: String, hashed: Option<String>) -> Answer<bool> {
    let _turn = app.hashing.acquire().await.map_err(|error| Problem::internal(&error))?;
    Ok(tokio::task::spawn_blocking(move || secret::is_right(&password, hashed.as_deref())).await?)
}

/// The hash of a new password.
///
/// # Errors
/// Where the system gives no randomness.
pub async fn hash(app: &App, password: String) -> Answer<String> {
    let _turn = app.hashing.acquire().await.map_err(|error| Problem::internal(&error))?;
    let hashed = tokio::task::spawn_blocking(move || secret::hash(&password)).await?;
    hashed.map_err(|error| Problem::internal(&error))
}

/// Where to go after signing in.
#[derive(Deserialize, Default)]
pub struct Next {
    /// A path of this server.
    next: Option<String>,
    /// What was printed where the server was started.
    code: Option<String>,
}

/// A path of this server and nothing else: `//host` and `\` lead elsewhere.
fn own_path(next: Option<&str>) -> String {
    let next = next.unwrap_or("/");
    let own =
        next.starts_with('/') && !next.starts_with("//") && !next.contains('\\') && !next.contains(char::is_control);
    if own { next.to_owned() } else { "/".to_owned() }
}

/// Whether a form was sent by a page of this server: browsers say so (Fetch Metadata), older ones by the origin.
pub fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return true;
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").map(|(_, of)| of) != Some(host),
        _ => false,
    }
}

/// The sign-in page.
pub async fn page(State(app): State<App>, headers: HeaderMap, Query(next): Query<Next>) -> Response {
    match app.store().account_count().await {
        Ok(0) => Redirect::to("/setup").into_response(),
        Ok(_) => pages::sign_in(pages::language(&headers), &own_path(next.next.as_deref()), "", None),
        Err(error) => Problem::from(error).into_response(),
    }
}

/// The filled-in sign-in page.
#[derive(Deserialize)]
pub struct SignIn {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// Signs in.
pub async fn sign_in(
    State(app): State<App>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Response {
    let language = pages::language(&headers);
    let next = own_path(Some(&form.next));
    if is_foreign(&headers) {
        return pages::error(language, StatusCode::FORBIDDEN);
    }
    if !app.tries.take(from.ip(), app.now()) {
        return pages::sign_in(language, &next, &form.login, Some(pages::Refused::TooOften));
    }
    match check(&app, &form).await {
        Ok(Ok(account)) => {
            app.tries.forget(&from.ip());
            match begin(&app, &account).await {
                Ok(cookie) => redirect(&next, &cookie),
                Err(problem) => problem.into_response(),
            }
        }
        Ok(Err(refused)) => pages::sign_in(language, &next, &form.login, Some(refused)),
        Err(problem) => problem.into_response(),
    }
}

async fn check(app: &App, form: &SignIn) -> Answer<Result<Account, pages::Refused>> {
    let login = form.login.trim().to_lowercase();
    let account = app.store().account_by_login(&login).await?;
    let now = app.now();
    let locked = account.as_ref().and_then(|of| of.locked_until.as_ref()).and_then(|until| until.parse().ok());
    if locked.is_some_and(|until: DateTime<Utc>| until > now) {
        return Ok(Err(pages::Refused::Locked));
    }
    let hashed = account.as_ref().map(|of| of.password_hash.clone());
    let right = verify(app, form.password.clone(), hashed).await?;
    let Some(mut account) = account else { return Ok(Err(pages::Refused::Wrong)) };
    if right && account.active {
        (account.failures, account.locked_until) = (0, None);
        account.last_sign_in = Some(app.stamp());
    } else {
        account.failures += 1;
        if account.failures >= FAILURES {
            account.locked_until = Some((now + LOCKED).to_rfc3339_opts(SecondsFormat::Secs, true));
            account.failures = 0;
        }
    }
    let write = app.write(&account.login).await?;
    write.note_sign_in(&account).await?;
    write.commit().await?;
    Ok(if right && account.active { Ok(account) } else { Err(pages::Refused::Wrong) })
}

/// Begins a session; gives its cookie.
async fn begin(app: &App, account: &Account) -> Answer<String> {
    let failed = |error: String| Problem::internal(&error);
    let text = secret::random().map_err(failed)?;
    let now = app.now();
    let session = Session {
        id: secret::digest(&text),
        account: account.id,
        csrf_token: secret::random().map_err(failed)?,
        created_at: app.stamp(),
        expires_at: (now + SESSION).to_rfc3339_opts(SecondsFormat::Secs, true),
    };
    let write = app.write(&account.login).await?;
    write.add_session(session).await?;
    write.commit().await?;
    let secure = if app.config.secure_cookies { "; Secure" } else { "" };
    Ok(format!("{}={text}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{secure}", who::COOKIE, SESSION.num_seconds()))
}

fn redirect(next: &str, cookie: &str) -> Response {
    let mut response = Redirect::to(next).into_response();
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}

/// The page of the first start.
pub async fn setup_page(State(app): State<App>, headers: HeaderMap, Query(next): Query<Next>) -> Response {
    match app.store().account_count().await {
        Ok(0) => pages::setup(pages::language(&headers), next.code.as_deref().unwrap_or(""), "", "", None),
        Ok(_) => Redirect::to("/sign-in").into_response(),
        Err(error) => Problem::from(error).into_response(),
    }
}

/// The filled-in page of the first start.
#[derive(Deserialize)]
pub struct Setup {
    code: String,
    login: String,
    name: String,
    password: String,
}

/// Makes the first administrator.
pub async fn set_up(
    State(app): State<App>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form(form): Form<Setup>,
) -> Response {
    let language = pages::language(&headers);
    if is_foreign(&headers) {
        return pages::error(language, StatusCode::FORBIDDEN);
    }
    if !app.tries.take(from.ip(), app.now()) {
        return pages::error(language, StatusCode::TOO_MANY_REQUESTS);
    }
    match first_account(&app, &form, language).await {
        Ok(account) => match begin(&app, &account).await {
            Ok(cookie) => redirect("/", &cookie),
            Err(problem) => problem.into_response(),
        },
        Err(problem) if problem.status == 422 => {
            pages::setup(language, &form.code, &form.login, &form.name, problem.detail.as_deref())
        }
        Err(problem) if problem.status == 409 => Redirect::to("/sign-in").into_response(),
        Err(problem) => problem.into_response(),
    }
}

async fn first_account(app: &App, form: &Setup, language: Language) -> Answer<Account> {
    let word = |of: [&str; 3]| of[language as usize].to_owned();
    if form.code.trim() != app.config.setup_code {
        return Err(Problem::wrong(word([
            "Der Einrichtungscode ist ein anderer. Er steht dort, wo der Server gestartet wurde.",
            "The setup code is another. It stands where the server was started.",
            "Il codice di configurazione è un altro. Si trova dove è stato avviato il server.",
        ])));
    }
    let login = crate::api::accounts::checked_login(&form.login)?;
    let name = crate::api::accounts::checked_name(&form.name)?;
    if secret::refused(&form.password, &login).is_some() {
        return Err(Problem::wrong(word([
            "Das Passwort braucht mindestens 10 Zeichen und darf den Anmeldenamen nicht enthalten.",
            "The password needs at least 10 characters and must not contain the login.",
            "La password richiede almeno 10 caratteri e non deve contenere il nome utente.",
        ])));
    }
    let account = Account {
        id: AccountId::of(&login),
        login,
        name,
        role: Role::Admin.id().to_owned(),
        language: ["de", "en", "it"][language as usize].to_owned(),
        password_hash: hash(app, form.password.clone()).await?,
        active: true,
        failures: 0,
        locked_until: None,
        last_sign_in: Some(app.stamp()),
        version: 1,
    };
    let write = app.write(&account.login).await?;
    if !write.add_first_account(account.clone()).await? {
        return Err(Problem::conflict("set_up", "the server is set up already"));
    }
    write.commit().await?;
    Ok(account)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_nowhere_else() {
        assert_eq!(own_path(Some("/machines?country=DE")), "/machines?country=DE");
        for next in ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "", "/a\r\nb"] {
            assert_eq!(own_path(Some(next)), "/", "{next:?}");
        }
    }

    #[test]
    fn forms_of_foreign_pages_are_told_apart() {
        let headers = |pairs: &[(&'static str, &'static str)]| -> HeaderMap {
            pairs.iter().map(|(name, value)| (name.parse().expect("a name"), HeaderValue::from_static(value))).collect()
        };
        assert!(!is_foreign(&headers(&[
            ("sec-fetch-site", "same-origin"),
            ("host", "a:8080"),
            ("origin", "http://a:8080")
        ])));
        assert!(!is_foreign(&headers(&[])));
        assert!(is_foreign(&headers(&[("sec-fetch-site", "cross-site")])));
        assert!(is_foreign(&headers(&[("host", "a:8080"), ("origin", "http://b")])));
    }
}
