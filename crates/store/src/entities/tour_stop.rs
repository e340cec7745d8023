//! A visit on a tour.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "tour_stop")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub visit_id: Uuid,
    pub technician_id: Uuid,
    pub day: Date,
    pub position: i32,
    pub arrives: String,
    pub begins: String,
    pub ends: String,
    pub travel_minutes: i32,
    pub travel_km: f64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
