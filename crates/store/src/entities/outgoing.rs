//! Something that leaves for another system, or left.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outgoing")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub destination: String,
    pub kind: String,
    pub key: String,
    pub about: String,
    pub payload: Option<String>,
    pub state: String,
    pub attempts: i32,
    pub next_at: Option<String>,
    pub since: String,
    pub reason: Option<String>,
    pub remote_id: Option<String>,
    pub sent_digest: Option<String>,
    pub sent_at: Option<String>,
    pub edition: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
