//! Visits of the field service: what is to be done at customers, what came of it.

use crate::connection::{Store, StoreError, Write, rows_a_statement};
use crate::entities::visit;
use crate::opportunities::Edited;
use crate::technicians::{json, read};
use base::{CustomerId, EnrolmentId, MachineId, OpportunityId, Translated, VisitId};
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{BTreeSet, HashSet};
use tours::{Coordinates, Due, Excluded, Priority, Promise, Span};

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $id:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub enum $name { $($(#[$of])* $variant),* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in the database and in JSON.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),* }
            }

            /// The one with this name.
            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|of| of.id() == name)
            }
        }
    };
}

named! {
    /// What a visit is for.
    VisitKind {
        /// Due maintenance.
        Maintenance = "maintenance",
        /// What a campaign leads to: an inspection, a modernization looked at.
        Campaign = "campaign",
        /// A machine does not do what it should.
        Repair = "repair",
        /// Parts are brought.
        PartsDelivery = "parts_delivery",
    }
}

named! {
    /// How far a visit is.
    VisitState {
        /// On no tour yet.
        Open = "open",
        /// On a tour; it may be moved.
        Planned = "planned",
        /// The customer was told.
        Promised = "promised",
        /// It is done.
        Done = "done",
        /// It will not be.
        Cancelled = "cancelled",
    }
}

impl VisitState {
    /// Whether there is nothing more to do.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled)
    }
}

/// A visit as it is asked for.
#[derive(Clone, PartialEq, Debug)]
pub struct NewVisit {
    /// The key of what it came of: the same cause never makes a second visit.
    pub key: String,
    /// What it is for.
    pub kind: VisitKind,
    /// What is done.
    pub title: Translated,
    /// What the technician should know, or found.
    pub note: Option<String>,
    /// The machine.
    pub machine: Option<MachineId>,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// The customer's name.
    pub customer_name: String,
    /// Whom to ask for.
    pub contact_name: Option<String>,
    /// Whom to ring up.
    pub phone: Option<String>,
    /// Where.
    pub address: String,
    /// The same on the map; none where it is not known: it cannot be planned then.
    pub place: Option<Coordinates>,
    /// Minutes of work.
    pub duration_minutes: u32,
    /// What the technician must be able to do.
    pub skills: BTreeSet<String>,
    /// Only technicians of this region come; none: all.
    pub region: Option<String>,
    /// When the site can be worked at; none: at any time.
    pub windows: Vec<Span>,
    /// By when.
    pub due: Option<Due>,
    /// How much it matters.
    pub priority: Priority,
    /// What the customer was told.
    pub promise: Option<Promise>,
    /// Since when the customer may choose the time in the portal; none: it may not.
    pub offered_on: Option<NaiveDate>,
    /// The enrolment it came of.
    pub enrolment: Option<EnrolmentId>,
    /// The opportunity it came of.
    pub opportunity: Option<OpportunityId>,
    /// When it was asked for.
    pub opened_on: NaiveDate,
}

/// A visit as it is kept.
#[derive(Clone, PartialEq, Debug)]
pub struct Visit {
    /// The id.
    pub id: VisitId,
    /// What it is.
    pub of: NewVisit,
    /// How far it is.
    pub state: VisitState,
    /// When the technician began, UTC. Taken away when it is finished: how long somebody took is nobody's figure.
    pub started_at: Option<String>,
    /// When it was done.
    pub done_on: Option<NaiveDate>,
    /// Why it will not be.
    pub cancelled_reason: Option<String>,
    /// Why it is on no tour, as the last planning found; none where it was in none.
    pub limits: Option<Vec<Excluded>>,
    /// When something about it changed, UTC.
    pub changed_at: String,
    /// Counted up with each change a calendar shows.
    pub sequence: i64,
    /// Counted up with each edit.
    pub version: i64,
}

/// Which visits. What is left empty fits everything.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct VisitFilter {
    /// How far they are.
    pub states: Vec<VisitState>,
    /// What they are for.
    pub kinds: Vec<VisitKind>,
    /// Where they are.
    pub regions: Vec<String>,
    /// At which machine.
    pub machine: Option<MachineId>,
    /// At which customer, by any of these ids; all where none is named.
    pub customers: Vec<CustomerId>,
    /// Of which opportunity.
    pub opportunity: Option<OpportunityId>,
    /// Words of the customer's name or address.
    pub text: Option<String>,
}

fn of_row(row: visit::Model) -> Result<Visit, StoreError> {
    let kind = VisitKind::named(&row.kind)
        .ok_or_else(|| StoreError::Unreadable { what: "kind of a visit", value: row.kind.clone() })?;
    let state = VisitState::named(&row.state)
        .ok_or_else(|| StoreError::Unreadable { what: "state of a visit", value: row.state.clone() })?;
    let place = row.latitude.zip(row.longitude);
    let of = NewVisit {
        key: row.key,
        kind,
        title: read("title of a visit", &row.title)?,
        note: row.note,
        machine: row.machine_id.map(MachineId),
        customer: row.customer_id.map(CustomerId),
        customer_name: row.customer_name,
        contact_name: row.contact_name,
        phone: row.phone,
        address: row.address,
        place: place.map(|(latitude, longitude)| Coordinates { latitude, longitude }),
        duration_minutes: u32::try_from(row.duration_minutes).unwrap_or(1),
        skills: read("skills of a visit", &row.skills)?,
        region: row.region,
        windows: read("windows of a visit", &row.windows)?,
        due: row.due_on.map(|day| Due { day, strict: row.due_strict }),
        priority: read("priority of a visit", &row.priority)?,
        promise: row.promise.as_deref().map(|text| read("promise of a visit", text)).transpose()?,
        offered_on: row.offered_on,
        enrolment: row.enrolment_id.map(EnrolmentId),
        opportunity: row.opportunity_id.map(OpportunityId),
        opened_on: row.opened_on,
    };
    Ok(Visit {
        id: VisitId(row.id),
        of,
        state,
        started_at: row.started_at,
        done_on: row.done_on,
        cancelled_reason: row.cancelled_reason,
        limits: row.limits.as_deref().map(|text| read("limits of a visit", text)).transpose()?,
        changed_at: row.changed_at,
        sequence: row.sequence,
        version: row.version,
    })
}

fn model(of: &Visit) -> visit::ActiveModel {
    let Visit { of: asked, .. } = of;
    visit::ActiveModel {
        id: Set(of.id.0),
        key: Set(asked.key.clone()),
        kind: Set(asked.kind.id().to_owned()),
        state: Set(of.state.id().to_owned()),
        title: Set(json(&asked.title)),
        note: Set(asked.note.clone()),
        machine_id: Set(asked.machine.map(|id| id.0)),
        customer_id: Set(asked.customer.map(|id| id.0)),
        customer_name: Set(asked.customer_name.clone()),
        contact_name: Set(asked.contact_name.clone()),
        phone: Set(asked.phone.clone()),
        address: Set(asked.address.clone()),
        latitude: Set(asked.place.map(|place| place.latitude)),
        longitude: Set(asked.place.map(|place| place.longitude)),
        duration_minutes: Set(i32::try_from(asked.duration_minutes).unwrap_or(i32::MAX)),
        skills: Set(json(&asked.skills)),
        region: Set(asked.region.clone()),
        windows: Set(json(&asked.windows)),
        due_on: Set(asked.due.map(|due| due.day)),
        due_strict: Set(asked.due.is_some_and(|due| due.strict)),
        priority: Set(json(&asked.priority)),
        promise: Set(asked.promise.as_ref().map(json)),
        offered_on: Set(asked.offered_on),
        enrolment_id: Set(asked.enrolment.map(|id| id.0)),
        opportunity_id: Set(asked.opportunity.map(|id| id.0)),
        started_at: Set(of.started_at.clone()),
        done_on: Set(of.done_on),
        cancelled_reason: Set(of.cancelled_reason.clone()),
        limits: Set(of.limits.as_ref().map(json)),
        opened_on: Set(asked.opened_on),
        changed_at: Set(of.changed_at.clone()),
        sequence: Set(of.sequence),
        version: Set(of.version),
    }
}

impl VisitFilter {
    fn condition(&self) -> Condition {
        use visit::Column;
        let mut all = Condition::all();
        if !self.states.is_empty() {
            all = all.add(Column::State.is_in(self.states.iter().map(|of| of.id())));
        }
        if !self.kinds.is_empty() {
            all = all.add(Column::Kind.is_in(self.kinds.iter().map(|of| of.id())));
        }
        if !self.regions.is_empty() {
            all = all.add(Column::Region.is_in(self.regions.iter().map(String::as_str)));
        }
        if let Some(machine) = self.machine {
            all = all.add(Column::MachineId.eq(machine.0));
        }
        if !self.customers.is_empty() {
            all = all.add(Column::CustomerId.is_in(self.customers.iter().map(|id| id.0)));
        }
        if let Some(opportunity) = self.opportunity {
            all = all.add(Column::OpportunityId.eq(opportunity.0));
        }
        if let Some(text) = &self.text {
            let any = Condition::any().add(Column::CustomerName.contains(text)).add(Column::Address.contains(text));
            all = all.add(any);
        }
        all
    }
}

impl Store {
    /// Visits, those due first in front and those without a date last, so many after `offset`; and how many there are in all.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn visits(&self, filter: &VisitFilter, offset: u64, most: u64) -> Result<(u64, Vec<Visit>), StoreError> {
        use visit::Column;
        let found = visit::Entity::find().filter(filter.condition());
        let total = found.clone().count(&self.connection).await?;
        // Databases disagree on where unknown values stand.
        let rows = found
            .order_by_asc(Expr::col(Column::DueOn).is_null())
            .order_by_asc(Column::DueOn)
            .order_by_asc(Column::Id)
            .offset(offset)
            .limit(most)
            .all(&self.connection)
            .await?;
        Ok((total, rows.into_iter().map(of_row).collect::<Result<_, _>>()?))
    }

    /// All visits that are not over.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn visits_to_do(&self) -> Result<Vec<Visit>, StoreError> {
        use visit::Column;
        let over = [VisitState::Done, VisitState::Cancelled].map(VisitState::id);
        let rows = visit::Entity::find().filter(Column::State.is_not_in(over)).order_by_asc(Column::Id);
        rows.all(&self.connection).await?.into_iter().map(of_row).collect()
    }

    /// The visits with these ids.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn visits_by_id(&self, ids: &[VisitId]) -> Result<Vec<Visit>, StoreError> {
        let mut found = Vec::new();
        for ids in ids.chunks(10_000) {
            let of = visit::Column::Id.is_in(ids.iter().map(|id| id.0));
            for row in visit::Entity::find().filter(of).all(&self.connection).await? {
                found.push(of_row(row)?);
            }
        }
        Ok(found)
    }

    /// One visit.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn visit(&self, id: VisitId) -> Result<Option<Visit>, StoreError> {
        visit::Entity::find_by_id(id.0).one(&self.connection).await?.map(of_row).transpose()
    }

    /// Regions that visits name.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn visit_regions(&self) -> Result<BTreeSet<String>, StoreError> {
        use visit::Column;
        let rows: Vec<Option<String>> = visit::Entity::find()
            .select_only()
            .column(Column::Region)
            .distinct()
            .into_tuple()
            .all(&self.connection)
            .await?;
        Ok(rows.into_iter().flatten().collect())
    }
}

impl Write {
    /// Adds visits; one that is there by its key stays as it is. Says which were new.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_visits(&self, new: Vec<NewVisit>) -> Result<Vec<VisitId>, StoreError> {
        let mut known: HashSet<uuid::Uuid> = HashSet::new();
        let of: Vec<(VisitId, NewVisit)> = new.into_iter().map(|new| (VisitId::of(&new.key), new)).collect();
        for part in of.chunks(10_000) {
            let ids: Vec<uuid::Uuid> = visit::Entity::find()
                .select_only()
                .column(visit::Column::Id)
                .filter(visit::Column::Id.is_in(part.iter().map(|(id, _)| id.0)))
                .into_tuple()
                .all(&self.transaction)
                .await?;
            known.extend(ids);
        }
        let mut added = Vec::new();
        let mut rows = Vec::new();
        for (id, new) in of {
            // A key may be given twice in one go.
            if !known.insert(id.0) {
                continue;
            }
            let state = if new.promise.is_some() { VisitState::Promised } else { VisitState::Open };
            added.push(id);
            rows.push(model(&Visit {
                id,
                of: new,
                state,
                started_at: None,
                done_on: None,
                cancelled_reason: None,
                limits: None,
                changed_at: self.at().to_owned(),
                sequence: 0,
                version: 1,
            }));
        }
        for part in rows.chunks(rows_a_statement(33)) {
            visit::Entity::insert_many(part.to_vec()).exec_without_returning(&self.transaction).await?;
        }
        match added.as_slice() {
            [] => {}
            [only] => self.audit("add visit", &only.to_string(), "").await?,
            many => self.audit("add visits", "visits", &format!("{} visits", many.len())).await?,
        }
        Ok(added)
    }

    /// Sets a visit as it is now, where its version is still the one it was read with. `what` says what was done.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn edit_visit(&self, now: &Visit, what: &str) -> Result<Edited, StoreError> {
        use visit::Column;
        let known: Option<i64> = visit::Entity::find_by_id(now.id.0)
            .select_only()
            .column(Column::Version)
            .into_tuple()
            .one(&self.transaction)
            .await?;
        match known {
            None => return Ok(Edited::Missing),
            Some(version) if version != now.version => return Ok(Edited::Conflict),
            Some(_) => {}
        }
        let mut next = now.clone();
        (next.version, next.sequence, next.changed_at) = (now.version + 1, now.sequence + 1, self.at().to_owned());
        visit::Entity::update(model(&next)).exec(&self.transaction).await?;
        self.audit(what, &now.id.to_string(), now.state.id()).await?;
        self.tours_changed(None).await?;
        Ok(Edited::Done)
    }

    /// Keeps why visits are on no tour.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn put_limits(&self, left_out: &[(VisitId, Vec<Excluded>)]) -> Result<(), StoreError> {
        use visit::Column;
        for (id, limits) in left_out {
            visit::Entity::update_many()
                .col_expr(Column::Limits, Expr::value(json(limits)))
                .filter(Column::Id.eq(id.0))
                .exec(&self.transaction)
                .await?;
        }
        Ok(())
    }

    /// Moves visits on when tours were saved: what is on a tour is planned, what is off it open again, what has other times has
    /// changed for calendars.
    pub(crate) async fn visits_moved(
        &self,
        on: &[VisitId],
        off: &[VisitId],
        changed: &[VisitId],
    ) -> Result<(), StoreError> {
        use visit::Column;
        let (open, planned) = (VisitState::Open.id(), VisitState::Planned.id());
        for (ids, from, to) in [(on, open, planned), (off, planned, open)] {
            for ids in ids.chunks(10_000) {
                visit::Entity::update_many()
                    .col_expr(Column::State, Expr::value(to))
                    .filter(Column::Id.is_in(ids.iter().map(|id| id.0)))
                    .filter(Column::State.eq(from))
                    .exec(&self.transaction)
                    .await?;
            }
        }
        for ids in on.chunks(10_000) {
            visit::Entity::update_many()
                .col_expr(Column::Limits, Expr::value(None::<String>))
                .filter(Column::Id.is_in(ids.iter().map(|id| id.0)))
                .exec(&self.transaction)
                .await?;
        }
        for ids in changed.chunks(10_000) {
            visit::Entity::update_many()
                .col_expr(Column::Sequence, Expr::col(Column::Sequence).add(1))
                .col_expr(Column::ChangedAt, Expr::value(self.at()))
                .filter(Column::Id.is_in(ids.iter().map(|id| id.0)))
                .exec(&self.transaction)
                .await?;
        }
        Ok(())
    }
}
