//! Opportunities: what decisions make of them and what people do with them. The two write different columns, so that
//! neither overwrites the other.

use crate::connection::{Store, StoreError, Write, rows_a_statement};
use crate::entities::{activity, opportunity};
use base::{MachineId, OpportunityId};
use chrono::NaiveDate;
use sales::{Opportunity, Stage, Step, StepKind, Work};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// An opportunity with what people did: the row lists and boards show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorkedOpportunity {
    /// The opportunity.
    pub of: Opportunity,
    /// Since when it is in its stage.
    pub stage_since: NaiveDate,
    /// When to look at it again.
    pub follow_up_on: Option<NaiveDate>,
    /// Why it was lost.
    pub lost_reason: Option<String>,
    /// Counted up with each change.
    pub version: i64,
}

/// What a person did with an opportunity.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Activity {
    /// Counted up.
    pub id: i64,
    /// When, UTC.
    pub at: String,
    /// Who.
    pub actor: String,
    /// What.
    pub step: Step,
    /// Whether it was taken back.
    pub undone: bool,
}

/// How an edit ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Edited {
    /// It is done.
    Done,
    /// Somebody else was there first: the version is another.
    Conflict,
    /// There is no such opportunity.
    Missing,
}

/// An opportunity that goes from one owner to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GivenTo {
    /// The opportunity.
    pub id: OpportunityId,
    /// Whose it was when that was decided.
    pub from: String,
    /// Whose it is from now on.
    pub to: String,
}

fn of_row(row: opportunity::Model) -> Result<WorkedOpportunity, StoreError> {
    let stage =
        Stage::named(&row.stage).ok_or_else(|| StoreError::Unreadable { what: "stage", value: row.stage.clone() })?;
    let of = Opportunity {
        id: OpportunityId(row.id),
        machine: MachineId(row.machine_id),
        campaign: row.campaign,
        sequence: u32::try_from(row.sequence).unwrap_or(1),
        stage,
        owner: row.owner,
        score: u8::try_from(row.score).unwrap_or(0),
        value_cents: row.value_cents,
        value_basis: row.value_basis,
        opened_on: row.opened_on,
        changed_on: row.changed_on,
        flag: row.flag,
        triggers: row.triggers.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        lead: row.lead_id.map(OpportunityId),
    };
    Ok(WorkedOpportunity {
        stage_since: row.stage_since.unwrap_or(of.opened_on),
        of,
        follow_up_on: row.follow_up_on,
        lost_reason: row.lost_reason,
        version: row.version,
    })
}

fn activity_of(row: activity::Model) -> Result<Activity, StoreError> {
    let kind = StepKind::named(&row.kind)
        .ok_or_else(|| StoreError::Unreadable { what: "activity", value: row.kind.clone() })?;
    let step = Step { kind, from: row.old, to: row.new, text: row.note };
    Ok(Activity { id: row.id, at: row.at, actor: row.actor, step, undone: row.undone })
}

impl WorkedOpportunity {
    /// What people may change.
    #[must_use]
    pub fn work(&self) -> Work {
        Work {
            stage: self.of.stage,
            stage_since: self.stage_since,
            lost_reason: self.lost_reason.clone(),
            owner: self.of.owner.clone(),
            follow_up_on: self.follow_up_on,
        }
    }
}

impl Store {
    /// All opportunities, the most urgent first.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn opportunities(&self) -> Result<Vec<Opportunity>, StoreError> {
        Ok(self.worked_opportunities().await?.into_iter().map(|worked| worked.of).collect())
    }

    /// All opportunities with what people did, the most urgent first.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn worked_opportunities(&self) -> Result<Vec<WorkedOpportunity>, StoreError> {
        let rows = opportunity::Entity::find().all(&self.connection).await?;
        let mut all: Vec<WorkedOpportunity> = rows.into_iter().map(of_row).collect::<Result<_, _>>()?;
        // Ordered here: the databases disagree on where unknown values stand.
        all.sort_by(|a, b| (b.of.score, b.of.value_cents, a.of.id).cmp(&(a.of.score, a.of.value_cents, b.of.id)));
        Ok(all)
    }

    /// The opportunities with these ids.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn opportunities_by_id(&self, ids: &[OpportunityId]) -> Result<Vec<WorkedOpportunity>, StoreError> {
        let mut found = Vec::new();
        for ids in ids.chunks(10_000) {
            let of = opportunity::Column::Id.is_in(ids.iter().map(|id| id.0));
            let rows = opportunity::Entity::find().filter(of).all(&self.connection).await?;
            for row in rows {
                found.push(of_row(row)?);
            }
        }
        Ok(found)
    }

    /// What people did with an opportunity, newest first.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn activities(&self, of: OpportunityId) -> Result<Vec<Activity>, StoreError> {
        let rows = activity::Entity::find()
            .filter(activity::Column::OpportunityId.eq(of.0))
            .order_by_desc(activity::Column::Id)
            .all(&self.connection)
            .await?;
        rows.into_iter().map(activity_of).collect()
    }

    /// The last note of an actor for each of these opportunities, where it left one.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn last_notes(
        &self,
        actor: &str,
        of: &[OpportunityId],
    ) -> Result<HashMap<OpportunityId, String>, StoreError> {
        use activity::Column;
        let mut notes = HashMap::new();
        for ids in of.chunks(10_000) {
            let rows: Vec<(Uuid, String)> = activity::Entity::find()
                .select_only()
                .columns([Column::OpportunityId, Column::Note])
                .filter(Column::Actor.eq(actor).and(Column::Note.is_not_null()))
                .filter(Column::OpportunityId.is_in(ids.iter().map(|id| id.0)))
                .order_by_asc(Column::Id)
                .into_tuple()
                .all(&self.connection)
                .await?;
            // The last one stays.
            notes.extend(rows.into_iter().map(|(id, note)| (OpportunityId(id), note)));
        }
        Ok(notes)
    }
}

impl Write {
    /// Adds opportunities and updates what decisions say of those that are there: priority, value, triggers, flag.
    /// Stage, owner and follow-up of an existing one belong to people and stay.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn put_opportunities(&self, changed: Vec<Opportunity>) -> Result<(), StoreError> {
        use opportunity::Column;
        let opened = self.opened(&changed).await?;
        let connection = &self.transaction;
        let mut rows = changed.into_iter().map(|of| opportunity::ActiveModel {
            id: Set(of.id.0),
            machine_id: Set(of.machine.0),
            campaign: Set(of.campaign),
            sequence: Set(i32::try_from(of.sequence).unwrap_or(i32::MAX)),
            stage: Set(of.stage.id().to_owned()),
            owner: Set(of.owner),
            score: Set(i32::from(of.score)),
            value_cents: Set(of.value_cents),
            value_basis: Set(of.value_basis),
            opened_on: Set(of.opened_on),
            changed_on: Set(of.changed_on),
            flag: Set(of.flag),
            triggers: Set(of.triggers.join(",")),
            stage_since: Set(Some(of.opened_on)),
            follow_up_on: Set(None),
            lost_reason: Set(None),
            version: Set(1),
            lead_id: Set(of.lead.map(|lead| lead.0)),
        });
        let decided = [
            Column::Score,
            Column::ValueCents,
            Column::ValueBasis,
            Column::ChangedOn,
            Column::Flag,
            Column::Triggers,
            Column::LeadId,
        ];
        loop {
            let rows: Vec<_> = rows.by_ref().take(rows_a_statement(18)).collect();
            if rows.is_empty() {
                return self.tell_found(opened).await;
            }
            let known = OnConflict::column(Column::Id)
                .update_columns(decided)
                .value(Column::Version, Expr::col((opportunity::Entity, Column::Version)).add(1))
                .to_owned();
            opportunity::Entity::insert_many(rows).on_conflict(known).exec_without_returning(connection).await?;
        }
    }

    /// Sets what people changed of an opportunity, where its version is still `expected`, and keeps the steps.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn edit_opportunity(
        &self,
        id: OpportunityId,
        expected: i64,
        now: &Work,
        steps: &[Step],
    ) -> Result<Edited, StoreError> {
        use opportunity::Column;
        let heard = self.stage_if_heard(id).await?;
        let done = opportunity::Entity::update_many()
            .col_expr(Column::Stage, Expr::value(now.stage.id()))
            .col_expr(Column::StageSince, Expr::value(now.stage_since))
            .col_expr(Column::LostReason, Expr::value(now.lost_reason.clone()))
            .col_expr(Column::Owner, Expr::value(now.owner.clone()))
            .col_expr(Column::FollowUpOn, Expr::value(now.follow_up_on))
            .col_expr(Column::Version, Expr::col(Column::Version).add(1))
            .filter(Column::Id.eq(id.0))
            .filter(Column::Version.eq(expected))
            .exec(&self.transaction)
            .await?;
        if done.rows_affected == 0 {
            let there = opportunity::Entity::find_by_id(id.0)
                .select_only()
                .column(Column::Version)
                .into_tuple::<i64>()
                .one(&self.transaction)
                .await?;
            return Ok(if there.is_some() { Edited::Conflict } else { Edited::Missing });
        }
        for step in steps {
            let row = activity::ActiveModel {
                id: NotSet,
                opportunity_id: Set(id.0),
                at: Set(self.at().to_owned()),
                actor: Set(self.actor().to_owned()),
                kind: Set(step.kind.id().to_owned()),
                old: Set(step.from.clone()),
                new: Set(step.to.clone()),
                note: Set(step.text.clone()),
                undone: Set(false),
            };
            activity::Entity::insert(row).exec_without_returning(&self.transaction).await?;
            let detail = format!(
                "{} {} -> {}",
                step.kind.id(),
                step.from.as_deref().unwrap_or("-"),
                step.to.as_deref().or(step.text.as_deref()).unwrap_or("-")
            );
            self.audit("edit opportunity", &id.to_string(), &detail).await?;
        }
        if let Some(heard) = heard {
            self.tell_stage(id, heard).await?;
        }
        Ok(Edited::Done)
    }

    /// Gives opportunities to others, all at once, and keeps that as a step of each. One that is closed by now, or that a person
    /// gave to somebody else meanwhile, stays as it is: people go first. Gives those that were given.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn give_opportunities(&self, given: &[GivenTo]) -> Result<Vec<OpportunityId>, StoreError> {
        use opportunity::Column;
        let mut owners: HashMap<Uuid, String> = HashMap::new();
        for part in given.chunks(10_000) {
            let closed = [Stage::Won, Stage::Lost].map(Stage::id);
            let rows: Vec<(Uuid, String)> = opportunity::Entity::find()
                .select_only()
                .columns([Column::Id, Column::Owner])
                .filter(Column::Id.is_in(part.iter().map(|of| of.id.0)))
                .filter(Column::Stage.is_not_in(closed))
                .into_tuple()
                .all(&self.transaction)
                .await?;
            owners.extend(rows);
        }
        let still = |of: &&GivenTo| of.from != of.to && owners.get(&of.id.0) == Some(&of.from);
        let mut by_owner: BTreeMap<&str, Vec<&GivenTo>> = BTreeMap::new();
        for of in given.iter().filter(still) {
            by_owner.entry(&of.to).or_default().push(of);
        }
        for (to, all) in &by_owner {
            for part in all.chunks(10_000) {
                opportunity::Entity::update_many()
                    .col_expr(Column::Owner, Expr::value(*to))
                    .col_expr(Column::Version, Expr::col(Column::Version).add(1))
                    .filter(Column::Id.is_in(part.iter().map(|of| of.id.0)))
                    .exec(&self.transaction)
                    .await?;
            }
            for part in all.chunks(rows_a_statement(8)) {
                let step = |of: &&GivenTo| activity::ActiveModel {
                    id: NotSet,
                    opportunity_id: Set(of.id.0),
                    at: Set(self.at().to_owned()),
                    actor: Set(self.actor().to_owned()),
                    kind: Set(StepKind::Owner.id().to_owned()),
                    old: Set(Some(of.from.clone())),
                    new: Set(Some(of.to.clone())),
                    note: Set(None),
                    undone: Set(false),
                };
                let rows = activity::Entity::insert_many(part.iter().map(step));
                rows.exec_without_returning(&self.transaction).await?;
            }
            self.audit("give opportunities", to, &format!("{} opportunities", all.len())).await?;
        }
        Ok(by_owner.into_values().flatten().map(|of| of.id).collect())
    }

    /// Marks an activity as taken back.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn mark_undone(&self, of: OpportunityId, activity: i64) -> Result<(), StoreError> {
        activity::Entity::update_many()
            .col_expr(activity::Column::Undone, Expr::value(true))
            .filter(activity::Column::Id.eq(activity))
            .exec(&self.transaction)
            .await?;
        self.audit("undo", &of.to_string(), &format!("activity {activity}")).await
    }
}
