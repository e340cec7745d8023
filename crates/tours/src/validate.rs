//! The last check of a plan: every limit, every stated time, and every reason for leaving out, held against the request by
//! other code than made them. It walks minute by minute and shares nothing with the search, the timeline or the reasons.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Duration, NaiveDate, NaiveDateTime};

use crate::error::Error;
use crate::limit::{Excluded, Limit};
use crate::plan::{Plan, Request, Tour};
use crate::technician::{Shift, Technician};
use crate::travel::{Leg, Legs, Travel};
use crate::visit::Visit;

/// What is wrong with a plan, one sentence each; nothing: it is valid.
///
/// # Errors
///
/// Where travel cannot be had.
pub fn validate(request: &Request, plan: &Plan, travel: &dyn Travel) -> Result<Vec<String>, Error> {
    let legs = travel.legs(&request.places())?;
    let mut judge = Judge { request, legs, faults: Vec::new() };
    judge.each_once(plan);
    for tour in &plan.tours {
        judge.tour(tour);
    }
    judge.begun_stays(plan);
    judge.left_out(plan);
    Ok(judge.faults)
}

struct Judge<'a> {
    request: &'a Request,
    legs: Legs,
    faults: Vec<String>,
}

/// A technician's shift that may still be used.
type TechnicianDay<'a> = (&'a Technician, &'a Shift);

impl<'a> Judge<'a> {
    fn fault(&mut self, what: String) {
        self.faults.push(what);
    }

    fn visit(&self, id: &str) -> Option<&'a Visit> {
        self.request.visits.iter().find(|visit| visit.id == id)
    }

    /// The drive between visits; no visit is the technician's home.
    fn drive(&self, technician: &Technician, from: Option<&str>, to: Option<&str>) -> Leg {
        let place = |visit: Option<&str>| match visit {
            Some(id) => {
                let index = self.request.visits.iter().position(|visit| visit.id == id);
                index.map_or(usize::MAX / 2, |index| index + self.request.technicians.len())
            }
            None => {
                self.request.technicians.iter().position(|other| other.id == technician.id).unwrap_or(usize::MAX / 2)
            }
        };
        let (from, to) = (place(from), place(to));
        if from.max(to) < usize::MAX / 2 { self.legs.between(from, to) } else { Leg::NO_ROAD }
    }

    fn each_once(&mut self, plan: &Plan) {
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        let planned = plan.tours.iter().flat_map(|tour| &tour.stops).map(|stop| stop.visit.as_str());
        for visit in planned.chain(plan.left_out.iter().map(|left| left.visit.as_str())) {
            *times.entry(visit).or_default() += 1;
        }
        for visit in &self.request.visits {
            match times.remove(visit.id.as_str()).unwrap_or(0) {
                1 => {}
                count => self.fault(format!("visit {} is in the plan {count} times", visit.id)),
            }
        }
        for visit in times.into_keys() {
            self.fault(format!("visit {visit} is in the plan and not in the request"));
        }
        let days: BTreeSet<_> = plan.tours.iter().map(|tour| (&tour.technician, tour.day)).collect();
        if days.len() != plan.tours.len() {
            self.fault("a technician has two tours on one day".to_owned());
        }
    }

    fn shift(&self, technician: &str, day: NaiveDate) -> Option<TechnicianDay<'a>> {
        let technician = self.request.technicians.iter().find(|other| other.id == technician)?;
        Some((technician, technician.shifts.iter().find(|shift| shift.from.date() == day)?))
    }

    fn begun(&self, technician: &str, day: NaiveDate) -> Option<&'a Tour> {
        self.request.begun.iter().find(|tour| tour.technician == technician && tour.day == day)
    }

    fn tour(&mut self, tour: &Tour) {
        let name = format!("tour of {} on {}", tour.technician, tour.day);
        let Some((technician, shift)) = self.shift(&tour.technician, tour.day) else {
            return self.fault(format!("{name}: no shift"));
        };
        if tour.day < self.request.first_day || tour.day > self.request.last_day {
            self.fault(format!("{name}: not a planned day"));
        }
        let driven = self.begun(&tour.technician, tour.day).map_or(0, |begun| begun.stops.len());
        if driven == 0 && (tour.leaves < shift.from || tour.leaves < self.request.now) {
            self.fault(format!("{name}: leaves before the shift or before now"));
        }
        let (mut at, mut time) = (None, tour.leaves);
        let (mut minutes, mut km) = (0, 0.0);
        for (number, stop) in tour.stops.iter().enumerate() {
            let Some(visit) = self.visit(&stop.visit) else {
                continue;
            };
            minutes += stop.travel_minutes;
            km += stop.travel_km;
            if number >= driven {
                let name = format!("{name}, {}", stop.visit);
                let leg = self.drive(technician, at, Some(&stop.visit));
                if (leg.minutes, leg.km) != (stop.travel_minutes, stop.travel_km) {
                    self.fault(format!("{name}: {} minutes of travel, not {}", leg.minutes, stop.travel_minutes));
                }
                if number == driven && driven > 0 {
                    time = time.max(self.request.now);
                }
                self.stop(&name, technician, shift, visit, time, stop.arrives, stop.begins, stop.ends, leg);
            }
            at = Some(stop.visit.as_str());
            time = stop.ends;
        }
        let home = self.drive(technician, at, None);
        if tour.travel_minutes != minutes + home.minutes || (tour.travel_km - km - home.km).abs() > 1e-6 {
            self.fault(format!("{name}: travel is {} minutes, not {}", minutes + home.minutes, tour.travel_minutes));
        }
        if working(shift, time, tour.returns) != i64::from(home.minutes) {
            self.fault(format!("{name}: the way home takes {} minutes", home.minutes));
        }
        if tour.stops.len() > driven {
            if tour.returns > shift.until {
                self.fault(format!("{name}: overtime"));
            }
            if technician.max_drive_minutes.is_some_and(|most| tour.travel_minutes > most) {
                self.fault(format!("{name}: too much driving"));
            }
        } else if tour.stops.is_empty() {
            self.fault(format!("{name}: no stops"));
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a stop is judged by all that is stated of it")]
    fn stop(
        &mut self,
        name: &str,
        technician: &Technician,
        shift: &Shift,
        visit: &Visit,
        left: NaiveDateTime,
        arrives: NaiveDateTime,
        begins: NaiveDateTime,
        ends: NaiveDateTime,
        leg: Leg,
    ) {
        if working(shift, left, arrives) != i64::from(leg.minutes) {
            self.fault(format!("{name}: arrives at {arrives}, {} minutes after {left}", leg.minutes));
        }
        if begins < arrives || resting(shift, begins) {
            self.fault(format!("{name}: begins at {begins}, before arriving or in a break"));
        }
        if working(shift, begins, ends) != i64::from(visit.duration_minutes) {
            self.fault(format!("{name}: {} minutes of work from {begins} to {ends}", visit.duration_minutes));
        }
        if let Some(why) = kind(technician, shift, visit) {
            self.fault(format!("{name}: {why:?}"));
        }
        if !in_time(visit, begins, ends) {
            self.fault(format!("{name}: from {begins} to {ends} is in no window, or not as promised"));
        }
    }

    fn begun_stays(&mut self, plan: &Plan) {
        for begun in self.request.begun.iter().filter(|tour| !tour.stops.is_empty()) {
            let mut tours = plan.tours.iter();
            let stays = tours.any(|tour| {
                (&tour.technician, tour.day, tour.leaves) == (&begun.technician, begun.day, begun.leaves)
                    && tour.stops.starts_with(&begun.stops)
            });
            if !stays {
                self.fault(format!("what {} has driven on {} is not in the plan", begun.technician, begun.day));
            }
        }
    }

    /// All technician-days that could be planned.
    fn technician_days(&self) -> Vec<TechnicianDay<'a>> {
        let request = self.request;
        let all = request
            .technicians
            .iter()
            .flat_map(|technician| technician.shifts.iter().map(move |shift| (technician, shift)));
        all.filter(|(technician, shift)| {
            let day = shift.from.date();
            let over = shift.until <= request.now && self.begun(&technician.id, day).is_none();
            (request.first_day..=request.last_day).contains(&day) && !over
        })
        .collect()
    }

    fn left_out(&mut self, plan: &Plan) {
        let days = self.technician_days();
        for left in &plan.left_out {
            let Some(visit) = self.visit(&left.visit) else { continue };
            if left.limits.iter().any(|excluded| excluded.limit == Limit::ByHand) {
                continue;
            }
            let mut expected: Vec<Excluded> = Vec::new();
            for &day in &days {
                let limit = self.why_not(plan, &days, day, visit);
                if limit.is_none() {
                    self.fault(format!("{} is left out and fits {} on {}", visit.id, day.0.id, day.1.from.date()));
                }
                let Some(limit) = limit else { continue };
                match expected.iter_mut().find(|other| same_kind(&other.limit, &limit)) {
                    Some(other) => {
                        other.technician_days += 1;
                        if amount(&limit) < amount(&other.limit) {
                            other.limit = limit;
                        }
                    }
                    None => expected.push(Excluded { technician_days: 1, limit }),
                }
            }
            if days.is_empty() {
                let limit = self.too_short(visit).unwrap_or(Limit::NobodyWorks);
                expected.push(Excluded { technician_days: 0, limit });
            }
            let confirmed = left.limits.len() == expected.len()
                && expected.iter().all(|expected| {
                    left.limits.iter().any(|stated| {
                        same_kind(&stated.limit, &expected.limit)
                            && stated.technician_days == expected.technician_days
                            && amount(&stated.limit) == amount(&expected.limit)
                    })
                });
            if !confirmed {
                self.fault(format!("{} is left out for {expected:?}, not for {:?}", visit.id, left.limits));
            }
        }
    }

    fn too_short(&self, visit: &Visit) -> Option<Limit> {
        let longest = joined(visit).into_iter().map(|(from, until)| (until - from).num_minutes()).max()?;
        let duration_minutes = i64::from(visit.duration_minutes);
        (longest < duration_minutes).then_some(Limit::WindowTooShort { longest_minutes: longest, duration_minutes })
    }

    /// Why a visit cannot be put into a technician's day as it is planned; none: it can.
    fn why_not(&self, plan: &Plan, days: &[TechnicianDay<'_>], day: TechnicianDay<'_>, visit: &Visit) -> Option<Limit> {
        let (technician, shift) = day;
        let date = shift.from.date();
        if let Some(limit) = self.too_short(visit) {
            return Some(limit);
        }
        match kind(technician, shift, visit) {
            Some(Limit::Skills { lacking }) => {
                let nobody = |skill: &String| !days.iter().any(|(other, _)| other.skills.contains(skill));
                return Some(Limit::Skills { lacking: lacking.into_iter().filter(nobody).collect() });
            }
            Some(limit) => return Some(limit),
            None => {}
        }
        let begun = self.begun(&technician.id, date).filter(|tour| !tour.stops.is_empty());
        let mut open = shift.from.max(self.request.now);
        if let Some(last) = begun.and_then(|tour| tour.stops.last()) {
            open = open.max(last.ends);
        }
        if !self.any_room(shift, open, visit) {
            return Some(Limit::OutsideHours);
        }
        let driven = begun.map_or(0, |tour| tour.stops.len());
        let planned = plan.tours.iter().find(|tour| tour.technician == technician.id && tour.day == date);
        let order: Vec<&str> = planned
            .into_iter()
            .flat_map(|tour| tour.stops.iter().skip(driven).map(|stop| stop.visit.as_str()))
            .collect();
        let id = technician.id.clone();
        let (lateness, excess) = self.drive_through(day, open, begun, &[&visit.id]);
        if lateness == 0 && excess > 0 {
            return Some(Limit::Drive { technician: id, day: date, missing_minutes: excess });
        }
        if lateness > 0 {
            return Some(Limit::TooFar { technician: id, day: date, missing_minutes: lateness + excess });
        }
        let missing_minutes = (0..=order.len())
            .map(|position| {
                let mut longer = order.clone();
                longer.insert(position, &visit.id);
                let (lateness, excess) = self.drive_through(day, open, begun, &longer);
                lateness + excess
            })
            .min()
            .unwrap_or(0);
        (missing_minutes > 0).then_some(Limit::Full { technician: id, day: date, position: 0, missing_minutes })
    }

    fn any_room(&self, shift: &Shift, open: NaiveDateTime, visit: &Visit) -> bool {
        let mut begins = open;
        while begins < shift.until {
            let ends = after(shift, begins, visit.duration_minutes);
            if !resting(shift, begins) && ends <= shift.until && in_time(visit, begins, ends) {
                return true;
            }
            begins += Duration::minutes(1);
        }
        false
    }

    /// Minutes too late, and minutes of driving too much, when these visits are done in this order.
    fn drive_through(
        &self,
        (technician, shift): TechnicianDay<'_>,
        open: NaiveDateTime,
        begun: Option<&Tour>,
        order: &[&str],
    ) -> (i64, i64) {
        let stops = begun.map_or(&[][..], |tour| &tour.stops);
        let mut driving: u32 = stops.iter().map(|stop| stop.travel_minutes).sum();
        let (mut at, mut time, mut late) = (stops.last().map(|stop| stop.visit.as_str()), open, 0);
        for &id in order {
            let Some(visit) = self.visit(id) else { continue };
            let leg = self.drive(technician, at, Some(id));
            driving = driving.saturating_add(leg.minutes);
            let arrives = after(shift, time, leg.minutes);
            let choices = joined(visit).into_iter().map(|(from, until)| {
                let (mut begins, mut latest) = (arrives.max(from), NaiveDateTime::MAX);
                if let Some((promised, tolerance)) = promised_begin(visit) {
                    begins = begins.max(promised - tolerance);
                    latest = promised + tolerance;
                }
                while resting(shift, begins) {
                    begins += Duration::minutes(1);
                }
                let ends = after(shift, begins, visit.duration_minutes);
                let over = |time: NaiveDateTime, limit: NaiveDateTime| {
                    if time > limit { (time - limit).num_minutes() } else { 0 }
                };
                (over(ends, until) + over(begins, latest), ends)
            });
            let Some((missed, ends)) = choices.min_by_key(|choice| choice.0) else { continue };
            late += missed;
            time = ends;
            at = Some(id);
        }
        let home = self.drive(technician, at, None);
        driving = driving.saturating_add(home.minutes);
        late += (after(shift, time, home.minutes) - shift.until).num_minutes().max(0);
        let most = technician.max_drive_minutes.map_or(i64::MAX, i64::from);
        (late, (i64::from(driving) - most).max(0))
    }
}

/// Whether the time lies in a break.
fn resting(shift: &Shift, time: NaiveDateTime) -> bool {
    shift.breaks.iter().any(|span| span.from <= time && time < span.until)
}

/// Minutes between two times without breaks, one by one; -1 where they are the wrong way round.
fn working(shift: &Shift, from: NaiveDateTime, until: NaiveDateTime) -> i64 {
    if until < from {
        return -1;
    }
    let minutes = (until - from).num_minutes();
    (0..minutes).filter(|minute| !resting(shift, from + Duration::minutes(*minute))).count() as i64
}

/// The time so many minutes later, breaks left out, one by one. Behind the last break nothing needs counting.
fn after(shift: &Shift, from: NaiveDateTime, minutes: u32) -> NaiveDateTime {
    let last = shift.breaks.iter().map(|span| span.until).max().unwrap_or(from);
    let (mut time, mut left) = (from, minutes);
    while left > 0 && time < last {
        if !resting(shift, time) {
            left -= 1;
        }
        time += Duration::minutes(1);
    }
    time + Duration::minutes(i64::from(left))
}

/// What of technician, region, promise and due date speaks against it.
fn kind(technician: &Technician, shift: &Shift, visit: &Visit) -> Option<Limit> {
    let lacking: BTreeSet<String> =
        visit.skills.iter().filter(|skill| !technician.skills.contains(*skill)).cloned().collect();
    if !lacking.is_empty() {
        // All that are lacking here; the caller keeps those that nobody has.
        return Some(Limit::Skills { lacking: visit.skills.clone() });
    }
    match &visit.region {
        Some(region) if !technician.regions.is_empty() && !technician.regions.contains(region) => {
            return Some(Limit::Region { region: region.clone() });
        }
        _ => {}
    }
    match visit.promise.as_ref().and_then(|promise| promise.technician.as_ref()) {
        Some(promised) if *promised != technician.id => return Some(Limit::Promise { technician: promised.clone() }),
        _ => {}
    }
    match visit.due {
        Some(due) if due.strict && due.day < shift.from.date() => {
            Some(Limit::Due { due: due.day, first_day: shift.from.date() })
        }
        _ => None,
    }
}

fn promised_begin(visit: &Visit) -> Option<(NaiveDateTime, Duration)> {
    let promise = visit.promise.as_ref()?;
    Some((promise.begins?, Duration::minutes(i64::from(promise.tolerance_minutes))))
}

/// Windows, those that touch as one; any time where there are none.
fn joined(visit: &Visit) -> Vec<(NaiveDateTime, NaiveDateTime)> {
    if visit.windows.is_empty() {
        return vec![(NaiveDateTime::MIN, NaiveDateTime::MAX)];
    }
    let mut spans: Vec<_> = visit.windows.iter().map(|span| (span.from, span.until)).collect();
    let mut index = 0;
    while index < spans.len() {
        let (from, until) = spans[index];
        match spans.iter().position(|other| *other != (from, until) && other.0 <= until && from <= other.1) {
            Some(other) => {
                let (other_from, other_until) = spans[other];
                spans[index] = (from.min(other_from), until.max(other_until));
                spans.remove(other);
                index = 0;
            }
            None => index += 1,
        }
    }
    spans.sort_unstable();
    spans.dedup();
    spans
}

fn in_time(visit: &Visit, begins: NaiveDateTime, ends: NaiveDateTime) -> bool {
    let promised = promised_begin(visit)
        .is_none_or(|(promised, tolerance)| promised - tolerance <= begins && begins <= promised + tolerance);
    promised && joined(visit).iter().any(|(from, until)| *from <= begins && ends <= *until)
}

fn same_kind(one: &Limit, other: &Limit) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

/// What must agree beside the kind.
fn amount(limit: &Limit) -> (i64, String) {
    match limit {
        Limit::Full { missing_minutes, .. }
        | Limit::Drive { missing_minutes, .. }
        | Limit::TooFar { missing_minutes, .. } => (*missing_minutes, String::new()),
        Limit::WindowTooShort { longest_minutes, duration_minutes } => (*longest_minutes, duration_minutes.to_string()),
        Limit::Skills { lacking } => (0, format!("{lacking:?}")),
        Limit::Region { region } => (0, region.clone()),
        Limit::Promise { technician } => (0, technician.clone()),
        Limit::Due { due, .. } => (0, due.to_string()),
        Limit::ByHand | Limit::FitsNow { .. } | Limit::OutsideHours | Limit::NobodyWorks => (0, String::new()),
    }
}
