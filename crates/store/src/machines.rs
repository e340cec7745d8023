//! Machines and customers as they stand after the last import: a projection of the machine files for lists and search.

use crate::connection::{Store, StoreError, Write, rows_a_statement};
use crate::entities::{customer, machine};
use base::{CustomerId, MachineId};
use chrono::NaiveDate;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The bits of a row's digest that also tell where its values stand; the others tell the values alone.
pub const CELLS: u64 = 0xFFFF_FFFF;

/// A machine with its file.
#[derive(Clone, PartialEq, Debug)]
pub struct MachineRow {
    /// Its id.
    pub id: MachineId,
    /// The serial number as the most trusted list writes it.
    pub serial_number: String,
    /// The serial number normalised.
    pub normalised: String,
    /// Type.
    pub machine_type: Option<String>,
    /// Product family.
    pub product_family: Option<String>,
    /// Maker.
    pub manufacturer: Option<String>,
    /// Installed on.
    pub installed_on: Option<NaiveDate>,
    /// Country of the site.
    pub country: Option<String>,
    /// Postcode of the site.
    pub postcode: Option<String>,
    /// City of the site.
    pub city: Option<String>,
    /// Its customer.
    pub customer: Option<CustomerId>,
    /// Whether it is in the field.
    pub in_field: bool,
    /// The machine file: for each field its candidates, the winner first, as JSON.
    pub file: String,
    /// Digest of all of the above, to tell whether anything changed: in the bits of [`CELLS`] also of the cells the
    /// values stand in, in the others of the values alone.
    pub digest: i64,
}

/// A customer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CustomerRow {
    /// Its id.
    pub id: CustomerId,
    /// Its number.
    pub number: Option<String>,
    /// Its name.
    pub name: Option<String>,
}

impl From<machine::Model> for MachineRow {
    fn from(row: machine::Model) -> Self {
        Self {
            id: MachineId(row.id),
            serial_number: row.serial_number,
            normalised: row.normalised,
            machine_type: row.machine_type,
            product_family: row.product_family,
            manufacturer: row.manufacturer,
            installed_on: row.installed_on,
            country: row.country,
            postcode: row.postcode,
            city: row.city,
            customer: row.customer_id.map(CustomerId),
            in_field: row.in_field,
            file: row.file,
            digest: row.digest,
        }
    }
}

impl Store {
    /// The ids of all machines, as texts.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn machine_ids(&self) -> Result<Vec<String>, StoreError> {
        let ids: Vec<Uuid> = machine::Entity::find()
            .select_only()
            .column(machine::Column::Id)
            .into_tuple()
            .all(&self.connection)
            .await?;
        Ok(ids.into_iter().map(|id| id.to_string()).collect())
    }

    /// The machine with this normalised serial number.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn machine(&self, normalised: &str) -> Result<Option<MachineRow>, StoreError> {
        let row =
            machine::Entity::find().filter(machine::Column::Normalised.eq(normalised)).one(&self.connection).await?;
        Ok(row.map(Into::into))
    }

    /// Serial numbers that begin with or contain these letters and digits, for "did you mean": ten at most.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn machines_like(&self, normalised: &str) -> Result<Vec<String>, StoreError> {
        Ok(machine::Entity::find()
            .filter(machine::Column::Normalised.contains(normalised))
            .order_by_asc(machine::Column::Normalised)
            .limit(10)
            .select_only()
            .column(machine::Column::SerialNumber)
            .into_tuple()
            .all(&self.connection)
            .await?)
    }

    /// How many machines there are.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn machine_count(&self) -> Result<u64, StoreError> {
        use sea_orm::PaginatorTrait;
        Ok(machine::Entity::find().count(&self.connection).await?)
    }
}

impl Write {
    /// Makes the machines and customers what they are now: adds, replaces what changed, removes what is gone.
    /// Gives the numbers of machines added, changed and removed.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn set_machines(
        &self,
        machines: Vec<MachineRow>,
        customers: Vec<CustomerRow>,
    ) -> Result<(usize, usize, usize), StoreError> {
        self.set_customers(customers).await?;
        let connection = &self.transaction;
        let mut before: HashMap<Uuid, i64> = machine::Entity::find()
            .select_only()
            .column(machine::Column::Id)
            .column(machine::Column::Digest)
            .into_tuple::<(Uuid, i64)>()
            .all(connection)
            .await?
            .into_iter()
            .collect();
        let (mut added, mut changed) = (0, 0);
        let mut outdated: Vec<Uuid> = Vec::new();
        let mut new = Vec::new();
        for row in machines {
            match before.remove(&row.id.0) {
                Some(digest) if digest == row.digest => continue,
                Some(digest) => {
                    changed += usize::from((digest ^ row.digest).cast_unsigned() & !CELLS != 0);
                    outdated.push(row.id.0);
                }
                None => added += 1,
            }
            new.push(machine::ActiveModel {
                id: Set(row.id.0),
                serial_number: Set(row.serial_number),
                normalised: Set(row.normalised),
                machine_type: Set(row.machine_type),
                product_family: Set(row.product_family),
                manufacturer: Set(row.manufacturer),
                installed_on: Set(row.installed_on),
                country: Set(row.country),
                postcode: Set(row.postcode),
                city: Set(row.city),
                customer_id: Set(row.customer.map(|customer| customer.0)),
                in_field: Set(row.in_field),
                file: Set(row.file),
                digest: Set(row.digest),
            });
        }
        let removed = before.len();
        outdated.extend(before.into_keys());
        for ids in outdated.chunks(10_000) {
            machine::Entity::delete_many()
                .filter(machine::Column::Id.is_in(ids.iter().copied()))
                .exec(connection)
                .await?;
        }
        let mut new = new.into_iter();
        loop {
            let rows: Vec<_> = new.by_ref().take(rows_a_statement(14)).collect();
            if rows.is_empty() {
                break;
            }
            machine::Entity::insert_many(rows).exec_without_returning(connection).await?;
        }
        Ok((added, changed, removed))
    }

    async fn set_customers(&self, customers: Vec<CustomerRow>) -> Result<(), StoreError> {
        let connection = &self.transaction;
        let before: HashMap<Uuid, customer::Model> =
            customer::Entity::find().all(connection).await?.into_iter().map(|row| (row.id, row)).collect();
        let now: HashSet<Uuid> = customers.iter().map(|row| row.id.0).collect();
        let rows: Vec<customer::Model> = customers
            .into_iter()
            .map(|row| customer::Model { id: row.id.0, number: row.number, name: row.name })
            .filter(|row| before.get(&row.id) != Some(row))
            .collect();
        let outdated: Vec<Uuid> = before
            .keys()
            .filter(|id| !now.contains(*id))
            .chain(rows.iter().map(|row| &row.id).filter(|id| before.contains_key(*id)))
            .copied()
            .collect();
        for ids in outdated.chunks(10_000) {
            customer::Entity::delete_many()
                .filter(customer::Column::Id.is_in(ids.iter().copied()))
                .exec(connection)
                .await?;
        }
        for rows in rows.chunks(rows_a_statement(3)) {
            let rows = rows.iter().cloned().map(sea_orm::IntoActiveModel::into_active_model);
            customer::Entity::insert_many(rows.collect::<Vec<customer::ActiveModel>>())
                .exec_without_returning(connection)
                .await?;
        }
        Ok(())
    }
}
