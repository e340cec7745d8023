//! A trigger hit.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "hit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub machine_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub trigger_id: String,
    pub rule_version: i32,
    pub campaign: String,
    pub state: String,
    pub reason: Option<String>,
    pub first_seen: Date,
    pub last_seen: Date,
    pub score: i32,
    pub value_cents: Option<i64>,
    pub evidence: String,
    pub held: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
