//! What an event shows a person: when, what, where. Calendars write an event anew in their own way (order, folding, time zones,
//! reminders), so texts are not compared, but what is read from them.

use super::calendar::instant;
use base::{Language, Translated};
use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;

/// How much of a text is told.
const TOLD: usize = 120;

/// What an event shows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Shown {
    begins: String,
    ends: String,
    title: String,
    place: String,
    text: String,
    status: String,
    /// How it comes again, and other things a plan never says.
    further: String,
    /// When it was changed, as it says.
    pub changed_at: Option<DateTime<Utc>>,
}

/// A line of an event: name, parameters, value.
struct Line<'l> {
    name: String,
    parameters: &'l str,
    value: &'l str,
}

/// Lines as they were before they were folded.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// Takes a line apart at the first colon that is not in quotes.
fn parted(line: &str) -> Option<Line<'_>> {
    let mut quoted = false;
    let at = line.char_indices().find_map(|(at, letter)| {
        quoted ^= letter == '"';
        (letter == ':' && !quoted).then_some(at)
    })?;
    let (head, value) = (line.get(..at)?, line.get(at + 1..)?);
    let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
    Some(Line { name: name.to_ascii_uppercase(), parameters, value })
}

/// A value without its escapes (3.3.11); ends of lines and blanks at its end say nothing.
fn plain(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            '\r' => {}
            other => out.push(other),
        }
    }
    out.trim_end().to_owned()
}

/// A time as an instant, where it says one; else as it stands there.
fn time(line: &Line<'_>) -> String {
    let value = line.value.trim();
    let local = |text: &str| NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S").ok();
    let at = match value.strip_suffix('Z') {
        Some(utc) => local(utc).map(|at| at.and_utc()),
        None => {
            let zone = line.parameters.split(';').find_map(|of| of.strip_prefix("TZID="));
            let zone = zone.and_then(|name| name.trim_matches('"').parse::<Tz>().ok());
            zone.and_then(|zone| Some(instant(local(value)?, zone)))
        }
    };
    at.map_or_else(|| format!("{};{value}", line.parameters), |at| at.to_rfc3339())
}

fn at_most(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= TOLD { line } else { line.chars().take(TOLD).chain(['…']).collect() }
}

/// A kept time as people read it.
fn told(time: &str, zone: Tz) -> String {
    match time.parse::<DateTime<Utc>>() {
        Ok(at) => at.with_timezone(&zone).format("%d.%m.%Y %H:%M").to_string(),
        Err(_) => time.rsplit_once(';').map_or(time, |(_, value)| value).to_owned(),
    }
}

impl Shown {
    /// What the event of this UID shows; none where there is none in the text.
    pub fn read(text: &str, uid: &str) -> Option<Self> {
        // Further ones of the same UID are exceptions of one that comes again.
        let mut found: Vec<Self> = Vec::new();
        // Within an event only: a reminder has times and texts of its own.
        let mut within: Vec<String> = Vec::new();
        let (mut of, mut is_it) = (Self::default(), false);
        let lines = unfolded(text);
        for line in lines.iter().filter_map(|line| parted(line)) {
            let is_event = |name: &String| name == "VEVENT";
            match line.name.as_str() {
                "BEGIN" => {
                    within.push(line.value.trim().to_ascii_uppercase());
                    if within.last().is_some_and(is_event) {
                        (of, is_it) = (Self::default(), false);
                    }
                }
                "END" => {
                    let ends = within.pop().as_ref().is_some_and(is_event);
                    found.extend((ends && is_it).then(|| of.clone()));
                }
                "UID" if within.last().is_some_and(is_event) => is_it = line.value.trim() == uid,
                _ if within.last().is_some_and(is_event) => of.take(&line),
                _ => {}
            }
        }
        let count = found.len();
        let mut shown = found.into_iter().next()?;
        if count > 1 {
            shown.further.push_str(&format!("{count} events\n"));
        }
        Some(shown)
    }

    /// Takes over what a line of the event says.
    fn take(&mut self, line: &Line<'_>) {
        let value = line.value.trim();
        match line.name.as_str() {
            "DTSTART" => self.begins = time(line),
            "DTEND" => self.ends = time(line),
            "DURATION" => value.clone_into(&mut self.ends),
            "SUMMARY" => self.title = plain(line.value),
            "LOCATION" => self.place = plain(line.value),
            "DESCRIPTION" => self.text = plain(line.value),
            "STATUS" => self.status = value.to_ascii_uppercase(),
            "RRULE" | "RDATE" | "EXDATE" => self.further.push_str(&format!("{}:{value}\n", line.name)),
            "LAST-MODIFIED" => self.changed_at = time(line).parse().ok(),
            _ => {}
        }
    }

    /// A digest of what is shown; the same for the same appointment, whoever wrote it down.
    pub fn digest(&self) -> String {
        let Self { begins, ends, title, place, text, status, further, changed_at: _ } = self;
        let mut hasher = blake3::Hasher::new();
        for part in [begins, ends, title, place, text, status, further] {
            hasher.update(&part.len().to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }

    /// When it is, for a person.
    pub fn when(&self, zone: Tz) -> String {
        let (begins, ends) = (told(&self.begins, zone), told(&self.ends, zone));
        let day = begins.split_once(' ').map(|(day, _)| day);
        match ends.split_once(' ') {
            Some((of, time)) if day == Some(of) => format!("{begins}–{time}"),
            _ => format!("{begins}–{ends}"),
        }
    }

    /// What it is, when and where, for a person.
    pub fn told(&self, zone: Tz) -> String {
        let place = if self.place.is_empty() { String::new() } else { format!(", {}", at_most(&self.place)) };
        format!("{}, {}{place}", at_most(&self.title), self.when(zone))
    }

    /// What it shows otherwise than `plan`, in the words of a language.
    fn otherwise(&self, plan: &Self, zone: Tz, language: Language) -> String {
        let [title, place, text, status, further, instead] = match language {
            Language::De => ["Titel", "Ort", "Text", "Status", "Wiederholung", "statt"],
            Language::En => ["title", "place", "text", "status", "repetition", "instead of"],
            Language::It => ["titolo", "luogo", "testo", "stato", "ripetizione", "invece di"],
        };
        let mut parts = Vec::new();
        if (&self.begins, &self.ends) != (&plan.begins, &plan.ends) {
            parts.push(format!("{} {instead} {}", self.when(zone), plan.when(zone)));
        }
        for (name, of, planned) in [
            (title, &self.title, &plan.title),
            (place, &self.place, &plan.place),
            (text, &self.text, &plan.text),
            (status, &self.status, &plan.status),
            (further, &self.further, &plan.further),
        ] {
            if of != planned {
                parts.push(format!("{name}: {}", at_most(of)));
            }
        }
        parts.join("; ")
    }

    /// What it shows otherwise than `plan`, in all languages.
    pub fn differences(&self, plan: &Self, zone: Tz) -> Translated {
        let of = |language| self.otherwise(plan, zone, language);
        Translated { de: of(Language::De), en: of(Language::En), it: of(Language::It) }
    }
}

/// An event of ours with the reminders of another: what a technician set to be reminded is no change of the plan.
pub(super) fn with_reminders(ours: &str, other: &str) -> String {
    let mut reminders = String::new();
    let mut inside = false;
    for line in other.lines() {
        let is = |what: &str| line.trim_end().eq_ignore_ascii_case(what);
        inside |= is("BEGIN:VALARM");
        if inside {
            reminders.push_str(line.trim_end_matches('\r'));
            reminders.push_str("\r\n");
        }
        inside &= !is("END:VALARM");
    }
    // What is broken off is left away.
    if inside {
        return ours.to_owned();
    }
    ours.replacen("END:VEVENT\r\n", &format!("{reminders}END:VEVENT\r\n"), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:visit-1@instand\r\nSEQUENCE:1\r\n\
        DTSTAMP:20260301T000000Z\r\nDTSTART:20260302T070000Z\r\nDTEND:20260302T080000Z\r\nSUMMARY:Huber\\, Söhne: Wartung\r\n\
        LOCATION:Weg 1\r\nDESCRIPTION:Tor 3\\nTelefon: 1\r\nSTATUS:TENTATIVE\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    fn read(text: &str) -> Shown {
        Shown::read(text, "visit-1@instand").expect("it is there")
    }

    #[test]
    fn the_same_appointment_is_known_however_it_is_written() {
        let other = "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Europe/Berlin\nBEGIN:STANDARD\nDTSTART:19700101T000000\n\
            END:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nSTATUS:tentative\nLOCATION;LANGUAGE=de:Weg \n 1\nDTSTART;TZID=Europe/Berlin:20260302T080000\n\
            DTEND;TZID=\"Europe/Berlin\":20260302T090000\nX-A;P=\"a:b\":SUMMARY\nSUMMARY:Huber\\, Söh\n ne: Wartung\n\
            DESCRIPTION:Tor 3\\nTelefon: 1\\n\nUID:visit-1@instand\nSEQUENCE:9\n\
            BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:Los\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR\n";
        assert_eq!(read(OURS), read(other));
        assert_eq!(read(OURS).digest(), read(other).digest());
        let kept = with_reminders(OURS, other);
        assert!(kept.contains("DESCRIPTION:Los\r\nEND:VALARM\r\nEND:VEVENT\r\n"), "{kept}");
        assert_eq!(read(&kept).digest(), read(OURS).digest());
        assert_eq!(with_reminders(OURS, "BEGIN:VALARM\nACTION:X\n"), OURS, "broken off");
    }

    #[test]
    fn each_thing_somebody_changed_is_noticed_and_told() {
        let zone = chrono_tz::Europe::Berlin;
        for (from, to, told) in [
            ("T070000Z", "T090000Z", "02.03.2026 10:00–09:00 statt 02.03.2026 08:00–09:00"),
            ("Wartung", "Ausfall", "Titel: Huber, Söhne: Ausfall"),
            ("Weg 1", "Weg 2", "Ort: Weg 2"),
            ("Tor 3", "Tor 4", "Text: Tor 4 Telefon: 1"),
            ("TENTATIVE", "CANCELLED", "Status: CANCELLED"),
            ("SEQUENCE:1", "RRULE:FREQ=DAILY", "Wiederholung: RRULE:FREQ=DAILY"),
            ("DTSTART:20260302T070000Z", "DTSTART;VALUE=DATE:20260302", "20260302–02.03.2026 09:00 statt"),
        ] {
            let changed = read(&OURS.replace(from, to));
            assert_ne!(changed.digest(), read(OURS).digest(), "{to}");
            let said = changed.differences(&read(OURS), zone).de;
            assert!(said.contains(told), "{said}");
        }
    }

    #[test]
    fn what_is_no_event_of_ours_is_none() {
        assert_eq!(Shown::read(OURS, "visit-2@instand"), None);
        for broken in ["", "BEGIN:VEVENT", "END:VEVENT", ":::", "BEGIN:VEVENT\nUID:visit-1@instand\n", "\n \n\t:"] {
            assert_eq!(Shown::read(broken, "visit-1@instand"), None, "{broken}");
        }
    }
}
