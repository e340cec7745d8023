//! What a mail that came in is: an answer of a person or of a machine, a bounce, a complaint, an objection, or nothing of ours.
//!
//! The order of the questions matters. A report says itself that it is one. Then what an objection's own address gets is an
//! objection. Then what is automatic must not count as an answer, although it names the mail it answers. What is left is
//! what a person wrote: an objection where it says so, else a reply. Nothing a mail holds makes this fail, and nothing in it
//! is looked at beyond [`MOST_BYTES`].

mod away;
mod bounce;
mod mail;
mod objection;
mod quoted;

use crate::{Key, MessageId, Returns, Way};
use chrono::{DateTime, FixedOffset, NaiveDate};
use mail::Mail;

/// So many bytes of a mail are looked at: attachments behind that do not matter here.
pub const MOST_BYTES: usize = 4 << 20;
/// The longest text that is given back, in characters.
const LONGEST: usize = 20_000;

/// A mail that came in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Incoming {
    /// What tells it from every other, also when it is read twice: its Message-ID, or a digest where it has none.
    pub identity: String,
    /// Its name, to answer it in its thread.
    pub message_id: Option<MessageId>,
    /// The mail of ours it is about.
    pub about: Option<Key>,
    /// Who sent it, as the mail says; anybody can write that.
    pub from: Option<String>,
    /// Its subject.
    pub subject: String,
    /// When, as the mail says.
    pub date: Option<DateTime<FixedOffset>>,
    /// What it is.
    pub kind: Kind,
}

/// What a mail is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A person answers.
    Reply {
        /// What the person wrote, without what is quoted.
        text: String,
    },
    /// A machine answers that the reader is away or no longer there. It is no answer and ends no sequence.
    OutOfOffice {
        /// The last day away, where the text says it.
        until: Option<NaiveDate>,
        /// What it says.
        text: String,
    },
    /// Our mail was not delivered.
    Bounce {
        /// Whether a later mail may arrive.
        lasting: Lasting,
        /// The most exact code there is: of RFC 3463 (`5.1.1`), else of SMTP (`550`).
        status: Option<String>,
        /// Who did not get it.
        recipient: Option<String>,
        /// What the server said.
        text: String,
    },
    /// The reader, or the reader's mailbox, reports our mail as unwanted (RFC 5965).
    Complaint {
        /// What it is reported as, such as `abuse`.
        feedback: String,
    },
    /// The reader wants no further mails.
    Objection {
        /// What the person wrote.
        text: String,
    },
    /// Nothing that concerns a mail of ours, or nothing to act on: a receipt, a newsletter, a stranger's mail.
    Unrelated,
}

/// How long a mail cannot be delivered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lasting {
    /// The address does not exist, or its server will not take the mail: a code beginning with 5.
    Permanent,
    /// For now: a full mailbox, a server that is away, also where its server has given up trying this mail.
    Temporary,
}

/// Says what a mail is. `returns` are the addresses answers come back to.
#[must_use]
pub fn understand(raw: &[u8], returns: &Returns) -> Incoming {
    let mail = Mail::read(raw.get(..MOST_BYTES).unwrap_or(raw));
    let message_id = mail.header("message-id").and_then(|id| MessageId::new(&id));
    // A copy of our own, from the archive: it is about nothing that came in.
    let own = message_id.as_ref().is_some_and(|id| returns.of_message_id(id).is_some());
    let way = mail.recipients().into_iter().find_map(|address| returns.of_address(&address));
    let about = if own { None } else { about(&mail, way.as_ref(), returns) };
    let kind = if own { Kind::Unrelated } else { kind(&mail, way.as_ref().map(|(way, _)| *way), about.is_some()) };
    Incoming {
        identity: message_id.as_ref().map_or_else(|| digest(raw), |id| id.as_str().to_owned()),
        message_id,
        about,
        from: mail.from(),
        subject: cut(&mail.subject()),
        date: mail.date(),
        kind,
    }
}

fn digest(raw: &[u8]) -> String {
    format!("xxh3:{:032x}", xxhash_rust::xxh3::xxh3_128(raw))
}

/// Which mail of ours it is about: by the address it came to, the mails it answers, the mail it carries, what it quotes.
fn about(mail: &Mail<'_>, way: Option<&(Way, Key)>, returns: &Returns) -> Option<Key> {
    if let Some((_, key)) = way {
        return Some(key.clone());
    }
    let answered = mail.answered();
    let named = answered.iter().find_map(|id| returns.of_message_id(id));
    named.or_else(|| mail.carried().iter().find_map(|text| returns.quoted_in(text)))
}

fn kind(mail: &Mail<'_>, way: Option<Way>, known: bool) -> Kind {
    if let Some(feedback) = bounce::complaint(mail) {
        // Some mailboxes also report that a mail was found to be wanted after all.
        return if feedback == "not-spam" { Kind::Unrelated } else { Kind::Complaint { feedback: cut(&feedback) } };
    }
    if let Some(report) = bounce::report(mail, way == Some(Way::Bounce)) {
        return report;
    }
    if mail.is_receipt() {
        return Kind::Unrelated;
    }
    let text = quoted::own_text(&mail.text());
    if way == Some(Way::Objection) {
        return Kind::Objection { text: cut(&text) };
    }
    let subject = mail.subject();
    if away::is_automatic(mail, &subject) {
        // A newsletter is automatic, too.
        if !known {
            return Kind::Unrelated;
        }
        let year = mail.date().map(|date| date.date_naive());
        return Kind::OutOfOffice { until: away::until(&format!("{subject}\n{text}"), year), text: cut(&text) };
    }
    if objection::is_one(&subject, &text) {
        return Kind::Objection { text: cut(&text) };
    }
    if known { Kind::Reply { text: cut(&text) } } else { Kind::Unrelated }
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}
