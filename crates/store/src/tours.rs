//! Tours in force: one a technician and day, and the plannings they came of. A plan is saved wholly or not at all.

use crate::connection::{Store, StoreError, Write, rows_a_statement};
use crate::entities::{counter, tour, tour_plan, tour_stop};
use crate::technicians::{json, read};
use ::tours::{Stop, Tour};
use base::{TechnicianId, VisitId};
use chrono::{NaiveDate, NaiveDateTime};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{HashMap, HashSet};

/// The counter that grows with every change of tours.
const MARK: &str = "tours";

/// How times are kept: local to the tenant, to the second.
const TIME: &str = "%Y-%m-%dT%H:%M:%S";

/// Where a visit stands.
#[derive(Clone, PartialEq, Debug)]
pub struct PlannedStop {
    /// Whose tour.
    pub technician: TechnicianId,
    /// Of which day.
    pub day: NaiveDate,
    /// The stop.
    pub stop: Stop,
}

/// A planning that was saved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewTourPlan {
    /// The first day planned.
    pub first_day: NaiveDate,
    /// The last.
    pub last_day: NaiveDate,
    /// The regions; empty: all.
    pub regions: Vec<String>,
    /// Where drives came from: `great_circle`, `roads` or `fallback`.
    pub travel: String,
    /// Why the routing server was not used, where one is set.
    pub travel_note: Option<String>,
    /// Visits on tours.
    pub planned: u32,
    /// Visits left out.
    pub left_out: u32,
}

/// A planning as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TourPlan {
    /// Counted up.
    pub id: i64,
    /// What it was.
    pub of: NewTourPlan,
    /// Who planned.
    pub made_by: String,
    /// When, UTC.
    pub made_at: String,
}

fn time(text: &str) -> Result<NaiveDateTime, StoreError> {
    NaiveDateTime::parse_from_str(text, TIME)
        .map_err(|_| StoreError::Unreadable { what: "time of a tour", value: text.to_owned() })
}

fn kept(time: NaiveDateTime) -> String {
    time.format(TIME).to_string()
}

fn whole(minutes: u32) -> i32 {
    i32::try_from(minutes).unwrap_or(i32::MAX)
}

fn stop_of(row: &tour_stop::Model) -> Result<PlannedStop, StoreError> {
    Ok(PlannedStop {
        technician: TechnicianId(row.technician_id),
        day: row.day,
        stop: Stop {
            visit: row.visit_id.to_string(),
            arrives: time(&row.arrives)?,
            begins: time(&row.begins)?,
            ends: time(&row.ends)?,
            travel_minutes: u32::try_from(row.travel_minutes).unwrap_or(0),
            travel_km: row.travel_km,
        },
    })
}

fn id_of<T>(what: &'static str, text: &str, make: impl FnOnce(uuid::Uuid) -> T) -> Result<T, StoreError> {
    text.parse().map(make).map_err(|_| StoreError::Unreadable { what, value: text.to_owned() })
}

/// Technician-days as a condition on tours.
fn of_days(days: &[(TechnicianId, NaiveDate)]) -> Condition {
    days.iter().fold(Condition::any(), |any, (technician, day)| {
        any.add(tour::Column::TechnicianId.eq(technician.0).and(tour::Column::Day.eq(*day)))
    })
}

fn of_stops(days: &[(TechnicianId, NaiveDate)]) -> Condition {
    days.iter().fold(Condition::any(), |any, (technician, day)| {
        any.add(tour_stop::Column::TechnicianId.eq(technician.0).and(tour_stop::Column::Day.eq(*day)))
    })
}

impl Store {
    /// The tours of these days, by day, then technician.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn tours(
        &self,
        first: NaiveDate,
        last: NaiveDate,
        of: Option<TechnicianId>,
    ) -> Result<Vec<Tour>, StoreError> {
        let mut tours = tour::Entity::find().filter(tour::Column::Day.between(first, last));
        let mut stops = tour_stop::Entity::find().filter(tour_stop::Column::Day.between(first, last));
        if let Some(technician) = of {
            tours = tours.filter(tour::Column::TechnicianId.eq(technician.0));
            stops = stops.filter(tour_stop::Column::TechnicianId.eq(technician.0));
        }
        let rows = tours.order_by_asc(tour::Column::Day).order_by_asc(tour::Column::TechnicianId);
        let rows = rows.all(&self.connection).await?;
        let mut by_day: HashMap<(uuid::Uuid, NaiveDate), Vec<Stop>> = HashMap::new();
        for row in stops.order_by_asc(tour_stop::Column::Position).all(&self.connection).await? {
            by_day.entry((row.technician_id, row.day)).or_default().push(stop_of(&row)?.stop);
        }
        let of_row = |row: tour::Model| {
            Ok(Tour {
                technician: row.technician_id.to_string(),
                day: row.day,
                leaves: time(&row.leaves)?,
                stops: by_day.remove(&(row.technician_id, row.day)).unwrap_or_default(),
                returns: time(&row.returns)?,
                travel_minutes: u32::try_from(row.travel_minutes).unwrap_or(0),
                travel_km: row.travel_km,
            })
        };
        rows.into_iter().map(of_row).collect()
    }

    /// Where these visits stand; those on no tour are not among them.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn stops_of(&self, visits: &[VisitId]) -> Result<HashMap<VisitId, PlannedStop>, StoreError> {
        let mut found = HashMap::new();
        for visits in visits.chunks(10_000) {
            let of = tour_stop::Column::VisitId.is_in(visits.iter().map(|id| id.0));
            for row in tour_stop::Entity::find().filter(of).all(&self.connection).await? {
                found.insert(VisitId(row.visit_id), stop_of(&row)?);
            }
        }
        Ok(found)
    }

    /// The days around `day` on which a technician has a tour: the last before it, the first after it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn tour_days_around(
        &self,
        of: TechnicianId,
        day: NaiveDate,
    ) -> Result<(Option<NaiveDate>, Option<NaiveDate>), StoreError> {
        use tour::Column;
        let of = tour::Entity::find().select_only().column(Column::Day).filter(Column::TechnicianId.eq(of.0));
        let before = of.clone().filter(Column::Day.lt(day)).order_by_desc(Column::Day).limit(1);
        let after = of.filter(Column::Day.gt(day)).order_by_asc(Column::Day).limit(1);
        let before: Option<NaiveDate> = before.into_tuple().one(&self.connection).await?;
        let after: Option<NaiveDate> = after.into_tuple().one(&self.connection).await?;
        Ok((before, after))
    }

    /// A number that grows with every change of tours.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn tours_mark(&self) -> Result<i64, StoreError> {
        let row = counter::Entity::find_by_id(MARK).one(&self.connection).await?;
        Ok(row.map_or(0, |row| row.next))
    }

    /// The last planning.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn last_tour_plan(&self) -> Result<Option<TourPlan>, StoreError> {
        let row = tour_plan::Entity::find().order_by_desc(tour_plan::Column::Id).one(&self.connection).await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(TourPlan {
            id: row.id,
            of: NewTourPlan {
                first_day: row.first_day,
                last_day: row.last_day,
                regions: read("regions of a plan", &row.regions)?,
                travel: row.travel,
                travel_note: row.travel_note,
                planned: u32::try_from(row.planned).unwrap_or(0),
                left_out: u32::try_from(row.left_out).unwrap_or(0),
            },
            made_by: row.made_by,
            made_at: row.made_at,
        }))
    }
}

impl Write {
    /// Counts a change of tours, where they are still as they were at `expected`. Says whether they were.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn tours_changed(&self, expected: Option<i64>) -> Result<bool, StoreError> {
        let mut of = counter::Entity::update_many()
            .col_expr(counter::Column::Next, Expr::col(counter::Column::Next).add(1))
            .filter(counter::Column::Name.eq(MARK));
        if let Some(expected) = expected {
            of = of.filter(counter::Column::Next.eq(expected));
        }
        Ok(of.exec(&self.transaction).await?.rows_affected > 0)
    }

    /// Puts tours in the place of those of these technician-days, and moves the visits on. A tour without stops is none. Call
    /// [`Write::tours_changed`] before; a technician-day that gets a tour must be among those replaced.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn put_tours(&self, replaced: &[(TechnicianId, NaiveDate)], tours: &[Tour]) -> Result<(), StoreError> {
        let mut before: HashMap<VisitId, (TechnicianId, String, String)> = HashMap::new();
        // Each day is two parameters and a level of the expression.
        for days in replaced.chunks(200) {
            for row in tour_stop::Entity::find().filter(of_stops(days)).all(&self.transaction).await? {
                let of = (TechnicianId(row.technician_id), row.begins, row.ends);
                before.insert(VisitId(row.visit_id), of);
            }
            tour_stop::Entity::delete_many().filter(of_stops(days)).exec(&self.transaction).await?;
            tour::Entity::delete_many().filter(of_days(days)).exec(&self.transaction).await?;
        }
        let (mut rows, mut stops) = (Vec::new(), Vec::new());
        let (mut on, mut changed) = (Vec::new(), Vec::new());
        for of in tours.iter().filter(|of| !of.stops.is_empty()) {
            let technician = id_of("technician of a tour", &of.technician, TechnicianId)?;
            rows.push(tour::ActiveModel {
                technician_id: Set(technician.0),
                day: Set(of.day),
                leaves: Set(kept(of.leaves)),
                returns: Set(kept(of.returns)),
                travel_minutes: Set(whole(of.travel_minutes)),
                travel_km: Set(of.travel_km),
            });
            for (position, stop) in (0_i32..).zip(&of.stops) {
                let visit = id_of("visit of a tour", &stop.visit, VisitId)?;
                let now = (technician, kept(stop.begins), kept(stop.ends));
                on.push(visit);
                if before.get(&visit) != Some(&now) {
                    changed.push(visit);
                }
                stops.push(tour_stop::ActiveModel {
                    visit_id: Set(visit.0),
                    technician_id: Set(technician.0),
                    day: Set(of.day),
                    position: Set(position),
                    arrives: Set(kept(stop.arrives)),
                    begins: Set(now.1),
                    ends: Set(now.2),
                    travel_minutes: Set(whole(stop.travel_minutes)),
                    travel_km: Set(stop.travel_km),
                });
            }
        }
        // A visit that was not done on a day that is past may stand there still.
        for visits in on.chunks(10_000) {
            let elsewhere = tour_stop::Column::VisitId.is_in(visits.iter().map(|id| id.0));
            tour_stop::Entity::delete_many().filter(elsewhere).exec(&self.transaction).await?;
        }
        for part in rows.chunks(rows_a_statement(6)) {
            tour::Entity::insert_many(part.to_vec()).exec_without_returning(&self.transaction).await?;
        }
        for part in stops.chunks(rows_a_statement(9)) {
            tour_stop::Entity::insert_many(part.to_vec()).exec_without_returning(&self.transaction).await?;
        }
        let is_on: HashSet<VisitId> = on.iter().copied().collect();
        let off: Vec<VisitId> = before.into_keys().filter(|visit| !is_on.contains(visit)).collect();
        self.visits_moved(&on, &off, &changed).await
    }

    /// Takes a visit off its tour and leaves the tour's times as they are: of what was driven to and not done.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn take_off(&self, visit: VisitId) -> Result<(), StoreError> {
        tour_stop::Entity::delete_by_id(visit.0).exec(&self.transaction).await?;
        self.visits_moved(&[], &[visit], &[visit]).await
    }

    /// Keeps what a planning was.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_tour_plan(&self, of: &NewTourPlan) -> Result<(), StoreError> {
        let row = tour_plan::ActiveModel {
            id: NotSet,
            first_day: Set(of.first_day),
            last_day: Set(of.last_day),
            regions: Set(json(&of.regions)),
            travel: Set(of.travel.clone()),
            travel_note: Set(of.travel_note.clone()),
            planned: Set(whole(of.planned)),
            left_out: Set(whole(of.left_out)),
            made_by: Set(self.actor().to_owned()),
            made_at: Set(self.at().to_owned()),
        };
        tour_plan::Entity::insert(row).exec_without_returning(&self.transaction).await?;
        let detail = format!("{} planned, {} left out", of.planned, of.left_out);
        self.audit("plan tours", &format!("{} to {}", of.first_day, of.last_day), &detail).await
    }
}
