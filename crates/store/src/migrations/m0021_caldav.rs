//! What was put into the technicians' calendars over CalDAV.

use sea_orm_migration::prelude::*;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0021_caldav"
    }
}

/// One row an event that stands in a calendar, or may: `sending` is noted before it is put there, `etag` and `digest` when the
/// calendar has answered. `conflict` is the digest of the plan that gave way to what somebody changed in the calendar.
const TABLES: &[&str] = &[
    "CREATE TABLE calendar_event (url TEXT PRIMARY KEY, visit_id {uuid} NOT NULL, technician_id {uuid} NOT NULL, etag TEXT, \
     digest TEXT, sending TEXT, conflict TEXT, noted_at TEXT NOT NULL)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::make_tables(manager, TABLES).await
    }
}
