//! A technician's tours as a calendar (RFC 5545): one event a visit, times in UTC, so that no calendar program has to know our
//! time zone. A visit keeps its UID wherever it is moved; SEQUENCE grows with each change; what is off the tours is not in it.
//! A calendar that is subscribed to and one that is written to ([`super::push_calendars`]) show the same events.

use super::gather::visit_id;
use super::{Dispatch, DispatchError};
use ::tours::Stop;
use base::{Language, VisitId};
use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use hashbrown::HashMap;
use store::{Technician, Visit, VisitState};

/// Days that are past and still shown.
const BEFORE: u64 = 31;

/// Days ahead that are shown.
const AHEAD: u64 = 120;

/// Octets of a line at most (RFC 5545, 3.1), without its end.
const LINE: usize = 75;

/// The days that are shown: the last month and those to come.
pub(super) fn days(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let first = today.checked_sub_days(Days::new(BEFORE)).unwrap_or(today);
    let last = today.checked_add_days(Days::new(AHEAD)).unwrap_or(today);
    (first, last)
}

/// What tells the event of a visit from every other, wherever it is moved.
pub(super) fn uid(of: VisitId) -> String {
    format!("visit-{of}@instand")
}

/// Whether an event of it is shown.
pub(super) fn is_shown(of: &Visit) -> bool {
    of.state != VisitState::Cancelled
}

/// How each calendar and each event that stands alone begins.
const HEAD: [&str; 4] =
    ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Instand//Field service//EN", "CALSCALE:GREGORIAN"];

/// A visit's event alone, as it is put into a calendar over CalDAV: without a METHOD (RFC 4791, 4.1).
pub(super) fn alone(of: &Visit, stop: &Stop, zone: Tz, (language, page): (Language, Option<&str>)) -> String {
    let mut out = String::new();
    for line in HEAD {
        put(&mut out, line);
    }
    event(&mut out, of, stop, zone, (language, page));
    put(&mut out, "END:VCALENDAR");
    out
}

/// An instant of a local time. Of an hour that comes twice the first counts; one that is left out is the hour after.
pub(super) fn instant(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    let found = zone.from_local_datetime(&local).earliest();
    let found = found.or_else(|| zone.from_local_datetime(&(local + TimeDelta::hours(1))).earliest());
    found.map_or_else(|| local.and_utc(), |at| at.with_timezone(&Utc))
}

fn stamp(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// A text as a value (3.3.11).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => out.push_str("\\\\"),
            ';' => out.push_str("\\;"),
            ',' => out.push_str("\\,"),
            '\n' => out.push_str("\\n"),
            // A control character ends no line here.
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

/// Adds a line, folded where it is longer than a line may be; never within a letter.
fn put(out: &mut String, line: &str) {
    let mut room = LINE;
    for letter in line.chars() {
        if letter.len_utf8() > room {
            out.push_str("\r\n ");
            room = LINE - 1;
        }
        out.push(letter);
        room -= letter.len_utf8();
    }
    out.push_str("\r\n");
}

/// Words of the description.
struct Words {
    contact: &'static str,
    phone: &'static str,
    skills: &'static str,
    machine: &'static str,
    day: &'static str,
    tentative: &'static str,
}

const fn words(language: Language) -> Words {
    match language {
        Language::De => Words {
            contact: "Ansprechpartner",
            phone: "Telefon",
            skills: "Nötig",
            machine: "Maschine",
            day: "Mein Tag",
            tentative: "Noch nicht zugesagt",
        },
        Language::En => Words {
            contact: "Contact",
            phone: "Phone",
            skills: "Needed",
            machine: "Machine",
            day: "My day",
            tentative: "Not promised yet",
        },
        Language::It => Words {
            contact: "Referente",
            phone: "Telefono",
            skills: "Serve",
            machine: "Macchina",
            day: "La mia giornata",
            tentative: "Non ancora promesso",
        },
    }
}

/// An event.
fn event(out: &mut String, of: &Visit, stop: &Stop, zone: Tz, (language, page): (Language, Option<&str>)) {
    let asked = &of.of;
    let words = words(language);
    let changed = of.changed_at.parse::<DateTime<Utc>>().map_or_else(|_| instant(stop.begins, zone), |at| at);
    let mut description: Vec<String> = Vec::new();
    description.extend(asked.note.clone());
    let mut say = |label: &str, text: Option<&str>| description.extend(text.map(|text| format!("{label}: {text}")));
    say(words.contact, asked.contact_name.as_deref());
    say(words.phone, asked.phone.as_deref());
    let skills = asked.skills.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    say(words.skills, Some(skills.as_str()).filter(|skills| !skills.is_empty()));
    let day = page.map(|page| format!("{page}/my-day?day={}", stop.begins.date()));
    let machine = page.zip(asked.machine).map(|(page, machine)| format!("{page}/machines/{machine}"));
    say(words.machine, machine.as_deref());
    say(words.day, day.as_deref());
    let is_sure = matches!(of.state, VisitState::Promised | VisitState::Done);
    if !is_sure {
        description.push(words.tentative.to_owned());
    }
    put(out, "BEGIN:VEVENT");
    put(out, &format!("UID:{}", uid(of.id)));
    put(out, &format!("DTSTAMP:{}", stamp(changed)));
    put(out, &format!("LAST-MODIFIED:{}", stamp(changed)));
    put(out, &format!("SEQUENCE:{}", of.sequence));
    put(out, &format!("DTSTART:{}", stamp(instant(stop.begins, zone))));
    put(out, &format!("DTEND:{}", stamp(instant(stop.ends, zone))));
    let title = format!("{}: {}", asked.customer_name, asked.title.get(language));
    put(out, &format!("SUMMARY:{}", escaped(&title)));
    put(out, &format!("LOCATION:{}", escaped(&asked.address)));
    if let Some(place) = asked.place {
        put(out, &format!("GEO:{:.6};{:.6}", place.latitude, place.longitude));
    }
    put(out, &format!("DESCRIPTION:{}", escaped(&description.join("\n"))));
    if let Some(day) = day {
        put(out, &format!("URL:{day}"));
    }
    put(out, &format!("STATUS:{}", if is_sure { "CONFIRMED" } else { "TENTATIVE" }));
    put(out, "TRANSP:OPAQUE");
    put(out, "END:VEVENT");
}

impl Dispatch<'_> {
    /// The calendar of a technician: the tours of the last month and of those to come. `page` is where the page is reached.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn calendar(&self, of: &Technician, zone: Tz, page: Option<&str>) -> Result<String, DispatchError> {
        let (first, last) = days(self.now.date());
        let tours = self.store.tours(first, last, Some(of.id)).await?;
        let stops: Vec<&Stop> = tours.iter().flat_map(|tour| tour.stops.iter()).collect();
        let ids: Vec<VisitId> = stops.iter().filter_map(|stop| visit_id(&stop.visit)).collect();
        let visits: HashMap<String, Visit> =
            self.store.visits_by_id(&ids).await?.into_iter().map(|of| (of.id.to_string(), of)).collect();
        let language: Language = of.language.parse().unwrap_or(Language::De);
        let mut out = String::new();
        for line in HEAD {
            put(&mut out, line);
        }
        put(&mut out, "METHOD:PUBLISH");
        put(&mut out, &format!("X-WR-CALNAME:{}", escaped(&of.name)));
        put(&mut out, "REFRESH-INTERVAL;VALUE=DURATION:PT15M");
        put(&mut out, "X-PUBLISHED-TTL:PT15M");
        let mut is_empty = true;
        for stop in stops {
            if let Some(visit) = visits.get(&stop.visit).filter(|of| is_shown(of)) {
                event(&mut out, visit, stop, zone, (language, page));
                is_empty = false;
            }
        }
        if is_empty {
            // A calendar has at least one component (3.6); a free one has none to show.
            for line in [
                "BEGIN:VTIMEZONE",
                "TZID:Etc/UTC",
                "BEGIN:STANDARD",
                "DTSTART:19700101T000000",
                "TZOFFSETFROM:+0000",
                "TZOFFSETTO:+0000",
                "END:STANDARD",
                "END:VTIMEZONE",
            ] {
                put(&mut out, line);
            }
        }
        put(&mut out, "END:VCALENDAR");
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_within_75_octets_and_unfold_to_what_they_were() {
        let line = format!("DESCRIPTION:{}", "Prüfung der Hydraulik, Öl wechseln; ".repeat(12));
        let mut out = String::new();
        put(&mut out, &line);
        assert!(out.lines().count() > 4);
        assert!(out.split("\r\n").all(|part| part.len() <= LINE), "{out}");
        assert_eq!(out.replace("\r\n ", "").trim_end(), line.trim_end());
    }

    #[test]
    fn texts_are_escaped() {
        assert_eq!(escaped("Huber, Söhne; C:\\x\r\nzwei"), "Huber\\, Söhne\\; C:\\\\x\\nzwei");
    }

    #[test]
    fn local_times_become_instants_on_both_sides_of_summer_time() {
        let zone = chrono_tz::Europe::Berlin;
        let at = |text: &str| stamp(instant(text.parse().expect("a time"), zone));
        assert_eq!(at("2026-03-28T08:00:00"), "20260328T070000Z");
        assert_eq!(at("2026-03-30T08:00:00"), "20260330T060000Z");
        assert_eq!(at("2026-03-29T02:30:00"), "20260329T013000Z", "left out: an hour later");
        assert_eq!(at("2026-10-25T02:30:00"), "20261025T003000Z", "twice: the first");
    }
}
