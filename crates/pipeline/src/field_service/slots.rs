//! Times to offer to a customer, and taking one. A slot is a place on a tour that breaks nothing; the customer is shown when, not
//! whose tour.

use super::edits::Place;
use super::gather::Gathered;
use super::{Dispatch, DispatchError, TRIES, changed_meanwhile, shifts};
use ::tours::{Coordinates, Promise, Tour};
use automate::Happening;
use base::{TechnicianId, VisitId};
use chrono::{NaiveDate, NaiveDateTime, Timelike};
use std::collections::BTreeMap;
use store::{Technician, Visit, VisitState};

/// Minutes by which a booked begin may differ afterwards: roads are no clockwork.
const TOLERANCE: u32 = 30;

/// A time at which a visit could be done without breaking anything.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Slot {
    /// Who would come.
    pub technician: TechnicianId,
    /// The technician's name.
    pub technician_name: String,
    /// The day.
    pub day: NaiveDate,
    /// The work begins.
    pub begins: NaiveDateTime,
    /// The work is done.
    pub ends: NaiveDateTime,
    /// Minutes of driving it adds.
    pub extra_minutes: i64,
}

/// A slot as the customer took it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Taken {
    /// Who comes.
    pub technician: TechnicianId,
    /// When the work begins.
    pub begins: NaiveDateTime,
}

/// A slot with the tours it makes.
struct Possible {
    slot: Slot,
    tours: Vec<Tour>,
}

fn could(of: &Technician, visit: &Visit) -> bool {
    let region = visit.of.region.as_ref();
    of.active
        && visit.of.skills.is_subset(&of.skills)
        && region.is_none_or(|region| of.regions.is_empty() || of.regions.contains(region))
}

/// A time that is not free any more.
pub(super) fn gone() -> DispatchError {
    DispatchError::Conflict("slot_taken", "this time is not free any more; choose another one".to_owned())
}

impl Dispatch<'_> {
    /// When a visit could be done within so many days: the best times of different half days, at most so many, in order of time.
    ///
    /// # Errors
    /// Where the visit is over, its place is not known, or the database fails.
    pub async fn offered_slots(&self, id: VisitId, days: u32, most: usize) -> Result<Vec<Slot>, DispatchError> {
        // What was promised before does not count: a new time takes its place.
        let mut visit = self.visit_to_do(id).await?;
        visit.of.promise = None;
        let (first, last) = (self.now.date(), self.last_of(days));
        let technicians: Vec<Technician> =
            self.store.technicians().await?.into_iter().filter(|of| could(of, &visit)).collect();
        self.learn_drives(&technicians, &visit, (first, last)).await?;
        let mut best: BTreeMap<(NaiveDate, bool), Slot> = BTreeMap::new();
        for of in &technicians {
            for shift in shifts(of, first, last).into_iter().filter(|shift| shift.until > self.now) {
                for Possible { slot, .. } in self.possible(of, shift.from.date(), &visit).await?.1 {
                    let half = (slot.day, slot.begins.hour() >= 12);
                    let known = best.get(&half).map(|known| known.extra_minutes);
                    if known.is_none_or(|known| slot.extra_minutes < known) {
                        best.insert(half, slot);
                    }
                }
            }
        }
        let mut slots: Vec<Slot> = best.into_values().collect();
        slots.sort_by_key(|slot| (slot.extra_minutes, slot.begins));
        slots.truncate(most);
        slots.sort_by_key(|slot| slot.begins);
        Ok(slots)
    }

    /// Asks a routing server once for all drives that are needed, where one is set.
    async fn learn_drives(
        &self,
        technicians: &[Technician],
        visit: &Visit,
        (first, last): (NaiveDate, NaiveDate),
    ) -> Result<(), DispatchError> {
        if !self.service.has_routing() {
            return Ok(());
        }
        let tours = self.store.tours(first, last, None).await?;
        let ids: Vec<VisitId> = tours
            .iter()
            .filter(|tour| technicians.iter().any(|of| of.id.to_string() == tour.technician))
            .flat_map(|tour| tour.stops.iter())
            .filter_map(|stop| super::gather::visit_id(&stop.visit))
            .collect();
        let mut places: Vec<Coordinates> = technicians.iter().map(|of| of.home).collect();
        places.extend(visit.of.place);
        places.extend(self.store.visits_by_id(&ids).await?.into_iter().filter_map(|of| of.of.place));
        self.service.roads.legs(&places, self.service.great_circle).await?;
        Ok(())
    }

    /// All places of a technician's day at which a visit breaks nothing.
    async fn possible(
        &self,
        of: &Technician,
        day: NaiveDate,
        visit: &Visit,
    ) -> Result<(Gathered, Vec<Possible>), DispatchError> {
        let first = Place { technician: of.id, day, position: 0 };
        let (gathered, legs) = self.prepared(Some(&first), visit).await?;
        let is_own = |technician: &str, on: NaiveDate| technician == of.id.to_string() && on == day;
        let tour = gathered.existing.tours.iter().find(|tour| is_own(&tour.technician, tour.day));
        let before = tour.map_or(0, |tour| i64::from(tour.travel_minutes));
        let stops = tour.map_or(0, |tour| tour.stops.len());
        let mut found = Vec::new();
        for position in 0..=stops {
            let checked = match Self::checked(&gathered, &legs, visit, Some(Place { position, ..first })) {
                Ok(checked) => checked,
                // Before what is driven nothing is put.
                Err(DispatchError::Conflict("driven", _)) => continue,
                Err(error) => return Err(error),
            };
            if checked.breaches.iter().any(|of| is_own(&of.technician, of.day)) {
                continue;
            }
            let now = checked.tours.iter().find(|tour| is_own(&tour.technician, tour.day));
            let stop = now.and_then(|tour| tour.stops.iter().find(|stop| stop.visit == visit.id.to_string()));
            let Some((tour, stop)) = now.zip(stop) else { continue };
            let slot = Slot {
                technician: of.id,
                technician_name: of.name.clone(),
                day,
                begins: stop.begins,
                ends: stop.ends,
                extra_minutes: i64::from(tour.travel_minutes) - before,
            };
            found.push(Possible { slot, tours: checked.tours });
        }
        Ok((gathered, found))
    }

    /// Books a slot: the visit goes on that tour and is promised. The tours may have changed since it was offered: what is still
    /// possible within the tolerance is taken, else the slot is gone.
    ///
    /// # Errors
    /// Where the slot is gone or the visit is over.
    pub async fn book(&self, id: VisitId, taken: Taken) -> Result<Slot, DispatchError> {
        for _ in 0..TRIES {
            let mut visit = self.visit_to_do(id).await?;
            visit.of.promise = None;
            let of = self.store.technician(taken.technician).await?.filter(|of| could(of, &visit)).ok_or_else(gone)?;
            let day = taken.begins.date();
            if !shifts(&of, day, day).iter().any(|shift| shift.until > self.now) {
                return Err(gone());
            }
            let apart = |slot: &Slot| (slot.begins - taken.begins).num_minutes().abs();
            let (gathered, all) = self.possible(&of, day, &visit).await?;
            let nearest = all.into_iter().min_by_key(|of| apart(&of.slot));
            let Some(Possible { slot, tours }) = nearest.filter(|of| apart(&of.slot) <= i64::from(TOLERANCE)) else {
                return Err(gone());
            };
            visit.of.promise = Some(Promise {
                technician: Some(of.id.to_string()),
                begins: Some(slot.begins),
                tolerance_minutes: TOLERANCE,
            });
            (visit.state, visit.limits) = (VisitState::Promised, None);
            let write = self.store.write(self.actor, &self.at).await?;
            if !write.tours_changed(Some(gathered.mark)).await? {
                continue;
            }
            write.put_tours(&gathered.days, &tours).await?;
            self.put(&write, &visit, "book visit").await?;
            self.tell(&write, &visit, Happening::Booked).await?;
            write.commit().await?;
            return Ok(slot);
        }
        Err(changed_meanwhile())
    }
}
