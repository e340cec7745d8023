//! Why a visit is left out: for every technician-day the limit that excludes it (vroom#722). Found from the finished tours by
//! trying, not taken from the search.

use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ground::{Day, Ground};
use crate::timeline::Timeline;

/// A visit on no tour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Which.
    pub visit: String,
    /// Together they exclude every technician-day of the plan; nearest to being possible first.
    pub limits: Vec<Excluded>,
}

/// A limit and what it excludes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    /// How many technician-days this limit excludes; each is counted once, by the first limit in the order of [`Limit`]
    /// from the last to the first.
    pub technician_days: usize,
    /// Which.
    pub limit: Limit,
}

/// What can exclude a visit. The order is that of trying, backwards: a technician-day without the skill is not asked for its
/// hours.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "limit", rename_all = "snake_case")]
pub enum Limit {
    /// Somebody took it off the plan.
    ByHand,
    /// After an edit there is room for it; planning anew would put it in.
    FitsNow {
        /// Where.
        technician: String,
        /// On which day.
        day: NaiveDate,
        /// Before which stop, from 0.
        position: usize,
    },
    /// All who could are full: this is the insertion that fails by the least.
    Full {
        /// On whose tour.
        technician: String,
        /// Of which day.
        day: NaiveDate,
        /// Before which stop, from 0.
        position: usize,
        /// Windows missed, overtime and driving above the limit, summed over the tour.
        missing_minutes: i64,
    },
    /// Even with nothing else to do the driving is above the technician's limit.
    Drive {
        /// Who misses it least.
        technician: String,
        /// When.
        day: NaiveDate,
        /// By how much.
        missing_minutes: i64,
    },
    /// Even with nothing else to do it cannot be reached, done and returned from in time.
    TooFar {
        /// Who misses it least.
        technician: String,
        /// When.
        day: NaiveDate,
        /// By how much.
        missing_minutes: i64,
    },
    /// No window or promised time leaves room for the work within the working hours that are left.
    OutsideHours,
    /// It makes no sense after its due date.
    Due {
        /// The date.
        due: NaiveDate,
        /// The first day on which anybody could still go.
        first_day: NaiveDate,
    },
    /// It is promised to somebody else.
    Promise {
        /// Whom.
        technician: String,
    },
    /// Not their region.
    Region {
        /// The visit's.
        region: String,
    },
    /// They cannot do it.
    Skills {
        /// Needed, and nobody who works on these days has them. Empty: each of them somebody has, but nobody of these all.
        lacking: BTreeSet<String>,
    },
    /// No window is as long as the work.
    WindowTooShort {
        /// The longest window.
        longest_minutes: i64,
        /// The work.
        duration_minutes: i64,
    },
    /// Nobody works on the days planned, or all working hours are over.
    NobodyWorks,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: ", self.visit)?;
        if let [only] = self.limits.as_slice() {
            return write!(out, "{}", only.limit);
        }
        for (number, excluded) in self.limits.iter().enumerate() {
            let and = if number == 0 { "" } else { "; " };
            write!(out, "{and}{} ({} technician-days)", excluded.limit.of_some(), excluded.technician_days)?;
        }
        Ok(())
    }
}

impl fmt::Display for Limit {
    /// As it is said where nothing else excludes the visit.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Region { region } => write!(out, "no technician of region {region}"),
            Self::Skills { lacking } if lacking.is_empty() => write!(out, "no technician has all skills it needs"),
            Self::Skills { lacking } => {
                let names: Vec<&str> = lacking.iter().map(String::as_str).collect();
                write!(out, "no technician with skill {}", names.join(", "))
            }
            other => write!(out, "{}", other.of_some()),
        }
    }
}

impl Limit {
    /// As it is said of some technician-days among others.
    fn of_some(&self) -> String {
        match self {
            Self::ByHand => "taken off the plan by hand".to_owned(),
            Self::FitsNow { technician, day, position } => {
                format!("there is room now: {technician}, {day}, stop {}", position + 1)
            }
            Self::Full { technician, day, position, missing_minutes } => format!(
                "all who could are full; nearest is {technician} on {day} as stop {}, where {missing_minutes} minutes are \
                 missing",
                position + 1
            ),
            Self::Drive { technician, day, missing_minutes } => format!(
                "the drive is too long: {technician} on {day} would drive {missing_minutes} minutes above the limit"
            ),
            Self::TooFar { technician, day, missing_minutes } => format!(
                "cannot be reached, done and returned from in a working day: for {technician} on {day} {missing_minutes} \
                 minutes are missing"
            ),
            Self::OutsideHours => "its windows leave no room within the working hours".to_owned(),
            Self::Due { due, first_day } => {
                format!("it is due on {due} at the latest; the first possible day is {first_day}")
            }
            Self::Promise { technician } => format!("it is promised to {technician}"),
            Self::Region { region } => format!("not of region {region}"),
            Self::Skills { .. } => "a skill it needs is lacking".to_owned(),
            Self::WindowTooShort { longest_minutes, duration_minutes } => {
                format!("it takes {duration_minutes} minutes, its longest window has {longest_minutes}")
            }
            Self::NobodyWorks => "nobody works on these days".to_owned(),
        }
    }
}

/// What keeps a visit from a technician-day whatever else is planned, but for times.
pub(crate) fn excluded_by_kind(ground: &Ground<'_>, day: &Day, visit: usize) -> Option<Limit> {
    let (asked, task) = (&ground.request.visits[visit], &ground.tasks[visit]);
    let technician = &ground.request.technicians[day.technician];
    if !asked.skills.is_subset(&technician.skills) {
        let nobody_has = |skill: &&String| {
            let has = |day: &Day| ground.request.technicians[day.technician].skills.contains(*skill);
            !ground.days.iter().any(has)
        };
        return Some(Limit::Skills { lacking: asked.skills.iter().filter(nobody_has).cloned().collect() });
    }
    let elsewhere = |region: &&String| !technician.regions.is_empty() && !technician.regions.contains(*region);
    if let Some(region) = asked.region.as_ref().filter(elsewhere) {
        return Some(Limit::Region { region: region.clone() });
    }
    if task.promised.is_some_and(|promised| promised != Some(day.technician)) {
        let promised = asked.promise.as_ref().and_then(|promise| promise.technician.clone());
        return Some(Limit::Promise { technician: promised.unwrap_or_default() });
    }
    let due = asked.due.filter(|due| due.strict && day.date > due.day)?;
    let first_day = ground.days.first().map_or(ground.request.first_day, |day| day.date);
    Some(Limit::Due { due: due.day, first_day })
}

/// Whether some window leaves room for the work within what is left of the working hours, travel not counted.
fn within_hours(ground: &Ground<'_>, day: &Day, visit: usize) -> bool {
    let task = &ground.tasks[visit];
    let (not_before, not_after) = task.begins.unwrap_or((i64::MIN, i64::MAX));
    task.windows.iter().any(|&(from, until)| {
        let begins = day.hours.after_break(day.open.max(from).max(not_before));
        begins <= not_after && day.hours.done(begins, task.duration) <= until.min(day.hours.until)
    })
}

/// The insertion into a day that misses limits least: position after what has begun, and minutes missing.
pub(crate) fn nearest(ground: &Ground<'_>, day: &Day, order: &[usize], visit: usize) -> (usize, i64) {
    let mut best = (0, i64::MAX);
    for position in 0..=order.len() {
        let mut longer = order.to_vec();
        longer.insert(position, visit);
        let missing = Timeline::new(ground, day, &longer).missing();
        if missing < best.1 {
            best = (position, missing);
        }
    }
    best
}

/// Why a visit is on none of these tours. `orders` are the stops of each day after what has begun.
pub(crate) fn reasons(ground: &Ground<'_>, orders: &[Vec<usize>], visit: usize) -> Vec<Excluded> {
    let task = &ground.tasks[visit];
    let technician_days = ground.days.len();
    let longest = task.windows.iter().map(|(from, until)| until - from).max().unwrap_or(0);
    let whole = |limit| vec![Excluded { technician_days, limit }];
    if longest < task.duration {
        return whole(Limit::WindowTooShort { longest_minutes: longest, duration_minutes: task.duration });
    }
    if technician_days == 0 {
        return whole(Limit::NobodyWorks);
    }
    let mut found: Vec<Excluded> = Vec::new();
    for (day, order) in ground.days.iter().zip(orders) {
        let limit = obstacle(ground, day, order, visit);
        let same =
            found.iter_mut().find(|other| std::mem::discriminant(&other.limit) == std::mem::discriminant(&limit));
        match same {
            None => found.push(Excluded { technician_days: 1, limit }),
            Some(other) => {
                other.technician_days += 1;
                if missing(&limit) < missing(&other.limit) {
                    other.limit = limit;
                }
            }
        }
    }
    found.sort_by(|a, b| a.limit.cmp(&b.limit));
    found
}

/// What keeps a visit from a technician-day as it is planned.
fn obstacle(ground: &Ground<'_>, day: &Day, order: &[usize], visit: usize) -> Limit {
    if let Some(limit) = excluded_by_kind(ground, day, visit) {
        return limit;
    }
    if !within_hours(ground, day, visit) {
        return Limit::OutsideHours;
    }
    let (technician, date) = (ground.request.technicians[day.technician].id.clone(), day.date);
    let alone = Timeline::new(ground, day, &[visit]);
    let missing_minutes = alone.missing();
    if missing_minutes > 0 && missing_minutes == alone.drive_excess {
        return Limit::Drive { technician, day: date, missing_minutes };
    }
    if missing_minutes > 0 {
        return Limit::TooFar { technician, day: date, missing_minutes };
    }
    let (position, missing_minutes) = nearest(ground, day, order, visit);
    let position = position + day.begun.len();
    if missing_minutes == 0 {
        Limit::FitsNow { technician, day: date, position }
    } else {
        Limit::Full { technician, day: date, position, missing_minutes }
    }
}

/// By how much a limit of time is missed; others cannot be compared.
fn missing(limit: &Limit) -> i64 {
    match limit {
        Limit::Full { missing_minutes, .. }
        | Limit::Drive { missing_minutes, .. }
        | Limit::TooFar { missing_minutes, .. } => *missing_minutes,
        _ => 0,
    }
}
