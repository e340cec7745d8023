//! What was put into the technicians' calendars: by this it is known what need not be sent again, and what somebody changed there.

use crate::connection::{Store, StoreError, Write, rows_a_statement};
use crate::entities::calendar_event;
use base::{TechnicianId, VisitId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// An event that stands in a calendar, or may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CalendarEvent {
    /// Where it stands.
    pub url: String,
    /// The visit.
    pub visit: VisitId,
    /// In whose calendar.
    pub technician: TechnicianId,
    /// Its version, as the calendar calls it; none where the calendar never answered, or somebody deleted it there.
    pub etag: Option<String>,
    /// Digest of what it shows in that version.
    pub digest: Option<String>,
    /// Digest of what was on its way there when this was noted: nobody knows whether it arrived.
    pub sending: Option<String>,
    /// Digest of the plan that gave way to what somebody changed in the calendar; none where both agree.
    pub conflict: Option<String>,
}

impl Store {
    /// All events that stand in calendars, by address.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn calendar_events(&self) -> Result<Vec<CalendarEvent>, StoreError> {
        let rows = calendar_event::Entity::find().order_by_asc(calendar_event::Column::Url);
        let of = |row: calendar_event::Model| CalendarEvent {
            url: row.url,
            visit: VisitId(row.visit_id),
            technician: TechnicianId(row.technician_id),
            etag: row.etag,
            digest: row.digest,
            sending: row.sending,
            conflict: row.conflict,
        };
        Ok(rows.all(&self.connection).await?.into_iter().map(of).collect())
    }
}

impl Write {
    /// Keeps what stands in calendars now, or is on its way there; what was known of the same addresses is replaced.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn put_calendar_events(&self, events: &[CalendarEvent]) -> Result<(), StoreError> {
        use calendar_event::Column;
        for part in events.chunks(rows_a_statement(8)) {
            let rows = part.iter().map(|of| calendar_event::ActiveModel {
                url: Set(of.url.clone()),
                visit_id: Set(of.visit.0),
                technician_id: Set(of.technician.0),
                etag: Set(of.etag.clone()),
                digest: Set(of.digest.clone()),
                sending: Set(of.sending.clone()),
                conflict: Set(of.conflict.clone()),
                noted_at: Set(self.at().to_owned()),
            });
            let replaced = [
                Column::VisitId,
                Column::TechnicianId,
                Column::Etag,
                Column::Digest,
                Column::Sending,
                Column::Conflict,
                Column::NotedAt,
            ];
            let known = OnConflict::column(Column::Url).update_columns(replaced).to_owned();
            let insert = calendar_event::Entity::insert_many(rows).on_conflict(known);
            insert.exec_without_returning(&self.transaction).await?;
        }
        Ok(())
    }

    /// Forgets events that stand in no calendar any more, or are left there for good.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn forget_calendar_events(&self, urls: &[String]) -> Result<(), StoreError> {
        for urls in urls.chunks(10_000) {
            let of = calendar_event::Column::Url.is_in(urls);
            calendar_event::Entity::delete_many().filter(of).exec(&self.transaction).await?;
        }
        Ok(())
    }
}
