//! What becomes of a visit: promised, begun, finished, cancelled; and what the campaign and the task it came of learn of it.

use super::edits::{Edit, Tried};
use super::{Dispatch, DispatchError, TRIES, changed_meanwhile, no_visit};
use ::tours::Promise;
use automate::{Happened, Happening};
use base::VisitId;
use store::{Edited, Visit, VisitState, Write};

/// Letters of a reason or note at most.
const LETTERS: usize = 2_000;

fn saved(edited: &Edited) -> Result<(), DispatchError> {
    match edited {
        Edited::Done => Ok(()),
        Edited::Missing => Err(no_visit()),
        Edited::Conflict => {
            let text = "somebody else changed this visit since you loaded it; look at it again";
            Err(DispatchError::Changed(text.to_owned()))
        }
    }
}

impl Dispatch<'_> {
    /// Saves a visit as it is now.
    pub(super) async fn put(&self, write: &Write, now: &Visit, what: &str) -> Result<(), DispatchError> {
        saved(&write.edit_visit(now, what).await?)
    }

    /// Tells the enrolment a visit came of that something happened; one that is over is told nothing.
    pub(super) async fn tell(&self, write: &Write, of: &Visit, what: Happening) -> Result<(), DispatchError> {
        let Some(enrolment) = of.of.enrolment else { return Ok(()) };
        let known = self.store.enrolment(enrolment).await?;
        if known.is_some_and(|known| !known.state.is_over()) {
            let happened = Happened { what, on: self.now.date(), step: None };
            write.add_happenings(&[(enrolment, happened)]).await?;
        }
        Ok(())
    }

    pub(super) fn is_version(of: &Visit, version: Option<i64>) -> Result<(), DispatchError> {
        if version.is_some_and(|version| version != of.version) { saved(&Edited::Conflict) } else { Ok(()) }
    }

    /// Notes what the customer was told. Where neither who nor when is said, it is as it is planned now.
    ///
    /// # Errors
    /// Where it is on no tour and nothing is said, the time is over, or somebody was faster.
    pub async fn promise(&self, id: VisitId, version: Option<i64>, mut promise: Promise) -> Result<(), DispatchError> {
        let mut now = self.visit_to_do(id).await?;
        Self::is_version(&now, version)?;
        if promise.technician.is_none() && promise.begins.is_none() {
            let stop = self.store.stops_of(&[id]).await?.remove(&id).ok_or_else(|| {
                let text = "this visit is on no tour; plan it first, or say who comes and when";
                DispatchError::Wrong(text.to_owned())
            })?;
            (promise.technician, promise.begins) = (Some(stop.technician.to_string()), Some(stop.stop.begins));
        }
        if promise.begins.is_some_and(|begins| begins < self.now) {
            return Err(DispatchError::Wrong("this time is over; promise a later one".to_owned()));
        }
        if promise.tolerance_minutes > 24 * 60 {
            return Err(DispatchError::Wrong("a promise may differ by 1440 minutes at most".to_owned()));
        }
        let technician = promise.technician.as_deref().and_then(super::gather::technician_id);
        if let Some(technician) = technician
            && self.store.technician(technician).await?.is_none()
        {
            return Err(DispatchError::Missing("there is no such technician".to_owned()));
        }
        let is_new = now.state != VisitState::Promised;
        (now.of.promise, now.state) = (Some(promise), VisitState::Promised);
        let write = self.store.write(self.actor, &self.at).await?;
        self.put(&write, &now, "promise visit").await?;
        if is_new {
            self.tell(&write, &now, Happening::Booked).await?;
        }
        Ok(write.commit().await?)
    }

    /// Notes that the technician is at it.
    ///
    /// # Errors
    /// Where it is on no tour or over.
    pub async fn start(&self, id: VisitId) -> Result<(), DispatchError> {
        let mut now = self.visit_to_do(id).await?;
        if !self.store.stops_of(&[id]).await?.contains_key(&id) {
            let text = "this visit is on no tour; it is planned first".to_owned();
            return Err(DispatchError::Conflict("not_on_tour", text));
        }
        if now.started_at.is_some() {
            return Ok(());
        }
        now.started_at = Some(self.at.clone());
        let write = self.store.write(self.actor, &self.at).await?;
        self.put(&write, &now, "start visit").await?;
        Ok(write.commit().await?)
    }

    /// Notes that it is done, and what was found. When it was begun is not kept any longer.
    ///
    /// # Errors
    /// Where it is over already.
    pub async fn finish(&self, id: VisitId, note: Option<&str>) -> Result<(), DispatchError> {
        let mut now = self.visit_to_do(id).await?;
        if let Some(note) = note.map(str::trim).filter(|note| !note.is_empty()) {
            if note.chars().count() > LETTERS {
                return Err(DispatchError::Wrong(format!("a note has at most {LETTERS} letters")));
            }
            let before = now.of.note.take().map(|before| format!("{before}\n\n")).unwrap_or_default();
            now.of.note = Some(format!("{before}{note}"));
        }
        (now.state, now.done_on, now.started_at) = (VisitState::Done, Some(self.now.date()), None);
        let write = self.store.write(self.actor, &self.at).await?;
        self.put(&write, &now, "finish visit").await?;
        self.tell(&write, &now, Happening::Visited).await?;
        write.finish_task_of(&now.of.key).await?;
        Ok(write.commit().await?)
    }

    /// Cancels a visit: it leaves its tour, whose times are made anew, and the task it came of is done. Where the customer wants
    /// none (`declined`), the campaign it came of ends with that.
    ///
    /// # Errors
    /// Where it is over or driven already, or somebody was faster.
    pub async fn cancel(
        &self,
        id: VisitId,
        version: Option<i64>,
        reason: &str,
        declined: bool,
    ) -> Result<(), DispatchError> {
        let reason = reason.trim();
        if reason.is_empty() || reason.chars().count() > LETTERS {
            return Err(DispatchError::Wrong(format!("say why, in 1 to {LETTERS} letters")));
        }
        for _ in 0..TRIES {
            let mut now = self.visit_to_do(id).await?;
            Self::is_version(&now, version)?;
            let is_on_tour = self.store.stops_of(&[id]).await?.contains_key(&id);
            let is_behind = self.is_behind(id).await?;
            let off = match is_on_tour && !is_behind {
                true => Some(self.tried(&Edit { visit: id, to: None }, &now).await?),
                false => None,
            };
            (now.state, now.started_at, now.limits) = (VisitState::Cancelled, None, None);
            now.cancelled_reason = Some(reason.to_owned());
            let write = self.store.write(self.actor, &self.at).await?;
            if let Some(Tried { gathered, checked }) = off {
                if !write.tours_changed(Some(gathered.mark)).await? {
                    continue;
                }
                write.put_tours(&gathered.days, &checked.tours).await?;
            }
            if is_behind {
                write.take_off(id).await?;
            }
            self.put(&write, &now, "cancel visit").await?;
            if declined {
                self.tell(&write, &now, Happening::Declined).await?;
            }
            write.finish_task_of(&now.of.key).await?;
            return Ok(write.commit().await?);
        }
        Err(changed_meanwhile())
    }
}
