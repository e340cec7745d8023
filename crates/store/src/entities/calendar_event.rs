//! An event in a technician's calendar.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub url: String,
    pub visit_id: Uuid,
    pub technician_id: Uuid,
    pub etag: Option<String>,
    pub digest: Option<String>,
    pub sending: Option<String>,
    pub conflict: Option<String>,
    pub noted_at: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
