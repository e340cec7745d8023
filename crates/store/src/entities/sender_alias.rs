//! A sender of readings that goes by another name than a serial number.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sender_alias")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub device: String,
    pub name: String,
    pub machine_id: Option<Uuid>,
    pub assigned_by: String,
    pub assigned_at: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
