//! Mapping profiles: what a person has settled on the tables of a source, used by its next deliveries.
//!
//! Versions are only ever added. Removing a profile adds one without a mapping, and bringing one back adds a copy of an
//! earlier version, so that nothing that was ever said is lost.

use crate::connection::{Store, StoreError, Write};
use crate::entities::mapping_profile;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};
use serde::Serialize;

/// A version of a profile.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct MappingProfile {
    /// The source.
    pub source: String,
    /// Counted up for each source from 1.
    pub version: u32,
    /// What it says, as TOML; `None` where the profile was removed.
    pub mapping: Option<String>,
    /// Who saved it.
    pub saved_by: String,
    /// When, UTC.
    pub saved_at: String,
}

fn of_row(row: mapping_profile::Model) -> MappingProfile {
    MappingProfile {
        source: row.source,
        version: u32::try_from(row.version).unwrap_or(0),
        mapping: row.mapping,
        saved_by: row.saved_by,
        saved_at: row.saved_at,
    }
}

async fn latest(connection: &impl ConnectionTrait, source: &str) -> Result<Option<MappingProfile>, StoreError> {
    let newest = mapping_profile::Entity::find()
        .filter(mapping_profile::Column::Source.eq(source))
        .order_by_desc(mapping_profile::Column::Version)
        .one(connection)
        .await?;
    Ok(newest.map(of_row))
}

impl Store {
    /// The newest version of each profile by source, those removed included.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn mapping_profiles(&self) -> Result<Vec<MappingProfile>, StoreError> {
        let rows = mapping_profile::Entity::find()
            .order_by_asc(mapping_profile::Column::Source)
            .order_by_asc(mapping_profile::Column::Version)
            .all(&self.connection)
            .await?;
        let mut newest: Vec<MappingProfile> = Vec::new();
        for row in rows {
            if newest.last().is_some_and(|known| known.source == row.source) {
                newest.pop();
            }
            newest.push(of_row(row));
        }
        Ok(newest)
    }

    /// All versions of the profile of a source, newest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn mapping_profile_versions(&self, source: &str) -> Result<Vec<MappingProfile>, StoreError> {
        let rows = mapping_profile::Entity::find()
            .filter(mapping_profile::Column::Source.eq(source))
            .order_by_desc(mapping_profile::Column::Version)
            .all(&self.connection)
            .await?;
        Ok(rows.into_iter().map(of_row).collect())
    }
}

impl Write {
    /// The newest version of the profile of a source, as this change finds it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn mapping_profile(&self, source: &str) -> Result<Option<MappingProfile>, StoreError> {
        latest(&self.transaction, source).await
    }

    /// Adds a version of a profile, `None` to remove it, and gives it. Saving what stands there already changes nothing.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn save_mapping_profile(
        &self,
        source: &str,
        mapping: Option<&str>,
    ) -> Result<MappingProfile, StoreError> {
        let before = latest(&self.transaction, source).await?;
        if let Some(same) = before.as_ref().filter(|before| before.mapping.as_deref() == mapping) {
            return Ok(same.clone());
        }
        let saved = MappingProfile {
            source: source.to_owned(),
            version: before.map_or(0, |before| before.version) + 1,
            mapping: mapping.map(str::to_owned),
            saved_by: self.actor().to_owned(),
            saved_at: self.at().to_owned(),
        };
        let row = mapping_profile::ActiveModel {
            id: NotSet,
            source: Set(saved.source.clone()),
            version: Set(i32::try_from(saved.version).unwrap_or(i32::MAX)),
            mapping: Set(saved.mapping.clone()),
            saved_by: Set(saved.saved_by.clone()),
            saved_at: Set(saved.saved_at.clone()),
        };
        mapping_profile::Entity::insert(row).exec_without_returning(&self.transaction).await?;
        let action = if mapping.is_some() { "save mapping profile" } else { "remove mapping profile" };
        self.audit(action, source, &format!("version {}", saved.version)).await?;
        Ok(saved)
    }
}
