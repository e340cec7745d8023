//! What was decided on a pair of serial numbers.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "match_decision")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub kept: String,
    pub joined: String,
    pub verdict: String,
    pub weight: Option<f64>,
    pub decided_by: String,
    pub decided_at: String,
    pub batch_id: Option<i64>,
    pub undone_by: Option<String>,
    pub undone_at: Option<String>,
    pub parted: Option<String>,
    pub about: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
