//! What the user of a machine agreed to have its data used for.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "data_use")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub machine_id: Uuid,
    pub contract: String,
    pub purposes: String,
    pub from_day: Date,
    pub until: Option<Date>,
    pub document: String,
    pub saved_by: String,
    pub saved_at: String,
    pub ended_by: Option<String>,
    pub ended_at: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
