//! The audit: who did what, newest first.

use crate::connection::{Store, StoreError};
use crate::entities::{audit, counter};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

/// One line of the audit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditLine {
    /// Counted up.
    pub id: i64,
    /// When, UTC.
    pub at: String,
    /// Who.
    pub actor: String,
    /// Did what.
    pub action: String,
    /// To what.
    pub subject: String,
    /// With what.
    pub detail: String,
}

impl Store {
    /// `most` lines before the line `before` (all when `None`), and how many there are in all.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn audit(&self, before: Option<i64>, most: u64) -> Result<(u64, Vec<AuditLine>), StoreError> {
        let total = audit::Entity::find().count(&self.connection).await?;
        let mut of = audit::Entity::find().order_by_desc(audit::Column::Id).limit(most);
        if let Some(before) = before {
            of = of.filter(audit::Column::Id.lt(before));
        }
        let lines = of.all(&self.connection).await?.into_iter().map(|row| AuditLine {
            id: row.id,
            at: row.at,
            actor: row.actor,
            action: row.action,
            subject: row.subject,
            detail: row.detail,
        });
        Ok((total, lines.collect()))
    }

    /// A number that grows with every change of the database, whichever server made it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn revision(&self) -> Result<i64, StoreError> {
        let row = counter::Entity::find_by_id("write").one(&self.connection).await?;
        Ok(row.map_or(0, |row| row.next))
    }
}
