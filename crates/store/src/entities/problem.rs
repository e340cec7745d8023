//! What could not be read.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "problem")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub batch_id: i32,
    pub severity: String,
    pub file: String,
    pub sheet: Option<String>,
    pub row_number: Option<i64>,
    pub column_number: Option<i32>,
    pub heading: Option<String>,
    pub cell: Option<String>,
    pub what: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
