//! A planning of tours that was saved.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "tour_plan")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub first_day: Date,
    pub last_day: Date,
    pub regions: String,
    pub travel: String,
    pub travel_note: Option<String>,
    pub planned: i32,
    pub left_out: i32,
    pub made_by: String,
    pub made_at: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
