//! What customers find in the portal, and what they answered. A notice is told by its key, and there is never a second one.

use crate::connection::{Store, StoreError, Write, rows_a_statement};
use crate::entities::portal_notice;
use automate::Purpose;
use base::{CustomerId, EnrolmentId, MachineId, OpportunityId};
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde::Serialize;

/// How far a notice is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeState {
    /// Nobody looked at it yet.
    New,
    /// Somebody looked at it.
    Seen,
    /// The customer wants it.
    Accepted,
    /// The customer does not want it.
    Declined,
    /// The customer asked something; the answer is still open.
    Asked,
    /// It is no longer current: what it was about was settled otherwise.
    Withdrawn,
}

impl NoticeState {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::New, Self::Seen, Self::Accepted, Self::Declined, Self::Asked, Self::Withdrawn];

    /// The name in JSON and in the database.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Seen => "seen",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Asked => "asked",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.id() == name)
    }

    /// Whether the customer may still answer.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::New | Self::Seen | Self::Asked)
    }
}

/// A notice to be put into the portal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewNotice {
    /// The key of the effect it came of.
    pub key: String,
    /// Whose it is.
    pub customer: CustomerId,
    /// The machine it is about.
    pub machine: MachineId,
    /// The opportunity it belongs to.
    pub opportunity: Option<OpportunityId>,
    /// The enrolment it came of.
    pub enrolment: EnrolmentId,
    /// The campaign.
    pub campaign: String,
    /// The step.
    pub step: String,
    /// What a customer may object to.
    pub topic: String,
    /// What it is for.
    pub purpose: Purpose,
    /// The language it is written in.
    pub language: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The day it was made.
    pub made_on: NaiveDate,
}

/// What the customer answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoticeAnswer {
    /// Accepted, declined or asked.
    pub state: NoticeState,
    /// Why it was declined, in a word.
    pub reason: Option<String>,
    /// What was written.
    pub comment: Option<String>,
    /// Who answered.
    pub by: String,
    /// On which day, where the tenant is.
    pub on: NaiveDate,
}

/// A notice as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    /// Counted up.
    pub id: i64,
    /// What it is.
    pub of: NewNotice,
    /// How far it is.
    pub state: NoticeState,
    /// Why it was declined, in a word.
    pub reason: Option<String>,
    /// What the customer wrote last.
    pub comment: Option<String>,
    /// When it was answered last.
    pub answered_on: Option<NaiveDate>,
    /// The same instant, UTC.
    pub answered_at: Option<String>,
    /// Who answered.
    pub answered_by: Option<String>,
    /// Counted up with each answer.
    pub edition: i64,
}

/// Which notices.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoticesOf<'a> {
    /// Those of a customer, by all ids it is or was known by.
    Customer(&'a [CustomerId]),
    /// Those about a machine.
    Machine(MachineId),
    /// Those of an opportunity.
    Opportunity(OpportunityId),
}

const fn purpose_id(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Notice => "notice",
        Purpose::Advertising => "advertising",
    }
}

fn of_row(row: portal_notice::Model) -> Result<Notice, StoreError> {
    let state = NoticeState::named(&row.state)
        .ok_or_else(|| StoreError::Unreadable { what: "state of a notice", value: row.state.clone() })?;
    let purpose = Purpose::ALL
        .into_iter()
        .find(|of| purpose_id(*of) == row.purpose)
        .ok_or_else(|| StoreError::Unreadable { what: "purpose of a notice", value: row.purpose.clone() })?;
    Ok(Notice {
        id: row.id,
        of: NewNotice {
            key: row.key,
            customer: CustomerId(row.customer_id),
            machine: MachineId(row.machine_id),
            opportunity: row.opportunity_id.map(OpportunityId),
            enrolment: EnrolmentId(row.enrolment_id),
            campaign: row.campaign,
            step: row.step,
            topic: row.topic,
            purpose,
            language: row.language,
            subject: row.subject,
            text: row.body,
            made_on: row.made_on,
        },
        state,
        reason: row.reason,
        comment: row.comment,
        answered_on: row.answered_on,
        answered_at: row.answered_at,
        answered_by: row.answered_by,
        edition: row.edition,
    })
}

impl Store {
    /// Notices, the newest first, at most so many.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn notices(&self, of: NoticesOf<'_>, most: u64) -> Result<Vec<Notice>, StoreError> {
        use portal_notice::Column;
        let wanted = match of {
            NoticesOf::Customer(ids) => Column::CustomerId.is_in(ids.iter().map(|id| id.0)),
            NoticesOf::Machine(id) => Column::MachineId.eq(id.0),
            NoticesOf::Opportunity(id) => Column::OpportunityId.eq(id.0),
        };
        let rows = portal_notice::Entity::find()
            .filter(wanted)
            .order_by_desc(Column::Id)
            .limit(most)
            .all(&self.connection)
            .await?;
        rows.into_iter().map(of_row).collect()
    }

    /// The notice with this id, where it is this customer's, by all ids it is or was known by.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn notice(&self, customer: &[CustomerId], id: i64) -> Result<Option<Notice>, StoreError> {
        use portal_notice::Column;
        let row = portal_notice::Entity::find_by_id(id)
            .filter(Column::CustomerId.is_in(customer.iter().map(|id| id.0)))
            .one(&self.connection)
            .await?;
        row.map(of_row).transpose()
    }

    /// To which customers something was said in the portal from a day on, and when.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn notices_since(&self, day: NaiveDate) -> Result<Vec<(CustomerId, NaiveDate)>, StoreError> {
        use portal_notice::Column;
        let rows: Vec<(uuid::Uuid, NaiveDate)> = portal_notice::Entity::find()
            .select_only()
            .columns([Column::CustomerId, Column::MadeOn])
            .filter(Column::MadeOn.gte(day))
            .order_by_asc(Column::Id)
            .into_tuple()
            .all(&self.connection)
            .await?;
        Ok(rows.into_iter().map(|(customer, on)| (CustomerId(customer), on)).collect())
    }
}

impl Write {
    /// Puts notices into the portal; one that is there by its key stays as it is.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_notices(&self, new: &[NewNotice]) -> Result<(), StoreError> {
        for part in new.chunks(rows_a_statement(21)) {
            let rows = part.iter().map(|of| portal_notice::ActiveModel {
                id: NotSet,
                key: Set(of.key.clone()),
                customer_id: Set(of.customer.0),
                machine_id: Set(of.machine.0),
                opportunity_id: Set(of.opportunity.map(|id| id.0)),
                enrolment_id: Set(of.enrolment.0),
                campaign: Set(of.campaign.clone()),
                step: Set(of.step.clone()),
                topic: Set(of.topic.clone()),
                purpose: Set(purpose_id(of.purpose).to_owned()),
                language: Set(of.language.clone()),
                subject: Set(of.subject.clone()),
                body: Set(of.text.clone()),
                made_on: Set(of.made_on),
                state: Set(NoticeState::New.id().to_owned()),
                reason: Set(None),
                comment: Set(None),
                answered_on: Set(None),
                answered_at: Set(None),
                answered_by: Set(None),
                edition: Set(1),
            });
            let known = OnConflict::column(portal_notice::Column::Key).do_nothing().to_owned();
            portal_notice::Entity::insert_many(rows)
                .on_conflict(known)
                .exec_without_returning(&self.transaction)
                .await?;
        }
        Ok(())
    }

    /// Notes that a new notice was looked at. Says whether it was new.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn see_notice(&self, customer: CustomerId, id: i64) -> Result<bool, StoreError> {
        use portal_notice::Column;
        let done = portal_notice::Entity::update_many()
            .col_expr(Column::State, NoticeState::Seen.id().into())
            .filter(Column::Id.eq(id).and(Column::CustomerId.eq(customer.0)))
            .filter(Column::State.eq(NoticeState::New.id()))
            .exec(&self.transaction)
            .await?;
        if done.rows_affected > 0 {
            self.audit("see notice", &format!("notice {id}"), "").await?;
        }
        Ok(done.rows_affected > 0)
    }

    /// Keeps what a customer answered. Says whether the notice was still open and as it was read.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn answer_notice(&self, of: &Notice, answer: &NoticeAnswer) -> Result<bool, StoreError> {
        use portal_notice::Column;
        let open = NoticeState::ALL.into_iter().filter(|state| state.is_open()).map(NoticeState::id);
        let done = portal_notice::Entity::update_many()
            .col_expr(Column::State, answer.state.id().into())
            .col_expr(Column::Reason, Expr::value(answer.reason.clone()))
            .col_expr(Column::Comment, Expr::value(answer.comment.clone()))
            .col_expr(Column::AnsweredOn, Expr::value(answer.on))
            .col_expr(Column::AnsweredAt, self.at().into())
            .col_expr(Column::AnsweredBy, answer.by.as_str().into())
            .col_expr(Column::Edition, Expr::col(Column::Edition).add(1))
            .filter(Column::Id.eq(of.id).and(Column::CustomerId.eq(of.of.customer.0)))
            .filter(Column::State.is_in(open).and(Column::Edition.eq(of.edition)))
            .exec(&self.transaction)
            .await?;
        if done.rows_affected > 0 {
            let detail = [Some(answer.state.id()), answer.reason.as_deref(), answer.comment.as_deref()];
            let detail: Vec<&str> = detail.into_iter().flatten().collect();
            self.audit("answer notice", &format!("notice {}", of.id), &detail.join(": ")).await?;
        }
        Ok(done.rows_affected > 0)
    }

    /// Withdraws what nobody answered yet of these enrolments: what it was about was settled otherwise.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn withdraw_notices(&self, of: &[EnrolmentId]) -> Result<u64, StoreError> {
        use portal_notice::Column;
        let open = NoticeState::ALL.into_iter().filter(|state| state.is_open()).map(NoticeState::id);
        let open: Vec<&str> = open.collect();
        let mut withdrawn = 0;
        for part in of.chunks(10_000) {
            let done = portal_notice::Entity::update_many()
                .col_expr(Column::State, NoticeState::Withdrawn.id().into())
                .col_expr(Column::Edition, Expr::col(Column::Edition).add(1))
                .filter(Column::EnrolmentId.is_in(part.iter().map(|id| id.0)))
                .filter(Column::State.is_in(open.iter().copied()))
                .exec(&self.transaction)
                .await?;
            withdrawn += done.rows_affected;
        }
        if withdrawn > 0 {
            self.audit("withdraw notices", "portal", &format!("{withdrawn} notices")).await?;
        }
        Ok(withdrawn)
    }
}
