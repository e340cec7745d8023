//! Settings people change on the page: each one JSON document under a name.

use crate::connection::{Store, StoreError, Write};
use crate::entities::setting;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

/// A setting as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setting {
    /// The document.
    pub json: String,
    /// Counted up with each change.
    pub edition: i64,
    /// Who saved it.
    pub saved_by: String,
    /// When, UTC.
    pub saved_at: String,
}

async fn read(connection: &impl ConnectionTrait, name: &str) -> Result<Option<Setting>, StoreError> {
    let row = setting::Entity::find_by_id(name.to_owned()).one(connection).await?;
    Ok(row.map(|row| Setting {
        json: row.setting,
        edition: row.edition,
        saved_by: row.saved_by,
        saved_at: row.saved_at,
    }))
}

impl Store {
    /// The setting of this name; `None` where nobody changed it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn setting(&self, name: &str) -> Result<Option<Setting>, StoreError> {
        read(&self.connection, name).await
    }
}

impl Write {
    /// Saves a setting; `seen` is the edition its author saw, 0 where there was none. Says whether that still was so.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn save_setting(&self, name: &str, json: String, seen: i64) -> Result<bool, StoreError> {
        let known = read(&self.transaction, name).await?;
        if known.as_ref().map_or(0, |known| known.edition) != seen {
            return Ok(false);
        }
        let row = setting::ActiveModel {
            name: Set(name.to_owned()),
            setting: Set(json.clone()),
            edition: Set(seen + 1),
            saved_by: Set(self.actor().to_owned()),
            saved_at: Set(self.at().to_owned()),
        };
        if known.is_some() {
            setting::Entity::update(row).exec(&self.transaction).await?;
        } else {
            setting::Entity::insert(row).exec_without_returning(&self.transaction).await?;
        }
        self.audit("save setting", name, &json).await?;
        Ok(true)
    }
}
