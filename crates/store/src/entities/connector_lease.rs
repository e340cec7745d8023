//! Who pulls with a connector, and until when it may.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "connector_lease")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub connector: String,
    pub holder: String,
    pub until: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
