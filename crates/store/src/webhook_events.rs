//! What happens here and is told to others: an event is written in the transaction of its cause, with a delivery for each
//! endpoint that wants its type. Where nobody listens nothing is written and nothing asked, but for who listens.

use crate::connection::{StoreError, Write, rows_a_statement};
use crate::enrolments::Advance;
use crate::entities::{counter, enrolment, opportunity, outgoing, task, webhook_endpoint, webhook_event};
use crate::tasks::NewTask;
use crate::webhooks::{Endpoint, WEBHOOK};
use automate::{Enrolment, Note};
use base::OpportunityId;
use sales::{Opportunity, Stage};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::{Value, json};
use std::collections::HashSet;
use uuid::Uuid;

/// What can be told. Each is decided at one place of the store.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum EventType {
    /// A decision opened an opportunity.
    OpportunityOpened,
    /// An opportunity went to another stage that does not settle it, or was opened again.
    OpportunityStageChanged,
    /// An opportunity was won.
    OpportunityWon,
    /// An opportunity was lost.
    OpportunityLost,
    /// A campaign took a machine in.
    EnrolmentJoined,
    /// A machine's part in a campaign is over.
    EnrolmentEnded,
    /// A person has something to do.
    TaskOpened,
    /// A campaign's step names the endpoint.
    CampaignStep,
    /// Somebody tries the endpoint.
    Test,
}

impl EventType {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::OpportunityOpened,
        Self::OpportunityStageChanged,
        Self::OpportunityWon,
        Self::OpportunityLost,
        Self::EnrolmentJoined,
        Self::EnrolmentEnded,
        Self::TaskOpened,
        Self::CampaignStep,
        Self::Test,
    ];

    /// The name in JSON, in the database, and as the type of the CloudEvent.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::OpportunityOpened => "instand.opportunity.opened",
            Self::OpportunityStageChanged => "instand.opportunity.stage-changed",
            Self::OpportunityWon => "instand.opportunity.won",
            Self::OpportunityLost => "instand.opportunity.lost",
            Self::EnrolmentJoined => "instand.enrolment.joined",
            Self::EnrolmentEnded => "instand.enrolment.ended",
            Self::TaskOpened => "instand.task.opened",
            Self::CampaignStep => "instand.campaign.step",
            Self::Test => "instand.webhook.test",
        }
    }

    /// The type with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == name)
    }

    /// Whether an endpoint may ask for it. The others go to one endpoint that is named.
    #[must_use]
    pub const fn is_chosen(self) -> bool {
        !matches!(self, Self::CampaignStep | Self::Test)
    }
}

/// Something to be told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewEvent {
    /// Its id: the same cause never has another.
    pub id: String,
    /// What it is.
    pub kind: EventType,
    /// What it is about: `opportunities/ID`.
    pub subject: String,
    /// What is told of it.
    pub data: Value,
    /// The one endpoint it goes to; all that want its type where none is named.
    pub endpoint: Option<String>,
}

impl NewEvent {
    /// That a campaign's step names an endpoint; `key` is that of the effect.
    #[must_use]
    pub fn step(endpoint: &str, (key, step): (&str, &str), of: &Enrolment, serial_number: Option<&str>) -> Self {
        Self {
            id: of_thing(&of.id.0, &format!("webhook {key}")),
            kind: EventType::CampaignStep,
            subject: format!("enrolments/{}", of.id),
            data: json!({
                "enrolment": of.id, "campaign": of.campaign, "version": of.version, "step": step, "machine": of.machine,
                "serial_number": serial_number, "opportunity": of.opportunity, "sequence": of.sequence,
                "joined_on": of.joined_on,
            }),
            endpoint: Some(endpoint.to_owned()),
        }
    }
}

/// Something that was told, or is to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WebhookEvent {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: EventType,
    /// When it happened, UTC.
    pub at: String,
    /// What it is about.
    pub subject: String,
    /// What is told of it.
    pub data: Value,
}

pub(crate) fn event_of(row: webhook_event::Model) -> Result<WebhookEvent, StoreError> {
    let kind = EventType::named(&row.kind)
        .ok_or_else(|| StoreError::Unreadable { what: "type of an event", value: row.kind.clone() })?;
    let data = serde_json::from_str(&row.data)
        .map_err(|_| StoreError::Unreadable { what: "event", value: row.data.clone() })?;
    Ok(WebhookEvent { id: row.id, kind, at: row.at, subject: row.subject, data })
}

/// Who listens to what.
pub(crate) struct Listeners(Vec<(String, bool, Vec<EventType>)>);

impl Listeners {
    /// Whether any endpoint wants it, if only when it is switched on again.
    pub(crate) fn want(&self, kind: EventType) -> bool {
        self.0.iter().any(|(_, _, kinds)| kinds.contains(&kind))
    }
}

/// The types as an endpoint's row names them.
pub(crate) fn types_of(text: &str) -> Vec<EventType> {
    text.split(',').filter_map(EventType::named).collect()
}

/// An id made of a thing's id and of what happened to it.
fn of_thing(thing: &Uuid, what: &str) -> String {
    Uuid::new_v5(thing, what.as_bytes()).to_string()
}

fn opportunity_data(of: &opportunity::Model) -> Value {
    json!({
        "opportunity": of.id, "machine": of.machine_id, "campaign_type": of.campaign, "stage": of.stage,
        "owner": of.owner, "score": of.score, "value_cents": of.value_cents, "opened_on": of.opened_on,
        "lost_reason": of.lost_reason,
    })
}

impl Write {
    /// Who listens.
    pub(crate) async fn listeners(&self) -> Result<Listeners, StoreError> {
        use webhook_endpoint::Column;
        let rows: Vec<(String, bool, String)> = webhook_endpoint::Entity::find()
            .select_only()
            .columns([Column::Id, Column::Active, Column::Types])
            .order_by_asc(Column::Id)
            .into_tuple()
            .all(&self.transaction)
            .await?;
        Ok(Listeners(rows.into_iter().map(|(id, active, types)| (id, active, types_of(&types))).collect()))
    }

    /// Writes down what happened and puts it into the outbox, for the endpoint named or for all that want it. An event that
    /// is there by its id stays as it is, and goes to nobody a second time.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn tell_webhooks(&self, all: &[NewEvent]) -> Result<(), StoreError> {
        if all.is_empty() {
            return Ok(());
        }
        let listeners = self.listeners().await?;
        self.tell(&listeners, all).await
    }

    /// Puts an event into the outbox that says nothing but that it is one. Gives its id.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn test_endpoint(&self, endpoint: &Endpoint) -> Result<String, StoreError> {
        // Each change of the database has another number, and so each test another id.
        let number = counter::Entity::find_by_id("write").one(&self.transaction).await?.map_or(0, |row| row.next);
        let thing = Uuid::new_v5(&Uuid::NAMESPACE_OID, endpoint.of.id.as_bytes());
        let event = NewEvent {
            id: of_thing(&thing, &format!("test {number} {}", self.at())),
            kind: EventType::Test,
            subject: format!("webhooks/{}", endpoint.of.id),
            data: json!({ "webhook": endpoint.of.name, "asked_by": self.actor() }),
            endpoint: Some(endpoint.of.id.clone()),
        };
        self.tell_webhooks(std::slice::from_ref(&event)).await?;
        self.audit("test webhook", &endpoint.of.name, &event.id).await?;
        Ok(event.id)
    }

    async fn tell(&self, listeners: &Listeners, all: &[NewEvent]) -> Result<(), StoreError> {
        for part in all.chunks(rows_a_statement(6)) {
            let rows = part.iter().map(|of| webhook_event::ActiveModel {
                id: Set(of.id.clone()),
                kind: Set(of.kind.id().to_owned()),
                at: Set(self.at().to_owned()),
                subject: Set(of.subject.clone()),
                data: Set(of.data.to_string()),
                endpoint_id: Set(of.endpoint.clone()),
            });
            let known = OnConflict::column(webhook_event::Column::Id).do_nothing().to_owned();
            webhook_event::Entity::insert_many(rows)
                .on_conflict(known)
                .exec_without_returning(&self.transaction)
                .await?;
        }
        let goes = listeners.0.iter().filter(|(_, active, _)| *active).flat_map(|(id, _, kinds)| {
            all.iter().filter_map(move |of| {
                let is_for = match &of.endpoint {
                    Some(endpoint) => endpoint == id,
                    None => kinds.contains(&of.kind),
                };
                is_for.then_some((id, of))
            })
        });
        let known = OnConflict::columns([outgoing::Column::Destination, outgoing::Column::Kind, outgoing::Column::Key])
            .do_nothing()
            .to_owned();
        let goes: Vec<(&String, &NewEvent)> = goes.collect();
        for part in goes.chunks(rows_a_statement(14)) {
            let rows: Vec<_> = part.iter().map(|(id, of)| self.delivery(id, &of.id, &of.subject)).collect();
            let insert = outgoing::Entity::insert_many(rows).on_conflict(known.clone());
            insert.exec_without_returning(&self.transaction).await?;
        }
        Ok(())
    }

    /// A row of the outbox; what is sent is made of the event when it goes.
    pub(crate) fn delivery(&self, endpoint: &str, event: &str, about: &str) -> outgoing::ActiveModel {
        outgoing::ActiveModel {
            id: NotSet,
            destination: Set(WEBHOOK.to_owned()),
            kind: Set(endpoint.to_owned()),
            key: Set(event.to_owned()),
            about: Set(about.to_owned()),
            payload: Set(None),
            state: Set(crate::outgoing::OutgoingState::Waiting.id().to_owned()),
            attempts: Set(0),
            next_at: Set(None),
            since: Set(self.at().to_owned()),
            reason: Set(None),
            remote_id: Set(None),
            sent_digest: Set(None),
            sent_at: Set(None),
            edition: Set(1),
        }
    }

    /// What is to be told of opportunities about to be put: those that are not there yet.
    pub(crate) async fn opened(&self, all: &[Opportunity]) -> Result<Found, StoreError> {
        let listeners = self.listeners().await?;
        let kind = EventType::OpportunityOpened;
        let mut events = Vec::new();
        if listeners.want(kind) {
            let known = self.known_opportunities(all).await?;
            events.extend(all.iter().filter(|of| !known.contains(&of.id.0)).map(|of| NewEvent {
                id: of_thing(&of.id.0, "opened"),
                kind,
                subject: format!("opportunities/{}", of.id),
                data: json!({
                    "opportunity": of.id, "machine": of.machine, "campaign_type": of.campaign, "stage": of.stage.id(),
                    "owner": of.owner, "score": of.score, "value_cents": of.value_cents, "opened_on": of.opened_on,
                    "triggers": of.triggers,
                }),
                endpoint: None,
            }));
        }
        Ok(Found(listeners, events))
    }

    async fn known_opportunities(&self, all: &[Opportunity]) -> Result<HashSet<Uuid>, StoreError> {
        let mut known = HashSet::new();
        for part in all.chunks(10_000) {
            let ids: Vec<Uuid> = opportunity::Entity::find()
                .select_only()
                .column(opportunity::Column::Id)
                .filter(opportunity::Column::Id.is_in(part.iter().map(|of| of.id.0)))
                .into_tuple()
                .all(&self.transaction)
                .await?;
            known.extend(ids);
        }
        Ok(known)
    }

    /// Tells what was found before the change.
    pub(crate) async fn tell_found(&self, of: Found) -> Result<(), StoreError> {
        self.tell(&of.0, &of.1).await
    }

    /// The stage an opportunity has, where somebody wants to hear of its change.
    pub(crate) async fn stage_if_heard(&self, id: OpportunityId) -> Result<Option<(Listeners, String)>, StoreError> {
        let listeners = self.listeners().await?;
        let kinds = [EventType::OpportunityStageChanged, EventType::OpportunityWon, EventType::OpportunityLost];
        if !kinds.into_iter().any(|kind| listeners.want(kind)) {
            return Ok(None);
        }
        let stage = opportunity::Entity::find_by_id(id.0)
            .select_only()
            .column(opportunity::Column::Stage)
            .into_tuple::<String>()
            .one(&self.transaction)
            .await?;
        Ok(stage.map(|stage| (listeners, stage)))
    }

    /// Tells that an opportunity is in another stage than before.
    pub(crate) async fn tell_stage(
        &self,
        id: OpportunityId,
        (listeners, before): (Listeners, String),
    ) -> Result<(), StoreError> {
        let Some(now) = opportunity::Entity::find_by_id(id.0).one(&self.transaction).await? else { return Ok(()) };
        if now.stage == before {
            return Ok(());
        }
        let kind = match Stage::named(&now.stage) {
            Some(Stage::Won) => EventType::OpportunityWon,
            Some(Stage::Lost) => EventType::OpportunityLost,
            _ => EventType::OpportunityStageChanged,
        };
        if !listeners.want(kind) {
            return Ok(());
        }
        let mut data = opportunity_data(&now);
        if let Some(data) = data.as_object_mut() {
            data.insert("stage_before".to_owned(), before.into());
        }
        let event = NewEvent {
            // A stage may be left and reached again: each time is another event.
            id: of_thing(&id.0, &format!("stage {}", now.version)),
            kind,
            subject: format!("opportunities/{id}"),
            data,
            endpoint: None,
        };
        self.tell(&listeners, &[event]).await
    }

    /// What is to be told of enrolments about to be put: those that are not there yet, and those that end.
    pub(crate) async fn enrolled(&self, all: &[Advance]) -> Result<Found, StoreError> {
        let listeners = self.listeners().await?;
        let mut events = Vec::new();
        let event = |kind: EventType, what: &str, of: &Advance, reason: Option<&str>| NewEvent {
            id: of_thing(&of.now.id.0, what),
            kind,
            subject: format!("enrolments/{}", of.now.id),
            data: json!({
                "enrolment": of.now.id, "campaign": of.now.campaign, "version": of.now.version, "machine": of.now.machine,
                "opportunity": of.now.opportunity, "sequence": of.now.sequence, "joined_on": of.now.joined_on,
                "is_control": of.now.state == automate::State::Control, "reason": reason,
            }),
            endpoint: None,
        };
        if listeners.want(EventType::EnrolmentJoined) {
            let mut known: HashSet<Uuid> = HashSet::new();
            for part in all.chunks(10_000) {
                let ids: Vec<Uuid> = enrolment::Entity::find()
                    .select_only()
                    .column(enrolment::Column::Id)
                    .filter(enrolment::Column::Id.is_in(part.iter().map(|of| of.now.id.0)))
                    .into_tuple()
                    .all(&self.transaction)
                    .await?;
                known.extend(ids);
            }
            let new = all.iter().filter(|of| !known.contains(&of.now.id.0));
            events.extend(new.map(|of| event(EventType::EnrolmentJoined, "joined", of, None)));
        }
        if listeners.want(EventType::EnrolmentEnded) {
            events.extend(all.iter().filter_map(|of| {
                let reason = of.notes.iter().find_map(|note| match note {
                    Note::Ended { reason } => Some(reason.as_str()),
                    _ => None,
                })?;
                Some(event(EventType::EnrolmentEnded, "ended", of, Some(reason)))
            }));
        }
        Ok(Found(listeners, events))
    }

    /// What is to be told of tasks about to be added: those that are not there yet.
    pub(crate) async fn asked(&self, all: &[NewTask]) -> Result<Found, StoreError> {
        let listeners = self.listeners().await?;
        let kind = EventType::TaskOpened;
        let mut events = Vec::new();
        if listeners.want(kind) && !all.is_empty() {
            let mut known: HashSet<String> = HashSet::new();
            for part in all.chunks(10_000) {
                let keys: Vec<String> = task::Entity::find()
                    .select_only()
                    .column(task::Column::Key)
                    .filter(task::Column::Key.is_in(part.iter().map(|of| of.key.as_str())))
                    .into_tuple()
                    .all(&self.transaction)
                    .await?;
                known.extend(keys);
            }
            events.extend(all.iter().filter(|of| !known.contains(&of.key)).map(|of| NewEvent {
                id: of_thing(&Uuid::NAMESPACE_OID, &format!("instand task {}", of.key)),
                kind,
                subject: format!("tasks/{}", of.key),
                data: json!({
                    "key": of.key, "title": of.title, "reasons": of.reasons, "machine": of.machine,
                    "opportunity": of.opportunity, "enrolment": of.enrolment, "owner": of.owner, "due_on": of.due_on,
                    "opened_on": of.opened_on,
                }),
                endpoint: None,
            }));
        }
        Ok(Found(listeners, events))
    }
}

/// What is told once the change is written.
pub(crate) struct Found(Listeners, Vec<NewEvent>);
