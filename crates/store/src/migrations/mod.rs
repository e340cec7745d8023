//! Migrations: forward only, embedded, run at start. One file each; a landed one is never changed.

mod m0001_first;
mod m0002_page;
mod m0003_matches;
mod m0004_mapping_profiles;
mod m0005_connectors;
mod m0007_parted_rows;
mod m0008_segments;
mod m0010_sender_aliases;
mod m0011_rules;
mod m0012_registers;
mod m0013_campaigns;
mod m0015_portal;
mod m0017_contact_policy;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// All migrations in order.
pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_first::Migration),
            Box::new(m0002_page::Migration),
            Box::new(m0003_matches::Migration),
            Box::new(m0004_mapping_profiles::Migration),
            Box::new(m0005_connectors::Migration),
            Box::new(m0007_parted_rows::Migration),
            Box::new(m0008_segments::Migration),
            Box::new(m0010_sender_aliases::Migration),
            Box::new(m0011_rules::Migration),
            Box::new(m0012_registers::Migration),
            Box::new(m0013_campaigns::Migration),
            Box::new(m0015_portal::Migration),
            Box::new(m0017_contact_policy::Migration),
        ]
    }
}
