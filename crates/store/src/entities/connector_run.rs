//! One pull of a connector.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "connector_run")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub connector: String,
    pub started_at: String,
    pub ended_at: Option<String>,
    pub outcome: String,
    pub whole: bool,
    pub asked_by: String,
    pub settings: String,
    pub records_read: i64,
    pub records_removed: i64,
    pub machines_added: i64,
    pub machines_changed: i64,
    pub machines_gone: i64,
    pub batch_id: Option<i32>,
    pub error: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
