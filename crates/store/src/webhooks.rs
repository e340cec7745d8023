//! Webhooks: the endpoints, what went to each and how each try ended, and what goes once more.
//!
//! A secret signs what goes out, so it is kept as it is, in the table of endpoints alone: it is in no audit line, no dump and
//! no error.

use crate::connection::{Store, StoreError, Write, rows_a_statement};
use crate::entities::{outgoing, webhook_attempt, webhook_endpoint, webhook_event};
use crate::outgoing::{Outgoing, OutgoingState, Settled, of_row as outgoing_of};
use crate::webhook_events::{EventType, WebhookEvent, event_of, types_of};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::HashMap;
use std::fmt;
use uuid::Uuid;

/// The name of all endpoints in the outbox; the kind there is the endpoint's id, the key the event's.
pub const WEBHOOK: &str = "webhook";

/// The text of a secret, which shows itself nowhere by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningText(String);

impl SigningText {
    /// Keeps a text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for who signs with it or is shown it once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SigningText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// An endpoint to be added.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewEndpoint {
    /// Its id.
    pub id: String,
    /// What people and campaigns call it.
    pub name: String,
    /// Where it listens.
    pub url: String,
    /// What signs.
    pub secret: SigningText,
    /// What it wants to hear.
    pub types: Vec<EventType>,
}

impl NewEndpoint {
    /// An endpoint added at the instant `at`. One that is added again under a name is another one.
    #[must_use]
    pub fn new(name: &str, url: &str, secret: SigningText, types: Vec<EventType>, at: &str) -> Self {
        let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("instand webhook {name} {at}").as_bytes()).to_string();
        Self { id, name: name.to_owned(), url: url.to_owned(), secret, types }
    }
}

/// An endpoint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Endpoint {
    /// What it is.
    pub of: NewEndpoint,
    /// The secret before, and until when it signs, too.
    pub old_secret: Option<(SigningText, String)>,
    /// Whether anything goes to it.
    pub active: bool,
    /// Why it was switched off, where nobody did so.
    pub note: Option<String>,
    /// Nothing goes to it before this instant, UTC.
    pub rests_until: Option<String>,
    /// Who added it.
    pub created_by: String,
    /// When, UTC.
    pub created_at: String,
    /// Counted up with each change.
    pub edition: i64,
}

/// What may be changed of an endpoint.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EndpointChange {
    /// Where it listens.
    pub url: Option<String>,
    /// What it wants to hear.
    pub types: Option<Vec<EventType>>,
    /// Whether anything goes to it, and why not.
    pub active: Option<(bool, Option<String>)>,
}

/// One try of telling an endpoint something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attempt {
    /// The row of the outbox.
    pub outgoing: i64,
    /// When it began, UTC.
    pub at: String,
    /// The status it answered with; none where it did not answer.
    pub status: Option<u16>,
    /// How long it took.
    pub ms: u64,
    /// The beginning of what it said, or what was in the way.
    pub answer: String,
}

/// What went to an endpoint, or is to go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// The row of the outbox.
    pub of: Outgoing,
    /// The event; none where it is older than events are kept.
    pub event: Option<WebhookEvent>,
}

/// How much goes once more.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Replayed {
    /// Events that go again now.
    pub number: u64,
    /// Later ones that did not fit and were left out.
    pub left_out: u64,
}

fn endpoint_of(row: webhook_endpoint::Model) -> Endpoint {
    Endpoint {
        of: NewEndpoint {
            id: row.id,
            name: row.name,
            url: row.url,
            secret: SigningText(row.secret),
            types: types_of(&row.types),
        },
        old_secret: row.old_secret.map(SigningText).zip(row.old_until),
        active: row.active,
        note: row.note,
        rests_until: row.rests_until,
        created_by: row.created_by,
        created_at: row.created_at,
        edition: row.edition,
    }
}

fn joined(types: &[EventType]) -> String {
    types.iter().map(|kind| kind.id()).collect::<Vec<_>>().join(",")
}

/// The rows of the outbox that go to an endpoint.
fn to(endpoint: &str) -> Condition {
    Condition::all().add(outgoing::Column::Destination.eq(WEBHOOK)).add(outgoing::Column::Kind.eq(endpoint))
}

impl Store {
    /// All endpoints, by name.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn endpoints(&self) -> Result<Vec<Endpoint>, StoreError> {
        let rows =
            webhook_endpoint::Entity::find().order_by_asc(webhook_endpoint::Column::Name).all(&self.connection).await?;
        Ok(rows.into_iter().map(endpoint_of).collect())
    }

    /// One endpoint.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn endpoint(&self, id: &str) -> Result<Option<Endpoint>, StoreError> {
        Ok(webhook_endpoint::Entity::find_by_id(id).one(&self.connection).await?.map(endpoint_of))
    }

    /// The events with these ids, by id.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn webhook_events(&self, ids: &[String]) -> Result<HashMap<String, WebhookEvent>, StoreError> {
        let mut all = HashMap::new();
        for ids in ids.chunks(10_000) {
            let rows = webhook_event::Entity::find()
                .filter(webhook_event::Column::Id.is_in(ids))
                .all(&self.connection)
                .await?;
            for row in rows {
                let event = event_of(row)?;
                all.insert(event.id.clone(), event);
            }
        }
        Ok(all)
    }

    /// What went to an endpoint or is to go, the newest first, from `before` downwards; of one state where it is said.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn deliveries(
        &self,
        endpoint: &str,
        state: Option<OutgoingState>,
        before: Option<i64>,
        most: u64,
    ) -> Result<Vec<Delivery>, StoreError> {
        use outgoing::Column;
        let mut query = outgoing::Entity::find().filter(to(endpoint)).order_by_desc(Column::Id).limit(most);
        if let Some(state) = state {
            query = query.filter(Column::State.eq(state.id()));
        }
        if let Some(before) = before {
            query = query.filter(Column::Id.lt(before));
        }
        let rows: Vec<Outgoing> =
            query.all(&self.connection).await?.into_iter().map(outgoing_of).collect::<Result<_, _>>()?;
        let ids: Vec<String> = rows.iter().map(|of| of.of.key.clone()).collect();
        let mut events = self.webhook_events(&ids).await?;
        Ok(rows.into_iter().map(|of| Delivery { event: events.remove(&of.of.key), of }).collect())
    }

    /// The tries of rows of the outbox, the latest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn attempts(&self, outgoing: &[i64]) -> Result<Vec<Attempt>, StoreError> {
        use webhook_attempt::Column;
        let rows = webhook_attempt::Entity::find()
            .filter(Column::OutgoingId.is_in(outgoing.iter().copied()))
            .order_by_desc(Column::Id)
            .all(&self.connection)
            .await?;
        let attempt = |row: webhook_attempt::Model| Attempt {
            outgoing: row.outgoing_id,
            at: row.at,
            status: row.status.and_then(|status| u16::try_from(status).ok()),
            ms: u64::try_from(row.ms).unwrap_or(0),
            answer: row.answer,
        };
        Ok(rows.into_iter().map(attempt).collect())
    }
}

impl Write {
    /// Adds an endpoint. Says whether its name was free.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_endpoint(&self, new: &NewEndpoint) -> Result<bool, StoreError> {
        use webhook_endpoint::Column;
        let known = webhook_endpoint::Entity::find().filter(Column::Name.eq(&new.name)).count(&self.transaction);
        if known.await? > 0 {
            return Ok(false);
        }
        let row = webhook_endpoint::ActiveModel {
            id: Set(new.id.clone()),
            name: Set(new.name.clone()),
            url: Set(new.url.clone()),
            secret: Set(new.secret.0.clone()),
            old_secret: Set(None),
            old_until: Set(None),
            types: Set(joined(&new.types)),
            active: Set(true),
            note: Set(None),
            rests_until: Set(None),
            created_by: Set(self.actor().to_owned()),
            created_at: Set(self.at().to_owned()),
            edition: Set(1),
        };
        webhook_endpoint::Entity::insert(row).exec_without_returning(&self.transaction).await?;
        self.audit("add webhook", &new.name, &format!("{} for {}", new.url, joined(&new.types))).await?;
        Ok(true)
    }

    /// Changes an endpoint where its edition is still `seen`. Says whether it was. Switched off, what waits for it is parked;
    /// switched on again, it goes.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn change_endpoint(
        &self,
        known: &Endpoint,
        seen: i64,
        change: &EndpointChange,
    ) -> Result<bool, StoreError> {
        use webhook_endpoint::Column;
        let mut update = webhook_endpoint::Entity::update_many()
            .col_expr(Column::Edition, Expr::col(Column::Edition).add(1))
            .filter(Column::Id.eq(&known.of.id).and(Column::Edition.eq(seen)));
        let mut detail = Vec::new();
        if let Some(url) = &change.url {
            update = update.col_expr(Column::Url, url.as_str().into());
            detail.push(url.clone());
        }
        if let Some(types) = &change.types {
            update = update.col_expr(Column::Types, joined(types).into());
            detail.push(format!("for {}", joined(types)));
        }
        if let Some((active, note)) = &change.active {
            update = update
                .col_expr(Column::Active, (*active).into())
                .col_expr(Column::Note, Expr::value(note.clone()))
                .col_expr(Column::RestsUntil, Expr::value(None::<String>));
            detail.push(if *active { "on".to_owned() } else { note.clone().unwrap_or_else(|| "off".to_owned()) });
        }
        if update.exec(&self.transaction).await?.rows_affected == 0 {
            return Ok(false);
        }
        if let Some((active, note)) = &change.active {
            let (from, into) = match active {
                true => (OutgoingState::Parked, OutgoingState::Waiting),
                false => (OutgoingState::Waiting, OutgoingState::Parked),
            };
            let why = note.clone().unwrap_or_else(|| "the endpoint is switched off".to_owned());
            outgoing::Entity::update_many()
                .col_expr(outgoing::Column::State, into.id().into())
                .col_expr(outgoing::Column::Reason, Expr::value((!active).then_some(why)))
                .col_expr(outgoing::Column::NextAt, Expr::value(None::<String>))
                .filter(to(&known.of.id))
                .filter(outgoing::Column::State.eq(from.id()))
                .exec(&self.transaction)
                .await?;
        }
        self.audit("change webhook", &known.of.name, &detail.join(", ")).await?;
        Ok(true)
    }

    /// Gives an endpoint another secret; the one before signs, too, until then. Says whether it was still as `seen`.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn rotate_secret(
        &self,
        known: &Endpoint,
        seen: i64,
        secret: &SigningText,
        until: &str,
    ) -> Result<bool, StoreError> {
        use webhook_endpoint::Column;
        let done = webhook_endpoint::Entity::update_many()
            .col_expr(Column::Secret, secret.reveal().into())
            .col_expr(Column::OldSecret, known.of.secret.reveal().into())
            .col_expr(Column::OldUntil, until.into())
            .col_expr(Column::Edition, Expr::col(Column::Edition).add(1))
            .filter(Column::Id.eq(&known.of.id).and(Column::Edition.eq(seen)))
            .exec(&self.transaction)
            .await?;
        if done.rows_affected > 0 {
            self.audit("rotate webhook secret", &known.of.name, &format!("the one before signs until {until}")).await?;
        }
        Ok(done.rows_affected > 0)
    }

    /// Removes an endpoint with what went to it and what waits for it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn remove_endpoint(&self, known: &Endpoint) -> Result<(), StoreError> {
        let rows =
            Query::select().column(outgoing::Column::Id).from(outgoing::Entity).cond_where(to(&known.of.id)).take();
        webhook_attempt::Entity::delete_many()
            .filter(webhook_attempt::Column::OutgoingId.in_subquery(rows))
            .exec(&self.transaction)
            .await?;
        outgoing::Entity::delete_many().filter(to(&known.of.id)).exec(&self.transaction).await?;
        webhook_event::Entity::delete_many()
            .filter(webhook_event::Column::EndpointId.eq(&known.of.id))
            .exec(&self.transaction)
            .await?;
        webhook_endpoint::Entity::delete_by_id(&known.of.id).exec(&self.transaction).await?;
        self.audit("remove webhook", &known.of.name, &known.of.url).await
    }

    /// Notes until when an endpoint is left in peace.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn rest_endpoint(&self, id: &str, until: Option<&str>) -> Result<(), StoreError> {
        webhook_endpoint::Entity::update_many()
            .col_expr(webhook_endpoint::Column::RestsUntil, Expr::value(until.map(str::to_owned)))
            .filter(webhook_endpoint::Column::Id.eq(id))
            .exec(&self.transaction)
            .await?;
        Ok(())
    }

    /// Writes how tries ended, and what becomes of each.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn settle_deliveries(&self, settled: &[Settled], attempts: &[Attempt]) -> Result<(), StoreError> {
        for part in attempts.chunks(rows_a_statement(6)) {
            let rows = part.iter().map(|of| webhook_attempt::ActiveModel {
                id: NotSet,
                outgoing_id: Set(of.outgoing),
                at: Set(of.at.clone()),
                status: Set(of.status.map(i32::from)),
                ms: Set(i64::try_from(of.ms).unwrap_or(i64::MAX)),
                answer: Set(of.answer.clone()),
            });
            webhook_attempt::Entity::insert_many(rows).exec_without_returning(&self.transaction).await?;
        }
        self.settle_outgoing(settled).await
    }

    /// Sends again, under the ids they had: the rows named, whatever became of them. Says how many.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn replay_deliveries(&self, endpoint: &Endpoint, rows: &[i64]) -> Result<u64, StoreError> {
        let named = Condition::all().add(outgoing::Column::Id.is_in(rows.iter().copied()));
        let number = self.again(endpoint, named).await?;
        self.audit("replay webhook", &endpoint.of.name, &format!("{number} deliveries")).await?;
        Ok(number)
    }

    /// Sends again what was refused since an instant, UTC. Says how many.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn replay_failed(&self, endpoint: &Endpoint, since: &str) -> Result<u64, StoreError> {
        let failed = Condition::all()
            .add(outgoing::Column::State.eq(OutgoingState::Failed.id()))
            .add(outgoing::Column::Since.gte(since));
        let number = self.again(endpoint, failed).await?;
        self.audit("replay webhook", &endpoint.of.name, &format!("{number} that failed since {since}")).await?;
        Ok(number)
    }

    async fn again(&self, endpoint: &Endpoint, which: Condition) -> Result<u64, StoreError> {
        use outgoing::Column;
        let done = outgoing::Entity::update_many()
            .col_expr(Column::State, OutgoingState::Waiting.id().into())
            .col_expr(Column::NextAt, Expr::value(None::<String>))
            .col_expr(Column::Reason, Expr::value(None::<String>))
            .col_expr(Column::Attempts, Expr::value(0))
            .col_expr(Column::Since, self.at().into())
            .col_expr(Column::Edition, Expr::col(Column::Edition).add(1))
            .filter(to(&endpoint.of.id))
            .filter(which)
            .exec(&self.transaction)
            .await?;
        Ok(done.rows_affected)
    }

    /// Sends all events since an instant that an endpoint wants, under the ids they have, whether it had them or not: the
    /// oldest `most` of them.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn replay_events(&self, endpoint: &Endpoint, since: &str, most: u64) -> Result<Replayed, StoreError> {
        use webhook_event::Column;
        let wanted = endpoint.of.types.iter().map(|kind| kind.id());
        let is_for = Condition::any()
            .add(Column::EndpointId.eq(&endpoint.of.id))
            .add(Condition::all().add(Column::EndpointId.is_null()).add(Column::Kind.is_in(wanted)));
        let events = webhook_event::Entity::find().filter(is_for).filter(Column::At.gte(since));
        let total = events.clone().count(&self.transaction).await?;
        let found: Vec<(String, String)> = events
            .select_only()
            .columns([Column::Id, Column::Subject])
            .order_by_asc(Column::At)
            .order_by_asc(Column::Id)
            .limit(most)
            .into_tuple()
            .all(&self.transaction)
            .await?;
        let number = found.len() as u64;
        use outgoing::Column as Out;
        let again = OnConflict::columns([Out::Destination, Out::Kind, Out::Key])
            .value(Out::State, OutgoingState::Waiting.id())
            .values([
                (Out::NextAt, Expr::value(None::<String>)),
                (Out::Reason, Expr::value(None::<String>)),
                (Out::Attempts, Expr::value(0)),
                (Out::Since, Expr::value(self.at())),
                (Out::Edition, Expr::col((outgoing::Entity, Out::Edition)).add(1)),
            ])
            .to_owned();
        for part in found.chunks(rows_a_statement(14)) {
            let rows: Vec<_> = part.iter().map(|(id, subject)| self.delivery(&endpoint.of.id, id, subject)).collect();
            let insert = outgoing::Entity::insert_many(rows).on_conflict(again.clone());
            insert.exec_without_returning(&self.transaction).await?;
        }
        self.audit("replay webhook", &endpoint.of.name, &format!("{number} events since {since}")).await?;
        Ok(Replayed { number, left_out: total.saturating_sub(number) })
    }

    /// Forgets events, what went out of them and how, from before an instant, UTC. What waits is kept. Says whether there was
    /// any.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn forget_events(&self, before: &str) -> Result<bool, StoreError> {
        let settled = [OutgoingState::Sent.id(), OutgoingState::Failed.id()];
        let old = outgoing::Entity::delete_many()
            .filter(outgoing::Column::Destination.eq(WEBHOOK))
            .filter(outgoing::Column::State.is_in(settled))
            .filter(outgoing::Column::Since.lt(before))
            .exec(&self.transaction)
            .await?;
        webhook_attempt::Entity::delete_many()
            .filter(webhook_attempt::Column::At.lt(before))
            .exec(&self.transaction)
            .await?;
        let waits = Query::select()
            .column(outgoing::Column::Key)
            .from(outgoing::Entity)
            .cond_where(Condition::all().add(outgoing::Column::Destination.eq(WEBHOOK)))
            .take();
        let events = webhook_event::Entity::delete_many()
            .filter(webhook_event::Column::At.lt(before))
            .filter(webhook_event::Column::Id.not_in_subquery(waits))
            .exec(&self.transaction)
            .await?;
        Ok(old.rows_affected + events.rows_affected > 0)
    }
}
