//! Somebody who drives to customers.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "technician")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub login: Option<String>,
    pub language: String,
    pub mail: Option<String>,
    pub phone: Option<String>,
    pub address: String,
    pub latitude: f64,
    pub longitude: f64,
    pub skills: String,
    pub regions: String,
    pub week: String,
    pub absences: String,
    pub max_drive_minutes: Option<i32>,
    pub calendar_hash: Option<String>,
    pub active: bool,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
