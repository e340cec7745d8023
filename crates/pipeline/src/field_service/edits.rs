//! A person drags a visit: what would break, and doing it. The dispatcher decides; only what is driven stays where it is.

use super::gather::Gathered;
use super::{Dispatch, DispatchError, TRIES, changed_meanwhile};
use ::tours::{Breach, Checked, Excluded, Legs, Limit, Plan, Target, Tour, begun, check};
use base::{TechnicianId, VisitId};
use chrono::NaiveDate;
use store::Visit;

/// A place on a tour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// Whose.
    pub technician: TechnicianId,
    /// Of which day.
    pub day: NaiveDate,
    /// Before which stop, from 0, counted without the visit itself; beyond the end is the end.
    pub position: usize,
}

/// One visit goes elsewhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Edit {
    /// Which.
    pub visit: VisitId,
    /// Where to; none: off the tour.
    pub to: Option<Place>,
}

/// What an edit does.
#[derive(Clone, PartialEq, Debug)]
pub struct Edited {
    /// The version of the tours: of a check as they are, of a move as they are now.
    pub mark: i64,
    /// The tours that change, with their new times.
    pub tours: Vec<Tour>,
    /// What they break.
    pub breaches: Vec<Breach>,
}

/// An edit with all it was checked against.
pub(super) struct Tried {
    pub gathered: Gathered,
    pub checked: Checked,
}

/// What the planner says of an edit, with what is an id there in words.
pub(super) fn said(error: ::tours::Error) -> DispatchError {
    match error {
        ::tours::Error::Driven { .. } => {
            DispatchError::Conflict("driven", "this is driven already and stays where it is".to_owned())
        }
        other => other.into(),
    }
}

impl Dispatch<'_> {
    /// What an edit would break, and the times that would follow. Nothing is saved.
    ///
    /// # Errors
    /// Where the visit cannot be there at all.
    pub async fn check(&self, edit: &Edit) -> Result<Edited, DispatchError> {
        let visit = self.visit_to_do(edit.visit).await?;
        let Tried { gathered, checked } = self.tried(edit, &visit).await?;
        Ok(Edited { mark: gathered.mark, tours: checked.tours, breaches: checked.breaches })
    }

    pub(super) async fn tried(&self, edit: &Edit, visit: &Visit) -> Result<Tried, DispatchError> {
        let (gathered, legs) = self.prepared(edit.to.as_ref(), visit).await?;
        let checked = Self::checked(&gathered, &legs, visit, edit.to)?;
        Ok(Tried { gathered, checked })
    }

    /// What an edit put on these tours does.
    pub(super) fn checked(
        gathered: &Gathered,
        legs: &Legs,
        visit: &Visit,
        to: Option<Place>,
    ) -> Result<Checked, DispatchError> {
        let to = to.map(|to| Target { technician: to.technician.to_string(), day: to.day, position: to.position });
        let asked = ::tours::Edit { visit: visit.id.to_string(), to };
        check(&gathered.request, &gathered.existing, legs, &asked).map_err(said)
    }

    /// The tours an edit of a visit touches, with their drives.
    pub(super) async fn prepared(&self, to: Option<&Place>, visit: &Visit) -> Result<(Gathered, Legs), DispatchError> {
        if visit.of.place.is_none() {
            let text = format!("where `{}` lies is not known; give its coordinates first", visit.of.address);
            return Err(DispatchError::Wrong(text));
        }
        let now = self.store.stops_of(&[visit.id]).await?.remove(&visit.id);
        // Of a day that is past nothing is timed anew: a visit that was not done then stands on no tour.
        let now = now.filter(|stop| stop.day >= self.now.date());
        let mut days: Vec<(TechnicianId, NaiveDate)> = Vec::new();
        days.extend(now.map(|stop| (stop.technician, stop.day)));
        days.extend(to.map(|to| (to.technician, to.day)));
        days.dedup();
        if days.is_empty() {
            let text = "this visit is on no tour".to_owned();
            return Err(DispatchError::Conflict("not_on_tour", text));
        }
        let gathered = self.gather_days(&days, to, visit).await?;
        let (legs, _) = self.service.roads.legs(&gathered.request.places(), self.service.great_circle).await?;
        Ok((gathered, legs))
    }

    /// Whether a visit stands where its technician has driven already, or on a day that is past: it leaves that tour without
    /// changing the times of what is driven.
    pub(super) async fn is_behind(&self, visit: VisitId) -> Result<bool, DispatchError> {
        let Some(stop) = self.store.stops_of(&[visit]).await?.remove(&visit) else { return Ok(false) };
        if stop.day < self.now.date() {
            return Ok(true);
        }
        let tours = self.store.tours(stop.day, stop.day, Some(stop.technician)).await?;
        let driven = begun(&Plan { tours, left_out: Vec::new() }, self.now);
        Ok(driven.iter().any(|tour| tour.stops.iter().any(|stop| stop.visit == visit.to_string())))
    }

    /// Puts a visit elsewhere or takes it off its tour. `expected` is the version of the tours a person saw; where none is given,
    /// the edit is made of the tours as they are. What breaks must have been accepted.
    ///
    /// # Errors
    /// Where it cannot be there, somebody was faster, or something breaks that was not accepted.
    pub async fn move_visit(&self, edit: &Edit, expected: Option<i64>, accept: bool) -> Result<Edited, DispatchError> {
        for _ in 0..TRIES {
            let visit = self.visit_to_do(edit.visit).await?;
            if let Some(expected) = expected
                && expected != self.store.tours_mark().await?
            {
                return Err(changed_meanwhile());
            }
            if edit.to.is_none() && self.is_behind(edit.visit).await? {
                return self.left_behind(edit.visit, expected).await;
            }
            let Tried { gathered, checked } = self.tried(edit, &visit).await?;
            if !checked.breaches.is_empty() && !accept {
                return Err(DispatchError::Breaks(checked.breaches));
            }
            let write = self.store.write(self.actor, &self.at).await?;
            if write.tours_changed(Some(gathered.mark)).await? {
                write.put_tours(&gathered.days, &checked.tours).await?;
                let detail = match edit.to {
                    Some(to) => format!("to {} on {}, stop {}", to.technician, to.day, to.position + 1),
                    None => {
                        let by_hand = Excluded { technician_days: 0, limit: Limit::ByHand };
                        write.put_limits(&[(edit.visit, vec![by_hand])]).await?;
                        "off its tour".to_owned()
                    }
                };
                write.audit("move visit", &edit.visit.to_string(), &detail).await?;
                write.commit().await?;
                let mark = gathered.mark + 1;
                return Ok(Edited { mark, tours: checked.tours, breaches: checked.breaches });
            }
            drop(write);
            if expected.is_some() {
                return Err(changed_meanwhile());
            }
        }
        Err(changed_meanwhile())
    }

    /// Takes a visit off a tour that has passed it by: it was not done.
    async fn left_behind(&self, visit: VisitId, expected: Option<i64>) -> Result<Edited, DispatchError> {
        let mark = expected.unwrap_or(self.store.tours_mark().await?);
        let write = self.store.write(self.actor, &self.at).await?;
        if !write.tours_changed(Some(mark)).await? {
            return Err(changed_meanwhile());
        }
        write.take_off(visit).await?;
        write.audit("move visit", &visit.to_string(), "off its tour: it was not done").await?;
        write.commit().await?;
        Ok(Edited { mark: mark + 1, tours: Vec::new(), breaches: Vec::new() })
    }

    /// Makes the times of a visit's tour anew after the visit changed. What is driven, or on no tour, stays.
    ///
    /// # Errors
    /// Where the database fails or others change the tours again and again.
    pub async fn retime(&self, id: VisitId) -> Result<(), DispatchError> {
        let Some(stop) = self.store.stops_of(&[id]).await?.remove(&id) else { return Ok(()) };
        if stop.day < self.now.date() {
            return Ok(());
        }
        let tour = self.store.tours(stop.day, stop.day, Some(stop.technician)).await?.pop();
        let position = tour.and_then(|tour| tour.stops.iter().position(|of| of.visit == id.to_string()));
        let to = Place { technician: stop.technician, day: stop.day, position: position.unwrap_or(0) };
        match self.move_visit(&Edit { visit: id, to: Some(to) }, None, true).await {
            Ok(_) | Err(DispatchError::Conflict("driven", _)) => Ok(()),
            // The hours were taken away since: planning anew finds another place.
            Err(DispatchError::Wrong(_)) => Ok(()),
            Err(other) => Err(other),
        }
    }
}
