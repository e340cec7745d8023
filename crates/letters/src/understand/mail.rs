//! A mail that was read: its headers, its parts, its text.

use super::quoted;
use crate::MessageId;
use chrono::{DateTime, FixedOffset};
use mail_parser::{Address, HeaderName, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use std::borrow::Cow;

/// Mails in mails are looked into so deep.
const DEEPEST: usize = 3;
/// So many parts of a mail are looked at.
const MOST_PARTS: usize = 200;
/// So many characters of a part are looked at.
const LONGEST_PART: usize = 200_000;

/// A mail. One that cannot be read is one without anything.
pub(super) struct Mail<'a>(Option<Message<'a>>);

/// A part that is no multipart.
pub(super) struct Part<'a> {
    /// `text/plain`, in small letters.
    pub(super) kind: String,
    /// What it says, as far as it is a text.
    pub(super) text: Cow<'a, str>,
}

impl<'a> Mail<'a> {
    pub(super) fn read(raw: &'a [u8]) -> Self {
        Self(MessageParser::default().parse(raw))
    }

    /// The raw values of a header, in the order in which they stand.
    pub(super) fn headers(&self, name: &str) -> Vec<String> {
        let all = self.0.iter().flat_map(Message::headers_raw);
        all.filter(|(of, _)| of.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned()).take(50).collect()
    }

    pub(super) fn header(&self, name: &str) -> Option<String> {
        self.headers(name).into_iter().next()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().flat_map(Message::headers_raw).any(|(of, _)| of.eq_ignore_ascii_case(name))
    }

    pub(super) fn subject(&self) -> String {
        self.0.as_ref().and_then(Message::subject).unwrap_or_default().trim().to_owned()
    }

    pub(super) fn date(&self) -> Option<DateTime<FixedOffset>> {
        let date = self.0.as_ref()?.date()?;
        DateTime::parse_from_rfc3339(&date.to_rfc3339()).ok()
    }

    pub(super) fn from(&self) -> Option<String> {
        let from = self.0.as_ref()?.from()?.first()?.address()?;
        Some(from.chars().filter(|sign| !sign.is_control()).take(254).collect())
    }

    /// The addresses it was sent to, those of the envelope first as far as servers noted them.
    pub(super) fn recipients(&self) -> Vec<String> {
        let mut found = Vec::new();
        for name in ["delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-rcpt-to"] {
            found.extend(self.headers(name).into_iter().map(|value| value.trim_matches(['<', '>']).to_owned()));
        }
        let visible = [HeaderName::To, HeaderName::Cc];
        let visible =
            visible.into_iter().filter_map(|name| self.0.as_ref()?.header(name).and_then(HeaderValue::as_address));
        let addresses = visible.flat_map(Address::iter).filter_map(|one| one.address().map(str::to_owned));
        found.extend(addresses.take(100));
        found
    }

    /// The mails it says it answers, the last one first.
    pub(super) fn answered(&self) -> Vec<MessageId> {
        let mut found = Vec::new();
        for name in ["in-reply-to", "references"] {
            for value in self.headers(name) {
                let ids =
                    value.split(|sign: char| sign.is_whitespace() || sign == ',').filter(|id| id.starts_with('<'));
                found.extend(ids.rev_checked());
            }
        }
        found
    }

    /// All parts, also of the mails it carries.
    pub(super) fn parts(&self) -> Vec<Part<'_>> {
        let mut found = Vec::new();
        if let Some(message) = &self.0 {
            gather(message, DEEPEST, &mut found);
        }
        found
    }

    /// The media type of the whole: type, subtype, and the `report-type`, in small letters.
    fn whole(&self) -> (String, String) {
        let content = self.0.as_ref().and_then(|message| message.root_part().content_type());
        let kind =
            content.map(|of| format!("{}/{}", of.ctype(), of.subtype().unwrap_or_default()).to_ascii_lowercase());
        let report = content.and_then(|of| of.attribute("report-type")).unwrap_or_default().to_ascii_lowercase();
        (kind.unwrap_or_default(), report)
    }

    /// Whether it only says that our mail was read or deleted.
    pub(super) fn is_receipt(&self) -> bool {
        let (kind, report) = self.whole();
        kind == "multipart/report" && report == "disposition-notification"
    }

    /// What a person or a machine wrote: the text, else the HTML without its quoted part.
    pub(super) fn text(&self) -> String {
        let Some(message) = &self.0 else { return String::new() };
        let text = message.text_bodies().find_map(|part| match &part.body {
            PartType::Text(text) if !text.trim().is_empty() => Some(bounded(text).into_owned()),
            _ => None,
        });
        text.or_else(|| {
            message.html_bodies().find_map(|part| match &part.body {
                PartType::Html(html) => Some(quoted::text_of_html(&bounded(html))),
                _ => None,
            })
        })
        .unwrap_or_default()
    }

    /// What it carries or quotes of a mail: mails and headers in parts of their own, then its texts.
    pub(super) fn carried(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        if let Some(message) = &self.0 {
            for part in message.parts.iter().take(MOST_PARTS) {
                if let PartType::Message(carried) = &part.body {
                    found.extend(carried.message_id().map(|id| format!("Message-ID: <{id}>")));
                }
            }
        }
        let parts = self.parts();
        let (headers, others): (Vec<_>, Vec<_>) =
            parts.into_iter().partition(|part| part.kind == "text/rfc822-headers");
        found.extend(headers.into_iter().chain(others).map(|part| part.text.into_owned()));
        found
    }
}

/// The Message-IDs of a list, the last one first, without those that are none.
trait Reversed {
    fn rev_checked(self) -> Vec<MessageId>;
}

impl<'a, T: Iterator<Item = &'a str>> Reversed for T {
    fn rev_checked(self) -> Vec<MessageId> {
        let mut ids: Vec<MessageId> = self.take(1000).filter_map(MessageId::new).collect();
        ids.reverse();
        ids
    }
}

fn bounded(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST_PART) {
        Some((end, _)) => Cow::Owned(text.get(..end).unwrap_or_default().to_owned()),
        None => Cow::Borrowed(text),
    }
}

fn gather<'m>(message: &'m Message<'_>, depth: usize, found: &mut Vec<Part<'m>>) {
    for part in &message.parts {
        if found.len() >= MOST_PARTS {
            return;
        }
        match &part.body {
            PartType::Multipart(_) => {}
            PartType::Message(carried) if depth > 0 => gather(carried, depth - 1, found),
            PartType::Message(_) => {}
            PartType::Text(text) | PartType::Html(text) => {
                found.push(Part { kind: kind_of(part, "text/plain"), text: bounded(text) });
            }
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
                let kind = kind_of(part, "application/octet-stream");
                // Reports are texts, whatever they are taken for.
                if kind.starts_with("message/") || kind.starts_with("text/") {
                    let beginning = bytes.get(..LONGEST_PART).unwrap_or(bytes);
                    found.push(Part { kind, text: String::from_utf8_lossy(beginning) });
                }
            }
        }
    }
}

fn kind_of(part: &MessagePart<'_>, usual: &str) -> String {
    let content = part.content_type();
    content.map_or_else(
        || usual.to_owned(),
        |of| format!("{}/{}", of.ctype(), of.subtype().unwrap_or_default()).to_ascii_lowercase(),
    )
}
