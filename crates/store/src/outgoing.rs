//! What goes out: the outbox. Every outward effect is a row, written in the transaction that decides it; workers send it
//! afterwards, and what came of it is written back. A row is told by destination, kind and key, and there is never a second one:
//! whatever crashes, one cause has one effect.

use crate::connection::{Store, StoreError, Write, rows_a_statement};
use crate::entities::outgoing;
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde::Serialize;

/// How far something is that goes out.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OutgoingState {
    /// It waits to be sent, now or at its hour.
    Waiting,
    /// It was handed over, and what came of it is not written yet. Only for what must not be sent twice.
    Sending,
    /// The other side has it.
    Sent,
    /// The other side takes nothing at the time: a quota is used up, its administrator must see to something.
    Parked,
    /// The other side refuses it: a person must see to it and send it again.
    Failed,
}

impl OutgoingState {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Sending, Self::Sent, Self::Parked, Self::Failed];

    /// The name in JSON and in the database.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Parked => "parked",
            Self::Failed => "failed",
        }
    }

    /// The state with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.id() == name)
    }
}

/// Something to go out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewOutgoing {
    /// The system it goes to: `salesforce`, `mail`.
    pub destination: String,
    /// What it is there: `Opportunity`, `message`.
    pub kind: String,
    /// Its key: small letters, digits, hyphens.
    pub key: String,
    /// What it is about, for people: an opportunity's or an enrolment's id.
    pub about: String,
    /// What is sent; none where it is made from what is known when it goes.
    pub payload: Option<String>,
    /// Not before this instant, UTC; at once where none is said.
    pub not_before: Option<String>,
}

/// Something that goes out, or went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outgoing {
    /// Counted up.
    pub id: i64,
    /// What it is.
    pub of: NewOutgoing,
    /// How far it is.
    pub state: OutgoingState,
    /// How often it was tried.
    pub attempts: u32,
    /// Since when it waits, UTC.
    pub since: String,
    /// Why it waits or was refused.
    pub reason: Option<String>,
    /// What the other side calls it.
    pub remote_id: Option<String>,
    /// The digest of what was sent last.
    pub sent_digest: Option<String>,
    /// When it was sent, UTC.
    pub sent_at: Option<String>,
    /// Counted up each time it is to go again.
    pub edition: i64,
}

/// What came of sending.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settled {
    /// The row.
    pub id: i64,
    /// Its edition when it was read. Where it is to go again since, it goes on waiting.
    pub edition: i64,
    /// How far it is now.
    pub state: OutgoingState,
    /// Why.
    pub reason: Option<String>,
    /// When it is tried again, UTC.
    pub next_at: Option<String>,
    /// What the other side calls it, where that is known now.
    pub remote_id: Option<String>,
    /// The digest of what was sent, where it was.
    pub sent_digest: Option<String>,
    /// Whether this was a try.
    pub is_attempt: bool,
}

pub(crate) fn of_row(row: outgoing::Model) -> Result<Outgoing, StoreError> {
    let state = OutgoingState::named(&row.state)
        .ok_or_else(|| StoreError::Unreadable { what: "state in the outbox", value: row.state.clone() })?;
    Ok(Outgoing {
        id: row.id,
        of: NewOutgoing {
            destination: row.destination,
            kind: row.kind,
            key: row.key,
            about: row.about,
            payload: row.payload,
            not_before: row.next_at,
        },
        state,
        attempts: u32::try_from(row.attempts).unwrap_or(0),
        since: row.since,
        reason: row.reason,
        remote_id: row.remote_id,
        sent_digest: row.sent_digest,
        sent_at: row.sent_at,
        edition: row.edition,
    })
}

impl Store {
    /// What waits for a destination and may go at the instant `now`, of one kind, the oldest first, those after `after`.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn outgoing_due(
        &self,
        (destination, kind): (&str, &str),
        now: &str,
        after: i64,
        most: u64,
    ) -> Result<Vec<Outgoing>, StoreError> {
        use outgoing::Column;
        let may_go = Column::NextAt.is_null().or(Column::NextAt.lte(now));
        let rows = outgoing::Entity::find()
            .filter(Column::Destination.eq(destination).and(Column::Kind.eq(kind)))
            .filter(Column::State.is_in([OutgoingState::Waiting.id(), OutgoingState::Parked.id()]).and(may_go))
            .filter(Column::Id.gt(after))
            .order_by_asc(Column::Id)
            .limit(most)
            .all(&self.connection)
            .await?;
        rows.into_iter().map(of_row).collect()
    }

    /// What is in the outbox, the newest first, from `before` downwards: of one state and one destination, where they are said.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn outgoing(
        &self,
        (state, destination): (Option<OutgoingState>, Option<&str>),
        before: Option<i64>,
        most: u64,
    ) -> Result<Vec<Outgoing>, StoreError> {
        use outgoing::Column;
        let mut query = outgoing::Entity::find().order_by_desc(Column::Id).limit(most);
        if let Some(state) = state {
            query = query.filter(Column::State.eq(state.id()));
        }
        if let Some(destination) = destination {
            query = query.filter(Column::Destination.eq(destination));
        }
        if let Some(before) = before {
            query = query.filter(Column::Id.lt(before));
        }
        query.all(&self.connection).await?.into_iter().map(of_row).collect()
    }

    /// The rows of a destination and kind with these keys.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn outgoing_by_key(
        &self,
        (destination, kind): (&str, &str),
        keys: &[String],
    ) -> Result<Vec<Outgoing>, StoreError> {
        use outgoing::Column;
        let mut all = Vec::new();
        for keys in keys.chunks(10_000) {
            let rows = outgoing::Entity::find()
                .filter(Column::Destination.eq(destination).and(Column::Kind.eq(kind)))
                .filter(Column::Key.is_in(keys))
                .all(&self.connection)
                .await?;
            for row in rows {
                all.push(of_row(row)?);
            }
        }
        Ok(all)
    }

    /// The row of a destination with this key, of whichever kind; of several the newest.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn outgoing_with_key(&self, destination: &str, key: &str) -> Result<Option<Outgoing>, StoreError> {
        use outgoing::Column;
        let row = outgoing::Entity::find()
            .filter(Column::Destination.eq(destination).and(Column::Key.eq(key)))
            .order_by_desc(Column::Id)
            .one(&self.connection)
            .await?;
        row.map(of_row).transpose()
    }

    /// The keys of all rows of a destination and kind.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn outgoing_keys(&self, (destination, kind): (&str, &str)) -> Result<Vec<String>, StoreError> {
        use outgoing::Column;
        let keys = outgoing::Entity::find()
            .select_only()
            .column(Column::Key)
            .filter(Column::Destination.eq(destination).and(Column::Kind.eq(kind)))
            .order_by_asc(Column::Id)
            .into_tuple()
            .all(&self.connection)
            .await?;
        Ok(keys)
    }

    /// What was said to whom from a day on: what each message is about, and its day.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn contacts_since(
        &self,
        destinations: &[&str],
        day: NaiveDate,
    ) -> Result<Vec<(String, NaiveDate)>, StoreError> {
        use outgoing::Column;
        let rows: Vec<(String, String)> = outgoing::Entity::find()
            .select_only()
            .columns([Column::About, Column::Since])
            .filter(Column::Destination.is_in(destinations.iter().copied()))
            .filter(Column::State.ne(OutgoingState::Failed.id()).and(Column::Since.gte(day.to_string())))
            .order_by_asc(Column::Id)
            .into_tuple()
            .all(&self.connection)
            .await?;
        let day_of = |(about, since): (String, String)| Some((about, since.get(..10)?.parse().ok()?));
        Ok(rows.into_iter().filter_map(day_of).collect())
    }

    /// How much of each destination and kind is in each state.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn outgoing_counts(&self) -> Result<Vec<(String, String, OutgoingState, u64)>, StoreError> {
        use outgoing::Column;
        let rows: Vec<(String, String, String, i64)> = outgoing::Entity::find()
            .select_only()
            .columns([Column::Destination, Column::Kind, Column::State])
            .column_as(Column::Id.count(), "number")
            .group_by(Column::Destination)
            .group_by(Column::Kind)
            .group_by(Column::State)
            .order_by_asc(Column::Destination)
            .order_by_asc(Column::Kind)
            .order_by_asc(Column::State)
            .into_tuple()
            .all(&self.connection)
            .await?;
        let mut counts = Vec::new();
        for (destination, kind, state, number) in rows {
            let state = OutgoingState::named(&state)
                .ok_or_else(|| StoreError::Unreadable { what: "state in the outbox", value: state.clone() })?;
            counts.push((destination, kind, state, u64::try_from(number).unwrap_or(0)));
        }
        Ok(counts)
    }
}

impl Write {
    /// Puts things into the outbox. What is there by its key already is not added a second time: where its content is made
    /// when it goes, it is to go once more; where it was given, it stays as it was given first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn put_outgoing(&self, all: Vec<NewOutgoing>) -> Result<(), StoreError> {
        use outgoing::Column;
        let (made, given): (Vec<NewOutgoing>, Vec<NewOutgoing>) = all.into_iter().partition(|of| of.payload.is_none());
        let again = OnConflict::columns([Column::Destination, Column::Kind, Column::Key])
            .value(Column::State, OutgoingState::Waiting.id())
            .values([
                (Column::NextAt, Expr::value(None::<String>)),
                (Column::Reason, Expr::value(None::<String>)),
                (Column::Attempts, Expr::value(0)),
                (Column::Since, Expr::value(self.at())),
                (Column::Edition, Expr::col((outgoing::Entity, Column::Edition)).add(1)),
            ])
            .to_owned();
        let stays = OnConflict::columns([Column::Destination, Column::Kind, Column::Key]).do_nothing().to_owned();
        for (rows, known) in [(made, again), (given, stays)] {
            for part in rows.chunks(rows_a_statement(14)) {
                let rows = part.iter().map(|of| outgoing::ActiveModel {
                    id: NotSet,
                    destination: Set(of.destination.clone()),
                    kind: Set(of.kind.clone()),
                    key: Set(of.key.clone()),
                    about: Set(of.about.clone()),
                    payload: Set(of.payload.clone()),
                    state: Set(OutgoingState::Waiting.id().to_owned()),
                    attempts: Set(0),
                    next_at: Set(of.not_before.clone()),
                    since: Set(self.at().to_owned()),
                    reason: Set(None),
                    remote_id: Set(None),
                    sent_digest: Set(None),
                    sent_at: Set(None),
                    edition: Set(1),
                });
                let insert = outgoing::Entity::insert_many(rows).on_conflict(known.clone());
                insert.exec_without_returning(&self.transaction).await?;
            }
        }
        Ok(())
    }

    /// Writes what came of sending. A row that is to go again since it was read goes on waiting, and keeps what is known of
    /// the other side.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn settle_outgoing(&self, all: &[Settled]) -> Result<(), StoreError> {
        use outgoing::Column;
        for of in all {
            let mut facts = outgoing::Entity::update_many().filter(Column::Id.eq(of.id));
            let mut knows = false;
            if let Some(remote) = &of.remote_id {
                facts = facts.col_expr(Column::RemoteId, remote.as_str().into());
                knows = true;
            }
            if let Some(digest) = &of.sent_digest {
                facts = facts.col_expr(Column::SentDigest, digest.as_str().into());
                facts = facts.col_expr(Column::SentAt, self.at().into());
                knows = true;
            }
            if of.is_attempt {
                facts = facts.col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1));
                knows = true;
            }
            if knows {
                facts.exec(&self.transaction).await?;
            }
            outgoing::Entity::update_many()
                .col_expr(Column::State, of.state.id().into())
                .col_expr(Column::Reason, Expr::value(of.reason.clone()))
                .col_expr(Column::NextAt, Expr::value(of.next_at.clone()))
                .filter(Column::Id.eq(of.id).and(Column::Edition.eq(of.edition)))
                .exec(&self.transaction)
                .await?;
        }
        Ok(())
    }

    /// Sends again what was refused or is parked: the rows named, or all of a destination. Says how many.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn retry_outgoing(&self, destination: Option<&str>, ids: Option<&[i64]>) -> Result<u64, StoreError> {
        use outgoing::Column;
        let stopped = [OutgoingState::Failed.id(), OutgoingState::Parked.id()];
        let mut update = outgoing::Entity::update_many()
            .col_expr(Column::State, OutgoingState::Waiting.id().into())
            .col_expr(Column::NextAt, Expr::value(None::<String>))
            .col_expr(Column::Reason, Expr::value(None::<String>))
            .col_expr(Column::Attempts, Expr::value(0))
            .col_expr(Column::Since, self.at().into())
            .col_expr(Column::Edition, Expr::col(Column::Edition).add(1))
            .filter(Column::State.is_in(stopped));
        if let Some(destination) = destination {
            update = update.filter(Column::Destination.eq(destination));
        }
        if let Some(ids) = ids {
            update = update.filter(Column::Id.is_in(ids.iter().copied()));
        }
        let done = update.exec(&self.transaction).await?.rows_affected;
        if done > 0 {
            self.audit("send again", destination.unwrap_or("outbox"), &format!("{done} of the outbox")).await?;
        }
        Ok(done)
    }
}
