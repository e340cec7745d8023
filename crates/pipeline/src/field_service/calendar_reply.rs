//! One event of one calendar: what is asked for, and what the answer means. A version nobody here knows is either ours, put there
//! before an answer got lost, or somebody changed the event in the calendar; which of the two is read from what it shows.

use super::calendar::uid;
use super::calendar_shown::{Shown, with_reminders};
use base::{MachineId, Translated, VisitId};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use connectors::ConnectorError;
use connectors::caldav::{Calendars, Deleted, Event, Put, Replacing};
use store::CalendarEvent;

/// Whom and what an event is about, for a person.
#[derive(Clone, Debug)]
pub(super) struct About {
    /// In whose calendar.
    pub technician: String,
    /// At which customer.
    pub customer: String,
    /// At which machine.
    pub machine: Option<MachineId>,
}

/// An event as the plan wants it.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// What is known of it; of one that is new, nothing but its address, visit and technician.
    pub known: CalendarEvent,
    /// The calendar above it.
    pub calendar: String,
    /// How that calendar is called where it has to be made.
    pub calendar_name: &'static str,
    /// The iCalendar object.
    pub body: String,
    /// What it shows.
    pub shown: Shown,
    /// Digest of that.
    pub digest: String,
    /// When the plan was changed.
    pub changed_at: Option<DateTime<Utc>>,
    /// For a person.
    pub about: About,
}

/// What there is to do.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// It is to stand there as the plan wants it.
    Put(Box<Wanted>),
    /// It is to stand there no more.
    Delete(Box<CalendarEvent>, Box<About>),
}

/// What was done to a calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Count {
    Created,
    Changed,
    Deleted,
    Unchanged,
}

/// What somebody changed in a calendar, and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Conflict {
    /// It stands there as that person left it, until the plan changes again.
    Left(Translated),
    /// The plan was changed after it, and stands there now.
    Overwritten(Translated),
    /// It was deleted there, and comes back when the plan changes again.
    DeletedThere(String),
    /// The visit is not on the tour any more, and it was taken away.
    TakenAway(String),
}

impl Conflict {
    /// One word for the audit.
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Left(_) => "changed there, left",
            Self::Overwritten(_) => "changed there, overwritten",
            Self::DeletedThere(_) => "deleted there, left",
            Self::TakenAway(_) => "changed there, taken away",
        }
    }

    /// What a person is told.
    pub fn title(&self, of: &About) -> Translated {
        let (who, customer) = (&of.technician, &of.customer);
        match self {
            Self::Left(what) => Translated {
                de: format!("Im Kalender von {who} geändert und so gelassen: {customer}: {}", what.de),
                en: format!("Changed in the calendar of {who} and left so: {customer}: {}", what.en),
                it: format!("Modificato nel calendario di {who} e lasciato così: {customer}: {}", what.it),
            },
            Self::Overwritten(what) => Translated {
                de: format!(
                    "Im Kalender von {who} geändert, seither neu geplant und überschrieben: {customer}: {}",
                    what.de
                ),
                en: format!(
                    "Changed in the calendar of {who}, planned anew since and overwritten: {customer}: {}",
                    what.en
                ),
                it: format!(
                    "Modificato nel calendario di {who}, poi ripianificato e sovrascritto: {customer}: {}",
                    what.it
                ),
            },
            Self::DeletedThere(when) => Translated {
                de: format!("Im Kalender von {who} gelöscht, steht aber auf der Tour: {customer}, {when}"),
                en: format!("Deleted in the calendar of {who}, but on the tour: {customer}, {when}"),
                it: format!("Cancellato nel calendario di {who}, ma previsto nel giro: {customer}, {when}"),
            },
            Self::TakenAway(what) => Translated {
                de: format!(
                    "Im Kalender von {who} geändert, nicht mehr auf der Tour und dort entfernt: {customer}: {what}"
                ),
                en: format!(
                    "Changed in the calendar of {who}, no more on the tour and taken away there: {customer}: {what}"
                ),
                it: format!("Modificato nel calendario di {who}, non più nel giro e rimosso: {customer}: {what}"),
            },
        }
    }
}

/// What came of a step.
#[derive(Clone, Debug)]
pub(super) struct Came {
    /// What stands there now; none: nothing.
    pub row: Option<CalendarEvent>,
    /// What was done.
    pub count: Option<Count>,
    /// What somebody changed there, with the key of the task that says so.
    pub conflict: Option<(String, Conflict)>,
    /// The task that is settled by this.
    pub settled: Option<String>,
}

/// Why a step came to nothing.
#[derive(Debug)]
pub(super) enum Refused {
    /// The calendar is not there and cannot be made.
    NoCalendar,
    /// The server does not do it.
    Connector(ConnectorError),
    /// Somebody is at the event at this very moment.
    Busy,
}

impl From<ConnectorError> for Refused {
    fn from(error: ConnectorError) -> Self {
        Self::Connector(error)
    }
}

/// The key of the task about a version somebody made in a calendar.
pub(super) fn task_key(visit: VisitId, url: &str, etag: Option<&str>, plan: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    // Of what was deleted there is no version: the plan it was deleted from tells it from the next.
    for part in [url, etag.unwrap_or(plan)] {
        hasher.update(&part.len().to_le_bytes());
        hasher.update(part.as_bytes());
    }
    format!("calendar-{visit}-{}", &hasher.finalize().to_hex()[..16])
}

/// The task that is open about what is known of an event.
fn open_task(of: &CalendarEvent) -> Option<String> {
    of.conflict.as_deref().map(|plan| task_key(of.visit, &of.url, of.etag.as_deref(), plan))
}

/// Whether this version is one that is known here: put there by us, or reported before.
fn is_known(of: &CalendarEvent, digest: &str) -> bool {
    of.digest.as_deref() == Some(digest)
        || of.sending.as_deref().is_some_and(|sending| sending.split(' ').any(|one| one == digest))
}

/// Asks one calendar after another.
pub(super) struct Exchange<'a> {
    pub calendars: &'a Calendars,
    pub zone: Tz,
}

impl Exchange<'_> {
    /// Takes a step.
    pub async fn take(&self, step: &Step) -> Result<Came, Refused> {
        match step {
            Step::Put(wanted) => self.put(wanted).await,
            Step::Delete(known, _) => self.delete(known).await,
        }
    }

    /// Puts an event, making the calendar where there is none.
    async fn put_in(&self, of: &Wanted, body: &str, replacing: Replacing<'_>) -> Result<Put, Refused> {
        let url = &of.known.url;
        match self.calendars.put(url, body, replacing).await? {
            Put::NoCalendar => {}
            other => return Ok(other),
        }
        if !self.calendars.make(&of.calendar, of.calendar_name).await? {
            return Err(Refused::NoCalendar);
        }
        // What stood in a calendar that is gone is gone with it.
        match self.calendars.put(url, body, Replacing::Nothing).await? {
            Put::NoCalendar => Err(Refused::NoCalendar),
            other => Ok(other),
        }
    }

    /// The version an event has now that it was put. Servers that write it in their own way do not say.
    async fn version(&self, of: &Wanted, etag: Option<String>) -> Result<Option<String>, Refused> {
        match etag {
            Some(etag) => Ok(Some(etag)),
            None => Ok(self.calendars.read(&of.known.url).await?.map(|event| event.etag)),
        }
    }

    fn shown(&self, of: &CalendarEvent, event: &Event) -> Shown {
        Shown::read(&event.text, &uid(of.visit)).unwrap_or_default()
    }

    /// It stands there as the plan wants it.
    fn stands(of: &Wanted, etag: Option<String>, count: Count) -> Came {
        let row =
            CalendarEvent { etag, digest: Some(of.digest.clone()), sending: None, conflict: None, ..of.known.clone() };
        Came { row: Some(row), count: Some(count), conflict: None, settled: open_task(&of.known) }
    }

    async fn put(&self, of: &Wanted) -> Result<Came, Refused> {
        let known = &of.known;
        let etag = known.etag.as_deref();
        if known.conflict.is_some() && etag.is_some() {
            // A person's version: it may hold reminders.
            return self.differs(of).await;
        }
        let (replacing, count) = match etag {
            Some(etag) => (Replacing::Version(etag), Count::Changed),
            None => (Replacing::Nothing, Count::Created),
        };
        match self.put_in(of, &of.body, replacing).await? {
            Put::Done(etag) => Ok(Self::stands(of, self.version(of, etag).await?, count)),
            Put::NoCalendar => Err(Refused::NoCalendar),
            Put::Other => self.differs(of).await,
        }
    }

    /// The version there is none that was named: reads it, and finds out whose it is.
    async fn differs(&self, of: &Wanted) -> Result<Came, Refused> {
        let known = &of.known;
        let Some(event) = self.calendars.read(&known.url).await? else {
            if known.etag.is_none() {
                return Err(Refused::Busy);
            }
            let row = CalendarEvent {
                etag: None,
                digest: None,
                sending: None,
                conflict: Some(of.digest.clone()),
                ..known.clone()
            };
            let key = task_key(known.visit, &known.url, None, &of.digest);
            let conflict = Conflict::DeletedThere(of.shown.when(self.zone));
            return Ok(Came {
                row: Some(row),
                count: None,
                conflict: Some((key, conflict)),
                settled: open_task(known),
            });
        };
        let there = self.shown(known, &event);
        let digest = there.digest();
        if digest == of.digest {
            return Ok(Self::stands(of, Some(event.etag), Count::Unchanged));
        }
        let is_known = is_known(known, &digest);
        let changed_at = event.changed_at.or(there.changed_at);
        let plan_is_newer = changed_at.zip(of.changed_at).is_some_and(|(there, plan)| there < plan);
        let key = task_key(known.visit, &known.url, Some(&event.etag), "");
        let what = there.differences(&of.shown, self.zone);
        if !is_known && !plan_is_newer {
            let row = CalendarEvent {
                etag: Some(event.etag),
                digest: Some(digest),
                sending: None,
                conflict: Some(of.digest.clone()),
                ..known.clone()
            };
            let conflict = Some((key, Conflict::Left(what)));
            return Ok(Came { row: Some(row), count: None, conflict, settled: open_task(known) });
        }
        let body = with_reminders(&of.body, &event.text);
        match self.put_in(of, &body, Replacing::Version(&event.etag)).await? {
            Put::Done(etag) => {
                let came = Self::stands(of, self.version(of, etag).await?, Count::Changed);
                let conflict = (!is_known).then_some((key, Conflict::Overwritten(what)));
                Ok(Came { conflict, ..came })
            }
            Put::Other => Err(Refused::Busy),
            Put::NoCalendar => Err(Refused::NoCalendar),
        }
    }

    /// The visit is on this tour no more: a technician who drives there all the same drives in vain, so it goes, whatever
    /// somebody made of it; what stood there is told.
    async fn delete(&self, known: &CalendarEvent) -> Result<Came, Refused> {
        let gone = |count: Option<Count>, conflict: Option<(String, Conflict)>| Came {
            row: None,
            count,
            conflict,
            settled: open_task(known),
        };
        if let Some(etag) = &known.etag
            && self.calendars.delete(&known.url, etag).await? == Deleted::Done
        {
            return Ok(gone(Some(Count::Deleted), None));
        }
        let Some(event) = self.calendars.read(&known.url).await? else {
            return Ok(gone(known.etag.is_some().then_some(Count::Deleted), None));
        };
        let there = self.shown(known, &event);
        if self.calendars.delete(&known.url, &event.etag).await? == Deleted::Other {
            return Err(Refused::Busy);
        }
        let conflict = (!is_known(known, &there.digest())).then(|| {
            let key = task_key(known.visit, &known.url, Some(&event.etag), "");
            (key, Conflict::TakenAway(there.told(self.zone)))
        });
        Ok(gone(Some(Count::Deleted), conflict))
    }
}
