//! Runs and trigger hits.

use crate::connection::{Store, StoreError, Write};
use crate::entities::{hit, run};
use base::MachineId;
use chrono::NaiveDate;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, Iterable, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Statement, Value,
};

/// One evaluation of all triggers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
    /// The day it was of.
    pub as_of: NaiveDate,
    /// When it was made, UTC.
    pub decided_at: String,
    /// Machines looked at.
    pub machines: u64,
    /// Counts a trigger, as JSON.
    pub counts: String,
}

/// Whether a hit holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HitState {
    /// It holds.
    Open,
    /// It no longer holds.
    Closed,
}

/// A trigger hit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HitRow {
    /// The machine.
    pub machine: MachineId,
    /// The trigger.
    pub trigger: String,
    /// The rule's version.
    pub rule_version: u32,
    /// The campaign type it feeds.
    pub campaign: String,
    /// Whether it holds.
    pub state: HitState,
    /// Why it no longer holds.
    pub reason: Option<String>,
    /// Since when it holds without a break.
    pub first_seen: NaiveDate,
    /// The last day it was seen.
    pub last_seen: NaiveDate,
    /// Priority, 0 to 100.
    pub score: u8,
    /// Estimated value in EUR cents.
    pub value_cents: Option<i64>,
    /// Priority parts and evidence with cell references, as JSON.
    pub evidence: String,
    /// Why it makes no opportunity, as JSON; none where it does.
    pub held: Option<String>,
}

impl From<hit::Model> for HitRow {
    fn from(row: hit::Model) -> Self {
        Self {
            machine: MachineId(row.machine_id),
            trigger: row.trigger_id,
            rule_version: u32::try_from(row.rule_version).unwrap_or(0),
            campaign: row.campaign,
            state: if row.state == "open" { HitState::Open } else { HitState::Closed },
            reason: row.reason,
            first_seen: row.first_seen,
            last_seen: row.last_seen,
            score: u8::try_from(row.score).unwrap_or(0),
            value_cents: row.value_cents,
            evidence: row.evidence,
            held: row.held,
        }
    }
}

impl Store {
    /// The hits that are held back.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn held_hits(&self) -> Result<Vec<HitRow>, StoreError> {
        let rows = hit::Entity::find().filter(hit::Column::Held.is_not_null()).all(&self.connection).await?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// The latest day a saved run was of.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn last_run_of(&self) -> Result<Option<NaiveDate>, StoreError> {
        let last = run::Entity::find().order_by_desc(run::Column::AsOf).one(&self.connection).await?;
        Ok(last.map(|run| run.as_of))
    }

    /// The latest runs, newest first, with their numbers.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn runs(&self, most: u64) -> Result<Vec<(i32, Run)>, StoreError> {
        let rows = run::Entity::find().order_by_desc(run::Column::Id).limit(most).all(&self.connection).await?;
        let runs = rows.into_iter().map(|row| {
            let machines = u64::try_from(row.machines).unwrap_or(0);
            (row.id, Run { as_of: row.as_of, decided_at: row.decided_at, machines, counts: row.counts })
        });
        Ok(runs.collect())
    }

    /// All hits, open and closed, by machine and trigger.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn hits(&self) -> Result<Vec<HitRow>, StoreError> {
        let rows = hit::Entity::find()
            .order_by_asc(hit::Column::MachineId)
            .order_by_asc(hit::Column::TriggerId)
            .all(&self.connection)
            .await?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// Machine, trigger, state and first day of all hits, without their evidence.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn hit_days(&self) -> Result<Vec<(MachineId, String, HitState, NaiveDate)>, StoreError> {
        let rows: Vec<(sea_orm::prelude::Uuid, String, String, NaiveDate)> = hit::Entity::find()
            .select_only()
            .columns([hit::Column::MachineId, hit::Column::TriggerId, hit::Column::State, hit::Column::FirstSeen])
            .into_tuple()
            .all(&self.connection)
            .await?;
        let state = |name: &str| if name == "open" { HitState::Open } else { HitState::Closed };
        Ok(rows
            .into_iter()
            .map(|(machine, trigger, name, first)| (MachineId(machine), trigger, state(&name), first))
            .collect())
    }

    /// The hits of one machine.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn hits_of(&self, machine: MachineId) -> Result<Vec<HitRow>, StoreError> {
        let rows = hit::Entity::find()
            .filter(hit::Column::MachineId.eq(machine.0))
            .order_by_asc(hit::Column::TriggerId)
            .all(&self.connection)
            .await?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// All hits of these machines.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn hits_of_machines(&self, machines: &[MachineId]) -> Result<Vec<HitRow>, StoreError> {
        let mut all = Vec::new();
        for part in machines.chunks(10_000) {
            let of = hit::Column::MachineId.is_in(part.iter().map(|machine| machine.0));
            let rows =
                hit::Entity::find().filter(of).order_by_asc(hit::Column::MachineId).all(&self.connection).await?;
            all.extend(rows.into_iter().map(HitRow::from));
        }
        Ok(all)
    }
}

impl Write {
    /// Notes a run.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_run(&self, new: Run) -> Result<i32, StoreError> {
        let id = i32::try_from(self.take("run", 1).await?).unwrap_or(i32::MAX);
        let row = run::ActiveModel {
            id: Set(id),
            as_of: Set(new.as_of),
            decided_at: Set(new.decided_at),
            machines: Set(i64::try_from(new.machines).unwrap_or(i64::MAX)),
            counts: Set(new.counts),
        };
        run::Entity::insert(row).exec_without_returning(&self.transaction).await?;
        self.audit("decide", &format!("run {id}"), &new.as_of.to_string()).await?;
        Ok(id)
    }

    /// Replaces the given hits, adding those that are not there.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn put_hits(&self, mut hits: Vec<HitRow>) -> Result<(), StoreError> {
        let connection = &self.transaction;
        // In the order of the key: a million rows go to the pages of the table one after the other, not here and there.
        hits.sort_unstable_by(|a, b| (a.machine, &a.trigger).cmp(&(b.machine, &b.trigger)));
        let key = [hit::Column::MachineId, hit::Column::TriggerId];
        let others =
            hit::Column::iter().filter(|column| !matches!(column, hit::Column::MachineId | hit::Column::TriggerId));
        let replace = OnConflict::columns(key).update_columns(others).to_owned();
        let (backend, mut hits) = (connection.get_database_backend(), hits.into_iter());
        let mut text: Option<String> = None;
        loop {
            let rows: Vec<HitRow> = hits.by_ref().take(ROWS).collect();
            if rows.is_empty() {
                return Ok(());
            }
            let full = rows.len() == ROWS;
            let statement = match text.as_ref().filter(|_| full) {
                // The text is that of the statement before: only what is said in it is another.
                Some(text) => Statement::from_sql_and_values(backend, text, rows.into_iter().flat_map(values)),
                None => {
                    let rows = rows.into_iter().map(model);
                    let statement = hit::Entity::insert_many(rows).on_conflict(replace.clone()).build(backend);
                    text = full.then(|| statement.sql.clone());
                    statement
                }
            };
            connection.execute_raw(statement).await?;
        }
    }
}

/// Hits a statement carries: enough that the way to the database does not count, few enough that its text is found fast.
const ROWS: usize = 250;

/// What is said of a hit, in the order of its columns.
fn values(row: HitRow) -> [Value; 12] {
    [
        row.machine.0.into(),
        row.trigger.into(),
        i32::try_from(row.rule_version).unwrap_or(i32::MAX).into(),
        row.campaign.into(),
        state(row.state).into(),
        row.reason.into(),
        row.first_seen.into(),
        row.last_seen.into(),
        i32::from(row.score).into(),
        row.value_cents.into(),
        row.evidence.into(),
        row.held.into(),
    ]
}

const fn state(of: HitState) -> &'static str {
    match of {
        HitState::Open => "open",
        HitState::Closed => "closed",
    }
}

fn model(row: HitRow) -> hit::ActiveModel {
    hit::ActiveModel {
        machine_id: Set(row.machine.0),
        trigger_id: Set(row.trigger),
        rule_version: Set(i32::try_from(row.rule_version).unwrap_or(i32::MAX)),
        campaign: Set(row.campaign),
        state: Set(state(row.state).to_owned()),
        reason: Set(row.reason),
        first_seen: Set(row.first_seen),
        last_seen: Set(row.last_seen),
        score: Set(i32::from(row.score)),
        value_cents: Set(row.value_cents),
        evidence: Set(row.evidence),
        held: Set(row.held),
    }
}
