//! A version of a campaign.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "campaign_version")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub campaign: String,
    pub version: i32,
    pub state: String,
    pub definition: String,
    pub scope: String,
    pub saved_by: String,
    pub saved_at: String,
    pub edition: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
