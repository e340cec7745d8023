//! An address another system listens at.

use sea_orm::entity::prelude::*;

#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_endpoint")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub name: String,
    pub url: String,
    pub secret: String,
    pub old_secret: Option<String>,
    pub old_until: Option<String>,
    pub types: String,
    pub active: bool,
    pub note: Option<String>,
    pub rests_until: Option<String>,
    pub created_by: String,
    pub created_at: String,
    pub edition: i64,
}

/// A row with a secret does not show itself.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").field("id", &self.id).field("name", &self.name).finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
