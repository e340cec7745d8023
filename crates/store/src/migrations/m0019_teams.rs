//! Teams: who opportunities are given to by campaigns.

use super::make_tables;
use sea_orm_migration::prelude::*;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0019_teams"
    }
}

/// `team.known_as` is the name in small letters: databases disagree on what two names that differ in case are.
const TABLES: &[&str] = &[
    "CREATE TABLE team (id {uuid} PRIMARY KEY, name TEXT NOT NULL, known_as TEXT NOT NULL UNIQUE, version BIGINT NOT NULL)",
    "CREATE TABLE team_member (team_id {uuid} NOT NULL, account_id {uuid} NOT NULL, PRIMARY KEY (team_id, account_id))",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        make_tables(manager, TABLES).await
    }
}
