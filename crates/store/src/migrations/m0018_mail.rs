//! Mails that came in, and finding what went out by the name the other side knows it by.

use sea_orm_migration::prelude::*;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0018_mail"
    }
}

/// `identity` tells a mail from every other, also when the mailbox gives it another number. What is kept of it is what a person
/// must see to act on it: the mail itself stays in its mailbox.
const TABLES: &[&str] = &[
    "CREATE TABLE incoming_mail (id {auto}, identity TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, about TEXT, enrolment_id {uuid}, \
     sender TEXT, subject TEXT NOT NULL, body TEXT NOT NULL, dated TEXT, read_at TEXT NOT NULL)",
    "CREATE INDEX incoming_mail_enrolment ON incoming_mail (enrolment_id)",
    "CREATE INDEX outgoing_remote ON outgoing (remote_id)",
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
