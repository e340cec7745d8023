//! Something to do for a person.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "task")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub key: String,
    pub title: String,
    pub reasons: String,
    pub machine_id: Option<Uuid>,
    pub opportunity_id: Option<Uuid>,
    pub enrolment_id: Option<Uuid>,
    pub owner: String,
    pub due_on: Date,
    pub opened_on: Date,
    pub done_by: Option<String>,
    pub done_at: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
