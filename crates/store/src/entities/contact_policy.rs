//! A version of how customers are contacted.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_policy")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub version: i64,
    pub policy: String,
    pub reason: String,
    pub saved_by: String,
    pub saved_at: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
