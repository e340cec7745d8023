//! Tours into the technicians' calendars over CalDAV: what the plan wants is compared with what was put there, and only the
//! difference is sent. It is noted before it is sent that it will be, and when it is answered what stands there: broken off
//! anywhere, the next push finds out what arrived, and no visit stands in a calendar twice.

use super::DispatchError;
use super::calendar::{alone, days, is_shown, uid};
use super::calendar_reply::{About, Came, Conflict, Count, Exchange, Refused, Step, Wanted};
use super::calendar_shown::Shown;
use ::tours::Stop;
use automate::TaskTitle;
use base::{Language, TechnicianId, VisitId};
use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};
use chrono_tz::Tz;
use connectors::ConnectorError;
use connectors::caldav::Calendars;
use hashbrown::{HashMap, HashSet};
use serde::Serialize;
use store::{CalendarEvent, NewTask, PlannedStop, Store, Technician, Visit};

/// Under this name it is kept which process pushes; no connector can be called so.
const LEASE: &str = "(calendars)";

/// How long a process that died in the middle keeps the others from it: longer than a part takes at worst.
const HELD: TimeDelta = TimeDelta::minutes(20);

/// Events between two notes of what stands where.
const PART: usize = 10;

/// Versions of one event of which nobody knows whether they arrived. A calendar that does not answer through so many changes of one
/// visit is looked at by a person before.
const MOST_ON_THEIR_WAY: usize = 16;

/// Problems that are told one by one.
const TOLD: usize = 20;

/// What a push did.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct CalendarsPushed {
    /// New events.
    pub created: u64,
    /// Events that were changed.
    pub changed: u64,
    /// Events that were taken away.
    pub deleted: u64,
    /// Events that stand there as they should; nothing, or nothing but a question, was sent.
    pub unchanged: u64,
    /// Events somebody changed in the calendar: found by this push, or left so by one before.
    pub conflicts: u64,
    /// Events that could not be settled; the next push tries again.
    pub failed: u64,
    /// Technicians without a calendar.
    pub without: Vec<String>,
    /// What a person has to see to.
    pub problems: Vec<String>,
}

impl CalendarsPushed {
    /// Whether nothing was done to any calendar.
    #[must_use]
    pub const fn is_nothing(&self) -> bool {
        self.created + self.changed + self.deleted == 0
    }
}

/// Where and how it is pushed.
#[derive(Clone, Copy)]
pub struct PushingCalendars<'a> {
    /// The database.
    pub store: &'a Store,
    /// The calendars.
    pub calendars: &'a Calendars,
    /// The tenant's time zone.
    pub zone: Tz,
    /// Where the page is reached.
    pub page: Option<&'a str>,
    /// Who pushes.
    pub actor: &'a str,
    /// What tells this process from every other.
    pub holder: &'a str,
}

/// Which calendar is whose; and the names and logins of the settings that are nobody's.
///
/// # Errors
/// Where a name of the settings is that of several technicians, or a login is no part of an address.
pub fn calendar_of(
    calendars: &Calendars,
    technicians: &[Technician],
) -> Result<(HashMap<TechnicianId, String>, Vec<String>), DispatchError> {
    let mut unknown = Vec::new();
    for name in calendars.named() {
        let logins = technicians.iter().filter(|of| of.login.as_deref() == Some(name)).count();
        match technicians.iter().filter(|of| of.name == name).count() {
            0 if logins == 0 => unknown.push(name.to_owned()),
            2.. if logins == 0 => {
                return Err(DispatchError::Wrong(format!(
                    "[connectors.caldav.calendars]: there are several technicians `{name}`; write the login instead of the name"
                )));
            }
            _ => {}
        }
    }
    let mut found = HashMap::new();
    for of in technicians {
        let url = calendars.of(&of.name, of.login.as_deref());
        if let Some(url) = url.map_err(|error| DispatchError::Wrong(format!("{}: {error}", of.name)))? {
            found.insert(of.id, url);
        }
    }
    Ok((found, unknown))
}

/// How the calendar is called that is made for a technician.
const fn calendar_name(language: Language) -> &'static str {
    match language {
        Language::De => "Besuche",
        Language::En => "Visits",
        Language::It => "Visite",
    }
}

fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Pushes what changed since the last time. None where another process is at it.
///
/// # Errors
/// Where the database fails, or the settings do not say which calendar is whose.
pub async fn push_calendars(
    of: &PushingCalendars<'_>,
    clock: &(dyn Fn() -> DateTime<Utc> + Sync),
) -> Result<Option<CalendarsPushed>, DispatchError> {
    if !of.goes_on(clock()).await? {
        return Ok(None);
    }
    let pushed = of.push(clock).await;
    let write = of.store.write(of.actor, &stamp(clock())).await?;
    write.give_lease_back(LEASE, of.holder).await?;
    write.commit().await?;
    pushed.map(Some)
}

/// What is to be done, in the order of calendars, and what is in order as it is.
#[derive(Default)]
struct Difference {
    steps: Vec<Step>,
    /// Events of days that are past: they stay in the calendar, and are no business of a plan any more.
    past: Vec<String>,
    pushed: CalendarsPushed,
}

/// What the plan wants at one address.
struct Place<'a> {
    technician: &'a Technician,
    calendar: &'a str,
    visit: &'a Visit,
    stop: &'a Stop,
}

impl PushingCalendars<'_> {
    /// Takes the turn, or holds it for longer. Says whether it is this process's.
    async fn goes_on(&self, now: DateTime<Utc>) -> Result<bool, DispatchError> {
        let write = self.store.write(self.actor, &stamp(now)).await?;
        let is_ours = write.take_lease(LEASE, self.holder, &stamp(now + HELD)).await?;
        write.commit().await?;
        Ok(is_ours)
    }

    async fn push(&self, clock: &(dyn Fn() -> DateTime<Utc> + Sync)) -> Result<CalendarsPushed, DispatchError> {
        let today = clock().with_timezone(&self.zone).date_naive();
        let Difference { steps, past, mut pushed } = self.difference(today).await?;
        if !past.is_empty() {
            let write = self.store.write(self.actor, &stamp(clock())).await?;
            write.forget_calendar_events(&past).await?;
            write.commit().await?;
        }
        let exchange = Exchange { calendars: self.calendars, zone: self.zone };
        let mut missing: HashSet<String> = HashSet::new();
        let (mut untold, mut done) = (0_u64, 0);
        for part in steps.chunks(PART) {
            if !self.announce(part, &stamp(clock())).await? {
                let left = steps.len() - done;
                pushed.failed += left as u64;
                pushed.problems.push(format!("another process took over; {left} events are left to it"));
                return Ok(pushed);
            }
            let mut came: Vec<(&Step, Came)> = Vec::new();
            let mut stops: Option<ConnectorError> = None;
            for step in part {
                done += 1;
                if calendar_above(step).is_some_and(|calendar| missing.contains(calendar)) {
                    pushed.failed += 1;
                    continue;
                }
                let why = match exchange.take(step).await {
                    Ok(one) => {
                        came.push((step, one));
                        continue;
                    }
                    Err(Refused::NoCalendar) => {
                        let calendar = calendar_above(step).unwrap_or_default().to_owned();
                        let why = format!(
                            "there is no calendar at {calendar} and it cannot be made: the technician has to sign in at the \
                             calendar server once, or make the calendar"
                        );
                        missing.insert(calendar);
                        format!("{}: {why}", about(step).technician)
                    }
                    Err(Refused::Busy) => {
                        let About { technician, customer, .. } = about(step);
                        format!(
                            "{technician}, {customer}: somebody changes the event at this moment; the next push looks again"
                        )
                    }
                    Err(Refused::Connector(
                        error @ (ConnectorError::SignIn { .. }
                        | ConnectorError::Unreachable { .. }
                        | ConnectorError::NotAllowed { .. }),
                    )) => {
                        // It would be the same with each: a password that is wrong must not lock the account.
                        stops = Some(error);
                        break;
                    }
                    Err(Refused::Connector(error)) => {
                        let About { technician, customer, .. } = about(step);
                        format!("{technician}, {customer}: {error}")
                    }
                };
                pushed.failed += 1;
                if pushed.problems.len() < TOLD { pushed.problems.push(why) } else { untold += 1 }
            }
            self.note(&came, clock(), &mut pushed).await?;
            if let Some(error) = stops {
                pushed.failed += (steps.len() - done + 1) as u64;
                pushed.problems.push(error.to_string());
                break;
            }
        }
        if untold > 0 {
            pushed.problems.push(format!("and {untold} more"));
        }
        Ok(pushed)
    }

    /// Compares the plan with what was put into calendars. A number of reads that does not grow with visits.
    async fn difference(&self, today: NaiveDate) -> Result<Difference, DispatchError> {
        let technicians = self.store.technicians().await?;
        let (whose, unknown) = calendar_of(self.calendars, &technicians)?;
        let mut all = Difference::default();
        all.pushed.problems.extend(unknown.into_iter().map(|name| {
            format!("[connectors.caldav.calendars]: nobody is called `{name}`; write a technician's name or login")
        }));
        let (first, last) = days(today);
        let by_id: HashMap<String, &Technician> = technicians.iter().map(|of| (of.id.to_string(), of)).collect();
        let tours = self.store.tours(first, last, None).await?;
        let stops = || tours.iter().flat_map(|tour| tour.stops.iter().map(move |stop| (tour, stop)));
        let known = self.store.calendar_events().await?;
        let planned: HashSet<VisitId> = stops().filter_map(|(_, stop)| super::gather::visit_id(&stop.visit)).collect();
        let mut ids: Vec<VisitId> = planned.iter().copied().collect();
        ids.extend(known.iter().map(|of| of.visit).filter(|visit| !planned.contains(visit)));
        let visits = self.store.visits_by_id(&ids).await?;
        let visits: HashMap<String, &Visit> = visits.iter().map(|of| (of.id.to_string(), of)).collect();
        let mut by_url: HashMap<&str, &CalendarEvent> = known.iter().map(|of| (of.url.as_str(), of)).collect();

        let mut without: Vec<&str> = Vec::new();
        let mut places: Vec<Place<'_>> = Vec::new();
        for (tour, stop) in stops() {
            let Some(technician) = by_id.get(&tour.technician) else { continue };
            let Some(visit) = visits.get(&stop.visit).filter(|of| is_shown(of)) else { continue };
            match whose.get(&technician.id) {
                Some(calendar) => places.push(Place { technician, calendar, visit, stop }),
                None if without.contains(&technician.name.as_str()) => {}
                None => without.push(&technician.name),
            }
        }
        without.sort_unstable();
        all.pushed.without = without.into_iter().map(str::to_owned).collect();
        // What is taken away first: a visit that goes from one to another is never with both for long.
        let mut puts = Vec::new();
        for place in places {
            let url = format!("{}{}.ics", place.calendar, uid(place.visit.id));
            let known = by_url.remove(url.as_str());
            if let Some(step) = self.wanted(&place, url, known, &mut all.pushed) {
                puts.push(step);
            }
        }
        let mut left: Vec<&CalendarEvent> = by_url.into_values().collect();
        left.sort_by(|a, b| a.url.cmp(&b.url));
        let ids: Vec<VisitId> = left.iter().map(|of| of.visit).collect();
        let stands = self.store.stops_of(&ids).await?;
        for known in left {
            let is_past = |of: &PlannedStop| of.technician == known.technician && of.day < first;
            let visit = visits.get(&known.visit.to_string());
            if visit.is_some_and(|of| is_shown(of)) && stands.get(&known.visit).is_some_and(is_past) {
                all.past.push(known.url.clone());
                continue;
            }
            if !self.calendars.is_ours(&known.url) {
                all.pushed.problems.push(format!(
                    "{} stands in a calendar that the settings name no more; take it away by hand",
                    known.url
                ));
                all.past.push(known.url.clone());
                continue;
            }
            let technician = by_id.get(&known.technician.to_string()).map(|of| of.name.clone()).unwrap_or_default();
            let about = About {
                technician,
                customer: visit.map(|of| of.of.customer_name.clone()).unwrap_or_default(),
                machine: visit.and_then(|of| of.of.machine),
            };
            all.steps.push(Step::Delete(Box::new(known.clone()), Box::new(about)));
        }
        all.steps.append(&mut puts);
        Ok(all)
    }

    /// What is to be put at an address; none where it stands there, or is left as somebody changed it.
    fn wanted(
        &self,
        place: &Place<'_>,
        url: String,
        known: Option<&CalendarEvent>,
        pushed: &mut CalendarsPushed,
    ) -> Option<Step> {
        let Place { technician, calendar, visit, stop } = place;
        let language: Language = technician.language.parse().unwrap_or(Language::De);
        let body = alone(visit, stop, self.zone, (language, self.page));
        let shown = Shown::read(&body, &uid(visit.id)).unwrap_or_default();
        let digest = shown.digest();
        if let Some(known) = known.filter(|of| of.sending.is_none()) {
            if known.conflict.as_ref() == Some(&digest) {
                pushed.conflicts += 1;
                return None;
            }
            if known.conflict.is_none() && known.etag.is_some() && known.digest.as_ref() == Some(&digest) {
                pushed.unchanged += 1;
                return None;
            }
        }
        let new = || CalendarEvent {
            url,
            visit: visit.id,
            technician: technician.id,
            etag: None,
            digest: None,
            sending: None,
            conflict: None,
        };
        let known = known.map_or_else(new, |of| CalendarEvent { technician: technician.id, ..of.clone() });
        Some(Step::Put(Box::new(Wanted {
            known,
            calendar: (*calendar).to_owned(),
            calendar_name: calendar_name(language),
            body,
            shown,
            digest,
            changed_at: visit.changed_at.parse().ok(),
            about: About {
                technician: technician.name.clone(),
                customer: visit.of.customer_name.clone(),
                machine: visit.of.machine,
            },
        })))
    }

    /// Notes what is about to be sent, and holds the turn. Says whether it still is this process's.
    async fn announce(&self, part: &[Step], at: &str) -> Result<bool, DispatchError> {
        let now: DateTime<Utc> = at.parse().unwrap_or_default();
        let write = self.store.write(self.actor, at).await?;
        if !write.take_lease(LEASE, self.holder, &stamp(now + HELD)).await? {
            return Ok(false);
        }
        let sending = part.iter().filter_map(|step| match step {
            Step::Put(of) => {
                let all = on_its_way(of.known.sending.as_deref(), &of.digest);
                Some(CalendarEvent { sending: Some(all), ..of.known.clone() })
            }
            Step::Delete(..) => None,
        });
        write.put_calendar_events(&sending.collect::<Vec<_>>()).await?;
        write.commit().await?;
        Ok(true)
    }

    /// Notes what came of a part: what stands where, what a person has to know, and the audit.
    async fn note(
        &self,
        came: &[(&Step, Came)],
        now: DateTime<Utc>,
        pushed: &mut CalendarsPushed,
    ) -> Result<(), DispatchError> {
        if came.is_empty() {
            return Ok(());
        }
        let today = now.with_timezone(&self.zone).date_naive();
        let write = self.store.write(self.actor, &stamp(now)).await?;
        let rows: Vec<CalendarEvent> = came.iter().filter_map(|(_, of)| of.row.clone()).collect();
        let gone = came.iter().filter(|(_, of)| of.row.is_none()).map(|(step, _)| known(step).url.clone());
        write.put_calendar_events(&rows).await?;
        write.forget_calendar_events(&gone.collect::<Vec<_>>()).await?;
        let mut done: Vec<(&str, [u64; 3])> = Vec::new();
        let mut tasks = Vec::new();
        for (step, of) in came {
            let about = about(step);
            let at = match of.count {
                Some(Count::Created) => Some((&mut pushed.created, 0)),
                Some(Count::Changed) => Some((&mut pushed.changed, 1)),
                Some(Count::Deleted) => Some((&mut pushed.deleted, 2)),
                Some(Count::Unchanged) => {
                    pushed.unchanged += 1;
                    None
                }
                None => None,
            };
            if let Some((count, at)) = at {
                *count += 1;
                match done.iter_mut().find(|(who, _)| *who == about.technician) {
                    Some((_, counts)) => counts[at] += 1,
                    None => {
                        let mut counts = [0; 3];
                        counts[at] = 1;
                        done.push((&about.technician, counts));
                    }
                }
            }
            if let Some(key) = &of.settled {
                write.finish_task_of(key).await?;
            }
            if let Some((key, conflict)) = &of.conflict {
                pushed.conflicts += 1;
                write.audit("calendar conflict", &known(step).visit.to_string(), conflict.id()).await?;
                tasks.push(task(key, conflict, about, today));
            }
        }
        write.add_tasks(&tasks).await?;
        for (who, [created, changed, deleted]) in done {
            let detail = format!("{created} created, {changed} changed, {deleted} deleted");
            write.audit("push calendar", who, &detail).await?;
        }
        Ok(write.commit().await?)
    }
}

/// What may stand at an address until the calendar has answered: what was on its way when it was broken off before, and this.
fn on_its_way(before: Option<&str>, digest: &str) -> String {
    let before = before.unwrap_or_default().split(' ').filter(|one| !one.is_empty() && *one != digest);
    let mut all: Vec<&str> = before.collect();
    all.push(digest);
    all[all.len().saturating_sub(MOST_ON_THEIR_WAY)..].join(" ")
}

/// Somebody has to speak with the technician, or to plan anew.
fn task(key: &str, conflict: &Conflict, of: &About, today: NaiveDate) -> NewTask {
    NewTask {
        key: key.to_owned(),
        title: TaskTitle::Said { title: conflict.title(of) },
        reasons: Vec::new(),
        machine: of.machine,
        opportunity: None,
        enrolment: None,
        owner: String::new(),
        due_on: today,
        opened_on: today,
    }
}

fn about(step: &Step) -> &About {
    match step {
        Step::Put(of) => &of.about,
        Step::Delete(_, about) => about,
    }
}

fn known(step: &Step) -> &CalendarEvent {
    match step {
        Step::Put(of) => &of.known,
        Step::Delete(of, _) => of,
    }
}

/// The calendar an event is put into.
fn calendar_above(step: &Step) -> Option<&str> {
    match step {
        Step::Put(of) => Some(&of.calendar),
        Step::Delete(..) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_its_way_is_named_once_and_does_not_grow_without_end() {
        assert_eq!(on_its_way(None, "a"), "a");
        assert_eq!(on_its_way(Some("a"), "a"), "a", "the same again, as with each push that fails");
        assert_eq!(on_its_way(Some("a b"), "a"), "b a");
        let many = (0..100).fold(String::new(), |all, number| on_its_way(Some(&all), &number.to_string()));
        let kept: Vec<&str> = many.split(' ').collect();
        assert_eq!((kept.len(), kept.last()), (MOST_ON_THEIR_WAY, Some(&"99")));
    }
}
