//! Which machine a sender of readings is that goes by another name than a serial number, as a person said.

use crate::connection::{Store, StoreError, Write};
use crate::entities::sender_alias;
use base::MachineId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, IntoActiveModel, QueryOrder};
use serde::Serialize;

/// What a person said of a sender.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SenderAlias {
    /// The key of the device.
    pub device: u64,
    /// What it calls itself.
    pub name: String,
    /// Its machine; none where it is no machine, as a test bench.
    pub machine: Option<MachineId>,
    /// Who said so.
    pub assigned_by: String,
    /// When, UTC.
    pub assigned_at: String,
}

fn key(device: u64) -> String {
    format!("{device:016x}")
}

impl Store {
    /// All that was said of senders, by device.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn sender_aliases(&self) -> Result<Vec<SenderAlias>, StoreError> {
        let rows =
            sender_alias::Entity::find().order_by_asc(sender_alias::Column::Device).all(&self.connection).await?;
        let of = |row: sender_alias::Model| {
            Some(SenderAlias {
                device: u64::from_str_radix(&row.device, 16).ok()?,
                name: row.name,
                machine: row.machine_id.map(MachineId),
                assigned_by: row.assigned_by,
                assigned_at: row.assigned_at,
            })
        };
        Ok(rows.into_iter().filter_map(of).collect())
    }
}

impl Write {
    /// Says which machine a sender is, `None` that it is no machine.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn assign_sender(&self, device: u64, name: &str, machine: Option<MachineId>) -> Result<(), StoreError> {
        use sender_alias::Column;
        let row = sender_alias::Model {
            device: key(device),
            name: name.to_owned(),
            machine_id: machine.map(|machine| machine.0),
            assigned_by: self.actor().to_owned(),
            assigned_at: self.at().to_owned(),
        };
        let replace = OnConflict::column(Column::Device)
            .update_columns([Column::Name, Column::MachineId, Column::AssignedBy, Column::AssignedAt])
            .to_owned();
        let insert = sender_alias::Entity::insert(row.into_active_model()).on_conflict(replace);
        insert.exec_without_returning(&self.transaction).await?;
        Ok(())
    }

    /// Takes back what was said of a sender; gives whether anything was.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn release_sender(&self, device: u64) -> Result<bool, StoreError> {
        let gone = sender_alias::Entity::delete_by_id(key(device)).exec(&self.transaction).await?;
        Ok(gone.rows_affected > 0)
    }
}
