//! Decisions on customers beside those on machines, and rows that are not of the machine whose number they carry.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0007_parted_rows"
    }
}

/// `about` says what `kept` and `joined` are: machines by their serial numbers, or customers by their keys. `parted` is
/// JSON: for a name in them that is no serial number which rows of which source it stands for.
const COLUMNS: &[&str] = &[
    "ALTER TABLE match_decision ADD COLUMN parted TEXT",
    "ALTER TABLE match_decision ADD COLUMN about TEXT NOT NULL DEFAULT 'machine'",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in COLUMNS {
            manager.get_connection().execute_unprepared(column).await?;
        }
        Ok(())
    }
}
