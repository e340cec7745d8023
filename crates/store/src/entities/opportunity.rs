//! An opportunity.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "opportunity")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub machine_id: Uuid,
    pub campaign: String,
    pub sequence: i32,
    pub stage: String,
    pub owner: String,
    pub score: i32,
    pub value_cents: Option<i64>,
    pub value_basis: Option<String>,
    pub opened_on: Date,
    pub changed_on: Date,
    pub flag: Option<String>,
    pub triggers: String,
    pub stage_since: Option<Date>,
    pub follow_up_on: Option<Date>,
    pub lost_reason: Option<String>,
    pub version: i64,
    pub lead_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
