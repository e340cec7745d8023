//! Somebody drags a visit to another technician, day or position: what would break, and the times that follow. Nothing is
//! refused for a limit; the dispatcher decides.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::ground::Ground;
use crate::limit::{Excluded, LeftOut, Limit};
use crate::plan::{Plan, Request, Tour};
use crate::planning::{orders, shown};
use crate::timeline::Timeline;
use crate::travel::Travel;

/// One visit goes elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Which; on a tour or left out.
    pub visit: String,
    /// Where to; none: off the plan.
    pub to: Option<Target>,
}

/// A place on a tour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Who.
    pub technician: String,
    /// When.
    pub day: NaiveDate,
    /// Before which stop, from 0, counted without the visit itself; beyond the end is the end.
    pub position: usize,
}

/// What an edit does.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The whole plan after it, times and reasons made anew.
    pub plan: Plan,
    /// The tours that changed, as in the plan: where it was, where it is.
    pub tours: Vec<Tour>,
    /// What those tours break.
    pub breaches: Vec<Breach>,
}

/// A limit a tour breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breach {
    /// Whose tour.
    pub technician: String,
    /// Of which day.
    pub day: NaiveDate,
    /// At which visit; none: the tour as a whole.
    pub visit: Option<String>,
    /// What.
    pub kind: BreachKind,
}

/// What can break.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BreachKind {
    /// The work ends after the window.
    WindowMissed {
        /// By so much.
        minutes: i64,
    },
    /// The work begins later than promised.
    PromiseMissed {
        /// By so much.
        minutes: i64,
    },
    /// Somebody else was promised.
    PromisedTo {
        /// Who.
        technician: String,
    },
    /// The technician cannot do it.
    SkillsLacking {
        /// What is lacking.
        skills: BTreeSet<String>,
    },
    /// Not the technician's region.
    OtherRegion {
        /// The visit's.
        region: String,
    },
    /// The due date is over by then.
    DuePassed {
        /// By so much.
        days: i64,
        /// Whether the visit makes no sense any more.
        strict: bool,
    },
    /// Back home after the shift.
    Overtime {
        /// By so much.
        minutes: i64,
    },
    /// More driving than the technician may.
    DriveTooLong {
        /// By so much.
        minutes: i64,
    },
}

/// What an edit of a plan breaks, and the plan after it.
///
/// # Errors
///
/// Where the visit is not there or driven already, or the technician has no shift on that day.
pub fn check(request: &Request, plan: &Plan, travel: &dyn Travel, edit: &Edit) -> Result<Checked, Error> {
    let ground = Ground::new(request, travel)?;
    let visit = ground.visit(&edit.visit).ok_or_else(|| Error::NoVisit { visit: edit.visit.clone() })?;
    if ground.tasks[visit].driven {
        return Err(Error::Driven { visit: edit.visit.clone() });
    }
    if let Some(tour) = plan.tours.iter().find(|tour| ground.day(&tour.technician, tour.day).is_none()) {
        return Err(Error::NoShift { technician: tour.technician.clone(), day: tour.day });
    }
    let mut orders = orders(&ground, plan);
    let mut changed = BTreeSet::new();
    for (day, order) in orders.iter_mut().enumerate() {
        if let Some(position) = order.iter().position(|&other| other == visit) {
            order.remove(position);
            changed.insert(day);
        }
    }
    if let Some(to) = &edit.to {
        let day = ground.day(&to.technician, to.day);
        let day = day.ok_or_else(|| Error::NoShift { technician: to.technician.clone(), day: to.day })?;
        let begun = &ground.days[day].begun;
        if let Some(driven) = begun.get(to.position) {
            return Err(Error::Driven { visit: request.visits[driven.visit].id.clone() });
        }
        let position = (to.position - begun.len()).min(orders[day].len());
        orders[day].insert(position, visit);
        changed.insert(day);
    }
    let mut after = shown(&ground, &orders);
    for left in &mut after.left_out {
        let by_hand = (left.visit == edit.visit && edit.to.is_none()) || was_by_hand(plan, left);
        if by_hand {
            left.limits = vec![Excluded { technician_days: ground.days.len(), limit: Limit::ByHand }];
        }
    }
    let mut tours = Vec::new();
    let mut breaches = Vec::new();
    for day in changed {
        tours.push(Timeline::new(&ground, &ground.days[day], &orders[day]).tour(&ground, &ground.days[day]));
        breaches.append(&mut broken(&ground, day, &orders[day]));
    }
    Ok(Checked { plan: after, tours, breaches })
}

fn was_by_hand(plan: &Plan, left: &LeftOut) -> bool {
    let before = plan.left_out.iter().find(|other| other.visit == left.visit);
    before.is_some_and(|other| other.limits.iter().any(|excluded| excluded.limit == Limit::ByHand))
}

/// All that the tour of a day breaks.
fn broken(ground: &Ground<'_>, number: usize, order: &[usize]) -> Vec<Breach> {
    let (request, day) = (ground.request, &ground.days[number]);
    let technician = &request.technicians[day.technician];
    let timeline = Timeline::new(ground, day, order);
    let mut breaches = Vec::new();
    let mut add = |visit: Option<usize>, kind| {
        breaches.push(Breach {
            technician: technician.id.clone(),
            day: day.date,
            visit: visit.map(|visit| request.visits[visit].id.clone()),
            kind,
        });
    };
    for stop in timeline.stops.iter().skip(day.begun.len()) {
        let (asked, at) = (&request.visits[stop.visit], Some(stop.visit));
        if stop.window_missed > 0 {
            add(at, BreachKind::WindowMissed { minutes: stop.window_missed });
        }
        if stop.promise_missed > 0 {
            add(at, BreachKind::PromiseMissed { minutes: stop.promise_missed });
        }
        let skills: BTreeSet<String> = asked.skills.difference(&technician.skills).cloned().collect();
        if !skills.is_empty() {
            add(at, BreachKind::SkillsLacking { skills });
        }
        let elsewhere = |region: &&String| !technician.regions.is_empty() && !technician.regions.contains(*region);
        if let Some(region) = asked.region.as_ref().filter(elsewhere) {
            add(at, BreachKind::OtherRegion { region: region.clone() });
        }
        let promised = asked.promise.as_ref().and_then(|promise| promise.technician.as_ref());
        if let Some(promised) = promised.filter(|promised| **promised != technician.id) {
            add(at, BreachKind::PromisedTo { technician: promised.clone() });
        }
        if let Some(due) = asked.due.filter(|due| due.day < day.date) {
            add(at, BreachKind::DuePassed { days: (day.date - due.day).num_days(), strict: due.strict });
        }
    }
    if timeline.overtime > 0 {
        add(None, BreachKind::Overtime { minutes: timeline.overtime });
    }
    if timeline.drive_excess > 0 {
        add(None, BreachKind::DriveTooLong { minutes: timeline.drive_excess });
    }
    breaches
}
