//! A table of a delivery that was left in its file.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "left_table")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub batch_id: i32,
    pub digest: String,
    pub file: String,
    pub sheet: Option<String>,
    pub source: String,
    pub row_count: i64,
    pub why: String,
    pub decided_by: Option<String>,
    pub decided_at: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
