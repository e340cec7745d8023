//! Who asks: found from the session's cookie or a token, with the permission the handler names in its signature.

use super::permission::{Permission, Role};
use super::secret;
use crate::app::App;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use chrono::{DateTime, TimeDelta, Utc};
use hashbrown::HashMap;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};
use store::Account;

/// The name of the session's cookie.
pub const COOKIE: &str = "instand_session";

/// How long a look-up of a session or token is believed. Longer, and a person who was shut out would stay in.
const BELIEVED: TimeDelta = TimeDelta::seconds(3);

/// Look-ups remembered at most; beyond that all are forgotten.
const MOST: usize = 10_000;

/// Whoever is signed in.
#[derive(Debug)]
pub struct Who {
    /// The account.
    pub account: Account,
    /// What it may do: the role's permissions, for a token those of its scopes.
    pub permissions: Vec<Permission>,
    /// The token's name; `None` for a session.
    pub token: Option<String>,
    /// The session's id and what its requests must carry; `None` for a token.
    pub session: Option<(String, String)>,
}

impl Who {
    /// Whether it may.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }

    /// The language of its answers.
    #[must_use]
    pub fn language(&self) -> base::Language {
        self.account.language.parse().unwrap_or(base::Language::De)
    }
}

/// Who it is, and until when that is believed without asking the database again.
type Known = (DateTime<Utc>, Arc<Who>);

/// Look-ups of the last seconds.
#[derive(Default)]
pub struct Remembered(Mutex<HashMap<String, Known>>);

impl Remembered {
    fn get(&self, key: &str, now: DateTime<Utc>) -> Option<Arc<Who>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(key).filter(|(until, _)| *until > now).map(|(_, who)| Arc::clone(who))
    }

    fn put(&self, key: String, now: DateTime<Utc>, who: &Arc<Who>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(key, (now + BELIEVED, Arc::clone(who)));
    }

    /// Forgets everything: somebody signed out or was changed.
    pub fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// The value of a cookie.
#[must_use]
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

async fn by_session(app: &App, key: &str, now: DateTime<Utc>) -> Result<Arc<Who>, Problem> {
    if let Some(who) = app.remembered.get(key, now) {
        return Ok(who);
    }
    let found = app.store().session(key).await?.filter(|(session, account)| {
        account.active && session.expires_at.parse::<DateTime<Utc>>().is_ok_and(|ends| ends > now)
    });
    let Some((session, account)) = found else { return Err(Problem::unauthenticated()) };
    let role = Role::named(&account.role).unwrap_or(Role::Viewer);
    let permissions = role.permissions().to_vec();
    let who = Arc::new(Who { account, permissions, token: None, session: Some((session.id, session.csrf_token)) });
    app.remembered.put(key.to_owned(), now, &who);
    Ok(who)
}

async fn by_token(app: &App, key: &str, now: DateTime<Utc>) -> Result<Arc<Who>, Problem> {
    if let Some(who) = app.remembered.get(key, now) {
        return Ok(who);
    }
    let today = app.today();
    let found = app.store().token(key).await?;
    let found = found.filter(|(token, account)| account.active && token.expires_on.is_none_or(|day| day >= today));
    let Some((token, account)) = found else { return Err(Problem::unauthenticated()) };
    let role = Role::named(&account.role).unwrap_or(Role::Viewer);
    let scoped = |permission: &Permission| token.scopes.iter().any(|scope| scope == permission.id());
    let permissions = role.permissions().iter().copied().filter(scoped).collect();
    if token.last_used_on != Some(today) {
        let write = app.write(&account.login).await?;
        write.use_token(token.id, today).await?;
        write.commit().await?;
    }
    let who = Arc::new(Who { account, permissions, token: Some(token.name), session: None });
    app.remembered.put(key.to_owned(), now, &who);
    Ok(who)
}

/// Finds out who asks. Requests of a session that change something must carry its CSRF token: a foreign page can make
/// a browser send the cookie, but cannot read the token (OWASP, synchronizer token).
///
/// # Errors
/// Where nobody is signed in, or the CSRF token is missing.
pub async fn find(app: &App, parts: &Parts) -> Result<Arc<Who>, Problem> {
    let now = app.now();
    if let Some(value) = parts.headers.get(header::AUTHORIZATION) {
        let token = value.to_str().ok().and_then(|value| value.strip_prefix("Bearer "));
        let token = token.ok_or_else(Problem::unauthenticated)?;
        return by_token(app, &secret::digest(token.trim()), now).await;
    }
    let secret = cookie(&parts.headers, COOKIE).ok_or_else(Problem::unauthenticated)?;
    let who = by_session(app, &secret::digest(secret), now).await?;
    if !matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) {
        let carried = parts.headers.get("x-csrf-token").and_then(|value| value.to_str().ok());
        let wanted = who.session.as_ref().map(|(_, csrf)| csrf.as_str());
        if carried.is_none() || carried != wanted {
            return Err(Problem::forbidden("the x-csrf-token of this session is missing; load the page again"));
        }
    }
    Ok(who)
}

/// A permission as a type, so that it stands in the handler's signature.
pub trait Needs: Send + Sync + 'static {
    /// The permission.
    const PERMISSION: Permission;
}

macro_rules! needs {
    ($($name:ident),*) => {$(
        #[doc = concat!("The handler needs [`Permission::", stringify!($name), "`].")]
        pub struct $name;
        impl Needs for $name {
            const PERMISSION: Permission = Permission::$name;
        }
    )*};
}

needs!(
    Read, Export, Work, WorkAll, Contacts, Import, Ingest, TakeBack, Decide, Segments, Triggers, Approve, Match,
    Sources, Accounts, Audit
);

/// Somebody who is signed in and may do what `N` names.
pub struct May<N> {
    /// Who it is.
    pub who: Arc<Who>,
    needs: PhantomData<N>,
}

impl<N: Needs> FromRequestParts<App> for May<N> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let who = find(app, parts).await?;
        if !who.may(N::PERMISSION) {
            let what = format!("the role {} may not do this ({})", who.account.role, N::PERMISSION.id());
            return Err(Problem::forbidden(what));
        }
        Ok(Self { who, needs: PhantomData })
    }
}

/// Somebody who is signed in, whatever the role: for one's own session, password and tokens.
pub struct SignedIn(pub Arc<Who>);

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        find(app, parts).await.map(Self)
    }
}
