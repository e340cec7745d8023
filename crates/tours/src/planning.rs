//! From a request to tours, and from an existing plan to the next.

use std::collections::HashMap;

use chrono::NaiveDateTime;

use crate::error::Error;
use crate::fold::{Folded, fold};
use crate::ground::Ground;
use crate::limit::{LeftOut, nearest, reasons};
use crate::plan::{Plan, Request, Tour};
use crate::search::{Budget, search};
use crate::timeline::Timeline;
use crate::travel::Travel;

/// A plan made from an existing one.
#[derive(Debug, Clone, PartialEq)]
pub struct Replanned {
    /// The request with what is driven in [`Request::begun`]; edits and checks of the plan need it.
    pub request: Request,
    /// The plan.
    pub plan: Plan,
    /// Visits that another technician or day has now.
    pub moved: Vec<String>,
}

/// Plans tours: serves the most by [`crate::Visit::weight`], then, where asked, with the fewest technician-days, then with the
/// least travel. Whenever the budget ends the search, the plan is valid.
///
/// # Errors
///
/// Where the request contradicts itself; a visit that cannot be planned is no error.
pub fn plan(request: &Request, travel: &dyn Travel, budget: &Budget<'_>) -> Result<Plan, Error> {
    let ground = Ground::new(request, travel)?;
    let empty = vec![Vec::new(); ground.days.len()];
    Ok(planned(&ground, &empty, budget))
}

/// Plans anew from an existing plan: what is driven by [`Request::now`] stays, what is promised is kept, the rest moves where
/// that is worth more than [`crate::Rules::stay_minutes`]. [`Request::begun`] is taken from the existing plan.
///
/// # Errors
///
/// As [`plan`]; and where a tour that has begun has a technician without a shift on its day, or a driven visit is not given.
pub fn replan(
    mut request: Request,
    existing: &Plan,
    travel: &dyn Travel,
    budget: &Budget<'_>,
) -> Result<Replanned, Error> {
    request.begun = begun(existing, request.now);
    request.begun.retain(|tour| tour.day >= request.first_day && tour.day <= request.last_day);
    let ground = Ground::new(&request, travel)?;
    let orders = orders(&ground, existing);
    let plan = planned(&ground, &orders, budget);
    let day_of = |plan: &Plan, visit: &str| plan.tour_of(visit).map(|tour| (tour.technician.clone(), tour.day));
    let moved = request.visits.iter().filter(|visit| {
        let before = day_of(existing, &visit.id);
        before.is_some() && before != day_of(&plan, &visit.id)
    });
    let moved = moved.map(|visit| visit.id.clone()).collect();
    drop(ground);
    Ok(Replanned { request, plan, moved })
}

/// What is driven by then: of each tour the stops to which the technician is under way, or was.
#[must_use]
pub fn begun(plan: &Plan, now: NaiveDateTime) -> Vec<Tour> {
    let driven = |tour: &Tour| {
        let mut leaves = tour.leaves;
        let mut tour = tour.clone();
        tour.stops.retain(|stop| {
            let under_way = leaves <= now;
            leaves = stop.ends;
            under_way
        });
        tour
    };
    plan.tours.iter().map(driven).filter(|tour| !tour.stops.is_empty()).collect()
}

/// The stops of a plan by technician-day, without what has begun and what the request does not know any more.
pub(crate) fn orders(ground: &Ground<'_>, plan: &Plan) -> Vec<Vec<usize>> {
    let mut orders = vec![Vec::new(); ground.days.len()];
    for tour in &plan.tours {
        if let Some(day) = ground.day(&tour.technician, tour.day) {
            let visits = tour.stops.iter().filter_map(|stop| ground.visit(&stop.visit));
            orders[day].extend(visits.filter(|&visit| !ground.tasks[visit].driven));
        }
    }
    orders
}

fn planned(ground: &Ground<'_>, before: &[Vec<usize>], budget: &Budget<'_>) -> Plan {
    let had = before.iter().enumerate();
    let had: HashMap<usize, usize> =
        had.flat_map(|(day, order)| order.iter().map(move |&visit| (visit, day))).collect();
    let Folded { model, visit_of, job_of } = fold(ground, &had);
    let begin: Vec<Vec<u32>> =
        before.iter().map(|order| order.iter().filter_map(|visit| job_of.get(visit).copied()).collect()).collect();
    let routes = search(&model, &begin, budget);
    let mut orders: Vec<Vec<usize>> =
        routes.iter().map(|route| route.iter().map(|&job| visit_of[job as usize]).collect()).collect();
    keep_limits(ground, &mut orders);
    put_in_what_fits(ground, &mut orders);
    shown(ground, &orders)
}

/// The search keeps all limits; this makes sure of it with the code that edits are checked by.
fn keep_limits(ground: &Ground<'_>, orders: &mut [Vec<usize>]) {
    for (day, order) in ground.days.iter().zip(orders) {
        debug_assert!(order.is_empty() || Timeline::new(ground, day, order).missing() == 0, "the search broke a limit");
        while !order.is_empty() && Timeline::new(ground, day, order).missing() > 0 {
            order.pop();
        }
    }
}

/// Nothing may be left out for which there is room, heaviest first.
fn put_in_what_fits(ground: &Ground<'_>, orders: &mut [Vec<usize>]) {
    let mut absent = absent(ground, orders);
    let weight = |visit: &usize| ground.request.visits[*visit].weight(ground.today(), ground.request.last_day);
    absent.sort_by_key(|visit| std::cmp::Reverse(weight(visit)));
    for visit in absent {
        let fits = |day: usize| {
            let excluded = crate::limit::excluded_by_kind(ground, &ground.days[day], visit).is_some();
            let (position, missing) =
                if excluded { (0, 1) } else { nearest(ground, &ground.days[day], &orders[day], visit) };
            (missing == 0).then_some((day, position))
        };
        let found = (0..orders.len()).find_map(fits);
        if let Some((day, position)) = found {
            orders[day].insert(position, visit);
        }
    }
}

fn absent(ground: &Ground<'_>, orders: &[Vec<usize>]) -> Vec<usize> {
    let mut on_tour: Vec<bool> = ground.tasks.iter().map(|task| task.driven).collect();
    for &visit in orders.iter().flatten() {
        on_tour[visit] = true;
    }
    (0..on_tour.len()).filter(|&visit| !on_tour[visit]).collect()
}

/// Tours with their times, and the rest with its reasons.
pub(crate) fn shown(ground: &Ground<'_>, orders: &[Vec<usize>]) -> Plan {
    let days = ground.days.iter().zip(orders).filter(|(day, order)| !order.is_empty() || !day.begun.is_empty());
    let tours = days.map(|(day, order)| Timeline::new(ground, day, order).tour(ground, day)).collect();
    let left_out = absent(ground, orders).into_iter().map(|visit| LeftOut {
        visit: ground.request.visits[visit].id.clone(),
        limits: reasons(ground, orders, visit),
    });
    Plan { tours, left_out: left_out.collect() }
}
