//! Tokens by which programs act for an account.

use crate::app::App;
use crate::auth::{Permission, SignedIn, secret};
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Tokens an account may have.
const MOST: usize = 50;

/// A token, without its secret.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ApiToken {
    /// Its id.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// What it may do, as far as the account may.
    pub scopes: Vec<Permission>,
    /// When it was made, UTC.
    pub created_at: String,
    /// The last day it holds.
    pub expires_on: Option<NaiveDate>,
    /// The last day it was used.
    pub last_used_at: Option<NaiveDate>,
    /// The token itself, only in the answer to making it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

fn shown(of: store::ApiToken, token: Option<String>) -> ApiToken {
    ApiToken {
        id: of.id,
        name: of.name,
        scopes: of.scopes.iter().filter_map(|scope| Permission::named(scope)).collect(),
        created_at: of.created_at,
        expires_on: of.expires_on,
        last_used_at: of.last_used_on,
        token,
    }
}

/// One's own tokens.
#[utoipa::path(get, path = "/tokens", tag = "tokens", responses((status = 200, body = Vec<ApiToken>)),
    extensions(("x-permission" = json!("-"))))]
pub async fn list(SignedIn(who): SignedIn, State(app): State<App>) -> Answer<Json<Vec<ApiToken>>> {
    let tokens = app.store().tokens_of(who.account.id).await?;
    Ok(Json(tokens.into_iter().map(|token| shown(token, None)).collect()))
}

/// A new token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// What it is for.
    name: String,
    /// What it may do.
    scopes: Vec<Permission>,
    /// The last day it holds.
    expires_on: Option<NaiveDate>,
}

/// A new token as it is kept, and its text, which is not.
///
/// # Errors
/// Where the system gives no random numbers.
pub fn made(
    account: base::AccountId,
    name: &str,
    scopes: &[Permission],
    at: &str,
    expires_on: Option<NaiveDate>,
) -> Result<(store::ApiToken, String), String> {
    let text = format!("instand_{}", secret::random()?);
    let hash = secret::digest(&text);
    let token = store::ApiToken {
        id: Uuid::new_v5(&account.0, hash.as_bytes()),
        account,
        name: name.to_owned(),
        hash,
        scopes: scopes.iter().map(|scope| scope.id().to_owned()).collect(),
        created_at: at.to_owned(),
        expires_on,
        last_used_on: None,
    };
    Ok((token, text))
}

/// Makes a token; it is shown this once.
#[utoipa::path(post, path = "/tokens", tag = "tokens", request_body = NewToken,
    responses((status = 201, body = ApiToken), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("-"))))]
pub async fn add(
    SignedIn(who): SignedIn,
    State(app): State<App>,
    Json(new): Json<NewToken>,
) -> Answer<(StatusCode, Json<ApiToken>)> {
    if who.session.is_none() {
        return Err(Problem::forbidden("a token may not make tokens; sign in"));
    }
    let name = super::accounts::checked_name(&new.name)?;
    if new.scopes.is_empty() {
        return Err(Problem::wrong("a token needs at least one scope"));
    }
    if let Some(scope) = new.scopes.iter().find(|scope| !who.may(**scope)) {
        return Err(Problem::forbidden(format!("you may not {} yourself, so no token of yours may", scope.id())));
    }
    if new.expires_on.is_some_and(|day| day < app.today()) {
        return Err(Problem::wrong("expires_on is in the past"));
    }
    if app.store().tokens_of(who.account.id).await?.len() >= MOST {
        return Err(Problem::conflict("too_many", format!("an account has at most {MOST} tokens; remove one first")));
    }
    let (token, text) = made(who.account.id, &name, &new.scopes, &app.stamp(), new.expires_on)
        .map_err(|error| Problem::internal(&error))?;
    let write = app.write(&who.account.login).await?;
    write.add_token(token.clone()).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(shown(token, Some(text)))))
}

/// Removes a token.
#[utoipa::path(delete, path = "/tokens/{id}", tag = "tokens", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem)), extensions(("x-permission" = json!("-"))))]
pub async fn remove(SignedIn(who): SignedIn, State(app): State<App>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    let write = app.write(&who.account.login).await?;
    if !write.remove_token(who.account.id, id).await? {
        return Err(Problem::missing("you have no such token"));
    }
    write.commit().await?;
    app.remembered.forget();
    Ok(StatusCode::NO_CONTENT)
}
