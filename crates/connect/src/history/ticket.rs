//! Tickets that are open: what keeps a seller from calling.

use super::History;
use base::{CellRef, Kind};
use chrono::NaiveDate;
use digitize::machine_file::date_of;

/// How lists write that a ticket cannot wait, in small letters.
const CRITICAL: [&str; 16] = [
    "kritisch",
    "critical",
    "critico",
    "critica",
    "sehr hoch",
    "very high",
    "molto alta",
    "notfall",
    "emergency",
    "emergenza",
    "stillstand",
    "machine down",
    "fermo macchina",
    "dringend",
    "urgent",
    "urgente",
];

/// How subjects say that a customer complains, in small letters.
const COMPLAINT: [&str; 9] = [
    "reklamation",
    "beschwerde",
    "beanstandung",
    "mängelrüge",
    "complaint",
    "warranty claim",
    "reclamo",
    "reclamazione",
    "contestazione",
];

/// A ticket that is open on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenTicket {
    /// Its number, else its subject.
    pub name: String,
    /// Whether it cannot wait.
    pub critical: bool,
    /// Whether the customer complains.
    pub complaint: bool,
    /// Since when it is open.
    pub opened_on: NaiveDate,
    /// The cell that says so.
    pub source: CellRef,
}

fn is_critical(priority: &str) -> bool {
    let priority = priority.trim().to_lowercase();
    let first = priority.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
    matches!(first, "1" | "p1" | "s1" | "prio1" | "a1") || CRITICAL.iter().any(|word| priority.contains(word))
}

fn is_complaint(subject: &str) -> bool {
    let subject = subject.to_lowercase();
    COMPLAINT.iter().any(|word| subject.contains(word))
}

impl History {
    /// The tickets of a machine that are open on a day and are critical or complaints, the oldest first.
    #[must_use]
    pub fn open_tickets(&self, machine: usize, as_of: NaiveDate) -> Vec<OpenTicket> {
        let mut found: Vec<OpenTicket> = Vec::new();
        for row in self.of(Kind::Tickets, machine) {
            let day = |field: &str| row.day(field).and_then(date_of);
            let Some(opened_on) = day("opened_on").filter(|on| *on <= as_of) else { continue };
            let closed =
                day("closed_on").is_some_and(|on| on <= as_of) || row.text("status").as_deref() == Some("closed");
            let subject = row.text("subject").unwrap_or_default();
            let critical = row.text("priority").is_some_and(|priority| is_critical(&priority));
            let complaint = is_complaint(&subject);
            if closed || !(critical || complaint) {
                continue;
            }
            let number = row.text("ticket_number");
            let source = row.cell(if number.is_some() { "ticket_number" } else { "opened_on" });
            let name = number.unwrap_or(subject);
            found.push(OpenTicket { name, critical, complaint, opened_on, source });
        }
        found.sort_by(|a, b| (a.opened_on, &a.name).cmp(&(b.opened_on, &b.name)));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_write_critical_in_many_ways() {
        for text in ["1", "1 - Critical", "P1", "sehr hoch", "Kritisch", "URGENTE", "1-sehr hoch"] {
            assert!(is_critical(text), "{text}");
        }
        for text in ["10", "2", "hoch", "normal", "P2", "high", ""] {
            assert!(!is_critical(text), "{text}");
        }
        assert!(is_complaint("Reklamation: Spindel läuft unrund") && !is_complaint("Ölwechsel"));
    }
}
