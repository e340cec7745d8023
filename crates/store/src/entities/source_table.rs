//! A recognised table.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "source_table")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    pub batch_id: i32,
    pub digest: String,
    pub file: String,
    pub sheet: Option<String>,
    pub kind: String,
    pub source: String,
    pub header_row: i32,
    pub columns: String,
    pub row_count: i64,
    pub skipped: i64,
    pub confidence: f64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
