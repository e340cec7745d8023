//! Reports of servers: mails that were not delivered (RFC 3464, and what OpenSMTPD and old servers write instead), and mails
//! that were reported as unwanted (RFC 5965).

use super::mail::Mail;
use super::{Kind, Lasting, cut};

/// A field of a report: `Name: value`, with its continuation lines.
fn field<'a>(report: &'a str, name: &str) -> impl Iterator<Item = String> + use<'a> {
    let name = name.to_ascii_lowercase();
    let mut lines = report.lines().peekable();
    std::iter::from_fn(move || {
        loop {
            let line = lines.next()?;
            let Some((of, value)) = line.split_once(':') else { continue };
            if !of.trim().eq_ignore_ascii_case(&name) {
                continue;
            }
            let mut value = value.trim().to_owned();
            while let Some(more) = lines.next_if(|line| line.starts_with([' ', '\t']) && !line.trim().is_empty()) {
                value.push(' ');
                value.push_str(more.trim());
            }
            return Some(value);
        }
    })
}

/// Behind the type: `rfc822; maria@example.com`, `smtp; 550 No such user`.
fn behind_type(value: &str) -> &str {
    value.split_once(';').map_or(value, |(_, rest)| rest).trim()
}

/// What a mailbox reports our mail as; `None` where the mail is no such report.
pub(super) fn complaint(mail: &Mail<'_>) -> Option<String> {
    let parts = mail.parts();
    let report = parts.iter().find(|part| part.kind == "message/feedback-report")?;
    Some(field(&report.text, "feedback-type").next().unwrap_or_else(|| "abuse".to_owned()).to_ascii_lowercase())
}

/// Whether and how our mail was not delivered. `returned`: it came to the address bounces go to.
pub(super) fn report(mail: &Mail<'_>, returned: bool) -> Option<Kind> {
    let parts = mail.parts();
    // The text for people, without the mail it gives back.
    let told = mail.text();
    if let Some(report) = parts.iter().find(|part| part.kind == "message/delivery-status") {
        return Some(of_status(&report.text, &told));
    }
    let from = mail.from().unwrap_or_default().to_ascii_lowercase();
    let local = from.split('@').next().unwrap_or_default();
    let daemon = ["mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon", "postmast"].contains(&local);
    let nobody = mail.headers("return-path").first().is_some_and(|path| path.trim() == "<>");
    let subject = mail.subject().to_lowercase();
    let says_so = SUBJECTS.iter().any(|begin| subject.contains(begin));
    // An automatic answer has no sender either; it says of itself that it is one.
    let automatic =
        mail.header("auto-submitted").is_some_and(|value| value.to_ascii_lowercase().starts_with("auto-replied"));
    if daemon && (returned || says_so || nobody) || returned && nobody && says_so && !automatic {
        let delayed = DELAYS.iter().any(|word| subject.contains(word));
        let status = code(above_returned(&told));
        let lasting = if delayed { Lasting::Temporary } else { lasting(status.as_deref(), &told) };
        return Some(Kind::Bounce { lasting, status, recipient: None, text: cut(said(&told)) });
    }
    None
}

/// How the subjects of bounces without a report begin.
const SUBJECTS: &[&str] = &[
    "undeliver",
    "unzustellbar",
    "delivery status notification",
    "delivery failure",
    "delivery has failed",
    "failure notice",
    "mail delivery failed",
    "returned mail",
    "message not delivered",
    "mancato recapito",
    "non recapitabile",
    "mailsystem: nachricht",
    "delivery delayed",
    "warning: message",
];
const DELAYS: &[&str] = &["delay", "warning", "verzögert", "ritardo"];

fn of_status(report: &str, told: &str) -> Kind {
    let action = field(report, "action").next().unwrap_or_default().to_ascii_lowercase();
    // Delivered, relayed, expanded: good news nobody asked for.
    if !action.is_empty() && !action.starts_with("fail") && !action.starts_with("delay") {
        return Kind::Unrelated;
    }
    let recipient = field(report, "final-recipient").chain(field(report, "original-recipient")).next();
    let recipient = recipient.map(|value| behind_type(&value).trim_matches(['<', '>']).to_owned());
    let diagnosis = field(report, "diagnostic-code").next().map(|value| behind_type(&value).to_owned());
    let stated = field(report, "status").next().and_then(|value| code(&value));
    // `5.0.0` says only that it failed; what the other server said is more exact.
    let vague = stated.as_deref().is_none_or(|status| status.ends_with(".0.0"));
    let exact = if vague {
        diagnosis.as_deref().and_then(code).or_else(|| code(above_returned(told))).or_else(|| stated.clone())
    } else {
        stated.clone()
    };
    let text = diagnosis.unwrap_or_else(|| said(told).to_owned());
    let lasting = if action.starts_with("delay") { Lasting::Temporary } else { lasting(exact.as_deref(), &text) };
    Kind::Bounce { lasting, status: exact, recipient, text: cut(&text) }
}

/// A full mailbox counts as temporary although its code begins with 5 (5.2.2; 552 of SMTP): the address is right.
fn lasting(status: Option<&str>, text: &str) -> Lasting {
    let text = text.to_lowercase();
    let full = ["mailbox full", "mailbox is full", "quota", "postfach voll", "casella piena"];
    match status {
        Some("5.2.2" | "552") => Lasting::Temporary,
        Some(status) if status.starts_with('4') => Lasting::Temporary,
        Some("550" | "554" | "5.0.0") | None if full.iter().any(|word| text.contains(word)) => Lasting::Temporary,
        _ => Lasting::Permanent,
    }
}

/// What stands before the mail that is given back.
fn above_returned(text: &str) -> &str {
    let marks = [
        "original message",
        "original headers",
        "copy of the message",
        "copy of my message",
        "Return-path:",
        "Received: from",
        "Received: by",
    ];
    let end = marks.iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len());
    text.get(..end).unwrap_or(text)
}

/// The line in which the other server's answer stands; the whole text where none does.
fn said(text: &str) -> &str {
    let above = above_returned(text);
    above.lines().map(str::trim).find(|line| code(line).is_some()).unwrap_or_else(|| above.trim())
}

/// The most exact code in a text: `5.1.1` before `550`. A code counts only where it stands for itself.
fn code(text: &str) -> Option<String> {
    let words = || {
        let between = |sign: char| !(sign.is_ascii_alphanumeric() || sign == '.' || sign == '-');
        text.split(between).map(|word| word.trim_matches(['.', '-'])).take(5000)
    };
    let enhanced = words().find(|word| {
        let parts: Vec<&str> = word.split('.').collect();
        let number = |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|sign| sign.is_ascii_digit());
        matches!(parts.as_slice(), [class, ..] if matches!(*class, "4" | "5"))
            && parts.len() == 3
            && parts.iter().all(number)
    });
    let vague = |code: &&str| code.ends_with(".0.0");
    let basic = || {
        words().find_map(|word| {
            let digits = word.get(..3)?;
            let good = digits.starts_with(['4', '5'])
                && digits.bytes().all(|sign| sign.is_ascii_digit())
                && matches!(word.get(3..4), None | Some("-"))
                && digits.as_bytes().get(1).is_some_and(|second| *second <= b'5');
            good.then_some(digits)
        })
    };
    enhanced.filter(|code| !vague(code)).or_else(basic).or(enhanced).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_where_they_stand_for_themselves() {
        for (text, wanted) in [
            ("a@b.example: 550 5.1.1 No such user", Some("5.1.1")),
            ("550-No such user", Some("550")),
            ("host 10.5.0.2 said: 421 busy", Some("421")),
            ("Status: 5.0.0; 552 too large", Some("552")),
            ("5.0.0", Some("5.0.0")),
            ("#5.1.10 smtp;550", Some("5.1.10")),
            ("order 55012 of 4711, room 4.5", None),
            ("extension 480, room 590", None),
            ("version 2.3.4", None),
            ("590", None),
        ] {
            assert_eq!(code(text).as_deref(), wanted, "{text}");
        }
    }
}
