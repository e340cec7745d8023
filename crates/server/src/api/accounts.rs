//! Who may sign in.

use crate::app::App;
use crate::auth::who::Accounts;
use crate::auth::{May, Role, secret, sign_in};
use crate::events::What;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use base::AccountId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// An account as administrators see it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Account {
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
    /// Whether it may sign in.
    pub active: bool,
    /// Whether it is locked after wrong passwords.
    pub locked: bool,
    /// When it last signed in, UTC.
    pub last_sign_in: Option<String>,
    /// The version, to send back with a change.
    pub etag: String,
}

fn shown(of: store::Account, now: DateTime<Utc>) -> Account {
    let locked = of.locked_until.as_ref().and_then(|until| until.parse::<DateTime<Utc>>().ok());
    Account {
        id: of.id.0,
        role: Role::named(&of.role).unwrap_or(Role::Viewer),
        login: of.login,
        name: of.name,
        language: of.language,
        active: of.active,
        locked: locked.is_some_and(|until| until > now),
        last_sign_in: of.last_sign_in,
        etag: format!("\"{}\"", of.version),
    }
}

/// The version a request was made for.
pub fn if_match(headers: &HeaderMap) -> Answer<i64> {
    let given =
        headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok()).ok_or_else(Problem::needs_version)?;
    let version = given.trim().trim_start_matches("W/").trim_matches('"');
    version.parse().map_err(|_| Problem::changed("this version is not one of it; load it again"))
}

/// A person's name that can be shown.
pub fn checked_name(name: &str) -> Answer<String> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 120 || name.chars().any(char::is_control) {
        return Err(Problem::wrong("a name has 1 to 120 letters"));
    }
    Ok(name.to_owned())
}

/// A login that can be typed and shown.
pub fn checked_login(login: &str) -> Answer<String> {
    let login = login.trim().to_lowercase();
    let fits = |letter: char| letter.is_alphanumeric() || "._-@+".contains(letter);
    if login.is_empty() || login.chars().count() > 120 || !login.chars().all(fits) {
        return Err(Problem::wrong("a login has 1 to 120 letters, digits and . _ - @ +"));
    }
    Ok(login)
}

/// All accounts.
#[utoipa::path(get, path = "/accounts", tag = "accounts", responses((status = 200, body = Vec<Account>)),
    extensions(("x-permission" = json!("accounts"))))]
pub async fn list(may: May<Accounts>, State(app): State<App>) -> Answer<Json<Vec<Account>>> {
    drop(may);
    let now = app.now();
    Ok(Json(app.store().accounts().await?.into_iter().map(|account| shown(account, now)).collect()))
}

/// A new account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    /// The name to sign in with.
    login: String,
    /// The person's name, by which opportunities are assigned.
    name: String,
    /// The role.
    role: Role,
    /// `de`, `en` or `it`.
    language: String,
    /// The first password.
    password: String,
}

/// Adds an account.
#[utoipa::path(post, path = "/accounts", tag = "accounts", request_body = NewAccount,
    responses((status = 201, body = Account), (status = 409, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("accounts"))))]
pub async fn add(
    may: May<Accounts>,
    State(app): State<App>,
    Json(new): Json<NewAccount>,
) -> Answer<(StatusCode, Json<Account>)> {
    let login = checked_login(&new.login)?;
    let name = checked_name(&new.name)?;
    new.language.parse::<base::Language>().map_err(Problem::wrong)?;
    if let Some(why) = secret::refused(&new.password, &login) {
        return Err(Problem::wrong(why));
    }
    let account = store::Account {
        id: AccountId::of(&login),
        login,
        name,
        role: new.role.id().to_owned(),
        language: new.language,
        password_hash: sign_in::hash(&app, new.password).await?,
        active: true,
        failures: 0,
        locked_until: None,
        last_sign_in: None,
        version: 1,
    };
    let write = app.write(&may.who.account.login).await?;
    if !write.add_account(account.clone()).await? {
        return Err(Problem::conflict("login_taken", format!("the login {} is taken", account.login)));
    }
    write.commit().await?;
    app.tell(&[What::Accounts], None);
    Ok((StatusCode::CREATED, Json(shown(account, app.now()))))
}

/// What may be changed of an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountChange {
    /// The person's name.
    name: Option<String>,
    /// The role.
    role: Option<Role>,
    /// Whether it may sign in; `true` also takes away a lock.
    active: Option<bool>,
    /// `de`, `en` or `it`.
    language: Option<String>,
    /// A new password; all sessions of the account end.
    password: Option<String>,
}

/// Changes an account. The last administrator stays one.
#[utoipa::path(patch, path = "/accounts/{id}", tag = "accounts", request_body = AccountChange,
    params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = Account), (status = 409, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("accounts"))))]
pub async fn change(
    may: May<Accounts>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Json(change): Json<AccountChange>,
) -> Answer<Json<Account>> {
    let version = if_match(&headers)?;
    let all = app.store().accounts().await?;
    let known = all.iter().find(|account| account.id.0 == id);
    let mut now = known.cloned().ok_or_else(|| Problem::missing("there is no such account"))?;
    let mut what = Vec::new();
    if let Some(name) = change.name {
        now.name = checked_name(&name)?;
        what.push("name");
    }
    if let Some(language) = change.language {
        language.parse::<base::Language>().map_err(Problem::wrong)?;
        now.language = language;
        what.push("language");
    }
    if let Some(role) = change.role {
        now.role = role.id().to_owned();
        what.push("role");
    }
    if let Some(active) = change.active {
        now.active = active;
        if active {
            (now.failures, now.locked_until) = (0, None);
        }
        what.push(if active { "activated" } else { "deactivated" });
    }
    let is_admin = |account: &store::Account| account.active && account.role == Role::Admin.id();
    let others = all.iter().filter(|account| account.id != now.id);
    if !is_admin(&now) && !others.into_iter().any(is_admin) {
        return Err(Problem::conflict("last_admin", "the last administrator must stay one; make another first"));
    }
    if let Some(password) = change.password {
        if let Some(why) = secret::refused(&password, &now.login) {
            return Err(Problem::wrong(why));
        }
        now.password_hash = sign_in::hash(&app, password).await?;
        what.push("password");
    }
    now.version = version + 1;
    let write = app.write(&may.who.account.login).await?;
    if !write.put_account(now.clone(), &what.join(", ")).await? {
        return Err(Problem::changed("somebody else changed this account meanwhile; load it again"));
    }
    if !now.active || what.contains(&"password") {
        write.end_sessions_of(now.id, None).await?;
    }
    write.commit().await?;
    app.remembered.forget();
    app.tell(&[What::Accounts], None);
    Ok(Json(shown(now, app.now())))
}
