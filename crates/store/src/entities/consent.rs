//! What a contact agreed or objected to.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "consent")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub address: String,
    pub topic: Option<String>,
    pub said: String,
    pub origin: String,
    pub was_told: bool,
    pub evidence: String,
    pub saved_by: String,
    pub saved_at: String,
    pub on_day: Option<Date>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
