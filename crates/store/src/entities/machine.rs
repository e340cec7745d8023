//! A machine with its file.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "machine")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub serial_number: String,
    pub normalised: String,
    pub machine_type: Option<String>,
    pub product_family: Option<String>,
    pub manufacturer: Option<String>,
    pub installed_on: Option<Date>,
    pub country: Option<String>,
    pub postcode: Option<String>,
    pub city: Option<String>,
    pub customer_id: Option<Uuid>,
    pub in_field: bool,
    pub file: String,
    pub digest: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
