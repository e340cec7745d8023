//! Enrolments: who takes part in which campaign, what came of each step, what happened to them.

use crate::connection::{Store, StoreError, Write, rows_a_statement};
use crate::entities::{enrolment, enrolment_note, happening};
use automate::{Enrolment, Happened, Happening, Note, State};
use base::{EnrolmentId, MachineId, OpportunityId};
use chrono::NaiveDate;
use sea_orm::sea_query::{ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::HashMap;

/// An enrolment as a day left it, with what its history says of the day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Advance {
    /// The enrolment.
    pub now: Enrolment,
    /// What its history says.
    pub notes: Vec<Note>,
}

/// A machine's last enrolment in a campaign.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EnrolledBefore {
    /// The machine.
    pub machine: MachineId,
    /// Its running number.
    pub sequence: u32,
    /// When it began.
    pub joined_on: NaiveDate,
    /// When it ended; none where it runs.
    pub ended_on: Option<NaiveDate>,
}

fn of_row(row: enrolment::Model) -> Result<Enrolment, StoreError> {
    let state = match row.state.as_str() {
        "active" => State::Active,
        "answered" => State::Answered,
        "control" => State::Control,
        "ended" => State::Ended { reason: row.reason.unwrap_or_default() },
        other => return Err(StoreError::Unreadable { what: "enrolment state", value: other.to_owned() }),
    };
    Ok(Enrolment {
        id: EnrolmentId(row.id),
        campaign: row.campaign,
        version: u32::try_from(row.version).unwrap_or(0),
        machine: MachineId(row.machine_id),
        opportunity: row.opportunity_id.map(OpportunityId),
        sequence: u32::try_from(row.sequence).unwrap_or(1),
        state,
        step: row.step,
        step_since: row.step_since,
        joined_on: row.joined_on,
        due_on: row.due_on,
    })
}

impl Store {
    /// Enrolments that are not over, by id, those after `after`: what a daily run goes through chunk by chunk.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn running_enrolments(
        &self,
        after: Option<EnrolmentId>,
        most: u64,
    ) -> Result<Vec<Enrolment>, StoreError> {
        use enrolment::Column;
        let mut query =
            enrolment::Entity::find().filter(Column::State.ne("ended")).order_by_asc(Column::Id).limit(most);
        if let Some(after) = after {
            query = query.filter(Column::Id.gt(after.0));
        }
        query.all(&self.connection).await?.into_iter().map(of_row).collect()
    }

    /// The enrolments of a machine, the latest first.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn enrolments_of(&self, machine: MachineId) -> Result<Vec<Enrolment>, StoreError> {
        use enrolment::Column;
        let rows = enrolment::Entity::find()
            .filter(Column::MachineId.eq(machine.0))
            .order_by_desc(Column::JoinedOn)
            .order_by_asc(Column::Campaign)
            .all(&self.connection)
            .await?;
        rows.into_iter().map(of_row).collect()
    }

    /// The enrolments of these machines that are not over.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn running_enrolments_of(&self, machines: &[MachineId]) -> Result<Vec<Enrolment>, StoreError> {
        use enrolment::Column;
        let mut all = Vec::new();
        for machines in machines.chunks(10_000) {
            let rows = enrolment::Entity::find()
                .filter(Column::State.ne("ended").and(Column::MachineId.is_in(machines.iter().map(|id| id.0))))
                .order_by_asc(Column::Id)
                .all(&self.connection)
                .await?;
            for row in rows {
                all.push(of_row(row)?);
            }
        }
        Ok(all)
    }

    /// The enrolments of a campaign, the latest first, at most so many.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn enrolments_in(&self, campaign: &str, most: u64) -> Result<Vec<Enrolment>, StoreError> {
        use enrolment::Column;
        let rows = enrolment::Entity::find()
            .filter(Column::Campaign.eq(campaign))
            .order_by_desc(Column::JoinedOn)
            .order_by_asc(Column::Id)
            .limit(most)
            .all(&self.connection)
            .await?;
        rows.into_iter().map(of_row).collect()
    }

    /// One enrolment.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn enrolment(&self, id: EnrolmentId) -> Result<Option<Enrolment>, StoreError> {
        enrolment::Entity::find_by_id(id.0).one(&self.connection).await?.map(of_row).transpose()
    }

    /// How many enrolments of each campaign are in each state, and of those that ended how many for which reason.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn enrolment_counts(&self) -> Result<Vec<(String, String, Option<String>, u64)>, StoreError> {
        use enrolment::Column;
        let rows: Vec<(String, String, Option<String>, i64)> = enrolment::Entity::find()
            .select_only()
            .columns([Column::Campaign, Column::State, Column::Reason])
            .column_as(Column::Id.count(), "number")
            .group_by(Column::Campaign)
            .group_by(Column::State)
            .group_by(Column::Reason)
            .order_by_asc(Column::Campaign)
            .order_by_asc(Column::State)
            .into_tuple()
            .all(&self.connection)
            .await?;
        let counted = |(campaign, state, reason, number): (String, String, Option<String>, i64)| {
            (campaign, state, reason, u64::try_from(number).unwrap_or(0))
        };
        Ok(rows.into_iter().map(counted).collect())
    }

    /// Each machine's last enrolment in a campaign.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn enrolled_before(&self, campaign: &str) -> Result<Vec<EnrolledBefore>, StoreError> {
        use enrolment::Column;
        let rows: Vec<(uuid::Uuid, i32, NaiveDate, Option<NaiveDate>)> = enrolment::Entity::find()
            .select_only()
            .columns([Column::MachineId, Column::Sequence, Column::JoinedOn, Column::EndedOn])
            .filter(Column::Campaign.eq(campaign))
            .order_by_asc(Column::MachineId)
            .order_by_desc(Column::Sequence)
            .into_tuple()
            .all(&self.connection)
            .await?;
        let mut last: Vec<EnrolledBefore> = Vec::new();
        for (machine, sequence, joined_on, ended_on) in rows {
            let machine = MachineId(machine);
            if last.last().is_none_or(|known| known.machine != machine) {
                let sequence = u32::try_from(sequence).unwrap_or(1);
                last.push(EnrolledBefore { machine, sequence, joined_on, ended_on });
            }
        }
        Ok(last)
    }

    /// What happened to these enrolments, by enrolment, the oldest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn happenings(&self, ids: &[EnrolmentId]) -> Result<HashMap<EnrolmentId, Vec<Happened>>, StoreError> {
        use happening::Column;
        let mut all: HashMap<EnrolmentId, Vec<Happened>> = HashMap::new();
        for ids in ids.chunks(10_000) {
            let rows = happening::Entity::find()
                .filter(Column::EnrolmentId.is_in(ids.iter().map(|id| id.0)))
                .order_by_asc(Column::Id)
                .all(&self.connection)
                .await?;
            for row in rows {
                let what = Happening::named(&row.what)
                    .ok_or_else(|| StoreError::Unreadable { what: "happening", value: row.what.clone() })?;
                let of = Happened { what, on: row.on_day, step: row.step };
                all.entry(EnrolmentId(row.enrolment_id)).or_default().push(of);
            }
        }
        Ok(all)
    }

    /// The history of an enrolment, the oldest first.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn enrolment_notes(&self, id: EnrolmentId) -> Result<Vec<(NaiveDate, Note)>, StoreError> {
        use enrolment_note::Column;
        let rows = enrolment_note::Entity::find()
            .filter(Column::EnrolmentId.eq(id.0))
            .order_by_asc(Column::Id)
            .all(&self.connection)
            .await?;
        let note = |row: enrolment_note::Model| {
            let note = serde_json::from_str(&row.note)
                .map_err(|_| StoreError::Unreadable { what: "note of an enrolment", value: row.note.clone() })?;
            Ok((row.on_day, note))
        };
        rows.into_iter().map(note).collect()
    }
}

impl Write {
    /// Adds enrolments or sets them as a day left them, and keeps what their history says of it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn put_enrolments(&self, day: NaiveDate, advances: &[Advance]) -> Result<(), StoreError> {
        use enrolment::Column;
        for part in advances.chunks(rows_a_statement(13)) {
            let rows = part.iter().map(|Advance { now, .. }| {
                let reason = match &now.state {
                    State::Ended { reason } => Some(reason.clone()),
                    _ => None,
                };
                enrolment::ActiveModel {
                    id: Set(now.id.0),
                    campaign: Set(now.campaign.clone()),
                    version: Set(i32::try_from(now.version).unwrap_or(i32::MAX)),
                    machine_id: Set(now.machine.0),
                    opportunity_id: Set(now.opportunity.map(|of| of.0)),
                    sequence: Set(i32::try_from(now.sequence).unwrap_or(i32::MAX)),
                    state: Set(now.state.id().to_owned()),
                    ended_on: Set(reason.as_ref().map(|_| day)),
                    reason: Set(reason),
                    step: Set(now.step.clone()),
                    step_since: Set(now.step_since),
                    joined_on: Set(now.joined_on),
                    due_on: Set(now.due_on),
                }
            });
            let changes = [
                Column::OpportunityId,
                Column::State,
                Column::Reason,
                Column::Step,
                Column::StepSince,
                Column::DueOn,
                Column::EndedOn,
            ];
            let known = OnConflict::column(Column::Id).update_columns(changes).to_owned();
            enrolment::Entity::insert_many(rows).on_conflict(known).exec_without_returning(&self.transaction).await?;
        }
        let notes: Vec<enrolment_note::ActiveModel> = advances
            .iter()
            .flat_map(|of| of.notes.iter().map(|note| (of.now.id, note)))
            .map(|(id, note)| enrolment_note::ActiveModel {
                id: NotSet,
                enrolment_id: Set(id.0),
                on_day: Set(day),
                note: Set(serde_json::to_string(note).unwrap_or_default()),
            })
            .collect();
        for part in notes.chunks(rows_a_statement(4)) {
            enrolment_note::Entity::insert_many(part.to_vec()).exec_without_returning(&self.transaction).await?;
        }
        Ok(())
    }

    /// Notes that something happened to enrolments.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_happenings(&self, all: &[(EnrolmentId, Happened)]) -> Result<(), StoreError> {
        for part in all.chunks(rows_a_statement(7)) {
            let rows = part.iter().map(|(id, of)| happening::ActiveModel {
                id: NotSet,
                enrolment_id: Set(id.0),
                what: Set(of.what.id().to_owned()),
                on_day: Set(of.on),
                step: Set(of.step.clone()),
                saved_by: Set(self.actor().to_owned()),
                saved_at: Set(self.at().to_owned()),
            });
            happening::Entity::insert_many(rows).exec_without_returning(&self.transaction).await?;
        }
        if let [(id, of)] = all {
            self.audit("happened", &format!("enrolment {id}"), of.what.id()).await?;
        } else if !all.is_empty() {
            self.audit("happened", "enrolments", &format!("{} happenings", all.len())).await?;
        }
        Ok(())
    }
}
