//! A notice or offer a customer finds in the portal.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "portal_notice")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub key: String,
    pub customer_id: Uuid,
    pub machine_id: Uuid,
    pub opportunity_id: Option<Uuid>,
    pub enrolment_id: Uuid,
    pub campaign: String,
    pub step: String,
    pub topic: String,
    pub purpose: String,
    pub language: String,
    pub subject: String,
    pub body: String,
    pub made_on: Date,
    pub state: String,
    pub reason: Option<String>,
    pub comment: Option<String>,
    pub answered_on: Option<Date>,
    pub answered_at: Option<String>,
    pub answered_by: Option<String>,
    pub edition: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
