//! Pulls of connectors: what each did, and whose turn it is.

use crate::connection::{Store, StoreError, Write};
use crate::entities::{connector_lease, connector_run};
use base::BatchId;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};

/// How a pull ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RunOutcome {
    /// It runs, or was killed while it did.
    Running,
    /// Something was other than before: there is a delivery.
    Changed,
    /// Nothing was other than before: there is no delivery.
    Unchanged,
    /// It failed; nothing was changed.
    Failed,
}

impl RunOutcome {
    /// The name in the database and in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Failed => "failed",
        }
    }

    fn named(name: &str) -> Result<Self, StoreError> {
        let known = [Self::Running, Self::Changed, Self::Unchanged, Self::Failed];
        let unreadable = || StoreError::Unreadable { what: "outcome of a pull", value: name.to_owned() };
        known.into_iter().find(|outcome| outcome.id() == name).ok_or_else(unreadable)
    }
}

/// One pull of a connector.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConnectorRun {
    /// Counted up.
    pub id: i64,
    /// The connector.
    pub connector: String,
    /// When it began, UTC.
    pub started_at: String,
    /// When it ended, UTC.
    pub ended_at: Option<String>,
    /// How it ended.
    pub outcome: RunOutcome,
    /// Whether everything was read, not only what changed.
    pub whole: bool,
    /// Who asked for it: an account, `schedule` or `command line`.
    pub asked_by: String,
    /// The fingerprint of the connector's settings.
    pub settings: String,
    /// Records the other system sent.
    pub records_read: i64,
    /// Records that are there no more.
    pub records_removed: i64,
    /// Machines added, changed, gone.
    pub machines: (i64, i64, i64),
    /// The delivery.
    pub batch: Option<BatchId>,
    /// Why it failed.
    pub error: Option<String>,
}

fn run(row: connector_run::Model) -> Result<ConnectorRun, StoreError> {
    Ok(ConnectorRun {
        id: row.id,
        connector: row.connector,
        started_at: row.started_at,
        ended_at: row.ended_at,
        outcome: RunOutcome::named(&row.outcome)?,
        whole: row.whole,
        asked_by: row.asked_by,
        settings: row.settings,
        records_read: row.records_read,
        records_removed: row.records_removed,
        machines: (row.machines_added, row.machines_changed, row.machines_gone),
        batch: row.batch_id.and_then(|id| u32::try_from(id).ok()).map(BatchId),
        error: row.error,
    })
}

impl Store {
    /// The pulls of a connector, newest first: `most` of them before the run `before` (from the newest on when `None`),
    /// and how many there are in all.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn connector_runs(
        &self,
        connector: &str,
        before: Option<i64>,
        most: u64,
    ) -> Result<(u64, Vec<ConnectorRun>), StoreError> {
        let of = connector_run::Entity::find().filter(connector_run::Column::Connector.eq(connector));
        let total = of.clone().count(&self.connection).await?;
        let mut of = of.order_by_desc(connector_run::Column::Id).limit(most);
        if let Some(before) = before {
            of = of.filter(connector_run::Column::Id.lt(before));
        }
        let runs: Result<Vec<_>, _> = of.all(&self.connection).await?.into_iter().map(run).collect();
        Ok((total, runs?))
    }

    /// Who has taken a connector, and until when.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn lease(&self, connector: &str) -> Result<Option<(String, String)>, StoreError> {
        let row = connector_lease::Entity::find_by_id(connector).one(&self.connection).await?;
        Ok(row.map(|row| (row.holder, row.until)))
    }

    /// The latest pull of a connector that read everything and ended well.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn last_whole_run(&self, connector: &str) -> Result<Option<ConnectorRun>, StoreError> {
        let ended_well = Condition::any()
            .add(connector_run::Column::Outcome.eq(RunOutcome::Changed.id()))
            .add(connector_run::Column::Outcome.eq(RunOutcome::Unchanged.id()));
        let of = connector_run::Entity::find()
            .filter(connector_run::Column::Connector.eq(connector))
            .filter(connector_run::Column::Whole.eq(true))
            .filter(ended_well)
            .order_by_desc(connector_run::Column::Id);
        of.one(&self.connection).await?.map(run).transpose()
    }
}

impl Write {
    /// Takes a connector for `holder` until then; says whether it was free. Whoever holds it may take it again.
    /// Instants are RFC 3339, UTC, of one length, so that their texts are in their order.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn take_lease(&self, connector: &str, holder: &str, until: &str) -> Result<bool, StoreError> {
        let held = connector_lease::Entity::find_by_id(connector).one(&self.transaction).await?;
        if held.is_some_and(|held| held.holder != holder && held.until.as_str() > self.at()) {
            return Ok(false);
        }
        let row = connector_lease::Model {
            connector: connector.to_owned(),
            holder: holder.to_owned(),
            until: until.to_owned(),
        };
        let replace = OnConflict::column(connector_lease::Column::Connector)
            .update_columns([connector_lease::Column::Holder, connector_lease::Column::Until])
            .to_owned();
        let insert = connector_lease::Entity::insert(row.into_active_model()).on_conflict(replace);
        insert.exec_without_returning(&self.transaction).await?;
        Ok(true)
    }

    /// Gives a connector back.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn give_lease_back(&self, connector: &str, holder: &str) -> Result<(), StoreError> {
        connector_lease::Entity::delete_many()
            .filter(connector_lease::Column::Connector.eq(connector))
            .filter(connector_lease::Column::Holder.eq(holder))
            .exec(&self.transaction)
            .await?;
        Ok(())
    }

    /// Notes that a pull begins; gives its number. One of the same connector that never ended was killed, and is said
    /// to have failed: the caller holds the lease.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn begin_connector_run(
        &self,
        connector: &str,
        whole: bool,
        asked_by: &str,
        settings: &str,
    ) -> Result<i64, StoreError> {
        let killed = connector_run::ActiveModel {
            outcome: Set(RunOutcome::Failed.id().to_owned()),
            ended_at: Set(Some(self.at().to_owned())),
            error: Set(Some("it was interrupted: the program ended while it ran".to_owned())),
            ..Default::default()
        };
        connector_run::Entity::update_many()
            .set(killed)
            .filter(connector_run::Column::Connector.eq(connector))
            .filter(connector_run::Column::Outcome.eq(RunOutcome::Running.id()))
            .exec(&self.transaction)
            .await?;
        let row = connector_run::ActiveModel {
            id: NotSet,
            connector: Set(connector.to_owned()),
            started_at: Set(self.at().to_owned()),
            ended_at: Set(None),
            outcome: Set(RunOutcome::Running.id().to_owned()),
            whole: Set(whole),
            asked_by: Set(asked_by.to_owned()),
            settings: Set(settings.to_owned()),
            records_read: Set(0),
            records_removed: Set(0),
            machines_added: Set(0),
            machines_changed: Set(0),
            machines_gone: Set(0),
            batch_id: Set(None),
            error: Set(None),
        };
        let added = connector_run::Entity::insert(row).exec(&self.transaction).await?;
        self.audit("pull", connector, if whole { "everything" } else { "changes" }).await?;
        Ok(added.last_insert_id)
    }

    /// Notes what a pull did.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn end_connector_run(&self, of: &ConnectorRun) -> Result<(), StoreError> {
        let row = connector_run::ActiveModel {
            ended_at: Set(Some(self.at().to_owned())),
            outcome: Set(of.outcome.id().to_owned()),
            records_read: Set(of.records_read),
            records_removed: Set(of.records_removed),
            machines_added: Set(of.machines.0),
            machines_changed: Set(of.machines.1),
            machines_gone: Set(of.machines.2),
            batch_id: Set(of.batch.and_then(|batch| i32::try_from(batch.0).ok())),
            error: Set(of.error.clone()),
            ..Default::default()
        };
        let ended = connector_run::Entity::update_many().set(row).filter(connector_run::Column::Id.eq(of.id));
        ended.exec(&self.transaction).await?;
        Ok(())
    }
}
