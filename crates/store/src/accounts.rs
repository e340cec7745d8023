//! Who may sign in: accounts, sessions, tokens. Passwords and tokens are kept as hashes that the caller made.

use crate::connection::{Store, StoreError, Write};
use crate::entities::{account, api_token, session};
use base::AccountId;
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// An account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The name to sign in with, in lower case.
    pub login: String,
    /// The person's name, by which opportunities are assigned.
    pub name: String,
    /// The role's name.
    pub role: String,
    /// `de`, `en` or `it`.
    pub language: String,
    /// The hash of the password (PHC string).
    pub password_hash: String,
    /// Whether it may sign in.
    pub active: bool,
    /// Wrong passwords since the last right one.
    pub failures: u32,
    /// Until when nobody may sign in with it, UTC.
    pub locked_until: Option<String>,
    /// When it last signed in, UTC.
    pub last_sign_in: Option<String>,
    /// Counted up with each edit.
    pub version: i64,
}

/// A sign-in that holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    /// Hash of the cookie's secret.
    pub id: String,
    /// Whose it is.
    pub account: AccountId,
    /// What requests that change something must carry.
    pub csrf_token: String,
    /// When it was made, UTC.
    pub created_at: String,
    /// When it ends, UTC.
    pub expires_at: String,
}

/// A token by which a program acts for an account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiToken {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub account: AccountId,
    /// What it is for.
    pub name: String,
    /// Hash of the token.
    pub hash: String,
    /// Names of what it may do.
    pub scopes: Vec<String>,
    /// When it was made, UTC.
    pub created_at: String,
    /// The last day it holds.
    pub expires_on: Option<NaiveDate>,
    /// The last day it was used.
    pub last_used_on: Option<NaiveDate>,
}

impl From<account::Model> for Account {
    fn from(row: account::Model) -> Self {
        Self {
            id: AccountId(row.id),
            login: row.login,
            name: row.name,
            role: row.role,
            language: row.language,
            password_hash: row.password_hash,
            active: row.active,
            failures: u32::try_from(row.failures).unwrap_or(0),
            locked_until: row.locked_until,
            last_sign_in: row.last_sign_in,
            version: row.version,
        }
    }
}

impl From<session::Model> for Session {
    fn from(row: session::Model) -> Self {
        Self {
            id: row.id,
            account: AccountId(row.account_id),
            csrf_token: row.csrf_token,
            created_at: row.created_at,
            expires_at: row.expires_at,
        }
    }
}

impl From<api_token::Model> for ApiToken {
    fn from(row: api_token::Model) -> Self {
        Self {
            id: row.id,
            account: AccountId(row.account_id),
            name: row.name,
            hash: row.hash,
            scopes: row.scopes.split(',').filter(|scope| !scope.is_empty()).map(str::to_owned).collect(),
            created_at: row.created_at,
            expires_on: row.expires_on,
            last_used_on: row.last_used_on,
        }
    }
}

fn model(of: Account) -> account::ActiveModel {
    account::ActiveModel {
        id: Set(of.id.0),
        login: Set(of.login),
        name: Set(of.name),
        role: Set(of.role),
        language: Set(of.language),
        password_hash: Set(of.password_hash),
        active: Set(of.active),
        failures: Set(i32::try_from(of.failures).unwrap_or(i32::MAX)),
        locked_until: Set(of.locked_until),
        last_sign_in: Set(of.last_sign_in),
        version: Set(of.version),
    }
}

impl Store {
    /// How many accounts there are; none means that the first start is still to come.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn account_count(&self) -> Result<u64, StoreError> {
        Ok(account::Entity::find().count(&self.connection).await?)
    }

    /// All accounts by login.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let rows = account::Entity::find().order_by_asc(account::Column::Login).all(&self.connection).await?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// The account with this id.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn account(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        Ok(account::Entity::find_by_id(id.0).one(&self.connection).await?.map(Into::into))
    }

    /// The account with this login.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn account_by_login(&self, login: &str) -> Result<Option<Account>, StoreError> {
        let of = account::Entity::find().filter(account::Column::Login.eq(login));
        Ok(of.one(&self.connection).await?.map(Into::into))
    }

    /// The session with this id and its account.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn session(&self, id: &str) -> Result<Option<(Session, Account)>, StoreError> {
        let Some(row) = session::Entity::find_by_id(id).one(&self.connection).await? else { return Ok(None) };
        let account = self.account(AccountId(row.account_id)).await?;
        Ok(account.map(|account| (row.into(), account)))
    }

    /// The token with this hash and its account.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn token(&self, hash: &str) -> Result<Option<(ApiToken, Account)>, StoreError> {
        let row = api_token::Entity::find().filter(api_token::Column::Hash.eq(hash)).one(&self.connection).await?;
        let Some(row) = row else { return Ok(None) };
        let account = self.account(AccountId(row.account_id)).await?;
        Ok(account.map(|account| (row.into(), account)))
    }

    /// The tokens of an account by name.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn tokens_of(&self, account: AccountId) -> Result<Vec<ApiToken>, StoreError> {
        let of = api_token::Entity::find()
            .filter(api_token::Column::AccountId.eq(account.0))
            .order_by_asc(api_token::Column::Name)
            .order_by_asc(api_token::Column::Id);
        Ok(of.all(&self.connection).await?.into_iter().map(Into::into).collect())
    }
}

impl Write {
    /// Adds an account; `false` where the login is taken.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_account(&self, new: Account) -> Result<bool, StoreError> {
        let taken = account::Entity::find().filter(account::Column::Login.eq(new.login.as_str()));
        if taken.count(&self.transaction).await? > 0 {
            return Ok(false);
        }
        self.audit("add account", &new.login, &new.role).await?;
        account::Entity::insert(model(new)).exec_without_returning(&self.transaction).await?;
        Ok(true)
    }

    /// Adds the very first account; `false` where there is one already.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_first_account(&self, new: Account) -> Result<bool, StoreError> {
        if account::Entity::find().count(&self.transaction).await? > 0 {
            return Ok(false);
        }
        self.add_account(new).await
    }

    /// Replaces an account whose version is still one less; `false` where somebody else was there first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn put_account(&self, now: Account, what: &str) -> Result<bool, StoreError> {
        let before = now.version - 1;
        self.audit("change account", &now.login, what).await?;
        let done = account::Entity::update_many()
            .set(model(now.clone()))
            .filter(account::Column::Id.eq(now.id.0))
            .filter(account::Column::Version.eq(before))
            .exec(&self.transaction)
            .await?;
        Ok(done.rows_affected == 1)
    }

    /// Notes how a sign-in ended: failures and lock, or the instant it succeeded.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn note_sign_in(&self, of: &Account) -> Result<(), StoreError> {
        account::Entity::update_many()
            .col_expr(account::Column::Failures, Expr::value(i32::try_from(of.failures).unwrap_or(i32::MAX)))
            .col_expr(account::Column::LockedUntil, Expr::value(of.locked_until.clone()))
            .col_expr(account::Column::LastSignIn, Expr::value(of.last_sign_in.clone()))
            .filter(account::Column::Id.eq(of.id.0))
            .exec(&self.transaction)
            .await?;
        let what = if of.failures == 0 { "sign in" } else { "refused sign-in" };
        self.audit(what, &of.login, &format!("{} failures", of.failures)).await
    }

    /// Adds a session and removes those that are over.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_session(&self, new: Session) -> Result<(), StoreError> {
        session::Entity::delete_many()
            .filter(Expr::col(session::Column::ExpiresAt).lt(self.at()))
            .exec(&self.transaction)
            .await?;
        let row = session::ActiveModel {
            id: Set(new.id),
            account_id: Set(new.account.0),
            csrf_token: Set(new.csrf_token),
            created_at: Set(new.created_at),
            expires_at: Set(new.expires_at),
        };
        session::Entity::insert(row).exec_without_returning(&self.transaction).await?;
        Ok(())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn end_session(&self, id: &str) -> Result<(), StoreError> {
        session::Entity::delete_by_id(id).exec(&self.transaction).await?;
        Ok(())
    }

    /// Ends all sessions of an account but the one named.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn end_sessions_of(&self, account: AccountId, but: Option<&str>) -> Result<(), StoreError> {
        session::Entity::delete_many()
            .filter(session::Column::AccountId.eq(account.0))
            .filter(session::Column::Id.ne(but.unwrap_or_default()))
            .exec(&self.transaction)
            .await?;
        Ok(())
    }

    /// Adds a token.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_token(&self, new: ApiToken) -> Result<(), StoreError> {
        self.audit("add token", &new.name, &new.scopes.join(",")).await?;
        let row = api_token::ActiveModel {
            id: Set(new.id),
            account_id: Set(new.account.0),
            name: Set(new.name),
            hash: Set(new.hash),
            scopes: Set(new.scopes.join(",")),
            created_at: Set(new.created_at),
            expires_on: Set(new.expires_on),
            last_used_on: Set(new.last_used_on),
        };
        api_token::Entity::insert(row).exec_without_returning(&self.transaction).await?;
        Ok(())
    }

    /// Notes the day a token was used.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn use_token(&self, id: Uuid, on: NaiveDate) -> Result<(), StoreError> {
        api_token::Entity::update_many()
            .col_expr(api_token::Column::LastUsedOn, Expr::value(on))
            .filter(api_token::Column::Id.eq(id))
            .exec(&self.transaction)
            .await?;
        Ok(())
    }

    /// Removes a token of an account; `false` where it has none with this id.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn remove_token(&self, account: AccountId, id: Uuid) -> Result<bool, StoreError> {
        let done = api_token::Entity::delete_many()
            .filter(api_token::Column::Id.eq(id))
            .filter(api_token::Column::AccountId.eq(account.0))
            .exec(&self.transaction)
            .await?;
        if done.rows_affected == 0 {
            return Ok(false);
        }
        self.audit("remove token", &id.to_string(), "").await?;
        Ok(true)
    }
}
