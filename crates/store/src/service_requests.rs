//! What customers ask the service for in the portal. Each becomes a task, by which it is seen to.

use crate::connection::{Store, StoreError, Write};
use crate::entities::{service_request, task};
use base::{CustomerId, MachineId};
use sea_orm::sea_query::{ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::HashMap;

/// A request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewServiceRequest {
    /// What the page made up for it: a click twice is one request. The task's key is made of it.
    pub key: String,
    /// Who asks.
    pub customer: CustomerId,
    /// For which machine.
    pub machine: MachineId,
    /// The contact.
    pub contact: i64,
    /// What is asked.
    pub text: String,
    /// How urgent it is, in a word.
    pub urgency: String,
    /// Where the contact can be called.
    pub phone: Option<String>,
    /// The contact's name.
    pub made_by: String,
}

impl NewServiceRequest {
    /// The key of the task it becomes.
    #[must_use]
    pub fn task_key(&self) -> String {
        format!("service-request-{}", self.key)
    }
}

/// A request as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServiceRequest {
    /// Counted up.
    pub id: i64,
    /// What it is.
    pub of: NewServiceRequest,
    /// When it was made, UTC.
    pub made_at: String,
    /// Its task, and whether that is done.
    pub task: Option<(i64, bool)>,
}

/// Which requests.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RequestsOf<'a> {
    /// All of them.
    All,
    /// Those of a customer, by all ids it is or was known by.
    Customer(&'a [CustomerId]),
    /// Those for a machine.
    Machine(MachineId),
}

impl Store {
    /// Requests, the newest first, at most so many.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn service_requests(&self, of: RequestsOf<'_>, most: u64) -> Result<Vec<ServiceRequest>, StoreError> {
        use service_request::Column;
        let mut query = service_request::Entity::find().order_by_desc(Column::Id).limit(most);
        match of {
            RequestsOf::All => {}
            RequestsOf::Customer(ids) => query = query.filter(Column::CustomerId.is_in(ids.iter().map(|id| id.0))),
            RequestsOf::Machine(id) => query = query.filter(Column::MachineId.eq(id.0)),
        }
        let rows = query.all(&self.connection).await?;
        let all: Vec<(i64, String, NewServiceRequest)> = rows
            .into_iter()
            .map(|row| {
                let of = NewServiceRequest {
                    key: row.key,
                    customer: CustomerId(row.customer_id),
                    machine: MachineId(row.machine_id),
                    contact: row.contact_id,
                    text: row.body,
                    urgency: row.urgency,
                    phone: row.phone,
                    made_by: row.made_by,
                };
                (row.id, row.made_at, of)
            })
            .collect();
        let mut tasks: HashMap<String, (i64, bool)> = HashMap::new();
        for part in all.chunks(10_000) {
            let keys = part.iter().map(|(.., of)| of.task_key());
            let rows = task::Entity::find().filter(task::Column::Key.is_in(keys)).all(&self.connection).await?;
            tasks.extend(rows.into_iter().map(|row| (row.key, (row.id, row.done_at.is_some()))));
        }
        let with_task = |(id, made_at, of): (i64, String, NewServiceRequest)| {
            let task = tasks.get(&of.task_key()).copied();
            ServiceRequest { id, of, made_at, task }
        };
        Ok(all.into_iter().map(with_task).collect())
    }
}

impl Write {
    /// Keeps a request; one that is there by its key stays as it is. Says its id, where it is this contact's.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_service_request(&self, new: &NewServiceRequest) -> Result<Option<i64>, StoreError> {
        use service_request::Column;
        let row = service_request::ActiveModel {
            id: NotSet,
            key: Set(new.key.clone()),
            customer_id: Set(new.customer.0),
            machine_id: Set(new.machine.0),
            contact_id: Set(new.contact),
            body: Set(new.text.clone()),
            urgency: Set(new.urgency.clone()),
            phone: Set(new.phone.clone()),
            made_at: Set(self.at().to_owned()),
            made_by: Set(new.made_by.clone()),
        };
        let known = OnConflict::column(Column::Key).do_nothing().to_owned();
        service_request::Entity::insert(row).on_conflict(known).exec_without_returning(&self.transaction).await?;
        let row = service_request::Entity::find()
            .filter(Column::Key.eq(new.key.as_str()).and(Column::ContactId.eq(new.contact)))
            .one(&self.transaction)
            .await?;
        if let Some(row) = &row {
            self.audit("request service", &format!("machine {}", new.machine), &format!("request {}", row.id)).await?;
        }
        Ok(row.map(|row| row.id))
    }
}
