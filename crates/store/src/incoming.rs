//! Mails that came in: what a person must see of them to act. Each is kept once, whatever number its mailbox gives it.

use crate::connection::{Store, StoreError, Write, rows_a_statement};
use crate::entities::incoming_mail;
use base::EnrolmentId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::HashSet;

/// A mail that came in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IncomingMail {
    /// What tells it from every other: its Message-ID, or a digest.
    pub identity: String,
    /// What it is: `reply`, `out_of_office`, `bounce`, `complaint`, `objection`.
    pub kind: String,
    /// The key of the mail of ours it is about.
    pub about: Option<String>,
    /// The enrolment that mail belongs to.
    pub enrolment: Option<EnrolmentId>,
    /// Who sent it, as it says.
    pub sender: Option<String>,
    /// Its subject.
    pub subject: String,
    /// What was written, without what is quoted.
    pub body: String,
    /// When it was written, as it says, UTC.
    pub dated: Option<String>,
}

impl Store {
    /// Which of these mails were read before.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn known_mails(&self, identities: &[String]) -> Result<HashSet<String>, StoreError> {
        use incoming_mail::Column;
        let mut known = HashSet::new();
        for part in identities.chunks(10_000) {
            let rows: Vec<String> = incoming_mail::Entity::find()
                .select_only()
                .column(Column::Identity)
                .filter(Column::Identity.is_in(part))
                .into_tuple()
                .all(&self.connection)
                .await?;
            known.extend(rows);
        }
        Ok(known)
    }

    /// The mails that came in about an enrolment, the oldest first, with the instant each was read.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn mails_about(&self, enrolment: EnrolmentId) -> Result<Vec<(IncomingMail, String)>, StoreError> {
        use incoming_mail::Column;
        let rows = incoming_mail::Entity::find()
            .filter(Column::EnrolmentId.eq(enrolment.0))
            .order_by_asc(Column::Id)
            .all(&self.connection)
            .await?;
        let of = |row: incoming_mail::Model| {
            let mail = IncomingMail {
                identity: row.identity,
                kind: row.kind,
                about: row.about,
                enrolment: row.enrolment_id.map(EnrolmentId),
                sender: row.sender,
                subject: row.subject,
                body: row.body,
                dated: row.dated,
            };
            (mail, row.read_at)
        };
        Ok(rows.into_iter().map(of).collect())
    }
}

impl Write {
    /// Keeps mails that came in; one that is there already stays as it is.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_mails(&self, new: &[IncomingMail]) -> Result<(), StoreError> {
        for part in new.chunks(rows_a_statement(10)) {
            let rows = part.iter().map(|of| incoming_mail::ActiveModel {
                id: NotSet,
                identity: Set(of.identity.clone()),
                kind: Set(of.kind.clone()),
                about: Set(of.about.clone()),
                enrolment_id: Set(of.enrolment.map(|id| id.0)),
                sender: Set(of.sender.clone()),
                subject: Set(of.subject.clone()),
                body: Set(of.body.clone()),
                dated: Set(of.dated.clone()),
                read_at: Set(self.at().to_owned()),
            });
            let known = OnConflict::column(incoming_mail::Column::Identity).do_nothing().to_owned();
            let insert = incoming_mail::Entity::insert_many(rows).on_conflict(known);
            insert.exec_without_returning(&self.transaction).await?;
        }
        if !new.is_empty() {
            self.audit("read mails", "mailbox", &format!("{} that answer ours", new.len())).await?;
        }
        Ok(())
    }
}
