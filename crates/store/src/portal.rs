//! Who may sign in to the customer portal: contacts, the links that are mailed to them, their sessions. Secrets are kept as
//! hashes that the caller made. Nothing here is shared with accounts: a contact is no account, and its session opens nothing else.

use crate::connection::{Store, StoreError, Write};
use crate::entities::{portal_contact, portal_link, portal_logo, portal_session};
use base::CustomerId;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};

/// A person at a customer who was invited.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PortalContact {
    /// Counted up.
    pub id: i64,
    /// Whose machines they see.
    pub customer: CustomerId,
    /// The person's name.
    pub name: String,
    /// The mail address, in small letters; one is one contact.
    pub email: String,
    /// `de`, `en` or `it`.
    pub language: String,
    /// The hash of the password (PHC string), where they chose one.
    pub password_hash: Option<String>,
    /// Whether they may sign in.
    pub active: bool,
    /// Wrong passwords since the last right one.
    pub failures: u32,
    /// Until when no password is taken, UTC.
    pub locked_until: Option<String>,
    /// When they last signed in, UTC.
    pub last_sign_in: Option<String>,
    /// Who invited them.
    pub invited_by: String,
    /// When, UTC.
    pub invited_at: String,
    /// Whether they asked for a mail when something new stands in the portal.
    pub mails_new: bool,
    /// Counted up with each edit.
    pub version: i64,
}

/// A contact to be invited.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewPortalContact {
    /// Whose machines they see.
    pub customer: CustomerId,
    /// The person's name.
    pub name: String,
    /// The mail address; case does not matter.
    pub email: String,
    /// `de`, `en` or `it`.
    pub language: String,
}

/// A contact's sign-in that holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PortalSession {
    /// Hash of the cookie's secret.
    pub id: String,
    /// Whose it is.
    pub contact: i64,
    /// What requests that change something must carry.
    pub csrf_token: String,
    /// When it was made, UTC.
    pub created_at: String,
    /// When it ends, UTC.
    pub expires_at: String,
}

/// The builder's logo.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PortalLogo {
    /// Its media type.
    pub kind: String,
    /// Its bytes.
    pub picture: Vec<u8>,
    /// What tells it from the one before.
    pub digest: String,
}

impl From<portal_contact::Model> for PortalContact {
    fn from(row: portal_contact::Model) -> Self {
        Self {
            id: row.id,
            customer: CustomerId(row.customer_id),
            name: row.name,
            email: row.email,
            language: row.language,
            password_hash: row.password_hash,
            active: row.active,
            failures: u32::try_from(row.failures).unwrap_or(0),
            locked_until: row.locked_until,
            last_sign_in: row.last_sign_in,
            invited_by: row.invited_by,
            invited_at: row.invited_at,
            mails_new: row.mails_new,
            version: row.version,
        }
    }
}

impl From<portal_session::Model> for PortalSession {
    fn from(row: portal_session::Model) -> Self {
        Self {
            id: row.id,
            contact: row.contact_id,
            csrf_token: row.csrf_token,
            created_at: row.created_at,
            expires_at: row.expires_at,
        }
    }
}

/// An address as it is compared.
fn folded(email: &str) -> String {
    email.trim().to_lowercase()
}

impl Store {
    /// All contacts, by name.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn portal_contacts(&self) -> Result<Vec<PortalContact>, StoreError> {
        use portal_contact::Column;
        let rows = portal_contact::Entity::find()
            .order_by_asc(Column::Name)
            .order_by_asc(Column::Id)
            .all(&self.connection)
            .await?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// The contact with this id.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn portal_contact(&self, id: i64) -> Result<Option<PortalContact>, StoreError> {
        Ok(portal_contact::Entity::find_by_id(id).one(&self.connection).await?.map(Into::into))
    }

    /// The contact with this address, however its case is written.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn portal_contact_by_email(&self, email: &str) -> Result<Option<PortalContact>, StoreError> {
        let of = portal_contact::Entity::find().filter(portal_contact::Column::Email.eq(folded(email)));
        Ok(of.one(&self.connection).await?.map(Into::into))
    }

    /// The session with this id and its contact.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn portal_session(&self, id: &str) -> Result<Option<(PortalSession, PortalContact)>, StoreError> {
        let Some(row) = portal_session::Entity::find_by_id(id).one(&self.connection).await? else { return Ok(None) };
        let contact = self.portal_contact(row.contact_id).await?;
        Ok(contact.map(|contact| (row.into(), contact)))
    }

    /// The logo.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn portal_logo(&self) -> Result<Option<PortalLogo>, StoreError> {
        let row = portal_logo::Entity::find_by_id(1).one(&self.connection).await?;
        Ok(row.map(|row| PortalLogo { kind: row.kind, picture: row.picture, digest: row.digest }))
    }
}

impl Write {
    /// Adds a contact, as invited by whoever makes this change; `None` where the address is another contact's.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_portal_contact(&self, new: NewPortalContact) -> Result<Option<PortalContact>, StoreError> {
        use portal_contact::Column;
        let email = folded(&new.email);
        let taken = portal_contact::Entity::find().filter(Column::Email.eq(email.as_str()));
        if taken.count(&self.transaction).await? > 0 {
            return Ok(None);
        }
        let row = portal_contact::ActiveModel {
            id: NotSet,
            customer_id: Set(new.customer.0),
            name: Set(new.name),
            email: Set(email),
            language: Set(new.language),
            password_hash: Set(None),
            active: Set(true),
            failures: Set(0),
            locked_until: Set(None),
            last_sign_in: Set(None),
            invited_by: Set(self.actor().to_owned()),
            invited_at: Set(self.at().to_owned()),
            mails_new: Set(false),
            version: Set(1),
        };
        let row = portal_contact::Entity::insert(row).exec_with_returning(&self.transaction).await?;
        self.audit("invite to portal", &format!("portal contact {}", row.id), &new.customer.to_string()).await?;
        Ok(Some(row.into()))
    }

    /// Replaces name, language, password, whether a contact may sign in and whether it wants mails, where its version is still one less; `false` where
    /// somebody else was there first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn put_portal_contact(&self, now: &PortalContact, what: &str) -> Result<bool, StoreError> {
        use portal_contact::Column;
        let done = portal_contact::Entity::update_many()
            .col_expr(Column::Name, Expr::value(now.name.clone()))
            .col_expr(Column::Language, Expr::value(now.language.clone()))
            .col_expr(Column::PasswordHash, Expr::value(now.password_hash.clone()))
            .col_expr(Column::Active, Expr::value(now.active))
            .col_expr(Column::MailsNew, Expr::value(now.mails_new))
            .col_expr(Column::Failures, Expr::value(i32::try_from(now.failures).unwrap_or(i32::MAX)))
            .col_expr(Column::LockedUntil, Expr::value(now.locked_until.clone()))
            .col_expr(Column::Version, Expr::value(now.version))
            .filter(Column::Id.eq(now.id).and(Column::Version.eq(now.version - 1)))
            .exec(&self.transaction)
            .await?;
        if done.rows_affected == 1 {
            self.audit("change portal contact", &format!("portal contact {}", now.id), what).await?;
        }
        Ok(done.rows_affected == 1)
    }

    /// Notes how a contact's sign-in ended: failures and lock, or the instant it succeeded.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn note_portal_sign_in(&self, of: &PortalContact) -> Result<(), StoreError> {
        use portal_contact::Column;
        portal_contact::Entity::update_many()
            .col_expr(Column::Failures, Expr::value(i32::try_from(of.failures).unwrap_or(i32::MAX)))
            .col_expr(Column::LockedUntil, Expr::value(of.locked_until.clone()))
            .col_expr(Column::LastSignIn, Expr::value(of.last_sign_in.clone()))
            .filter(Column::Id.eq(of.id))
            .exec(&self.transaction)
            .await?;
        let what = if of.failures == 0 && of.locked_until.is_none() { "sign in" } else { "refused sign-in" };
        self.audit(what, &format!("portal contact {}", of.id), &format!("{} failures", of.failures)).await
    }

    /// Keeps a link by its hash, and removes those that are long over. `replaces` ends the contact's other links.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_portal_link(
        &self,
        contact: i64,
        hash: &str,
        expires_at: &str,
        replaces: bool,
    ) -> Result<(), StoreError> {
        use portal_link::Column;
        portal_link::Entity::delete_many()
            .filter(Expr::col(Column::ExpiresAt).lt(self.at()))
            .exec(&self.transaction)
            .await?;
        if replaces {
            self.end_portal_links(contact).await?;
        }
        let row = portal_link::ActiveModel {
            hash: Set(hash.to_owned()),
            contact_id: Set(contact),
            created_at: Set(self.at().to_owned()),
            expires_at: Set(expires_at.to_owned()),
            used_at: Set(None),
        };
        portal_link::Entity::insert(row).exec_without_returning(&self.transaction).await?;
        self.audit("make portal link", &format!("portal contact {contact}"), &format!("until {expires_at}")).await
    }

    /// Ends all links of a contact.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn end_portal_links(&self, contact: i64) -> Result<(), StoreError> {
        let of = portal_link::Entity::delete_many().filter(portal_link::Column::ContactId.eq(contact));
        of.exec(&self.transaction).await?;
        Ok(())
    }

    /// Uses a link up: its contact, where the link was there, not over and not used. Of two who try at once one has it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn use_portal_link(&self, hash: &str) -> Result<Option<PortalContact>, StoreError> {
        use portal_link::Column;
        let done = portal_link::Entity::update_many()
            .col_expr(Column::UsedAt, self.at().into())
            .filter(Column::Hash.eq(hash).and(Column::UsedAt.is_null()))
            .filter(Expr::col(Column::ExpiresAt).gt(self.at()))
            .exec(&self.transaction)
            .await?;
        if done.rows_affected != 1 {
            return Ok(None);
        }
        let Some(link) = portal_link::Entity::find_by_id(hash).one(&self.transaction).await? else { return Ok(None) };
        let contact = portal_contact::Entity::find_by_id(link.contact_id).one(&self.transaction).await?;
        Ok(contact.map(Into::into).filter(|contact: &PortalContact| contact.active))
    }

    /// Adds a contact's session and removes those that are over.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_portal_session(&self, new: PortalSession) -> Result<(), StoreError> {
        portal_session::Entity::delete_many()
            .filter(Expr::col(portal_session::Column::ExpiresAt).lt(self.at()))
            .exec(&self.transaction)
            .await?;
        let row = portal_session::ActiveModel {
            id: Set(new.id),
            contact_id: Set(new.contact),
            csrf_token: Set(new.csrf_token),
            created_at: Set(new.created_at),
            expires_at: Set(new.expires_at),
        };
        portal_session::Entity::insert(row).exec_without_returning(&self.transaction).await?;
        Ok(())
    }

    /// Ends a contact's session.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn end_portal_session(&self, id: &str) -> Result<(), StoreError> {
        portal_session::Entity::delete_by_id(id).exec(&self.transaction).await?;
        Ok(())
    }

    /// Ends all sessions of a contact but the one named.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn end_portal_sessions_of(&self, contact: i64, but: Option<&str>) -> Result<(), StoreError> {
        portal_session::Entity::delete_many()
            .filter(portal_session::Column::ContactId.eq(contact))
            .filter(portal_session::Column::Id.ne(but.unwrap_or_default()))
            .exec(&self.transaction)
            .await?;
        Ok(())
    }

    /// Puts the logo in place of the one before, or takes it away.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn put_portal_logo(&self, logo: Option<PortalLogo>) -> Result<(), StoreError> {
        use portal_logo::Column;
        let Some(logo) = logo else {
            portal_logo::Entity::delete_by_id(1).exec(&self.transaction).await?;
            return self.audit("change portal logo", "portal", "none").await;
        };
        self.audit("change portal logo", "portal", &logo.digest).await?;
        let row = portal_logo::ActiveModel {
            id: Set(1),
            kind: Set(logo.kind),
            picture: Set(logo.picture),
            digest: Set(logo.digest),
        };
        let known =
            OnConflict::column(Column::Id).update_columns([Column::Kind, Column::Picture, Column::Digest]).to_owned();
        portal_logo::Entity::insert(row).on_conflict(known).exec_without_returning(&self.transaction).await?;
        Ok(())
    }
}
