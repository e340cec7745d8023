//! The register of data use: for each machine what its user agreed to have its data used for (EU Data Act, Reg. (EU)
//! 2023/2854, art. 4(13)). Agreements are ended, never deleted: what was permitted when stays provable.

use crate::connection::{Store, StoreError, Write, rows_a_statement};
use crate::entities::data_use;
use base::MachineId;
use chrono::NaiveDate;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};

/// The contract agreements stand in that the customer itself entered in the portal.
pub const PORTAL_AGREEMENT: &str = "portal";

/// What the user of a machine agreed to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewDataUse {
    /// The machine.
    pub machine: MachineId,
    /// The contract it stands in.
    pub contract: String,
    /// What the data may be used for, by name.
    pub purposes: Vec<String>,
    /// The first day.
    pub from: NaiveDate,
    /// The last day; none where it is open.
    pub until: Option<NaiveDate>,
    /// Where the agreement can be read.
    pub document: String,
}

/// An agreement as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DataUse {
    /// Counted up.
    pub id: i64,
    /// What was agreed.
    pub of: NewDataUse,
    /// Who entered it.
    pub saved_by: String,
    /// When, UTC.
    pub saved_at: String,
    /// Who ended it before its day.
    pub ended_by: Option<String>,
    /// When, UTC.
    pub ended_at: Option<String>,
}

fn of_row(row: data_use::Model) -> DataUse {
    DataUse {
        id: row.id,
        of: NewDataUse {
            machine: MachineId(row.machine_id),
            contract: row.contract,
            purposes: row.purposes.split(',').filter(|of| !of.is_empty()).map(str::to_owned).collect(),
            from: row.from_day,
            until: row.until,
            document: row.document,
        },
        saved_by: row.saved_by,
        saved_at: row.saved_at,
        ended_by: row.ended_by,
        ended_at: row.ended_at,
    }
}

impl DataUse {
    /// Whether the customer entered it in the portal.
    #[must_use]
    pub fn is_by_portal(&self) -> bool {
        self.of.contract == PORTAL_AGREEMENT
    }

    /// Whether it holds on a day.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.of.from <= day && self.of.until.is_none_or(|until| until >= day)
    }
}

impl Store {
    /// The agreements for these machines, the newest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn data_uses_of(&self, machines: &[MachineId]) -> Result<Vec<DataUse>, StoreError> {
        let mut all = Vec::new();
        for machines in machines.chunks(10_000) {
            let rows = data_use::Entity::find()
                .filter(data_use::Column::MachineId.is_in(machines.iter().map(|id| id.0)))
                .order_by_desc(data_use::Column::Id)
                .all(&self.connection)
                .await?;
            all.extend(rows.into_iter().map(of_row));
        }
        Ok(all)
    }

    /// All agreements, the newest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn data_uses(&self) -> Result<Vec<DataUse>, StoreError> {
        let rows = data_use::Entity::find().order_by_desc(data_use::Column::Id).all(&self.connection).await?;
        Ok(rows.into_iter().map(of_row).collect())
    }
}

impl Write {
    /// Enters agreements.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_data_uses(&self, new: Vec<NewDataUse>) -> Result<(), StoreError> {
        let detail = match new.as_slice() {
            [of] => format!("machine {} for {}", of.machine, of.purposes.join(", ")),
            all => format!("{} machines", all.len()),
        };
        let rows: Vec<data_use::ActiveModel> = new
            .into_iter()
            .map(|of| data_use::ActiveModel {
                id: NotSet,
                machine_id: Set(of.machine.0),
                contract: Set(of.contract),
                purposes: Set(of.purposes.join(",")),
                from_day: Set(of.from),
                until: Set(of.until),
                document: Set(of.document),
                saved_by: Set(self.actor().to_owned()),
                saved_at: Set(self.at().to_owned()),
                ended_by: Set(None),
                ended_at: Set(None),
            })
            .collect();
        for rows in rows.chunks(rows_a_statement(10)) {
            data_use::Entity::insert_many(rows.to_vec()).exec_without_returning(&self.transaction).await?;
        }
        self.audit("enter data use", "data use", &detail).await
    }

    /// Ends an agreement: `last` is the last day it holds. Says whether it was open.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn end_data_use(&self, id: i64, last: NaiveDate) -> Result<bool, StoreError> {
        use data_use::Column;
        let done = data_use::Entity::update_many()
            .col_expr(Column::Until, last.into())
            .col_expr(Column::EndedBy, self.actor().into())
            .col_expr(Column::EndedAt, self.at().into())
            .filter(Column::Id.eq(id).and(Column::EndedBy.is_null()))
            .exec(&self.transaction)
            .await?;
        if done.rows_affected > 0 {
            self.audit("end data use", &format!("data use {id}"), &format!("last day {last}")).await?;
        }
        Ok(done.rows_affected > 0)
    }

    /// Ends agreements that hold longer than the day `last`, whatever was settled of their end before: the customer withdrew
    /// them.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn withdraw_data_uses(&self, ids: &[i64], last: NaiveDate) -> Result<(), StoreError> {
        use data_use::Column;
        for part in ids.chunks(10_000) {
            data_use::Entity::update_many()
                .col_expr(Column::Until, last.into())
                .col_expr(Column::EndedBy, self.actor().into())
                .col_expr(Column::EndedAt, self.at().into())
                .filter(Column::Id.is_in(part.iter().copied()))
                .filter(Column::Until.is_null().or(Column::Until.gt(last)))
                .exec(&self.transaction)
                .await?;
        }
        if ids.is_empty() {
            return Ok(());
        }
        let detail = format!("{} agreements, last day {last}", ids.len());
        self.audit("withdraw data use", "data use", &detail).await
    }
}
