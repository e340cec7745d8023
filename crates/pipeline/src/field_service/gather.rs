//! From the store to a request that can be planned: who works, what is to do, what is driven already.

use super::{Dispatch, DispatchError, Place, shifts};
use ::tours::{Plan, Promise, Request, Rules, Shift, Span, Tour, begun};
use base::{TechnicianId, VisitId};
use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};
use hashbrown::{HashMap, HashSet};
use std::collections::BTreeSet;
use store::{Technician, Visit, VisitState};

/// What is planned or checked.
pub(super) struct Gathered {
    /// Who and what.
    pub request: Request,
    /// The tours there are.
    pub existing: Plan,
    /// The version of the tours this is of.
    pub mark: i64,
    /// The technician-days whose tours may change.
    pub days: Vec<(TechnicianId, NaiveDate)>,
}

/// A technician with the hours that count.
type Working = (Technician, Vec<Shift>);

/// The id in a plan.
pub(super) fn visit_id(text: &str) -> Option<VisitId> {
    text.parse().ok().map(VisitId)
}

/// The id in a plan.
pub(super) fn technician_id(text: &str) -> Option<TechnicianId> {
    text.parse().ok().map(TechnicianId)
}

/// A visit as it is planned; one that was begun stays with who began it, today.
fn planned(of: &Visit, begun_by: Option<(&str, NaiveDate)>) -> Option<::tours::Visit> {
    let asked = &of.of;
    let site = asked.place?;
    let mut visit = ::tours::Visit {
        id: of.id.to_string(),
        site,
        duration_minutes: asked.duration_minutes,
        skills: asked.skills.clone(),
        region: asked.region.clone(),
        windows: asked.windows.clone(),
        due: asked.due,
        priority: asked.priority,
        // Two machines of one customer in two towns are two trips.
        customer: Some(format!("{} {}", asked.customer_name, asked.address)),
        promise: asked.promise.clone(),
    };
    if let Some((technician, day)) = begun_by.filter(|_| of.started_at.is_some()) {
        let from = day.and_time(NaiveTime::MIN);
        visit.promise = Some(Promise { technician: Some(technician.to_owned()), begins: None, tolerance_minutes: 0 });
        visit.windows = vec![Span { from, until: from + TimeDelta::days(1) }];
    }
    Some(visit)
}

/// Whether any of its windows, and what was promised, lie in these days.
fn is_possible(of: &Visit, first: NaiveDate, last: NaiveDate) -> bool {
    let (from, until) = (first.and_time(NaiveTime::MIN), last.and_time(NaiveTime::MIN) + TimeDelta::days(1));
    let windows = &of.of.windows;
    let opens = windows.is_empty() || windows.iter().any(|window| window.from < until && window.until > from);
    let promised = of.of.promise.as_ref().and_then(|promise| promise.begins);
    opens && promised.is_none_or(|begins| (from..until).contains(&begins))
}

/// Puts a visit in the place of what is known of it; gives it back where nothing is.
fn replaced(known: &mut HashMap<String, Visit>, of: Visit) -> Option<Visit> {
    match known.get_mut(&of.id.to_string()) {
        Some(place) => {
            *place = of;
            None
        }
        None => Some(of),
    }
}

impl Dispatch<'_> {
    /// Everything of these days and regions: all technicians who work there, the visits on their tours, and the open ones.
    pub(super) async fn gather(
        &self,
        first: NaiveDate,
        last: NaiveDate,
        regions: &[String],
    ) -> Result<Gathered, DispatchError> {
        // The version first: what is read after it may be newer, and is then refused when it is saved.
        let mark = self.store.tours_mark().await?;
        let works_there = |of: &Technician| {
            regions.is_empty() || of.regions.is_empty() || regions.iter().any(|region| of.regions.contains(region))
        };
        let mut tours = self.store.tours(first, last, None).await?;
        let with_tour: BTreeSet<&str> = tours.iter().map(|tour| tour.technician.as_str()).collect();
        let technicians = self.store.technicians().await?.into_iter();
        let technicians: Vec<Working> = technicians
            .filter(|of| works_there(of) && (of.active || with_tour.contains(of.id.to_string().as_str())))
            .map(|of| {
                let hours = shifts(&of, first, last);
                (of, hours)
            })
            .collect();
        let known: HashSet<String> = technicians.iter().map(|(of, _)| of.id.to_string()).collect();
        tours.retain(|tour| known.contains(&tour.technician));
        let open = self.store.visits_to_do().await?;
        let ids: Vec<VisitId> = open.iter().map(|of| of.id).collect();
        let stops = self.store.stops_of(&ids).await?;
        let here = |of: &Visit| {
            let region = of.of.region.as_ref();
            regions.is_empty() || region.is_none_or(|region| regions.contains(region))
        };
        let wanted = |of: &Visit| !stops.contains_key(&of.id) && here(of) && is_possible(of, first, last);
        let extra: Vec<Visit> = open.into_iter().filter(wanted).collect();
        let days = technicians
            .iter()
            .flat_map(|(of, _)| first.iter_days().take_while(|day| *day <= last).map(|day| (of.id, day)))
            .collect();
        let (request, existing) = self.assemble(technicians, tours, extra, (first, last)).await?;
        Ok(Gathered { request, existing, mark, days })
    }

    /// The tours of these technician-days alone, with one more visit: enough to say what moving it breaks. `target` must be a day
    /// on which its technician works; on the others a tour is timed even where the hours were taken away since.
    pub(super) async fn gather_days(
        &self,
        days: &[(TechnicianId, NaiveDate)],
        target: Option<&Place>,
        visit: &Visit,
    ) -> Result<Gathered, DispatchError> {
        let mark = self.store.tours_mark().await?;
        let first = days.iter().map(|(_, day)| *day).min().unwrap_or_else(|| self.now.date());
        let last = days.iter().map(|(_, day)| *day).max().unwrap_or(first);
        let mut tours = Vec::new();
        let mut working: Vec<Working> = Vec::new();
        for (id, day) in days {
            let mut of_day = self.store.tours(*day, *day, Some(*id)).await?;
            let known = self.store.technician(*id).await?;
            let of = known.ok_or_else(|| DispatchError::Missing("there is no such technician".to_owned()))?;
            let mut hours = shifts(&of, *day, *day);
            let is_target = target.is_some_and(|to| to.technician == *id && to.day == *day);
            if is_target && !hours.iter().any(|shift| shift.until > self.now) {
                let works = if hours.is_empty() { "does not work" } else { "has finished work" };
                let text = format!("{} {works} on {day}; choose another day, or change the working hours", of.name);
                return Err(DispatchError::Wrong(text));
            }
            if let (true, Some(tour)) = (hours.is_empty(), of_day.first()) {
                hours.push(Shift { from: tour.leaves, until: tour.returns, breaks: Vec::new() });
            }
            tours.append(&mut of_day);
            match working.iter_mut().find(|(known, _)| known.id == *id) {
                Some((_, known)) => known.append(&mut hours),
                None => working.push((of, hours)),
            }
        }
        // Asked about is the visit as it is given: without the promise a new one would replace.
        let extra = vec![visit.clone()];
        let (request, existing) = self.assemble(working, tours, extra, (first, last)).await?;
        Ok(Gathered { request, existing, mark, days: days.to_vec() })
    }

    /// A request of technicians, their tours and further visits. What is driven stays; what is over and not driven is left away.
    async fn assemble(
        &self,
        technicians: Vec<Working>,
        mut tours: Vec<Tour>,
        extra: Vec<Visit>,
        (first, last): (NaiveDate, NaiveDate),
    ) -> Result<(Request, Plan), DispatchError> {
        let all = Plan { tours: tours.clone(), left_out: Vec::new() };
        let driven = begun(&all, self.now);
        let driven_stops: HashSet<&str> =
            driven.iter().flat_map(|tour| tour.stops.iter()).map(|stop| stop.visit.as_str()).collect();
        let on: Vec<VisitId> =
            tours.iter().flat_map(|tour| tour.stops.iter()).filter_map(|stop| visit_id(&stop.visit)).collect();
        let mut on: HashMap<String, Visit> =
            self.store.visits_by_id(&on).await?.into_iter().map(|of| (of.id.to_string(), of)).collect();
        let extra: Vec<Visit> = extra.into_iter().filter_map(|of| replaced(&mut on, of)).collect();
        let mut visits = Vec::new();
        for tour in &mut tours {
            let (technician, day) = (tour.technician.clone(), tour.day);
            tour.stops.retain(|stop| {
                let Some(of) = on.get(&stop.visit) else { return false };
                let stays = driven_stops.contains(stop.visit.as_str()) || !of.state.is_over();
                let visit = planned(of, Some((&technician, day))).filter(|_| stays);
                visits.extend(visit.clone());
                visit.is_some()
            });
        }
        visits.extend(extra.iter().filter_map(|of| planned(of, None)));
        let hours = |id: &str, mut shifts: Vec<Shift>| {
            // A tour that has begun needs its hours, even where they were taken away since: of who fell ill, up to now.
            for tour in driven.iter().filter(|tour| tour.technician == id) {
                if !shifts.iter().any(|shift| shift.from.date() == tour.day) {
                    let until = self.now.max(tour.leaves + TimeDelta::minutes(1));
                    shifts.push(Shift { from: tour.leaves, until, breaks: Vec::new() });
                }
            }
            shifts
        };
        let technicians = technicians.into_iter().map(|(of, shifts)| {
            let id = of.id.to_string();
            ::tours::Technician {
                home: of.home,
                skills: of.skills,
                regions: of.regions,
                shifts: hours(&id, shifts),
                max_drive_minutes: of.max_drive_minutes,
                id,
            }
        });
        let request = Request {
            technicians: technicians.collect(),
            visits,
            first_day: first,
            last_day: last,
            now: self.now,
            rules: Rules::default(),
            begun: driven.clone(),
        };
        Ok((request, Plan { tours, left_out: Vec::new() }))
    }

    /// The visit with this id, where there is still something to do and its place is known.
    pub(super) async fn visit_to_do(&self, id: VisitId) -> Result<Visit, DispatchError> {
        let of = self.store.visit(id).await?.ok_or_else(super::no_visit)?;
        if of.state.is_over() {
            let how = if of.state == VisitState::Done { "done" } else { "cancelled" };
            return Err(DispatchError::Conflict("visit_over", format!("this visit is {how} already")));
        }
        Ok(of)
    }

    /// The last day of a span that begins today.
    pub(super) fn last_of(&self, days: u32) -> NaiveDate {
        let today = self.now.date();
        today.checked_add_days(Days::new(u64::from(days.saturating_sub(1)))).unwrap_or(today)
    }
}
