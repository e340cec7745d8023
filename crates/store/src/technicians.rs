//! Technicians: where they live, what they can do, when they work. Why somebody is absent is nobody's business here and not kept.

use crate::connection::{Store, StoreError, Write};
use crate::entities::technician;
use base::TechnicianId;
use chrono::{NaiveDate, NaiveTime};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A time in which neither is driven nor worked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Pause {
    /// Begins.
    pub from: NaiveTime,
    /// Is over.
    pub until: NaiveTime,
}

/// Working hours of a day of the week.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct WorkDay {
    /// 1 is Monday, 7 is Sunday.
    pub weekday: u8,
    /// Leaves home not before.
    pub from: NaiveTime,
    /// Is back not after.
    pub until: NaiveTime,
    /// Breaks.
    pub breaks: Vec<Pause>,
}

/// Days off, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Absence {
    /// The first.
    pub from: NaiveDate,
    /// The last.
    pub until: NaiveDate,
}

/// Somebody who drives to customers.
#[derive(Clone, PartialEq, Debug)]
pub struct Technician {
    /// The id.
    pub id: TechnicianId,
    /// The person's name.
    pub name: String,
    /// The login of the person's account, where there is one.
    pub login: Option<String>,
    /// `de`, `en` or `it`.
    pub language: String,
    /// Mail address.
    pub mail: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Where each day begins and ends.
    pub address: String,
    /// The same on the map.
    pub home: tours::Coordinates,
    /// What the person can do.
    pub skills: BTreeSet<String>,
    /// Where the person works; empty: everywhere.
    pub regions: BTreeSet<String>,
    /// Working hours, a day of the week once at most.
    pub week: Vec<WorkDay>,
    /// Days off.
    pub absences: Vec<Absence>,
    /// The most minutes of driving a day.
    pub max_drive_minutes: Option<u32>,
    /// Hash of the secret of the calendar's address.
    pub calendar_hash: Option<String>,
    /// Whether the person is planned.
    pub active: bool,
    /// Counted up with each edit.
    pub version: i64,
}

pub(crate) fn json<T: Serialize>(of: &T) -> String {
    serde_json::to_string(of).unwrap_or_default()
}

pub(crate) fn read<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable { what, value: text.to_owned() })
}

fn of_row(row: technician::Model) -> Result<Technician, StoreError> {
    Ok(Technician {
        id: TechnicianId(row.id),
        name: row.name,
        login: row.login,
        language: row.language,
        mail: row.mail,
        phone: row.phone,
        address: row.address,
        home: tours::Coordinates { latitude: row.latitude, longitude: row.longitude },
        skills: read("skills of a technician", &row.skills)?,
        regions: read("regions of a technician", &row.regions)?,
        week: read("working hours", &row.week)?,
        absences: read("absences", &row.absences)?,
        max_drive_minutes: row.max_drive_minutes.and_then(|minutes| u32::try_from(minutes).ok()),
        calendar_hash: row.calendar_hash,
        active: row.active,
        version: row.version,
    })
}

fn model(of: &Technician) -> technician::ActiveModel {
    technician::ActiveModel {
        id: Set(of.id.0),
        name: Set(of.name.clone()),
        login: Set(of.login.clone()),
        language: Set(of.language.clone()),
        mail: Set(of.mail.clone()),
        phone: Set(of.phone.clone()),
        address: Set(of.address.clone()),
        latitude: Set(of.home.latitude),
        longitude: Set(of.home.longitude),
        skills: Set(json(&of.skills)),
        regions: Set(json(&of.regions)),
        week: Set(json(&of.week)),
        absences: Set(json(&of.absences)),
        max_drive_minutes: Set(of.max_drive_minutes.map(|minutes| i32::try_from(minutes).unwrap_or(i32::MAX))),
        calendar_hash: Set(of.calendar_hash.clone()),
        active: Set(of.active),
        version: Set(of.version),
    }
}

impl Store {
    /// All technicians by name, also those who are not planned any more.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn technicians(&self) -> Result<Vec<Technician>, StoreError> {
        let rows = technician::Entity::find().order_by_asc(technician::Column::Id).all(&self.connection).await?;
        let mut all: Vec<Technician> = rows.into_iter().map(of_row).collect::<Result<_, _>>()?;
        // Ordered here: databases disagree on how letters follow each other.
        all.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(all)
    }

    /// One technician.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn technician(&self, id: TechnicianId) -> Result<Option<Technician>, StoreError> {
        technician::Entity::find_by_id(id.0).one(&self.connection).await?.map(of_row).transpose()
    }

    /// The technician whose account has this login.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn technician_of(&self, login: &str) -> Result<Option<Technician>, StoreError> {
        let of = technician::Entity::find().filter(technician::Column::Login.eq(login));
        of.one(&self.connection).await?.map(of_row).transpose()
    }

    /// The technician whose calendar has a secret of this hash.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn technician_by_calendar(&self, hash: &str) -> Result<Option<Technician>, StoreError> {
        let of = technician::Entity::find().filter(technician::Column::CalendarHash.eq(hash));
        of.one(&self.connection).await?.map(of_row).transpose()
    }
}

impl Write {
    /// Adds a technician, or sets one that is there where its version is still one below. Says whether that was so; nothing is
    /// changed where not. The calendar of one that is there stays.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn put_technician(&self, of: &Technician) -> Result<bool, StoreError> {
        let known = technician::Entity::find_by_id(of.id.0).one(&self.transaction).await?;
        if known.as_ref().map_or(0, |known| known.version) != of.version - 1 {
            return Ok(false);
        }
        if known.is_some() {
            // The calendar has a door of its own: who saves a form does not open again what another closed meanwhile.
            let changed = technician::ActiveModel { calendar_hash: NotSet, ..model(of) };
            technician::Entity::update(changed).exec(&self.transaction).await?;
            self.audit("change technician", &of.name, &of.id.to_string()).await?;
        } else {
            technician::Entity::insert(model(of)).exec_without_returning(&self.transaction).await?;
            self.audit("add technician", &of.name, &of.id.to_string()).await?;
        }
        self.tours_changed(None).await?;
        Ok(true)
    }

    /// Sets or ends the secret of a technician's calendar; its hash is kept.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn set_calendar(&self, of: &Technician, hash: Option<String>) -> Result<(), StoreError> {
        let what = if hash.is_some() { "open calendar" } else { "close calendar" };
        technician::Entity::update_many()
            .col_expr(technician::Column::CalendarHash, Expr::value(hash))
            .filter(technician::Column::Id.eq(of.id.0))
            .exec(&self.transaction)
            .await?;
        self.audit(what, &of.name, &of.id.to_string()).await
    }
}
