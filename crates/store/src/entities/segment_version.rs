//! A version of a segment.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "segment_version")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub segment: String,
    pub version: i32,
    pub definition: String,
    pub note: Option<String>,
    pub archived: bool,
    pub saved_by: String,
    pub saved_at: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
