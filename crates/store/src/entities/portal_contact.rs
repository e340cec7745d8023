//! A person at a customer who may sign in to the portal.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "portal_contact")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub customer_id: Uuid,
    pub name: String,
    pub email: String,
    pub language: String,
    pub password_hash: Option<String>,
    pub active: bool,
    pub failures: i32,
    pub locked_until: Option<String>,
    pub last_sign_in: Option<String>,
    pub invited_by: String,
    pub invited_at: String,
    pub mails_new: bool,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
