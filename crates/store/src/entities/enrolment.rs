//! A machine taking part in a campaign.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "enrolment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub campaign: String,
    pub version: i32,
    pub machine_id: Uuid,
    pub opportunity_id: Option<Uuid>,
    pub sequence: i32,
    pub state: String,
    pub reason: Option<String>,
    pub step: Option<String>,
    pub step_since: Date,
    pub joined_on: Date,
    pub due_on: Option<Date>,
    pub ended_on: Option<Date>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
