//! The register of suppressions: why nothing is offered for a machine or to a customer, and until when.

use crate::connection::{Store, StoreError, Write, rows_a_statement};
use crate::entities::suppression;
use base::MachineId;
use chrono::NaiveDate;
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};

/// A reason not to offer anything. It is said of a machine, or of a customer with all its machines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewSuppression {
    /// The machine.
    pub machine: Option<MachineId>,
    /// The customer.
    pub customer: Option<Uuid>,
    /// Why, by name.
    pub reason: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day; none where it is open.
    pub until: Option<NaiveDate>,
    /// What is said to it.
    pub note: String,
}

/// A suppression as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suppression {
    /// Counted up.
    pub id: i64,
    /// What it says.
    pub of: NewSuppression,
    /// Who entered it.
    pub saved_by: String,
    /// When, UTC.
    pub saved_at: String,
    /// Who ended it before its day.
    pub ended_by: Option<String>,
    /// When, UTC.
    pub ended_at: Option<String>,
}

fn of_row(row: suppression::Model) -> Suppression {
    Suppression {
        id: row.id,
        of: NewSuppression {
            machine: row.machine_id.map(MachineId),
            customer: row.customer_id,
            reason: row.reason,
            from: row.from_day,
            until: row.until,
            note: row.note,
        },
        saved_by: row.saved_by,
        saved_at: row.saved_at,
        ended_by: row.ended_by,
        ended_at: row.ended_at,
    }
}

impl Suppression {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.of.from <= day && self.of.until.is_none_or(|until| until >= day)
    }
}

impl Store {
    /// All suppressions, the newest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn suppressions(&self) -> Result<Vec<Suppression>, StoreError> {
        let rows = suppression::Entity::find().order_by_desc(suppression::Column::Id).all(&self.connection).await?;
        Ok(rows.into_iter().map(of_row).collect())
    }
}

impl Write {
    /// Enters suppressions.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_suppressions(&self, new: Vec<NewSuppression>) -> Result<(), StoreError> {
        let detail = match new.as_slice() {
            [of] => of.reason.clone(),
            all => format!("{} entries", all.len()),
        };
        let rows: Vec<suppression::ActiveModel> = new
            .into_iter()
            .map(|of| suppression::ActiveModel {
                id: NotSet,
                machine_id: Set(of.machine.map(|machine| machine.0)),
                customer_id: Set(of.customer),
                reason: Set(of.reason),
                from_day: Set(of.from),
                until: Set(of.until),
                note: Set(of.note),
                saved_by: Set(self.actor().to_owned()),
                saved_at: Set(self.at().to_owned()),
                ended_by: Set(None),
                ended_at: Set(None),
            })
            .collect();
        for rows in rows.chunks(rows_a_statement(10)) {
            suppression::Entity::insert_many(rows.to_vec()).exec_without_returning(&self.transaction).await?;
        }
        self.audit("enter suppression", "suppression", &detail).await
    }

    /// Ends a suppression: `last` is the last day it holds. Says whether it was open.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn end_suppression(&self, id: i64, last: NaiveDate) -> Result<bool, StoreError> {
        use suppression::Column;
        let done = suppression::Entity::update_many()
            .col_expr(Column::Until, last.into())
            .col_expr(Column::EndedBy, self.actor().into())
            .col_expr(Column::EndedAt, self.at().into())
            .filter(Column::Id.eq(id).and(Column::EndedBy.is_null()))
            .exec(&self.transaction)
            .await?;
        if done.rows_affected > 0 {
            self.audit("end suppression", &format!("suppression {id}"), &format!("last day {last}")).await?;
        }
        Ok(done.rows_affected > 0)
    }
}
