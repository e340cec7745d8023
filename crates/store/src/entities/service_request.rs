//! What a customer asks the service for.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "service_request")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub key: String,
    pub customer_id: Uuid,
    pub machine_id: Uuid,
    pub contact_id: i64,
    pub body: String,
    pub urgency: String,
    pub phone: Option<String>,
    pub made_at: String,
    pub made_by: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
