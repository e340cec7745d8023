//! Opportunities.

use crate::connection::{Store, StoreError, Write, rows_a_statement};
use crate::entities::opportunity;
use base::{MachineId, OpportunityId};
use sales::{Opportunity, Stage};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

fn of_row(row: opportunity::Model) -> Result<Opportunity, StoreError> {
    let stage =
        Stage::named(&row.stage).ok_or_else(|| StoreError::Unreadable { what: "stage", value: row.stage.clone() })?;
    Ok(Opportunity {
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
    })
}

impl Store {
    /// All opportunities, the most urgent first.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn opportunities(&self) -> Result<Vec<Opportunity>, StoreError> {
        let rows = opportunity::Entity::find().all(&self.connection).await?;
        let mut all: Vec<Opportunity> = rows.into_iter().map(of_row).collect::<Result<_, _>>()?;
        // Ordered here: the databases disagree on where unknown values stand.
        all.sort_by(|a, b| (b.score, b.value_cents, a.id).cmp(&(a.score, a.value_cents, b.id)));
        Ok(all)
    }
}

impl Write {
    /// Adds or replaces opportunities.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn put_opportunities(&self, changed: Vec<Opportunity>) -> Result<(), StoreError> {
        let connection = &self.transaction;
        let ids: Vec<_> = changed.iter().map(|of| of.id.0).collect();
        for ids in ids.chunks(10_000) {
            opportunity::Entity::delete_many()
                .filter(opportunity::Column::Id.is_in(ids.iter().copied()))
                .exec(connection)
                .await?;
        }
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
        });
        loop {
            let rows: Vec<_> = rows.by_ref().take(rows_a_statement(13)).collect();
            if rows.is_empty() {
                return Ok(());
            }
            opportunity::Entity::insert_many(rows).exec_without_returning(connection).await?;
        }
    }
}
