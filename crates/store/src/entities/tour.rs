//! A technician's day.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "tour")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub technician_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: Date,
    pub leaves: String,
    pub returns: String,
    pub travel_minutes: i32,
    pub travel_km: f64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
