//! How customers are contacted: the matrix of what law and company say, limits, hours and days. Each change is a version with
//! who, when and why; the newest holds.

use crate::connection::{Store, StoreError, Write};
use crate::entities::contact_policy;
use automate::ContactPolicy;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ConnectionTrait, EntityTrait, QueryOrder, QuerySelect,
};

/// A version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ContactPolicyVersion {
    /// Counted up from 1.
    pub version: i64,
    /// What holds.
    pub policy: ContactPolicy,
    /// Why it was changed.
    pub reason: String,
    /// Who saved it.
    pub saved_by: String,
    /// When, UTC.
    pub saved_at: String,
}

fn of_row(row: contact_policy::Model) -> Result<ContactPolicyVersion, StoreError> {
    let policy = serde_json::from_str(&row.policy)
        .map_err(|error| StoreError::Unreadable { what: "contact policy", value: error.to_string() })?;
    Ok(ContactPolicyVersion {
        version: row.version,
        policy,
        reason: row.reason,
        saved_by: row.saved_by,
        saved_at: row.saved_at,
    })
}

async fn newest(connection: &impl ConnectionTrait) -> Result<Option<ContactPolicyVersion>, StoreError> {
    let rows = contact_policy::Entity::find().order_by_desc(contact_policy::Column::Version).limit(1);
    rows.one(connection).await?.map(of_row).transpose()
}

impl Store {
    /// How customers are contacted; `None` where nobody changed what is shipped.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn contact_policy(&self) -> Result<Option<ContactPolicyVersion>, StoreError> {
        newest(&self.connection).await
    }

    /// All versions, the newest first.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn contact_policy_versions(&self) -> Result<Vec<ContactPolicyVersion>, StoreError> {
        let rows = contact_policy::Entity::find().order_by_desc(contact_policy::Column::Version);
        rows.all(&self.connection).await?.into_iter().map(of_row).collect()
    }
}

impl Write {
    /// Saves a version; `seen` is the one its author saw, 0 where there was none. Says whether that still was the newest.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn save_contact_policy(
        &self,
        policy: &ContactPolicy,
        reason: &str,
        seen: i64,
    ) -> Result<bool, StoreError> {
        let known = newest(&self.transaction).await?.map_or(0, |known| known.version);
        if known != seen {
            return Ok(false);
        }
        let json = serde_json::to_string(policy)
            .map_err(|error| StoreError::Unreadable { what: "contact policy", value: error.to_string() })?;
        let row = contact_policy::ActiveModel {
            version: NotSet,
            policy: Set(json.clone()),
            reason: Set(reason.to_owned()),
            saved_by: Set(self.actor().to_owned()),
            saved_at: Set(self.at().to_owned()),
        };
        contact_policy::Entity::insert(row).exec_without_returning(&self.transaction).await?;
        self.audit("save contact policy", "contact policy", &format!("{reason}: {json}")).await?;
        Ok(true)
    }
}
