//! One's own session: who is signed in, language, password, sign-out.

use crate::app::App;
use crate::auth::who::COOKIE;
use crate::auth::{Permission, Role, SignedIn, Who, secret};
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use store::Account;
use utoipa::ToSchema;
use uuid::Uuid;

/// The account of a session.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct SessionAccount {
    /// Its id.
    pub id: Uuid,
    /// The name to sign in with.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// `de`, `en` or `it`.
    pub language: String,
}

/// Who is signed in, and how things stand.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Session {
    /// Whose it is.
    pub account: SessionAccount,
    /// What requests that change something must carry as `x-csrf-token`; empty for tokens, which need none.
    pub csrf_token: String,
    /// What may be done.
    pub permissions: Vec<Permission>,
    /// Version of the product.
    pub version: &'static str,
    /// The tenant's local day.
    pub today: NaiveDate,
    /// The day of the last decision.
    pub as_of: Option<NaiveDate>,
    /// Machines there are.
    pub machines: usize,
}

fn of(app: &App, who: &Who, account: &Account) -> Session {
    let view = app.view().ok();
    Session {
        account: SessionAccount {
            id: account.id.0,
            login: account.login.clone(),
            name: account.name.clone(),
            role: Role::named(&account.role).unwrap_or(Role::Viewer),
            language: account.language.clone(),
        },
        csrf_token: who.session.as_ref().map_or_else(String::new, |(_, csrf)| csrf.clone()),
        permissions: who.permissions.clone(),
        version: env!("CARGO_PKG_VERSION"),
        today: app.today(),
        as_of: view.as_ref().and_then(|view| view.live.decided_as_of),
        machines: view.map_or(0, |view| view.live.base.len()),
    }
}

/// Who is signed in.
#[utoipa::path(get, path = "/session", tag = "session", responses((status = 200, body = Session), (status = 401, body = Problem)),
    extensions(("x-permission" = json!("-"))))]
pub async fn get(SignedIn(who): SignedIn, State(app): State<App>) -> Json<Session> {
    Json(of(&app, &who, &who.account))
}

/// What may be changed of one's own session.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionChange {
    /// `de`, `en` or `it`.
    language: Option<String>,
    /// The person's name.
    name: Option<String>,
}

/// Changes one's own name or language.
#[utoipa::path(patch, path = "/session", tag = "session", request_body = SessionChange,
    responses((status = 200, body = Session), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("-"))))]
pub async fn change(
    SignedIn(who): SignedIn,
    State(app): State<App>,
    Json(change): Json<SessionChange>,
) -> Answer<Json<Session>> {
    let mut now = current(&app, &who).await?;
    if let Some(language) = change.language {
        language.parse::<base::Language>().map_err(Problem::wrong)?;
        now.language = language;
    }
    if let Some(name) = change.name {
        now.name = super::accounts::checked_name(&name)?;
    }
    now.version += 1;
    let write = app.write(&who.account.login).await?;
    if !write.put_account(now.clone(), "own name or language").await? {
        return Err(Problem::changed("the account was changed meanwhile; load the page again"));
    }
    write.commit().await?;
    app.remembered.forget();
    Ok(Json(of(&app, &who, &now)))
}

async fn current(app: &App, who: &Who) -> Answer<Account> {
    app.store().account(who.account.id).await?.ok_or_else(Problem::unauthenticated)
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The one so far.
    current: String,
    /// The new one.
    new: String,
}

/// Changes one's own password; all other sessions of the account end.
#[utoipa::path(post, path = "/session/password", tag = "session", request_body = PasswordChange,
    responses((status = 204), (status = 422, body = Problem)), extensions(("x-permission" = json!("-"))))]
pub async fn change_password(
    SignedIn(who): SignedIn,
    State(app): State<App>,
    Json(change): Json<PasswordChange>,
) -> Answer<StatusCode> {
    let Some((session, _)) = &who.session else {
        return Err(Problem::forbidden("a token may not change the password"));
    };
    let mut now = current(&app, &who).await?;
    if let Some(why) = secret::refused(&change.new, &now.login) {
        return Err(Problem::wrong(why));
    }
    let (given, known) = (change.current, now.password_hash.clone());
    if !crate::auth::sign_in::verify(&app, given, Some(known)).await? {
        return Err(Problem::wrong("the current password is another"));
    }
    now.password_hash = crate::auth::sign_in::hash(&app, change.new).await?;
    now.version += 1;
    let write = app.write(&who.account.login).await?;
    if !write.put_account(now.clone(), "own password").await? {
        return Err(Problem::changed("the account was changed meanwhile; try again"));
    }
    write.end_sessions_of(now.id, Some(session)).await?;
    write.commit().await?;
    app.remembered.forget();
    Ok(StatusCode::NO_CONTENT)
}

/// Signs out.
#[utoipa::path(delete, path = "/session", tag = "session", responses((status = 204)),
    extensions(("x-permission" = json!("-"))))]
pub async fn end(SignedIn(who): SignedIn, State(app): State<App>) -> Answer<(StatusCode, HeaderMap)> {
    if let Some((session, _)) = &who.session {
        let write = app.write(&who.account.login).await?;
        write.end_session(session).await?;
        write.audit("sign out", &who.account.login, "").await?;
        write.commit().await?;
        app.remembered.forget();
    }
    let mut headers = HeaderMap::new();
    let gone = format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    if let Ok(value) = HeaderValue::from_str(&gone) {
        headers.insert(header::SET_COOKIE, value);
    }
    Ok((StatusCode::NO_CONTENT, headers))
}
