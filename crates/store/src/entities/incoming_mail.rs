//! A mail that came in.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "incoming_mail")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub identity: String,
    pub kind: String,
    pub about: Option<String>,
    pub enrolment_id: Option<Uuid>,
    pub sender: Option<String>,
    pub subject: String,
    pub body: String,
    pub dated: Option<String>,
    pub read_at: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
