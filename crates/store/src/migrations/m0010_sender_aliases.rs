//! Senders of readings that go by another name than a serial number.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0010_sender_aliases"
    }
}

/// `device` is the key of the sender in hexadecimal digits. Without a machine the sender is none, as a test bench.
const TABLE: &str = "CREATE TABLE sender_alias (device TEXT PRIMARY KEY, name TEXT NOT NULL, machine_id {uuid}, \
     assigned_by TEXT NOT NULL, assigned_at TEXT NOT NULL)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let uuid = match connection.get_database_backend() {
            DatabaseBackend::Postgres => "UUID",
            _ => "BLOB",
        };
        connection.execute_unprepared(&TABLE.replace("{uuid}", uuid)).await?;
        Ok(())
    }
}
