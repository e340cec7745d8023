//! Things to do for persons: what a campaign asks of them, and what it may not do by itself.

use crate::connection::{Store, StoreError, Write, rows_a_statement};
use crate::entities::task;
use automate::TaskTitle;
use base::{EnrolmentId, MachineId, OpportunityId};
use chrono::NaiveDate;
use sea_orm::sea_query::{ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// Something to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewTask {
    /// The key of the effect it came of: the same cause never makes a second task.
    pub key: String,
    /// What.
    pub title: TaskTitle,
    /// Why a person has to do it, in words the page has texts for.
    pub reasons: Vec<String>,
    /// The machine it concerns.
    pub machine: Option<MachineId>,
    /// The opportunity it belongs to.
    pub opportunity: Option<OpportunityId>,
    /// The enrolment it came of.
    pub enrolment: Option<EnrolmentId>,
    /// Who has to do it; empty where nobody is named.
    pub owner: String,
    /// Until when.
    pub due_on: NaiveDate,
    /// When it was made.
    pub opened_on: NaiveDate,
}

/// A task as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Task {
    /// Counted up.
    pub id: i64,
    /// What it is.
    pub of: NewTask,
    /// Who did it; none while it is open.
    pub done_by: Option<String>,
    /// When, UTC.
    pub done_at: Option<String>,
}

fn of_row(row: task::Model) -> Result<Task, StoreError> {
    let title = serde_json::from_str(&row.title)
        .map_err(|_| StoreError::Unreadable { what: "title of a task", value: row.title.clone() })?;
    Ok(Task {
        id: row.id,
        of: NewTask {
            key: row.key,
            title,
            reasons: row.reasons.split(',').filter(|of| !of.is_empty()).map(str::to_owned).collect(),
            machine: row.machine_id.map(MachineId),
            opportunity: row.opportunity_id.map(OpportunityId),
            enrolment: row.enrolment_id.map(EnrolmentId),
            owner: row.owner,
            due_on: row.due_on,
            opened_on: row.opened_on,
        },
        done_by: row.done_by,
        done_at: row.done_at,
    })
}

impl Store {
    /// Tasks, those due first in front: the open ones, or all; those of one owner, or of all. At most so many.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn tasks(&self, only_open: bool, owner: Option<&str>, most: u64) -> Result<Vec<Task>, StoreError> {
        let mut query =
            task::Entity::find().order_by_asc(task::Column::DueOn).order_by_asc(task::Column::Id).limit(most);
        if only_open {
            query = query.filter(task::Column::DoneAt.is_null());
        }
        if let Some(owner) = owner {
            query = query.filter(task::Column::Owner.eq(owner));
        }
        query.all(&self.connection).await?.into_iter().map(of_row).collect()
    }
}

impl Write {
    /// Adds tasks; one that is there by its key stays as it is.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_tasks(&self, new: &[NewTask]) -> Result<(), StoreError> {
        let told = self.asked(new).await?;
        for part in new.chunks(rows_a_statement(12)) {
            let rows = part.iter().map(|of| task::ActiveModel {
                id: NotSet,
                key: Set(of.key.clone()),
                title: Set(serde_json::to_string(&of.title).unwrap_or_default()),
                reasons: Set(of.reasons.join(",")),
                machine_id: Set(of.machine.map(|id| id.0)),
                opportunity_id: Set(of.opportunity.map(|id| id.0)),
                enrolment_id: Set(of.enrolment.map(|id| id.0)),
                owner: Set(of.owner.clone()),
                due_on: Set(of.due_on),
                opened_on: Set(of.opened_on),
                done_by: Set(None),
                done_at: Set(None),
            });
            let known = OnConflict::column(task::Column::Key).do_nothing().to_owned();
            task::Entity::insert_many(rows).on_conflict(known).exec_without_returning(&self.transaction).await?;
        }
        self.tell_found(told).await
    }

    /// Notes that the task of this key is done, where there is an open one: what it asked for came about.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn finish_task_of(&self, key: &str) -> Result<(), StoreError> {
        use task::Column;
        let of = task::Entity::find().filter(Column::Key.eq(key).and(Column::DoneAt.is_null()));
        if let Some(row) = of.one(&self.transaction).await? {
            self.finish_task(row.id).await?;
        }
        Ok(())
    }

    /// Notes that a task is done. Says whether it was open.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn finish_task(&self, id: i64) -> Result<bool, StoreError> {
        use task::Column;
        let done = task::Entity::update_many()
            .col_expr(Column::DoneBy, self.actor().into())
            .col_expr(Column::DoneAt, self.at().into())
            .filter(Column::Id.eq(id).and(Column::DoneAt.is_null()))
            .exec(&self.transaction)
            .await?;
        if done.rows_affected > 0 {
            self.audit("finish task", &format!("task {id}"), "").await?;
        }
        Ok(done.rows_affected > 0)
    }
}
