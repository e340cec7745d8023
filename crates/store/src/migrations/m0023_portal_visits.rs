//! Visits whose time the customer may choose in the portal, and contacts who want a mail when something new stands there.

use sea_orm_migration::prelude::*;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0023_portal_visits"
    }
}

/// Nobody is written to who did not ask for it: `mails_new` begins as false.
const TABLES: &[&str] = &[
    "ALTER TABLE visit ADD COLUMN offered_on DATE",
    "CREATE INDEX visit_customer ON visit (customer_id)",
    "ALTER TABLE portal_contact ADD COLUMN mails_new BOOLEAN NOT NULL DEFAULT FALSE",
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
