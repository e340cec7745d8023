//! Something to do at a customer.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "visit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub key: String,
    pub kind: String,
    pub state: String,
    pub title: String,
    pub note: Option<String>,
    pub machine_id: Option<Uuid>,
    pub customer_id: Option<Uuid>,
    pub customer_name: String,
    pub contact_name: Option<String>,
    pub phone: Option<String>,
    pub address: String,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub duration_minutes: i32,
    pub skills: String,
    pub region: Option<String>,
    pub windows: String,
    pub due_on: Option<Date>,
    pub due_strict: bool,
    pub priority: String,
    pub promise: Option<String>,
    pub enrolment_id: Option<Uuid>,
    pub opportunity_id: Option<Uuid>,
    pub started_at: Option<String>,
    pub done_on: Option<Date>,
    pub cancelled_reason: Option<String>,
    pub limits: Option<String>,
    pub opened_on: Date,
    pub offered_on: Option<Date>,
    pub changed_at: String,
    pub sequence: i64,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
