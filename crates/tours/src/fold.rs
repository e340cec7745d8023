//! A request as the search wants it: skills, regions, days, due dates, promises and breaks become the spans in which a visit
//! may begin on a technician-day.

use std::collections::HashMap;

use crate::ground::{Day, Ground};
use crate::limit::excluded_by_kind;
use crate::search::{Fit, Job, Model, Vehicle};
use crate::visit::Priority;

/// The model, and the visit of each job.
pub(crate) struct Folded {
    pub(crate) model: Model,
    pub(crate) visit_of: Vec<usize>,
    pub(crate) job_of: HashMap<usize, u32>,
}

/// Folds a request. `before` is the technician-day a visit had in the existing plan; where it has one, another costs
/// [`crate::Rules::stay_minutes`].
pub(crate) fn fold(ground: &Ground<'_>, before: &HashMap<usize, usize>) -> Folded {
    let request = ground.request;
    let homes = request.technicians.len();
    let places = homes + request.visits.len();
    let visit_of: Vec<usize> = (0..ground.tasks.len()).filter(|&visit| !ground.tasks[visit].driven).collect();
    let mut model = Model {
        minutes: (0..places)
            .flat_map(|from| (0..places).map(move |to| (from, to)))
            .map(|(from, to)| f64::from(ground.between(from, to).minutes))
            .collect(),
        places,
        vehicles: ground.days.iter().enumerate().map(|(class, day)| vehicle(class, day, homes)).collect(),
        jobs: Vec::new(),
        fits: Vec::new(),
        spans: Vec::new(),
        apart: f64::from(request.rules.apart_minutes),
        fewest: request.rules.fewest_days,
    };
    let mut groups: HashMap<&str, u32> = HashMap::new();
    for &visit in &visit_of {
        let asked = &request.visits[visit];
        let group = asked.customer.as_deref().map(|customer| {
            let next = groups.len() as u32;
            *groups.entry(customer).or_insert(next)
        });
        model.jobs.push(Job {
            place: homes + visit,
            duration: ground.tasks[visit].duration as f64,
            demand: 0.0,
            weight: f64::from(asked.weight(ground.today(), request.last_day)),
            group,
        });
    }
    for (number, day) in ground.days.iter().enumerate() {
        for &visit in &visit_of {
            let first = model.spans.len() as u32;
            if excluded_by_kind(ground, day, visit).is_none() {
                spans(ground, day, visit, &mut model.spans);
            }
            let moved = before.get(&visit).is_some_and(|&before| before != number);
            let stay = if moved { f64::from(request.rules.stay_minutes) } else { 0.0 };
            let extra = stay + late_days(ground, day, visit) as f64 * f64::from(request.rules.late_day_minutes);
            model.fits.push(Fit { first, count: model.spans.len() as u32 - first, extra });
        }
    }
    let job_of = visit_of.iter().enumerate().map(|(job, &visit)| (visit, job as u32)).collect();
    Folded { model, visit_of, job_of }
}

fn vehicle(class: usize, day: &Day, homes: usize) -> Vehicle {
    let driven: i64 = day.begun.iter().map(|stop| i64::from(stop.leg.minutes)).sum();
    Vehicle {
        start: day.begun.last().map_or(day.technician, |stop| homes + stop.visit),
        end: day.technician,
        open: day.hours.worked(day.open) as f64,
        close: day.hours.worked(day.hours.until) as f64,
        drive: day.drive.map_or(f64::INFINITY, |most| (most - driven) as f64),
        capacity: f64::INFINITY,
        class,
        in_use: !day.begun.is_empty(),
    }
}

/// When the work may begin, on the clock of the day.
fn spans(ground: &Ground<'_>, day: &Day, visit: usize, out: &mut Vec<(f64, f64)>) {
    let (task, hours) = (&ground.tasks[visit], &day.hours);
    for &(from, until) in &task.windows {
        let mut earliest = hours.worked(from.max(day.open));
        let mut latest = hours.worked(until.min(hours.until)) - task.duration;
        if let Some((not_before, not_after)) = task.begins {
            earliest = earliest.max(hours.worked(not_before));
            latest = latest.min(hours.worked_by(not_after));
        }
        if earliest <= latest {
            out.push((earliest as f64, latest as f64));
        }
    }
}

/// Days a visit is late on this day: after its due date; for urgent and overdue ones, after the first day.
fn late_days(ground: &Ground<'_>, day: &Day, visit: usize) -> i64 {
    let asked = &ground.request.visits[visit];
    let first = ground.request.first_day.max(ground.today());
    if asked.priority == Priority::Urgent || asked.overdue(first) {
        return (day.date - first).num_days().max(0);
    }
    asked.due.map_or(0, |due| (day.date - due.day).num_days().max(0))
}
